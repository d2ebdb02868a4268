//! What can be asked of a transmission, and the rules that say no.

use chrono::{DateTime, Utc};

use super::{Cause, Recipient};
use crate::catalogue::ServiceCode;
use crate::ids::CaseId;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a transmission.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Have it sent.
    Queue {
        /// For which case.
        case: CaseId,
        /// Which service.
        service: ServiceCode,
        /// To whom.
        recipient: Recipient,
        /// Which registration authority, by the official key of its municipality, where it is one.
        authority: Option<String>,
        /// By when, where the law says so.
        due_at: Option<DateTime<Utc>>,
    },
    /// Record that an attempt came to nothing.
    RecordFailure {
        /// Which attempt.
        attempt: u16,
        /// Why.
        cause: Cause,
    },
    /// Record that it was handed over.
    RecordSent {
        /// Which attempt.
        attempt: u16,
        /// What the recipient calls it.
        reference: String,
    },
    /// Record that the recipient has it.
    RecordAcknowledgement {
        /// What the recipient calls it.
        reference: String,
    },
    /// Record that the recipient sent it back.
    RecordRejection {
        /// The recipient's code for the reason.
        code: String,
    },
    /// Record that the deadline passed.
    MarkOverdue,
    /// Send it once more, because the pause after a failed attempt is over.
    TryAgain,
    /// Send it once more, because somebody says so.
    Retry,
    /// It was done by other means.
    FinishByHand,
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
    /// There is no such transmission.
    #[error("there is no such transmission")]
    Unknown,
    /// The recipient has it, or it was done by other means.
    #[error("the transmission is done")]
    Done,
    /// It is under way: only what came to nothing or was sent back is sent once more.
    #[error("the transmission is under way")]
    UnderWay,
    /// A code or a reference of the recipient is a short word.
    #[error("a reference or code has 1 to 64 visible characters of ASCII")]
    BadReference,
}
