//! What proves later how somebody signed: a record in canonical JSON (RFC 8785), with its hash.
//!
//! Canonical is here: the names in alphabetical order, whole numbers, texts and lists only, no spaces. So whoever has the
//! record gets the same hash, with any library.

use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, SecondsFormat, Utc};
use domain::case::{File, Identified};
use domain::catalogue::IdentificationMethod;
use domain::ids::{CaseId, PartyId};
use domain::signature::{Evidence, Hash, Method, State};
use serde::Serialize;

use crate::office::Office;

/// The record. Its fields stand in alphabetical order: that is the form.
#[derive(Serialize)]
struct Record<'a> {
    acknowledged_pages: Vec<u16>,
    authority: &'a str,
    case: String,
    consultation: Option<String>,
    consultation_round: Option<u32>,
    declaration: u32,
    document_pages: u16,
    document_sha256: String,
    /// Strokes as they were drawn. Neither pressure nor speed: those are biometric data (Art. 9 GDPR).
    drawing: Vec<Vec<u16>>,
    identification: Option<IdentificationMethod>,
    method: Method,
    party: String,
    presented_at: String,
    signature: String,
    tan_entered: bool,
    version: u8,
}

/// The evidence of a signature that is given now, under a file with pages. Without one, or while the signer is forgotten,
/// there is nothing to prove; whether the signature is good is decided elsewhere.
pub(super) fn of(
    office: &Office,
    (case, file, signing): (CaseId, &File, &State),
    party: PartyId,
    method: Method,
    drawing: Vec<Vec<u16>>,
) -> Option<Evidence> {
    let State::Shown { paper, shown_at, reading } = signing else { return None };
    let (declaration, signer) = (file.declaration.as_ref()?, file.party(party)?);
    let identified = file.identified.get(&party);
    let talk = identified.map(Identified::talk);
    let record = Record {
        acknowledged_pages: reading.pages.iter().copied().collect(),
        authority: &office.authority().ags,
        case: case.to_string(),
        consultation: talk.map(|(consultation, _)| consultation.to_string()),
        consultation_round: talk.map(|(_, round)| round),
        declaration: declaration.version,
        document_pages: paper.pages?,
        document_sha256: paper.hash.to_string(),
        drawing: if method == Method::Drawn { drawing } else { vec![] },
        identification: identified.map(|identified| identified.identification.method),
        method,
        party: party.to_string(),
        presented_at: utc(*shown_at),
        signature: declaration.signature.to_string(),
        tan_entered: reading.tan.is_some_and(|tan| tan.entered),
        version: 1,
    };
    let record = serde_json::to_string(&record).expect("texts and numbers are JSON");
    let hash = Hash(digest(&SHA256, record.as_bytes()).as_ref().try_into().expect("SHA-256 has 32 bytes"));
    signer.who.value()?;
    Some(Evidence { hash, record: signer.who.subject().knows(record) })
}

fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}
