//! The talk between citizen and clerk (Videositzung). Never any recording: § 201 StGB.

mod aggregate;

// Beginning is decided with the appointment, or with the case of somebody who came without one.
mod begin;

// Who waits for it, and who leads it, is in its room.
mod enter;

#[cfg(test)]
mod fixtures;

pub use aggregate::{Command, Event, Medium, Occasion, Outcome, Refusal, State, Talk};
pub(crate) use begin::close;
pub use begin::{Begin, Tell};
pub use enter::{Enter, Seat};
