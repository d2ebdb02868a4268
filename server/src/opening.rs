//! Opening hours of a made-up office: defined and planned through the commands of a planner.

use anyhow::{Context as _, anyhow};
use api::office::Office;
use chrono::{NaiveDate, NaiveTime, TimeDelta, Weekday};
use domain::availability::{self, Hours, OpeningHours, Release, Template};
use domain::calendar::{self, Span};
use domain::capacity::{self, Lanes, Origin, Plan, Window};
use domain::ids::{AvailabilityId, DayId, ScopeId};
use domain::streams::Single;
use event_store::Stop;

use crate::people::{give, member, named};

/// How long a unit is, in minutes: the shortest service takes one.
pub const UNIT_MINS: u16 = 10;

/// The office's one virtual counter.
pub fn scope_of(ags: &str) -> ScopeId {
    ScopeId(named(ags, "scope.virtual"))
}

/// A stretch of a working day, the same from Monday to Friday.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// From, as hour and minute.
    pub from: (u32, u32),
    /// Until, as hour and minute.
    pub until: (u32, u32),
    /// How many lanes.
    pub lanes: Lanes,
}

/// A template of working days.
pub fn template(ags: &str, valid_from: NaiveDate, stretches: &[Stretch], release: Release) -> Template {
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let hours = weekdays.into_iter().flat_map(|weekday| {
        stretches.iter().map(move |stretch| OpeningHours {
            weekday,
            hours: Hours { from: time(stretch.from), until: time(stretch.until), lanes: stretch.lanes },
        })
    });
    Template {
        scope: scope_of(ags),
        valid_from,
        valid_until: None,
        unit_mins: UNIT_MINS,
        hours: hours.collect(),
        special_days: vec![],
        closures: vec![],
        release,
    }
}

/// A time of day.
pub fn time((hour, minute): (u32, u32)) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("the hours of this program are on the clock")
}

/// Lets the template hold. The office plans its days by it.
pub async fn define(office: &Office, template: &Template) -> anyhow::Result<()> {
    let ags = &office.authority().ags;
    let command = Single::<availability::State> {
        id: AvailabilityId::of(template.scope).0,
        command: availability::Command::Define { template: template.clone() },
    };
    let name = format!("define.{}", template.valid_from);
    give(office, member("team_lead").acts(ags), &name, command).await.map_err(failed)?;
    office.follow_up().await.context("the office could not plan its days")
}

/// Offers the whole of a day, from midnight to midnight, to be booked at once.
pub async fn plan_around_the_clock(office: &Office, date: NaiveDate, lanes: Lanes) -> anyhow::Result<()> {
    let ags = &office.authority().ags;
    // Without the hour in which nobody could say which time is meant, twice a year.
    let mut windows: Vec<Window> = vec![];
    let mut unit = Span { starts_at: calendar::midnight(date), ends_at: calendar::midnight(date) };
    while unit.ends_at < calendar::end_of(date) {
        unit = Span { starts_at: unit.ends_at, ends_at: unit.ends_at + TimeDelta::minutes(UNIT_MINS.into()) };
        match windows.last_mut() {
            _ if !calendar::is_plain(unit) => {}
            Some(last) if last.starts_at + TimeDelta::minutes((last.units * UNIT_MINS).into()) == unit.starts_at => {
                last.units += 1;
            }
            Some(_) | None => windows.push(Window { starts_at: unit.starts_at, units: 1, lanes }),
        }
    }
    let released_at = calendar::midnight(date);
    let plan = Plan { scope: scope_of(ags), date, unit_mins: UNIT_MINS, windows, released_at };
    let origin = Origin::Planner;
    let command = Single::<capacity::State> {
        id: DayId::of(plan.scope, date).0,
        command: capacity::Command::Plan { plan, origin },
    };
    give(office, member("team_lead").acts(ags), &format!("plan.{date}.around_the_clock"), command)
        .await
        .map_err(failed)
        .with_context(|| format!("{date} could not be planned"))?;
    Ok(())
}

/// A refusal or failure of a command that this program gives as part of something larger.
pub fn failed(stop: Stop<domain::Refusal>) -> anyhow::Error {
    match stop {
        Stop::Refused(refusal) => anyhow!("the office refused: {refusal}"),
        Stop::Failed(failure) => anyhow::Error::new(failure),
    }
}
