//! `GET /graphql/ws`: subscriptions by the `graphql-transport-ws` protocol, and nothing else.
//!
//! Written by hand because the protocol's close codes, the limit on operations and the repeated check of the token
//! are what keeps an open socket from being a hole.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::{Data, Request, Response as Answer, Variables};
use async_graphql_parser::types::OperationType;
use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::{Extensions, HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::signature::Hash;
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::graphql::{ONLY_TRUSTED, UNKNOWN_DOCUMENT};
use super::rate::Wait;
use super::request::{Cause, Entered, admit, clean, enter, error, name, with};
use super::{BODY_BYTES_MAX, Shared, cookie, origin};
use crate::errors::Code;
use crate::identity::{Asker, Presented};
use crate::office::Office;

/// How much of what comes is read at a time: each socket holds as much from its first moment on.
const READ_BYTES: usize = 4 * 1024;
const PROTOCOL: &str = "graphql-transport-ws";
/// How long a client may take to say who it is.
const INIT: Duration = Duration::from_secs(3);
/// How many operations one socket may have open.
const OPERATIONS_MAX: usize = 10;
/// How many answers may wait for a slow client before its operations wait too.
const QUEUE: usize = 64;

/// The places for sockets. Those who have not shown a good token yet have few, so that they cannot keep out those who do.
pub(super) struct Places {
    all: Arc<Semaphore>,
    anonymous: Arc<Semaphore>,
}

impl Places {
    pub(super) fn new(all: usize, anonymous: usize) -> Self {
        let places = |count: usize| Arc::new(Semaphore::new(count.min(Semaphore::MAX_PERMITS)));
        Self { all: places(all), anonymous: places(anonymous) }
    }

    /// A place for somebody who has not said who they are.
    fn take(&self) -> Option<Place> {
        let all = Arc::clone(&self.all).try_acquire_owned().ok()?;
        let anonymous = Arc::clone(&self.anonymous).try_acquire_owned().ok()?;
        Some(Place { _all: all, anonymous: Some(anonymous) })
    }
}

/// A place that is kept as long as the socket is open.
struct Place {
    _all: OwnedSemaphorePermit,
    anonymous: Option<OwnedSemaphorePermit>,
}

/// Opens a socket for a page of ours that speaks the protocol.
pub(super) async fn upgrade(
    State(shared): State<Shared>,
    headers: HeaderMap,
    extensions: Extensions,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    if !origin::is_ours(&headers, &shared.options().origins) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(upgrade) = upgrade else { return StatusCode::UPGRADE_REQUIRED.into_response() };
    let upgrade = upgrade
        .max_message_size(BODY_BYTES_MAX)
        .max_frame_size(BODY_BYTES_MAX)
        .read_buffer_size(READ_BYTES)
        .protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none_or(|protocol| protocol != PROTOCOL) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if let Err(wait) = shared.take_by_address(&headers, &extensions) {
        return wait.answer(StatusCode::TOO_MANY_REQUESTS);
    }
    let Some(place) = shared.places().take() else {
        return Wait(INIT).answer(StatusCode::SERVICE_UNAVAILABLE);
    };
    upgrade.on_upgrade(async move |socket| serve(socket, shared, headers, place).await)
}

/// Why a socket is closed: codes of the protocol.
type Closing = (u16, &'static str);

const BAD_MESSAGE: Closing = (4400, "invalid message");
const UNAUTHORIZED: Closing = (4401, "Unauthorized");
const FORBIDDEN: Closing = (4403, "Forbidden");
const INIT_TIMEOUT: Closing = (4408, "Connection initialisation timeout");
const DUPLICATE: Closing = (4409, "Subscriber already exists");
const TOO_MANY_INITS: Closing = (4429, "Too many initialisation requests");
const GONE: Closing = (1001, "no answer to a ping");

/// What clients send.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum FromClient {
    ConnectionInit { payload: Option<Value> },
    Ping,
    Pong,
    Subscribe { id: String, payload: Subscribed },
    Complete { id: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscribed {
    query: Option<String>,
    document_id: Option<String>,
    operation_name: Option<String>,
    variables: Option<serde_json::Map<String, Value>>,
}

async fn serve(socket: WebSocket, shared: Shared, headers: HeaderMap, mut place: Place) {
    let mut socket = Socket { socket, patience: shared.options().keepalive };
    let closing = match timeout(INIT, greet(&mut socket, &shared, &headers, &mut place)).await {
        Err(_) => Some(INIT_TIMEOUT),
        Ok(Err(closing)) => closing,
        Ok(Ok(session)) => converse(&mut socket, session).await.err().flatten(),
    };
    if let Some((code, reason)) = closing {
        // The client may have gone already; then there is nobody to tell.
        let _ = socket.deliver(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

/// The connection, and how long a client may take to read.
struct Socket {
    socket: WebSocket,
    patience: Duration,
}

/// Waits for the client to say who it is.
async fn greet(
    socket: &mut Socket,
    shared: &Shared,
    headers: &HeaderMap,
    place: &mut Place,
) -> Result<Session, Option<Closing>> {
    loop {
        match socket.next().await? {
            Some(FromClient::ConnectionInit { payload }) => {
                let bearer = token(payload.as_ref()).map(Presented::Bearer);
                // Pages say where they come from, and the door has looked; programs have no cookies.
                let is_page = headers.contains_key(header::ORIGIN);
                let cookie = || cookie::presented(headers, shared.options().encrypted).filter(|_| is_page);
                let presented = bearer.or_else(|| cookie().map(|token| Presented::Cookie(token.to_owned())));
                let entered = enter(shared, headers, presented.as_ref(), Cause::Page).await;
                let entered = entered.map_err(|_| Some(FORBIDDEN))?;
                if presented.is_some() {
                    // Before the client hears of it, so that its next socket finds the place free.
                    drop(place.anonymous.take());
                }
                socket.send(&json!({ "type": "connection_ack" })).await?;
                return Ok(Session::new(shared.clone(), entered, presented));
            }
            Some(FromClient::Ping) => socket.send(&json!({ "type": "pong" })).await?,
            Some(FromClient::Pong) | None => {}
            Some(FromClient::Subscribe { .. } | FromClient::Complete { .. }) => return Err(Some(UNAUTHORIZED)),
        }
    }
}

/// The token of the first message: `{"token": …}`, or the header as other clients send it.
fn token(payload: Option<&Value>) -> Option<String> {
    let payload = payload?;
    let member = |name: &str| payload.get(name).and_then(Value::as_str);
    let bare = member("token");
    let header = || member("Authorization").or_else(|| member("authorization"))?.strip_prefix("Bearer ");
    bare.or_else(header).map(str::to_owned)
}

/// Somebody at the other end.
struct Session {
    shared: Shared,
    office: Option<Office>,
    asker: Asker,
    presented: Option<Presented>,
    sends_trusted_only: bool,
    endings: broadcast::Receiver<Hash>,
    data: Arc<Data>,
    running: HashMap<String, Running>,
    /// How many operations were begun: tells apart those that had the same id one after the other.
    begun: u64,
    answers: mpsc::Sender<Answered>,
    answered: mpsc::Receiver<Answered>,
}

/// An operation that is answered.
struct Running {
    number: u64,
    task: JoinHandle<()>,
}

/// What an operation has to tell, or that it has ended.
struct Answered {
    id: String,
    number: u64,
    answer: Option<Answer>,
}

impl Session {
    fn new(shared: Shared, entered: Entered, presented: Option<Presented>) -> Self {
        let Entered { office, asker, sends_trusted_only } = entered;
        let mut data = Data::default();
        data.insert(asker);
        if let Some(office) = &office {
            data.insert(office.clone());
        }
        let (answers, answered) = mpsc::channel(QUEUE);
        let (data, running, endings) = (Arc::new(data), HashMap::new(), shared.endings());
        Self {
            shared,
            office,
            asker,
            presented,
            sends_trusted_only,
            endings,
            data,
            running,
            begun: 0,
            answers,
            answered,
        }
    }

    /// Starts an operation, or says why not.
    fn start(&mut self, id: String, operation: Subscribed) -> Result<Option<Value>, Closing> {
        if self.running.contains_key(&id) {
            return Err(DUPLICATE);
        }
        let refused = |error| Ok(Some(json!({ "id": id, "type": "error", "payload": [error] })));
        let is_trusted = operation.document_id.is_some();
        let mut request = match (operation.query, operation.document_id) {
            (Some(query), None) => Request::new(query),
            (None, Some(document)) => match self.shared.options().trusted.request(&document) {
                Some(request) => request,
                None => return refused(with(Code::BadUserInput, UNKNOWN_DOCUMENT)),
            },
            (Some(_), Some(_)) | (None, None) => return Err(BAD_MESSAGE),
        };
        if self.sends_trusted_only && !is_trusted {
            return refused(with(Code::Forbidden, ONLY_TRUSTED));
        }
        request.operation_name = operation.operation_name;
        request.variables = Variables::from_json(Value::Object(operation.variables.unwrap_or_default()));
        if self.running.len() >= OPERATIONS_MAX {
            return refused(with(Code::TooCostly, "a socket carries at most 10 operations"));
        }
        let is_too_often = |presented: &Presented| self.shared.take_by_token(presented.token()).is_err();
        if self.presented.as_ref().is_some_and(is_too_often) {
            return refused(error(Code::RateLimited));
        }
        if !is_trusted && let Err(error) = admit(&mut request, self.shared.options().dev) {
            return refused(error);
        }
        // Commands and questions go by POST, where the deadline and the request id are.
        let only_subscriptions = request.parsed_query().is_ok_and(|document| {
            document.operations.iter().all(|(_, operation)| operation.node.ty == OperationType::Subscription)
        });
        if !only_subscriptions {
            return refused(with(Code::BadUserInput, "this socket carries subscriptions only"));
        }
        let mut stream = self.shared.schema().execute_stream_with_session_data(request, Arc::clone(&self.data));
        self.begun += 1;
        let (answers, name, number) = (self.answers.clone(), id.clone(), self.begun);
        let task = tokio::spawn(async move {
            while let Some(answer) = stream.next().await {
                if answers.send(Answered { id: name.clone(), number, answer: Some(answer) }).await.is_err() {
                    return;
                }
            }
            // Nobody listens any more: then nobody misses the end either.
            let _ = answers.send(Answered { id: name, number, answer: None }).await;
        });
        self.running.insert(id, Running { number, task });
        Ok(None)
    }

    /// The message for an answer of an operation; none if the client has left it, perhaps for another of the same id.
    fn message(&mut self, answered: Answered) -> Option<Value> {
        let Answered { id, number, answer } = answered;
        if self.running.get(&id).is_none_or(|running| running.number != number) {
            return None;
        }
        let Some(mut answer) = answer else {
            self.stop(&id);
            return Some(json!({ "id": id, "type": "complete" }));
        };
        let began = clean(&mut answer, name());
        // An event that could not be told ends the operation: what follows it would hide that it is missing.
        if began && (answer.errors.is_empty() || answer.data != async_graphql::Value::Null) {
            return Some(json!({ "id": id, "type": "next", "payload": answer }));
        }
        self.stop(&id);
        Some(json!({ "id": id, "type": "error", "payload": answer.errors }))
    }

    fn stop(&mut self, id: &str) {
        if let Some(running) = self.running.remove(id) {
            running.task.abort();
        }
    }

    /// Whether its session is the one with this hash.
    fn is_of(&self, ended: Hash) -> bool {
        matches!(&self.presented, Some(Presented::Cookie(token)) if documents::sha256(token.as_bytes()) == ended)
    }

    /// Whether the token still stands for the same person in the same roles.
    async fn is_still_good(&self) -> bool {
        let (Some(presented), Some(office)) = (&self.presented, &self.office) else { return true };
        let caller = match presented {
            Presented::Bearer(token) => office.caller_of(token).await,
            Presented::Cookie(token) => office.guest_of(token).await.map(|guest| guest.map(|guest| guest.caller)),
        };
        match caller {
            Ok(caller) => caller == self.asker.caller,
            // A database that does not answer says nothing about the token.
            Err(_) => true,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.running.values().for_each(|running| running.task.abort());
    }
}

async fn converse(socket: &mut Socket, mut session: Session) -> Result<(), Option<Closing>> {
    let pause = session.shared.options().keepalive;
    let mut keepalive = interval_at(Instant::now() + pause, pause);
    keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            message = socket.next() => {
                heard_at = Instant::now();
                match message? {
                    Some(FromClient::ConnectionInit { .. }) => return Err(Some(TOO_MANY_INITS)),
                    Some(FromClient::Ping) => socket.send(&json!({ "type": "pong" })).await?,
                    Some(FromClient::Pong) | None => {}
                    Some(FromClient::Subscribe { id, payload }) => {
                        if let Some(refused) = session.start(id, payload)? {
                            socket.send(&refused).await?;
                        }
                    }
                    Some(FromClient::Complete { id }) => session.stop(&id),
                }
            }
            Some(answered) = session.answered.recv() => {
                if let Some(message) = session.message(answered) {
                    socket.send(&message).await?;
                }
            }
            // Somebody has signed out in the browser: their sockets end with it.
            ended = session.endings.recv() => {
                // Whoever was behind does not know whose it was.
                let is_ours = ended.map_or(true, |ended| session.is_of(ended));
                if is_ours && !session.is_still_good().await {
                    return Err(Some(FORBIDDEN));
                }
            }
            due = keepalive.tick() => {
                if !session.is_still_good().await {
                    return Err(Some(FORBIDDEN));
                }
                // Where it was this server that stood still, what they said meanwhile is yet to be read.
                if due.elapsed() > pause / 2 {
                    heard_at = Instant::now();
                }
                if heard_at.elapsed() > pause * 2 {
                    return Err(Some(GONE));
                }
                socket.send(&json!({ "type": "ping" })).await?;
            }
        }
    }
}

impl Socket {
    /// The next message; `None` for frames that carry none. A closed socket ends the conversation without a code.
    async fn next(&mut self) -> Result<Option<FromClient>, Option<Closing>> {
        match self.socket.recv().await {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).map(Some).map_err(|_| Some(BAD_MESSAGE)),
            Some(Ok(Message::Binary(_))) => Err(Some(BAD_MESSAGE)),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Close(_)) | Err(_)) | None => Err(None),
        }
    }

    async fn send(&mut self, message: &Value) -> Result<(), Option<Closing>> {
        self.deliver(Message::Text(message.to_string().into())).await
    }

    /// Hands a message to the connection. A client that has read nothing for so long is gone:
    /// waiting on would also put off the next look at its token.
    async fn deliver(&mut self, message: Message) -> Result<(), Option<Closing>> {
        match timeout(self.patience, self.socket.send(message)).await {
            Ok(sent) => sent.map_err(|_| None),
            Err(_) => Err(None),
        }
    }
}
