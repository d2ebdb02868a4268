//! A fee and what became of it (Zahlung): the claim, the attempts to pay it online, and what goes back.

mod aggregate;
mod attempts;
mod command;
mod event;
mod fee;
mod record;
mod refund;
#[cfg(test)]
mod tests;

pub use aggregate::State;
pub use command::{AttemptCommand, Command, RefundCommand, Refusal};
pub use event::{Event, Exemption, Finding, Ground, Item, Means, NotOwed, Obstacle, OnlineMeans, Source};
pub use fee::{Attempt, AttemptStanding, Claim, Fee, Receipt, Refund, RefundStanding, Standing};
pub use record::{Received, RecordOnlinePayment, RefundOf, StartOnline, number_receipt};

// What a provider calls things is as short as what a register calls them.
pub use crate::transmission::is_word;
