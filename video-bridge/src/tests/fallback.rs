//! Where a proxy breaks WebSockets: one long answer, and requests.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use super::office::{BOOKING, Office, PATIENCE, http, seat};
use crate::Counts;
use crate::room::Patience;
use crate::seat::Seat;

/// Somebody whose proxy breaks WebSockets.
struct Behind {
    url: String,
    answer: reqwest::Response,
    unread: String,
    key: String,
    session: u64,
    said: u64,
    seen: u64,
}

impl Behind {
    async fn open(url: &str, first: Value) -> Result<Self, (u16, String)> {
        let url = format!("http://{url}/rtc/v1");
        let answer = http().post(format!("{url}/stream")).body(first.to_string()).send().await.expect("an answer");
        let status = answer.status().as_u16();
        if status != 200 {
            return Err((status, answer.text().await.expect("a body")));
        }
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut behind = Self { url, answer, unread: String::new(), key: String::new(), session: 0, said: 0, seen: 0 };
        let welcome = behind.hear().await.expect("a welcome");
        assert_eq!(welcome["t"], "welcome");
        behind.key = welcome["key"].as_str().expect("a key").to_owned();
        behind.session = welcome["session"].as_u64().expect("a session");
        Ok(behind)
    }

    /// The next frame; nothing once the answer is over.
    async fn hear(&mut self) -> Option<Value> {
        loop {
            if let Some((event, rest)) = self.unread.split_once("\n\n") {
                let frame = event.strip_prefix("data: ").map(|data| serde_json::from_str::<Value>(data).expect("JSON"));
                self.unread = rest.to_owned();
                let Some(frame) = frame else { continue };
                if let Some(n) = frame["n"].as_u64() {
                    assert_eq!(n, self.seen + 1);
                    self.seen = n;
                }
                return Some(frame);
            }
            let chunk =
                tokio::time::timeout(PATIENCE, self.answer.chunk()).await.expect("in time").expect("readable")?;
            self.unread.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
        }
    }

    async fn wait(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = self.hear().await.expect("the answer goes on");
            if is_it(&frame) {
                return frame;
            }
        }
    }

    async fn say(&mut self, frames: Vec<Value>) -> u16 {
        let frames: Vec<Value> = frames
            .into_iter()
            .map(|mut frame| {
                self.said += 1;
                frame["n"] = self.said.into();
                frame
            })
            .collect();
        self.post(&json!(frames).to_string()).await
    }

    async fn post(&self, body: &str) -> u16 {
        post(&self.url, &self.key, body).await
    }
}

async fn post(url: &str, key: &str, body: &str) -> u16 {
    let request = http().post(format!("{url}/frames")).bearer_auth(key).body(body.to_owned());
    request.send().await.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_no_websocket_talks_to_whoever_has() {
    let mut office = Office::new().await;
    office.begin(BOOKING).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let mut ada = Behind::open(&office.url, json!({ "t": "hello", "ticket": ticket })).await.expect("she may");
    assert_eq!(office.calls.counts(), Counts { rooms: 1, sessions: 2, sockets: 2 });
    let candidate = |what: &str| json!({ "candidate": what });
    let signal =
        |what: &str| json!({ "t": "signal", "to": "host", "with": clara.session, "candidate": candidate(what) });
    assert_eq!(ada.say(vec![signal("of Ada 1"), signal("of Ada 2"), json!({ "t": "dance" })]).await, 204);
    for expected in ["of Ada 1", "of Ada 2"] {
        let heard = clara.wait("signal").await;
        assert_eq!(
            (heard["candidate"]["candidate"].as_str(), heard["from"].as_str()),
            (Some(expected), Some("holder"))
        );
    }
    assert_eq!(ada.wait(|frame| frame["t"] == "refused").await["of"], 3);
    clara.signal("holder", ada.session, "of Clara").await;
    assert_eq!(ada.wait(|frame| frame["t"] == "signal").await["candidate"]["candidate"], "of Clara");

    // Her line drops; she comes back in the same way, and nothing is lost or doubled.
    let (key, session, seen, said, url) = (ada.key.clone(), ada.session, ada.seen, ada.said, ada.url.clone());
    drop(ada);
    clara.wait_room(|room| seat(room, "holder")["here"] == "AWAY").await;
    clara.signal("holder", session, "meanwhile").await;
    let again = json!([{ "t": "dance", "n": said }, { "t": "ping", "n": said + 1 }]).to_string();
    assert_eq!(post(&url, &key, &again).await, 204, "requests do not need the answer");
    let resume = json!({ "t": "resume", "key": key, "seen": seen });
    let mut ada = Behind::open(&office.url, resume).await.expect("her seat is kept");
    (ada.seen, ada.said) = (seen, said + 1);
    assert_eq!(ada.session, session);
    let heard = ada.wait(|_| true).await;
    assert_eq!(heard["candidate"]["candidate"], "meanwhile");

    office.end(BOOKING).await;
    assert_eq!(ada.wait(|frame| frame["t"] == "bye").await["why"], "over");
    assert_eq!(ada.hear().await, None, "and the answer ends");
    assert_eq!(ada.say(vec![json!({ "t": "ping" })]).await, 401, "nobody is there any more");
    clara.end().await;
    office.wait_until(Counts::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_without_a_good_key_or_with_too_much_are_refused() {
    let mut office = Office::new().await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let first = json!({ "t": "hello", "ticket": ticket });
    let mut ada = Behind::open(&office.url, first.clone()).await.expect("she may");
    let refused = |answer: Result<Behind, (u16, String)>| answer.err().map(|(status, _)| status);
    assert_eq!(refused(Behind::open(&office.url, first).await), Some(401), "a ticket is good once");
    assert_eq!(refused(Behind::open(&office.url, json!("hello")).await), Some(400));
    assert_eq!(refused(Behind::open(&office.url, json!("x".repeat(70_000))).await), Some(413));
    for key in ["", "x", "vk1.10041100.AAAA", &ticket, &ada.key.replace("10041100", "10041101")] {
        assert_eq!(post(&ada.url, key, "[]").await, 401, "{key}");
    }
    for body in ["", "{}", "[", "7", "[{\"t\":\"ping\"}]", "[7]"] {
        assert_eq!(ada.post(body).await, 400, "{body}");
    }
    let ping = |n: u64| json!({ "t": "ping", "n": n });
    let many: Vec<Value> = (1..=51).map(ping).collect();
    assert_eq!(ada.post(&json!(many).to_string()).await, 413, "too many at once");
    assert_eq!(ada.post(&json!([{ "t": "ping", "n": 1, "x": "x".repeat(70_000) }]).to_string()).await, 413);
    assert_eq!(ada.post(&"x".repeat(300_000)).await, 413);
    // Whatever was not understood has closed the line, as it does with a WebSocket. The seat is kept.
    while ada.hear().await.is_some() {}
    let resume = json!({ "t": "resume", "key": ada.key, "seen": ada.seen });
    let mut ada = Behind::open(&office.url, resume).await.expect("her seat is kept");
    let (mut last, mut n) = (204, 0);
    while last == 204 {
        last = ada.post(&json!((n + 1..=n + 50).map(ping).collect::<Vec<_>>()).to_string()).await;
        n += 50;
    }
    assert_eq!(last, 429);
    ada.seen = 0;
    let mut newer = office.enter(BOOKING, Seat::Holder).await;
    assert_eq!(ada.post("[{\"t\":\"ping\",\"n\":1}]").await, 409, "the seat was taken over");
    newer.all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_nobody_reads_does_not_keep_a_seat() {
    let patience =
        Patience { silent: Duration::from_millis(300), tick: Duration::from_millis(20), ..Patience::default() };
    let mut office = Office::patient(patience).await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let mut ada = Behind::open(&office.url, json!({ "t": "hello", "ticket": ticket })).await.expect("she may");
    while ada.hear().await.is_some() {}
    office.wait_until(Counts { rooms: 1, sessions: 1, sockets: 0 }).await;
    let third = Seat::Guest(Uuid::from_u128(3));
    office.invite(BOOKING, Uuid::from_u128(3)).await;
    let mut guest = office.enter(BOOKING, third).await;
    let room = guest.wait("room").await;
    assert_eq!(seat(&room, "holder")["here"], "AWAY");
    assert_eq!(seat(&room, &third.to_string())["part"], "INTERPRETER");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_read_any_more_ends_its_line() {
    let patience = Patience { slow: Duration::from_secs(2), tick: Duration::from_millis(20), ..Patience::default() };
    let mut office = Office::patient(patience).await;
    office.begin(BOOKING).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let ada = Behind::open(&office.url, json!({ "t": "hello", "ticket": ticket })).await.expect("she may");
    // As much as the connection holds, and more.
    let line = format!("a=x:{}\r\n", "y".repeat(1_000));
    let sdp = format!("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n{}", line.repeat(30));
    let both = Counts { rooms: 1, sessions: 2, sockets: 2 };
    for n in 0.. {
        if office.calls.counts() != both {
            break;
        }
        assert!(n < 2_000, "it holds without end");
        let offer = json!({ "type": "offer", "sdp": sdp });
        clara.say(json!({ "t": "signal", "to": "holder", "with": ada.session, "description": offer })).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    office.wait_until(Counts { rooms: 1, sessions: 2, sockets: 1 }).await;
    drop(ada);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_opens_a_stream_and_says_nothing_has_no_place_for_long() {
    let patience = Patience { first: Duration::from_millis(200), ..Patience::default() };
    let office = Office::patient(patience).await;
    let silent = reqwest::Body::wrap_stream(futures_util::stream::pending::<Result<&str, std::io::Error>>());
    let url = format!("http://{}/rtc/v1/stream", office.url);
    let answer = http().post(url).body(silent).send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 408);
}
