//! Waiting, and the answers to an offer.

use async_graphql::{Context, Object, Result};
use domain::Event;
use domain::booking;
use domain::ids::{BookingId, EntryId};
use event_store::{Done, Position};
use uuid::Uuid;

use super::input::{WaitingListJoinInput, WaitingListStepInput};
use super::query::{WaitingPlace, place_at};
use crate::booking::{Booking, booking_at};
use crate::step::{Outcome, Step, payload};

/// What can happen to a place in a waiting list.
#[derive(Default)]
pub(crate) struct Mutation;

payload! {
    /// The answer to `waitingListJoin`.
    WaitingListJoinPayload {
        /// The place in the list.
        place: WaitingPlace
    }
}

payload! {
    /// The answer to `waitingListLeave`.
    WaitingListLeavePayload {
        /// The place that is free now.
        left: Uuid
    }
}

payload! {
    /// The answer to `waitingListAccept`.
    WaitingListAcceptPayload {
        /// The appointment.
        booking: Booking
    }
}

payload! {
    /// The answer to `waitingListDecline`.
    WaitingListDeclinePayload {
        /// The place, which the person keeps.
        place: WaitingPlace
    }
}

#[Object(name = "WaitingListMutation")]
impl Mutation {
    /// Waits for a time. What comes back is offered to whoever waits longest and could come then, before anybody else
    /// sees it. Somebody has one place at a scope.
    async fn waiting_list_join(
        &self,
        ctx: &Context<'_>,
        input: WaitingListJoinInput,
    ) -> Result<WaitingListJoinPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let entry = EntryId(step.name("entry"));
        let outcome = step.run(input.join(entry, &step)).await?;
        Ok(outcome.then(async |at| place_at(ctx, entry, at).await).await?.into())
    }

    /// Waits no longer. What is offered at the time goes to the next.
    async fn waiting_list_leave(
        &self,
        ctx: &Context<'_>,
        input: WaitingListStepInput,
    ) -> Result<WaitingListLeavePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(Ok(input.leave())).await?;
        Ok(outcome.then(async |_| Ok(Some(input.entry().0))).await?.into())
    }

    /// Takes the offer. The held time is an appointment from now on, and the person no longer waits.
    async fn waiting_list_accept(
        &self,
        ctx: &Context<'_>,
        input: WaitingListStepInput,
    ) -> Result<WaitingListAcceptPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(Ok(input.accept())).await?;
        let confirmed = match &outcome {
            Outcome::Done(done) => confirmed(&step, done).await?,
            Outcome::Not(_) => None,
        };
        let read = async |at: Position| match confirmed {
            Some(booking) => booking_at(ctx, booking, at).await,
            None => Ok(None),
        };
        Ok(outcome.then(read).await?.into())
    }

    /// Gives the offered time back, for the next. The person keeps the place and is not offered the same time again.
    async fn waiting_list_decline(
        &self,
        ctx: &Context<'_>,
        input: WaitingListStepInput,
    ) -> Result<WaitingListDeclinePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(Ok(input.decline())).await?;
        Ok(outcome.then(async |at| place_at(ctx, input.entry(), at).await).await?.into())
    }
}

/// Which appointment the command confirmed. A repeated command finds the place gone, and its own events as they were.
async fn confirmed(step: &Step<'_>, done: &Done) -> Result<Option<BookingId>> {
    let events = step.events(done).await?;
    let of = |event: &Event| matches!(event, Event::Booking(booking::Event::Confirmed { .. }));
    Ok(events.iter().find(|envelope| of(&envelope.event)).map(|envelope| BookingId(envelope.stream.id)))
}
