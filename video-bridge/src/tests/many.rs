//! Many calls: nothing of them is left, and what they cost.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::consultation::{self, Medium, Occasion, Outcome, State};
use domain::ids::{BookingId, ConsultationId};
use domain::testing::{ADA, CLARA, citizen, clerk, system};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::office::{Client, Office, PATIENCE};
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
    office.wait_until(Counts::default()).await;
    let (tasks_after, after) = (at_most(tasks).await, resident_kib());
    println!("1,000 calls: {before} KiB before, {after} KiB after; {tasks} tasks before, {tasks_after} after");
    assert!(tasks_after <= tasks, "{tasks} tasks became {tasks_after}");
    assert!(after < before + 8 * 1024, "{before} KiB became {after} KiB");
}

/// What 500 rooms at once cost the server. The clients are another process. It is measured when somebody asks for it:
/// `cargo test --release -p vorgang-video-bridge -- --ignored --nocapture five_hundred_rooms_cost`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures, and takes a minute"]
async fn five_hundred_rooms_cost() {
    let office = Office::new().await;
    let bookings: Vec<BookingId> = (0..500).map(|n| BookingId(Uuid::from_u128(0xca11_0000 + n))).collect();
    let mut lines = vec![office.url.clone()];
    for booking in &bookings {
        begin(&office, *booking).await;
        let (clara, ada) = tickets(&office, *booking);
        lines.push(format!("{clara} {ada}"));
    }
    let (memory, cpu) = (resident_kib(), cpu_millis());
    let mut clients = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "tests::many::clients_of_five_hundred_rooms", "--ignored", "--nocapture"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut stdin = clients.stdin.take().expect("it is piped");
    let stdout = clients.stdout.take().expect("it is piped");
    let said = tokio::task::spawn_blocking(move || {
        writeln!(stdin, "{}", lines.join("\n")).expect("it reads");
        let mut said = BufReader::new(stdout).lines().map(|line| line.expect("text"));
        said.find(|line| line.ends_with("all are there")).expect("they come");
        (stdin, said)
    });
    let (stdin, mut said) = said.await.expect("they come");
    let counts = office.calls.counts();
    assert_eq!(counts, Counts { rooms: 500, sessions: 1000, sockets: 1000 });
    println!(
        "500 rooms, 1,000 sockets: {} KiB for all of them; {} ms of a processor to come in, with an offer, an answer and \
         ten candidates from each",
        resident_kib() - memory,
        cpu_millis() - cpu
    );
    let (cpu, begun) = (cpu_millis(), Instant::now());
    tokio::time::sleep(Duration::from_secs(20)).await;
    let (spent, passed) = (cpu_millis() - cpu, begun.elapsed().as_millis());
    println!("while they talk: {spent} ms of a processor in {passed} ms; {} KiB", resident_kib() - memory);
    drop(stdin);
    tokio::task::spawn_blocking(move || said.by_ref().count()).await.expect("they go");
    clients.wait().expect("they go");
    office.wait_until(Counts { sockets: 0, ..counts }).await;
}

/// The clients of [`five_hundred_rooms_cost`]. Started by hand, nobody comes.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is started by what measures"]
async fn clients_of_five_hundred_rooms() {
    let (read, mut lines) = tokio::sync::mpsc::unbounded_channel();
    std::thread::spawn(move || std::io::stdin().lines().try_for_each(|line| read.send(line.expect("text"))));
    let Some(url) = lines.recv().await else { return };
    let sdp = format!("v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na={}\r\n", "x".repeat(4_000));
    let (places, mut talks) = (Arc::new(Semaphore::new(32)), JoinSet::new());
    for _ in 0..500 {
        let pair = lines.recv().await.expect("500 of them");
        let (url, sdp, places) = (url.clone(), sdp.clone(), Arc::clone(&places));
        talks.spawn(async move {
            let _place = places.acquire_owned().await.expect("it is open");
            connect(&url, &pair, &sdp).await
        });
    }
    let mut pages = JoinSet::new();
    for (index, mut client) in talks.join_all().await.into_iter().flatten().enumerate() {
        pages.spawn(async move {
            for second in index.. {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if second % 10 == 0 {
                    client.say(json!({ "t": "quality", "rttMs": 20, "lostIn": 1, "fps": 20, "kbps": 900 })).await;
                }
                // One of both scrolls now and then, and the other sees it.
                if index % 2 == 0 && second % 5 == 0 {
                    client.say(json!({ "t": "focus", "paper": Uuid::nil(), "page": second, "y": 0.5 })).await;
                }
                if second % 5 == 4 {
                    client.all().await;
                }
            }
        });
    }
    println!("all are there");
    // Until nobody wants to know any more.
    assert_eq!(lines.recv().await, None);
    drop(pages);
}

/// Two come into a room, and connect as browsers do.
async fn connect(url: &str, tickets: &str, sdp: &str) -> [Client; 2] {
    let (clara_ticket, ada_ticket) = tickets.split_once(' ').expect("two tickets");
    let (mut clara, mut ada) = (Client::open(url).await, Client::open(url).await);
    clara.enter(json!({ "t": "hello", "ticket": clara_ticket })).await;
    ada.enter(json!({ "t": "hello", "ticket": ada_ticket })).await;
    let description = |kind: &str| json!({ "type": kind, "sdp": sdp });
    let (to_clara, to_ada) = (clara.session, ada.session);
    clara.say(json!({ "t": "signal", "to": "holder", "with": to_ada, "description": description("offer") })).await;
    ada.say(json!({ "t": "signal", "to": "host", "with": to_clara, "description": description("answer") })).await;
    for n in 0..10 {
        clara.signal("holder", to_ada, &format!("candidate:{n}")).await;
        ada.signal("host", to_clara, &format!("candidate:{n}")).await;
    }
    clara.say(json!({ "t": "line", "to": "holder", "with": to_ada, "state": "up", "path": "relay-udp" })).await;
    clara.all().await;
    ada.all().await;
    [clara, ada]
}

/// Two talk in each of these rooms, eight rooms at a time, and the talk ends.
async fn calls(office: &Office, bookings: &[BookingId]) {
    for eight in bookings.chunks(8) {
        let talks = eight.iter().map(|booking| {
            let tickets = tickets(office, *booking);
            let url = office.url.clone();
            tokio::spawn(async move {
                let (mut clara, mut ada) = (Client::open(&url).await, Client::open(&url).await);
                clara.enter(json!({ "t": "hello", "ticket": tickets.0 })).await;
                ada.enter(json!({ "t": "hello", "ticket": tickets.1 })).await;
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

/// Waits for a while until there are no more tasks than so many, and says how many there are then.
async fn at_most(wanted: usize) -> usize {
    let patience = Instant::now() + PATIENCE;
    loop {
        let tasks = Handle::current().metrics().num_alive_tasks();
        if tasks <= wanted || Instant::now() > patience {
            return tasks;
        }
        // Nobody is told when a task is over.
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Tickets for both.
fn tickets(office: &Office, booking: BookingId) -> (String, String) {
    let ticket = |seat, by, n: u128| {
        office
            .calls
            .ticket(booking, seat, by, Uuid::from_u128(booking.0.as_u128() * 2 + n), office.calls.now().wall)
            .text
    };
    (ticket(Seat::Host, clerk(CLARA), 0), ticket(Seat::Holder, citizen(ADA), 1))
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

/// How long this process has worked.
fn cpu_millis() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    // In hundredths of a second (proc(5)).
    let ticks = |at: usize| fields[at].parse::<u64>().expect("a number");
    (ticks(11) + ticks(12)) * 10
}
