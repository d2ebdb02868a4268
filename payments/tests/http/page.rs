//! The page on which somebody pays, as a browser gets it.

use reqwest::StatusCode;
use reqwest::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, LOCATION, REFERRER_POLICY};
use vorgang_payments::sandbox::Outcome;
use vorgang_payments::{Provider as _, Standing};

use crate::harness::{Stand, browser, order};

async fn get(url: &str, language: &str) -> (StatusCode, HeaderMap, String) {
    let answer = browser().get(url).header("accept-language", language).send().await.expect("it answers");
    let (status, headers) = (answer.status(), answer.headers().clone());
    (status, headers, answer.text().await.expect("text"))
}

async fn post(url: &str, outcome: &str) -> (StatusCode, HeaderMap) {
    let request = browser().post(url).body(format!("outcome={outcome}"));
    let answer = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").send().await.expect("it answers");
    (answer.status(), answer.headers().clone())
}

#[tokio::test]
async fn the_page_has_a_button_for_each_outcome_in_four_languages_and_no_script() {
    let stand = Stand::new().await;
    let page = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins").page.expect("a page");
    for (accepted, lang, pay, amount) in [
        ("de-DE,de;q=0.9,en;q=0.8", "de", "Mit Karte bezahlen", "13,58 €"),
        ("en-GB,en;q=0.9", "en", "Pay by card", "€13.58"),
        ("es, fr;q=0.5", "fr", "Payer par carte", "13,58 €"),
        ("de-simple, de;q=0.5", "de-simple", "Das Bezahlen klappt nicht", "13,58 €"),
        ("", "de", "Mit Karte bezahlen", "13,58 €"),
    ] {
        let (status, headers, html) = get(&page, accepted).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[CONTENT_LANGUAGE], lang);
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains(&format!("<html lang=\"{lang}\">")), "{html}");
        assert!(html.contains(pay) && html.contains(amount) && html.contains("R-2026-17"), "{html}");
        assert_eq!(html.matches("<button type=\"submit\" name=\"outcome\"").count(), Outcome::ALL.len());
        for once in ["<main>", "<h1>", "<title>", "<legend>", "name=\"viewport\"", "aria-current=\"true\""] {
            assert_eq!(html.matches(once).count(), 1, "{once}: {html}");
        }
        for never in ["<script", "style=", "onclick", "<img", "http-equiv"] {
            assert!(!html.contains(never), "{never}: {html}");
        }
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert_eq!(
            policy,
            "default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:9; base-uri 'none'; frame-ancestors 'none'"
        );
        assert_eq!(headers[REFERRER_POLICY], "no-referrer");
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
    }
    let (_, _, html) = get(&format!("{page}?lang=fr"), "de").await;
    assert!(html.contains("Payer par carte"), "what is chosen on the page wins");
    let (_, _, html) = get(&format!("{page}?lang=de-simple"), "fr").await;
    assert!(html.contains("Sie bezahlen kein echtes Geld."), "plain German can be chosen");
    let (status, headers, _) = get(&format!("{}/pay/page.css", stand.url), "de").await;
    assert_eq!((status, headers[CONTENT_TYPE].to_str().expect("text")), (StatusCode::OK, "text/css; charset=utf-8"));
}

#[tokio::test]
async fn a_choice_leads_back_without_a_word_of_how_it_ended() {
    let stand = Stand::new().await;
    for (number, outcome) in (1..).zip(["card", "paypal", "fails", "cancels", "later", "twice", "slow", "gone"]) {
        let order = order(number, "R-2026-17");
        let page = stand.client.start(&order).await.expect("it begins").page.expect("a page");
        let (status, headers) = post(&page, outcome).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{outcome}");
        assert_eq!(headers[LOCATION].to_str().expect("text"), order.return_to, "whatever the outcome");
        // Who presses twice, or goes back and presses another, has chosen once.
        assert_eq!(post(&page, "fails").await.0, StatusCode::SEE_OTHER);
        let (_, _, html) = get(&page, "en").await;
        assert!(!html.contains("<form") && html.contains("Back to the office"), "{html}");
    }
    let first = stand.sandbox.transactions().into_iter().find(|seen| seen.request == order(1, "").request.to_string());
    let reference = vorgang_payments::Reference(first.expect("it is there").transaction);
    assert!(matches!(stand.client.look_up(&reference).await, Ok(Standing::Paid { .. })), "the first choice counted");
}

#[tokio::test]
async fn who_does_not_know_the_whole_address_sees_nothing_and_chooses_nothing() {
    let stand = Stand::new().await;
    let started = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins");
    let page = started.page.expect("a page");
    let wrong = format!("{}{}", &page[..page.len() - 1], if page.ends_with('0') { '1' } else { '0' });
    for url in [wrong.as_str(), &format!("{}/pay/T-1/0", stand.url)] {
        let (status, headers, html) = get(url, "de").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert!(!html.contains("R-2026-17") && html.contains("Keine Zahlung gefunden"), "{html}");
        assert!(headers[CONTENT_SECURITY_POLICY].to_str().expect("text").contains("form-action 'none'"));
        assert_eq!(post(url, "card").await.0, StatusCode::NOT_FOUND);
    }
    for nonsense in ["", "paid", "card&outcome=fails"] {
        assert_eq!(post(&page, nonsense).await.0, StatusCode::OK, "the page again");
    }
    assert!(matches!(stand.client.look_up(&started.reference).await, Ok(Standing::Open { .. })));
}
