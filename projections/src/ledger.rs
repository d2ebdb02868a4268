//! Where is every cent? A double-entry ledger of the fees: what is owed, where the money lies, and what goes back.
//!
//! Each event that moves money is one journal, and each journal balances: a line of the ledger takes from one account
//! what it gives to another, and the sums of both sides are checked where they are stored. It is made of the events
//! alone, so it can be read again from the log and ends in the same rows. The treasury's own books are not replaced by
//! it: it says what they should hold.

mod reconcile;
mod settlements;
mod statements;

use chrono::NaiveDate;
use domain::Event;
use domain::calendar::local_date;
use domain::ids::{PaymentId, SettlementId, StatementId};
use domain::money::Cents;
use domain::payment::{self, Item, Means, Source};
use event_store::Position;
use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use settlements::SettlementRecord;
pub use statements::{Concern, EntryRecord, Imported, Mismatch, Place};

use crate::column::{Code, Columns as _};
use crate::{Envelope, Failure, Model, ReadModels};

/// The ledger of the fees.
pub enum Ledger {}

impl Model for Ledger {
    const NAME: &'static str = "ledger";
    const VERSION: u32 = 8;
    const SCHEMA: &'static str = include_str!("ledger/schema.sql");
    const TABLES: &'static [&'static str] = &[
        "journal",
        "posting",
        "movement",
        "item",
        "wanted",
        "other_amount",
        "reference",
        "attempt",
        "returned",
        "statement",
        "entry",
        "mark",
        "entry_mark",
        "settlement",
    ];
    const PERSONAL: &'static [&'static str] = &[];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        let lines = match &envelope.event {
            Event::Payment(event) => {
                let mut lines = lines(tx, envelope.stream.id, event)?;
                lines.extend(reconcile::payment(tx, envelope, event)?);
                lines
            }
            Event::Statement(event) => reconcile::statement(tx, envelope, event)?,
            Event::Settlement(event) => settlements::settlement(tx, envelope, event)?,
            Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::Booking(_)
            | Event::Case(_)
            | Event::Signature(_)
            | Event::Consultation(_)
            | Event::NumberSeries(_)
            | Event::SubjectKey(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::Document(_)
            | Event::Paper(_) => return Ok(()),
        };
        post(tx, envelope, &lines)
    }
}

/// An account of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// What people owe.
    Receivable,
    /// Coins and notes that were taken at the counter.
    CounterCash,
    /// What was taken by card at the counter, until it is on the account.
    CounterCard,
    /// What the payment provider has taken, until it is on the account.
    ProviderClearing,
    /// The office's account at its bank.
    Bank,
    /// What fees were fixed, less those that nobody pays, by the position of the tariff.
    Revenue,
    /// What is to be given back.
    RefundPayable,
    /// What came in and belongs to nothing yet.
    Suspense,
    /// What the provider and the bank keep for their work.
    Charges,
    /// What is settled with the Federation and not paid to it yet.
    FederalShare,
    /// What was written off or kept, because nobody could say where it belongs.
    Differences,
}

impl Account {
    /// All of them, in the order of their declaration.
    pub const ALL: [Self; 11] = [
        Self::Receivable,
        Self::CounterCash,
        Self::CounterCard,
        Self::ProviderClearing,
        Self::Bank,
        Self::Revenue,
        Self::RefundPayable,
        Self::Suspense,
        Self::Charges,
        Self::FederalShare,
        Self::Differences,
    ];
}

/// So much goes from one account to another.
struct Line {
    debit: Account,
    credit: Account,
    /// The position of the tariff, where one of them is divided by it.
    part: String,
    amount: Cents,
}

fn line(debit: Account, credit: Account, amount: Cents) -> Line {
    Line { debit, credit, part: String::new(), amount }
}

/// What an event moves.
fn lines(tx: &Transaction<'_>, payment: Uuid, event: &payment::Event) -> rusqlite::Result<Vec<Line>> {
    use Account::{Bank, CounterCard, CounterCash, ProviderClearing, Receivable, RefundPayable, Revenue, Suspense};

    Ok(match event {
        payment::Event::Assessed { items, .. } => {
            for (n, item) in items.iter().enumerate() {
                tx.prepare_cached("INSERT OR REPLACE INTO item VALUES (?1, ?2, ?3, ?4)")?.execute(params![
                    payment,
                    n,
                    item.position(),
                    item.amount().0
                ])?;
            }
            let line = |item: &Item| Line {
                debit: Receivable,
                credit: Revenue,
                part: item.position().to_owned(),
                amount: item.amount(),
            };
            items.iter().map(line).collect()
        }
        payment::Event::Paid { means, amount, .. } => {
            let till = match means {
                Means::Cash => CounterCash,
                Means::Card => CounterCard,
            };
            vec![line(till, Receivable, *amount)]
        }
        payment::Event::PaidOnline { amount, .. } => vec![line(ProviderClearing, Receivable, *amount)],
        payment::Event::Exempted { amount, .. }
        | payment::Event::Waived { amount, .. }
        | payment::Event::Cancelled { amount, .. } => of_revenue(tx, payment, Receivable, *amount)?,
        payment::Event::Overpaid { amount, .. } => {
            vec![line(ProviderClearing, RefundPayable, *amount)]
        }
        payment::Event::OtherAmountPaid { attempt, amount, .. } => {
            tx.prepare_cached("INSERT INTO other_amount VALUES (?1, ?2)")?.execute(params![payment, attempt])?;
            vec![line(ProviderClearing, Suspense, *amount)]
        }
        payment::Event::RefundDue { amount, .. } => of_revenue(tx, payment, RefundPayable, *amount)?,
        // What somebody asks for is owed when somebody else has agreed.
        payment::Event::RefundRequested { refund, .. } => {
            tx.prepare_cached("INSERT INTO wanted VALUES (?1, ?2)")?.execute(params![payment, refund])?;
            vec![]
        }
        payment::Event::RefundApproved { refund, source, amount, .. } => {
            let wanted = tx
                .prepare_cached("DELETE FROM wanted WHERE payment = ?1 AND refund = ?2")?
                .execute(params![payment, refund])?;
            let from_suspense = match source {
                Source::Counter => false,
                // Whatever the ground: what came in as another amount was never revenue.
                Source::Attempt(attempt) => is_other_amount(tx, payment, *attempt)?,
            };
            match (wanted > 0, from_suspense) {
                (false, _) => vec![],
                (true, true) => vec![line(Suspense, RefundPayable, *amount)],
                (true, false) => of_revenue(tx, payment, RefundPayable, *amount)?,
            }
        }
        // What the provider gives back it takes from what it has; the treasury takes it from the account.
        payment::Event::Refunded { amount, order: None, .. } => vec![line(RefundPayable, ProviderClearing, *amount)],
        payment::Event::Refunded { amount, order: Some(_), .. } => vec![line(RefundPayable, Bank, *amount)],
        payment::Event::WaiverRequested { .. }
        | payment::Event::WaiverRefused { .. }
        | payment::Event::AttemptRequested { .. }
        | payment::Event::AttemptStarted { .. }
        | payment::Event::AttemptUnanswered { .. }
        | payment::Event::AttemptUnclear { .. }
        | payment::Event::AttemptFailed { .. }
        | payment::Event::AttemptCancelled { .. }
        | payment::Event::AttemptExpired { .. }
        | payment::Event::AttemptClosed { .. }
        // That it is owed again the ledger has from the entry of the statement.
        | payment::Event::ChargedBack { .. }
        | payment::Event::CaseEnded { .. }
        | payment::Event::ReceiptNumbered { .. }
        | payment::Event::RefundDeclined { .. }
        | payment::Event::RefundOrdered { .. }
        | payment::Event::RefundByHand { .. } => vec![],
    })
}

/// So much of a claim's revenue is none. The whole is of each position; of a part nobody says of which, so it is of the
/// first ones.
fn of_revenue(tx: &Transaction<'_>, payment: Uuid, credit: Account, amount: Cents) -> rusqlite::Result<Vec<Line>> {
    let mut statement = tx.prepare_cached("SELECT part, cents FROM item WHERE payment = ?1 ORDER BY n")?;
    let mut rows = statement.query([payment])?;
    let (mut lines, mut left) = (vec![], amount.0);
    while let Some(row) = rows.next()? {
        let (part, cents): (String, i64) = (row.get(0)?, row.get(1)?);
        let cents = cents.min(left);
        left -= cents;
        lines.push(Line { debit: Account::Revenue, credit, part, amount: Cents(cents) });
    }
    Ok(lines)
}

fn is_other_amount(tx: &Transaction<'_>, payment: Uuid, attempt: u16) -> rusqlite::Result<bool> {
    tx.prepare_cached("SELECT 1 FROM other_amount WHERE payment = ?1 AND attempt = ?2")?
        .query_row(params![payment, attempt], |_| Ok(()))
        .optional()
        .map(|found| found.is_some())
}

/// Writes the lines of an event into both of their accounts.
fn post(tx: &Transaction<'_>, envelope: &Envelope, lines: &[Line]) -> rusqlite::Result<()> {
    let journal = i64::try_from(envelope.position.0).expect("no log will have 2^63 events");
    let date = local_date(envelope.at);
    let mut n = 0_u32;
    for Line { debit, credit, part, amount } in lines.iter().filter(|line| line.amount != Cents::ZERO) {
        for (account, debit, credit) in [(*debit, amount.0, 0), (*credit, 0, amount.0)] {
            let part = if account == Account::Revenue { part.as_str() } else { "" };
            n += 1;
            tx.prepare_cached("INSERT INTO posting VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?.execute(params![
                journal,
                n,
                Code(account),
                part,
                debit,
                credit
            ])?;
            tx.prepare_cached(
                "INSERT INTO movement VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET debit = debit + excluded.debit, credit = credit + excluded.credit",
            )?
            .execute(params![date, Code(account), part, debit, credit])?;
        }
    }
    if n == 0 {
        return Ok(());
    }
    // The table takes no journal whose sides differ: then the model halts and says so.
    tx.prepare_cached(
        "INSERT INTO journal SELECT ?1, ?2, ?3, ?4, ?5, sum(debit), sum(credit) FROM posting WHERE journal = ?1",
    )?
    .execute(params![journal, date, Code(Cause::kind(&envelope.event)), envelope.stream.id, envelope.name])
    .map(drop)
}

/// How an account stands at the end of a day, and what moved on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Which account.
    pub account: Account,
    /// What of it: for revenue the position of the tariff, else nothing.
    pub part: String,
    /// What it held before the day: debits less credits.
    pub before: Cents,
    /// What came on the debit side on the day.
    pub debit: Cents,
    /// What came on the credit side.
    pub credit: Cents,
}

impl Balance {
    /// What it holds after the day: debits less credits.
    pub fn after(&self) -> Cents {
        self.before + self.debit - self.credit
    }
}

/// What an event that moved money happened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A fee.
    Payment(PaymentId),
    /// A statement.
    Statement(StatementId),
    /// A settlement.
    Settlement(SettlementId),
}

/// A kind of it, as it is stored.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CauseKind {
    Payment,
    Statement,
    Settlement,
}

impl Cause {
    fn kind(event: &Event) -> CauseKind {
        match event {
            Event::Statement(_) => CauseKind::Statement,
            Event::Settlement(_) => CauseKind::Settlement,
            // Of all others only fees move money.
            _ => CauseKind::Payment,
        }
    }

    fn of(kind: CauseKind, id: Uuid) -> Self {
        match kind {
            CauseKind::Payment => Self::Payment(PaymentId(id)),
            CauseKind::Statement => Self::Statement(StatementId(id)),
            CauseKind::Settlement => Self::Settlement(SettlementId(id)),
        }
    }
}

/// One event that moved money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// Where it stands in the log.
    pub position: Position,
    /// What it happened to.
    pub cause: Cause,
    /// The stored name of the event.
    pub name: String,
    /// What it moved.
    pub postings: Vec<Posting>,
}

/// One side of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posting {
    /// On which account.
    pub account: Account,
    /// What of it.
    pub part: String,
    /// How much on the debit side; nothing where it is on the other.
    pub debit: Cents,
    /// How much on the credit side.
    pub credit: Cents,
}

/// A day of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerDay {
    /// How the accounts stand: those that ever moved.
    pub balances: Vec<Balance>,
    /// What moved on the day, in the order of the log, and no more than was asked for.
    pub journals: Vec<Journal>,
}

impl ReadModels {
    /// How the accounts stand at the end of a day, and the first events that moved money on it after a position.
    pub fn ledger(&self, day: NaiveDate, after: Position, most: u32) -> Result<LedgerDay, Failure> {
        self.ask::<Ledger, _>(|connection| {
            let mut balances = connection
                .prepare_cached(
                    "SELECT account, part, sum(iif(date < ?1, debit - credit, 0)) AS before,
                            sum(iif(date = ?1, debit, 0)) AS debit, sum(iif(date = ?1, credit, 0)) AS credit
                     FROM movement WHERE date <= ?1 GROUP BY account, part",
                )?
                .query_map([day], balance)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            balances.sort_by(|one, other| (one.account, &one.part).cmp(&(other.account, &other.part)));
            let after = i64::try_from(after.0).unwrap_or(i64::MAX);
            let mut journals = connection
                .prepare_cached("SELECT * FROM journal WHERE date = ?1 AND journal > ?2 ORDER BY journal LIMIT ?3")?
                .query_map(params![day, after, most], journal)?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            for journal in &mut journals {
                let position = i64::try_from(journal.position.0).expect("it was read from a column");
                journal.postings = connection
                    .prepare_cached("SELECT * FROM posting WHERE journal = ?1 ORDER BY n")?
                    .query_map([position], posting)?
                    .collect::<rusqlite::Result<_>>()?;
            }
            Ok(LedgerDay { balances, journals })
        })
    }
}

fn balance(row: &Row<'_>) -> rusqlite::Result<Balance> {
    Ok(Balance {
        account: row.code("account")?,
        part: row.get("part")?,
        before: Cents(row.get("before")?),
        debit: Cents(row.get("debit")?),
        credit: Cents(row.get("credit")?),
    })
}

fn journal(row: &Row<'_>) -> rusqlite::Result<Journal> {
    Ok(Journal {
        position: Position(row.get("journal")?),
        cause: Cause::of(row.code("kind")?, row.id("id")?),
        name: row.get("name")?,
        postings: vec![],
    })
}

fn posting(row: &Row<'_>) -> rusqlite::Result<Posting> {
    Ok(Posting {
        account: row.code("account")?,
        part: row.get("part")?,
        debit: Cents(row.get("debit")?),
        credit: Cents(row.get("credit")?),
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::catalogue::{Basis, ServiceCode};
    use domain::ids::CaseId;
    use domain::money::Share;
    use domain::payment::{AttemptCommand, Command, Exemption, Obstacle, OnlineMeans, RefundCommand};
    use domain::testing::{BEN, CLARA, acting, at, clerk, date, system};
    use domain::{By, Role};
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{Models, Office};

    const CASE: CaseId = CaseId(Uuid::from_u128(1));
    const NOW: &str = "2026-03-02T09:00:00Z";

    /// A till at which things happen one after another.
    #[derive(Default)]
    struct Till(Office);

    impl Till {
        /// A fee of 13 euro that somebody wants to pay online.
        fn open() -> Self {
            let mut till = Self::default();
            till.does(1, clerk(CLARA), assess(1300)).expect("it is new");
            till.does(1, clerk(CLARA), Command::Attempt(AttemptCommand::Request { payment: payment(1) }))
                .expect("it is due");
            till
        }

        fn does(&mut self, fee: u128, by: By, command: Command) -> Result<(), domain::Refusal> {
            self.0.ask::<payment::State>(payment(fee).0, by, at(NOW), command)
        }

        fn says_paid(&mut self, fee: u128, attempt: u16, cents: i64) {
            let (means, receipt, paid_at) = (OnlineMeans::Card, None, at(NOW));
            let paid = Command::Attempt(AttemptCommand::RecordPaid {
                attempt,
                means,
                amount: Cents(cents),
                receipt,
                mark: None,
                paid_at,
            });
            self.does(fee, system(), paid).expect("the provider says so");
        }

        async fn holds(&self) -> BTreeMap<Account, i64> {
            let day = self.0.read().await.ledger(date("2026-03-02"), Position::START, 100).expect("an answer");
            for journal in &day.journals {
                let sum = |side: fn(&Posting) -> Cents| journal.postings.iter().map(side).sum::<Cents>();
                assert_eq!(sum(|one| one.debit), sum(|one| one.credit), "{journal:?}");
            }
            assert_eq!(day.balances.iter().map(Balance::after).sum::<Cents>(), Cents::ZERO, "{:?}", day.balances);
            let mut holds = BTreeMap::new();
            for balance in &day.balances {
                *holds.entry(balance.account).or_default() += balance.after().0;
            }
            holds.retain(|_, cents| *cents != 0);
            holds
        }
    }

    fn payment(n: u128) -> PaymentId {
        PaymentId(Uuid::from_u128(0x7000 + n))
    }

    fn assess(cents: i64) -> Command {
        let (service, basis) = (ServiceCode::CertificateOfConduct, Basis::JvKostG1130);
        let city_share = Share { of: 2, parts: 5 };
        Command::Assess {
            case: CASE,
            items: vec![Item { service, quantity: 1, each: Cents(cents), city_share, basis }],
        }
    }

    fn cashier() -> By {
        acting(BEN, Role::Cashier)
    }

    fn pay() -> Command {
        Command::PayAtCounter { means: Means::Cash, amount: Cents(1300) }
    }

    #[tokio::test]
    async fn a_fee_is_owed_until_it_is_paid_and_then_the_provider_has_the_money() {
        let mut till = Till::open();
        assert_eq!(till.holds().await, BTreeMap::from([(Account::Receivable, 1300), (Account::Revenue, -1300)]));
        till.says_paid(1, 1, 1300);
        assert_eq!(till.holds().await, BTreeMap::from([(Account::ProviderClearing, 1300), (Account::Revenue, -1300)]));
        let day = till.0.read().await.ledger(date("2026-03-02"), Position::START, 100).expect("an answer");
        assert_eq!(day.journals.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["assessed", "paid_online"]);
        let revenue = day.balances.iter().find(|one| one.account == Account::Revenue).expect("it moved");
        assert_eq!(revenue.part, "1130");
        let next = till.0.read().await.ledger(date("2026-03-03"), Position::START, 100).expect("an answer");
        assert_eq!(next.journals, []);
        assert!(next.balances.iter().all(|one| (one.debit, one.credit) == (Cents::ZERO, Cents::ZERO)));
    }

    #[tokio::test]
    async fn what_was_paid_twice_is_owed_back_until_it_has_gone_back() {
        let mut till = Till::open();
        till.does(1, clerk(CLARA), pay()).expect("it is due");
        till.says_paid(1, 1, 1300);
        let kept = (Account::CounterCash, 1300);
        let owed =
            [kept, (Account::ProviderClearing, 1300), (Account::Revenue, -1300), (Account::RefundPayable, -1300)];
        assert_eq!(till.holds().await, BTreeMap::from(owed));
        till.does(1, cashier(), Command::Refund(RefundCommand::Approve { refund: 1 })).expect("it is owed");
        assert_eq!(till.holds().await, BTreeMap::from(owed), "it was owed before");
        till.does(1, system(), Command::Refund(RefundCommand::RecordDone { refund: 1 })).expect("it is agreed to");
        assert_eq!(till.holds().await, BTreeMap::from([kept, (Account::Revenue, -1300)]));
    }

    #[tokio::test]
    async fn another_amount_belongs_to_nothing_until_it_goes_back() {
        let mut till = Till::open();
        till.says_paid(1, 1, 1299);
        let holds = till.holds().await;
        assert_eq!((holds[&Account::Suspense], holds[&Account::Receivable]), (-1299, 1300));
        let (source, amount, ground) = (Source::Attempt(1), Cents(1299), payment::Ground::OtherAmount);
        till.does(1, clerk(CLARA), Command::Refund(RefundCommand::Request { source, amount, ground }))
            .expect("it is there");
        assert_eq!(till.holds().await, holds, "somebody else has to agree");
        till.does(1, cashier(), Command::Refund(RefundCommand::Approve { refund: 1 })).expect("she did not ask");
        let holds = till.holds().await;
        assert_eq!((holds.get(&Account::Suspense), holds[&Account::RefundPayable]), (None, -1299));
        let obstacle = Obstacle::NotPossible;
        till.does(1, system(), Command::Refund(RefundCommand::RecordImpossible { refund: 1, obstacle }))
            .expect("it is agreed to");
        let by_hand = Command::Refund(RefundCommand::RecordByHand { refund: 1, order: "AO-1".to_owned() });
        till.does(1, cashier(), by_hand).expect("the provider does not");
        let holds = till.holds().await;
        assert_eq!((holds[&Account::ProviderClearing], holds[&Account::Bank]), (1299, -1299));
    }

    #[tokio::test]
    async fn what_nobody_pays_is_no_revenue() {
        for command in [Command::Abandon, Command::Exempt { exemption: Exemption::VoluntaryWork }] {
            let mut till = Till::open();
            till.does(1, clerk(CLARA), command).expect("it is due");
            assert_eq!(till.holds().await, BTreeMap::new());
        }
        let mut till = Till::open();
        till.does(1, clerk(CLARA), pay()).expect("it is due");
        till.does(1, clerk(CLARA), Command::Abandon).expect("its case has ended");
        let owed = [(Account::CounterCash, 1300), (Account::RefundPayable, -1300)];
        assert_eq!(till.holds().await, BTreeMap::from(owed));
    }

    fn commands() -> impl Strategy<Value = Command> {
        let (means, paid_at) = (OnlineMeans::Card, at(NOW));
        prop_oneof![
            2 => Just(pay()),
            4 => Just(Command::Attempt(AttemptCommand::Request { payment: payment(1) })),
            6 => (1..4_u16, prop::sample::select(vec![700, 1300])).prop_map(move |(attempt, cents)| {
                Command::Attempt(AttemptCommand::RecordPaid { attempt, means, amount: Cents(cents), receipt: None, mark: None, paid_at })
            }),
            2 => (1..4_u16).prop_map(|attempt| Command::Attempt(AttemptCommand::RecordFailed { attempt, code: None })),
            1 => Just(Command::Abandon),
            1 => Just(Command::Replace),
            1 => Just(Command::Exempt { exemption: Exemption::VoluntaryWork }),
            1 => Just(Command::RequestWaiver),
            1 => any::<bool>().prop_map(|granted| Command::RecordWaiver { granted }),
            3 => (prop::sample::select(vec![Source::Counter, Source::Attempt(1), Source::Attempt(2)]), 1..1400_i64)
                .prop_map(|(source, cents)| Command::Refund(RefundCommand::Request {
                    source, amount: Cents(cents), ground: payment::Ground::OtherAmount,
                })),
            4 => (1..4_u16).prop_map(|refund| Command::Refund(RefundCommand::Approve { refund })),
            1 => (1..4_u16).prop_map(|refund| Command::Refund(RefundCommand::Decline { refund })),
            2 => (1..4_u16).prop_map(|refund| Command::Refund(RefundCommand::RecordImpossible { refund, obstacle: Obstacle::NotPossible })),
            3 => (1..4_u16).prop_map(|refund| Command::Refund(RefundCommand::RecordDone { refund })),
            3 => (1..4_u16).prop_map(|refund| Command::Refund(RefundCommand::RecordByHand { refund, order: "AO-1".to_owned() })),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Whatever happens to a fee: both sides are equal, nobody owes less than nothing, and what the office holds is
        /// what came in less what went out.
        #[test]
        fn the_ledger_balances_whatever_happens(commands in prop::collection::vec(commands(), 0..32)) {
            let mut till = Till::open();
            for command in commands {
                for by in [clerk(CLARA), acting(CLARA, Role::TeamLead), cashier(), system()] {
                    if till.does(1, by, command.clone()).is_ok() {
                        break;
                    }
                }
            }
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            let holds = runtime.block_on(till.holds());
            let of = |account| holds.get(&account).copied().unwrap_or_default();
            prop_assert!(of(Account::Receivable) >= 0 && of(Account::RefundPayable) <= 0 && of(Account::Suspense) <= 0);
            prop_assert!(of(Account::Revenue) <= 0, "{holds:?}");
            let (mut came, mut went) = (0, 0);
            for envelope in &till.0.log {
                match &envelope.event {
                    Event::Payment(
                        payment::Event::Paid { amount, .. }
                        | payment::Event::PaidOnline { amount, .. }
                        | payment::Event::Overpaid { amount, .. }
                        | payment::Event::OtherAmountPaid { amount, .. },
                    ) => came += amount.0,
                    Event::Payment(payment::Event::Refunded { amount, .. }) => went += amount.0,
                    _ => {}
                }
            }
            let money = [Account::CounterCash, Account::CounterCard, Account::ProviderClearing, Account::Bank];
            prop_assert_eq!(money.into_iter().map(of).sum::<i64>(), came - went);
        }
    }

    #[tokio::test]
    async fn a_ledger_that_is_read_again_is_the_same() {
        let mut till = Till::open();
        till.says_paid(1, 1, 1300);
        till.does(1, clerk(CLARA), Command::Abandon).expect("its case has ended");
        let models = till.0.read().await;
        let live = dumped(&models);
        assert!(live.contains("refund_payable"), "{live}");
        models.rebuild(Ledger::NAME, &till.0.log).await.expect("it is read again");
        assert_eq!(dumped(&models), live);
    }

    fn dumped(models: &Models) -> String {
        let mut lines = vec![];
        models.dump(Ledger::NAME, &mut lines).expect("it can be written");
        String::from_utf8(lines).expect("lines of JSON")
    }
}
