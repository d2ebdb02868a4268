//! A mail server: a program of its own, behind a certificate of its own authority.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tempfile::TempDir;

use crate::smtp::{Encryption, Server, Smtp};

/// How a test's mail server is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In clear first, and then encrypted.
    StartTls,
    /// Encrypted from the start.
    FromTheStart,
    /// In clear only.
    Clear,
    /// Encrypted, and only for who has a name and a password: `amt` and `geheim`.
    Login,
}

/// A running mail server. It ends with the test.
pub struct MailServer {
    process: Child,
    /// What it says. A thread listens: a full pipe would hold it up.
    lines: Receiver<String>,
    port: u16,
    mode: Mode,
    folder: TempDir,
}

impl MailServer {
    /// Starts a mail server.
    pub fn start(mode: Mode) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        write_certificates(folder.path());
        let word = match mode {
            Mode::StartTls => "starttls",
            Mode::FromTheStart => "tls",
            Mode::Clear => "clear",
            Mode::Login => "login",
        };
        let python = peers().join("bin/python");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/testing/mail_server.py");
        let mut command = Command::new(&python);
        command.arg(script).arg(word).arg(folder.path().join("server.pem")).arg(folder.path().join("server.key"));
        let started = command.stdout(Stdio::piped()).spawn();
        let mut process = started.unwrap_or_else(|error| {
            panic!("{} is not there ({error}): `./check` makes it from tests/peers.txt", python.display())
        });
        let said = BufReader::new(process.stdout.take().expect("it is piped"));
        let (hear, lines) = channel();
        std::thread::spawn(move || said.lines().map_while(Result::ok).try_for_each(|line| hear.send(line)));
        let port = lines.recv().unwrap_or_default();
        let port = port.strip_prefix("port ").and_then(|port| port.parse().ok());
        let port = port.expect("a mail server that starts says its port; is aiosmtpd of tests/peers.txt installed?");
        Self { process, lines, port, mode, folder }
    }

    /// A way to it that trusts its certificate.
    pub fn smtp(&self) -> Smtp {
        let credentials = (self.mode == Mode::Login).then(|| ("amt".to_owned(), "geheim".to_owned()));
        self.smtp_with(self.server(credentials))
    }

    /// Where it is.
    pub fn server(&self, credentials: Option<(String, String)>) -> Server {
        let encryption = match self.mode {
            Mode::FromTheStart => Encryption::FromTheStart,
            Mode::StartTls | Mode::Clear | Mode::Login => Encryption::StartTls,
        };
        Server { host: "localhost".to_owned(), port: self.port, encryption, credentials }
    }

    /// Another way to it that trusts its certificate.
    pub fn smtp_with(&self, server: Server) -> Smtp {
        let trusted = std::fs::read(self.authority()).expect("it was written");
        Smtp::new(server, "example.org", Some(&trusted)).expect("a good way")
    }

    /// The certificate of the authority that has signed its own.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("authority.pem")
    }

    /// The next mail, as Python's libraries read it. Waits for it.
    pub fn next_mail(&mut self) -> Value {
        read(&self.lines.recv().expect("it runs"))
    }

    /// The mails that it has taken since somebody asked last. Waits for none.
    pub fn mails(&mut self) -> Vec<Value> {
        self.lines.try_iter().map(|line| read(&line)).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn read(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line:?}"))
}

/// Where the programs of others are that judge in tests.
fn peers() -> PathBuf {
    if let Some(peers) = std::env::var_os("VORGANG_PEERS") {
        return PathBuf::from(peers);
    }
    let home = std::env::var_os("HOME").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let cache = std::env::var_os("XDG_CACHE_HOME").map_or_else(|| home.join(".cache"), PathBuf::from);
    cache.join("vorgang/peers")
}

fn write_certificates(folder: &Path) {
    let key = || KeyPair::generate().expect("a key");
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, key()).expect("an authority");
    let own = key();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let server = server.signed_by(&own, &authority).expect("a certificate");
    let write = |name: &str, text: String| std::fs::write(folder.join(name), text).expect("the folder is writable");
    write("authority.pem", authority.pem());
    write("server.pem", server.pem());
    write("server.key", own.serialize_pem());
}
