//! Tests of running.

use domain::booking::{Cancel, CancelReason};
use domain::catalogue::ServiceCode;
use domain::ids::CaseId;
use domain::testing::{ADA, CLARA, acting, at, citizen, clerk, system};
use domain::{Role, booking, case};

use super::*;
use crate::testing::{Models, Office, subject, time};
use crate::timeline::Timeline;
use crate::{MODELS, Model as _, ReadModels};

/// A day on which people come, stay away and cancel, one of them with a case that is worked on.
fn a_day() -> Office {
    let mut office = Office::with_lanes(2, 1);
    let booked = ["08:00", "08:30", "09:00", "10:30"];
    for (n, clock) in (1..).zip(booked) {
        office.book(n, clock, &[ServiceCode::ChangeOfResidence]).expect("the day is free");
    }
    let id = |n: u128| domain::ids::BookingId(uuid::Uuid::from_u128(n));
    let ask = |office: &mut Office, n, by, at, command| office.ask::<booking::State>(id(n).0, by, at, command);
    ask(&mut office, 1, citizen(ADA), time("07:55"), booking::Command::CheckIn).expect("in time");
    ask(&mut office, 1, clerk(CLARA), time("08:01"), booking::Command::Call).expect("she waits");
    ask(&mut office, 1, clerk(CLARA), time("08:02"), booking::Command::Start).expect("she came");
    let case = CaseId::of(id(1), 0);
    let party = crate::testing::visits::registrant(70, "Lovelace", "Ada");
    office
        .ask::<case::State>(case.0, clerk(CLARA), time("08:03"), case::Command::AddParty { party })
        .expect("a registrant");
    let note = subject(0x1000 + 70).knows(case::Note("asked about the house number".to_owned()));
    office.ask::<case::State>(case.0, clerk(CLARA), time("08:04"), case::Command::AddNote { note }).expect("a remark");
    let delivered = vec![booking::Delivered { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
    office.run(&booking::Finish { booking: id(1), delivered }, clerk(CLARA), time("08:20")).expect("they are done");
    office.run(&booking::Miss { booking: id(2) }, system(), time("08:45")).expect("nobody came");
    office
        .run(
            &Cancel { booking: id(3), reason: CancelReason::PlanChanged },
            acting(ADA, Role::ServiceCentre),
            time("08:46"),
        )
        .expect("in time");
    office
}

#[tokio::test]
async fn a_rebuilt_model_is_the_same() {
    let office = a_day();
    let models = Models::of(&office.log).await;
    let grown = models.everything();
    assert!(grown.len() > 30, "{}", grown.join("\n"));
    for name in MODELS {
        models.models.rebuild(name, &office.log).await.expect("the log is whole");
    }
    assert_eq!(models.everything(), grown);
    let files = std::fs::read_dir(models.dir.path()).expect("a folder").filter_map(Result::ok);
    let files = files.filter(|file| file.path().extension().is_some_and(|end| end == "sqlite")).count();
    assert_eq!(files, MODELS.len(), "the replaced files are gone");
}

#[tokio::test]
async fn a_model_can_stop_at_any_event() {
    let office = a_day();
    let whole = Models::of(&office.log).await.everything();
    let dir = tempfile::tempdir().expect("a folder");
    for (n, envelope) in office.log.iter().enumerate() {
        // Everything is closed and opened again, and the reader begins one event too early.
        if n % 7 == 0 {
            let models = ReadModels::open(dir.path()).expect("its own folder");
            let early = n.saturating_sub(7);
            for name in MODELS {
                models.model(name).expect("listed").take(&office.log[early..n]).await.expect("known events");
            }
        }
        let _ = envelope;
    }
    let models = Models { models: ReadModels::open(dir.path()).expect("its own folder"), dir };
    assert!(models.models.position("timeline").expect("listed") > Position(10));
    models.take(&office.log).await;
    assert_eq!(models.everything(), whole);
}

#[tokio::test]
async fn who_is_forgotten_is_gone_from_every_model_and_every_file() {
    let mut office = a_day();
    let models = Models::of(&office.log).await;
    assert!(models.everything().join("\n").contains("Lovelace"));
    let read = office.log.len();
    for who in [1, 2, 3, 4, 0x1000 + 70] {
        office.forget(subject(who), time("12:00"));
    }
    models.take(&office.log[read..]).await;
    let grown = models.everything();
    assert!(!grown.join("\n").to_lowercase().contains("lovelace"));
    assert_eq!(Models::of(&office.log).await.everything(), grown, "read again, after the keys are gone");
    for file in std::fs::read_dir(models.dir.path()).expect("a folder").filter_map(Result::ok) {
        let bytes = std::fs::read(file.path()).expect("a file");
        for trace in [&b"ovelace"[..], b"house number", b"somebody1@"] {
            assert!(!bytes.windows(trace.len()).any(|window| window == trace), "{}", file.path().display());
        }
    }
}

#[tokio::test]
async fn a_hole_in_the_log_halts_a_model_loudly() {
    let office = a_day();
    let models = Models::of(&office.log[..3]).await;
    let model = models.models.model("timeline").expect("listed");
    model.take(&office.log[4..]).await.expect_err("the fourth event is missing");
    assert_eq!(model.status().position, Position(3));
    assert!(model.status().halted.expect("it says why").contains("stands at 3"));
}

#[tokio::test]
async fn an_event_that_cannot_be_applied_halts_only_its_model_and_leaves_no_trace() {
    let mut office = a_day();
    let last = office.log.len();
    let (stream, event) = (office.log[1].stream, office.log[1].event.clone());
    office.happens(stream, system(), at("2026-03-02T13:00:00Z"), event);
    office.log[last].meta = "not JSON".to_owned();
    let models = Models::of(&office.log[..last]).await;
    let before = models.everything();
    let model = models.models.model("timeline").expect("listed");
    model.take(&office.log[last..]).await.expect_err("nobody knows who asked");
    assert!(model.status().halted.is_some());
    assert_eq!(models.everything(), before);
    assert!(models.models.status().iter().filter(|status| status.halted.is_some()).count() == 1);
}

#[tokio::test]
async fn a_halted_model_is_well_again_only_when_it_takes_what_it_could_not() {
    let office = a_day();
    let mut broken = office.log.clone();
    broken[7].meta = "not JSON".to_owned();
    let models = Models::of(&office.log[..7]).await;
    let model = models.models.model("timeline").expect("listed");
    model.take(&broken[7..]).await.expect_err("nobody knows who asked");
    models.models.rebuild("timeline", &broken).await.expect_err("it still cannot be applied");
    assert_eq!((model.status().position, model.status().halted.is_some()), (Position(7), true));
    assert!(!models.models.is_rebuilding("timeline").expect("listed"));
    models.models.rebuild("timeline", &office.log).await.expect("the log is whole");
    assert_eq!(model.status().position, office.log.last().expect("a day").position);
    assert_eq!(model.status().halted, None);
}

#[tokio::test]
async fn an_interrupted_rebuild_leaves_nothing_behind_and_the_old_file_answers() {
    struct Broken;
    impl History for Broken {
        async fn after(&self, _: Position, _: u32) -> Result<Vec<Envelope>, event_store::Failure> {
            Err(event_store::Failure::Busy)
        }
    }
    let office = a_day();
    let models = Models::of(&office.log).await;
    let before = models.everything();
    models.models.rebuild("appointments", &Broken).await.expect_err("the log is busy");
    assert_eq!(models.everything(), before);
    assert_eq!(files(models.dir.path(), "appointments"), 1);
    models.models.rebuild("appointments", &office.log).await.expect("the log is whole");
    assert_eq!(models.everything(), before);
}

#[tokio::test]
async fn a_model_answers_and_follows_while_it_is_rebuilt() {
    /// A log that grows in the middle of a rebuild, and asks the old file meanwhile.
    struct Grows<'a>(&'a Vec<Envelope>, &'a Models);
    impl History for Grows<'_> {
        async fn after(&self, position: Position, limit: u32) -> Result<Vec<Envelope>, event_store::Failure> {
            let model = self.1.models.model("appointments").expect("listed");
            if position == Position::START {
                model.take(self.0).await.expect("known events");
                let id = domain::ids::BookingId(uuid::Uuid::from_u128(1));
                assert!(self.1.models.appointment(id).expect("an answer").is_some());
            }
            self.0.after(position, limit.min(5)).await
        }
    }
    let office = a_day();
    let models = Models::of(&office.log[..9]).await;
    models.models.rebuild("appointments", &Grows(&office.log, &models)).await.expect("the log is whole");
    assert_eq!(models.models.position("appointments").expect("listed"), office.log.last().expect("a day").position);
    models.take(&office.log).await;
    assert_eq!(models.everything(), Models::of(&office.log).await.everything());
}

#[tokio::test]
async fn a_broken_file_and_one_of_another_version_are_thrown_away() {
    let office = a_day();
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(
        dir.path().join(format!("timeline.v{}.3.sqlite", Timeline::VERSION)),
        b"this was never a database, but long enough",
    )
    .expect("a file");
    std::fs::write(dir.path().join("worklist.v0.1.sqlite"), b"").expect("a file");
    let models = Models { models: ReadModels::open(dir.path()).expect("what is broken begins anew"), dir };
    assert_eq!(models.models.position("timeline").expect("listed"), Position::START);
    assert_eq!((files(models.dir.path(), "timeline"), files(models.dir.path(), "worklist")), (1, 1));
    models.take(&office.log).await;
}

#[tokio::test]
async fn who_looks_at_the_models_changes_nothing() {
    let office = a_day();
    let models = Models::of(&office.log).await;
    let names = || {
        let entries = std::fs::read_dir(models.dir.path()).expect("a folder").filter_map(Result::ok);
        entries.map(|entry| entry.file_name()).collect::<std::collections::BTreeSet<_>>()
    };
    std::fs::write(models.dir.path().join("worklist.v0.1.sqlite"), b"").expect("a file");
    let before = names();
    assert_eq!(ReadModels::look(models.dir.path()).expect("readable"), models.models.status());
    assert_eq!(names(), before);

    let closed = tempfile::tempdir().expect("a folder");
    drop(ReadModels::open(closed.path()).expect("its own folder"));
    let count = || std::fs::read_dir(closed.path()).expect("a folder").count();
    let before = count();
    assert_eq!(ReadModels::look(closed.path()).expect("readable").len(), MODELS.len());
    assert_eq!(count(), before, "no write-ahead log was made");
}

#[tokio::test]
async fn who_waits_for_a_position_gets_it_or_learns_where_the_model_stands() {
    let office = a_day();
    let models = Models::of(&office.log[..5]).await;
    let stale = models.models.wait(&["timeline"], Position(6), Duration::ZERO).await;
    assert_eq!(stale, Err(Stale { model: "timeline", position: Position(5) }));
    let waiting = models.models.wait(&["timeline", "worklist"], Position(6), Duration::from_mins(1));
    let (reached, ()) = tokio::join!(waiting, models.take(&office.log));
    assert_eq!(reached, Ok(()));
}

#[tokio::test]
async fn a_model_says_which_event_last_touched_its_rows() {
    let mut office = Office::with_lanes(2, 1);
    office.book(1, "08:00", &[ServiceCode::ChangeOfResidence]).expect("the day is free");
    let models = Models::of(&office.log).await;
    let (booked, end) = (models.models.changed(&["appointments"]), office.log.len());
    assert!(booked > Position::START);
    let note = subject(9).knows(case::Note("asked for a ramp".to_owned()));
    office.happens(office.log[end - 1].stream, clerk(CLARA), time("07:00"), case::Event::Noted { note }.into());
    models.take(&office.log[end..]).await;
    let head = office.log.last().expect("a day").position;
    assert_eq!(models.models.position("appointments").expect("listed"), head, "it has read the note");
    assert_eq!(models.models.changed(&["appointments"]), booked, "which says nothing to it");
    assert_eq!(models.models.changed(&["appointments", "timeline"]), head, "and something to the history");
    models.models.rebuild("appointments", &office.log).await.expect("the log is whole");
    assert_eq!(models.models.changed(&["appointments"]), head, "a new file may answer something else");
}

#[tokio::test]
async fn a_dump_names_nobody() {
    let models = Models::of(&a_day().log).await;
    for name in MODELS {
        let mut dump = Vec::new();
        models.models.dump(name, &mut dump).expect("rows");
        let dump = String::from_utf8(dump).expect("JSON");
        for personal in ["ovelace", "example.org", "house number"] {
            assert!(!dump.contains(personal), "{name}: {dump}");
        }
    }
}

fn files(dir: &Path, model: &str) -> usize {
    let names = std::fs::read_dir(dir).expect("a folder").filter_map(Result::ok).map(|file| file.file_name());
    names
        .filter(|name| name.to_string_lossy().starts_with(model) && name.to_string_lossy().ends_with(".sqlite"))
        .count()
}
