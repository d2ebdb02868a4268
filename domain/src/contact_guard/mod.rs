//! Limits for one contact: how many appointments, and how many open holds, at a time.
//!
//! The stream's id is made from a keyed hash of the contact, so the log does not say whose it is.

mod aggregate;
mod command;

pub use aggregate::{Event, State};
pub use command::{Command, Refusal};
