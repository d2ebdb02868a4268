//! The declaration: written, shown, signed. What is signed is what was shown, to the byte.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::case::{self, Acknowledge, Command, EnterTan, Prepare, Show, Sign, TellTan, Written};
use domain::ids::{CaseId, PartyId, SignatureId};
use domain::signature::{self, Drawing, Hash, Manner, Method, Sha256, TAN_TRIES};
use domain::{Decide as _, Refusal, permission};
use event_store::crash;
use uuid::Uuid;

use super::declaration::{self, Declaration};
use super::mutation::{CaseStepInput, payloads};
use super::view::{Case, case_at};
use crate::errors::{CommandError, Invalid, failed, refusals};
use crate::office::Office;
use crate::scalars::EventPosition;
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
    /// What was drawn, if it is drawn: a line for each stroke, as x and y in turn, from 0 to 10000. No pressure and no
    /// time: those would be biometric data.
    #[graphql(default)]
    drawing: Vec<Vec<i32>>,
}

/// Pages were read.
#[derive(InputObject)]
struct CaseAcknowledgeDeclarationInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// The SHA-256 of what was read, in 64 hexadecimal digits.
    hash: String,
    /// Which pages, from 1 on.
    pages: Vec<i32>,
}

/// A number is entered.
#[derive(InputObject)]
struct CaseEnterTanInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Which case.
    case: Uuid,
    /// The command stands only if the case still has this version; on any unless the request says so.
    expected_version: Option<i32>,
    /// The number, as it was told.
    tan: String,
}

/// The words of a declaration.
#[derive(SimpleObject)]
pub(super) struct DeclarationText {
    /// Its text in German, the official language. Of a PDF it has the very words that the PDF was set with, or it is null:
    /// a later version of the program may say the same in other words, and nobody reads those beside it.
    text: Option<String>,
    /// The SHA-256 of what is signed: of the PDF's bytes, or where there is none of the text's exact bytes in UTF-8.
    /// Whoever signs sends it back.
    hash: String,
    /// What is signed, in base64. Null in an office that sets no papers: there the text is signed.
    pdf: Option<String>,
    /// How many pages it has. Whoever signs by drawing or by a number says of each that they have read it.
    pages: Option<i32>,
}

impl From<Declaration> for DeclarationText {
    fn from(declaration: Declaration) -> Self {
        Self {
            text: declaration.text,
            hash: declaration.hash.to_string(),
            pages: declaration.rendered.as_ref().map(|rendered| i32::from(rendered.pages)),
            pdf: declaration.rendered.map(|rendered| STANDARD.encode(rendered.pdf)),
        }
    }
}

/// The answer to `caseTellTan`.
#[derive(SimpleObject)]
struct CaseTellTanPayload {
    /// The number to tell, in six digits. It is in force for ten minutes, and stored nowhere.
    tan: Option<String>,
    /// Why the command was not accepted. Empty when it was.
    errors: Vec<CommandError>,
    /// Where in the history the command stands; hand it to queries as `atLeast`.
    position: Option<EventPosition>,
}

/// The answer to `caseEnterTan`.
#[derive(SimpleObject)]
struct CaseEnterTanPayload {
    /// Whether the number that was entered last is the one that was told.
    right: Option<bool>,
    /// How often another one may still be entered.
    tries_left: Option<i32>,
    /// Why the command was not accepted. Empty when it was.
    errors: Vec<CommandError>,
    /// Where in the history the command stands; hand it to queries as `atLeast`.
    position: Option<EventPosition>,
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
    "caseAcknowledgeDeclaration" CaseAcknowledgeDeclarationPayload;
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
        prepared(ctx, step, CaseId(input.case)).await.map(Into::into)
    }

    /// Shows the declaration to the citizen, with the warning against haste (§ 3a (5) VwVfG): exactly what was prepared.
    /// What was corrected since is prepared again first. That it was shown is recorded only when it could be read.
    async fn case_show_declaration(
        &self,
        ctx: &Context<'_>,
        input: CaseStepInput,
    ) -> Result<CaseShowDeclarationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        shown(ctx, &step, case).await.map(Into::into)
    }

    /// Says that pages of the declaration that is shown were read.
    async fn case_acknowledge_declaration(
        &self,
        ctx: &Context<'_>,
        input: CaseAcknowledgeDeclarationInput,
    ) -> Result<CaseAcknowledgeDeclarationPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        // A page that no number of this kind can name is none, and page 0 is none either.
        let pages = input.pages.iter().map(|page| u16::try_from(*page).unwrap_or(0)).collect();
        let read = hash(&input.hash).map(|hash| Acknowledge { case, hash, pages });
        let outcome = step.run(read).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }

    /// Gives the clerk a number to tell in the talk: whoever enters it may sign with it, for ten minutes and after no more
    /// than five tries. The last one that was given counts.
    async fn case_tell_tan(&self, ctx: &Context<'_>, input: CaseStepInput) -> Result<CaseTellTanPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        // Made of the command's name, so that a retry tells the same one.
        let tan = step.office.tan(&step.name("tan"));
        let mac = step.office.mac_of_tan(case, &tan);
        let answer = step.run(Ok(TellTan { case, mac })).await?.then(async |_| Ok(Some(()))).await?;
        let tan = Some(tan).filter(|_| answer.errors.is_empty());
        Ok(CaseTellTanPayload { tan, errors: answer.errors, position: answer.position })
    }

    /// Enters the number that was told. A wrong one is accepted and counted.
    async fn case_enter_tan(&self, ctx: &Context<'_>, input: CaseEnterTanInput) -> Result<CaseEnterTanPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let case = CaseId(input.case);
        let digits = input.tan.len() == 6 && input.tan.bytes().all(|digit| digit.is_ascii_digit());
        let enter = if digits {
            Ok(EnterTan { case, mac: step.office.mac_of_tan(case, &input.tan) })
        } else {
            Err(Invalid { field: "tan", de: "Die Nummer hat sechs Ziffern.", en: "The number has six digits." })
        };
        let answer = step.run(enter).await?.then(async |_| signing(step.office, case).await).await?;
        let tan = answer.thing.and_then(|signing| match signing {
            signature::State::Shown { reading, .. } => reading.tan,
            signature::State::Unknown
            | signature::State::Requested(_)
            | signature::State::Signed { .. }
            | signature::State::Voided(_) => None,
        });
        Ok(CaseEnterTanPayload {
            right: tan.map(|tan| tan.entered),
            tries_left: tan.map(|tan| i32::from(TAN_TRIES.saturating_sub(tan.missed))),
            errors: answer.errors,
            position: answer.position,
        })
    }

    /// Signs the declaration as it was shown. The signer says that all of it was checked.
    async fn case_sign(&self, ctx: &Context<'_>, input: CaseSignInput) -> Result<CaseSignPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?.on(input.case, input.expected_version);
        let (case, party, sha256) = (CaseId(input.case), PartyId(input.party), Sha256(documents::sha256));
        let sign = manner(input.method.into(), &input.drawing)
            .and_then(|manner| hash(&input.hash).map(|hash| Sign { case, party, manner, hash, sha256 }));
        let outcome = step.run(sign).await?;
        Ok(outcome.then(async |at| case_at(ctx, case, at).await).await?.into())
    }
}

fn hash(digits: &str) -> Result<Hash, Invalid> {
    Hash::parse(digits).ok_or(Invalid {
        field: "hash",
        de: "Eine Prüfsumme hat 64 hexadezimale Ziffern.",
        en: "A hash has 64 hexadecimal digits.",
    })
}

/// The way of signing with what it leaves behind: whoever draws has drawn something, and nobody else has.
fn manner(method: Method, strokes: &[Vec<i32>]) -> Result<Manner, Invalid> {
    let wrong = Invalid {
        field: "drawing",
        de: "Eine gezeichnete Unterschrift hat 1 bis 200 Striche und höchstens 5000 Punkte, jeder mit zwei Zahlen von 0 \
             bis 10000.",
        en: "A drawn signature has 1 to 200 strokes and at most 5000 points, each with two numbers from 0 to 10000.",
    };
    match method {
        Method::Drawn => {
            let of = |stroke: &Vec<i32>| stroke.iter().map(|number| u16::try_from(*number).ok()).collect();
            let strokes: Option<Vec<Vec<u16>>> = strokes.iter().map(of).collect();
            strokes.and_then(Drawing::new).map(Manner::Drawn).ok_or(wrong)
        }
        Method::TypedConsent => Ok(Manner::TypedConsent),
        Method::SpokenTan => Ok(Manner::SpokenTan),
    }
}

/// The signing of the declaration that stands.
async fn signing(office: &Office, case: CaseId) -> Result<Option<signature::State>> {
    let state = office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
    let Some(declaration) = state.state.0.file().and_then(|file| file.declaration.as_ref()) else { return Ok(None) };
    let signing = office.log().load::<domain::Signature>(declaration.signature.0).await;
    Ok(Some(signing.map_err(|failure| failed(&failure))?.state.0))
}

/// Prepares the declaration of a case, unless one stands that states what is recorded.
async fn prepared(ctx: &Context<'_>, step: Step<'_>, case: CaseId) -> Result<(Answer<Case>, Option<Declaration>)> {
    let loaded = step.office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
    // What is hidden from somebody has no words for them either.
    let unknown = case::State::Unknown;
    let state = if loaded.state.0.hidden_from(&step.by()) { &unknown } else { &loaded.state.0 };
    let command = Command::PrepareDeclaration { hash: Hash([0; 32]), signature: SignatureId::of(case, 1), text: None };
    // A paper takes a process and a while: nobody starts one who may not have it written.
    let denied = permission::check(case::State::grants(&command), &step.by(), state.holder());
    let written = match (denied, state.file()) {
        (Ok(()), Some(file)) => match &file.declaration {
            // A correction would have taken it away. What cannot be read any more is written anew, unless it is signed.
            Some(standing) if standing.signed || declaration::standing(step.office, case, file).await?.is_some() => {
                Some(Written::Text(standing.hash))
            }
            Some(_) | None => declaration::next(step.office, case, file).await?,
        },
        (Err(_), _) | (_, None) => None,
    };
    // It states what was recorded then, so it stands only if nothing was recorded since.
    let step = step.made_of(case, loaded.version);
    let outcome = match written {
        Some(written) => step.run(Ok(Prepare { case, written })).await?,
        None => Outcome::Not(unwritten(&step, state, command)),
    };
    crash::point("paper.recorded");
    with_words(ctx, &step, case, outcome).await
}

/// Shows the declaration that stands. Its bytes are read first: nobody was shown what nobody can read.
async fn shown(ctx: &Context<'_>, step: &Step<'_>, case: CaseId) -> Result<(Answer<Case>, Option<Declaration>)> {
    let log = step.office.log();
    let state = log.load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?.state.0;
    let state = if state.hidden_from(&step.by()) { case::State::Unknown } else { state };
    let file = state.file().filter(|file| file.declaration.is_some());
    // Where none stands, none has this hash, and the rules say why it is not shown.
    let hash = file.and_then(|file| file.declaration.as_ref()).map_or(Hash([0; 32]), |declaration| declaration.hash);
    let command = Command::ShowDeclaration { hash };
    let may = permission::check(case::State::grants(&command), &step.by(), state.holder()).is_ok();
    let readable = match file.filter(|_| may) {
        Some(file) => {
            let readable = declaration::standing(step.office, case, file).await?;
            if readable.is_none() {
                let erased = file.readable().err().map(case::Refusal::from);
                let refusal = erased.unwrap_or(case::Refusal::OtherDeclaration);
                let outcome = Outcome::Not(step.refused(&Refusal::from(refusal)));
                return with_words(ctx, step, case, outcome).await;
            }
            readable
        }
        None => None,
    };
    let outcome = step.run(Ok(Show { case, hash })).await?;
    let answer = outcome.then(async |at| case_at(ctx, case, at).await).await?;
    // Whoever repeats a request hears its first answer; another declaration may stand by now, which that did not show.
    let state = log.load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?.state.0;
    let stands = state.file().and_then(|file| file.declaration.as_ref());
    let stands = stands.is_some_and(|declaration| declaration.hash == hash && declaration.shown);
    // From whom the case is kept, its declaration is as well.
    let may = answer.thing.is_some();
    Ok((answer, readable.filter(|_| stands && may)))
}

/// The case after a step, with the words of the declaration that stands, for whoever took the step.
async fn with_words(
    ctx: &Context<'_>,
    step: &Step<'_>,
    case: CaseId,
    outcome: Outcome,
) -> Result<(Answer<Case>, Option<Declaration>)> {
    let answer = outcome.then(async |at| case_at(ctx, case, at).await).await?;
    // From whom the case is kept, its declaration is as well.
    if answer.thing.is_none() {
        return Ok((answer, None));
    }
    let state = step.office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?.state.0;
    let declaration = match state.file() {
        Some(file) => declaration::standing(step.office, case, file).await?,
        None => None,
    };
    Ok((answer, declaration))
}

/// Why a case has no declaration that could be written, as far as the caller may know.
fn unwritten(step: &Step<'_>, state: &case::State, command: Command) -> CommandError {
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
