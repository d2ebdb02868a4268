//! What is known of a fee.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Exemption, Finding, Ground, Item, Refusal, Source};
use crate::asked::ActorId;
use crate::catalogue::Basis;
use crate::ids::CaseId;
use crate::money::Cents;

/// What is due, frozen with its basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// For which case.
    pub case: CaseId,
    /// What for.
    pub items: Vec<Item>,
    /// The sum.
    pub amount: Cents,
}

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The law asks for nothing.
    Free,
    /// It is due.
    Due,
    /// It is paid.
    Paid(Source),
    /// It does not arise.
    Exempt(Exemption),
    /// The federal office is asked to do without it.
    WaiverPending,
    /// The federal office does without it.
    Waived,
    /// It is no longer asked for.
    Cancelled,
    /// It was paid, and its case ended without a result.
    RefundDue(Source),
}

/// Where an attempt to pay online stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStanding {
    /// Nobody knows yet what comes of it.
    Open,
    /// It came to nothing.
    Failed,
    /// Whoever was to pay gave up.
    Cancelled,
    /// Nobody paid in time.
    Expired,
    /// It has settled the fee.
    Paid,
    /// Its money is not owed.
    Overpaid,
    /// Another amount came in.
    OtherAmount,
    /// It had settled the fee, and its money was taken back.
    ChargedBack,
}

/// An attempt to pay online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// The how many-th: 1, 2, 3, …
    pub number: u16,
    /// The name under which the provider knows it.
    pub request: Uuid,
    /// When somebody wanted it.
    pub requested_at: DateTime<Utc>,
    /// Until when the office waits for it.
    pub expires_at: DateTime<Utc>,
    /// What the provider calls it, once it has begun.
    pub reference: Option<String>,
    /// Whether the provider did not say whether it has begun.
    pub unanswered: bool,
    /// The last word of the provider that the office did not understand.
    pub unclear: Option<String>,
    /// Where it stands.
    pub standing: AttemptStanding,
    /// What came in.
    pub took: Cents,
    /// Whether it ran out and nobody knows what became of it.
    #[serde(default)]
    pub unresolved: bool,
    /// What a person found who has looked for that.
    #[serde(default)]
    pub finding: Option<Finding>,
}

impl Attempt {
    /// Whether nobody knows yet what comes of it.
    pub fn is_open(&self) -> bool {
        match self.standing {
            AttemptStanding::Open => true,
            AttemptStanding::Failed
            | AttemptStanding::Cancelled
            | AttemptStanding::Expired
            | AttemptStanding::Paid
            | AttemptStanding::Overpaid
            | AttemptStanding::OtherAmount
            | AttemptStanding::ChargedBack => false,
        }
    }

    /// Whether the provider has said that money came in by it.
    pub fn is_paid(&self) -> bool {
        match self.standing {
            AttemptStanding::Paid
            | AttemptStanding::Overpaid
            | AttemptStanding::OtherAmount
            | AttemptStanding::ChargedBack => true,
            AttemptStanding::Open | AttemptStanding::Failed | AttemptStanding::Cancelled | AttemptStanding::Expired => {
                false
            }
        }
    }
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStanding {
    /// Somebody has to agree.
    Requested,
    /// Somebody has agreed, and the provider is to be asked.
    Approved,
    /// The provider has the order.
    Ordered,
    /// The treasury has to do it.
    ByHand,
    /// It has gone back.
    Done,
    /// Somebody has not agreed.
    Declined,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The how many-th: 1, 2, 3, …
    pub number: u16,
    /// Which money.
    pub source: Source,
    /// How much.
    pub amount: Cents,
    /// Why.
    pub ground: Ground,
    /// Who wants it, or has ended the case so that it is due. Nobody where the office found out by itself.
    pub wanted_by: Option<ActorId>,
    /// Who has agreed to it.
    #[serde(default)]
    pub approved_by: Option<ActorId>,
    /// Where it stands.
    pub standing: RefundStanding,
}

/// The number of what was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// In which year.
    pub year: u16,
    /// Which.
    pub number: u32,
}

/// A fee that was fixed, and everything that has become of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// What is due.
    pub claim: Claim,
    /// Where the claim stands.
    pub standing: Standing,
    /// The attempts to pay it online, in their order.
    pub attempts: Vec<Attempt>,
    /// What goes back, in the order of their numbers.
    pub refunds: Vec<Refund>,
    /// Its receipt.
    pub receipt: Option<Receipt>,
}

impl Claim {
    pub(super) fn cancelled(&self) -> Event {
        Event::Cancelled { case: self.case, amount: self.amount }
    }

    /// Whether the fee is raised by the JVKostG, for the Federal Office of Justice.
    pub(super) fn is_federal(&self) -> bool {
        self.items.iter().all(|item| match item.basis {
            Basis::JvKostG1130 | Basis::JvKostG1132 => true,
            Basis::Bmg24 | Basis::Bmg18 | Basis::Ao139a | Basis::MunicipalTariff => false,
        })
    }
}

impl Fee {
    /// A claim that was just fixed.
    pub(super) fn of(claim: Claim) -> Self {
        let standing = if claim.amount == Cents::ZERO { Standing::Free } else { Standing::Due };
        Self { claim, standing, attempts: vec![], refunds: vec![], receipt: None }
    }

    /// An attempt.
    pub fn attempt(&self, number: u16) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.number == number)
    }

    /// The attempt of which nobody knows yet what comes of it.
    pub fn open_attempt(&self) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.is_open())
    }

    /// Whether its case has ended without a result after it was paid.
    pub(super) fn has_ended(&self) -> bool {
        match self.standing {
            Standing::RefundDue(_) => true,
            Standing::Free
            | Standing::Due
            | Standing::Paid(_)
            | Standing::Exempt(_)
            | Standing::WaiverPending
            | Standing::Waived
            | Standing::Cancelled => false,
        }
    }

    pub(super) fn attempt_mut(&mut self, number: u16) -> Option<&mut Attempt> {
        self.attempts.iter_mut().find(|attempt| attempt.number == number)
    }

    /// A refund.
    pub fn refund(&self, number: u16) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.number == number)
    }

    pub(super) fn refund_mut(&mut self, number: u16) -> Option<&mut Refund> {
        self.refunds.iter_mut().find(|refund| refund.number == number)
    }

    pub(super) fn wanted(&self, number: u16) -> Result<&Refund, Refusal> {
        self.refund(number).ok_or(Refusal::NoRefund)
    }

    pub(super) fn next_refund(&self) -> u16 {
        u16::try_from(self.refunds.len() + 1).expect("a fee has a handful of refunds")
    }

    /// How much came in from a source.
    pub fn took(&self, source: Source) -> Cents {
        match (source, self.standing) {
            (Source::Counter, Standing::Paid(Source::Counter) | Standing::RefundDue(Source::Counter)) => {
                self.claim.amount
            }
            (Source::Counter, _) => Cents::ZERO,
            (Source::Attempt(number), _) => self.attempt(number).map_or(Cents::ZERO, |attempt| attempt.took),
        }
    }

    /// How much of it is neither given back nor on its way back.
    pub fn left_of(&self, source: Source) -> Cents {
        let back = self.refunds.iter().filter(|refund| refund.source == source);
        let back = back.filter(|refund| refund.standing != RefundStanding::Declined);
        self.took(source) - back.map(|refund| refund.amount).sum()
    }

    pub(super) fn goes_back(&mut self, source: Source, amount: Cents, ground: Ground, wanted_by: Option<ActorId>) {
        let (number, standing) = (self.next_refund(), RefundStanding::Requested);
        self.refunds.push(Refund { number, source, amount, ground, wanted_by, approved_by: None, standing });
    }
}
