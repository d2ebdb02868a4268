//! What comes with every command: who asks, when, and what was looked up for the decision.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalogue::Catalogue;
use crate::limits::Limits;
use crate::permission::Roles;

/// Somebody who acts: a visitor, a member of staff or the system itself. An opaque id, never a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActorId(pub Uuid);

impl ActorId {
    /// The office's own reactions and timers.
    pub const SYSTEM: Self = Self(Uuid::nil());
}

/// Who asks, and in which roles at that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// Who.
    pub actor: ActorId,
    /// All roles that the actor held when the command was given.
    pub roles: Roles,
}

/// The municipality whose office this is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// Its official key of eight digits (AGS), kept as text because of leading zeros.
    pub ags: String,
}

/// The state capital Saarbrücken.
impl Default for Authority {
    fn default() -> Self {
        Self { ags: "10041100".to_owned() }
    }
}

/// How a visitor takes a held time for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confirmation {
    /// By saying so.
    #[default]
    AtOnce,
    /// By following a link that goes to their mailbox. The service centre confirms at once.
    ByMail,
}

/// Whether fees can be paid online.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnlinePayment {
    /// By way of a payment provider.
    #[default]
    Offered,
    /// Not here: at the counter only.
    NotOffered,
}

/// Whether the office writes, seals and keeps papers itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SealedPapers {
    /// Not here: whoever is owed a paper gets it by other means, and this office only records that.
    #[default]
    NotIssued,
    /// It does: what a case owes is handed over here, and nowhere else.
    Issued,
}

/// What was looked up for a decision: rules that change with time, and the authority's settings.
///
/// An event stores the number of the catalogue's edition that it used, and that edition binds the case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Every published edition of the catalogue.
    pub catalogue: Catalogue,
    /// The authority's limits.
    pub limits: Limits,
    /// How visitors confirm.
    pub confirmation: Confirmation,
    /// Whether fees can be paid online.
    pub online_payment: OnlinePayment,
    /// Whether papers are issued.
    pub sealed_papers: SealedPapers,
    /// The authority itself: whether it is competent follows from its key.
    pub authority: Authority,
}

/// A command with everything that its decision may depend on. The world comes in as data: `domain` has no clock.
#[derive(Clone, Debug)]
pub struct Asked<C> {
    /// What is wanted.
    pub command: C,
    /// Who wants it.
    pub by: By,
    /// The time of the decision, in whole microseconds; it never lies before an earlier event of the log.
    pub at: DateTime<Utc>,
    /// What was looked up.
    pub facts: Arc<Facts>,
}

impl<C> Asked<C> {
    /// The same request, put to another aggregate.
    pub fn to<D>(&self, command: D) -> Asked<D> {
        Asked { command, by: self.by, at: self.at, facts: Arc::clone(&self.facts) }
    }
}
