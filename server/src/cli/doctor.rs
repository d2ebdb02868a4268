//! `vorgang doctor`

use anyhow::bail;
use clap::Args;

use super::{Context, say};
use crate::doctor;

/// Says what is wrong with the configuration, the keys, the databases, the clock, the relay, the disk and the port
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang doctor --config vorgang.toml")]
pub(super) struct Doctor {}

impl Doctor {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let (config, authorities) = context.authorities()?;
        let findings = doctor::examine(&config, &authorities).await;
        let wrong = findings.iter().filter(|finding| finding.wrong.is_some()).count();
        for finding in &findings {
            say(finding)?;
        }
        match wrong {
            0 => Ok(()),
            1 => bail!("one thing is wrong; it says above what to do"),
            several => bail!("{several} things are wrong; it says above what to do"),
        }
    }
}
