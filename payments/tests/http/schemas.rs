//! The schemas of the protocol, written from the text of the standard, against which every body in these tests is held.

use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Value, json};

static REQUEST: LazyLock<Validator> = LazyLock::new(|| of(include_str!("../../schemas/payment-request.json")));
static TRANSACTION: LazyLock<Validator> = LazyLock::new(|| of(include_str!("../../schemas/payment-transaction.json")));
static PROBLEM: LazyLock<Validator> = LazyLock::new(|| of(include_str!("../../schemas/problem.json")));

fn of(schema: &str) -> Validator {
    let schema: Value = serde_json::from_str(schema).expect("a schema is JSON");
    jsonschema::validator_for(&schema).expect("a schema is one")
}

/// What is wrong with a request.
pub(crate) fn request(body: &Value) -> Vec<String> {
    wrong(&REQUEST, body)
}

/// What is wrong with a transaction and the request within it.
pub(crate) fn transaction(body: &Value) -> Vec<String> {
    let mut found = wrong(&TRANSACTION, body);
    found.extend(request(&body["paymentRequest"]));
    found
}

/// What is wrong with a problem.
pub(crate) fn problem(body: &Value) -> Vec<String> {
    wrong(&PROBLEM, body)
}

fn wrong(validator: &Validator, body: &Value) -> Vec<String> {
    validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn good() -> Value {
    json!({
        "requestId": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        "requestTimestamp": "2026-11-02T09:00:00.000Z",
        "currency": "EUR",
        "grosAmount": 13.00,
        "purpose": "R-2026-17",
        "description": "Führungszeugnis, einfach.",
        "redirectUrl": "https://office.example.de/pay/return/1",
        "items": [{
            "id": "1", "reference": "1130", "description": "Führungszeugnis", "taxRate": 0, "quantity": 1,
            "totalNetAmount": 13.00, "totalTaxAmount": 0, "singleNetAmount": 13.00, "singleTaxAmount": 0,
            "bookingData": {"haushaltsstelle": "1.1130"}
        }]
    })
}

/// A schema that takes everything would show nothing.
#[test]
fn the_schemas_refuse_what_the_standard_refuses() {
    assert_eq!(request(&good()), Vec::<String>::new());
    for (pointer, value) in [
        ("/requestId", json!("ä")),
        ("/requestId", json!("x".repeat(37))),
        ("/requestId", json!("")),
        ("/requestTimestamp", json!("2.11.2026")),
        ("/currency", json!("USD")),
        ("/currency", json!("EURO")),
        ("/grosAmount", json!("13.00")),
        ("/grosAmount", json!(1_000_000)),
        ("/purpose", json!("Gebühr")),
        ("/purpose", json!("x".repeat(28))),
        ("/description", json!("a (b)")),
        ("/description", json!("x".repeat(251))),
        ("/redirectUrl", json!("x".repeat(2083))),
        ("/items", json!([])),
        ("/items/0/id", json!("1 2")),
        ("/items/0/reference", json!("1130/4")),
        ("/items/0/taxRate", json!(101)),
        ("/items/0/quantity", json!(1.5)),
        ("/items/0/totalNetAmount", json!(-1)),
        ("/items/0/bookingData/haushaltsstelle", json!("x".repeat(251))),
        ("/items/0/bookingData/haushaltsstelle", json!(1)),
    ] {
        let mut body = good();
        *body.pointer_mut(pointer).expect("it is there") = value;
        assert!(!request(&body).is_empty(), "{pointer}: {body}");
    }
    let many: Vec<_> = (0..100).map(|_| good()["items"][0].clone()).collect();
    let mut body = good();
    body["items"] = json!(many);
    assert!(!request(&body).is_empty(), "a hundred items");

    let paid = json!({"transactionUrl": "https://x", "transactionId": "T-1", "status": "PAYED", "transactionReference": "K-1",
        "transactionTimestamp": "2026-11-02T09:00:00.000Z", "paymentMethod": "CREDITCARD"});
    let with = |information: Value| json!({"paymentInformation": information, "paymentRequest": good()});
    assert_eq!(transaction(&with(paid.clone())), Vec::<String>::new());
    for (field, value) in [
        ("transactionId", json!("x".repeat(45))),
        ("transactionId", json!("a/b")),
        ("transactionReference", json!("x".repeat(37))),
        ("transactionRedirectUrl", json!("https://pay")),
        ("status", json!("PAID")),
        ("status", json!("INITIAL")),
        ("paymentMethod", json!("CASH")),
        ("statusDetail", json!("x".repeat(100))),
    ] {
        let mut information = paid.clone();
        information[field] = value;
        assert!(!transaction(&with(information)).is_empty(), "{field}");
    }

    let well = json!({"type": "about:blank", "status": 400, "title": "Bad Request", "detail": "Das Feld fehlt.", "functionalCode": "PAYMENT_EXISTS"});
    assert_eq!(problem(&well), Vec::<String>::new());
    for (field, value) in
        [("status", json!(99)), ("title", json!("a (b)")), ("detail", json!("<b>")), ("functionalCode", json!("NO"))]
    {
        let mut body = well.clone();
        body[field] = value;
        assert!(!problem(&body).is_empty(), "{field}");
    }
}
