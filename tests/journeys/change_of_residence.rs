//! A change of residence, from the free time to the figure in the statistics.

use serde_json::{Value, json};

use super::steps::{self, FIRST, People, begin, book, finish, hold, record, text};
use crate::harness::{Database, SCOPE, Socket, on_both};

on_both!(
    a_change_of_residence_goes_from_the_free_time_to_the_handed_over_result,
    request_types_are_shown_from_five_cases_on,
    a_hold_that_ran_out_is_free_for_the_next_visitor,
    a_move_in_the_future_is_kept_and_not_submitted,
    a_correction_after_signing_asks_for_a_new_signature,
    a_walk_in_is_served_at_the_counter_from_the_opening_to_the_result,
    a_second_appointment_goes_on_with_the_case_of_the_first,
    the_same_key_gives_the_same_answer_and_another_body_is_refused,
    what_happens_to_a_case_is_told_to_those_who_watch_it,
);

async fn a_change_of_residence_goes_from_the_free_time_to_the_handed_over_result(database: Database) {
    let (house, people) = steps::morning(database, 6).await;
    let free = house.stranger().go("free_slots", days()).await;
    assert_eq!(free["freeSlots"].as_array().map(Vec::len), Some(6));
    assert_eq!(text(&free, "/freeSlots/0/startsAt"), FIRST.replace('Z', "+00:00"));

    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to("2026-03-02T07:50:00Z").await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    let middle = people.anton.go("log_head", json!({})).await;
    house.go_to("2026-03-02T08:15:00Z").await;
    finish(&people, &booking, &case, &party).await;
    house.settle().await;

    let done = people.ada.go("case", json!({ "id": case })).await;
    assert_eq!(done["case"]["state"], "COMPLETED");
    assert_eq!(done["case"]["late"], false);
    assert_eq!(done["case"]["fee"]["amountCents"], 0, "§ 24 (2) BMG: the confirmation is free");

    let history = people.anton.go("case_history", json!({ "id": case })).await;
    let names: Vec<&str> = history["caseHistory"]["edges"]
        .as_array()
        .expect("edges")
        .iter()
        .filter_map(|edge| edge["node"]["name"].as_str())
        .collect();
    for name in ["held", "opened", "identified", "declaration_prepared", "signed", "submitted", "completed"] {
        assert!(names.contains(&name), "{name} is missing in {names:?}");
    }

    // In the middle the declaration was not prepared yet.
    let position = text(&middle, "/logHead/position");
    let then = people.anton.go("case_as_of", json!({ "id": case, "asOf": { "position": position } })).await;
    assert_eq!(then["case"]["state"], "OPEN");
    assert_eq!(then["case"]["parties"].as_array().map(Vec::len), Some(1));
    let at = json!({ "id": case, "asOf": { "at": "2026-03-02T07:00:00Z" } });
    let before = people.anton.go("case_as_of", at).await;
    assert_eq!(before["case"]["parties"].as_array().map(Vec::len), Some(0));

    let used = people.nora.go("utilisation", month()).await;
    let row = &used["utilisation"][0];
    assert_eq!(row["plannedPublic"], 120);
    assert_eq!(row["bookedPublic"], 20);
    assert_eq!(row["kept"], 20);
    let kinds = people.nora.go("request_types", month()).await;
    assert!(
        counts(&kinds).iter().all(|count| count["suppressed"] == true),
        "one case is a person, not a figure: {kinds:#}"
    );
    house.close().await;
}

async fn request_types_are_shown_from_five_cases_on(database: Database) {
    let (house, people) = steps::morning(database, 6).await;
    for round in 0..5 {
        let starts_at = format!("2026-03-02T{:02}:{:02}:00Z", 8 + round * 20 / 60, round * 20 % 60);
        let guests = People { ada: house.visitor(), ..people.clone() };
        let (booking, case) = book(&house, &guests.ada, &starts_at, &format!("Guest {round}")).await;
        house.go_to(&starts_at).await;
        begin(&guests, &booking).await;
        let party = record(&guests.clara, &booking, &case).await;
        finish(&guests, &booking, &case, &party).await;
        house.settle().await;

        let kinds = people.nora.go("request_types", month()).await;
        let shown: Vec<i64> = counts(&kinds).iter().filter_map(|count| count["count"].as_i64()).collect();
        if round < 4 {
            assert!(shown.is_empty(), "{} cases are too few to be shown: {kinds:#}", round + 1);
        } else {
            assert!(shown.contains(&5), "five cases are shown: {kinds:#}");
        }
    }
    house.close().await;
}

async fn a_hold_that_ran_out_is_free_for_the_next_visitor(database: Database) {
    let (house, people) = steps::morning(database, 1).await;
    let held = people.ada.go("hold_slot", hold(FIRST)).await;
    let booking = text(&held, "/bookingHold/booking/id");
    let ben = house.visitor();
    assert_eq!(ben.refused("hold_slot", hold(FIRST)).await, "CAPACITY_TAKEN");
    house.go_to("2026-03-02T06:15:01Z").await;
    ben.go("hold_slot", hold(FIRST)).await;
    let late = json!({ "booking": booking, "contact": steps::contact("Ada") });
    assert_eq!(people.ada.refused("confirm_booking", late).await, "BOOKING_HOLD_EXPIRED");
    house.close().await;
}

async fn a_move_in_the_future_is_kept_and_not_submitted(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    people.clara.go("record_move", steps::move_on(&case, "2026-03-03")).await;
    people.clara.go("assess_evidence", steps::confirmed(&case)).await;
    people.clara.go("prepare_declaration", json!({ "case": case })).await;
    let shown = people.clara.go("show_declaration", json!({ "case": case })).await;
    let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
    let signature = json!({
        "case": case, "party": party, "method": "DRAWN", "hash": hash, "drawing": [[100, 200, 300, 400], [5000, 10000]],
    });
    assert_eq!(people.ada.refused("sign", signature.clone()).await, "SIGNATURE_PAGES_UNREAD");
    let read = json!({ "case": case, "hash": hash, "pages": [1] });
    assert_eq!(people.clara.refused("acknowledge_declaration", read.clone()).await, "CASE_CITIZEN_SIGNS");
    people.ada.go("acknowledge_declaration", read).await;
    people.ada.go("sign", signature).await;
    let code = people.clara.refused("submit_case", json!({ "case": case })).await;
    assert_eq!(code, "CASE_TOO_EARLY", "§ 17 (1) BMG: a registration follows the move");
    let kept = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(kept["case"]["move"]["movedIn"], "2026-03-03");
    house.close().await;
}

async fn a_correction_after_signing_asks_for_a_new_signature(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    people.clara.go("prepare_declaration", json!({ "case": case })).await;
    let shown = people.clara.go("show_declaration", json!({ "case": case })).await;
    let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
    let signature = json!({ "case": case, "party": party, "method": "TYPED_CONSENT", "hash": hash });
    people.ada.go("sign", signature.clone()).await;

    people.clara.go("record_move", steps::move_on(&case, "2026-02-24")).await;
    assert_eq!(people.clara.refused("submit_case", json!({ "case": case })).await, "CASE_INCOMPLETE");
    people.clara.go("assess_evidence", steps::confirmed(&case)).await;
    finish(&people, &booking, &case, &party).await;
    let done = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(done["case"]["declarations"].as_array().map(Vec::len), Some(2), "both versions stay: {done:#}");
    house.close().await;
}

async fn a_walk_in_is_served_at_the_counter_from_the_opening_to_the_result(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    house.go_to(FIRST).await;
    let opened = people.clara.go("open_case", json!({ "service": "CHANGE_OF_RESIDENCE", "channel": "COUNTER" })).await;
    let case = text(&opened, "/caseOpen/case/id");
    let talk = json!({ "of": { "case": case }, "medium": "COUNTER" });
    let begun = people.clara.go("begin_consultation_at_the_counter", talk).await;
    let consultation = text(&begun, "/consultationBegin/consultation/id");
    let in_a_call = json!({ "of": { "case": case }, "medium": "VIDEO" });
    let code = people.clara.refused("begin_consultation_at_the_counter", in_a_call).await;
    assert_eq!(code, "CONSULTATION_COUNTER_ONLY");

    let party = steps::record_in(&people.clara, &consultation, "COUNTER_DOCUMENT", &case).await;
    people.clara.go("prepare_declaration", json!({ "case": case })).await;
    let shown = people.clara.go("show_declaration", json!({ "case": case })).await;
    let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
    people.clara.go("acknowledge_declaration", json!({ "case": case, "hash": hash, "pages": [1] })).await;
    let signature = json!({ "case": case, "party": party, "method": "DRAWN", "hash": hash, "drawing": [[1, 2, 3, 4]] });
    people.clara.go("sign", signature).await;
    people.clara.go("submit_case", json!({ "case": case })).await;
    people.clara.go("complete_case", json!({ "case": case })).await;
    house.settle().await;
    let done = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(done["case"]["state"], "COMPLETED");
    assert_eq!(done["case"]["consultations"][0]["state"], "ENDED", "the talk was about this case");

    // What was signed is kept as it was signed.
    let papers = people.clara.go("papers", json!({ "id": case })).await;
    let signed = text(&papers, "/case/papers/0/id");
    let pdf = steps::fetch_paper(&people.clara, &case, &signed).await;
    assert_eq!(documents::sha256(&pdf).to_string(), text(&papers, "/case/declarationText/hash"));
    assert_eq!(papers["case"]["papers"][0]["level"], Value::Null, "it is signed, and not sealed");
    house.close().await;
}

async fn a_second_appointment_goes_on_with_the_case_of_the_first(database: Database) {
    let (house, people) = steps::morning(database, 4).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let (second, own) = book(&house, &people.ada, "2026-03-02T08:20:00Z", "Ada Lovelace").await;
    house.go_to("2026-03-02T07:50:00Z").await;
    begin(&people, &booking).await;
    record(&people.clara, &booking, &case).await;
    let delivered = json!({ "booking": booking, "delivered": [{ "service": "CHANGE_OF_RESIDENCE" }] });
    people.clara.go("finish", delivered).await;
    people.ada.go("attach_booking", json!({ "case": case, "booking": second })).await;
    house.settle().await;
    let empty = people.clara.go("case", json!({ "id": own })).await;
    assert_eq!(empty["case"]["state"], "WITHDRAWN", "one case is enough");

    house.go_to("2026-03-02T08:10:00Z").await;
    begin(&people, &second).await;
    let found = people.clara.go("booking", json!({ "id": second })).await;
    let consultation = text(&found, "/booking/consultation");
    let party = {
        let known = people.clara.go("case", json!({ "id": case })).await;
        assert_eq!(known["case"]["appointments"].as_array().map(Vec::len), Some(2));
        text(&known, "/case/parties/0/id")
    };
    steps::identify(&people.clara, &consultation, "VIDEO_DOCUMENT_CHECK", &case, &party).await;
    finish(&people, &second, &case, &party).await;
    house.close().await;
}

async fn the_same_key_gives_the_same_answer_and_another_body_is_refused(database: Database) {
    let (house, people) = steps::morning(database, 3).await;
    let mut wish = hold(FIRST);
    wish["idempotencyKey"] = json!("6f1b7a52-93c0-4c6e-8a53-0e6f7f9d1a11");
    let first = people.ada.go("hold_slot", wish.clone()).await;
    let again = people.ada.go("hold_slot", wish.clone()).await;
    assert_eq!(first["bookingHold"]["booking"]["id"], again["bookingHold"]["booking"]["id"]);
    assert_eq!(first["bookingHold"]["position"], again["bookingHold"]["position"]);
    wish["startsAt"] = json!("2026-03-02T08:20:00Z");
    let other = people.ada.attempt("hold_slot", wish.clone()).await;
    assert_eq!(other.body.pointer("/data/bookingHold/errors/0/__typename"), Some(&json!("IdempotencyConflict")));
    // Keys of different callers never meet.
    house.visitor().go("hold_slot", wish).await;
    house.close().await;
}

async fn what_happens_to_a_case_is_told_to_those_who_watch_it(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (_, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let mut socket = Socket::of(&house, &people.clara).await;
    socket.subscribe("1", "case_events_subscription", json!({ "case": case, "after": "0" })).await;
    people.clara.go("add_note", json!({ "case": case, "text": "Called back." })).await;
    let mut names = Vec::new();
    while !names.iter().any(|name| name == "noted") {
        names.push(text(&socket.event().await, "/data/caseEvents/name"));
    }
    assert!(names.contains(&"opened".to_owned()), "what was before is told as well: {names:?}");
    house.close().await;
}

fn days() -> Value {
    json!({
        "scope": SCOPE, "lines": [{ "service": "CHANGE_OF_RESIDENCE" }], "from": "2026-03-02", "to": "2026-03-02",
    })
}

fn month() -> Value {
    json!({ "from": "2026-03-01", "to": "2026-03-31" })
}

/// The counts of delivered and completed services.
fn counts(kinds: &Value) -> Vec<Value> {
    let periods = kinds["requestTypes"].as_array().cloned().unwrap_or_default();
    periods
        .iter()
        .flat_map(|period| period["services"].as_array().cloned().unwrap_or_default())
        .flat_map(|service| [service["delivered"].clone(), service["completed"].clone()])
        .filter(|count| count["suppressed"] == true || count["count"].as_i64().is_some_and(|count| count > 0))
        .collect()
}
