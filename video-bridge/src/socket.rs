//! `GET /rtc/v1/ws`: frames by WebSocket.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use tokio::time::timeout;

use crate::closing::Closing;
use crate::desks::{Desks, Place};
use crate::frame::BYTES_MAX;
use crate::line::{Line, Next};

const PROTOCOL: &str = "vorgang-rtc-1";
/// How long a message may be that is read at all. What is longer than a frame may be is read and not understood; what is
/// longer than this tears the connection off, and nobody hears why.
const READ_MAX: usize = 4 * BYTES_MAX;
/// How much of a socket is read at once. It is held as long as the socket is open, and most frames are short.
const BUFFER: usize = 4 * 1024;
/// How long somebody may take to say goodbye.
const FAREWELL: Duration = Duration::from_secs(2);

/// Opens a socket for whoever speaks the protocol. Nothing that browsers send by themselves counts here, so a page of
/// somebody else gains nothing by opening one.
pub(crate) async fn upgrade(
    State(desks): State<Desks>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return StatusCode::UPGRADE_REQUIRED.into_response() };
    let upgrade = upgrade.max_message_size(READ_MAX).max_frame_size(READ_MAX).read_buffer_size(BUFFER);
    let upgrade = upgrade.protocols([PROTOCOL]);
    if upgrade.selected_protocol().is_none_or(|protocol| protocol != PROTOCOL) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let place = match desks.place() {
        Ok(place) => place,
        Err(status) => return status.into_response(),
    };
    upgrade.on_upgrade(async move |socket| serve(socket, &desks, place).await)
}

async fn serve(mut socket: WebSocket, desks: &Desks, mut place: Place) {
    let first = timeout(desks.patience(), first(&mut socket)).await.unwrap_or(Err(Some(Closing::NoFirstFrame)));
    let begun = match first {
        Ok(text) => desks.begin(&text).await.map_err(Some),
        Err(closing) => Err(closing),
    };
    let closing = match begun {
        Ok(line) => {
            place.is_known();
            converse(&mut socket, &line).await
        }
        Err(Some(closing)) => {
            if let Some(bye) = closing.bye() {
                // Whoever is gone already need not hear it.
                let _ = timeout(FAREWELL, socket.send(Message::Text(bye.to_string().into()))).await;
            }
            Some(closing)
        }
        Err(None) => None,
    };
    let Some(closing) = closing else { return };
    let frame = CloseFrame { code: closing.code(), reason: closing.reason().into() };
    let farewell = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            // What they have sent meanwhile is read: a connection that is closed with something unread is torn off, and
            // they would not hear why.
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = timeout(FAREWELL, farewell).await;
}

/// The first frame; no reason if they have gone.
async fn first(socket: &mut WebSocket) -> Result<String, Option<Closing>> {
    loop {
        match socket.recv().await {
            Some(Ok(Message::Text(text))) => return Ok(text.as_str().to_owned()),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(Message::Binary(_)) | Err(_)) => return Err(Some(Closing::NotUnderstood)),
            Some(Ok(Message::Close(_))) | None => return Err(None),
        }
    }
}

/// Carries frames both ways until the line ends; no reason if they have gone.
async fn converse(socket: &mut WebSocket, line: &Line) -> Option<Closing> {
    loop {
        tokio::select! {
            // What is to be sent goes first: whoever only talks hears at some time that it was too much.
            biased;
            next = line.outbox.next() => match next {
                Next::Frame(frame) => {
                    let sent = socket.send(Message::Text(frame.as_ref().into()));
                    match timeout(line.calls.0.patience.slow, sent).await {
                        Ok(Ok(())) => {}
                        Ok(Err(_)) => return None,
                        Err(_) => return Some(Closing::Slow),
                    }
                }
                Next::Close(closing) => return Some(closing),
            },
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => line.hear(&text),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                // Too long a message is an error, and so is everything that WebSocket does not know.
                Some(Ok(Message::Binary(_)) | Err(_)) => {
                    line.not_understood();
                    return Some(Closing::NotUnderstood);
                }
                Some(Ok(Message::Close(_))) | None => return None,
            },
        }
    }
}
