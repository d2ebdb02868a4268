//! `vorgang seed`

use clap::{Args, ValueEnum};

use super::{Context, say, say_json};
use crate::seed;

/// Fills authorities with a fixture, and prints its ids and tokens
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  VORGANG_DATA=./fixture vorgang seed --fixture conformance --json > fixture.json")]
pub(super) struct Seed {
    /// Which fixture
    #[arg(long, value_enum)]
    fixture: Fixture,
    /// Prints one JSON object instead of a summary
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Fixture {
    /// Two authorities with staff, three citizens with an appointment each, and free times
    Conformance,
}

impl Seed {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let Fixture::Conformance = self.fixture;
        context.without_authority("the fixture fills two")?;
        let config = seed::with_two_authorities(context.config()?)?;
        let fixture = seed::conformance(&config).await?;
        if self.json {
            return say_json(&fixture);
        }
        for (letter, seeded) in &fixture.authorities {
            say(format_args!(
                "{letter}: {} ({}) with {} members of staff, {} citizens with an appointment and {} free times",
                seeded.name,
                seeded.ags,
                seeded.staff.len(),
                seeded.citizens.len(),
                seeded.free_slot_count
            ))?;
        }
        say("Their tokens are shown only with --json.")
    }
}
