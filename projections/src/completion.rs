//! How far do errands come, how many are done in the first session, and why are the others not?
//!
//! An errand is one service of an appointment, from the hold on, or the case of somebody without one. A step that a
//! service does not ask for counts as passed with the next that it does, so the steps narrow like a funnel.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::Event;
use domain::booking::{self, Arranged, Medium, ParkReason};
use domain::calendar::local_date;
use domain::case::{self, Answer, Origin, WithdrawalReason};
use domain::catalogue::{Channel, EvidenceKind, ServiceCode};
use domain::consultation::{self, Occasion};
use domain::ids::{BookingId, CaseId, ScopeId};
use domain::money::Cents;
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _};
use crate::small_groups::{Count, SMALLEST};
use crate::utilisation::Period;
use crate::{Envelope, Failure, Model, ReadModels};

/// Errands and how far they came.
pub enum Completion {}

impl Model for Completion {
    const NAME: &'static str = "completion";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        -- It counts on the day of its appointment, or on which it was opened without one. Without an appointment there
        -- is no scope: the nil id stands for none.
        CREATE TABLE errand (
            case_id BLOB PRIMARY KEY,
            booking BLOB,
            service TEXT NOT NULL,
            scope BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            date TEXT NOT NULL,
            step INTEGER NOT NULL,
            -- The visit is over, so whatever is completed later was not completed in the first session.
            visit_over INTEGER NOT NULL DEFAULT 0,
            in_first INTEGER NOT NULL DEFAULT 0,
            -- How it ended before its case did.
            ended TEXT,
            -- What last stood in its way.
            trouble TEXT,
            closed TEXT
        ) WITHOUT ROWID;
        CREATE INDEX errand_by_date ON errand (date);
        CREATE INDEX errand_by_booking ON errand (booking) WHERE booking IS NOT NULL;";
    const TABLES: &'static [&'static str] = &["errand"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let id = envelope.stream.id;
        match &envelope.event {
            Event::Booking(event) => booking_changed(tx, BookingId(id), event),
            Event::Case(event) => case_changed(tx, id, envelope.at, event),
            Event::Consultation(consultation::Event::Ended {
                of: Occasion::Booking(booking),
                outcome: consultation::Outcome::Aborted,
                ..
            }) => of_booking(tx, *booking, "trouble = ?2", &[&Code(AbortReason::BadConnection)]),
            Event::Consultation(_)
            | Event::Payment(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::NumberSeries(_)
            | Event::Catalogue(_)
            | Event::LinkGrant(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::SubjectKey(_) => Ok(()),
        }
    }
}

/// How far an errand has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A time was held.
    Held = 1,
    /// Who comes was entered, and the appointment confirmed: here the two are one step.
    Confirmed = 2,
    /// They were there and waited.
    Joined = 3,
    /// A clerk let them in.
    Started = 4,
    /// They were identified.
    Identified = 5,
    /// The declaration was signed.
    Signed = 6,
    /// The fee was settled or deferred.
    Paid = 7,
    /// It went to the register or the federal office.
    Submitted = 8,
    /// The result was handed over.
    Completed = 9,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 9] = [
        Self::Held,
        Self::Confirmed,
        Self::Joined,
        Self::Started,
        Self::Identified,
        Self::Signed,
        Self::Paid,
        Self::Submitted,
        Self::Completed,
    ];
}

/// Why an errand came no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbortReason {
    /// The hold ran out.
    Expired,
    /// The hold was given back.
    LetGo,
    /// The citizen gave the appointment back.
    CancelledByCitizen,
    /// The office gave the appointment back.
    CancelledByOffice,
    /// Nobody came.
    Missed,
    /// Nobody served them before the day ended.
    Unserved,
    /// Somebody could not be identified.
    NotIdentified,
    /// Evidence was missing or did not prove what it should.
    NoDocument,
    /// The landlord's confirmation was missing or did not prove what it should.
    NoLandlordConfirmation,
    /// The line did not hold.
    BadConnection,
    /// The fee was not paid.
    FeeOpen,
    /// The case was suspended.
    Suspended,
    /// The citizen took it back.
    Withdrawn,
    /// The office decided against it.
    Declined,
    /// It came no further, and nothing on record says why.
    Other,
}

fn of_booking(tx: &Transaction<'_>, booking: BookingId, what: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
    let mut all: Vec<&dyn ToSql> = vec![&booking.0];
    all.extend_from_slice(values);
    tx.prepare_cached(&format!("UPDATE errand SET {what} WHERE booking = ?1"))?.execute(all.as_slice()).map(drop)
}

/// Reaches a step: it never goes back.
fn reaches(tx: &Transaction<'_>, booking: BookingId, step: Step) -> rusqlite::Result<()> {
    of_booking(tx, booking, "step = max(step, ?2), ended = NULL", &[&(step as u8)])
}

fn booking_changed(tx: &Transaction<'_>, booking: BookingId, event: &booking::Event) -> rusqlite::Result<()> {
    let ends = |reason: AbortReason| of_booking(tx, booking, "ended = ?2", &[&Code(reason)]);
    match event {
        booking::Event::Held { arranged, .. } => held(tx, booking, arranged),
        booking::Event::Confirmed { .. } => reaches(tx, booking, Step::Confirmed),
        booking::Event::Rescheduled { to, .. } => {
            of_booking(tx, booking, "scope = ?2, date = ?3", &[&to.scope.0, &local_date(to.span.starts_at)])
        }
        booking::Event::Redirected { to, .. } => of_booking(tx, booking, "scope = ?2", &[&to.0]),
        booking::Event::CheckedIn { .. } => reaches(tx, booking, Step::Joined),
        booking::Event::Started { .. } => reaches(tx, booking, Step::Started),
        booking::Event::Parked { why: ParkReason::Papers, .. } => {
            of_booking(tx, booking, "trouble = ?2", &[&Code(AbortReason::NoDocument)])
        }
        booking::Event::Parked { why: ParkReason::Technical, .. } => {
            of_booking(tx, booking, "trouble = ?2", &[&Code(AbortReason::BadConnection)])
        }
        booking::Event::Finished { .. } => of_booking(tx, booking, "visit_over = 1", &[]),
        booking::Event::Unserved { .. } => {
            of_booking(tx, booking, "visit_over = 1, ended = ?2", &[&Code(AbortReason::Unserved)])
        }
        booking::Event::Cancelled { was_confirmed: false, .. } => ends(AbortReason::LetGo),
        booking::Event::Cancelled { reason, .. } if reason.is_citizens() => ends(AbortReason::CancelledByCitizen),
        booking::Event::Cancelled { .. } => ends(AbortReason::CancelledByOffice),
        booking::Event::Expired { .. } => ends(AbortReason::Expired),
        booking::Event::Missed { .. } => ends(AbortReason::Missed),
        booking::Event::Extended { .. }
        | booking::Event::Called { .. }
        | booking::Event::Parked { .. }
        | booking::Event::Resumed { .. }
        | booking::Event::Returned
        | booking::Event::AccessRestricted => Ok(()),
    }
}

/// One errand for each service, under the id of the case that it will have.
fn held(tx: &Transaction<'_>, booking: BookingId, arranged: &Arranged) -> rusqlite::Result<()> {
    for (line, wanted) in arranged.lines.iter().enumerate() {
        let place = Place {
            scope: arranged.slot.scope,
            service: wanted.service,
            medium: arranged.medium,
            channel: arranged.channel,
        };
        begin(tx, CaseId::of(booking, line).0, Some(booking), place, arranged.slot.date(), Step::Held)?;
    }
    Ok(())
}

fn begin(
    tx: &Transaction<'_>,
    case: Uuid,
    booking: Option<BookingId>,
    place: Place,
    date: NaiveDate,
    step: Step,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO errand (case_id, booking, service, scope, medium, channel, date, step)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        case,
        booking.map(|booking| booking.0),
        Code(place.service),
        place.scope.0,
        Code(place.medium),
        Code(place.channel),
        date,
        step as u8
    ])
    .map(drop)
}

fn case_changed(tx: &Transaction<'_>, case: Uuid, at: DateTime<Utc>, event: &case::Event) -> rusqlite::Result<()> {
    let set = |what: &str, values: &[&dyn ToSql]| {
        let mut all: Vec<&dyn ToSql> = vec![&case];
        all.extend_from_slice(values);
        tx.prepare_cached(&format!("UPDATE errand SET {what} WHERE case_id = ?1"))?.execute(all.as_slice()).map(drop)
    };
    let reaches = |step: Step| set("step = max(step, ?2)", &[&(step as u8)]);
    let trouble = |reason: AbortReason| set("trouble = ?2", &[&Code(reason)]);
    let over = |reason: AbortReason| set("trouble = nullif(trouble, ?2)", &[&Code(reason)]);
    match event {
        // One errand more of somebody who is there; whoever has no appointment stands at the counter.
        case::Event::Opened { origin: Origin::Clerk { during }, service, channel, .. } => {
            let nowhere =
                Place { scope: ScopeId(Uuid::nil()), service: *service, medium: Medium::Counter, channel: *channel };
            let (place, date) = match during {
                Some(during) => (of_visit(tx, *during, nowhere)?).unwrap_or((nowhere, local_date(at))),
                None => (nowhere, local_date(at)),
            };
            begin(tx, case, *during, place, date, Step::Started)
        }
        case::Event::Identified { .. } => {
            over(AbortReason::NotIdentified)?;
            reaches(Step::Identified)
        }
        case::Event::IdentificationRefused { .. } => trouble(AbortReason::NotIdentified),
        case::Event::EvidenceAssessed { kind, answer, .. } => {
            let reason = if *kind == EvidenceKind::LandlordConfirmation {
                AbortReason::NoLandlordConfirmation
            } else {
                AbortReason::NoDocument
            };
            // What is reported missing lets a registration go on (§ 19 (2) BMG).
            if *answer == Answer::Refused { trouble(reason) } else { over(reason) }
        }
        case::Event::DeclarationSigned { .. } => reaches(Step::Signed),
        case::Event::FeeAssessed { amount, .. } if *amount > Cents::ZERO => trouble(AbortReason::FeeOpen),
        case::Event::FeeReinstated { .. } => trouble(AbortReason::FeeOpen),
        case::Event::FeeSettled { .. } | case::Event::FeeDeferred { .. } => {
            over(AbortReason::FeeOpen)?;
            reaches(Step::Paid)
        }
        case::Event::Suspended { .. } => trouble(AbortReason::Suspended),
        case::Event::Resumed => over(AbortReason::Suspended),
        case::Event::Submitted { .. } => reaches(Step::Submitted),
        case::Event::Completed { .. } => {
            set("step = ?2, in_first = NOT visit_over, trouble = NULL", &[&(Step::Completed as u8)])
        }
        // Another appointment goes on with it: the first session was not enough. That appointment's own errand is none.
        case::Event::Attached { .. } => set("visit_over = 1", &[]),
        case::Event::Withdrawn { reason: WithdrawalReason::Continued, .. } => {
            tx.prepare_cached("DELETE FROM errand WHERE case_id = ?1")?.execute([case]).map(drop)
        }
        case::Event::Withdrawn { reason: WithdrawalReason::Citizen, .. } => {
            set("closed = ?2", &[&Code(AbortReason::Withdrawn)])
        }
        case::Event::Declined { .. } => set("closed = ?2", &[&Code(AbortReason::Declined)]),
        case::Event::Reopened { .. } => set("closed = NULL", &[]),
        // A case that an appointment opened is known from the hold on, and how the appointment ended says why it did not
        // go on; everything else is work between two steps.
        _ => Ok(()),
    }
}

/// Where the other errands of a visit stand.
fn of_visit(tx: &Transaction<'_>, booking: BookingId, wanted: Place) -> rusqlite::Result<Option<(Place, NaiveDate)>> {
    tx.prepare_cached("SELECT * FROM errand WHERE booking = ?1 ORDER BY case_id LIMIT 1")?
        .query_row([booking.0], |row| {
            let visit = place(row)?;
            Ok((Place { service: wanted.service, channel: wanted.channel, ..visit }, row.get("date")?))
        })
        .optional()
}

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        scope: row.id("scope")?,
        service: row.code("service")?,
        medium: row.code("medium")?,
        channel: row.code("channel")?,
    })
}

/// Which errands to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// At one scope.
    pub scope: Option<ScopeId>,
    /// For one service.
    pub service: Option<ServiceCode>,
    /// Arranged in one way.
    pub medium: Option<Medium>,
    /// In one channel.
    pub channel: Option<Channel>,
}

/// Where, for what and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    scope: ScopeId,
    service: ServiceCode,
    medium: Medium,
    channel: Channel,
}

/// Counts of one period, each place alone.
type Cells = BTreeMap<Place, u64>;

impl Narrow {
    fn takes(self, place: &Place) -> bool {
        self.scope.is_none_or(|wanted| wanted == place.scope)
            && self.service.is_none_or(|wanted| wanted == place.service)
            && self.medium.is_none_or(|wanted| wanted == place.medium)
            && self.channel.is_none_or(|wanted| wanted == place.channel)
    }

    /// A part hides with the next larger one; where it is narrowed in several ways, everything is hidden as soon as any
    /// cell is small: what is shown of the sums would give it away.
    fn shown(self, cells: &Cells) -> Count {
        match (self.scope, self.service, self.medium, self.channel) {
            (None, None, None, None) => Count::of(cells.values().sum()),
            (Some(scope), None, None, None) => Count::of_part(&scope, &sums(cells, |place| place.scope)),
            (None, Some(service), None, None) => Count::of_part(&service, &sums(cells, |place| place.service)),
            (None, None, Some(medium), None) => Count::of_part(&medium, &sums(cells, |place| place.medium)),
            (None, None, None, Some(channel)) => Count::of_part(&channel, &sums(cells, |place| place.channel)),
            (_, _, _, _) if cells.values().any(|count| Count::of(*count).suppressed) => Count::HIDDEN,
            (_, _, _, _) => {
                Count::of(cells.iter().filter(|(place, _)| self.takes(place)).map(|(_, count)| count).sum())
            }
        }
    }
}

fn sums<K: Ord>(cells: &Cells, by: impl Fn(&Place) -> K) -> BTreeMap<K, u64> {
    let mut sums = BTreeMap::new();
    for (place, count) in cells {
        *sums.entry(by(place)).or_default() += count;
    }
    sums
}

/// How the errands of a period went.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// The first day of the period.
    pub start: NaiveDate,
    /// How many came at least so far. A count is hidden if it, or those who came no further than the one before it that
    /// is shown, are fewer than five.
    pub steps: Vec<(Step, Count)>,
    /// How many were completed before the first visit was over.
    pub in_first_session: Count,
    /// These in relation to those that were started. `None` where one of the two is hidden.
    pub completion_rate: Option<f64>,
    /// Why the others came no further, the most frequent first; hidden ones follow by their names.
    pub aborts: Vec<(AbortReason, Count)>,
}

#[derive(Default)]
struct Tally {
    steps: BTreeMap<u8, Cells>,
    in_first: Cells,
    aborts: BTreeMap<AbortReason, Cells>,
}

impl ReadModels {
    /// How errands went, for all periods of which a day lies between two dates and that have any.
    pub fn completion(
        &self,
        narrow: Narrow,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Completed>, Failure> {
        let periods = self.ask::<Completion, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT date, service, scope, medium, channel, step, visit_over, in_first, ended, trouble, closed,
                        count(*) AS count
                 FROM errand WHERE date BETWEEN ?1 AND ?2
                 GROUP BY date, service, scope, medium, channel, step, visit_over, in_first, ended, trouble, closed",
            )?;
            let mut rows = statement.query(params![by.start(from), by.end(to)])?;
            let mut periods = BTreeMap::<NaiveDate, Tally>::new();
            while let Some(row) = rows.next()? {
                let tally = periods.entry(by.start(row.get("date")?)).or_default();
                let (place, count, step): (_, u64, u8) = (place(row)?, row.get("count")?, row.get("step")?);
                for reached in Step::ALL.iter().filter(|reached| **reached as u8 <= step) {
                    *tally.steps.entry(*reached as u8).or_default().entry(place).or_default() += count;
                }
                if row.get("in_first")? {
                    *tally.in_first.entry(place).or_default() += count;
                }
                if let Some(reason) = aborted(row, step)? {
                    *tally.aborts.entry(reason).or_default().entry(place).or_default() += count;
                }
            }
            Ok(periods)
        })?;
        Ok(periods.into_iter().map(|(start, tally)| shown(start, narrow, &tally)).collect())
    }
}

/// Why an errand came no further, if it is over and was not handed in.
fn aborted(row: &Row<'_>, step: u8) -> rusqlite::Result<Option<AbortReason>> {
    if step >= Step::Submitted as u8 {
        return Ok(None);
    }
    let ended: Option<AbortReason> = row.code_or_none("ended")?;
    let (trouble, closed) = (row.code_or_none("trouble")?, row.code_or_none("closed")?);
    let over: bool = row.get("visit_over")?;
    Ok(match (ended, trouble, closed) {
        (Some(ended), _, _) => Some(ended),
        (None, Some(trouble), Some(_)) => Some(trouble),
        (None, Some(trouble), None) => over.then_some(trouble),
        (None, None, Some(closed)) => Some(closed),
        (None, None, None) => over.then_some(AbortReason::Other),
    })
}

fn shown(start: NaiveDate, narrow: Narrow, tally: &Tally) -> Completed {
    let none = Cells::new();
    let mut last: Option<u64> = None;
    let steps: Vec<_> = Step::ALL
        .into_iter()
        .map(|step| {
            let count = narrow.shown(tally.steps.get(&(step as u8)).unwrap_or(&none));
            let count = follows(last, count);
            last = count.count.or(last);
            (step, count)
        })
        .collect();
    let started = steps.iter().find(|(step, _)| *step == Step::Started).and_then(|(_, count)| count.count);
    let in_first_session = follows(started, narrow.shown(&tally.in_first));
    #[expect(clippy::cast_precision_loss, reason = "no office has 2^52 errands")]
    let completion_rate = in_first_session
        .count
        .zip(started)
        .filter(|(_, started)| *started > 0)
        .map(|(completed, started)| completed as f64 / started as f64);
    let whole: BTreeMap<AbortReason, u64> =
        tally.aborts.iter().map(|(reason, of)| (*reason, of.values().sum())).collect();
    let small = || tally.aborts.values().flat_map(Cells::values).any(|count| Count::of(*count).suppressed);
    let hidden = narrow != Narrow::default() && small();
    let mut aborts: Vec<_> = tally
        .aborts
        .iter()
        .map(|(reason, cells)| {
            let count = match narrow == Narrow::default() {
                true => Count::of_part(reason, &whole),
                false if hidden => Count::HIDDEN,
                false => Count::of(cells.iter().filter(|(place, _)| narrow.takes(place)).map(|(_, count)| count).sum()),
            };
            (*reason, count)
        })
        .collect();
    aborts.sort_by_key(|(reason, count)| (count.suppressed, std::cmp::Reverse(count.count), *reason));
    Completed { start, steps, in_first_session, completion_rate, aborts }
}

/// Hides a count from which a small group would follow by subtraction: those who came to one step and not to the next.
fn follows(before: Option<u64>, count: Count) -> Count {
    match (before, count.count) {
        (Some(before), Some(now)) if (1..SMALLEST).contains(&before.saturating_sub(now)) => Count::HIDDEN,
        (Some(_) | None, Some(_) | None) => count,
    }
}

#[cfg(test)]
mod tests;
