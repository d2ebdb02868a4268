//! The log in a SQLite file: one thread owns the only writing connection, and a few others read beside it.

mod append;
mod beside;
mod doors;
mod judge;
mod open;
mod read;

use std::fmt;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use rusqlite::{Connection, ErrorCode, ffi};
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
    reading: Arc<Semaphore>,
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
            let (readers, reading) = (Mutex::default(), Arc::new(Semaphore::new(READERS_MAX)));
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
        let place = Arc::clone(&shared.reading).acquire_owned().await.expect("the semaphore is never closed");
        blocking(move || {
            // The work goes on when nobody waits for it any more, and so does its place.
            let _place = place;
            let idle = shared.readers().pop();
            let connection = idle.map_or_else(|| open::reader(&shared.path), Ok)?;
            // The first read opens more files, and there may be too many at the moment.
            let read = work(&connection).map_err(|error| open::failure_of_reader(error, &shared.path))?;
            let mut readers = shared.readers();
            if readers.len() < READERS_MAX {
                readers.push(connection);
            }
            Ok(read)
        })
        .await
    }
}

impl Shared {
    fn readers(&self) -> MutexGuard<'_, Vec<Connection>> {
        // A connection lies there whole or not at all, so a panic elsewhere cannot have spoilt it.
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
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
        // Data that do not fit, such as JSON that is nested without end.
        Some(ErrorCode::TooBig) => Failure::Rejected(error.to_string()),
        Some(ErrorCode::ConstraintViolation) if is_check(&error) => Failure::Rejected(error.to_string()),
        // No such folder, or not ours to write; a table or a column is missing.
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly | ErrorCode::Unknown) => {
            Failure::Unusable(error.to_string())
        }
        // The append judges before it writes, so any other constraint that breaks means a broken log.
        // Without a code of SQLite's, a stored value has not the form that we gave it.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation) | None => {
            Failure::Corrupt(error.to_string())
        }
        Some(_) => Failure::Unavailable(error.into()),
    }
}

/// Whether a value is not what its column takes.
fn is_check(error: &rusqlite::Error) -> bool {
    error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_CONSTRAINT_CHECK)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::record::{Appended, Batch, BatchCommand, NewEvent, Position, StreamId, Unit, Verdict};

    #[tokio::test]
    async fn what_cannot_be_opened_for_a_moment_is_not_available_for_a_moment() {
        let folder = crate::testing::scratch();
        let path = folder.path().join("log");
        let log = Sqlite::open(&path, "test", &[], Migrate::Apply).await.expect("it opens");
        // As when the process has too many files open: the log itself is there, and a file beside it is not to be had.
        let (beside, away) = (folder.path().join("log-wal"), folder.path().join("away"));
        std::fs::rename(&beside, &away).expect("it is there");
        std::fs::create_dir(&beside).expect("something else stands in its place");
        let head = log.look().await;
        assert!(matches!(head, Err(Failure::Unavailable(_))), "{head:?}");
        std::fs::remove_dir(&beside).expect("it goes");
        std::fs::rename(&away, &beside).expect("it comes back");
        assert_eq!(log.look().await.expect("it reads").position, Position::START);
    }

    #[tokio::test]
    async fn who_stops_waiting_frees_no_place_before_the_work_is_done() {
        let folder = crate::testing::scratch();
        let log = Sqlite::open(&folder.path().join("log"), "test", &[], Migrate::Apply).await.expect("it opens");
        let (begun, runs) = mpsc::channel();
        let mut ends = Vec::new();
        for _ in 0..READERS_MAX {
            let (end, ended) = mpsc::channel::<()>();
            let (log, begun) = (log.clone(), begun.clone());
            let read = tokio::spawn(async move {
                log.read(move |_| {
                    begun.send(()).expect("the test listens");
                    Ok(ended.recv().is_ok())
                })
                .await
            });
            ends.push((end, read));
        }
        let (runs, ends) = tokio::task::spawn_blocking(move || {
            (0..READERS_MAX).for_each(|_| runs.recv().expect("it begins"));
            (runs, ends)
        })
        .await
        .expect("all of them run");
        drop(runs);
        for (_, read) in &ends {
            read.abort();
        }
        tokio::task::yield_now().await;
        assert_eq!(log.shared.reading.available_permits(), 0);
        drop(ends);
        let head = tokio::time::timeout(std::time::Duration::from_secs(10), log.look()).await;
        head.expect("there is a place again").expect("it reads");
        assert!(log.shared.readers().len() <= READERS_MAX);
    }

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
        assert_eq!(log.look().await.expect("it reads").position, Position::START);

        allow(1 << 20).await.expect("the limit is lifted");
        let verdict = Verdict::Accepted { first: Position(1), last: Position(1) };
        assert_eq!(log.append(&batch).await.expect("it appends"), Appended::Judged(vec![verdict]));
    }
}
