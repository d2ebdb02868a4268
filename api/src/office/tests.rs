//! The office at work: it starts, reacts, keeps its times over a restart, and forgets completely.

mod crashes;
mod fence;
mod mails;
mod papers;
mod times;

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use domain::availability::{self, Hours, OpeningHours, Release, Template};
use domain::booking::{self, Confirm, Hold, Line, Medium};
use domain::calendar::local_date;
use domain::capacity::{self, Lanes, Origin, Plan, Window};
use domain::case::{self, Part, Party};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{AvailabilityId, BookingId, CaseId, DayId, PartyId, ScopeId};
use domain::person::{Contact, PartialDate, Person, Who};
use domain::streams::{Single, Transaction};
use domain::{ActorId, Booking, By, Capacity, Case, Facts, Refusal, Role, SubjectId, SubjectKey, subject_key};
use event_store::{
    Appended, Backend, Batch, BatchCommand, Clock, Done, Kek, Migrate, NewEvent, Request, Stop, StreamId, Target, Unit,
};
use notifications::Mailing;
use tempfile::TempDir;
use uuid::Uuid;

use super::{Office, OfficeConfig, StartFailure, Why, kinds};

const SCOPE: ScopeId = ScopeId(Uuid::from_u128(1));
const BOOKING: BookingId = BookingId(Uuid::from_u128(2));

fn ada() -> By {
    by(0xada, Role::Citizen)
}

/// A house for an office, which may be closed and opened again.
struct House {
    folder: TempDir,
    clock: Clock,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Kek::generate_into(&folder.path().join("kek")).expect("a key file");
        Self { folder, clock: Clock::manual(at("2026-03-02T07:00:00Z")) }
    }

    fn config(&self) -> OfficeConfig {
        let path = |name: &str| self.folder.path().join(name);
        OfficeConfig {
            authority: domain::asked::Authority::default(),
            name: "Test".to_owned(),
            log: Target::Sqlite(path("log.sqlite")),
            keys: Target::Sqlite(path("keys.sqlite")),
            kek: Kek::load(&path("kek")).expect("the key file"),
            data: path("read-models"),
            clock: self.clock.clone(),
            migrate: Migrate::Apply,
            facts: Facts::default(),
            register: Arc::<register::Simulator>::default(),
            paying: Some(payments::Paying { provider: Arc::<payments::Simulator>::default(), booking: vec![] }),
            documents: documents::Storage::at(path("documents")),
            mailing: Mailing {
                head: notifications::Head {
                    name: "Test".to_owned(),
                    from: "amt@example.org".to_owned(),
                    phone: None,
                    url: "https://amt.example".to_owned(),
                },
                outbox: Some(Arc::new(notifications::Folder::open(path("outbox")).expect("a folder"))),
                returns: None,
            },
            papers: None,
            turn: None,
        }
    }

    /// What lies in the outbox, without what names a mail, which follows from the position of its event, and without its
    /// link, which follows from the secret of the office.
    fn mails(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path().join("outbox")).expect("the outbox");
        let read = |path: std::path::PathBuf| {
            assert_eq!(path.extension().and_then(|end| end.to_str()), Some("eml"), "nothing half written stays");
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            let lines = text.lines().filter(|line| !line.starts_with("Message-ID:"));
            lines.map(|line| line.split_once("/termin#").map_or(line, |cut| cut.0)).collect::<Vec<_>>().join("\n")
        };
        // The folder of those that were handed over is no mail.
        let files = files.map(|file| file.expect("readable").path()).filter(|path| !path.is_dir());
        let mut mails: Vec<_> = files.map(read).collect();
        mails.sort_unstable();
        mails
    }

    async fn open(&self) -> Office {
        Office::start(self.config()).await.expect("the office opens")
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

fn by(actor: u128, role: Role) -> By {
    By { actor: ActorId(Uuid::from_u128(actor)), roles: role.into() }
}

async fn give<T: Transaction>(office: &Office, by: By, transaction: T) -> Result<Done, Stop<Refusal>> {
    let (head, _) = office.log().head().await.expect("the log's head");
    let key = Uuid::from_u128(u128::from(head.0) + 1_000);
    let id = Request::command_id(&office.authority().ags, by.actor.0, key);
    office.run(Request { id, digest: [0; 32], meta: String::new() }, by, transaction).await
}

async fn plan_and_hold(office: &Office) {
    let date = NaiveDate::from_ymd_opt(2026, 3, 3).expect("a date");
    let starts_at = at("2026-03-03T08:00:00Z");
    let window = Window { starts_at, units: 12, lanes: Lanes { public: 2, internal: 1 } };
    let plan =
        Plan { scope: SCOPE, date, unit_mins: 10, windows: vec![window], released_at: at("2026-03-02T06:30:00Z") };
    let plan = Single::<capacity::State> {
        id: DayId::of(SCOPE, date).0,
        command: capacity::Command::Plan { plan, origin: Origin::Planner },
    };
    give(office, by(9, Role::Planner), plan).await.expect("the day is planned");
    let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
    let (medium, channel, holder) = (Medium::Online, Channel::Video, ada().actor);
    let hold = Hold { booking: BOOKING, scope: SCOPE, date, starts_at, lines, medium, channel, holder };
    give(office, ada(), hold).await.expect("the time is free");
}

async fn confirm(office: &Office) {
    let contact = Contact {
        name: "Ada".to_owned(),
        mail: Some("ada@example.org".to_owned()),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    };
    let guards = office.guards_of(&contact);
    let contact = SubjectId(Uuid::from_u128(0x5a)).knows(contact);
    give(office, ada(), Confirm { booking: BOOKING, contact, guards }).await.expect("the hold is alive");
}

async fn add_party(office: &Office) {
    let person = Person {
        family_name: "Lovelace".to_owned(),
        given_names: "Ada".to_owned(),
        usual_given_name: None,
        doctoral_degree: None,
        birth_name: None,
        former_names: None,
        born: PartialDate { year: 1985, month: None, day: None },
    };
    let who = SubjectId(Uuid::from_u128(0x5b)).knows(Who::Person(person));
    let party = Party { id: PartyId(Uuid::from_u128(3)), who, part: Part::Principal, acts_for: vec![] };
    let id = CaseId::of(BOOKING, 0).0;
    let add = Single::<case::State> { id, command: case::Command::AddParty { party } };
    give(office, by(0xc1a, Role::Clerk), add).await.expect("a clerk adds the registrant");
}

fn why() -> Why {
    Why { ground: subject_key::Ground::Objection, note: Some("request of the person".to_owned()) }
}

async fn booking(office: &Office) -> booking::State {
    office.log().load::<Booking>(BOOKING.0).await.expect("readable").state.0
}

async fn case_of(office: &Office) -> case::State {
    office.log().load::<Case>(CaseId::of(BOOKING, 0).0).await.expect("readable").state.0
}

#[tokio::test]
async fn a_confirmed_booking_opens_its_case_once_also_over_a_restart() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    confirm(&office).await;
    office.settle().await;
    assert!(matches!(case_of(&office).await, case::State::Open(_)));
    let (head, _) = office.log().head().await.expect("the head");
    office.stop().await;

    let office = house.open().await;
    office.settle().await;
    assert_eq!(office.log().head().await.expect("the head").0, head, "what was done is not done again");
    office.stop().await;
}

#[tokio::test]
async fn a_reaction_that_a_crash_prevented_happens_at_the_next_start() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    confirm(&office).await;
    // Nothing settled: as if the machine had lost its power after the commit.
    office.stop().await;

    let office = house.open().await;
    assert!(matches!(case_of(&office).await, case::State::Unknown));
    office.settle().await;
    assert!(matches!(case_of(&office).await, case::State::Open(_)));
    office.stop().await;
}

#[tokio::test]
async fn a_hold_that_ran_out_while_the_office_was_closed_is_recorded_at_the_next_start() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    office.settle().await;
    assert!(matches!(booking(&office).await, booking::State::Held { .. }));
    office.stop().await;

    house.clock.set(house.clock.now() + TimeDelta::hours(1));
    let office = house.open().await;
    office.settle().await;
    assert!(matches!(booking(&office).await, booking::State::Expired { .. }));
    office.stop().await;
}

#[tokio::test]
async fn the_office_plans_its_days_by_the_opening_hours_and_catches_up_with_the_days_that_passed() {
    let house = House::new();
    let office = house.open().await;
    let today = local_date(house.clock.now());
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    let hours = Hours { from: hour(8), until: hour(12), lanes: Lanes { public: 1, internal: 0 } };
    let template = Template {
        scope: SCOPE,
        valid_from: today,
        valid_until: None,
        unit_mins: 10,
        hours: weekdays.map(|weekday| OpeningHours { weekday, hours }).into(),
        special_days: vec![],
        closures: vec![],
        release: Release::DaysAhead { days: 14 },
    };
    let command = availability::Command::Define { template };
    let define = Single::<availability::State> { id: AvailabilityId::of(SCOPE).0, command };
    give(&office, by(9, Role::Planner), define).await.expect("a planner may");
    office.settle().await;
    let last = today + Days::new(59);
    assert!(is_planned(&office, today).await && is_planned(&office, last).await);
    assert!(!is_planned(&office, last + Days::new(2)).await);
    office.stop().await;

    // Nobody was there at the next midnight, and the day after the last one is the first of May.
    house.clock.set(house.clock.now() + TimeDelta::days(2));
    let office = house.open().await;
    office.settle().await;
    assert!(!is_planned(&office, last + Days::new(1)).await, "a holiday");
    assert!(is_planned(&office, last + Days::new(2)).await);
    assert!(!is_planned(&office, last + Days::new(3)).await);
    let (head, _) = office.log().head().await.expect("the head");
    office.settle().await;
    assert_eq!(office.log().head().await.expect("the head").0, head, "nothing is planned twice");
    office.stop().await;
}

async fn is_planned(office: &Office, date: NaiveDate) -> bool {
    let day = office.log().load::<Capacity>(DayId::of(SCOPE, date).0).await.expect("readable").state.0;
    matches!(day, capacity::State::Open(_))
}

#[tokio::test]
async fn an_ordered_erasure_is_completed_by_the_next_start() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    confirm(&office).await;
    office.settle().await;
    add_party(&office).await;
    let request = Request { id: Uuid::from_u128(77), digest: [0; 32], meta: String::new() };
    let officer = by(0xd5, Role::DataProtection);
    let what = super::erase::What::Erased(why());
    office.0.work.order(&request, officer, CaseId::of(BOOKING, 0), &what).await.expect("the order stands");
    assert!(knows_the_registrant(&office).await, "ordered, not yet done");
    office.stop().await;

    let office = house.open().await;
    office.settle().await;
    assert!(!knows_the_registrant(&office).await);
    office.stop().await;
}

#[tokio::test]
async fn erasing_a_case_forgets_everybody_in_it_and_in_its_appointment() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    confirm(&office).await;
    office.settle().await;
    add_party(&office).await;
    let request = || Request { id: Uuid::from_u128(78), digest: [0; 32], meta: String::new() };
    let (officer, case) = (by(0xd5, Role::DataProtection), CaseId::of(BOOKING, 0));
    let first = office.erase_case(request(), officer, case, &why()).await.expect("it may be erased");
    assert!(!knows_the_registrant(&office).await);
    let again = office.erase_case(request(), officer, case, &why()).await.expect("a retry");
    assert_eq!((first.position, true), (again.position, again.repeated));
    office.stop().await;
}

#[tokio::test]
async fn a_case_of_nobody_can_be_erased_and_an_unknown_one_cannot() {
    let house = House::new();
    let office = house.open().await;
    let case = CaseId(Uuid::from_u128(0xca5e));
    let request = |id: u128| Request { id: Uuid::from_u128(id), digest: [0; 32], meta: String::new() };
    let officer = by(0xd5, Role::DataProtection);
    let unknown = office.erase_case(request(80), officer, case, &why()).await;
    assert!(matches!(unknown, Err(Stop::Refused(Refusal::Case(case::Refusal::Unknown)))));

    let open = case::Command::Open(case::Opening {
        service: ServiceCode::ChangeOfResidence,
        quantity: 1,
        origin: case::Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        on: local_date(office.clock().now()),
    });
    let open = Single::<case::State> { id: case.0, command: open };
    office.run(request(81), by(0xc1a, Role::Clerk), open).await.expect("the service is offered");
    let (head, _) = office.log().head().await.expect("readable");
    office.erase_case(request(82), officer, case, &why()).await.expect("nobody is in it");
    assert_eq!(office.log().head().await.expect("readable").0, head, "there was nobody to forget");
    office.stop().await;
}

#[tokio::test]
async fn who_is_added_after_an_erasure_is_forgotten_by_its_repetition() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    confirm(&office).await;
    office.settle().await;
    let request = || Request { id: Uuid::from_u128(79), digest: [0; 32], meta: String::new() };
    let (officer, case) = (by(0xd5, Role::DataProtection), CaseId::of(BOOKING, 0));
    office.erase_case(request(), officer, case, &why()).await.expect("it may be erased");
    add_party(&office).await;
    assert!(knows_the_registrant(&office).await);
    office.erase_case(request(), officer, case, &why()).await.expect("a retry");
    assert!(!knows_the_registrant(&office).await);
    let key = office.log().load::<SubjectKey>(Uuid::from_u128(0x5b)).await.expect("readable").state.0;
    assert_eq!(key, subject_key::State::Destroyed, "it was ordered, and it is recorded");
    office.stop().await;
}

/// Ada's appointment is cancelled before anything happens, so her case ends, and its clock begins.
async fn given_back(office: &Office) {
    plan_and_hold(office).await;
    confirm(office).await;
    office.settle().await;
    add_party(office).await;
    let cancel = booking::Cancel { booking: BOOKING, reason: booking::CancelReason::Citizen };
    give(office, ada(), cancel).await.expect("it has not begun");
    office.settle().await;
    assert!(matches!(case_of(office).await, case::State::Withdrawn { .. }));
}

// Scenario 40.
#[tokio::test]
async fn whoever_a_case_was_about_is_forgotten_when_its_time_is_over_and_the_history_stays() {
    let house = House::new();
    let office = house.open().await;
    given_back(&office).await;
    let days = |days: u64| std::time::Duration::from_hours(days * 24);
    house.clock.advance(days(29));
    office.settle().await;
    assert!(knows_the_registrant(&office).await, "not before its time");

    let case = CaseId::of(BOOKING, 0);
    let entries = async || {
        let of = projections::timeline::Of::Case(case);
        let found = office.read_models().timeline(of, event_store::Position::START, 1_000).expect("an answer");
        found.into_iter().map(|entry| (entry.at, entry.name, entry.fact)).collect::<Vec<_>>()
    };
    let told = entries().await;
    house.clock.advance(days(2));
    office.settle().await;
    assert!(!knows_the_registrant(&office).await);
    let later = entries().await;
    assert_eq!(later[..told.len()], told, "sequence, times and facts are as they were");
    assert!(later.iter().any(|(_, name, _)| name == "retention_ended"));
    for subject in [0x5a, 0x5b] {
        let key = office.log().load::<SubjectKey>(Uuid::from_u128(subject)).await.expect("readable").state.0;
        assert_eq!(key, subject_key::State::Destroyed, "who booked, and who was in the case");
    }
    let item = office.read_models().work_item(case, projections::Clearance::Ordinary).expect("an answer");
    assert!(item.expect("the case stays").name.is_none_or(|name| name.value().is_none()));

    let (head, _) = office.log().head().await.expect("readable");
    office.stop().await;
    let office = house.open().await;
    office.settle().await;
    assert_eq!(office.log().head().await.expect("readable").0, head, "it happens once");
    office.stop().await;
}

#[tokio::test]
async fn a_legal_hold_keeps_people_known_and_they_are_forgotten_when_it_is_lifted() {
    let house = House::new();
    let office = house.open().await;
    given_back(&office).await;
    let (officer, case) = (by(0xd5, Role::DataProtection), CaseId::of(BOOKING, 0));
    let request = |id: u128| Request { id: Uuid::from_u128(id), digest: [0; 32], meta: String::new() };
    let claim = Some(subject_key::HoldBasis::LegalClaim);
    office.hold_case(request(90), officer, case, claim).await.expect("there is a claim");
    let refused = office.erase_case(request(91), officer, case, &why()).await;
    assert!(matches!(refused, Err(Stop::Refused(Refusal::SubjectKey(subject_key::Refusal::LegalHold)))));
    house.clock.advance(std::time::Duration::from_hours(60 * 24));
    office.settle().await;
    assert!(knows_the_registrant(&office).await, "their time is over, and they are needed");
    office.hold_case(request(92), officer, case, None).await.expect("it is over");
    office.settle().await;
    assert!(!knows_the_registrant(&office).await, "what was due is done");
    office.stop().await;
}

async fn knows_the_registrant(office: &Office) -> bool {
    let state = case_of(office).await;
    let file = state.file().expect("the case is there");
    file.parties.iter().all(|party| party.who.value().is_some())
}

#[tokio::test]
async fn tokens_say_who_calls_until_they_run_out() {
    let house = House::new();
    let office = house.open().await;
    let clerk = Uuid::from_u128(0xc1a);
    let day = std::time::Duration::from_hours(24);
    let token = office.issue_token(clerk, Role::Clerk.into(), "Clara", day).await.expect("stored");
    assert!(token.reveal().starts_with("vs1.10041100.") && !format!("{token:?}").contains(&token.reveal()[14..]));
    let caller = office.caller_of(token.reveal()).await.expect("readable").expect("good");
    assert_eq!(caller.by, by(0xc1a, Role::Clerk));

    let (actor, visitor) = office.welcome();
    assert_ne!(office.welcome().0, actor, "no two visitors are one");
    let caller = office.caller_of(visitor.reveal()).await.expect("readable").expect("good");
    assert_eq!(caller.by, By { actor, roles: Role::Citizen.into() });
    let forged = visitor.reveal().replace(&actor.0.to_string(), &clerk.to_string());
    assert_eq!(office.caller_of(&forged).await.expect("readable"), None);

    house.clock.set(house.clock.now() + TimeDelta::days(2));
    assert_eq!(office.caller_of(token.reveal()).await.expect("readable"), None, "it has run out");
    office.stop().await;
}

#[tokio::test]
async fn a_second_server_on_the_same_log_is_refused() {
    let house = House::new();
    let office = house.open().await;
    let second = Office::start(house.config()).await;
    assert!(matches!(second, Err(StartFailure::AnotherServer)));
    office.stop().await;
}

#[tokio::test]
async fn a_second_process_on_the_same_read_models_is_refused() {
    let house = House::new();
    let office = house.open().await;
    let mut config = house.config();
    config.log = Target::Sqlite(house.folder.path().join("another-log.sqlite"));
    let second = Office::start(config).await.map(drop);
    assert!(matches!(second, Err(StartFailure::FolderInUse { .. })), "{second:?}");
    office.stop().await;
    house.open().await.stop().await;
}

#[tokio::test]
async fn a_log_with_events_never_gets_a_new_key_store() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    office.stop().await;
    let mut config = house.config();
    let elsewhere = house.folder.path().join("elsewhere.sqlite");
    config.keys = Target::Sqlite(elsewhere.clone());
    let refused = Office::start(config).await.map(drop);
    assert!(matches!(refused, Err(StartFailure::OtherKeys { .. })), "{refused:?}");
    assert!(!elsewhere.exists());
    house.open().await.stop().await;
}

#[tokio::test]
async fn a_log_with_events_of_a_newer_version_is_refused() {
    let house = House::new();
    house.open().await.stop().await;
    let config = house.config();
    let log = Backend::open(&config.log, &config.authority.ags, kinds(), Migrate::Refuse).await.expect("it opens");
    let event = NewEvent {
        name: "recorded".to_owned(),
        shape: "1".to_owned(),
        payload: r#""recorded""#.to_owned(),
        sealed: None,
    };
    let unit = Unit { stream: StreamId { kind: 8, id: Uuid::nil() }, expected: 0, events: vec![event] };
    let command = BatchCommand { id: Uuid::nil(), digest: [0; 32], meta: "{}".to_owned(), units: vec![unit] };
    let batch = Batch { at: house.clock.now(), commands: vec![command] };
    assert!(matches!(log.append(&batch).await, Ok(Appended::Judged(_))));
    let refused = Office::start(config).await.map(drop).expect_err("it cannot be followed");
    assert!(refused.to_string().contains("consultation.recorded"), "{refused}");
}

#[tokio::test]
async fn a_check_mark_is_made_of_its_text_and_stays() {
    let house = House::new();
    let office = house.open().await;
    let mark = office.check_mark("a case, version 3");
    assert_eq!(mark.len(), 32);
    assert_ne!(mark, office.check_mark("a case, version 4"));
    office.stop().await;
    let office = house.open().await;
    assert_eq!(mark, office.check_mark("a case, version 3"));
    office.stop().await;
}
