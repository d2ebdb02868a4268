//! How a day counts: for each unit how many have taken it, so that a wish costs as much as it is long.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::ledger::{Kept, Ledger};
use super::{Allocation, Cause, Event, Origin, Plan, Pool, Refusal, Taken};
use crate::calendar::Span;
use crate::ids::{BookingId, HoldId};
use crate::limits::Limits;

/// A day of which something was planned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Day {
    #[serde(with = "shared")]
    pub(super) plan: Arc<Plan>,
    pub(super) origin: Origin,
    pub(super) kept: Ledger,
    /// Who has no place in the plan any more. They count all the same: nobody else gets what they may still need.
    pub(super) conflicts: BTreeSet<HoldId>,
    /// Everything that is kept, counted by unit, also what has run out and is not recorded yet.
    takers: Takers,
    /// Holds by the time at which they end, so that those that have ended are found at once.
    lapsing: BTreeSet<(DateTime<Utc>, HoldId)>,
    /// For each unit, until when public lanes that came back are kept from the public. At most as many as it has lanes.
    freed: BTreeMap<u16, Vec<DateTime<Utc>>>,
    arrivals: u32,
}

/// How many have taken each unit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Takers {
    public: Vec<u16>,
    internal: Vec<u16>,
}

impl Takers {
    fn of(plan: &Plan) -> Self {
        let none = vec![0; plan.units().into()];
        Self { public: none.clone(), internal: none }
    }

    fn add(&mut self, plan: &Plan, allocation: &Allocation) {
        for (unit, _) in plan.touched(allocation.span) {
            self.pool_mut(allocation.pool)[usize::from(unit)] += 1;
        }
    }

    fn remove(&mut self, plan: &Plan, allocation: &Allocation) {
        for (unit, _) in plan.touched(allocation.span) {
            let taken = &mut self.pool_mut(allocation.pool)[usize::from(unit)];
            *taken = taken.saturating_sub(1);
        }
    }

    fn pool(&self, pool: Pool) -> &[u16] {
        match pool {
            Pool::Public => &self.public,
            Pool::Internal => &self.internal,
        }
    }

    fn pool_mut(&mut self, pool: Pool) -> &mut [u16] {
        match pool {
            Pool::Public => &mut self.public,
            Pool::Internal => &mut self.internal,
        }
    }
}

/// What a hold is to be.
#[derive(Clone, Copy)]
pub(super) struct Wish {
    pub(super) booking: BookingId,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) minutes: u16,
    /// Where it is taken from first.
    pub(super) pool: Pool,
}

impl Day {
    pub(super) fn new(plan: Plan, origin: Origin) -> Self {
        Self {
            takers: Takers::of(&plan),
            plan: Arc::new(plan),
            origin,
            kept: Ledger::default(),
            conflicts: BTreeSet::new(),
            lapsing: BTreeSet::new(),
            freed: BTreeMap::new(),
            arrivals: 0,
        }
    }

    pub(super) fn hold(
        &self,
        hold: HoldId,
        wish: Wish,
        at: DateTime<Utc>,
        limits: &Limits,
    ) -> Result<Vec<Event>, Refusal> {
        if let Some(kept) = self.kept.get(hold) {
            return again(kept, wish, at);
        }
        let span = self.plan.offered(wish.starts_at, wish.minutes).ok_or(Refusal::NotOffered)?;
        let pool = match wish.pool {
            Pool::Public if at < self.plan.released_at => {
                return Err(Refusal::NotReleased { released_at: self.plan.released_at });
            }
            Pool::Public if span.starts_at <= at => return Err(Refusal::Begun),
            // Somebody at the counter may take what is left of a time that has begun.
            Pool::Internal if span.ends_at <= at => return Err(Refusal::Begun),
            Pool::Public if self.is_free_to_the_public(span, at) => Pool::Public,
            Pool::Internal if self.has_lane(span, Pool::Internal, at) => Pool::Internal,
            // The service centre waits neither for the release nor for freed units.
            Pool::Internal if self.has_lane(span, Pool::Public, at) => Pool::Public,
            Pool::Public | Pool::Internal => return Err(Refusal::Taken),
        };
        let Plan { scope, date, .. } = *self.plan;
        let allocation = Allocation { booking: wish.booking, scope, date, span, pool, asked: wish.pool };
        let expires_at = last_moment(span, at).min(at + TimeDelta::minutes(limits.hold_mins.into()));
        Ok(vec![Event::Held { hold, allocation, expires_at, offered: false }])
    }

    /// Keeps a time for somebody on the waiting list. What came back was the public's as a rule, so its lanes are taken
    /// first, and those of the service centre stay for those who call.
    pub(super) fn offer(
        &self,
        hold: HoldId,
        wish: Wish,
        at: DateTime<Utc>,
        limits: &Limits,
    ) -> Result<Vec<Event>, Refusal> {
        if let Some(kept) = self.kept.get(hold) {
            return again(kept, wish, at);
        }
        let span = self.plan.offered(wish.starts_at, wish.minutes).ok_or(Refusal::NotOffered)?;
        if span.starts_at <= at {
            return Err(Refusal::Begun);
        }
        let with_a_lane = [Pool::Public, Pool::Internal].into_iter().find(|pool| self.has_lane(span, *pool, at));
        let pool = with_a_lane.ok_or(Refusal::Taken)?;
        let Plan { scope, date, .. } = *self.plan;
        let allocation = Allocation { booking: wish.booking, scope, date, span, pool, asked: wish.pool };
        let expires_at = span.starts_at.min(at + TimeDelta::minutes(limits.waiting_offer_mins.into()));
        Ok(vec![Event::Held { hold, allocation, expires_at, offered: true }])
    }

    pub(super) fn extend(&self, hold: HoldId, at: DateTime<Utc>, limits: &Limits) -> Result<Vec<Event>, Refusal> {
        let kept = self.kept.get(hold).filter(|kept| kept.is_live(at)).ok_or(Refusal::HoldExpired)?;
        // What is confirmed needs no more time.
        let Some(old) = kept.expires_at else { return Ok(vec![]) };
        if self.conflicts.contains(&hold) {
            return Err(Refusal::NotOffered);
        }
        // An offer stands as long as every other: somebody waits for the answer.
        if kept.offered {
            return Err(Refusal::ExtendedEnough);
        }
        let latest = last_moment(kept.allocation.span, at);
        let expires_at = latest.min(old + TimeDelta::minutes(limits.hold_mins.into()));
        if kept.extensions >= limits.hold_extensions_max || expires_at <= old {
            return Err(Refusal::ExtendedEnough);
        }
        Ok(vec![Event::Extended { hold, expires_at }])
    }

    pub(super) fn confirm(&self, hold: HoldId, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        match self.kept.get(hold) {
            Some(Kept { expires_at: None, .. }) => Ok(vec![]),
            // The office does not promise what its plan no longer holds.
            Some(kept) if kept.is_live(at) && self.conflicts.contains(&hold) => Err(Refusal::NotOffered),
            Some(kept) if kept.is_live(at) => Ok(vec![Event::Confirmed { hold, allocation: kept.allocation }]),
            Some(_) | None => Err(Refusal::HoldExpired),
        }
    }

    /// What comes back, and who finds a place by it.
    pub(super) fn give_back(&self, event: Event, hold: HoldId, at: DateTime<Utc>) -> Vec<Event> {
        let settled = self.places(&self.plan, at, Some(hold)).settled;
        std::iter::once(event).chain(settle(settled)).collect()
    }

    /// A new plan never drops what is taken: who finds no place in it is a conflict, which people resolve one by one.
    pub(super) fn plan_anew(&self, plan: &Plan, origin: Origin, at: DateTime<Utc>) -> Vec<Event> {
        let Places { settled, displaced } = self.places(plan, at, None);
        let planned = Event::Planned { plan: plan.clone(), origin };
        std::iter::once(planned).chain(conflict(Cause::Plan, displaced)).chain(settle(settled)).collect()
    }

    /// Everybody whose time is not over loses their place.
    pub(super) fn displaced_by_closing(&self, cause: Cause, at: DateTime<Utc>) -> Option<Event> {
        let has_a_place = |(hold, kept): &(HoldId, &Kept)| kept.needs_a_place(at) && !self.conflicts.contains(hold);
        conflict(cause, self.kept.iter().filter(has_a_place).collect())
    }

    /// Who of those without a place has one now that nothing is closed.
    pub(super) fn settled_by_opening(&self, at: DateTime<Utc>) -> Option<Event> {
        settle(self.places(&self.plan, at, None).settled)
    }

    /// Deals the lanes of a plan to those who are there: who has a place keeps it before others get one,
    /// appointments come before holds, and then who came first.
    fn places(&self, plan: &Plan, at: DateTime<Utc>, without: Option<HoldId>) -> Places<'_> {
        // Without conflicts, and by the same plan, everybody has their place.
        if self.conflicts.is_empty() && *plan == *self.plan {
            return Places::default();
        }
        let needs_a_place = |(hold, kept): &(HoldId, &Kept)| Some(*hold) != without && kept.needs_a_place(at);
        let mut everybody: Vec<_> = self.kept.iter().filter(needs_a_place).collect();
        everybody.sort_by_key(|(hold, kept)| (self.conflicts.contains(hold), kept.expires_at.is_some(), kept.arrival));
        let mut takers = Takers::of(plan);
        let mut places = Places::default();
        for (hold, kept) in everybody {
            let Allocation { span, pool, .. } = kept.allocation;
            let taken = takers.pool(pool);
            let has_place = plan.covers(span)
                && plan.touched(span).all(|(unit, window)| taken[usize::from(unit)] < window.lanes.of(pool));
            if has_place {
                takers.add(plan, &kept.allocation);
            }
            match (has_place, self.conflicts.contains(&hold)) {
                (true, true) => places.settled.push((hold, kept)),
                (false, false) => places.displaced.push((hold, kept)),
                (true, false) | (false, true) => {}
            }
        }
        places
    }

    /// Whether somebody who books online may take a time. What came back is kept from them for a while.
    fn is_free_to_the_public(&self, span: Span, at: DateTime<Utc>) -> bool {
        self.room(span, Pool::Public, at, |unit| {
            self.freed.get(&unit).map_or(0, |freed| freed.iter().filter(|until| **until > at).count())
        })
    }

    fn has_lane(&self, span: Span, pool: Pool, at: DateTime<Utc>) -> bool {
        self.room(span, pool, at, |_| 0)
    }

    /// Whether each of the units has fewer takers than lanes.
    ///
    /// Counting per unit is enough: appointments are intervals, interval graphs are perfect, so as long as no unit has
    /// more takers than lanes, the appointments can be dealt to lanes without a change in between.
    fn room(&self, span: Span, pool: Pool, at: DateTime<Utc>, kept_back: impl Fn(u16) -> usize) -> bool {
        let takers = self.takers.pool(pool);
        let lapsed = self.lapsed(pool, at);
        self.plan.touched(span).all(|(unit, window)| {
            let lapsed = lapsed.iter().filter(|lapsed| **lapsed == unit).count();
            let taken = usize::from(takers[usize::from(unit)]).saturating_sub(lapsed);
            taken + kept_back(unit) < usize::from(window.lanes.of(pool))
        })
    }

    /// The units of holds that have run out and whose end nobody has recorded: few, because a timer does it soon.
    fn lapsed(&self, pool: Pool, at: DateTime<Utc>) -> Vec<u16> {
        let ended = self.lapsing.iter().take_while(|(expires_at, _)| *expires_at <= at);
        // What was offered is first offered to the next one on the list.
        let is_free = |kept: &&Kept| kept.allocation.pool == pool && !kept.offered;
        let kept = ended.filter_map(|(_, hold)| self.kept.get(*hold)).filter(is_free);
        kept.flat_map(|kept| self.plan.touched(kept.allocation.span)).map(|(unit, _)| unit).collect()
    }

    /// Remembers what happened to holds and appointments of the day.
    pub(super) fn remember(&mut self, event: Event) {
        match event {
            Event::Held { hold, allocation, expires_at, offered } => {
                self.takers.add(&self.plan, &allocation);
                if (allocation.asked, allocation.pool) == (Pool::Internal, Pool::Public) {
                    self.use_freed(allocation.span);
                }
                self.arrivals += 1;
                let arrival = self.arrivals;
                let kept = Kept { allocation, expires_at: Some(expires_at), extensions: 0, offered, arrival };
                self.kept.insert(hold, kept);
                self.lapsing.insert((expires_at, hold));
            }
            Event::Extended { hold, expires_at } => {
                if let Some(kept) = self.kept.get_mut(hold) {
                    if let Some(old) = kept.expires_at.replace(expires_at) {
                        self.lapsing.remove(&(old, hold));
                    }
                    kept.extensions = kept.extensions.saturating_add(1);
                    self.lapsing.insert((expires_at, hold));
                }
            }
            Event::Confirmed { hold, .. } => {
                if let Some(old) = self.kept.get_mut(hold).and_then(|kept| kept.expires_at.take()) {
                    self.lapsing.remove(&(old, hold));
                }
            }
            Event::Expired { hold, .. } => self.forget(hold),
            Event::Released { hold, allocation, kept_back_until } => {
                self.forget(hold);
                if let (Pool::Public, Some(until)) = (allocation.pool, kept_back_until) {
                    self.keep_back(allocation.span, until);
                }
            }
            Event::Conflicted { appointments, holds, .. } => {
                self.conflicts.extend(appointments.iter().chain(&holds).map(|taken| taken.hold));
            }
            Event::Settled { taken } => {
                for Taken { hold, .. } in taken {
                    self.conflicts.remove(&hold);
                }
            }
            // These are the state's to remember: they say what is offered, not who has it.
            Event::Planned { .. } | Event::Closed { .. } | Event::Reopened { .. } => {}
            // Whoever found nothing has taken nothing.
            Event::Sought { .. } => {}
        }
    }

    fn forget(&mut self, hold: HoldId) {
        self.conflicts.remove(&hold);
        if let Some(kept) = self.kept.remove(hold) {
            self.takers.remove(&self.plan, &kept.allocation);
            if let Some(expires_at) = kept.expires_at {
                self.lapsing.remove(&(expires_at, hold));
            }
        }
    }

    /// Remembers what came back. Events carry no time, so nothing here knows what is free again by now. But a unit has
    /// no more lanes to keep back than it has: of more than that, those that are free first say nothing, and are
    /// forgotten, so that a day does not grow with everybody who books and cancels.
    fn keep_back(&mut self, span: Span, until: DateTime<Utc>) {
        for (unit, window) in self.plan.touched(span) {
            let freed = self.freed.entry(unit).or_default();
            freed.push(until);
            freed.sort_unstable();
            if freed.len() > window.lanes.public.into() {
                freed.remove(0);
            }
        }
    }

    /// The service centre takes what came back before what the public sees: of several, what is kept back for longest.
    fn use_freed(&mut self, span: Span) {
        for (unit, _) in self.plan.touched(span) {
            if let Some(freed) = self.freed.get_mut(&unit) {
                freed.pop();
                if freed.is_empty() {
                    self.freed.remove(&unit);
                }
            }
        }
    }

    /// Offers something else. What is taken stays at its time, whether or not it has a place.
    /// What was kept back is not: a new plan is a new offer.
    pub(super) fn adopt(&mut self, plan: Plan, origin: Origin) {
        self.takers = Takers::of(&plan);
        for (_, kept) in self.kept.iter() {
            self.takers.add(&plan, &kept.allocation);
        }
        self.freed.clear();
        self.plan = Arc::new(plan);
        self.origin = origin;
    }
}

/// Who gets a place, and who loses theirs.
#[derive(Default)]
struct Places<'a> {
    settled: Vec<(HoldId, &'a Kept)>,
    displaced: Vec<(HoldId, &'a Kept)>,
}

fn conflict(cause: Cause, displaced: Vec<(HoldId, &Kept)>) -> Option<Event> {
    if displaced.is_empty() {
        return None;
    }
    let mut displaced = displaced;
    displaced.sort_by_key(|(_, kept)| kept.arrival);
    let taken = |is_hold: bool| {
        let those = displaced.iter().filter(move |(_, kept)| kept.expires_at.is_some() == is_hold);
        those.map(|(hold, kept)| kept.taken(*hold)).collect()
    };
    Some(Event::Conflicted { cause, appointments: taken(false), holds: taken(true) })
}

fn settle(settled: Vec<(HoldId, &Kept)>) -> Option<Event> {
    let taken: Vec<_> = settled.into_iter().map(|(hold, kept)| kept.taken(hold)).collect();
    (!taken.is_empty()).then_some(Event::Settled { taken })
}

impl Kept {
    /// Whether it still matters that there is a place for it.
    fn needs_a_place(&self, at: DateTime<Utc>) -> bool {
        self.is_live(at) && self.allocation.span.ends_at > at
    }
}

/// The same question again.
fn again(kept: &Kept, wish: Wish, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
    let same = kept.allocation.booking == wish.booking && kept.allocation.span.starts_at == wish.starts_at;
    match (kept.is_live(at), same) {
        (true, true) => Ok(vec![]),
        (true, false) => Err(Refusal::OtherHold),
        (false, true | false) => Err(Refusal::HoldExpired),
    }
}

/// What comes back of a hold that has run out. Of an offer nothing was free before.
pub(super) fn lapsed(hold: HoldId, kept: &Kept, at: DateTime<Utc>, limits: &Limits) -> Event {
    if kept.offered { released(hold, kept, at, limits) } else { Event::Expired { hold, allocation: kept.allocation } }
}

/// What comes back of what was held or taken.
pub(super) fn released(hold: HoldId, kept: &Kept, at: DateTime<Utc>, limits: &Limits) -> Event {
    let allocation = kept.allocation;
    if kept.expires_at.is_some() && !kept.offered {
        // What was never an appointment cannot be traded: whoever changes their mind leaves the time to the next.
        return Event::Released { hold, allocation, kept_back_until: None };
    }
    // The domain has no randomness. The bytes of the hold's id are a hash, which is random enough to keep those
    // who trade in appointments from knowing when a freed time comes back; it never comes back after its start.
    let jitter_secs = hold.0.as_u128() % (u128::from(limits.freed_jitter_mins) * 60 + 1);
    let jitter_secs = i64::try_from(jitter_secs).expect("a remainder of minutes of sixteen bits");
    let back = at + TimeDelta::minutes(limits.freed_after_mins.into()) + TimeDelta::seconds(jitter_secs);
    let until = back.min(allocation.span.starts_at);
    Event::Released { hold, allocation, kept_back_until: (until > at).then_some(until) }
}

/// Nobody holds a time that has begun; whoever comes after its beginning may hold it until its end.
fn last_moment(span: Span, at: DateTime<Utc>) -> DateTime<Utc> {
    if at < span.starts_at { span.starts_at } else { span.ends_at }
}

/// A value that copies of a day share, stored as the value itself.
pub(super) mod shared {
    use std::sync::Arc;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(in crate::capacity) fn serialize<T: Serialize, S: Serializer>(
        value: &Arc<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        T::serialize(value, serializer)
    }

    pub(in crate::capacity) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Arc<T>, D::Error> {
        T::deserialize(deserializer).map(Arc::new)
    }
}
