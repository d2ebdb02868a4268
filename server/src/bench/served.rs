//! A server as a process of its own on a benchmark's place, and how its clients speak with it.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use api::office::{OfficeConfig, Token};
use chrono::{DateTime, Utc};
use domain::Facts;
use domain::asked::Authority;
use event_store::{Clock, Kek, Migrate, Target};
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::place::Place;

/// Nobody waits longer for an answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

pub(super) fn config(place: &Place, migrate: Migrate) -> anyhow::Result<OfficeConfig> {
    Ok(OfficeConfig {
        authority: Authority::default(),
        name: "Benchmark".to_owned(),
        log: place.log().clone(),
        keys: place.keys(),
        kek: Kek::load(&place.folder().join("kek"))?,
        data: place.folder().join("read-models"),
        clock: Clock::system(),
        migrate,
        facts: Facts::default(),
        register: std::sync::Arc::<register::Simulator>::default(),
        documents: documents::Storage::at(place.folder().join("documents")),
        mailing: notifications::Mailing::to_nobody(),
        paying: None,
        papers: None,
        turn: None,
    })
}

/// A request of GraphQL, to its last byte.
pub(super) fn post(body: &serde_json::Value, token: &Token) -> Vec<u8> {
    let body = body.to_string();
    let (length, token) = (body.len(), token.reveal());
    format!(
        "POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: \
         application/json\r\naccept: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// Starts a server on the place, as an operator would.
pub(super) async fn serve(place: &Place) -> anyhow::Result<(Child, SocketAddr)> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("there is no free port")?;
    let address = listener.local_addr()?;
    drop(listener);
    let folder = place.folder();
    let quoted = |path: &Path| format!("{:?}", path.display().to_string());
    let text = format!(
        "bind = \"{address}\"\ndata = {}\nlog = {:?}\nkeys = {:?}\nkek_file = {}\n[authorities.{ags}]\nname = \
         \"Benchmark\"\ndata = {}\n",
        quoted(folder),
        address_of(place.log()),
        address_of(&place.keys()),
        quoted(&folder.join("kek")),
        quoted(&folder.join("read-models")),
        ags = Authority::default().ags,
    );
    let file = folder.join("vorgang.toml");
    std::fs::write(&file, text).context("the server's configuration could not be written")?;
    let program = std::env::current_exe().context("this program has no path")?;
    let mut child = Command::new(program)
        .arg("--config")
        .arg(&file)
        .args(["serve", "--dev"])
        .env("RUST_LOG", "warn")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("the server did not start")?;
    let begun = Instant::now();
    while TcpStream::connect(address).await.is_err() {
        if let Some(status) = child.try_wait()? {
            bail!("the server ended at its start with {status}");
        }
        ensure!(begun.elapsed() < PATIENCE, "the server did not listen within {} s", PATIENCE.as_secs());
        // A process tells nobody that it listens; its port is asked until it answers.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok((child, address))
}

/// As a configuration writes it, with its password.
fn address_of(target: &Target) -> String {
    match target {
        Target::Sqlite(path) => format!("sqlite:{}", path.display()),
        Target::Postgres(url) => url.clone(),
    }
}

pub(super) async fn stop(mut child: Child) -> anyhow::Result<()> {
    if let Some(id) = child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw) {
        rustix::process::kill_process(id, rustix::process::Signal::TERM).context("the server could not be stopped")?;
    }
    let ended = tokio::time::timeout(PATIENCE, child.wait()).await.context("the server did not stop")??;
    ensure!(ended.success(), "the server stopped with {ended}");
    Ok(())
}

/// Keeps this thread on one core. Where that is not allowed the figures are only worse.
pub(super) fn pin() {
    #[cfg(target_os = "linux")]
    {
        let mut core = rustix::thread::CpuSet::new();
        core.set(0);
        if let Err(error) = rustix::thread::sched_setaffinity(None, &core) {
            tracing::warn!(%error, "the people are not pinned to a core");
        }
    }
}

/// Reads one answer of HTTP to its last byte: when its request was read, and its body.
pub(super) async fn read_answer(stream: &mut TcpStream) -> std::io::Result<(Option<DateTime<Utc>>, String)> {
    let broken = |what| std::io::Error::new(std::io::ErrorKind::InvalidData, what);
    let mut bytes = Vec::with_capacity(2_048);
    let (head, length) = loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(broken("the connection ended"));
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = header(&head, "content-length").and_then(|length| length.parse::<usize>().ok());
            let length = length.ok_or_else(|| broken("the answer has no length"))?;
            bytes.drain(..end + 4);
            break (head, length);
        }
    };
    while bytes.len() < length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(broken("the connection ended within an answer"));
        }
    }
    let read_at = header(&head, "x-read-at").and_then(|micros| micros.parse().ok());
    let body = String::from_utf8(bytes).map_err(|_| broken("the answer is no text"))?;
    Ok((read_at.and_then(DateTime::from_timestamp_micros), body))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then(|| value.trim()))
}
