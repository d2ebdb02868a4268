//! What a case allows now, as its clerk and its citizen are told, held against what is answered to those who do it.

use domain::Role;
use serde_json::Value;

use crate::door::{Door, moment};
use crate::operations::{OPERATIONS, Values, done, refused};

/// Whether a command is possible in a case now, or the code of why not; no code where it is not theirs at all.
async fn may(door: &Door, who: &str, values: &Values, command: &str) -> Result<(), String> {
    door.office.settle().await;
    let document = "query($case: UUID!) { case(id: $case) { may { command allowed code message law } } }";
    let body = door.ask(Some(who), document, &serde_json::json!({ "case": values.get("case") })).await;
    let all = body["data"]["case"]["may"].as_array().unwrap_or_else(|| panic!("{body:#}")).clone();
    let found: Vec<&Value> = all.iter().filter(|one| one["command"] == command).collect();
    assert!(found.len() <= 1, "each once: {found:?}");
    let Some(one) = found.first() else { return Err(String::new()) };
    let code = one["code"].as_str().map(str::to_owned);
    assert_eq!(one["allowed"].as_bool(), Some(code.is_none()), "{one}");
    assert_eq!(one["message"].as_str().is_some_and(|message| !message.is_empty()), code.is_some(), "{one}");
    code.map_or(Ok(()), Err)
}

fn not(code: &str) -> Result<(), String> {
    Err(code.to_owned())
}

const YES: Result<(), String> = Ok(());

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_possible_is_refused_by_the_code_that_was_told_before() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let clara = door.staff(&[Role::Clerk]).await;
    // Whoever has other roles is somebody else here.
    let david = door.staff(&[Role::Clerk, Role::Planner]).await;
    let lead = door.staff(&[Role::TeamLead]).await;
    let ada = door.visitor(0xada);
    let mut values = Values::of_a_monday();
    values.set("mail", "ada@example.org");
    done(&door, Some(&planner), "plan_capacity", &values).await;
    values.set("booking", done(&door, Some(&ada), "hold_slot", &values).await);
    done(&door, Some(&ada), "confirm_booking", &values).await;
    door.office.settle().await;
    let body = OPERATIONS["booking"].run(&door, Some(&ada), &values).await;
    values.set("case", body["data"]["booking"]["cases"][0]["id"].as_str().expect("a case"));

    // Nobody has come yet, and it is not late enough to say so.
    for (command, operation, code) in [
        ("BOOKING_CALL", "call", "BOOKING_NOT_CHECKED_IN"),
        ("BOOKING_MISS", "miss", "BOOKING_NOT_MISSED_YET"),
        ("CONSULTATION_BEGIN", "begin_consultation", "CONSULTATION_NOT_YOURS"),
        ("CASE_COMPLETE", "complete_case", "CASE_NOT_SUBMITTED"),
        ("CASE_SUBMIT", "submit_case", "CASE_INCOMPLETE"),
        ("CASE_PREPARE_DECLARATION", "prepare_declaration", "CASE_NOT_RENDERABLE"),
    ] {
        assert_eq!(may(&door, &clara, &values, command).await, not(code), "{command}");
        assert_eq!(refused(&door, Some(&clara), operation, &values).await, code, "{operation}");
    }
    // What only others may is not theirs to be told of.
    assert_eq!(may(&door, &clara, &values, "CASE_DECLINE").await, not(""));
    assert_eq!(may(&door, &lead, &values, "CASE_DECLINE").await, YES);
    assert_eq!(may(&door, &ada, &values, "CASE_SUBMIT").await, not(""));
    assert_eq!(may(&door, &ada, &values, "CASE_WITHDRAW").await, YES);
    assert_eq!(may(&door, &ada, &values, "CASE_SIGN").await, not("CASE_NO_DECLARATION"));

    door.clock.set(moment("2026-03-02T07:50:00Z"));
    assert_eq!(may(&door, &ada, &values, "BOOKING_CHECK_IN").await, YES);
    done(&door, Some(&ada), "check_in", &values).await;
    assert_eq!(may(&door, &clara, &values, "BOOKING_CALL").await, YES);
    done(&door, Some(&clara), "call", &values).await;
    assert_eq!(may(&door, &clara, &values, "BOOKING_MISS").await, not("BOOKING_CALL_AGAIN"), "once is not enough");
    assert_eq!(refused(&door, Some(&clara), "miss", &values).await, "BOOKING_CALL_AGAIN");
    assert_eq!(may(&door, &david, &values, "BOOKING_CALL").await, not("BOOKING_ALREADY_CALLED"));
    assert_eq!(may(&door, &clara, &values, "CASE_RECORD_IDENTIFICATION").await, not("CASE_NOT_IN_CONSULTATION"));
    done(&door, Some(&clara), "start", &values).await;
    done(&door, Some(&clara), "begin_consultation", &values).await;
    done(&door, Some(&clara), "assign_case", &values).await;
    assert_eq!(may(&door, &clara, &values, "CASE_ADD_PARTY").await, YES);
    values.set("party", done(&door, Some(&clara), "add_party", &values).await);
    assert_eq!(may(&door, &clara, &values, "CASE_RECORD_IDENTIFICATION").await, YES);
    // A colleague has it: nothing in it is theirs to do, and a remark is.
    assert_eq!(may(&door, &david, &values, "CASE_GIVE_NOTICE").await, not("CASE_ASSIGNED_TO_COLLEAGUE"));
    assert_eq!(may(&door, &david, &values, "CASE_ADD_NOTE").await, YES);
    // Asking is no deed.
    let before = door.office.log().head().await.expect("it answers").0;
    assert!(may(&door, &ada, &values, "CASE_SIGN").await.is_err());
    assert_eq!(door.office.log().head().await.expect("it answers").0, before);
}
