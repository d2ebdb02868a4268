//! Which statements were read in, and what of them, or missing in them, needs a person?

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::ActorId;
use domain::ids::{PaymentId, StatementId};
use domain::money::Cents;
use domain::statement::{Finding, Kind, Known, Source};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Ledger;
use crate::column::Columns as _;
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

/// How a statement shows payments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shows {
    /// Each one.
    Payments,
    /// In sums.
    Sums,
}

/// A statement, as payments are looked for in it.
struct Cover {
    source: Source,
    first_day: NaiveDate,
    last_day: NaiveDate,
    shows: Option<Shows>,
    begun_by: ActorId,
}

/// The statements that have entries, in the order of their days.
fn covers(connection: &Connection) -> rusqlite::Result<Vec<Cover>> {
    connection
        .prepare_cached(
            "SELECT source, first_day, last_day, shows, begun_by FROM statement WHERE first_day IS NOT NULL
             ORDER BY first_day, last_day, statement",
        )?
        .query_map([], |row| {
            Ok(Cover {
                source: row.code("source")?,
                first_day: row.get("first_day")?,
                last_day: row.get("last_day")?,
                shows: row.code_or_none("shows")?,
                begun_by: ActorId(row.get::<_, Uuid>("begun_by")?),
            })
        })?
        .collect()
}

/// Whose statements should show each payment of a day by another one, if they reach that far: those of the provider, or
/// else those of the bank. Where sums were read in before or since then, it may be in one of them.
fn should_show(covers: &[Cover], paid_on: NaiveDate, until: NaiveDate) -> Option<Source> {
    [Source::Provider, Source::Bank].into_iter().find(|source| {
        let of_source = || covers.iter().filter(|one| one.source == *source);
        let shows_on = |day| of_source().filter(|one| one.first_day <= day).filter_map(|one| one.shows).next_back();
        [paid_on, until].map(shows_on) == [Some(Shows::Payments); 2] && of_source().any(|one| one.last_day >= until)
    })
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
    /// How much it is; less than nothing where it went.
    pub amount: Cents,
    /// Which payment it names.
    pub of: Option<Known>,
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

    /// What of statements does not match, the oldest first. A payment is missing when statements that show each one reach
    /// so many days beyond it, none shows it, and nobody has said why.
    pub fn mismatches(&self, missing_after_days: u16) -> Result<Vec<Mismatch>, Failure> {
        let mut found: Vec<Mismatch> = self.ask::<Ledger, _>(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("SELECT * FROM entry WHERE {OPEN} ORDER BY booked_on"))?;
            let mut rows = statement.query([])?;
            let mut found = vec![];
            while let Some(row) = rows.next()? {
                found.extend(mismatch(row)?);
            }
            let covers = covers(connection)?;
            let first_day =
                covers.iter().filter(|one| one.shows == Some(Shows::Payments)).map(|one| one.first_day).min();
            let Some(first_day) = first_day else { return Ok(found) };
            let days = Days::new(missing_after_days.into());
            let mut should = BTreeMap::new();
            let mut statement = connection.prepare_cached(
                "SELECT payment, attempt, took, paid_on FROM attempt
                 WHERE took > 0 AND paid_on >= ?1 AND closed IS NULL AND NOT EXISTS (
                   SELECT 1 FROM entry WHERE entry.payment = attempt.payment AND entry.attempt = attempt.attempt
                 )",
            )?;
            let mut rows = statement.query([first_day])?;
            while let Some(row) = rows.next()? {
                let day: NaiveDate = row.get("paid_on")?;
                if should.entry(day).or_insert_with(|| should_show(&covers, day, day + days)).is_none() {
                    continue;
                }
                found.push(Mismatch {
                    concern: Concern::Missing,
                    place: None,
                    day,
                    amount: Cents(row.get("took")?),
                    expected: None,
                    payment: Some(row.id("payment")?),
                    attempt: Some(row.get("attempt")?),
                    word: None,
                });
            }
            Ok(found)
        })?;
        found.sort_by_cached_key(Mismatch::key);
        Ok(found)
    }

    /// Who has read in the statements that should show the money of an attempt, where it is missing in all of them.
    pub fn missed_by(
        &self,
        payment: PaymentId,
        attempt: u16,
        missing_after_days: u16,
    ) -> Result<Option<Vec<ActorId>>, Failure> {
        self.ask::<Ledger, _>(|connection| {
            let paid_on: Option<NaiveDate> = connection
                .prepare_cached(
                    "SELECT paid_on FROM attempt
                     WHERE payment = ?1 AND attempt = ?2 AND took > 0 AND closed IS NULL AND NOT EXISTS (
                       SELECT 1 FROM entry WHERE entry.payment = attempt.payment AND entry.attempt = attempt.attempt
                     )",
                )?
                .query_row(params![payment.0, attempt], |row| row.get(0))
                .optional()?;
            let Some(paid_on) = paid_on else { return Ok(None) };
            let until = paid_on + Days::new(missing_after_days.into());
            let covers = covers(connection)?;
            let Some(source) = should_show(&covers, paid_on, until) else { return Ok(None) };
            let near = |one: &&Cover| one.source == source && one.first_day <= until && one.last_day >= paid_on;
            let readers: BTreeSet<ActorId> = covers.iter().filter(near).map(|one| one.begun_by).collect();
            Ok(Some(readers.into_iter().collect()))
        })
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
                .prepare_cached("SELECT * FROM entry WHERE statement = ?1 AND entry = ?2")?
                .query_row(params![id.0, entry], |row| {
                    let (named, stands_for): (Option<u16>, Option<u16>) = (row.get("named")?, row.get("attempt")?);
                    let payment = row.id_or_none("payment")?;
                    Ok(EntryRecord {
                        finding: row.code("finding")?,
                        expected: Cents(row.get("expected")?),
                        amount: Cents(row.get("cents")?),
                        of: payment.map(|payment| Known { payment, attempt: stands_for.or(named) }),
                    })
                })
                .optional()
        })
    }
}

fn imported_where(condition: &str) -> String {
    format!(
        "SELECT statement.statement AS id, statement.source, entries, read, begun_at,
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
