//! Which statements were read in, and what of them, or missing in them, needs a person?

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::ActorId;
use domain::ids::{PaymentId, StatementId};
use domain::money::Cents;
use domain::statement::{Finding, Kind, Known, Source};
use rusqlite::{OptionalExtension as _, Row, params};
use uuid::Uuid;

use super::Ledger;
use crate::column::{Code, Columns as _};
use crate::{Failure, ReadModels};

/// Why somebody has to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concern {
    /// An entry names no payment of the office's.
    UnknownReference,
    /// An entry has another amount than the one that the office knows.
    OtherAmount,
    /// An entry says that money moved, and the provider has never told the office so.
    NotKnownAsPaid,
    /// An entry is there a second time.
    Twice,
    /// A payment was taken back.
    Chargeback,
    /// Money was given back from the account, and afterwards the provider has told the office that it is paid.
    PaidAfterAll,
    /// The provider has told the office that a fee is paid, and no statement shows it.
    Missing,
}

impl Concern {
    fn of(finding: Finding) -> Option<Self> {
        match finding {
            Finding::Matched | Finding::Repeated | Finding::Charge => None,
            Finding::UnknownReference => Some(Self::UnknownReference),
            Finding::OtherAmount => Some(Self::OtherAmount),
            Finding::NotKnownAsPaid => Some(Self::NotKnownAsPaid),
            Finding::Twice => Some(Self::Twice),
            Finding::Chargeback => Some(Self::Chargeback),
            Finding::PaidAfterAll => Some(Self::PaidAfterAll),
        }
    }
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which statement.
    pub statement: StatementId,
    /// Which entry: 0, 1, 2, …
    pub entry: u32,
    /// Who made the statement.
    pub source: Source,
    /// What the statement says it is.
    pub kind: Kind,
}

/// Something that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Why somebody has to look.
    pub concern: Concern,
    /// Where the entry stands; nowhere, where one is missing.
    pub place: Option<Place>,
    /// On which day it was booked, or paid.
    pub day: NaiveDate,
    /// How much, less than nothing where it went.
    pub amount: Cents,
    /// How much the office knows of, where that is another amount.
    pub expected: Option<Cents>,
    /// Which fee it names.
    pub payment: Option<PaymentId>,
    /// Which attempt to pay.
    pub attempt: Option<u16>,
    /// The reference in the statement, where the office knows it or it looks like the office's.
    pub word: Option<String>,
}

impl Mismatch {
    /// Tells it from all others, and grows along the list.
    pub fn key(&self) -> String {
        let Self { day, place, payment, attempt, .. } = self;
        if let Some(Place { statement, entry, .. }) = place {
            return format!("{day}/1/{statement}/{entry:010}");
        }
        let payment = payment.map(|payment| payment.0).unwrap_or_default();
        format!("{day}/0/{payment}/{:05}", attempt.unwrap_or_default())
    }
}

/// A statement that was read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Which.
    pub id: StatementId,
    /// Who made it.
    pub source: Source,
    /// When it was begun to be read in.
    pub begun_at: DateTime<Utc>,
    /// By whom.
    pub begun_by: ActorId,
    /// How many entries the file has.
    pub entries: u32,
    /// How many of them are read.
    pub read: u32,
    /// How many match, or need nobody for another reason.
    pub settled: u32,
    /// How many a person has closed.
    pub resolved: u32,
    /// What came in by it.
    pub came: Cents,
    /// What went by it.
    pub went: Cents,
}

impl Imported {
    /// How many entries wait for a person.
    pub fn to_check(&self) -> u32 {
        self.read - self.settled - self.resolved
    }

    /// Tells it from all others, and grows along the list: the newest first.
    pub fn key(&self) -> String {
        format!("{:020}/{}", i64::MAX - self.begun_at.timestamp_micros(), self.id)
    }
}

/// An entry, as somebody wants to close it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRecord {
    /// What it turned out to be.
    pub finding: Finding,
    /// How much the office knows of, where it stands for something.
    pub expected: Cents,
}

/// The findings that count as settled without a person.
const SETTLED: &str = "('matched', 'repeated', 'charge')";
/// Which entries wait for a person, as their index has it.
const OPEN: &str = "(resolution IS NULL AND finding NOT IN ('matched', 'repeated', 'charge')
                     OR resolution = 'given_back' AND finding = 'paid_after_all')";

impl ReadModels {
    /// Which payments these words name. Of a word that nobody knows, or that names two fees, there is no answer.
    pub fn payments_named<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Result<BTreeMap<String, Known>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT payment, attempt FROM reference WHERE word = ?1 AND payment IS NOT NULL")?;
            let mut known = BTreeMap::new();
            for word in words {
                let found = statement
                    .query_row([word], |row| Ok(Known { payment: row.id("payment")?, attempt: row.get("attempt")? }));
                if let Some(found) = found.optional()? {
                    known.insert(word.to_owned(), found);
                }
            }
            Ok(known)
        })
    }

    /// What of statements does not match, the oldest first. A payment is missing when statements reach so many days
    /// beyond it and none shows it: those of the provider, or, where none was read in, those of the bank.
    pub fn mismatches(&self, missing_after_days: u16) -> Result<Vec<Mismatch>, Failure> {
        let mut found: Vec<Mismatch> = self.ask::<Ledger, _>(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("SELECT * FROM entry WHERE {OPEN} ORDER BY booked_on"))?;
            let mut rows = statement.query([])?;
            let mut found = vec![];
            while let Some(row) = rows.next()? {
                found.extend(mismatch(row)?);
            }
            let mut statement = connection.prepare_cached(
                "WITH cover AS (
                   SELECT min(booked_on) AS first, max(booked_on) AS last FROM entry
                   WHERE source = coalesce((SELECT source FROM entry WHERE source = ?1 LIMIT 1), ?2)
                 )
                 SELECT payment, attempt, took, paid_on FROM attempt, cover
                 WHERE took > 0 AND paid_on >= first AND date(paid_on, ?3) <= last AND NOT EXISTS (
                   SELECT 1 FROM entry WHERE entry.payment = attempt.payment AND entry.attempt = attempt.attempt
                 )",
            )?;
            let days = format!("+{missing_after_days} days");
            let missing = statement.query_map(params![Code(Source::Provider), Code(Source::Bank), days], |row| {
                Ok(Mismatch {
                    concern: Concern::Missing,
                    place: None,
                    day: row.get("paid_on")?,
                    amount: Cents(row.get("took")?),
                    expected: None,
                    payment: Some(row.id("payment")?),
                    attempt: Some(row.get("attempt")?),
                    word: None,
                })
            })?;
            for one in missing {
                found.push(one?);
            }
            Ok(found)
        })?;
        found.sort_by_cached_key(Mismatch::key);
        Ok(found)
    }

    /// The statements that were read in, the newest first.
    pub fn statements(&self) -> Result<Vec<Imported>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            let mut statement = connection.prepare_cached(&imported_where("TRUE"))?;
            statement.query_map([], imported)?.collect()
        })
    }

    /// A statement.
    pub fn statement(&self, id: StatementId) -> Result<Option<Imported>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            let mut statement = connection.prepare_cached(&imported_where("statement.statement = ?1"))?;
            statement.query_row([id.0], imported).optional()
        })
    }

    /// What an entry of a statement turned out to be.
    pub fn statement_entry(&self, id: StatementId, entry: u32) -> Result<Option<EntryRecord>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            connection
                .prepare_cached("SELECT finding, expected FROM entry WHERE statement = ?1 AND entry = ?2")?
                .query_row(params![id.0, entry], |row| {
                    Ok(EntryRecord { finding: row.code("finding")?, expected: Cents(row.get("expected")?) })
                })
                .optional()
        })
    }
}

fn imported_where(condition: &str) -> String {
    format!(
        "SELECT statement.statement AS id, statement.source, entries, read, begun_at, begun_by,
                count(*) FILTER (WHERE resolution IS NOT NULL AND NOT {OPEN}) AS resolved,
                count(*) FILTER (WHERE resolution IS NULL AND finding IN {SETTLED}) AS settled,
                coalesce(sum(cents) FILTER (WHERE cents > 0), 0) AS came,
                -coalesce(sum(cents) FILTER (WHERE cents < 0), 0) AS went
         FROM statement LEFT JOIN entry ON entry.statement = statement.statement
         WHERE {condition} GROUP BY 1 ORDER BY begun_at DESC, 1"
    )
}

fn imported(row: &Row<'_>) -> rusqlite::Result<Imported> {
    Ok(Imported {
        id: row.id("id")?,
        source: row.code("source")?,
        begun_at: row.moment("begun_at")?,
        begun_by: ActorId(row.get::<_, Uuid>("begun_by")?),
        entries: row.get("entries")?,
        read: row.get("read")?,
        settled: row.get("settled")?,
        resolved: row.get("resolved")?,
        came: Cents(row.get("came")?),
        went: Cents(row.get("went")?),
    })
}

fn mismatch(row: &Row<'_>) -> rusqlite::Result<Option<Mismatch>> {
    let finding: Finding = row.code("finding")?;
    let Some(concern) = Concern::of(finding) else { return Ok(None) };
    let (named, amount): (Option<u16>, _) = (row.get("named")?, Cents(row.get("cents")?));
    Ok(Some(Mismatch {
        concern,
        place: Some(Place {
            statement: row.id("statement")?,
            entry: row.get("entry")?,
            source: row.code("source")?,
            kind: row.code("kind")?,
        }),
        day: row.get("booked_on")?,
        amount,
        expected: Some(Cents(row.get("expected")?)).filter(|expected| *expected != Cents::ZERO && *expected != amount),
        payment: row.id_or_none("payment")?,
        attempt: row.get::<_, Option<u16>>("attempt")?.or(named),
        word: row.get("word")?,
    }))
}
