//! The framework of `cqrs-es` on our log, compared with the stores that it was made for.

use std::collections::HashMap;

use cqrs_es::persist::{PersistedEventRepository, PersistedEventStore};
use cqrs_es::{AggregateContext as _, AggregateError, CqrsFramework, EventEnvelope, EventStore};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;
use vorgang_event_store::{Log, LogStore, Request, Stop, Target};

use super::office::{Capacity, Lane, LaneEvent, Office, Refusal, request};
use crate::ground::{Ground, seeds, suite};

const SQLITE_EVENTS: &str = "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL,
    sequence integer NOT NULL, event_type text NOT NULL, event_version text NOT NULL, payload text NOT NULL,
    metadata text NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, sequence)) STRICT";
const POSTGRES_EVENTS: &str = "CREATE TABLE events (aggregate_type text NOT NULL, aggregate_id text NOT NULL,
    sequence bigint NOT NULL, event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL,
    metadata json NOT NULL, PRIMARY KEY (aggregate_type, aggregate_id, sequence))";

type Outcome = Result<(), Option<Refusal>>;

async fn our_log_decides_and_stores_as_the_framework_does(ground: Ground) {
    let office = Office::new(ground).await;
    match &office.ground.target {
        Target::Sqlite(path) => {
            office.log().await.close().await;
            let pool = sqlite_es::default_sqlite_pool(&format!("sqlite:{}", path.display())).await;
            sqlx::raw_sql(SQLITE_EVENTS).execute(&pool).await.expect("a table");
            let repository = || sqlite_es::SqliteEventRepository::new(pool.clone());
            compare(&office, repository, &repository(), &repository().with_tables("es_events", "none")).await;
        }
        Target::Postgres(url) => {
            office.log().await.close().await;
            let pool = postgres_es::default_postgress_pool(url).await;
            sqlx::raw_sql(POSTGRES_EVENTS).execute(&pool).await.expect("a table");
            let repository = || postgres_es::PostgresEventRepository::new(pool.clone());
            compare(&office, repository, &repository(), &repository().with_tables("es_events", "none")).await;
        }
    }
}

/// Gives the same commands to both, and compares every answer and every history, with what was noted about each command.
async fn compare<R: PersistedEventRepository + 'static>(office: &Office, store: impl Fn() -> R, theirs: &R, ours: &R) {
    let log = office.log().await;
    let mut swaps = 0;
    for seed in seeds(4) {
        swaps += compare_one(seed, &log, store(), theirs, ours).await;
    }
    assert!(swaps > 10, "only {swaps} commands of two events");
}

async fn compare_one<R: PersistedEventRepository + 'static>(
    seed: u64,
    log: &Log,
    store: R,
    theirs: &R,
    ours: &R,
) -> u32 {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let reference = CqrsFramework::new(PersistedEventStore::<R, Capacity>::new_event_store(store), vec![], ());
    let adapter = CqrsFramework::new(LogStore::<Capacity>::new(log.clone()), vec![], ());
    let days: Vec<Uuid> = (0..4).map(|day| Uuid::from_u128(u128::from(seed) << 8 | day)).collect();
    let mut swaps = 0;
    for step in 0..150 {
        let day = days[random.random_range(0..4)];
        let (by, other) = (Uuid::from_u128(random.random_range(0..4)), Uuid::from_u128(random.random_range(0..4)));
        let command = match random.random_range(0..10) {
            0 => Lane::Plan(random.random_range(0..4)),
            1..=5 => Lane::Take(by),
            6..=7 => Lane::Swap(by, other),
            _ => Lane::GiveBack(by),
        };
        let metadata = HashMap::from([("step".to_owned(), format!("{seed}.{step}"))]);
        let meta = serde_json::to_string(&metadata).expect("JSON");
        let expected = outcome(reference.execute_with_metadata(&day.to_string(), command, metadata.clone()).await);
        let found: Outcome = if random.random_bool(0.5) {
            outcome(adapter.execute_with_metadata(&day.to_string(), command, metadata).await)
        } else {
            let request = Request { meta, ..request(u128::from(seed) << 32 | step) };
            match log.execute::<Capacity>(request, day, command).await {
                Ok(_) => Ok(()),
                Err(Stop::Refused(refusal)) => Err(Some(refusal)),
                Err(Stop::Failed(failure)) => panic!("seed {seed}, step {step}: {failure:?}"),
            }
        };
        assert_eq!(found, expected, "seed {seed}, step {step}: {command:?}");
        swaps += u32::from(found.is_ok() && matches!(command, Lane::Swap(..)));
    }
    let store = LogStore::<Capacity>::new(log.clone());
    for day in days.iter().map(Uuid::to_string) {
        let expected = theirs.get_events::<Capacity>(&day).await.expect("the reference is readable");
        let through_the_view = ours.get_events::<Capacity>(&day).await.expect("our log is readable through the view");
        assert_eq!(through_the_view, expected, "seed {seed}");
        let loaded: Vec<EventEnvelope<Capacity>> = store.load_events(&day).await.expect("it loads");
        let loaded: Vec<_> = loaded.into_iter().map(|e| (e.sequence, e.payload, e.metadata)).collect();
        let expected: Vec<(usize, LaneEvent, HashMap<String, String>)> = expected
            .into_iter()
            .map(|event| {
                let payload = serde_json::from_value(event.payload).expect("an event");
                (event.sequence, payload, serde_json::from_value(event.metadata).expect("texts"))
            })
            .collect();
        assert_eq!(loaded, expected, "seed {seed}");
    }
    swaps
}

fn outcome(answer: Result<(), AggregateError<Refusal>>) -> Outcome {
    answer.map_err(|error| if let AggregateError::UserError(refusal) = error { Some(refusal) } else { None })
}

async fn two_decisions_on_the_same_version_conflict(ground: Ground) {
    let office = Office::new(ground).await;
    let store = LogStore::<Capacity>::new(office.log().await);
    let day = Uuid::from_u128(1).to_string();
    let mut first = store.load_aggregate(&day).await.expect("it loads");
    let second = store.load_aggregate(&day).await.expect("it loads");
    assert_eq!(first.aggregate().lanes, 0);
    let planned = || vec![LaneEvent::Planned { lanes: 3 }];
    let metadata = HashMap::from([("by".to_owned(), "a test".to_owned())]);
    let stored = store.commit(planned(), first, metadata.clone()).await.expect("it is stored");
    assert_eq!((stored[0].sequence, &stored[0].metadata), (1, &metadata));
    let conflict = store.commit(planned(), second, metadata.clone()).await;
    assert!(matches!(conflict, Err(AggregateError::AggregateConflict)));
    let events = store.load_events(&day).await.expect("it loads");
    assert_eq!((events.len(), &events[0].metadata), (1, &metadata));
    assert!(store.load_aggregate("not a UUID").await.is_err());
}

suite![our_log_decides_and_stores_as_the_framework_does, two_decisions_on_the_same_version_conflict];
