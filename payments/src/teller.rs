//! Asks the provider about one payment, and records what it says.
//!
//! The worker asks when it is time, and a page asks when somebody waits before it; both go through here. Whatever is
//! recorded has a command id that is made of what was said, so it makes no difference who heard it first.
//!
//! The address of a pay page stays in memory: whoever has it can pay, it is of no use afterwards, and the provider tells
//! it again to whoever asks. So it is in no log, no backup and no read model.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::Payment;
use domain::ids::{PaymentId, derived};
use domain::money::Cents;
use domain::payment::{
    self, Attempt, AttemptCommand, AttemptStanding, Command, Fee, Obstacle, OnlineMeans, Received, RecordOnlinePayment,
    RefundCommand, RefundStanding, Source, is_word,
};
use domain::statement::Mark;
use domain::streams::{Single, Transaction};
use event_store::{Failure as LogFailure, Log, crash};
use tracing::{info, warn};
use worker::{Given, Orders};

use crate::port::{Failure, Item, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing};

/// How long a call may take. It is shorter than the lease, so that no second node calls meanwhile.
const CALL_MAX: Duration = Duration::from_secs(10);

/// How long somebody who waits before a page waits for the provider.
const LOOK_MAX: Duration = Duration::from_secs(7);

/// How often somebody who waits has the provider asked about one attempt, in seconds.
const LOOK_PAUSE_SECS: i64 = 3;

/// How many attempts are remembered at most. What is forgotten is asked again.
const SEEN_MAX: usize = 10_000;

/// Stands for a word, a reference or an amount of the provider that is none.
const UNREADABLE: &str = "unreadable";

/// How an authority is paid online.
#[derive(Clone)]
pub struct Paying {
    /// By way of whom.
    pub provider: Arc<dyn Provider>,
    /// What the treasury books fees by: names and values, such as `haushaltsstelle`.
    pub booking: Vec<(String, String)>,
}

/// Makes the address to which the browser goes after an attempt to pay.
pub type Returns = Arc<dyn Fn(PaymentId, u16) -> String + Send + Sync>;

/// Marks a word of the provider's, so that statements that were read before are known by it.
pub type Marks = Arc<dyn Fn(&str) -> Mark + Send + Sync>;

/// Asks and records. Clones are the same.
#[derive(Clone)]
pub struct Teller(Arc<Inner>);

struct Inner {
    orders: Orders,
    paying: Option<Paying>,
    return_to: Returns,
    marks: Marks,
    seen: Mutex<HashMap<(PaymentId, u16), Seen>>,
}

/// What is remembered of an attempt while this node runs.
#[derive(Clone, Debug, Default)]
struct Seen {
    page: Option<String>,
    /// When somebody who waits had the provider asked.
    looked_at: Option<DateTime<Utc>>,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Nothing new.
    Nothing,
    /// Something was recorded.
    Recorded,
    /// There is nothing to ask any more.
    Over,
}

impl Teller {
    /// Asks the provider of an authority that has one.
    pub fn new(orders: Orders, paying: Option<Paying>, return_to: Returns, marks: Marks) -> Self {
        Self(Arc::new(Inner { orders, paying, return_to, marks, seen: Mutex::default() }))
    }

    /// By way of whom fees are paid, as operators call it.
    pub fn provider(&self) -> Option<String> {
        self.0.paying.as_ref().map(|paying| paying.provider.name())
    }

    pub(crate) fn log(&self) -> &Log {
        self.0.orders.log()
    }

    /// Has the provider asked at once how a payment stands, because somebody waits for it. Where the provider takes too
    /// long, or was asked a moment ago, that is all: the worker asks again by itself.
    pub async fn look(&self, payment: PaymentId) -> Result<(), LogFailure> {
        match self.latest(payment).await? {
            Some(attempt) => self.look_at(payment, attempt).await,
            None => Ok(()),
        }
    }

    /// Has the provider asked at once how one attempt stands, be it the last or not.
    pub async fn look_at(&self, payment: PaymentId, attempt: u16) -> Result<(), LogFailure> {
        let now = self.0.orders.log().clock().now();
        let asked_lately =
            |seen: &Seen| seen.looked_at.is_some_and(|looked_at| now < looked_at + TimeDelta::seconds(LOOK_PAUSE_SECS));
        // Whoever reloads a page all the time costs the database nothing.
        if self.seen().get(&(payment, attempt)).is_some_and(asked_lately) {
            return Ok(());
        }
        // After a restore nothing leaves the office until an operator has looked, questions included.
        if !self.0.orders.log().backend().may_leave().await? {
            return Ok(());
        }
        {
            let mut seen = self.seen();
            let seen = remembered(&mut seen, (payment, attempt));
            // Somebody else may have asked meanwhile.
            if asked_lately(seen) {
                return Ok(());
            }
            seen.looked_at = Some(now);
        }
        match tokio::time::timeout(LOOK_MAX, self.attend(payment, attempt, false)).await {
            Ok(told) => told.map(drop),
            Err(_) => Ok(()),
        }
    }

    /// The page on which an attempt is paid, while it is open.
    pub async fn page(&self, payment: PaymentId, attempt: u16) -> Result<Option<String>, LogFailure> {
        let remembered = || self.seen().get(&(payment, attempt)).and_then(|seen| seen.page.clone());
        // Another node may have heard meanwhile that it is paid.
        let state = self.0.orders.log().load::<Payment>(payment.0).await?.state.0;
        let known = state.fee().and_then(|fee| fee.attempt(attempt));
        // What has not begun has no page, and asking for it would ask for nothing.
        if known.is_none_or(|known| !known.is_open() || known.reference.is_none()) {
            return Ok(None);
        }
        if let Some(page) = remembered() {
            return Ok(Some(page));
        }
        self.look_at(payment, attempt).await?;
        Ok(remembered())
    }

    /// When somebody last waited for an attempt: then it is young again.
    pub(crate) fn looked_at(&self, payment: PaymentId, attempt: u16) -> Option<DateTime<Utc>> {
        self.seen().get(&(payment, attempt)).and_then(|seen| seen.looked_at)
    }

    /// The attempt about which the provider can be asked: the open one, or else the last.
    async fn latest(&self, payment: PaymentId) -> Result<Option<u16>, LogFailure> {
        let state = self.0.orders.log().load::<Payment>(payment.0).await?.state.0;
        let fee = state.fee();
        let latest = fee.and_then(|fee| fee.open_attempt().or(fee.attempts.last()));
        Ok(latest.filter(|attempt| attempt.reference.is_some()).map(|attempt| attempt.number))
    }

    /// Does for an attempt what is to be done by how it stands now: has it begun, if `may_start`, or asks what became of
    /// it.
    pub(crate) async fn attend(&self, payment: PaymentId, attempt: u16, may_start: bool) -> Result<Told, LogFailure> {
        let Some(paying) = &self.0.paying else { return Ok(Told::Nothing) };
        let state = self.0.orders.log().load::<Payment>(payment.0).await?.state.0;
        let Some((fee, known)) = state.fee().and_then(|fee| Some((fee, fee.attempt(attempt)?))) else {
            return Ok(Told::Over);
        };
        match (known.standing, &known.reference) {
            (
                AttemptStanding::Paid
                | AttemptStanding::Overpaid
                | AttemptStanding::OtherAmount
                | AttemptStanding::ChargedBack,
                _,
            ) => {
                self.seen().remove(&(payment, attempt));
                Ok(Told::Over)
            }
            (
                AttemptStanding::Open | AttemptStanding::Failed | AttemptStanding::Cancelled | AttemptStanding::Expired,
                Some(reference),
            ) => self.ask(paying, payment, known, reference).await,
            (AttemptStanding::Open, None) if may_start => self.start(paying, payment, fee, known).await,
            (AttemptStanding::Open, None) => Ok(Told::Nothing),
            // Nobody knows how to ask for it.
            (AttemptStanding::Failed | AttemptStanding::Cancelled | AttemptStanding::Expired, None) => Ok(Told::Over),
        }
    }

    /// Asks about every attempt of a payment by which nothing has come in: a statement shows that something has.
    pub(crate) async fn attend_all(&self, payment: PaymentId) -> Result<Told, LogFailure> {
        let state = self.0.orders.log().load::<Payment>(payment.0).await?.state.0;
        let Some(fee) = state.fee() else { return Ok(Told::Over) };
        let mut told = Told::Over;
        for attempt in fee.attempts.iter().filter(|attempt| !attempt.is_paid()) {
            match self.attend(payment, attempt.number, false).await? {
                Told::Recorded => told = Told::Recorded,
                Told::Nothing if told == Told::Over => told = Told::Nothing,
                Told::Over | Told::Nothing => {}
            }
        }
        Ok(told)
    }

    async fn start(&self, paying: &Paying, payment: PaymentId, fee: &Fee, known: &Attempt) -> Result<Told, LogFailure> {
        let attempt = known.number;
        // Whoever has paid at the counter meanwhile, or owes nothing any more, is not sent to a pay page. Of an attempt
        // that the provider may have begun nobody says that it came to nothing.
        if fee.standing != payment::Standing::Due && !known.unanswered {
            let failed = AttemptCommand::RecordFailed { attempt, code: Some("not_due".to_owned()) };
            return self.record(payment, &format!("{attempt}.refused"), failed).await;
        }
        let order = order(paying, (self.0.return_to)(payment, attempt), payment, fee, known);
        crash::point("payment.before_start");
        let answer = tokio::time::timeout(CALL_MAX, paying.provider.start(&order)).await;
        crash::point("payment.after_start");
        match answer.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(started) if is_word(&started.reference.0) => {
                let mark = Some((self.0.marks)(&started.reference.0));
                let record = AttemptCommand::RecordStarted { attempt, reference: started.reference.0, mark };
                self.record(payment, &format!("{attempt}.started"), record).await?;
                self.remember_page(payment, attempt, started.page);
                self.hears(payment, attempt, started.standing).await?;
                Ok(Told::Recorded)
            }
            Ok(_) | Err(Failure::NoAnswer | Failure::BadAnswer | Failure::NotFound) => {
                info!(payment.id = %payment, attempt, "the provider did not say whether payment {payment} has begun");
                self.record(payment, &format!("{attempt}.unanswered"), AttemptCommand::RecordUnanswered { attempt })
                    .await
            }
            Err(failure @ (Failure::Unreachable | Failure::Denied)) => {
                warn!(payment.id = %payment, attempt, "payment {payment} has not begun: {failure}");
                Ok(Told::Nothing)
            }
            // Also where the provider has it under a name that was in a lost answer: its page was in that answer, too, so
            // nobody can pay it, and another attempt is no second payment.
            Err(Failure::Rejected { code }) => {
                let code = Some(code).filter(|code| is_word(code)).unwrap_or_else(|| UNREADABLE.to_owned());
                warn!(payment.id = %payment, attempt, code, "the provider refused payment {payment}: {code}");
                let failed = AttemptCommand::RecordFailed { attempt, code: Some(code) };
                self.record(payment, &format!("{attempt}.refused"), failed).await
            }
            Err(Failure::NotPossible) => {
                let failed = AttemptCommand::RecordFailed { attempt, code: Some("not_possible".to_owned()) };
                self.record(payment, &format!("{attempt}.refused"), failed).await
            }
        }
    }

    async fn ask(
        &self,
        paying: &Paying,
        payment: PaymentId,
        known: &Attempt,
        reference: &str,
    ) -> Result<Told, LogFailure> {
        let attempt = known.number;
        let reference = Reference(reference.to_owned());
        crash::point("payment.before_look_up");
        let answer = tokio::time::timeout(CALL_MAX, paying.provider.look_up(&reference)).await;
        crash::point("payment.after_look_up");
        match answer.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(standing) => self.hears(payment, attempt, standing).await,
            // What the provider knew and knows no more is neither paid nor not.
            Err(Failure::NotFound) => self.unclear(payment, attempt, "not_found".to_owned()).await,
            Err(failure) => {
                info!(payment.id = %payment, attempt, "nobody says how payment {payment} stands: {failure}");
                Ok(Told::Nothing)
            }
        }
    }

    /// Records how an attempt stands, in the provider's word.
    async fn hears(&self, payment: PaymentId, attempt: u16, standing: Standing) -> Result<Told, LogFailure> {
        match standing {
            Standing::Open { page } => {
                self.remember_page(payment, attempt, page);
                Ok(Told::Nothing)
            }
            Standing::Paid { amount, .. } if amount <= Cents::ZERO => {
                self.unclear(payment, attempt, format!("paid_{}", amount.0)).await
            }
            Standing::Paid { amount, at: paid_at, means, receipt } => {
                let receipt = receipt.filter(|word| is_word(word));
                let mark = receipt.as_deref().map(|word| (self.0.marks)(word));
                let received = Received { means: online(means), amount, receipt, mark, paid_at };
                let record = RecordOnlinePayment { payment, attempt, received };
                self.run(&format!("payment.{payment}.{attempt}.paid"), record).await
            }
            Standing::Failed => {
                self.forget_page(payment, attempt);
                let failed = AttemptCommand::RecordFailed { attempt, code: None };
                self.record(payment, &format!("{attempt}.failed"), failed).await
            }
            Standing::Cancelled => {
                self.forget_page(payment, attempt);
                self.record(payment, &format!("{attempt}.cancelled"), AttemptCommand::RecordCancelled { attempt }).await
            }
            Standing::Unknown { word } => self.unclear(payment, attempt, word).await,
        }
    }

    async fn unclear(&self, payment: PaymentId, attempt: u16, word: String) -> Result<Told, LogFailure> {
        let word = Some(word).filter(|word| is_word(word)).unwrap_or_else(|| UNREADABLE.to_owned());
        warn!(payment.id = %payment, attempt, word, "the provider says {word} of payment {payment}");
        self.record(payment, &format!("{attempt}.unclear.{word}"), AttemptCommand::RecordUnclear { attempt, word })
            .await
    }

    /// Has the provider give back what two people have agreed to.
    pub(crate) async fn refund(&self, payment: PaymentId, refund: u16) -> Result<Told, LogFailure> {
        let Some(paying) = &self.0.paying else { return Ok(Told::Nothing) };
        let state = self.0.orders.log().load::<Payment>(payment.0).await?.state.0;
        let Some((fee, known)) = state.fee().and_then(|fee| Some((fee, fee.refund(refund)?))) else {
            return Ok(Told::Over);
        };
        match known.standing {
            RefundStanding::Approved | RefundStanding::Ordered => {}
            RefundStanding::Requested | RefundStanding::ByHand | RefundStanding::Done | RefundStanding::Declined => {
                return Ok(Told::Over);
            }
        }
        let reference = match known.source {
            Source::Attempt(attempt) => fee.attempt(attempt).and_then(|attempt| attempt.reference.clone()),
            Source::Counter => None,
        };
        let impossible = |obstacle| RefundCommand::RecordImpossible { refund, obstacle };
        let key = |what: &str| format!("refund.{refund}.{what}");
        let Some(reference) = reference else {
            return self.record(payment, &key("impossible"), impossible(Obstacle::NotFound)).await;
        };
        let request = derived("refund", payment.0, &refund.to_string());
        let order = RefundOrder { request, reference: Reference(reference), amount: known.amount };
        crash::point("refund.before_call");
        let answer = tokio::time::timeout(CALL_MAX, paying.provider.refund(&order)).await;
        crash::point("refund.after_call");
        let (what, command) = match answer.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(Refunded::Done) => ("done", RefundCommand::RecordDone { refund }),
            Ok(Refunded::Pending) if known.standing == RefundStanding::Ordered => return Ok(Told::Nothing),
            Ok(Refunded::Pending) => ("ordered", RefundCommand::RecordOrdered { refund }),
            Err(Failure::NotPossible) => ("impossible", impossible(Obstacle::NotPossible)),
            Err(Failure::NotFound) => ("impossible", impossible(Obstacle::NotFound)),
            Err(Failure::Rejected { .. }) => ("impossible", impossible(Obstacle::Rejected)),
            Err(failure @ (Failure::Unreachable | Failure::NoAnswer | Failure::BadAnswer | Failure::Denied)) => {
                info!(payment.id = %payment, refund, "refund {refund} of payment {payment} waits: {failure}");
                return Ok(Told::Nothing);
            }
        };
        self.record(payment, &key(what), command).await
    }

    async fn record(&self, payment: PaymentId, what: &str, command: impl Into<Command>) -> Result<Told, LogFailure> {
        let single = Single::<payment::State> { id: payment.0, command: command.into() };
        self.run(&format!("payment.{payment}.{what}"), single).await
    }

    /// Gives a command in the name of the office, for a cause that has happened once.
    async fn run<T: Transaction>(&self, cause: &str, transaction: T) -> Result<Told, LogFailure> {
        crash::point("payment.before_record");
        let given = self.0.orders.run(cause, transaction).await;
        crash::point("payment.after_record");
        Ok(match given? {
            Given::Accepted => Told::Recorded,
            Given::Refused => {
                warn!(cause, "a provider's word was not recorded");
                Told::Nothing
            }
        })
    }

    fn remember_page(&self, payment: PaymentId, attempt: u16, page: Option<String>) {
        // Browsers are sent there, so it is a page and nothing that runs.
        let page = page.filter(|page| page.starts_with("https://") || page.starts_with("http://"));
        remembered(&mut self.seen(), (payment, attempt)).page = page;
    }

    fn forget_page(&self, payment: PaymentId, attempt: u16) {
        self.remember_page(payment, attempt, None);
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<(PaymentId, u16), Seen>> {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn remembered(seen: &mut HashMap<(PaymentId, u16), Seen>, of: (PaymentId, u16)) -> &mut Seen {
    if seen.len() >= SEEN_MAX && !seen.contains_key(&of) {
        seen.clear();
    }
    seen.entry(of).or_default()
}

/// What the provider is told: a number that names the claim and nobody, and what the treasury books by.
fn order(paying: &Paying, return_to: String, payment: PaymentId, fee: &Fee, known: &Attempt) -> Order {
    let item = |item: &payment::Item| Item {
        reference: item.position().to_owned(),
        description: "Verwaltungsgebühr".to_owned(),
        quantity: item.quantity,
        each: item.each,
        booking: paying.booking.clone(),
    };
    Order {
        request: known.request,
        purpose: payment.reference(),
        amount: fee.claim.amount,
        items: fee.claim.items.iter().map(item).collect(),
        return_to,
        at: known.requested_at,
    }
}

fn online(means: Means) -> OnlineMeans {
    match means {
        Means::Card => OnlineMeans::Card,
        Means::Giropay => OnlineMeans::Giropay,
        Means::Paydirekt => OnlineMeans::Paydirekt,
        Means::PayPal => OnlineMeans::Paypal,
        Means::Other => OnlineMeans::Other,
    }
}
