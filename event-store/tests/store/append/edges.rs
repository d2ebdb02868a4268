//! Single batches at the edges of the rule.

use std::collections::HashMap;

use sqlx::{Connection, PgConnection};
use uuid::Uuid;
use vorgang_event_store::backend::Entry;
use vorgang_event_store::{Appended, Batch, Failure, Position, StreamId, Unit, Verdict};

use super::build::{STREAM, accepted, at, batch, command, duplicate, event, judged, unit};
use crate::ground::{Ground, suite};

suite! {
    an_empty_batch_gets_no_verdicts_and_writes_nothing,
    a_command_without_events_is_remembered,
    a_repeated_command_gets_its_first_answer_again,
    a_decision_on_events_that_never_happened_does_not_stand,
    a_command_stands_with_all_its_units_or_not_at_all,
    a_guard_sees_a_closed_stream_and_an_event_does_not_enter_it,
    a_batch_before_the_last_time_is_told_that_time,
    text_that_is_not_json_is_refused_with_its_whole_batch,
    what_could_not_be_read_again_is_refused,
    a_broken_log_is_no_fault_of_the_command,
    the_stored_bytes_come_back_as_they_are,
}
suite! { Postgres: postgres_only => [the_function_refuses_lists_that_disagree, the_function_refuses_other_isolation] }

async fn an_empty_batch_gets_no_verdicts_and_writes_nothing(ground: Ground) {
    let log = ground.open().await;
    assert_eq!(judged(&log, &batch(1, vec![])).await, []);
    assert_eq!(log.head().await.expect("it reads"), (Position::START, chrono::DateTime::UNIX_EPOCH));
}

async fn a_command_without_events_is_remembered(ground: Ground) {
    let log = ground.open().await;
    let guard = command(2, vec![unit(STREAM, 1, 0)]);
    let batch = batch(1, vec![command(1, vec![unit(STREAM, 0, 1)]), guard, command(3, vec![])]);
    assert_eq!(judged(&log, &batch).await, [accepted(1, 1), accepted(2, 1), accepted(2, 1)]);
    assert_eq!(judged(&log, &batch).await, [duplicate(1, 1, 1), duplicate(1, 2, 1), duplicate(1, 2, 1)]);
    let later = Batch { at: at(5), ..batch };
    assert_eq!(judged(&log, &later).await, [duplicate(1, 1, 1), duplicate(1, 2, 1), duplicate(1, 2, 1)]);
    let entries = log.ledger(&[2, 9].map(Uuid::from_u128)).await.expect("it reads");
    let entry = Entry { digest: [7; 32], first: Position(2), last: Position(1), at: at(1) };
    assert_eq!(entries, HashMap::from([(Uuid::from_u128(2), entry)]));
}

async fn a_repeated_command_gets_its_first_answer_again(ground: Ground) {
    let log = ground.open().await;
    let first = command(1, vec![unit(STREAM, 0, 2)]);
    let mut other = first.clone();
    other.digest = [8; 32];
    let verdicts = judged(&log, &batch(1, vec![first.clone(), first.clone(), other.clone()])).await;
    assert_eq!(verdicts, [accepted(1, 2), duplicate(1, 1, 2), Verdict::KeyReused]);
    assert_eq!(judged(&log, &batch(2, vec![other, first])).await, [Verdict::KeyReused, duplicate(1, 1, 2)]);

    // A refusal is not remembered: the same id may be accepted later.
    let stale = command(2, vec![unit(STREAM, 1, 1)]);
    let fresh = command(2, vec![unit(STREAM, 2, 1)]);
    assert_eq!(judged(&log, &batch(3, vec![stale])).await, [Verdict::Conflict]);
    assert_eq!(judged(&log, &batch(4, vec![fresh])).await, [accepted(3, 3)]);
}

async fn a_decision_on_events_that_never_happened_does_not_stand(ground: Ground) {
    let log = ground.open().await;
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 5)])])).await;
    // Another node closes the day: version 6 is its event.
    judged(&log, &batch(2, vec![command(2, vec![unit(STREAM, 5, 1)])])).await;
    // This node did not know. Its second command was decided on top of its first, though the count fits by now.
    let chain = vec![command(3, vec![unit(STREAM, 5, 1)]), command(4, vec![unit(STREAM, 6, 1)])];
    assert_eq!(judged(&log, &batch(3, chain)).await, [Verdict::Conflict, Verdict::Conflict]);
    // Also when the first is a duplicate of what another node recorded, and for a guard.
    let chain = vec![command(2, vec![unit(STREAM, 5, 1)]), command(5, vec![unit(STREAM, 6, 0)])];
    assert_eq!(judged(&log, &batch(4, chain)).await, [duplicate(2, 6, 6), Verdict::Conflict]);
    assert_eq!(judged(&log, &batch(5, vec![command(5, vec![unit(STREAM, 6, 1)])])).await, [accepted(7, 7)]);
}

async fn a_command_stands_with_all_its_units_or_not_at_all(ground: Ground) {
    let log = ground.open().await;
    let other = StreamId { kind: 2, ..STREAM };
    let half = command(1, vec![unit(STREAM, 0, 2), unit(other, 1, 1)]);
    assert_eq!(judged(&log, &batch(1, vec![half])).await, [Verdict::Conflict]);
    let whole = command(2, vec![unit(STREAM, 0, 1), unit(other, 0, 1), unit(STREAM, 1, 1)]);
    assert_eq!(judged(&log, &batch(1, vec![whole])).await, [accepted(1, 3)]);
    let versions: Vec<_> =
        log.read_stream(STREAM, 0).await.expect("it reads").iter().map(|e| (e.version, e.position.0)).collect();
    assert_eq!(versions, [(1, 1), (2, 3)]);
    assert_eq!(log.read_stream(STREAM, 1).await.expect("it reads").len(), 1);
}

async fn a_guard_sees_a_closed_stream_and_an_event_does_not_enter_it(ground: Ground) {
    let log = ground.open().await;
    assert!(!log.set_closed(STREAM, true).await.expect("it writes"), "there is no such stream yet");
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 1)])])).await;
    assert!(log.set_closed(STREAM, true).await.expect("it writes"));
    let both = vec![command(2, vec![unit(STREAM, 1, 0)]), command(3, vec![unit(STREAM, 9, 1)])];
    assert_eq!(judged(&log, &batch(2, both)).await, [accepted(2, 1), Verdict::Closed]);
    assert!(log.set_closed(STREAM, false).await.expect("it writes"));
    assert_eq!(judged(&log, &batch(3, vec![command(4, vec![unit(STREAM, 1, 1)])])).await, [accepted(2, 2)]);
}

async fn a_batch_before_the_last_time_is_told_that_time(ground: Ground) {
    let log = ground.open().await;
    judged(&log, &batch(10, vec![command(1, vec![unit(STREAM, 0, 1)])])).await;
    for commands in [vec![], vec![command(1, vec![]), command(2, vec![unit(STREAM, 1, 1)])]] {
        let early = log.append(&batch(9, commands)).await.expect("it answers");
        assert_eq!(early, Appended::TooEarly { last_at: at(10) });
    }
    assert_eq!(log.head().await.expect("it reads"), (Position(1), at(10)));
    assert_eq!(judged(&log, &batch(10, vec![command(2, vec![unit(STREAM, 1, 1)])])).await, [accepted(2, 2)]);
}

async fn text_that_is_not_json_is_refused_with_its_whole_batch(ground: Ground) {
    let log = ground.open().await;
    let good = command(1, vec![unit(STREAM, 0, 1)]);
    let mut poison = Vec::new();
    for payload in ["", "{", "{} {}", "nil", "\"a\0b\"", "{\"a\":\"\u{1}\"}"] {
        poison.push(command(2, vec![Unit { stream: STREAM, expected: 1, events: vec![event(payload)] }]));
    }
    poison.push(command(2, vec![unit(STREAM, 1, 1)]));
    "ada".clone_into(&mut poison[6].meta);
    poison.push(command(2, vec![unit(STREAM, 1, 1)]));
    "book\0ed".clone_into(&mut poison[7].units[0].events[0].name);
    for bad in poison {
        let refused = log.append(&batch(1, vec![good.clone(), bad])).await;
        assert!(matches!(refused, Err(Failure::Rejected(_))), "{refused:?}");
    }
    assert_eq!(log.read_after(Position::START, 10).await.expect("it reads"), []);
    assert_eq!(log.ledger(&[good.id]).await.expect("it reads"), HashMap::new());
    assert_eq!(judged(&log, &batch(1, vec![good])).await, [accepted(1, 1)]);
}

async fn what_could_not_be_read_again_is_refused(ground: Ground) {
    let log = ground.open().await;
    let nested = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for payload in [nested(200), nested(300_000), r#""\ud800""#.to_owned(), "1e999".to_owned()] {
        let units = vec![Unit { stream: STREAM, expected: 0, events: vec![event(&payload)] }];
        let refused = log.append(&batch(1, vec![command(1, units)])).await;
        assert!(matches!(refused, Err(Failure::Rejected(_))), "{refused:?}");
    }
    assert_eq!(judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 1)])])).await, [accepted(1, 1)]);
}

async fn a_broken_log_is_no_fault_of_the_command(ground: Ground) {
    let log = ground.open().await;
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 2)])])).await;
    // Somebody has put the head back, so that the next position is taken already.
    let back = "UPDATE log SET head = 1";
    ground.sql(back, back).await.expect("nobody keeps them from it");
    let broken = log.append(&batch(2, vec![command(2, vec![unit(STREAM, 2, 1)])])).await;
    assert!(matches!(broken, Err(Failure::Corrupt(_))), "{broken:?}");
    let gone = "DELETE FROM log";
    ground.sql(gone, gone).await.expect("nobody keeps them from it");
    assert!(matches!(log.head().await, Err(Failure::Corrupt(_))));
}

async fn the_stored_bytes_come_back_as_they_are(ground: Ground) {
    let log = ground.open().await;
    let payload = "{ \"b\" : 1.50,\n\"a\":\"\\u0000 \\u00fc ü 🏛\", \"a\" : null }";
    let mut bytes = event(payload);
    bytes.sealed = Some((0..=255).collect());
    let mut wanted = command(1, vec![Unit { stream: STREAM, expected: 0, events: vec![bytes, event("[]")] }]);
    " {\"by\" : \"ben\"} ".clone_into(&mut wanted.meta);
    judged(&log, &batch(1, vec![wanted.clone()])).await;
    let stored = log.read_stream(STREAM, 0).await.expect("it reads");
    assert_eq!(stored, log.read_after(Position::START, 10).await.expect("it reads"));
    assert_eq!((stored[0].payload.as_str(), &stored[0].meta, stored[0].at), (payload, &wanted.meta, at(1)));
    assert_eq!(stored[0].sealed, Some((0..=255).collect()));
    assert_eq!((stored[1].sealed.as_ref(), stored[1].command_id), (None, wanted.id));
}

const CALL: &str = "SELECT count(*) FROM append_batch(now(), ARRAY[gen_random_uuid()], ARRAY['\\x07'::bytea], ";

async fn the_function_refuses_lists_that_disagree(ground: Ground) {
    let log = ground.open().await;
    let id = "ARRAY[gen_random_uuid()]";
    let text = "ARRAY['{}']";
    let none = "ARRAY[NULL::bytea]";
    for (name, lists) in [
        (
            "a missing unit",
            format!("ARRAY[2], ARRAY[1::smallint], {id}, ARRAY[0], ARRAY[1], {text}, {text}, {text}, {text}, {none}"),
        ),
        (
            "a missing event",
            format!("ARRAY[1], ARRAY[1::smallint], {id}, ARRAY[0], ARRAY[2], {text}, {text}, {text}, {text}, {none}"),
        ),
        (
            "a negative count",
            format!("ARRAY[1], ARRAY[1::smallint], {id}, ARRAY[0], ARRAY[-1], {text}, {text}, {text}, {text}, {none}"),
        ),
        (
            "a short list",
            format!(
                "ARRAY[1], ARRAY[1::smallint], {id}, ARRAY[0], ARRAY[1], {text}, {text}, {text}, {text}, '{{}}'::bytea[]"
            ),
        ),
    ] {
        let error = ground.sql("", &format!("{CALL}{lists})")).await.expect_err(name);
        assert!(error.contains("counts disagree"), "{name}: {error}");
    }
    let bad =
        format!("ARRAY[1], ARRAY[1::smallint], {id}, ARRAY[0], ARRAY[1], {text}, {text}, ARRAY['{{'], {text}, {none}");
    ground.sql("", &format!("{CALL}{bad})")).await.expect_err("bad JSON is refused by the column's type too");
    assert_eq!(log.head().await.expect("it reads").0, Position::START);
}

async fn the_function_refuses_other_isolation(ground: Ground) {
    ground.open().await;
    let mut connection = PgConnection::connect(ground.url()).await.expect("it connects");
    let set = "SET default_transaction_isolation = 'repeatable read'";
    sqlx::raw_sql(set).execute(&mut connection).await.expect("it is set");
    let call = format!("{CALL}ARRAY[0], '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', '{{}}')");
    let error = sqlx::raw_sql(&call).execute(&mut connection).await.expect_err("it is refused");
    assert!(error.to_string().contains("append needs READ COMMITTED"), "{error}");
}
