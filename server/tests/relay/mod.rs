//! The doctor at a real relay (coturn), which is configured as operators are told to.

use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Place;

const SECRET: &str = "the north wind and the sun";

/// A relay on this machine, until it is dropped.
struct Relay {
    child: Child,
    plain: u16,
    tls: u16,
    certificate: String,
    _folder: tempfile::TempDir,
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that is free for TCP and UDP.
fn free_port() -> u16 {
    loop {
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = tcp.local_addr().expect("it is bound").port();
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// The configuration of the operators' page, with what differs from machine to machine.
fn configured(mut mine: BTreeMap<&str, String>) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/relay.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let (_, rest) = page.split_once("```conf\n").expect("it has a configuration");
    let (block, _) = rest.split_once("```").expect("that ends");
    let lines: Vec<_> = block
        .lines()
        .map(|line| {
            let key = line.split('=').next().unwrap_or(line);
            mine.remove(key).map_or_else(|| line.to_owned(), |value| format!("{key}={value}"))
        })
        .collect();
    assert!(mine.is_empty(), "the page does not set {mine:?}");
    lines.join("\n")
}

impl Relay {
    fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name).display().to_string();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        fs::write(path("cert.pem"), made.cert.pem()).expect("written");
        fs::write(path("key.pem"), made.signing_key.serialize_pem()).expect("written");
        let (plain, tls) = (free_port(), free_port());
        let mine = BTreeMap::from([
            ("listening-ip", "127.0.0.1".to_owned()),
            ("relay-ip", "127.0.0.1".to_owned()),
            ("listening-port", plain.to_string()),
            ("tls-listening-port", tls.to_string()),
            ("min-port", "60900".to_owned()),
            ("max-port", "60999".to_owned()),
            ("static-auth-secret", SECRET.to_owned()),
            ("allowed-peer-ip", "127.0.0.1".to_owned()),
            ("cert", path("cert.pem")),
            ("pkey", path("key.pem")),
        ]);
        let more = format!("\nuserdb={}\npidfile={}\n", path("turndb"), path("pid"));
        let text = configured(mine).replace("\nsyslog", "\nlog-file=stdout") + &more;
        fs::write(path("turnserver.conf"), text).expect("written");
        let child = Command::new("turnserver")
            .args(["-c", &path("turnserver.conf")])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("coturn is installed");
        let relay = Self { child, plain, tls, certificate: path("cert.pem"), _folder: folder };
        let patience = Instant::now() + Duration::from_mins(1);
        while std::net::TcpStream::connect(("127.0.0.1", tls)).is_err() {
            assert!(Instant::now() < patience, "the relay did not start");
            sleep(Duration::from_millis(100));
        }
        relay
    }

    fn urls(&self) -> String {
        let Self { plain, tls, .. } = self;
        format!(
            "turn:localhost:{plain}?transport=udp,turn:localhost:{plain}?transport=tcp,turns:localhost:{tls}?transport=tcp"
        )
    }
}

/// What the doctor says of relays, a line for each; and whether it is content with them.
fn examined(urls: &str, secret: &str, trusted: Option<&str>) -> Vec<String> {
    let place = Place::new();
    let mut command = place.command(&["doctor"]);
    command.env("VORGANG_TURN_URLS", urls).env("VORGANG_TURN_SECRET", secret);
    if let Some(file) = trusted {
        command.env("SSL_CERT_FILE", file);
    }
    let output = command.output().expect("the binary starts");
    let said = String::from_utf8(output.stdout).expect("it is text");
    let errors = String::from_utf8(output.stderr).expect("it is text");
    assert!(!said.contains(secret) && !errors.contains(secret), "the secret stays one: {said}{errors}");
    said.lines().filter(|line| line.contains("the relay of calls")).map(str::to_owned).collect()
}

#[test]
fn the_doctor_has_the_relay_give_an_address_over_udp_tcp_and_tls() {
    let relay = Relay::start();
    let lines = examined(&relay.urls(), SECRET, Some(&relay.certificate));
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("ok ")), "{lines:?}");
}

#[test]
fn the_doctor_says_what_is_wrong_with_a_relay_and_what_to_do() {
    let relay = Relay::start();
    // Another secret is refused, each way.
    let lines = examined(&relay.urls(), "another wind", Some(&relay.certificate));
    assert_eq!(lines.len(), 3);
    for line in &lines {
        assert!(line.starts_with("WRONG") && line.contains("401") && line.contains("static-auth-secret"), "{line}");
    }
    // A certificate that nobody trusts is none; without TLS all is well.
    let lines = examined(&relay.urls(), SECRET, None);
    assert!(lines[0].starts_with("ok ") && lines[1].starts_with("ok "), "{lines:?}");
    assert!(lines[2].starts_with("WRONG") && lines[2].contains("UnknownIssuer"), "{lines:?}");
    assert!(lines[2].contains("cert and pkey"), "{lines:?}");
    // What listens there speaks no TLS; is no address of a browser; has no name; or nobody is there.
    let (plain, nobody) = (relay.plain, free_port());
    let urls = format!(
        "turns:localhost:{plain},turns:localhost:{plain}?transport=udp,turn:turn.invalid,turn:localhost:{nobody},\
         turn:localhost:{nobody}?transport=tcp"
    );
    let lines = examined(&urls, SECRET, None);
    let wrong =
        ["no TLS with localhost", "no address that browsers take", "turn.invalid is not known", "firewall", "firewall"];
    assert_eq!(lines.len(), wrong.len());
    for (line, why) in lines.iter().zip(wrong) {
        assert!(line.starts_with("WRONG") && line.contains(why), "{line} does not say {why}");
    }
}
