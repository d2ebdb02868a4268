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
    use crate::case::{ActsFor, Answer, AssessFee, Command, Named, Part, Refusal, Requested, Variant};
    use crate::catalogue::{Delivery, EvidenceKind, Power, ServiceCode};
    use crate::testing::{CLARA, clerk};

    fn asked_for(delivery: Delivery) -> Visit {
        let mut visit = Visit::begun(ServiceCode::RegistrationCertificate);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        let variant = Variant::Certificate { extended: false, delivery };
        visit.clara(Command::RecordRequest { requested: Requested { variant, details: None } }).expect("it fits");
        visit
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
