//! `vorgang projections`

use std::io::{BufWriter, Write as _};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use api::office::Office;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain::Facts;
use event_store::{Clock, Migrate, Position};
use projections::{MODELS, ReadModels};
use serde::Serialize;

use super::{Context, Out, Usage, say, say_json};

/// How long a command waits for the read models to show the whole log.
const PATIENCE: Duration = Duration::from_mins(10);

/// Looks after the read models
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example:
  vorgang projections status")]
pub(super) enum Projections {
    Status(Status),
    Rebuild(Rebuild),
    Dump(Dump),
}

/// Prints how far each read model is, also while a server runs
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang projections status --json")]
pub(super) struct Status {
    /// Only this one
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Reads the log again from its start into new files; the old ones stay until the new ones are complete
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang projections rebuild --name utilisation")]
pub(super) struct Rebuild {
    /// Only this one
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Prints all rows as sorted lines of JSON, once the read models show the whole log
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang projections dump --name request_types | sha256sum")]
pub(super) struct Dump {
    /// Only this one
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The form; there is no other
    #[arg(long)]
    json: bool,
}

impl Projections {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Status(status) => status.run(context),
            Self::Rebuild(rebuild) => rebuild.run(context).await,
            Self::Dump(dump) => dump.run(context).await,
        }
    }
}

/// The read models that are meant.
fn named(name: Option<&str>) -> anyhow::Result<Vec<&'static str>> {
    match name {
        None => Ok(MODELS.to_vec()),
        Some(name) => match MODELS.iter().find(|model| **model == name) {
            Some(model) => Ok(vec![model]),
            None => Err(Usage(format!("there is no read model {name:?}; there are {}", MODELS.join(", "))).into()),
        },
    }
}

/// Opens the office, because only its follower may write the read models.
async fn open(context: &Context) -> anyhow::Result<Office> {
    let (config, ags) = context.authority()?;
    let office = config.office(&ags, Clock::system(), Migrate::Refuse, Facts::default())?;
    Office::start(office).await.with_context(|| format!("the office of {ags} did not open"))
}

impl Status {
    fn run(self, context: &Context) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Line {
            name: &'static str,
            version: u32,
            position: Position,
            at: Option<DateTime<Utc>>,
            age_secs: Option<i64>,
        }
        let (config, ags) = context.authority()?;
        let names = named(self.name.as_deref())?;
        let folder = config.read_models_of(&ags);
        // Whoever asks how they are changes nothing, so they are looked at and not opened.
        ensure!(folder.exists(), "there are no read models in {} yet; start the server once", folder.display());
        let models = ReadModels::look(&folder).context("the read models cannot be looked at")?;
        let now = Clock::system().now();
        for status in models.into_iter().filter(|status| names.contains(&status.name)) {
            let line = Line {
                name: status.name,
                version: status.version,
                position: status.position,
                at: status.at,
                age_secs: status.at.map(|at| (now - at).num_seconds()),
            };
            if self.json {
                say_json(&line)?;
                continue;
            }
            let age = line.age_secs.map(|secs| format!(", {secs} s old")).unwrap_or_default();
            say(format_args!("{:<22} version {}, position {}{age}", line.name, line.version, line.position))?;
        }
        Ok(())
    }
}

impl Rebuild {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let names = named(self.name.as_deref())?;
        let office = open(context).await?;
        let outcome = rebuild(&office, &names, self.json).await;
        office.stop().await;
        outcome
    }
}

async fn rebuild(office: &Office, names: &[&'static str], json: bool) -> anyhow::Result<()> {
    #[derive(Serialize)]
    struct Line {
        name: &'static str,
        position: Position,
    }
    office.settle().await;
    for name in names {
        office.read_models().rebuild(name, office.log()).await.with_context(|| format!("{name} was not rebuilt"))?;
        if !json {
            say(format_args!("{name} was rebuilt"))?;
            continue;
        }
        let rebuilt = office.read_models().status().into_iter().find(|status| status.name == *name);
        let position = rebuilt.context("what was rebuilt is there")?.position;
        say_json(&Line { name, position })?;
    }
    Ok(())
}

impl Dump {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let names = named(self.name.as_deref())?;
        let office = open(context).await?;
        let outcome = dump(&office, &names).await;
        office.stop().await;
        outcome
    }
}

async fn dump(office: &Office, names: &[&'static str]) -> anyhow::Result<()> {
    // What the office does by itself stands in the log before its end is read.
    office.settle().await;
    let (head, _) = office.log().head().await?;
    office.read_models().wait(names, head, PATIENCE).await.context("a read model does not reach the end of the log")?;
    let mut out = BufWriter::new(Out::open());
    for name in names {
        office.read_models().dump(name, &mut out).with_context(|| format!("{name} could not be dumped"))?;
    }
    out.flush()?;
    Ok(())
}
