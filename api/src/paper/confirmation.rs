//! The official confirmation of registration (amtliche Meldebestätigung, § 24 (2) BMG).

use chrono::NaiveDate;
use documents::render::{Act, Paper, Registrant, RegistrationConfirmation};
use domain::case::{File, Part};
use domain::catalogue::ServiceCode;

/// The confirmation of a case that is complete: what the law names, and nothing else. Nothing for other services, and
/// after an erasure.
pub(super) fn of(file: &File, filed_on: NaiveDate) -> Option<Paper> {
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
    let (registered, address) = (filed_on, address.into());
    let confirmation = RegistrationConfirmation { act, persons, moved, registered, address, status };
    Some(Paper::RegistrationConfirmation(confirmation))
}
