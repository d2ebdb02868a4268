//! The decision table of a talk.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::ids::BookingId;
use crate::permission::Denied;
use crate::personal::Erased;

/// Over what they talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Picture and sound.
    Video,
    /// Sound alone. Nobody can be identified by a document.
    Phone,
    /// Face to face.
    Counter,
}

/// How a talk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All was said.
    Completed,
    /// It broke off.
    Aborted,
}

/// What is wanted of a talk.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Prepare it.
    Schedule {
        /// For which appointment.
        booking: BookingId,
        /// Whom the appointment belongs to.
        holder: ActorId,
    },
    /// Begin it.
    Begin {
        /// Over what.
        medium: Medium,
    },
    /// Record that the line dropped.
    Interrupt,
    /// Record that the line is back.
    Resume,
    /// End it.
    End {
        /// How.
        outcome: Outcome,
    },
    /// Record that it will not take place.
    Cancel,
}

/// What happened to a talk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is prepared.
    #[serde(rename = "scheduled")]
    Scheduled {
        /// For which appointment.
        booking: BookingId,
        /// Whom the appointment belongs to.
        holder: ActorId,
    },
    /// It has begun.
    #[serde(rename = "begun")]
    Begun {
        /// For which appointment.
        booking: BookingId,
        /// Over what.
        medium: Medium,
        /// Who leads it.
        host: ActorId,
    },
    /// The line dropped.
    #[serde(rename = "interrupted")]
    Interrupted,
    /// The line is back. Identifications have to be confirmed anew.
    #[serde(rename = "resumed")]
    Resumed,
    /// It is over.
    #[serde(rename = "ended")]
    Ended {
        /// For which appointment.
        booking: BookingId,
        /// How.
        outcome: Outcome,
        /// How long the line stood, in seconds, without interruptions.
        live_secs: u32,
    },
    /// It did not take place.
    #[serde(rename = "cancelled")]
    Cancelled,
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
    /// There is no such talk.
    #[error("there is no such talk")]
    Unknown,
    /// It has not begun.
    #[error("the talk has not begun")]
    NotBegun,
    /// Another clerk leads it.
    #[error("another clerk leads the talk")]
    OtherHost {
        /// Who.
        host: ActorId,
    },
    /// It is over.
    #[error("the talk is over")]
    Over,
}
