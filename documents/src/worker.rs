//! Looks at what was received, releases or refuses it, and removes what nobody may open any more.
//!
//! Of several nodes one does the work, under a lease. It remembers what waits in memory; the checkpoint beside the log
//! never passes the event that made it wait, so a new node finds it again. A crash before the answer is recorded leads
//! to the same look, and a crash after that to the same command id, which the log recognises.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::document::{Command, Document, Event, Fault, Stage};
use domain::ids::{CaseId, DocumentId, FolderId, TrayId};
use domain::signature::Hash;
use domain::{SubjectKey, document, paper, subject_key};
use event_store::{Log, Position, Recorded, StreamId, crash, random};
use tracing::{error, info, warn};
use uuid::Uuid;
use worker::{Backlog, Orders, Reading};

use crate::failure::{Failure, aside};
use crate::inspect::{Clean, Inspector};
use crate::scan::{Scanner, Verdict};
use crate::stamp;
use crate::vault::{DocumentKey, Reader, Vault};

/// How many events are read at a time to sweep.
const BATCH: u32 = 512;
/// How long it waits before it asks a scanner again, or looks again for a file that it could not read.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(1);
/// How often that time is doubled while a file cannot be read: an hour and four minutes in the end.
const DOUBLED_MAX: u32 = 6;
/// How long after a start the vault is swept: the names of all files are read out of the log for that.
const FIRST_SWEEP: TimeDelta = TimeDelta::minutes(10);
/// How often the vault is swept.
const SWEEP_EVERY: TimeDelta = TimeDelta::hours(24);

/// Follows the log for documents.
pub struct Worker {
    log: Log,
    orders: Orders,
    vault: Vault,
    scanner: Scanner,
    /// Until when the scanner is left alone, because it did not answer: each file would wait for it as long as the first.
    silent_until: Option<DateTime<Utc>>,
    inspector: Inspector,
    reading: Reading,
    waits: Waits,
}

/// The documents that wait to be looked at. What is to be removed is removed while its event is read, before the stored
/// place passes it.
struct Waits {
    log: Log,
    vault: Vault,
    waiting: BTreeMap<(TrayId, DocumentId), Waiting>,
    sweep_at: Option<DateTime<Utc>>,
}

event_store::follows!(Worker, "documents", inside);

/// A document that waits to be looked at.
#[derive(Clone, Copy)]
struct Waiting {
    /// Where in the log it was received.
    since: Position,
    /// When to look at it.
    look_at: DateTime<Utc>,
    /// How often it could not be read.
    failed: u32,
    /// The scanner said nothing when it was asked about it. Others come first then: it may be the file's fault.
    unanswered: bool,
}

impl Waiting {
    /// Who comes first.
    fn turn(&self) -> (DateTime<Utc>, bool) {
        (self.look_at, self.unanswered)
    }
}

impl Worker {
    /// A worker of a log and its vault.
    pub fn new(orders: Orders, vault: Vault, scanner: Scanner) -> Self {
        let log = orders.log().clone();
        let (inspector, reading) = (Inspector::default(), Reading::new("documents", log.clone()));
        let waits = Waits { log: log.clone(), vault: vault.clone(), waiting: BTreeMap::new(), sweep_at: None };
        Self { log, orders, vault, scanner, silent_until: None, inspector, reading, waits }
    }

    /// Looks at what waits. Another node may be doing it already. Says whether anything was recorded.
    pub async fn follow_up(&mut self) -> Result<bool, event_store::Failure> {
        let mut acted = false;
        loop {
            if !self.reading.go_on(&mut self.waits).await? {
                return Ok(acted);
            }
            let now = self.log.clock().now();
            if self.waits.sweep_at.is_some_and(|at| at <= now) {
                // A log that was restored may not know of files that the right backup names.
                if self.log.backend().may_leave().await? {
                    self.sweep(now).await?;
                } else {
                    self.waits.sweep_at = Some(now + FIRST_SWEEP);
                }
            }
            let due = self.waits.waiting.iter().filter(|(_, one)| one.look_at <= now).min_by_key(|(_, one)| one.turn());
            let Some((id, one)) = due.map(|(id, one)| (*id, *one)) else { return Ok(acted) };
            acted |= match self.look_at(id, now).await {
                Ok(recorded) => recorded,
                Err(Failure::Log(failure)) => return Err(failure),
                Err(failure) => {
                    let (_, document) = id;
                    let error = &failure as &dyn std::error::Error;
                    warn!(document.id = %document, error, "document {document} could not be looked at");
                    // Looking may have taken long, and others wait.
                    let look_at = self.log.clock().now() + LOOK_AGAIN * (1 << one.failed.min(DOUBLED_MAX));
                    self.waits.waiting.insert(id, Waiting { look_at, failed: one.failed + 1, ..one });
                    false
                }
            };
        }
    }

    /// When something is to be looked at next.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        // Whoever does not do the work waits for nothing.
        self.reading.lease()?;
        self.waits.waiting.values().map(|one| one.look_at).chain(self.waits.sweep_at).min()
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), event_store::Failure> {
        self.reading.hand_over().await
    }

    /// Removes what no event names. It reads the names of all files out of the log, and nothing else.
    async fn sweep(&mut self, now: DateTime<Utc>) -> Result<(), event_store::Failure> {
        let (mut named, mut position) = (HashSet::new(), Position::START);
        // A paper that was stamped later lies there twice; the first of both is needed no longer.
        let mut papers = HashMap::new();
        loop {
            let batch = self.log.read_after(position, BATCH).await?;
            let Some(last) = batch.last() else { break };
            position = last.position;
            for recorded in &batch {
                let named_here = matches!(recorded.name.as_str(), "received" | "released")
                    && self.log.stream_of::<domain::Document>(recorded.stream.id)? == recorded.stream;
                if named_here && let Event::Received { blob, .. } | Event::Released { blob, .. } = decode(recorded)? {
                    named.insert(blob);
                }
                let of_paper = matches!(recorded.name.as_str(), "kept" | "stamped")
                    && self.log.stream_of::<domain::Paper>(recorded.stream.id)? == recorded.stream;
                if of_paper
                    && let paper::Event::Kept { paper, blob, .. } | paper::Event::Stamped { paper, blob, .. } =
                        stamp::decode(recorded)?
                {
                    papers.insert(paper, blob);
                }
            }
        }
        named.extend(papers.into_values());
        let vault = self.vault.clone();
        match aside(move || vault.sweep(&named, now)).await {
            Ok(0) => {}
            Ok(count) => info!(count, "{count} files that nobody waits for were removed from the vault"),
            Err(failure) => {
                warn!(error = &failure as &dyn std::error::Error, "the vault could not be swept");
            }
        }
        self.waits.sweep_at = Some(now + SWEEP_EVERY);
        Ok(())
    }

    /// Looks at a document by how it stands now. Says whether anything was recorded.
    async fn look_at(&mut self, id: (TrayId, DocumentId), now: DateTime<Utc>) -> Result<bool, Failure> {
        let (tray, document_id) = id;
        let state = self.log.load::<domain::Document>(tray.0).await?.state.0;
        let found = state.tray().and_then(|tray| Some((tray.case, tray.documents.get(&document_id)?.clone())));
        let Some((case, document)) = found else { return Ok(self.waits.waiting.remove(&id).is_none()) };
        let Stage::Received { blob, deferred } = document.stage else {
            // What ended meanwhile is read of in a moment.
            self.waits.waiting.remove(&id);
            return Ok(false);
        };
        let authority = Arc::from(self.log.authority());
        let subject = document.name.subject().0;
        let Some(key) = DocumentKey::find(self.log.keys(), &authority, subject, document_id.0).await? else {
            // Whoever it is about was forgotten before anybody looked.
            self.waits.waiting.remove(&id);
            return Ok(false);
        };
        let is_silent = self.silent_until.is_some_and(|until| self.log.clock().now() < until);
        let verdict = if is_silent { Ok(None) } else { self.verdict(document_id, &document, blob, key, now).await };
        let verdict = match verdict {
            // The bytes are there and are not what was stored. Looking again changes nothing, and whoever handed it in
            // still has it.
            Err(failure) if failure.is_final() => {
                let error = &failure as &dyn std::error::Error;
                error!(document.id = %document_id, error, "document {document_id} is damaged in the vault and refused");
                Some(Command::Refuse { document: document_id, fault: Fault::Lost })
            }
            verdict => verdict?,
        };
        let Some(command) = verdict else {
            let now = self.log.clock().now();
            let look_at = self.silent_until.filter(|until| now < *until).unwrap_or(now + LOOK_AGAIN);
            if let Some(one) = self.waits.waiting.get_mut(&id) {
                *one = Waiting { look_at, failed: 0, unanswered: !is_silent, ..*one };
            }
            if deferred {
                return Ok(false);
            }
            self.record(case, document_id, "deferred", Command::Defer { document: document_id }).await?;
            return Ok(true);
        };
        crash::point("document.before_record");
        self.record(case, document_id, "looked_at", command).await?;
        crash::point("document.recorded");
        self.waits.waiting.remove(&id);
        Ok(true)
    }

    /// What is to be said of a document. Nothing, as long as a scanner that should be asked does not answer.
    async fn verdict(
        &mut self,
        id: DocumentId,
        document: &Document,
        blob: Hash,
        key: DocumentKey,
        now: DateTime<Utc>,
    ) -> Result<Option<Command>, Failure> {
        let refuse = |fault| Ok(Some(Command::Refuse { document: id, fault }));
        let (vault, opener) = (self.vault.clone(), key.clone());
        let most = u64::from(self.orders.facts().limits.upload_bytes_max);
        let bytes = aside(move || {
            let file = vault.file(&blob)?.ok_or(Failure::Missing)?;
            let reader = Reader::open(file, &opener)?;
            if reader.size() > most { Ok(None) } else { reader.whole().map(Some) }
        })
        .await?;
        let Some(bytes) = bytes else { return refuse(Fault::TooLarge) };
        let size = bytes.len() as u64;
        let (bytes, verdict) = self.inspector.inspect(bytes, document.format).await?;
        let Clean { anew, .. } = match verdict {
            Ok(clean) => clean,
            Err(fault) => return refuse(fault),
        };
        match self.scanner.scan(&bytes).await {
            Ok(Verdict::Harmless) => {}
            Ok(Verdict::Harmful) => return refuse(Fault::Malware),
            Err(failure) => {
                let error = &failure as &dyn std::error::Error;
                warn!(document.id = %id, error, "no scanner says anything of document {id}; it waits");
                if failure.is_silence() {
                    self.silent_until = Some(self.log.clock().now() + LOOK_AGAIN);
                }
                return Ok(None);
            }
        }
        drop(bytes);
        let Some(anew) = anew else { return Ok(Some(Command::Release { document: id, blob, bytes: size })) };
        // Each try has a name of its own: a node that has lost its lease without knowing may be writing, too. What a stop
        // leaves is swept away.
        let name = format!("{id}-anew-{}", Uuid::new_v8(random::bytes()?).simple());
        let (vault, bytes) = (self.vault.clone(), anew.len() as u64);
        let blob = aside(move || vault.keep_bytes(&name, &key, &anew, now)).await?;
        Ok(Some(Command::Release { document: id, blob, bytes }))
    }

    async fn record(&self, case: CaseId, id: DocumentId, what: &str, command: Command) -> Result<(), Failure> {
        let reason = format!("document.{id}.{what}");
        Ok(self.orders.give::<document::State>(TrayId::of(case).0, &reason, command).await.map(drop)?)
    }
}

impl Backlog for Waits {
    fn clear(&mut self) {
        self.waiting.clear();
        self.sweep_at = Some(self.log.clock().now() + FIRST_SWEEP);
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        let id = recorded.stream.id;
        if self.log.stream_of::<domain::Document>(id)? == recorded.stream {
            self.take_document(recorded).await?;
        } else if matches!(recorded.name.as_str(), "kept" | "stamped")
            && self.log.stream_of::<domain::Paper>(id)? == recorded.stream
        {
            self.take_paper(recorded).await?;
        } else if recorded.name == "destroyed" && self.log.stream_of::<SubjectKey>(id)? == recorded.stream {
            self.forget(recorded.stream).await?;
        }
        Ok(())
    }

    fn first(&self) -> Option<Position> {
        self.waiting.values().map(|one| one.since).min()
    }
}

impl Waits {
    async fn take_document(&mut self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        // An announcement holds personal data, and nothing that is to be done.
        if recorded.name == "announced" {
            return Ok(());
        }
        let event = decode(recorded)?;
        let id = (TrayId(recorded.stream.id), event.document());
        match event {
            Event::Received { .. } => {
                self.waiting.insert(
                    id,
                    Waiting { since: recorded.position, look_at: recorded.at, failed: 0, unanswered: false },
                );
            }
            Event::Deferred { .. } => {
                if let Some(one) = self.waiting.get_mut(&id) {
                    one.look_at = recorded.at + LOOK_AGAIN;
                }
            }
            Event::Released { blob, .. } => {
                self.waiting.remove(&id);
                self.remove(self.received(recorded.stream, id.1).await?.filter(|received| *received != blob)).await?;
            }
            Event::Refused { .. } | Event::TakenBack { .. } => {
                self.waiting.remove(&id);
                self.remove(self.received(recorded.stream, id.1).await?).await?;
            }
            Event::Announced { .. } | Event::HandedOut { .. } => {}
        }
        Ok(())
    }

    /// Removes a paper that was written while somebody whom it is about was forgotten: their key was gone before an event
    /// named the file, so it was not among what was removed then, and nobody can read it.
    async fn take_paper(&self, recorded: &Recorded) -> Result<(), event_store::Failure> {
        let (id, blob) = match stamp::decode(recorded)? {
            paper::Event::Kept { paper, blob, .. } | paper::Event::Stamped { paper, blob, .. } => (paper, blob),
            paper::Event::HandedOut { .. } => return Ok(()),
        };
        let state = self.log.load::<domain::Paper>(recorded.stream.id).await?.state.0;
        let Some(known) = state.paper(id) else { return Ok(()) };
        let authority = Arc::from(self.log.authority());
        let key = DocumentKey::of_paper(self.log.keys(), &authority, &known.about, id.0).await.map_err(stopping)?;
        if key.is_some() { Ok(()) } else { self.remove(Some(blob)).await }
    }

    /// Under which hash a document lies as it was received.
    async fn received(&self, stream: StreamId, document: DocumentId) -> Result<Option<Hash>, event_store::Failure> {
        for recorded in self.log.history(stream).await? {
            if recorded.name == "received"
                && let Event::Received { document: of, blob, .. } = decode(&recorded)?
                && of == document
            {
                return Ok(Some(blob));
            }
        }
        Ok(None)
    }

    /// Removes the documents of somebody whose key is gone: nobody can open them, and nobody has to keep them.
    async fn forget(&mut self, key: StreamId) -> Result<(), event_store::Failure> {
        let mut cases: Vec<CaseId> = vec![];
        for envelope in self.log.history_envelopes(key, domain::Event::read).await? {
            let domain::Event::SubjectKey(event) = envelope.event else { continue };
            if let subject_key::Event::ErasureOrdered { case: Some(case), .. } = event {
                cases.push(case);
            }
        }
        for case in cases {
            let (tray, stream) = (TrayId::of(case), self.log.stream_of::<domain::Document>(TrayId::of(case).0)?);
            let state = self.log.load::<domain::Document>(tray.0).await?.state.0;
            let documents = state.tray().map(|tray| tray.documents.iter()).into_iter().flatten();
            for (id, document) in documents.filter(|(_, document)| document.name.subject().0 == key.id) {
                self.waiting.remove(&(tray, *id));
                self.remove(self.received(stream, *id).await?).await?;
                if let Stage::Released { blob } = document.stage {
                    self.remove(Some(blob)).await?;
                }
                let (vault, coming) = (self.vault.clone(), id.to_string());
                removed(aside(move || vault.drop_coming_of(&coming)).await)?;
            }
            let state = self.log.load::<domain::Paper>(FolderId::of(case).0).await?.state.0;
            let papers = state.folder().map(|folder| folder.papers.values()).into_iter().flatten();
            for paper in papers.filter(|paper| paper.about.iter().any(|subject| subject.0 == key.id)) {
                self.remove(Some(paper.blob)).await?;
            }
        }
        Ok(())
    }

    async fn remove(&self, blob: Option<Hash>) -> Result<(), event_store::Failure> {
        let Some(blob) = blob else { return Ok(()) };
        let vault = self.vault.clone();
        removed(aside(move || vault.remove(&blob)).await)
    }
}

/// Reads an event without personal data.
fn decode(recorded: &Recorded) -> Result<Event, event_store::Failure> {
    match worker::happened(recorded)? {
        domain::Event::Document(event) => Ok(event),
        _ => {
            Err(event_store::Failure::Corrupt(format!("the event at position {} is no document's", recorded.position)))
        }
    }
}

/// A file that cannot be removed stops the worker, so that nobody takes it for gone.
fn removed(answer: Result<(), Failure>) -> Result<(), event_store::Failure> {
    answer.map_err(stopping)
}

fn stopping(failure: Failure) -> event_store::Failure {
    match failure {
        Failure::Log(failure) => failure,
        other => event_store::Failure::Unavailable(Box::new(other)),
    }
}
