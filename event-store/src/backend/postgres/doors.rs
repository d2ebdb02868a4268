//! Accounts, sessions and tries.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, Row};

use super::{Postgres, failure};
use crate::backend::doors::{Account, Session, Tries, Try};
use crate::record::Failure;

impl Postgres {
    pub(in crate::backend) async fn put_account(&self, account: &Account) -> Result<(), Failure> {
        let insert = sqlx::query(
            "INSERT INTO account (name, shown, actor, roles, password, changed_at, disabled)
             VALUES ($1, $2, $3, $4::json, $5, $6, $7)
             ON CONFLICT (name) DO UPDATE SET shown = EXCLUDED.shown, actor = EXCLUDED.actor, roles = EXCLUDED.roles,
               password = EXCLUDED.password, changed_at = EXCLUDED.changed_at, disabled = EXCLUDED.disabled",
        )
        .bind(&account.name)
        .bind(&account.shown)
        .bind(account.actor)
        .bind(&account.roles)
        .bind(&account.password)
        .bind(account.changed_at)
        .bind(account.disabled);
        self.shared.reading.execute(insert).await.map_err(failure)?;
        Ok(())
    }

    pub(in crate::backend) async fn find_account(&self, name: &str) -> Result<Option<Account>, Failure> {
        let query = sqlx::query_as(
            "SELECT name, shown, actor, roles::text, password, changed_at, disabled FROM account WHERE name = $1",
        );
        self.shared.reading.optional(query.bind(name)).await.map_err(failure)
    }

    pub(in crate::backend) async fn list_accounts(&self) -> Result<Vec<Account>, Failure> {
        // The order of the bytes, as in SQLite, and not that of the database's language.
        let sql = "SELECT name, shown, actor, roles::text, password, changed_at, disabled FROM account
                    ORDER BY name COLLATE \"C\"";
        self.shared.reading.all(sqlx::query_as(sql)).await.map_err(failure)
    }

    pub(in crate::backend) async fn remove_account(&self, name: &str) -> Result<bool, Failure> {
        let delete = sqlx::query("DELETE FROM account WHERE name = $1").bind(name);
        let done = self.shared.reading.execute(delete).await.map_err(failure)?;
        Ok(done.rows_affected() == 1)
    }

    pub(in crate::backend) async fn put_session(&self, session: &Session) -> Result<(), Failure> {
        let insert = sqlx::query(
            "WITH over AS (DELETE FROM session WHERE ends_at < $4)
             INSERT INTO session (hash, kind, subject, began_at, used_at, idle_secs, ends_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (hash) DO NOTHING",
        )
        .bind(session.hash)
        .bind(&session.kind)
        .bind(&session.subject)
        .bind(session.began_at)
        .bind(session.used_at)
        .bind(i64::from(session.idle_secs))
        .bind(session.ends_at);
        self.shared.reading.execute(insert).await.map_err(failure)?;
        Ok(())
    }

    pub(in crate::backend) async fn find_session(&self, hash: [u8; 32]) -> Result<Option<Session>, Failure> {
        let query = sqlx::query_as(
            "SELECT hash, kind, subject, began_at, used_at, idle_secs, ends_at FROM session WHERE hash = $1",
        );
        self.shared.reading.optional(query.bind(hash)).await.map_err(failure)
    }

    pub(in crate::backend) async fn use_session(&self, hash: [u8; 32], at: DateTime<Utc>) -> Result<(), Failure> {
        let update =
            sqlx::query("UPDATE session SET used_at = $2 WHERE hash = $1 AND used_at < $2").bind(hash).bind(at);
        self.shared.reading.execute(update).await.map_err(failure)?;
        Ok(())
    }

    pub(in crate::backend) async fn end_session(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        let delete = sqlx::query("DELETE FROM session WHERE hash = $1").bind(hash);
        let done = self.shared.reading.execute(delete).await.map_err(failure)?;
        Ok(done.rows_affected() == 1)
    }

    pub(in crate::backend) async fn end_sessions(&self, kind: &str, subject: &str) -> Result<u64, Failure> {
        let delete = sqlx::query("DELETE FROM session WHERE kind = $1 AND subject = $2").bind(kind).bind(subject);
        let done = self.shared.reading.execute(delete).await.map_err(failure)?;
        Ok(done.rows_affected())
    }

    pub(in crate::backend) async fn take_try(&self, taken: Try) -> Result<Tries, Failure> {
        let query = sqlx::query_as(
            "WITH old AS (DELETE FROM attempt WHERE forget_at < $2 AND key <> $1)
             INSERT INTO attempt AS a (key, since, tries, in_all, forget_at) VALUES ($1, $2, 1, 1, $5)
             ON CONFLICT (key) DO UPDATE SET
               tries = CASE WHEN a.since <= $3 THEN 1 ELSE least(a.tries + 1, $4 + 1) END,
               since = CASE WHEN a.since <= $3 OR a.tries + 1 = $4 THEN $2 ELSE a.since END,
               in_all = a.in_all + (a.since <= $3 OR a.tries < $4)::int,
               forget_at = greatest(a.forget_at, $5)
             RETURNING tries, in_all, since",
        )
        .bind(taken.key)
        .bind(taken.at)
        .bind(taken.at - taken.window)
        .bind(i64::from(taken.limit))
        .bind(taken.forget_at);
        let counted: Option<(i64, i64, DateTime<Utc>)> = self.shared.reading.optional(query).await.map_err(failure)?;
        let (tries, in_all, since) = counted.expect("the statement answers the row that it has written");
        let few = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        Ok(Tries { in_row: few(tries), in_all: few(in_all), since })
    }

    pub(in crate::backend) async fn forget_tries(&self, key: [u8; 32]) -> Result<(), Failure> {
        let update =
            sqlx::query("UPDATE attempt SET tries = 0, in_all = greatest(in_all - 1, 0) WHERE key = $1").bind(key);
        self.shared.reading.execute(update).await.map_err(failure)?;
        Ok(())
    }
}

impl FromRow<'_, PgRow> for Account {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            name: row.try_get("name")?,
            shown: row.try_get("shown")?,
            actor: row.try_get("actor")?,
            roles: row.try_get("roles")?,
            password: row.try_get("password")?,
            changed_at: row.try_get("changed_at")?,
            disabled: row.try_get("disabled")?,
        })
    }
}

impl FromRow<'_, PgRow> for Session {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        let idle_secs: i64 = row.try_get("idle_secs")?;
        Ok(Self {
            hash: row.try_get("hash")?,
            kind: row.try_get("kind")?,
            subject: row.try_get("subject")?,
            began_at: row.try_get("began_at")?,
            used_at: row.try_get("used_at")?,
            idle_secs: u32::try_from(idle_secs).map_err(|error| sqlx::Error::Decode(error.into()))?,
            ends_at: row.try_get("ends_at")?,
        })
    }
}
