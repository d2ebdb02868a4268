//! Opens connections, brings the schema up to date, and checks that this is the right log in a safe database.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::{Connection, Executor};

use super::failure;
use crate::backend::{Migrate, setup};
use crate::record::{Failure, Kind};

/// What every session is told. A commit waits for the disk, even if somebody changes the database's default later;
/// `append_batch` needs READ COMMITTED to see, after it got the lock, what was committed meanwhile.
const SESSION: &str = "
    SELECT set_config('synchronous_commit',
             CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
           set_config('default_transaction_isolation', 'read committed', false),
           set_config('lock_timeout', '5s', false),
           set_config('statement_timeout', '15s', false),
           set_config('idle_in_transaction_session_timeout', '15s', false)";

/// The settings without which the database might forget what it has promised, if they are wrong. `reset_val` is what
/// the administrator chose, whatever our session says.
const UNSAFE: &str = "
    SELECT concat_ws('=', name, reset_val) FROM pg_settings
     WHERE (name IN ('fsync', 'full_page_writes') AND reset_val <> 'on')
        OR (name = 'synchronous_commit' AND reset_val NOT IN ('on', 'remote_apply'))
     ORDER BY name";

/// A pool whose sessions are told what they have to know.
pub(super) fn pool(connections_max: u32) -> PgPoolOptions {
    PgPoolOptions::new().max_connections(connections_max).acquire_timeout(Duration::from_secs(5)).after_connect(
        |connection, _| {
            Box::pin(async move {
                connection.execute(SESSION).await?;
                Ok(())
            })
        },
    )
}

/// Brings the schema up to date and checks that this is the right log, in one transaction.
pub(super) async fn set_up(
    options: &PgConnectOptions,
    log_name: &str,
    kinds: &[Kind],
    migrate: Migrate,
) -> Result<(), Failure> {
    let mut connection = PgConnection::connect_with(options).await.map_err(failure)?;
    let unsafe_settings: Vec<String> = sqlx::query_scalar(UNSAFE).fetch_all(&mut connection).await.map_err(failure)?;
    if !unsafe_settings.is_empty() {
        return Err(Failure::Unusable(format!("the database may lose commits: {}", unsafe_settings.join(", "))));
    }
    let mut tx = connection.begin().await.map_err(failure)?;
    let schema: Option<String> =
        sqlx::query_scalar("SELECT current_schema()").fetch_one(&mut *tx).await.map_err(failure)?;
    if schema.is_none() {
        return Err(Failure::Unusable("its schema does not exist".to_owned()));
    }
    // Two nodes that start at the same time set up one after the other.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended('vorgang log ' || current_schema(), 0))")
        .execute(&mut *tx)
        .await
        .map_err(failure)?;
    let version = schema_version(&mut tx).await.map_err(failure)?;
    for migration in setup::missing(version, migrate)? {
        tx.execute(migration.postgres).await.map_err(failure)?;
        sqlx::query("INSERT INTO schema_version (version) VALUES ($1)")
            .bind(migration.version.cast_signed())
            .execute(&mut *tx)
            .await
            .map_err(failure)?;
    }
    if version == 0 {
        sqlx::query("INSERT INTO log (name) VALUES ($1)").bind(log_name).execute(&mut *tx).await.map_err(failure)?;
    }
    let name: String = sqlx::query_scalar("SELECT name FROM log").fetch_one(&mut *tx).await.map_err(failure)?;
    setup::check_name(&name, log_name)?;
    let stored: Vec<(i16, String)> =
        sqlx::query_as("SELECT kind, name FROM kind").fetch_all(&mut *tx).await.map_err(failure)?;
    let stored: Vec<_> = stored.into_iter().map(|(number, name)| (number.cast_unsigned(), name)).collect();
    for kind in setup::missing_kinds(&stored, kinds, migrate)? {
        sqlx::query("INSERT INTO kind (kind, name) VALUES ($1, $2)")
            .bind(kind.number.cast_signed())
            .bind(kind.name)
            .execute(&mut *tx)
            .await
            .map_err(failure)?;
    }
    tx.commit().await.map_err(failure)?;
    connection.close().await.map_err(failure)
}

/// The version of the schema, 0 where there is none. A table of that name further down the search path is not ours.
async fn schema_version(connection: &mut PgConnection) -> sqlx::Result<u32> {
    let exists = "SELECT to_regclass(format('%I.schema_version', current_schema())) IS NOT NULL";
    if !sqlx::query_scalar::<_, bool>(exists).fetch_one(&mut *connection).await? {
        return Ok(0);
    }
    let version: i32 =
        sqlx::query_scalar("SELECT COALESCE(max(version), 0) FROM schema_version").fetch_one(&mut *connection).await?;
    Ok(version.cast_unsigned())
}
