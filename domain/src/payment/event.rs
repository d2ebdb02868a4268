//! What can happen to a fee.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::catalogue::{Basis, ServiceCode};
use crate::ids::CaseId;
use crate::money::{Cents, Share};
use crate::statement::Mark;

/// One position of a claim, frozen when it is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// For which service.
    pub service: ServiceCode,
    /// How often: a second copy is a second application, with the full fee.
    pub quantity: u16,
    /// How much one costs.
    pub each: Cents,
    /// The part that the city keeps.
    pub city_share: Share,
    /// By which law.
    pub basis: Basis,
}

impl Item {
    /// How much it comes to.
    pub fn amount(&self) -> Cents {
        Cents(self.each.0 * i64::from(self.quantity))
    }

    /// What the books call it.
    pub fn position(&self) -> &'static str {
        self.basis.position()
    }
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

/// How money is sent by way of a payment provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnlineMeans {
    /// By card.
    Card,
    /// By giropay.
    Giropay,
    /// By paydirekt.
    Paydirekt,
    /// By PayPal.
    Paypal,
    /// In another way.
    Other,
}

/// By which rule a fee does not arise, although the catalogue names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3).
    VoluntaryWork,
}

/// How money came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// At the counter.
    Counter,
    /// By this attempt to pay online.
    Attempt(u16),
}

/// Why money that came in settles nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotOwed {
    /// The fee was paid already.
    PaidAlready,
    /// The fee does not arise, or is done without.
    Waived,
    /// The fee is no longer asked for.
    Cancelled,
}

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// The case ended without a result.
    CaseEnded,
    /// It was not owed, or not any more.
    NotOwed,
    /// It was another amount than the one due.
    OtherAmount,
    /// The federal office does without the fee after all (§ 10 JVKostG).
    WaivedLater,
    /// The fee was fixed wrongly.
    WronglyCharged,
}

/// What a person found who looked for what became of an attempt that nobody knows the end of, or for its money where the
/// provider says that it is paid and no statement shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// No statement of the provider or the bank shows money of it.
    NothingCameIn,
    /// The provider says, outside the protocol, that nobody has paid.
    ProviderDenies,
    /// Its money was found, and is taken care of elsewhere.
    SettledElsewhere,
    /// Its money came in one sum with others.
    InASum,
    /// Its money never came, and is written off.
    WrittenOff,
}

impl Finding {
    /// Whether it says what became of an attempt of which nobody knows whether it is paid.
    pub(super) fn is_of_end(self) -> bool {
        match self {
            Self::NothingCameIn | Self::ProviderDenies | Self::SettledElsewhere => true,
            Self::InASum | Self::WrittenOff => false,
        }
    }

    /// Whether it says where the money is of what is paid.
    pub(super) fn is_of_money(self) -> bool {
        match self {
            Self::SettledElsewhere | Self::InASum | Self::WrittenOff => true,
            Self::NothingCameIn | Self::ProviderDenies => false,
        }
    }

    /// Whether money that is missed is looked for no longer: then whoever has read the statements in does not say so
    /// (two people). What came in a sum is still missed in that.
    pub(super) fn takes_two(self) -> bool {
        match self {
            Self::SettledElsewhere | Self::WrittenOff => true,
            Self::NothingCameIn | Self::ProviderDenies | Self::InASum => false,
        }
    }
}

/// Why the provider does not give money back, so that the treasury does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obstacle {
    /// It was taken at the counter.
    Counter,
    /// The provider has no such operation.
    NotPossible,
    /// The provider refused it.
    Rejected,
    /// The provider knows no such payment any more.
    NotFound,
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
    /// It is paid at the counter.
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
    /// It does not arise.
    #[serde(rename = "exempted")]
    Exempted {
        /// For which case.
        case: CaseId,
        /// By which rule.
        exemption: Exemption,
        /// How much.
        amount: Cents,
    },
    /// The federal office is asked to do without it. Until it has decided, nothing is asked for.
    #[serde(rename = "waiver_requested")]
    WaiverRequested {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// The federal office does without it.
    #[serde(rename = "waived")]
    Waived {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// The federal office does not do without it, so it is due again.
    #[serde(rename = "waiver_refused")]
    WaiverRefused {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// It is no longer asked for: its case ended without a result, or another claim took its place.
    #[serde(rename = "cancelled")]
    Cancelled {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// It was paid, and its case ended without a result: the money goes back. This is a refund with the next number.
    #[serde(rename = "refund_due")]
    RefundDue {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
        /// Who ended the case: somebody else lets the money out.
        by: Option<ActorId>,
    },
    /// It was paid, its case ended without a result, and all of the money is on its way back or back already. From now on
    /// what somebody has asked for is owed.
    #[serde(rename = "case_ended")]
    CaseEnded {
        /// The case.
        case: CaseId,
    },
    /// Somebody wants to pay it online.
    #[serde(rename = "attempt_requested")]
    AttemptRequested {
        /// For which case.
        case: CaseId,
        /// The how many-th attempt: 1, 2, 3, …
        attempt: u16,
        /// The name under which the provider knows it: the same request is never another payment.
        request: Uuid,
        /// How much.
        amount: Cents,
        /// When.
        requested_at: DateTime<Utc>,
        /// Until when the office waits for it.
        expires_at: DateTime<Utc>,
    },
    /// The provider has begun it. The address of its pay page is not recorded: whoever has it can pay, it ends with the
    /// attempt, and the provider tells it again to whoever asks.
    #[serde(rename = "attempt_started")]
    AttemptStarted {
        /// Which attempt.
        attempt: u16,
        /// What the provider calls it.
        reference: String,
        /// By what statements that were read before know this word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
    },
    /// The provider did not say whether it has begun it. It is asked again with the same request.
    #[serde(rename = "attempt_unanswered")]
    AttemptUnanswered {
        /// Which attempt.
        attempt: u16,
    },
    /// The provider says something about it that the office does not understand. It stays open, and somebody looks.
    #[serde(rename = "attempt_unclear")]
    AttemptUnclear {
        /// For which case.
        case: CaseId,
        /// Which attempt.
        attempt: u16,
        /// The provider's word.
        word: String,
    },
    /// It came to nothing.
    #[serde(rename = "attempt_failed")]
    AttemptFailed {
        /// Which attempt.
        attempt: u16,
        /// The code with which the provider refused it from the start.
        code: Option<String>,
    },
    /// Whoever was to pay gave up.
    #[serde(rename = "attempt_cancelled")]
    AttemptCancelled {
        /// Which attempt.
        attempt: u16,
    },
    /// Nobody paid in time.
    #[serde(rename = "attempt_expired")]
    AttemptExpired {
        /// For which case.
        case: CaseId,
        /// Which attempt.
        attempt: u16,
        /// Whether nobody knows what became of it: the provider has never said that it began, or spoke in riddles.
        unresolved: bool,
    },
    /// Nobody knows what became of it, or no statement shows its money, and a person has looked. What the provider says
    /// later counts all the same.
    #[serde(rename = "attempt_closed")]
    AttemptClosed {
        /// For which case.
        case: CaseId,
        /// Which attempt.
        attempt: u16,
        /// What the person found.
        finding: Finding,
        /// Who has looked.
        by: ActorId,
    },
    /// It is paid online, in the provider's word. That settles the fee.
    #[serde(rename = "paid_online")]
    PaidOnline {
        /// For which case.
        case: CaseId,
        /// By which attempt.
        attempt: u16,
        /// How.
        means: OnlineMeans,
        /// How much.
        amount: Cents,
        /// What for.
        items: Vec<Item>,
        /// What the treasury calls it (Kassenzeichen).
        receipt: Option<String>,
        /// By what statements that were read before know this word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
        /// When, by the provider's clock.
        paid_at: DateTime<Utc>,
        /// Whether the attempt had been given up before.
        late: bool,
    },
    /// Money came in that is not owed. It goes back: this is a refund with the next number.
    #[serde(rename = "overpaid")]
    Overpaid {
        /// For which case.
        case: CaseId,
        /// By which attempt.
        attempt: u16,
        /// Why it is not owed.
        because: NotOwed,
        /// How.
        means: OnlineMeans,
        /// How much.
        amount: Cents,
        /// What the treasury calls it (Kassenzeichen).
        receipt: Option<String>,
        /// By what statements that were read before know this word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
        /// When, by the provider's clock.
        paid_at: DateTime<Utc>,
    },
    /// Another amount came in than the one due: that settles nothing, and somebody looks.
    #[serde(rename = "other_amount_paid")]
    OtherAmountPaid {
        /// For which case.
        case: CaseId,
        /// By which attempt.
        attempt: u16,
        /// How.
        means: OnlineMeans,
        /// How much came in.
        amount: Cents,
        /// How much was asked for.
        due: Cents,
        /// What the treasury calls it (Kassenzeichen).
        receipt: Option<String>,
        /// By what statements that were read before know this word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mark: Option<Mark>,
        /// When, by the provider's clock.
        paid_at: DateTime<Utc>,
    },
    /// The money that has settled it was taken back, and the treasury claims it once more: it is due again. What was
    /// handed over for it stays with whoever has it.
    #[serde(rename = "charged_back")]
    ChargedBack {
        /// For which case.
        case: CaseId,
        /// Of which attempt.
        attempt: u16,
        /// How much.
        amount: Cents,
        /// Who claims it.
        by: ActorId,
    },
    /// What was paid has a number in the year's gapless series of receipts.
    #[serde(rename = "receipt_numbered")]
    ReceiptNumbered {
        /// For which case.
        case: CaseId,
        /// In which year.
        year: u16,
        /// Which number: 1, 2, 3, …
        number: u32,
        /// How much was paid.
        amount: Cents,
    },
    /// Somebody wants money to go back.
    #[serde(rename = "refund_requested")]
    RefundRequested {
        /// For which case.
        case: CaseId,
        /// The how many-th refund of this fee: 1, 2, 3, …
        refund: u16,
        /// Of which money.
        source: Source,
        /// How much.
        amount: Cents,
        /// Why.
        ground: Ground,
        /// Who wants it: somebody else lets the money out.
        by: ActorId,
    },
    /// Somebody else agrees that money goes back.
    #[serde(rename = "refund_approved")]
    RefundApproved {
        /// For which case.
        case: CaseId,
        /// Which refund.
        refund: u16,
        /// Of which money.
        source: Source,
        /// How much.
        amount: Cents,
        /// Who agrees.
        by: ActorId,
    },
    /// Somebody else does not agree, and it does not go back.
    #[serde(rename = "refund_declined")]
    RefundDeclined {
        /// For which case.
        case: CaseId,
        /// Which refund.
        refund: u16,
    },
    /// The provider has the order to give it back.
    #[serde(rename = "refund_ordered")]
    RefundOrdered {
        /// Which refund.
        refund: u16,
    },
    /// The treasury has to give it back by hand.
    #[serde(rename = "refund_by_hand")]
    RefundByHand {
        /// For which case.
        case: CaseId,
        /// Which refund.
        refund: u16,
        /// Why the provider does not.
        obstacle: Obstacle,
    },
    /// It has gone back.
    #[serde(rename = "refunded")]
    Refunded {
        /// For which case.
        case: CaseId,
        /// Which refund.
        refund: u16,
        /// Of which money.
        source: Source,
        /// How much.
        amount: Cents,
        /// The number of the treasury's order, where it was given back by hand.
        order: Option<String>,
    },
}

stored!(Event);
