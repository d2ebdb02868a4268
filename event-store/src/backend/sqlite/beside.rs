//! What is kept beside the log: closed streams, followers' checkpoints and leases, credentials.

use std::time::Duration;

use rusqlite::{OptionalExtension, Row};
use uuid::Uuid;

use super::Sqlite;
use super::read::{instant, position};
use crate::backend::Credential;
use crate::record::{Failure, Position, StreamId};

impl Sqlite {
    pub(in crate::backend) async fn set_closed(&self, id: StreamId, closed: bool) -> Result<bool, Failure> {
        self.write(move |connection| {
            let changed = connection
                .execute("UPDATE stream SET closed = ?3 WHERE kind = ?1 AND id = ?2", (id.kind, id.id, closed))?;
            Ok(changed == 1)
        })
        .await
    }

    pub(in crate::backend) async fn checkpoint(&self, name: &str) -> Result<Position, Failure> {
        let name = name.to_owned();
        self.read(move |connection| {
            let stored = connection
                .prepare_cached("SELECT position FROM checkpoint WHERE name = ?1")?
                .query_row([name], |row| position(row, "position"))
                .optional()?;
            Ok(stored.unwrap_or(Position::START))
        })
        .await
    }

    pub(in crate::backend) async fn move_checkpoint(
        &self,
        name: &str,
        from: Position,
        to: Position,
        token: u64,
    ) -> Result<bool, Failure> {
        let name = name.to_owned();
        self.write(move |connection| {
            let tx = connection.transaction()?;
            tx.prepare_cached("INSERT INTO checkpoint VALUES (?1, 0, 0) ON CONFLICT (name) DO NOTHING")?
                .execute([&name])?;
            let moved = tx
                .prepare_cached(
                    "UPDATE checkpoint SET position = ?3, token = ?4
                     WHERE name = ?1 AND position = ?2 AND token <= ?4
                       AND NOT EXISTS (SELECT 1 FROM lease WHERE name = ?1 AND token > ?4)",
                )?
                .execute((&name, from.0.cast_signed(), to.0.cast_signed(), token.cast_signed()))?;
            tx.commit()?;
            Ok(moved == 1)
        })
        .await
    }

    pub(in crate::backend) async fn lease(
        &self,
        name: &str,
        holder: Uuid,
        known: Option<u64>,
        ttl: Duration,
    ) -> Result<Option<u64>, Failure> {
        let name = name.to_owned();
        let known = known.map(u64::cast_signed);
        self.write(move |connection| {
            let ttl = i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX / 2);
            let token: Option<i64> = connection
                .prepare_cached(
                    "WITH clock (now) AS (SELECT CAST(unixepoch('subsec') * 1000000 AS INTEGER))
                     INSERT INTO lease AS l SELECT ?1, ?2, 1, now + ?3 FROM clock WHERE true
                     ON CONFLICT (name) DO UPDATE SET
                       holder = excluded.holder, token = l.token + (l.holder <> excluded.holder OR l.token IS NOT ?4),
                       expires_at = excluded.expires_at
                     WHERE (l.holder = excluded.holder AND l.token = coalesce(?4, l.token))
                       OR l.expires_at < excluded.expires_at - ?3
                     RETURNING token",
                )?
                .query_row((name, holder, ttl, known), |row| row.get(0))
                .optional()?;
            Ok(token.map(i64::cast_unsigned))
        })
        .await
    }

    pub(in crate::backend) async fn put_credential(&self, credential: &Credential) -> Result<(), Failure> {
        let Credential { hash, actor, roles, expires_at, label } = credential.clone();
        self.write(move |connection| {
            connection.execute(
                "INSERT OR REPLACE INTO credential (hash, actor, roles, expires_at, label) VALUES (?1, ?2, ?3, ?4, ?5)",
                (hash, actor, roles, expires_at.timestamp_micros(), label),
            )?;
            Ok(())
        })
        .await
    }

    pub(in crate::backend) async fn find_credential(&self, hash: [u8; 32]) -> Result<Option<Credential>, Failure> {
        self.read(move |connection| {
            connection
                .prepare_cached("SELECT hash, actor, roles, expires_at, label FROM credential WHERE hash = ?1")?
                .query_row([hash], credential)
                .optional()
        })
        .await
    }

    pub(in crate::backend) async fn list_credentials(&self) -> Result<Vec<Credential>, Failure> {
        self.read(|connection| {
            connection
                .prepare("SELECT hash, actor, roles, expires_at, label FROM credential ORDER BY label, hash")?
                .query_map([], credential)?
                .collect()
        })
        .await
    }

    pub(in crate::backend) async fn revoke_credential(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        self.write(move |connection| Ok(connection.execute("DELETE FROM credential WHERE hash = ?1", [hash])? == 1))
            .await
    }
}

fn credential(row: &Row<'_>) -> rusqlite::Result<Credential> {
    Ok(Credential {
        hash: row.get("hash")?,
        actor: row.get("actor")?,
        roles: row.get("roles")?,
        expires_at: instant(row, "expires_at")?,
        label: row.get("label")?,
    })
}
