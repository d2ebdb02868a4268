//! The decision table of a fee.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::catalogue::{Basis, ServiceCode};
use crate::ids::CaseId;
use crate::money::{Cents, Share};
use crate::permission::Denied;
use crate::personal::Erased;

/// One position of a claim, frozen when it is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// For which service.
    pub service: ServiceCode,
    /// How much.
    pub amount: Cents,
    /// The part that the city keeps.
    pub city_share: Share,
    /// By which law.
    pub basis: Basis,
}

/// How money is handed over at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// In coins and notes.
    Cash,
    /// By card at the counter's terminal.
    Card,
}

/// Why a fee is not raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverReason {
    /// Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3).
    VoluntaryWork,
    /// Decided in a single case.
    Hardship,
}

/// What is wanted of a fee.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Fix it.
    Assess {
        /// For which case.
        case: CaseId,
        /// What for.
        items: Vec<Item>,
    },
    /// Take the money at the counter.
    PayAtCounter {
        /// How.
        means: Means,
        /// How much was handed over, less the change: it has to be the amount due.
        amount: Cents,
    },
    /// Do without it.
    Waive {
        /// Why.
        reason: WaiverReason,
    },
}

/// What happened to a fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is fixed.
    #[serde(rename = "assessed")]
    Assessed {
        /// For which case.
        case: CaseId,
        /// What for.
        items: Vec<Item>,
        /// The sum.
        amount: Cents,
    },
    /// It is paid.
    #[serde(rename = "paid")]
    Paid {
        /// For which case.
        case: CaseId,
        /// How.
        means: Means,
        /// How much.
        amount: Cents,
        /// What for.
        items: Vec<Item>,
    },
    /// It is not raised.
    #[serde(rename = "waived")]
    Waived {
        /// For which case.
        case: CaseId,
        /// Why.
        reason: WaiverReason,
        /// How much it would have been.
        amount: Cents,
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
    /// No fee is fixed.
    #[error("no fee is fixed")]
    NotAssessed,
    /// Another fee is fixed already.
    #[error("the fee is already fixed")]
    AlreadyAssessed,
    /// The fee is paid or waived.
    #[error("the fee is already settled")]
    AlreadySettled,
    /// There is nothing to pay.
    #[error("there is nothing to pay")]
    NothingDue,
    /// What was handed over is not what is due.
    #[error("the amount is not the one due")]
    WrongAmount {
        /// What is due.
        due: Cents,
    },
}
