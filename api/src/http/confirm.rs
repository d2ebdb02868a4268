//! The page behind the link in a mail. Looking at it changes nothing, because mail scanners look at links, too; only its
//! button confirms. It needs no script, names nobody, and tells no other site where it was opened from. It speaks the language in
//! which the person is written to.

mod says;
mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::{Personal, booking};
use event_store::{Failure, Stop};
use tracing::error;

use super::Shared;
use super::plain_page::Page;
use crate::identity::{Language, authority_of, spoken_language};
use crate::office::Office;

/// The page and its button.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/confirm/{token}", get(look).post(confirm))
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
    let language = spoken_language(&request.headers);
    // Whoever tries out links waits as long as whoever tries out tokens.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        return Page::busy(language, wait);
    }
    let Some(office) = authority_of(token).and_then(|ags| shared.offices().get(ags)) else {
        return says::unknown(language).into_response();
    };
    match page(office, token, language, wants).await {
        Ok(page) => page.into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "a link could not be followed");
            says::failed(language).into_response()
        }
    }
}

async fn page(office: &Office, token: &str, asked: Language, wants: bool) -> Result<Page, Failure> {
    let Some(mut link) = office.confirmation_link(token).await? else { return Ok(says::unknown(asked)) };
    let language = language_of(&link.state).unwrap_or(asked);
    let is_open = link.state.wish().is_some_and(|wish| wish.generation == link.generation);
    if wants && is_open {
        match office.follow_link(&link).await {
            Ok(_) => {}
            Err(Stop::Refused(refusal)) => return Ok(says::refused(office, &refusal, language)),
            Err(Stop::Failed(failure)) => return Err(failure),
        }
        let Some(followed) = office.confirmation_link(token).await? else { return Ok(says::unknown(asked)) };
        link = followed;
    }
    Ok(says::of_state(office, &link, language))
}

/// The language in which the person is written to, as long as it is known.
fn language_of(state: &booking::State) -> Option<Language> {
    let wish = state.wish().map(|wish| &wish.contact);
    let contact = wish.or(state.appointment().map(|known| &known.contact)).and_then(Personal::value)?;
    Some(Language::of_tag(&contact.language))
}
