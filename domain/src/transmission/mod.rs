//! What goes to a register or a federal office for a case (Übermittlung): once, by a deadline, with every attempt on
//! record.

mod aggregate;
mod command;
mod event;
mod tend;

pub use aggregate::{Job, State, is_word};
pub use command::{Command, Refusal};
pub use event::{Cause, Event, Recipient};
pub use tend::Tend;
