//! The decision table of a series of numbers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregates::stored;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Take the next number. The same thing gets the same number again.
    Take {
        /// For what.
        of: Uuid,
    },
}

/// What happened to a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A number was taken.
    #[serde(rename = "taken")]
    Taken {
        /// Which: 1, 2, 3, …
        number: u32,
        /// For what.
        of: Uuid,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
}
