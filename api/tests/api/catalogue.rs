//! The next edition, as those meet it who write it, publish it, and work by it.

use domain::Role::{Admin, Planner, TeamLead};
use serde_json::{Value, json};

use crate::door::Door;
use crate::operations::{OPERATIONS, Values, done, fresh_key, refused};

fn values() -> Values {
    let mut values = Values::default();
    values
        .set("date", "2026-03-02")
        .set("scope", "00000000-0000-0000-0000-0000000005c0")
        .set("opensAt", "2026-03-02T08:00:00Z")
        .set("releasedAt", "2026-03-01T08:00:00Z");
    values
}

/// Proposes something, and answers the whole body.
async fn propose(door: &Door, valid_from: &str, follows: u32, proposal: Value) -> Value {
    let input = json!({
        "idempotencyKey": fresh_key(), "validFrom": valid_from, "follows": follows, "proposal": proposal,
    });
    let planner = door.staff(&[Planner]).await;
    door.ask(Some(&planner), &OPERATIONS["catalogue_propose"].document, &json!({ "input": input })).await
}

async fn minutes(door: &Door, question: &str) -> Value {
    let body = door.ask(None, &format!("{{ services({question}) {{ code minutes edition }} }}"), &json!({})).await;
    let services = body["data"]["services"].as_array().unwrap_or_else(|| panic!("{body:#}"));
    let tax = services.iter().find(|service| service["code"] == "TAX_ID").expect("it is offered").clone();
    json!([tax["minutes"], tax["edition"]])
}

#[tokio::test]
async fn what_is_published_holds_for_the_next_command_and_for_no_earlier_day() {
    let door = Door::open().await;
    let mut values = values();
    let changes = json!({ "changes": { "services": [{ "code": "TAX_ID", "minutes": 25 }] } });
    let body = propose(&door, "2026-03-09", 1, changes).await;
    let draft = &body["data"]["cataloguePropose"]["catalogue"]["draft"];
    assert_eq!(
        draft["differences"],
        json!([{ "service": "TAX_ID", "field": "minutes", "before": "10", "after": "25" }]),
        "{body:#}"
    );
    values.set("draft", draft["id"].as_str().expect("it has an id"));
    let planner = door.staff(&[Planner]).await;
    assert_eq!(refused(&door, Some(&planner), "catalogue_publish", &values).await, "CATALOGUE_OWN_DRAFT");
    assert_eq!(minutes(&door, r#"on: "2026-03-09""#).await, json!([10, 1]), "nobody has published it");
    done(&door, Some(&door.staff(&[TeamLead]).await), "catalogue_publish", &values).await;
    // No follower has to catch up: the command that comes next is decided by it.
    assert_eq!(minutes(&door, r#"on: "2026-03-09""#).await, json!([25, 2]));
    assert_eq!(minutes(&door, r#"on: "2026-03-08""#).await, json!([10, 1]));
    assert_eq!(minutes(&door, "edition: 1").await, json!([10, 1]));
    let both = door.ask(None, r#"{ services(on: "2026-03-09", edition: 1) { code } }"#, &json!({})).await;
    assert_eq!(both["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
}

#[tokio::test]
async fn facts_are_made_anew_only_when_something_was_published() {
    let door = Door::open().await;
    let facts = async || door.office.facts().await.expect("the log answers");
    let before = facts().await;
    done(&door, Some(&door.staff(&[Planner]).await), "plan_capacity", &values()).await;
    assert!(std::sync::Arc::ptr_eq(&before, &facts().await), "another stream is no reason");
    let whole = before.catalogue.editions().to_vec();
    let mut values = values();
    values.set("draft", done(&door, Some(&door.staff(&[Planner]).await), "catalogue_propose", &values).await);
    assert_eq!(facts().await.catalogue.editions(), whole, "a draft binds nobody");
    done(&door, Some(&door.staff(&[Admin]).await), "catalogue_publish", &values).await;
    assert_eq!(facts().await.catalogue.editions().len(), 2);
}

#[tokio::test]
async fn free_times_are_as_long_as_the_edition_of_their_day_says() {
    let door = Door::open().await;
    let mut values = values();
    let planner = door.staff(&[Planner]).await;
    for date in ["2026-03-03", "2026-03-10"] {
        values.set("date", date).set("opensAt", format!("{date}T08:00:00Z"));
        done(&door, Some(&planner), "plan_capacity", &values).await;
    }
    let changes = json!({ "changes": { "services": [{ "code": "TAX_ID", "minutes": 30 }] } });
    let body = propose(&door, "2026-03-09", 1, changes).await;
    values.set("draft", body["data"]["cataloguePropose"]["catalogue"]["draft"]["id"].as_str().expect("an id"));
    done(&door, Some(&door.staff(&[TeamLead]).await), "catalogue_publish", &values).await;
    door.office.settle().await;
    let question = r#"{ freeSlots(scope: "00000000-0000-0000-0000-0000000005c0", from: "2026-03-03", to: "2026-03-12",
        lines: [{ service: TAX_ID, quantity: 1 }]) { startsAt endsAt } }"#;
    let body = door.ask(None, question, &json!({})).await;
    let slots = body["data"]["freeSlots"].as_array().unwrap_or_else(|| panic!("{body:#}"));
    let lengths = |day: &str| -> std::collections::BTreeSet<i64> {
        let at = |slot: &Value, name: &str| crate::door::moment(slot[name].as_str().expect("a moment"));
        let of_day = slots.iter().filter(|slot| slot["startsAt"].as_str().is_some_and(|at| at.starts_with(day)));
        of_day.map(|slot| (at(slot, "endsAt") - at(slot, "startsAt")).num_minutes()).collect()
    };
    assert_eq!((lengths("2026-03-03"), lengths("2026-03-10")), ([10].into(), [30].into()), "{body:#}");
}

#[tokio::test]
async fn an_edition_below_the_law_is_refused_with_everything_that_is_wrong() {
    let door = Door::open().await;
    let changes = json!({ "changes": { "services": [
        { "code": "REGISTRATION_CERTIFICATE", "feeCents": 700 },
        { "code": "MOVE_IN", "notices": ["DUTY_TO_COOPERATE", "TRANSFER_BLOCKS"] },
    ] } });
    let body = propose(&door, "2026-04-01", 1, changes).await;
    let error = &body["data"]["cataloguePropose"]["errors"][0];
    assert_eq!(error["code"], "CATALOGUE_NOT_POSSIBLE", "{body:#}");
    assert_eq!(
        error["details"],
        json!([
            { "name": "notice_missing", "value": "move_in; data_of_others; § 23 (4) BMG, § 202a StGB" },
            { "name": "free_by_law", "value": "registration_certificate; § 18 (3) BMG" },
        ])
    );
}

/// What the API tells of an edition is enough to propose it again.
#[tokio::test]
async fn a_whole_edition_is_proposed_as_it_is_told() {
    let door = Door::open().await;
    let question = "{ services { code nameDe nameEn aboutDe aboutEn minutes quantityMax feeCents paperFeeCents evidence
        notices channels identification signatures powers } }";
    let body = door.ask(None, question, &json!({})).await;
    let mut services = body["data"]["services"].as_array().unwrap_or_else(|| panic!("{body:#}")).clone();
    for service in &mut services {
        if service["paperFeeCents"] == service["feeCents"] {
            service["paperFeeCents"] = Value::Null;
        }
    }
    let same = propose(&door, "2026-04-01", 1, json!({ "whole": services })).await;
    assert_eq!(same["data"]["cataloguePropose"]["errors"][0]["code"], "CATALOGUE_NOTHING_NEW", "{same:#}");
    services[0]["quantityMax"] = json!(5);
    let other = propose(&door, "2026-04-01", 1, json!({ "whole": services })).await;
    let differences = &other["data"]["cataloguePropose"]["catalogue"]["draft"]["differences"];
    assert_eq!(differences[0]["field"], "quantity_max", "{other:#}");
    assert_eq!(differences.as_array().map(Vec::len), Some(1));
}
