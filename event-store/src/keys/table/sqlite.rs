//! The key store in a file. Keys are few and small, so one connection is enough.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, TransactionBehavior, params};
use uuid::Uuid;

use super::{Row, VERSION, check, nothing_there};
use crate::backend::Migrate;
use crate::record::Failure;
use crate::sqlite::{wait_for_turn, write_ahead};

pub(in crate::keys) struct File(Arc<Mutex<Connection>>);

impl File {
    pub(super) async fn open(path: PathBuf, authority: String, migrate: Migrate) -> Result<Self, Failure> {
        let opened = tokio::task::spawn_blocking(move || {
            let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            match migrate {
                Migrate::Apply => flags |= OpenFlags::SQLITE_OPEN_CREATE,
                Migrate::Refuse if path.exists() => {}
                Migrate::Refuse => return Err(nothing_there()),
            }
            let mut connection = Connection::open_with_flags(&path, flags).map_err(failure)?;
            set_up(&mut connection, &authority, migrate)?;
            Ok(Self(Arc::new(Mutex::new(connection))))
        });
        opened.await.map_err(|error| Failure::Unavailable(error.into()))?
    }

    pub(super) async fn insert_absent(&self, keys: Vec<(Uuid, Vec<u8>)>, at: DateTime<Utc>) -> Result<(), Failure> {
        self.run(move |connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            {
                let mut insert = tx.prepare_cached(
                    "INSERT INTO subject_key (subject, wrapped, created_at) VALUES (?1, ?2, ?3)
                     ON CONFLICT (subject) DO NOTHING",
                )?;
                for (subject, wrapped) in keys {
                    insert.execute(params![subject, wrapped, at.timestamp_micros()])?;
                }
            }
            tx.commit()
        })
        .await
    }

    pub(super) async fn find(&self, subjects: Vec<Uuid>) -> Result<Vec<Row>, Failure> {
        self.run(move |connection| {
            let mut select = connection.prepare_cached("SELECT wrapped FROM subject_key WHERE subject = ?1")?;
            let mut rows = Vec::with_capacity(subjects.len());
            for subject in subjects {
                if let Some(wrapped) = select.query_row([subject], |row| row.get(0)).optional()? {
                    rows.push((subject, wrapped));
                }
            }
            Ok(rows)
        })
        .await
    }

    pub(super) async fn destroy(&self, subject: Uuid, at: DateTime<Utc>) -> Result<(), Failure> {
        self.run(move |connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute(
                "INSERT INTO subject_key (subject, wrapped, created_at, destroyed_at) VALUES (?1, NULL, ?2, ?2)
                 ON CONFLICT (subject) DO UPDATE
                 SET wrapped = NULL, destroyed_at = COALESCE(destroyed_at, excluded.destroyed_at)",
                params![subject, at.timestamp_micros()],
            )?;
            tx.execute("INSERT INTO destruction (subject) VALUES (?1) ON CONFLICT DO NOTHING", [subject])?;
            tx.commit()?;
            // `secure_delete` has overwritten the key in its page; the write-ahead log may still hold an older page.
            // A reader elsewhere may delay this, and then the next destruction or the last close does it.
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
        .await
    }

    pub(super) async fn last_destruction(&self) -> Result<i64, Failure> {
        self.run(|connection| {
            connection.query_row("SELECT COALESCE(max(no), 0) FROM destruction", [], |row| row.get(0))
        })
        .await
    }

    pub(super) async fn destructions_after(&self, no: i64) -> Result<Vec<(i64, Uuid)>, Failure> {
        self.run(move |connection| {
            connection
                .prepare_cached("SELECT no, subject FROM destruction WHERE no > ?1 ORDER BY no")?
                .query_map([no], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .await
    }

    pub(super) async fn secret(&self, name: String, candidate: Vec<u8>) -> Result<Vec<u8>, Failure> {
        self.run(move |connection| {
            let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            tx.execute(
                "INSERT INTO secret (name, wrapped) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
                params![name, candidate],
            )?;
            let stored = tx.query_row("SELECT wrapped FROM secret WHERE name = ?1", [name], |row| row.get(0))?;
            tx.commit()?;
            Ok(stored)
        })
        .await
    }

    pub(super) async fn find_secret(&self, name: String) -> Result<Option<Vec<u8>>, Failure> {
        self.run(move |connection| {
            connection.query_row("SELECT wrapped FROM secret WHERE name = ?1", [name], |row| row.get(0)).optional()
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let connection = Arc::clone(&self.0);
        // A panic under the lock leaves an open transaction at worst, and that was rolled back when it unwound.
        let done = tokio::task::spawn_blocking(move || {
            work(&mut connection.lock().unwrap_or_else(PoisonError::into_inner)).map_err(failure)
        });
        done.await.map_err(|error| Failure::Unavailable(error.into()))?
    }
}

fn set_up(connection: &mut Connection, authority: &str, migrate: Migrate) -> Result<(), Failure> {
    wait_for_turn(connection).map_err(failure)?;
    // Before the settings, which would write to an empty file.
    if migrate == Migrate::Refuse && !is_made(connection).map_err(failure)? {
        return Err(nothing_there());
    }
    write_ahead(connection).map_err(failure)?;
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;").map_err(failure)?;
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    if !is_made(&tx).map_err(failure)? {
        tx.execute_batch(include_str!("../../../../migrations/keys/0001_keys.sqlite.sql")).map_err(failure)?;
        tx.execute("INSERT INTO key_store VALUES (1, ?1, ?2)", params![authority, VERSION]).map_err(failure)?;
    }
    let (stored, version): (String, i32) = tx
        .query_row("SELECT authority, version FROM key_store", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .map_err(failure)?;
    check(authority, &stored, version)?;
    tx.commit().map_err(failure)
}

fn is_made(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'key_store')", [], |row| row.get(0))
}

fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => Failure::StorageFull(error.into()),
        // Without a code of SQLite's, a stored value has not the form that we gave it.
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation) | None => {
            Failure::Corrupt(format!("the key store: {error}"))
        }
        // A table or a column is missing; no such folder, or not ours to write.
        Some(ErrorCode::Unknown | ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
            Failure::Unusable(format!("the key store: {error}"))
        }
        _ => Failure::Unavailable(error.into()),
    }
}
