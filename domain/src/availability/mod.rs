//! When an office offers time (Öffnungszeit): a template that gives the plan of each day.

mod aggregate;
mod command;
mod event;

pub use aggregate::State;
pub use command::{Command, Refusal};
pub use event::{Event, OpeningHours, Release, Template};
