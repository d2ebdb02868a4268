//! Who waits for a time, in which order, and what is offered to them?

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{Line, Medium};
use domain::calendar::Span;
use domain::catalogue::Channel;
use domain::ids::{BookingId, EntryId, ScopeId};
use domain::person::Contact;
use domain::waiting_list::{self, Open, Window};
use domain::{ActorId, Event, Personal, SubjectId, subject_key};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use crate::column::{Code, Columns as _, Json, Moment, known_or_erased};
use crate::{Envelope, Failure, Model, ReadModels};

/// Everybody who waits. Who has an appointment, or waits no longer, is not in it.
pub enum Waiting {}

impl Model for Waiting {
    const NAME: &'static str = "waiting";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE waiting (
            entry BLOB PRIMARY KEY,
            scope BLOB NOT NULL,
            holder BLOB NOT NULL,
            medium TEXT NOT NULL,
            channel TEXT NOT NULL,
            lines TEXT NOT NULL,
            from_date TEXT NOT NULL,
            until_date TEXT NOT NULL,
            joined_at INTEGER NOT NULL,
            arrival INTEGER NOT NULL,
            subject BLOB NOT NULL,
            contact TEXT,
            offers INTEGER NOT NULL DEFAULT 0,
            unanswered INTEGER NOT NULL DEFAULT 0,
            booking BLOB,
            starts_at INTEGER,
            ends_at INTEGER,
            expires_at INTEGER
        ) WITHOUT ROWID;
        CREATE INDEX waiting_by_scope ON waiting (scope, joined_at, arrival);
        CREATE INDEX waiting_by_holder ON waiting (holder, joined_at);
        CREATE INDEX waiting_by_subject ON waiting (subject);";
    const TABLES: &'static [&'static str] = &["waiting"];
    const PERSONAL: &'static [&'static str] = &["contact"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::WaitingList(event) => list_changed(tx, envelope, event),
            Event::SubjectKey(subject_key::Event::Destroyed) => tx
                .prepare_cached("UPDATE waiting SET contact = NULL WHERE subject = ?1")?
                .execute([envelope.stream.id])
                .map(drop),
            Event::SubjectKey(
                subject_key::Event::ErasureOrdered { .. }
                | subject_key::Event::Held { .. }
                | subject_key::Event::ErasureDeferred { .. }
                | subject_key::Event::Released,
            )
            | Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Booking(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Payment(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
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

fn list_changed(tx: &Transaction<'_>, envelope: &Envelope, event: &waiting_list::Event) -> rusqlite::Result<()> {
    match event {
        waiting_list::Event::Joined {
            entry,
            scope,
            holder,
            medium,
            lines,
            channel,
            window,
            contact,
            guards: _,
            joined_at,
        } => tx
            .prepare_cached(
                "INSERT INTO waiting (entry, scope, holder, medium, channel, lines, from_date, until_date, joined_at,
                                      arrival, subject, contact)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                entry.0,
                scope.0,
                holder.0,
                Code(*medium),
                Code(*channel),
                Json(lines),
                window.from,
                window.until,
                Moment(*joined_at),
                // Several may join at one moment; then they stand in the order of the list's history.
                envelope.version,
                contact.subject().0,
                contact.value().map(Json),
            ])
            .map(drop),
        waiting_list::Event::Offered { entry, booking, span, expires_at, offer, left_over: _ } => tx
            .prepare_cached(
                "UPDATE waiting SET booking = ?2, starts_at = ?3, ends_at = ?4, expires_at = ?5, offers = ?6
                 WHERE entry = ?1",
            )?
            .execute(params![
                entry.0,
                booking.0,
                Moment(span.starts_at),
                Moment(span.ends_at),
                Moment(*expires_at),
                offer
            ])
            .map(drop),
        waiting_list::Event::Declined { entry, .. } => no_offer(tx, *entry, 0),
        waiting_list::Event::Lapsed { entry, .. } => no_offer(tx, *entry, 1),
        waiting_list::Event::Accepted { entry, .. } | waiting_list::Event::Left { entry, .. } => {
            tx.prepare_cached("DELETE FROM waiting WHERE entry = ?1")?.execute([entry.0]).map(drop)
        }
    }
}

fn no_offer(tx: &Transaction<'_>, entry: EntryId, unanswered: u8) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE waiting SET booking = NULL, starts_at = NULL, ends_at = NULL, expires_at = NULL,
                            unanswered = unanswered + ?2
         WHERE entry = ?1",
    )?
    .execute(params![entry.0, unanswered])
    .map(drop)
}

/// Somebody who waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which place.
    pub entry: EntryId,
    /// Where.
    pub scope: ScopeId,
    /// Whose.
    pub holder: ActorId,
    /// Whether they said so by themselves or through the service centre.
    pub medium: Medium,
    /// How they want to come together.
    pub channel: Channel,
    /// What for.
    pub lines: Vec<Line>,
    /// When they could come.
    pub window: Window,
    /// Since when.
    pub joined_at: DateTime<Utc>,
    /// How to reach them.
    pub contact: Personal<Contact>,
    /// How many offers they had.
    pub offers: u16,
    /// How many of these they left unanswered.
    pub unanswered: u16,
    /// What was offered and has not been answered. Past its `expires_at` it is over, whether or not that was recorded.
    pub open: Option<Open>,
    /// How many wait longer at the same scope.
    pub before: u32,
}

/// A place with those before it. The order is that in which the list asks.
const PLACE: &str = "
    SELECT *, (SELECT count(*) FROM waiting AS other
               WHERE other.scope = waiting.scope
                 AND (other.joined_at, other.arrival) < (waiting.joined_at, waiting.arrival)) AS before
    FROM waiting";

impl ReadModels {
    /// A place in a waiting list.
    pub fn place(&self, entry: EntryId) -> Result<Option<Place>, Failure> {
        self.ask::<Waiting, _>(|connection| {
            let mut statement = connection.prepare_cached(&format!("{PLACE} WHERE entry = ?1"))?;
            statement.query_row([entry.0], place).optional()
        })
    }

    /// Somebody's places, one at most at each scope, the oldest first.
    pub fn places_of(&self, holder: ActorId) -> Result<Vec<Place>, Failure> {
        self.ask::<Waiting, _>(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("{PLACE} WHERE holder = ?1 ORDER BY joined_at, entry"))?;
            statement.query_map([holder.0], place)?.collect()
        })
    }

    /// The waiting list of a scope, in the order in which it asks.
    pub fn waiting_list(&self, scope: ScopeId) -> Result<Vec<Place>, Failure> {
        self.ask::<Waiting, _>(|connection| {
            let mut statement =
                connection.prepare_cached(&format!("{PLACE} WHERE scope = ?1 ORDER BY joined_at, arrival"))?;
            statement.query_map([scope.0], place)?.collect()
        })
    }
}

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    let open = match row.id_or_none::<BookingId>("booking")? {
        Some(booking) => {
            let span = Span { starts_at: row.moment("starts_at")?, ends_at: row.moment("ends_at")? };
            Some(Open { booking, span, expires_at: row.moment("expires_at")? })
        }
        None => None,
    };
    Ok(Place {
        entry: row.id("entry")?,
        scope: row.id("scope")?,
        holder: ActorId(row.get("holder")?),
        medium: row.code("medium")?,
        channel: row.code("channel")?,
        lines: row.json("lines")?,
        window: Window { from: row.get::<_, NaiveDate>("from_date")?, until: row.get::<_, NaiveDate>("until_date")? },
        joined_at: row.moment("joined_at")?,
        contact: known_or_erased(SubjectId(row.get::<_, Uuid>("subject")?), row.json_or_none("contact")?),
        offers: row.get("offers")?,
        unanswered: row.get("unanswered")?,
        open,
        before: row.get("before")?,
    })
}

#[cfg(test)]
mod tests {
    use domain::booking::CancelReason;
    use domain::testing::{at, citizen};
    use domain::waiting_list::{Accept, Decline};

    use super::*;
    use crate::testing::visits::{visitor, wish};
    use crate::testing::{Office, SCOPE, subject};

    const NOON: &str = "2026-03-01T12:00:00Z";

    #[tokio::test]
    async fn the_list_says_who_waits_before_whom_and_what_is_offered_to_them() {
        let mut office = freed();
        let models = office.read().await;
        let places = models.waiting_list(SCOPE).expect("an answer");
        assert_eq!(
            places.iter().map(|place| (place.holder, place.before)).collect::<Vec<_>>(),
            [(visitor(8), 0), (visitor(9), 1)]
        );
        let open = places[0].open.expect("the time that came back");
        assert_eq!(open.span.starts_at, at("2026-03-02T08:00:00Z"));
        assert_eq!(open.expires_at, at("2026-03-01T13:00:00Z"));
        assert_eq!(places[1].open, None);

        let decline = Decline { scope: SCOPE, entry: entry(8) };
        office.run(&decline, citizen(visitor(8)), at(NOON)).expect("it is theirs");
        let models = office.read().await;
        let first = models.place(entry(8)).expect("an answer").expect("they keep their place");
        assert_eq!((first.before, first.offers, first.unanswered, first.open), (0, 1, 0, None));
        let accept = Accept { scope: SCOPE, entry: entry(9) };
        office.run(&accept, citizen(visitor(9)), at(NOON)).expect("it is offered to them");
        assert_eq!(office.read().await.places_of(visitor(9)).expect("an answer"), [], "they have an appointment");
    }

    #[tokio::test]
    async fn who_was_forgotten_has_a_place_and_no_name() {
        let mut office = freed();
        let before = office.read().await.place(entry(9)).expect("an answer").expect("they wait");
        assert_eq!(before.contact.value().map(|contact| contact.name.as_str()), Some("Ada Lovelace"));
        office.forget(subject(9), at(NOON));
        let models = office.read().await;
        let after = models.place(entry(9)).expect("an answer").expect("they wait");
        assert_eq!(after.contact, Personal::Erased { subject: subject(9) });
    }

    /// Two wait, and somebody gives back the only time.
    fn freed() -> Office {
        let mut office = Office::default();
        office.offer(SCOPE, "2026-03-02T08:00:00Z", 2, (0, 1));
        let taken = office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
        office.wait(8, at("2026-03-01T10:00:00Z"));
        office.wait(9, at("2026-03-01T11:00:00Z"));
        office.cancel(taken, CancelReason::Citizen, at(NOON));
        office
    }

    fn entry(n: u128) -> EntryId {
        EntryId(Uuid::from_u128(n))
    }
}
