//! One read model in one SQLite file: its writer, its readers, its checkpoint and its end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use domain::{Event, subject_key};
use event_store::{Position, crash};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _, params};
use tracing::warn;

use crate::Failure;
use crate::column::{Columns as _, Moment};
use crate::model::{Envelope, Shape};

/// How many idle readers a file keeps. A read takes microseconds, so few are ever needed at the same time.
const READERS_MAX: usize = 8;

/// What a file says about itself. `serving` turns true when it takes over, so that a rebuild that was interrupted
/// is recognised and thrown away. A changed schema is another file even where somebody forgot to raise the version.
const ABOUT: &str = "
    CREATE TABLE about (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        version INTEGER NOT NULL,
        schema TEXT NOT NULL,
        position INTEGER NOT NULL,
        at INTEGER,
        serving INTEGER NOT NULL
    );";

/// A read model's file.
pub(crate) struct File {
    pub(crate) shape: Shape,
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Somebody was forgotten, and the write-ahead log may still hold what was known.
    traces: AtomicBool,
    /// The file is deleted with the last who reads it.
    replaced: AtomicBool,
}

/// How far a file has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checkpoint {
    pub(crate) position: Position,
    pub(crate) at: Option<DateTime<Utc>>,
}

/// What a batch did to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Applied {
    /// The last position that the file holds.
    pub(crate) position: Position,
    /// The last event of the batch that touched a row. Most events mean nothing to most models.
    pub(crate) changed: Option<Position>,
}

impl File {
    /// Opens the newest usable file of a model and deletes all others, or begins an empty one.
    pub(crate) fn open(dir: &Path, shape: Shape) -> Result<Self, Failure> {
        fs::create_dir_all(dir).map_err(Failure::Folder)?;
        let mut found = None;
        for (generation, path) in generations(dir, shape).map_err(Failure::Folder)?.into_iter().rev() {
            if found.is_none() && generation > 0 {
                match Self::reopen(&path, shape) {
                    Ok(Some(file)) => {
                        found = Some(file);
                        continue;
                    }
                    Ok(None) => {}
                    Err(error) => warn!(model = shape.name, %error, "{} is discarded: {error}", shape.name),
                }
            }
            delete(&path).map_err(Failure::Folder)?;
        }
        if let Some(file) = found {
            return Ok(file);
        }
        let file = Self::begin(dir, shape, 1)?;
        file.serve()?;
        Ok(file)
    }

    /// Begins an empty file beside the present one. Until it serves, the next opening throws it away.
    pub(crate) fn begin_next(&self) -> Result<Self, Failure> {
        let dir = self.path.parent().expect("a file was opened in its folder");
        let newest = generations(dir, self.shape).map_err(Failure::Folder)?.into_iter().map(|(number, _)| number).max();
        Self::begin(dir, self.shape, newest.unwrap_or(0) + 1)
    }

    /// The checkpoint of the newest file that serves. It creates and deletes nothing, so it may be asked beside a server.
    pub(crate) fn look(dir: &Path, shape: Shape) -> Result<Option<Checkpoint>, Failure> {
        for (generation, path) in generations(dir, shape).map_err(Failure::Folder)?.into_iter().rev() {
            if generation == 0 {
                continue;
            }
            // What cannot be read is thrown away by the next opening, and that is not here.
            match checkpoint_of(&path, shape) {
                Ok(Some(checkpoint)) => return Ok(Some(checkpoint)),
                Ok(None) => {}
                Err(error) => warn!(model = shape.name, %error, "a file of {} is not readable: {error}", shape.name),
            }
        }
        Ok(None)
    }

    /// A model without a file: for one case, up to one position.
    pub(crate) fn in_memory(shape: Shape) -> Result<Connection, Failure> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(shape.schema)?;
        Ok(connection)
    }

    fn begin(dir: &Path, shape: Shape, generation: u32) -> Result<Self, Failure> {
        let path = dir.join(format!("{}.v{}.{generation}.sqlite", shape.name, shape.version));
        let mut writer = writer(&path)?;
        let tx = writer.transaction()?;
        tx.execute_batch(ABOUT)?;
        tx.execute_batch(shape.schema)?;
        tx.execute("INSERT INTO about VALUES (1, ?1, ?2, 0, NULL, 0)", params![shape.version, shape.schema])?;
        tx.commit()?;
        Ok(Self::with(shape, path, writer))
    }

    /// `None` if the file is not one of this version that has served.
    fn reopen(path: &Path, shape: Shape) -> Result<Option<Self>, Failure> {
        let writer = writer(path)?;
        let sound: String = writer.query_row("PRAGMA quick_check(1)", (), |row| row.get(0))?;
        let (version, schema, serving) = writer.query_row("SELECT version, schema, serving FROM about", (), |row| {
            Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
        })?;
        let usable = sound == "ok" && serving && version == shape.version && schema == shape.schema;
        Ok(usable.then(|| Self::with(shape, path.to_owned(), writer)))
    }

    fn with(shape: Shape, path: PathBuf, writer: Connection) -> Self {
        Self {
            shape,
            path,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            traces: AtomicBool::new(true),
            replaced: AtomicBool::new(false),
        }
    }

    /// Says that the file is complete and takes over.
    pub(crate) fn serve(&self) -> Result<(), Failure> {
        lock(&self.writer).execute("UPDATE about SET serving = 1", ())?;
        Ok(())
    }

    /// Says that another file has taken over. Who still reads this one may finish.
    pub(crate) fn replaced(&self) {
        self.replaced.store(true, Ordering::Relaxed);
    }

    pub(crate) fn checkpoint(&self) -> Result<Checkpoint, Failure> {
        self.read(|connection| {
            connection.query_row("SELECT position, at FROM about", (), |row| {
                Ok(Checkpoint { position: position(row.get("position")?), at: row.moment_or_none("at")? })
            })
        })
    }

    /// Applies events and moves the checkpoint, both or neither. Events that are there already are passed over:
    /// a reader may begin a little earlier than it must.
    pub(crate) fn apply(&self, batch: &[Envelope]) -> Result<Applied, Failure> {
        let model = self.shape.name;
        let mut writer = lock(&self.writer);
        let tx = writer.transaction()?;
        let mut applied = position(tx.prepare_cached("SELECT position FROM about")?.query_row((), |row| row.get(0))?);
        let mut last_at = None;
        let mut changed = None;
        let mut forgets = false;
        for envelope in batch {
            if envelope.position <= applied {
                continue;
            }
            if envelope.position != applied.next() {
                return Err(Failure::Hole { model, applied, next: envelope.position });
            }
            let rows = tx.total_changes();
            (self.shape.apply)(&tx, envelope).map_err(|source| Failure::Apply {
                model,
                position: envelope.position,
                source,
            })?;
            applied = envelope.position;
            if tx.total_changes() != rows {
                changed = Some(applied);
            }
            last_at = Some(envelope.at);
            forgets |= matches!(envelope.event, Event::SubjectKey(subject_key::Event::Destroyed));
        }
        if let Some(at) = last_at {
            tx.prepare_cached("UPDATE about SET position = ?1, at = ?2")?
                .execute(params![number(applied), Moment(at)])?;
        }
        crash::point("projection.before_commit");
        tx.commit()?;
        crash::point("projection.after_commit");
        if forgets {
            self.traces.store(true, Ordering::Relaxed);
        }
        if self.traces.load(Ordering::Relaxed) {
            self.traces.store(!truncate(&writer), Ordering::Relaxed);
        }
        Ok(Applied { position: applied, changed })
    }

    /// Reads from a connection that can only read, so that a question never waits for the writer.
    pub(crate) fn read<T>(&self, ask: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let idle = lock(&self.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => reader(&self.path)?,
        };
        // One snapshot for all statements of a question.
        connection.execute_batch("BEGIN")?;
        let answer = ask(&connection);
        connection.execute_batch("COMMIT")?;
        let mut readers = lock(&self.readers);
        if readers.len() < READERS_MAX {
            readers.push(connection);
        }
        Ok(answer?)
    }
}

impl Drop for File {
    fn drop(&mut self) {
        if self.replaced.load(Ordering::Relaxed)
            && let Err(error) = delete(&self.path)
        {
            warn!(model = self.shape.name, %error, "a replaced file of {} stays: {error}", self.shape.name);
        }
    }
}

/// The model's files of any version, the oldest generation first. A name that is not understood counts as generation 0.
fn generations(dir: &Path, shape: Shape) -> io::Result<Vec<(u32, PathBuf)>> {
    let (any, this) = (format!("{}.v", shape.name), format!("{}.v{}.", shape.name, shape.version));
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        if let Some(stem) = name.strip_suffix(".sqlite")
            && stem.starts_with(&any)
        {
            let generation = stem.strip_prefix(&this).and_then(|number| number.parse().ok()).unwrap_or(0);
            found.push((generation, path));
        }
    }
    found.sort();
    Ok(found)
}

/// Deletes a file with what SQLite keeps beside it.
fn delete(path: &Path) -> io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match fs::remove_file(name) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Deletes every file of a model in a folder. Nobody may have one open.
pub(crate) fn forget(dir: &Path, shape: Shape) -> Result<(), Failure> {
    let files = generations(dir, shape).map_err(Failure::Folder)?;
    files.into_iter().try_for_each(|(_, path)| delete(&path)).map_err(Failure::Folder)
}

/// A cache may lose its tail in a power cut and reads it again, so it does not wait for the disk.
/// What is deleted is overwritten: a forgotten person must not stay behind on a free page.
fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// What a file says about itself, if it serves and is of this version.
fn checkpoint_of(path: &Path, shape: Shape) -> rusqlite::Result<Option<Checkpoint>> {
    let sql = "SELECT position, at FROM about WHERE serving = 1 AND version = ?1 AND schema = ?2";
    onlooker(path)?
        .query_row(sql, params![shape.version, shape.schema], |row| {
            Ok(Checkpoint { position: position(row.get("position")?), at: row.moment_or_none("at")? })
        })
        .optional()
}

/// A reader that leaves no file behind. SQLite makes the files of the write-ahead log even for a reader; where they are
/// missing nobody writes, and the file may be read as if it never changed.
fn onlooker(path: &Path) -> rusqlite::Result<Connection> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    match path.to_str() {
        Some(text) if !Path::new(&log).exists() => {
            let text = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
            Connection::open_with_flags(format!("file:{text}?immutable=1"), flags)
        }
        _ => reader(path),
    }
}

fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

/// Writes the write-ahead log back and empties it. False while somebody reads an older state: the next batch tries again.
fn truncate(writer: &Connection) -> bool {
    let busy = writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |row| row.get::<_, i64>(0)).optional();
    matches!(busy, Ok(Some(0)))
}

fn position(stored: i64) -> Position {
    Position(u64::try_from(stored).expect("a position is written from an unsigned number"))
}

fn number(position: Position) -> i64 {
    i64::try_from(position.0).expect("no log will have 2^63 events")
}

/// A panic while a lock was held rolled its transaction back: what is behind the lock is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
