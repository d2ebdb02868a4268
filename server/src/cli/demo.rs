//! `vorgang demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Context, Out, Usage};
use crate::demo::{self, Length, Wishes};

/// Opens an office to look at, with staff, opening hours and free times
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vorgang demo
  vorgang demo --year --data ./office --bind 127.0.0.1:9000")]
pub(super) struct Demo {
    /// Where to listen
    #[arg(long, value_name = "ADDRESS", env = "VORGANG_BIND", default_value = "127.0.0.1:8080")]
    bind: SocketAddr,
    /// The folder for everything; without it a temporary one
    #[arg(long, value_name = "DIR", env = "VORGANG_DATA")]
    data: Option<PathBuf>,
    /// Plays a year that ended yesterday first
    #[arg(long)]
    year: bool,
    /// Plays only so many weeks
    #[arg(long, value_name = "N", conflicts_with = "year", value_parser = clap::value_parser!(u32).range(1..=52))]
    weeks: Option<u32>,
}

impl Demo {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        context.without_authority("the demo has one of its own")?;
        if context.config.is_some() {
            return Err(
                Usage("leave out --config: the demo has its own settings, in the folder of --data".to_owned()).into()
            );
        }
        let played = if self.year { Some(Length::Year) } else { self.weeks.map(Length::Weeks) };
        Box::pin(demo::run(Wishes { bind: self.bind, data: self.data, played }, &mut Out::open())).await
    }
}
