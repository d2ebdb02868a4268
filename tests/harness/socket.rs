//! A socket on which somebody listens, and gives up after a while instead of waiting for ever.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Browser, Client, House, Ops};

/// How long anything on a socket may take. The longest that the protocol lets anybody wait is three seconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody at a socket.
pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What the server said.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// A message. Pings are answered and not told.
    Said(Value),
    /// It closed the socket with a code.
    Closed(u16),
}

impl Socket {
    /// Opens a socket and says nothing yet; the status where the server does not want it.
    pub(crate) async fn open(house: &House) -> Result<Self, u16> {
        Self::open_from(house, &[]).await
    }

    async fn open_from(house: &House, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let url = format!("{}/graphql/ws", house.url.replace("http", "ws"));
        let mut request = url.into_client_request().expect("an address");
        request.headers_mut().insert("sec-websocket-protocol", "graphql-transport-ws".parse().expect("a header"));
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().expect("a header"));
        }
        match timeout(PATIENCE, connect_async(request)).await.expect("the server answers in time") {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("the server speaks no WebSocket: {error}"),
        }
    }

    /// Opens a socket and says who listens.
    pub(crate) async fn of(house: &House, client: &Client) -> Self {
        let mut socket = Self::open(house).await.expect("there is a place");
        socket.say(json!({ "type": "connection_init", "payload": { "token": client.token() } })).await;
        assert_eq!(socket.hear().await, Heard::Said(json!({ "type": "connection_ack" })));
        socket
    }

    /// Opens a socket from a page of somebody's browser, which sends its cookie by itself.
    pub(crate) async fn of_browser(house: &House, browser: &Browser) -> Self {
        let cookie = browser.cookie().expect("the browser has a session");
        let mut socket =
            Self::open_from(house, &[("cookie", &cookie), ("origin", browser.origin())]).await.expect("a place");
        socket.say(json!({ "type": "connection_init" })).await;
        assert_eq!(socket.hear().await, Heard::Said(json!({ "type": "connection_ack" })));
        socket
    }

    /// Whom the server takes for the bearer of a cookie that comes from elsewhere: nobody, or a member of the staff.
    pub(crate) async fn try_with_cookie(house: &House, cookie: &str, origin: Option<&str>) -> Option<Value> {
        let mut headers = vec![("cookie", cookie)];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let mut socket = Self::open_from(house, &headers).await.ok()?;
        socket.say(json!({ "type": "connection_init" })).await;
        socket.hear().await;
        socket.subscribe("1", "queue_changed_subscription", json!({ "scope": super::SCOPE })).await;
        match socket.hear().await {
            Heard::Said(message) if message["type"] == "next" => Some(json!("staff")),
            _ => None,
        }
    }

    /// Says something.
    pub(crate) async fn say(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.expect("the socket is open");
    }

    /// Says something that is no message of the protocol.
    pub(crate) async fn say_raw(&mut self, text: &str) {
        self.0.send(Message::text(text.to_owned())).await.expect("the socket is open");
    }

    /// Subscribes to an operation of the contract.
    pub(crate) async fn subscribe(&mut self, id: &str, operation: &str, variables: Value) {
        let payload = json!({ "query": Ops::get(operation).document, "variables": variables });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    /// What the server says next.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let heard = timeout(PATIENCE, self.0.next()).await.expect("the server says something in time");
            match heard.expect("the socket is open").expect("a message") {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text).expect("JSON");
                    if message["type"] == "ping" {
                        self.say(json!({ "type": "pong" })).await;
                    } else {
                        return Heard::Said(message);
                    }
                }
                Message::Close(frame) => return Heard::Closed(frame.map_or(1005, |frame| frame.code.into())),
                _ => {}
            }
        }
    }

    /// The data of the next event.
    pub(crate) async fn event(&mut self) -> Value {
        match self.hear().await {
            Heard::Said(mut message) if message["type"] == "next" => message["payload"].take(),
            heard => panic!("no event, but {heard:?}"),
        }
    }

    /// The code with which the server refuses the next operation.
    pub(crate) async fn refused(&mut self) -> String {
        match self.hear().await {
            Heard::Said(message) if message["type"] == "error" => {
                let code = message.pointer("/payload/0/extensions/code").and_then(Value::as_str);
                code.unwrap_or_else(|| panic!("an error without a code: {message:#}")).to_owned()
            }
            heard => panic!("it was not refused: {heard:?}"),
        }
    }
}
