//! A place where a real server runs as a process of its own.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use event_store::testing::{PrivateCluster, scratch};
use serde_json::Value;
use tempfile::TempDir;

/// Which database holds the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file.
    Sqlite,
    /// A database of the private cluster.
    Postgres,
}

/// Folders, configuration and fixture.
pub(crate) struct Site {
    folder: TempDir,
    config: PathBuf,
    fixture: Value,
}

/// A server that runs, until it is killed, stopped or forgotten.
pub(crate) struct Server {
    /// Where it takes questions.
    pub(crate) url: String,
    child: Mutex<Child>,
}

const AUTHORITY: &str = "10041100";

/// Where nobody ever listens.
const NOWHERE: &str = "http://127.0.0.1:0/graphql";

/// How long a server may take until it listens.
const START_MAX: Duration = Duration::from_mins(2);

impl Site {
    /// Writes a configuration for two authorities, and fills them.
    pub(crate) async fn prepare(database: Database) -> Self {
        Self::prepare_with(database, "").await
    }

    /// The same, with settings of the whole server.
    pub(crate) async fn prepare_with(database: Database, settings: &str) -> Self {
        let folder = scratch();
        let config = folder.path().join("vorgang.toml");
        let mut text = format!("data = \"{}\"\n{settings}\n", folder.path().join("data").display());
        for ags in [AUTHORITY, "10041519"] {
            writeln!(text, "[authorities.{ags}]\nname = \"Authority {ags}\"").expect("a string takes everything");
            if database == Database::Postgres {
                let url = tokio::task::spawn_blocking(|| PrivateCluster::shared().create_database())
                    .await
                    .expect("the private cluster starts");
                writeln!(text, "log = {url:?}").expect("a string takes everything");
            }
        }
        std::fs::write(&config, text).expect("the folder is writable");
        let mut site = Self { folder, config, fixture: Value::Null };
        let fixture = site.run(&["seed", "--fixture", "conformance", "--json"]);
        site.fixture = serde_json::from_str(&fixture).expect("the fixture is JSON");
        site
    }

    /// The first authority of the fixture.
    pub(crate) fn fixture(&self) -> &Value {
        &self.fixture["authorities"]["A"]
    }

    /// The token of somebody with a role.
    pub(crate) fn token(&self, role: &str) -> &str {
        self.fixture()["tokens"][role].as_str().expect("the fixture has a token for each role")
    }

    /// Starts a server, which dies at a point if it is told one.
    pub(crate) async fn start(&self, crash: Option<&str>) -> Server {
        let mut command = self.command(&["serve"]);
        // Any free port. It says which.
        command.env("VORGANG_BIND", "127.0.0.1:0").stdout(Stdio::piped());
        if let Some(crash) = crash {
            command.env("VORGANG_CRASH", crash);
        }
        let errors = std::fs::File::create(self.folder.path().join("server.log")).expect("the folder is writable");
        let mut child = command.stderr(errors).spawn().expect("the binary starts");
        let out = child.stdout.take().expect("its output is ours");
        let mut server = Server { url: NOWHERE.to_owned(), child: Mutex::new(child) };
        let address = tokio::time::timeout(START_MAX, tokio::task::spawn_blocking(|| address(out))).await;
        let Ok(address) = address else { panic!("the server did not start: {}", self.log()) };
        match address.expect("reading does not panic") {
            Some(address) => server.url = format!("{address}/graphql"),
            // It may have met its point at the start; the load will find it dead.
            None => assert!(crash.is_some(), "the server ended at its start: {}", self.log()),
        }
        server
    }

    /// Runs a command to its end, and gives what it printed.
    pub(crate) fn run(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the binary starts");
        assert!(
            output.status.success(),
            "vorgang {arguments:?} ended with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).expect("the output is UTF-8")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vorgang"));
        command.arg("--config").arg(&self.config).args(arguments).env_remove("VORGANG_CRASH");
        if arguments[0] != "seed" && arguments[0] != "serve" {
            command.args(["--authority", AUTHORITY]);
        }
        command
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }
}

impl Server {
    /// Whether the process lives.
    pub(crate) fn is_alive(&self) -> bool {
        let mut child = self.child.lock().expect("no test panics with it");
        child.try_wait().expect("the process is ours").is_none()
    }

    /// Ends it at once, as a power cut would end the process.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().expect("no test panics with it");
        child.kill().expect("the process is ours");
        child.wait().expect("the process is ours");
    }

    /// Ends it in order.
    pub(crate) async fn stop(self) {
        let id = self.child.lock().expect("no test panics with it").id();
        let asked = Command::new("kill").args(["-TERM", &id.to_string()]).status().expect("kill is there");
        assert!(asked.success(), "the server could not be asked to stop");
        let status = tokio::task::spawn_blocking(move || {
            self.child.lock().expect("no test panics with it").wait().expect("the process is ours")
        });
        let status = status.await.expect("waiting does not panic");
        assert!(status.success(), "the server stopped with {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Ok(mut child) = self.child.lock() {
            // It may be gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Reads what a server prints up to its address. Nothing if it ended before.
fn address(out: ChildStdout) -> Option<String> {
    let mut lines = BufReader::new(out).lines().map(|line| line.expect("its output is UTF-8"));
    let address = lines.find_map(|line| Some(format!("http://{}", line.split_once("http://")?.1.trim())));
    // Whatever else it prints goes on being read, so that it never waits for us.
    std::thread::spawn(move || lines.count());
    address
}
