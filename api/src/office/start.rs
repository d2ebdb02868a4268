//! Opens an office, keeps it running, and ends it.

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::{Event, KINDS, OnlinePayment, SealedPapers};
use event_store::backend::ServerLock;
use event_store::{
    Backend, Clock, Failure, Followed, Follows, Kek, KeyStore, Log, LogConfig, Migrate, Position, Reader, Status,
    Target, random,
};
use notifications::{Postman, Writer};
use payments::Teller;
use projections::ReadModels;
use tokio::sync::{Mutex, watch};
use tokio::task::{AbortHandle, JoinHandle};
use tracing::{error, info, warn};
use uuid::Uuid;
use video_bridge::Calls;
use worker::{Orders, kinds};

use super::confirmation;
use super::demand::Demand;
use super::lookup::Lookup;
use super::pay_return;
use super::processes::Processes;
use super::secrets::Secrets;
use super::{Inner, Office, OfficeConfig, Work};

/// How often the office looks at the log although nothing called it: other processes write there, too.
const LOOK: Duration = Duration::from_millis(500);
/// How long to wait after a failure of the database.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How long `settle` waits for the read models. They take thousands of events a second.
const SETTLE: Duration = Duration::from_mins(2);

/// Why an office cannot be opened. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartFailure {
    /// The folder for the data cannot be used.
    #[error("the folder {} cannot be used; make it a folder that this user may write to", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The key store did not open.
    #[error("the key store did not open; check its address, and that the key file is the one it was made with")]
    Keys(#[source] Failure),
    /// The log is not empty, and the key store is.
    #[error(
        "the log has events, and the key store at {keys} is not the one that was made with it; name that one or restore \
         it from its backup, because a new one would leave everybody's data closed for ever"
    )]
    OtherKeys {
        /// Where the key store should be.
        keys: Target,
        /// What is wrong with it.
        #[source]
        source: Failure,
    },
    /// A newer version has written to the log.
    #[error("the log holds events that this version does not know ({names}); use the newer version that wrote them")]
    UnknownEvents {
        /// Their names.
        names: String,
    },
    /// The log did not open.
    #[error("the log did not open; check its address, and run `vorgang migrate` if its schema is not up to date")]
    Log(#[source] Failure),
    /// Another server has the log.
    #[error("another server is running on this log; stop it first, or use PostgreSQL for several nodes")]
    AnotherServer,
    /// Another process writes the read models.
    #[error(
        "another process uses the folder of the read models {}; stop it first, or give each node a folder of its own",
        path.display()
    )]
    FolderInUse {
        /// Which.
        path: PathBuf,
    },
    /// The documents cannot be kept.
    #[error("the documents cannot be kept; `vorgang doctor` tries their folder {} and their bucket", path.display())]
    Documents {
        /// In which folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: documents::Failure,
    },
    /// The read models did not open.
    #[error("the read models did not open; they are a cache, so their folder may be deleted")]
    ReadModels(#[source] projections::Failure),
}

impl Office {
    /// Opens an office: its key store, log and read models, then everything that follows the log.
    pub async fn start(config: OfficeConfig) -> Result<Self, StartFailure> {
        let OfficeConfig {
            authority,
            name,
            log,
            keys,
            kek,
            data,
            clock,
            migrate,
            mut facts,
            register,
            mailing,
            paying,
            papers,
            documents,
            turn,
        } = config;
        std::fs::create_dir_all(&data).map_err(|source| StartFailure::Folder { path: data.clone(), source })?;
        // Whoever decides on the municipality of an address has to know whose office this is.
        facts.authority = authority.clone();
        facts.online_payment = if paying.is_some() { OnlinePayment::Offered } else { OnlinePayment::NotOffered };
        let seal = papers.as_ref().and_then(|papers| papers.seal.as_ref());
        facts.sealed_papers = seal.map_or(SealedPapers::NotIssued, |_| SealedPapers::Issued);

        // Nothing is made before it is clear that log and keys belong together, and that this version knows the log.
        let peek = Backend::open(&log, &authority.ags, kinds(), migrate).await.map_err(StartFailure::Log)?;
        check_names(&peek).await?;
        let keys = open_keys(&peek, &keys, &authority.ags, kek, clock.clone(), migrate).await?;
        let secrets = Box::pin(Secrets::read(&keys)).await.map_err(StartFailure::Keys)?;
        let node = node_of(&data)?;
        let config = LogConfig { migrate, node, ..LogConfig::new(log, &authority.ags, kinds(), keys, clock.clone()) };
        let log = Log::open(config).await.map_err(StartFailure::Log)?;
        drop(peek);
        // A file takes one server, a PostgreSQL log any number.
        let log_lock = log.backend().lock_for_server().map_err(|failure| match failure {
            Failure::Unusable(_) => StartFailure::AnotherServer,
            failure => StartFailure::Log(failure),
        })?;

        let folder_lock = lock_folder(&data)?;
        forget_the_future(&log, &data).await?;
        let read_models = ReadModels::open(&data).map_err(StartFailure::ReadModels)?;
        let (opened_at, _) = log.head().await.map_err(StartFailure::Log)?;
        let reader = Reader::new(log.clone(), Event::read);
        let followed: Vec<_> = read_models.followers().into_iter().map(|model| reader.follow(model)).collect();
        let statuses = followed.iter().map(|model| (model.name().to_owned(), model.status())).collect();
        let statuses = std::sync::Mutex::new(statuses);
        let demand = Demand::new().map_err(StartFailure::Keys)?;
        let work = Work { log, clock, lookup: Arc::new(Lookup::new(facts.clone())), demand };
        let orders = Orders::new(work.log.clone(), Arc::new(facts));
        let unusable = |source| StartFailure::Documents { path: documents.folder.clone(), source };
        let vault = documents.vault().map_err(unusable)?;
        let desk = documents::Documents::open(orders.clone(), vault.clone()).await;
        let desk = desk.map_err(unusable)?;
        let calls = Calls::open(orders.clone(), turn).await;
        let calls = calls.map_err(|video_bridge::Failure::Log(failure)| StartFailure::Keys(failure))?;
        let looks = documents::Worker::new(orders.clone(), vault.clone(), documents.scanner.clone());
        let stamps = papers.as_ref().and_then(|papers| papers.seal.as_ref()?.time_stamps.clone());
        let stamps = stamps.map(|authority| documents::Stamper::new(orders.clone(), vault, authority));
        let return_to = pay_return::links(&secrets, &authority.ags, &mailing.head.url);
        let teller = Teller::new(orders.clone(), paying, return_to, secrets.marks());
        let links = confirmation::links(&secrets, &authority.ags, &mailing.head.url);
        let mut workers = vec![
            at_work(Processes::new(work.clone())),
            at_work(register::Worker::new(orders.clone(), register)),
            at_work(payments::Worker::new(teller.clone())),
            at_work(looks),
            at_work(Writer::new(orders.clone(), &mailing, links.clone())),
            at_work(Postman::new(orders, mailing, links.clone())),
        ];
        workers.extend(stamps.map(at_work));
        let (stopping, stopped) = watch::channel(false);
        let mut background = vec![];
        // A manual clock belongs to somebody who says when things happen; see `Office::settle`.
        if !work.clock.is_manual() {
            for worker in &workers {
                background.push(Background::of(Arc::clone(worker), work.clone(), stopped.clone()).await);
            }
        }
        info!(authority.ags = authority.ags, "the office of {} is open", authority.ags);
        let running = Running {
            stopping,
            at_work: background.iter().map(|one| (one.name, one.task.abort_handle())).collect(),
            background: Mutex::new(background),
            reader,
            opened_at,
            statuses,
            followed: Mutex::new(followed),
            locks: Mutex::new(Some(Locks { _log: log_lock, _folder: folder_lock })),
        };
        let documents = desk;
        let inner = Inner {
            authority,
            name,
            work,
            read_models,
            secrets,
            links,
            documents,
            calls,
            workers,
            teller,
            papers,
            running,
        };
        Ok(Self(Arc::new(inner)))
    }
}

/// Opens the key store of a log. Only an empty log may get a new one.
pub async fn open_keys(
    log: &Backend,
    target: &Target,
    ags: &str,
    kek: Kek,
    clock: Clock,
    migrate: Migrate,
) -> Result<KeyStore, StartFailure> {
    let (head, _) = log.head().await.map_err(StartFailure::Log)?;
    let is_new = head == Position::START;
    let allowed = if is_new { migrate } else { Migrate::Refuse };
    KeyStore::open(target, ags, kek, clock, allowed).await.map_err(|failure| match failure {
        Failure::Unusable(_) if !is_new => StartFailure::OtherKeys { keys: target.clone(), source: failure },
        failure => StartFailure::Keys(failure),
    })
}

/// Refuses a log with events that a newer version wrote: whoever follows it would halt there, one by one.
async fn check_names(log: &Backend) -> Result<(), StartFailure> {
    let is_known = |number: u16, name: &str| {
        KINDS.iter().any(|kind| kind.number == number && (kind.event_names)().contains(&name))
    };
    let names = log.event_names().await.map_err(StartFailure::Log)?;
    let unknown: Vec<String> = names
        .into_iter()
        .filter(|(kind, name)| !is_known(*kind, name))
        .map(|(kind, name)| named(kind, &name))
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(StartFailure::UnknownEvents { names: unknown.join(", ") }) }
}

/// An event's stored name with that of its kind.
fn named(number: u16, name: &str) -> String {
    match KINDS.iter().find(|kind| kind.number == number) {
        Some(kind) => format!("{}.{name}", kind.name),
        None => format!("{name} of kind {number}"),
    }
}

/// Read models that know more than the log say that it was restored: what went out since then is unknown, so nothing
/// leaves until an operator has looked, and the read models are read again.
async fn forget_the_future(log: &Log, folder: &Path) -> Result<(), StartFailure> {
    let (head, _) = log.head().await.map_err(StartFailure::Log)?;
    let known = ReadModels::look(folder).map_err(StartFailure::ReadModels)?;
    let mut was_restored = false;
    for model in &known {
        was_restored |= head < model.position || remembers_another_past(log, model).await?;
    }
    if !was_restored {
        return Ok(());
    }
    log.backend().fence().await.map_err(StartFailure::Log)?;
    error!(
        "the log, which ends at {head}, is not the one that was known here: it was restored. Nothing leaves the \
            office until `vorgang unfence`"
    );
    ReadModels::forget(folder).map_err(StartFailure::ReadModels)
}

/// Whether a read model took its last event from another log than this: one that has been restored since, and has grown.
async fn remembers_another_past(log: &Log, model: &projections::Status) -> Result<bool, StartFailure> {
    let (Some(at), Some(before)) = (model.at, model.position.0.checked_sub(1)) else { return Ok(false) };
    let found = log.read_after(Position(before), 1).await.map_err(StartFailure::Log)?;
    Ok(!found.iter().any(|recorded| recorded.position == model.position && recorded.at == at))
}

/// Which node this is: whoever has this folder, also after a restart.
fn node_of(folder: &Path) -> Result<Uuid, StartFailure> {
    let path = folder.join(".node");
    let unusable = |source| StartFailure::Folder { path: folder.to_owned(), source };
    let known = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
    if let Some(node) = known {
        return Ok(node);
    }
    let node = Uuid::new_v8(random::bytes().map_err(StartFailure::Keys)?);
    std::fs::write(&path, node.to_string()).map_err(unusable)?;
    Ok(node)
}

/// Keeps other processes from the read models: two writers would delete each other's files.
fn lock_folder(folder: &Path) -> Result<File, StartFailure> {
    let unusable = |source| StartFailure::Folder { path: folder.to_owned(), source };
    let file = File::create(folder.join(".lock")).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartFailure::FolderInUse { path: folder.to_owned() }),
        Err(TryLockError::Error(error)) => Err(unusable(error)),
    }
}

/// What keeps others out. The operating system's locks live as long as the open files.
struct Locks {
    _log: Option<ServerLock>,
    _folder: File,
}

/// How each follower is doing, by its name.
type Statuses = BTreeMap<String, watch::Receiver<Status>>;

/// What has to be ended.
pub(super) struct Running {
    stopping: watch::Sender<bool>,
    /// Says whether the background has ended, also while somebody waits for it.
    at_work: Vec<(&'static str, AbortHandle)>,
    background: Mutex<Vec<Background>>,
    reader: Reader<Event>,
    /// Where the log ended when the office opened.
    opened_at: Position,
    statuses: std::sync::Mutex<Statuses>,
    followed: Mutex<Vec<Followed>>,
    locks: Mutex<Option<Locks>>,
}

impl Running {
    /// Who has stopped though nobody told them to.
    pub(super) fn halted(&self) -> Vec<String> {
        if *self.stopping.borrow() {
            return vec![];
        }
        let statuses = self.statuses();
        let halted = statuses.iter().filter(|(_, status)| has_ended(status)).map(|(name, _)| name.clone());
        halted.chain(self.ended_work().map(str::to_owned)).collect()
    }

    /// Which read models have not taken yet what had happened before the office opened.
    pub(super) fn behind(&self) -> Vec<String> {
        self.statuses()
            .iter()
            .filter(|(_, status)| is_behind(status, self.opened_at))
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Whether something has stopped that the office does by itself, though nobody told it to.
    pub(super) fn has_ended_work(&self) -> bool {
        !*self.stopping.borrow() && self.ended_work().next().is_some()
    }

    fn ended_work(&self) -> impl Iterator<Item = &'static str> {
        self.at_work.iter().filter(|(_, task)| task.is_finished()).map(|(name, _)| *name)
    }

    /// Lets a read model follow again whose follower has ended.
    pub(super) async fn follow_again(&self, read_models: &ReadModels, name: &str) -> Result<(), projections::Failure> {
        let mut followed = self.followed.lock().await;
        // None is left when the office has closed meanwhile.
        let Some(ended) = followed.iter_mut().find(|model| model.name() == name && has_ended(&model.status())) else {
            return Ok(());
        };
        *ended = self.reader.follow(read_models.follower(name)?);
        self.statuses().insert(name.to_owned(), ended.status());
        info!(model = name, "{name} follows the log again");
        Ok(())
    }

    fn statuses(&self) -> MutexGuard<'_, Statuses> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the read models show what the log holds now.
    pub(super) async fn read_models_reach(&self, log: &Log) {
        let head = match log.head().await {
            Ok((head, _)) => head,
            Err(failure) => {
                error!(error = &failure as &dyn std::error::Error, "the log's head is unknown");
                return;
            }
        };
        for model in self.followed.lock().await.iter() {
            if let Err(behind) = model.wait_until(head, SETTLE).await {
                warn!(model = behind.name, "{behind}, and the log ends at {head}");
            }
        }
    }

    pub(super) async fn stop(&self, workers: &[AtWork], log: &Log) {
        self.stopping.send_replace(true);
        for Background { name, task } in self.background.lock().await.drain(..) {
            if let Err(panic) = task.await {
                error!(error = &panic as &dyn std::error::Error, "the office's {name} ended in a panic");
            }
        }
        for worker in workers {
            if let Err(failure) = worker.lock().await.hand_over().await {
                warn!(
                    error = &failure as &dyn std::error::Error,
                    "a checkpoint was not stored; a little is done again"
                );
            }
        }
        for model in self.followed.lock().await.drain(..) {
            model.stop().await;
        }
        log.close().await;
        // A clone of the office may live on; the files are free all the same.
        drop(self.locks.lock().await.take());
    }
}

/// Whether a follower follows no more. One that ended without a word has panicked: nobody is there to change its status.
fn has_ended(status: &watch::Receiver<Status>) -> bool {
    status.borrow().halted.is_some() || status.has_changed().is_err()
}

/// Whether a follower is still on its way to a position.
fn is_behind(status: &watch::Receiver<Status>, position: Position) -> bool {
    !has_ended(status) && status.borrow().position < position
}

/// What the office does by itself, beside its callers.
struct Background {
    /// What operators call it.
    name: &'static str,
    task: JoinHandle<()>,
}

impl Background {
    async fn of(worker: AtWork, work: Work, stopped: watch::Receiver<bool>) -> Self {
        let name = worker.lock().await.name();
        Self { name, task: tokio::spawn(keep_working(name, worker, work, stopped)) }
    }
}

/// Something that the office does by itself.
pub(super) type AtWork = Arc<Mutex<dyn Follows>>;

fn at_work(worker: impl Follows + 'static) -> AtWork {
    Arc::new(Mutex::new(worker))
}

/// Follows the log, and the time, until told to stop.
async fn keep_working(name: &str, worker: AtWork, work: Work, mut stopped: watch::Receiver<bool>) {
    let mut news = work.log.position();
    loop {
        let (gone_on, due) = {
            let mut worker = worker.lock().await;
            let may = if worker.calls_outside() { work.may_leave().await } else { Ok(true) };
            match may {
                Ok(true) => (worker.follow_up().await, worker.next_due()),
                Ok(false) => (Ok(false), None),
                Err(failure) => (Err(failure), None),
            }
        };
        let wait = match gone_on {
            Ok(_) => until_next(due, &work),
            // What cannot be read now cannot be read later: a person has to look.
            Err(failure @ Failure::Corrupt(_)) => {
                error!(error = &failure as &dyn std::error::Error, "the office's {name} halt: {failure}");
                return;
            }
            Err(failure) => {
                warn!(error = &failure as &dyn std::error::Error, "the office's {name} wait for the log");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            _ = stopped.wait_for(|stopped| *stopped) => return,
            _ = news.changed() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
}

/// The time until the next timer is due, but not longer than the office may leave the log alone.
fn until_next(due: Option<DateTime<Utc>>, work: &Work) -> Duration {
    due.map_or(LOOK, |due| (due - work.clock.now()).to_std().unwrap_or_default().min(LOOK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_read_model_is_behind_until_it_has_taken_what_there_was_or_has_halted() {
        let (model, status) = watch::channel(Status::default());
        assert!(!is_behind(&status, Position(0)), "nothing had happened");
        assert!(is_behind(&status, Position(3)));
        model.send_modify(|status| status.position = Position(2));
        assert!(is_behind(&status, Position(3)));
        model.send_modify(|status| status.position = Position(3));
        assert!(!is_behind(&status, Position(3)));
        model.send_modify(|status| status.halted = Some("an event that it cannot read".to_owned()));
        assert!(!is_behind(&status, Position(9)), "it is not on its way");
    }
}
