//! The server dies at the worst moments, under load. Afterwards every acknowledged command is there, under the same
//! answer, and every read model holds what the log says.

mod errand;
mod load;
mod outside;
mod site;

use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use load::Load;
use site::{Database, Site};

/// How many random moments, besides the named ones.
const MOMENTS: usize = 20;

/// The points at which a server with this database can be made to die.
fn points(database: Database) -> Vec<&'static str> {
    let append = match database {
        Database::Sqlite => ["append.before_commit", "append.after_commit"],
        Database::Postgres => ["append.before_call", "append.after_call"],
    };
    let beside = [
        "projection.before_commit",
        "projection.after_commit",
        "reaction.before_command",
        "reaction.after_command",
        "mail.before_queue",
        "mail.after_queue",
        "mail.before_hand_over",
        "mail.after_hand_over",
        "mail.before_record",
        "mail.after_record",
    ];
    append.into_iter().chain(beside).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_sqlite_dies_and_nothing_is_lost() {
    die_and_look(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_on_postgres_dies_and_nothing_is_lost() {
    die_and_look(Database::Postgres).await;
}

async fn die_and_look(database: Database) {
    let seed = std::env::var("VORGANG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(7);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let site = Site::prepare(database).await;
    let mut load = Load::new(site.fixture(), seed);
    let server = site.start(None).await;
    load.offer(&server.url, site.token("planner")).await;
    server.stop().await;

    for point in points(database) {
        // A later hit each time, so that the point is met in the middle of the work.
        let crash = format!("{point}:{}", random.random_range(20..60));
        let server = site.start(Some(&crash)).await;
        let patience = Instant::now() + Duration::from_mins(4);
        load.run(&server.url, || server.is_alive() && Instant::now() < patience).await;
        assert!(!server.is_alive(), "the server never came to {crash}");
        look(&site, &mut load, &crash).await;
    }
    for moment in 0..MOMENTS {
        let server = site.start(None).await;
        let moment_of_death = Duration::from_millis(random.random_range(20..400));
        // While visitors wait for their answers: the load goes on until the server is dead.
        tokio::join!(load.run(&server.url, || server.is_alive()), async {
            tokio::time::sleep(moment_of_death).await;
            server.kill();
        });
        look(&site, &mut load, &format!("random moment {moment} of seed {seed}")).await;
    }
    let server = site.start(None).await;
    load.ask_for_everything(&server.url).await;
    server.stop().await;
    assert!(load.acknowledged() > 200, "too little was done to prove anything: {}", load.acknowledged());
    assert!(load.moved() > 20, "too few appointments moved to prove anything: {}", load.moved());
}

/// Asks for what was acknowledged before the server died again, and compares the read models with those of a rebuild.
async fn look(site: &Site, load: &mut Load, after: &str) {
    let server = site.start(None).await;
    load.ask_again(&server.url, after).await;
    server.stop().await;
    for _ in 0..3 {
        let head = site.run(&["log", "head", "--json"]);
        let kept = site.run(&["projections", "dump", "--json"]);
        site.run(&["projections", "rebuild"]);
        let rebuilt = site.run(&["projections", "dump", "--json"]);
        // The office may have gone on by itself in between; then the comparison says nothing.
        if head == site.run(&["log", "head", "--json"]) {
            assert!(kept == rebuilt, "after {after} the read models are not what the log says");
            return;
        }
    }
    panic!("after {after} the office does not come to rest");
}
