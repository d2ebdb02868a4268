//! Offering time.

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use domain::Event;
use domain::availability::{self, Closure, Hours, OpeningHours, Release, SpecialDay, Template};
use domain::capacity::{self, Lanes, Origin, Plan, Window};
use domain::ids::{AvailabilityId, DayId, ScopeId};
use domain::streams::Single;
use event_store::Done;
use uuid::Uuid;

use super::opening_hours::Availability;
use crate::checked::{self, Checked};
use crate::step::{Outcome, Step, payload};
use crate::words::{ClosureReason, Weekday};

/// How many stretches a day, or a week's template, may have.
const WINDOWS_MAX: usize = 48;
/// How many special days or closures one request may name.
const DAYS_MAX: usize = 400;

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

/// A day is to be closed.
#[derive(InputObject)]
struct CapacityCloseInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day of the office's calendar.
    date: NaiveDate,
    /// Why.
    reason: ClosureReason,
}

/// A day is to be called off.
#[derive(InputObject)]
struct CapacityCallOffInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day of the office's calendar.
    date: NaiveDate,
    /// Why. Those who are told by mail read a short form of it.
    reason: ClosureReason,
}

/// A closed day is to be opened again.
#[derive(InputObject)]
struct CapacityReopenInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day of the office's calendar.
    date: NaiveDate,
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

/// Hours of one day, in the office's civil time.
#[derive(InputObject)]
struct HoursInput {
    /// From, as `HH:MM:SS`.
    from: NaiveTime,
    /// Until, as `HH:MM:SS`.
    until: NaiveTime,
    /// How many can be served at a time who booked online.
    public_lanes: i32,
    /// How many more can be served at a time whom the service centre or a counter booked.
    internal_lanes: i32,
}

/// A day with hours of its own. They stand instead of those of its weekday, and it is open even on a holiday.
#[derive(InputObject)]
struct SpecialDayInput {
    /// Which day.
    date: NaiveDate,
    /// When.
    hours: Vec<HoursInput>,
}

/// Days on which it stays closed.
#[derive(InputObject)]
struct ClosureInput {
    /// The first day.
    from: NaiveDate,
    /// The last day.
    until: NaiveDate,
    /// Why.
    reason: ClosureReason,
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
    /// Where. Each scope has its own opening hours.
    scope: Uuid,
    /// The first day that they are for. They replace those with the same first day, and stand until others begin.
    valid_from: NaiveDate,
    /// The last day that they are for, if they end.
    valid_until: Option<NaiveDate>,
    /// How long a unit is, in minutes.
    unit_mins: i32,
    /// The hours.
    hours: Vec<OpeningHoursInput>,
    /// Days with hours of their own.
    #[graphql(default)]
    special_days: Vec<SpecialDayInput>,
    /// Days on which it stays closed.
    #[graphql(default)]
    closures: Vec<ClosureInput>,
    /// When they are released.
    release: ReleaseInput,
}

/// Opening hours are to hold no longer.
#[derive(InputObject)]
struct AvailabilityWithdrawInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where. All opening hours of the scope end.
    scope: Uuid,
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

/// A day that was closed or opened again.
#[derive(SimpleObject)]
struct ClosableDay {
    /// The id of the day at its scope.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day.
    date: NaiveDate,
}

/// A day that was called off.
#[derive(SimpleObject)]
struct CalledOffDay {
    /// The id of the day at its scope.
    id: Uuid,
    /// Where.
    scope: Uuid,
    /// Which day.
    date: NaiveDate,
    /// How many appointments and holds are given back because of this command. The office does it one after another;
    /// `conflicts` lists those that it has not come to yet.
    given_back: i32,
}

payload! {
    /// The answer to `capacityPlan`.
    CapacityPlanPayload {
        /// The day as it is planned now.
        day: PlannedDay
    }
}
payload! {
    /// The answer to `capacityClose`.
    CapacityClosePayload {
        /// The day that is closed now. `conflicts` lists who needs another time.
        day: ClosableDay
    }
}
payload! {
    /// The answer to `capacityCallOff`.
    CapacityCallOffPayload {
        /// The day that is closed now, and of which everything is given back.
        day: CalledOffDay
    }
}
payload! {
    /// The answer to `capacityReopen`.
    CapacityReopenPayload {
        /// The day that is open now.
        day: ClosableDay
    }
}
payload! {
    /// The answer to `availabilityDefine`.
    AvailabilityDefinePayload {
        /// The hours as they hold now.
        availability: Availability
    }
}

payload! {
    /// The answer to `availabilityWithdraw`.
    AvailabilityWithdrawPayload {
        /// Where no opening hours hold any longer.
        scope: Uuid
    }
}

#[Object(name = "CapacityMutation")]
impl Mutation {
    /// Offers time on a day, for the first time or anew, whatever the opening hours and the holidays say.
    /// What is taken already is never dropped: `conflicts` lists who has no place any more.
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
        let origin = Origin::Planner;
        let command =
            plan.map(|plan| Single::<capacity::State> { id: id.0, command: capacity::Command::Plan { plan, origin } });
        Ok(step.run(command).await?.then(async |_| Ok(day.ok())).await?.into())
    }

    /// Closes a day. Nobody can book it, and `conflicts` lists every appointment of the day that is not over, so that
    /// each is moved or given back.
    async fn capacity_close(&self, ctx: &Context<'_>, input: CapacityCloseInput) -> Result<CapacityClosePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (scope, day) = (ScopeId(input.scope), ClosableDay::of(input.scope, input.date));
        let (reason, origin) = (input.reason.into(), Origin::Planner);
        let command = checked::date("date", input.date).map(|date| Single::<capacity::State> {
            id: day.id,
            command: capacity::Command::Close { scope, date, reason, origin },
        });
        Ok(step.run(command).await?.then(async |_| Ok(Some(day))).await?.into())
    }

    /// Closes a day and gives back everything that is taken of it, in one step: nobody can book it any more, and the office
    /// cancels each appointment for this reason and writes a mail that leads to other times. Who has found another time
    /// meanwhile keeps it, and whoever is being served is served. For what can still be moved one by one, close the day
    /// with `capacityClose` instead.
    async fn capacity_call_off(
        &self,
        ctx: &Context<'_>,
        input: CapacityCallOffInput,
    ) -> Result<CapacityCallOffPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let CapacityCallOffInput { scope, date, .. } = input;
        let (id, reason) = (DayId::of(ScopeId(scope), date).0, input.reason.into());
        let command = checked::date("date", date).map(|date| Single::<capacity::State> {
            id,
            command: capacity::Command::CallOff { scope: ScopeId(scope), date, reason },
        });
        let outcome = step.run(command).await?;
        let given_back = match &outcome {
            Outcome::Done(done) => given_back(&step, done).await?,
            Outcome::Not(_) => 0,
        };
        Ok(outcome.then(async |_| Ok(Some(CalledOffDay { id, scope, date, given_back }))).await?.into())
    }

    /// Opens a closed day again. Who has waited for that has their place as before, and the office plans the day by the
    /// opening hours that hold now.
    async fn capacity_reopen(&self, ctx: &Context<'_>, input: CapacityReopenInput) -> Result<CapacityReopenPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let day = ClosableDay::of(input.scope, input.date);
        let command = Single::<capacity::State> { id: day.id, command: capacity::Command::Reopen };
        Ok(step.run(Ok(command)).await?.then(async |_| Ok(Some(day))).await?.into())
    }

    /// Lets opening hours hold. The office itself plans its days by them, some weeks ahead; the coming days are planned
    /// anew when they change, but not those that a planner has planned or closed one by one.
    async fn availability_define(
        &self,
        ctx: &Context<'_>,
        input: AvailabilityDefineInput,
    ) -> Result<AvailabilityDefinePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = AvailabilityId::of(ScopeId(input.scope)).0;
        let template = input.template();
        let availability = template.clone().map(Availability::from);
        let command = template
            .map(|template| Single::<availability::State> { id, command: availability::Command::Define { template } });
        Ok(step.run(command).await?.then(async |_| Ok(availability.ok())).await?.into())
    }

    /// Lets no opening hours hold at a scope any longer. Days that are planned already stay as they are: close those
    /// that are not to take place.
    async fn availability_withdraw(
        &self,
        ctx: &Context<'_>,
        input: AvailabilityWithdrawInput,
    ) -> Result<AvailabilityWithdrawPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = AvailabilityId::of(ScopeId(input.scope)).0;
        let command = Single::<availability::State> { id, command: availability::Command::Withdraw };
        Ok(step.run(Ok(command)).await?.then(async |_| Ok(Some(input.scope))).await?.into())
    }
}

/// How many a command calls off: what its own events say, so a repeated command gets the same answer.
async fn given_back(step: &Step<'_>, done: &Done) -> Result<i32> {
    let events = step.events(done).await?;
    let count = events.into_iter().map(|envelope| match envelope.event {
        Event::Capacity(capacity::Event::CalledOff { appointments, holds, .. }) => appointments.len() + holds.len(),
        _ => 0,
    });
    Ok(i32::try_from(count.sum::<usize>()).unwrap_or(i32::MAX))
}

impl CapacityPlanInput {
    fn plan(&self) -> Checked<Plan> {
        checked::few("windows", self.windows.len(), WINDOWS_MAX)?;
        let windows = self.windows.iter().map(|window| {
            Ok(Window {
                starts_at: checked::moment("windows.startsAt", window.starts_at)?,
                units: checked::number("windows.units", window.units, 1_500)?,
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

impl ClosableDay {
    fn of(scope: Uuid, date: NaiveDate) -> Self {
        Self { id: DayId::of(ScopeId(scope), date).0, scope, date }
    }
}

impl HoursInput {
    fn hours(&self) -> Checked<Hours> {
        Ok(Hours { from: self.from, until: self.until, lanes: lanes(self.public_lanes, self.internal_lanes)? })
    }
}

impl SpecialDayInput {
    fn day(&self) -> Checked<SpecialDay> {
        checked::few("specialDays.hours", self.hours.len(), WINDOWS_MAX)?;
        let hours = self.hours.iter().map(HoursInput::hours).collect::<Checked<_>>()?;
        Ok(SpecialDay { date: checked::date("specialDays.date", self.date)?, hours })
    }
}

impl ClosureInput {
    fn closure(&self) -> Checked<Closure> {
        let (from, until) = (checked::date("closures.from", self.from)?, checked::date("closures.until", self.until)?);
        Ok(Closure { from, until, reason: self.reason.into() })
    }
}

impl AvailabilityDefineInput {
    fn template(&self) -> Checked<Template> {
        let few = |field, count| if count == 0 { Ok(()) } else { checked::few(field, count, DAYS_MAX) };
        checked::few("hours", self.hours.len(), WINDOWS_MAX)?;
        few("specialDays", self.special_days.len())?;
        few("closures", self.closures.len())?;
        let hours = self.hours.iter().map(|hours| {
            let lanes = lanes(hours.public_lanes, hours.internal_lanes)?;
            Ok(OpeningHours {
                weekday: hours.weekday.into(),
                hours: Hours { from: hours.from, until: hours.until, lanes },
            })
        });
        Ok(Template {
            scope: ScopeId(self.scope),
            valid_from: checked::date("validFrom", self.valid_from)?,
            valid_until: self.valid_until.map(|until| checked::date("validUntil", until)).transpose()?,
            unit_mins: checked::number("unitMins", self.unit_mins, 240)?,
            hours: hours.collect::<Checked<_>>()?,
            special_days: self.special_days.iter().map(SpecialDayInput::day).collect::<Checked<_>>()?,
            closures: self.closures.iter().map(ClosureInput::closure).collect::<Checked<_>>()?,
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
