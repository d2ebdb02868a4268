//! `POST /rtc/v1/stream` and `POST /rtc/v1/frames`: the same frames where a proxy breaks WebSockets. What is told comes as
//! one long answer, and what is said goes out in requests.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde_json::value::RawValue;
use tokio::time::timeout;

use crate::closing::Closing;
use crate::desks::{Desks, Place};
use crate::frame::BYTES_MAX;
use crate::line::{Line, Next};

/// How many bytes of frames one request may have.
pub(crate) const BODY_BYTES_MAX: usize = 256 * 1024;
/// How many frames one request may have.
const FRAMES_MAX: usize = 50;
/// How often a word goes out that says nothing, so that proxies and the other end know that the line stands.
const QUIET: Duration = Duration::from_secs(15);

/// Opens a line by the first frame. Everything that follows is told in the answer.
pub(crate) async fn open(State(desks): State<Desks>, body: Bytes) -> Response {
    let mut place = match desks.place() {
        Ok(place) => place,
        Err(status) => return status.into_response(),
    };
    let first = std::str::from_utf8(&body).map_err(|_| Closing::NotUnderstood);
    let begun = match first {
        Ok(first) => desks.begin(first).await,
        Err(closing) => Err(closing),
    };
    match begun {
        Ok(line) => {
            place.is_known();
            answer(Some((line, place)))
        }
        Err(closing) => refused(closing),
    }
}

fn answer(line: Option<(Line, Place)>) -> Response {
    let events = stream::unfold(line, async |line| {
        let (line, place) = line?;
        match timeout(QUIET, line.outbox.next()).await {
            Ok(Next::Frame(frame)) => Some((format!("data: {frame}\n\n"), Some((line, place)))),
            // A comment: for whoever looks at a trace.
            Ok(Next::Close(closing)) => Some((format!(": {} {}\n\n", closing.code(), closing.reason()), None)),
            Err(_) => Some((":\n\n".to_owned(), Some((line, place)))),
        }
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        // nginx keeps answers back otherwise.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(events.map(Ok::<_, Infallible>))).into_response()
}

/// Takes frames of whoever shows the key of their seat.
pub(crate) async fn frames(State(desks): State<Desks>, headers: HeaderMap, body: Bytes) -> Response {
    let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let Some(key) = key else { return refused(Closing::NotGood) };
    let calls = match desks.of(key) {
        Ok(calls) => calls,
        Err(closing) => return refused(closing),
    };
    let Ok(frames) = serde_json::from_slice::<Vec<&RawValue>>(&body) else { return refused(Closing::NotUnderstood) };
    if frames.len() > FRAMES_MAX || frames.iter().any(|frame| frame.get().len() > BYTES_MAX) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    match calls.hear_by_key(key, frames.into_iter().map(RawValue::get)) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(closing) => refused(closing),
    }
}

/// The same that a WebSocket would be closed with, as a status, and the last word as its body.
fn refused(closing: Closing) -> Response {
    let bye = closing.bye().map(|bye| bye.to_string()).unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (closing.status(), headers, bye).into_response()
}
