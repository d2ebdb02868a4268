//! How far work is done that exists once for all nodes, such as reactions, and whose work it is.

use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::backend::Backend;
use crate::log::Log;
use crate::record::{Failure, Position};

/// How long a node that has gone silent keeps the work to itself.
const LEASE: Duration = Duration::from_secs(15);

/// How far the stored checkpoint may lag behind: so much is done again after a crash, to no effect.
const LAG: u64 = 1_000;

/// Whether this node may act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// It may, as before.
    Held,
    /// It may, from now on: what it remembers may be out of date.
    Gained,
    /// Another node does the work.
    Elsewhere,
}

/// A checkpoint beside the log that moves under a lease.
pub struct Cursor {
    name: &'static str,
    holder: Uuid,
    ttl: Duration,
    token: Option<u64>,
    /// The last token that this node has had. A node that has had none takes over what it held before it died.
    known: Option<u64>,
    taken: Option<Instant>,
    done: Position,
    stored: Position,
}

impl Cursor {
    /// The place of the work of this name. Nobody holds it yet.
    pub fn new(name: &'static str, log: &Log) -> Self {
        let holder = match log.backend() {
            // A lock file keeps out other servers, so whoever opens the file next goes on at once, also after a crash.
            Backend::Sqlite(_) => Uuid::new_v5(&Uuid::NAMESPACE_OID, b"the only server of this file"),
            Backend::Postgres(_) => log.node(),
        };
        let (done, stored) = (Position::START, Position::START);
        Self { name, holder, ttl: LEASE, token: None, known: None, taken: None, done, stored }
    }

    /// With another duration of the lease: the pause after which another node takes over from one that died.
    #[must_use]
    pub fn with_ttl(self, ttl: Duration) -> Self {
        Self { ttl, ..self }
    }

    /// Takes or renews the lease. A third of its life is a good time to renew it.
    pub async fn take_lease(&mut self, backend: &Backend) -> Result<Lease, Failure> {
        if self.token.is_some() && self.taken.is_some_and(|taken| taken.elapsed() < self.ttl / 3) {
            return Ok(Lease::Held);
        }
        let now = Instant::now();
        let Some(token) = backend.lease(self.name, self.holder, self.known, self.ttl).await? else {
            self.token = None;
            return Ok(Lease::Elsewhere);
        };
        self.taken = Some(now);
        self.known = Some(token);
        if self.token.replace(token) == Some(token) {
            return Ok(Lease::Held);
        }
        self.stored = backend.checkpoint(self.name).await?;
        self.done = self.stored;
        Ok(Lease::Gained)
    }

    /// Gives the lease back, so that another node need not wait until it runs out.
    pub async fn give_back(&mut self, backend: &Backend) -> Result<(), Failure> {
        if let Some(token) = self.token.take() {
            backend.lease(self.name, self.holder, Some(token), Duration::ZERO).await?;
        }
        Ok(())
    }

    /// The number of the lease, while this node has it. Each time the work changes hands it is another one.
    pub fn token(&self) -> Option<u64> {
        self.token
    }

    /// Everything up to here is done.
    pub fn position(&self) -> Position {
        self.done
    }

    /// Moves on, in memory.
    pub fn advance(&mut self, to: Position) {
        self.done = to;
    }

    /// Stores the place if much would be done again after a crash.
    pub async fn store_if_behind(&mut self, backend: &Backend) -> Result<(), Failure> {
        if self.done.0 - self.stored.0 < LAG { Ok(()) } else { self.store(backend).await }
    }

    /// Stores the place, unless the work went to another node meanwhile.
    pub async fn store(&mut self, backend: &Backend) -> Result<(), Failure> {
        let Some(token) = self.token else { return Ok(()) };
        if self.done == self.stored {
            return Ok(());
        }
        if backend.move_checkpoint(self.name, self.stored, self.done, token).await? {
            self.stored = self.done;
        } else {
            // The lease went to another node meanwhile. What was done twice had the same ids.
            self.token = None;
        }
        Ok(())
    }
}
