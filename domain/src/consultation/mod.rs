//! The talk between citizen and clerk (Videositzung). Never any recording: § 201 StGB.

mod aggregate;

pub use aggregate::{Command, Event, Medium, Outcome, Refusal, State, Talk};
