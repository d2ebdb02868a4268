//! Figures of persons, and what cannot be asked of them at once.

use domain::Role;
use serde_json::Value;

use crate::door::Door;

#[tokio::test]
async fn one_document_asks_for_one_length_of_period() {
    let door = Door::open().await;
    let analyst = door.staff(&[Role::Analyst]).await;
    let by = |one: &str, other: &str| {
        format!(
            "{{ a: requestTypes(from: \"2026-03-02\", to: \"2026-03-08\", by: {one}) {{ shown }}
               b: {other} }}"
        )
    };
    let types = |by: &str| format!("requestTypes(from: \"2026-03-02\", to: \"2026-03-08\", by: {by}) {{ shown }}");
    let visits =
        |by: &str| format!("waitingAndHandling(from: \"2026-03-02\", to: \"2026-03-08\", by: {by}) {{ start }}");
    let taken = |by: &str| format!("timeUses(from: \"2026-03-02\", to: \"2026-03-08\", by: {by}) {{ start }}");
    let hours = |by: &str| format!("demandByHour(from: \"2026-03-02\", to: \"2026-03-08\", by: {by}) {{ start }}");
    let used = |by: &str| format!("utilisation(from: \"2026-03-02\", to: \"2026-03-08\", by: {by}) {{ start }}");
    for other in [types("DAY"), visits("DAY"), taken("DAY"), hours("DAY")] {
        let document = by("WEEK", &other);
        let body = door.ask(Some(&analyst), &document, &Value::Null).await;
        assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_USER_INPUT", "{body:#}");
        assert_eq!(body["data"], Value::Null, "{body:#}");
    }
    // One length is one answer, and minutes of capacity are no persons.
    for document in [by("WEEK", &types("WEEK")), by("WEEK", &visits("WEEK")), by("WEEK", &used("DAY"))] {
        let body = door.ask(Some(&analyst), &document, &Value::Null).await;
        assert!(body.get("errors").is_none(), "{body:#}");
    }
}
