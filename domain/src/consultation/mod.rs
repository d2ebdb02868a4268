//! The talk between citizen and clerk (Videositzung). Never any recording: § 201 StGB.

mod aggregate;

// Beginning is decided with the appointment, or with the case of somebody who came without one.
mod begin;

// Who waits for it, and who leads it, is in its room.
mod enter;

// Who else is in it.
mod guests;
mod invite;

// What was begun over video may go on by telephone.
mod go_on;

#[cfg(test)]
mod fixtures;

pub use aggregate::{Command, Event, Medium, Occasion, Outcome, Refusal, State, Talk};
pub(crate) use begin::close;
pub use begin::{Begin, Tell};
pub use enter::{Enter, Seat, goes_on};
pub use go_on::GoOnByPhone;
pub use guests::{GUESTS_MAX, Guest, GuestStep, Guests, Part, Standing};
pub use invite::Invite;
