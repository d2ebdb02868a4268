//! Lines that drop, pages that are reloaded, servers that are restarted.

use std::time::Duration;

use domain::consultation::State;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::office::{BOOKING, Client, Heard, Office, seat};
use crate::Counts;
use crate::room::Patience;
use crate::seat::Seat;

async fn live() -> (Office, Client, Client) {
    let mut office = Office::new().await;
    office.begin(BOOKING).await;
    let clara = office.enter(BOOKING, Seat::Host).await;
    let ada = office.enter(BOOKING, Seat::Holder).await;
    (office, clara, ada)
}

/// The candidates in what was heard.
fn candidates(heard: &[serde_json::Value]) -> Vec<&str> {
    heard.iter().filter_map(|frame| frame["candidate"]["candidate"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_or_doubled_when_a_line_drops() {
    let (office, mut clara, mut ada) = live().await;
    ada.all().await;
    clara.all().await;
    // Ada's line drops with two frames of hers on their way, of which one has arrived; and Clara goes on.
    ada.signal("host", clara.session, "of Ada 1").await;
    assert_eq!(candidates(&[clara.wait("signal").await]), ["of Ada 1"]);
    let mut before = ada.drop_line();
    clara.wait_room(|room| seat(room, "holder")["here"] == "AWAY").await;
    for what in ["of Clara 1", "of Clara 2"] {
        clara.signal("holder", before.session, what).await;
    }
    clara.all().await;
    // The page says again what nobody has confirmed, and then goes on.
    let unconfirmed = before.said - 1;
    let mut ada = office.resume(&before).await;
    assert_eq!(ada.welcome["reset"], false);
    assert_eq!(ada.session, before.session, "it is the same session, so the media goes on");
    assert_eq!(ada.welcome["seen"].as_u64(), Some(before.said));
    ada.said = unconfirmed;
    ada.signal("host", clara.session, "of Ada 1").await;
    ada.signal("host", clara.session, "of Ada 2").await;
    assert_eq!(candidates(&ada.all().await), ["of Clara 1", "of Clara 2"]);
    let heard = clara.all().await;
    assert_eq!(candidates(&heard), ["of Ada 2"]);
    let room = heard.iter().rfind(|frame| frame["t"] == "room").expect("she is back");
    assert_eq!(seat(room, "holder")["here"], "HERE");

    // The line is replaced before anybody has noticed that it is dead.
    before.said = ada.said;
    before.seen = ada.seen;
    let newer = office.resume(&before).await;
    assert_eq!(ada.end().await, (Some("elsewhere".to_owned()), 4409));
    assert_eq!(office.calls.counts().sessions, 2);
    assert_eq!(office.history().await, ["scheduled", "begun"], "the talk has not noticed");
    drop(newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_ticket_takes_the_seat_over_and_interrupts_the_talk() {
    let (mut office, mut clara, mut ada) = live().await;
    clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": "up", "path": "relay-udp" })).await;
    clara.all().await;
    let mut newer = office.enter(BOOKING, Seat::Holder).await;
    assert_eq!(ada.end().await, (Some("elsewhere".to_owned()), 4409));
    assert!(newer.session > ada.session);
    let before = ada.drop_line();
    let mut stale = Client::open(&office.url).await;
    stale.say_raw(Message::text(json!({ "t": "resume", "key": before.key, "seen": 0 }).to_string())).await;
    assert_eq!(stale.end().await, (Some("elsewhere".to_owned()), 4409), "an older tab does not take it back");
    clara.wait_room(|room| seat(room, "holder")["session"] == newer.session).await;
    clara.wait_room(|room| room["state"] == "interrupted").await;
    office.wait_for(&["scheduled", "begun", "interrupted"]).await;
    // What was meant for the page before does not reach the new one, and they still talk to each other.
    clara.signal("holder", before.session, "for the page before").await;
    clara.signal("holder", newer.session, "for the new page").await;
    clara.all().await;
    assert_eq!(candidates(&newer.all().await), ["for the new page"]);
    newer.signal("host", clara.session, "of the new page").await;
    newer.all().await;
    assert_eq!(candidates(&clara.all().await), ["of the new page"]);
    clara.say(json!({ "t": "line", "to": "holder", "with": newer.session, "state": "up", "path": "relay-udp" })).await;
    newer.wait_room(|room| room["state"] == "live").await;
    office.wait_for(&["scheduled", "begun", "interrupted", "resumed"]).await;
    let State::Live { talk, .. } = office.talk().await else { panic!("they talk") };
    assert_eq!(talk.round, 1, "an identification has to be confirmed again");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_both_come_back_and_the_media_goes_on() {
    let (mut office, mut clara, mut ada) = live().await;
    clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": "up", "path": "host" })).await;
    clara.all().await;
    for way in ["stopped", "killed"] {
        if way == "stopped" {
            office.restart().await;
            assert_eq!(clara.end().await, (Some("stopping".to_owned()), 1012));
        } else {
            office.start_anew().await;
        }
        let (clara_before, ada_before) = (clara.drop_line(), ada.drop_line());
        clara = office.resume(&clara_before).await;
        assert_eq!((clara.session, clara.welcome["reset"].as_bool()), (clara_before.session, Some(true)));
        ada = office.resume(&ada_before).await;
        let room = clara.wait_room(|room| seat(room, "holder")["here"] == "HERE").await;
        assert_eq!(room["state"], "live", "the room is made of its events");
        assert_eq!(seat(&room, "holder")["session"], ada_before.session);
        clara.say(json!({ "t": "media", "microphone": true, "camera": true, "screen": false })).await;
        clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": "up", "path": "host" })).await;
        clara.signal("holder", ada.session, way).await;
        assert_eq!(ada.wait("signal").await["candidate"]["candidate"], way);
    }
    assert_eq!(office.history().await, ["scheduled", "begun"], "the talk has not noticed");
    // A line that drops after that is told under another name than before the restart.
    for (state, expected) in [("down", "interrupted"), ("up", "resumed")] {
        clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": state })).await;
        clara.wait_room(|room| room["state"] == if expected == "resumed" { "live" } else { "interrupted" }).await;
    }
    office.wait_for(&["scheduled", "begun", "interrupted", "resumed"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_of_before_a_restart_do_not_hide_those_after_it() {
    let (mut office, mut clara, mut ada) = live().await;
    for round in 0..2 {
        for state in ["up", "down"] {
            clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": state })).await;
        }
        clara.wait_room(|room| room["state"] == "interrupted").await;
        if round == 0 {
            clara.say(json!({ "t": "line", "to": "holder", "with": ada.session, "state": "up" })).await;
            clara.wait_room(|room| room["state"] == "live").await;
            office.restart().await;
            let (clara_before, ada_before) = (clara.drop_line(), ada.drop_line());
            clara = office.resume(&clara_before).await;
            ada = office.resume(&ada_before).await;
            clara.wait_room(|room| seat(room, "holder")["here"] == "HERE").await;
        }
    }
    office.wait_for(&["scheduled", "begun", "interrupted", "resumed", "interrupted"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seat_is_given_up_after_a_while_and_its_key_with_it() {
    let away = Duration::from_millis(400);
    let mut office = Office::patient(Patience { away, tick: Duration::from_millis(20), ..Patience::default() }).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let ada = office.enter(BOOKING, Seat::Holder).await;
    let before = ada.drop_line();
    clara.wait_room(|room| seat(room, "holder")["here"] == "AWAY").await;
    clara.wait_room(|room| seat(room, "holder").is_null()).await;
    let mut late = Client::open(&office.url).await;
    late.say_raw(Message::text(json!({ "t": "resume", "key": before.key, "seen": 0 }).to_string())).await;
    assert_eq!(late.end().await, (Some("expired".to_owned()), 4401));
    drop(clara);
    office.wait_until(Counts::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_read_is_closed_and_the_others_go_on() {
    let patience = Patience { slow: Duration::from_secs(2), tick: Duration::from_millis(20), ..Patience::default() };
    let mut office = Office::patient(patience).await;
    office.begin(BOOKING).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let ticket = office.ticket(BOOKING, Seat::Holder);
    let mut ada = Client::open_narrow(&office.url).await;
    ada.enter(json!({ "t": "hello", "ticket": ticket })).await;
    // She reads nothing from here on.
    let sdp = format!("v=0\r\na={}\r\n", "x".repeat(30_000));
    let offer = json!({ "type": "offer", "sdp": sdp });
    for _ in 0..95 {
        clara.say(json!({ "t": "signal", "to": "holder", "with": ada.session, "description": offer })).await;
    }
    clara.wait_room(|room| seat(room, "holder")["here"] == "AWAY").await;
    let rest = async { while matches!(ada.hear().await, Heard::Said(_)) {} };
    tokio::time::timeout(super::office::PATIENCE, rest).await.expect("it was closed");
    office.wait_until(Counts { rooms: 1, sessions: 2, sockets: 1 }).await;
}
