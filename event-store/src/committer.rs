//! The one task that decides and appends. It composes each batch of what waits, at one time, on confirmed states and on
//! what the same batch has decided so far. Nothing that is not confirmed outlives its batch.

mod compose;
mod settle;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::backend::Head;
use crate::log::Shared;
use crate::queued::{Answer, Task};
use crate::record::{Appended, Batch, Failure, chain};
use compose::Entry;

/// How many streams one command may read.
pub(crate) const LOADS_MAX: usize = 64;

/// How many commands one batch may hold. What arrives while it is written is the next batch: nobody waits for a timer.
const BATCH_MAX: usize = 512;

/// How many bytes of payload close a batch.
const BATCH_BYTES_MAX: usize = 1024 * 1024;

/// How often a command that lost against others is decided again.
const AGAIN_MAX: u8 = 3;

/// How often in a row a batch may come too early. Each time it is decided for a later time, up to a quarter of a second
/// ahead of the others' clocks: where that does not do, two clocks are so far apart that a person has to look.
const EARLY_MAX: u32 = 9;

/// How many batches of refused commands may be looked up in the ledger at the same time.
const AFTERWARDS_MAX: usize = 4;

/// How often an idle node looks whether another one has appended, if no news came.
const POLL: Duration = Duration::from_millis(250);

/// How old what this node knows of the log may become while it is busy.
const LOOK: Duration = Duration::from_secs(10);

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
    /// How often in a row another node was faster and ahead in time.
    early: u32,
    /// When it last asked for the head.
    looked: Instant,
    /// Why looking around failed last, so that it is told once.
    blind: bool,
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
            early: 0,
            looked: Instant::now(),
            blind: false,
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
        match send(&self.shared, &batch).await {
            Ok((Appended::Judged(verdicts), resent)) => {
                self.early = 0;
                self.settle(entries, &batch, verdicts, resent, ticket).await;
            }
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
        if self.looked.elapsed() >= LOOK {
            self.catch_up().await?;
        }
        let now = self.shared.clock.trusted().map_err(|untrusted| Failure::Unavailable(untrusted.into()))?;
        Ok(now.max(self.last_at + slack(self.early)))
    }

    /// Another node was faster and its clock is ahead: everything is decided again at its time, and a little later each
    /// time that this happens, since the other one goes on meanwhile.
    fn too_early(&mut self, entries: Vec<Entry>, last_at: DateTime<Utc>) {
        self.last_at = self.last_at.max(last_at);
        self.early += 1;
        if self.early > EARLY_MAX {
            self.early = 0;
            return compose::fail_all(entries, &Failure::Contended);
        }
        self.put_back(entries.into_iter().map(|entry| entry.waiting));
    }

    /// The batch was not judged. If its fate is unknown, so are the states that it touched.
    fn failed(&mut self, entries: Vec<Entry>, failure: &Failure) {
        for stream in entries.iter().flat_map(Entry::streams) {
            self.shared.cache.evict(stream);
        }
        let transient = matches!(failure, Failure::Unavailable(_) | Failure::StorageFull(_) | Failure::Busy);
        if transient || entries.len() == 1 {
            tracing::warn!("a batch of {} commands failed: {}", entries.len(), chain(failure));
            return entries.into_iter().for_each(|entry| entry.waiting.fail(failure));
        }
        // One of them is poison. Each is decided and sent alone, so that it harms nobody else.
        self.put_back(entries.into_iter().map(|entry| Waiting { alone: true, ..entry.waiting }));
    }

    /// While nothing is to do, learns what other nodes have done.
    async fn look_around(&mut self) {
        let seen = match forget_persons(&self.shared).await {
            Ok(()) => self.catch_up().await.map(drop),
            Err(failure) => self.catch_up().await.and(Err(failure)),
        };
        match seen {
            Ok(()) if self.blind => tracing::info!("the log and its keys answer again"),
            Err(ref failure) if !self.blind => tracing::warn!("the log does not answer: {}", chain(failure)),
            _ => {}
        }
        self.blind = seen.is_err();
    }

    /// Takes into account what others have appended. Says whether there was anything.
    async fn catch_up(&mut self) -> Result<bool, Failure> {
        let Shared { source, cache, .. } = &*self.shared;
        let Head { position: head, last_at, now } = source.backend.look().await?;
        self.looked = Instant::now();
        if let Some(now) = now {
            self.shared.clock.compare(now);
        }
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
async fn send(shared: &Shared, batch: &Batch) -> Result<(Appended, bool), Failure> {
    let mut resent = false;
    for pause in RESEND {
        match append(shared, batch).await {
            Err(failure @ Failure::Unavailable(_)) => {
                tracing::warn!("the batch is sent again: {}", chain(&failure));
                tokio::time::sleep(pause).await;
                resent = true;
            }
            answer => return answer.map(|appended| (appended, resent)),
        }
    }
    append(shared, batch).await.map(|appended| (appended, resent))
}

async fn append(shared: &Shared, batch: &Batch) -> Result<Appended, Failure> {
    #[cfg(feature = "testing")]
    if let Some(faults) = &shared.faults {
        return faults.append(&shared.source.backend, batch).await;
    }
    shared.source.backend.append(batch).await
}

/// How far after the log's last time a batch is decided that was too early so often: 0, 1, 2, 4 … milliseconds.
fn slack(early: u32) -> TimeDelta {
    TimeDelta::milliseconds(if early == 0 { 0 } else { 1 << (early - 1) })
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
