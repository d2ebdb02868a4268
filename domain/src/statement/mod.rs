//! A file in which a provider or a bank says what has come and gone (Zahlungsabrechnung, Kontoauszug).
//!
//! Only what matching needs is kept of it: names, accounts and what payers wrote stay in the file.

mod aggregate;
mod command;
mod entry;
mod event;
mod resolve;
#[cfg(test)]
mod tests;

pub use aggregate::{PART_MAX, State};
pub use command::{Command, Refusal};
pub use entry::{Entry, Finding, Kind, Known, Mark, Resolution, Source};
pub use event::Event;
pub use resolve::ResolveEntry;
