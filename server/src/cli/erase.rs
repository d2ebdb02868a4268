//! `vorgang erase`

use anyhow::Context as _;
use api::office::{Office, Why};
use clap::{Args, ValueEnum};
use domain::ids::CaseId;
use domain::{ActorId, By, Facts, Role, subject_key};
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
    /// By which ground of Art. 17 (1) GDPR; it stays in the log
    #[arg(long, value_enum, default_value = "objection")]
    ground: Ground,
    /// What more is to be said; it goes with the data
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// It cannot be undone, and you know it
    #[arg(long)]
    yes: bool,
}

/// The grounds of Art. 17 (1) GDPR, in the order of its letters
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Ground {
    /// What the data was kept for is done, and its time is over
    RetentionOver,
    /// The person took back their consent
    ConsentWithdrawn,
    /// The person objected, and nothing weighs more
    Objection,
    /// The data should never have been there
    Unlawful,
    /// A law or a court orders it
    LegalDuty,
}

impl From<Ground> for subject_key::Ground {
    fn from(ground: Ground) -> Self {
        match ground {
            Ground::RetentionOver => Self::RetentionOver,
            Ground::ConsentWithdrawn => Self::ConsentWithdrawn,
            Ground::Objection => Self::Objection,
            Ground::Unlawful => Self::Unlawful,
            Ground::LegalDuty => Self::LegalDuty,
        }
    }
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
        let why = Why { ground: self.ground.into(), note: Some(self.reason.clone()) };
        let order = ("erase", self.case, &why);
        let request = request(&office.authority().ags, by, &format!("erase.{}.{}", self.case, self.reason), &order);
        office.erase_case(request, by, CaseId(self.case), &why).await.map_err(failed)?;
        office.settle().await;
        Ok(())
    }
}
