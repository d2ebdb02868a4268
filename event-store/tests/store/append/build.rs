//! Short ways to write down batches.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vorgang_event_store::{Appended, Backend, Batch, BatchCommand, NewEvent, Position, StreamId, Unit, Verdict};

/// A stream of bookings.
pub(crate) const STREAM: StreamId = StreamId { kind: 1, id: Uuid::from_u128(0xB00C) };

/// Some milliseconds into the year 2026.
pub(crate) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).expect("an instant") + TimeDelta::milliseconds(millis)
}

pub(crate) fn batch(millis: i64, commands: Vec<BatchCommand>) -> Batch {
    Batch { at: at(millis), commands }
}

pub(crate) fn command(id: u128, units: Vec<Unit>) -> BatchCommand {
    BatchCommand { id: Uuid::from_u128(id), digest: [7; 32], meta: r#"{"by":"ada"}"#.to_owned(), units }
}

pub(crate) fn unit(stream: StreamId, expected: u32, events: u32) -> Unit {
    Unit { stream, expected, events: (0..events).map(|n| event(&format!(r#"{{"n":{n}}}"#))).collect() }
}

pub(crate) fn event(payload: &str) -> NewEvent {
    NewEvent { name: "booked".to_owned(), shape: "1.0".to_owned(), payload: payload.to_owned(), sealed: None }
}

pub(crate) fn accepted(first: u64, last: u64) -> Verdict {
    Verdict::Accepted { first: Position(first), last: Position(last) }
}

/// A repetition of what was decided some milliseconds into the year.
pub(crate) fn duplicate(millis: i64, first: u64, last: u64) -> Verdict {
    Verdict::Duplicate { first: Position(first), last: Position(last), at: at(millis) }
}

/// Appends, and expects to be judged.
pub(crate) async fn judged(log: &Backend, batch: &Batch) -> Vec<Verdict> {
    match log.append(batch).await.expect("the append is answered") {
        Appended::Judged(verdicts) => verdicts,
        Appended::TooEarly { last_at } => panic!("{} lies before {last_at}", batch.at),
    }
}
