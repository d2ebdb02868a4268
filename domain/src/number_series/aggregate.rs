//! The decision table of a series of numbers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregates::stored;
use crate::asked::Asked;
use crate::decide::Decide;
use crate::parts::Parts;
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// What is wanted of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take a number. The same thing gets the same number again.
    Take {
        /// For what.
        of: Uuid,
        /// The number that it would like to have, because it has it in another series. If that is taken, or nothing is
        /// wished for, it gets the next one.
        wish: Option<u32>,
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
    /// All numbers up to this one are taken.
    last: u32,
    taken: Parts<u32>,
    /// Those above it that were wished for.
    above: BTreeSet<u32>,
}

impl Decide for State {
    const KIND: &'static str = "number_series";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    /// A number tells nothing, and whoever confirms an appointment or takes money needs one.
    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Take { .. } => &[
                Grant::Any(Role::Citizen),
                Grant::Any(Role::ServiceCentre),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Cashier),
                Grant::Any(Role::System),
            ],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match asked.command {
            Command::Take { of, .. } if self.taken.get(of).is_some() => Ok(vec![]),
            Command::Take { of, wish } => {
                let free = |number: &u32| *number > self.last && !self.above.contains(number);
                let next =
                    || (self.last + 1..=u32::MAX).find(free).expect("no series takes four thousand million numbers");
                Ok(vec![Event::Taken { number: wish.filter(free).unwrap_or_else(next), of }])
            }
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Taken { number, of } => {
                self.taken.insert(of, number);
                self.above.insert(number);
                // A number that was wished for leaves those below it to the next ones.
                while self.above.remove(&(self.last + 1)) {
                    self.last += 1;
                }
            }
        }
        self
    }
}

impl State {
    /// The number that something has, if it has one.
    pub fn number_of(&self, of: Uuid) -> Option<u32> {
        self.taken.get(of).copied()
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
        let take = |of| Command::Take { of, wish: None };
        let first = Event::Taken { number: 1, of: a };
        given::<State>([]).when(citizen(ADA), now, take(a)).then([first]);
        given::<State>([first]).when(citizen(ADA), now, take(a)).then_nothing();
        given::<State>([first]).when(citizen(ADA), now, take(b)).then([Event::Taken { number: 2, of: b }]);
        assert_eq!(State::default().apply(first).number_of(a), Some(1));
        given::<State>([]).when(acting(ADA, Role::Analyst), now, take(a)).then_refused(Denied.into());
    }

    #[test]
    fn a_number_from_elsewhere_stays_unless_somebody_has_it() {
        let now = at("2026-03-02T09:00:00Z");
        let [a, b, c] = [1, 2, 3].map(Uuid::from_u128);
        let wish = |of, wish| Command::Take { of, wish: Some(wish) };
        let (first, moved) = (Event::Taken { number: 1, of: a }, Event::Taken { number: 2, of: b });
        given::<State>([first]).when(citizen(ADA), now, wish(b, 2)).then([moved]);
        given::<State>([first]).when(citizen(ADA), now, wish(b, 1)).then([moved]);
        let next = Command::Take { of: c, wish: None };
        given::<State>([first, moved]).when(citizen(ADA), now, next).then([Event::Taken { number: 3, of: c }]);
        let far = Event::Taken { number: 40, of: b };
        given::<State>([first, far]).when(citizen(ADA), now, next).then([Event::Taken { number: 2, of: c }]);
    }
}
