//! Lets clients send commands for a while, and times each one.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use tokio::task::JoinSet;

use super::Measured;

/// What became of one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was accepted, with so many events.
    Accepted(u64),
    /// Somebody else was faster.
    Conflict,
    /// It failed.
    Failed,
    /// There is nothing left to do.
    Over,
}

struct Tally {
    times: Histogram<u64>,
    accepted: u64,
    events: u64,
    conflicts: u64,
    errors: u64,
}

impl Tally {
    fn new() -> anyhow::Result<Self> {
        // Microseconds up to a minute, to three digits.
        let times = Histogram::new_with_bounds(1, 60_000_000, 3).context("the histogram's bounds")?;
        Ok(Self { times, accepted: 0, events: 0, conflicts: 0, errors: 0 })
    }

    fn add(&mut self, other: &Self) {
        self.times += &other.times;
        self.accepted += other.accepted;
        self.events += other.events;
        self.conflicts += other.conflicts;
        self.errors += other.errors;
    }
}

/// A client: gives its next command each time it is asked.
pub(super) trait Client: Send + 'static {
    fn next(&mut self) -> impl Future<Output = Answer> + Send;
}

/// Lets all clients work for so long.
pub(super) async fn drive<C: Client>(
    workload: &'static str,
    log: &'static str,
    clients: Vec<C>,
    duration: Duration,
) -> anyhow::Result<Measured> {
    let count = clients.len();
    let begun = Instant::now();
    let mut working = JoinSet::new();
    for mut client in clients {
        working.spawn(async move {
            let mut tally = Tally::new()?;
            while begun.elapsed() < duration {
                let sent = Instant::now();
                match client.next().await {
                    Answer::Accepted(events) => {
                        let micros = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
                        tally.times.saturating_record(micros);
                        tally.accepted += 1;
                        tally.events += events;
                    }
                    Answer::Conflict => tally.conflicts += 1,
                    Answer::Failed => tally.errors += 1,
                    Answer::Over => break,
                }
            }
            anyhow::Ok(tally)
        });
    }
    let mut all = Tally::new()?;
    while let Some(tally) = working.join_next().await {
        all.add(&tally.context("a client panicked")??);
    }
    let secs = begun.elapsed().as_secs_f64();
    let millis = |quantile| exact(all.times.value_at_quantile(quantile)) / 1_000.0;
    Ok(Measured {
        workload,
        log,
        clients: count,
        commands_per_s: exact(all.accepted) / secs,
        events_per_s: exact(all.events) / secs,
        p50_ms: millis(0.5),
        p99_ms: millis(0.99),
        conflicts: all.conflicts,
        errors: all.errors,
        booked: None,
        double: None,
        peer: None,
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^52")]
fn exact(count: u64) -> f64 {
    count as f64
}
