//! How far do errands come, how many are done in the first session, and why are the others not?
//!
//! An errand is one service of an appointment, from the hold on, or the case of somebody without one. What the waiting list
//! offers is one when it is taken. A step that a service does not ask for counts as passed with the next that it does, so
//! the steps narrow like a funnel.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{self, Arranged, Medium, ParkReason};
use domain::calendar::local_date;
use domain::case::{self, Answer, Origin, WithdrawalReason};
use domain::catalogue::{Channel, EvidenceKind, ServiceCode};
use domain::consultation::{self, Occasion};
use domain::ids::{BookingId, CaseId, ScopeId};
use domain::money::Cents;
use domain::{ActorId, Event};
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Period;
use crate::case_file::by;
use crate::column::{Code, Columns as _};
use crate::small_groups::{Count, Funnel, hidden, is_small, sums};
use crate::{Envelope, Failure, Model, ReadModels, ratio};

/// Errands and how far they came.
pub enum Completion {}

impl Model for Completion {
    const NAME: &'static str = "completion";
    const VERSION: u32 = 5;
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
            -- It was submitted before that.
            submitted_in_first INTEGER NOT NULL DEFAULT 0,
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
            // Nobody is there when the office completes by itself what the recipient has acknowledged: the session is that in
            // which it was submitted.
            Event::Case(case::Event::Completed { .. }) if by(envelope)?.actor == ActorId::SYSTEM => {
                completed(tx, id, "submitted_in_first")
            }
            Event::Case(case::Event::Completed { .. }) => completed(tx, id, "NOT visit_over"),
            Event::Case(event) => case_changed(tx, id, envelope.at, event),
            Event::Consultation(consultation::Event::Begun { of: Occasion::Booking(booking), .. }) => {
                line_holds(tx, *booking)
            }
            Event::Consultation(consultation::Event::Ended { of, outcome, .. }) => talk_ended(tx, *of, *outcome),
            Event::Consultation(_)
            | Event::Payment(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::NumberSeries(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
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
    /// It was said who comes and how to reach them. Where nobody has to confirm by mail, this is the confirmation.
    Named = 2,
    /// The appointment was confirmed.
    Confirmed = 3,
    /// They were there and waited.
    Joined = 4,
    /// A clerk let them in.
    Started = 5,
    /// They were identified.
    Identified = 6,
    /// The declaration was signed.
    Signed = 7,
    /// The fee was settled or deferred.
    Paid = 8,
    /// It went to the register or the federal office.
    Submitted = 9,
    /// The result was handed over.
    Completed = 10,
}

impl Step {
    /// Every step, in order.
    pub const ALL: [Self; 10] = [
        Self::Held,
        Self::Named,
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

/// Nobody finishes the visit of somebody without an appointment: it is over with the talk. They stand at the counter, where
/// no line fails: their talk breaks off because their case ended without a result.
fn talk_ended(tx: &Transaction<'_>, of: Occasion, outcome: consultation::Outcome) -> rusqlite::Result<()> {
    match of {
        Occasion::Booking(booking) if outcome == consultation::Outcome::Aborted => {
            of_booking(tx, booking, "trouble = ?2", &[&Code(AbortReason::BadConnection)])
        }
        Occasion::Booking(_) => Ok(()),
        Occasion::Case(case) => {
            tx.prepare_cached("UPDATE errand SET visit_over = 1 WHERE case_id = ?1")?.execute([case.0]).map(drop)
        }
    }
}

/// They talk again, so the line that did not hold is in nobody's way any more.
fn line_holds(tx: &Transaction<'_>, booking: BookingId) -> rusqlite::Result<()> {
    of_booking(tx, booking, "trouble = nullif(trouble, ?2)", &[&Code(AbortReason::BadConnection)])
}

fn booking_changed(tx: &Transaction<'_>, booking: BookingId, event: &booking::Event) -> rusqlite::Result<()> {
    let ends = |reason: AbortReason| of_booking(tx, booking, "ended = ?2", &[&Code(reason)]);
    match event {
        // What is offered to somebody who waits is an errand when they take it.
        booking::Event::Held { arranged: Arranged { offered_to: Some(_), .. }, .. } => Ok(()),
        booking::Event::Held { arranged, .. } => held(tx, booking, arranged),
        booking::Event::ConfirmationRequested { .. } => reaches(tx, booking, Step::Named),
        booking::Event::Confirmed { arranged, .. } => {
            if arranged.offered_to.is_some() {
                held(tx, booking, arranged)?;
            }
            reaches(tx, booking, Step::Confirmed)
        }
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
        booking::Event::Resumed { .. } => line_holds(tx, booking),
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
        | booking::Event::Reminded { .. }
        | booking::Event::Called { .. }
        | booking::Event::Parked { .. }
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
        let visit = Visit { place, date: arranged.slot.date(), is_over: false };
        begin(tx, CaseId::of(booking, line).0, Some(booking), visit, Step::Held)?;
    }
    Ok(())
}

fn begin(
    tx: &Transaction<'_>,
    case: Uuid,
    booking: Option<BookingId>,
    Visit { place, date, is_over }: Visit,
    step: Step,
) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO errand (case_id, booking, service, scope, medium, channel, date, step, visit_over)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        case,
        booking.map(|booking| booking.0),
        Code(place.service),
        place.scope.0,
        Code(place.medium),
        Code(place.channel),
        date,
        step as u8,
        is_over
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
            let walk_in = Visit { place: nowhere, date: local_date(at), is_over: false };
            let visit = match during {
                Some(during) => of_visit(tx, *during, nowhere)?.unwrap_or(walk_in),
                None => walk_in,
            };
            begin(tx, case, *during, visit, Step::Started)
        }
        case::Event::Identified { .. } => {
            over(AbortReason::NotIdentified)?;
            reaches(Step::Identified)
        }
        case::Event::IdentificationConfirmed { .. } => over(AbortReason::NotIdentified),
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
        case::Event::Submitted { .. } => {
            set("step = max(step, ?2), submitted_in_first = NOT visit_over", &[&(Step::Submitted as u8)])
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

/// The result is handed over, in the first session or not.
fn completed(tx: &Transaction<'_>, case: Uuid, in_first: &str) -> rusqlite::Result<()> {
    tx.prepare_cached(&format!(
        "UPDATE errand SET step = ?2, in_first = {in_first}, trouble = NULL WHERE case_id = ?1"
    ))?
    .execute(params![case, Step::Completed as u8])
    .map(drop)
}

/// Where the other errands of a visit stand. Some of them may go on in another appointment, before this one is over.
fn of_visit(tx: &Transaction<'_>, booking: BookingId, wanted: Place) -> rusqlite::Result<Option<Visit>> {
    tx.prepare_cached("SELECT * FROM errand WHERE booking = ?1 ORDER BY visit_over, case_id LIMIT 1")?
        .query_row([booking.0], |row| {
            let place = Place { service: wanted.service, channel: wanted.channel, ..place(row)? };
            Ok(Visit { place, date: row.get("date")?, is_over: row.get("visit_over")? })
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

/// In which visit an errand begins.
struct Visit {
    place: Place,
    date: NaiveDate,
    is_over: bool,
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

    /// What is shown of each step of a funnel.
    fn shown(self, steps: &[&Cells]) -> Vec<Count> {
        fn by<K: Ord + Clone>(steps: &[&Cells], of: impl Fn(&Place) -> K) -> Funnel<K> {
            Funnel::of(steps.iter().map(|cells| sums(*cells, &of)))
        }
        match (self.scope, self.service, self.medium, self.channel) {
            (None, None, None, None) => by(steps, |_| ()).whole(),
            (Some(scope), None, None, None) => by(steps, |place| place.scope).part(&scope),
            (None, Some(service), None, None) => by(steps, |place| place.service).part(&service),
            (None, None, Some(medium), None) => by(steps, |place| place.medium).part(&medium),
            (None, None, None, Some(channel)) => by(steps, |place| place.channel).part(&channel),
            (_, _, _, _) => by(steps, |place| *place).cells(|place| self.takes(place)),
        }
    }
}

/// How the errands of a period went.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    /// The first day of the period.
    pub start: NaiveDate,
    /// How many came at least so far. A count is hidden if it, or those who came no further than the one before it that
    /// is shown, are fewer than five; in a narrowed question also where this would tell of others.
    pub steps: Vec<(Step, Count)>,
    /// How many were completed before the first visit was over, or submitted before and completed by the office itself.
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
    /// By the last step that was reached.
    aborts: BTreeMap<(u8, AbortReason), Cells>,
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
                    *tally.aborts.entry((step, reason)).or_default().entry(place).or_default() += count;
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
    let of_step = |step: Step| tally.steps.get(&(step as u8)).unwrap_or(&none);
    // Whoever was completed in the first session is among the completed: this is one step more.
    let cells: Vec<&Cells> = Step::ALL.into_iter().map(of_step).chain([&tally.in_first]).collect();
    let mut counts = narrow.shown(&cells);
    let in_first_session = counts.pop().expect("it was put there");
    let steps: Vec<_> = Step::ALL.into_iter().zip(counts).collect();
    let started = steps.iter().find(|(step, _)| *step == Step::Started).and_then(|(_, count)| count.count);
    let completion_rate =
        in_first_session.count.zip(started).and_then(|(completed, started)| ratio::of_counts(completed, started));
    let aborts = aborts(narrow, tally, &steps);
    Completed { start, steps, in_first_session, completion_rate, aborts }
}

/// Why errands came no further. Between two steps that are shown it is known how many these are.
fn aborts(narrow: Narrow, tally: &Tally, steps: &[(Step, Count)]) -> Vec<(AbortReason, Count)> {
    let shown_before =
        |reached: u8| steps.iter().filter(|(step, count)| *step as u8 <= reached && !count.suppressed).count();
    let mut parts = BTreeMap::<(usize, AbortReason), u64>::new();
    for ((reached, reason), cells) in &tally.aborts {
        *parts.entry((shown_before(*reached), *reason)).or_default() += cells.values().sum::<u64>();
    }
    let few = hidden(&parts);
    // Narrowed in any way, all are hidden as soon as any cell is small: other filters would tell of it.
    let delicate =
        narrow != Narrow::default() && tally.aborts.values().flat_map(Cells::values).any(|count| is_small(*count));
    let cells = tally
        .aborts
        .iter()
        .flat_map(|((_, reason), cells)| cells.iter().map(move |(place, count)| ((*reason, *place), *count)));
    let mut sums = BTreeMap::<AbortReason, u64>::new();
    for ((reason, place), count) in cells {
        *sums.entry(reason).or_default() += if narrow.takes(&place) { count } else { 0 };
    }
    let shown = |(reason, count): (AbortReason, u64)| match narrow == Narrow::default() {
        true if few.contains(&reason) => (reason, Count::HIDDEN),
        false if delicate => (reason, Count::HIDDEN),
        true | false => (reason, Count::of(count)),
    };
    let mut aborts: Vec<_> = sums.into_iter().map(shown).collect();
    aborts.sort_by_key(|(reason, count)| (count.suppressed, std::cmp::Reverse(count.count), *reason));
    aborts
}

#[cfg(test)]
mod tests;
