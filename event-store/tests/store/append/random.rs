//! Random, mostly hostile batches: each is judged as the model judges it, and stores what the model stores.

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::task::JoinSet;
use uuid::Uuid;
use vorgang_event_store::backend::Entry;
use vorgang_event_store::{Appended, Backend, Batch, BatchCommand, NewEvent, Position, StreamId, Unit, Verdict};

use super::build::at;
use super::model::Model;
use crate::ground::{Ground, suite};

suite! { random_batches_are_judged_as_the_model_judges_them }

/// Several logs at once keep both processors busy, and their tables small enough to be compared often.
const LOGS: u64 = 10;
const BATCHES: u64 = 2_000;
const AT_ONCE: usize = 3;

async fn random_batches_are_judged_as_the_model_judges_them(ground: Ground) {
    let first_seed = std::env::var("VORGANG_SEED").map_or(1, |seed| seed.parse().expect("VORGANG_SEED is a number"));
    let mut running = JoinSet::new();
    let mut seen = BTreeMap::new();
    for seed in first_seed..first_seed + LOGS {
        while running.len() >= AT_ONCE {
            count(&mut seen, running.join_next().await.expect("one runs").expect("it passes"));
        }
        running.spawn(one_log(ground.engine, seed));
    }
    while let Some(done) = running.join_next().await {
        count(&mut seen, done.expect("it passes"));
    }
    for verdict in ["accepted", "duplicate", "key reused", "conflict", "closed", "too early"] {
        assert!(seen.get(verdict).is_some_and(|times| *times > 300), "the batches were one-sided: {seen:?}");
    }
}

type Seen = BTreeMap<&'static str, u64>;

fn count(all: &mut Seen, one: Seen) {
    for (verdict, times) in one {
        *all.entry(verdict).or_default() += times;
    }
}

async fn one_log(engine: crate::ground::Engine, seed: u64) -> Seen {
    let ground = Ground::new(engine).await;
    let log = ground.open().await;
    let mut model = Model::default();
    let mut random = Hostile { rng: ChaCha8Rng::seed_from_u64(seed), millis: 0, ids: 100, label: 0 };
    let mut verdicts = Seen::new();
    for n in 1..=BATCHES {
        if random.rng.random_ratio(1, 20) {
            let (stream, closed) = (random.stream(), random.rng.random_bool(0.4));
            let there = log.set_closed(stream, closed).await.expect("it writes");
            let known = model.streams.get_mut(&stream).map(|stream| stream.closed = closed);
            assert_eq!(there, known.is_some(), "seed {seed}, batch {n}");
        }
        let batch = random.batch(&model);
        let expected = model.append(&batch);
        let answered = log.append(&batch).await.unwrap_or_else(|error| panic!("seed {seed}, batch {n}: {error:?}"));
        assert_eq!(answered, expected, "seed {seed}, batch {n}: {batch:#?}");
        note(&mut verdicts, &answered);
        if n % 100 == 0 {
            compare(&ground, &log, &model, &format!("seed {seed}, batch {n}")).await;
        }
    }
    assert!(model.events.len() > 1_000, "seed {seed} crossed too few partitions");
    verdicts
}

fn note(seen: &mut Seen, answered: &Appended) {
    match answered {
        Appended::TooEarly { .. } => *seen.entry("too early").or_default() += 1,
        Appended::Judged(verdicts) => {
            for verdict in verdicts {
                let name = match verdict {
                    Verdict::Accepted { .. } => "accepted",
                    Verdict::Duplicate { .. } => "duplicate",
                    Verdict::KeyReused => "key reused",
                    Verdict::Conflict => "conflict",
                    Verdict::Closed => "closed",
                };
                *seen.entry(name).or_default() += 1;
            }
        }
    }
}

/// Everything that is stored.
async fn compare(ground: &Ground, log: &Backend, model: &Model, place: &str) {
    let events = log.read_after(Position::START, u32::MAX).await.expect("it reads");
    assert!(events == model.events, "{place}: the events differ");
    assert_eq!(log.head().await.expect("it reads"), (Position(events.len() as u64), model.last_at), "{place}");

    let streams = ground
        .sql(
            "SELECT concat_ws(' ', kind, lower(hex(id)), version, first_pos, last_pos, closed) FROM stream ORDER BY 1",
            "SELECT concat_ws(' ', kind, replace(id::text, '-', ''), version, first_pos, last_pos, closed::int)
               FROM stream ORDER BY 1",
        )
        .await
        .expect("it reads");
    let expected = model.streams.iter().map(|(id, s)| {
        format!("{} {} {} {} {} {}", id.kind, id.id.simple(), s.version, s.first, s.last, u8::from(s.closed))
    });
    assert_eq!(streams, expected.collect::<Vec<_>>(), "{place}");

    let ledger = ground
        .sql(
            "SELECT concat_ws(' ', lower(hex(command_id)), hex(digest), first_pos, last_pos, at) FROM command
              ORDER BY 1",
            "SELECT concat_ws(' ', replace(command_id::text, '-', ''), encode(digest, 'hex'), first_pos, last_pos,
                              (extract(epoch FROM at) * 1000000)::bigint)
               FROM command ORDER BY 1",
        )
        .await
        .expect("it reads");
    let expected = model.ledger.iter().map(|(id, Entry { digest, first, last, at })| {
        let digest = format!("{:02x}", digest[0]).repeat(digest.len());
        format!("{} {digest} {first} {last} {}", id.simple(), at.timestamp_micros())
    });
    assert_eq!(ledger, expected.collect::<Vec<_>>(), "{place}");
}

/// Somebody who sends what a confused client, a stale node and a resent reply would send.
struct Hostile {
    rng: ChaCha8Rng,
    millis: i64,
    ids: u128,
    label: u64,
}

impl Hostile {
    fn stream(&mut self) -> StreamId {
        let n = self.rng.random_range(0..8_u8);
        StreamId { kind: 1 + u16::from(n % 2), id: Uuid::from_u128(u128::from(n / 2) << 100) }
    }

    fn batch(&mut self, model: &Model) -> Batch {
        self.millis += self.rng.random_range(0..3);
        let back = if self.rng.random_ratio(1, 6) { self.rng.random_range(1..9) } else { 0 };
        // The versions that the sender counts on: those of the log, and what this batch adds on top.
        let mut chain: BTreeMap<StreamId, u32> = BTreeMap::new();
        let commands = (0..self.rng.random_range(1..=12)).map(|_| self.command(model, &mut chain)).collect();
        Batch { at: at(self.millis - back), commands }
    }

    fn command(&mut self, model: &Model, chain: &mut BTreeMap<StreamId, u32>) -> BatchCommand {
        // The window of ids moves on, so that most are new or a few commands old.
        self.ids += u128::from(self.rng.random_ratio(1, 2));
        let id = Uuid::from_u128(self.ids - self.rng.random_range(0..6_u128));
        let digest = [if self.rng.random_ratio(1, 4) { 1 } else { 2 }; 32];
        let wrong = [0.02, 0.06][self.rng.random_range(0..2_usize)];
        let units = (0..self.rng.random_range(0..=3)).map(|_| self.unit(model, chain, wrong)).collect();
        BatchCommand { id, digest, meta: format!(r#"{{"by":{}}}"#, self.rng.random_range(0..9)), units }
    }

    fn unit(&mut self, model: &Model, chain: &mut BTreeMap<StreamId, u32>, wrong: f64) -> Unit {
        let stream = self.stream();
        let stored = model.streams.get(&stream).map_or(0, |stream| stream.version);
        let chained = chain.entry(stream).or_insert(stored);
        let expected = if self.rng.random_bool(wrong) {
            let off = self.rng.random_range(1..=3);
            if self.rng.random() { chained.saturating_sub(off) } else { *chained + off }
        } else if self.rng.random_bool(0.1) {
            stored
        } else {
            *chained
        };
        let events = if self.rng.random_ratio(1, 4) { 0 } else { self.rng.random_range(1..=3) };
        *chained += events;
        Unit { stream, expected, events: (0..events).map(|_| self.event()).collect() }
    }

    fn event(&mut self) -> NewEvent {
        self.label += 1;
        NewEvent {
            name: ["held", "confirmed", "cancelled"][self.rng.random_range(0..3_usize)].to_owned(),
            shape: ["1.0", "1.1"][self.rng.random_range(0..2_usize)].to_owned(),
            payload: format!(r#"{{ "label": {} }}"#, self.label),
            sealed: self.rng.random_ratio(1, 3).then(|| self.rng.random::<[u8; 12]>().to_vec()),
        }
    }
}
