//! Who of the office has looked into a case stands in its history, where whose case it is reads it.

use std::time::Duration;

use domain::Role;
use serde_json::{Value, json};

use crate::door::Door;
use crate::operations::{Values, done};
use crate::roles::adas;

/// The looks into a case, as its holder reads them: what was looked at, and in which roles.
async fn looks(door: &Door, values: &Values) -> Vec<(String, Value)> {
    door.office.settle().await;
    let document = "query($id: UUID!) { caseHistory(id: $id, first: 100) { nodes { kind name roles fact } } }";
    let body = door.ask(Some(&door.visitor(0xada)), document, &json!({ "id": values.get("case") })).await;
    let nodes = body["data"]["caseHistory"]["nodes"].as_array().unwrap_or_else(|| panic!("{body:#}"));
    let looks = nodes.iter().filter(|node| node["kind"] == "access" && node["name"] == "looked");
    looks.map(|node| (node["fact"]["what"].as_str().expect("a part").to_owned(), node["roles"].clone())).collect()
}

#[tokio::test]
async fn every_look_of_the_office_is_told_to_whose_case_it_is_once_in_five_minutes() {
    let door = Door::open().await;
    let values = adas(&door).await;
    let clerks = json!(["CLERK"]);
    let case = || ("case".to_owned(), clerks.clone());
    // The clerk who took Ada in was shown the case. Ada's own looks are nobody's business.
    assert_eq!(looks(&door, &values).await, [case()]);

    let clerk = door.staff(&[Role::Clerk]).await;
    for _ in 0..3 {
        done(&door, Some(&clerk), "case", &values).await;
    }
    assert_eq!(looks(&door, &values).await, [case()]);

    // However the question is put: under other names, in parts, or twice at once.
    let document = "query($id: UUID!) { a: case(id: $id) { ...some } b: case(id: $id) { ...some } }
                    fragment some on Case { id reference }";
    door.clock.advance(Duration::from_mins(5));
    door.ask(Some(&clerk), document, &json!({ "id": values.get("case") })).await;
    assert_eq!(looks(&door, &values).await, [case(), case()]);

    let auditor = door.staff(&[Role::Auditor]).await;
    done(&door, Some(&auditor), "case_history", &values).await;
    let mut wanted = vec![case(), case(), ("history".to_owned(), json!(["AUDITOR"]))];
    assert_eq!(looks(&door, &values).await, wanted);

    // A command that changes nothing shows the case as well.
    door.clock.advance(Duration::from_mins(5));
    done(&door, Some(&clerk), "assign_case", &values).await;
    wanted.push(case());
    assert_eq!(looks(&door, &values).await, wanted);
}

#[tokio::test]
async fn whoever_finds_nothing_leaves_no_trace() {
    let door = Door::open().await;
    let values = adas(&door).await;
    door.office.settle().await;
    let head = async || door.office.log().head().await.expect("the log answers").0;
    let before = head().await;
    let clerk = door.staff(&[Role::Clerk]).await;
    let document =
        "query($id: UUID!) { case(id: $id) { id } payment(case: $id) { id } transmissions(case: $id) { id } }";
    let nobodys = uuid::Uuid::from_u128(0xdead).to_string();
    door.ask(Some(&clerk), document, &json!({ "id": nobodys })).await;
    let stranger = door.visitor(0xbe0);
    door.ask(Some(&stranger), "query($id: UUID!) { case(id: $id) { id } }", &json!({ "id": values.get("case") })).await;
    assert_eq!(head().await, before);
}
