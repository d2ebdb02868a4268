//! The talk between citizen and clerk (Videositzung). Never any recording: § 201 StGB.

mod aggregate;

// Beginning is decided with the appointment.
mod begin;

pub use aggregate::{Command, Event, Medium, Outcome, Refusal, State, Talk};
pub use begin::Begin;
