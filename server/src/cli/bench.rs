//! `vorgang bench`

use std::time::Duration;

use clap::{Args, Subcommand};
use event_store::Target;

use super::{Context, Usage, say, say_json};
use crate::bench::{self, Report};

/// Measures this machine through the real command path
#[derive(Debug, Subcommand)]
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
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database
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

fn target(log: Option<&String>) -> anyhow::Result<Option<Target>> {
    log.map(|log| log.parse().map_err(|error| Usage(format!("--log {log:?}: {error}")).into())).transpose()
}

impl Load {
    fn target(&self) -> anyhow::Result<Option<Target>> {
        target(self.log.as_ref())
    }

    fn duration(&self) -> Duration {
        Duration::from_secs(self.secs)
    }
}

impl Bench {
    pub(super) async fn run(self, _: &Context) -> anyhow::Result<()> {
        match self {
            Self::Append(Append { load, alone }) => {
                let target = load.target()?;
                let report = bench::append::run(target.as_ref(), &load.clients, load.duration(), !alone).await?;
                tell(&report, load.json)
            }
            Self::Booking(Booking { load }) => {
                let target = load.target()?;
                tell(&bench::booking::run(target.as_ref(), &load.clients, load.duration()).await?, load.json)
            }
            Self::Release(Release { log, connections, units, json }) => {
                let target = target(log.as_ref())?;
                let (connections, units) = (usize::try_from(connections)?, usize::try_from(units)?);
                let released = bench::release::run(target.as_ref(), connections, units).await?;
                if json { say_json(&released) } else { say(released.table()) }
            }
        }
    }
}

fn tell(report: &Report, json: bool) -> anyhow::Result<()> {
    if json { say_json(report) } else { say(report.table().trim_end()) }
}
