//! The page behind the link in a mail. Looking at it changes nothing, because mail scanners look at links, too; only its
//! button confirms. It needs no script, names nobody, and tells no other site where it was opened from.

pub(super) mod page;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::{Personal, booking};
use event_store::{Failure, Stop};
use tracing::error;

use super::Shared;
use crate::identity::{Language, authority_of, preferred_language};
use crate::office::Office;
use page::Page;

const STYLE: &str = include_str!("confirm/page.css");

/// The page, its button and its style.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/page.css", get(style)).route("/confirm/{token}", get(look).post(confirm))
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"))], STYLE).into_response()
}

async fn look(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    answer(&shared, &token, &request, false).await
}

/// Browsers say nothing of where this form stands, because its page sends no referrer: a form of another site that knows
/// the token has the link already, so its origin proves nothing more.
async fn confirm(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    answer(&shared, &token, &request, true).await
}

async fn answer(shared: &Shared, token: &str, request: &Parts, wants: bool) -> Response {
    let language = preferred_language(&request.headers);
    // Whoever tries out links waits as long as whoever tries out tokens.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        let mut response = Page::busy(language).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        return response;
    }
    let Some(office) = authority_of(token).and_then(|ags| shared.offices().get(ags)) else {
        return Page::unknown(language).into_response();
    };
    match page(office, token, language, wants).await {
        Ok(page) => page.into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "a link could not be followed");
            Page::failed(language).into_response()
        }
    }
}

async fn page(office: &Office, token: &str, asked: Language, wants: bool) -> Result<Page, Failure> {
    let Some(mut link) = office.confirmation_link(token).await? else { return Ok(Page::unknown(asked)) };
    let language = language_of(&link.state).unwrap_or(asked);
    let is_open = link.state.wish().is_some_and(|wish| wish.generation == link.generation);
    if wants && is_open {
        match office.follow_link(&link).await {
            Ok(_) => {}
            Err(Stop::Refused(refusal)) => return Ok(Page::refused(office, &refusal, language)),
            Err(Stop::Failed(failure)) => return Err(failure),
        }
        let Some(followed) = office.confirmation_link(token).await? else { return Ok(Page::unknown(asked)) };
        link = followed;
    }
    Ok(Page::of_state(office, &link, language))
}

/// The language in which the person wants to be addressed, as near as the page comes to it, and as long as it is known.
fn language_of(state: &booking::State) -> Option<Language> {
    let wish = state.wish().map(|wish| &wish.contact);
    let contact = wish.or(state.appointment().map(|known| &known.contact)).and_then(Personal::value)?;
    Some(Language::of_tag(&contact.language).nearest())
}
