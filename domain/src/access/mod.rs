//! Who of the office has looked into a case, and who has opened one that is kept from them (Zugriff).
//!
//! It is a stream of its own beside the case, so that looking changes no version that somebody works on.

mod aggregate;
mod break_glass;

pub use aggregate::{Command, Event, Ground, Refusal, State, What};
pub use break_glass::BreakGlass;
