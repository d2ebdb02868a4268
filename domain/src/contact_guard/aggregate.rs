//! The decision table of a guard.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::ids::BookingId;

/// What happened to a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// One more.
    #[serde(rename = "reserved")]
    Reserved {
        /// For which appointment.
        booking: BookingId,
    },
    /// One less.
    #[serde(rename = "released")]
    Released {
        /// For which appointment.
        booking: BookingId,
    },
}

stored!(Event);
