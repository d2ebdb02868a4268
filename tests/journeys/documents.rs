//! A document over HTTP: announced, sent with an interruption, looked at, fetched once, forgotten.

use serde_json::{Value, json};

use super::steps::{self, FIRST, People, book};
use crate::harness::{Client, Database, House, on_both, pdf};

on_both!(
    a_document_is_sent_looked_at_and_fetched_once,
    what_is_hostile_is_refused_in_words_and_cannot_be_fetched,
    whoever_is_forgotten_leaves_no_document_that_could_be_read,
    of_a_document_others_know_nothing,
);

/// Where a file is sent to, and its ticket.
struct Upload {
    document: String,
    url: String,
    ticket: String,
}

async fn hand_in(who: &Client, case: &str, name: &str, format: &str, bytes: usize) -> Upload {
    let file = json!({ "case": case, "name": name, "format": format, "bytes": bytes, "proves": null });
    let answer = who.go("upload_ticket", file).await;
    let text = |field: &str| answer["documentHandIn"]["upload"][field].as_str().expect("it is told").to_owned();
    Upload { document: text("document"), url: text("url"), ticket: text("ticket") }
}

/// The documents of a case, as somebody sees them.
async fn documents(who: &Client, case: &str) -> Vec<Value> {
    let question = "query($id: UUID!) { case(id: $id) { documents { id name state fault message kib copies } } }";
    let body = who.ask(question, json!({ "id": case })).await.body;
    body["data"]["case"]["documents"].as_array().cloned().unwrap_or_default()
}

async fn address(who: &Client, case: &str, document: &str) -> String {
    let answer = who.go("download_ticket", json!({ "case": case, "document": document })).await;
    answer["documentCopy"]["download"]["url"].as_str().expect("it is told").to_owned()
}

/// An office with a case of Ada's.
async fn opened(database: Database) -> (House, People, String) {
    let (house, people) = steps::morning(database, 2).await;
    let (_, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    (house, people, case)
}

async fn a_document_is_sent_looked_at_and_fetched_once(database: Database) {
    let (house, people, case) = opened(database).await;
    let lease = pdf("Mietvertrag");
    let upload = hand_in(&people.ada, &case, "C:\\Ada\\Mietvertrag.pdf", "PDF", lease.len()).await;
    let (length, kind) = (lease.len().to_string(), "application/offset+octet-stream".to_owned());
    let created = people.ada.upload("POST", &upload.url, &upload.ticket, &[("upload-length", length)], vec![]).await;
    assert_eq!(created.status().as_u16(), 201);
    let place = created.headers()["location"].to_str().expect("a path").to_owned();
    let send = async |at: usize, bytes: &[u8]| {
        let headers = [("upload-offset", at.to_string()), ("content-type", kind.clone())];
        people.ada.upload("PATCH", &place, &upload.ticket, &headers, bytes.to_vec()).await.status().as_u16()
    };
    assert_eq!(send(0, &lease[..200]).await, 204);
    // The line breaks; she asks how much is there, and goes on.
    assert_eq!(send(0, &lease).await, 409, "a part of it is there");
    let there = people.ada.upload("HEAD", &place, &upload.ticket, &[], vec![]).await;
    assert_eq!(there.headers()["upload-offset"], "200");
    assert_eq!(send(200, &lease[200..]).await, 204);
    // The clerk finds nothing good that nobody has looked at, and says which document it is.
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": { "year": 1990 } });
    people.clara.go("add_party", json!({ "case": case, "who": { "person": person }, "part": "PRINCIPAL" })).await;
    let found = |source: Value, document: Value| {
        json!({
            "case": case, "kind": "LANDLORD_CONFIRMATION", "answer": "ACCEPTED", "source": source, "document": document,
        })
    };
    let (uploaded, document) = (json!("UPLOADED"), json!(upload.document));
    let early = found(uploaded.clone(), document.clone());
    assert_eq!(people.clara.refused("assess_evidence", early).await, "DOCUMENT_NOT_RELEASED");
    let unnamed = found(uploaded.clone(), Value::Null);
    assert_eq!(people.clara.refused("assess_evidence", unnamed).await, "CASE_DOCUMENT_NEEDED");
    house.settle().await;
    let strange = found(uploaded, json!("00000000-0000-8000-8000-000000000001"));
    assert_eq!(people.clara.refused("assess_evidence", strange).await, "DOCUMENT_UNKNOWN");
    people.clara.go("assess_evidence", found(Value::Null, document.clone())).await;
    let question = "query($id: UUID!) { case(id: $id) { evidence { source document } } }";
    let seen = people.clara.ask(question, json!({ "id": case })).await.body;
    assert_eq!(seen["data"]["case"]["evidence"], json!([{ "source": "UPLOADED", "document": document }]));

    for who in [&people.ada, &people.clara] {
        let seen = &documents(who, &case).await[0];
        assert_eq!((&seen["name"], &seen["state"]), (&json!("Mietvertrag.pdf"), &json!("RELEASED")));
    }
    let address = address(&people.clara, &case, &upload.document).await;
    let copy = people.clara.fetch(&address).await;
    assert_eq!(copy.status().as_u16(), 200);
    let disposition = copy.headers()["content-disposition"].to_str().expect("ASCII").to_owned();
    assert!(disposition.starts_with("attachment; filename=\"Mietvertrag.pdf\""), "{disposition}");
    assert_eq!(copy.headers()["content-security-policy"], "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert_eq!(copy.bytes().await.expect("all of it"), lease);
    assert_eq!(people.clara.fetch(&address).await.status().as_u16(), 410, "it was good once");
    house.settle().await;
    assert_eq!(documents(&people.ada, &case).await[0]["copies"], 1);
    let history = people.anton.go("case_history", json!({ "id": case })).await.to_string();
    for name in ["announced", "received", "released", "handed_out"] {
        assert!(history.contains(&format!("\"{name}\"")), "{name} is missing in {history}");
    }
    assert!(!history.contains("Mietvertrag"), "and nothing of what it is called");
    let kept = json!({ "case": case, "document": upload.document });
    assert_eq!(people.ada.refused("take_back_document", kept).await, "DOCUMENT_KEPT");
    house.close().await;
}

async fn what_is_hostile_is_refused_in_words_and_cannot_be_fetched(database: Database) {
    let (house, people, case) = opened(database).await;
    let harmless = String::from_utf8(pdf("x")).expect("ASCII");
    let active = harmless.replace("/Pages 2 0 R", "/Pages 2 0 R /OpenAction << /S /JavaScript /JS (1) >>").into_bytes();
    let script = b"<script>alert(1)</script>".to_vec();
    for (n, (name, bytes, fault)) in
        [("a.pdf", active, "ACTIVE"), ("b.pdf", script, "UNKNOWN_FORMAT")].into_iter().enumerate()
    {
        let upload = hand_in(&people.ada, &case, name, "PDF", bytes.len()).await;
        assert_eq!(people.ada.send_file(&upload.url, &upload.ticket, &bytes, 64).await, 204);
        house.settle().await;
        let seen = &documents(&people.ada, &case).await[n];
        assert_eq!((&seen["state"], &seen["fault"]), (&json!("REFUSED"), &json!(fault)));
        assert!(seen["message"].as_str().is_some_and(|text| text.contains("PDF")), "{seen}");
        let copy = json!({ "case": case, "document": upload.document });
        assert_eq!(people.clara.refused("download_ticket", copy).await, "DOCUMENT_NOT_RELEASED");
    }
    house.close().await;
}

async fn whoever_is_forgotten_leaves_no_document_that_could_be_read(database: Database) {
    let (house, people, case) = opened(database).await;
    let lease = pdf("Mietvertrag");
    let upload = hand_in(&people.ada, &case, "Mietvertrag.pdf", "PDF", lease.len()).await;
    assert_eq!(people.ada.send_file(&upload.url, &upload.ticket, &lease, 1000).await, 204);
    house.settle().await;
    let address = address(&people.clara, &case, &upload.document).await;
    people.thea.go("erase_case", json!({ "case": case, "ground": "OBJECTION" })).await;
    house.settle().await;
    assert_eq!(people.clara.fetch(&address).await.status().as_u16(), 410);
    let seen = &documents(&people.clara, &case).await[0];
    assert_eq!((&seen["name"], &seen["state"]), (&Value::Null, &json!("RELEASED")), "that there was one stays");
    assert_eq!(house.documents(), 0, "and no file");
    house.close().await;
}

async fn of_a_document_others_know_nothing(database: Database) {
    let (house, people, case) = opened(database).await;
    let lease = pdf("Mietvertrag");
    let upload = hand_in(&people.ada, &case, "Mietvertrag.pdf", "PDF", lease.len()).await;
    assert_eq!(people.ada.send_file(&upload.url, &upload.ticket, &lease, 1000).await, 204);
    house.settle().await;
    let ben = house.visitor();
    assert_eq!(documents(&ben, &case).await, Vec::<Value>::new());
    let copy = json!({ "case": case, "document": upload.document });
    assert_eq!(ben.refused("download_ticket", copy.clone()).await, "CASE_UNKNOWN");
    assert_eq!(ben.refused("take_back_document", copy).await, "CASE_UNKNOWN");
    let own = json!({ "case": case, "name": "x.pdf", "format": "PDF", "bytes": 10 });
    assert_eq!(ben.refused("upload_ticket", own).await, "CASE_UNKNOWN");
    // Another document cannot be sent with this ticket, and none without.
    assert_eq!(ben.send_file(&upload.url, "made-up", &lease, 1000).await, 401);
    assert_eq!(ben.send_file(&upload.url, &upload.ticket, &lease, 1000).await, 410);
    house.close().await;
}
