//! What do people come for? The ranking of delivered services, by period, with its trend.
//!
//! A service counts when it is delivered: at the end of an appointment, as the clerk says, or, where no appointment
//! carries the case, when the case is completed. What was booked and not delivered does not count.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::booking::Medium;
use domain::calendar::local_date;
use domain::case::{self, Origin};
use domain::catalogue::ServiceCode;
use domain::ids::ScopeId;
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
    const VERSION: u32 = 1;
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
            Event::Booking(booking::Event::Rescheduled { to, .. }) => tx
                .prepare_cached("UPDATE booking SET scope = ?2 WHERE booking = ?1")?
                .execute(params![id, to.scope.0])
                .map(drop),
            Event::Booking(booking::Event::Finished { delivered, arranged, .. }) => {
                let (scope, medium) = (arranged.slot.scope.0, arranged.medium);
                delivered.iter().try_for_each(|one| count(tx, (date, scope, medium, one.service), (one.quantity, 0)))
            }
            Event::Case(case::Event::Opened { origin, .. }) => opened(tx, id, origin),
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
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

fn opened(tx: &Transaction<'_>, case: Uuid, origin: &Origin) -> rusqlite::Result<()> {
    let booking = origin.booking().map(|booking| booking.0);
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

/// What was counted for a service: deliveries and completed cases.
type Counted = BTreeMap<ServiceCode, (u64, u64)>;

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
        let counted = self.counted(filter, by.before(first), last, by)?;
        let nothing = Counted::new();
        let of = |start: NaiveDate| counted.get(&start).unwrap_or(&nothing);
        let mut starts: Vec<NaiveDate> =
            first.iter_days().take_while(|date| *date <= last).map(|date| by.start(date)).collect();
        starts.dedup();
        Ok(starts.into_iter().map(|start| ranking(start, of(start), of(by.before(start)))).collect())
    }

    /// Counts from one period to another, both included.
    fn counted(
        &self,
        filter: Filter,
        first: NaiveDate,
        last: NaiveDate,
        by: Period,
    ) -> Result<BTreeMap<NaiveDate, Counted>, Failure> {
        let rows = self.ask::<RequestTypes, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT date, service, sum(services) AS services, sum(cases) AS cases FROM delivered
                 WHERE date >= ?1 AND (?2 IS NULL OR scope = ?2) AND (?3 IS NULL OR medium = ?3)
                 GROUP BY date, service",
            )?;
            let values = params![first, filter.scope.map(|scope| scope.0), filter.medium.map(Code)];
            let rows = statement.query_map(values, |row| {
                Ok((row.get::<_, NaiveDate>("date")?, row.code("service")?, row.get("services")?, row.get("cases")?))
            })?;
            rows.collect::<rusqlite::Result<Vec<(NaiveDate, ServiceCode, u64, u64)>>>()
        })?;
        let mut periods = BTreeMap::<NaiveDate, Counted>::new();
        for (date, service, services, cases) in rows {
            let start = by.start(date);
            if start <= last {
                let sum = periods.entry(start).or_default().entry(service).or_default();
                *sum = (sum.0 + services, sum.1 + cases);
            }
        }
        Ok(periods)
    }
}

fn ranking(start: NaiveDate, now: &Counted, before: &Counted) -> Ranking {
    let shown = now.values().filter_map(|(services, _)| Count::of(*services).count).sum();
    let mut services: Vec<Ranked> = now
        .iter()
        .map(|(service, (services, cases))| {
            let delivered = Count::of(*services);
            let earlier = Count::of(before.get(service).map_or(0, |(services, _)| *services));
            #[expect(clippy::cast_precision_loss, reason = "no office delivers 2^52 services")]
            let share = delivered.count.filter(|_| shown > 0).map(|count| count as f64 / shown as f64);
            Ranked {
                service: *service,
                delivered,
                completed: Count::of(*cases),
                share,
                trend: delivered.count.zip(earlier.count).map(|(now, before)| now.cast_signed() - before.cast_signed()),
            }
        })
        .collect();
    // Among hidden counts the order must not tell which is larger.
    services.sort_by_key(|one| (one.delivered.suppressed, std::cmp::Reverse(one.delivered.count), one.service));
    Ranking { start, services, shown }
}
