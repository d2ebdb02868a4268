//! Who of the office looks into a case stands in its history before they see it.

use domain::Role;
use serde_json::{Value, json};

use super::steps::{self, FIRST, book};
use crate::harness::{Client, Database, House, on_both};

on_both!(
    each_look_is_recorded_once_before_it_is_answered,
    who_looks_at_their_own_or_at_nothing_is_not_recorded,
    no_answer_to_a_command_holds_what_is_kept_from_a_team_lead,
);

/// The looks that the citizen sees: at what, and in which roles.
async fn looks(house: &House, of: &Client, case: &str) -> Vec<(String, Value)> {
    house.settle().await;
    let history = of.go("case_history", json!({ "id": case })).await;
    let edges = history.pointer("/caseHistory/edges").and_then(Value::as_array).expect("a history").clone();
    let looks = edges.into_iter().map(|mut edge| edge["node"].take()).filter(|entry| entry["kind"] == "access");
    looks.map(|entry| (entry["fact"]["what"].as_str().expect("a part").to_owned(), entry["roles"].clone())).collect()
}

async fn each_look_is_recorded_once_before_it_is_answered(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (_, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    assert_eq!(looks(&house, &people.ada, &case).await, []);

    let before = house.office.log().head().await.expect("it answers").0;
    people.clara.go("case", json!({ "id": case })).await;
    let after = house.office.log().head().await.expect("it answers").0;
    assert_eq!(after.0, before.0 + 1, "it stands in the log when the answer is there");
    // A page asks for much, and many times.
    for _ in 0..3 {
        people.clara.go("case", json!({ "id": case })).await;
        people.clara.go("case_history", json!({ "id": case })).await;
    }
    let clerk = |what: &str| (what.to_owned(), json!(["CLERK"]));
    assert_eq!(looks(&house, &people.ada, &case).await, [clerk("case"), clerk("history")]);

    people.anton.go("case_as_of", json!({ "id": case, "asOf": { "at": "2026-03-02T07:00:00Z" } })).await;
    let auditor = ("past".to_owned(), json!(["AUDITOR"]));
    assert_eq!(looks(&house, &people.ada, &case).await, [clerk("case"), clerk("history"), auditor]);

    // Many questions in one, under other names, are one look as well; after five minutes it is another.
    house.wait(std::time::Duration::from_mins(5));
    let many = "query($id: UUID!) { a: case(id: $id) { id } b: case(id: $id) { id } }";
    let answer = people.clara.ask(many, json!({ "id": case })).await;
    assert!(answer.body["data"]["b"]["id"].is_string(), "{answer:?}");
    assert_eq!(looks(&house, &people.ada, &case).await.len(), 4);
    house.close().await;
}

async fn who_looks_at_their_own_or_at_nothing_is_not_recorded(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let before = house.office.log().head().await.expect("it answers").0;
    people.ada.go("case", json!({ "id": case })).await;
    people.ada.go("case_history", json!({ "id": case })).await;
    for nobody in [&people.silke, &people.nora, &people.karl, &house.visitor(), &house.stranger()] {
        nobody.attempt("case", json!({ "id": case })).await;
        nobody.attempt("case_history", json!({ "id": case })).await;
    }
    people.clara.attempt("case", json!({ "id": booking })).await;
    people.clara.go("worklist", json!({})).await;
    people.clara.go("search_cases", json!({ "search": "Lovelace" })).await;
    assert_eq!(house.office.log().head().await.expect("it answers").0, before, "nothing of this is a look into a case");
    house.close().await;
}

async fn no_answer_to_a_command_holds_what_is_kept_from_a_team_lead(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    steps::begin(&people, &booking).await;
    steps::record(&people.clara, &booking, &case).await;
    people.clara.go("prepare_declaration", json!({ "case": case })).await;
    people.clara.go("restrict_access", json!({ "case": case, "ground": "TOLD" })).await;

    // Another lead takes care of it: with that, it is read by them, and by nobody else without a reason.
    let other = house.staff(0x0717, &[Role::TeamLead]).await;
    other.go("assign_case", json!({ "case": case })).await;
    let names_somebody = |text: &str| ["Lovelace", "Mainzer", "Bahnhof"].iter().any(|word| text.contains(word));
    for command in ["prepare_declaration", "show_declaration"] {
        let answer = people.thea.attempt(command, json!({ "case": case })).await.body.to_string();
        assert!(!names_somebody(&answer), "{command}: {answer}");
    }
    let note = json!({ "case": case, "text": "Called back." });
    let noted = people.thea.go("add_note", note.clone()).await;
    assert_eq!(noted["caseAddNote"]["case"], Value::Null, "it is noted, and not shown: {noted:#}");
    people.thea.go("break_glass", json!({ "case": case, "ground": "DANGER" })).await;
    let noted = people.thea.go("add_note", note).await;
    assert_eq!(noted["caseAddNote"]["case"]["id"], case.as_str(), "with a reason: {noted:#}");
    let shown = other.go("show_declaration", json!({ "case": case })).await.to_string();
    assert!(names_somebody(&shown), "whoever takes care of it reads it: {shown}");
    house.close().await;
}
