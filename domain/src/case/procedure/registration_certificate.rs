//! Certificate of registration (Meldebescheinigung), § 18 BMG. Nobody declares anything: it says what the register
//! says.

use chrono::NaiveDate;

use super::{Missing, going_on, paid, people, powers, requested};
use crate::case::File;
use crate::catalogue::Service;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    missing.extend(paid(file, service));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{
        ActsFor, Answer, AssessFee, Command, Details, Further, Named, Part, Refusal, RegisterEntry, Requested, Variant,
    };
    use crate::catalogue::{Delivery, EvidenceKind, Power, ServiceCode};
    use crate::permission::Denied;
    use crate::person::{DwellingStatus, OtherDwelling};
    use crate::personal::SubjectId;
    use crate::testing::{ADA, CLARA, citizen, clerk};

    fn asked_for(delivery: Delivery) -> Visit {
        let mut visit = Visit::begun(ServiceCode::RegistrationCertificate);
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
