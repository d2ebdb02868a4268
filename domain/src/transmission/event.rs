//! What can happen to a transmission.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::catalogue::ServiceCode;
use crate::ids::CaseId;

/// Who gets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The register of residents of this authority (Melderegister).
    Register,
    /// The registration authority of the former dwelling (Rückmeldung, § 33 (1) BMG).
    DepartureAuthority,
    /// The Federal Office of Justice (§ 30 BZRG, § 150 GewO).
    FederalOfficeOfJustice,
    /// The Federal Central Tax Office (§ 139b AO).
    FederalCentralTaxOffice,
}

impl Recipient {
    /// The stored name.
    pub fn name(self) -> &'static str {
        crate::names::of(&self)
    }

    /// Whether the recipient issues itself what the case is about, and sends it to whoever asked for it: here nothing
    /// is left to be handed over (§ 30 (4) BZRG, § 150 (4) GewO, § 139b (6) AO).
    pub fn issues(self) -> bool {
        match self {
            Self::Register | Self::DepartureAuthority => false,
            Self::FederalOfficeOfJustice | Self::FederalCentralTaxOffice => true,
        }
    }
}

/// Why an attempt came to nothing. Nothing is inferred: without a word of the recipient nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The recipient could not be reached.
    Unreachable,
    /// The recipient did not answer in time. It may have got it: the next attempt carries the same key.
    NoAnswer,
    /// The answer could not be understood.
    BadAnswer,
    /// The data to be sent was erased meanwhile (Art. 17 GDPR). No attempt can succeed any more.
    Erased,
    /// The case was restricted after it went out (§§ 51, 52 BMG): what is to leave, the team lead says.
    Withheld,
}

/// What happened to a transmission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is to be sent.
    #[serde(rename = "queued")]
    Queued {
        /// For which case.
        case: CaseId,
        /// Which service.
        service: ServiceCode,
        /// To whom.
        recipient: Recipient,
        /// By when it has to be there, where the law says so.
        due_at: Option<DateTime<Utc>>,
    },
    /// An attempt came to nothing.
    #[serde(rename = "failed")]
    Failed {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
        /// Why.
        cause: Cause,
        /// When the office tries again by itself; never again if it has tried often enough.
        retry_at: Option<DateTime<Utc>>,
    },
    /// It was handed over, and the recipient has not yet said what became of it.
    #[serde(rename = "sent")]
    Sent {
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
        /// What the recipient calls it.
        reference: String,
    },
    /// The recipient has it.
    #[serde(rename = "acknowledged")]
    Acknowledged {
        /// For which case.
        case: CaseId,
        /// To whom.
        recipient: Recipient,
        /// What the recipient calls it.
        reference: String,
        /// When the case is complete by that, if nothing is left to be handed over.
        completes_at: Option<DateTime<Utc>>,
    },
    /// The recipient sent it back: somebody has to look at it.
    #[serde(rename = "rejected")]
    Rejected {
        /// For which case.
        case: CaseId,
        /// To whom.
        recipient: Recipient,
        /// The recipient's own code for the reason. Never free text: it could name somebody.
        code: String,
    },
    /// The deadline passed, and it is not there. A flag: it is sent all the same.
    #[serde(rename = "overdue")]
    Overdue {
        /// Since when.
        due_at: DateTime<Utc>,
    },
    /// It is to be sent once more: the pause is over, or somebody says so.
    #[serde(rename = "requeued")]
    Requeued,
    /// Somebody did it by other means, on paper or in the register's own program.
    #[serde(rename = "done_by_hand")]
    DoneByHand {
        /// For which case.
        case: CaseId,
        /// To whom.
        recipient: Recipient,
        /// When the case is complete by that, if nothing is left to be handed over.
        completes_at: Option<DateTime<Utc>>,
    },
}

stored!(Event);
