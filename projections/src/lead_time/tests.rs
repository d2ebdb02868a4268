//! Tests of lead times and of searches in vain.

use domain::capacity::{Command, Lanes, Plan, Window};
use domain::testing::{at, date, system};

use super::*;
use crate::testing::visits::wish;
use crate::testing::{Office, SCOPE};

/// Monday to Friday of a week, each with times from nine on in one public lane.
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
    office.read().await.lead_time(None, date(from), date(to), Period::Day).expect("an answer")
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
