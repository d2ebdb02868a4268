//! A day at the counter: a visit that is interrupted, and people who find nothing.

use serde_json::json;

use super::steps::{FIRST, begin, book, contact, hold, morning, text};
use crate::harness::{Database, SCOPE, on_both};

on_both!(a_parked_visit_goes_on_with_a_colleague_and_its_case, whoever_finds_nothing_is_counted_when_the_hour_is_over);

async fn a_parked_visit_goes_on_with_a_colleague_and_its_case(database: Database) {
    let (house, people) = morning(database, 4).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    people.clara.go("assign_case", json!({ "case": case })).await;
    people.clara.go("park", json!({ "booking": booking, "reason": "ENQUIRY" })).await;
    let parked = people.david.go("parked", json!({ "scope": SCOPE })).await;
    assert_eq!((&parked["parked"][0]["id"], &parked["parked"][0]["parkReason"]), (&json!(booking), &json!("ENQUIRY")));
    let queue = people.david.attempt("queue", json!({ "scope": SCOPE })).await;
    assert_eq!(queue.body["data"]["queue"], json!([]), "who is parked stands apart");

    people.david.go("resume", json!({ "booking": booking })).await;
    house.settle().await;
    let begin = json!({ "of": { "booking": booking }, "medium": "VIDEO" });
    people.david.go("begin_consultation", begin).await;
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
    let party = json!({ "case": case, "who": { "person": person }, "part": "PRINCIPAL" });
    people.david.go("add_party", party).await;
    people.david.go("give_notice", json!({ "case": case, "notice": "DUTY_TO_COOPERATE" })).await;
    let code = people.clara.refused("give_notice", json!({ "case": case, "notice": "TRANSFER_BLOCKS" })).await;
    assert_eq!(code, "CASE_ASSIGNED_TO_COLLEAGUE");
    let nowhere = people.david.refused("redirect", json!({ "booking": booking, "scope": booking })).await;
    assert_eq!(nowhere, "BOOKING_NO_SUCH_QUEUE");
    house.close().await;
}

async fn whoever_finds_nothing_is_counted_when_the_hour_is_over(database: Database) {
    let (house, people) = morning(database, 1).await;
    let held = people.ada.go("hold_slot", hold(FIRST)).await;
    let booking = text(&held, "/bookingHold/booking/id");
    people.ada.go("confirm_booking", json!({ "booking": booking, "contact": contact("Ada Lovelace") })).await;
    house.settle().await;
    let look = json!({
        "scope": SCOPE, "lines": [{ "service": "CHANGE_OF_RESIDENCE" }], "from": "2026-03-02", "to": "2026-03-20",
    });
    let elsewhere = json!({ "scope": booking, "lines": look["lines"], "from": "2026-03-02", "to": "2026-03-20" });
    for _ in 0..6 {
        let nobody = house.stranger();
        let found = nobody.attempt("free_days", look.clone()).await;
        assert_eq!(found.body["data"]["freeDays"], json!([]), "{:#}", found.body);
        nobody.attempt("free_days", elsewhere.clone()).await;
    }
    let month = json!({ "from": "2026-03-01", "to": "2026-03-31" });
    let before = people.nora.go("unmet_demand", month.clone()).await;
    assert_eq!(before["unmetDemand"], json!([]), "the hour is not over");
    house.go_to("2026-03-02T07:00:00Z").await;
    house.settle().await;
    let after = people.nora.go("unmet_demand", month).await;
    let row = json!({
        "start": "2026-03-01", "service": "CHANGE_OF_RESIDENCE", "searches": { "count": 6, "suppressed": false },
    });
    assert_eq!(after["unmetDemand"], json!([row]), "a place that does not exist is not sought after");
    house.close().await;
}
