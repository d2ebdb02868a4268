//! Who is there today, where, and whom do they serve?

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
use domain::ids::{BookingId, ScopeId, ShiftId};
use domain::{ActorId, Event, shift};
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use crate::column::{Code, Columns as _, Moment};
use crate::{Envelope, Failure, Model, ReadModels};

/// The shifts of each day.
pub enum Shifts {}

impl Model for Shifts {
    const NAME: &'static str = "shifts";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE shift (
            shift BLOB PRIMARY KEY,
            clerk BLOB NOT NULL,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            state TEXT NOT NULL,
            since INTEGER NOT NULL,
            booking BLOB,
            -- Whether only the team lead knows of that appointment.
            restricted INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX shift_by_booking ON shift (booking) WHERE booking IS NOT NULL;
        CREATE TABLE restricted (booking BLOB PRIMARY KEY) WITHOUT ROWID;
        CREATE INDEX shift_by_day ON shift (scope, date, since);";
    const TABLES: &'static [&'static str] = &["shift", "restricted"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Shift(event) => shift_changed(tx, envelope, event),
            Event::Booking(domain::booking::Event::AccessRestricted) => {
                tx.prepare_cached("INSERT OR IGNORE INTO restricted VALUES (?1)")?.execute([envelope.stream.id])?;
                tx.prepare_cached("UPDATE shift SET restricted = 1 WHERE booking = ?1")?
                    .execute([envelope.stream.id])
                    .map(drop)
            }
            Event::SubjectKey(_)
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
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Document(_)
            | Event::Statement(_)
            | Event::Settlement(_)
            | Event::Paper(_)
            | Event::Catalogue(_)
            | Event::Mail(_) => Ok(()),
        }
    }
}

fn shift_changed(tx: &Transaction<'_>, envelope: &Envelope, event: &shift::Event) -> rusqlite::Result<()> {
    let set = |state: State, booking: Option<BookingId>| {
        tx.prepare_cached(
            "UPDATE shift SET state = ?2, since = ?3, booking = ?4,
             restricted = EXISTS (SELECT 1 FROM restricted WHERE restricted.booking = ?4) WHERE shift = ?1",
        )?
        .execute(params![envelope.stream.id, Code(state), Moment(envelope.at), booking.map(|booking| booking.0)])
        .map(drop)
    };
    match event {
        shift::Event::Begun { clerk, scope } => tx
            .prepare_cached("INSERT OR REPLACE INTO shift VALUES (?1, ?2, ?3, ?4, ?5, ?6, NULL, 0)")?
            .execute(params![
                envelope.stream.id,
                clerk.0,
                scope.0,
                local_date(envelope.at),
                Code(State::Free),
                Moment(envelope.at)
            ])
            .map(drop),
        shift::Event::Paused => set(State::Paused, None),
        shift::Event::Resumed | shift::Event::Freed { .. } => set(State::Free, None),
        shift::Event::Ended => set(State::Off, None),
        shift::Event::Serving { booking } => set(State::Serving, Some(*booking)),
    }
}

/// Where a shift stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// There, and free.
    Free,
    /// There, and serving somebody.
    Serving,
    /// Away for a while.
    Paused,
    /// Gone home.
    Off,
}

/// A clerk's working time on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Which.
    pub id: ShiftId,
    /// Who.
    pub clerk: ActorId,
    /// Where.
    pub scope: ScopeId,
    /// On which day of the office's calendar.
    pub date: NaiveDate,
    /// Where it stands.
    pub state: State,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whose appointment it is, if somebody is served.
    pub booking: Option<BookingId>,
    /// Whether only the team lead knows of that appointment.
    pub restricted: bool,
}

impl ReadModels {
    /// A shift by its id.
    pub fn shift(&self, id: ShiftId) -> Result<Option<Shift>, Failure> {
        self.ask::<Shifts, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM shift WHERE shift = ?1")?;
            statement.query_row([id.0], shift).optional()
        })
    }

    /// The shifts of a day at a scope, by the time since which they are as they are.
    pub fn shifts(&self, scope: ScopeId, date: NaiveDate) -> Result<Vec<Shift>, Failure> {
        self.ask::<Shifts, _>(|connection| {
            let mut statement = connection
                .prepare_cached("SELECT * FROM shift WHERE scope = ?1 AND date = ?2 ORDER BY since, shift")?;
            statement.query_map(params![scope.0, date], shift)?.collect()
        })
    }
}

fn shift(row: &Row<'_>) -> rusqlite::Result<Shift> {
    Ok(Shift {
        id: row.id("shift")?,
        clerk: ActorId(row.get("clerk")?),
        scope: row.id("scope")?,
        date: row.get("date")?,
        state: row.code("state")?,
        since: row.moment("since")?,
        booking: row.id_or_none("booking")?,
        restricted: row.get("restricted")?,
    })
}

#[cfg(test)]
mod tests {
    use domain::shift::{Command, OfToday};
    use domain::testing::{CLARA, DAVID, clerk, date};

    use super::*;
    use crate::testing::visits::{booking, wish};
    use crate::testing::{Office, SCOPE, time};

    #[tokio::test]
    async fn whoever_is_there_is_listed_with_whom_they_serve() {
        let mut office = Office::with_lanes(0, 1);
        office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
        office.check_in(booking(1), time("07:55"));
        let begin = OfToday { command: Command::Begin { scope: SCOPE } };
        office.run(&begin, clerk(DAVID), time("07:50")).expect("he is there");
        office.run(&domain::booking::Call { booking: booking(1) }, clerk(CLARA), time("08:00")).expect("she waits");
        let listed = async |office: &Office| {
            let found = office.read().await.shifts(SCOPE, date("2026-03-02")).expect("an answer");
            found.into_iter().map(|shift| (shift.clerk, shift.state, shift.booking)).collect::<Vec<_>>()
        };
        assert_eq!(listed(&office).await, [(DAVID, State::Free, None), (CLARA, State::Serving, Some(booking(1)))]);
        office.start(booking(1), time("08:01"));
        office.finish(booking(1), &[], time("08:10"));
        for (who, command) in [(CLARA, Command::Pause), (DAVID, Command::End)] {
            office.run(&OfToday { command }, clerk(who), time("08:11")).expect("nobody is served");
        }
        let both = listed(&office).await;
        assert!(both.contains(&(CLARA, State::Paused, None)) && both.contains(&(DAVID, State::Off, None)), "{both:?}");
    }
}
