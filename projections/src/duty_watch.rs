//! Which duties towards others are not met, or were met too late? What goes to a register or a federal office, and how
//! far it has come; and the registrations that were filed after their time.

mod duties;

pub use duties::Duties;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
use domain::catalogue::ServiceCode;
use domain::ids::{CaseId, TransmissionId};
use domain::transmission::{Cause, Event as Sent, Recipient};
use domain::{Event, case};
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Moment};
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// Whether somebody knows of the case, by the clearance in the second place.
const KNOWN: &str = "(?2 OR NOT EXISTS (SELECT 1 FROM restricted WHERE restricted.\"case\" = transmission.\"case\"))";

/// How many rows one answer has at most.
const ROWS_MAX: u32 = 500;

/// Duties towards others.
pub enum DutyWatch {}

impl Model for DutyWatch {
    const NAME: &'static str = "duty_watch";
    const VERSION: u32 = 5;
    const SCHEMA: &'static str = "
        CREATE TABLE transmission (
            id BLOB PRIMARY KEY,
            \"case\" BLOB NOT NULL,
            service TEXT NOT NULL,
            recipient TEXT NOT NULL,
            authority TEXT,
            due_at INTEGER,
            state TEXT NOT NULL,
            overdue INTEGER NOT NULL,
            attempts INTEGER NOT NULL,
            cause TEXT,
            retry_at INTEGER,
            reference TEXT,
            code TEXT,
            queued_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX transmission_of_case ON transmission (\"case\", queued_at, recipient, authority);
        CREATE INDEX transmission_by_state ON transmission (state);
        CREATE TABLE filed_late (
            \"case\" BLOB PRIMARY KEY,
            service TEXT NOT NULL,
            filed_on TEXT NOT NULL
        ) WITHOUT ROWID;
        -- Of which cases only the team lead knows, and since which day.
        CREATE TABLE restricted (
            \"case\" BLOB PRIMARY KEY,
            since TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX restricted_by_day ON restricted (since);
        -- In which visit a case is worked on: that of its appointment, or a walk-in's, under the id of the case itself.
        CREATE TABLE visited (
            \"case\" BLOB PRIMARY KEY,
            visit BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX visited_by_visit ON visited (visit);
        -- Appointments that go on with what another visit began: they are one with it.
        CREATE TABLE continued (
            booking BLOB PRIMARY KEY,
            visit BLOB NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX continued_by_visit ON continued (visit);
        CREATE INDEX filed_late_by_day ON filed_late (filed_on);
        CREATE TABLE registration (
            filed_on TEXT PRIMARY KEY,
            cases INTEGER NOT NULL
        ) WITHOUT ROWID;
        -- Addresses on identity cards that are to be changed: one for each person.
        CREATE TABLE follow_up (
            \"case\" BLOB NOT NULL,
            party BLOB NOT NULL,
            opened_on TEXT NOT NULL,
            closed_on TEXT,
            PRIMARY KEY (\"case\", party)
        ) WITHOUT ROWID;
        CREATE INDEX follow_up_by_day ON follow_up (opened_on);
        -- Landlords who are to be asked: one for each registration.
        CREATE TABLE landlord_inquiry (
            \"case\" BLOB PRIMARY KEY,
            due_on TEXT NOT NULL,
            closed_on TEXT
        ) WITHOUT ROWID;
        CREATE INDEX landlord_inquiry_by_day ON landlord_inquiry (due_on);
        CREATE INDEX transmission_by_deadline ON transmission (due_at) WHERE due_at IS NOT NULL;";
    const TABLES: &'static [&'static str] = &[
        "transmission",
        "filed_late",
        "registration",
        "follow_up",
        "landlord_inquiry",
        "restricted",
        "visited",
        "continued",
    ];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Transmission(event) => {
                transmission_changed(tx, TransmissionId(envelope.stream.id), envelope.at, event)
            }
            Event::Case(case::Event::Submitted { service, filed_on, late, .. }) => {
                submitted(tx, envelope.stream.id, *service, *filed_on, *late)
            }
            Event::Case(case::Event::FollowUpOpened { parties }) => parties.iter().try_for_each(|party| {
                tx.prepare_cached("INSERT OR REPLACE INTO follow_up VALUES (?1, ?2, ?3, NULL)")?
                    .execute(params![envelope.stream.id, party.0, local_date(envelope.at)])
                    .map(drop)
            }),
            Event::Case(case::Event::FollowUpClosed { party, .. }) => tx
                .prepare_cached("UPDATE follow_up SET closed_on = ?3 WHERE \"case\" = ?1 AND party = ?2")?
                .execute(params![envelope.stream.id, party.0, local_date(envelope.at)])
                .map(drop),
            Event::Case(case::Event::LandlordInquiryOpened { due_on, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO landlord_inquiry VALUES (?1, ?2, NULL)")?
                .execute(params![envelope.stream.id, due_on])
                .map(drop),
            Event::Case(case::Event::LandlordInquiryClosed { .. }) => tx
                .prepare_cached("UPDATE landlord_inquiry SET closed_on = ?2 WHERE \"case\" = ?1")?
                .execute(params![envelope.stream.id, local_date(envelope.at)])
                .map(drop),
            Event::Case(case::Event::Opened { origin, .. }) => {
                let visit = visit_of(tx, origin.booking().map_or(envelope.stream.id, |booking| booking.0))?;
                tx.prepare_cached("INSERT OR REPLACE INTO visited VALUES (?1, ?2)")?
                    .execute(params![envelope.stream.id, visit])
                    .map(drop)
            }
            Event::Case(case::Event::Attached { booking }) => attached(tx, envelope.stream.id, booking.0),
            Event::Case(case::Event::AccessRestricted { .. }) => tx
                .prepare_cached("INSERT OR IGNORE INTO restricted VALUES (?1, ?2)")?
                .execute(params![envelope.stream.id, local_date(envelope.at)])
                .map(drop),
            Event::Case(_)
            | Event::Booking(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::SubjectKey(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Shift(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Catalogue(_)
            | Event::Mail(_) => Ok(()),
        }
    }
}

/// The visit that an appointment goes on with, or itself.
fn visit_of(tx: &Transaction<'_>, booking: Uuid) -> rusqlite::Result<Uuid> {
    let visit = tx
        .prepare_cached("SELECT visit FROM continued WHERE booking = ?1")?
        .query_row([booking], |row| row.get(0))
        .optional()?;
    Ok(visit.unwrap_or(booking))
}

/// A later appointment goes on with a case: the two visits are one.
fn attached(tx: &Transaction<'_>, case: Uuid, booking: Uuid) -> rusqlite::Result<()> {
    let begun: Uuid =
        tx.prepare_cached("SELECT visit FROM visited WHERE \"case\" = ?1")?.query_row([case], |row| row.get(0))?;
    let later = visit_of(tx, booking)?;
    for table in ["visited", "continued"] {
        tx.prepare_cached(&format!("UPDATE {table} SET visit = ?1 WHERE visit = ?2"))?.execute([begun, later])?;
    }
    tx.prepare_cached("INSERT OR REPLACE INTO continued VALUES (?1, ?2)")?.execute([booking, begun]).map(drop)
}

fn submitted(
    tx: &Transaction<'_>,
    case: Uuid,
    service: ServiceCode,
    filed_on: NaiveDate,
    late: bool,
) -> rusqlite::Result<()> {
    if late {
        tx.prepare_cached("INSERT OR REPLACE INTO filed_late VALUES (?1, ?2, ?3)")?.execute(params![
            case,
            Code(service),
            filed_on
        ])?;
    }
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => tx
            .prepare_cached("INSERT INTO registration VALUES (?1, 1) ON CONFLICT DO UPDATE SET cases = cases + 1")?
            .execute([filed_on])
            .map(drop),
        // Nobody has to ask for these, so nobody is late.
        ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => Ok(()),
    }
}

fn transmission_changed(
    tx: &Transaction<'_>,
    id: TransmissionId,
    at: DateTime<Utc>,
    event: &Sent,
) -> rusqlite::Result<()> {
    let now = Moment(at);
    let set = |what: &str, more: &[&dyn ToSql]| {
        let sql = format!("UPDATE transmission SET {what}, changed_at = ?2 WHERE id = ?1");
        let first: [&dyn ToSql; 2] = [&id.0, &now];
        let params: Vec<&dyn ToSql> = first.iter().chain(more).copied().collect();
        tx.prepare_cached(&sql)?.execute(params.as_slice()).map(drop)
    };
    match event {
        &Sent::Queued { case, service, recipient, ref authority, due_at } => tx
            .prepare_cached(
                "INSERT INTO transmission
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, FALSE, 0, NULL, NULL, NULL, NULL, ?8, ?8)",
            )?
            .execute(params![
                id.0,
                case.0,
                Code(service),
                Code(recipient),
                authority,
                due_at.map(Moment),
                Code(State::Queued),
                Moment(at)
            ])
            .map(drop),
        &Sent::Failed { attempt, cause, retry_at } => set(
            "state = 'failed', attempts = ?3, cause = ?4, retry_at = ?5",
            &[&attempt, &Code(cause), &retry_at.map(Moment)],
        ),
        Sent::Sent { attempt, reference } => set(
            "state = 'sent', attempts = ?3, reference = ?4, cause = NULL, retry_at = NULL, code = NULL",
            &[attempt, reference],
        ),
        Sent::Acknowledged { reference, .. } => {
            set("state = 'acknowledged', reference = ?3, cause = NULL, retry_at = NULL, code = NULL", &[reference])
        }
        Sent::Rejected { code, .. } => set("state = 'rejected', code = ?3, cause = NULL, retry_at = NULL", &[code]),
        Sent::Overdue { .. } => set("overdue = TRUE", &[]),
        Sent::Requeued => set("state = 'queued', retry_at = NULL", &[]),
        Sent::DoneByHand { .. } => set("state = 'done_by_hand', retry_at = NULL", &[]),
    }
}

/// How far a transmission has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to be sent.
    Queued,
    /// The last attempt came to nothing.
    Failed,
    /// It was handed over.
    Sent,
    /// The recipient sent it back.
    Rejected,
    /// The recipient has it.
    Acknowledged,
    /// Somebody did it by other means.
    DoneByHand,
}

/// What goes to a register or a federal office for a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transmission {
    /// Its id.
    pub id: TransmissionId,
    /// For which case.
    pub case: CaseId,
    /// Which service.
    pub service: ServiceCode,
    /// To whom.
    pub recipient: Recipient,
    /// Which registration authority, by the official key of its municipality, where one elsewhere is the recipient.
    pub authority: Option<String>,
    /// By when it has to be there, where the law says so.
    pub due_at: Option<DateTime<Utc>>,
    /// How far it has come.
    pub state: State,
    /// Whether its time passed before it was there.
    pub overdue: bool,
    /// How many attempts there were.
    pub attempts: u16,
    /// Why the last attempt came to nothing.
    pub cause: Option<Cause>,
    /// When the office tries again by itself.
    pub retry_at: Option<DateTime<Utc>>,
    /// What the recipient calls it.
    pub reference: Option<String>,
    /// The recipient's code for the reason why it sent it back.
    pub code: Option<String>,
    /// Since when it is to be sent.
    pub queued_at: DateTime<Utc>,
    /// When something happened to it last.
    pub changed_at: DateTime<Utc>,
}

/// A registration that was filed after its time (§ 17 (1), (2) BMG). It is valid all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiledLate {
    /// Which case.
    pub case: CaseId,
    /// Which service.
    pub service: ServiceCode,
    /// On which day it counts as filed.
    pub filed_on: NaiveDate,
}

impl ReadModels {
    /// What goes out for a case, in the order in which it was queued.
    pub fn transmissions(&self, case: CaseId, clearance: Clearance) -> Result<Vec<Transmission>, Failure> {
        self.ask::<DutyWatch, _>(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT * FROM transmission WHERE \"case\" = ?1 AND {KNOWN} ORDER BY queued_at, recipient, authority"
                ))?
                .query_map(params![case.0, clearance], transmission)?
                .collect()
        })
    }

    /// One transmission.
    pub fn transmission(&self, id: TransmissionId, clearance: Clearance) -> Result<Option<Transmission>, Failure> {
        self.ask::<DutyWatch, _>(|connection| {
            connection
                .prepare_cached(&format!("SELECT * FROM transmission WHERE id = ?1 AND {KNOWN}"))?
                .query_row(params![id.0, clearance], transmission)
                .optional()
        })
    }

    /// The transmissions that need somebody: the office no longer tries by itself, the recipient sent them back, or
    /// their time has passed. The most urgent come first.
    pub fn transmissions_in_trouble(&self, clearance: Clearance) -> Result<Vec<Transmission>, Failure> {
        self.ask::<DutyWatch, _>(|connection| {
            connection
                .prepare_cached(&format!(
                    "SELECT * FROM transmission
                     WHERE (state = 'rejected' OR (state = 'failed' AND retry_at IS NULL)
                        OR (overdue AND state IN ('queued', 'failed', 'sent'))) AND {KNOWN}
                     ORDER BY due_at NULLS LAST, queued_at, id LIMIT ?1"
                ))?
                .query_map(params![ROWS_MAX, clearance], transmission)?
                .collect()
        })
    }

    /// The registrations that were filed late between two days, both included.
    pub fn filed_late(&self, from: NaiveDate, to: NaiveDate) -> Result<Vec<FiledLate>, Failure> {
        self.ask::<DutyWatch, _>(|connection| {
            connection
                .prepare_cached(
                    "SELECT * FROM filed_late WHERE filed_on BETWEEN ?1 AND ?2 ORDER BY filed_on, \"case\" LIMIT ?3",
                )?
                .query_map(params![from, to, ROWS_MAX], |row| {
                    let (case, service, filed_on) = (row.id("case")?, row.code("service")?, row.get("filed_on")?);
                    Ok(FiledLate { case, service, filed_on })
                })?
                .collect()
        })
    }
}

fn transmission(row: &Row<'_>) -> rusqlite::Result<Transmission> {
    Ok(Transmission {
        id: row.id("id")?,
        case: row.id("case")?,
        service: row.code("service")?,
        recipient: row.code("recipient")?,
        authority: row.get("authority")?,
        due_at: row.moment_or_none("due_at")?,
        state: row.code("state")?,
        overdue: row.get("overdue")?,
        attempts: row.get("attempts")?,
        cause: row.code_or_none("cause")?,
        retry_at: row.moment_or_none("retry_at")?,
        reference: row.get("reference")?,
        code: row.get("code")?,
        queued_at: row.moment("queued_at")?,
        changed_at: row.moment("changed_at")?,
    })
}

#[cfg(test)]
mod tests;
