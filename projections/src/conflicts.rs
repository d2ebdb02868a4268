//! Whose appointments have no place in the plan any more? The list from which people find each another time.
//!
//! A conflict is open until the appointment moves, is given back, is over, or finds a place again.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Span;
use domain::capacity::{self, Cause, Pool, Taken};
use domain::ids::{BookingId, HoldId, ScopeId};
use domain::{Event, booking};
use rusqlite::{Row, Transaction, params};

use crate::column::{Code, Columns as _, Json, Moment};
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// Open conflicts.
pub enum Conflicts {}

impl Model for Conflicts {
    const NAME: &'static str = "conflicts";
    const VERSION: u32 = 2;
    const SCHEMA: &'static str = "
        CREATE TABLE conflict (
            hold BLOB PRIMARY KEY,
            booking BLOB NOT NULL,
            scope BLOB NOT NULL,
            date TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            ends_at INTEGER NOT NULL,
            pool TEXT NOT NULL,
            cause TEXT NOT NULL,
            since INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX conflict_by_day ON conflict (date, scope, starts_at);
        CREATE INDEX conflict_of_booking ON conflict (booking);
        -- Of which appointments only the team lead knows.
        CREATE TABLE restricted (booking BLOB PRIMARY KEY) WITHOUT ROWID;";
    const TABLES: &'static [&'static str] = &["conflict", "restricted"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Capacity(event) => capacity_changed(tx, envelope.at, event),
            // The day is not told how a visit ends.
            Event::Booking(
                booking::Event::Finished { .. } | booking::Event::Missed { .. } | booking::Event::Unserved { .. },
            ) => tx.prepare_cached("DELETE FROM conflict WHERE booking = ?1")?.execute([envelope.stream.id]).map(drop),
            Event::Booking(booking::Event::AccessRestricted) => tx
                .prepare_cached("INSERT OR IGNORE INTO restricted VALUES (?1)")?
                .execute([envelope.stream.id])
                .map(drop),
            Event::Booking(_)
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

fn capacity_changed(tx: &Transaction<'_>, at: DateTime<Utc>, event: &capacity::Event) -> rusqlite::Result<()> {
    match event {
        // Who was still deciding chooses another time and needs nobody for it.
        capacity::Event::Conflicted { cause, appointments, holds: _ } => {
            appointments.iter().try_for_each(|taken| open(tx, at, *cause, taken))
        }
        // Until the office has cancelled them one by one.
        capacity::Event::CalledOff { reason, appointments, holds: _ } => {
            appointments.iter().try_for_each(|taken| open(tx, at, Cause::Closure(*reason), taken))
        }
        capacity::Event::Settled { taken } => taken.iter().try_for_each(|taken| close(tx, taken.hold)),
        capacity::Event::Released { hold, .. } | capacity::Event::Expired { hold, .. } => close(tx, *hold),
        capacity::Event::Planned { .. }
        | capacity::Event::Closed { .. }
        | capacity::Event::Reopened { .. }
        | capacity::Event::Held { .. }
        | capacity::Event::Extended { .. }
        | capacity::Event::Confirmed { .. }
        | capacity::Event::Sought { .. } => Ok(()),
    }
}

fn open(tx: &Transaction<'_>, at: DateTime<Utc>, cause: Cause, taken: &Taken) -> rusqlite::Result<()> {
    let capacity::Allocation { booking, scope, date, span, pool, asked: _ } = taken.allocation;
    tx.prepare_cached("INSERT OR REPLACE INTO conflict VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?
        .execute(params![
            taken.hold.0,
            booking.0,
            scope.0,
            date,
            Moment(span.starts_at),
            Moment(span.ends_at),
            Code(pool),
            Json(cause),
            Moment(at)
        ])
        .map(drop)
}

fn close(tx: &Transaction<'_>, hold: HoldId) -> rusqlite::Result<()> {
    tx.prepare_cached("DELETE FROM conflict WHERE hold = ?1")?.execute([hold.0]).map(drop)
}

/// An appointment without a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Whose.
    pub booking: BookingId,
    /// Where.
    pub scope: ScopeId,
    /// On which day of the office's calendar.
    pub date: NaiveDate,
    /// From when until when it was to be.
    pub span: Span,
    /// Out of which pool it was taken.
    pub pool: Pool,
    /// Why it has no place.
    pub cause: Cause,
    /// Since when.
    pub since: DateTime<Utc>,
}

impl ReadModels {
    /// The open conflicts between two dates, both included, at one scope or at all, by the time of the appointment.
    pub fn conflicts(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        clearance: Clearance,
    ) -> Result<Vec<Conflict>, Failure> {
        self.ask::<Conflicts, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT * FROM conflict WHERE date BETWEEN ?1 AND ?2 AND (?3 IS NULL OR scope = ?3)
                 AND (?4 OR booking NOT IN (SELECT booking FROM restricted)) ORDER BY starts_at, booking",
            )?;
            statement.query_map(params![from, to, scope.map(|scope| scope.0), clearance], conflict)?.collect()
        })
    }
}

fn conflict(row: &Row<'_>) -> rusqlite::Result<Conflict> {
    Ok(Conflict {
        booking: row.id("booking")?,
        scope: row.id("scope")?,
        date: row.get("date")?,
        span: Span { starts_at: row.moment("starts_at")?, ends_at: row.moment("ends_at")? },
        pool: row.code("pool")?,
        cause: row.json("cause")?,
        since: row.moment("since")?,
    })
}

#[cfg(test)]
mod tests {
    use domain::booking::CancelReason;
    use domain::capacity::{ClosureReason, Lanes, Origin};
    use domain::testing::{ADA, acting, at, date};
    use domain::{Role, calendar};

    use super::*;
    use crate::testing::visits::{booking, wish};
    use crate::testing::{Models, Office, SCOPE, day, plan, time};

    fn open(models: &Models) -> Vec<BookingId> {
        let found = models
            .conflicts(Some(SCOPE), date("2026-03-02"), date("2026-03-02"), Clearance::Ordinary)
            .expect("an answer");
        found.into_iter().map(|conflict| conflict.booking).collect()
    }

    #[tokio::test]
    async fn three_booked_on_three_lanes_are_two_conflicts_on_one() {
        let mut office = Office::with_lanes(0, 3);
        for n in 1..=3 {
            office.appoint(&wish(n, "2026-03-02T08:00:00Z"));
        }
        let fewer = plan(Lanes { public: 0, internal: 1 });
        office.plan(fewer, at("2026-03-01T08:00:00Z")).expect("it is accepted");
        let models = office.read().await;
        assert_eq!(open(&models), [booking(2), booking(3)]);
        let all =
            models.conflicts(None, date("2026-03-01"), date("2026-03-31"), Clearance::Ordinary).expect("an answer");
        let expected = Conflict {
            booking: booking(2),
            scope: SCOPE,
            date: date("2026-03-02"),
            span: Span { starts_at: time("08:00"), ends_at: time("08:20") },
            pool: Pool::Internal,
            cause: Cause::Plan,
            since: at("2026-03-01T08:00:00Z"),
        };
        assert_eq!(all[0], expected);
        assert_eq!(
            models.conflicts(None, date("2026-03-03"), date("2026-03-31"), Clearance::Ordinary).expect("an answer"),
            []
        );

        office.move_to(booking(3), SCOPE, "2026-03-02T09:00:00Z", at("2026-03-01T09:00:00Z"));
        assert_eq!(open(&office.read().await), [booking(2)], "one has moved");
        office.cancel(booking(1), CancelReason::PlanChanged, at("2026-03-01T09:00:00Z"));
        assert_eq!(open(&office.read().await), [], "and one has left the lane to the other");
    }

    #[tokio::test]
    async fn a_closed_day_is_a_list_of_everybody_until_each_is_over() {
        let mut office = Office::with_lanes(0, 3);
        for n in 1..=2 {
            office.appoint(&wish(n, "2026-03-02T08:00:00Z"));
        }
        let (reason, origin) = (ClosureReason::StaffShortage, Origin::Planner);
        let close = capacity::Command::Close { scope: SCOPE, date: date("2026-03-02"), reason, origin };
        let planner = || acting(ADA, Role::Planner);
        office.ask::<capacity::State>(day().0, planner(), time("07:00"), close).expect("a planner may");
        let models = office.read().await;
        assert_eq!(open(&models), [booking(1), booking(2)]);
        let found =
            models.conflicts(None, date("2026-03-02"), date("2026-03-02"), Clearance::Ordinary).expect("an answer");
        assert_eq!(found[0].cause, Cause::Closure(ClosureReason::StaffShortage));

        // The one is served all the same, the other one waits in vain.
        for n in 1..=2 {
            office.check_in(booking(n), time("07:55"));
        }
        office.call(booking(1), time("08:00"));
        office.start(booking(1), time("08:00"));
        office.finish(booking(1), &[], time("08:10"));
        assert_eq!(open(&office.read().await), [booking(2)]);
        office.end_day(booking(2), calendar::end_of(date("2026-03-02")));
        assert_eq!(open(&office.read().await), []);
    }

    #[tokio::test]
    async fn a_day_that_is_reopened_has_no_conflicts() {
        let mut office = Office::with_lanes(0, 3);
        office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
        let (reason, origin) = (ClosureReason::Technical, Origin::Planner);
        let close = capacity::Command::Close { scope: SCOPE, date: date("2026-03-02"), reason, origin };
        for command in [close, capacity::Command::Reopen] {
            office
                .ask::<capacity::State>(day().0, acting(ADA, Role::Planner), time("07:00"), command)
                .expect("granted");
        }
        assert_eq!(open(&office.read().await), []);
    }
}
