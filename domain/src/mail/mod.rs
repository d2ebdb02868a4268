//! A mail to somebody about an appointment (E-Mail): written when its time comes, handed over once, with every attempt
//! on record.
//!
//! The log holds no address and no text: both follow from the appointment, and are forgotten with it.

mod aggregate;
mod command;
mod event;
mod tend;

#[cfg(test)]
mod tests;

pub use aggregate::{Job, State};
pub use command::{Command, Refusal};
pub use event::{Cause, Event, Kind, Obsolete, Trouble};
pub use tend::Tend;
