//! What is outside the office and does not die with it: a payment provider and a mail server, behind certificates, and an
//! authority that stamps times.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::serve::Listener;
use documents::seal::Demo;
use documents::seal::tsa::Tsa;
use event_store::Clock;
use notifications::testing::{MailServer, Mode};
use payments::sandbox::{Access, Options, Purpose, Sandbox};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A provider, a mail server, and an authority that stamps times.
pub(crate) struct Outside {
    pub(crate) provider: Sandbox,
    pub(crate) mail: MailServer,
    /// The seal of the office, whose files lie where its configuration says.
    pub(crate) seal: Demo,
    /// The certificate by which the time stamps are trusted, in PEM.
    pub(crate) time: String,
    /// Where the mail server puts what came back.
    pub(crate) returns: PathBuf,
    /// What the configuration of a server says of them.
    pub(crate) settings: String,
    _folder: TempDir,
}

impl Outside {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let roots = folder.path().join("roots.pem");
        let listener = TlsListener { listener, acceptor: acceptor(&roots) };
        let access = Access::Basic { user: "office".to_owned(), password: "geheim".into() };
        let options = Options { access, ..Options::new(format!("https://localhost:{port}")) };
        let provider = Sandbox::open(Purpose::Test, options, Clock::system()).expect("it opens");
        // A server in production takes no sandbox for a provider, so this one does not say that it is one.
        let disguised = axum::middleware::map_response(|mut response: axum::response::Response| async {
            response.headers_mut().remove("x-vorgang-sandbox");
            response
        });
        let router = provider.router().layer(disguised);
        tokio::spawn(async move { axum::serve(listener, router).await });

        let mail = tokio::task::spawn_blocking(|| MailServer::start(Mode::StartTls)).await.expect("it starts");
        let server = mail.server(None);
        let seal = Demo::make("Landeshauptstadt Saarbrücken", Clock::system().now()).expect("it is made");
        let time = Tsa::start(folder.path(), "critical,timeStamping");
        let own = |name: &str, text: &str| {
            let path = folder.path().join(name);
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            file.and_then(|mut file| file.write_all(text.as_bytes())).expect("the folder is writable");
            path
        };
        let (key, certificates) = (own("seal.key", &seal.key), own("seal.pem", &seal.certificates));
        let times = own("times.pem", &time.root);
        let returns = folder.path().join("returns");
        let settings = format!(
            "public_url = \"https://office.example\"\nregister = \"simulator\"\nmail_from = \"amt@example.org\"\n\
             smtp_url = \"smtp://{}:{}\"\nsmtp_ca_file = \"{}\"\nmail_returns = \"{}\"\n\
             [seal]\nkey = \"{}\"\ncertificates = \"{}\"\n\
             time_stamps = \"{}\"\ntime_stamp_certificates = \"{}\"\n\
             [payment]\nurl = \"https://localhost:{port}\"\noriginator = \"office\"\nendpoint = \"{{authority}}\"\n\
             roots_file = \"{}\"\nauthentication = {{ basic = {{ user = \"office\", password = \"geheim\" }} }}\n",
            server.host,
            server.port,
            mail.authority().display(),
            returns.display(),
            key.display(),
            certificates.display(),
            time.url,
            times.display(),
            roots.display(),
        );
        Self { provider, mail, seal, time: time.root, returns, settings, _folder: folder }
    }
}

/// Makes an authority, writes its certificate, and takes connections to `localhost` in its name.
fn acceptor(roots: &Path) -> TlsAcceptor {
    let key = || KeyPair::generate().expect("a key");
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, key()).expect("an authority");
    std::fs::write(roots, authority.pem()).expect("the folder is writable");
    let own = key();
    let server = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let server = server.signed_by(&own, &authority).expect("a certificate");
    let own = PrivateKeyDer::try_from(own.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions that are safe")
        .with_no_client_auth()
        .with_single_cert(vec![server.der().clone()], own)
        .expect("key and certificate belong together");
    TlsAcceptor::from(Arc::new(config))
}

/// Serves whoever completes the handshake. Who dies in the middle of it is nobody's loss.
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
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.listener.local_addr()
    }
}
