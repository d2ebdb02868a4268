//! The append: one call of `append_batch`, which judges, writes and commits by itself.

use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Postgres, failure};
use crate::crash;
use crate::record::{Appended, Batch, Failure, Position, Verdict};

/// Each command, then each unit, then each event, in order. The lists are nested by their counts.
#[derive(Default)]
struct Lists<'a> {
    c_id: Vec<Uuid>,
    c_digest: Vec<&'a [u8]>,
    c_units: Vec<i32>,
    u_kind: Vec<i16>,
    u_id: Vec<Uuid>,
    u_expected: Vec<i32>,
    u_events: Vec<i32>,
    e_name: Vec<&'a str>,
    e_shape: Vec<&'a str>,
    e_payload: Vec<&'a str>,
    e_meta: Vec<&'a str>,
    e_sealed: Vec<Option<&'a [u8]>>,
}

impl<'a> Lists<'a> {
    fn of(batch: &'a Batch) -> Self {
        let mut lists = Self::default();
        let count = |length| i32::try_from(length).expect("a batch is small");
        for command in &batch.commands {
            lists.c_id.push(command.id);
            lists.c_digest.push(&command.digest);
            lists.c_units.push(count(command.units.len()));
            for unit in &command.units {
                lists.u_kind.push(unit.stream.kind.cast_signed());
                lists.u_id.push(unit.stream.id);
                lists.u_expected.push(unit.expected.cast_signed());
                lists.u_events.push(count(unit.events.len()));
                for event in &unit.events {
                    lists.e_name.push(&event.name);
                    lists.e_shape.push(&event.shape);
                    lists.e_payload.push(&event.payload);
                    lists.e_meta.push(&command.meta);
                    lists.e_sealed.push(event.sealed.as_deref());
                }
            }
        }
        lists
    }
}

/// A row of the answer: place in the batch, status, first and last position, and the time: when an accepted or a repeated
/// command was decided, and the log's last time for `T`.
type Row = (i32, String, Option<i64>, Option<i64>, Option<DateTime<Utc>>);

impl Postgres {
    pub(in crate::backend) async fn append(&self, batch: &Batch) -> Result<Appended, Failure> {
        let lists = Lists::of(batch);
        self.make_room(lists.e_name.len() as u64).await?;
        crash::point("append.before_call");
        let call = sqlx::query_as(
            "SELECT ord, status::text, first_pos, last_pos, at
               FROM append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ORDER BY ord",
        )
        .bind(batch.at)
        .bind(lists.c_id)
        .bind(lists.c_digest)
        .bind(lists.c_units)
        .bind(lists.u_kind)
        .bind(lists.u_id)
        .bind(lists.u_expected)
        .bind(lists.u_events)
        .bind(lists.e_name)
        .bind(lists.e_shape)
        .bind(lists.e_payload)
        .bind(lists.e_meta)
        .bind(lists.e_sealed);
        let rows: Vec<Row> = self.shared.writing.all(call).await.map_err(failure)?;
        crash::point("append.after_call");
        if let [(0, _, _, _, Some(last_at))] = rows[..] {
            return Ok(Appended::TooEarly { last_at });
        }
        let verdicts = rows.iter().map(verdict).collect::<Option<Vec<_>>>();
        let verdicts = verdicts.filter(|verdicts| verdicts.len() == batch.commands.len());
        let verdicts = verdicts.ok_or_else(|| Failure::Corrupt("append_batch gave no proper answer".to_owned()))?;
        let head = verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Accepted { last, .. } => Some(last.0),
            _ => None,
        });
        self.shared.head.fetch_max(head.max().unwrap_or(0), Ordering::Relaxed);
        Ok(Appended::Judged(verdicts))
    }

    /// Creates the next partition long before the events need it. What other nodes append moves the head unseen, but
    /// they keep the same distance.
    pub(super) async fn make_room(&self, events: u64) -> Result<(), Failure> {
        let shared = &self.shared;
        let ahead = shared.partitions.ahead + events;
        if shared.head.load(Ordering::Relaxed) + ahead < shared.room_ends.load(Ordering::Relaxed) {
            return Ok(());
        }
        let (size, ahead) = (shared.partitions.size.cast_signed(), ahead.cast_signed());
        let call = sqlx::query_as("SELECT extend_event($1, $2)").bind(size).bind(ahead);
        let (ends,): (i64,) = shared.reading.one(call).await.map_err(failure)?;
        shared.room_ends.fetch_max(ends.cast_unsigned(), Ordering::Relaxed);
        Ok(())
    }
}

fn verdict((_, status, first, last, at): &Row) -> Option<Verdict> {
    let position = |stored: &Option<i64>| stored.map(|stored| Position(stored.cast_unsigned()));
    Some(match status.as_str() {
        "A" => Verdict::Accepted { first: position(first)?, last: position(last)? },
        "D" => Verdict::Duplicate { first: position(first)?, last: position(last)?, at: (*at)? },
        "K" => Verdict::KeyReused,
        "C" => Verdict::Conflict,
        "X" => Verdict::Closed,
        _ => return None,
    })
}
