//! The staff of a made-up office, and how commands are given in their names.

use std::fmt::Debug;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use api::office::{NewAccount, Office, Token, put_account};
use domain::streams::Transaction;
use domain::{ActorId, By, Refusal, Role, Roles};
use event_store::{Done, Failure, Request, Stop};
use uuid::Uuid;

/// How long the tokens of a made-up office are good for.
const VALID: Duration = Duration::from_hours(24 * 365);

/// Somebody who works in the office. All are made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// A short name, unique in the office, as it stands in fixtures.
    pub key: &'static str,
    /// What colleagues call them.
    pub name: &'static str,
    /// What they may do.
    pub roles: &'static [Role],
}

/// The staff: enough to play every role.
pub const STAFF: [Person; 9] = [
    Person { key: "clerk_1", name: "Clara Klein", roles: &[Role::Clerk] },
    Person { key: "clerk_2", name: "David Dahm", roles: &[Role::Clerk] },
    Person { key: "team_lead", name: "Thea Trenz", roles: &[Role::TeamLead, Role::Clerk, Role::Planner] },
    Person { key: "auditor", name: "Anton Arend", roles: &[Role::Auditor] },
    Person { key: "analyst", name: "Nora Naumann", roles: &[Role::Analyst] },
    Person { key: "cashier", name: "Karl Kiefer", roles: &[Role::Cashier] },
    Person { key: "service_centre", name: "Silke Spaniol", roles: &[Role::ServiceCentre] },
    Person { key: "data_protection", name: "Doris Diehl", roles: &[Role::DataProtection] },
    Person { key: "admin", name: "Ali Aydin", roles: &[Role::Admin] },
];

/// A member of the staff by their short name.
///
/// # Panics
/// If there is none: the names are written in this program.
pub fn member(key: &str) -> Person {
    *STAFF.iter().find(|person| person.key == key).expect("the short names of the staff are written in this program")
}

impl Person {
    /// Their id in an authority: the same at every start.
    pub fn id(&self, ags: &str) -> Uuid {
        named(ags, self.key)
    }

    /// As whom they give commands.
    pub fn acts(&self, ags: &str) -> By {
        By { actor: ActorId(self.id(ags)), roles: self.roles.iter().copied().collect::<Roles>() }
    }

    /// An account with a new password for them. It is theirs until they get the next one.
    pub async fn account(&self, office: &Office) -> anyhow::Result<String> {
        let by = self.acts(&office.authority().ags);
        let password = new_password()?;
        let new = NewAccount {
            name: self.name,
            actor: by.actor.0,
            roles: by.roles,
            password: password.clone(),
            at: office.clock().now(),
        };
        put_account(office.log().backend(), new).await.context("no account could be stored")?;
        Ok(password)
    }

    /// A new token for them.
    pub async fn token(&self, office: &Office) -> anyhow::Result<Token> {
        let ags = &office.authority().ags;
        let by = self.acts(ags);
        office.issue_token(by.actor.0, by.roles, self.name, VALID).await.context("no token could be stored")
    }
}

/// Fifteen letters and figures at random that are easy to read and to type: 75 bits.
fn new_password() -> anyhow::Result<String> {
    const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let bytes: [u8; 15] = event_store::random::bytes()?;
    let signs: Vec<char> = bytes.iter().map(|byte| char::from(SIGNS[usize::from(byte % 32)])).collect();
    let groups: Vec<String> = signs.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// The id of a made-up thing of an authority.
pub fn named(ags: &str, what: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:vorgang:{ags}:{what}").as_bytes())
}

/// The request of a command that has a name of its own: the same name is the same command, so it may be given again.
///
/// The digest is of the debug form, which has everything but personal data, and of that the subject. The same name for
/// something else is refused and not taken for a repetition.
pub fn request(ags: &str, by: By, name: &str, content: &impl Debug) -> Request {
    Request {
        id: Request::command_id(ags, by.actor.0, named(ags, name)),
        digest: Request::digest_of(format!("{content:?}").as_bytes()),
        meta: String::new(),
    }
}

/// Gives a command under a name of its own.
pub async fn give<T>(office: &Office, by: By, name: &str, transaction: T) -> Result<Done, Stop<Refusal>>
where
    T: Transaction + Debug,
{
    office.run(request(&office.authority().ags, by, name, &transaction), by, transaction).await
}

/// A refusal or failure of a command that this program gives as part of something larger.
pub fn failed(stop: Stop<Refusal>) -> anyhow::Error {
    match stop {
        Stop::Refused(refusal) => anyhow!("the office refused: {refusal}"),
        Stop::Failed(Failure::KeyReused) => anyhow!(
            "this command was given before with another content, perhaps by another version of this program; \
             use a new folder or a new log"
        ),
        Stop::Failed(failure) => anyhow::Error::new(failure),
    }
}
