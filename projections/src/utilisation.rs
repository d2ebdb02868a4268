//! How much of the offered time was booked, kept and worked, and for what? By day, week and month, in the office's calendar.
//!
//! Each day has its figures three times: as it stood when it was released to the public, as it stood at its beginning, and
//! as it stands after everything that happened so far. How a day stood at a moment is written down with the first event
//! from that moment on, so a rebuild finds the same.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{self, Arranged};
use domain::calendar::midnight;
use domain::capacity::{self, Pool};
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, consultation};
use rusqlite::{Row, Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Moment};
use crate::{Envelope, Failure, Model, Period, ReadModels, ratio};

/// Adds the fields of one struct to those of another.
macro_rules! add {
    ($sum:expr, $more:expr; $($field:ident)*) => {{
        let more = $more;
        let sum = &mut $sum;
        $(sum.$field += more.$field;)*
    }};
}

mod uses;

pub use uses::{Taken, Use, Uses};

/// A day is offered to the public.
const RELEASE: &str = "release";
/// The first moment of a day.
const DAY_START: &str = "day_start";

/// Offered and used time.
pub enum Utilisation {}

impl Model for Utilisation {
    const NAME: &'static str = "utilisation";
    const VERSION: u32 = 7;
    const SCHEMA: &'static str = "
        CREATE TABLE day (
            day BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            unit_mins INTEGER NOT NULL,
            planned_public INTEGER NOT NULL,
            planned_internal INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX day_by_date ON day (date);
        -- Which days are to be looked at, and when.
        CREATE TABLE due (
            day BLOB NOT NULL,
            moment TEXT NOT NULL,
            at INTEGER NOT NULL,
            PRIMARY KEY (day, moment)
        ) WITHOUT ROWID;
        CREATE INDEX due_by_time ON due (at);
        -- How a day stood, in minutes and in units.
        CREATE TABLE stood (
            day BLOB NOT NULL,
            moment TEXT NOT NULL,
            planned_public INTEGER NOT NULL,
            planned_internal INTEGER NOT NULL,
            booked_public INTEGER NOT NULL,
            booked_internal INTEGER NOT NULL,
            conflicts INTEGER NOT NULL,
            booked_units INTEGER NOT NULL,
            planned_units INTEGER NOT NULL,
            PRIMARY KEY (day, moment)
        ) WITHOUT ROWID;
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
        -- How an appointment was made and what for, without a service if for several; and what was worked in it: from the
        -- talk where there was one, else from beginning to end.
        CREATE TABLE visit (
            booking BLOB PRIMARY KEY,
            hold BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            service TEXT,
            serving_since INTEGER,
            served_secs INTEGER NOT NULL DEFAULT 0,
            finished INTEGER NOT NULL DEFAULT 0,
            live_secs INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX visit_by_hold ON visit (hold);";
    const TABLES: &'static [&'static str] = &["day", "due", "stood", "allocation", "visit"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let id = envelope.stream.id;
        look(tx, envelope.at)?;
        match &envelope.event {
            Event::Capacity(event) => {
                capacity_changed(tx, id, event)?;
                // A day that is planned after the moment of its release was never without this plan.
                if let capacity::Event::Planned { .. } = event { look(tx, envelope.at) } else { Ok(()) }
            }
            Event::Booking(booking::Event::Held { arranged, .. }) => held(tx, id, arranged),
            Event::Booking(booking::Event::Rescheduled { to, .. }) => visit(tx, id, "hold", to.hold.0),
            Event::Booking(booking::Event::Expired { .. } | booking::Event::Cancelled { .. }) => {
                tx.prepare_cached("DELETE FROM visit WHERE booking = ?1")?.execute([id]).map(drop)
            }
            Event::Booking(booking::Event::Started { .. } | booking::Event::Resumed { .. }) => {
                visit(tx, id, "serving_since", Moment(envelope.at))
            }
            // While it is interrupted, nobody works on it.
            Event::Booking(booking::Event::Parked { .. } | booking::Event::Redirected { .. }) => {
                served(tx, id, envelope.at)
            }
            Event::Booking(booking::Event::Finished { .. }) => {
                served(tx, id, envelope.at)?;
                visit(tx, id, "finished", true)
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
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Shift(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

fn capacity_changed(tx: &Transaction<'_>, day: Uuid, event: &capacity::Event) -> rusqlite::Result<()> {
    match event {
        capacity::Event::Planned { plan, origin: _ } | capacity::Event::Reopened { plan } => {
            tx.prepare_cached("INSERT OR REPLACE INTO day VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                day,
                plan.scope.0,
                plan.date,
                plan.unit_mins,
                plan.minutes(Pool::Public),
                plan.minutes(Pool::Internal)
            ])?;
            for (moment, at) in [(RELEASE, plan.released_at), (DAY_START, midnight(plan.date))] {
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO due SELECT ?1, ?2, ?3
                     WHERE NOT EXISTS (SELECT 1 FROM stood WHERE day = ?1 AND moment = ?2)",
                )?
                .execute(params![day, moment, Moment(at)])?;
            }
        }
        // What is closed is not offered, and weighs on no ratio.
        capacity::Event::Closed { scope, date, .. } => {
            tx.prepare_cached(
                "INSERT INTO day VALUES (?1, ?2, ?3, 1, 0, 0)
                 ON CONFLICT (day) DO UPDATE SET planned_public = 0, planned_internal = 0",
            )?
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
        capacity::Event::Extended { .. } | capacity::Event::Sought { .. } => {}
    }
    Ok(())
}

/// Writes down how the days stand whose moment has come, before anything happens from then on.
fn look(tx: &Transaction<'_>, now: DateTime<Utc>) -> rusqlite::Result<()> {
    let mut due = tx.prepare_cached("SELECT day, moment FROM due WHERE at <= ?1 ORDER BY at, day, moment")?;
    let due = due.query_map([Moment(now)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let due: Vec<(Uuid, String)> = due.collect::<rusqlite::Result<_>>()?;
    for (day, moment) in due {
        tx.prepare_cached(
            "INSERT OR IGNORE INTO stood
             SELECT day.day, ?2, planned_public, planned_internal,
                    coalesce(sum(taken * minutes) FILTER (WHERE pool = 'public' AND NOT conflict), 0),
                    coalesce(sum(taken * minutes) FILTER (WHERE pool = 'internal' AND NOT conflict), 0),
                    coalesce(sum(taken * minutes) FILTER (WHERE conflict), 0),
                    coalesce(sum(taken * ((minutes + unit_mins - 1) / unit_mins)) FILTER (WHERE NOT conflict), 0),
                    (planned_public + planned_internal) / unit_mins
             FROM day LEFT JOIN allocation ON allocation.day = day.day WHERE day.day = ?1 GROUP BY day.day",
        )?
        .execute(params![day, moment])?;
        tx.prepare_cached("DELETE FROM due WHERE day = ?1 AND moment = ?2")?.execute(params![day, moment])?;
    }
    Ok(())
}

fn conflict(tx: &Transaction<'_>, taken: &capacity::Taken, is_one: bool) -> rusqlite::Result<()> {
    tx.prepare_cached("UPDATE allocation SET conflict = ?2 WHERE hold = ?1")?
        .execute(params![taken.hold.0, is_one])
        .map(drop)
}

fn held(tx: &Transaction<'_>, booking: Uuid, arranged: &Arranged) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT INTO visit (booking, hold, medium, channel, service) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            booking,
            arranged.slot.hold.0,
            Code(arranged.medium),
            Code(arranged.channel),
            arranged.only_service().map(Code)
        ])
        .map(drop)
}

fn visit(tx: &Transaction<'_>, booking: Uuid, column: &str, value: impl rusqlite::ToSql) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!("UPDATE visit SET {column} = ?2 WHERE booking = ?1"))?
        .execute(params![booking, value])
        .map(drop)
}

fn served(tx: &Transaction<'_>, booking: Uuid, at: DateTime<Utc>) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE visit SET served_secs = served_secs + (?2 - serving_since) / 1000000, serving_since = NULL
         WHERE booking = ?1 AND serving_since IS NOT NULL",
    )?
    .execute(params![booking, Moment(at)])
    .map(drop)
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
        ratio::of(part, self.planned())
    }
}

/// The same by pool: whose lanes were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pools {
    /// Kept minutes of what everybody is offered.
    pub kept_public: i64,
    /// Kept minutes of what the office's own people are offered.
    pub kept_internal: i64,
    /// Worked seconds in public lanes.
    pub productive_public_secs: i64,
    /// Worked seconds in internal lanes.
    pub productive_internal_secs: i64,
}

impl Used {
    /// Booked minutes of what everybody is offered, in relation to all that everybody is offered.
    pub fn booked_public_ratio(&self) -> Option<f64> {
        ratio::of(self.minutes.booked_public, self.minutes.planned_public)
    }

    /// Kept minutes of what everybody is offered.
    pub fn kept_public_ratio(&self) -> Option<f64> {
        ratio::of(self.pools.kept_public, self.minutes.planned_public)
    }

    /// Worked minutes of what everybody is offered.
    pub fn productive_public_ratio(&self) -> Option<f64> {
        Some(ratio::of(self.pools.productive_public_secs, self.minutes.planned_public)? / 60.0)
    }
}

/// The same in units of the plans. What is taken in part is rounded up to whole units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    /// Offered.
    pub planned: i64,
    /// Taken.
    pub booked: i64,
    /// Taken, and somebody came and was served.
    pub kept: i64,
    /// Taken once, and without a place now.
    pub conflicts: i64,
    /// Offered to everybody.
    pub planned_public: i64,
    /// Taken out of what everybody is offered.
    pub booked_public: i64,
    /// Of these, those in which somebody came and was served.
    pub kept_public: i64,
}

/// How days stood at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stood {
    /// Of how many days it is known: of those whose moment has come.
    pub days: i64,
    /// Offered minutes of public lanes.
    pub planned_public: i64,
    /// Offered minutes of internal lanes.
    pub planned_internal: i64,
    /// Taken minutes of public lanes.
    pub booked_public: i64,
    /// Taken minutes of internal lanes.
    pub booked_internal: i64,
    /// Taken minutes without a place.
    pub conflicts: i64,
    /// Offered units.
    pub planned_units: i64,
    /// Taken units.
    pub booked_units: i64,
}

impl Stood {
    /// Booked minutes in relation to planned ones. `None` where nothing was planned.
    pub fn booked_ratio(&self) -> Option<f64> {
        ratio::of(self.booked_public + self.booked_internal, self.planned_public + self.planned_internal)
    }
}

/// How a period went at a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Used {
    /// Where.
    pub scope: ScopeId,
    /// The first day of the period.
    pub start: NaiveDate,
    /// Its minutes, as things stand now.
    pub minutes: Minutes,
    /// Whose lanes were used.
    pub pools: Pools,
    /// The same in units.
    pub units: Units,
    /// As its days stood when they were released to the public.
    pub at_release: Stood,
    /// As its days stood when they began.
    pub at_day_start: Stood,
}

impl Used {
    fn add(&mut self, day: &Self) {
        add!(self.minutes, day.minutes;
            planned_public planned_internal booked_public booked_internal conflicts kept productive_secs);
        add!(self.pools, day.pools; kept_public kept_internal productive_public_secs productive_internal_secs);
        add!(self.units, day.units; planned booked kept conflicts planned_public booked_public kept_public);
        for (sum, more) in [(&mut self.at_release, day.at_release), (&mut self.at_day_start, day.at_day_start)] {
            add!(*sum, more;
                days planned_public planned_internal booked_public booked_internal conflicts planned_units booked_units);
        }
    }
}

/// One row for each day as it stands. Units are rounded up for each appointment. What has no place in what is offered is a
/// conflict and nothing else, also where somebody was served all the same. The sign keeps the planner from reading all days
/// that were ever planned in the order of their key.
const DAYS: &str = "
    SELECT day.day, day.scope, day.date, day.planned_public, day.planned_internal,
           (day.planned_public + day.planned_internal) / day.unit_mins AS planned_units,
           coalesce(sum(taken * minutes) FILTER (WHERE pool = 'public' AND NOT conflict), 0) AS booked_public,
           coalesce(sum(taken * minutes) FILTER (WHERE pool = 'internal' AND NOT conflict), 0) AS booked_internal,
           coalesce(sum(taken * minutes) FILTER (WHERE conflict), 0) AS conflicts,
           coalesce(sum(minutes) FILTER (WHERE finished AND NOT conflict AND pool = 'public'), 0) AS kept_public,
           coalesce(sum(minutes) FILTER (WHERE finished AND NOT conflict AND pool = 'internal'), 0) AS kept_internal,
           coalesce(sum(coalesce(live_secs, served_secs))
                        FILTER (WHERE finished AND NOT conflict AND pool = 'public'), 0) AS productive_public,
           coalesce(sum(coalesce(live_secs, served_secs))
                        FILTER (WHERE finished AND NOT conflict AND pool = 'internal'), 0) AS productive_internal,
           coalesce(sum(taken * ((minutes + unit_mins - 1) / unit_mins)) FILTER (WHERE NOT conflict), 0) AS booked_units,
           coalesce(sum(taken * ((minutes + unit_mins - 1) / unit_mins)) FILTER (WHERE conflict), 0) AS conflict_units,
           coalesce(sum((minutes + unit_mins - 1) / unit_mins) FILTER (WHERE finished AND NOT conflict), 0) AS kept_units,
           day.planned_public / day.unit_mins AS planned_public_units,
           coalesce(sum(taken * ((minutes + unit_mins - 1) / unit_mins)) FILTER (WHERE pool = 'public' AND NOT conflict), 0)
               AS booked_public_units,
           coalesce(sum((minutes + unit_mins - 1) / unit_mins)
                        FILTER (WHERE finished AND NOT conflict AND pool = 'public'), 0) AS kept_public_units
    FROM day
    LEFT JOIN allocation ON allocation.day = day.day
    LEFT JOIN visit ON visit.hold = allocation.hold
    WHERE day.date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR day.scope = ?3)
    GROUP BY +day.day";

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
            let mut days = connection.prepare_cached(DAYS)?;
            let mut stood = connection.prepare_cached("SELECT * FROM stood WHERE day = ?1")?;
            let days = days.query_map(params![from, to, scope.map(|scope| scope.0)], |row| {
                let mut used = day(row)?;
                let mut moments = stood.query([row.get::<_, Uuid>("day")?])?;
                while let Some(row) = moments.next()? {
                    let stood = stood_then(row)?;
                    match row.get::<_, String>("moment")?.as_str() {
                        RELEASE => used.at_release = stood,
                        _ => used.at_day_start = stood,
                    }
                }
                Ok(used)
            })?;
            days.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut periods = BTreeMap::<_, Used>::new();
        for day in days {
            let (start, scope) = (by.start(day.start), day.scope);
            periods.entry((start, scope)).or_insert(Used { scope, start, ..Used::default() }).add(&day);
        }
        Ok(periods.into_values().collect())
    }
}

fn day(row: &Row<'_>) -> rusqlite::Result<Used> {
    let pools = Pools {
        kept_public: row.get("kept_public")?,
        kept_internal: row.get("kept_internal")?,
        productive_public_secs: row.get("productive_public")?,
        productive_internal_secs: row.get("productive_internal")?,
    };
    let minutes = Minutes {
        planned_public: row.get("planned_public")?,
        planned_internal: row.get("planned_internal")?,
        booked_public: row.get("booked_public")?,
        booked_internal: row.get("booked_internal")?,
        conflicts: row.get("conflicts")?,
        kept: pools.kept_public + pools.kept_internal,
        productive_secs: pools.productive_public_secs + pools.productive_internal_secs,
    };
    let units = Units {
        planned: row.get("planned_units")?,
        booked: row.get("booked_units")?,
        kept: row.get("kept_units")?,
        conflicts: row.get("conflict_units")?,
        planned_public: row.get("planned_public_units")?,
        booked_public: row.get("booked_public_units")?,
        kept_public: row.get("kept_public_units")?,
    };
    let (scope, start) = (row.id("scope")?, row.get("date")?);
    Ok(Used { scope, start, minutes, pools, units, ..Used::default() })
}

fn stood_then(row: &Row<'_>) -> rusqlite::Result<Stood> {
    Ok(Stood {
        days: 1,
        planned_public: row.get("planned_public")?,
        planned_internal: row.get("planned_internal")?,
        booked_public: row.get("booked_public")?,
        booked_internal: row.get("booked_internal")?,
        conflicts: row.get("conflicts")?,
        planned_units: row.get("planned_units")?,
        booked_units: row.get("booked_units")?,
    })
}

#[cfg(test)]
mod tests;
