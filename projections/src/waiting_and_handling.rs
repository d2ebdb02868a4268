//! How long do people wait, how long does it take, and who does not come?
//!
//! Waiting is from the appointment's start, or from checking in where that was later, to being let in.
//! Joining is from the last call before that to it: the way to the counter, or the time in which somebody comes into a call.
//! Handling is the time of the talk without interruptions, or of the service without the time in which it was parked,
//! where no talk was recorded.
//! Somebody who comes for several services is counted under none of them: their time cannot be divided.

mod ways;

pub use ways::{Narrow, Ways};

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::booking::{self, Arranged, Medium};
use domain::calendar::local_date;
use domain::catalogue::{Channel, ServiceCode};
use domain::consultation::Occasion;
use domain::ids::ScopeId;
use domain::{Event, consultation, subject_key};
use rusqlite::{Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Moment};
use crate::small_groups::{Count, is_small};
use crate::{Envelope, Failure, Model, Period, ReadModels, percentile, ratio};

/// A cancellation later than this before the start leaves no time to find somebody else.
const LATE: TimeDelta = TimeDelta::hours(24);

/// How visits go.
pub enum WaitingAndHandling {}

impl Model for WaitingAndHandling {
    const NAME: &'static str = "waiting_and_handling";
    const VERSION: u32 = 6;
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
            -- Somebody was named, and was to follow a link.
            named INTEGER NOT NULL DEFAULT 0,
            confirmed_at INTEGER,
            checked_in_at INTEGER,
            called_at INTEGER,
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
        -- Over what they talked last, and how long in all.
        CREATE TABLE talk (
            booking BLOB PRIMARY KEY,
            medium TEXT NOT NULL,
            live_secs INTEGER
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["visit", "talk"];
    const PERSONAL: &'static [&'static str] = &["language"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Booking(event) => booking_changed(tx, envelope.stream.id, envelope.at, event),
            Event::Consultation(consultation::Event::Begun { of: Occasion::Booking(booking), medium, .. }) => tx
                .prepare_cached("INSERT INTO talk VALUES (?1, ?2, NULL) ON CONFLICT DO UPDATE SET medium = ?2")?
                .execute(params![booking.0, Code(medium)])
                .map(drop),
            Event::Consultation(consultation::Event::Ended { of: Occasion::Booking(booking), live_secs, .. }) => tx
                .prepare_cached("UPDATE talk SET live_secs = ?2 WHERE booking = ?1")?
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
                arranged.only_service().map(Code),
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
        // Nobody asked for an offer from the waiting list that nobody takes: no demand is lost with it.
        booking::Event::Cancelled { arranged: Arranged { offered_to: Some(_), .. }, was_confirmed: false, .. }
        | booking::Event::Expired { arranged: Arranged { offered_to: Some(_), .. }, .. } => {
            tx.prepare_cached("DELETE FROM visit WHERE booking = ?1")?.execute([booking]).map(drop)
        }
        booking::Event::Cancelled { reason, arranged, was_confirmed, .. } => {
            // Only a citizen can be late, and only with an appointment that stood.
            let late = reason.is_citizens() && arranged.slot.span.starts_at - at < LATE;
            let outcome = match (*was_confirmed, late) {
                (false, _) => Outcome::LetGo,
                (true, true) => Outcome::CancelledLate,
                (true, false) => Outcome::Cancelled,
            };
            set("outcome = ?2", &[&Code(outcome)])
        }
        booking::Event::Expired { .. } => {
            set("outcome = iif(named, ?2, ?3)", &[&Code(Outcome::Unconfirmed), &Code(Outcome::Expired)])
        }
        // Who comes late after all has not stayed away.
        booking::Event::CheckedIn { .. } => set("checked_in_at = ?2, outcome = NULL", &[&at_column]),
        // Whoever does not come is called again: what is left of the last call is the way. Whoever has been let in before and
        // is called back has joined already.
        booking::Event::Called { .. } => set("called_at = iif(started_at IS NULL, ?2, called_at)", &[&at_column]),
        booking::Event::Started { clerk: _ } => set("started_at = ?2, serving_since = ?2", &[&at_column]),
        booking::Event::Parked { .. } => set(SERVED, &[&at_column]),
        booking::Event::Resumed { .. } => set("serving_since = ?2", &[&at_column]),
        booking::Event::Finished { .. } => {
            set(&format!("{SERVED}, outcome = ?3"), &[&at_column, &Code(Outcome::Served)])
        }
        booking::Event::Unserved { .. } => set("outcome = ?2", &[&Code(Outcome::Unserved)]),
        booking::Event::Missed { .. } => set("outcome = ?2", &[&Code(Outcome::Missed)]),
        booking::Event::ConfirmationRequested { .. } => set("named = 1", &[]),
        booking::Event::Extended { .. }
        | booking::Event::Reminded { .. }
        | booking::Event::Returned
        | booking::Event::AccessRestricted => Ok(()),
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
    Unconfirmed,
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
    /// How many holds ran out although somebody was named: they did not follow the link.
    pub unconfirmed: Count,
    /// How many holds ran out before anybody was named: demand that was lost.
    pub expired: Count,
    /// How long before its start an appointment was confirmed.
    pub ahead: Spread,
    /// How long those who were served waited.
    pub waiting: Spread,
    /// How long after the call they were there.
    pub joining: Spread,
    /// How long their service took.
    pub handling: Spread,
    /// How long it was planned to take.
    pub planned: Spread,
    /// All that the services took in relation to all that was planned for them.
    pub real_to_planned: Option<f64>,
    /// How long an appointment should be planned, in minutes, so that a day with many of them comes out even: as long as the
    /// service took on average. `None` where several services were delivered together.
    pub proposed_mins: Option<i64>,
}

/// Appointments are planned in steps of five minutes.
const PROPOSED_STEP_SECS: i64 = 5 * 60;

#[derive(Default)]
struct Tally {
    confirmed: u64,
    let_go: u64,
    served: u64,
    unserved: u64,
    missed: u64,
    cancelled_late: u64,
    unconfirmed: u64,
    expired: u64,
    aheads: Vec<i64>,
    waits: Vec<i64>,
    joins: Vec<i64>,
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
    join_secs: Option<i64>,
    handling_secs: i64,
    planned_secs: i64,
}

impl ReadModels {
    /// How visits went, by period, service, medium and channel, for all periods of which a day lies between two dates.
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
                    tally.joins.extend(visit.join_secs);
                    tally.handlings.push(visit.handling_secs);
                    tally.planned.push(visit.planned_secs);
                }
                Some(Outcome::Unserved) => tally.unserved += 1,
                Some(Outcome::Missed) => tally.missed += 1,
                Some(Outcome::CancelledLate) => tally.cancelled_late += 1,
                Some(Outcome::LetGo) => tally.let_go += 1,
                Some(Outcome::Unconfirmed) => tally.unconfirmed += 1,
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
    let started_at = row.moment_or_none("started_at")?;
    let wait_secs = started_at.map(|at| (at - waits_from).num_seconds().max(0));
    let called_at = row.moment_or_none("called_at")?;
    let join_secs = started_at.zip(called_at).map(|(at, called_at)| (at - called_at).num_seconds());
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
        join_secs,
        handling_secs,
        planned_secs: row.get("planned_secs")?,
    })
}

/// What became of confirmed appointments, as far as a figure says it.
const BECAME: [fn(&Tally) -> u64; 4] =
    [|tally| tally.served, |tally| tally.unserved, |tally| tally.missed, |tally| tally.cancelled_late];

/// The visits of a group, place by place. How many one place has decides, too, which counts of another are shown.
struct Places(BTreeMap<ScopeId, Tally>);

impl Places {
    fn count(&self, scope: Option<ScopeId>, of: impl Fn(&Tally) -> u64) -> Count {
        let parts: BTreeMap<ScopeId, u64> = self.0.iter().map(|(place, tally)| (*place, of(tally))).collect();
        scope.map_or_else(|| Count::of(parts.values().sum()), |scope| Count::of_part(&scope, &parts))
    }

    /// Confirmed appointments. Those that are in no other figure that is shown are the rest, and follow from the whole: they
    /// were given back in time, are still to come, or are hidden.
    fn confirmed(&self, scope: Option<ScopeId>) -> Count {
        let confirmed = |scope: Option<ScopeId>| -> u64 {
            let here = self.0.iter().filter(|(place, _)| scope.is_none_or(|scope| scope == **place));
            here.map(|(_, tally)| tally.confirmed).sum()
        };
        let rest = |scope: Option<ScopeId>| {
            let told: u64 = BECAME.iter().filter_map(|of| self.count(scope, of).count).sum();
            confirmed(scope).saturating_sub(told)
        };
        let few = match scope {
            None => is_small(rest(None)),
            Some(here) => {
                let rests = self.0.keys().map(|place| (*place, rest(Some(*place)))).collect();
                Count::of_part(&here, &rests).suppressed
            }
        };
        if few { Count::HIDDEN } else { self.count(scope, |tally| tally.confirmed) }
    }
}

/// The figures of one place or of all.
fn shown(group: Group, scope: Option<ScopeId>, places: BTreeMap<ScopeId, Tally>) -> Visits {
    let places = Places(places);
    let count = |of: fn(&Tally) -> u64| places.count(scope, of);
    let confirmed = places.confirmed(scope);
    let (served, missed) = (count(|tally| tally.served), count(|tally| tally.missed));
    let no_show_rate =
        served.count.zip(missed.count).and_then(|(served, missed)| ratio::of_counts(missed, missed + served));
    let here = || places.0.iter().filter(|(place, _)| scope.is_none_or(|scope| scope == **place));
    let all = |of: fn(&Tally) -> &[i64]| -> Vec<i64> { here().flat_map(|(_, tally)| of(tally)).copied().collect() };
    let spread = |behind: Count, of: fn(&Tally) -> &[i64]| match behind.count {
        Some(_) => Spread::of(all(of)),
        None => Spread::default(),
    };
    let sum = |of: fn(&Tally) -> &[i64]| -> i64 { all(of).iter().sum() };
    let (real, intended) = (sum(|tally| &tally.handlings), sum(|tally| &tally.planned));
    let proposed = |served: u64| {
        let each = i64::try_from(served).unwrap_or(i64::MAX).saturating_mul(PROPOSED_STEP_SECS);
        // Rounded up: nothing is planned with no time at all.
        (real.max(1) + each - 1) / each * (PROPOSED_STEP_SECS / 60)
    };
    Visits {
        group,
        confirmed,
        served,
        unserved: count(|tally| tally.unserved),
        missed,
        no_show_rate,
        cancelled_late: count(|tally| tally.cancelled_late),
        let_go: count(|tally| tally.let_go),
        unconfirmed: count(|tally| tally.unconfirmed),
        expired: count(|tally| tally.expired),
        ahead: spread(confirmed, |tally| &tally.aheads),
        waiting: spread(served, |tally| &tally.waits),
        joining: spread(served, |tally| &tally.joins),
        handling: spread(served, |tally| &tally.handlings),
        planned: spread(served, |tally| &tally.planned),
        real_to_planned: served.count.and_then(|_| ratio::of(real, intended)),
        proposed_mins: served.count.filter(|served| *served > 0 && group.service.is_some()).map(proposed),
    }
}

#[cfg(test)]
mod tests;
