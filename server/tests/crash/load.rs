//! Visitors who hold, confirm and move their times, and remember every answer that they got.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use uuid::Uuid;

const VISITOR: &str = "mutation($input: VisitorBeginInput!) { visitorBegin(input: $input) { visitor { id token } } }";
const HOLD: &str = "mutation($input: BookingHoldInput!) \
    { bookingHold(input: $input) { booking { id } position errors { __typename } } }";
const CONFIRM: &str = "mutation($input: BookingConfirmInput!) \
    { bookingConfirm(input: $input) { booking { id number } position errors { __typename } } }";

const MOVE: &str = "mutation($input: BookingRescheduleInput!) \
    { bookingReschedule(input: $input) { booking { id } position errors { __typename } } }";
const MINE: &str = "query($input: EventPosition) { myBookings(first: 10, atLeast: $input) { nodes { id state } } }";

/// How long a server that was just started may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);

/// How many visitors act at a time.
const VISITORS: usize = 8;

/// What was asked, and what the server acknowledged.
struct Acknowledged {
    token: String,
    field: &'static str,
    document: &'static str,
    input: Value,
    answer: Value,
}

/// Visitors and their memories.
pub(crate) struct Load {
    ags: String,
    scope: String,
    starts: Vec<String>,
    random: ChaCha8Rng,
    acknowledged: Vec<Acknowledged>,
    /// How many of them were asked for again already.
    verified: usize,
}

impl Load {
    pub(crate) fn new(fixture: &Value, seed: u64) -> Self {
        let text = |value: &Value| value.as_str().expect("the fixture has it").to_owned();
        Self {
            ags: text(&fixture["ags"]),
            scope: text(&fixture["scope"]),
            starts: fixture["free_slots"].as_array().expect("the fixture has times").iter().map(text).collect(),
            random: ChaCha8Rng::seed_from_u64(seed),
            acknowledged: Vec::new(),
            verified: 0,
        }
    }

    /// Offers so many times that they do not run out: on ten days that nobody else plans.
    pub(crate) async fn offer(&mut self, url: &str, planner: &str) {
        const PLAN: &str = "mutation($input: CapacityPlanInput!) \
            { capacityPlan(input: $input) { position errors { __typename ... on UserError { message } } } }";
        let first: chrono::DateTime<chrono::Utc> = self.starts[0].parse().expect("the fixture's times are moments");
        self.starts.clear();
        for day in 40..50 {
            let opens = first + chrono::TimeDelta::days(day);
            let window = json!({ "startsAt": opens, "units": 24, "publicLanes": 40, "internalLanes": 0 });
            let input = json!({
                "idempotencyKey": Uuid::from_u128(self.random.random()), "scope": self.scope,
                "date": opens.date_naive(), "unitMins": 20, "windows": [window], "releasedAt": "2020-01-01T00:00:00Z",
            });
            let answer = ask_on(&client(), url, planner, PLAN, &input).await;
            assert!(answer["data"]["capacityPlan"]["position"].is_string(), "{answer:#}");
            let starts = (0..24).map(|unit| (opens + chrono::TimeDelta::minutes(20 * unit)).to_rfc3339());
            self.starts.extend(starts);
        }
    }

    /// How many commands the server has acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.acknowledged.len()
    }

    /// Lets visitors act for as long as `go_on` says.
    pub(crate) async fn run(&mut self, url: &str, go_on: impl Fn() -> bool) {
        let http = client();
        while go_on() {
            let errands: Vec<_> = (0..VISITORS)
                .map(|_| {
                    let times =
                        std::array::from_fn(|_| self.starts.choose(&mut self.random).expect("there are times").clone());
                    let keys = std::array::from_fn(|_| Uuid::from_u128(self.random.random()));
                    errand(&http, url, &self.ags, &self.scope, times, keys)
                })
                .collect();
            self.acknowledged.extend(join_all(errands).await.into_iter().flatten());
        }
    }

    /// Asks again, under the same keys, for what was acknowledged since the last time: each has to be answered as it was.
    pub(crate) async fn ask_again(&mut self, url: &str, after: &str) {
        ask_again(url, &self.acknowledged[self.verified..], after).await;
        self.verified = self.acknowledged.len();
    }

    /// Asks again for everything that was ever acknowledged. Whoever has an appointment has one, wherever it has moved.
    pub(crate) async fn ask_for_everything(&self, url: &str) {
        ask_again(url, &self.acknowledged, "everything").await;
        let http = client();
        let confirmed: Vec<_> = self.acknowledged.iter().filter(|known| known.field == "bookingConfirm").collect();
        let position = |known: &Acknowledged| known.answer["position"].as_str()?.parse::<u64>().ok();
        let last = json!(self.acknowledged.iter().filter_map(position).max().expect("positions").to_string());
        for some in confirmed.chunks(16) {
            let answers = some.iter().map(|known| ask_on(&http, url, &known.token, MINE, &last));
            for (known, answer) in some.iter().zip(join_all(answers).await) {
                let mine = json!([{ "id": known.answer["booking"]["id"], "state": "CONFIRMED" }]);
                assert_eq!(answer["data"]["myBookings"]["nodes"], mine, "{answer:#}");
            }
        }
    }

    /// How many appointments have moved.
    pub(crate) fn moved(&self) -> usize {
        self.acknowledged.iter().filter(|known| known.field == "bookingReschedule").count()
    }
}

async fn ask_again(url: &str, acknowledged: &[Acknowledged], after: &str) {
    let http = client();
    for some in acknowledged.chunks(16) {
        let answers = some.iter().map(|known| ask_on(&http, url, &known.token, known.document, &known.input));
        for (known, answer) in some.iter().zip(join_all(answers).await) {
            let payload = &answer["data"][known.field];
            assert_eq!(payload["position"], known.answer["position"], "after {after}: {} {answer:#}", known.input);
            assert_eq!(payload["booking"]["id"], known.answer["booking"]["id"], "after {after}");
        }
    }
}

/// A visitor comes, holds a time, confirms it and moves it. Gives what was acknowledged before the server died.
async fn errand(
    http: &reqwest::Client,
    url: &str,
    ags: &str,
    scope: &str,
    [starts_at, later]: [String; 2],
    [visitor, hold, confirm, reschedule]: [Uuid; 4],
) -> Vec<Acknowledged> {
    let mut acknowledged = Vec::new();
    let wish = json!({ "idempotencyKey": visitor });
    let Some(begun) = send(http.post(url).header("vorgang-authority", ags), VISITOR, &wish).await else {
        return acknowledged;
    };
    let Some(token) = begun.pointer("/data/visitorBegin/visitor/token").and_then(Value::as_str) else {
        // A server that is too busy or about to die says so; whoever hears that goes home.
        assert!(begun.get("errors").is_some(), "a visitor was turned away: {begun:#}");
        return acknowledged;
    };
    let lines = json!([{ "service": "CHANGE_OF_RESIDENCE" }]);
    let input = json!({ "idempotencyKey": hold, "scope": scope, "startsAt": starts_at, "lines": lines });
    let Some(answer) = done(http, url, token, "bookingHold", HOLD, input, &mut acknowledged).await else {
        return acknowledged;
    };
    let contact = json!({ "name": "Ada Lovelace", "mail": format!("{visitor}@example.org") });
    let booking = answer["booking"]["id"].clone();
    let input = json!({ "idempotencyKey": confirm, "booking": booking, "contact": contact });
    if done(http, url, token, "bookingConfirm", CONFIRM, input, &mut acknowledged).await.is_some() {
        let input = json!({ "idempotencyKey": reschedule, "booking": booking, "scope": scope, "startsAt": later });
        done(http, url, token, "bookingReschedule", MOVE, input, &mut acknowledged).await;
    }
    acknowledged
}

/// Does one step, and remembers it if the server acknowledged it.
async fn done(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    field: &'static str,
    document: &'static str,
    input: Value,
    acknowledged: &mut Vec<Acknowledged>,
) -> Option<Value> {
    let body = ask(http, url, token, document, &input).await?;
    let answer = body["data"][field].clone();
    // A refusal (the time is taken) acknowledges nothing.
    if answer["position"].is_null() || answer["booking"].is_null() {
        return None;
    }
    acknowledged.push(Acknowledged { token: token.to_owned(), field, document, input, answer: answer.clone() });
    Some(answer)
}

/// Asks somebody's question until it is answered by more than an error.
async fn ask_on(http: &reqwest::Client, url: &str, token: &str, document: &str, input: &Value) -> Value {
    let patience = Instant::now() + PATIENCE;
    loop {
        let answer = ask(http, url, token, document, input).await;
        if let Some(answer) = answer.as_ref().filter(|answer| answer.get("errors").is_none()) {
            return answer.clone();
        }
        assert!(Instant::now() < patience, "{document} {input}: {answer:#?}");
        // Nobody is told when the server can.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Asks somebody's question. Nothing if the server died meanwhile.
async fn ask(http: &reqwest::Client, url: &str, token: &str, document: &str, input: &Value) -> Option<Value> {
    send(http.post(url).bearer_auth(token), document, input).await
}

async fn send(request: reqwest::RequestBuilder, document: &str, input: &Value) -> Option<Value> {
    let body = json!({ "query": document, "variables": { "input": input } }).to_string();
    let response = request.header("content-type", "application/json").body(body).send().await.ok()?;
    response.json().await.ok()
}

/// A client that gives up on a dead server.
#[expect(clippy::disallowed_methods, reason = "the one client of this test")]
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Duration::from_secs(20)).build().expect("a client without TLS")
}
