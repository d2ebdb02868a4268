//! The papers of a case (Schreiben): what the office writes, seals and keeps, so that whoever asks for one again gets
//! the very same bytes.
//!
//! One stream holds the papers of one case. A paper lies in the vault before an event names it, under a key that is made
//! of the keys of all whom it is about: when one of them is forgotten, nobody reads it any more. A history names nobody,
//! so it is written also of a case in which nobody takes part, or is known any more: under the key of the case's file.

mod aggregate;
mod command;
mod event;
mod folder;
mod issue;

pub use aggregate::State;
pub use command::{Command, Kept, Refusal};
pub use event::{Event, Kind, Languages, Level};
pub use folder::{Copies, Folder, Paper};
pub use issue::{AskForPaper, HandOut, HandOver, Issue, may_issue};
