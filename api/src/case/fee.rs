//! The fee: fixed by the catalogue, paid or waived.

use async_graphql::{Context, InputObject, Object, Result};
use domain::Role;
use domain::case::{AssessFee, PayAtCounter, WaiveFee};
use domain::ids::CaseId;
use domain::money::Cents;
use uuid::Uuid;

use super::mutation::{CaseStepInput, payloads};
use super::view::{Fee, MODELS, case_at, may_see};
use crate::checked::Checked;
use crate::errors::Invalid;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::step::Step;
use crate::words::{Means, WaiverReason};

/// What becomes of the fee.
#[derive(Default)]
pub(crate) struct Mutation;

/// Questions about fees.
#[derive(Default)]
pub(crate) struct Query;

/// Money was handed over.
#[derive(InputObject)]
struct CasePayAtCounterInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// For which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// How.
    means: Means,
    /// How much, less the change, in cents. It has to be the amount due.
    amount_cents: i64,
}

/// A fee is not to be raised.
#[derive(InputObject)]
struct CaseWaiveFeeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Why.
    reason: WaiverReason,
}

payloads! {
    "caseAssessFee" CaseAssessFeePayload;
    "casePayAtCounter" CasePayAtCounterPayload;
    "caseWaiveFee" CaseWaiveFeePayload;
}

#[Object(name = "CaseFeeQuery")]
impl Query {
    /// The fee of a case and what became of it, for those who pay, take or check it. What belongs to others, what does
    /// not exist and what is not fixed yet are one answer: null.
    #[graphql(complexity = "10 + child_complexity")]
    async fn payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which case.")] case: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Option<Fee>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let file = reader.office.read_models().case_file(CaseId(case)).map_err(fresh::failed)?;
        // The cashier takes the money without reading the case.
        let takes_money = reader.asker.roles().has(Role::Cashier);
        let file = file.filter(|file| takes_money || may_see(&reader.asker, file.holder));
        Ok(file.and_then(|file| file.fee.as_ref().map(Fee::from)))
    }
}

#[Object(name = "CaseFeeMutation")]
impl Mutation {
    /// Fixes the fee by the edition of the catalogue that binds the case. A fee of nothing is settled at once.
    async fn case_assess_fee(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseAssessFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let outcome = step.run(Ok(AssessFee { case })).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }

    /// Takes the money at the counter.
    async fn case_pay_at_counter(
        &self,
        ctx: &Context<'_>,
        input: CasePayAtCounterInput,
    ) -> Result<CasePayAtCounterPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let pay = cents(input.amount_cents).map(|amount| PayAtCounter { case, means: input.means.into(), amount });
        let outcome = step.run(pay).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }

    /// Does without the fee.
    async fn case_waive_fee(&self, ctx: &Context<'_>, input: CaseWaiveFeeInput) -> Result<CaseWaiveFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let outcome = step.run(Ok(WaiveFee { case, reason: input.reason.into() })).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }
}

/// An amount that can be handed over: more than nothing, less than a million euro.
fn cents(amount: i64) -> Checked<Cents> {
    if (1..100_000_000).contains(&amount) {
        return Ok(Cents(amount));
    }
    Err(Invalid { field: "amountCents", de: "Dieser Betrag ist nicht möglich.", en: "This amount is not possible." })
}
