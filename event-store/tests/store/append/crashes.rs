//! A process that stops around the commit: what was acknowledged is there, and what was not is there whole or not at all.

use std::io::Write;
use std::process::Command;

use vorgang_event_store::{Backend, Migrate};
use vorgang_event_store::{BatchCommand, Position, StreamId, Target, Verdict};

use super::build::{STREAM, accepted, batch, command, duplicate, judged, unit};
use crate::ground::{Engine, Ground, KINDS, NAME, suite};

suite! {
    a_crash_before_the_commit_leaves_nothing_of_a_command,
    a_crash_after_the_commit_leaves_a_command_that_is_recognised,
}

/// The append at which the process stops. It has appended and acknowledged the ones before.
const HIT: u32 = 4;

async fn a_crash_before_the_commit_leaves_nothing_of_a_command(ground: Ground) {
    let point = match ground.engine {
        Engine::Sqlite => "append.before_commit",
        Engine::Postgres => "append.before_call",
    };
    crash_at(point, &ground).await;
    resend(&ground, accepted).await;
}

async fn a_crash_after_the_commit_leaves_a_command_that_is_recognised(ground: Ground) {
    let point = match ground.engine {
        Engine::Sqlite => "append.after_commit",
        Engine::Postgres => "append.after_call",
    };
    crash_at(point, &ground).await;
    resend(&ground, |first, last| duplicate(HIT.into(), first, last)).await;
}

/// Runs `child` in a process of its own, which stops at the point.
async fn crash_at(point: &str, ground: &Ground) {
    ground.open().await;
    let mut child = Command::new(std::env::current_exe().expect("this binary has a path"));
    child.args(["--exact", "append::crashes::child", "--ignored"]).env("VORGANG_CRASH", format!("{point}:{HIT}"));
    match &ground.target {
        Target::Sqlite(path) => child.env("VORGANG_CHILD", format!("sqlite:{}", path.display())),
        Target::Postgres(url) => child.env("VORGANG_CHILD", url),
    };
    let ended = tokio::task::spawn_blocking(move || child.output()).await.expect("it joins").expect("it starts");
    assert!(!ended.status.success(), "the process stopped at {point}");
    let said = String::from_utf8(ended.stdout).expect("it speaks UTF-8");
    let told: Vec<&str> = said.lines().filter_map(|line| line.split_once("accepted ")).map(|(_, n)| n).collect();
    assert_eq!(told, ["1", "2", "3"], "{said}");
}

/// Sends the interrupted command again. Each of them appends two events to each of two streams.
async fn resend(ground: &Ground, expected: fn(u64, u64) -> Verdict) {
    let log = ground.open().await;
    assert_eq!(judged(&log, &batch(100, vec![numbered(HIT)])).await, [expected(13, 16)]);
    for n in 1..HIT {
        let first = u64::from(n) * 4 - 3;
        assert_eq!(judged(&log, &batch(100, vec![numbered(n)])).await, [duplicate(n.into(), first, first + 3)]);
    }
    assert_eq!(log.head().await.expect("it reads").0, Position(16));
    assert_eq!(log.read_after(Position::START, 100).await.expect("it reads").len(), 16);
}

fn numbered(n: u32) -> BatchCommand {
    let expected = (n - 1) * 2;
    command(n.into(), vec![unit(STREAM, expected, 2), unit(StreamId { kind: 2, ..STREAM }, expected, 2)])
}

#[tokio::test]
#[ignore = "it is the process that the cases above start and lose"]
async fn child() {
    let target = std::env::var("VORGANG_CHILD").expect("the parent says where").parse().expect("a target");
    let log = Backend::open(&target, NAME, KINDS, Migrate::Refuse).await.expect("it opens");
    for n in 1.. {
        judged(&log, &batch(n.into(), vec![numbered(n)])).await;
        // What the test harness would hold back is lost with the process, so this goes past it.
        writeln!(std::io::stdout(), "accepted {n}").expect("the parent listens");
    }
}
