//! `vorgang fence` and `vorgang unfence`

use anyhow::Context as _;
use api::office::kinds;
use clap::Args;
use event_store::{Backend, Migrate};

use super::{Context, say};

/// Lets nothing leave the office: no mail, no payment, no message to a register. For a log that was restored
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  pg_restore … && vorgang fence && vorgang serve")]
pub(super) struct Fence {}

/// Lets things leave the office again, after somebody has looked at what went out since the backup
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang unfence")]
pub(super) struct Unfence {}

impl Fence {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        for (ags, log) in logs(context).await? {
            let since = log.fence().await.context("the log did not take the mark")?;
            say(format_args!("{ags}: nothing leaves the office; the log was fenced at position {since}"))?;
        }
        Ok(())
    }
}

impl Unfence {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        for (ags, log) in logs(context).await? {
            let was = log.unfence().await.context("the mark could not be taken away")?;
            let said = if was { "what waits leaves now" } else { "the log was not fenced" };
            say(format_args!("{ags}: {said}"))?;
        }
        Ok(())
    }
}

async fn logs(context: &Context) -> anyhow::Result<Vec<(String, Backend)>> {
    let (config, authorities) = context.authorities()?;
    let mut logs = vec![];
    for ags in authorities {
        let target = config.log_of(&ags)?;
        let log = Backend::open(&target, &ags, kinds(), Migrate::Refuse)
            .await
            .with_context(|| format!("the log {target} did not open; check its address, or run `vorgang migrate`"))?;
        logs.push((ags, log));
    }
    Ok(logs)
}
