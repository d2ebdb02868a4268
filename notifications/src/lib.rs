//! Mails to citizens about their appointments: written from what has happened, and put into an outbox once.
//!
//! A mail can be read by others than the one it is for. So it has no name and no service in it, and its subject says
//! only that there is something about an appointment.

// What is said, and in which words.
mod invitation;
mod language;
mod letter;
mod render;
mod words;

// How it goes out.
mod mail;
mod outbox;

// When.
mod worker;

pub use invitation::{Invitation, Method};
pub use language::{Language, day_and_time, time};
pub use letter::{Kind, Letter, Subject, Visit};
pub use mail::{Head, Mail, Unsendable};
pub use outbox::{Folder, Mailing, Outbox, Put};
pub use render::render;
pub use worker::{Links, Worker};
