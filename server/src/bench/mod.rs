//! Measures this machine through the real command path.

pub mod api;
pub mod append;
pub mod booking;
mod booking_peer;
pub mod documents;
pub mod growth;
mod measure;
mod ours;
pub mod papers;
mod peers;
pub mod place;
pub mod release;
mod served;
mod stream;

use anyhow::Context as _;
use serde::Serialize;

/// What one run measured.
#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    /// What was done.
    pub workload: &'static str,
    /// Which database kept the log.
    pub log: &'static str,
    /// How many clients sent commands at a time, each its next one after the answer to the last.
    pub clients: usize,
    /// Accepted commands a second.
    pub commands_per_s: f64,
    /// Events a second.
    pub events_per_s: f64,
    /// Half of the commands took no longer, in milliseconds.
    pub p50_ms: f64,
    /// Ninety-nine of a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
    /// Commands that lost against another one.
    pub conflicts: u64,
    /// Commands that failed.
    pub errors: u64,
    /// Appointments that stand, counted from the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub booked: Option<u64>,
    /// Units that were given away more often than there are lanes, counted from the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub double: Option<u64>,
    /// The same commands through the back end that comes with `cqrs-es`, at the same durability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peer: Option<Peer>,
}

/// What the same load did elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct Peer {
    /// Which software.
    pub name: &'static str,
    /// Accepted commands a second.
    pub commands_per_s: f64,
    /// Half of the commands took no longer, in milliseconds.
    pub p50_ms: f64,
    /// Ninety-nine of a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
    /// Commands that lost against another one.
    pub conflicts: u64,
    /// Commands that failed.
    pub errors: u64,
    /// How many commands our log takes for each of theirs.
    pub ratio: f64,
}

impl Peer {
    fn of(name: &'static str, theirs: &Measured, ours: &Measured) -> Self {
        Self {
            name,
            commands_per_s: theirs.commands_per_s,
            p50_ms: theirs.p50_ms,
            p99_ms: theirs.p99_ms,
            conflicts: theirs.conflicts,
            errors: theirs.errors,
            ratio: ours.commands_per_s / theirs.commands_per_s.max(f64::MIN_POSITIVE),
        }
    }
}

/// What a benchmark prints: the figures of the run with the most clients, and all runs beside them.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The run with the most clients.
    #[serde(flatten)]
    pub most: Measured,
    /// Every run.
    pub runs: Vec<Measured>,
}

impl Report {
    pub(crate) fn of(runs: Vec<Measured>) -> anyhow::Result<Self> {
        let most = runs.iter().max_by_key(|run| run.clients).cloned();
        Ok(Self { most: most.context("nothing was measured; name some --clients")?, runs })
    }

    /// The figures as a table for people.
    pub fn table(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for run in &self.runs {
            let Measured { workload, log, clients, commands_per_s, p50_ms, p99_ms, conflicts, errors, .. } = run;
            let _ = write!(
                text,
                "{workload} on {log}, {clients:>3} clients: {commands_per_s:>9.0} commands/s, \
                 p50 {p50_ms:.2} ms, p99 {p99_ms:.2} ms, {conflicts} conflicts, {errors} errors"
            );
            if let (Some(booked), Some(double)) = (run.booked, run.double) {
                let _ = write!(text, "; {booked} booked, {double} double");
            }
            if let Some(peer) = &run.peer {
                let _ = write!(
                    text,
                    "; {}: {:.0} commands/s, p99 {:.2} ms, {} conflicts, {} errors: {:.1} times as many",
                    peer.name, peer.commands_per_s, peer.p99_ms, peer.conflicts, peer.errors, peer.ratio
                );
            }
            text.push('\n');
        }
        text
    }
}
