//! `vorgang migrate`

use anyhow::Context as _;
use api::office::kinds;
use clap::Args;
use event_store::{Backend, Clock, Kek, KeyStore};

use super::{Context, say};

/// Creates or upgrades the logs and key stores, and on the first run the key file
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  VORGANG_DATA=/var/lib/vorgang vorgang migrate")]
pub(super) struct Migrate {}

impl Migrate {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let config = context.config()?;
        config.prepare()?;
        for ags in config.authorities.keys() {
            let (log, keys) = (config.log_of(ags)?, config.keys_of(ags)?);
            let kek = Kek::load(&config.kek_path()).context("the key file cannot be used")?;
            KeyStore::open(&keys, ags, kek, Clock::system())
                .await
                .with_context(|| format!("the key store {keys} did not open; check its address and the key file"))?;
            Backend::open(&log, ags, kinds(), event_store::Migrate::Apply)
                .await
                .with_context(|| format!("the log {log} did not open; check its address"))?;
            say(format_args!("{ags}: the log {log} and the keys {keys} are up to date"))?;
        }
        Ok(())
    }
}
