//! `vorgang serve`

use anyhow::Context as _;
use api::HttpOptions;
use api::office::{Office, Offices};
use clap::Args;
use domain::Facts;
use event_store::{Clock, Migrate};

use super::{Context, say};
use crate::serving;

/// Serves the configured authorities
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  vorgang serve --config vorgang.toml
  VORGANG_LOG=postgres://vorgang@db/{authority} vorgang serve")]
pub(super) struct Serve {
    /// Creates or upgrades the log's schema first
    #[arg(long)]
    auto_migrate: bool,
    /// Lets developers ask for the schema and use the page at /graphiql
    #[arg(long)]
    dev: bool,
}

impl Serve {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let (config, authorities) = context.authorities()?;
        let stop = serving::stop_signal();
        let migrate = if self.auto_migrate { Migrate::Apply } else { Migrate::Refuse };
        if self.auto_migrate {
            config.prepare().await?;
        }
        let mut offices = vec![];
        for ags in &authorities {
            let office = config.office(ags, Clock::system(), migrate, Facts::default())?;
            offices.push(Office::start(office).await.with_context(|| format!("the office of {ags} did not open"))?);
        }
        let listener = serving::listen(config.bind).await?;
        say(format_args!("vorgang listens on http://{}", listener.local_addr()?))?;
        let options = HttpOptions {
            dev: self.dev,
            encrypted: config.public_url.as_ref().is_some_and(|url| url.starts_with("https://")),
            origins: config.public_url.clone().into_iter().collect(),
            limits: config.limits,
            trusted: serving::trusted()?,
            profiles: config.profiles_of(&authorities)?.into(),
            ..HttpOptions::default()
        };
        serving::serve(Offices::new(offices), axum::Router::new(), listener, options, stop.cancelled_owned()).await
    }
}
