//! What is missing before a case can go out: one file for each procedure, and what all of them share.

mod certificate_of_conduct;
mod change_of_residence;
mod deregistration_abroad;
mod move_in;
mod registration_certificate;
mod tax_id;
mod trade_register_extract;

pub(super) use tax_id::told as tax_id_told;

use chrono::NaiveDate;

use super::{Answer, FeeStanding, File, Part, Party, Variant};
use crate::asked::{Facts, SealedPapers};
use crate::catalogue::{Delivery, EvidenceKind, Notice, Service, ServiceCode};
use crate::ids::PartyId;
use crate::money::Cents;
use crate::paper;
use crate::person::{PartialDate, Who};

/// From this age on people have to hold an ID document (§ 1 PAuswG).
const HOLDS_A_DOCUMENT_FROM_YEARS: u8 = 16;

/// One thing that is missing before a case can go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Missing {
    /// Nobody is in the case whose matter it is.
    Principal,
    /// Whose matter it is cannot act, and nobody who could acts for them.
    Representative(PartyId),
    /// Whose matter it is, is too young for it, whoever acts for them (§ 30 (1) BZRG).
    OldEnough {
        /// Who.
        party: PartyId,
        /// The first day on which it can be filed.
        from: NaiveDate,
    },
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
    /// The move abroad lies more than a week ahead (§ 17 (2) BMG).
    MovingOut {
        /// The first day on which it can be filed.
        from: NaiveDate,
    },
    /// What exactly is asked for is not recorded.
    Request,
    /// Nobody has looked up what the register says, which is what the certificate will say (§ 18 (1) BMG).
    RegisterEntry,
    /// It is not said at which court the applicant looks into the certificate (§ 30 (5) S. 3 BZRG).
    InspectionCourt,
    /// The prefilled form has not come, and was not written by hand (§ 23 (2) BMG).
    RegistrationForm,
    /// The case must not go on for now.
    GoingOn,
    /// The other parent of a child has not agreed that it leaves the common main dwelling (§ 22 (2) BMG, § 1627 BGB).
    /// A secondary dwelling needs no consent.
    CustodyConsent(PartyId),
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
    /// Nobody can say what is missing: the edition that binds the case does not describe the service.
    ProcedureNotAvailable,
}

impl Missing {
    /// A stable name for browsers and translations.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Representative(_) => "representative",
            Self::OldEnough { .. } => "old_enough",
            Self::Identification(_) => "identification",
            Self::Notice(_) => "notice",
            Self::EntitlementAssurance => "entitlement_assurance",
            Self::MoveDetails => "move_details",
            Self::MovedIn { .. } => "moved_in",
            Self::MovingOut { .. } => "moving_out",
            Self::Request => "request",
            Self::RegisterEntry => "register_entry",
            Self::InspectionCourt => "inspection_court",
            Self::RegistrationForm => "registration_form",
            Self::GoingOn => "going_on",
            Self::CustodyConsent(_) => "custody_consent",
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
        ServiceCode::MoveIn => move_in::missing(file, service, today),
        ServiceCode::DeregistrationAbroad => deregistration_abroad::missing(file, service, today),
        ServiceCode::CertificateOfConduct => certificate_of_conduct::missing(file, service, today),
        ServiceCode::TradeRegisterExtract => trade_register_extract::missing(file, service, today),
        ServiceCode::RegistrationCertificate => registration_certificate::missing(file, service, facts, today),
        ServiceCode::TaxId => tax_id::missing(file, service, today),
    }
}

/// The paper that an errand is about: it is handed over when the case is complete, and without it no case is. Nothing
/// where the office does not issue papers, and where people get what they asked for in another way: the confirmation of a
/// move is written from then on for whoever wants it (§ 24 (2) BMG), a tax number is told, and what a federal office issues
/// comes from there.
pub(super) fn result(service: ServiceCode, facts: &Facts) -> Option<paper::Kind> {
    match (facts.sealed_papers, service) {
        (SealedPapers::Issued, ServiceCode::RegistrationCertificate) => Some(paper::Kind::Certificate),
        (
            SealedPapers::Issued,
            ServiceCode::ChangeOfResidence
            | ServiceCode::MoveIn
            | ServiceCode::DeregistrationAbroad
            | ServiceCode::CertificateOfConduct
            | ServiceCode::TradeRegisterExtract
            | ServiceCode::TaxId,
        )
        | (SealedPapers::NotIssued, _) => None,
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
    birthday(born, years) <= today
}

/// The day on which somebody reaches an age. Where month or day are unknown, it is the first of them. Who is born on
/// 29 February reaches it on 1 March in other years (§ 188 (2) BGB).
fn birthday(born: PartialDate, years: u8) -> NaiveDate {
    let (year, month, day) = (i32::from(born.year) + i32::from(years), born.month.unwrap_or(1), born.day.unwrap_or(1));
    NaiveDate::from_ymd_opt(year, month.into(), day.into())
        .or_else(|| NaiveDate::from_ymd_opt(year, u32::from(month) + 1, 1))
        .unwrap_or_default()
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

/// One registrant who can act, and everybody identified who has to show a document of their own, all in the same talk.
fn people(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let nobody = file.principal().is_none().then_some(Missing::Principal);
    let unable = cannot_act(file, service, today);
    let talk = file.talk();
    let strangers = file
        .parties
        .iter()
        .filter(|party| shows_a_document(file, party, today))
        .filter(|party| file.identified.get(&party.id).is_none_or(|identified| Some(identified.talk()) != talk))
        .map(|party| Missing::Identification(party.id));
    nobody.into_iter().chain(unable).chain(strangers).collect()
}

/// Whoever acts shows a document, and so does every adult who moves. Children under 16 are registered by those into
/// whose dwelling they move, and who is represented need not be there (§ 17 (3) BMG).
fn shows_a_document(file: &File, party: &Party, today: NaiveDate) -> bool {
    let represented = file.representative_of(party.id).is_some();
    match party.part {
        Part::Representative => party.acts_for.iter().any(|acts| file.party(acts.party).is_some()),
        Part::Principal => !represented,
        Part::MovesAlong if represented => false,
        // Whose date of birth is erased shows a document: only a known child may do without.
        Part::MovesAlong => party
            .who
            .value()
            .and_then(Who::person)
            .is_none_or(|person| has_reached(person.born, HOLDS_A_DOCUMENT_FROM_YEARS, today)),
    }
}

/// Whether somebody is a child for whom others register (§ 17 (3) BMG).
pub(super) fn is_child(party: &Party, today: NaiveDate) -> bool {
    let person = party.who.value().and_then(Who::person);
    person.is_some_and(|person| !has_reached(person.born, HOLDS_A_DOCUMENT_FROM_YEARS, today))
}

/// § 17 (1) BMG: the registration follows the move, so it cannot be filed before.
fn moving(file: &File, today: NaiveDate) -> Option<Missing> {
    match file.moving.as_ref().and_then(|moving| moving.details.value()) {
        None => Some(Missing::MoveDetails),
        Some(details) if details.moved_in > today => Some(Missing::MovedIn { from: details.moved_in }),
        Some(_) => None,
    }
}

/// § 23 (4) BMG: who registers others assures that they may receive their data, and hears what it means if not.
/// What counts is what was told to, and assured by, whoever registers now.
fn told(file: &File, service: &Service) -> Vec<Missing> {
    let together = file.somebody_moves_along();
    let acting = file.acting().map(|party| party.id);
    let notices = service
        .notices
        .iter()
        .filter(|notice| **notice != Notice::DataOfOthers || together)
        .filter(|notice| acting.is_none() || file.notices.get(notice).copied() != acting)
        .map(|notice| Missing::Notice(*notice));
    let assured = acting.is_some() && file.entitlement_assured == acting;
    let assurance = (together && !assured).then_some(Missing::EntitlementAssurance);
    notices.chain(assurance).collect()
}

/// § 19 (3) BMG: the landlord names everybody who moves in. Who cannot get the confirmation and says so has done
/// their duty (§ 19 (2)); and where one name is missing, only that person's part is incomplete.
fn confirmed(file: &File, kind: EvidenceKind) -> Vec<Missing> {
    let proves = |party: &Party| match file.evidence.get(&kind).and_then(|answers| answers.get(&party.id)) {
        Some(Answer::Accepted | Answer::MissingReported) => true,
        Some(Answer::Refused) | None => false,
    };
    if file.movers().any(proves) {
        file.movers().filter(|party| !proves(party)).map(|party| Missing::EvidenceFor(kind, party.id)).collect()
    } else {
        vec![Missing::Evidence(kind)]
    }
}

/// The registrant or applicant signs what was shown (§ 23 (1) BMG, § 30 (2) BZRG, § 150 (2) GewO).
fn declared(file: &File) -> Option<Missing> {
    match &file.declaration {
        None => Some(Missing::Declaration),
        Some(declaration) if !declaration.shown => Some(Missing::DeclarationShown),
        Some(declaration) if !declaration.signed => Some(Missing::Signature),
        Some(_) => None,
    }
}

/// What the edition asks for in the form that was asked for is settled, or the federal office is asked to do without.
fn paid(file: &File, service: &Service) -> Option<Missing> {
    let delivery = match file.request.as_ref().map(|request| request.variant) {
        Some(Variant::Certificate { delivery, .. }) => Some(delivery),
        Some(Variant::Departure | Variant::Conduct { .. } | Variant::TradeRegister { .. } | Variant::TaxId { .. })
        | None => None,
    };
    let price = service.fee_for(delivery.unwrap_or(Delivery::Electronic));
    let open = match file.fee {
        None => price.amount > Cents::ZERO,
        // Another form than the one that was charged for is another application.
        Some(fee) if delivery.is_some_and(|delivery| delivery != fee.delivery) => true,
        Some(fee) => match fee.standing {
            FeeStanding::Due => fee.amount > Cents::ZERO,
            FeeStanding::Deferred | FeeStanding::Settled(_) => false,
        },
    };
    open.then_some(Missing::Fee)
}

/// Evidence that the case cannot do without.
fn proven(file: &File, kind: EvidenceKind) -> Option<Missing> {
    let found = file.evidence.get(&kind).is_some_and(|answers| answers.values().any(|one| *one == Answer::Accepted));
    (!found).then_some(Missing::Evidence(kind))
}

/// What exactly is asked for is known.
fn requested(file: &File) -> Option<Missing> {
    file.request.is_none().then_some(Missing::Request)
}

/// A suspended case does not go out, and nobody learns why.
fn going_on(file: &File) -> Option<Missing> {
    file.suspended.map(|_| Missing::GoingOn)
}

/// § 30 (5) BZRG: whoever has a certificate sent to an authority is told that they may look into it at a court first.
pub(super) fn inspection_untold(file: &File) -> Option<Missing> {
    let notice = Notice::InspectionAtCourt;
    let request = file.request.as_ref()?;
    let needed = request.variant.service() == ServiceCode::CertificateOfConduct && request.variant.to_authority();
    let acting = file.acting().map(|party| party.id);
    let told = acting.is_some() && file.notices.get(&notice).copied() == acting;
    (needed && !told).then_some(Missing::Notice(notice))
}

/// § 30 (5) S. 3 BZRG: the applicant names the court. A request that was recorded before courts were asked for has none.
pub(super) fn court_unnamed(file: &File) -> Option<Missing> {
    let request = file.request.as_ref().filter(|request| request.variant.after_inspection())?;
    request.application()?.court.is_none().then_some(Missing::InspectionCourt)
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
            (Missing::MovingOut { from: NaiveDate::MIN }, "moving_out"),
            (Missing::Request, "request"),
            (Missing::RegisterEntry, "register_entry"),
            (Missing::InspectionCourt, "inspection_court"),
            (Missing::RegistrationForm, "registration_form"),
            (Missing::GoingOn, "going_on"),
            (Missing::CustodyConsent(HUSBAND), "custody_consent"),
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
    fn without_the_edition_that_binds_the_case_nothing_goes_out() {
        let visit = Visit::ready(&[ada()], "2026-02-20");
        let facts = Facts { catalogue: vec![].into(), ..Facts::default() };
        let today = NaiveDate::from_ymd_opt(2026, 3, 2).expect("a date");
        assert_eq!(missing(&visit.file(), &facts, today), [Missing::ProcedureNotAvailable]);
    }
}
