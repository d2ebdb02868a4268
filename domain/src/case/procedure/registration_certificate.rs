//! Certificate of registration (Meldebescheinigung), § 18 BMG. Nobody declares anything: it says what the register
//! says.

use chrono::NaiveDate;

use super::{Missing, going_on, paid, people, powers, requested, result};
use crate::asked::Facts;
use crate::case::File;
use crate::catalogue::Service;

pub(super) fn missing(file: &File, service: &Service, facts: &Facts, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    missing.extend(looked_up(file, facts));
    missing.extend(paid(file, service));
    missing
}

/// § 18 (1) BMG: the certificate says what is stored in the register. Where the office writes it, somebody looks that up
/// before: otherwise nobody could be given one when the case is complete.
fn looked_up(file: &File, facts: &Facts) -> Option<Missing> {
    let request = file.request.as_ref()?;
    let unknown = result(file.service, facts).is_some() && request.details.is_none();
    unknown.then_some(Missing::RegisterEntry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::SealedPapers;
    use crate::case::fixtures::*;
    use crate::case::{
        ActsFor, Answer, AssessFee, Command, Complete, Details, Further, Named, Part, Refusal, RegisterEntry,
        Requested, State, Variant,
    };
    use crate::catalogue::{Delivery, EvidenceKind, Power, ServiceCode};
    use crate::ids::PaperId;
    use crate::paper::{self, HandOver, Issue, Kept, Languages, Level};
    use crate::permission::Denied;
    use crate::person::{DwellingStatus, OtherDwelling};
    use crate::personal::SubjectId;
    use crate::testing::{ADA, CLARA, citizen, clerk};

    fn asked_for(delivery: Delivery) -> Visit {
        asked_for_in(Facts::default(), delivery)
    }

    /// An office that writes its papers itself.
    fn issuing() -> Facts {
        Facts { sealed_papers: SealedPapers::Issued, ..Facts::default() }
    }

    fn what_is_missing(visit: &Visit) -> Vec<Missing> {
        crate::case::missing(&visit.file(), &issuing(), crate::testing::date("2026-03-02"))
    }

    fn look_up() -> Command {
        let dwelling = OtherDwelling { address: address("Ring", HERE), status: DwellingStatus::Sole };
        let details = Details::Certificate(RegisterEntry { dwellings: vec![dwelling], further: vec![] });
        let variant = Variant::Certificate { extended: false, delivery: Delivery::Electronic };
        let details = Some(SubjectId(REGISTRANT.0).knows(details));
        Command::RecordRequest { requested: Requested { variant, details } }
    }

    fn certificate(kind: paper::Kind) -> Kept {
        Kept {
            paper: PaperId(uuid::Uuid::from_u128(6)),
            kind,
            languages: Languages::German,
            about: vec![SubjectId(REGISTRANT.0)],
            hash: DECLARED,
            blob: CORRECTED,
            bytes: 1000,
            pages: std::num::NonZeroU16::MIN,
            seal: Some(Level::Basic),
        }
    }

    #[test]
    fn nothing_is_certified_before_somebody_has_looked_up_what_the_register_says() {
        let mut visit = asked_for_in(issuing(), Delivery::Electronic);
        assert_eq!(what_is_missing(&visit), [Missing::RegisterEntry]);
        let unknown = Refusal::Incomplete { missing: vec![Missing::RegisterEntry] };
        assert_eq!(visit.clara(Command::Submit), Err(unknown.into()));
        visit.clara(look_up()).expect("she looks it up");
        assert_eq!(what_is_missing(&visit), []);
        visit.clara(Command::Submit).expect("nothing is missing");
    }

    #[test]
    fn no_case_is_complete_without_the_certificate_that_it_is_about() {
        let mut visit = asked_for_in(issuing(), Delivery::Electronic);
        visit.clara(look_up()).expect("she looks it up");
        visit.clara(Command::Submit).expect("nothing is missing");
        let complete = Complete { case: case() };
        assert_eq!(visit.run(clerk(CLARA), &complete), Err(Refusal::ResultMissing.into()), "§ 18 (1) BMG");
        assert_eq!(visit.run(citizen(ADA), &complete), Err(Refusal::Denied(Denied).into()));
        let history = Issue { case: case(), kept: certificate(paper::Kind::History) };
        visit.run(clerk(CLARA), &history).expect("it is asked for");
        assert_eq!(visit.run(clerk(CLARA), &complete), Err(Refusal::ResultMissing.into()), "that is another paper");
        let kept = Kept { paper: PaperId(uuid::Uuid::from_u128(7)), ..certificate(paper::Kind::Certificate) };
        visit.run(clerk(CLARA), &HandOver { case: case(), kept }).expect("it is written");
        assert!(matches!(visit.state(), State::Completed(_)));
    }

    #[test]
    fn what_was_submitted_before_anybody_had_to_look_it_up_is_looked_up_afterwards() {
        let mut visit = asked_for(Delivery::Electronic);
        visit.clara(Command::Submit).expect("another office writes it");
        visit.desk.know(issuing());
        let complete = Complete { case: case() };
        assert_eq!(visit.run(clerk(CLARA), &complete), Err(Refusal::ResultMissing.into()));
        let variant = Variant::Certificate { extended: true, delivery: Delivery::Paper };
        let other = Command::RecordRequest { requested: Requested { variant, details: None } };
        assert_eq!(visit.clara(other), Err(Refusal::AlreadySubmitted.into()), "what was asked for stays");
        assert_eq!(visit.ask(citizen(ADA), look_up()), Err(Refusal::Denied(Denied).into()));
        visit.clara(look_up()).expect("the register is looked up");
        assert_eq!(visit.clara(look_up()), Err(Refusal::AlreadySubmitted.into()), "once");
        let kept = certificate(paper::Kind::Certificate);
        visit.run(clerk(CLARA), &HandOver { case: case(), kept }).expect("it is written");
    }

    #[test]
    fn who_issues_papers_elsewhere_hands_the_certificate_over_there() {
        let mut visit = asked_for(Delivery::Electronic);
        assert_eq!(visit.missing(), []);
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &Complete { case: case() }).expect("it was handed over");
    }

    fn asked_for_in(facts: Facts, delivery: Delivery) -> Visit {
        let mut visit = Visit::begun_knowing(ServiceCode::RegistrationCertificate, facts);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        let variant = Variant::Certificate { extended: false, delivery };
        visit.clara(Command::RecordRequest { requested: Requested { variant, details: None } }).expect("it fits");
        visit
    }

    #[test]
    fn what_the_register_says_is_written_down_by_the_clerk_and_is_what_the_law_names() {
        let dwelling = OtherDwelling { address: address("Ring", "10041100"), status: DwellingStatus::Sole };
        let entry = |dwellings: &[OtherDwelling], further: &[Further]| {
            Details::Certificate(RegisterEntry { dwellings: dwellings.to_vec(), further: further.to_vec() })
        };
        let born = Further::BirthPlace("Trier".to_owned());
        let record = |extended, details| {
            let variant = Variant::Certificate { extended, delivery: Delivery::Electronic };
            let details = Some(SubjectId(REGISTRANT.0).knows(details));
            Command::RecordRequest { requested: Requested { variant, details } }
        };
        let one = std::slice::from_ref(&dwelling);
        let mut visit = asked_for(Delivery::Electronic);
        let simple = record(false, entry(one, &[]));
        let by_ada = visit.ask(citizen(ADA), simple.clone());
        assert_eq!(by_ada, Err(Refusal::Denied(Denied).into()), "she says nothing for the register");
        for (extended, details) in [
            (false, entry(&[], &[])),
            (false, entry(one, std::slice::from_ref(&born))),
            (true, entry(one, &[])),
            (true, entry(&[], std::slice::from_ref(&born))),
        ] {
            assert_eq!(visit.clara(record(extended, details)), Err(Refusal::DetailsDoNotFit.into()));
        }
        visit.clara(simple).expect("it says where she lives");
        visit.clara(record(true, entry(one, &[born]))).expect("it says where she was born besides");
    }

    // Scenario 36.
    #[test]
    fn a_file_is_free_and_nobody_can_charge_for_it() {
        let mut visit = asked_for(Delivery::Electronic);
        let charge = visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper });
        assert_eq!(charge, Err(Refusal::OtherDelivery.into()), "§ 18 (3) BMG");
        visit.clara(Command::Submit).expect("nothing is missing");
    }

    #[test]
    fn paper_goes_out_when_it_is_paid_for() {
        let mut visit = asked_for(Delivery::Paper);
        assert_eq!(visit.missing(), [Missing::Fee]);
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper }).expect("it was asked for");
        assert_eq!(visit.missing(), [Missing::Fee]);
    }

    #[test]
    fn a_free_file_does_not_pay_for_the_paper_that_is_asked_for_afterwards() {
        let mut visit = asked_for(Delivery::Electronic);
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Electronic }).expect("it is free");
        let variant = Variant::Certificate { extended: false, delivery: Delivery::Paper };
        visit.clara(Command::RecordRequest { requested: Requested { variant, details: None } }).expect("it fits");
        assert_eq!(visit.missing(), [Missing::Fee]);
    }

    #[test]
    fn a_proxy_shows_the_power_in_writing() {
        let mut visit = asked_for(Delivery::Electronic);
        let mut proxy = party(HUSBAND, Part::Representative, "1988-05-01");
        proxy.acts_for = vec![ActsFor { party: REGISTRANT, power: Power::Proxy }];
        visit.clara(Command::AddParty { party: proxy }).expect("the service knows the power");
        visit.identify(HUSBAND).expect("the talk goes on");
        let proof = EvidenceKind::PowerOfAttorney;
        assert_eq!(visit.missing(), [Missing::EvidenceFor(proof, REGISTRANT)]);
        visit.assess_kind(proof, Answer::Accepted, Named::All).expect("it proves the power");
        assert_eq!(visit.missing(), []);
    }

    #[test]
    fn nobody_moves_along_in_a_certificate() {
        let mut visit = asked_for(Delivery::Electronic);
        let child = party(CHILDREN[0], Part::MovesAlong, "2017-01-20");
        assert_eq!(visit.clara(Command::AddParty { party: child }), Err(Refusal::NobodyMoves.into()));
    }
}
