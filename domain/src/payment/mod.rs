//! A fee and what became of it (Zahlung).

mod aggregate;

pub use aggregate::{Claim, Command, Event, Exemption, Item, Means, Refusal, State};
