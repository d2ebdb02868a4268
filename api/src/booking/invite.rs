//! Letting somebody in who has booked on the telephone: the token that online visitors begin with.

use async_graphql::{Context, Object, Result, SimpleObject};
use domain::booking::{self, Medium};
use domain::{Refusal, permission};

use super::input::BookingStepInput;
use super::mutation::BY_PHONE;
use crate::errors::{CommandError, failed, refusals};
use crate::scalars::EventPosition;
use crate::step::Step;

/// What the office does for those who have no token yet.
#[derive(Default)]
pub(crate) struct Mutation;

/// The answer to `bookingInvite`.
#[derive(SimpleObject)]
struct BookingInvitePayload {
    /// The bearer token of the person whose appointment it is, good for 180 days. Whoever has it is that person.
    token: Option<String>,
    /// Why not. Empty when it was accepted.
    errors: Vec<CommandError>,
    /// Always null: nothing is stored.
    position: Option<EventPosition>,
}

impl BookingInvitePayload {
    fn refused(error: CommandError) -> Self {
        Self { token: None, errors: vec![error], position: None }
    }
}

#[Object(name = "InviteMutation")]
impl Mutation {
    /// Gives the token of somebody who has booked on the telephone, so that they can check in, join the talk and sign.
    /// Hand it to that person only, as a link: whoever uses it acts in their name. Who booked online has one already.
    /// Nothing is stored, and each answer holds a token that is good.
    async fn booking_invite(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingInvitePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let refused =
            |refusal: booking::Refusal| Ok(BookingInvitePayload::refused(step.refused(&Refusal::from(refusal))));
        // Asked before the appointment is looked for, so that nobody learns from the answer whether it exists.
        if let Err(denied) = permission::check(BY_PHONE, &step.by(), None) {
            return refused(denied.into());
        }
        let found =
            step.office.log().load::<domain::Booking>(input.booking).await.map_err(|failure| failed(&failure))?;
        let Some(arranged) = found.state.0.arranged() else { return refused(booking::Refusal::Unknown) };
        if arranged.medium == Medium::Online {
            return Ok(BookingInvitePayload::refused(step.refused_by(&refusals::BOOKING_MADE_ONLINE)));
        }
        let by = step.by().actor.0;
        tracing::info!(booking.id = %input.booking, %by, "a token for booking {} was given to {by}", input.booking);
        let token = step.office.visitor_token(arranged.holder.0);
        Ok(BookingInvitePayload { token: Some(token.reveal().to_owned()), errors: vec![], position: None })
    }
}
