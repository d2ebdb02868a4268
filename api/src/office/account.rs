//! Accounts of the staff: a name, a password, and what they may do. They stand beside the log, on either database.

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use domain::Roles;
use event_store::{Account, Backend, Failure, Try};
use uuid::Uuid;

use super::session::STAFF;
use super::{Office, password};

/// How often somebody may be wrong in a row.
const TRIES: u32 = 5;
/// How long nobody gets in with the name after that.
const LOCKED: TimeDelta = TimeDelta::minutes(15);
/// How long a name may be.
const NAME_CHARS_MAX: usize = 64;

/// A name as it is compared: however it is written, it is the same person.
pub fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// The password is none.
    #[error(transparent)]
    Unfit(#[from] password::Unfit),
    /// There is no account of that name.
    #[error("nobody of that name has an account")]
    Unknown,
    /// The database did not do it.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Somebody who is to have an account.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// What they type.
    pub name: &'a str,
    /// As whom they act.
    pub actor: Uuid,
    /// What they may do.
    pub roles: Roles,
    /// What proves it.
    pub password: String,
    /// The time.
    pub at: DateTime<Utc>,
}

/// Makes an account, or makes the one of that name anew: with another password, other roles, and enabled. Whoever was
/// signed in with it is not any more.
pub async fn put_account(backend: &Backend, new: NewAccount<'_>) -> Result<(), NotChanged> {
    password::check(new.name, &new.password)?;
    let account = Account {
        name: folded(new.name),
        shown: new.name.trim().to_owned(),
        actor: new.actor,
        roles: roles_as_json(new.roles),
        password: password::hash(new.password).await?,
        changed_at: new.at,
        disabled: false,
    };
    backend.put_account(&account).await?;
    backend.end_sessions(STAFF, &account.name).await?;
    Ok(())
}

/// What is to change of an account.
#[derive(Clone, Debug)]
pub enum Change {
    /// Another password.
    Password(String),
    /// Other roles.
    Roles(Roles),
    /// Nobody gets in with it.
    Disable,
    /// Somebody gets in with it again.
    Enable,
}

/// Changes an account. Whoever is signed in with it is not any more.
pub async fn change_account(
    backend: &Backend,
    name: &str,
    change: Change,
    at: DateTime<Utc>,
) -> Result<(), NotChanged> {
    let name = folded(name);
    let mut account = backend.find_account(&name).await?.ok_or(NotChanged::Unknown)?;
    match change {
        Change::Password(new) => {
            password::check(&account.shown, &new)?;
            account.password = password::hash(new).await?;
            account.changed_at = at;
        }
        Change::Roles(roles) => account.roles = roles_as_json(roles),
        Change::Disable => account.disabled = true,
        Change::Enable => account.disabled = false,
    }
    backend.put_account(&account).await?;
    backend.end_sessions(STAFF, &name).await?;
    Ok(())
}

/// Takes an account away, and ends whatever sessions it has. Says whether there was one.
pub async fn remove_account(backend: &Backend, name: &str) -> Result<bool, Failure> {
    let name = folded(name);
    let removed = backend.remove_account(&name).await?;
    backend.end_sessions(STAFF, &name).await?;
    Ok(removed)
}

fn roles_as_json(roles: Roles) -> String {
    serde_json::to_string(&roles).expect("names of roles are JSON")
}

/// What came of a name and a password.
#[derive(Debug)]
pub(crate) enum SignIn {
    /// They fit.
    Right(Account),
    /// They do not, or there is no such name, or nobody gets in with it: which of these is nobody's business.
    Wrong,
    /// Too many were wrong before; for so long nobody gets in.
    Locked(TimeDelta),
    /// Too many try at once.
    Busy,
}

impl SignIn {
    /// As it is counted.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Right(_) => "right",
            Self::Wrong => "wrong",
            Self::Locked(_) => "locked",
            Self::Busy => "busy",
        }
    }
}

impl Office {
    /// Whether a name and a password fit. The answer and its time are the same for a name that there is and for one that
    /// there is not.
    pub(crate) async fn sign_in(&self, name: &str, password: String) -> Result<SignIn, Failure> {
        let (backend, now) = (self.log().backend(), self.clock().now());
        // Nobody has a longer name, or one with signs that nobody can see; it is tried like any other.
        let seen = |sign: char| if sign.is_control() { char::REPLACEMENT_CHARACTER } else { sign };
        let name: String = folded(name).chars().take(NAME_CHARS_MAX + 1).map(seen).collect();
        let key = digest_of(&["staff", &name]);
        // Whoever finds no place has tried nothing.
        let Some(place) = password::place().await else { return Ok(SignIn::Busy) };
        // Counted before it is looked at: many tries at once are not more than many in a row.
        let forget_at = now + LOCKED * 2;
        let tries = backend.take_try(Try { key, at: now, limit: TRIES, window: LOCKED, forget_at }).await?;
        if tries.in_row > TRIES {
            return Ok(SignIn::Locked(tries.since + LOCKED - now));
        }
        let account = backend.find_account(&name).await?.filter(|account| !account.disabled);
        let kept = account.as_ref().map(|account| account.password.clone());
        let right = password::is_right(place, password, kept).await?;
        let Some(account) = account.filter(|_| right) else {
            if tries.in_row == TRIES {
                // Whose it is, or that it is nobody's, stands in no log.
                tracing::warn!("a name is locked for a quarter of an hour after five wrong passwords");
            }
            return Ok(SignIn::Wrong);
        };
        backend.forget_tries(key).await?;
        Ok(SignIn::Right(account))
    }
}

/// A digest of a few words that cannot be taken for others.
pub(super) fn digest_of(words: &[&str]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    for word in words {
        context.update(&u64::try_from(word.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(word.as_bytes());
    }
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}
