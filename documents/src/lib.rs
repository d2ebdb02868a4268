//! What the two sides hand each other: kept encrypted, checked before anybody opens it, rendered, and sealed.

// What is kept, and how.
pub mod failure;
pub mod vault;

// What is looked at before somebody opens it.
pub mod inspect;

pub use failure::Failure;
pub use vault::{DocumentKey, Vault};
