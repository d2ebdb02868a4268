//! One command that several aggregates decide together: all of its events are stored, or none.

use uuid::Uuid;

use crate::Refusal;
use crate::asked::Asked;
use crate::decide::Decide;

/// The streams of events that a transaction may decide against.
///
/// The log implements it over its confirmed state; tests implement it over a map.
pub trait Streams {
    /// Why a transaction stops: a rule said no, or a stream has to be loaded first.
    type Break: From<Refusal>;

    /// Asks one aggregate, and remembers its events for the end of the transaction.
    /// A second question to the same stream sees the answer to the first.
    fn decide<D: Decide>(&mut self, id: Uuid, asked: Asked<D::Command>) -> Result<Vec<D::Event>, Self::Break>
    where
        Refusal: From<D::Refusal>;

    /// How many events the stream has for whoever asks (none where it is hidden from them), and lets the transaction stand only if there are no more meanwhile.
    fn version<D: Decide>(&mut self, id: Uuid) -> Result<u32, Self::Break>;

    /// Reads an aggregate as whoever asks may see it, and lets the transaction stand only if it has not changed
    /// meanwhile. What is hidden from them reads as what does not exist, so that no rule can tell the two apart.
    fn guard<D: Decide>(&mut self, id: Uuid) -> Result<D, Self::Break>;
}

/// Others have changed what the caller has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the history has {current} events by now")]
pub struct Stale {
    /// How many events the history has.
    pub current: u32,
}

/// A command as its caller gives it: one step of an errand, over one stream or several.
///
/// It is run again after a conflict, so it must be pure.
pub trait Transaction: Clone + Send + Sync + 'static {
    /// Decides, stream by stream, with `?`.
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break>;
}

/// The transaction of a command that one aggregate decides alone.
#[derive(Clone, Debug)]
pub struct Single<D: Decide> {
    /// The stream.
    pub id: Uuid,
    /// What is wanted of it.
    pub command: D::Command,
}

impl<D: Decide> Transaction for Single<D>
where
    Refusal: From<D::Refusal>,
{
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        streams.decide::<D>(self.id, asked.to(self.command.clone())).map(drop)
    }
}
