//! How many commands a second the log takes, beside the back ends that come with `cqrs-es`.

use std::sync::Arc;
use std::time::Duration;

use event_store::Target;

use super::place::{Beside, Place};
use super::{Measured, Peer, Report, measure, ours, peers};

/// Runs the benchmark with each number of clients.
///
/// Every command adds one event of about 400 bytes to one of 10,000 streams that hold five events already.
/// Without `compare` only our own log is measured.
pub async fn run(beside: &Beside, clients: &[usize], duration: Duration, compare: bool) -> anyhow::Result<Report> {
    let place = Place::new(beside).await?;
    let measured = all(&place, clients, duration, compare).await;
    place.clear().await?;
    Report::of(measured?)
}

async fn all(place: &Place, clients: &[usize], duration: Duration, compare: bool) -> anyhow::Result<Vec<Measured>> {
    let log = Arc::new(ours::filled(place).await?);
    let mut runs = vec![];
    for &count in clients {
        let mut run = measure::drive("append", place.kind(), ours::Appender::several(&log, count), duration).await?;
        if compare {
            run.peer = Some(peer(place, &run, duration).await?);
        }
        runs.push(run);
    }
    log.close().await;
    Ok(runs)
}

async fn peer(place: &Place, ours: &Measured, duration: Duration) -> anyhow::Result<Peer> {
    let (name, theirs) = match place.log() {
        Target::Sqlite(_) => {
            let clients = peers::sqlite(place, ours.clients).await?;
            ("sqlite-es", measure::drive("append", "sqlite", clients, duration).await?)
        }
        Target::Postgres(_) => {
            let clients = peers::postgres(place, ours.clients).await?;
            ("postgres-es", measure::drive("append", "postgres", clients, duration).await?)
        }
    };
    Ok(Peer {
        name,
        commands_per_s: theirs.commands_per_s,
        p50_ms: theirs.p50_ms,
        p99_ms: theirs.p99_ms,
        conflicts: theirs.conflicts,
        errors: theirs.errors,
        ratio: ours.commands_per_s / theirs.commands_per_s.max(f64::MIN_POSITIVE),
    })
}
