//! The decision table of a fee.

use serde::{Deserialize, Serialize};

use super::{
    AttemptCommand, Claim, Command, Event, Fee, Item, NotOwed, RefundCommand, Refusal, Source, Standing, attempts,
    refund,
};
use crate::asked::Asked;
use crate::decide::Decide;
use crate::money::Cents;
use crate::permission::{Grant, Role};

/// A fee, once it is fixed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// No fee is fixed.
    #[default]
    Unknown,
    /// It is fixed.
    Fixed(Box<Fee>),
}

/// The office's own worker, timers and reactions.
const OFFICE: &[Grant] = &[Grant::Any(Role::System)];
const CLERKS: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];
const WHO_TAKES_MONEY: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::Cashier)];
/// Who answers for money that leaves.
const WHO_LETS_MONEY_OUT: &[Grant] = &[Grant::Any(Role::TeamLead), Grant::Any(Role::Cashier)];

impl Decide for State {
    const KIND: &'static str = "payment";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        use AttemptCommand as Attempt;
        use RefundCommand as Refund;

        match command {
            Command::Assess { .. }
            | Command::Exempt { .. }
            | Command::RequestWaiver
            | Command::RecordWaiver { .. }
            | Command::Replace => CLERKS,
            Command::PayAtCounter { .. } | Command::Refund(Refund::Request { .. }) => WHO_TAKES_MONEY,
            // It is decided with the end of the case, and the case has said who may end it: the citizen for their own.
            Command::Abandon => &[
                Grant::Any(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],
            // Whose it is, the case says.
            Command::Attempt(Attempt::Request { .. }) => {
                &[Grant::Any(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            Command::Attempt(
                Attempt::RecordStarted { .. }
                | Attempt::RecordUnanswered { .. }
                | Attempt::RecordUnclear { .. }
                | Attempt::RecordFailed { .. }
                | Attempt::RecordCancelled { .. }
                | Attempt::RecordPaid { .. }
                | Attempt::Expire { .. },
            )
            | Command::Refund(
                Refund::RecordOrdered { .. } | Refund::RecordImpossible { .. } | Refund::RecordDone { .. },
            ) => OFFICE,
            Command::NumberReceipt { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Cashier),
                Grant::Any(Role::System),
            ],
            Command::Refund(Refund::Approve { .. } | Refund::Decline { .. }) => WHO_LETS_MONEY_OUT,
            Command::ClaimAgain { .. }
            | Command::Attempt(Attempt::Close { .. })
            | Command::Refund(Refund::RecordByHand { .. }) => &[Grant::Any(Role::Cashier)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match self {
            Self::Unknown => begin(asked),
            Self::Fixed(fee) => fee.decide(asked),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Assessed { case, items, amount }) => {
                Self::Fixed(Box::new(Fee::of(Claim { case, items, amount })))
            }
            // Nothing else can have happened to a fee that is not fixed.
            (Self::Unknown, _) => Self::Unknown,
            (Self::Fixed(mut fee), event) => {
                fee.remember(event);
                Self::Fixed(fee)
            }
        }
    }
}

impl State {
    /// The fee, once it is fixed.
    pub fn fee(&self) -> Option<&Fee> {
        match self {
            Self::Unknown => None,
            Self::Fixed(fee) => Some(fee),
        }
    }

    /// Where the claim stands, once it is fixed.
    pub fn standing(&self) -> Option<Standing> {
        self.fee().map(|fee| fee.standing)
    }
}

fn begin(asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
    match &asked.command {
        Command::Assess { items, .. } if items.is_empty() => Err(Refusal::NothingDue),
        Command::Assess { case, items } => {
            let amount = items.iter().map(Item::amount).sum();
            Ok(vec![Event::Assessed { case: *case, items: items.clone(), amount }])
        }
        Command::Abandon => Ok(vec![]),
        Command::PayAtCounter { .. }
        | Command::Exempt { .. }
        | Command::RequestWaiver
        | Command::RecordWaiver { .. }
        | Command::Replace
        | Command::ClaimAgain { .. }
        | Command::NumberReceipt { .. }
        | Command::Attempt(_)
        | Command::Refund(_) => Err(Refusal::NotAssessed),
    }
}

impl Fee {
    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            Abandon, Assess, ClaimAgain, Exempt, NumberReceipt, PayAtCounter, RecordWaiver, Replace, RequestWaiver,
        };
        use Standing::{Cancelled, Due, Free, Paid, RefundDue, Waived, WaiverPending};

        let claim = &self.claim;
        match (self.standing, &asked.command) {
            // What becomes of an attempt or a refund does not depend on what the claim has become.
            (_, Command::Attempt(command)) => attempts::decide(self, command, asked),
            (_, Command::Refund(command)) => refund::decide(self, command, asked.by.actor),

            // What goes back anyway, or settles nothing, is not claimed a second time.
            (Paid(Source::Attempt(settled_by)), &ClaimAgain { attempt, amount })
                if attempt.is_none_or(|attempt| attempt == settled_by)
                    && amount == claim.amount
                    && self.left_of(Source::Attempt(settled_by)) == claim.amount =>
            {
                let by = asked.by.actor;
                Ok(vec![Event::ChargedBack { case: claim.case, attempt: settled_by, amount, by }])
            }
            (
                Free | Due | Paid(_) | Standing::Exempt(_) | WaiverPending | Waived | Cancelled | RefundDue(_),
                ClaimAgain { .. },
            ) => Err(Refusal::NothingToClaim),

            (Paid(_) | RefundDue(_), &NumberReceipt { year, number }) if self.receipt.is_none() => {
                Ok(vec![Event::ReceiptNumbered { case: claim.case, year, number, amount: claim.amount }])
            }
            (Paid(_) | RefundDue(_), NumberReceipt { .. }) => Ok(vec![]),
            (Free | Due | Standing::Exempt(_) | WaiverPending | Waived | Cancelled, NumberReceipt { .. }) => {
                Err(Refusal::NothingDue)
            }

            (Free | Due | Paid(_) | Standing::Exempt(_) | WaiverPending | Waived, Assess { case, items })
                if *case == claim.case && *items == claim.items =>
            {
                Ok(vec![])
            }
            (Free | Due | Paid(_) | Standing::Exempt(_) | WaiverPending | Waived, Assess { .. }) => {
                Err(Refusal::AlreadyAssessed)
            }

            (Free, PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. }) => {
                Err(Refusal::NothingDue)
            }
            (Free, Replace) => Ok(vec![claim.cancelled()]),
            (Free, Abandon) => Ok(vec![]),

            (Due, PayAtCounter { amount, .. }) if *amount != claim.amount => {
                Err(Refusal::WrongAmount { due: claim.amount })
            }
            // Also while somebody may be paying online: what comes of that later is not owed, and goes back.
            (Due, &PayAtCounter { means, amount }) => {
                Ok(vec![Event::Paid { case: claim.case, means, amount, items: claim.items.clone() }])
            }
            (Due, &Exempt { exemption }) => {
                Ok(vec![Event::Exempted { case: claim.case, exemption, amount: claim.amount }])
            }
            (Due, RequestWaiver) if !claim.is_federal() => Err(Refusal::NotWaivable),
            (Due, RequestWaiver) => Ok(vec![Event::WaiverRequested { case: claim.case, amount: claim.amount }]),
            (Due, RecordWaiver { .. }) => Err(Refusal::NoWaiverRequested),
            (Due | WaiverPending, Replace | Abandon) => Ok(vec![claim.cancelled()]),

            (WaiverPending, RequestWaiver) => Ok(vec![]),
            // While somebody waits for an answer, no money is asked for, and none is taken.
            (WaiverPending, PayAtCounter { .. } | Exempt { .. }) => Err(Refusal::WaiverPending),
            (WaiverPending, RecordWaiver { granted: true }) => {
                Ok(vec![Event::Waived { case: claim.case, amount: claim.amount }])
            }
            (WaiverPending, RecordWaiver { granted: false }) => {
                Ok(vec![Event::WaiverRefused { case: claim.case, amount: claim.amount }])
            }

            // Never "already so": somebody who pays twice has to hear that the money is not owed.
            // (A repeated request with the same key is answered by the log, before it comes here.)
            (Paid(_), PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace) => {
                Err(Refusal::AlreadySettled)
            }
            (Paid(source), Abandon) => {
                let left = self.left_of(source);
                // What went back before does not go back again, and what somebody has asked for is owed from now on.
                if left <= Cents::ZERO {
                    return Ok(vec![Event::CaseEnded { case: claim.case }]);
                }
                Ok(vec![Event::RefundDue { case: claim.case, amount: left, by: Some(asked.by.actor) }])
            }

            (Standing::Exempt(exemption), Exempt { exemption: again }) if exemption == *again => Ok(vec![]),
            (Waived, RecordWaiver { granted: true }) => Ok(vec![]),
            (
                Standing::Exempt(_) | Waived,
                PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace,
            ) => Err(Refusal::AlreadySettled),
            (Standing::Exempt(_) | Waived, Abandon) => Ok(vec![]),

            (Cancelled, Replace | Abandon) | (RefundDue(_), Abandon) => Ok(vec![]),
            (Cancelled, Assess { .. } | PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. })
            | (
                RefundDue(_),
                Assess { .. } | PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace,
            ) => Err(Refusal::Cancelled),
        }
    }

    fn remember(&mut self, event: Event) {
        match event {
            // It is fixed once.
            Event::Assessed { .. } => {}
            Event::Paid { .. } => self.standing = Standing::Paid(Source::Counter),
            Event::Exempted { exemption, .. } => self.standing = Standing::Exempt(exemption),
            Event::WaiverRequested { .. } => self.standing = Standing::WaiverPending,
            Event::Waived { .. } => self.standing = Standing::Waived,
            Event::WaiverRefused { .. } => self.standing = Standing::Due,
            Event::Cancelled { .. } => self.standing = Standing::Cancelled,
            Event::ReceiptNumbered { year, number, .. } => self.receipt = Some(super::Receipt { year, number }),
            Event::PaidOnline { attempt, .. } => {
                self.standing = Standing::Paid(Source::Attempt(attempt));
                attempts::remember(self, event);
            }
            Event::ChargedBack { .. } => {
                self.standing = Standing::Due;
                attempts::remember(self, event);
            }
            Event::AttemptRequested { .. }
            | Event::AttemptStarted { .. }
            | Event::AttemptUnanswered { .. }
            | Event::AttemptUnclear { .. }
            | Event::AttemptFailed { .. }
            | Event::AttemptCancelled { .. }
            | Event::AttemptExpired { .. }
            | Event::AttemptClosed { .. }
            | Event::Overpaid { .. }
            | Event::OtherAmountPaid { .. } => attempts::remember(self, event),
            Event::RefundDue { .. }
            | Event::CaseEnded { .. }
            | Event::RefundRequested { .. }
            | Event::RefundApproved { .. }
            | Event::RefundDeclined { .. }
            | Event::RefundOrdered { .. }
            | Event::RefundByHand { .. }
            | Event::Refunded { .. } => refund::remember(self, event),
        }
    }

    /// Why money that comes in now is not owed, if it is not.
    pub(super) fn not_owed(&self) -> Option<NotOwed> {
        match self.standing {
            // Who pays while the federal office still thinks about it has paid.
            Standing::Due | Standing::WaiverPending => None,
            Standing::Paid(_) => Some(NotOwed::PaidAlready),
            Standing::Exempt(_) | Standing::Waived => Some(NotOwed::Waived),
            Standing::Free | Standing::Cancelled | Standing::RefundDue(_) => Some(NotOwed::Cancelled),
        }
    }
}
