//! What may be opened, and what is refused for whom to look at.

use vorgang_event_store::{Backend, Failure, Kind, Migrate, Position};

use super::build::{STREAM, batch, command, judged, unit};
use crate::ground::{Ground, KINDS, NAME, suite};

suite! {
    a_log_is_created_once_and_opened_again,
    the_log_of_another_authority_is_refused,
    a_kind_keeps_its_number_and_its_name,
    a_newer_schema_is_refused,
    nothing_is_created_where_that_was_not_asked_for,
}
suite! {
    Postgres: postgres_only => [
        a_database_that_may_lose_commits_is_refused,
        a_schema_of_its_own_holds_a_log,
        an_account_that_may_only_read_opens_and_reads,
    ]
}
suite! { Sqlite: sqlite_only => [a_second_server_is_kept_out, the_file_of_another_program_is_left_as_it_is] }

async fn a_log_is_created_once_and_opened_again(ground: Ground) {
    let (one, two) = tokio::join!(ground.open(), ground.open());
    drop((one, two));
    ground.open_as(NAME, KINDS, Migrate::Refuse).await.expect("it is complete");
}

async fn the_log_of_another_authority_is_refused(ground: Ground) {
    ground.open().await;
    refused(&ground, "saarlouis", KINDS, Migrate::Apply, "it is the log of \"saarbruecken\"").await;
}

async fn a_kind_keeps_its_number_and_its_name(ground: Ground) {
    ground.open().await;
    let kind = Kind::new;
    for (kinds, why) in [
        (vec![kind(1, "booking"), kind(2, "capability")], "its kind 2 is \"capacity\", and here it is \"capability\""),
        (vec![kind(1, "booking")], "its kind 2, \"capacity\", is unknown here"),
        (vec![KINDS[0], KINDS[1], kind(3, "booking")], "its kind \"booking\" has another number here, 3"),
        (vec![KINDS[0], KINDS[1], kind(40_000, "case")], "the number of kind \"case\", 40000, is too large"),
    ] {
        refused(&ground, NAME, &kinds, Migrate::Apply, why).await;
    }
    let more = [KINDS[0], KINDS[1], kind(3, "case")];
    refused(&ground, NAME, &more, Migrate::Refuse, "it does not know the kind \"case\" yet").await;
    ground.open_as(NAME, &more, Migrate::Apply).await.expect("a new kind is added");
    ground.open_as(NAME, &more, Migrate::Refuse).await.expect("it is known now");
}

async fn a_newer_schema_is_refused(ground: Ground) {
    ground.open().await;
    let newer = "INSERT INTO schema_version (version) VALUES (1000)";
    ground.sql(newer, newer).await.expect("it is inserted");
    refused(&ground, NAME, KINDS, Migrate::Apply, "its schema has version 1000").await;
}

async fn nothing_is_created_where_that_was_not_asked_for(ground: Ground) {
    let error = ground.open_as(NAME, KINDS, Migrate::Refuse).await.expect_err("there is no log");
    assert!(matches!(error, Failure::Unusable(_)), "{error}");
}

async fn a_database_that_may_lose_commits_is_refused(ground: Ground) {
    let unsafe_setting = "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', \
                          current_database()); END $$";
    ground.sql("", unsafe_setting).await.expect("it is set");
    let why = "the database may lose commits: synchronous_commit=off";
    refused(&ground, NAME, KINDS, Migrate::Apply, why).await;
}

async fn a_schema_of_its_own_holds_a_log(ground: Ground) {
    ground.open().await;
    let url = format!("{}&options=-c%20search_path%3Dsaarlouis", ground.url());
    let target = vorgang_event_store::Target::Postgres(url);
    let open = || Backend::open(&target, "saarlouis", KINDS, Migrate::Apply);
    let error = open().await.expect_err("the schema does not exist");
    assert!(error.to_string().contains("its schema does not exist"), "{error}");
    ground.sql("", "CREATE SCHEMA saarlouis").await.expect("it is created");
    open().await.expect("it opens beside the other");
}

async fn an_account_that_may_only_read_opens_and_reads(ground: Ground) {
    let log = ground.open().await;
    judged(&log, &batch(1, vec![command(1, vec![unit(STREAM, 0, 2)])])).await;
    let role = "CREATE ROLE auditor LOGIN";
    drop(ground.sql("", role).await);
    ground.sql("", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO auditor").await.expect("it may read");
    let url = ground.url().replace("vorgang@", "auditor@");
    let target = vorgang_event_store::Target::Postgres(url);
    let log = Backend::open(&target, NAME, KINDS, Migrate::Refuse).await.expect("it opens");
    assert_eq!(log.head().await.expect("it reads").0, Position(2));
    assert_eq!(log.read_after(Position(u64::MAX), 10).await.expect("nothing is there"), []);
    log.append(&batch(2, vec![command(2, vec![unit(STREAM, 2, 1)])])).await.expect_err("it may not write");
}

async fn the_file_of_another_program_is_left_as_it_is(ground: Ground) {
    let path = ground.path();
    rusqlite::Connection::open(&path)
        .and_then(|other| other.execute_batch("CREATE TABLE photo (name)"))
        .expect("somebody keeps something there");
    let before = std::fs::read(&path).expect("it is a file");
    for migrate in [Migrate::Refuse, Migrate::Apply] {
        refused(&ground, NAME, KINDS, migrate, "it is the file of another program").await;
        assert!(std::fs::read(&path).expect("it is a file") == before, "{migrate:?}");
    }
}

async fn a_second_server_is_kept_out(ground: Ground) {
    let (one, two) = (ground.open().await, ground.open().await);
    let lock = one.lock_for_server().expect("the first gets it");
    let error = two.lock_for_server().expect_err("the second does not");
    assert!(error.to_string().contains("another server has it open"), "{error}");
    drop(lock);
    two.lock_for_server().expect("it was given back");
    assert!(ground.path().exists());
}

async fn refused(ground: &Ground, name: &str, kinds: &[Kind], migrate: Migrate, why: &str) {
    let error = ground.open_as(name, kinds, migrate).await.expect_err(why);
    assert!(matches!(error, Failure::Unusable(_)), "{error}");
    assert!(error.to_string().contains(why), "{error}");
}
