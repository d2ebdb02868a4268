//! Whatever is sent, the answer is a typed error and nothing is stored.

use serde_json::{Value, json};

use super::steps::{self, FIRST, book, contact, hold};
use crate::harness::{Database, on_both};

on_both!(bad_input_gets_a_typed_error_and_nothing_is_stored);

async fn bad_input_gets_a_typed_error_and_nothing_is_stored(database: Database) {
    let (house, people) = steps::morning(database, 3).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let held = people.ada.go("hold_slot", hold("2026-03-02T08:20:00Z")).await;
    let open = steps::text(&held, "/bookingHold/booking/id");
    let before = people.anton.go("log_head", json!({})).await;

    let nowhere = "00000000-0000-4000-8000-000000000000";
    let person = |family: &str, year: i64| {
        json!({ "case": case, "part": "PRINCIPAL", "who": { "person": {
            "familyName": family, "givenNames": "A", "born": { "year": year, "month": 1, "day": 1 } } } })
    };
    let named = |name: &str| json!({ "booking": open, "contact": contact(name) });
    let long = "x".repeat(10_000);
    let attempts: Vec<(&str, Value)> = vec![
        ("hold_slot", json!({ "scope": nowhere, "startsAt": FIRST, "lines": [{ "service": "TAX_ID" }] })),
        ("hold_slot", hold("0000-01-01T00:00:00Z")),
        ("hold_slot", hold("9999-12-31T23:59:59Z")),
        ("hold_slot", json!({ "scope": crate::harness::SCOPE, "startsAt": FIRST, "lines": [] })),
        (
            "hold_slot",
            json!({ "scope": crate::harness::SCOPE, "startsAt": FIRST,
            "lines": [{ "service": "TAX_ID", "quantity": -1 }] }),
        ),
        ("hold_slot", json!({ "scope": "not an id", "startsAt": FIRST, "lines": [{ "service": "TAX_ID" }] })),
        ("hold_slot", json!({ "scope": crate::harness::SCOPE, "startsAt": FIRST, "lines": [{ "service": "PARTY" }] })),
        ("confirm_booking", named("")),
        ("confirm_booking", named("   ")),
        ("confirm_booking", named(&long)),
        ("confirm_booking", named("A\u{0}B")),
        ("confirm_booking", json!({ "booking": open, "contact": { "name": "Ada" } })),
        ("confirm_booking", json!({ "booking": nowhere, "contact": contact("Ada") })),
        ("check_in", json!({ "booking": nowhere })),
        ("start", json!({ "booking": booking })),
        ("submit_case", json!({ "case": nowhere })),
        ("submit_case", json!({ "case": case })),
        ("complete_case", json!({ "case": case })),
        ("add_party", person("", 1990)),
        ("add_party", person(&long, 1990)),
        ("add_party", person("Lovelace", 0)),
        ("add_party", person("Lovelace", 9999)),
        ("record_move", steps::move_on(&case, "0000-01-01")),
        ("record_move", steps::move_on(&case, "9999-12-31")),
        ("record_move", steps::move_on(&case, "2026-02-30")),
        ("sign", json!({ "case": case, "party": nowhere, "method": "DRAWN", "hash": "short" })),
        ("add_note", json!({ "case": case, "text": "" })),
    ];
    for (operation, input) in attempts {
        let client = match operation {
            "hold_slot" | "confirm_booking" | "check_in" | "sign" => &people.ada,
            _ => &people.clara,
        };
        let answer = client.attempt(operation, input.clone()).await;
        let code = crate::harness::Ops::get(operation).code(&answer.body);
        assert!(code.is_some(), "{operation} {input:#} gave {}: {:#}", answer.status, answer.body);
        assert_ne!(code.as_deref(), Some("INTERNAL"), "{operation} {input:#} is our fault: {:#}", answer.body);
    }

    for (body, content_type, status) in [
        ("{".to_owned(), "application/json", 400),
        ("[]".to_owned(), "application/json", 400),
        (json!([{ "query": "{ __typename }" }]).to_string(), "application/json", 400),
        (json!({ "query": "{ __typename }" }).to_string(), "text/plain", 415),
        (format!("{{\"query\":\"{}\"}}", "x".repeat(5_000_000)), "application/json", 413),
        (json!({ "query": "{ nothingLikeThis }" }).to_string(), "application/json", 400),
    ] {
        let answer = people.ada.post(body, content_type).await;
        // `application/json` clients get 200 for errors of the document, by the specification's older rule.
        let well_formed = status == 400 && answer.status == 200 && answer.body["errors"].is_array();
        assert!(answer.status == status || well_formed, "expected {status}, got {}", answer.status);
    }

    let after = people.anton.go("log_head", json!({})).await;
    assert_eq!(before["logHead"]["position"], after["logHead"]["position"], "nothing was stored");
    house.close().await;
}
