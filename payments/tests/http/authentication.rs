//! The three ways in which the office proves who it is, each also with what is wrong.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use event_store::Clock;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair};
use rustls::RootCertStore;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use vorgang_payments::sandbox::{Access, Fault, Options, Outcome, Purpose, Sandbox};
use vorgang_payments::xbezahldienste::{Authentication, Client, Config, Credentials, Profile};
use vorgang_payments::{Failure, Misconfigured, Provider as _, SecretSource, Standing};

use crate::harness::{ENDPOINT, ORIGINATOR, Stand, client, config, listen, now, order, serve};

const BASIC: (&str, &str) = ("office", "gehe:im ü");

fn basic(user: &str, password: &str) -> Authentication {
    Authentication::Basic { user: user.to_owned(), password: SecretSource::Value(password.into()) }
}

#[tokio::test]
async fn by_name_and_password() {
    let access = || Access::Basic { user: BASIC.0.to_owned(), password: BASIC.1.into() };
    for (user, password, is_let_in) in [
        (BASIC.0, BASIC.1, true),
        (BASIC.0, "gehe:im", false),
        ("Office", BASIC.1, false),
        (BASIC.0, "Gehe:im ü", false),
    ] {
        let stand =
            Stand::of(|options| options.access = access(), |config| config.authentication = basic(user, password))
                .await;
        let started = stand.client.start(&order(1, "R-2026-17")).await;
        assert_eq!(stand.client.check().await, if is_let_in { Ok(()) } else { Err(Failure::Denied) });
        if is_let_in {
            let started = started.expect("it begins");
            assert!(matches!(stand.client.look_up(&started.reference).await, Ok(Standing::Open { .. })));
        } else {
            assert_eq!(started, Err(Failure::Denied));
            assert_eq!(stand.sandbox.asked(), (0, 0), "who is not let in asks nothing");
        }
    }
}

fn oauth2(url: &str, secret: &str, credentials: Credentials) -> Authentication {
    Authentication::Oauth2 {
        token_url: format!("{url}/oauth/token"),
        client_id: "office:1".to_owned(),
        client_secret: SecretSource::Value(secret.into()),
        scope: Some("payment".to_owned()),
        credentials,
    }
}

const SECRET: &str = "ge heim+/=%";

fn tokens(options: &mut Options) {
    options.access = Access::Oauth2 { client_id: "office:1".to_owned(), client_secret: SECRET.into(), expires_in: 300 };
}

#[tokio::test]
async fn by_a_token_that_is_kept_until_shortly_before_its_end() {
    for credentials in [Credentials::Header, Credentials::Body] {
        let stand = Stand::of(tokens, |config| config.authentication = oauth2(&config.url, SECRET, credentials)).await;
        let started = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins");
        // Between the token's last use and its end there is some time for the request.
        stand.clock.advance(Duration::from_secs(269));
        assert!(stand.client.look_up(&started.reference).await.is_ok());
        stand.clock.advance(Duration::from_secs(2));
        assert!(stand.client.look_up(&started.reference).await.is_ok(), "a new one was fetched");
        stand.clock.advance(Duration::from_hours(1));
        assert!(stand.client.look_up(&started.reference).await.is_ok());
        assert_eq!(stand.sandbox.asked(), (1, 3), "none was sent with a token that was over");
    }
}

#[tokio::test]
async fn a_token_that_is_not_accepted_any_more_is_fetched_once_anew() {
    let stand =
        Stand::of(tokens, |config| config.authentication = oauth2(&config.url, SECRET, Credentials::Header)).await;
    let started = stand.client.start(&order(1, "R-2026-17")).await.expect("it begins");
    stand.sandbox.revoke_tokens();
    assert!(stand.client.look_up(&started.reference).await.is_ok());
    stand.sandbox.revoke_tokens();
    assert!(stand.client.start(&order(2, "R-2026-18")).await.is_ok(), "also what is posted");
    assert_eq!(stand.sandbox.transactions().len(), 2);
}

#[tokio::test]
async fn who_is_never_let_in_asks_twice_and_no_more() {
    use std::sync::atomic::{AtomicU32, Ordering};
    let (granted, asked) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let (grants, asks) = (granted.clone(), asked.clone());
    let router = Router::new()
        .route(
            "/oauth/token",
            axum::routing::post(move || {
                let number = grants.fetch_add(1, Ordering::Relaxed);
                async move { json!({"access_token": format!("t{number}"), "token_type": "bearer"}).to_string() }
            }),
        )
        .fallback(move || {
            asks.fetch_add(1, Ordering::Relaxed);
            async { axum::http::StatusCode::UNAUTHORIZED }
        });
    let url = serve(router).await;
    let config = Config { authentication: oauth2(&url, SECRET, Credentials::Header), ..config(&url) };
    let client = client(&config, &Clock::manual(now()));
    assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(Failure::Denied));
    assert_eq!((granted.load(Ordering::Relaxed), asked.load(Ordering::Relaxed)), (2, 2));
}

#[tokio::test]
async fn those_who_come_at_once_share_a_token() {
    let stand =
        Stand::of(tokens, |config| config.authentication = oauth2(&config.url, SECRET, Credentials::Header)).await;
    let (first, second) = (order(1, "R-2026-17"), order(2, "R-2026-18"));
    let (first, second) = tokio::join!(stand.client.start(&first), stand.client.start(&second));
    assert!(first.is_ok() && second.is_ok());
}

#[tokio::test]
async fn wrong_credentials_are_told_from_a_server_that_is_away() {
    for wrong in ["geheim", "ge+heim%2B%2F%3D%25", ""] {
        if wrong.is_empty() {
            let empty =
                Config { authentication: oauth2("https://x", wrong, Credentials::Header), ..config("https://x") };
            let refused = Client::new(&empty, Profile::Production, Clock::manual(now()));
            assert!(matches!(refused, Err(Misconfigured::Setting { .. })));
            continue;
        }
        let stand =
            Stand::of(tokens, |config| config.authentication = oauth2(&config.url, wrong, Credentials::Header)).await;
        assert_eq!(stand.client.start(&order(1, "R-2026-17")).await, Err(Failure::Denied));
        assert_eq!(stand.sandbox.asked(), (0, 0));
    }
    let (listener, nobody) = listen().await;
    drop(listener);
    for (status, body, failure) in [
        (200, json!({"access_token": "a b\nc", "token_type": "Bearer"}).to_string(), Failure::Unreachable),
        (200, json!({"access_token": "abc", "token_type": "mac"}).to_string(), Failure::Unreachable),
        (200, json!({"access_token": "", "token_type": "Bearer"}).to_string(), Failure::Unreachable),
        (200, "<html>".to_owned(), Failure::Unreachable),
        (302, String::new(), Failure::Unreachable),
        (400, json!({"error": "invalid_client"}).to_string(), Failure::Denied),
        (503, String::new(), Failure::Unreachable),
    ] {
        let answer = move || async move { (axum::http::StatusCode::from_u16(status).expect("a status"), body) };
        let url = serve(Router::new().fallback(answer)).await;
        let stand = Stand::of(tokens, |config| config.authentication = oauth2(&url, SECRET, Credentials::Header)).await;
        assert_eq!(stand.client.start(&order(1, "R-2026-17")).await, Err(failure), "{status}");
        assert_eq!(stand.sandbox.asked(), (0, 0));
    }
    let stand = Stand::of(tokens, |config| config.authentication = oauth2(&nobody, SECRET, Credentials::Header)).await;
    assert_eq!(stand.client.start(&order(1, "R-2026-17")).await, Err(Failure::Unreachable), "nothing was asked");
}

#[tokio::test]
async fn the_server_of_tokens_gives_none_to_whom_it_does_not_know() {
    let stand = Stand::with(tokens).await;
    let browser = crate::harness::browser();
    for (form, status, error) in [
        ("grant_type=password&client_id=office%3A1", 400, "unsupported_grant_type"),
        ("client_id=office%3A1", 400, "invalid_request"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=office%3A1&client_secret=x", 401, "invalid_client"),
    ] {
        let request = browser.post(format!("{}/oauth/token", stand.url)).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.send().await.expect("it answers");
        assert_eq!(answer.status().as_u16(), status, "{form}");
        let body: serde_json::Value = answer.json().await.expect("JSON");
        assert_eq!(body["error"], error, "{form}");
    }
}

#[tokio::test]
async fn a_sandbox_says_how_it_is_reached() {
    let oauth2 = || Access::Oauth2 { client_id: "a:b".to_owned(), client_secret: SECRET.into(), expires_in: 60 };
    for access in [Access::random().expect("randomness"), oauth2(), Access::Connection] {
        let stand = Stand::with(|options| options.access = access).await;
        let reached = client(&stand.sandbox.config(ORIGINATOR, ENDPOINT), &stand.clock);
        assert_eq!(reached.check().await, Ok(()));
        assert!(reached.start(&order(1, "R-2026-17")).await.is_ok());
    }
}

/// A provider that knows the office by its certificate.
struct Tls {
    folder: tempfile::TempDir,
    url: String,
    sandbox: Sandbox,
}

type Issuer = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Issuer {
    let mut parameters = CertificateParams::new(vec![]).expect("no names");
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    CertifiedIssuer::self_signed(parameters, key).expect("it signs itself")
}

/// A certificate and its key.
fn issued(by: &Issuer, name: &str, usage: ExtendedKeyUsagePurpose) -> (rcgen::Certificate, KeyPair) {
    let mut parameters = CertificateParams::new(vec![name.to_owned()]).expect("a name");
    parameters.extended_key_usages = vec![usage];
    let key = KeyPair::generate().expect("a key");
    (parameters.signed_by(&key, by).expect("it is signed"), key)
}

/// Does the handshakes, and serves only those with a certificate that it knows.
struct TlsListener {
    listener: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.listener.accept().await.expect("it listens");
            match self.acceptor.accept(stream).into_fallible().await {
                Ok(stream) => return (stream, address),
                // Who hangs up while the other still speaks cuts off what was said last: why nobody is let in.
                Err((_, mut stream)) => {
                    let _ = stream.shutdown().await;
                    let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
                }
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}

impl Tls {
    /// Writes the roots that the client trusts, and certificates of the office: a right one and one of a stranger.
    async fn new() -> Self {
        let (ours, strangers) = (authority(), authority());
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).expect("it is written");
        write("roots.pem", ours.pem());
        write("strangers.pem", strangers.pem());
        for (name, issuer) in [("office.pem", &ours), ("stranger.pem", &strangers)] {
            let (certificate, key) = issued(issuer, "office", ExtendedKeyUsagePurpose::ClientAuth);
            write(name, format!("{}{}", certificate.pem(), key.serialize_pem()));
        }
        let (certificate, key) = issued(&ours, "localhost", ExtendedKeyUsagePurpose::ServerAuth);

        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(ours.der().clone()).expect("a root");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the usual versions")
            .with_client_cert_verifier(verifier.build().expect("a verifier"))
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::try_from(key.serialize_der()).expect("a key"),
            )
            .expect("a certificate and its key");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("https://localhost:{}", listener.local_addr().expect("it listens").port());
        let mut options = Options::new(&url);
        options.tenants = vec![(ORIGINATOR.to_owned(), ENDPOINT.to_owned())];
        let sandbox = Sandbox::open(Purpose::Test, options, Clock::manual(now())).expect("it opens");
        let (router, acceptor) = (sandbox.router(), TlsAcceptor::from(Arc::new(config)));
        tokio::spawn(async move { axum::serve(TlsListener { listener, acceptor }, router).await });
        Self { folder, url, sandbox }
    }

    fn config(&self, roots: &str, authentication: Authentication) -> Config {
        Config { roots_file: Some(self.folder.path().join(roots)), authentication, ..config(&self.url) }
    }

    fn certificate(&self, name: &str) -> Authentication {
        Authentication::Certificate { file: self.folder.path().join(name) }
    }
}

#[tokio::test]
async fn by_certificate() {
    let tls = Tls::new().await;
    let clock = Clock::manual(now());
    let known = client(&tls.config("roots.pem", tls.certificate("office.pem")), &clock);
    assert_eq!(known.check().await, Ok(()));
    let started = known.start(&order(1, "R-2026-17")).await.expect("it begins");
    assert!(tls.sandbox.choose(&started.reference.0, Outcome::Card));
    assert!(matches!(known.look_up(&started.reference).await, Ok(Standing::Paid { .. })));

    let before = tls.sandbox.asked();
    let stranger = client(&tls.config("roots.pem", tls.certificate("stranger.pem")), &clock);
    assert_eq!(stranger.start(&order(2, "R-2026-18")).await, Err(Failure::Denied));
    let nobody = client(&tls.config("roots.pem", basic("office", "geheim")), &clock);
    assert_eq!(nobody.start(&order(3, "R-2026-19")).await, Err(Failure::Denied), "without a certificate");
    let mistrusting = client(&tls.config("strangers.pem", tls.certificate("office.pem")), &clock);
    assert_eq!(
        mistrusting.start(&order(4, "R-2026-20")).await,
        Err(Failure::Unreachable),
        "nobody vouches for the server"
    );
    let of_browsers = Config { roots_file: None, ..tls.config("roots.pem", tls.certificate("office.pem")) };
    assert_eq!(client(&of_browsers, &clock).check().await, Err(Failure::Unreachable));
    let by_address = Config {
        url: tls.url.replace("localhost", "127.0.0.1"),
        ..tls.config("roots.pem", tls.certificate("office.pem"))
    };
    assert_eq!(
        client(&by_address, &clock).check().await,
        Err(Failure::Unreachable),
        "another name than the certificate's"
    );
    assert_eq!(tls.sandbox.asked(), before, "none of them got as far as to ask");
}

/// The way that the page for operators names.
#[tokio::test]
async fn by_a_certificate_that_was_handed_out_as_pkcs12() {
    let tls = Tls::new().await;
    let openssl = |arguments: &[&str]| {
        let mut command = std::process::Command::new("openssl");
        let ended = command.args(arguments).current_dir(tls.folder.path()).output();
        let ended = ended.expect("openssl runs: install the package openssl");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    let password = ["-passout", "pass:geheim"];
    openssl(&[&["pkcs12", "-export", "-in", "office.pem", "-out", "office.p12"][..], &password].concat());
    openssl(&["pkcs12", "-in", "office.p12", "-nodes", "-out", "pay-office.pem", "-passin", "pass:geheim"]);
    let known = client(&tls.config("roots.pem", tls.certificate("pay-office.pem")), &Clock::manual(now()));
    assert_eq!(known.check().await, Ok(()));
}

#[test]
fn the_examples_of_the_page_are_configurations() {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        payment: Config,
    }
    let page = include_str!("../../../docs/payments.md");
    let examples: Vec<_> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(examples.len(), 3);
    let mut ways = vec![];
    for example in examples {
        // What is commented out is right, too.
        let commented = example.replace("# roots", "roots").replace("# proxy", "proxy");
        let commented = commented.replace("# scope", "scope").replace("# credentials", "credentials");
        for text in [example, &commented] {
            let Example { payment } = toml::from_str(text).expect("it is a configuration");
            ways.push(std::mem::discriminant(&payment.authentication));
        }
    }
    ways.dedup();
    assert_eq!(ways.len(), 3, "one for each way");
}

#[tokio::test]
async fn where_money_moves_the_word_of_a_sandbox_counts_for_nothing() {
    let tls = Tls::new().await;
    let config = tls.config("roots.pem", tls.certificate("office.pem"));
    let client = Client::new(&config, Profile::Production, Clock::manual(now())).expect("it is configured well");
    assert_eq!(client.check().await, Err(Failure::BadAnswer));
    assert_eq!(client.start(&order(1, "R-2026-17")).await, Err(Failure::BadAnswer));
}

#[test]
fn a_provider_that_is_not_configured_well_is_none() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("it is written");
        folder.path().join(name)
    };
    let key = KeyPair::generate().expect("a key").serialize_pem();
    let good = || config("https://pay.example.de/v1");
    let by = |file: &Path| Authentication::Certificate { file: file.to_owned() };
    let cases = [
        Config { url: "http://pay.example.de/v1".to_owned(), ..good() },
        Config { url: "http://127.0.0.1/v1".to_owned(), ..good() },
        Config { url: "https://office:word@pay.example.de/v1".to_owned(), ..good() },
        Config { url: "https://pay.example.de/v1?x=y".to_owned(), ..good() },
        Config { url: "pay.example.de".to_owned(), ..good() },
        Config { originator: "a/b".to_owned(), ..good() },
        Config { endpoint: String::new(), ..good() },
        Config { timeout_secs: 0, ..good() },
        Config { timeout_secs: 600, ..good() },
        Config { proxy: Some("::".to_owned()), ..good() },
        Config { roots_file: Some(folder.path().join("missing")), ..good() },
        Config { roots_file: Some(file("empty.pem", "")), ..good() },
        Config {
            roots_file: Some(file("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")),
            ..good()
        },
        Config { authentication: by(&file("key.pem", &key)), ..good() },
        Config { authentication: by(&folder.path().join("missing")), ..good() },
        Config { authentication: basic("of:fice", "x"), ..good() },
        Config { authentication: basic("office", ""), ..good() },
        Config { authentication: basic("office", "a\nb\u{0}"), ..good() },
        Config { authentication: oauth2("http://login.example.de", "x", Credentials::Header), ..good() },
    ];
    for (number, case) in cases.iter().enumerate() {
        let made = Client::new(case, Profile::Production, Clock::manual(now()));
        // What stands in base64 may hold anything.
        let may_be =
            matches!(&case.authentication, Authentication::Basic { user, .. } if user == "office") && number == 17;
        assert!(made.is_err() || may_be, "{case:?}");
    }
    assert!(Client::new(&good(), Profile::Production, Clock::manual(now())).is_ok());
}

#[test]
fn a_configuration_is_read_and_never_shows_what_is_secret() {
    let config: Config = serde_json::from_value(json!({
        "url": "https://pay.example.de/v1", "originator": ORIGINATOR, "endpoint": ENDPOINT,
        "authentication": {"oauth2": {"token_url": "https://login.example.de/token", "client_id": "office", "client_secret": "geheim"}}
    }))
    .expect("it is read");
    assert_eq!(config.timeout_secs, 8);
    let client = Client::new(&config, Profile::Production, Clock::manual(now())).expect("it is configured well");
    let written = serde_json::to_string(&config).expect("it is written");
    for shown in [format!("{config:?}"), format!("{client:?}"), client.name(), written] {
        assert!(!shown.contains("geheim"), "{shown}");
    }
    for wrong in [
        json!({"url": "https://x", "originator": "a", "endpoint": "b"}),
        json!({"url": "https://x", "originator": "a", "endpoint": "b", "authentication": {"none": {}}}),
        json!({"url": "https://x", "originator": "a", "endpoint": "b", "authentication": {"basic": {"user": "a", "password": "b"}}, "x": 1}),
    ] {
        assert!(serde_json::from_value::<Config>(wrong.clone()).is_err(), "{wrong}");
    }
}

thread_local! {
    /// What is logged on this thread, on which a test runs as a whole.
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Collects what is logged.
struct Lines;

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_shows_a_secret_or_what_somebody_pays_for() {
    // For the whole process: a subscriber of one thread is passed over where another thread came to a line first.
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(|| Lines).init();
    let stand =
        Stand::of(tokens, |config| config.authentication = oauth2(&config.url, SECRET, Credentials::Body)).await;
    let asked = order(1, "R-2026-17");
    let started = stand.client.start(&asked).await.expect("it begins");
    for fault in
        [Fault::Down, Fault::Silent, Fault::Garbled, Fault::Elsewhere("https://evil.example/R-2026-17".to_owned())]
    {
        stand.sandbox.break_next([fault]);
        assert!(stand.client.look_up(&started.reference).await.is_err());
    }
    let stranger =
        Stand::of(tokens, |config| config.authentication = oauth2(&config.url, "geheim", Credentials::Header)).await;
    assert_eq!(stranger.client.start(&asked).await, Err(Failure::Denied));
    let text = String::from_utf8(LINES.take()).expect("text");
    for told in [
        "a payment provider gave no answer",
        "sends the office elsewhere",
        "makes no sense",
        "gives the office no token",
    ] {
        assert!(text.contains(told), "{told} is logged: {text}");
    }
    for hidden in [SECRET, "ge+heim", "geheim", "R-2026-17", "Führungszeugnis", "evil.example", "Bearer "] {
        assert!(!text.contains(hidden), "{hidden} stands in the log: {text}");
    }
}
