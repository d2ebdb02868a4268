//! Sends what is queued, and records what the recipient says.
//!
//! Of several nodes one does the work, under a lease. It remembers what is under way in memory; the checkpoint beside
//! the log never passes the event that put it under way, so a new node finds it again.
//!
//! A crash before the answer is recorded leads to the same call under the same key, and the recipient recognises it. A
//! crash after that leads to the same command id, and the log recognises it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::ids::{CaseId, TransmissionId};
use domain::signature::Hash;
use domain::transmission::{self, Cause, Command, Job, is_word};
use domain::{ActorId, Asked, Case, Event, Facts, Refusal, Transmission, case, reactions};
use event_store::{Cursor, Draft, Lease, Log, Position, Recorded, Request, Stop, crash};
use tracing::{info, warn};
use uuid::Uuid;

use crate::gateway::{Confirmation, Failure, Gateway};
use crate::message::Message;

/// How many events are read at a time.
const BATCH: u32 = 512;

/// How long a call may take. It is shorter than the lease, so that no second node calls meanwhile.
const CALL_MAX: Duration = Duration::from_secs(10);

/// How long the office waits before it asks again what became of a message.
const ASK_AGAIN_MINS: i64 = 1;

/// Follows the log for transmissions.
pub struct Worker {
    log: Log,
    facts: Arc<Facts>,
    gateway: Arc<dyn Gateway>,
    cursor: Cursor,
    read: Position,
    under_way: BTreeMap<TransmissionId, UnderWay>,
}

/// What a transmission waits for.
#[derive(Clone, Copy)]
struct UnderWay {
    /// Where in the log it was put under way.
    since: Position,
    /// The version of that event. Each attempt begins with an event of its own, so this names the attempt.
    version: u32,
    /// When to look at it next.
    look_at: DateTime<Utc>,
}

impl Worker {
    /// A worker of a log that sends through a gateway.
    pub fn new(log: Log, facts: Arc<Facts>, gateway: Arc<dyn Gateway>) -> Self {
        let cursor = Cursor::new("transmissions", log.backend());
        Self { log, facts, gateway, cursor, read: Position::START, under_way: BTreeMap::new() }
    }

    /// What it sends through, as operators call it.
    pub fn gateway(&self) -> String {
        self.gateway.name()
    }

    /// Sends what is to be sent now, and asks for what was sent. Another node may be doing it already.
    ///
    /// Says whether anything was recorded.
    pub async fn follow_up(&mut self) -> Result<bool, event_store::Failure> {
        let mut acted = false;
        loop {
            if !self.read_on().await? {
                return Ok(acted);
            }
            let now = self.log.clock().now();
            let due = self.under_way.iter().find(|(_, one)| one.look_at <= now).map(|(id, one)| (*id, *one));
            let Some((id, one)) = due else { return Ok(acted) };
            acted |= self.look_at(id, one, now).await?;
        }
    }

    /// When something is to be looked at next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.under_way.values().map(|one| one.look_at).min()
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), event_store::Failure> {
        self.cursor.store(self.log.backend()).await?;
        self.cursor.give_back(self.log.backend()).await
    }

    /// Reads to the end of the log. Says whether the work is this node's.
    async fn read_on(&mut self) -> Result<bool, event_store::Failure> {
        loop {
            match self.cursor.take_lease(self.log.backend()).await? {
                Lease::Held => {}
                Lease::Gained => {
                    self.under_way.clear();
                    self.read = self.cursor.position();
                }
                Lease::Elsewhere => return Ok(false),
            }
            let batch = self.log.read_after(self.read, BATCH).await?;
            for recorded in &batch {
                self.take(recorded)?;
            }
            if self.cursor.position() < self.done() {
                self.cursor.advance(self.done());
            }
            if batch.is_empty() {
                return Ok(true);
            }
            self.cursor.store_if_behind(self.log.backend()).await?;
        }
    }

    /// Up to where nothing has to be found again.
    fn done(&self) -> Position {
        let first = self.under_way.values().map(|one| one.since).min();
        first.map_or(self.read, |since| Position(since.0 - 1))
    }

    fn take(&mut self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        self.read = recorded.position;
        let id = TransmissionId(recorded.stream.id);
        if self.log.stream_of::<Transmission>(id.0)? != recorded.stream {
            return Ok(());
        }
        // A transmission holds no personal data.
        let event =
            Event::decode(recorded.stream.kind, &recorded.shape, recorded.payload.as_bytes()).map_err(|error| {
                corrupt(format!("the transmission at position {} cannot be read: {error}", recorded.position))
            })?;
        let Event::Transmission(event) = event else { return Ok(()) };
        match event {
            transmission::Event::Queued { .. } | transmission::Event::Requeued | transmission::Event::Sent { .. } => {
                let one = UnderWay { since: recorded.position, version: recorded.version, look_at: recorded.at };
                self.under_way.insert(id, one);
            }
            // A failed attempt is tried again by a timer, and what was sent back by a person.
            transmission::Event::Failed { .. }
            | transmission::Event::Acknowledged { .. }
            | transmission::Event::Rejected { .. }
            | transmission::Event::DoneByHand { .. } => {
                self.under_way.remove(&id);
            }
            transmission::Event::Overdue { .. } => {}
        }
        Ok(())
    }

    /// Sends it, or asks what became of it, by how it stands now. Says whether anything was recorded.
    async fn look_at(
        &mut self,
        id: TransmissionId,
        one: UnderWay,
        now: DateTime<Utc>,
    ) -> Result<bool, event_store::Failure> {
        let state = self.log.load::<Transmission>(id.0).await?.state.0;
        let answer = match &state {
            transmission::State::Queued(job) => Some(self.send(id, job).await?),
            transmission::State::Sent { .. } => self.ask(id).await,
            // What ended meanwhile is read of in a moment.
            transmission::State::Unknown
            | transmission::State::Failed { .. }
            | transmission::State::Rejected(_)
            | transmission::State::Done(_) => None,
        };
        let Some(command) = answer else {
            let look_at = now + TimeDelta::minutes(ASK_AGAIN_MINS);
            self.under_way.insert(id, UnderWay { look_at, ..one });
            return Ok(false);
        };
        self.record(id, one.version, command).await?;
        // Whatever was recorded says when to look again.
        self.under_way.remove(&id);
        Ok(true)
    }

    async fn send(&self, id: TransmissionId, job: &Job) -> Result<Command, event_store::Failure> {
        let attempt = job.attempts + 1;
        let Some(message) = self.message(id, job).await? else {
            return Ok(Command::RecordFailure { attempt, cause: Cause::Erased });
        };
        crash::point("transmission.before_call");
        let answer = tokio::time::timeout(CALL_MAX, self.gateway.submit(&message)).await;
        crash::point("transmission.after_call");
        let failure = match answer.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(receipt) if is_word(&receipt.reference) => {
                return Ok(Command::RecordSent { attempt, reference: receipt.reference });
            }
            Ok(_) => Failure::BadAnswer,
            Err(failure) => failure,
        };
        info!(transmission.id = %id, attempt, "transmission {id} was not handed over: {failure}");
        Ok(match failure {
            Failure::Unreachable => Command::RecordFailure { attempt, cause: Cause::Unreachable },
            Failure::NoAnswer => Command::RecordFailure { attempt, cause: Cause::NoAnswer },
            Failure::Rejected { code } if is_word(&code) => Command::RecordRejection { code },
            Failure::BadAnswer | Failure::Rejected { .. } => {
                Command::RecordFailure { attempt, cause: Cause::BadAnswer }
            }
        })
    }

    /// What became of it. Without a word of the recipient it is asked again later: it has the message.
    async fn ask(&self, id: TransmissionId) -> Option<Command> {
        let answer = tokio::time::timeout(CALL_MAX, self.gateway.confirm(id)).await;
        match answer.unwrap_or(Err(Failure::NoAnswer)) {
            Ok(Confirmation::Pending) => None,
            Ok(Confirmation::Acknowledged { reference }) if is_word(&reference) => {
                Some(Command::RecordAcknowledgement { reference })
            }
            Err(Failure::Rejected { code }) if is_word(&code) => Some(Command::RecordRejection { code }),
            Ok(Confirmation::Acknowledged { .. }) | Err(Failure::Rejected { .. }) => {
                warn!(transmission.id = %id, "the reply to transmission {id} makes no sense");
                None
            }
            Err(failure) => {
                warn!(transmission.id = %id, "nobody says what became of transmission {id}: {failure}");
                None
            }
        }
    }

    /// What the case says, or nothing if somebody in it was forgotten.
    async fn message(&self, id: TransmissionId, job: &Job) -> Result<Option<Message>, event_store::Failure> {
        let case = self.log.load::<Case>(job.case.0).await?.state.0;
        let submitted = self.submitted(job.case).await?;
        let (Some(file), Some((filed_on, declaration))) = (case.file(), submitted) else {
            return Err(corrupt(format!("transmission {id} is for case {}, which was not submitted", job.case)));
        };
        Ok(Message::of(id, self.log.authority(), job, file, filed_on, declaration).ok())
    }

    async fn submitted(&self, id: CaseId) -> Result<Option<(NaiveDate, Option<Hash>)>, event_store::Failure> {
        let history = self.log.history_envelopes(self.log.stream_of::<Case>(id.0)?, Event::read).await?;
        Ok(history.into_iter().find_map(|envelope| {
            let Event::Case(case::Event::Submitted { filed_on, declaration, .. }) = envelope.event else { return None };
            Some((filed_on, declaration.map(|declared| declared.hash)))
        }))
    }

    async fn record(&self, id: TransmissionId, version: u32, command: Command) -> Result<(), event_store::Failure> {
        let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("transmission.{id}.{version}").as_bytes());
        let by = reactions::by();
        let request = Request {
            id: Request::command_id(self.log.authority(), ActorId::SYSTEM.0, key),
            // The first word counts: another node may have heard another one.
            digest: [0; 32],
            meta: serde_json::to_string(&by).expect("an id and the names of roles are JSON"),
        };
        let facts = Arc::clone(&self.facts);
        let decide = move |draft: &mut Draft<'_, Refusal>| {
            let asked = Asked { command: command.clone(), by, at: draft.at(), facts: Arc::clone(&facts) };
            draft.decide::<Transmission>(id.0, asked).map(drop)
        };
        match self.log.command(request, decide).await {
            Ok(_) => Ok(()),
            Err(Stop::Refused(refusal)) => {
                info!(transmission.id = %id, reason = %refusal, "the answer to transmission {id} was not recorded");
                Ok(())
            }
            Err(Stop::Failed(failure)) => Err(failure),
        }
    }
}

fn corrupt(what: String) -> event_store::Failure {
    event_store::Failure::Corrupt(what)
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use domain::case::Origin;
    use domain::catalogue::{Channel, ServiceCode};
    use domain::testing::{at, date};
    use domain::transmission::{Recipient, State};
    use domain::{KINDS, Role};
    use event_store::{
        Appended, Backend, Batch, BatchCommand, Clock, Kek, KeyStore, Kind, LogConfig, Migrate, NewEvent, StreamId,
        Target, Unit,
    };

    use super::*;
    use crate::gateway::{Answer, Found, Question, Receipt};
    use crate::simulator::Simulator;

    const CASE: CaseId = CaseId(Uuid::from_u128(5));

    /// A register that takes a message, while the server dies before it hears that.
    struct Dying(Arc<Simulator>);

    impl Gateway for Dying {
        fn name(&self) -> String {
            self.0.name()
        }

        fn submit<'a>(&'a self, message: &'a Message) -> Answer<'a, Receipt> {
            Box::pin(async move {
                self.0.submit(message).await?;
                std::future::pending().await
            })
        }

        fn confirm(&self, key: TransmissionId) -> Answer<'_, Confirmation> {
            self.0.confirm(key)
        }

        fn look_up<'a>(&'a self, question: &'a Question) -> Answer<'a, Found> {
            self.0.look_up(question)
        }
    }

    #[tokio::test]
    async fn a_server_that_dies_before_it_has_recorded_the_answer_sends_again_under_the_same_key() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = submitted(folder.path()).await;
        let (register, key) = (Arc::new(Simulator::default()), TransmissionId::of(CASE, Recipient::Register));
        let mut worker = Worker::new(log.clone(), Arc::default(), Arc::new(Dying(Arc::clone(&register))));
        tokio::select! {
            answer = worker.follow_up() => panic!("the server dies first: {answer:?}"),
            () = taken(&register) => {}
        }
        drop(worker);
        assert!(matches!(state(&log, key).await, State::Queued(_)), "nobody heard that it was taken");

        let mut worker = Worker::new(log.clone(), Arc::default(), register.clone());
        assert!(worker.follow_up().await.expect("the log answers"));
        assert_eq!(register.taken(), BTreeMap::from([(key, 2)]), "handed over twice, and there once");
        assert!(matches!(state(&log, key).await, State::Done(_)));
        let (head, _) = log.head().await.expect("the log answers");
        assert!(!worker.follow_up().await.expect("the log answers"), "nothing is left to do");
        worker.hand_over().await.expect("the checkpoint is stored");

        let mut worker = Worker::new(log.clone(), Arc::default(), register.clone());
        assert!(!worker.follow_up().await.expect("the log answers"), "what was done is not done again");
        assert_eq!(log.head().await.expect("the log answers").0, head);
        log.close().await;
    }

    async fn taken(register: &Simulator) {
        while register.taken().is_empty() {
            tokio::task::yield_now().await;
        }
    }

    async fn state(log: &Log, id: TransmissionId) -> State {
        log.load::<Transmission>(id.0).await.expect("readable").state.0
    }

    /// A log with a case that was submitted, and what it sends.
    async fn submitted(folder: &Path) -> Log {
        static ALL: LazyLock<Vec<Kind>> = LazyLock::new(|| {
            KINDS.iter().map(|kind| Kind { number: kind.number, name: kind.name, lift: kind.lift }).collect()
        });
        let (ags, clock) = ("10041100", Clock::manual(at("2026-03-02T08:00:00Z")));
        let target = Target::Sqlite(folder.join("log.sqlite"));
        let kek = Kek::generate_into(&folder.join("kek")).expect("a key");
        let keys = Target::Sqlite(folder.join("keys.sqlite"));
        let keys = KeyStore::open(&keys, ags, kek, clock.clone(), Migrate::Apply).await.expect("a key store");

        let service = ServiceCode::ChangeOfResidence;
        let origin = Origin::Clerk { during: None };
        let (opened_at, filed_on, holder) = (clock.now(), date("2026-03-02"), None);
        let opened = case::Event::Opened {
            service,
            quantity: 1,
            edition: 1,
            origin,
            channel: Channel::Counter,
            holder,
            opened_at,
        };
        let submitted = case::Event::Submitted {
            service,
            edition: 1,
            origin,
            declaration: None,
            filed_on,
            late: false,
            due_on: None,
        };
        let recipient = Recipient::Register;
        let queued = transmission::Event::Queued { case: CASE, service, recipient, due_at: None };
        let id = TransmissionId::of(CASE, recipient);
        let units = vec![
            unit(CASE.0, &[opened.into(), submitted.into()], |event| match event {
                Event::Case(event) => serde_json::to_string(event),
                _ => unreachable!("it is a case"),
            }),
            unit(id.0, &[queued.into()], |event| match event {
                Event::Transmission(event) => serde_json::to_string(event),
                _ => unreachable!("it is a transmission"),
            }),
        ];
        let by = domain::By { actor: ActorId::SYSTEM, roles: Role::System.into() };
        let meta = serde_json::to_string(&by).expect("JSON");
        let command = BatchCommand { id: Uuid::from_u128(1), digest: [0; 32], meta, units };
        let backend = Backend::open(&target, ags, &ALL, Migrate::Apply).await.expect("a log");
        let batch = Batch { at: clock.now(), commands: vec![command] };
        assert!(matches!(backend.append(&batch).await, Ok(Appended::Judged(_))));
        drop(backend);
        let config = LogConfig { migrate: Migrate::Apply, ..LogConfig::new(target, ags, &ALL, keys, clock) };
        Log::open(config).await.expect("the log opens")
    }

    fn unit(id: Uuid, events: &[Event], write: fn(&Event) -> serde_json::Result<String>) -> Unit {
        let number = |event: &Event| match event {
            Event::Case(_) => "case",
            _ => "transmission",
        };
        let kind = KINDS.iter().find(|kind| kind.name == number(&events[0])).expect("it is listed").number;
        let events = events.iter().map(|event| NewEvent {
            name: event.name().to_owned(),
            shape: "1".to_owned(),
            payload: write(event).expect("JSON"),
            sealed: None,
        });
        Unit { stream: StreamId { kind, id }, expected: 0, events: events.collect() }
    }
}
