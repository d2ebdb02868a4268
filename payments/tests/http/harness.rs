//! A sandbox behind a real socket, a client of it, and an ear that holds every body against the schemas.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::money::Cents;
use event_store::Clock;
use serde_json::Value;
use tokio::net::TcpListener;
use uuid::Uuid;
use vorgang_payments::sandbox::{Options, Purpose, Sandbox};
use vorgang_payments::xbezahldienste::{Authentication, Client, Config, Profile};
use vorgang_payments::{Item, Order};

use crate::schemas;

pub(crate) const ORIGINATOR: &str = "99015004";
pub(crate) const ENDPOINT: &str = "05315000";

/// When these tests take place.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-02T09:00:00Z".parse().expect("a time")
}

/// An order over 13 euros and twice 29 cents. The same number is the same order.
pub(crate) fn order(number: u32, purpose: &str) -> Order {
    let item = |reference: &str, description: &str, quantity, each| Item {
        reference: reference.to_owned(),
        description: description.to_owned(),
        quantity,
        each: Cents(each),
        booking: vec![("haushaltsstelle".to_owned(), "1.1130/4".to_owned())],
    };
    Order {
        request: Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes()),
        purpose: purpose.to_owned(),
        amount: Cents(1_358),
        items: vec![item("1130", "Führungszeugnis (§ 30 BZRG) – einfach", 1, 1_300), item("1130.4", "Kopie", 2, 29)],
        return_to: "http://127.0.0.1:9/pay/return/1?x=<y>".replace(['<', '>'], ""),
        at: now(),
    }
}

/// A listener of this test alone, and its address.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it listens"));
    (listener, url)
}

/// A server that answers as it is told, and its address.
pub(crate) async fn serve(router: Router) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// How a client of the sandbox is configured that nobody asks who it is.
pub(crate) fn config(url: &str) -> Config {
    let password = vorgang_payments::SecretSource::Value("geheim".into());
    let authentication = Authentication::Basic { user: "office".to_owned(), password };
    Config { timeout_secs: 10, ..Config::new(url, ORIGINATOR, ENDPOINT, authentication) }
}

pub(crate) fn client(config: &Config, clock: &Clock) -> Client {
    Client::new(config, Profile::Demo, clock.clone()).expect("it is configured well")
}

/// A sandbox and a client.
pub(crate) struct Stand {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) clock: Clock,
    pub(crate) url: String,
    heard: Arc<Heard>,
}

/// What was said.
#[derive(Default)]
struct Heard {
    wrong: Mutex<Vec<String>>,
    nonsense_allowed: Mutex<bool>,
    transactions: Mutex<usize>,
}

impl Stand {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        Self::of(change, |_| {}).await
    }

    /// A sandbox and a client that are a little different.
    pub(crate) async fn of(change: impl FnOnce(&mut Options), configure: impl FnOnce(&mut Config)) -> Self {
        let (listener, url) = listen().await;
        let clock = Clock::manual(now());
        let mut options = Options::new(&url);
        options.tenants = vec![(ORIGINATOR.to_owned(), ENDPOINT.to_owned())];
        options.silence = Duration::from_mins(1);
        change(&mut options);
        let sandbox = Sandbox::open(Purpose::Test, options, clock.clone()).expect("it opens");
        let heard = Arc::<Heard>::default();
        let router = sandbox.router().layer(from_fn_with_state(heard.clone(), hear));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let mut config = config(&url);
        configure(&mut config);
        Self { sandbox, client: client(&config, &clock), clock, url, heard }
    }

    /// A client that does not wait long for a provider that says nothing.
    pub(crate) fn hasty(&self) -> Client {
        client(&Config { timeout_secs: 1, ..config(&self.url) }, &self.clock)
    }

    /// In this test the provider says what the standard does not have.
    pub(crate) fn allow_nonsense(&self) {
        *self.heard.nonsense_allowed.lock().expect("no panic") = true;
    }

    /// How many transactions were told, each of which was held against its schema.
    pub(crate) fn told(&self) -> usize {
        *self.heard.transactions.lock().expect("no panic")
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let wrong = self.heard.wrong.lock().expect("no panic");
            assert!(wrong.is_empty(), "bodies that are not as the standard says: {wrong:#?}");
        }
    }
}

/// Holds what goes by against its schema.
async fn hear(State(heard): State<Arc<Heard>>, request: Request, next: Next) -> Response {
    let is_protocol = ["/paymenttransaction/", "/status/"].iter().any(|path| request.uri().path().starts_with(path));
    let (question, body) = request.into_parts();
    let asked = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let is_post = question.method == Method::POST;
    let response = next.run(Request::from_parts(question, Body::from(asked.clone()))).await;
    if !is_protocol || *heard.nonsense_allowed.lock().expect("no panic") {
        return response;
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let (is_told, is_problem) = (kind == "application/json", kind == "application/problem+json");
    if !is_told && !is_problem {
        return response;
    }
    let (answer, body) = response.into_parts();
    let said = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let mut found = vec![];
    if is_told {
        *heard.transactions.lock().expect("no panic") += 1;
        found.extend(schemas::transaction(&json(&said)));
        if is_post {
            found.extend(schemas::request(&json(&asked)));
        }
    } else {
        let body = json(&said);
        found.extend(schemas::problem(&body));
        if body["status"] != answer.status.as_u16() {
            found.push(format!("the status {} is not that of the answer, {}", body["status"], answer.status));
        }
    }
    heard.wrong.lock().expect("no panic").extend(found);
    Response::from_parts(answer, Body::from(said))
}

fn json(bytes: &Bytes) -> Value {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// A browser that follows nothing by itself.
pub(crate) fn browser() -> reqwest::Client {
    #[expect(clippy::disallowed_methods, reason = "a browser of a test")]
    let builder = reqwest::Client::builder();
    builder.redirect(reqwest::redirect::Policy::none()).build().expect("a client without TLS")
}

/// Posts any body to the sandbox: the status, and the code that it gives.
pub(crate) async fn post(url: &str, body: String) -> (StatusCode, Option<String>) {
    let url = format!("{url}/paymenttransaction/{ORIGINATOR}/{ENDPOINT}");
    let request = browser().post(url).header(header::CONTENT_TYPE, "application/json").body(body);
    let answer = request.send().await.expect("it answers");
    let status = answer.status();
    let body: Value = answer.json().await.unwrap_or_default();
    (status, body["functionalCode"].as_str().map(str::to_owned))
}
