//! Followers: each from its own place, each event once and in order, and a halt where one cannot go on.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use uuid::Uuid;
use vorgang_event_store::{Cursor, Envelope, Followed, Follower, Halt, Lease, Log, Position, Reader};

use super::office::{
    Booking, BookingEvent, Event, Lane, LaneEvent, Name, Office, booking, decode, lane, planned, request,
};
use super::personal::{Personal, knows};
use crate::ground::{Engine, Ground, suite};

const SOON: Duration = Duration::from_mins(1);

/// Keeps what it takes; its checkpoint is where it is told to begin, plus what it took.
#[derive(Clone, Default)]
struct Notebook {
    begin: Position,
    taken: Arc<Mutex<Vec<Envelope<Event>>>>,
    /// How often it still fails for now.
    failing: Arc<AtomicU32>,
    /// Where it cannot go on.
    stuck_at: Option<Position>,
}

impl Notebook {
    fn from(begin: u64) -> Self {
        Self { begin: Position(begin), ..Self::default() }
    }

    fn positions(&self) -> Vec<u64> {
        self.taken.lock().expect("no panic").iter().map(|envelope| envelope.position.0).collect()
    }
}

impl Follower<Event> for Notebook {
    fn name(&self) -> &'static str {
        "notebook"
    }

    async fn checkpoint(&mut self) -> Result<Position, Halt> {
        Ok(self.taken.lock().expect("no panic").last().map_or(self.begin, |envelope| envelope.position))
    }

    async fn take(&mut self, batch: &[Envelope<Event>]) -> Result<(), Halt> {
        if self.failing.load(Ordering::SeqCst) > 0 {
            self.failing.fetch_sub(1, Ordering::SeqCst);
            return Err(Halt::Transient("the table is locked".into()));
        }
        if batch.iter().any(|envelope| Some(envelope.position) == self.stuck_at) {
            return Err(Halt::Permanent("it makes no sense".into()));
        }
        self.taken.lock().expect("no panic").extend_from_slice(batch);
        Ok(())
    }
}

async fn takes(log: &Log, keys: std::ops::Range<u128>) {
    for key in keys {
        lane(log, key, Lane::Take(Uuid::from_u128(key))).await.expect("there is a lane");
    }
}

async fn halted(followed: &Followed) -> String {
    let mut status = followed.status();
    let halted = tokio::time::timeout(SOON, status.wait_for(|status| status.halted.is_some())).await;
    halted.expect("in time").expect("it says so").halted.clone().expect("it halted")
}

async fn followers_begin_where_they_were_and_miss_nothing(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 99).await;
    takes(&log, 1..10).await;
    let reader = Reader::new(log.clone(), decode);
    let notebooks = [Notebook::from(0), Notebook::from(7), Notebook::from(10)];
    let followed: Vec<_> = notebooks.iter().map(|notebook| reader.follow(notebook.clone())).collect();
    takes(&log, 10..20).await;
    for (notebook, followed) in notebooks.iter().zip(followed) {
        followed.wait_until(Position(20), SOON).await.expect("it comes that far");
        assert_eq!(followed.position(), Position(20));
        assert_eq!(notebook.positions(), (notebook.begin.0 + 1..=20).collect::<Vec<_>>());
        followed.stop().await;
    }
    let first = notebooks[0].taken.lock().expect("no panic")[0].clone();
    assert_eq!(first.event, Event::Lane(LaneEvent::Planned { lanes: 99 }));
    assert_eq!((first.version, first.name.as_str(), first.meta.as_str()), (1, "planned", r#"{"by":"a test"}"#));
    takes(&log, 20..21).await;
    assert_eq!(notebooks[0].positions().len(), 20, "who was stopped takes nothing more");
}

async fn another_nodes_events_are_followed(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    let followed = Reader::new(there, decode).follow(Notebook::default());
    planned(&here, 1).await;
    followed.wait_until(Position(1), SOON).await.expect("it comes that far");
}

async fn who_cannot_decode_halts_and_the_others_go_on(ground: Ground) {
    fn only_plans(kind: u16, payload: &[u8]) -> serde_json::Result<Event> {
        match decode(kind, payload)? {
            Event::Lane(LaneEvent::Taken { .. }) => Err(serde::de::Error::custom("unknown")),
            event => Ok(event),
        }
    }
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    takes(&log, 1..4).await;
    let (good, bad) = (Notebook::default(), Notebook::default());
    let good = Reader::new(log.clone(), decode).follow(good);
    let halting = Reader::new(log.clone(), only_plans).follow(bad.clone());
    let why = halted(&halting).await;
    assert!(why.contains("event 2"), "{why}");
    assert_eq!(bad.positions(), [1], "it stands before what it cannot read");
    good.wait_until(Position(4), SOON).await.expect("the other goes on");
    let behind = halting.wait_until(Position(4), SOON).await.expect_err("nobody waits for it");
    assert_eq!(behind.status.position, Position(1));
}

async fn who_fails_for_now_is_tried_again_and_who_fails_for_good_halts(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let reader = Reader::new(log.clone(), decode);
    let shaky = Notebook { failing: Arc::new(AtomicU32::new(2)), ..Notebook::default() };
    let followed = reader.follow(shaky.clone());
    followed.wait_until(Position(1), SOON).await.expect("the third time it works");
    assert_eq!(shaky.positions(), [1]);
    let stuck = reader.follow(Notebook { stuck_at: Some(Position(2)), ..Notebook::default() });
    stuck.wait_until(Position(1), SOON).await.expect("so far so good");
    takes(&log, 1..2).await;
    assert!(halted(&stuck).await.contains("it makes no sense"));
    followed.wait_until(Position(2), SOON).await.expect("the other goes on");
}

async fn a_place_beyond_the_end_halts(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let followed = Reader::new(log, decode).follow(Notebook::from(5));
    assert!(halted(&followed).await.contains("was the log restored?"));
}

async fn who_is_forgotten_is_erased_for_followers_that_come_later(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    let ada = Uuid::from_u128(0xada);
    let people = vec![knows(ada, "Ada".to_owned())];
    log.execute::<Booking>(request(1), booking(1), Name(people)).await.expect("it is written");
    let reader = Reader::new(log.clone(), decode);
    let (before, after) = (Notebook::default(), Notebook::default());
    reader.follow(before.clone()).wait_until(Position(1), SOON).await.expect("it comes that far");
    log.destroy_subject(ada).await.expect("it is destroyed");
    reader.follow(after.clone()).wait_until(Position(1), SOON).await.expect("it comes that far");
    let person = |notebook: &Notebook| match &notebook.taken.lock().expect("no panic")[0].event {
        Event::Booking(BookingEvent::Named { people, .. }) => people[0].clone().expect("a person"),
        Event::Lane(_) => panic!("a booking"),
    };
    assert_eq!(person(&before), knows(ada, "Ada".to_owned()));
    assert_eq!(person(&after), Personal::Erased { subject: ada });
}

/// Gives back every lane that somebody takes, on whichever node it runs.
struct Reaction {
    log: Log,
    cursor: Cursor,
}

impl Reaction {
    fn on(log: &Log) -> Self {
        let cursor = Cursor::new("gives-back", log).with_ttl(Duration::from_mins(1));
        Self { log: log.clone(), cursor }
    }

    async fn lease(&mut self) -> Lease {
        self.cursor.take_lease(self.log.backend()).await.expect("the log answers")
    }

    async fn store(&mut self) {
        self.cursor.store(self.log.backend()).await.expect("the log answers");
    }

    /// Reacts to whatever follows its place, and says to which positions it did for the first time.
    async fn react(&mut self) -> Vec<u64> {
        let mut first_time = Vec::new();
        let events = self.log.read_envelopes(self.cursor.position(), 100, decode).await.expect("it reads");
        for envelope in events {
            if let Event::Lane(LaneEvent::Taken { by }) = envelope.event {
                let key = 1_000_000 + u128::from(envelope.position.0);
                if !lane(&self.log, key, Lane::GiveBack(by)).await.expect("it is taken").repeated {
                    first_time.push(envelope.position.0);
                }
            }
            self.cursor.advance(envelope.position);
        }
        first_time
    }
}

async fn a_reaction_runs_on_one_node_and_another_takes_over(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    let (mut first, mut second) = (Reaction::on(&here), Reaction::on(&there));
    planned(&here, 2).await;
    assert_eq!(first.lease().await, Lease::Gained);
    if office.ground.engine == Engine::Postgres {
        assert_eq!(second.lease().await, Lease::Elsewhere, "one node does the work");
    }
    takes(&here, 1..2).await;
    assert_eq!((first.lease().await, first.react().await), (Lease::Held, vec![2]));
    first.store().await;
    takes(&here, 2..3).await;
    assert_eq!(first.react().await, [4]);

    // The first node goes silent before it has stored that, until its lease has run out.
    let sqlite = "UPDATE lease SET expires_at = 0 RETURNING name";
    let postgres = "UPDATE lease SET expires_at = '-infinity' RETURNING name";
    assert_eq!(office.ground.sql(sqlite, postgres).await.expect("it is written"), ["gives-back"]);
    assert_eq!(
        (second.lease().await, second.cursor.position()),
        (Lease::Gained, Position(2)),
        "it goes on from what was stored"
    );
    assert_eq!(second.react().await, [0; 0], "what was done already is recognised");
    second.store().await;
    if office.ground.engine == Engine::Postgres {
        first.store().await;
        assert_eq!(first.lease().await, Lease::Elsewhere, "it was fenced off");
    }
    assert_eq!(here.backend().checkpoint("gives-back").await.expect("a checkpoint"), Position(5));

    second.cursor.give_back(there.backend()).await.expect("the log answers");
    let mut third = Reaction::on(&here);
    assert_eq!(third.lease().await, Lease::Gained, "what was given back is free at once");
    assert_eq!(third.cursor.position(), Position(5));
}

suite![
    followers_begin_where_they_were_and_miss_nothing,
    another_nodes_events_are_followed,
    who_cannot_decode_halts_and_the_others_go_on,
    who_fails_for_now_is_tried_again_and_who_fails_for_good_halts,
    a_place_beyond_the_end_halts,
    who_is_forgotten_is_erased_for_followers_that_come_later,
    a_reaction_runs_on_one_node_and_another_takes_over,
];
