//! Followers that exist once for all nodes, such as reactions: their checkpoint lies beside the log, under a lease.

use std::future::Future;
use std::time::Duration;

use uuid::Uuid;

use super::{Envelope, Follower, Halt};
use crate::log::Log;
use crate::random;
use crate::record::{Failure, Position};

/// How long a lease lasts without being prolonged.
const TTL: Duration = Duration::from_secs(30);

/// How many events are handled under one prolongation.
const STEP: usize = 64;

/// Answers events outside of its own database, usually by commands with ids that follow from the event.
pub trait Handler<E>: Send {
    /// The name of its checkpoint and its lease.
    fn name(&self) -> &str;

    /// Handles events in order. Some of them may come again after a failure.
    fn handle(&mut self, batch: &[Envelope<E>]) -> impl Future<Output = Result<(), Halt>> + Send;
}

/// Makes a [`Follower`] of a [`Handler`]. On every node but one it waits for its turn.
pub struct Leased<H> {
    log: Log,
    handler: H,
    holder: Uuid,
    ttl: Duration,
    token: u64,
    at: Position,
}

impl<H> Leased<H> {
    /// A follower that keeps its checkpoint in the log's database.
    pub fn new(log: Log, handler: H) -> Result<Self, Failure> {
        let holder = Uuid::new_v8(random::bytes()?);
        Ok(Self { log, handler, holder, ttl: TTL, token: 0, at: Position::START })
    }

    /// With another duration of the lease: the pause after which another node takes over from one that died.
    #[must_use]
    pub fn with_ttl(self, ttl: Duration) -> Self {
        Self { ttl, ..self }
    }
}

impl<E: Sync, H: Handler<E>> Follower<E> for Leased<H> {
    fn name(&self) -> &str {
        self.handler.name()
    }

    async fn checkpoint(&mut self) -> Result<Position, Halt> {
        let name = self.handler.name();
        self.token = loop {
            match self.log.backend().lease(name, self.holder, self.ttl).await? {
                Some(token) => break token,
                None => tokio::time::sleep(self.ttl / 3).await,
            }
        };
        self.at = self.log.backend().checkpoint(name).await?;
        Ok(self.at)
    }

    async fn take(&mut self, batch: &[Envelope<E>]) -> Result<(), Halt> {
        let backend = self.log.backend();
        for step in batch.chunks(STEP) {
            let name = self.handler.name();
            if backend.lease(name, self.holder, self.ttl).await? != Some(self.token) {
                return Err(Halt::TakenOver);
            }
            self.handler.handle(step).await?;
            let to = step.last().expect("a chunk is not empty").position;
            if !backend.move_checkpoint(self.handler.name(), self.at, to, self.token).await? {
                return Err(Halt::TakenOver);
            }
            self.at = to;
        }
        Ok(())
    }
}
