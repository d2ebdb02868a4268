//! The states that this node keeps in memory. None is older than the log was at [`Cache::known`].

use std::any::Any;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::record::{Position, StreamId};

/// How many of the last changes are remembered, to tell a state that was read too early from a good one.
const CHANGES: NonZeroUsize = NonZeroUsize::new(16_384).expect("not zero");

/// An aggregate and the number of events that made it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Versioned<A> {
    /// The number of its last event; zero before the first.
    pub version: u32,
    /// What it remembers.
    pub state: A,
}

/// A [`Versioned`] of any aggregate.
#[derive(Clone)]
pub(crate) struct Slot {
    pub(crate) version: u32,
    pub(crate) state: Arc<dyn Any + Send + Sync>,
}

impl Slot {
    pub(crate) fn new<A: Send + Sync + 'static>(versioned: Versioned<A>) -> Self {
        Self { version: versioned.version, state: Arc::new(versioned) }
    }

    /// The aggregate. A kind has one type, so another one is a bug.
    pub(crate) fn get<A: Send + Sync + 'static>(&self) -> Arc<Versioned<A>> {
        Arc::clone(&self.state).downcast().expect("a kind of aggregate has one type")
    }
}

/// What was known before a stream was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket {
    known: Position,
    destructions: u64,
}

pub(crate) struct Cache(Mutex<Inner>);

struct Inner {
    slots: LruCache<StreamId, Slot>,
    /// The last versions of the streams that changed last, and where.
    changed: LruCache<StreamId, (u32, Position)>,
    /// Changes up to here may have dropped out of `changed`.
    forgotten: Position,
    known: Position,
    destructions: u64,
}

impl Cache {
    pub(crate) fn new(capacity: NonZeroUsize, known: Position, destructions: u64) -> Self {
        let (slots, changed) = (LruCache::new(capacity), LruCache::new(CHANGES));
        Self(Mutex::new(Inner { slots, changed, forgotten: known, known, destructions }))
    }

    pub(crate) fn get(&self, stream: StreamId) -> Option<Slot> {
        self.inner().slots.get(&stream).cloned()
    }

    /// Every event up to here has been taken into account.
    pub(crate) fn known(&self) -> Position {
        self.inner().known
    }

    /// To be taken before reading a stream.
    pub(crate) fn ticket(&self) -> Ticket {
        let inner = self.inner();
        Ticket { known: inner.known, destructions: inner.destructions }
    }

    /// Keeps a state that was read from the log, unless the stream may have changed since the ticket.
    pub(crate) fn offer(&self, stream: StreamId, slot: Slot, ticket: Ticket) {
        let mut inner = self.inner();
        let changed = inner.is_outdated(stream, slot.version);
        if !changed && ticket.known >= inner.forgotten && ticket.destructions == inner.destructions {
            inner.slots.put(stream, slot);
        }
    }

    /// Keeps a state that this node has just appended.
    pub(crate) fn commit(&self, stream: StreamId, slot: Slot, at: Position, ticket: Ticket) {
        let mut inner = self.inner();
        inner.note(stream, slot.version, at);
        // Somebody else may have appended after us, and we have heard of it already.
        if ticket.destructions == inner.destructions && !inner.is_outdated(stream, slot.version) {
            inner.slots.put(stream, slot);
        }
    }

    /// Somebody else has appended: an older state goes.
    pub(crate) fn outdate(&self, stream: StreamId, version: u32, at: Position) {
        let mut inner = self.inner();
        inner.note(stream, version, at);
        if inner.slots.peek(&stream).is_some_and(|slot| slot.version < version) {
            inner.slots.pop(&stream);
        }
    }

    pub(crate) fn evict(&self, stream: StreamId) {
        self.inner().slots.pop(&stream);
    }

    /// Every event up to here has been taken into account now.
    pub(crate) fn advance(&self, known: Position) {
        let mut inner = self.inner();
        inner.known = inner.known.max(known);
    }

    /// Forgets all states and starts anew from here.
    pub(crate) fn restart(&self, known: Position) {
        let mut inner = self.inner();
        inner.slots.clear();
        inner.changed.clear();
        inner.known = inner.known.max(known);
        inner.forgotten = inner.known;
    }

    /// Keys were destroyed: no state in memory may know what they closed.
    pub(crate) fn forget_persons(&self, destructions: u64) {
        let mut inner = self.inner();
        if inner.destructions != destructions {
            inner.destructions = destructions;
            inner.slots.clear();
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // A cache that a panic has interrupted is at worst too empty.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// Whether a higher version of the stream is known, as a change or as a state.
    fn is_outdated(&self, stream: StreamId, version: u32) -> bool {
        self.changed.peek(&stream).is_some_and(|(changed, _)| *changed > version)
            || self.slots.peek(&stream).is_some_and(|slot| slot.version > version)
    }

    /// Remembers a change. News can come late: a version that is known never goes down again.
    fn note(&mut self, stream: StreamId, version: u32, at: Position) {
        let (version, at) = match self.changed.peek(&stream) {
            Some(&(known, position)) => (version.max(known), at.max(position)),
            None => (version, at),
        };
        if let Some((dropped, (_, position))) = self.changed.push(stream, (version, at))
            && dropped != stream
        {
            self.forgotten = self.forgotten.max(position);
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const STREAM: StreamId = StreamId { kind: 1, id: Uuid::nil() };

    fn slot(version: u32) -> Slot {
        Slot::new(Versioned { version, state: () })
    }

    fn cache() -> Cache {
        Cache::new(NonZeroUsize::MIN, Position(5), 0)
    }

    #[test]
    fn a_state_that_was_read_before_a_change_is_not_kept() {
        let cache = cache();
        let ticket = cache.ticket();
        cache.outdate(STREAM, 4, Position(6));
        cache.offer(STREAM, slot(3), ticket);
        assert!(cache.get(STREAM).is_none());
        cache.offer(STREAM, slot(4), ticket);
        assert!(cache.get(STREAM).is_some());
    }

    #[test]
    fn a_state_that_was_read_before_a_restart_is_not_kept() {
        let cache = cache();
        let ticket = cache.ticket();
        cache.restart(Position(90));
        cache.offer(STREAM, slot(3), ticket);
        assert!(cache.get(STREAM).is_none());
    }

    #[test]
    fn nothing_that_was_read_before_a_destruction_is_kept() {
        let cache = cache();
        let ticket = cache.ticket();
        cache.commit(STREAM, slot(3), Position(6), ticket);
        cache.forget_persons(1);
        assert!(cache.get(STREAM).is_none());
        cache.commit(STREAM, slot(3), Position(6), ticket);
        cache.offer(STREAM, slot(3), ticket);
        assert!(cache.get(STREAM).is_none());
    }

    #[test]
    fn news_that_comes_late_does_not_let_an_older_state_in() {
        let cache = cache();
        let ticket = cache.ticket();
        cache.outdate(STREAM, 4, Position(7));
        cache.commit(STREAM, slot(3), Position(6), ticket);
        assert!(cache.get(STREAM).is_none());
        cache.offer(STREAM, slot(3), ticket);
        assert!(cache.get(STREAM).is_none());
        cache.offer(STREAM, slot(4), ticket);
        assert_eq!(cache.get(STREAM).map(|slot| slot.version), Some(4));
    }

    #[test]
    fn a_newer_state_is_never_replaced_by_an_older_one() {
        let cache = cache();
        let ticket = cache.ticket();
        cache.offer(STREAM, slot(4), ticket);
        cache.offer(STREAM, slot(3), ticket);
        assert_eq!(cache.get(STREAM).map(|slot| slot.version), Some(4));
    }

    #[test]
    fn only_an_older_state_goes() {
        let cache = cache();
        cache.commit(STREAM, slot(3), Position(6), cache.ticket());
        cache.outdate(STREAM, 3, Position(6));
        assert!(cache.get(STREAM).is_some());
        cache.outdate(STREAM, 4, Position(7));
        assert!(cache.get(STREAM).is_none());
    }
}
