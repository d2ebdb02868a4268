//! The papers of a case over HTTP: written, sealed, kept, and fetched once for a ticket, the same bytes each time.

use api::office::Papers;
use documents::seal::Trust;
use event_store::Clock;
use serde_json::{Value, json};

use super::procedures::Visit;
use super::steps::{self, FIRST, begin, book, fetch_paper, finish, record, text};
use crate::harness::{Client, Database, House, on_both};

on_both!(
    a_registration_gives_a_confirmation_that_is_the_same_each_time_until_its_people_are_forgotten,
    a_certificate_of_registration_is_the_result_of_its_case_and_its_fee_gives_a_receipt,
    a_history_is_written_for_whose_case_it_is_and_another_one_for_auditors,
);

/// The papers of a case, as somebody sees them.
async fn papers(who: &Client, case: &str) -> Vec<Value> {
    let answer = who.go("papers", json!({ "id": case })).await;
    answer["case"]["papers"].as_array().expect("papers").clone()
}

async fn issue(who: &Client, case: &str, kind: &str, languages: &str) -> String {
    let wanted = json!({ "case": case, "kind": kind, "languages": languages });
    let answer = who.go("issue_paper", wanted).await;
    assert_eq!(answer["paperIssue"]["paper"]["level"], "BASIC", "nobody stamps times here: {answer:#}");
    text(&answer, "/paperIssue/paper/id")
}

/// Whether the seal of a file is good, and the authority's.
fn is_sealed(house: &House, pdf: &[u8]) {
    let Papers { seal, .. } = house.office.papers().expect("it makes papers");
    let key = &seal.as_ref().expect("it has a seal").key;
    let trust = Trust { seals: &key.certificates()[1..], time_stamps: &[] };
    documents::seal::verify(pdf, trust, Clock::system().now()).expect("the seal is good");
}

async fn a_registration_gives_a_confirmation_that_is_the_same_each_time_until_its_people_are_forgotten(
    database: Database,
) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    begin(&people, &booking).await;
    let party = record(&people.clara, &booking, &case).await;
    let confirmation = json!({ "case": case, "kind": "CONFIRMATION" });
    assert_eq!(people.ada.refused("issue_paper", confirmation.clone()).await, "PAPER_NOT_READY");
    finish(&people, &booking, &case, &party).await;
    let ben = house.visitor();
    assert_eq!(ben.refused("issue_paper", confirmation).await, "CASE_UNKNOWN");

    let german = issue(&people.ada, &case, "CONFIRMATION", "GERMAN").await;
    assert_eq!(issue(&people.clara, &case, "CONFIRMATION", "GERMAN").await, german, "there is one");
    let both = issue(&people.ada, &case, "CONFIRMATION", "GERMAN_AND_ENGLISH").await;
    assert_ne!(both, german);
    let once = fetch_paper(&people.ada, &case, &german).await;
    assert_eq!(fetch_paper(&people.clara, &case, &german).await, once, "the very same bytes");
    is_sealed(&house, &once);
    let listed = papers(&people.ada, &case).await;
    let kinds: Vec<_> = listed.iter().map(|one| text(one, "/kind")).collect();
    assert_eq!(kinds, ["DECLARATION", "CONFIRMATION", "CONFIRMATION"]);
    assert_eq!(documents::sha256(&once).to_string(), text(&listed[1], "/hash"));
    assert_eq!(listed[1]["copies"], 2);

    // A ticket is good once, for a file to be saved; and nobody else gets one.
    let copy = json!({ "case": case, "paper": german });
    assert_eq!(ben.refused("paper_ticket", copy.clone()).await, "CASE_UNKNOWN");
    let nothing = json!({ "case": case, "paper": case });
    assert_eq!(people.ada.refused("paper_ticket", nothing).await, "PAPER_UNKNOWN");
    let answer = people.ada.go("paper_ticket", copy.clone()).await;
    let url = text(&answer, "/paperCopy/download/url");
    let fetched = people.ada.fetch(&url).await;
    let disposition = fetched.headers()["content-disposition"].to_str().expect("ASCII").to_owned();
    assert!(disposition.starts_with("attachment; filename=\"Meldebest_tigung.pdf\""), "{disposition}");
    assert_eq!(people.ada.fetch(&url).await.status().as_u16(), 410);

    let answer = people.clara.go("paper_ticket", copy).await;
    people.thea.go("erase_case", json!({ "case": case, "ground": "OBJECTION" })).await;
    house.settle().await;
    let url = text(&answer, "/paperCopy/download/url");
    assert_eq!(people.clara.fetch(&url).await.status().as_u16(), 410);
    assert_eq!(papers(&people.clara, &case).await.len(), 3, "that there were some stays");
    assert_eq!(house.documents(), 0, "and no file");
    house.close().await;
}

async fn a_certificate_of_registration_is_the_result_of_its_case_and_its_fee_gives_a_receipt(database: Database) {
    let visit = Visit::begun(database, "REGISTRATION_CERTIFICATE").await;
    let address = json!({
        "street": "Mainzer Straße", "houseNumber": "1", "postalCode": "66111", "town": "Saarbrücken",
        "municipality": "10041100",
    });
    let register = |further: Value| {
        let entry = json!({ "dwellings": [{ "address": address, "status": "SOLE" }], "further": further });
        let certificate = json!({ "extended": true, "delivery": "PAPER", "register": entry });
        json!({ "request": { "certificate": certificate } })
    };
    let code = visit.refused("record_request", register(json!([]))).await;
    assert_eq!(code, "CASE_DETAILS_DO_NOT_FIT", "an extended one says more");
    let born = json!([{ "birthPlace": "London" }, { "noDateOfDeath": true }]);
    let recorded = visit.clerk("record_request", register(born)).await;
    let request = &recorded["caseRecordRequest"]["case"]["request"];
    assert_eq!(request["further"][0], json!({ "kind": "birth_place", "lines": ["London"] }), "{request:#}");

    let receipt = visit.of_case(json!({ "kind": "RECEIPT" }));
    assert_eq!(visit.people.ada.refused("issue_paper", receipt.clone()).await, "PAPER_NOT_READY");
    visit.clerk("assess_fee", json!({ "delivery": "PAPER" })).await;
    let assessed = visit.people.clara.go("case", json!({ "id": visit.case })).await;
    let amount = &assessed["case"]["fee"]["amountCents"];
    assert!(amount.as_i64().is_some_and(|cents| cents > 0), "paper costs something: {assessed:#}");
    assert_eq!(visit.people.ada.refused("issue_paper", receipt).await, "PAPER_NOT_READY", "nobody has paid");
    let pay = json!({ "means": "CASH", "amountCents": amount });
    visit.people.karl.go("pay_at_counter", visit.of_case(pay)).await;
    visit.house.settle().await;
    let receipt = issue(&visit.people.ada, &visit.case, "RECEIPT", "GERMAN").await;
    is_sealed(&visit.house, &fetch_paper(&visit.people.ada, &visit.case, &receipt).await);

    let early = visit.of_case(json!({ "kind": "CERTIFICATE" }));
    assert_eq!(visit.people.ada.refused("issue_paper", early).await, "PAPER_NOT_READY", "it is not submitted");
    visit.done().await;
    let listed = papers(&visit.people.ada, &visit.case).await;
    let certificate = listed.iter().find(|one| one["kind"] == "CERTIFICATE").expect("it is the result");
    let id = text(certificate, "/id");
    let pdf = fetch_paper(&visit.people.ada, &visit.case, &id).await;
    is_sealed(&visit.house, &pdf);
    assert_eq!(issue(&visit.people.ada, &visit.case, "CERTIFICATE", "GERMAN").await, id, "there is one");
    assert_eq!(fetch_paper(&visit.people.ada, &visit.case, &id).await, pdf);
    visit.house.close().await;
}

async fn a_history_is_written_for_whose_case_it_is_and_another_one_for_auditors(database: Database) {
    let visit = Visit::begun(database, "TAX_ID").await;
    let (people, case) = (&visit.people, &visit.case);
    let for_auditors = visit.of_case(json!({ "kind": "AUDIT_HISTORY" }));
    assert_eq!(people.ada.refused("issue_paper", for_auditors.clone()).await, "CASE_UNKNOWN");
    assert_eq!(people.clara.refused("issue_paper", for_auditors).await, "PAPER_DENIED");
    let ours = visit.of_case(json!({ "kind": "HISTORY" }));
    assert_eq!(people.anton.refused("issue_paper", ours).await, "PAPER_DENIED");

    let hers = issue(&people.ada, case, "HISTORY", "GERMAN_AND_ENGLISH").await;
    let later = issue(&people.ada, case, "HISTORY", "GERMAN").await;
    assert_ne!(later, hers, "meanwhile the first one was written");
    is_sealed(&visit.house, &fetch_paper(&people.ada, case, &hers).await);
    let audited = issue(&people.anton, case, "AUDIT_HISTORY", "GERMAN").await;
    is_sealed(&visit.house, &fetch_paper(&people.anton, case, &audited).await);
    for other in [&people.ada, &people.clara] {
        let copy = visit.of_case(json!({ "paper": audited }));
        assert_eq!(other.refused("paper_ticket", copy).await, "PAPER_UNKNOWN");
        assert_eq!(papers(other, case).await.len(), 2, "they do not see it");
    }
    assert_eq!(papers(&people.anton, case).await.len(), 3);
    visit.house.close().await;
}
