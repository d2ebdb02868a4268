//! How the cost of a command grows with the day that it is about and with the catalogue that it looks at.
//!
//! Clients hold a time, confirm it and give it back, again and again, each at a time of its own, so that nobody waits for
//! a rival. Half of the day is taken before, and the catalogue has grown by editions that were proposed and published as
//! people do it. A cost that depends on neither is the same in every run.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use api::office::{Office, OfficeConfig};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use domain::asked::Authority;
use domain::booking::{Cancel, CancelReason, Confirm, Hold, Line, Medium};
use domain::capacity::{self, Lanes, Origin, Plan, Window};
use domain::catalogue::{self, Channel, Command, OnDraft, Proposal, ServiceChange, ServiceCode};
use domain::ids::{BookingId, DayId, ScopeId};
use domain::limits::Limits;
use domain::person::Contact;
use domain::streams::{Single, Transaction};
use domain::{ActorId, By, Facts, Refusal, Role, SubjectId, calendar};
use event_store::{Clock, Migrate, Stop};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rand::Rng as _;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use uuid::{Builder, Uuid};

use super::Measured;
use super::measure::{self, Answer, Client};
use super::ours::seeded;
use super::place::{Beside, Place};
use crate::opening::{self, UNIT_MINS};
use crate::people::{failed, give, member, request};

/// At so many different times of the day units begin; more units than that lie in several lanes.
const STARTS: usize = 50;
/// A window has no more lanes than this.
const LANES_MAX: usize = 200;
/// How many appointments are made at a time while the day is filled.
const FILLERS: usize = 64;

/// How large the office is that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Size {
    /// How many units the day has, counted over all lanes.
    pub units: usize,
    /// How many descriptions of services the catalogue holds at least, over all of its editions.
    pub services: usize,
}

/// What one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Grown {
    /// The figures.
    #[serde(flatten)]
    pub measured: Measured,
    /// How large the office was.
    #[serde(flatten)]
    pub size: Size,
    /// How many appointments stood on the day before.
    pub taken: usize,
    /// How many editions the catalogue had.
    pub editions: usize,
    /// How many times as long half of the commands took at most as in the first run.
    pub p50_ratio: f64,
}

/// All runs; in front stand the figures of the last one, which is the largest as a rule.
#[derive(Clone, Debug, Serialize)]
pub struct Growth {
    /// The last run.
    #[serde(flatten)]
    pub last: Grown,
    /// Every run, in the order of the sizes that were asked for.
    pub runs: Vec<Grown>,
}

impl Growth {
    /// The figures as a table for people.
    pub fn table(&self) -> String {
        let line = |run: &Grown| {
            let Measured { log, clients, commands_per_s, p50_ms, p99_ms, conflicts, errors, .. } = &run.measured;
            let Size { units, services } = run.size;
            format!(
                "growth on {log}, {clients} clients, {units:>5} units, {services:>4} services: {commands_per_s:>7.0} \
                 commands/s, p50 {p50_ms:.2} ms ({:.2} of the first), p99 {p99_ms:.2} ms, {conflicts} conflicts, \
                 {errors} errors",
                run.p50_ratio
            )
        };
        self.runs.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Measures each size in an office of its own.
pub async fn run(beside: &Beside, sizes: &[Size], clients: usize, duration: Duration) -> anyhow::Result<Growth> {
    let mut runs: Vec<Grown> = vec![];
    for size in sizes {
        ensure!(clients <= size.units / 2, "{clients} clients need {} units at least", 2 * clients);
        let place = Place::new(beside).await?;
        let grown = in_office(&place, *size, clients, duration).await;
        place.clear().await?;
        let mut grown = grown?;
        let first = runs.first().map_or(grown.measured.p50_ms, |run| run.measured.p50_ms);
        grown.p50_ratio = grown.measured.p50_ms / first.max(f64::MIN_POSITIVE);
        runs.push(grown);
    }
    let last = runs.last().cloned().context("nothing was measured; name some --units and --services")?;
    Ok(Growth { last, runs })
}

async fn in_office(place: &Place, size: Size, clients: usize, duration: Duration) -> anyhow::Result<Grown> {
    // What is given back is free at once: the clients take the same times again and again.
    let limits = Limits { freed_after_mins: 0, freed_jitter_mins: 0, ..Limits::default() };
    let office = Office::start(OfficeConfig {
        authority: Authority::default(),
        name: "Benchmark".to_owned(),
        log: place.log().clone(),
        keys: place.keys(),
        kek: place.kek()?,
        data: place.folder().join("read-models"),
        clock: Clock::system(),
        migrate: Migrate::Apply,
        facts: Facts { limits, ..Facts::default() },
        register: std::sync::Arc::<register::Simulator>::default(),
        documents: documents::Storage::at(place.folder().join("documents")),
        mailing: notifications::Mailing::to_nobody(),
        paying: None,
        papers: None,
        turn: None,
    })
    .await?;
    let editions = publish(&office, size.services).await?;
    let day = Day::plan(&office, size.units).await?;
    let taken = size.units / 2;
    stream::iter(0..taken)
        .map(|place| fill(Racer::new(&office, &day, place, seeded(size.units, place))))
        .buffer_unordered(FILLERS)
        .try_for_each(|()| async { Ok(()) })
        .await
        .context("the day could not be filled")?;
    office.settle().await;
    let racers = (0..clients)
        .map(|client| Racer::new(&office, &day, taken + client, seeded(size.services, size.units + client)))
        .collect();
    let measured = measure::drive("growth", place.kind(), racers, duration).await?;
    office.stop().await;
    Ok(Grown { measured, size, taken, editions, p50_ratio: 1.0 })
}

/// Lets the catalogue grow: each edition is proposed by one person and published by another. Answers how many there are.
async fn publish(office: &Office, services: usize) -> anyhow::Result<usize> {
    let ags = office.authority().ags.clone();
    let (planner, publisher) = (member("team_lead").acts(&ags), member("admin").acts(&ags));
    let today = calendar::local_date(office.clock().now());
    let mut editions = 1;
    while editions * ServiceCode::ALL.len() < services {
        let follows = u32::try_from(editions)?;
        let minutes = Some(if editions.is_multiple_of(2) { 10 } else { 15 });
        let change = ServiceChange { minutes, ..ServiceChange::of(ServiceCode::TaxId) };
        let proposal = Proposal::Changes { services: vec![change], no_longer: vec![] };
        let steps: [(By, Command); 2] =
            [(planner, Command::Propose { valid_from: today, follows, proposal }), (publisher, Command::Publish)];
        for (by, command) in steps {
            let name = format!("bench.{editions}.{}", matches!(command, Command::Publish));
            give(office, by, &name, OnDraft { seen: None, command }).await.map_err(failed)?;
        }
        editions += 1;
    }
    let known: usize = office.facts().await?.catalogue.editions().iter().map(descriptions).sum();
    ensure!(known >= services, "the catalogue holds {known} descriptions");
    Ok(editions)
}

fn descriptions(edition: &catalogue::Edition) -> usize {
    edition.services.len()
}

/// The day that is measured.
#[derive(Clone)]
struct Day {
    scope: ScopeId,
    date: NaiveDate,
    starts: Vec<DateTime<Utc>>,
}

impl Day {
    /// Offers so many units on a day that nobody else plans.
    async fn plan(office: &Office, units: usize) -> anyhow::Result<Self> {
        let starts = units.min(STARTS);
        let lanes = units / starts.max(1);
        ensure!(starts > 0 && units == starts * lanes, "from {STARTS} units on it is a multiple of {STARTS}");
        ensure!(lanes <= LANES_MAX, "a day has {} units at most", STARTS * LANES_MAX);
        let ags = office.authority().ags.clone();
        let now = office.clock().now();
        let date = calendar::local_date(now) + Days::new(14);
        let eight = NaiveTime::from_hms_opt(8, 0, 0).context("a day has eight o'clock")?;
        let starts_at = calendar::moment(date, eight).context("no clock changes at eight")?;
        let window = Window {
            starts_at,
            units: u16::try_from(starts)?,
            lanes: Lanes { public: u16::try_from(lanes)?, internal: 0 },
        };
        let scope = opening::scope_of(&ags);
        let plan = Plan { scope, date, unit_mins: UNIT_MINS, windows: vec![window], released_at: now };
        let command = Single::<capacity::State> {
            id: DayId::of(scope, date).0,
            command: capacity::Command::Plan { plan, origin: Origin::Planner },
        };
        give(office, member("team_lead").acts(&ags), "bench.growth", command).await.map_err(failed)?;
        let unit = TimeDelta::minutes(UNIT_MINS.into());
        let starts = (0..i32::try_from(starts)?).map(|n| starts_at + unit * n).collect();
        Ok(Self { scope, date, starts })
    }
}

/// Takes one time for good.
async fn fill(mut racer: Racer) -> anyhow::Result<()> {
    for step in ["hold", "confirm"] {
        let answer = racer.next().await;
        ensure!(matches!(answer, Answer::Accepted(_)), "a filler's {step} was answered with {answer:?}");
    }
    Ok(())
}

/// A client that holds a time, confirms it and gives it back, again and again.
struct Racer {
    office: Office,
    ags: String,
    scope: ScopeId,
    date: NaiveDate,
    starts_at: DateTime<Utc>,
    stands: Stands,
    chance: ChaCha8Rng,
}

/// How far the client is with its appointment.
enum Stands {
    Nothing,
    Held(BookingId, By),
    Confirmed(BookingId, By),
}

impl Racer {
    /// The client of the `place`-th unit of the day.
    fn new(office: &Office, day: &Day, place: usize, chance: ChaCha8Rng) -> Self {
        Self {
            office: office.clone(),
            ags: office.authority().ags.clone(),
            scope: day.scope,
            date: day.date,
            starts_at: day.starts[place % day.starts.len()],
            stands: Stands::Nothing,
            chance,
        }
    }

    fn random(&mut self) -> Uuid {
        Builder::from_random_bytes(self.chance.random()).into_uuid()
    }

    async fn give<T: Transaction + std::fmt::Debug>(&mut self, by: By, transaction: T) -> Answer {
        let name = self.random().to_string();
        let request = request(&self.ags, by, &name, &transaction);
        match self.office.run(request, by, transaction).await {
            Ok(done) => Answer::Accepted(done.position.0 + 1 - done.first.0),
            Err(Stop::Refused(Refusal::Capacity(capacity::Refusal::Taken))) => Answer::Conflict,
            Err(stop) => {
                tracing::debug!("a command came to nothing: {}", failed(stop));
                Answer::Failed
            }
        }
    }
}

impl Client for Racer {
    async fn next(&mut self) -> Answer {
        match std::mem::replace(&mut self.stands, Stands::Nothing) {
            Stands::Nothing => {
                let by = By { actor: ActorId(self.random()), roles: Role::Citizen.into() };
                let booking = BookingId(self.random());
                let hold = Hold {
                    booking,
                    scope: self.scope,
                    date: self.date,
                    starts_at: self.starts_at,
                    lines: vec![Line { service: ServiceCode::RegistrationCertificate, quantity: 1 }],
                    medium: Medium::Online,
                    channel: Channel::Video,
                    holder: by.actor,
                };
                let answer = self.give(by, hold).await;
                if let Answer::Accepted(_) = answer {
                    self.stands = Stands::Held(booking, by);
                }
                answer
            }
            Stands::Held(booking, by) => {
                let contact = Contact {
                    name: "Racer".to_owned(),
                    mail: Some(format!("{booking}@example.org")),
                    phone: None,
                    language: "de".to_owned(),
                    needs: None,
                };
                let guards = self.office.guards_of(&contact);
                let contact = SubjectId(self.random()).knows(contact);
                let answer = self.give(by, Confirm { booking, contact, guards }).await;
                if let Answer::Accepted(_) = answer {
                    self.stands = Stands::Confirmed(booking, by);
                }
                answer
            }
            Stands::Confirmed(booking, by) => self.give(by, Cancel { booking, reason: CancelReason::Citizen }).await,
        }
    }
}
