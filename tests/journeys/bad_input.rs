//! Whatever is sent, the answer is a typed error and nothing is stored.

use serde_json::{Value, json};

use super::steps::{self, FIRST, book, contact, hold};
use crate::harness::{Database, Ops, SCOPE, on_both};

on_both!(
    bad_input_gets_a_typed_error_and_nothing_is_stored,
    bad_questions_get_a_typed_error,
    bodies_that_are_no_request_are_refused_with_their_status_and_code,
);

const NOWHERE: &str = "00000000-0000-4000-8000-000000000000";

async fn bad_input_gets_a_typed_error_and_nothing_is_stored(database: Database) {
    let (house, people) = steps::morning(database, 3).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let held = people.ada.go("hold_slot", hold("2026-03-02T08:20:00Z")).await;
    let open = steps::text(&held, "/bookingHold/booking/id");
    let ben = house.visitor();
    let before = people.anton.go("log_head", json!({})).await;

    let slot = |scope: &str, lines: Value| json!({ "scope": scope, "startsAt": FIRST, "lines": lines });
    let here = SCOPE.to_string();
    let person = |family: &str, year: i64| {
        json!({ "case": case, "part": "PRINCIPAL", "who": { "person": {
            "familyName": family, "givenNames": "A", "born": { "year": year, "month": 1, "day": 1 } } } })
    };
    let named = |name: &str| json!({ "booking": open, "contact": contact(name) });
    let long = "x".repeat(10_000);
    let sign =
        |party: &str, hash: &str| json!({ "case": case, "party": party, "method": "TYPED_CONSENT", "hash": hash });
    let zeros = "0".repeat(64);
    let identified = steps::identification(&case, NOWHERE, NOWHERE, "VIDEO_DOCUMENT_CHECK");
    let plan = |date: &str| json!({ "scope": SCOPE, "date": date, "unitMins": 10, "windows": [], "releasedAt": FIRST });
    let of = |booking: &str| json!({ "booking": booking });

    let (ada, clara, thea, silke) = (&people.ada, &people.clara, &people.thea, &people.silke);
    let attempts = vec![
        (ada, "hold_slot", slot(NOWHERE, json!([{ "service": "TAX_ID" }])), "CAPACITY_NOT_OFFERED"),
        (ada, "hold_slot", hold("0000-01-01T00:00:00Z"), "VALIDATION_FAILED"),
        (ada, "hold_slot", hold("9999-12-31T23:59:59Z"), "VALIDATION_FAILED"),
        (ada, "hold_slot", slot(&here, json!([])), "BOOKING_SERVICES"),
        (ada, "hold_slot", slot(&here, json!([{ "service": "TAX_ID", "quantity": -1 }])), "VALIDATION_FAILED"),
        (ada, "hold_slot", slot("not an id", json!([{ "service": "TAX_ID" }])), "BAD_USER_INPUT"),
        (ada, "hold_slot", slot(&here, json!([{ "service": "PARTY" }])), "BAD_USER_INPUT"),
        (ada, "hold_slot", json!({}), "BAD_USER_INPUT"),
        (ada, "confirm_booking", named(""), "VALIDATION_FAILED"),
        (ada, "confirm_booking", named("   "), "VALIDATION_FAILED"),
        (ada, "confirm_booking", named(&long), "VALIDATION_FAILED"),
        (ada, "confirm_booking", named("A\u{0}B"), "VALIDATION_FAILED"),
        (ada, "confirm_booking", json!({ "booking": open, "contact": { "name": "Ada" } }), "BOOKING_CONTACT_NEEDED"),
        (ada, "confirm_booking", json!({ "booking": NOWHERE, "contact": contact("Ada") }), "BOOKING_UNKNOWN"),
        (ada, "extend_hold", of(NOWHERE), "BOOKING_UNKNOWN"),
        (ada, "check_in", of(NOWHERE), "BOOKING_UNKNOWN"),
        (ada, "check_in", of(&booking), "BOOKING_TOO_EARLY"),
        (clara, "start", of(&booking), "BOOKING_NOT_CALLED"),
        (clara, "start", of(NOWHERE), "BOOKING_UNKNOWN"),
        (clara, "call_next", json!({ "scope": NOWHERE }), "QUEUE_EMPTY"),
        (silke, "invite", of(&booking), "LINK_MADE_ONLINE"),
        (silke, "invite", of(NOWHERE), "BOOKING_UNKNOWN"),
        (thea, "plan_capacity", plan("0000-01-01"), "VALIDATION_FAILED"),
        (thea, "plan_capacity", plan("9999-12-31"), "VALIDATION_FAILED"),
        (clara, "submit_case", json!({ "case": NOWHERE }), "CASE_UNKNOWN"),
        (clara, "submit_case", json!({ "case": case }), "CASE_INCOMPLETE"),
        (clara, "submit_case", json!({ "case": case, "expectedVersion": -1 }), "VERSION_CONFLICT"),
        (clara, "submit_case", json!({ "case": case, "expectedVersion": 7 }), "VERSION_CONFLICT"),
        (clara, "submit_case", json!({ "case": case, "expectedVersion": 4_000_000_000_u32 }), "BAD_USER_INPUT"),
        (clara, "submit_case", json!({ "case": NOWHERE, "expectedVersion": 7 }), "CASE_UNKNOWN"),
        (clara, "complete_case", json!({ "case": case }), "CASE_NOT_SUBMITTED"),
        (clara, "add_party", person("", 1990), "VALIDATION_FAILED"),
        (clara, "add_party", person(&long, 1990), "VALIDATION_FAILED"),
        (clara, "add_party", person("Lovelace", 0), "VALIDATION_FAILED"),
        (clara, "add_party", person("Lovelace", 9999), "VALIDATION_FAILED"),
        (clara, "record_identification", identified, "CASE_NOT_IN_CONSULTATION"),
        (clara, "record_move", steps::move_on(&case, "0000-01-01"), "VALIDATION_FAILED"),
        (clara, "record_move", steps::move_on(&case, "9999-12-31"), "VALIDATION_FAILED"),
        (clara, "record_move", steps::move_on(&case, "2026-02-30"), "BAD_USER_INPUT"),
        (ada, "sign", sign(NOWHERE, "short"), "VALIDATION_FAILED"),
        (ada, "sign", sign(NOWHERE, &zeros), "CASE_NO_DECLARATION"),
        (clara, "add_note", json!({ "case": case, "text": "" }), "VALIDATION_FAILED"),
        (thea, "erase_case", json!({ "case": NOWHERE, "ground": "OBJECTION" }), "CASE_UNKNOWN"),
        // What is Ada's does not exist for Ben.
        (&ben, "confirm_booking", named("Ben"), "BOOKING_UNKNOWN"),
        (&ben, "extend_hold", of(&open), "BOOKING_UNKNOWN"),
        (&ben, "check_in", of(&booking), "BOOKING_UNKNOWN"),
        (&ben, "cancel_booking", of(&booking), "BOOKING_UNKNOWN"),
        (
            &ben,
            "reschedule_booking",
            json!({ "booking": booking, "scope": SCOPE, "startsAt": FIRST }),
            "BOOKING_UNKNOWN",
        ),
        (&ben, "add_party", person("Byron", 1990), "CASE_UNKNOWN"),
        (&ben, "sign", sign(NOWHERE, &zeros), "CASE_UNKNOWN"),
        (&ben, "withdraw_case", json!({ "case": case }), "CASE_UNKNOWN"),
    ];
    let mut wrong = vec![];
    for (client, operation, input, expected) in attempts {
        let answer = client.attempt(operation, input.clone()).await;
        let code = Ops::get(operation).code(&answer.body);
        if code.as_deref() != Some(expected) || answer.status != 200 {
            let start: String = input.to_string().chars().take(120).collect();
            wrong.push(format!("{operation} {start}: {code:?} with {}, not {expected}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let after = people.anton.go("log_head", json!({})).await;
    assert_eq!(before["logHead"]["position"], after["logHead"]["position"], "nothing was stored");
    house.close().await;
}

async fn bad_questions_get_a_typed_error(database: Database) {
    let (house, people) = steps::morning(database, 1).await;
    let lines = json!([{ "service": "TAX_ID" }]);
    let free = |from: &str, to: &str| json!({ "scope": SCOPE, "lines": lines, "from": from, "to": to });
    let of_day = |day: &str| json!({ "scope": SCOPE, "from": day });
    let span = |from: &str, to: &str| json!({ "from": from, "to": to });
    let (nobody, clara, nora, anton) = (&house.stranger(), &people.clara, &people.nora, &people.anton);
    let mut attempts = vec![
        (clara, "booking", json!({ "id": "not an id" })),
        (clara, "appointments", of_day("0000-01-01")),
        (clara, "appointments", of_day("9999-12-31")),
        (clara, "search_cases", json!({ "search": "" })),
        (clara, "search_cases", json!({ "search": "x".repeat(10_000) })),
        (clara, "search_bookings", json!({ "search": "" })),
        (clara, "search_bookings", json!({ "search": "x".repeat(10_000) })),
        (anton, "case_as_of", json!({ "id": NOWHERE, "asOf": {} })),
        (anton, "case_as_of", json!({ "id": NOWHERE, "asOf": { "position": "-1" } })),
    ];
    for (from, to) in [
        ("0000-01-01", "0000-01-02"),
        ("9999-12-30", "9999-12-31"),
        ("2026-03-02", "2026-03-01"),
        ("0000-01-01", "9999-12-31"),
    ] {
        for question in ["free_slots", "free_days"] {
            attempts.push((nobody, question, free(from, to)));
        }
        for question in [
            "utilisation",
            "time_uses",
            "request_types",
            "waiting_and_handling",
            "appointment_ways",
            "completion",
            "lead_time",
            "demand_by_hour",
            "unmet_demand",
            "duties",
        ] {
            attempts.push((nora, question, span(from, to)));
        }
    }
    let mut wrong = vec![];
    for (client, question, variables) in attempts {
        let answer = client.attempt(question, variables.clone()).await;
        let code = Ops::get(question).code(&answer.body);
        if code.as_deref() != Some("BAD_USER_INPUT") {
            wrong.push(format!("{question} {variables}: {code:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A position that nobody was ever given is waited for, and then not there.
    let ahead = people.clara.attempt("case", json!({ "id": NOWHERE, "atLeast": "999999" })).await;
    assert_eq!(Ops::get("case").code(&ahead.body).as_deref(), Some("STALE_READ"));
    house.close().await;
}

async fn bodies_that_are_no_request_are_refused_with_their_status_and_code(database: Database) {
    let (house, people) = steps::morning(database, 1).await;
    let before = people.anton.go("log_head", json!({})).await;
    let document = |text: &str| json!({ "query": text }).to_string();
    let json = "application/json";
    for (body, content_type, status, code) in [
        ("{".to_owned(), json, 400, "BAD_USER_INPUT"),
        ("{\"query\": \"{ __typename }\"".to_owned(), json, 400, "BAD_USER_INPUT"),
        (String::new(), json, 400, "BAD_USER_INPUT"),
        ("\u{0}".to_owned(), json, 400, "BAD_USER_INPUT"),
        ("[]".to_owned(), json, 400, "BAD_USER_INPUT"),
        ("{}".to_owned(), json, 400, "BAD_USER_INPUT"),
        (json!([{ "query": "{ __typename }" }]).to_string(), json, 400, "BAD_USER_INPUT"),
        (json!({ "query": "{ __typename }", "variables": [] }).to_string(), json, 400, "BAD_USER_INPUT"),
        (document("{ __typename }"), "text/plain", 415, "BAD_USER_INPUT"),
        (document(&"x".repeat(5_000_000)), json, 413, "TOO_COSTLY"),
        // By the specification's older rule, clients of `application/json` get 200 for errors of the document.
        (document("{ nothingLikeThis }"), json, 200, "BAD_USER_INPUT"),
        (document("{ me { id"), json, 200, "BAD_USER_INPUT"),
    ] {
        let start: String = body.chars().take(60).collect();
        let answer = people.ada.post(body, content_type).await;
        let told = answer.body.pointer("/errors/0/extensions/code").and_then(Value::as_str);
        assert_eq!((answer.status, told), (status, Some(code)), "{start}: {:#}", answer.body);
        assert!(answer.body.get("data").is_none(), "{start}: a request that did not begin has no data");
    }
    let after = people.anton.go("log_head", json!({})).await;
    assert_eq!(before["logHead"]["position"], after["logHead"]["position"], "nothing was stored");
    house.close().await;
}
