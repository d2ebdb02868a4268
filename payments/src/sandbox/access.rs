//! Who may ask the sandbox, and the tokens that it gives out (RFC 6749, 4.4).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;

use super::api::{Problem, marked};
use super::{Access, Shared, lock};

/// How many tokens are good at once. Clients need one each.
const MOST: usize = 1_000;

/// The door.
pub(super) struct Guard {
    access: Access,
    /// Tokens that are good, and until when.
    tokens: Mutex<BTreeMap<String, DateTime<Utc>>>,
}

/// A request for a token.
#[derive(Deserialize)]
struct TokenRequest {
    grant_type: String,
    client_id: Option<String>,
    client_secret: Option<String>,
}

impl Guard {
    pub(super) fn new(access: Access) -> Self {
        Self { access, tokens: Mutex::default() }
    }

    pub(super) fn revoke(&self) {
        lock(&self.tokens).clear();
    }

    fn admits(&self, headers: &HeaderMap, now: DateTime<Utc>) -> bool {
        match &self.access {
            Access::Connection => true,
            Access::Basic { user, password } => {
                credentials(headers).is_some_and(|(name, word)| name == *user && password.is(&word))
            }
            Access::Oauth2 { .. } => {
                let token =
                    headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
                token.is_some_and(|token| lock(&self.tokens).get(token).is_some_and(|until| now < *until))
            }
        }
    }

    fn grant(
        &self,
        headers: &HeaderMap,
        form: TokenRequest,
        now: DateTime<Utc>,
    ) -> Result<(String, u32), Box<Response>> {
        let Access::Oauth2 { client_id, client_secret, expires_in } = &self.access else {
            return Err(Box::new(StatusCode::NOT_FOUND.into_response()));
        };
        if form.grant_type != "client_credentials" {
            let wrong = (StatusCode::BAD_REQUEST, Json(json!({"error": "unsupported_grant_type"})));
            return Err(Box::new(wrong.into_response()));
        }
        // In the header both stand as in a form (RFC 6749, 2.3.1).
        let in_header = credentials(headers).and_then(|(name, word)| Some((decoded(&name)?, decoded(&word)?)));
        let given = in_header.or(form.client_id.zip(form.client_secret));
        if !given.is_some_and(|(name, word)| name == *client_id && client_secret.is(&word)) {
            let basic = [(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"sandbox\""))];
            let wrong = (StatusCode::UNAUTHORIZED, basic, Json(json!({"error": "invalid_client"})));
            return Err(Box::new(wrong.into_response()));
        }
        let mut tokens = lock(&self.tokens);
        tokens.retain(|_, until| now < *until);
        let random = event_store::random::bytes::<24>();
        let (Ok(random), true) = (random, tokens.len() < MOST) else {
            return Err(Box::new(StatusCode::SERVICE_UNAVAILABLE.into_response()));
        };
        let token = hex::encode(random);
        tokens.insert(token.clone(), now + TimeDelta::seconds(i64::from(*expires_in)));
        Ok((token, *expires_in))
    }
}

/// Where tokens are given out.
pub(super) fn routes() -> Router<Arc<Shared>> {
    Router::new().route("/oauth/token", post(token))
}

async fn token(State(sandbox): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let Ok(form) = serde_urlencoded::from_bytes(&body) else {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_request"}))).into_response();
    };
    match sandbox.guard.grant(&headers, form, sandbox.clock.now()) {
        Err(refused) => *refused,
        Ok((token, expires_in)) => {
            let answer = json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in});
            ([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(answer)).into_response()
        }
    }
}

/// Lets in who may ask.
pub(super) async fn check(State(sandbox): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if sandbox.guard.admits(request.headers(), sandbox.clock.now()) {
        return next.run(request).await;
    }
    let scheme = match sandbox.options.access {
        Access::Oauth2 { .. } => "Bearer",
        Access::Basic { .. } | Access::Connection => "Basic realm=\"sandbox\"",
    };
    let mut response =
        Problem::new(StatusCode::UNAUTHORIZED, "FORBIDDEN", "Who asks is not known here.").into_response();
    response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
    marked(response)
}

/// Name and password in the header.
fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let encoded = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (name, word) = text.split_once(':')?;
    Some((name.to_owned(), word.to_owned()))
}

/// A text as it stood in a form.
fn decoded(text: &str) -> Option<String> {
    let [(_, text)] = <[(String, String); 1]>::try_from(
        serde_urlencoded::from_str::<Vec<(String, String)>>(&format!("x={text}")).ok()?,
    )
    .ok()?;
    Some(text)
}
