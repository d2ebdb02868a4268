//! Reads events, the head and the ledger.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{Connection as _, FromRow, Row as _};
use uuid::Uuid;

use super::{Postgres, failure};
use crate::backend::{Entry, Head};
use crate::record::{Failure, Position, Recorded, StreamId};

/// `json` keeps the stored bytes, and as text they come back as they are.
const COLUMNS: &str =
    "position, kind, stream, version, at, command_id, type, type_version, payload::text, meta::text, sealed";

impl Postgres {
    pub(in crate::backend) async fn look(&self) -> Result<Head, Failure> {
        let query = sqlx::query_as("SELECT head, last_at, clock_timestamp() FROM log");
        let (head, last_at, now): (i64, DateTime<Utc>, DateTime<Utc>) =
            self.shared.reading.one(query).await.map_err(failure)?;
        Ok(Head { position: Position(head.cast_unsigned()), last_at, now: Some(now) })
    }

    /// The stream knows its first and its last position, which keeps the other partitions out of the search.
    pub(in crate::backend) async fn read_stream(&self, id: StreamId, after: u32) -> Result<Vec<Recorded>, Failure> {
        let sql = format!(
            "SELECT {COLUMNS} FROM event WHERE kind = $1 AND stream = $2 AND version > $3
                AND position >= (SELECT first_pos FROM stream WHERE kind = $1 AND id = $2)
                AND position <= (SELECT last_pos FROM stream WHERE kind = $1 AND id = $2)
              ORDER BY version"
        );
        let events = sqlx::query_as(&sql).bind(id.kind.cast_signed()).bind(id.id).bind(after.cast_signed());
        self.shared.reading.all(events).await.map_err(failure)
    }

    pub(in crate::backend) async fn read_after(&self, after: Position, limit: u32) -> Result<Vec<Recorded>, Failure> {
        let sql = format!("SELECT {COLUMNS} FROM event WHERE position > $1 ORDER BY position LIMIT $2");
        let events = sqlx::query_as(&sql).bind(after.stored()).bind(i64::from(limit));
        self.shared.reading.all(events).await.map_err(failure)
    }

    pub(in crate::backend) async fn event_names(&self) -> Result<Vec<(u16, String)>, Failure> {
        let reading = &self.shared.reading;
        let mut session = reading.in_time(reading.session()).await.map_err(failure)?;
        let mut tx = session.begin().await.map_err(failure)?;
        // Where somebody has millions of events, this takes longer than an answer may.
        sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut *tx).await.map_err(failure)?;
        let sql = "SELECT kind, type FROM event GROUP BY kind, type ORDER BY kind, type COLLATE \"C\"";
        let names: Vec<(i16, String)> = sqlx::query_as(sql).fetch_all(&mut *tx).await.map_err(failure)?;
        tx.commit().await.map_err(failure)?;
        session.give_back();
        Ok(names.into_iter().map(|(kind, name)| (kind.cast_unsigned(), name)).collect())
    }

    pub(in crate::backend) async fn ledger(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Entry>, Failure> {
        type Row = (Uuid, [u8; 32], i64, i64, DateTime<Utc>);
        let sql = "SELECT command_id, digest, first_pos, last_pos, at FROM command WHERE command_id = ANY ($1)";
        let entry = |(id, digest, first, last, at): Row| {
            let (first, last) = (Position(first.cast_unsigned()), Position(last.cast_unsigned()));
            (id, Entry { digest, first, last, at })
        };
        let found = self.shared.reading.all(sqlx::query_as(sql).bind(ids)).await.map_err(failure)?;
        Ok(found.into_iter().map(entry).collect())
    }
}

impl FromRow<'_, PgRow> for Recorded {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            position: Position(row.try_get::<i64, _>("position")?.cast_unsigned()),
            stream: StreamId { kind: row.try_get::<i16, _>("kind")?.cast_unsigned(), id: row.try_get("stream")? },
            version: row.try_get::<i32, _>("version")?.cast_unsigned(),
            at: row.try_get("at")?,
            command_id: row.try_get("command_id")?,
            name: row.try_get("type")?,
            shape: row.try_get("type_version")?,
            payload: row.try_get("payload")?,
            meta: row.try_get("meta")?,
            sealed: row.try_get("sealed")?,
        })
    }
}
