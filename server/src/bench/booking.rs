//! How many appointments a second an office gives away, and that it gives none away twice.

use std::collections::HashMap;
use std::time::Duration;

use api::office::{Office, OfficeConfig};
use chrono::{DateTime, NaiveDate, Utc};
use domain::asked::Authority;
use domain::availability::{Release, Template};
use domain::booking::{Confirm, Hold, Line, Medium};
use domain::capacity::{self, Lanes, Plan};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, ScopeId};
use domain::person::Contact;
use domain::streams::Transaction;
use domain::{ActorId, By, Event, Facts, Refusal, Role, SubjectId, calendar};
use event_store::{Clock, Log, Migrate, Position, Stop};
use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::booking_peer::{self, Course};
use super::measure::{self, Answer, Client};
use super::ours::seeded;
use super::place::{Beside, Place};
use super::{Measured, Report};
use crate::opening::{self, Filler, Stretch, UNIT_MINS};
use crate::people::request;

/// On how many days there are free times.
const DAYS: usize = 5;
/// Enough for the race to last, few enough for many to want the same.
const STRETCH: Stretch = Stretch { from: (8, 0), until: (18, 0), lanes: Lanes { public: 40, internal: 0 } };

/// Lets clients race for the times of a few days, each with a new visitor for every appointment.
/// Without `compare` only our own office is measured.
pub async fn run(beside: &Beside, clients: &[usize], duration: Duration, compare: bool) -> anyhow::Result<Report> {
    let mut runs = vec![];
    for &count in clients {
        let place = Place::new(beside).await?;
        let measured = race(&place, count, duration, compare).await;
        place.clear().await?;
        runs.push(measured?);
    }
    Report::of(runs)
}

async fn race(place: &Place, clients: usize, duration: Duration, compare: bool) -> anyhow::Result<Measured> {
    let authority = Authority::default();
    let ags = authority.ags.clone();
    let office = Office::start(OfficeConfig {
        authority,
        name: "Benchmark".to_owned(),
        log: place.log().clone(),
        keys: place.keys(),
        kek: place.kek()?,
        data: place.folder().join("read-models"),
        clock: Clock::system(),
        migrate: Migrate::Apply,
        facts: Facts::default(),
        register: std::sync::Arc::<register::Simulator>::default(),
        documents: documents::Storage::at(place.folder().join("documents")),
        mailing: notifications::Mailing::to_nobody(),
        paying: None,
        papers: None,
        turn: None,
    })
    .await?;
    let today = calendar::local_date(office.clock().now());
    let working_days = today.iter_days().skip(1).filter(|date| calendar::is_working_day(*date));
    let days: Vec<NaiveDate> = working_days.take(DAYS).collect();
    let template = opening::template(&ags, days[0], &[STRETCH], Release::DaysAhead { days: 30 });
    let template = Template { valid_until: days.last().copied(), ..template };
    Filler::Benchmark.define(&office, &template).await?;
    let times_of = |date| opening::starts(date, &STRETCH, UNIT_MINS).into_iter().map(move |start| (date, start));
    let times: Vec<_> = days.into_iter().flat_map(times_of).collect();
    let racers = (0..clients)
        .map(|client| Racer {
            office: office.clone(),
            ags: ags.clone(),
            scope: template.scope,
            times: times.clone(),
            held: None,
            chance: seeded(clients, client),
            lost_in_a_row: 0,
        })
        .collect();
    let mut measured = measure::drive("booking", place.kind(), racers, duration).await?;
    let (booked, double) = count(office.log()).await?;
    measured.booked = Some(booked);
    measured.double = Some(double);
    office.stop().await;
    if compare {
        let times: Vec<_> = times.iter().map(|(_, starts_at)| *starts_at).collect();
        let course = Course { place, template: &template, times: &times };
        measured.peer = Some(booking_peer::beside(&course, &measured, duration).await?);
    }
    Ok(measured)
}

/// A client that holds a time and confirms it, again and again.
struct Racer {
    office: Office,
    ags: String,
    scope: ScopeId,
    times: Vec<(NaiveDate, DateTime<Utc>)>,
    held: Option<(BookingId, By)>,
    chance: ChaCha8Rng,
    lost_in_a_row: u32,
}

impl Client for Racer {
    async fn next(&mut self) -> Answer {
        if let Some((booking, by)) = self.held.take() {
            let contact = Contact {
                name: "Racer".to_owned(),
                mail: Some(format!("{booking}@example.org")),
                phone: None,
                language: "de".to_owned(),
                needs: None,
            };
            let guards = self.office.guards_of(&contact);
            let contact = SubjectId(self.random()).knows(contact);
            return self.give(by, Confirm { booking, contact, guards }).await;
        }
        let Some(&(date, starts_at)) = self.times.choose(&mut self.chance) else { return Answer::Over };
        let by = By { actor: ActorId(self.random()), roles: Role::Citizen.into() };
        let booking = BookingId(self.random());
        let hold = Hold {
            booking,
            scope: self.scope,
            date,
            starts_at,
            lines: vec![Line { service: ServiceCode::RegistrationCertificate, quantity: 1 }],
            medium: Medium::Online,
            channel: Channel::Video,
            holder: by.actor,
        };
        let answer = self.give(by, hold).await;
        if matches!(answer, Answer::Accepted(_)) {
            self.held = Some((booking, by));
            self.lost_in_a_row = 0;
        } else {
            // Everything is given away: a race against nobody measures nothing.
            self.lost_in_a_row += 1;
            if self.lost_in_a_row > 200 {
                return Answer::Over;
            }
        }
        answer
    }
}

impl Racer {
    fn random(&mut self) -> Uuid {
        Builder::from_random_bytes(self.chance.random()).into_uuid()
    }

    async fn give<T: Transaction + std::fmt::Debug>(&mut self, by: By, transaction: T) -> Answer {
        let name = self.random().to_string();
        let request = request(&self.ags, by, &name, &transaction);
        match self.office.run(request, by, transaction).await {
            Ok(done) => Answer::Accepted(done.position.0 + 1 - done.first.0),
            Err(Stop::Refused(Refusal::Capacity(capacity::Refusal::Taken))) => Answer::Conflict,
            Err(_) => Answer::Failed,
        }
    }
}

/// Counts from the log, not from the answers: confirmed spans, and units with more of them than lanes.
async fn count(log: &Log) -> anyhow::Result<(u64, u64)> {
    let mut plans: HashMap<Uuid, Plan> = HashMap::new();
    let mut taken: HashMap<(Uuid, u16), u64> = HashMap::new();
    let (mut booked, mut position) = (0, Position::START);
    loop {
        let batch = log.read_after(position, 2_000).await?;
        let Some(last) = batch.last() else { break };
        position = last.position;
        for recorded in &batch {
            let day = recorded.stream.id;
            match Event::decode(recorded.stream.kind, &recorded.shape, recorded.payload.as_bytes())? {
                Event::Capacity(capacity::Event::Planned { plan, .. }) => drop(plans.insert(day, plan)),
                Event::Capacity(capacity::Event::Confirmed { allocation, .. }) => {
                    booked += 1;
                    if let Some(plan) = plans.get(&day) {
                        for (unit, _) in plan.touched(allocation.span) {
                            *taken.entry((day, unit)).or_default() += 1;
                        }
                    }
                }
                _ => {}
            }
        }
    }
    let lanes = |day: Uuid, unit: u16| {
        let plan = plans.get(&day)?;
        let span = plan.spans().nth(unit.into())?;
        let (_, window) = plan.touched(span).next()?;
        Some(u64::from(window.lanes.public) + u64::from(window.lanes.internal))
    };
    let double = taken.iter().map(|((day, unit), count)| count.saturating_sub(lanes(*day, *unit).unwrap_or(0))).sum();
    Ok((booked, double))
}
