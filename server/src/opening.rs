//! Opening hours of a made-up office: defined and planned through the commands of a planner.

use anyhow::Context as _;
use api::office::Office;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::availability::{self, OpeningHours, Release, Template};
use domain::calendar;
use domain::capacity::{self, Lanes, Plan, Window};
use domain::ids::{AvailabilityId, DayId, ScopeId};
use domain::streams::Single;
use event_store::{Position, Request};

use crate::people::{failed, give, member, named};

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

/// Who fills an office. Their commands have names of their own, so that none is taken for another's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filler {
    /// `vorgang demo`
    Demo,
    /// `vorgang seed`
    Fixture,
    /// `vorgang demo --year`
    Year,
    /// `vorgang bench`
    Benchmark,
}

/// How a log begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// Not at all.
    Empty,
    /// With the opening hours of a filler.
    Filled(Filler),
    /// With something that no filler did: somebody works with it.
    Otherwise,
}

impl Beginning {
    /// Looks at the first event of an office.
    pub async fn of(office: &Office) -> anyhow::Result<Self> {
        let ags = &office.authority().ags;
        let first = office.log().read_after(Position::START, 1).await.context("the log could not be read")?;
        let Some(first) = first.first() else { return Ok(Self::Empty) };
        let by = member(PLANNER).acts(ags);
        let begun = calendar::local_date(first.at);
        let opened = |filler: &Filler| {
            // The hours hold from the day before if they were defined at midnight.
            [Some(begun), begun.pred_opt()].into_iter().flatten().any(|valid_from| {
                let key = named(ags, &filler.names(&defined(valid_from)));
                first.command_id == Request::command_id(ags, by.actor.0, key)
            })
        };
        let fillers = [Filler::Demo, Filler::Fixture, Filler::Year, Filler::Benchmark];
        Ok(fillers.into_iter().find(opened).map_or(Self::Otherwise, Self::Filled))
    }
}

/// Who of the staff plans.
const PLANNER: &str = "team_lead";

fn defined(valid_from: NaiveDate) -> String {
    format!("define.{valid_from}")
}

impl Filler {
    /// The name of something that it does.
    pub fn names(self, what: &str) -> String {
        let name = match self {
            Self::Demo => "demo",
            Self::Fixture => "seed",
            Self::Year => "year",
            Self::Benchmark => "bench",
        };
        format!("{name}.{what}")
    }

    /// Lets the template hold.
    pub async fn define(self, office: &Office, template: &Template) -> anyhow::Result<()> {
        let ags = &office.authority().ags;
        let command = Single::<availability::State> {
            id: AvailabilityId(named(ags, "availability.virtual")).0,
            command: availability::Command::Define { template: template.clone() },
        };
        let name = self.names(&defined(template.valid_from));
        give(office, member(PLANNER).acts(ags), &name, command)
            .await
            .map_err(failed)
            .context("the opening hours could not be defined")?;
        Ok(())
    }

    /// Offers the time of a day by the template. Days on which the office is closed have none.
    pub async fn plan(self, office: &Office, template: &Template, date: NaiveDate) -> anyhow::Result<bool> {
        let Some(plan) = template.plan(date) else { return Ok(false) };
        self.offer(office, &format!("plan.{date}"), plan).await?;
        Ok(true)
    }

    /// Offers the whole of a day, from midnight to midnight, to be booked from two days before.
    pub async fn plan_around_the_clock(self, office: &Office, date: NaiveDate, lanes: Lanes) -> anyhow::Result<()> {
        let midnight = |date| calendar::moment(date, NaiveTime::MIN).context("no clock changes at midnight");
        let (starts_at, end) = (midnight(date)?, midnight(date.succ_opt().context("the calendar goes on")?)?);
        let units = u16::try_from((end - starts_at).num_minutes() / i64::from(UNIT_MINS)).context("a day is short")?;
        let windows = vec![Window { starts_at, units, lanes }];
        let released_at = starts_at - TimeDelta::days(2);
        let scope = scope_of(&office.authority().ags);
        let plan = Plan { scope, date, unit_mins: UNIT_MINS, windows, released_at };
        self.offer(office, &format!("plan.{date}.around_the_clock"), plan).await
    }

    async fn offer(self, office: &Office, name: &str, plan: Plan) -> anyhow::Result<()> {
        let date = plan.date;
        let command =
            Single::<capacity::State> { id: DayId::of(plan.scope, date).0, command: capacity::Command::Plan { plan } };
        give(office, member(PLANNER).acts(&office.authority().ags), &self.names(name), command)
            .await
            .map_err(failed)
            .with_context(|| format!("{date} could not be planned"))?;
        Ok(())
    }
}

/// The starts of appointments of so many minutes, one after the other, in a stretch of a day.
pub fn starts(date: NaiveDate, stretch: &Stretch, minutes: u16) -> Vec<DateTime<Utc>> {
    let first = calendar::moment(date, time(stretch.from));
    let last = calendar::moment(date, time(stretch.until));
    let (Some(first), Some(last)) = (first, last) else { return vec![] };
    let length = TimeDelta::minutes(i64::from(minutes));
    std::iter::successors(Some(first), |start| Some(*start + length))
        .take_while(|start| *start + length <= last)
        .collect()
}
