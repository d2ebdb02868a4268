//! `POST /rtc/v1/stream` and `POST /rtc/v1/frames`: the same frames where a proxy breaks WebSockets. What is told comes as
//! one long answer, and what is said goes out in requests.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::{StreamExt as _, stream};
use serde_json::value::RawValue;
use tokio::sync::mpsc;
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
pub(crate) async fn open(State(desks): State<Desks>, body: Body) -> Response {
    // First the place: who takes their time to say something is a stranger as long.
    let mut place = match desks.place() {
        Ok(place) => place,
        Err(status) => return status.into_response(),
    };
    let body = match timeout(desks.patience(), to_bytes(body, BYTES_MAX)).await {
        Ok(Ok(body)) => body,
        Ok(Err(_)) => return StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let first = std::str::from_utf8(&body).map_err(|_| Closing::NotUnderstood);
    let begun = match first {
        Ok(first) => desks.begin(first).await,
        Err(closing) => Err(closing),
    };
    match begun {
        Ok(line) => {
            place.is_known();
            answer(line, place)
        }
        Err(closing) => refused(closing),
    }
}

fn answer(line: Line, place: Place) -> Response {
    // An answer that nobody reads is not asked for more. The line ends all the same, and so it is not the answer's.
    let (told, heard) = mpsc::channel(1);
    tokio::spawn(tell(line, place, told));
    let events = stream::unfold(heard, async |mut heard| Some((heard.recv().await?, heard)));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform")),
        // nginx keeps answers back otherwise.
        (header::HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(events.map(Ok::<_, Infallible>))).into_response()
}

/// Tells what there is to tell, until the line ends or nobody reads it.
async fn tell(line: Line, _place: Place, told: mpsc::Sender<String>) {
    loop {
        let next = tokio::select! {
            () = told.closed() => return,
            next = timeout(QUIET, line.outbox.next()) => next,
        };
        let (text, is_last) = match next {
            Ok(Next::Frame(frame)) => (format!("data: {frame}\n\n"), false),
            // A comment: for whoever looks at a trace.
            Ok(Next::Close(closing)) => (format!(": {} {}\n\n", closing.code(), closing.reason()), true),
            Err(_) => (":\n\n".to_owned(), false),
        };
        let sent = timeout(line.calls.0.patience.slow, told.send(text)).await;
        if is_last || !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
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
