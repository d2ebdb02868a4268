//! `vorgang schema`

use clap::Args;

use super::{Context, say};

/// Prints the schema of the API, in GraphQL's own language
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang schema > schema.graphql")]
pub(super) struct Schema {}

impl Schema {
    pub(super) fn run(context: &Context) -> anyhow::Result<()> {
        context.without_authority("all of them speak the same schema")?;
        say(api::sdl().trim_end())
    }
}
