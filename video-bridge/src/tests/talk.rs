//! From the waiting room to the last word.

use domain::consultation::Medium;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::office::{BOOKING, Client, Heard, Office, seat};
use crate::Counts;
use crate::seat::Seat;

#[tokio::test(flavor = "multi_thread")]
async fn two_talk_from_the_waiting_room_to_the_last_word() {
    let mut office = Office::new().await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    assert_eq!(ada.welcome["seat"], "holder");
    assert_eq!(ada.welcome["relayOnly"], false);
    assert_eq!(ada.welcome["reset"], false);
    assert_eq!(ada.welcome["ice"][0]["urls"], json!(["turn:turn.example:3478?transport=udp"]));
    let room = ada.wait("room").await;
    assert_eq!((room["state"].as_str(), &room["mayBegin"]), (Some("waiting"), &json!(null)));
    assert_eq!(seat(&room, "holder")["admitted"], false);

    let mut clara = office.enter(BOOKING, Seat::Host).await;
    assert_eq!(clara.welcome["relayOnly"], true);
    assert_ne!(clara.welcome["ice"][0]["username"], ada.welcome["ice"][0]["username"]);
    let room = clara.wait("room").await;
    assert_eq!(room["mayBegin"], true);
    let parts: Vec<_> = room["seats"].as_array().expect("seats").iter().map(|seat| &seat["part"]).collect();
    assert_eq!(parts, ["CLERK", "CITIZEN"], "the citizen is the polite one");

    office.begin(BOOKING).await;
    let live = clara.wait_room(|room| room["state"] == "live").await;
    assert_eq!(seat(&live, "holder")["admitted"], true);
    ada.wait_room(|room| room["state"] == "live").await;

    let sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n";
    let offer = json!({ "type": "offer", "sdp": sdp });
    clara.say(json!({ "t": "signal", "to": "holder", "with": ada.session, "description": offer })).await;
    let heard = ada.wait("signal").await;
    assert_eq!((heard["from"].as_str(), heard["session"].as_u64()), (Some("host"), Some(clara.session)));
    assert_eq!(heard["description"], offer);
    ada.signal("host", clara.session, "candidate:1").await;
    assert_eq!(clara.wait("signal").await["candidate"]["candidate"], "candidate:1");
    ada.say(json!({ "t": "signal", "to": "host", "with": clara.session, "candidate": null })).await;
    let last = clara.wait("signal").await;
    assert!(last.as_object().expect("a frame").get("candidate").is_some_and(serde_json::Value::is_null));

    ada.say(json!({ "t": "media", "microphone": true, "camera": true, "screen": false })).await;
    clara.wait_room(|room| seat(room, "holder")["media"]["camera"] == true).await;
    clara.say(json!({ "t": "hold", "on": true })).await;
    ada.wait_room(|room| room["hold"] == true).await;
    let paper = "11111111-1111-8111-8111-111111111111";
    clara.say(json!({ "t": "focus", "paper": paper, "page": 2, "y": 0.25 })).await;
    let room = ada.wait_room(|room| !room["focus"].is_null()).await;
    assert_eq!(room["focus"], json!({ "paper": paper, "document": null, "page": 2, "y": 0.25 }));
    clara.say(json!({ "t": "chat", "id": paper, "text": "Guten Tag" })).await;
    assert_eq!(ada.wait("chat").await["text"], "Guten Tag");
    ada.say(json!({ "t": "typing", "text": "Gu" })).await;
    assert_eq!(clara.wait("typing").await["from"], "holder");
    ada.say(json!({ "t": "turn" })).await;
    assert!(ada.wait("turn").await["ice"][0]["credential"].is_string());
    assert_eq!(office.calls.counts(), Counts { rooms: 1, sessions: 2, sockets: 2 });

    office.end(BOOKING).await;
    for client in [&mut clara, &mut ada] {
        client.wait_room(|room| room["state"] == "over").await;
        assert_eq!(client.end().await, (Some("over".to_owned()), 4410));
    }
    office.wait_until(Counts::default()).await;
    let mut again = office.enter(BOOKING, Seat::Holder).await;
    let room = again.wait("room").await;
    assert_eq!(room["state"], "waiting", "while the visit goes on, they may talk again");
    drop(again);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_carried_before_the_talk_begins() {
    let mut office = Office::new().await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    ada.signal("host", clara.session, "candidate:1").await;
    assert_eq!(ada.wait("refused").await["code"], "NOT_ADMITTED");
    clara.signal("holder", ada.session, "candidate:1").await;
    let refused = clara.wait("refused").await;
    assert_eq!((refused["of"].as_u64(), refused["code"].as_str()), (Some(1), Some("NOT_ADMITTED")));
    let id = "11111111-1111-8111-8111-111111111111";
    ada.say(json!({ "t": "chat", "id": id, "text": "Hallo?" })).await;
    assert_eq!(ada.wait("refused").await["code"], "NOT_ADMITTED");
    for led in [json!({ "t": "hold", "on": true }), json!({ "t": "focus", "paper": id, "page": 1, "y": 0 })] {
        ada.say(led).await;
        assert_eq!(ada.wait("refused").await["code"], "NOT_YOURS");
    }
    for client in [&mut clara, &mut ada] {
        let heard = client.all().await;
        assert!(heard.iter().all(|frame| frame["t"] == "room"), "{heard:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_by_telephone_needs_no_room() {
    let mut office = Office::new().await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    office.begin_over(BOOKING, Medium::Phone).await;
    assert_eq!(ada.end().await, (Some("over".to_owned()), 4410));
    office.wait_until(Counts::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_on_purpose_is_gone_at_once() {
    let mut office = Office::new().await;
    office.begin(BOOKING).await;
    let mut clara = office.enter(BOOKING, Seat::Host).await;
    let mut ada = office.enter(BOOKING, Seat::Holder).await;
    ada.say(json!({ "t": "bye" })).await;
    assert_eq!(ada.end().await, (None, 1000));
    clara.wait_room(|room| seat(room, "holder").is_null() && seat(room, "host")["here"] == "HERE").await;
    assert_eq!(office.calls.counts().sessions, 1);
    let mut ada = Client::open(&office.url).await;
    ada.say_raw(Message::text(json!({ "t": "dance" }).to_string())).await;
    assert_eq!(ada.hear().await, Heard::Closed(4400));
}
