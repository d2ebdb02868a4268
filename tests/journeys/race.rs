//! Several want the same at the same moment.

use futures_util::future::join_all;
use serde_json::json;

use super::steps::{FIRST, book, hold, morning, text};
use crate::harness::{Answer, Database, SCOPE, on_both};

/// The time that all of them want, as answers write it.
const LOST: &str = "2026-03-02T08:00:00+00:00";

on_both!(
    of_two_hundred_one_gets_the_time_and_the_others_are_offered_other_times,
    two_clerks_who_call_the_next_at_the_same_moment_get_one_each,
    of_three_bookings_of_one_mailbox_two_succeed_however_it_is_written,
    nobody_takes_less_time_than_the_service_needs,
);

async fn of_two_hundred_one_gets_the_time_and_the_others_are_offered_other_times(database: Database) {
    let (house, people) = morning(database, 4).await;
    let visitors: Vec<_> = (0..200).map(|_| house.visitor()).collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.attempt("hold_slot", hold(FIRST)))).await;
    one_gets_it(&answers);
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

/// One got the time; all others were told so, and what else is free.
fn one_gets_it(answers: &[Answer]) {
    let (mut got, mut taken) = (0, 0);
    for answer in answers {
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
    assert_eq!((got, taken), (1, answers.len() - 1));
}

/// Only PostgreSQL serves several nodes.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_hundred_at_four_nodes_one_gets_the_time() {
    let (house, _) = morning(Database::Postgres, 4).await;
    let mut nodes = vec![];
    for n in 2..=4 {
        nodes.push(house.node(n).await);
    }
    let visitors: Vec<_> = (0..200)
        .map(|n| match n % 4 {
            0 => house.visitor(),
            n => nodes[n - 1].visitor(),
        })
        .collect();
    let answers = join_all(visitors.iter().map(|visitor| visitor.attempt("hold_slot", hold(FIRST)))).await;
    one_gets_it(&answers);
    for node in nodes {
        node.close().await;
    }
    house.close().await;
}

async fn two_clerks_who_call_the_next_at_the_same_moment_get_one_each(database: Database) {
    let (house, people) = morning(database, 4).await;
    let ben = house.visitor();
    let (first, _) = book(&house, &people.ada, FIRST, "Ada").await;
    let (second, _) = book(&house, &ben, "2026-03-02T08:20:00Z", "Ben").await;
    house.go_to("2026-03-02T08:06:00Z").await;
    people.ada.go("check_in", json!({ "booking": first })).await;
    ben.go("check_in", json!({ "booking": second })).await;
    let next = json!({ "scope": SCOPE });
    let (one, other) = tokio::join!(people.clara.go("call_next", next.clone()), people.david.go("call_next", next));
    let mut called = [&one, &other].map(|answer| text(answer, "/queueCallNext/booking/id"));
    called.sort();
    let mut waited = [first, second];
    waited.sort();
    assert_eq!(called, waited, "neither went away empty, and nobody was called twice");
    house.close().await;
}

async fn of_three_bookings_of_one_mailbox_two_succeed_however_it_is_written(database: Database) {
    let (house, _) = morning(database, 6).await;
    let starts = ["2026-03-02T08:00:00Z", "2026-03-02T08:20:00Z", "2026-03-02T08:40:00Z"];
    let mails = ["ada@example.org", "ada+x@example.org", "ADA@Example.ORG"];
    let visitors = [house.visitor(), house.visitor(), house.visitor()];
    let mut bookings = vec![];
    for (visitor, starts_at) in visitors.iter().zip(starts) {
        bookings.push(text(&visitor.go("hold_slot", hold(starts_at)).await, "/bookingHold/booking/id"));
    }
    let confirm = visitors.iter().zip(&bookings).zip(mails).map(|((visitor, booking), mail)| {
        visitor.attempt("confirm_booking", json!({ "booking": booking, "contact": { "name": "Ada", "mail": mail } }))
    });
    let answers = join_all(confirm).await;
    let codes: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer.body.pointer("/data/bookingConfirm/errors/0/code").and_then(|code| code.as_str()))
        .collect();
    assert_eq!(codes, ["CONTACT_TOO_MANY"]);
    house.close().await;
}

async fn nobody_takes_less_time_than_the_service_needs(database: Database) {
    let (house, people) = morning(database, 4).await;
    let mut wish = hold(FIRST);
    for field in ["slotCount", "minutes", "endsAt"] {
        wish[field] = json!(1);
        let answer = people.ada.attempt("hold_slot", wish.clone()).await;
        assert_eq!(answer.body.pointer("/errors/0/extensions/code"), Some(&json!("BAD_USER_INPUT")), "{field}");
        wish.as_object_mut().expect("an object").remove(field);
    }
    let held = people.ada.go("hold_slot", wish).await;
    let booking = text(&held, "/bookingHold/booking/id");
    let ada =
        people.ada.ask("query($id: UUID!) { booking(id: $id) { startsAt endsAt } }", json!({ "id": booking })).await;
    assert_eq!(
        ada.body.pointer("/data/booking/endsAt"),
        Some(&json!("2026-03-02T08:20:00+00:00")),
        "as the catalogue says"
    );
    house.close().await;
}
