//! What a procedure asks beyond the people: the request itself, the prefilled form, and what holds a case up or is
//! left of it.

use async_graphql::{Context, InputObject, Object, Result};
use domain::case::{Command, Requested};
use domain::ids::PartyId;
use uuid::Uuid;

use super::input::{PrefilledFormInput, RequestInput};
use super::mutation::{CaseStepInput, payloads, single};
use crate::step::Step;
use crate::words::{AddressUpdate, InquiryOutcome, SuspensionGround};

/// What is asked for, and what holds it up.
#[derive(Default)]
pub(crate) struct Mutation;

/// What exactly is asked for.
#[derive(InputObject)]
struct CaseRecordRequestInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// What.
    request: RequestInput,
}

/// What the authority of departure answered.
#[derive(InputObject)]
struct CaseReceiveFormInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// What.
    form: PrefilledFormInput,
}

/// A case must not go on for now.
#[derive(InputObject)]
struct CaseSuspendInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Why. Whoever takes part does not learn it.
    ground: SuspensionGround,
}

/// The address on somebody's identity card is changed.
#[derive(InputObject)]
struct CaseCloseFollowUpInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// On whose, by their number in the case.
    party: Uuid,
    /// How.
    how: AddressUpdate,
}

/// What came of the inquiry with the landlord.
#[derive(InputObject)]
struct CaseCloseLandlordInquiryInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// What.
    outcome: InquiryOutcome,
}

payloads! {
    "caseRecordRequest" CaseRecordRequestPayload;
    "caseRequestForm" CaseRequestFormPayload;
    "caseReceiveForm" CaseReceiveFormPayload;
    "caseWriteForm" CaseWriteFormPayload;
    "caseSuspend" CaseSuspendPayload;
    "caseResume" CaseResumePayload;
    "caseCloseFollowUp" CaseCloseFollowUpPayload;
    "caseCloseLandlordInquiry" CaseCloseLandlordInquiryPayload;
}

#[Object(name = "CaseRequestMutation")]
impl Mutation {
    /// Records what exactly is asked for, for the first time or corrected. A declaration that states other details is
    /// outdated. A move into a dwelling here is recorded by `caseRecordMove`.
    async fn case_record_request(
        &self,
        ctx: &Context<'_>,
        input: CaseRecordRequestInput,
    ) -> Result<CaseRecordRequestPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let record = input.request.request().map(|(variant, details)| {
            let details = details.map(|details| step.subject("request").knows(details));
            Command::RecordRequest { requested: Requested { variant, details } }
        });
        single(ctx, &step, input.case, record).await.map(Into::into)
    }

    /// Asks for the prefilled form (§ 23 (3) BMG): the authority of departure, or the own register for a move within the
    /// municipality. Whoever acts is identified before. What the register answers is put into the case by itself; where
    /// nothing comes within half a minute, the form is written by hand.
    async fn case_request_form(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseRequestFormPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::RequestForm)).await.map(Into::into)
    }

    /// Records what the authority of departure answered. An answer that comes after the form was written by hand is put
    /// with the file and changes nothing in it.
    async fn case_receive_form(
        &self,
        ctx: &Context<'_>,
        input: CaseReceiveFormInput,
    ) -> Result<CaseReceiveFormPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let receive = input.form.form().map(|form| Command::ReceiveForm { form: step.subject("form").knows(form) });
        single(ctx, &step, input.case, receive).await.map(Into::into)
    }

    /// Writes the form by hand, where the authority of departure does not answer within half a minute (§ 23 (2) BMG).
    async fn case_write_form(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseWriteFormPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::WriteForm)).await.map(Into::into)
    }

    /// Stops a case for now. Nobody signs or submits, every identification loses its force, and whoever takes part
    /// is asked to come in person without a reason (§ 25 no. 3 BMG).
    async fn case_suspend(&self, ctx: &Context<'_>, input: CaseSuspendInput) -> Result<CaseSuspendPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let suspend = Command::Suspend { ground: input.ground.into() };
        single(ctx, &step, input.case, Ok(suspend)).await.map(Into::into)
    }

    /// Lets a case go on: once whoever acts was identified at a counter, or the team lead has looked into the register.
    async fn case_resume(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseResumePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::Resume)).await.map(Into::into)
    }

    /// Records that the address on somebody's identity card is changed (§ 27 (1) no. 1 PAuswG).
    async fn case_close_follow_up(
        &self,
        ctx: &Context<'_>,
        input: CaseCloseFollowUpInput,
    ) -> Result<CaseCloseFollowUpPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let close = Command::CloseFollowUp { party: PartyId(input.party), how: input.how.into() };
        single(ctx, &step, input.case, Ok(close)).await.map(Into::into)
    }

    /// Records what came of the inquiry with a landlord who had not confirmed that somebody moved in (§ 19 (5) BMG). It
    /// opens with the submission, is due when the landlord's two weeks are over, and outlives the case. A confirmation
    /// that comes meanwhile closes it by `caseAssessEvidence`.
    async fn case_close_landlord_inquiry(
        &self,
        ctx: &Context<'_>,
        input: CaseCloseLandlordInquiryInput,
    ) -> Result<CaseCloseLandlordInquiryPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let close = Command::CloseLandlordInquiry { outcome: input.outcome.into() };
        single(ctx, &step, input.case, Ok(close)).await.map(Into::into)
    }
}
