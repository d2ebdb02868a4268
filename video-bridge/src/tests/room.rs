//! What a room does, without any socket: bad paths first.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::consultation::{Event, Medium, Occasion, Outcome, Part, State, Talk};
use domain::ids::{BookingId, ConsultationId, GuestId};
use domain::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk};
use domain::{ActorId, By, Decide as _, Role};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::closing::Closing;
use crate::frame::Path;
use crate::room::{Effect, Entered, Known, LineId, Now, Order, Patience, Room};
use crate::seat::Seat;
use crate::sitting::{KEPT, Quality};
use crate::ticket::{SeatKey, Sitter};
use crate::turn::Turn;

const BOOKING: BookingId = BookingId(Uuid::from_u128(1));
const AWAY: Duration = Duration::from_secs(90);

#[test]
fn a_seat_is_there_for_whoever_is_wanted_and_no_fifth() {
    let mut hall = Hall::live();
    for seat in [Seat::Host, Seat::Holder, third(), Seat::Guest(Uuid::from_u128(4))] {
        hall.enter(seat);
    }
    assert_eq!(hall.try_enter(sitter(Seat::Guest(Uuid::from_u128(5)))), Err(Closing::Removed));
    hall.enter(Seat::Holder);
    assert_eq!(hall.room.sessions(), 4, "who comes again takes their own seat");
}

#[test]
fn nobody_comes_into_a_room_that_is_over() {
    for over in [ended(), State::Cancelled { of: of(), holder: Some(ADA) }, live_over(Medium::Phone)] {
        let mut hall = Hall::live();
        let (_, host) = hall.enter(Seat::Host);
        let key = hall.key(Seat::Host, host);
        hall.reconcile(over);
        assert!(hall.room.is_empty());
        assert_eq!(hall.try_enter(sitter(Seat::Holder)), Err(Closing::Over));
        assert_eq!(hall.try_resume(&key, 0, true), Err(Closing::Over));
    }
}

#[test]
fn a_key_is_good_for_the_newest_session_while_its_seat_is_kept() {
    let mut hall = Hall::live();
    let (_, first) = hall.enter(Seat::Holder);
    let old = hall.key(Seat::Holder, first);
    let (line, second) = hall.enter(Seat::Holder);
    assert!(second > first);
    assert_eq!(hall.try_resume(&old, 0, true), Err(Closing::Elsewhere));
    let key = hall.key(Seat::Holder, second);
    hall.gone(line);
    hall.pass(AWAY / 2);
    assert!(hall.try_resume(&key, 0, false).is_ok());
    let line = hall.line_of(Seat::Holder);
    hall.gone(line);
    hall.pass(AWAY);
    assert!(hall.room.is_empty());
    assert_eq!(hall.try_resume(&key, 0, true), Err(Closing::Expired), "it was away for too long");
    let never = hall.key(Seat::Host, 1 << 40);
    assert_eq!(hall.try_resume(&never, 0, false), Err(Closing::Expired), "this room has no such session");
}

#[test]
fn frames_are_taken_once_and_in_order() {
    let mut hall = Hall::live();
    let (line, session) = hall.enter(Seat::Holder);
    hall.heard(line);
    assert_eq!(hall.hear(Seat::Holder, session, json!({ "t": "ping", "n": 2 })), Err(Closing::NotUnderstood));
    hall.hear(Seat::Holder, session, json!({ "t": "ping", "n": 1 })).expect("the first");
    hall.hear(Seat::Holder, session, json!({ "t": "ping", "n": 1 })).expect("it comes again, to no effect");
    hall.hear(Seat::Holder, session, json!({ "t": "dance", "n": 2 })).expect("the line stands");
    hall.hear(Seat::Holder, session, json!({ "t": "ping", "n": 3 })).expect("it was counted");
    let heard: Vec<_> = hall.heard(line).iter().map(|frame| frame["t"].clone()).collect();
    assert_eq!(heard, ["pong", "refused", "pong"]);
    assert_eq!(hall.hear(Seat::Holder, session, json!({ "t": "ping", "n": 5 })), Err(Closing::NotUnderstood));
    assert_eq!(hall.hear(Seat::Holder, session + 1, json!({ "t": "ping", "n": 4 })), Err(Closing::Elsewhere));
    assert_eq!(hall.hear(Seat::Host, session, json!({ "t": "ping", "n": 1 })), Err(Closing::Expired));
}

#[test]
fn whoever_says_too_much_is_stopped() {
    let mut hall = Hall::live();
    let (_, session) = hall.enter(Seat::Holder);
    let ping = |n: u64| json!({ "t": "ping", "n": n });
    for n in 1..=100 {
        hall.hear(Seat::Holder, session, ping(n)).expect("a burst");
    }
    assert_eq!(hall.hear(Seat::Holder, session, ping(101)), Err(Closing::TooMuch));
    hall.now.at += Duration::from_secs(1);
    for n in 101..=150 {
        hall.hear(Seat::Holder, session, ping(n)).expect("50 a second");
    }
    assert_eq!(hall.hear(Seat::Holder, session, ping(1)), Err(Closing::TooMuch), "repetitions count, too");
}

#[test]
fn signals_reach_the_session_that_they_are_meant_for_and_no_other() {
    let mut hall = Hall::live();
    let (host_line, host) = hall.enter(Seat::Host);
    let (line, before) = hall.enter(Seat::Holder);
    hall.gone(line);
    let (line, holder) = hall.enter(Seat::Holder);
    let (guest_line, _) = hall.enter(third());
    for line in [host_line, line, guest_line] {
        hall.heard(line);
    }
    hall.say(Seat::Host, host, json!({ "t": "signal", "to": "holder", "with": before, "candidate": null }));
    hall.say(Seat::Host, host, json!({ "t": "signal", "to": "host", "with": host, "candidate": null }));
    let nobody = Uuid::from_u128(99);
    hall.say(Seat::Host, host, json!({ "t": "signal", "to": nobody, "with": host, "candidate": null }));
    assert_eq!(hall.heard(line), Vec::<Value>::new());
    assert_eq!(hall.codes(host_line), ["NO_SUCH_SEAT", "NO_SUCH_SEAT"]);
    let forged =
        json!({ "t": "signal", "to": "holder", "with": holder, "from": "holder", "session": 1, "candidate": null });
    hall.say(Seat::Host, host, forged);
    let heard = hall.heard(line);
    assert_eq!((heard[0]["from"].as_str(), heard[0]["session"].as_u64()), (Some("host"), Some(host)));
    assert_eq!((heard.len(), hall.heard(guest_line).len()), (1, 0));
}

#[test]
fn a_line_that_never_stood_is_not_interrupted() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    hall.line(host, holder, "down");
    hall.enter(Seat::Holder);
    assert_eq!(hall.orders(), []);
}

#[test]
fn only_the_host_says_how_the_line_to_the_holder_stands() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    let (_, third_session) = hall.enter(third());
    hall.line(host, holder, "up");
    for state in ["down", "up", "down"] {
        hall.say(Seat::Holder, holder, json!({ "t": "line", "to": "host", "with": host, "state": state }));
        let of_third = json!({ "t": "line", "to": third().to_string(), "with": third_session, "state": state });
        hall.say(Seat::Host, host, of_third);
    }
    hall.line(host, holder - 1, "down");
    assert_eq!(hall.orders(), []);
}

#[test]
fn a_line_that_drops_and_comes_back_is_told_to_the_talk_once() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    for state in ["up", "up", "down", "down"] {
        hall.line(host, holder, state);
    }
    assert_eq!(hall.orders(), [Order::Interrupt]);
    hall.reconcile(interrupted());
    hall.line(host, holder, "up");
    hall.line(host, holder, "up");
    assert_eq!(hall.orders(), [Order::Resume]);
    // It drops and comes back before the log has said anything.
    hall.line(host, holder, "down");
    hall.line(host, holder, "up");
    assert_eq!(hall.orders(), [Order::Interrupt, Order::Resume]);
}

#[test]
fn what_the_clerk_interrupts_by_hand_stays_interrupted() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    hall.line(host, holder, "up");
    hall.reconcile(interrupted());
    hall.line(host, holder, "up");
    assert_eq!(hall.orders(), []);
}

#[test]
fn a_new_page_of_either_side_interrupts_the_talk_and_of_a_guest_does_not() {
    for (reloaded, expected) in
        [(Seat::Host, vec![Order::Interrupt]), (Seat::Holder, vec![Order::Interrupt]), (third(), vec![])]
    {
        let mut hall = Hall::live();
        let (_, host) = hall.enter(Seat::Host);
        let (_, holder) = hall.enter(Seat::Holder);
        let (line, _) = if reloaded == third() { hall.enter(third()) } else { (hall.line_of(reloaded), 0) };
        hall.line(host, holder, "up");
        hall.enter(reloaded);
        assert_eq!(hall.orders(), expected, "{reloaded}");
        assert_eq!(hall.closed[&line], Closing::Elsewhere);
        let last = hall.heard(line).pop().expect("a last word");
        assert_eq!((last["t"].as_str(), last["why"].as_str()), (Some("bye"), Some("elsewhere")));
    }
}

#[test]
fn a_seat_without_a_line_is_kept_for_a_while_and_then_the_talk_is_interrupted() {
    let mut hall = Hall::live();
    let (host_line, host) = hall.enter(Seat::Host);
    let (line, holder) = hall.enter(Seat::Holder);
    hall.line(host, holder, "up");
    hall.heard(host_line);
    hall.gone(line);
    hall.gone(line);
    assert_eq!(hall.heard(host_line).pop().expect("a room")["seats"][1]["here"], "AWAY");
    hall.pass(Duration::from_secs(89));
    assert_eq!((hall.room.sessions(), hall.orders()), (2, vec![]));
    hall.pass(Duration::from_secs(1));
    assert_eq!((hall.room.sessions(), hall.orders()), (1, vec![Order::Interrupt]));
    let room = hall.heard(host_line).pop().expect("a room");
    assert_eq!(room["seats"].as_array().map(Vec::len), Some(1));
}

#[test]
fn whoever_says_nothing_at_all_has_no_line_any_more() {
    let mut hall = Hall::live();
    let (line, session) = hall.enter(Seat::Host);
    hall.now.at += Duration::from_secs(44);
    hall.tick();
    assert!(hall.closed.is_empty());
    hall.say(Seat::Host, session, json!({ "t": "ping" }));
    hall.now.at += Duration::from_secs(44);
    hall.tick();
    assert!(hall.closed.is_empty());
    hall.now.at += Duration::from_secs(1);
    hall.tick();
    assert_eq!(hall.closed[&line], Closing::Silent);
    assert_eq!(hall.room.sessions(), 1, "the seat is kept");
}

#[test]
fn whoever_waits_has_a_password_that_is_good_all_the_time() {
    let secret = "north".to_owned().into();
    let turn = Turn { urls: vec![], secret, kept: TimeDelta::minutes(2), relay_only_for_staff: true };
    let mut hall = Hall::with(Some(turn));
    let (host, _) = hall.enter(Seat::Host);
    let (holder, session) = hall.enter(Seat::Holder);
    let mut until = hall.now.wall + TimeDelta::minutes(2);
    let mut renewed = 0;
    for _ in 0..60 {
        hall.now.wall += TimeDelta::seconds(10);
        hall.say(Seat::Holder, session, json!({ "t": "ping" }));
        hall.pass(Duration::from_secs(10));
        let told = hall.heard(holder).into_iter().rfind(|frame| frame["t"] == "turn");
        if let Some(told) = told {
            let name = told["ice"][0]["username"].as_str().and_then(|name| name.split(':').next()).expect("a name");
            until = DateTime::from_timestamp(name.parse().expect("seconds"), 0).expect("a time");
            renewed += 1;
        }
        assert!(until - hall.now.wall > TimeDelta::seconds(50), "at {} it is good until {until}", hall.now.wall);
    }
    assert_eq!(renewed, 10, "one a minute");
    assert_eq!(hall.heard(host).iter().filter(|frame| frame["t"] == "turn").count(), 10, "each has their own");
    // Whoever is away gets new ones with the welcome, and not before.
    let key = hall.key(Seat::Holder, session);
    let line = hall.line_of(Seat::Holder);
    hall.gone(line);
    hall.pass(Duration::from_secs(70));
    let welcome = hall.try_resume(&key, u64::MAX, false).expect("the seat is kept");
    assert!(welcome["ice"][0]["credential"].is_string());
    hall.pass(Duration::from_secs(30));
    let line = hall.line_of(Seat::Holder);
    assert!(hall.heard(line).iter().all(|frame| frame["t"] != "turn"), "those are good still");
}

#[test]
fn whoever_comes_back_hears_what_they_have_missed_once() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (line, holder) = hall.enter(Seat::Holder);
    let key = hall.key(Seat::Holder, holder);
    let seen = hall.heard(line).pop().expect("a room")["n"].as_u64().expect("a number");
    hall.gone(line);
    let candidate = |n: u32| json!({ "candidate": format!("candidate:{n}") });
    for n in 0..3 {
        hall.say(Seat::Host, host, json!({ "t": "signal", "to": "holder", "with": holder, "candidate": candidate(n) }));
        // What says how things stand just now does not wait.
        hall.say(Seat::Host, host, json!({ "t": "focus", "paper": Uuid::from_u128(7), "page": n, "y": 0 }));
        hall.say(Seat::Host, host, json!({ "t": "typing", "text": "…" }));
    }
    let again = hall.try_resume(&key, seen, false).expect("the seat is kept");
    assert_eq!((again["reset"].as_bool(), again["seen"].as_u64()), (Some(false), Some(0)));
    let line = hall.line_of(Seat::Holder);
    let heard = hall.heard(line);
    let numbers: Vec<_> = heard.iter().map(|frame| frame["n"].as_u64().expect("a number")).collect();
    assert_eq!(numbers, (seen + 1..=seen + 4).collect::<Vec<_>>());
    assert_eq!(heard[2]["candidate"]["candidate"], "candidate:2");
    assert_eq!(heard[3]["focus"]["page"], 2, "how the room stands comes last");

    // A line that is not known to be dead yet: the new one counts.
    hall.try_resume(&key, seen + 4, false).expect("the seat is kept");
    assert_eq!(hall.closed[&line], Closing::Elsewhere);
    let line = hall.line_of(Seat::Holder);
    assert_eq!(hall.heard(line)[0]["n"], seen + 5, "the last word to the other line is not counted");
    hall.try_resume(&key, 1 << 60, false).expect("nobody has seen what there was not");
    let line = hall.line_of(Seat::Holder);
    assert_eq!(hall.heard(line)[0]["n"], 1);
}

#[test]
fn of_whoever_misses_too_much_frames_are_counted_anew() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (line, holder) = hall.enter(Seat::Holder);
    let key = hall.key(Seat::Holder, holder);
    hall.say(Seat::Holder, holder, json!({ "t": "ping" }));
    hall.gone(line);
    let id = Uuid::from_u128(8);
    hall.say(Seat::Host, host, json!({ "t": "chat", "id": id, "text": "Sind Sie noch da?" }));
    for _ in 0..KEPT {
        hall.now.at += Duration::from_millis(20);
        hall.say(Seat::Host, host, json!({ "t": "signal", "to": "holder", "with": holder, "candidate": null }));
    }
    let again = hall.try_resume(&key, 1, false).expect("the seat is kept");
    assert_eq!((again["reset"].as_bool(), again["seen"].as_u64()), (Some(true), Some(1)));
    let line = hall.line_of(Seat::Holder);
    let heard = hall.heard(line);
    assert_eq!(heard.iter().map(|frame| frame["t"].clone()).collect::<Vec<_>>(), ["room", "chat"]);
    assert_eq!(heard[0]["n"], 1);
}

#[test]
fn after_a_restart_a_key_speaks_for_its_session() {
    let mut hall = Hall::live();
    let host = hall.key(Seat::Host, 70);
    let welcome = hall.try_resume(&host, 40, true).expect("the server was restarted");
    assert_eq!((welcome["reset"].as_bool(), welcome["session"].as_u64()), (Some(true), Some(70)));
    // What was on its way goes on where it was, or from the start: nobody here remembers.
    hall.hear(Seat::Host, 70, json!({ "t": "ping", "n": 41 })).expect("the first counts");
    assert_eq!(hall.hear(Seat::Host, 70, json!({ "t": "ping", "n": 43 })), Err(Closing::NotUnderstood));
    let chat = json!({ "t": "chat", "n": 42, "id": Uuid::from_u128(1), "text": "Sind Sie noch da?" });
    hall.hear(Seat::Host, 70, chat).expect("the talk goes on");
    let holder = hall.key(Seat::Holder, 60);
    hall.try_resume(&holder, 40, true).expect("so was theirs");
    let line = hall.line_of(Seat::Holder);
    assert!(hall.heard(line).iter().any(|frame| frame["t"] == "chat"), "they were there when it was said");
    hall.hear(Seat::Holder, 60, json!({ "t": "ping", "n": 1 })).expect("the first counts");
    let (_, newer) = hall.enter(Seat::Holder);
    assert!(newer > 60, "sessions count up also over a restart");
    assert_eq!(hall.orders(), [Order::Interrupt], "the line was taken to stand");
}

#[test]
fn after_a_restart_the_talk_is_interrupted_if_one_of_both_does_not_come_back() {
    let mut hall = Hall::live();
    let key = hall.key(Seat::Host, 70);
    hall.try_resume(&key, 0, true).expect("the server was restarted");
    let mut n = 0;
    let mut pass = |hall: &mut Hall| {
        for _ in 0..9 {
            n += 1;
            hall.now.at += AWAY / 9;
            hall.hear(Seat::Host, 70, json!({ "t": "ping", "n": n })).expect("she is there");
            hall.tick();
        }
    };
    pass(&mut hall);
    assert_eq!(hall.orders(), [Order::Interrupt]);
    pass(&mut hall);
    assert_eq!(hall.orders(), [], "once");
}

#[test]
fn messages_are_kept_for_who_comes_back_and_for_nobody_else() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    let chat = |n: u128| json!({ "t": "chat", "id": Uuid::from_u128(n), "text": format!("Nachricht {n}") });
    hall.say(Seat::Host, host, chat(1));
    hall.say(Seat::Holder, holder, chat(2));
    let texts = |hall: &mut Hall, line| -> Vec<String> {
        let heard = hall.heard(line).into_iter().filter(|frame| frame["t"] == "chat");
        heard.map(|frame| frame["text"].as_str().expect("a text").to_owned()).collect()
    };
    let (line, _) = hall.enter(Seat::Holder);
    assert_eq!(texts(&mut hall, line), ["Nachricht 1", "Nachricht 2"]);
    let (line, _) = hall.enter(third());
    assert_eq!(texts(&mut hall, line), Vec::<String>::new(), "it was said before they came");
    hall.say(Seat::Host, host, chat(3));
    let (line, _) = hall.enter(third());
    assert_eq!(texts(&mut hall, line), ["Nachricht 3"]);
    let other = Sitter { by: citizen(BEN), ..sitter(Seat::Holder) };
    let line = hall.try_enter(other).expect("there is a place").0;
    assert_eq!(texts(&mut hall, line), Vec::<String>::new(), "somebody else");
    for n in 0..200 {
        hall.now.at += Duration::from_millis(20);
        hall.say(Seat::Host, host, chat(n));
    }
    let (line, _) = hall.enter(third());
    assert_eq!(texts(&mut hall, line).len(), 100);
}

#[test]
fn what_the_log_said_before_does_not_count() {
    let mut hall = Hall::live();
    let (line, _) = hall.enter(Seat::Host);
    let effects = hall.room.reconcile(&Known { version: 1, state: ended(), visit_goes_on: true }, hall.now);
    hall.carry_out(effects);
    assert!(hall.closed.is_empty());
    hall.reconcile(interrupted());
    assert_eq!(hall.heard(line).pop().expect("a room")["state"], "interrupted");
    hall.reconcile(ended());
    assert_eq!(hall.closed[&line], Closing::Over);
}

#[test]
fn a_server_that_stops_interrupts_no_talk() {
    let mut hall = Hall::live();
    let (line, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    hall.line(host, holder, "up");
    let effects = hall.room.stop();
    hall.carry_out(effects);
    assert_eq!((hall.closed[&line], hall.orders(), hall.room.is_empty()), (Closing::Stopping, vec![], true));
}

#[test]
fn on_hold_it_stays_when_the_clerk_reloads_the_page() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    hall.say(Seat::Host, host, json!({ "t": "hold", "on": true }));
    let (line, _) = hall.enter(Seat::Host);
    assert_eq!(hall.heard(line)[0]["hold"], true);
}

#[test]
fn before_the_talk_a_team_lead_takes_the_seat_over_and_gives_it_back_to_whoever_begins() {
    let mut hall = Hall::new();
    let (clara, _) = hall.enter(Seat::Host);
    let other = Sitter { by: clerk(DAVID), ..sitter(Seat::Host) };
    let (david, session) = hall.try_enter(other).expect("nobody has begun");
    assert_eq!(hall.closed[&clara], Closing::Elsewhere);
    hall.reconcile(live_over(Medium::Video));
    assert_eq!(hall.closed[&david], Closing::Removed);
    assert_eq!(hall.heard(david).pop().expect("a last word")["why"], "removed");
    assert!(hall.room.is_empty());
    assert_eq!(hall.try_enter(other), Err(Closing::Removed));
    let key = SeatKey { sitter: other, session, since: hall.now.wall };
    assert_eq!(hall.try_resume(&key, 0, true), Err(Closing::Removed));
    hall.enter(Seat::Host);
}

#[test]
fn after_a_talk_that_has_ended_whoever_comes_while_the_visit_goes_on_waits_for_the_next() {
    let mut hall = Hall::new();
    hall.reconcile(ended());
    let (line, _) = hall.enter(Seat::Holder);
    assert_eq!(hall.heard(line)[0]["state"], "waiting");
    hall.reconcile(live_over(Medium::Video));
    assert_eq!(hall.heard(line)[0]["state"], "live");
    let mut hall = Hall::new();
    hall.room.reconcile(&Known { version: 2, state: ended(), visit_goes_on: false }, hall.now);
    assert_eq!(hall.try_enter(sitter(Seat::Holder)), Err(Closing::Over));
}

#[test]
fn a_room_that_was_empty_knows_that_the_talk_is_being_told_of_an_interruption() {
    let mut hall = Hall::new();
    hall.room = Room::new(ConsultationId::of(BOOKING), Uuid::nil(), None, Patience::default(), true);
    hall.reconcile(live_over(Medium::Video));
    let ((_, host), (_, holder)) = (hall.enter(Seat::Host), hall.enter(Seat::Holder));
    hall.line(host, holder, "up");
    assert_eq!(hall.orders(), [Order::Resume], "or the talk would be interrupted for ever");
}

#[test]
fn after_a_restart_whoever_comes_with_another_page_had_no_connection_that_stood() {
    let mut hall = Hall::live();
    hall.opened += TimeDelta::seconds(1);
    hall.enter(Seat::Host);
    hall.enter(Seat::Holder);
    assert_eq!(hall.orders(), [Order::Interrupt], "once");
    let mut hall = Hall::live();
    hall.opened += TimeDelta::seconds(1);
    let key = hall.key(Seat::Host, 70);
    hall.try_resume(&key, 0, true).expect("the server was restarted");
    assert_eq!(hall.orders(), []);
    hall.enter(Seat::Holder);
    assert_eq!(hall.orders(), [Order::Interrupt], "hers is another page");
}

#[test]
fn a_session_that_ends_in_whatever_way_is_rated_once() {
    type End = fn(&mut Hall, LineId, u64);
    let ways: [(&str, End); 7] = [
        ("says bye", |hall, _, holder| hall.say(Seat::Holder, holder, json!({ "t": "bye" }))),
        ("is given up", |hall, line, _| {
            hall.gone(line);
            hall.pass(AWAY);
        }),
        ("falls silent and is given up", |hall, _, _| {
            hall.pass(AWAY / 2);
            hall.pass(AWAY);
        }),
        ("is taken over", |hall, _, _| assert!(hall.enter(Seat::Holder).1 > 0)),
        ("ends with the talk", |hall, _, _| hall.reconcile(ended())),
        ("ends with the video", |hall, _, _| hall.reconcile(live_over(Medium::Phone))),
        ("ends with the server", |hall, _, _| {
            let effects = hall.room.stop();
            hall.carry_out(effects);
        }),
    ];
    for (way, end) in ways {
        let mut hall = Hall::live();
        let (_, host) = hall.enter(Seat::Host);
        let (line, holder) = hall.enter(Seat::Holder);
        hall.measure((Seat::Host, host), (Seat::Holder, holder), "host", 1);
        hall.measure((Seat::Holder, holder), (Seat::Host, host), "relay-udp", 2);
        assert_eq!(hall.rated(), [], "{way}");
        end(&mut hall, line, holder);
        let mut rated = hall.rated();
        assert!(rated.contains(&(Path::RelayUdp, 2)), "{way}: {rated:?}");
        // Its socket ends after that, and time passes, in which the other session ends, too.
        hall.gone(line);
        for _ in 0..3 {
            hall.now.at += AWAY;
            hall.tick();
        }
        assert!(hall.room.is_empty(), "{way}");
        rated.append(&mut hall.rated());
        rated.sort_by_key(|(_, samples)| *samples);
        assert_eq!(rated, [(Path::Host, 1), (Path::RelayUdp, 2)], "{way}");
    }
}

#[test]
fn whoever_is_sent_away_or_replaced_was_rated_once_and_who_stays_is_not() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (_, holder) = hall.enter(Seat::Holder);
    let (line, guest) = hall.enter(third());
    hall.measure((third(), guest), (Seat::Holder, holder), "relay-tls", 3);
    hall.measure((Seat::Host, host), (Seat::Holder, holder), "relay-udp", 1);
    hall.measure((Seat::Holder, holder), (Seat::Host, host), "srflx", 2);
    let removed = |state: State| state.apply(Event::GuestRemoved { guest: GuestId(Uuid::from_u128(3)) });
    hall.reconcile(removed(live_over(Medium::Video)));
    assert_eq!((hall.closed[&line], hall.rated()), (Closing::Removed, vec![(Path::RelayTls, 3)]));
    let State::Live { talk, since } = removed(live_over(Medium::Video)) else { panic!("they talk") };
    hall.reconcile(State::Live { talk: Talk { host: DAVID, ..talk }, since });
    assert_eq!(hall.rated(), [(Path::RelayUdp, 1)], "David leads the talk now");
}

#[test]
fn a_line_that_drops_and_comes_back_belongs_to_one_session() {
    let mut hall = Hall::live();
    let (_, host) = hall.enter(Seat::Host);
    let (line, holder) = hall.enter(Seat::Holder);
    hall.measure((Seat::Holder, holder), (Seat::Host, host), "srflx", 2);
    hall.gone(line);
    hall.pass(AWAY / 2);
    let key = hall.key(Seat::Holder, holder);
    hall.try_resume(&key, 0, false).expect("the seat is kept");
    assert_eq!(hall.rated(), []);
    hall.measure((Seat::Holder, holder), (Seat::Host, host), "relay-tcp", 1);
    hall.say(Seat::Holder, holder, json!({ "t": "bye" }));
    assert_eq!(hall.rated(), [(Path::RelayTcp, 3)], "by the way that it went last");
}

/// A room, and what came out of it.
struct Hall {
    room: Room,
    now: Now,
    /// When the server was.
    opened: DateTime<Utc>,
    version: u32,
    lines: u64,
    said: HashMap<(Seat, u64), u64>,
    heard: HashMap<LineId, Vec<Value>>,
    closed: HashMap<LineId, Closing>,
    orders: Vec<Order>,
    rated: Vec<Quality>,
    at: HashMap<Seat, LineId>,
    host: Option<u64>,
}

impl Hall {
    fn live() -> Self {
        let mut hall = Self::new();
        hall.reconcile(live_over(Medium::Video));
        hall
    }

    /// A room in which nobody has begun yet.
    fn new() -> Self {
        Self::with(None)
    }

    fn with(turn: Option<Turn>) -> Self {
        let (talk, salt) = (ConsultationId::of(BOOKING), Uuid::from_u128(9));
        let room = Room::new(talk, salt, turn.map(Arc::new), Patience::default(), false);
        let now = Now { at: Instant::now(), wall: at("2026-03-02T08:10:00Z") };
        Self {
            room,
            now,
            opened: now.wall,
            version: 1,
            lines: 0,
            said: HashMap::new(),
            heard: HashMap::new(),
            closed: HashMap::new(),
            orders: vec![],
            rated: vec![],
            at: HashMap::new(),
            host: None,
        }
    }

    fn reconcile(&mut self, state: State) {
        self.version += 1;
        let known = Known { version: self.version, state, visit_goes_on: true };
        let effects = self.room.reconcile(&known, self.now);
        self.carry_out(effects);
    }

    fn enter(&mut self, seat: Seat) -> (LineId, u64) {
        self.try_enter(sitter(seat)).expect("there is a place")
    }

    fn try_enter(&mut self, sitter: Sitter) -> Result<(LineId, u64), Closing> {
        self.lines += 1;
        let line = LineId(self.lines);
        let Entered { session, effects, .. } = self.room.enter(sitter, line, self.now, self.opened)?;
        self.at.insert(sitter.seat, line);
        if sitter.seat == Seat::Host {
            self.host = Some(session);
        }
        self.carry_out(effects);
        Ok((line, session))
    }

    fn try_resume(&mut self, key: &SeatKey, seen: u64, restarted: bool) -> Result<Value, Closing> {
        self.lines += 1;
        let line = LineId(self.lines);
        let Entered { welcome, effects, .. } = self.room.resume(key, seen, line, self.now, restarted)?;
        self.at.insert(key.sitter.seat, line);
        self.carry_out(effects);
        Ok(welcome)
    }

    fn key(&self, seat: Seat, session: u64) -> SeatKey {
        SeatKey { sitter: sitter(seat), session, since: self.now.wall }
    }

    fn line_of(&self, seat: Seat) -> LineId {
        self.at[&seat]
    }

    fn hear(&mut self, seat: Seat, session: u64, frame: Value) -> Result<(), Closing> {
        let effects = self.room.hear(seat, session, &frame.to_string(), self.now)?;
        self.carry_out(effects);
        Ok(())
    }

    /// Says something with the next number.
    fn say(&mut self, seat: Seat, session: u64, mut frame: Value) {
        let n = self.said.entry((seat, session)).or_default();
        *n += 1;
        frame["n"] = (*n).into();
        self.hear(seat, session, frame).expect("it is a frame");
    }

    /// The host says how the line to the holder stands.
    fn line(&mut self, host: u64, holder: u64, state: &str) {
        self.say(
            Seat::Host,
            host,
            json!({ "t": "line", "to": "holder", "with": holder, "state": state, "path": "host" }),
        );
    }

    /// Somebody says which way their line to somebody else goes, and so many times how good it is.
    fn measure(&mut self, (from, session): (Seat, u64), (to, with): (Seat, u64), path: &str, samples: u32) {
        let up = json!({ "t": "line", "to": to.to_string(), "with": with, "state": "up", "path": path });
        self.say(from, session, up);
        for _ in 0..samples {
            self.say(from, session, json!({ "t": "quality", "rttMs": 40, "lostIn": 1, "freezes": 1 }));
        }
    }

    /// The ways and the samples of the sessions that are over since, as far as they had any.
    fn rated(&mut self) -> Vec<(Path, u32)> {
        let rated = std::mem::take(&mut self.rated).into_iter();
        rated.filter_map(|quality| Some((quality.path?, quality.samples))).collect()
    }

    fn gone(&mut self, line: LineId) {
        let effects = self.room.hang_up(line, Closing::Left, self.now);
        self.carry_out(effects);
    }

    /// Time passes, and the host says that she is there.
    fn pass(&mut self, time: Duration) {
        self.now.at += time;
        if let Some(host) = self.host {
            self.say(Seat::Host, host, json!({ "t": "ping" }));
        }
        self.tick();
    }

    fn tick(&mut self) {
        let effects = self.room.tick(self.now);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { line, frame } => {
                    assert!(!self.closed.contains_key(&line), "nothing is sent after the last word");
                    self.heard.entry(line).or_default().push(serde_json::from_str(&frame).expect("JSON"));
                }
                Effect::Close { line, closing } => drop(self.closed.insert(line, closing)),
                Effect::Order { order, .. } => self.orders.push(order),
                Effect::Rated(quality) => self.rated.push(quality),
            }
        }
    }

    fn heard(&mut self, line: LineId) -> Vec<Value> {
        self.heard.remove(&line).unwrap_or_default()
    }

    fn codes(&mut self, line: LineId) -> Vec<String> {
        let heard = self.heard(line).into_iter().filter(|frame| frame["t"] == "refused");
        heard.map(|frame| frame["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// What the talk was told of its line.
    fn orders(&mut self) -> Vec<Order> {
        let orders = std::mem::take(&mut self.orders);
        orders.into_iter().filter(|order| order.about() == Seat::Host).collect()
    }
}

fn third() -> Seat {
    Seat::Guest(Uuid::from_u128(3))
}

fn sitter(seat: Seat) -> Sitter {
    let by: By = match seat {
        Seat::Host => clerk(CLARA),
        Seat::Holder => citizen(ADA),
        Seat::Guest(id) => acting(ActorId(id), Role::Interpreter),
    };
    Sitter { booking: BOOKING, seat, by }
}

fn of() -> Occasion {
    Occasion::Booking(BOOKING)
}

fn talk(medium: Medium) -> Talk {
    match begun(medium, &[3, 4]) {
        State::Live { talk, .. } => talk,
        other => panic!("it was begun: {other:?}"),
    }
}

/// A talk that was begun, to which these guests were let in.
fn begun(medium: Medium, admitted: &[u128]) -> State {
    let guest = |id: &u128| GuestId(Uuid::from_u128(*id));
    let invited = [3, 4].map(|id| Event::GuestInvited { guest: guest(&id), part: Part::Interpreter });
    let begun = Event::Begun { of: of(), medium, host: CLARA, begun_at: at("2026-03-02T08:10:00Z"), round: 0 };
    let admitted = admitted.iter().map(|id| Event::GuestAdmitted { guest: guest(id) });
    let scheduled = Event::Scheduled { of: of(), holder: Some(ADA) };
    [scheduled].into_iter().chain(invited).chain([begun]).chain(admitted).fold(State::default(), State::apply)
}

fn live_over(medium: Medium) -> State {
    begun(medium, &[3, 4])
}

fn interrupted() -> State {
    State::Interrupted(talk(Medium::Video))
}

fn ended() -> State {
    State::Ended { talk: talk(Medium::Video), outcome: Outcome::Completed }
}
