//! The command line. Each command has a file, and an example in its help.

mod account;
mod bench;
mod demo;
mod doctor;
mod erase;
mod fence;
mod log;
mod migrate;
mod out;
mod paper;
mod projections;
mod schema;
mod seed;
mod serve;
mod staff;
mod statement;

use std::fmt::Display;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use api::office::kinds;
use clap::{Parser, Subcommand};
use event_store::{Backend, Failure, Migrate};

use out::Out;

use crate::config::{Config, FILE};
use crate::telemetry;

/// How a command ended, as a script learns it.
mod exit {
    pub(super) const FAILED: u8 = 1;
    pub(super) const USAGE: u8 = 2;
    pub(super) const INTEGRITY: u8 = 3;
}

/// Vorgang: an event-sourced engine for the cases of a virtual citizens' office.
#[derive(Debug, Parser)]
#[command(
    name = "vorgang",
    version,
    arg_required_else_help = true,
    after_help = "\
Start here:
  vorgang demo

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the log is not intact."
)]
pub struct Cli {
    /// The configuration; without it vorgang.toml, here or in the data folder, and the environment
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The authority, by the official key of its municipality; optional when there is one
    #[arg(long, global = true, value_name = "AGS")]
    authority: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Demo),
    Serve(serve::Serve),
    Migrate(migrate::Migrate),
    Schema(schema::Schema),
    Seed(seed::Seed),
    #[command(subcommand)]
    Log(log::Log),
    #[command(subcommand)]
    Projections(projections::Projections),
    Erase(erase::Erase),
    #[command(subcommand)]
    Statement(statement::Statement),
    #[command(subcommand)]
    Staff(staff::Staff),
    #[command(subcommand)]
    Bench(bench::Bench),
    Fence(fence::Fence),
    Unfence(fence::Unfence),
    Doctor(doctor::Doctor),
    #[command(hide = true)]
    Paper(paper::Paper),
}

/// The command was used in a way that cannot work.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// What commands know beside their own arguments.
struct Context {
    config: Option<PathBuf>,
    authority: Option<String>,
}

impl Context {
    /// The configuration of the file and the environment.
    fn config(&self) -> anyhow::Result<Config> {
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        // What a fixture wrote beside its data is found without naming it.
        let beside = PathBuf::from(environment("VORGANG_DATA").unwrap_or_else(|| "data".to_owned())).join(FILE);
        let file = match &self.config {
            Some(file) => Some(file.as_path()),
            None if !Path::new(FILE).exists() && beside.exists() => Some(beside.as_path()),
            None => None,
        };
        Config::load(file, environment).map_err(|error| Usage(format!("{error:#}")).into())
    }

    /// The configuration, and the authority that is meant.
    fn authority(&self) -> anyhow::Result<(Config, String)> {
        let config = self.config()?;
        let ags = config.authority(self.authority.as_deref()).map_err(|error| Usage(error.to_string()))?.to_owned();
        Ok((config, ags))
    }

    /// The configuration, and the authorities that are meant: the one that is named, or all.
    fn authorities(&self) -> anyhow::Result<(Config, Vec<String>)> {
        if self.authority.is_some() {
            let (config, ags) = self.authority()?;
            return Ok((config, vec![ags]));
        }
        let config = self.config()?;
        let all = config.authorities.keys().cloned().collect();
        Ok((config, all))
    }

    /// Refuses an authority where the command could only ignore it.
    fn without_authority(&self, why: &str) -> anyhow::Result<()> {
        match self.authority {
            Some(_) => Err(Usage(format!("leave out --authority: {why}")).into()),
            None => Ok(()),
        }
    }

    /// Opens the log of the authority that is meant, without its keys; a server may have it open, too.
    async fn log(&self) -> anyhow::Result<(Backend, String)> {
        let (config, ags) = self.authority()?;
        let target = config.log_of(&ags)?;
        let backend = Backend::open(&target, &ags, kinds(), Migrate::Refuse)
            .await
            .with_context(|| format!("the log {target} did not open; check its address, or run `vorgang migrate`"))?;
        Ok((backend, ags))
    }
}

impl Cli {
    /// Does what the command says, and answers how it ended.
    pub fn run(self) -> ExitCode {
        // It has a limit of memory, which the threads of a runtime would count against.
        if let Command::Paper(paper) = &self.command {
            return paper.run();
        }
        let context = Context { config: self.config, authority: self.authority };
        let outcome = telemetry::logs()
            .map_err(|error| Usage(error.to_string()).into())
            .and_then(|()| tokio::runtime::Runtime::new().context("the runtime did not start"))
            .and_then(|runtime| runtime.block_on(dispatch(self.command, &context)));
        match outcome {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever reads our output has had enough, as `head` has.
            Err(error) if out::is_closed(&error) => ExitCode::SUCCESS,
            Err(error) => {
                // There is nobody left to tell if this fails as well.
                let _ = writeln!(io::stderr(), "vorgang: {error:#}");
                ExitCode::from(code_of(&error))
            }
        }
    }
}

async fn dispatch(command: Command, context: &Context) -> anyhow::Result<()> {
    match command {
        Command::Demo(demo) => demo.run(context).await,
        Command::Serve(serve) => serve.run(context).await,
        Command::Migrate(migrate) => migrate.run(context).await,
        Command::Schema(schema::Schema {}) => schema::Schema::run(context),
        Command::Seed(seed) => seed.run(context).await,
        Command::Log(log) => log.run(context).await,
        Command::Projections(projections) => projections.run(context).await,
        Command::Erase(erase) => erase.run(context).await,
        Command::Statement(statement) => statement.run(context).await,
        Command::Staff(staff) => staff.run(context).await,
        Command::Bench(bench) => bench.run(context).await,
        Command::Fence(fence) => fence.run(context).await,
        Command::Unfence(unfence) => unfence.run(context).await,
        Command::Doctor(doctor) => doctor.run(context).await,
        Command::Paper(_) => unreachable!("it runs without a runtime"),
    }
}

fn code_of(error: &anyhow::Error) -> u8 {
    if error.is::<Usage>() {
        exit::USAGE
    } else if error.chain().any(|cause| matches!(cause.downcast_ref(), Some(Failure::Corrupt(_)))) {
        exit::INTEGRITY
    } else {
        exit::FAILED
    }
}

/// Writes a line to standard output.
fn say(line: impl Display) -> anyhow::Result<()> {
    writeln!(Out::open(), "{line}")?;
    Ok(())
}

/// Writes a value as a line of JSON to standard output.
fn say_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    say(serde_json::to_string(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_failure_is_in_the_exit_code() {
        let corrupt = || Failure::Corrupt("position 3 is missing".to_owned());
        assert_eq!(code_of(&Usage("no such authority".to_owned()).into()), exit::USAGE);
        assert_eq!(code_of(&anyhow::Error::new(corrupt()).context("the log did not open")), exit::INTEGRITY);
        assert_eq!(code_of(&Failure::Busy.into()), exit::FAILED);
    }
}
