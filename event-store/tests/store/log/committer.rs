//! The committer where it is hard: others are faster, replies are lost, batches are full, and states cannot be read.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vorgang_event_store::testing::Faults;
use vorgang_event_store::{Clock, Done, Draft, Failure, Log, Position, Stop};

use super::office::{
    Booking, Capacity, DAY, Gate, Lane, Name, Office, Refusal, behind_the_gate, booking, lane, noon, planned, request,
};
use super::personal::knows;
use crate::ground::{Ground, suite};

const ADA: Uuid = Uuid::from_u128(0xada);
const BEN: Uuid = Uuid::from_u128(0xbe2);

async fn who_loses_too_often_is_told(ground: Ground) {
    let office = Office::new(ground).await;
    let there = office.log().await;
    planned(&there, 1).await;
    let other = there.clone();
    let faults = Faults::before(move |number, _| {
        let other = other.clone();
        async move {
            lane(&other, number.into(), Lane::Plan(10 + number as usize)).await.expect("it is planned");
        }
    });
    let here = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let answer = lane(&here, 99, Lane::Take(ADA)).await;
    assert!(matches!(answer, Err(Stop::Failed(Failure::Contended))), "{answer:?}");
    assert_eq!(faults.appends(), 4, "it was decided once, and three times again");
    let day = there.load::<Capacity>(DAY).await.expect("it loads");
    assert_eq!((day.version, day.state.taken.len()), (5, 0));
}

/// Appends something that is nobody else's.
async fn name(log: &Log, number: u32) {
    let done = log.execute::<Booking>(request(number.into()), booking(number as usize), Name(vec![])).await;
    done.expect("it is written");
}

async fn a_slow_clock_decides_at_the_others_time(ground: Ground) {
    let office = Office::new(ground).await;
    let ahead = Clock::manual(noon() + TimeDelta::hours(1));
    let there = office.log_with(|config| config.clock = ahead).await;
    let faults = Faults::before(move |number, _| {
        let there = there.clone();
        async move {
            if number == 1 {
                name(&there, 1).await;
            }
        }
    });
    let here = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let done = lane(&here, 99, Lane::Plan(1)).await.expect("it is planned");
    assert_eq!(faults.appends(), 2, "the first time it was too early");
    assert_eq!(done.at, noon() + TimeDelta::hours(1) + TimeDelta::milliseconds(1));
}

async fn who_is_too_early_for_ever_is_told(ground: Ground) {
    let office = Office::new(ground).await;
    let ahead = Clock::manual(noon());
    let there = office.log_with(|config| config.clock = ahead.clone()).await;
    let faults = Faults::before(move |number, _| {
        let (there, ahead) = (there.clone(), ahead.clone());
        async move {
            if number <= 10 {
                ahead.advance(Duration::from_mins(1));
                name(&there, number).await;
            }
        }
    });
    let here = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let answer = lane(&here, 98, Lane::Plan(1)).await;
    assert!(matches!(answer, Err(Stop::Failed(Failure::Contended))), "{answer:?}");
    assert_eq!(faults.appends(), 10);
    lane(&here, 98, Lane::Plan(1)).await.expect("the other one has stopped");
}

async fn a_lost_reply_is_no_repetition(ground: Ground) {
    let office = Office::new(ground).await;
    let faults = Faults::losing(|number| number == 1);
    let log = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let done = lane(&log, 1, Lane::Plan(1)).await.expect("it is planned");
    assert_eq!(faults.appends(), 2, "it was sent again");
    let expected = Done { first: Position(1), position: Position(1), at: noon(), repeated: false };
    assert_eq!(done, expected, "the caller asked once");
    assert_eq!(lane(&log, 1, Lane::Plan(1)).await.expect("again"), Done { repeated: true, ..expected });
    assert_eq!(log.load::<Capacity>(DAY).await.expect("it loads").version, 1);
    lane(&log, 2, Lane::Take(ADA)).await.expect("what it remembers is right");
}

async fn a_command_whose_replies_are_all_lost_may_be_sent_again(ground: Ground) {
    let office = Office::new(ground).await;
    let faults = Faults::losing(|number| number <= 3);
    let log = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let answer = lane(&log, 1, Lane::Plan(1)).await;
    assert!(matches!(answer, Err(Stop::Failed(Failure::Unavailable(_)))), "{answer:?}");
    assert_eq!(faults.appends(), 3);
    let again = lane(&log, 1, Lane::Plan(1)).await.expect("it was accepted");
    assert!(again.repeated && again.position == Position(1));
}

async fn a_refusal_whose_ground_fell_is_decided_again(ground: Ground) {
    let office = Office::new(ground).await;
    let there = office.log().await;
    planned(&there, 1).await;
    let faults = Faults::before(move |number, batch| {
        let there = there.clone();
        async move {
            // The first append is the gate's. In the second, Ada would get the last lane, and Ben was refused for that.
            if number == 2 {
                assert_eq!(batch.commands.len(), 1);
                lane(&there, 50, Lane::Plan(2)).await.expect("a lane is added");
            }
        }
    });
    let here = office.log_with(|config| config.faults = Some(faults.clone())).await;
    here.load::<Capacity>(DAY).await.expect("it loads");
    let gate = Gate::close(&here).await;
    let waiting = behind_the_gate(&here, vec![(1, Lane::Take(ADA)), (2, Lane::Take(BEN))]).await;
    gate.open().await;
    for answer in waiting {
        answer.await.expect("no panic").expect("there is a lane for both");
    }
    assert_eq!(faults.appends(), 3);
}

/// How many commands each append has.
fn counting() -> (Faults, Arc<Mutex<Vec<usize>>>) {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sizes);
    let faults = Faults::before(move |_, batch| {
        seen.lock().expect("no panic").push(batch.commands.len());
        std::future::ready(())
    });
    (faults, sizes)
}

async fn a_batch_holds_512_commands(ground: Ground) {
    let office = Office::new(ground).await;
    planned(&office.log().await, 1_000).await;
    let (faults, sizes) = counting();
    let log = office.log_with(|config| config.faults = Some(faults)).await;
    log.load::<Capacity>(DAY).await.expect("it loads");
    let gate = Gate::close(&log).await;
    let waiting = behind_the_gate(&log, (0..600).map(|n| (n, Lane::Take(Uuid::from_u128(n)))).collect()).await;
    gate.open().await;
    for answer in waiting {
        answer.await.expect("no panic").expect("there is a lane for all");
    }
    assert_eq!(*sizes.lock().expect("no panic"), [1, 512, 88]);
}

async fn a_mebibyte_closes_a_batch(ground: Ground) {
    let office = Office::new(ground).await;
    let (faults, sizes) = counting();
    let log = office.log_with(|config| config.faults = Some(faults)).await;
    let mut answers = Vec::new();
    for number in 0..5 {
        log.load::<Booking>(booking(number)).await.expect("it loads");
    }
    let gate = Gate::close(&log).await;
    for number in 0..5_usize {
        let people = vec![knows(booking(number), "x".repeat(400 * 1024))];
        let mut answer = Box::pin({
            let log = log.clone();
            async move { log.execute::<Booking>(request(number as u128), booking(number), Name(people)).await }
        });
        // What is in memory needs no read, so one poll brings the command into the queue.
        std::future::poll_fn(|context| std::task::Poll::Ready(answer.as_mut().poll(context).is_pending())).await;
        answers.push(tokio::spawn(answer));
    }
    gate.open().await;
    for answer in answers {
        answer.await.expect("no panic").expect("it is written");
    }
    assert_eq!(*sizes.lock().expect("no panic"), [1, 3, 2]);
}

async fn a_command_reads_up_to_64_streams(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    for (streams, good) in [(64, true), (65, false)] {
        let decide = move |draft: &mut Draft<'_, Refusal>| {
            for number in 0..streams {
                draft.guard::<Booking>(booking(1_000 * streams + number))?;
            }
            Ok(())
        };
        let answer = log.command(request(streams as u128), decide).await;
        match answer {
            Ok(_) if good => {}
            Err(Stop::Failed(Failure::Rejected(_))) if !good => {}
            answer => panic!("{streams} streams: {answer:?}"),
        }
    }
}

/// Whose states cannot be folded at the moment.
static BROKEN: LazyLock<Mutex<HashSet<Uuid>>> = LazyLock::new(Mutex::default);

/// An aggregate with a bug that shows now and then.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Fragile;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Touched(Uuid);

impl DomainEvent for Touched {
    fn event_type(&self) -> String {
        "touched".to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

impl Aggregate for Fragile {
    const TYPE: &'static str = "booking";
    type Command = Uuid;
    type Event = Touched;
    type Error = Refusal;
    type Services = ();

    async fn handle(&mut self, by: Uuid, (): &(), sink: &EventSink<Self>) -> Result<(), Refusal> {
        sink.write(Touched(by), self).await;
        Ok(())
    }

    fn apply(&mut self, Touched(by): Touched) {
        let broken = BROKEN.lock().expect("no panic under the lock").contains(&by);
        assert!(!broken, "a bug in the fold");
    }
}

async fn a_bug_in_a_fold_belongs_to_its_caller(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log_with(|config| config.cache_streams = NonZeroUsize::MIN).await;
    planned(&log, 9).await;
    // Both databases run at once and share the list.
    let id = Uuid::from_u128(0xf00 + office.ground.engine as u128);
    log.execute::<Fragile>(request(1), id, id).await.expect("it is written");
    let gate = Gate::close(&log).await;
    let mut answer = Box::pin({
        let log = log.clone();
        async move { log.execute::<Fragile>(request(2), id, Uuid::nil()).await }
    });
    std::future::poll_fn(|context| std::task::Poll::Ready(answer.as_mut().poll(context).is_pending())).await;
    let answer = tokio::spawn(answer);
    // The state leaves the memory while the command waits, so the committer reads it.
    log.load::<Capacity>(DAY).await.expect("it loads");
    BROKEN.lock().expect("no panic").insert(id);
    gate.open().await;
    assert!(answer.await.expect_err("the bug").is_panic());
    BROKEN.lock().expect("no panic").remove(&id);
    lane(&log, 3, Lane::Take(ADA)).await.expect("the committer is well");
    log.execute::<Fragile>(request(2), id, id).await.expect("and the bug is gone");
}

suite![
    who_loses_too_often_is_told,
    a_slow_clock_decides_at_the_others_time,
    who_is_too_early_for_ever_is_told,
    a_lost_reply_is_no_repetition,
    a_command_whose_replies_are_all_lost_may_be_sent_again,
    a_refusal_whose_ground_fell_is_decided_again,
    a_batch_holds_512_commands,
    a_mebibyte_closes_a_batch,
    a_command_reads_up_to_64_streams,
    a_bug_in_a_fold_belongs_to_its_caller,
];
