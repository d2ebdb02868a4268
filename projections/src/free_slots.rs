//! When can somebody come? The free times of a scope, by the same count as the rule that grants them.
//!
//! Whether a hold is alive is a matter of the clock, so rows keep when it ends and the question brings the time.

use std::ops::Range;

use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::Event;
use domain::calendar::{Span, local_date};
use domain::capacity::{self, Plan, Pool, Window};
use domain::ids::{DayId, HoldId, ScopeId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Json, Moment};
use crate::{Envelope, Failure, Model, ReadModels};

/// How far around a wished time alternatives are looked for, in days.
const ALTERNATIVE_DAYS: u64 = 60;

/// The tables of planned days and of what is taken of them, which `capacity_changed` keeps: whichever model asks what is free
/// has the same.
macro_rules! tables_of_days {
    () => {
        "
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
        -- Held until a moment, or taken for good. Whoever has no place in a new plan counts all the same.
        CREATE TABLE allocation (
            day BLOB NOT NULL,
            hold BLOB NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            pool TEXT NOT NULL,
            until INTEGER,
            PRIMARY KEY (day, hold)
        ) WITHOUT ROWID;
        -- Public lanes of single units that came back, and until when the public does not see them.
        CREATE TABLE freed (
            day BLOB NOT NULL,
            unit INTEGER NOT NULL,
            until INTEGER NOT NULL,
            hold BLOB NOT NULL,
            PRIMARY KEY (day, unit, until, hold)
        ) WITHOUT ROWID;"
    };
}
pub(crate) use tables_of_days;

/// The free times of every scope.
pub enum FreeSlots {}

impl Model for FreeSlots {
    const NAME: &'static str = "free_slots";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = tables_of_days!();
    const TABLES: &'static [&'static str] = &["day", "allocation", "freed"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Capacity(event) => capacity_changed(tx, envelope.stream.id, envelope.at, event),
            Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Booking(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
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

/// Keeps the tables of `tables_of_days` up to date.
pub(crate) fn capacity_changed(
    tx: &Transaction<'_>,
    day: Uuid,
    at: DateTime<Utc>,
    event: &capacity::Event,
) -> rusqlite::Result<()> {
    // What came back is forgotten once everybody may take it, so that a day's rows stay few.
    tx.prepare_cached("DELETE FROM freed WHERE day = ?1 AND until <= ?2")?.execute(params![day, Moment(at)])?;
    match event {
        capacity::Event::Planned { plan, origin: _ } | capacity::Event::Reopened { plan } => {
            let Plan { scope, date, unit_mins, windows, released_at } = plan;
            tx.prepare_cached("INSERT OR REPLACE INTO day VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0)")?.execute(params![
                day,
                scope.0,
                date,
                unit_mins,
                Moment(*released_at),
                Json(windows)
            ])?;
            // A new plan is a new offer: nothing of it is kept back.
            if let capacity::Event::Planned { .. } = event {
                tx.prepare_cached("DELETE FROM freed WHERE day = ?1")?.execute([day])?;
            }
        }
        capacity::Event::Closed { .. } => {
            tx.prepare_cached("UPDATE day SET closed = 1 WHERE day = ?1")?.execute([day])?;
        }
        capacity::Event::Held { hold, allocation, expires_at, offered } => {
            // What was offered to somebody on the waiting list goes to the next of them, not to whoever looks.
            allocate(tx, day, *hold, allocation, (!offered).then_some(*expires_at))?;
            // The service centre takes what came back before what the public sees.
            if (allocation.asked, allocation.pool) == (Pool::Internal, Pool::Public) {
                use_freed(tx, day, allocation)?;
            }
        }
        capacity::Event::Extended { hold, expires_at } => {
            tx.prepare_cached("UPDATE allocation SET until = ?3 WHERE day = ?1 AND hold = ?2")?.execute(params![
                day,
                hold.0,
                Moment(*expires_at)
            ])?;
        }
        capacity::Event::Confirmed { hold, allocation } => allocate(tx, day, *hold, allocation, None)?,
        capacity::Event::Expired { hold, allocation: _ } => forget(tx, day, *hold)?,
        capacity::Event::Released { hold, allocation, kept_back_until } => {
            forget(tx, day, *hold)?;
            if let (Pool::Public, Some(until)) = (allocation.pool, kept_back_until) {
                keep_back(tx, day, *hold, allocation, *until)?;
            }
        }
        // They keep their time, with a place or without one.
        capacity::Event::Conflicted { .. }
        | capacity::Event::CalledOff { .. }
        | capacity::Event::Settled { .. }
        | capacity::Event::Sought { .. } => {}
    }
    Ok(())
}

fn allocate(
    tx: &Transaction<'_>,
    day: Uuid,
    hold: HoldId,
    allocation: &capacity::Allocation,
    until: Option<DateTime<Utc>>,
) -> rusqlite::Result<()> {
    let Span { starts_at, ends_at } = allocation.span;
    tx.prepare_cached("INSERT OR REPLACE INTO allocation VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![day, hold.0, Moment(starts_at), Moment(ends_at), Code(allocation.pool), until.map(Moment)])
        .map(drop)
}

fn forget(tx: &Transaction<'_>, day: Uuid, hold: HoldId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM allocation WHERE day = ?1 AND hold = ?2")?.execute(params![day, hold.0]).map(drop)
}

fn keep_back(
    tx: &Transaction<'_>,
    day: Uuid,
    hold: HoldId,
    allocation: &capacity::Allocation,
    until: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let Some(plan) = plan_of(tx, day)? else { return Ok(()) };
    for (unit, _) in plan.touched(allocation.span) {
        tx.prepare_cached("INSERT OR REPLACE INTO freed VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            day,
            unit,
            Moment(until),
            hold.0
        ])?;
    }
    Ok(())
}

fn use_freed(tx: &Transaction<'_>, day: Uuid, allocation: &capacity::Allocation) -> rusqlite::Result<()> {
    let Some(plan) = plan_of(tx, day)? else { return Ok(()) };
    for (unit, _) in plan.touched(allocation.span) {
        tx.prepare_cached(
            "DELETE FROM freed WHERE day = ?1 AND unit = ?2 AND (until, hold) =
                 (SELECT until, hold FROM freed WHERE day = ?1 AND unit = ?2 ORDER BY until DESC, hold DESC LIMIT 1)",
        )?
        .execute(params![day, unit])?;
    }
    Ok(())
}

fn plan_of(tx: &Transaction<'_>, day: Uuid) -> rusqlite::Result<Option<Plan>> {
    tx.prepare_cached("SELECT * FROM day WHERE day = ?1")?.query_row([day], plan).optional()
}

/// What somebody looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Where.
    pub scope: ScopeId,
    /// For how long, in minutes: the sum over all services, as the catalogue says.
    pub minutes: u16,
    /// Who asks: the service centre turns to the public lanes when its own are full.
    pub pool: Pool,
    /// The time of asking: holds end by the clock.
    pub now: DateTime<Utc>,
}

/// A time that can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    /// The day's stream.
    pub day: DayId,
    /// From when until when.
    pub span: Span,
    /// How many can take it at the same time.
    pub lanes: u16,
}

/// A day with free times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FreeDay {
    /// Which.
    pub date: NaiveDate,
    /// How many different times can be taken.
    pub times: usize,
}

impl ReadModels {
    /// The scopes with time planned on a date or later, in the order of their ids.
    pub fn scopes(&self, from: NaiveDate) -> Result<Vec<ScopeId>, Failure> {
        self.ask::<FreeSlots, _>(|connection| {
            // A plan without windows offers nothing, and neither does a closed day.
            let mut scopes = connection.prepare_cached(
                "SELECT DISTINCT scope FROM day WHERE date >= ?1 AND windows <> '[]' AND NOT closed ORDER BY scope",
            )?;
            let scopes = scopes.query_map(params![from], |row| row.id::<ScopeId>("scope"))?;
            scopes.collect()
        })
    }

    /// The free times between two dates, both included, in order.
    pub fn free_slots(&self, wanted: &Wanted, from: NaiveDate, to: NaiveDate) -> Result<Vec<FreeSlot>, Failure> {
        self.ask::<FreeSlots, _>(|connection| {
            Ok(days(connection, wanted, from, to)?.into_iter().flat_map(|(_, slots)| slots).collect())
        })
    }

    /// The days between two dates, both included, on which something is free.
    pub fn free_days(&self, wanted: &Wanted, from: NaiveDate, to: NaiveDate) -> Result<Vec<FreeDay>, Failure> {
        self.ask::<FreeSlots, _>(|connection| {
            let days = days(connection, wanted, from, to)?.into_iter();
            Ok(days
                .filter(|(_, slots)| !slots.is_empty())
                .map(|(date, slots)| FreeDay { date, times: slots.len() })
                .collect())
        })
    }

    /// The free times nearest to a wished one, the nearest first. Of two that are equally near, the earlier.
    pub fn alternatives(&self, wanted: &Wanted, near: DateTime<Utc>, most: usize) -> Result<Vec<FreeSlot>, Failure> {
        self.ask::<FreeSlots, _>(|connection| {
            let wished = local_date(near);
            let mut found = Vec::new();
            // Going outwards day by day: nothing on a day further away is nearer than what the nearer days hold,
            // up to one day, because the wished time may stand at the edge of its day.
            let mut enough = None;
            for distance in 0..=ALTERNATIVE_DAYS {
                if enough.is_some_and(|enough| distance > enough + 1) {
                    break;
                }
                let mut dates = vec![wished + Days::new(distance)];
                if distance > 0 {
                    dates.push(wished - Days::new(distance));
                }
                for date in dates {
                    found.extend(days(connection, wanted, date, date)?.into_iter().flat_map(|(_, slots)| slots));
                }
                if enough.is_none() && found.len() >= most {
                    enough = Some(distance);
                }
            }
            found.sort_by_key(|slot| ((slot.span.starts_at - near).abs(), slot.span.starts_at));
            found.truncate(most);
            Ok(found)
        })
    }
}

/// The free times of each planned day.
pub(crate) fn days(
    connection: &Connection,
    wanted: &Wanted,
    from: NaiveDate,
    to: NaiveDate,
) -> rusqlite::Result<Vec<(NaiveDate, Vec<FreeSlot>)>> {
    let from = from.max(local_date(wanted.now));
    let mut plans = connection
        .prepare_cached("SELECT * FROM day WHERE scope = ?1 AND NOT closed AND date BETWEEN ?2 AND ?3 ORDER BY date")?;
    let plans = plans.query_map(params![wanted.scope.0, from, to], |row| Ok((row.id("day")?, plan(row)?)))?;
    plans
        .map(|found| {
            let (day, plan) = found?;
            let slots = free_of_day(connection, day, &plan, wanted)?;
            Ok((plan.date, slots))
        })
        .collect()
}

pub(crate) fn plan(row: &Row<'_>) -> rusqlite::Result<Plan> {
    Ok(Plan {
        scope: row.id("scope")?,
        date: row.get("date")?,
        unit_mins: row.get("unit_mins")?,
        windows: row.json::<Vec<Window>>("windows")?,
        released_at: row.moment("released_at")?,
    })
}

/// How many lanes of each pool are left, unit by unit.
struct Left {
    public: Vec<i32>,
    internal: Vec<i32>,
}

impl Left {
    fn of(plan: &Plan) -> Self {
        let lanes = |of: fn(&Window) -> u16| {
            let windows = plan.windows.iter();
            windows.flat_map(|window| std::iter::repeat_n(i32::from(of(window)), window.units.into())).collect()
        };
        Self { public: lanes(|window| window.lanes.public), internal: lanes(|window| window.lanes.internal) }
    }

    fn pool(&mut self, pool: Pool) -> &mut [i32] {
        match pool {
            Pool::Public => &mut self.public,
            Pool::Internal => &mut self.internal,
        }
    }

    /// How many can take all of these units.
    fn lanes(&self, wanted: Pool, range: &Range<usize>) -> u16 {
        let least =
            |left: &[i32]| left.get(range.clone()).and_then(|left| left.iter().min()).copied().unwrap_or(0).max(0);
        let lanes = match wanted {
            Pool::Public => least(&self.public),
            // Somebody gets lanes of one pool for all of their units, so the two do not add up unit by unit.
            Pool::Internal => least(&self.internal) + least(&self.public),
        };
        u16::try_from(lanes).unwrap_or(u16::MAX)
    }
}

/// The free times of one day, in order.
pub(crate) fn free_of_day(
    connection: &Connection,
    day: DayId,
    plan: &Plan,
    wanted: &Wanted,
) -> rusqlite::Result<Vec<FreeSlot>> {
    if wanted.pool == Pool::Public && wanted.now < plan.released_at {
        return Ok(Vec::new());
    }
    let mut left = Left::of(plan);
    let mut taken = connection.prepare_cached(
        "SELECT starts_at, ends_at, pool FROM allocation WHERE day = ?1 AND (until IS NULL OR until > ?2)",
    )?;
    let mut rows = taken.query(params![day.0, Moment(wanted.now)])?;
    while let Some(row) = rows.next()? {
        let span = Span { starts_at: row.moment("starts_at")?, ends_at: row.moment("ends_at")? };
        let left = left.pool(row.code("pool")?);
        for (unit, _) in plan.touched(span) {
            left[usize::from(unit)] -= 1;
        }
    }
    // What was given back is kept from the public for a while, never from the service centre.
    if wanted.pool == Pool::Public {
        let mut freed = connection.prepare_cached("SELECT unit FROM freed WHERE day = ?1 AND until > ?2")?;
        let mut rows = freed.query(params![day.0, Moment(wanted.now)])?;
        while let Some(row) = rows.next()? {
            if let Some(left) = left.public.get_mut(row.get::<_, usize>("unit")?) {
                *left -= 1;
            }
        }
    }
    let count = usize::from(wanted.minutes.div_ceil(plan.unit_mins.max(1)));
    let slot = |(first, unit): (usize, Span)| {
        let span = plan.offered(unit.starts_at, wanted.minutes).filter(|span| match wanted.pool {
            Pool::Public => span.starts_at > wanted.now,
            // Somebody at the counter may take what is left of a time that has begun.
            Pool::Internal => span.ends_at > wanted.now,
        })?;
        let lanes = left.lanes(wanted.pool, &(first..first + count));
        (lanes > 0).then_some(FreeSlot { day, span, lanes })
    };
    Ok(plan.spans().enumerate().filter_map(slot).collect())
}

#[cfg(test)]
mod tests;
