//! The decision table of looks: one event for each reader, each part of a case and five minutes.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::{ActorId, Asked};
use crate::decide::Decide;
use crate::ids::CaseId;
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// For how long one event tells of somebody who looks again and again.
const LOOK: TimeDelta = TimeDelta::minutes(5);

/// For how long a case that was opened with a reason stays open to whoever opened it.
const OPEN: TimeDelta = TimeDelta::hours(1);

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// What the case holds: persons, data, documents, notes.
    Case,
    /// What the case held at a time.
    Past,
    /// What happened to it.
    History,
    /// Its fee, and what became of it.
    Fee,
    /// What goes to registers and federal offices for it.
    Transmissions,
}

/// Why somebody opens a case that is kept from them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Whoever takes care of it is away, and it cannot wait.
    StandIn,
    /// The person whom it is about asks for it (Art. 15 DSGVO).
    AskedByPerson,
    /// Somebody complains, or a court or a supervisor asks.
    Complaint,
    /// Somebody is in danger.
    Danger,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Look into a case.
    Look {
        /// Into which.
        case: CaseId,
        /// At what of it.
        what: What,
    },
    /// Open a case that is kept from whoever asks.
    BreakGlass {
        /// Which.
        case: CaseId,
        /// Why.
        ground: Ground,
    },
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody of the office looked into it.
    #[serde(rename = "looked")]
    Looked {
        /// Into which case.
        case: CaseId,
        /// At what of it.
        what: What,
        /// Who.
        by: ActorId,
        /// Until when no further event tells that they look at the same.
        until: DateTime<Utc>,
    },
    /// Somebody has opened it who does not take care of it, with a reason.
    #[serde(rename = "glass_broken")]
    GlassBroken {
        /// Which case.
        case: CaseId,
        /// Why.
        ground: Ground,
        /// Who.
        by: ActorId,
        /// Until when it is open to them.
        until: DateTime<Utc>,
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
    /// There is no such case.
    #[error("there is no such case")]
    Unknown,
    /// It is open to whoever asks.
    #[error("the case is open to whoever asks")]
    Open,
}

/// Somebody's look that is told of already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    by: ActorId,
    what: What,
    until: DateTime<Utc>,
}

/// Who has looked lately, and to whom it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    looks: Vec<Look>,
    opened: Vec<(ActorId, DateTime<Utc>)>,
}

impl State {
    /// Whether an event tells of this look already.
    pub fn tells(&self, by: ActorId, what: What, at: DateTime<Utc>) -> bool {
        self.looks.iter().any(|look| (look.by, look.what) == (by, what) && at < look.until)
    }

    /// Whether somebody has opened it with a reason, and it is still open to them.
    pub fn is_open_to(&self, by: ActorId, at: DateTime<Utc>) -> bool {
        self.opened.iter().any(|&(opened, until)| opened == by && at < until)
    }
}

impl Decide for State {
    const KIND: &'static str = "access";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Look { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Cashier),
                Grant::Any(Role::Auditor),
            ],
            Command::BreakGlass { .. } => &[Grant::Any(Role::TeamLead)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let (by, at) = (asked.by.actor, asked.at);
        match asked.command {
            Command::Look { what, .. } if self.tells(by, what, at) => Ok(vec![]),
            Command::Look { case, what } => Ok(vec![Event::Looked { case, what, by, until: at + LOOK }]),
            Command::BreakGlass { .. } if self.is_open_to(by, at) => Ok(vec![]),
            Command::BreakGlass { case, ground } => Ok(vec![Event::GlassBroken { case, ground, by, until: at + OPEN }]),
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Looked { what, by, until, .. } => {
                // Whoever looked so long ago is told of anew.
                self.looks.retain(|look| until - LOOK < look.until && (look.by, look.what) != (by, what));
                self.looks.push(Look { by, what, until });
            }
            Event::GlassBroken { by, until, .. } => {
                self.opened.retain(|&(opened, open)| until - OPEN < open && opened != by);
                self.opened.push((by, until));
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, CLARA, DAVID, acting, at, citizen, clerk, given};

    const CASE: CaseId = CaseId(Uuid::from_u128(5));

    fn look(what: What) -> Command {
        Command::Look { case: CASE, what }
    }

    fn looked(by: ActorId, what: What, when: &str) -> Event {
        Event::Looked { case: CASE, what, by, until: at(when) + LOOK }
    }

    fn broken(by: ActorId, when: &str) -> Event {
        Event::GlassBroken { case: CASE, ground: Ground::Danger, by, until: at(when) + OPEN }
    }

    const BREAK: Command = Command::BreakGlass { case: CASE, ground: Ground::Danger };

    #[test]
    fn one_event_tells_of_one_reader_one_part_and_five_minutes() {
        let nine = "2026-03-02T09:00:00Z";
        let before = [looked(CLARA, What::Case, nine)];
        given::<State>([]).when(clerk(CLARA), at(nine), look(What::Case)).then(before);
        given::<State>(before).when(clerk(CLARA), at("2026-03-02T09:04:59Z"), look(What::Case)).then_nothing();
        for (by, what, when) in [
            (CLARA, What::Case, "2026-03-02T09:05:00Z"),
            (CLARA, What::History, "2026-03-02T09:00:01Z"),
            (DAVID, What::Case, "2026-03-02T09:00:01Z"),
        ] {
            given::<State>(before).when(clerk(by), at(when), look(what)).then([looked(by, what, when)]);
        }
    }

    #[test]
    fn nobody_outside_the_office_looks_in_its_name() {
        let now = at("2026-03-02T09:00:00Z");
        for by in [citizen(ADA), acting(ADA, Role::Analyst), acting(ADA, Role::Admin), acting(ADA, Role::Planner)] {
            given::<State>([]).when(by, now, look(What::Case)).then_refused(Denied.into());
        }
        for by in [citizen(ADA), clerk(CLARA), acting(ADA, Role::Auditor)] {
            given::<State>([]).when(by, now, BREAK).then_refused(Denied.into());
        }
    }

    #[test]
    fn what_was_opened_with_a_reason_is_open_for_an_hour_and_to_one() {
        let nine = "2026-03-02T09:00:00Z";
        let lead = acting(CLARA, Role::TeamLead);
        given::<State>([]).when(lead, at(nine), BREAK).then([broken(CLARA, nine)]);
        let state = State::default().apply(broken(CLARA, nine));
        assert!(state.is_open_to(CLARA, at("2026-03-02T09:59:59Z")));
        assert!(!state.is_open_to(CLARA, at("2026-03-02T10:00:00Z")));
        assert!(!state.is_open_to(DAVID, at(nine)));
        given::<State>([broken(CLARA, nine)]).when(lead, at("2026-03-02T09:30:00Z"), BREAK).then_nothing();
        let ten = "2026-03-02T10:00:00Z";
        given::<State>([broken(CLARA, nine)]).when(lead, at(ten), BREAK).then([broken(CLARA, ten)]);
    }

    #[test]
    fn however_many_look_only_the_last_five_minutes_are_remembered() {
        let mut state = State::default();
        for minute in 0..600_u32 {
            let by = ActorId(Uuid::from_u128(minute.into()));
            let until = at("2026-03-02T08:00:00Z") + TimeDelta::minutes(i64::from(minute)) + LOOK;
            state = state.apply(Event::Looked { case: CASE, what: What::Case, by, until });
        }
        assert!(state.looks.len() <= 6, "{}", state.looks.len());
    }
}
