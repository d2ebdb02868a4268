//! The one task that decides and appends. It composes each batch of what waits, at one time, on confirmed states and on
//! what the same batch has decided so far. Nothing that is not confirmed outlives its batch.

mod compose;
mod settle;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::backend::Backend;
use crate::log::Shared;
use crate::queued::{Answer, Task};
use crate::record::{Appended, Batch, Failure};
use compose::Entry;

/// How many streams one command may read.
pub(crate) const LOADS_MAX: usize = 64;

/// How many commands one batch may hold. What arrives while it is written is the next batch: nobody waits for a timer.
const BATCH_MAX: usize = 512;

/// How many bytes of payload close a batch.
const BATCH_BYTES_MAX: usize = 1024 * 1024;

/// How often a command that lost against others is decided again.
const AGAIN_MAX: u8 = 3;

/// How many batches of refused commands may be looked up in the ledger at the same time.
const AFTERWARDS_MAX: usize = 4;

/// How often an idle node looks whether another one has appended, if no news came.
const POLL: Duration = Duration::from_millis(250);

/// The pauses before a batch whose fate is unknown is sent again. The ledger tells what became of it.
const RESEND: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(250)];

/// A node this far behind forgets its states rather than read what it has missed.
const FAR_BEHIND: u64 = 4_096;

pub(crate) struct Committer {
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Box<dyn Task>>,
    closing: watch::Receiver<bool>,
    /// What is next, in order: commands that are decided again, then new ones.
    next: VecDeque<Waiting>,
    last_at: DateTime<Utc>,
    /// Answers that need a look into the ledger first.
    afterwards: JoinSet<()>,
    _closed_when_dropped: watch::Sender<()>,
}

/// A command that is not answered yet.
struct Waiting {
    task: Box<dyn Task>,
    /// How often it lost.
    lost: u8,
    /// It was in a batch that the database refused as a whole, so it goes alone now.
    alone: bool,
    /// Since it arrived, this node has once known the whole log: a rule that says no now is right to.
    current: bool,
}

impl Waiting {
    fn new(task: Box<dyn Task>) -> Self {
        Self { task, lost: 0, alone: false, current: false }
    }

    fn fail(self, failure: &Failure) {
        self.task.answer(Answer::Failed(echo(failure)));
    }
}

impl Committer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        queue: mpsc::Receiver<Box<dyn Task>>,
        closing: watch::Receiver<bool>,
        last_at: DateTime<Utc>,
        closed_when_dropped: watch::Sender<()>,
    ) -> Self {
        Self {
            shared,
            queue,
            closing,
            next: VecDeque::new(),
            last_at,
            afterwards: JoinSet::new(),
            _closed_when_dropped: closed_when_dropped,
        }
    }

    /// Works until the log is closed or forgotten, and everything that waited is answered.
    pub(crate) async fn run(mut self) {
        let mut changes = self.shared.source.backend.changes();
        loop {
            if self.next.is_empty() {
                tokio::select! {
                    task = self.queue.recv() => match task {
                        Some(task) => self.next.push_back(Waiting::new(task)),
                        None => break,
                    },
                    _ = self.closing.changed(), if !self.queue.is_closed() => self.queue.close(),
                    () = changes.next() => self.look_around().await,
                    () = tokio::time::sleep(POLL) => self.look_around().await,
                }
            }
            while self.next.len() < BATCH_MAX
                && let Ok(task) = self.queue.try_recv()
            {
                self.next.push_back(Waiting::new(task));
            }
            if !self.next.is_empty() {
                self.turn().await;
            }
            while self.afterwards.try_join_next().is_some() {}
        }
        while self.afterwards.join_next().await.is_some() {}
    }

    /// One batch: decide, seal, append, answer.
    async fn turn(&mut self) {
        let waiting = self.take();
        let at = match self.prepare().await {
            Ok(at) => at,
            Err(failure) => return waiting.into_iter().for_each(|waiting| waiting.fail(&failure)),
        };
        let ticket = self.shared.cache.ticket();
        let entries = self.compose(waiting, at).await;
        let Some(entries) = self.check_refusals(entries).await else { return };
        let Some((entries, batch)) = self.seal(entries, at).await else { return };
        if batch.commands.is_empty() {
            return self.settle(entries, &batch, Vec::new(), false, ticket).await;
        }
        metrics::histogram!("vorgang_log_batch_commands").record(usize_as_f64(batch.commands.len()));
        match send(&self.shared.source.backend, &batch).await {
            Ok((Appended::Judged(verdicts), resent)) => self.settle(entries, &batch, verdicts, resent, ticket).await,
            Ok((Appended::TooEarly { last_at }, _)) => self.too_early(entries, last_at),
            Err(failure) => self.failed(entries, &failure),
        }
    }

    /// The next commands: one that goes alone, or as many as do not.
    fn take(&mut self) -> Vec<Waiting> {
        let together = self.next.iter().take(BATCH_MAX).take_while(|waiting| !waiting.alone).count();
        self.next.drain(..together.max(1)).collect()
    }

    /// Puts commands back in front, in their order.
    fn put_back(&mut self, waiting: impl IntoIterator<Item = Waiting, IntoIter: DoubleEndedIterator>) {
        for waiting in waiting.into_iter().rev() {
            self.next.push_front(waiting);
        }
    }

    /// Forgets whom it has to forget, and fixes the batch's time before anything is decided.
    async fn prepare(&mut self) -> Result<DateTime<Utc>, Failure> {
        forget_persons(&self.shared).await?;
        let now = self.shared.clock.trusted().map_err(|jumped| Failure::Unavailable(jumped.into()))?;
        Ok(now.max(self.last_at))
    }

    /// Another node was faster and its clock is ahead: everything is decided again at its time.
    fn too_early(&mut self, entries: Vec<Entry>, last_at: DateTime<Utc>) {
        self.last_at = self.last_at.max(last_at);
        self.put_back(entries.into_iter().map(|entry| entry.waiting));
    }

    /// The batch was not judged. If its fate is unknown, so are the states that it touched.
    fn failed(&mut self, entries: Vec<Entry>, failure: &Failure) {
        for stream in entries.iter().flat_map(Entry::streams) {
            self.shared.cache.evict(stream);
        }
        let transient = matches!(failure, Failure::Unavailable(_) | Failure::StorageFull(_) | Failure::Busy);
        if transient || entries.len() == 1 {
            tracing::warn!(%failure, "a batch of {} commands failed: {failure}", entries.len());
            return entries.into_iter().for_each(|entry| entry.waiting.fail(failure));
        }
        // One of them is poison. Each is decided and sent alone, so that it harms nobody else.
        self.put_back(entries.into_iter().map(|entry| Waiting { alone: true, ..entry.waiting }));
    }

    /// While nothing is to do, learns what other nodes have done.
    async fn look_around(&mut self) {
        if let Err(failure) = forget_persons(&self.shared).await {
            tracing::debug!(%failure, "the key store does not answer: {failure}");
        }
        if let Err(failure) = self.catch_up().await {
            tracing::debug!(%failure, "the log does not answer: {failure}");
        }
    }

    /// Takes into account what others have appended. Says whether there was anything.
    async fn catch_up(&mut self) -> Result<bool, Failure> {
        let Shared { source, cache, .. } = &*self.shared;
        let (head, last_at) = source.backend.head().await?;
        self.last_at = self.last_at.max(last_at);
        let mut known = cache.known();
        if head <= known {
            return Ok(false);
        }
        if head.0 - known.0 > FAR_BEHIND {
            cache.restart(head);
        } else {
            while known < head {
                let events = source.backend.read_after(known, 1_000).await?;
                let Some(last) = events.last() else {
                    return Err(Failure::Corrupt(format!("the head is {head}, but nothing follows {known}")));
                };
                known = last.position;
                for event in &events {
                    cache.outdate(event.stream, event.version, event.position);
                }
            }
            cache.advance(known);
        }
        self.publish();
        Ok(true)
    }

    /// Tells this node how far it knows the log.
    fn publish(&self) {
        let known = self.shared.cache.known();
        self.shared.position.send_if_modified(|position| {
            let moved = known > *position;
            *position = known.max(*position);
            moved
        });
    }
}

/// No state in memory may know what a destroyed key has closed.
async fn forget_persons(shared: &Shared) -> Result<(), Failure> {
    let keys = &shared.source.keys;
    keys.refresh().await?;
    shared.cache.forget_persons(keys.destructions_seen());
    Ok(())
}

/// Sends a batch, and sends it again while its fate is unknown. Says whether it was sent more than once.
async fn send(backend: &Backend, batch: &Batch) -> Result<(Appended, bool), Failure> {
    let mut resent = false;
    for pause in RESEND {
        match backend.append(batch).await {
            Err(Failure::Unavailable(error)) => {
                tracing::warn!(%error, "the log did not answer; the batch is sent again");
                tokio::time::sleep(pause).await;
                resent = true;
            }
            answer => return answer.map(|appended| (appended, resent)),
        }
    }
    backend.append(batch).await.map(|appended| (appended, resent))
}

/// The same failure for another caller of the same batch.
fn echo(failure: &Failure) -> Failure {
    match failure {
        Failure::Unavailable(error) => Failure::Unavailable(error.to_string().into()),
        Failure::Busy => Failure::Busy,
        Failure::StorageFull(error) => Failure::StorageFull(error.to_string().into()),
        Failure::Corrupt(why) => Failure::Corrupt(why.clone()),
        Failure::Unusable(why) => Failure::Unusable(why.clone()),
        Failure::Contended => Failure::Contended,
        Failure::KeyReused => Failure::KeyReused,
        Failure::Closed => Failure::Closed,
        Failure::Key(why) => Failure::Key(why.clone()),
        Failure::Rejected(why) => Failure::Rejected(why.clone()),
    }
}

fn usize_as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
