//! `vorgang statement`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use api::office::{Office, StatementFile};
use clap::{Args, Subcommand, ValueEnum};
use domain::statement::Source;
use domain::{ActorId, By, Facts, Role};
use event_store::{Clock, Migrate};

use super::{Context, say};
use crate::people::{failed, named, request};

/// Reads statements of the payment provider and the bank in
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Example:
  vorgang statement import settlement-2026-03.csv")]
pub(super) enum Statement {
    Import(Import),
}

/// Reads a file in and compares it with what the office knows; the same file a second time changes nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang statement import camt053-2026-03-02.xml --authority 10041100")]
pub(super) struct Import {
    /// The settlement of the provider (CSV) or the statement of the bank (CAMT.053), up to 16 MiB
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// What it is; by the ending of its name unless you say so
    #[arg(long, value_enum)]
    format: Option<Format>,
}

/// What a file is
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The settlement of a provider, as CSV
    ProviderCsv,
    /// The statement of a bank (ISO 20022)
    Camt053,
}

impl Format {
    fn by_ending(file: &Path) -> Option<Self> {
        let ending = file.extension()?.to_str()?.to_ascii_lowercase();
        [("csv", Self::ProviderCsv), ("xml", Self::Camt053)]
            .into_iter()
            .find_map(|(of, format)| (of == ending).then_some(format))
    }
}

impl Statement {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Import(import) => import.run(context).await,
        }
    }
}

impl Import {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let (config, ags) = context.authority()?;
        // The name of a file may be about somebody, so no error repeats it; who asked knows it.
        let size = std::fs::metadata(&self.file).context("the file cannot be read")?.len();
        anyhow::ensure!(
            size <= payments::statement::LONGEST as u64,
            "the file is larger than a statement can be; ask for one of fewer days"
        );
        let file = std::fs::read(&self.file).context("the file cannot be read")?;
        let format = self.format.or_else(|| Format::by_ending(&self.file));
        let source = match format.context("the ending of its name does not say what it is; say it with --format")? {
            Format::ProviderCsv => Source::Provider,
            Format::Camt053 => Source::Bank,
        };
        let office = config.office(&ags, Clock::system(), Migrate::Refuse, Facts::default())?;
        let office = Office::start(office).await.with_context(|| {
            format!("the office of {ags} did not open; while a server runs on SQLite, use its mutation statementImport")
        })?;
        let read = import(&office, source, file).await;
        office.stop().await;
        say(read?)
    }
}

/// Reads a file in, part by part. Whoever is interrupted reads it in again.
async fn import(office: &Office, source: Source, file: Vec<u8>) -> anyhow::Result<String> {
    // What the file names has to be known.
    office.settle().await;
    let file = office.read_statement(source, file).await.context("the statement was not read in")?;
    let ags = &office.authority().ags;
    // Whoever can run this could write into the log anyway; the log says that it was the operator.
    let by = By { actor: ActorId(named(ags, "operator")), roles: Role::Cashier.into() };
    for (from, part) in file.parts() {
        // The file is the same, whatever is known by then of what it names.
        let request = request(ags, by, &format!("statement.{}.{from}", file.id), &(file.id, from));
        office.run(request, by, part).await.map_err(failed)?;
    }
    office.settle().await;
    told(office, &file)
}

fn told(office: &Office, file: &StatementFile) -> anyhow::Result<String> {
    let read =
        office.read_models().statement(file.id)?.context("the statement is not shown yet; ask for `statements`")?;
    Ok(format!(
        "statement {}: {} of {} entries read, {} match, {} for a person to look at",
        file.id,
        read.read,
        read.entries,
        read.settled,
        read.to_check()
    ))
}
