//! What leaves the binary: its help, its exit codes, a played week that is the same for the same seed.

mod papers;
mod relay;
mod uploads;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api::office::Office;
use chrono::NaiveDate;
use domain::Facts;
use event_store::{Clock, Migrate};
use projections::MODELS;
use serde_json::Value;
use tempfile::TempDir;
use vorgang_server::config::Config;
use vorgang_server::year::{self, Played, Wanted};

/// A folder in which commands run, with nothing in the environment that could change their answers.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorgang"));
        command.args(arguments).current_dir(self.0.path()).env_clear();
        command
    }

    /// Runs a command to its end: its exit code, what it printed, and what it complained about.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().expect("the binary starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the output is UTF-8");
        (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
    }

    /// Runs a command that succeeds and prints one JSON object.
    fn json(&self, arguments: &[&str]) -> Value {
        let (code, out, error) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?}: {error}");
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments:?} printed no JSON: {error}: {out}"))
    }
}

/// A server that runs until it is stopped, or dropped.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    /// Starts a command that serves, and reads what it prints up to its address.
    fn start(mut command: Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
        let mut running = Self { child, url: String::new() };
        let mut out = BufReader::new(running.child.stdout.take().expect("its output is ours"));
        let mut line = String::new();
        while out.read_line(&mut line).expect("its output is UTF-8") > 0 {
            if let Some((_, url)) = line.split_once("http://") {
                running.url = format!("http://{}", url.trim());
                break;
            }
            line.clear();
        }
        // Whatever else it prints goes on being read, so that it never waits for us.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        assert!(!running.url.is_empty(), "it never said where it listens");
        running
    }

    async fn get(&self, path: &str) -> String {
        let answer = client().get(format!("{}{path}", self.url)).send().await.expect("the server is there");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.text().await.expect("the answer is text")
    }

    fn ask_to_stop(&self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill is there");
        assert!(asked.success(), "it could not be asked to stop");
    }

    /// Stops it in order, and gives what it logged.
    fn stop(mut self) -> String {
        self.ask_to_stop();
        let mut log = String::new();
        let mut errors = self.child.stderr.take().expect("its log is ours");
        errors.read_to_string(&mut log).expect("its log is UTF-8");
        assert!(self.child.wait().expect("it is ours").success(), "{log}");
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "the one client of these tests")]
fn client() -> reqwest::Client {
    reqwest::Client::new()
}

/// Runs one command in an empty folder.
fn vorgang(arguments: &[&str]) -> (i32, String, String) {
    Place::new().run(arguments)
}

#[test]
fn the_help_of_every_command_is_as_committed_and_has_an_example() {
    let commands: [&[&str]; 34] = [
        &[],
        &["demo"],
        &["serve"],
        &["migrate"],
        &["schema"],
        &["seed"],
        &["log"],
        &["log", "dump"],
        &["log", "head"],
        &["projections"],
        &["projections", "status"],
        &["projections", "rebuild"],
        &["projections", "dump"],
        &["erase"],
        &["statement"],
        &["statement", "import"],
        &["staff"],
        &["staff", "account"],
        &["staff", "account", "add"],
        &["staff", "account", "password"],
        &["staff", "account", "roles"],
        &["staff", "account", "disable"],
        &["staff", "account", "enable"],
        &["staff", "account", "remove"],
        &["staff", "account", "list"],
        &["staff", "add"],
        &["staff", "list"],
        &["staff", "revoke"],
        &["bench"],
        &["bench", "append"],
        &["bench", "booking"],
        &["bench", "growth"],
        &["bench", "documents"],
        &["doctor"],
    ];
    let mut all = String::new();
    for command in commands {
        let (code, help, _) = vorgang(&[command, &["--help"]].concat());
        assert_eq!(code, 0, "{command:?}");
        assert!(help.contains("vorgang") && (help.contains("Example") || command.is_empty()), "{command:?}");
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
fn a_command_refuses_what_it_could_only_ignore() {
    for command in [&["demo"][..], &["schema"], &["seed", "--fixture", "conformance"], &["bench", "append"]] {
        let (code, _, error) = vorgang(&[&["--authority", "10041100"], command].concat());
        assert!(code == 2 && error.contains("leave out --authority"), "{command:?}: {error}");
    }
    let place = Place::new();
    let output = place.command(&["schema"]).env("VORGANG_LOG_FORMAT", "yaml").output().expect("the binary starts");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_log_that_is_not_intact_has_an_exit_code_of_its_own() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate"]).0, 0);
    let log = place.0.path().join("data/10041100/log.sqlite");
    // What was written last lies beside the file, and would mend it.
    for beside in ["sqlite-wal", "sqlite-shm"] {
        drop(std::fs::remove_file(log.with_extension(beside)));
    }
    std::fs::write(log, "x".repeat(8_192)).expect("the file is ours");
    let (code, _, error) = place.run(&["log", "head"]);
    assert_eq!(code, 3, "{error}");
}

#[test]
fn the_fixture_has_what_checks_rely_on_and_fills_no_other_log() {
    let place = Place::new();
    let seed = ["seed", "--fixture", "conformance", "--json"];
    let fixture = place.json(&seed);
    for letter in ["A", "B"] {
        let seeded = &fixture["authorities"][letter];
        let list = |name: &str| seeded[name].as_array().unwrap_or_else(|| panic!("{letter} has no {name}")).clone();
        let times: BTreeSet<String> = list("free_slots").iter().map(ToString::to_string).collect();
        assert!(times.len() >= 200 && times.len() == list("free_slots").len(), "{} different times", times.len());
        assert!(seeded["free_slot_count"].as_u64() >= Some(200));
        assert_eq!(list("citizens").len(), 3);
        for citizen in list("citizens") {
            for field in ["id", "token", "booking", "case", "consultation", "starts_at"] {
                assert!(citizen[field].is_string(), "a citizen has no {field}: {citizen}");
            }
        }
        for role in ["clerk", "team_lead", "planner", "auditor", "analyst", "cashier", "service_centre", "citizen"] {
            assert!(seeded["tokens"][role].is_string(), "there is no token for {role}");
        }
        let staff = seeded["staff"].as_object().expect("there is staff");
        assert!(["clerk_1", "clerk_2"].iter().all(|key| staff[*key]["token"].is_string()));
        assert!(["ags", "name", "scope"].iter().all(|field| seeded[*field].is_string()));
    }
    let again = place.json(&seed);
    assert_eq!(
        again["authorities"]["A"]["citizens"][0]["booking"],
        fixture["authorities"]["A"]["citizens"][0]["booking"]
    );

    // Later commands find both authorities without being told.
    let (code, status, _) = place.run(&["--authority", "10041519", "projections", "status", "--json"]);
    assert_eq!((code, status.lines().count()), (0, MODELS.len()));
    for line in status.lines() {
        let line: Value = serde_json::from_str(line).expect("a line is JSON");
        assert!(line["name"].is_string() && line["position"].is_u64() && line["age_secs"].is_i64(), "{line}");
    }
    let (code, rebuilt, _) = place.run(&["--authority", "10041100", "projections", "rebuild", "--json"]);
    assert_eq!((code, rebuilt.lines().count()), (0, MODELS.len()));

    // Whoever has read enough, as `head` has, has not found a failure.
    for dump in ["log dump --jsonl", "projections dump"] {
        let arguments: Vec<_> = ["--authority", "10041100"].into_iter().chain(dump.split(' ')).collect();
        let mut command = place.command(&arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary starts");
        drop(child.stdout.take());
        assert!(child.wait().expect("it is ours").success(), "{dump}");
    }

    // Nobody's log is filled with made-up people, and no demo opens on a fixture.
    let data = place.0.path().join("data");
    let demo = place.command(&["demo", "--bind", "127.0.0.1:0", "--data"]).arg(&data).output().expect("it starts");
    assert_eq!(demo.status.code(), Some(1));
    let other = Place::new();
    std::fs::write(other.0.path().join("vorgang.toml"), "[authorities.10041100]\nname = \"A\"\n").expect("ours");
    let (code, _, error) = other.run(&seed);
    assert!(code != 0 && error.contains("vorgang.toml") && error.contains("10041519"), "{error}");
}

#[tokio::test]
async fn the_demo_says_where_it_is_and_opens_again_in_the_same_folder() {
    let place = Place::new();
    for _ in 0..2 {
        let mut command = place.command(&["demo", "--bind", "127.0.0.1:0"]);
        command.env("VORGANG_DATA", place.0.path().join("office"));
        let demo = Running::start(command);
        assert!(demo.get("/graphiql").await.contains("<html"));
        assert!(demo.get("/termin").await.contains("<html"), "the pages answer what nobody else does");
        let figures = demo.get("/metrics").await;
        for figure in ["vorgang_log_position", "vorgang_read_model_position", "vorgang_processes_halted"] {
            assert!(figures.contains(&format!("{figure}{{authority=\"10041100\"")), "{figure} is not in:\n{figures}");
        }
        demo.stop();
    }
    assert!(place.0.path().join("office/10041100/log.sqlite").exists(), "VORGANG_DATA is its folder");
    let (code, _, error) = place.run(&["demo", "--bind", "127.0.0.1:0", "--weeks", "1", "--data", "office"]);
    assert!(code == 1 && error.contains("leave out --year"), "{error}");
}

#[tokio::test]
async fn a_demo_stops_in_the_middle_of_a_year_and_leaves_nothing() {
    let place = Place::new();
    let temporary = place.0.path().join("tmp");
    std::fs::create_dir(&temporary).expect("the folder is ours");
    let mut command = place.command(&["demo", "--year", "--bind", "127.0.0.1:0"]);
    let mut demo = command.env("TMPDIR", &temporary).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut log = BufReader::new(demo.stderr.take().expect("its log is ours"));
    let mut line = String::new();
    // The office is open, so the year is being played.
    while !line.contains("is open") && log.read_line(&mut line).expect("its log is UTF-8") > 0 {}
    let asked = Command::new("kill").args(["-INT", &demo.id().to_string()]).status().expect("kill is there");
    assert!(asked.success());
    log.read_to_string(&mut line).expect("its log is UTF-8");
    assert!(demo.wait().expect("it is ours").success(), "{line}");
    assert_eq!(std::fs::read_dir(&temporary).expect("the folder is there").count(), 0, "{line}");
}

#[tokio::test]
async fn a_server_whose_log_nobody_reads_any_more_serves_on_and_stops_in_order() {
    let place = Place::new();
    let mut command = place.command(&["serve", "--auto-migrate"]);
    command.env("VORGANG_BIND", "127.0.0.1:0").env("RUST_LOG", "debug");
    let mut server = Running::start(command);
    // Such as a program behind a pipe that has died, or a journal that was started again.
    drop(server.child.stderr.take());
    server.get("/healthz").await;
    server.get("/metrics").await;
    server.ask_to_stop();
    let begun = Instant::now();
    let ended = loop {
        if let Some(ended) = server.child.try_wait().expect("it is ours") {
            break ended;
        }
        assert!(begun.elapsed() < Duration::from_mins(2), "it does not stop");
        // A process tells nobody that it has ended but whoever asks.
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn logs_are_json_where_somebody_asks_for_it() {
    let place = Place::new();
    let mut command = place.command(&["serve", "--auto-migrate"]);
    command.env("VORGANG_BIND", "127.0.0.1:0").env("VORGANG_LOG_FORMAT", "json");
    let server = Running::start(command);
    server.get("/readyz").await;
    let log = server.stop();
    assert!(log.lines().count() > 1, "{log}");
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON: {error}: {line}"));
        assert!(line["level"].is_string() && line["timestamp"].is_string() && line["message"].is_string(), "{line}");
    }
}

#[test]
fn a_benchmark_prints_its_figures_as_one_object() {
    let place = Place::new();
    let measured = place.json(&["bench", "booking", "--clients", "2,1", "--secs", "1", "--json"]);
    for field in ["commands_per_s", "events_per_s", "p50_ms", "p99_ms"] {
        assert!(measured[field].as_f64().is_some_and(|figure| figure > 0.0), "{field}: {measured}");
    }
    assert_eq!((&measured["workload"], &measured["log"]), (&Value::from("booking"), &Value::from("sqlite")));
    assert_eq!(measured["clients"], 2, "the run with the most clients stands in front");
    assert!(measured["conflicts"].is_u64() && measured["booked"].as_u64() > Some(0));
    assert_eq!((&measured["errors"], &measured["double"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(measured["runs"].as_array().map(Vec::len), Some(2));
    assert_eq!(std::fs::read_dir(place.0.path()).expect("the folder is there").count(), 0, "nothing is left");
}

#[test]
fn the_benchmark_of_growth_measures_each_size_in_an_office_of_its_own() {
    let place = Place::new();
    let arguments = ["--units", "8,50", "--services", "7,15", "--clients", "2", "--secs", "1", "--json"];
    let measured = place.json(&[&["bench", "growth"][..], &arguments].concat());
    let runs = measured["runs"].as_array().expect("every run is told");
    let sizes: Vec<_> =
        runs.iter().map(|run| ["units", "services", "taken", "editions"].map(|field| run[field].as_u64())).collect();
    let expected = [[8, 7, 4, 1], [8, 15, 4, 3], [50, 7, 25, 1], [50, 15, 25, 3]];
    assert_eq!(sizes, expected.map(|size| size.map(Some)));
    for run in runs {
        for field in ["commands_per_s", "events_per_s", "p50_ms", "p99_ms", "p50_ratio"] {
            assert!(run[field].as_f64().is_some_and(|figure| figure > 0.0), "{field}: {run}");
        }
        assert_eq!(
            (&run["conflicts"], &run["errors"]),
            (&Value::from(0), &Value::from(0)),
            "nobody has a rival: {run}"
        );
    }
    assert_eq!((&measured["workload"], &measured["units"]), (&Value::from("growth"), &Value::from(50)));
    assert_eq!(std::fs::read_dir(place.0.path()).expect("the folder is there").count(), 0, "nothing is left");
}

#[test]
fn the_benchmark_of_documents_sends_each_size_and_memory_does_not_grow_with_it() {
    let place = Place::new();
    let measured = place.json(&["bench", "documents", "--secs", "1", "--json"]);
    assert_eq!((&measured["workload"], &measured["log"]), (&Value::from("documents"), &Value::from("sqlite")));
    let sent = measured["sent"].as_array().expect("each size is told");
    assert_eq!(sent.iter().map(|one| one["mib"].as_u64()).collect::<Vec<_>>(), [1, 5, 20, 100].map(Some));
    for one in sent {
        for field in ["mib_per_s", "plain_mib_per_s", "times_as_long"] {
            assert!(one[field].as_f64().is_some_and(|figure| figure > 0.0), "{field}: {one}");
        }
    }
    let grew = |at: usize| sent[at]["memory_kib"].as_u64().expect("Linux says");
    assert!(grew(3) < grew(0) + 8 * 1024, "{measured:#}");
    let looked_at = measured["looked_at"].as_array().expect("each kind is told");
    assert!(looked_at.len() == 2 && looked_at.iter().all(|one| one["per_s"].as_f64() > Some(0.0)), "{measured}");
    assert_eq!(std::fs::read_dir(place.0.path()).expect("the folder is there").count(), 0, "nothing is left");
}

#[test]
fn a_new_office_is_migrated_examined_and_empty() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        let (code, out, _) = place.run(arguments);
        (Some(code), out)
    };
    assert_eq!(run(&["doctor"]).0, Some(1), "there is nothing yet");
    assert_eq!(run(&["migrate"]).0, Some(0));
    assert_eq!(run(&["doctor"]).0, Some(0));
    let (code, head) = run(&["log", "head", "--json"]);
    assert_eq!((code, head.trim()), (Some(0), r#"{"position":0,"at":null}"#));
}

#[test]
fn a_long_statement_is_read_in_once() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate"]).0, 0);
    let mut file = String::from("booked_on;id;reference;amount\n");
    for n in 0..2_500 {
        writeln!(file, "2026-03-02;E-{n};Ada Lovelace DE02120300000000202051;13.00")
            .expect("a string takes everything");
    }
    std::fs::write(place.0.path().join("march.csv"), &file).expect("it is written");
    let import = ["statement", "import", "march.csv", "--authority", "10041100"];
    let (code, said, error) = place.run(&import);
    assert_eq!(code, 0, "{error}");
    assert!(said.contains("2500 of 2500 entries read, 0 match, 2500 for a person to look at"), "{said}");
    let head = place.json(&["log", "head", "--json"]);
    let (code, again, _) = place.run(&import);
    assert_eq!((code, again), (0, said), "the same file is the same statement");
    assert_eq!(place.json(&["log", "head", "--json"]), head, "and changes nothing");
    let (_, dump, _) = place.run(&["log", "dump", "--jsonl"]);
    assert!(dump.contains("entries_read"), "{dump}");
    for kept_out in ["Lovelace", "DE0212", "E-17"] {
        assert!(!dump.contains(kept_out), "nothing of {kept_out} is stored");
    }
    std::fs::write(place.0.path().join("broken.xml"), file).expect("it is written");
    let (code, _, error) = place.run(&["statement", "import", "broken.xml"]);
    assert!(code == 1 && error.contains("the statement was not read in") && !error.contains("Lovelace"), "{error}");
    assert_eq!(place.run(&["statement", "import", "nowhere.csv"]).0, 1);
}

#[test]
fn a_member_of_the_staff_gets_a_token_and_loses_it() {
    let place = Place::new();
    let run = |arguments: &[&str]| {
        let (code, out, _) = place.run(arguments);
        (Some(code), out)
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

#[test]
fn a_member_of_the_staff_gets_an_account_whose_password_is_no_argument() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate"]).0, 0);
    let say = |arguments: &[&str], said: &str| {
        let mut command = place.command(&[&["staff", "account"][..], arguments].concat());
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the binary starts");
        // Whoever does not read it has ended already.
        drop(child.stdin.take().expect("it is piped").write_all(said.as_bytes()));
        let output = child.wait_with_output().expect("it ends");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let add = ["add", "--name", "Clara", "--role", "clerk"];
    for (password, why) in [("", "wanted"), ("kurz\n", "12 characters"), ("Passwort123456\n", "tried first")] {
        let (code, _, error) = say(&add, password);
        assert!(code == Some(2) && error.contains(why), "{password}: {error}");
    }
    let (code, said, error) = say(&add, "korrekt pferd batterie\nand more\n");
    assert!(code == Some(0) && said.contains("Clara signs in"), "{said} {error}");
    assert_eq!(say(&["password", "--name", "nobody"], "korrekt pferd batterie\n").0, Some(1));
    assert_eq!(say(&["password", "--name", "CLARA"], "noch ein langer satz\n").0, Some(0));
    assert_eq!(say(&["roles", "--name", "clara", "--role", "auditor", "--role", "analyst"], "").0, Some(0));
    assert_eq!(say(&["roles", "--name", "clara", "--role", "system"], "").0, Some(2), "nobody is the office itself");
    assert_eq!(say(&["disable", "--name", "clara"], "").0, Some(0));
    let (_, list, _) = say(&["list", "--json"], "");
    assert!(
        list.contains(r#""name":"Clara","roles":["auditor","analyst"]"#) && list.contains(r#""disabled":true"#),
        "{list}"
    );
    assert!(!list.contains("argon2"), "{list}");
    assert_eq!(say(&["enable", "--name", "clara"], "").0, Some(0));
    assert_eq!(say(&["remove", "--name", "clara"], "").0, Some(0));
    assert_eq!((say(&["list"], "").1, say(&["remove", "--name", "clara"], "").0), (String::new(), Some(1)));
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
