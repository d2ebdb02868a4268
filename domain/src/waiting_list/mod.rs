//! Who waits for a time at a scope (Warteliste): freed time is offered to them first, one at a time, the longest waiting
//! first.

mod aggregate;
mod command;
mod event;

// The steps that the list takes together with the day and the appointment.
mod offer;

#[cfg(test)]
mod tests;

pub use aggregate::{Entry, Open, State};
pub use command::{Command, Refusal, Wish};
pub use event::{Event, LeftBecause, LeftOver, Window};
pub use offer::{Accept, Decline, Join, Leave, OfferFreed};
