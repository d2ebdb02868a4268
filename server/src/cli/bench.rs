//! `vorgang bench`

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use tracing::warn;

use super::{Context, Usage, say, say_json};
use crate::bench::growth::Size;
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
    Api(Api),
    Release(Release),
    Growth(Growth),
    Papers(Papers),
    Documents(Documents),
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
}

/// Lets clients race for appointments, counts from the log that none was given away twice, and compares with cqrs-es
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

/// Holds, confirms and cancels on days and with catalogues of several sizes: does a command cost more in a larger office?
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench growth --units 50,500,5000 --services 20,500 --json")]
pub(super) struct Growth {
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    /// How many units the day has over all its lanes; several numbers are measured one after the other
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [50, 500, 5000], value_parser = UNITS)]
    units: Vec<usize>,
    /// How many descriptions of services the catalogue holds over all its editions; each number with each number of units
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [20, 500], value_parser = SERVICES)]
    services: Vec<usize>,
    /// How many clients at a time; half of the units have to be enough for them
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = CLIENTS)]
    clients: usize,
    /// How long each size is measured, in seconds
    #[arg(long, value_name = "S", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    secs: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// Lets people and clerks use the pages at their own pace, whether or not they have got their answers (an open loop)
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench api --rate 100 --secs 20 --json")]
pub(super) struct Api {
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    /// How many questions and commands a second; several numbers are measured one after the other
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [50, 200], value_parser = RATES)]
    rate: Vec<u32>,
    /// How long each rate is kept, in seconds
    #[arg(long, value_name = "S", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    secs: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// Sets and seals a paper of the office again and again
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench papers --clients 2 --json")]
pub(super) struct Papers {
    /// How many at a time
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = CLIENTS)]
    clients: usize,
    /// How long each way is measured, in seconds
    #[arg(long, value_name = "S", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    secs: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// Sends files of several sizes, beside plain files of the same bytes, and looks at files of each kind
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang bench documents --secs 5 --json")]
pub(super) struct Documents {
    /// Measures beside this log, never in it: on its disk, or in a schema of its own in its database
    #[arg(long, value_name = "URL")]
    log: Option<String>,
    /// How long each size and each kind is measured, in seconds
    #[arg(long, value_name = "S", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=3600))]
    secs: u64,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

/// A day's units lie at fifty times, in as many lanes as a window may have.
const UNITS: fn(&str) -> Result<usize, String> = |text| match text.parse() {
    Ok(units @ 2..=50) => Ok(units),
    Ok(units @ 51..=10_000) if units % 50 == 0 => Ok(units),
    _ => Err("a day has 2 to 50 units, or a multiple of 50 up to 10000".to_owned()),
};

/// Each edition is published by two commands.
const SERVICES: fn(&str) -> Result<usize, String> = |text| match text.parse() {
    Ok(services @ 1..=5_000) => Ok(services),
    _ => Err("between 1 and 5000 descriptions can be measured".to_owned()),
};

/// More clients than this only wait for one another.
const CLIENTS: fn(&str) -> Result<usize, String> = |text| match text.parse() {
    Ok(clients @ 1..=1024) => Ok(clients),
    _ => Err("between 1 and 1024 clients can be measured".to_owned()),
};

/// More than this no machine of ours answers.
const RATES: fn(&str) -> Result<u32, String> = |text| match text.parse() {
    Ok(rate @ 1..=20_000) => Ok(rate),
    _ => Err("between 1 and 20000 a second can be measured".to_owned()),
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
    /// Leaves the comparison out
    #[arg(long)]
    alone: bool,
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
            Self::Append(Append { load }) => {
                let beside = beside(load.log.as_ref(), context)?;
                let report = bench::append::run(&beside, &load.clients, load.duration(), !load.alone).await?;
                tell(&report, load.json)
            }
            Self::Booking(Booking { load }) => {
                let beside = beside(load.log.as_ref(), context)?;
                tell(&bench::booking::run(&beside, &load.clients, load.duration(), !load.alone).await?, load.json)
            }
            Self::Release(Release { log, connections, units, json }) => {
                let beside = beside(log.as_ref(), context)?;
                let (connections, units) = (usize::try_from(connections)?, usize::try_from(units)?);
                let released = bench::release::run(&beside, connections, units).await?;
                if json { say_json(&released) } else { say(released.table()) }
            }
            Self::Api(Api { log, rate, secs, json }) => {
                let beside = beside(log.as_ref(), context)?;
                let report = bench::api::run(&beside, &rate, Duration::from_secs(secs)).await?;
                if json { say_json(&report) } else { say(report.table().trim_end()) }
            }
            Self::Growth(Growth { log, units, services, clients, secs, json }) => {
                let beside = beside(log.as_ref(), context)?;
                let of_units = |&units: &usize| services.iter().map(move |&services| Size { units, services });
                let sizes: Vec<Size> = units.iter().flat_map(of_units).collect();
                let growth = bench::growth::run(&beside, &sizes, clients, Duration::from_secs(secs)).await?;
                if json { say_json(&growth) } else { say(growth.table()) }
            }
            Self::Papers(Papers { clients, secs, json }) => {
                context.without_authority("a benchmark has papers of its own")?;
                let papers = bench::papers::run(clients, Duration::from_secs(secs))?;
                if json { say_json(&papers) } else { say(papers.table()) }
            }
            Self::Documents(Documents { log, secs, json }) => {
                let beside = beside(log.as_ref(), context)?;
                let uploads = bench::documents::run(&beside, Duration::from_secs(secs)).await?;
                if json { say_json(&uploads) } else { say(uploads.table()) }
            }
        }
    }
}

fn tell(report: &Report, json: bool) -> anyhow::Result<()> {
    if json { say_json(report) } else { say(report.table().trim_end()) }
}
