//! Limits for one contact: how many appointments, and how many open holds, at a time.
//!
//! The stream's id is made from a keyed hash of the contact, so the log does not say whose it is.

mod aggregate;
mod allow;
mod command;

pub use aggregate::{Event, State};
pub use allow::Allow;
pub use command::{Command, Refusal};
