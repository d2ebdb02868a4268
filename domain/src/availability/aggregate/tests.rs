//! Tests of opening hours.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use uuid::Uuid;

use super::super::{Closure, Hours, Offer, OpeningHours, PlanAhead, PlanDay, Release, SpecialDay};
use super::*;
use crate::asked::Facts;
use crate::capacity::{self, ClosureReason, Lanes, Origin, Plan, Window};
use crate::ids::{AvailabilityId, DayId, ScopeId};
use crate::permission::Denied;
use crate::testing::{ADA, CLARA, Desk, acting, at, citizen, date, given, system};

const SCOPE: ScopeId = ScopeId(Uuid::from_u128(1));

#[test]
fn a_monday_gets_the_hours_of_mondays() {
    let plan = template().plan(date("2026-03-02")).expect("the office opens on Mondays");
    assert_eq!(plan.windows.len(), 2, "the break divides the day");
    assert_eq!(plan.windows[0], window("2026-03-02T07:00:00Z", 24));
    assert_eq!(plan.windows[1], window("2026-03-02T12:00:00Z", 12));
    assert_eq!(template().plan(date("2026-03-03")), None, "no hours on Tuesdays");
}

#[test]
fn rows_that_follow_one_another_make_one_window() {
    let mut split = template();
    split.hours = vec![row("10:00", "12:00"), row("08:00", "10:00")];
    let plan = split.plan(date("2026-03-02")).expect("open");
    assert_eq!(plan.windows, [window("2026-03-02T07:00:00Z", 24)]);
}

#[test]
fn the_hours_are_those_of_the_wall_in_summer_and_winter() {
    let first = |day| template().plan(date(day)).expect("open").windows[0].starts_at;
    assert_eq!(first("2026-03-23"), at("2026-03-23T07:00:00Z"));
    assert_eq!(first("2026-03-30"), at("2026-03-30T06:00:00Z"));
}

#[test]
fn the_office_is_closed_on_a_holiday_of_the_land_and_outside_the_time_of_the_template() {
    assert_eq!(template().plan(date("2026-04-06")), None, "Easter Monday");
    assert_eq!(template().plan(date("2025-12-29")), None, "before it holds");
    let ended = Template { valid_until: Some(date("2026-03-01")), ..template() };
    assert_eq!(ended.plan(date("2026-03-02")), None);
}

#[test]
fn time_is_released_on_the_working_day_before() {
    let released = |day| template().plan(date(day)).expect("open").released_at;
    assert_eq!(released("2026-03-09"), at("2026-03-06T06:30:00Z"), "on Friday, in winter");
    assert_eq!(released("2026-03-30"), at("2026-03-27T06:30:00Z"), "on Friday, before summer time began");
    let tuesday =
        Template { hours: vec![OpeningHours { weekday: Weekday::Tue, ..row("08:00", "12:00") }], ..template() };
    let after_easter = tuesday.plan(date("2026-04-07")).expect("open");
    assert_eq!(after_easter.released_at, at("2026-04-02T05:30:00Z"), "on Maundy Thursday, in summer");
}

#[test]
fn time_may_be_released_days_ahead_at_midnight() {
    let ahead = Template { release: Release::DaysAhead { days: 14 }, ..template() };
    let plan = ahead.plan(date("2026-04-13")).expect("open");
    assert_eq!(plan.released_at, at("2026-03-29T22:00:00Z"));
}

#[test]
fn the_hour_in_which_summer_time_begins_or_ends_is_not_offered() {
    let night = OpeningHours { weekday: Weekday::Sun, ..row("00:00", "05:00") };
    let nights = Template { unit_mins: 60, hours: vec![night], ..template() };
    // At 02:00 clocks go to 03:00; the hour from 01:00 ends at a time that no clock shows.
    let spring = nights.plan(date("2026-03-29")).expect("open");
    assert_eq!(spring.windows, [window("2026-03-28T23:00:00Z", 1), window("2026-03-29T01:00:00Z", 2)]);
    // At 03:00 clocks go back to 02:00; nobody could say which half past two is meant.
    let autumn = nights.plan(date("2026-10-25")).expect("open");
    assert_eq!(autumn.windows, [window("2026-10-24T22:00:00Z", 1), window("2026-10-25T02:00:00Z", 2)]);
}

#[test]
fn every_plan_of_a_year_is_one_that_a_day_accepts() {
    let mut desk = Desk::new();
    for day in date("2026-01-01").iter_days().take(365) {
        if let Some(plan) = template().plan(day) {
            desk.ask::<capacity::State>(
                DayId::of(SCOPE, day).0,
                system(),
                at("2026-01-01T00:00:00Z"),
                capacity::Command::Plan { plan, origin: Origin::OpeningHours },
            )
            .expect("a template gives possible plans");
        }
    }
}

#[test]
fn hours_can_be_defined_anew_and_withdrawn() {
    let define = |template: &Template| Command::Define { template: template.clone() };
    let defined = |template: &Template, generation| Event::Defined {
        template: template.clone(),
        plan_from: at("2026-01-01T00:00:00Z"),
        generation,
    };
    let (first, second) = (template(), Template { unit_mins: 20, ..template() });
    let now = at("2026-01-01T00:00:00Z");
    given::<State>([]).when(planner(), now, define(&first)).then([defined(&first, 0)]);
    given::<State>([defined(&first, 0)]).when(planner(), now, define(&first)).then_nothing();
    given::<State>([defined(&first, 0)]).when(planner(), now, define(&second)).then([defined(&second, 1)]);
    given::<State>([defined(&first, 0)]).when(planner(), now, Command::Withdraw).then([Event::Withdrawn]);
    let withdrawn = || [defined(&first, 0), Event::Withdrawn];
    given::<State>(withdrawn()).when(planner(), now, Command::Withdraw).then_nothing();
    given::<State>(withdrawn()).when(planner(), now, define(&second)).then([defined(&second, 1)]);
    given::<State>([]).when(planner(), now, Command::Withdraw).then_refused(Refusal::Unknown);
    given::<State>([]).when(citizen(ADA), now, define(&first)).then_refused(Denied.into());
    let elsewhere = Template { scope: ScopeId(Uuid::from_u128(2)), ..template() };
    given::<State>([defined(&first, 0)])
        .when(planner(), now, define(&elsewhere))
        .then_refused(Refusal::OtherScope { scope: SCOPE });
}

#[test]
fn hours_that_begin_later_take_over_on_their_first_day() {
    let summer = Template { valid_from: date("2026-06-01"), hours: vec![row("10:00", "12:00")], ..template() };
    let mut state = State::default();
    for (template, generation) in [(template(), 0), (summer.clone(), 1)] {
        state = state.apply(Event::Defined { template, plan_from: at("2026-01-01T00:00:00Z"), generation });
    }
    assert_eq!(state.template(date("2026-05-31")), Some(&template()));
    assert_eq!(state.template(date("2026-06-01")), Some(&summer));
    assert_eq!(state.template(date("2025-12-31")), None);
}

#[test]
fn a_special_day_overrules_a_holiday_and_a_closure_the_week() {
    let easter_monday = SpecialDay { date: date("2026-04-06"), hours: vec![hours("10:00", "12:00")] };
    let hours = Template { special_days: vec![easter_monday], closures: vec![closure("2026-03-02")], ..template() };
    let open = hours.plan(date("2026-04-06")).expect("it is special");
    assert_eq!(open.windows, [window("2026-04-06T08:00:00Z", 12)]);
    assert_eq!(hours.offer(date("2026-03-02")), Offer::Closed(ClosureReason::StaffMeeting));
    assert!(matches!(hours.offer(date("2026-03-09")), Offer::Open(_)));
}

#[test]
fn the_office_keeps_its_days_planned_ahead() {
    let mut desk = office();
    define(&mut desk, template());
    let first = go_on(&mut desk, monday("07:00"));
    assert_eq!(first, (date("2026-03-15"), monday("07:00")), "two weeks, and the rest at once");
    let second = go_on(&mut desk, monday("07:00"));
    assert_eq!(second, (date("2026-03-21"), at("2026-03-02T23:00:00Z")), "twenty days, and one more after midnight");
    for (day, planned) in [("2026-03-02", true), ("2026-03-03", false), ("2026-03-16", true), ("2026-03-23", false)] {
        assert_eq!(windows(&desk, day) > 0, planned, "{day}");
    }
    // For two days nobody was there to do it.
    let later = go_on(&mut desk, at("2026-03-04T06:00:00Z"));
    assert_eq!(later, (date("2026-03-23"), at("2026-03-04T23:00:00Z")));
    assert_eq!(windows(&desk, "2026-03-23"), 2);
}

#[test]
fn amended_hours_plan_the_coming_days_anew_and_past_ones_stay() {
    let mut desk = office();
    define(&mut desk, template());
    go_on(&mut desk, monday("07:00"));
    let amended = Template { hours: vec![row("08:00", "12:00")], ..template() };
    desk.ask::<State>(id(), planner(), at("2026-03-04T06:00:00Z"), Command::Define { template: amended })
        .expect("they are possible");
    go_on(&mut desk, at("2026-03-04T06:00:00Z"));
    assert_eq!((windows(&desk, "2026-03-02"), windows(&desk, "2026-03-09")), (2, 1));
}

#[test]
fn what_a_planner_has_said_about_a_day_stands_whatever_the_hours_say() {
    let mut desk = office();
    let special = Plan { windows: vec![window("2026-03-03T08:00:00Z", 6)], ..monday_plan("2026-03-03") };
    ask(&mut desk, "2026-03-03", capacity::Command::Plan { plan: special, origin: Origin::Planner });
    close(&mut desk, "2026-03-09");
    let always = Template { hours: vec![row("08:00", "12:00")], closures: vec![closure("2026-03-03")], ..template() };
    define(&mut desk, always);
    go_on(&mut desk, monday("07:00"));
    assert_eq!(windows(&desk, "2026-03-03"), 1);
    let closed = desk.state::<capacity::State>(DayId::of(SCOPE, date("2026-03-09")).0);
    assert!(matches!(closed, capacity::State::Closed { .. }), "{closed:?}");

    // Whoever reopens it leaves it to the hours.
    ask(&mut desk, "2026-03-09", capacity::Command::Reopen);
    desk.run(&PlanDay { scope: SCOPE, date: date("2026-03-09") }, system(), monday("08:00")).expect("it is open");
    assert_eq!(windows(&desk, "2026-03-09"), 1);
}

#[test]
fn a_closure_in_the_hours_closes_planned_days_and_its_end_opens_them() {
    let mut desk = office();
    define(&mut desk, template());
    go_on(&mut desk, monday("07:00"));
    define(&mut desk, Template { closures: vec![closure("2026-03-09")], ..template() });
    go_on(&mut desk, monday("07:00"));
    let of_day = |desk: &Desk| desk.state::<capacity::State>(DayId::of(SCOPE, date("2026-03-09")).0);
    assert!(matches!(of_day(&desk), capacity::State::Closed { reason: ClosureReason::StaffMeeting, .. }));
    define(&mut desk, template());
    go_on(&mut desk, monday("07:00"));
    assert!(matches!(of_day(&desk), capacity::State::Open(_)));
}

#[test]
fn hours_that_are_withdrawn_plan_no_more() {
    let mut desk = office();
    define(&mut desk, template());
    desk.ask::<State>(id(), planner(), monday("06:30"), Command::Withdraw).expect("they hold");
    desk.run(&PlanAhead { availability: AvailabilityId(id()) }, system(), monday("07:00")).expect("a late timer");
    assert_eq!(desk.history::<State>(id()).len(), 2);
}

#[test]
fn hours_that_contradict_themselves_are_refused() {
    let many = Hours { lanes: Lanes { public: 200, internal: 1 }, ..hours("08:00", "12:00") };
    let bad = [
        Template { unit_mins: 0, ..template() },
        Template { unit_mins: 25, ..template() },
        Template { valid_until: Some(date("2025-01-01")), ..template() },
        Template { valid_from: date("1999-01-01"), ..template() },
        Template { hours: vec![], ..template() },
        Template { hours: vec![row("10:00", "08:00")], ..template() },
        Template { hours: vec![row("08:00", "10:00"), row("09:00", "11:00")], ..template() },
        Template { hours: vec![OpeningHours { weekday: Weekday::Mon, hours: many }], ..template() },
        Template { special_days: vec![special(&[("10:00", "09:00")])], ..template() },
        Template { special_days: vec![special(&[]), special(&[])], ..template() },
        Template { closures: vec![Closure { until: date("2026-01-01"), ..closure("2026-03-02") }], ..template() },
    ];
    for template in bad {
        let answer = given::<State>([])
            .when(planner(), at("2026-01-01T00:00:00Z"), Command::Define { template: template.clone() })
            .answer();
        assert!(matches!(answer, Err(Refusal::BadTemplate(_))), "{template:?}: {answer:?}");
    }
}

fn planner() -> crate::By {
    acting(CLARA, Role::Planner)
}

fn template() -> Template {
    let at = NaiveTime::from_hms_opt(7, 30, 0).expect("a time");
    Template {
        scope: SCOPE,
        valid_from: date("2026-01-01"),
        valid_until: None,
        unit_mins: 10,
        hours: vec![row("08:00", "12:00"), row("13:00", "15:00")],
        special_days: vec![],
        closures: vec![],
        release: Release::WorkingDayBefore { at },
    }
}

fn row(from: &str, until: &str) -> OpeningHours {
    OpeningHours { weekday: Weekday::Mon, hours: hours(from, until) }
}

fn hours(from: &str, until: &str) -> Hours {
    let time = |text: &str| format!("{text}:00").parse().expect("a time");
    Hours { from: time(from), until: time(until), lanes: Lanes { public: 3, internal: 1 } }
}

fn special(rows: &[(&str, &str)]) -> SpecialDay {
    let hours = rows.iter().map(|(from, until)| hours(from, until)).collect();
    SpecialDay { date: date("2026-05-04"), hours }
}

fn closure(day: &str) -> Closure {
    Closure { from: date(day), until: date(day), reason: ClosureReason::StaffMeeting }
}

/// An office that plans twenty days ahead.
fn office() -> Desk {
    let mut facts = Facts::default();
    facts.limits.planned_days_ahead = 20;
    Desk::knowing(facts)
}

fn id() -> Uuid {
    AvailabilityId::of(SCOPE).0
}

fn monday(clock: &str) -> DateTime<Utc> {
    at(&format!("2026-03-02T{clock}:00Z"))
}

fn define(desk: &mut Desk, template: Template) {
    desk.ask::<State>(id(), planner(), monday("06:00"), Command::Define { template }).expect("it is possible");
}

/// Lets the office plan, and says how far it came and when it goes on.
fn go_on(desk: &mut Desk, now: DateTime<Utc>) -> (NaiveDate, DateTime<Utc>) {
    desk.run(&PlanAhead { availability: AvailabilityId(id()) }, system(), now).expect("a timer may");
    let Some(Event::PlannedAhead { until, next_at, .. }) = desk.history::<State>(id()).last() else {
        panic!("it has planned")
    };
    (*until, *next_at)
}

fn ask(desk: &mut Desk, day: &str, command: capacity::Command) {
    let day = DayId::of(SCOPE, date(day)).0;
    desk.ask::<capacity::State>(day, planner(), monday("06:00"), command).expect("a planner may");
}

fn close(desk: &mut Desk, day: &str) {
    let (reason, origin) = (ClosureReason::Technical, Origin::Planner);
    ask(desk, day, capacity::Command::Close { scope: SCOPE, date: date(day), reason, origin });
}

fn monday_plan(day: &str) -> Plan {
    Plan { scope: SCOPE, date: date(day), unit_mins: 10, windows: vec![], released_at: monday("06:00") }
}

fn windows(desk: &Desk, day: &str) -> usize {
    let day = desk.state::<capacity::State>(DayId::of(SCOPE, date(day)).0);
    day.plan().map_or(0, |plan| plan.windows.len())
}

fn window(starts_at: &str, units: u16) -> Window {
    Window { starts_at: at(starts_at), units, lanes: Lanes { public: 3, internal: 1 } }
}
