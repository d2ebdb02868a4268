//! What becomes of a talk.

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::Role;
use domain::consultation::{self, Begin, Command, Enter, Occasion, Seat, State, Tell};
use domain::ids::{BookingId, CaseId, ConsultationId};
use projections::case_file::ConsultationRecord;
use uuid::Uuid;
use video_bridge::{Seat as Place, Ticket};

use crate::booking::count;
use crate::errors::failed;
use crate::step::{Answer, Outcome, Step, payload};
use crate::words::{TalkMedium, TalkOutcome, TalkState};

/// What clerks do with a talk.
#[derive(Default)]
pub(crate) struct Mutation;

/// A talk.
#[derive(SimpleObject)]
pub(crate) struct Consultation {
    /// Which.
    id: Uuid,
    /// Where it stands.
    state: TalkState,
    /// Over what they talk, once it has begun.
    medium: Option<TalkMedium>,
    /// The clerk who leads it.
    host: Option<Uuid>,
    /// How long the line has stood, in seconds, as far as it is recorded.
    live_secs: Option<i32>,
    /// How often the line dropped. Identifications hold only until it does.
    interruptions: i32,
    /// When it began, where the case's file knows it.
    begun_at: Option<DateTime<Utc>>,
    /// When it was over, where the case's file knows it.
    ended_at: Option<DateTime<Utc>>,
}

impl From<&ConsultationRecord> for Consultation {
    fn from(record: &ConsultationRecord) -> Self {
        Self {
            id: record.id.0,
            state: record.state.into(),
            medium: record.medium.map(TalkMedium::from),
            host: record.host.map(|host| host.0),
            live_secs: record.live_secs.map(count),
            interruptions: count(record.interruptions),
            begun_at: record.begun_at,
            ended_at: record.ended_at,
        }
    }
}

/// What a talk is about: one of these.
#[derive(Clone, Copy, OneofObject)]
enum OccasionInput {
    /// An appointment.
    Booking(Uuid),
    /// The case of somebody who came to the counter without one.
    Case(Uuid),
}

impl From<OccasionInput> for Occasion {
    fn from(input: OccasionInput) -> Self {
        match input {
            OccasionInput::Booking(booking) => Self::Booking(BookingId(booking)),
            OccasionInput::Case(case) => Self::Case(CaseId(case)),
        }
    }
}

/// A talk is to begin.
#[derive(InputObject)]
struct ConsultationBeginInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What it is about.
    of: OccasionInput,
    /// Over what.
    medium: TalkMedium,
}

/// The line of a talk has dropped, or is back.
#[derive(InputObject)]
struct ConsultationLineInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What it is about.
    of: OccasionInput,
}

/// Somebody wants to enter the room of a talk.
#[derive(InputObject)]
struct ConsultationJoinInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The appointment that they talk about.
    booking: Uuid,
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

payload! {
    /// The answer to `consultationJoin`.
    ConsultationJoinPayload {
        /// What lets the caller in.
        ticket: CallTicket
    }
}

/// A talk is to end.
#[derive(InputObject)]
struct ConsultationEndInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What it is about.
    of: OccasionInput,
    /// How it ended.
    outcome: TalkOutcome,
}

/// Declares the payloads of the talk's mutations.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The talk as it is now.
                consultation: Consultation
            }
        })*
    };
}

payloads! {
    "consultationBegin" ConsultationBeginPayload;
    "consultationInterrupt" ConsultationInterruptPayload;
    "consultationResume" ConsultationResumePayload;
    "consultationEnd" ConsultationEndPayload;
}

#[Object(name = "ConsultationMutation")]
impl Mutation {
    /// Begins the talk of an appointment, or begins it again while the visit goes on. Whoever has called begins it, and
    /// leads it. The talk about a walk-in's case is begun by whoever takes care of the case.
    async fn consultation_begin(
        &self,
        ctx: &Context<'_>,
        input: ConsultationBeginInput,
    ) -> Result<ConsultationBeginPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let of = Occasion::from(input.of);
        let outcome = step.run(Ok(Begin { of, medium: input.medium.into() })).await?;
        answer(&step, of.talk(), outcome).await.map(Into::into)
    }

    /// Gives a ticket to the room in which a talk over video takes place: to whom the appointment belongs, once they have
    /// said that they are there, and to whoever has called them. Nothing happens by it.
    async fn consultation_join(
        &self,
        ctx: &Context<'_>,
        input: ConsultationJoinInput,
    ) -> Result<ConsultationJoinPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (by, booking) = (step.by(), BookingId(input.booking));
        let is_staff = by.roles.any(&[Role::Clerk, Role::TeamLead]);
        let (seat, place) = if is_staff { (Seat::Host, Place::Host) } else { (Seat::Holder, Place::Holder) };
        let outcome = step.run(Ok(Enter { booking, seat })).await?;
        // A repeated command has the ticket of the first time, and no newer one: by now they may not enter any more.
        let at = match &outcome {
            Outcome::Done(done) => done.at,
            Outcome::Not(_) => DateTime::UNIX_EPOCH,
        };
        let answer = outcome
            .then(async |_| {
                let Ticket { text, until } = step.office.calls().ticket(booking, place, by, step.name("ticket"), at);
                Ok(Some(CallTicket { text, path: video_bridge::PATH.to_owned(), until }))
            })
            .await?;
        Ok(answer.into())
    }

    /// Records that the line dropped.
    async fn consultation_interrupt(
        &self,
        ctx: &Context<'_>,
        input: ConsultationLineInput,
    ) -> Result<ConsultationInterruptPayload> {
        talk(ctx, input.idempotency_key, input.of, Command::Interrupt).await.map(Into::into)
    }

    /// Records that the line is back. Whoever was identified has to be identified again.
    async fn consultation_resume(
        &self,
        ctx: &Context<'_>,
        input: ConsultationLineInput,
    ) -> Result<ConsultationResumePayload> {
        talk(ctx, input.idempotency_key, input.of, Command::Resume).await.map(Into::into)
    }

    /// Ends the talk.
    async fn consultation_end(&self, ctx: &Context<'_>, input: ConsultationEndInput) -> Result<ConsultationEndPayload> {
        let outcome = consultation::Outcome::from(input.outcome);
        talk(ctx, input.idempotency_key, input.of, Command::End { outcome }).await.map(Into::into)
    }
}

async fn talk(ctx: &Context<'_>, key: Uuid, of: OccasionInput, command: Command) -> Result<Answer<Consultation>> {
    let step = Step::begin(ctx, key)?;
    let of = Occasion::from(of);
    let outcome = step.run(Ok(Tell { of, command })).await?;
    answer(&step, of.talk(), outcome).await
}

/// The talk as it is after a step.
async fn answer(step: &Step<'_>, id: ConsultationId, outcome: Outcome) -> Result<Answer<Consultation>> {
    outcome
        .then(async |_| {
            // No read model has a question of its own for talks, so the talk itself is asked.
            let talk =
                step.office.log().load::<domain::Consultation>(id.0).await.map_err(|failure| failed(&failure))?;
            Ok(shown(id, &talk.state.0))
        })
        .await
}

fn shown(id: ConsultationId, state: &State) -> Option<Consultation> {
    let (state, talk) = match state {
        State::Unknown => return None,
        State::Scheduled { .. } => (TalkState::Scheduled, None),
        State::Live { talk, .. } => (TalkState::Live, Some(talk)),
        State::Interrupted(talk) => (TalkState::Interrupted, Some(talk)),
        State::Ended { .. } => (TalkState::Ended, None),
        State::Cancelled { .. } => (TalkState::Cancelled, None),
    };
    Some(Consultation {
        id: id.0,
        state,
        medium: talk.map(|talk| talk.medium.into()),
        host: talk.map(|talk| talk.host.0),
        live_secs: talk.map(|talk| count(talk.live_secs)),
        interruptions: talk.map_or(0, |talk| count(talk.round)),
        begun_at: None,
        ended_at: None,
    })
}
