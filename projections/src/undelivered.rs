//! Which mails did not go out? The list from which people tell somebody in another way, or have a mail sent again.
//!
//! A mail is here from the moment it is to be sent until the mail server has it or there is nothing to tell any more.

use chrono::{DateTime, Utc};
use domain::ids::{BookingId, MailId};
use domain::mail::{Event as Happened, Kind, Trouble};
use domain::{Event, booking};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use crate::column::{Code, Columns as _, Json, Moment};
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// How many rows one answer has at most.
const ROWS_MAX: u32 = 500;

/// Mails that have not gone out.
pub enum Undelivered {}

impl Model for Undelivered {
    const NAME: &'static str = "undelivered";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE mail (
            id BLOB PRIMARY KEY,
            booking BLOB NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            code INTEGER,
            trouble TEXT,
            retry_at INTEGER,
            queued_at INTEGER NOT NULL,
            changed_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX mail_by_state ON mail (state, changed_at);
        -- What a mail was that the mail server has: it may come back.
        CREATE TABLE sent (
            id BLOB PRIMARY KEY,
            booking BLOB NOT NULL,
            kind TEXT NOT NULL,
            queued_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        -- Of which appointments only the team lead knows.
        CREATE TABLE restricted (booking BLOB PRIMARY KEY) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["mail", "sent", "restricted"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Mail(event) => changed(tx, MailId(envelope.stream.id), envelope.at, event),
            Event::Booking(booking::Event::AccessRestricted) => tx
                .prepare_cached("INSERT OR IGNORE INTO restricted VALUES (?1)")?
                .execute([envelope.stream.id])
                .map(drop),
            Event::Booking(_)
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::SubjectKey(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Catalogue(_) => Ok(()),
        }
    }
}

fn changed(tx: &Transaction<'_>, id: MailId, at: DateTime<Utc>, event: &Happened) -> rusqlite::Result<()> {
    let at = Moment(at);
    let set = |state: State, attempts: Option<u16>, code: Option<u16>, trouble: Option<Trouble>, retry_at| {
        tx.prepare_cached(
            "UPDATE mail SET state = ?2, attempts = coalesce(?3, attempts), code = ?4, trouble = ?5, retry_at = ?6,
             changed_at = ?7 WHERE id = ?1",
        )?
        .execute(params![id.0, Code(state), attempts, code, trouble.map(Json), retry_at, at])
        .map(drop)
    };
    match *event {
        Happened::Queued { booking, kind, cause: _ } => tx
            .prepare_cached("INSERT OR REPLACE INTO mail VALUES (?1, ?2, ?3, ?4, 0, NULL, NULL, NULL, ?5, ?5)")?
            .execute(params![id.0, booking.0, Code(kind), Code(State::Queued), at])
            .map(drop),
        Happened::Claimed { .. } => set(State::Claimed, None, None, None, None),
        Happened::Deferred { attempt, code, retry_at } => {
            set(State::Deferred, Some(attempt), Some(code), None, Some(Moment(retry_at)))
        }
        Happened::Undelivered { attempt, trouble } => {
            returned(tx, id)?;
            set(State::Undelivered, Some(attempt), None, Some(trouble), None)
        }
        Happened::Requeued => set(State::Queued, None, None, None, None),
        Happened::Sent { .. } => {
            tx.prepare_cached(
                "INSERT OR REPLACE INTO sent SELECT id, booking, kind, queued_at FROM mail WHERE id = ?1",
            )?
            .execute([id.0])?;
            gone(tx, id)
        }
        Happened::Dropped { .. } | Happened::ToldOtherwise => gone(tx, id),
    }
}

/// What came back is on the list again.
fn returned(tx: &Transaction<'_>, id: MailId) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT OR IGNORE INTO mail
         SELECT id, booking, kind, 'undelivered', 0, NULL, NULL, NULL, queued_at, queued_at FROM sent WHERE id = ?1",
    )?
    .execute([id.0])?;
    tx.prepare_cached("DELETE FROM sent WHERE id = ?1")?.execute([id.0]).map(drop)
}

fn gone(tx: &Transaction<'_>, id: MailId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM mail WHERE id = ?1")?.execute([id.0]).map(drop)
}

/// How far a mail has come that has not gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is to be sent.
    Queued,
    /// The mail server does not take it now.
    Deferred,
    /// It is being handed over.
    Claimed,
    /// Somebody has to look after it.
    Undelivered,
}

/// A mail that has not gone out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Which.
    pub id: MailId,
    /// About which appointment.
    pub booking: BookingId,
    /// What about it.
    pub kind: Kind,
    /// How far it has come.
    pub state: State,
    /// How many attempts there were.
    pub attempts: u16,
    /// The mail server's last reply, in three digits, where it said to come again.
    pub code: Option<u16>,
    /// Why somebody has to look after it.
    pub trouble: Option<Trouble>,
    /// When the office tries again by itself.
    pub retry_at: Option<DateTime<Utc>>,
    /// Since when it is to be sent.
    pub queued_at: DateTime<Utc>,
    /// When something happened to it last.
    pub changed_at: DateTime<Utc>,
}

impl ReadModels {
    /// The mails that need somebody, the oldest first; 500 at most.
    pub fn mails_in_trouble(&self, clearance: Clearance) -> Result<Vec<Mail>, Failure> {
        self.ask::<Undelivered, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM mail WHERE state = 'undelivered'
                 AND (?1 OR booking NOT IN (SELECT booking FROM restricted)) ORDER BY changed_at, id LIMIT ?2",
            )?;
            statement.query_map(params![clearance, ROWS_MAX], mail)?.collect()
        })
    }

    /// A mail that has not gone out, whatever state it is in.
    pub fn undelivered_mail(&self, id: MailId, clearance: Clearance) -> Result<Option<Mail>, Failure> {
        self.ask::<Undelivered, _>(|connection| {
            connection
                .prepare_cached(
                    "SELECT * FROM mail WHERE id = ?1 AND (?2 OR booking NOT IN (SELECT booking FROM restricted))",
                )?
                .query_row(params![id.0, clearance], mail)
                .optional()
        })
    }
}

fn mail(row: &Row<'_>) -> rusqlite::Result<Mail> {
    Ok(Mail {
        id: row.id("id")?,
        booking: row.id("booking")?,
        kind: row.code("kind")?,
        state: row.code("state")?,
        attempts: row.get("attempts")?,
        code: row.get("code")?,
        trouble: row.json_or_none("trouble")?,
        retry_at: row.moment_or_none("retry_at")?,
        queued_at: row.moment("queued_at")?,
        changed_at: row.moment("changed_at")?,
    })
}

#[cfg(test)]
mod tests {
    use domain::mail::{self, Cause, Command};
    use domain::testing::{acting, at, system};
    use domain::{Role, testing::CLARA};

    use super::*;
    use crate::testing::visits::{booking, wish};
    use crate::testing::{Models, Office, time};

    const CAUSE: Cause = Cause { position: 1, place: 0 };

    fn office(n: u128) -> (Office, MailId) {
        let mut office = Office::with_lanes(0, 3);
        office.appoint(&wish(n, "2026-03-02T08:00:00Z"));
        let id = MailId::of(booking(n), CAUSE);
        tell(&mut office, id, Command::Queue { booking: booking(n), kind: Kind::Confirmed, cause: CAUSE });
        (office, id)
    }

    fn tell(office: &mut Office, id: MailId, command: Command) {
        office.ask::<mail::State>(id.0, system(), time("07:00"), command).expect("the office may");
    }

    fn listed(models: &Models) -> Vec<(MailId, Option<Trouble>)> {
        let found = models.mails_in_trouble(Clearance::Ordinary).expect("an answer");
        found.into_iter().map(|mail| (mail.id, mail.trouble)).collect()
    }

    #[tokio::test]
    async fn a_mail_that_is_refused_is_listed_until_its_reader_is_told() {
        let (mut office, id) = office(1);
        assert_eq!(listed(&office.read().await), [], "the office is still at it");
        tell(&mut office, id, Command::RecordDeferral { attempt: 1, code: 451 });
        let models = office.read().await;
        assert_eq!(listed(&models), []);
        let deferred = models.undelivered_mail(id, Clearance::Ordinary).expect("an answer").expect("it waits");
        assert_eq!((deferred.state, deferred.attempts, deferred.code), (State::Deferred, 1, Some(451)));
        assert_eq!(deferred.retry_at, Some(time("07:01")));

        tell(&mut office, id, Command::RecordRefusal { attempt: 2, code: 550 });
        let refused = Some(Trouble::Refused { code: 550 });
        assert_eq!(listed(&office.read().await), [(id, refused)]);
        let by = acting(CLARA, Role::Clerk);
        office.ask::<mail::State>(id.0, by, time("07:10"), Command::TellOtherwise).expect("a clerk may");
        assert_eq!(listed(&office.read().await), []);
    }

    #[tokio::test]
    async fn what_went_out_is_off_the_list_and_on_it_again_when_it_comes_back() {
        let (mut office, id) = office(1);
        tell(&mut office, id, Command::RecordSent { attempt: 1 });
        assert_eq!(office.read().await.undelivered_mail(id, Clearance::Ordinary).expect("an answer"), None);
        tell(&mut office, id, Command::RecordReturn { status: (5, 1, 1) });
        let models = office.read().await;
        let found = models.mails_in_trouble(Clearance::Ordinary).expect("an answer");
        let returned = Some(Trouble::Returned { status: (5, 1, 1) });
        assert_eq!((found[0].id, found[0].kind, found[0].trouble), (id, Kind::Confirmed, returned));
        assert_eq!(found[0].queued_at, time("07:00"));
    }

    #[tokio::test]
    async fn of_a_mail_about_a_restricted_appointment_only_the_team_lead_knows() {
        let (mut office, id) = office(1);
        tell(&mut office, id, Command::RecordRefusal { attempt: 1, code: 550 });
        office
            .ask::<booking::State>(booking(1).0, acting(CLARA, Role::Clerk), at("2026-03-01T12:00:00Z"), restrict())
            .expect("whoever sees it does it");
        let models = office.read().await;
        assert_eq!(listed(&models), []);
        assert_eq!(models.undelivered_mail(id, Clearance::Ordinary).expect("an answer"), None);
        assert_eq!(models.mails_in_trouble(Clearance::Restricted).expect("an answer").len(), 1);
    }

    fn restrict() -> booking::Command {
        booking::Command::RestrictAccess
    }
}
