//! Commands on one node: the first answer again, all or nothing, batches, and neighbours that misbehave.

use std::time::Duration;

use uuid::Uuid;
use vorgang_event_store::{Done, Draft, Failure, Position, Request, Stop};

use super::office::{
    Booking, Capacity, DAY, Gate, Lane, Name, Office, Refusal, behind_the_gate, booking, lane, noon, planned, refused,
    request,
};
use super::personal::knows;
use crate::ground::{Ground, suite};

const ADA: Uuid = Uuid::from_u128(0xada);
const BEN: Uuid = Uuid::from_u128(0xbe2);

async fn the_same_request_gets_the_first_answer_again(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 2).await;
    let first = lane(&log, 1, Lane::Take(ADA)).await.expect("there is a lane");
    office.clock.advance(Duration::from_mins(1));
    lane(&log, 2, Lane::Take(BEN)).await.expect("there is another");
    let again = lane(&log, 1, Lane::Take(ADA)).await.expect("the first answer");
    assert!(!first.repeated && again.repeated);
    assert_eq!((first.first, first.position, first.at), (again.first, again.position, again.at));
}

async fn a_repetition_that_a_rule_would_refuse_gets_the_first_answer(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 2).await;
    lane(&log, 1, Lane::Take(ADA)).await.expect("there is a lane");
    let first = lane(&log, 2, Lane::GiveBack(ADA)).await.expect("it is hers");
    let again = lane(&log, 2, Lane::GiveBack(ADA)).await.expect("she has already given it back");
    assert!(again.repeated && again.position == first.position);
}

async fn the_same_key_for_another_request_is_refused(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 1).await;
    lane(&log, 1, Lane::Take(ADA)).await.expect("there is a lane");
    let other = Request { digest: [7; 32], ..request(1) };
    for command in [Lane::Plan(9), Lane::Take(ADA), Lane::Take(BEN)] {
        let answer = log.execute::<Capacity>(other.clone(), DAY, command).await;
        assert!(matches!(answer, Err(Stop::Failed(Failure::KeyReused))), "{command:?}: {answer:?}");
    }
}

async fn a_refusal_is_not_remembered(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 0).await;
    assert!(matches!(lane(&log, 1, Lane::Take(ADA)).await, Err(Stop::Refused(Refusal::Full))));
    lane(&log, 2, Lane::Plan(1)).await.expect("a lane is added");
    assert!(!lane(&log, 1, Lane::Take(ADA)).await.expect("now there is one").repeated);
}

async fn a_command_that_changes_nothing_is_remembered(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 1).await;
    office.clock.advance(Duration::from_mins(1));
    let nothing = lane(&log, 1, Lane::Plan(1)).await.expect("it is already so");
    assert_eq!((nothing.first, nothing.position), (Position(2), Position(1)));
    office.clock.advance(Duration::from_mins(1));
    lane(&log, 2, Lane::Plan(5)).await.expect("it changes");
    let again = lane(&log, 1, Lane::Plan(1)).await.expect("the first answer");
    assert_eq!(again, Done { repeated: true, ..nothing });
    assert_eq!(log.load::<Capacity>(DAY).await.expect("it loads").state.lanes, 5);
}

async fn all_streams_of_a_command_change_or_none(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 1).await;
    let hold = |key, by: Uuid| {
        log.command(request(key), move |draft: &mut Draft<'_, Refusal>| {
            draft.decide::<Booking>(by, Name(vec![knows(by, "Ada".to_owned())]))?;
            draft.decide::<Capacity>(DAY, Lane::Take(by))?;
            assert!(draft.guard::<Capacity>(DAY)?.state.taken.contains(&by), "a second look sees the first decision");
            Ok(())
        })
    };
    assert_eq!(hold(1, ADA).await.expect("there is a lane").position, Position(3));
    assert!(refused(&hold(2, BEN).await));
    assert_eq!(log.load::<Booking>(BEN).await.expect("it loads").version, 0);
    assert_eq!(log.head().await.expect("a head").0, Position(3));
}

async fn twelve_tasks_on_five_lanes_take_exactly_five(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 5).await;
    let tasks: Vec<_> = (0..12)
        .map(|number| {
            let log = log.clone();
            tokio::spawn(async move {
                let decide = move |draft: &mut Draft<'_, Refusal>| {
                    draft.decide::<Capacity>(DAY, Lane::Take(booking(number)))?;
                    draft.decide::<Booking>(booking(number), Name(vec![]))?;
                    Ok(())
                };
                log.command(request(number as u128), decide).await.is_ok()
            })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        taken += usize::from(task.await.expect("no panic"));
    }
    assert_eq!(taken, 5);
    assert_eq!(log.load::<Capacity>(DAY).await.expect("it loads").state.taken.len(), 5);
    assert_eq!(log.head().await.expect("a head").0, Position(1 + 2 * 5));
}

async fn what_waits_is_decided_together_and_one_after_another(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 30).await;
    let gate = Gate::close(&log).await;
    let commands = (0..50).map(|number| (number, Lane::Take(Uuid::from_u128(number)))).collect();
    let waiting = behind_the_gate(&log, commands).await;
    gate.open().await;
    let mut times = Vec::new();
    for (number, answer) in waiting.into_iter().enumerate() {
        let answer = answer.await.expect("no panic");
        assert_eq!(answer.is_ok(), number < 30, "{number}: first come, first served");
        times.extend(answer.map(|done| done.at));
    }
    assert!(times.iter().all(|at| *at == times[0]), "one batch has one time");
    assert_eq!(log.load::<Capacity>(DAY).await.expect("it loads").version, 31);
}

async fn a_full_queue_says_so(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log_with(|config| config.queue_max = 2).await;
    planned(&log, 9).await;
    let gate = Gate::close(&log).await;
    let waiting = behind_the_gate(&log, vec![(1, Lane::Take(ADA)), (2, Lane::Take(BEN))]).await;
    assert!(matches!(lane(&log, 3, Lane::Plan(1)).await, Err(Stop::Failed(Failure::Busy))));
    gate.open().await;
    for answer in waiting {
        answer.await.expect("no panic").expect("who waited is served");
    }
    lane(&log, 3, Lane::Plan(1)).await.expect("there is room again");
}

async fn a_poisoned_command_harms_nobody_else(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let gate = Gate::close(&log).await;
    let commands = vec![(1, Lane::Take(ADA)), (2, Lane::Poison), (3, Lane::Take(BEN))];
    let waiting = behind_the_gate(&log, commands).await;
    gate.open().await;
    let [ada, poison, ben] = <[_; 3]>::try_from(waiting).expect("three answers");
    ada.await.expect("no panic").expect("who came before is served");
    let poison = poison.await.expect("no panic");
    assert!(matches!(poison, Err(Stop::Failed(Failure::Rejected(_)))), "{poison:?}");
    ben.await.expect("no panic").expect("who came after is served");
    assert_eq!(log.load::<Capacity>(DAY).await.expect("it loads").state.taken.len(), 2);
}

async fn a_bug_in_a_rule_belongs_to_its_caller(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let task = tokio::spawn({
        let log = log.clone();
        async move { lane(&log, 1, Lane::Panic).await }
    });
    assert!(task.await.expect_err("the bug").is_panic());
    // A panic that only the committer meets.
    let runs = std::sync::atomic::AtomicUsize::new(0);
    let task = tokio::spawn({
        let log = log.clone();
        async move {
            let decide = move |_: &mut Draft<'_, Refusal>| {
                assert_eq!(runs.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0, "a bug in a rule");
                Ok(())
            };
            log.command(request(2), decide).await
        }
    });
    assert!(task.await.expect_err("the bug").is_panic());
    lane(&log, 3, Lane::Take(ADA)).await.expect("the committer is well");
}

async fn a_caller_who_went_away_disturbs_nobody(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let gate = Gate::close(&log).await;
    let waiting = behind_the_gate(&log, vec![(1, Lane::Take(ADA)), (2, Lane::Take(BEN))]).await;
    waiting[0].abort();
    gate.open().await;
    let [_, ben] = <[_; 2]>::try_from(waiting).expect("two answers");
    ben.await.expect("no panic").expect("who stayed is served");
    assert!(lane(&log, 1, Lane::Take(ADA)).await.expect("she asks again").repeated);
}

async fn a_restart_keeps_the_answers(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 1).await;
    let first = lane(&log, 1, Lane::Take(ADA)).await.expect("there is a lane");
    log.close().await;
    let log = office.log().await;
    let again = lane(&log, 1, Lane::Take(ADA)).await.expect("the first answer");
    assert!(again.repeated && again.at == first.at);
    assert!(refused(&lane(&log, 2, Lane::Take(BEN)).await));
}

async fn closing_answers_what_waits(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    let gate = Gate::close(&log).await;
    let waiting = behind_the_gate(&log, vec![(1, Lane::Take(ADA)), (2, Lane::GiveBack(BEN))]).await;
    let closing = tokio::spawn({
        let log = log.clone();
        async move { log.close().await }
    });
    gate.open().await;
    closing.await.expect("it closes");
    let [ada, ben] = <[_; 2]>::try_from(waiting).expect("two answers");
    ada.await.expect("no panic").expect("she waited");
    assert!(refused(&ben.await.expect("no panic")));
    assert!(matches!(lane(&log, 3, Lane::Plan(1)).await, Err(Stop::Failed(Failure::Unavailable(_)))));
}

async fn time_never_goes_back(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    planned(&log, 9).await;
    office.clock.set(noon() - Duration::from_hours(1));
    assert_eq!(lane(&log, 1, Lane::Take(ADA)).await.expect("there is a lane").at, noon());
    let log = office.log().await;
    assert_eq!(lane(&log, 2, Lane::Take(BEN)).await.expect("after a restart too").at, noon());
}

async fn a_request_whose_meta_is_not_json_is_refused(ground: Ground) {
    let office = Office::new(ground).await;
    let log = office.log().await;
    let request = Request { meta: "by a test".to_owned(), ..request(1) };
    let answer = log.execute::<Capacity>(request, DAY, Lane::Plan(1)).await;
    assert!(matches!(answer, Err(Stop::Failed(Failure::Rejected(_)))));
}

suite![
    the_same_request_gets_the_first_answer_again,
    a_repetition_that_a_rule_would_refuse_gets_the_first_answer,
    the_same_key_for_another_request_is_refused,
    a_refusal_is_not_remembered,
    a_command_that_changes_nothing_is_remembered,
    all_streams_of_a_command_change_or_none,
    twelve_tasks_on_five_lanes_take_exactly_five,
    what_waits_is_decided_together_and_one_after_another,
    a_full_queue_says_so,
    a_poisoned_command_harms_nobody_else,
    a_bug_in_a_rule_belongs_to_its_caller,
    a_caller_who_went_away_disturbs_nobody,
    a_restart_keeps_the_answers,
    closing_answers_what_waits,
    time_never_goes_back,
    a_request_whose_meta_is_not_json_is_refused,
];
