//! What becomes of a talk.

use async_graphql::{Context, InputObject, Object, OneofObject, Result, SimpleObject};
use chrono::{DateTime, Utc};
use domain::consultation::{self, Begin, Command, GoOnByPhone, Guest, GuestStep, Occasion, State, Tell};
use domain::ids::{BookingId, CaseId, ConsultationId, GuestId};
use projections::case_file::ConsultationRecord;
use uuid::Uuid;

use crate::booking::count;
use crate::errors::failed;
use crate::step::{Answer, Outcome, Step, payload};
use crate::words::{GuestPart, GuestState, TalkMedium, TalkOutcome, TalkState};

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
    /// Who else was invited, in that order.
    guests: Vec<CallGuest>,
}

/// Somebody who was invited to a talk: to interpret, or to be with the citizen.
#[derive(SimpleObject)]
pub(crate) struct CallGuest {
    /// A name of the invitation, and of nobody. It names their seat in the room.
    id: Uuid,
    /// What for.
    part: GuestPart,
    /// How far they have come.
    state: GuestState,
}

impl From<&Guest> for CallGuest {
    fn from(&Guest { id, part, standing }: &Guest) -> Self {
        Self { id: id.0, part: part.into(), state: standing.into() }
    }
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
            guests: record.guests.iter().map(CallGuest::from).collect(),
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

/// A talk over video is to go on by telephone.
#[derive(InputObject)]
struct ConsultationGoOnByPhoneInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The appointment that they talk about.
    booking: Uuid,
}

/// Somebody who was invited is to be let in, or not.
#[derive(InputObject)]
struct ConsultationGuestInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// The appointment that they talk about.
    booking: Uuid,
    /// Who.
    guest: Uuid,
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
    "consultationGoOnByPhone" ConsultationGoOnByPhonePayload;
    "consultationAdmit" ConsultationAdmitPayload;
    "consultationRemove" ConsultationRemovePayload;
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

    /// Ends the talk over video and begins one by telephone, where a line does not carry pictures. On the telephone nobody
    /// is identified by a document, and whoever was identified before has to be identified again.
    async fn consultation_go_on_by_phone(
        &self,
        ctx: &Context<'_>,
        input: ConsultationGoOnByPhoneInput,
    ) -> Result<ConsultationGoOnByPhonePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let booking = BookingId(input.booking);
        let outcome = step.run(Ok(GoOnByPhone { booking })).await?;
        answer(&step, ConsultationId::of(booking), outcome).await.map(Into::into)
    }

    /// Lets somebody in who was invited and waits. Whoever leads the talk looks first who it is.
    async fn consultation_admit(
        &self,
        ctx: &Context<'_>,
        input: ConsultationGuestInput,
    ) -> Result<ConsultationAdmitPayload> {
        guest(ctx, input, GuestStep::Admit).await.map(Into::into)
    }

    /// Refuses somebody who waits, sends somebody away who is there, or takes back an invitation. They do not come back
    /// with it.
    async fn consultation_remove(
        &self,
        ctx: &Context<'_>,
        input: ConsultationGuestInput,
    ) -> Result<ConsultationRemovePayload> {
        guest(ctx, input, GuestStep::Remove).await.map(Into::into)
    }
}

async fn guest(ctx: &Context<'_>, input: ConsultationGuestInput, step: GuestStep) -> Result<Answer<Consultation>> {
    let ConsultationGuestInput { idempotency_key, booking, guest } = input;
    let command = Command::Guest { guest: GuestId(guest), step };
    talk(ctx, idempotency_key, OccasionInput::Booking(booking), command).await
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
    let guests = state.guests().into_iter().flat_map(consultation::Guests::iter).map(CallGuest::from).collect();
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
        guests,
    })
}
