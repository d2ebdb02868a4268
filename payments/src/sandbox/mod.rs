//! A payment provider in which no money moves: a server of XBezahldienste 1.0.0 with a page on which every outcome can be
//! chosen, for demonstrations and tests.
//!
//! It speaks the protocol over HTTP, checks every field as the standard says, and wants to know who asks, so that the
//! office's client does with it exactly what it does with a provider. What has begun survives a restart, as it would there.
//! It cannot be set up for production: [`Purpose`] has no such value, every answer says that it comes from a sandbox, and
//! a client in production takes no such answer.
//!
//! Of a `requestor` the sandbox keeps nothing. Its settlement of a day (`GET /settlement/{originatorId}/{endPointId}/{day}`)
//! is no part of the standard, which has none.

mod access;
mod api;
mod book;
mod page;
mod settlement;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use domain::money::Cents;
use event_store::{Clock, Failure};
use reqwest::Url;
use serde::{Deserialize, Serialize};

use crate::secret::{Secret, SecretSource};
use crate::xbezahldienste::{Authentication, Config, Credentials};
use access::Guard;
use book::{Book, Transaction};

pub use book::Outcome;

/// How long a request can be. Ninety-nine items are less.
const LONGEST_REQUEST: usize = 256 * 1024;

/// What the sandbox is for. There is nothing else that it may be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To show the office to somebody.
    Demo,
    /// To test. What goes wrong with a transaction is told to it, or stands as the first word of its purpose, see
    /// [`Quirk`].
    Test,
}

/// Who may ask.
#[derive(Clone, Debug)]
pub enum Access {
    /// Whoever reaches it: the listener has checked the certificate, or nobody else can reach it. Not for an address that
    /// browsers reach.
    Connection,
    /// Who has name and password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// Who has fetched a token at `POST /oauth/token`.
    Oauth2 {
        /// The name of the client.
        client_id: String,
        /// Its password.
        client_secret: Secret,
        /// How many seconds a token is good for.
        expires_in: u32,
    },
}

impl Access {
    /// By name and a password that nobody has known before.
    pub fn random() -> Result<Self, Failure> {
        let password = hex::encode(event_store::random::bytes::<24>()?);
        Ok(Self::Basic { user: "office".to_owned(), password: password.into() })
    }
}

/// What a transaction is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// By the office's own name for the request, which the standard allows.
    Request,
    /// By a name of the provider's.
    Own,
}

/// What a request is answered that came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeats {
    /// `PAYMENT_EXISTS`, as the standard says.
    Exists,
    /// The same transaction again, as some operators do; `PAYMENT_EXISTS` if anything in it is different.
    Same,
}

/// How a sandbox is.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address under which the office and browsers reach the router, without a stroke at its end.
    pub url: String,
    /// Where transactions are kept. Without a folder they end with the process.
    pub folder: Option<PathBuf>,
    /// Who may ask.
    pub access: Access,
    /// Which services and authorities it knows (`originatorId`, `endPointId`). Without any, all.
    pub tenants: Vec<(String, String)>,
    /// What transactions are called.
    pub names: Names,
    /// What a repeated request is answered.
    pub repeats: Repeats,
    /// What each item has to say for the books.
    pub required_booking: Vec<String>,
    /// How long after the choice a late payment comes.
    pub later: Duration,
    /// How long an answer takes that does not come in time.
    pub silence: Duration,
}

impl Options {
    /// A sandbox that keeps nothing and lets in whoever reaches it.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            folder: None,
            access: Access::Connection,
            tenants: vec![],
            names: Names::Request,
            repeats: Repeats::Exists,
            required_booking: vec![],
            later: Duration::from_secs(30),
            silence: Duration::from_secs(20),
        }
    }
}

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Its address is none.
    #[error("the address of the payment sandbox is not one of the web")]
    Address,
    /// Its folder cannot be used.
    #[error("{} cannot be used for the transactions of the payment sandbox", folder.display())]
    Folder {
        /// Which.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file in its folder is no transaction.
    #[error("{} holds no transaction of the payment sandbox", file.display())]
    Transaction {
        /// Which.
        file: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

/// What goes wrong with one question of the office's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there (503), and does nothing.
    Down,
    /// It fails (500), and does nothing.
    FailsBefore,
    /// It does it, and fails then (500).
    FailsAfter,
    /// It does it, and the answer comes too late.
    Silent,
    /// It does it, and says something that nobody understands.
    Garbled,
    /// It does it, and its answer is a mebibyte.
    Oversized,
    /// It does it, and its answer comes in drops, without an end.
    Drips,
    /// It sends the office elsewhere (307), and does nothing.
    Elsewhere(String),
}

/// What goes wrong with one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quirk {
    /// `X-TIMEOUT`: it begins, and the answer comes too late.
    Timeout,
    /// `X-500`: it begins, and the answer is a failure.
    Fails,
    /// `X-LATE-PAID`: it fails or is cancelled, and is paid some time later.
    LatePaid,
    /// `X-WRONG-AMOUNT`: a euro more is paid than was asked for.
    WrongAmount,
    /// `X-UNKNOWN-STATUS`: once somebody has chosen, it stands in a way of which the standard knows nothing.
    UnknownStatus,
    /// `X-GONE`: once somebody has chosen, the provider knows nothing of it.
    Gone,
}

impl Quirk {
    const ALL: [(&str, Self); 6] = [
        ("X-TIMEOUT", Self::Timeout),
        ("X-500", Self::Fails),
        ("X-LATE-PAID", Self::LatePaid),
        ("X-WRONG-AMOUNT", Self::WrongAmount),
        ("X-UNKNOWN-STATUS", Self::UnknownStatus),
        ("X-GONE", Self::Gone),
    ];

    /// By the first word of a purpose.
    fn of_purpose(purpose: &str) -> Option<Self> {
        let word = purpose.split(' ').next()?;
        Self::ALL.into_iter().find(|(name, _)| *name == word).map(|(_, quirk)| quirk)
    }
}

/// A transaction, for whoever looks into the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// What the sandbox calls it.
    pub transaction: String,
    /// What the office calls it.
    pub request: String,
    /// The text of the statement of account.
    pub purpose: String,
    /// How much.
    pub amount: Cents,
    /// Where it is paid.
    pub page: String,
    /// How often it was paid up to now.
    pub paid: usize,
}

/// A provider in which no money moves. Clones are the same provider.
#[derive(Clone)]
pub struct Sandbox(Arc<Shared>);

pub(crate) struct Shared {
    purpose: Purpose,
    options: Options,
    clock: Clock,
    book: Mutex<Book>,
    guard: Guard,
    faults: Mutex<VecDeque<Fault>>,
    is_down: AtomicBool,
    begun: AtomicU32,
    looked_up: AtomicU32,
}

impl Sandbox {
    /// A sandbox with what it had before.
    pub fn open(purpose: Purpose, options: Options, clock: Clock) -> Result<Self, Unusable> {
        let is_of_the_web = |url: &Url| ["http", "https"].contains(&url.scheme()) && !options.url.ends_with('/');
        Url::parse(&options.url).ok().filter(is_of_the_web).ok_or(Unusable::Address)?;
        let book = Book::open(options.folder.clone())?;
        tracing::warn!("payments go to a sandbox: no money moves");
        Ok(Self(Arc::new(Shared {
            guard: Guard::new(options.access.clone()),
            book: Mutex::new(book),
            faults: Mutex::default(),
            is_down: AtomicBool::new(false),
            begun: AtomicU32::new(0),
            looked_up: AtomicU32::new(0),
            purpose,
            options,
            clock,
        })))
    }

    /// Its routes: those of the standard, `/oauth/token`, `/settlement/…`, and `/pay/…` for browsers.
    pub fn router(&self) -> Router {
        let routes = api::routes(&self.0).merge(page::routes()).merge(access::routes());
        routes.layer(DefaultBodyLimit::max(LONGEST_REQUEST)).with_state(self.0.clone())
    }

    /// How a client reaches it, as `originatorId` and `endPointId`.
    pub fn config(&self, originator: impl Into<String>, endpoint: impl Into<String>) -> Config {
        let Options { url, access, .. } = &self.0.options;
        let secret = |secret: &Secret| SecretSource::Value(secret.clone());
        let authentication = match access {
            Access::Basic { user, password } => {
                Authentication::Basic { user: user.clone(), password: secret(password) }
            }
            Access::Oauth2 { client_id, client_secret, .. } => Authentication::Oauth2 {
                token_url: format!("{url}/oauth/token"),
                client_id: client_id.clone(),
                client_secret: secret(client_secret),
                scope: None,
                credentials: Credentials::Header,
            },
            // Whatever somebody says is well.
            Access::Connection => {
                Authentication::Basic { user: "anybody".to_owned(), password: SecretSource::Value("any".into()) }
            }
        };
        Config::new(url.as_str(), originator, endpoint, authentication)
    }

    /// The next questions go wrong in this order, one each. In a demonstration nothing goes wrong by itself.
    pub fn break_next(&self, faults: impl IntoIterator<Item = Fault>) {
        if self.0.purpose == Purpose::Test {
            lock(&self.0.faults).extend(faults);
        }
    }

    /// From now on it is not there (503), or is there again. In a demonstration it is always there.
    pub fn down(&self, is_down: bool) {
        self.0.is_down.store(is_down && self.0.purpose == Purpose::Test, Ordering::Relaxed);
    }

    /// Something goes wrong with this transaction. Whether there is such a transaction, in a test.
    pub fn spoil(&self, transaction: &str, quirk: Quirk) -> bool {
        let spoilt = self.0.purpose == Purpose::Test && lock(&self.0.book).spoil(transaction, quirk).unwrap_or(false);
        if !spoilt {
            tracing::error!("the payment sandbox has nothing to spoil");
        }
        spoilt
    }

    /// Whoever pays chooses how it ends. Whether there is such a transaction and nobody has chosen yet.
    pub fn choose(&self, transaction: &str, outcome: Outcome) -> bool {
        let chosen = lock(&self.0.book).choose(transaction, outcome, self.0.clock.now());
        chosen.unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "the payment sandbox cannot keep a choice");
            false
        })
    }

    /// No token is good any more.
    pub fn revoke_tokens(&self) {
        self.0.guard.revoke();
    }

    /// What has begun, in the order of names.
    pub fn transactions(&self) -> Vec<Seen> {
        let (book, now) = (lock(&self.0.book), self.0.clock.now());
        book.all()
            .map(|transaction| Seen {
                transaction: transaction.id.clone(),
                request: transaction.request.request_id.clone(),
                purpose: transaction.request.purpose.clone(),
                amount: transaction.request.gros_amount.0,
                page: self.0.page_of(transaction),
                paid: transaction.payments(&self.0, now).len(),
            })
            .collect()
    }

    /// How often a payment was to begin, and how often somebody asked how one stands.
    pub fn asked(&self) -> (u32, u32) {
        (self.0.begun.load(Ordering::Relaxed), self.0.looked_up.load(Ordering::Relaxed))
    }
}

impl Shared {
    fn page_of(&self, transaction: &Transaction) -> String {
        format!("{}/pay/{}/{}", self.options.url, transaction.id, transaction.token)
    }

    /// Whether a transaction is one that is to go wrong in this way.
    fn goes_wrong(&self, transaction: &Transaction, quirk: Quirk) -> bool {
        let spoilt = transaction.quirk.or(Quirk::of_purpose(&transaction.request.purpose));
        self.purpose == Purpose::Test && spoilt == Some(quirk)
    }

    /// How long after the choice a late payment comes.
    fn later(&self) -> Duration {
        self.options.later
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
