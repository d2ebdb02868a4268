//! All calls of a server: which authority somebody wants, and how many lines there are.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{any, post};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::calls::Calls;
use crate::closing::Closing;
use crate::frame::{BYTES_MAX, First};
use crate::line::Line;
use crate::{socket, stream, ticket};

/// Where a WebSocket is opened.
pub const PATH: &str = "/rtc/v1/ws";

/// How many lines a server has at most, and how many of them may be those of people who have not said who they are.
const LINES_MAX: usize = 10_000;
const STRANGERS_MAX: usize = 512;

/// All routes of the calls of a server.
pub fn router(calls: impl IntoIterator<Item = Calls>) -> Router {
    let calls = calls.into_iter().map(|calls| (calls.authority().to_owned(), calls)).collect();
    let places = |count| Arc::new(Semaphore::new(count));
    let desks = Desks { calls: Arc::new(calls), lines: places(LINES_MAX), strangers: places(STRANGERS_MAX) };
    Router::new()
        // HTTP/2 opens WebSockets by CONNECT (RFC 8441).
        .route(PATH, any(socket::upgrade))
        .route("/rtc/v1/stream", post(stream::open))
        .route("/rtc/v1/frames", post(stream::frames).layer(DefaultBodyLimit::max(stream::BODY_BYTES_MAX)))
        .with_state(desks)
}

/// The calls of a server.
#[derive(Clone)]
pub(crate) struct Desks {
    calls: Arc<BTreeMap<String, Calls>>,
    lines: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

/// A place that is kept as long as a line is open.
pub(crate) struct Place {
    _line: OwnedSemaphorePermit,
    stranger: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// They have said who they are.
    pub(crate) fn is_known(&mut self) {
        drop(self.stranger.take());
    }
}

impl Desks {
    /// A place for somebody who has not said who they are.
    pub(crate) fn place(&self) -> Result<Place, StatusCode> {
        let take = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned();
        match (take(&self.lines), take(&self.strangers)) {
            (Ok(line), Ok(stranger)) => Ok(Place { _line: line, stranger: Some(stranger) }),
            _ => Err(StatusCode::SERVICE_UNAVAILABLE),
        }
    }

    /// The calls that a ticket or key is said to be of.
    pub(crate) fn of(&self, text: &str) -> Result<&Calls, Closing> {
        ticket::authority_of(text).and_then(|authority| self.calls.get(authority)).ok_or(Closing::NotGood)
    }

    /// Opens a line for whoever says something good first.
    pub(crate) async fn begin(&self, text: &str) -> Result<Line, Closing> {
        if text.len() > BYTES_MAX {
            return Err(Closing::NotUnderstood);
        }
        let first: First = serde_json::from_str(text).map_err(|_| Closing::NotUnderstood)?;
        let (First::Hello { ticket: shown } | First::Resume { key: shown, .. }) = &first;
        self.of(shown)?.begin(&first).await
    }

    /// How long somebody may take to say something first. It is the same for all.
    pub(crate) fn patience(&self) -> std::time::Duration {
        self.calls
            .values()
            .next()
            .map_or_else(|| crate::room::Patience::default().first, |calls| calls.0.patience.first)
    }
}
