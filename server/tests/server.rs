//! What leaves the binary: its help, its exit codes, a played week that is the same for the same seed.

use std::fmt::Write as _;
use std::process::Command;

use api::office::Office;
use chrono::NaiveDate;
use domain::Facts;
use event_store::{Clock, Migrate};
use projections::MODELS;
use vorgang_server::config::Config;
use vorgang_server::year::{self, Played, Wanted};

/// Runs the binary in an empty folder, with nothing in the environment that could change its answer.
fn vorgang(arguments: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new(env!("CARGO_BIN_EXE_vorgang"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("VORGANG_DATA", folder.path().join("data"))
        .output()
        .expect("the binary starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

#[test]
fn the_help_of_every_command_is_as_committed_and_has_an_example() {
    let commands: [&[&str]; 19] = [
        &[],
        &["demo"],
        &["serve"],
        &["migrate"],
        &["schema"],
        &["seed"],
        &["log"],
        &["log", "dump"],
        &["log", "head"],
        &["projections", "status"],
        &["projections", "rebuild"],
        &["projections", "dump"],
        &["erase"],
        &["staff", "add"],
        &["staff", "list"],
        &["staff", "revoke"],
        &["bench", "append"],
        &["bench", "booking"],
        &["doctor"],
    ];
    let mut all = String::new();
    for command in commands {
        let (code, help, _) = vorgang(&[command, &["--help"]].concat());
        assert_eq!(code, 0, "{command:?}");
        assert!(help.contains("vorgang") && (help.contains("Example") || help.contains("Commands:")), "{command:?}");
        writeln!(all, "$ vorgang {} --help\n{help}", command.join(" ")).expect("a string takes everything");
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/help.txt");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &all).expect("the snapshot is written");
    }
    let committed = std::fs::read_to_string(&path).expect("the snapshot is committed");
    assert!(committed == all, "the help has changed; look at it, then run the test with UPDATE_SNAPSHOTS=1");
}

#[test]
fn wrong_usage_is_told_from_failure() {
    assert_eq!(vorgang(&["demmo"]).0, 2);
    assert_eq!(vorgang(&["log", "dump"]).0, 2);
    let (code, _, error) = vorgang(&["--authority", "00000000", "log", "head"]);
    assert_eq!(code, 2);
    assert!(error.contains("10041100"), "{error}");
    let (code, _, error) = vorgang(&["log", "head"]);
    assert_eq!(code, 1);
    assert!(error.contains("vorgang migrate"), "it says what to do: {error}");
}

#[test]
fn a_new_office_is_migrated_examined_and_empty() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_vorgang"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .output()
            .expect("the binary starts");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    assert_eq!(run(&["doctor"]).0, Some(1), "there is nothing yet");
    assert_eq!(run(&["migrate"]).0, Some(0));
    assert_eq!(run(&["doctor"]).0, Some(0));
    let (code, head) = run(&["log", "head", "--json"]);
    assert_eq!((code, head.trim()), (Some(0), r#"{"position":0,"at":null}"#));
}

#[test]
fn a_member_of_the_staff_gets_a_token_and_loses_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_vorgang"))
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .output()
            .expect("the binary starts");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    assert_eq!(run(&["migrate"]).0, Some(0));
    let add = ["staff", "add", "--name", "CLARA", "--role", "clerk", "--role", "team_lead"];
    let (code, token) = run(&add);
    assert!(code == Some(0) && token.starts_with("vs1.10041100."), "{token}");
    assert_ne!(run(&add).1, token, "each is printed once");
    assert_eq!(run(&["staff", "add", "--name", "EVE", "--role", "system"]).0, Some(2), "nobody is the office itself");
    assert_eq!(run(&["staff", "add", "--name", " ", "--role", "clerk"]).0, Some(2));

    let (code, list) = run(&["staff", "list", "--json"]);
    assert_eq!((code, list.lines().count()), (Some(0), 2), "{list}");
    assert!(list.contains(r#""name":"CLARA","roles":["clerk","team_lead"]"#), "{list}");
    assert!(!list.contains(token.trim()), "{list}");

    assert_eq!(run(&["staff", "revoke", "--name", "CLARA"]).0, Some(0));
    assert_eq!(run(&["staff", "list"]), (Some(0), String::new()));
    assert_eq!(run(&["staff", "revoke", "--name", "CLARA"]).0, Some(1), "there is none left");
}

/// Plays some days in a house of its own, and answers what was played and what the read models hold.
async fn played(seed: u64) -> (Played, Vec<u8>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let config = Config { data: folder.path().to_owned(), ..Config::default() };
    config.prepare().await.expect("the folder is usable");
    let clock = Clock::manual(chrono::DateTime::UNIX_EPOCH);
    let ags = config.authority(None).expect("the only one").to_owned();
    let office = config.office(&ags, clock, Migrate::Apply, Facts::default()).expect("a configuration");
    let office = Office::start(office).await.expect("the office opens");
    let until = NaiveDate::from_ymd_opt(2026, 3, 13).expect("a date");
    let figures = year::play(&office, Wanted::weeks(1, until, seed), |_| {}).await.expect("every rule is kept");
    let mut dump = vec![];
    for model in MODELS {
        office.read_models().dump(model, &mut dump).expect("the model is readable");
    }
    office.stop().await;
    (figures, dump)
}

#[tokio::test]
async fn a_played_week_is_the_same_for_the_same_seed() {
    let (first, dump) = played(7).await;
    let (again, same) = played(7).await;
    assert!(first.served > 10, "{first:?}");
    assert_eq!(first, again);
    let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
    let different: Vec<_> = lines(&dump).into_iter().zip(lines(&same)).filter(|(a, b)| a != b).take(1).collect();
    assert!(dump == same, "{different:?}");

    let (other, _) = played(8).await;
    assert_ne!(first, other);
}
