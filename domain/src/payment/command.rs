//! What can be asked of a fee, and the rules that say no.

use chrono::{DateTime, Utc};

use super::{Exemption, Finding, Ground, Item, Means, Obstacle, OnlineMeans, Source};
use crate::asked::ActorId;
use crate::ids::{CaseId, PaymentId};
use crate::money::Cents;
use crate::permission::Denied;
use crate::personal::Erased;
use crate::statement::Mark;

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
    /// Record that it does not arise.
    Exempt {
        /// By which rule.
        exemption: Exemption,
    },
    /// Ask the federal office to do without it, because somebody cannot pay (§ 10 JVKostG).
    RequestWaiver,
    /// Record what the federal office decided.
    RecordWaiver {
        /// Whether it does without the fee.
        granted: bool,
    },
    /// Replace it by another claim: another form of delivery costs something else.
    Replace,
    /// Record that its case ended without a result: what is due is not asked for, and what is paid goes back.
    Abandon,
    /// Claim it once more, because the money that has settled it was taken back.
    ClaimAgain {
        /// Of which attempt, where that is known: it has to be the one that has settled it.
        attempt: Option<u16>,
        /// How much: it has to be all of it.
        amount: Cents,
    },
    /// Give what was paid its number in the year's series of receipts.
    NumberReceipt {
        /// Of which year.
        year: u16,
        /// Which number.
        number: u32,
    },
    /// Something about an attempt to pay it online.
    Attempt(AttemptCommand),
    /// Something about money that goes back.
    Refund(RefundCommand),
}

/// What is wanted of an attempt to pay online.
#[derive(Clone, Debug, PartialEq)]
pub enum AttemptCommand {
    /// Begin one. While an attempt is open, it is that one.
    Request {
        /// The name of this fee, of which that of the attempt is made.
        payment: PaymentId,
    },
    /// Record that the provider has begun it.
    RecordStarted {
        /// Which.
        attempt: u16,
        /// What the provider calls it.
        reference: String,
        /// By what statements that were read before know this word.
        mark: Option<Mark>,
    },
    /// Record that the provider did not say whether it has begun it.
    RecordUnanswered {
        /// Which.
        attempt: u16,
    },
    /// Record that the provider says something that the office does not understand.
    RecordUnclear {
        /// Of which.
        attempt: u16,
        /// Its word.
        word: String,
    },
    /// Record that it came to nothing.
    RecordFailed {
        /// Which.
        attempt: u16,
        /// The code with which the provider refused it from the start.
        code: Option<String>,
    },
    /// Record that whoever was to pay gave up.
    RecordCancelled {
        /// Which.
        attempt: u16,
    },
    /// Record that money came in. Only the provider's word says so, and only the office's own worker hears it.
    RecordPaid {
        /// By which.
        attempt: u16,
        /// How.
        means: OnlineMeans,
        /// How much.
        amount: Cents,
        /// What the treasury calls it (Kassenzeichen).
        receipt: Option<String>,
        /// By what statements that were read before know this word.
        mark: Option<Mark>,
        /// When, by the provider's clock.
        paid_at: DateTime<Utc>,
    },
    /// Wait for it no longer.
    Expire {
        /// For which.
        attempt: u16,
    },
    /// Look no longer for what became of it, or for its money: it has run out and nobody knows, or it is paid and no
    /// statement shows it, and a person has looked.
    Close {
        /// Which.
        attempt: u16,
        /// What the person found.
        finding: Finding,
        /// Who has read in the statements that should show its money, where they do not. It was looked up for the decision.
        missed_by: Option<Vec<ActorId>>,
    },
}

/// What is wanted of money that goes back.
#[derive(Clone, Debug, PartialEq)]
pub enum RefundCommand {
    /// Give money back.
    Request {
        /// Which money.
        source: Source,
        /// How much.
        amount: Cents,
        /// Why.
        ground: Ground,
    },
    /// Agree to it.
    Approve {
        /// Which refund.
        refund: u16,
    },
    /// Do not agree to what somebody has asked for.
    Decline {
        /// Which refund.
        refund: u16,
    },
    /// Record that the provider has the order.
    RecordOrdered {
        /// Of which refund.
        refund: u16,
    },
    /// Record that the provider does not give it back.
    RecordImpossible {
        /// Which refund.
        refund: u16,
        /// Why.
        obstacle: Obstacle,
    },
    /// Record that the provider has given it back.
    RecordDone {
        /// Which refund.
        refund: u16,
    },
    /// Record that the treasury has given it back.
    RecordByHand {
        /// Which refund.
        refund: u16,
        /// The number of the treasury's order.
        order: String,
    },
}

impl From<AttemptCommand> for Command {
    fn from(command: AttemptCommand) -> Self {
        Self::Attempt(command)
    }
}

impl From<RefundCommand> for Command {
    fn from(command: RefundCommand) -> Self {
        Self::Refund(command)
    }
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
    /// No fee is fixed.
    #[error("no fee is fixed")]
    NotAssessed,
    /// Another fee is fixed already.
    #[error("the fee is already fixed")]
    AlreadyAssessed,
    /// The fee is paid, waived or does not arise.
    #[error("the fee is already settled")]
    AlreadySettled,
    /// Nobody has asked the federal office to do without it.
    #[error("no waiver was asked for")]
    NoWaiverRequested,
    /// The federal office decides on its own fees only (§ 10 JVKostG).
    #[error("this fee is not the federal office's to waive")]
    NotWaivable,
    /// The federal office has not decided yet.
    #[error("the federal office has not decided on the waiver yet")]
    WaiverPending,
    /// The claim is cancelled.
    #[error("the claim is cancelled")]
    Cancelled,
    /// There is nothing to pay.
    #[error("there is nothing to pay")]
    NothingDue,
    /// What was taken back is not what has settled the fee, or not all of it.
    #[error("what was taken back is not what has settled the fee, or not all of it")]
    NothingToClaim,
    /// What was handed over is not what is due.
    #[error("the amount is not the one due")]
    WrongAmount {
        /// What is due.
        due: Cents,
    },
    /// The authority takes no payments online.
    #[error("no payments are taken online")]
    NotOffered,
    /// Often enough.
    #[error("there were enough attempts to pay this fee online")]
    TooManyAttempts {
        /// How many there may be.
        max: u16,
    },
    /// There is no such attempt.
    #[error("there is no such attempt to pay")]
    NoAttempt,
    /// It is open, or has ended in a way that is known.
    #[error("what became of the attempt is known, or is still waited for")]
    NotUnresolved,
    /// This cannot be said of such an attempt.
    #[error("this cannot be said of such an attempt")]
    FindingNotFitting,
    /// Whoever has read the statements in does not give up what they do not show (two people).
    #[error("somebody else has to give up what no statement shows")]
    OwnStatement,
    /// A reference, a code, a provider's word and a treasury's number are short words.
    #[error("a reference, code or number has 1 to 64 visible characters of ASCII")]
    BadWord,
    /// There is no such refund.
    #[error("there is no such refund")]
    NoRefund,
    /// More than is there cannot be given back.
    #[error("no more can be given back than was paid and is not on its way back")]
    MoreThanPaid {
        /// How much can be given back.
        max: Cents,
    },
    /// Whoever wants money to go back does not let it out (two people).
    #[error("somebody else has to agree to a refund")]
    OwnRefund,
    /// It is agreed to, or refused.
    #[error("the refund is already decided")]
    RefundDecided,
    /// What was not owed has to be given back.
    #[error("a refund that is owed cannot be declined")]
    RefundOwed,
    /// Nobody has agreed to it.
    #[error("nobody has agreed to the refund")]
    NotApproved,
    /// The provider gives it back.
    #[error("the refund is not to be made by hand")]
    NotByHand,
}
