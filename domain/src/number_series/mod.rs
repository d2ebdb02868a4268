//! Short numbers that can be spoken and are unique for a day at a scope (Nummernkreis).

mod aggregate;

pub use aggregate::{Command, Event, Refusal, State};
