//! The certificate of registration (Meldebescheinigung, § 18 BMG): who it is, where they live, and in an extended one what
//! they asked for besides.

use documents::render::{Dwelling, Paper, Registered, Registrant, RegistrationCertificate};
use domain::case::{File, Further};

/// The certificate of a case in which the clerk has looked up what the register says. Nothing before that, and after an
/// erasure.
pub(super) fn of(file: &File) -> Option<Paper> {
    let entry = file.request.as_ref()?.certificate()?;
    let person = Registrant::from(file.principal()?.who.value()?.person()?);
    let dwelling = |dwelling: &domain::person::OtherDwelling| Registered {
        address: Dwelling::from(&dwelling.address),
        status: dwelling.status,
    };
    let dwellings = entry.dwellings.iter().map(dwelling).collect();
    let further = entry.further.iter().map(Further::printed).collect();
    Some(Paper::RegistrationCertificate(RegistrationCertificate { person, dwellings, further }))
}
