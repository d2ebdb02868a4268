//! Nobody but the team lead tells a restricted case, or its appointment, from one that does not exist (§§ 51, 52 BMG).

use std::time::Duration;

use domain::Role;
use serde_json::Value;
use uuid::Uuid;

use crate::door::Door;
use crate::operations::{OPERATIONS, Operation, Values, done, refused};
use crate::roles::{EVERYBODY, adas, anything};

/// Ada's appointment and its case, after a clerk has left them to the team lead.
async fn restricted(door: &Door) -> Values {
    let mut values = adas(door).await;
    values.set("name", "Ada").set("position", "1");
    let clerk = door.staff(&[Role::Clerk]).await;
    let body = OPERATIONS["restrict_access"].run(door, Some(&clerk), &values).await;
    let answer = &body["data"]["caseRestrictAccess"];
    assert_eq!(answer["case"], Value::Null, "whoever left it to the team lead does not see it any more: {body:#}");
    let say = answer["say"].as_str().expect("there is something to say");
    for hint in ["Sperre", "gesperrt", "Kind", "geschützt", "§"] {
        assert!(!say.contains(hint), "{say} hints at something");
    }
    door.office.settle().await;
    values
}

/// Whether an operation names a thing that could be hidden.
fn names(operation: &Operation, placeholders: &[&str]) -> bool {
    let text = operation.variables.to_string();
    placeholders.iter().any(|name| text.contains(&format!("\"${name}\"")))
}

/// The answer as it goes over the wire, but for the random name of the request.
async fn wire(door: &Door, token: &str, operation: &Operation, values: &Values) -> String {
    let mut body = operation.run(door, Some(token), values).await;
    if let Some(request) = body.pointer_mut("/errors/0/extensions/requestId") {
        *request = Value::Null;
    }
    body.to_string()
}

#[tokio::test]
async fn every_operation_answers_for_a_blocked_thing_what_it_answers_for_an_unknown_one() {
    let door = Door::open().await;
    let hidden = restricted(&door).await;
    let mut absent = anything();
    absent.set("name", "Ada").set("position", "1");
    let head = async || door.office.log().head().await.expect("the log answers").0;
    let before = head().await;
    // Who answers for data protection erases what is hidden as well, and reads nothing of it.
    let roles = EVERYBODY.into_iter().filter(|role| !matches!(role, Role::TeamLead | Role::DataProtection));
    let mut askers: Vec<_> = vec![("a stranger", door.visitor(0xbe0))];
    for role in roles {
        askers.push((domain::names::of(&role), door.staff(&[role]).await));
    }
    let mut walked = 0;
    for (name, operation) in OPERATIONS.iter().filter(|(_, one)| names(one, &["case", "booking", "consultation"])) {
        for (who, token) in &askers {
            let (blocked, unknown) =
                (wire(&door, token, operation, &hidden).await, wire(&door, token, operation, &absent).await);
            assert_eq!(blocked, unknown, "{name} tells {who} which of the two it is");
            walked += 1;
        }
    }
    assert!(walked > 500, "{walked} answers are too few for all operations and roles");
    // Not even whose case it is: what was looked for in it would tell who is protected.
    let ada = door.visitor(0xada);
    for (name, operation) in OPERATIONS.iter().filter(|(_, one)| names(one, &["case"]) && !names(one, &["booking"])) {
        let (blocked, unknown) =
            (wire(&door, &ada, operation, &hidden).await, wire(&door, &ada, operation, &absent).await);
        assert_eq!(blocked, unknown, "{name} tells whose case it is");
    }
    assert_eq!(head().await, before, "and nothing was done");
}

#[tokio::test]
async fn no_list_shows_what_is_restricted_to_anybody_but_the_team_lead() {
    let door = Door::open().await;
    let values = restricted(&door).await;
    let lists = [
        "worklist",
        "search_cases",
        "search_bookings",
        "queue",
        "appointments",
        "shifts",
        "conflicts",
        "transmissions_in_trouble",
        "mails_in_trouble",
    ];
    let (case, booking) = (values.get("case"), values.get("booking"));
    for role in [Role::Clerk, Role::ServiceCentre, Role::Planner, Role::Auditor] {
        let token = door.staff(&[role]).await;
        for list in lists {
            let shown = wire(&door, &token, &OPERATIONS[list], &values).await;
            assert!(!shown.contains(case) && !shown.contains(booking), "{list} shows it to {role:?}: {shown}");
        }
    }
    let lead = door.staff(&[Role::TeamLead]).await;
    let found = [("worklist", case), ("search_cases", case), ("appointments", booking), ("search_bookings", booking)];
    for (list, id) in found {
        let shown = wire(&door, &lead, &OPERATIONS[list], &values).await;
        assert!(shown.contains(id), "{list} has to show it to the team lead: {shown}");
    }
}

#[tokio::test]
async fn whose_appointment_it_is_still_has_it_and_no_case_in_it() {
    let door = Door::open().await;
    let values = restricted(&door).await;
    let ada = door.visitor(0xada);
    let body = OPERATIONS["booking"].run(&door, Some(&ada), &values).await;
    assert_eq!(body["data"]["booking"]["id"], values.get("booking"), "{body:#}");
    assert_eq!(body["data"]["booking"]["cases"], Value::Array(vec![]));
    let mine = wire(&door, &ada, &OPERATIONS["my_cases"], &values).await;
    assert!(!mine.contains(values.get("case")), "{mine}");
}

#[tokio::test]
async fn a_retry_of_the_clerk_who_restricted_a_case_gets_its_first_answer() {
    let door = Door::open().await;
    let values = adas(&door).await;
    let clerk = door.staff(&[Role::Clerk]).await;
    let operation = &OPERATIONS["restrict_access"];
    let mut variables = values.fill(&operation.variables);
    variables["input"]["idempotencyKey"] = Uuid::from_u128(0x5afe).to_string().into();
    let first = door.ask(Some(&clerk), &operation.document, &variables).await;
    let again = door.ask(Some(&clerk), &operation.document, &variables).await;
    assert_eq!(first, again);
    assert!(first["data"]["caseRestrictAccess"]["position"].is_string(), "{first:#}");
    let lead = door.staff(&[Role::TeamLead]).await;
    assert_eq!(done(&door, Some(&lead), "break_glass", &values).await, values.get("case"));
}

#[tokio::test]
async fn a_team_lead_reads_a_restricted_case_of_their_own_or_with_a_reason_that_stands_in_its_history() {
    let door = Door::open().await;
    let values = restricted(&door).await;
    let lead = door.staff(&[Role::TeamLead]).await;
    let other = door.staff(&[Role::TeamLead, Role::Planner]).await;
    for token in [&lead, &other] {
        for name in ["case", "case_history", "restrict_access"] {
            let body = wire(&door, token, &OPERATIONS[name], &values).await;
            assert!(!body.contains("Ada"), "{name}: {body}");
        }
        assert_eq!(refused(&door, Some(token), "case", &values).await, "FORBIDDEN");
    }

    done(&door, Some(&lead), "break_glass", &values).await;
    done(&door, Some(&lead), "case", &values).await;
    assert_eq!(refused(&door, Some(&other), "case", &values).await, "FORBIDDEN", "it is open to one");
    door.clock.advance(Duration::from_mins(61));
    assert_eq!(refused(&door, Some(&lead), "case", &values).await, "FORBIDDEN", "and for an hour");

    done(&door, Some(&other), "assign_case", &values).await;
    done(&door, Some(&other), "case", &values).await;
    assert_eq!(refused(&door, Some(&other), "break_glass", &values).await, "ACCESS_OPEN", "it is theirs");
    let history = wire(&door, &other, &OPERATIONS["case_history"], &values).await;
    assert_eq!(history.matches("glass_broken").count(), 1, "{history}");
}
