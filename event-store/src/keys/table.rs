//! The tables of the key store, in a SQLite file or a PostgreSQL schema of their own.

mod postgres;
mod sqlite;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::backend::{Migrate, Target};
use crate::record::Failure;

/// The version of the schema in `migrations/keys`.
const VERSION: i32 = 1;

/// A key as it is stored: encrypted, or nothing but the trace that it was destroyed.
type Row = (Uuid, Option<Vec<u8>>);

/// An open key store.
pub(super) enum Table {
    Sqlite(sqlite::File),
    Postgres(postgres::Schema),
}

/// Does the same with either database.
macro_rules! either {
    ($table:expr, $inner:ident => $call:expr) => {
        match $table {
            Table::Sqlite($inner) => $call.await,
            Table::Postgres($inner) => $call.await,
        }
    };
}

impl Table {
    pub(super) async fn open(target: &Target, authority: &str, migrate: Migrate) -> Result<Self, Failure> {
        Ok(match target {
            Target::Sqlite(path) => {
                Self::Sqlite(sqlite::File::open(path.clone(), authority.to_owned(), migrate).await?)
            }
            Target::Postgres(url) => Self::Postgres(postgres::Schema::open(url, authority, migrate).await?),
        })
    }

    /// Stores keys for subjects that have neither a key nor a tombstone.
    pub(super) async fn insert_absent(&self, keys: Vec<(Uuid, Vec<u8>)>, at: DateTime<Utc>) -> Result<(), Failure> {
        either!(self, table => table.insert_absent(keys, at))
    }

    pub(super) async fn find(&self, subjects: Vec<Uuid>) -> Result<Vec<Row>, Failure> {
        either!(self, table => table.find(subjects))
    }

    /// Replaces a key by its tombstone, and numbers the destruction.
    pub(super) async fn destroy(&self, subject: Uuid, at: DateTime<Utc>) -> Result<(), Failure> {
        either!(self, table => table.destroy(subject, at))
    }

    pub(super) async fn last_destruction(&self) -> Result<i64, Failure> {
        either!(self, table => table.last_destruction())
    }

    /// Destructions after a number, in order.
    pub(super) async fn destructions_after(&self, no: i64) -> Result<Vec<(i64, Uuid)>, Failure> {
        either!(self, table => table.destructions_after(no))
    }

    /// The secret of this name: the stored one, or the candidate from now on.
    pub(super) async fn secret(&self, name: &str, candidate: Vec<u8>) -> Result<Vec<u8>, Failure> {
        either!(self, table => table.secret(name.to_owned(), candidate))
    }

    /// The secret of this name, if it was made already.
    pub(super) async fn find_secret(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        either!(self, table => table.find_secret(name.to_owned()))
    }
}

/// What is said of a key store that is not there and may not be made.
fn nothing_there() -> Failure {
    Failure::Unusable("the key store does not exist: migrate it first".to_owned())
}

/// Refuses a key store of somebody else, or of a newer program.
fn check(authority: &str, stored: &str, version: i32) -> Result<(), Failure> {
    if stored != authority {
        return Err(Failure::Unusable(format!("it is the key store of {stored:?} and not of {authority:?}")));
    }
    if version != VERSION {
        return Err(Failure::Unusable(format!(
            "the key store has version {version}, and this program knows {VERSION}"
        )));
    }
    Ok(())
}
