//! How the office plans its days by the opening hours: some days ahead, a few at a time, again when the hours change.

use chrono::NaiveDate;

use super::aggregate::last_day;
use super::{Command, Offer, State};
use crate::asked::Asked;
use crate::calendar;
use crate::capacity::{self, Origin};
use crate::decide::Decide as _;
use crate::ids::{AvailabilityId, DayId, ScopeId};
use crate::streams::{Streams, Transaction};

/// How many days one step plans: all of its events are appended together, and others book meanwhile.
const DAYS_AT_ONCE: u16 = 14;

/// Plans the next days, and says when to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanAhead {
    /// By which hours.
    pub availability: AvailabilityId,
}

/// Plans one day anew: it was reopened, and the hours may have changed meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanDay {
    /// Where.
    pub scope: ScopeId,
    /// Which day.
    pub date: NaiveDate,
}

impl Transaction for PlanAhead {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let hours: State = streams.guard(self.availability.0)?;
        let (scope, planned_until) = match &hours {
            State::Defined { templates, planned_until, .. } => match templates.values().next() {
                Some(template) => (template.scope, *planned_until),
                None => return Ok(()),
            },
            State::Undefined | State::Withdrawn { .. } => return Ok(()),
        };
        let today = calendar::local_date(asked.at);
        let first = planned_until.map_or(today, |until| today.max(until + chrono::Days::new(1)));
        let wanted = last_day(today, asked.facts.limits.planned_days_ahead);
        let until = wanted.min(last_day(first, DAYS_AT_ONCE));
        for date in first.iter_days().take_while(|date| *date <= until) {
            plan(&hours, scope, date, asked, streams)?;
        }
        // Where the limit was lowered, more is planned than has to be.
        let until = planned_until.map_or(until, |planned| planned.max(until));
        streams.decide::<State>(self.availability.0, asked.to(Command::RecordPlanned { until })).map(drop)
    }
}

impl Transaction for PlanDay {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let hours: State = streams.guard(AvailabilityId::of(self.scope).0)?;
        if self.date < calendar::local_date(asked.at) {
            return Ok(());
        }
        plan(&hours, self.scope, self.date, asked, streams)
    }
}

/// Offers on a day what the hours offer. What a planner has said about the day stands: the day itself sees to that.
fn plan<S: Streams>(
    hours: &State,
    scope: ScopeId,
    date: NaiveDate,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let id = DayId::of(scope, date).0;
    let day: capacity::State = streams.guard(id)?;
    let origin = Origin::OpeningHours;
    let command = match (hours.template(date).map_or(Offer::Nothing, |template| template.offer(date)), day.plan()) {
        (Offer::Open(plan), _) => capacity::Command::Plan { plan, origin },
        (Offer::Closed(reason), _) => capacity::Command::Close { scope, date, reason, origin },
        // Nothing was offered, and nothing is.
        (Offer::Nothing, None) => return Ok(()),
        (Offer::Nothing, Some(was)) => {
            capacity::Command::Plan { plan: capacity::Plan { windows: vec![], ..was.clone() }, origin }
        }
    };
    // One day that cannot be planned is no reason to plan none.
    let asked = asked.to(command);
    if day.answer(&asked).is_ok_and(|events| !events.is_empty()) {
        streams.decide::<capacity::State>(id, asked)?;
    }
    Ok(())
}
