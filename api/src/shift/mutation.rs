//! A clerk comes, pauses, and goes home.

use async_graphql::{Context, InputObject, Object, Result};
use domain::calendar::local_date;
use domain::ids::{ScopeId, ShiftId};
use domain::shift::{Command, OfToday};
use event_store::Position;
use uuid::Uuid;

use super::query::{Shift, shift_at};
use crate::step::{Answer, Outcome, Step, payload};

/// What clerks do with their own shift of today.
#[derive(Default)]
pub(crate) struct Mutation;

/// A shift is to begin.
#[derive(InputObject)]
struct ShiftBeginInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
}

/// Something is to happen to the caller's shift.
#[derive(InputObject)]
struct ShiftStepInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
}

/// Declares the payloads of the shift's mutations; each holds the shift.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The caller's shift as it is now.
                shift: Shift
            }
        })*
    };
}

payloads! {
    "shiftBegin" ShiftBeginPayload;
    "shiftPause" ShiftPausePayload;
    "shiftResume" ShiftResumePayload;
    "shiftEnd" ShiftEndPayload;
}

#[Object(name = "ShiftMutation")]
impl Mutation {
    /// Is there, at a counter or behind a screen of a scope. Whoever calls is there too without having said so.
    async fn shift_begin(&self, ctx: &Context<'_>, input: ShiftBeginInput) -> Result<ShiftBeginPayload> {
        let begin = Command::Begin { scope: ScopeId(input.scope) };
        of_today(ctx, input.idempotency_key, begin).await.map(Into::into)
    }

    /// Is away for a while. Not while somebody is served.
    async fn shift_pause(&self, ctx: &Context<'_>, input: ShiftStepInput) -> Result<ShiftPausePayload> {
        of_today(ctx, input.idempotency_key, Command::Pause).await.map(Into::into)
    }

    /// Is there again.
    async fn shift_resume(&self, ctx: &Context<'_>, input: ShiftStepInput) -> Result<ShiftResumePayload> {
        of_today(ctx, input.idempotency_key, Command::Resume).await.map(Into::into)
    }

    /// Goes home. Not while somebody is served.
    async fn shift_end(&self, ctx: &Context<'_>, input: ShiftStepInput) -> Result<ShiftEndPayload> {
        of_today(ctx, input.idempotency_key, Command::End).await.map(Into::into)
    }
}

async fn of_today(ctx: &Context<'_>, key: Uuid, command: Command) -> Result<Answer<Shift>> {
    let step = Step::begin(ctx, key)?;
    let outcome = step.run(Ok(OfToday { command })).await?;
    // The day is that on which the command was decided, also when it is answered again after midnight.
    let shift = match &outcome {
        Outcome::Done(done) => Some(ShiftId::of(step.by().actor, local_date(done.at))),
        Outcome::Not(_) => None,
    };
    let read = async |at: Position| match shift {
        Some(shift) => shift_at(ctx, shift, at).await,
        None => Ok(None),
    };
    outcome.then(read).await
}
