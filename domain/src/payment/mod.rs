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
pub use command::{Command, Refusal};
pub use event::{Event, Exemption, Ground, Item, Means, NotOwed, Obstacle, OnlineMeans, Source};
pub use fee::{Attempt, AttemptStanding, Claim, Fee, Receipt, Refund, RefundStanding, Standing};
pub use record::{Received, RecordOnlinePayment, RefundOf, StartOnline, number_receipt};

/// Whether a text can be a provider's reference, code or word, or the number of a treasury's order: short, and nothing
/// that could hold a sentence.
pub fn is_word(word: &str) -> bool {
    crate::transmission::is_word(word)
}
