//! Every operation of the contract, with its own example, on both databases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::Role;
use notifications::NotTaken;
use register::Fault;
use serde_json::{Value, json};

use crate::harness::{Client, Database, House, Ops, SCOPE, Socket, fresh, on_both};

on_both!(every_operation_does_what_its_entry_says);

/// The operations in an order in which each can succeed.
const ORDER: &[&str] = &[
    // Before the day.
    "visitor_begin",
    "authority",
    "services",
    "refusals",
    "plan_capacity",
    "define_availability",
    "opening_hours",
    "scopes",
    "free_slots",
    "free_days",
    "hold_slot",
    "extend_hold",
    "confirm_booking",
    "me",
    "colleagues",
    "booking",
    "my_bookings",
    "my_cases",
    "appointments",
    "search_bookings",
    // The day is closed over it, and opened again.
    "close_day",
    "conflicts",
    "reopen_day",
    "withdraw_availability",
    "reschedule_booking",
    // What is given back is offered to who waits: declined, the place left, taken anew and accepted.
    "waiting_list_join",
    "cancel_booking",
    "my_waiting",
    "waiting_list",
    "waiting_list_decline",
    "waiting_list_leave",
    "hold_slot",
    // No mail says so, and somebody telephones.
    "confirm_booking",
    "mails_in_trouble",
    "mail_send_again",
    "mail_tell_otherwise",
    "waiting_list_join",
    "cancel_booking",
    "waiting_list_accept",
    "cancel_booking",
    // Somebody who telephones, and does not come.
    "book_by_phone",
    "invite",
    "revoke_invite",
    "renew_link",
    "miss",
    // The visit.
    "hold_slot",
    "confirm_booking",
    "check_in",
    "shift_begin",
    "shift_pause",
    "shift_resume",
    "queue",
    "queue_changed_subscription",
    "call_next",
    "call",
    "shifts",
    "start",
    "join_consultation",
    "begin_consultation",
    // Somebody interprets.
    "invite_guest",
    "join_as_guest",
    "admit_guest",
    "remove_guest",
    "interrupt_consultation",
    "resume_consultation",
    "assign_case",
    "add_party",
    "record_identification",
    // The line drops once more, and the clerk sees the same person again.
    "interrupt_consultation",
    "resume_consultation",
    "confirm_identification",
    "give_notice",
    "assure_entitlement",
    "record_move",
    // What proves it is handed in: one file is taken back, and another one is looked at and fetched.
    "upload_ticket",
    "take_back_document",
    "upload_ticket",
    "download_ticket",
    "assess_evidence",
    "assess_fee",
    "add_note",
    "case_events_subscription",
    "case",
    "worklist",
    "answer_changed_subscription",
    "search_cases",
    "prepare_declaration",
    "show_declaration",
    // One way of signing is prepared, and another one is taken.
    "acknowledge_declaration",
    "tell_tan",
    "enter_tan",
    "sign",
    "submit_case",
    // Nothing is held back.
    "let_out",
    "complete_case",
    // What she takes along is written, sealed, kept, and fetched once.
    "issue_paper",
    "paper_ticket",
    "papers",
    // What it sends comes back twice.
    "transmissions",
    "transmissions_in_trouble",
    "transmission_retry",
    "transmission_finish_by_hand",
    "late_registrations",
    "close_follow_up",
    // Its landlord has not confirmed.
    "close_landlord_inquiry",
    // One errand more, which costs something.
    "open_case",
    "record_custody",
    "compare_move",
    "split_case",
    "remove_party",
    // Somebody who comes from elsewhere: the other authority does not answer in time, and then it does.
    "open_move_in",
    "request_form",
    "write_form",
    "receive_form",
    "suspend_case",
    "resume_case",
    "open_certificate",
    "record_request",
    "assess_fee",
    // Online first, and then at the counter after all. What was too much goes back, and once it does not.
    "start_payment",
    "look_payment",
    "pay_at_counter",
    "payment",
    "request_refund",
    "approve_refund",
    "record_refund_by_hand",
    "request_refund",
    "payment_worklist",
    "decline_refund",
    "import_statement",
    "statement_worklist",
    "resolve_statement_entry",
    "statements",
    "ledger",
    "open_certificate",
    "assess_fee",
    "request_waiver",
    "record_waiver",
    "decline_case",
    "open_certificate",
    "assess_fee",
    "exempt_fee",
    "withdraw_case",
    "go_on_by_phone",
    "end_consultation",
    // Interrupted, gone on with, and sent back to the queue for a colleague.
    "park",
    "parked",
    "resume",
    "redirect",
    "call",
    "start",
    "finish",
    "shift_end",
    // Somebody without an appointment.
    "open_walk_in",
    "begin_consultation_at_the_counter",
    // Somebody who comes a second time about the same case.
    "hold_slot",
    "confirm_booking",
    "attach_booking",
    // The next edition of the catalogue, and a draft that is given up.
    "catalogue_propose",
    "catalogue_amend",
    "catalogue_publish",
    "catalogue",
    "catalogue_propose_another",
    "catalogue_withdraw",
    "catalogue_history",
    "allow_contact",
    // The rest of the day is called off.
    "call_off_day",
    // Afterwards.
    "log_head",
    "projections",
    "rebuild_projections",
    "case_history",
    "case_as_of",
    "proofs",
    "utilisation",
    "time_uses",
    "request_types",
    "waiting_and_handling",
    "appointment_ways",
    "completion",
    "lead_time",
    "demand_by_hour",
    "unmet_demand",
    "duties",
    "cash_book",
    "place_hold",
    "lift_hold",
    "erase_case",
    // What is restricted exists for the team lead alone, who opens it with a reason.
    "restrict_access",
    "break_glass",
    // Another case, weeks later: what nobody knows of an attempt to pay.
    "close_attempt",
    // And when the half-year is over.
    "record_settlement",
    "settlements",
];

struct Run {
    house: House,
    payer: Arc<payments::Simulator>,
    clients: BTreeMap<&'static str, Client>,
    known: BTreeMap<&'static str, String>,
    done: BTreeSet<&'static str>,
}

async fn every_operation_does_what_its_entry_says(database: Database) {
    let payer = Arc::<payments::Simulator>::default();
    let house = House::open_paying_by(database, "2026-03-02T06:00:00Z", |_| Arc::clone(&payer) as _).await;
    let mut clients = BTreeMap::from([("anybody", house.stranger()), ("citizen", house.visitor())]);
    for (number, (name, roles)) in [
        ("admin", &[Role::Admin][..]),
        ("analyst", &[Role::Analyst]),
        ("auditor", &[Role::Auditor]),
        ("cashier", &[Role::Cashier]),
        ("clerk", &[Role::Clerk]),
        ("planner", &[Role::Planner]),
        ("service_centre", &[Role::ServiceCentre]),
        ("team_lead", &[Role::TeamLead, Role::Clerk]),
    ]
    .into_iter()
    .enumerate()
    {
        clients.insert(name, house.staff(0xa00 + number as u128, roles).await);
    }
    let known = BTreeMap::from(
        [
            ("$date", "2026-03-02"),
            ("$from", "2026-03-02"),
            ("$to", "2026-03-02"),
            ("$opensAt", "2026-03-02T08:00:00Z"),
            ("$releasedAt", "2026-02-27T06:30:00Z"),
            ("$startsAt", "2026-03-02T08:00:00Z"),
            ("$mail", "ada@example.org"),
            ("$phone", "+49 681 905 0"),
            ("$name", "lovel"),
            ("$movedIn", "2026-02-23"),
            ("$municipality", "10041100"),
        ]
        .map(|(name, value)| (name, value.to_owned())),
    );
    let mut run = Run { house, payer, clients, known, done: BTreeSet::new() };
    run.known.insert("$scope", SCOPE.to_string());
    for step in ORDER {
        run.step(step).await;
    }
    let missing: Vec<_> = Ops::all().map(|(name, _)| name).filter(|name| !run.done.contains(name)).collect();
    assert!(missing.is_empty(), "these operations were not done: {missing:?}");
    run.house.close().await;
}

impl Run {
    async fn step(&mut self, step: &'static str) {
        self.prepare(step).await;
        let (name, change): (&'static str, Option<(&str, Value)>) = match step {
            "open_move_in" => ("open_case", Some(("service", json!("MOVE_IN")))),
            "open_certificate" => ("open_case", Some(("service", json!("CERTIFICATE_OF_CONDUCT")))),
            "open_walk_in" => ("open_case", None),
            "catalogue_propose_another" => {
                let services = json!({ "services": [{ "code": "TAX_ID", "minutes": 20 }] });
                ("catalogue_propose", Some(("proposal", json!({ "changes": services }))))
            }
            other => (other, None),
        };
        let op = Ops::get(name);
        let mut variables = self.fill(&op.variables);
        if let Some((field, value)) = change {
            variables["input"][field] = value;
        }
        if step == "catalogue_propose_another" {
            variables["input"]["follows"] = json!(2);
        }
        if step == "open_walk_in" {
            variables["input"]["channel"] = json!("COUNTER");
            variables["input"]["during"] = Value::Null;
        }
        let client = &self.clients[op.role.as_str()];
        let body = if op.document.starts_with("subscription") {
            let mut socket = Socket::of(&self.house, client).await;
            socket.subscribe("1", name, variables).await;
            socket.event().await
        } else {
            client.ask(&op.document, variables).await.body
        };
        assert!(op.succeeded(&body), "{step}: {body:#}");
        self.remember(name, &body);
        self.house.settle().await;
        self.done.insert(name);
    }

    /// What has to be so before a step.
    async fn prepare(&mut self, step: &str) {
        match step {
            "reschedule_booking" => self.set("$startsAt", "2026-03-02T09:00:00Z"),
            "book_by_phone" => self.set("$startsAt", "2026-03-02T08:00:00Z"),
            "mails_in_trouble" => assert!(self.house.postbox.names().iter().any(|name| name.ends_with("-confirmed"))),
            "hold_slot" if self.done.contains("waiting_list_leave") && !self.done.contains("mails_in_trouble") => {
                self.house.postbox.next([550, 550].map(|code| NotTaken::Refused { code }));
            }
            "miss" => self.house.go_to("2026-03-02T08:10:00Z").await,
            "hold_slot" if self.done.contains("miss") => self.set("$startsAt", "2026-03-02T08:30:00Z"),
            "check_in" => self.house.go_to("2026-03-02T08:20:00Z").await,
            "assign_case" => {
                let found = self.clients["clerk"].go("booking", json!({ "id": self.known["$booking"] })).await;
                let case = found["booking"]["cases"][0]["id"].as_str().expect("the booking has a case").to_owned();
                self.set("$case", &case);
                self.set("$consultation", found["booking"]["consultation"].as_str().expect("and a talk"));
            }
            "submit_case" => {
                let kind = "LANDLORD_CONFIRMATION";
                let missing = json!({ "case": self.known["$case"], "kind": kind, "answer": "MISSING_REPORTED" });
                self.clients["clerk"].go("assess_evidence", missing).await;
                self.house.register.next(["E-1", "E-2"].map(|code| Fault::Rejects(code.to_owned())));
            }
            "prepare_declaration" => {
                let notice = json!({ "case": self.known["$case"], "notice": "TRANSFER_BLOCKS" });
                self.clients["clerk"].go("give_notice", notice).await;
            }
            "record_custody" | "remove_party" => self.add_allegra().await,
            "compare_move" => {
                let record = self.fill(&Ops::get("record_move").variables)["input"].clone();
                self.clients["clerk"].go("record_move", record).await;
            }
            "request_form" => {
                let add = self.fill(&Ops::get("add_party").variables)["input"].clone();
                let added = self.clients["clerk"].go("add_party", add).await;
                let id = added["caseAddParty"]["case"]["parties"][0]["id"].as_str().expect("she has a number");
                let id = id.to_owned();
                self.set("$party", &id);
                let identify = self.fill(&Ops::get("record_identification").variables)["input"].clone();
                self.clients["clerk"].go("record_identification", identify).await;
                let mut details = Ops::get("record_move").variables["input"]["move"].clone();
                details["from"] = json!({ "elsewhere": details["from"]["here"] });
                details["from"]["elsewhere"]["municipality"] = json!("05315000");
                let record = self.fill(&json!({ "case": "$case", "move": details }));
                self.clients["clerk"].go("record_move", record).await;
            }
            "download_ticket" => {
                let (url, ticket) = (self.known["$uploadUrl"].clone(), self.known["$ticket"].clone());
                let lease = crate::harness::pdf("Mietvertrag");
                assert_eq!(lease.len(), 586, "as it was announced");
                let sent = self.clients["citizen"].send_file(&url, &ticket, &lease, 100).await;
                assert_eq!(sent, 204);
                self.house.settle().await;
            }
            "close_attempt" => {
                let (service, channel) = ("CERTIFICATE_OF_CONDUCT", "COUNTER");
                let opened =
                    self.clients["clerk"].go("open_case", json!({ "service": service, "channel": channel })).await;
                let case = opened["caseOpen"]["case"]["id"].as_str().expect("it has an id").to_owned();
                self.clients["clerk"].go("assess_fee", json!({ "case": case })).await;
                let word = "PENDING".to_owned();
                self.payer.answers_at_once(payments::Standing::Unknown { word });
                let started = self.clients["clerk"].go("start_payment", json!({ "case": case })).await;
                self.set("$fee", started["paymentStart"]["fee"]["id"].as_str().expect("it is due"));
                self.house.settle().await;
                self.house.go_to("2026-03-18T08:00:00Z").await;
            }
            "record_settlement" => self.house.go_to("2026-06-01T08:00:00Z").await,
            "write_form" => self.house.go_to("2026-03-02T08:21:00Z").await,
            "exempt_fee" => {
                let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
                let party = json!({ "case": self.known["$case"], "who": { "person": person }, "part": "PRINCIPAL" });
                self.clients["clerk"].go("add_party", party).await;
                let proof = json!({
                    "case": self.known["$case"], "kind": "PROOF_OF_VOLUNTARY_WORK", "answer": "ACCEPTED",
                    "source": "SHOWN_IN_VIDEO",
                });
                self.clients["clerk"].go("assess_evidence", proof).await;
            }
            "attach_booking" => {
                let mine = self.clients["citizen"].go("my_cases", json!({})).await;
                let nodes = mine["myCases"]["nodes"].as_array().expect("her cases");
                let found = self.clients["citizen"].go("booking", json!({ "id": self.known["$booking"] })).await;
                let own = &found["booking"]["cases"][0]["id"];
                let open = nodes.iter().find(|case| case["state"] == "OPEN" && case["id"] != *own);
                let open = open.and_then(|case| case["id"].as_str()).expect("one of hers is open").to_owned();
                self.set("$case", &open);
            }
            _ => {}
        }
    }

    /// A child moves along.
    async fn add_allegra(&mut self) {
        let person = json!({ "familyName": "Byron", "givenNames": "Allegra", "born": { "year": 2015 } });
        let party = json!({ "case": self.known["$case"], "who": { "person": person }, "part": "MOVES_ALONG" });
        let added = self.clients["clerk"].go("add_party", party).await;
        let id = added["caseAddParty"]["case"]["parties"][0]["id"].as_str().expect("the person has a number");
        let id = id.to_owned();
        self.set("$party", &id);
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.known.insert(name, value.to_owned());
    }

    /// The example with its placeholders filled in.
    fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text == "$key" => json!(fresh()),
            Value::String(text) if text.starts_with('$') => {
                json!(self.known.get(text.as_str()).unwrap_or_else(|| panic!("nothing is known of {text}")))
            }
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| (name.clone(), self.fill(member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            plain => plain.clone(),
        }
    }

    /// Keeps what later operations name.
    fn remember(&mut self, name: &str, body: &Value) {
        let mut keep = |placeholder: &'static str, pointer: &str| {
            if let Some(text) = body.pointer(pointer).and_then(Value::as_str) {
                self.known.insert(placeholder, text.to_owned());
            }
        };
        match name {
            "upload_ticket" => {
                keep("$document", "/data/documentHandIn/upload/document");
                keep("$uploadUrl", "/data/documentHandIn/upload/url");
                keep("$ticket", "/data/documentHandIn/upload/ticket");
            }
            "hold_slot" => keep("$booking", "/data/bookingHold/booking/id"),
            "invite_guest" => {
                keep("$guest", "/data/consultationInvite/invitation/guest");
                keep("$invitation", "/data/consultationInvite/invitation/text");
            }
            "catalogue_propose" => keep("$draft", "/data/cataloguePropose/catalogue/draft/id"),
            "catalogue_amend" => keep("$draft", "/data/catalogueAmend/catalogue/draft/id"),
            "book_by_phone" => keep("$booking", "/data/bookingBookByPhone/booking/id"),
            "waiting_list_join" => keep("$entry", "/data/waitingListJoin/place/id"),
            "waiting_list_accept" => keep("$booking", "/data/waitingListAccept/booking/id"),
            "open_case" => keep("$case", "/data/caseOpen/case/id"),
            "add_party" => keep("$party", "/data/caseAddParty/case/parties/0/id"),
            "show_declaration" => keep("$hash", "/data/caseShowDeclaration/declaration/hash"),
            "issue_paper" => keep("$paper", "/data/paperIssue/paper/id"),
            "payment" => keep("$fee", "/data/payment/id"),
            "tell_tan" => keep("$tan", "/data/caseTellTan/tan"),
            "transmissions" => keep("$transmission", "/data/transmissions/0/id"),
            "mails_in_trouble" => keep("$undelivered", "/data/mailsInTrouble/0/id"),
            "import_statement" => keep("$statement", "/data/statementImport/statement/id"),
            "log_head" => keep("$position", "/data/logHead/position"),
            _ => {}
        }
    }
}
