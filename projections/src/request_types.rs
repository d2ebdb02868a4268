//! What do people come for? The ranking of delivered services, by period, with its trend.
//!
//! A service counts when it is delivered: at the end of an appointment, as the clerk says, or, where no appointment
//! carries the case, when the case is completed. What was booked and not delivered does not count. What the office completes
//! by itself, with nobody there, counts on the day on which it was submitted.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::booking::Medium;
use domain::calendar::local_date;
use domain::case::{self, Part, Variant};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, ScopeId};
use domain::{ActorId, Event, booking};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use crate::Period;
use crate::case_file::by;
use crate::column::{Code, Columns as _};
use crate::small_groups::{Count, is_small, sums};
use crate::{Envelope, Failure, Model, ReadModels, ratio};

/// Delivered services and completed cases.
pub enum RequestTypes {}

impl Model for RequestTypes {
    const NAME: &'static str = "request_types";
    const VERSION: u32 = 6;
    const SCHEMA: &'static str = "
        -- Counts of a day. A case without an appointment has no scope: the nil id stands for none.
        CREATE TABLE delivered (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            service TEXT NOT NULL,
            services INTEGER NOT NULL DEFAULT 0,
            cases INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (date, scope, medium, channel, service)
        ) WITHOUT ROWID;
        -- Completed cases of a day by what exactly was asked for.
        CREATE TABLE completed_variant (
            date TEXT NOT NULL,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            service TEXT NOT NULL,
            variant TEXT NOT NULL,
            cases INTEGER NOT NULL,
            PRIMARY KEY (date, scope, medium, channel, service, variant)
        ) WITHOUT ROWID;
        CREATE TABLE case_variant (
            case_id BLOB PRIMARY KEY,
            variant TEXT NOT NULL
        ) WITHOUT ROWID;
        -- Who is registered in the same declaration: a family is another variant than somebody alone.
        CREATE TABLE along (
            case_id BLOB NOT NULL,
            party BLOB NOT NULL,
            PRIMARY KEY (case_id, party)
        ) WITHOUT ROWID;
        CREATE TABLE case_origin (
            case_id BLOB PRIMARY KEY,
            booking BLOB,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            submitted_on TEXT
        ) WITHOUT ROWID;
        CREATE INDEX case_origin_by_booking ON case_origin (booking) WHERE booking IS NOT NULL;
        CREATE TABLE booking (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] =
        &["delivered", "completed_variant", "case_variant", "along", "case_origin", "booking"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let (id, date) = (envelope.stream.id, local_date(envelope.at));
        match &envelope.event {
            Event::Booking(booking::Event::Held { arranged, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO booking VALUES (?1, ?2, ?3)")?
                .execute(params![id, arranged.slot.scope.0, Code(arranged.medium)])
                .map(drop),
            // Its cases are completed where it is held.
            Event::Booking(booking::Event::Rescheduled { to, .. }) => moved(tx, id, to.scope),
            Event::Booking(booking::Event::Redirected { to, .. }) => moved(tx, id, *to),
            Event::Booking(booking::Event::Finished { delivered, arranged, .. }) => {
                let scope = served_at(tx, id, arranged.slot.scope)?;
                let medium = arranged.medium;
                let at = (date, scope, medium, arranged.channel);
                delivered.iter().try_for_each(|one| count(tx, at, one.service, (one.quantity, 0)))
            }
            Event::Case(case::Event::Opened { origin, channel, .. }) => opened(tx, id, origin.booking(), *channel),
            // It is completed where it is gone on with.
            Event::Case(case::Event::Attached { booking }) => carried(tx, id, *booking),
            Event::Case(case::Event::RequestRecorded { variant, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO case_variant VALUES (?1, ?2)")?
                .execute(params![id, name_of(*variant)])
                .map(drop),
            Event::Case(case::Event::PartyAdded { party }) if party.part == Part::MovesAlong => tx
                .prepare_cached("INSERT OR REPLACE INTO along VALUES (?1, ?2)")?
                .execute(params![id, party.id.0])
                .map(drop),
            Event::Case(case::Event::PartyRemoved { party }) => tx
                .prepare_cached("DELETE FROM along WHERE case_id = ?1 AND party = ?2")?
                .execute(params![id, party.0])
                .map(drop),
            Event::Case(case::Event::Submitted { .. }) => tx
                .prepare_cached("UPDATE case_origin SET submitted_on = ?2 WHERE case_id = ?1")?
                .execute(params![id, date])
                .map(drop),
            Event::Case(case::Event::Completed { service, .. }) => {
                let handed_over = (by(envelope)?.actor != ActorId::SYSTEM).then_some(date);
                completed(tx, id, (handed_over, date), *service)
            }
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

/// An appointment is held elsewhere, and its cases go along.
fn moved(tx: &Transaction<'_>, booking: Uuid, to: ScopeId) -> rusqlite::Result<()> {
    ["booking", "case_origin"].into_iter().try_for_each(|table| {
        tx.prepare_cached(&format!("UPDATE {table} SET scope = ?2 WHERE booking = ?1"))?
            .execute(params![booking, to.0])
            .map(drop)
    })
}

/// Where somebody was served: they may have been sent to another queue than that of their time.
fn served_at(tx: &Transaction<'_>, booking: Uuid, slot: ScopeId) -> rusqlite::Result<Uuid> {
    let known = tx
        .prepare_cached("SELECT scope FROM booking WHERE booking = ?1")?
        .query_row([booking], |row| row.get(0))
        .optional()?;
    Ok(known.unwrap_or(slot.0))
}

/// By which appointment a case is carried, if by one.
fn opened(tx: &Transaction<'_>, case: Uuid, booking: Option<BookingId>, channel: Channel) -> rusqlite::Result<()> {
    let booking = booking.map(|booking| booking.0);
    // Somebody without an appointment came to the counter.
    tx.prepare_cached(
        "INSERT OR REPLACE INTO case_origin
         SELECT ?1, ?2, coalesce(max(scope), ?3), coalesce(max(medium), 'counter'), ?4, NULL
         FROM booking WHERE booking = ?2",
    )?
    .execute(params![case, booking, Uuid::nil(), Code(channel)])
    .map(drop)
}

fn carried(tx: &Transaction<'_>, case: Uuid, booking: BookingId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE case_origin SET booking = booking.booking, scope = booking.scope, medium = booking.medium
         FROM booking WHERE case_id = ?1 AND booking.booking = ?2",
    )?
    .execute(params![case, booking.0])
    .map(drop)
}

/// What exactly was asked for, as a name: its kind and whatever sets it apart, such as `conduct.private.extended`.
fn name_of(variant: Variant) -> String {
    fn write(name: &mut Vec<String>, key: &str, value: &serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                // In the order of their names, so that the name does not depend on how a map is kept.
                let mut fields: Vec<_> = fields.iter().collect();
                fields.sort_unstable_by_key(|(key, _)| key.as_str());
                for (key, value) in fields {
                    // The kind is the key of the variant itself.
                    if value.is_object() {
                        name.push(key.clone());
                    }
                    write(name, key, value);
                }
            }
            serde_json::Value::String(text) => name.push(text.clone()),
            serde_json::Value::Bool(true) => name.push(key.to_owned()),
            serde_json::Value::Bool(false) | serde_json::Value::Null => {}
            other => name.push(format!("{key}_{other}")),
        }
    }
    let mut name = Vec::new();
    write(&mut name, "", &serde_json::to_value(variant).expect("names and flags are JSON"));
    name.join(".")
}

/// Where and how something was delivered or completed, and on which day.
type Delivered = (NaiveDate, Uuid, Medium, Channel);

/// It counts on the day on which somebody handed it over; otherwise on that of its submission, after which nobody was needed.
fn completed(
    tx: &Transaction<'_>,
    case: Uuid,
    (handed_over, today): (Option<NaiveDate>, NaiveDate),
    service: ServiceCode,
) -> rusqlite::Result<()> {
    let (booking, scope, medium, channel, submitted_on) =
        tx.prepare_cached("SELECT * FROM case_origin WHERE case_id = ?1")?.query_row([case], |row| {
            let booking = row.id_or_none::<Uuid>("booking")?;
            let submitted_on = row.get::<_, Option<NaiveDate>>("submitted_on")?;
            Ok((booking, row.id("scope")?, row.code("medium")?, row.code("channel")?, submitted_on))
        })?;
    let date = handed_over.or(submitted_on).unwrap_or(today);
    // With an appointment the clerk counts what was delivered at its end.
    count(tx, (date, scope, medium, channel), service, (u16::from(booking.is_none()), 1))?;
    let recorded: Option<String> = tx
        .prepare_cached("SELECT variant FROM case_variant WHERE case_id = ?1")?
        .query_row([case], |row| row.get(0))
        .optional()?;
    let along: bool = tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM along WHERE case_id = ?1)")?
        .query_row([case], |row| row.get(0))?;
    let variant = match (recorded, service, along) {
        (Some(recorded), _, _) => recorded,
        (None, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn, true) => "family".to_owned(),
        (None, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn, false) => "single".to_owned(),
        (None, _, _) => "plain".to_owned(),
    };
    tx.prepare_cached(
        "INSERT INTO completed_variant VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1) ON CONFLICT DO UPDATE SET cases = cases + 1",
    )?
    .execute(params![date, scope, Code(medium), Code(channel), Code(service), variant])
    .map(drop)
}

fn count(
    tx: &Transaction<'_>,
    (date, scope, medium, channel): Delivered,
    service: ServiceCode,
    (services, cases): (u16, u16),
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO delivered VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT DO UPDATE SET services = services + ?6, cases = cases + ?7",
    )?
    .execute(params![date, scope, Code(medium), Code(channel), Code(service), services, cases])
    .map(drop)
}

/// Which deliveries to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// At one scope.
    pub scope: Option<ScopeId>,
    /// Arranged in one way.
    pub medium: Option<Medium>,
    /// In one channel.
    pub channel: Option<Channel>,
}

/// A service in the ranking of a period.
#[derive(Clone, Debug, PartialEq)]
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
    /// How many more, or fewer, than in the same period of the year before. `None` where one of the two is hidden.
    pub trend_of_year: Option<i64>,
    /// Its completed cases by what exactly was asked for, the most frequent first; hidden ones follow by their names.
    pub variants: Vec<(String, Count)>,
}

/// A service that is asked for more often than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rising {
    /// Which.
    pub service: ServiceCode,
    /// How many more than in the period that it is compared with.
    pub more: u64,
}

/// How many services are named as rising.
const RISING_MAX: usize = 3;

/// The ranking of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The first day of the period.
    pub start: NaiveDate,
    /// All services that were asked for, the most frequent first; those with hidden counts follow by their names.
    pub services: Vec<Ranked>,
    /// Those that grew most against the period before, the strongest first.
    pub rising: Vec<Rising>,
    /// Those that grew most against the same period of the year before.
    pub rising_of_year: Vec<Rising>,
    /// The sum of the counts that are shown: what is hidden is not in it, and so cannot be found by subtraction.
    pub shown: u64,
}

/// What was counted for each service of a period.
type Counted = BTreeMap<ServiceCode, Parts>;

/// Where, how it was arranged, and in which channel.
type Way = (ScopeId, Medium, Channel);

/// Deliveries, completed cases and variants of a service. What is filtered out decides, too, what is shown.
#[derive(Default)]
struct Parts {
    counts: BTreeMap<Way, (u64, u64)>,
    variants: BTreeMap<String, BTreeMap<Way, u64>>,
}

impl Parts {
    fn shown(&self, filter: Filter, of: impl Fn(&(u64, u64)) -> u64) -> Count {
        let cells: BTreeMap<Way, u64> = self.counts.iter().map(|(way, counts)| (*way, of(counts))).collect();
        match (filter.scope, filter.medium, filter.channel) {
            (None, None, None) => Count::of(cells.values().sum()),
            (Some(scope), None, None) => Count::of_part(&scope, &sums(&cells, |(scope, _, _)| *scope)),
            (None, Some(medium), None) => Count::of_part(&medium, &sums(&cells, |(_, medium, _)| *medium)),
            (None, None, Some(channel)) => Count::of_part(&channel, &sums(&cells, |(_, _, channel)| *channel)),
            (_, _, _) if self.is_delicate() => Count::HIDDEN,
            (_, _, _) => Count::of(cells.iter().filter(|(part, _)| filter.takes(**part)).map(|(_, count)| count).sum()),
        }
    }

    /// Whether a count by all three at once is small. The sums over one of them, which are shown, would then give it away
    /// together with the other counts, even with the empty ones.
    fn is_delicate(&self) -> bool {
        self.counts.values().any(|(services, cases)| is_small(*services) || is_small(*cases))
    }

    fn listed(&self, filter: Filter) -> bool {
        (filter.several() && self.is_delicate()) || self.counts.keys().any(|part| filter.takes(*part))
    }

    /// The variants of all, or of those that the filter takes. If one of them is small anywhere, a filter hides all: what
    /// other filters show would give it away.
    fn variants(&self, filter: Filter) -> Vec<(String, Count)> {
        let sum = |of: &BTreeMap<Way, u64>| -> u64 {
            of.iter().filter(|(part, _)| filter.takes(**part)).map(|(_, cases)| cases).sum()
        };
        let sums: BTreeMap<&String, u64> = self.variants.iter().map(|(name, of)| (name, sum(of))).collect();
        let small = || self.variants.values().flat_map(BTreeMap::values).any(|cases| is_small(*cases));
        let hidden = filter != Filter::default() && small();
        let shown = |name: &&String| if hidden { Count::HIDDEN } else { Count::of_part(name, &sums) };
        let mut variants: Vec<_> = sums.keys().map(|name| ((*name).clone(), shown(name))).collect();
        variants.sort_by(|(a, one), (b, other)| {
            (one.suppressed, std::cmp::Reverse(one.count), a).cmp(&(
                other.suppressed,
                std::cmp::Reverse(other.count),
                b,
            ))
        });
        variants
    }
}

impl Filter {
    fn takes(self, (scope, medium, channel): Way) -> bool {
        self.scope.is_none_or(|wanted| wanted == scope)
            && self.medium.is_none_or(|wanted| wanted == medium)
            && self.channel.is_none_or(|wanted| wanted == channel)
    }

    /// Whether it narrows in more than one way.
    fn several(self) -> bool {
        let ways = [self.scope.is_some(), self.medium.is_some(), self.channel.is_some()];
        ways.into_iter().filter(|is_some| *is_some).count() > 1
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
        let counted = self.counted(by.before(first).min(by.year_before(first)), last, by)?;
        let nothing = Counted::new();
        let of = |start: NaiveDate| counted.get(&start).unwrap_or(&nothing);
        let ranked = |start: NaiveDate| {
            let compared = Compared { before: of(by.before(start)), year_before: of(by.year_before(start)) };
            ranking(filter, start, of(start), &compared)
        };
        Ok(by.starts(from, to).into_iter().map(ranked).collect())
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
                let counts = &mut of_period.entry(row.code("service")?).or_default().counts;
                let sum = counts.entry(part(row)?).or_default();
                *sum = (sum.0 + services, sum.1 + cases);
            }
            let mut statement =
                connection.prepare_cached("SELECT * FROM completed_variant WHERE date BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![first, by.end(last)])?;
            while let Some(row) = rows.next()? {
                let of_period = periods.entry(by.start(row.get("date")?)).or_default();
                let variants = &mut of_period.entry(row.code("service")?).or_default().variants;
                let sum = variants.entry(row.get("variant")?).or_default().entry(part(row)?).or_default();
                *sum += row.get::<_, u64>("cases")?;
            }
            Ok(periods)
        })
    }
}

fn part(row: &Row<'_>) -> rusqlite::Result<Way> {
    Ok((row.id("scope")?, row.code("medium")?, row.code("channel")?))
}

/// What a ranking is compared with.
struct Compared<'a> {
    before: &'a Counted,
    year_before: &'a Counted,
}

fn ranking(filter: Filter, start: NaiveDate, now: &Counted, compared: &Compared<'_>) -> Ranking {
    let delivered = |parts: &Parts| parts.shown(filter, |(services, _)| *services);
    let wanted = || now.iter().filter(|(_, parts)| parts.listed(filter));
    let shown = wanted().filter_map(|(_, parts)| delivered(parts).count).sum();
    let mut services: Vec<Ranked> = wanted()
        .map(|(service, parts)| {
            let delivered_now = delivered(parts);
            let share = delivered_now.count.and_then(|count| ratio::of_counts(count, shown));
            let against = |earlier: &Counted| {
                let earlier = earlier.get(service).map_or(Count::of(0), delivered);
                let both = delivered_now.count.zip(earlier.count);
                both.map(|(now, before)| now.cast_signed() - before.cast_signed())
            };
            Ranked {
                service: *service,
                delivered: delivered_now,
                completed: parts.shown(filter, |(_, cases)| *cases),
                share,
                trend: against(compared.before),
                trend_of_year: against(compared.year_before),
                variants: parts.variants(filter),
            }
        })
        .collect();
    // Among hidden counts the order must not tell which is larger.
    services.sort_by_key(|one| (one.delivered.suppressed, std::cmp::Reverse(one.delivered.count), one.service));
    let rising = |trend: fn(&Ranked) -> Option<i64>| {
        let grown = services.iter().filter_map(|one| {
            let more = u64::try_from(trend(one)?).ok().filter(|more| *more > 0)?;
            Some(Rising { service: one.service, more })
        });
        let mut rising: Vec<_> = grown.collect();
        rising.sort_by_key(|one| (std::cmp::Reverse(one.more), one.service));
        rising.truncate(RISING_MAX);
        rising
    };
    let (of_period, of_year) = (rising(|one| one.trend), rising(|one| one.trend_of_year));
    Ranking { start, services, rising: of_period, rising_of_year: of_year, shown }
}

#[cfg(test)]
mod tests;
