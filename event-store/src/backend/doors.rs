//! Who gets in: accounts with passwords, sessions that end, and tries that are counted. What they mean is the caller's.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Backend, data, either};
use crate::record::Failure;

/// Somebody who signs in with a name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The name as it is compared.
    pub name: String,
    /// The name as it was given.
    pub shown: String,
    /// Who acts.
    pub actor: Uuid,
    /// Their roles, as JSON.
    pub roles: String,
    /// A hash of the password that says how it was made.
    pub password: String,
    /// Since when that is the password.
    pub changed_at: DateTime<Utc>,
    /// Whether nobody gets in with it.
    pub disabled: bool,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of what the browser presents; that itself is stored nowhere.
    pub hash: [u8; 32],
    /// Which kind of session it is.
    pub kind: String,
    /// Whom or what it lets in.
    pub subject: String,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// When it was last used, as exactly as the caller tells.
    pub used_at: DateTime<Utc>,
    /// How long after its last use it is over.
    pub idle_secs: u32,
    /// When it is over, however much it is used.
    pub ends_at: DateTime<Utc>,
}

impl Session {
    /// Whether it is over at this time.
    pub fn is_over(&self, at: DateTime<Utc>) -> bool {
        self.over_at() <= at
    }

    /// When it is over if it is not used any more.
    pub fn over_at(&self) -> DateTime<Utc> {
        self.ends_at.min(self.used_at + chrono::TimeDelta::seconds(self.idle_secs.into()))
    }
}

/// A try that is to be counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// A digest of what is tried.
    pub key: [u8; 32],
    /// When.
    pub at: DateTime<Utc>,
    /// How many may be made in a row.
    pub limit: u32,
    /// How long after the last of them none counts any more.
    pub window: chrono::TimeDelta,
    /// From when on nobody needs to know of them.
    pub forget_at: DateTime<Utc>,
}

/// How many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// In a row, this one included; never more than one above the limit.
    pub in_row: u32,
    /// Ever, those that came too late not counted.
    pub in_all: u32,
    /// Since when those in a row count: since the last one that was let through, once the limit is reached.
    pub since: DateTime<Utc>,
}

impl Backend {
    /// Stores an account. The same name again replaces it.
    pub async fn put_account(&self, account: &Account) -> Result<(), Failure> {
        data::check_json("roles", &account.roles)?;
        either!(self, log => log.put_account(account).await)
    }

    /// Finds an account by its name, disabled or not.
    pub async fn find_account(&self, name: &str) -> Result<Option<Account>, Failure> {
        either!(self, log => log.find_account(name).await)
    }

    /// All accounts, in the order of their names.
    pub async fn list_accounts(&self) -> Result<Vec<Account>, Failure> {
        either!(self, log => log.list_accounts().await)
    }

    /// Takes an account away. Says whether there was one.
    pub async fn remove_account(&self, name: &str) -> Result<bool, Failure> {
        either!(self, log => log.remove_account(name).await)
    }

    /// Stores a session, and forgets those that were over before it began.
    pub async fn put_session(&self, session: &Session) -> Result<(), Failure> {
        either!(self, log => log.put_session(session).await)
    }

    /// Finds a session by its hash, over or not.
    pub async fn find_session(&self, hash: [u8; 32]) -> Result<Option<Session>, Failure> {
        either!(self, log => log.find_session(hash).await)
    }

    /// Says that a session was used. It never goes back to an earlier use.
    pub async fn use_session(&self, hash: [u8; 32], at: DateTime<Utc>) -> Result<(), Failure> {
        either!(self, log => log.use_session(hash, at).await)
    }

    /// Ends a session. Says whether there was one.
    pub async fn end_session(&self, hash: [u8; 32]) -> Result<bool, Failure> {
        either!(self, log => log.end_session(hash).await)
    }

    /// Ends all sessions of a kind that let somebody in. Says how many there were.
    pub async fn end_sessions(&self, kind: &str, subject: &str) -> Result<u64, Failure> {
        either!(self, log => log.end_sessions(kind, subject).await)
    }

    /// Counts a try before it is judged, so that many at once do not get more than many in a row.
    ///
    /// Tries in a row count for the window after the first of them; the one that reaches the limit begins the window
    /// anew, and until that is over all others come too late.
    pub async fn take_try(&self, taken: Try) -> Result<Tries, Failure> {
        either!(self, log => log.take_try(taken).await)
    }

    /// Forgets the tries in a row, and the last of all: whoever made it was right.
    pub async fn forget_tries(&self, key: [u8; 32]) -> Result<(), Failure> {
        either!(self, log => log.forget_tries(key).await)
    }
}
