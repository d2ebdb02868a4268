//! Who is let in.

use std::time::Duration;

use domain::ids::BookingId;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::office::{BOOKING, Client, Heard, Office};
use crate::room::Patience;
use crate::seat::Seat;
use crate::{Calls, Counts};

/// What is answered to a first frame.
async fn answer(url: &str, first: Message) -> Heard {
    let mut client = Client::open(url).await;
    client.say_raw(first).await;
    client.hear().await
}

async fn hello(url: &str, ticket: &str) -> Heard {
    answer(url, Message::text(json!({ "t": "hello", "ticket": ticket }).to_string())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_good_once_and_for_a_minute() {
    let mut office = Office::new().await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let mut ada = Client::open(&office.url).await;
    ada.enter(json!({ "t": "hello", "ticket": ticket })).await;
    assert_eq!(hello(&office.url, &ticket).await, Heard::Closed(4401), "two tabs with one ticket");
    ada.wait("room").await;
    assert_eq!(ada.all().await, Vec::<Value>::new(), "the first one does not notice");

    let by = domain::testing::citizen(domain::testing::ADA);
    let (first, again) = (
        office.calls.ticket(BOOKING, Seat::Holder, by, Uuid::from_u128(77), office.calls.now().wall),
        Uuid::from_u128(77),
    );
    assert_eq!(first.until, office.log.clock().now() + chrono::TimeDelta::seconds(60));
    office.log.clock().advance(Duration::from_secs(1));
    let again = office.calls.ticket(BOOKING, Seat::Holder, by, again, office.calls.now().wall);
    assert!(matches!(hello(&office.url, &again.text).await, Heard::Said(_)));
    assert_eq!(hello(&office.url, &first.text).await, Heard::Closed(4401), "the same nonce is the same ticket");

    let late = office.ticket(BOOKING, Seat::Holder);
    office.log.clock().advance(Duration::from_mins(1));
    assert_eq!(hello(&office.url, &late).await, Heard::Closed(4401));
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_before_a_restart_and_of_elsewhere_are_no_good() {
    let mut office = Office::new().await;
    let before = office.ticket(BOOKING, Seat::Holder);
    let mut other = Office::new().await;
    let foreign = other.ticket(BOOKING, Seat::Holder);
    office.restart().await;
    assert_eq!(hello(&office.url, &before).await, Heard::Closed(4401));
    assert_eq!(hello(&office.url, &foreign).await, Heard::Closed(4401), "another authority's secret");
    let renamed = before.replace("10041100", "10041101");
    assert_eq!(hello(&office.url, &renamed).await, Heard::Closed(4401), "an authority that is not here");
    let key = json!({ "t": "resume", "key": foreign.replace("vc1", "vk1"), "seen": 0 });
    assert_eq!(answer(&office.url, Message::text(key.to_string())).await, Heard::Closed(4401));
    let _ = office.enter(BOOKING, Seat::Holder).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_first_frame_closes_the_line() {
    let mut office = Office::new().await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    for bad in [
        Message::text("hello"),
        Message::text("{}"),
        Message::text(json!({ "t": "ping", "n": 1 }).to_string()),
        Message::text(json!({ "t": "hello" }).to_string()),
        Message::text(json!({ "t": "resume", "key": 7 }).to_string()),
        Message::text(format!("{{\"t\":\"hello\",\"ticket\":\"{}\"}}", "x".repeat(70_000))),
        Message::binary(json!({ "t": "hello", "ticket": ticket }).to_string().into_bytes()),
    ] {
        assert_eq!(answer(&office.url, bad.clone()).await, Heard::Closed(4400), "{bad:.60}");
    }
    assert_eq!(office.calls.counts(), Counts::default());
    assert!(matches!(hello(&office.url, &ticket).await, Heard::Said(_)), "the ticket was not used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_nothing_first_is_not_waited_for() {
    let first = Duration::from_millis(50);
    let office = Office::patient(Patience { first, ..Patience::default() }).await;
    let mut silent = Client::open(&office.url).await;
    assert_eq!(silent.hear().await, Heard::Closed(4408));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_speaks_the_protocol_gets_a_socket() {
    let office = Office::new().await;
    let status = |headers: Vec<(&'static str, &'static str)>| {
        let url = format!("http://{}/rtc/v1/ws", office.url);
        let mut request = super::office::http().get(url);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    assert_eq!(status(vec![]).await, 426);
    let upgrade = vec![
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ];
    assert_eq!(status(upgrade.clone()).await, 400);
    let other = [upgrade, vec![("sec-websocket-protocol", "graphql-transport-ws")]].concat();
    assert_eq!(status(other).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_another_room_signals_into_no_other() {
    let mut office = Office::new().await;
    let elsewhere = BookingId(Uuid::from_u128(0xe15e));
    office.prepare(elsewhere).await;
    office.begin(BOOKING).await;
    office.begin(elsewhere).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    let mut stranger = office.enter(elsewhere, Seat::Holder).await;
    clara.all().await;
    ada.all().await;
    assert_ne!(stranger.welcome["room"], ada.welcome["room"]);
    for (to, with) in [("host", clara.session), ("holder", ada.session)] {
        stranger.signal(to, with, "candidate:1").await;
        assert_eq!(stranger.wait("refused").await["code"], "NO_SUCH_SEAT");
    }
    let room = ada.welcome["room"].clone();
    let forged = json!({ "t": "signal", "room": room, "to": "host", "with": clara.session, "candidate": null });
    stranger.say(forged).await;
    stranger.wait("refused").await;
    stranger.say(json!({ "t": "chat", "id": Uuid::from_u128(1), "text": "Hallo" })).await;
    stranger.all().await;
    assert_eq!((clara.all().await, ada.all().await), (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_let_in_while_the_server_stops() {
    let mut office = Office::new().await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    let calls: Calls = office.calls.clone();
    let stopping = tokio::spawn(async move { calls.stop().await });
    assert_eq!(ada.end().await, (Some("stopping".to_owned()), 1012));
    stopping.await.expect("it stops");
    let mut late = Client::open(&office.url).await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    late.say_raw(Message::text(json!({ "t": "hello", "ticket": ticket }).to_string())).await;
    assert_eq!(late.end().await, (Some("stopping".to_owned()), 1012));
    assert_eq!(office.calls.counts(), Counts::default());
}
