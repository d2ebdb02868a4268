//! A network that goes silent: whoever waits is told in time, and nothing waits for the dead connections afterwards.

use std::time::{Duration, Instant};

use vorgang_event_store::backend::Postgres;
use vorgang_event_store::backend::postgres::Settings;
use vorgang_event_store::{Backend, Failure, Migrate, Position};

use super::build::{STREAM, accepted, batch, command, judged, unit};
use crate::ground::{Ground, KINDS, NAME, suite};
use crate::proxy::Proxy;

suite! { Postgres: postgres_only => [a_silent_network_is_told_in_time_and_is_over_when_it_is_over] }

async fn a_silent_network_is_told_in_time_and_is_over_when_it_is_over(ground: Ground) {
    let proxy = Proxy::before(ground.url()).await;
    let url = proxy.url(ground.url());
    let open = async |migrate, settings| {
        Postgres::open(&url, NAME, KINDS, migrate, settings).await.map(Backend::Postgres).expect("it opens")
    };
    let patient = open(Migrate::Apply, Settings::default()).await;
    // Making the tables may take longer than this one waits.
    let hasty = Settings { answer_max: Duration::from_secs(3), ..Settings::default() };
    let log = open(Migrate::Refuse, hasty).await;
    let next = |n: u32| batch(n.into(), vec![command(n.into(), vec![unit(STREAM, n - 1, 1)])]);
    assert_eq!(judged(&patient, &next(1)).await, [accepted(1, 1)]);
    log.head().await.expect("it reads");

    proxy.silence();
    let begun = Instant::now();
    let (second, third) = (next(2), next(3));
    let (one, two, head) = tokio::join!(log.append(&second), log.append(&third), log.head());
    for answer in [one.map(drop), two.map(drop), head.map(drop)] {
        assert!(matches!(answer, Err(Failure::Unavailable(_))), "{answer:?}");
    }
    let lease = log.lease("timers", uuid::Uuid::nil(), None, Duration::from_secs(1)).await;
    assert!(matches!(lease, Err(Failure::Unavailable(_))), "{lease:?}");
    assert!(begun.elapsed() < Duration::from_mins(1), "it took {:?}", begun.elapsed());

    proxy.speak();
    assert_eq!(log.head().await.expect("it reads at once").0, Position(1));
    assert_eq!(judged(&log, &next(2)).await, [accepted(2, 2)]);
}
