//! An office behind HTTP, with a clock that stands until it is moved, on either database.

mod browser;
mod client;
mod ops;
mod socket;

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use api::office::{Office, OfficeConfig, Offices, Papers, Seal};
use chrono::{DateTime, Utc};
use documents::seal::{Demo, FileKey};
use domain::asked::Authority;
use domain::{Facts, Role};
use event_store::testing::{PrivateCluster, scratch};
use event_store::{Clock, Kek, Migrate, Target};
use notifications::testing::Postbox;
use register::Simulator;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub(crate) use browser::Browser;
pub(crate) use client::{Answer, Client, fresh};
pub(crate) use ops::Ops;
pub(crate) use socket::{Heard, Socket};

/// Which database holds the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file.
    Sqlite,
    /// A database of the private cluster.
    Postgres,
}

/// Runs a test on both databases, as two tests.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::harness::Database::Sqlite).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name($crate::harness::Database::Postgres).await;
            })*
        }
    };
}
pub(crate) use on_both;

/// A running office.
pub(crate) struct House {
    pub(crate) office: Office,
    pub(crate) url: String,
    log: Target,
    clock: Clock,
    /// The register, of which a test can say what goes wrong.
    pub(crate) register: Arc<Simulator>,
    /// Where its mails go, of which a test can say what is not taken.
    pub(crate) postbox: Postbox,
    outside: Outside,
    server: JoinHandle<()>,
    folder: Arc<TempDir>,
}

/// The place where the tests' appointments are.
pub(crate) const SCOPE: Uuid = Uuid::from_u128(0x5c0);

/// Whom the office talks to.
#[derive(Clone)]
struct Outside {
    register: Arc<Simulator>,
    provider: Arc<dyn payments::Provider>,
}

impl Default for Outside {
    fn default() -> Self {
        Self { register: Arc::default(), provider: Arc::new(payments::Simulator::default()) }
    }
}

impl House {
    /// Opens an empty office at a moment.
    pub(crate) async fn open(database: Database, at: &str) -> Self {
        Self::open_with(database, at, api::HttpOptions::default()).await
    }

    /// Opens an empty office at a moment, behind a door with other options.
    pub(crate) async fn open_with(database: Database, at: &str, options: api::HttpOptions) -> Self {
        Self::open_beside(database, at, options, |_| Outside::default()).await
    }

    /// Opens an empty office whose fees are paid by way of somebody else.
    pub(crate) async fn open_paying_by(
        database: Database,
        at: &str,
        provider: impl FnOnce(&Clock) -> Arc<dyn payments::Provider>,
    ) -> Self {
        let outside = |clock: &Clock| Outside { provider: provider(clock), ..Outside::default() };
        Self::open_beside(database, at, api::HttpOptions::default(), outside).await
    }

    async fn open_beside(
        database: Database,
        at: &str,
        options: api::HttpOptions,
        outside: impl FnOnce(&Clock) -> Outside,
    ) -> Self {
        let folder = scratch();
        let log = match database {
            Database::Sqlite => Target::Sqlite(folder.path().join("log.sqlite")),
            Database::Postgres => {
                let url = tokio::task::spawn_blocking(|| PrivateCluster::shared().create_database())
                    .await
                    .expect("the private cluster starts");
                Target::Postgres(url)
            }
        };
        let kek_path = folder.path().join("kek");
        Kek::generate_into(&kek_path).expect("a new key");
        let clock = Clock::manual(moment(at));
        let outside = outside(&clock);
        Self::serve(log, Arc::new(folder), "read-models", clock, outside, options).await
    }

    /// Another node of the same office: the same log and the same keys, with read models and a door of its own.
    pub(crate) async fn node(&self, number: u8) -> Self {
        let (folder, clock) = (Arc::clone(&self.folder), self.clock.clone());
        let outside = self.outside.clone();
        let options = api::HttpOptions::default();
        Self::serve(self.log.clone(), folder, &format!("read-models-{number}"), clock, outside, options).await
    }

    async fn serve(
        log: Target,
        folder: Arc<TempDir>,
        data: &str,
        clock: Clock,
        outside: Outside,
        options: api::HttpOptions,
    ) -> Self {
        let postbox = Postbox::default();
        let head = notifications::Head {
            name: "Testamt".to_owned(),
            from: "termine@example.org".to_owned(),
            phone: None,
            url: "https://amt.example".to_owned(),
        };
        let config = OfficeConfig {
            authority: Authority::default(),
            name: "Testamt".to_owned(),
            log: log.clone(),
            keys: Target::Sqlite(folder.path().join("keys.sqlite")),
            kek: Kek::load(&folder.path().join("kek")).expect("the key of the folder"),
            data: folder.path().join(data),
            clock: clock.clone(),
            migrate: Migrate::Apply,
            facts: Facts::default(),
            register: outside.register.clone(),
            mailing: notifications::Mailing { head, outbox: Some(Arc::new(postbox.clone())), returns: None },
            paying: Some(payments::Paying { provider: outside.provider.clone(), booking: vec![] }),
            papers: Some(papers()),
            turn: None,
            documents: documents::Storage::at(folder.path().join("documents")),
        };
        let office = Office::start(config).await.expect("an office opens on its log");
        let options = api::HttpOptions { dev: true, ..options };
        let router = api::router(Offices::new([office.clone()]), options);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound address"));
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, router).into_future();
        let server = tokio::spawn(async move { serving.await.expect("the server runs until it is dropped") });
        Self { office, url, log, clock, register: outside.register.clone(), postbox, outside, server, folder }
    }

    /// Somebody of the staff.
    pub(crate) async fn staff(&self, name: u128, roles: &[Role]) -> Client {
        let roles = roles.iter().copied().collect();
        let valid = Duration::from_hours(24 * 365);
        let token = self.office.issue_token(Uuid::from_u128(name), roles, "a test", valid).await;
        Client::new(&self.url, Some(token.expect("the log takes a credential").reveal()))
    }

    /// Somebody who has not said who they are.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// A new visitor.
    pub(crate) fn visitor(&self) -> Client {
        let token = self.office.visitor_token(fresh());
        Client::new(&self.url, Some(token.reveal()))
    }

    /// Moves the clock to a moment, and lets everything happen that is due by then.
    pub(crate) async fn go_to(&self, at: &str) {
        self.clock.set(moment(at));
        self.office.settle().await;
    }

    /// Lets some time pass, and nothing happen yet.
    pub(crate) fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }

    /// Lets everything happen that follows from what has happened.
    pub(crate) async fn settle(&self) {
        self.office.settle().await;
    }

    /// How many documents are kept.
    pub(crate) fn documents(&self) -> usize {
        let list = |path: PathBuf| std::fs::read_dir(path).expect("a folder").map(|one| one.expect("readable").path());
        list(self.folder.path().join("documents/kept")).map(|folder| list(folder).count()).sum()
    }

    /// The folder of the read models.
    pub(crate) fn read_models(&self) -> PathBuf {
        self.folder.path().join("read-models")
    }

    /// Closes the office.
    pub(crate) async fn close(self) {
        drop(self.close_and_keep().await);
    }

    /// Closes the office, and gives the folder of its files.
    pub(crate) async fn close_and_keep(self) -> Arc<TempDir> {
        self.server.abort();
        self.office.stop().await;
        self.folder
    }
}

/// A moment, as RFC 3339 writes it.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment in the form of RFC 3339")
}

/// What sets and seals papers, made once: fonts, templates and the key are the same for every house.
fn papers() -> Papers {
    static PAPERS: std::sync::LazyLock<Papers> = std::sync::LazyLock::new(|| {
        let renderer = renderer::Typesetter::new(None).expect("the templates that come with the program are there");
        let demo = Demo::make("Testamt", Clock::system().now()).expect("a key is made");
        let key = FileKey::from_pem(&demo.key, &demo.certificates).expect("they fit");
        let seal = Some(Seal { key: Arc::new(key), time_stamps: None });
        Papers { renderer: Arc::new(renderer), seal }
    });
    PAPERS.clone()
}

/// A PDF of one page with a few words on it.
pub(crate) fn pdf(words: &str) -> Vec<u8> {
    use std::fmt::Write as _;

    let contents = format!("BT /F1 12 Tf 72 720 Td ({words}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{contents}\nendstream", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let (mut text, mut table) = ("%PDF-1.7\n".to_owned(), "0000000000 65535 f \n".to_owned());
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", text.len()).expect("a string takes everything");
        write!(text, "{number} 0 obj\n{object}\nendobj\n").expect("a string takes everything");
    }
    let (size, start) = (objects.len() + 1, text.len());
    let trailer = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    write!(text, "xref\n0 {size}\n{table}{trailer}").expect("a string takes everything");
    text.into_bytes()
}
