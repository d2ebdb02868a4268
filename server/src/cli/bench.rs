//! `vorgang bench`

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use tracing::warn;

use super::{Context, Usage, say, say_json};
use crate::bench::place::Beside;
use crate::bench::{self, Report};
use crate::disk;

/// Measures this machine through the real command path
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example:
  vorgang bench booking --clients 16")]
pub(super) enum Bench {
    Append(Append),
    Booking(Booking),
    Release(Release),
}

/// Appends small events to 10,000 streams, and compares with the back ends that come with cqrs-es
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vorgang bench append --json
  vorgang bench append --log postgres://localhost/bench --clients 64 --secs 10")]
pub(super) struct Append {
    #[command(flatten)]
    load: Load,
    /// Leaves the comparison out
    #[arg(long)]
    alone: bool,
}

/// Lets clients race for appointments, and counts from the log that none was given away twice
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench booking --clients 64 --secs 5 --json")]
pub(super) struct Booking {
    #[command(flatten)]
    load: Load,
}

/// Lets thousands of people want the few times that one moment releases, each once, all within a second
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench release --connections 5000 --units 200 --json")]
pub(super) struct Release {
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    /// How many people, each with a connection of their own
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = clap::value_parser!(u64).range(1..=20000))]
    connections: u64,
    /// How many times are released
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(2..=280))]
    units: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// More clients than this only wait for one another.
const CLIENTS: fn(&str) -> Result<usize, String> = |text| match text.parse() {
    Ok(clients @ 1..=1024) => Ok(clients),
    _ => Err("between 1 and 1024 clients can be measured".to_owned()),
};

#[derive(Debug, Args)]
struct Load {
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database; without it on
    /// the disk of the data folder
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    /// How many clients at a time; several numbers are measured one after the other
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [1, 16, 64], value_parser = CLIENTS)]
    clients: Vec<usize>,
    /// How long each number of clients works, in seconds
    #[arg(long, value_name = "S", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    secs: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// Where a benchmark works.
fn beside(log: Option<&String>, context: &Context) -> anyhow::Result<Beside> {
    context.without_authority("a benchmark has an office of its own")?;
    let beside = if let Some(log) = log {
        Beside::log(log.parse().map_err(|error| Usage(format!("--log {log:?}: {error}")))?)
    } else {
        let data = context.config()?.data;
        Beside::Folder(if data.is_dir() { data } else { PathBuf::from(".") })
    };
    if let Beside::Folder(folder) = &beside
        && disk::forgets(folder)
    {
        warn!("{} is kept in memory, so nothing waits for a disk; name a folder on one with --log", folder.display());
    }
    Ok(beside)
}

impl Load {
    fn duration(&self) -> Duration {
        Duration::from_secs(self.secs)
    }
}

impl Bench {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Append(Append { load, alone }) => {
                let beside = beside(load.log.as_ref(), context)?;
                let report = bench::append::run(&beside, &load.clients, load.duration(), !alone).await?;
                tell(&report, load.json)
            }
            Self::Booking(Booking { load }) => {
                let beside = beside(load.log.as_ref(), context)?;
                tell(&bench::booking::run(&beside, &load.clients, load.duration()).await?, load.json)
            }
            Self::Release(Release { log, connections, units, json }) => {
                let beside = beside(log.as_ref(), context)?;
                let (connections, units) = (usize::try_from(connections)?, usize::try_from(units)?);
                let released = bench::release::run(&beside, connections, units).await?;
                if json { say_json(&released) } else { say(released.table()) }
            }
        }
    }
}

fn tell(report: &Report, json: bool) -> anyhow::Result<()> {
    if json { say_json(report) } else { say(report.table().trim_end()) }
}
