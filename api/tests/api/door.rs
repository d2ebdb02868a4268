//! An office behind its door, in a folder that goes away with the test.

use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use domain::asked::Authority;
use domain::{Facts, Role, Roles};
use event_store::{Clock, Kek, Migrate, Target};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;
use vorgang_api::office::{Office, OfficeConfig, Offices};
use vorgang_api::{HttpOptions, router};

/// A Monday morning at eight in Saarbrücken.
pub(crate) const MORNING: &str = "2026-03-02T07:00:00Z";

/// An office with its routes.
pub(crate) struct Door {
    pub(crate) office: Office,
    pub(crate) clock: Clock,
    pub(crate) routes: Router,
    folder: TempDir,
}

/// What the server answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) media: String,
    pub(crate) retry_after: Option<String>,
    pub(crate) body: Value,
}

impl Door {
    /// Opens an office on an empty log.
    pub(crate) async fn open() -> Self {
        Self::with(HttpOptions::default()).await
    }

    /// Opens an office with other options.
    pub(crate) async fn with(options: HttpOptions) -> Self {
        Self::knowing(options, Facts::default()).await
    }

    /// Opens an office with other settings.
    pub(crate) async fn knowing(options: HttpOptions, facts: Facts) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| folder.path().join(name);
        let clock = Clock::manual(moment(MORNING));
        let outbox = notifications::Folder::open(path("outbox")).expect("a folder");
        let head = notifications::Head {
            name: "Landeshauptstadt Saarbrücken".to_owned(),
            from: "termine@example.org".to_owned(),
            phone: Some("0681 9050".to_owned()),
            url: "https://amt.example".to_owned(),
        };
        let office = Office::start(OfficeConfig {
            authority: Authority::default(),
            name: "Landeshauptstadt Saarbrücken".to_owned(),
            log: Target::Sqlite(path("log.sqlite")),
            keys: Target::Sqlite(path("keys.sqlite")),
            kek: Kek::generate_into(&path("kek")).expect("a key"),
            data: path("read-models"),
            clock: clock.clone(),
            migrate: Migrate::Apply,
            facts,
            register: std::sync::Arc::<register::Simulator>::default(),
            paying: Some(payments::Paying {
                provider: std::sync::Arc::<payments::Simulator>::default(),
                booking: vec![],
            }),
            mailing: notifications::Mailing { head, outbox: Some(std::sync::Arc::new(outbox)), returns: None },
            papers: None,
            turn: None,
            documents: documents::Storage::at(path("documents")),
        })
        .await
        .expect("the office opens");
        let routes = router(Offices::new([office.clone()]), options);
        Self { office, clock, routes, folder }
    }

    /// A token for somebody of the staff.
    pub(crate) async fn staff(&self, roles: &[Role]) -> String {
        let roles: Roles = roles.iter().copied().collect();
        let actor = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{roles:?}").as_bytes());
        let day = Duration::from_hours(24);
        let token = self.office.issue_token(actor, roles, "a test's", day).await.expect("the log answers");
        token.reveal().to_owned()
    }

    /// A token for a visitor of a number.
    pub(crate) fn visitor(&self, number: u128) -> String {
        self.office.visitor_token(Uuid::from_u128(number)).reveal().to_owned()
    }

    /// The mails in the outbox, in the order in which they were written: the kind, the headers and the text.
    pub(crate) fn mails(&self) -> Vec<(String, String)> {
        let files = std::fs::read_dir(self.folder.path().join("outbox")).expect("the outbox");
        // The folder of those that were handed over is no mail.
        let files = files.map(|file| file.expect("readable").path());
        let mut files: Vec<_> = files.filter(|path| !path.is_dir()).collect();
        files.sort();
        let read = |path: std::path::PathBuf| {
            let name = path.file_stem().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
            let kind = name.splitn(4, '-').nth(3).expect("a kind").to_owned();
            (kind, std::fs::read_to_string(&path).expect("UTF-8"))
        };
        files.into_iter().map(read).collect()
    }

    /// Sends any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.routes.clone().oneshot(request).await.expect("a router always answers");
        let status = response.status();
        let text = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (media, retry_after) = (text(header::CONTENT_TYPE).unwrap_or_default(), text(header::RETRY_AFTER));
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        let body = serde_json::from_slice(&bytes).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into());
        Answer { status, media, retry_after, body }
    }

    /// Asks as a well-behaved client does.
    pub(crate) async fn ask(&self, token: Option<&str>, document: &str, variables: &Value) -> Value {
        let body = json!({ "query": document, "variables": variables });
        let mut request = post().header(header::ACCEPT, "application/graphql-response+json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await.body
    }
}

/// A request as well-behaved clients begin it.
pub(crate) fn post() -> axum::http::request::Builder {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json")
}

/// A moment.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}
