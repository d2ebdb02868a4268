//! Opens the connections to a log's file and brings its schema up to date.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, TransactionBehavior};

use super::failure;
use crate::backend::{Migrate, setup};
use crate::record::{Failure, Kind};
use crate::sqlite::{wait_for_turn, write_ahead};

/// The connection that writes. What it commits is on the disk.
pub(super) fn writer(path: &Path, migrate: Migrate) -> Result<Connection, Failure> {
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match migrate {
        Migrate::Apply => flags |= OpenFlags::SQLITE_OPEN_CREATE,
        Migrate::Refuse if path.exists() => {}
        Migrate::Refuse => return Err(Failure::Unusable(format!("{} does not exist", path.display()))),
    }
    let connection = connect(path, flags).map_err(failure)?;
    identify(&connection, migrate)?;
    // The size of a page holds for a new file only.
    connection.execute_batch("PRAGMA page_size = 8192").map_err(failure)?;
    let journal = write_ahead(&connection).map_err(failure)?;
    if journal != "wal" {
        return Err(Failure::Unusable(format!("its file system allows no write-ahead log, only {journal:?}")));
    }
    // `fullfsync` means something on macOS only, where `fsync` alone does not reach the disk.
    connection
        .execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = ON;",
        )
        .map_err(failure)?;
    let synchronous: i64 = connection.pragma_query_value(None, "synchronous", |row| row.get(0)).map_err(failure)?;
    if synchronous < 2 {
        return Err(Failure::Unusable("commits do not wait for the disk (synchronous)".to_owned()));
    }
    Ok(connection)
}

/// Refuses a file that is no log, before any setting changes it.
fn identify(connection: &Connection, migrate: Migrate) -> Result<(), Failure> {
    let tables = "SELECT count(*), count(*) FILTER (WHERE name = 'schema_version') FROM sqlite_schema";
    let (all, ours): (u32, u32) =
        connection.query_row(tables, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failure)?;
    match (all, ours) {
        (0, _) => setup::missing(0, migrate).map(drop),
        (_, 0) => Err(Failure::Unusable("it is the file of another program".to_owned())),
        _ => Ok(()),
    }
}

/// A connection that reads.
pub(super) fn reader(path: &Path) -> Result<Connection, Failure> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .map_err(|error| failure_of_reader(error, path))
}

/// A file that was opened before and is still there can be opened again, though not now: the process may have too many
/// files open at the moment.
pub(super) fn failure_of_reader(error: rusqlite::Error, path: &Path) -> Failure {
    if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) && path.exists() {
        Failure::Unavailable(error.into())
    } else {
        failure(error)
    }
}

fn connect(path: &Path, flags: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    wait_for_turn(&connection)?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// Brings the schema up to date and checks that this is the right log, in one transaction.
pub(super) fn set_up(
    connection: &mut Connection,
    log_name: &str,
    kinds: &[Kind],
    migrate: Migrate,
) -> Result<(), Failure> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
    let has_schema = tx
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'", [], |_| Ok(()))
        .optional()
        .map_err(failure)?
        .is_some();
    let version: u32 = if has_schema {
        tx.query_row("SELECT COALESCE(max(version), 0) FROM schema_version", [], |row| row.get(0)).map_err(failure)?
    } else {
        0
    };
    for migration in setup::missing(version, migrate)? {
        tx.execute_batch(migration.sqlite).map_err(failure)?;
        tx.execute("INSERT INTO schema_version (version) VALUES (?1)", [migration.version]).map_err(failure)?;
    }
    if version == 0 {
        tx.execute("INSERT INTO log (one, name) VALUES (1, ?1)", [log_name]).map_err(failure)?;
    }
    let name: String = tx.query_row("SELECT name FROM log", [], |row| row.get(0)).map_err(failure)?;
    setup::check_name(&name, log_name)?;
    let stored: Vec<(u16, String)> = tx
        .prepare("SELECT kind, name FROM kind")
        .and_then(|mut kinds| kinds.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .map_err(failure)?;
    for kind in setup::missing_kinds(&stored, kinds, migrate)? {
        tx.execute("INSERT INTO kind (kind, name) VALUES (?1, ?2)", (kind.number, kind.name)).map_err(failure)?;
    }
    tx.commit().map_err(failure)
}
