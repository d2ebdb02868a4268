//! Two hundred people want one time.

use futures_util::future::join_all;
use serde_json::json;

use super::steps::{FIRST, hold, morning};
use crate::harness::{Database, on_both};

/// The time that all of them want, as answers write it.
const LOST: &str = "2026-03-02T08:00:00+00:00";

on_both!(of_two_hundred_one_gets_the_time_and_the_others_are_offered_other_times);

async fn of_two_hundred_one_gets_the_time_and_the_others_are_offered_other_times(database: Database) {
    let (house, people) = morning(database, 4).await;
    let visitors: Vec<_> = (0..200).map(|_| house.visitor()).collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.attempt("hold_slot", hold(FIRST)))).await;
    let (mut got, mut taken) = (0, 0);
    for answer in &answers {
        assert_eq!(answer.status, 200, "{:#}", answer.body);
        assert!(answer.body.get("errors").is_none(), "{:#}", answer.body);
        let payload = &answer.body["data"]["bookingHold"];
        if payload["booking"].is_null() {
            let error = &payload["errors"][0];
            assert_eq!(error["__typename"], "SlotTaken", "{error:#}");
            assert_eq!(error["code"], "CAPACITY_TAKEN");
            let offered = error["alternatives"].as_array().expect("a list");
            assert_eq!(offered.len(), 3, "three other times are free");
            assert!(offered.iter().all(|slot| slot["startsAt"] != LOST), "the lost time is not offered: {error:#}");
            taken += 1;
        } else {
            got += 1;
        }
    }
    assert_eq!((got, taken), (1, 199));
    // Two clerks call at the same moment: one gets the citizen.
    let winner = answers.iter().position(|answer| !answer.body["data"]["bookingHold"]["booking"].is_null());
    let winner = &visitors[winner.expect("one of them got it")];
    let booking = answers
        .iter()
        .find_map(|answer| answer.body.pointer("/data/bookingHold/booking/id"))
        .and_then(|id| id.as_str())
        .expect("the winner has a booking");
    let contact = json!({ "name": "Ada", "mail": "ada@example.org" });
    winner.go("confirm_booking", json!({ "booking": booking, "contact": contact })).await;
    house.go_to(FIRST).await;
    winner.go("check_in", json!({ "booking": booking })).await;
    let call = json!({ "booking": booking });
    let (one, other) =
        tokio::join!(people.clara.attempt("call", call.clone()), people.david.attempt("call", call.clone()));
    let codes: Vec<_> = [&one, &other]
        .iter()
        .filter_map(|answer| answer.body.pointer("/data/bookingCall/errors/0/code").and_then(|code| code.as_str()))
        .collect();
    assert_eq!(codes, ["BOOKING_ALREADY_CALLED"]);
    house.close().await;
}
