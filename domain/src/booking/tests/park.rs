//! A visit that is interrupted, goes on, or is sent to another queue: nobody is forgotten, and nobody serves two.

use super::*;
use crate::booking::Command;

#[test]
fn whoever_parks_is_free_and_a_colleague_goes_on_with_the_visit_and_its_cases() {
    let mut desk = served();
    let case = CaseId::of(booking(1), 0).0;
    desk.ask::<case::State>(case, clerk(CLARA), time("10:02"), case::Command::Assign { clerk: CLARA }).expect("free");
    let talk = ConsultationId::of(booking(1)).0;
    let begin = consultation::Command::Begin { medium: consultation::Medium::Video };
    desk.ask::<consultation::State>(talk, clerk(CLARA), time("10:02"), begin).expect("it is prepared");

    let park = Park { booking: booking(1), why: ParkReason::Enquiry };
    let foreign = desk.run(&park, clerk(DAVID), time("10:05"));
    assert_eq!(foreign, Err(Refusal::AlreadyCalled { clerk: CLARA }.into()));
    desk.run(&park, clerk(CLARA), time("10:05")).expect("she serves them");
    assert_eq!(shift_of(&desk, CLARA).serving(), None, "she may serve somebody else");
    assert!(matches!(desk.state::<consultation::State>(talk), consultation::State::Ended { .. }), "nobody is watched");
    let end = Timer::EndOfDay(booking(1));
    let last = desk.history::<State>(booking(1).0).last().cloned().expect("parked");
    let set = Change::Set { timer: end, due: at("2026-03-02T23:00:00Z"), generation: 0 };
    assert_eq!(timers::of(&Event::from(last), booking(1).0), [set]);

    desk.run(&Resume { booking: booking(1) }, clerk(DAVID), time("10:15")).expect("a colleague");
    assert_eq!(shift_of(&desk, DAVID).serving(), Some(booking(1)));
    react(&mut desk, 1, time("10:15"));
    let assigned = desk.state::<case::State>(case).file().and_then(|file| file.clerk);
    assert_eq!(assigned, Some(DAVID), "the case goes along");
    desk.run(&Finish { booking: booking(1), delivered: vec![] }, clerk(DAVID), time("10:20")).expect("he serves them");
    assert_eq!(shift_of(&desk, DAVID).serving(), None);
}

#[test]
fn whoever_serves_somebody_cannot_go_on_with_another_visit() {
    let mut desk = served();
    let park = Park { booking: booking(1), why: ParkReason::ClerkAway };
    desk.run(&park, clerk(CLARA), time("10:05")).expect("she serves them");
    let elsewhere = Confirm { guards: vec![GuardId(Uuid::from_u128(9))], ..confirm(2) };
    desk.run(&hold(2, BEN, MONDAY, "11:00"), citizen(BEN), time("07:00")).expect("free");
    desk.run(&elsewhere, citizen(BEN), time("07:01")).expect("held");
    desk.ask::<State>(booking(2).0, citizen(BEN), time("10:50"), Command::CheckIn).expect("it is time");
    desk.run(&Call { booking: booking(2) }, clerk(CLARA), time("11:00")).expect("she is free");
    let busy = desk.run(&Resume { booking: booking(1) }, clerk(CLARA), time("11:01"));
    assert_eq!(busy, Err(shift::Refusal::Busy { booking: booking(2) }.into()));
    assert!(matches!(desk.state::<State>(booking(1).0), State::Parked { .. }), "they stay parked");
}

#[test]
fn another_queue_serves_with_the_same_number_and_the_same_turn() {
    let mut desk = served();
    let there = ScopeId(Uuid::from_u128(2));
    let send = Redirect { booking: booking(1), to: there };
    assert_eq!(desk.run(&send, clerk(CLARA), time("10:05")), Err(Refusal::NoSuchQueue.into()), "nobody is there");
    let plan = Plan { scope: there, ..plan(MONDAY, 1) };
    let command = capacity::Command::Plan { plan, origin: Origin::Planner };
    desk.ask::<capacity::State>(DayId::of(there, date(MONDAY)).0, system(), time("04:00"), command).expect("possible");
    assert_eq!(desk.run(&send, citizen(ADA), time("10:05")), Err(Refusal::Denied(Denied).into()));
    let before = desk.state::<State>(booking(1).0).appointment().cloned().expect("it stands");
    desk.run(&send, clerk(CLARA), time("10:05")).expect("she serves them");
    assert_eq!(shift_of(&desk, CLARA).serving(), None);
    let State::Waiting(after) = desk.state::<State>(booking(1).0) else { panic!("they wait") };
    assert_eq!((after.number, after.arranged.clone(), after.scope()), (before.number, before.arranged, there));
    desk.run(&send, clerk(CLARA), time("10:06")).expect("they are there already");

    desk.run(&Call { booking: booking(1) }, clerk(DAVID), time("10:07")).expect("they wait");
    assert_eq!(shift_of(&desk, DAVID), shift::State::Serving { scope: there, booking: booking(1) });
    desk.ask::<State>(booking(1).0, clerk(DAVID), time("10:08"), Command::Start).expect("he called");
    let last = desk.history::<State>(booking(1).0).last().cloned();
    assert_eq!(last, Some(crate::booking::Event::Resumed { clerk: DAVID, from: CLARA, lines: 1 }), "it goes on");
}

#[test]
fn nobody_is_sent_to_a_queue_that_is_closed_on_the_day() {
    let mut desk = served();
    let there = ScopeId(Uuid::from_u128(2));
    let day = DayId::of(there, date(MONDAY)).0;
    let plan = capacity::Command::Plan { plan: Plan { scope: there, ..plan(MONDAY, 1) }, origin: Origin::Planner };
    let (reason, origin) = (ClosureReason::Emergency, Origin::Planner);
    let close = capacity::Command::Close { scope: there, date: date(MONDAY), reason, origin };
    for command in [plan, close] {
        desk.ask::<capacity::State>(day, system(), time("04:00"), command).expect("possible");
    }
    let send = Redirect { booking: booking(1), to: there };
    assert_eq!(desk.run(&send, clerk(CLARA), time("10:05")), Err(Refusal::NoSuchQueue.into()));
    assert!(matches!(desk.state::<State>(booking(1).0), State::InService { .. }), "they are still served");
}

#[test]
fn who_does_not_come_back_ends_the_visit_and_who_waits_in_vain_was_failed() {
    let end = |why| {
        let mut desk = served();
        desk.run(&Park { booking: booking(1), why }, clerk(CLARA), time("10:05")).expect("she serves them");
        let night = at("2026-03-02T23:00:00Z");
        let early = desk.run(&EndDay { booking: booking(1) }, system(), time("22:59"));
        assert_eq!(early, Err(Refusal::DayNotOver { from: night }.into()));
        desk.run(&EndDay { booking: booking(1) }, system(), night).expect("the day is over");
        if why == ParkReason::Enquiry {
            react(&mut desk, 1, night);
        }
        for guard in contact_guards() {
            assert!(desk.state::<contact_guard::State>(guard.0).counted().is_empty());
        }
        let talk = desk.state::<consultation::State>(ConsultationId::of(booking(1)).0);
        assert!(matches!(talk, consultation::State::Cancelled { .. }), "nobody talks with them any more: {talk:?}");
        desk.state::<State>(booking(1).0)
    };
    assert!(matches!(end(ParkReason::Papers), State::Finished { delivered, .. } if delivered.is_empty()));
    assert!(matches!(end(ParkReason::Enquiry), State::Unserved(_)));
}

/// Somebody with an appointment at ten whom Clara serves since a minute past.
fn served() -> Desk {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    react(&mut desk, 1, time("07:02"));
    desk.ask::<State>(booking(1).0, citizen(ADA), time("09:55"), Command::CheckIn).expect("it is time");
    desk.run(&Call { booking: booking(1) }, clerk(CLARA), time("10:00")).expect("somebody waits");
    desk.ask::<State>(booking(1).0, clerk(CLARA), time("10:01"), Command::Start).expect("she called");
    desk
}
