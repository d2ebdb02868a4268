//! The decision table of a person's key.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::ids::CaseId;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a key. The stream's id is the subject's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Order its end (Art. 17 GDPR).
    OrderErasure {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// The ground, as an officer wrote it. It names no person.
        ground: String,
    },
    /// Record that the key is destroyed.
    RecordDestruction,
}

/// What happened to a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Its end is ordered.
    #[serde(rename = "erasure_ordered")]
    ErasureOrdered {
        /// The case in which the person stood, if any.
        case: Option<CaseId>,
        /// The ground.
        ground: String,
    },
    /// The key is destroyed: what it sealed reads as erased from here on.
    #[serde(rename = "destroyed")]
    Destroyed,
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
    /// Nobody has ordered it.
    #[error("nobody has ordered the erasure")]
    NotOrdered,
    /// An order needs a ground.
    #[error("an erasure needs a ground of 3 to 500 characters")]
    NoGround,
}
