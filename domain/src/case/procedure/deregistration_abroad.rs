//! Deregistration of a move abroad (Abmeldung ins Ausland), §§ 17 (2), 23 (6) and 24 BMG. Nobody confirms a move out:
//! § 19 BMG speaks of moving in only.

use chrono::NaiveDate;

use super::{Missing, declared, going_on, paid, people, powers, requested, told};
use crate::case::{File, custody, request};
use crate::catalogue::Service;

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(requested(file));
    missing.extend(leaving(file, today));
    missing.extend(told(file, service));
    missing.extend(custody::missing(file));
    missing.extend(declared(file));
    missing.extend(paid(file, service));
    missing
}

/// § 17 (2) BMG: one week before the move at the earliest. It takes effect on the day of moving out, which may still be
/// to come: the day of filing and the day of effect are two.
fn leaving(file: &File, today: NaiveDate) -> Option<Missing> {
    let moved_out = file.request.as_ref()?.departure()?.moved_out;
    let from = request::reportable_from(moved_out);
    (from > today).then_some(Missing::MovingOut { from })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{
        Check, Command, Departure, Details, Event, Identification, Identify, Refusal, Requested, State, Variant,
    };
    use crate::catalogue::{IdentificationMethod, Notice, ServiceCode};
    use crate::person::{DwellingStatus, OtherDwelling};
    use crate::personal::SubjectId;
    use crate::testing::{ADA, CLARA, citizen, clerk, date};

    fn leaving_on(moved_out: &str, keeps: Vec<OtherDwelling>) -> Command {
        let departure = Departure {
            moved_out: date(moved_out),
            from: address("Bahnhofstraße", HERE),
            state: "FR".to_owned(),
            address: None,
            keeps,
        };
        let details = SubjectId(REGISTRANT.0).knows(Details::Departure(departure));
        Command::RecordRequest { requested: Requested { variant: Variant::Departure, details: Some(details) } }
    }

    /// On Monday, 2 March 2026.
    fn signed(moved_out: &str) -> Visit {
        let mut visit = Visit::begun(ServiceCode::DeregistrationAbroad);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let method = IdentificationMethod::RegisteredDocumentSerial;
        let identification = Identification { method, ..shown(&Check::ALL) };
        visit.run(clerk(CLARA), &Identify { case: case(), party: REGISTRANT, identification }).expect("§ 23 (6) BMG");
        visit.clara(leaving_on(moved_out, vec![])).expect("the dwelling is here");
        visit.clara(Command::GiveNotice { notice: Notice::DutyToCooperate }).expect("it belongs to the service");
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit.show(DECLARED).expect("it is prepared");
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        visit
    }

    fn submitted(visit: &Visit) -> Option<(NaiveDate, bool)> {
        visit.desk.history::<State>(case().0).iter().find_map(|event| match event {
            Event::Submitted { filed_on, late, .. } => Some((*filed_on, *late)),
            _ => None,
        })
    }

    // Scenario 32.
    #[test]
    fn a_move_abroad_is_filed_six_days_before_and_takes_effect_on_its_own_day() {
        let mut visit = signed("2026-03-08");
        assert_eq!(visit.missing(), []);
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(submitted(&visit), Some((date("2026-03-02"), false)));
        let departure = visit.state().file().and_then(|file| file.request.clone()).expect("it was recorded");
        assert_eq!(departure.departure().map(|one| one.moved_out), Some(date("2026-03-08")));
    }

    #[test]
    fn eight_days_before_is_refused_with_the_first_day_and_the_seventh_is_it() {
        let mut visit = signed("2026-03-10");
        let from = date("2026-03-03");
        assert_eq!(visit.missing(), [Missing::MovingOut { from }]);
        assert_eq!(visit.clara(Command::Submit), Err(Refusal::TooEarlyToLeave { from }.into()));
        signed("2026-03-09").clara(Command::Submit).expect("seven days are allowed");
    }

    #[test]
    fn a_move_of_long_ago_is_late_and_goes_out() {
        let mut visit = signed("2026-02-01");
        visit.clara(Command::Submit).expect("a missed deadline is no ground to refuse");
        assert_eq!(submitted(&visit), Some((date("2026-03-02"), true)));
    }

    // Scenario 31.
    #[test]
    fn who_keeps_a_dwelling_in_germany_does_not_leave_it() {
        let mut visit = Visit::begun(ServiceCode::DeregistrationAbroad);
        let kept = OtherDwelling { address: address("Domplatz", "05315000"), status: DwellingStatus::Secondary };
        assert_eq!(visit.clara(leaving_on("2026-03-08", vec![kept])), Err(Refusal::DwellingRemains.into()));
    }

    #[test]
    fn the_serial_number_identifies_nobody_in_another_service() {
        let mut visit = Visit::begun(ServiceCode::MoveIn);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let method = IdentificationMethod::RegisteredDocumentSerial;
        let identification = Identification { method, ..shown(&Check::ALL) };
        let answer = visit.run(clerk(CLARA), &Identify { case: case(), party: REGISTRANT, identification });
        assert_eq!(answer, Err(Refusal::MethodNotAllowed { method }.into()));
    }
}
