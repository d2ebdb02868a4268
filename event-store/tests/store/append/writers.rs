//! Several nodes write at once, with stale knowledge, lost replies and killed connections, while somebody reads.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sqlx::{Connection, PgConnection};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;
use vorgang_event_store::{
    Appended, Backend, Batch, BatchCommand, Clock, Failure, Position, Recorded, StreamId, Verdict,
};

use super::build::{STREAM, batch, command, judged, unit};
use crate::ground::{Engine, Ground, suite};

suite! { many_writers_make_one_history }
suite! { Postgres: postgres_only => [other_nodes_hear_of_appends] }

const WRITERS: u64 = 6;
const BATCHES: u64 = 200;

/// What a writer was told: the positions of its accepted commands.
type Told = BTreeMap<Uuid, (Position, Position)>;

async fn many_writers_make_one_history(ground: Ground) {
    // All connect first: a node that is killed while it starts says so and does not start.
    let (progress, finished) = watch::channel(0);
    let mut nodes = Vec::new();
    for n in 0..WRITERS {
        nodes.push(Writer::new(ground.open().await, n, progress.clone()));
    }
    let reader = tokio::spawn(read_along(ground.open().await, finished.clone()));
    let killer = (ground.engine == Engine::Postgres).then(|| tokio::spawn(kill(ground.url().to_owned(), finished)));
    drop(progress);
    let mut writers = JoinSet::new();
    for node in nodes {
        writers.spawn(node.write());
    }
    let told: Vec<Told> = writers.join_all().await;
    if let Some(killer) = killer {
        assert!(killer.await.expect("the killer passes") > 0, "some connections were killed");
    }
    let log = ground.open().await;
    let read = reader.await.expect("the reader passes");
    let all = log.read_after(Position::START, u32::MAX).await.expect("it reads");
    assert!(read[..] == all[..read.len()], "what was read once is read again");

    one_history(&all);
    let told: BTreeMap<_, _> = told.into_iter().flatten().collect();
    assert!(told.len() > 1_000, "only {} commands were accepted", told.len());
    let ledger = log.ledger(&told.keys().copied().collect::<Vec<_>>()).await.expect("it reads");
    for (id, (first, last)) in &told {
        let entry = ledger.get(id).map(|entry| (entry.first, entry.last));
        assert_eq!(entry, Some((*first, *last)), "{id} was acknowledged");
        for event in &all[usize::try_from(first.0 - 1).expect("small")..usize::try_from(last.0).expect("small")] {
            assert_eq!(event.command_id, *id, "at {}", event.position);
        }
    }
    let in_ledger = "SELECT concat(sum(last_pos - first_pos + 1)) FROM command";
    assert_eq!(ground.sql(in_ledger, in_ledger).await.expect("it reads"), [all.len().to_string()]);
}

/// Positions 1, 2, 3 …; versions 1, 2, 3 … in each stream; time that never goes back.
fn one_history(all: &[Recorded]) {
    let mut versions: BTreeMap<StreamId, u32> = BTreeMap::new();
    for (event, position) in all.iter().zip(1..) {
        assert_eq!(event.position.0, position);
        let version = versions.entry(event.stream).or_default();
        *version += 1;
        assert_eq!(event.version, *version, "at {position}");
    }
    assert!(all.is_sorted_by_key(|event| event.at), "time went back");
}

/// Polls until the writers are done, and never sees a gap.
async fn read_along(log: Backend, mut finished: watch::Receiver<u64>) -> Vec<Recorded> {
    let mut read: Vec<Recorded> = Vec::new();
    loop {
        let last_round = finished.has_changed().is_err();
        // A connection may be killed between its check and its use.
        if let Ok(news) = log.read_after(Position(read.len() as u64), 50).await {
            for event in news {
                assert_eq!(event.position.0, read.len() as u64 + 1, "the reader sees no gap");
                read.push(event);
            }
        }
        if last_round {
            return read;
        }
        tokio::select! {
            _ = finished.changed() => {}
            () = tokio::time::sleep(Duration::from_millis(2)) => {}
        }
    }
}

/// Terminates a connection whenever some batches were answered, most often in the middle of an append. By the clock it
/// could kill faster than a busy machine appends.
async fn kill(url: String, mut finished: watch::Receiver<u64>) -> u64 {
    let mut connection = PgConnection::connect(&url).await.expect("it connects");
    let mut killed = 0;
    let mut next = 10;
    loop {
        match finished.wait_for(|answered| *answered >= next).await {
            Ok(answered) => next = *answered + 10,
            Err(_) => return killed,
        }
        let done: Option<bool> = sqlx::query_scalar(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
              WHERE datname = current_database() AND application_name = 'vorgang' ORDER BY state = 'active' DESC, random()
              LIMIT 1",
        )
        .fetch_optional(&mut connection)
        .await
        .expect("it answers");
        killed += u64::from(done == Some(true));
    }
}

/// A node whose knowledge is as old as its last conflict, and whose clock is a little wrong.
struct Writer {
    log: Backend,
    progress: watch::Sender<u64>,
    rng: ChaCha8Rng,
    n: u64,
    commands: u64,
    skew: TimeDelta,
    not_before: DateTime<Utc>,
    versions: BTreeMap<StreamId, u32>,
    told: Told,
}

impl Writer {
    fn new(log: Backend, n: u64, progress: watch::Sender<u64>) -> Self {
        let skew = TimeDelta::microseconds([0, -2_000, 700, 2_000, 0, -300][usize::try_from(n).expect("small") % 6]);
        let rng = ChaCha8Rng::seed_from_u64(n);
        let (not_before, versions, told) = (DateTime::UNIX_EPOCH, BTreeMap::new(), Told::new());
        Self { log, progress, rng, n, commands: 0, skew, not_before, versions, told }
    }

    async fn write(mut self) -> Told {
        for _ in 0..BATCHES {
            let commands = (0..self.rng.random_range(1..=4)).map(|_| self.command()).collect::<Vec<_>>();
            let mut verdicts = self.send(&commands).await;
            if self.rng.random_ratio(1, 20) {
                // This reply was lost, so the batch is sent again.
                let again = self.send(&commands).await;
                for (first, second) in verdicts.iter().zip(&again) {
                    if let Verdict::Accepted { first, last } | Verdict::Duplicate { first, last, .. } = *first {
                        let Verdict::Duplicate { first: again, last: until, .. } = *second else {
                            panic!("{second:?}")
                        };
                        assert_eq!((again, until), (first, last));
                    }
                }
                verdicts = again;
            }
            self.learn(&commands, &verdicts).await;
        }
        self.told
    }

    fn command(&mut self) -> BatchCommand {
        self.commands += 1;
        let id = u128::from(self.n + 1) << 64 | u128::from(self.commands);
        let units = (0..self.rng.random_range(1..=2)).map(|_| {
            let hot = self.rng.random_bool(0.3);
            let place = if hot { 0 } else { self.rng.random_range(1..40_u32) };
            let stream = StreamId { kind: 2, id: Uuid::from_u128(u128::from(place)) };
            let events = self.rng.random_range(0..=2);
            let version = self.versions.entry(stream).or_default();
            let unit = unit(stream, *version, events);
            *version += events;
            unit
        });
        let units = units.collect();
        command(id, units)
    }

    /// Sends a batch until it is answered, however often the connection is lost.
    async fn send(&mut self, commands: &[BatchCommand]) -> Vec<Verdict> {
        let mut tries = 0;
        loop {
            let now = DateTime::from_timestamp_micros((Clock::system().now() + self.skew).timestamp_micros())
                .expect("in range");
            let batch = Batch { at: now.max(self.not_before), commands: commands.to_vec() };
            match self.log.append(&batch).await {
                Ok(Appended::Judged(verdicts)) => {
                    self.progress.send_modify(|answered| *answered += 1);
                    return verdicts;
                }
                Ok(Appended::TooEarly { last_at }) => self.not_before = last_at,
                Err(Failure::Unavailable(_)) if tries < 100 => tries += 1,
                Err(other) => panic!("writer {}: {other:?}", self.n),
            }
        }
    }

    /// Remembers what it was told. After anything else it forgets the stream, and most often reads it again.
    async fn learn(&mut self, commands: &[BatchCommand], verdicts: &[Verdict]) {
        for (command, verdict) in commands.iter().zip(verdicts) {
            if let Verdict::Accepted { first, last } | Verdict::Duplicate { first, last, .. } = *verdict {
                self.told.insert(command.id, (first, last));
                continue;
            }
            assert_eq!(*verdict, Verdict::Conflict);
            for unit in &command.units {
                if self.rng.random_bool(0.9)
                    && let Ok(events) = self.log.read_stream(unit.stream, 0).await
                {
                    self.versions.insert(unit.stream, events.last().map_or(0, |event| event.version));
                }
            }
        }
    }
}

async fn other_nodes_hear_of_appends(ground: Ground) {
    let (here, there) = (ground.open().await, ground.open().await);
    let mut changes = there.changes();
    // The first news is that it listens.
    changes.next().await;
    judged(&here, &batch(1, vec![command(1, vec![unit(STREAM, 0, 1)])])).await;
    here.notify();
    tokio::time::timeout(Duration::from_mins(1), changes.next()).await.expect("it hears of it");
    assert_eq!(there.head().await.expect("it reads").0, Position(1));
}
