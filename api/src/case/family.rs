//! Who registers together, who not, and whom a case must not name to others.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::access::BreakGlass;
use domain::case::{Command, Restrict, Split};
use domain::ids::{CaseId, PartyId};
use uuid::Uuid;

use super::input::MoveInput;
use super::mutation::{CaseStepInput, payloads, run, single};
use super::view::{Case, case_at};
use crate::errors::CommandError;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::step::{Outcome, Step};
use crate::words::{CustodyBasis, GlassGround, RestrictionGround};

/// What clerks do about families and about those who are protected.
#[derive(Default)]
pub(crate) struct Mutation;

/// Somebody's own move is to be compared with that of the case.
#[derive(InputObject)]
struct CaseCompareMoveInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who moves along, by their number in the case.
    party: Uuid,
    /// How they moved.
    r#move: MoveInput,
}

/// A case that is kept from whoever asks is to be opened to them.
#[derive(InputObject)]
struct CaseBreakGlassInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// Why.
    ground: GlassGround,
}

/// Somebody registers by a case of their own.
#[derive(InputObject)]
struct CaseSplitInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Out of which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who moves along, by their number in the case.
    party: Uuid,
}

/// It was asked who has the care of a child.
#[derive(InputObject)]
struct CaseRecordCustodyInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Of which child, by its number in the case.
    child: Uuid,
    /// What was found.
    basis: CustodyBasis,
}

/// Only the team lead is to go on with a case.
#[derive(InputObject)]
struct CaseRestrictAccessInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Why. Nobody but the team lead learns it.
    ground: RestrictionGround,
}

payloads! {
    "caseCompareMove" CaseCompareMovePayload;
    "caseRecordCustody" CaseRecordCustodyPayload;
    "caseLetOut" CaseLetOutPayload;
    "caseBreakGlass" CaseBreakGlassPayload;
}

/// The answer to `caseSplit`.
#[derive(SimpleObject)]
struct CaseSplitPayload {
    /// The case that the person was taken out of.
    case: Option<Case>,
    /// The case of their own.
    own: Option<Case>,
    /// Why not. Empty when it was accepted.
    errors: Vec<CommandError>,
    /// Where in the history the command stands; hand it to queries as `atLeast`.
    position: Option<EventPosition>,
}

/// The answer to `caseRestrictAccess`. Who may not go on with the case is not shown it.
#[derive(SimpleObject)]
struct CaseRestrictAccessPayload {
    /// What the person is told: one sentence, whatever the reason, in the caller's language.
    say: Option<String>,
    /// The case, for those who go on with it.
    case: Option<Case>,
    /// Why not. Empty when it was accepted.
    errors: Vec<CommandError>,
    /// Where in the history the command stands; hand it to queries as `atLeast`.
    position: Option<EventPosition>,
}

#[Object(name = "CaseFamilyMutation")]
impl Mutation {
    /// Compares the move of somebody who moves along with that of the case. With another day or other dwellings they
    /// cannot use the joint form (§ 23 (4) BMG): that is refused, and `caseSplit` gives them a case of their own.
    async fn case_compare_move(
        &self,
        ctx: &Context<'_>,
        input: CaseCompareMoveInput,
    ) -> Result<CaseCompareMovePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let party = PartyId(input.party);
        let details = input.r#move.details();
        let compare =
            details.map(|details| Command::CompareMove { party, details: step.subject("move").knows(details) });
        single(ctx, &step, input.case, compare).await.map(Into::into)
    }

    /// Takes somebody who moves along out of a case and opens one of their own for them, for the same person to whom
    /// this one belongs. What was checked and told is checked and told anew in it.
    async fn case_split(&self, ctx: &Context<'_>, input: CaseSplitInput) -> Result<CaseSplitPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let (case, into) = (CaseId(input.case), CaseId(step.name("case")));
        let split = Split { case, party: PartyId(input.party), into, subject: step.subject("party") };
        let answer = run(ctx, &step, case, Ok(split)).await?;
        let own = match answer.position {
            Some(position) => case_at(ctx, into, position.0).await?,
            None => None,
        };
        Ok(CaseSplitPayload { case: answer.thing, own, errors: answer.errors, position: answer.position })
    }

    /// Records who has the care of a child of separated parents. Where its main dwelling leaves the common one, the
    /// authority's policy can ask for the consent of the other parent (§ 22 (2) BMG, § 1627 BGB); a secondary dwelling
    /// needs none.
    async fn case_record_custody(
        &self,
        ctx: &Context<'_>,
        input: CaseRecordCustodyInput,
    ) -> Result<CaseRecordCustodyPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let record = Command::RecordCustody { child: PartyId(input.child), basis: input.basis.into() };
        single(ctx, &step, input.case, Ok(record)).await.map(Into::into)
    }

    /// Lets leave what was held back when a case was restricted after it had been submitted. A team lead does it who had
    /// no hand in the case; then it can be sent with `transmissionRetry`.
    async fn case_let_out(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseLetOutPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        single(ctx, &step, input.case, Ok(Command::LetOut)).await.map(Into::into)
    }

    /// Opens a case for an hour that is restricted and taken care of by somebody else, with a reason, which stands in the
    /// history of the case.
    async fn case_break_glass(&self, ctx: &Context<'_>, input: CaseBreakGlassInput) -> Result<CaseBreakGlassPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        let outcome = step.run(Ok(BreakGlass { case, ground: input.ground.into() })).await?;
        outcome.then(async |at| case_at(ctx, case, at).await).await.map(Into::into)
    }

    /// Leaves a case to the team lead, because somebody in it may be protected (§§ 51, 52 BMG): a person is missing in
    /// the prefilled form, or says so. From then on it does not exist for anybody else, with its appointments and what
    /// else is done in them, and it goes out only when a team lead lets it who had no hand in it.
    async fn case_restrict_access(
        &self,
        ctx: &Context<'_>,
        input: CaseRestrictAccessInput,
    ) -> Result<CaseRestrictAccessPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        fresh::at_head(step.office, &["worklist"]).await;
        let others = step.office.read_models().cases_of_same_visits(case).map_err(fresh::failed)?;
        let outcome = step.run(Ok(Restrict { case, ground: input.ground.into(), others })).await?;
        let say = matches!(outcome, Outcome::Done(_)).then(|| {
            let neutral = step.language.of(
                "Das klären wir hier im Haus. Die Teamleitung meldet sich bei Ihnen. Sie müssen nichts weiter tun.",
                "We will look into this here. The team lead will get in touch with you. There is nothing that you have to do.",
            );
            neutral.to_owned()
        });
        let answer = outcome.then(async |at| case_at(ctx, case, at).await).await?;
        Ok(CaseRestrictAccessPayload { say, case: answer.thing, errors: answer.errors, position: answer.position })
    }
}
