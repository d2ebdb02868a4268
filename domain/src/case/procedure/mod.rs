//! What is missing before a case can go out: one file for each procedure, and what all of them share.

mod change_of_residence;

use chrono::{Datelike as _, NaiveDate};

use super::{Answer, File, Party};
use crate::asked::Facts;
use crate::catalogue::{EvidenceKind, Notice, Service, ServiceCode};
use crate::ids::PartyId;
use crate::person::{PartialDate, Who};

/// One thing that is missing before a case can go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nobody is in the case whose matter it is.
    Principal,
    /// Whose matter it is cannot act, and nobody who could acts for them.
    Representative(PartyId),
    /// Somebody is not identified, or only in another talk or before the line dropped.
    Identification(PartyId),
    /// Something was not told.
    Notice(Notice),
    /// The registrant has not assured the right to receive the data of the others (§ 23 (4) BMG).
    EntitlementAssurance,
    /// The facts of the move are not recorded.
    MoveDetails,
    /// The move lies in the future.
    MovedIn {
        /// The first day on which it can be filed.
        from: NaiveDate,
    },
    /// Evidence is missing, or does not prove what it should.
    Evidence(EvidenceKind),
    /// Evidence is there, but does not name this person.
    EvidenceFor(EvidenceKind, PartyId),
    /// There is no declaration, or what it states was corrected since.
    Declaration,
    /// The declaration was not shown to the citizen.
    DeclarationShown,
    /// The declaration is not signed.
    Signature,
    /// The fee is neither paid nor waived.
    Fee,
    /// The rules of this service are not built yet.
    ProcedureNotAvailable,
}

impl Missing {
    /// A stable name for browsers and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Representative(_) => "representative",
            Self::Identification(_) => "identification",
            Self::Notice(_) => "notice",
            Self::EntitlementAssurance => "entitlement_assurance",
            Self::MoveDetails => "move_details",
            Self::MovedIn { .. } => "moved_in",
            Self::Evidence(_) => "evidence",
            Self::EvidenceFor(..) => "evidence_for",
            Self::Declaration => "declaration",
            Self::DeclarationShown => "declaration_shown",
            Self::Signature => "signature",
            Self::Fee => "fee",
            Self::ProcedureNotAvailable => "procedure_not_available",
        }
    }
}

/// What is missing before the case can go out on a day, in the order in which an office works.
pub fn missing(file: &File, facts: &Facts, today: NaiveDate) -> Vec<Missing> {
    // Without the edition that binds the case nobody can say what is missing, so nothing goes out.
    let Some(service) = file.rules(facts, today) else { return vec![Missing::ProcedureNotAvailable] };
    match file.service {
        ServiceCode::ChangeOfResidence => change_of_residence::missing(file, service, today),
        ServiceCode::MoveIn
        | ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => vec![Missing::ProcedureNotAvailable],
    }
}

/// Why nobody can register, hear or sign in a case of which the principal is known: they are too young, or a legal
/// person, or whoever acts for them is.
pub(super) fn cannot_act(file: &File, service: &Service, today: NaiveDate) -> Option<Missing> {
    let principal = file.principal()?;
    let able = file.acting().is_some_and(|acting| is_able(acting, service, today));
    (!able).then_some(Missing::Representative(principal.id))
}

/// § 17 (3) BMG, § 30 (1) BZRG: from an age on people act for themselves, and nobody younger acts for others.
fn is_able(party: &Party, service: &Service, today: NaiveDate) -> bool {
    match party.who.value() {
        Some(Who::Person(person)) => has_reached(person.born, service.acts_from_years, today),
        Some(Who::Organisation(_)) => false,
        // Whose data is erased acts no more, but nothing goes out of such a case anyway.
        None => true,
    }
}

/// Whether somebody may have reached an age on a day, which counts from the birthday's first hour (§ 187 (2) BGB).
/// Where month or day are unknown, the earliest possible one counts: who may be old enough shows a document.
fn has_reached(born: PartialDate, years: u8, today: NaiveDate) -> bool {
    let birthday = (born.month.map_or(1, u32::from), born.day.map_or(1, u32::from));
    (i32::from(born.year) + i32::from(years), birthday) <= (today.year(), (today.month(), today.day()))
}

/// Every power by which somebody acts for those whom the case is about is proven.
fn powers(file: &File) -> Vec<Missing> {
    let unproven = |represented: &Party| {
        let (_, power) = file.representative_of(represented.id)?;
        let legal_person = matches!(represented.who.value(), Some(Who::Organisation(_)));
        let proof = power.proof(legal_person)?;
        let found = file.evidence.get(&proof).and_then(|answers| answers.get(&represented.id));
        (found != Some(&Answer::Accepted)).then_some(Missing::EvidenceFor(proof, represented.id))
    };
    file.movers().filter_map(unproven).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::{HUSBAND, REGISTRANT, Visit, ada};

    #[test]
    fn codes_are_promises_to_browsers_and_translations() {
        let kind = EvidenceKind::LandlordConfirmation;
        let all = [
            (Missing::Principal, "principal"),
            (Missing::Representative(REGISTRANT), "representative"),
            (Missing::Identification(REGISTRANT), "identification"),
            (Missing::Notice(Notice::DutyToCooperate), "notice"),
            (Missing::EntitlementAssurance, "entitlement_assurance"),
            (Missing::MoveDetails, "move_details"),
            (Missing::MovedIn { from: NaiveDate::MIN }, "moved_in"),
            (Missing::Evidence(kind), "evidence"),
            (Missing::EvidenceFor(kind, HUSBAND), "evidence_for"),
            (Missing::Declaration, "declaration"),
            (Missing::DeclarationShown, "declaration_shown"),
            (Missing::Signature, "signature"),
            (Missing::Fee, "fee"),
            (Missing::ProcedureNotAvailable, "procedure_not_available"),
        ];
        for (missing, code) in all {
            assert_eq!(missing.code(), code);
        }
    }

    #[test]
    fn procedures_that_are_not_built_say_so() {
        for service in ServiceCode::ALL.into_iter().filter(|service| *service != ServiceCode::ChangeOfResidence) {
            assert_eq!(Visit::begun(service).missing(), [Missing::ProcedureNotAvailable]);
        }
    }

    #[test]
    fn without_the_edition_that_binds_the_case_nothing_goes_out() {
        let visit = Visit::ready(&[ada()], "2026-02-20");
        let facts = Facts { catalogue: vec![].into(), ..Facts::default() };
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        assert_eq!(missing(&visit.file(), &facts, today), [Missing::ProcedureNotAvailable]);
    }
}
