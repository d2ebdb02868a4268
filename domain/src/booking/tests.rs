//! Errands over several streams: what the office promises to whoever books, and that it keeps it whatever the order.

mod park;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    BookByPhone, Call, Cancel, CancelReason, Confirm, EndDay, Expire, Extend, Finish, Hold, Line, Medium, Miss, Number,
    Park, ParkReason, Redirect, Refusal, Reschedule, Resume, State,
};
use crate::asked::{ActorId, By};
use crate::capacity::{self, ClosureReason, Lanes, Origin, Plan, Window};
use crate::catalogue::{Channel, ServiceCode};
use crate::ids::{BookingId, CaseId, ConsultationId, DayId, GuardId, HoldId, ScopeId, ShiftId};
use crate::person::Contact;
use crate::personal::{Personal, SubjectId};
use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, at, citizen, clerk, date, system};
use crate::timers::{self, Change, Timer};
use crate::{Denied, Event, Role, case, consultation, contact_guard, reactions, shift};

mod editions;

#[test]
fn of_two_visitors_the_second_is_told_that_the_time_is_taken() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    let late = desk.run(&hold(2, BEN, MONDAY, "10:10"), citizen(BEN), time("07:00"));
    assert_eq!(late, Err(capacity::Refusal::Taken.into()));
    assert_eq!(desk.state::<State>(booking(2).0), State::Unknown, "a refusal leaves nothing behind");
}

#[test]
fn a_hold_that_has_run_out_is_refused_and_its_time_is_free_again() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    let late = desk.run(&confirm(1), citizen(ADA), time("07:15") + TimeDelta::milliseconds(1));
    assert_eq!(late, Err(capacity::Refusal::HoldExpired.into()));
    desk.run(&hold(2, BEN, MONDAY, "10:00"), citizen(BEN), time("07:16")).expect("free again, before any timer");
    desk.run(&Expire { booking: booking(1) }, system(), time("07:17")).expect("the timer comes late");
    assert!(matches!(desk.state::<State>(booking(1).0), State::Expired { .. }));
    assert!(desk.state::<contact_guard::State>(GuardId::of_visitor(ADA).0).counted().is_empty());
}

#[test]
fn the_same_commands_again_change_nothing() {
    let mut desk = office(2);
    for _ in 0..2 {
        desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free, or held already");
    }
    for _ in 0..2 {
        desk.run(&confirm(1), citizen(ADA), time("07:05")).expect("held, or confirmed already");
    }
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:06")).expect("a copy that comes late");
    for _ in 0..2 {
        desk.run(&by_phone(2, ADA), service_centre(), time("07:07")).expect("free, or booked already");
    }
    let numbers = [1, 2].map(|n| desk.state::<State>(booking(n).0).appointment().map(|known| known.number));
    assert_eq!(numbers, [Some(Number(1)), Some(Number(2))]);
    assert_eq!(live(&desk, time("07:07")).len(), 2);
    assert!(desk.state::<contact_guard::State>(GuardId::of_visitor(ADA).0).counted().is_empty());
}

#[test]
fn the_length_is_that_of_the_catalogue_and_its_units_stand_together() {
    let mut desk = office(1);
    // A change of residence takes two units, a certificate one; only 10:00 and 10:10 are left before 10:20.
    desk.run(&hold(1, BEN, MONDAY, "10:20"), citizen(BEN), time("07:00")).expect("free");
    let lines = vec![line(ServiceCode::ChangeOfResidence), line(ServiceCode::RegistrationCertificate)];
    let three = Hold { lines, ..hold(2, ADA, MONDAY, "10:00") };
    assert_eq!(desk.run(&three, citizen(ADA), time("07:00")), Err(capacity::Refusal::Taken.into()));
    desk.run(&Hold { starts_at: time("08:00"), ..three }, citizen(ADA), time("07:00")).expect("three units are free");
    let arranged = desk.state::<State>(booking(2).0).arranged().cloned().expect("it is held");
    assert_eq!(arranged.slot.span.minutes(), 30);
}

#[test]
fn a_visitor_holds_three_times_at_once_and_no_more() {
    let mut desk = office(9);
    for n in 1..=3 {
        desk.run(&hold(n, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    }
    let fourth = desk.run(&hold(4, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00"));
    assert_eq!(fourth, Err(contact_guard::Refusal::TooMany { max: 3 }.into()));
    assert_eq!(live(&desk, time("07:00")).len(), 3, "the refused hold took no units");
    desk.run(&cancel(1), citizen(ADA), time("07:01")).expect("it is held");
    desk.run(&hold(4, ADA, MONDAY, "11:00"), citizen(ADA), time("07:02")).expect("one is given back");
}

#[test]
fn a_contact_has_two_appointments_at_once_and_no_more() {
    let mut desk = office(9);
    for (n, visitor) in [(1, ADA), (2, BEN), (3, ADA)] {
        desk.run(&hold(n, visitor, MONDAY, "10:00"), citizen(visitor), time("07:00")).expect("free");
    }
    desk.run(&confirm(1), citizen(ADA), time("07:01")).expect("the first");
    desk.run(&confirm(2), citizen(BEN), time("07:01")).expect("the second");
    let third = desk.run(&confirm(3), citizen(ADA), time("07:01"));
    assert_eq!(third, Err(contact_guard::Refusal::TooMany { max: 2 }.into()));
    assert!(matches!(desk.state::<State>(booking(3).0), State::Held { .. }), "the hold stays");
}

#[test]
fn a_hold_is_extended_once_in_both_books() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    let extend = Extend { booking: booking(1) };
    assert_eq!(desk.run(&extend, citizen(BEN), time("07:05")), Err(Refusal::Denied(Denied).into()));
    desk.run(&extend, citizen(ADA), time("07:05")).expect("once");
    assert_eq!(desk.run(&extend, citizen(ADA), time("07:06")), Err(capacity::Refusal::ExtendedEnough.into()));
    desk.run(&confirm(1), citizen(ADA), time("07:29")).expect("it lasts until half past");
    assert_eq!(desk.run(&extend, citizen(ADA), time("07:29")), Err(Refusal::AlreadyConfirmed.into()));
}

#[test]
fn the_service_centre_books_in_one_step_without_mail() {
    let mut desk = office(1);
    desk.run(&by_phone(1, ADA), service_centre(), time("04:00")).expect("before the release");
    assert_eq!(desk.state::<State>(booking(1).0).appointment().map(|known| known.number), Some(Number(1)));
    assert_eq!(desk.run(&by_phone(2, BEN), citizen(BEN), time("07:00")), Err(Refusal::Denied(Denied).into()));
}

#[test]
fn a_time_that_was_held_and_not_taken_is_free_for_the_next_at_once() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&cancel(1), citizen(ADA), time("07:01")).expect("it is held");
    desk.run(&hold(2, BEN, MONDAY, "10:00"), citizen(BEN), time("07:01")).expect("nobody had it");
    desk.run(&confirm(2), citizen(BEN), time("07:02")).expect("it is held");

    desk.run(&cancel(2), citizen(BEN), time("07:03")).expect("it has not begun");
    let early = desk.run(&hold(3, ADA, MONDAY, "10:00"), citizen(ADA), time("07:04"));
    assert_eq!(early, Err(capacity::Refusal::Taken.into()), "what was confirmed is not handed on");
}

#[test]
fn whoever_moves_never_has_no_appointment() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&hold(2, BEN, TUESDAY, "10:00"), citizen(BEN), time("07:02")).expect("free");
    let taken = desk.run(&reschedule(1, TUESDAY, "10:00"), citizen(ADA), time("07:03"));
    assert_eq!(taken, Err(capacity::Refusal::Taken.into()));
    assert_eq!(spans(&desk, 1), [time("10:00")], "the old time stands when the new one is refused");

    desk.run(&reschedule(1, TUESDAY, "11:00"), citizen(ADA), time("07:04")).expect("free");
    let tuesday = at("2026-03-03T11:00:00Z");
    assert_eq!(spans(&desk, 1), [tuesday]);
    let known = desk.state::<State>(booking(1).0);
    let known = known.appointment().expect("it stands");
    assert_eq!((known.number, known.round, known.arranged.slot.span.starts_at), (Number(1), 1, tuesday));

    desk.run(&reschedule(1, TUESDAY, "11:00"), citizen(ADA), time("07:05")).expect("it is there already");
    desk.run(&reschedule(1, MONDAY, "12:00"), citizen(ADA), time("07:05")).expect("and back, to another time");
    assert_eq!(spans(&desk, 1), [time("12:00")]);
}

#[test]
fn an_appointment_that_moves_takes_the_new_time_before_it_gives_back_the_old_one() {
    let mut desk = office(2);
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&reschedule(1, MONDAY, "11:00"), citizen(ADA), time("07:05")).expect("free");
    let order: Vec<_> = desk.history::<capacity::State>(day(MONDAY)).iter().map(crate::names::of).collect();
    assert_eq!(order, ["planned", "held", "confirmed", "held", "confirmed", "released"]);
}

#[test]
fn a_late_copy_of_a_hold_that_is_over_takes_nothing() {
    // The day has forgotten the hold and would grant it anew; the appointment remembers, and all of it falls.
    let mut desk = office(2);
    let then = |desk: &mut Desk, clock| desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time(clock));
    then(&mut desk, "07:00").expect("free");
    desk.run(&cancel(1), citizen(ADA), time("07:01")).expect("it is held");
    assert_eq!(then(&mut desk, "07:02"), Err(Refusal::Over.into()));

    let then = |desk: &mut Desk, clock| desk.run(&hold(2, ADA, MONDAY, "10:00"), citizen(ADA), time(clock));
    then(&mut desk, "07:02").expect("free");
    desk.run(&Expire { booking: booking(2) }, system(), time("07:17")).expect("it has run out");
    assert_eq!(then(&mut desk, "07:18"), Err(Refusal::HoldExpired.into()));

    book(&mut desk, 3, ADA, "11:00");
    desk.run(&reschedule(3, MONDAY, "12:00"), citizen(ADA), time("07:20")).expect("free");
    let late = desk.run(&hold(3, ADA, MONDAY, "11:00"), citizen(ADA), time("07:21"));
    assert_eq!(late, Err(Refusal::AlreadyConfirmed.into()));
    assert_eq!(live(&desk, time("07:21")).len(), 1);
    assert_eq!(spans(&desk, 3), [time("12:00")]);
}

#[test]
fn a_visitor_who_holds_and_lets_go_again_and_again_waits_until_tomorrow() {
    let mut desk = office(1);
    for n in 1..=20 {
        desk.run(&hold(n, ADA, TUESDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
        desk.run(&cancel(n), citizen(ADA), time("07:00")).expect("it is held");
    }
    let once_more = desk.run(&hold(21, ADA, TUESDAY, "10:00"), citizen(ADA), time("22:59"));
    assert_eq!(once_more, Err(contact_guard::Refusal::TooOften { max: 20 }.into()));
    desk.run(&hold(21, BEN, TUESDAY, "10:00"), citizen(BEN), time("22:59")).expect("Ben has done nothing");
    desk.run(&cancel(21), citizen(BEN), time("22:59")).expect("it is held");
    desk.run(&hold(22, ADA, TUESDAY, "10:00"), citizen(ADA), time("23:00")).expect("it is Tuesday in Saarbrücken");
}

#[test]
fn a_hot_day_does_not_grow_with_those_who_hold_and_let_go() {
    let mut desk = office(1);
    let size = |desk: &Desk| {
        serde_json::to_string(&desk.state::<capacity::State>(day(MONDAY))).expect("no personal data").len()
    };
    let round = |desk: &mut Desk, n| {
        let visitor = ActorId(Uuid::from_u128(n));
        desk.run(&hold(n, visitor, MONDAY, "10:00"), citizen(visitor), time("07:00")).expect("free");
        desk.run(&cancel(n), citizen(visitor), time("07:00")).expect("it is held");
    };
    round(&mut desk, 100);
    let once = size(&desk);
    (101..150).for_each(|n| round(&mut desk, n));
    assert!(size(&desk) <= once + 1, "only a counter has grown: {} and {once} bytes", size(&desk));
}

#[test]
fn a_mail_address_counts_with_every_telephone_and_a_telephone_with_every_mail_address() {
    let mut desk = office(9);
    let [mail, phone, other_mail, other_phone] = [11, 12, 13, 14].map(|n| GuardId(Uuid::from_u128(n)));
    let mut confirmed = |n, guards: [GuardId; 2]| {
        desk.run(&hold(n, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
        desk.run(&Confirm { guards: guards.into(), ..confirm(n) }, citizen(ADA), time("07:01"))
    };
    confirmed(1, [mail, phone]).expect("the first");
    confirmed(2, [mail, other_phone]).expect("the second with the address");
    let too_many = Err(contact_guard::Refusal::TooMany { max: 2 }.into());
    assert_eq!(confirmed(3, [mail, GuardId(Uuid::from_u128(15))]), too_many);
    confirmed(4, [other_mail, phone]).expect("the second with the telephone");
    assert_eq!(confirmed(5, [GuardId(Uuid::from_u128(16)), phone]), too_many);
}

#[test]
fn a_moved_appointment_keeps_its_number_unless_somebody_has_it_on_that_day() {
    let mut desk = office(9);
    let number = |desk: &Desk, n| desk.state::<State>(booking(n).0).appointment().map(|known| known.number);
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&hold(2, BEN, TUESDAY, "10:00"), citizen(BEN), time("07:00")).expect("free");
    let elsewhere = Confirm { guards: vec![GuardId(Uuid::from_u128(9))], ..confirm(2) };
    desk.run(&elsewhere, citizen(BEN), time("07:01")).expect("held");
    assert_eq!([1, 2].map(|n| number(&desk, n)), [Some(Number(1)); 2], "of two days");

    desk.run(&reschedule(1, TUESDAY, "11:00"), citizen(ADA), time("07:02")).expect("free");
    assert_eq!(number(&desk, 1), Some(Number(2)), "Ben has the first on Tuesday");
    desk.run(&reschedule(1, MONDAY, "11:00"), citizen(ADA), time("07:03")).expect("free");
    assert_eq!(number(&desk, 1), Some(Number(1)), "on Monday it has its own");
    desk.run(&reschedule(1, TUESDAY, "12:00"), citizen(ADA), time("07:04")).expect("free");
    assert_eq!(number(&desk, 1), Some(Number(2)));
}

#[test]
fn two_scopes_of_a_day_share_their_numbers() {
    let mut desk = office(1);
    let elsewhere = ScopeId(Uuid::from_u128(2));
    let there = Plan { scope: elsewhere, ..plan(MONDAY, 1) };
    let id = DayId::of(elsewhere, date(MONDAY)).0;
    let command = capacity::Command::Plan { plan: there, origin: Origin::Planner };
    desk.ask::<capacity::State>(id, system(), time("04:00"), command).expect("a possible plan");
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&Hold { scope: elsewhere, ..hold(2, BEN, MONDAY, "10:00") }, citizen(BEN), time("07:00")).expect("free");
    desk.run(&confirm(2), citizen(BEN), time("07:01")).expect("held");
    let numbers = [1, 2].map(|n| desk.state::<State>(booking(n).0).appointment().map(|known| known.number));
    assert_eq!(numbers, [Some(Number(1)), Some(Number(2))]);
}

#[test]
fn lanes_are_reduced_under_those_who_have_booked_and_nobody_loses_their_appointment() {
    let mut desk = office(3);
    for (n, visitor) in [(1, ADA), (2, BEN)] {
        book(&mut desk, n, visitor, "10:00");
    }
    let third = Confirm { guards: vec![GuardId(Uuid::from_u128(9))], ..confirm(3) };
    desk.run(&hold(3, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&third, citizen(ADA), time("07:01")).expect("held");

    let command = capacity::Command::Plan { plan: plan(MONDAY, 1), origin: Origin::Planner };
    desk.ask::<capacity::State>(day(MONDAY), system(), time("07:02"), command).expect("it is accepted");
    assert_eq!(live(&desk, time("07:02")).len(), 3);
    assert_eq!(conflicts(&desk), [2, 3], "who came first keeps the lane");

    desk.run(&reschedule(3, MONDAY, "11:00"), citizen(ADA), time("07:03")).expect("one moves");
    assert_eq!(conflicts(&desk), [2]);
    desk.run(&Cancel { reason: CancelReason::PlanChanged, ..cancel(1) }, clerk(CLARA), time("07:04"))
        .expect("one goes");
    assert_eq!(conflicts(&desk), [], "and leaves the lane to the last");
}

#[test]
fn a_closed_day_loses_nobody_and_takes_nobody() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&hold(2, BEN, MONDAY, "11:00"), citizen(BEN), time("07:05")).expect("free");
    desk.ask::<capacity::State>(day(MONDAY), system(), time("07:06"), close(MONDAY)).expect("a planner may");
    assert_eq!(conflicts(&desk), [1, 2]);
    let closed = || capacity::Refusal::Closed { reason: ClosureReason::Emergency }.into();
    assert_eq!(desk.run(&hold(3, ADA, MONDAY, "12:00"), citizen(ADA), time("07:07")), Err(closed()));
    assert_eq!(desk.run(&confirm(2), citizen(BEN), time("07:07")), Err(closed()));

    desk.run(&reschedule(1, TUESDAY, "10:00"), citizen(ADA), time("07:08")).expect("another day is open");
    desk.run(&Cancel { reason: CancelReason::OfficeClosed, ..cancel(2) }, clerk(CLARA), time("07:08")).expect("held");
    assert_eq!(conflicts(&desk), []);
    assert_eq!(spans(&desk, 1), [at("2026-03-03T10:00:00Z")]);
}

#[test]
fn whoever_was_not_served_may_book_again() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    react(&mut desk, 1, time("07:02"));
    desk.ask::<State>(booking(1).0, citizen(ADA), time("10:00"), super::Command::CheckIn).expect("it is time");
    let timer = Timer::EndOfDay(booking(1));
    let event = desk.history::<State>(booking(1).0).last().cloned().expect("checked in");
    let set = Change::Set { timer, due: at("2026-03-02T23:00:00Z"), generation: 0 };
    assert!(timers::of(&Event::from(event), booking(1).0).contains(&set));

    desk.run(&timer, system(), at("2026-03-02T23:00:00Z")).expect("nobody has called");
    assert!(matches!(desk.state::<State>(booking(1).0), State::Unserved(_)));
    for guard in contact_guards() {
        assert!(desk.state::<contact_guard::State>(guard.0).counted().is_empty());
    }
    react(&mut desk, 1, at("2026-03-02T23:00:01Z"));
    assert!(matches!(desk.state::<case::State>(CaseId::of(booking(1), 0).0), case::State::Withdrawn { .. }));
}

#[test]
fn strangers_neither_move_nor_confirm_nor_give_back() {
    let mut desk = office(2);
    book(&mut desk, 1, ADA, "10:00");
    let denied = Err(Refusal::Denied(Denied).into());
    assert_eq!(desk.run(&reschedule(1, MONDAY, "11:00"), citizen(BEN), time("07:05")), denied);
    assert_eq!(desk.run(&confirm(1), citizen(BEN), time("07:05")), denied);
    assert_eq!(desk.run(&cancel(1), citizen(BEN), time("07:05")), denied);
}

#[test]
fn of_two_clerks_who_call_at_once_one_gets_the_citizen() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    let mut ask = |by, command| desk.ask::<State>(booking(1).0, by, time("10:00"), command);
    ask(citizen(ADA), super::Command::CheckIn).expect("it is time");
    ask(clerk(CLARA), super::Command::Call).expect("the first");
    assert_eq!(ask(clerk(DAVID), super::Command::Call), Err(Refusal::AlreadyCalled { clerk: CLARA }.into()));
}

#[test]
fn a_clerk_serves_one_at_a_time_and_is_free_when_the_visit_ends() {
    let mut desk = office(2);
    for n in [1, 2] {
        book(&mut desk, n, holder(n), "10:00");
        desk.ask::<State>(booking(n).0, citizen(holder(n)), time("09:50"), super::Command::CheckIn).expect("near");
    }
    let call = |n| Call { booking: booking(n) };
    for _ in 0..2 {
        desk.run(&call(1), clerk(CLARA), time("10:00")).expect("the first call, and the second");
    }
    assert_eq!(shift_of(&desk, CLARA).serving(), Some(booking(1)), "whoever calls is there");
    let busy = shift::Refusal::Busy { booking: booking(1) };
    assert_eq!(desk.run(&call(2), clerk(CLARA), time("10:01")), Err(busy.into()));
    assert!(matches!(desk.state::<State>(booking(2).0), State::Waiting(_)), "nobody has called them");
    desk.ask::<State>(booking(1).0, clerk(CLARA), time("10:02"), super::Command::Start).expect("she has called");
    desk.run(&Finish { booking: booking(1), delivered: vec![] }, clerk(CLARA), time("10:20")).expect("it is over");
    assert_eq!(shift_of(&desk, CLARA).serving(), None);
    desk.run(&call(2), clerk(CLARA), time("10:21")).expect("she is free");
}

#[test]
fn whatever_ends_a_visit_frees_its_clerk() {
    let lead = || acting(DAVID, Role::TeamLead);
    let planner = || acting(BEN, Role::Planner);
    let closed = Cancel { booking: booking(1), reason: CancelReason::OfficeClosed };
    let ends: [(&str, End<'_>); 4] = [
        ("given back", &|desk| desk.run(&closed, planner(), time("10:05")).expect("the office cannot serve")),
        ("taken over", &|desk| desk.run(&Call { booking: booking(1) }, lead(), time("10:05")).expect("she is gone")),
        ("day over", &|desk| {
            let end = EndDay { booking: booking(1) };
            desk.run(&end, system(), at("2026-03-03T00:00:00Z")).expect("the day is over");
        }),
        ("missed", &|desk| {
            for _ in 1..3 {
                desk.run(&Call { booking: booking(1) }, clerk(CLARA), time("10:05")).expect("again");
            }
            desk.run(&Miss { booking: booking(1) }, clerk(CLARA), time("10:15")).expect("nobody came");
        }),
    ];
    for (how, end) in ends {
        let mut desk = office(1);
        book(&mut desk, 1, ADA, "10:00");
        desk.ask::<State>(booking(1).0, citizen(ADA), time("09:50"), super::Command::CheckIn).expect("near");
        desk.run(&Call { booking: booking(1) }, clerk(CLARA), time("10:00")).expect("she waits");
        end(&mut desk);
        assert_eq!(shift_of(&desk, CLARA).serving(), None, "{how}");
    }
}

#[test]
fn a_visit_that_is_over_lets_the_contact_book_again() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    let commands = [(citizen(ADA), super::Command::CheckIn), (clerk(CLARA), super::Command::Call)];
    for (by, command) in commands.into_iter().chain([(clerk(CLARA), super::Command::Start)]) {
        desk.ask::<State>(booking(1).0, by, time("10:00"), command).expect("step by step");
    }
    assert_eq!(desk.state::<contact_guard::State>(contact_guards()[1].0).counted().len(), 1);
    let finish = Finish { booking: booking(1), delivered: vec![] };
    desk.run(&finish, clerk(CLARA), time("10:20")).expect("the clerk who called");
    assert!(desk.state::<contact_guard::State>(contact_guards()[1].0).counted().is_empty());
}

#[test]
fn timers_follow_the_appointment() {
    let mut desk = office(1);
    let changes = |desk: &Desk| -> Vec<Change> {
        let events = desk.history::<State>(booking(1).0).iter().cloned().map(Event::from);
        events.flat_map(|event| timers::of(&event, booking(1).0)).collect()
    };
    let (expiry, no_show) = (Timer::HoldExpiry(booking(1)), Timer::NoShow(booking(1)));
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&Extend { booking: booking(1) }, citizen(ADA), time("07:01")).expect("once");
    desk.run(&confirm(1), citizen(ADA), time("07:02")).expect("held");
    desk.run(&reschedule(1, MONDAY, "11:00"), citizen(ADA), time("07:03")).expect("free");
    assert_eq!(
        changes(&desk),
        [
            Change::Set { timer: expiry, due: time("07:15"), generation: 0 },
            Change::Set { timer: expiry, due: time("07:30"), generation: 1 },
            Change::Clear { timer: expiry },
            Change::Set { timer: no_show, due: time("10:10"), generation: 0 },
            Change::Set { timer: no_show, due: time("11:10"), generation: 1 },
        ]
    );
    let early = desk.run(&no_show, system(), time("10:10"));
    assert_eq!(early, Err(Refusal::NotMissedYet { from: time("11:10") }.into()), "a timer proves nothing");
    desk.run(&no_show, system(), time("11:10")).expect("nobody came");
    let cleared = [no_show, Timer::EndOfDay(booking(1))].map(|timer| Change::Clear { timer });
    assert!(changes(&desk).ends_with(&cleared));
}

#[test]
fn a_confirmed_appointment_opens_its_cases_and_a_cancelled_one_takes_them_along() {
    let mut desk = office(1);
    let lines = vec![
        Line { service: ServiceCode::TaxId, quantity: 2 },
        Line { service: ServiceCode::RegistrationCertificate, quantity: 1 },
    ];
    let cases = [0, 1].map(|line| CaseId::of(booking(1), line).0);
    let talk = ConsultationId::of(booking(1)).0;
    desk.run(&Hold { lines, ..hold(1, ADA, MONDAY, "10:00") }, citizen(ADA), time("07:00")).expect("free");
    desk.run(&confirm(1), citizen(ADA), time("07:01")).expect("held");
    react(&mut desk, 1, time("07:02"));
    for case in cases {
        assert!(matches!(desk.state::<case::State>(case), case::State::Open { .. }), "one for each service");
    }
    assert!(matches!(desk.state::<consultation::State>(talk), consultation::State::Scheduled { .. }));

    desk.run(&cancel(1), citizen(ADA), time("08:00")).expect("it has not begun");
    react(&mut desk, 1, time("08:01"));
    for case in cases {
        assert!(matches!(desk.state::<case::State>(case), case::State::Withdrawn { .. }));
    }
    assert!(matches!(desk.state::<consultation::State>(talk), consultation::State::Cancelled { .. }));
}

#[test]
fn whoever_comes_after_all_finds_cases_and_a_talk() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    react(&mut desk, 1, time("07:02"));
    desk.run(&Miss { booking: booking(1) }, system(), time("10:10")).expect("nobody came");
    react(&mut desk, 1, time("10:10"));
    desk.ask::<State>(booking(1).0, citizen(ADA), time("10:12"), super::Command::CheckIn).expect("the same day");
    react(&mut desk, 1, time("10:12"));
    let talk = desk.state::<consultation::State>(ConsultationId::of(booking(1)).0);
    assert!(matches!(talk, consultation::State::Scheduled { .. }), "{talk:?}");
    let case = desk.state::<case::State>(CaseId::of(booking(1), 0).0);
    assert!(matches!(case, case::State::Open { .. }), "{case:?}");
}

#[test]
fn a_hold_that_was_never_confirmed_leads_to_nothing() {
    let mut desk = office(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&cancel(1), citizen(ADA), time("07:01")).expect("it is held");
    for event in desk.history::<State>(booking(1).0).iter().cloned() {
        assert_eq!(reactions::of(&Event::from(event), booking(1).0), []);
    }
}

/// One step of a random year: everybody asks for anything at any time.
#[derive(Clone, Debug)]
enum Step {
    Hold { n: u128, unit: u32, tuesday: bool, internal: bool },
    Phone { n: u128 },
    Extend { n: u128 },
    Confirm { n: u128 },
    Reschedule { n: u128, unit: u32, tuesday: bool },
    Cancel { n: u128, office: bool },
    Expire { n: u128 },
    Miss { n: u128 },
    EndDay { n: u128 },
    CheckIn { n: u128 },
    Call { n: u128 },
    Start { n: u128 },
    Finish { n: u128 },
    Park { n: u128, away: bool },
    Resume { n: u128 },
    Redirect { n: u128 },
    Plan { tuesday: bool, public: u16, earlier: u16 },
    Close { tuesday: bool },
    Reopen { tuesday: bool },
    Wait { mins: i64 },
}

fn step() -> impl Strategy<Value = Step> {
    let (n, unit) = (1..8_u128, 0..8_u32);
    prop_oneof![
        6 => (n.clone(), unit.clone(), any::<bool>(), any::<bool>())
            .prop_map(|(n, unit, tuesday, internal)| Step::Hold { n, unit, tuesday, internal }),
        1 => n.clone().prop_map(|n| Step::Phone { n }),
        1 => n.clone().prop_map(|n| Step::Extend { n }),
        6 => n.clone().prop_map(|n| Step::Confirm { n }),
        4 => (n.clone(), unit, any::<bool>()).prop_map(|(n, unit, tuesday)| Step::Reschedule { n, unit, tuesday }),
        2 => (n.clone(), any::<bool>()).prop_map(|(n, office)| Step::Cancel { n, office }),
        2 => n.clone().prop_map(|n| Step::Expire { n }),
        1 => n.clone().prop_map(|n| Step::Miss { n }),
        1 => n.clone().prop_map(|n| Step::EndDay { n }),
        2 => n.clone().prop_map(|n| Step::CheckIn { n }),
        2 => n.clone().prop_map(|n| Step::Call { n }),
        2 => n.clone().prop_map(|n| Step::Start { n }),
        2 => (n.clone(), any::<bool>()).prop_map(|(n, away)| Step::Park { n, away }),
        1 => n.clone().prop_map(|n| Step::Resume { n }),
        1 => n.clone().prop_map(|n| Step::Redirect { n }),
        2 => n.prop_map(|n| Step::Finish { n }),
        1 => any::<bool>().prop_map(|tuesday| Step::Close { tuesday }),
        2 => any::<bool>().prop_map(|tuesday| Step::Reopen { tuesday }),
        2 => (any::<bool>(), 0..4_u16, 0..3_u16)
            .prop_map(|(tuesday, public, earlier)| Step::Plan { tuesday, public, earlier }),
        3 => (1..40_i64).prop_map(|mins| Step::Wait { mins }),
        1 => (60..240_i64).prop_map(|mins| Step::Wait { mins }),
    ]
}

proptest! {
    #[test]
    fn whatever_is_asked_in_whatever_order_no_time_is_sold_twice(steps in prop::collection::vec(step(), 1..40)) {
        let mut desk = office(2);
        let mut now = time("07:00");
        for step in steps {
            now = take(&mut desk, now, &step);
            nothing_is_oversold(&desk, now)?;
            each_appointment_has_its_one_time(&desk, now)?;
            guards_count_what_lives(&desk)?;
            no_two_of_a_day_have_one_number(&desk)?;
        }
    }
}

/// Takes one step, whether it is granted or refused.
fn take(desk: &mut Desk, now: DateTime<Utc>, step: &Step) -> DateTime<Utc> {
    let starts_at = |unit: u32, date: &str| {
        at(&format!("{date}T08:00:00Z")) + TimeDelta::minutes(10) * i32::try_from(unit).expect("a small number")
    };
    let on = |tuesday: bool| if tuesday { TUESDAY } else { MONDAY };
    // Whether it is granted is no matter here: what holds afterwards is.
    let _granted_or_not = match *step {
        Step::Hold { n, unit, tuesday, internal } => {
            let (medium, by) =
                if internal { (Medium::Counter, clerk(CLARA)) } else { (Medium::Online, citizen(holder(n))) };
            let wanted = hold(n, holder(n), on(tuesday), "08:00");
            desk.run(&Hold { starts_at: starts_at(unit, on(tuesday)), medium, ..wanted }, by, now)
        }
        Step::Phone { n } => desk.run(&by_phone(n, holder(n)), service_centre(), now),
        Step::Extend { n } => desk.run(&Extend { booking: booking(n) }, citizen(holder(n)), now),
        Step::Confirm { n } => desk.run(&confirm(n), citizen(holder(n)), now),
        Step::Reschedule { n, unit, tuesday } => {
            let wanted = reschedule(n, on(tuesday), "08:00");
            desk.run(&Reschedule { starts_at: starts_at(unit, on(tuesday)), ..wanted }, citizen(holder(n)), now)
        }
        Step::Cancel { n, office: false } => desk.run(&cancel(n), citizen(holder(n)), now),
        Step::Cancel { n, office: true } => {
            desk.run(&Cancel { reason: CancelReason::ClerkAbsent, ..cancel(n) }, clerk(CLARA), now)
        }
        Step::Expire { n } => desk.run(&Timer::HoldExpiry(booking(n)), system(), now),
        Step::Miss { n } => desk.run(&Timer::NoShow(booking(n)), system(), now),
        Step::EndDay { n } => desk.run(&Timer::EndOfDay(booking(n)), system(), now),
        Step::Call { n } => desk.ask::<State>(booking(n).0, clerk(CLARA), now, super::Command::Call),
        Step::Start { n } => desk.ask::<State>(booking(n).0, clerk(CLARA), now, super::Command::Start),
        Step::Finish { n } => desk.run(&Finish { booking: booking(n), delivered: vec![] }, clerk(CLARA), now),
        Step::Park { n, away } => {
            let why = if away { ParkReason::Papers } else { ParkReason::Enquiry };
            desk.run(&Park { booking: booking(n), why }, clerk(CLARA), now)
        }
        Step::Resume { n } => desk.run(&Resume { booking: booking(n) }, clerk(CLARA), now),
        Step::Redirect { n } => desk.run(&Redirect { booking: booking(n), to: SCOPE }, clerk(CLARA), now),
        Step::Close { tuesday } => desk.ask::<capacity::State>(day(on(tuesday)), system(), now, close(on(tuesday))),
        Step::Reopen { tuesday } => {
            desk.ask::<capacity::State>(day(on(tuesday)), system(), now, capacity::Command::Reopen)
        }
        Step::CheckIn { n } => desk.ask::<State>(booking(n).0, citizen(holder(n)), now, super::Command::CheckIn),
        Step::Plan { tuesday, public, earlier } => {
            let mut plan = plan(on(tuesday), public);
            plan.windows[0].starts_at -= TimeDelta::minutes(10) * i32::from(earlier);
            desk.ask::<capacity::State>(
                day(on(tuesday)),
                system(),
                now,
                capacity::Command::Plan { plan, origin: Origin::Planner },
            )
        }
        Step::Wait { mins } => return now + TimeDelta::minutes(mins),
    };
    now
}

/// Of those who have a place, no unit has more than lanes; whoever has none is a conflict that somebody sees.
fn nothing_is_oversold(desk: &Desk, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    for date in [MONDAY, TUESDAY] {
        let day = desk.state::<capacity::State>(day(date));
        let plan = day.plan().expect("it is planned");
        let is_closed = matches!(day, capacity::State::Closed { .. });
        let live: Vec<_> = day
            .all_kept()
            .filter(|(hold, kept)| {
                kept.is_live(now) && kept.allocation.span.ends_at > now && !day.is_in_conflict(*hold)
            })
            .map(|(_, kept)| kept.allocation)
            .collect();
        prop_assert!(live.is_empty() || !is_closed, "nobody has a place on a day that is closed");
        for allocation in &live {
            let units: Vec<_> = plan.touched(allocation.span).collect();
            prop_assert!(!units.is_empty(), "{allocation:?} has a place in the plan");
            for (unit, window) in units {
                let takes = |other: &&capacity::Allocation| {
                    other.pool == allocation.pool && plan.touched(other.span).any(|(other, _)| other == unit)
                };
                let count = live.iter().filter(takes).count();
                let lanes = usize::from(window.lanes.of(allocation.pool));
                prop_assert!(count <= lanes, "unit {unit} of {date} is sold twice to {:?}", allocation.pool);
            }
        }
    }
    Ok(())
}

fn each_appointment_has_its_one_time(desk: &Desk, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    let kept = live(desk, now);
    for n in 1..8 {
        let holds: Vec<_> = kept.iter().filter(|(of, _)| *of == booking(n)).map(|(_, hold)| *hold).collect();
        match desk.state::<State>(booking(n).0) {
            State::Unknown | State::Cancelled { .. } | State::Expired { .. } => prop_assert!(holds.is_empty()),
            State::Held { expires_at, .. } if expires_at <= now => prop_assert!(holds.is_empty()),
            known => {
                let slot = known.arranged().expect("it is known").slot;
                prop_assert_eq!(holds, vec![slot.hold]);
                let day = desk.state::<capacity::State>(slot.day.0);
                let span = day.kept(slot.hold).map(|kept| kept.allocation.span);
                prop_assert_eq!(span, Some(slot.span), "both books say the same");
            }
        }
    }
    Ok(())
}

fn guards_count_what_lives(desk: &Desk) -> Result<(), TestCaseError> {
    let states: Vec<_> = (1..8).map(|n| (booking(n), desk.state::<State>(booking(n).0))).collect();
    let counts = |known: &State| match known {
        State::Confirmed(known) | State::Waiting(known) => !known.was_missed,
        State::Called { appointment, .. }
        | State::InService { appointment, .. }
        | State::Parked { appointment, .. } => !appointment.was_missed,
        State::Unknown
        | State::Held { .. }
        | State::Finished { .. }
        | State::Unserved(_)
        | State::Cancelled { .. }
        | State::Expired { .. }
        | State::Missed(_) => false,
    };
    let expected = states.iter().filter(|(_, known)| counts(known)).map(|(booking, _)| *booking).collect();
    for guard in contact_guards() {
        let counted = desk.state::<contact_guard::State>(guard.0);
        prop_assert_eq!(counted.counted(), &expected);
    }
    for visitor in [ADA, BEN] {
        let holds = |known: &State| {
            matches!(known, State::Held { arranged, .. }
                if arranged.holder == visitor && arranged.medium == Medium::Online)
        };
        let expected = states.iter().filter(|(_, known)| holds(known)).map(|(booking, _)| *booking).collect();
        let counted = desk.state::<contact_guard::State>(GuardId::of_visitor(visitor).0);
        prop_assert_eq!(counted.counted(), &expected);
    }
    Ok(())
}

/// Also not with one that was given back on that day: somebody may still have it in mind (R5).
fn no_two_of_a_day_have_one_number(desk: &Desk) -> Result<(), TestCaseError> {
    let states: Vec<_> = (1..8).map(|n| desk.state::<State>(booking(n).0)).collect();
    let known = states.iter().filter_map(State::appointment);
    let numbers: Vec<_> = known.map(|known| (known.arranged.slot.date(), known.number)).collect();
    let different: std::collections::HashSet<_> = numbers.iter().collect();
    prop_assert_eq!(different.len(), numbers.len(), "{:?}", numbers);
    Ok(())
}

const SCOPE: ScopeId = ScopeId(Uuid::from_u128(1));
const MONDAY: &str = "2026-03-02";
const TUESDAY: &str = "2026-03-03";

/// Monday and Tuesday from 08:00 to 13:00 UTC in units of ten minutes, one lane of each for the service centre.
fn office(public: u16) -> Desk {
    let mut desk = Desk::new();
    for on in [MONDAY, TUESDAY] {
        let plan = plan(on, public);
        desk.ask::<capacity::State>(
            day(on),
            system(),
            time("04:00"),
            capacity::Command::Plan { plan, origin: Origin::Planner },
        )
        .expect("a possible plan");
    }
    desk
}

fn plan(on: &str, public: u16) -> Plan {
    let starts_at = at(&format!("{on}T08:00:00Z"));
    let windows = vec![Window { starts_at, units: 30, lanes: Lanes { public, internal: 1 } }];
    Plan { scope: SCOPE, date: date(on), unit_mins: 10, windows, released_at: time("05:30") }
}

fn day(on: &str) -> Uuid {
    DayId::of(SCOPE, date(on)).0
}

fn time(clock: &str) -> DateTime<Utc> {
    at(&format!("{MONDAY}T{clock}:00Z"))
}

fn booking(n: u128) -> BookingId {
    BookingId(Uuid::from_u128(0xb00 + n))
}

fn holder(n: u128) -> ActorId {
    if n.is_multiple_of(2) { ADA } else { BEN }
}

fn service_centre() -> By {
    acting(DAVID, Role::ServiceCentre)
}

fn line(service: ServiceCode) -> Line {
    Line { service, quantity: 1 }
}

/// Twenty minutes.
fn hold(n: u128, holder: ActorId, on: &str, clock: &str) -> Hold {
    Hold {
        booking: booking(n),
        scope: SCOPE,
        date: date(on),
        starts_at: at(&format!("{on}T{clock}:00Z")),
        lines: vec![line(ServiceCode::ChangeOfResidence)],
        medium: Medium::Online,
        channel: Channel::Video,
        holder,
    }
}

/// Everybody shares one contact with mail and telephone, so that its limit is met.
fn contact_guards() -> Vec<GuardId> {
    [3, 4].map(|n| GuardId(Uuid::from_u128(n))).into()
}

fn contact(mail: Option<&str>) -> Personal<Contact> {
    SubjectId(Uuid::from_u128(0x5b)).knows(Contact {
        name: "Ada".to_owned(),
        mail: mail.map(str::to_owned),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    })
}

fn confirm(n: u128) -> Confirm {
    Confirm { booking: booking(n), contact: contact(Some("ada@example.org")), guards: contact_guards() }
}

fn by_phone(n: u128, holder: ActorId) -> BookByPhone {
    let Hold { booking, scope, date, starts_at, lines, holder, .. } = hold(n, holder, MONDAY, "09:00");
    BookByPhone {
        booking,
        scope,
        date,
        starts_at,
        lines,
        channel: Channel::Video,
        holder,
        contact: contact(None),
        guards: contact_guards(),
    }
}

fn reschedule(n: u128, on: &str, clock: &str) -> Reschedule {
    let Hold { booking, scope, date, starts_at, .. } = hold(n, ADA, on, clock);
    Reschedule { booking, scope, date, starts_at }
}

fn cancel(n: u128) -> Cancel {
    Cancel { booking: booking(n), reason: CancelReason::Citizen }
}

fn close(on: &str) -> capacity::Command {
    let (reason, origin) = (ClosureReason::Emergency, Origin::Planner);
    capacity::Command::Close { scope: SCOPE, date: date(on), reason, origin }
}

fn book(desk: &mut Desk, n: u128, visitor: ActorId, clock: &str) {
    desk.run(&hold(n, visitor, MONDAY, clock), citizen(visitor), time("07:00")).expect("free");
    desk.run(&confirm(n), citizen(visitor), time("07:01")).expect("held");
}

/// How a visit ends.
type End<'a> = &'a dyn Fn(&mut Desk);

/// A clerk's shift of Monday.
fn shift_of(desk: &Desk, clerk: ActorId) -> shift::State {
    desk.state(ShiftId::of(clerk, date(MONDAY)).0)
}

/// Everything that follows from the last event of an appointment.
fn react(desk: &mut Desk, n: u128, now: DateTime<Utc>) {
    let last = desk.history::<State>(booking(n).0).last().cloned().expect("something has happened");
    for reaction in reactions::of(&Event::from(last), booking(n).0) {
        desk.run(&reaction, reactions::by(), now).expect("nobody else has touched what it is about");
    }
}

/// The appointments and holds of Monday that have no place, in the order of their numbers.
fn conflicts(desk: &Desk) -> Vec<u128> {
    let day = desk.state::<capacity::State>(day(MONDAY));
    let of =
        |n: &u128| day.is_in_conflict(HoldId::of(booking(*n), 0)) || day.is_in_conflict(HoldId::of(booking(*n), 1));
    (1..8).filter(of).collect()
}

/// What the two days keep at a moment.
fn live(desk: &Desk, now: DateTime<Utc>) -> Vec<(BookingId, HoldId)> {
    let days = [MONDAY, TUESDAY].map(|on| desk.state::<capacity::State>(day(on)));
    let kept = days.iter().flat_map(capacity::State::all_kept).filter(|(_, kept)| kept.is_live(now));
    kept.map(|(hold, kept)| (kept.allocation.booking, hold)).collect()
}

/// When the times of an appointment begin: one, or none.
fn spans(desk: &Desk, n: u128) -> Vec<DateTime<Utc>> {
    let days = [MONDAY, TUESDAY].map(|on| desk.state::<capacity::State>(day(on)));
    let of = |day: &capacity::State| -> Vec<_> {
        let own = day.all_kept().filter(|(_, kept)| kept.allocation.booking == booking(n));
        own.map(|(_, kept)| kept.allocation.span.starts_at).collect()
    };
    days.iter().flat_map(of).collect()
}
