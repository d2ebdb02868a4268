//! Papers are issued, and fetched.

use std::num::NonZeroU16;

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use domain::access::What;
use domain::case;
use domain::ids::{CaseId, FolderId, PaperId};
use domain::paper::{AskForPaper, Command, Issue, Kept, Kind, State};
use domain::{Decide as _, Refusal, paper, permission};
use event_store::{Position, crash};
use uuid::Uuid;

use super::draft::{self, Wanted};
use super::view::CasePaper;
use super::words::{PaperKind, PaperLanguages};
use crate::case::look;
use crate::case::papers_at;
use crate::checked::Checked;
use crate::errors::{Invalid, failed, refusals};
use crate::step::{Outcome, Step, payload};

/// What people do with papers.
#[derive(Default)]
pub(crate) struct Mutation;

/// A paper is to be written.
#[derive(InputObject)]
struct PaperIssueInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// For which case.
    case: Uuid,
    /// What it is to be.
    kind: PaperKind,
    /// In which languages its labels are to be.
    #[graphql(default_with = "PaperLanguages::German")]
    languages: PaperLanguages,
    /// Which part of a history: a long one says on the paper where it ends and which part goes on. Other papers have one.
    #[graphql(default = 1)]
    part: i32,
}

/// A copy is to be fetched.
#[derive(InputObject)]
struct PaperCopyInput {
    /// Names the request: the same key gives the same ticket, which is good once.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// Which paper.
    paper: Uuid,
}

/// Where a copy of a paper is fetched. The address is good once, and for a minute.
#[derive(SimpleObject)]
pub(crate) struct PaperDownload {
    /// The paper.
    paper: Uuid,
    /// The address, below that of the server. It answers with a file to be saved.
    url: String,
}

payload! {
    /// The answer to `paperIssue`.
    PaperIssuePayload {
        /// The paper.
        paper: CasePaper
    }
}

payload! {
    /// The answer to `paperCopy`.
    PaperCopyPayload {
        /// Where the copy is fetched.
        download: PaperDownload
    }
}

#[Object(name = "PaperMutation")]
impl Mutation {
    /// Writes a paper for a case, seals it and keeps it. A confirmation, a certificate and a receipt are written once for
    /// each choice of languages: whoever asks again gets the one that is there. A history is written anew each time.
    async fn paper_issue(&self, ctx: &Context<'_>, input: PaperIssueInput) -> Result<PaperIssuePayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let case = CaseId(input.case);
        let kind = input.kind.into();
        let part = u16::try_from(input.part).ok().and_then(NonZeroU16::new);
        let Some(part) = part.filter(|part| of_the_moment(kind) || *part == NonZeroU16::MIN) else {
            let (de, en) = ("Diesen Teil gibt es nicht.", "There is no such part.");
            let invalid: Checked<AskForPaper> = Err(Invalid { field: "part", de, en });
            return step.run(invalid).await?.then(async |_| Ok(None)).await.map(Into::into);
        };
        let wanted = Wanted { kind, languages: input.languages.into(), history: step.name("paper"), part };
        let (paper, outcome) = issued(&step, case, wanted).await?;
        let answer = outcome.then(async |at: Position| {
            let papers = papers_at(ctx, case, at).await?;
            Ok(papers.iter().find(|one| Some(one.id) == paper).map(CasePaper::from))
        });
        answer.await.map(Into::into)
    }

    /// Gives an address at which one copy of a paper can be fetched, within a minute. That it was fetched stands in the
    /// history of the case.
    async fn paper_copy(&self, ctx: &Context<'_>, input: PaperCopyInput) -> Result<PaperCopyPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (case, paper) = (CaseId(input.case), PaperId(input.paper));
        let outcome = step.run(Ok(AskForPaper { case, paper })).await?;
        let answer = outcome.then(async |_| {
            look(step.office, step.by(), case, What::Case).await?;
            let desk = step.office.documents();
            let ticket = desk.paper_ticket(step.by(), case, paper, step.name("ticket"));
            Ok(Some(PaperDownload { paper: paper.0, url: desk.download_path(&ticket) }))
        });
        answer.await.map(Into::into)
    }
}

/// Writes what is wanted, unless it is there, and says what became of it.
async fn issued(step: &Step<'_>, case: CaseId, wanted: Wanted) -> Result<(Option<PaperId>, Outcome)> {
    let office = step.office;
    let state = office.log().load::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?.state.0;
    let refused = |refusal: paper::Refusal| (None, Outcome::Not(step.refused(&Refusal::from(refusal))));
    // What is hidden from somebody has no papers for them either.
    let state = if state.hidden_from(&step.by()) { case::State::Unknown } else { state };
    // A paper takes a process and a while: nobody starts one who may not have it.
    let sample = draft::sample(wanted);
    let grants = State::grants(&Command::Keep { case, holder: None, kept: sample });
    if let Err(denied) = permission::check(grants, &step.by(), state.holder()) {
        return Ok(refused(denied.into()));
    }
    let Some(file) = state.file() else {
        return Ok((None, Outcome::Not(step.refused(&Refusal::from(case::Refusal::Unknown)))));
    };
    let Some(paper) = draft::id(case, file, wanted) else { return Ok(refused(paper::Refusal::NotReady)) };
    let known = office.documents().paper(case, paper).await.map_err(|failure| office.papers_failed(&failure))?;
    let kept = if let Some(known) = known {
        // It is there already; the rules say whether whoever asks may have it.
        Some(Kept {
            paper,
            kind: known.kind,
            languages: known.languages,
            about: known.about,
            hash: known.hash,
            blob: known.blob,
            bytes: 0,
            pages: known.pages,
            seal: known.seal,
        })
    } else {
        let folder =
            office.log().load::<domain::Paper>(FolderId::of(case).0).await.map_err(|failure| failed(&failure))?;
        let facts = office.facts().await.map_err(|failure| failed(&failure))?;
        if let Err(refusal) = folder.state.0.has_room(wanted.kind, &facts.limits) {
            return Ok(refused(refusal));
        }
        if office.seal().is_none() {
            return Ok((None, Outcome::Not(step.refused_by(&refusals::PAPER_NOT_OFFERED))));
        }
        let Some(draft) = draft::of(office, (case, &state), paper, wanted).await? else {
            return Ok(refused(paper::Refusal::NotReady));
        };
        office.write(draft).await?
    };
    let Some(kept) = kept else {
        return Ok((None, Outcome::Not(step.refused(&Refusal::from(draft::erased(file))))));
    };
    let outcome = step.run(Ok(Issue { case, kept })).await?;
    crash::point("paper.recorded");
    Ok((Some(paper), outcome))
}

/// Whether each request writes another one.
pub(super) fn of_the_moment(kind: Kind) -> bool {
    match kind {
        Kind::History | Kind::AuditHistory => true,
        Kind::Declaration | Kind::Confirmation | Kind::Certificate | Kind::Receipt => false,
    }
}
