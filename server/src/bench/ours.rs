//! The append benchmark's commands on our log.

use std::sync::Arc;

use anyhow::Context as _;
use event_store::{Clock, Failure, KeyStore, Kind, Log, LogConfig, Migrate, Request, Stop};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::measure::{Answer, Client};
use super::place::Place;
use super::stream::{Add, EVENTS, Lines, STREAMS};

const KINDS: &[Kind] = &[Kind::new(1, "lines")];

/// The streams of the benchmark have small ids, so that every client knows all of them.
fn id(stream: u32) -> Uuid {
    Uuid::from_u128(u128::from(stream) + 1)
}

/// Opens a log and fills it.
pub(super) async fn filled(place: &Place) -> anyhow::Result<Log> {
    let clock = Clock::system();
    let keys = KeyStore::open(&place.keys(), "bench", place.kek()?, clock.clone(), Migrate::Apply).await?;
    let log = Log::open(LogConfig::new(place.log().clone(), "bench", KINDS, keys, clock)).await?;
    stream::iter(0..STREAMS)
        .map(|number| {
            let log = log.clone();
            async move { log.execute::<Lines>(request(id(number)), id(number), Add { lines: EVENTS }).await }
        })
        .buffer_unordered(256)
        .try_for_each(|_| async { Ok(()) })
        .await
        .context("the log could not be filled")?;
    Ok(log)
}

/// A client that adds a line to a stream by chance, again and again.
pub(super) struct Appender {
    log: Arc<Log>,
    chance: ChaCha8Rng,
}

impl Appender {
    pub(super) fn several(log: &Arc<Log>, clients: usize) -> Vec<Self> {
        (0..clients)
            // Runs with other numbers of clients use the same log, so each run draws other ids.
            .map(|client| Self { log: Arc::clone(log), chance: seeded(clients, client) })
            .collect()
    }
}

impl Client for Appender {
    async fn next(&mut self) -> Answer {
        let stream = id(self.chance.random_range(0..STREAMS));
        let request = request(Builder::from_random_bytes(self.chance.random()).into_uuid());
        match self.log.execute::<Lines>(request, stream, Add { lines: 1 }).await {
            Ok(_) => Answer::Accepted(1),
            Err(Stop::Failed(Failure::Contended)) => Answer::Conflict,
            Err(Stop::Failed(_)) => Answer::Failed,
            Err(Stop::Refused(never)) => match never {},
        }
    }
}

fn request(id: Uuid) -> Request {
    Request { id, digest: [0; 32], meta: "{}".to_owned() }
}

/// What chance starts from for one of several clients.
pub(super) fn seeded(clients: usize, client: usize) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(((clients as u64) << 32) | client as u64)
}
