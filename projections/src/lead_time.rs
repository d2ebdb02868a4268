//! How long until somebody can come, when do people ask, and who looked in vain?
//!
//! The lead time is that to the third next free appointment of the public, looked at every quarter of an hour from eight
//! to six on working days: a single time that somebody has just given back says nothing about an office. What was free
//! at such a moment follows from the events before it, so a rebuild finds the same samples.

mod asked;

pub use asked::{Hour, Hours, InVain};

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use domain::Event;
use domain::booking::{self, Arranged, Line};
use domain::calendar::{self, local_date};
use domain::capacity::{self, Pool};
use domain::catalogue::ServiceCode;
use domain::ids::{DayId, ScopeId};
use rusqlite::{OptionalExtension as _, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::column::{Code, Columns as _, Json, Moment};
use crate::free_slots::{self, Wanted};
use crate::{Envelope, Failure, Model, Period, ReadModels, percentile};

/// Which of the next free appointments is looked at.
const THIRD: usize = 3;
/// How many samples a working day has: a quarter of an hour apart, from eight to six.
const QUARTERS: usize = 41;
/// For ever, as far as a column can say it.
const FOR_EVER: i64 = i64::MAX;
/// What a sample says if there are not three free appointments.
const NONE: i64 = -1;

/// Lead times, and searches in vain.
pub enum LeadTime {}

impl Model for LeadTime {
    const NAME: &'static str = "lead_time";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = concat!(
        free_slots::tables_of_days!(),
        "
        -- What of a day was free for a length when it was last looked at, until something changes. What has begun since
        -- is still in it.
        CREATE TABLE seen (
            day BLOB NOT NULL,
            minutes INTEGER NOT NULL,
            until INTEGER NOT NULL,
            starts TEXT NOT NULL,
            PRIMARY KEY (day, minutes)
        ) WITHOUT ROWID;
        -- How long a service takes at a scope: as long as the last appointment for it alone.
        CREATE TABLE length (
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            PRIMARY KEY (scope, service)
        ) WITHOUT ROWID;
        -- How often the third next free appointment was so many minutes away; -1 where there was none.
        CREATE TABLE sample (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            samples INTEGER NOT NULL,
            PRIMARY KEY (date, scope, service, minutes)
        ) WITHOUT ROWID;
        CREATE TABLE next_sample (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            at INTEGER NOT NULL
        );
        -- How often something was asked for in an hour of the office's calendar.
        CREATE TABLE asked (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            hour INTEGER NOT NULL,
            what TEXT NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (date, scope, service, hour, what)
        ) WITHOUT ROWID;"
    );
    const TABLES: &'static [&'static str] =
        &["day", "allocation", "freed", "seen", "length", "sample", "next_sample", "asked"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        look(tx, envelope.at)?;
        match &envelope.event {
            &Event::Capacity(capacity::Event::Sought { scope, date, hour, service, searches }) => {
                asks(tx, (scope, service), (date, hour.into()), What::Search, searches)
            }
            Event::Capacity(event) => {
                tx.prepare_cached("DELETE FROM seen WHERE day = ?1")?.execute([envelope.stream.id])?;
                free_slots::capacity_changed(tx, envelope.stream.id, envelope.at, event)
            }
            Event::Booking(booking::Event::Held { arranged, .. }) => held(tx, arranged, envelope.at),
            Event::Booking(_)
            | Event::Case(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Shift(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

/// What is counted by the hour.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    /// A time was held, in the hour in which somebody took it.
    Hold,
    /// A time was held, in the hour in which it begins.
    Start,
    /// Somebody looked and found nothing.
    Search,
}

/// A time is kept for somebody: that tells when people ask, which time they want, and how long a service takes. What is
/// offered to somebody who waits the office has chosen, and the moment, too.
fn held(tx: &Transaction<'_>, arranged: &Arranged, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let (scope, span) = (arranged.slot.scope, arranged.slot.span);
    if arranged.offered_to.is_none() {
        for Line { service, .. } in &arranged.lines {
            asks(tx, (scope, *service), hour(now), What::Hold, 1)?;
            asks(tx, (scope, *service), hour(span.starts_at), What::Start, 1)?;
        }
    }
    match arranged.only_service() {
        Some(service) => tx
            .prepare_cached("INSERT OR REPLACE INTO length VALUES (?1, ?2, ?3)")?
            .execute(params![scope.0, Code(service), span.minutes()])
            .map(drop),
        None => Ok(()),
    }
}

/// In which hour of which day a moment lies.
fn hour(at: DateTime<Utc>) -> (NaiveDate, u32) {
    (local_date(at), calendar::wall_time(at).hour())
}

fn asks(
    tx: &Transaction<'_>,
    (scope, service): (ScopeId, ServiceCode),
    (date, hour): (NaiveDate, u32),
    what: What,
    times: u32,
) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO asked VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET times = times + ?6")?
        .execute(params![date, scope.0, Code(service), hour, Code(what), times])
        .map(drop)
}

/// Takes the samples whose moments have come, before anything happens from then on.
fn look(tx: &Transaction<'_>, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let due = tx.prepare_cached("SELECT at FROM next_sample")?.query_row((), |row| row.moment("at")).optional()?;
    // Before the first event there was no office.
    let mut next = match due {
        Some(due) if now < due => return Ok(()),
        Some(due) => due,
        None => next_sample(now),
    };
    if next <= now {
        let lengths: Vec<(ScopeId, u16)> = tx
            .prepare_cached("SELECT DISTINCT scope, minutes FROM length ORDER BY scope, minutes")?
            .query_map((), |row| Ok((row.id("scope")?, row.get("minutes")?)))?
            .collect::<rusqlite::Result<_>>()?;
        while next <= now {
            sample(tx, next, &lengths)?;
            next = next_sample(next);
        }
    }
    tx.prepare_cached("INSERT OR REPLACE INTO next_sample VALUES (1, ?1)")?.execute([Moment(next)]).map(drop)
}

/// The first moment of a sample after another moment.
pub(crate) fn next_sample(after: DateTime<Utc>) -> DateTime<Utc> {
    let mut date = local_date(after);
    loop {
        if calendar::is_working_day(date) {
            let first = NaiveTime::from_hms_opt(8, 0, 0).and_then(|time| calendar::moment(date, time));
            let first = first.expect("clocks never change at eight");
            let quarters = (0..QUARTERS).map(|n| first + TimeDelta::minutes(15) * i32::try_from(n).expect("a few"));
            if let Some(next) = quarters.into_iter().find(|at| *at > after) {
                return next;
            }
        }
        date = calendar::next_working_day(date);
    }
}

/// Services that are equally long at a scope have the same sample.
fn sample(tx: &Transaction<'_>, at: DateTime<Utc>, lengths: &[(ScopeId, u16)]) -> rusqlite::Result<()> {
    for (scope, minutes) in lengths {
        let lead = third_next(tx, *scope, *minutes, at)?;
        tx.prepare_cached(
            "INSERT INTO sample SELECT ?1, scope, service, ?4, 1 FROM length WHERE scope = ?2 AND minutes = ?3
             ON CONFLICT DO UPDATE SET samples = samples + 1",
        )?
        .execute(params![local_date(at), scope.0, minutes, lead])?;
    }
    Ok(())
}

/// In how many minutes the third next free appointment begins.
fn third_next(tx: &Transaction<'_>, scope: ScopeId, minutes: u16, now: DateTime<Utc>) -> rusqlite::Result<i64> {
    let mut days = tx.prepare_cached(
        "SELECT day.day, seen.starts FROM day
         LEFT JOIN seen ON seen.day = day.day AND seen.minutes = ?2 AND seen.until > ?3
         WHERE scope = ?1 AND NOT closed AND date >= ?4 AND released_at <= ?3 ORDER BY date",
    )?;
    let mut rows = days.query(params![scope.0, minutes, Moment(now), local_date(now)])?;
    let mut before = 0;
    while let Some(row) = rows.next()? {
        let starts = match row.json_or_none::<Vec<i64>>("starts")? {
            Some(starts) => starts,
            None => see(tx, row.id("day")?, Wanted { scope, minutes, pool: Pool::Public, now })?,
        };
        // What has begun since the day was counted is no longer free.
        let now = now.timestamp_micros();
        let starts = &starts[starts.partition_point(|start| *start <= now)..];
        if let Some(third) = starts.get(THIRD - 1 - before) {
            return Ok((third - now) / 60_000_000);
        }
        before += starts.len();
    }
    Ok(NONE)
}

/// The free appointments of a day, each lane alone, and until when they change by nothing but their beginning.
fn see(tx: &Transaction<'_>, day: DayId, wanted: Wanted) -> rusqlite::Result<Vec<i64>> {
    let plan = tx.prepare_cached("SELECT * FROM day WHERE day = ?1")?.query_row([day.0], free_slots::plan)?;
    let slots = free_slots::free_of_day(tx, day, &plan, &wanted)?;
    // More lanes than that are never looked at.
    let each = |slot: &free_slots::FreeSlot| {
        std::iter::repeat_n(slot.span.starts_at.timestamp_micros(), usize::from(slot.lanes).min(THIRD))
    };
    let starts: Vec<i64> = slots.iter().flat_map(each).collect();
    // A hold may run out, and what came back may be seen.
    let changes: Option<i64> = tx
        .prepare_cached(
            "SELECT min(until) FROM (SELECT until FROM allocation WHERE day = ?1 AND until > ?2
                                     UNION ALL SELECT until FROM freed WHERE day = ?1 AND until > ?2)",
        )?
        .query_row(params![day.0, Moment(wanted.now)], |row| row.get(0))?;
    tx.prepare_cached("INSERT OR REPLACE INTO seen VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        day.0,
        wanted.minutes,
        changes.unwrap_or(FOR_EVER),
        Json(&starts)
    ])?;
    Ok(starts)
}

/// How far away the third next free appointment was. It counts capacity, not persons, so nothing is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lead {
    /// The first day of the period.
    pub start: NaiveDate,
    /// Where.
    pub scope: ScopeId,
    /// For which service.
    pub service: ServiceCode,
    /// How often it was looked at.
    pub samples: u64,
    /// How often there were not three free appointments.
    pub none: u64,
    /// In half of all other samples it was no further away, in minutes.
    pub p50_mins: Option<i64>,
    /// In nine of ten it was no further away, in minutes.
    pub p90_mins: Option<i64>,
}

impl ReadModels {
    /// The third next free appointment between two dates, both included, by period, service and scope; at one scope and for
    /// one service, or for each.
    pub fn lead_time(
        &self,
        scope: Option<ScopeId>,
        service: Option<ServiceCode>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Lead>, Failure> {
        let groups = self.ask::<LeadTime, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM sample WHERE date BETWEEN ?1 AND ?2
                     AND (?3 IS NULL OR scope = ?3) AND (?4 IS NULL OR service = ?4)",
            )?;
            let mut rows = statement.query(params![from, to, scope.map(|scope| scope.0), service.map(Code)])?;
            let mut groups = BTreeMap::<_, BTreeMap<i64, u64>>::new();
            while let Some(row) = rows.next()? {
                let group =
                    (by.start(row.get("date")?), row.id::<ScopeId>("scope")?, row.code::<ServiceCode>("service")?);
                let times = groups.entry(group).or_default().entry(row.get("minutes")?).or_default();
                *times += row.get::<_, u64>("samples")?;
            }
            Ok(groups)
        })?;
        let lead = |((start, scope, service), mut times): ((_, _, _), BTreeMap<i64, u64>)| {
            let none = times.remove(&NONE).unwrap_or_default();
            let all =
                |(minutes, times): (&i64, &u64)| std::iter::repeat_n(*minutes, usize::try_from(*times).unwrap_or(0));
            let sorted: Vec<i64> = times.iter().flat_map(all).collect();
            let samples = none + times.values().sum::<u64>();
            let [p50_mins, p90_mins] = [50, 90].map(|per_cent| percentile::of(&sorted, per_cent));
            Lead { start, scope, service, samples, none, p50_mins, p90_mins }
        };
        Ok(groups.into_iter().map(lead).collect())
    }
}

#[cfg(test)]
mod tests;
