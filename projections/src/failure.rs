//! What can go wrong with a read model. Nothing here is an answer of the office: what is not there is `None`.

use event_store::Position;
use rusqlite::ErrorCode;

/// A read model could not be read, written or rebuilt.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// There is no read model of this name.
    #[error("there is no read model {0:?}")]
    Unknown(String),
    /// The folder of the read models cannot be used.
    #[error("the read models' folder cannot be used")]
    Folder(#[source] std::io::Error),
    /// SQLite said no.
    #[error("the read model's file did not answer")]
    Sqlite(#[from] rusqlite::Error),
    /// An event is missing between what was applied and what comes next: the log or its reader is damaged.
    #[error("{model} stands at {applied}, and the next event is {next}")]
    Hole {
        /// Which read model.
        model: &'static str,
        /// The last position that it holds.
        applied: Position,
        /// The position that came.
        next: Position,
    },
    /// An event could not be applied.
    #[error("{model} could not apply the event at {position}")]
    Apply {
        /// Which read model.
        model: &'static str,
        /// Which event.
        position: Position,
        /// Why.
        #[source]
        source: rusqlite::Error,
    },
    /// The log could not be read for a rebuild.
    #[error("the log could not be read")]
    Log(#[source] event_store::Failure),
    /// A dump could not be written.
    #[error("the dump could not be written")]
    Write(#[source] std::io::Error),
    /// The rebuild was given up: another one is going on.
    #[error("{0} is being rebuilt already")]
    RebuildGoesOn(&'static str),
}

impl Failure {
    /// Whether the same may work in a moment: the disk is full or busy, nothing is wrong with the event.
    pub(crate) fn may_pass(&self) -> bool {
        let (Self::Sqlite(source) | Self::Apply { source, .. }) = self else { return false };
        matches!(
            source.sqlite_error_code(),
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::DiskFull | ErrorCode::SystemIoFailure
            )
        )
    }
}

/// A read model has not reached the position in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{model} stands at {position}")]
pub struct Stale {
    /// Which read model.
    pub model: &'static str,
    /// How far it has come.
    pub position: Position,
}
