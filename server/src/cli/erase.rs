//! `vorgang erase`

use anyhow::Context as _;
use api::office::Office;
use clap::Args;
use domain::ids::CaseId;
use domain::{ActorId, By, Facts, Role};
use event_store::{Clock, Migrate};
use uuid::Uuid;

use super::{Context, Usage, say};
use crate::people::{failed, named, request};

/// Forgets the people of a case: destroys the keys to their data, for ever
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang erase --case 6f1c3c0e-0d3c-5f57-9b0f-2f6d1f0c8a11 --reason \"request of 3 May, ref. 17\" --yes")]
pub(super) struct Erase {
    /// Which case
    #[arg(long, value_name = "ID")]
    case: Uuid,
    /// Why, without naming anybody; it stays in the log
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// It cannot be undone, and you know it
    #[arg(long)]
    yes: bool,
}

impl Erase {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        if !self.yes {
            let question = "this destroys the data of everybody in the case for ever; say --yes if you mean it";
            return Err(Usage(question.to_owned()).into());
        }
        let (config, ags) = context.authority()?;
        let office = config.office(&ags, Clock::system(), Migrate::Refuse, Facts::default())?;
        let office = Office::start(office).await.with_context(|| {
            format!("the office of {ags} did not open; while a server runs, use its mutation caseErase")
        })?;
        let erased = self.erase(&office).await;
        office.stop().await;
        erased?;
        say(format_args!("everybody in case {} is forgotten", self.case))
    }

    async fn erase(&self, office: &Office) -> anyhow::Result<()> {
        // Whoever can run this holds the keys anyway; the log says that it was the operator.
        let by = By { actor: ActorId(named(&office.authority().ags, "operator")), roles: Role::DataProtection.into() };
        let order = ("erase", self.case, &self.reason);
        let request = request(&office.authority().ags, by, &format!("erase.{}.{}", self.case, self.reason), &order);
        office.erase_case(request, by, CaseId(self.case), &self.reason).await.map_err(failed)?;
        office.settle().await;
        Ok(())
    }
}
