//! How long until somebody can come, and who looked in vain?
//!
//! The lead time is that to the third next free appointment of the public, looked at every quarter of an hour from eight
//! to six on working days: a single time that somebody has just given back says nothing about an office. What was free
//! at such a moment follows from the events before it, so a rebuild finds the same samples.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::Event;
use domain::booking::{self, Line};
use domain::calendar::{self, local_date};
use domain::capacity::{self, Pool};
use domain::catalogue::ServiceCode;
use domain::ids::{DayId, ScopeId};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::column::{Code, Columns as _, Json, Moment};
use crate::free_slots::{self, Wanted};
use crate::small_groups::Count;
use crate::utilisation::Period;
use crate::{Envelope, Failure, Model, ReadModels, percentile};

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
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE day (
            day BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            unit_mins INTEGER NOT NULL,
            released_at INTEGER NOT NULL,
            windows TEXT NOT NULL,
            closed INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX day_of_scope ON day (scope, date);
        CREATE TABLE allocation (
            day BLOB NOT NULL,
            hold BLOB NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            pool TEXT NOT NULL,
            until INTEGER,
            PRIMARY KEY (day, hold)
        ) WITHOUT ROWID;
        CREATE TABLE freed (
            day BLOB NOT NULL,
            unit INTEGER NOT NULL,
            until INTEGER NOT NULL,
            hold BLOB NOT NULL,
            PRIMARY KEY (day, unit, until, hold)
        ) WITHOUT ROWID;
        -- What of a day was free for a length when it was last looked at, as long as nothing changes.
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
        CREATE TABLE in_vain (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            service TEXT NOT NULL,
            hour INTEGER NOT NULL,
            searches INTEGER NOT NULL,
            PRIMARY KEY (date, scope, service, hour)
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] =
        &["day", "allocation", "freed", "seen", "length", "sample", "next_sample", "in_vain"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        look(tx, envelope.at)?;
        match &envelope.event {
            Event::Capacity(capacity::Event::Sought { scope, date, hour, service, searches }) => tx
                .prepare_cached(
                    "INSERT INTO in_vain VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT DO UPDATE SET searches = searches + ?5",
                )?
                .execute(params![date, scope.0, Code(service), hour, searches])
                .map(drop),
            Event::Capacity(event) => {
                tx.prepare_cached("DELETE FROM seen WHERE day = ?1")?.execute([envelope.stream.id])?;
                free_slots::capacity_changed(tx, envelope.stream.id, envelope.at, event)
            }
            Event::Booking(booking::Event::Held { arranged, .. }) => match arranged.lines[..] {
                [Line { service, quantity: 1 }] => tx
                    .prepare_cached("INSERT OR REPLACE INTO length VALUES (?1, ?2, ?3)")?
                    .execute(params![arranged.slot.scope.0, Code(service), arranged.slot.span.minutes()])
                    .map(drop),
                _ => Ok(()),
            },
            Event::Booking(_)
            | Event::Case(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::Catalogue(_)
            | Event::LinkGrant(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
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
        let lengths: Vec<(ScopeId, ServiceCode, u16)> = tx
            .prepare_cached("SELECT * FROM length ORDER BY scope, minutes, service")?
            .query_map((), |row| Ok((row.id("scope")?, row.code("service")?, row.get("minutes")?)))?
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

fn sample(tx: &Transaction<'_>, at: DateTime<Utc>, lengths: &[(ScopeId, ServiceCode, u16)]) -> rusqlite::Result<()> {
    let mut known = None;
    for (scope, service, minutes) in lengths {
        let lead = match known {
            Some((same, length, lead)) if (same, length) == (scope, minutes) => lead,
            _ => third_next(tx, *scope, *minutes, at)?,
        };
        known = Some((scope, minutes, lead));
        tx.prepare_cached(
            "INSERT INTO sample VALUES (?1, ?2, ?3, ?4, 1) ON CONFLICT DO UPDATE SET samples = samples + 1",
        )?
        .execute(params![local_date(at), scope.0, Code(service), lead])?;
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
        if let Some(third) = starts.get(THIRD - 1 - before) {
            return Ok((third - now.timestamp_micros()) / 60_000_000);
        }
        before += starts.len();
    }
    Ok(NONE)
}

/// The first free appointments of a day, each lane alone, and until when that stays so if nothing happens.
fn see(tx: &Transaction<'_>, day: DayId, wanted: Wanted) -> rusqlite::Result<Vec<i64>> {
    let plan = tx.prepare_cached("SELECT * FROM day WHERE day = ?1")?.query_row([day.0], free_slots::plan)?;
    let slots = free_slots::free_of_day(tx, day, &plan, &wanted)?;
    let each =
        |slot: &free_slots::FreeSlot| std::iter::repeat_n(slot.span.starts_at.timestamp_micros(), slot.lanes.into());
    let starts: Vec<i64> = slots.iter().flat_map(each).take(THIRD).collect();
    // A hold may run out, what came back may be seen, and what begins is no longer free.
    let changes: Option<i64> = tx
        .prepare_cached(
            "SELECT min(until) FROM (SELECT until FROM allocation WHERE day = ?1 AND until > ?2
                                     UNION ALL SELECT until FROM freed WHERE day = ?1 AND until > ?2)",
        )?
        .query_row(params![day.0, Moment(wanted.now)], |row| row.get(0))?;
    let until = changes.unwrap_or(FOR_EVER).min(starts.first().copied().unwrap_or(FOR_EVER));
    tx.prepare_cached("INSERT OR REPLACE INTO seen VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        day.0,
        wanted.minutes,
        until,
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

/// How often somebody looked for a time and found none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InVain {
    /// The first day of the period.
    pub start: NaiveDate,
    /// For which service.
    pub service: ServiceCode,
    /// How often. Whoever looks twice is counted twice.
    pub searches: Count,
}

impl ReadModels {
    /// The third next free appointment between two dates, both included, by period, service and scope.
    pub fn lead_time(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Lead>, Failure> {
        let groups = self.ask::<LeadTime, _>(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM sample WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR scope = ?3)")?;
            let mut rows = statement.query(params![from, to, scope.map(|scope| scope.0)])?;
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

    /// Searches in vain, for all periods of which a day lies between two dates, by period and service.
    pub fn in_vain(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<InVain>, Failure> {
        let groups = self.ask::<LeadTime, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM in_vain WHERE date BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![by.start(from), by.end(to)])?;
            let mut groups = BTreeMap::<_, BTreeMap<ScopeId, u64>>::new();
            while let Some(row) = rows.next()? {
                let group = (by.start(row.get("date")?), row.code::<ServiceCode>("service")?);
                let at = groups.entry(group).or_default().entry(row.id("scope")?).or_default();
                *at += row.get::<_, u64>("searches")?;
            }
            Ok(groups)
        })?;
        let wanted = groups.into_iter().filter(|(_, places)| scope.is_none_or(|scope| places.contains_key(&scope)));
        let row = |((start, service), places): ((NaiveDate, ServiceCode), BTreeMap<ScopeId, u64>)| {
            let searches =
                scope.map_or_else(|| Count::of(places.values().sum()), |scope| Count::of_part(&scope, &places));
            InVain { start, service, searches }
        };
        Ok(wanted.map(row).collect())
    }
}

#[cfg(test)]
mod tests;
