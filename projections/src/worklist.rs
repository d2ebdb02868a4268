//! Which cases are open, whose are they, what do they wait for? And: where is the case of the person on the phone?

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{self, Number};
use domain::case::{self, SuspensionGround};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, CaseId, ScopeId};
use domain::money::Cents;
use domain::person::Who;
use domain::{ActorId, Event, Personal, SubjectId, payment, subject_key};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Json, Moment, known_or_erased};
use crate::spelling::{end_of, spoken_number, words};
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// The cases as work.
pub enum Worklist {}

impl Model for Worklist {
    const NAME: &'static str = "worklist";
    const VERSION: u32 = 7;
    const SCHEMA: &'static str = "
        CREATE TABLE work (
            case_id BLOB PRIMARY KEY,
            reference TEXT NOT NULL,
            state TEXT NOT NULL,
            service TEXT NOT NULL,
            edition INTEGER NOT NULL,
            channel TEXT NOT NULL,
            holder BLOB,
            clerk BLOB,
            booking BLOB,
            opened_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL,
            late INTEGER NOT NULL DEFAULT 0,
            declared INTEGER NOT NULL DEFAULT 0,
            signed INTEGER NOT NULL DEFAULT 0,
            fee_open INTEGER NOT NULL DEFAULT 0,
            fee_overdue INTEGER NOT NULL DEFAULT 0,
            refund_due INTEGER NOT NULL DEFAULT 0,
            suspended TEXT,
            follow_ups INTEGER NOT NULL DEFAULT 0,
            inquiry_due INTEGER NOT NULL DEFAULT 0,
            restricted INTEGER NOT NULL DEFAULT 0,
            filed_on TEXT,
            closed_at INTEGER,
            version INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX work_by_state ON work (state, opened_at, case_id);
        CREATE INDEX work_by_clerk ON work (clerk, state);
        CREATE INDEX work_by_booking ON work (booking);
        CREATE INDEX work_by_holder ON work (holder) WHERE holder IS NOT NULL;
        CREATE INDEX work_by_refund ON work (opened_at) WHERE refund_due;
        CREATE INDEX work_by_follow_up ON work (opened_at) WHERE follow_ups > 0;
        CREATE INDEX work_by_inquiry ON work (opened_at) WHERE inquiry_due;
        CREATE INDEX work_by_overdue ON work (opened_at) WHERE fee_overdue;
        -- Every appointment in which a case is worked on; the work itself names the last one.
        CREATE TABLE case_booking (
            booking BLOB NOT NULL,
            case_id BLOB NOT NULL,
            PRIMARY KEY (booking, case_id)
        ) WITHOUT ROWID;
        CREATE INDEX booking_of_case ON case_booking (case_id);
        CREATE INDEX work_by_reference ON work (reference);
        CREATE TABLE visit (
            booking BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            starts_at INTEGER NOT NULL,
            number INTEGER NOT NULL,
            subject BLOB NOT NULL,
            name TEXT
        ) WITHOUT ROWID;
        CREATE INDEX visit_by_number ON visit (number);
        CREATE INDEX visit_by_subject ON visit (subject);
        CREATE TABLE party (
            case_id BLOB NOT NULL,
            party BLOB NOT NULL,
            part TEXT NOT NULL,
            subject BLOB NOT NULL,
            name TEXT,
            PRIMARY KEY (case_id, party)
        ) WITHOUT ROWID;
        CREATE INDEX party_by_subject ON party (subject);
        -- Every word of every name, for search by its beginning. The thing is a case or a booking.
        CREATE TABLE word (
            word TEXT NOT NULL,
            thing BLOB NOT NULL,
            subject BLOB NOT NULL,
            PRIMARY KEY (word, thing, subject)
        ) WITHOUT ROWID;
        CREATE INDEX word_by_subject ON word (subject);";
    const TABLES: &'static [&'static str] = &["work", "case_booking", "visit", "party", "word"];
    const PERSONAL: &'static [&'static str] = &["name", "word"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Case(event) => case_changed(tx, envelope, event),
            Event::Booking(event) => booking_changed(tx, envelope.stream.id, event),
            Event::SubjectKey(subject_key::Event::Destroyed) => forget(tx, SubjectId(envelope.stream.id)),
            Event::Payment(
                payment::Event::RefundDue { case, .. }
                | payment::Event::Overpaid { case, .. }
                | payment::Event::RefundRequested { case, .. },
            ) => tx
                .prepare_cached("UPDATE work SET refund_due = refund_due + 1 WHERE case_id = ?1")?
                .execute([case.0])
                .map(drop),
            Event::Payment(payment::Event::Refunded { case, .. } | payment::Event::RefundDeclined { case, .. }) => tx
                .prepare_cached("UPDATE work SET refund_due = max(refund_due - 1, 0) WHERE case_id = ?1")?
                .execute([case.0])
                .map(drop),
            Event::SubjectKey(
                subject_key::Event::ErasureOrdered { .. }
                | subject_key::Event::Held { .. }
                | subject_key::Event::ErasureDeferred { .. }
                | subject_key::Event::Released,
            )
            | Event::Payment(
                payment::Event::Assessed { .. }
                | payment::Event::Paid { .. }
                | payment::Event::Exempted { .. }
                | payment::Event::WaiverRequested { .. }
                | payment::Event::Waived { .. }
                | payment::Event::WaiverRefused { .. }
                | payment::Event::Cancelled { .. }
                | payment::Event::AttemptRequested { .. }
                | payment::Event::AttemptStarted { .. }
                | payment::Event::AttemptUnanswered { .. }
                | payment::Event::AttemptUnclear { .. }
                | payment::Event::AttemptFailed { .. }
                | payment::Event::AttemptCancelled { .. }
                | payment::Event::AttemptExpired { .. }
                | payment::Event::AttemptClosed { .. }
                | payment::Event::CaseEnded { .. }
                | payment::Event::PaidOnline { .. }
                | payment::Event::OtherAmountPaid { .. }
                | payment::Event::ChargedBack { .. }
                | payment::Event::ReceiptNumbered { .. }
                | payment::Event::RefundApproved { .. }
                | payment::Event::RefundOrdered { .. }
                | payment::Event::RefundByHand { .. },
            )
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
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
            | Event::Mail(_) => Ok(()),
        }
    }
}

fn case_changed(tx: &Transaction<'_>, envelope: &Envelope, event: &case::Event) -> rusqlite::Result<()> {
    let (id, at) = (envelope.stream.id, Moment(envelope.at));
    let set = |columns: &str, values: &[&dyn ToSql]| {
        let mut all: Vec<&dyn ToSql> = vec![&id, &envelope.version, &at];
        all.extend_from_slice(values);
        tx.prepare_cached(&format!("UPDATE work SET version = ?2, changed_at = ?3{columns} WHERE case_id = ?1"))?
            .execute(all.as_slice())
            .map(drop)
    };
    match event {
        case::Event::Opened { service, edition, origin, channel, holder, .. } => {
            tx.prepare_cached(
                "INSERT INTO work (case_id, reference, state, service, edition, channel, holder, booking, opened_at,
                                   changed_at, version)
                 VALUES (?1, ?2, 'open', ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)",
            )?
            .execute(params![
                id,
                reference(CaseId(id)),
                Code(*service),
                edition,
                Code(*channel),
                holder.map(|holder| holder.0),
                origin.booking().map(|booking| booking.0),
                at,
                envelope.version
            ])?;
            origin.booking().map_or(Ok(()), |booking| worked_on_in(tx, id, booking))
        }
        // Who comes after all, on the day that was missed, finds the same case again.
        case::Event::Reopened { .. } => set(", state = 'open', closed_at = NULL", &[]),
        case::Event::Attached { booking } => {
            worked_on_in(tx, id, *booking)?;
            set(", booking = ?4", &[&booking.0])
        }
        case::Event::Bound { edition } => set(", edition = ?4", &[edition]),
        case::Event::Assigned { clerk } => set(", clerk = ?4", &[&clerk.0]),
        case::Event::PartyAdded { party } => {
            let case::Party { id: party, who, part, acts_for: _ } = party;
            let name = who.value().map(called);
            tx.prepare_cached("INSERT OR REPLACE INTO party VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
                id,
                party.0,
                Code(*part),
                who.subject().0,
                name
            ])?;
            index(tx, id, who.subject(), name.as_deref())?;
            set(OUTDATED, &[])
        }
        case::Event::PartyRemoved { party } => {
            tx.prepare_cached(
                "DELETE FROM word WHERE thing = ?1
                 AND subject = (SELECT subject FROM party WHERE case_id = ?1 AND party = ?2)",
            )?
            .execute(params![id, party.0])?;
            tx.prepare_cached("DELETE FROM party WHERE case_id = ?1 AND party = ?2")?.execute(params![id, party.0])?;
            set(OUTDATED, &[])
        }
        case::Event::MoveRecorded { details: _, late, outdated: _ } => {
            set(", late = ?4, declared = 0, signed = 0", &[late])
        }
        case::Event::RequestRecorded { .. } => set(OUTDATED, &[]),
        case::Event::DeclarationPrepared { .. } => set(", declared = 1, signed = 0", &[]),
        case::Event::DeclarationSigned { .. } => set(", signed = 1", &[]),
        case::Event::FeeAssessed { amount, .. } => set(", fee_open = ?4, fee_overdue = 0", &[&(*amount > Cents::ZERO)]),
        case::Event::FeeSettled { .. } | case::Event::FeeDeferred { .. } => set(", fee_open = 0, fee_overdue = 0", &[]),
        case::Event::FeeOverdue { .. } => set(", fee_overdue = 1", &[]),
        case::Event::FeeReinstated { .. } => set(", fee_open = 1", &[]),
        case::Event::Submitted { filed_on, late, .. } => {
            set(", state = 'submitted', filed_on = ?4, late = ?5", &[filed_on, late])
        }
        case::Event::Completed { .. } => set(", state = 'completed', closed_at = ?3", &[]),
        // Without a result nothing is owed any more.
        case::Event::Withdrawn { .. } => set(", state = 'withdrawn', closed_at = ?3, fee_overdue = 0", &[]),
        case::Event::Declined { .. } => set(", state = 'declined', closed_at = ?3, fee_overdue = 0", &[]),
        case::Event::Suspended { ground } => set(", suspended = ?4", &[&Code(*ground)]),
        case::Event::Resumed => set(", suspended = NULL", &[]),
        case::Event::FollowUpOpened { parties } => {
            set(", follow_ups = ?4", &[&i64::try_from(parties.len()).unwrap_or(i64::MAX)])
        }
        case::Event::FollowUpClosed { .. } => set(", follow_ups = max(follow_ups - 1, 0)", &[]),
        case::Event::LandlordInquiryDue => set(", inquiry_due = 1", &[]),
        case::Event::LandlordInquiryClosed { .. } => set(", inquiry_due = 0", &[]),
        // Nobody can do what is left any more: it is not known whom it was about.
        case::Event::RetentionEnded => set(", follow_ups = 0, inquiry_due = 0", &[]),
        case::Event::AccessRestricted { .. } => set(", restricted = 1, clerk = NULL", &[]),
        case::Event::Identified { .. }
        | case::Event::IdentificationConfirmed { .. }
        | case::Event::IdentificationRefused { .. }
        | case::Event::NoticeGiven { .. }
        | case::Event::EntitlementAssured { .. }
        | case::Event::FormRequested { .. }
        | case::Event::FormUnavailable
        | case::Event::FormWrittenByHand
        | case::Event::CustodyRecorded { .. }
        | case::Event::TaxIdDisclosed { .. }
        | case::Event::LetOut
        | case::Event::FormReceived { .. }
        | case::Event::LandlordInquiryOpened { .. }
        | case::Event::EvidenceAssessed { .. }
        | case::Event::DeclarationShown { .. }
        | case::Event::Noted { .. } => set("", &[]),
    }
}

/// Whatever the declaration states has changed: a signature under the old one no longer counts.
const OUTDATED: &str = ", declared = 0, signed = 0";

fn booking_changed(tx: &Transaction<'_>, booking: Uuid, event: &booking::Event) -> rusqlite::Result<()> {
    match event {
        booking::Event::Confirmed { arranged, number, contact, .. } => {
            let (subject, name) = (contact.subject(), contact.value().map(|contact| contact.name.as_str()));
            tx.prepare_cached("INSERT OR REPLACE INTO visit VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                booking,
                arranged.slot.scope.0,
                Moment(arranged.slot.span.starts_at),
                number.0,
                subject.0,
                name
            ])?;
            index(tx, booking, subject, name)
        }
        booking::Event::Rescheduled { to, number, .. } => tx
            .prepare_cached("UPDATE visit SET scope = ?2, starts_at = ?3, number = ?4 WHERE booking = ?1")?
            .execute(params![booking, to.scope.0, Moment(to.span.starts_at), number.0])
            .map(drop),
        booking::Event::Redirected { to, .. } => tx
            .prepare_cached("UPDATE visit SET scope = ?2 WHERE booking = ?1")?
            .execute(params![booking, to.0])
            .map(drop),
        booking::Event::Held { .. }
        | booking::Event::Extended { .. }
        | booking::Event::ConfirmationRequested { .. }
        | booking::Event::Reminded { .. }
        | booking::Event::Cancelled { .. }
        | booking::Event::Expired { .. }
        | booking::Event::CheckedIn { .. }
        | booking::Event::Called { .. }
        | booking::Event::Started { .. }
        | booking::Event::Parked { .. }
        | booking::Event::Resumed { .. }
        | booking::Event::Returned
        | booking::Event::Finished { .. }
        | booking::Event::Unserved { .. }
        | booking::Event::Missed { .. }
        | booking::Event::AccessRestricted => Ok(()),
    }
}

fn index(tx: &Transaction<'_>, thing: Uuid, subject: SubjectId, name: Option<&str>) -> rusqlite::Result<()> {
    for word in name.map(words).unwrap_or_default() {
        tx.prepare_cached("INSERT OR IGNORE INTO word VALUES (?1, ?2, ?3)")?
            .execute(params![word, thing, subject.0])?;
    }
    Ok(())
}

fn forget(tx: &Transaction<'_>, subject: SubjectId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM word WHERE subject = ?1")?.execute([subject.0])?;
    tx.prepare_cached("UPDATE party SET name = NULL WHERE subject = ?1")?.execute([subject.0])?;
    tx.prepare_cached("UPDATE visit SET name = NULL WHERE subject = ?1")?.execute([subject.0])?;
    Ok(())
}

fn worked_on_in(tx: &Transaction<'_>, case: Uuid, booking: BookingId) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO case_booking VALUES (?1, ?2)")?.execute(params![booking.0, case]).map(drop)
}

fn called(who: &Who) -> String {
    match who {
        Who::Person(person) => format!("{}, {}", person.family_name, person.given_names),
        Who::Organisation(organisation) => organisation.name.clone(),
    }
}

/// The name by which people refer to a case: short enough to be read out, long enough to be alone.
pub fn reference(case: CaseId) -> String {
    let digits = case.0.simple().to_string().to_uppercase();
    format!("{}-{}", &digits[..5], &digits[5..10])
}

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is worked on.
    Open,
    /// It has gone to the register or the federal office.
    Submitted,
    /// The result was handed over.
    Completed,
    /// It ended by the citizen's will, or because nobody came.
    Withdrawn,
    /// The office decided against it.
    Declined,
}

/// What a case waits for, as far as its events tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WaitsFor {
    /// For work on it.
    Work,
    /// For the signature under the declaration.
    Signature,
    /// For the fee.
    Payment,
    /// For the result to be handed over.
    Handover,
    /// For the money to go back: it ended without a result after somebody had paid.
    Refund,
    /// For somebody to look after a fee that was not paid in time.
    OverduePayment,
    /// For somebody to come in person: it is doubtful whether they act of their own will.
    Appearance,
    /// For a team lead to look into who it was that acted as somebody who is said to have died.
    SecurityCheck,
    /// For the address on identity cards to be changed: it is over, and this is left.
    CardUpdate,
    /// For the landlord to be asked, who has not confirmed in time: it is over, and this is left.
    LandlordInquiry,
}

/// A case as work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// Which.
    pub id: CaseId,
    /// How people refer to it.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// What is wanted.
    pub service: ServiceCode,
    /// The edition of the catalogue that binds it.
    pub edition: u32,
    /// In which channel it is worked on.
    pub channel: Channel,
    /// Whom it belongs to.
    pub holder: Option<ActorId>,
    /// Who takes care of it.
    pub clerk: Option<ActorId>,
    /// Its registrant, or who booked the appointment while there is none.
    pub name: Option<Personal<String>>,
    /// Its appointment.
    pub booking: Option<BookingId>,
    /// Where the appointment is.
    pub scope: Option<ScopeId>,
    /// When the appointment begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// The spoken number of the appointment.
    pub number: Option<Number>,
    /// When it was opened: its age, for who has a clock.
    pub opened_at: DateTime<Utc>,
    /// When something last happened.
    pub changed_at: DateTime<Utc>,
    /// Whether the duty to register was, or will be, met too late.
    pub late: bool,
    /// What it waits for, unless it is over.
    pub waits_for: Option<WaitsFor>,
    /// On which day it counts as filed.
    pub filed_on: Option<NaiveDate>,
    /// When it was over.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether only the team lead knows of it.
    pub restricted: bool,
    /// How many events its history has.
    pub version: u32,
}

/// Whose cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's.
    #[default]
    Anybodys,
    /// Those that nobody takes care of.
    Nobodys,
    /// One clerk's.
    Of(ActorId),
}

/// Which cases somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// In one of these states; none means open and submitted, those whose money has to go back or is overdue, and
    /// those that have left the address on a card to be changed or a landlord to be asked.
    pub states: Vec<State>,
    /// Whose.
    pub whose: Whose,
    /// For one service.
    pub service: Option<ServiceCode>,
    /// Only late ones.
    pub late: bool,
    /// Whether restricted ones are among them.
    pub clearance: Clearance,
}

impl ReadModels {
    /// Cases, the oldest first, from after one that is known (when it was opened, and which) on.
    pub fn worklist(
        &self,
        filter: &Filter,
        after: Option<(DateTime<Utc>, CaseId)>,
        limit: usize,
    ) -> Result<Vec<WorkItem>, Failure> {
        let states = if filter.states.is_empty() { &[State::Open, State::Submitted][..] } else { &filter.states };
        let states: Vec<&str> = states.iter().map(domain::names::of).collect();
        let (whose, clerk) = match filter.whose {
            Whose::Anybodys => (0, None),
            Whose::Nobodys => (1, None),
            Whose::Of(clerk) => (2, Some(clerk.0)),
        };
        let (opened_at, case) = after.unwrap_or((DateTime::UNIX_EPOCH, CaseId(Uuid::nil())));
        self.ask::<Worklist, _>(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{ITEM} WHERE work.case_id IN ({LEFT_TO_DO}) AND work.restricted <= ?10 AND (?2 = 0 OR (?2 = 1 AND work.clerk IS NULL) OR work.clerk = ?3)
                 AND (?4 IS NULL OR work.service = ?4) AND (NOT ?5 OR work.late)
                 AND (work.opened_at, work.case_id) > (?6, ?7)
                 ORDER BY work.opened_at, work.case_id LIMIT ?8"
            ))?;
            let rows = statement.query_map(
                params![
                    Json(states),
                    whose,
                    clerk,
                    filter.service.map(Code),
                    filter.late,
                    Moment(opened_at),
                    case.0,
                    i64::try_from(limit).unwrap_or(i64::MAX),
                    filter.states.is_empty(),
                    filter.clearance
                ],
                item,
            )?;
            rows.collect()
        })
    }

    /// One case as work.
    pub fn work_item(&self, case: CaseId, clearance: Clearance) -> Result<Option<WorkItem>, Failure> {
        self.ask::<Worklist, _>(|connection| {
            connection
                .prepare_cached(&format!("{ITEM} WHERE work.case_id = ?1 AND work.restricted <= ?2"))?
                .query_row(params![case.0, clearance], item)
                .optional()
        })
    }

    /// The cases of an appointment, by its services.
    pub fn cases_of_booking(&self, booking: BookingId, clearance: Clearance) -> Result<Vec<WorkItem>, Failure> {
        self.ask::<Worklist, _>(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{ITEM} WHERE work.case_id IN (SELECT case_id FROM case_booking WHERE booking = ?1)
                     AND work.restricted <= ?2 ORDER BY work.service, work.case_id"
            ))?;
            statement.query_map(params![booking.0, clearance], item)?.collect()
        })
    }

    /// The cases that are worked on in the same appointments as this one, and this one.
    pub fn cases_of_same_visits(&self, case: CaseId) -> Result<Vec<CaseId>, Failure> {
        self.ask::<Worklist, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT DISTINCT case_id FROM case_booking
                 WHERE booking IN (SELECT booking FROM case_booking WHERE case_id = ?1) ORDER BY case_id",
            )?;
            statement.query_map([case.0], |row| row.id("case_id"))?.collect()
        })
    }

    /// The cases of a citizen, the newest first. A restricted one is not among them: it could tell who looked for whom.
    pub fn cases_of(&self, holder: ActorId) -> Result<Vec<WorkItem>, Failure> {
        self.ask::<Worklist, _>(|connection| {
            let mut statement = connection.prepare_cached(&format!(
                "{ITEM} WHERE work.holder = ?1 AND NOT work.restricted
                     ORDER BY work.opened_at DESC, work.case_id"
            ))?;
            statement.query_map([holder.0], item)?.collect()
        })
    }

    /// The appointments in which the case with this reference is or was worked on.
    pub fn appointments_by_reference(&self, text: &str, clearance: Clearance) -> Result<Vec<BookingId>, Failure> {
        let Some(reference) = typed_reference(text).filter(|reference| reference.len() == REFERENCE_CHARS) else {
            return Ok(vec![]);
        };
        self.ask::<Worklist, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT booking FROM case_booking
                 WHERE case_id IN (SELECT case_id FROM work WHERE reference = ?1 AND restricted <= ?2)",
            )?;
            statement.query_map(params![reference, clearance], |row| row.id("booking"))?.collect()
        })
    }

    /// The cases with a spoken number (`V-012`), a reference or its beginning (from three digits on), or the names of
    /// a person by the beginning of each word; the newest first. For staff: whoever may search sees names.
    pub fn search_cases(&self, text: &str, limit: usize, clearance: Clearance) -> Result<Vec<WorkItem>, Failure> {
        self.ask::<Worklist, _>(|connection| {
            let mut found = by_number(connection, text)?;
            found.extend(by_reference(connection, text)?);
            found.extend(by_name(connection, text)?);
            found.retain(|item| !item.restricted || clearance.is_restricted());
            found.sort_by_key(|item| (std::cmp::Reverse(item.opened_at), item.id));
            found.dedup_by_key(|item| item.id);
            found.truncate(limit);
            Ok(found)
        })
    }
}

/// How long a reference is: ten digits and a hyphen.
const REFERENCE_CHARS: usize = 11;
/// How many cases a search looks at in each of its three ways.
const SEARCHED: i64 = 200;
/// How many words of a search are looked at. SQLite joins no more than some hundred selects.
const WORDS_MAX: usize = 16;

fn by_number(connection: &Connection, text: &str) -> rusqlite::Result<Vec<WorkItem>> {
    let Some(number) = spoken_number(text) else { return Ok(Vec::new()) };
    let mut statement =
        connection.prepare_cached(&format!("{ITEM} WHERE visit.number = ?1 ORDER BY visit.starts_at DESC LIMIT ?2"))?;
    statement.query_map(params![number, SEARCHED], item)?.collect()
}

/// A reference as it is written, or its beginning from three digits on: `1F910-D3D84`.
fn typed_reference(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '-' | ' ')).collect();
    if digits.len() < 3 || digits.len() > 10 || !digits.chars().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_uppercase();
    Some(if digits.len() > 5 { format!("{}-{}", &digits[..5], &digits[5..]) } else { digits })
}

fn by_reference(connection: &Connection, text: &str) -> rusqlite::Result<Vec<WorkItem>> {
    let Some(from) = typed_reference(text) else { return Ok(Vec::new()) };
    let mut statement = connection.prepare_cached(&format!(
        "{ITEM} WHERE work.reference >= ?1 AND work.reference < ?2 ORDER BY work.opened_at DESC LIMIT ?3"
    ))?;
    statement.query_map(params![from, end_of(&from), SEARCHED], item)?.collect()
}

fn by_name(connection: &Connection, text: &str) -> rusqlite::Result<Vec<WorkItem>> {
    let mut words = words(text);
    // Words in any order, each once; nobody is told apart by more of them than these.
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS_MAX);
    if words.is_empty() || words.iter().all(|word| word.chars().count() < 2) {
        return Ok(Vec::new());
    }
    // All words have to be those of one person, of whom a case or its appointment speaks.
    let each = (0..words.len())
        .map(|n| format!("SELECT thing, subject FROM word WHERE word >= ?{} AND word < ?{}", 2 * n + 1, 2 * n + 2));
    let things = each.collect::<Vec<_>>().join(" INTERSECT ");
    let bounds: Vec<String> = words.iter().flat_map(|word| [word.clone(), end_of(word)]).collect();
    let mut statement = connection.prepare(&format!(
        "WITH thing (id) AS (SELECT thing FROM ({things}))
         {ITEM} WHERE work.case_id IN (SELECT id FROM thing) OR work.booking IN (SELECT id FROM thing)
         ORDER BY work.opened_at DESC LIMIT {SEARCHED}"
    ))?;
    statement.query_map(rusqlite::params_from_iter(bounds), item)?.collect()
}

/// The cases in which something is left to do. Each part has an index: what is over is never looked at again.
const LEFT_TO_DO: &str = "SELECT case_id FROM work WHERE state IN (SELECT value FROM json_each(?1))
    UNION ALL SELECT case_id FROM work WHERE refund_due AND ?9
    UNION ALL SELECT case_id FROM work WHERE follow_ups > 0 AND ?9
    UNION ALL SELECT case_id FROM work WHERE inquiry_due AND ?9
    UNION ALL SELECT case_id FROM work WHERE fee_overdue AND ?9";

const ITEM: &str = "
    SELECT work.*, visit.scope, visit.starts_at, visit.number,
           coalesce(party.subject, visit.subject) AS subject,
           CASE WHEN party.subject IS NULL THEN visit.name ELSE party.name END AS name
    FROM work
    LEFT JOIN visit ON visit.booking = work.booking
    LEFT JOIN party ON party.case_id = work.case_id AND party.party = (
        SELECT one.party FROM party AS one WHERE one.case_id = work.case_id AND one.part <> 'moves_along'
        ORDER BY one.part = 'principal' DESC, one.party LIMIT 1)";

fn item(row: &Row<'_>) -> rusqlite::Result<WorkItem> {
    let state = row.code("state")?;
    let flag = |column: &str| row.get::<_, bool>(column);
    let suspended = row.code_or_none::<SuspensionGround>("suspended")?;
    let waits_for = match state {
        State::Open if suspended == Some(SuspensionGround::RegisteredAsDead) => Some(WaitsFor::SecurityCheck),
        State::Open if suspended == Some(SuspensionGround::FreeWillDoubtful) => Some(WaitsFor::Appearance),
        State::Open | State::Submitted | State::Completed if flag("fee_overdue")? => Some(WaitsFor::OverduePayment),
        State::Open if flag("fee_open")? => Some(WaitsFor::Payment),
        State::Open if flag("declared")? && !flag("signed")? => Some(WaitsFor::Signature),
        State::Open => Some(WaitsFor::Work),
        State::Submitted => Some(WaitsFor::Handover),
        State::Completed | State::Withdrawn | State::Declined if flag("refund_due")? => Some(WaitsFor::Refund),
        // Somebody writes a letter; the card is changed when its holder comes.
        State::Completed if flag("inquiry_due")? => Some(WaitsFor::LandlordInquiry),
        State::Completed if row.get::<_, i64>("follow_ups")? > 0 => Some(WaitsFor::CardUpdate),
        State::Completed | State::Withdrawn | State::Declined => None,
    };
    let subject = row.get::<_, Option<Uuid>>("subject")?.map(SubjectId);
    let name = row.get::<_, Option<String>>("name")?;
    Ok(WorkItem {
        id: row.id("case_id")?,
        reference: row.get("reference")?,
        state,
        service: row.code("service")?,
        edition: row.get("edition")?,
        channel: row.code("channel")?,
        holder: row.get::<_, Option<Uuid>>("holder")?.map(ActorId),
        clerk: row.get::<_, Option<Uuid>>("clerk")?.map(ActorId),
        name: subject.map(|subject| known_or_erased(subject, name)),
        booking: row.id_or_none("booking")?,
        scope: row.id_or_none("scope")?,
        starts_at: row.moment_or_none("starts_at")?,
        number: row.get::<_, Option<u32>>("number")?.map(Number),
        opened_at: row.moment("opened_at")?,
        changed_at: row.moment("changed_at")?,
        late: row.get("late")?,
        waits_for,
        filed_on: row.get("filed_on")?,
        closed_at: row.moment_or_none("closed_at")?,
        restricted: row.get("restricted")?,
        version: row.get("version")?,
    })
}

#[cfg(test)]
mod tests;
