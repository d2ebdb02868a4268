//! A command in the making: which streams it read, and what it decided for them.

use std::collections::HashMap;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use uuid::Uuid;

use crate::cache::{Cache, Slot, Versioned};
use crate::codec::{self, Part};
use crate::read::Loader;
use crate::record::{Failure, Kind, StreamId};

/// Decides against one stream or several. All of its events are stored, or none.
///
/// The closure that gets it may run several times, so it has to be pure.
pub struct Draft<'a, E> {
    view: View<'a>,
    touched: Vec<Touched>,
    refusal: PhantomData<fn() -> E>,
}

/// Ends a closure early: by a refusal, or because a stream has to be read first. Pass it on with `?`.
pub struct Break<E>(pub(crate) Cause<E>);

pub(crate) enum Cause<E> {
    Refused(E),
    Missing(Loader),
    Failed(Failure),
}

impl<E> From<E> for Break<E> {
    fn from(refusal: E) -> Self {
        Self(Cause::Refused(refusal))
    }
}

/// What a draft can see: what its batch has decided so far, what was read for it, and what is in memory.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) at: DateTime<Utc>,
    pub(crate) kinds: &'static [Kind],
    pub(crate) cache: &'a Cache,
    pub(crate) ahead: &'a Ahead,
    /// A trial run only finds out which streams are needed; what it decides is not written down.
    pub(crate) trial: bool,
}

/// States that are not in the cache, or lie ahead of it.
pub(crate) type Ahead = HashMap<StreamId, Seen>;

/// A state that a draft can build on.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) slot: Slot,
    /// It rests on events that the same batch has decided and not yet appended.
    pub(crate) speculative: bool,
}

/// What a command did with one stream.
pub(crate) struct Touched {
    pub(crate) stream: StreamId,
    /// The version that it found.
    pub(crate) expected: u32,
    /// What it found was not confirmed.
    pub(crate) speculative: bool,
    /// The state after its own events.
    pub(crate) slot: Slot,
    pub(crate) events: Vec<Drafted>,
}

/// An event that is not sealed yet.
pub(crate) struct Drafted {
    pub(crate) name: String,
    pub(crate) shape: String,
    pub(crate) payload: String,
    pub(crate) parts: Vec<Part<Vec<u8>>>,
}

impl<'a, E> Draft<'a, E> {
    pub(crate) fn new(view: View<'a>) -> Self {
        Self { view, touched: Vec::new(), refusal: PhantomData }
    }

    pub(crate) fn into_touched(self) -> Vec<Touched> {
        self.touched
    }

    /// The time of the decision. It never lies before an earlier event of the log.
    pub fn at(&self) -> DateTime<Utc> {
        self.view.at
    }

    /// Asks an aggregate. A second question to the same stream sees the answer to the first.
    pub fn decide<A>(&mut self, id: Uuid, command: A::Command) -> Result<Vec<A::Event>, Break<E>>
    where
        A: Aggregate<Services = ()> + Clone + 'static,
        E: From<A::Error>,
    {
        let index = self.touch::<A>(id)?;
        let base = self.touched[index].slot.get::<A>();
        let events = answer(&base.state, command).map_err(|refusal| Break::from(E::from(refusal)))?;
        self.remember(index, &base, &events)?;
        Ok(events)
    }

    /// Reads an aggregate, and lets the command stand only if it has not changed meanwhile.
    pub fn guard<A>(&mut self, id: Uuid) -> Result<Arc<Versioned<A>>, Break<E>>
    where
        A: Aggregate + Clone + 'static,
    {
        let index = self.touch::<A>(id)?;
        Ok(self.touched[index].slot.get())
    }

    /// Takes events that somebody else has decided on the state that [`Draft::guard`] gives.
    pub(crate) fn take<A>(&mut self, id: Uuid, events: &[A::Event]) -> Result<(), Break<E>>
    where
        A: Aggregate + Clone + 'static,
    {
        let index = self.touch::<A>(id)?;
        let base = self.touched[index].slot.get::<A>();
        self.remember(index, &base, events)
    }

    fn touch<A: Aggregate + 'static>(&mut self, id: Uuid) -> Result<usize, Break<E>> {
        let kind = self.view.kinds.iter().find(|kind| kind.name == A::TYPE).ok_or_else(|| {
            Break(Cause::Failed(Failure::Unusable(format!("this log has no aggregates of kind {:?}", A::TYPE))))
        })?;
        let stream = StreamId { kind: kind.number, id };
        if let Some(index) = self.touched.iter().position(|touched| touched.stream == stream) {
            return Ok(index);
        }
        let Some(Seen { slot, speculative }) = self.view.see(stream) else {
            return Err(Break(Cause::Missing(Loader::of::<A>(stream))));
        };
        self.touched.push(Touched { stream, expected: slot.version, speculative, slot, events: Vec::new() });
        Ok(self.touched.len() - 1)
    }

    /// The next state is what the events make of the last one, never what the handler may have left behind.
    fn remember<A>(&mut self, index: usize, base: &Versioned<A>, events: &[A::Event]) -> Result<(), Break<E>>
    where
        A: Aggregate + Clone + 'static,
    {
        if events.is_empty() {
            return Ok(());
        }
        let mut next = base.clone();
        for event in events {
            next.state.apply(event.clone());
            next.version += 1;
        }
        let touched = &mut self.touched[index];
        touched.slot = Slot::new(next);
        if !self.view.trial {
            for event in events {
                touched.events.push(Drafted::new(event).map_err(|failure| Break(Cause::Failed(failure)))?);
            }
        }
        Ok(())
    }
}

impl View<'_> {
    fn see(&self, stream: StreamId) -> Option<Seen> {
        let ahead = self.ahead.get(&stream).cloned();
        ahead.or_else(|| self.cache.get(stream).map(|slot| Seen { slot, speculative: false }))
    }
}

impl Drafted {
    fn new<T: DomainEvent>(event: &T) -> Result<Self, Failure> {
        let (payload, parts) = codec::split(event)
            .map_err(|error| Failure::Rejected(format!("event {} cannot be written: {error}", event.event_type())))?;
        let payload = String::from_utf8(payload).expect("JSON is UTF-8");
        Ok(Self { name: event.event_type(), shape: event.event_version(), payload, parts })
    }

    pub(crate) fn bytes(&self) -> usize {
        self.payload.len() + self.parts.iter().map(|part| part.value.len()).sum::<usize>()
    }
}

fn answer<A>(state: &A, command: A::Command) -> Result<Vec<A::Event>, A::Error>
where
    A: Aggregate<Services = ()> + Clone,
{
    let mut scratch = state.clone();
    let sink = EventSink::default();
    at_once(scratch.handle(command, &(), &sink))?;
    Ok(at_once(sink.collect()))
}

/// Runs a future that waits for nothing.
///
/// The sink locks one of tokio's mutexes for each event, and tokio makes a task pause after 128 of those: hence
/// `unconstrained`.
fn at_once<F: Future>(future: F) -> F::Output {
    let future = pin!(tokio::task::coop::unconstrained(future));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => unreachable!("a decision waits for nothing: what it needs comes with the command"),
    }
}
