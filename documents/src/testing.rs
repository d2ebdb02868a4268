//! An office in a folder: a log with a case in it, keys, a vault, and the desk of its documents.

pub(crate) mod clamd;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::request::Builder;
use axum::http::{Request as Asking, Response, StatusCode};
use domain::case::{self, Origin};
use domain::catalogue::{Channel, ServiceCode};
use domain::document::{Command, Document, FileName, Format, Stage};
use domain::ids::{CaseId, DocumentId, TrayId};
use domain::testing::{ADA, CLARA, at, citizen, clerk, date};
use domain::{By, Decide, Refusal, SubjectId};
use event_store::{Log, Stop};
use futures_util::Stream;
use tower::ServiceExt as _;
use uuid::Uuid;
use worker::Orders;

use crate::{Documents, Scanner, Vault, Worker, router};

pub(crate) const CASE: CaseId = CaseId(Uuid::from_u128(5));
pub(crate) const PDF: DocumentId = DocumentId(Uuid::from_u128(6));

pub(crate) struct Office {
    pub(crate) log: Log,
    pub(crate) desk: Documents,
    pub(crate) worker: Worker,
    pub(crate) vault: Vault,
}

impl Office {
    /// An office with a case of Ada's.
    pub(crate) async fn new(folder: &Path) -> Self {
        let office = Self::open(folder, Scanner::None).await;
        let open = case::Command::Open(case::Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: Some(ADA),
            on: date("2026-03-02"),
        });
        office.give::<case::State>(clerk(CLARA), CASE.0, open).await.expect("it is offered");
        office
    }

    /// The office as it is in the folder.
    pub(crate) async fn open(folder: &Path, scanner: Scanner) -> Self {
        Self::keeping_in(folder, Vault::open(&folder.join("documents")).expect("the vault opens"), scanner).await
    }

    /// The office as it is in the folder, with another vault.
    pub(crate) async fn keeping_in(folder: &Path, vault: Vault, scanner: Scanner) -> Self {
        let log = worker::testing::log(folder).await;
        let desk =
            Documents::open(Orders::new(log.clone(), Arc::default()), vault.clone()).await.expect("the desk opens");
        let worker = Worker::new(Orders::new(log.clone(), Arc::default()), vault.clone(), scanner);
        Self { log, desk, worker, vault }
    }

    /// Somebody gives a command.
    pub(crate) async fn give<D: Decide>(&self, by: By, id: Uuid, command: D::Command) -> Result<(), Stop<Refusal>>
    where
        Refusal: From<D::Refusal>,
    {
        worker::testing::give::<D>(&self.log, by, id, command).await
    }

    /// Ada announces a file, and gets the ticket for it.
    pub(crate) async fn announce(&self, document: DocumentId, format: Format, bytes: u64) -> String {
        self.may_announce(document, format, bytes).await.expect("there is room");
        self.desk.upload_ticket(CASE, document, bytes, at("2026-03-03T08:00:00Z"))
    }

    /// Whether Ada may announce such a file.
    pub(crate) async fn may_announce(
        &self,
        document: DocumentId,
        format: Format,
        bytes: u64,
    ) -> Result<(), Stop<Refusal>> {
        let name =
            SubjectId(Uuid::from_u128(document.0.as_u128() + 1000)).knows(FileName("Mietvertrag.pdf".to_owned()));
        let announce = Command::Announce { document, case: CASE, holder: Some(ADA), format, bytes, proves: None, name };
        self.give::<domain::document::State>(citizen(ADA), TrayId::of(CASE).0, announce).await
    }

    pub(crate) async fn document(&self, document: DocumentId) -> Document {
        let state = self.log.load::<domain::Document>(TrayId::of(CASE).0).await.expect("readable").state.0;
        state.tray().expect("something was handed in").documents[&document].clone()
    }

    pub(crate) async fn stage(&self, document: DocumentId) -> Stage {
        self.document(document).await.stage
    }

    /// Sends a whole file.
    pub(crate) async fn send(&self, document: DocumentId, format: Format, bytes: &[u8]) {
        let ticket = self.announce(document, format, bytes.len() as u64).await;
        let length = bytes.len().to_string();
        let created = self.ask("POST", "", &ticket, &[("upload-length", &length)], vec![]).await;
        assert_eq!(created.status(), StatusCode::CREATED);
        let sent = self.patch(document, &ticket, 0, bytes.to_vec()).await;
        assert_eq!(sent.status(), StatusCode::NO_CONTENT);
    }

    pub(crate) async fn patch(&self, document: DocumentId, ticket: &str, at: u64, part: Vec<u8>) -> Response<Body> {
        let at = at.to_string();
        let headers = [("upload-offset", at.as_str()), ("content-type", "application/offset+octet-stream")];
        self.ask("PATCH", &format!("/{document}"), ticket, &headers, part).await
    }

    /// Sends what comes in frames, until one of them is a line that breaks.
    pub(crate) async fn stream(
        &self,
        document: DocumentId,
        ticket: &str,
        at: u64,
        frames: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> StatusCode {
        let asking = patching(document, ticket, at).body(Body::from_stream(frames)).expect("a request");
        self.router().oneshot(asking).await.expect("an answer").status()
    }

    /// Sends a part of a file at the desk of another node.
    pub(crate) async fn patch_at(
        &self,
        desk: &Documents,
        document: DocumentId,
        ticket: &str,
        at: u64,
        part: Vec<u8>,
    ) -> Response<Body> {
        let asking = patching(document, ticket, at).body(Body::from(part)).expect("a request");
        router([desk.clone()]).oneshot(asking).await.expect("an answer")
    }

    /// The desk of another node that shares the log and the folder.
    pub(crate) async fn neighbour(&self, folder: &Path) -> Documents {
        let vault = Vault::open(&folder.join("documents")).expect("the vault opens");
        Documents::open(Orders::new(self.log.clone(), Arc::default()), vault).await.expect("the desk opens")
    }

    /// Asks something of the upload.
    pub(crate) async fn ask(
        &self,
        method: &str,
        below: &str,
        ticket: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Response<Body> {
        let mut asking = Asking::builder()
            .method(method)
            .uri(format!("/files/10041100/uploads{below}"))
            .header("tus-resumable", "1.0.0")
            .header("upload-ticket", ticket);
        for (name, value) in headers {
            asking = asking.header(*name, *value);
        }
        self.router().oneshot(asking.body(Body::from(body)).expect("a request")).await.expect("an answer")
    }

    pub(crate) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut asking = Asking::builder().uri(path);
        for (name, value) in headers {
            asking = asking.header(*name, *value);
        }
        self.router().oneshot(asking.body(Body::empty()).expect("a request")).await.expect("an answer")
    }

    pub(crate) fn router(&self) -> Router {
        router([self.desk.clone()])
    }

    /// The worker does what is to be done.
    pub(crate) async fn settle(&mut self) {
        while self.worker.follow_up().await.expect("the log answers") {}
    }

    /// How many files are kept, and how many are coming.
    pub(crate) fn files(&self) -> (usize, usize) {
        let list = |path: &Path| std::fs::read_dir(path).expect("a folder").map(|one| one.expect("a file").path());
        let kept = list(&self.vault.root().join("kept")).map(|folder| list(&folder).count()).sum();
        (kept, list(&self.vault.root().join("coming")).count())
    }
}

/// The head of a request that sends the next part of a file.
fn patching(document: DocumentId, ticket: &str, at: u64) -> Builder {
    Asking::builder()
        .method("PATCH")
        .uri(format!("/files/10041100/uploads/{document}"))
        .header("tus-resumable", "1.0.0")
        .header("upload-ticket", ticket)
        .header("upload-offset", at)
        .header("content-type", "application/offset+octet-stream")
}

pub(crate) async fn body(response: Response<Body>) -> Vec<u8> {
    axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("all of it").to_vec()
}
