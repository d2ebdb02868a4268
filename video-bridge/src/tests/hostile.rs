//! Frames that nobody means well with: no crash, nothing reaches another room, and nothing is left behind.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::ids::BookingId;
use rand::Rng as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::office::{BOOKING, Client, Heard, Office, http};
use crate::Counts;
use crate::room::Patience;
use crate::seat::Seat;

const FRAMES: usize = 10_000;
const ELSEWHERE: BookingId = BookingId(Uuid::from_u128(0xe7_11));

static PANICS: AtomicUsize = AtomicUsize::new(0);

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_hostile_frames_do_no_harm() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        before(info);
    }));
    // Those in the other room say nothing meanwhile.
    let mut office = Office::patient(Patience { silent: Duration::from_hours(1), ..Patience::default() }).await;
    office.prepare(ELSEWHERE).await;
    office.begin(BOOKING).await;
    office.begin(ELSEWHERE).await;
    let tasks = Handle::current().metrics().num_alive_tasks();

    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    clara.all().await;
    ada.all().await;
    let mut generator = Generator {
        random: ChaCha8Rng::seed_from_u64(0x0bad_f00d),
        sessions: vec![clara.session, ada.session, 0, 1, u64::MAX],
        keys: vec![clara.key.clone(), ada.key.clone(), office.ticket(BOOKING, Seat::Holder)],
        room: clara.welcome["room"].clone(),
    };
    // Those who sit in the room with whoever sends all that.
    let mut david = office.enter(ELSEWHERE, Seat::Host).await;
    let (with, listening) = (
        david.session,
        tokio::spawn(async move {
            let mut heard = vec![];
            loop {
                match david.hear().await {
                    Heard::Said(frame) => heard.push(frame),
                    Heard::Closed(code) => return (heard, code),
                    Heard::Gone => return (heard, 0),
                }
            }
        }),
    );
    generator.sessions.push(with);

    let mut codes = std::collections::BTreeMap::<u16, usize>::new();
    let mut mallory: Option<Client> = None;
    let mut of_session = 0;
    let door = http();
    for number in 0..FRAMES {
        if number % 10 == 0 {
            // The other door.
            let (key, body) = (generator.key(), generator.body(with));
            let url = format!("http://{}/rtc/v1/{}", office.url, if number % 20 == 0 { "frames" } else { "stream" });
            // A key that is no header never leaves.
            if let Ok(request) = door.post(url).header("authorization", format!("Bearer {key}")).body(body).build() {
                let status = door.execute(request).await.expect("an answer").status().as_u16();
                assert!((400..500).contains(&status), "{status}");
            }
            continue;
        }
        let mut client = match mallory.take() {
            Some(client) if of_session < 90 => client,
            _ => {
                of_session = 0;
                office.enter(ELSEWHERE, Seat::Holder).await
            }
        };
        of_session += 1;
        let message = generator.message(client.said + 1, with);
        let counts = matches!(&message, Message::Text(text) if is_next(text, client.said + 1));
        client.say_raw(message).await;
        if counts {
            client.said += 1;
        }
        // A ping is answered, or the line is closed.
        client.said += 1;
        let ping = json!({ "t": "ping", "n": client.said });
        client.say_raw(Message::text(ping.to_string())).await;
        of_session += 1;
        let closed = loop {
            match client.hear().await {
                Heard::Said(frame) if frame["t"] == "pong" => break None,
                Heard::Said(frame) => {
                    let kind = frame["t"].as_str().expect("a kind");
                    assert!(["room", "refused", "chat", "turn", "bye"].contains(&kind), "{frame}");
                }
                Heard::Closed(code) => break Some(code),
                Heard::Gone => break Some(0),
            }
        };
        match closed {
            None => mallory = Some(client),
            Some(code) => *codes.entry(code).or_default() += 1,
        }
    }
    for _ in 0..100 {
        generator.garbage(&office.url).await;
    }
    println!("lines were closed with these codes: {codes:?}");
    assert!(codes.keys().all(|code| [1000, 4400].contains(code)), "{codes:?}");
    assert!(codes[&4400] > 1000, "{codes:?}");
    drop(mallory);

    assert_eq!(clara.all().await, Vec::<Value>::new(), "nothing reached the other room");
    assert_eq!(ada.all().await, Vec::<Value>::new());
    clara.signal("holder", ada.session, "and they talk on").await;
    assert_eq!(ada.wait("signal").await["candidate"]["candidate"], "and they talk on");

    office.end(ELSEWHERE).await;
    let (heard, code) = listening.await.expect("no frame was wrong");
    assert_eq!(code, 4410);
    for frame in &heard {
        let kind = frame["t"].as_str().expect("a kind");
        assert!(["room", "signal", "chat", "typing", "pong", "bye"].contains(&kind), "{frame}");
        assert!(frame["from"].is_null() || frame["from"] == "holder", "nobody speaks for somebody else: {frame}");
    }
    assert!(heard.iter().any(|frame| frame["t"] == "signal"), "good frames among them are carried");
    office.end(BOOKING).await;
    clara.end().await;
    ada.end().await;
    drop((clara, ada));
    office.wait_until(Counts::default()).await;
    let left = async {
        while Handle::current().metrics().num_alive_tasks() > tasks {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(super::office::PATIENCE, left).await.expect("no task is left");
    assert_eq!(PANICS.load(Ordering::SeqCst), 0);
}

/// Whether the server counts this text as the frame of this number.
fn is_next(text: &str, n: u64) -> bool {
    let Ok(frame) = serde_json::from_str::<Value>(text) else { return false };
    let has_seen = frame.get("seen").is_none_or(|seen| seen.is_null() || seen.is_u64());
    text.len() <= 65_536 && frame["n"].as_u64() == Some(n) && frame["t"].is_string() && has_seen
}

/// Makes frames that nobody means well with; the same ones each time.
struct Generator {
    random: ChaCha8Rng,
    sessions: Vec<u64>,
    keys: Vec<String>,
    room: Value,
}

impl Generator {
    fn message(&mut self, n: u64, with: u64) -> Message {
        match self.random.random_range(0..12) {
            0 => Message::text(String::from_utf8_lossy(&self.bytes(300)).into_owned()),
            1 => Message::binary(self.bytes(300)),
            2 => Message::Ping(self.bytes(100).into()),
            3 => Message::text(self.cut(n, with)),
            4 => Message::text(self.huge(n, with)),
            5 => Message::text(self.deep(n)),
            _ => Message::text(self.bent(n, with)),
        }
    }

    /// The body of a request.
    fn body(&mut self, with: u64) -> String {
        let n = self.random.random_range(0..3);
        match self.random.random_range(0..6) {
            0 => String::from_utf8_lossy(&self.bytes(300)).into_owned(),
            1 => format!("[{}", self.cut(n, with)),
            2 => format!("[{}]", self.huge(n, with)),
            3 => self.deep(n),
            4 => json!({ "t": "hello", "ticket": self.key() }).to_string(),
            _ => format!("[{},", self.bent(n, with)),
        }
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let length = self.random.random_range(0..most);
        (0..length).map(|_| self.random.random()).collect()
    }

    /// A key or ticket of somebody else, changed in one place, or none at all.
    fn key(&mut self) -> String {
        let which = self.random.random_range(0..self.keys.len() + 1);
        let Some(key) = self.keys.get(which) else { return "x".repeat(self.random.random_range(0..400)) };
        let (at, mut key) = (self.random.random_range(0..key.len()), key.clone().into_bytes());
        key[at] = if key[at] == b'x' { b'y' } else { b'x' };
        String::from_utf8(key).expect("ASCII")
    }

    /// A good frame.
    fn good(&mut self, n: u64, with: u64) -> Value {
        let sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
        let candidate = json!({ "candidate": "candidate:1 1 udp 1 198.51.100.7 9 typ host", "sdpMid": "0" });
        let id = Uuid::from_u128(self.random.random());
        let mut frame = match self.random.random_range(0..9) {
            0 => json!({ "t": "signal", "to": "host", "with": with, "description": { "type": "offer", "sdp": sdp } }),
            1 => json!({ "t": "signal", "to": "host", "with": with, "candidate": candidate }),
            2 => json!({ "t": "media", "microphone": true, "camera": false, "screen": false }),
            3 => json!({ "t": "hold", "on": true }),
            4 => json!({ "t": "line", "to": "host", "with": with, "state": "down", "path": "relay-tls" }),
            5 => json!({ "t": "quality", "rttMs": 12.5, "jitterMs": 1, "lostIn": 3, "fps": 20, "freezes": 0 }),
            6 => json!({ "t": "focus", "paper": id, "page": 1, "y": 0.5 }),
            7 => json!({ "t": "chat", "text": "Hallo", "id": id }),
            _ => json!({ "t": "turn" }),
        };
        frame["n"] = n.into();
        frame["seen"] = 0.into();
        frame
    }

    /// A good frame that breaks off.
    fn cut(&mut self, n: u64, with: u64) -> String {
        let whole = self.good(n, with).to_string();
        whole[..self.random.random_range(0..whole.len())].to_owned()
    }

    /// A good frame with a number that no machine has, or a text that nobody needs.
    fn huge(&mut self, n: u64, with: u64) -> String {
        let numbers =
            ["1e400", "-1", "18446744073709551616", "1.5", "1e308", "-0.0", "99999999999999999999999999", "NaN"];
        let number = numbers[self.random.random_range(0..numbers.len())];
        let mut frame = self.good(n, with);
        let fields: Vec<String> = frame.as_object().expect("a frame").keys().cloned().collect();
        let field = &fields[self.random.random_range(0..fields.len())];
        if self.random.random_bool(0.3) {
            frame[field] = "x".repeat(self.random.random_range(1_000..70_000)).into();
            return frame.to_string();
        }
        frame[field] = "HUGE".into();
        frame.to_string().replace("\"HUGE\"", number)
    }

    /// A frame that is deeper than any stack.
    fn deep(&mut self, n: u64) -> String {
        let depth = self.random.random_range(50..20_000);
        let (open, close) = if self.random.random_bool(0.5) { ("[", "]") } else { ("{\"a\":", "}") };
        let close = if self.random.random_bool(0.5) { close.repeat(depth) } else { String::new() };
        let middle = if open == "[" { "" } else { "1" };
        format!("{{\"t\":\"chat\",\"n\":{n},\"text\":{}{middle}{close}}}", open.repeat(depth))
    }

    /// A good frame in which a few things are of another kind, or of somebody else.
    fn bent(&mut self, n: u64, with: u64) -> String {
        let mut frame = self.good(n, with);
        for _ in 0..self.random.random_range(0..3) {
            let names = [
                "t",
                "to",
                "with",
                "from",
                "session",
                "seat",
                "room",
                "description",
                "candidate",
                "text",
                "id",
                "on",
                "page",
                "y",
                "state",
                "key",
                "ticket",
                "seen",
                "n",
            ];
            let name = names[self.random.random_range(0..names.len())];
            frame[name] = self.anything();
        }
        frame.to_string()
    }

    fn anything(&mut self) -> Value {
        let session = self.sessions[self.random.random_range(0..self.sessions.len())];
        let all = [
            Value::Null,
            json!(true),
            json!([]),
            json!({}),
            json!(session),
            json!(-1),
            json!("host"),
            json!("holder"),
            json!("signal"),
            json!("resume"),
            json!("\u{0}\u{202e}<script>"),
            json!(self.keys[0]),
            json!({ "type": "offer", "sdp": "v=0\r\nm=text 9 RTP/AVP 98\r\n" }),
            json!({ "type": "rollback" }),
            json!({ "candidate": "x".repeat(5_000) }),
            self.room.clone(),
        ];
        all[self.random.random_range(0..all.len())].clone()
    }

    /// Bytes that are no WebSocket, after the door was opened.
    async fn garbage(&mut self, url: &str) {
        let mut socket = TcpStream::connect(url).await.expect("the server listens");
        let upgrade = format!(
            "GET /rtc/v1/ws HTTP/1.1\r\nhost: {url}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: vorgang-rtc-1\r\n\r\n"
        );
        socket.write_all(upgrade.as_bytes()).await.expect("it reads");
        let bytes = self.bytes(2_000);
        // It may have hung up by then.
        let _ = socket.write_all(&bytes).await;
    }
}
