//! The key store in a PostgreSQL schema: another database than the log's, with shorter backups, or erasure is undone.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

use super::{Row, VERSION, check, nothing_there};
use crate::backend::Migrate;
use crate::record::Failure;

pub(in crate::keys) struct Schema(PgPool);

impl Schema {
    pub(super) async fn open(url: &str, authority: &str, migrate: Migrate) -> Result<Self, Failure> {
        let pool = PgPoolOptions::new()
            .max_connections(4)
            .acquire_timeout(Duration::from_secs(5))
            .connect(url)
            .await
            .map_err(failure)?;
        set_up(&pool, authority, migrate).await?;
        Ok(Self(pool))
    }

    pub(super) async fn insert_absent(&self, keys: Vec<(Uuid, Vec<u8>)>, at: DateTime<Utc>) -> Result<(), Failure> {
        let (subjects, wrapped): (Vec<Uuid>, Vec<Vec<u8>>) = keys.into_iter().unzip();
        sqlx::query(
            "INSERT INTO subject_key (subject, wrapped, created_at)
             SELECT t.subject, t.wrapped, $3 FROM unnest($1, $2) AS t(subject, wrapped)
             ON CONFLICT (subject) DO NOTHING",
        )
        .bind(subjects)
        .bind(wrapped)
        .bind(at)
        .execute(&self.0)
        .await
        .map_err(failure)?;
        Ok(())
    }

    pub(super) async fn find(&self, subjects: Vec<Uuid>) -> Result<Vec<Row>, Failure> {
        sqlx::query_as("SELECT subject, wrapped FROM subject_key WHERE subject = ANY ($1)")
            .bind(subjects)
            .fetch_all(&self.0)
            .await
            .map_err(failure)
    }

    pub(super) async fn destroy(&self, subject: Uuid, at: DateTime<Utc>) -> Result<(), Failure> {
        let mut tx = self.0.begin().await.map_err(failure)?;
        // One destruction after another: a number must not become visible before a lower one.
        sqlx::query("LOCK TABLE destruction IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await.map_err(failure)?;
        sqlx::query(
            "INSERT INTO subject_key AS k (subject, wrapped, created_at, destroyed_at) VALUES ($1, NULL, $2, $2)
             ON CONFLICT (subject) DO UPDATE
             SET wrapped = NULL, destroyed_at = COALESCE(k.destroyed_at, excluded.destroyed_at)",
        )
        .bind(subject)
        .bind(at)
        .execute(&mut *tx)
        .await
        .map_err(failure)?;
        sqlx::query(
            "INSERT INTO destruction (no, subject) SELECT COALESCE(max(no), 0) + 1, $1 FROM destruction
             ON CONFLICT (subject) DO NOTHING",
        )
        .bind(subject)
        .execute(&mut *tx)
        .await
        .map_err(failure)?;
        tx.commit().await.map_err(failure)?;
        // The old row still lies in its page, encrypted. An account that may not vacuum leaves that to autovacuum.
        if let Err(error) = sqlx::query("VACUUM subject_key").execute(&self.0).await {
            tracing::warn!(%error, "could not vacuum the key store after destroying a key: {error}");
        }
        Ok(())
    }

    pub(super) async fn last_destruction(&self) -> Result<i64, Failure> {
        sqlx::query_scalar("SELECT COALESCE(max(no), 0) FROM destruction").fetch_one(&self.0).await.map_err(failure)
    }

    pub(super) async fn destructions_after(&self, no: i64) -> Result<Vec<(i64, Uuid)>, Failure> {
        sqlx::query_as("SELECT no, subject FROM destruction WHERE no > $1 ORDER BY no")
            .bind(no)
            .fetch_all(&self.0)
            .await
            .map_err(failure)
    }

    pub(super) async fn secret(&self, name: String, candidate: Vec<u8>) -> Result<Vec<u8>, Failure> {
        sqlx::query("INSERT INTO secret (name, wrapped) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(&name)
            .bind(candidate)
            .execute(&self.0)
            .await
            .map_err(failure)?;
        sqlx::query_scalar("SELECT wrapped FROM secret WHERE name = $1")
            .bind(name)
            .fetch_one(&self.0)
            .await
            .map_err(failure)
    }

    pub(super) async fn find_secret(&self, name: String) -> Result<Option<Vec<u8>>, Failure> {
        sqlx::query_scalar("SELECT wrapped FROM secret WHERE name = $1")
            .bind(name)
            .fetch_optional(&self.0)
            .await
            .map_err(failure)
    }
}

async fn set_up(pool: &PgPool, authority: &str, migrate: Migrate) -> Result<(), Failure> {
    let mut tx = pool.begin().await.map_err(failure)?;
    // Two nodes may start at once.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtext('vorgang keys'))").execute(&mut *tx).await.map_err(failure)?;
    let exists: bool =
        sqlx::query_scalar("SELECT to_regclass('key_store') IS NOT NULL").fetch_one(&mut *tx).await.map_err(failure)?;
    if !exists && migrate == Migrate::Refuse {
        return Err(nothing_there());
    }
    if !exists {
        sqlx::raw_sql(include_str!("../../../../migrations/keys/0001_keys.postgres.sql"))
            .execute(&mut *tx)
            .await
            .map_err(failure)?;
        sqlx::query("INSERT INTO key_store (authority, version) VALUES ($1, $2)")
            .bind(authority)
            .bind(VERSION)
            .execute(&mut *tx)
            .await
            .map_err(failure)?;
    }
    let (stored, version): (String, i32) =
        sqlx::query_as("SELECT authority, version FROM key_store").fetch_one(&mut *tx).await.map_err(failure)?;
    check(authority, &stored, version)?;
    tx.commit().await.map_err(failure)
}

fn failure(error: sqlx::Error) -> Failure {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    let full = code.is_some_and(|code| code == "53100");
    if full { Failure::StorageFull(error.into()) } else { Failure::Unavailable(error.into()) }
}
