//! The doors of the office: GraphQL over HTTP and WebSocket, files by tickets, the page behind links in mails, the probes, and a page for
//! developers.

mod accept;
mod confirm;
mod cookie;
mod cost;
mod explorer;
mod graphql;
mod health;
mod origin;
mod pay_return;
mod plain_page;
mod rate;
mod request;
mod session;
mod trusted;
mod websocket;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{any, get};
use domain::signature::Hash;
use tokio::sync::broadcast;

use crate::authority::{Profile, Profiles};
use crate::office::Offices;
use crate::schema::{self, Schema};

pub use rate::{Limits, Rate};
pub use trusted::{NotTrusted, TrustedDocuments};

use rate::{Buckets, Wait};
use websocket::Places;

/// How large a request's body may be.
pub(crate) const BODY_BYTES_MAX: usize = 64 * 1024;
/// How much of a body that is too large is read and thrown away before the connection is closed.
pub(crate) const DRAINED_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How large a GraphQL document may be.
pub(crate) const DOCUMENT_BYTES_MAX: usize = 16 * 1024;
/// How many endings of sessions a socket may be behind before it asks about its own.
const ENDINGS_KEPT: usize = 64;
/// How long an answer may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// What may differ from one server to the next.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Whether developers may ask for the schema and use the page at `/graphiql`. Never on the open internet.
    pub dev: bool,
    /// Origins of pages that may send requests, besides the server's own.
    pub origins: Vec<String>,
    /// Made-up people for the developers' page. Whoever reaches the page acts as them, so only a demo has any.
    pub examples: Option<Examples>,
    /// Whether browsers reach this server by TLS only: then the cookie says so, whatever a proxy names as the host.
    pub encrypted: bool,
    /// How much one client may ask for.
    pub limits: Limits,
    /// How often a socket asks whether its client is still there, and whether its token is still good.
    /// A message that the client does not take for as long ends the socket.
    pub keepalive: Duration,
    /// The documents of our own pages.
    pub trusted: TrustedDocuments,
    /// What the authorities tell everybody of themselves, by their official keys.
    pub profiles: Arc<BTreeMap<String, Profile>>,
}

impl Default for HttpOptions {
    fn default() -> Self {
        let keepalive = Duration::from_secs(20);
        Self {
            dev: false,
            origins: vec![],
            examples: None,
            encrypted: false,
            limits: Limits::default(),
            keepalive,
            trusted: TrustedDocuments::default(),
            profiles: Arc::default(),
        }
    }
}

/// What the developers' page fills in by itself.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Examples {
    /// Where appointments are.
    pub scope: uuid::Uuid,
    /// The official key of the municipality.
    pub municipality: String,
    /// Who can be acted as.
    pub people: Vec<Example>,
}

/// Somebody made up.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Example {
    /// What colleagues call them.
    pub name: String,
    /// What they may do, in the names of the stored roles.
    pub roles: Vec<domain::Role>,
    /// What shows who they are.
    pub token: String,
}

/// What every request handler knows.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Inner>);

struct Inner {
    offices: Offices,
    options: HttpOptions,
    schema: Schema,
    by_token: Buckets,
    by_address: Buckets,
    sign_ins: Buckets,
    places: Places,
    /// Tells sockets which session was ended here.
    ended: broadcast::Sender<Hash>,
}

/// All routes of the API.
pub fn router(offices: Offices, options: HttpOptions) -> Router {
    let dev = options.dev;
    let schema = schema::build(dev);
    let limits = options.limits;
    let (by_token, by_address) = (Buckets::new(limits.token), Buckets::new(limits.address));
    let sign_ins = Buckets::new(limits.sign_in);
    let places = Places::new(limits.sockets, limits.anonymous_sockets);
    let (ended, _) = broadcast::channel(ENDINGS_KEPT);
    let files = documents::router(offices.iter().map(|office| office.documents().clone()));
    let calls = video_bridge::router(offices.iter().map(|office| office.calls().clone()));
    let shared = Shared(Arc::new(Inner { offices, options, schema, by_token, by_address, sign_ins, places, ended }));
    let mut routes = Router::new()
        .route("/graphql", any(graphql::answer))
        .route("/graphql/ws", get(websocket::upgrade))
        .merge(session::routes())
        .merge(plain_page::routes())
        .merge(confirm::routes())
        .merge(pay_return::routes())
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    if dev {
        routes = routes.merge(explorer::routes()).layer(from_fn(with_time_of_reading));
    }
    let calls = calls.layer(from_fn_with_state(shared.clone(), limited_by_address));
    routes.with_state(shared).merge(files).merge(calls).layer(map_response(with_headers))
}

/// Tells developers when a request was read, in microseconds: whether those who come first are served first can then be
/// seen from outside.
async fn with_time_of_reading(request: Request, next: Next) -> Response {
    let read_at = event_store::Clock::system().now().timestamp_micros();
    let mut response = next.run(request).await;
    response.headers_mut().insert(HeaderName::from_static("x-read-at"), HeaderValue::from(read_at));
    response
}

/// Takes requests as often as an address may ask without a token: what stands in a ticket is read later.
async fn limited_by_address(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match shared.take_by_address(request.headers(), request.extensions()) {
        Ok(()) => next.run(request).await,
        Err(wait) => wait.answer(StatusCode::TOO_MANY_REQUESTS),
    }
}

/// Headers that every answer carries unless it says otherwise: nothing is stored, framed, guessed or referred.
async fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 7] = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

impl Shared {
    fn offices(&self) -> &Offices {
        &self.0.offices
    }

    fn options(&self) -> &HttpOptions {
        &self.0.options
    }

    fn profiles(&self) -> &Profiles {
        &self.0.options.profiles
    }

    fn schema(&self) -> &Schema {
        &self.0.schema
    }

    fn places(&self) -> &Places {
        &self.0.places
    }

    /// Takes a place for a request under a good token.
    fn take_by_token(&self, token: &str) -> Result<(), Wait> {
        self.0.by_token.take(token, Instant::now())
    }

    /// Takes a place for somebody who wants to become somebody else.
    fn take_sign_in(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<(), Wait> {
        let address = rate::address(headers, extensions, self.options().limits.proxies);
        self.0.sign_ins.take(address, Instant::now())
    }

    /// Tells the sockets of a session that it has ended.
    fn has_ended(&self, token: &str) {
        // Where there is no socket nobody has to hear of it.
        let _ = self.0.ended.send(documents::sha256(token.as_bytes()));
    }

    /// Says of each session that it has ended, by the hash of its token.
    fn endings(&self) -> broadcast::Receiver<Hash> {
        self.0.ended.subscribe()
    }

    /// Takes a place for a request without one. Where nobody knows the address, all of them share a bucket.
    fn take_by_address(&self, headers: &HeaderMap, extensions: &Extensions) -> Result<(), Wait> {
        let address = rate::address(headers, extensions, self.options().limits.proxies);
        self.0.by_address.take(address, Instant::now())
    }
}
