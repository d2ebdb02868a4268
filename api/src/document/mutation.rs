//! Tickets to hand documents in and to fetch copies. The files themselves go over routes of their own.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};
use documents::inspect::clean_name;
use domain::access::What;
use domain::document::{AskForCopy, Event as Happened, FileName, Format, HandIn, TakeBack};
use domain::ids::{CaseId, DocumentId};
use domain::{Event, catalogue};
use event_store::{Done, Position};
use uuid::Uuid;

use super::view::CaseDocument;
use crate::case::documents_at;
use crate::case::look;
use crate::step::{Outcome, Step, payload};
use crate::words::{DocumentFormat, EvidenceKind};

/// What people do with documents.
#[derive(Default)]
pub(crate) struct Mutation;

/// A file is to be handed in.
#[derive(InputObject)]
struct DocumentHandInInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// For which case.
    case: Uuid,
    /// How the file is called. A path in it is left out.
    name: String,
    /// What it is.
    format: DocumentFormat,
    /// How large it is, to the byte.
    bytes: i32,
    /// What it is to prove, if anything.
    proves: Option<EvidenceKind>,
}

/// A document is to be taken back.
#[derive(InputObject)]
struct DocumentTakeBackInput {
    /// Names the request: the same key gives the same answer.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// Which document.
    document: Uuid,
}

/// A copy is to be fetched.
#[derive(InputObject)]
struct DocumentCopyInput {
    /// Names the request: the same key gives the same ticket, which is good once.
    idempotency_key: Uuid,
    /// Of which case.
    case: Uuid,
    /// Which document.
    document: Uuid,
}

/// Where a file is sent to, and the ticket for it. Send it by the protocol tus 1.0.0, with the ticket in the header
/// `Upload-Ticket` of every request; after an interruption it goes on where it was torn off.
#[derive(SimpleObject)]
pub(crate) struct DocumentUpload {
    /// The document.
    document: Uuid,
    /// Where the upload is created, below the address of the server.
    url: String,
    /// The ticket. It is good for this file alone.
    ticket: String,
    /// Until when.
    until: DateTime<Utc>,
}

/// Where a copy is fetched. The address is good once, and for a minute.
#[derive(SimpleObject)]
pub(crate) struct DocumentDownload {
    /// The document.
    document: Uuid,
    /// The address, below that of the server. It answers with a file to be saved.
    url: String,
}

payload! {
    /// The answer to `documentHandIn`.
    DocumentHandInPayload {
        /// Where the file is sent to.
        upload: DocumentUpload
    }
}

payload! {
    /// The answer to `documentTakeBack`.
    DocumentTakeBackPayload {
        /// The document as it is now.
        document: CaseDocument
    }
}

payload! {
    /// The answer to `documentCopy`.
    DocumentCopyPayload {
        /// Where the copy is fetched.
        download: DocumentDownload
    }
}

#[Object(name = "DocumentMutation")]
impl Mutation {
    /// Announces a file for a case, and gives the ticket with which it is sent. It is looked at before anybody can
    /// open it: a PDF, JPEG or PNG that does nothing by itself is released, everything else is refused with a reason.
    async fn document_hand_in(&self, ctx: &Context<'_>, input: DocumentHandInInput) -> Result<DocumentHandInPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (case, document) = (CaseId(input.case), DocumentId(step.name("document")));
        let format: Format = input.format.into();
        let bytes = u64::try_from(input.bytes).unwrap_or_default();
        let hand_in = HandIn {
            case,
            document,
            format,
            bytes,
            proves: input.proves.map(catalogue::EvidenceKind::from),
            name: step.subject("document").knows(FileName(named(&input.name, format))),
        };
        let outcome = step.run(Ok(hand_in)).await?;
        let until = match &outcome {
            Outcome::Done(done) => announced_until(&step, done).await?,
            Outcome::Not(_) => None,
        };
        let answer = outcome.then(async |_| {
            Ok(until.map(|until| {
                let desk = step.office.documents();
                let ticket = desk.upload_ticket(case, document, bytes, until);
                DocumentUpload { document: document.0, url: desk.upload_path(), ticket, until }
            }))
        });
        answer.await.map(Into::into)
    }

    /// Takes a document back that nobody has looked at yet. What was released is part of the case.
    async fn document_take_back(
        &self,
        ctx: &Context<'_>,
        input: DocumentTakeBackInput,
    ) -> Result<DocumentTakeBackPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (case, document) = (CaseId(input.case), DocumentId(input.document));
        let outcome = step.run(Ok(TakeBack { case, document })).await?;
        let answer = outcome.then(async |at: Position| {
            let documents = documents_at(ctx, case, at).await?;
            Ok(documents.iter().find(|one| one.id == document).map(CaseDocument::from))
        });
        answer.await.map(Into::into)
    }

    /// Gives an address at which one copy of a released document can be fetched, within a minute. That it was fetched
    /// stands in the history of the case.
    async fn document_copy(&self, ctx: &Context<'_>, input: DocumentCopyInput) -> Result<DocumentCopyPayload> {
        let step = Step::begin(ctx, input.idempotency_key)?;
        let (case, document) = (CaseId(input.case), DocumentId(input.document));
        let outcome = step.run(Ok(AskForCopy { case, document })).await?;
        let answer = outcome.then(async |_| {
            look(step.office, step.by(), case, What::Case).await?;
            let desk = step.office.documents();
            let ticket = desk.download_ticket(step.by(), case, document, step.name("ticket"));
            Ok(Some(DocumentDownload { document: document.0, url: desk.download_path(&ticket) }))
        });
        answer.await.map(Into::into)
    }
}

/// Until when an announced file may come, as the log has it: a repeated request has the time of the first.
async fn announced_until(step: &Step<'_>, done: &Done) -> Result<Option<DateTime<Utc>>> {
    Ok(step.events(done).await?.into_iter().find_map(|envelope| match envelope.event {
        Event::Document(Happened::Announced { until, .. }) => Some(until),
        _ => None,
    }))
}

/// The name without a path and without what cannot be shown. A file without a name is a document.
fn named(name: &str, format: Format) -> String {
    let name = clean_name(name);
    if name.is_empty() { format!("Unterlage.{}", format.ending()) } else { name }
}
