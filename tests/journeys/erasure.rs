//! A person is forgotten, and the history stays.

use serde_json::json;

use super::steps::{self, FIRST, begin, book, finish, record};
use crate::harness::{Database, on_both};

on_both!(a_forgotten_person_leaves_a_history_without_a_name);

async fn a_forgotten_person_leaves_a_history_without_a_name(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    finish(&people, &booking, &case, &party).await;
    house.settle().await;
    let before = people.anton.go("case_history", json!({ "id": case })).await;

    people.thea.go("erase_case", json!({ "case": case, "ground": "OBJECTION" })).await;
    house.settle().await;

    let forgotten = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(forgotten["case"]["state"], "COMPLETED");
    assert_eq!(forgotten["case"]["parties"][0]["erased"], true);
    assert!(!forgotten.to_string().contains("Lovelace"), "{forgotten:#}");
    let after = people.anton.go("case_history", json!({ "id": case })).await;
    let length = |history: &serde_json::Value| history["caseHistory"]["edges"].as_array().map(Vec::len);
    assert!(length(&after) >= length(&before), "nothing of the history is lost");

    // Not in the read models' files, and not in the log.
    for model in projections::MODELS {
        let mut dump = Vec::new();
        house.office.read_models().dump(model, &mut dump).expect("a dump");
        assert!(!String::from_utf8_lossy(&dump).contains("Lovelace"), "{model} remembers");
    }
    house.close().await;
}
