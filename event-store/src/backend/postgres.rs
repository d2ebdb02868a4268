//! The log in a PostgreSQL schema: the append is one call of one function, and commits with it.

mod append;
mod beside;
mod changes;
mod open;
mod read;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

pub use changes::Changes;

use super::Migrate;
use crate::record::{Failure, Kind};

/// A log in a PostgreSQL schema.
#[derive(Clone)]
pub struct Postgres {
    shared: Arc<Shared>,
}

struct Shared {
    name: String,
    options: PgConnectOptions,
    /// For appends. A connection that died is found by the append itself, whose batch is sent again in any case.
    writing: PgPool,
    /// For everything else. A connection is asked whether it lives before it is used.
    reading: PgPool,
    partitions: Partitions,
    /// The first position that has no partition yet.
    room_ends: AtomicU64,
    /// The highest position that this node has heard of.
    head: AtomicU64,
    notifier: changes::Notifier,
}

/// How the events are cut into partitions.
#[derive(Clone, Copy, Debug)]
pub struct Partitions {
    /// How many positions one holds.
    pub size: u64,
    /// How many positions there have to be ahead of the head.
    pub ahead: u64,
}

impl Default for Partitions {
    /// Ten million events are some ten gigabytes: few enough to vacuum, move and archive one partition at a time.
    fn default() -> Self {
        Self { size: 10_000_000, ahead: 1_000_000 }
    }
}

impl Postgres {
    /// Opens the log in the first schema of the URL's search path.
    pub async fn open(
        url: &str,
        log_name: &str,
        kinds: &[Kind],
        migrate: Migrate,
        partitions: Partitions,
    ) -> Result<Self, Failure> {
        let options: PgConnectOptions = url.parse().map_err(failure)?;
        let options = options.application_name("vorgang");
        open::set_up(&options, log_name, kinds, migrate).await?;
        let writing = open::pool(2).test_before_acquire(false).connect_lazy_with(options.clone());
        let reading = open::pool(8).connect_lazy_with(options.clone());
        let notifier = changes::Notifier::start(reading.clone(), log_name.to_owned());
        let (room_ends, head) = (AtomicU64::new(0), AtomicU64::new(0));
        let name = log_name.to_owned();
        let shared = Shared { name, options, writing, reading, partitions, room_ends, head, notifier };
        let log = Self { shared: Arc::new(shared) };
        log.make_room(0).await?;
        Ok(log)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({})", self.shared.name)
    }
}

/// What an error of the database or of the way to it means for whoever waits for the answer.
fn failure(error: sqlx::Error) -> Failure {
    let code = match &error {
        sqlx::Error::Database(error) => error.code().unwrap_or_default().into_owned(),
        sqlx::Error::Configuration(_) => return Failure::Unusable(error.to_string()),
        sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } => return Failure::Corrupt(error.to_string()),
        _ => return Failure::Unavailable(error.into()),
    };
    match code.as_str() {
        "53100" => Failure::StorageFull(error.into()),
        // Wrong password, no such role, database or schema, not enough rights.
        "28000" | "28P01" | "3D000" | "3F000" | "42501" => Failure::Unusable(error.to_string()),
        // The connection failed; too many of them; out of memory; shut down or cancelled; locks, deadlocks, time-outs;
        // a standby that is not the primary any more.
        code if ["08", "40", "53", "55", "57", "25"].iter().any(|class| code.starts_with(class)) => {
            Failure::Unavailable(error.into())
        }
        // Data that do not fit, also by a constraint.
        code if code.starts_with("22") || code.starts_with("23") => Failure::Rejected(error.to_string()),
        _ => Failure::Corrupt(error.to_string()),
    }
}
