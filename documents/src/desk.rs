//! The desk at which documents of one authority are handed in and out.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use chrono::{DateTime, Utc};
use domain::document::{self, Document, HandOut};
use domain::ids::{CaseId, DocumentId, TrayId};
use domain::limits::Limits;
use domain::streams::Transaction;
use domain::{By, Refusal};
use event_store::{Done, Log, Request, Stop, random};
use tokio::sync::Semaphore;
use uuid::Uuid;
use worker::{Given, Orders};

use crate::download;
use crate::failure::Failure;
use crate::scan::Scanner;
use crate::ticket::{DOWNLOAD_KEPT, Signer, Ticket};
use crate::upload;
use crate::vault::{DocumentKey, S3, Vault};

/// How many files may be sent at the same moment.
const SENT_AT_ONCE_MAX: usize = 64;

/// Where an authority keeps documents, and who is asked about harmful ones.
#[derive(Clone, Debug)]
pub struct Storage {
    /// The folder of its vault. It is backed up with the log. With a bucket, only what is coming lies there.
    pub folder: PathBuf,
    /// The bucket in which it keeps what is whole, instead of the folder.
    pub bucket: Option<S3>,
    /// Who is asked.
    pub scanner: Scanner,
}

impl Storage {
    /// Opens the vault.
    pub fn vault(&self) -> Result<Vault, Failure> {
        match &self.bucket {
            None => Vault::open(&self.folder),
            Some(bucket) => Vault::in_bucket(&self.folder, bucket),
        }
    }

    /// A folder, and nobody who is asked.
    pub fn at(folder: PathBuf) -> Self {
        Self { folder, bucket: None, scanner: Scanner::None }
    }
}

/// All routes of the desks of a server, by the official keys of their authorities.
pub fn router(desks: impl IntoIterator<Item = Documents>) -> Router {
    let desks: BTreeMap<String, Documents> =
        desks.into_iter().map(|desk| (desk.0.authority.to_string(), desk)).collect();
    Router::new().merge(upload::routes()).merge(download::routes()).with_state(Desks(Arc::new(desks)))
}

/// The desks of a server.
#[derive(Clone)]
pub(crate) struct Desks(Arc<BTreeMap<String, Documents>>);

impl Desks {
    /// The desk of an authority.
    pub(crate) fn get(&self, ags: &str) -> Option<&Documents> {
        self.0.get(ags)
    }
}

/// The documents of an authority. Clones are the same.
#[derive(Clone)]
pub struct Documents(Arc<Inner>);

struct Inner {
    orders: Orders,
    vault: Vault,
    authority: Arc<str>,
    signer: Signer,
    /// Who writes to which file just now. Everything else about a file that is coming stands on the disk and in the log, so
    /// that it goes on at another node, and no key outlives the request that needed it.
    turns: Mutex<HashMap<DocumentId, Arc<tokio::sync::Mutex<()>>>>,
    places: Arc<Semaphore>,
}

impl Documents {
    /// Opens the desk.
    pub async fn open(orders: Orders, vault: Vault) -> Result<Self, Failure> {
        let log = orders.log();
        let signer = Signer::new(log.keys().secret("document-tickets").await?);
        let authority = Arc::from(log.authority());
        let places = Arc::new(Semaphore::new(SENT_AT_ONCE_MAX));
        let turns = Mutex::default();
        Ok(Self(Arc::new(Inner { orders, vault, authority, signer, turns, places })))
    }

    /// A ticket to send a file that was announced.
    pub fn upload_ticket(&self, case: CaseId, document: DocumentId, bytes: u64, until: DateTime<Utc>) -> String {
        self.0.signer.sign(&Ticket::Upload { case, document, bytes, until })
    }

    /// A ticket to fetch one copy within a minute. The same nonce is the same ticket.
    pub fn download_ticket(&self, by: By, case: CaseId, document: DocumentId, nonce: Uuid) -> String {
        let until = self.now() + DOWNLOAD_KEPT;
        self.0.signer.sign(&Ticket::Download { case, document, by, nonce, until })
    }

    /// Where files are sent to.
    pub fn upload_path(&self) -> String {
        format!("/files/{}/uploads", self.0.authority)
    }

    /// Where a copy is fetched.
    pub fn download_path(&self, ticket: &str) -> String {
        format!("/files/{}/copies/{ticket}", self.0.authority)
    }

    /// Where documents lie.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.0.orders.facts().limits
    }

    pub(crate) fn log(&self) -> &Log {
        self.0.orders.log()
    }

    pub(crate) fn places(&self) -> &Arc<Semaphore> {
        &self.0.places
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.log().clock().now()
    }

    /// What a text lets somebody do.
    pub(crate) fn ticket(&self, text: &str) -> Option<Ticket> {
        self.0.signer.read(text, self.now())
    }

    /// A document as it stands.
    pub(crate) async fn document(&self, case: CaseId, document: DocumentId) -> Result<Option<Document>, Failure> {
        let state = self.log().load::<domain::Document>(TrayId::of(case).0).await?.state.0;
        Ok(state.tray().and_then(|tray| tray.documents.get(&document).cloned()))
    }

    /// The key to a document, unless its person was forgotten.
    pub(crate) async fn key(&self, id: DocumentId, document: &Document) -> Result<Option<DocumentKey>, Failure> {
        DocumentKey::find(self.log().keys(), &self.0.authority, document.name.subject().0, id.0).await
    }

    /// The turn to write to a file: one at a time on this node. The lock on the file keeps out the others.
    pub(crate) fn turn(&self, document: DocumentId) -> Arc<tokio::sync::Mutex<()>> {
        // Every change under this lock is one step, so a panic elsewhere cannot have spoilt it.
        let mut turns = self.0.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|id, turn| *id == document || Arc::strong_count(turn) > 1);
        Arc::clone(turns.entry(document).or_default())
    }

    /// How many turns are remembered.
    #[cfg(test)]
    pub(crate) fn turns(&self) -> usize {
        self.0.turns.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Hands out a document, once for a ticket.
    pub(crate) async fn hand_out(&self, by: By, out: HandOut) -> Result<Done, Stop<Refusal>> {
        self.run_once(by, out).await
    }

    /// The text of a ticket.
    pub(crate) fn sign(&self, ticket: &Ticket) -> String {
        self.0.signer.sign(ticket)
    }

    pub(crate) async fn run_once<T: Transaction>(&self, by: By, out: T) -> Result<Done, Stop<Refusal>> {
        // Each try is a command of its own: the second one is not the first one repeated.
        let id = Uuid::new_v8(random::bytes()?);
        let request = Request { id, digest: [0; 32], meta: String::new() };
        self.0.orders.run_for(by, request, out).await
    }

    /// Gives a command in the name of the office, for something that has happened once.
    pub(crate) async fn tell(
        &self,
        case: CaseId,
        occasion: &str,
        command: document::Command,
    ) -> Result<Given, event_store::Failure> {
        self.0.orders.give::<document::State>(TrayId::of(case).0, occasion, command).await
    }
}
