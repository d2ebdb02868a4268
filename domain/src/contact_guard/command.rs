//! What can be asked of a guard, and the rules that say no.

use crate::ids::BookingId;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a guard.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Count one more.
    Reserve {
        /// For which appointment.
        booking: BookingId,
        /// How many there may be at a time.
        max: u16,
        /// How many may be counted on one day, whatever became of them.
        day_max: u16,
    },
    /// Count one less.
    Release {
        /// For which appointment.
        booking: BookingId,
    },
    /// Let an institution have more at a time than everybody else.
    Allow {
        /// How many; as many as everybody else, if nothing is said.
        most: Option<u16>,
    },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There are as many as may be.
    #[error("there are already {max} at a time")]
    TooMany {
        /// How many there may be.
        max: u16,
    },
    /// No institution may have as many, or as few.
    #[error("an institution has 1 to {max} at a time")]
    NotPossible {
        /// How many it may have.
        max: u16,
    },
    /// There were as many as may be on one day.
    #[error("there were already {max} today")]
    TooOften {
        /// How many there may be.
        max: u16,
    },
}
