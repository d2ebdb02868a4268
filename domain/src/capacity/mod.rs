//! What of a day is offered and taken at one scope (Tageskontingent).
//!
//! The rule that nothing is booked twice lives here and nowhere else.

mod aggregate;
mod command;
mod event;

// What a day remembers, and how it counts.
mod day;
mod ledger;

#[cfg(test)]
mod tests;

pub use aggregate::State;
pub use command::{Command, Refusal};
pub use event::{Allocation, Cause, ClosureReason, Event, Lanes, Origin, Plan, Pool, Taken, Window};
pub use ledger::Kept;
