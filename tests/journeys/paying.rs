//! A fee that is paid online: a provider over HTTP on a port of its own, its pay page, and the way back.

mod faults;
mod receipts;
mod statements;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Request;
use axum::middleware::map_request;
use event_store::Clock;
use payments::sandbox::{Access, Options, Purpose, Sandbox, Seen};
use payments::xbezahldienste::{Authentication, Client as Provider, Config, Profile};
use payments::{Breaker, Policy, Secret, SecretSource};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::steps::{EARLY, FIRST, People, begin, book, people, text};
use crate::harness::{Database, House, SCOPE, on_both};

on_both!(
    a_fee_is_paid_on_the_providers_page_and_nothing_else_says_so,
    whoever_pays_too_much_gets_it_back_by_the_word_of_two_people,
    what_the_provider_took_twice_is_found_in_its_settlement,
    what_is_charged_back_is_due_again_and_is_paid_again,
);

/// An office with a provider, and Ada's case with a fee of 13 euro.
struct Errand {
    house: House,
    people: People,
    sandbox: Sandbox,
    asked: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
    booking: String,
    case: String,
}

/// How long things take with the provider.
#[derive(Clone, Copy)]
struct Pace {
    /// After how many seconds the office waits for an answer no longer.
    timeout_secs: u64,
    /// How long after the choice a late payment comes.
    later: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { timeout_secs: 5, later: Duration::from_secs(30) }
    }
}

impl Errand {
    async fn begun(database: Database) -> Self {
        Self::begun_at(database, Pace::default()).await
    }

    async fn begun_at(database: Database, pace: Pace) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let mut opened = None;
        let house = House::open_paying_by(database, EARLY, |clock| {
            let (sandbox, client) = provider(&url, pace, clock);
            opened = Some(sandbox);
            // As the program does it.
            Arc::new(Breaker::new(Arc::new(client), Policy::default(), clock.clone()))
        })
        .await;
        let sandbox = opened.expect("the house asked for it");
        let asked = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&asked);
        let router = sandbox.router().layer(map_request(move |request: Request| {
            counts.fetch_add(usize::from(request.uri().path().starts_with("/paymenttransaction/")), Ordering::Relaxed);
            std::future::ready(request)
        }));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });

        let people = people(&house).await;
        let window = json!({ "startsAt": FIRST, "units": 4, "publicLanes": 1, "internalLanes": 0 });
        let plan = json!({
            "scope": SCOPE, "date": "2026-03-02", "unitMins": 20, "windows": [window],
            "releasedAt": "2026-02-27T06:30:00Z",
        });
        people.thea.go("plan_capacity", plan).await;
        house.settle().await;
        let (booking, _) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
        house.go_to(FIRST).await;
        begin(&people, &booking).await;
        let case = one_more(&house, &people, &booking).await;
        Self { house, people, sandbox, asked, serving, booking, case }
    }

    /// So many cases of Ada's with a fee of 13 euro, the first one among them.
    async fn cases(&self, many: usize) -> Vec<String> {
        let mut cases = vec![self.case.clone()];
        while cases.len() < many {
            cases.push(one_more(&self.house, &self.people, &self.booking).await);
        }
        cases
    }

    async fn start(&self) -> Value {
        self.start_of(&self.case).await
    }

    async fn start_of(&self, case: &str) -> Value {
        let started = self.people.ada.go("start_payment", json!({ "case": case })).await;
        self.house.settle().await;
        started
    }

    /// The fee as Ada sees it.
    async fn fee(&self) -> Value {
        self.fee_of(&self.case).await
    }

    async fn fee_of(&self, case: &str) -> Value {
        self.people.ada.go("payment", json!({ "case": case })).await["payment"].take()
    }

    /// What is paid on the page of a fee, as the provider has it.
    fn on_page_of(&self, fee: &Value) -> Seen {
        let transactions = self.sandbox.transactions();
        let one = transactions.into_iter().find(|one| fee["payPage"] == one.page);
        one.unwrap_or_else(|| panic!("a page of a transaction: {fee:#}"))
    }

    /// How often the office has asked the provider about a payment.
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// What the provider has taken on the day of the appointment, as its file says.
    async fn settlement(&self) -> String {
        let provider = self.sandbox.config("vorgang", "10041100").url;
        let address = format!("{provider}/settlement/vorgang/10041100/2026-03-02");
        let file = browser().get(address).basic_auth("vorgang", Some("a word of the tests")).send().await;
        file.expect("it answers").text().await.expect("text")
    }

    /// Lets some time pass, and everything happen that is due by then.
    async fn wait(&self, time: Duration) {
        self.house.wait(time);
        self.house.settle().await;
    }

    /// What about money needs a person. There may be nothing.
    async fn money_to_check(&self) -> Vec<Value> {
        let mut list = self.people.karl.attempt("payment_worklist", json!({ "first": 100 })).await.body;
        let edges = list["data"]["paymentWorklist"]["edges"].take();
        edges.as_array().expect("edges").iter().map(|edge| edge["node"].clone()).collect()
    }

    /// What the accounts hold, debits less credits. Together all of them hold nothing.
    async fn books<const N: usize>(&self, accounts: [&str; N]) -> [i64; N] {
        let ledger = self.people.karl.go("ledger", json!({ "day": LAST_DAY })).await;
        let balances = ledger["ledger"]["balances"].as_array().expect("balances");
        let holds = |account: Option<&str>| {
            let of = balances.iter().filter(|one| account.is_none_or(|account| one["account"] == account));
            of.map(|one| one["afterCents"].as_i64().expect("cents")).sum::<i64>()
        };
        assert_eq!(holds(None), 0, "{balances:#?}");
        accounts.map(|account| holds(Some(account)))
    }

    /// Where the pay page is, and what Ada presses there. Gives the address to which her browser is sent.
    async fn pays(&self, outcome: &str) -> String {
        let page = text(&self.fee().await, "/payPage");
        let browser = browser();
        let shown = browser.get(&page).send().await.expect("the page is there").text().await.expect("text");
        assert!(shown.contains("13,00"), "{shown}");
        let form = format!("outcome={outcome}");
        let pressed = browser.post(&page).header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = pressed.send().await.expect("it answers");
        let back = answer.headers().get("location").and_then(|to| to.to_str().ok()).expect("the way back").to_owned();
        let path = back.split_once("/pay/return/").map(|(_, token)| format!("/pay/return/{token}"));
        path.expect("it leads to the office")
    }

    /// What Ada sees when she comes back: in the language of her mails, whatever the browser speaks.
    async fn comes_back(&self, path: &str) -> (u16, String) {
        let address = format!("{}{path}", self.house.url);
        let request = browser().get(address).header("accept-language", "en");
        let answer = request.send().await.expect("the office answers");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    async fn history(&self) -> Vec<String> {
        self.history_of(&self.case).await
    }

    async fn history_of(&self, case: &str) -> Vec<String> {
        let history = self.people.anton.go("case_history", json!({ "id": case })).await;
        let edges = history["caseHistory"]["edges"].as_array().expect("edges");
        edges.iter().map(|edge| text(edge, "/node/name")).collect()
    }

    async fn close(self) {
        self.serving.abort();
        self.house.close().await;
    }
}

/// No journey goes on for longer than to this day.
const LAST_DAY: &str = "2029-12-31";

/// Opens one errand more during the appointment, and fixes its fee of 13 euro.
async fn one_more(house: &House, people: &People, booking: &str) -> String {
    let open = json!({ "service": "CERTIFICATE_OF_CONDUCT", "channel": "VIDEO", "during": booking });
    let case = text(&people.clara.go("open_case", open).await, "/caseOpen/case/id");
    house.settle().await;
    people.clara.go("assess_fee", json!({ "case": case })).await;
    house.settle().await;
    case
}

/// Ada's browser: where it is sent, the journey says.
#[expect(clippy::disallowed_methods, reason = "a browser of a test")]
fn browser() -> reqwest::Client {
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    browser.build().expect("a browser")
}

fn provider(url: &str, pace: Pace, clock: &Clock) -> (Sandbox, Provider) {
    let password = Secret::from("a word of the tests");
    let access = Access::Basic { user: "vorgang".to_owned(), password: password.clone() };
    let options = Options { access, later: pace.later, ..Options::new(url) };
    let sandbox = Sandbox::open(Purpose::Test, options, clock.clone()).expect("a sandbox");
    let config = Config {
        url: url.to_owned(),
        originator: "vorgang".to_owned(),
        endpoint: "10041100".to_owned(),
        authentication: Authentication::Basic { user: "vorgang".to_owned(), password: SecretSource::Value(password) },
        timeout_secs: pace.timeout_secs,
        roots_file: None,
        proxy: None,
        page_hosts: vec![],
    };
    (sandbox, Provider::new(&config, Profile::Demo, clock.clone()).expect("a client"))
}

async fn a_fee_is_paid_on_the_providers_page_and_nothing_else_says_so(database: Database) {
    let errand = Errand::begun(database).await;
    assert_eq!(errand.house.visitor().refused("start_payment", json!({ "case": errand.case })).await, "CASE_UNKNOWN");
    let started = errand.start().await;
    assert_eq!(started["paymentStart"]["fee"]["attempts"][0]["state"], "OPEN");
    errand.start().await;
    assert_eq!(errand.sandbox.transactions().len(), 1, "the same attempt goes on");
    let fee = errand.fee().await;
    assert_eq!((&fee["state"], &fee["attempts"][0]["amountCents"]), (&json!("DUE"), &json!(1300)));
    assert_eq!(errand.sandbox.transactions()[0].purpose, text(&fee, "/reference"));
    let auditors = errand.people.anton.go("payment", json!({ "case": errand.case })).await;
    assert_eq!(auditors["payment"]["payPage"], Value::Null, "whoever has the address can pay");

    // She closes the page without paying, and opens the way back by hand.
    let page = text(&fee, "/payPage");
    let looked = browser().get(&page).send().await.expect("the page is there");
    assert!(looked.status().is_success());
    let back = errand.pays("later").await;
    let (status, shown) = errand.comes_back(&back).await;
    assert_eq!(status, 200);
    assert!(shown.contains("Wir prüfen Ihre Zahlung"), "{shown}");
    assert!(!shown.contains("Ada"), "the page names nobody");
    assert!(shown.contains(&format!("href=\"/vorgang/{}/bezahlen\"", errand.case)), "it leads back: {shown}");
    assert_eq!(errand.fee().await["state"], "DUE", "that she came back means nothing");

    errand.house.wait(Duration::from_mins(1));
    let (_, shown) = errand.comes_back(&back).await;
    assert!(shown.contains("Ihre Zahlung ist da") && shown.contains("2026/1"), "{shown}");
    errand.house.settle().await;
    let fee = errand.fee().await;
    assert_eq!((&fee["state"], &fee["receipt"], &fee["payPage"]), (&json!("PAID"), &json!("2026/1"), &Value::Null));
    assert_eq!(fee["attempts"][0]["state"], "PAID");
    let (status, shown) = errand.comes_back(&back.replace("vp1.", "vp2.")).await;
    assert_eq!(status, 404, "{shown}");
    let (status, _) = errand.comes_back(&format!("{back}x")).await;
    assert_eq!(status, 404, "nobody makes such an address");

    let history = errand.history().await;
    for name in ["attempt_requested", "attempt_started", "paid_online", "receipt_numbered", "fee_settled"] {
        assert_eq!(history.iter().filter(|one| *one == name).count(), 1, "{name}: {history:?}");
    }
    let month = json!({ "from": "2026-03-01", "to": "2026-03-31" });
    let book = errand.people.karl.go("cash_book", month).await;
    let total = &book["cashBook"][0]["total"];
    assert_eq!((&total["paidOnline"]["cents"], &total["openCents"]), (&json!(1300), &json!(0)), "{total:#}");
    assert_eq!(
        errand
            .people
            .karl
            .refused(
                "pay_at_counter",
                json!({
                    "case": errand.case, "means": "CASH", "amountCents": 1300,
                })
            )
            .await,
        "PAYMENT_ALREADY_SETTLED"
    );
    errand.close().await;
}

async fn whoever_pays_too_much_gets_it_back_by_the_word_of_two_people(database: Database) {
    let errand = Errand::begun(database).await;
    errand.start().await;
    let back = errand.pays("cancels").await;
    let (_, shown) = errand.comes_back(&back).await;
    assert!(shown.contains("Es wurde nichts bezahlt"), "{shown}");
    errand.start().await;
    let fee = errand.fee().await;
    assert_eq!((&fee["attempts"][0]["state"], &fee["attempts"][1]["state"]), (&json!("CANCELLED"), &json!("OPEN")));
    let page = text(&fee, "/payPage");
    let pay = json!({ "case": errand.case, "means": "CASH", "amountCents": 1300 });
    errand.people.karl.go("pay_at_counter", pay).await;
    errand.house.settle().await;

    assert_eq!(errand.fee().await["payPage"], Value::Null, "nobody is sent there any more");
    // The page was still open at home.
    let pressed =
        browser().post(&page).header("content-type", "application/x-www-form-urlencoded").body("outcome=card");
    pressed.send().await.expect("it answers");
    errand.wait(Duration::from_secs(10)).await;
    let fee = errand.fee().await;
    assert_eq!((&fee["state"], &fee["attempts"][1]["state"]), (&json!("PAID"), &json!("OVERPAID")));
    assert_eq!((&fee["refunds"][0]["state"], &fee["refunds"][0]["amountCents"]), (&json!("REQUESTED"), &json!(1300)));
    let id = text(&fee, "/id");
    let refund = json!({ "fee": id, "refund": 1 });
    assert_eq!(errand.people.ada.refused("approve_refund", refund.clone()).await, "CASE_UNKNOWN");
    assert_eq!(errand.people.karl.refused("decline_refund", refund.clone()).await, "PAYMENT_REFUND_OWED");
    errand.people.karl.go("approve_refund", refund).await;
    errand.house.settle().await;
    // The standard has no refund, so the treasury does it.
    assert_eq!(errand.fee().await["refunds"][0]["state"], "BY_HAND");
    let by_hand = json!({ "fee": id, "refund": 1, "treasuryOrder": "AO-2026-17" });
    // Nobody had asked for it, so another than who agreed to it records that it was paid out.
    assert_eq!(errand.people.karl.refused("record_refund_by_hand", by_hand.clone()).await, "PAYMENT_OWN_REFUND");
    let colleague = errand.house.staff(0xca6, &[domain::Role::Cashier]).await;
    colleague.go("record_refund_by_hand", by_hand.clone()).await;
    assert_eq!(errand.people.karl.refused("record_refund_by_hand", by_hand).await, "PAYMENT_REFUND_DECIDED");
    errand.house.settle().await;
    assert_eq!(errand.fee().await["refunds"][0]["state"], "DONE");
    errand.close().await;
}

async fn what_the_provider_took_twice_is_found_in_its_settlement(database: Database) {
    let errand = Errand::begun(database).await;
    errand.start().await;
    let back = errand.pays("twice").await;
    errand.comes_back(&back).await;
    errand.house.settle().await;
    assert_eq!(errand.fee().await["state"], "PAID", "of the second payment the protocol says nothing");

    let content = errand.settlement().await;
    assert_eq!(content.lines().count(), 3, "a head and two payments: {content}");
    let import = json!({ "format": "PROVIDER_CSV", "content": content });
    let (karl, clara) = (&errand.people.karl, &errand.people.clara);
    assert_eq!(clara.refused("import_statement", import.clone()).await, "STATEMENT_DENIED");
    let nonsense = json!({ "format": "CAMT_053", "content": content });
    assert_eq!(karl.refused("import_statement", nonsense).await, "STATEMENT_UNREADABLE");
    let long = format!("booked_on;amount;reference\n{}", "2026-03-02;1.00;A\n".repeat(2_001));
    let long = json!({ "format": "PROVIDER_CSV", "content": long });
    assert_eq!(karl.refused("import_statement", long).await, "STATEMENT_OUT_OF_ORDER", "for the command line");
    let imported = karl.go("import_statement", import.clone()).await;
    let statement = &imported["statementImport"]["statement"];
    let counts = ["entries", "matched", "toCheck", "cameCents"].map(|name| statement[name].as_i64());
    assert_eq!(counts, [2, 1, 1, 2600].map(Some), "{statement:#}");
    let head = |dumped: Value| dumped["logHead"]["position"].clone();
    let before = head(errand.people.anton.go("log_head", json!({})).await);
    karl.go("import_statement", import).await;
    assert_eq!(head(errand.people.anton.go("log_head", json!({})).await), before, "the same file changes nothing");

    let list = karl.go("statement_worklist", json!({})).await;
    let node = &list["statementWorklist"]["edges"][0]["node"];
    // Which of the two it is nobody can say.
    assert_eq!(node["concern"], "TWICE", "{list:#}");
    assert!([json!(1), json!(2)].contains(&node["entry"]), "{list:#}");
    assert_eq!(node["fee"], errand.fee().await["id"]);
    let close = |resolution: &str| {
        let (statement, entry) = (node["statement"].clone(), node["entry"].clone());
        json!({ "statement": statement, "entry": entry, "resolution": resolution })
    };
    assert_eq!(karl.refused("resolve_statement_entry", close("NOT_OURS")).await, "STATEMENT_NOT_FITTING");
    assert_eq!(karl.refused("resolve_statement_entry", close("WRITTEN_OFF")).await, "STATEMENT_OWN_STATEMENT");
    let colleague = errand.house.staff(0xca6, &[domain::Role::Cashier]).await;
    colleague.go("resolve_statement_entry", close("GIVEN_BACK")).await;
    let list = karl.go("statement_worklist", json!({})).await;
    assert_eq!(list["statementWorklist"]["edges"], json!([]));
    // What the provider has taken too much the treasury has given back: the provider still owes both.
    let books = errand.books(["PROVIDER_CLEARING", "BANK", "SUSPENSE", "REVENUE"]).await;
    assert_eq!(books, [2600, -1300, 0, -1300]);
    errand.close().await;
}

async fn what_is_charged_back_is_due_again_and_is_paid_again(database: Database) {
    let errand = Errand::begun(database).await;
    errand.start().await;
    let back = errand.pays("paypal").await;
    errand.comes_back(&back).await;
    errand.house.settle().await;
    let paid = errand.fee().await;
    assert_eq!(paid["state"], "PAID");

    let reference = text(&paid, "/reference");
    let content = format!(
        "booked_on;kind;amount;reference\n2026-03-02;payment;13.00;{reference}\n2026-03-20;chargeback;-13.00;{reference}\n"
    );
    let karl = &errand.people.karl;
    let import = json!({ "format": "PROVIDER_CSV", "content": content });
    let imported = karl.go("import_statement", import).await;
    let statement = imported["statementImport"]["statement"]["id"].clone();
    let list = karl.go("statement_worklist", json!({})).await;
    assert_eq!(list["statementWorklist"]["edges"][0]["node"]["concern"], "CHARGEBACK", "{list:#}");
    assert_eq!(errand.fee().await["state"], "PAID", "a statement by itself changes nothing");
    let claim = json!({ "statement": statement, "entry": 2, "resolution": "CLAIMED_AGAIN" });
    karl.go("resolve_statement_entry", claim).await;
    errand.house.settle().await;
    let due = errand.fee().await;
    assert_eq!((&due["state"], &due["attempts"][0]["state"]), (&json!("DUE"), &json!("CHARGED_BACK")), "{due:#}");
    assert_eq!(due["payPage"], Value::Null, "until she wants to pay again");

    errand.start().await;
    let back = errand.pays("paypal").await;
    errand.comes_back(&back).await;
    errand.house.settle().await;
    let again = errand.fee().await;
    assert_eq!((&again["state"], &again["receipt"]), (&json!("PAID"), &paid["receipt"]), "{again:#}");
    let history = errand.history().await;
    let count = |name: &str| history.iter().filter(|one| *one == name).count();
    assert_eq!(["charged_back", "fee_reinstated", "paid_online"].map(count), [1, 1, 2], "{history:?}");
    let books = errand.books(["RECEIVABLE", "PROVIDER_CLEARING", "SUSPENSE", "REVENUE"]).await;
    assert_eq!(books, [0, 1300, 0, -1300]);
    errand.close().await;
}
