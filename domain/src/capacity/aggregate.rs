//! The decision table of a day's capacity.

use std::sync::Arc;

use chrono::Datelike as _;
use serde::{Deserialize, Serialize};

use super::day::{Day, Wish, lapsed, released};
use super::ledger::Kept;
use super::{Cause, ClosureReason, Command, Event, Origin, Plan, Pool, Refusal};
use crate::asked::Asked;
use crate::calendar;
use crate::decide::Decide;
use crate::ids::HoldId;
use crate::permission::{Grant, Role};

/// A day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Nothing was ever offered.
    #[default]
    Unplanned,
    /// Time is offered.
    Open(#[serde(with = "super::day::shared")] Arc<Day>),
    /// Nothing is offered, whatever the plan says.
    Closed {
        /// What was planned, and who has taken of it.
        #[serde(with = "super::day::shared")]
        day: Arc<Day>,
        /// Why.
        reason: ClosureReason,
        /// Who says so.
        origin: Origin,
    },
}

const PLANNERS: &[Grant] = &[Grant::Any(Role::Planner), Grant::Any(Role::System)];

/// Who books for others, from units that are kept for the service centre.
const STAFF: &[Grant] = &[
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::Planner),
    Grant::Any(Role::System),
];

/// A day knows no citizens: whose an appointment is, the booking checks in the same transaction.
const ANYBODY: &[Grant] = &[
    Grant::Any(Role::Citizen),
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::Planner),
    Grant::Any(Role::System),
];

impl Decide for State {
    const KIND: &'static str = "capacity";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Plan { .. } | Command::Close { .. } | Command::Reopen => PLANNERS,
            Command::Hold { pool: Pool::Internal, .. } => STAFF,
            Command::Offer { .. } | Command::NoteSearches { .. } => &[Grant::Any(Role::System)],
            Command::Hold { pool: Pool::Public, .. }
            | Command::Extend { .. }
            | Command::Confirm { .. }
            | Command::Expire { .. }
            | Command::Release { .. } => ANYBODY,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Close, Confirm, Expire, Extend, Hold, NoteSearches, Offer, Plan, Release, Reopen};
        use Origin::{OpeningHours, Planner};
        let at = asked.at;
        let limits = &asked.facts.limits;
        match (self, &asked.command) {
            // Whether anything is offered on the day itself is no matter: they looked for any day.
            (Self::Unplanned | Self::Open(_) | Self::Closed { .. }, NoteSearches { searches: 0, .. }) => Ok(vec![]),
            (
                Self::Unplanned | Self::Open(_) | Self::Closed { .. },
                &NoteSearches { scope, date, hour, service, searches },
            ) => Ok(vec![Event::Sought { scope, date, hour, service, searches }]),

            (Self::Unplanned, Plan { plan, .. }) if plan.windows.is_empty() => {
                Err(Refusal::BadPlan("it offers no time"))
            }
            (Self::Unplanned, Plan { plan, origin }) => {
                possible(plan)?;
                Ok(vec![Event::Planned { plan: plan.clone(), origin: *origin }])
            }
            // A day can be closed before anybody has planned it.
            (Self::Unplanned, &Close { scope, date, reason, origin }) => {
                possible(&super::Plan::nothing(scope, date))?;
                Ok(vec![Event::Closed { scope, date, reason, origin }])
            }
            (Self::Unplanned, Reopen) => Ok(vec![]),
            (Self::Unplanned, Hold { .. } | Offer { .. }) => Err(Refusal::NotOffered),
            (Self::Unplanned, Extend { .. } | Confirm { .. }) => Err(Refusal::HoldExpired),
            (Self::Unplanned, Expire { .. } | Release { .. }) => Ok(vec![]),

            (Self::Open(day) | Self::Closed { day, .. }, Plan { plan, .. })
                if (plan.scope, plan.date) != (day.plan.scope, day.plan.date) =>
            {
                Err(Refusal::BadPlan("it is for another day"))
            }
            (Self::Open(day) | Self::Closed { day, .. }, Close { scope, date, .. })
                if (*scope, *date) != (day.plan.scope, day.plan.date) =>
            {
                Err(Refusal::BadPlan("it is for another day"))
            }

            // What a planner has said about one day, the opening hours do not undo: neither its hours nor its closure.
            (Self::Open(day), Plan { origin: OpeningHours, .. } | Close { origin: OpeningHours, .. })
                if day.origin == Planner =>
            {
                Ok(vec![])
            }
            (
                Self::Closed { origin: Planner, .. },
                Plan { origin: OpeningHours, .. } | Close { origin: OpeningHours, .. },
            ) => Ok(vec![]),

            (Self::Open(day), Plan { plan, origin }) if *plan == *day.plan && *origin == day.origin => Ok(vec![]),
            (Self::Open(day) | Self::Closed { day, .. }, Plan { plan, origin }) => {
                possible(plan)?;
                Ok(day.plan_anew(plan, *origin, at))
            }
            (Self::Closed { reason: same, origin: by, .. }, Close { reason, origin, .. })
                if (same, by) == (reason, origin) =>
            {
                Ok(vec![])
            }
            (Self::Open(day) | Self::Closed { day, .. }, &Close { scope, date, reason, origin }) => {
                let closed = Event::Closed { scope, date, reason, origin };
                Ok(std::iter::once(closed).chain(day.displaced_by_closing(Cause::Closure(reason), at)).collect())
            }
            (Self::Open(_), Reopen) => Ok(vec![]),
            (Self::Closed { day, .. }, Reopen) => {
                let reopened = Event::Reopened { plan: (*day.plan).clone() };
                Ok(std::iter::once(reopened).chain(day.settled_by_opening(at)).collect())
            }

            (Self::Open(day), &Hold { hold, booking, starts_at, minutes, pool }) => {
                day.hold(hold, Wish { booking, starts_at, minutes, pool }, at, limits)
            }
            (Self::Open(day), &Offer { hold, booking, starts_at, minutes }) => {
                day.offer(hold, Wish { booking, starts_at, minutes, pool: Pool::Internal }, at, limits)
            }
            (Self::Open(day), &Extend { hold }) => day.extend(hold, at, limits),
            (Self::Open(day), &Confirm { hold }) => day.confirm(hold, at),
            (Self::Closed { day, .. }, Confirm { hold })
                if day.kept.get(*hold).is_some_and(|kept| kept.expires_at.is_none()) =>
            {
                Ok(vec![])
            }
            (Self::Closed { reason, .. }, Hold { .. } | Offer { .. } | Extend { .. } | Confirm { .. }) => {
                Err(Refusal::Closed { reason: *reason })
            }

            (Self::Open(day), &Expire { hold }) => match day.kept.get(hold) {
                // An early timer finds the hold alive: it was extended, and another timer is set.
                Some(kept) if kept.is_live(at) => Ok(vec![]),
                Some(kept) => Ok(day.give_back(lapsed(hold, kept, at, limits), hold, at)),
                None => Ok(vec![]),
            },
            (Self::Open(day), &Release { hold }) => match day.kept.get(hold) {
                Some(kept) if kept.is_live(at) => Ok(day.give_back(released(hold, kept, at, limits), hold, at)),
                Some(kept) => Ok(day.give_back(lapsed(hold, kept, at, limits), hold, at)),
                None => Ok(vec![]),
            },
            // On a closed day nobody gets a place by what comes back.
            (Self::Closed { day, .. }, &Expire { hold }) => match day.kept.get(hold) {
                Some(kept) if kept.is_live(at) => Ok(vec![]),
                Some(kept) => Ok(vec![lapsed(hold, kept, at, limits)]),
                None => Ok(vec![]),
            },
            (Self::Closed { day, .. }, &Release { hold }) => match day.kept.get(hold) {
                Some(kept) if kept.is_live(at) => Ok(vec![released(hold, kept, at, limits)]),
                Some(kept) => Ok(vec![lapsed(hold, kept, at, limits)]),
                None => Ok(vec![]),
            },
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unplanned, Event::Planned { plan, origin }) => Self::Open(Arc::new(Day::new(plan, origin))),
            (Self::Unplanned, Event::Closed { scope, date, reason, origin }) => {
                // Whoever reopens it has planned nothing: the opening hours may.
                let day = Day::new(Plan::nothing(scope, date), Origin::OpeningHours);
                Self::Closed { day: Arc::new(day), reason, origin }
            }
            (Self::Open(mut day) | Self::Closed { mut day, .. }, Event::Planned { plan, origin }) => {
                Arc::make_mut(&mut day).adopt(plan, origin);
                Self::Open(day)
            }
            (Self::Open(day) | Self::Closed { day, .. }, Event::Closed { reason, origin, .. }) => {
                Self::Closed { day, reason, origin }
            }
            (Self::Closed { day, .. }, Event::Reopened { .. }) => Self::Open(day),
            (
                Self::Open(mut day),
                event @ (Event::Conflicted { .. }
                | Event::Settled { .. }
                | Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Expired { .. }
                | Event::Released { .. }),
            ) => {
                Arc::make_mut(&mut day).remember(event);
                Self::Open(day)
            }
            (
                Self::Closed { mut day, reason, origin },
                event @ (Event::Conflicted { .. } | Event::Expired { .. } | Event::Released { .. }),
            ) => {
                Arc::make_mut(&mut day).remember(event);
                Self::Closed { day, reason, origin }
            }

            // It says nothing of what is offered and taken.
            (known, Event::Sought { .. }) => known,

            // No row of the decision table leads here.
            (
                Self::Unplanned,
                Event::Reopened { .. }
                | Event::Conflicted { .. }
                | Event::Settled { .. }
                | Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Expired { .. }
                | Event::Released { .. },
            ) => Self::Unplanned,
            (Self::Open(day), Event::Reopened { .. }) => Self::Open(day),
            (
                closed @ Self::Closed { .. },
                Event::Settled { .. } | Event::Held { .. } | Event::Extended { .. } | Event::Confirmed { .. },
            ) => closed,
        }
    }
}

impl State {
    /// What is offered, or was until the day was closed.
    pub fn plan(&self) -> Option<&Plan> {
        self.day().map(|day| &*day.plan)
    }

    /// Who has said what is offered.
    pub fn origin(&self) -> Option<Origin> {
        match self {
            Self::Unplanned => None,
            Self::Open(day) => Some(day.origin),
            Self::Closed { origin, .. } => Some(*origin),
        }
    }

    /// What is kept under a hold, until its end is recorded.
    pub fn kept(&self, hold: HoldId) -> Option<&Kept> {
        self.day()?.kept.get(hold)
    }

    /// Everything that is kept for appointments, until its end is recorded.
    pub fn all_kept(&self) -> impl Iterator<Item = (HoldId, &Kept)> {
        self.day().into_iter().flat_map(|day| day.kept.iter())
    }

    /// Whether what is kept under a hold has no place in the plan.
    pub fn is_in_conflict(&self, hold: HoldId) -> bool {
        self.day().is_some_and(|day| day.conflicts.contains(&hold))
    }

    fn day(&self) -> Option<&Day> {
        match self {
            Self::Unplanned => None,
            Self::Open(day) | Self::Closed { day, .. } => Some(day),
        }
    }
}

/// Refuses a plan that contradicts itself. The bounds are far above any office, and keep the arithmetic whole.
fn possible(plan: &Plan) -> Result<(), Refusal> {
    if !(2000..2100).contains(&plan.date.year()) {
        return Err(Refusal::BadPlan("its date lies outside the years 2000 to 2099"));
    }
    if !(1..=240).contains(&plan.unit_mins) {
        return Err(Refusal::BadPlan("a unit lasts between 1 and 240 minutes"));
    }
    if plan.windows.iter().any(|window| window.units == 0) {
        return Err(Refusal::BadPlan("a window has no units"));
    }
    // The longest day has 25 hours, which are 1,500 minutes.
    if plan.windows.iter().map(|window| u32::from(window.units)).sum::<u32>() > 1_500 {
        return Err(Refusal::BadPlan("a day has at most 1500 units"));
    }
    if plan.windows.iter().any(|window| u32::from(window.lanes.public) + u32::from(window.lanes.internal) > 200) {
        return Err(Refusal::BadPlan("a window has at most 200 lanes"));
    }
    let (mut free, end) = (calendar::midnight(plan.date), calendar::end_of(plan.date));
    let has_24_hours = (end - free).num_hours() == 24;
    for window in &plan.windows {
        if window.starts_at < calendar::midnight(plan.date) || window.ends_at(plan.unit_mins) > end {
            return Err(Refusal::BadPlan("a window lies outside the day"));
        }
        if window.starts_at < free {
            return Err(Refusal::BadPlan("two windows overlap, or stand in the wrong order"));
        }
        free = window.ends_at(plan.unit_mins);
    }
    if !has_24_hours && !plan.spans().all(calendar::is_plain) {
        return Err(Refusal::BadPlan("a unit lies in the hour in which the clocks change"));
    }
    Ok(())
}
