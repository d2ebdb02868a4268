//! Followers of the log: everything that answers events, from read models to reactions.
//!
//! A [`Reader`] opens and decodes each event once for all of its followers. Each follower keeps its own place, and one
//! that cannot go on halts where it is, loudly and alone: no event is ever skipped.

mod cursor;
mod followed;
mod follows;
mod reader;

use std::error::Error;
use std::future::Future;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use cursor::{Cursor, Lease};
pub use followed::{Behind, Followed, Status};
pub use follows::{Doing, Follows};
pub use reader::Reader;

use crate::read::{Decode, Opened};
use crate::record::{Failure, Position, Recorded, StreamId};

/// An event as a follower gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope<E> {
    /// Its place in the log.
    pub position: Position,
    /// Whose history it belongs to.
    pub stream: StreamId,
    /// Its number in that history.
    pub version: u32,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The command that it answers.
    pub command_id: Uuid,
    /// Its stored name.
    pub name: String,
    /// Who asked, as JSON.
    pub meta: String,
    /// What happened. Personal data whose key was destroyed is erased.
    pub event: E,
}

/// Follows the log from its own checkpoint.
pub trait Follower<E>: Send {
    /// What operators call it.
    fn name(&self) -> &str;

    /// The last position that it has taken. It is asked again after every failure. Waiting here may be cut short.
    fn checkpoint(&mut self) -> impl Future<Output = Result<Position, Halt>> + Send;

    /// Takes the next events: its rows and its checkpoint change in one transaction, or not at all.
    fn take(&mut self, batch: &[Envelope<E>]) -> impl Future<Output = Result<(), Halt>> + Send;
}

/// Why a follower cannot take a batch.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    /// It may work in a moment; it is tried three times more.
    #[error("it failed for now")]
    Transient(#[source] Box<dyn Error + Send + Sync>),
    /// Another node follows in its place. It starts again from the checkpoint once it is its turn.
    #[error("another node has taken over")]
    TakenOver,
    /// A person has to look.
    #[error("it cannot go on")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
}

impl From<Failure> for Halt {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) | Failure::Busy | Failure::Contended | Failure::StorageFull(_) => {
                Self::Transient(failure.into())
            }
            _ => Self::Permanent(failure.into()),
        }
    }
}

impl<E> Envelope<E> {
    pub(crate) fn read(opened: Opened, decode: Decode<E>) -> Result<Self, Failure> {
        let event = opened.read(|payload| decode(opened.recorded.stream.kind, payload))?;
        let Recorded { position, stream, version, at, command_id, name, meta, .. } = opened.recorded;
        Ok(Self { position, stream, version, at, command_id, name, meta, event })
    }
}
