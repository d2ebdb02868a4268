//! The talk between citizen and clerk (Videositzung). Never any recording: § 201 StGB.

mod aggregate;

// Beginning is decided with the appointment, or with the case of somebody who came without one.
mod begin;

pub use aggregate::{Command, Event, Medium, Occasion, Outcome, Refusal, State, Talk};
pub(crate) use begin::close;
pub use begin::{Begin, Tell};
