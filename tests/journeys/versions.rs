//! Two clerks with the same case on their screens.

use serde_json::{Value, json};

use super::steps::{self, FIRST, begin, book, record};
use crate::harness::{Client, Database, on_both};

on_both!(what_was_decided_on_an_older_version_is_refused_with_the_present_one);

async fn what_was_decided_on_an_older_version_is_refused_with_the_present_one(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    let version = async || {
        let shown = people.clara.go("case", json!({ "id": case })).await;
        shown.pointer("/case/version").and_then(Value::as_i64).expect("a version")
    };
    let seen = version().await;
    assert!(seen > 1);

    // Both press a button at the same moment, on the same version.
    let note = |text: &str| json!({ "case": case, "text": text, "expectedVersion": seen });
    let (one, other) =
        tokio::join!(people.clara.attempt("add_note", note("One.")), people.clara.attempt("add_note", note("Two.")));
    let codes: Vec<_> = [&one, &other].iter().filter_map(|answer| code("caseAddNote", &answer.body)).collect();
    assert_eq!(codes, ["VERSION_CONFLICT"]);
    assert_eq!(version().await, seen + 1, "one of them was stored");

    // Whichever step it is, and whatever else would be said against it.
    let stale = |mut input: Value| {
        input["case"] = json!(case);
        input["expectedVersion"] = json!(seen);
        input
    };
    let steps: Vec<(&str, &str, Value)> = vec![
        ("assign_case", "caseAssign", json!({})),
        ("add_party", "caseAddParty", person()),
        ("remove_party", "caseRemoveParty", json!({ "party": party })),
        ("give_notice", "caseGiveNotice", json!({ "notice": "DUTY_TO_COOPERATE" })),
        ("assure_entitlement", "caseAssureEntitlement", json!({})),
        ("record_move", "caseRecordMove", steps::move_on(&case, "2026-02-20")),
        ("assess_evidence", "caseAssessEvidence", steps::confirmed(&case)),
        ("attach_booking", "caseAttachBooking", json!({ "booking": booking })),
        ("exempt_fee", "caseExemptFee", json!({ "exemption": "VOLUNTARY_WORK" })),
        ("request_waiver", "caseRequestWaiver", json!({})),
        ("record_waiver", "caseRecordWaiver", json!({ "granted": true })),
        ("prepare_declaration", "casePrepareDeclaration", json!({})),
        ("show_declaration", "caseShowDeclaration", json!({})),
        ("sign", "caseSign", json!({ "party": party, "method": "TYPED_CONSENT", "hash": "0".repeat(64) })),
        ("assess_fee", "caseAssessFee", json!({})),
        ("submit_case", "caseSubmit", json!({})),
        ("complete_case", "caseComplete", json!({})),
        ("withdraw_case", "caseWithdraw", json!({})),
    ];
    for (operation, field, input) in steps {
        let answer = people.clara.attempt(operation, stale(input)).await;
        let error = &answer.body["data"][field]["errors"][0];
        assert_eq!(error["__typename"], "VersionConflict", "{operation}: {:#}", answer.body);
    }
    let current = "mutation($input: CaseAddNoteInput!) { caseAddNote(input: $input) { errors { ... on VersionConflict { current } } } }";
    let mut input = stale(json!({ "text": "Three." }));
    input["idempotencyKey"] = json!("5a1e0000-0000-4000-8000-000000000001");
    let answer = people.clara.ask(current, json!({ "input": input })).await;
    assert_eq!(answer.body["data"]["caseAddNote"]["errors"][0]["current"], seen + 1, "{:#}", answer.body);
    assert_eq!(version().await, seen + 1, "nothing was stored");

    // An accepted step gets its answer again, though its version is old by then.
    let mut last = json!({ "case": case, "text": "Four.", "expectedVersion": seen + 1 });
    last["idempotencyKey"] = json!("5a1e0000-0000-4000-8000-000000000002");
    let first = people.clara.go("add_note", last.clone()).await;
    assert_eq!(people.clara.go("add_note", last).await["caseAddNote"]["position"], first["caseAddNote"]["position"]);
    told_as_unknown(&house.visitor(), &case).await;
    house.close().await;
}

/// Whoever may not know of the case does not learn its version.
async fn told_as_unknown(stranger: &Client, case: &str) {
    let code = stranger.refused("withdraw_case", json!({ "case": case, "expectedVersion": 1 })).await;
    assert_eq!(code, "CASE_UNKNOWN");
}

fn code(field: &str, body: &Value) -> Option<String> {
    body["data"][field]["errors"][0]["code"].as_str().map(str::to_owned)
}

fn person() -> Value {
    json!({ "part": "MOVES_ALONG", "who": { "person": {
        "familyName": "Byron", "givenNames": "Allegra", "born": { "year": 2015 } } } })
}
