//! How an aggregate decides, and the one implementation of the `cqrs-es` contract for all of them.

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::asked::{ActorId, Asked, By};
use crate::permission::{self, Denied, Grant};
use crate::personal::Erased;

/// A decision table and a memory: the rules of one aggregate.
///
/// `Default` is the state before anything has happened.
pub trait Decide: Default + Clone + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The stored name of this kind of aggregate.
    const KIND: &'static str;
    /// What can be asked.
    type Command: Clone + Send + Sync + 'static;
    /// What can have happened.
    type Event: DomainEvent + 'static;
    /// Which rule said no.
    type Refusal: std::error::Error + From<Denied> + From<Erased> + Send + Sync + 'static;

    /// Who may give this command. A `match` without a `_` arm: a command that nobody may give does not compile.
    fn grants(command: &Self::Command) -> &'static [Grant];

    /// The citizen (or visitor) whom this thing belongs to, once it belongs to somebody.
    fn holder(&self) -> Option<ActorId> {
        None
    }

    /// Whether it is hidden from somebody: then whatever they ask of it is answered as if it did not exist
    /// (§ 51 (2) BMG). Whoever reads it for a decision in their name sees nothing either.
    fn hidden_from(&self, _: &By) -> bool {
        false
    }

    /// Answers a command with what happens, or with the rule that forbids it.
    /// No events means that it is already so: commands arrive twice, and late.
    fn decide(&self, asked: &Asked<Self::Command>) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// Remembers what happened. It has no rules and cannot fail.
    #[must_use]
    fn apply(self, event: Self::Event) -> Self;

    /// Checks the permission, then decides.
    fn answer(&self, asked: &Asked<Self::Command>) -> Result<Vec<Self::Event>, Self::Refusal> {
        if self.hidden_from(&asked.by) {
            let nothing = Self::default();
            permission::check(Self::grants(&asked.command), &asked.by, nothing.holder())?;
            // Nothing can begin where something stands.
            let happens = nothing.decide(asked)?;
            return if happens.is_empty() { Ok(happens) } else { Err(Denied.into()) };
        }
        permission::check(Self::grants(&asked.command), &asked.by, self.holder())?;
        self.decide(asked)
    }
}

/// Any of our aggregates, as `cqrs-es` sees it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent, bound = "D: Decide")]
pub struct Root<D>(pub D);

impl<D: Decide> Aggregate for Root<D> {
    const TYPE: &'static str = D::KIND;
    type Command = Asked<D::Command>;
    type Event = D::Event;
    type Error = D::Refusal;
    type Services = ();

    async fn handle(&mut self, asked: Self::Command, (): &(), sink: &EventSink<Self>) -> Result<(), D::Refusal> {
        for event in self.0.answer(&asked)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: D::Event) {
        self.0 = std::mem::take(&mut self.0).apply(event);
    }
}
