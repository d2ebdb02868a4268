//! The certificate of registration (Meldebescheinigung, § 18 BMG): who it is, where they live, and in an extended one what
//! they asked for besides.

use documents::render::{self, Dwelling, Paper, Registered, Registrant, RegistrationCertificate};
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
    let further = entry.further.iter().map(further).collect();
    Some(Paper::RegistrationCertificate(RegistrationCertificate { person, dwellings, further }))
}

fn further(entry: &Further) -> render::Further {
    use render::Further as Printed;
    match entry.clone() {
        Further::FormerNames(value) => Printed::FormerNames(value),
        Further::OtherNames(value) => Printed::OtherNames(value),
        Further::BirthPlace(value) => Printed::BirthPlace(value),
        Further::Sex(value) => Printed::Sex(value),
        Further::TaxId(value) => Printed::TaxId(value),
        Further::LegalRepresentative(value) => Printed::LegalRepresentative(value),
        Further::Nationalities(values) => Printed::Nationalities(values),
        Further::ReligiousSociety(value) => Printed::ReligiousSociety(value),
        Further::FormerDwellings(dwellings) => Printed::FormerDwellings(dwellings.iter().map(Dwelling::from).collect()),
        Further::MovedIn(day) => Printed::MovedIn(day),
        Further::MaritalStatus(value) => Printed::MaritalStatus(value),
        Further::Spouse(value) => Printed::Spouse(value),
        Further::Children(values) => Printed::Children(values),
        Further::IdentityDocument(value) => Printed::IdentityDocument(value),
        Further::NoDateOfDeath => Printed::NoDateOfDeath,
    }
}
