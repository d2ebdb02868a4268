//! What several aggregates decide together about a fee: an attempt of its case's holder, money that came in, a refund.

use chrono::{DateTime, Datelike as _, Utc};

use super::{AttemptCommand, Command, Event, OnlineMeans, Refusal, State};
use crate::asked::Asked;
use crate::calendar::local_date;
use crate::case::{self, Settlement};
use crate::decide::Decide as _;
use crate::ids::{CaseId, PaymentId, SeriesId};
use crate::money::Cents;
use crate::number_series;
use crate::permission::{self, Grant, Role};
use crate::statement::Mark;
use crate::streams::{Streams, Transaction};

/// Whoever the case belongs to pays for themselves; who works on it sends them to the pay page.
const WHO_STARTS: &[Grant] = &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];

/// Begins to pay the fee of a case online. While an attempt is open, it is that one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StartOnline {
    /// Of which case.
    pub case: CaseId,
}

impl Transaction for StartOnline {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let state = streams.guard::<case::State>(self.case.0)?;
        permission::check(WHO_STARTS, &asked.by, state.holder()).map_err(|denied| stop::<S>(denied.into()))?;
        let file = state.file().ok_or_else(|| S::Break::from(case::Refusal::Unknown.into()))?;
        let payment = file.fee.ok_or_else(|| stop::<S>(Refusal::NotAssessed))?.payment;
        streams.decide::<State>(payment.0, asked.to(Command::Attempt(AttemptCommand::Request { payment }))).map(drop)
    }
}

/// What came in, in the provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// How.
    pub means: OnlineMeans,
    /// How much.
    pub amount: Cents,
    /// What the treasury calls it (Kassenzeichen).
    pub receipt: Option<String>,
    /// By what statements that were read before know this word.
    pub mark: Option<Mark>,
    /// When, by the provider's clock.
    pub paid_at: DateTime<Utc>,
}

/// Records that money came in by an attempt. If that settles the fee, the case goes on, and there is a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOnlinePayment {
    /// Of which fee.
    pub payment: PaymentId,
    /// By which attempt.
    pub attempt: u16,
    /// What came in.
    pub received: Received,
}

impl Transaction for RecordOnlinePayment {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { payment, attempt, received } = self;
        let Received { means, amount, receipt, mark, paid_at } = received.clone();
        let record =
            Command::Attempt(AttemptCommand::RecordPaid { attempt: *attempt, means, amount, receipt, mark, paid_at });
        for event in streams.decide::<State>(payment.0, asked.to(record))? {
            if let Event::PaidOnline { case, .. } = event {
                let settle = case::Command::RecordSettlement { payment: *payment, how: Settlement::Paid };
                streams.decide::<case::State>(case.0, asked.to(settle))?;
                number_receipt(*payment, asked, streams)?;
            }
        }
        Ok(())
    }
}

/// Gives what was just paid the next number of the year's receipts: numbers have no gap, because a number is taken with
/// the payment or not at all.
pub fn number_receipt<S: Streams>(payment: PaymentId, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let year = local_date(asked.at).year();
    let series = SeriesId::of_receipts(year);
    let take = number_series::Command::Take { of: payment.0, wish: None };
    let taken = streams.decide::<number_series::State>(series.0, asked.to(take))?;
    let number = match taken[..] {
        [number_series::Event::Taken { number, .. }, ..] => Some(number),
        [] => streams.guard::<number_series::State>(series.0)?.number_of(payment.0),
    };
    let number = number.expect("a thing that took a number has it");
    let year = u16::try_from(year).expect("the office does not outlive the year 65535");
    streams.decide::<State>(payment.0, asked.to(Command::NumberReceipt { year, number })).map(drop)
}

/// Tells the fee of a case what to give back, and whether. Of a case that is hidden from somebody they know nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct RefundOf {
    /// Of which fee.
    pub payment: PaymentId,
    /// What is wanted.
    pub command: Command,
}

impl Transaction for RefundOf {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { payment, command } = self;
        permission::check(State::grants(command), &asked.by, None).map_err(|denied| stop::<S>(denied.into()))?;
        // Whoever answers for the money sees the claim and not the case.
        if !asked.by.roles.any(&[Role::TeamLead, Role::Cashier])
            && let Some(claim) = streams.guard::<State>(payment.0)?.fee().map(|fee| fee.claim.case)
            && streams.guard::<case::State>(claim.0)?.file().is_none()
        {
            return Err(stop::<S>(Refusal::NotAssessed));
        }
        streams.decide::<State>(payment.0, asked.to(command.clone())).map(drop)
    }
}

fn stop<S: Streams>(refusal: Refusal) -> S::Break {
    crate::Refusal::from(refusal).into()
}
