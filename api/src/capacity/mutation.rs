//! Offering time.

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::availability::{self, OpeningHours, Release, Template};
use domain::capacity::{self, Lanes, Plan, Window};
use domain::ids::{DayId, ScopeId};
use domain::streams::Single;
use uuid::Uuid;

use crate::checked::{self, Checked};
use crate::step::{Step, payload};
use crate::words::Weekday;

/// How many stretches a day, or a week's template, may have.
const WINDOWS_MAX: usize = 48;

/// What planners can do.
#[derive(Default)]
pub(crate) struct Mutation;

/// A stretch of a day without a break, divided into units.
#[derive(InputObject)]
struct WindowInput {
    /// Its first moment.
    starts_at: DateTime<Utc>,
    /// How many units it has.
    units: i32,
    /// How many can be served at a time who booked online.
    public_lanes: i32,
    /// How many more can be served at a time whom the service centre or a counter booked.
    internal_lanes: i32,
}

/// What is to be offered on a day.
#[derive(InputObject)]
struct CapacityPlanInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// On which day of the office's calendar.
    date: NaiveDate,
    /// How long a unit is, in minutes.
    unit_mins: i32,
    /// The stretches, in order, without overlap.
    windows: Vec<WindowInput>,
    /// From when on it may be booked online.
    released_at: DateTime<Utc>,
}

/// Hours of one day of the week, in the office's civil time.
#[derive(InputObject)]
struct OpeningHoursInput {
    /// On which day of the week.
    weekday: Weekday,
    /// From, as `HH:MM:SS`.
    from: NaiveTime,
    /// Until, as `HH:MM:SS`.
    until: NaiveTime,
    /// How many can be served at a time who booked online.
    public_lanes: i32,
    /// How many more can be served at a time whom the service centre or a counter booked.
    internal_lanes: i32,
}

/// When offered time may be booked: one of these.
#[derive(OneofObject)]
enum ReleaseInput {
    /// On the working day before, at this time of day.
    WorkingDayBefore(NaiveTime),
    /// So many days ahead, at midnight.
    DaysAhead(i32),
}

/// Opening hours that are to hold.
#[derive(InputObject)]
struct AvailabilityDefineInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which hours are to change; left out for new ones.
    availability: Option<Uuid>,
    /// Where.
    scope: Uuid,
    /// The first day that they are for.
    valid_from: NaiveDate,
    /// The last day that they are for, if they end.
    valid_until: Option<NaiveDate>,
    /// How long a unit is, in minutes.
    unit_mins: i32,
    /// The hours.
    hours: Vec<OpeningHoursInput>,
    /// When they are released.
    release: ReleaseInput,
}

/// A planned day.
#[derive(SimpleObject)]
struct PlannedDay {
    /// The id of the day at its scope.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day.
    date: NaiveDate,
    /// How many minutes are offered online.
    public_minutes: i64,
    /// How many minutes are offered to the office's own people.
    internal_minutes: i64,
}

/// Opening hours.
#[derive(SimpleObject)]
struct Availability {
    /// Which.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// The first day that they are for.
    valid_from: NaiveDate,
    /// The last day that they are for, if they end.
    valid_until: Option<NaiveDate>,
}

payload! {
    /// The answer to `capacityPlan`.
    CapacityPlanPayload {
        /// The day as it is planned now.
        day: PlannedDay
    }
}
payload! {
    /// The answer to `availabilityDefine`.
    AvailabilityDefinePayload {
        /// The hours as they hold now.
        availability: Availability
    }
}

#[Object(name = "CapacityMutation")]
impl Mutation {
    /// Offers time on a day, for the first time or anew. What is taken already is never dropped.
    async fn capacity_plan(&self, ctx: &Context<'_>, input: CapacityPlanInput) -> Result<CapacityPlanPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = DayId::of(ScopeId(input.scope), input.date);
        let plan = input.plan();
        let day = plan.clone().map(|plan| PlannedDay {
            id: id.0,
            scope: plan.scope.0,
            date: plan.date,
            public_minutes: plan.minutes(capacity::Pool::Public),
            internal_minutes: plan.minutes(capacity::Pool::Internal),
        });
        let command =
            plan.map(|plan| Single::<capacity::State> { id: id.0, command: capacity::Command::Plan { plan } });
        Ok(step.run(command).await?.then(async |_| Ok(day.ok())).await?.into())
    }

    /// Lets opening hours hold, for the first time or anew. Days that are planned already stay as they are.
    async fn availability_define(
        &self,
        ctx: &Context<'_>,
        input: AvailabilityDefineInput,
    ) -> Result<AvailabilityDefinePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = input.availability.unwrap_or_else(|| step.name("availability"));
        let template = input.template();
        let availability = template.clone().map(|template| Availability {
            id,
            scope: template.scope.0,
            valid_from: template.valid_from,
            valid_until: template.valid_until,
        });
        let command = template
            .map(|template| Single::<availability::State> { id, command: availability::Command::Define { template } });
        Ok(step.run(command).await?.then(async |_| Ok(availability.ok())).await?.into())
    }
}

impl CapacityPlanInput {
    fn plan(&self) -> Checked<Plan> {
        checked::few("windows", self.windows.len(), WINDOWS_MAX)?;
        let windows = self.windows.iter().map(|window| {
            Ok(Window {
                starts_at: checked::moment("windows.startsAt", window.starts_at)?,
                units: checked::number("windows.units", window.units, 500)?,
                lanes: lanes(window.public_lanes, window.internal_lanes)?,
            })
        });
        Ok(Plan {
            scope: ScopeId(self.scope),
            date: checked::date("date", self.date)?,
            unit_mins: checked::number("unitMins", self.unit_mins, 240)?,
            windows: windows.collect::<Checked<_>>()?,
            released_at: checked::moment("releasedAt", self.released_at)?,
        })
    }
}

impl AvailabilityDefineInput {
    fn template(&self) -> Checked<Template> {
        checked::few("hours", self.hours.len(), WINDOWS_MAX)?;
        let hours = self.hours.iter().map(|hours| {
            Ok(OpeningHours {
                weekday: hours.weekday.into(),
                from: hours.from,
                until: hours.until,
                lanes: lanes(hours.public_lanes, hours.internal_lanes)?,
            })
        });
        Ok(Template {
            scope: ScopeId(self.scope),
            valid_from: checked::date("validFrom", self.valid_from)?,
            valid_until: self.valid_until.map(|until| checked::date("validUntil", until)).transpose()?,
            unit_mins: checked::number("unitMins", self.unit_mins, 240)?,
            hours: hours.collect::<Checked<_>>()?,
            release: match self.release {
                ReleaseInput::WorkingDayBefore(at) => Release::WorkingDayBefore { at },
                ReleaseInput::DaysAhead(days) => {
                    Release::DaysAhead { days: checked::number("release.daysAhead", days, 365)? }
                }
            },
        })
    }
}

fn lanes(public: i32, internal: i32) -> Checked<Lanes> {
    Ok(Lanes {
        public: checked::number("publicLanes", public, 200)?,
        internal: checked::number("internalLanes", internal, 200)?,
    })
}
