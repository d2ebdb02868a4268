//! What of the fees is settled with the Federation?

use chrono::{DateTime, NaiveDate, Utc};
use domain::catalogue::federal_share;
use domain::ids::SettlementId;
use domain::money::Cents;
use domain::settlement::{self, Line as Settled};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::{Account, Ledger, Line};
use crate::column::{Columns as _, Json, Moment};
use crate::{Envelope, Failure, ReadModels};

/// A half-year that is settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementRecord {
    /// Which.
    pub id: SettlementId,
    /// Its first day.
    pub first_day: NaiveDate,
    /// What is settled, service by service.
    pub lines: Vec<Settled>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl SettlementRecord {
    /// What goes to the Federation.
    pub fn federal(&self) -> Cents {
        self.lines.iter().map(|line| line.federal).sum()
    }
}

/// What an event of a settlement changes: what is the Federation's is no revenue of the city's.
pub(super) fn settlement(
    tx: &Transaction<'_>,
    envelope: &Envelope,
    event: &settlement::Event,
) -> rusqlite::Result<Vec<Line>> {
    let (of, lines) = match event {
        settlement::Event::Closed { .. } => return Ok(vec![]),
        settlement::Event::Recorded { of, lines, by: _ } => (of, lines),
    };
    tx.prepare_cached("INSERT INTO settlement VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        envelope.stream.id,
        of.first_day(),
        Json(lines),
        Moment(envelope.at)
    ])?;
    let line = |settled: &Settled| {
        let part = federal_share(settled.service).0.position().to_owned();
        let (debit, credit) = (Account::Revenue, Account::FederalShare);
        let (debit, credit) = if settled.federal < Cents::ZERO { (credit, debit) } else { (debit, credit) };
        Line { debit, credit, part, amount: Cents(settled.federal.0.abs()) }
    };
    Ok(lines.iter().map(line).collect())
}

impl ReadModels {
    /// The half-years that are settled, the newest first.
    pub fn settlements(&self) -> Result<Vec<SettlementRecord>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            connection
                .prepare_cached("SELECT * FROM settlement ORDER BY first_day DESC")?
                .query_map([], record)?
                .collect()
        })
    }

    /// A half-year that is settled.
    pub fn settlement(&self, id: SettlementId) -> Result<Option<SettlementRecord>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            connection
                .prepare_cached("SELECT * FROM settlement WHERE settlement = ?1")?
                .query_row([id.0], record)
                .optional()
        })
    }
}

fn record(row: &Row<'_>) -> rusqlite::Result<SettlementRecord> {
    Ok(SettlementRecord {
        id: row.id("settlement")?,
        first_day: row.get("first_day")?,
        lines: row.json("lines")?,
        recorded_at: row.moment("recorded_at")?,
    })
}
