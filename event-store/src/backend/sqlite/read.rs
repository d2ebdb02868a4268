//! Reads events, the head and the ledger.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use rusqlite::{Connection, Error, OptionalExtension, Row};
use uuid::Uuid;

use super::Sqlite;
use crate::backend::{Entry, Head};
use crate::record::{Failure, Position, Recorded, StreamId};

const COLUMNS: &str = "position, kind, stream, version, at, command_id, type, type_version, payload, meta, sealed";

impl Sqlite {
    pub(in crate::backend) async fn look(&self) -> Result<Head, Failure> {
        let (position, last_at) = self.read(head).await?;
        // The database has no clock but ours.
        Ok(Head { position, last_at, now: None })
    }

    pub(in crate::backend) async fn read_stream(&self, id: StreamId, after: u32) -> Result<Vec<Recorded>, Failure> {
        self.read(move |connection| {
            let sql = format!(
                "SELECT {COLUMNS} FROM event WHERE kind = ?1 AND stream = ?2 AND version > ?3 ORDER BY version"
            );
            let mut events = connection.prepare_cached(&sql)?;
            events.query_map((id.kind, id.id, after), recorded)?.collect()
        })
        .await
    }

    pub(in crate::backend) async fn read_after(&self, after: Position, limit: u32) -> Result<Vec<Recorded>, Failure> {
        self.read(move |connection| {
            let sql = format!("SELECT {COLUMNS} FROM event WHERE position > ?1 ORDER BY position LIMIT ?2");
            let mut events = connection.prepare_cached(&sql)?;
            events.query_map((after.stored(), limit), recorded)?.collect()
        })
        .await
    }

    pub(in crate::backend) async fn event_names(&self) -> Result<Vec<(u16, String)>, Failure> {
        self.read(|connection| {
            connection
                .prepare("SELECT DISTINCT kind, type FROM event ORDER BY kind, type")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
        .await
    }

    pub(in crate::backend) async fn ledger(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Entry>, Failure> {
        let ids = ids.to_vec();
        self.read(move |connection| {
            let found = ids.into_iter().filter_map(|id| ledger(connection, id).map(|e| Some((id, e?))).transpose());
            found.collect()
        })
        .await
    }
}

pub(super) fn head(connection: &Connection) -> rusqlite::Result<(Position, DateTime<Utc>)> {
    connection
        .prepare_cached("SELECT head, last_at FROM log")?
        .query_row([], |row| Ok((position(row, "head")?, instant(row, "last_at")?)))
}

pub(super) fn ledger(connection: &Connection, command_id: Uuid) -> rusqlite::Result<Option<Entry>> {
    connection
        .prepare_cached("SELECT digest, first_pos, last_pos, at FROM command WHERE command_id = ?1")?
        .query_row([command_id], |row| {
            let (first, last) = (position(row, "first_pos")?, position(row, "last_pos")?);
            Ok(Entry { digest: row.get("digest")?, first, last, at: instant(row, "at")? })
        })
        .optional()
}

pub(super) fn position(row: &Row<'_>, column: &str) -> rusqlite::Result<Position> {
    Ok(Position(row.get::<_, i64>(column)?.cast_unsigned()))
}

pub(super) fn instant(row: &Row<'_>, column: &str) -> rusqlite::Result<DateTime<Utc>> {
    let micros = row.get(column)?;
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| Error::FromSqlConversionFailure(0, Type::Integer, "no such instant".into()))
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    Ok(Recorded {
        position: position(row, "position")?,
        stream: StreamId { kind: row.get("kind")?, id: row.get("stream")? },
        version: row.get("version")?,
        at: instant(row, "at")?,
        command_id: row.get("command_id")?,
        name: row.get("type")?,
        shape: row.get("type_version")?,
        payload: row.get("payload")?,
        meta: row.get("meta")?,
        sealed: row.get("sealed")?,
    })
}
