//! Where the money is, and which of it needs a person: for those who take money and answer for it.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::PaymentId;
use projections::case_file::MoneyToCheck;
use projections::ledger::{Balance, Cause, Journal, LedgerDay as Day, Posting};
use uuid::Uuid;

use crate::fresh;
use crate::identity::may_read::Reader;
use crate::page::{self, Page};
use crate::scalars::EventPosition;
use crate::words::{LedgerAccount, MoneyConcern};

/// How many events one answer holds.
const MOST: u32 = 100;

/// Questions about money.
#[derive(Default)]
pub(crate) struct Query;

/// How an account stands at the end of a day, and what moved on it. Balances are debits less credits.
#[derive(SimpleObject)]
struct LedgerBalance {
    /// Which account.
    account: LedgerAccount,
    /// What of it: for revenue the position of the tariff; else null.
    part: Option<String>,
    /// What it held before the day, in cents.
    before_cents: i64,
    /// What came on the debit side on the day, in cents.
    debit_cents: i64,
    /// What came on the credit side, in cents.
    credit_cents: i64,
    /// What it holds after the day, in cents.
    after_cents: i64,
}

/// One side of a line.
#[derive(SimpleObject)]
struct LedgerPosting {
    /// On which account.
    account: LedgerAccount,
    /// What of it: for revenue the position of the tariff; else null.
    part: Option<String>,
    /// How much on the debit side, in cents; nothing where it is on the other.
    debit_cents: i64,
    /// How much on the credit side, in cents.
    credit_cents: i64,
}

/// One event that moved money. Its two sides are equal.
#[derive(SimpleObject)]
struct LedgerJournal {
    /// Where it stands in the history.
    position: EventPosition,
    /// Which fee it is about, if it is about one.
    fee: Option<Uuid>,
    /// What the claim is called on a statement of account.
    reference: Option<String>,
    /// Which statement of the provider or the bank it is about, if it is about one.
    statement: Option<Uuid>,
    /// Which settlement with the Federation it is about, if it is about one.
    settlement: Option<Uuid>,
    /// The stored name of the event.
    name: String,
    /// What it moved.
    postings: Vec<LedgerPosting>,
}

/// A day of the ledger.
#[derive(SimpleObject)]
struct LedgerDay {
    /// Which day.
    day: NaiveDate,
    /// How the accounts stand that ever moved. Together they are nothing.
    balances: Vec<LedgerBalance>,
    /// What moved on the day, in the order of the history: at most a hundred at a time.
    journals: Vec<LedgerJournal>,
}

/// Something about money that needs a person. It names the claim, and not the case.
#[derive(SimpleObject)]
pub(crate) struct PaymentToCheck {
    /// Why.
    concern: MoneyConcern,
    /// Which fee.
    fee: Uuid,
    /// What the claim is called on a statement of account.
    reference: String,
    /// Which attempt to pay, where it is about one.
    attempt: Option<i32>,
    /// Which refund, where it is about one.
    refund: Option<i32>,
    /// How much, in cents.
    amount_cents: i64,
    /// The provider's word, where it is about one.
    word: Option<String>,
    /// Since when.
    since: DateTime<Utc>,
}

fn part(part: &str) -> Option<String> {
    Some(part).filter(|part| !part.is_empty()).map(str::to_owned)
}

impl From<&Balance> for LedgerBalance {
    fn from(balance: &Balance) -> Self {
        Self {
            account: balance.account.into(),
            part: part(&balance.part),
            before_cents: balance.before.0,
            debit_cents: balance.debit.0,
            credit_cents: balance.credit.0,
            after_cents: balance.after().0,
        }
    }
}

impl From<&Posting> for LedgerPosting {
    fn from(posting: &Posting) -> Self {
        Self {
            account: posting.account.into(),
            part: part(&posting.part),
            debit_cents: posting.debit.0,
            credit_cents: posting.credit.0,
        }
    }
}

impl From<&Journal> for LedgerJournal {
    fn from(journal: &Journal) -> Self {
        let (fee, statement, settlement) = match journal.cause {
            Cause::Payment(payment) => (Some(payment), None, None),
            Cause::Statement(statement) => (None, Some(statement.0), None),
            Cause::Settlement(settlement) => (None, None, Some(settlement.0)),
        };
        Self {
            position: journal.position.into(),
            fee: fee.map(|payment| payment.0),
            reference: fee.map(PaymentId::reference),
            statement,
            settlement,
            name: journal.name.clone(),
            postings: journal.postings.iter().map(LedgerPosting::from).collect(),
        }
    }
}

impl From<&MoneyToCheck> for PaymentToCheck {
    fn from(found: &MoneyToCheck) -> Self {
        Self {
            concern: found.concern.into(),
            fee: found.payment.0,
            reference: found.payment.reference(),
            attempt: found.attempt.map(i32::from),
            refund: found.refund.map(i32::from),
            amount_cents: found.amount.0,
            word: found.word.clone(),
            since: found.since,
        }
    }
}

#[Object(name = "PaymentQuery")]
impl Query {
    /// The double-entry ledger of the fees on a day: how the accounts stand at its end, and what moved on it.
    #[graphql(complexity = "50 * child_complexity")]
    async fn ledger(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which day, by the office's calendar.")] day: NaiveDate,
        #[graphql(desc = "Only what moved after this place in the history.")] after: Option<EventPosition>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<LedgerDay> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["ledger"], at_least).await?;
        let after = after.map(|EventPosition(position)| position).unwrap_or_default();
        let Day { balances, journals } = reader.office.read_models().ledger(day, after, MOST).map_err(fresh::failed)?;
        Ok(LedgerDay {
            day,
            balances: balances.iter().map(LedgerBalance::from).collect(),
            journals: journals.iter().map(LedgerJournal::from).collect(),
        })
    }

    /// What about money needs a person, the oldest first: refunds to agree to or to make by hand, money that belongs
    /// nowhere, and what the provider does not say.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn payment_worklist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<PaymentToCheck>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["case_file"], at_least).await?;
        let (first, after) = (page::size(first)?, page::after(after)?);
        let found = reader.office.read_models().money_to_check().map_err(fresh::failed)?;
        Ok(page::cut(found, after.as_deref(), first, MoneyToCheck::key, |found| PaymentToCheck::from(&found)))
    }
}
