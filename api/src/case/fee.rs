//! The fee: fixed by the catalogue, paid or waived.

use async_graphql::{Context, InputObject, Object, Result};
use domain::case::{AssessFee, ExemptFee, PayAtCounter, RecordWaiver, RequestWaiver};
use domain::ids::CaseId;
use domain::money::Cents;
use uuid::Uuid;

use super::mutation::{CaseStepInput, payloads, run};
use crate::checked::Checked;
use crate::errors::Invalid;
use crate::step::Step;
use crate::words::{Delivery, Exemption, Means};

/// What becomes of the fee.
#[derive(Default)]
pub(crate) struct Mutation;

/// Money was handed over.
#[derive(InputObject)]
struct CasePayAtCounterInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// For which case.
    case: Uuid,
    /// How.
    means: Means,
    /// How much, less the change, in cents. It has to be the amount due.
    amount_cents: i64,
}

/// A fee is to be fixed.
#[derive(InputObject)]
struct CaseAssessFeeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// In which form the result is handed over.
    #[graphql(default_with = "Delivery::Electronic")]
    delivery: Delivery,
}

/// A fee does not arise.
#[derive(InputObject)]
struct CaseExemptFeeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// By which rule.
    exemption: Exemption,
}

/// The federal office has decided on its fee.
#[derive(InputObject)]
struct CaseRecordWaiverInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// Whether it does without the fee.
    granted: bool,
}

payloads! {
    "caseAssessFee" CaseAssessFeePayload;
    "casePayAtCounter" CasePayAtCounterPayload;
    "caseExemptFee" CaseExemptFeePayload;
    "caseRequestWaiver" CaseRequestWaiverPayload;
    "caseRecordWaiver" CaseRecordWaiverPayload;
}

#[Object(name = "CaseFeeMutation")]
impl Mutation {
    /// Fixes the fee by the edition of the catalogue that binds the case. A fee of nothing is settled at once.
    /// Another form of delivery makes another claim, while the one before is not paid.
    async fn case_assess_fee(&self, ctx: &Context<'_>, input: CaseAssessFeeInput) -> Result<CaseAssessFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        let assess = AssessFee { case, delivery: input.delivery.into() };
        run(ctx, &step, case, Ok(assess)).await.map(Into::into)
    }

    /// Takes the money at the counter.
    async fn case_pay_at_counter(
        &self,
        ctx: &Context<'_>,
        input: CasePayAtCounterInput,
    ) -> Result<CasePayAtCounterPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        let pay = cents(input.amount_cents).map(|amount| PayAtCounter { case, means: input.means.into(), amount });
        run(ctx, &step, case, pay).await.map(Into::into)
    }

    /// Records that the fee does not arise, by a rule whose ground is proven.
    async fn case_exempt_fee(&self, ctx: &Context<'_>, input: CaseExemptFeeInput) -> Result<CaseExemptFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        let exempt = ExemptFee { case, exemption: input.exemption.into() };
        run(ctx, &step, case, Ok(exempt)).await.map(Into::into)
    }

    /// Asks the federal office to do without its fee, because somebody cannot pay (§ 10 JVKostG). The case goes on.
    async fn case_request_waiver(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseRequestWaiverPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        run(ctx, &step, case, Ok(RequestWaiver { case })).await.map(Into::into)
    }

    /// Records what the federal office decided about its fee. Nobody here decides that.
    async fn case_record_waiver(
        &self,
        ctx: &Context<'_>,
        input: CaseRecordWaiverInput,
    ) -> Result<CaseRecordWaiverPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        run(ctx, &step, case, Ok(RecordWaiver { case, granted: input.granted })).await.map(Into::into)
    }
}

/// An amount that can be handed over: more than nothing, less than a million euro.
fn cents(amount: i64) -> Checked<Cents> {
    if (1..100_000_000).contains(&amount) {
        return Ok(Cents(amount));
    }
    Err(Invalid { field: "amountCents", de: "Dieser Betrag ist nicht möglich.", en: "This amount is not possible." })
}
