//! One file per question that somebody asks of the log.
//!
//! A read model is a cache: one SQLite file with its own checkpoint, which can be thrown away and read again from the
//! log at any time. Rows and checkpoint move in one transaction, so it can stop anywhere.

// What every read model is made of.
mod clearance;
mod column;
mod dump;
mod failure;
mod file;
pub mod model;
mod running;
mod spelling;

// The read models of an authority: they follow the log, are waited for and rebuilt.
mod read_models;

// The questions.
pub mod appointments;
pub mod case_file;
pub mod cash_book;
pub mod catalogue;
pub mod completion;
pub mod conflicts;
pub mod duty_watch;
pub mod free_slots;
pub mod lead_time;
pub mod ledger;
pub mod opening_hours;
mod percentile;
mod period;
mod ratio;
pub mod request_types;
pub mod shifts;
pub mod small_groups;
pub mod timeline;
pub mod undelivered;
pub mod utilisation;
pub mod waiting;
pub mod waiting_and_handling;
pub mod worklist;

#[cfg(test)]
mod erasure;
#[cfg(test)]
mod figures;
#[cfg(test)]
mod testing;

pub use clearance::Clearance;
pub use failure::{Failure, Stale};
pub use model::{Envelope, Model};
pub use period::Period;
pub use read_models::{MODELS, ReadModels};
pub use running::{Followed, History, Status};
