//! `/session`: who a browser is. It presents a cookie that no script can read, and everything else is asked of the server.

mod words;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, Utc};
use domain::Roles;
use event_store::Failure;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tracing::error;

use super::graphql::is_json;
use super::rate::Wait;
use super::{Shared, cookie, origin};
use crate::identity::{Language, authority_of, spoken_language};
use crate::office::{Entry, Guest, Office, SignIn, Token, Who};
use crate::words::Role;
use words::Said;

/// How large a body may be: a name and a password.
const BYTES_MAX: usize = 4 * 1024;

/// The routes.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/session", get(tell).delete(end))
        .route("/session/visitor", post(visitor))
        .route("/session/staff", post(staff))
        .route("/session/link", post(link))
}

/// Who somebody is, as their own browser learns it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    /// `none`, `visitor`, `link` or `staff`.
    kind: &'static str,
    /// What colleagues call them; of the staff only.
    name: Option<String>,
    /// As the API calls them.
    roles: Vec<async_graphql::Value>,
    /// The appointment whose link it is.
    booking: Option<uuid::Uuid>,
    /// When it is over, whatever is done.
    expires_at: Option<DateTime<Utc>>,
    /// In how many seconds it is over if nothing is done.
    idle_secs: Option<i64>,
    /// The authority whose office it is.
    authority: Option<String>,
}

impl Told {
    fn nobody() -> Self {
        let (kind, roles) = ("none", vec![]);
        Self { kind, name: None, roles, booking: None, expires_at: None, idle_secs: None, authority: None }
    }

    fn of(office: &Office, guest: Guest) -> Self {
        let told = Self {
            roles: roles(guest.caller.by.roles),
            expires_at: Some(guest.expires_at()),
            idle_secs: guest.idle_secs(office.clock().now()),
            authority: Some(office.authority().ags.clone()),
            ..Self::nobody()
        };
        match guest.who {
            Who::Visitor => Self { kind: "visitor", ..told },
            Who::Link { booking } => Self { kind: "link", booking: Some(booking.0), ..told },
            Who::Staff { name } => Self { kind: "staff", name: Some(name), ..told },
        }
    }
}

fn roles(roles: Roles) -> Vec<async_graphql::Value> {
    roles.iter().map(|role| Role::from(role).into()).collect()
}

/// Why somebody does not get in, in their language.
struct Refused {
    status: StatusCode,
    said: Said,
    language: Language,
    retry_after: Option<Wait>,
}

#[derive(Serialize)]
struct Body4xx {
    code: &'static str,
    message: &'static str,
}

impl Refused {
    fn into_response(self) -> Response {
        let Self { status, said, language, retry_after } = self;
        let body = Body4xx { code: said.code(), message: said.in_words(language) };
        let mut response = (status, Json(body)).into_response();
        let language = HeaderValue::from_static(language.tag());
        response.headers_mut().insert(header::CONTENT_LANGUAGE, language);
        if let Some(wait) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        }
        response
    }
}

/// A request that changes who a browser is.
struct Change<'a> {
    shared: &'a Shared,
    parts: Parts,
    language: Language,
}

impl<'a> Change<'a> {
    /// Refuses what a page of another site sends, and whoever asks too often.
    fn begin(shared: &'a Shared, parts: Parts) -> Result<Self, Refused> {
        let language = spoken_language(&parts.headers);
        let change = Self { shared, parts, language };
        if !origin::is_ours(&change.parts.headers, &shared.options().origins) {
            return Err(change.refuse(StatusCode::FORBIDDEN, Said::OtherSite));
        }
        shared.take_sign_in(&change.parts.headers, &change.parts.extensions).map_err(|wait| Refused {
            retry_after: Some(wait),
            ..change.refuse(StatusCode::TOO_MANY_REQUESTS, Said::TooOften)
        })?;
        Ok(change)
    }

    fn refuse(&self, status: StatusCode, said: Said) -> Refused {
        Refused { status, said, language: self.language, retry_after: None }
    }

    /// A failure is logged here, and the browser learns that there was one.
    fn failed(&self, failure: &Failure) -> Refused {
        error!(error = failure as &dyn std::error::Error, "a session could not be begun or ended: {failure}");
        self.refuse(StatusCode::SERVICE_UNAVAILABLE, Said::Unavailable)
    }

    async fn body<T: DeserializeOwned>(&self, body: Body) -> Result<T, Refused> {
        if !is_json(&self.parts.headers) {
            return Err(self.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Said::NoJson));
        }
        let bytes = tokio::time::timeout(super::DEADLINE, to_bytes(body, BYTES_MAX)).await;
        let Ok(Ok(bytes)) = bytes else { return Err(self.refuse(StatusCode::PAYLOAD_TOO_LARGE, Said::NotValid)) };
        // What is wrong with it is not told: it holds a password.
        serde_json::from_slice(&bytes).map_err(|_| self.refuse(StatusCode::BAD_REQUEST, Said::NotValid))
    }

    /// The office whose door it is: the one that is named, or the only one.
    fn office(&self) -> Result<&'a Office, Refused> {
        let named = self.parts.headers.get("vorgang-authority").and_then(|value| value.to_str().ok());
        let office = match named {
            Some(ags) => self.shared.offices().get(ags),
            None => self.shared.offices().only(),
        };
        office.ok_or_else(|| self.refuse(StatusCode::NOT_FOUND, Said::NoOffice))
    }

    /// Whoever the browser was before.
    async fn before(&self) -> Result<Option<(&'a Office, Guest, &str)>, Refused> {
        let Some(token) = cookie::presented(&self.parts.headers, self.shared.options().encrypted) else {
            return Ok(None);
        };
        let Some(office) = authority_of(token).and_then(|ags| self.shared.offices().get(ags)) else { return Ok(None) };
        let guest = office.guest_of(token).await.map_err(|failure| self.failed(&failure))?;
        Ok(guest.map(|guest| (office, guest, token)))
    }

    /// Ends whatever the browser presented, on the server and for its open sockets.
    async fn leave(&self) -> Result<(), Refused> {
        let Some((office, guest, token)) = self.before().await? else { return Ok(()) };
        office.end_session(&guest, token).await.map_err(|failure| self.failed(&failure))?;
        self.shared.has_ended(token);
        Ok(())
    }

    /// The browser is somebody else from now on.
    fn become_(&self, token: &Token) -> Response {
        (
            StatusCode::NO_CONTENT,
            [(header::SET_COOKIE, cookie::set(&self.parts.headers, self.shared.options().encrypted, token))],
        )
            .into_response()
    }
}

/// `GET /session`
async fn tell(State(shared): State<Shared>, request: Parts) -> Response {
    let headers = &request.headers;
    if let Err(wait) = shared.take_by_address(headers, &request.extensions) {
        return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, wait.secs().to_string())]).into_response();
    }
    let Some(token) = cookie::presented(headers, shared.options().encrypted) else {
        return Json(Told::nobody()).into_response();
    };
    let office = authority_of(token).and_then(|ags| shared.offices().get(ags));
    let guest = match office {
        Some(office) => office.guest_of(token).await.map(|guest| guest.map(|guest| Told::of(office, guest))),
        None => Ok(None),
    };
    match guest {
        Ok(Some(told)) => Json(told).into_response(),
        // What is over is thrown away, so that nobody has to ask again.
        Ok(None) => ([(header::SET_COOKIE, cookie::unset(headers, shared.options().encrypted))], Json(Told::nobody()))
            .into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "a session could not be looked up: {failure}");
            let language = spoken_language(headers);
            let (status, said) = (StatusCode::SERVICE_UNAVAILABLE, Said::Unavailable);
            Refused { status, said, language, retry_after: None }.into_response()
        }
    }
}

/// `DELETE /session`
async fn end(State(shared): State<Shared>, request: Parts) -> Response {
    let ended = async {
        let change = Change::begin(&shared, request)?;
        change.leave().await?;
        let unset = cookie::unset(&change.parts.headers, shared.options().encrypted);
        Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, unset)]).into_response())
    };
    ended.await.unwrap_or_else(Refused::into_response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `POST /session/visitor`
async fn visitor(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let begun = async {
        let change = Change::begin(&shared, parts)?;
        let Nothing {} = change.body(body).await?;
        let office = change.office()?;
        // Whoever has a way in already keeps it, and what they have held with it. A clerk who books for themselves does
        // not do so as a clerk.
        if let Some((before, guest, _)) = change.before().await?
            && before.authority() == office.authority()
            && !matches!(guest.who, Who::Staff { .. })
        {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        change.leave().await?;
        let (_, token) = office.welcome();
        Ok(change.become_(&token))
    };
    begun.await.unwrap_or_else(Refused::into_response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Password {
    name: String,
    password: String,
}

/// `POST /session/staff`
async fn staff(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let begun = async {
        let change = Change::begin(&shared, parts)?;
        let Password { name, password } = change.body(body).await?;
        let office = change.office()?;
        let failed = |failure: Failure| change.failed(&failure);
        let outcome = office.sign_in(&name, password).await.map_err(failed)?;
        metrics::counter!("vorgang_sign_ins_total", "kind" => "staff", "outcome" => outcome.name()).increment(1);
        match outcome {
            SignIn::Right(account) => {
                change.leave().await?;
                let token = office.begin_staff(&account).await.map_err(failed)?;
                Ok(change.become_(&token))
            }
            SignIn::Wrong => Err(change.refuse(StatusCode::UNAUTHORIZED, Said::WrongPassword)),
            SignIn::Locked(wait) => {
                let wait = Some(Wait(wait.to_std().unwrap_or_default()));
                Err(Refused { retry_after: wait, ..change.refuse(StatusCode::TOO_MANY_REQUESTS, Said::NameLocked) })
            }
            SignIn::Busy => Err(change.refuse(StatusCode::SERVICE_UNAVAILABLE, Said::Unavailable)),
        }
    };
    begun.await.unwrap_or_else(Refused::into_response)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkAndCode {
    token: String,
    code: String,
}

/// `POST /session/link`
async fn link(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let begun = async {
        let change = Change::begin(&shared, parts)?;
        let LinkAndCode { token, code } = change.body(body).await?;
        // A link names its authority; whose it is not says so as for any other that is wrong.
        let office =
            authority_of(&token).and_then(|ags| shared.offices().get(ags)).or_else(|| shared.offices().iter().next());
        let Some(office) = office else { return Err(change.refuse(StatusCode::NOT_FOUND, Said::NoOffice)) };
        let entry = office.enter_by_link(&token, &code).await.map_err(|failure| change.failed(&failure))?;
        metrics::counter!("vorgang_sign_ins_total", "kind" => "link", "outcome" => entry.name()).increment(1);
        match entry {
            Entry::In(token) => {
                change.leave().await?;
                Ok(change.become_(&token))
            }
            Entry::Wrong => Err(change.refuse(StatusCode::UNAUTHORIZED, Said::WrongCode)),
            Entry::Locked => Err(change.refuse(StatusCode::TOO_MANY_REQUESTS, Said::LinkLocked)),
            Entry::Used => Err(change.refuse(StatusCode::GONE, Said::LinkUsed)),
        }
    };
    begun.await.unwrap_or_else(Refused::into_response)
}
