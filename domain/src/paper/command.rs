//! What can be asked of the papers of a case, and the rules that say no.

use std::num::NonZeroU16;

use uuid::Uuid;

use super::{Kind, Languages, Level};
use crate::asked::ActorId;
use crate::ids::{CaseId, PaperId};
use crate::permission::Denied;
use crate::personal::{Erased, SubjectId};
use crate::signature::Hash;

/// A paper that lies in the vault, and of which no event tells yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its id.
    pub paper: PaperId,
    /// What it is.
    pub kind: Kind,
    /// In which languages.
    pub languages: Languages,
    /// Whom it is about.
    pub about: Vec<SubjectId>,
    /// The SHA-256 of its bytes.
    pub hash: Hash,
    /// Under which hash it is kept, encrypted.
    pub blob: Hash,
    /// How large it is.
    pub bytes: u64,
    /// How many pages it has.
    pub pages: NonZeroU16,
    /// How far its seal goes, if it has one.
    pub seal: Option<Level>,
}

/// What is wanted of the papers of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Record that one was written, and is kept.
    Keep {
        /// Of which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// Which.
        kept: Kept,
    },
    /// Record that its seal got a time stamp.
    Stamp {
        /// Which.
        paper: PaperId,
        /// Under which hash it was kept before.
        of: Hash,
        /// The SHA-256 of its bytes.
        hash: Hash,
        /// Under which hash it is kept, encrypted.
        blob: Hash,
        /// How large it is.
        bytes: u64,
    },
    /// Hand it out, once for a ticket.
    HandOut {
        /// Which.
        paper: PaperId,
        /// The ticket.
        ticket: Uuid,
    },
}

impl Command {
    /// Which paper it is about.
    pub fn paper(&self) -> PaperId {
        match self {
            Self::Keep { kept, .. } => kept.paper,
            Self::Stamp { paper, .. } | Self::HandOut { paper, .. } => *paper,
        }
    }
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There is no such paper.
    #[error("there is no such paper")]
    Unknown,
    /// The case has no such paper, or not yet.
    #[error("the case has no such paper yet")]
    NotReady,
    /// The paper has no seal that could be stamped.
    #[error("the paper has no seal")]
    NotSealed,
    /// The ticket was used.
    #[error("the ticket was already used")]
    TicketUsed,
    /// The case has as many histories as it may have. Those that are there can be fetched.
    #[error("a case may have at most {max} histories")]
    TooManyHistories {
        /// How many it may have.
        max: u16,
    },
    /// So many copies were fetched today that somebody has to ask why.
    #[error("at most {max} copies of the papers of a case are fetched on one day")]
    TooManyCopies {
        /// How many there may be.
        max: u16,
    },
}
