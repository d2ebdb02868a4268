//! A time that comes back goes to whoever waits longest: they take it, decline it, or let the offer run out.

use serde_json::{Value, json};

use super::steps::{self, FIRST, book, hold, wait};
use crate::harness::{Client, Database, House, SCOPE, on_both};

on_both!(
    what_somebody_gives_back_is_offered_to_who_waits_and_is_theirs,
    what_somebody_declines_is_offered_to_the_next,
    what_somebody_leaves_unanswered_is_offered_to_the_next,
    who_is_on_the_telephone_waits_through_the_service_centre,
);

async fn what_somebody_gives_back_is_offered_to_who_waits_and_is_theirs(database: Database) {
    let day = full_day(database).await;
    let ben = day.house.visitor();
    join(&ben, "Ben").await;
    let carl = day.house.visitor();
    assert_eq!(join(&carl, "Carl").await["before"], 1);
    let again = carl.refused("waiting_list_join", wait("Carl")).await;
    assert_eq!(again, "WAITING_LIST_ALREADY_WAITING");
    day.give_back().await;

    let place = own(&ben).await;
    assert_eq!(place["offer"]["startsAt"], FIRST.replace('Z', "+00:00"));
    assert_eq!(place["offer"]["expiresAt"], "2026-03-02T07:00:00+00:00");
    assert_eq!(own(&carl).await["offer"], Value::Null, "there is one time");
    let taken = day.house.visitor().refused("hold_slot", hold(FIRST)).await;
    assert_eq!(taken, "CAPACITY_TAKEN", "those who only look do not get it");
    assert_eq!(carl.refused("waiting_list_accept", of(&place)).await, "WAITING_LIST_UNKNOWN");

    let accepted = ben.go("waiting_list_accept", of(&place)).await;
    assert_eq!(accepted.pointer("/waitingListAccept/booking/state"), Some(&json!("CONFIRMED")));
    day.house.settle().await;
    assert_eq!(ben.attempt("my_waiting", json!({})).await.body["data"]["myWaiting"], json!([]));
    let list = day.silke.go("waiting_list", json!({ "scope": SCOPE })).await;
    assert_eq!(list["waitingList"][0]["contact"]["name"], "Carl");
    assert_eq!(list["waitingList"][0]["before"], 0);
    day.house.close().await;
}

async fn what_somebody_declines_is_offered_to_the_next(database: Database) {
    let day = full_day(database).await;
    let (ben, carl) = (day.house.visitor(), day.house.visitor());
    join(&ben, "Ben").await;
    join(&carl, "Carl").await;
    day.give_back().await;
    let declined = ben.go("waiting_list_decline", of(&own(&ben).await)).await;
    assert_eq!(declined.pointer("/waitingListDecline/place/before"), Some(&json!(0)), "he keeps his place");
    day.house.settle().await;
    assert_eq!(own(&ben).await["offer"], Value::Null);
    carl.go("waiting_list_accept", of(&own(&carl).await)).await;
    ben.go("waiting_list_leave", of(&own(&ben).await)).await;
    day.house.settle().await;
    assert_eq!(ben.attempt("my_waiting", json!({})).await.body["data"]["myWaiting"], json!([]));
    day.house.close().await;
}

async fn what_somebody_leaves_unanswered_is_offered_to_the_next(database: Database) {
    let day = full_day(database).await;
    let (ben, carl) = (day.house.visitor(), day.house.visitor());
    join(&ben, "Ben").await;
    join(&carl, "Carl").await;
    day.give_back().await;
    day.house.go_to("2026-03-02T07:00:00Z").await;
    let place = own(&ben).await;
    assert_eq!((&place["unanswered"], &place["offer"]), (&json!(1), &Value::Null));
    assert_eq!(ben.refused("waiting_list_accept", of(&place)).await, "WAITING_LIST_NO_OFFER");
    let next = own(&carl).await;
    assert_eq!(next["offer"]["expiresAt"], FIRST.replace('Z', "+00:00"), "never beyond the beginning");
    carl.go("waiting_list_accept", of(&next)).await;
    // His days are over, and so is his wait.
    day.house.go_to("2026-03-06T23:00:00Z").await;
    assert_eq!(ben.attempt("my_waiting", json!({})).await.body["data"]["myWaiting"], json!([]));
    day.house.close().await;
}

async fn who_is_on_the_telephone_waits_through_the_service_centre(database: Database) {
    let day = full_day(database).await;
    let joined = day.silke.go("waiting_list_join", wait("Ben")).await;
    let place = joined.pointer("/waitingListJoin/place").expect("a place").clone();
    day.give_back().await;
    let accepted = day.silke.go("waiting_list_accept", of(&place)).await;
    let booking = steps::text(&accepted, "/waitingListAccept/booking/id");
    day.silke.go("invite", json!({ "booking": booking })).await;
    day.house.close().await;
}

/// A day with one time, which Ada has.
struct Day {
    house: House,
    ada: Client,
    silke: Client,
    booking: String,
}

async fn full_day(database: Database) -> Day {
    let (house, people) = steps::morning(database, 1).await;
    let (booking, _) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    Day { house, ada: people.ada, silke: people.silke, booking }
}

impl Day {
    async fn give_back(&self) {
        self.ada.go("cancel_booking", json!({ "booking": self.booking })).await;
        self.house.settle().await;
    }
}

async fn join(citizen: &Client, name: &str) -> Value {
    let joined = citizen.go("waiting_list_join", wait(name)).await;
    joined.pointer("/waitingListJoin/place").expect("a place").clone()
}

/// Somebody's own place.
async fn own(citizen: &Client) -> Value {
    citizen.go("my_waiting", json!({})).await["myWaiting"][0].take()
}

fn of(place: &Value) -> Value {
    json!({ "scope": place["scope"], "entry": place["id"] })
}
