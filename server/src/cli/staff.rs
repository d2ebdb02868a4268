//! `vorgang staff`

use anyhow::{Context as _, ensure};
use api::office::{Staff as Member, Token};
use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand, ValueEnum};
use domain::{Role, Roles};
use event_store::{Clock, Credential};
use serde::Serialize;
use uuid::Uuid;

use super::account::Account;
use super::{Context, Usage, say, say_json};
use crate::people::named;

/// How long a name may be.
const NAME_CHARS_MAX: usize = 64;

/// Gives tokens and accounts to the staff and takes them back, also while a server runs
#[derive(Debug, Subcommand)]
#[command(after_help = "\
Examples:
  vorgang staff account add --name CLARA --role clerk
  vorgang staff add --name CLARA --role clerk")]
pub(super) enum Staff {
    #[command(subcommand)]
    Account(Account),
    Add(Add),
    List(List),
    Revoke(Revoke),
}

/// Makes a token for a member of the staff and prints it, this once
#[derive(Debug, Args)]
#[command(after_help = "\
The name is stored as it is and shown in lists: use a pseudonym or a staff number.
The same name is the same person, also with a new token; an older token stays good until it is revoked.

Examples:
  vorgang staff add --name CLARA --role clerk
  vorgang staff add --name 4711 --role team_lead --role planner --days 90")]
pub(super) struct Add {
    /// A pseudonym or staff number
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What they may do; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_enum, required = true)]
    roles: Vec<Job>,
    /// How long the token is good for
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3650))]
    days: u16,
}

/// Prints who has a token, which roles it gives and until when; the tokens themselves are stored nowhere
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff list --json")]
pub(super) struct List {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
}

/// Takes all tokens of a member of the staff away, at once
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff revoke --name CLARA")]
pub(super) struct Revoke {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// A role that somebody of the staff can have.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Job {
    ServiceCentre,
    Clerk,
    TeamLead,
    Planner,
    Cashier,
    Auditor,
    Analyst,
    DataProtection,
    Admin,
}

impl From<Job> for Role {
    fn from(job: Job) -> Self {
        match job {
            Job::ServiceCentre => Self::ServiceCentre,
            Job::Clerk => Self::Clerk,
            Job::TeamLead => Self::TeamLead,
            Job::Planner => Self::Planner,
            Job::Cashier => Self::Cashier,
            Job::Auditor => Self::Auditor,
            Job::Analyst => Self::Analyst,
            Job::DataProtection => Self::DataProtection,
            Job::Admin => Self::Admin,
        }
    }
}

impl Staff {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Account(account) => account.run(context).await,
            Self::Add(add) => add.run(context).await,
            Self::List(list) => list.run(context).await,
            Self::Revoke(revoke) => revoke.run(context).await,
        }
    }
}

/// A name that can be stored and found again.
pub(super) fn checked(name: &str) -> anyhow::Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(Usage(format!("a name has 1 to {NAME_CHARS_MAX} characters, all of them visible")).into());
    }
    Ok(name)
}

impl Add {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let name = checked(&self.name)?;
        let (log, ags) = context.log().await?;
        let member = Member {
            actor: named(&ags, &format!("staff.{name}")),
            roles: self.roles.iter().copied().map(Role::from).collect::<Roles>(),
            label: name,
            expires_at: Clock::system().now() + TimeDelta::days(i64::from(self.days)),
        };
        let token = Token::issue(&log, &ags, member).await.context("the token could not be stored")?;
        say(token.reveal())
    }
}

impl List {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Line {
            name: String,
            roles: Roles,
            actor: Uuid,
            expires_at: DateTime<Utc>,
            expired: bool,
        }
        let (log, _) = context.log().await?;
        let now = Clock::system().now();
        for credential in log.list_credentials().await? {
            let Credential { actor, roles, expires_at, label, .. } = credential;
            let roles: Roles =
                serde_json::from_str(&roles).with_context(|| format!("the roles of {label} are not readable"))?;
            let line = Line { name: label, roles, actor, expires_at, expired: expires_at <= now };
            if self.json {
                say_json(&line)?;
                continue;
            }
            let roles: Vec<_> = line.roles.iter().map(|role| format!("{role:?}")).collect();
            let until = if line.expired { "expired on" } else { "until" };
            say(format_args!("{:<20} {:<40} {until} {}", line.name, roles.join(", "), line.expires_at.date_naive()))?;
        }
        Ok(())
    }
}

impl Revoke {
    async fn run(self, context: &Context) -> anyhow::Result<()> {
        let name = checked(&self.name)?;
        let (log, ags) = context.log().await?;
        let mut revoked = 0_u32;
        for credential in log.list_credentials().await?.into_iter().filter(|credential| credential.label == name) {
            revoked += u32::from(log.revoke_credential(credential.hash).await?);
        }
        ensure!(revoked > 0, "nobody called {name} has a token for {ags}; `vorgang staff list` says who has");
        say(format_args!("{name} has no token any more; {revoked} taken away"))
    }
}
