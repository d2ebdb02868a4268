//! The port: where mails go, and what the other side can say to them.

use std::pin::Pin;

/// What an outbox answers, after a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, NotTaken>> + Send + 'a>>;

/// Takes mails.
///
/// A mail is handed over in two steps, so that whoever is interrupted knows whether anything can have gone out: first
/// it is offered, and only a mail that is taken is handed over.
pub trait Outbox: Send + Sync {
    /// What operators call it.
    fn name(&self) -> String;

    /// Whether a second copy of a mail is recognised by its name, so that it may simply be handed over again.
    fn recognises(&self) -> bool;

    /// Asks whether a mail is taken. Nothing has gone out by that.
    fn offer<'a>(&'a self, mail: &'a Outgoing) -> Answer<'a, Box<dyn Offer>>;
}

/// A mail that is taken, and not yet handed over.
pub trait Offer: Send {
    /// Hands it over. It is the other side's when this returns.
    fn hand_over(self: Box<Self>) -> Answer<'static, ()>;
}

/// A mail as it leaves the office.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its name: the same for the same mail, however often it is handed over.
    pub name: String,
    /// From whom (RFC 5321, 3.3).
    pub from: String,
    /// To whom.
    pub to: String,
    /// Its bytes (RFC 5322).
    pub bytes: Vec<u8>,
}

/// Why a mail was not taken. The other side's words stay there: they often quote the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// No mail is taken at the moment, this one as little as others.
    #[error("no mail is taken at the moment: {why}")]
    Closed {
        /// Why, for operators.
        why: &'static str,
    },
    /// This mail is not taken now.
    #[error("the mail is not taken now (reply {code})")]
    Deferred {
        /// The three digits of the reply (RFC 5321, 4.2.1): it begins with 4.
        code: u16,
    },
    /// This mail is never taken.
    #[error("the mail is refused (reply {code})")]
    Refused {
        /// The three digits of the reply: it begins with 5.
        code: u16,
    },
    /// The other side did not say what became of it.
    #[error("nobody says what became of the mail")]
    Unclear,
}
