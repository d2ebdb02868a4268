//! Opening hours of a made-up office: defined and planned through the commands of a planner.

use anyhow::{Context as _, anyhow};
use api::office::Office;
use chrono::{NaiveDate, NaiveTime, Weekday};
use domain::availability::{self, OpeningHours, Release, Template};
use domain::calendar;
use domain::capacity::{self, Lanes, Plan, Window};
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
            from: time(stretch.from),
            until: time(stretch.until),
            lanes: stretch.lanes,
        })
    });
    Template {
        scope: scope_of(ags),
        valid_from,
        valid_until: None,
        unit_mins: UNIT_MINS,
        hours: hours.collect(),
        release,
    }
}

/// A time of day.
pub fn time((hour, minute): (u32, u32)) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("the hours of this program are on the clock")
}

/// Lets the template hold.
pub async fn define(office: &Office, template: &Template) -> anyhow::Result<()> {
    let ags = &office.authority().ags;
    let command = Single::<availability::State> {
        id: AvailabilityId(named(ags, "availability.virtual")).0,
        command: availability::Command::Define { template: template.clone() },
    };
    let name = format!("define.{}", template.valid_from);
    give(office, member("team_lead").acts(ags), &name, command).await.map_err(failed)?;
    Ok(())
}

/// Offers the time of a day by the template. Days on which the office is closed have none.
pub async fn plan(office: &Office, template: &Template, date: NaiveDate) -> anyhow::Result<bool> {
    let ags = &office.authority().ags;
    let Some(plan) = template.plan(date) else { return Ok(false) };
    let command =
        Single::<capacity::State> { id: DayId::of(template.scope, date).0, command: capacity::Command::Plan { plan } };
    give(office, member("team_lead").acts(ags), &format!("plan.{date}"), command)
        .await
        .map_err(failed)
        .with_context(|| format!("{date} could not be planned"))?;
    Ok(true)
}

/// Offers the whole of a day, from midnight to midnight, to be booked at once.
pub async fn plan_around_the_clock(office: &Office, date: NaiveDate, lanes: Lanes) -> anyhow::Result<()> {
    let ags = &office.authority().ags;
    let midnight = |date| calendar::moment(date, NaiveTime::MIN).context("no clock changes at midnight");
    let (starts_at, end) = (midnight(date)?, midnight(date.succ_opt().context("the calendar goes on")?)?);
    let units = u16::try_from((end - starts_at).num_minutes() / i64::from(UNIT_MINS)).context("a day is short")?;
    let windows = vec![Window { starts_at, units, lanes }];
    let plan = Plan { scope: scope_of(ags), date, unit_mins: UNIT_MINS, windows, released_at: starts_at };
    let command =
        Single::<capacity::State> { id: DayId::of(plan.scope, date).0, command: capacity::Command::Plan { plan } };
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
