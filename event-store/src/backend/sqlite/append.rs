//! The append: look up, judge, write, commit. All verdicts come before any write, so nothing is ever taken back.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use super::judge::{Head, Known, judge};
use super::{Sqlite, read};
use crate::crash;
use crate::record::{Appended, Batch, Failure, Position, StreamId, Verdict};

impl Sqlite {
    pub(in crate::backend) async fn append(&self, batch: &Batch) -> Result<Appended, Failure> {
        let batch = batch.clone();
        self.write(move |connection| append(connection, &batch)).await
    }
}

fn append(connection: &mut Connection, batch: &Batch) -> rusqlite::Result<Appended> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let (head, last_at) = read::head(&tx)?;
    if batch.at < last_at {
        return Ok(Appended::TooEarly { last_at });
    }
    let verdicts = judge(batch, head, known(&tx, batch)?);
    write(&tx, batch, &verdicts)?;
    crash::point("append.before_commit");
    tx.commit()?;
    crash::point("append.after_commit");
    Ok(Appended::Judged(verdicts))
}

fn known(tx: &Transaction<'_>, batch: &Batch) -> rusqlite::Result<Known> {
    let mut known = Known::default();
    let mut version = tx.prepare_cached("SELECT version, closed FROM stream WHERE kind = ?1 AND id = ?2")?;
    for command in &batch.commands {
        if let Some(entry) = read::ledger(tx, command.id)? {
            known.ledger.insert(command.id, entry);
        }
        for stream in command.units.iter().map(|unit| unit.stream) {
            if known.streams.contains_key(&stream) {
                continue;
            }
            let head = version.query_row((stream.kind, stream.id), |row| {
                Ok(Head { version: row.get("version")?, closed: row.get("closed")? })
            });
            known.streams.insert(stream, head.optional()?.unwrap_or_default());
        }
    }
    Ok(known)
}

/// Where a stream's events of this batch begin and end.
struct Written {
    version: u32,
    first: Position,
    last: Position,
}

fn write(tx: &Transaction<'_>, batch: &Batch, verdicts: &[Verdict]) -> rusqlite::Result<()> {
    let mut ledger = tx.prepare_cached(
        "INSERT INTO command (command_id, first_pos, last_pos, digest, at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let mut event = tx.prepare_cached(
        "INSERT INTO event (position, stream, at, command_id, version, kind, type, type_version, payload, meta, sealed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let at = batch.at.timestamp_micros();
    let mut streams: HashMap<StreamId, Written> = HashMap::new();
    let mut head = None;
    for (command, verdict) in batch.commands.iter().zip(verdicts) {
        let &Verdict::Accepted { first, last } = verdict else { continue };
        ledger.execute((command.id, first.0.cast_signed(), last.0.cast_signed(), command.digest, at))?;
        let mut position = first;
        for unit in &command.units {
            for (new, version) in unit.events.iter().zip(unit.expected + 1..) {
                event.execute(rusqlite::params![
                    position.0.cast_signed(),
                    unit.stream.id,
                    at,
                    command.id,
                    version,
                    unit.stream.kind,
                    new.name,
                    new.shape,
                    new.payload,
                    command.meta,
                    new.sealed,
                ])?;
                let written =
                    streams.entry(unit.stream).or_insert(Written { version, first: position, last: position });
                (written.version, written.last) = (version, position);
                head = Some(position);
                position = position.next();
            }
        }
    }
    let mut stream = tx.prepare_cached(
        "INSERT INTO stream (kind, id, version, first_pos, last_pos) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (kind, id) DO UPDATE SET version = excluded.version, last_pos = excluded.last_pos",
    )?;
    for (id, Written { version, first, last }) in streams {
        stream.execute((id.kind, id.id, version, first.0.cast_signed(), last.0.cast_signed()))?;
    }
    if let Some(head) = head {
        tx.prepare_cached("UPDATE log SET head = ?1, last_at = ?2")?.execute((head.0.cast_signed(), at))?;
    }
    Ok(())
}
