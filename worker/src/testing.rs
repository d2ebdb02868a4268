//! A log in a folder and commands of people, for tests of workers.

use std::path::Path;
use std::sync::Arc;

use domain::streams::{Single, Transaction};
use domain::testing::at;
use domain::{By, Decide, Facts, Refusal};
use event_store::{Clock, Kek, KeyStore, Log, LogConfig, Migrate, Request, Stop, Target};
use uuid::Uuid;

use crate::desk::decide;
use crate::kinds::kinds;

/// The log of an authority, as it is in the folder. It is nine o'clock in Saarbrücken on Monday, 2 March 2026.
pub async fn log(folder: &Path) -> Log {
    let (ags, clock) = ("10041100", Clock::manual(at("2026-03-02T08:00:00Z")));
    let path = folder.join("kek");
    let kek = if path.exists() { Kek::load(&path) } else { Kek::generate_into(&path) }.expect("a key");
    let keys = Target::Sqlite(folder.join("keys.sqlite"));
    let keys = KeyStore::open(&keys, ags, kek, clock.clone(), Migrate::Apply).await.expect("a key store");
    let target = Target::Sqlite(folder.join("log.sqlite"));
    let config = LogConfig { migrate: Migrate::Apply, ..LogConfig::new(target, ags, kinds(), keys, clock) };
    Log::open(config).await.expect("the log opens")
}

/// Somebody gives one aggregate a command.
pub async fn give<D: Decide>(log: &Log, by: By, id: Uuid, command: D::Command) -> Result<(), Stop<Refusal>>
where
    Refusal: From<D::Refusal>,
{
    run(log, by, Single::<D> { id, command }).await
}

/// Somebody takes a step.
pub async fn run<T: Transaction>(log: &Log, by: By, transaction: T) -> Result<(), Stop<Refusal>> {
    // What nobody has asked before.
    let (head, _) = log.head().await?;
    let id = Request::command_id(log.authority(), by.actor.0, Uuid::from_u128(head.0.into()));
    let request = Request { id, digest: [0; 32], meta: String::new() };
    decide(log, request, by, Arc::<Facts>::default(), transaction).await.map(drop)
}
