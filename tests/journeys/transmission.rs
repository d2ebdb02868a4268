//! What a submitted case sends, to a register that is well, away, or of another opinion.

use register::Fault;
use serde_json::{Value, json};

use super::steps::{self, FIRST, People, begin, book, finish, record};
use crate::harness::{Database, House, on_both};

on_both!(
    what_is_submitted_is_sent_and_acknowledged,
    a_register_that_is_away_gets_it_once_when_it_is_back,
    a_register_whose_answer_is_lost_gets_it_once,
    what_was_sent_back_is_sent_once_more_by_a_clerk,
    what_cannot_be_sent_is_done_by_hand,
    whoever_is_forgotten_before_it_was_sent_is_not_sent,
    the_authority_of_each_further_dwelling_hears_once_of_a_registration,
);

async fn what_is_submitted_is_sent_and_acknowledged(database: Database) {
    let (house, people, case) = submitted(database, []).await;
    let sent = one(&people, &case).await;
    assert_eq!(sent["state"], "ACKNOWLEDGED");
    assert_eq!((&sent["recipient"], &sent["attempts"], &sent["dueAt"]), (&json!("REGISTER"), &json!(1), &Value::Null));
    assert!(steps::text(&sent, "/reference").starts_with("SIM-"));
    assert_eq!(in_trouble(&people).await, json!([]));
    assert_eq!(house.register.taken().len(), 1);
    // Whoever reads the case's history sees it as well.
    let history = people.anton.go("case_history", json!({ "id": case })).await.to_string();
    for name in ["queued", "sent", "acknowledged"] {
        assert!(history.contains(&format!("\"{name}\"")), "{name} is missing in {history}");
    }
    house.close().await;
}

async fn a_register_that_is_away_gets_it_once_when_it_is_back(database: Database) {
    let (house, people, case) = submitted(database, [Fault::Down, Fault::Down]).await;
    let failed = one(&people, &case).await;
    assert_eq!((&failed["state"], &failed["cause"]), (&json!("FAILED"), &json!("UNREACHABLE")));
    assert_eq!(in_trouble(&people).await, json!([]), "the office tries again by itself");
    let done = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(done["case"]["state"], "COMPLETED", "nothing waits for the register");

    house.go_to("2026-03-02T08:01:01Z").await;
    assert_eq!(one(&people, &case).await["attempts"], 2, "a minute later it is away still");
    house.go_to("2026-03-02T08:03:02Z").await;
    let there = one(&people, &case).await;
    assert_eq!((&there["state"], &there["attempts"]), (&json!("ACKNOWLEDGED"), &json!(3)));
    assert_eq!(house.register.taken().into_values().collect::<Vec<_>>(), [1]);
    house.close().await;
}

async fn a_register_whose_answer_is_lost_gets_it_once(database: Database) {
    let (house, people, case) = submitted(database, [Fault::Silent, Fault::Garbled]).await;
    assert_eq!(one(&people, &case).await["cause"], "NO_ANSWER");
    house.go_to("2026-03-02T08:01:01Z").await;
    assert_eq!(one(&people, &case).await["cause"], "BAD_ANSWER");
    house.go_to("2026-03-02T08:03:02Z").await;
    assert_eq!(one(&people, &case).await["state"], "ACKNOWLEDGED");
    let taken = house.register.taken();
    assert_eq!(taken.into_values().collect::<Vec<_>>(), [3], "handed over three times under one key");
    house.close().await;
}

async fn what_was_sent_back_is_sent_once_more_by_a_clerk(database: Database) {
    let rejects = || Fault::Rejects("E-17".to_owned());
    let (house, people, case) = submitted(database, [rejects(), rejects()]).await;
    let rejected = one(&people, &case).await;
    assert_eq!((&rejected["state"], &rejected["code"]), (&json!("REJECTED"), &json!("E-17")));
    assert_eq!(in_trouble(&people).await[0]["id"], rejected["id"]);

    let of = json!({ "transmission": rejected["id"] });
    let again = people.clara.go("transmission_retry", of.clone()).await;
    assert_eq!(again["transmissionRetry"]["transmission"]["state"], "QUEUED");
    house.settle().await;
    assert_eq!(one(&people, &case).await["state"], "REJECTED", "the register is of the same opinion");
    people.clara.go("transmission_retry", of.clone()).await;
    house.settle().await;
    assert_eq!(one(&people, &case).await["state"], "ACKNOWLEDGED");
    assert_eq!(people.clara.refused("transmission_retry", of).await, "TRANSMISSION_DONE");
    assert_eq!(in_trouble(&people).await, json!([]));
    house.close().await;
}

async fn what_cannot_be_sent_is_done_by_hand(database: Database) {
    let (house, people, case) = submitted(database, [Fault::Down]).await;
    let id = one(&people, &case).await["id"].clone();
    let done = people.clara.go("transmission_finish_by_hand", json!({ "transmission": id })).await;
    assert_eq!(done["transmissionFinishByHand"]["transmission"]["state"], "DONE_BY_HAND");
    house.go_to("2026-03-02T10:00:00Z").await;
    assert_eq!(one(&people, &case).await["state"], "DONE_BY_HAND");
    assert!(house.register.taken().is_empty(), "the office does not try again");
    house.close().await;
}

async fn whoever_is_forgotten_before_it_was_sent_is_not_sent(database: Database) {
    let (house, people, case) = submitted(database, [Fault::Down]).await;
    people.thea.go("erase_case", json!({ "case": case, "ground": "OBJECTION" })).await;
    house.go_to("2026-03-02T08:01:01Z").await;
    let erased = one(&people, &case).await;
    assert_eq!((&erased["state"], &erased["cause"]), (&json!("FAILED"), &json!("ERASED")));
    assert_eq!(erased["retryAt"], Value::Null, "no attempt can succeed any more");
    assert_eq!(in_trouble(&people).await[0]["id"], erased["id"], "somebody has to look at it");
    assert!(house.register.taken().is_empty());
    house.close().await;
}

async fn the_authority_of_each_further_dwelling_hears_once_of_a_registration(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    let dwelling = |municipality: &str| {
        let address = json!({
            "street": "Am Dom", "houseNumber": "1", "postalCode": "54290", "town": "Ort", "municipality": municipality,
        });
        json!({ "address": address, "status": "SECONDARY" })
    };
    let mut details = steps::move_on(&case, "2026-02-23");
    details["move"]["status"] = json!("MAIN");
    details["move"]["others"] = ["07211000", "05315000", "10041100", "07211000"].map(dwelling).into();
    people.clara.go("record_move", details).await;
    // Of the first attempts one answer is lost, and one recipient is away.
    house.register.next([Fault::Silent, Fault::Down]);
    finish(&people, &booking, &case, &party).await;
    house.settle().await;
    house.go_to("2026-03-02T08:02:02Z").await;

    let found = people.clara.go("transmissions", json!({ "case": case })).await;
    let mut told: Vec<_> = found["transmissions"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| {
            assert_eq!(one["state"], "ACKNOWLEDGED", "{one:#}");
            let due = one["dueAt"].as_str().map(|due| due[..19].to_owned());
            (steps::text(one, "/recipient"), one["authority"].as_str().map(str::to_owned), due)
        })
        .collect();
    told.sort();
    let due = || Some("2026-03-05T23:00:00".to_owned());
    let further = |authority: &str| ("FURTHER_DWELLING_AUTHORITY".to_owned(), Some(authority.to_owned()), due());
    assert_eq!(told, [further("05315000"), further("07211000"), ("REGISTER".to_owned(), None, None)]);
    assert_eq!(house.register.taken().len(), 3, "each has one message, however often it was sent");
    house.close().await;
}

/// A change of residence that was submitted and completed at [`FIRST`], while the register has these faults.
async fn submitted<const N: usize>(database: Database, faults: [Fault; N]) -> (House, People, String) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    house.register.next(faults);
    finish(&people, &booking, &case, &party).await;
    house.settle().await;
    (house, people, case)
}

/// The one transmission of a case.
async fn one(people: &People, case: &str) -> Value {
    let mut found = people.clara.go("transmissions", json!({ "case": case })).await;
    assert_eq!(found["transmissions"].as_array().map(Vec::len), Some(1), "{found:#}");
    found["transmissions"][0].take()
}

async fn in_trouble(people: &People) -> Value {
    let answer = people.thea.attempt("transmissions_in_trouble", json!({})).await;
    answer.body["data"]["transmissionsInTrouble"].clone()
}
