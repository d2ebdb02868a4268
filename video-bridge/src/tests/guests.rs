//! Somebody more comes to the talk: they wait until they are let in, and the talk hears that they were there.

use domain::consultation::GuestStep;
use domain::testing::{CLARA, clerk};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::office::{BOOKING, Client, Office, seat};
use crate::Counts;
use crate::seat::Seat;

const GUEST: Uuid = Uuid::from_u128(3);
const SEAT: Seat = Seat::Guest(GUEST);

/// Clara and Ada talk, and somebody whom Ada has invited waits.
async fn waiting() -> (Office, Client, Client, Client) {
    let mut office = Office::new().await;
    office.invite(BOOKING, GUEST).await;
    office.begin(BOOKING).await;
    let clara = office.enter(BOOKING, Seat::Host).await;
    let ada = office.enter(BOOKING, Seat::Holder).await;
    let guest = office.enter(BOOKING, SEAT).await;
    (office, clara, ada, guest)
}

fn is_admitted(room: &Value) -> bool {
    seat(room, &GUEST.to_string())["admitted"] == true
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_hears_nothing_until_they_are_let_in_and_the_talk_hears_of_them() {
    let (office, mut clara, mut ada, mut guest) = waiting().await;
    let room = guest.wait("room").await;
    assert!(!is_admitted(&room));
    assert_eq!(room["meets"], json!([]));
    assert_eq!(seat(&room, &GUEST.to_string())["part"], "INTERPRETER");
    clara.say(json!({ "t": "chat", "id": Uuid::from_u128(1), "text": "Nur für Ada" })).await;
    ada.wait("chat").await;
    guest.say(json!({ "t": "signal", "to": "holder", "with": ada.session, "candidate": null })).await;
    assert_eq!(guest.wait("refused").await["code"], "NOT_ADMITTED");

    office.guest(BOOKING, clerk(CLARA), GUEST, GuestStep::Admit).await;
    assert_eq!(guest.wait_room(is_admitted).await["meets"], json!(["host", "holder"]));
    assert_eq!(clara.wait_room(is_admitted).await["meets"], json!(["holder", GUEST]));
    office.wait_for(&["scheduled", "guest_invited", "begun", "guest_admitted", "guest_arrived"]).await;
    clara.say(json!({ "t": "chat", "id": Uuid::from_u128(2), "text": "Für alle" })).await;
    assert_eq!(guest.wait("chat").await["text"], "Für alle", "what was said before they were let in is not theirs");

    guest.say(json!({ "t": "bye" })).await;
    office.wait_for(&["scheduled", "guest_invited", "begun", "guest_admitted", "guest_arrived", "guest_left"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_sent_away_is_out_at_once_and_comes_back_by_no_ticket_and_no_key() {
    let (mut office, mut clara, _ada, mut guest) = waiting().await;
    office.guest(BOOKING, clerk(CLARA), GUEST, GuestStep::Admit).await;
    guest.wait_room(is_admitted).await;
    let (ticket, key) = (office.ticket(BOOKING, SEAT), guest.key.clone());
    office.guest(BOOKING, clerk(CLARA), GUEST, GuestStep::Remove).await;
    assert_eq!(guest.end().await, (Some("removed".to_owned()), 4403));
    clara.wait_room(|room| room["seats"].as_array().is_some_and(|all| all.len() == 2)).await;
    let sent_away = (Some("removed".to_owned()), 4403);
    assert_eq!(comes_back(&office, &ticket, &key).await, [sent_away.clone(), sent_away]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_clerk_does_not_let_in_is_out_at_once_with_all_who_wait_and_nothing_opens_the_room_again() {
    let mut office = Office::new().await;
    office.invite(BOOKING, GUEST).await;
    let mut clients = vec![];
    for seat in [Seat::Host, Seat::Holder, SEAT] {
        clients.push((office.enter(BOOKING, seat).await, office.ticket(BOOKING, seat)));
    }
    for (client, _) in &mut clients {
        let room = client.wait_room(|room| room["seats"].as_array().is_some_and(|all| all.len() == 3)).await;
        assert_eq!(room["state"], "waiting");
    }
    office.refuse(BOOKING).await;
    let over = (Some("over".to_owned()), 4410);
    for (client, ticket) in &mut clients {
        assert_eq!(client.end().await, over, "{}", client.welcome["seat"]);
        let back = comes_back(&office, ticket, &client.key).await;
        assert_eq!(back, [over.clone(), over.clone()], "{}", client.welcome["seat"]);
    }
    office.wait_until(Counts::default()).await;
    // Also not for whoever asked for a ticket a moment later, and after a restart.
    office.restart().await;
    for (seat, (client, _)) in [Seat::Host, Seat::Holder, SEAT].into_iter().zip(&clients) {
        let ticket = office.ticket(BOOKING, seat);
        assert_eq!(comes_back(&office, &ticket, &client.key).await, [over.clone(), over.clone()], "{seat}");
    }
    assert_eq!(office.history().await, ["scheduled", "guest_invited", "cancelled"]);
}

/// What somebody hears last who comes back with a ticket, and with a key.
async fn comes_back(office: &Office, ticket: &str, key: &str) -> [(Option<String>, u16); 2] {
    let with = async |first: Value| {
        let mut again = Client::open(&office.url).await;
        again.say_raw(Message::text(first.to_string())).await;
        again.end().await
    };
    [with(json!({ "t": "hello", "ticket": ticket })).await, with(json!({ "t": "resume", "key": key, "seen": 0 })).await]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_who_was_there_when_the_server_stopped_is_there_again_without_a_word_in_the_log() {
    let (mut office, clara, _ada, mut guest) = waiting().await;
    office.guest(BOOKING, clerk(CLARA), GUEST, GuestStep::Admit).await;
    guest.wait_room(is_admitted).await;
    let arrived = ["scheduled", "guest_invited", "begun", "guest_admitted", "guest_arrived"];
    office.wait_for(&arrived).await;
    let (before, theirs) = (clara.drop_line(), guest.drop_line());
    office.restart().await;
    let mut clara = office.resume(&before).await;
    let mut guest = office.resume(&theirs).await;
    clara.wait_room(is_admitted).await;
    guest.wait_room(is_admitted).await;
    assert_eq!(office.history().await, arrived);
}
