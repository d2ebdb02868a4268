//! Every command is refused to every role that may not give it, and leaves nothing in the log.

use domain::Role;

use crate::door::Door;
use crate::operations::{OPERATIONS, Values, done, refused};

use Role::{
    Admin, Analyst, Auditor, Cashier, Citizen, Clerk, Companion, DataProtection, Interpreter, Planner, ServiceCentre,
    TeamLead,
};

/// Who may give which command. Everybody else may not.
const MAY: &[(&str, &[Role])] = &[
    ("catalogue_propose", &[Planner, TeamLead, Admin]),
    ("catalogue_amend", &[Planner, TeamLead, Admin]),
    ("catalogue_publish", &[Planner, TeamLead, Admin]),
    ("catalogue_withdraw", &[Planner, TeamLead, Admin]),
    ("plan_capacity", &[Planner]),
    ("define_availability", &[Planner]),
    ("withdraw_availability", &[Planner]),
    ("close_day", &[Planner]),
    ("allow_contact", &[Planner, TeamLead]),
    ("call_off_day", &[Planner]),
    ("reopen_day", &[Planner]),
    ("hold_slot", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("extend_hold", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("confirm_booking", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("book_by_phone", &[ServiceCentre, Clerk, TeamLead]),
    ("invite", &[ServiceCentre, Clerk, TeamLead]),
    ("revoke_invite", &[ServiceCentre, Clerk, TeamLead]),
    ("renew_link", &[ServiceCentre, Clerk, TeamLead]),
    ("cancel_booking", &[Citizen, ServiceCentre, Clerk, TeamLead, Planner]),
    ("reschedule_booking", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("waiting_list_join", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("waiting_list_accept", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("waiting_list_decline", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("waiting_list_leave", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("check_in", &[Citizen, ServiceCentre, Clerk, TeamLead]),
    ("shift_begin", &[Clerk, TeamLead]),
    ("shift_pause", &[Clerk, TeamLead]),
    ("shift_resume", &[Clerk, TeamLead]),
    ("shift_end", &[Clerk, TeamLead]),
    ("call_next", &[Clerk, TeamLead]),
    ("call", &[Clerk, TeamLead]),
    ("start", &[Clerk, TeamLead]),
    ("park", &[Clerk, TeamLead]),
    ("resume", &[Clerk, TeamLead]),
    ("redirect", &[Clerk, TeamLead]),
    ("finish", &[Clerk, TeamLead]),
    ("miss", &[Clerk, TeamLead]),
    ("join_consultation", &[Citizen, Clerk, TeamLead]),
    ("begin_consultation", &[Clerk, TeamLead]),
    ("invite_guest", &[Citizen, Clerk, TeamLead]),
    ("admit_guest", &[Clerk, TeamLead]),
    ("remove_guest", &[Citizen, Clerk, TeamLead]),
    ("go_on_by_phone", &[Clerk, TeamLead]),
    ("interrupt_consultation", &[Clerk, TeamLead]),
    ("resume_consultation", &[Clerk, TeamLead]),
    ("end_consultation", &[Clerk, TeamLead]),
    ("begin_consultation_at_the_counter", &[Clerk, TeamLead]),
    ("open_case", &[Clerk, TeamLead]),
    ("attach_booking", &[Citizen, Clerk, TeamLead]),
    ("assign_case", &[Clerk, TeamLead]),
    ("add_party", &[Citizen, Clerk, TeamLead]),
    ("remove_party", &[Citizen, Clerk, TeamLead]),
    ("record_identification", &[Clerk, TeamLead]),
    ("confirm_identification", &[Clerk, TeamLead]),
    ("give_notice", &[Clerk, TeamLead]),
    ("assure_entitlement", &[Clerk, TeamLead]),
    ("record_move", &[Clerk, TeamLead]),
    ("record_custody", &[Clerk, TeamLead]),
    ("compare_move", &[Clerk, TeamLead]),
    ("split_case", &[Clerk, TeamLead]),
    ("record_request", &[Clerk, TeamLead]),
    ("request_form", &[Clerk, TeamLead]),
    ("receive_form", &[Clerk, TeamLead]),
    ("write_form", &[Clerk, TeamLead]),
    ("suspend_case", &[Clerk, TeamLead]),
    ("resume_case", &[Clerk, TeamLead]),
    ("restrict_access", &[Clerk, TeamLead]),
    ("let_out", &[TeamLead]),
    ("break_glass", &[TeamLead]),
    ("close_follow_up", &[Clerk, TeamLead]),
    ("close_landlord_inquiry", &[Clerk, TeamLead]),
    ("upload_ticket", &[Citizen, Clerk, TeamLead]),
    ("take_back_document", &[Citizen, Clerk, TeamLead]),
    ("download_ticket", &[Citizen, Clerk, TeamLead]),
    ("issue_paper", &[Citizen, Clerk, TeamLead]),
    ("paper_ticket", &[Citizen, Clerk, TeamLead, Auditor]),
    ("assess_evidence", &[Clerk, TeamLead]),
    ("prepare_declaration", &[Clerk, TeamLead]),
    ("show_declaration", &[Clerk, TeamLead]),
    ("acknowledge_declaration", &[Citizen, Clerk, TeamLead]),
    ("tell_tan", &[Clerk, TeamLead]),
    ("enter_tan", &[Citizen]),
    ("sign", &[Citizen, Clerk, TeamLead]),
    ("assess_fee", &[Clerk, TeamLead]),
    ("pay_at_counter", &[Cashier, Clerk, TeamLead]),
    ("start_payment", &[Citizen, Clerk, TeamLead]),
    ("look_payment", &[Citizen, Cashier, Clerk, TeamLead]),
    ("request_refund", &[Cashier, Clerk, TeamLead]),
    ("approve_refund", &[Cashier, TeamLead]),
    ("decline_refund", &[Cashier, TeamLead]),
    ("record_refund_by_hand", &[Cashier]),
    ("close_attempt", &[Cashier]),
    ("import_statement", &[Cashier]),
    ("resolve_statement_entry", &[Cashier]),
    ("record_settlement", &[Cashier]),
    ("exempt_fee", &[Clerk, TeamLead]),
    ("request_waiver", &[Clerk, TeamLead]),
    ("record_waiver", &[Clerk, TeamLead]),
    ("add_note", &[Clerk, TeamLead]),
    ("submit_case", &[Clerk, TeamLead]),
    ("complete_case", &[Clerk, TeamLead]),
    ("withdraw_case", &[Citizen, Clerk, TeamLead]),
    ("decline_case", &[TeamLead]),
    ("place_hold", &[TeamLead, DataProtection]),
    ("lift_hold", &[TeamLead, DataProtection]),
    ("erase_case", &[TeamLead, DataProtection]),
    ("transmission_retry", &[Clerk, TeamLead]),
    ("transmission_finish_by_hand", &[Clerk, TeamLead]),
    ("mail_send_again", &[ServiceCentre, Clerk, TeamLead]),
    ("mail_tell_otherwise", &[ServiceCentre, Clerk, TeamLead]),
    ("rebuild_projections", &[Admin]),
];

/// What citizens begin, so that it belongs to nobody before.
const FOR_ONESELF: [&str; 2] = ["hold_slot", "waiting_list_join"];

pub(crate) const EVERYBODY: [Role; 12] = [
    Citizen,
    Companion,
    Interpreter,
    ServiceCentre,
    Clerk,
    TeamLead,
    Planner,
    Cashier,
    Auditor,
    Analyst,
    DataProtection,
    Admin,
];

/// What nobody needs a token for.
const WITHOUT_TOKEN: [&str; 2] = ["visitor_begin", "join_as_guest"];

/// Those who learn from no answer whether a thing exists that is not theirs.
const OUTSIDE: [Role; 4] = [Citizen, Companion, Interpreter, Admin];

/// Values of the right form that name nothing.
pub(crate) fn anything() -> Values {
    let nothing = "00000000-0000-0000-0000-0000000000ff";
    let mut values = Values::default();
    for name in [
        "scope",
        "booking",
        "case",
        "party",
        "consultation",
        "guest",
        "transmission",
        "entry",
        "draft",
        "document",
        "paper",
        "undelivered",
        "fee",
        "statement",
    ] {
        values.set(name, nothing);
    }
    values
        .set("date", "2026-03-02")
        .set("from", "2026-03-02")
        .set("to", "2026-03-02")
        .set("movedIn", "2026-02-20")
        .set("opensAt", "2026-03-02T08:00:00Z")
        .set("releasedAt", "2026-03-01T08:00:00Z")
        .set("startsAt", "2026-03-02T08:00:00Z")
        .set("mail", "ada@example.org")
        .set("phone", "0681 9050")
        .set("municipality", "10041100")
        .set("invitation", "vi1.10041100.AAAA")
        .set("hash", "0".repeat(64))
        .set("tan", "000000");
    values
}

/// Values that name an appointment of Ada's and its case, which exist and are nobody else's.
pub(crate) async fn adas(door: &Door) -> Values {
    let mut values = anything();
    done(door, Some(&door.staff(&[Planner]).await), "plan_capacity", &values).await;
    let ada = door.visitor(0xada);
    values.set("booking", done(door, Some(&ada), "hold_slot", &values).await);
    done(door, Some(&ada), "confirm_booking", &values).await;
    door.office.settle().await;
    let body = OPERATIONS["booking"].run(door, Some(&ada), &values).await;
    let found = |pointer: &str| body.pointer(pointer).and_then(|id| id.as_str()).expect("an id").to_owned();
    values.set("consultation", found("/data/booking/consultation")).set("case", found("/data/booking/cases/0/id"));
    let clerk = door.staff(&[Clerk]).await;
    let body = OPERATIONS["add_party"].run(door, Some(&clerk), &values).await;
    let party = body.pointer("/data/caseAddParty/case/parties/0/id").and_then(|id| id.as_str());
    values.set("entry", done(door, Some(&ada), "waiting_list_join", &values).await);
    values.set("party", party.unwrap_or_else(|| panic!("nobody was added: {body:#}")));
    values
}

#[tokio::test]
async fn every_command_is_refused_to_every_wrong_role() {
    let door = Door::open().await;
    let values = adas(&door).await;
    let head = async || door.office.log().head().await.expect("the log answers").0;
    let before = head().await;
    for role in EVERYBODY {
        let token = door.staff(&[role]).await;
        for (name, may) in MAY.iter().filter(|(_, may)| !may.contains(&role)) {
            let code = refused(&door, Some(&token), name, &values).await;
            // The things exist, so only a missing grant can be the reason.
            let hidden = OUTSIDE.contains(&role) && code.ends_with("_UNKNOWN");
            assert!(hidden || code.ends_with("_DENIED"), "{name} is for {may:?}, and a {role:?} was told {code}");
        }
    }
    assert_eq!(head().await, before, "a refused command leaves nothing behind");
}

#[tokio::test]
async fn insiders_without_the_grant_are_denied_whether_or_not_the_thing_exists() {
    let door = Door::open().await;
    for role in EVERYBODY.into_iter().filter(|role| !OUTSIDE.contains(role)) {
        let token = door.staff(&[role]).await;
        for (name, may) in MAY.iter().filter(|(_, may)| !may.contains(&role)) {
            let code = refused(&door, Some(&token), name, &anything()).await;
            // Which times are offered is no secret, so what is not offered is said first.
            let is_public = *name == "hold_slot" && code == "CAPACITY_NOT_OFFERED";
            assert!(is_public || code.ends_with("_DENIED"), "{name} is for {may:?}, and a {role:?} was told {code}");
        }
    }
}

#[tokio::test]
async fn what_citizens_may_do_they_may_do_with_their_own_only() {
    let door = Door::open().await;
    let values = adas(&door).await;
    let head = async || door.office.log().head().await.expect("the log answers").0;
    let before = head().await;
    let ben = door.visitor(0xbe0);
    for (name, _) in MAY.iter().filter(|(name, may)| may.contains(&Citizen) && !FOR_ONESELF.contains(name)) {
        let foreign = refused(&door, Some(&ben), name, &values).await;
        let absent = refused(&door, Some(&ben), name, &anything()).await;
        assert!(foreign.ends_with("_UNKNOWN"), "{name}: {foreign}");
        assert_eq!(foreign, absent, "{name}: hidden and absent are one answer");
    }
    assert_eq!(head().await, before, "a refused command leaves nothing behind");
}

#[tokio::test]
async fn no_command_is_taken_from_nobody() {
    let door = Door::open().await;
    for (name, _) in MAY {
        assert_eq!(refused(&door, None, name, &anything()).await, "UNAUTHENTICATED", "{name}");
    }
}

#[test]
fn every_operation_names_a_role_that_may_run_it() {
    for (name, may) in MAY {
        let role = &OPERATIONS[*name].role;
        let names = may.iter().map(|role| serde_json::to_value(role).expect("a role has a name"));
        assert!(names.into_iter().any(|known| known == role.as_str()), "{name} is not for {role}");
    }
}

#[test]
fn every_mutation_is_in_the_table() {
    let mutations = OPERATIONS.iter().filter(|(_, operation)| operation.document.starts_with("mutation"));
    for (name, _) in mutations.filter(|(name, _)| !WITHOUT_TOKEN.contains(&name.as_str())) {
        assert!(MAY.iter().any(|(listed, _)| listed == name), "who may {name}?");
    }
    // The other way round: each field of the schema's Mutation is one of the operations.
    let sdl = vorgang_api::sdl();
    let start = sdl.find("type Mutation {").expect("there are mutations");
    let body = &sdl[start..start + sdl[start..].find("\n}").expect("a type ends")];
    for field in body.lines().filter_map(|line| line.trim().split_once("(input:").map(|(field, _)| field)) {
        let used = OPERATIONS.values().any(|operation| operation.document.contains(&format!("{{ {field}(input")));
        assert!(used, "{field} has no entry in ops.json");
    }
}

#[tokio::test]
async fn questions_are_answered_to_those_who_may_ask_only() {
    let door = Door::open().await;
    let mut values = anything();
    values.set("from", "2026-03-02").set("to", "2026-03-31").set("name", "Ada").set("position", "1");
    let questions: [(&str, &[Role]); 29] = [
        ("catalogue", &[Planner, TeamLead, Admin, Auditor]),
        ("catalogue_history", &[Planner, TeamLead, Admin, Auditor]),
        ("payment", &[Citizen, Cashier, Clerk, TeamLead, Auditor]),
        ("projections", &[Admin]),
        ("queue", &[Clerk, TeamLead]),
        ("parked", &[Clerk, TeamLead]),
        ("appointments", &[ServiceCentre, Clerk, TeamLead]),
        ("search_bookings", &[ServiceCentre, Clerk, TeamLead]),
        ("worklist", &[Clerk, TeamLead]),
        ("search_cases", &[Clerk, TeamLead]),
        ("case", &[Citizen, Clerk, TeamLead, Auditor]),
        ("case_history", &[Citizen, Clerk, TeamLead, Auditor]),
        ("utilisation", &[Analyst, Planner, TeamLead]),
        ("time_uses", &[Analyst, Planner, TeamLead]),
        ("request_types", &[Analyst, Planner, TeamLead]),
        ("waiting_and_handling", &[Analyst, Planner, TeamLead]),
        ("appointment_ways", &[Analyst, Planner, TeamLead]),
        ("completion", &[Analyst, Planner, TeamLead]),
        ("lead_time", &[Analyst, Planner, TeamLead]),
        ("demand_by_hour", &[Analyst, Planner, TeamLead]),
        ("unmet_demand", &[Analyst, Planner, TeamLead]),
        ("duties", &[Analyst, Planner, TeamLead]),
        ("cash_book", &[Cashier, TeamLead]),
        ("ledger", &[Cashier, TeamLead, Auditor]),
        ("payment_worklist", &[Cashier, TeamLead]),
        ("statements", &[Cashier, TeamLead, Auditor]),
        ("statement_worklist", &[Cashier, TeamLead]),
        ("settlements", &[Cashier, TeamLead, Auditor]),
        ("log_head", &[Auditor, Admin, DataProtection]),
    ];
    for (name, may) in questions {
        assert_eq!(refused(&door, None, name, &values).await, "UNAUTHENTICATED", "{name}");
        for role in EVERYBODY {
            let token = door.staff(&[role]).await;
            let body = OPERATIONS[name].run(&door, Some(&token), &values).await;
            let code = body.pointer("/errors/0/extensions/code").and_then(|code| code.as_str());
            assert_eq!(
                code,
                if may.contains(&role) { None } else { Some("FORBIDDEN") },
                "{name} asked by {role:?}: {body}"
            );
        }
    }
    // The past is for auditors alone, though others may see the case.
    let clerk = door.staff(&[Clerk]).await;
    assert_eq!(refused(&door, Some(&clerk), "case_as_of", &values).await, "FORBIDDEN");
}
