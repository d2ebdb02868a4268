//! The log in a PostgreSQL schema: the append is one call of one function, and commits with it.

mod append;
mod beside;
mod changes;
mod doors;
mod open;
mod read;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;

pub use changes::Changes;

use super::Migrate;
use crate::postgres::{ANSWER_MAX, Sessions, failure};
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
    writing: Sessions,
    /// For everything else. A connection is asked whether it lives before it is used.
    reading: Sessions,
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

/// What a test chooses otherwise.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How the events are cut.
    pub partitions: Partitions,
    /// How long the database may take to answer.
    pub answer_max: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { partitions: Partitions::default(), answer_max: ANSWER_MAX }
    }
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
        settings: Settings,
    ) -> Result<Self, Failure> {
        let options: PgConnectOptions = url.parse().map_err(failure)?;
        let options = options.application_name("vorgang");
        let Settings { partitions, answer_max } = settings;
        let writing = Sessions::untested(options.clone(), 2, answer_max);
        let reading = Sessions::new(options.clone(), 8, answer_max);
        open::set_up(&reading, log_name, kinds, migrate).await?;
        let notifier = changes::Notifier::start(reading.clone(), log_name.to_owned());
        let (room_ends, head) = (AtomicU64::new(0), AtomicU64::new(0));
        let name = log_name.to_owned();
        let shared = Shared { name, options, writing, reading, partitions, room_ends, head, notifier };
        let log = Self { shared: Arc::new(shared) };
        // An account that may only read makes no room, and appends nothing.
        if migrate == Migrate::Apply {
            log.make_room(0).await?;
        }
        Ok(log)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Postgres({})", self.shared.name)
    }
}
