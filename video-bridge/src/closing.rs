//! Why a line is closed.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// Why a line is closed, or not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closing {
    /// They said that they go.
    Left,
    /// What they sent is no frame, or not the next one.
    NotUnderstood,
    /// The ticket or the key is not good, or not any more.
    NotGood,
    /// The seat was empty for too long: the key is not good any more.
    Expired,
    /// Nothing came in time.
    NoFirstFrame,
    /// The seat was taken by somebody newer.
    Elsewhere,
    /// The talk is over.
    Over,
    /// Too many frames.
    TooMuch,
    /// Somebody else leads the talk, or whoever was invited is not wanted any more.
    Removed,
    /// They do not read what they are sent.
    Slow,
    /// Nothing was heard of them.
    Silent,
    /// The log does not answer just now.
    Unavailable,
    /// The server stops.
    Stopping,
}

impl Closing {
    /// The code with which a WebSocket is closed.
    pub(crate) fn code(self) -> u16 {
        match self {
            Self::Left => 1000,
            Self::Silent => 1001,
            Self::Stopping => 1012,
            Self::Slow | Self::Unavailable => 1013,
            Self::NotUnderstood => 4400,
            Self::NotGood | Self::Expired => 4401,
            Self::Removed => 4403,
            Self::NoFirstFrame => 4408,
            Self::Elsewhere => 4409,
            Self::Over => 4410,
            Self::TooMuch => 4429,
        }
    }

    /// The status with which a request is answered instead.
    pub(crate) fn status(self) -> StatusCode {
        match self {
            Self::NotUnderstood | Self::NoFirstFrame => StatusCode::BAD_REQUEST,
            Self::NotGood | Self::Expired => StatusCode::UNAUTHORIZED,
            Self::Removed => StatusCode::FORBIDDEN,
            Self::Elsewhere => StatusCode::CONFLICT,
            Self::Left | Self::Over => StatusCode::GONE,
            Self::TooMuch => StatusCode::TOO_MANY_REQUESTS,
            Self::Slow | Self::Silent | Self::Unavailable | Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The same, in words for whoever looks at a trace.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::Left => "bye",
            Self::NotUnderstood => "not understood",
            Self::NotGood => "the ticket or key is no good",
            Self::Expired => "expired",
            Self::NoFirstFrame => "no first frame in time",
            Self::Elsewhere => "elsewhere",
            Self::Over => "over",
            Self::TooMuch => "too much",
            Self::Removed => "removed",
            Self::Slow => "slow",
            Self::Silent => "no sign of life",
            Self::Unavailable => "try again in a moment",
            Self::Stopping => "stopping",
        }
    }

    /// What is said before, where there is something to say.
    pub(crate) fn bye(self) -> Option<Value> {
        let why = match self {
            Self::Expired => "expired",
            Self::Elsewhere => "elsewhere",
            Self::Over => "over",
            Self::Removed => "removed",
            Self::Slow => "slow",
            Self::Stopping => "stopping",
            Self::Left
            | Self::NotUnderstood
            | Self::NotGood
            | Self::NoFirstFrame
            | Self::TooMuch
            | Self::Silent
            | Self::Unavailable => return None,
        };
        Some(json!({ "t": "bye", "why": why }))
    }
}
