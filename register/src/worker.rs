//! Sends what is queued, asks for prefilled forms, and records what the recipient or the register says.
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
use domain::person::Who;
use domain::signature::Hash;
use domain::transmission::{self, Cause, Command, Job, is_word};
use domain::{Case, Event, SubjectId, Transmission, case};
use event_store::{Log, Position, Recorded, crash};
use tracing::{info, warn};
use uuid::Uuid;
use worker::{Backlog, Orders, Reading};

use crate::gateway::{Confirmation, Failure, Found, Gateway, Question};
use crate::message::Message;

/// How long a call may take. It is shorter than the lease, so that no second node calls meanwhile.
const CALL_MAX: Duration = Duration::from_secs(10);

/// How long the office waits before it asks again what became of a message.
const ASK_AGAIN_MINS: i64 = 1;

/// How often a register is asked for a prefilled form before the office takes it that there is none to be had.
const LOOK_UPS_MAX: u32 = 6;

/// How long the office waits before it asks for a form once more, the first time; then twice as long each time.
const LOOK_UP_PAUSE_SECS: i64 = 5;

/// Follows the log for transmissions, and for the prefilled forms that clerks ask for.
pub struct Worker {
    log: Log,
    orders: Orders,
    gateway: Arc<dyn Gateway>,
    reading: Reading,
    waits: Waits,
}

event_store::follows!(Worker, "transmissions", outside);

/// What waits to be sent or asked for.
struct Waits {
    log: Log,
    under_way: BTreeMap<TransmissionId, UnderWay>,
    forms: BTreeMap<CaseId, Asking>,
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

/// A prefilled form that is asked for. How often that was tried is not on record: a question leaves nothing behind,
/// so a new node may begin anew.
#[derive(Clone, Copy)]
struct Asking {
    /// Where in the log it was asked for.
    since: Position,
    /// The version of that event.
    version: u32,
    /// How often it was tried.
    tried: u32,
    /// When to ask next.
    look_at: DateTime<Utc>,
}

impl Worker {
    /// A worker of a log that sends through a gateway.
    pub fn new(orders: Orders, gateway: Arc<dyn Gateway>) -> Self {
        let log = orders.log().clone();
        let reading = Reading::new("transmissions", log.clone());
        let waits = Waits { log: log.clone(), under_way: BTreeMap::new(), forms: BTreeMap::new() };
        Self { log, orders, gateway, reading, waits }
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
            if !self.reading.go_on(&mut self.waits).await? {
                return Ok(acted);
            }
            let now = self.log.clock().now();
            // Somebody sits before the clerk and waits for a form; nobody waits for a transmission.
            let form = self.waits.forms.iter().find(|(_, one)| one.look_at <= now).map(|(case, one)| (*case, *one));
            if let Some((case, one)) = form {
                acted |= self.ask_for_form(case, one, now).await?;
                continue;
            }
            let due = self.waits.under_way.iter().find(|(_, one)| one.look_at <= now).map(|(id, one)| (*id, *one));
            let Some((id, one)) = due else { return Ok(acted) };
            acted |= self.look_at(id, one, now).await?;
        }
    }

    /// When something is to be looked at next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        // Whoever does not do the work waits for nothing.
        self.reading.lease()?;
        let forms = self.waits.forms.values().map(|one| one.look_at);
        self.waits.under_way.values().map(|one| one.look_at).chain(forms).min()
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), event_store::Failure> {
        self.reading.hand_over().await
    }

    /// Asks the register for a prefilled form, and puts its answer into the case. Says whether anything was recorded.
    ///
    /// An answer that comes after the clerk went on without it is put with the file, and the case does not merge it.
    async fn ask_for_form(
        &mut self,
        case: CaseId,
        one: Asking,
        now: DateTime<Utc>,
    ) -> Result<bool, event_store::Failure> {
        let answer = match self.question(case).await? {
            Some(question) => {
                let answer = tokio::time::timeout(CALL_MAX, self.gateway.look_up(&question)).await;
                answer.unwrap_or(Err(Failure::NoAnswer))
            }
            // Nobody is left, or may be named to others.
            None => Ok(Found::Nothing),
        };
        let tried = one.tried + 1;
        let key = |what: &str| format!("form.{case}.{}.{what}", one.version);
        let none = || case::Command::RecordNoForm;
        match answer {
            // § 3 (1) no. 17 BMG: nobody acts as somebody who has died, and nobody but the office learns why not.
            Ok(Found::Form(form)) if form.died_on.is_some() => {
                let suspend = case::Command::Suspend { ground: case::SuspensionGround::RegisteredAsDead };
                self.orders.give::<case::State>(case.0, &key("dead"), suspend).await?;
                self.orders.give::<case::State>(case.0, &key("none"), none()).await?;
            }
            Ok(Found::Form(form)) => {
                let subject = SubjectId(Uuid::new_v5(&case.0, key("subject").as_bytes()));
                let form = case::PrefilledForm { persons: vec![form.person], address: form.address };
                let receive = case::Command::ReceiveForm { form: subject.knows(form) };
                self.orders.give::<case::State>(case.0, &key("form"), receive).await?;
            }
            Ok(Found::Nothing) | Err(Failure::NotPossible) => {
                self.orders.give::<case::State>(case.0, &key("none"), none()).await?;
            }
            Err(failure) if tried >= LOOK_UPS_MAX => {
                warn!(case.id = %case, tried, "no form is to be had for case {case}: {failure}");
                self.orders.give::<case::State>(case.0, &key("none"), none()).await?;
            }
            Err(failure) => {
                info!(case.id = %case, tried, "the form for case {case} is asked for once more: {failure}");
                let look_at = now + TimeDelta::seconds(LOOK_UP_PAUSE_SECS << one.tried);
                self.waits.forms.insert(case, Asking { tried, look_at, ..one });
                return Ok(false);
            }
        }
        self.waits.forms.remove(&case);
        Ok(true)
    }

    /// Whom to ask about: whose matter it is, while the case still waits for a form and may be spoken of.
    async fn question(&self, case: CaseId) -> Result<Option<Question>, event_store::Failure> {
        let state = self.log.load::<Case>(case.0).await?.state.0;
        let file = state.file().filter(|file| file.restricted.is_none());
        let waits = file.filter(|file| file.form.as_ref().is_some_and(|form| form.received.is_none()));
        let who = waits.and_then(|file| file.principal()).and_then(|party| party.who.value());
        Ok(who.and_then(Who::person).map(|person| Question {
            family_name: person.family_name.clone(),
            given_names: person.given_names.clone(),
            born: person.born,
        }))
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
            self.waits.under_way.insert(id, UnderWay { look_at, ..one });
            return Ok(false);
        };
        self.record(id, one.version, command).await?;
        // Whatever was recorded says when to look again.
        self.waits.under_way.remove(&id);
        Ok(true)
    }

    async fn send(&self, id: TransmissionId, job: &Job) -> Result<Command, event_store::Failure> {
        let attempt = job.attempts + 1;
        let message = match self.message(id, job).await? {
            Ok(message) => message,
            Err(cause) => return Ok(Command::RecordFailure { attempt, cause }),
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
            Failure::BadAnswer | Failure::Rejected { .. } | Failure::NotPossible => {
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

    /// What the case says, unless somebody in it was forgotten, or nothing of it may leave any more.
    async fn message(&self, id: TransmissionId, job: &Job) -> Result<Result<Message, Cause>, event_store::Failure> {
        let case = self.log.load::<Case>(job.case.0).await?.state.0;
        let submitted = self.submitted(job.case).await?;
        let (Some(file), Some((filed_on, declaration))) = (case.file(), submitted) else {
            return Err(corrupt(format!("transmission {id} is for case {}, which was not submitted", job.case)));
        };
        if !file.may_leave() {
            return Ok(Err(Cause::Withheld));
        }
        let message = Message::of(id, self.log.authority(), job, file, filed_on, declaration);
        Ok(message.map_err(|_| Cause::Erased))
    }

    async fn submitted(&self, id: CaseId) -> Result<Option<(NaiveDate, Option<Hash>)>, event_store::Failure> {
        let history = self.log.history_envelopes(self.log.stream_of::<Case>(id.0)?, Event::read).await?;
        Ok(history.into_iter().find_map(|envelope| {
            let Event::Case(case::Event::Submitted { filed_on, declaration, .. }) = envelope.event else { return None };
            Some((filed_on, declaration.map(|declared| declared.hash)))
        }))
    }

    async fn record(&self, id: TransmissionId, version: u32, command: Command) -> Result<(), event_store::Failure> {
        let cause = format!("transmission.{id}.{version}");
        self.orders.give::<transmission::State>(id.0, &cause, command).await.map(drop)
    }
}

impl Backlog for Waits {
    fn clear(&mut self) {
        self.under_way.clear();
        self.forms.clear();
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        if self.log.stream_of::<Case>(recorded.stream.id)? == recorded.stream {
            self.take_form(recorded);
            return Ok(());
        }
        let id = TransmissionId(recorded.stream.id);
        if self.log.stream_of::<Transmission>(id.0)? != recorded.stream {
            return Ok(());
        }
        // A transmission holds no personal data.
        let Event::Transmission(event) = worker::happened(recorded)? else { return Ok(()) };
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

    fn first(&self) -> Option<Position> {
        let forms = self.forms.values().map(|one| one.since);
        self.under_way.values().map(|one| one.since).chain(forms).min()
    }
}

impl Waits {
    /// A case tells by the names of its events alone whether it waits for a form.
    fn take_form(&mut self, recorded: &Recorded) {
        let case = CaseId(recorded.stream.id);
        match recorded.name.as_str() {
            "form_requested" => {
                let (since, version, look_at) = (recorded.position, recorded.version, recorded.at);
                self.forms.insert(case, Asking { since, version, tried: 0, look_at });
            }
            "form_received" | "form_unavailable" | "completed" | "withdrawn" | "declined" => {
                self.forms.remove(&case);
            }
            _ => {}
        }
    }
}

fn corrupt(what: String) -> event_store::Failure {
    event_store::Failure::Corrupt(what)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use domain::case::Origin;
    use domain::catalogue::{Channel, IdentificationMethod, Notice, ServiceCode};
    use domain::ids::{ConsultationId, PartyId};
    use domain::person::{PartialDate, Person};
    use domain::testing::{CLARA, at, clerk, date};
    use domain::transmission::{Recipient, State};
    use domain::{ActorId, KINDS, Refusal, Role};
    use event_store::{Appended, Batch, BatchCommand, NewEvent, Stop, StreamId, Unit};

    use super::*;
    use crate::gateway::{Answer, Found, Question, Receipt};
    use crate::simulator::{Fault, Simulator};

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
        let mut worker = Worker::new(orders(&log), Arc::new(Dying(Arc::clone(&register))));
        tokio::select! {
            answer = worker.follow_up() => panic!("the server dies first: {answer:?}"),
            () = taken(&register) => {}
        }
        drop(worker);
        assert!(matches!(state(&log, key).await, State::Queued(_)), "nobody heard that it was taken");

        let mut worker = Worker::new(orders(&log), register.clone());
        assert!(worker.follow_up().await.expect("the log answers"));
        assert_eq!(register.taken(), BTreeMap::from([(key, 2)]), "handed over twice, and there once");
        assert!(matches!(state(&log, key).await, State::Done(_)));
        let (head, _) = log.head().await.expect("the log answers");
        assert!(!worker.follow_up().await.expect("the log answers"), "nothing is left to do");
        worker.hand_over().await.expect("the checkpoint is stored");

        let mut worker = Worker::new(orders(&log), register.clone());
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

    // Scenario 30.
    #[tokio::test]
    async fn a_register_that_does_not_answer_in_time_leaves_the_form_to_the_clerk_and_its_late_answer_beside_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = asking(folder.path(), "Berta", 1985).await;
        let register = Arc::new(Simulator::default());
        register.next_look_ups([Fault::Down, Fault::Silent, Fault::Garbled]);
        let mut worker = Worker::new(orders(&log), register.clone());
        assert!(!worker.follow_up().await.expect("the log answers"), "it is away");
        assert_eq!(case_names(&log).await.last().map(String::as_str), Some("form_requested"));
        assert!(give(&log, case::Command::WriteForm).await.is_err(), "the clerk waits half a minute");

        log.clock().advance(Duration::from_secs(30));
        give(&log, case::Command::WriteForm).await.expect("nothing came");
        let parties = file(&log).await.parties;
        assert!(!worker.follow_up().await.expect("the log answers"), "it does not answer");
        log.clock().advance(Duration::from_secs(10));
        assert!(!worker.follow_up().await.expect("the log answers"), "it talks nonsense");
        log.clock().advance(Duration::from_secs(20));
        assert!(worker.follow_up().await.expect("the log answers"), "and then it answers");
        assert_eq!(register.asked(), 4);
        assert_eq!(case_names(&log).await[5..], ["form_requested", "form_written_by_hand", "form_received"]);
        let file = file(&log).await;
        let form = file.form.expect("it was asked for");
        assert!(form.by_hand && form.received.is_some_and(|form| form.value().is_some()), "it is put with the file");
        assert_eq!(file.parties, parties, "and nothing is merged");
        assert_eq!(worker.next_due(), None, "nobody asks again");
    }

    // Scenario 33.
    #[tokio::test]
    async fn nobody_acts_as_somebody_of_whom_the_register_says_that_they_have_died() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = asking(folder.path(), "Emil", 1931).await;
        let mut worker = Worker::new(orders(&log), Arc::new(Simulator::default()));
        assert!(worker.follow_up().await.expect("the log answers"));
        let file = file(&log).await;
        assert_eq!(file.suspended, Some(case::SuspensionGround::RegisteredAsDead));
        assert_eq!(case_names(&log).await[5..], ["form_requested", "suspended", "form_unavailable"]);
        let refused = give(&log, case::Command::Submit).await.expect_err("it does not go on");
        assert!(matches!(refused, Stop::Refused(Refusal::Case(case::Refusal::Suspended))), "and says not why");
    }

    #[tokio::test]
    async fn whoever_is_blocked_has_the_same_history_as_nobody() {
        let mut histories = vec![];
        for (given_names, year) in [("Vera", 1979), ("Nina", 1979)] {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let log = asking(folder.path(), given_names, year).await;
            let mut worker = Worker::new(orders(&log), Arc::new(Simulator::default()));
            worker.follow_up().await.expect("the log answers");
            histories.push(case_names(&log).await);
        }
        assert_eq!(histories[0], histories[1]);
        assert_eq!(histories[0].last().map(String::as_str), Some("form_unavailable"));
    }

    #[tokio::test]
    async fn a_way_that_answers_no_questions_is_asked_once_and_a_deaf_register_a_few_times() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = asking(folder.path(), "Berta", 1985).await;
        let gateway = crate::Folder::open(folder.path().join("out")).expect("it is made");
        let mut worker = Worker::new(orders(&log), Arc::new(gateway));
        assert!(worker.follow_up().await.expect("the log answers"));
        give(&log, case::Command::WriteForm).await.expect("nobody waits for what does not come");

        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = asking(folder.path(), "Berta", 1985).await;
        let register = Arc::new(Simulator::default());
        register.next_look_ups(vec![Fault::Down; 20]);
        let mut worker = Worker::new(orders(&log), register.clone());
        while !worker.follow_up().await.expect("the log answers") {
            log.clock().advance(Duration::from_secs(1));
        }
        assert_eq!(register.asked(), LOOK_UPS_MAX);
        assert_eq!(case_names(&log).await.last().map(String::as_str), Some("form_unavailable"));
    }

    #[tokio::test]
    async fn what_was_queued_before_a_case_was_restricted_does_not_leave() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = submitted(folder.path()).await;
        let ground = case::RestrictionGround::Told;
        give(&log, case::Command::RestrictAccess { ground }).await.expect("whoever sees it does it");
        let (register, key) = (Arc::new(Simulator::default()), TransmissionId::of(CASE, Recipient::Register));
        let mut worker = Worker::new(orders(&log), register.clone());
        assert!(worker.follow_up().await.expect("the log answers"));
        assert_eq!(register.taken(), BTreeMap::new(), "nothing was sent");
        assert!(matches!(state(&log, key).await, State::Failed { retry_at: None, .. }), "it needs somebody");
    }

    /// Whoever lives in the simulated register under one of its family names, at the counter of Clara, who has asked for
    /// their form.
    async fn asking(folder: &Path, given_names: &str, year: i16) -> Log {
        let family_name = match given_names {
            "Berta" => "Beispiel",
            "Emil" => "Ehemals",
            _ => "Verborgen",
        };
        let log = opened(folder, vec![]).await;
        let person = Person {
            family_name: family_name.to_owned(),
            given_names: given_names.to_owned(),
            usual_given_name: None,
            doctoral_degree: None,
            birth_name: None,
            former_names: None,
            born: PartialDate { year, month: Some(5), day: Some(17) },
        };
        let id = PartyId(Uuid::from_u128(1));
        let who = SubjectId(Uuid::from_u128(2)).knows(Who::Person(person));
        let identification = case::Identification {
            method: IdentificationMethod::CounterDocument,
            document: case::Document::Passport,
            issuing_state: "DE".to_owned(),
            checks: case::Check::ALL.to_vec(),
            consultation: ConsultationId::of_case(CASE),
        };
        let service = ServiceCode::ChangeOfResidence;
        let origin = Origin::Clerk { during: None };
        for command in [
            case::Command::Open(case::Opening {
                service,
                quantity: 1,
                origin,
                channel: Channel::Counter,
                holder: None,
                on: date("2026-03-02"),
            }),
            case::Command::AddParty { party: case::Party { id, who, part: case::Part::Principal, acts_for: vec![] } },
            case::Command::Identify {
                party: id,
                identification,
                talk: Some(case::Live { round: 0, begun_in: 0, medium: domain::consultation::Medium::Counter }),
            },
            case::Command::GiveNotice { notice: Notice::DutyToCooperate },
            case::Command::RequestForm,
        ] {
            give(&log, command).await.expect("step by step");
        }
        log
    }

    fn orders(log: &Log) -> Orders {
        Orders::new(log.clone(), Arc::default())
    }

    /// Clara gives a command.
    async fn give(log: &Log, command: case::Command) -> Result<(), Stop<Refusal>> {
        worker::testing::give::<case::State>(log, clerk(CLARA), CASE.0, command).await
    }

    async fn file(log: &Log) -> case::File {
        let state = log.load::<Case>(CASE.0).await.expect("readable").state.0;
        state.file().expect("it is open").clone()
    }

    async fn case_names(log: &Log) -> Vec<String> {
        let stream = log.stream_of::<Case>(CASE.0).expect("a known kind");
        log.history(stream).await.expect("readable").into_iter().map(|recorded| recorded.name).collect()
    }

    /// A log with a case that was submitted, and what it sends.
    async fn submitted(folder: &Path) -> Log {
        let service = ServiceCode::ChangeOfResidence;
        let origin = Origin::Clerk { during: None };
        let (opened_at, filed_on, holder) = (at("2026-03-02T08:00:00Z"), date("2026-03-02"), None);
        let began = case::Event::Opened {
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
            told: vec![],
            due_on: None,
            variant: None,
        };
        let recipient = Recipient::Register;
        let queued = transmission::Event::Queued { case: CASE, service, recipient, authority: None, due_at: None };
        let id = TransmissionId::of(CASE, recipient);
        let units = vec![
            unit(CASE.0, &[began.into(), submitted.into()], |event| match event {
                Event::Case(event) => serde_json::to_string(event),
                _ => unreachable!("it is a case"),
            }),
            unit(id.0, &[queued.into()], |event| match event {
                Event::Transmission(event) => serde_json::to_string(event),
                _ => unreachable!("it is a transmission"),
            }),
        ];
        opened(folder, units).await
    }

    /// A log in which this has happened.
    async fn opened(folder: &Path, units: Vec<Unit>) -> Log {
        let log = worker::testing::log(folder).await;
        let by = domain::By { actor: ActorId::SYSTEM, roles: Role::System.into() };
        let meta = serde_json::to_string(&by).expect("JSON");
        let command = BatchCommand { id: Uuid::from_u128(1), digest: [0; 32], meta, units };
        if !command.units.is_empty() {
            let batch = Batch { at: log.clock().now(), commands: vec![command] };
            assert!(matches!(log.backend().append(&batch).await, Ok(Appended::Judged(_))));
        }
        log
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
