//! Move-in (Anmeldung): the registration of a move from elsewhere in Germany or from abroad, §§ 17, 19, 23, 24 and
//! 33 BMG.

use chrono::NaiveDate;

use super::{Missing, confirmed, declared, going_on, moving, paid, people, powers, proven, told};
use crate::case::{File, custody, form};
use crate::catalogue::{EvidenceKind, Service};
use crate::person::PreviousDwelling;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(moving(file, today));
    missing.extend(form::missing(file));
    missing.extend(told(file, service));
    missing.extend(custody::missing(file));
    missing.extend(confirmed(file, EvidenceKind::LandlordConfirmation));
    missing.extend(civil_status(file));
    missing.extend(declared(file));
    missing.extend(paid(file, service));
    missing
}

/// Whoever comes from abroad is in no register here, so deeds say what nobody could fetch (§ 25 no. 2 BMG).
fn civil_status(file: &File) -> Option<Missing> {
    let details = file.moving.as_ref().and_then(|moving| moving.details.value())?;
    match details.from {
        PreviousDwelling::Abroad { .. } => proven(file, EvidenceKind::CivilStatusDeed),
        PreviousDwelling::Here { .. } | PreviousDwelling::Elsewhere { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Answer, Command, Event, Named, Part, PrefilledForm, Refusal, State};
    use crate::catalogue::{Notice, ServiceCode};
    use crate::personal::{Personal, SubjectId};
    use crate::testing::{ADA, system};
    use chrono::TimeDelta;

    const COLOGNE: &str = "05315000";

    fn from_cologne() -> PreviousDwelling {
        PreviousDwelling::Elsewhere { address: address("Domplatz", COLOGNE) }
    }

    fn form() -> Personal<PrefilledForm> {
        SubjectId(REGISTRANT.0).knows(PrefilledForm { persons: vec![], address: address("Domplatz", COLOGNE) })
    }

    /// A move-in up to the form.
    fn begun(from: PreviousDwelling) -> Visit {
        let mut visit = Visit::begun(ServiceCode::MoveIn);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("the talk goes on");
        for notice in [Notice::DutyToCooperate, Notice::TransferBlocks] {
            visit.clara(Command::GiveNotice { notice }).expect("it belongs to the service");
        }
        let details = moved_between("2026-02-20", from, HERE);
        visit.clara(Command::RecordMove { details }).expect("the dwelling is here");
        visit.assess(Answer::Accepted, Named::All).expect("it belongs to the service");
        visit
    }

    fn signed(visit: &mut Visit) {
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit.show(DECLARED).expect("it is prepared");
        visit.sign(crate::testing::citizen(ADA), DECLARED).expect("it is shown");
    }

    fn due_on(visit: &Visit) -> Option<NaiveDate> {
        visit.desk.history::<State>(case().0).iter().find_map(|event| match event {
            Event::Submitted { due_on, .. } => *due_on,
            _ => None,
        })
    }

    #[test]
    fn a_move_in_goes_out_with_the_form_of_the_authority_of_departure_which_hears_of_it_in_three_working_days() {
        let mut visit = begun(from_cologne());
        visit.clara(Command::RequestForm).expect("there is an authority to ask");
        visit.clara(Command::ReceiveForm { form: form() }).expect("it was asked for");
        signed(&mut visit);
        assert_eq!(visit.missing(), []);
        visit.clara(Command::Submit).expect("nothing is missing");
        // Monday, 2 March: the third working day after it is a Thursday.
        assert_eq!(due_on(&visit), Some("2026-03-05".parse().expect("a date")));
    }

    #[test]
    fn without_the_form_nothing_goes_out() {
        let mut visit = begun(from_cologne());
        signed(&mut visit);
        assert_eq!(visit.missing(), [Missing::RegistrationForm]);
        visit.clara(Command::RequestForm).expect("there is an authority to ask");
        assert_eq!(visit.missing(), [Missing::RegistrationForm]);
    }

    // Scenario 30.
    #[test]
    fn a_form_that_does_not_come_is_written_by_hand_and_a_late_answer_is_only_put_with_the_file() {
        let mut visit = begun(from_cologne());
        assert_eq!(visit.clara(Command::WriteForm), Err(Refusal::FormNotRequested.into()));
        visit.clara(Command::RequestForm).expect("there is an authority to ask");
        let until = visit.now + TimeDelta::seconds(30);
        assert_eq!(visit.clara(Command::WriteForm), Err(Refusal::FormAwaited { until }.into()));
        visit.now = until;
        visit.clara(Command::WriteForm).expect("no answer came");
        signed(&mut visit);
        let before = visit.file();
        visit.clara(Command::ReceiveForm { form: form() }).expect("it was asked for");
        let after = visit.file();
        assert_eq!((after.declaration, after.parties), (before.declaration, before.parties), "nothing is merged");
        let last = visit.desk.history::<State>(case().0).last().cloned();
        assert!(matches!(last, Some(Event::FormReceived { late: true, .. })));
        assert_eq!(visit.missing(), []);
    }

    #[test]
    fn a_form_that_cannot_be_had_is_not_waited_for() {
        let mut visit = begun(from_cologne());
        assert_eq!(visit.ask(system(), Command::RecordNoForm), Err(Refusal::FormNotRequested.into()));
        visit.clara(Command::RequestForm).expect("there is an authority to ask");
        visit.ask(system(), Command::RecordNoForm).expect("the authority says so");
        visit.ask(system(), Command::RecordNoForm).expect("it has said so already");
        visit.clara(Command::WriteForm).expect("nobody waits for what does not come");
        assert!(!visit.missing().contains(&Missing::RegistrationForm));
    }

    #[test]
    fn no_register_is_asked_before_the_clerk_knows_who_is_there() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        assert_eq!(visit.clara(Command::RequestForm), Err(Refusal::NobodyActs.into()));
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let unseen = Refusal::Incomplete { missing: vec![Missing::Identification(REGISTRANT)] };
        assert_eq!(visit.clara(Command::RequestForm), Err(unseen.into()));
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.clara(Command::RequestForm).expect("who moves within the town is in the register of this authority");
        assert_eq!(visit.file().form.map(|form| form.authority).as_deref(), Some(HERE));
        assert!(!visit.missing().contains(&Missing::RegistrationForm), "and nobody has to wait for it");
    }

    #[test]
    fn who_comes_from_abroad_has_no_form_to_wait_for_and_shows_deeds() {
        let mut visit = begun(PreviousDwelling::Abroad { state: "FR".to_owned(), address: None, last_domestic: None });
        assert_eq!(visit.clara(Command::RequestForm), Err(Refusal::NotRequired.into()));
        signed(&mut visit);
        let deed = EvidenceKind::CivilStatusDeed;
        assert_eq!(visit.missing(), [Missing::Evidence(deed)]);
        visit.assess_kind(deed, Answer::Accepted, Named::All).expect("it belongs to the service");
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(due_on(&visit), None, "no authority in Germany has to be told");
    }

    #[test]
    fn an_authority_that_was_asked_by_mistake_is_not_told_of_a_move_that_is_none_of_its() {
        let mut visit = begun(from_cologne());
        visit.clara(Command::RequestForm).expect("there is an authority to ask");
        let abroad = PreviousDwelling::Abroad { state: "FR".to_owned(), address: None, last_domestic: None };
        let details = moved_between("2026-02-20", abroad, HERE);
        visit.clara(Command::RecordMove { details }).expect("it is corrected");
        visit.assess_kind(EvidenceKind::CivilStatusDeed, Answer::Accepted, Named::All).expect("it is needed now");
        signed(&mut visit);
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(due_on(&visit), None, "no authority in Germany has to be told");
    }

    #[test]
    fn a_move_within_the_municipality_is_no_move_in() {
        let mut visit = Visit::begun(ServiceCode::MoveIn);
        let elsewhere = PreviousDwelling::Elsewhere { address: address("Domplatz", HERE) };
        let here = PreviousDwelling::Here { address: address("Domplatz", COLOGNE) };
        let contradicts = [elsewhere, here].map(|from| moved_between("2026-02-20", from, HERE));
        for details in [moved("2026-02-20")].into_iter().chain(contradicts) {
            assert_eq!(visit.clara(Command::RecordMove { details }), Err(Refusal::WithinMunicipality.into()));
        }
    }

    #[test]
    fn a_family_moves_in_together_as_it_does_within_the_town() {
        let mut visit = begun(from_cologne());
        visit.clara(Command::AddParty { party: party(HUSBAND, Part::MovesAlong, "1988-05-01") }).expect("he is new");
        let missing = visit.missing();
        for one in [Missing::Notice(Notice::DataOfOthers), Missing::EntitlementAssurance] {
            assert!(missing.contains(&one), "{one:?}");
        }
        assert!(missing.contains(&Missing::EvidenceFor(EvidenceKind::LandlordConfirmation, HUSBAND)));
    }
}
