//! The page to which the browser comes back after an attempt to pay. That it came back means nothing: the provider is
//! asked, and the page says what the provider says. It needs no script, names nobody, and says so when nobody knows yet.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use domain::payment::{AttemptStanding, Receipt};
use tracing::error;

use super::Shared;
use super::confirm::page::Page;
use crate::identity::{Language, authority_of, preferred_language};
use crate::office::{Office, Return};

/// The page.
pub(super) fn routes() -> Router<Shared> {
    Router::new().route("/pay/return/{token}", get(look))
}

async fn look(State(shared): State<Shared>, Path(token): Path<String>, request: Parts) -> Response {
    let language = preferred_language(&request.headers);
    // Each look asks the provider, so nobody looks as often as they like.
    if let Err(wait) = shared.take_by_address(&request.headers, &request.extensions) {
        let mut response = Page::busy(language).into_response();
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.secs()));
        return response;
    }
    let Some(office) = authority_of(&token).and_then(|ags| shared.offices().get(ags)) else {
        return unknown(language).into_response();
    };
    match office.came_back(&token).await {
        Ok(Some(back)) => page(office, &back, language).into_response(),
        Ok(None) => unknown(language).into_response(),
        Err(failure) => {
            error!(error = &failure as &dyn std::error::Error, "nobody could look how a payment stands");
            checking(StatusCode::SERVICE_UNAVAILABLE, language).into_response()
        }
    }
}

fn page(office: &Office, back: &Return, language: Language) -> Page {
    let standing = back.fee.attempt(back.attempt).map(|attempt| attempt.standing);
    let page = match standing {
        Some(AttemptStanding::Paid) => {
            let number = |Receipt { year, number }| format!("{year}/{number}");
            let mut facts = vec![(language.of("Betrag", "Amount"), back.fee.claim.amount.to_string())];
            facts.extend(back.fee.receipt.map(|of| (language.of("Quittung Nr.", "Receipt no."), number(of))));
            say(
                language,
                ("Ihre Zahlung ist da", "Your payment has arrived"),
                "Die Gebühr ist bezahlt. Sie können diese Seite schließen.",
                "The fee is paid. You can close this page.",
            )
            .with_facts(facts)
        }
        Some(AttemptStanding::Overpaid) => say(
            language,
            ("Sie bekommen Geld zurück", "You get money back"),
            "Diese Zahlung war nicht mehr nötig. Wir geben Ihnen das Geld zurück. Sie müssen nichts tun.",
            "This payment was not needed any more. We give you the money back. You do not have to do anything.",
        ),
        Some(AttemptStanding::OtherAmount) => say(
            language,
            ("Wir sehen uns Ihre Zahlung an", "We are looking at your payment"),
            "Es ist ein anderer Betrag eingegangen als die Gebühr. Wir kümmern uns darum. Bitte zahlen Sie nicht noch einmal.",
            "Another amount has arrived than the fee. We take care of it. Please do not pay once more.",
        ),
        Some(AttemptStanding::Failed | AttemptStanding::Cancelled | AttemptStanding::Expired) => say(
            language,
            ("Es wurde nichts bezahlt", "Nothing was paid"),
            "Sie können es in Ihrem Vorgang noch einmal versuchen oder im Bürgeramt bezahlen.",
            "You can try again in your case, or pay at the office.",
        ),
        Some(AttemptStanding::Open) | None => checking(StatusCode::OK, language),
    };
    page.of(office)
}

fn say(language: Language, title: (&'static str, &'static str), de: &'static str, en: &'static str) -> Page {
    Page::new(StatusCode::OK, language, title, vec![language.of(de, en).to_owned()])
}

fn checking(status: StatusCode, language: Language) -> Page {
    let text = language.of(
        "Der Zahlungsdienst hat uns noch nicht gesagt, ob Sie bezahlt haben. Das kann einige Minuten dauern. Wir fragen \
         weiter nach, auch wenn Sie diese Seite schließen. Bitte zahlen Sie nicht noch einmal.",
        "The payment provider has not told us yet whether you have paid. This may take some minutes. We keep asking, also \
         when you close this page. Please do not pay once more.",
    );
    let title = ("Wir prüfen Ihre Zahlung", "We are checking your payment");
    Page::new(status, language, title, vec![text.to_owned()])
        .with_link_to_itself(language.of("Noch einmal nachsehen", "Look again"))
}

fn unknown(language: Language) -> Page {
    let text = language.of(
        "Diese Adresse führt zu keiner Zahlung. Wie Ihre Zahlung steht, sehen Sie in Ihrem Vorgang.",
        "This address leads to no payment. You see in your case how your payment stands.",
    );
    let title = ("Keine Zahlung gefunden", "No payment found");
    Page::new(StatusCode::NOT_FOUND, language, title, vec![text.to_owned()])
}
