//! The fee: fixed by the catalogue, paid or waived.

use async_graphql::{Context, InputObject, Object, Result};
use domain::Role;
use domain::access::What;
use domain::case::{AssessFee, ExemptFee, PayAtCounter, RecordWaiver, RequestWaiver};
use domain::ids::CaseId;
use domain::money::Cents;
use uuid::Uuid;

use super::look::look;
use super::mutation::{CaseStepInput, payloads, run};
use super::view::{MODELS, may_see};
use crate::checked::Checked;
use crate::errors::Invalid;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::payment::Fee;
use crate::scalars::EventPosition;
use crate::step::Step;
use crate::words::{Delivery, Exemption, Means};

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

/// A fee is to be fixed.
#[derive(InputObject)]
struct CaseAssessFeeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
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
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
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
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
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
        let models = reader.office.read_models();
        let file = models.case_file(CaseId(case), reader.asker.clearance()).map_err(fresh::failed)?;
        // The cashier takes the money without reading the case.
        let takes_money = reader.asker.roles().has(Role::Cashier);
        let file = file.filter(|file| takes_money || may_see(&reader.asker, file.holder));
        let Some(fee) = file.and_then(|file| file.fee.as_ref().map(Fee::from)) else { return Ok(None) };
        look(reader.office, reader.caller()?.by, CaseId(case), What::Fee).await?;
        Ok(Some(fee))
    }
}

#[Object(name = "CaseFeeMutation")]
impl Mutation {
    /// Fixes the fee by the edition of the catalogue that binds the case. A fee of nothing is settled at once.
    /// Another form of delivery makes another claim, while the one before is not paid.
    async fn case_assess_fee(&self, ctx: &Context<'_>, input: CaseAssessFeeInput) -> Result<CaseAssessFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
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
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let pay = cents(input.amount_cents).map(|amount| PayAtCounter { case, means: input.means.into(), amount });
        run(ctx, &step, case, pay).await.map(Into::into)
    }

    /// Records that the fee does not arise, by a rule whose ground is proven.
    async fn case_exempt_fee(&self, ctx: &Context<'_>, input: CaseExemptFeeInput) -> Result<CaseExemptFeePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let exempt = ExemptFee { case, exemption: input.exemption.into() };
        run(ctx, &step, case, Ok(exempt)).await.map(Into::into)
    }

    /// Asks the federal office to do without its fee, because somebody cannot pay (§ 10 JVKostG). The case goes on.
    async fn case_request_waiver(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseRequestWaiverPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        run(ctx, &step, case, Ok(RequestWaiver { case })).await.map(Into::into)
    }

    /// Records what the federal office decided about its fee. Nobody here decides that.
    async fn case_record_waiver(
        &self,
        ctx: &Context<'_>,
        input: CaseRecordWaiverInput,
    ) -> Result<CaseRecordWaiverPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
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
