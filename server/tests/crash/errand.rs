//! One errand with everything in it that leaves or enters the house: a fee, a file, a signature and mails.
//!
//! The server dies at each named point of each of them, one after the other, and the errand goes on where it was: paid
//! once, given back once, signed once, the file whole, no mail twice.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use documents::seal::peers::Bench;
use documents::seal::{Level, Trust};
use payments::sandbox::Outcome;

use crate::load::client;
use crate::outside::Outside;
use crate::site::{Database, Server, Site};

/// How long something may take that the office does by itself: on PostgreSQL each death leaves a lease that has to run out,
/// and what failed once is tried again after a minute.
const PATIENCE: Duration = Duration::from_mins(5);

/// What has happened to a case, up to a place at least: who was just started may still be behind.
const HISTORY: &str = "query($id: UUID!, $after: String, $atLeast: EventPosition) \
    { caseHistory(id: $id, first: 50, after: $after, atLeast: $atLeast) \
    { edges { node { kind name } } pageInfo { hasNextPage endCursor } } }";

/// Before and after each step with a mail.
const MAIL: &[&str] = &[
    "mail.before_queue",
    "mail.after_queue",
    "mail.before_claim",
    "mail.after_claim",
    "mail.before_hand_over",
    "mail.after_hand_over",
    "mail.before_record",
    "mail.after_record",
];

/// While a file comes, is kept, and is looked at.
const UPLOAD: &[&str] = &[
    "upload.appended",
    "vault.before_link",
    "vault.linked",
    "upload.kept",
    "document.before_record",
    "document.recorded",
];

/// When the log has heard of a file. It needs a file of its own: before the server dies here, whoever follows the log may
/// have looked at the file already.
const UPLOADED: &[&str] = &["upload.received"];

/// While the declaration is set and kept.
const PAPER: &[&str] = &["paper.before_set", "paper.set", "paper.before_keep", "paper.kept", "paper.recorded"];

/// While a receipt is set, sealed and kept, and its seal gets its time stamp.
const SEALED: &[&str] = &[
    "paper.before_set",
    "paper.set",
    "paper.sealed",
    "paper.before_keep",
    "paper.kept",
    "stamp.before_ask",
    "stamp.asked",
    "stamp.recorded",
];

/// When the log has heard of a sealed paper. It needs a paper of its own: before the server dies here, the seal may have its
/// time stamp already.
const ISSUED: &[&str] = &["paper.recorded"];

/// Before and after the record of a mail that came back.
const RETURN: &[&str] = &["mail.before_return", "mail.after_return"];

/// Before and after each word with the provider, and each record of one.
const PAYMENT: &[&str] = &[
    "payment.before_start",
    "payment.after_start",
    "payment.before_record",
    "payment.after_record",
    "payment.before_look_up",
    "payment.after_look_up",
];

/// Before and after the question for the money back.
const REFUND: &[&str] = &["refund.before_call", "refund.after_call", "payment.before_record", "payment.after_record"];

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_on_sqlite_goes_on_after_every_death() {
    go_on_after_every_death(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_errand_on_postgres_goes_on_after_every_death() {
    go_on_after_every_death(Database::Postgres).await;
}

async fn go_on_after_every_death(database: Database) {
    let mut outside = Outside::open().await;
    let mut office = Office::open(database, &outside.settings).await;

    let written = write(&mut office).await;
    let (case, booking) = office.book().await;
    let documents = [hand_in(&mut office, &case, UPLOAD).await, hand_in(&mut office, &case, UPLOADED).await];
    sign(&mut office).await;
    let before_money = today();
    let fee = pay(&mut office, &outside, &case).await;
    let paper = seal(&mut office, &case).await;
    give_back(&mut office, &case, &fee).await;

    let history = office.history(&case).await;
    for (name, times) in [
        ("document.announced", documents.len()),
        ("document.received", documents.len()),
        ("document.released", documents.len()),
        ("payment.attempt_requested", 1),
        ("payment.attempt_started", 1),
        ("payment.paid_online", 1),
        ("payment.receipt_numbered", 1),
        ("case.fee_settled", 1),
        ("payment.refund_requested", 1),
        ("payment.refund_approved", 1),
        ("payment.refunded", 1),
    ] {
        assert_eq!(history.iter().filter(|one| *one == name).count(), times, "{name}: {history:?}");
    }
    for document in &documents {
        assert_eq!(office.fetch(&case, document).await, file(), "no half document");
    }
    office.balances(before_money).await;
    let bookings = written.into_iter().chain([booking]).collect();
    let arrived = no_mail_twice(&mut office, &mut outside, bookings).await;
    come_back(&mut office, &outside, &arrived).await;
    judge(&mut office, &outside, &case, &paper).await;
    office.stop().await;
}

/// A mail for each point, to somebody else each time.
async fn write(office: &mut Office) -> Vec<String> {
    let mut bookings = vec![];
    for (number, point) in MAIL.iter().enumerate() {
        office.arm([*point]).await;
        let input = json!({
            "scope": office.scope, "startsAt": office.starts[number], "lines": [{ "service": "TAX_ID", "quantity": 1 }],
            "contact": { "name": "Ben Phone", "mail": format!("ben-{number}@example.org") },
        });
        let booked = office.go("service_centre", "book_by_phone", input).await;
        bookings.push(text(&booked, "/data/bookingBookByPhone/booking/id"));
        office.all_met().await;
    }
    bookings
}

/// A file in two pieces: each time the server has died, the citizen asks how much is there, and goes on.
async fn hand_in(office: &mut Office, case: &str, points: &'static [&'static str]) -> String {
    let file = file();
    let input = json!({ "case": case, "name": "Vollmacht.pdf", "format": "PDF", "bytes": file.len(), "proves": null });
    let told = office.die_around(case, "document.announced", "citizen", "upload_ticket", input).await;
    let [document, url, ticket] =
        ["document", "url", "ticket"].map(|field| text(&told, &format!("/data/documentHandIn/upload/{field}")));
    office.arm(points.iter().copied()).await;
    let mut place = None;
    let patience = Instant::now() + PATIENCE;
    loop {
        assert!(Instant::now() < patience, "the file does not arrive");
        match send(office, &url, &ticket, &file, &mut place).await {
            Some(true) => break,
            Some(false) => {}
            None => office.bury().await,
        }
    }
    let released = |answer: &Value| {
        let documents = answer.pointer("/data/case/documents").and_then(Value::as_array);
        let is_it = |one: &Value| one["id"] == json!(document) && one["state"] == "RELEASED";
        documents.is_some_and(|documents| documents.iter().any(is_it))
    };
    let question = "query($id: UUID!) { case(id: $id) { documents { id state } } }";
    office.until("citizen", question, json!({ "id": case }), released).await;
    office.all_met().await;
    document
}

/// Sends the next piece. Says whether all of it is there; nothing if the server died.
async fn send(office: &Office, url: &str, ticket: &str, file: &[u8], place: &mut Option<String>) -> Option<bool> {
    let ask = |method: &str, path: &str| {
        let method = method.parse().expect("a method");
        let asked = office.http.request(method, format!("{}{path}", office.base()));
        asked.header("tus-resumable", "1.0.0").header("upload-ticket", ticket)
    };
    let Some(there) = place else {
        let created = ask("POST", url).header("upload-length", file.len()).send().await.ok()?;
        *place = Some(created.headers().get("location")?.to_str().ok()?.to_owned());
        return Some(false);
    };
    let asked = ask("HEAD", there).send().await.ok()?;
    // It is all there, and was looked at already.
    let Some(offset) = asked.headers().get("upload-offset") else { return Some(asked.status() == 410) };
    let offset: usize = offset.to_str().ok()?.parse().expect("a number");
    if offset == file.len() {
        return Some(true);
    }
    let piece = &file[offset..file.len().min(offset + file.len() / 2 + 1)];
    let sent = ask("PATCH", there)
        .header("upload-offset", offset)
        .header("content-type", "application/offset+octet-stream")
        .body(piece.to_vec());
    let status = sent.send().await.ok()?.status();
    assert!(status.is_success() || status == 409, "{status}");
    Some(false)
}

/// A change of residence at the counter: the server dies while the declaration is set and kept, and before and after each
/// step of the signature is appended.
async fn sign(office: &mut Office) {
    let opened =
        office.go("clerk", "open_case", json!({ "service": "CHANGE_OF_RESIDENCE", "channel": "COUNTER" })).await;
    let case = text(&opened, "/data/caseOpen/case/id");
    let talk = json!({ "of": { "case": case }, "medium": "COUNTER" });
    let begun = office.go("clerk", "begin_consultation_at_the_counter", talk).await;
    let consultation = text(&begun, "/data/consultationBegin/consultation/id");
    let added = office.go("clerk", "add_party", ada(&case)).await;
    let party = text(&added, "/data/caseAddParty/case/parties/0/id");
    let identification = json!({
        "method": "COUNTER_DOCUMENT", "document": "IDENTITY_CARD", "consultation": consultation,
        "checks": ["PHOTO_MATCHES", "NOT_EXPIRED", "SECURITY_FEATURES", "DATA_MATCHES_REGISTER", "FREE_WILL"],
    });
    let seen = json!({ "case": case, "party": party, "identification": identification });
    office.go("clerk", "record_identification", seen).await;
    let address = |street: &str| {
        json!({
            "street": street, "houseNumber": "1", "postalCode": "66111", "town": "Saarbrücken", "municipality": "10041100",
        })
    };
    let moved = json!({
        "movedIn": "2026-02-23", "from": { "here": address("Bahnhofstraße") }, "to": address("Mainzer Straße"), "status": "SOLE",
    });
    office.go("clerk", "record_move", json!({ "case": case, "move": moved })).await;

    let step = json!({ "case": case });
    office.die_at(PAPER, "clerk", "prepare_declaration", step.clone()).await;
    let shown = office.die_around(&case, "signature.shown", "clerk", "show_declaration", step).await;
    let hash = text(&shown, "/data/caseShowDeclaration/declaration/hash");
    let read = json!({ "case": case, "hash": hash, "pages": [1] });
    office.die_around(&case, "signature.acknowledged", "clerk", "acknowledge_declaration", read).await;
    let signature = json!({
        "case": case, "party": party, "method": "DRAWN", "hash": hash, "drawing": [[100, 200, 300, 400], [5000, 10000]],
    });
    office.die_around(&case, "signature.signed", "clerk", "sign", signature).await;
}

/// Pays online. Gives the fee's id.
async fn pay(office: &mut Office, outside: &Outside, case: &str) -> String {
    office.die_around(case, "case.fee_assessed", "clerk", "assess_fee", json!({ "case": case })).await;
    office.arm(office.append.into_iter().chain(PAYMENT.iter().copied())).await;
    let started = office.go("citizen", "start_payment", json!({ "case": case })).await;
    let page = |answer: &Value| answer.pointer("/data/payment/payPage").is_some_and(Value::is_string);
    office.until_op("citizen", "payment", json!({ "case": case }), page).await;
    let transactions = outside.provider.transactions();
    let [transaction] = &transactions[..] else { panic!("one: {transactions:?}") };
    assert!(outside.provider.choose(&transaction.transaction, Outcome::PayPal));
    let paid = |answer: &Value| answer.pointer("/data/payment/state") == Some(&json!("PAID"));
    office.until_op("citizen", "payment", json!({ "case": case }), paid).await;
    office.all_met().await;
    let transactions = outside.provider.transactions();
    assert_eq!(transactions.iter().map(|one| one.paid).collect::<Vec<_>>(), [1], "paid once: {transactions:?}");
    text(&started, "/data/paymentStart/fee/id")
}

/// Gives a part of it back, by the word of two people; the standard has no refund, so the treasury does it.
async fn give_back(office: &mut Office, case: &str, fee: &str) {
    let wish = json!({ "fee": fee, "amountCents": 300, "reason": "WRONGLY_CHARGED", "attempt": 1 });
    office.die_around(case, "payment.refund_requested", "clerk", "request_refund", wish).await;
    office.arm(office.append.into_iter().chain(REFUND.iter().copied())).await;
    office.go("cashier", "approve_refund", json!({ "fee": fee, "refund": 1 })).await;
    let state = |wanted: &'static str| {
        move |answer: &Value| answer.pointer("/data/payment/refunds/0/state") == Some(&json!(wanted))
    };
    office.until_op("cashier", "payment", json!({ "case": case }), state("BY_HAND")).await;
    office.all_met().await;
    let by_hand = json!({ "fee": fee, "refund": 1, "treasuryOrder": "AO-2026-17" });
    office.die_around(case, "payment.refunded", "cashier", "record_refund_by_hand", by_hand).await;
    let done = office.until_op("cashier", "payment", json!({ "case": case }), state("DONE")).await;
    assert_eq!(done["data"]["payment"]["refunds"].as_array().map(Vec::len), Some(1));
}

/// The receipt: set, sealed and kept once, with a time stamp that was recorded once. Gives its id.
async fn seal(office: &mut Office, case: &str) -> String {
    office.go("clerk", "add_party", ada(case)).await;
    let numbered = |answer: &Value| answer.pointer("/data/payment/receipt").is_some_and(|number| !number.is_null());
    office.until_op("citizen", "payment", json!({ "case": case }), numbered).await;
    let wish = |kind: &str| json!({ "case": case, "kind": kind });
    let issued = office.die_at(SEALED, "citizen", "issue_paper", wish("RECEIPT")).await;
    let paper = text(&issued, "/data/paperIssue/paper/id");
    let head = office.head().await;
    let papers = office.go("citizen", "papers", json!({ "id": case, "atLeast": head })).await;
    let papers = papers["data"]["case"]["papers"].as_array().expect("papers").clone();
    assert_eq!(papers.iter().filter(|one| one["kind"] == "RECEIPT").count(), 1, "{papers:#?}");
    let history = office.history(case).await;
    for name in ["paper.kept", "paper.stamped"] {
        assert_eq!(history.iter().filter(|one| *one == name).count(), 1, "{name}: {history:?}");
    }
    office.die_at(ISSUED, "citizen", "issue_paper", wish("HISTORY")).await;
    assert_eq!(office.count(case, "paper.kept").await, 2, "it was issued once");
    paper
}

/// The receipt, as anybody has it who fetches it after all of that: its seal and its time are good, for us and for the
/// programs of others.
async fn judge(office: &mut Office, outside: &Outside, case: &str, paper: &str) {
    let told = office.go("citizen", "paper_ticket", json!({ "case": case, "paper": paper })).await;
    let pdf = office.get(&text(&told, "/data/paperCopy/download/url")).await;
    let own = documents::seal::certificates(&outside.seal.certificates).expect("certificates");
    let times = documents::seal::certificates(&outside.time).expect("certificates");
    let trust = Trust { seals: &own[1..], time_stamps: &times };
    let found = documents::seal::verify(&pdf, trust, event_store::Clock::system().now()).expect("its seal is good");
    assert_eq!(found.level, Level::Timed);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let bench = Bench(folder.path());
    bench.trust_seals(&outside.seal.certificates);
    bench.trust_times(&outside.time);
    bench.finds_good(&pdf, Level::Timed);
}

/// A mail comes back. It is on the list of what did not arrive, once, and its report is gone.
async fn come_back(office: &mut Office, outside: &Outside, id: &str) {
    let report = format!(
        "From: MAILER-DAEMON@example.org\r\nTo: amt@example.org\r\nSubject: Undelivered Mail\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n\
         Final-Recipient: rfc822; ada@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n\r\n--b--\r\n"
    );
    let path = outside.returns.join("1");
    // A server that is not to die must not find it first.
    office.halt().await;
    std::fs::write(&path, report).expect("the folder is writable");
    office.arm(RETURN.iter().copied()).await;
    office.all_met().await;
    let shown = |answer: &Value| {
        let mails = answer["data"]["mailsInTrouble"].as_array().map_or(&[][..], Vec::as_slice);
        mails.iter().filter(|mail| mail["status"] == "5.1.1").count() == 1
    };
    office.until_op("service_centre", "mails_in_trouble", json!({}), shown).await;
    let patience = Instant::now() + PATIENCE;
    while path.exists() {
        assert!(Instant::now() < patience, "the report stays");
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
}

/// Each appointment was confirmed by one mail, or is on the list of what nobody knows. Gives the name of one that arrived.
async fn no_mail_twice(office: &mut Office, outside: &mut Outside, bookings: Vec<String>) -> String {
    let mut ids = BTreeMap::<String, usize>::new();
    let mut recipients = BTreeMap::<String, usize>::new();
    let patience = Instant::now() + PATIENCE;
    loop {
        for mail in outside.mail.mails() {
            *ids.entry(text(&mail, "/id")).or_default() += 1;
            *recipients.entry(text(&mail, "/to/0")).or_default() += 1;
        }
        let trouble = office.go("service_centre", "mails_in_trouble", json!({})).await;
        let trouble = trouble["data"]["mailsInTrouble"].as_array().map_or(0, Vec::len);
        if ids.len() + trouble >= bookings.len() {
            break;
        }
        assert!(Instant::now() < patience, "{} mails and {trouble} in trouble, of {}", ids.len(), bookings.len());
        // The mail server is a process of its own; nothing tells when it is done.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(ids.values().all(|&times| times == 1), "a mail went twice: {ids:?}");
    assert!(recipients.values().all(|&times| times == 1), "somebody was told twice: {recipients:?}");
    assert!(ids.len() >= bookings.len() / 2, "most mails arrive: {} of {}", ids.len(), bookings.len());
    ids.into_keys().next().expect("one arrived")
}

/// An office whose server is started anew each time it has died.
struct Office {
    site: Site,
    server: Option<Server>,
    http: reqwest::Client,
    /// At which points it has yet to die. The first is the one that it was told.
    points: VecDeque<String>,
    tokens: BTreeMap<&'static str, String>,
    /// Before and after what a command decides is kept.
    append: [&'static str; 2],
    scope: Value,
    starts: Vec<Value>,
    /// Where the keys of requests come from.
    keys: ChaCha8Rng,
}

/// An operation, as other clients are given it.
#[derive(Deserialize)]
struct Op {
    document: String,
    ok: String,
}

impl Op {
    fn is_command(&self) -> bool {
        self.document.starts_with("mutation")
    }
}

impl Office {
    async fn open(database: Database, settings: &str) -> Self {
        let append = match database {
            Database::Sqlite => ["append.before_commit", "append.after_commit"],
            Database::Postgres => ["append.before_call", "append.after_call"],
        };
        let site = Site::prepare_with(database, settings).await;
        let tokens = ["clerk", "cashier", "service_centre", "auditor"];
        let tokens = tokens.map(|role| (role, site.token(role).to_owned())).into();
        let fixture = site.fixture();
        let starts = fixture["free_slots"].as_array().expect("the fixture has times").clone();
        let scope = fixture["scope"].clone();
        let server = Some(site.start(None).await);
        let (points, keys) = (VecDeque::new(), ChaCha8Rng::seed_from_u64(7));
        Self { site, server, http: client(), points, tokens, append, scope, starts, keys }
    }

    /// Somebody books a certificate of conduct. Gives its case and the appointment.
    async fn book(&mut self) -> (String, String) {
        let begun = self.go("anybody", "visitor_begin", json!({})).await;
        self.tokens.insert("citizen", text(&begun, "/data/visitorBegin/visitor/token"));
        let lines = json!([{ "service": "CERTIFICATE_OF_CONDUCT", "quantity": 1 }]);
        let wish = json!({ "scope": self.scope, "startsAt": self.starts[20], "lines": lines });
        let held = self.go("citizen", "hold_slot", wish).await;
        let booking = text(&held, "/data/bookingHold/booking/id");
        let contact = json!({ "name": "Ada Lovelace", "mail": "ada@example.org", "language": "de" });
        self.go("citizen", "confirm_booking", json!({ "booking": booking, "contact": contact })).await;
        let opened = |answer: &Value| answer.pointer("/data/myCases/nodes/0/id").is_some();
        let cases = self.until_op("citizen", "my_cases", json!({}), opened).await;
        (text(&cases, "/data/myCases/nodes/0/id"), booking)
    }

    fn base(&self) -> String {
        let server = self.server.as_ref().expect("it was started");
        server.url.trim_end_matches("/graphql").to_owned()
    }

    /// Starts the server anew, to die at these points, one after the other.
    async fn arm(&mut self, points: impl IntoIterator<Item = &'static str>) {
        assert!(self.points.is_empty(), "it was to die at {:?}", self.points);
        self.points = points.into_iter().map(|point| format!("{point}:1")).collect();
        self.halt().await;
        self.start().await;
    }

    /// Stops the server, if it runs.
    async fn halt(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop().await;
        }
    }

    async fn start(&mut self) {
        self.server = Some(self.site.start(self.points.front().map(String::as_str)).await);
    }

    /// Starts the server anew if it has died at its point.
    async fn bury(&mut self) {
        if !self.server.as_ref().is_some_and(Server::is_alive) {
            let met = self.points.pop_front();
            assert!(met.is_some(), "the server died though nobody wanted it");
            self.start().await;
        }
    }

    /// Waits until the server has died everywhere.
    async fn all_met(&mut self) {
        let patience = Instant::now() + PATIENCE;
        while !self.points.is_empty() {
            assert!(Instant::now() < patience, "the server never came to {:?}", self.points);
            self.bury().await;
            // What it does by itself nobody is told; whether it lives is asked until it does not.
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Does something, under the same key until the server lives long enough to answer.
    async fn go(&mut self, role: &'static str, op: &str, input: Value) -> Value {
        let op = operation(op);
        let input = self.keyed(&op, input);
        self.insist(role, &op, &input).await
    }

    /// The variables of an operation; those of a command have a key of their own.
    fn keyed(&mut self, op: &Op, mut input: Value) -> Value {
        if !op.is_command() {
            return input;
        }
        input["idempotencyKey"] = json!(Uuid::from_u128(self.keys.random()));
        json!({ "input": input })
    }

    async fn insist(&mut self, role: &'static str, op: &Op, input: &Value) -> Value {
        let is_mutation = op.is_command();
        let patience = Instant::now() + PATIENCE;
        loop {
            let Some(answer) = self.ask_on(role, &op.document, input).await else {
                assert!(Instant::now() < patience, "{}: no answer", op.document);
                self.bury().await;
                continue;
            };
            let done = answer.get("errors").is_none() && answer.pointer(&op.ok).is_some_and(|value| !value.is_null());
            assert!(done || !is_mutation, "{}: {answer:#}", op.document);
            return answer;
        }
    }

    /// Does something during which the server dies at each of the points.
    async fn die_at(&mut self, points: &[&'static str], role: &'static str, op: &str, input: Value) -> Value {
        self.arm(points.iter().copied()).await;
        let answer = self.go(role, op, input).await;
        self.all_met().await;
        answer
    }

    /// Gives a command, and the server dies just before what it decides is kept, and just after: it has not happened, then
    /// it has, and given once more it happens no second time.
    async fn die_around(&mut self, case: &str, event: &str, role: &'static str, op: &str, input: Value) -> Value {
        let op = operation(op);
        let input = self.keyed(&op, input);
        let mut happened = self.count(case, event).await;
        for (point, more) in self.append.into_iter().zip([0, 1]) {
            happened += more;
            let patience = Instant::now() + PATIENCE;
            // What the office does by itself may come before it; then the server has died of that, and dies once more.
            loop {
                self.arm([point]).await;
                assert_eq!(self.ask_on(role, &op.document, &input).await, None, "it dies before it answers");
                self.all_met().await;
                if self.count(case, event).await == happened {
                    break;
                }
                assert!(Instant::now() < patience, "{event} is not as it should be at {point}");
            }
        }
        let answer = self.insist(role, &op, &input).await;
        assert_eq!(self.count(case, event).await, happened, "{event}");
        answer
    }

    /// How often something has happened to a case.
    async fn count(&mut self, case: &str, event: &str) -> usize {
        self.history(case).await.iter().filter(|name| *name == event).count()
    }

    async fn until_op(&mut self, role: &'static str, op: &str, input: Value, is_so: impl Fn(&Value) -> bool) -> Value {
        self.until(role, &operation(op).document, input, is_so).await
    }

    /// Asks until it is so.
    async fn until(
        &mut self,
        role: &'static str,
        question: &str,
        input: Value,
        is_so: impl Fn(&Value) -> bool,
    ) -> Value {
        let patience = Instant::now() + PATIENCE;
        loop {
            match self.ask(role, question, &input).await {
                Some(answer) if is_so(&answer) => return answer,
                Some(answer) => assert!(Instant::now() < patience, "{question}: {answer:#}"),
                None => self.bury().await,
            }
            // Nobody is told when the office is done with it.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks until the answer is another than that there is none at present. Nothing if the server died meanwhile.
    async fn ask_on(&self, role: &'static str, question: &str, variables: &Value) -> Option<Value> {
        let patience = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask(role, question, variables).await?;
            let code = answer.pointer("/errors/0/extensions/code").and_then(Value::as_str);
            if !matches!(code, Some("UNAVAILABLE" | "STALE_READ")) {
                return Some(answer);
            }
            assert!(Instant::now() < patience, "{question}: {answer:#}");
            // Nobody is told when there is one.
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Nothing if the server died meanwhile.
    async fn ask(&self, role: &'static str, question: &str, variables: &Value) -> Option<Value> {
        let server = self.server.as_ref().expect("it was started");
        let asked = self.http.post(&server.url).header("content-type", "application/json");
        let asked = match self.tokens.get(role) {
            Some(token) => asked.bearer_auth(token),
            None => asked.header("vorgang-authority", "10041100"),
        };
        let body = json!({ "query": question, "variables": variables }).to_string();
        asked.body(body).send().await.ok()?.json().await.ok()
    }

    /// Where the log ends.
    async fn head(&mut self) -> String {
        let head = self.go("auditor", "log_head", json!({})).await;
        text(&head, "/data/logHead/position")
    }

    /// The names of what has happened to a case.
    async fn history(&mut self, case: &str) -> Vec<String> {
        let op = Op { document: HISTORY.to_owned(), ok: "/data/caseHistory/edges".to_owned() };
        let head = self.head().await;
        let (mut names, mut after) = (vec![], Value::Null);
        loop {
            let page = self.insist("auditor", &op, &json!({ "id": case, "after": after, "atLeast": head })).await;
            let page = &page["data"]["caseHistory"];
            let edges = page["edges"].as_array().expect("edges").iter();
            names.extend(edges.map(|edge| format!("{}.{}", text(edge, "/node/kind"), text(edge, "/node/name"))));
            if page["pageInfo"]["hasNextPage"] != json!(true) {
                return names;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
    }

    /// A copy of a document.
    async fn fetch(&mut self, case: &str, document: &str) -> Vec<u8> {
        let told = self.go("citizen", "download_ticket", json!({ "case": case, "document": document })).await;
        self.get(&text(&told, "/data/documentCopy/download/url")).await
    }

    /// What a ticket is good for.
    async fn get(&self, url: &str) -> Vec<u8> {
        let copy = self.http.get(format!("{}{url}", self.base())).send().await.expect("the server is there");
        assert!(copy.status().is_success(), "{}", copy.status());
        copy.bytes().await.expect("all of it").to_vec()
    }

    /// What is owed and what came in since a day are equal, to the cent.
    async fn balances(&mut self, since: NaiveDate) {
        // It may be past midnight by now.
        let days: BTreeSet<_> = [since, today()].into();
        let mut journals = vec![];
        for day in days {
            let ledger = self.go("cashier", "ledger", json!({ "day": day })).await;
            journals.extend(ledger["data"]["ledger"]["journals"].as_array().expect("journals").clone());
        }
        assert!(!journals.is_empty());
        let cents = |posting: &Value, side: &str| posting[side].as_i64().expect("cents");
        for journal in &journals {
            let postings = journal["postings"].as_array().expect("postings");
            let sum = |side: &str| postings.iter().map(|posting| cents(posting, side)).sum::<i64>();
            assert_eq!(sum("debitCents"), sum("creditCents"), "{journal:#}");
        }
    }

    async fn stop(mut self) {
        self.server.take().expect("it was started").stop().await;
        let kept = self.site.run(&["projections", "dump", "--json"]);
        self.site.run(&["projections", "rebuild"]);
        assert_eq!(kept, self.site.run(&["projections", "dump", "--json"]), "the read models are what the log says");
    }
}

fn today() -> NaiveDate {
    domain::calendar::local_date(event_store::Clock::system().now())
}

fn operation(name: &str) -> Op {
    let mut all: BTreeMap<String, Value> =
        serde_json::from_str(include_str!("../../../tests/conformance/ops.json")).expect("ops.json has its form");
    serde_json::from_value(all.remove(name).expect("ops.json has it")).expect("an operation")
}

/// Ada, whom the case is about.
fn ada(case: &str) -> Value {
    let born = json!({ "year": 1990, "month": 12, "day": 10 });
    let person = json!({ "familyName": "Lovelace", "givenNames": "Ada", "born": born });
    json!({ "case": case, "who": { "person": person }, "part": "PRINCIPAL" })
}

/// A power of attorney of one page.
fn file() -> Vec<u8> {
    include_bytes!("vollmacht.pdf").to_vec()
}

#[track_caller]
fn text(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no {pointer} in {value:#}")).to_owned()
}
