//! The other six services, each from the appointment to the handed over result.

use serde_json::{Value, json};

use super::steps::{self, FIRST, People, begin, contact, text};
use crate::harness::{Database, House, SCOPE, on_both};

on_both!(
    a_move_in_goes_out_with_the_form_of_the_other_authority_and_leaves_the_card_to_be_changed,
    a_registration_that_the_landlord_does_not_confirm_goes_out_and_he_is_asked_when_his_time_is_over,
    a_move_abroad_is_filed_in_the_week_before_it,
    a_certificate_of_conduct_for_an_authority_is_signed_after_the_notice_and_forwarded_when_it_is_paid,
    a_trade_register_extract_about_a_company_is_asked_for_by_whom_its_register_names,
    a_certificate_of_registration_is_free_as_a_file,
    a_tax_number_is_handed_over_in_the_talk_and_stands_nowhere,
    a_case_that_is_suspended_says_the_same_to_the_citizen_whatever_the_ground,
);

/// A visit for a service, up to an identified citizen.
pub(super) struct Visit {
    pub(super) house: House,
    pub(super) people: People,
    booking: String,
    pub(super) case: String,
    pub(super) party: String,
}

impl Visit {
    pub(super) async fn begun(database: Database, service: &str) -> Self {
        let mut visit = Self::called(database, service).await;
        let person = json!({
            "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990, "month": 12, "day": 10 },
        });
        visit.party = visit.add(json!({ "who": { "person": person }, "part": "PRINCIPAL" })).await;
        visit.identify().await;
        visit
    }

    async fn called(database: Database, service: &str) -> Self {
        let (house, people) = steps::morning(database, 6).await;
        let wanted = json!({ "scope": SCOPE, "startsAt": FIRST, "lines": [{ "service": service }] });
        let held = people.ada.go("hold_slot", wanted).await;
        let booking = text(&held, "/bookingHold/booking/id");
        people.ada.go("confirm_booking", json!({ "booking": booking, "contact": contact("Ada Lovelace") })).await;
        house.settle().await;
        let found = people.ada.go("booking", json!({ "id": booking })).await;
        let case = text(&found, "/booking/cases/0/id");
        house.go_to(FIRST).await;
        begin(&people, &booking).await;
        Self { house, people, booking, case, party: String::new() }
    }

    /// Does something in the case as the clerk.
    pub(super) async fn clerk(&self, operation: &str, input: Value) -> Value {
        self.people.clara.go(operation, self.of_case(input)).await
    }

    pub(super) async fn refused(&self, operation: &str, input: Value) -> String {
        self.people.clara.refused(operation, self.of_case(input)).await
    }

    pub(super) fn of_case(&self, mut input: Value) -> Value {
        input["case"] = json!(self.case);
        input
    }

    /// Adds somebody, and gives their number.
    async fn add(&self, party: Value) -> String {
        let added = self.clerk("add_party", party).await;
        let parties = added["caseAddParty"]["case"]["parties"].as_array().expect("the case has parties");
        text(parties.last().expect("one was added"), "/id")
    }

    async fn identify(&self) {
        let found = self.people.clara.go("booking", json!({ "id": self.booking })).await;
        let talk = text(&found, "/booking/consultation");
        steps::identify(&self.people.clara, &talk, "VIDEO_DOCUMENT_CHECK", &self.case, &self.party).await;
    }

    async fn sign(&self) -> String {
        self.clerk("prepare_declaration", json!({})).await;
        let shown = self.clerk("show_declaration", json!({})).await;
        let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
        let sign = json!({ "party": self.party, "method": "TYPED_CONSENT", "hash": hash });
        self.people.ada.go("sign", self.of_case(sign)).await;
        text(&shown, "/caseShowDeclaration/declaration/text")
    }

    /// Submits and completes, and reads the case once more.
    pub(super) async fn done(&self) -> Value {
        self.clerk("submit_case", json!({})).await;
        // Whoever is told that it can be handed over can hand it over, also where its paper is written only then.
        let told = self.people.clara.go("case", json!({ "id": self.case })).await;
        let may = told["case"]["may"].as_array().expect("what the case allows");
        let complete = may.iter().find(|one| one["command"] == "CASE_COMPLETE").expect("a clerk may");
        assert_eq!(complete["allowed"], true, "{complete:#}");
        self.clerk("complete_case", json!({})).await;
        self.house.settle().await;
        let case = self.people.clara.go("case", json!({ "id": self.case })).await["case"].take();
        assert_eq!(case["state"], "COMPLETED");
        case
    }

    /// The stored names of what happened.
    pub(super) async fn history(&self) -> Vec<String> {
        let history = self.people.anton.go("case_history", json!({ "id": self.case })).await;
        let edges = history["caseHistory"]["edges"].as_array().expect("edges");
        edges.iter().map(|edge| text(edge, "/node/name")).collect()
    }

    async fn pay(&self) {
        self.clerk("assess_fee", json!({ "delivery": "PAPER" })).await;
        let pay = json!({ "means": "CARD", "amountCents": 1300 });
        self.people.karl.go("pay_at_counter", self.of_case(pay)).await;
    }
}

fn address(street: &str, municipality: &str) -> Value {
    json!({
        "street": street, "houseNumber": "1", "postalCode": "66111", "town": "Ort", "municipality": municipality,
    })
}

async fn a_move_in_goes_out_with_the_form_of_the_other_authority_and_leaves_the_card_to_be_changed(database: Database) {
    let visit = Visit::begun(database, "MOVE_IN").await;
    for notice in ["DUTY_TO_COOPERATE", "TRANSFER_BLOCKS"] {
        visit.clerk("give_notice", json!({ "notice": notice })).await;
    }
    let details = json!({
        "movedIn": "2026-02-23", "from": { "elsewhere": address("Domplatz", "05315000") },
        "to": address("Mainzer Straße", "10041100"), "status": "SOLE",
    });
    visit.clerk("record_move", json!({ "move": details })).await;
    visit.people.clara.go("assess_evidence", steps::confirmed(&visit.case)).await;
    visit.clerk("request_form", json!({})).await;
    assert_eq!(visit.refused("write_form", json!({})).await, "CASE_FORM_AWAITED");
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
    let form = json!({ "persons": [person], "address": address("Domplatz", "05315000") });
    let received = visit.clerk("receive_form", json!({ "form": form })).await;
    let case = &received["caseReceiveForm"]["case"];
    assert_eq!(case["registrationForm"]["late"], false);
    visit.sign().await;
    let case = visit.done().await;
    assert_eq!(case["dueOn"], "2026-03-05", "§ 33 (1) BMG: three working days");
    let names = visit.history().await;
    for name in ["form_requested", "form_received", "submitted", "completed", "follow_up_opened"] {
        assert!(names.iter().any(|known| known == name), "{name} is missing in {names:?}");
    }
    let close = json!({ "party": visit.party, "how": "COUNTER" });
    let closed = visit.clerk("close_follow_up", close).await;
    assert_eq!(closed["caseCloseFollowUp"]["case"]["followUps"][0]["how"], "COUNTER");
    visit.house.close().await;
}

async fn a_registration_that_the_landlord_does_not_confirm_goes_out_and_he_is_asked_when_his_time_is_over(
    database: Database,
) {
    let visit = Visit::begun(database, "CHANGE_OF_RESIDENCE").await;
    for notice in ["DUTY_TO_COOPERATE", "TRANSFER_BLOCKS"] {
        visit.clerk("give_notice", json!({ "notice": notice })).await;
    }
    let details = json!({
        "movedIn": "2026-02-23", "from": { "here": address("Dudweilerstraße", "10041100") },
        "to": address("Mainzer Straße", "10041100"), "status": "SOLE",
    });
    visit.clerk("record_move", json!({ "move": details })).await;
    let missing = json!({ "kind": "LANDLORD_CONFIRMATION", "answer": "MISSING_REPORTED" });
    visit.clerk("assess_evidence", missing).await;
    visit.sign().await;
    let close = |outcome: &str| json!({ "outcome": outcome });
    assert_eq!(visit.refused("close_landlord_inquiry", close("CONFIRMED")).await, "CASE_NOT_SUBMITTED");
    visit.done().await;
    let listed = async |visit: &Visit| {
        let list = visit.people.clara.go("worklist", json!({})).await;
        let nodes = list["worklist"]["nodes"].as_array().expect("a list").clone();
        nodes.into_iter().find(|node| node["id"] == visit.case.as_str())
    };
    visit.house.go_to("2026-03-09T22:00:00Z").await;
    assert!(listed(&visit).await.is_none_or(|node| node["waitsFor"] != "LANDLORD_INQUIRY"), "he has time");
    visit.house.go_to("2026-03-10T07:00:00Z").await;
    let node = listed(&visit).await.expect("two weeks and a day after 23 February");
    assert_eq!(node["waitsFor"], "LANDLORD_INQUIRY");
    let closed = visit.clerk("close_landlord_inquiry", close("NOT_LIVING_THERE")).await;
    let inquiry = &closed["caseCloseLandlordInquiry"]["case"]["landlordInquiry"];
    assert_eq!((&inquiry["dueOn"], &inquiry["outcome"]), (&json!("2026-03-10"), &json!("NOT_LIVING_THERE")));
    assert_eq!(visit.refused("close_landlord_inquiry", close("CONFIRMED")).await, "CASE_INQUIRY_CLOSED");
    let told = visit.people.ada.go("case_history", json!({ "id": visit.case })).await;
    assert!(told.to_string().contains("landlord_inquiry_closed"), "she sees that it is closed: {told:#}");
    assert!(!told.to_string().contains("not_living_there"), "and what he said is for the office to look into");
    visit.house.close().await;
}

async fn a_move_abroad_is_filed_in_the_week_before_it(database: Database) {
    let visit = Visit::begun(database, "DEREGISTRATION_ABROAD").await;
    let leaving = |moved_out: &str, keeps: Value| {
        json!({ "request": { "departure": {
            "movedOut": moved_out, "from": address("Bahnhofstraße", "10041100"), "state": "FR", "keeps": keeps,
        } } })
    };
    let kept = json!([{ "address": address("Domplatz", "05315000"), "status": "SECONDARY" }]);
    assert_eq!(visit.refused("record_request", leaving("2026-03-08", kept)).await, "CASE_DWELLING_REMAINS");
    visit.clerk("give_notice", json!({ "notice": "DUTY_TO_COOPERATE" })).await;
    visit.clerk("record_request", leaving("2026-03-10", json!([]))).await;
    visit.sign().await;
    assert_eq!(visit.refused("submit_case", json!({})).await, "CASE_TOO_EARLY_TO_LEAVE");
    visit.clerk("record_request", leaving("2026-03-08", json!([]))).await;
    let declared = visit.sign().await;
    assert!(declared.contains("Tag des Auszugs: 08.03.2026"), "{declared}");
    let case = visit.done().await;
    assert_eq!((&case["filedOn"], &case["late"]), (&json!("2026-03-02"), &json!(false)));
    // § 24 (2) BMG: the confirmation says both days.
    let issued = visit.people.ada.go("issue_paper", visit.of_case(json!({ "kind": "CONFIRMATION" }))).await;
    let confirmation = text(&issued, "/paperIssue/paper/id");
    let pdf = steps::fetch_paper(&visit.people.ada, &visit.case, &confirmation).await;
    assert_eq!(documents::sha256(&pdf).to_string(), text(&issued, "/paperIssue/paper/hash"));
    visit.house.close().await;
}

async fn a_certificate_of_conduct_for_an_authority_is_signed_after_the_notice_and_forwarded_when_it_is_paid(
    database: Database,
) {
    let visit = Visit::begun(database, "CERTIFICATE_OF_CONDUCT").await;
    let recipient = json!({ "name": "Schulamt", "address": "Ring 1, 66111 Saarbrücken", "purpose": "Einstellung" });
    let application = json!({ "birthPlace": "London", "nationalities": ["GB"], "recipient": recipient });
    let request = |purpose: &str, court: Value| {
        let conduct = json!({ "purpose": purpose, "application": application, "court": court });
        json!({ "request": { "conduct": conduct } })
    };
    let court = || json!({ "name": "Amtsgericht Saarbrücken", "place": "66119 Saarbrücken" });
    let unnamed = request("AUTHORITY_AFTER_INSPECTION", Value::Null);
    assert_eq!(visit.refused("record_request", unnamed).await, "CASE_COURT_NEEDED", "§ 30 (5) S. 3 BZRG");
    assert_eq!(visit.refused("record_request", request("AUTHORITY", court())).await, "CASE_NO_COURT");
    let recorded = visit.clerk("record_request", request("AUTHORITY_AFTER_INSPECTION", court())).await;
    let recorded = &recorded["caseRecordRequest"]["case"]["request"];
    assert_eq!((&recorded["european"], &recorded["court"]), (&json!(true), &court()));
    visit.clerk("prepare_declaration", json!({})).await;
    let shown = visit.clerk("show_declaration", json!({})).await;
    let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
    let sign = visit.of_case(json!({ "party": visit.party, "method": "TYPED_CONSENT", "hash": hash }));
    assert_eq!(visit.people.ada.refused("sign", sign).await, "CASE_INCOMPLETE", "§ 30 (5) BZRG");
    visit.clerk("give_notice", json!({ "notice": "INSPECTION_AT_COURT" })).await;
    let declared = visit.sign().await;
    assert!(declared.contains("Gericht: Amtsgericht Saarbrücken"), "{declared}");
    assert_eq!(visit.refused("submit_case", json!({})).await, "CASE_INCOMPLETE", "it is not paid");
    visit.pay().await;
    visit.done().await;
    visit.house.close().await;
}

async fn a_trade_register_extract_about_a_company_is_asked_for_by_whom_its_register_names(database: Database) {
    let mut visit = Visit::called(database, "TRADE_REGISTER_EXTRACT").await;
    let company = json!({
        "name": "Analytical Engines GmbH", "legalForm": "GmbH", "seat": "Saarbrücken", "registerNumber": "HRB 4711",
    });
    let company = visit.add(json!({ "who": { "organisation": company }, "part": "PRINCIPAL" })).await;
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
    let speaks = json!([{ "party": company, "power": "LEGAL_REPRESENTATIVE" }]);
    let speaker = json!({ "who": { "person": person }, "part": "REPRESENTATIVE", "actsFor": speaks });
    visit.party = visit.add(speaker).await;
    visit.identify().await;
    visit.clerk("record_request", json!({ "request": { "tradeRegister": { "application": {} } } })).await;
    let declared = visit.sign().await;
    assert!(declared.contains("Analytical Engines GmbH") && declared.contains("HRB 4711"), "{declared}");
    visit.pay().await;
    assert_eq!(visit.refused("submit_case", json!({})).await, "CASE_INCOMPLETE", "§ 150 (2) GewO");
    let extract = json!({ "kind": "REGISTER_EXTRACT", "answer": "ACCEPTED", "source": "SHOWN_IN_VIDEO" });
    visit.clerk("assess_evidence", extract).await;
    visit.done().await;
    visit.house.close().await;
}

async fn a_certificate_of_registration_is_free_as_a_file(database: Database) {
    let visit = Visit::begun(database, "REGISTRATION_CERTIFICATE").await;
    let request =
        |register: Value| json!({ "request": { "certificate": { "delivery": "ELECTRONIC", "register": register } } });
    let recorded = visit.clerk("record_request", request(Value::Null)).await;
    let missing = &recorded["caseRecordRequest"]["case"]["missing"];
    assert_eq!(*missing, json!([{ "code": "register_entry" }]), "§ 18 (1) BMG");
    assert_eq!(visit.refused("submit_case", json!({})).await, "CASE_INCOMPLETE");
    let address = json!({
        "street": "Mainzer Straße", "houseNumber": "1", "postalCode": "66111", "town": "Saarbrücken",
        "municipality": "10041100",
    });
    visit.clerk("record_request", request(json!({ "dwellings": [{ "address": address, "status": "SOLE" }] }))).await;
    let charged = visit.refused("assess_fee", json!({ "delivery": "PAPER" })).await;
    assert_eq!(charged, "CASE_OTHER_DELIVERY", "§ 18 (3) BMG");
    visit.done().await;
    visit.house.close().await;
}

async fn a_tax_number_is_handed_over_in_the_talk_and_stands_nowhere(database: Database) {
    let visit = Visit::begun(database, "TAX_ID").await;
    let never = json!({ "request": { "taxId": { "ground": "NEVER_ASSIGNED", "handover": "IN_SESSION" } } });
    assert_eq!(visit.refused("record_request", never).await, "CASE_NOTHING_TO_HAND_OVER");
    let lost = json!({ "request": { "taxId": { "ground": "LOST", "handover": "IN_SESSION" } } });
    visit.clerk("record_request", lost).await;
    let case = visit.done().await;
    assert_eq!(case["taxIdDisclosed"], "IN_SESSION");
    assert!(visit.history().await.iter().any(|name| name == "tax_id_disclosed"));
    visit.house.close().await;
}

async fn a_case_that_is_suspended_says_the_same_to_the_citizen_whatever_the_ground(database: Database) {
    let mut told = vec![];
    // Nobody came in person, and only a team lead looks into what the register says.
    for (ground, goes_on) in [("FREE_WILL_DOUBTFUL", "CASE_INCOMPLETE"), ("REGISTERED_AS_DEAD", "CASE_DENIED")] {
        let visit = Visit::begun(database, "TAX_ID").await;
        let seen = visit.people.clara.go("suspend_case", visit.of_case(json!({ "ground": ground }))).await;
        assert_eq!(seen["caseSuspend"]["case"]["suspensionGround"], ground);
        let person = json!({ "familyName": "Byron", "givenNames": "Allegra", "born": { "year": 2015 } });
        let party = visit.of_case(json!({ "who": { "person": person }, "part": "MOVES_ALONG" }));
        let refused = visit.people.ada.attempt("add_party", party).await;
        assert_eq!(visit.refused("submit_case", json!({})).await, "CASE_SUSPENDED");
        assert_eq!(visit.refused("resume_case", json!({})).await, goes_on);
        let hers = visit.people.ada.go("case", json!({ "id": visit.case })).await;
        assert_eq!((&hers["case"]["suspended"], &hers["case"]["suspensionGround"]), (&json!(true), &Value::Null));
        let errors = refused.body.pointer("/data/caseAddParty/errors").cloned();
        assert!(!hers.to_string().contains(ground) && !refused.body.to_string().contains(ground));
        let missing = hers["case"]["missing"].as_array().expect("a list").iter().map(|item| item["code"].clone());
        told.push((missing.collect::<Vec<_>>(), errors));
        visit.house.close().await;
    }
    assert_eq!(told[0], told[1], "nothing that a citizen is told hints at the ground");
}
