//! Hands over to registers and federal offices what a submitted case declares: once, with every attempt on record.
//!
//! Outside systems are slow, wrong and away, so nothing waits for them. A worker follows the log, asks a gateway, and
//! records its word as a command. The key of a message is the id of its transmission: however often it is sent, the
//! recipient gets it once.

// What is said, and to whom.
mod gateway;
mod message;

// Who says it.
pub mod folder;
pub mod simulator;

// When.
mod worker;

#[cfg(test)]
mod testing;

pub use folder::Folder;
pub use gateway::{Answer, Confirmation, Failure, Found, Gateway, PrefilledForm, Question, Receipt};
pub use message::{Message, Participant};
pub use simulator::{Fault, Simulator};
pub use worker::Worker;
