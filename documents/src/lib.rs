//! What the two sides hand each other: kept encrypted, checked before anybody opens it, rendered, and sealed.
//!
//! A file comes in pieces by a ticket ([`upload`]), lies encrypted from its first byte on ([`vault`]), is looked at
//! before anybody opens it ([`inspect`], [`scan`]) by a worker that follows the log ([`worker`]), and goes out by a
//! ticket that is good for one copy ([`download`]). What the office writes is kept likewise ([`keep`]), and its seals get their
//! time stamps from a worker ([`stamp`]). What became of it stands in the log and nowhere else.

// What is kept, and how.
pub mod failure;
pub mod vault;

// What is looked at before somebody opens it.
pub mod inspect;
pub mod scan;
pub mod worker;

// What comes in and goes out.
mod desk;
pub mod download;
mod hash;
pub mod keep;
pub mod ticket;
pub mod upload;

// What is written, and sealed.
pub mod render;
pub mod seal;
pub mod stamp;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

pub use desk::{Documents, Storage, router};
pub use failure::Failure;
pub use hash::sha256;
pub use keep::Papers;
pub use scan::Scanner;
pub use stamp::Stamper;
pub use ticket::Ticket;
pub use vault::{Blob, DocumentKey, S3, Vault};
pub use worker::Worker;
