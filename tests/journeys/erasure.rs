//! A person is forgotten, and the history stays.

use std::fs;
use std::path::{Path, PathBuf};

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
    assert!(people.clara.go("case", json!({ "id": case })).await.to_string().contains("Lovelace"), "it was known");
    let before = people.anton.go("case_history", json!({ "id": case })).await;

    let days = json!({ "from": "2026-03-01", "to": "2026-03-31" });
    let figures = async || {
        let mut told = vec![];
        // The language is the person's, and is forgotten with them: `appointment_ways` is not among these.
        for question in [
            "utilisation",
            "time_uses",
            "request_types",
            "waiting_and_handling",
            "completion",
            "demand_by_hour",
            "duties",
        ] {
            told.push(people.nora.go(question, days.clone()).await);
        }
        told
    };
    let counted = figures().await;

    people.thea.go("erase_case", json!({ "case": case, "ground": "OBJECTION" })).await;
    house.settle().await;

    let forgotten = people.clara.go("case", json!({ "id": case })).await;
    assert_eq!(forgotten["case"]["state"], "COMPLETED");
    assert_eq!(forgotten["case"]["parties"][0]["erased"], true);
    assert!(!forgotten.to_string().contains("Lovelace"), "{forgotten:#}");
    assert_eq!(figures().await, counted, "whoever is forgotten was here all the same");
    let after = people.anton.go("case_history", json!({ "id": case })).await;
    let length = |history: &serde_json::Value| history["caseHistory"]["edges"].as_array().map(Vec::len);
    assert!(length(&after) >= length(&before), "nothing of the history is lost");

    // Not in the bytes of the read models, and not in those of the log.
    let files = house.close_and_keep().await;
    let kept = bytes_below(files.path());
    for (path, bytes) in &kept {
        assert!(!bytes.windows(8).any(|window| window == b"Lovelace"), "{} remembers", path.display());
    }
    let looked_at = |part: &str| kept.iter().filter(|(path, _)| path.to_string_lossy().contains(part)).count();
    assert!(looked_at("read-models") >= projections::MODELS.len(), "every read model is a file");
    assert!(database == Database::Postgres || looked_at("log.sqlite") > 0);
}

/// Every file below a folder, with its bytes.
fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = vec![];
    for entry in fs::read_dir(folder).expect("the folder is readable") {
        let path = entry.expect("the folder is readable").path();
        if path.is_dir() {
            files.extend(bytes_below(&path));
        } else {
            files.push((path.clone(), fs::read(&path).expect("the file is readable")));
        }
    }
    files
}
