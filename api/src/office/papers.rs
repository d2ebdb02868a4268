//! The papers of the office: set, and sealed where it has a seal, off the threads that answer requests.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use documents::render::{Rendered, Renderer, Sheet};
use documents::seal::{self, Authority, SealKey, Sealed};

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
    /// Who stamps the time.
    pub time_stamps: Option<Arc<dyn Authority>>,
}

impl Papers {
    /// Papers without a seal.
    pub fn unsealed(renderer: Arc<dyn Renderer>) -> Self {
        Self { renderer, seal: None }
    }
}

impl Seal {
    /// Seals a paper, with the time where somebody stamps it: whoever is asked may be away, and then the seal is good
    /// without.
    fn put(&self, pdf: &[u8], at: DateTime<Utc>) -> Result<Sealed, seal::Failure> {
        let sealed = seal::seal(pdf, &*self.key, at)?;
        let Some(authority) = &self.time_stamps else { return Ok(sealed) };
        Ok(seal::add_time_stamp(&sealed, &**authority, at).unwrap_or_else(|failure| {
            let failure = &failure as &dyn std::error::Error;
            tracing::warn!(error = failure, "a paper is sealed without a time stamp");
            sealed
        }))
    }
}

impl Office {
    /// What it makes its papers with.
    pub fn papers(&self) -> Option<&Papers> {
        self.0.papers.as_ref()
    }

    /// Sets a paper.
    pub(crate) async fn set(&self, sheet: Sheet) -> async_graphql::Result<Rendered> {
        let papers = self.papers().cloned().ok_or_else(|| Code::Internal.error())?;
        aside(sheet.paper.template(), move || papers.renderer.render(&sheet)).await
    }

    /// Sets and seals a paper. Nothing where the office has no seal.
    pub(crate) async fn issue(&self, sheet: Sheet) -> async_graphql::Result<Option<Sealed>> {
        let Some(seal) = self.papers().and_then(|papers| papers.seal.clone()) else { return Ok(None) };
        let (template, at) = (sheet.paper.template(), self.clock().now());
        let rendered = self.set(Sheet { sealed: true, ..sheet }).await?;
        aside(template, move || seal.put(&rendered.pdf, at)).await.map(Some)
    }
}

/// Does what takes a core and a while. Failures are logged where they stop travelling.
async fn aside<T, E>(
    paper: &'static str,
    act: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> async_graphql::Result<T>
where
    T: Send + 'static,
    E: std::error::Error + Send + 'static,
{
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
