//! The key store: keys are made once, destroyed for ever, and never usable with another authority's key.

use std::time::Duration;

use sqlx::{Connection as _, PgConnection};
use uuid::Uuid;
use vorgang_event_store::codec::Part;
use vorgang_event_store::keys::{Place, STALE};
use vorgang_event_store::{Failure, Kek, KeyStore, Migrate, StreamId, Target};

use super::office::Office;
use crate::ground::{Ground, NAME, suite};

const ADA: Uuid = Uuid::from_u128(0xada);
const BEN: Uuid = Uuid::from_u128(0xbe2);

fn place() -> Place<'static> {
    Place { authority: NAME, kind: "booking", stream: StreamId { kind: 1, id: ADA }, version: 3, name: "named" }
}

fn part(subject: Uuid, text: &str) -> Part<Vec<u8>> {
    Part { subject, at: 12, value: text.as_bytes().to_vec() }
}

async fn what_was_sealed_opens_on_another_node(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.key_store().await, office.key_store().await);
    let keys = here.create(&[ADA, BEN, ADA]).await.expect("keys are made");
    let sealed = keys.seal(&place(), vec![part(ADA, "Ada"), part(BEN, "Ben")]).expect("it is sealed");
    assert!(!sealed.windows(3).any(|bytes| bytes == b"Ada" || bytes == b"Ben"));
    let opened = there.find(&[ADA, BEN]).await.expect("keys").open(&place(), &sealed).expect("it opens");
    let texts: Vec<_> = opened.into_iter().map(|part| part.value.expect("it is not erased")).collect();
    assert_eq!(texts, [b"Ada".to_vec(), b"Ben".to_vec()]);
    let again = there.create(&[ADA]).await.expect("the same key").open(&place(), &sealed);
    assert!(matches!(again, Err(Failure::Key(_))), "an unknown key is a failure, not an erasure");
}

async fn a_part_opens_only_where_it_was_sealed(ground: Ground) {
    let office = Office::new(ground).await;
    let keys = office.key_store().await.create(&[ADA, BEN]).await.expect("keys are made");
    let sealed = keys.seal(&place(), vec![part(ADA, "Ada"), part(BEN, "Ben")]).expect("it is sealed");
    let length = sealed.len() / 2;
    let elsewhere = [
        Place { authority: "trier", ..place() },
        Place { kind: "capacity", ..place() },
        Place { stream: StreamId { kind: 1, id: BEN }, ..place() },
        Place { version: 4, ..place() },
        Place { name: "renamed", ..place() },
    ];
    for place in elsewhere {
        assert!(matches!(keys.open(&place, &sealed), Err(Failure::Key(_))), "{place:?}");
    }
    let swapped = [&sealed[length..], &sealed[..length]].concat();
    assert!(keys.open(&place(), &swapped).is_err(), "in another order");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 1;
        assert!(keys.open(&place(), &changed).is_err(), "byte {index} was changed");
    }
    assert!(keys.open(&place(), &sealed[..length + 5]).is_err(), "cut off");
}

async fn a_destroyed_key_stays_destroyed(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.key_store().await, office.key_store().await);
    let keys = here.create(&[ADA]).await.expect("a key is made");
    let sealed = keys.seal(&place(), vec![part(ADA, "Ada")]).expect("it is sealed");
    there.find(&[ADA]).await.expect("the other node remembers it");
    here.destroy(ADA).await.expect("it is destroyed");
    here.destroy(ADA).await.expect("again changes nothing");
    here.destroy(BEN).await.expect("a subject without a key never gets one");
    for store in [&here, &office.key_store().await] {
        let keys = store.create(&[ADA, BEN]).await.expect("tombstones");
        assert_eq!(keys.open(&place(), &sealed).expect("it reads as erased")[0].value, None);
        assert!(keys.seal(&place(), vec![part(BEN, "Ben")]).is_err());
    }
    // A node that remembers the key asks before it trusts its memory for longer.
    let forgets = async {
        loop {
            let opened = there.find(&[ADA]).await.expect("keys").open(&place(), &sealed).expect("it opens");
            if opened[0].value.is_none() {
                break;
            }
            // Nobody is told when it does.
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(STALE + Duration::from_mins(1), forgets).await.expect("it forgets soon");
    assert_eq!(there.destructions_seen(), 1);
}

async fn the_wrong_key_file_is_refused(ground: Ground) {
    let office = Office::new(ground).await;
    drop(office.key_store().await);
    let other = Kek::generate_into(&office.folder.path().join("other")).expect("another key file");
    let opened = KeyStore::open(&office.keys, NAME, other, office.clock.clone(), Migrate::Refuse).await;
    assert!(matches!(opened, Err(Failure::Key(_))));
    let opened = KeyStore::open(&office.keys, "trier", office.kek(), office.clock.clone(), Migrate::Apply).await;
    assert!(matches!(opened, Err(Failure::Unusable(_))));
}

async fn a_key_store_is_made_only_where_that_was_asked_for(ground: Ground) {
    let office = Office::new(ground).await;
    for _ in 0..2 {
        let opened = KeyStore::open(&office.keys, NAME, office.kek(), office.clock.clone(), Migrate::Refuse).await;
        assert!(matches!(opened, Err(Failure::Unusable(_))), "looking at it makes nothing");
    }
    drop(office.key_store().await);
    let opened = KeyStore::open(&office.keys, NAME, office.kek(), office.clock.clone(), Migrate::Refuse).await;
    assert!(opened.is_ok());
}

async fn a_key_store_that_may_lose_keys_is_refused(ground: Ground) {
    let office = Office::new(ground).await;
    let Target::Postgres(url) = &office.keys else { panic!("it is PostgreSQL") };
    let unsafe_setting = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', \
                          current_database()); END $$";
    let mut connection = PgConnection::connect(url).await.expect("it connects");
    sqlx::raw_sql(unsafe_setting).execute(&mut connection).await.expect("it is set");
    let opened = KeyStore::open(&office.keys, NAME, office.kek(), office.clock.clone(), Migrate::Apply).await;
    let Err(Failure::Unusable(why)) = opened else { panic!("it is refused") };
    assert!(why.contains("synchronous_commit=off"), "{why}");
}

async fn a_key_store_without_its_tables_is_unusable(ground: Ground) {
    let office = Office::new(ground).await;
    let store = office.key_store().await;
    match &office.keys {
        Target::Sqlite(path) => {
            let connection = rusqlite::Connection::open(path).expect("it opens");
            connection.execute_batch("DROP TABLE subject_key").expect("it is dropped");
        }
        Target::Postgres(url) => {
            let mut connection = PgConnection::connect(url).await.expect("it connects");
            sqlx::raw_sql("DROP TABLE subject_key").execute(&mut connection).await.expect("it is dropped");
        }
    }
    let found = store.find(&[ADA]).await.map(drop);
    assert!(matches!(found, Err(Failure::Unusable(_))), "no waiting helps: {found:?}");
}

async fn a_secret_is_made_once(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.key_store().await, office.key_store().await);
    let (first, second) = tokio::join!(here.secret("links"), there.secret("links"));
    let first = first.expect("a secret");
    assert_eq!(first, second.expect("the same secret"));
    assert_ne!(first, here.secret("index").await.expect("another secret"));
}

suite![
    what_was_sealed_opens_on_another_node,
    a_part_opens_only_where_it_was_sealed,
    a_destroyed_key_stays_destroyed,
    the_wrong_key_file_is_refused,
    a_key_store_is_made_only_where_that_was_asked_for,
    a_key_store_without_its_tables_is_unusable,
    a_secret_is_made_once,
];
suite! { Postgres: postgres_only => [a_key_store_that_may_lose_keys_is_refused] }
