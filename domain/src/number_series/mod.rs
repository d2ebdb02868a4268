//! Short numbers that can be spoken and are unique for a day (Nummernkreis).

mod aggregate;

pub use aggregate::{Command, Event, Refusal, State};
