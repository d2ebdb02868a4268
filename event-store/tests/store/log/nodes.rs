//! Two nodes on one log: nobody decides on what the other has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;
use vorgang_event_store::testing::Faults;
use vorgang_event_store::{Clock, Draft, Failure, Position, Stop};

use super::office::{
    Booking, Capacity, DAY, Gate, Lane, Name, Office, Refusal, behind_the_gate, booking, lane, planned, request,
};
use crate::ground::{Ground, suite};

const ADA: Uuid = Uuid::from_u128(0xada);
const BEN: Uuid = Uuid::from_u128(0xbe2);

async fn a_conflict_is_decided_again(ground: Ground) {
    let office = Office::new(ground).await;
    let there = office.log().await;
    planned(&there, 2).await;
    let other = there.clone();
    let faults = Faults::before(move |number, _| {
        let other = other.clone();
        async move {
            if number == 1 {
                lane(&other, 1, Lane::Take(ADA)).await.expect("there is a lane");
            }
        }
    });
    let here = office.log_with(|config| config.faults = Some(faults.clone())).await;
    let done = lane(&here, 2, Lane::Take(BEN)).await.expect("there is another");
    assert_eq!((faults.appends(), done.position), (2, Position(3)), "the first time it lost");
    assert_eq!(there.load::<Capacity>(DAY).await.expect("it loads").state.taken.len(), 2);
}

async fn a_node_a_year_ahead_takes_no_command(ground: Ground) {
    let office = Office::new(ground).await;
    let (right, wrong) = (Clock::system(), Clock::wrong_by(TimeDelta::days(365)));
    let right = office.log_with(|config| config.clock = right).await;
    let wrong = office.log_with(|config| config.clock = wrong).await;
    let Err(Stop::Failed(Failure::Unavailable(why))) = lane(&wrong, 1, Lane::Plan(1)).await else {
        panic!("it takes none")
    };
    assert!(why.to_string().contains("the database's at"), "{why}");
    let done = lane(&right, 1, Lane::Plan(1)).await.expect("the other one does");
    assert_eq!(right.head().await.expect("it answers"), (Position(1), done.at));
    assert!(done.at < Clock::system().now() + TimeDelta::minutes(1), "and the log's time is the present");
    assert!(lane(&wrong, 2, Lane::Plan(2)).await.is_err(), "hearing of it changes nothing");
    wrong.clock().accept_jump();
    lane(&wrong, 2, Lane::Plan(2)).await.expect("an operator says that it is right");
}

async fn a_refusal_does_not_rest_on_what_another_node_has_changed(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    planned(&here, 1).await;
    lane(&here, 1, Lane::Take(ADA)).await.expect("there is a lane");
    lane(&there, 2, Lane::GiveBack(ADA)).await.expect("it is hers");
    lane(&here, 3, Lane::Take(BEN)).await.expect("it is free again");
}

async fn a_guard_that_moved_forces_another_decision(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    planned(&here, 1).await;
    lane(&there, 1, Lane::Take(ADA)).await.expect("there is a lane");
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let done = here
        .command(request(2), move |draft: &mut Draft<'_, Refusal>| {
            counted.fetch_add(1, Ordering::SeqCst);
            let day = draft.guard::<Capacity>(DAY)?;
            draft.decide::<Booking>(booking(day.state.taken.len()), Name(vec![]))?;
            Ok(())
        })
        .await
        .expect("it is accepted");
    // A trial with the stale state and one read, a conflict, then the state as it is.
    assert!(runs.load(Ordering::SeqCst) >= 4, "{runs:?}");
    assert_eq!(here.load::<Booking>(booking(1)).await.expect("it loads").version, 1);
    assert_eq!(here.load::<Booking>(booking(0)).await.expect("it loads").version, 0);
    assert_eq!(done.position, Position(3));
}

async fn nothing_rests_on_a_decision_that_fell(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    planned(&here, 1).await;
    let gate = Gate::close(&here).await;
    let waiting = behind_the_gate(&here, vec![(1, Lane::Take(ADA)), (2, Lane::Take(BEN))]).await;
    lane(&there, 3, Lane::Plan(2)).await.expect("a lane is added");
    gate.open().await;
    for answer in waiting {
        answer.await.expect("no panic").expect("there is a lane for both");
    }
    assert_eq!(there.load::<Capacity>(DAY).await.expect("it loads").state.taken.len(), 2);
}

async fn two_nodes_share_a_hot_stream(ground: Ground) {
    let office = Office::new(ground).await;
    let nodes = [office.log().await, office.log().await];
    planned(&nodes[0], 40).await;
    let tasks: Vec<_> = (0..60)
        .map(|number| {
            let log = nodes[number as usize % 2].clone();
            tokio::spawn(async move {
                loop {
                    match lane(&log, number, Lane::Take(Uuid::from_u128(number))).await {
                        Ok(done) => break Some(done.position),
                        Err(Stop::Refused(Refusal::Full)) => break None,
                        Err(Stop::Failed(Failure::Contended)) => {}
                        Err(error) => panic!("{error:?}"),
                    }
                }
            })
        })
        .collect();
    let mut positions = Vec::new();
    for task in tasks {
        positions.extend(task.await.expect("no panic"));
    }
    positions.sort_unstable();
    assert_eq!(positions, (2..=41).map(Position).collect::<Vec<_>>());
}

async fn a_node_learns_of_the_other_ones_events_while_idle(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    let mut known = there.position();
    planned(&here, 1).await;
    let heard = known.wait_for(|position| *position >= Position(1));
    drop(tokio::time::timeout(Duration::from_mins(1), heard).await.expect("in time").expect("the log is open"));
}

async fn what_a_node_knows_comes_from_memory_and_goes_with_the_news(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    let day = async || here.known::<Capacity>(DAY).await.expect("it is known");
    assert_eq!(day().await.version, 0, "nothing has happened");
    planned(&here, 1).await;
    let own = day().await;
    assert_eq!(own.version, 1, "its own events at once");
    assert!(Arc::ptr_eq(&own, &day().await), "without another read");
    let mut heard = here.position();
    lane(&there, 1, Lane::Take(ADA)).await.expect("there is a lane");
    let news = heard.wait_for(|position| *position >= Position(2));
    drop(tokio::time::timeout(Duration::from_mins(1), news).await.expect("in time").expect("the log is open"));
    assert_eq!(day().await.version, 2, "and those of others as soon as it hears of them");
    // Whoever has read about an event elsewhere puts the stream into memory.
    lane(&there, 2, Lane::GiveBack(ADA)).await.expect("it is hers");
    here.load::<Capacity>(DAY).await.expect("it loads");
    assert_eq!(day().await.version, 3);
}

async fn the_same_key_on_two_nodes_is_one_command(ground: Ground) {
    let office = Office::new(ground).await;
    let (here, there) = (office.log().await, office.log().await);
    planned(&here, 1).await;
    let (first, second) = tokio::join!(lane(&here, 1, Lane::Take(ADA)), lane(&there, 1, Lane::Take(ADA)));
    let (first, second) = (first.expect("an answer"), second.expect("the same answer"));
    assert_eq!((first.first, first.position, first.at), (second.first, second.position, second.at));
    assert!(first.repeated != second.repeated);
}

suite![
    a_conflict_is_decided_again,
    a_refusal_does_not_rest_on_what_another_node_has_changed,
    a_guard_that_moved_forces_another_decision,
    nothing_rests_on_a_decision_that_fell,
    two_nodes_share_a_hot_stream,
    a_node_learns_of_the_other_ones_events_while_idle,
    what_a_node_knows_comes_from_memory_and_goes_with_the_news,
    the_same_key_on_two_nodes_is_one_command,
];
suite! { Postgres: postgres_only => [a_node_a_year_ahead_takes_no_command] }
