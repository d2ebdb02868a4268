//! What the worker hears and records, whatever the provider does.

use std::sync::Arc;
use std::time::Duration;

use domain::case::{AssessFee, FeeStanding, Opening, Origin, PayAtCounter, Settlement, Withdraw, WithdrawalReason};
use domain::catalogue::{Channel, Delivery, ServiceCode};
use domain::ids::{CaseId, StatementId, derived};
use domain::money::Cents;
use domain::payment::{Command, RefundCommand, RefundOf, RefundStanding, Source, StartOnline};
use domain::statement::Mark;
use domain::streams::Single;
use domain::testing::{BEN, CLARA, acting, at, clerk, date, system};
use domain::timers::Timer;
use domain::{By, Case, Refusal, Role, case};
use event_store::{Log, Stop};
use worker::Orders;
use worker::testing::run;

use super::*;
use crate::port::{Answer, Means, Order, Provider, Reference, RefundOrder, Refunded, Standing, Started};
use crate::simulator::{Fault, Simulator};
use crate::teller::Paying;

const CASE: CaseId = CaseId(Uuid::from_u128(5));

/// A fee of 13 euro that somebody wants to pay online, the provider, and whoever asks it.
struct Till {
    _folder: tempfile::TempDir,
    log: Log,
    provider: Arc<Simulator>,
    teller: Teller,
    worker: Worker,
}

impl Till {
    async fn open() -> Self {
        Self::by_way_of(Arc::new(Simulator::default())).await
    }

    async fn by_way_of(provider: Arc<Simulator>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let log = worker::testing::log(folder.path()).await;
        let opening = Opening {
            service: ServiceCode::CertificateOfConduct,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        };
        let open = Single::<case::State> { id: CASE.0, command: case::Command::Open(opening) };
        run(&log, clerk(CLARA), open).await.expect("it is offered");
        run(&log, clerk(CLARA), AssessFee { case: CASE, delivery: Delivery::Electronic }).await.expect("it is open");
        run(&log, clerk(CLARA), StartOnline { case: CASE }).await.expect("it is due");
        let teller = teller(&log, provider.clone());
        let worker = Worker::new(teller.clone());
        Self { _folder: folder, log, provider, teller, worker }
    }

    async fn work(&mut self) -> bool {
        self.worker.follow_up().await.expect("the log answers")
    }

    async fn later(&mut self, time: Duration) -> bool {
        self.log.clock().advance(time);
        self.work().await
    }

    /// The worker on another node, which has to find everything in the log.
    fn dies(&mut self) {
        self.worker = Worker::new(teller(&self.log, self.provider.clone()));
    }

    async fn names(&self) -> Vec<String> {
        let stream = self.log.stream_of::<Payment>(payment().0).expect("a known kind");
        let history = self.log.history(stream).await.expect("readable");
        // All of them begin with the claim and the wish to pay it.
        history.into_iter().skip(2).map(|recorded| recorded.name).collect()
    }

    async fn fee(&self) -> payment::Fee {
        let state = self.log.load::<Payment>(payment().0).await.expect("readable").state.0;
        state.fee().expect("it is fixed").clone()
    }

    async fn case_is_settled(&self) -> bool {
        let state = self.log.load::<Case>(CASE.0).await.expect("readable").state.0;
        state.file().and_then(|file| file.fee).map(|fee| fee.standing) == Some(FeeStanding::Settled(Settlement::Paid))
    }

    async fn refunds(&self, by: By, command: Command) -> Result<(), Stop<Refusal>> {
        run(&self.log, by, RefundOf { payment: payment(), command }).await
    }
}

fn payment() -> PaymentId {
    PaymentId::of(CASE, 1)
}

fn teller(log: &Log, provider: Arc<dyn Provider>) -> Teller {
    let return_to = Arc::new(|payment, attempt| format!("https://office.example/pay/return/{payment}.{attempt}"));
    let paying = Paying { provider, booking: vec![("haushaltsstelle".to_owned(), "1234".to_owned())] };
    let marks = Arc::new(|word: &str| Mark(derived("mark of a test", Uuid::nil(), word)));
    Teller::new(Orders::new(log.clone(), Arc::default()), Some(paying), return_to, marks)
}

fn paid(cents: i64) -> Standing {
    let (at, receipt) = (at("2026-03-02T08:00:05Z"), Some("KZ-77".to_owned()));
    Standing::Paid { amount: Cents(cents), at, means: Means::PayPal, receipt }
}

fn cashier() -> By {
    acting(BEN, Role::Cashier)
}

#[tokio::test]
async fn a_fee_is_paid_when_the_provider_says_so() {
    let mut till = Till::open().await;
    assert!(till.work().await, "it begins");
    assert_eq!(till.names().await, ["attempt_started"]);
    let orders = till.provider.orders();
    let [order] = &orders[..] else { panic!("one: {orders:?}") };
    assert_eq!(order.amount, Cents(1300));
    assert_eq!(order.items.iter().map(|item| item.each.0 * i64::from(item.quantity)).sum::<i64>(), 1300);
    assert_eq!(order.purpose, payment().reference());
    assert!(
        order.purpose.len() <= 27 && order.purpose.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    );
    assert!(!order.return_to.contains(&CASE.to_string()), "an address tells nobody which case it is");
    let page = till.teller.page(payment(), 1).await.expect("the log answers").expect("it is open");
    assert!(page.starts_with("https://pay.example/"), "{page}");

    assert!(!till.later(Duration::from_secs(3)).await, "nothing new");
    assert!(!till.case_is_settled().await);
    till.provider.becomes(paid(1300));
    assert!(till.later(Duration::from_secs(6)).await);
    assert_eq!(till.names().await, ["attempt_started", "paid_online", "receipt_numbered"]);
    assert!(till.case_is_settled().await);
    let fee = till.fee().await;
    assert_eq!(fee.receipt, Some(payment::Receipt { year: 2026, number: 1 }));
    assert_eq!(fee.took(Source::Attempt(1)), Cents(1300));
    assert_eq!(till.provider.taken().values().copied().collect::<Vec<_>>(), [1], "it was handed over once");
    assert_eq!(till.worker.next_due(), None, "nobody asks again");
    assert_eq!(till.teller.page(payment(), 1).await.expect("the log answers"), None);
}

/// What stands in the log has no address of a pay page: whoever has one can pay.
#[tokio::test]
async fn the_address_of_the_pay_page_is_in_no_event() {
    let mut till = Till::open().await;
    till.work().await;
    let stream = till.log.stream_of::<Payment>(payment().0).expect("a known kind");
    for recorded in till.log.history(stream).await.expect("readable") {
        assert!(!recorded.payload.contains("pay.example"), "{}", recorded.payload);
    }
    // A node that knows nothing asks the provider again.
    till.dies();
    let teller = till.worker.teller.clone();
    assert!(teller.page(payment(), 1).await.expect("the log answers").is_some());
}

#[tokio::test]
async fn an_answer_that_is_lost_leads_to_the_same_request_and_never_to_another() {
    for fault in [Fault::Silent, Fault::Garbled] {
        let mut till = Till::open().await;
        till.provider.next([fault, fault]);
        assert!(till.work().await);
        assert_eq!(till.names().await, ["attempt_unanswered"]);
        run(&till.log, clerk(CLARA), StartOnline { case: CASE }).await.expect("it is the same attempt");
        assert!(till.later(Duration::from_secs(4)).await, "asked again");
        assert_eq!(till.names().await, ["attempt_unanswered"], "and said once");
        till.dies();
        assert!(till.later(Duration::from_secs(8)).await);
        assert_eq!(till.names().await, ["attempt_unanswered", "attempt_started"]);
        assert_eq!(till.provider.taken().values().copied().collect::<Vec<_>>(), [3], "one payment, three times");
    }
}

#[tokio::test]
async fn a_provider_that_is_away_for_an_hour_holds_up_nothing_and_loses_nothing() {
    let mut till = Till::open().await;
    till.provider.next(vec![Fault::Down; 500]);
    for _ in 0..60 {
        assert!(!till.later(Duration::from_mins(1)).await, "nothing is recorded");
    }
    assert!(till.provider.calls() < 12, "it is left alone: {} calls", till.provider.calls());
    run(&till.log, clerk(CLARA), PayAtCounter { case: CASE, means: payment::Means::Cash, amount: Cents(1300) })
        .await
        .expect("the counter waits for no provider");
    assert!(till.case_is_settled().await);
}

#[tokio::test]
async fn a_wrong_amount_and_an_unknown_word_settle_nothing() {
    let mut till = Till::open().await;
    till.work().await;
    till.provider.becomes(Standing::Unknown { word: "PENDING".to_owned() });
    assert!(till.later(Duration::from_secs(3)).await);
    assert!(till.later(Duration::from_secs(6)).await || !till.case_is_settled().await);
    assert_eq!(till.names().await, ["attempt_started", "attempt_unclear"], "said once");
    till.provider.becomes(paid(1299));
    assert!(till.later(Duration::from_mins(1)).await);
    assert_eq!(till.names().await[2..], ["other_amount_paid"]);
    assert!(!till.case_is_settled().await);
    assert_eq!(till.fee().await.standing, payment::Standing::Due);
}

#[tokio::test]
async fn money_that_comes_after_all_is_found() {
    for ended in [Standing::Failed, Standing::Cancelled] {
        let mut till = Till::open().await;
        till.work().await;
        till.provider.becomes(ended);
        assert!(till.later(Duration::from_secs(3)).await);
        till.dies();
        till.provider.becomes(paid(1300));
        assert!(till.later(Duration::from_hours(2)).await);
        assert_eq!(till.names().await[2..], ["paid_online", "receipt_numbered"]);
        assert!(till.case_is_settled().await);
    }
}

#[tokio::test]
async fn a_statement_has_the_provider_asked_again_and_pays_nothing_by_itself() {
    const DAY: u64 = 24 * 60 * 60;
    let mut till = Till::open().await;
    till.work().await;
    till.provider.becomes(Standing::Failed);
    assert!(till.later(Duration::from_secs(10)).await);
    till.later(Duration::from_secs(40 * DAY)).await;
    let given_up = till.provider.calls();
    till.later(Duration::from_secs(DAY)).await;
    assert_eq!(till.provider.calls(), given_up, "nobody asks any more");

    let entry = statement::Entry {
        booked_on: date("2026-03-03"),
        amount: Cents(1300),
        kind: statement::Kind::Payment,
        id: None,
        of: Some(statement::Known { payment: payment(), attempt: Some(1) }),
        word: None,
        marks: vec![],
    };
    let source = statement::Source::Provider;
    let command = statement::Command::Import { source, entries: 1, from: 0, part: vec![entry] };
    let import = Single::<statement::State> { id: StatementId::of(&[7; 32]).0, command };
    run(&till.log, cashier(), import).await.expect("it is new");
    // That a statement shows it is a reason to ask, and no word of the provider.
    till.work().await;
    assert_eq!(till.provider.calls(), given_up + 1);
    assert_eq!(till.names().await, ["attempt_started", "attempt_failed"]);
    assert!(!till.case_is_settled().await);

    // Also for another node, which has to find it in the log.
    till.dies();
    till.provider.becomes(paid(1300));
    assert!(till.later(Duration::from_hours(1)).await);
    assert_eq!(till.names().await, ["attempt_started", "attempt_failed", "paid_online", "receipt_numbered"]);
    assert!(till.case_is_settled().await);
    let calls = till.provider.calls();
    till.later(Duration::from_secs(2 * DAY)).await;
    assert_eq!(till.provider.calls(), calls, "it is over");
}

#[tokio::test]
async fn what_was_paid_twice_goes_back_once_by_the_word_of_two_people() {
    let mut till = Till::open().await;
    till.work().await;
    run(&till.log, clerk(CLARA), PayAtCounter { case: CASE, means: payment::Means::Cash, amount: Cents(1300) })
        .await
        .expect("it is due");
    till.provider.becomes(paid(1300));
    assert!(till.later(Duration::from_secs(3)).await);
    assert_eq!(till.names().await, ["attempt_started", "paid", "receipt_numbered", "overpaid"]);
    assert!(till.later(Duration::from_mins(1)).await || till.provider.given_back().is_empty(), "nobody has agreed");
    till.refunds(cashier(), Command::Refund(RefundCommand::Approve { refund: 1 })).await.expect("it is owed");
    till.provider.next([Fault::Silent]);
    assert!(!till.work().await, "its answer is lost");
    till.dies();
    assert!(till.later(Duration::from_secs(5)).await);
    let given_back: Vec<_> = till.provider.given_back().into_iter().map(|order| order.amount).collect();
    assert_eq!(given_back, [Cents(1300)], "once, however often it was asked");
    assert_eq!(till.names().await[4..], ["refund_approved", "refunded"]);
    assert_eq!(till.worker.next_due(), None);
}

#[tokio::test]
async fn what_the_provider_does_not_give_back_the_treasury_does() {
    let mut till = Till::open().await;
    till.work().await;
    till.provider.becomes(paid(1300));
    till.later(Duration::from_secs(3)).await;
    let withdraw = Withdraw { case: CASE, reason: WithdrawalReason::Citizen };
    run(&till.log, clerk(CLARA), withdraw).await.expect("it is open");
    till.provider.answers_refunds(Ok(Refunded::Pending));
    till.refunds(cashier(), Command::Refund(RefundCommand::Approve { refund: 1 }))
        .await
        .expect("somebody else ended it");
    assert!(till.work().await);
    assert_eq!(till.fee().await.refund(1).map(|refund| refund.standing), Some(RefundStanding::Ordered));
    till.provider.answers_refunds(Err(crate::port::Failure::NotPossible));
    assert!(till.later(Duration::from_secs(5)).await);
    let by_hand = Command::Refund(RefundCommand::RecordByHand { refund: 1, order: "AO-2026-17".to_owned() });
    till.refunds(cashier(), by_hand).await.expect("the provider does not");
    assert_eq!(
        till.names().await[3..],
        ["refund_due", "refund_approved", "refund_ordered", "refund_by_hand", "refunded"]
    );
    assert_eq!(till.fee().await.left_of(Source::Attempt(1)), Cents::ZERO);
}

#[tokio::test]
async fn what_is_paid_after_its_case_was_withdrawn_is_not_owed() {
    let mut till = Till::open().await;
    till.work().await;
    let withdraw = Withdraw { case: CASE, reason: WithdrawalReason::Citizen };
    run(&till.log, clerk(CLARA), withdraw).await.expect("it is open");
    till.provider.becomes(paid(1300));
    assert!(till.later(Duration::from_secs(3)).await);
    assert_eq!(till.names().await, ["attempt_started", "cancelled", "overpaid"]);
    assert_eq!(till.fee().await.receipt, None);
}

#[tokio::test]
async fn nobody_is_sent_to_a_pay_page_for_what_is_not_due_any_more() {
    let mut till = Till::open().await;
    let withdraw = Withdraw { case: CASE, reason: WithdrawalReason::Citizen };
    run(&till.log, clerk(CLARA), withdraw).await.expect("it is open");
    assert!(till.work().await);
    assert_eq!(till.names().await, ["cancelled", "attempt_failed"]);
    assert_eq!(till.provider.calls(), 0);
}

#[tokio::test]
async fn an_attempt_is_asked_about_ever_more_rarely_and_given_up_after_two_weeks() {
    let mut till = Till::open().await;
    till.work().await;
    let mut moments = vec![];
    for _ in 0..2_000 {
        let Some(due) = till.worker.next_due().filter(|due| *due < at("2026-03-16T23:00:00Z")) else { break };
        moments.push((due - at("2026-03-02T08:00:00Z")).num_seconds());
        till.log.clock().set(due);
        till.work().await;
    }
    assert!(
        moments[..5].iter().zip(YOUNG_SECS).all(|(moment, secs)| (secs..=secs + 4).contains(moment)),
        "{moments:?}"
    );
    assert!((30..60).contains(&moments.len()), "{moments:?}");
    till.log.clock().set(at("2026-03-16T23:00:00Z"));
    run(&till.log, system(), Timer::AttemptExpiry(payment())).await.expect("it is time");
    // In the last moment somebody has paid.
    till.provider.becomes(paid(1300));
    assert!(till.work().await);
    assert_eq!(till.names().await[1..], ["attempt_expired", "paid_online", "receipt_numbered"]);
    assert_eq!(till.worker.next_due(), None);
}

#[tokio::test]
async fn whoever_waits_before_a_page_has_the_provider_asked_at_once_but_not_again_and_again() {
    let mut till = Till::open().await;
    till.work().await;
    till.log.clock().advance(Duration::from_hours(5));
    till.work().await;
    till.provider.becomes(paid(1300));
    let before = till.provider.calls();
    till.teller.look(payment()).await.expect("the log answers");
    assert!(till.case_is_settled().await);
    for _ in 0..10 {
        till.teller.look(payment()).await.expect("the log answers");
    }
    assert_eq!(till.provider.calls(), before + 1);
}

#[tokio::test]
async fn nobody_is_asked_while_the_log_is_fenced() {
    let mut till = Till::open().await;
    till.work().await;
    till.provider.becomes(paid(1300));
    till.log.backend().fence().await.expect("it can be");
    let before = till.provider.calls();
    till.teller.look(payment()).await.expect("the log answers");
    assert_eq!(till.provider.calls(), before);
    till.log.backend().unfence().await.expect("an operator has looked");
    till.teller.look(payment()).await.expect("the log answers");
    assert!(till.case_is_settled().await);
}

#[tokio::test]
async fn a_provider_without_a_pay_page_answers_at_once() {
    let provider = Arc::new(Simulator::default());
    provider.answers_at_once(paid(1300));
    let mut till = Till::by_way_of(provider).await;
    assert!(till.work().await);
    assert_eq!(till.names().await, ["attempt_started", "paid_online", "receipt_numbered"]);
}

/// A provider that does what it is asked, while the server dies before it hears that.
struct Dying(Arc<Simulator>);

impl Provider for Dying {
    fn name(&self) -> String {
        self.0.name()
    }

    fn start<'a>(&'a self, order: &'a Order) -> Answer<'a, Started> {
        Box::pin(async move {
            self.0.start(order).await?;
            std::future::pending().await
        })
    }

    fn look_up<'a>(&'a self, reference: &'a Reference) -> Answer<'a, Standing> {
        self.0.look_up(reference)
    }

    fn refund<'a>(&'a self, order: &'a RefundOrder) -> Answer<'a, Refunded> {
        self.0.refund(order)
    }

    fn check(&self) -> Answer<'_, ()> {
        self.0.check()
    }
}

#[tokio::test]
async fn a_server_that_dies_before_it_has_recorded_the_answer_asks_again_under_the_same_request() {
    let mut till = Till::open().await;
    let mut worker = Worker::new(teller(&till.log, Arc::new(Dying(till.provider.clone()))));
    let provider = till.provider.clone();
    let taken = async move {
        while provider.taken().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = worker.follow_up() => panic!("the server dies first: {answer:?}"),
        () = taken => {}
    }
    drop(worker);
    assert_eq!(till.names().await, Vec::<String>::new(), "nobody heard that it has begun");
    assert!(till.work().await);
    assert_eq!(till.names().await, ["attempt_started"]);
    assert_eq!(till.provider.taken().values().copied().collect::<Vec<_>>(), [2], "handed over twice, and there once");
}
