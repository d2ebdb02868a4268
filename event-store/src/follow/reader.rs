//! Reads the log for several followers, and decodes each event once while they are near each other.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{Mutex, watch};

use super::followed::{self, Followed, Status};
use super::{Envelope, Follower};
use crate::log::Log;
use crate::read::Decode;
use crate::record::{Failure, Position};

/// How many events are read at once.
const SEGMENT_EVENTS: u32 = 1_000;

/// How many decoded segments are kept for followers that come later.
const SEGMENTS: usize = 16;

/// Decodes the log for followers of one type of event.
pub struct Reader<E>(Arc<Inner<E>>);

struct Inner<E> {
    log: Log,
    decode: Decode<E>,
    recent: Mutex<Recent<E>>,
}

/// The segments that were used last, the latest in front.
struct Recent<E> {
    segments: VecDeque<Arc<Segment<E>>>,
    /// When keys are destroyed, what was opened with them is forgotten.
    destructions: u64,
}

/// Decoded events without a gap.
pub(super) struct Segment<E> {
    after: Position,
    events: Vec<Envelope<E>>,
    /// Why the event after the last one cannot be read.
    broken: Option<String>,
}

impl<E> Segment<E> {
    /// The events after a position, or why there are none.
    pub(super) fn after(&self, position: Position) -> Result<&[Envelope<E>], &str> {
        let skipped = usize::try_from(position.0 - self.after.0).expect("a segment fits into memory");
        match (&self.events[skipped..], &self.broken) {
            ([], Some(broken)) => Err(broken),
            (events, _) => Ok(events),
        }
    }

    fn holds(&self, position: Position) -> bool {
        let length = self.events.len() as u64 + u64::from(self.broken.is_some());
        (self.after.0..self.after.0 + length).contains(&position.0)
    }
}

impl<E> Clone for Reader<E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<E: Send + Sync + 'static> Reader<E> {
    /// A reader of this log.
    pub fn new(log: Log, decode: Decode<E>) -> Self {
        let recent = Recent { segments: VecDeque::new(), destructions: log.keys().destructions_seen() };
        Self(Arc::new(Inner { log, decode, recent: Mutex::new(recent) }))
    }

    /// Lets a follower follow, until the handle is stopped or dropped.
    pub fn follow<F: Follower<E> + 'static>(&self, follower: F) -> Followed {
        let name = follower.name().to_owned();
        let status = watch::Sender::new(Status::default());
        let (stop, stopped) = watch::channel(());
        let watched = status.subscribe();
        let task = tokio::spawn(followed::run(self.clone(), follower, status, stopped));
        Followed { name, status: watched, stop, task }
    }

    pub(super) fn log(&self) -> &Log {
        &self.0.log
    }

    /// Events after a position that is known to have some.
    pub(super) async fn after(&self, position: Position) -> Result<Arc<Segment<E>>, Failure> {
        let Inner { log, decode, recent } = &*self.0;
        let mut recent = recent.lock().await;
        let destructions = log.keys().destructions_seen();
        if recent.destructions != destructions {
            recent.destructions = destructions;
            recent.segments.clear();
        }
        if let Some(index) = recent.segments.iter().position(|segment| segment.holds(position)) {
            let segment = recent.segments.remove(index).expect("it was just found");
            recent.segments.push_front(Arc::clone(&segment));
            return Ok(segment);
        }
        let recorded = log.read_after(position, SEGMENT_EVENTS).await?;
        let mut segment = Segment { after: position, events: Vec::with_capacity(recorded.len()), broken: None };
        let mut expected = position.next();
        for opened in log.open_all(recorded).await? {
            let found = opened.recorded.position;
            let envelope = if found == expected {
                Envelope::read(opened, *decode)
            } else {
                Err(Failure::Corrupt(format!("position {expected} is missing; {found} follows")))
            };
            match envelope {
                Ok(envelope) => segment.events.push(envelope),
                Err(failure) => {
                    segment.broken = Some(failure.to_string());
                    break;
                }
            }
            expected = expected.next();
        }
        if segment.events.is_empty() && segment.broken.is_none() {
            return Err(Failure::Corrupt(format!("position {expected} is missing at the end of the log")));
        }
        let segment = Arc::new(segment);
        // What is broken is read afresh next time: somebody may have repaired it.
        if segment.broken.is_none() {
            recent.segments.push_front(Arc::clone(&segment));
            recent.segments.truncate(SEGMENTS);
        }
        Ok(segment)
    }
}
