//! What becomes of a case as a whole: opened, taken on, handed over, ended.

use async_graphql::{Context, InputObject, Object, Result};
use domain::ActorId;
use domain::calendar::local_date;
use domain::case::{self, Attach, Command, Complete, Decline, OpenDuring, Opening, Origin, Withdraw};
use domain::ids::{BookingId, CaseId, PartyId};
use domain::paper::{HandOver, Kept};
use domain::streams::{Single, Transaction};
use domain::{Decide as _, permission};
use uuid::Uuid;

use super::input::{ActsForInput, WhoInput, acts_for};
use super::view::{Case, case_at};
use crate::checked::{self, Checked};
use crate::errors::failed;
use crate::office::{Draft, Office};
use crate::paper;
use crate::step::{Answer, Step};
use crate::words::{Channel, Part, ServiceCode};

/// What can happen to a case.
#[derive(Default)]
pub(crate) struct Mutation;

/// A case is to be opened for somebody without an appointment, or for one errand more.
#[derive(InputObject)]
struct CaseOpenInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// What is wanted.
    service: ServiceCode,
    /// How often: a second certificate costs a second fee.
    #[graphql(default = 1)]
    quantity: i32,
    /// In which channel.
    channel: Channel,
    /// The appointment during which it is opened, if any. Its citizen sees the case as their own.
    /// A case in a video call needs one: nobody else could sign.
    during: Option<Uuid>,
}

/// A case is to go on in a later appointment.
#[derive(InputObject)]
struct CaseAttachBookingInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// In which appointment.
    booking: Uuid,
}

/// A case is to have a clerk.
#[derive(InputObject)]
struct CaseAssignInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who is to take care of it; the caller unless the request says so.
    clerk: Option<Uuid>,
}

/// Somebody is to take part in a case.
#[derive(InputObject)]
struct CaseAddPartyInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who.
    who: WhoInput,
    /// What they are in the case.
    part: Part,
    /// For whom else they act.
    acts_for: Option<Vec<ActsForInput>>,
}

/// Somebody is no longer to take part in a case.
#[derive(InputObject)]
struct CaseRemovePartyInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who, by their number in the case.
    party: Uuid,
}

/// Something is to happen to a case that needs no more than its id.
#[derive(InputObject)]
pub(super) struct CaseStepInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which case.
    pub(super) case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    pub(super) expected_version: Option<i32>,
}

/// The office decides against a case.
#[derive(InputObject)]
struct CaseDeclineInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Why, in the words that the citizen gets.
    reason: String,
}

/// Declares the payloads of mutations that answer with the case.
macro_rules! payloads {
    ($($mutation:literal $name:ident;)*) => {
        $(crate::step::payload! {
            #[doc = concat!("The answer to `", $mutation, "`.")]
            $name {
                /// The case as it is now.
                case: crate::case::view::Case
            }
        })*
    };
}
pub(super) use payloads;

payloads! {
    "caseOpen" CaseOpenPayload;
    "caseAttachBooking" CaseAttachBookingPayload;
    "caseAssign" CaseAssignPayload;
    "caseAddParty" CaseAddPartyPayload;
    "caseRemoveParty" CaseRemovePartyPayload;
    "caseSubmit" CaseSubmitPayload;
    "caseComplete" CaseCompletePayload;
    "caseWithdraw" CaseWithdrawPayload;
    "caseDecline" CaseDeclinePayload;
}

#[Object(name = "CaseMutation")]
impl Mutation {
    /// Opens a case by hand. Cases of an appointment open by themselves when it is confirmed.
    async fn case_open(&self, ctx: &Context<'_>, input: CaseOpenInput) -> Result<CaseOpenPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let id = step.name("case");
        let (service, channel) = (input.service.into(), input.channel.into());
        let quantity = checked::quantity("quantity", input.quantity);
        let Some(during) = input.during.map(BookingId) else {
            let (origin, on) = (Origin::Clerk { during: None }, local_date(step.office.clock().now()));
            let open = quantity
                .map(|quantity| Command::Open(Opening { service, quantity, origin, channel, holder: None, on }));
            return single(ctx, &step, id, open).await.map(Into::into);
        };
        let case = CaseId(id);
        let open = quantity.map(|quantity| OpenDuring { case, service, quantity, channel, during });
        run(ctx, &step, case, open).await.map(Into::into)
    }

    /// Goes on with an open case in a later appointment of the same person. The appointment's own case for the same
    /// service, on which nobody has worked, ends.
    async fn case_attach_booking(
        &self,
        ctx: &Context<'_>,
        input: CaseAttachBookingInput,
    ) -> Result<CaseAttachBookingPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        run(ctx, &step, case, Ok(Attach { case, booking: BookingId(input.booking) })).await.map(Into::into)
    }

    /// Takes a case on. Taking it over from a colleague is the team lead's.
    async fn case_assign(&self, ctx: &Context<'_>, input: CaseAssignInput) -> Result<CaseAssignPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let clerk = input.clerk.map_or(step.by().actor, ActorId);
        single(ctx, &step, input.case, Ok(Command::Assign { clerk })).await.map(Into::into)
    }

    /// Adds somebody to a case: whose matter it is, who moves along, who acts for others.
    async fn case_add_party(&self, ctx: &Context<'_>, input: CaseAddPartyInput) -> Result<CaseAddPartyPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let who = input.who.who();
        let acts_for = acts_for(input.acts_for.as_deref());
        let add = who.and_then(|who| {
            Ok(Command::AddParty {
                party: case::Party {
                    id: PartyId(step.name("party")),
                    who: step.subject("party").knows(who),
                    part: input.part.into(),
                    acts_for: acts_for?,
                },
            })
        });
        single(ctx, &step, input.case, add).await.map(Into::into)
    }

    /// Removes somebody from a case: entered by mistake, or with other data of the move.
    async fn case_remove_party(
        &self,
        ctx: &Context<'_>,
        input: CaseRemovePartyInput,
    ) -> Result<CaseRemovePartyPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let remove = Command::RemoveParty { party: PartyId(input.party) };
        single(ctx, &step, input.case, Ok(remove)).await.map(Into::into)
    }

    /// Hands a case to the register or the federal office. One rule: nothing is missing.
    async fn case_submit(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseSubmitPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::Submit)).await.map(Into::into)
    }

    /// Hands the result of a case over. Of a certificate of registration that is the certificate itself: it is written, sealed
    /// and kept in the same step, and without it no such case is complete. An office without a seal hands it over elsewhere.
    async fn case_complete(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseCompletePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        match result(&step, case).await? {
            Some(kept) => run(ctx, &step, case, Ok(HandOver { case, kept })).await.map(Into::into),
            None => run(ctx, &step, case, Ok(Complete { case })).await.map(Into::into),
        }
    }

    /// Ends a case without a result, because the citizen no longer wants it.
    async fn case_withdraw(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseWithdrawPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let withdraw = Withdraw { case, reason: case::WithdrawalReason::Citizen };
        run(ctx, &step, case, Ok(withdraw)).await.map(Into::into)
    }

    /// Decides against a case. It stays on record, and so does the reason.
    async fn case_decline(&self, ctx: &Context<'_>, input: CaseDeclineInput) -> Result<CaseDeclinePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let decline = checked::remark("reason", &input.reason)
            .map(|text| Decline { case, reason: step.subject("reason").knows(case::Note(text)) });
        run(ctx, &step, case, decline).await.map(Into::into)
    }
}

/// A step that the case decides alone.
pub(super) async fn single(
    ctx: &Context<'_>,
    step: &Step<'_>,
    id: Uuid,
    command: Checked<Command>,
) -> Result<Answer<Case>> {
    let outcome = step.run(command.map(|command| Single::<case::State> { id, command })).await?;
    outcome.then(async |at| case_at(ctx, CaseId(id), at).await).await
}

/// The paper that is the result of a case which is about to be complete, kept and not yet named by an event. Nothing where
/// the result is no paper, where whoever asks may not hand it over, and where it was handed over already: whether the case
/// is complete without one is for its rules to say.
async fn result(step: &Step<'_>, case: CaseId) -> Result<Option<Kept>> {
    let state = step.office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?.state.0;
    let may = permission::check(case::State::grants(&Command::Complete), &step.by(), state.holder()).is_ok();
    if !may || state.hidden_from(&step.by()) {
        return Ok(None);
    }
    match draft_of_result(step.office, case, &state) {
        Some(draft) => step.office.write(draft).await,
        None => Ok(None),
    }
}

/// What that paper would say. Nothing where the result is none, and where the office has no seal for it.
pub(super) fn draft_of_result(office: &Office, case: CaseId, state: &case::State) -> Option<Draft> {
    let case::State::Submitted(file) = state else { return None };
    office.seal()?;
    paper::certificate_of(office, case, file)
}

/// A step that the case decides with others.
pub(super) async fn run<T: Transaction>(
    ctx: &Context<'_>,
    step: &Step<'_>,
    case: CaseId,
    transaction: Checked<T>,
) -> Result<Answer<Case>> {
    let outcome = step.run(transaction).await?;
    outcome.then(async |at| case_at(ctx, case, at).await).await
}
