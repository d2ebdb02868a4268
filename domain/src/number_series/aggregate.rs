//! The decision table of a series of numbers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregates::stored;
use crate::asked::Asked;
use crate::decide::Decide;
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// What is wanted of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take the next number. The same thing gets the same number again.
    Take {
        /// For what.
        of: Uuid,
    },
}

/// What happened to a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A number was taken.
    #[serde(rename = "taken")]
    Taken {
        /// Which: 1, 2, 3, …
        number: u32,
        /// For what.
        of: Uuid,
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

/// A series. It has one state only: the numbers that were taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    last: u32,
    taken: BTreeMap<Uuid, u32>,
}

impl Decide for State {
    const KIND: &'static str = "number_series";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    /// A number tells nothing, and whoever confirms an appointment needs one.
    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Take { .. } => &[
                Grant::Any(Role::Citizen),
                Grant::Any(Role::ServiceCentre),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match asked.command {
            Command::Take { of } if self.taken.contains_key(&of) => Ok(vec![]),
            Command::Take { of } => Ok(vec![Event::Taken { number: self.last + 1, of }]),
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Taken { number, of } => {
                self.last = self.last.max(number);
                self.taken.insert(of, number);
            }
        }
        self
    }
}

impl State {
    /// The number that something has, if it has one.
    pub fn number_of(&self, of: Uuid) -> Option<u32> {
        self.taken.get(&of).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{ADA, acting, at, citizen, given};

    #[test]
    fn numbers_follow_one_another_and_stay_with_their_thing() {
        let now = at("2026-03-02T09:00:00Z");
        let (a, b) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = Event::Taken { number: 1, of: a };
        given::<State>([]).when(citizen(ADA), now, Command::Take { of: a }).then([first]);
        given::<State>([first]).when(citizen(ADA), now, Command::Take { of: a }).then_nothing();
        given::<State>([first])
            .when(citizen(ADA), now, Command::Take { of: b })
            .then([Event::Taken { number: 2, of: b }]);
        assert_eq!(State::default().apply(first).number_of(a), Some(1));
        given::<State>([]).when(acting(ADA, Role::Analyst), now, Command::Take { of: a }).then_refused(Denied.into());
    }
}
