//! A time that comes back goes to whoever waits longest, whatever happens on the way.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Accept, Decline, Join, Leave, Refusal, State, Window, Wish};
use crate::asked::ActorId;
use crate::booking::{self, Cancel, CancelReason, Confirm, Hold, Line, Medium, Reschedule};
use crate::capacity::{self, Lanes, Origin, Plan};
use crate::catalogue::{Channel, ServiceCode};
use crate::ids::{BookingId, DayId, EntryId, GuardId, ScopeId, WaitingListId};
use crate::person::Contact;
use crate::personal::{Personal, SubjectId};
use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, at, citizen, date, system};
use crate::timers::{self, Timer};
use crate::{Denied, Event, Role, contact_guard, reactions, subject_key};

#[test]
fn a_time_that_comes_back_is_offered_to_whoever_waits_longest_and_is_theirs_when_they_take_it() {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    join(&mut desk, BEN, "07:11");
    give_back(&mut desk, "07:20");
    let offered = BookingId::of_offer(entry(ADA), 1);
    assert_eq!(offer_of(&desk, ADA), Some(offered));
    assert_eq!(offer_of(&desk, BEN), None, "there is one time, and one offer");
    assert_eq!(public_hold(&mut desk, "07:21"), Err(capacity::Refusal::Taken.into()));

    desk.run(&accept(BEN), citizen(BEN), time("07:22")).expect_err("nothing is offered to him");
    desk.run(&Accept { entry: entry(ADA), scope: SCOPE }, citizen(BEN), time("07:22")).expect_err("it is not his");
    desk.run(&accept(ADA), citizen(ADA), time("07:22")).expect("it stands until 08:20");
    let state = desk.state::<booking::State>(offered.0);
    let appointment = state.appointment().expect("it is confirmed");
    assert_eq!(appointment.contact, contact(ADA));
    assert!(desk.state::<contact_guard::State>(guard(ADA).0).counted().contains(&offered));
    assert_eq!(waiting(&desk), [BEN], "who has an appointment no longer waits");
}

#[test]
fn whoever_confirms_or_gives_back_the_held_appointment_has_answered_the_offer() {
    let mut desk = offered_to_ada();
    let booking = BookingId::of_offer(entry(ADA), 1);
    desk.run(&Cancel { booking, reason: CancelReason::Citizen }, citizen(ADA), time("07:22")).expect("it is hers");
    assert_eq!(offer_of(&desk, ADA), None);

    let mut desk = offered_to_ada();
    let confirm = Confirm { booking, contact: contact(ADA), guards: vec![guard(ADA)] };
    for _ in 0..2 {
        desk.run(&confirm, citizen(ADA), time("07:22")).expect("held, or confirmed already");
    }
    assert_eq!(waiting(&desk), [BEN]);
}

#[test]
fn what_was_declined_is_offered_to_the_next_and_not_sold_meanwhile() {
    let mut desk = offered_to_ada();
    let booking = BookingId::of_offer(entry(ADA), 1);
    desk.run(&decline(ADA), citizen(BEN), time("07:22")).expect_err("it is not his to decline");
    desk.run(&decline(ADA), citizen(ADA), time("07:22")).expect("it is hers");
    assert_eq!(public_hold(&mut desk, "07:22"), Err(capacity::Refusal::Taken.into()), "the next is asked first");
    react(&mut desk, booking, "07:23");
    assert_eq!(offer_of(&desk, BEN), Some(BookingId::of_offer(entry(BEN), 1)));
    assert_eq!(waiting(&desk), [ADA, BEN], "she keeps her place");
}

#[test]
fn an_offer_that_runs_out_goes_to_the_next_and_not_to_the_public_however_late_the_timer_is() {
    let mut desk = offered_to_ada();
    let booking = BookingId::of_offer(entry(ADA), 1);
    assert_eq!(desk.run(&accept(ADA), citizen(ADA), time("08:20")), Err(Refusal::NoOffer.into()));
    assert_eq!(public_hold(&mut desk, "08:25"), Err(capacity::Refusal::Taken.into()), "the timer is late");
    desk.run(&Timer::HoldExpiry(booking), system(), time("08:30")).expect("it has run out");
    react(&mut desk, booking, "08:30");
    assert_eq!(offer_of(&desk, ADA), None);
    assert_eq!(offer_of(&desk, BEN), Some(BookingId::of_offer(entry(BEN), 1)));
}

#[test]
fn only_when_nobody_wants_it_does_a_time_come_back_to_the_public_after_its_delay() {
    let mut desk = offered_to_ada();
    for who in [ADA, BEN] {
        desk.run(&decline(who), citizen(who), time("07:30")).expect("it is offered to them");
        react(&mut desk, BookingId::of_offer(entry(who), 1), "07:30");
    }
    assert_eq!(public_hold(&mut desk, "07:59"), Err(capacity::Refusal::Taken.into()));
    public_hold(&mut desk, "08:16").expect("half an hour and at most a quarter after the last one declined");
}

#[test]
fn an_offer_never_outlasts_the_beginning_and_is_not_made_longer() {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    give_back(&mut desk, "09:30");
    let booking = BookingId::of_offer(entry(ADA), 1);
    let extended = desk.run(&booking::Extend { booking }, citizen(ADA), time("09:40"));
    assert_eq!(extended, Err(capacity::Refusal::ExtendedEnough.into()));
    assert_eq!(desk.run(&accept(ADA), citizen(ADA), time("10:00")), Err(Refusal::NoOffer.into()));
}

#[test]
fn whoever_leaves_gives_back_what_is_offered() {
    let mut desk = offered_to_ada();
    let leave = Leave { scope: SCOPE, entry: entry(ADA) };
    assert_eq!(desk.run(&leave, citizen(BEN), time("07:22")), Err(Refusal::Unknown.into()));
    desk.run(&leave, citizen(ADA), time("07:22")).expect("it is her place");
    assert_eq!(desk.run(&leave, citizen(ADA), time("07:22")), Err(Refusal::Unknown.into()), "it is nobody's by now");
    react(&mut desk, BookingId::of_offer(entry(ADA), 1), "07:23");
    assert_eq!(waiting(&desk), [BEN]);
    assert!(offer_of(&desk, BEN).is_some());
}

#[test]
fn a_moved_appointment_leaves_its_old_time_to_who_waits() {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    plan(&mut desk, "2026-03-03");
    let to = at("2026-03-03T10:00:00Z");
    let moves = Reschedule { booking: taken(), scope: SCOPE, date: date("2026-03-03"), starts_at: to };
    desk.run(&moves, citizen(DAVID), time("07:20")).expect("the other day is free");
    react(&mut desk, taken(), "07:20");
    assert!(offer_of(&desk, ADA).is_some());
}

#[test]
fn the_rest_of_a_longer_time_is_offered_to_the_next_who_waits() {
    let mut desk = Desk::new();
    plan_units(&mut desk, MONDAY, 2);
    let both = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 2 }];
    desk.run(&Hold { lines: both, ..hold(1, DAVID) }, citizen(DAVID), time("07:00")).expect("free");
    let confirm = Confirm { booking: taken(), contact: contact(DAVID), guards: vec![guard(DAVID)] };
    desk.run(&confirm, citizen(DAVID), time("07:01")).expect("held");
    join(&mut desk, ADA, "07:10");
    join(&mut desk, BEN, "07:11");
    give_back(&mut desk, "07:20");
    assert!(offer_of(&desk, ADA).is_some());
    assert_eq!(offer_of(&desk, BEN), None, "each offer is a step of its own");

    for _ in 0..2 {
        react_to_list(&mut desk, "07:21");
    }
    let offered = desk.state::<booking::State>(offer_of(&desk, BEN).expect("the rest is his").0);
    assert_eq!(offered.arranged().map(|arranged| arranged.slot.span.starts_at), Some(time("10:20")));
    react_to_list(&mut desk, "07:22");
    assert_eq!(desk.history::<State>(WaitingListId::of(SCOPE).0).len(), 4, "nothing is left of it");
}

#[test]
fn who_left_the_list_is_forgotten_a_day_later_and_who_has_an_appointment_is_not() {
    let mut desk = offered_to_ada();
    desk.run(&accept(ADA), citizen(ADA), time("07:22")).expect("it stands until 08:20");
    desk.run(&Leave { scope: SCOPE, entry: entry(BEN) }, citizen(BEN), time("07:30")).expect("it is his place");
    let list = WaitingListId::of(SCOPE);
    let events = desk.history::<State>(list.0).to_vec();
    let set: Vec<_> = events.into_iter().flat_map(|event| timers::of(&event.into(), list.0)).collect();
    let of_ben = Timer::ForgetWaiting { list, entry: entry(BEN), subject: contact(BEN).subject() };
    let due = at("2026-03-03T07:30:00Z");
    let is_set_to_forget =
        |change: &&timers::Change| matches!(change, timers::Change::Set { timer: Timer::ForgetWaiting { .. }, .. });
    let found: Vec<_> = set.iter().filter(is_set_to_forget).collect();
    assert_eq!(found, [&timers::Change::Set { timer: of_ben, due, generation: 0 }]);
    desk.run(&of_ben, system(), due).expect("a day has passed");
    assert_eq!(desk.state::<subject_key::State>(contact(BEN).subject().0), subject_key::State::Ordered);
}

#[test]
fn on_a_day_that_was_closed_nothing_is_offered() {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    let reason = capacity::ClosureReason::Emergency;
    let close = capacity::Command::Close { scope: SCOPE, date: date(MONDAY), reason, origin: Origin::Planner };
    desk.ask::<capacity::State>(day().0, acting(CLARA, Role::Planner), time("07:15"), close).expect("a planner may");
    let cancel = Cancel { booking: taken(), reason: CancelReason::OfficeClosed };
    desk.run(&cancel, acting(CLARA, Role::Planner), time("07:20")).expect("the office cannot serve");
    let refused = offers(&desk, taken()).iter().map(|offer| desk.run(offer, reactions::by(), time("07:21"))).collect();
    let refused: Vec<_> = refused;
    assert_eq!(refused, [Err(capacity::Refusal::Closed { reason }.into())]);
    assert_eq!(offer_of(&desk, ADA), None);
}

#[test]
fn who_was_put_on_the_list_by_telephone_can_be_given_a_link_later() {
    let mut desk = full_day();
    let silke = || acting(CLARA, Role::ServiceCentre);
    desk.run(&Join { entry: entry(BEN), wish: wish(BEN) }, silke(), time("07:10")).expect("she speaks for him");
    give_back(&mut desk, "07:20");
    desk.run(&accept(BEN), silke(), time("07:22")).expect("she speaks for him");
    let state = desk.state::<booking::State>(BookingId::of_offer(entry(BEN), 1).0);
    assert_eq!(state.arranged().map(|arranged| arranged.medium), Some(Medium::Phone));
}

#[test]
fn nobody_but_the_office_makes_offers() {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    desk.run(&Cancel { booking: taken(), reason: CancelReason::Citizen }, citizen(DAVID), time("07:20")).expect("his");
    for offer in offers(&desk, taken()) {
        assert_eq!(desk.run(&offer, citizen(ADA), time("07:21")), Err(capacity::Refusal::from(Denied).into()));
    }
}

/// Each step of the way is stopped once before it and once after it, and given again: what is stored is stored wholly,
/// and the same steps lead to the same end.
#[test]
fn a_crash_at_any_point_loses_nothing_and_doubles_nothing() {
    for crash in 0..=4 {
        for after in [false, true] {
            let mut desk = full_day();
            join(&mut desk, ADA, "07:10");
            join(&mut desk, BEN, "07:11");
            let mut step = 0;
            // The log knows a command again by its id, and so gives what was stored instead of deciding again.
            let mut run = |desk: &mut Desk, then: &mut dyn FnMut(&mut Desk)| {
                if step != crash || after {
                    then(desk);
                }
                if step == crash && !after {
                    then(desk);
                }
                step += 1;
            };
            let cancel = Cancel { booking: taken(), reason: CancelReason::Citizen };
            run(&mut desk, &mut |desk| desk.run(&cancel, citizen(DAVID), time("07:20")).expect("his"));
            run(&mut desk, &mut |desk| react(desk, taken(), "07:20"));
            run(&mut desk, &mut |desk| desk.run(&decline(ADA), citizen(ADA), time("07:30")).expect("hers"));
            run(&mut desk, &mut |desk| react(desk, BookingId::of_offer(entry(ADA), 1), "07:30"));
            run(&mut desk, &mut |desk| desk.run(&accept(BEN), citizen(BEN), time("07:40")).expect("his"));
            assert_eq!(waiting(&desk), [ADA]);
            let day = desk.state::<capacity::State>(day().0);
            let kept: Vec<_> = day.all_kept().map(|(_, kept)| kept.allocation.booking).collect();
            assert_eq!(kept, [BookingId::of_offer(entry(BEN), 1)], "crash at {crash}, after: {after}");
        }
    }
}

/// The reaction is given twice without the log's memory of commands: the day has one lane, so there is one offer.
#[test]
fn an_offer_that_is_made_again_finds_its_time_taken() {
    let mut desk = offered_to_ada();
    for offer in offers(&desk, taken()) {
        let again = desk.run(&offer, reactions::by(), time("07:21"));
        assert_eq!(again, Err(capacity::Refusal::Taken.into()));
    }
    assert_eq!(offer_of(&desk, BEN), None);
}

const SCOPE: ScopeId = ScopeId(Uuid::from_u128(0x5c0));
const MONDAY: &str = "2026-03-02";

/// A day with one time, which David has.
fn full_day() -> Desk {
    let mut desk = Desk::new();
    plan(&mut desk, MONDAY);
    desk.run(&hold(1, DAVID), citizen(DAVID), time("07:00")).expect("free");
    let confirm = Confirm { booking: taken(), contact: contact(DAVID), guards: vec![guard(DAVID)] };
    desk.run(&confirm, citizen(DAVID), time("07:01")).expect("held");
    desk
}

/// Ada and Ben wait, and David gives his time back.
fn offered_to_ada() -> Desk {
    let mut desk = full_day();
    join(&mut desk, ADA, "07:10");
    join(&mut desk, BEN, "07:11");
    give_back(&mut desk, "07:20");
    desk
}

fn plan(desk: &mut Desk, on: &str) {
    plan_units(desk, on, 1);
}

fn plan_units(desk: &mut Desk, on: &str, units: u16) {
    let lanes = Lanes { public: 1, internal: 0 };
    let window = capacity::Window { starts_at: at(&format!("{on}T10:00:00Z")), units, lanes };
    let released_at = at("2026-02-27T06:30:00Z");
    let plan = Plan { scope: SCOPE, date: date(on), unit_mins: 20, windows: vec![window], released_at };
    let day = DayId::of(SCOPE, date(on));
    let plan = capacity::Command::Plan { plan, origin: Origin::Planner };
    desk.ask::<capacity::State>(day.0, acting(CLARA, Role::Planner), time("06:00"), plan).expect("a planner may");
}

fn give_back(desk: &mut Desk, clock: &str) {
    let cancel = Cancel { booking: taken(), reason: CancelReason::Citizen };
    desk.run(&cancel, citizen(DAVID), time(clock)).expect("it is his");
    react(desk, taken(), clock);
}

/// The offers that follow from the last event of an appointment.
fn offers(desk: &Desk, booking: BookingId) -> Vec<reactions::Reaction> {
    let last = desk.history::<booking::State>(booking.0).last().cloned().expect("something has happened");
    let follows = reactions::of(&Event::from(last), booking.0);
    follows.into_iter().filter(|one| matches!(one, reactions::Reaction::OfferFreed { .. })).collect()
}

fn react(desk: &mut Desk, booking: BookingId, clock: &str) {
    for offer in offers(desk, booking) {
        desk.run(&offer, reactions::by(), time(clock)).expect("the day has not changed");
    }
}

/// What follows from the last event of the list.
fn react_to_list(desk: &mut Desk, clock: &str) {
    let list = WaitingListId::of(SCOPE).0;
    let newest = desk.history::<State>(list).last().cloned().expect("somebody waits");
    for offer in reactions::of(&Event::from(newest), list) {
        desk.run(&offer, reactions::by(), time(clock)).expect("the rest is free, or nobody needs it");
    }
}

fn public_hold(desk: &mut Desk, clock: &str) -> Result<(), crate::Refusal> {
    desk.run(&hold(9, CLARA), citizen(CLARA), time(clock))
}

fn hold(n: u128, holder: ActorId) -> Hold {
    Hold {
        booking: BookingId(Uuid::from_u128(n)),
        scope: SCOPE,
        date: date(MONDAY),
        starts_at: time("10:00"),
        lines: lines(),
        medium: Medium::Online,
        channel: Channel::Video,
        holder,
    }
}

fn join(desk: &mut Desk, who: ActorId, clock: &str) {
    desk.run(&Join { entry: entry(who), wish: wish(who) }, citizen(who), time(clock)).expect("there is room");
}

fn wish(who: ActorId) -> Wish {
    Wish {
        scope: SCOPE,
        holder: who,
        lines: lines(),
        channel: Channel::Video,
        window: Window { from: date(MONDAY), until: date("2026-03-06") },
        contact: contact(who),
        guards: vec![guard(who)],
    }
}

fn accept(who: ActorId) -> Accept {
    Accept { scope: SCOPE, entry: entry(who) }
}

fn decline(who: ActorId) -> Decline {
    Decline { scope: SCOPE, entry: entry(who) }
}

fn waiting(desk: &Desk) -> Vec<ActorId> {
    let list = desk.state::<State>(WaitingListId::of(SCOPE).0);
    let mut all: Vec<_> = list.waiting().map(|(_, waits)| (waits.joined_at, waits.holder)).collect();
    all.sort_unstable();
    all.into_iter().map(|(_, holder)| holder).collect()
}

fn offer_of(desk: &Desk, who: ActorId) -> Option<BookingId> {
    let list = desk.state::<State>(WaitingListId::of(SCOPE).0);
    list.entry(entry(who)).and_then(|waits| waits.open).map(|open| open.booking)
}

fn taken() -> BookingId {
    BookingId(Uuid::from_u128(1))
}

fn day() -> DayId {
    DayId::of(SCOPE, date(MONDAY))
}

fn entry(who: ActorId) -> EntryId {
    EntryId(who.0)
}

fn guard(who: ActorId) -> GuardId {
    GuardId(who.0)
}

fn lines() -> Vec<Line> {
    vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }]
}

fn contact(who: ActorId) -> Personal<Contact> {
    SubjectId(who.0).knows(Contact {
        name: "Ada".to_owned(),
        mail: Some("ada@example.org".to_owned()),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    })
}

fn time(clock: &str) -> DateTime<Utc> {
    at(&format!("{MONDAY}T{clock}:00Z"))
}
