//! How long do people wait, how long does it take, and who does not come?
//!
//! Waiting is from the appointment's start, or from checking in where that was later, to being let in.
//! Handling is the time of the talk without interruptions, or of the service without the time in which it was parked,
//! where no talk was recorded.
//! Somebody who comes for several services is counted under none of them: their time cannot be divided.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::booking::{self, Line, Medium};
use domain::calendar::local_date;
use domain::catalogue::{Channel, ServiceCode};
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, consultation, subject_key};
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
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        -- A visit counts on the day of its appointment. Without a service it is for several.
        CREATE TABLE visit (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            service TEXT,
            date TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            planned_secs INTEGER NOT NULL,
            confirmed_at INTEGER,
            checked_in_at INTEGER,
            started_at INTEGER,
            serving_since INTEGER,
            served_secs INTEGER NOT NULL DEFAULT 0,
            outcome TEXT,
            -- In which language somebody wants to be addressed, until they are forgotten.
            subject BLOB,
            language TEXT
        ) WITHOUT ROWID;
        CREATE INDEX visit_by_subject ON visit (subject) WHERE subject IS NOT NULL;
        CREATE INDEX visit_by_date ON visit (date);
        CREATE TABLE talk (
            booking BLOB PRIMARY KEY,
            live_secs INTEGER NOT NULL
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["visit", "talk"];
    const PERSONAL: &'static [&'static str] = &["language"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Booking(event) => booking_changed(tx, envelope.stream.id, envelope.at, event),
            Event::Consultation(consultation::Event::Ended { of: Occasion::Booking(booking), live_secs, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO talk VALUES (?1, ?2)")?
                .execute(params![booking.0, live_secs])
                .map(drop),
            Event::SubjectKey(subject_key::Event::Destroyed) => tx
                .prepare_cached("UPDATE visit SET language = NULL WHERE subject = ?1")?
                .execute([envelope.stream.id])
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
            | Event::Catalogue(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

/// Nobody serves them any longer, at the moment `?2`: what they were served counts with what they were served before.
const SERVED: &str = "served_secs = served_secs + coalesce((?2 - serving_since) / 1000000, 0), serving_since = NULL";

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
        booking::Event::Held { arranged, expires_at: _, edition: _ } => {
            let span = arranged.slot.span;
            tx.prepare_cached(
                "INSERT INTO visit (booking, scope, medium, channel, service, date, starts_at, planned_secs)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute(params![
                booking,
                arranged.slot.scope.0,
                Code(arranged.medium),
                Code(arranged.channel),
                only(&arranged.lines).map(Code),
                local_date(span.starts_at),
                Moment(span.starts_at),
                span.minutes() * 60
            ])
            .map(drop)
        }
        booking::Event::Confirmed { contact, .. } => set(
            "confirmed_at = ?2, subject = ?3, language = ?4",
            &[&at_column, &contact.subject().0, &contact.value().map(|contact| &contact.language)],
        ),
        booking::Event::Rescheduled { to, .. } => {
            let span = to.span;
            set(
                "scope = ?2, date = ?3, starts_at = ?4, planned_secs = ?5",
                &[&to.scope.0, &local_date(span.starts_at), &Moment(span.starts_at), &(span.minutes() * 60)],
            )
        }
        // It counts where they are served.
        booking::Event::Redirected { to, .. } => set(&format!("{SERVED}, scope = ?3"), &[&at_column, &to.0]),
        booking::Event::Cancelled { reason, arranged, was_confirmed, guards: _ } => {
            // Only a citizen can be late, and only with an appointment that stood.
            let late = reason.is_citizens() && arranged.slot.span.starts_at - at < LATE;
            let outcome = match (*was_confirmed, late) {
                (false, _) => Outcome::LetGo,
                (true, true) => Outcome::CancelledLate,
                (true, false) => Outcome::Cancelled,
            };
            set("outcome = ?2", &[&Code(outcome)])
        }
        booking::Event::Expired { arranged: _ } => set("outcome = ?2", &[&Code(Outcome::Expired)]),
        // Who comes late after all has not stayed away.
        booking::Event::CheckedIn { .. } => set("checked_in_at = ?2, outcome = NULL", &[&at_column]),
        booking::Event::Started { clerk: _ } => set("started_at = ?2, serving_since = ?2", &[&at_column]),
        booking::Event::Parked { .. } => set(SERVED, &[&at_column]),
        booking::Event::Resumed { .. } => set("serving_since = ?2", &[&at_column]),
        booking::Event::Finished { .. } => {
            set(&format!("{SERVED}, outcome = ?3"), &[&at_column, &Code(Outcome::Served)])
        }
        booking::Event::Unserved { .. } => set("outcome = ?2", &[&Code(Outcome::Unserved)]),
        booking::Event::Missed { .. } => set("outcome = ?2", &[&Code(Outcome::Missed)]),
        // Who is called has not been let in yet.
        booking::Event::Extended { .. }
        | booking::Event::Called { .. }
        | booking::Event::Returned
        | booking::Event::AccessRestricted => Ok(()),
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
    LetGo,
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
    /// How they came together, or were to.
    pub channel: Channel,
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
    /// How many appointments were confirmed, whatever became of them.
    pub confirmed: Count,
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
    /// How many holds were given back before they were confirmed.
    pub let_go: Count,
    /// How many holds ran out: demand that was lost.
    pub expired: Count,
    /// How long before its start an appointment was confirmed.
    pub ahead: Spread,
    /// How long those who were served waited.
    pub waiting: Spread,
    /// How long their service took.
    pub handling: Spread,
    /// How long it was planned to take.
    pub planned: Spread,
    /// All that the services took in relation to all that was planned for them.
    pub real_to_planned: Option<f64>,
}

#[derive(Default)]
struct Tally {
    confirmed: u64,
    let_go: u64,
    served: u64,
    unserved: u64,
    missed: u64,
    cancelled_late: u64,
    expired: u64,
    aheads: Vec<i64>,
    waits: Vec<i64>,
    handlings: Vec<i64>,
    planned: Vec<i64>,
}

struct Visit {
    group: Group,
    scope: ScopeId,
    outcome: Option<Outcome>,
    /// Of an appointment that was confirmed.
    ahead_secs: Option<i64>,
    wait_secs: Option<i64>,
    handling_secs: i64,
    planned_secs: i64,
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
                 WHERE date BETWEEN ?1 AND ?2 AND (outcome IS NOT NULL OR confirmed_at IS NOT NULL)",
            )?;
            let rows = statement.query_map(params![by.start(from), by.end(to)], |row| visit(row, by))?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let mut groups = BTreeMap::<Group, BTreeMap<ScopeId, Tally>>::new();
        for visit in visits {
            let tally = groups.entry(visit.group).or_default().entry(visit.scope).or_default();
            tally.confirmed += u64::from(visit.ahead_secs.is_some());
            tally.aheads.extend(visit.ahead_secs);
            match visit.outcome {
                Some(Outcome::Served) => {
                    tally.served += 1;
                    tally.waits.extend(visit.wait_secs);
                    tally.handlings.push(visit.handling_secs);
                    tally.planned.push(visit.planned_secs);
                }
                Some(Outcome::Unserved) => tally.unserved += 1,
                Some(Outcome::Missed) => tally.missed += 1,
                Some(Outcome::CancelledLate) => tally.cancelled_late += 1,
                Some(Outcome::LetGo) => tally.let_go += 1,
                Some(Outcome::Expired) => tally.expired += 1,
                Some(Outcome::Cancelled) | None => {}
            }
        }
        let wanted = groups.into_iter().filter(|(_, places)| scope.is_none_or(|scope| places.contains_key(&scope)));
        Ok(wanted.map(|(group, places)| shown(group, scope, places)).collect())
    }
}

fn visit(row: &Row<'_>, by: Period) -> rusqlite::Result<Visit> {
    let starts_at = row.moment("starts_at")?;
    let waits_from = row.moment_or_none("checked_in_at")?.map_or(starts_at, |at| at.max(starts_at));
    // Who is let in before the start has not waited.
    let wait_secs = row.moment_or_none("started_at")?.map(|at| (at - waits_from).num_seconds().max(0));
    let served_secs = row.get("served_secs")?;
    let handling_secs = row.get::<_, Option<i64>>("live_secs")?.unwrap_or(served_secs);
    // Whoever takes at the counter what is left of a time that has begun has not waited for it.
    let ahead_secs = row.moment_or_none("confirmed_at")?.map(|at| (starts_at - at).num_seconds().max(0));
    let group = Group {
        start: by.start(row.get("date")?),
        service: row.code_or_none("service")?,
        medium: row.code("medium")?,
        channel: row.code("channel")?,
    };
    Ok(Visit {
        group,
        scope: row.id("scope")?,
        outcome: row.code_or_none("outcome")?,
        ahead_secs,
        wait_secs,
        handling_secs,
        planned_secs: row.get("planned_secs")?,
    })
}

/// The figures of one place or of all. How many a place has decides, too, which counts of another are shown.
fn shown(group: Group, scope: Option<ScopeId>, mut places: BTreeMap<ScopeId, Tally>) -> Visits {
    let count = |of: fn(&Tally) -> u64| {
        let parts: BTreeMap<ScopeId, u64> = places.iter().map(|(place, tally)| (*place, of(tally))).collect();
        scope.map_or_else(|| Count::of(parts.values().sum()), |scope| Count::of_part(&scope, &parts))
    };
    let (served, missed) = (count(|tally| tally.served), count(|tally| tally.missed));
    let unserved = count(|tally| tally.unserved);
    let (confirmed, let_go) = (count(|tally| tally.confirmed), count(|tally| tally.let_go));
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
    let all = |of: fn(&Tally) -> &[i64]| -> Vec<i64> { places.values().flat_map(of).copied().collect() };
    let spread = |behind: Count, of: fn(&Tally) -> &[i64]| match behind.count {
        Some(_) => Spread::of(all(of)),
        None => Spread::default(),
    };
    let (real, intended): (i64, i64) =
        (all(|tally| &tally.handlings).iter().sum(), all(|tally| &tally.planned).iter().sum());
    #[expect(clippy::cast_precision_loss, reason = "no office works 2^52 seconds")]
    let real_to_planned = served.count.filter(|_| intended > 0).map(|_| real as f64 / intended as f64);
    Visits {
        group,
        confirmed,
        served,
        unserved,
        missed,
        no_show_rate,
        cancelled_late,
        let_go,
        expired,
        ahead: spread(confirmed, |tally| &tally.aheads),
        waiting: spread(served, |tally| &tally.waits),
        handling: spread(served, |tally| &tally.handlings),
        planned: spread(served, |tally| &tally.planned),
        real_to_planned,
    }
}

/// How many appointments were made in each way. What is hidden among the parts is hidden with the next larger one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The first day of the period.
    pub start: NaiveDate,
    /// All confirmed appointments, whatever became of them.
    pub appointments: Count,
    /// By how they were made.
    pub media: Vec<(Medium, Count)>,
    /// By how people come together.
    pub channels: Vec<(Channel, Count)>,
    /// By the language in which somebody wants to be addressed; none where the person was forgotten.
    pub languages: Vec<(Option<String>, Count)>,
}

/// Counts of one period by scope and one other thing.
type Cells<K> = BTreeMap<(ScopeId, K), u64>;

#[derive(Default)]
struct Cellular {
    media: Cells<Medium>,
    channels: Cells<Channel>,
    languages: Cells<Option<String>>,
}

impl ReadModels {
    /// How appointments were made, for all periods of which a day lies between two dates and that have any.
    pub fn ways(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Ways>, Failure> {
        let periods = self.ask::<WaitingAndHandling, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT date, scope, medium, channel, language, count(*) AS count FROM visit
                 WHERE date BETWEEN ?1 AND ?2 AND confirmed_at IS NOT NULL
                 GROUP BY date, scope, medium, channel, language",
            )?;
            let mut rows = statement.query(params![by.start(from), by.end(to)])?;
            let mut periods = BTreeMap::<NaiveDate, Cellular>::new();
            while let Some(row) = rows.next()? {
                let cells = periods.entry(by.start(row.get("date")?)).or_default();
                let (scope, count) = (row.id::<ScopeId>("scope")?, row.get::<_, u64>("count")?);
                *cells.media.entry((scope, row.code("medium")?)).or_default() += count;
                *cells.channels.entry((scope, row.code("channel")?)).or_default() += count;
                *cells.languages.entry((scope, row.get("language")?)).or_default() += count;
            }
            Ok(periods)
        })?;
        let ways = |(start, cells): (NaiveDate, Cellular)| Ways {
            start,
            appointments: whole(scope, &cells.media),
            media: parts(scope, &cells.media),
            channels: parts(scope, &cells.channels),
            languages: parts(scope, &cells.languages),
        };
        Ok(periods.into_iter().map(ways).collect())
    }
}

/// The sum of all cells, or of those of one scope.
fn whole<K: Ord>(scope: Option<ScopeId>, cells: &Cells<K>) -> Count {
    let mut scopes = BTreeMap::<ScopeId, u64>::new();
    for ((at, _), count) in cells {
        *scopes.entry(*at).or_default() += count;
    }
    scope.map_or_else(|| Count::of(scopes.values().sum()), |scope| Count::of_part(&scope, &scopes))
}

/// The cells summed over the scopes, or those of one scope. If any of all cells is small, those of one scope are hidden:
/// the sums over scopes, which are shown, would give it away together with the others.
fn parts<K: Ord + Clone>(scope: Option<ScopeId>, cells: &Cells<K>) -> Vec<(K, Count)> {
    let mut sums = BTreeMap::<K, u64>::new();
    for ((_, part), count) in cells {
        *sums.entry(part.clone()).or_default() += count;
    }
    let delicate = cells.values().any(|count| Count::of(*count).suppressed);
    let shown = |part: &K| match scope {
        None => Count::of_part(part, &sums),
        Some(_) if delicate => Count::HIDDEN,
        Some(scope) => Count::of(cells.get(&(scope, part.clone())).copied().unwrap_or_default()),
    };
    sums.keys().map(|part| (part.clone(), shown(part))).collect()
}

#[cfg(test)]
mod tests;
