//! Given, when, then for one aggregate, and a desk in memory for transactions over several.

use std::any::Any;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use cqrs_es::test::{AggregateResultValidator, AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use crate::Refusal;
use crate::asked::{ActorId, Asked, By, Facts};
use crate::decide::{Decide, Root};
use crate::permission::{Role, Roles};
use crate::signature::{Drawing, Hash, Manner, Sha256};
use crate::streams::{Single, Streams, Transaction};

/// A citizen.
pub const ADA: ActorId = ActorId(Uuid::from_u128(0xada));
/// Another citizen.
pub const BEN: ActorId = ActorId(Uuid::from_u128(0xbe0));
/// A clerk.
pub const CLARA: ActorId = ActorId(Uuid::from_u128(0xc1a));
/// Another clerk.
pub const DAVID: ActorId = ActorId(Uuid::from_u128(0xda1));

/// Somebody in one role.
pub fn acting(actor: ActorId, role: Role) -> By {
    By { actor, roles: Roles::from(role) }
}

/// Somebody with a concern of their own.
pub fn citizen(actor: ActorId) -> By {
    acting(actor, Role::Citizen)
}

/// Somebody who works on cases.
pub fn clerk(actor: ActorId) -> By {
    acting(actor, Role::Clerk)
}

/// The office's own reactions and timers.
pub fn system() -> By {
    acting(ActorId::SYSTEM, Role::System)
}

/// A moment as tests write it: `at("2026-03-02T09:00:00Z")`.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment in RFC 3339")
}

/// A date as tests write it: `date("2026-03-02")`.
pub fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date in ISO 8601")
}

/// A way of signing: with a line.
pub fn drawn() -> Manner {
    Manner::Drawn(Drawing::new(vec![vec![1, 2, 3, 4]]).expect("it is a line"))
}

/// Stands in for what makes hashes: the bytes themselves, folded.
pub const SHA_256: Sha256 = Sha256(|bytes| {
    let mut folded = [0; 32];
    for (at, byte) in bytes.iter().enumerate() {
        let place: &mut u8 = &mut folded[at % 32];
        *place = place.wrapping_mul(31).wrapping_add(*byte);
    }
    Hash(folded)
});

/// An aggregate to which this has happened.
pub fn given<D: Decide>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    let history = TestFramework::<Root<D>>::with(()).given(events.into_iter().collect());
    Given { history, facts: Arc::default() }
}

/// What has happened, and what is known of the world.
#[must_use]
pub struct Given<D: Decide> {
    history: AggregateTestExecutor<Root<D>>,
    facts: Arc<Facts>,
}

impl<D: Decide> Given<D> {
    /// Facts other than the defaults.
    pub fn knowing(self, facts: Facts) -> Self {
        Self { facts: Arc::new(facts), ..self }
    }

    /// Somebody asks for something.
    pub fn when(self, by: By, at: DateTime<Utc>, command: D::Command) -> When<D> {
        When { answer: self.history.when(Asked { command, by, at, facts: self.facts }) }
    }
}

/// The answer.
#[must_use]
pub struct When<D: Decide> {
    answer: AggregateResultValidator<Root<D>>,
}

impl<D: Decide> When<D> {
    /// Exactly this happens.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) {
        self.answer.then_expect_events(events.into_iter().collect());
    }

    /// It is already so.
    #[track_caller]
    pub fn then_nothing(self) {
        self.then([]);
    }

    /// This rule says no.
    #[track_caller]
    pub fn then_refused(self, refusal: D::Refusal)
    where
        D::Refusal: PartialEq,
    {
        self.answer.then_expect_error(refusal);
    }

    /// The answer itself, for tests that look at a part of it.
    pub fn answer(self) -> Result<Vec<D::Event>, D::Refusal> {
        self.answer.inspect_result()
    }
}

/// A stream is found by its kind and its id.
type Key = (&'static str, Uuid);

/// All streams of an office in memory. A transaction happens wholly or not at all, like in the log.
#[derive(Default)]
pub struct Desk {
    facts: Arc<Facts>,
    /// For each stream its `Vec<D::Event>`.
    histories: HashMap<Key, Box<dyn Any>>,
    /// What the running transaction has appended to: the stream, its length before, and how to go back to that.
    undo: Vec<(Key, usize, Undo)>,
    /// In whose name the running transaction decides.
    by: Option<By>,
}

/// Shortens a history whose type only the caller knew, and says by how much.
type Undo = fn(&mut dyn Any, usize) -> usize;

impl Desk {
    /// An office in which nothing has happened.
    pub fn new() -> Self {
        Self::default()
    }

    /// An office with facts other than the defaults.
    pub fn knowing(facts: Facts) -> Self {
        Self { facts: Arc::new(facts), ..Self::default() }
    }

    /// The facts are others from now on: somebody has published an edition.
    pub fn know(&mut self, facts: Facts) {
        self.facts = Arc::new(facts);
    }

    /// Runs a transaction: all of it, or none.
    pub fn run(&mut self, transaction: &impl Transaction, by: By, at: DateTime<Utc>) -> Result<(), Refusal> {
        let asked = Asked { command: (), by, at, facts: Arc::clone(&self.facts) };
        self.by = Some(by);
        let answer = transaction.run(&asked, self);
        let appended = std::mem::take(&mut self.undo);
        if answer.is_err() {
            for (key, length, undo) in appended.into_iter().rev() {
                let history = self.histories.get_mut(&key).expect("it was appended to");
                undo(history.as_mut(), length);
            }
        }
        answer
    }

    /// How many events a transaction would bring about now. Nothing happens.
    pub fn would(&mut self, transaction: &impl Transaction, by: By, at: DateTime<Utc>) -> Result<usize, Refusal> {
        let asked = Asked { command: (), by, at, facts: Arc::clone(&self.facts) };
        self.by = Some(by);
        let answer = transaction.run(&asked, self);
        let (appended, mut happened) = (std::mem::take(&mut self.undo), 0);
        for (key, length, undo) in appended.into_iter().rev() {
            let history = self.histories.get_mut(&key).expect("it was appended to");
            happened += undo(history.as_mut(), length);
        }
        answer.map(|()| happened)
    }

    /// Asks one aggregate.
    pub fn ask<D: Decide>(&mut self, id: Uuid, by: By, at: DateTime<Utc>, command: D::Command) -> Result<(), Refusal>
    where
        Refusal: From<D::Refusal>,
    {
        self.run(&Single::<D> { id, command }, by, at)
    }

    /// What has happened to an aggregate.
    pub fn history<D: Decide>(&self, id: Uuid) -> &[D::Event] {
        self.histories
            .get(&(D::KIND, id))
            .map_or(&[], |history| history.downcast_ref::<Vec<D::Event>>().expect("a kind has one type of events"))
    }

    /// Whether whoever runs the transaction must not know of this.
    fn is_hidden<D: Decide>(&self, state: &D) -> bool {
        self.by.is_some_and(|by| state.hidden_from(&by))
    }

    /// How an aggregate stands.
    pub fn state<D: Decide>(&self, id: Uuid) -> D {
        self.history::<D>(id).iter().cloned().fold(D::default(), D::apply)
    }
}

impl Streams for Desk {
    type Break = Refusal;

    fn decide<D: Decide>(&mut self, id: Uuid, asked: Asked<D::Command>) -> Result<Vec<D::Event>, Refusal>
    where
        Refusal: From<D::Refusal>,
    {
        let events = self.state::<D>(id).answer(&asked)?;
        let key = (D::KIND, id);
        let history = self.histories.entry(key).or_insert_with(|| Box::new(Vec::<D::Event>::new()));
        let history = history.downcast_mut::<Vec<D::Event>>().expect("a kind has one type of events");
        self.undo.push((key, history.len(), |history, length| {
            let history = history.downcast_mut::<Vec<D::Event>>().expect("a kind has one type of events");
            let happened = history.len() - length;
            history.truncate(length);
            happened
        }));
        history.extend(events.iter().cloned());
        Ok(events)
    }

    fn version<D: Decide>(&mut self, id: Uuid) -> Result<u32, Refusal> {
        let hidden = self.is_hidden(&self.state::<D>(id));
        Ok(if hidden { 0 } else { u32::try_from(self.history::<D>(id).len()).expect("a test has a few events") })
    }

    fn guard<D: Decide>(&mut self, id: Uuid) -> Result<D, Refusal> {
        let state = self.state::<D>(id);
        Ok(if self.is_hidden(&state) { D::default() } else { state })
    }
}
