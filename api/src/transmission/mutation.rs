//! What people do with a transmission that does not go on by itself.

use async_graphql::{Context, InputObject, Object, Result};
use domain::ids::TransmissionId;
use domain::transmission::{Command, Tend};
use uuid::Uuid;

use super::query::{Transmission, transmission_at};
use crate::step::{Answer, Step, payload};

/// What clerks do with transmissions.
#[derive(Default)]
pub(crate) struct Mutation;

/// A transmission is to be sent once more.
#[derive(InputObject)]
struct TransmissionRetryInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which transmission.
    transmission: Uuid,
}

/// A transmission was done by other means.
#[derive(InputObject)]
struct TransmissionFinishByHandInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which transmission.
    transmission: Uuid,
}

payload! {
    /// The answer to `transmissionRetry`.
    TransmissionRetryPayload {
        /// The transmission as it is now.
        transmission: Transmission
    }
}

payload! {
    /// The answer to `transmissionFinishByHand`.
    TransmissionFinishByHandPayload {
        /// The transmission as it is now.
        transmission: Transmission
    }
}

#[Object(name = "TransmissionMutation")]
impl Mutation {
    /// Has a transmission sent once more that came to nothing or was sent back. The recipient gets it once.
    async fn transmission_retry(
        &self,
        ctx: &Context<'_>,
        input: TransmissionRetryInput,
    ) -> Result<TransmissionRetryPayload> {
        Ok(tell(ctx, input.idempotency_key, input.transmission, Command::Retry).await?.into())
    }

    /// Records that a transmission was done by other means, on paper or in the register's own program.
    async fn transmission_finish_by_hand(
        &self,
        ctx: &Context<'_>,
        input: TransmissionFinishByHandInput,
    ) -> Result<TransmissionFinishByHandPayload> {
        Ok(tell(ctx, input.idempotency_key, input.transmission, Command::FinishByHand).await?.into())
    }
}

async fn tell(ctx: &Context<'_>, key: Uuid, id: Uuid, command: Command) -> Result<Answer<Transmission>> {
    let step = Step::begin(ctx, key)?;
    let transmission = TransmissionId(id);
    let outcome = step.run(Ok(Tend { transmission, command })).await?;
    outcome.then(async |at| transmission_at(ctx, transmission, at).await).await
}
