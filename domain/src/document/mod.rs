//! What is handed in for a case (Unterlage): announced, received, looked at, and released or refused.
//!
//! One stream holds the documents of one case: how many there may be, and how large together, is decided there and
//! nowhere else. The case itself does not change when somebody sends a photograph.

mod aggregate;
mod command;
mod event;
mod format;
mod hand_in;
mod tray;

pub use aggregate::State;
pub(crate) use aggregate::kib_of;
pub use command::{Command, Refusal};
pub use event::{Event, FileName};
pub use format::{Fault, Format};
pub use hand_in::{AskForCopy, HandIn, HandOut, TakeBack};
pub(crate) use tray::TICKETS_KEPT;
pub use tray::{Document, Stage, Tray};
