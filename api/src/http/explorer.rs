//! A page on which developers try operations. It needs nothing from outside, and exists only where `dev` says so.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};

use super::{Examples, Shared};

const PAGE: &str = include_str!("explorer/explorer.html");
const SCRIPT: &str = include_str!("explorer/explorer.js");
const STYLE: &str = include_str!("explorer/explorer.css");
/// The ready-made operations of the errand, which are also what black-box checks run.
const OPERATIONS: &str = include_str!("../../../tests/conformance/ops.json");

/// The page and its files.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/graphiql", get(async || file("text/html; charset=utf-8", PAGE)))
        .route("/graphiql/explorer.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/graphiql/explorer.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/graphiql/operations.json", get(async || file("application/json", OPERATIONS)))
        .route("/graphiql/examples.json", get(examples))
}

async fn examples(State(shared): State<Shared>) -> Json<Option<Examples>> {
    Json(shared.options().examples.clone())
}

fn file(media: &'static str, text: &'static str) -> Response {
    // Its own files and its own server, nothing inline, nothing from elsewhere.
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                  base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    (headers, text).into_response()
}
