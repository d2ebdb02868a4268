//! Who has looked into a case (Zugriff): beside the case, so that looking does not change it.

mod aggregate;

pub use aggregate::{Command, Event, Refusal, State, What};
