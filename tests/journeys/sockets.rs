//! What a socket is closed for, what it does not carry, and whom it tells nothing.

use std::time::Duration;

use serde_json::{Value, json};

use super::steps::{self, EARLY, FIRST, book};
use crate::harness::{Database, Heard, House, SCOPE, Socket, on_both};

on_both!(
    a_socket_that_does_not_keep_to_the_protocol_is_closed_with_its_code,
    a_socket_carries_ten_subscriptions_and_nothing_else,
    what_is_not_theirs_is_told_to_nobody,
    who_listens_to_a_case_hears_nothing_of_it_once_it_is_restricted,
    whoever_may_ask_is_told_when_the_answer_has_changed,
    a_token_that_is_no_good_any_more_closes_its_socket,
    sockets_without_a_token_are_few,
);

async fn a_socket_that_does_not_keep_to_the_protocol_is_closed_with_its_code(database: Database) {
    let (house, people) = steps::morning(database, 1).await;
    let init = |token: Option<&str>| json!({ "type": "connection_init", "payload": { "token": token } });
    let subscribe = json!({ "type": "subscribe", "id": "1", "payload": { "query": "subscription { x }" } });

    let mut mute = Socket::open(&house).await.expect("there is a place");
    let mut noise = Socket::open(&house).await.expect("there is a place");
    noise.say_raw("nonsense").await;
    assert_eq!(noise.hear().await, Heard::Closed(4400));
    let mut early = Socket::open(&house).await.expect("there is a place");
    early.say(subscribe).await;
    assert_eq!(early.hear().await, Heard::Closed(4401));
    let mut forger = Socket::open(&house).await.expect("there is a place");
    forger.say(init(Some("vs1.10041100.AAAA"))).await;
    assert_eq!(forger.hear().await, Heard::Closed(4403));
    let mut twice = Socket::of(&house, &people.clara).await;
    twice.subscribe("1", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    twice.event().await;
    twice.subscribe("1", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    assert_eq!(twice.hear().await, Heard::Closed(4409));
    let mut again = Socket::of(&house, &people.clara).await;
    again.say(init(None)).await;
    assert_eq!(again.hear().await, Heard::Closed(4429));
    assert_eq!(mute.hear().await, Heard::Closed(4408));
    house.close().await;
}

async fn a_socket_carries_ten_subscriptions_and_nothing_else(database: Database) {
    let (house, people) = steps::morning(database, 1).await;
    let mut socket = Socket::of(&house, &people.clara).await;
    for (id, query) in [("q", "{ me { id } }"), ("m", "mutation { visitorBegin(input: {}) { position } }")] {
        socket.say(json!({ "type": "subscribe", "id": id, "payload": { "query": query } })).await;
        assert_eq!(socket.refused().await, "BAD_USER_INPUT", "{query}");
    }
    for id in 0..10 {
        socket.subscribe(&id.to_string(), "queue_changed_subscription", json!({ "scope": SCOPE })).await;
        socket.event().await;
    }
    socket.subscribe("one more", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    assert_eq!(socket.refused().await, "TOO_COSTLY");

    // An id is free again as soon as its operation is left, and what the old one had to say is not said under it.
    for _ in 0..20 {
        socket.say(json!({ "type": "complete", "id": "3" })).await;
        socket.subscribe("3", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
        match socket.hear().await {
            Heard::Said(message) => assert_eq!((&message["id"], &message["type"]), (&json!("3"), &json!("next"))),
            closed @ Heard::Closed(_) => panic!("{closed:?}"),
        }
    }
    house.close().await;
}

async fn what_is_not_theirs_is_told_to_nobody(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (_, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    let nowhere = "00000000-0000-4000-8000-000000000000";
    let mut ben = Socket::of(&house, &house.visitor()).await;
    for id in [case.as_str(), nowhere] {
        ben.subscribe("1", "case_events_subscription", json!({ "case": id, "after": "0" })).await;
        assert_eq!(ben.refused().await, "NOT_FOUND", "hidden and absent are one answer");
    }
    ben.subscribe("1", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    assert_eq!(ben.refused().await, "FORBIDDEN");
    let mut nora = Socket::of(&house, &people.nora).await;
    nora.subscribe("1", "case_events_subscription", json!({ "case": case, "after": "0" })).await;
    assert_eq!(nora.refused().await, "FORBIDDEN", "analysts see no cases");
    let mut ada = Socket::of(&house, &people.ada).await;
    ada.subscribe("1", "case_events_subscription", json!({ "case": case, "after": "0" })).await;
    assert!(ada.event().await["data"]["caseEvents"]["name"].is_string(), "it is her case");
    house.close().await;
}

async fn who_listens_to_a_case_hears_nothing_of_it_once_it_is_restricted(database: Database) {
    let (house, people) = steps::morning(database, 2).await;
    let (booking, case) = book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    house.go_to(FIRST).await;
    people.ada.go("check_in", json!({ "booking": booking })).await;
    house.settle().await;
    let (mut david, mut thea) = (Socket::of(&house, &people.david).await, Socket::of(&house, &people.thea).await);
    for socket in [&mut david, &mut thea] {
        socket.subscribe("case", "case_events_subscription", json!({ "case": case, "after": "0" })).await;
    }
    heard_until(&mut david, "opened").await;
    people.clara.go("restrict_access", json!({ "case": case, "ground": "TOLD" })).await;
    house.settle().await;
    // Whatever David still hears is no word of what has happened to it, and then there is no such case.
    loop {
        let Heard::Said(message) = david.hear().await else { panic!("the socket stays open") };
        let text = message.to_string();
        assert!(!text.contains("access_restricted"), "{text}");
        if text.contains("NOT_FOUND") {
            break;
        }
    }
    // A team lead who does not take care of it gives a reason first.
    loop {
        let Heard::Said(message) = thea.hear().await else { panic!("the socket stays open") };
        let text = message.to_string();
        assert!(!text.contains("access_restricted"), "{text}");
        if text.contains("FORBIDDEN") {
            break;
        }
    }
    people.thea.go("break_glass", json!({ "case": case, "ground": "STAND_IN" })).await;
    thea.subscribe("again", "case_events_subscription", json!({ "case": case, "after": "0" })).await;
    heard_until(&mut thea, "access_restricted").await;

    let (mut clara, mut lead) = (Socket::of(&house, &people.clara).await, Socket::of(&house, &people.thea).await);
    clara.subscribe("queue", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    assert_eq!(clara.event().await["data"]["queueChanged"]["queue"], json!([]), "nobody waits whom she may know of");
    lead.subscribe("queue", "queue_changed_subscription", json!({ "scope": SCOPE })).await;
    assert_eq!(lead.event().await["data"]["queueChanged"]["queue"][0]["id"], json!(booking));
    house.close().await;
}

/// Listens to a case until something has happened to it.
async fn heard_until(socket: &mut Socket, name: &str) {
    while socket.event().await["data"]["caseEvents"]["name"] != name {}
}

async fn whoever_may_ask_is_told_when_the_answer_has_changed(database: Database) {
    const LISTEN: &str = "answer_changed_subscription";
    let (house, people) = steps::morning(database, 3).await;
    let visitor = house.visitor();
    let mut ben = Socket::of(&house, &visitor).await;
    ben.subscribe("own", LISTEN, json!({ "question": "MY_BOOKINGS" })).await;
    told(&mut ben, "own").await;
    ben.subscribe("free", LISTEN, json!({ "question": "FREE_SLOTS" })).await;
    told(&mut ben, "free").await;
    let mut nora = Socket::of(&house, &people.nora).await;
    nora.subscribe("figures", LISTEN, json!({ "question": "UTILISATION" })).await;
    told(&mut nora, "figures").await;
    for question in ["MY_BOOKINGS", "WORKLIST", "CASES", "SHIFTS", "TRANSMISSIONS"] {
        nora.subscribe("1", LISTEN, json!({ "question": question })).await;
        assert_eq!(nora.refused().await, "FORBIDDEN", "{question} is not hers to ask");
    }
    let mut nobody = Socket::of(&house, &house.stranger()).await;
    nobody.subscribe("1", LISTEN, json!({ "question": "MY_BOOKINGS" })).await;
    assert_eq!(nobody.refused().await, "UNAUTHENTICATED");

    book(&house, &people.ada, FIRST, "Ada Lovelace").await;
    told(&mut nora, "figures").await;
    told(&mut ben, "free").await;
    let head = people.anton.go("log_head", json!({})).await;
    let before: u64 = steps::text(&head, "/logHead/position").parse().expect("a number");
    visitor.go("hold_slot", steps::hold("2026-03-02T08:20:00Z")).await;
    loop {
        match ben.hear().await {
            Heard::Said(message) if message["id"] == "free" => {}
            Heard::Said(message) => {
                assert_eq!(message["id"], "own");
                let changed = steps::text(&message, "/payload/data/answerChanged/position");
                assert!(changed.parse::<u64>().expect("a number") > before, "what Ada did is not told to him");
                break;
            }
            closed @ Heard::Closed(_) => panic!("{closed:?}"),
        }
    }
    let mine = visitor.go("my_bookings", json!({})).await;
    assert_eq!(steps::text(&mine, "/myBookings/nodes/0/state"), "HELD");
    house.close().await;
}

/// Waits until a subscription tells that its answer has changed.
async fn told(socket: &mut Socket, id: &str) {
    loop {
        match socket.hear().await {
            Heard::Said(message) if message["id"] != id => {}
            Heard::Said(message) => {
                let position = message.pointer("/payload/data/answerChanged/position");
                return assert!(position.is_some_and(Value::is_string), "{message:#}");
            }
            closed @ Heard::Closed(_) => panic!("{closed:?}"),
        }
    }
}

async fn a_token_that_is_no_good_any_more_closes_its_socket(database: Database) {
    let options = api::HttpOptions { keepalive: Duration::from_secs(3), ..api::HttpOptions::default() };
    let house = House::open_with(database, EARLY, options).await;
    let people = steps::people(&house).await;
    let mut socket = Socket::of(&house, &people.clara).await;
    house.go_to("2028-03-02T06:00:00Z").await;
    assert_eq!(socket.hear().await, Heard::Closed(4403));
    house.close().await;
}

async fn sockets_without_a_token_are_few(database: Database) {
    let limits = api::Limits { sockets: 4, anonymous_sockets: 2, ..api::Limits::default() };
    let house = House::open_with(database, EARLY, api::HttpOptions { limits, ..api::HttpOptions::default() }).await;
    let people = steps::people(&house).await;
    let nobody = house.stranger();
    let _first = Socket::of(&house, &nobody).await;
    let mut second = Socket::open(&house).await.expect("there is a place");
    assert_eq!(Socket::open(&house).await.err(), Some(503), "those who say nothing keep no more than two places");
    second.say(json!({ "type": "connection_init", "payload": { "token": people.clara.token() } })).await;
    assert_eq!(second.hear().await, Heard::Said(json!({ "type": "connection_ack" })));
    let _third = Socket::of(&house, &people.clara).await;
    let _fourth = Socket::of(&house, &people.clara).await;
    assert_eq!(Socket::open(&house).await.err(), Some(503), "there are four places in all");
    let _: Value = people.clara.go("me", json!({})).await;
    house.close().await;
}
