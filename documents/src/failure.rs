//! Why a document could not be kept or read.

use std::io;

/// What went wrong. None of it names a person or a file of theirs.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The disk, or what stands for it.
    #[error("the vault could not {what}")]
    Disk {
        /// What was to be done.
        what: &'static str,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// The bucket, or the way to it.
    #[error("the bucket of the vault could not {what}")]
    Bucket {
        /// What was to be done.
        what: &'static str,
        /// What its server says.
        #[source]
        source: Box<object_store::Error>,
    },
    /// The bucket cannot be used as it is configured.
    #[error("the bucket of the vault is not configured well: {0}")]
    Misconfigured(String),
    /// A kept file is not where it should be. A folder of others may be away for a while.
    #[error("a kept file is not there")]
    Missing,
    /// Stored bytes are not what was stored: cut off, exchanged, moved, or closed with another key.
    #[error("a stored document is damaged: {0}")]
    Damaged(&'static str),
    /// Somebody else writes to it.
    #[error("somebody else writes to the document")]
    Busy,
    /// The key was destroyed: nobody reads this any more (Art. 17 GDPR).
    #[error("the document was erased")]
    Erased,
    /// The log or the key store.
    #[error("the log does not answer")]
    Log(#[from] event_store::Failure),
    /// Work that was given to another thread did not come back.
    #[error("work on a document was torn off")]
    TornOff,
}

impl Failure {
    /// Whether the next try cannot go better: the bytes are there, and they are not what was stored.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, Self::Damaged(_))
    }

    /// Whether there is no such file.
    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self, Self::Disk { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

/// Says of an error of the disk what was to be done.
pub(crate) fn disk(what: &'static str) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::Disk { what, source }
}

/// Does what waits for the disk or the processor on a thread that may wait.
pub(crate) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Failure::TornOff)?
}
