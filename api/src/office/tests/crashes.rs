//! What the office does by itself, with a crash before and after each of its steps.
//!
//! A story is what people do, and the times at which they do it. It is told once without a crash, which gives the log
//! to compare with. Then it is told again for each step at which the office can die: what it held in memory is gone,
//! it opens the same files anew, and goes on. As no checkpoint was stored, it also does everything before that step
//! a second time. Every history must be the same to the last byte: nothing is lost, doubled or late. Only of two things
//! that are due at the same moment may the other come first.

use std::panic::AssertUnwindSafe;

use domain::availability::Closure;
use domain::booking::{BookByPhone, Cancel, CancelReason, Reschedule};
use domain::capacity::ClosureReason;
use domain::ids::{EntryId, GuardId, WaitingListId};
use domain::waiting_list::{Decline, Join, Wish};
use event_store::{Position, Recorded, crash};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use register::{Fault, Simulator};

use super::*;

/// What the office does by itself.
const STEPS: &[&str] = &["reaction.", "timer.", "erasure.", "transmission.", "payment.", "refund.", "mail."];

const MONDAY: &str = "2026-03-02T07:00:00Z";
const ENTRY: EntryId = EntryId(Uuid::from_u128(0xe1));

/// One thing that happens in a story.
struct Act {
    at: &'static str,
    does: Box<dyn Fn(Office) -> LocalBoxFuture<'static, ()>>,
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date")
}

/// Something that somebody does at a moment.
fn act<F: Future<Output = ()> + 'static>(at: &'static str, does: impl Fn(Office) -> F + 'static) -> Act {
    Act { at, does: Box::new(move |office| does(office).boxed_local()) }
}

/// Nobody does anything, and time passes.
fn until(at: &'static str) -> Act {
    act(at, |_| async {})
}

/// What was told, as the log has it, and how many places there were to die at.
struct Told {
    log: Vec<String>,
    steps: u64,
    mails: Vec<String>,
    register: Arc<Simulator>,
}

/// Tells a story, dying once at the `crash`-th place if there is one.
fn tell(story: &[Act], seed: &[(StreamId, Vec<NewEvent>)], faults: &[Fault], crash: Option<u64>) -> Told {
    tell_paying(&Arc::default(), story, seed, faults, crash)
}

/// The same, with a payment provider of which the story knows.
fn tell_paying(
    payer: &Arc<payments::Simulator>,
    story: &[Act],
    seed: &[(StreamId, Vec<NewEvent>)],
    faults: &[Fault],
    crash: Option<u64>,
) -> Told {
    payer.begin_anew();
    let house = House::new();
    let register = Arc::new(Simulator::default());
    register.next(faults.iter().cloned());
    let (mut next, mut wanted, mut steps) = (0, crash, 0);
    house.clock.set(at(MONDAY));
    if !seed.is_empty() {
        run(async {
            // Keys and log begin with the first server.
            house.open().await.stop().await;
            append(&house, seed).await;
        });
    }
    loop {
        let done = run(async {
            let paying = Some(payments::Paying { provider: payer.clone(), booking: vec![] });
            let config = OfficeConfig { register: register.clone(), paying, ..house.config() };
            let office = Office::start(config).await.expect("the office opens");
            crash::arm(STEPS, wanted.take());
            let work = AssertUnwindSafe(async {
                office.follow_up().await.expect("the log answers");
                while let Some(act) = story.get(next) {
                    house.clock.set(at(act.at));
                    (act.does)(office.clone()).await;
                    next += 1;
                    office.follow_up().await.expect("the log answers");
                }
            });
            let ended = work.catch_unwind().await;
            steps = crash::disarm();
            match ended {
                Ok(()) => {
                    let (head, _) = office.log().head().await.expect("the log answers");
                    let log = office.log().read_after(Position::START, 100_000).await.expect("readable");
                    assert_eq!(log.len() as u64, head.0);
                    office.stop().await;
                    Some(histories(log))
                }
                Err(panic) => {
                    panic.downcast::<crash::Crashed>().expect("only a crash tears it down");
                    None
                }
            }
        });
        if let Some(log) = done {
            return Told { log, steps, mails: house.mails(), register };
        }
    }
}

/// One life of the process: with its runtime everything ends that still ran.
pub(super) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// The events by the history to which they belong.
fn histories(mut log: Vec<Recorded>) -> Vec<String> {
    log.sort_by_key(|event| (event.stream, event.version));
    let told = |Recorded { stream, version, at, name, payload, meta, .. }| {
        format!("{stream:?} {version} {at} {name} {} {meta}", unmarked(&payload))
    };
    log.into_iter().map(told).collect()
}

/// A payload without the marks of words: each office has a secret of its own to make them with.
fn unmarked(payload: &str) -> String {
    let mut parts = payload.split("\"mark\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('"').map_or(part, |(_, rest)| rest))
}

/// Tells a story with a crash at each of its steps. Gives its log.
fn survives(story: &[Act]) -> Vec<String> {
    survives_paying(&Arc::default(), story, |_| {})
}

/// The same, with a payment provider at which something is looked at after each time.
fn survives_paying(
    payer: &Arc<payments::Simulator>,
    story: &[Act],
    look: impl Fn(&payments::Simulator),
) -> Vec<String> {
    let whole = tell_paying(payer, story, &[], &[], None);
    look(payer);
    assert!(whole.steps >= 2, "the office has something to do");
    for crash in 1..=whole.steps {
        let broken = tell_paying(payer, story, &[], &[], Some(crash));
        look(payer);
        let differs = whole.log.iter().zip(&broken.log).find(|(whole, broken)| whole != broken);
        assert_eq!(differs, None, "a crash at place {crash} of {}", whole.steps);
        assert_eq!(broken.log.len(), whole.log.len(), "a crash at place {crash} of {}", whole.steps);
        assert_eq!(broken.mails, whole.mails, "a crash at place {crash} of {}", whole.steps);
    }
    whole.log
}

/// How often something happened.
fn times(log: &[String], name: &str) -> usize {
    log.iter().filter(|event| event.contains(&format!("UTC {name} "))).count()
}

/// Events that were there before.
async fn append(house: &House, seed: &[(StreamId, Vec<NewEvent>)]) {
    let config = house.config();
    let log = Backend::open(&config.log, &config.authority.ags, kinds(), Migrate::Apply).await.expect("it opens");
    let units = seed.iter().map(|(stream, events)| Unit { stream: *stream, expected: 0, events: events.clone() });
    let meta = serde_json::to_string(&domain::reactions::by()).expect("JSON");
    let command = BatchCommand { id: Uuid::from_u128(1), digest: [0; 32], meta, units: units.collect() };
    let batch = Batch { at: house.clock.now(), commands: vec![command] };
    assert!(matches!(log.append(&batch).await, Ok(Appended::Judged(_))));
}

fn contact(name: u128) -> (domain::Personal<Contact>, Vec<GuardId>) {
    let contact = Contact {
        name: "Ada".to_owned(),
        mail: Some("ada@example.org".to_owned()),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    };
    (SubjectId(Uuid::from_u128(0x5a00 + name)).knows(contact), vec![GuardId(Uuid::from_u128(0x9a00 + name))])
}

pub(super) async fn phone(office: &Office, booking: u128, starts_at: &str, lines: &[ServiceCode]) {
    let (contact, guards) = contact(booking);
    let starts_at = at(starts_at);
    let lines = lines.iter().map(|&service| Line { service, quantity: 1 }).collect();
    let (channel, holder) = (Channel::Video, ActorId(Uuid::from_u128(0xb0 + booking)));
    let (booking, date) = (BookingId(Uuid::from_u128(booking)), local_date(starts_at));
    let book = BookByPhone { booking, scope: SCOPE, date, starts_at, lines, channel, holder, contact, guards };
    give(office, by(0x5e, Role::ServiceCentre), book).await.expect("the time is free");
}

pub(super) async fn cancel(office: &Office, booking: u128) {
    let cancel = Cancel { booking: BookingId(Uuid::from_u128(booking)), reason: CancelReason::Citizen };
    give(office, by(0x5e, Role::ServiceCentre), cancel).await.expect("it is not over");
}

async fn on_booking(office: &Office, by: By, booking: u128, command: booking::Command) {
    let single = Single::<booking::State> { id: Uuid::from_u128(booking), command };
    give(office, by, single).await.expect("it may happen now");
}

pub(super) async fn plan(office: &Office, lanes: Lanes) {
    let date = day(2026, 3, 3);
    let window = Window { starts_at: at("2026-03-03T08:00:00Z"), units: 12, lanes };
    let plan =
        Plan { scope: SCOPE, date, unit_mins: 10, windows: vec![window], released_at: at("2026-03-02T06:30:00Z") };
    let command = capacity::Command::Plan { plan, origin: Origin::Planner };
    give(office, by(9, Role::Planner), Single::<capacity::State> { id: DayId::of(SCOPE, date).0, command })
        .await
        .expect("the day is planned");
}

fn planned(lanes: Lanes) -> Act {
    act(MONDAY, move |office| async move { plan(&office, lanes).await })
}

pub(super) const TWO: Lanes = Lanes { public: 1, internal: 1 };

#[test]
fn an_appointment_opens_its_cases_and_takes_them_along_when_it_is_given_back() {
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move {
            let lines = [ServiceCode::ChangeOfResidence, ServiceCode::RegistrationCertificate];
            phone(&office, 1, "2026-03-03T08:00:00Z", &lines).await;
        }),
        act("2026-03-02T09:00:00Z", |office| async move { cancel(&office, 1).await }),
    ]);
    assert_eq!((times(&log, "opened"), times(&log, "withdrawn"), times(&log, "scheduled")), (2, 2, 1));
}

#[test]
fn a_hold_that_nobody_confirms_runs_out() {
    let log =
        survives(&[act(MONDAY, |office| async move { plan_and_hold(&office).await }), until("2026-03-02T08:00:00Z")]);
    // Once for the day, once for the appointment.
    assert_eq!(times(&log, "expired"), 2);
}

#[test]
fn who_does_not_come_is_missed_and_who_comes_after_all_finds_their_case() {
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move { phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await }),
        until("2026-03-03T08:10:00Z"),
        act("2026-03-03T08:30:00Z", |office| async move {
            on_booking(&office, by(0xc1a, Role::Clerk), 1, booking::Command::CheckIn).await;
        }),
        // Nobody calls, and the day ends.
        until("2026-03-04T07:00:00Z"),
    ]);
    assert_eq!((times(&log, "missed"), times(&log, "unserved")), (1, 1));
    assert!(times(&log, "withdrawn") >= 1);
}

#[test]
fn an_appointment_that_moves_is_missed_at_its_new_time_only() {
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move { phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await }),
        act("2026-03-02T09:00:00Z", |office| async move {
            let (booking, date) = (BookingId(Uuid::from_u128(1)), day(2026, 3, 3));
            let later = Reschedule { booking, scope: SCOPE, date, starts_at: at("2026-03-03T09:00:00Z") };
            give(&office, by(0x5e, Role::ServiceCentre), later).await.expect("the time is free");
        }),
        until("2026-03-03T08:59:00Z"),
        until("2026-03-03T09:10:00Z"),
    ]);
    assert_eq!((times(&log, "rescheduled"), times(&log, "missed")), (1, 1));
}

#[test]
fn time_that_comes_back_is_offered_one_after_the_other_to_those_who_wait() {
    let wait = |entry: EntryId, name: u128| {
        act(MONDAY, move |office| async move {
            let (contact, guards) = contact(name);
            let date = day(2026, 3, 3);
            let window = domain::waiting_list::Window { from: date, until: date };
            let lines = vec![Line { service: ServiceCode::TaxId, quantity: 1 }];
            let holder = ActorId(Uuid::from_u128(0xb0 + name));
            let wish = Wish { scope: SCOPE, holder, lines, channel: Channel::Video, window, contact, guards };
            give(&office, By { actor: holder, roles: Role::Citizen.into() }, Join { entry, wish }).await.expect("room");
        })
    };
    let second = EntryId(Uuid::from_u128(0xe2));
    let third = EntryId(Uuid::from_u128(0xe3));
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move { phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await }),
        wait(ENTRY, 11),
        wait(second, 12),
        wait(third, 13),
        act("2026-03-02T08:00:00Z", |office| async move { cancel(&office, 1).await }),
        // The first does not answer, the second declines, the third accepts.
        until("2026-03-02T09:05:00Z"),
        act("2026-03-02T09:10:00Z", move |office| async move {
            let who = by(0xb0 + 12, Role::Citizen);
            give(&office, who, Decline { scope: SCOPE, entry: second }).await.expect("it is offered");
        }),
        act("2026-03-02T09:20:00Z", move |office| async move {
            let who = by(0xb0 + 13, Role::Citizen);
            let accept = domain::waiting_list::Accept { scope: SCOPE, entry: third };
            give(&office, who, accept).await.expect("it is offered");
        }),
        // Who still waits, waits no more when the day is over.
        until("2026-03-04T07:00:00Z"),
    ]);
    assert_eq!(
        (times(&log, "offered"), times(&log, "lapsed"), times(&log, "declined"), times(&log, "accepted")),
        (3, 1, 1, 1)
    );
    let list = WaitingListId::of(SCOPE).0.to_string();
    assert!(log.iter().any(|event| event.contains(&list) && event.contains("window_passed")));
}

#[test]
fn a_day_that_is_called_off_cancels_and_writes_to_everybody_once() {
    let log = survives(&[
        planned(Lanes { public: 2, internal: 3 }),
        act(MONDAY, |office| async move {
            for (booking, starts_at) in (1..).zip(["08:00", "08:00", "08:20"]) {
                phone(&office, booking, &format!("2026-03-03T{starts_at}:00Z"), &[ServiceCode::TaxId]).await;
            }
        }),
        // The reminder of the day before goes out, the one of the hour before does not.
        until("2026-03-02T08:30:00Z"),
        act("2026-03-02T09:00:00Z", |office| async move {
            let (date, reason) = (day(2026, 3, 3), ClosureReason::StaffShortage);
            let command = capacity::Command::CallOff { scope: SCOPE, date, reason };
            let off = Single::<capacity::State> { id: DayId::of(SCOPE, date).0, command };
            give(&office, by(9, Role::Planner), off).await.expect("a planner may");
        }),
        until("2026-03-03T07:30:00Z"),
    ]);
    assert_eq!((times(&log, "called_off"), times(&log, "cancelled"), times(&log, "reminded")), (1, 6, 3));
}

#[test]
fn who_gave_an_appointment_back_is_forgotten_after_thirty_days() {
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move { phone(&office, 1, "2026-03-03T08:00:00Z", &[ServiceCode::TaxId]).await }),
        act("2026-03-02T09:00:00Z", |office| async move { cancel(&office, 1).await }),
        until("2026-04-01T08:59:00Z"),
        until("2026-04-01T09:00:00Z"),
    ]);
    assert_eq!((times(&log, "erasure_ordered"), times(&log, "destroyed")), (1, 1));
}

#[test]
fn days_are_planned_ahead_closed_and_reopened() {
    let define = |closed: bool| {
        move |office: Office| async move {
            let from = NaiveTime::from_hms_opt(8, 0, 0).expect("a time");
            let hours = Hours { from, until: from + TimeDelta::hours(1), lanes: TWO };
            let closures = if closed {
                vec![Closure { from: day(2026, 3, 4), until: day(2026, 3, 5), reason: ClosureReason::Emergency }]
            } else {
                vec![]
            };
            let template = Template {
                scope: SCOPE,
                valid_from: day(2026, 3, 2),
                valid_until: Some(day(2026, 3, 13)),
                unit_mins: 10,
                hours: vec![
                    OpeningHours { weekday: Weekday::Wed, hours },
                    OpeningHours { weekday: Weekday::Thu, hours },
                ],
                special_days: vec![],
                closures,
                release: Release::DaysAhead { days: 14 },
            };
            let command = availability::Command::Define { template };
            let define = Single::<availability::State> { id: AvailabilityId::of(SCOPE).0, command };
            give(&office, by(9, Role::Planner), define).await.expect("a planner may");
        }
    };
    let log = survives(&[
        act(MONDAY, define(false)),
        act("2026-03-02T08:00:00Z", |office| async move {
            phone(&office, 1, "2026-03-04T07:00:00Z", &[ServiceCode::TaxId]).await;
        }),
        // A strike: the appointment has no place any more, and is not dropped.
        act("2026-03-02T09:00:00Z", define(true)),
        until("2026-03-03T01:00:00Z"),
        act("2026-03-03T07:00:00Z", define(false)),
        until("2026-03-04T01:00:00Z"),
    ]);
    assert_eq!(times(&log, "conflicted"), 1);
    assert_eq!(times(&log, "cancelled"), 0);
}

#[test]
fn an_ordered_erasure_is_carried_out() {
    let log = survives(&[
        act(MONDAY, |office| async move {
            plan_and_hold(&office).await;
            let (contact, guards) = contact(1);
            give(&office, ada(), Confirm { booking: BOOKING, contact, guards }).await.expect("the hold is alive");
        }),
        act("2026-03-02T08:00:00Z", |office| async move { add_party(&office).await }),
        act("2026-03-02T09:00:00Z", |office| async move {
            let request = Request { id: Uuid::from_u128(77), digest: [0; 32], meta: String::new() };
            let officer = by(0xd5, Role::DataProtection);
            let case = CaseId::of(BOOKING, 0);
            let what = crate::office::erase::What::Erased(why());
            office.0.work.order(&request, officer, case, &what).await.expect("the order stands");
        }),
    ]);
    assert_eq!((times(&log, "erasure_ordered"), times(&log, "destroyed")), (2, 2));
}

#[test]
fn people_are_forgotten_once_when_their_time_is_over() {
    let log = survives(&[
        act(MONDAY, |office| async move {
            plan_and_hold(&office).await;
            let (contact, guards) = contact(1);
            give(&office, ada(), Confirm { booking: BOOKING, contact, guards }).await.expect("the hold is alive");
        }),
        act("2026-03-02T08:00:00Z", |office| async move { add_party(&office).await }),
        act("2026-03-02T09:00:00Z", |office| async move {
            let cancel = Cancel { booking: BOOKING, reason: CancelReason::Citizen };
            give(&office, ada(), cancel).await.expect("it has not begun");
        }),
        until("2026-04-02T08:00:00Z"),
    ]);
    let told = ["withdrawn", "retention_ended", "erasure_ordered", "destroyed"].map(|name| times(&log, name));
    assert_eq!(told, [1, 1, 2, 2]);
}

#[test]
fn what_a_submitted_case_sends_is_there_once_whatever_the_register_answers() {
    let story = [until("2026-03-02T07:05:00Z"), until("2026-03-02T08:00:00Z"), until("2026-03-02T12:00:00Z")];
    let faults = [Fault::Down, Fault::Silent, Fault::Garbled];
    let whole = tell(&story, &submitted(ServiceCode::MoveIn), &faults, None);
    assert_eq!(times(&whole.log, "failed"), faults.len());
    for crash in (1..=whole.steps).map(Some).chain([None]) {
        let told = tell(&story, &submitted(ServiceCode::MoveIn), &faults, crash);
        // A call whose answer was lost with the process is made again, under the same key.
        let (queued, done) = (times(&told.log, "queued"), times(&told.log, "acknowledged"));
        assert_eq!(
            (queued, done, told.register.taken().len()),
            (3, 3, 3),
            "a crash at place {crash:?}: {:#?}",
            told.log
        );
    }
}

/// A fee is paid online, its case is withdrawn, and the money goes back: once each, whatever dies.
#[test]
fn a_fee_is_paid_once_and_given_back_once() {
    let payer = Arc::<payments::Simulator>::default();
    let says = |standing: payments::Standing, at: &'static str| {
        let payer = Arc::clone(&payer);
        act(at, move |_| {
            payer.becomes(standing.clone());
            async {}
        })
    };
    let paid = payments::Standing::Paid {
        amount: domain::money::Cents(1300),
        at: at("2026-03-02T07:00:02Z"),
        means: payments::Means::Card,
        receipt: Some("KZ-1".to_owned()),
    };
    let story = [
        act(MONDAY, |office| async move { fee_to_be_paid_online(&office).await }),
        says(paid, "2026-03-02T07:00:03Z"),
        act("2026-03-02T08:00:00Z", |office| async move {
            let withdraw = case::Withdraw { case: PAID, reason: case::WithdrawalReason::Citizen };
            give(&office, by(0xc1a, Role::Clerk), withdraw).await.expect("it is open");
            let approve = domain::payment::Command::Refund(domain::payment::RefundCommand::Approve { refund: 1 });
            let refund = domain::payment::RefundOf { payment: domain::ids::PaymentId::of(PAID, 1), command: approve };
            give(&office, by(0xca5, Role::Cashier), refund).await.expect("somebody else ended it");
        }),
        until("2026-03-02T08:01:00Z"),
    ];
    let log = survives_paying(&payer, &story, |payer| {
        assert_eq!(payer.orders().len(), 1, "one payment, however often it was asked for");
        let back: Vec<_> = payer.given_back().into_iter().map(|order| order.amount.0).collect();
        assert_eq!(back, [1300], "once");
    });
    let happened = ["attempt_requested", "attempt_started", "paid_online", "fee_settled", "taken", "receipt_numbered"];
    assert_eq!(happened.map(|name| times(&log, name)), [1; 6], "{log:#?}");
    assert_eq!(["refund_due", "refund_approved", "refunded"].map(|name| times(&log, name)), [1; 3], "{log:#?}");
}

/// Whatever the provider answers meanwhile, and at whichever place the office dies.
#[test]
fn a_fee_is_paid_once_through_every_fault_and_every_crash() {
    use payments::Fault::{Denied, Down, Garbled, Silent};
    let payer = Arc::<payments::Simulator>::default();
    let paid = payments::Standing::Paid {
        amount: domain::money::Cents(1300),
        at: at("2026-03-02T07:00:02Z"),
        means: payments::Means::Card,
        receipt: None,
    };
    let (faulty, pays) = (Arc::clone(&payer), Arc::clone(&payer));
    let story = [
        act(MONDAY, move |office| {
            faulty.next([Down, Silent, Denied, Garbled]);
            async move { fee_to_be_paid_online(&office).await }
        }),
        until("2026-03-02T07:00:03Z"),
        until("2026-03-02T07:00:10Z"),
        until("2026-03-02T07:00:30Z"),
        until("2026-03-02T07:01:00Z"),
        until("2026-03-02T07:02:00Z"),
        act("2026-03-02T07:05:00Z", move |_| {
            pays.becomes(paid.clone());
            async {}
        }),
        until("2026-03-02T08:00:00Z"),
        until("2026-03-02T09:10:00Z"),
    ];
    let whole = tell_paying(&payer, &story, &[], &[], None);
    for crash in (1..=whole.steps).map(Some).chain([None]) {
        let told = tell_paying(&payer, &story, &[], &[], crash);
        let happened = ["paid_online", "fee_settled", "receipt_numbered", "attempt_requested", "overpaid"];
        let happened = happened.map(|name| times(&told.log, name));
        assert_eq!(happened, [1, 1, 1, 1, 0], "a crash at place {crash:?}: {:#?}", told.log);
        assert_eq!(payer.orders().len(), 1, "one payment");
    }
}

const PAID: CaseId = CaseId(Uuid::from_u128(0x9a1d));

/// A certificate of conduct, its fee, and the wish to pay it online.
async fn fee_to_be_paid_online(office: &Office) {
    let opening = case::Opening {
        service: ServiceCode::CertificateOfConduct,
        quantity: 1,
        origin: case::Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        on: day(2026, 3, 2),
    };
    let clerk = by(0xc1a, Role::Clerk);
    let open = Single::<case::State> { id: PAID.0, command: case::Command::Open(opening) };
    give(office, clerk, open).await.expect("it is offered");
    let assess = case::AssessFee { case: PAID, delivery: domain::catalogue::Delivery::Electronic };
    give(office, clerk, assess).await.expect("it is open");
    give(office, clerk, domain::payment::StartOnline { case: PAID }).await.expect("it is due");
}

#[test]
fn what_hangs_together_with_a_restricted_case_is_hidden_once() {
    let log = survives(&[
        planned(TWO),
        act(MONDAY, |office| async move {
            let lines = [ServiceCode::ChangeOfResidence, ServiceCode::TaxId];
            phone(&office, 1, "2026-03-03T08:00:00Z", &lines).await;
        }),
        act("2026-03-02T09:00:00Z", |office| async move {
            let id = CaseId::of(BookingId(Uuid::from_u128(1)), 0).0;
            let command = case::Command::RestrictAccess { ground: case::RestrictionGround::Register };
            give(&office, by(0xc1a, Role::TeamLead), Single::<case::State> { id, command }).await.expect("it is open");
        }),
    ]);
    assert_eq!(times(&log, "access_restricted"), 3, "the case, its appointment, and what else it was made for");
}

#[test]
fn a_certificate_that_is_forwarded_completes_its_case_once_when_the_day_ends() {
    let story = [until("2026-03-02T08:00:00Z"), until("2026-03-02T22:59:00Z"), until("2026-03-02T23:00:00Z")];
    let seed = submitted(ServiceCode::CertificateOfConduct);
    let whole = tell(&story, &seed, &[], None);
    for crash in (1..=whole.steps).map(Some).chain([None]) {
        let told = tell(&story, &seed, &[], crash);
        let happened = ["acknowledged", "completed"].map(|name| times(&told.log, name));
        assert_eq!(happened, [1, 1], "a crash at place {crash:?}: {:#?}", told.log);
    }
    let early = tell(&story[..2], &seed, &[], None);
    assert_eq!(times(&early.log, "completed"), 0, "until then a clerk may still do it");
    let register = tell(&story, &submitted(ServiceCode::ChangeOfResidence), &[], None);
    assert_eq!(times(&register.log, "completed"), 0, "a confirmation is handed over by somebody");
}

/// A case that was submitted, by its events. Of a move-in two other authorities hear.
fn submitted(service: ServiceCode) -> Vec<(StreamId, Vec<NewEvent>)> {
    let (origin, opened_at) = (case::Origin::Clerk { during: None }, at(MONDAY));
    let (edition, quantity, channel, holder) = (1, 1, Channel::Counter, None);
    let opened = case::Event::Opened { service, quantity, edition, origin, channel, holder, opened_at };
    let (declaration, filed_on, late) = (None, day(2026, 3, 2), false);
    let departure = case::Told::Departure { authority: Some("05315000".to_owned()) };
    let further = case::Told::Further { authority: "07211000".to_owned() };
    let told = if service == ServiceCode::MoveIn { vec![departure, further] } else { vec![] };
    let due_on = (!told.is_empty()).then(|| day(2026, 3, 5));
    let (variant, shape) = (None, "3".to_owned());
    let submitted =
        case::Event::Submitted { service, edition, origin, declaration, filed_on, late, told, due_on, variant };
    let kind = domain::KINDS.iter().find(|kind| kind.name == "case").expect("it is listed").number;
    let events = [(opened, "1".to_owned()), (submitted, shape)].map(|(event, shape)| NewEvent {
        payload: serde_json::to_string(&event).expect("nothing in it is personal"),
        name: domain::Event::from(event).name().to_owned(),
        shape,
        sealed: None,
    });
    vec![(StreamId { kind, id: Uuid::from_u128(5) }, events.into())]
}
