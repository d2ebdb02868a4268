//! A small office for the tests: lanes that are taken, and bookings that know a name. And the log that it keeps.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::task::Poll;

use chrono::{DateTime, Utc};
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};
use tempfile::TempDir;
use uuid::Uuid;
use vorgang_event_store::testing::{PrivateCluster, scratch};
use vorgang_event_store::{Clock, Done, Kek, KeyStore, Log, LogConfig, Migrate, Request, Stop, Target};

use super::personal::Personal;
use crate::ground::{Engine, Ground, KINDS, NAME};

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("every lane is taken")]
    Full,
    #[error("there is no such booking")]
    Unknown,
}

/// Lanes of a day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Capacity {
    pub(crate) lanes: usize,
    pub(crate) taken: BTreeSet<Uuid>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Lane {
    Plan(usize),
    Take(Uuid),
    GiveBack(Uuid),
    /// Somebody takes the lane of somebody else: two events, or none.
    Swap(Uuid, Uuid),
    /// Decides something that no database stores.
    Poison,
    /// A bug.
    Panic,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LaneEvent {
    Planned { lanes: usize },
    Taken { by: Uuid },
    GivenBack { by: Uuid },
    Poisoned,
}

impl DomainEvent for LaneEvent {
    fn event_type(&self) -> String {
        let name = match self {
            Self::Planned { .. } => "planned",
            Self::Taken { .. } => "taken",
            Self::GivenBack { .. } => "given_back",
            Self::Poisoned => "poi\0soned",
        };
        name.to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Capacity {
    const TYPE: &'static str = "capacity";
    type Command = Lane;
    type Event = LaneEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(&mut self, command: Lane, (): &(), sink: &EventSink<Self>) -> Result<(), Refusal> {
        match command {
            Lane::Plan(lanes) if lanes == self.lanes => {}
            Lane::Plan(lanes) => sink.write(LaneEvent::Planned { lanes }, self).await,
            Lane::Take(by) if self.taken.contains(&by) => {}
            Lane::Take(_) if self.taken.len() >= self.lanes => return Err(Refusal::Full),
            Lane::Take(by) => sink.write(LaneEvent::Taken { by }, self).await,
            Lane::GiveBack(by) if !self.taken.contains(&by) => return Err(Refusal::Unknown),
            Lane::GiveBack(by) => sink.write(LaneEvent::GivenBack { by }, self).await,
            Lane::Swap(from, to) if !self.taken.contains(&from) || self.taken.contains(&to) => {
                return Err(Refusal::Unknown);
            }
            Lane::Swap(from, to) => {
                sink.write(LaneEvent::GivenBack { by: from }, self).await;
                sink.write(LaneEvent::Taken { by: to }, self).await;
            }
            Lane::Poison => sink.write(LaneEvent::Poisoned, self).await,
            Lane::Panic => panic!("a bug in a rule"),
        }
        Ok(())
    }

    fn apply(&mut self, event: LaneEvent) {
        match event {
            LaneEvent::Planned { lanes } => self.lanes = lanes,
            LaneEvent::Taken { by } => drop(self.taken.insert(by)),
            LaneEvent::GivenBack { by } => drop(self.taken.remove(&by)),
            LaneEvent::Poisoned => {}
        }
    }
}

/// Whom a booking is for. What it knows may have been erased.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Booking {
    pub(crate) people: Vec<Personal<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Name(pub(crate) Vec<Personal<String>>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BookingEvent {
    Named { people: Vec<Option<Personal<String>>>, note: String },
}

impl DomainEvent for BookingEvent {
    fn event_type(&self) -> String {
        "named".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Booking {
    const TYPE: &'static str = "booking";
    type Command = Name;
    type Event = BookingEvent;
    type Error = Refusal;
    type Services = ();

    async fn handle(&mut self, Name(people): Name, (): &(), sink: &EventSink<Self>) -> Result<(), Refusal> {
        let people = people.into_iter().map(Some).chain([None]).collect();
        sink.write(BookingEvent::Named { people, note: "for \"all\"".to_owned() }, self).await;
        Ok(())
    }

    fn apply(&mut self, BookingEvent::Named { people, .. }: BookingEvent) {
        self.people.extend(people.into_iter().flatten());
    }
}

/// Everything that can happen here.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    Lane(LaneEvent),
    Booking(BookingEvent),
}

pub(crate) fn decode(kind: u16, payload: &[u8]) -> serde_json::Result<Event> {
    match kind {
        1 => serde_json::from_slice(payload).map(Event::Booking),
        _ => serde_json::from_slice(payload).map(Event::Lane),
    }
}

/// Where the office keeps its log and its keys.
pub(crate) struct Office {
    pub(crate) ground: Ground,
    pub(crate) keys: Target,
    pub(crate) folder: TempDir,
    pub(crate) clock: Clock,
}

pub(crate) const DAY: Uuid = Uuid::from_u128(0xda1);

impl Office {
    pub(crate) async fn new(ground: Ground) -> Self {
        let folder = scratch();
        drop(Kek::generate_into(&folder.path().join("kek")).expect("a new key file"));
        let keys = match ground.engine {
            Engine::Sqlite => Target::Sqlite(folder.path().join("keys.db")),
            Engine::Postgres => {
                let created = tokio::task::spawn_blocking(|| PrivateCluster::shared().create_database());
                Target::Postgres(created.await.expect("a database is created"))
            }
        };
        Self { ground, keys, folder, clock: Clock::manual(noon()) }
    }

    pub(crate) fn kek(&self) -> Kek {
        Kek::load(&self.folder.path().join("kek")).expect("the key file is there")
    }

    pub(crate) async fn key_store(&self) -> KeyStore {
        let opened = KeyStore::open(&self.keys, NAME, self.kek(), self.clock.clone(), Migrate::Apply).await;
        opened.expect("the key store opens")
    }

    /// A node of its own: nothing but the databases is shared with other calls.
    pub(crate) async fn log(&self) -> Log {
        self.log_with(|_| {}).await
    }

    pub(crate) async fn log_with(&self, change: impl FnOnce(&mut LogConfig)) -> Log {
        let keys = self.key_store().await;
        let mut config = LogConfig::new(self.ground.target.clone(), NAME, KINDS, keys, self.clock.clone());
        change(&mut config);
        Log::open(config).await.expect("the log opens")
    }
}

pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).expect("a time")
}

/// A request with this key.
pub(crate) fn request(key: u128) -> Request {
    let id = Request::command_id(NAME, Uuid::nil(), Uuid::from_u128(key));
    Request { id, digest: Request::digest_of(&key.to_be_bytes()), meta: r#"{"by":"a test"}"#.to_owned() }
}

pub(crate) async fn lane(log: &Log, key: u128, command: Lane) -> Result<Done, Stop<Refusal>> {
    log.execute::<Capacity>(request(key), DAY, command).await
}

pub(crate) async fn planned(log: &Log, lanes: usize) {
    lane(log, u128::MAX, Lane::Plan(lanes)).await.expect("the day is planned");
}

pub(crate) fn booking(number: usize) -> Uuid {
    Uuid::from_u128(0xb00 + number as u128)
}

pub(crate) fn refused(answer: &Result<Done, Stop<Refusal>>) -> bool {
    matches!(answer, Err(Stop::Refused(_)))
}

/// Holds the committer in the middle of a decision, so that what is sent meanwhile waits together.
pub(crate) struct Gate {
    open: mpsc::Sender<()>,
    task: tokio::task::JoinHandle<Result<Done, Stop<Refusal>>>,
}

impl Gate {
    pub(crate) async fn close(log: &Log) -> Self {
        let (open, opened) = mpsc::channel();
        let opened = std::sync::Mutex::new(opened);
        let (reached, at_gate) = tokio::sync::oneshot::channel();
        let reached = std::sync::Mutex::new(Some(reached));
        let runs = Arc::new(AtomicUsize::new(0));
        let log = log.clone();
        let task = tokio::spawn(async move {
            let decide = move |_: &mut vorgang_event_store::Draft<'_, Refusal>| {
                // The first run is the caller's trial, the second is the committer's.
                if runs.fetch_add(1, Ordering::SeqCst) == 1 {
                    reached.lock().expect("not poisoned").take().expect("once").send(()).expect("the test waits");
                    opened.lock().expect("not poisoned").recv().expect("the test opens the gate");
                }
                Ok(())
            };
            log.command(request(0x6a7e), decide).await
        });
        at_gate.await.expect("the committer comes to the gate");
        Self { open, task }
    }

    pub(crate) async fn open(self) {
        self.open.send(()).expect("the committer waits");
        self.task.await.expect("no panic").expect("the gate's command is accepted");
    }
}

/// Sends commands that will wait behind a gate, in this order.
pub(crate) async fn behind_the_gate(
    log: &Log,
    commands: Vec<(u128, Lane)>,
) -> Vec<tokio::task::JoinHandle<Result<Done, Stop<Refusal>>>> {
    let mut answers = Vec::new();
    for (key, command) in commands {
        let mut answer = Box::pin({
            let log = log.clone();
            async move { lane(&log, key, command).await }
        });
        // Warm states need no read, so one poll brings the command into the queue.
        let polled = std::future::poll_fn(|context| Poll::Ready(answer.as_mut().poll(context).is_pending())).await;
        assert!(polled, "the committer is held");
        answers.push(tokio::spawn(answer));
    }
    answers
}
