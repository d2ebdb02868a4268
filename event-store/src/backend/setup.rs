//! What both databases decide alike when a log is opened: which migrations are missing, and whether it is the right log.

use super::Migrate;
use crate::record::{Failure, Kind};

/// One step of the schema, under the same number and name for both databases.
pub(super) struct Migration {
    /// Its number: 1, 2, 3, …
    pub(super) version: u32,
    /// Its SQL for PostgreSQL.
    pub(super) postgres: &'static str,
    /// Its SQL for SQLite.
    pub(super) sqlite: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        postgres: include_str!("../../../migrations/log/0001_log.postgres.sql"),
        sqlite: include_str!("../../../migrations/log/0001_log.sqlite.sql"),
    },
    Migration {
        version: 2,
        postgres: include_str!("../../../migrations/log/0002_doors.postgres.sql"),
        sqlite: include_str!("../../../migrations/log/0002_doors.sqlite.sql"),
    },
];

/// The migrations that a schema of this version (0: none) still needs.
pub(super) fn missing(stored: u32, migrate: Migrate) -> Result<&'static [Migration], Failure> {
    let known = u32::try_from(MIGRATIONS.len()).expect("there are few migrations");
    let missing = MIGRATIONS.get(stored as usize..).ok_or_else(|| {
        Failure::Unusable(format!("its schema has version {stored}, and this program knows only {known}"))
    })?;
    if migrate == Migrate::Refuse && !missing.is_empty() {
        return Err(Failure::Unusable(format!("its schema has version {stored} and needs {known}: migrate it first")));
    }
    Ok(missing)
}

/// Refuses the log of somebody else.
pub(super) fn check_name(stored: &str, expected: &str) -> Result<(), Failure> {
    if stored == expected {
        Ok(())
    } else {
        Err(Failure::Unusable(format!("it is the log of {stored:?} and not of {expected:?}")))
    }
}

/// The kinds that the log does not have yet, or why its kinds do not fit ours. A number and its name are promises.
pub(super) fn missing_kinds(stored: &[(u16, String)], ours: &[Kind], migrate: Migrate) -> Result<Vec<Kind>, Failure> {
    for (number, name) in stored {
        match ours.iter().find(|kind| kind.number == *number) {
            Some(kind) if kind.name == name => {}
            Some(kind) => {
                return Err(Failure::Unusable(format!(
                    "its kind {number} is {name:?}, and here it is {:?}",
                    kind.name
                )));
            }
            None => return Err(Failure::Unusable(format!("its kind {number}, {name:?}, is unknown here"))),
        }
    }
    let missing: Vec<Kind> =
        ours.iter().filter(|kind| stored.iter().all(|(number, _)| *number != kind.number)).copied().collect();
    for kind in &missing {
        if stored.iter().any(|(_, name)| name == kind.name) {
            return Err(Failure::Unusable(format!(
                "its kind {:?} has another number here, {}",
                kind.name, kind.number
            )));
        }
        if i16::try_from(kind.number).is_err() {
            return Err(Failure::Unusable(format!(
                "the number of kind {:?}, {}, is too large",
                kind.name, kind.number
            )));
        }
        if migrate == Migrate::Refuse {
            return Err(Failure::Unusable(format!("it does not know the kind {:?} yet: migrate it first", kind.name)));
        }
    }
    Ok(missing)
}
