//! `vorgang migrate`

use anyhow::Context as _;
use api::office::{kinds, open_keys};
use clap::Args;
use event_store::{Backend, Clock, Kek, Migrate as Schema};

use super::{Context, say};

/// Creates or upgrades the logs and key stores, and on the first run the key file
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  VORGANG_DATA=/var/lib/vorgang vorgang migrate")]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let (config, authorities) = context.authorities()?;
        config.prepare().await?;
        for ags in &authorities {
            let (log, keys) = (config.log_of(ags)?, config.keys_of(ags)?);
            let kek = Kek::load(&config.kek_path()).context("the key file cannot be used")?;
            let backend = Backend::open(&log, ags, kinds(), Schema::Apply)
                .await
                .with_context(|| format!("the log {log} did not open; check its address"))?;
            // A log with events never gets a new key store: its data would stay closed, and nobody would notice.
            open_keys(&backend, &keys, ags, kek, Clock::system(), Schema::Apply)
                .await
                .with_context(|| format!("the key store {keys} did not open; check its address and the key file"))?;
            say(format_args!("{ags}: the log {log} and the keys {keys} are up to date"))?;
        }
        Ok(())
    }
}
