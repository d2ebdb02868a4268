//! What proves later how somebody signed.
//!
//! The record is canonical JSON (RFC 8785), which is here: the names in alphabetical order, whole numbers, texts and lists
//! only, no spaces. So whoever has the record gets the same hash, with any library.

use std::num::NonZeroU16;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Hash, Manner, Method, Paper, Reading, Sha256};
use crate::catalogue::IdentificationMethod;
use crate::ids::{ConsultationId, PartyId, SignatureId};
use crate::personal::{Personal, SubjectId};

/// What proves later how somebody signed: a record in canonical JSON (RFC 8785), readable while the person is known, and
/// its hash for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The SHA-256 of the record's bytes.
    pub hash: Hash,
    /// The record.
    pub record: Personal<String>,
}

/// What the case knows of who signs, and the signing does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// Whose data the record is.
    pub signer: SubjectId,
    /// Which signing it is.
    pub signature: SignatureId,
    /// The how many-th declaration of the case it is under.
    pub declaration: u32,
    /// How the signer was identified, if they were.
    pub identified: Option<Seen>,
    /// What makes the hash of the record.
    pub sha256: Sha256,
}

/// That somebody was identified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// How.
    pub method: IdentificationMethod,
    /// In which talk.
    pub consultation: ConsultationId,
    /// In which round of it.
    pub round: u32,
}

/// A signature under a file that is shown.
pub(super) struct Given<'a> {
    pub(super) paper: &'a Paper,
    pub(super) pages: NonZeroU16,
    pub(super) shown_at: DateTime<Utc>,
    pub(super) reading: &'a Reading,
    pub(super) party: PartyId,
    pub(super) manner: &'a Manner,
    /// The official key of the authority.
    pub(super) authority: &'a str,
}

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
    drawing: &'a [Vec<u16>],
    identification: Option<IdentificationMethod>,
    method: Method,
    party: String,
    presented_at: DateTime<Utc>,
    signature: String,
    tan_entered: bool,
    version: u8,
}

impl Given<'_> {
    /// What proves it.
    pub(super) fn evidence(&self, witness: &Witness) -> Evidence {
        let record = Record {
            acknowledged_pages: self.reading.pages.iter().copied().collect(),
            authority: self.authority,
            case: self.paper.case.to_string(),
            consultation: witness.identified.map(|seen| seen.consultation.to_string()),
            consultation_round: witness.identified.map(|seen| seen.round),
            declaration: witness.declaration,
            document_pages: self.pages.get(),
            document_sha256: self.paper.hash.to_string(),
            drawing: self.manner.strokes(),
            identification: witness.identified.map(|seen| seen.method),
            method: self.manner.method(),
            party: self.party.to_string(),
            presented_at: self.shown_at,
            signature: witness.signature.to_string(),
            tan_entered: self.reading.tan.is_some_and(|tan| tan.entered),
            version: 1,
        };
        let record = serde_json::to_string(&record).expect("texts and numbers are JSON");
        let Sha256(sha256) = witness.sha256;
        Evidence { hash: sha256(record.as_bytes()), record: witness.signer.knows(record) }
    }
}
