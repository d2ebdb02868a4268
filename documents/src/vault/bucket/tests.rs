//! A vault in a bucket of a server of others, over a way that can fail.

use std::collections::HashSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener as Free};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::document::{Fault, Format, Stage};
use domain::subject_key::{self, Ground};
use domain::testing::{ADA, BEN, citizen, system};
use domain::{By, Role, Roles};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::*;
use crate::Scanner;
use crate::inspect::zoo;
use crate::seal::peers;
use crate::testing::{CASE, Office, PDF, body};
use crate::vault::tests::key;
use crate::vault::{Reader, Vault, Writer};

/// How the way to the server is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Good.
    Open,
    /// Whoever comes is sent away.
    Away,
    /// Nobody answers.
    Silent,
    /// The server answers that it has failed, so many times.
    Fails(u32),
    /// It answers that this key may not.
    Forbidden,
    /// Answers break off after so many bytes, so many times.
    Breaks { after: usize, times: u32 },
}

/// A server of buckets (moto), and a way to it.
struct Server {
    process: Child,
    way: watch::Sender<Way>,
    direct: SocketAddr,
    endpoint: String,
    keys: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let free = Free::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let direct = free.local_addr().expect("it listens");
        drop(free);
        let program = peers::environment().join("bin/moto_server");
        let started = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", &direct.port().to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let process = started.unwrap_or_else(|error| {
            panic!("{} is not there ({error}): `./check` makes it from tests/peers.txt", program.display())
        });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
        let (way, on_the_way) = watch::channel(Way::Open);
        let server = Self { process, way, direct, endpoint, keys: tempfile::tempdir().expect("a folder") };
        let begun = Instant::now();
        while TcpStream::connect(direct).await.is_err() {
            assert!(begun.elapsed() < Duration::from_mins(1), "moto does not listen");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::spawn(pass(listener, direct, on_the_way, server.way.clone()));
        for (name, word) in [("key", "AKIAVORGANG\n"), ("secret", "geheim\n")] {
            fs::write(server.keys.path().join(name), word).expect("written");
        }
        let made = client().put(format!("http://{direct}/akten")).send().await.expect("it answers");
        assert!(made.status().is_success(), "{made:?}");
        server
    }

    fn s3(&self) -> S3 {
        S3 {
            bucket: "akten".to_owned(),
            prefix: "amt/10041100".to_owned(),
            endpoint: Some(self.endpoint.clone()),
            region: "eu-central-1".to_owned(),
            key_file: self.keys.path().join("key"),
            secret_file: self.keys.path().join("secret"),
            roots_file: None,
            silence: Duration::from_secs(20),
        }
    }

    /// For whoever meets [`Way::Silent`].
    fn hasty(&self) -> S3 {
        S3 { silence: Duration::from_secs(2), ..self.s3() }
    }

    fn vault(&self, folder: &Path) -> Vault {
        Vault::in_bucket(folder, &self.s3()).expect("it is configured well")
    }

    fn is(&self, way: Way) {
        self.way.send_replace(way);
    }

    /// What lies in the bucket, asked without us.
    async fn names(&self) -> Vec<String> {
        let list = client().get(format!("http://{}/akten?list-type=2", self.direct)).send().await.expect("it answers");
        let list = list.text().await.expect("it is a text");
        list.split("<Key>").skip(1).map(|rest| rest.split('<').next().expect("a name").to_owned()).collect()
    }

    /// Puts something there, past us.
    async fn put(&self, name: &str, bytes: impl Into<reqwest::Body>) {
        let put = client().put(format!("http://{}/akten/{name}", self.direct)).body(bytes);
        let answer = put.header("authorization", "AWS key:signature").send().await.expect("it answers");
        assert!(answer.status().is_success(), "{answer:?}");
    }

    async fn stored(&self, name: &str) -> Vec<u8> {
        // What is kept is nobody's who shows no key; it does not look at the key.
        let asked = client().get(format!("http://{}/akten/{name}", self.direct));
        let answer = asked.header("authorization", "AWS key:signature").send().await.expect("it answers");
        assert!(answer.status().is_success(), "{answer:?}");
        answer.bytes().await.expect("all of it").to_vec()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Passes connections on, as good as the way is. When it changes, all of them end.
async fn pass(listener: TcpListener, to: SocketAddr, way: watch::Receiver<Way>, changes: watch::Sender<Way>) {
    while let Ok((mut socket, _)) = listener.accept().await {
        let (mut way, changes) = (way.clone(), changes.clone());
        let now = *way.borrow_and_update();
        tokio::spawn(async move {
            match now {
                Way::Open => {
                    let mut server = TcpStream::connect(to).await.expect("it listens");
                    tokio::select! {
                        _ = copy_bidirectional(&mut socket, &mut server) => {}
                        _ = way.changed() => {}
                    }
                }
                Way::Away => {}
                Way::Silent => drop(way.changed().await),
                Way::Fails(times) => {
                    request(&mut socket).await;
                    // The next connection may find it well again.
                    changes.send_replace(if times > 1 { Way::Fails(times - 1) } else { Way::Open });
                    let failed =
                        b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                    drop(socket.write_all(failed).await);
                }
                Way::Forbidden => {
                    request(&mut socket).await;
                    let forbidden = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                    drop(socket.write_all(forbidden).await);
                }
                Way::Breaks { after, times } => {
                    let asked = request(&mut socket).await;
                    let mut server = TcpStream::connect(to).await.expect("it listens");
                    server.write_all(&asked).await.expect("it listens");
                    let next = if times > 1 { Way::Breaks { after, times: times - 1 } } else { Way::Open };
                    changes.send_replace(next);
                    let mut answer = vec![0; after];
                    drop(server.read_exact(&mut answer).await);
                    drop(socket.write_all(&answer).await);
                }
            }
        });
    }
}

/// Reads one request with its body.
async fn request(socket: &mut TcpStream) -> Vec<u8> {
    let (mut read, mut part) = (vec![], vec![0; 64 * 1024]);
    loop {
        let count = socket.read(&mut part).await.unwrap_or_default();
        read.extend_from_slice(&part[..count]);
        let head = read.windows(4).position(|window| window == b"\r\n\r\n");
        let length = head.map(|head| {
            let text = String::from_utf8_lossy(&read[..head]).to_lowercase();
            let length = text.split("content-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
            head + 4 + length.unwrap_or(0_usize)
        });
        if count == 0 || length.is_some_and(|length| read.len() >= length) {
            return read;
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one client of these tests")]
fn client() -> reqwest::Client {
    reqwest::Client::new()
}

fn text(size: usize) -> Vec<u8> {
    (0..size).map(|n| u8::try_from(n % 251).expect("it is small")).collect()
}

/// Something that came, in so many parts.
fn come(vault: &Vault, name: &str, clear: &[u8], part: usize) -> PathBuf {
    let path = vault.coming(name);
    drop(fs::remove_file(&path));
    drop(Writer::create(&path, &key("10041100", 1, 1)).expect("new"));
    for part in clear.chunks(part) {
        let mut writer = Writer::resume(&path, &key("10041100", 1, 1)).expect("it goes on");
        writer.set_seam().expect("written");
        writer.append(part).expect("written");
        writer.sync().expect("on the disk");
    }
    Writer::resume(&path, &key("10041100", 1, 1)).expect("it goes on").finish().expect("finished");
    path
}

fn now() -> DateTime<Utc> {
    "2026-03-02T08:00:00Z".parse().expect("a time")
}

/// Does what waits, on a thread that may.
async fn waiting<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(act).await.expect("it ends well")
}

#[tokio::test]
async fn a_bucket_keeps_files_under_their_hashes_and_gives_back_any_part() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    let vault = server.vault(folder.path());
    // At one go and small; in uneven parts with seams; and larger than what is sent at a time.
    for (size, part) in [(1000, 1000), (3_000_000, 70_001), (12_000_000, 12_000_000)] {
        let clear = text(size);
        let (vault, asked) = (vault.clone(), clear.clone());
        let hash = waiting(move || {
            let path = come(&vault, "one", &asked, part);
            let hash = vault.keep(&path, now()).expect("it is kept");
            assert_eq!(vault.keep(&path, now()).expect("it is there"), hash);
            vault.drop_coming(&path).expect("gone");
            let file = vault.file(&hash).expect("it answers").expect("it is there");
            let reader = Reader::open(file, &key("10041100", 1, 1)).expect("it opens");
            assert!(reader.whole().expect("it opens") == asked, "{size}");
            let middle = (size / 2) as u64;
            let piece = reader.next(&(middle..middle + 10)).expect("it opens");
            assert_eq!(piece, &asked[size / 2..][..piece.len()]);
            assert!(!piece.is_empty());
            let file = vault.file(&hash).expect("it answers").expect("it is there");
            assert!(matches!(Reader::open(file, &key("10041100", 1, 2)), Err(Failure::Damaged(_))), "another's key");
            hash
        })
        .await;
        let name = hash.to_string();
        let stored = server.stored(&format!("amt/10041100/kept/{}/{name}", &name[..2])).await;
        let sum = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &stored);
        assert_eq!(sum.as_ref(), hash.0, "another program finds what was kept, under its hash");
        assert!(!stored.windows(100).any(|bytes| bytes == &clear[..100]));
    }
    let names = server.names().await;
    assert_eq!(names.len(), 3);
    let gone: Vec<Hash> =
        names.iter().map(|name| Hash::parse(name.rsplit('/').next().expect("a name")).expect("a hash")).collect();
    waiting(move || {
        for hash in gone {
            vault.remove(&hash).expect("gone");
            vault.remove(&hash).expect("gone is gone");
            assert!(vault.file(&hash).expect("it answers").is_none());
        }
    })
    .await;
    assert!(server.names().await.is_empty());
}

#[tokio::test]
async fn what_lies_in_the_bucket_is_never_overwritten_and_what_was_changed_there_does_not_open() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    let vault = server.vault(folder.path());
    for size in [100_000, 6_000_000] {
        let asked = vault.clone();
        let (path, hash) = waiting(move || {
            let path = come(&asked, "one", &text(size), size);
            let hash = asked.keep(&path, now()).expect("it is kept");
            (path, hash)
        })
        .await;
        let name = hash.to_string();
        let name = format!("amt/10041100/kept/{}/{name}", &name[..2]);
        let mut changed = server.stored(&name).await;
        server.put(&name, "something else").await;
        let asked = vault.clone();
        let kept = waiting(move || asked.keep(&path, now())).await;
        assert!(matches!(kept, Err(Failure::Damaged(_))), "{kept:?}");
        assert_eq!(server.stored(&name).await, b"something else");
        let half = changed.len() / 2;
        changed[half] ^= 1;
        server.put(&name, changed).await;
        let asked = vault.clone();
        let read = waiting(move || {
            let file = asked.file(&hash)?.ok_or(Failure::Missing)?;
            Reader::open(file, &key("10041100", 1, 1))?.whole()
        });
        assert!(matches!(read.await, Err(Failure::Damaged(_))));
    }
}

#[tokio::test]
async fn a_document_goes_its_way_through_a_bucket_and_is_forgotten_there() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    Office::new(folder.path()).await.log.close().await;
    let vault = server.vault(&folder.path().join("coming"));
    let mut office = Office::keeping_in(folder.path(), vault.clone(), Scanner::None).await;
    let of = |format| zoo::good().into_iter().find(|(_, of, _)| *of == format).expect("one of each").2;
    let (pdf, jpeg) = (of(Format::Pdf), of(Format::Jpeg));
    let picture = domain::ids::DocumentId(Uuid::from_u128(7));
    office.send(PDF, Format::Pdf, &pdf).await;
    office.send(picture, Format::Jpeg, &jpeg).await;
    assert_eq!(server.names().await.len(), 2, "it is there before anybody has looked at it");
    assert_eq!(office.files(), (0, 0), "and not here");
    office.settle().await;
    assert!(matches!(office.stage(PDF).await, Stage::Released { .. }));
    assert!(matches!(office.stage(picture).await, Stage::Released { .. }));
    assert_eq!(server.names().await.len(), 2, "the picture as it came is gone");
    let copy = async |nonce, headers: &[(&str, &str)]| {
        let ticket = office.desk.download_ticket(citizen(ADA), CASE, PDF, Uuid::from_u128(nonce));
        office.get(&office.desk.download_path(&ticket), headers).await
    };
    assert_eq!(body(copy(1, &[]).await).await, pdf);
    let part = copy(2, &[("range", "bytes=5-9")]).await;
    assert_eq!((part.status(), body(part).await), (StatusCode::PARTIAL_CONTENT, pdf[5..10].to_vec()));

    let subject = office.document(PDF).await.name.subject();
    let order = subject_key::Command::OrderErasure { case: Some(CASE), ground: Ground::ConsentWithdrawn, note: None };
    let data_protection = By { actor: BEN, roles: Roles::from(Role::DataProtection) };
    office.give::<subject_key::State>(data_protection, subject.0, order).await.expect("it may be asked for");
    office.log.destroy_subject(subject.0).await.expect("the key is gone");
    assert_eq!(copy(3, &[]).await.status(), StatusCode::GONE, "the file is there, and nobody reads it");
    office
        .give::<subject_key::State>(system(), subject.0, subject_key::Command::RecordDestruction)
        .await
        .expect("done");
    office.settle().await;
    assert_eq!(server.names().await.len(), 1, "and then it is gone");
}

#[tokio::test]
async fn what_fails_for_a_moment_is_done_again_and_nobody_sees_it() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    let vault = server.vault(folder.path());
    let asked = vault.clone();
    let large = waiting(move || come(&asked, "large", &text(11_000_000), 11_000_000)).await;
    for way in [Way::Fails(2), Way::Breaks { after: 20, times: 1 }] {
        server.is(way);
        let (asked, large) = (vault.clone(), large.clone());
        let hash = waiting(move || asked.keep(&large, now())).await.expect("it is kept in the end");
        server.is(way);
        let asked = vault.clone();
        let read = waiting(move || {
            let file = asked.file(&hash)?.ok_or(Failure::Missing)?;
            Reader::open(file, &key("10041100", 1, 1))?.whole()
        });
        assert!(read.await.expect("it is read in the end") == text(11_000_000), "{way:?}");
        waiting({
            let vault = vault.clone();
            move || vault.remove(&hash)
        })
        .await
        .expect("gone");
    }
    // An answer that breaks off in the middle of the contents goes on where it broke off.
    let asked = vault.clone();
    let hash = waiting(move || asked.keep(&large, now())).await.expect("it is kept");
    let asked = vault.clone();
    let file = waiting(move || asked.file(&hash)).await.expect("it answers").expect("it is there");
    server.is(Way::Breaks { after: 5000, times: 1 });
    let reader = waiting(move || Reader::open(file, &key("10041100", 1, 1))).await;
    let read = waiting(move || reader.expect("it opens").whole()).await;
    assert!(read.expect("it is read in the end") == text(11_000_000));
}

#[tokio::test]
async fn while_the_bucket_is_away_nothing_is_promised_and_nothing_is_lost() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    Office::new(folder.path()).await.log.close().await;
    let vault = Vault::in_bucket(&folder.path().join("coming"), &server.hasty()).expect("it is configured well");
    let mut office = Office::keeping_in(folder.path(), vault, Scanner::None).await;
    let (_, _, pdf) = zoo::good().into_iter().find(|(_, of, _)| *of == Format::Pdf).expect("one of each");
    let ticket = office.announce(PDF, Format::Pdf, pdf.len() as u64).await;
    let length = pdf.len().to_string();
    let created = office.ask("POST", "", &ticket, &[("upload-length", &length)], vec![]).await;
    assert_eq!(created.status(), StatusCode::CREATED, "what comes lies here");
    let mut at = 0;
    for way in [Way::Away, Way::Silent, Way::Fails(100), Way::Forbidden] {
        server.is(way);
        let answer = office.patch(PDF, &ticket, at, pdf[usize::try_from(at).expect("small")..].to_vec()).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{way:?}");
        assert!(matches!(office.stage(PDF).await, Stage::Announced { .. }), "{way:?}");
        assert_eq!(office.files(), (0, 1), "what came stays");
        at = pdf.len() as u64;
    }
    server.is(Way::Open);
    let there = office.ask("HEAD", &format!("/{PDF}"), &ticket, &[], vec![]).await;
    assert_eq!(
        (there.status(), there.headers()["upload-offset"].clone()),
        (StatusCode::OK, length.parse().expect("n"))
    );
    assert!(matches!(office.stage(PDF).await, Stage::Received { .. }), "whoever asks again has sent it");
    // It cannot be looked at for a while, is not refused for that, and is looked at later.
    server.is(Way::Away);
    office.settle().await;
    assert!(matches!(office.stage(PDF).await, Stage::Received { .. }));
    server.is(Way::Open);
    office.log.clock().advance(Duration::from_mins(2));
    office.settle().await;
    assert!(matches!(office.stage(PDF).await, Stage::Released { .. }));
    let ticket =
        || office.desk.download_ticket(citizen(ADA), CASE, PDF, Uuid::new_v8(random::bytes().expect("random")));
    server.is(Way::Away);
    let copy = office.get(&office.desk.download_path(&ticket()), &[]).await;
    assert_eq!(copy.status(), StatusCode::SERVICE_UNAVAILABLE);
    server.is(Way::Open);
    assert_eq!(body(office.get(&office.desk.download_path(&ticket()), &[]).await).await, pdf);
}

#[tokio::test]
async fn a_file_that_was_changed_in_the_bucket_is_refused_and_says_so() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    Office::new(folder.path()).await.log.close().await;
    let vault = server.vault(&folder.path().join("coming"));
    let mut office = Office::keeping_in(folder.path(), vault, Scanner::None).await;
    let (_, _, pdf) = zoo::good().into_iter().find(|(_, of, _)| *of == Format::Pdf).expect("one of each");
    office.send(PDF, Format::Pdf, &pdf).await;
    let name = server.names().await.remove(0);
    let mut stored = server.stored(&name).await;
    stored[60] ^= 1;
    server.put(&name, stored).await;
    office.settle().await;
    assert_eq!(office.stage(PDF).await, Stage::Refused { fault: Fault::Lost });
}

#[tokio::test]
async fn the_sweep_takes_what_no_event_names_after_three_days_and_nothing_else() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    let vault = server.vault(folder.path());
    server.put("amt/10041100/kept/aa/README", "not ours").await;
    server.put(&format!("amt/10041101/kept/aa/{}", "aa".repeat(32)), "of another authority").await;
    let (orphan, named) = waiting(move || {
        let keep = |name: &str| vault.keep(&come(&vault, name, name.as_bytes(), 100), now()).expect("kept");
        let (orphan, named) = (keep("orphan"), keep("named"));
        let all = HashSet::from([named]);
        let later = |hours| event_store::Clock::system().now() + TimeDelta::hours(hours);
        fs::remove_file(vault.coming("orphan")).expect("gone");
        fs::remove_file(vault.coming("named")).expect("gone");
        assert_eq!(vault.sweep(&all, later(71)).expect("swept"), 0);
        assert_eq!(vault.sweep(&all, later(73)).expect("swept"), 1);
        assert!(
            vault.file(&orphan).expect("it answers").is_none() && vault.file(&named).expect("it answers").is_some()
        );
        (orphan, named)
    })
    .await;
    let left = server.names().await;
    assert_eq!(left.len(), 3, "{left:?}");
    assert!(!left.iter().any(|name| name.ends_with(&orphan.to_string())));
    assert!(left.iter().any(|name| name.ends_with(&named.to_string())));
}

#[test]
fn a_stop_at_any_step_leaves_a_whole_file_or_none() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Server::start());
    let folder = tempfile::tempdir().expect("a folder");
    let vault = server.vault(folder.path());
    let _inside = runtime.enter();
    for (size, points) in [(100_000, 2), (6_000_000, 3)] {
        let path = come(&vault, "one", &text(size), size);
        let mut stops = 0;
        for wanted in 1.. {
            crash::arm(&["vault."], Some(wanted));
            let keep = std::panic::AssertUnwindSafe(|| vault.keep(&path, now()));
            let kept = std::panic::catch_unwind(keep);
            crash::disarm();
            let names = runtime.block_on(server.names());
            if let Ok(hash) = kept {
                let hash = hash.expect("it is kept");
                assert_eq!(names.len(), 1);
                vault.remove(&hash).expect("gone");
                break;
            }
            stops += 1;
            // What is to be seen is whole.
            for name in &names {
                let stored = runtime.block_on(server.stored(name));
                assert!(stored == fs::read(&path).expect("there"), "{size}");
            }
            let hash = vault.keep(&path, now()).expect("it is kept the next time");
            vault.remove(&hash).expect("gone");
        }
        assert_eq!(stops, points, "{size}");
    }
}

/// Takes connections to `localhost` under a certificate, and passes them on in clear. Gives the address, and where the
/// certificate of its authority lies.
async fn behind_tls(server: &Server) -> (String, PathBuf) {
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    let key = || KeyPair::generate().expect("a key");
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, key()).expect("an authority");
    let own = key();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let certificate = certificate.signed_by(&own, &authority).expect("a certificate");
    let own = rustls::pki_types::PrivateKeyDer::try_from(own.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions that are safe")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], own)
        .expect("key and certificate belong together");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let direct = server.direct;
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                // Who does not trust us does not stay.
                let Ok(mut socket) = acceptor.accept(socket).await else { return };
                let mut server = TcpStream::connect(direct).await.expect("it listens");
                let _ = copy_bidirectional(&mut socket, &mut server).await;
            });
        }
    });
    let roots = server.keys.path().join("roots.pem");
    fs::write(&roots, authority.pem()).expect("written");
    (format!("https://localhost:{port}"), roots)
}

#[tokio::test]
async fn a_bucket_behind_tls_is_used_by_whoever_trusts_its_certificate_and_by_nobody_else() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    let (endpoint, roots) = behind_tls(&server).await;
    let trusting = S3 { endpoint: Some(endpoint), roots_file: Some(roots), ..server.s3() };
    trusting.probe().await.expect("it is well");
    let vault = Vault::in_bucket(folder.path(), &trusting).expect("it is configured well");
    for size in [1_000, 6_000_000] {
        let vault = vault.clone();
        let same = waiting(move || {
            let clear = text(size);
            let hash = vault.keep(&come(&vault, "one", &clear, size), now()).expect("it is kept");
            let file = vault.file(&hash).expect("it answers").expect("it is there");
            Reader::open(file, &key("10041100", 1, 1)).expect("it opens").whole().expect("it opens") == clear
        });
        assert!(same.await, "{size}");
    }
    assert_eq!(server.names().await.len(), 2, "it lies where everybody else finds it");

    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let others = server.keys.path().join("others.pem");
    fs::write(&others, other.cert.pem()).expect("written");
    let elsewhere = trusting.endpoint.clone().map(|url| url.replace("localhost", "127.0.0.1"));
    for wrong in [
        S3 { roots_file: Some(others), ..trusting.clone() },
        S3 { roots_file: None, ..trusting.clone() },
        S3 { endpoint: elsewhere, ..trusting.clone() },
    ] {
        let refused = wrong.probe().await;
        assert!(matches!(refused, Err(Failure::Bucket { .. })), "{wrong:?}: {refused:?}");
    }
    assert_eq!(server.names().await.len(), 2);
}

#[tokio::test]
async fn a_doctor_tries_the_bucket_and_leaves_nothing_there() {
    let (server, folder) = (Server::start().await, tempfile::tempdir().expect("a folder"));
    server.s3().probe().await.expect("it is well");
    assert!(server.names().await.is_empty());
    let elsewhere = S3 { bucket: "gibt-es-nicht".to_owned(), ..server.s3() };
    assert!(matches!(elsewhere.probe().await, Err(Failure::Bucket { .. })));
    for way in [Way::Away, Way::Silent, Way::Fails(100), Way::Forbidden] {
        server.is(way);
        let wrong = server.hasty().probe().await;
        assert!(matches!(wrong, Err(Failure::Bucket { .. })), "{way:?}");
    }
    for wrong in [
        S3 { secret_file: server.keys.path().join("none"), ..server.s3() },
        S3 { roots_file: Some(server.keys.path().join("none")), ..server.s3() },
    ] {
        assert!(matches!(Vault::in_bucket(folder.path(), &wrong), Err(Failure::Misconfigured(_))));
    }
    fs::write(server.keys.path().join("secret"), " \n").expect("written");
    assert!(matches!(Vault::in_bucket(folder.path(), &server.s3()), Err(Failure::Misconfigured(_))));
}
