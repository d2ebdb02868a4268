//! What of a day is offered and taken at one scope (Tageskontingent).
//!
//! The rule that nothing is booked twice lives here and nowhere else.

mod aggregate;
mod command;
mod event;

pub use aggregate::{Day, Kept, State};
pub use command::{Command, Refusal};
pub use event::{Allocation, Event, Lanes, Plan, Pool, Units, Window};
