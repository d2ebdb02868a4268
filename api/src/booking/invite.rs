//! Letting somebody in who has no token yet, because the office made the appointment for them.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::Event;
use domain::ids::BookingId;
use domain::link_grant::{self, GiveLink, Granted, RenewLink, RevokeLink};
use event_store::Done;

use super::input::BookingStepInput;
use super::query::{Booking, booking_at};
use crate::errors::CommandError;
use crate::scalars::EventPosition;
use crate::step::{Outcome, Step, payload};

/// What the office does for those who have no token yet.
#[derive(Default)]
pub(crate) struct Mutation;

/// The answer to `bookingInvite`.
#[derive(SimpleObject)]
struct BookingInvitePayload {
    /// The bearer token of the person whose appointment it is. Whoever has it is that person.
    token: Option<String>,
    /// From when on it is worth nothing.
    expires_at: Option<DateTime<Utc>>,
    /// Why not. Empty when it was accepted.
    errors: Vec<CommandError>,
    /// Where in the history the command stands; hand it to queries as `atLeast`.
    position: Option<EventPosition>,
}

payload! {
    /// The answer to `bookingRevokeInvite`.
    BookingRevokeInvitePayload {
        /// The appointment.
        booking: Booking
    }
}

payload! {
    /// The answer to `bookingRenewLink`.
    BookingRenewLinkPayload {
        /// The appointment, with the code that belongs to the new link.
        booking: Booking
    }
}

#[Object(name = "InviteMutation")]
impl Mutation {
    /// Gives the token of somebody for whom the office made an appointment, so that they can check in, join the talk and
    /// sign. Hand it to that person only, as a link: whoever uses it acts in their name. Who booked online has one already.
    ///
    /// It is good until thirty days after the appointment. A new one ends the one before. The history says who gave it,
    /// and nobody signs with a link from the clerk who takes care of the case.
    async fn booking_invite(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingInvitePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let payload = match step.run(Ok(GiveLink { booking: BookingId(input.booking) })).await? {
            Outcome::Done(done) => {
                let link = given(&step, &done).await?;
                let token = link.map(|link| step.office.link_token(&link).reveal().to_owned());
                let expires_at = link.map(|link| link.expires_at);
                BookingInvitePayload { token, expires_at, errors: vec![], position: Some(done.position.into()) }
            }
            Outcome::Not(error) => {
                BookingInvitePayload { token: None, expires_at: None, errors: vec![error], position: None }
            }
        };
        Ok(payload)
    }

    /// Sends a new link to whoever has an appointment, because theirs is lost or locked. The one before opens nothing any
    /// more, nor does its code, and whoever came in by it is put out. The office does not see the link: it goes to the
    /// mailbox only. The service centre tells the new code, which stands in `booking { code }`.
    async fn booking_renew_link(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingRenewLinkPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(RenewLink { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Takes back whatever token `bookingInvite` gave for an appointment: it was sent to the wrong person, or lost.
    async fn booking_revoke_invite(
        &self,
        ctx: &Context<'_>,
        input: BookingStepInput,
    ) -> Result<BookingRevokeInvitePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(RevokeLink { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }
}

/// The link that the command gave. A repeated command gets its own again, though a newer one may be good now.
async fn given(step: &Step<'_>, done: &Done) -> Result<Option<Granted>> {
    Ok(step.events(done).await?.into_iter().find_map(|envelope| match envelope.event {
        Event::LinkGrant(link_grant::Event::Granted(link)) => Some(link),
        _ => None,
    }))
}
