//! Mails to citizens about their appointments: decided on when something happens, written and handed over once, with
//! what the other side says on record.
//!
//! A mail can be read by others than the one it is for. So it has no name and no service in it, and its subject says
//! only that there is something about an appointment.

// Who is told what.
mod occasion;
mod writer;

// In which words.
mod invitation;
mod language;
mod letter;
mod render;
mod words;

// How it goes out.
mod folder;
mod mail;
mod mailing;
mod outbox;
mod postman;
mod returned;
mod smtp;

#[cfg(feature = "testing")]
pub mod testing;

pub use domain::mail::Kind;
pub use folder::Folder;
pub use invitation::{Invitation, Method};
pub use language::{Language, day_and_time, time};
pub use letter::{Letter, Subject, Visit};
pub use mail::{Head, Mail, Unsendable};
pub use mailing::Mailing;
pub use occasion::{Link, Links};
pub use outbox::{Answer, NotTaken, Offer, Outbox, Outgoing};
pub use postman::Postman;
pub use render::render;
pub use returned::Returns;
pub use smtp::{Encryption, Server, Smtp, Unusable};
pub use writer::Writer;
