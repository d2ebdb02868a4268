//! By which hours does the office plan its days?

use domain::Event;
use domain::availability::{self, Template};
use domain::ids::ScopeId;
use rusqlite::{Transaction, params};

use crate::column::{Columns as _, Json};
use crate::{Envelope, Failure, Model, ReadModels};

/// The opening hours of each scope.
pub enum OpeningHours {}

impl Model for OpeningHours {
    const NAME: &'static str = "opening_hours";
    const VERSION: u32 = 1;
    const SCHEMA: &'static str = "
        CREATE TABLE template (
            availability BLOB NOT NULL,
            valid_from TEXT NOT NULL,
            scope BLOB NOT NULL,
            template TEXT NOT NULL,
            PRIMARY KEY (availability, valid_from)
        ) WITHOUT ROWID;
        CREATE INDEX template_by_scope ON template (scope, valid_from);";
    const TABLES: &'static [&'static str] = &["template"];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let availability = envelope.stream.id;
        match &envelope.event {
            // Hours with the same first day take the place of the others.
            Event::Availability(availability::Event::Defined { template, .. }) => tx
                .prepare_cached("INSERT OR REPLACE INTO template VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![availability, template.valid_from, template.scope.0, Json(template)])
                .map(drop),
            Event::Availability(availability::Event::Withdrawn) => {
                tx.prepare_cached("DELETE FROM template WHERE availability = ?1")?.execute([availability]).map(drop)
            }
            Event::Availability(availability::Event::PlannedAhead { .. })
            | Event::SubjectKey(_)
            | Event::Capacity(_)
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
            | Event::Shift(_)
            | Event::Catalogue(_)
            | Event::Mail(_) => Ok(()),
        }
    }
}

impl ReadModels {
    /// The opening hours of a scope that were defined and not withdrawn, by their first day. Each stands until the next
    /// begins.
    pub fn opening_hours(&self, scope: ScopeId) -> Result<Vec<Template>, Failure> {
        self.ask::<OpeningHours, _>(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT template FROM template WHERE scope = ?1 ORDER BY valid_from")?;
            statement.query_map([scope.0], |row| row.json("template"))?.collect()
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use domain::Role;
    use domain::availability::{Command, Release, State};
    use domain::ids::AvailabilityId;
    use domain::testing::{ADA, acting, date};

    use super::*;
    use crate::testing::{Office, SCOPE, time};

    #[tokio::test]
    async fn hours_stand_until_others_begin_or_all_are_withdrawn() {
        let hours = |valid_from, unit_mins| Template {
            scope: SCOPE,
            valid_from: date(valid_from),
            valid_until: None,
            unit_mins,
            hours: vec![availability::OpeningHours {
                weekday: chrono::Weekday::Mon,
                hours: availability::Hours {
                    from: NaiveTime::from_hms_opt(8, 0, 0).expect("a time"),
                    until: NaiveTime::from_hms_opt(12, 0, 0).expect("a time"),
                    lanes: domain::capacity::Lanes { public: 1, internal: 0 },
                },
            }],
            special_days: vec![],
            closures: vec![],
            release: Release::DaysAhead { days: 14 },
        };
        let mut office = Office::with_lanes(0, 0);
        let ask = |office: &mut Office, command| {
            let planner = acting(ADA, Role::Planner);
            office.ask::<State>(AvailabilityId::of(SCOPE).0, planner, time("06:00"), command).expect("a planner may");
        };
        for template in [hours("2026-06-01", 10), hours("2026-03-02", 10), hours("2026-06-01", 20)] {
            ask(&mut office, Command::Define { template });
        }
        let found = office.read().await.opening_hours(SCOPE).expect("an answer");
        assert_eq!(found, [hours("2026-03-02", 10), hours("2026-06-01", 20)]);
        ask(&mut office, Command::Withdraw);
        assert_eq!(office.read().await.opening_hours(SCOPE).expect("an answer"), []);
    }
}
