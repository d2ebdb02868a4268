//! One errand from the first visit to the handed over result, through the documents that black-box checks use.

use domain::Role;
use serde_json::Value;

use crate::door::{Door, moment};
use crate::operations::{OPERATIONS, Values, done, refused};

/// What a case still lacks.
async fn missing(door: &Door, token: &str, values: &Values) -> Vec<String> {
    let body = OPERATIONS["case"].run(door, Some(token), values).await;
    let items = body["data"]["case"]["missing"].as_array().unwrap_or_else(|| panic!("no checklist: {body:#}"));
    items.iter().map(|item| item["code"].as_str().expect("a code").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_residence_from_the_first_visit_to_the_result() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let clerk = door.staff(&[Role::Clerk]).await;
    let lead = door.staff(&[Role::TeamLead]).await;
    let auditor = door.staff(&[Role::Auditor]).await;
    let analyst = door.staff(&[Role::Analyst]).await;
    let mut values = Values::of_a_monday();
    values
        .set("from", "2026-03-02")
        .set("to", "2026-03-06")
        .set("mail", "ada@example.org")
        .set("phone", "0681 9050")
        .set("municipality", "10041100")
        .set("movedIn", "2026-02-20")
        .set("name", "Lovelace");

    // The office offers time, and a visitor takes some of it.
    done(&door, Some(&planner), "plan_capacity", &values).await;
    done(&door, Some(&planner), "define_availability", &values).await;
    let visitor = door.visitor(7);
    let ada = Some(visitor.as_str());
    door.office.settle().await;
    assert_eq!(done(&door, None, "scopes", &values).await, "5c0be000-0000-4000-8000-000000000001");
    let starts_at = done(&door, None, "free_slots", &values).await;
    values.set("startsAt", &starts_at);
    done(&door, None, "free_days", &values).await;
    let booking = done(&door, ada, "hold_slot", &values).await;
    values.set("booking", &booking);
    done(&door, ada, "extend_hold", &values).await;
    assert_eq!(refused(&door, ada, "extend_hold", &values).await, "CAPACITY_EXTENDED_ENOUGH");
    done(&door, ada, "confirm_booking", &values).await;
    door.office.settle().await;

    // Her appointment has opened a case, which is hers and nobody else's.
    let body = OPERATIONS["booking"].run(&door, ada, &values).await;
    let shown = &body["data"]["booking"];
    assert_eq!(shown["contact"]["name"], "Ada Lovelace");
    assert_eq!(shown["number"], "V-001");
    let case = shown["cases"][0]["id"].as_str().unwrap_or_else(|| panic!("no case was opened: {body:#}")).to_owned();
    values.set("case", &case).set("consultation", shown["consultation"].as_str().expect("a talk"));
    done(&door, ada, "my_bookings", &values).await;
    done(&door, ada, "my_cases", &values).await;
    let stranger = door.visitor(8);
    let others = OPERATIONS["booking"].run(&door, Some(&stranger), &values).await;
    assert_eq!(others["data"]["booking"], Value::Null);
    assert_eq!(refused(&door, Some(&stranger), "cancel_booking", &values).await, "BOOKING_UNKNOWN");
    assert_eq!(refused(&door, Some(&stranger), "withdraw_case", &values).await, "CASE_UNKNOWN");

    // She is there, is called and talks to a clerk, who identifies her and takes the move down.
    door.clock.set(moment("2026-03-02T07:50:00Z"));
    assert_eq!(refused(&door, Some(&clerk), "call_next", &values).await, "QUEUE_EMPTY");
    done(&door, ada, "check_in", &values).await;
    door.office.settle().await;
    done(&door, Some(&clerk), "queue", &values).await;
    assert_eq!(done(&door, Some(&clerk), "call_next", &values).await, booking);
    done(&door, Some(&clerk), "start", &values).await;
    done(&door, Some(&clerk), "begin_consultation", &values).await;
    done(&door, Some(&clerk), "add_party", &values).await;
    let body = OPERATIONS["case"].run(&door, Some(&clerk), &values).await;
    values.set("party", body["data"]["case"]["parties"][0]["id"].as_str().expect("a party"));
    done(&door, Some(&clerk), "record_identification", &values).await;
    done(&door, Some(&clerk), "give_notice", &values).await;
    assert_eq!(refused(&door, Some(&clerk), "prepare_declaration", &values).await, "CASE_NOT_RENDERABLE");
    done(&door, Some(&clerk), "record_move", &values).await;
    done(&door, Some(&clerk), "assess_evidence", &values).await;
    done(&door, Some(&clerk), "add_note", &values).await;

    // The other notice by hand: what is missing says so.
    assert!(missing(&door, &clerk, &values).await.contains(&"notice".to_owned()));
    let blocks = "mutation($case: UUID!) { caseGiveNotice(input: { idempotencyKey: \"00000000-0000-0000-0000-00000000b10c\", \
                  case: $case, notice: TRANSFER_BLOCKS }) { position errors { ... on UserError { code } } } }";
    let body = door.ask(Some(&clerk), blocks, &serde_json::json!({ "case": case })).await;
    assert!(body["data"]["caseGiveNotice"]["position"].is_string(), "{body:#}");

    // The declaration is signed as it was shown. She cannot sign another.
    let hash = done(&door, Some(&clerk), "prepare_declaration", &values).await;
    assert_eq!(done(&door, Some(&clerk), "show_declaration", &values).await, hash);
    values.set("hash", "0".repeat(64));
    assert_eq!(refused(&door, ada, "sign", &values).await, "CASE_OTHER_DECLARATION");
    values.set("hash", &hash);
    done(&door, ada, "sign", &values).await;
    done(&door, Some(&clerk), "assess_fee", &values).await;
    assert_eq!(missing(&door, &clerk, &values).await, Vec::<String>::new());
    done(&door, Some(&clerk), "submit_case", &values).await;
    done(&door, Some(&clerk), "complete_case", &values).await;
    done(&door, Some(&clerk), "end_consultation", &values).await;
    done(&door, Some(&clerk), "finish", &values).await;
    door.office.settle().await;

    // Everybody who asks finds what happened.
    done(&door, Some(&clerk), "search_cases", &values).await;
    values.set("position", done(&door, Some(&auditor), "log_head", &values).await);
    done(&door, Some(&auditor), "case_history", &values).await;
    done(&door, Some(&auditor), "case_as_of", &values).await;
    for name in ["utilisation", "request_types", "waiting_and_handling"] {
        done(&door, Some(&analyst), name, &values).await;
    }

    // At last she is forgotten, and the history stays.
    done(&door, Some(&lead), "erase_case", &values).await;
    door.office.settle().await;
    let body = OPERATIONS["case"].run(&door, Some(&auditor), &values).await;
    assert_eq!(body["data"]["case"]["parties"][0]["erased"], true, "{body:#}");
    assert!(!body.to_string().contains("Lovelace") && !body.to_string().contains("Bahnhofstraße"), "{body:#}");
    done(&door, Some(&auditor), "case_history", &values).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_gets_its_first_answer_and_the_key_of_another_is_a_conflict() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let values = Values::of_a_monday();
    done(&door, Some(&planner), "plan_capacity", &values).await;

    let hold = &OPERATIONS["hold_slot"];
    let mut input = values.fill(&hold.variables);
    let visitor = door.visitor(1);
    let ask = async |token: &str, input: &Value| door.ask(Some(token), &hold.document, input).await;
    let first = ask(&visitor, &input).await;
    assert!(first["data"]["bookingHold"]["position"].is_string(), "{first:#}");
    assert_eq!(ask(&visitor, &input).await, first);

    // Keys of different callers never meet.
    let other = ask(&door.visitor(2), &input).await;
    assert_ne!(other["data"]["bookingHold"]["booking"]["id"], first["data"]["bookingHold"]["booking"]["id"]);

    input["input"]["lines"][0]["quantity"] = 2.into();
    let conflict = ask(&visitor, &input).await;
    assert_eq!(conflict["data"]["bookingHold"]["errors"][0]["code"], "IDEMPOTENCY_CONFLICT", "{conflict:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_late_is_offered_the_nearest_times() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let values = Values::of_a_monday();
    done(&door, Some(&planner), "plan_capacity", &values).await;
    for visitor in 1..=3 {
        done(&door, Some(&door.visitor(visitor)), "hold_slot", &values).await;
    }
    door.office.settle().await;
    let body = OPERATIONS["hold_slot"].run(&door, Some(&door.visitor(4)), &values).await;
    let error = &body["data"]["bookingHold"]["errors"][0];
    assert_eq!(
        (error["__typename"].as_str(), error["code"].as_str()),
        (Some("SlotTaken"), Some("CAPACITY_TAKEN")),
        "{body:#}"
    );
    assert_eq!(error["alternatives"].as_array().map(Vec::len), Some(3), "{body:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_booked_on_the_telephone_can_be_let_in_and_whoever_booked_online_is_in_already() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let centre = door.staff(&[Role::ServiceCentre]).await;
    let mut values = Values::of_a_monday();
    values.set("phone", "0681 9050");
    done(&door, Some(&planner), "plan_capacity", &values).await;
    values.set("booking", done(&door, Some(&centre), "book_by_phone", &values).await);
    let token = done(&door, Some(&centre), "invite", &values).await;
    door.office.settle().await;
    let body = OPERATIONS["booking"].run(&door, Some(&token), &values).await;
    assert_eq!(body["data"]["booking"]["contact"]["name"], "Ben Phone", "{body:#}");
    assert_eq!(refused(&door, Some(&token), "invite", &values).await, "BOOKING_UNKNOWN");

    values.set("booking", done(&door, Some(&door.visitor(1)), "hold_slot", &values).await);
    assert_eq!(refused(&door, Some(&centre), "invite", &values).await, "LINK_MADE_ONLINE");
    values.set("booking", "00000000-0000-0000-0000-0000000000ff");
    assert_eq!(refused(&door, Some(&centre), "invite", &values).await, "BOOKING_UNKNOWN");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_stands_in_the_history_and_only_the_newest_opens_anything_until_it_runs_out() {
    let door = Door::open().await;
    let planner = door.staff(&[Role::Planner]).await;
    let centre = door.staff(&[Role::ServiceCentre]).await;
    let auditor = door.staff(&[Role::Auditor]).await;
    let mut values = Values::of_a_monday();
    values.set("phone", "0681 9050");
    done(&door, Some(&planner), "plan_capacity", &values).await;
    values.set("booking", done(&door, Some(&centre), "book_by_phone", &values).await);

    // A lost answer is asked for again under its key, and is the same link.
    let invite = values.fill(&OPERATIONS["invite"].variables);
    let ask = async || door.ask(Some(&centre), &OPERATIONS["invite"].document, &invite).await;
    let first = ask().await;
    assert_eq!(ask().await, first);
    assert_eq!(first["data"]["bookingInvite"]["expiresAt"], "2026-04-01T22:00:00+00:00", "{first:#}");
    let token = |body: &Value| body["data"]["bookingInvite"]["token"].as_str().expect("a token").to_owned();
    let old = token(&first);
    let me = async |token: &str| door.ask(Some(token), "{ me { expiresAt } }", &Value::Null).await;
    assert_eq!(me(&old).await["data"]["me"]["expiresAt"], "2026-04-01T22:00:00+00:00");

    let new = done(&door, Some(&centre), "invite", &values).await;
    let is_unknown = |body: &Value| body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED";
    assert!(is_unknown(&me(&old).await), "the newer link ends it");
    assert!(!is_unknown(&me(&new).await));
    done(&door, Some(&centre), "revoke_invite", &values).await;
    assert!(is_unknown(&me(&new).await), "it was taken back");
    let last = done(&door, Some(&centre), "invite", &values).await;
    assert!(!is_unknown(&me(&last).await));
    let forged = last.replace(".3.", ".2.");
    assert!(forged != last && is_unknown(&me(&forged).await));

    // Who let in whom, and when, is what an auditor reads.
    door.office.settle().await;
    let body = OPERATIONS["booking"].run(&door, Some(&auditor), &values).await;
    values.set("case", body["data"]["booking"]["cases"][0]["id"].as_str().expect("the appointment opened a case"));
    let history = OPERATIONS["case_history"].run(&door, Some(&auditor), &values).await;
    let of_link = |edge: &&Value| edge["node"]["kind"] == "link_grant";
    let entries: Vec<_> =
        history["data"]["caseHistory"]["edges"].as_array().expect("edges").iter().filter(of_link).collect();
    let names: Vec<_> = entries.iter().map(|edge| edge["node"]["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["granted", "granted", "revoked", "granted"], "{history:#}");

    door.clock.set(moment("2026-04-01T22:00:00Z"));
    assert!(is_unknown(&me(&last).await), "it has run out");
}
