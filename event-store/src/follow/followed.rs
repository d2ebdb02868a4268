//! A follower at work: where it is, whether it halted, and how to stop it.

use std::future::Future;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::reader::Reader;
use super::{Follower, Halt};
use crate::record::{Failure, Position, chain};

/// The pauses before a follower that failed for now is tried again.
const RETRIES: [Duration; 3] = [Duration::from_millis(50), Duration::from_millis(500), Duration::from_secs(5)];

/// The pause before the log is asked again, at first and at most. It may be away for long, and that is no fault of the
/// follower.
const LOG_AWAY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(5));

/// Where a follower is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// The last position that it has taken.
    pub position: Position,
    /// Why it stands still there until a person has looked.
    pub halted: Option<String>,
}

/// A follower has not come as far as was asked in time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name} is only at position {}", status.position)]
pub struct Behind {
    /// Who.
    pub name: String,
    /// Where it is.
    pub status: Status,
}

/// A follower that follows. Dropping this stops it after the batch at hand.
#[derive(Debug)]
pub struct Followed {
    pub(super) name: String,
    pub(super) status: watch::Receiver<Status>,
    pub(super) stop: watch::Sender<()>,
    pub(super) task: JoinHandle<()>,
}

impl Followed {
    /// What operators call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last position that it has taken.
    pub fn position(&self) -> Position {
        self.status.borrow().position
    }

    /// Where it is, now and from now on.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Waits until it has taken a position. One that has halted or ended is not waited for.
    pub async fn wait_until(&self, position: Position, timeout: Duration) -> Result<(), Behind> {
        let mut status = self.status.clone();
        let there = status.wait_for(|status| status.position >= position || status.halted.is_some());
        // Whether it came in time, ended, or is late: its status says it.
        drop(tokio::time::timeout(timeout, there).await);
        let status = self.status.borrow().clone();
        if status.position >= position { Ok(()) } else { Err(Behind { name: self.name.clone(), status }) }
    }

    /// Stops it after the batch at hand.
    pub async fn stop(self) {
        drop(self.stop);
        // A follower that panicked has ended as well; the panic was reported where it happened.
        drop(self.task.await);
    }
}

/// Follows until stopped or halted.
pub(super) async fn run<E, F>(
    reader: Reader<E>,
    mut follower: F,
    status: watch::Sender<Status>,
    mut stop: watch::Receiver<()>,
) where
    E: Send + Sync + 'static,
    F: Follower<E>,
{
    let mut failures = 0;
    loop {
        let Err(halt) = follow(&reader, &mut follower, &status, &mut stop, &mut failures).await else { return };
        let pause = match halt {
            Halt::TakenOver => Some(Duration::ZERO),
            Halt::Transient(_) => RETRIES.get(failures).copied(),
            Halt::Permanent(_) => None,
        };
        let Some(pause) = pause else {
            let (name, at, why) = (follower.name(), status.borrow().position, chain(&halt));
            tracing::error!(follower.name = name, log.position = at.0, "{name} halted after position {at}: {why}");
            status.send_modify(|status| status.halted = Some(why));
            return;
        };
        if matches!(halt, Halt::Transient(_)) {
            failures += 1;
            tracing::warn!(follower.name = follower.name(), "{} tries again: {}", follower.name(), chain(&halt));
        }
        if unless_stopped(&mut stop, tokio::time::sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// Follows from the checkpoint until stopped, or until something is wrong.
async fn follow<E, F>(
    reader: &Reader<E>,
    follower: &mut F,
    status: &watch::Sender<Status>,
    stop: &mut watch::Receiver<()>,
    failures: &mut usize,
) -> Result<(), Halt>
where
    E: Send + Sync + 'static,
    F: Follower<E>,
{
    let mut known = reader.log().position();
    let Some(checkpoint) = unless_stopped(stop, follower.checkpoint()).await else { return Ok(()) };
    let mut at = checkpoint?;
    if at > *known.borrow() {
        let (head, _) = reader.log().head().await?;
        if at > head {
            let why = format!("it has taken position {at}, but the log ends at {head}: was the log restored?");
            return Err(Halt::Permanent(why.into()));
        }
    }
    status.send_modify(|status| status.position = at);
    let mut away = None;
    loop {
        match unless_stopped(stop, known.wait_for(|known| *known > at)).await {
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Ok(()),
        }
        let segment = match reader.after(at).await {
            Ok(segment) => segment,
            Err(failure @ Failure::Unavailable(_)) => {
                let name = follower.name();
                if away.is_none() {
                    tracing::warn!(follower.name = name, "{name} waits for the log: {}", chain(&failure));
                }
                let pause = away.map_or(LOG_AWAY.0, |pause: Duration| LOG_AWAY.1.min(pause * 2));
                away = Some(pause);
                if unless_stopped(stop, tokio::time::sleep(pause)).await.is_none() {
                    return Ok(());
                }
                continue;
            }
            Err(failure) => return Err(failure.into()),
        };
        if away.take().is_some() {
            tracing::info!(follower.name = follower.name(), "{} reads the log again", follower.name());
        }
        let events = segment.after(at).map_err(|broken| Halt::Permanent(broken.into()))?;
        follower.take(events).await?;
        *failures = 0;
        at = events.last().expect("a segment without events is broken").position;
        status.send_modify(|status| status.position = at);
    }
}

/// Waits, unless it is time to stop.
async fn unless_stopped<T>(stop: &mut watch::Receiver<()>, future: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        _ = stop.changed() => None,
        output = future => Some(output),
    }
}
