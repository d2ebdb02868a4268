//! What clerks record while they talk: identity, notices, the move, evidence, remarks.

use async_graphql::{Context, InputObject, Object, Result};
use domain::case::{self, Assess, Command, ConfirmIdentified, Identify, Named};
use domain::ids::{CaseId, DocumentId, PartyId};
use uuid::Uuid;

use super::input::{IdentificationInput, MoveInput, NAMED_MAX};
use super::mutation::{CaseStepInput, payloads, run, single};
use super::view::case_at;
use crate::checked::{self, Checked};
use crate::step::Step;
use crate::words::{EvidenceAnswer, EvidenceKind, EvidenceSource, Notice};

/// What clerks record.
#[derive(Default)]
pub(crate) struct Mutation;

/// The same person is there again.
#[derive(InputObject)]
struct CaseConfirmIdentificationInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// In which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who.
    party: Uuid,
}

/// Somebody was identified, or could not be.
#[derive(InputObject)]
struct CaseRecordIdentificationInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who, by their number in the case.
    party: Uuid,
    /// How it went.
    identification: IdentificationInput,
}

/// Something was told.
#[derive(InputObject)]
struct CaseGiveNoticeInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// What.
    notice: Notice,
}

/// The facts of the move.
#[derive(InputObject)]
struct CaseRecordMoveInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Which.
    r#move: MoveInput,
}

/// Evidence was looked at.
#[derive(InputObject)]
struct CaseAssessEvidenceInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Which evidence.
    kind: EvidenceKind,
    /// What was found.
    answer: EvidenceAnswer,
    /// From where it came; only what is missing comes from nowhere. Of a document, it was uploaded.
    source: Option<EvidenceSource>,
    /// Which document of the case it is, if it was uploaded. It has to be released.
    document: Option<Uuid>,
    /// Whom it names, by their numbers in the case; everybody unless the request says so.
    names: Option<Vec<Uuid>>,
}

/// A remark.
#[derive(InputObject)]
struct CaseAddNoteInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// What.
    text: String,
}

payloads! {
    "caseRecordIdentification" CaseRecordIdentificationPayload;
    "caseConfirmIdentification" CaseConfirmIdentificationPayload;
    "caseGiveNotice" CaseGiveNoticePayload;
    "caseAssureEntitlement" CaseAssureEntitlementPayload;
    "caseRecordMove" CaseRecordMovePayload;
    "caseAssessEvidence" CaseAssessEvidencePayload;
    "caseAddNote" CaseAddNotePayload;
}

#[Object(name = "CaseRecordMutation")]
impl Mutation {
    /// Records how somebody was identified in the talk. A check that is missing makes it a failure, which is
    /// recorded as well. Neither an image nor a serial number is taken (§ 20 PAuswG).
    async fn case_record_identification(
        &self,
        ctx: &Context<'_>,
        input: CaseRecordIdentificationInput,
    ) -> Result<CaseRecordIdentificationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let identify = input.identification.identification().map(|identification| Identify {
            case,
            party: PartyId(input.party),
            identification,
        });
        let outcome = step.run(identify).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }

    /// Records that after the line had dropped the same person is there who was identified before in the same talk. Until
    /// then nobody signs: the face before the camera may be another one.
    async fn case_confirm_identification(
        &self,
        ctx: &Context<'_>,
        input: CaseConfirmIdentificationInput,
    ) -> Result<CaseConfirmIdentificationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let outcome = step.run(Ok(ConfirmIdentified { case, party: PartyId(input.party) })).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }

    /// Records that the citizen was told what the law wants told.
    async fn case_give_notice(&self, ctx: &Context<'_>, input: CaseGiveNoticeInput) -> Result<CaseGiveNoticePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let notice = Command::GiveNotice { notice: input.notice.into() };
        single(ctx, &step, input.case, Ok(notice)).await.map(Into::into)
    }

    /// Records that the registrant assured the right to receive the data of those who move along (§ 23 (4) BMG).
    async fn case_assure_entitlement(
        &self,
        ctx: &Context<'_>,
        input: CaseStepInput,
    ) -> Result<CaseAssureEntitlementPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::AssureEntitlement)).await.map(Into::into)
    }

    /// Records the facts of the move, for the first time or corrected. A declaration that states others is outdated.
    async fn case_record_move(&self, ctx: &Context<'_>, input: CaseRecordMoveInput) -> Result<CaseRecordMovePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let details = input.r#move.details();
        let record = details.map(|details| Command::RecordMove { details: step.subject("move").knows(details) });
        single(ctx, &step, input.case, record).await.map(Into::into)
    }

    /// Records what was found about evidence, and whom it names.
    async fn case_assess_evidence(
        &self,
        ctx: &Context<'_>,
        input: CaseAssessEvidenceInput,
    ) -> Result<CaseAssessEvidencePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let source = input.source.map(Into::into).or(input.document.map(|_| case::EvidenceSource::Uploaded));
        let assess = named(input.names.as_deref()).map(|named| Assess {
            case,
            kind: input.kind.into(),
            answer: input.answer.into(),
            source,
            document: input.document.map(DocumentId),
            named,
        });
        run(ctx, &step, case, assess).await.map(Into::into)
    }

    /// Remarks something on a case.
    async fn case_add_note(&self, ctx: &Context<'_>, input: CaseAddNoteInput) -> Result<CaseAddNotePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let add = checked::remark("text", &input.text)
            .map(|text| Command::AddNote { note: step.subject("note").knows(case::Note(text)) });
        single(ctx, &step, input.case, add).await.map(Into::into)
    }
}

fn named(names: Option<&[Uuid]>) -> Checked<Named> {
    let Some(names) = names else { return Ok(Named::All) };
    checked::few("names", names.len(), NAMED_MAX)?;
    Ok(Named::Only(names.iter().copied().map(PartyId).collect()))
}
