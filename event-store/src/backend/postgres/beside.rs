//! What is kept beside the log: closed streams, followers' checkpoints and leases, credentials.

use std::time::Duration;

use sqlx::postgres::PgRow;
use sqlx::{Connection as _, FromRow, Row};
use uuid::Uuid;

use super::{Postgres, failure};
use crate::backend::Credential;
use crate::record::{Failure, Position, StreamId};

impl Postgres {
    pub(in crate::backend) async fn set_closed(&self, id: StreamId, closed: bool) -> Result<bool, Failure> {
        let update = sqlx::query("UPDATE stream SET closed = $3 WHERE kind = $1 AND id = $2")
            .bind(id.kind.cast_signed())
            .bind(id.id)
            .bind(closed);
        let done = self.shared.reading.execute(update).await.map_err(failure)?;
        Ok(done.rows_affected() == 1)
    }

    pub(in crate::backend) async fn checkpoint(&self, name: &str) -> Result<Position, Failure> {
        let query = sqlx::query_as("SELECT position FROM checkpoint WHERE name = $1").bind(name);
        let stored: Option<(i64,)> = self.shared.reading.optional(query).await.map_err(failure)?;
        Ok(stored.map_or(Position::START, |(position,)| Position(position.cast_unsigned())))
    }

    pub(in crate::backend) async fn move_checkpoint(
        &self,
        name: &str,
        from: Position,
        to: Position,
        token: u64,
    ) -> Result<bool, Failure> {
        let sessions = &self.shared.reading;
        let work = async {
            let mut session = sessions.session().await?;
            let mut tx = session.begin().await?;
            sqlx::query("INSERT INTO checkpoint VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING")
                .bind(name)
                .execute(&mut *tx)
                .await?;
            let done = sqlx::query(
                "UPDATE checkpoint SET position = $3, token = $4
                  WHERE name = $1 AND position = $2 AND token <= $4
                    AND NOT EXISTS (SELECT 1 FROM lease WHERE name = $1 AND token > $4)",
            )
            .bind(name)
            .bind(from.0.cast_signed())
            .bind(to.0.cast_signed())
            .bind(token.cast_signed())
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            session.give_back();
            Ok(done)
        };
        let done = sessions.in_time(work).await.map_err(failure)?;
        Ok(done.rows_affected() == 1)
    }

    pub(in crate::backend) async fn lease(
        &self,
        name: &str,
        holder: Uuid,
        known: Option<u64>,
        ttl: Duration,
    ) -> Result<Option<u64>, Failure> {
        let query = sqlx::query_as(
            "INSERT INTO lease AS l VALUES ($1, $2, 1, now() + make_interval(secs => $3))
             ON CONFLICT (name) DO UPDATE SET
               holder = EXCLUDED.holder,
               token = l.token + (l.holder <> EXCLUDED.holder OR l.token IS DISTINCT FROM $4)::int,
               expires_at = EXCLUDED.expires_at
             WHERE (l.holder = EXCLUDED.holder AND l.token = coalesce($4, l.token)) OR l.expires_at < now()
             RETURNING token",
        )
        .bind(name)
        .bind(holder)
        .bind(ttl.as_secs_f64())
        .bind(known.map(u64::cast_signed));
        let token: Option<(i64,)> = self.shared.reading.optional(query).await.map_err(failure)?;
        Ok(token.map(|(token,)| token.cast_unsigned()))
    }

    pub(in crate::backend) async fn put_credential(&self, credential: &Credential) -> Result<(), Failure> {
        let insert = sqlx::query(
            "INSERT INTO credential (hash, actor, roles, expires_at, label) VALUES ($1, $2, $3::json, $4, $5)
             ON CONFLICT (hash) DO UPDATE SET actor = EXCLUDED.actor, roles = EXCLUDED.roles,
               expires_at = EXCLUDED.expires_at, label = EXCLUDED.label",
        )
        .bind(credential.hash)
        .bind(credential.actor)
        .bind(&credential.roles)
        .bind(credential.expires_at)
        .bind(&credential.label);
        self.shared.reading.execute(insert).await.map_err(failure)?;
        Ok(())
    }

    pub(in crate::backend) async fn find_credential(&self, hash: [u8; 32]) -> Result<Option<Credential>, Failure> {
        let query =
            sqlx::query_as("SELECT hash, actor, roles::text, expires_at, label FROM credential WHERE hash = $1");
        self.shared.reading.optional(query.bind(hash)).await.map_err(failure)
    }

    pub(in crate::backend) async fn list_credentials(&self) -> Result<Vec<Credential>, Failure> {
        // The order of the bytes, as in SQLite, and not that of the database's language.
        let sql =
            "SELECT hash, actor, roles::text, expires_at, label FROM credential ORDER BY label COLLATE \"C\", hash";
        self.shared.reading.all(sqlx::query_as(sql)).await.map_err(failure)
    }

    pub(in crate::backend) async fn revoke_credential(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        let delete = sqlx::query("DELETE FROM credential WHERE hash = $1").bind(hash);
        let done = self.shared.reading.execute(delete).await.map_err(failure)?;
        Ok(done.rows_affected() == 1)
    }
}

impl FromRow<'_, PgRow> for Credential {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            hash: row.try_get("hash")?,
            actor: row.try_get("actor")?,
            roles: row.try_get("roles")?,
            expires_at: row.try_get("expires_at")?,
            label: row.try_get("label")?,
        })
    }
}
