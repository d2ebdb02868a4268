//! What a browser of somebody from outside may send, what its cookie looks like, and in which words it is refused.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vorgang_api::office::{NewAccount, put_account};
use vorgang_api::{HttpOptions, Limits, Rate, TrustedDocuments};

use crate::door::Door;

const ME: &str = "query Me { me { roles } }";
/// The SHA-256 of that.
const ME_ID: &str = "sha256:75acfa01e687aec8d59b3cf6a5ae0ca4298d48fbab2d484e9147a642b3ce1f80";

fn trusted() -> TrustedDocuments {
    TrustedDocuments::read(&json!({ ME_ID: ME }).to_string()).expect("it stands under its hash")
}

async fn send(door: &Door, request: axum::http::request::Builder, body: &Value) -> (StatusCode, HeaderMap, Value) {
    let request = request.header(header::HOST, "amt.example").header(header::CONTENT_TYPE, "application/json");
    let request = request.body(Body::from(body.to_string())).expect("a request");
    let response = door.routes.clone().oneshot(request).await.expect("a router answers");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.expect("a body");
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// The cookie of somebody who becomes a visitor, or signs in.
async fn cookie(door: &Door, who: &str, body: Value) -> String {
    let (status, headers, said) = send(door, Request::post(format!("/session/{who}")), &body).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{said}");
    headers[header::SET_COOKIE].to_str().expect("ASCII").to_owned()
}

async fn clerk(door: &Door) {
    let new = NewAccount {
        name: "Clara",
        actor: uuid::Uuid::from_u128(0xc1),
        roles: domain::Role::Clerk.into(),
        password: "korrekt pferd batterie".to_owned(),
        at: door.clock.now(),
    };
    put_account(door.office.log().backend(), new).await.expect("it is stored");
}

#[tokio::test]
async fn a_browser_of_somebody_from_outside_sends_the_documents_of_its_pages_only() {
    let door = Door::with(HttpOptions { trusted: trusted(), ..HttpOptions::default() }).await;
    clerk(&door).await;
    let ada = cookie(&door, "visitor", json!({})).await;
    let clara = cookie(&door, "staff", json!({ "name": "clara", "password": "korrekt pferd batterie" })).await;
    let ask = async |cookie: &str, body: Value| {
        let pair = cookie.split(';').next().expect("a pair");
        let request = Request::post("/graphql").header(header::COOKIE, pair).header("x-vorgang-csrf", "1");
        let (status, _, said) = send(&door, request, &body).await;
        (status.as_u16(), said)
    };
    let (status, said) = ask(&ada, json!({ "query": ME })).await;
    assert_eq!((status, &said["errors"][0]["extensions"]["code"]), (403, &json!("FORBIDDEN")), "{said}");
    let (status, said) = ask(&ada, json!({ "documentId": ME_ID })).await;
    assert_eq!((status, &said["data"]["me"]["roles"]), (200, &json!(["CITIZEN"])), "{said}");
    for body in [json!({ "query": ME }), json!({ "documentId": ME_ID, "query": null, "variables": {} })] {
        let (status, said) = ask(&clara, body).await;
        assert_eq!((status, &said["data"]["me"]["roles"]), (200, &json!(["CLERK"])), "{said}");
    }
    for body in [
        json!({ "documentId": format!("sha256:{}", "0".repeat(64)) }),
        json!({ "documentId": &ME_ID[7..] }),
        json!({ "documentId": 1 }),
        json!({ "documentId": ME_ID, "query": ME }),
        json!({ "documentId": null }),
        json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": &ME_ID[7..] } } }),
    ] {
        for who in [&ada, &clara] {
            let (status, said) = ask(who, body.clone()).await;
            assert_eq!((status, &said["errors"][0]["extensions"]["code"]), (400, &json!("BAD_USER_INPUT")), "{body}");
        }
    }
    // Programs say what they want by themselves, as before, and so does whoever is nobody yet.
    let token = door.visitor(7);
    assert!(door.ask(Some(&token), ME, &json!({})).await["data"]["me"].is_object());
    assert!(door.ask(None, "{ refusals { code } }", &json!({})).await["data"]["refusals"].is_array());
}

#[tokio::test]
async fn the_cookie_belongs_to_this_host_and_to_no_script() {
    let door = Door::open().await;
    let set = cookie(&door, "visitor", json!({})).await;
    assert!(set.starts_with("__Host-vorgang=vv1.10041100."), "{set}");
    assert!(set.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{set}");
    let request = Request::delete("/session").header(header::COOKIE, set.split(';').next().expect("a pair"));
    let (status, headers, _) = send(&door, request, &json!({})).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(headers[header::SET_COOKIE], "__Host-vorgang=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    let local = Request::post("/session/visitor").header(header::CONTENT_TYPE, "application/json");
    let local = local.header(header::HOST, "127.0.0.1:8080").body(Body::from("{}")).expect("a request");
    let answer = door.routes.clone().oneshot(local).await.expect("an answer");
    let set = answer.headers()[header::SET_COOKIE].to_str().expect("ASCII").to_owned();
    assert!(set.starts_with("vorgang=vv1.") && !set.contains("Secure") && set.contains("HttpOnly"), "{set}");
}

#[tokio::test]
async fn nobody_is_signed_in_or_out_by_a_page_of_another_site() {
    let door = Door::open().await;
    for (method, path) in [("POST", "/session/visitor"), ("POST", "/session/staff"), ("DELETE", "/session")] {
        for (name, value) in [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
        {
            let request = Request::builder().method(method).uri(path).header(name, value);
            let (status, headers, said) = send(&door, request, &json!({})).await;
            assert_eq!(
                (status, &said["code"]),
                (StatusCode::FORBIDDEN, &json!("FORBIDDEN")),
                "{method} {path} {value}"
            );
            assert!(!headers.contains_key(header::SET_COOKIE));
        }
    }
    for media in ["text/plain", "application/x-www-form-urlencoded", ""] {
        let request = Request::post("/session/visitor").header(header::HOST, "amt.example");
        let request = request.header(header::CONTENT_TYPE, media).body(Body::from("{}")).expect("a request");
        assert_eq!(door.send(request).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{media}");
    }
    let get = Request::get("/session/visitor").body(Body::empty()).expect("a request");
    assert_eq!(door.send(get).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn whoever_does_not_get_in_is_told_so_in_their_language_and_how_long_to_wait() {
    let few = Limits { sign_in: Rate { per_second: 1, burst: 5 }, ..Limits::default() };
    let door = Door::with(HttpOptions { limits: few, ..HttpOptions::default() }).await;
    let wrong = json!({ "name": "nobody", "password": "falsch" });
    for (language, words) in [
        ("de", "Name oder Passwort stimmen nicht."),
        ("de-x-einfach, de;q=0.5", "Der Name oder das Passwort ist falsch."),
        ("en-GB", "The name or the password is not right."),
        ("fr", "Le nom ou le mot de passe n’est pas correct."),
    ] {
        let request = Request::post("/session/staff").header(header::ACCEPT_LANGUAGE, language);
        let (status, _, said) = send(&door, request, &wrong).await;
        assert_eq!((status, said), (StatusCode::UNAUTHORIZED, json!({ "code": "SIGN_IN_WRONG", "message": words })));
    }
    let (mut last, mut headers) = (StatusCode::OK, HeaderMap::new());
    for _ in 0..3 {
        (last, headers, _) = send(&door, Request::post("/session/visitor"), &json!({})).await;
    }
    assert_eq!((last, headers[header::RETRY_AFTER].to_str().ok()), (StatusCode::TOO_MANY_REQUESTS, Some("1")));
}

#[tokio::test]
async fn the_documents_of_the_pages_are_known_to_the_schema() {
    let documents = TrustedDocuments::read(web::TRUSTED_DOCUMENTS).expect("each stands under its hash");
    assert_eq!(documents.not_valid().await, Vec::<(String, String)>::new());
}
