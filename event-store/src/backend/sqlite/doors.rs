//! Accounts, sessions and tries.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension as _, Row};

use super::Sqlite;
use super::read::instant;
use crate::backend::doors::{Account, Session, Tries, Try};
use crate::record::Failure;

impl Sqlite {
    pub(in crate::backend) async fn put_account(&self, account: &Account) -> Result<(), Failure> {
        let Account { name, shown, actor, roles, password, changed_at, disabled } = account.clone();
        self.write(move |connection| {
            connection.execute(
                "INSERT OR REPLACE INTO account (name, shown, actor, roles, password, changed_at, disabled)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (name, shown, actor, roles, password, changed_at.timestamp_micros(), disabled),
            )?;
            Ok(())
        })
        .await
    }

    pub(in crate::backend) async fn find_account(&self, name: &str) -> Result<Option<Account>, Failure> {
        let name = name.to_owned();
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT name, shown, actor, roles, password, changed_at, disabled FROM account WHERE name = ?1",
                )?
                .query_row([name], account)
                .optional()
        })
        .await
    }

    pub(in crate::backend) async fn list_accounts(&self) -> Result<Vec<Account>, Failure> {
        self.read(|connection| {
            connection
                .prepare("SELECT name, shown, actor, roles, password, changed_at, disabled FROM account ORDER BY name")?
                .query_map([], account)?
                .collect()
        })
        .await
    }

    pub(in crate::backend) async fn remove_account(&self, name: &str) -> Result<bool, Failure> {
        let name = name.to_owned();
        self.write(move |connection| Ok(connection.execute("DELETE FROM account WHERE name = ?1", [name])? == 1)).await
    }

    pub(in crate::backend) async fn put_session(&self, session: &Session) -> Result<(), Failure> {
        let Session { hash, kind, subject, began_at, used_at, idle_secs, ends_at } = session.clone();
        let [began_at, used_at, ends_at] = [began_at, used_at, ends_at].map(|at| at.timestamp_micros());
        self.write(move |connection| {
            let tx = connection.transaction()?;
            tx.prepare_cached("DELETE FROM session WHERE ends_at < ?1")?.execute([began_at])?;
            tx.prepare_cached(
                "INSERT INTO session (hash, kind, subject, began_at, used_at, idle_secs, ends_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (hash) DO NOTHING",
            )?
            .execute((hash, kind, subject, began_at, used_at, idle_secs, ends_at))?;
            tx.commit()
        })
        .await
    }

    pub(in crate::backend) async fn find_session(&self, hash: [u8; 32]) -> Result<Option<Session>, Failure> {
        self.read(move |connection| {
            connection
                .prepare_cached(
                    "SELECT hash, kind, subject, began_at, used_at, idle_secs, ends_at FROM session WHERE hash = ?1",
                )?
                .query_row([hash], session)
                .optional()
        })
        .await
    }

    pub(in crate::backend) async fn use_session(&self, hash: [u8; 32], at: DateTime<Utc>) -> Result<(), Failure> {
        self.write(move |connection| {
            connection
                .prepare_cached("UPDATE session SET used_at = ?2 WHERE hash = ?1 AND used_at < ?2")?
                .execute((hash, at.timestamp_micros()))?;
            Ok(())
        })
        .await
    }

    pub(in crate::backend) async fn end_session(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        self.write(move |connection| Ok(connection.execute("DELETE FROM session WHERE hash = ?1", [hash])? == 1)).await
    }

    pub(in crate::backend) async fn end_sessions(&self, kind: &str, subject: &str) -> Result<u64, Failure> {
        let (kind, subject) = (kind.to_owned(), subject.to_owned());
        self.write(move |connection| {
            let ended = connection.execute("DELETE FROM session WHERE kind = ?1 AND subject = ?2", (kind, subject))?;
            Ok(ended as u64)
        })
        .await
    }

    pub(in crate::backend) async fn take_try(&self, taken: Try) -> Result<Tries, Failure> {
        let Try { key, at, limit, window, forget_at } = taken;
        let [at, over, forget_at] = [at, at - window, forget_at].map(|at| at.timestamp_micros());
        self.write(move |connection| {
            let tx = connection.transaction()?;
            tx.prepare_cached("DELETE FROM attempt WHERE forget_at < ?2 AND key <> ?1")?.execute((key, at))?;
            let tries = tx
                .prepare_cached(
                    "INSERT INTO attempt AS a (key, since, tries, in_all, forget_at) VALUES (?1, ?2, 1, 1, ?5)
                     ON CONFLICT (key) DO UPDATE SET
                       tries = CASE WHEN a.since <= ?3 THEN 1 ELSE min(a.tries + 1, ?4 + 1) END,
                       since = CASE WHEN a.since <= ?3 OR a.tries + 1 = ?4 THEN ?2 ELSE a.since END,
                       in_all = a.in_all + (a.since <= ?3 OR a.tries < ?4),
                       forget_at = max(a.forget_at, ?5)
                     RETURNING tries, in_all, since",
                )?
                .query_row((key, at, over, limit, forget_at), |row| {
                    let since = instant(row, "since")?;
                    Ok(Tries { in_row: row.get("tries")?, in_all: row.get("in_all")?, since })
                })?;
            tx.commit()?;
            Ok(tries)
        })
        .await
    }

    pub(in crate::backend) async fn forget_tries(&self, key: [u8; 32]) -> Result<(), Failure> {
        self.write(move |connection| {
            connection.execute("UPDATE attempt SET tries = 0, in_all = max(in_all - 1, 0) WHERE key = ?1", [key])?;
            Ok(())
        })
        .await
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get("name")?,
        shown: row.get("shown")?,
        actor: row.get("actor")?,
        roles: row.get("roles")?,
        password: row.get("password")?,
        changed_at: instant(row, "changed_at")?,
        disabled: row.get("disabled")?,
    })
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        hash: row.get("hash")?,
        kind: row.get("kind")?,
        subject: row.get("subject")?,
        began_at: instant(row, "began_at")?,
        used_at: instant(row, "used_at")?,
        idle_secs: row.get("idle_secs")?,
        ends_at: instant(row, "ends_at")?,
    })
}
