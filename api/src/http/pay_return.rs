//! The page to which the browser comes back after an attempt to pay. That it came back means nothing: the provider is
//! asked, and the page says what the provider says. It needs no script, names nobody, and says so when nobody knows yet.
//! It speaks the language in which the person is written to.

mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::payment::{AttemptStanding, Receipt};
use tracing::error;

use super::Shared;
use super::confirm::page::Page;
use crate::identity::{Language, authority_of};
use crate::office::{Office, Return};
use words::{Said, Words};

/// The page.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/pay/return/{token}", get(look))
}

async fn look(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    let browsers = browsers_language(&request.headers);
    // Each look asks the provider, so nobody looks as often as they like.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        let mut response = Page::busy(browsers.nearest()).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        return response;
    }
    let Some(office) = authority_of(&token).and_then(|ags| shared.offices().get(ags)) else {
        return unknown(browsers).into_response();
    };
    match office.came_back(&token).await {
        Ok(Some(back)) => page(office, &back, back.language.unwrap_or(browsers)).into_response(),
        Ok(None) => unknown(browsers).into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "nobody could look how a payment stands");
            checking(StatusCode::SERVICE_UNAVAILABLE, browsers).into_response()
        }
    }
}

/// The first language of the browser that the page has: for whoever nobody knows in which one they are written to.
fn browsers_language(headers: &HeaderMap) -> Language {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = accepted.split(',').map(|tag| tag.split(';').next().unwrap_or_default().trim());
    let known = |tag: &&str| matches!(tag.split('-').next(), Some("de" | "en" | "fr"));
    tags.into_iter().find(known).map_or(Language::German, Language::of_tag)
}

fn page(office: &Office, back: &Return, language: Language) -> Page {
    let words = words::of(language);
    let standing = back.fee.attempt(back.attempt).map(|attempt| attempt.standing);
    let page = match standing {
        Some(AttemptStanding::Paid) => {
            let number = |Receipt { year, number }| format!("{year}/{number}");
            let mut facts = vec![(words.amount, back.fee.claim.amount.to_string())];
            facts.extend(back.fee.receipt.map(|of| (words.receipt, number(of))));
            say(language, words.paid).with_facts(facts)
        }
        Some(AttemptStanding::Overpaid) => say(language, words.overpaid),
        Some(AttemptStanding::OtherAmount) => say(language, words.other_amount),
        Some(
            AttemptStanding::Failed
            | AttemptStanding::Cancelled
            | AttemptStanding::Expired
            | AttemptStanding::ChargedBack,
        ) => say(language, words.nothing),
        Some(AttemptStanding::Open) | None => checking(StatusCode::OK, language),
    };
    page.of(office)
}

fn say(language: Language, said: Said) -> Page {
    Page::written(StatusCode::OK, language, said.title, vec![said.text.to_owned()])
}

fn checking(status: StatusCode, language: Language) -> Page {
    let Words { checking: Said { title, text }, again, .. } = words::of(language);
    Page::written(status, language, title, vec![(*text).to_owned()]).with_link_to_itself(again)
}

fn unknown(language: Language) -> Page {
    let Said { title, text } = words::of(language).unknown;
    Page::written(StatusCode::NOT_FOUND, language, title, vec![text.to_owned()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_says_which_language_where_nobody_knows_better() {
        for (accepted, language) in [
            ("", Language::German),
            ("ja,ko;q=0.8", Language::German),
            ("ja,fr-FR;q=0.9,en;q=0.8", Language::French),
            ("de-simple,de", Language::PlainGerman),
            ("de-LU", Language::German),
            ("en-GB;q=0.7", Language::English),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted))]);
            assert_eq!(browsers_language(&headers), language, "{accepted}");
        }
    }
}
