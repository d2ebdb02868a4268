//! The papers of the office: set, sealed where it has a seal, and kept, off the threads that answer requests.

use std::num::NonZeroU16;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use documents::render::{Languages, Letterhead, Paper, Rendered, Renderer, Sheet};
use documents::seal::{self, Authority, Level, SealKey};
use domain::SubjectId;
use domain::ids::{CaseId, PaperId};
use domain::paper::{Kept, Kind};
use event_store::crash;
use tokio::sync::Semaphore;

use super::Office;
use crate::errors::Code;

/// What an office makes its papers with.
#[derive(Clone)]
pub struct Papers {
    /// What sets them.
    pub renderer: Arc<dyn Renderer>,
    /// What seals those that it issues.
    pub seal: Option<Seal>,
}

/// What seals papers.
#[derive(Clone)]
pub struct Seal {
    /// The authority's key.
    pub key: Arc<dyn SealKey>,
    /// Who stamps the time, after the paper is sealed and kept. Nobody waits for them.
    pub time_stamps: Option<Arc<dyn Authority>>,
}

impl Papers {
    /// Papers without a seal.
    pub fn unsealed(renderer: Arc<dyn Renderer>) -> Self {
        Self { renderer, seal: None }
    }
}

/// A paper that is to be written.
pub(crate) struct Draft {
    /// How it is called.
    pub(crate) paper: PaperId,
    pub(crate) kind: Kind,
    /// Whom it is about.
    pub(crate) about: Vec<SubjectId>,
    pub(crate) sheet: Sheet,
}

impl Office {
    /// A paper about a case with what stands on every paper of the office.
    pub(crate) fn sheet(&self, case: CaseId, languages: Languages, issued: DateTime<Utc>, paper: Paper) -> Sheet {
        Sheet {
            letterhead: Letterhead { authority: self.name().to_owned(), lines: vec![] },
            languages,
            reference: projections::worklist::reference(case),
            issued,
            paper,
        }
    }

    /// What it makes its papers with.
    pub fn papers(&self) -> Option<&Papers> {
        self.0.papers.as_ref()
    }

    /// What it seals them with.
    pub(crate) fn seal(&self) -> Option<&Seal> {
        self.papers().and_then(|papers| papers.seal.as_ref())
    }

    /// Sets a paper, seals it if it is one that the office seals, and keeps it: when this returns it lies in the vault, and
    /// an event may name it. Nothing where somebody whom it is about was forgotten.
    pub(crate) async fn write(&self, draft: Draft) -> async_graphql::Result<Option<Kept>> {
        let papers = self.papers().cloned().ok_or_else(|| Code::Internal.error())?;
        let Draft { paper, kind, about, sheet } = draft;
        let (template, languages, at) = (sheet.paper.template(), sheet.languages, self.clock().now());
        crash::point("paper.before_set");
        let Rendered { pdf, pages } = aside(template, move || papers.renderer.render(&sheet)).await?;
        crash::point("paper.set");
        let (pdf, level) = match kind {
            // It is signed by whoever declares it.
            Kind::Declaration => (pdf, None),
            Kind::Confirmation | Kind::Certificate | Kind::Receipt | Kind::History | Kind::AuditHistory => {
                let key = self.seal().map(|seal| Arc::clone(&seal.key)).ok_or_else(|| Code::Internal.error())?;
                let sealed = aside(template, move || seal::seal(&pdf, &*key, at)).await?;
                (sealed.pdf, Some(Level::Basic))
            }
        };
        crash::point("paper.sealed");
        let (hash, bytes) = (documents::sha256(&pdf), pdf.len() as u64);
        let pages = NonZeroU16::new(pages).ok_or_else(|| Code::Internal.error())?;
        let blob = self.documents().papers().keep(paper, &about, pdf).await;
        let blob = blob.map_err(|failure| self.papers_failed(&failure))?;
        Ok(blob.map(|blob| Kept { paper, kind, languages, about, hash, blob, bytes, pages, seal: level }))
    }

    /// Where failures of the vault stop travelling.
    pub(crate) fn papers_failed(&self, failure: &documents::Failure) -> async_graphql::Error {
        let failure = failure as &dyn std::error::Error;
        tracing::error!(authority.ags = self.authority().ags, error = failure, "a paper could not be kept or read");
        Code::Internal.error()
    }
}

/// So many papers are set and sealed at a time. Others have the threads on which disks are waited for.
static PLACES: Semaphore = Semaphore::const_new(8);

/// Does what takes a core and a while. Failures are logged where they stop travelling.
async fn aside<T, E>(
    paper: &'static str,
    act: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> async_graphql::Result<T>
where
    T: Send + 'static,
    E: std::error::Error + Send + 'static,
{
    // Whoever waits for a place holds no thread, and gives up with their request.
    let place = PLACES.acquire().await.map_err(|_| Code::Internal.error())?;
    let act = move || {
        let _place = place;
        act()
    };
    match tokio::task::spawn_blocking(act).await {
        Ok(Ok(made)) => return Ok(made),
        Ok(Err(failure)) => {
            let failure = &failure as &dyn std::error::Error;
            tracing::error!(paper, error = failure, "the paper {paper} could not be made");
        }
        Err(panic) => tracing::error!(paper, error = %panic, "making the paper {paper} has a bug"),
    }
    Err(Code::Internal.error())
}
