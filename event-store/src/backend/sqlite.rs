//! The log in a SQLite file: one thread owns the only writing connection, and a few others read beside it.

mod append;
mod beside;
mod judge;
mod open;
mod read;

use std::fmt;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use rusqlite::{Connection, ErrorCode};
use tokio::sync::{Semaphore, oneshot};

use super::Migrate;
use crate::record::{Failure, Kind};

/// How many connections read at the same time. More would only compete for the same disk.
const READERS_MAX: usize = 4;

/// A log in a file.
#[derive(Clone)]
pub struct Sqlite {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    writer: mpsc::Sender<Job>,
    readers: Mutex<Vec<Connection>>,
    reading: Semaphore,
}

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Keeps a second server out of a log's file. Dropping it lets the next one in.
#[derive(Debug)]
pub struct ServerLock {
    /// The operating system's lock lives as long as the open file, also when the process is killed.
    _file: File,
}

impl Sqlite {
    /// Opens or creates the file.
    pub(super) async fn open(path: &Path, log_name: &str, kinds: &[Kind], migrate: Migrate) -> Result<Self, Failure> {
        let (path, log_name, kinds) = (path.to_owned(), log_name.to_owned(), kinds.to_owned());
        blocking(move || {
            let mut connection = open::writer(&path, migrate)?;
            open::set_up(&mut connection, &log_name, &kinds, migrate)?;
            let (writer, jobs) = mpsc::channel::<Job>();
            std::thread::Builder::new()
                .name("log-writer".to_owned())
                .spawn(move || jobs.into_iter().for_each(|job| job(&mut connection)))
                .map_err(|error| Failure::Unavailable(error.into()))?;
            let (readers, reading) = (Mutex::default(), Semaphore::new(READERS_MAX));
            Ok(Self { shared: Arc::new(Shared { path, writer, readers, reading }) })
        })
        .await
    }

    /// Keeps a second server out, until the lock is dropped.
    pub fn lock_for_server(&self) -> Result<ServerLock, Failure> {
        let mut path = self.shared.path.clone().into_os_string();
        path.push(".lock");
        let file = File::create(&path).map_err(|error| Failure::Unavailable(error.into()))?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Unusable("another server has it open".to_owned())),
            Err(TryLockError::Error(error)) => Err(Failure::Unavailable(error.into())),
        }
    }

    /// Does something on the writing connection, after whatever was asked before.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let (answer, answered) = oneshot::channel();
        // A caller that went away does not need its answer.
        let job: Job = Box::new(move |connection| drop(answer.send(work(connection))));
        self.shared.writer.send(job).map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?.map_err(failure)
    }

    /// Does something on a reading connection.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let shared = Arc::clone(&self.shared);
        let _place = self.shared.reading.acquire().await.expect("the semaphore is never closed");
        blocking(move || {
            let idle = shared.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let connection = idle.map_or_else(|| open::reader(&shared.path), Ok)?;
            let read = work(&connection).map_err(failure)?;
            shared.readers.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
            Ok(read)
        })
        .await
    }
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sqlite({})", self.shared.path.display())
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Failure> + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure::Unavailable(error.into()))?
}

fn stopped() -> Failure {
    Failure::Unavailable("the log's writer has stopped".into())
}

/// What an error of SQLite means for whoever waits for the answer.
fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Failure::StorageFull(error.into()),
        Some(ErrorCode::ConstraintViolation | ErrorCode::TooBig) => Failure::Rejected(error.to_string()),
        // No such folder, or not ours to write.
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            Failure::Unusable(error.to_string())
        }
        // Without a code of SQLite's, a stored value has not the form that we gave it.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) | None => Failure::Corrupt(error.to_string()),
        Some(_) => Failure::Unavailable(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::record::{Appended, Batch, BatchCommand, NewEvent, Position, StreamId, Unit, Verdict};

    #[tokio::test]
    async fn a_full_disk_is_told_and_leaves_the_log_as_it_was() {
        let folder = crate::testing::scratch();
        let kinds = [Kind::new(1, "booking")];
        let log = Sqlite::open(&folder.path().join("log"), "test", &kinds, Migrate::Apply).await.expect("it opens");
        let allow = |pages: u32| log.write(move |c| c.pragma_update(None, "max_page_count", pages));
        let event = NewEvent {
            name: "booked".to_owned(),
            shape: "1.0".to_owned(),
            payload: format!("{:?}", "x".repeat(1 << 20)),
            sealed: None,
        };
        let unit = Unit { stream: StreamId { kind: 1, id: Uuid::nil() }, expected: 0, events: vec![event] };
        let command = BatchCommand { id: Uuid::nil(), digest: [0; 32], meta: "{}".to_owned(), units: vec![unit] };
        let batch = Batch { at: chrono::DateTime::UNIX_EPOCH, commands: vec![command] };

        allow(64).await.expect("the limit is set");
        let full = log.append(&batch).await;
        assert!(matches!(full, Err(Failure::StorageFull(_))), "{full:?}");
        assert_eq!(log.head().await.expect("it reads").0, Position::START);

        allow(1 << 20).await.expect("the limit is lifted");
        let verdict = Verdict::Accepted { first: Position(1), last: Position(1) };
        assert_eq!(log.append(&batch).await.expect("it appends"), Appended::Judged(vec![verdict]));
    }
}
