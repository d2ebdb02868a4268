//! How much of the offered time was booked, kept and worked, and for what? By day, week and month, in the office's calendar.
//!
//! Each day has its figures three times: as it stood when it was released to the public, as it stood at its beginning, and
//! as it stands after everything that happened so far. How a day stood at a moment is written down with the first event
//! from that moment on, so a rebuild finds the same.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, Utc, Weekday};
use domain::booking::{self, Arranged, Line, Medium};
use domain::calendar::midnight;
use domain::capacity::{self, Pool};
use domain::catalogue::{Channel, ServiceCode};
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, consultation};
use rusqlite::{Row, Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Moment};
use crate::small_groups::{Count, Funnel};
use crate::{Envelope, Failure, Model, ReadModels, ratio};

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
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::Catalogue(_)
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
            only(&arranged.lines).map(Code)
        ])
        .map(drop)
}

/// The service of an appointment that has only one.
pub(crate) fn only(lines: &[Line]) -> Option<ServiceCode> {
    match lines {
        [Line { service, quantity: 1 }] => Some(*service),
        _ => None,
    }
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

    /// The first days of all periods of which a day lies between two dates, both included.
    pub fn starts(self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let mut starts: Vec<_> = from.iter_days().take_while(|date| *date <= to).map(|date| self.start(date)).collect();
        starts.dedup();
        starts
    }

    /// The first day of the same period a year before. A week is compared with the one 52 weeks earlier, so that it has
    /// the same days.
    pub fn year_before(self, start: NaiveDate) -> NaiveDate {
        let start = self.start(start);
        match self {
            Self::Week => start - Days::new(364),
            Self::Day | Self::Month | Self::Year => start - Months::new(12),
        }
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

/// Adds the fields of one struct to those of another.
macro_rules! add {
    ($sum:expr, $more:expr; $($field:ident)*) => {{
        let more = $more;
        let sum = &mut $sum;
        $(sum.$field += more.$field;)*
    }};
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

/// What offered time was used for, in one respect: for a service, or how the appointments were made or held. Fewer than five
/// appointments are hidden, also where they would follow from others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// How many appointments have taken of it.
    pub appointments: Count,
    /// What they have taken. `None` where they are too few.
    pub booked: Option<Taken>,
    /// What those have taken who came and were served. `None` where they, or those who did not come, are too few.
    pub kept: Option<Taken>,
    /// What was really worked for them, in seconds.
    pub productive_secs: Option<i64>,
    /// What was offered at all, in minutes.
    planned: i64,
}

/// Some of the offered time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// In minutes.
    pub minutes: i64,
    /// In units of the plans, rounded up for each appointment.
    pub units: i64,
}

impl Use {
    /// Booked minutes in relation to all that were planned. `None` where they are hidden or nothing was planned.
    pub fn booked_ratio(&self) -> Option<f64> {
        ratio::of(self.booked?.minutes, self.planned)
    }

    /// Kept minutes in relation to all that were planned.
    pub fn kept_ratio(&self) -> Option<f64> {
        ratio::of(self.kept?.minutes, self.planned)
    }

    /// Worked minutes in relation to all that were planned.
    pub fn productive_ratio(&self) -> Option<f64> {
        Some(ratio::of(self.productive_secs?, self.planned)? / 60.0)
    }
}

/// What the offered time of a period was used for.
#[derive(Clone, Debug, PartialEq)]
pub struct Uses {
    /// The first day of the period.
    pub start: NaiveDate,
    /// Offered minutes, as the plans stand now.
    pub planned: i64,
    /// By service; none where an appointment is for several: their time cannot be divided.
    pub services: Vec<(Option<ServiceCode>, Use)>,
    /// By how the appointments were made.
    pub media: Vec<(Medium, Use)>,
    /// By how people come together.
    pub channels: Vec<(Channel, Use)>,
}

/// What appointments have taken that are alike.
#[derive(Clone, Copy, Default)]
struct Alike {
    appointments: u64,
    booked: Taken,
    kept_appointments: u64,
    kept: Taken,
    productive_secs: i64,
}

impl Alike {
    fn add(&mut self, more: &Self) {
        add!(*self, *more; appointments kept_appointments productive_secs);
        add!(self.booked, more.booked; minutes units);
        add!(self.kept, more.kept; minutes units);
    }
}

/// For what, how it was made, and how people come together.
type Kind = (Option<ServiceCode>, Medium, Channel);

#[derive(Default)]
struct UsedFor {
    planned: BTreeMap<ScopeId, i64>,
    cells: BTreeMap<(ScopeId, Kind), Alike>,
}

/// What is taken on each day, with a place in what is offered.
const USES: &str = "
    SELECT date, scope, service, medium, channel, count(*) AS appointments, sum(minutes) AS minutes,
           sum((minutes + unit_mins - 1) / unit_mins) AS units,
           count(*) FILTER (WHERE finished) AS kept_appointments,
           coalesce(sum(minutes) FILTER (WHERE finished), 0) AS kept_minutes,
           coalesce(sum((minutes + unit_mins - 1) / unit_mins) FILTER (WHERE finished), 0) AS kept_units,
           coalesce(sum(coalesce(live_secs, served_secs)) FILTER (WHERE finished), 0) AS productive_secs
    FROM day
    JOIN allocation ON allocation.day = day.day AND taken AND NOT conflict
    JOIN visit ON visit.hold = allocation.hold
    WHERE date BETWEEN ?1 AND ?2
    GROUP BY day.day, service, medium, channel";

impl ReadModels {
    /// What offered time was used for, for all periods of which a day lies between two dates, at one scope or at all.
    pub fn time_uses(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Uses>, Failure> {
        let periods = self.ask::<Utilisation, _>(|connection| {
            let mut periods = BTreeMap::<NaiveDate, UsedFor>::new();
            let mut planned = connection.prepare_cached(
                "SELECT date, scope, planned_public + planned_internal AS planned FROM day WHERE date BETWEEN ?1 AND ?2",
            )?;
            let mut rows = planned.query(params![by.start(from), by.end(to)])?;
            while let Some(row) = rows.next()? {
                let period = periods.entry(by.start(row.get("date")?)).or_default();
                *period.planned.entry(row.id("scope")?).or_default() += row.get::<_, i64>("planned")?;
            }
            let mut uses = connection.prepare_cached(USES)?;
            let mut rows = uses.query(params![by.start(from), by.end(to)])?;
            while let Some(row) = rows.next()? {
                let kind = (row.code_or_none("service")?, row.code("medium")?, row.code("channel")?);
                let period = periods.entry(by.start(row.get("date")?)).or_default();
                period.cells.entry((row.id("scope")?, kind)).or_default().add(&alike(row)?);
            }
            Ok(periods)
        })?;
        let uses = |(start, used): (NaiveDate, UsedFor)| {
            let here = used.planned.iter().filter(|(place, _)| scope.is_none_or(|scope| scope == **place));
            let planned = here.map(|(_, planned)| planned).sum();
            Uses {
                start,
                planned,
                services: by_kind(scope, planned, &used.cells, |(service, _, _)| service),
                media: by_kind(scope, planned, &used.cells, |(_, medium, _)| medium),
                channels: by_kind(scope, planned, &used.cells, |(_, _, channel)| channel),
            }
        };
        Ok(periods.into_iter().map(uses).collect())
    }
}

fn alike(row: &Row<'_>) -> rusqlite::Result<Alike> {
    Ok(Alike {
        appointments: row.get("appointments")?,
        booked: Taken { minutes: row.get("minutes")?, units: row.get("units")? },
        kept_appointments: row.get("kept_appointments")?,
        kept: Taken { minutes: row.get("kept_minutes")?, units: row.get("kept_units")? },
        productive_secs: row.get("productive_secs")?,
    })
}

/// The cells summed in one respect. Of the appointments some were kept, so these are two steps of a funnel.
fn by_kind<K: Ord + Copy>(
    scope: Option<ScopeId>,
    planned: i64,
    cells: &BTreeMap<(ScopeId, Kind), Alike>,
    of: impl Fn(Kind) -> K,
) -> Vec<(K, Use)> {
    let mut parts = BTreeMap::<(ScopeId, K), Alike>::new();
    for ((place, kind), alike) in cells {
        parts.entry((*place, of(*kind))).or_default().add(alike);
    }
    let mut sums = BTreeMap::<K, Alike>::new();
    for ((_, kind), alike) in parts.iter().filter(|((place, _), _)| scope.is_none_or(|scope| scope == *place)) {
        sums.entry(*kind).or_default().add(alike);
    }
    let appointments = |alike: &Alike| alike.appointments;
    let kept = |alike: &Alike| alike.kept_appointments;
    let row = |(kind, alike): (&K, &Alike)| {
        let shown = match scope {
            None => {
                let step = |of: fn(&Alike) -> u64| sums.iter().map(|(kind, alike)| (*kind, of(alike))).collect();
                Funnel::of([step(appointments), step(kept)]).part(kind)
            }
            Some(scope) => {
                let step = |of: fn(&Alike) -> u64| parts.iter().map(|(part, alike)| (*part, of(alike))).collect();
                Funnel::of([step(appointments), step(kept)]).cells(|part| *part == (scope, *kind))
            }
        };
        let appointments = shown[0];
        // Those who were served are told of by what was worked as well.
        let served = shown[1].count;
        let booked = appointments.count.map(|_| alike.booked);
        let kept = served.map(|_| alike.kept);
        let productive_secs = served.map(|_| alike.productive_secs);
        (*kind, Use { appointments, booked, kept, productive_secs, planned })
    };
    sums.iter().map(row).collect()
}

#[cfg(test)]
mod tests;
