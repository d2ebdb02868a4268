//! A person is forgotten at any point of a history, and the history still folds.

use std::path::Path;
use std::time::Duration;

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;
use vorgang_event_store::{Failure, Log, Stop, Target};

use super::office::{Booking, Name, Office, Refusal, booking, decode, request};
use super::personal::{Personal, knows};
use crate::ground::{Ground, seeds, suite};

const SECRET: &str = "Lovelace-7f3a";

async fn name(log: &Log, key: u128, id: Uuid, people: &[Uuid]) -> Result<(), Stop<Refusal>> {
    let people = people.iter().map(|subject| knows(*subject, format!("{SECRET} {subject}"))).collect();
    log.execute::<Booking>(request(key), id, Name(people)).await.map(drop)
}

async fn a_history_folds_whoever_is_forgotten_after_whichever_event(ground: Ground) {
    let office = Office::new(ground).await;
    for seed in seeds(4) {
        some_are_forgotten(&office, seed).await;
    }
}

async fn some_are_forgotten(office: &Office, seed: u64) {
    let log = office.log().await;
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let events = random.random_range(2..8);
    let mut key = u128::from(seed) << 32;
    for forgotten_after in 0..=events {
        let id = Uuid::from_u128(u128::from(seed) << 32 | forgotten_after);
        let subjects: Vec<Uuid> = (0..3).map(|_| Uuid::from_u128(random.random())).collect();
        let mut erased = Vec::new();
        let mut written = Vec::new();
        for event in 0..=events {
            if event == forgotten_after {
                for subject in &subjects {
                    if random.random_bool(0.6) {
                        log.destroy_subject(*subject).await.expect("it is destroyed");
                        erased.push(*subject);
                    }
                }
            }
            key += 1;
            let people: Vec<Uuid> = subjects.iter().copied().filter(|_| random.random_bool(0.5)).collect();
            let answer = name(&log, key, id, &people).await;
            if people.iter().any(|subject| erased.contains(subject)) {
                assert!(matches!(answer, Err(Stop::Failed(Failure::Key(_)))), "nothing new is learnt: {answer:?}");
            } else {
                answer.expect("it is written");
                written.extend(people);
            }
        }
        let expected: Vec<_> = written
            .into_iter()
            .map(|subject| {
                if erased.contains(&subject) {
                    Personal::Erased { subject }
                } else {
                    knows(subject, format!("{SECRET} {subject}"))
                }
            })
            .collect();
        for log in [&log, &office.log().await] {
            let people = log.load::<Booking>(id).await.expect("it folds").state.people;
            assert_eq!(people, expected, "seed {seed}, after {forgotten_after}");
            let stream = log.stream_of::<Booking>(id).expect("a kind");
            log.history_envelopes(stream, decode).await.expect("it decodes");
        }
    }
}

async fn a_forgotten_person_is_not_in_the_memory_of_another_node(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    let ada = Uuid::from_u128(0xada);
    name(&here, 1, booking(1), &[ada]).await.expect("it is written");
    let knows_ada = async |key| {
        let (tell, told) = std::sync::mpsc::channel();
        let decide = move |draft: &mut vorgang_event_store::Draft<'_, Refusal>| {
            let known =
                draft.guard::<Booking>(booking(1))?.state.people.iter().any(|p| matches!(p, Personal::Known { .. }));
            tell.send(known).expect("the test listens");
            Ok(())
        };
        let decide = std::sync::Mutex::new(decide);
        there.command(request(key), move |draft| (decide.lock().expect("no panic"))(draft)).await.expect("accepted");
        told.into_iter().last().expect("it has run")
    };
    assert!(knows_ada(2).await);
    here.destroy_subject(ada).await.expect("it is destroyed");
    let forgotten = async {
        let mut key = 3;
        while knows_ada(key).await {
            key += 1;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), forgotten).await.expect("it forgets soon");
}

async fn clear_data_is_in_no_file_of_the_log(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    for number in 0..20 {
        let subject = Uuid::from_u128(number);
        name(&log, number, booking(1), &[subject]).await.expect("it is written");
    }
    let stored = match &office.ground.target {
        Target::Sqlite(path) => files_beside(path),
        Target::Postgres(_) => {
            // Every row of every table, as text; bytes as they are.
            let rows = "SET bytea_output = escape;
                SELECT query_to_xml(format('SELECT t::text FROM %s t', c.oid::regclass), true, false, '')::text
                  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'";
            let tables = office.ground.sql("", rows).await.expect("the tables");
            assert!(tables.len() >= 8, "each of them: {}", tables.len());
            tables.concat().into_bytes()
        }
    };
    assert!(stored.windows(5).any(|bytes| bytes == b"named"), "this is where the events are");
    assert!(!stored.windows(SECRET.len()).any(|bytes| bytes == SECRET.as_bytes()));
}

fn files_beside(path: &Path) -> Vec<u8> {
    let folder = path.parent().expect("a folder").read_dir().expect("it is readable");
    folder.flat_map(|file| std::fs::read(file.expect("a file").path()).expect("it is readable")).collect()
}

suite![
    a_history_folds_whoever_is_forgotten_after_whichever_event,
    a_forgotten_person_is_not_in_the_memory_of_another_node,
    clear_data_is_in_no_file_of_the_log,
];
