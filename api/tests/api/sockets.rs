//! Subscriptions: only from our own pages, only in the one protocol.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::door::Door;

#[tokio::test]
async fn a_socket_needs_our_own_origin_and_an_upgrade() {
    let door = Door::open().await;
    let request = |origin: &'static str| {
        Request::get("/graphql/ws")
            .header(header::HOST, "amt.example")
            .header(header::ORIGIN, origin)
            .header(header::CONNECTION, "upgrade")
            .header(header::UPGRADE, "websocket")
            .header(header::SEC_WEBSOCKET_VERSION, "13")
            .header(header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==")
            .header(header::SEC_WEBSOCKET_PROTOCOL, "graphql-transport-ws")
            .body(Body::empty())
            .expect("a request")
    };
    assert_eq!(door.send(request("https://evil.example")).await.status, StatusCode::FORBIDDEN);
    // The router alone has no connection to upgrade, which is as far as an honest page gets here.
    assert_eq!(door.send(request("https://amt.example")).await.status, StatusCode::UPGRADE_REQUIRED);
}
