//! A fee as people see it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::Role;
use domain::access::What;
use domain::ids::{CaseId, PaymentId};
use event_store::Position;
use projections::case_file::{AttemptRecord, FeeRecord, RefundRecord};
use uuid::Uuid;

use crate::case::{may_be_shown, may_see};
use crate::errors::failed;
use crate::fresh;
use crate::identity::{Asker, office};
use crate::words::{
    AttemptFinding, AttemptState, Basis, Delivery, Exemption, FeeState, Means, OnlineMeans, RefundGround, RefundState,
    ServiceCode,
};

/// The read model behind a fee.
const MODELS: &[&str] = &["case_file"];

/// One position of a fee.
#[derive(SimpleObject)]
pub(crate) struct FeeItem {
    /// For which service.
    service: ServiceCode,
    /// How often.
    quantity: i32,
    /// How much one costs, in cents.
    each_cents: i64,
    /// How much it comes to, in cents.
    amount_cents: i64,
    /// Where the amount comes from.
    basis: Basis,
}

/// A fee and what became of it.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Fee {
    /// The claim.
    id: Uuid,
    /// The sum, in cents.
    amount_cents: i64,
    /// In which form the result is handed over.
    delivery: Option<Delivery>,
    /// What for.
    items: Vec<FeeItem>,
    /// Where it stands.
    state: FeeState,
    /// When it was fixed.
    assessed_at: DateTime<Utc>,
    /// When it was settled: paid, waived, or nothing to pay.
    settled_at: Option<DateTime<Utc>>,
    /// By when it has to be paid.
    due_at: Option<DateTime<Utc>>,
    /// How it was paid at the counter.
    means: Option<Means>,
    /// How it was paid online.
    online_means: Option<OnlineMeans>,
    /// By which rule it does not arise.
    exemption: Option<Exemption>,
    /// What stands on a statement of account when it is paid online.
    reference: String,
    /// The number of its receipt, in the year's gapless series.
    receipt: Option<String>,
    /// The attempts to pay it online, in their order.
    attempts: Vec<PaymentAttempt>,
    /// What goes back of it, in the order of the numbers.
    refunds: Vec<FeeRefund>,
    #[graphql(skip)]
    payment: PaymentId,
}

/// An attempt to pay online.
#[derive(SimpleObject)]
struct PaymentAttempt {
    /// The how many-th: 1, 2, 3, …
    number: i32,
    /// How much, in cents.
    amount_cents: i64,
    /// Where it stands.
    state: AttemptState,
    /// When somebody wanted it.
    requested_at: DateTime<Utc>,
    /// Until when the office waits for it.
    expires_at: DateTime<Utc>,
    /// When it ended.
    ended_at: Option<DateTime<Utc>>,
    /// What a person found who looked for what became of it, because nobody knew.
    finding: Option<AttemptFinding>,
}

/// Money that goes back.
#[derive(SimpleObject)]
struct FeeRefund {
    /// The how many-th: 1, 2, 3, …
    number: i32,
    /// How much, in cents.
    amount_cents: i64,
    /// Why.
    ground: RefundGround,
    /// Where it stands.
    state: RefundState,
    /// By which attempt the money came; null where it was taken at the counter.
    attempt: Option<i32>,
    /// Since when.
    wanted_at: DateTime<Utc>,
    /// When it was given back or declined.
    ended_at: Option<DateTime<Utc>>,
    /// The number of the treasury's order, where it was given back by hand.
    treasury_order: Option<String>,
}

#[ComplexObject]
impl Fee {
    /// The page on which it is paid, while it is due and an attempt is open, for whoever pays or helps with it. The
    /// provider is asked for it where nobody remembers it; null also means: ask again in a moment.
    #[graphql(complexity = 50)]
    async fn pay_page(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let open = self.attempts.iter().rev().find(|attempt| attempt.state == AttemptState::Open);
        // What was paid meanwhile in another way is not to be paid once more.
        if self.state != FeeState::Due {
            return Ok(None);
        }
        let Some(attempt) = open.and_then(|attempt| u16::try_from(attempt.number).ok()) else { return Ok(None) };
        if !Asker::of(ctx).roles().any(&[Role::Citizen, Role::Clerk, Role::TeamLead]) {
            return Ok(None);
        }
        office(ctx)?.teller().page(self.payment, attempt).await.map_err(|failure| failed(&failure))
    }
}

impl From<&AttemptRecord> for PaymentAttempt {
    fn from(record: &AttemptRecord) -> Self {
        Self {
            number: record.number.into(),
            amount_cents: record.amount.0,
            state: record.state.into(),
            requested_at: record.requested_at,
            expires_at: record.expires_at,
            ended_at: record.ended_at,
            finding: record.finding.map(AttemptFinding::from),
        }
    }
}

impl From<&RefundRecord> for FeeRefund {
    fn from(record: &RefundRecord) -> Self {
        Self {
            number: record.number.into(),
            amount_cents: record.amount.0,
            ground: record.ground.into(),
            state: record.state.into(),
            attempt: record.attempt.map(i32::from),
            wanted_at: record.wanted_at,
            ended_at: record.ended_at,
            treasury_order: record.order.clone(),
        }
    }
}

impl From<&FeeRecord> for Fee {
    fn from(record: &FeeRecord) -> Self {
        let item = |item: &domain::payment::Item| FeeItem {
            service: item.service.into(),
            quantity: i32::from(item.quantity),
            each_cents: item.each.0,
            amount_cents: item.amount().0,
            basis: item.basis.into(),
        };
        Self {
            id: record.payment.0,
            amount_cents: record.amount.0,
            delivery: record.delivery.map(Delivery::from),
            items: record.items.iter().map(item).collect(),
            state: record.state.into(),
            assessed_at: record.assessed_at,
            settled_at: record.settled_at,
            due_at: record.due_at,
            means: record.means.map(Means::from),
            online_means: record.online_means.map(OnlineMeans::from),
            exemption: record.exemption.map(Exemption::from),
            reference: record.payment.reference(),
            receipt: record.receipt.map(|receipt| format!("{}/{}", receipt.year, receipt.number)),
            attempts: record.attempts.iter().map(PaymentAttempt::from).collect(),
            refunds: record.refunds.iter().map(FeeRefund::from).collect(),
            payment: record.payment,
        }
    }
}

/// The fee of a case as it is at the position of a command. Whoever takes money sees the claim and not the case.
pub(super) async fn fee_of_case(ctx: &Context<'_>, case: CaseId, position: Position) -> Result<Option<Fee>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let asker = Asker::of(ctx);
    let file = office.read_models().case_file(case, asker.clearance()).map_err(fresh::failed)?;
    let file = file.filter(|file| asker.roles().has(Role::Cashier) || may_see(&asker, file.holder));
    let Some(fee) = file.and_then(|file| file.fee.as_ref().map(Fee::from)) else { return Ok(None) };
    let may = may_be_shown(office, asker.caller()?.by, case, What::Fee).await?;
    Ok(may.then_some(fee))
}

/// A fee as it is at the position of a command, for whoever answers for money.
pub(super) async fn fee_at(ctx: &Context<'_>, payment: PaymentId, position: Position) -> Result<Option<Fee>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let found = office.read_models().fee(payment, Asker::of(ctx).clearance()).map_err(fresh::failed)?;
    Ok(found.map(|(_, fee)| Fee::from(&fee)))
}
