//! How often one client may ask, at the door.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use vorgang_api::{HttpOptions, Limits, Rate};

use crate::door::{Answer, Door, post};

/// So slow that nothing comes back while a test runs.
fn at_most(burst: u32) -> Rate {
    Rate { per_second: 1, burst }
}

async fn door(limits: Limits) -> Door {
    Door::with(HttpOptions { limits, ..HttpOptions::default() }).await
}

async fn asked(door: &Door, from: &str, token: Option<&str>) -> Answer {
    let address: SocketAddr = format!("{from}:4711").parse().expect("an address");
    let mut request = post().extension(ConnectInfo(address));
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    door.send(request.body(Body::from(r#"{"query":"{ __typename }"}"#)).expect("a request")).await
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back() {
    let door = door(Limits { token: at_most(3), ..Limits::default() }).await;
    let (ada, ben) = (door.visitor(1), door.visitor(2));
    for _ in 0..3 {
        assert_eq!(asked(&door, "192.0.2.1", Some(&ada)).await.status, StatusCode::OK);
    }
    let answer = asked(&door, "192.0.2.1", Some(&ada)).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.body["errors"][0]["extensions"]["code"], "RATE_LIMITED", "{}", answer.body);
    assert_eq!(answer.retry_after.as_deref(), Some("1"));
    assert_eq!(asked(&door, "192.0.2.2", Some(&ada)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(asked(&door, "192.0.2.1", Some(&ben)).await.status, StatusCode::OK, "others in the house are served");
}

#[tokio::test]
async fn nobody_and_those_with_bad_tokens_share_what_their_address_may_ask() {
    let door = door(Limits { address: at_most(3), ..Limits::default() }).await;
    let ada = door.visitor(1);
    assert_eq!(asked(&door, "192.0.2.1", None).await.status, StatusCode::OK);
    assert_eq!(asked(&door, "192.0.2.1", Some("vs1.10041100.AAAA")).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(asked(&door, "192.0.2.1", Some("vs1.10041100.BBBB")).await.status, StatusCode::UNAUTHORIZED);
    for guess in [None, Some("vs1.10041100.CCCC")] {
        assert_eq!(asked(&door, "192.0.2.1", guess).await.status, StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(asked(&door, "192.0.2.2", None).await.status, StatusCode::OK, "another address");
    assert_eq!(
        asked(&door, "192.0.2.1", Some(&ada)).await.status,
        StatusCode::OK,
        "whoever has a token is not held back"
    );
}

#[tokio::test]
async fn five_thousand_at_a_release_are_let_in_with_the_defaults() {
    let door = door(Limits::default()).await;
    for _ in 0..5_000 {
        assert_eq!(asked(&door, "192.0.2.1", None).await.status, StatusCode::OK);
    }
    let probe = Request::get("/healthz").body(Body::empty()).expect("a request");
    assert_eq!(door.send(probe).await.status, StatusCode::OK);
}
