//! An office with a server of calls, and clients that come in by a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use chrono::TimeDelta;
use domain::booking::{self, Arranged, CancelReason, Line, Number, Slot};
use domain::calendar::Span;
use domain::catalogue::{Channel, ServiceCode};
use domain::consultation::{self, Begin, GuestStep, Medium, Occasion, Outcome, Part, State};
use domain::ids::{BookingId, ConsultationId, DayId, GuardId, GuestId, HoldId, ScopeId};
use domain::person::Contact;
use domain::reactions::{self, Reaction};
use domain::testing::{ADA, CLARA, acting, at, citizen, clerk, system};
use domain::{By, Role, SubjectId};
use event_store::Log;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::Request;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, client_async, connect_async_with_config};
use uuid::Uuid;
use worker::Orders;

use crate::room::Patience;
use crate::seat::Seat;
use crate::turn::Turn;
use crate::{Calls, Counts, router};

/// How long anything may take that is to happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

pub(super) const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

/// An office with a server of calls.
pub(super) struct Office {
    _folder: TempDir,
    pub(super) log: Log,
    pub(super) calls: Calls,
    pub(super) url: String,
    server: JoinHandle<()>,
    nonce: u128,
}

impl Office {
    /// An office in which Ada waits and Clara has called her.
    pub(super) async fn new() -> Self {
        Self::patient(Patience { tick: Duration::from_millis(20), ..Patience::default() }).await
    }

    pub(super) async fn patient(patience: Patience) -> Self {
        let folder = event_store::testing::scratch();
        let log = worker::testing::log(folder.path()).await;
        let calls = open(&log, patience).await;
        let (url, server) = serve(&calls).await;
        let office = Self { _folder: folder, log, calls, url, server, nonce: 0 };
        office.prepare(BOOKING).await;
        office
    }

    /// The server stops, and starts again on the same log a moment later.
    pub(super) async fn restart(&mut self) {
        self.calls.stop().await;
        self.start_anew().await;
    }

    /// The server is gone without a word, and starts again on the same log a moment later.
    pub(super) async fn start_anew(&mut self) {
        self.server.abort();
        self.log.clock().advance(Duration::from_secs(3));
        self.calls = open(&self.log, self.calls.0.patience).await;
        (self.url, self.server) = serve(&self.calls).await;
    }

    /// Ada has an appointment, waits, and Clara has called her.
    pub(super) async fn prepare(&self, booking: BookingId) {
        let span = Span { starts_at: at("2026-03-02T08:10:00Z"), ends_at: at("2026-03-02T08:30:00Z") };
        let (scope, day) = (ScopeId(Uuid::from_u128(1)), DayId(Uuid::from_u128(2)));
        let slot = Slot { scope, day, hold: HoldId::of(booking, 0), span };
        let arranged = Arranged {
            holder: ADA,
            medium: booking::Medium::Online,
            channel: Channel::Video,
            lines: vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }],
            slot,
            offered_to: None,
        };
        let contact = SubjectId(Uuid::from_u128(3)).knows(Contact {
            name: "Ada".to_owned(),
            mail: Some("ada@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        });
        let guards = vec![GuardId(Uuid::from_u128(4))];
        for (by, command) in [
            (citizen(ADA), booking::Command::Hold { arranged, expires_at: span.starts_at }),
            (citizen(ADA), booking::Command::Confirm { contact, guards, number: Number(7) }),
            (citizen(ADA), booking::Command::CheckIn),
            (clerk(CLARA), booking::Command::Call),
        ] {
            worker::testing::give::<booking::State>(&self.log, by, booking.0, command).await.expect("step by step");
        }
        let schedule = consultation::Command::Schedule { of: Occasion::Booking(booking), holder: Some(ADA) };
        self.tell(booking, system(), schedule).await;
    }

    /// Clara begins the talk over video.
    pub(super) async fn begin(&self, booking: BookingId) {
        self.begin_over(booking, Medium::Video).await;
    }

    pub(super) async fn begin_over(&self, booking: BookingId, medium: Medium) {
        let begin = Begin { of: Occasion::Booking(booking), medium };
        worker::testing::run(&self.log, clerk(CLARA), begin).await.expect("she has called");
    }

    /// Clara ends it.
    pub(super) async fn end(&self, booking: BookingId) {
        self.tell(booking, clerk(CLARA), consultation::Command::End { outcome: Outcome::Completed }).await;
    }

    /// Clara has called Ada and does not let her in, and what the office does by itself then.
    pub(super) async fn refuse(&self, booking: BookingId) {
        let refuse = booking::Command::Cancel { reason: CancelReason::Refused };
        worker::testing::give::<booking::State>(&self.log, clerk(CLARA), booking.0, refuse)
            .await
            .expect("she has called");
        let close = Reaction::CloseConsultation { booking };
        worker::testing::run(&self.log, reactions::by(), close).await.expect("nobody has begun");
    }

    /// Ada brings somebody along; Clara has not let them in yet.
    pub(super) async fn invite(&self, booking: BookingId, id: Uuid) {
        self.guest(booking, citizen(ADA), id, GuestStep::Invite { part: Part::Interpreter }).await;
    }

    pub(super) async fn guest(&self, booking: BookingId, by: By, id: Uuid, step: GuestStep) {
        self.tell(booking, by, consultation::Command::Guest { guest: GuestId(id), step }).await;
    }

    async fn tell(&self, booking: BookingId, by: By, command: consultation::Command) {
        let talk = ConsultationId::of(booking).0;
        worker::testing::give::<State>(&self.log, by, talk, command).await.expect("it may be so");
    }

    pub(super) async fn talk(&self) -> State {
        let talk = ConsultationId::of(BOOKING).0;
        self.log.load::<domain::Consultation>(talk).await.expect("readable").state.0
    }

    /// The names of all that has happened to the talk.
    pub(super) async fn history(&self) -> Vec<String> {
        let stream = self.log.stream_of::<domain::Consultation>(ConsultationId::of(BOOKING).0).expect("a kind");
        self.log.history(stream).await.expect("readable").into_iter().map(|event| event.name).collect()
    }

    /// Waits until so much has happened to the talk.
    pub(super) async fn wait_for(&self, events: &[&str]) {
        let happened = async {
            while self.history().await != events {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let in_time = timeout(PATIENCE, happened).await.is_ok();
        assert!(in_time, "{:?} is not {events:?}", self.history().await);
    }

    /// A ticket that nobody has had before.
    pub(super) fn ticket(&mut self, booking: BookingId, seat: Seat) -> String {
        self.nonce += 1;
        let by = match seat {
            Seat::Host => clerk(CLARA),
            Seat::Holder => citizen(ADA),
            Seat::Guest(id) => acting(domain::ActorId(id), Role::Interpreter),
        };
        self.calls.ticket(booking, seat, by, Uuid::from_u128(self.nonce), self.calls.now().wall).text
    }

    /// Somebody comes in with a new ticket.
    pub(super) async fn enter(&mut self, booking: BookingId, seat: Seat) -> Client {
        let ticket = self.ticket(booking, seat);
        let mut client = Client::open(&self.url).await;
        client.enter(json!({ "t": "hello", "ticket": ticket })).await;
        client
    }

    /// Somebody comes back with the key of a seat.
    pub(super) async fn resume(&self, before: &Dropped) -> Client {
        let mut client = Client::open(&self.url).await;
        client.said = before.said;
        client.enter(json!({ "t": "resume", "key": before.key, "seen": before.seen })).await;
        client
    }

    /// Waits until so much goes on and no more.
    pub(super) async fn wait_until(&self, counts: Counts) {
        let there = async {
            while self.calls.counts() != counts {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let in_time = timeout(PATIENCE, there).await.is_ok();
        assert!(in_time, "{:?} is not {counts:?}", self.calls.counts());
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// The calls of a log, with a relay.
pub(super) async fn open(log: &Log, patience: Patience) -> Calls {
    let turn = Turn {
        urls: vec!["turn:turn.example:3478?transport=udp".to_owned()],
        secret: "north".to_owned().into(),
        kept: TimeDelta::hours(2),
        relay_only_for_staff: true,
    };
    let orders = Orders::new(log.clone(), Arc::default());
    Calls::open_with(orders, Some(turn), patience).await.expect("the log answers")
}

/// A server with these calls.
pub(super) async fn serve(calls: &Calls) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = listener.local_addr().expect("an address").to_string();
    // Frames are small and follow each other: none waits until the one before was confirmed.
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).expect("an open connection"));
    let router = router([calls.clone()]);
    let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
    (url, server)
}

/// Somebody at a socket.
pub(super) struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub(super) welcome: Value,
    pub(super) key: String,
    pub(super) session: u64,
    /// The number of the last frame that was said, and of the last that was heard.
    pub(super) said: u64,
    pub(super) seen: u64,
}

fn request(url: &str) -> Request<()> {
    let mut request = format!("ws://{url}/rtc/v1/ws").into_client_request().expect("an address");
    request.headers_mut().insert("sec-websocket-protocol", "vorgang-rtc-1".parse().expect("a header"));
    request
}

/// What the server said.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    Said(Value),
    Closed(u16),
    /// The connection was torn off.
    Gone,
}

impl Client {
    /// Opens a socket and says nothing yet.
    pub(super) async fn open(url: &str) -> Self {
        let (socket, _) = timeout(PATIENCE, connect_async_with_config(request(url), None, true))
            .await
            .expect("in time")
            .expect("a WebSocket");
        Self { socket, welcome: Value::Null, key: String::new(), session: 0, said: 0, seen: 0 }
    }

    /// Opens a socket whose other end may send little before it is read.
    pub(super) async fn open_narrow(url: &str) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(4096).expect("a small buffer");
        let stream = socket.connect(url.parse().expect("an address")).await.expect("the server listens");
        let (socket, _) = client_async(request(url), MaybeTlsStream::Plain(stream)).await.expect("a WebSocket");
        Self { socket, welcome: Value::Null, key: String::new(), session: 0, said: 0, seen: 0 }
    }

    /// Says the first frame, and is welcome.
    pub(super) async fn enter(&mut self, first: Value) {
        self.say_raw(Message::text(first.to_string())).await;
        let Heard::Said(welcome) = self.hear().await else { panic!("nobody is welcome") };
        assert_eq!(welcome["t"], "welcome", "{welcome}");
        self.key = welcome["key"].as_str().expect("a key").to_owned();
        self.session = welcome["session"].as_u64().expect("a session");
        if first["t"] == "resume" {
            self.seen = if welcome["reset"] == true { 0 } else { first["seen"].as_u64().expect("a number") };
        }
        self.welcome = welcome;
    }

    /// Says something, with the next number.
    pub(super) async fn say(&mut self, mut frame: Value) {
        self.said += 1;
        frame["n"] = self.said.into();
        frame["seen"] = self.seen.into();
        self.say_raw(Message::text(frame.to_string())).await;
    }

    pub(super) async fn say_raw(&mut self, message: Message) {
        // Whoever was closed hears it with the next frame.
        let _ = timeout(PATIENCE, self.socket.send(message)).await.expect("the server reads");
    }

    /// What the server says next. No frame is missing, and none comes twice.
    pub(super) async fn hear(&mut self) -> Heard {
        loop {
            match timeout(PATIENCE, self.socket.next()).await.expect("the server says something in time") {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value = serde_json::from_str(&text).expect("JSON");
                    if let Some(n) = frame["n"].as_u64() {
                        assert_eq!(n, self.seen + 1, "{frame}");
                        self.seen = n;
                    }
                    return Heard::Said(frame);
                }
                Some(Ok(Message::Close(frame))) => return Heard::Closed(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Gone,
            }
        }
    }

    /// The next frame of this kind. Others are passed over.
    pub(super) async fn wait(&mut self, kind: &str) -> Value {
        self.wait_for(kind, |_| true).await
    }

    pub(super) async fn wait_for(&mut self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        loop {
            match self.hear().await {
                Heard::Said(frame) if frame["t"] == kind && is_it(&frame) => return frame,
                Heard::Said(_) => {}
                heard => panic!("no {kind}, but {heard:?}"),
            }
        }
    }

    /// Waits until the room is so.
    pub(super) async fn wait_room(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        self.wait_for("room", is_it).await
    }

    /// What comes up to the answer to a ping: all that was sent before.
    pub(super) async fn all(&mut self) -> Vec<Value> {
        self.say(json!({ "t": "ping" })).await;
        let mut all = vec![];
        loop {
            match self.hear().await {
                Heard::Said(frame) if frame["t"] == "pong" => return all,
                Heard::Said(frame) => all.push(frame),
                heard => panic!("no pong, but {heard:?}"),
            }
        }
    }

    /// Hears a last word and the code with which the line is closed. Other frames may come before.
    pub(super) async fn end(&mut self) -> (Option<String>, u16) {
        let mut why = None;
        loop {
            match self.hear().await {
                Heard::Said(frame) if frame["t"] == "bye" => why = frame["why"].as_str().map(str::to_owned),
                Heard::Said(_) => {}
                Heard::Closed(code) => return (why, code),
                Heard::Gone => panic!("torn off after {why:?}"),
            }
        }
    }

    /// Sends an offer, an answer, a candidate.
    pub(super) async fn signal(&mut self, to: &str, with: u64, what: &str) {
        let candidate = json!({ "candidate": what, "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": null });
        self.say(json!({ "t": "signal", "to": to, "with": with, "candidate": candidate })).await;
    }

    /// The line drops without a word.
    pub(super) fn drop_line(self) -> Dropped {
        let Self { key, session, said, seen, .. } = self;
        Dropped { key, session, said, seen }
    }
}

/// What a page still knows whose line dropped.
pub(super) struct Dropped {
    pub(super) key: String,
    pub(super) session: u64,
    pub(super) said: u64,
    pub(super) seen: u64,
}

/// What asks for something without a socket.
#[expect(clippy::disallowed_methods, reason = "it asks a server of this test")]
pub(super) fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().expect("a client")
}

/// Whether a seat is there, and how.
pub(super) fn seat<'a>(room: &'a Value, seat: &str) -> &'a Value {
    room["seats"].as_array().and_then(|seats| seats.iter().find(|one| one["seat"] == seat)).unwrap_or(&Value::Null)
}
