//! A clerk's working time at a counter (Schicht): who is there, and that nobody serves two at a time.

mod aggregate;

mod of_today;

pub use aggregate::{Command, Event, Refusal, State};
pub use of_today::OfToday;
