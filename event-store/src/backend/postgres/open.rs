//! Opens connections, brings the schema up to date, and checks that this is the right log in a safe database.

use sqlx::{Connection as _, Executor as _, PgConnection};

use super::failure;
use crate::backend::{Migrate, setup};
use crate::postgres::{Sessions, insist_on_durability};
use crate::record::{Failure, Kind};

/// Brings the schema up to date and checks that this is the right log, in one transaction.
pub(super) async fn set_up(
    sessions: &Sessions,
    log_name: &str,
    kinds: &[Kind],
    migrate: Migrate,
) -> Result<(), Failure> {
    let mut connection = sessions.in_time(sessions.session()).await.map_err(failure)?;
    insist_on_durability(&mut connection).await?;
    let mut tx = connection.begin().await.map_err(failure)?;
    // A migration takes as long as it takes, and another node may be at it.
    tx.execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'").await.map_err(failure)?;
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
    connection.give_back();
    Ok(())
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
