//! Which duties towards others are not met, or were met too late? What goes to a register or a federal office, and how
//! far it has come; and the registrations that were filed after their time.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::calendar::{end_of, local_date, midnight};
use domain::catalogue::ServiceCode;
use domain::ids::{CaseId, TransmissionId};
use domain::transmission::{Cause, Event as Sent, Recipient};
use domain::{Event, case};
use rusqlite::{OptionalExtension as _, Row, ToSql, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Json, Moment};
use crate::small_groups::Count;
use crate::utilisation::Period;
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
            | Event::WaitingList(_)
            | Event::Shift(_)
            | Event::Catalogue(_) => Ok(()),
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

/// How long the address on an identity card may wait, and an inquiry with a landlord from its day on, in days.
const FOLLOW_UP_DAYS: u64 = 14;

/// How duties were met that fell due in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duties {
    /// The first day of the period.
    pub start: NaiveDate,
    /// Registrations and deregistrations that were filed.
    pub registrations: Count,
    /// Of these, after the time that the law gives (§ 17 BMG).
    pub registrations_late: Count,
    /// Messages to other registration authorities whose last day it was (§ 33 (1) BMG), each alone.
    pub confirmations: Count,
    /// Of these, not there by then.
    pub confirmations_late: Count,
    /// Addresses on identity cards that had waited for two weeks by then, or were changed before.
    pub follow_ups: Count,
    /// Of these, not changed by then.
    pub follow_ups_late: Count,
    /// Inquiries with landlords that had been due for two weeks by then, or were closed before (§ 19 (5) BMG).
    pub landlord_inquiries: Count,
    /// Of these, not closed by then.
    pub landlord_inquiries_late: Count,
    /// Visits of which from then on only the team lead knew, whatever number of cases they had (§§ 51, 52 BMG).
    pub restricted: Count,
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

impl ReadModels {
    /// How duties were met, for all periods of which a day lies between two dates. What has a last day is counted when that
    /// is over: until then nobody can say. What happened today is counted at once.
    pub fn duties(&self, from: NaiveDate, to: NaiveDate, by: Period, today: NaiveDate) -> Result<Vec<Duties>, Failure> {
        let (first, last) = (by.start(from), by.end(to));
        let happened = last.min(today);
        let due = last.min(today - Days::new(1));
        let days = self.ask::<DutyWatch, _>(|connection| {
            let mut days = BTreeMap::<NaiveDate, [(u64, u64); 5]>::new();
            let mut count = |sql: &str, which: usize, last: NaiveDate, after_days: u64| -> rusqlite::Result<()> {
                let mut statement = connection.prepare_cached(sql)?;
                let back = Days::new(after_days);
                let mut rows = statement.query(params![first - back, last - back])?;
                while let Some(row) = rows.next()? {
                    let day = row.get::<_, NaiveDate>("day")? + back;
                    let (all, late) = &mut days.entry(by.start(day)).or_default()[which];
                    *all += row.get::<_, u64>("all_of_them")?;
                    *late += row.get::<_, u64>("late")?;
                }
                Ok(())
            };
            count(
                "SELECT filed_on AS day, cases AS all_of_them,
                        (SELECT count(*) FROM filed_late WHERE filed_late.filed_on = registration.filed_on) AS late
                 FROM registration WHERE filed_on BETWEEN ?1 AND ?2",
                0,
                happened,
                0,
            )?;
            count(
                &format!(
                    "SELECT opened_on AS day, count(*) AS all_of_them,
                            count(*) FILTER (WHERE closed_on IS NULL
                                                OR closed_on > date(opened_on, '+{FOLLOW_UP_DAYS} days')) AS late
                     FROM follow_up WHERE opened_on BETWEEN ?1 AND ?2 GROUP BY opened_on"
                ),
                2,
                due,
                FOLLOW_UP_DAYS,
            )?;
            count(
                &format!(
                    "SELECT due_on AS day, count(*) AS all_of_them,
                            count(*) FILTER (WHERE closed_on IS NULL
                                                OR closed_on > date(due_on, '+{FOLLOW_UP_DAYS} days')) AS late
                     FROM landlord_inquiry WHERE due_on BETWEEN ?1 AND ?2 GROUP BY due_on"
                ),
                3,
                due,
                FOLLOW_UP_DAYS,
            )?;
            count(
                // All cases of a visit are restricted together: counted alone, they would make five of one person.
                "SELECT since AS day, count(*) AS all_of_them, 0 AS late
                 FROM restricted JOIN visited USING (\"case\")
                 WHERE since BETWEEN ?1 AND ?2 AND NOT EXISTS (
                     SELECT 1 FROM visited AS other JOIN restricted AS earlier ON earlier.\"case\" = other.\"case\"
                     WHERE other.visit = visited.visit
                       AND (earlier.since, earlier.\"case\") < (restricted.since, restricted.\"case\"))
                 GROUP BY since",
                4,
                happened,
                0,
            )?;
            // The period ends with its last day, so the moment lies at the beginning of the next.
            let mut messages = connection.prepare_cached(
                "SELECT due_at, overdue FROM transmission
                 WHERE recipient IN (SELECT value FROM json_each(?1)) AND due_at > ?2 AND due_at <= ?3",
            )?;
            let authorities = Recipient::AUTHORITIES.map(Recipient::name);
            let mut rows = messages.query(params![Json(authorities), Moment(midnight(first)), Moment(end_of(due))])?;
            while let Some(row) = rows.next()? {
                let day = local_date(row.moment("due_at")? - TimeDelta::microseconds(1));
                let (all, late) = &mut days.entry(by.start(day)).or_default()[1];
                *all += 1;
                *late += u64::from(row.get::<_, bool>("overdue")?);
            }
            Ok(days)
        })?;
        let row = |(start, [registrations, confirmations, follow_ups, inquiries, restricted]): (
            NaiveDate,
            [(u64, u64); 5],
        )| {
            let ([registrations, registrations_late], [confirmations, confirmations_late]) =
                (part_of(registrations), part_of(confirmations));
            let [follow_ups, follow_ups_late] = part_of(follow_ups);
            let [landlord_inquiries, landlord_inquiries_late] = part_of(inquiries);
            Duties {
                start,
                registrations,
                registrations_late,
                confirmations,
                confirmations_late,
                follow_ups,
                follow_ups_late,
                landlord_inquiries,
                landlord_inquiries_late,
                restricted: Count::of(restricted.0),
            }
        };
        Ok(days.into_iter().map(row).collect())
    }
}

/// A whole and a part of it.
fn part_of((all, part): (u64, u64)) -> [Count; 2] {
    [Count::of(all), Count::of_some(part, all)]
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
mod tests {
    use domain::catalogue::Channel;
    use domain::ids::BookingId;
    use domain::testing::{CLARA, clerk, date, system};
    use domain::transmission::{Command, State as Aggregate};
    use event_store::StreamId;

    use super::*;
    use crate::testing::{Office, time};

    const CASE: CaseId = CaseId(Uuid::from_u128(5));

    fn queued(office: &mut Office, recipient: Recipient, due: Option<&str>) -> TransmissionId {
        let id = TransmissionId::of(CASE, recipient);
        let (service, due_at) = (ServiceCode::MoveIn, due.map(time));
        let queue = Command::Queue { case: CASE, service, recipient, authority: None, due_at };
        office.ask::<Aggregate>(id.0, system(), time("08:00"), queue).expect("the office may");
        id
    }

    fn tell(office: &mut Office, id: TransmissionId, clock: &str, command: Command) {
        office.ask::<Aggregate>(id.0, system(), time(clock), command).expect("the office may");
    }

    async fn in_trouble(office: &Office) -> Vec<TransmissionId> {
        let found = office.read().await.transmissions_in_trouble(Clearance::Ordinary).expect("an answer");
        found.into_iter().map(|one| one.id).collect()
    }

    #[tokio::test]
    async fn what_was_sent_and_acknowledged_needs_nobody() {
        let mut office = Office::default();
        let id = queued(&mut office, Recipient::Register, None);
        tell(&mut office, id, "08:01", Command::RecordSent { attempt: 1, reference: "MR-1".into() });
        tell(&mut office, id, "08:02", Command::RecordAcknowledgement { reference: "MR-1".into() });
        let models = office.read().await;
        let expected = Transmission {
            id,
            case: CASE,
            service: ServiceCode::MoveIn,
            recipient: Recipient::Register,
            authority: None,
            due_at: None,
            state: State::Acknowledged,
            overdue: false,
            attempts: 1,
            cause: None,
            retry_at: None,
            reference: Some("MR-1".into()),
            code: None,
            queued_at: time("08:00"),
            changed_at: time("08:02"),
        };
        assert_eq!(
            models.transmissions(CASE, Clearance::Ordinary).expect("an answer"),
            std::slice::from_ref(&expected)
        );
        assert_eq!(models.transmission(id, Clearance::Ordinary).expect("an answer"), Some(expected));
        assert_eq!(models.transmissions_in_trouble(Clearance::Ordinary).expect("an answer"), []);
    }

    #[tokio::test]
    async fn a_pause_between_two_attempts_needs_nobody_and_a_passed_deadline_does() {
        let mut office = Office::default();
        let id = queued(&mut office, Recipient::DepartureAuthority, Some("12:00"));
        tell(&mut office, id, "08:01", Command::RecordFailure { attempt: 1, cause: Cause::Unreachable });
        assert_eq!(in_trouble(&office).await, []);
        tell(&mut office, id, "12:00", Command::MarkOverdue);
        assert_eq!(in_trouble(&office).await, [id]);
        office.ask::<Aggregate>(id.0, clerk(CLARA), time("12:01"), Command::FinishByHand).expect("a clerk may");
        assert_eq!(in_trouble(&office).await, []);
    }

    #[tokio::test]
    async fn what_was_sent_back_or_cannot_be_sent_any_more_needs_somebody_the_urgent_first() {
        let mut office = Office::default();
        let erased = queued(&mut office, Recipient::Register, None);
        let rejected = queued(&mut office, Recipient::DepartureAuthority, Some("12:00"));
        tell(&mut office, erased, "08:01", Command::RecordFailure { attempt: 1, cause: Cause::Erased });
        tell(&mut office, rejected, "08:01", Command::RecordRejection { code: "E-17".into() });
        assert_eq!(in_trouble(&office).await, [rejected, erased]);
        office.ask::<Aggregate>(rejected.0, clerk(CLARA), time("08:30"), Command::Retry).expect("a clerk may");
        assert_eq!(in_trouble(&office).await, [erased]);
    }

    #[tokio::test]
    async fn a_registration_that_was_filed_late_is_listed_on_its_day() {
        let mut office = Office::default();
        for (n, late) in [(1, false), (2, true)] {
            let submitted = case::Event::Submitted {
                service: ServiceCode::ChangeOfResidence,
                edition: 1,
                origin: case::Origin::Clerk { during: None },
                declaration: None,
                filed_on: date("2026-03-02"),
                late,
                told: vec![],
                due_on: None,
                variant: None,
            };
            let stream = StreamId { kind: 5, id: Uuid::from_u128(n) };
            office.happens(stream, clerk(CLARA), time("08:00"), Event::Case(submitted));
        }
        let models = office.read().await;
        let found = models.filed_late(date("2026-03-01"), date("2026-03-02")).expect("an answer");
        let (case, service) = (CaseId(Uuid::from_u128(2)), ServiceCode::ChangeOfResidence);
        assert_eq!(found, [FiledLate { case, service, filed_on: date("2026-03-02") }]);
        assert_eq!(models.filed_late(date("2026-03-03"), date("2026-03-31")).expect("an answer"), []);
    }

    fn opens(office: &mut Office, case: u128, during: Option<u128>) {
        let opened = case::Event::Opened {
            service: ServiceCode::MoveIn,
            quantity: 1,
            edition: 1,
            origin: case::Origin::Clerk { during: during.map(|n| BookingId(Uuid::from_u128(n))) },
            channel: Channel::Counter,
            holder: None,
            opened_at: time("08:00"),
        };
        office.happens(StreamId { kind: 5, id: Uuid::from_u128(case) }, clerk(CLARA), time("08:00"), opened.into());
    }

    fn restricts(office: &mut Office, case: u128, at: DateTime<Utc>) {
        let restricted = case::Event::AccessRestricted { ground: case::RestrictionGround::Register, by: CLARA };
        office.happens(StreamId { kind: 5, id: Uuid::from_u128(case) }, clerk(CLARA), at, restricted.into());
    }

    // A mother with four children, each with a case of their own; a second appointment goes on with hers and has one more.
    #[tokio::test]
    async fn a_protected_family_is_one_however_many_cases_it_has() {
        let mut office = Office::default();
        for n in 1..=5 {
            opens(&mut office, n, Some(100));
            restricts(&mut office, n, time("09:00"));
        }
        opens(&mut office, 6, Some(101));
        let attached = case::Event::Attached { booking: BookingId(Uuid::from_u128(101)) };
        office.happens(StreamId { kind: 5, id: Uuid::from_u128(1) }, clerk(CLARA), time("10:00"), attached.into());
        opens(&mut office, 7, Some(101));
        for n in [6, 7] {
            restricts(&mut office, n, time("10:00") + Days::new(31));
        }
        let count = async |office: &Office, month: &str| {
            let (day, today) = (date(month), date("2026-05-01"));
            let found = office.read().await.duties(day, day, Period::Month, today).expect("an answer");
            found.first().map(|duties| duties.restricted)
        };
        assert_eq!(count(&office, "2026-03-01").await, Some(Count::HIDDEN));
        assert_eq!(count(&office, "2026-04-01").await, None, "they were protected before");
        for n in 11..=14 {
            opens(&mut office, n, None);
            restricts(&mut office, n, time("09:00"));
        }
        assert_eq!(count(&office, "2026-03-01").await, Some(Count::of(5)));
    }

    // Six registrations on Monday, one of them late. Seven addresses are opened on Monday: one is changed at once, one on
    // the fifteenth day, five never. Five messages are due by noon on Monday, and all of them late.
    #[tokio::test]
    async fn duties_are_counted_when_the_day_is_over_on_which_they_fall_due() {
        let mut office = Office::default();
        for n in 1..=6 {
            let submitted = case::Event::Submitted {
                service: ServiceCode::MoveIn,
                edition: 1,
                origin: case::Origin::Clerk { during: None },
                declaration: None,
                filed_on: date("2026-03-02"),
                late: n == 1,
                told: vec![],
                due_on: None,
                variant: None,
            };
            office.happens(StreamId { kind: 5, id: Uuid::from_u128(n) }, clerk(CLARA), time("08:00"), submitted.into());
        }
        let stream = StreamId { kind: 5, id: Uuid::from_u128(1) };
        let party = |n| domain::ids::PartyId(Uuid::from_u128(n));
        let opened = case::Event::FollowUpOpened { parties: (1..=7).map(party).collect() };
        office.happens(stream, clerk(CLARA), time("09:00"), opened.into());
        let how = case::AddressUpdate::Counter;
        for (n, at) in [(1, time("10:00")), (2, time("10:00") + Days::new(15))] {
            let closed = case::Event::FollowUpClosed { party: party(n), how };
            office.happens(stream, clerk(CLARA), at, closed.into());
        }
        // Six landlords are to be asked from Monday on: nobody answers in two weeks, and one afterwards.
        for n in 1..=6 {
            let stream = StreamId { kind: 5, id: Uuid::from_u128(n) };
            let opened = case::Event::LandlordInquiryOpened { parties: vec![party(1)], due_on: date("2026-03-02") };
            office.happens(stream, clerk(CLARA), time("09:00"), opened.into());
        }
        let outcome = case::InquiryOutcome::HandedOver;
        let closed = case::Event::LandlordInquiryClosed { outcome };
        office.happens(stream, clerk(CLARA), time("10:00") + Days::new(15), closed.into());
        // Three of them are to authorities of further dwellings: two of one case.
        let (departure, further) = (Recipient::DepartureAuthority, Recipient::FurtherDwellingAuthority);
        for (n, recipient, authority) in [
            (1, departure, "05315000"),
            (1, further, "07211000"),
            (1, further, "06411000"),
            (2, departure, "05315000"),
            (3, further, "07211000"),
        ] {
            let case = CaseId(Uuid::from_u128(0x100 + n));
            let id = TransmissionId::to(case, recipient, Some(authority));
            let (service, due_at, authority) = (ServiceCode::MoveIn, Some(time("12:00")), Some(authority.to_owned()));
            let queue = Command::Queue { case, service, recipient, authority, due_at };
            office.ask::<Aggregate>(id.0, system(), time("08:00"), queue).expect("the office may");
            tell(&mut office, id, "12:00", Command::MarkOverdue);
        }
        for n in 1..=5 {
            opens(&mut office, n, None);
            // A second time changes nothing.
            restricts(&mut office, n, time("08:00"));
            restricts(&mut office, n, time("09:00") + Days::new(60));
        }
        let models = office.read().await;
        let duties = |today: &str| {
            let found = models.duties(date("2026-03-01"), date("2026-03-31"), Period::Month, date(today));
            let found = found.expect("an answer");
            let [march] = found[..] else { panic!("one month: {found:?}") };
            march
        };
        let march = duties("2026-04-01");
        assert_eq!((march.registrations, march.registrations_late), (Count::of(6), Count::HIDDEN));
        assert_eq!((march.confirmations, march.confirmations_late), (Count::of(5), Count::of(5)));
        // The sixteenth is the fourteenth day after the second. Six were late; the one that was not is alone.
        assert_eq!((march.follow_ups, march.follow_ups_late), (Count::of(7), Count::HIDDEN));
        assert_eq!((march.landlord_inquiries, march.landlord_inquiries_late), (Count::of(6), Count::of(6)));
        assert_eq!(march.restricted, Count::of(5));
        let early = duties("2026-03-15");
        assert_eq!((early.follow_ups, early.landlord_inquiries), (Count::of(0), Count::of(0)), "nobody is late yet");
        let on_the_day = |day: &str| {
            let duties = duties(day);
            [duties.registrations, duties.confirmations, duties.follow_ups, duties.landlord_inquiries]
                .map(|one| one.count)
        };
        assert_eq!(on_the_day("2026-03-02"), [Some(6), Some(0), Some(0), Some(0)], "there is time until midnight");
        assert_eq!(on_the_day("2026-03-03"), [Some(6), Some(5), Some(0), Some(0)]);
        assert_eq!(on_the_day("2026-03-16"), [Some(6), Some(5), Some(0), Some(0)]);
        assert_eq!(on_the_day("2026-03-17"), [Some(6), Some(5), Some(7), Some(6)]);
    }
}
