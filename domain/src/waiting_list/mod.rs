//! Who waits for a time at a scope (Warteliste): freed time is offered to them first, one at a time, the longest waiting
//! first.

mod aggregate;
mod command;
mod event;

pub use aggregate::{Entry, Open, State};
pub use command::{Command, Refusal, Wish};
pub use event::{Event, LeftBecause, Window};
