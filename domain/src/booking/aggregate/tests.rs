//! Tests of the decision table.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::*;
use crate::asked::Facts;
use crate::booking::{CancelReason, Delivered, Forget, Line, Number, ParkReason, Reminder, Slot};
use crate::calendar::{self, Span};
use crate::catalogue::{Channel, ServiceCode};
use crate::ids::{BookingId, DayId, GuardId, HoldId, ScopeId};
use crate::person::Contact;
use crate::personal::{Erased, Personal, SubjectId};
use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, given, system};

#[test]
fn a_hold_needs_services_that_are_offered_and_not_too_many() {
    let hold = |lines: Vec<Line>| {
        let command = Command::Hold { arranged: Arranged { lines, ..arranged() }, expires_at: time("07:15") };
        given::<State>([]).when(citizen(ADA), time("07:00"), command)
    };
    let line = |quantity| Line { service: ServiceCode::TaxId, quantity };
    for lines in [vec![], vec![line(0), line(1)], vec![line(7)], vec![line(4), line(3)], vec![line(u16::MAX); 2]] {
        hold(lines).then_refused(Refusal::Services { max: 6 });
    }
    assert!(hold(vec![line(6)]).answer().is_ok());
}

#[test]
fn nothing_is_offered_before_the_first_edition_of_the_catalogue() {
    let mut early = arranged();
    early.slot.span = Span { starts_at: at("2019-03-04T10:00:00Z"), ends_at: at("2019-03-04T10:20:00Z") };
    given::<State>([])
        .when(citizen(ADA), at("2019-03-04T07:00:00Z"), Command::Hold { arranged: early, expires_at: time("07:15") })
        .then_refused(Refusal::ServiceNotOffered);
}

#[test]
fn citizens_hold_in_their_own_name_and_online_only() {
    let hold = |arranged| Command::Hold { arranged, expires_at: time("07:15") };
    given::<State>([]).when(citizen(BEN), time("07:00"), hold(arranged())).then_refused(Denied.into());
    let by_phone = Arranged { medium: Medium::Phone, ..arranged() };
    given::<State>([]).when(citizen(ADA), time("07:00"), hold(by_phone.clone())).then_refused(Denied.into());
    given::<State>([])
        .when(acting(DAVID, Role::ServiceCentre), time("07:00"), hold(by_phone.clone()))
        .then([Event::Held { arranged: by_phone, expires_at: time("07:15"), edition: 1 }]);
}

#[test]
fn a_hold_is_confirmed_while_it_lasts() {
    given::<State>([held()]).when(citizen(ADA), time("07:14"), confirm()).then([confirmed()]);
    given::<State>([held()]).when(citizen(ADA), time("07:15"), confirm()).then_refused(Refusal::HoldExpired);
    let longer = Event::Extended { expires_at: time("07:30"), count: 1 };
    given::<State>([held(), longer]).when(citizen(ADA), time("07:29"), confirm()).then([confirmed()]);
    given::<State>([held(), expired()]).when(citizen(ADA), time("07:01"), confirm()).then_refused(Refusal::HoldExpired);
}

#[test]
fn a_hold_has_one_time() {
    let mut other = arranged();
    other.slot.span = Span { starts_at: time("11:00"), ends_at: time("11:20") };
    let hold = |arranged| Command::Hold { arranged, expires_at: time("07:16") };
    given::<State>([held()]).when(citizen(ADA), time("07:01"), hold(other)).then_refused(Refusal::AlreadyHeld);
    given::<State>([held()]).when(citizen(ADA), time("07:01"), hold(arranged())).then_nothing();
}

#[test]
fn whoever_books_online_leaves_a_way_to_be_reached() {
    let nowhere = SUBJECT.knows(Contact { mail: Some(" ".to_owned()), phone: None, ..a_contact() });
    let confirm = || Command::Confirm { contact: nowhere.clone(), guards: guards(), number: Number(1) };
    let requested = Event::ConfirmationRequested {
        arranged: arranged(),
        contact: SUBJECT.knows(a_contact()),
        guards: guards(),
        expires_at: time("08:01"),
        generation: 1,
        replaces: None,
    };
    for history in [vec![held()], vec![held(), requested]] {
        given::<State>(history).when(citizen(ADA), time("07:01"), confirm()).then_refused(Refusal::ContactNeeded);
    }
    let by_phone = Event::Held {
        arranged: Arranged { medium: Medium::Phone, ..arranged() },
        expires_at: time("07:15"),
        edition: 1,
    };
    let answer = given::<State>([by_phone]).when(clerk(CLARA), time("07:01"), confirm()).answer();
    let Ok([Event::Confirmed { reminders, .. }]) = answer.as_deref() else { panic!("{answer:?}") };
    assert_eq!(*reminders, [], "a blank address gets no mail");
    let erased =
        Command::Confirm { contact: Personal::Erased { subject: SUBJECT }, guards: guards(), number: Number(1) };
    given::<State>([held()]).when(citizen(ADA), time("07:01"), erased).then_refused(Erased { subject: SUBJECT }.into());
}

#[test]
fn an_appointment_is_nobody_elses() {
    for command in [confirm(), Command::Cancel { reason: CancelReason::Citizen }, Command::CheckIn] {
        given::<State>([held(), confirmed()]).when(citizen(BEN), time("09:50"), command).then_refused(Denied.into());
    }
    given::<State>([held(), confirmed()])
        .when(citizen(ADA), time("09:00"), Command::Cancel { reason: CancelReason::PlanChanged })
        .then_refused(Denied.into());
}

#[test]
fn an_office_that_cannot_serve_says_so_at_any_time_before_the_service() {
    let cancel = || Command::Cancel { reason: CancelReason::ClerkAbsent };
    let cancelled = || Event::Cancelled {
        reason: CancelReason::ClerkAbsent,
        arranged: arranged(),
        was_confirmed: true,
        guards: guards(),
        forget: Some(forget("11:00")),
    };
    for history in [vec![held(), confirmed()], waiting(), called()] {
        given::<State>(history).when(clerk(CLARA), time("11:00"), cancel()).then([cancelled()]);
    }
    given::<State>(in_service()).when(clerk(CLARA), time("11:00"), cancel()).then_refused(Refusal::Begun);
    given::<State>(called()).when(citizen(ADA), time("11:00"), cancel()).then_refused(Denied.into());
    let state = called().into_iter().chain([cancelled()]).fold(State::default(), State::apply);
    assert!(matches!(state, State::Cancelled { .. }), "{state:?}");
}

#[test]
fn whoever_was_not_served_by_the_end_of_the_day_was_failed_by_the_office() {
    let unserved = || Event::Unserved { arranged: arranged(), guards: guards(), forget: Some(forget("23:00")) };
    for history in [waiting(), called()] {
        given::<State>(history.clone())
            .when(system(), time("22:59"), Command::EndDay)
            .then_refused(Refusal::DayNotOver { from: time("23:00") });
        given::<State>(history.clone()).when(system(), time("23:00"), Command::EndDay).then([unserved()]);
        given::<State>(history.clone()).when(clerk(CLARA), time("23:00"), Command::EndDay).then_refused(Denied.into());
        let over = || history.iter().cloned().chain([unserved()]);
        given::<State>(over()).when(system(), time("23:01"), Command::EndDay).then_nothing();
        given::<State>(over()).when(clerk(CLARA), time("23:01"), Command::Call).then_refused(Refusal::Over);
        let state = over().fold(State::default(), State::apply);
        assert!(matches!(&state, State::Unserved(known) if !known.was_missed), "{state:?}");
    }
    for history in [vec![held()], vec![held(), confirmed()], in_service(), vec![held(), confirmed(), missed()]] {
        given::<State>(history).when(system(), time("23:00"), Command::EndDay).then_nothing();
    }
}

#[test]
fn a_time_that_has_begun_is_taken_at_the_counter_only() {
    let hold = |medium| Command::Hold { arranged: Arranged { medium, ..arranged() }, expires_at: time("10:20") };
    for medium in [Medium::Online, Medium::Phone] {
        given::<State>([]).when(clerk(CLARA), time("10:00"), hold(medium)).then_refused(Refusal::Begun);
    }
    let at_counter = || Event::Held {
        arranged: Arranged { medium: Medium::Counter, ..arranged() },
        expires_at: time("10:20"),
        edition: 1,
    };
    given::<State>([]).when(clerk(CLARA), time("10:12"), hold(Medium::Counter)).then([at_counter()]);
    let answer = given::<State>([at_counter()]).when(clerk(CLARA), time("10:12"), confirm()).answer();
    let Ok([Event::Confirmed { missed_from, .. }]) = answer.as_deref() else { panic!("{answer:?}") };
    assert_eq!(*missed_from, time("10:22"), "nobody is missed before they could sit down");

    let to = arranged().slot;
    let elsewhere = Slot { span: Span { starts_at: time("11:00"), ends_at: time("11:20") }, ..to };
    let moved = Event::Rescheduled {
        from: to,
        to: elsewhere,
        round: 1,
        number: Number(7),
        missed_from: time("11:10"),
        edition: 1,
        reminders: vec![],
    };
    given::<State>([held(), confirmed(), moved])
        .when(clerk(CLARA), time("10:05"), Command::Reschedule { to, number: Number(7) })
        .then_refused(Refusal::Begun);
}

#[test]
fn a_service_is_booked_in_a_channel_in_which_it_is_offered() {
    let mut edition = Facts::default().catalogue.in_force(arranged().slot.date()).expect("one is").clone();
    edition.services.iter_mut().for_each(|service| service.channels.retain(|channel| *channel == Channel::Counter));
    let facts = Facts { catalogue: vec![edition].into(), ..Facts::default() };
    let hold = |channel| Command::Hold { arranged: Arranged { channel, ..arranged() }, expires_at: time("07:15") };
    given::<State>([])
        .knowing(facts.clone())
        .when(citizen(ADA), time("07:00"), hold(Channel::Video))
        .then_refused(Refusal::ChannelNotAllowed);
    let answer = given::<State>([]).knowing(facts).when(citizen(ADA), time("07:00"), hold(Channel::Counter)).answer();
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn a_visit_delivers_what_a_visit_can() {
    let delivered = |service, quantity| Delivered { service, quantity };
    let (tax, certificate) = (ServiceCode::TaxId, ServiceCode::RegistrationCertificate);
    let finish = |delivered: Vec<Delivered>| {
        given::<State>(in_service()).when(clerk(CLARA), time("10:20"), Command::Finish { delivered })
    };
    for bad in [
        vec![delivered(tax, 0)],
        vec![delivered(tax, 61)],
        vec![delivered(tax, 1), delivered(tax, 1)],
        vec![delivered(tax, 30), delivered(certificate, 31)],
        vec![delivered(tax, u16::MAX), delivered(certificate, u16::MAX)],
    ] {
        finish(bad).then_refused(Refusal::Delivered { max: 60 });
    }
    for good in [vec![], vec![delivered(tax, 30), delivered(certificate, 30)]] {
        assert!(finish(good).answer().is_ok());
    }
}

#[test]
fn commands_that_come_twice_are_harmless() {
    let confirmed_once = || [held(), confirmed()];
    given::<State>(confirmed_once()).when(citizen(ADA), time("07:05"), confirm()).then_nothing();
    given::<State>(confirmed_once()).when(system(), time("07:15"), Command::Expire).then_nothing();
    let cancel = Command::Cancel { reason: CancelReason::Citizen };
    given::<State>([held(), confirmed(), cancelled()]).when(citizen(ADA), time("11:00"), cancel).then_nothing();
    given::<State>(waiting()).when(citizen(ADA), time("09:56"), Command::CheckIn).then_nothing();
    given::<State>(in_service()).when(clerk(CLARA), time("10:02"), Command::Start).then_nothing();
    let finish = Command::Finish { delivered: vec![] };
    given::<State>(in_service().into_iter().chain([finished()]))
        .when(clerk(CLARA), time("10:30"), finish)
        .then_nothing();
}

#[test]
fn an_appointment_is_given_back_until_it_begins() {
    let cancel = || Command::Cancel { reason: CancelReason::Citizen };
    given::<State>([held(), confirmed()]).when(citizen(ADA), time("09:59"), cancel()).then([cancelled()]);
    given::<State>([held(), confirmed()]).when(citizen(ADA), time("10:00"), cancel()).then_refused(Refusal::Begun);
    given::<State>(called()).when(citizen(ADA), time("09:59"), cancel()).then_refused(Refusal::Begun);
    given::<State>(waiting()).when(citizen(ADA), time("10:00"), cancel()).then_refused(Refusal::Begun);
    let office = Event::Cancelled {
        reason: CancelReason::PlanChanged,
        arranged: arranged(),
        was_confirmed: true,
        guards: guards(),
        forget: Some(forget("09:00")),
    };
    given::<State>([held(), confirmed()])
        .when(acting(DAVID, Role::Planner), time("09:00"), Command::Cancel { reason: CancelReason::PlanChanged })
        .then([office]);
}

#[test]
fn a_hold_that_has_run_out_is_not_cancelled_but_expired() {
    let cancel = Command::Cancel { reason: CancelReason::Citizen };
    given::<State>([held()]).when(citizen(ADA), time("07:20"), cancel).then([expired()]);
    given::<State>([held()]).when(system(), time("07:14"), Command::Expire).then_nothing();
    given::<State>([held()]).when(system(), time("07:15"), Command::Expire).then([expired()]);
}

#[test]
fn an_appointment_moves_until_it_begins_and_keeps_its_number() {
    let to = Slot { span: Span { starts_at: time("11:00"), ends_at: time("11:20") }, ..arranged().slot };
    let moved = Event::Rescheduled {
        from: arranged().slot,
        to,
        round: 1,
        number: Number(7),
        missed_from: time("11:10"),
        edition: 1,
        reminders: vec![Reminder::OneHour],
    };
    let reschedule = || Command::Reschedule { to, number: Number(7) };
    given::<State>([held(), confirmed()]).when(citizen(ADA), time("09:59"), reschedule()).then([moved.clone()]);
    given::<State>([held(), confirmed()]).when(citizen(ADA), time("10:00"), reschedule()).then_refused(Refusal::Begun);
    let known = [held(), confirmed(), moved].into_iter().fold(State::default(), State::apply);
    let known = known.appointment().expect("it was confirmed");
    assert_eq!((known.number, known.arranged.slot), (Number(7), to));
}

#[test]
fn somebody_checks_in_a_little_early_or_late_but_on_the_day() {
    let check_in = |moment| given::<State>([held(), confirmed()]).when(citizen(ADA), moment, Command::CheckIn);
    check_in(time("09:44")).then_refused(Refusal::TooEarly { from: time("09:45") });
    check_in(time("09:45")).then([checked_in()]);
    check_in(time("10:12")).then([checked_in()]);
    check_in(at("2026-03-02T23:00:00Z")).then_refused(Refusal::Over);
}

#[test]
fn one_clerk_calls_and_the_other_is_told_who_was_faster() {
    given::<State>(waiting()).when(clerk(CLARA), time("10:00"), Command::Call).then([call(1)]);
    given::<State>(called())
        .when(clerk(DAVID), time("10:00"), Command::Call)
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>(called())
        .when(clerk(DAVID), time("10:01"), Command::Start)
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>([held(), confirmed()])
        .when(clerk(CLARA), time("10:00"), Command::Call)
        .then_refused(Refusal::NotCheckedIn);
    given::<State>(waiting()).when(citizen(ADA), time("10:00"), Command::Call).then_refused(Denied.into());
}

#[test]
fn a_team_lead_takes_over_from_a_colleague_who_has_called_and_is_gone() {
    let lead = || acting(DAVID, Role::TeamLead);
    let taken_over = |count| Event::Called { clerk: DAVID, count };
    given::<State>(called())
        .when(lead(), time("10:01"), Command::Start)
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>(called()).when(lead(), time("10:01"), Command::Call).then([taken_over(2)]);
    let three = || called().into_iter().chain([call(2), call(3)]);
    given::<State>(three()).when(lead(), time("10:05"), Command::Call).then([taken_over(3)]);

    let history = || three().chain([taken_over(3)]);
    given::<State>(history()).when(lead(), time("10:06"), Command::Start).then([Event::Started { clerk: DAVID }]);
    given::<State>(history())
        .when(clerk(CLARA), time("10:06"), Command::Start)
        .then_refused(Refusal::AlreadyCalled { clerk: DAVID });
    given::<State>(history()).when(lead(), time("10:06"), Command::Call).then_refused(Refusal::CalledEnough { max: 3 });
}

#[test]
fn whoever_waits_is_called_three_times_and_then_counts_as_missed() {
    given::<State>(called()).when(clerk(CLARA), time("10:01"), Command::Call).then([call(2)]);
    let three = || called().into_iter().chain([call(2), call(3)]);
    given::<State>(three())
        .when(clerk(CLARA), time("10:05"), Command::Call)
        .then_refused(Refusal::CalledEnough { max: 3 });
    given::<State>(called())
        .when(clerk(CLARA), time("10:15"), Command::Miss)
        .then_refused(Refusal::CallAgain { max: 3 });
    given::<State>(three())
        .when(clerk(CLARA), time("10:09"), Command::Miss)
        .then_refused(Refusal::NotMissedYet { from: time("10:10") });
    given::<State>(three()).when(clerk(CLARA), time("10:10"), Command::Miss).then([missed()]);
}

#[test]
fn a_visit_is_begun_and_ended_by_the_clerk_who_called() {
    let finish = || Command::Finish { delivered: vec![] };
    given::<State>(called()).when(clerk(CLARA), time("10:01"), Command::Start).then([started()]);
    given::<State>(waiting()).when(clerk(CLARA), time("10:01"), Command::Start).then_refused(Refusal::NotCalled);
    given::<State>(called()).when(clerk(CLARA), time("10:01"), finish()).then_refused(Refusal::NotStarted);
    given::<State>(in_service()).when(clerk(CLARA), time("10:20"), finish()).then([finished()]);
    given::<State>(in_service())
        .when(clerk(DAVID), time("10:20"), finish())
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>(in_service()).when(acting(DAVID, Role::TeamLead), time("10:20"), finish()).then([finished()]);
}

#[test]
fn whoever_comes_late_the_same_day_is_served_and_stays_marked() {
    let miss = |moment| given::<State>([held(), confirmed()]).when(system(), moment, Command::Miss);
    miss(time("10:09")).then_refused(Refusal::NotMissedYet { from: time("10:10") });
    miss(time("10:10")).then([missed()]);
    let again = Event::CheckedIn { starts_at: time("10:00"), day_ends_at: time("23:00"), reopened: Some(arranged()) };
    let history = || [held(), confirmed(), missed()];
    given::<State>(history()).when(citizen(ADA), time("10:12"), Command::CheckIn).then([again.clone()]);
    given::<State>(history())
        .when(citizen(ADA), at("2026-03-03T09:00:00Z"), Command::CheckIn)
        .then_refused(Refusal::Over);
    let known = history().into_iter().chain([again]).fold(State::default(), State::apply);
    assert!(matches!(&known, State::Waiting(known) if known.was_missed), "{known:?}");
}

#[test]
fn whoever_waits_or_is_served_is_not_missed() {
    given::<State>(waiting()).when(system(), time("10:10"), Command::Miss).then_refused(Refusal::NotCalled);
    given::<State>(in_service()).when(system(), time("10:10"), Command::Miss).then_refused(Refusal::Begun);
}

#[test]
fn only_what_was_begun_is_parked_by_whoever_serves() {
    let park = || Command::Park { why: ParkReason::Enquiry };
    for history in [vec![held(), confirmed()], waiting(), called()] {
        given::<State>(history).when(clerk(CLARA), time("10:02"), park()).then_refused(Refusal::NotStarted);
    }
    given::<State>([held()]).when(clerk(CLARA), time("07:02"), park()).then_refused(Refusal::NotConfirmed);
    given::<State>(in_service())
        .when(clerk(DAVID), time("10:02"), park())
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>(in_service()).when(citizen(ADA), time("10:02"), park()).then_refused(Denied.into());
    given::<State>(in_service()).when(clerk(CLARA), time("10:02"), park()).then([parked(ParkReason::Enquiry)]);
    // A team lead parks for a colleague who is gone, and the event says who had served.
    given::<State>(in_service())
        .when(acting(DAVID, Role::TeamLead), time("10:02"), park())
        .then([parked(ParkReason::Enquiry)]);
    given::<State>(on_hold(ParkReason::Enquiry)).when(clerk(CLARA), time("10:03"), park()).then_nothing();
}

#[test]
fn who_is_parked_is_taken_up_again_before_anything_else() {
    let resumed = |clerk| Event::Resumed { clerk, from: CLARA, lines: 1 };
    let finish = || Command::Finish { delivered: vec![] };
    for command in [Command::Call, Command::Start, finish(), Command::Park { why: ParkReason::Technical }] {
        given::<State>(on_hold(ParkReason::Enquiry))
            .when(clerk(CLARA), time("10:10"), command)
            .then_refused(Refusal::Parked);
    }
    for command in [Command::Miss, Command::Cancel { reason: CancelReason::ClerkAbsent }] {
        given::<State>(on_hold(ParkReason::Papers))
            .when(clerk(CLARA), time("11:00"), command)
            .then_refused(Refusal::Begun);
    }
    for who in [CLARA, DAVID] {
        given::<State>(on_hold(ParkReason::Papers))
            .when(clerk(who), time("10:10"), Command::Resume)
            .then([resumed(who)]);
    }
    given::<State>(waiting()).when(clerk(CLARA), time("10:10"), Command::Resume).then_refused(Refusal::NotParked);
    let again = || on_hold(ParkReason::Enquiry).into_iter().chain([resumed(DAVID)]);
    given::<State>(again()).when(clerk(DAVID), time("10:11"), Command::Resume).then_nothing();
    given::<State>(again())
        .when(clerk(CLARA), time("10:11"), Command::Resume)
        .then_refused(Refusal::AlreadyCalled { clerk: DAVID });
    given::<State>(again()).when(clerk(DAVID), time("10:20"), finish()).then([finished()]);
}

#[test]
fn who_fetches_papers_comes_back_into_the_queue_and_nobody_misses_them() {
    let back = || on_hold(ParkReason::Papers).into_iter().chain([Event::Returned]);
    given::<State>(on_hold(ParkReason::Papers))
        .when(citizen(ADA), time("10:30"), Command::CheckIn)
        .then([Event::Returned]);
    given::<State>(on_hold(ParkReason::Enquiry)).when(citizen(ADA), time("10:30"), Command::CheckIn).then_nothing();
    given::<State>(on_hold(ParkReason::Papers))
        .when(citizen(ADA), time("23:00"), Command::CheckIn)
        .then_refused(Refusal::Over);
    given::<State>(back())
        .when(clerk(CLARA), time("10:31"), Command::Cancel { reason: CancelReason::ClerkAbsent })
        .then_refused(Refusal::Begun);
    let called = || back().chain([Event::Called { clerk: DAVID, count: 1 }]);
    given::<State>(called()).when(clerk(DAVID), time("10:32"), Command::Start).then([Event::Resumed {
        clerk: DAVID,
        from: CLARA,
        lines: 1,
    }]);
    given::<State>(called()).when(clerk(DAVID), time("10:32"), Command::Miss).then_refused(Refusal::Begun);
    // Who is called back and is not there is parked again.
    given::<State>(called())
        .when(clerk(DAVID), time("10:40"), Command::Park { why: ParkReason::Papers })
        .then([parked(ParkReason::Papers)]);
}

#[test]
fn only_who_has_called_somebody_does_not_let_them_in() {
    let refuse = || Command::Cancel { reason: CancelReason::Refused };
    given::<State>([held()]).when(clerk(CLARA), time("07:01"), refuse()).then_refused(Refusal::NotCalled);
    for history in [vec![held(), confirmed()], waiting()] {
        given::<State>(history).when(clerk(CLARA), time("10:00"), refuse()).then_refused(Refusal::NotCalled);
    }
    given::<State>(called())
        .when(clerk(DAVID), time("10:01"), refuse())
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    for who in [citizen(ADA), acting(DAVID, Role::Planner)] {
        given::<State>(called()).when(who, time("10:01"), refuse()).then_refused(Denied.into());
    }
    given::<State>(called()).when(clerk(CLARA), time("10:01"), refuse()).then([Event::Cancelled {
        reason: CancelReason::Refused,
        arranged: arranged(),
        was_confirmed: true,
        guards: guards(),
        forget: Some(forget("10:01")),
    }]);
    given::<State>(in_service()).when(clerk(CLARA), time("10:02"), refuse()).then_refused(Refusal::Begun);
}

#[test]
fn who_is_there_is_sent_to_another_queue() {
    let there = ScopeId(Uuid::from_u128(99));
    let send = || Command::Redirect { to: there };
    let redirected =
        |served_by| Event::Redirected { from: arranged().slot.scope, to: there, served_by, day_ends_at: time("23:00") };
    given::<State>([held(), confirmed()]).when(clerk(CLARA), time("10:00"), send()).then_refused(Refusal::NotCheckedIn);
    given::<State>(waiting()).when(clerk(CLARA), time("10:00"), send()).then([redirected(None)]);
    given::<State>(called()).when(clerk(CLARA), time("10:01"), send()).then([redirected(None)]);
    given::<State>(called())
        .when(clerk(DAVID), time("10:01"), send())
        .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
    given::<State>(in_service()).when(clerk(CLARA), time("10:05"), send()).then([redirected(Some(CLARA))]);
    given::<State>(on_hold(ParkReason::Enquiry))
        .when(clerk(DAVID), time("10:05"), send())
        .then([redirected(Some(CLARA))]);
    let history = || waiting().into_iter().chain([redirected(None)]);
    given::<State>(history()).when(clerk(CLARA), time("10:06"), send()).then_nothing();
    let back = Command::Redirect { to: arranged().slot.scope };
    let home =
        Event::Redirected { from: there, to: arranged().slot.scope, served_by: None, day_ends_at: time("23:00") };
    given::<State>(history()).when(clerk(CLARA), time("10:06"), back).then([home.clone()]);
    let known = history().chain([home]).fold(State::default(), State::apply);
    assert_eq!(known.appointment().map(|known| known.redirected_to), Some(None));
    // Into the own queue is for a colleague: it goes on with whoever calls next.
    let own = Command::Redirect { to: arranged().slot.scope };
    assert!(
        given::<State>(in_service()).when(clerk(CLARA), time("10:05"), own).answer().is_ok_and(|all| all.len() == 1)
    );
}

#[test]
fn what_was_never_asked_for_is_unknown() {
    for command in [Command::CheckIn, confirm(), Command::Cancel { reason: CancelReason::Citizen }] {
        given::<State>([]).when(citizen(ADA), time("09:50"), command).then_refused(Refusal::Unknown);
    }
    given::<State>([held()]).when(citizen(ADA), time("07:01"), Command::CheckIn).then_refused(Refusal::NotConfirmed);
}

#[test]
fn minutes_are_those_of_the_catalogue_times_the_quantities() {
    let lines = [
        Line { service: ServiceCode::ChangeOfResidence, quantity: 1 },
        Line { service: ServiceCode::RegistrationCertificate, quantity: 2 },
    ];
    let minutes = needed_minutes(&lines, Channel::Video, &Facts::default(), arranged().slot.date());
    assert_eq!(minutes, Ok(40));
}

const SUBJECT: SubjectId = SubjectId(Uuid::from_u128(0x5b));

fn time(clock: &str) -> DateTime<Utc> {
    at(&format!("2026-03-02T{clock}:00Z"))
}

fn arranged() -> Arranged {
    let (scope, booking) = (ScopeId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)));
    let span = Span { starts_at: time("10:00"), ends_at: time("10:20") };
    let day = DayId::of(scope, calendar::local_date(span.starts_at));
    let slot = Slot { scope, day, hold: HoldId::of(booking, 0), span };
    let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
    Arranged { holder: ADA, medium: Medium::Online, channel: Channel::Video, lines, slot, offered_to: None }
}

fn a_contact() -> Contact {
    Contact {
        name: "Ada".to_owned(),
        mail: Some("ada@example.org".to_owned()),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    }
}

fn guards() -> Vec<GuardId> {
    vec![GuardId(Uuid::from_u128(3))]
}

fn confirm() -> Command {
    Command::Confirm { contact: SUBJECT.knows(a_contact()), guards: guards(), number: Number(7) }
}

fn held() -> Event {
    Event::Held { arranged: arranged(), expires_at: time("07:15"), edition: 1 }
}

fn expired() -> Event {
    Event::Expired { arranged: arranged(), guards: vec![], forget: None }
}

fn confirmed() -> Event {
    Event::Confirmed {
        arranged: arranged(),
        number: Number(7),
        contact: SUBJECT.knows(a_contact()),
        guards: guards(),
        missed_from: time("10:10"),
        reminders: vec![Reminder::OneHour],
        replaces: None,
    }
}

/// Thirty days after that.
fn forget(since: &str) -> Forget {
    Forget { subject: SUBJECT, at: time(since) + TimeDelta::days(30) }
}

fn cancelled() -> Event {
    Event::Cancelled {
        reason: CancelReason::Citizen,
        arranged: arranged(),
        was_confirmed: true,
        guards: guards(),
        forget: Some(forget("09:59")),
    }
}

fn checked_in() -> Event {
    Event::CheckedIn { starts_at: time("10:00"), day_ends_at: time("23:00"), reopened: None }
}

fn call(count: u8) -> Event {
    Event::Called { clerk: CLARA, count }
}

fn started() -> Event {
    Event::Started { clerk: CLARA }
}

fn parked(why: ParkReason) -> Event {
    Event::Parked { clerk: CLARA, why, day_ends_at: time("23:00") }
}

fn on_hold(why: ParkReason) -> Vec<Event> {
    in_service().into_iter().chain([parked(why)]).collect()
}

fn finished() -> Event {
    Event::Finished { delivered: vec![], arranged: arranged(), guards: guards() }
}

fn missed() -> Event {
    Event::Missed { arranged: arranged(), guards: guards(), forget: Some(forget("10:10")) }
}

fn waiting() -> Vec<Event> {
    vec![held(), confirmed(), checked_in()]
}

fn called() -> Vec<Event> {
    vec![held(), confirmed(), checked_in(), call(1)]
}

fn in_service() -> Vec<Event> {
    vec![held(), confirmed(), checked_in(), call(1), started()]
}
