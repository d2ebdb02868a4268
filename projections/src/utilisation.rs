//! How much of the offered time was booked, kept and worked? By day, week and month, in the office's calendar.
//!
//! The figures are final ones: as the days stand after everything that happened so far.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use domain::capacity::{self, Pool};
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, booking, consultation};
use rusqlite::{Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Moment};
use crate::{Envelope, Failure, Model, ReadModels};

/// Offered and used time.
pub enum Utilisation {}

impl Model for Utilisation {
    const NAME: &'static str = "utilisation";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        CREATE TABLE day (
            day BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            planned_public INTEGER NOT NULL,
            planned_internal INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX day_by_date ON day (date);
        -- Time that is held or taken; what is given back or runs out goes.
        CREATE TABLE allocation (
            hold BLOB PRIMARY KEY,
            day BLOB NOT NULL,
            pool TEXT NOT NULL,
            minutes INTEGER NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0,
            conflict INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX allocation_by_day ON allocation (day);
        -- What was worked in an appointment: from the talk where there was one, else from beginning to end.
        CREATE TABLE visit (
            booking BLOB PRIMARY KEY,
            hold BLOB,
            started_at INTEGER,
            finished_at INTEGER,
            live_secs INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX visit_by_hold ON visit (hold);";
    const TABLES: &'static [&'static str] = &["day", "allocation", "visit"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let id = envelope.stream.id;
        match &envelope.event {
            Event::Capacity(event) => capacity_changed(tx, id, event),
            Event::Booking(booking::Event::Started { .. }) => visit(tx, id, "started_at", Moment(envelope.at)),
            Event::Booking(booking::Event::Finished { arranged, .. }) => {
                visit(tx, id, "finished_at", Moment(envelope.at))?;
                visit(tx, id, "hold", arranged.slot.hold.0)
            }
            Event::Consultation(consultation::Event::Ended { of: Occasion::Booking(booking), live_secs, .. }) => {
                visit(tx, booking.0, "live_secs", *live_secs)
            }
            Event::Booking(_)
            | Event::Consultation(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::NumberSeries(_)
            | Event::LinkGrant(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

fn capacity_changed(tx: &Transaction<'_>, day: Uuid, event: &capacity::Event) -> rusqlite::Result<()> {
    match event {
        capacity::Event::Planned { plan, origin: _ } | capacity::Event::Reopened { plan } => {
            tx.prepare_cached("INSERT OR REPLACE INTO day VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
                day,
                plan.scope.0,
                plan.date,
                plan.minutes(Pool::Public),
                plan.minutes(Pool::Internal)
            ])?;
        }
        // What is closed is not offered, and weighs on no ratio.
        capacity::Event::Closed { scope, date, .. } => {
            tx.prepare_cached("INSERT OR REPLACE INTO day VALUES (?1, ?2, ?3, 0, 0)")?
                .execute(params![day, scope.0, date])?;
        }
        capacity::Event::Conflicted { appointments, holds, .. }
        | capacity::Event::CalledOff { appointments, holds, .. } => {
            appointments.iter().chain(holds).try_for_each(|taken| conflict(tx, taken, true))?;
        }
        capacity::Event::Settled { taken } => taken.iter().try_for_each(|taken| conflict(tx, taken, false))?,
        capacity::Event::Held { hold, allocation, expires_at: _, offered: _ } => {
            tx.prepare_cached("INSERT OR REPLACE INTO allocation (hold, day, pool, minutes) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![hold.0, day, Code(allocation.pool), allocation.span.minutes()])?;
        }
        capacity::Event::Confirmed { hold, .. } => {
            tx.prepare_cached("UPDATE allocation SET taken = 1 WHERE hold = ?1")?.execute([hold.0])?;
        }
        capacity::Event::Expired { hold, .. } | capacity::Event::Released { hold, .. } => {
            tx.prepare_cached("DELETE FROM allocation WHERE hold = ?1")?.execute([hold.0])?;
        }
        capacity::Event::Extended { .. } => {}
    }
    Ok(())
}

fn conflict(tx: &Transaction<'_>, taken: &capacity::Taken, is_one: bool) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE allocation SET conflict = ?2 WHERE hold = ?1")?
        .execute(params![taken.hold.0, is_one])
        .map(drop)
}

fn visit(tx: &Transaction<'_>, booking: Uuid, column: &str, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!(
        "INSERT INTO visit (booking, {column}) VALUES (?1, ?2) ON CONFLICT (booking) DO UPDATE SET {column} = ?2"
    ))?
    .execute(params![booking, value])
    .map(drop)
}

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    /// The first day of the period in which a date lies.
    pub fn start(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => date,
            Self::Week => date.week(Weekday::Mon).first_day(),
            Self::Month => date.with_day(1).expect("every month has a first day"),
            Self::Year => NaiveDate::from_yo_opt(date.year(), 1).expect("every year has a first day"),
        }
    }

    /// The last day of the period in which a date lies.
    pub fn end(self, date: NaiveDate) -> NaiveDate {
        let start = self.start(date);
        let next = match self {
            Self::Day => start + Days::new(1),
            Self::Week => start + Days::new(7),
            Self::Month => start + Months::new(1),
            Self::Year => start + Months::new(12),
        };
        next.pred_opt().expect("a period has a last day")
    }

    /// The first day of the period before.
    pub fn before(self, start: NaiveDate) -> NaiveDate {
        self.start(self.start(start).pred_opt().expect("the office is younger than the calendar"))
    }
}

/// Minutes of a period. They count capacity, not persons, so no group is too small to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// Offered to everybody.
    pub planned_public: i64,
    /// Offered to the service centre.
    pub planned_internal: i64,
    /// Taken out of what everybody is offered.
    pub booked_public: i64,
    /// Taken out of what the service centre is offered.
    pub booked_internal: i64,
    /// Taken once, and without a place in what is offered now: somebody has to find another time for them.
    pub conflicts: i64,
    /// Taken, and somebody came and was served.
    pub kept: i64,
    /// Really worked, in seconds of the talks.
    pub productive_secs: i64,
}

impl Minutes {
    /// All that was offered.
    pub fn planned(&self) -> i64 {
        self.planned_public + self.planned_internal
    }

    /// Booked minutes in relation to planned ones. `None` where nothing was planned.
    pub fn booked_ratio(&self) -> Option<f64> {
        self.ratio(self.booked_public + self.booked_internal)
    }

    /// Kept minutes in relation to planned ones.
    pub fn kept_ratio(&self) -> Option<f64> {
        self.ratio(self.kept)
    }

    /// Worked minutes in relation to planned ones.
    pub fn productive_ratio(&self) -> Option<f64> {
        Some(self.ratio(self.productive_secs)? / 60.0)
    }

    fn ratio(&self, part: i64) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "no office offers 2^52 minutes")]
        (self.planned() > 0).then(|| part as f64 / self.planned() as f64)
    }
}

/// How a period went at a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Where.
    pub scope: ScopeId,
    /// The first day of the period.
    pub start: NaiveDate,
    /// Its minutes.
    pub minutes: Minutes,
}

impl ReadModels {
    /// The use of offered time between two dates, both included, by period, at one scope or at each.
    pub fn utilisation(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Used>, Failure> {
        let days = self.ask::<Utilisation, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT day.scope, day.date, day.planned_public, day.planned_internal,
                        coalesce(sum(taken * minutes) FILTER (WHERE pool = 'public' AND NOT conflict), 0),
                        coalesce(sum(taken * minutes) FILTER (WHERE pool = 'internal' AND NOT conflict), 0),
                        coalesce(sum(taken * minutes) FILTER (WHERE conflict), 0),
                        coalesce(sum(minutes) FILTER (WHERE finished_at IS NOT NULL), 0),
                        coalesce(sum(coalesce(live_secs, (finished_at - started_at) / 1000000))
                            FILTER (WHERE finished_at IS NOT NULL), 0)
                 FROM day
                 LEFT JOIN allocation ON allocation.day = day.day
                 LEFT JOIN visit ON visit.hold = allocation.hold
                 WHERE day.date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR day.scope = ?3)
                 GROUP BY day.day",
            )?;
            let rows = statement.query_map(params![from, to, scope.map(|scope| scope.0)], |row| {
                let minutes = Minutes {
                    planned_public: row.get(2)?,
                    planned_internal: row.get(3)?,
                    booked_public: row.get(4)?,
                    booked_internal: row.get(5)?,
                    conflicts: row.get(6)?,
                    kept: row.get(7)?,
                    productive_secs: row.get(8)?,
                };
                Ok((ScopeId(row.get(0)?), row.get::<_, NaiveDate>(1)?, minutes))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut periods = BTreeMap::<_, Minutes>::new();
        for (scope, date, day) in days {
            let sum = periods.entry((by.start(date), scope)).or_default();
            sum.planned_public += day.planned_public;
            sum.planned_internal += day.planned_internal;
            sum.booked_public += day.booked_public;
            sum.booked_internal += day.booked_internal;
            sum.conflicts += day.conflicts;
            sum.kept += day.kept;
            sum.productive_secs += day.productive_secs;
        }
        Ok(periods.into_iter().map(|((start, scope), minutes)| Used { scope, start, minutes }).collect())
    }
}

#[cfg(test)]
mod tests;
