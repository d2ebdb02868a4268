//! Tests of appointments and the queue.

use domain::booking::Medium;
use domain::testing::{CLARA, at, clerk, date};
use uuid::Uuid;

use super::*;
use crate::testing::visits::{Wish, booking, visitor, wish};
use crate::testing::{Models, Office, SCOPE, subject};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));

/// Two scopes that offer Monday, 2 March 2026, from 09:00 to 11:00 in Saarbrücken.
fn office() -> Office {
    let mut office = Office::default();
    for scope in [SCOPE, ELSEWHERE] {
        office.offer(scope, "2026-03-02T08:00:00Z", 12, (3, 3));
    }
    office
}

fn ids(appointments: &[Appointment]) -> Vec<BookingId> {
    appointments.iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn the_queue_is_called_by_start_and_then_by_who_was_there_first() {
    let mut office = office();
    for (n, starts_at) in [(1, "08:20"), (2, "08:00"), (3, "08:00"), (4, "08:40"), (5, "08:00")] {
        office.appoint(&wish(n, &format!("2026-03-02T{starts_at}:00Z")));
    }
    office.appoint(&Wish { scope: ELSEWHERE, ..wish(6, "2026-03-02T08:00:00Z") });
    // The third was there before the second; who comes late for an early appointment still comes first.
    for (n, clock) in [(3, "07:50"), (2, "07:55"), (6, "07:56"), (1, "08:10"), (5, "08:12")] {
        office.check_in(booking(n), at(&format!("2026-03-02T{clock}:00Z")));
    }
    let models = office.read().await;
    let queue = |models: &Models| ids(&models.queue(SCOPE, date("2026-03-02")).expect("an answer"));
    assert_eq!(queue(&models), [booking(3), booking(2), booking(5), booking(1)]);

    office.call(booking(3), at("2026-03-02T08:15:00Z"));
    office.start(booking(3), at("2026-03-02T08:16:00Z"));
    let models = office.read().await;
    assert_eq!(queue(&models), [booking(3), booking(2), booking(5), booking(1)], "who is served is still in the room");
    let served = models.appointment(booking(3)).expect("an answer").expect("it is there");
    assert_eq!((served.state, served.clerk, served.calls), (State::InService, Some(CLARA), 1));

    office.finish(booking(3), &[], at("2026-03-02T08:30:00Z"));
    assert_eq!(queue(&office.read().await), [booking(2), booking(5), booking(1)]);
}

#[tokio::test]
async fn who_is_parked_stands_apart_and_who_is_sent_elsewhere_keeps_their_turn_there() {
    let mut office = office();
    let time = |clock: &str| at(&format!("2026-03-02T{clock}:00Z"));
    for n in 1..=3 {
        let scope = if n == 3 { ELSEWHERE } else { SCOPE };
        office.appoint(&Wish { scope, ..wish(n, "2026-03-02T08:20:00Z") });
        office.check_in(booking(n), time(&format!("08:1{n}")));
    }
    office.call(booking(1), time("08:20"));
    office.start(booking(1), time("08:20"));
    let park = booking::Park { booking: booking(1), why: ParkReason::Papers };
    office.run(&park, clerk(CLARA), time("08:25")).expect("she serves them");
    let models = office.read().await;
    let parked = models.parked(SCOPE, date("2026-03-02")).expect("an answer");
    assert_eq!(ids(&parked), [booking(1)]);
    assert_eq!((parked[0].park_reason, parked[0].parked_at), (Some(ParkReason::Papers), Some(time("08:25"))));
    assert_eq!((parked[0].served_secs, parked[0].serving_since), (5 * 60, None));
    assert_eq!(ids(&models.queue(SCOPE, date("2026-03-02")).expect("an answer")), [booking(2)]);

    // Back with the papers they stand before who came after them, and are served another three minutes.
    office.check_in(booking(1), time("08:40"));
    let models = office.read().await;
    assert_eq!(ids(&models.queue(SCOPE, date("2026-03-02")).expect("an answer")), [booking(1), booking(2)]);
    let send = booking::Redirect { booking: booking(1), to: ELSEWHERE };
    office.run(&send, clerk(CLARA), time("08:41")).expect("somebody is there");
    let models = office.read().await;
    assert_eq!(ids(&models.queue(ELSEWHERE, date("2026-03-02")).expect("an answer")), [booking(1), booking(3)]);
    office.call(booking(1), time("08:42"));
    office.start(booking(1), time("08:43"));
    office.finish(booking(1), &[], time("08:46"));
    let done = office.read().await.appointment(booking(1)).expect("an answer").expect("it is there");
    assert_eq!((done.state, done.served_secs, done.redirected_from), (State::Finished, 8 * 60, Some(SCOPE)));
    assert_eq!((done.started_at, done.checked_in_at), (Some(time("08:20")), Some(time("08:11"))));
}

#[tokio::test]
async fn the_calendar_shows_the_days_and_states_that_are_asked_for() {
    let mut office = office();
    office.offer(SCOPE, "2026-03-03T08:00:00Z", 6, (1, 1));
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.appoint(&wish(2, "2026-03-02T08:30:00Z"));
    office.appoint(&wish(3, "2026-03-03T08:00:00Z"));
    office.hold(&Wish { medium: Medium::Online, ..wish(4, "2026-03-02T08:10:00Z") });
    office.cancel(booking(2), CancelReason::Citizen, at("2026-03-01T08:00:00Z"));
    let models = office.read().await;
    let calendar =
        |from, to, states: &[State]| ids(&models.appointments(SCOPE, date(from), date(to), states).expect("an answer"));
    assert_eq!(calendar("2026-03-02", "2026-03-02", &[]), [booking(1), booking(4), booking(2)]);
    assert_eq!(calendar("2026-03-02", "2026-03-03", &[State::Confirmed]), [booking(1), booking(3)]);
    assert_eq!(calendar("2026-03-02", "2026-03-03", &[State::Held, State::Cancelled]), [booking(4), booking(2)]);
    assert_eq!(calendar("2026-03-04", "2026-03-09", &[]), []);
}

#[tokio::test]
async fn a_spoken_number_finds_its_appointment_on_its_day_and_place_alone() {
    let mut office = office();
    for (n, scope) in [(1, SCOPE), (2, SCOPE), (3, ELSEWHERE)] {
        office.appoint(&Wish { scope, ..wish(n, "2026-03-02T08:00:00Z") });
    }
    let models = office.read().await;
    let by_number = |scope, day, number| {
        let found = models.appointment_by_number(scope, date(day), Number(number)).expect("an answer");
        found.map(|one| one.id)
    };
    assert_eq!(by_number(SCOPE, "2026-03-02", 2), Some(booking(2)));
    assert_eq!(by_number(ELSEWHERE, "2026-03-02", 3), Some(booking(3)));
    assert_eq!(by_number(SCOPE, "2026-03-02", 3), None, "it waits elsewhere");
    assert_eq!(by_number(SCOPE, "2026-03-02", 9), None);
    assert_eq!(by_number(SCOPE, "2026-03-03", 1), None);
}

#[tokio::test]
async fn who_moves_to_a_day_on_which_somebody_has_their_number_gets_another_one() {
    let mut office = office();
    office.offer(SCOPE, "2026-03-03T08:00:00Z", 6, (1, 1));
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.appoint(&wish(2, "2026-03-03T08:00:00Z"));
    office.cancel(booking(1), CancelReason::PlanChanged, at("2026-03-01T08:00:00Z"));
    office.move_to(booking(2), SCOPE, "2026-03-02T09:00:00Z", at("2026-03-01T09:00:00Z"));
    let models = office.read().await;
    let found = |number| {
        let found = models.appointment_by_number(SCOPE, date("2026-03-02"), Number(number)).expect("an answer");
        found.map(|one| (one.id, one.moves, one.cancel_reason))
    };
    assert_eq!(found(1), Some((booking(1), 0, Some(CancelReason::PlanChanged))), "also when that one is over");
    assert_eq!(found(2), Some((booking(2), 1, None)));
}

#[tokio::test]
async fn whoever_waited_until_the_day_was_over_was_not_served() {
    let mut office = office();
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.check_in(booking(1), at("2026-03-02T07:55:00Z"));
    office.end_day(booking(1), at("2026-03-02T23:00:00Z"));
    let one = office.read().await.appointment(booking(1)).expect("an answer").expect("it is there");
    assert_eq!((one.state, one.was_missed, one.ended_at), (State::Unserved, false, Some(at("2026-03-02T23:00:00Z"))));
}

#[tokio::test]
async fn a_citizen_sees_their_own_appointments_the_newest_first() {
    let mut office = office();
    office.offer(SCOPE, "2026-04-01T08:00:00Z", 6, (1, 1));
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.appoint(&wish(2, "2026-03-02T08:00:00Z"));
    let models = office.read().await;
    let of = |n| ids(&models.appointments_of(visitor(n)).expect("an answer"));
    assert_eq!(of(1), [booking(1)]);
    assert_eq!(of(2), [booking(2)]);
    assert_eq!(of(3), []);
}

#[tokio::test]
async fn whoever_comes_is_known_from_the_confirmation_on_and_until_they_are_forgotten() {
    let mut office = office();
    let online = Wish { medium: Medium::Online, name: "Käthe Groß", ..wish(1, "2026-03-02T08:00:00Z") };
    office.hold(&online);
    let contact = |models: &Models| models.appointment(booking(1)).expect("an answer").expect("it is there").contact;
    assert_eq!(contact(&office.read().await), None);

    let mut office = self::office();
    office.appoint(&online);
    let known = contact(&office.read().await).expect("it is confirmed");
    assert_eq!(known.subject(), subject(1));
    assert_eq!(known.value().map(|contact| contact.name.as_str()), Some("Käthe Groß"));

    office.forget(subject(1), at("2026-03-05T08:00:00Z"));
    assert_eq!(contact(&office.read().await), Some(Personal::Erased { subject: subject(1) }));
}

#[tokio::test]
async fn who_was_missed_and_comes_after_all_waits_anew() {
    let mut office = office();
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.miss(booking(1), at("2026-03-02T08:10:00Z"));
    let of = |models: &Models| models.appointment(booking(1)).expect("an answer").expect("it is there");
    let missed = of(&office.read().await);
    assert_eq!((missed.state, missed.ended_at), (State::Missed, Some(at("2026-03-02T08:10:00Z"))));

    office.check_in(booking(1), at("2026-03-02T09:00:00Z"));
    let back = of(&office.read().await);
    assert_eq!((back.state, back.was_missed, back.ended_at), (State::Waiting, true, None));
    assert_eq!(back.checked_in_at, Some(at("2026-03-02T09:00:00Z")));
    assert_eq!(back.version, 4);
}

#[tokio::test]
async fn an_appointment_lies_on_the_day_of_the_offices_calendar() {
    let mut office = Office::default();
    // Half past eleven in the evening in Greenwich is half past twelve of the next day in Saarbrücken.
    office.offer(SCOPE, "2026-03-02T23:30:00Z", 6, (1, 1));
    office.appoint(&wish(1, "2026-03-02T23:30:00Z"));
    let models = office.read().await;
    let on = |day| models.appointments(SCOPE, date(day), date(day), &[]).expect("an answer").len();
    assert_eq!((on("2026-03-02"), on("2026-03-03")), (0, 1));
}
