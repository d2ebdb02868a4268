//! `POST /graphql`, by the GraphQL over HTTP specification and stricter where browsers make it dangerous.

use std::sync::Arc;

use async_graphql::{Request, Response as Answer, ServerError, Variables};
use axum::body::Body;
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use futures_util::StreamExt as _;
use serde_json::{Map, Value};
use tracing::Instrument as _;
use uuid::Uuid;

use super::accept::Media;
use super::rate::Wait;
use super::request::{Cause, Entered, admit, clean, enter, name, with};
use super::{BODY_BYTES_MAX, DEADLINE, DRAINED_BYTES_MAX, Shared, TrustedDocuments, cookie, origin};
use crate::errors::Code;
use crate::identity::{Presented, bearer};
use crate::statistics::OneLength;

/// What a page of ours sends beside the cookie.
const CSRF: &str = "x-vorgang-csrf";
/// What it sends when nobody has done anything: the session does not live on by that.
const BACKGROUND: &str = "x-vorgang-background";
/// Why a document of somebody's own is not taken.
pub(super) const ONLY_TRUSTED: &str = "this session sends the documents of its own pages only: send their `documentId`";
/// Why a name is not.
pub(super) const UNKNOWN_DOCUMENT: &str =
    "this server does not know the document; it may be newer than the page: load it again";

/// Answers one operation.
pub(super) async fn answer(State(shared): State<Shared>, request: HttpRequest) -> Response {
    let id = name();
    let span = tracing::info_span!("graphql", request.id = %id);
    let is_by_cookie = !request.headers().contains_key(header::AUTHORIZATION);
    // What a page sends by itself may be answered after somebody has signed in anew; it takes nobody's cookie away.
    let is_deed = !request.headers().contains_key(BACKGROUND);
    let encrypted = shared.options().encrypted;
    let cookie = cookie::presented(request.headers(), encrypted).filter(|_| is_by_cookie && is_deed);
    let without = cookie.map(|_| cookie::unset(request.headers(), encrypted));
    let mut response =
        answered(&shared, request, id).instrument(span).await.unwrap_or_else(|refused| refused.into_response(id));
    if let Some(without) = without.filter(|_| response.status() == StatusCode::UNAUTHORIZED) {
        response.headers_mut().insert(header::SET_COOKIE, without);
    }
    let id = HeaderValue::from_str(&id.to_string()).expect("a UUID is ASCII");
    response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    response
}

/// A request that was not executed.
struct Refused {
    status: StatusCode,
    media: Media,
    error: Box<ServerError>,
    retry_after: Option<Wait>,
}

impl Refused {
    fn new(status: StatusCode, media: Media, code: Code, message: &str) -> Self {
        Self { status, media, error: Box::new(with(code, message)), retry_after: None }
    }

    fn too_many(media: Media, wait: Wait) -> Self {
        let code = Code::RateLimited;
        Self { retry_after: Some(wait), ..Self::new(StatusCode::TOO_MANY_REQUESTS, media, code, code.message()) }
    }

    fn into_response(self, id: Uuid) -> Response {
        let mut answer = Answer::from_errors(vec![*self.error]);
        clean(&mut answer, id);
        let mut response = written(self.status, self.media, &answer, false);
        if self.status == StatusCode::METHOD_NOT_ALLOWED {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
        }
        if let Some(wait) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        }
        response
    }
}

async fn answered(shared: &Shared, request: HttpRequest, id: Uuid) -> Result<Response, Refused> {
    let (parts, body) = request.into_parts();
    let Some(media) = Media::accepted(&parts.headers) else {
        return Err(Refused::new(
            StatusCode::NOT_ACCEPTABLE,
            Media::Json,
            Code::BadUserInput,
            "this server answers JSON",
        ));
    };
    let refuse = |status, code, message: &str| Err(Refused::new(status, media, code, message));
    if parts.method != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, Code::BadUserInput, "send a POST request");
    }
    if !origin::is_ours(&parts.headers, &shared.options().origins) {
        return refuse(StatusCode::FORBIDDEN, Code::Forbidden, "requests from other sites are refused");
    }
    // Browsers send other types without asking first, so a page of another site could send a command.
    if !is_json(&parts.headers) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadUserInput, "send application/json in UTF-8");
    }
    let Ok(read) = tokio::time::timeout(DEADLINE, read(body, &shared.options().trusted)).await else {
        return refuse(StatusCode::REQUEST_TIMEOUT, Code::BadUserInput, "the request took too long to arrive");
    };
    let Read { mut request, is_trusted } =
        read.map_err(|(status, code, message)| Refused::new(status, media, code, message))?;
    let bearer = bearer(&parts.headers);
    if bearer.is_none() && parts.headers.contains_key(header::AUTHORIZATION) {
        return refuse(StatusCode::UNAUTHORIZED, Code::Unauthenticated, Code::Unauthenticated.message());
    }
    let cookie = || {
        cookie::presented(&parts.headers, shared.options().encrypted).map(|token| Presented::Cookie(token.to_owned()))
    };
    let presented = bearer.map(|token| Presented::Bearer(token.to_owned())).or_else(cookie);
    // Browsers send cookies by themselves. A page of another site cannot send this header without being asked first.
    if matches!(presented, Some(Presented::Cookie(_))) && parts.headers.get(CSRF).is_none_or(|value| value != "1") {
        return refuse(
            StatusCode::FORBIDDEN,
            Code::Forbidden,
            "with a cookie the header `X-Vorgang-Csrf: 1` is needed",
        );
    }
    let cause = if parts.headers.contains_key(BACKGROUND) { Cause::Page } else { Cause::Person };
    let entered = enter(shared, &parts.headers, presented.as_ref(), cause).await;
    // A token that is no good gets nobody a bucket of their own.
    let place = match (&presented, &entered) {
        (Some(presented), Ok(_)) => shared.take_by_token(presented.token()),
        _ => shared.take_by_address(&parts.headers, &parts.extensions),
    };
    place.map_err(|wait| Refused::too_many(media, wait))?;
    let Entered { office, asker, sends_trusted_only } =
        entered.map_err(|code| Refused::new(status_of(code), media, code, code.message()))?;
    if sends_trusted_only && !is_trusted {
        return refuse(StatusCode::FORBIDDEN, Code::Forbidden, ONLY_TRUSTED);
    }
    // Our own documents were measured before they were built in.
    if !is_trusted {
        admit(&mut request, shared.options().dev).map_err(|error| Refused {
            status: media.status_of_invalid(),
            media,
            error: Box::new(error),
            retry_after: None,
        })?;
    }
    request = request.data(asker).data(OneLength::default()).data(Arc::clone(shared.profiles()));
    if let Some(office) = office {
        request = request.data(office);
    }
    // A command that is cut off here may still be accepted; the same key asks for its answer again.
    let Ok(mut answer) = tokio::time::timeout(DEADLINE, shared.schema().execute(request)).await else {
        return refuse(StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable, "the answer took too long");
    };
    let began = clean(&mut answer, id);
    let status = if began { StatusCode::OK } else { media.status_of_invalid() };
    Ok(written(status, media, &answer, began))
}

fn status_of(code: Code) -> StatusCode {
    match code {
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::NotFound => StatusCode::NOT_FOUND,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Whether the body says that it is JSON in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else { return false };
    let mut parts = value.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().as_deref() == Some("application/json");
    is_json && parts.all(|part| !part.starts_with("charset=") || part.trim_end_matches('"').ends_with("utf-8"))
}

/// An operation as it was sent.
struct Read {
    request: Request,
    /// Whether its document is one of our own.
    is_trusted: bool,
}

/// Reads the body: one object with a document or the name of one, never a list of them.
async fn read(body: Body, trusted: &TrustedDocuments) -> Result<Read, (StatusCode, Code, &'static str)> {
    let Some(bytes) = collect(body).await else {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, Code::TooCostly, "the body is larger than 64 KiB"));
    };
    let bad = |message| (StatusCode::BAD_REQUEST, Code::BadUserInput, message);
    let mut members = match serde_json::from_slice(&bytes) {
        Ok(Value::Object(members)) => members,
        Ok(Value::Array(_)) => return Err(bad("send one operation at a time")),
        Ok(_) => return Err(bad("the body has to be a JSON object")),
        Err(_) => return Err(bad("the body is not JSON")),
    };
    let (mut request, is_trusted) = match (members.remove("query"), members.remove("documentId")) {
        (Some(Value::String(query)), None | Some(Value::Null)) => (Request::new(query), false),
        (None | Some(Value::Null), Some(Value::String(id))) => {
            (trusted.request(&id).ok_or_else(|| bad(UNKNOWN_DOCUMENT))?, true)
        }
        (Some(_), Some(_)) => return Err(bad("send `query` or `documentId`, and not both")),
        (_, None) => return Err(bad("`query` has to be a string")),
        (None, Some(_)) => return Err(bad("`documentId` has to be a string")),
    };
    request.operation_name = match members.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(bad("`operationName` has to be a string")),
    };
    request.variables = match object(&mut members, "variables") {
        Some(variables) => Variables::from_json(variables),
        None => return Err(bad("`variables` has to be an object")),
    };
    // No extension of the protocol is spoken here, but the member has to have its form.
    object(&mut members, "extensions").ok_or_else(|| bad("`extensions` has to be an object"))?;
    Ok(Read { request, is_trusted })
}

/// The body, if it is small enough.
///
/// What is too large is read on for a while and thrown away: a server that closes the connection in the middle of
/// a request breaks it for clients that read the answer only after they have sent everything.
async fn collect(body: Body) -> Option<Vec<u8>> {
    let mut chunks = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.ok()?;
        length += chunk.len();
        if length > DRAINED_BYTES_MAX {
            return None;
        }
        if length <= BODY_BYTES_MAX {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
    }
    (length <= BODY_BYTES_MAX).then_some(bytes)
}

/// An object that may be left out or null.
fn object(members: &mut Map<String, Value>, name: &str) -> Option<Value> {
    match members.remove(name) {
        None | Some(Value::Null) => Some(Value::Object(Map::new())),
        Some(object @ Value::Object(_)) => Some(object),
        Some(_) => None,
    }
}

/// Writes the answer. A request that did not begin has no `data`, as the specification wants it.
fn written(status: StatusCode, media: Media, answer: &Answer, began: bool) -> Response {
    let mut json = serde_json::to_value(answer).expect("GraphQL values are JSON");
    if !began && let Some(members) = json.as_object_mut() {
        members.remove("data");
    }
    let body = serde_json::to_vec(&json).expect("JSON is writable");
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media.name()))], body).into_response()
}
