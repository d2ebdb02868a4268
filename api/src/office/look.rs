//! Who of the office looks into a case is recorded before they see it, in the case's own stream of looks.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use domain::access::{self, Command, What};
use domain::ids::{AccessId, CaseId};
use domain::streams::Single;
use domain::{ActorId, By, Refusal};
use event_store::{Stop, random};

use super::Office;

/// How long a look that was recorded here is not asked for again. It lies within the five minutes for which it counts.
const KNOWN: TimeDelta = TimeDelta::minutes(4);
/// How many looks are remembered. Whoever is forgotten is asked for again, which costs a decision and no event.
const KNOWN_MAX: usize = 20_000;

/// The looks that this node has recorded lately: a page asks for a case many times in a minute.
#[derive(Default)]
pub(super) struct Looks(Mutex<HashMap<(CaseId, ActorId), DateTime<Utc>>>);

impl Looks {
    fn is_known(&self, of: (CaseId, ActorId), now: DateTime<Utc>) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&of).is_some_and(|at| *at <= now && now - *at < KNOWN)
    }

    fn know(&self, of: (CaseId, ActorId), now: DateTime<Utc>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= KNOWN_MAX {
            known.retain(|_, at| now - *at < KNOWN);
            if known.len() >= KNOWN_MAX {
                known.clear();
            }
        }
        known.insert(of, now);
    }
}

impl Office {
    /// Records that somebody of the office looks into a case. What they asked for is shown only when this has returned.
    pub(crate) async fn looks_into(&self, case: CaseId, by: By, what: What) -> Result<(), Stop<Refusal>> {
        let (of, now) = ((case, by.actor), self.clock().now());
        if self.0.looks.is_known(of, now) {
            return Ok(());
        }
        let request = self.0.work.own_request(&hex::encode(random::bytes::<16>().map_err(Stop::Failed)?));
        let look = Single::<access::State> { id: AccessId::of(case).0, command: Command::Look { case, what } };
        self.run(request, by, look).await?;
        self.0.looks.know(of, now);
        Ok(())
    }
}
