//! Giving back a whole day: closed first, then cancelled one by one, and nobody is dropped or cancelled twice.

use super::*;
use crate::booking::Event as Happened;
use crate::reactions::Reaction;

const BOOKED: u128 = 230;

#[test]
fn a_day_with_hundreds_of_appointments_is_given_back_and_nobody_is_dropped() {
    let mut desk = crowded();
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("07:10"), call_off()).expect("a planner may");
    let closed = capacity::Refusal::Closed { reason: ClosureReason::StaffShortage };
    let late = desk.run(&hold(900, ADA, MONDAY, "12:00"), citizen(ADA), time("07:10"));
    assert_eq!(late, Err(closed.into()), "nobody books in between");
    let moved = desk.run(&reschedule(1, TUESDAY, "10:00"), citizen(holder(1)), time("07:10"));
    moved.expect("whoever is faster than the office has another time");

    let follows = follows(&desk);
    assert_eq!(follows.len(), 230 + 1, "every appointment, and what was held");
    // The office dies in the middle of its work, and begins again.
    for reaction in follows.iter().take(100).chain(&follows) {
        desk.run(reaction, reactions::by(), time("07:11")).expect("cancelled, or cancelled already");
    }
    assert_eq!(spans(&desk, 1), [at("2026-03-03T10:00:00Z")], "the new time is kept");
    for n in 2..=BOOKED {
        let history = desk.history::<State>(booking(n).0);
        let cancelled = history.iter().filter(|event| matches!(event, Happened::Cancelled { .. })).count();
        assert_eq!(cancelled, 1, "appointment {n} is cancelled once");
        let Some(Happened::Cancelled { reason, was_confirmed: true, .. }) = history.last() else {
            panic!("appointment {n} stands")
        };
        assert_eq!(*reason, CancelReason::ClerkAbsent);
    }
    let left = desk.state::<capacity::State>(day(MONDAY));
    assert_eq!(left.all_kept().count(), 0);

    let before = desk.history::<capacity::State>(day(MONDAY)).len();
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("07:12"), call_off()).expect("already so");
    assert_eq!(desk.history::<capacity::State>(day(MONDAY)).len(), before);
}

#[test]
fn no_event_of_a_called_off_day_grows_with_the_day() {
    let mut desk = crowded();
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("07:10"), call_off()).expect("a planner may");
    let sizes: Vec<_> = desk.history::<capacity::State>(day(MONDAY)).iter().filter_map(called_off).collect();
    assert_eq!(sizes, [100, 100, 31]);
}

#[test]
fn a_day_that_is_called_off_twice_gives_back_what_was_left() {
    let mut desk = office(2);
    for (n, clock) in [(1, "10:00"), (2, "11:00")] {
        desk.run(&hold(n, ADA, MONDAY, clock), citizen(ADA), time("07:00")).expect("free");
        desk.run(&confirm(n), citizen(ADA), time("07:01")).expect("held");
    }
    desk.ask::<capacity::State>(day(MONDAY), system(), time("07:06"), close(MONDAY)).expect("open");
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("07:07"), call_off()).expect("closed for another reason");
    let first = follows(&desk);
    desk.run(&first[0], reactions::by(), time("07:08")).expect("it stands");
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("07:09"), call_off()).expect("called twice");
    assert_eq!(conflicts(&desk), [2], "the office has not come to it yet, and somebody can see that");
    for reaction in follows(&desk) {
        desk.run(&reaction, reactions::by(), time("07:10")).expect("cancelled, or cancelled already");
    }
    assert_eq!(live(&desk, time("07:10")), []);
    assert_eq!(conflicts(&desk), []);
    for guard in contact_guards() {
        assert!(desk.state::<contact_guard::State>(guard.0).counted().is_empty(), "they may book again");
    }
}

#[test]
fn whoever_is_being_served_is_served_and_nobody_but_planners_calls_a_day_off() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    desk.ask::<State>(booking(1).0, citizen(ADA), time("09:50"), super::super::Command::CheckIn).expect("early enough");
    desk.run(&Call { booking: booking(1) }, clerk(CLARA), time("09:58")).expect("he waits");
    desk.ask::<State>(booking(1).0, clerk(CLARA), time("10:00"), super::super::Command::Start).expect("called");
    for by in [citizen(ADA), clerk(CLARA), service_centre()] {
        let refused = desk.ask::<capacity::State>(day(MONDAY), by, time("10:01"), call_off());
        assert_eq!(refused, Err(capacity::Refusal::Denied(Denied).into()));
    }
    desk.ask::<capacity::State>(day(MONDAY), planner(), time("10:01"), call_off()).expect("a planner may");
    let served = desk.run(&follows(&desk)[0], reactions::by(), time("10:02"));
    assert_eq!(served, Err(Refusal::Begun.into()));
}

fn planner() -> By {
    acting(DAVID, Role::Planner)
}

fn call_off() -> capacity::Command {
    capacity::Command::CallOff { scope: SCOPE, date: date(MONDAY), reason: ClosureReason::StaffShortage }
}

fn called_off(event: &capacity::Event) -> Option<usize> {
    match event {
        capacity::Event::CalledOff { appointments, holds, .. } => Some(appointments.len() + holds.len()),
        _ => None,
    }
}

/// Everything that follows from calling the day off, in order.
fn follows(desk: &Desk) -> Vec<Reaction> {
    let events = desk.history::<capacity::State>(day(MONDAY)).iter().filter(|event| called_off(event).is_some());
    events.flat_map(|event| reactions::of(&Event::from(event.clone()), day(MONDAY))).collect()
}

/// Monday with hundreds of appointments of different people, and one time that is only held.
fn crowded() -> Desk {
    let mut desk = office(100);
    for n in 1..=BOOKED {
        let (visitor, clock) = (ActorId(Uuid::from_u128(0x10_0000 + n)), ["09:00", "10:00", "11:00"][n as usize % 3]);
        let visitor = if n == 1 { holder(1) } else { visitor };
        desk.run(&hold(n, visitor, MONDAY, clock), citizen(visitor), time("07:00")).expect("free");
        let guards = vec![GuardId(Uuid::from_u128(0x20_0000 + n))];
        desk.run(&Confirm { guards, ..confirm(n) }, citizen(visitor), time("07:01")).expect("held");
    }
    desk.run(&hold(800, BEN, MONDAY, "12:00"), citizen(BEN), time("07:05")).expect("free");
    desk
}
