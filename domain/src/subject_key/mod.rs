//! The key to one person's data, and its end: the order to erase comes first, the proof that it was done follows.

mod aggregate;

pub use aggregate::{Command, Event, Ground, HoldBasis, Refusal, State};
