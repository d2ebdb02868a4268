//! Confirming by the link in a mail (R4): the time is kept for an hour, the clock decides, and who never came to have an
//! appointment is forgotten a day later.

use super::*;
use crate::booking::{ConfirmByLink, Event as Happened, Forget, Reminder};
use crate::{Confirmation, Facts, subject_key};

#[test]
fn a_visitor_confirms_by_the_link_in_a_mail() {
    let mut desk = requested();
    let wish = desk.state::<State>(booking(1).0).wish().cloned().expect("it waits for the link");
    assert_eq!((wish.generation, wish.expires_at), (1, time("08:05")), "an hour after it was asked for");
    assert_eq!(desk.state::<State>(booking(1).0).appointment(), None);
    react(&mut desk, 1, time("07:05"));
    assert!(desk.history::<case::State>(CaseId::of(booking(1), 0).0).is_empty(), "nothing is opened before");

    let early = desk.run(&Expire { booking: booking(1) }, system(), time("07:15"));
    assert_eq!(early, Ok(()), "the timer of the hold finds that the time is kept");
    for _ in 0..2 {
        desk.run(&by_link(1), citizen(ADA), time("08:04")).expect("in time, or confirmed already");
    }
    let known = desk.state::<State>(booking(1).0);
    assert_eq!(known.appointment().map(|known| (known.number, known.link)), Some((Number(1), 1)));
    assert!(desk.state::<contact_guard::State>(GuardId::of_visitor(ADA).0).counted().is_empty());
    assert_eq!(desk.history::<State>(booking(1).0).len(), 3, "followed twice, confirmed once");
}

#[test]
fn a_link_that_is_followed_after_an_hour_is_refused_and_the_time_is_free_before_any_timer() {
    let mut desk = requested();
    let late = time("08:05");
    assert_eq!(desk.run(&by_link(1), citizen(ADA), late), Err(Refusal::HoldExpired.into()));
    desk.run(&hold(2, BEN, MONDAY, "10:00"), citizen(BEN), late).expect("free by the clock");
    desk.run(&Expire { booking: booking(1) }, system(), time("08:36")).expect("the timer comes late");
    assert_eq!(desk.run(&by_link(1), citizen(ADA), time("08:36")), Err(Refusal::HoldExpired.into()));
    for guard in contact_guards().into_iter().chain([GuardId::of_visitor(ADA)]) {
        assert!(desk.state::<contact_guard::State>(guard.0).counted().is_empty(), "she may book again");
    }
    assert_eq!(live(&desk, late).len(), 1, "the time is Ben's");
}

#[test]
fn whoever_never_confirmed_is_forgotten_a_day_after_the_link_ran_out() {
    let mut desk = requested();
    desk.run(&Expire { booking: booking(1) }, system(), time("08:36")).expect("it has run out");
    let forget = Forget { subject: contact(None).subject(), at: at("2026-03-03T08:05:00Z") };
    assert_eq!(desk.state::<State>(booking(1).0).forget(), Some(forget));
    let timer = Timer::ForgetContact(booking(1));
    let set =
        desk.history::<State>(booking(1).0).iter().cloned().flat_map(|event| timers::of(&event.into(), booking(1).0));
    assert!(set.into_iter().any(|change| change == Change::Set { timer, due: forget.at, generation: 0 }));

    desk.run(&timer, system(), forget.at - TimeDelta::milliseconds(1)).expect("a timer proves nothing");
    assert!(desk.history::<subject_key::State>(forget.subject.0).is_empty());
    desk.run(&timer, system(), forget.at).expect("a day has passed");
    assert_eq!(desk.state::<subject_key::State>(forget.subject.0), subject_key::State::Ordered);
}

#[test]
fn a_mistyped_address_gets_no_more_time_and_its_link_confirms_nothing() {
    let mut desk = requested();
    let right = Confirm { contact: other_contact(), guards: vec![GuardId(Uuid::from_u128(9))], ..confirm(1) };
    desk.run(&right, citizen(ADA), time("07:30")).expect("typed again");
    let wish = desk.state::<State>(booking(1).0).wish().cloned().expect("it still waits");
    assert_eq!((wish.generation, wish.expires_at), (2, time("08:05")));
    for guard in contact_guards() {
        assert!(desk.state::<contact_guard::State>(guard.0).counted().is_empty(), "the stranger may book");
    }
    react(&mut desk, 1, time("07:30"));
    let stranger = contact(None).subject();
    assert_eq!(desk.state::<subject_key::State>(stranger.0), subject_key::State::Ordered, "and is forgotten");

    assert_eq!(desk.run(&by_link(1), citizen(ADA), time("07:31")), Err(Refusal::LinkReplaced.into()));
    desk.run(&by_link(2), citizen(ADA), time("07:32")).expect("the newest");
    assert_eq!(desk.run(&by_link(1), citizen(ADA), time("07:33")), Err(Refusal::LinkReplaced.into()));
}

#[test]
fn three_links_are_enough_for_any_mailbox() {
    let mut desk = requested();
    let again = |n: u128| {
        let contact = SubjectId(Uuid::from_u128(0x600 + n))
            .knows(contact(Some("ada@example.org")).known().expect("known").clone());
        Confirm { contact, ..confirm(1) }
    };
    desk.run(&confirm(1), citizen(ADA), time("07:06")).expect("the same request changes nothing");
    for n in [2, 3] {
        desk.run(&again(n), citizen(ADA), time("07:10")).expect("asked for once more");
    }
    assert_eq!(desk.run(&again(4), citizen(ADA), time("07:11")), Err(Refusal::LinksEnough { max: 3 }.into()));
    desk.run(&by_link(3), citizen(ADA), time("07:12")).expect("the newest is good");
}

#[test]
fn without_an_address_for_mail_nobody_confirms_by_mail() {
    let mut desk = by_mail(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    let by_telephone = Confirm { contact: contact(None), ..confirm(1) };
    assert_eq!(desk.run(&by_telephone, citizen(ADA), time("07:01")), Err(Refusal::MailNeeded.into()));
}

#[test]
fn the_service_centre_confirms_at_once_also_what_waits_for_a_link() {
    let mut desk = requested();
    desk.run(&by_phone(2, BEN), service_centre(), time("07:05")).expect("somebody without mail telephones");
    assert_eq!(desk.state::<State>(booking(2).0).appointment().map(|known| known.number), Some(Number(1)));

    let by_telephone = Confirm { contact: other_contact(), ..confirm(1) };
    desk.run(&by_telephone, service_centre(), time("07:06")).expect("the mail never came");
    assert_eq!(desk.state::<State>(booking(1).0).appointment().map(|known| known.link), Some(0));
    assert_eq!(desk.run(&by_link(1), citizen(ADA), time("07:07")), Err(Refusal::LinkReplaced.into()));
}

#[test]
fn strangers_neither_ask_for_a_link_nor_follow_it() {
    let mut desk = requested();
    assert_eq!(desk.run(&confirm(1), citizen(BEN), time("07:06")), Err(Refusal::Denied(Denied).into()));
    assert_eq!(desk.run(&by_link(1), citizen(BEN), time("07:06")), Err(Refusal::Denied(Denied).into()));
}

#[test]
fn what_waits_for_a_link_is_given_back_and_neither_moved_nor_extended() {
    let mut desk = requested();
    let moved = desk.run(&reschedule(1, TUESDAY, "10:00"), citizen(ADA), time("07:06"));
    assert_eq!(moved, Err(Refusal::NotConfirmed.into()));
    let extended = desk.run(&Extend { booking: booking(1) }, citizen(ADA), time("07:06"));
    assert_eq!(extended, Err(Refusal::AwaitsLink.into()));
    desk.run(&cancel(1), citizen(ADA), time("07:07")).expect("it is hers");
    assert_eq!(live(&desk, time("07:07")), []);
    let known = desk.state::<State>(booking(1).0);
    assert_eq!(known.forget().map(|forget| forget.at), Some(at("2026-03-03T07:07:00Z")));
    assert_eq!(desk.run(&by_link(1), citizen(ADA), time("07:08")), Err(Refusal::Over.into()));
}

#[test]
fn a_closed_day_takes_nobody_who_follows_a_link() {
    let mut desk = requested();
    desk.ask::<capacity::State>(day(MONDAY), system(), time("07:10"), close(MONDAY)).expect("open");
    let closed = desk.run(&by_link(1), citizen(ADA), time("07:11"));
    assert_eq!(closed, Err(capacity::Refusal::Closed { reason: ClosureReason::Emergency }.into()));
}

#[test]
fn nobody_is_reminded_of_what_is_past_or_was_given_back() {
    let mut desk = office(2);
    desk.run(&hold(1, ADA, TUESDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&confirm(1), citizen(ADA), time("07:01")).expect("held");
    let Some(Happened::Confirmed { reminders, .. }) = desk.history::<State>(booking(1).0).last() else {
        panic!("it was confirmed")
    };
    assert_eq!(reminders, &[Reminder::OneDay, Reminder::OneHour], "three days before is past");
    remind(&mut desk, Reminder::OneDay, time("09:59"));
    assert_eq!(reminded(&desk), [], "a timer proves nothing");
    remind(&mut desk, Reminder::OneDay, time("10:00"));
    assert_eq!(reminded(&desk), [Reminder::OneDay]);

    desk.run(&reschedule(1, TUESDAY, "12:00"), citizen(ADA), time("10:30")).expect("free");
    remind(&mut desk, Reminder::OneHour, at("2026-03-03T09:00:00Z"));
    assert_eq!(reminded(&desk), [Reminder::OneDay], "an hour before the time that was given back is nothing");
    let late = at("2026-03-03T11:20:00Z");
    remind(&mut desk, Reminder::OneDay, late);
    remind(&mut desk, Reminder::OneHour, late);
    assert_eq!(reminded(&desk), [Reminder::OneDay, Reminder::OneHour], "one reminder is enough at a time");

    desk.run(&hold(2, BEN, TUESDAY, "11:00"), citizen(BEN), time("07:00")).expect("free");
    desk.run(&Confirm { guards: vec![], ..confirm(2) }, citizen(BEN), time("07:01")).expect("held");
    desk.run(&cancel(2), citizen(BEN), time("07:02")).expect("it has not begun");
    desk.run(&Timer::Reminder { booking: booking(2), reminder: Reminder::OneDay }, system(), time("11:00"))
        .expect("a late timer");
    assert!(matches!(desk.state::<State>(booking(2).0), State::Cancelled { .. }));
}

#[test]
fn days_before_an_appointment_are_those_of_the_calendar() {
    // The clocks change on 29 March 2026.
    let starts_at = at("2026-03-30T08:00:00Z");
    assert_eq!(Reminder::ThreeDays.due(starts_at), at("2026-03-27T09:00:00Z"));
    assert_eq!(Reminder::OneDay.due(starts_at), at("2026-03-29T08:00:00Z"));
    assert_eq!(Reminder::OneHour.due(starts_at), at("2026-03-30T07:00:00Z"));
}

#[test]
fn whoever_was_missed_and_came_after_all_is_not_forgotten() {
    let mut desk = office(1);
    book(&mut desk, 1, ADA, "10:00");
    desk.run(&Miss { booking: booking(1) }, system(), time("10:10")).expect("nobody came");
    let forget = desk.state::<State>(booking(1).0).forget().expect("it did not take place");
    assert_eq!(forget.at, at("2026-04-01T10:10:00Z"));
    desk.ask::<State>(booking(1).0, citizen(ADA), time("10:20"), super::super::Command::CheckIn).expect("on the day");
    desk.run(&Timer::ForgetContact(booking(1)), system(), forget.at).expect("nothing to do");
    assert!(desk.history::<subject_key::State>(forget.subject.0).is_empty());
}

/// An office in which visitors confirm by mail.
fn by_mail(public: u16) -> Desk {
    office_with(public, Facts { confirmation: Confirmation::ByMail, ..Facts::default() })
}

/// Ada holds ten o'clock, and a mail is on its way to her.
fn requested() -> Desk {
    let mut desk = by_mail(1);
    desk.run(&hold(1, ADA, MONDAY, "10:00"), citizen(ADA), time("07:00")).expect("free");
    desk.run(&confirm(1), citizen(ADA), time("07:05")).expect("held");
    desk
}

fn by_link(generation: u32) -> ConfirmByLink {
    ConfirmByLink { booking: booking(1), generation }
}

fn other_contact() -> Personal<Contact> {
    let known = contact(Some("lovelace@example.org")).known().expect("known").clone();
    SubjectId(Uuid::from_u128(0x5c)).knows(known)
}

fn remind(desk: &mut Desk, reminder: Reminder, at: DateTime<Utc>) {
    desk.run(&Timer::Reminder { booking: booking(1), reminder }, system(), at).expect("never refused");
}

fn reminded(desk: &Desk) -> Vec<Reminder> {
    let events = desk.history::<State>(booking(1).0).iter();
    events
        .filter_map(|event| if let Happened::Reminded { reminder, .. } = event { Some(*reminder) } else { None })
        .collect()
}
