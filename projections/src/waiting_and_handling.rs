//! How long do people wait, how long does it take, and who does not come?
//!
//! Waiting is from the appointment's start, or from checking in where that was later, to being let in.
//! Handling is the time of the talk without interruptions, or from beginning to end where no talk was recorded.
//! Somebody who comes for several services is counted under none of them: their time cannot be divided.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::booking::{self, Line, Medium};
use domain::calendar::local_date;
use domain::catalogue::ServiceCode;
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, consultation};
use rusqlite::{Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Moment};
use crate::small_groups::Count;
use crate::utilisation::Period;
use crate::{Envelope, Failure, Model, ReadModels, percentile};

/// A cancellation later than this before the start leaves no time to find somebody else.
const LATE: TimeDelta = TimeDelta::hours(24);

/// How visits go.
pub enum WaitingAndHandling {}

impl Model for WaitingAndHandling {
    const NAME: &'static str = "waiting_and_handling";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        -- A visit counts on the day of its appointment. Without a service it is for several.
        CREATE TABLE visit (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            service TEXT,
            date TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            confirmed INTEGER NOT NULL DEFAULT 0,
            checked_in_at INTEGER,
            started_at INTEGER,
            finished_at INTEGER,
            outcome TEXT
        ) WITHOUT ROWID;
        CREATE INDEX visit_by_date ON visit (date);
        CREATE TABLE talk (
            booking BLOB PRIMARY KEY,
            live_secs INTEGER NOT NULL
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["visit", "talk"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Booking(event) => booking_changed(tx, envelope.stream.id, envelope.at, event),
            Event::Consultation(consultation::Event::Ended { of: Occasion::Booking(booking), live_secs, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO talk VALUES (?1, ?2)")?
                .execute(params![booking.0, live_secs])
                .map(drop),
            Event::Consultation(_)
            | Event::Capacity(_)
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

fn booking_changed(
    tx: &Transaction<'_>,
    booking: Uuid,
    at: DateTime<Utc>,
    event: &booking::Event,
) -> rusqlite::Result<()> {
    let set = |columns: &str, values: &[&dyn ToSql]| {
        let mut all: Vec<&dyn ToSql> = vec![&booking];
        all.extend_from_slice(values);
        tx.prepare_cached(&format!("UPDATE visit SET {columns} WHERE booking = ?1"))?.execute(all.as_slice()).map(drop)
    };
    let at_column = Moment(at);
    match event {
        booking::Event::Held { arranged, expires_at: _ } => {
            let starts_at = arranged.slot.span.starts_at;
            tx.prepare_cached(
                "INSERT INTO visit (booking, scope, medium, service, date, starts_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                booking,
                arranged.slot.scope.0,
                Code(arranged.medium),
                only(&arranged.lines).map(Code),
                local_date(starts_at),
                Moment(starts_at)
            ])
            .map(drop)
        }
        booking::Event::Confirmed { .. } => set("confirmed = 1", &[]),
        booking::Event::Rescheduled { to, .. } => {
            let starts_at = to.span.starts_at;
            set("scope = ?2, date = ?3, starts_at = ?4", &[&to.scope.0, &local_date(starts_at), &Moment(starts_at)])
        }
        booking::Event::Cancelled { reason, arranged, was_confirmed, .. } => {
            // Only a citizen can be late, and only with an appointment that stood.
            let late = *was_confirmed && reason.is_citizens() && arranged.slot.span.starts_at - at < LATE;
            let outcome = if late { Outcome::CancelledLate } else { Outcome::Cancelled };
            set("outcome = ?2", &[&Code(outcome)])
        }
        booking::Event::Expired { .. } => set("outcome = ?2", &[&Code(Outcome::Expired)]),
        // Who comes late after all has not stayed away.
        booking::Event::CheckedIn { .. } => set("checked_in_at = ?2, outcome = NULL", &[&at_column]),
        booking::Event::Started { clerk: _ } => set("started_at = ?2", &[&at_column]),
        booking::Event::Finished { .. } => set("finished_at = ?2, outcome = ?3", &[&at_column, &Code(Outcome::Served)]),
        booking::Event::Unserved { .. } => set("outcome = ?2", &[&Code(Outcome::Unserved)]),
        booking::Event::Missed { .. } => set("outcome = ?2", &[&Code(Outcome::Missed)]),
        // Who is called has not been let in yet.
        booking::Event::Extended { .. }
        | booking::Event::ConfirmationRequested { .. }
        | booking::Event::Reminded { .. }
        | booking::Event::Called { .. } => Ok(()),
    }
}

/// The service of an appointment that has only one.
fn only(lines: &[Line]) -> Option<ServiceCode> {
    match lines {
        [Line { service, quantity: 1 }] => Some(*service),
        _ => None,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Served,
    Unserved,
    Missed,
    Cancelled,
    CancelledLate,
    Expired,
}

/// Which visits go into one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The first day of the period.
    pub start: NaiveDate,
    /// For which service; none for those who came for several.
    pub service: Option<ServiceCode>,
    /// How the appointment was made.
    pub medium: Medium,
}

/// The median and the ninth decile, in seconds. Both are hidden with the count of the group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// Half of all took no longer.
    pub p50_secs: Option<i64>,
    /// Nine of ten took no longer.
    pub p90_secs: Option<i64>,
}

impl Spread {
    fn of(mut secs: Vec<i64>) -> Self {
        secs.sort_unstable();
        Self { p50_secs: percentile::of(&secs, 50), p90_secs: percentile::of(&secs, 90) }
    }
}

/// How the visits of a group went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visits {
    /// Of which.
    pub group: Group,
    /// How many were served.
    pub served: Count,
    /// How many were there and were not served before the day ended.
    pub unserved: Count,
    /// To how many nobody came.
    pub missed: Count,
    /// Missed ones in relation to missed and served ones. `None` where one of the two counts is hidden.
    pub no_show_rate: Option<f64>,
    /// How many citizens gave back less than 24 hours before the start.
    pub cancelled_late: Count,
    /// How many holds ran out: demand that was lost.
    pub expired: Count,
    /// How long those who were served waited.
    pub waiting: Spread,
    /// How long their service took.
    pub handling: Spread,
}

#[derive(Default)]
struct Tally {
    served: u64,
    unserved: u64,
    missed: u64,
    cancelled_late: u64,
    expired: u64,
    waits: Vec<i64>,
    handlings: Vec<i64>,
}

struct Visit {
    group: Group,
    scope: ScopeId,
    outcome: Outcome,
    wait_secs: Option<i64>,
    handling_secs: Option<i64>,
}

impl ReadModels {
    /// How visits went, by period, service and medium, for all periods of which a day lies between two dates.
    ///
    /// Periods are whole: two answers that differ by a day would tell what happened on it.
    pub fn waiting_and_handling(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Visits>, Failure> {
        let visits = self.ask::<WaitingAndHandling, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT visit.*, talk.live_secs FROM visit LEFT JOIN talk USING (booking)
                 WHERE date BETWEEN ?1 AND ?2 AND outcome IS NOT NULL",
            )?;
            let rows = statement.query_map(params![by.start(from), by.end(to)], |row| visit(row, by))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut groups = BTreeMap::<Group, BTreeMap<ScopeId, Tally>>::new();
        for visit in visits {
            let tally = groups.entry(visit.group).or_default().entry(visit.scope).or_default();
            match visit.outcome {
                Outcome::Served => {
                    tally.served += 1;
                    tally.waits.extend(visit.wait_secs);
                    tally.handlings.extend(visit.handling_secs);
                }
                Outcome::Unserved => tally.unserved += 1,
                Outcome::Missed => tally.missed += 1,
                Outcome::CancelledLate => tally.cancelled_late += 1,
                Outcome::Expired => tally.expired += 1,
                Outcome::Cancelled => {}
            }
        }
        let wanted = groups.into_iter().filter(|(_, places)| scope.is_none_or(|scope| places.contains_key(&scope)));
        Ok(wanted.map(|(group, places)| shown(group, scope, places)).collect())
    }
}

fn visit(row: &Row<'_>, by: Period) -> rusqlite::Result<Visit> {
    let starts_at = row.moment("starts_at")?;
    let [checked_in_at, started_at, finished_at] =
        ["checked_in_at", "started_at", "finished_at"].map(|column| row.moment_or_none(column));
    let (started_at, finished_at) = (started_at?, finished_at?);
    let waits_from = checked_in_at?.map_or(starts_at, |at| at.max(starts_at));
    // Who is let in before the start has not waited.
    let wait_secs = started_at.map(|at| (at - waits_from).num_seconds().max(0));
    let handling_secs = match row.get::<_, Option<i64>>("live_secs")? {
        Some(live_secs) => Some(live_secs),
        None => started_at.zip(finished_at).map(|(from, to)| (to - from).num_seconds()),
    };
    let group =
        Group { start: by.start(row.get("date")?), service: row.code_or_none("service")?, medium: row.code("medium")? };
    Ok(Visit { group, scope: row.id("scope")?, outcome: row.code("outcome")?, wait_secs, handling_secs })
}

/// The figures of one place or of all. How many a place has decides, too, which counts of another are shown.
fn shown(group: Group, scope: Option<ScopeId>, mut places: BTreeMap<ScopeId, Tally>) -> Visits {
    let count = |of: fn(&Tally) -> u64| {
        let parts: BTreeMap<ScopeId, u64> = places.iter().map(|(place, tally)| (*place, of(tally))).collect();
        scope.map_or_else(|| Count::of(parts.values().sum()), |scope| Count::of_part(&scope, &parts))
    };
    let (served, missed) = (count(|tally| tally.served), count(|tally| tally.missed));
    let unserved = count(|tally| tally.unserved);
    let (cancelled_late, expired) = (count(|tally| tally.cancelled_late), count(|tally| tally.expired));
    #[expect(clippy::cast_precision_loss, reason = "no office has 2^52 visits")]
    let no_show_rate = served
        .count
        .zip(missed.count)
        .filter(|(served, missed)| served + missed > 0)
        .map(|(served, missed)| missed as f64 / (missed + served) as f64);
    if let Some(scope) = scope {
        places.retain(|place, _| *place == scope);
    }
    let spread = |of: fn(&Tally) -> &[i64]| match served.count {
        Some(_) => Spread::of(places.values().flat_map(of).copied().collect()),
        None => Spread::default(),
    };
    let (waiting, handling) = (spread(|tally| &tally.waits), spread(|tally| &tally.handlings));
    Visits { group, served, unserved, missed, no_show_rate, cancelled_late, expired, waiting, handling }
}

#[cfg(test)]
mod tests;
