//! Who enters the room of a talk over video.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::consultation::{Enter, Invite, Refusal, Seat};
use domain::ids::{BookingId, GuestId};
use domain::{ActorId, By, Role};
use uuid::Uuid;
use video_bridge::{Invited, Seat as Place, Ticket};

use crate::errors::{CommandError, Refused};
use crate::identity::{Asker, office};
use crate::step::{Answer, Outcome, Step, payload};
use crate::words::GuestPart;

/// What lets people into rooms.
#[derive(Default)]
pub(crate) struct RoomMutation;

/// Somebody wants to enter the room of a talk.
#[derive(InputObject)]
struct ConsultationJoinInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The appointment that they talk about.
    booking: Uuid,
}

/// Somebody is to be invited to a talk.
#[derive(InputObject)]
struct ConsultationInviteInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The appointment that they talk about.
    booking: Uuid,
    /// What for.
    part: GuestPart,
}

/// Somebody who was invited wants to enter the room.
#[derive(InputObject)]
struct ConsultationJoinAsGuestInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What they were given.
    invitation: String,
}

/// What lets somebody into a room, once.
#[derive(SimpleObject)]
pub(crate) struct CallTicket {
    /// What is said first, on the socket or the stream. It never stands in an address.
    text: String,
    /// Where the socket is.
    path: String,
    /// Until when it is good.
    until: DateTime<Utc>,
}

/// What somebody is given who was invited. Whoever has it may come and wait; the clerk lets them in.
#[derive(SimpleObject)]
pub(crate) struct CallInvitation {
    /// Whose it is.
    guest: Uuid,
    /// What they show. In an address it stands behind the `#` only, which browsers keep to themselves.
    text: String,
}

/// The place of a guest in a room.
#[derive(SimpleObject)]
pub(crate) struct GuestSeat {
    /// What lets them in.
    ticket: CallTicket,
    /// What they were invited for.
    part: GuestPart,
}

payload! {
    /// The answer to `consultationJoin`.
    ConsultationJoinPayload {
        /// What lets the caller in.
        ticket: CallTicket
    }
}

payload! {
    /// The answer to `consultationInvite`.
    ConsultationInvitePayload {
        /// What the guest is to be given.
        invitation: CallInvitation
    }
}

payload! {
    /// The answer to `consultationJoinAsGuest`.
    ConsultationJoinAsGuestPayload {
        /// Where they sit.
        seat: GuestSeat
    }
}

#[Object(name = "RoomMutation")]
impl RoomMutation {
    /// Gives a ticket to the room in which a talk over video takes place: to whom the appointment belongs, once they have
    /// said that they are there, and to whoever has called them. Nothing happens by it.
    async fn consultation_join(
        &self,
        ctx: &Context<'_>,
        input: ConsultationJoinInput,
    ) -> Result<ConsultationJoinPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let is_staff = step.by().roles.any(&[Role::Clerk, Role::TeamLead]);
        let (seat, place) = if is_staff { (Seat::Host, Place::Host) } else { (Seat::Holder, Place::Holder) };
        enter(&step, BookingId(input.booking), seat, place).await.map(Into::into)
    }

    /// Invites somebody to a talk over video: to interpret, or to be with the citizen. Whoever leads the talk may, and
    /// whom the appointment belongs to; two at a time. They wait until the clerk lets them in.
    async fn consultation_invite(
        &self,
        ctx: &Context<'_>,
        input: ConsultationInviteInput,
    ) -> Result<ConsultationInvitePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (booking, part) = (BookingId(input.booking), input.part.into());
        let guest = GuestId(step.name("guest"));
        let outcome = step.run(Ok(Invite { booking, guest, part })).await?;
        let answer = outcome
            .then(async |_| {
                let text = step.office.calls().invitation(Invited { booking, guest, part });
                Ok(Some(CallInvitation { guest: guest.0, text }))
            })
            .await?;
        Ok(answer.into())
    }

    /// Gives a ticket to whoever was invited. It needs no token: a guest has no account and sees nothing of the case.
    async fn consultation_join_as_guest(
        &self,
        ctx: &Context<'_>,
        input: ConsultationJoinAsGuestInput,
    ) -> Result<ConsultationJoinAsGuestPayload> {
        let office = office(ctx)?;
        let step = |by| Step::begin_as(ctx, input.idempotency_key, by);
        let Some(Invited { booking, guest, part }) = office.calls().invited(&input.invitation) else {
            let refused = Refused::of(&Refusal::NotInvited.into(), Asker::of(ctx).language);
            let errors = vec![CommandError::Refused(refused)];
            return Ok(ConsultationJoinAsGuestPayload { seat: None, errors, position: None });
        };
        let by = By { actor: ActorId(guest.0), roles: part.role().into() };
        let Answer { thing, position, errors } =
            enter(&step(by)?, booking, Seat::Guest(guest), Place::Guest(guest.0)).await?;
        let seat = thing.map(|ticket| GuestSeat { ticket, part: part.into() });
        Ok(Answer { thing: seat, position, errors }.into())
    }
}

/// A ticket for whoever may enter.
async fn enter(step: &Step<'_>, booking: BookingId, seat: Seat, place: Place) -> Result<Answer<CallTicket>> {
    let outcome = step.run(Ok(Enter { booking, seat })).await?;
    // A repeated command has the ticket of the first time, and no newer one: by now they may not enter any more.
    let at = match &outcome {
        Outcome::Done(done) => done.at,
        Outcome::Not(_) => DateTime::UNIX_EPOCH,
    };
    let ticket = async |_| {
        let Ticket { text, until } = step.office.calls().ticket(booking, place, step.by(), step.name("ticket"), at);
        Ok(Some(CallTicket { text, path: video_bridge::PATH.to_owned(), until }))
    };
    outcome.then(ticket).await
}
