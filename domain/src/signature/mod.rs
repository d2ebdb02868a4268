//! The signing of one document (Unterschrift): it covers the hash of exactly what was shown.

mod aggregate;
mod command;
mod event;
mod evidence;
mod hash;
mod method;
mod reading;

#[cfg(test)]
mod tests;

pub use aggregate::State;
pub use command::{Command, Refusal};
pub use event::Event;
pub use evidence::{Evidence, Seen, Witness};
pub use hash::{Hash, Sha256};
pub use method::{Drawing, Level, Manner, Method};
pub use reading::{Paper, Reading, SHOWN_FOR, TAN_FOR, TAN_TRIES, Tan};
