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
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use super::request::{admit, clean, enter, name, with};
use super::{BODY_BYTES_MAX, Shared, origin};
use crate::errors::Code;
use crate::identity::Asker;
use crate::office::Office;

const PROTOCOL: &str = "graphql-transport-ws";
/// How long a client may take to say who it is.
const INIT: Duration = Duration::from_secs(3);
/// How often the server asks whether the client is still there, and whether its token is still good.
/// A message that the client does not take for as long ends the socket.
const KEEPALIVE: Duration = Duration::from_secs(20);
/// How many operations one socket may have open.
const OPERATIONS_MAX: usize = 10;
/// How many answers may wait for a slow client before its operations wait too.
const QUEUE: usize = 64;

/// Opens a socket for a page of ours that speaks the protocol.
pub(super) async fn upgrade(
    State(shared): State<Shared>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    if !origin::is_ours(&headers, &shared.options().origins) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(upgrade) = upgrade else { return StatusCode::UPGRADE_REQUIRED.into_response() };
    let upgrade = upgrade.max_message_size(BODY_BYTES_MAX).max_frame_size(BODY_BYTES_MAX).protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none_or(|protocol| protocol != PROTOCOL) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    upgrade.on_upgrade(async move |socket| serve(socket, shared, headers).await)
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
    query: String,
    operation_name: Option<String>,
    variables: Option<serde_json::Map<String, Value>>,
}

async fn serve(mut socket: WebSocket, shared: Shared, headers: HeaderMap) {
    let closing = match timeout(INIT, greet(&mut socket, &shared, &headers)).await {
        Err(_) => Some(INIT_TIMEOUT),
        Ok(Err(closing)) => closing,
        Ok(Ok(session)) => converse(&mut socket, session).await.err().flatten(),
    };
    if let Some((code, reason)) = closing {
        // The client may have gone already; then there is nobody to tell.
        let _ = deliver(&mut socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    }
}

/// Waits for the client to say who it is.
async fn greet(socket: &mut WebSocket, shared: &Shared, headers: &HeaderMap) -> Result<Session, Option<Closing>> {
    loop {
        match next(socket).await? {
            Some(FromClient::ConnectionInit { payload }) => {
                let token = token(payload.as_ref());
                let entered = enter(shared, headers, token.as_deref()).await;
                let (office, asker) = entered.map_err(|_| Some(FORBIDDEN))?;
                send(socket, &json!({ "type": "connection_ack" })).await?;
                return Ok(Session::new(shared.clone(), office, asker, token));
            }
            Some(FromClient::Ping) => send(socket, &json!({ "type": "pong" })).await?,
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
    token: Option<String>,
    data: Arc<Data>,
    running: HashMap<String, JoinHandle<()>>,
    answers: mpsc::Sender<(String, Option<Answer>)>,
    answered: mpsc::Receiver<(String, Option<Answer>)>,
}

impl Session {
    fn new(shared: Shared, office: Option<Office>, asker: Asker, token: Option<String>) -> Self {
        let mut data = Data::default();
        data.insert(asker);
        if let Some(office) = &office {
            data.insert(office.clone());
        }
        let (answers, answered) = mpsc::channel(QUEUE);
        Self { shared, office, asker, token, data: Arc::new(data), running: HashMap::new(), answers, answered }
    }

    /// Starts an operation, or says why not.
    fn start(&mut self, id: String, operation: Subscribed) -> Result<Option<Value>, Closing> {
        if self.running.contains_key(&id) {
            return Err(DUPLICATE);
        }
        let mut request = Request::new(operation.query);
        request.operation_name = operation.operation_name;
        request.variables = Variables::from_json(Value::Object(operation.variables.unwrap_or_default()));
        let refused = |error| Ok(Some(json!({ "id": id, "type": "error", "payload": [error] })));
        if self.running.len() >= OPERATIONS_MAX {
            return refused(with(Code::TooCostly, "a socket carries at most 10 operations"));
        }
        if let Err(error) = admit(&mut request, self.shared.options().dev) {
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
        let (answers, name) = (self.answers.clone(), id.clone());
        let task = tokio::spawn(async move {
            while let Some(answer) = stream.next().await {
                if answers.send((name.clone(), Some(answer))).await.is_err() {
                    return;
                }
            }
            // Nobody listens any more: then nobody misses the end either.
            let _ = answers.send((name, None)).await;
        });
        self.running.insert(id, task);
        Ok(None)
    }

    /// The message for an answer of an operation; none if the client has left it.
    fn message(&mut self, id: String, answer: Option<Answer>) -> Option<Value> {
        if !self.running.contains_key(&id) {
            return None;
        }
        let Some(mut answer) = answer else {
            self.running.remove(&id);
            return Some(json!({ "id": id, "type": "complete" }));
        };
        if clean(&mut answer, name()) {
            return Some(json!({ "id": id, "type": "next", "payload": answer }));
        }
        self.stop(&id);
        Some(json!({ "id": id, "type": "error", "payload": answer.errors }))
    }

    fn stop(&mut self, id: &str) {
        if let Some(task) = self.running.remove(id) {
            task.abort();
        }
    }

    /// Whether the token still stands for the same person in the same roles.
    async fn is_still_good(&self) -> bool {
        let (Some(token), Some(office)) = (&self.token, &self.office) else { return true };
        match office.caller_of(token).await {
            Ok(caller) => caller == self.asker.caller,
            // A database that does not answer says nothing about the token.
            Err(_) => true,
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.running.values().for_each(JoinHandle::abort);
    }
}

async fn converse(socket: &mut WebSocket, mut session: Session) -> Result<(), Option<Closing>> {
    let mut keepalive = interval_at(Instant::now() + KEEPALIVE, KEEPALIVE);
    keepalive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            message = next(socket) => {
                heard_at = Instant::now();
                match message? {
                    Some(FromClient::ConnectionInit { .. }) => return Err(Some(TOO_MANY_INITS)),
                    Some(FromClient::Ping) => send(socket, &json!({ "type": "pong" })).await?,
                    Some(FromClient::Pong) | None => {}
                    Some(FromClient::Subscribe { id, payload }) => {
                        if let Some(refused) = session.start(id, payload)? {
                            send(socket, &refused).await?;
                        }
                    }
                    Some(FromClient::Complete { id }) => session.stop(&id),
                }
            }
            Some((id, answer)) = session.answered.recv() => {
                if let Some(message) = session.message(id, answer) {
                    send(socket, &message).await?;
                }
            }
            _ = keepalive.tick() => {
                if heard_at.elapsed() > KEEPALIVE * 2 {
                    return Err(Some(GONE));
                }
                if !session.is_still_good().await {
                    return Err(Some(FORBIDDEN));
                }
                send(socket, &json!({ "type": "ping" })).await?;
            }
        }
    }
}

/// The next message; `None` for frames that carry none. A closed socket ends the conversation without a code.
async fn next(socket: &mut WebSocket) -> Result<Option<FromClient>, Option<Closing>> {
    match socket.recv().await {
        Some(Ok(Message::Text(text))) => serde_json::from_str(&text).map(Some).map_err(|_| Some(BAD_MESSAGE)),
        Some(Ok(Message::Binary(_))) => Err(Some(BAD_MESSAGE)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_)) | Err(_)) | None => Err(None),
    }
}

async fn send(socket: &mut WebSocket, message: &Value) -> Result<(), Option<Closing>> {
    deliver(socket, Message::Text(message.to_string().into())).await
}

/// Hands a message to the connection. A client that has read nothing for so long is gone:
/// waiting on would also put off the next look at its token.
async fn deliver(socket: &mut WebSocket, message: Message) -> Result<(), Option<Closing>> {
    match timeout(KEEPALIVE, socket.send(message)).await {
        Ok(sent) => sent.map_err(|_| None),
        Err(_) => Err(None),
    }
}
