//! What becomes of an appointment, from the hold to the end of the visit.

use async_graphql::{Context, Object, Result};
use chrono::{DateTime, Utc};
use domain::booking::{self, Call, Extend, Finish, Medium, Miss, Resume};
use domain::capacity::Pool;
use domain::ids::{BookingId, ScopeId};
use domain::streams::Single;
use domain::{Grant, Refusal, Role, permission};
use uuid::Uuid;

use super::input::{
    BookingBookByPhoneInput, BookingCancelInput, BookingConfirmInput, BookingFinishInput, BookingHoldInput,
    BookingParkInput, BookingRedirectInput, BookingRescheduleInput, BookingStepInput, LineInput,
};
use super::query::{Booking, booking_at};
use crate::capacity::alternatives;
use crate::errors::{CommandError, SlotTaken, refusals};
use crate::fresh;
use crate::step::{Outcome, Step, payload};

/// Who books for somebody on the telephone. Each of its steps is open to citizens as well, for their own appointments;
/// asked first, so that nobody else learns from the answer what the office's own lanes hold.
const BY_PHONE: &[Grant] = &[Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];

/// The read model behind the times that are offered.
const FREE_SLOTS: &[&str] = &["free_slots"];

/// What can happen to an appointment.
#[derive(Default)]
pub(crate) struct Mutation;

/// Declares the payloads of the appointment's mutations; each holds the appointment.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The appointment as it is now.
                booking: Booking
            }
        })*
    };
}

payloads! {
    "bookingHold" BookingHoldPayload;
    "bookingExtend" BookingExtendPayload;
    "bookingConfirm" BookingConfirmPayload;
    "bookingBookByPhone" BookingBookByPhonePayload;
    "bookingCancel" BookingCancelPayload;
    "bookingReschedule" BookingReschedulePayload;
    "bookingCheckIn" BookingCheckInPayload;
    "bookingCall" BookingCallPayload;
    "bookingStart" BookingStartPayload;
    "bookingPark" BookingParkPayload;
    "bookingResume" BookingResumePayload;
    "bookingRedirect" BookingRedirectPayload;
    "bookingFinish" BookingFinishPayload;
    "bookingMiss" BookingMissPayload;
}

#[Object(name = "BookingMutation")]
impl Mutation {
    /// Keeps a free time for the caller for a while, until it is confirmed or runs out.
    async fn booking_hold(&self, ctx: &Context<'_>, input: BookingHoldInput) -> Result<BookingHoldPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(step.name("booking"));
        let hold = input.hold(booking, step.by().actor);
        let wanted = hold.as_ref().ok().map(|hold| (hold.scope, hold.lines.clone(), hold.starts_at));
        let outcome = offering(&step, step.run(hold).await?, wanted, Pool::Public).await;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Gives the visitor more time to decide, once.
    async fn booking_extend(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingExtendPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(Extend { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Makes an appointment of a held time, and gives it its spoken number.
    async fn booking_confirm(&self, ctx: &Context<'_>, input: BookingConfirmInput) -> Result<BookingConfirmPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(input.confirm(&step)).await?;
        Ok(outcome.then(async |at| booking_at(ctx, BookingId(input.booking), at).await).await?.into())
    }

    /// Makes an appointment for somebody on the telephone, out of the office's own lanes first.
    async fn booking_book_by_phone(
        &self,
        ctx: &Context<'_>,
        input: BookingBookByPhoneInput,
    ) -> Result<BookingBookByPhonePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(step.name("booking"));
        let book = input.book(booking, &step);
        let wanted = book.as_ref().ok().map(|book| (book.scope, book.lines.clone(), book.starts_at));
        let outcome = match permission::check(BY_PHONE, &step.by(), None) {
            Ok(()) => offering(&step, step.run(book).await?, wanted, Pool::Internal).await,
            Err(denied) => Outcome::Not(step.refused(&Refusal::from(booking::Refusal::from(denied)))),
        };
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Gives an appointment or a held time back: the citizen until it begins, the office until it is served.
    async fn booking_cancel(&self, ctx: &Context<'_>, input: BookingCancelInput) -> Result<BookingCancelPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(input.cancel())).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Moves an appointment to another time. It is never without one, and keeps its number unless somebody has it there.
    async fn booking_reschedule(
        &self,
        ctx: &Context<'_>,
        input: BookingRescheduleInput,
    ) -> Result<BookingReschedulePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let reschedule = input.reschedule();
        let to = reschedule.as_ref().ok().map(|to| (to.scope, to.starts_at));
        let mut outcome = step.run(reschedule).await?;
        // What the appointment is for is asked only when it is needed, and told to nobody who may not move it.
        if let (Some((scope, starts_at)), true) = (to, is_taken(&outcome)) {
            let known = step.office.read_models().appointment(booking).map_err(fresh::failed)?;
            let pool = known.as_ref().map_or(Pool::Public, |known| pool_of(known.medium));
            let wanted = known.map(|known| (scope, known.lines, starts_at));
            outcome = offering(&step, outcome, wanted, pool).await;
        }
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Says that the person is there and waits.
    async fn booking_check_in(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingCheckInPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        single(ctx, &step, input.booking, booking::Command::CheckIn).await.map(Into::into)
    }

    /// Calls somebody who waits. Only one clerk can; the same clerk may call again, and serves nobody else meanwhile.
    async fn booking_call(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingCallPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(Call { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Begins the service for somebody who was called.
    async fn booking_start(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingStartPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        single(ctx, &step, input.booking, booking::Command::Start).await.map(Into::into)
    }

    /// Interrupts the service and frees the clerk. Whoever fetches papers or pays elsewhere checks in again when they are
    /// back; everybody else waits for the office.
    async fn booking_park(&self, ctx: &Context<'_>, input: BookingParkInput) -> Result<BookingParkPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(Ok(input.park())).await?;
        Ok(outcome.then(async |at| booking_at(ctx, BookingId(input.booking), at).await).await?.into())
    }

    /// Goes on with a service that was interrupted; the cases of the appointment go along to the clerk who does.
    async fn booking_resume(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingResumePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(Resume { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Sends somebody who is there to another queue, or back to their own for a colleague. They keep their number, their
    /// turn and their history.
    async fn booking_redirect(&self, ctx: &Context<'_>, input: BookingRedirectInput) -> Result<BookingRedirectPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let outcome = step.run(Ok(input.redirect())).await?;
        Ok(outcome.then(async |at| booking_at(ctx, BookingId(input.booking), at).await).await?.into())
    }

    /// Ends the visit, and says what was really delivered.
    async fn booking_finish(&self, ctx: &Context<'_>, input: BookingFinishInput) -> Result<BookingFinishPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let finish = LineInput::delivered(&input.delivered).map(|delivered| Finish { booking, delivered });
        let outcome = step.run(finish).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }

    /// Records that nobody came.
    async fn booking_miss(&self, ctx: &Context<'_>, input: BookingStepInput) -> Result<BookingMissPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(Miss { booking })).await?;
        Ok(outcome.then(async |at| booking_at(ctx, booking, at).await).await?.into())
    }
}

/// A step that the appointment decides alone.
async fn single(
    ctx: &Context<'_>,
    step: &Step<'_>,
    id: Uuid,
    command: booking::Command,
) -> Result<crate::step::Answer<Booking>> {
    let outcome = step.run(Ok(Single::<booking::State> { id, command })).await?;
    outcome.then(async |at| booking_at(ctx, BookingId(id), at).await).await
}

fn pool_of(medium: Medium) -> Pool {
    match medium {
        Medium::Online => Pool::Public,
        Medium::Phone | Medium::Counter => Pool::Internal,
    }
}

/// Whether somebody else was faster.
fn is_taken(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Not(error) if error.is_by(refusals::taken()))
}

/// Offers other times to somebody who was too late.
async fn offering(
    step: &Step<'_>,
    outcome: Outcome,
    wanted: Option<(ScopeId, Vec<booking::Line>, DateTime<Utc>)>,
    pool: Pool,
) -> Outcome {
    match (outcome, wanted) {
        (Outcome::Not(CommandError::Refused(refused)), Some((scope, lines, near)))
            if refused.is_by(refusals::taken()) =>
        {
            fresh::at_head(step.office, FREE_SLOTS).await;
            let alternatives = alternatives(step.office, scope, &lines, near, pool).await;
            Outcome::Not(CommandError::SlotTaken(SlotTaken {
                code: refused.code,
                message: refused.message,
                alternatives,
            }))
        }
        (outcome, _) => outcome,
    }
}
