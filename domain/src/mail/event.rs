//! What can happen to a mail.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::ids::BookingId;

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The link with which a visitor confirms.
    ConfirmationLink,
    /// The appointment stands.
    Confirmed,
    /// It has moved.
    Rescheduled,
    /// It was given back.
    Cancelled,
    /// It is near.
    Reminder,
    /// It has no place in the plan any more.
    Conflict,
    /// A time that came back is offered to whoever waits.
    Offer,
    /// There is a new link with which they come back.
    NewLink,
}

impl Kind {
    /// The stored name.
    pub fn name(self) -> &'static str {
        crate::names::of(&self)
    }
}

/// As it stands in the name of a file.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ConfirmationLink => "confirmation-link",
            Self::Confirmed => "confirmed",
            Self::Rescheduled => "rescheduled",
            Self::Cancelled => "cancelled",
            Self::Reminder => "reminder",
            Self::Conflict => "conflict",
            Self::Offer => "offer",
            Self::NewLink => "new-link",
        })
    }
}

/// What has happened that somebody is to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// The position of the event in the log.
    pub position: u64,
    /// Which of the people that the event concerns, counted from nothing.
    pub place: u32,
}

/// Why a mail is not sent after all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obsolete {
    /// What it would tell is no longer so, or its reader is forgotten.
    NoLongerSo,
    /// No mail can be written to this address.
    NoAddress,
}

/// Why somebody has to look after a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The mail server refused it for good (RFC 5321, 4.2.1: a reply that begins with 5).
    Refused {
        /// The three digits of its reply. Its words might name somebody.
        code: u16,
    },
    /// The office has tried often enough.
    GaveUp,
    /// It is not known whether it went out: the office was interrupted while it handed the mail over.
    Unclear,
    /// It went out, and came back.
    Returned {
        /// What the report says (RFC 3463): class, subject and detail.
        status: (u16, u16, u16),
    },
}

impl Trouble {
    /// The stored name.
    pub fn name(self) -> &'static str {
        crate::names::of(&self)
    }
}

/// What happened to a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is to be sent.
    #[serde(rename = "queued")]
    Queued {
        /// About which appointment.
        booking: BookingId,
        /// What about it.
        kind: Kind,
        /// What has happened.
        cause: Cause,
    },
    /// The mail server takes it, and now it is handed over. Whatever comes between this and the outcome, it is not sent
    /// again by itself.
    #[serde(rename = "claimed")]
    Claimed {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
    },
    /// The mail server has it.
    #[serde(rename = "sent")]
    Sent {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
    },
    /// The mail server does not take it now.
    #[serde(rename = "deferred")]
    Deferred {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
        /// The three digits of its reply.
        code: u16,
        /// When the office tries again.
        retry_at: DateTime<Utc>,
    },
    /// Somebody has to look after it.
    #[serde(rename = "undelivered")]
    Undelivered {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
        /// Why.
        trouble: Trouble,
    },
    /// It is not sent after all.
    #[serde(rename = "dropped")]
    Dropped {
        /// Why.
        obsolete: Obsolete,
    },
    /// Somebody wants it to be sent once more.
    #[serde(rename = "requeued")]
    Requeued,
    /// Its reader was told in another way.
    #[serde(rename = "told_otherwise")]
    ToldOtherwise,
}

stored!(Event);
