//! The append-only log: append, read, follow, erase. It knows `cqrs_es::Aggregate` and nothing of the office.

pub mod record;

pub use record::{
    Appended, Batch, BatchCommand, Failure, Kind, NewEvent, Position, Recorded, StreamId, Unit, Verdict,
};
