//! The same race through plain `cqrs-es`, as far as it goes: the capacity of the days alone.
//!
//! A framework executes one command on one aggregate, so limits, numbers and contacts, which our log stores in the same
//! step, are left out. Two who want the same day at once conflict, whatever time they want.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore};
use cqrs_es::{AggregateError, CqrsFramework};
use domain::availability::Template;
use domain::capacity::{self, Origin, Pool};
use domain::ids::{BookingId, DayId, HoldId};
use domain::{ActorId, Asked, By, Capacity, Facts, Role, calendar};
use event_store::{Clock, Target};
use postgres_es::PostgresEventRepository;
use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use sqlite_es::SqliteEventRepository;
use uuid::Builder;

use super::measure::{self, Answer, Client};
use super::ours::seeded;
use super::place::Place;
use super::{Measured, Peer, peers};
use crate::opening::UNIT_MINS;

/// Where the race is run, and for which times.
pub(super) struct Course<'a> {
    pub(super) place: &'a Place,
    pub(super) template: &'a Template,
    pub(super) times: &'a [DateTime<Utc>],
}

/// Runs the race on the other back end, and sets its figures beside ours.
pub(super) async fn beside(course: &Course<'_>, ours: &Measured, duration: Duration) -> anyhow::Result<Peer> {
    match course.place.log() {
        Target::Sqlite(_) => {
            let pool = peers::sqlite_pool(course.place, "booking").await?;
            let theirs = race(course, SqliteEventRepository::new(pool), ours, duration).await?;
            Ok(Peer::of("sqlite-es", &theirs, ours))
        }
        Target::Postgres(_) => {
            let (pool, _) = peers::postgres_pool(course.place).await?;
            let theirs = race(course, PostgresEventRepository::new(pool), ours, duration).await?;
            Ok(Peer::of("postgres-es", &theirs, ours))
        }
    }
}

async fn race<R: PersistedEventRepository + Send + Sync + 'static>(
    course: &Course<'_>,
    repository: R,
    ours: &Measured,
    duration: Duration,
) -> anyhow::Result<Measured> {
    let framework = Arc::new(CqrsFramework::new(PersistedEventStore::new_event_store(repository), vec![], ()));
    let desk = Desk { framework, facts: Arc::new(Facts::default()), clock: Clock::system() };
    let mut dates: Vec<_> = course.times.iter().map(|time| calendar::local_date(*time)).collect();
    dates.dedup();
    for date in dates {
        let plan = course.template.plan(date).context("the race is run on working days")?;
        let day = DayId::of(course.template.scope, date);
        let planner = By { actor: ActorId::SYSTEM, roles: Role::Planner.into() };
        let plan = capacity::Command::Plan { plan, origin: Origin::Planner };
        desk.ask(day, planner, plan).await.map_err(|error| anyhow::anyhow!("{date} was not planned: {error}"))?;
    }
    let racers = (0..ours.clients).map(|client| Racer {
        desk: desk.clone(),
        template: course.template.clone(),
        times: course.times.to_vec(),
        held: None,
        chance: seeded(ours.clients, client),
        lost_in_a_row: 0,
    });
    measure::drive("booking", ours.log, racers.collect(), duration).await
}

struct Desk<R: PersistedEventRepository> {
    framework: Arc<CqrsFramework<Capacity, PersistedEventStore<R, Capacity>>>,
    facts: Arc<Facts>,
    clock: Clock,
}

impl<R: PersistedEventRepository> Clone for Desk<R> {
    fn clone(&self) -> Self {
        let (framework, facts) = (Arc::clone(&self.framework), Arc::clone(&self.facts));
        Self { framework, facts, clock: self.clock.clone() }
    }
}

impl<R: PersistedEventRepository> Desk<R> {
    async fn ask(
        &self,
        day: DayId,
        by: By,
        command: capacity::Command,
    ) -> Result<(), AggregateError<capacity::Refusal>> {
        let asked = Asked { command, by, at: self.clock.now(), facts: Arc::clone(&self.facts) };
        self.framework.execute(&day.0.to_string(), asked).await
    }
}

/// A client that holds a time and takes it for good, again and again.
struct Racer<R: PersistedEventRepository> {
    desk: Desk<R>,
    template: Template,
    times: Vec<DateTime<Utc>>,
    held: Option<(DayId, HoldId)>,
    chance: ChaCha8Rng,
    lost_in_a_row: u32,
}

impl<R: PersistedEventRepository + Send + Sync + 'static> Client for Racer<R> {
    async fn next(&mut self) -> Answer {
        let by = By { actor: ActorId(self.random()), roles: Role::Citizen.into() };
        let (day, hold, command) = if let Some((day, hold)) = self.held.take() {
            (day, hold, capacity::Command::Confirm { hold })
        } else {
            let Some(&starts_at) = self.times.choose(&mut self.chance) else { return Answer::Over };
            let booking = BookingId(self.random());
            let hold = HoldId::of(booking, 0);
            let day = DayId::of(self.template.scope, calendar::local_date(starts_at));
            (day, hold, capacity::Command::Hold { hold, booking, starts_at, minutes: UNIT_MINS, pool: Pool::Public })
        };
        let is_hold = matches!(command, capacity::Command::Hold { .. });
        match self.desk.ask(day, by, command).await {
            Ok(()) => {
                self.held = is_hold.then_some((day, hold));
                self.lost_in_a_row = 0;
                Answer::Accepted(1)
            }
            Err(AggregateError::AggregateConflict) => {
                // Somebody else wrote to the day: what was held is still held, and asked for again.
                self.held = (!is_hold).then_some((day, hold));
                Answer::Conflict
            }
            Err(AggregateError::UserError(capacity::Refusal::Taken)) => {
                self.lost_in_a_row += 1;
                if self.lost_in_a_row > 200 { Answer::Over } else { Answer::Conflict }
            }
            Err(_) => Answer::Failed,
        }
    }
}

impl<R: PersistedEventRepository> Racer<R> {
    fn random(&mut self) -> uuid::Uuid {
        Builder::from_random_bytes(self.chance.random()).into_uuid()
    }
}
