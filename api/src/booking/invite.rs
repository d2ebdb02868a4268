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
#[derive(Default, SimpleObject)]
struct BookingInvitePayload {
    /// The bearer token of the person whose appointment it is, for programs. Whoever has it is that person, until the link
    /// is used.
    token: Option<String>,
    /// The address that opens the appointment in a browser, once and with the code only.
    link: Option<String>,
    /// The code of six digits that goes with the link. Tell it on another way than the link.
    code: Option<String>,
    /// From when on none of it is worth anything.
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
    /// Lets somebody in for whom the office made an appointment, so that they can check in, join the talk and sign: with a
    /// link, which goes to them in a text message or a letter, and a code, which is told on the telephone. Hand them to that
    /// person only: whoever has both acts in their name. Who booked online is in already.
    ///
    /// The link opens the appointment once, in the browser where the code is entered, and from then on the token is worth
    /// nothing either. Both are good until thirty days after the appointment, and a new link ends the one before, with
    /// whoever came in by it. The history says who gave it and when it was used, and nobody signs with a link from the
    /// clerk who takes care of the case.
    async fn booking_invite(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingInvitePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let payload = match step.run(Ok(GiveLink { booking: BookingId(input.booking) })).await? {
            Outcome::Done(done) => {
                let Some(given) = given(&step, &done).await? else {
                    let position = Some(done.position.into());
                    return Ok(BookingInvitePayload { position, ..BookingInvitePayload::default() });
                };
                let Granted { booking, generation, expires_at, .. } = given;
                BookingInvitePayload {
                    token: Some(step.office.link_token(&given).reveal().to_owned()),
                    link: Some(step.office.link_address(booking, generation)),
                    code: Some(step.office.code_of(booking, generation)),
                    expires_at: Some(expires_at),
                    errors: vec![],
                    position: Some(done.position.into()),
                }
            }
            Outcome::Not(error) => BookingInvitePayload { errors: vec![error], ..BookingInvitePayload::default() },
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

    /// Takes back whatever `bookingInvite` gave for an appointment: it was sent to the wrong person, or lost. Whoever came
    /// in by the link is put out.
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
