//! Counts in memory how often somebody looks for a time and nothing is free, until the hour is over and the office writes
//! it down: one event for each scope, service and hour, however many look, and not a word about who it was.
//!
//! What was counted in an hour that a crash ends is lost. A figure about demand is not worth an event for each look.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, DurationRound as _, TimeDelta, Timelike as _, Utc};
use domain::calendar::{ZONE, local_date};
use domain::capacity::{self, Command};
use domain::catalogue::ServiceCode;
use domain::ids::{DayId, ScopeId};
use domain::streams::Single;
use event_store::{Failure, Position};
use uuid::Uuid;

use super::Work;

/// How often one service is counted in an hour. More would be a program and not people.
const SEARCHES_MAX: u32 = 10_000;
/// How many scopes and services are counted at once.
const COUNTED_MAX: usize = 1_000;

/// In which hour, where, and for which service.
type Looked = (DateTime<Utc>, ScopeId, ServiceCode);

/// What was counted and is not written down yet.
#[derive(Clone)]
pub(super) struct Demand {
    /// Tells what this node has counted from what others have, and from what it counted before it was started again.
    node: Uuid,
    counts: Arc<Mutex<BTreeMap<Looked, u32>>>,
    /// Since which change of the free times there was nothing free for so many minutes at a scope.
    nothing: Arc<Mutex<BTreeMap<(ScopeId, u16), Position>>>,
}

impl Demand {
    pub(super) fn new() -> Result<Self, Failure> {
        let node = uuid::Builder::from_random_bytes(event_store::random::bytes()?).into_uuid();
        Ok(Self { node, counts: Arc::default(), nothing: Arc::default() })
    }

    /// Whether nothing is free, for which many ask at the same time: it is looked up once for each change of the free times.
    pub(super) fn is_nothing_free<E>(
        &self,
        scope: ScopeId,
        minutes: u16,
        changed: Position,
        look: impl FnOnce() -> Result<bool, E>,
    ) -> Result<bool, E> {
        let known = || self.nothing.lock().unwrap_or_else(PoisonError::into_inner);
        if known().get(&(scope, minutes)) == Some(&changed) {
            return Ok(true);
        }
        let nothing = look()?;
        let mut known = known();
        if known.len() >= COUNTED_MAX {
            known.clear();
        }
        if nothing {
            known.insert((scope, minutes), changed);
        }
        Ok(nothing)
    }

    /// Somebody has looked in vain.
    pub(super) fn note(&self, scope: ScopeId, service: ServiceCode, now: DateTime<Utc>) {
        let Ok(hour) = now.duration_trunc(TimeDelta::hours(1)) else { return };
        let mut counts = self.counts();
        let looked = (hour, scope, service);
        if counts.len() < COUNTED_MAX || counts.contains_key(&looked) {
            let count = counts.entry(looked).or_default();
            *count = (*count + 1).min(SEARCHES_MAX);
        }
    }

    /// Writes down the hours that are over, or everything.
    pub(super) async fn write_down(&self, work: &Work, everything: bool) -> Result<(), Failure> {
        loop {
            let now = work.clock.now();
            let next = self.counts().first_key_value().map(|(looked, count)| (*looked, *count));
            let Some(((hour, scope, service), searches)) = next else { return Ok(()) };
            if !everything && now < hour + TimeDelta::hours(1) {
                return Ok(());
            }
            let date = local_date(hour);
            let local = u8::try_from(hour.with_timezone(&ZONE).hour()).expect("a day has 24 hours");
            let command = Command::NoteSearches { scope, date, hour: local, service, searches };
            let cause = format!("sought.{}.{scope}.{}.{}", self.node, service.name(), hour.timestamp());
            let note = Single::<capacity::State> { id: DayId::of(scope, date).0, command };
            work.run_own(work.own_request(&cause), note).await?;
            // Only now: had the log failed, it would still be counted.
            self.counts().remove(&(hour, scope, service));
        }
    }

    /// A panic while it was counted left a count that is one too small.
    fn counts(&self) -> MutexGuard<'_, BTreeMap<Looked, u32>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
