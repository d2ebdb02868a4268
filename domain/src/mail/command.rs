//! What can be asked of a mail, and the rules that say no.

use super::{Cause, Kind, Obsolete};
use crate::ids::BookingId;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a mail.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Have it sent.
    Queue {
        /// About which appointment.
        booking: BookingId,
        /// What about it.
        kind: Kind,
        /// What has happened.
        cause: Cause,
    },
    /// Record that it is handed over now. Whoever is told no must not hand it over.
    Claim {
        /// Which attempt.
        attempt: u16,
    },
    /// Record that the mail server has it.
    RecordSent {
        /// Which attempt.
        attempt: u16,
    },
    /// Record that the mail server does not take it now.
    RecordDeferral {
        /// Which attempt.
        attempt: u16,
        /// The three digits of its reply.
        code: u16,
    },
    /// Record that the mail server refused it for good.
    RecordRefusal {
        /// Which attempt.
        attempt: u16,
        /// The three digits of its reply.
        code: u16,
    },
    /// Record that nobody knows what became of a claimed attempt.
    RecordUnclear {
        /// Which attempt.
        attempt: u16,
    },
    /// Record that it came back.
    RecordReturn {
        /// What the report says (RFC 3463).
        status: (u16, u16, u16),
    },
    /// Record that it is not sent after all.
    Drop {
        /// Why.
        obsolete: Obsolete,
    },
    /// Send it once more, because somebody says so.
    SendAgain,
    /// Its reader was told in another way.
    TellOtherwise,
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
    /// There is no such mail.
    #[error("there is no such mail")]
    Unknown,
    /// It is being handed over at this moment.
    #[error("the mail is being handed over")]
    UnderWay,
    /// It went out, or its reader was told otherwise, or there is nothing to tell any more.
    #[error("the mail is done")]
    Done,
}
