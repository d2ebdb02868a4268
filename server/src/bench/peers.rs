//! The same commands on the back ends that come with `cqrs-es`, as their documentation sets them up.
//!
//! SQLite is set to `synchronous=FULL`, because their default may lose the last commands with the power.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore};
use cqrs_es::{AggregateError, CqrsFramework};
use postgres_es::PostgresEventRepository;
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use sqlite_es::SqliteEventRepository;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

use super::measure::{Answer, Client};
use super::ours::seeded;
use super::place::Place;
use super::stream::{Add, EVENTS, Event, Lines, STREAMS};

const TABLE: &str = "CREATE TABLE events (
    aggregate_type text NOT NULL,
    aggregate_id text NOT NULL,
    sequence bigint CHECK (sequence >= 0) NOT NULL,
    event_type text NOT NULL,
    event_version text NOT NULL,
    payload JSON_TYPE NOT NULL,
    metadata JSON_TYPE NOT NULL,
    PRIMARY KEY (aggregate_type, aggregate_id, sequence)
)";

type Framework<R> = Arc<CqrsFramework<Lines, PersistedEventStore<R, Lines>>>;

/// A client that adds a line to a stream by chance, again and again.
pub(super) struct Appender<R: PersistedEventRepository> {
    framework: Framework<R>,
    chance: ChaCha8Rng,
}

fn several<R: PersistedEventRepository>(repository: R, clients: usize) -> Vec<Appender<R>> {
    let framework = Arc::new(CqrsFramework::new(PersistedEventStore::new_event_store(repository), vec![], ()));
    (0..clients).map(|client| Appender { framework: Arc::clone(&framework), chance: seeded(clients, client) }).collect()
}

impl<R: PersistedEventRepository + Send + Sync + 'static> Client for Appender<R> {
    async fn next(&mut self) -> Answer {
        let stream = self.chance.random_range(0..STREAMS).to_string();
        match self.framework.execute(&stream, Add { lines: 1 }).await {
            Ok(()) => Answer::Accepted(1),
            Err(AggregateError::AggregateConflict) => Answer::Conflict,
            Err(_) => Answer::Failed,
        }
    }
}

/// `sqlite-es` in a file of its own, filled.
pub(super) async fn sqlite(place: &Place, clients: usize) -> anyhow::Result<Vec<Appender<SqliteEventRepository>>> {
    let pool = sqlite_pool(place, &format!("append-{clients}")).await?;
    sqlx::query(
        "WITH RECURSIVE stream(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM stream WHERE n + 1 < ?1),
                        version(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM version WHERE v < ?2)
         INSERT INTO events
         SELECT 'lines', CAST(n AS text), v, 'added', '1', ?3, '{}' FROM stream, version",
    )
    .bind(STREAMS)
    .bind(EVENTS)
    .bind(payload()?)
    .execute(&pool)
    .await
    .context("the tables of sqlite-es could not be filled")?;
    Ok(several(SqliteEventRepository::new(pool), clients))
}

/// `postgres-es` in the schema of the benchmark, filled once for all runs.
pub(super) async fn postgres(place: &Place, clients: usize) -> anyhow::Result<Vec<Appender<PostgresEventRepository>>> {
    let (pool, is_new) = postgres_pool(place).await?;
    if is_new {
        sqlx::query(
            "INSERT INTO events
             SELECT 'lines', n::text, v, 'added', '1', $1::json, '{}'
             FROM generate_series(0, $2 - 1) AS n, generate_series(1, $3) AS v",
        )
        .bind(payload()?)
        .bind(i32::try_from(STREAMS)?)
        .bind(i32::try_from(EVENTS)?)
        .execute(&pool)
        .await
        .context("the tables of postgres-es could not be filled")?;
    }
    Ok(several(PostgresEventRepository::new(pool), clients))
}

/// A new file with the table of `sqlite-es`.
pub(super) async fn sqlite_pool(place: &Place, name: &str) -> anyhow::Result<SqlitePool> {
    let path = place.folder().join(format!("peer-{name}.sqlite"));
    let options = SqliteConnectOptions::from_str(&format!("sqlite://{}", path.display()))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30));
    let pool = SqlitePoolOptions::new().max_connections(10).connect_with(options).await?;
    sqlx::query(&TABLE.replace("JSON_TYPE", "text")).execute(&pool).await?;
    Ok(pool)
}

/// The table of `postgres-es` in the schema of the benchmark, and whether it is new.
pub(super) async fn postgres_pool(place: &Place) -> anyhow::Result<(PgPool, bool)> {
    let pool = PgPoolOptions::new().max_connections(10).connect(place.postgres()?).await?;
    let exists: bool = sqlx::query_scalar("SELECT to_regclass('events') IS NOT NULL").fetch_one(&pool).await?;
    if !exists {
        sqlx::query(&TABLE.replace("JSON_TYPE", "json")).execute(&pool).await?;
    }
    Ok((pool, !exists))
}

fn payload() -> anyhow::Result<String> {
    Ok(serde_json::to_string(&Event::sample())?)
}
