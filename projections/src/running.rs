//! A read model at work: it follows the log, says how far it is, and is rebuilt while the old file serves.

use std::future::Future;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use chrono::{DateTime, Utc};
use domain::Event;
use event_store::{Follower, Halt, Log, Position};
use rusqlite::Connection;
use tokio::sync::{Mutex, watch};
use tracing::{error, info};

use crate::file::{Applied, Checkpoint, File};
use crate::model::{Envelope, Shape};
use crate::{Failure, Stale};

/// How many events one transaction takes. A chunk takes about a millisecond, so it runs where it is called:
/// moving it to another thread would cost more than it holds up.
const CHUNK: usize = 256;

/// How many events a rebuild reads at once.
const READ: u32 = 2_000;

/// The log as a rebuild reads it.
pub trait History: Sync {
    /// The events after a position, at most so many, in order and without a hole.
    fn after(
        &self,
        position: Position,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<Envelope>, event_store::Failure>> + Send;
}

impl History for Log {
    async fn after(&self, position: Position, limit: u32) -> Result<Vec<Envelope>, event_store::Failure> {
        self.read_envelopes(position, limit, Event::read).await
    }
}

/// How a read model is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Which.
    pub name: &'static str,
    /// The version of its answer.
    pub version: u32,
    /// The last position that it holds.
    pub position: Position,
    /// When the last event that it holds was decided: its age, for who has a clock.
    pub at: Option<DateTime<Utc>>,
    /// Why it stopped, if it did. It answers as of its position and takes nothing more.
    pub halted: Option<String>,
}

/// A read model that follows the log.
pub(crate) struct Running {
    pub(crate) shape: Shape,
    serving: ArcSwap<File>,
    status: watch::Sender<Status>,
    /// The last event that may have changed an answer.
    changed: AtomicU64,
    /// Whoever moves the checkpoint or swaps the file.
    turn: Mutex<()>,
    rebuilding: AtomicBool,
}

impl Running {
    pub(crate) fn open(dir: &Path, shape: Shape) -> Result<Self, Failure> {
        let file = File::open(dir, shape)?;
        let Checkpoint { position, at } = file.checkpoint()?;
        let status = Status { name: shape.name, version: shape.version, position, at, halted: None };
        Ok(Self {
            shape,
            serving: ArcSwap::from_pointee(file),
            status: watch::Sender::new(status),
            changed: AtomicU64::new(position.0),
            turn: Mutex::default(),
            rebuilding: AtomicBool::new(false),
        })
    }

    /// How the model in a folder is doing, as far as its file says it. Without a file that serves there is nothing to say.
    pub(crate) fn look(dir: &Path, shape: Shape) -> Result<Option<Status>, Failure> {
        let found = File::look(dir, shape)?;
        Ok(found.map(|Checkpoint { position, at }| Status {
            name: shape.name,
            version: shape.version,
            position,
            at,
            halted: None,
        }))
    }

    pub(crate) fn checkpoint(&self) -> Result<Position, Failure> {
        Ok(self.serving.load().checkpoint()?.position)
    }

    pub(crate) fn status(&self) -> Status {
        self.status.borrow().clone()
    }

    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        self.serving.load().read(ask)
    }

    /// Applies what comes next, or halts: a read model that skipped an event would lie quietly.
    pub(crate) async fn take(&self, batch: &[Envelope]) -> Result<(), Failure> {
        let _turn = self.turn.lock().await;
        for chunk in batch.chunks(CHUNK) {
            let applied = self.serving.load().apply(chunk);
            match applied {
                Ok(Applied { position, changed }) => {
                    if let Some(changed) = changed {
                        self.changed_at(changed);
                    }
                    self.moved(Checkpoint { position, at: chunk.last().map(|envelope| envelope.at) });
                }
                Err(failure) => {
                    let model = self.shape.name;
                    error!(model, error = &failure as &dyn std::error::Error, "{model} halts: {failure}");
                    self.halt(failure.to_string());
                    return Err(failure);
                }
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    fn halt(&self, why: String) {
        self.status.send_modify(|status| status.halted = Some(why));
    }

    /// The last event that may have changed an answer. Whoever sees a status also sees the changes up to it.
    pub(crate) fn changed(&self) -> Position {
        Position(self.changed.load(Ordering::Acquire))
    }

    fn changed_at(&self, position: Position) {
        self.changed.store(position.0, Ordering::Release);
    }

    fn moved(&self, to: Checkpoint) {
        self.status.send_if_modified(|status| {
            let news = status.position != to.position || status.halted.is_some();
            status.position = to.position;
            status.at = to.at.or(status.at);
            status.halted = None;
            news
        });
    }

    /// Waits until the model holds a position.
    pub(crate) async fn wait(&self, position: Position, timeout: Duration) -> Result<(), Stale> {
        let mut status = self.status.subscribe();
        let reached = status.wait_for(|status| status.position >= position);
        let in_time = tokio::time::timeout(timeout, reached).await.is_ok_and(|reached| reached.is_ok());
        if in_time { Ok(()) } else { Err(Stale { model: self.shape.name, position: self.status().position }) }
    }

    /// Whether it is being read again.
    pub(crate) fn is_rebuilding(&self) -> bool {
        self.rebuilding.load(Ordering::Acquire)
    }

    /// Reads the log again from its start into a new file, while the old one serves and follows; then the new one
    /// takes over. Whatever interrupts it, the old file stays and the new one is thrown away.
    ///
    /// A model that has halted is well again only if the new file takes what the old one did not, so it is read to the
    /// log's end. Its follower has ended meanwhile: whoever started it starts another.
    pub(crate) async fn rebuild(&self, log: &impl History) -> Result<(), Failure> {
        if self.rebuilding.swap(true, Ordering::AcqRel) {
            return Err(Failure::RebuildGoesOn(self.shape.name));
        }
        let _ends = Ends(&self.rebuilding);
        let old = self.serving.load_full();
        let new = Unfinished(Some(old.begin_next()?));
        catch_up(new.file(), log, Until::Position(self.status().position)).await?;

        // What happened meanwhile is little; for this moment nothing else moves.
        let _turn = self.turn.lock().await;
        let until = match self.status().halted {
            Some(_) => Until::End,
            None => Until::Position(old.checkpoint()?.position),
        };
        catch_up(new.file(), log, until).await?;
        let file = new.finish();
        file.serve()?;
        let checkpoint = file.checkpoint()?;
        self.serving.store(Arc::new(file));
        old.replaced();
        self.changed_at(checkpoint.position);
        self.moved(checkpoint);
        info!(model = self.shape.name, "{} was rebuilt up to {}", self.shape.name, checkpoint.position);
        Ok(())
    }
}

/// How far a rebuild reads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Until {
    Position(Position),
    /// Nothing is left.
    End,
}

async fn catch_up(file: &File, log: &impl History, until: Until) -> Result<(), Failure> {
    let mut position = file.checkpoint()?.position;
    loop {
        if matches!(until, Until::Position(until) if position >= until) {
            return Ok(());
        }
        let batch = log.after(position, READ).await.map_err(Failure::Log)?;
        if batch.is_empty() {
            return match until {
                Until::End => Ok(()),
                Until::Position(next) => Err(Failure::Hole { model: file.shape.name, applied: position, next }),
            };
        }
        for chunk in batch.chunks(CHUNK) {
            position = file.apply(chunk)?.position;
            tokio::task::yield_now().await;
        }
    }
}

/// A new file that has not taken over: dropped, it is deleted.
struct Unfinished(Option<File>);

impl Unfinished {
    fn file(&self) -> &File {
        self.0.as_ref().expect("it is taken out only at the end")
    }

    fn finish(mut self) -> File {
        self.0.take().expect("it is taken out only at the end")
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(file) = &self.0 {
            file.replaced();
        }
    }
}

/// Says that a rebuild has ended, however it did.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// What the log's reader drives: one read model as a follower.
pub struct Followed(pub(crate) Arc<Running>);

impl Follower<Event> for Followed {
    fn name(&self) -> &str {
        self.0.shape.name
    }

    async fn checkpoint(&mut self) -> Result<Position, Halt> {
        self.0.checkpoint().map_err(|failure| Halt::Permanent(failure.into()))
    }

    async fn take(&mut self, batch: &[Envelope]) -> Result<(), Halt> {
        self.0.take(batch).await.map_err(|failure| {
            if failure.may_pass() { Halt::Transient(failure.into()) } else { Halt::Permanent(failure.into()) }
        })
    }
}

#[cfg(test)]
mod tests;
