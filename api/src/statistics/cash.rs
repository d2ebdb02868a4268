//! The cash book: for those who take money and answer for it, not for analysts. Nothing in it is hidden.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use domain::money::Exact;
use projections::cash_book::{Cash, CashPeriod, Claims, Sum};
use uuid::Uuid;

use super::period::{Period, begin};
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::ServiceCode;

/// Questions about money.
#[derive(Default)]
pub(crate) struct Query;

/// Some money, and of how many positions of claims it is.
#[derive(SimpleObject)]
struct CashSum {
    /// How much, in cents.
    cents: i64,
    /// Of how many positions.
    claims: i64,
}

impl From<Sum> for CashSum {
    fn from(sum: Sum) -> Self {
        Self { cents: sum.cents.0, claims: i64::try_from(sum.claims).unwrap_or(i64::MAX) }
    }
}

/// A share of what was paid: the exact fraction, and its amount rounded once.
#[derive(SimpleObject)]
struct ExactShare {
    /// In cents, rounded half away from zero.
    cents: i64,
    /// Cents times the denominator, in lowest terms.
    numerator: i64,
    /// By how much to divide.
    denominator: i64,
}

impl From<Exact> for ExactShare {
    fn from(exact: Exact) -> Self {
        Self { cents: exact.settle().0, numerator: exact.numerator, denominator: exact.denominator.into() }
    }
}

/// What became of the fees of a period, for one service or for all.
#[derive(SimpleObject)]
struct CashBookLine {
    /// For which service; null for all together.
    service: Option<ServiceCode>,
    /// Fixed in the period, also at nothing.
    assessed: CashSum,
    /// Paid in the period.
    paid: CashSum,
    /// Of this, in coins and notes.
    paid_in_cash: CashSum,
    /// Of this, by card at the counter.
    paid_by_card: CashSum,
    /// Of this, online.
    paid_online: CashSum,
    /// Did not arise, by law.
    exempted: CashSum,
    /// The federal office does without.
    waived: CashSum,
    /// No longer asked for.
    cancelled: CashSum,
    /// Paid, and to be given back.
    refund_due: CashSum,
    /// Paid, taken back by the payer's bank, and owed again.
    charged_back: CashSum,
    /// Not settled at the end of the period, whenever it was assessed, in cents.
    open_cents: i64,
    /// What is the city's of all that was paid and does not go back.
    city_share: ExactShare,
    /// What is the federation's.
    federal_share: ExactShare,
}

impl CashBookLine {
    fn of(service: Option<ServiceCode>, cash: &Cash) -> Self {
        Self {
            service,
            assessed: cash.assessed.into(),
            paid: cash.paid().into(),
            paid_in_cash: cash.paid_in_cash.into(),
            paid_by_card: cash.paid_by_card.into(),
            paid_online: cash.paid_online.into(),
            exempted: cash.exempted.into(),
            waived: cash.waived.into(),
            cancelled: cash.cancelled.into(),
            refund_due: cash.refund_due.into(),
            charged_back: cash.charged_back.into(),
            open_cents: cash.open.0,
            city_share: cash.city.into(),
            federal_share: cash.federal.into(),
        }
    }
}

/// Whether people paid what was asked of them, and how soon.
#[derive(SimpleObject)]
struct ClaimFigures {
    /// Claims that cost something, did not fall away and have no request for a waiver that is still to be decided.
    to_pay: i64,
    /// Of these, paid by now.
    paid: i64,
    /// Paid ÷ to be paid.
    paid_ratio: Option<f64>,
    /// Half of those that were paid were paid so many seconds after they were assessed, or sooner.
    p50_secs: Option<i64>,
    /// Nine of ten were.
    p90_secs: Option<i64>,
}

impl From<Claims> for ClaimFigures {
    fn from(claims: Claims) -> Self {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let paid_ratio = claims.paid_ratio();
        let Claims { to_pay, paid, p50_secs, p90_secs } = claims;
        Self { to_pay: whole(to_pay), paid: whole(paid), paid_ratio, p50_secs, p90_secs }
    }
}

/// The fees of a period.
#[derive(SimpleObject)]
struct CashBookPeriod {
    /// The first day of the period.
    start: NaiveDate,
    /// By service, in the order of the catalogue: those of which anything moved or is open.
    services: Vec<CashBookLine>,
    /// How the claims went that were assessed in the period.
    claims: ClaimFigures,
    /// All together. Shares are settled on this sum: those of single services, each rounded, may differ from it by cents.
    total: CashBookLine,
}

impl From<CashPeriod> for CashBookPeriod {
    fn from(period: CashPeriod) -> Self {
        Self {
            start: period.start,
            services: period.services.iter().map(|(of, cash)| CashBookLine::of(Some((*of).into()), cash)).collect(),
            claims: period.claims.into(),
            total: CashBookLine::of(None, &period.total),
        }
    }
}

#[Object(name = "CashQuery")]
impl Query {
    /// What was assessed, paid, waived and cancelled between two days, both included, by service, and whose it is.
    #[graphql(complexity = "50 * child_complexity")]
    async fn cash_book(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<CashBookPeriod>> {
        let reader = begin(ctx, "cash_book", (from, to, by), at_least).await?;
        let models = reader.office.read_models();
        let rows = models.cash_book(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(CashBookPeriod::from).collect())
    }
}
