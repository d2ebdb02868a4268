//! The port: what the office asks of a payment provider, and what a provider can answer.
//!
//! It fits a provider with a pay page that is polled (XBezahldienste), and one that is given a card token and answers
//! at once. What a provider tells by itself (a redirect, a call back) is at most a reason to ask: the truth is its
//! answer to a question.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use domain::money::Cents;
use uuid::Uuid;

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// A provider of payments.
pub trait Provider: Send + Sync {
    /// What operators call it.
    fn name(&self) -> String;

    /// Begins a payment. The same request again is the same payment: whoever got no answer asks again with it.
    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started>;

    /// Asks how a payment stands. A question may be asked as often as one likes.
    fn look_up<'a>(&'a self, reference: &'a Reference) -> Answer<'a, Standing>;

    /// Gives money back, once for each refund's request. [`Failure::NotPossible`] if the treasury has to do it by hand.
    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded>;

    /// Says whether the provider can be reached and knows this authority, for `vorgang doctor`.
    fn check(&self) -> Answer<'_, ()>;
}

/// What somebody is to pay. It names no person and no service that would tell on one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The name of the attempt, by which the provider knows it again.
    pub request: Uuid,
    /// What stands on the statement of account: the spoken number of the case, nothing else.
    pub purpose: String,
    /// How much, the sum of the items.
    pub amount: Cents,
    /// What for. One to ninety-nine.
    pub items: Vec<Item>,
    /// Where the browser goes afterwards. That it goes there means nothing.
    pub return_to: String,
    /// When the attempt was made.
    pub at: DateTime<Utc>,
}

/// One position of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What the budget calls it, such as `1130` for a certificate of conduct.
    pub reference: String,
    /// What people read.
    pub description: String,
    /// How often.
    pub quantity: u16,
    /// How much one costs. Fees of public authority bear no value added tax.
    pub each: Cents,
    /// What the treasury books it by: names and values, such as `haushaltsstelle`.
    pub booking: Vec<(String, String)>,
}

/// What a provider calls a payment: a short word, never a sentence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(pub String);

/// A payment has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// What the provider calls it.
    pub reference: Reference,
    /// The page on which it is paid, if there is one.
    pub page: Option<String>,
    /// How it stands already.
    pub standing: Standing,
}

/// How a payment stands, in the provider's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing has come of it yet.
    Open {
        /// The page on which it is paid, while there is one.
        page: Option<String>,
    },
    /// It is paid.
    Paid {
        /// How much: what differs from the order is for a person to look at.
        amount: Cents,
        /// When, by the provider's clock.
        at: DateTime<Utc>,
        /// How.
        means: Means,
        /// What the treasury calls it (Kassenzeichen).
        receipt: Option<String>,
    },
    /// It came to nothing.
    Failed,
    /// Whoever was to pay gave up.
    Cancelled,
    /// A word that the office does not know. It is open until a person has looked.
    Unknown {
        /// The word.
        word: String,
    },
}

/// How somebody has paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Means {
    /// By card.
    Card,
    /// By giropay.
    Giropay,
    /// By paydirekt.
    Paydirekt,
    /// By PayPal.
    PayPal,
    /// In another way.
    Other,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundOrder {
    /// The name of the refund, by which the provider knows it again.
    pub request: Uuid,
    /// Which payment.
    pub reference: Reference,
    /// How much.
    pub amount: Cents,
}

/// What became of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunded {
    /// The money is on its way back.
    Done,
    /// The provider has the order and will do it.
    Pending,
}

/// Why a provider did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The provider could not be reached: nothing was asked.
    #[error("the payment provider cannot be reached")]
    Unreachable,
    /// The provider did not answer in time, or with a failure of its own. It may have done what it was asked.
    #[error("the payment provider did not answer")]
    NoAnswer,
    /// The answer could not be understood. The provider may have done what it was asked.
    #[error("the payment provider's answer makes no sense")]
    BadAnswer,
    /// The provider does not let this office in.
    #[error("the payment provider does not accept the office's credentials")]
    Denied,
    /// The provider knows no such payment.
    #[error("the payment provider knows no such payment")]
    NotFound,
    /// The provider has no such operation.
    #[error("the payment provider cannot do this")]
    NotPossible,
    /// The provider refuses it. Repeating it unchanged is of no use.
    #[error("the payment provider refused it with the code {code}")]
    Rejected {
        /// Its code for the reason: a short word.
        code: String,
    },
}
