//! The databases that hold a log: one interface, two back ends, the same verdicts.

mod data;
mod doors;
pub mod postgres;
mod setup;
pub mod sqlite;
mod target;

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use doors::{Account, Session, Tries, Try};
pub use postgres::Postgres;
pub use sqlite::{ServerLock, Sqlite};
pub use target::Target;

use crate::record::{Appended, Batch, Failure, Kind, Position, Recorded, StreamId};

/// An open log. Clones share its connections.
#[derive(Clone, Debug)]
pub enum Backend {
    /// In a file.
    Sqlite(Sqlite),
    /// In a schema of a PostgreSQL server.
    Postgres(Postgres),
}

/// Whether opening may create or change the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrate {
    /// Bring it up to date.
    Apply,
    /// Refuse a log that is not up to date.
    Refuse,
}

/// A token of the staff. Whoever presents what hashes to `hash` acts as `actor`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The hash of the token; the token itself is stored nowhere.
    pub hash: [u8; 32],
    /// Who acts.
    pub actor: Uuid,
    /// Their roles, as JSON.
    pub roles: String,
    /// From when on it is worth nothing. The caller compares it with the clock.
    pub expires_at: DateTime<Utc>,
    /// What the person who made it calls it.
    pub label: String,
}

/// Where the log ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last position; zero for an empty log.
    pub position: Position,
    /// The time of the last event; 1970 for an empty log.
    pub last_at: DateTime<Utc>,
    /// What the database's clock says, if that is another clock than ours.
    pub now: Option<DateTime<Utc>>,
}

/// What the ledger knows of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The digest of the request.
    pub digest: [u8; 32],
    /// The position of its first event.
    pub first: Position,
    /// The position of its last event. Without events it lies before `first`.
    pub last: Position,
    /// When it was decided.
    pub at: DateTime<Utc>,
}

/// Does the same with either back end.
macro_rules! either {
    ($backend:expr, $inner:ident => $call:expr) => {
        match $backend {
            Backend::Sqlite($inner) => $call,
            Backend::Postgres($inner) => $call,
        }
    };
}
use either;

impl Backend {
    /// Opens the log of an authority, and refuses one that belongs to another, has other kinds, was written by a newer
    /// version, or is kept by a database that might forget what it has promised.
    pub async fn open(target: &Target, log_name: &str, kinds: &[Kind], migrate: Migrate) -> Result<Self, Failure> {
        match target {
            Target::Sqlite(path) => Sqlite::open(path, log_name, kinds, migrate).await.map(Self::Sqlite),
            Target::Postgres(url) => {
                Postgres::open(url, log_name, kinds, migrate, postgres::Settings::default()).await.map(Self::Postgres)
            }
        }
    }

    /// Judges the commands of a batch in order and stores those that are accepted, all in one transaction.
    ///
    /// Each is judged as if the accepted ones before it were already in the log. A version is a count and not an
    /// identity: once a command did not stand, whatever was decided above it on the same stream does not stand either,
    /// though the count may fit again by somebody else's event.
    pub async fn append(&self, batch: &Batch) -> Result<Appended, Failure> {
        data::check(batch)?;
        either!(self, log => log.append(batch).await)
    }

    /// The last position and the time of the last event: zero and 1970 for an empty log.
    pub async fn head(&self) -> Result<(Position, DateTime<Utc>), Failure> {
        self.look().await.map(|head| (head.position, head.last_at))
    }

    /// The end of the log, and the time on the database's clock.
    pub async fn look(&self) -> Result<Head, Failure> {
        either!(self, log => log.look().await)
    }

    /// The events of one stream after a version, in order.
    pub async fn read_stream(&self, stream: StreamId, after_version: u32) -> Result<Vec<Recorded>, Failure> {
        either!(self, log => log.read_stream(stream, after_version).await)
    }

    /// At most `limit` events after a position, in order and without a gap.
    pub async fn read_after(&self, position: Position, limit: u32) -> Result<Vec<Recorded>, Failure> {
        either!(self, log => log.read_after(position, limit).await)
    }

    /// The kinds and stored names of all events in the log, each once. It reads the whole log.
    pub async fn event_names(&self) -> Result<Vec<(u16, String)>, Failure> {
        either!(self, log => log.event_names().await)
    }

    /// What became of these commands. Those that were never accepted are left out.
    pub async fn ledger(&self, command_ids: &[Uuid]) -> Result<HashMap<Uuid, Entry>, Failure> {
        either!(self, log => log.ledger(command_ids).await)
    }

    /// Closes a stream to new events, or opens it again. A stream without events is not there to be closed.
    pub async fn set_closed(&self, stream: StreamId, closed: bool) -> Result<bool, Failure> {
        either!(self, log => log.set_closed(stream, closed).await)
    }

    /// How far a follower came that keeps its place beside the log.
    pub async fn checkpoint(&self, name: &str) -> Result<Position, Failure> {
        either!(self, log => log.checkpoint(name).await)
    }

    /// Moves a follower's place, if it still is where the caller believes and nobody holds the lease of the same name
    /// with a higher token. Says whether it moved.
    pub async fn move_checkpoint(&self, name: &str, from: Position, to: Position, token: u64) -> Result<bool, Failure> {
        either!(self, log => log.move_checkpoint(name, from, to, token).await)
    }

    /// Takes or prolongs a lease by the database's clock. Answers its fencing token, or nothing while somebody else
    /// holds it.
    ///
    /// Whoever knows the token prolongs it. A holder who knows none has just started, and takes over at once what was
    /// its own before. The token rises each time the lease is taken.
    pub async fn lease(
        &self,
        name: &str,
        holder: Uuid,
        known: Option<u64>,
        ttl: Duration,
    ) -> Result<Option<u64>, Failure> {
        either!(self, log => log.lease(name, holder, known, ttl).await)
    }

    /// Stores a credential. The same hash again replaces it.
    pub async fn put_credential(&self, credential: &Credential) -> Result<(), Failure> {
        data::check_json("roles", &credential.roles)?;
        either!(self, log => log.put_credential(credential).await)
    }

    /// Finds a credential by its hash, expired or not.
    pub async fn find_credential(&self, hash: [u8; 32]) -> Result<Option<Credential>, Failure> {
        either!(self, log => log.find_credential(hash).await)
    }

    /// All credentials, in the order of their labels.
    pub async fn list_credentials(&self) -> Result<Vec<Credential>, Failure> {
        either!(self, log => log.list_credentials().await)
    }

    /// Takes a credential away. Says whether there was one.
    pub async fn revoke_credential(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        either!(self, log => log.revoke_credential(hash).await)
    }

    /// News of appends by other nodes. It may miss some: whoever waits for it polls as well.
    pub fn changes(&self) -> Changes {
        match self {
            Self::Sqlite(_) => Changes(None),
            Self::Postgres(log) => Changes(Some(log.changes())),
        }
    }

    /// Tells other nodes that something was appended: soon, on another connection, and once for many appends.
    pub fn notify(&self) {
        match self {
            Self::Sqlite(_) => {}
            Self::Postgres(log) => log.notify(),
        }
    }

    /// Keeps a second server out of a file, until the lock is dropped. Command-line writers need none, and a PostgreSQL
    /// log takes any number of servers.
    pub fn lock_for_server(&self) -> Result<Option<ServerLock>, Failure> {
        match self {
            Self::Sqlite(log) => log.lock_for_server().map(Some),
            Self::Postgres(_) => Ok(None),
        }
    }
}

/// News of appends by other nodes.
#[derive(Debug)]
pub struct Changes(Option<postgres::Changes>);

impl Changes {
    /// Returns when another node may have appended. For a file it never does.
    pub async fn next(&mut self) {
        match &mut self.0 {
            Some(changes) => changes.next().await,
            None => std::future::pending().await,
        }
    }
}
