//! The log of one authority: takes commands, and answers what happened.

use std::future::Future;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use cqrs_es::Aggregate;
use serde::de::IgnoredAny;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot, watch};
use uuid::Uuid;

use crate::backend::{Backend, Head, Migrate, Target};
use crate::cache::{Cache, Slot, Versioned};
use crate::clock::Clock;
use crate::committer::{Committer, LOADS_MAX};
use crate::draft::{Ahead, Break, Cause, Draft, Seen, View};
use crate::follow::Envelope;
use crate::keys::KeyStore;
use crate::queued::{Queued, Task};
use crate::random;
use crate::read::{Decode, Loader, Opened, Source};
use crate::record::{Failure, Kind, Position, Recorded, StreamId};
use crate::request::{Done, Request, Stop};
#[cfg(feature = "testing")]
use crate::testing::Faults;

/// How to open a log.
pub struct LogConfig {
    /// Where it lies.
    pub target: Target,
    /// The authority whose log it is.
    pub name: String,
    /// The kinds of aggregates that it holds.
    pub kinds: &'static [Kind],
    /// The authority's keys.
    pub keys: KeyStore,
    /// What tells the time.
    pub clock: Clock,
    /// Whether opening may change the schema.
    pub migrate: Migrate,
    /// Which node of several this is. A node that has died is the same one when it comes back, and goes on at once with
    /// the work that was its own; of one that nobody knows the others wait until its leases run out.
    pub node: Uuid,
    /// How many commands may wait. The next one is told to come back later.
    pub queue_max: usize,
    /// How many states to keep in memory.
    pub cache_streams: NonZeroUsize,
    /// What a test does around each append.
    #[cfg(feature = "testing")]
    pub faults: Option<Faults>,
}

impl LogConfig {
    /// The usual sizes.
    pub fn new(target: Target, name: &str, kinds: &'static [Kind], keys: KeyStore, clock: Clock) -> Self {
        let cache_streams = NonZeroUsize::new(50_000).expect("not zero");
        Self {
            target,
            name: name.to_owned(),
            kinds,
            keys,
            clock,
            migrate: Migrate::Apply,
            node: Uuid::new_v8(random::bytes().expect("the operating system has random numbers")),
            queue_max: 4_096,
            cache_streams,
            #[cfg(feature = "testing")]
            faults: None,
        }
    }
}

/// An open log. Clones share its committer and its memory; it stops when the last one is gone.
#[derive(Clone)]
pub struct Log(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    queue: mpsc::Sender<Box<dyn Task>>,
    closing: watch::Sender<bool>,
    closed: watch::Receiver<()>,
}

/// What the committer and its callers share.
pub(crate) struct Shared {
    pub(crate) source: Source,
    pub(crate) node: Uuid,
    pub(crate) clock: Clock,
    pub(crate) cache: Cache,
    pub(crate) position: watch::Sender<Position>,
    #[cfg(feature = "testing")]
    pub(crate) faults: Option<Faults>,
}

impl Log {
    /// Opens or creates a log, and starts its committer.
    pub async fn open(config: LogConfig) -> Result<Self, Failure> {
        #[cfg(feature = "testing")]
        let faults = config.faults.clone();
        let LogConfig { target, name, kinds, keys, clock, migrate, node, queue_max, cache_streams, .. } = config;
        let backend = Backend::open(&target, &name, kinds, migrate).await?;
        let Head { position: head, last_at, now } = backend.look().await?;
        if let Some(now) = now {
            clock.compare(now);
        }
        let cache = Cache::new(cache_streams, head, keys.destructions_seen());
        let source = Source { backend, authority: name, kinds, keys };
        let shared = Arc::new(Shared {
            source,
            node,
            clock,
            cache,
            position: watch::Sender::new(head),
            #[cfg(feature = "testing")]
            faults,
        });
        let (queue, queued) = mpsc::channel(queue_max);
        let closing = watch::Sender::new(false);
        let (closed_when_dropped, closed) = watch::channel(());
        let committer = Committer::new(Arc::clone(&shared), queued, closing.subscribe(), last_at, closed_when_dropped);
        tokio::spawn(committer.run());
        Ok(Self(Arc::new(Inner { shared, queue, closing, closed })))
    }

    /// Decides against one stream or several, and stores all that was decided, or nothing.
    ///
    /// The closure is run again whenever a stream has to be read first or has changed, so it must be pure.
    /// A request whose id was accepted before gets its first answer again.
    pub async fn command<E: Send + 'static>(
        &self,
        request: Request,
        decide: impl Fn(&mut Draft<'_, E>) -> Result<(), Break<E>> + Send + Sync + 'static,
    ) -> Result<Done, Stop<E>> {
        if serde_json::from_str::<IgnoredAny>(&request.meta).is_err() {
            return Err(Failure::Rejected("meta is not JSON".to_owned()).into());
        }
        // Who reads for a command has a place in the queue already, so that a full queue keeps the reads away too.
        let place = self.0.queue.try_reserve().map_err(|error| match error {
            TrySendError::Full(()) => Failure::Busy,
            TrySendError::Closed(()) => closed(),
        })?;
        self.warm(&decide).await?;
        let (reply, answered) = oneshot::channel();
        place.send(Box::new(Queued { request, decide, refusal: None, reply }));
        match answered.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => Err(closed().into()),
        }
    }

    /// What a command would be answered now, on the states as this node knows them. Nothing is stored, and no command waits
    /// for it.
    pub async fn would<E>(&self, decide: impl Fn(&mut Draft<'_, E>) -> Result<(), Break<E>>) -> Result<(), Stop<E>> {
        self.trial(&decide).await?.map_err(|cause| match cause {
            Cause::Refused(refusal) => Stop::Refused(refusal),
            Cause::Failed(failure) => Stop::Failed(failure),
            Cause::Missing(_) => unreachable!("a trial reads what is missing"),
        })
    }

    /// The command of one aggregate alone.
    pub async fn execute<A>(&self, request: Request, id: Uuid, command: A::Command) -> Result<Done, Stop<A::Error>>
    where
        A: Aggregate<Services = ()> + Clone + 'static,
        A::Command: Clone + Send + Sync + 'static,
        A::Error: Send + 'static,
    {
        self.command(request, move |draft| draft.decide::<A>(id, command.clone()).map(drop)).await
    }

    /// Reads an aggregate as it is now.
    pub async fn load<A: Aggregate + Clone + 'static>(&self, id: Uuid) -> Result<Versioned<A>, Failure> {
        let stream = self.stream_of::<A>(id)?;
        let slot = self.0.shared.load(Loader::of::<A>(stream)).await?;
        Ok(Versioned::clone(&slot.get()))
    }

    /// An aggregate as this node knows it: from memory, and read from the log only where memory does not have it.
    ///
    /// What this node has appended is known at once, what others have appended as soon as it is heard of. So it is for
    /// what may be a moment old, and [`Draft::guard`] for what a decision has to rest on.
    pub async fn known<A: Aggregate + Clone + 'static>(&self, id: Uuid) -> Result<Arc<Versioned<A>>, Failure> {
        let stream = self.stream_of::<A>(id)?;
        match self.0.shared.cache.get(stream) {
            Some(slot) => Ok(slot.get()),
            None => Ok(self.0.shared.load(Loader::of::<A>(stream)).await?.get()),
        }
    }

    /// The stream of an aggregate.
    pub fn stream_of<A: Aggregate>(&self, id: Uuid) -> Result<StreamId, Failure> {
        let kind = self.0.shared.source.kinds.iter().find(|kind| kind.name == A::TYPE);
        let kind =
            kind.ok_or_else(|| Failure::Unusable(format!("this log has no aggregates of kind {:?}", A::TYPE)))?;
        Ok(StreamId { kind: kind.number, id })
    }

    /// The last position and the time of the last event.
    pub async fn head(&self) -> Result<(Position, DateTime<Utc>), Failure> {
        self.backend().head().await
    }

    /// Which node of several this is.
    pub fn node(&self) -> Uuid {
        self.0.shared.node
    }

    /// How far this node knows the log. It learns of its own events at once, and of other nodes' soon.
    pub fn position(&self) -> watch::Receiver<Position> {
        self.0.shared.position.subscribe()
    }

    /// At most `limit` events after a position, as they are stored.
    pub fn read_after(
        &self,
        position: Position,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Recorded>, Failure>> + Send + '_ {
        self.backend().read_after(position, limit)
    }

    /// All events of a stream, as they are stored.
    pub async fn history(&self, stream: StreamId) -> Result<Vec<Recorded>, Failure> {
        self.backend().read_stream(stream, 0).await
    }

    /// At most `limit` events after a position, opened and decoded.
    pub async fn read_envelopes<E>(
        &self,
        after: Position,
        limit: u32,
        decode: Decode<E>,
    ) -> Result<Vec<Envelope<E>>, Failure> {
        let recorded = self.read_after(after, limit).await?;
        self.open_all(recorded).await?.into_iter().map(|opened| Envelope::read(opened, decode)).collect()
    }

    /// All events of a stream, opened and decoded.
    pub async fn history_envelopes<E>(&self, stream: StreamId, decode: Decode<E>) -> Result<Vec<Envelope<E>>, Failure> {
        let recorded = self.history(stream).await?;
        self.open_all(recorded).await?.into_iter().map(|opened| Envelope::read(opened, decode)).collect()
    }

    /// Destroys a subject's key: its data reads as erased from now on, and no state in memory knows it any more.
    pub async fn destroy_subject(&self, subject: Uuid) -> Result<(), Failure> {
        self.keys().destroy(subject).await?;
        self.0.shared.cache.forget_persons(self.keys().destructions_seen());
        Ok(())
    }

    /// The authority that the log belongs to.
    pub fn authority(&self) -> &str {
        &self.0.shared.source.authority
    }

    /// The authority's keys.
    pub fn keys(&self) -> &KeyStore {
        &self.0.shared.source.keys
    }

    /// What tells the time.
    pub fn clock(&self) -> &Clock {
        &self.0.shared.clock
    }

    /// The database, for checkpoints, leases and credentials.
    pub fn backend(&self) -> &Backend {
        &self.0.shared.source.backend
    }

    /// Takes no more commands, answers those that wait, and stops.
    pub async fn close(&self) {
        self.0.closing.send_replace(true);
        let mut closed = self.0.closed.clone();
        // The committer holds the other end and never sends: it ends when the committer does.
        while closed.changed().await.is_ok() {}
    }

    pub(crate) async fn open_all(&self, recorded: Vec<Recorded>) -> Result<Vec<Opened>, Failure> {
        self.0.shared.source.open(recorded).await
    }

    /// Reads what the command needs and memory does not have, so that the committer seldom waits for a read.
    async fn warm<E>(&self, decide: &impl Fn(&mut Draft<'_, E>) -> Result<(), Break<E>>) -> Result<(), Failure> {
        // Only the committer's answer counts.
        self.trial(decide).await.map(drop)
    }

    /// Decides without writing anything down, and reads what memory does not have.
    async fn trial<E>(
        &self,
        decide: &impl Fn(&mut Draft<'_, E>) -> Result<(), Break<E>>,
    ) -> Result<Result<(), Cause<E>>, Failure> {
        let shared = &self.0.shared;
        let mut ahead = Ahead::new();
        for _ in 0..=LOADS_MAX {
            let loader = {
                let at = shared.clock.now();
                let view = View { at, kinds: shared.source.kinds, cache: &shared.cache, ahead: &ahead, trial: true };
                match decide(&mut Draft::new(view)) {
                    Err(Break(Cause::Missing(loader))) => loader,
                    Err(Break(cause)) => return Ok(Err(cause)),
                    Ok(()) => return Ok(Ok(())),
                }
            };
            let slot = shared.load(loader).await?;
            ahead.insert(loader.stream, Seen { slot, speculative: false });
        }
        Err(too_many_streams())
    }
}

impl Shared {
    /// Reads a stream, and keeps the state if it is good to keep.
    pub(crate) async fn load(&self, loader: Loader) -> Result<Slot, Failure> {
        let ticket = self.cache.ticket();
        let slot = self.source.load(loader).await?;
        self.cache.offer(loader.stream, slot.clone(), ticket);
        Ok(slot)
    }
}

pub(crate) fn too_many_streams() -> Failure {
    Failure::Rejected(format!("a command reads more than {LOADS_MAX} streams"))
}

fn closed() -> Failure {
    Failure::Unavailable("the log is closed".into())
}
