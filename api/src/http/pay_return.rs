//! The page to which the browser comes back after an attempt to pay. That it came back means nothing: the provider is
//! asked, and the page says what the provider says. It needs no script, names nobody, and says so when nobody knows yet.
//! It speaks the language in which the person is written to.

mod words;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::payment::{AttemptStanding, Receipt};
use tracing::error;

use super::Shared;
use super::plain_page::{Page, Said};
use crate::identity::{Language, authority_of, spoken_language};
use crate::office::{Office, Return};
use words::Words;

/// The page.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/pay/return/{token}", get(look))
}

async fn look(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    let browsers = spoken_language(&request.headers);
    // Each look asks the provider, so nobody looks as often as they like.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        return Page::busy(browsers, wait);
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
    // Their browser knows them; whoever has only this address learns nothing of the case there.
    page.of(office).with_link(format!("/vorgang/{}/bezahlen", back.fee.claim.case), words.on)
}

fn say(language: Language, said: Said) -> Page {
    Page::say(StatusCode::OK, language, said)
}

fn checking(status: StatusCode, language: Language) -> Page {
    let Words { checking, again, .. } = words::of(language);
    Page::say(status, language, *checking).with_link_to_itself(again)
}

fn unknown(language: Language) -> Page {
    Page::say(StatusCode::NOT_FOUND, language, words::of(language).unknown)
}
