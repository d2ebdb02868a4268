//! Tests of how offered time was used.

use domain::Role;
use domain::booking::{CancelReason, Medium};
use domain::capacity::{ClosureReason, Lanes, Origin, Plan, Window};
use domain::catalogue::ServiceCode;
use domain::ids::DayId;
use domain::testing::{ADA, acting, at, date};

use super::uses::USES;
use super::*;
use crate::small_groups::Count;
use crate::testing::visits::{Wish, booking, wish};
use crate::testing::{Models, Office, SCOPE};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));

fn used(models: &Models, from: &str, to: &str, by: Period) -> Vec<Used> {
    models.utilisation(Some(SCOPE), date(from), date(to), by).expect("an answer")
}

fn of_day(models: &Models, day: &str) -> Minutes {
    let used = used(models, day, day, Period::Day);
    assert_eq!(used.iter().map(|one| one.start).collect::<Vec<_>>(), [date(day)]);
    used[0].minutes
}

fn online(n: u128, starts_at: &str) -> Wish {
    Wish { medium: Medium::Online, ..wish(n, starts_at) }
}

/// Two hours of two public lanes and one internal lane.
fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (2, 1));
    office
}

#[tokio::test]
async fn time_is_planned_booked_kept_and_worked() {
    let mut office = office();
    office.serve(&wish(1, "2026-03-02T08:00:00Z"), 3, 12);
    office.serve(&online(2, "2026-03-02T08:00:00Z"), 0, 25);
    office.appoint(&online(3, "2026-03-02T08:20:00Z"));
    office.miss(booking(3), at("2026-03-02T08:30:00Z"));
    office.appoint(&wish(4, "2026-03-02T09:00:00Z"));
    let minutes = of_day(&office.read().await, "2026-03-02");
    let expected = Minutes {
        planned_public: 240,
        planned_internal: 120,
        booked_public: 40,
        booked_internal: 40,
        conflicts: 0,
        kept: 40,
        productive_secs: 37 * 60,
    };
    assert_eq!(minutes, expected);
    let close = |ratio: Option<f64>, part: f64| (ratio.expect("time was planned") - part / 360.0).abs() < 1e-12;
    assert!(close(minutes.booked_ratio(), 80.0));
    assert!(close(minutes.kept_ratio(), 40.0));
    assert!(close(minutes.productive_ratio(), 37.0));
}

// Monday: 12 units of three lanes. At its release the service centre has taken one appointment of two units. Before its
// morning two more are booked, one of them is given back within the day, and one is served.
#[tokio::test]
async fn a_day_is_looked_at_when_it_is_released_when_it_begins_and_now() {
    let mut office = Office::default();
    let window = Window { starts_at: at("2026-03-02T08:00:00Z"), units: 12, lanes: Lanes { public: 2, internal: 1 } };
    let plan = Plan {
        scope: SCOPE,
        date: date("2026-03-02"),
        unit_mins: 10,
        windows: vec![window],
        released_at: at("2026-02-27T06:30:00Z"),
    };
    office.plan(plan, at("2026-01-05T06:00:00Z")).expect("a good plan");
    let on = |clock: &str| at(&format!("2026-02-27T{clock}:00Z"));
    office.appoint(&Wish { asked_at: on("06:00"), ..wish(1, "2026-03-02T08:00:00Z") });
    assert_eq!(used(&office.read().await, "2026-03-02", "2026-03-02", Period::Day)[0].at_release, Stood::default());
    // At the very moment of the release the day stands as it stood before.
    office.appoint(&Wish { asked_at: on("06:30"), ..online(2, "2026-03-02T08:00:00Z") });
    office.appoint(&Wish { asked_at: on("07:00"), ..online(3, "2026-03-02T08:00:00Z") });
    office.cancel(booking(3), CancelReason::Citizen, at("2026-03-02T07:00:00Z"));
    office.check_in(booking(1), at("2026-03-02T08:00:00Z"));
    office.call(booking(1), at("2026-03-02T08:00:00Z"));
    office.start(booking(1), at("2026-03-02T08:00:00Z"));
    office.finish(booking(1), &[], at("2026-03-02T08:15:00Z"));
    let day = used(&office.read().await, "2026-03-02", "2026-03-02", Period::Day)[0];
    let stood = Stood {
        days: 1,
        planned_public: 240,
        planned_internal: 120,
        booked_public: 0,
        booked_internal: 20,
        conflicts: 0,
        planned_units: 36,
        booked_units: 2,
    };
    assert_eq!(day.at_release, stood);
    assert_eq!(day.at_day_start, Stood { booked_public: 40, booked_units: 6, ..stood });
    assert_eq!((day.minutes.booked_public, day.minutes.booked_internal, day.minutes.kept), (20, 20, 20));
    let (planned_public, booked_public, kept_public) = (24, 2, 0);
    let units = Units { planned: 36, booked: 4, kept: 2, conflicts: 0, planned_public, booked_public, kept_public };
    assert_eq!(day.units, units);
    let pools = Pools { kept_public: 0, kept_internal: 20, productive_public_secs: 0, productive_internal_secs: 900 };
    assert_eq!(day.pools, pools);
}

#[tokio::test]
async fn time_in_which_a_visit_is_parked_is_not_worked() {
    let mut office = office();
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    let time = |clock: &str| at(&format!("2026-03-02T{clock}:00Z"));
    office.check_in(booking(1), time("08:00"));
    office.call(booking(1), time("08:00"));
    office.start(booking(1), time("08:00"));
    let clara = || domain::testing::clerk(domain::testing::CLARA);
    let park = booking::Park { booking: booking(1), why: booking::ParkReason::Papers };
    office.run(&park, clara(), time("08:07")).expect("she serves them");
    office.run(&booking::Resume { booking: booking(1) }, clara(), time("08:50")).expect("she is free");
    office.finish(booking(1), &[], time("08:55"));
    assert_eq!(of_day(&office.read().await, "2026-03-02").productive_secs, 12 * 60);
}

#[tokio::test]
async fn a_talk_with_an_interruption_counts_while_the_line_stood() {
    let mut office = office();
    office.change_of_residence(&wish(1, "2026-03-02T08:00:00Z"), ("Lovelace", "Ada"));
    let minutes = of_day(&office.read().await, "2026-03-02");
    assert_eq!((minutes.kept, minutes.productive_secs), (20, 18 * 60));
}

#[tokio::test]
async fn what_is_held_given_back_or_runs_out_is_not_booked() {
    let mut office = office();
    office.hold(&online(1, "2026-03-02T08:00:00Z"));
    office.hold(&online(2, "2026-03-02T08:20:00Z"));
    office.appoint(&online(3, "2026-03-02T08:40:00Z"));
    office.appoint(&wish(4, "2026-03-02T08:40:00Z"));
    let booked = |minutes: Minutes| (minutes.booked_public, minutes.booked_internal);
    assert_eq!(booked(of_day(&office.read().await, "2026-03-02")), (20, 20));
    office.expire(booking(2), at("2026-02-23T10:00:00Z"));
    office.cancel(booking(3), CancelReason::Citizen, at("2026-03-01T08:00:00Z"));
    office.cancel(booking(4), CancelReason::PlanChanged, at("2026-03-02T08:30:00Z"));
    assert_eq!(booked(of_day(&office.read().await, "2026-03-02")), (0, 0));
    // The units are free again, and somebody else is served in them.
    office.serve(&wish(5, "2026-03-02T08:40:00Z"), 0, 10);
    let minutes = of_day(&office.read().await, "2026-03-02");
    assert_eq!((booked(minutes), minutes.kept), ((0, 20), 20));
}

#[tokio::test]
async fn who_was_missed_and_comes_after_all_has_kept_the_time() {
    let mut office = office();
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.miss(booking(1), at("2026-03-02T08:10:00Z"));
    let missed = of_day(&office.read().await, "2026-03-02");
    assert_eq!((missed.booked_internal, missed.kept), (20, 0));
    office.check_in(booking(1), at("2026-03-02T09:00:00Z"));
    office.call(booking(1), at("2026-03-02T09:05:00Z"));
    office.start(booking(1), at("2026-03-02T09:06:00Z"));
    office.finish(booking(1), &[ServiceCode::ChangeOfResidence], at("2026-03-02T09:20:00Z"));
    let kept = of_day(&office.read().await, "2026-03-02");
    assert_eq!((kept.booked_internal, kept.kept, kept.productive_secs), (20, 20, 14 * 60));
}

#[tokio::test]
async fn a_move_takes_its_minutes_along_to_the_other_day_and_place() {
    let mut office = office();
    office.offer(ELSEWHERE, "2026-03-03T08:00:00Z", 12, (1, 1));
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    office.move_to(booking(1), ELSEWHERE, "2026-03-03T08:00:00Z", at("2026-02-26T08:00:00Z"));
    let models = office.read().await;
    let all = models.utilisation(None, date("2026-03-01"), date("2026-03-31"), Period::Day).expect("an answer");
    let booked = all.iter().map(|one| (one.scope, one.start, one.minutes.booked_internal)).collect::<Vec<_>>();
    assert_eq!(booked, [(SCOPE, date("2026-03-02"), 0), (ELSEWHERE, date("2026-03-03"), 20)]);
}

#[tokio::test]
async fn two_places_are_counted_apart() {
    let mut office = office();
    office.offer(ELSEWHERE, "2026-03-02T08:00:00Z", 6, (1, 0));
    office.appoint(&Wish { scope: ELSEWHERE, ..wish(1, "2026-03-02T08:00:00Z") });
    let models = office.read().await;
    let all = models.utilisation(None, date("2026-03-01"), date("2026-03-31"), Period::Month).expect("an answer");
    let planned: Vec<_> = all.iter().map(|one| (one.scope, one.minutes.planned(), one.minutes.booked_public)).collect();
    assert_eq!(planned, [(SCOPE, 360, 0), (ELSEWHERE, 60, 20)]);
}

#[tokio::test]
async fn weeks_and_months_are_those_of_the_offices_calendar() {
    let mut office = Office::default();
    // The last Friday of winter time, the last day of March in summer time, and, in Greenwich
    // still on the last of March, ten minutes after midnight in Saarbrücken.
    for (n, from) in [(1, "2026-03-27T08:00:00Z"), (2, "2026-03-31T07:00:00Z"), (3, "2026-03-31T22:10:00Z")] {
        office.offer(SCOPE, from, 6, (0, 1));
        office.serve(&wish(n, from), 0, 10);
    }
    let models = office.read().await;
    let by = |period| {
        let used = used(&models, "2026-03-01", "2026-04-30", period);
        used.into_iter().map(|one| (one.start.to_string(), one.minutes.planned(), one.minutes.kept)).collect::<Vec<_>>()
    };
    let row = |start: &str, planned, kept| (start.to_owned(), planned, kept);
    assert_eq!(by(Period::Day), [row("2026-03-27", 60, 20), row("2026-03-31", 60, 20), row("2026-04-01", 60, 20)]);
    assert_eq!(by(Period::Week), [row("2026-03-23", 60, 20), row("2026-03-30", 120, 40)]);
    assert_eq!(by(Period::Month), [row("2026-03-01", 120, 40), row("2026-04-01", 60, 20)]);
    assert_eq!(by(Period::Year), [row("2026-01-01", 180, 60)]);
}

#[tokio::test]
async fn the_days_on_which_the_clocks_change_begin_and_end_at_their_midnights() {
    let mut office = Office::default();
    // Local midnight to local midnight, without the hour in which nobody could say which time is meant.
    for (before, after) in [
        (("2026-03-28T23:00:00Z", 11), ("2026-03-29T01:00:00Z", 126)),
        (("2026-10-24T22:00:00Z", 11), ("2026-10-25T02:00:00Z", 126)),
    ] {
        let lanes = Lanes { public: 0, internal: 1 };
        let windows = [before, after].map(|(from, units)| Window { starts_at: at(from), units, lanes });
        let day = domain::calendar::local_date(windows[0].starts_at);
        let released_at = windows[0].starts_at - chrono::TimeDelta::days(31);
        let plan = Plan { scope: SCOPE, date: day, unit_mins: 10, windows: windows.into(), released_at };
        office.plan(plan, released_at).expect("a good plan");
    }
    // The first and the last ten minutes that belong to each day.
    let edges = ["2026-03-28T23:00:00Z", "2026-03-29T21:40:00Z", "2026-10-24T22:00:00Z", "2026-10-25T22:40:00Z"];
    for (n, starts_at) in (1..).zip(edges) {
        office.serve(&wish(n, starts_at), 0, 30);
    }
    let models = office.read().await;
    let spring = of_day(&models, "2026-03-29");
    assert_eq!((spring.planned(), spring.booked_internal, spring.kept), (1_370, 40, 40));
    let autumn = of_day(&models, "2026-10-25");
    assert_eq!((autumn.planned(), autumn.booked_internal, autumn.kept), (1_370, 40, 40));
    // Work that goes on over midnight belongs to the day of its appointment.
    assert_eq!((spring.productive_secs, autumn.productive_secs), (3600, 3600));
    assert_eq!(used(&models, "2026-03-28", "2026-03-28", Period::Day), []);
    assert_eq!(used(&models, "2026-03-30", "2026-10-24", Period::Day), []);
}

#[tokio::test]
async fn a_new_plan_changes_what_is_offered_and_keeps_what_is_booked() {
    let mut office = office();
    office.appoint(&online(1, "2026-03-02T08:00:00Z"));
    let window = Window { starts_at: at("2026-03-02T08:00:00Z"), units: 6, lanes: Lanes { public: 1, internal: 0 } };
    let plan = Plan {
        scope: SCOPE,
        date: date("2026-03-02"),
        unit_mins: 10,
        windows: vec![window],
        released_at: at("2026-01-30T08:00:00Z"),
    };
    office.plan(plan.clone(), at("2026-02-27T08:00:00Z")).expect("nobody is dropped");
    let shorter = of_day(&office.read().await, "2026-03-02");
    assert_eq!((shorter.planned_public, shorter.planned_internal, shorter.booked_public), (60, 0, 20));

    // In longer units the same appointment is as long as it was.
    let window = Window { units: 4, ..window };
    let longer = Plan { unit_mins: 15, windows: vec![window], ..plan };
    office.plan(longer, at("2026-02-27T09:00:00Z")).expect("nobody is dropped");
    let longer = of_day(&office.read().await, "2026-03-02");
    assert_eq!((longer.planned_public, longer.booked_public), (60, 20));
}

#[tokio::test]
async fn a_day_that_is_closed_has_no_ratio_until_it_opens_again() {
    let mut office = office();
    office.appoint(&online(1, "2026-03-02T08:00:00Z"));
    let (reason, origin) = (ClosureReason::Emergency, Origin::Planner);
    let close = capacity::Command::Close { scope: SCOPE, date: date("2026-03-02"), reason, origin };
    let mut ask = |command| {
        let (day, planner) = (DayId::of(SCOPE, date("2026-03-02")).0, acting(ADA, Role::Planner));
        office.ask::<capacity::State>(day, planner, at("2026-02-27T08:00:00Z"), command).expect("a planner may");
        office.log.clone()
    };
    let minutes = of_day(&Models::of(&ask(close)).await, "2026-03-02");
    assert_eq!(minutes, Minutes { conflicts: 20, ..Minutes::default() });
    assert_eq!((minutes.booked_ratio(), minutes.kept_ratio(), minutes.productive_ratio()), (None, None, None));
    let reopened = of_day(&Models::of(&ask(capacity::Command::Reopen)).await, "2026-03-02");
    assert_eq!((reopened.planned_public, reopened.booked_public, reopened.conflicts), (240, 20, 0));
}

// Two lanes become one: who came first keeps the place, and both are served.
#[tokio::test]
async fn who_is_served_without_a_place_has_kept_nothing_that_is_offered() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (2, 0));
    for n in [1, 2] {
        office.appoint(&online(n, "2026-03-02T08:00:00Z"));
    }
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (1, 0));
    for n in [1, 2] {
        let time = |clock: &str| at(&format!("2026-03-02T{clock}:00Z"));
        office.check_in(booking(n), time("08:00"));
        office.call(booking(n), time("08:00"));
        office.start(booking(n), time("08:00"));
        office.finish(booking(n), &[], time("08:15"));
    }
    let day = used(&office.read().await, "2026-03-02", "2026-03-02", Period::Day)[0];
    let minutes = day.minutes;
    assert_eq!((minutes.booked_public, minutes.conflicts, minutes.kept, minutes.productive_secs), (20, 20, 20, 900));
    assert_eq!((day.units.booked, day.units.conflicts, day.units.kept, day.units.kept_public), (2, 2, 2, 2));
    assert_eq!((day.pools.kept_public, day.pools.productive_public_secs), (20, 900));
}

#[test]
fn a_week_belongs_to_the_monday_it_begins_with_also_over_the_new_year() {
    for (period, day, start, end, before) in [
        (Period::Day, "2026-01-01", "2026-01-01", "2026-01-01", "2025-12-31"),
        (Period::Week, "2026-01-01", "2025-12-29", "2026-01-04", "2025-12-22"),
        (Period::Week, "2026-01-04", "2025-12-29", "2026-01-04", "2025-12-22"),
        (Period::Month, "2026-03-31", "2026-03-01", "2026-03-31", "2026-02-01"),
        (Period::Month, "2028-02-01", "2028-02-01", "2028-02-29", "2028-01-01"),
        (Period::Year, "2026-12-31", "2026-01-01", "2026-12-31", "2025-01-01"),
    ] {
        assert_eq!(period.end(date(day)), date(end), "the end of {period:?} of {day}");
        assert_eq!(period.start(date(day)), date(start), "{period:?} of {day}");
        assert_eq!(period.before(date(start)), date(before), "{period:?} before {start}");
    }
}

fn uses(models: &Models, scope: Option<ScopeId>) -> Uses {
    let found = models.time_uses(scope, date("2026-03-10"), date("2026-03-10"), Period::Month).expect("an answer");
    let [uses] = &found[..] else { panic!("one month: {found:?}") };
    uses.clone()
}

fn taken(minutes: i64, units: i64) -> Taken {
    Taken { minutes, units }
}

// Ten residences by phone, of which five are served for 15 minutes each; six tax numbers online, all served for 5 minutes.
#[tokio::test]
async fn offered_time_is_used_for_services_and_in_ways() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (20, 20));
    for n in 1..=10 {
        let wish = wish(n, "2026-03-02T08:00:00Z");
        if n <= 5 {
            office.serve(&wish, 0, 15);
        } else {
            office.appoint(&wish);
        }
    }
    let tax = |n| Wish { services: vec![ServiceCode::TaxId], ..online(n, "2026-03-02T09:00:00Z") };
    for n in 11..=16 {
        office.serve(&tax(n), 0, 5);
    }
    // What is given back, and what is held only, takes nothing.
    for n in 21..=25 {
        office.appoint(&wish(n, "2026-03-02T08:20:00Z"));
        office.cancel(booking(n), CancelReason::Citizen, at("2026-03-01T08:00:00Z"));
        office.hold(&online(n + 10, "2026-03-02T08:20:00Z"));
    }
    let models = office.read().await;
    let month = uses(&models, None);
    assert_eq!((month.start, month.planned), (date("2026-03-01"), 120 * 40));
    let [(Some(first), residence), (Some(second), number)] = month.services[..] else { panic!("two: {month:?}") };
    assert_eq!((first, second), (ServiceCode::ChangeOfResidence, ServiceCode::TaxId));
    assert_eq!(residence.appointments.count, Some(10));
    assert_eq!(
        (residence.booked, residence.kept, residence.productive_secs),
        (Some(taken(200, 20)), Some(taken(100, 10)), Some(75 * 60))
    );
    assert_eq!(residence.booked_ratio(), Some(200.0 / 4800.0));
    assert_eq!(residence.productive_ratio(), Some(75.0 / 4800.0));
    let six = number.booked.expect("six are shown");
    assert_eq!((number.kept, number.productive_secs), (Some(six), Some(30 * 60)));
    let media: Vec<_> = month.media.iter().map(|(medium, used)| (*medium, used.appointments.count)).collect();
    assert_eq!(media, [(Medium::Online, Some(6)), (Medium::Phone, Some(10))]);
    assert_eq!(month.channels.len(), 1, "all by video");
    assert_eq!(month.channels[0].1.appointments.count, Some(16));
    // The same as a whole.
    let whole = used(&models, "2026-03-01", "2026-03-31", Period::Month)[0];
    let sum: i64 = month.services.iter().map(|(_, used)| used.booked.expect("shown").minutes).sum();
    assert_eq!(whole.minutes.booked_public + whole.minutes.booked_internal, sum);
    assert_eq!(whole.units.planned_public, 240);
}

#[tokio::test]
async fn time_that_few_have_taken_is_hidden_and_does_not_follow_from_the_rest() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 12, (20, 20));
    office.offer(ELSEWHERE, "2026-03-02T08:00:00Z", 12, (20, 20));
    for n in 1..=10 {
        office.serve(&wish(n, "2026-03-02T08:00:00Z"), 0, 10);
        office.serve(&Wish { scope: ELSEWHERE, ..wish(100 + n, "2026-03-02T08:00:00Z") }, 0, 10);
    }
    for n in 11..=13 {
        office.serve(&Wish { services: vec![ServiceCode::TaxId], ..wish(n, "2026-03-02T09:00:00Z") }, 0, 10);
    }
    let models = office.read().await;
    let month = uses(&models, None);
    for (service, used) in &month.services {
        assert_eq!((used.appointments, used.booked, used.kept), (Count::HIDDEN, None, None), "{service:?}");
    }
    assert_eq!(month.media[0].1.appointments.count, Some(23));
    // At one place everything is hidden by service: the other places and the sum would tell of the three.
    let there = uses(&models, Some(ELSEWHERE));
    assert_eq!(there.services[0].1.booked, None);
    assert_eq!(there.media[0].1.appointments.count, Some(10));
    // Of 23 one does not come: ten less nine would be that one, and so would 23 less 22.
    office.appoint(&wish(20, "2026-03-02T09:30:00Z"));
    let models = office.read().await;
    assert_eq!(
        (uses(&models, None).media[0].1.appointments.count, uses(&models, None).media[0].1.kept),
        (Some(24), None)
    );
}

#[tokio::test]
async fn time_goes_along_with_an_appointment_that_moves() {
    let mut office = office();
    office.offer(SCOPE, "2026-04-01T08:00:00Z", 12, (9, 9));
    for n in 1..=5 {
        office.appoint(&Wish { starts_at: at("2026-04-01T08:00:00Z"), ..wish(n, "2026-03-20T08:00:00Z") });
        office.move_to(booking(n), SCOPE, "2026-04-01T09:00:00Z", at("2026-03-21T08:00:00Z"));
    }
    let models = office.read().await;
    let april =
        models.time_uses(Some(SCOPE), date("2026-04-01"), date("2026-04-01"), Period::Month).expect("an answer");
    assert_eq!(april[0].services[0].1.booked, Some(taken(100, 10)));
}

#[tokio::test]
async fn a_question_reads_the_days_it_asks_for_and_not_all_that_were_ever_planned() {
    let models = office().read().await;
    for sql in [DAYS, USES] {
        let plan = models.ask::<Utilisation, Vec<String>>(|connection| {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let values = std::iter::repeat_n("2026-03-02", plan.parameter_count());
            plan.query_map(rusqlite::params_from_iter(values), |row| row.get("detail"))?.collect()
        });
        let plan = plan.expect("a plan");
        assert!(plan.iter().any(|step| step.starts_with("SEARCH day USING INDEX day_by_date")), "{plan:?}");
    }
}
