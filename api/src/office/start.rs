//! Opens an office, keeps it running, and ends it.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use domain::{Event, KINDS};
use event_store::backend::ServerLock;
use event_store::{Failure, Followed, KeyStore, Kind, Log, LogConfig, Reader};
use projections::ReadModels;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;
use tracing::{error, info, warn};

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
    /// The log did not open.
    #[error("the log did not open; check its address, and run `vorgang migrate` if its schema is not up to date")]
    Log(#[source] Failure),
    /// Another server has the log.
    #[error("another server is running on this log; stop it first, or use PostgreSQL for several nodes")]
    AnotherServer,
    /// The read models did not open.
    #[error("the read models did not open; they are a cache, so their folder may be deleted")]
    ReadModels(#[source] projections::Failure),
}

impl Office {
    /// Opens an office: its key store, log and read models, then everything that follows the log.
    pub async fn start(config: OfficeConfig) -> Result<Self, StartFailure> {
        let OfficeConfig { authority, name, log, keys, kek, data, clock, migrate, mut facts } = config;
        std::fs::create_dir_all(&data).map_err(|source| StartFailure::Folder { path: data.clone(), source })?;
        // Whoever decides on the municipality of an address has to know whose office this is.
        facts.authority = authority.clone();

        let keys = KeyStore::open(&keys, &authority.ags, kek, clock.clone()).await.map_err(StartFailure::Keys)?;
        let secrets = Secrets::read(&keys).await.map_err(StartFailure::Keys)?;
        let config = LogConfig { migrate, ..LogConfig::new(log, &authority.ags, kinds(), keys, clock.clone()) };
        let log = Log::open(config).await.map_err(StartFailure::Log)?;
        // A file takes one server, a PostgreSQL log any number.
        let lock = log.backend().lock_for_server().map_err(|failure| match failure {
            Failure::Unusable(_) => StartFailure::AnotherServer,
            failure => StartFailure::Log(failure),
        })?;

        let read_models = ReadModels::open(&data).map_err(StartFailure::ReadModels)?;
        let reader = Reader::new(log.clone(), Event::decode);
        let followed = read_models.followers().into_iter().map(|model| reader.follow(model)).collect();
        let work = Work { log, clock, facts: Arc::new(facts) };
        let processes = Arc::new(Mutex::new(Processes::new(work.clone())));
        let (stopping, stopped) = watch::channel(false);
        // A manual clock belongs to somebody who says when things happen; see `Office::settle`.
        let background = (!work.clock.is_manual())
            .then(|| tokio::spawn(keep_working(Arc::clone(&processes), work.clone(), stopped)));
        info!(authority.ags = authority.ags, "the office of {} is open", authority.ags);
        let running = Running {
            stopping,
            background: Mutex::new(background),
            followed: Mutex::new(followed),
            lock: Mutex::new(lock),
        };
        Ok(Self(Arc::new(Inner { authority, name, work, read_models, secrets, processes, running })))
    }
}

/// Every kind of aggregate, as the log names them.
pub fn kinds() -> &'static [Kind] {
    static ALL: LazyLock<Vec<Kind>> =
        LazyLock::new(|| KINDS.iter().map(|kind| Kind { number: kind.number, name: kind.name }).collect());
    &ALL
}

/// What has to be ended.
pub(super) struct Running {
    stopping: watch::Sender<bool>,
    background: Mutex<Option<JoinHandle<()>>>,
    followed: Mutex<Vec<Followed>>,
    lock: Mutex<Option<ServerLock>>,
}

impl Running {
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

    pub(super) async fn stop(&self, processes: &Mutex<Processes>, log: &Log) {
        self.stopping.send_replace(true);
        if let Some(background) = self.background.lock().await.take()
            && let Err(panic) = background.await
        {
            error!(error = &panic as &dyn std::error::Error, "the office's processes ended in a panic");
        }
        if let Err(failure) = processes.lock().await.hand_over().await {
            warn!(error = &failure as &dyn std::error::Error, "the checkpoint was not stored; a little is done again");
        }
        for model in self.followed.lock().await.drain(..) {
            model.stop().await;
        }
        log.close().await;
        // A clone of the office may live on; the file is free all the same.
        drop(self.lock.lock().await.take());
    }
}

/// Follows the log, and the time, until told to stop.
async fn keep_working(processes: Arc<Mutex<Processes>>, work: Work, mut stopped: watch::Receiver<bool>) {
    let mut news = work.log.position();
    loop {
        let wait = {
            let mut processes = processes.lock().await;
            match processes.follow_up().await {
                Ok(()) => until_next(processes.next_due(), &work),
                // What cannot be read now cannot be read later: a person has to look.
                Err(failure @ Failure::Corrupt(_)) => {
                    error!(error = &failure as &dyn std::error::Error, "the office's processes halt: {failure}");
                    return;
                }
                Err(failure) => {
                    warn!(error = &failure as &dyn std::error::Error, "the office's processes wait for the log");
                    AFTER_FAILURE
                }
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
fn until_next(due: Option<chrono::DateTime<chrono::Utc>>, work: &Work) -> Duration {
    due.map_or(LOOK, |due| (due - work.clock.now()).to_std().unwrap_or_default().min(LOOK))
}
