//! What is asked and answered when all goes well, and what the sandbox refuses.

use std::time::Duration;

use chrono::TimeDelta;
use domain::money::Cents;
use serde_json::{Value, json};
use uuid::Uuid;
use vorgang_payments::sandbox::{Names, Options, Outcome, Purpose, Repeats, Sandbox, Unusable};
use vorgang_payments::xbezahldienste::PAYMENT_EXISTS;
use vorgang_payments::{Failure, Means, Order, Provider as _, Reference, RefundOrder, Standing};

use crate::harness::{Stand, now, order, post};

#[tokio::test]
async fn a_payment_is_begun_paid_and_told() {
    let stand = Stand::new().await;
    let order = order(1, "R-2026-17");
    let started = stand.client.start(&order).await.expect("it begins");
    let page = started.page.clone().expect("there is a page");
    assert!(page.starts_with(&stand.url), "{page}");
    assert_eq!(started.standing, Standing::Open { page: Some(page.clone()) });
    assert_eq!(stand.client.look_up(&started.reference).await, Ok(Standing::Open { page: Some(page) }));

    stand.clock.advance(Duration::from_secs(90));
    assert!(stand.sandbox.choose(&started.reference.0, Outcome::Card));
    stand.clock.advance(Duration::from_secs(90));
    let Ok(Standing::Paid { amount, at, means, receipt }) = stand.client.look_up(&started.reference).await else {
        panic!("it is paid")
    };
    assert_eq!((amount, at, means), (Cents(1_358), now() + TimeDelta::seconds(90), Means::Card));
    assert!(receipt.is_some_and(|receipt| receipt.starts_with("VS-")));
    assert_eq!(stand.told(), 3, "each was held against its schema");
}

#[tokio::test]
async fn every_outcome_is_told_as_it_is() {
    let stand = Stand::with(|options| options.later = Duration::from_secs(30)).await;
    let hasty = stand.hasty();
    for (number, outcome) in (1..).zip(Outcome::ALL) {
        let started = stand.client.start(&order(number, "R-2026-17")).await.expect("it begins");
        assert!(stand.sandbox.choose(&started.reference.0, outcome));
        assert!(!stand.sandbox.choose(&started.reference.0, Outcome::Card), "the first choice counts");
        let client = if outcome == Outcome::Slow { &hasty } else { &stand.client };
        let told = client.look_up(&started.reference).await;
        let by = |wanted| matches!(&told, Ok(Standing::Paid { means, .. }) if *means == wanted);
        match outcome {
            Outcome::Card | Outcome::Twice => assert!(by(Means::Card), "{outcome:?}: {told:?}"),
            Outcome::PayPal => assert!(by(Means::PayPal), "{told:?}"),
            Outcome::Fails => assert_eq!(told, Ok(Standing::Failed)),
            Outcome::Cancels => assert_eq!(told, Ok(Standing::Cancelled)),
            Outcome::Slow => assert_eq!(told, Err(Failure::NoAnswer)),
            Outcome::Gone => assert_eq!(told, Err(Failure::NotFound)),
            Outcome::Later => assert!(matches!(told, Ok(Standing::Open { page: Some(_) })), "{told:?}"),
        }
        stand.clock.advance(Duration::from_secs(61));
        let later = stand.client.look_up(&started.reference).await;
        match outcome {
            Outcome::Later => assert!(matches!(later, Ok(Standing::Paid { means: Means::Giropay, .. })), "{later:?}"),
            Outcome::Slow => assert!(matches!(later, Ok(Standing::Paid { .. })), "{later:?}"),
            _ => assert_eq!(later, told),
        }
    }
    let paid: usize = stand.sandbox.transactions().iter().map(|seen| seen.paid).sum();
    assert_eq!(paid, 7, "card, PayPal, later, slow, gone once each, and one twice");
}

#[tokio::test]
async fn the_same_request_again_is_never_a_second_payment() {
    for (names, repeats, is_found) in [
        (Names::Request, Repeats::Exists, true),
        (Names::Request, Repeats::Same, true),
        (Names::Own, Repeats::Same, true),
        (Names::Own, Repeats::Exists, false),
    ] {
        let stand = Stand::with(|options| (options.names, options.repeats) = (names, repeats)).await;
        let order = order(1, "R-2026-17");
        let first = stand.client.start(&order).await.expect("it begins");
        let again = stand.client.start(&order).await;
        if is_found {
            assert_eq!(again, Ok(first), "{names:?} {repeats:?}");
        } else {
            let exists = Failure::Rejected { code: PAYMENT_EXISTS.to_owned() };
            assert_eq!(again, Err(exists), "it is there, and nobody knows under which name");
        }
        assert_eq!(stand.sandbox.transactions().len(), 1);
    }
}

#[tokio::test]
async fn the_same_request_over_another_amount_finds_nothing() {
    for repeats in [Repeats::Exists, Repeats::Same] {
        let stand = Stand::with(|options| options.repeats = repeats).await;
        let mut order = order(1, "R-2026-17");
        stand.client.start(&order).await.expect("it begins");
        order.items.truncate(1);
        order.amount = Cents(1_300);
        assert_eq!(stand.client.start(&order).await, Err(Failure::Rejected { code: PAYMENT_EXISTS.to_owned() }));
    }
}

#[tokio::test]
async fn what_is_paid_already_is_told_to_who_begins_it_again() {
    let stand = Stand::new().await;
    let order = order(1, "R-2026-17");
    let first = stand.client.start(&order).await.expect("it begins");
    assert!(stand.sandbox.choose(&first.reference.0, Outcome::PayPal));
    let again = stand.client.start(&order).await.expect("it is found");
    assert_eq!((again.reference, again.page), (first.reference, None));
    assert!(matches!(again.standing, Standing::Paid { means: Means::PayPal, .. }));
}

type Change = fn(&mut Order);

#[tokio::test]
async fn an_order_that_cannot_be_is_refused_before_anybody_is_asked() {
    let stand = Stand::new().await;
    let changes: [(&str, Change); 13] = [
        ("ORDER_AMOUNT", |order| order.amount = Cents(1_300)),
        ("ORDER_AMOUNT", |order| {
            (order.amount, order.items[0].each, order.items[1].each) = (Cents(0), Cents(0), Cents(0));
        }),
        ("ORDER_AMOUNT", |order| (order.items[1].each, order.amount) = (Cents(-1), Cents(1_298))),
        ("ORDER_AMOUNT", |order| (order.items[0].each, order.amount) = (Cents(99_999_901), Cents(99_999_959))),
        ("ORDER_AMOUNT", |order| order.items[0].each = Cents(i64::MAX)),
        ("ORDER_ITEMS", |order| order.items.clear()),
        ("ORDER_ITEMS", |order| order.items[0].quantity = 0),
        ("ORDER_ITEMS", |order| order.items = vec![order.items[0].clone(); 100]),
        ("ORDER_ITEMS", |order| order.items[0].reference.clear()),
        ("ORDER_ITEMS", |order| order.items[0].booking = vec![("haushaltsstelle".to_owned(), "x".repeat(251))]),
        ("ORDER_PURPOSE", |order| order.purpose = "Führungszeugnis für Berta".to_owned()),
        ("ORDER_PURPOSE", |order| order.purpose = "x".repeat(28)),
        ("ORDER_RETURN_TO", |order| order.return_to = "/pay/return".to_owned()),
    ];
    for (code, change) in changes {
        let mut order = order(1, "R-2026-17");
        change(&mut order);
        assert_eq!(stand.client.start(&order).await, Err(Failure::Rejected { code: code.to_owned() }), "{order:?}");
    }
    assert_eq!(stand.client.look_up(&Reference("../../status".to_owned())).await, Err(Failure::NotFound));
    assert_eq!(stand.client.look_up(&Reference("x".repeat(45))).await, Err(Failure::NotFound));
    assert_eq!(stand.sandbox.asked(), (0, 0));
}

#[tokio::test]
async fn a_payment_is_still_known_after_a_restart() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().to_owned();
    let stand = Stand::with(|options| options.folder = Some(path.clone())).await;
    let order = order(1, "R-2026-17");
    let first = stand.client.start(&order).await.expect("it begins");
    assert!(stand.sandbox.choose(&first.reference.0, Outcome::Card));
    std::fs::write(path.join("half.new"), "{").expect("the folder is writable");

    let later = Stand::with(|options| options.folder = Some(path.clone())).await;
    assert!(matches!(later.client.look_up(&first.reference).await, Ok(Standing::Paid { .. })));
    assert_eq!(later.sandbox.transactions().len(), 1);
    assert_eq!(later.client.start(&order).await.expect("it is found").reference, first.reference);

    std::fs::write(path.join("broken.json"), "{").expect("the folder is writable");
    let options = Options { folder: Some(path), ..Options::new("http://127.0.0.1:1") };
    let broken = Sandbox::open(Purpose::Demo, options, later.clock.clone());
    assert!(matches!(broken, Err(Unusable::Transaction { .. })), "it does not forget a payment quietly");
}

#[tokio::test]
async fn there_is_no_refund_and_a_check() {
    let stand = Stand::new().await;
    let refund = RefundOrder { request: Uuid::nil(), reference: Reference("T-1".to_owned()), amount: Cents(1_300) };
    assert_eq!(stand.client.refund(&refund).await, Err(Failure::NotPossible));
    assert_eq!(stand.client.check().await, Ok(()));
    assert_eq!(stand.client.name(), "XBezahldienste at 127.0.0.1");

    let stranger = Stand::of(|_| {}, |config| config.endpoint = "09162000".to_owned()).await;
    let refused = Failure::Rejected { code: "NO_VALID_ORIGINATOR_OR_ENDPOINT".to_owned() };
    assert_eq!(stranger.client.check().await, Err(refused.clone()));
    assert_eq!(stranger.client.start(&order(1, "R-2026-17")).await, Err(refused.clone()));
    assert_eq!(stranger.client.look_up(&Reference("T-1".to_owned())).await, Err(refused));
    assert_eq!(stand.client.look_up(&Reference("T-1".to_owned())).await, Err(Failure::NotFound));
}

#[tokio::test]
async fn what_the_books_need_is_asked_for() {
    let stand = Stand::with(|options| options.required_booking = vec!["objektnummer".to_owned()]).await;
    let missing = Failure::Rejected { code: "BOOKING_DATA_MISSING".to_owned() };
    let mut order = order(1, "R-2026-17");
    assert_eq!(stand.client.start(&order).await, Err(missing));
    for item in &mut order.items {
        item.booking.push(("objektnummer".to_owned(), "4711".to_owned()));
    }
    stand.client.start(&order).await.expect("it begins");
}

/// A request that the sandbox takes, and whose amounts have more zeros than they need.
fn body() -> Value {
    json!({
        "requestId": "abc-1", "requestTimestamp": "2026-11-02T09:00:00.000Z", "currency": "EUR", "grosAmount": 26.0,
        "purpose": "R-2026-17", "description": "Zwei, bitte.", "redirectUrl": "https://office.example.de/back",
        "items": [{
            "id": "1", "reference": "1130", "description": "Auskunft", "taxRate": 0, "quantity": 2,
            "totalNetAmount": 26.0, "totalTaxAmount": 0, "singleNetAmount": 13.0, "singleTaxAmount": 0, "bookingData": {"a": "b"}
        }],
        "requestor": {"name": "Beispiel", "firstName": "Berta"}
    })
}

#[tokio::test]
async fn the_sandbox_checks_every_field() {
    let stand = Stand::new().await;
    for (pointer, value, code) in [
        ("/requestId", json!(""), "VALIDATION_ERROR"),
        ("/requestId", json!("x".repeat(37)), "VALIDATION_ERROR"),
        ("/requestId", json!("../x"), "VALIDATION_ERROR"),
        ("/requestId", Value::Null, "VALIDATION_ERROR"),
        ("/requestTimestamp", json!("yesterday"), "VALIDATION_ERROR"),
        ("/currency", json!("USD"), "VALIDATION_ERROR"),
        ("/grosAmount", json!("26.00"), "VALIDATION_ERROR"),
        ("/grosAmount", json!(26.005), "VALIDATION_ERROR"),
        ("/grosAmount", json!(-26), "VALIDATION_ERROR"),
        ("/grosAmount", json!(1_000_000), "VALIDATION_ERROR"),
        ("/grosAmount", json!(26.01), "CALCULATION_ERROR"),
        ("/purpose", json!("x".repeat(28)), "VALIDATION_ERROR"),
        ("/purpose", json!("Gebühr"), "VALIDATION_ERROR"),
        ("/description", json!("<script>"), "VALIDATION_ERROR"),
        ("/description", json!("x".repeat(251)), "VALIDATION_ERROR"),
        ("/redirectUrl", json!("javascript:alert(1)"), "VALIDATION_ERROR"),
        ("/redirectUrl", json!("https://office.example.de/a\r\nx"), "VALIDATION_ERROR"),
        ("/redirectUrl", json!(format!("https://x/{}", "x".repeat(2082))), "VALIDATION_ERROR"),
        ("/items", json!([]), "VALIDATION_ERROR"),
        ("/items/0/id", json!("1 "), "VALIDATION_ERROR"),
        ("/items/0/reference", json!("1130/4"), "VALIDATION_ERROR"),
        ("/items/0/description", json!(""), "VALIDATION_ERROR"),
        ("/items/0/taxRate", json!(101), "VALIDATION_ERROR"),
        ("/items/0/quantity", json!(0), "VALIDATION_ERROR"),
        ("/items/0/quantity", json!(1.5), "VALIDATION_ERROR"),
        ("/items/0/quantity", json!(3), "CALCULATION_ERROR"),
        ("/items/0/totalTaxAmount", json!(1), "CALCULATION_ERROR"),
        ("/items/0/singleNetAmount", json!(-13), "VALIDATION_ERROR"),
        ("/items/0/bookingData/a", json!("x".repeat(251)), "VALIDATION_ERROR"),
        ("/items/0/bookingData/a", json!(1), "VALIDATION_ERROR"),
    ] {
        let mut body = body();
        *body.pointer_mut(pointer).expect("it is there") = value;
        let (status, found) = post(&stand.url, body.to_string()).await;
        assert_eq!((status.as_u16(), found.as_deref()), (400, Some(code)), "{pointer}: {body}");
    }
    let mut twins = body();
    twins["items"] = json!([twins["items"][0], twins["items"][0]]);
    twins["grosAmount"] = json!(52);
    assert_eq!(
        post(&stand.url, twins.to_string()).await.1.as_deref(),
        Some("VALIDATION_ERROR"),
        "two items of one name"
    );
    for nonsense in ["", "[]", "null", "{\"requestId\":\"a\",\"requestId\":\"b\"}", &" ".repeat(300_000)] {
        assert_eq!(post(&stand.url, nonsense.to_owned()).await.1.as_deref(), Some("VALIDATION_ERROR"));
    }
    assert!(stand.sandbox.transactions().is_empty(), "nothing of it has begun");
    assert_eq!(post(&stand.url, body().to_string()).await, (reqwest::StatusCode::OK, None));
    assert_eq!(post(&stand.url, body().to_string()).await.1.as_deref(), Some(PAYMENT_EXISTS));
}

#[test]
fn a_sandbox_has_an_address() {
    for url in ["", "sandbox", "ftp://x", "http://127.0.0.1:1/"] {
        let opened = Sandbox::open(Purpose::Demo, Options::new(url), event_store::Clock::manual(now()));
        assert!(matches!(opened, Err(Unusable::Address)), "{url}");
    }
}
