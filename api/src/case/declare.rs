//! The declaration: written, shown, signed. What is signed is what was shown, to the byte.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::case::{self, Command, Prepare, Show, Sign};
use domain::ids::{CaseId, PartyId, SignatureId};
use domain::signature::Hash;
use domain::streams::Transaction;
use domain::{Decide as _, Refusal, permission};
use uuid::Uuid;

use super::declaration::{Declaration, of_case};
use super::mutation::{CaseStepInput, payloads};
use super::view::{Case, case_at};
use crate::errors::{Invalid, failed, refusals};
use crate::step::{Answer, Outcome, Step};
use crate::words::SignatureMethod;

/// What becomes of the declaration.
#[derive(Default)]
pub(crate) struct Mutation;

/// The declaration is to be signed.
#[derive(InputObject)]
struct CaseSignInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// Who signs, by their number in the case.
    party: Uuid,
    /// How.
    method: SignatureMethod,
    /// The SHA-256 of what is on the signer's screen, in 64 hexadecimal digits.
    hash: String,
}

/// The words of a declaration.
#[derive(SimpleObject)]
pub(super) struct DeclarationText {
    /// Its text in German, the official language.
    text: String,
    /// The SHA-256 of the text's exact bytes in UTF-8. Whoever signs sends it back.
    hash: String,
}

impl From<Declaration> for DeclarationText {
    fn from(declaration: Declaration) -> Self {
        Self { text: declaration.text, hash: declaration.hash.to_string() }
    }
}

/// The answer to `casePrepareDeclaration` and `caseShowDeclaration`: the case, and the words that stand in it now.
macro_rules! with_text {
    ($($mutation:literal $name:ident;)*) => {
        $(
            #[doc = concat!("The answer to `", $mutation, "`.")]
            #[derive(SimpleObject)]
            struct $name {
                /// The case as it is now.
                case: Option<Case>,
                /// The words of the declaration.
                declaration: Option<DeclarationText>,
                /// Why the command was not accepted. Empty when it was.
                errors: Vec<crate::errors::CommandError>,
                /// Where in the history the command stands; hand it to queries as `atLeast`.
                position: Option<crate::scalars::EventPosition>,
            }

            impl From<(Answer<Case>, Option<Declaration>)> for $name {
                fn from((answer, declaration): (Answer<Case>, Option<Declaration>)) -> Self {
                    // Words that were refused are not told: the command decides who may read them.
                    let declaration = declaration.filter(|_| answer.errors.is_empty()).map(Into::into);
                    Self { case: answer.thing, declaration, errors: answer.errors, position: answer.position }
                }
            }
        )*
    };
}

with_text! {
    "casePrepareDeclaration" CasePrepareDeclarationPayload;
    "caseShowDeclaration" CaseShowDeclarationPayload;
}

payloads! {
    "caseSign" CaseSignPayload;
}

#[Object(name = "CaseDeclarationMutation")]
impl Mutation {
    /// Writes the declaration from the case's data, for the first time or corrected.
    /// A signature under an earlier one no longer counts.
    async fn case_prepare_declaration(
        &self,
        ctx: &Context<'_>,
        input: CaseStepInput,
    ) -> Result<CasePrepareDeclarationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let asks = |hash| Command::PrepareDeclaration { hash, signature: SignatureId::of(case, 1) };
        let answer = written(ctx, &step, case, asks, |hash| Prepare { case, hash }).await?;
        Ok(answer.into())
    }

    /// Shows the declaration to the citizen, with the warning against haste (§ 3a (5) VwVfG).
    /// It is written anew, so it is refused if anything that it states has changed.
    async fn case_show_declaration(
        &self,
        ctx: &Context<'_>,
        input: CaseStepInput,
    ) -> Result<CaseShowDeclarationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let answer =
            written(ctx, &step, case, |hash| Command::ShowDeclaration { hash }, |hash| Show { case, hash }).await?;
        Ok(answer.into())
    }

    /// Signs the declaration as it was shown. The signer says that all of it was checked.
    async fn case_sign(&self, ctx: &Context<'_>, input: CaseSignInput) -> Result<CaseSignPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let sign = Hash::parse(&input.hash)
            .ok_or(Invalid {
                field: "hash",
                de: "Eine Prüfsumme hat 64 hexadezimale Ziffern.",
                en: "A hash has 64 hexadecimal digits.",
            })
            .map(|hash| Sign { case, party: PartyId(input.party), method: input.method.into(), hash });
        let outcome = step.run(sign).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }
}

/// Writes the declaration of the case as it stands and has the transaction decide on its hash.
async fn written<T: Transaction>(
    ctx: &Context<'_>,
    step: &Step<'_>,
    case: CaseId,
    asks: impl FnOnce(Hash) -> Command,
    transaction: impl FnOnce(Hash) -> T,
) -> Result<(Answer<Case>, Option<Declaration>)> {
    let state = step.office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
    // What is hidden from somebody has no words for them either.
    let unknown = case::State::Unknown;
    let state = if state.state.0.hidden_from(&step.by()) { &unknown } else { &state.state.0 };
    let declaration = state.file().and_then(|file| of_case(step.office, case, file));
    let outcome = match &declaration {
        Some(declaration) => step.run(Ok(transaction(declaration.hash))).await?,
        None => Outcome::Not(unwritten(step, state, asks(Hash([0; 32])))),
    };
    let answer = outcome.then(async |at| case_at(ctx, case, at).await).await?;
    Ok((answer, declaration))
}

/// Why a case has no declaration that could be written, as far as the caller may know.
fn unwritten(step: &Step<'_>, state: &case::State, command: Command) -> crate::errors::CommandError {
    let denied = permission::check(case::State::grants(&command), &step.by(), state.holder()).err();
    let erased = state.file().and_then(|file| file.readable().err());
    let refusal = match (denied, state.file(), erased) {
        (Some(denied), _, _) => case::Refusal::from(denied),
        (None, None, _) => case::Refusal::Unknown,
        (None, Some(_), Some(erased)) => case::Refusal::from(erased),
        (None, Some(_), None) => return step.refused_by(&refusals::CASE_NOT_RENDERABLE),
    };
    step.refused(&Refusal::from(refusal))
}
