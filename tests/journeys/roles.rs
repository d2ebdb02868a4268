//! Each step is refused to those whose step it is not, and what is not theirs looks as if it were not there.

use serde_json::{Value, json};

use super::steps::{self, FIRST, begin, book, record};
use crate::harness::{Client, Database, Ops, SCOPE, on_both};

on_both!(each_step_is_refused_to_the_wrong_role, what_is_not_theirs_looks_as_if_it_were_not_there);

async fn each_step_is_refused_to_the_wrong_role(database: Database) {
    let (house, people) = steps::morning(database, 4).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    let shown = people.clara.go("booking", json!({ "id": booking })).await;
    let consultation = steps::text(&shown, "/booking/consultation");
    let joined = house.visitor().go("waiting_list_join", steps::wait("Ben")).await;
    let of_place = json!({ "scope": SCOPE, "entry": steps::text(&joined, "/waitingListJoin/place/id") });
    let before = people.anton.go("log_head", json!({})).await;

    let of_case = json!({ "case": case });
    // Whether it exists makes no difference: it is not their step.
    let of_transmission = json!({ "transmission": case });
    let of_booking = json!({ "booking": booking });
    let stranger = house.visitor();
    let steps: Vec<(&str, Value, Vec<&Client>)> = vec![
        ("call", of_booking.clone(), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("call_next", json!({ "scope": SCOPE }), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("shift_begin", json!({ "scope": SCOPE }), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("shift_end", json!({}), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("start", of_booking.clone(), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("miss", of_booking.clone(), vec![&people.ada, &people.nora, &people.anton]),
        ("check_in", of_booking.clone(), vec![&stranger, &people.nora, &people.anton]),
        ("cancel_booking", of_booking.clone(), vec![&stranger, &people.nora, &people.anton]),
        (
            "confirm_booking",
            json!({ "booking": booking, "contact": steps::contact("Ada") }),
            vec![&stranger, &people.nora, &people.anton, &people.karl],
        ),
        ("waiting_list_join", steps::wait("Ben"), vec![&people.nora, &people.anton, &people.karl]),
        ("waiting_list_accept", of_place.clone(), vec![&people.ada, &stranger, &people.nora, &people.anton]),
        ("waiting_list_decline", of_place.clone(), vec![&people.ada, &stranger, &people.nora, &people.anton]),
        ("waiting_list_leave", of_place.clone(), vec![&people.ada, &stranger, &people.nora, &people.anton]),
        ("invite", of_booking.clone(), vec![&people.ada, &stranger, &people.nora, &people.anton, &people.karl]),
        (
            "record_identification",
            steps::identification(&case, &party, &consultation, "VIDEO_DOCUMENT_CHECK"),
            vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        (
            "give_notice",
            json!({ "case": case, "notice": "DUTY_TO_COOPERATE" }),
            vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        ("record_move", steps::move_on(&case, "2026-02-20"), vec![&stranger, &people.silke, &people.nora]),
        ("prepare_declaration", of_case.clone(), vec![&people.ada, &stranger, &people.silke, &people.nora]),
        (
            "show_declaration",
            of_case.clone(),
            vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        (
            "sign",
            json!({ "case": case, "party": party, "method": "TYPED_CONSENT", "hash": "0".repeat(64) }),
            vec![&stranger, &people.silke, &people.nora, &people.anton],
        ),
        ("submit_case", of_case.clone(), vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton]),
        ("complete_case", of_case.clone(), vec![&people.ada, &stranger, &people.silke, &people.nora]),
        (
            "transmission_retry",
            of_transmission.clone(),
            vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        (
            "transmission_finish_by_hand",
            of_transmission.clone(),
            vec![&people.ada, &stranger, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        (
            "erase_case",
            json!({ "case": case, "ground": "OBJECTION" }),
            vec![&people.ada, &stranger, &people.clara, &people.silke, &people.nora],
        ),
        (
            "plan_capacity",
            json!({
            "scope": SCOPE, "date": "2026-03-03", "unitMins": 10, "windows": [],
            "releasedAt": FIRST }),
            vec![&people.ada, &people.clara, &people.silke, &people.nora],
        ),
    ];
    for (operation, input, wrong) in &steps {
        for client in wrong {
            let code = client.refused(operation, input.clone()).await;
            // Everything named exists. Citizens learn that of nothing that is not theirs; staff are told that it is not
            // their step.
            let is_citizen = [client.token(), stranger.token(), people.ada.token()];
            let hidden = is_citizen[1..].contains(&is_citizen[0]) && code.ends_with("_UNKNOWN");
            assert!(hidden || code.ends_with("_DENIED"), "{operation} was refused for another reason: {code}");
        }
        let code = house.stranger().refused(operation, input.clone()).await;
        assert_eq!(code, "UNAUTHENTICATED", "{operation} needs somebody who says who they are");
    }

    let span = json!({ "from": "2026-03-01", "to": "2026-03-31" });
    let as_of = json!({ "id": case, "asOf": { "at": FIRST } });
    let questions: Vec<(&str, Value, Vec<&Client>)> = vec![
        ("queue", json!({ "scope": SCOPE }), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("waiting_list", json!({ "scope": SCOPE }), vec![&people.ada, &people.nora, &people.anton, &people.karl]),
        ("my_waiting", json!({}), vec![&people.clara, &people.silke, &people.nora]),
        ("shifts", json!({ "scope": SCOPE }), vec![&people.ada, &people.silke, &people.nora, &people.anton]),
        ("worklist", json!({}), vec![&people.ada, &people.silke, &people.nora, &people.anton, &people.karl]),
        ("transmissions", of_case.clone(), vec![&people.ada, &people.silke, &people.nora, &people.karl]),
        (
            "transmissions_in_trouble",
            json!({}),
            vec![&people.ada, &people.silke, &people.nora, &people.anton, &people.karl],
        ),
        ("late_registrations", span.clone(), vec![&people.ada, &people.clara, &people.silke, &people.karl]),
        ("case_history", json!({ "id": case }), vec![&people.silke, &people.nora, &people.karl]),
        (
            "case_as_of",
            as_of.clone(),
            vec![&people.ada, &stranger, &people.clara, &people.thea, &people.silke, &people.nora, &people.karl],
        ),
        ("utilisation", span.clone(), vec![&people.ada, &people.clara, &people.silke, &people.anton, &people.karl]),
        ("request_types", span.clone(), vec![&people.ada, &people.clara, &people.silke, &people.anton, &people.karl]),
        ("waiting_and_handling", span.clone(), vec![&people.ada, &people.clara, &people.silke, &people.anton]),
        ("log_head", json!({}), vec![&people.ada, &people.clara, &people.silke, &people.nora, &people.karl]),
    ];
    for (question, variables, wrong) in &questions {
        for client in wrong {
            assert_eq!(client.refused(question, variables.clone()).await, "FORBIDDEN", "{question}");
        }
        assert_eq!(house.stranger().refused(question, variables.clone()).await, "UNAUTHENTICATED", "{question}");
    }
    let after = people.anton.go("log_head", json!({})).await;
    assert_eq!(before["logHead"]["position"], after["logHead"]["position"], "nothing was stored");

    // The same questions are answered to those whose they are.
    people.anton.go("case_as_of", as_of).await;
    people.nora.go("utilisation", span.clone()).await;
    people.nora.go("request_types", span).await;
    people.ada.go("case_history", json!({ "id": case })).await;
    let hidden = stranger.attempt("case_history", json!({ "id": case })).await;
    assert_eq!(hidden.body["data"]["caseHistory"], Value::Null, "what is not theirs is not there");
    house.close().await;
}

async fn what_is_not_theirs_looks_as_if_it_were_not_there(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let ben = house.visitor();
    let nowhere = "00000000-0000-4000-8000-000000000000";
    for (operation, id) in [("booking", &booking), ("case", &case)] {
        let hidden = ben.attempt(operation, json!({ "id": id })).await;
        let absent = ben.attempt(operation, json!({ "id": nowhere })).await;
        assert_eq!(strip(&hidden.body), strip(&absent.body), "{operation}: hidden and absent are told apart");
        assert!(!Ops::get(operation).succeeded(&hidden.body));
    }
    assert_eq!(people.nora.refused("case", json!({ "id": case })).await, "FORBIDDEN", "analysts see no cases");
    house.close().await;
}

/// An answer without the id of its request.
fn strip(body: &Value) -> Value {
    let mut body = body.clone();
    for error in body["errors"].as_array_mut().into_iter().flatten() {
        if let Some(extensions) = error["extensions"].as_object_mut() {
            extensions.retain(|key, _| key == "code");
        }
    }
    body
}
