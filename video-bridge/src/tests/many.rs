//! Many calls: nothing of them is left, and what they cost.

use std::process::{Command, Stdio};
use std::time::Duration;

use domain::consultation::{self, Medium, Occasion, Outcome, State};
use domain::ids::{BookingId, ConsultationId};
use domain::testing::{ADA, CLARA, citizen, clerk, system};
use serde_json::json;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::office::{Client, Office};
use crate::Counts;
use crate::seat::Seat;

/// Runs a test in a process of its own, where nothing else takes memory.
fn alone(test: &str) {
    let status = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", &format!("tests::many::{test}"), "--ignored", "--nocapture"])
        .stdin(Stdio::null())
        .status()
        .expect("it starts");
    assert!(status.success(), "{test} failed");
}

#[test]
fn a_thousand_calls_leave_nothing_behind() {
    alone("a_thousand_calls");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it needs a process of its own, and is started with one"]
async fn a_thousand_calls() {
    let office = Office::new().await;
    let bookings: Vec<BookingId> = (0..1_200).map(|n| BookingId(Uuid::from_u128(0xca11_0000 + n))).collect();
    for booking in &bookings {
        begin(&office, *booking).await;
    }
    // What is made once and kept is made before it is measured.
    calls(&office, &bookings[..200]).await;
    let (tasks, before) = (settled(&office).await, resident_kib());
    calls(&office, &bookings[200..]).await;
    let (tasks_after, after) = (settled(&office).await, resident_kib());
    println!("1,000 calls: {before} KiB before, {after} KiB after; {tasks} tasks before, {tasks_after} after");
    assert_eq!(tasks, tasks_after);
    assert!(after < before + 8 * 1024, "{before} KiB became {after} KiB");
}

/// Two talk in each of these rooms, eight rooms at a time, and the talk ends.
async fn calls(office: &Office, bookings: &[BookingId]) {
    for eight in bookings.chunks(8) {
        let talks = eight.iter().map(|booking| {
            let seat = |seat, by, n: u128| {
                office.calls.ticket(*booking, seat, by, Uuid::from_u128(booking.0.as_u128() * 2 + n))
            };
            let tickets = (seat(Seat::Host, clerk(CLARA), 0), seat(Seat::Holder, citizen(ADA), 1));
            let url = office.url.clone();
            tokio::spawn(async move {
                let (mut clara, mut ada) = (Client::open(&url).await, Client::open(&url).await);
                clara.enter(json!({ "t": "hello", "ticket": tickets.0.text })).await;
                ada.enter(json!({ "t": "hello", "ticket": tickets.1.text })).await;
                clara.signal("holder", ada.session, "candidate:1").await;
                ada.wait("signal").await;
                ada.signal("host", clara.session, "candidate:2").await;
                clara.wait("signal").await;
                (clara, ada)
            })
        });
        let talks: Vec<_> = talks.collect();
        let mut both = vec![];
        for talk in talks {
            both.push(talk.await.expect("they talk"));
        }
        for booking in eight {
            end(office, *booking).await;
        }
        for (mut clara, mut ada) in both {
            assert_eq!(clara.end().await, (Some("over".to_owned()), 4410));
            assert_eq!(ada.end().await, (Some("over".to_owned()), 4410));
        }
    }
}

/// Waits until nobody is in any room, and says how many tasks there are then.
async fn settled(office: &Office) -> usize {
    office.wait_until(Counts::default()).await;
    let mut before = usize::MAX;
    loop {
        let tasks = Handle::current().metrics().num_alive_tasks();
        if tasks == before {
            return tasks;
        }
        before = tasks;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn begin(office: &Office, booking: BookingId) {
    let (talk, of) = (ConsultationId::of(booking).0, Occasion::Booking(booking));
    let schedule = consultation::Command::Schedule { of, holder: Some(ADA) };
    worker::testing::give::<State>(&office.log, system(), talk, schedule).await.expect("it is prepared");
    let begin = consultation::Command::Begin { medium: Medium::Video };
    worker::testing::give::<State>(&office.log, clerk(CLARA), talk, begin).await.expect("it begins");
}

async fn end(office: &Office, booking: BookingId) {
    let end = consultation::Command::End { outcome: Outcome::Completed };
    let talk = ConsultationId::of(booking).0;
    worker::testing::give::<State>(&office.log, clerk(CLARA), talk, end).await.expect("it ends");
}

/// How much memory this process has.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
