//! What a public endpoint is sent sooner or later, and how it answers.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use vorgang_api::HttpOptions;

use crate::door::{Answer, Door, post};

const NEW: &str = "application/graphql-response+json";

async fn sent(door: &Door, document: &str) -> Answer {
    let body = json!({ "query": document }).to_string();
    door.send(post().header(header::ACCEPT, NEW).body(Body::from(body)).expect("a request")).await
}

fn code(answer: &Answer) -> &str {
    answer.body["errors"][0]["extensions"]["code"].as_str().unwrap_or("none")
}

#[tokio::test]
async fn only_json_objects_sent_by_post_are_read() {
    let door = Door::open().await;
    let with = |media: &'static str, body: &'static str| {
        Request::post("/graphql").header(header::CONTENT_TYPE, media).body(Body::from(body)).expect("a request")
    };
    let query = r#"{"query":"{ __typename }"}"#;

    for media in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json; charset=latin1"]
    {
        assert_eq!(door.send(with(media, query)).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media}");
    }
    for body in [
        "",
        "null",
        "[]",
        r#"[{"query":"{ __typename }"}]"#,
        "{}",
        r#"{"query":1}"#,
        r#"{"query":"{a}","variables":[]}"#,
    ] {
        let answer = door.send(with("application/json", body)).await;
        assert_eq!((answer.status, code(&answer)), (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"), "{body}");
        assert!(answer.body.get("data").is_none(), "a request error has no data: {body}");
    }
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(method).uri("/graphql?query={__typename}").body(Body::empty());
        assert_eq!(door.send(request.expect("a request")).await.status, StatusCode::METHOD_NOT_ALLOWED);
    }
    assert_eq!(door.send(with("application/json; charset=utf-8", query)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_body_of_more_than_64_kib_is_not_read() {
    let door = Door::open().await;
    let body = json!({ "query": "{ __typename }", "variables": { "a": "x".repeat(70_000) } }).to_string();
    let answer = door.send(post().body(Body::from(body)).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn media_types_are_negotiated_and_mean_what_they_say() {
    let door = Door::open().await;
    let ask = async |accept: &'static str, document: &str| {
        let body = Body::from(json!({ "query": document }).to_string());
        door.send(post().header(header::ACCEPT, accept).body(body).expect("a request")).await
    };
    let answer = ask(NEW, "{ nonsense }").await;
    assert_eq!(
        (answer.status, answer.media.as_str()),
        (StatusCode::BAD_REQUEST, "application/graphql-response+json; charset=utf-8")
    );
    let answer = ask("application/json", "{ nonsense }").await;
    assert_eq!((answer.status, answer.media.as_str()), (StatusCode::OK, "application/json; charset=utf-8"));
    assert!(answer.body.get("data").is_none());
    assert_eq!(ask("text/html", "{ __typename }").await.status, StatusCode::NOT_ACCEPTABLE);
    assert_eq!(ask("*/*", "{ __typename }").await.body["data"]["__typename"], "Query");
}

#[tokio::test]
async fn bombs_are_too_costly() {
    let door = Door::open().await;
    let aliases = "a: __typename ".repeat(1000);
    let few_aliases = "a: __typename ".repeat(31);
    let deep = format!("{{ myBookings {}{} }}", "{ edges { node { cases ".repeat(15), "} } }".repeat(15));
    let directives = format!("{{ __typename {} }}", "@skip(if: false) ".repeat(30));
    let wide = "{ appointments(scope: \"00000000-0000-0000-0000-000000000000\", from: \"2026-03-02\", first: 100) \
                { nodes { id state cases { id reference state service name } } \
                  more: nodes { id state cases { id reference state service name } } \
                  again: nodes { id state cases { id reference state service name } } \
                  edges { node { id state cases { id reference state service name } } } } }";
    for document in
        [&*format!("{{ {aliases} }}"), &*format!("{{ {few_aliases} }}"), &deep, &directives, &"a".repeat(17_000), wide]
    {
        let answer = sent(&door, document).await;
        let start: String = document.chars().take(60).collect();
        assert_eq!((answer.status, code(&answer)), (StatusCode::BAD_REQUEST, "TOO_COSTLY"), "{start}");
        assert!(answer.body.get("data").is_none());
    }
}

#[tokio::test]
async fn the_schema_is_told_to_developers_only_and_nothing_is_suggested() {
    let door = Door::open().await;
    for document in ["{ __schema { types { name } } }", "{ __type(name: \"Query\") { name } }"] {
        let answer = sent(&door, document).await;
        assert_eq!((answer.status, code(&answer)), (StatusCode::BAD_REQUEST, "BAD_USER_INPUT"));
    }
    let answer = sent(&door, "{ service { code } }").await;
    assert!(!answer.body.to_string().contains("Did you mean"), "{}", answer.body);

    let dev = Door::with(HttpOptions { dev: true, ..HttpOptions::default() }).await;
    assert_eq!(
        sent(&dev, "{ __schema { queryType { name } } }").await.body["data"]["__schema"]["queryType"]["name"],
        "Query"
    );
    let page = Request::get("/graphiql").body(Body::empty()).expect("a request");
    assert_eq!(dev.send(page).await.status, StatusCode::OK);
    let page = Request::get("/graphiql").body(Body::empty()).expect("a request");
    assert_eq!(door.send(page).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_send_requests() {
    let door = Door::open().await;
    let body = || Body::from(r#"{"query":"{ __typename }"}"#);
    let foreign =
        post().header(header::HOST, "amt.example").header(header::ORIGIN, "https://evil.example").body(body());
    assert_eq!(door.send(foreign.expect("a request")).await.status, StatusCode::FORBIDDEN);
    let own = post().header(header::HOST, "amt.example").header(header::ORIGIN, "https://amt.example").body(body());
    assert_eq!(door.send(own.expect("a request")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_token_that_is_no_good_is_an_answer_of_its_own() {
    let door = Door::open().await;
    let query = r#"{"query":"{ me { id } }"}"#;
    for token in ["Bearer nonsense", "Bearer vs1.10041100.AAAA", "Bearer vv1.10041100.x.y.z", "Basic abc"] {
        let request = post().header(header::AUTHORIZATION, token).body(Body::from(query)).expect("a request");
        let answer = door.send(request).await;
        assert_eq!((answer.status, code(&answer)), (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"), "{token}");
    }
    let nobody = door.ask(None, "{ me { id } }", &Value::Null).await;
    assert_eq!(nobody["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert!(nobody["errors"][0]["extensions"]["requestId"].is_string());
}

#[tokio::test]
async fn the_probes_answer() {
    let door = Door::open().await;
    for path in ["/healthz", "/readyz"] {
        let answer = door.send(Request::get(path).body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn values_that_cannot_be_are_named_and_not_echoed_as_faults() {
    let door = Door::open().await;
    let visitor = door.visitor(1);
    let hold = "mutation($input: BookingHoldInput!) { bookingHold(input: $input) { errors { ... on ValidationFailed { code field } } } }";
    let input = |quantity: i32| {
        json!({ "input": {
            "idempotencyKey": "00000000-0000-0000-0000-000000000001",
            "scope": "00000000-0000-0000-0000-000000000002",
            "startsAt": "2026-03-02T08:00:00Z",
            "lines": [{ "service": "TAX_ID", "quantity": quantity }],
        }})
    };
    let body = door.ask(Some(&visitor), hold, &input(0)).await;
    assert_eq!(body["data"]["bookingHold"]["errors"][0], json!({ "code": "VALIDATION_FAILED", "field": "lines" }));

    let mut wrong = input(1);
    wrong["input"]["scope"] = "not a UUID".into();
    let body = door.ask(Some(&visitor), hold, &wrong).await;
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{body}");
}
