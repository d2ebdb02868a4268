//! The decision table of looks: one event for each reader and case in five minutes.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::CaseId;
use crate::permission::{Denied, Grant, Role, any};
use crate::personal::Erased;

/// How long a look lasts: what somebody reads in that time they read at one sitting.
const SITTING: TimeDelta = TimeDelta::minutes(5);

/// Who reads the cases of others. Whoever reads their own does not look into a case.
const READERS: [Role; 3] = [Role::Clerk, Role::TeamLead, Role::Auditor];

/// What somebody looks at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The case as it stands.
    File,
    /// The case as it was.
    Past,
    /// What has happened in it.
    History,
    /// Its fee.
    Fee,
    /// What went out for it.
    Transmissions,
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Look into a case.
    Look {
        /// Which.
        case: CaseId,
        /// At what.
        what: What,
    },
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody of the office has looked into a case. In which roles stands beside it, as for everything.
    #[serde(rename = "looked")]
    Looked {
        /// Into which.
        case: CaseId,
        /// Who.
        by: ActorId,
        /// At what first.
        what: What,
        /// When: it counts for five minutes.
        at: DateTime<Utc>,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
}

/// Who has looked, and when last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    last: BTreeMap<ActorId, DateTime<Utc>>,
}

impl Decide for State {
    const KIND: &'static str = "access";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        const GRANTS: [Grant; 3] = any(READERS);
        match command {
            Command::Look { .. } => &GRANTS,
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let (by, at) = (asked.by.actor, asked.at);
        match asked.command {
            Command::Look { .. } if self.last.get(&by).is_some_and(|last| at < *last + SITTING) => Ok(vec![]),
            Command::Look { case, what } => Ok(vec![Event::Looked { case, by, what, at }]),
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Looked { by, at, .. } => self.last.insert(by, at),
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, CLARA, DAVID, acting, at, citizen, clerk, given, system};

    const CASE: CaseId = CaseId(Uuid::from_u128(0xca5e));
    const LOOK: Command = Command::Look { case: CASE, what: What::File };

    fn looked(by: ActorId, when: &str) -> Event {
        Event::Looked { case: CASE, by, what: What::File, at: at(when) }
    }

    #[test]
    fn a_look_counts_once_in_five_minutes_for_each_reader() {
        let nine = "2026-03-02T09:00:00Z";
        given::<State>([]).when(clerk(CLARA), at(nine), LOOK).then([looked(CLARA, nine)]);
        let history = [looked(CLARA, nine)];
        given::<State>(history).when(clerk(CLARA), at("2026-03-02T09:04:59Z"), LOOK).then_nothing();
        let again = "2026-03-02T09:05:00Z";
        given::<State>(history).when(clerk(CLARA), at(again), LOOK).then([looked(CLARA, again)]);
        let other = "2026-03-02T09:01:00Z";
        given::<State>(history).when(clerk(DAVID), at(other), LOOK).then([looked(DAVID, other)]);
        // What was looked at first is told; more of it at one sitting is no other look.
        let more = Command::Look { case: CASE, what: What::History };
        given::<State>(history).when(clerk(CLARA), at(other), more).then_nothing();
    }

    #[test]
    fn whoever_may_not_read_cases_looks_into_none() {
        let now = at("2026-03-02T09:00:00Z");
        for by in
            [citizen(ADA), system(), acting(ADA, Role::Analyst), acting(ADA, Role::Admin), acting(ADA, Role::Cashier)]
        {
            given::<State>([]).when(by, now, LOOK).then_refused(Denied.into());
        }
        for role in READERS {
            let looked = Event::Looked { case: CASE, by: DAVID, what: What::File, at: now };
            given::<State>([]).when(acting(DAVID, role), now, LOOK).then([looked]);
        }
    }
}
