//! By which hours the office plans its days.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{NaiveDate, NaiveTime};
use domain::availability::{self, Release, Template};
use domain::capacity::Lanes;
use domain::ids::{AvailabilityId, ScopeId};
use uuid::Uuid;

use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::{ClosureReason, Weekday};

/// Questions about opening hours.
#[derive(Default)]
pub(crate) struct Query;

/// Opening hours, in the office's civil time.
#[derive(SimpleObject)]
pub(super) struct Availability {
    /// Which.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// The first day that they are for. They stand until others begin.
    valid_from: NaiveDate,
    /// The last day that they are for, if they end.
    valid_until: Option<NaiveDate>,
    /// How long a unit is, in minutes.
    unit_mins: i32,
    /// The hours of each day of the week.
    hours: Vec<WeeklyHours>,
    /// Days with hours of their own, also where they are holidays.
    special_days: Vec<SpecialDay>,
    /// Days on which it stays closed.
    closures: Vec<Closure>,
    /// When offered time may be booked.
    release: ReleasePolicy,
}

/// Hours of one day of the week.
#[derive(SimpleObject)]
struct WeeklyHours {
    /// On which day of the week.
    weekday: Weekday,
    /// When, and how many can be served.
    #[graphql(flatten)]
    hours: Hours,
}

/// Hours of a day.
#[derive(SimpleObject)]
struct Hours {
    /// From.
    #[graphql(name = "from")]
    opens_at: NaiveTime,
    /// Until.
    until: NaiveTime,
    /// How many can be served at a time who booked online.
    public_lanes: i32,
    /// How many more can be served at a time whom the service centre or a counter booked.
    internal_lanes: i32,
}

/// A day with hours of its own.
#[derive(SimpleObject)]
struct SpecialDay {
    /// Which day.
    date: NaiveDate,
    /// When. Empty where it is closed.
    hours: Vec<Hours>,
}

/// Days on which it stays closed.
#[derive(SimpleObject)]
struct Closure {
    /// The first day.
    #[graphql(name = "from")]
    first_day: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// Why.
    reason: ClosureReason,
}

/// When offered time may be booked: one of these.
#[derive(SimpleObject)]
struct ReleasePolicy {
    /// On the working day before, at this time of day.
    working_day_before: Option<NaiveTime>,
    /// So many days ahead, at midnight.
    days_ahead: Option<i32>,
}

impl From<Template> for Availability {
    fn from(template: Template) -> Self {
        let weekly = |row: availability::OpeningHours| WeeklyHours {
            weekday: row.weekday.into(),
            hours: Hours::from(row.hours),
        };
        Self {
            id: AvailabilityId::of(template.scope).0,
            scope: template.scope.0,
            valid_from: template.valid_from,
            valid_until: template.valid_until,
            unit_mins: template.unit_mins.into(),
            hours: template.hours.into_iter().map(weekly).collect(),
            special_days: template.special_days.into_iter().map(SpecialDay::from).collect(),
            closures: template.closures.into_iter().map(Closure::from).collect(),
            release: template.release.into(),
        }
    }
}

impl From<availability::Hours> for Hours {
    fn from(hours: availability::Hours) -> Self {
        let availability::Hours { from, until, lanes: Lanes { public, internal } } = hours;
        Self { opens_at: from, until, public_lanes: public.into(), internal_lanes: internal.into() }
    }
}

impl From<availability::SpecialDay> for SpecialDay {
    fn from(day: availability::SpecialDay) -> Self {
        Self { date: day.date, hours: day.hours.into_iter().map(Hours::from).collect() }
    }
}

impl From<availability::Closure> for Closure {
    fn from(closure: availability::Closure) -> Self {
        Self { first_day: closure.from, until: closure.until, reason: closure.reason.into() }
    }
}

impl From<Release> for ReleasePolicy {
    fn from(release: Release) -> Self {
        match release {
            Release::WorkingDayBefore { at } => Self { working_day_before: Some(at), days_ahead: None },
            Release::DaysAhead { days } => Self { working_day_before: None, days_ahead: Some(days.into()) },
        }
    }
}

#[Object(name = "OpeningHoursQuery")]
impl Query {
    /// The opening hours of a scope by their first day. Each stands until the next begins; there are none where the days
    /// are planned one by one.
    #[graphql(complexity = "10 * child_complexity")]
    async fn opening_hours(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Availability>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["opening_hours"], at_least).await?;
        let found = reader.office.read_models().opening_hours(ScopeId(scope)).map_err(fresh::failed)?;
        Ok(found.into_iter().map(Availability::from).collect())
    }
}
