//! Who comes when, who waits, and whose appointments are these? The calendar, the clerk's queue, the citizen's list.

mod search;

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{self, Arranged, CancelReason, Delivered, Line, Medium, Number, ParkReason, Slot};
use domain::calendar::{Span, local_date};
use domain::catalogue::Channel;
use domain::ids::{BookingId, DayId, GuardId, HoldId, ScopeId};
use domain::person::Contact;
use domain::{ActorId, Event, Personal, SubjectId, subject_key};
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Json, Moment, known_or_erased};
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// All appointments.
pub enum Appointments {}

impl Model for Appointments {
    const NAME: &'static str = "appointments";
    const VERSION: u32 = 4;
    const SCHEMA: &'static str = "
        CREATE TABLE appointment (
            booking BLOB PRIMARY KEY,
            state TEXT NOT NULL,
            holder BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            lines TEXT NOT NULL,
            scope BLOB NOT NULL,
            day BLOB NOT NULL,
            hold BLOB NOT NULL,
            date TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            held_at INTEGER NOT NULL,
            expires_at INTEGER,
            confirmed_at INTEGER,
            reminded_at INTEGER,
            number INTEGER,
            subject BLOB,
            contact TEXT,
            moves INTEGER NOT NULL DEFAULT 0,
            checked_in_at INTEGER,
            called_at INTEGER,
            calls INTEGER NOT NULL DEFAULT 0,
            clerk BLOB,
            started_at INTEGER,
            -- Since when somebody serves them without an interruption, and how long before that.
            serving_since INTEGER,
            served_secs INTEGER NOT NULL DEFAULT 0,
            parked_at INTEGER,
            park_reason TEXT,
            redirected_from BLOB,
            ended_at INTEGER,
            cancel_reason TEXT,
            was_missed INTEGER NOT NULL DEFAULT 0,
            delivered TEXT,
            restricted INTEGER NOT NULL DEFAULT 0,
            version INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE appointment_guard (
            guard BLOB NOT NULL,
            booking BLOB NOT NULL,
            PRIMARY KEY (guard, booking)
        ) WITHOUT ROWID;
        CREATE INDEX appointment_guard_of ON appointment_guard (booking);
        -- Each word of a name, and each telephone number from behind after a number sign, for search by their beginnings.
        CREATE TABLE appointment_word (
            word TEXT NOT NULL,
            booking BLOB NOT NULL,
            subject BLOB NOT NULL,
            PRIMARY KEY (word, booking)
        ) WITHOUT ROWID;
        CREATE INDEX appointment_word_of ON appointment_word (booking);
        CREATE INDEX appointment_word_by_subject ON appointment_word (subject);
        CREATE INDEX appointment_by_number ON appointment (number, starts_at) WHERE number IS NOT NULL;
        CREATE INDEX appointment_by_day ON appointment (scope, date, starts_at);
        CREATE INDEX appointment_by_holder ON appointment (holder, starts_at);
        CREATE INDEX appointment_by_subject ON appointment (subject) WHERE subject IS NOT NULL;";
    const TABLES: &'static [&'static str] = &["appointment", "appointment_guard", "appointment_word"];
    const PERSONAL: &'static [&'static str] = &["contact", "word"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Booking(event) => booking_changed(tx, envelope, event),
            Event::SubjectKey(subject_key::Event::Destroyed) => {
                search::forget(tx, SubjectId(envelope.stream.id))?;
                tx.prepare_cached("UPDATE appointment SET contact = NULL WHERE subject = ?1")?
                    .execute([envelope.stream.id])
                    .map(drop)
            }
            Event::SubjectKey(
                subject_key::Event::ErasureOrdered { .. }
                | subject_key::Event::Held { .. }
                | subject_key::Event::ErasureDeferred { .. }
                | subject_key::Event::Released,
            )
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Case(_)
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
            | Event::Mail(_) => Ok(()),
        }
    }
}

/// Nobody serves them any longer, at the moment `?3`: what they were served counts with what they were served before.
const SERVED: &str = "served_secs = served_secs + coalesce((?3 - serving_since) / 1000000, 0), serving_since = NULL";

fn booking_changed(tx: &Transaction<'_>, envelope: &Envelope, event: &booking::Event) -> rusqlite::Result<()> {
    let (booking, at) = (envelope.stream.id, Moment(envelope.at));
    let set = |columns: &str, values: &[&dyn ToSql]| {
        let mut all: Vec<&dyn ToSql> = vec![&booking, &envelope.version];
        all.extend_from_slice(values);
        tx.prepare_cached(&format!("UPDATE appointment SET version = ?2, {columns} WHERE booking = ?1"))?
            .execute(all.as_slice())
            .map(drop)
    };
    match event {
        booking::Event::Held { arranged, expires_at, edition: _ } => {
            let Arranged { holder, medium, channel, lines, slot, offered_to: _ } = arranged;
            let (starts_at, ends_at) = (slot.span.starts_at, slot.span.ends_at);
            tx.prepare_cached(
                "INSERT INTO appointment (booking, state, holder, medium, channel, lines, scope, day, hold, date,
                                          starts_at, ends_at, held_at, expires_at, version)
                 VALUES (?1, 'held', ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )?
            .execute(params![
                booking,
                holder.0,
                Code(*medium),
                Code(*channel),
                Json(lines),
                slot.scope.0,
                slot.day.0,
                slot.hold.0,
                local_date(starts_at),
                Moment(starts_at),
                Moment(ends_at),
                at,
                Moment(*expires_at),
                envelope.version
            ])
            .map(drop)
        }
        booking::Event::Extended { expires_at, .. } => set("expires_at = ?3", &[&Moment(*expires_at)]),
        booking::Event::ConfirmationRequested { contact, guards, expires_at, .. } => {
            count_for(tx, booking, guards)?;
            search::index(tx, booking, contact)?;
            set(
                "state = 'preconfirmed', expires_at = ?3, subject = ?4, contact = ?5",
                &[&Moment(*expires_at), &contact.subject().0, &contact.value().map(Json)],
            )
        }
        booking::Event::Confirmed { number, contact, guards, .. } => {
            count_for(tx, booking, guards)?;
            search::index(tx, booking, contact)?;
            set(
                "state = 'confirmed', expires_at = NULL, confirmed_at = ?3, number = ?4, subject = ?5, contact = ?6",
                &[&at, &number.0, &contact.subject().0, &contact.value().map(Json)],
            )
        }
        booking::Event::Reminded { .. } => set("reminded_at = ?3", &[&at]),
        booking::Event::Rescheduled { to, round, number, .. } => set(
            "scope = ?3, day = ?4, hold = ?5, date = ?6, starts_at = ?7, ends_at = ?8, moves = ?9, number = ?10",
            &[
                &to.scope.0,
                &to.day.0,
                &to.hold.0,
                &local_date(to.span.starts_at),
                &Moment(to.span.starts_at),
                &Moment(to.span.ends_at),
                round,
                &number.0,
            ],
        ),
        booking::Event::Cancelled { reason, .. } => {
            set("state = 'cancelled', expires_at = NULL, ended_at = ?3, cancel_reason = ?4", &[&at, &Code(*reason)])
        }
        booking::Event::Expired { .. } => set("state = 'expired', expires_at = NULL, ended_at = ?3", &[&at]),
        booking::Event::CheckedIn { .. } => set(
            "state = 'waiting', checked_in_at = ?3, called_at = NULL, calls = 0, clerk = NULL, ended_at = NULL",
            &[&at],
        ),
        booking::Event::Called { clerk, count } => set(
            "state = 'called', called_at = coalesce(called_at, ?3), clerk = ?4, calls = ?5",
            &[&at, &clerk.0, count],
        ),
        booking::Event::Started { clerk } => {
            set("state = 'in_service', started_at = ?3, serving_since = ?3, clerk = ?4", &[&at, &clerk.0])
        }
        booking::Event::Parked { clerk, why, day_ends_at: _ } => set(
            &format!("state = 'parked', {SERVED}, parked_at = ?3, park_reason = ?4, clerk = ?5"),
            &[&at, &Code(*why), &clerk.0],
        ),
        booking::Event::Resumed { clerk, .. } => set(
            "state = 'in_service', serving_since = ?3, parked_at = NULL, park_reason = NULL, clerk = ?4",
            &[&at, &clerk.0],
        ),
        booking::Event::Returned => {
            set("state = 'waiting', parked_at = NULL, park_reason = NULL, calls = 0, clerk = NULL", &[])
        }
        booking::Event::Redirected { from, to, .. } => set(
            &format!(
                "state = 'waiting', {SERVED}, parked_at = NULL, park_reason = NULL, calls = 0, clerk = NULL,
                 scope = ?4, redirected_from = ?5"
            ),
            &[&at, &to.0, &from.0],
        ),
        booking::Event::Finished { delivered, arranged: _, guards: _ } => set(
            &format!(
                "state = 'finished', {SERVED}, parked_at = NULL, park_reason = NULL, ended_at = ?3, delivered = ?4"
            ),
            &[&at, &Json(delivered)],
        ),
        booking::Event::Unserved { .. } => {
            set("state = 'unserved', parked_at = NULL, park_reason = NULL, ended_at = ?3", &[&at])
        }
        booking::Event::Missed { .. } => set("state = 'missed', ended_at = ?3, was_missed = 1", &[&at]),
        // Whose it is goes on seeing it, and sees no difference: not even in its version.
        booking::Event::AccessRestricted => {
            tx.prepare_cached("UPDATE appointment SET restricted = 1 WHERE booking = ?1")?.execute([booking]).map(drop)
        }
    }
}

/// Remembers whose appointment it is, by what counts them: one for each way to reach them.
fn count_for(tx: &Transaction<'_>, booking: Uuid, guards: &[GuardId]) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM appointment_guard WHERE booking = ?1")?.execute([booking])?;
    for guard in guards {
        tx.prepare_cached("INSERT OR IGNORE INTO appointment_guard VALUES (?1, ?2)")?.execute([guard.0, booking])?;
    }
    Ok(())
}

/// Where an appointment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Kept for a while.
    Held,
    /// Kept until the link in a mail is followed.
    Preconfirmed,
    /// It stands.
    Confirmed,
    /// Whom it belongs to waits.
    Waiting,
    /// A clerk has called.
    Called,
    /// They talk.
    InService,
    /// The service is interrupted.
    Parked,
    /// It is over.
    Finished,
    /// The day ended before anybody had served whoever waited.
    Unserved,
    /// It was given back.
    Cancelled,
    /// The hold ran out.
    Expired,
    /// Nobody came.
    Missed,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Which.
    pub id: BookingId,
    /// Where it stands. A hold whose `expires_at` has passed is over, whether or not that was recorded.
    pub state: State,
    /// Whom it belongs to.
    pub holder: ActorId,
    /// How it was made.
    pub medium: Medium,
    /// How they come together.
    pub channel: Channel,
    /// What for.
    pub lines: Vec<Line>,
    /// When and where.
    pub slot: Slot,
    /// On which day of the office's calendar.
    pub date: NaiveDate,
    /// When it was first held.
    pub held_at: DateTime<Utc>,
    /// When the hold ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was confirmed.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When somebody was last reminded of it.
    pub reminded_at: Option<DateTime<Utc>>,
    /// The spoken number.
    pub number: Option<Number>,
    /// Who comes: nobody is named before the confirmation.
    pub contact: Option<Personal<Contact>>,
    /// How often it has moved.
    pub moves: u32,
    /// Since when somebody waits.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// When a clerk first called.
    pub called_at: Option<DateTime<Utc>>,
    /// How often a clerk has called.
    pub calls: u8,
    /// The clerk who called.
    pub clerk: Option<ActorId>,
    /// When the service began.
    pub started_at: Option<DateTime<Utc>>,
    /// Since when somebody serves them without an interruption.
    pub serving_since: Option<DateTime<Utc>>,
    /// How long they were served before, over all interruptions, in seconds. Interruptions do not count.
    pub served_secs: i64,
    /// Since when the service is interrupted.
    pub parked_at: Option<DateTime<Utc>>,
    /// Why it is.
    pub park_reason: Option<ParkReason>,
    /// From which queue they were sent here.
    pub redirected_from: Option<ScopeId>,
    /// When it was over, however it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why it was given back.
    pub cancel_reason: Option<CancelReason>,
    /// Whether nobody came at first.
    pub was_missed: bool,
    /// What was really delivered.
    pub delivered: Vec<Delivered>,
    /// Whether only the team lead, and whose it is, know of it.
    pub restricted: bool,
    /// How many events its history has.
    pub version: u32,
}

impl ReadModels {
    /// An appointment by its id.
    pub fn appointment(&self, id: BookingId) -> Result<Option<Appointment>, Failure> {
        self.ask::<Appointments, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM appointment WHERE booking = ?1")?;
            statement.query_row([id.0], appointment).optional()
        })
    }

    /// An appointment, for somebody: what is restricted only for whom it belongs to and with the clearance for it.
    pub fn appointment_for(
        &self,
        id: BookingId,
        asker: Option<ActorId>,
        clearance: Clearance,
    ) -> Result<Option<Appointment>, Failure> {
        self.ask::<Appointments, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM appointment WHERE booking = ?1 AND (restricted <= ?2 OR holder IS ?3)",
            )?;
            statement.query_row(params![id.0, clearance, asker.map(|asker| asker.0)], appointment).optional()
        })
    }

    /// The calendar of a scope: its appointments between two dates, both included, in order.
    /// With a list of states, only those in one of them.
    pub fn appointments(
        &self,
        scope: ScopeId,
        from: NaiveDate,
        to: NaiveDate,
        states: &[State],
    ) -> Result<Vec<Appointment>, Failure> {
        let all = self.ask::<Appointments, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM appointment WHERE scope = ?1 AND date BETWEEN ?2 AND ?3 ORDER BY starts_at, booking",
            )?;
            statement.query_map(params![scope.0, from, to], appointment)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        Ok(all.into_iter().filter(|one| states.is_empty() || states.contains(&one.state)).collect())
    }

    /// The appointment with a spoken number on a day.
    pub fn appointment_by_number(
        &self,
        scope: ScopeId,
        date: NaiveDate,
        number: Number,
    ) -> Result<Option<Appointment>, Failure> {
        let found = self.appointments(scope, date, date, &[])?;
        Ok(found.into_iter().find(|one| one.number == Some(number)))
    }

    /// Who waits or is being served at a scope on a day, in the order in which they are to be called:
    /// by the appointment's start, then by who was there first.
    pub fn queue(&self, scope: ScopeId, date: NaiveDate) -> Result<Vec<Appointment>, Failure> {
        let mut queue = self.appointments(scope, date, date, &[State::Waiting, State::Called, State::InService])?;
        queue.sort_by_key(|one| (one.slot.span.starts_at, one.checked_in_at, one.id));
        Ok(queue)
    }

    /// Whose service is interrupted at a scope on a day, by since when it is.
    pub fn parked(&self, scope: ScopeId, date: NaiveDate) -> Result<Vec<Appointment>, Failure> {
        let mut parked = self.appointments(scope, date, date, &[State::Parked])?;
        parked.sort_by_key(|one| (one.parked_at, one.id));
        Ok(parked)
    }

    /// Other appointments that stand, of the same person for one of the same services: by whom they belong to, or by
    /// how they are reached. Two are allowed; they may be a mistake.
    pub fn duplicates(&self, of: &Appointment) -> Result<Vec<Appointment>, Failure> {
        let others = self.ask::<Appointments, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM appointment
                 WHERE booking <> ?1 AND state IN ('preconfirmed', 'confirmed', 'waiting', 'called', 'in_service', 'parked')
                     AND (holder = ?2 OR booking IN (
                         SELECT other.booking FROM appointment_guard AS own
                         JOIN appointment_guard AS other ON other.guard = own.guard WHERE own.booking = ?1))
                 ORDER BY starts_at, booking",
            )?;
            statement.query_map(params![of.id.0, of.holder.0], appointment)?.collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let same =
            |other: &Appointment| other.lines.iter().any(|line| of.lines.iter().any(|own| own.service == line.service));
        Ok(others.into_iter().filter(same).collect())
    }

    /// The appointments of a citizen, the newest first.
    pub fn appointments_of(&self, holder: ActorId) -> Result<Vec<Appointment>, Failure> {
        self.ask::<Appointments, _>(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM appointment WHERE holder = ?1 ORDER BY starts_at DESC, booking")?;
            statement.query_map([holder.0], appointment)?.collect()
        })
    }
}

fn appointment(row: &Row<'_>) -> rusqlite::Result<Appointment> {
    let subject = row.get::<_, Option<Uuid>>("subject")?.map(SubjectId);
    let contact = row.json_or_none::<Contact>("contact")?;
    Ok(Appointment {
        id: row.id("booking")?,
        state: row.code("state")?,
        holder: ActorId(row.get("holder")?),
        medium: row.code("medium")?,
        channel: row.code("channel")?,
        lines: row.json("lines")?,
        slot: Slot {
            scope: row.id("scope")?,
            day: row.id::<DayId>("day")?,
            hold: row.id::<HoldId>("hold")?,
            span: Span { starts_at: row.moment("starts_at")?, ends_at: row.moment("ends_at")? },
        },
        date: row.get("date")?,
        held_at: row.moment("held_at")?,
        expires_at: row.moment_or_none("expires_at")?,
        confirmed_at: row.moment_or_none("confirmed_at")?,
        reminded_at: row.moment_or_none("reminded_at")?,
        number: row.get::<_, Option<u32>>("number")?.map(Number),
        contact: subject.map(|subject| known_or_erased(subject, contact)),
        moves: row.get("moves")?,
        checked_in_at: row.moment_or_none("checked_in_at")?,
        called_at: row.moment_or_none("called_at")?,
        calls: row.get("calls")?,
        clerk: row.get::<_, Option<Uuid>>("clerk")?.map(ActorId),
        started_at: row.moment_or_none("started_at")?,
        serving_since: row.moment_or_none("serving_since")?,
        served_secs: row.get("served_secs")?,
        parked_at: row.moment_or_none("parked_at")?,
        park_reason: row.code_or_none("park_reason")?,
        redirected_from: row.id_or_none("redirected_from")?,
        ended_at: row.moment_or_none("ended_at")?,
        cancel_reason: row.code_or_none("cancel_reason")?,
        was_missed: row.get("was_missed")?,
        delivered: row.json_or_none("delivered")?.unwrap_or_default(),
        restricted: row.get("restricted")?,
        version: row.get("version")?,
    })
}

#[cfg(test)]
mod tests;
