//! What stands in a mutation's `errors` when the command was not accepted.

use async_graphql::{Interface, SimpleObject, Union};

use domain::Refusal;

use super::refusals::{self, Detail, Rule, VERSION_CONFLICT};
use crate::capacity::FreeSlot;
use crate::identity::Language;

/// A rule of the office said no. The code is stable: branch on it and show the message.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct Refused {
    /// `<AGGREGATE>_<RULE>`; the query `refusals` lists them all.
    pub(crate) code: String,
    /// For the person who asked, in the language that the request prefers.
    pub(crate) message: String,
    /// The law or the regulation that the rule rests on, where there is one.
    pub(crate) law: Option<String>,
    /// What more there is to know, such as from when on it would be possible.
    pub(crate) details: Vec<Detail>,
}

impl Refused {
    /// The refusal, with everything that may be told of it.
    pub(crate) fn of(refusal: &Refusal, language: Language) -> Self {
        let (message, law) = refusals::told(refusal, language);
        Self { code: refusals::rule(refusal).code.to_owned(), message, law, details: refusals::details(refusal) }
    }

    /// The refusal by a rule.
    pub(crate) fn by(rule: &Rule, details: Vec<Detail>, language: Language) -> Self {
        Self {
            code: rule.code.to_owned(),
            message: rule.message(language).to_owned(),
            law: rule.law.map(str::to_owned),
            details,
        }
    }

    /// Whether this rule said no.
    pub(crate) fn is_by(&self, rule: &Rule) -> bool {
        self.code == rule.code
    }
}

/// A value of the input is not possible. Nothing was decided.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ValidationFailed {
    /// Always `VALIDATION_FAILED`.
    pub(crate) code: String,
    /// What is wrong with it.
    pub(crate) message: String,
    /// The path of the value in the input, such as `contact.mail`.
    pub(crate) field: String,
}

/// Others have changed the same thing: since the version that the request names, or again and again at the same time.
/// Look at it anew and try again.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct VersionConflict {
    /// Always `VERSION_CONFLICT`.
    pub(crate) code: String,
    /// What to do.
    pub(crate) message: String,
    /// The version of the thing, where the request named another.
    pub(crate) current: Option<i32>,
}

/// The idempotency key was used for another request.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct IdempotencyConflict {
    /// Always `IDEMPOTENCY_CONFLICT`.
    pub(crate) code: String,
    /// What to do.
    pub(crate) message: String,
}

/// More is asked for than the office takes at a time. Wait, then send the same request under the same key.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct RateLimited {
    /// Always `RATE_LIMITED`.
    pub(crate) code: String,
    /// What to do.
    pub(crate) message: String,
    /// How long to wait, in seconds.
    pub(crate) retry_after_secs: i32,
}

/// Somebody else was faster.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct SlotTaken {
    /// Always `CAPACITY_TAKEN`.
    pub(crate) code: String,
    /// For the person who asked.
    pub(crate) message: String,
    /// The nearest times that are free for the same services.
    pub(crate) alternatives: Vec<FreeSlot>,
}

/// Why a command was not accepted.
#[derive(Clone, Debug, Union)]
pub(crate) enum CommandError {
    /// A rule.
    Refused(Refused),
    /// The input.
    ValidationFailed(ValidationFailed),
    /// Other writers.
    VersionConflict(VersionConflict),
    /// The key.
    IdempotencyConflict(IdempotencyConflict),
    /// The load.
    RateLimited(RateLimited),
    /// A faster visitor.
    SlotTaken(SlotTaken),
}

/// What all reasons against a command have in common.
#[derive(Clone, Debug, Interface)]
#[expect(clippy::duplicated_attributes, reason = "each of the two fields has a type")]
#[graphql(
    field(name = "code", ty = "&String", desc = "A stable code to branch on."),
    field(name = "message", ty = "&String", desc = "A sentence to show.")
)]
pub(crate) enum UserError {
    /// A rule.
    Refused(Refused),
    /// The input.
    ValidationFailed(ValidationFailed),
    /// Other writers.
    VersionConflict(VersionConflict),
    /// The key.
    IdempotencyConflict(IdempotencyConflict),
    /// The load.
    RateLimited(RateLimited),
    /// A faster visitor.
    SlotTaken(SlotTaken),
}

/// An input value that is not possible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    /// Its path in the input.
    pub(crate) field: &'static str,
    /// What is wrong, in German.
    pub(crate) de: &'static str,
    /// What is wrong, in English.
    pub(crate) en: &'static str,
}

impl Invalid {
    /// Of the things that are counted none has this number.
    pub(crate) fn no_such_number(field: &'static str) -> Self {
        Self { field, de: "Diese Nummer gibt es nicht.", en: "There is no such number." }
    }
}

impl CommandError {
    /// Whether this rule said no.
    pub(crate) fn is_by(&self, rule: &Rule) -> bool {
        matches!(self, Self::Refused(refused) if refused.is_by(rule))
    }

    /// An input value that is not possible.
    pub(crate) fn invalid(invalid: &Invalid, language: Language) -> Self {
        Self::ValidationFailed(ValidationFailed {
            code: "VALIDATION_FAILED".to_owned(),
            message: language.of(invalid.de, invalid.en).to_owned(),
            field: invalid.field.to_owned(),
        })
    }

    /// The key was used for another request.
    pub(crate) fn key_reused(language: Language) -> Self {
        let message = language.of(
            "Dieser Schlüssel wurde schon für eine andere Anfrage verwendet.",
            "This key was already used for another request.",
        );
        Self::IdempotencyConflict(IdempotencyConflict {
            code: "IDEMPOTENCY_CONFLICT".to_owned(),
            message: message.to_owned(),
        })
    }

    /// The command kept losing.
    pub(crate) fn contended(language: Language) -> Self {
        Self::conflict(None, language)
    }

    /// The command was made up on another version.
    pub(crate) fn stale(current: u32, language: Language) -> Self {
        Self::conflict(Some(current), language)
    }

    fn conflict(current: Option<u32>, language: Language) -> Self {
        let Rule { code, .. } = VERSION_CONFLICT;
        Self::VersionConflict(VersionConflict {
            code: code.to_owned(),
            message: VERSION_CONFLICT.message(language).to_owned(),
            current: current.map(|current| i32::try_from(current).unwrap_or(i32::MAX)),
        })
    }

    /// Too much at a time.
    pub(crate) fn busy(language: Language) -> Self {
        let message = language.of(
            "Gerade sind sehr viele Anfragen da. Bitte versuchen Sie es gleich noch einmal.",
            "There are very many requests right now. Please try again in a moment.",
        );
        Self::RateLimited(RateLimited {
            code: "RATE_LIMITED".to_owned(),
            message: message.to_owned(),
            retry_after_secs: 1,
        })
    }
}
