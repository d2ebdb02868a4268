//! `vorgang staff account`

use std::io::{BufRead as _, IsTerminal as _, Write as _, stderr, stdin};

use anyhow::{Context as _, anyhow, ensure};
use api::office::{Change, NewAccount, NotChanged, change_account, folded, put_account, remove_account};
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use domain::{Role, Roles};
use event_store::{Backend, Clock};
use serde::Serialize;
use uuid::Uuid;

use super::staff::{Job, checked};
use super::{Context, Usage, say, say_json};
use crate::people::named;

/// How long a line with a password may be.
const LINE_BYTES_MAX: u64 = 4 * 1024;

/// Lets the staff sign in with a name and a password, also while a server runs
#[derive(Debug, Subcommand)]
#[command(after_help = "\
A password is read from the terminal, or from standard input if that is none; it is never an argument.
Whatever is changed of an account ends its sessions.

Example:
  vorgang staff account add --name CLARA --role clerk")]
pub(super) enum Account {
    Add(Add),
    Password(Password),
    Roles(ChangeRoles),
    Disable(Disable),
    Enable(Enable),
    Remove(Remove),
    List(List),
}

/// Makes an account, or one of the same name anew
#[derive(Debug, Args)]
#[command(after_help = "\
The name is stored as it is and shown to colleagues; capital letters make no difference when somebody signs in.
The same name is the same person, also with a token.
A password has at least 12 characters, is not the name, and is none of those that are tried first.

Examples:
  vorgang staff account add --name CLARA --role clerk
  vorgang staff account add --name 4711 --role team_lead --role planner < password")]
pub(super) struct Add {
    /// What they type to sign in
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What they may do; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_enum, required = true)]
    roles: Vec<Job>,
}

/// Gives an account another password
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account password --name CLARA")]
pub(super) struct Password {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// Gives an account other roles instead of those it has
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account roles --name CLARA --role clerk --role team_lead")]
pub(super) struct ChangeRoles {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
    /// What they may do from now on; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_enum, required = true)]
    roles: Vec<Job>,
}

/// Lets nobody in with an account until it is enabled again
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account disable --name CLARA")]
pub(super) struct Disable {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// Lets somebody in again with an account that was disabled
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account enable --name CLARA")]
pub(super) struct Enable {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// Takes an account away; tokens of the same name stay (`vorgang staff revoke`)
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account remove --name CLARA")]
pub(super) struct Remove {
    /// Whose
    #[arg(long, value_name = "NAME")]
    name: String,
}

/// Prints who has an account, which roles it gives, and since when its password holds
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  vorgang staff account list --json")]
pub(super) struct List {
    /// Prints one JSON object a line
    #[arg(long)]
    json: bool,
}

impl Account {
    pub(super) async fn run(self, context: &Context) -> anyhow::Result<()> {
        let (log, ags) = context.log().await?;
        match self {
            Self::Add(add) => add.run(&log, &ags).await,
            Self::Password(Password { name }) => {
                known(&log, &name).await?;
                let password = read_password()?;
                change(&log, &name, Change::Password(password), "has another password").await
            }
            Self::Roles(ChangeRoles { name, roles }) => {
                change(&log, &name, Change::Roles(held(&roles)), "has other roles").await
            }
            Self::Disable(Disable { name }) => change(&log, &name, Change::Disable, "does not get in any more").await,
            Self::Enable(Enable { name }) => change(&log, &name, Change::Enable, "gets in again").await,
            Self::Remove(Remove { name }) => {
                let name = checked(&name)?;
                let removed = remove_account(&log, name).await.context("the account could not be removed")?;
                ensure!(removed, "{}", unknown(name));
                say(format_args!("{name} has no account any more"))
            }
            Self::List(list) => list.run(&log).await,
        }
    }
}

impl Add {
    async fn run(self, log: &Backend, ags: &str) -> anyhow::Result<()> {
        let name = checked(&self.name)?;
        // Whoever had an account stays the same person, however the name is written now.
        let before = log.find_account(&folded(name)).await.context("the accounts could not be read")?;
        let actor = before.map_or_else(|| named(ags, &format!("staff.{name}")), |account| account.actor);
        let (password, at) = (read_password()?, Clock::system().now());
        let new = NewAccount { name, actor, roles: held(&self.roles), password, at };
        put_account(log, new).await.map_err(|error| told(error, name))?;
        say(format_args!("{name} signs in with that password"))
    }
}

impl List {
    async fn run(self, log: &Backend) -> anyhow::Result<()> {
        #[derive(Serialize)]
        struct Line {
            name: String,
            roles: Roles,
            actor: Uuid,
            password_since: DateTime<Utc>,
            disabled: bool,
        }
        for account in log.list_accounts().await.context("the accounts could not be read")? {
            let name = account.shown;
            let roles: Roles = serde_json::from_str(&account.roles)
                .with_context(|| format!("the roles of {name} are not readable"))?;
            let (actor, password_since, disabled) = (account.actor, account.changed_at, account.disabled);
            let line = Line { name, roles, actor, password_since, disabled };
            if self.json {
                say_json(&line)?;
                continue;
            }
            let roles: Vec<_> = line.roles.iter().map(|role| format!("{role:?}")).collect();
            let state = if line.disabled { "disabled" } else { "password since" };
            say(format_args!(
                "{:<20} {:<40} {state} {}",
                line.name,
                roles.join(", "),
                line.password_since.date_naive()
            ))?;
        }
        Ok(())
    }
}

fn held(roles: &[Job]) -> Roles {
    roles.iter().copied().map(Role::from).collect()
}

async fn known(log: &Backend, name: &str) -> anyhow::Result<()> {
    let name = checked(name)?;
    let found = log.find_account(&folded(name)).await.context("the accounts could not be read")?;
    ensure!(found.is_some(), "{}", unknown(name));
    Ok(())
}

async fn change(log: &Backend, name: &str, change: Change, what: &str) -> anyhow::Result<()> {
    let name = checked(name)?;
    change_account(log, name, change, Clock::system().now()).await.map_err(|error| told(error, name))?;
    say(format_args!("{name} {what}; whoever was signed in is not any more"))
}

fn told(error: NotChanged, name: &str) -> anyhow::Error {
    match error {
        NotChanged::Unfit(unfit) => Usage(unfit.to_string()).into(),
        NotChanged::Unknown => anyhow!(unknown(name)),
        NotChanged::Failed(failure) => anyhow::Error::new(failure).context("the account could not be stored"),
    }
}

fn unknown(name: &str) -> String {
    format!("nobody called {name} has an account; `vorgang staff account list` says who has")
}

/// Reads a password: twice and unseen from a terminal, and once from anything else.
fn read_password() -> anyhow::Result<String> {
    if !stdin().is_terminal() {
        return line();
    }
    let typed = unseen("Password: ")?;
    if typed != unseen("The same again: ")? {
        return Err(Usage("the two are not the same".to_owned()).into());
    }
    Ok(typed)
}

fn unseen(prompt: &str) -> anyhow::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    let mut said = stderr();
    write!(said, "{prompt}").and_then(|()| said.flush()).context("the terminal cannot be written to")?;
    let before = tcgetattr(stdin()).context("the terminal cannot be asked")?;
    let mut quiet = before.clone();
    quiet.local_modes.remove(LocalModes::ECHO);
    tcsetattr(stdin(), OptionalActions::Flush, &quiet).context("the terminal cannot be told to show nothing")?;
    let read = line();
    tcsetattr(stdin(), OptionalActions::Now, &before).context("the terminal cannot be told to show again")?;
    // What ended the line was not shown either. That this fails hurts nobody.
    drop(writeln!(said));
    read
}

fn line() -> anyhow::Result<String> {
    let mut line = String::new();
    let read = std::io::Read::take(stdin().lock(), LINE_BYTES_MAX).read_line(&mut line);
    read.context("no password could be read from standard input")?;
    let password = line.trim_end_matches(['\n', '\r']);
    if password.is_empty() {
        return Err(Usage("a password is wanted on standard input".to_owned()).into());
    }
    Ok(password.to_owned())
}
