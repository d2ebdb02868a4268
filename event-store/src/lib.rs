//! The append-only log: append, read, follow, erase. It knows `cqrs_es::Aggregate` and nothing of the office.

pub mod backend;
pub mod crash;
pub mod record;
#[cfg(feature = "testing")]
pub mod testing;

pub use backend::{Backend, Credential, Migrate, Target};
pub use record::{Appended, Batch, BatchCommand, Failure, Kind, NewEvent, Position, Recorded, StreamId, Unit, Verdict};
