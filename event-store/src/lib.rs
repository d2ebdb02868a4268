//! The append-only log: append, read, follow, erase. It knows `cqrs_es::Aggregate` and nothing of the office.

// What is stored, and where.
pub mod backend;
pub mod crash;
pub mod record;

mod postgres;
mod sqlite;

// Personal data.
pub mod codec;
pub mod keys;

// Commands.
pub mod clock;
pub mod log;
pub mod random;
pub mod request;

mod cache;
mod committer;
mod draft;
mod fence;
mod queued;

// Readers.
pub mod adapter;
pub mod follow;
mod pickup;
mod read;

#[cfg(feature = "testing")]
pub mod testing;

pub use adapter::LogStore;
pub use backend::{Account, Backend, Credential, Migrate, Session, Target, Tries, Try};
pub use cache::Versioned;
pub use clock::Clock;
pub use draft::{Break, Draft};
pub use follow::{Behind, Cursor, Doing, Envelope, Followed, Follower, Follows, Halt, Lease, Reader, Status};
pub use keys::{Kek, KeyStore};
pub use log::{Log, LogConfig};
pub use pickup::PickupFolder;
pub use read::Decode;
pub use record::{
    Appended, Batch, BatchCommand, Failure, Kind, Lift, NewEvent, Position, Recorded, StreamId, Unit, Verdict,
};
pub use request::{Done, Request, Stop};
