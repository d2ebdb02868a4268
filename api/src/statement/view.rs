//! Statements, and what does not match, as people see them.

use async_graphql::{Enum, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::StatementId;
use event_store::Position;
use projections::ledger::{Imported, Mismatch};
use uuid::Uuid;

use crate::booking::count;
use crate::fresh;
use crate::office::Office;
use crate::words::{StatementConcern, StatementEntryKind, StatementSource};

/// The read model behind statements.
pub(super) const MODELS: &[&str] = &["ledger"];

/// A file of the provider or the bank.
#[derive(SimpleObject)]
pub(crate) struct Statement {
    /// Its name, made of what is in it: the same file is the same statement.
    id: Uuid,
    /// Who made it.
    source: StatementSource,
    /// When it was read in.
    imported_at: DateTime<Utc>,
    /// How many entries it has.
    entries: i32,
    /// How many of them are read: all, unless reading it in was interrupted.
    read: i32,
    /// How many match, stand in another statement, too, or are charges.
    matched: i32,
    /// How many a person has closed.
    resolved: i32,
    /// How many wait for a person.
    to_check: i32,
    /// What came in by it, in cents.
    came_cents: i64,
    /// What went by it, in cents.
    went_cents: i64,
}

/// Something in a statement, or missing in all of them, that does not match what the office knows.
#[derive(SimpleObject)]
pub(crate) struct StatementMismatch {
    /// Why.
    concern: StatementConcern,
    /// In which statement; null where it is missing.
    statement: Option<Uuid>,
    /// Which entry of it: 1, 2, 3, …
    entry: Option<i32>,
    /// Who made the statement.
    source: Option<StatementSource>,
    /// What the statement says it is.
    kind: Option<StatementEntryKind>,
    /// On which day it was booked, or paid.
    day: NaiveDate,
    /// How much, in cents; less than nothing where it went.
    amount_cents: i64,
    /// How much the office knows of, in cents, where that is another amount.
    expected_cents: Option<i64>,
    /// Which fee it is about, where that is known.
    fee: Option<Uuid>,
    /// Which attempt to pay.
    attempt: Option<i32>,
    /// The reference that it names, where the office knows it or it looks like the office's.
    reference: Option<String>,
}

/// What an import takes.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(super) enum StatementFormat {
    /// The settlement of a provider, as CSV.
    ProviderCsv,
    /// The statement of a bank (ISO 20022).
    #[graphql(name = "CAMT_053")]
    Camt053,
}

impl From<&Imported> for Statement {
    fn from(one: &Imported) -> Self {
        Self {
            id: one.id.0,
            source: one.source.into(),
            imported_at: one.begun_at,
            entries: count(one.entries),
            read: count(one.read),
            matched: count(one.settled),
            resolved: count(one.resolved),
            to_check: count(one.to_check()),
            came_cents: one.came.0,
            went_cents: one.went.0,
        }
    }
}

impl From<&Mismatch> for StatementMismatch {
    fn from(one: &Mismatch) -> Self {
        let reference = || one.payment.map(domain::ids::PaymentId::reference);
        Self {
            concern: one.concern.into(),
            statement: one.place.map(|place| place.statement.0),
            entry: one.place.map(|place| count(place.entry.saturating_add(1))),
            source: one.place.map(|place| place.source.into()),
            kind: one.place.map(|place| place.kind.into()),
            day: one.day,
            amount_cents: one.amount.0,
            expected_cents: one.expected.map(|expected| expected.0),
            fee: one.payment.map(|payment| payment.0),
            attempt: one.attempt.map(i32::from),
            reference: one.word.clone().or_else(reference),
        }
    }
}

/// A statement as it is at the position of a command.
pub(super) async fn statement_at(office: &Office, id: StatementId, position: Position) -> Result<Option<Statement>> {
    fresh::reach(office, MODELS, Some(position)).await?;
    let found = office.read_models().statement(id).map_err(fresh::failed)?;
    Ok(found.as_ref().map(Statement::from))
}
