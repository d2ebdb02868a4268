//! What providers do when they are not well. Never is anything paid that the provider does not call so.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::money::Cents;
use event_store::Clock;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use vorgang_payments::sandbox::{Fault, Names, Options, Outcome, Purpose, Quirk, Sandbox};
use vorgang_payments::xbezahldienste::{Client, PAYMENT_EXISTS};
use vorgang_payments::{Failure, Provider as _, Reference, Standing};

use crate::harness::{Stand, client, config, listen, now, order, serve};

fn rejected(code: &str) -> Failure {
    Failure::Rejected { code: code.to_owned() }
}

#[tokio::test]
async fn each_fault_of_a_provider_has_its_name() {
    let canary = Arc::new(AtomicU32::new(0));
    let counted = canary.clone();
    let elsewhere = serve(Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        async { "caught" }
    }))
    .await;
    let stand = Stand::new().await;
    let hasty = stand.hasty();
    let asked = order(1, "R-2026-17");
    let started = stand.client.start(&asked).await.expect("it begins");
    for (fault, failure) in [
        (Fault::Down, Failure::NoAnswer),
        (Fault::FailsBefore, Failure::NoAnswer),
        (Fault::FailsAfter, Failure::NoAnswer),
        (Fault::Silent, Failure::NoAnswer),
        (Fault::Drips, Failure::NoAnswer),
        (Fault::Garbled, Failure::BadAnswer),
        (Fault::Oversized, Failure::BadAnswer),
        (Fault::Elsewhere(format!("{elsewhere}/paymenttransaction")), Failure::BadAnswer),
    ] {
        let client = if matches!(fault, Fault::Silent | Fault::Drips) { &hasty } else { &stand.client };
        let begun = Instant::now();
        stand.sandbox.break_next([fault.clone(), fault.clone(), fault.clone()]);
        assert_eq!(client.look_up(&started.reference).await, Err(failure.clone()), "{fault:?}");
        assert_eq!(client.start(&order(2, "R-2026-18")).await.err(), Some(failure.clone()), "{fault:?}");
        assert_eq!(client.check().await, Err(failure), "{fault:?}");
        assert!(begun.elapsed() < Duration::from_secs(25), "{fault:?} kept the office waiting");
        assert_eq!(
            stand.client.look_up(&started.reference).await.map(|standing| matches!(standing, Standing::Open { .. })),
            Ok(true)
        );
    }
    assert_eq!(canary.load(Ordering::Relaxed), 0, "a redirect is never followed");
}

#[tokio::test]
async fn a_payment_whose_answer_was_lost_is_found_again() {
    let stand = Stand::new().await;
    for (number, purpose) in [(1, "X-TIMEOUT R-17"), (2, "X-500 R-18")] {
        let order = order(number, purpose);
        assert_eq!(stand.hasty().start(&order).await, Err(Failure::NoAnswer), "{purpose}");
        let found = stand.client.start(&order).await.expect("it is found");
        assert!(found.page.is_some());
        assert_eq!(found.reference.0, order.request.to_string());
    }
    assert_eq!(stand.sandbox.transactions().len(), 2, "one for each order");
}

#[tokio::test]
async fn a_payment_whose_answer_was_lost_and_that_nobody_can_find_was_shown_to_nobody() {
    let stand = Stand::with(|options| options.names = Names::Own).await;
    let order = order(1, "X-500 R-17");
    assert_eq!(stand.client.start(&order).await, Err(Failure::NoAnswer));
    assert_eq!(stand.client.start(&order).await, Err(rejected(PAYMENT_EXISTS)));
    let seen = stand.sandbox.transactions();
    assert_eq!((seen.len(), seen[0].paid), (1, 0));
}

#[tokio::test]
async fn who_is_away_while_a_lost_payment_is_looked_for_has_not_been_asked_nothing() {
    let stand = Stand::new().await;
    let order = order(1, "R-2026-17");
    stand.client.start(&order).await.expect("it begins");
    // The request is answered with `PAYMENT_EXISTS`, and the question after it with nothing.
    let later = order.clone();
    stand.sandbox.break_next([Fault::FailsAfter]);
    assert_eq!(stand.client.start(&later).await, Err(Failure::NoAnswer));
    assert!(stand.client.start(&later).await.is_ok());
}

#[tokio::test]
async fn what_the_provider_says_of_a_payment_is_told_as_it_is() {
    let stand = Stand::with(|options| options.later = Duration::from_secs(30)).await;
    stand.allow_nonsense();
    let begin = async |number, purpose| stand.client.start(&order(number, purpose)).await.expect("it begins").reference;

    let wrong = begin(1, "X-WRONG-AMOUNT R-17").await;
    assert!(stand.sandbox.choose(&wrong.0, Outcome::Card));
    let told = stand.client.look_up(&wrong).await;
    assert!(
        matches!(told, Ok(Standing::Paid { amount: Cents(1_458), .. })),
        "a euro more, for somebody to look at: {told:?}"
    );

    let unknown = begin(2, "X-UNKNOWN-STATUS R-18").await;
    assert!(stand.sandbox.choose(&unknown.0, Outcome::Card));
    assert_eq!(stand.client.look_up(&unknown).await, Ok(Standing::Unknown { word: "IN_REVIEW".to_owned() }));

    let late = begin(3, "X-LATE-PAID R-19").await;
    assert!(stand.sandbox.choose(&late.0, Outcome::Cancels));
    assert_eq!(stand.client.look_up(&late).await, Ok(Standing::Cancelled));
    stand.clock.advance(Duration::from_secs(30));
    assert!(matches!(stand.client.look_up(&late).await, Ok(Standing::Paid { .. })), "it was paid all the same");

    let gone = begin(4, "X-GONE R-20").await;
    assert!(stand.sandbox.choose(&gone.0, Outcome::PayPal));
    assert_eq!(stand.client.look_up(&gone).await, Err(Failure::NotFound));
}

#[tokio::test]
async fn an_hour_in_which_nobody_is_there_ends() {
    let stand = Stand::new().await;
    let started = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins");
    stand.sandbox.down(true);
    for _ in 0..3 {
        assert_eq!(stand.client.look_up(&started.reference).await, Err(Failure::NoAnswer));
        assert_eq!(stand.client.start(&order(2, "R-2026-18")).await, Err(Failure::NoAnswer));
    }
    stand.sandbox.down(false);
    assert!(matches!(stand.client.look_up(&started.reference).await, Ok(Standing::Open { .. })));
    assert_eq!(stand.sandbox.transactions().len(), 1);
}

#[tokio::test]
async fn a_transaction_is_spoilt_after_it_has_begun() {
    let stand = Stand::new().await;
    stand.allow_nonsense();
    let started = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins");
    assert!(stand.sandbox.spoil(&started.reference.0, Quirk::UnknownStatus));
    assert!(matches!(stand.client.look_up(&started.reference).await, Ok(Standing::Open { .. })));
    assert!(stand.sandbox.choose(&started.reference.0, Outcome::Card));
    assert!(matches!(stand.client.look_up(&started.reference).await, Ok(Standing::Unknown { .. })));
    assert!(!stand.sandbox.spoil("T-1", Quirk::Gone));
}

#[tokio::test]
async fn fifty_at_once_begin_one_payment() {
    let stand = Stand::new().await;
    let order = order(1, "R-2026-17");
    let all = futures_util::future::join_all((0..50).map(|_| stand.client.start(&order))).await;
    let mut started: Vec<_> = all.into_iter().map(|started| started.expect("it begins")).collect();
    started.dedup();
    assert_eq!((started.len(), stand.sandbox.transactions().len()), (1, 1));
}

#[tokio::test]
async fn a_proxy_is_used_where_one_is_named() {
    let seen = Arc::new(std::sync::Mutex::new(vec![]));
    let heard = seen.clone();
    let proxy = serve(Router::new().fallback(move |uri: axum::http::Uri| {
        heard.lock().expect("no panic").push(uri.to_string());
        async { StatusCode::BAD_GATEWAY }
    }))
    .await;
    let config = vorgang_payments::xbezahldienste::Config { proxy: Some(proxy), ..config("http://127.0.0.1:9/v1") };
    assert_eq!(client(&config, &Clock::manual(now())).check().await, Err(Failure::NoAnswer));
    assert_eq!(*seen.lock().expect("no panic"), ["http://127.0.0.1:9/v1/status/99015004/05315000"]);
}

#[tokio::test]
async fn in_a_demonstration_nothing_goes_wrong_by_itself() {
    let (listener, url) = listen().await;
    let clock = Clock::manual(now());
    let sandbox = Sandbox::open(Purpose::Demo, Options::new(&url), clock.clone()).expect("it opens");
    let router = sandbox.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    sandbox.break_next([Fault::Down]);
    sandbox.down(true);
    let started = client(&config(&url), &clock).start(&order(1, "X-500 R-17")).await;
    assert!(!sandbox.spoil(&started.expect("it begins").reference.0, Quirk::Gone));
}

#[tokio::test]
async fn nobody_there_was_asked_nothing() {
    let (listener, url) = listen().await;
    drop(listener);
    let client = client(&config(&url), &Clock::manual(now()));
    assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(Failure::Unreachable));
    assert_eq!(client.look_up(&Reference("T-1".to_owned())).await, Err(Failure::Unreachable));
    assert_eq!(client.check().await, Err(Failure::Unreachable));
}

#[tokio::test]
async fn a_connection_that_is_cut_may_have_done_it() {
    for said in ["", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"paymentInf", "SSH-2.0-OpenSSH\r\n"] {
        let (listener, url) = listen().await;
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut [0; 8_192]).await;
                let _ = stream.write_all(said.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        let client = client(&config(&url), &Clock::manual(now()));
        assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(Failure::NoAnswer), "{said:?}");
    }
}

/// A client of a server that says the same to everybody.
async fn told(status: u16, body: impl Into<Body>) -> Client {
    let body = axum::body::to_bytes(body.into(), 1 << 22).await.expect("a body");
    let answer = move || {
        let body = body.clone();
        async move { (StatusCode::from_u16(status).expect("a status"), body).into_response() }
    };
    let url = serve(Router::new().fallback(answer)).await;
    client(&config(&url), &Clock::manual(now()))
}

/// What a provider says of the order of this number, well and good.
fn answer(number: u32) -> Value {
    json!({
        "paymentInformation": {
            "transactionUrl": "https://pay.example.de/t/T-1", "transactionRedirectUrl": "https://pay.example.de/p/T-1",
            "transactionId": "T-1", "status": "INITIAL", "transactionReference": "K-4711"
        },
        "paymentRequest": {"requestId": order(number, "R").request.to_string(), "currency": "EUR", "grosAmount": 13.58, "more": [1]}
    })
}

#[tokio::test]
async fn an_answer_is_about_the_order_or_is_none() {
    let client = told(201, answer(1).to_string()).await;
    let started = client.start(&order(1, "R-2026-17")).await.expect("it begins");
    assert_eq!(started.page.as_deref(), Some("https://pay.example.de/p/T-1"));

    for (pointer, value) in [
        ("/paymentRequest/requestId", json!("another")),
        ("/paymentRequest/grosAmount", json!(13.57)),
        ("/paymentRequest/grosAmount", json!(13.580_000_1)),
        ("/paymentRequest/grosAmount", json!("13.58")),
        ("/paymentRequest/grosAmount", json!(-13.58)),
        ("/paymentRequest/currency", json!("USD")),
        ("/paymentRequest", Value::Null),
        ("/paymentInformation", Value::Null),
        ("/paymentInformation/transactionId", json!("")),
        ("/paymentInformation/transactionId", json!("a/../b")),
        ("/paymentInformation/transactionId", json!("x".repeat(45))),
        ("/paymentInformation/transactionId", json!(7)),
        ("/paymentInformation/status", Value::Null),
        ("/paymentInformation/transactionRedirectUrl", Value::Null),
        ("/paymentInformation/transactionRedirectUrl", json!("http://pay.example.de/p")),
        ("/paymentInformation/transactionRedirectUrl", json!("javascript:alert(1)")),
        ("/paymentInformation/transactionRedirectUrl", json!("https://office@pay.example.de/p")),
        ("/paymentInformation/transactionRedirectUrl", json!(format!("https://pay.example.de/{}", "x".repeat(2_100)))),
        ("/paymentInformation/transactionRedirectUrl", json!("p/T-1")),
    ] {
        let mut body = answer(1);
        *body.pointer_mut(pointer).expect("it is there") = value;
        let client = told(200, body.to_string()).await;
        assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(Failure::BadAnswer), "{pointer}: {body}");
    }
}

#[tokio::test]
async fn the_page_is_on_a_host_that_is_allowed() {
    let body = answer(1).to_string();
    let url = serve(Router::new().fallback(move || async move { body })).await;
    for (hosts, is_allowed) in
        [(vec!["PAY.example.de"], true), (vec!["example.de", "pay.example.de.evil.example"], false)]
    {
        let mut config = config(&url);
        config.page_hosts = hosts.into_iter().map(str::to_owned).collect();
        let started = client(&config, &Clock::manual(now())).start(&order(1, "R-2026-17")).await;
        assert_eq!(started.is_ok(), is_allowed, "{started:?}");
    }
}

#[tokio::test]
async fn a_look_up_is_answered_about_the_transaction_that_was_asked_for() {
    let client = told(200, answer(1).to_string()).await;
    assert!(client.look_up(&Reference("T-1".to_owned())).await.is_ok());
    assert_eq!(client.look_up(&Reference("T-2".to_owned())).await, Err(Failure::BadAnswer));
}

#[tokio::test]
async fn what_is_paid_is_told_even_if_the_provider_leaves_out_when_and_how() {
    let mut body = answer(1);
    body["paymentInformation"]["status"] = json!("PAYED");
    for (field, value, is_told) in [
        ("transactionTimestamp", Value::Null, true),
        ("transactionTimestamp", json!("2026-11-02T10:00:00+01:00"), true),
        ("transactionTimestamp", json!("2026-11-02T09:00:00"), true),
        ("transactionTimestamp", json!("this morning"), false),
        ("paymentMethod", json!("WERO"), true),
        ("transactionReference", json!("K 4711"), false),
    ] {
        let mut body = body.clone();
        body["paymentInformation"][field] = value;
        let answer = told(200, body.to_string()).await.look_up(&Reference("T-1".to_owned())).await;
        match answer {
            Ok(Standing::Paid { at, amount, .. }) => {
                assert!(is_told && at == now() && amount == Cents(1_358), "{body}");
            }
            other => assert!(!is_told && other == Err(Failure::BadAnswer), "{other:?}: {body}"),
        }
    }
}

#[tokio::test]
async fn refusals_are_told_by_their_codes() {
    let problem = |code: &str| {
        json!({"type": "about:blank", "status": 400, "title": "x", "detail": "Berta Beispiel", "functionalCode": code})
            .to_string()
    };
    for (status, body, of_start, of_look_up) in [
        (400, problem("CALCULATION_ERROR"), rejected("CALCULATION_ERROR"), rejected("CALCULATION_ERROR")),
        (422, problem("Frau Beispiel hat nicht"), rejected("UNREADABLE"), rejected("UNREADABLE")),
        (400, "no JSON".to_owned(), rejected("HTTP_400"), rejected("HTTP_400")),
        (401, String::new(), Failure::Denied, Failure::Denied),
        (403, problem("FORBIDDEN"), Failure::Denied, Failure::Denied),
        (403, String::new(), Failure::Denied, Failure::Denied),
        (
            403,
            problem("NO_VALID_ORIGINATOR_OR_ENDPOINT"),
            rejected("NO_VALID_ORIGINATOR_OR_ENDPOINT"),
            rejected("NO_VALID_ORIGINATOR_OR_ENDPOINT"),
        ),
        (404, String::new(), rejected("HTTP_404"), Failure::NotFound),
        (
            404,
            problem("NO_VALID_ORIGINATOR_OR_DESTINATION"),
            rejected("NO_VALID_ORIGINATOR_OR_DESTINATION"),
            rejected("NO_VALID_ORIGINATOR_OR_DESTINATION"),
        ),
        (429, String::new(), Failure::NoAnswer, Failure::NoAnswer),
        (500, problem("VALIDATION_ERROR"), Failure::NoAnswer, Failure::NoAnswer),
        (503, String::new(), Failure::NoAnswer, Failure::NoAnswer),
        (202, answer(1).to_string(), Failure::BadAnswer, Failure::BadAnswer),
        (204, String::new(), Failure::BadAnswer, Failure::BadAnswer),
        (301, String::new(), Failure::BadAnswer, Failure::BadAnswer),
        (200, String::new(), Failure::BadAnswer, Failure::BadAnswer),
        (200, "[".repeat(10_000), Failure::BadAnswer, Failure::BadAnswer),
    ] {
        let client = told(status, body.clone()).await;
        assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(of_start), "{status} {body:.60}");
        assert_eq!(client.look_up(&Reference("T-1".to_owned())).await, Err(of_look_up), "{status} {body:.60}");
    }
}

/// Whatever a provider says: it is paid only if it says `PAYED`, of this transaction, and over the amount that it says.
#[test]
fn nothing_is_paid_without_the_word_for_it() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    let said = Arc::new(std::sync::Mutex::new(String::new()));
    let client = runtime.block_on(async {
        let said = said.clone();
        let url = serve(Router::new().fallback(move || {
            let said = said.lock().expect("no panic").clone();
            async move { said }
        }))
        .await;
        client(&config(&url), &Clock::manual(now()))
    });
    let status = prop_oneof![
        4 => Just(json!("PAYED")),
        1 => prop::sample::select(vec!["INITIAL", "FAILED", "CANCELED", "PAID", "payed", "PAYED ", "PENDING", ""])
            .prop_map(|word| json!(word)),
        1 => Just(json!(true)),
        1 => Just(Value::Null),
        1 => Just(json!(["PAYED"])),
    ];
    let id = prop_oneof![3 => Just("T-1".to_owned()), 1 => Just("T-2".to_owned()), 1 => Just(String::new())];
    let currency = prop_oneof![3 => Just("EUR"), 1 => Just("EURO"), 1 => Just("")];
    let reference = prop_oneof![Just(Value::Null), Just(json!("K-1")), Just(json!("K 1"))];
    let cents = 0..2_000_i64;
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() });
    let mut paid = 0;
    let cell = std::cell::RefCell::new(&mut paid);
    runner
        .run(&(status, id, currency, reference, cents), |(status, id, currency, reference, cents)| {
            let mut body = answer(1);
            body["paymentInformation"]["status"] = status.clone();
            body["paymentInformation"]["transactionId"] = json!(id);
            body["paymentInformation"]["transactionReference"] = reference;
            body["paymentRequest"]["currency"] = json!(currency);
            let text = body.to_string().replace("13.58", &format!("{}.{:02}", cents / 100, cents % 100));
            *said.lock().expect("no panic") = text;
            let told = runtime.block_on(client.look_up(&Reference("T-1".to_owned())));
            if let Ok(Standing::Paid { amount, .. }) = told {
                prop_assert_eq!((status, id.as_str(), currency, amount), (json!("PAYED"), "T-1", "EUR", Cents(cents)));
                **cell.borrow_mut() += 1;
            }
            Ok(())
        })
        .expect("nothing is paid without the word for it");
    assert!(paid > 10, "and some were paid: {paid}");
}
