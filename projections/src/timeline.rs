//! What happened, in order, by whom and in which role? The auditor's list. It holds no personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::consultation::Occasion;
use domain::ids::{BookingId, CaseId};
use domain::{
    ActorId, Event, KINDS, Personal, Roles, access, booking, capacity, case, consultation, contact_guard, document,
    link_grant, mail, number_series, paper, payment, shift, signature, statement, subject_key, transmission,
    waiting_list,
};
use event_store::{Position, StreamId};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::case_file::by;
use crate::column::{Columns as _, Json, Moment};
use crate::{Envelope, Failure, Model, ReadModels};

/// The list of everything that happened.
pub enum Timeline {}

impl Model for Timeline {
    const NAME: &'static str = "timeline";
    const VERSION: u32 = 4;
    const SCHEMA: &'static str = "
        CREATE TABLE entry (
            position INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            actor BLOB NOT NULL,
            roles TEXT NOT NULL,
            kind INTEGER NOT NULL,
            name TEXT NOT NULL,
            stream BLOB NOT NULL,
            version INTEGER NOT NULL,
            case_id BLOB,
            booking BLOB,
            fact TEXT NOT NULL
        );
        CREATE INDEX entry_by_case ON entry (case_id, position) WHERE case_id IS NOT NULL;
        CREATE INDEX entry_by_booking ON entry (booking, position) WHERE booking IS NOT NULL;
        -- To which case or appointment a stream, a hold or a person belongs, where the event itself does not say so.
        CREATE TABLE thread (
            id BLOB PRIMARY KEY,
            case_id BLOB,
            booking BLOB
        ) WITHOUT ROWID;
        CREATE TABLE case_of_booking (
            case_id BLOB NOT NULL,
            booking BLOB NOT NULL,
            PRIMARY KEY (case_id, booking)
        ) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["entry", "thread", "case_of_booking"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let thread = thread(tx, envelope)?;
        let by = by(envelope)?;
        tx.prepare_cached("INSERT INTO entry VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?
            .execute(params![
                i64::try_from(envelope.position.0).expect("no log will have 2^63 events"),
                Moment(envelope.at),
                by.actor.0,
                Json(by.roles),
                envelope.stream.kind,
                envelope.event.name(),
                envelope.stream.id,
                envelope.version,
                thread.case,
                thread.booking,
                Json(fact(&envelope.event)?)
            ])
            .map(drop)
    }
}

/// What an event belongs to.
#[derive(Clone, Copy, Default, PartialEq)]
struct Thread {
    case: Option<Uuid>,
    booking: Option<Uuid>,
}

impl Thread {
    fn case(id: Uuid) -> Self {
        Self { case: Some(id), booking: None }
    }

    fn booking(id: Uuid) -> Self {
        Self { case: None, booking: Some(id) }
    }
}

fn thread(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<Thread> {
    let id = envelope.stream.id;
    match &envelope.event {
        Event::Case(event) => {
            match event {
                case::Event::Opened { origin, .. } => {
                    if let Some(booking) = origin.booking() {
                        worked_on_in(tx, id, booking)?;
                    }
                }
                case::Event::Attached { booking } => worked_on_in(tx, id, *booking)?,
                case::Event::PartyAdded { party } => {
                    remember(tx, party.who.subject().0, Thread::case(id))?;
                }
                case::Event::MoveRecorded { details, .. } => {
                    remember(tx, details.subject().0, Thread::case(id))?;
                }
                case::Event::RequestRecorded { details: Some(details), .. } => {
                    remember(tx, details.subject().0, Thread::case(id))?;
                }
                case::Event::FormReceived { form, .. } => {
                    remember(tx, form.subject().0, Thread::case(id))?;
                }
                case::Event::Noted { note } | case::Event::Declined { reason: note, .. } => {
                    remember(tx, note.subject().0, Thread::case(id))?;
                }
                _ => {}
            }
            Ok(Thread::case(id))
        }
        Event::Booking(event) => {
            if let booking::Event::Confirmed { contact, .. } | booking::Event::ConfirmationRequested { contact, .. } =
                event
            {
                remember(tx, contact.subject().0, Thread::booking(id))?;
            }
            Ok(Thread::booking(id))
        }
        Event::Signature(
            signature::Event::Requested { case, .. }
            | signature::Event::Signed { case, .. }
            | signature::Event::Voided { case },
        )
        | Event::Paper(paper::Event::Kept { case, .. })
        | Event::Payment(
            payment::Event::Assessed { case, .. }
            | payment::Event::Paid { case, .. }
            | payment::Event::Exempted { case, .. }
            | payment::Event::WaiverRequested { case, .. }
            | payment::Event::Waived { case, .. }
            | payment::Event::WaiverRefused { case, .. }
            | payment::Event::Cancelled { case, .. }
            | payment::Event::RefundDue { case, .. }
            | payment::Event::CaseEnded { case }
            | payment::Event::AttemptRequested { case, .. }
            | payment::Event::AttemptUnclear { case, .. }
            | payment::Event::AttemptExpired { case, .. }
            | payment::Event::AttemptClosed { case, .. }
            | payment::Event::PaidOnline { case, .. }
            | payment::Event::Overpaid { case, .. }
            | payment::Event::OtherAmountPaid { case, .. }
            | payment::Event::ChargedBack { case, .. }
            | payment::Event::ReceiptNumbered { case, .. }
            | payment::Event::RefundRequested { case, .. }
            | payment::Event::RefundApproved { case, .. }
            | payment::Event::RefundDeclined { case, .. }
            | payment::Event::RefundByHand { case, .. }
            | payment::Event::Refunded { case, .. },
        )
        | Event::SubjectKey(
            subject_key::Event::ErasureOrdered { case: Some(case), .. }
            | subject_key::Event::Held { case: Some(case), .. }
            | subject_key::Event::ErasureDeferred { case: Some(case) },
        )
        // What goes out for a case tells of the case from its first event on.
        | Event::Transmission(
            transmission::Event::Queued { case, .. }
            | transmission::Event::Acknowledged { case, .. }
            | transmission::Event::Rejected { case, .. }
            | transmission::Event::DoneByHand { case, .. },
        ) => remember(tx, id, Thread::case(case.0)),
        Event::Document(document::Event::Announced { case, name, .. }) => {
            remember(tx, name.subject().0, Thread::case(case.0))?;
            remember(tx, id, Thread::case(case.0))
        }
        Event::Consultation(
            consultation::Event::Scheduled { of, .. }
            | consultation::Event::Begun { of, .. }
            | consultation::Event::Ended { of, .. },
        ) => match of {
            Occasion::Booking(booking) => remember(tx, id, Thread::booking(booking.0)),
            Occasion::Case(case) => remember(tx, id, Thread::case(case.0)),
        },
        Event::ContactGuard(
            contact_guard::Event::Reserved { booking, .. } | contact_guard::Event::Released { booking, .. },
        )
        | Event::LinkGrant(
            link_grant::Event::Granted(link_grant::Granted { booking, .. })
            | link_grant::Event::Revoked { booking, .. }
            | link_grant::Event::Renewed { booking, .. }
            | link_grant::Event::Used { booking, .. }
            | link_grant::Event::Locked { booking, .. },
        )
        | Event::WaitingList(
            waiting_list::Event::Offered { booking, .. }
            | waiting_list::Event::Accepted { booking, .. }
            | waiting_list::Event::Declined { booking, .. }
            | waiting_list::Event::Lapsed { booking, .. },
        )
        | Event::Shift(shift::Event::Serving { booking } | shift::Event::Freed { booking }) => {
            Ok(Thread::booking(booking.0))
        }
        // A number is an appointment's, or that of a receipt: then the fee is known already.
        Event::NumberSeries(number_series::Event::Taken { of, .. }) => {
            let known = remembered(tx, *of)?;
            Ok(if known == Thread::default() { Thread::booking(*of) } else { known })
        }
        Event::Access(access::Event::Looked { case, .. } | access::Event::GlassBroken { case, .. }) => {
            Ok(Thread::case(case.0))
        }
        Event::Capacity(
            capacity::Event::Held { hold, allocation, .. }
            | capacity::Event::Confirmed { hold, allocation }
            | capacity::Event::Expired { hold, allocation }
            | capacity::Event::Released { hold, allocation, .. },
        ) => remember(tx, hold.0, Thread::booking(allocation.booking.0)),
        Event::Mail(mail::Event::Queued { booking, .. }) => remember(tx, id, Thread::booking(booking.0)),
        Event::Capacity(capacity::Event::Extended { hold, .. }) => remembered(tx, hold.0),
        Event::Signature(
            signature::Event::Shown { .. }
            | signature::Event::Acknowledged { .. }
            | signature::Event::TanTold { .. }
            | signature::Event::TanEntered { .. },
        )
        | Event::Payment(
            payment::Event::AttemptStarted { .. }
            | payment::Event::AttemptUnanswered { .. }
            | payment::Event::AttemptFailed { .. }
            | payment::Event::AttemptCancelled { .. }
            | payment::Event::RefundOrdered { .. },
        )
        | Event::Mail(_)
        | Event::Consultation(
            consultation::Event::Interrupted { .. }
            | consultation::Event::Resumed { .. }
            | consultation::Event::Cancelled
            | consultation::Event::GuestInvited { .. }
            | consultation::Event::GuestAdmitted { .. }
            | consultation::Event::GuestRemoved { .. }
            | consultation::Event::GuestArrived { .. }
            | consultation::Event::GuestLeft { .. },
        )
        | Event::SubjectKey(
            subject_key::Event::ErasureOrdered { case: None, .. }
            | subject_key::Event::Held { case: None, .. }
            | subject_key::Event::ErasureDeferred { case: None }
            | subject_key::Event::Released
            | subject_key::Event::Destroyed,
        )
        | Event::Transmission(
            transmission::Event::Failed { .. }
            | transmission::Event::Sent { .. }
            | transmission::Event::Overdue { .. }
            | transmission::Event::Requeued,
        )
        | Event::Document(
            document::Event::Received { .. }
            | document::Event::Deferred { .. }
            | document::Event::Released { .. }
            | document::Event::Refused { .. }
            | document::Event::TakenBack { .. }
            | document::Event::HandedOut { .. },
        )
        | Event::Paper(paper::Event::Stamped { .. } | paper::Event::HandedOut { .. }) => remembered(tx, id),
        // What is said of a whole day, of all appointments of a contact, or of the money of all cases is said of no single one.
        Event::Statement(_)
        | Event::Settlement(_)
        | Event::Capacity(
            capacity::Event::Planned { .. }
            | capacity::Event::Closed { .. }
            | capacity::Event::Reopened { .. }
            | capacity::Event::Conflicted { .. }
            | capacity::Event::CalledOff { .. }
            | capacity::Event::Settled { .. }
            | capacity::Event::Sought { .. },
        )
        | Event::ContactGuard(contact_guard::Event::Allowed { .. })
        | Event::Availability(_)
        | Event::Catalogue(_)
        | Event::WaitingList(waiting_list::Event::Joined { .. } | waiting_list::Event::Left { .. })
        | Event::Shift(
            shift::Event::Begun { .. } | shift::Event::Paused | shift::Event::Resumed | shift::Event::Ended,
        ) => Ok(Thread::default()),
    }
}

fn worked_on_in(tx: &Transaction<'_>, case: Uuid, booking: BookingId) -> rusqlite::Result<()> {
    tx.prepare_cached("INSERT OR IGNORE INTO case_of_booking VALUES (?1, ?2)")?
        .execute(params![case, booking.0])
        .map(drop)
}

fn remember(tx: &Transaction<'_>, id: Uuid, thread: Thread) -> rusqlite::Result<Thread> {
    tx.prepare_cached("INSERT OR IGNORE INTO thread VALUES (?1, ?2, ?3)")?.execute(params![
        id,
        thread.case,
        thread.booking
    ])?;
    Ok(thread)
}

fn remembered(tx: &Transaction<'_>, id: Uuid) -> rusqlite::Result<Thread> {
    let found = tx
        .prepare_cached("SELECT case_id, booking FROM thread WHERE id = ?1")?
        .query_row([id], |row| Ok(Thread { case: row.get(0)?, booking: row.get(1)? }))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The event without personal data: of a person it says who by the subject alone.
///
/// An event with personal data that is not listed here cannot be serialised, so it halts the list instead of leaking.
fn fact(event: &Event) -> rusqlite::Result<Value> {
    match event {
        Event::Booking(booking::Event::Confirmed {
            arranged,
            number,
            contact,
            guards,
            missed_from,
            reminders,
            replaces,
        }) => Ok(json!({
            "arranged": arranged, "number": number, "contact": contact.subject(), "guards": guards,
            "missed_from": missed_from, "reminders": reminders, "replaces": replaces,
        })),
        Event::Booking(booking::Event::ConfirmationRequested {
            arranged,
            contact,
            guards,
            expires_at,
            generation,
            replaces,
        }) => Ok(json!({
            "arranged": arranged, "contact": contact.subject(), "guards": guards, "expires_at": expires_at,
            "generation": generation, "replaces": replaces,
        })),
        Event::Case(case::Event::PartyAdded { party }) => {
            let case::Party { id, who, part, acts_for } = party;
            Ok(json!({ "party": id, "who": who.subject(), "part": part, "acts_for": acts_for }))
        }
        Event::Case(case::Event::MoveRecorded { details, late, outdated }) => {
            Ok(json!({ "details": details.subject(), "late": late, "outdated": outdated }))
        }
        Event::Case(case::Event::RequestRecorded { variant, details }) => {
            Ok(json!({ "variant": variant, "details": details.as_ref().map(Personal::subject) }))
        }
        // The people of a case read its history as well, and may not learn why it was suspended (§ 25 no. 3 BMG). The
        // office sees the ground in the case itself, as it is and as it was. What a landlord says of somebody is for the
        // office to look into first.
        Event::Case(case::Event::Suspended { ground: _ } | case::Event::LandlordInquiryClosed { outcome: _ }) => {
            Ok(json!({}))
        }
        Event::Case(case::Event::FormReceived { form, late }) => Ok(json!({ "form": form.subject(), "late": late })),
        Event::Case(case::Event::Noted { note }) => Ok(json!({ "note": note.subject() })),
        Event::Case(case::Event::Declined { reason, service, payment, erase_at }) => Ok(json!({
            "reason": reason.subject(), "service": service, "payment": payment, "erase_at": erase_at,
        })),
        Event::Signature(signature::Event::Signed { case, party, method, hash, shown_at, evidence }) => {
            let mut fields =
                json!({ "case": case, "party": party, "method": method, "hash": hash, "shown_at": shown_at });
            if let Some(evidence) = evidence {
                fields["evidence"] = json!(evidence.hash);
            }
            Ok(fields)
        }
        // What the number was made into says nothing to anybody but the office.
        Event::Signature(signature::Event::TanTold { until, mac: _ }) => Ok(json!({ "until": until })),
        Event::SubjectKey(subject_key::Event::ErasureOrdered { case, ground, note }) => {
            Ok(json!({ "case": case, "ground": ground, "note": note.as_ref().map(Personal::subject) }))
        }
        Event::WaitingList(waiting_list::Event::Joined {
            entry, lines, channel, window, contact, joined_at, ..
        }) => Ok(json!({
            "entry": entry, "lines": lines, "channel": channel, "window": window, "contact": contact.subject(),
            "joined_at": joined_at,
        })),
        Event::Document(document::Event::Announced { document, case, holder, format, kib, proves, name, until }) => {
            Ok(json!({
                "document": document, "case": case, "holder": holder, "format": format, "kib": kib,
                "proves": proves, "name": name.subject(), "until": until,
            }))
        }
        // The entries stand in the file, and in the worklist where they match nothing.
        Event::Statement(statement::Event::EntriesRead { source, from, entries }) => {
            Ok(json!({ "source": source, "from": from, "entries": entries.len() }))
        }
        Event::Statement(event) => plain(event),
        Event::Settlement(event) => plain(event),
        Event::Capacity(event) => plain(event),
        Event::Availability(event) => plain(event),
        Event::ContactGuard(event) => plain(event),
        Event::Booking(event) => plain(event),
        Event::Case(event) => plain(event),
        Event::Signature(event) => plain(event),
        Event::Payment(event) => plain(event),
        Event::Consultation(event) => plain(event),
        Event::NumberSeries(event) => plain(event),
        Event::LinkGrant(event) => plain(event),
        Event::Access(event) => plain(event),
        Event::SubjectKey(event) => plain(event),
        Event::WaitingList(event) => plain(event),
        Event::Catalogue(event) => plain(event),
        Event::Transmission(event) => plain(event),
        Event::Document(event) => plain(event),
        Event::Paper(event) => plain(event),
        Event::Shift(event) => plain(event),
        Event::Mail(event) => plain(event),
    }
}

/// The fields of a variant.
fn plain<E: Serialize>(event: &E) -> rusqlite::Result<Value> {
    match serde_json::to_value(event) {
        Ok(Value::Object(variant)) => Ok(variant.into_iter().map(|(_, fields)| fields).next().unwrap_or_default()),
        Ok(_) => Ok(json!({})),
        Err(error) => Err(rusqlite::Error::ToSqlConversionFailure(Box::new(error))),
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the log.
    pub position: Position,
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub actor: ActorId,
    /// In which roles.
    pub roles: Roles,
    /// The stored name of what it happened to: `case`, `booking`, …
    pub kind: &'static str,
    /// The stored name of what happened.
    pub name: String,
    /// To which thing.
    pub stream: StreamId,
    /// Its number in the history of that thing.
    pub version: u32,
    /// The event's fields. In place of personal data stands the subject.
    pub fact: BTreeMap<String, Value>,
}

/// Of what somebody asks for the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Of a case with its appointment, talk, signatures and fee.
    Case(CaseId),
    /// Of an appointment with its talk, its units and its limits.
    Booking(BookingId),
    /// Of the whole office.
    Office,
}

impl ReadModels {
    /// What happened after a position, at most so many entries, in the order of the log.
    pub fn timeline(&self, of: Of, after: Position, limit: usize) -> Result<Vec<Entry>, Failure> {
        let after = i64::try_from(after.0).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let (query, id) = match of {
            Of::Case(case) => (
                "SELECT * FROM entry WHERE position > ?2 AND (case_id = ?1
                     OR booking IN (SELECT booking FROM case_of_booking WHERE case_id = ?1))
                 ORDER BY position LIMIT ?3",
                case.0,
            ),
            Of::Booking(booking) => {
                ("SELECT * FROM entry WHERE position > ?2 AND booking = ?1 ORDER BY position LIMIT ?3", booking.0)
            }
            Of::Office => {
                ("SELECT * FROM entry WHERE position > ?2 AND ?1 IS NOT NULL ORDER BY position LIMIT ?3", Uuid::nil())
            }
        };
        self.ask::<Timeline, _>(|connection| {
            connection.prepare_cached(query)?.query_map(params![id, after, limit], entry)?.collect()
        })
    }

    /// Where the last thing stands that happened in any of these cases, with appointment, talk, signatures and fee.
    pub fn last_of(&self, cases: &[CaseId]) -> Result<Option<Position>, Failure> {
        self.ask::<Timeline, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT max(position) FROM (
                     SELECT max(position) AS position FROM entry WHERE case_id = ?1
                     UNION ALL
                     SELECT max(position) FROM entry
                     WHERE booking IN (SELECT booking FROM case_of_booking WHERE case_id = ?1))",
            )?;
            let mut last = None;
            for case in cases {
                last = last.max(statement.query_row([case.0], |row| row.get::<_, Option<u64>>(0))?);
            }
            Ok(last.map(Position))
        })
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind: u16 = row.get("kind")?;
    Ok(Entry {
        position: Position(row.get("position")?),
        at: row.moment("at")?,
        actor: ActorId(row.get("actor")?),
        roles: row.json("roles")?,
        kind: KINDS.iter().find(|known| known.number == kind).map_or("unknown", |known| known.name),
        name: row.get("name")?,
        stream: StreamId { kind, id: row.get("stream")? },
        version: row.get("version")?,
        fact: row.json("fact")?,
    })
}

#[cfg(test)]
mod tests;
