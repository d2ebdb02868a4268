//! Tests of lead times and of searches in vain.

use chrono::Weekday;
use domain::capacity::{Command, Lanes, Plan, Window};
use domain::testing::{at, date, system};

use super::*;
use crate::small_groups::Count;
use crate::testing::visits::{Offer, wish};
use crate::testing::{Office, SCOPE};

/// Some days, each with times from nine on in one public lane.
fn office(dates: &[&str], units: u16) -> Office {
    let mut office = Office::default();
    for date in dates {
        let starts_at = at(&format!("{date}T08:00:00Z"));
        let windows = vec![Window { starts_at, units, lanes: Lanes { public: 1, internal: 0 } }];
        let released_at = at("2026-03-01T06:00:00Z");
        let plan = Plan { scope: SCOPE, date: local_date(starts_at), unit_mins: 10, windows, released_at };
        office.plan(plan, at("2026-02-20T06:00:00Z")).expect("a good plan");
    }
    office
}

async fn leads(office: &Office, from: &str, to: &str) -> Vec<Lead> {
    office.read().await.lead_time(None, None, date(from), date(to), Period::Day).expect("an answer")
}

#[test]
fn samples_are_taken_every_quarter_of_an_hour_from_eight_to_six_on_working_days() {
    let next = |after: &str| next_sample(at(after)).to_rfc3339();
    assert_eq!(next("2026-03-02T06:59:59Z"), "2026-03-02T07:00:00+00:00");
    assert_eq!(next("2026-03-02T07:00:00Z"), "2026-03-02T07:15:00+00:00");
    assert_eq!(next("2026-03-02T16:59:00Z"), "2026-03-02T17:00:00+00:00", "six in the evening");
    assert_eq!(next("2026-03-06T17:00:00Z"), "2026-03-09T07:00:00+00:00", "over the weekend");
    // Good Friday to Easter Monday.
    assert_eq!(next("2026-04-02T16:00:00Z"), "2026-04-07T06:00:00+00:00");
}

// Tuesday offers 20 minutes at 09:00, 09:10 and 09:20 (local), so the third is at 09:20. On Monday from 08:00 to 18:00 it
// is 25:20 to 15:20 hours away: in 41 samples the median is the 21st, at 13:00, and the ninth decile the 37th, at 09:00.
#[tokio::test]
async fn the_third_next_free_time_is_looked_at_all_day() {
    let mut office = office(&["2026-03-03"], 4);
    // Somebody holds a time and lets it run out on Sunday, which tells how long the service takes.
    office.hold(&crate::testing::visits::Wish {
        medium: booking::Medium::Online,
        asked_at: at("2026-03-01T10:00:00Z"),
        ..wish(1, "2026-03-03T08:00:00Z")
    });
    office.expire(crate::testing::visits::booking(1), at("2026-03-01T10:15:00Z"));
    // Nothing happens on Monday; the next event is on Monday night.
    office.wait(9, at("2026-03-02T20:00:00Z"));
    let monday = leads(&office, "2026-03-02", "2026-03-02").await;
    let [lead] = monday[..] else { panic!("one service: {monday:?}") };
    assert_eq!((lead.scope, lead.service, lead.samples, lead.none), (SCOPE, ServiceCode::ChangeOfResidence, 41, 0));
    assert_eq!((lead.p50_mins, lead.p90_mins), (Some(20 * 60 + 20), Some(24 * 60 + 20)));
    // Of one service alone, or of another of which nobody knows how long it takes.
    let models = office.read().await;
    let of = |service| {
        let found = models.lead_time(Some(SCOPE), Some(service), date("2026-03-02"), date("2026-03-02"), Period::Day);
        found.expect("an answer")
    };
    assert_eq!(of(ServiceCode::ChangeOfResidence), monday);
    assert_eq!(of(ServiceCode::TaxId), []);
}

#[tokio::test]
async fn what_is_held_is_not_free_until_the_hold_has_run_out() {
    let mut office = office(&["2026-03-03"], 4);
    let hold = |n, clock: &str| crate::testing::visits::Wish {
        medium: booking::Medium::Online,
        asked_at: at(clock),
        ..wish(n, "2026-03-03T08:00:00Z")
    };
    // Held from 08:10 to 08:25 on Monday: two times of three overlap with it.
    office.hold(&hold(1, "2026-03-02T07:10:00Z"));
    office.wait(9, at("2026-03-02T07:50:00Z"));
    let monday = leads(&office, "2026-03-02", "2026-03-02").await;
    let [lead] = monday[..] else { panic!("one service: {monday:?}") };
    // At 08:15 there is one time left; from 08:30 on there are three again, whether or not the end was recorded.
    assert_eq!((lead.samples, lead.none), (3, 1));
    assert_eq!((lead.p50_mins, lead.p90_mins), (Some(24 * 60 + 35), Some(24 * 60 + 50)));
}

// What is free on a day changes with an event, the end of a hold or the end of a keeping back, and with nothing else: a
// time that begins is passed over when it is asked for.
#[tokio::test]
async fn a_day_on_which_nothing_happens_is_counted_once() {
    let mut office = office(&["2026-03-02"], 12);
    office.hold(&crate::testing::visits::Wish {
        medium: booking::Medium::Online,
        asked_at: at("2026-03-01T10:00:00Z"),
        ..wish(1, "2026-03-02T08:00:00Z")
    });
    office.expire(crate::testing::visits::booking(1), at("2026-03-01T10:15:00Z"));
    office.wait(9, at("2026-03-02T08:20:00Z"));
    let models = office.read().await;
    let seen = models.ask::<LeadTime, Vec<(i64, usize)>>(|connection| {
        let mut seen = connection.prepare("SELECT until, starts FROM seen")?;
        let seen = seen.query_map((), |row| Ok((row.get("until")?, row.json::<Vec<i64>>("starts")?.len())))?;
        seen.collect()
    });
    // Twelve units of ten minutes have eleven times of twenty.
    assert_eq!(seen.expect("an answer"), [(FOR_EVER, 11)]);
    // From 08:00 to 09:15 (local) at every quarter: at 09:15 the third next is no longer at 09:20 but at 09:40.
    let monday = leads(&office, "2026-03-02", "2026-03-02").await;
    let [lead] = monday[..] else { panic!("one service: {monday:?}") };
    assert_eq!((lead.samples, lead.none, lead.p90_mins), (6, 0, Some(80)));
    assert_eq!(lead.p50_mins, Some(35), "80, 65, 50, 35, 30 and 25");
}

#[tokio::test]
async fn searches_in_vain_are_summed_and_few_are_hidden() {
    let mut office = office(&["2026-03-02"], 4);
    let mut note = |day: &str, hour, service, searches| {
        let date = date(day);
        let command = Command::NoteSearches { scope: SCOPE, date, hour, service, searches };
        office
            .ask::<capacity::State>(DayId::of(SCOPE, date).0, system(), at("2026-03-05T09:00:00Z"), command)
            .expect("the office may");
    };
    note("2026-03-02", 9, ServiceCode::TaxId, 3);
    note("2026-03-02", 10, ServiceCode::TaxId, 4);
    note("2026-03-03", 9, ServiceCode::MoveIn, 4);
    let models = office.read().await;
    let found = models.in_vain(Some(SCOPE), date("2026-03-01"), date("2026-03-31"), Period::Month).expect("an answer");
    let found: Vec<_> = found.iter().map(|one| (one.service, one.searches)).collect();
    assert_eq!(found, [(ServiceCode::MoveIn, Count::HIDDEN), (ServiceCode::TaxId, Count::of(7))]);
}

// On Mondays at nine, ten times are taken: six for a change of residence, four for a tax number. On Tuesday at nine nobody
// asks, and five search at ten.
#[tokio::test]
async fn demand_is_counted_by_the_hours_of_a_week() {
    let mut office = office(&["2026-03-09"], 12);
    for n in 1..=10 {
        let service = if n <= 6 { ServiceCode::ChangeOfResidence } else { ServiceCode::TaxId };
        let held = crate::testing::visits::Wish {
            medium: booking::Medium::Online,
            // In winter the clocks are an hour ahead of UTC.
            asked_at: at("2026-03-02T08:00:00Z") + TimeDelta::minutes(20 * i64::try_from(n % 3).expect("small")),
            services: vec![service],
            ..wish(n, "2026-03-09T08:00:00Z")
        };
        office.hold(&held);
        office.expire(crate::testing::visits::booking(n), at("2026-03-02T09:05:00Z"));
    }
    let day = date("2026-03-03");
    let sought = Command::NoteSearches { scope: SCOPE, date: day, hour: 10, service: ServiceCode::TaxId, searches: 5 };
    office
        .ask::<capacity::State>(DayId::of(SCOPE, day).0, system(), at("2026-03-03T10:00:00Z"), sought)
        .expect("the office may");
    let models = office.read().await;
    let asked = |service| {
        let found = models.asked_by_hour((None, service), date("2026-03-01"), date("2026-03-31"), Period::Month);
        let [month] = &found.expect("an answer")[..] else { panic!("one month") };
        let hours = month.hours.iter().map(|one| (one.weekday, one.hour, one.holds, one.starts, one.searches));
        hours.collect::<Vec<_>>()
    };
    let [none, five, ten] = [0, 5, 10].map(Count::of);
    assert_eq!(asked(None), [(Weekday::Mon, 9, ten, ten, none), (Weekday::Tue, 10, none, none, five)]);
    // Four for one service are hidden, and so are the six for the other, which would tell of them.
    let hidden = Count::HIDDEN;
    for service in [ServiceCode::ChangeOfResidence, ServiceCode::TaxId] {
        let searches = if service == ServiceCode::TaxId { five } else { none };
        assert_eq!(
            asked(Some(service)),
            [(Weekday::Mon, 9, hidden, hidden, none), (Weekday::Tue, 10, none, none, searches)]
        );
    }
}

#[tokio::test]
async fn what_the_waiting_list_offers_nobody_has_asked_for() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-09T08:00:00Z", 12, (20, 20));
    for (n, becomes) in (1..=6).zip(Offer::ALL.into_iter().cycle()) {
        office.offer_freed(&wish(n, "2026-03-09T08:00:00Z"), becomes);
    }
    let models = office.read().await;
    let found = models.asked_by_hour((None, None), date("2026-03-01"), date("2026-03-31"), Period::Month);
    let found = found.expect("an answer");
    let asked = found[0].hours.iter().map(|one| (one.weekday, one.hour, one.holds, one.starts));
    assert_eq!(asked.collect::<Vec<_>>(), [(Weekday::Mon, 9, Count::of(6), Count::of(6))], "the first time alone");
}
