//! What statements show, and what becomes of it.

use std::collections::BTreeMap;

use domain::catalogue::{Basis, ServiceCode};
use domain::ids::{CaseId, SettlementId, StatementId};
use domain::money::Share;
use domain::payment::{AttemptCommand, Command, Ground, Item, Obstacle, OnlineMeans, RefundCommand};
use domain::settlement::{self, HalfYear};
use domain::statement::{Mark, State};
use domain::testing::{BEN, CLARA, DAVID, acting, at, clerk, date, system};
use domain::{By, Event, Refusal, Role};
use event_store::Position;
use proptest::prelude::*;

use super::super::{Balance, Concern, Ledger};
use super::*;
use crate::Model as _;
use crate::testing::{Models, Office};

const CASE: CaseId = CaseId(Uuid::from_u128(1));
const NOW: &str = "2026-03-02T09:00:00Z";

/// The books of an office, and the files that come in.
#[derive(Default)]
struct Books(Office);

fn payment(n: u128) -> PaymentId {
    PaymentId(Uuid::from_u128(0x7000 + n))
}

fn file(n: u8) -> StatementId {
    StatementId::of(&[n; 32])
}

fn cashier() -> By {
    acting(BEN, Role::Cashier)
}

/// An entry that names an attempt of a fee.
fn entry(of: u128, kind: Kind, cents: i64) -> Entry {
    let known = Known { payment: payment(of), attempt: Some(1) };
    Entry {
        booked_on: date("2026-03-03"),
        amount: Cents(cents),
        kind,
        id: None,
        of: Some(known),
        word: None,
        marks: vec![],
    }
}

/// What an authority makes of a word.
fn mark(word: &str) -> Mark {
    Mark(domain::ids::derived("mark of a test", Uuid::nil(), word))
}

/// An entry with words that nobody knows yet.
fn unheard<const N: usize>(words: [&str; N], kind: Kind, cents: i64) -> Entry {
    Entry { marks: words.map(mark).into(), ..stray(kind, cents) }
}

/// An entry that names this attempt of the first fee, or the fee only.
fn named(attempt: Option<u16>, kind: Kind, cents: i64) -> Entry {
    Entry { of: Some(Known { payment: payment(1), attempt }), ..entry(1, kind, cents) }
}

/// An entry that names nothing.
fn stray(kind: Kind, cents: i64) -> Entry {
    Entry { of: None, ..entry(1, kind, cents) }
}

impl Books {
    /// Fees of 13 euro that somebody wants to pay online.
    fn open(fees: u128) -> Self {
        let mut books = Self::default();
        for n in 1..=fees {
            let item = Item {
                service: ServiceCode::CertificateOfConduct,
                quantity: 1,
                each: Cents(1300),
                city_share: Share { of: 2, parts: 5 },
                basis: Basis::JvKostG1130,
            };
            books.fee(n, clerk(CLARA), Command::Assess { case: CASE, items: vec![item] }).expect("it is new");
            books.fee(n, clerk(CLARA), AttemptCommand::Request { payment: payment(n) }).expect("it is due");
            let reference = format!("T-{n}");
            books
                .fee(
                    n,
                    system(),
                    AttemptCommand::RecordStarted { attempt: 1, reference, mark: Some(mark(&format!("T-{n}"))) },
                )
                .expect("it is open");
        }
        books
    }

    fn fee(&mut self, n: u128, by: By, command: impl Into<Command>) -> Result<(), Refusal> {
        self.0.ask::<payment::State>(payment(n).0, by, at(NOW), command.into())
    }

    fn says_paid(&mut self, n: u128, cents: i64) {
        self.says_paid_by(n, 1, cents);
    }

    fn says_paid_by(&mut self, n: u128, attempt: u16, cents: i64) {
        let (means, receipt, paid_at) = (OnlineMeans::Card, Some(format!("KZ-{n}")), at(NOW));
        let mark = receipt.as_deref().map(mark);
        let paid = AttemptCommand::RecordPaid { attempt, means, amount: Cents(cents), receipt, mark, paid_at };
        self.fee(n, system(), paid).expect("the provider says so");
    }

    /// Somebody tries once more.
    fn tries_again(&mut self, n: u128, attempt: u16) {
        self.fee(n, system(), AttemptCommand::RecordFailed { attempt: attempt - 1, code: None }).expect("it is open");
        self.fee(n, clerk(CLARA), AttemptCommand::Request { payment: payment(n) }).expect("it is due");
        let reference = format!("T-{n}-{attempt}");
        self.fee(n, system(), AttemptCommand::RecordStarted { attempt, reference, mark: None }).expect("it is open");
    }

    fn reads(&mut self, n: u8, source: Source, entries: Vec<Entry>) -> Result<(), Refusal> {
        let count = u32::try_from(entries.len()).expect("a few");
        let import = statement::Command::Import { source, entries: count, from: 0, part: entries };
        self.0.ask::<State>(file(n).0, cashier(), at(NOW), import)
    }

    async fn closes(&mut self, n: u8, entry: u32, resolution: Resolution) {
        let models = self.0.read().await;
        let found = models.statement_entry(file(n), entry).expect("an answer").expect("it is there");
        let resolve =
            statement::Command::Resolve { entry, resolution, finding: found.finding, expected: found.expected };
        self.0.ask::<State>(file(n).0, acting(DAVID, Role::Cashier), at(NOW), resolve).expect("it can be said");
    }

    /// What each account holds. Together it is nothing.
    async fn holds(&self) -> BTreeMap<Account, i64> {
        holds(&self.0.read().await)
    }

    async fn concerns(&self) -> Vec<(Concern, i64)> {
        let found = self.0.read().await.mismatches(7).expect("an answer");
        found.into_iter().map(|one| (one.concern, one.amount.0)).collect()
    }
}

fn holds(models: &Models) -> BTreeMap<Account, i64> {
    let day = models.ledger(date("2026-03-02"), Position::START, 500).expect("an answer");
    assert_eq!(day.balances.iter().map(Balance::after).sum::<Cents>(), Cents::ZERO, "{:?}", day.balances);
    let mut holds = BTreeMap::new();
    for balance in &day.balances {
        *holds.entry(balance.account).or_default() += balance.after().0;
    }
    holds.retain(|_, cents| *cents != 0);
    holds
}

const REVENUE: (Account, i64) = (Account::Revenue, -1300);

#[tokio::test]
async fn what_the_provider_settles_and_pays_out_leaves_nothing_with_it() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    books.reads(1, Source::Provider, vec![entry(1, Kind::Payment, 1300), stray(Kind::Fee, -35)]).expect("it is new");
    let settled = [(Account::ProviderClearing, 1265), (Account::Charges, 35), REVENUE];
    assert_eq!(books.holds().await, BTreeMap::from(settled));
    assert_eq!(books.concerns().await, []);

    books.reads(2, Source::Bank, vec![stray(Kind::Payment, 1265)]).expect("it is new");
    assert_eq!(books.holds().await[&Account::Suspense], -1265);
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1265)]);
    books.closes(2, 0, Resolution::Payout).await;
    let paid_out = [(Account::Bank, 1265), (Account::Charges, 35), REVENUE];
    assert_eq!(books.holds().await, BTreeMap::from(paid_out));
    assert_eq!(books.concerns().await, []);
    let statement = books.0.read().await.statement(file(2)).expect("an answer").expect("it is read in");
    assert_eq!((statement.entries, statement.read, statement.resolved, statement.to_check()), (1, 1, 1, 0));
}

#[tokio::test]
async fn what_the_bank_shows_by_itself_is_on_the_account() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    books.says_paid(2, 1300);
    let by_reference =
        Entry { of: Some(Known { payment: payment(2), attempt: None }), ..entry(2, Kind::Payment, 1300) };
    books.reads(1, Source::Bank, vec![entry(1, Kind::Payment, 1300), by_reference]).expect("it is new");
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 2600), (Account::Revenue, -2600)]));
    assert_eq!(books.concerns().await, []);
    // The settlement of the provider has the same, and moves nothing.
    books
        .reads(2, Source::Provider, vec![entry(1, Kind::Payment, 1300), entry(2, Kind::Payment, 1300)])
        .expect("it is new");
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 2600), (Account::Revenue, -2600)]));
}

#[tokio::test]
async fn what_names_its_attempt_has_it_whatever_was_read_first() {
    let (without, with) = (named(None, Kind::Payment, 1300), named(Some(1), Kind::Payment, 1300));
    for order in [[without.clone(), with.clone()], [with, without]] {
        let mut books = Books::open(1);
        books.tries_again(1, 2);
        books.says_paid_by(1, 1, 1300);
        books.says_paid_by(1, 2, 1300);
        for (n, entry) in (1..).zip(order) {
            books.reads(n, Source::Bank, vec![entry]).expect("it is new");
        }
        let later = Entry { booked_on: date("2026-03-20"), ..stray(Kind::Fee, -35) };
        books.reads(9, Source::Bank, vec![later]).expect("it is new");
        assert_eq!(books.concerns().await, [], "neither is there twice, and neither attempt is missing");
        assert_eq!(books.holds().await.get(&Account::Suspense), None);
    }
}

#[tokio::test]
async fn what_is_called_alike_is_not_the_same_where_it_is_of_another_payment() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    books.says_paid(2, 1300);
    let alike = |of| Entry { id: Some(StatementId::entry("NONREF")), ..entry(of, Kind::Payment, 1300) };
    books.reads(1, Source::Bank, vec![alike(1)]).expect("it is new");
    books.reads(2, Source::Bank, vec![alike(2)]).expect("it is new");
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 2600), (Account::Revenue, -2600)]));
}

#[tokio::test]
async fn of_what_is_twice_in_one_file_and_once_in_another_one_is_the_same() {
    let alike = Entry { id: Some(StatementId::entry("NONREF")), ..stray(Kind::Payment, 1300) };
    for order in [[1, 2], [2, 1]] {
        let mut books = Books::open(1);
        for times in order {
            let n = u8::try_from(times).expect("small");
            books.reads(n, Source::Bank, vec![alike.clone(); times]).expect("it is new");
        }
        assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1300); 2], "{order:?}");
    }
}

#[tokio::test]
async fn the_same_file_and_the_same_entry_count_once() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    let named = Entry { id: Some(StatementId::entry("B-1")), ..entry(1, Kind::Payment, 1300) };
    books.reads(1, Source::Bank, vec![named.clone()]).expect("it is new");
    let after = books.holds().await;
    books.reads(1, Source::Bank, vec![named.clone()]).expect("it is known");
    assert_eq!(books.holds().await, after);
    // Another file of the same days has the entry under the same name.
    books.reads(2, Source::Bank, vec![named.clone(), stray(Kind::Payment, 5)]).expect("it is another");
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 5)]);
    // Without a name it is there twice, and the second one belongs to nothing.
    books.reads(3, Source::Bank, vec![Entry { id: None, ..named }]).expect("it is another");
    assert!(books.concerns().await.contains(&(Concern::Twice, 1300)));
    assert_eq!(books.holds().await[&Account::Suspense], -1305);
    books.closes(3, 0, Resolution::BookedAlready).await;
    books.closes(2, 1, Resolution::NotOurs).await;
    assert_eq!(books.holds().await, after);
}

#[tokio::test]
async fn what_has_the_same_name_on_another_day_or_in_the_same_file_is_another_entry() {
    let mut books = Books::open(1);
    let named = |entry| Entry { id: Some(StatementId::entry("7")), ..entry };
    let (charge, money) = (named(stray(Kind::Fee, -190)), named(stray(Kind::Payment, 1300)));
    books.reads(1, Source::Bank, vec![charge.clone(), money.clone(), money]).expect("it is new");
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1300), (Concern::UnknownReference, 1300)]);
    books.reads(2, Source::Bank, vec![charge.clone()]).expect("it is new");
    assert_eq!(books.holds().await[&Account::Charges], 190, "the statements overlap");
    books.reads(3, Source::Bank, vec![Entry { booked_on: date("2026-04-01"), ..charge }]).expect("it is new");
    assert_eq!(books.holds().await[&Account::Charges], 380, "the next month has its own");
}

#[tokio::test]
async fn a_charge_that_comes_back_is_for_somebody_to_look_at() {
    let mut books = Books::open(1);
    books.reads(1, Source::Provider, vec![stray(Kind::Fee, 35)]).expect("it is new");
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 35)]);
    assert!(!books.holds().await.contains_key(&Account::Charges));
}

#[tokio::test]
async fn what_is_shown_and_not_known_as_paid_waits_for_the_providers_word() {
    let mut books = Books::open(1);
    books.fee(1, system(), AttemptCommand::RecordFailed { attempt: 1, code: None }).expect("it is open");
    let receivable = (Account::Receivable, 1300);
    for (n, source) in [(1, Source::Provider), (2, Source::Bank)] {
        books.reads(n, source, vec![entry(1, Kind::Payment, 1300)]).expect("it is new");
    }
    let shown = [(Account::Bank, 1300), (Account::ProviderClearing, 1300), (Account::Suspense, -2600)];
    assert_eq!(books.holds().await, shown.into_iter().chain([receivable, REVENUE]).collect());
    assert_eq!(books.concerns().await, [(Concern::NotKnownAsPaid, 1300); 2]);
    books.says_paid(1, 1300);
    assert_eq!(books.concerns().await, []);
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 1300), REVENUE]));
}

#[tokio::test]
async fn what_was_given_back_comes_back_when_the_provider_says_paid() {
    for (resolution, holds) in [
        (Resolution::ClaimedAgain, vec![(Account::Receivable, 1300)]),
        (Resolution::WrittenOff, vec![(Account::Differences, 1300)]),
        (Resolution::BookedAlready, vec![(Account::Bank, 1300)]),
    ] {
        let mut books = Books::open(1);
        books.reads(1, Source::Bank, vec![entry(1, Kind::Payment, 1300)]).expect("it is new");
        books.closes(1, 0, Resolution::GivenBack).await;
        assert_eq!(books.concerns().await, []);
        books.says_paid(1, 1300);
        assert_eq!(books.concerns().await, [(Concern::PaidAfterAll, 1300)]);
        assert_eq!(books.holds().await, BTreeMap::from([(Account::Suspense, 1300), REVENUE]));
        let statement = books.0.read().await.statement(file(1)).expect("an answer").expect("it is read in");
        assert_eq!((statement.resolved, statement.to_check()), (0, 1));
        books.closes(1, 0, resolution).await;
        assert_eq!(books.concerns().await, []);
        assert_eq!(books.holds().await, holds.into_iter().chain([REVENUE]).collect(), "{resolution:?}");
    }
}

#[tokio::test]
async fn what_came_twice_and_was_given_back_stays_closed_beside_what_is_paid() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    let (early, late) =
        (entry(1, Kind::Payment, 1300), Entry { booked_on: date("2026-03-04"), ..entry(1, Kind::Payment, 1300) });
    books.reads(1, Source::Bank, vec![early, late]).expect("it is new");
    books.closes(1, 1, Resolution::GivenBack).await;
    let (source, amount, ground) = (payment::Source::Attempt(1), Cents(500), Ground::WronglyCharged);
    books.fee(1, clerk(CLARA), RefundCommand::Request { source, amount, ground }).expect("it is there");
    books.reads(2, Source::Bank, vec![entry(1, Kind::Chargeback, -5)]).expect("all of the fee is compared anew");
    assert_eq!(books.concerns().await, [(Concern::Chargeback, -5)]);
}

#[tokio::test]
async fn another_amount_stands_out_by_the_difference() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    books.reads(1, Source::Bank, vec![entry(1, Kind::Payment, 1290)]).expect("it is new");
    let found = books.0.read().await.mismatches(7).expect("an answer");
    assert_eq!((found[0].concern, found[0].expected), (Concern::OtherAmount, Some(Cents(1300))));
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 1290), (Account::Suspense, 10), REVENUE]));
    books.closes(1, 0, Resolution::WrittenOff).await;
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Bank, 1290), (Account::Differences, 10), REVENUE]));
}

#[tokio::test]
async fn a_payment_that_was_taken_back_is_claimed_again_or_written_off() {
    for (resolution, account) in
        [(Resolution::ClaimedAgain, Account::Receivable), (Resolution::WrittenOff, Account::Differences)]
    {
        let mut books = Books::open(1);
        books.says_paid(1, 1300);
        let back = entry(1, Kind::Chargeback, -1300);
        books.reads(1, Source::Bank, vec![entry(1, Kind::Payment, 1300), back]).expect("it is new");
        assert_eq!(books.concerns().await, [(Concern::Chargeback, -1300)]);
        assert_eq!(books.holds().await, BTreeMap::from([(Account::Suspense, 1300), REVENUE]));
        books.closes(1, 1, resolution).await;
        assert_eq!(books.holds().await, BTreeMap::from([(account, 1300), REVENUE]));
    }
}

#[tokio::test]
async fn what_the_provider_and_the_bank_both_take_back_is_claimed_once() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    let shown = || vec![entry(1, Kind::Payment, 1300), entry(1, Kind::Chargeback, -1300)];
    books.reads(1, Source::Provider, shown()).expect("it is new");
    books.reads(2, Source::Bank, shown()).expect("it is new");
    books.closes(1, 1, Resolution::ClaimedAgain).await;
    books.closes(2, 1, Resolution::ProviderDebit).await;
    assert_eq!(books.holds().await, BTreeMap::from([(Account::Receivable, 1300), REVENUE]));
    assert_eq!(books.concerns().await, []);
}

#[tokio::test]
async fn refunds_are_matched_with_those_that_were_made() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    let (source, amount, ground) = (payment::Source::Attempt(1), Cents(500), Ground::WronglyCharged);
    books.fee(1, clerk(CLARA), RefundCommand::Request { source, amount, ground }).expect("it is there");
    books.fee(1, cashier(), RefundCommand::Approve { refund: 1 }).expect("she did not ask");
    books.reads(1, Source::Bank, vec![entry(1, Kind::Refund, -500)]).expect("it is new");
    assert_eq!(books.concerns().await, [(Concern::NotKnownAsPaid, -500)]);
    let obstacle = Obstacle::NotPossible;
    books.fee(1, system(), RefundCommand::RecordImpossible { refund: 1, obstacle }).expect("it is agreed to");
    let order = "AO-1".to_owned();
    books.fee(1, cashier(), RefundCommand::RecordByHand { refund: 1, order }).expect("the provider does not");
    assert_eq!(books.concerns().await, []);
    let holds = [(Account::ProviderClearing, 1300), (Account::Bank, -500), (Account::Revenue, -800)];
    assert_eq!(books.holds().await, BTreeMap::from(holds));
    // The provider does not know what the treasury has paid out.
    books.reads(2, Source::Provider, vec![entry(1, Kind::Refund, -500)]).expect("it is new");
    assert_eq!(books.concerns().await, [(Concern::NotKnownAsPaid, -500)]);
}

#[tokio::test]
async fn what_no_statement_shows_is_missed_when_they_reach_far_enough() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    books.says_paid(2, 1300);
    assert_eq!(books.concerns().await, [], "where no statement is read in nothing is missing");
    let on = |day: &str, one: Entry| Entry { booked_on: date(day), ..one };
    books.reads(1, Source::Provider, vec![on("2026-03-02", entry(1, Kind::Payment, 1300))]).expect("it is new");
    books.reads(2, Source::Provider, vec![on("2026-03-08", stray(Kind::Fee, -35))]).expect("it is new");
    assert_eq!(books.concerns().await, []);
    books.reads(3, Source::Provider, vec![on("2026-03-09", stray(Kind::Fee, -35))]).expect("it is new");
    let found = books.0.read().await.mismatches(7).expect("an answer");
    assert_eq!((found.len(), found[0].concern, found[0].payment), (1, Concern::Missing, Some(payment(2))));
    books.reads(4, Source::Provider, vec![on("2026-03-10", entry(2, Kind::Payment, 1300))]).expect("it is new");
    assert_eq!(books.concerns().await, []);
}

/// Reads a sum of the provider in, and says what it is.
async fn reads_a_sum(books: &mut Books, n: u8, day: &str, cents: i64) {
    let sum = Entry { booked_on: date(day), ..stray(Kind::Payment, cents) };
    books.reads(n, Source::Bank, vec![sum]).expect("it is new");
    books.closes(n, 0, Resolution::Payout).await;
}

#[tokio::test]
async fn where_only_sums_are_read_no_payment_is_missing() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    books.says_paid(2, 1300);
    for (n, day) in (1..).zip(["2026-03-01", "2026-03-05", "2026-03-12", "2026-03-20"]) {
        reads_a_sum(&mut books, n, day, 2600).await;
        assert_eq!(books.concerns().await, []);
    }
    // Since then each payment is read, and what was paid before may be in the sums.
    let on = |day: &str, one: Entry| Entry { booked_on: date(day), ..one };
    books.reads(9, Source::Provider, vec![on("2026-03-21", entry(1, Kind::Payment, 1300))]).expect("it is new");
    books.reads(10, Source::Provider, vec![on("2026-04-02", stray(Kind::Fee, -35))]).expect("it is new");
    assert_eq!(books.concerns().await, []);
}

#[tokio::test]
async fn where_sums_are_read_since_then_what_was_paid_may_be_in_one() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    books.says_paid(2, 1300);
    let on = |day: &str, one: Entry| Entry { booked_on: date(day), ..one };
    books.reads(1, Source::Bank, vec![on("2026-03-02", entry(1, Kind::Payment, 1300))]).expect("it is new");
    reads_a_sum(&mut books, 2, "2026-03-04", 1300).await;
    books.reads(3, Source::Bank, vec![on("2026-03-12", stray(Kind::Fee, -35))]).expect("it is new");
    assert_eq!(books.concerns().await, []);
}

#[tokio::test]
async fn what_is_missing_is_closed_and_makes_good_what_was_written_off_when_it_comes() {
    for (finding, holds) in [
        (payment::Finding::InASum, vec![(Account::ProviderClearing, 2600)]),
        (payment::Finding::WrittenOff, vec![(Account::ProviderClearing, 1300), (Account::Differences, 1300)]),
    ] {
        let mut books = Books::open(2);
        books.says_paid(1, 1300);
        books.says_paid(2, 1300);
        let on = |day: &str, one: Entry| Entry { booked_on: date(day), ..one };
        books.reads(1, Source::Provider, vec![on("2026-03-02", entry(1, Kind::Payment, 1300))]).expect("it is new");
        books.reads(2, Source::Provider, vec![on("2026-03-09", stray(Kind::Fee, -35))]).expect("it is new");
        assert_eq!(books.concerns().await, [(Concern::Missing, 1300)]);
        let models = books.0.read().await;
        assert_eq!(models.missed_by(payment(1), 1, 7).expect("an answer"), None, "it is shown");
        let missed_by = models.missed_by(payment(2), 1, 7).expect("an answer");
        assert_eq!(missed_by, Some(vec![BEN]));
        let close = |missed_by| AttemptCommand::Close { attempt: 1, finding, missed_by };
        books.fee(2, acting(DAVID, Role::Cashier), close(missed_by)).expect("somebody else has read them in");
        assert_eq!(books.concerns().await, []);
        let rest = [(Account::Charges, 35), (Account::Revenue, -2600)];
        let mut expected: BTreeMap<_, _> = holds.into_iter().chain(rest).collect();
        *expected.get_mut(&Account::ProviderClearing).expect("it is there") -= 35;
        assert_eq!(books.holds().await, expected, "{finding:?}");
        // It comes after all: by the provider's word, and then on the account.
        books.reads(3, Source::Provider, vec![on("2026-03-10", entry(2, Kind::Payment, 1300))]).expect("it is new");
        books.reads(4, Source::Bank, vec![on("2026-03-11", entry(2, Kind::Payment, 1300))]).expect("it is new");
        let came = [(Account::ProviderClearing, 1265), (Account::Bank, 1300)];
        assert_eq!(books.holds().await, came.into_iter().chain(rest).collect(), "{finding:?}");
        assert_eq!(books.concerns().await, []);
    }
}

#[tokio::test]
async fn a_payment_is_known_by_its_words_unless_two_have_the_same() {
    let mut books = Books::open(2);
    books.says_paid(1, 1300);
    let reference = payment(1).reference();
    let models = books.0.read().await;
    let known = models.payments_named(["T-1", "KZ-1", reference.as_str(), "T-3"]).expect("an answer");
    let of = |attempt| Known { payment: payment(1), attempt };
    let expected = [("KZ-1", of(Some(1))), ("T-1", of(Some(1))), (reference.as_str(), of(None))];
    assert_eq!(known, expected.map(|(word, known)| (word.to_owned(), known)).into());
    // A treasury that calls everything the same names nothing by it.
    let (means, receipt, paid_at) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW));
    let paid = AttemptCommand::RecordPaid { attempt: 1, means, amount: Cents(1300), receipt, mark: None, paid_at };
    books.fee(2, system(), paid).expect("the provider says so");
    assert_eq!(books.0.read().await.payments_named(["KZ-1"]).expect("an answer"), BTreeMap::new());
}

#[tokio::test]
async fn a_word_that_is_learned_later_names_what_was_read_before() {
    let mut books = Books::open(2);
    let words = ["2026", "KZ-1"];
    books.reads(1, Source::Bank, vec![unheard(words, Kind::Payment, 1300)]).expect("it is new");
    books.reads(2, Source::Bank, vec![unheard(["KZ-3"], Kind::Payment, 1300)]).expect("it is new");
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1300); 2]);
    books.says_paid(1, 1300);
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1300)]);
    let holds = [(Account::Bank, 2600), (Account::Suspense, -1300), (Account::Receivable, 1300)];
    assert_eq!(books.holds().await, holds.into_iter().chain([(Account::Revenue, -2600)]).collect());
    // A name that two have names nothing any more, and the entry is again for somebody to look at.
    let (means, receipt, paid_at) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW));
    let again = Some(mark("KZ-1"));
    let paid = AttemptCommand::RecordPaid { attempt: 1, means, amount: Cents(1300), receipt, mark: again, paid_at };
    books.fee(2, system(), paid).expect("the provider says so");
    assert_eq!(books.concerns().await, [(Concern::UnknownReference, 1300); 2]);
}

#[tokio::test]
async fn a_name_is_learned_before_the_money_and_what_is_closed_stays_closed() {
    let mut books = Books::default();
    let unknown = unheard(["T-1"], Kind::Payment, 1300);
    books.reads(1, Source::Bank, vec![unknown.clone(), Entry { amount: Cents(5), ..unknown }]).expect("it is new");
    books.closes(1, 1, Resolution::NotOurs).await;
    let mut opened = Books::open(1);
    for envelope in opened.0.log.drain(..) {
        books.0.log.push(Envelope { position: Position(books.0.log.len() as u64 + 1), ..envelope });
    }
    assert_eq!(books.concerns().await, [(Concern::NotKnownAsPaid, 1300)]);
    let found = books.0.read().await.mismatches(7).expect("an answer");
    assert_eq!((found[0].payment, found[0].attempt), (Some(payment(1)), Some(1)));
}

#[tokio::test]
async fn the_share_of_the_federation_is_settled_and_then_paid() {
    let mut books = Books::open(1);
    books.says_paid(1, 1300);
    let of = HalfYear::beginning(date("2025-06-01")).expect("it begins then");
    let sums = vec![settlement::Sum {
        service: ServiceCode::CertificateOfConduct,
        city_share: Share { of: 2, parts: 5 },
        paid: Cents(1300),
        refunded: Cents::ZERO,
    }];
    let id = SettlementId::of(of);
    let close = settlement::Command::Close { of };
    books.0.ask::<settlement::State>(id.0, cashier(), at(NOW), close).expect("it is over");
    let record = settlement::Command::Record { of, sums };
    books.0.ask::<settlement::State>(id.0, cashier(), at(NOW), record).expect("it is over");
    let settled = [(Account::ProviderClearing, 1300), (Account::Revenue, -520), (Account::FederalShare, -780)];
    assert_eq!(books.holds().await, BTreeMap::from(settled));
    let record = books.0.read().await.settlement(id).expect("an answer").expect("it is recorded");
    assert_eq!((record.first_day, record.federal()), (of.first_day(), Cents(780)));
    books.reads(1, Source::Bank, vec![stray(Kind::Refund, -780)]).expect("it is new");
    books.closes(1, 0, Resolution::FederalShare).await;
    let paid = [(Account::ProviderClearing, 1300), (Account::Revenue, -520), (Account::Bank, -780)];
    assert_eq!(books.holds().await, BTreeMap::from(paid));
}

#[tokio::test]
async fn the_provider_and_the_federation_take_back_what_was_too_much() {
    let mut books = Books::open(1);
    books.reads(1, Source::Bank, vec![stray(Kind::Refund, -250), stray(Kind::Payment, 780)]).expect("it is new");
    assert_eq!(books.holds().await[&Account::Suspense], -530);
    books.closes(1, 0, Resolution::ProviderDebit).await;
    books.closes(1, 1, Resolution::FederalRepayment).await;
    let holds = [(Account::Bank, 530), (Account::ProviderClearing, 250), (Account::FederalShare, -780)];
    let owed = [(Account::Receivable, 1300), REVENUE];
    assert_eq!(books.holds().await, holds.into_iter().chain(owed).collect());
}

/// Something that happens to the books.
#[derive(Clone, Debug)]
enum Step {
    Paid(u128, i64),
    Failed(u128),
    Read(u8, Source, Vec<Entry>),
    Closed(u8, u32, Resolution),
}

fn entries() -> impl Strategy<Value = Entry> {
    let kind = prop::sample::select(vec![Kind::Payment, Kind::Refund, Kind::Chargeback, Kind::Fee]);
    let id = prop::sample::select(vec![None, None, Some("B-1"), Some("B-2")]);
    let of =
        prop::sample::select(vec![None, Some((1, None)), Some((1, Some(1))), Some((2, Some(1))), Some((2, Some(9)))]);
    (kind, 1..3_i64, id, of).prop_map(|(kind, times, id, of)| {
        let cents = if kind == Kind::Payment { 650 * times } else { -650 * times };
        Entry {
            id: id.map(StatementId::entry),
            of: of.map(|(n, attempt)| Known { payment: payment(n), attempt }),
            ..stray(kind, cents)
        }
    })
}

fn steps() -> impl Strategy<Value = Step> {
    let source = prop::sample::select(vec![Source::Provider, Source::Bank]);
    let resolution = prop::sample::select(vec![
        Resolution::Payout,
        Resolution::Charge,
        Resolution::ProviderDebit,
        Resolution::FederalShare,
        Resolution::FederalRepayment,
        Resolution::ClaimedAgain,
        Resolution::GivenBack,
        Resolution::BookedAlready,
        Resolution::NotOurs,
        Resolution::WrittenOff,
    ]);
    prop_oneof![
        (1..3_u128, 1..3_i64).prop_map(|(n, times)| Step::Paid(n, 650 * times)),
        (1..3_u128).prop_map(Step::Failed),
        (0..6_u8, source, prop::collection::vec(entries(), 1..4))
            .prop_map(|(n, source, all)| Step::Read(n, source, all)),
        (0..6_u8, 0..4_u32, resolution).prop_map(|(n, entry, resolution)| Step::Closed(n, entry, resolution)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Whatever comes in which order: the books balance, they are the same when they are read again, and what nobody has
    /// closed is what the worklist shows.
    #[test]
    fn the_books_balance_whatever_statements_show(steps in prop::collection::vec(steps(), 0..24)) {
        let mut books = Books::open(2);
        for step in steps {
            match step {
                Step::Paid(n, cents) => {
                    let (means, paid_at) = (OnlineMeans::Card, at(NOW));
                    let amount = Cents(cents);
                    let paid = AttemptCommand::RecordPaid { attempt: 1, means, amount, receipt: None, mark: None, paid_at };
                    books.fee(n, system(), paid).expect("the provider says so");
                }
                Step::Failed(n) => {
                    books.fee(n, system(), AttemptCommand::RecordFailed { attempt: 1, code: None }).expect("it may");
                }
                Step::Read(n, source, entries) => drop(books.reads(n, source, entries)),
                Step::Closed(n, entry, resolution) => {
                    let finding = Finding::UnknownReference;
                    let resolve = statement::Command::Resolve { entry, resolution, finding, expected: Cents::ZERO };
                    drop(books.0.ask::<State>(file(n).0, acting(DAVID, Role::Cashier), at(NOW), resolve));
                }
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            books.holds().await;
            let models = books.0.read().await;
            let open: u32 = models.statements().expect("an answer").iter().map(super::super::Imported::to_check).sum();
            let shown = models.mismatches(7).expect("an answer").into_iter().filter(|one| one.place.is_some()).count();
            assert_eq!(usize::try_from(open).expect("a few"), shown);
            let live = dumped(&models);
            models.rebuild(Ledger::NAME, &books.0.log).await.expect("it is read again");
            assert_eq!(dumped(&models), live);
        });
        let is_read = |event: &Event| matches!(event, Event::Statement(statement::Event::Begun { .. }));
        prop_assert!(books.0.log.iter().filter(|envelope| is_read(&envelope.event)).count() <= 6, "each file once");
    }
}

/// What became of the entries of these files, whatever their order, and what the accounts hold.
async fn verdicts(
    books: &Books,
    files: &[(u8, Source, Vec<Entry>)],
) -> (Vec<String>, BTreeMap<Account, i64>, Vec<(Concern, i64)>) {
    let (models, mut verdicts) = (books.0.read().await, vec![]);
    for (n, source, entries) in files {
        for (entry, number) in entries.iter().zip(0..) {
            let found = models.statement_entry(file(*n), number).expect("an answer").expect("it is there");
            verdicts.push(format!("{source:?} {entry:?} {:?}", found.finding));
        }
    }
    verdicts.sort();
    let found = models.mismatches(7).expect("an answer");
    let mut concerns: Vec<_> = found.into_iter().map(|one| (one.concern, one.amount.0)).collect();
    concerns.sort();
    (verdicts, holds(&models), concerns)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Files may come in any order, before the provider's word or after it: what each entry is comes out the same.
    #[test]
    fn the_order_in_which_files_come_changes_no_verdict(
        files in prop::collection::vec(
            (prop::sample::select(vec![Source::Provider, Source::Bank]), prop::collection::vec(of_two_attempts(), 1..5)),
            1..5,
        ).prop_flat_map(|files| {
            let files: Vec<_> = (1..).zip(files).map(|(n, (source, entries))| (n, source, entries)).collect();
            (Just(files.clone()), Just(files).prop_shuffle())
        }),
        paid in (1..3_i64, 1..3_i64),
        told_after in 0..5_usize,
    ) {
        let (files, shuffled) = files;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let read = |files: &[(u8, Source, Vec<Entry>)], told_after: usize| {
            let mut books = Books::open(1);
            books.tries_again(1, 2);
            let tells = |books: &mut Books| {
                books.says_paid_by(1, 1, 650 * paid.0);
                books.says_paid_by(1, 2, 650 * paid.1);
            };
            for (at, (n, source, entries)) in files.iter().enumerate() {
                if at == told_after {
                    tells(&mut books);
                }
                books.reads(*n, *source, entries.clone()).expect("it is new");
            }
            if told_after >= files.len() {
                tells(&mut books);
            }
            runtime.block_on(verdicts(&books, files))
        };
        prop_assert_eq!(read(&files, 0), read(&shuffled, told_after));
    }
}

/// An entry about a fee with two attempts, or about nothing.
fn of_two_attempts() -> impl Strategy<Value = Entry> {
    let id = prop::sample::select(vec![None, None, Some("B-1"), Some("NONREF")]);
    let of = prop::sample::select(vec![None, Some(None), Some(None), Some(Some(1)), Some(Some(2))]);
    let kind = prop::sample::select(vec![Kind::Payment, Kind::Payment, Kind::Payment, Kind::Fee]);
    (kind, 1..3_i64, id, of, 3..5_u32).prop_map(|(kind, times, id, of, day)| Entry {
        booked_on: date(&format!("2026-03-{day:02}")),
        id: id.map(StatementId::entry),
        of: of.map(|attempt| Known { payment: payment(1), attempt }),
        ..stray(kind, if kind == Kind::Fee { -35 } else { 650 * times })
    })
}

fn dumped(models: &Models) -> String {
    let mut lines = vec![];
    models.dump(Ledger::NAME, &mut lines).expect("it can be written");
    String::from_utf8(lines).expect("lines of JSON")
}
