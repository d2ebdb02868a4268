//! The tables as others meet them: readers of cqrs-es, somebody with a database client, the next partition.

use cqrs_es::event_sink::EventSink;
use cqrs_es::persist::PersistedEventRepository;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vorgang_event_store::{Position, StreamId, Unit};

use super::build::{STREAM, accepted, batch, command, event, judged, unit};
use crate::ground::{Engine, Ground, suite};

suite! {
    what_happened_is_neither_changed_nor_removed,
    an_existing_cqrs_es_program_reads_the_log,
    streams_are_read_across_partitions,
    the_names_of_all_events_are_listed_once,
}
suite! { Postgres: postgres_only => [partitions_are_there_before_the_events] }

async fn what_happened_is_neither_changed_nor_removed(ground: Ground) {
    let log = ground.open().await;
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 2)])])).await;
    let before = log.read_after(Position::START, 10).await.expect("it reads");
    for sql in ["UPDATE event SET payload = '{}'", "DELETE FROM event WHERE position = 2"] {
        let error = ground.sql(sql, sql).await.expect_err(sql);
        assert!(error.contains("event log is append-only"), "{error}");
    }
    let copy = "INTO event SELECT position, stream, at, command_id, version, kind, 'other', type_version, payload, meta, \
                sealed FROM event";
    let others = match ground.engine {
        Engine::Sqlite => vec![
            format!("INSERT OR REPLACE {copy}"),
            format!("INSERT {}", copy.replace("SELECT position", "SELECT position + 7")),
        ],
        Engine::Postgres => {
            ["UPDATE event_1 SET at = now()", "DELETE FROM event_1", "TRUNCATE event", "TRUNCATE event_1"]
                .map(str::to_owned)
                .to_vec()
        }
    };
    for sql in others {
        ground.sql(&sql, &sql).await.expect_err(&sql);
    }
    assert_eq!(log.read_after(Position::START, 10).await.expect("it reads"), before);
}

async fn the_names_of_all_events_are_listed_once(ground: Ground) {
    let log = ground.open().await;
    assert!(log.event_names().await.expect("it reads").is_empty());
    let mut other = unit(StreamId { kind: 2, id: Uuid::nil() }, 0, 1);
    "planned".clone_into(&mut other.events[0].name);
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 2), other])])).await;
    let names = log.event_names().await.expect("it reads");
    assert_eq!(names, [(1, "booked".to_owned()), (2, "planned".to_owned())]);
}

async fn an_existing_cqrs_es_program_reads_the_log(ground: Ground) {
    let log = ground.open().await;
    let id = Uuid::from_u128(0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF);
    let stream = StreamId { kind: 1, id };
    let events = vec![event(r#"{"Booked":{"seats":2}}"#), event(r#"{"Booked":{"seats":3}}"#)];
    let wanted = vec![Unit { stream, expected: 0, events }, unit(StreamId { kind: 2, id }, 0, 1), unit(STREAM, 0, 1)];
    judged(&log, &batch(1, vec![command(1, wanted)])).await;

    let read = match ground.engine {
        Engine::Sqlite => {
            let pool = sqlite_es::default_sqlite_pool(&format!("sqlite://{}", ground.path().display())).await;
            let upstream = sqlite_es::SqliteEventRepository::new(pool).with_tables("es_events", "none");
            upstream.get_events::<Booking>(&id.to_string()).await.expect("it reads")
        }
        Engine::Postgres => {
            let pool = postgres_es::default_postgress_pool(ground.url()).await;
            let upstream = postgres_es::PostgresEventRepository::new(pool).with_tables("es_events", "none");
            upstream.get_events::<Booking>(&id.to_string()).await.expect("it reads")
        }
    };
    let read: Vec<_> = read
        .into_iter()
        .map(|e| (e.aggregate_type, e.aggregate_id, e.sequence, e.event_type, e.event_version, e.payload, e.metadata))
        .collect();
    let expected = |sequence, seats| {
        let texts = ["booking", &id.to_string(), "booked", "1.0"].map(str::to_owned);
        let [aggregate, id, name, shape] = texts;
        let payload = serde_json::json!({ "Booked": { "seats": seats } });
        (aggregate, id, sequence, name, shape, payload, serde_json::json!({ "by": "ada" }))
    };
    assert_eq!(read, [expected(1, 2), expected(2, 3)]);
}

async fn streams_are_read_across_partitions(ground: Ground) {
    let log = ground.open().await;
    let other = StreamId { kind: 2, ..STREAM };
    let mut next = 1;
    // A thousand events are more than three of the small partitions.
    for round in 0..25_u32 {
        let units = vec![unit(STREAM, round * 20, 20), unit(other, round * 20, 20)];
        let verdicts = judged(&log, &batch(i64::from(round), vec![command(u128::from(round), units)])).await;
        assert_eq!(verdicts, [accepted(next, next + 39)]);
        next += 40;
    }
    for stream in [STREAM, other] {
        let versions: Vec<u32> =
            log.read_stream(stream, 0).await.expect("it reads").iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=500).collect::<Vec<_>>());
    }
    let middle = log.read_after(Position(290), 20).await.expect("it reads");
    let positions: Vec<u64> = middle.iter().map(|event| event.position.0).collect();
    assert_eq!(positions, (291..=310).collect::<Vec<_>>());
}

async fn partitions_are_there_before_the_events(ground: Ground) {
    let log = ground.open().await;
    let partitions = "SELECT string_agg(first_pos || '-' || end_pos, ' ' ORDER BY number) FROM event_partition";
    let partitions = async || ground.sql("", partitions).await.expect("it reads").concat();
    assert_eq!(partitions().await, "1-301");
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 150)])])).await;
    assert_eq!(partitions().await, "1-301", "there is room for a hundred more");
    judged(&log, &batch(2, vec![command(2, vec![unit(STREAM, 150, 51)])])).await;
    assert_eq!(partitions().await, "1-301 301-601");
    judged(&log, &batch(3, vec![command(3, vec![unit(STREAM, 201, 1_000)])])).await;
    assert_eq!(partitions().await, "1-301 301-601 601-901 901-1201 1201-1501");
    // Each has the unique index of its own.
    let indexes = "SELECT count(*)::text FROM pg_indexes WHERE indexname LIKE 'event\\__\\_stream'";
    assert_eq!(ground.sql("", indexes).await.expect("it reads"), ["5"]);
    // A log that is opened by the server has large partitions, and begins with one.
    let fresh = Ground::new(Engine::Postgres).await;
    fresh
        .open_as(crate::ground::NAME, crate::ground::KINDS, vorgang_event_store::Migrate::Apply)
        .await
        .expect("it opens");
    let ends = fresh.sql("", "SELECT string_agg(end_pos::text, ' ') FROM event_partition").await.expect("it reads");
    assert_eq!(ends, ["10000001"]);
}

/// The least that the readers of cqrs-es ask for.
#[derive(Default, Serialize, Deserialize)]
struct Booking;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Event {
    Booked { seats: u32 },
}

impl DomainEvent for Event {
    fn event_type(&self) -> String {
        "booked".to_owned()
    }

    fn event_version(&self) -> String {
        "1.0".to_owned()
    }
}

impl Aggregate for Booking {
    const TYPE: &'static str = "booking";
    type Command = ();
    type Event = Event;
    type Error = std::fmt::Error;
    type Services = ();

    async fn handle(&mut self, (): (), (): &(), _: &EventSink<Self>) -> Result<(), Self::Error> {
        Ok(())
    }

    fn apply(&mut self, _: Event) {}
}
