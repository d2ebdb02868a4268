//! The port, driven by a card processor's test server that somebody else has written: localstripe, from PyPI.
//!
//! It is a process of its own on a free port. `./check` installs it; without it these tests fail, and say what to do.

use std::env;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, Uri};
use domain::money::Cents;
use serde_json::{Value, json};
use uuid::Uuid;
use vorgang_payments::card::{Client, Config};
use vorgang_payments::xbezahldienste::Profile;
use vorgang_payments::{
    Failure, Means, Misconfigured, Order, Provider as _, Reference, RefundOrder, Refunded, SecretSource, Standing,
};

use crate::harness::{browser, now, order, serve};

const KEY: &str = "sk_test_12345";

/// The program, where `./check` puts it.
fn program() -> PathBuf {
    let cache = || {
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        cache
            .or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")))
            .map(|cache| cache.join("vorgang/peers"))
    };
    let peers = env::var_os("VORGANG_PEERS").map(PathBuf::from).or_else(cache).unwrap_or_default();
    let program = peers.join("bin/localstripe");
    assert!(
        program.exists(),
        "{} is missing: run ./check, which installs it, or do what it does: \
         python3 -m venv {peers} && {peers}/bin/pip install -r tests/peers.txt",
        program.display(),
        peers = peers.display(),
    );
    program
}

/// The processor, which ends with the test.
struct Processor {
    process: Child,
    url: String,
}

impl Processor {
    fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = free.local_addr().expect("it listens");
        drop(free);
        let mut command = Command::new(program());
        command.args(["--from-scratch", "--port", &address.port().to_string()]);
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        let processor = Self { process, url: format!("http://{address}") };
        let begun = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(30), "localstripe does not listen");
            std::thread::sleep(Duration::from_millis(50));
        }
        processor
    }

    fn client(&self, key: &str) -> Client {
        client(&self.url, key)
    }

    /// Asks it as the browser of a citizen would.
    async fn post(&self, path: &str, form: &str) -> Value {
        let request = browser().post(format!("{}/v1/{path}", self.url)).basic_auth(KEY, Some(""));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        request.send().await.expect("it answers").json().await.expect("JSON")
    }

    /// What the processor calls a card.
    async fn card(&self, number: &str) -> String {
        let form = format!("type=card&card[number]={number}&card[exp_month]=12&card[exp_year]=2030&card[cvc]=123");
        self.post("payment_methods", &form).await["id"].as_str().expect("a card has a name").to_owned()
    }
}

impl Drop for Processor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn client(url: &str, key: &str) -> Client {
    let key = SecretSource::Value(key.into());
    let config = Config { url: url.to_owned(), key, timeout: Duration::from_secs(30) };
    Client::new(&config, Profile::Demo).expect("it is configured well")
}

fn refund(number: u32, reference: &Reference, amount: i64) -> RefundOrder {
    let request = Uuid::new_v5(&Uuid::NAMESPACE_URL, &number.to_be_bytes());
    RefundOrder { request, reference: reference.clone(), amount: Cents(amount) }
}

#[tokio::test]
async fn a_card_is_charged_without_a_page_and_money_goes_back() {
    let processor = Processor::start();
    let client = processor.client(KEY);
    assert_eq!(client.check().await, Ok(()));

    let asked = order(1, "R-2026-17");
    assert!(client.hand_over(asked.request, &processor.card("4242424242424242").await));
    let started = client.start(&asked).await.expect("it is paid");
    assert_eq!(started.page, None);
    let is_paid = |standing: &Standing| {
        matches!(standing, Standing::Paid { amount: Cents(1_358), means: Means::Card, receipt: None, .. })
    };
    assert!(is_paid(&started.standing), "{:?}", started.standing);
    let told = client.look_up(&started.reference).await.expect("it is known");
    assert!(is_paid(&told), "{told:?}");

    assert_eq!(client.refund(&refund(1, &started.reference, 358)).await, Ok(Refunded::Done));
    assert_eq!(client.refund(&refund(2, &started.reference, 1_000)).await, Ok(Refunded::Done));
    let url = format!("{}/v1/refunds?payment_intent={}", processor.url, started.reference.0);
    let answer = browser().get(url).basic_auth(KEY, Some("")).send().await.expect("it answers");
    let refunds: Value = answer.json().await.expect("JSON");
    let amounts: i64 =
        refunds["data"].as_array().expect("a list").iter().filter_map(|one| one["amount"].as_i64()).sum();
    assert_eq!(amounts, 1_358, "all of it went back");
}

#[tokio::test]
async fn each_end_of_a_card_payment_is_told() {
    let processor = Processor::start();
    let client = processor.client(KEY);

    let declined = order(1, "R-2026-17");
    assert!(client.hand_over(declined.request, &processor.card("4000000000000341").await));
    let started = client.start(&declined).await.expect("a card that is declined is an answer");
    assert_eq!((started.page, started.standing), (None, Standing::Failed));
    assert_eq!(client.look_up(&started.reference).await, Ok(Standing::Failed));
    let nothing_paid = client.refund(&refund(1, &started.reference, 1_358)).await;
    assert!(matches!(nothing_paid, Err(Failure::Rejected { .. })), "{nothing_paid:?}");

    let asked = order(2, "R-2026-18");
    assert!(client.hand_over(asked.request, &processor.card("4000002500003155").await));
    let started = client.start(&asked).await.expect("the bank asks who it is");
    assert_eq!(started.standing, Standing::Open { page: None });
    let intent = processor.post(&format!("payment_intents/{}", started.reference.0), "metadata[x]=y").await;
    let secret = intent["client_secret"].as_str().expect("a secret of the browser's");
    let form = format!("client_secret={secret}&success=true");
    processor.post(&format!("payment_intents/{}/_authenticate", started.reference.0), &form).await;
    assert!(matches!(client.look_up(&started.reference).await, Ok(Standing::Paid { amount: Cents(1_358), .. })));

    let started = client.start(&order(3, "R-2026-19")).await.expect("no card yet");
    assert_eq!(started.standing, Standing::Open { page: None });
    processor.post(&format!("payment_intents/{}/cancel", started.reference.0), "").await;
    assert_eq!(client.look_up(&started.reference).await, Ok(Standing::Cancelled));

    assert_eq!(client.look_up(&Reference("pi_nothing".to_owned())).await, Err(Failure::NotFound));
    assert_eq!(client.look_up(&Reference("../refunds".to_owned())).await, Err(Failure::NotFound));
    assert_eq!(client.refund(&refund(2, &Reference("pi_nothing".to_owned()), 1)).await, Err(Failure::NotFound));
    let stranger = processor.client("pk_test_12345");
    assert_eq!(stranger.check().await, Err(Failure::Denied));
    assert_eq!(stranger.start(&order(4, "R-2026-20")).await, Err(Failure::Denied));
}

/// What was asked: the path, the key, and the form.
type Asked = Arc<Mutex<Vec<(String, String, String)>>>;

/// A processor that says what it is told to, and remembers what it was asked. localstripe looks at no key.
async fn scripted(answers: Vec<(u16, Value)>) -> (Client, Asked) {
    let (asked, answers) = (Asked::default(), Arc::new(Mutex::new(answers.into_iter())));
    let (heard, said) = (asked.clone(), answers);
    let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
        let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).unwrap_or_default().to_owned();
        let form = String::from_utf8_lossy(&body).into_owned();
        heard.lock().expect("no panic").push((uri.path().to_owned(), key, form));
        let (status, body) = said.lock().expect("no panic").next().unwrap_or((500, Value::Null));
        async move { (StatusCode::from_u16(status).expect("a status"), body.to_string()) }
    });
    (client(&serve(router).await, KEY), asked)
}

fn intent(status: &str) -> Value {
    json!({"id": "pi_1", "status": status, "amount": 1_358, "currency": "eur", "created": now().timestamp()})
}

#[tokio::test]
async fn a_step_whose_answer_was_lost_is_repeated_under_the_same_key() {
    let lost = (500, Value::Null);
    let waits = || (200, intent("requires_confirmation"));
    let (client, asked) = scripted(vec![lost.clone(), waits(), lost, waits(), (200, intent("succeeded"))]).await;
    let order = order(1, "R-2026-17");
    assert!(client.hand_over(order.request, "pm_1"));
    assert_eq!(client.start(&order).await, Err(Failure::NoAnswer));
    assert_eq!(client.start(&order).await, Err(Failure::NoAnswer));
    assert!(matches!(client.start(&order).await.map(|started| started.standing), Ok(Standing::Paid { .. })));

    let asked = asked.lock().expect("no panic");
    let (key, paths): (String, Vec<_>) =
        (order.request.to_string(), asked.iter().map(|(path, ..)| path.as_str()).collect());
    let (make, confirm) = ("/v1/payment_intents", "/v1/payment_intents/pi_1/confirm");
    assert_eq!(paths, [make, make, confirm, make, confirm]);
    for (path, sent, form) in asked.iter() {
        assert_eq!(*sent, if path == make { key.clone() } else { format!("{key}-confirm") });
        assert_eq!(form.contains("amount=1358") && form.contains("payment_method=pm_1"), path == make, "{form}");
    }
}

#[tokio::test]
async fn a_refund_carries_its_own_key_and_may_take_its_time() {
    for (status, told) in [
        ("succeeded", Ok(Refunded::Done)),
        ("pending", Ok(Refunded::Pending)),
        ("failed", Err(Failure::Rejected { code: "refund_failed".to_owned() })),
        ("odd", Err(Failure::BadAnswer)),
    ] {
        let (client, asked) = scripted(vec![(200, json!({"status": status}))]).await;
        let order = refund(1, &Reference("pi_1".to_owned()), 358);
        assert_eq!(client.refund(&order).await, told, "{status}");
        let asked = asked.lock().expect("no panic");
        assert_eq!(
            asked[0],
            ("/v1/refunds".to_owned(), order.request.to_string(), "payment_intent=pi_1&amount=358".to_owned())
        );
    }
}

#[tokio::test]
async fn an_answer_of_the_processor_is_about_the_order_or_is_none() {
    let with = |field: &str, value: Value| {
        let mut intent = intent("succeeded");
        intent[field] = value;
        intent
    };
    let rejected = |code: &str| Failure::Rejected { code: code.to_owned() };
    let page = |url: &str| {
        let mut intent = with("status", json!("requires_action"));
        intent["next_action"] = json!({"redirect_to_url": {"url": url}});
        intent
    };
    for (status, body, told) in [
        (200, with("amount", json!(1_357)), Err(Failure::BadAnswer)),
        (200, with("currency", json!("usd")), Err(Failure::BadAnswer)),
        (200, with("id", json!("a b")), Err(Failure::BadAnswer)),
        (200, with("created", json!(i64::MAX)), Err(Failure::BadAnswer)),
        (200, with("status", json!("frozen")), Ok(Standing::Unknown { word: "frozen".to_owned() })),
        (200, with("status", json!("für Berta")), Ok(Standing::Unknown { word: "UNREADABLE".to_owned() })),
        (
            200,
            page("https://bank.example.de/3ds"),
            Ok(Standing::Open { page: Some("https://bank.example.de/3ds".to_owned()) }),
        ),
        (200, page("javascript:alert(1)"), Err(Failure::BadAnswer)),
        (200, json!([]), Err(Failure::BadAnswer)),
        (307, json!({}), Err(Failure::BadAnswer)),
        (
            400,
            json!({"error": {"code": "amount_too_small", "type": "invalid_request_error"}}),
            Err(rejected("amount_too_small")),
        ),
        (400, json!({"error": {"type": "invalid_request_error"}}), Err(rejected("invalid_request_error"))),
        (400, json!({"error": {"code": "Berta B."}}), Err(rejected("HTTP_400"))),
        (401, json!({}), Err(Failure::Denied)),
        (404, json!({}), Err(Failure::NotFound)),
        (409, json!({}), Err(Failure::NoAnswer)),
        (429, json!({}), Err(Failure::NoAnswer)),
        (503, json!({}), Err(Failure::NoAnswer)),
    ] {
        let (client, _) = scripted(vec![(status, body.clone())]).await;
        assert_eq!(client.start(&order(1, "R-2026-17")).await.map(|started| started.standing), told, "{status} {body}");
    }
    let (client, _) = scripted(vec![(200, intent("requires_confirmation")), (200, with("id", json!("pi_2")))]).await;
    assert_eq!(
        client.start(&order(1, "R-2026-17")).await.err(),
        Some(Failure::BadAnswer),
        "another intent was confirmed"
    );
}

#[tokio::test]
async fn a_number_of_a_card_is_not_taken_and_the_key_not_shown() {
    let (client, asked) = scripted(vec![]).await;
    let Order { request, .. } = order(1, "R-2026-17");
    for card in ["4242424242424242", "", "4242 4242", "pm_1&amount=1"] {
        assert!(!client.hand_over(request, card), "{card}");
    }
    assert!(asked.lock().expect("no panic").is_empty());
    assert!(!format!("{client:?}").contains(KEY));
    for (url, key) in [("http://api.example.de", KEY), ("https://api.example.de", ""), ("api", KEY)] {
        let config =
            Config { url: url.to_owned(), key: SecretSource::Value(key.into()), timeout: Duration::from_secs(30) };
        assert!(matches!(Client::new(&config, Profile::Production), Err(Misconfigured::Setting { .. })), "{url}");
    }
}
