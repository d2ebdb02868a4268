//! Opening hours of a made-up office: defined and planned through the commands of a planner.

use anyhow::Context as _;
use api::office::Office;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::availability::{self, Hours, OpeningHours, Release, Template};
use domain::calendar::{self, Span};
use domain::capacity::{self, Lanes, Origin, Plan, Window};
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
            // Midnight may lie between the giving of the command and its event.
            [Some(begun), begun.pred_opt()].into_iter().flatten().any(|on| {
                let key = named(ags, &filler.names(&defined(on)));
                first.command_id == Request::command_id(ags, by.actor.0, key)
            })
        };
        let fillers = [Filler::Demo, Filler::Fixture, Filler::Year, Filler::Benchmark];
        Ok(fillers.into_iter().find(opened).map_or(Self::Otherwise, Self::Filled))
    }
}

/// Who of the staff plans.
const PLANNER: &str = "team_lead";

fn defined(on: NaiveDate) -> String {
    format!("define.{on}")
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

    /// Lets the template hold. The office plans its days by it.
    pub async fn define(self, office: &Office, template: &Template) -> anyhow::Result<()> {
        let command = Single::<availability::State> {
            id: AvailabilityId::of(template.scope).0,
            command: availability::Command::Define { template: template.clone() },
        };
        let today = calendar::local_date(office.clock().now());
        give(office, member(PLANNER).acts(&office.authority().ags), &self.names(&defined(today)), command)
            .await
            .map_err(failed)
            .context("the opening hours could not be defined")?;
        office.follow_up().await.context("the office could not plan its days")
    }

    /// Offers the whole of a day, from midnight to midnight, to be booked from two days before.
    pub async fn plan_around_the_clock(self, office: &Office, date: NaiveDate, lanes: Lanes) -> anyhow::Result<()> {
        // Without the hour in which nobody could say which time is meant, twice a year.
        let mut windows: Vec<Window> = vec![];
        let mut unit = Span { starts_at: calendar::midnight(date), ends_at: calendar::midnight(date) };
        while unit.ends_at < calendar::end_of(date) {
            unit = Span { starts_at: unit.ends_at, ends_at: unit.ends_at + TimeDelta::minutes(UNIT_MINS.into()) };
            match windows.last_mut() {
                _ if !calendar::is_plain(unit) => {}
                Some(last)
                    if last.starts_at + TimeDelta::minutes((last.units * UNIT_MINS).into()) == unit.starts_at =>
                {
                    last.units += 1;
                }
                Some(_) | None => windows.push(Window { starts_at: unit.starts_at, units: 1, lanes }),
            }
        }
        let released_at = calendar::midnight(date) - TimeDelta::days(2);
        let scope = scope_of(&office.authority().ags);
        let plan = Plan { scope, date, unit_mins: UNIT_MINS, windows, released_at };
        let command = Single::<capacity::State> {
            id: DayId::of(scope, date).0,
            command: capacity::Command::Plan { plan, origin: Origin::Planner },
        };
        let name = self.names(&format!("plan.{date}.around_the_clock"));
        give(office, member(PLANNER).acts(&office.authority().ags), &name, command)
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
