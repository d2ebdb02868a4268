//! What do people come for? The ranking of delivered services, by period, with its trend.
//!
//! A service counts when it is delivered: at the end of an appointment, as the clerk says, or, where no appointment
//! carries the case, when the case is completed. What was booked and not delivered does not count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::booking::Medium;
use domain::calendar::local_date;
use domain::case;
use domain::catalogue::ServiceCode;
use domain::ids::{BookingId, ScopeId};
use domain::{Event, booking};
use rusqlite::{Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Columns as _};
use crate::small_groups::Count;
use crate::utilisation::Period;
use crate::{Envelope, Failure, Model, ReadModels};

/// Delivered services and completed cases.
pub enum RequestTypes {}

impl Model for RequestTypes {
    const NAME: &'static str = "request_types";
    const VERSION: u32 = 3;
    const SCHEMA: &'static str = "
        -- Counts of a day. A case without an appointment has no scope: the nil id stands for none.
        CREATE TABLE delivered (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            service TEXT NOT NULL,
            services INTEGER NOT NULL DEFAULT 0,
            cases INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (date, scope, medium, service)
        ) WITHOUT ROWID;
        CREATE TABLE case_origin (
            case_id BLOB PRIMARY KEY,
            booking BLOB,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX case_origin_by_booking ON case_origin (booking) WHERE booking IS NOT NULL;
        CREATE TABLE booking (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["delivered", "case_origin", "booking"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let (id, date) = (envelope.stream.id, local_date(envelope.at));
        match &envelope.event {
            Event::Booking(booking::Event::Held { arranged, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO booking VALUES (?1, ?2, ?3)")?
                .execute(params![id, arranged.slot.scope.0, Code(arranged.medium)])
                .map(drop),
            Event::Booking(booking::Event::Rescheduled { to, .. }) => {
                // Its cases are completed where it is held.
                for table in ["booking", "case_origin"] {
                    tx.prepare_cached(&format!("UPDATE {table} SET scope = ?2 WHERE booking = ?1"))?
                        .execute(params![id, to.scope.0])?;
                }
                Ok(())
            }
            Event::Booking(booking::Event::Finished { delivered, arranged, .. }) => {
                let (scope, medium) = (arranged.slot.scope.0, arranged.medium);
                delivered.iter().try_for_each(|one| count(tx, (date, scope, medium, one.service), (one.quantity, 0)))
            }
            Event::Case(case::Event::Opened { origin, .. }) => carried(tx, id, origin.booking()),
            // It is completed where it is gone on with.
            Event::Case(case::Event::Attached { booking }) => carried(tx, id, Some(*booking)),
            Event::Case(case::Event::Completed { service, .. }) => completed(tx, id, date, *service),
            Event::Booking(_)
            | Event::Case(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
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

/// By which appointment a case is carried, if by one.
fn carried(tx: &Transaction<'_>, case: Uuid, booking: Option<BookingId>) -> rusqlite::Result<()> {
    let booking = booking.map(|booking| booking.0);
    // Somebody without an appointment came to the counter.
    tx.prepare_cached(
        "INSERT OR REPLACE INTO case_origin
         SELECT ?1, ?2, coalesce(max(scope), ?3), coalesce(max(medium), 'counter') FROM booking WHERE booking = ?2",
    )?
    .execute(params![case, booking, Uuid::nil()])
    .map(drop)
}

fn completed(tx: &Transaction<'_>, case: Uuid, date: NaiveDate, service: ServiceCode) -> rusqlite::Result<()> {
    let (booking, scope, medium) = tx
        .prepare_cached("SELECT * FROM case_origin WHERE case_id = ?1")?
        .query_row([case], |row| Ok((row.id_or_none::<Uuid>("booking")?, row.id("scope")?, row.code("medium")?)))?;
    // With an appointment the clerk counts what was delivered at its end.
    count(tx, (date, scope, medium, service), (u16::from(booking.is_none()), 1))
}

fn count(
    tx: &Transaction<'_>,
    (date, scope, medium, service): (NaiveDate, Uuid, Medium, ServiceCode),
    (services, cases): (u16, u16),
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO delivered VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET services = services + ?5, cases = cases + ?6",
    )?
    .execute(params![date, scope, Code(medium), Code(service), services, cases])
    .map(drop)
}

/// Which deliveries to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// At one scope.
    pub scope: Option<ScopeId>,
    /// Arranged in one way.
    pub medium: Option<Medium>,
}

/// A service in the ranking of a period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ranked {
    /// Which service.
    pub service: ServiceCode,
    /// How often it was delivered.
    pub delivered: Count,
    /// How many of its cases were completed.
    pub completed: Count,
    /// Its part of all deliveries that the ranking shows. `None` where its own count is hidden.
    pub share: Option<f64>,
    /// How many more, or fewer, than in the period before. `None` where one of the two counts is hidden.
    pub trend: Option<i64>,
}

/// The ranking of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The first day of the period.
    pub start: NaiveDate,
    /// All services that were asked for, the most frequent first; those with hidden counts follow by their names.
    pub services: Vec<Ranked>,
    /// The sum of the counts that are shown: what is hidden is not in it, and so cannot be found by subtraction.
    pub shown: u64,
}

/// What was counted for each service of a period.
type Counted = BTreeMap<ServiceCode, Parts>;

/// Deliveries and completed cases of a service by scope and medium. What is filtered out decides, too, what is shown.
#[derive(Default)]
struct Parts(BTreeMap<(ScopeId, Medium), (u64, u64)>);

impl Parts {
    fn shown(&self, filter: Filter, of: impl Fn(&(u64, u64)) -> u64) -> Count {
        match (filter.scope, filter.medium) {
            (None, None) => Count::of(self.0.values().map(of).sum()),
            (Some(scope), None) => Count::of_part(&scope, &self.sums(of, |(scope, _)| scope)),
            (None, Some(medium)) => Count::of_part(&medium, &self.sums(of, |(_, medium)| medium)),
            (Some(_), Some(_)) if self.is_delicate() => Count::HIDDEN,
            (Some(scope), Some(medium)) => Count::of(self.0.get(&(scope, medium)).map_or(0, of)),
        }
    }

    /// The counts by scope or by medium.
    fn sums<K: Ord>(&self, of: impl Fn(&(u64, u64)) -> u64, by: impl Fn((ScopeId, Medium)) -> K) -> BTreeMap<K, u64> {
        let mut sums = BTreeMap::new();
        for (part, counts) in &self.0 {
            *sums.entry(by(*part)).or_default() += of(counts);
        }
        sums
    }

    /// Whether a count by scope and medium at once is small. The sums over scopes and over media, which are shown,
    /// would then give it away together with the other counts, even with the empty ones.
    fn is_delicate(&self) -> bool {
        self.0.values().any(|(services, cases)| Count::of(*services).suppressed || Count::of(*cases).suppressed)
    }

    fn listed(&self, filter: Filter) -> bool {
        let both = filter.scope.is_some() && filter.medium.is_some();
        (both && self.is_delicate()) || self.0.keys().any(|part| filter.takes(*part))
    }
}

impl Filter {
    fn takes(self, (scope, medium): (ScopeId, Medium)) -> bool {
        self.scope.is_none_or(|wanted| wanted == scope) && self.medium.is_none_or(|wanted| wanted == medium)
    }
}

impl ReadModels {
    /// The rankings of all periods that begin between two dates, in order. Empty periods have an empty ranking.
    pub fn request_types(
        &self,
        filter: Filter,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Ranking>, Failure> {
        let (first, last) = (by.start(from), by.start(to));
        let counted = self.counted(by.before(first), last, by)?;
        let nothing = Counted::new();
        let of = |start: NaiveDate| counted.get(&start).unwrap_or(&nothing);
        let mut starts: Vec<NaiveDate> =
            first.iter_days().take_while(|date| *date <= last).map(|date| by.start(date)).collect();
        starts.dedup();
        Ok(starts.into_iter().map(|start| ranking(filter, start, of(start), of(by.before(start)))).collect())
    }

    /// Counts from one period to another, both included.
    fn counted(&self, first: NaiveDate, last: NaiveDate, by: Period) -> Result<BTreeMap<NaiveDate, Counted>, Failure> {
        self.ask::<RequestTypes, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM delivered WHERE date BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![first, by.end(last)])?;
            let mut periods = BTreeMap::<NaiveDate, Counted>::new();
            while let Some(row) = rows.next()? {
                let (services, cases): (u64, u64) = (row.get("services")?, row.get("cases")?);
                let of_period = periods.entry(by.start(row.get("date")?)).or_default();
                let Parts(parts) = of_period.entry(row.code("service")?).or_default();
                let sum = parts.entry((row.id("scope")?, row.code("medium")?)).or_default();
                *sum = (sum.0 + services, sum.1 + cases);
            }
            Ok(periods)
        })
    }
}

fn ranking(filter: Filter, start: NaiveDate, now: &Counted, before: &Counted) -> Ranking {
    let delivered = |parts: &Parts| parts.shown(filter, |(services, _)| *services);
    let wanted = || now.iter().filter(|(_, parts)| parts.listed(filter));
    let shown = wanted().filter_map(|(_, parts)| delivered(parts).count).sum();
    let mut services: Vec<Ranked> = wanted()
        .map(|(service, parts)| {
            let delivered_now = delivered(parts);
            let earlier = before.get(service).map_or(Count::of(0), delivered);
            #[expect(clippy::cast_precision_loss, reason = "no office delivers 2^52 services")]
            let share = delivered_now.count.filter(|_| shown > 0).map(|count| count as f64 / shown as f64);
            let both = delivered_now.count.zip(earlier.count);
            Ranked {
                service: *service,
                delivered: delivered_now,
                completed: parts.shown(filter, |(_, cases)| *cases),
                share,
                trend: both.map(|(now, before)| now.cast_signed() - before.cast_signed()),
            }
        })
        .collect();
    // Among hidden counts the order must not tell which is larger.
    services.sort_by_key(|one| (one.delivered.suppressed, std::cmp::Reverse(one.delivered.count), one.service));
    Ranking { start, services, shown }
}

#[cfg(test)]
mod tests;
