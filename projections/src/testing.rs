//! An office in memory whose transactions leave a log, and read models that follow it.

pub(crate) mod visits;

use std::any::Any;
use std::ops::Deref;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use domain::booking::{BookByPhone, Line, Medium};
use domain::capacity::{Lanes, Origin, Plan, Window};
use domain::catalogue::{Channel, ServiceCode};
use domain::decide::Decide;
use domain::ids::{BookingId, DayId, GuardId, ScopeId};
use domain::person::Contact;
use domain::streams::{Single, Streams, Transaction};
use domain::testing::{ADA, Desk, acting, at, date, system};
use domain::{
    Asked, By, Event, KINDS, Personal, Refusal, Role, SubjectId, access, availability, booking, capacity, case,
    catalogue, consultation, contact_guard, document, link_grant, mail, number_series, paper, payment, reactions,
    settlement, shift, signature, statement, subject_key, transmission, waiting_list,
};
use event_store::{Position, StreamId};
use tempfile::TempDir;
use uuid::Uuid;

use crate::dump::{Shows, lines};
use crate::{Envelope, History, MODELS, ReadModels};

pub(crate) const SCOPE: ScopeId = ScopeId(Uuid::from_u128(0x5c0));

/// An office with a log.
#[derive(Default)]
pub(crate) struct Office {
    pub(crate) desk: Desk,
    pub(crate) log: Vec<Envelope>,
}

impl Office {
    /// An office that offers Monday, 2 March 2026, from 08:00 to 12:00 UTC in units of ten minutes.
    pub(crate) fn with_lanes(public: u16, internal: u16) -> Self {
        let mut office = Self::default();
        let lanes = Lanes { public, internal };
        let plan = plan(lanes);
        let planner = acting(ADA, Role::Planner);
        let command = capacity::Command::Plan { plan, origin: Origin::Planner };
        office.ask::<capacity::State>(day().0, planner, at("2026-02-27T06:00:00Z"), command).expect("a good plan");
        office
    }

    /// The read models of everything that has happened.
    pub(crate) async fn read(&self) -> Models {
        Models::of(&self.log).await
    }

    pub(crate) fn ask<D: Decide>(
        &mut self,
        id: Uuid,
        by: By,
        at: DateTime<Utc>,
        command: D::Command,
    ) -> Result<(), Refusal>
    where
        Refusal: From<D::Refusal>,
    {
        self.run(&Single::<D> { id, command }, by, at)
    }

    /// Runs a transaction and what the office answers to it by itself.
    pub(crate) fn run<T: Transaction>(&mut self, transaction: &T, by: By, at: DateTime<Utc>) -> Result<(), Refusal> {
        let seen = Seen::default();
        self.desk.run(&Watched { transaction: transaction.clone(), seen: Arc::clone(&seen) }, by, at)?;
        let happened: Vec<_> = std::mem::take(&mut *seen.lock().expect("no test panics here"));
        for (stream, event) in &happened {
            self.happens(*stream, by, at, event.clone());
        }
        for (stream, event) in happened {
            for reaction in reactions::of(&event, stream.id) {
                // A refusal is an accepted end of a reaction.
                let _ = self.run(&reaction, reactions::by(), at);
            }
        }
        Ok(())
    }

    /// Puts an event into the log.
    pub(crate) fn happens(&mut self, stream: StreamId, by: By, at: DateTime<Utc>, event: Event) {
        let version = self.log.iter().filter(|earlier| earlier.stream == stream).count() + 1;
        self.log.push(Envelope {
            position: Position(self.log.len() as u64 + 1),
            stream,
            version: u32::try_from(version).expect("a short history"),
            at,
            command_id: Uuid::nil(),
            name: event.name().to_owned(),
            meta: serde_json::to_string(&by).expect("who asked is JSON"),
            event,
        });
    }

    /// Books by phone, confirmed at once.
    pub(crate) fn book(&mut self, n: u128, clock: &str, services: &[ServiceCode]) -> Result<BookingId, Refusal> {
        let booking = BookingId(Uuid::from_u128(n));
        let call = BookByPhone {
            booking,
            scope: SCOPE,
            date: date("2026-03-02"),
            starts_at: time(clock),
            lines: services.iter().map(|service| Line { service: *service, quantity: 1 }).collect(),
            channel: Channel::Video,
            holder: ADA,
            contact: contact(n, "Ada Lovelace"),
            guards: vec![GuardId(Uuid::from_u128(n))],
        };
        self.run(&call, acting(ADA, Role::ServiceCentre), at("2026-03-01T10:00:00Z")).map(|()| booking)
    }

    /// The person's key is destroyed, and from now on the log reads the person's data as erased.
    pub(crate) fn forget(&mut self, subject: SubjectId, at: DateTime<Utc>) {
        let order =
            subject_key::Command::OrderErasure { case: None, ground: subject_key::Ground::RetentionOver, note: None };
        self.ask::<subject_key::State>(subject.0, system(), at, order).expect("the system may");
        self.ask::<subject_key::State>(subject.0, system(), at, subject_key::Command::RecordDestruction)
            .expect("it was ordered");
        for envelope in &mut self.log {
            erase(&mut envelope.event, subject);
        }
    }
}

/// The log of an office, as a rebuild reads it.
impl History for Vec<Envelope> {
    async fn after(&self, position: Position, limit: u32) -> Result<Vec<Envelope>, event_store::Failure> {
        Ok(self.iter().filter(|envelope| envelope.position > position).take(limit as usize).cloned().collect())
    }
}

/// Read models in a folder of their own.
pub(crate) struct Models {
    pub(crate) models: ReadModels,
    pub(crate) dir: TempDir,
}

impl Deref for Models {
    type Target = ReadModels;

    fn deref(&self) -> &ReadModels {
        &self.models
    }
}

impl Models {
    pub(crate) async fn of(log: &[Envelope]) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let models = ReadModels::open(dir.path()).expect("an empty folder is usable");
        let models = Self { models, dir };
        models.take(log).await;
        models
    }

    pub(crate) async fn take(&self, log: &[Envelope]) {
        for name in MODELS {
            self.models.model(name).expect("listed").take(log).await.expect("every event applies");
        }
    }

    /// All rows with all values.
    pub(crate) fn everything(&self) -> Vec<String> {
        let all = MODELS.iter().flat_map(|name| {
            let model = self.models.model(name).expect("listed");
            model.read(|connection| lines(connection, model.shape, Shows::Everything)).expect("tables")
        });
        all.collect()
    }
}

/// A moment of the office's day.
pub(crate) fn time(clock: &str) -> DateTime<Utc> {
    at(&format!("2026-03-02T{clock}:00Z"))
}

pub(crate) fn day() -> DayId {
    DayId::of(SCOPE, date("2026-03-02"))
}

pub(crate) fn plan(lanes: Lanes) -> Plan {
    let morning = Window { starts_at: time("08:00"), units: 12, lanes };
    let noon = Window { starts_at: time("10:30"), units: 9, lanes };
    Plan {
        scope: SCOPE,
        date: date("2026-03-02"),
        unit_mins: 10,
        windows: vec![morning, noon],
        released_at: at("2026-02-27T06:30:00Z"),
    }
}

pub(crate) fn subject(n: u128) -> SubjectId {
    SubjectId(Uuid::from_u128(0x5ab_0000 + n))
}

pub(crate) fn contact(n: u128, name: &str) -> Personal<Contact> {
    subject(n).knows(Contact {
        name: name.to_owned(),
        mail: Some(format!("somebody{n}@example.org")),
        phone: Some(format!("0681 471{n:04}")),
        language: "de".to_owned(),
        needs: None,
    })
}

pub(crate) fn later(at: DateTime<Utc>, mins: i64) -> DateTime<Utc> {
    at + TimeDelta::minutes(mins)
}

pub(crate) const ONLINE: Medium = Medium::Online;

type Seen = Arc<Mutex<Vec<(StreamId, Event)>>>;

/// A transaction that somebody watches, to write the log.
#[derive(Clone)]
struct Watched<T> {
    transaction: T,
    seen: Seen,
}

impl<T: Transaction> Transaction for Watched<T> {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        self.transaction.run(asked, &mut Watching { streams, seen: &self.seen })
    }
}

struct Watching<'a, S> {
    streams: &'a mut S,
    seen: &'a Seen,
}

impl<S: Streams> Streams for Watching<'_, S> {
    type Break = S::Break;

    fn decide<D: Decide>(&mut self, id: Uuid, asked: Asked<D::Command>) -> Result<Vec<D::Event>, S::Break>
    where
        Refusal: From<D::Refusal>,
    {
        let events = self.streams.decide::<D>(id, asked)?;
        let kind = KINDS.iter().find(|kind| kind.name == D::KIND).expect("every aggregate is listed").number;
        let stream = StreamId { kind, id };
        let mut seen = self.seen.lock().expect("no test panics here");
        seen.extend(events.iter().map(|event| (stream, closed(event))));
        Ok(events)
    }

    fn version<D: Decide>(&mut self, id: Uuid) -> Result<u32, S::Break> {
        self.streams.version::<D>(id)
    }

    fn guard<D: Decide>(&mut self, id: Uuid) -> Result<D, S::Break> {
        self.streams.guard(id)
    }
}

/// The closed event of an aggregate's own.
fn closed(event: &dyn Any) -> Event {
    macro_rules! one_of {
        ($($module:ident)*) => {
            $(if let Some(event) = event.downcast_ref::<$module::Event>() {
                return event.clone().into();
            })*
        };
    }
    one_of! {
        capacity availability contact_guard booking case signature payment consultation number_series subject_key link_grant
        transmission waiting_list shift catalogue mail document statement settlement paper access
    }
    unreachable!("every aggregate is listed")
}

fn erase(event: &mut Event, subject: SubjectId) {
    fn one<T>(value: &mut Personal<T>, subject: SubjectId) {
        if value.subject() == subject {
            *value = Personal::Erased { subject };
        }
    }
    match event {
        Event::Booking(
            booking::Event::Confirmed { contact, .. } | booking::Event::ConfirmationRequested { contact, .. },
        )
        | Event::WaitingList(waiting_list::Event::Joined { contact, .. }) => one(contact, subject),
        Event::Case(case::Event::PartyAdded { party }) => one(&mut party.who, subject),
        Event::Case(case::Event::MoveRecorded { details, .. }) => one(details, subject),
        Event::Case(case::Event::RequestRecorded { details: Some(details), .. }) => one(details, subject),
        Event::Case(case::Event::FormReceived { form, .. }) => one(form, subject),
        Event::Document(document::Event::Announced { name, .. }) => one(name, subject),
        Event::Case(case::Event::Noted { note } | case::Event::Declined { reason: note, .. }) => one(note, subject),
        _ => {}
    }
}
