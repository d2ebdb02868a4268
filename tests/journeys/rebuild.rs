//! A read model is built again while the office is open.

use std::path::PathBuf;
use std::time::Duration;

use domain::Role;
use serde_json::{Value, json};

use super::steps::{self, FIRST, book};
use crate::harness::{Client, Database, House, on_both};

on_both!(a_read_model_that_halted_is_rebuilt_and_follows_again);

async fn a_read_model_that_halted_is_rebuilt_and_follows_again(database: Database) {
    let (house, people) = steps::morning(database, 3).await;
    let admin = house.staff(0xad, &[Role::Admin]).await;
    let (_, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let before = people.anton.go("case_history", json!({ "id": case })).await;

    // Somebody has damaged the file, so the next event cannot be applied.
    let timeline = file(&house, "timeline");
    let broken = rusqlite::Connection::open(timeline).expect("a file");
    broken.execute_batch("DROP TABLE entry").expect("there is such a table");
    drop(broken);
    people.clara.go("add_note", json!({ "case": case, "text": "Called back." })).await;
    until(&admin, |timeline| timeline["halted"] == true).await;

    admin.go("rebuild_projections", json!({ "name": "timeline" })).await;
    until(&admin, |timeline| timeline["halted"] == false && timeline["rebuilding"] == false).await;
    people.clara.go("add_note", json!({ "case": case, "text": "And again." })).await;
    house.settle().await;
    let after = people.anton.go("case_history", json!({ "id": case })).await;
    let notes = |history: &Value| {
        let edges = history["caseHistory"]["edges"].as_array().expect("edges");
        edges.iter().filter(|edge| edge["node"]["name"] == "noted").count()
    };
    assert_eq!((notes(&before), notes(&after)), (0, 2), "it has taken what it could not, and follows again");

    let name = json!({ "name": "nothing" });
    assert_eq!(admin.refused("rebuild_projections", name).await, "VALIDATION_FAILED");
    assert_eq!(people.thea.refused("rebuild_projections", json!({})).await, "PROJECTIONS_DENIED");
    house.close().await;
}

/// Waits until the timeline is as it should be.
async fn until(admin: &Client, is_so: impl Fn(&Value) -> bool) {
    let waiting = async {
        loop {
            let models = admin.go("projections", json!({})).await;
            let models = models["projections"].as_array().expect("a list");
            let timeline = models.iter().find(|model| model["name"] == "timeline").expect("a timeline");
            if is_so(timeline) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), waiting).await.expect("it becomes so");
}

fn file(house: &House, model: &str) -> PathBuf {
    let files = std::fs::read_dir(house.read_models()).expect("a folder").filter_map(Result::ok);
    let mut paths = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "sqlite"));
    let is_meant = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with(&format!("{model}.")))
    };
    paths.find(is_meant).expect("the model has a file")
}
