//! The official confirmation of registration (amtliche Meldebestätigung, § 24 (2) BMG), sealed by the authority.

use async_graphql::{Enum, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate, Utc};
use documents::render::{Act, Languages, Letterhead, Paper, Registrant, RegistrationConfirmation, Sheet};
use documents::seal::{Level, Sealed};
use domain::calendar::local_date;
use domain::case::{File, Part};
use domain::catalogue::ServiceCode;
use domain::ids::CaseId;

/// In which languages the labels of a paper are. The official language is German, so it is always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Languages")]
pub(super) enum PaperLanguages {
    /// German.
    German,
    /// German, with English below it.
    GermanAndEnglish,
}

/// How far a seal goes (ETSI EN 319 142-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "Level")]
pub(super) enum SealLevel {
    /// It says who and what (B-B).
    Basic,
    /// It proves besides that it existed at a time (B-T).
    Timed,
}

/// A paper with the seal of the authority.
#[derive(SimpleObject)]
pub(super) struct SealedPaper {
    /// The PDF, in base64.
    pdf: String,
    /// The SHA-256 of its bytes. It is another each time that it is asked for, because it is sealed anew.
    hash: String,
    /// How far its seal goes.
    level: SealLevel,
}

impl From<Sealed> for SealedPaper {
    fn from(sealed: Sealed) -> Self {
        let (hash, level) = (sealed.hash().to_string(), sealed.level.into());
        Self { pdf: STANDARD.encode(sealed.pdf), hash, level }
    }
}

/// The confirmation of a case that is complete: what the law names, and nothing else. Nothing for other services, and
/// after an erasure.
pub(super) fn of(
    authority: &str,
    (case, file): (CaseId, &File),
    filed_on: NaiveDate,
    completed_at: DateTime<Utc>,
    languages: Languages,
) -> Option<Sheet> {
    let (act, moved, address, status) = match file.service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => {
            let moving = file.moving.as_ref()?.details.value()?;
            (Act::Registration, moving.moved_in, &moving.to, Some(moving.status))
        }
        ServiceCode::DeregistrationAbroad => {
            let departure = file.request.as_ref()?.departure()?;
            (Act::Deregistration, departure.moved_out, &departure.from, None)
        }
        ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => return None,
    };
    let registered = file.parties.iter().filter(|party| matches!(party.part, Part::Principal | Part::MovesAlong));
    let persons =
        registered.map(|party| party.who.value()?.person().map(Registrant::from)).collect::<Option<Vec<_>>>()?;
    Some(Sheet {
        letterhead: Letterhead { authority: authority.to_owned(), lines: vec![] },
        languages,
        reference: projections::worklist::reference(case),
        issued: completed_at,
        day: local_date(completed_at),
        sealed: false,
        paper: Paper::RegistrationConfirmation(RegistrationConfirmation {
            act,
            persons,
            moved,
            registered: filed_on,
            address: address.into(),
            status,
        }),
    })
}
