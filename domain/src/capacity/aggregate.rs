//! The decision table of a day's capacity.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Allocation, Command, Event, Plan, Pool, Refusal, Units, Window};
use crate::asked::Asked;
use crate::calendar::{self, Span};
use crate::decide::Decide;
use crate::ids::{BookingId, HoldId};
use crate::limits::Limits;
use crate::permission::{Grant, Role};

/// A day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Nothing is offered.
    #[default]
    Unplanned,
    /// Time is offered.
    Planned(Box<Day>),
}

/// A day on which time is offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    plan: Plan,
    kept: BTreeMap<HoldId, Kept>,
    /// For each time and pool at most as many as it has lanes.
    freed: Vec<Freed>,
    /// Holds that are over. They never come back, so a late copy of a command takes nothing.
    over: BTreeSet<HoldId>,
}

/// Units that are kept for an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Which, and for whom.
    pub allocation: Allocation,
    /// When the hold ends by itself; `None` once it is confirmed.
    pub expires_at: Option<DateTime<Utc>>,
    /// How often the hold was extended.
    extensions: u8,
}

impl Kept {
    /// Whether the units are kept at a moment. The time decides, whether or not an event has recorded the end.
    pub fn is_live(&self, at: DateTime<Utc>) -> bool {
        self.expires_at.is_none_or(|expires_at| expires_at > at)
    }
}

/// Units that came back, and that only the service centre may take for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Freed {
    units: Units,
    pool: Pool,
    free_from: DateTime<Utc>,
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
            Command::Plan { .. } => PLANNERS,
            Command::Hold { pool: Pool::Internal, .. } => STAFF,
            Command::Hold { pool: Pool::Public, .. }
            | Command::Extend { .. }
            | Command::Confirm { .. }
            | Command::Expire { .. }
            | Command::Release { .. } => ANYBODY,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Confirm, Expire, Extend, Hold, Plan, Release};
        let at = asked.at;
        match (self, &asked.command) {
            (Self::Unplanned, Plan { plan }) if plan.windows.is_empty() => Err(Refusal::BadPlan("it offers no time")),
            (Self::Unplanned, Plan { plan }) => {
                possible(plan)?;
                Ok(vec![Event::Planned { plan: plan.clone() }])
            }
            (Self::Unplanned, Hold { .. }) => Err(Refusal::NotOffered),
            (Self::Unplanned, Extend { .. } | Confirm { .. }) => Err(Refusal::HoldExpired),
            (Self::Unplanned, Expire { .. } | Release { .. }) => Ok(vec![]),

            (Self::Planned(day), Plan { plan }) => day.plan_anew(plan, at),
            (Self::Planned(day), &Hold { hold, booking, starts_at, minutes, pool }) => {
                day.hold(hold, Wish { booking, starts_at, minutes, pool }, at, &asked.facts.limits)
            }
            (Self::Planned(day), &Extend { hold }) => day.extend(hold, at, &asked.facts.limits),
            (Self::Planned(day), &Confirm { hold }) => match day.kept.get(&hold) {
                Some(Kept { expires_at: None, .. }) => Ok(vec![]),
                Some(kept) if kept.is_live(at) => Ok(vec![Event::Confirmed { hold }]),
                Some(_) | None => Err(Refusal::HoldExpired),
            },
            (Self::Planned(day), &Expire { hold }) => match day.kept.get(&hold) {
                // An early timer finds the hold alive: it was extended, and another timer is set.
                Some(kept) if kept.is_live(at) => Ok(vec![]),
                Some(_) => Ok(vec![Event::Expired { hold }]),
                None => Ok(vec![]),
            },
            (Self::Planned(day), &Release { hold }) => match day.kept.get(&hold) {
                Some(kept) if kept.is_live(at) => Ok(vec![day.release(hold, kept, at, &asked.facts.limits)]),
                Some(_) => Ok(vec![Event::Expired { hold }]),
                None => Ok(vec![]),
            },
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unplanned, Event::Planned { plan }) => Self::Planned(Box::new(Day::new(plan))),
            (
                Self::Unplanned,
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Expired { .. }
                | Event::Released { .. },
            ) => Self::Unplanned,
            (Self::Planned(mut day), event) => {
                day.remember(event);
                Self::Planned(day)
            }
        }
    }
}

impl State {
    /// What is offered, if anything is.
    pub fn plan(&self) -> Option<&Plan> {
        match self {
            Self::Unplanned => None,
            Self::Planned(day) => Some(&day.plan),
        }
    }

    /// What is kept under a hold, until its end is recorded.
    pub fn kept(&self, hold: HoldId) -> Option<&Kept> {
        match self {
            Self::Unplanned => None,
            Self::Planned(day) => day.kept.get(&hold),
        }
    }

    /// Everything that is kept for appointments, until its end is recorded.
    pub fn all_kept(&self) -> impl Iterator<Item = (HoldId, &Kept)> {
        let day = match self {
            Self::Unplanned => None,
            Self::Planned(day) => Some(day),
        };
        day.into_iter().flat_map(|day| day.kept.iter().map(|(hold, kept)| (*hold, kept)))
    }

    /// When the units of a hold begin and end.
    pub fn span(&self, hold: HoldId) -> Option<Span> {
        self.plan()?.span(self.kept(hold)?.allocation.units)
    }
}

/// What a hold is to be.
#[derive(Clone, Copy)]
struct Wish {
    booking: BookingId,
    starts_at: DateTime<Utc>,
    minutes: u16,
    /// Where it is taken from first.
    pool: Pool,
}

impl Day {
    fn new(plan: Plan) -> Self {
        Self { plan, kept: BTreeMap::new(), freed: vec![], over: BTreeSet::new() }
    }

    fn hold(&self, hold: HoldId, wish: Wish, at: DateTime<Utc>, limits: &Limits) -> Result<Vec<Event>, Refusal> {
        let units = self.plan.units_at(wish.starts_at, wish.minutes);
        if let Some(kept) = self.kept.get(&hold) {
            let same = kept.allocation.booking == wish.booking && Some(kept.allocation.units) == units;
            return match (kept.is_live(at), same) {
                (true, true) => Ok(vec![]),
                (true, false) => Err(Refusal::OtherHold),
                (false, true | false) => Err(Refusal::HoldExpired),
            };
        }
        if self.over.contains(&hold) {
            return Err(Refusal::HoldExpired);
        }
        let units = units.ok_or(Refusal::NotOffered)?;
        let span = self.plan.span(units).ok_or(Refusal::NotOffered)?;
        let pool = match wish.pool {
            Pool::Public if at < self.plan.released_at => {
                return Err(Refusal::NotReleased { released_at: self.plan.released_at });
            }
            Pool::Public if span.starts_at <= at => return Err(Refusal::Begun),
            // Somebody at the counter may take what is left of a time that has begun.
            Pool::Internal if span.ends_at <= at => return Err(Refusal::Begun),
            Pool::Public if self.is_free_to_the_public(units, at) => Pool::Public,
            Pool::Internal if self.has_lane(units, Pool::Internal, at) => Pool::Internal,
            // The service centre waits neither for the release nor for freed units.
            Pool::Internal if self.has_lane(units, Pool::Public, at) => Pool::Public,
            Pool::Public | Pool::Internal => return Err(Refusal::Taken),
        };
        let allocation = Allocation { booking: wish.booking, units, pool };
        let expires_at = last_moment(span, at).min(at + TimeDelta::minutes(limits.hold_mins.into()));
        Ok(vec![Event::Held { hold, allocation, expires_at }])
    }

    fn extend(&self, hold: HoldId, at: DateTime<Utc>, limits: &Limits) -> Result<Vec<Event>, Refusal> {
        let kept = self.kept.get(&hold).filter(|kept| kept.is_live(at)).ok_or(Refusal::HoldExpired)?;
        // What is confirmed needs no more time.
        let Some(old) = kept.expires_at else { return Ok(vec![]) };
        let span = self.plan.span(kept.allocation.units).ok_or(Refusal::HoldExpired)?;
        let expires_at = last_moment(span, at).min(old + TimeDelta::minutes(limits.hold_mins.into()));
        if kept.extensions >= limits.hold_extensions_max || expires_at <= old {
            return Err(Refusal::ExtendedEnough);
        }
        Ok(vec![Event::Extended { hold, expires_at }])
    }

    fn release(&self, hold: HoldId, kept: &Kept, at: DateTime<Utc>, limits: &Limits) -> Event {
        if kept.expires_at.is_some() {
            // What was never an appointment cannot be traded: whoever changes their mind leaves the time to the next.
            return Event::Released { hold, allocation: kept.allocation, free_from: at };
        }
        // The domain has no randomness. The bytes of the hold's id are a hash, which is random enough to keep those
        // who trade in appointments from knowing when a freed time comes back; it never comes back after its start.
        let jitter_secs = hold.0.as_u128() % (u128::from(limits.freed_jitter_mins) * 60 + 1);
        let jitter_secs = i64::try_from(jitter_secs).expect("a remainder of minutes of sixteen bits");
        let back = at + TimeDelta::minutes(limits.freed_after_mins.into()) + TimeDelta::seconds(jitter_secs);
        let starts_at = self.plan.span(kept.allocation.units).map(|span| span.starts_at);
        let free_from = starts_at.map_or(back, |starts_at| starts_at.min(back));
        Event::Released { hold, allocation: kept.allocation, free_from }
    }

    /// A new plan may add and move time, and never drops what is taken: people resolve that, one by one.
    fn plan_anew(&self, plan: &Plan, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        if (plan.scope, plan.date) != (self.plan.scope, self.plan.date) {
            return Err(Refusal::BadPlan("it is for another day"));
        }
        if *plan == self.plan {
            return Ok(vec![]);
        }
        possible(plan)?;
        let mut next = Self::new(plan.clone());
        let mut bookings = vec![];
        // Appointments come before holds, so that a conflict names whoever has less to lose.
        let (appointments, holds): (Vec<_>, Vec<_>) =
            self.kept.iter().filter(|(_, kept)| kept.is_live(at)).partition(|(_, kept)| kept.expires_at.is_none());
        for (hold, kept) in appointments.into_iter().chain(holds) {
            match self.moved(kept.allocation.units, plan) {
                Some(units) if next.has_lane(units, kept.allocation.pool, at) => {
                    next.kept.insert(*hold, Kept { allocation: Allocation { units, ..kept.allocation }, ..*kept });
                }
                Some(_) | None => bookings.push(kept.allocation.booking),
            }
        }
        if bookings.is_empty() {
            Ok(vec![Event::Planned { plan: plan.clone() }])
        } else {
            Err(Refusal::WouldDropBookings { bookings })
        }
    }

    /// Units of this day's plan as another plan numbers them, if it offers the same time.
    fn moved(&self, units: Units, to: &Plan) -> Option<Units> {
        let span = self.plan.span(units)?;
        to.units_at(span.starts_at, u16::try_from(span.minutes()).ok()?)
    }

    fn is_free_to_the_public(&self, units: Units, at: DateTime<Utc>) -> bool {
        self.room(units, Pool::Public, |unit| {
            self.taken(unit, Pool::Public, at)
                + self.freed.iter().filter(|freed| freed.pool == Pool::Public && freed.holds_back(unit, at)).count()
        })
    }

    fn has_lane(&self, units: Units, pool: Pool, at: DateTime<Utc>) -> bool {
        self.room(units, pool, |unit| self.taken(unit, pool, at))
    }

    /// Whether each of the units has fewer takers than lanes.
    ///
    /// Counting per unit is enough: appointments are intervals, interval graphs are perfect, so as long as no unit has
    /// more takers than lanes, the appointments can be dealt to lanes without a change in between.
    fn room(&self, units: Units, pool: Pool, taken: impl Fn(u16) -> usize) -> bool {
        (units.first..units.end()).all(|unit| taken(unit) < usize::from(self.lanes(unit, pool)))
    }

    fn taken(&self, unit: u16, pool: Pool, at: DateTime<Utc>) -> usize {
        let takes = |kept: &&Kept| kept.allocation.pool == pool && has(kept.allocation.units, unit) && kept.is_live(at);
        self.kept.values().filter(takes).count()
    }

    fn lanes(&self, unit: u16, pool: Pool) -> u16 {
        let mut first = 0;
        for window in &self.plan.windows {
            first += window.units;
            if unit < first {
                return match pool {
                    Pool::Public => window.lanes.public,
                    Pool::Internal => window.lanes.internal,
                };
            }
        }
        0
    }

    fn remember(&mut self, event: Event) {
        match event {
            Event::Planned { plan } => self.adopt(plan),
            Event::Held { hold, allocation, expires_at } => {
                self.kept.insert(hold, Kept { allocation, expires_at: Some(expires_at), extensions: 0 });
            }
            Event::Extended { hold, expires_at } => {
                if let Some(kept) = self.kept.get_mut(&hold) {
                    kept.expires_at = Some(expires_at);
                    kept.extensions = kept.extensions.saturating_add(1);
                }
            }
            Event::Confirmed { hold } => {
                if let Some(kept) = self.kept.get_mut(&hold) {
                    kept.expires_at = None;
                }
            }
            Event::Expired { hold } => {
                self.kept.remove(&hold);
                self.over.insert(hold);
            }
            Event::Released { hold, allocation, free_from } => {
                let kept = self.kept.remove(&hold);
                self.over.insert(hold);
                // A hold that comes back before its own end is free at once: only appointments are held back.
                let expires_at = kept.and_then(|kept| kept.expires_at);
                if expires_at.is_none_or(|expires_at| expires_at <= free_from) {
                    self.hold_back(Freed { units: allocation.units, pool: allocation.pool, free_from });
                }
            }
        }
    }

    /// Remembers what came back. Events carry no time, so nothing here knows what is free again by now. But a time
    /// has no more lanes to hold back than it has: of more than that, those that are free first say nothing, and are
    /// forgotten, so that a day does not grow with everybody who books and cancels.
    fn hold_back(&mut self, freed: Freed) {
        let lanes = usize::from(self.lanes(freed.units.first, freed.pool));
        self.freed.push(freed);
        let same = self.freed.iter().enumerate().filter(|(_, other)| other.is_alike(&freed));
        if same.clone().count() > lanes
            && let Some((first, _)) = same.min_by_key(|(_, other)| other.free_from)
        {
            self.freed.remove(first);
        }
    }

    /// Numbers everything by the new plan. What finds no place in it had run out, or the plan would have been refused.
    fn adopt(&mut self, plan: Plan) {
        let mut next = Self::new(plan);
        next.over = std::mem::take(&mut self.over);
        for (hold, kept) in std::mem::take(&mut self.kept) {
            match self.moved(kept.allocation.units, &next.plan) {
                Some(units) => {
                    next.kept.insert(hold, Kept { allocation: Allocation { units, ..kept.allocation }, ..kept });
                }
                None => {
                    next.over.insert(hold);
                }
            }
        }
        for freed in &self.freed {
            if let Some(units) = self.moved(freed.units, &next.plan) {
                next.freed.push(Freed { units, ..*freed });
            }
        }
        *self = next;
    }
}

impl Freed {
    /// Whether the same units of the same pool came back.
    fn is_alike(&self, other: &Self) -> bool {
        (self.units, self.pool) == (other.units, other.pool)
    }

    fn holds_back(&self, unit: u16, at: DateTime<Utc>) -> bool {
        has(self.units, unit) && self.free_from > at
    }
}

fn has(units: Units, unit: u16) -> bool {
    (units.first..units.end()).contains(&unit)
}

/// Nobody holds a time that has begun; whoever comes after its beginning may hold it until its end.
fn last_moment(span: Span, at: DateTime<Utc>) -> DateTime<Utc> {
    if at < span.starts_at { span.starts_at } else { span.ends_at }
}

/// Refuses a plan that contradicts itself. The bounds are far above any office, and keep the arithmetic whole.
fn possible(plan: &Plan) -> Result<(), Refusal> {
    use chrono::Datelike as _;
    if !(2000..2100).contains(&plan.date.year()) {
        return Err(Refusal::BadPlan("its date lies outside the years 2000 to 2099"));
    }
    if !(1..=240).contains(&plan.unit_mins) {
        return Err(Refusal::BadPlan("a unit lasts between 1 and 240 minutes"));
    }
    if plan.windows.iter().any(|window| window.units == 0) {
        return Err(Refusal::BadPlan("a window has no units"));
    }
    if plan.windows.iter().map(|window| u32::from(window.units)).sum::<u32>() > 500 {
        return Err(Refusal::BadPlan("a day has at most 500 units"));
    }
    if plan.windows.iter().any(|window| u32::from(window.lanes.public) + u32::from(window.lanes.internal) > 200) {
        return Err(Refusal::BadPlan("a window has at most 200 lanes"));
    }
    let midnight = |date| calendar::moment(date, chrono::NaiveTime::MIN).expect("no clock changes at midnight");
    let (mut free, end) = (midnight(plan.date), midnight(plan.date + chrono::Days::new(1)));
    for window in &plan.windows {
        if window.starts_at < midnight(plan.date) || window.starts_at >= end || ends_at(window, plan.unit_mins) > end {
            return Err(Refusal::BadPlan("a window lies outside the day"));
        }
        if window.starts_at < free {
            return Err(Refusal::BadPlan("two windows overlap, or stand in the wrong order"));
        }
        free = ends_at(window, plan.unit_mins);
    }
    Ok(())
}

fn ends_at(window: &Window, unit_mins: u16) -> DateTime<Utc> {
    window.starts_at + TimeDelta::minutes(i64::from(unit_mins) * i64::from(window.units))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::capacity::Lanes;
    use crate::ids::ScopeId;
    use crate::permission::Denied;
    use crate::testing::{ADA, CLARA, DAVID, acting, at, citizen, clerk, date, given, system};

    #[test]
    fn of_two_hundred_citizens_one_gets_the_free_lane() {
        let mut day = given_day([planned(1, 0)]);
        let mut taken = 0;
        for n in 1..=200 {
            match day.answer(&asked(hold(n, "10:00", 10, Pool::Public))) {
                Ok(events) => day = events.into_iter().fold(day, State::apply),
                Err(refusal) => {
                    assert_eq!(refusal, Refusal::Taken);
                    taken += 1;
                }
            }
        }
        assert_eq!((day.all_kept().count(), taken), (1, 199));
    }

    #[test]
    fn a_hold_that_has_run_out_cannot_be_confirmed_even_when_the_timer_lags() {
        let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
        given::<State>(history())
            .when(citizen(ADA), time("07:15"), Command::Confirm { hold: id(1) })
            .then_refused(Refusal::HoldExpired);
        // … and its unit can be taken.
        given::<State>(history()).when(citizen(ADA), time("07:15"), hold(2, "10:00", 10, Pool::Public)).then([held(
            2,
            12,
            1,
            Pool::Public,
            "07:30",
        )]);
    }

    #[test]
    fn a_hold_is_alive_until_its_last_microsecond() {
        given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
            .when(citizen(ADA), time("07:15") - TimeDelta::microseconds(1), Command::Confirm { hold: id(1) })
            .then([Event::Confirmed { hold: id(1) }]);
    }

    #[test]
    fn the_same_hold_again_is_the_same_answer() {
        given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
            .when(citizen(ADA), time("07:01"), hold(1, "10:00", 10, Pool::Public))
            .then_nothing();
    }

    #[test]
    fn the_same_hold_for_another_time_is_refused() {
        given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
            .when(citizen(ADA), time("07:01"), hold(1, "11:00", 10, Pool::Public))
            .then_refused(Refusal::OtherHold);
    }

    #[test]
    fn a_hold_that_is_over_never_comes_back() {
        let over = [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15"), Event::Expired { hold: id(1) }];
        for history in [over.to_vec(), over[..2].to_vec()] {
            given::<State>(history)
                .when(citizen(ADA), time("07:20"), hold(1, "10:00", 10, Pool::Public))
                .then_refused(Refusal::HoldExpired);
        }
    }

    #[test]
    fn three_scattered_units_are_not_a_time_for_three() {
        // Units 0, 2 and 4 are free.
        given::<State>(after(planned(1, 0), [confirmed(1, 1, 1), confirmed(2, 3, 1), confirmed(3, 5, 1)]))
            .when(citizen(ADA), time("07:00"), hold(9, "08:00", 30, Pool::Public))
            .then_refused(Refusal::Taken);
    }

    #[test]
    fn an_appointment_takes_as_many_units_as_its_minutes_need() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("07:00"), hold(1, "08:00", 25, Pool::Public))
            .then([held(1, 0, 3, Pool::Public, "07:15")]);
    }

    #[test]
    fn an_appointment_does_not_reach_over_the_end_of_a_window() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("07:00"), hold(1, "11:50", 20, Pool::Public))
            .then_refused(Refusal::NotOffered);
    }

    #[test]
    fn a_time_between_two_units_is_not_offered() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("07:00"), hold(1, "08:05", 10, Pool::Public))
            .then_refused(Refusal::NotOffered);
        given::<State>([])
            .when(citizen(ADA), time("07:00"), hold(1, "08:00", 10, Pool::Public))
            .then_refused(Refusal::NotOffered);
    }

    #[test]
    fn nobody_books_online_before_the_release_and_the_service_centre_does() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("05:00"), hold(1, "08:00", 10, Pool::Public))
            .then_refused(Refusal::NotReleased { released_at: time("05:30") });
        given::<State>([planned(1, 0)])
            .when(service_centre(), time("05:00"), hold(1, "08:00", 10, Pool::Internal))
            .then([held(1, 0, 1, Pool::Public, "05:15")]);
    }

    #[test]
    fn a_time_that_has_begun_is_for_those_at_the_counter() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("08:00"), hold(1, "08:00", 10, Pool::Public))
            .then_refused(Refusal::Begun);
        given::<State>([planned(1, 0)])
            .when(clerk(CLARA), time("08:05"), hold(1, "08:00", 10, Pool::Internal))
            .then([held(1, 0, 1, Pool::Public, "08:10")]);
        given::<State>([planned(1, 0)])
            .when(clerk(CLARA), time("08:10"), hold(1, "08:00", 10, Pool::Internal))
            .then_refused(Refusal::Begun);
    }

    #[test]
    fn the_service_centre_takes_its_own_lanes_first() {
        let own = held(1, 0, 1, Pool::Internal, "07:15");
        given::<State>([planned(1, 1)])
            .when(service_centre(), time("07:00"), hold(1, "08:00", 10, Pool::Internal))
            .then([own.clone()]);
        given::<State>([planned(1, 1), own])
            .when(service_centre(), time("07:00"), hold(2, "08:00", 10, Pool::Internal))
            .then([held(2, 0, 1, Pool::Public, "07:15")]);
    }

    #[test]
    fn who_books_online_does_not_get_the_lanes_of_the_service_centre() {
        given::<State>([planned(1, 1), held(1, 0, 1, Pool::Public, "07:15")])
            .when(citizen(ADA), time("07:00"), hold(2, "08:00", 10, Pool::Public))
            .then_refused(Refusal::Taken);
        given::<State>([planned(1, 1)])
            .when(citizen(ADA), time("07:00"), hold(2, "08:00", 10, Pool::Internal))
            .then_refused(Denied.into());
    }

    #[test]
    fn a_hold_ends_when_its_time_begins() {
        given::<State>([planned(1, 0)])
            .when(citizen(ADA), time("07:50"), hold(1, "08:00", 10, Pool::Public))
            .then([held(1, 0, 1, Pool::Public, "08:00")]);
    }

    #[test]
    fn a_hold_is_extended_once() {
        let first = [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
        let longer = Event::Extended { hold: id(1), expires_at: time("07:30") };
        given::<State>(first.clone())
            .when(citizen(ADA), time("07:10"), Command::Extend { hold: id(1) })
            .then([longer.clone()]);
        given::<State>([first[0].clone(), first[1].clone(), longer])
            .when(citizen(ADA), time("07:20"), Command::Extend { hold: id(1) })
            .then_refused(Refusal::ExtendedEnough);
        given::<State>(first)
            .when(citizen(ADA), time("07:15"), Command::Extend { hold: id(1) })
            .then_refused(Refusal::HoldExpired);
    }

    #[test]
    fn an_early_timer_expires_nothing() {
        let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
        let expire = || Command::Expire { hold: id(1) };
        given::<State>(history()).when(system(), time("07:14"), expire()).then_nothing();
        given::<State>(history()).when(system(), time("07:15"), expire()).then([Event::Expired { hold: id(1) }]);
        given::<State>([planned(1, 0)]).when(system(), time("07:15"), expire()).then_nothing();
    }

    #[test]
    fn freed_units_come_back_to_the_public_after_a_while_and_to_the_service_centre_at_once() {
        let taken = after(planned(1, 0), [confirmed(1, 12, 1)]);
        let released = given::<State>(taken.clone())
            .when(citizen(ADA), time("07:00"), Command::Release { hold: id(1) })
            .answer()
            .expect("it is taken");
        let [Event::Released { free_from, .. }] = released[..] else { panic!("one release, not {released:?}") };
        assert!((time("07:30")..=time("07:45")).contains(&free_from), "{free_from}");

        let history = || taken.iter().chain(&released).cloned();
        given::<State>(history())
            .when(citizen(ADA), free_from - TimeDelta::seconds(1), hold(2, "10:00", 10, Pool::Public))
            .then_refused(Refusal::Taken);
        given::<State>(history())
            .when(service_centre(), time("07:01"), hold(2, "10:00", 10, Pool::Internal))
            .then([held(2, 12, 1, Pool::Public, "07:16")]);
        let later = given::<State>(history()).when(citizen(ADA), free_from, hold(2, "10:00", 10, Pool::Public));
        assert!(later.answer().is_ok());
    }

    #[test]
    fn a_hold_that_is_given_back_is_free_for_everybody_at_once() {
        let released = Event::Released { hold: id(1), allocation: allocation(1, 12, 1), free_from: time("07:05") };
        let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
        given::<State>(history())
            .when(citizen(ADA), time("07:05"), Command::Release { hold: id(1) })
            .then([released.clone()]);
        given::<State>(history().into_iter().chain([released]))
            .when(citizen(ADA), time("07:05"), hold(2, "10:00", 10, Pool::Public))
            .then([held(2, 12, 1, Pool::Public, "07:20")]);
    }

    #[test]
    fn a_day_remembers_of_what_came_back_no_more_than_it_has_lanes() {
        let mut state = given_day([planned(2, 0)]);
        for n in 1..=50_u128 {
            let minute = TimeDelta::minutes(i64::try_from(n).expect("a small number"));
            let released =
                Event::Released { hold: id(n), allocation: allocation(n, 12, 1), free_from: time("07:30") + minute };
            state = confirmed(n, 12, 1).into_iter().chain([released]).fold(state, State::apply);
        }
        let State::Planned(day) = &state else { panic!("it is planned") };
        let until: Vec<_> = day.freed.iter().map(|freed| freed.free_from).collect();
        assert_eq!(until, [time("08:19"), time("08:20")], "those that are held back for longest");

        // Both lanes are held back until the first of them is free.
        let units = Units { first: 12, count: 1 };
        assert!(!day.is_free_to_the_public(units, time("08:18")));
        assert!(day.is_free_to_the_public(units, time("08:19")));
    }

    #[test]
    fn freed_units_never_come_back_after_their_beginning() {
        given::<State>(after(planned(1, 0), [confirmed(1, 0, 1)]))
            .when(citizen(ADA), time("07:50"), Command::Release { hold: id(1) })
            .then([Event::Released { hold: id(1), allocation: allocation(1, 0, 1), free_from: time("08:00") }]);
    }

    #[test]
    fn a_smaller_plan_names_the_appointments_that_it_would_drop() {
        let three = after(planned(3, 0), [confirmed(1, 0, 1), confirmed(2, 0, 1), confirmed(3, 0, 1)]);
        let fewer = given::<State>(three)
            .when(planner(), time("07:00"), Command::Plan { plan: plan(1, 0) })
            .answer()
            .expect_err("three do not fit on one lane");
        assert_eq!(fewer, Refusal::WouldDropBookings { bookings: vec![booking(2), booking(3)] });
    }

    #[test]
    fn a_plan_that_begins_earlier_keeps_what_is_taken_at_its_time() {
        let mut earlier = plan(1, 0);
        earlier.windows[0].starts_at = time("07:40");
        let day = given_day(after(planned(1, 0), [confirmed(1, 0, 2)])).apply(Event::Planned { plan: earlier });
        assert_eq!(day.kept(id(1)).map(|kept| kept.allocation.units), Some(Units { first: 2, count: 2 }));
        assert_eq!(day.span(id(1)).map(|span| span.starts_at), Some(time("08:00")));
    }

    #[test]
    fn a_day_without_appointments_can_be_closed() {
        let closed = Plan { windows: vec![], ..plan(1, 0) };
        let close = || Command::Plan { plan: closed.clone() };
        given::<State>([planned(1, 0)])
            .when(planner(), time("07:00"), close())
            .then([Event::Planned { plan: closed.clone() }]);
        given::<State>(after(planned(1, 0), [confirmed(1, 0, 1)]))
            .when(planner(), time("07:00"), close())
            .then_refused(Refusal::WouldDropBookings { bookings: vec![booking(1)] });
    }

    #[test]
    fn the_same_plan_again_changes_nothing() {
        given::<State>([planned(1, 0)])
            .when(planner(), time("07:00"), Command::Plan { plan: plan(1, 0) })
            .then_nothing();
    }

    #[test]
    fn a_plan_that_contradicts_itself_is_refused() {
        let good = plan(1, 0);
        let window = good.windows[0];
        let bad = [
            Plan { windows: vec![], ..good.clone() },
            Plan { unit_mins: 0, ..good.clone() },
            Plan { unit_mins: 241, ..good.clone() },
            Plan { date: NaiveDate::from_ymd_opt(1999, 12, 31).expect("a date"), ..good.clone() },
            Plan { date: date("2026-03-03"), ..good.clone() },
            Plan { windows: vec![Window { units: 0, ..window }], ..good.clone() },
            Plan { windows: vec![Window { units: u16::MAX, ..window }; 3], ..good.clone() },
            Plan { windows: vec![Window { lanes: Lanes { public: u16::MAX, internal: 1 }, ..window }], ..good.clone() },
            Plan { windows: vec![window, window], ..good.clone() },
            Plan { windows: vec![Window { units: 96, ..window }], ..good.clone() },
        ];
        for plan in bad {
            let answer =
                given::<State>([]).when(planner(), time("07:00"), Command::Plan { plan: plan.clone() }).answer();
            assert!(matches!(answer, Err(Refusal::BadPlan(_))), "{plan:?}: {answer:?}");
        }
    }

    #[test]
    fn only_planners_plan() {
        for by in [citizen(ADA), clerk(DAVID), service_centre()] {
            given::<State>([]).when(by, time("07:00"), Command::Plan { plan: plan(1, 0) }).then_refused(Denied.into());
        }
    }

    fn time(clock: &str) -> DateTime<Utc> {
        at(&format!("2026-03-02T{clock}:00Z"))
    }

    /// Monday, 2 March 2026, from 08:00 to 12:00 UTC in units of ten minutes.
    fn plan(public: u16, internal: u16) -> Plan {
        let lanes = Lanes { public, internal };
        Plan {
            scope: ScopeId(Uuid::from_u128(1)),
            date: date("2026-03-02"),
            unit_mins: 10,
            windows: vec![Window { starts_at: time("08:00"), units: 24, lanes }],
            released_at: time("05:30"),
        }
    }

    fn planned(public: u16, internal: u16) -> Event {
        Event::Planned { plan: plan(public, internal) }
    }

    fn id(n: u128) -> HoldId {
        HoldId(Uuid::from_u128(n))
    }

    fn booking(n: u128) -> BookingId {
        BookingId(Uuid::from_u128(n))
    }

    fn allocation(n: u128, first: u16, count: u16) -> Allocation {
        Allocation { booking: booking(n), units: Units { first, count }, pool: Pool::Public }
    }

    fn hold(n: u128, clock: &str, minutes: u16, pool: Pool) -> Command {
        Command::Hold { hold: id(n), booking: booking(n), starts_at: time(clock), minutes, pool }
    }

    fn held(n: u128, first: u16, count: u16, pool: Pool, until: &str) -> Event {
        let allocation = Allocation { pool, ..allocation(n, first, count) };
        Event::Held { hold: id(n), allocation, expires_at: time(until) }
    }

    /// A hold in the public pool that was confirmed.
    fn confirmed(n: u128, first: u16, count: u16) -> [Event; 2] {
        [held(n, first, count, Pool::Public, "07:00"), Event::Confirmed { hold: id(n) }]
    }

    fn after<const N: usize>(planned: Event, taken: [[Event; 2]; N]) -> Vec<Event> {
        std::iter::once(planned).chain(taken.into_iter().flatten()).collect()
    }

    fn given_day(events: impl IntoIterator<Item = Event>) -> State {
        events.into_iter().fold(State::default(), State::apply)
    }

    fn asked(command: Command) -> Asked<Command> {
        Asked { command, by: citizen(ADA), at: time("07:00"), facts: std::sync::Arc::default() }
    }

    fn planner() -> crate::By {
        acting(DAVID, Role::Planner)
    }

    fn service_centre() -> crate::By {
        acting(DAVID, Role::ServiceCentre)
    }
}
