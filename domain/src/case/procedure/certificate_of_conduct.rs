//! Certificate of conduct (Führungszeugnis): an application that goes to the Federal Office of Justice, §§ 30, 30a and
//! 30b BZRG. It is complete for this office when it is forwarded; the certificate itself comes from there.

use chrono::NaiveDate;

use super::{
    Missing, birthday, declared, going_on, has_reached, inspection_untold, paid, people, powers, proven, requested,
};
use crate::case::{File, Variant};
use crate::catalogue::{EvidenceKind, Service};
use crate::person::Who;

/// From which age on somebody has a certificate of conduct, in years (§ 30 (1) BZRG).
const AGE: u8 = 14;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(old_enough(file, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    missing.extend(inspection_untold(file));
    missing.extend(written_request(file));
    missing.extend(declared(file));
    missing.extend(paid(file, service));
    missing
}

/// § 30 (1) BZRG: a certificate is about somebody who is fourteen. Nobody gets one about a child, its parents neither.
fn old_enough(file: &File, today: NaiveDate) -> Option<Missing> {
    let party = file.principal()?;
    let born = party.who.value().and_then(Who::person)?.born;
    (!has_reached(born, AGE, today)).then(|| Missing::OldEnough { party: party.id, from: birthday(born, AGE) })
}

/// § 30a (2) BZRG: whoever wants an extended certificate shows in writing that somebody may ask for it.
fn written_request(file: &File) -> Option<Missing> {
    match file.request.as_ref()?.variant {
        Variant::Conduct { extended: true, .. } => proven(file, EvidenceKind::ExtendedCertificateRequest),
        Variant::Conduct { extended: false, .. }
        | Variant::Departure
        | Variant::TradeRegister { .. }
        | Variant::Certificate { .. }
        | Variant::TaxId { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{
        ActsFor, Answer, Application, AssessFee, Command, Details, Named, Part, PayAtCounter, Purpose, Recipient,
        RecordWaiver, Refusal, RequestWaiver, Requested, State,
    };
    use crate::catalogue::{Delivery, Notice, Power, ServiceCode};
    use crate::money::Cents;
    use crate::payment::Means;
    use crate::personal::SubjectId;
    use crate::testing::{ADA, CLARA, citizen, clerk};
    use crate::timers::{self, Change, Timer};

    fn asked_for(purpose: Purpose, extended: bool, recipient: Option<Recipient>) -> Command {
        let application =
            Application { birth_place: Some("Trier".to_owned()), nationalities: vec!["DE".to_owned()], recipient };
        let details = Some(SubjectId(REGISTRANT.0).knows(Details::Application(application)));
        Command::RecordRequest { requested: Requested { variant: Variant::Conduct { purpose, extended }, details } }
    }

    fn school_office() -> Recipient {
        Recipient {
            name: "Schulamt".to_owned(),
            address: "Rathausplatz 1, 66111 Saarbrücken".to_owned(),
            purpose: "Einstellung, Az. 4711".to_owned(),
        }
    }

    fn begun(born: &str) -> Visit {
        let mut visit = Visit::begun(ServiceCode::CertificateOfConduct);
        visit.clara(Command::AddParty { party: party(REGISTRANT, Part::Principal, born) }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit
    }

    fn pay(visit: &mut Visit) {
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper }).expect("the case is open");
        let pay = PayAtCounter { case: case(), means: Means::Card, amount: Cents(1300) };
        visit.run(crate::testing::acting(CLARA, crate::Role::Cashier), &pay).expect("it is due");
    }

    fn show(visit: &mut Visit) {
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit.show(DECLARED).expect("it is prepared");
    }

    #[test]
    fn a_private_certificate_is_asked_for_signed_paid_and_forwarded() {
        let mut visit = begun("1990-12-10");
        assert_eq!(visit.missing(), [Missing::Request, Missing::Declaration, Missing::Fee]);
        visit.clara(asked_for(Purpose::Private, false, None)).expect("nobody else gets it");
        show(&mut visit);
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        pay(&mut visit);
        assert_eq!(visit.missing(), []);
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &crate::case::Complete { case: case() }).expect("it is forwarded");
    }

    // Scenario 34.
    #[test]
    fn somebody_of_fifteen_asks_alone_and_somebody_of_thirteen_does_not() {
        assert_eq!(begun("2011-01-01").missing(), [Missing::Request, Missing::Declaration, Missing::Fee]);
        assert!(begun("2013-01-01").missing().contains(&Missing::Representative(REGISTRANT)));
    }

    #[test]
    fn nobody_gets_a_certificate_about_a_child_under_fourteen() {
        // The talk is on 2 March 2026.
        let mut visit = begun("2013-01-01");
        let mut mother = party(HUSBAND, Part::Representative, "1988-05-01");
        mother.acts_for = vec![ActsFor { party: REGISTRANT, power: Power::LegalRepresentative }];
        visit.clara(Command::AddParty { party: mother }).expect("a parent acts for a child");
        let too_young = Missing::OldEnough { party: REGISTRANT, from: crate::testing::date("2027-01-01") };
        assert!(visit.missing().contains(&too_young), "§ 30 (1) BZRG: {:?}", visit.missing());
        assert!(!begun("2012-03-02").missing().iter().any(|one| matches!(one, Missing::OldEnough { .. })));
    }

    #[test]
    fn nobody_asks_by_a_proxy() {
        let mut visit = begun("1990-12-10");
        let mut wife = party(HUSBAND, Part::Representative, "1988-05-01");
        wife.acts_for = vec![ActsFor { party: REGISTRANT, power: Power::Proxy }];
        let refused = Refusal::PowerNotAllowed { power: Power::Proxy };
        assert_eq!(visit.clara(Command::AddParty { party: wife }), Err(refused.into()), "§ 30 (2) BZRG");
    }

    #[test]
    fn an_extended_certificate_needs_the_written_request() {
        let mut visit = begun("1990-12-10");
        visit.clara(asked_for(Purpose::Private, true, None)).expect("nobody else gets it");
        let letter = EvidenceKind::ExtendedCertificateRequest;
        assert!(visit.missing().contains(&Missing::Evidence(letter)));
        visit.assess_kind(letter, Answer::Accepted, Named::All).expect("it belongs to the service");
        assert!(!visit.missing().contains(&Missing::Evidence(letter)));
    }

    #[test]
    fn a_certificate_for_an_authority_names_it_and_is_not_signed_before_the_notice() {
        let mut visit = begun("1990-12-10");
        let unaddressed = asked_for(Purpose::Authority, false, None);
        assert_eq!(visit.clara(unaddressed), Err(Refusal::RecipientNeeded.into()));
        visit.clara(asked_for(Purpose::AuthorityAfterInspection, false, Some(school_office()))).expect("it is named");
        show(&mut visit);
        let notice = Notice::InspectionAtCourt;
        let untold = Refusal::Incomplete { missing: vec![Missing::Notice(notice)] };
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(untold.into()));
        visit.clara(Command::GiveNotice { notice }).expect("it belongs to the service");
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
    }

    // Scenario 35.
    #[test]
    fn whoever_asks_for_a_waiver_is_asked_for_no_money_and_the_application_goes_out() {
        let mut visit = begun("1990-12-10");
        visit.clara(asked_for(Purpose::Private, false, None)).expect("nobody else gets it");
        show(&mut visit);
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper }).expect("the case is open");
        visit.run(clerk(CLARA), &RequestWaiver { case: case() }).expect("it is due");
        visit.clara(Command::Submit).expect("the federal office decides about the fee");
        visit.run(clerk(CLARA), &crate::case::Complete { case: case() }).expect("it is forwarded");
        // Their answer comes when the applicant has long gone home.
        visit.run(clerk(CLARA), &RecordWaiver { case: case(), granted: false }).expect("they have decided");
        let due_at =
            visit.state().file().and_then(|file| file.fee).and_then(|fee| fee.due_at).expect("it is due again");
        visit.now = due_at;
        visit.run(crate::testing::system(), &Timer::FeeDue(case())).expect("nobody has paid");
        assert!(visit.file().fee.is_some_and(|fee| fee.overdue), "somebody looks after it");
        let pay = PayAtCounter { case: case(), means: Means::Card, amount: Cents(1300) };
        visit.run(crate::testing::acting(CLARA, crate::Role::Cashier), &pay).expect("it is due after all");
    }

    #[test]
    fn a_fee_that_is_due_again_is_watched_also_when_the_certificate_is_forwarded_meanwhile() {
        let mut visit = begun("1990-12-10");
        visit.clara(asked_for(Purpose::Private, false, None)).expect("nobody else gets it");
        show(&mut visit);
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper }).expect("the case is open");
        visit.run(clerk(CLARA), &RequestWaiver { case: case() }).expect("it is due");
        visit.clara(Command::Submit).expect("the federal office decides about the fee");
        visit.run(clerk(CLARA), &RecordWaiver { case: case(), granted: false }).expect("they have decided");
        visit.run(clerk(CLARA), &crate::case::Complete { case: case() }).expect("it is forwarded");
        let mut due = None;
        for event in visit.desk.history::<State>(case().0) {
            for change in timers::of(&event.clone().into(), case().0) {
                match change {
                    Change::Set { timer: Timer::FeeDue(_), due: at, .. } => due = Some(at),
                    Change::Clear { timer: Timer::FeeDue(_) } => due = None,
                    Change::Set { .. } | Change::Clear { .. } => {}
                }
            }
        }
        assert_eq!(due, visit.file().fee.and_then(|fee| fee.due_at));
        assert!(due.is_some());
    }

    #[test]
    fn a_certificate_that_was_forwarded_is_complete_at_the_end_of_the_day_without_anybody() {
        let mut visit = begun("1990-12-10");
        visit.clara(asked_for(Purpose::Private, false, None)).expect("nobody else gets it");
        show(&mut visit);
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        let complete = Timer::Completion(case());
        assert_eq!(visit.run(crate::testing::system(), &complete), Err(Refusal::NotSubmitted.into()));
        visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Paper }).expect("the case is open");
        let pay = PayAtCounter { case: case(), means: Means::Card, amount: Cents(1300) };
        visit.run(crate::testing::acting(CLARA, crate::Role::Cashier), &pay).expect("it is due");
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(crate::testing::system(), &complete).expect("the federal office has it");
        assert!(matches!(visit.state(), State::Completed(_)));
        assert_eq!(visit.clerk_in_charge(), Some(CLARA), "it stays hers");
        let history = visit.desk.history::<State>(case().0).len();
        visit.run(crate::testing::system(), &complete).expect("a timer may come twice");
        assert_eq!(visit.desk.history::<State>(case().0).len(), history);
    }

    #[test]
    fn nationals_of_another_state_get_a_european_certificate_without_asking() {
        let of = |states: &[&str]| Application {
            nationalities: states.iter().map(|&state| state.to_owned()).collect(),
            ..Application::default()
        };
        assert!(of(&["DE", "FR"]).is_european() && of(&["TR"]).is_european(), "§ 30b (1) BZRG");
        assert!(!of(&["DE"]).is_european());
    }
}
