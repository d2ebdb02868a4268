//! The end of a case's personal data.

use async_graphql::{Context, InputObject, Object, Result};
use domain::ids::CaseId;
use domain::subject_key::Ground;
use domain::{Decide as _, Refusal, permission, subject_key};
use uuid::Uuid;

use crate::checked;
use crate::errors::CommandError;
use crate::office::Why;
use crate::step::{Outcome, Step, payload};
use crate::words::{ErasureGround, HoldBasis};

/// What data protection does.
#[derive(Default)]
pub(crate) struct Mutation;

/// The persons of a case are to be forgotten.
#[derive(InputObject)]
struct CaseEraseInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The ground. It stays in the history for ever.
    ground: ErasureGround,
    /// What more is to be said. It is each person's own, and goes with them.
    note: Option<String>,
}

/// The persons of a case are needed for longer.
#[derive(InputObject)]
struct CasePlaceHoldInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// Why. It stays in the history for ever.
    basis: HoldBasis,
}

/// The persons of a case are needed no longer.
#[derive(InputObject)]
struct CaseLiftHoldInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
}

payload! {
    /// The answer to `casePlaceHold`.
    CasePlaceHoldPayload {
        /// The case whose persons stay known.
        case: Uuid
    }
}

payload! {
    /// The answer to `caseLiftHold`.
    CaseLiftHoldPayload {
        /// The case whose persons are known no longer than others.
        case: Uuid
    }
}

payload! {
    /// The answer to `caseErase`.
    CaseErasePayload {
        /// The case whose persons are forgotten.
        case: Uuid
    }
}

#[Object(name = "CaseErasureMutation")]
impl Mutation {
    /// Forgets the persons of a case (Art. 17 GDPR): their keys are destroyed, so nobody can read their data any more.
    /// What happened stays in the history, without them. It cannot be undone.
    async fn case_erase(&self, ctx: &Context<'_>, input: CaseEraseInput) -> Result<CaseErasePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = erase(&step, CaseId(input.case), input.ground.into(), input.note.as_deref()).await?;
        Ok(outcome.then(async |_| Ok(Some(input.case))).await?.into())
    }

    /// Keeps the persons of a case known although their time is over (Art. 17 (3) GDPR): for a legal claim, or because a
    /// law asks for the file. Nobody can erase them meanwhile.
    async fn case_place_hold(&self, ctx: &Context<'_>, input: CasePlaceHoldInput) -> Result<CasePlaceHoldPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = hold(&step, CaseId(input.case), Some(input.basis.into())).await?;
        Ok(outcome.then(async |_| Ok(Some(input.case))).await?.into())
    }

    /// Lifts the hold on the persons of a case. Whoever would have been forgotten meanwhile is forgotten now.
    async fn case_lift_hold(&self, ctx: &Context<'_>, input: CaseLiftHoldInput) -> Result<CaseLiftHoldPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = hold(&step, CaseId(input.case), None).await?;
        Ok(outcome.then(async |_| Ok(Some(input.case))).await?.into())
    }
}

async fn hold(step: &Step<'_>, case: CaseId, basis: Option<subject_key::HoldBasis>) -> Result<Outcome> {
    // Asked before the case is looked for, like an erasure.
    let denied = permission::check(subject_key::State::grants(&subject_key::Command::LiftHold), &step.by(), None).err();
    if let Some(denied) = denied {
        return Ok(Outcome::Not(step.refused(&Refusal::from(subject_key::Refusal::from(denied)))));
    }
    step.settled(step.office.hold_case(step.request(), step.by(), case, basis).await)
}

async fn erase(step: &Step<'_>, case: CaseId, ground: Ground, note: Option<&str>) -> Result<Outcome> {
    let note = match note.map(|note| checked::remark("note", note)).transpose() {
        Ok(note) => note,
        Err(invalid) => return Ok(Outcome::Not(CommandError::invalid(&invalid, step.language))),
    };
    // Asked before the case is looked for, so that nobody learns from the answer whether it exists.
    let order = subject_key::Command::OrderErasure { case: Some(case), ground, note: None };
    if let Err(denied) = permission::check(subject_key::State::grants(&order), &step.by(), None) {
        return Ok(Outcome::Not(step.refused(&Refusal::from(subject_key::Refusal::from(denied)))));
    }
    let why = Why { ground, note };
    step.settled(step.office.erase_case(step.request(), step.by(), case, &why).await)
}
