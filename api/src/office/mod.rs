//! One authority at work: its log, keys, read models, clock and processes, built in one place.
//!
//! The server, the seed, the benchmarks and every test get their office here and nowhere else.

mod account;
mod caller;
mod confirmation;
mod demand;
mod erase;
mod guard;
mod link;
mod lookup;
mod offices;
mod papers;
mod password;
mod pay_return;
mod processes;
mod secrets;
mod session;
mod start;
mod statement;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use documents::{Documents, Storage};
use domain::asked::Authority;
use domain::catalogue::ServiceCode;
use domain::ids::ScopeId;
use domain::streams::Transaction;
use domain::{By, Facts, Refusal};
use event_store::{Clock, Done, Failure, Kek, Log, Migrate, Position, Request, Stop, Target};
use notifications::{Links, Mailing};
use payments::{Paying, Teller};
use projections::ReadModels;
use register::Gateway;
use video_bridge::{Calls, Turn};

pub(crate) use account::SignIn;
pub use account::{Change, NewAccount, NotChanged, change_account, folded, put_account, remove_account};
pub use caller::{Caller, Staff, Token};
pub(crate) use confirmation::Link;
pub use erase::Why;
pub(crate) use link::Entry;
pub use offices::Offices;
pub(crate) use papers::Draft;
pub use papers::{Papers, Seal};
pub use password::Unfit;
pub(crate) use pay_return::Return;
pub(crate) use session::{Guest, Who};
pub use start::{StartFailure, open_keys};
pub use statement::{NotRead, StatementFile};
pub use worker::kinds;

use demand::Demand;
use lookup::Lookup;
use secrets::Secrets;

/// What an office is made of.
pub struct OfficeConfig {
    /// Which authority it belongs to.
    pub authority: Authority,
    /// What it is called.
    pub name: String,
    /// Where its log is.
    pub log: Target,
    /// Where the keys to its personal data are: never in the log's database, so that erasing one is enough.
    pub keys: Target,
    /// The key that wraps those keys.
    pub kek: Kek,
    /// The folder of its read models.
    pub data: PathBuf,
    /// What tells the time. With a manual clock nothing happens by itself: [`Office::settle`] does what is due.
    pub clock: Clock,
    /// Whether the log's schema may be created or changed.
    pub migrate: Migrate,
    /// The limits, as commands see them. The catalogue is the log's, and the authority the one above.
    pub facts: Facts,
    /// The way to registers and federal offices.
    pub register: Arc<dyn Gateway>,
    /// How it writes to people.
    pub mailing: Mailing,
    /// How its fees are paid online, if they can be.
    pub paying: Option<Paying>,
    /// What it makes its papers with. Without it declarations are shown and signed as text.
    pub papers: Option<Papers>,
    /// Where it keeps what is handed in.
    pub documents: Storage,
    /// The relay of its calls, if there is one.
    pub turn: Option<Turn>,
}

/// An authority at work. Clones are the same office.
#[derive(Clone)]
pub struct Office(Arc<Inner>);

struct Inner {
    authority: Authority,
    name: String,
    work: Work,
    read_models: ReadModels,
    secrets: Secrets,
    links: Links,
    documents: Documents,
    calls: Calls,
    /// What the office does by itself. The first is what follows from what has happened; the others call outside.
    workers: Vec<start::AtWork>,
    teller: Teller,
    papers: Option<Papers>,
    running: start::Running,
}

/// What a transaction needs to be run: shared by the callers of the office and by its own processes.
#[derive(Clone)]
struct Work {
    log: Log,
    clock: Clock,
    lookup: Arc<Lookup>,
    demand: Demand,
}

impl Work {
    /// Whether anything may leave the office.
    async fn may_leave(&self) -> Result<bool, Failure> {
        self.log.backend().may_leave().await
    }

    /// What is looked up for a command.
    async fn facts(&self) -> Result<Arc<Facts>, Failure> {
        self.lookup.now(&self.log).await
    }

    /// Decides a transaction on the log's present state, and appends what follows from it.
    async fn run<T: Transaction>(&self, request: Request, by: By, transaction: T) -> Result<Done, Stop<Refusal>> {
        worker::decide(&self.log, request, by, self.facts().await?, transaction).await
    }
}

impl Office {
    /// Decides a transaction for somebody, and appends what follows from it.
    ///
    /// Who asked is stored with every event, so `request.meta` is written here and cannot differ from `by`.
    pub async fn run<T: Transaction>(&self, request: Request, by: By, transaction: T) -> Result<Done, Stop<Refusal>> {
        self.0.work.run(request, by, transaction).await
    }

    /// What a transaction of somebody would be answered now. Nothing is stored.
    pub(crate) async fn would<T: Transaction>(&self, by: By, transaction: T) -> Result<(), Stop<Refusal>> {
        worker::would(self.log(), by, self.facts().await?, transaction).await
    }

    /// Returns when everything that follows from what has happened is done: reactions, due timers, ordered erasures, and
    /// what is to be sent, written and looked at.
    ///
    /// With the machine's clock it happens by itself, and this only waits for it.
    pub async fn follow_up(&self) -> Result<(), Failure> {
        loop {
            let mut acted = false;
            for worker in &self.0.workers {
                let mut worker = worker.lock().await;
                if !worker.calls_outside() || self.0.work.may_leave().await? {
                    acted |= worker.follow_up().await?;
                }
            }
            if !acted {
                return Ok(());
            }
        }
    }

    /// Returns when everything is done that follows from what has happened, and every read model shows it.
    ///
    /// A failure of a process or of a read model is logged where it happens and stays visible in its status;
    /// this returns nevertheless, because waiting longer would not help.
    pub async fn settle(&self) {
        if let Err(failure) = self.follow_up().await {
            tracing::error!(error = &failure as &dyn std::error::Error, "the office could not do what is due");
            return;
        }
        self.0.running.read_models_reach(&self.0.work.log).await;
    }

    /// Reads the log again from its start into a new file of a read model; the old one answers until the new one takes
    /// over. A read model that had halted follows again afterwards.
    pub async fn rebuild(&self, name: &str) -> Result<(), projections::Failure> {
        self.0.read_models.rebuild(name, self.log()).await?;
        self.0.running.follow_again(&self.0.read_models, name).await
    }

    /// Ends the office's processes, answers what is queued, and lets go of the log.
    pub async fn stop(self) {
        self.0.calls.stop().await;
        self.0.running.stop(&self.0.workers, &self.0.work.log).await;
    }

    /// At which position the log was fenced, if it is: nothing leaves the office until an operator has looked.
    pub async fn fenced(&self) -> Result<Option<Position>, Failure> {
        self.log().backend().fenced().await
    }

    /// What has stopped and needs a person: read models by their names, `processes` for what the office does by itself,
    /// `transmissions` for what it sends, `payments` for what it is paid online, `documents` for what is handed in,
    /// `time stamps` for those that its seals still get, `mails` and `mail delivery` for what it writes, and `clock` while
    /// commands wait because it jumped. Empty when all is well.
    pub fn halted(&self) -> Vec<String> {
        let inner = &self.0;
        let mut halted = inner.running.halted();
        let models = inner.read_models.status().into_iter().filter(|model| model.halted.is_some());
        halted.extend(models.map(|model| model.name.to_owned()));
        if inner.work.clock.trusted().is_err() {
            halted.push("clock".to_owned());
        }
        halted.sort_unstable();
        halted.dedup();
        halted
    }

    /// Which read models have not taken yet what had happened before the office opened, such as after a crash, or while
    /// they are built anew after an upgrade. Until then an answer may lack what was acknowledged.
    pub fn behind(&self) -> Vec<String> {
        self.0.running.behind()
    }

    /// Whether something has stopped that the office does by itself.
    pub fn has_halted_work(&self) -> bool {
        self.0.running.has_ended_work()
    }

    /// Counts that somebody looked for a time for a service and the public could take none, on any day that is planned.
    pub fn sought_in_vain(&self, scope: ScopeId, service: ServiceCode) {
        self.0.work.demand.note(scope, service, self.clock().now());
    }

    /// Whether the public can take no time of so many minutes at a scope: `look` is asked once for each change.
    pub(crate) fn is_nothing_free<E>(
        &self,
        scope: ScopeId,
        minutes: u16,
        look: impl FnOnce() -> Result<bool, E>,
    ) -> Result<bool, E> {
        self.0.work.demand.is_nothing_free(scope, minutes, self.0.read_models.changed(&["free_slots"]), look)
    }

    /// The log.
    pub fn log(&self) -> &Log {
        &self.0.work.log
    }

    /// The answers to questions.
    pub fn read_models(&self) -> &ReadModels {
        &self.0.read_models
    }

    /// The desk at which documents are handed in and out.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    /// The rooms of its calls.
    pub fn calls(&self) -> &Calls {
        &self.0.calls
    }

    /// What tells the time.
    pub fn clock(&self) -> &Clock {
        &self.0.work.clock
    }

    /// The catalogue, the limits and the authority, as commands see them now.
    pub async fn facts(&self) -> Result<Arc<Facts>, Failure> {
        self.0.work.facts().await
    }

    /// Who asks the payment provider.
    pub(crate) fn teller(&self) -> &Teller {
        &self.0.teller
    }

    /// Which authority this is.
    pub fn authority(&self) -> &Authority {
        &self.0.authority
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.0.name
    }
}
