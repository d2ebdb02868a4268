//! What can go wrong, in three kinds: refusals answer in the payload, mistakes and failures in `errors` with a code.

mod command;
pub(crate) mod refusals;

use async_graphql::ErrorExtensions as _;
use event_store::Failure;

pub(crate) use command::{CommandError, Invalid, Refused, SlotTaken, UserError};

/// The closed list of codes of `errors[].extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Nobody has said who asks, or the token is no good.
    Unauthenticated,
    /// The caller's roles do not allow the question.
    Forbidden,
    /// It does not exist, or the caller may not know that it does.
    NotFound,
    /// The request is not one that the schema knows.
    BadUserInput,
    /// Too many requests.
    RateLimited,
    /// The document is too large, too deep or asks for too much.
    TooCostly,
    /// The read models have not reached `atLeast` in time.
    StaleRead,
    /// The log's storage is full.
    StorageFull,
    /// The service cannot answer at present.
    Unavailable,
    /// A fault of ours; the log has it under the request id.
    Internal,
}

impl Code {
    /// As clients read it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::TooCostly => "TOO_COSTLY",
            Self::StaleRead => "STALE_READ",
            Self::StorageFull => "STORAGE_FULL",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The sentence that goes with it: always the same, so that nothing internal can leak.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Unauthenticated => "a valid bearer token is needed",
            Self::Forbidden => "your roles do not allow this",
            Self::NotFound => "there is no such thing",
            Self::BadUserInput => "the request is not valid",
            Self::RateLimited => "too many requests; try again shortly",
            Self::TooCostly => "the request asks for too much at once",
            Self::StaleRead => "the answer is not as new as asked for yet; try again shortly",
            Self::StorageFull => "the storage is full",
            Self::Unavailable => "the service cannot answer at present; try again shortly",
            Self::Internal => "internal error",
        }
    }

    /// The error for a resolver to return.
    pub(crate) fn error(self) -> async_graphql::Error {
        async_graphql::Error::new(self.message()).extend_with(|_, values| values.set("code", self.name()))
    }
}

/// The error of a mistake in the request, with a sentence that says which.
pub(crate) fn mistake(message: impl Into<String>) -> async_graphql::Error {
    async_graphql::Error::new(message).extend_with(|_, values| values.set("code", Code::BadUserInput.name()))
}

/// Where failures of the log stop travelling: they are logged once, and the caller learns a code.
pub(crate) fn failed(failure: &Failure) -> async_graphql::Error {
    let code = code_of(failure);
    tracing::error!(code = code.name(), error = failure as &dyn std::error::Error, "a request failed: {failure}");
    code.error()
}

/// Which code a failure has for clients.
pub(crate) fn code_of(failure: &Failure) -> Code {
    match failure {
        Failure::Unavailable(_) => Code::Unavailable,
        Failure::Busy | Failure::Contended => Code::RateLimited,
        Failure::StorageFull(_) => Code::StorageFull,
        Failure::Rejected(_)
        | Failure::Corrupt(_)
        | Failure::Unusable(_)
        | Failure::KeyReused
        | Failure::Closed
        | Failure::Key(_) => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::Code::*;

    #[test]
    fn the_codes_are_those_of_the_contract() {
        let all = [
            Unauthenticated,
            Forbidden,
            NotFound,
            BadUserInput,
            RateLimited,
            TooCostly,
            StaleRead,
            StorageFull,
            Unavailable,
            Internal,
        ];
        let promised = "UNAUTHENTICATED FORBIDDEN NOT_FOUND BAD_USER_INPUT RATE_LIMITED TOO_COSTLY STALE_READ \
                        STORAGE_FULL UNAVAILABLE INTERNAL";
        assert_eq!(all.map(super::Code::name).join(" "), promised);
    }
}
