//! What goes into the log and what comes out: batches, verdicts, recorded events.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A place in the log: 1, 2, 3, … without a gap, in the order of commits. Zero lies before the first event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// The next place.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// As the databases count. What is beyond their largest number is beyond the end of every log as well.
    pub(crate) fn stored(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A kind of aggregate: its number in the log and its stored name. Both are promises.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The number.
    pub number: u16,
    /// The name.
    pub name: &'static str,
    /// Lifts the payloads of its events to the shape that is read today.
    pub lift: Lift,
}

impl Kind {
    /// A kind whose events have never changed their shape.
    pub const fn new(number: u16, name: &'static str) -> Self {
        Self { number, name, lift: |_, payload| Ok(Cow::Borrowed(payload)) }
    }
}

/// Lifts the payload of a stored event, of which the shape is known, to the shape that is read today.
pub type Lift = for<'a> fn(shape: &str, payload: &'a [u8]) -> serde_json::Result<Cow<'a, [u8]>>;

/// One stream of events: the history of one aggregate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId {
    /// The number of its kind.
    pub kind: u16,
    /// The aggregate.
    pub id: Uuid,
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// An event as the log holds it. Payload and meta are the exact bytes that were stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the log.
    pub position: Position,
    /// Whose history it belongs to.
    pub stream: StreamId,
    /// Its number in that history, from 1.
    pub version: u32,
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The command that it answers.
    pub command_id: Uuid,
    /// Its stored name, without the kind.
    pub name: String,
    /// The version of its shape.
    pub shape: String,
    /// The payload as JSON; personal data is not in it.
    pub payload: String,
    /// Who asked, as JSON.
    pub meta: String,
    /// Personal data, encrypted, in segments.
    pub sealed: Option<Vec<u8>>,
}

/// Commands to be appended in one transaction. Each is judged alone, in order.
#[derive(Clone, Debug)]
pub struct Batch {
    /// When they were decided, in whole microseconds.
    pub at: DateTime<Utc>,
    /// The commands.
    pub commands: Vec<BatchCommand>,
}

/// One command: all its units stand, or none does.
#[derive(Clone, Debug)]
pub struct BatchCommand {
    /// The command's id in the ledger.
    pub id: Uuid,
    /// A digest of the request: the same id with another digest is another request.
    pub digest: [u8; 32],
    /// Who asked, as JSON; stored with each of its events.
    pub meta: String,
    /// What it appends and what it expects.
    pub units: Vec<Unit>,
}

/// What one command wants of one stream. Without events it is a guard: the stream has to be unchanged.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Which stream.
    pub stream: StreamId,
    /// The version on which the command was decided.
    pub expected: u32,
    /// The events that follow it.
    pub events: Vec<NewEvent>,
}

/// An event that has no place yet.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Its stored name, without the kind.
    pub name: String,
    /// The version of its shape.
    pub shape: String,
    /// The payload as JSON.
    pub payload: String,
    /// Encrypted personal data.
    pub sealed: Option<Vec<u8>>,
}

/// What became of one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Appended. Without events `last` lies before `first`.
    Accepted {
        /// The position of its first event.
        first: Position,
        /// The position of its last event.
        last: Position,
    },
    /// The ledger knows this id and digest: the first answer again.
    Duplicate {
        /// The position of its first event.
        first: Position,
        /// The position of its last event.
        last: Position,
        /// When it was decided.
        at: DateTime<Utc>,
    },
    /// The ledger knows this id with another digest.
    KeyReused,
    /// A stream has changed since the command was decided, or a decision below it in the batch did not stand.
    Conflict,
    /// A stream is closed to new events.
    Closed,
}

/// The answer to a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// One verdict for each command, in order.
    Judged(Vec<Verdict>),
    /// Another node wrote at a later time: decide again at that time or later. Nothing was looked at or written.
    TooEarly {
        /// The log's last time.
        last_at: DateTime<Utc>,
    },
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The log could not do what was asked. Never a refusal by a rule.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The database did not answer, or not in time. The command may be sent again under the same id.
    #[error("the log's database is not available")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Too many commands wait already.
    #[error("the log is busy; try again shortly")]
    Busy,
    /// The disk or a quota is full.
    #[error("the log's storage is full")]
    StorageFull(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A command's data cannot be stored, such as text that is not JSON. Nothing of its batch was stored.
    #[error("the log refused the data of a command: {0}")]
    Rejected(String),
    /// What is stored is not what this version expects: it has to be looked at by a person.
    #[error("the log is not readable: {0}")]
    Corrupt(String),
    /// The log was set up for something else: another authority, a newer version, other kinds, an unsafe setting.
    #[error("the log cannot be used: {0}")]
    Unusable(String),
    /// The command kept losing against others.
    #[error("the command lost against others too often; try again")]
    Contended,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// A stream is closed to new events.
    #[error("the history is closed")]
    Closed,
    /// A key could not be used: it is unknown, or the data does not fit it.
    #[error("personal data could not be sealed or opened: {0}")]
    Key(String),
}
