//! The steps of a change of residence, as the people of a journey take them.

use domain::Role;
use serde_json::{Value, json};

use crate::harness::{Client, Database, House, SCOPE};

/// Monday morning, before the office opens at eight.
pub(super) const EARLY: &str = "2026-03-02T06:00:00Z";
/// When the first appointment of the day begins.
pub(super) const FIRST: &str = "2026-03-02T08:00:00Z";

/// The people of a journey.
#[derive(Clone)]
pub(super) struct People {
    pub(super) ada: Client,
    pub(super) clara: Client,
    pub(super) david: Client,
    pub(super) thea: Client,
    pub(super) anton: Client,
    pub(super) nora: Client,
    pub(super) silke: Client,
    pub(super) karl: Client,
}

/// Everybody whom a journey needs.
pub(super) async fn people(house: &House) -> People {
    People {
        ada: house.visitor(),
        clara: house.staff(0xc1, &[Role::Clerk]).await,
        david: house.staff(0xc2, &[Role::Clerk]).await,
        thea: house.staff(0xc3, &[Role::TeamLead, Role::Clerk, Role::Planner]).await,
        anton: house.staff(0xc4, &[Role::Auditor]).await,
        nora: house.staff(0xc5, &[Role::Analyst]).await,
        silke: house.staff(0xc6, &[Role::ServiceCentre]).await,
        karl: house.staff(0xc7, &[Role::Cashier]).await,
    }
}

/// An office with a planned morning of `units` × 20 minutes for one clerk, and its people.
pub(super) async fn morning(database: Database, units: u16) -> (House, People) {
    let house = House::open(database, EARLY).await;
    let people = people(&house).await;
    let window = json!({ "startsAt": FIRST, "units": units, "publicLanes": 1, "internalLanes": 0 });
    let plan = json!({
        "scope": SCOPE, "date": "2026-03-02", "unitMins": 20, "windows": [window],
        "releasedAt": "2026-02-27T06:30:00Z",
    });
    people.thea.go("plan_capacity", plan).await;
    house.settle().await;
    (house, people)
}

/// What somebody needs to hold a time.
pub(super) fn hold(starts_at: &str) -> Value {
    json!({ "scope": SCOPE, "startsAt": starts_at, "lines": [{ "service": "CHANGE_OF_RESIDENCE" }] })
}

/// Somebody to be reached by mail.
pub(super) fn contact(name: &str) -> Value {
    json!({ "name": name, "mail": format!("{}@example.org", name.to_lowercase().replace(' ', ".")) })
}

/// What somebody needs to wait for a time in the week.
pub(super) fn wait(name: &str) -> Value {
    json!({
        "scope": SCOPE, "lines": [{ "service": "CHANGE_OF_RESIDENCE" }], "from": "2026-03-02", "until": "2026-03-06",
        "contact": contact(name),
    })
}

/// Holds a time and makes an appointment of it. Gives its id, and that of its case.
pub(super) async fn book(house: &House, citizen: &Client, starts_at: &str, name: &str) -> (String, String) {
    let held = citizen.go("hold_slot", hold(starts_at)).await;
    let booking = text(&held, "/bookingHold/booking/id");
    let confirmed = citizen.go("confirm_booking", json!({ "booking": booking, "contact": contact(name) })).await;
    assert_eq!(confirmed.pointer("/bookingConfirm/booking/state"), Some(&json!("CONFIRMED")));
    house.settle().await;
    let cases = citizen.go("booking", json!({ "id": booking })).await;
    let case = text(&cases, "/booking/cases/0/id");
    (booking, case)
}

/// Lets the citizen come in, and the clerk begin.
pub(super) async fn begin(people: &People, booking: &str) {
    people.ada.go("check_in", json!({ "booking": booking })).await;
    let called = people.clara.go("call_next", json!({ "scope": SCOPE })).await;
    assert_eq!(text(&called, "/queueCallNext/booking/id"), booking);
    people.clara.go("start", json!({ "booking": booking })).await;
    people.clara.go("begin_consultation", json!({ "of": { "booking": booking }, "medium": "VIDEO" })).await;
}

/// The facts of a move within the town.
pub(super) fn move_on(case: &str, moved_in: &str) -> Value {
    let address = |street: &str| {
        json!({
            "street": street, "houseNumber": "1", "postalCode": "66111", "town": "Saarbrücken",
            "municipality": "10041100",
        })
    };
    let details = json!({
        "movedIn": moved_in, "from": { "here": address("Bahnhofstraße") }, "to": address("Mainzer Straße"), "status": "SOLE",
    });
    json!({ "case": case, "move": details })
}

/// That somebody was identified in a talk, by a look at their document.
pub(super) fn identification(case: &str, party: &str, consultation: &str, method: &str) -> Value {
    let identification = json!({
        "method": method, "document": "IDENTITY_CARD", "consultation": consultation,
        "checks": ["PHOTO_MATCHES", "NOT_EXPIRED", "SECURITY_FEATURES", "DATA_MATCHES_REGISTER", "FREE_WILL"],
    });
    json!({ "case": case, "party": party, "identification": identification })
}

/// The landlord's confirmation, held to the camera.
pub(super) fn confirmed(case: &str) -> Value {
    json!({ "case": case, "kind": "LANDLORD_CONFIRMATION", "answer": "ACCEPTED", "source": "SHOWN_IN_VIDEO" })
}

/// What a clerk records in the talk, up to the declaration. Gives the registrant's number in the case.
pub(super) async fn record(clara: &Client, booking: &str, case: &str) -> String {
    let found = clara.go("booking", json!({ "id": booking })).await;
    record_in(clara, &text(&found, "/booking/consultation"), "VIDEO_DOCUMENT_CHECK", case).await
}

/// The same in any talk, with a document that is looked at in a way that suits it.
pub(super) async fn record_in(clara: &Client, consultation: &str, method: &str, case: &str) -> String {
    let person = json!({
        "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990, "month": 12, "day": 10 },
    });
    let added = clara.go("add_party", json!({ "case": case, "who": { "person": person }, "part": "PRINCIPAL" })).await;
    let party = text(&added, "/caseAddParty/case/parties/0/id");
    identify(clara, consultation, method, case, &party).await;
    for notice in ["DUTY_TO_COOPERATE", "TRANSFER_BLOCKS"] {
        clara.go("give_notice", json!({ "case": case, "notice": notice })).await;
    }
    clara.go("record_move", move_on(case, "2026-02-23")).await;
    clara.go("assess_evidence", confirmed(case)).await;
    clara.go("assess_fee", json!({ "case": case })).await;
    party
}

/// Looks at somebody's document in a talk.
pub(super) async fn identify(clara: &Client, consultation: &str, method: &str, case: &str, party: &str) {
    clara.go("record_identification", identification(case, party, consultation, method)).await;
}

/// Declaration, signature, submission, result, end of the visit.
pub(super) async fn finish(people: &People, booking: &str, case: &str, party: &str) {
    people.clara.go("prepare_declaration", json!({ "case": case })).await;
    let shown = people.clara.go("show_declaration", json!({ "case": case })).await;
    let hash = text(&shown, "/caseShowDeclaration/declaration/hash");
    assert!(text(&shown, "/caseShowDeclaration/declaration/text").contains("Mainzer Straße"));
    let signature = json!({ "case": case, "party": party, "method": "TYPED_CONSENT", "hash": hash });
    people.ada.go("sign", signature).await;
    people.clara.go("submit_case", json!({ "case": case })).await;
    people.clara.go("complete_case", json!({ "case": case })).await;
    people.clara.go("end_consultation", json!({ "of": { "booking": booking }, "outcome": "COMPLETED" })).await;
    let delivered = json!({ "booking": booking, "delivered": [{ "service": "CHANGE_OF_RESIDENCE" }] });
    people.clara.go("finish", delivered).await;
}

/// The text at a place.
pub(super) fn text(value: &Value, pointer: &str) -> String {
    let found = value.pointer(pointer).and_then(Value::as_str);
    found.unwrap_or_else(|| panic!("no text at {pointer} in {value:#}")).to_owned()
}

/// Fetches a copy of a paper.
pub(super) async fn fetch_paper(who: &Client, case: &str, paper: &str) -> Vec<u8> {
    let answer = who.go("paper_ticket", json!({ "case": case, "paper": paper })).await;
    let fetched = who.fetch(&text(&answer, "/paperCopy/download/url")).await;
    assert_eq!(fetched.status().as_u16(), 200);
    fetched.bytes().await.expect("all of it").to_vec()
}
