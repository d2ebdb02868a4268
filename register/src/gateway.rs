//! The port: what the office asks of a register, and what a register can answer.

use std::pin::Pin;

use chrono::NaiveDate;
use domain::ids::TransmissionId;
use domain::person::{Address, PartialDate, Person};
use serde::{Deserialize, Serialize};

use crate::message::Message;

/// An answer that is on its way.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// The way to registers and federal offices.
pub trait Gateway: Send + Sync {
    /// What operators call it.
    fn name(&self) -> String;

    /// Hands a message over. The same key again is the same message: the recipient has it once.
    fn submit<'a>(&'a self, message: &'a Message) -> Answer<'a, Receipt>;

    /// Asks what became of a message that was handed over.
    fn confirm(&self, key: TransmissionId) -> Answer<'_, Confirmation>;

    /// Asks for what a prefilled form needs (§ 23 (2), (3) BMG). A question may be asked again.
    fn look_up<'a>(&'a self, question: &'a Question) -> Answer<'a, Found>;
}

/// A message was handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What the recipient calls it: a short word (see `transmission::is_word`).
    pub reference: String,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The recipient has not said anything yet.
    Pending,
    /// The recipient has it.
    Acknowledged {
        /// What the recipient calls it.
        reference: String,
    },
}

/// Why a gateway did not do what it was asked. Nothing is inferred: without a word of the recipient nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The recipient could not be reached.
    #[error("the recipient cannot be reached")]
    Unreachable,
    /// The recipient did not answer in time. It may have got the message.
    #[error("the recipient did not answer")]
    NoAnswer,
    /// The answer could not be understood.
    #[error("the recipient's answer makes no sense")]
    BadAnswer,
    /// This way to the recipient answers no questions, now or later.
    #[error("this way answers no questions")]
    NotPossible,
    /// The recipient sent the message back. Repeating it unchanged is for somebody to decide.
    #[error("the recipient rejected it with the code {code}")]
    Rejected {
        /// Its code for the reason: a short word, never a sentence, which could name somebody.
        code: String,
    },
}

/// Whom a prefilled form is to be about (§ 23 (3) BMG).
#[derive(Clone, PartialEq, Eq)]
pub struct Question {
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Date of birth.
    pub born: PartialDate,
}

/// What the register says about somebody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrefilledForm {
    /// Who.
    pub person: Person,
    /// Where the person is registered.
    pub address: Address,
    /// When the person died, if the register says so (DSMeld 1901).
    pub died_on: Option<NaiveDate>,
}

/// The answer to a question about somebody.
///
/// Whether nobody is known, or nothing may be said because of a block (§§ 51, 52 BMG), is one answer: a second variant
/// would tell it (§ 51 (2) BMG).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// The form.
    Form(Box<PrefilledForm>),
    /// Nothing can be said. The form is filled in by hand (§ 23 (2) BMG).
    Nothing,
}
