//! The key store in a PostgreSQL schema: another database than the log's, with shorter backups, or erasure is undone.

use chrono::{DateTime, Utc};
use sqlx::Connection as _;
use sqlx::postgres::PgConnectOptions;
use uuid::Uuid;

use super::{Row, VERSION, check, nothing_there};
use crate::backend::Migrate;
use crate::postgres::{ANSWER_MAX, Sessions, failure, insist_on_durability};
use crate::record::Failure;

pub(in crate::keys) struct Schema(Sessions);

impl Schema {
    pub(super) async fn open(url: &str, authority: &str, migrate: Migrate) -> Result<Self, Failure> {
        let options: PgConnectOptions = url.parse().map_err(failure)?;
        let sessions = Sessions::new(options.application_name("vorgang keys"), 4, ANSWER_MAX);
        set_up(&sessions, authority, migrate).await?;
        Ok(Self(sessions))
    }

    pub(super) async fn insert_absent(&self, keys: Vec<(Uuid, Vec<u8>)>, at: DateTime<Utc>) -> Result<(), Failure> {
        let (subjects, wrapped): (Vec<Uuid>, Vec<Vec<u8>>) = keys.into_iter().unzip();
        let insert = sqlx::query(
            "INSERT INTO subject_key (subject, wrapped, created_at)
             SELECT t.subject, t.wrapped, $3 FROM unnest($1, $2) AS t(subject, wrapped)
             ON CONFLICT (subject) DO NOTHING",
        )
        .bind(subjects)
        .bind(wrapped)
        .bind(at);
        self.0.execute(insert).await.map_err(failure)?;
        Ok(())
    }

    pub(super) async fn find(&self, subjects: Vec<Uuid>) -> Result<Vec<Row>, Failure> {
        let query = sqlx::query_as("SELECT subject, wrapped FROM subject_key WHERE subject = ANY ($1)").bind(subjects);
        self.0.all(query).await.map_err(failure)
    }

    pub(super) async fn destroy(&self, subject: Uuid, at: DateTime<Utc>) -> Result<(), Failure> {
        self.0.in_time(self.replace_by_tombstone(subject, at)).await.map_err(failure)?;
        // The old row still lies in its page, encrypted. An account that may not vacuum leaves that to autovacuum.
        if let Err(error) = self.0.execute(sqlx::query("VACUUM subject_key")).await {
            tracing::warn!(%error, "could not vacuum the key store after destroying a key: {error}");
        }
        Ok(())
    }

    async fn replace_by_tombstone(&self, subject: Uuid, at: DateTime<Utc>) -> sqlx::Result<()> {
        let mut session = self.0.session().await?;
        let mut tx = session.begin().await?;
        // One destruction after another: a number must not become visible before a lower one.
        sqlx::query("LOCK TABLE destruction IN SHARE ROW EXCLUSIVE MODE").execute(&mut *tx).await?;
        sqlx::query(
            "INSERT INTO subject_key AS k (subject, wrapped, created_at, destroyed_at) VALUES ($1, NULL, $2, $2)
             ON CONFLICT (subject) DO UPDATE
             SET wrapped = NULL, destroyed_at = COALESCE(k.destroyed_at, excluded.destroyed_at)",
        )
        .bind(subject)
        .bind(at)
        .execute(&mut *tx)
        .await?;
        sqlx::query(
            "INSERT INTO destruction (no, subject) SELECT COALESCE(max(no), 0) + 1, $1 FROM destruction
             ON CONFLICT (subject) DO NOTHING",
        )
        .bind(subject)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        session.give_back();
        Ok(())
    }

    pub(super) async fn last_destruction(&self) -> Result<i64, Failure> {
        let query = sqlx::query_as("SELECT COALESCE(max(no), 0) FROM destruction");
        let (no,) = self.0.one(query).await.map_err(failure)?;
        Ok(no)
    }

    pub(super) async fn destructions_after(&self, no: i64) -> Result<Vec<(i64, Uuid)>, Failure> {
        let query = sqlx::query_as("SELECT no, subject FROM destruction WHERE no > $1 ORDER BY no").bind(no);
        self.0.all(query).await.map_err(failure)
    }

    pub(super) async fn secret(&self, name: String, candidate: Vec<u8>) -> Result<Vec<u8>, Failure> {
        let insert = sqlx::query("INSERT INTO secret (name, wrapped) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
            .bind(&name)
            .bind(candidate);
        self.0.execute(insert).await.map_err(failure)?;
        let stored = self.find_secret(name).await?;
        stored.ok_or_else(|| Failure::Corrupt("a secret went as soon as it was stored".to_owned()))
    }

    pub(super) async fn find_secret(&self, name: String) -> Result<Option<Vec<u8>>, Failure> {
        let query = sqlx::query_as("SELECT wrapped FROM secret WHERE name = $1").bind(name);
        let stored: Option<(Vec<u8>,)> = self.0.optional(query).await.map_err(failure)?;
        Ok(stored.map(|(wrapped,)| wrapped))
    }
}

async fn set_up(sessions: &Sessions, authority: &str, migrate: Migrate) -> Result<(), Failure> {
    let mut session = sessions.in_time(sessions.session()).await.map_err(failure)?;
    // A key that is lost is an erasure that nobody ordered.
    insist_on_durability(&mut session).await?;
    let mut tx = session.begin().await.map_err(failure)?;
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
    tx.commit().await.map_err(failure)?;
    session.give_back();
    Ok(())
}
