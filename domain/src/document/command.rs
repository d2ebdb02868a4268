//! What can be asked of the documents of a case, and the rules that say no.

use uuid::Uuid;

use super::{Fault, FileName, Format};
use crate::asked::ActorId;
use crate::catalogue::EvidenceKind;
use crate::ids::{CaseId, DocumentId};
use crate::permission::Denied;
use crate::personal::{Erased, Personal};
use crate::signature::Hash;

/// What is wanted of the documents of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Say that a file will come.
    Announce {
        /// Its id.
        document: DocumentId,
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What it is said to be.
        format: Format,
        /// How large it is said to be.
        bytes: u64,
        /// What it is to prove, if anything.
        proves: Option<EvidenceKind>,
        /// How it is called.
        name: Personal<FileName>,
    },
    /// Record that it is there, whole and kept.
    Receive {
        /// Which.
        document: DocumentId,
        /// Under which hash it is kept, encrypted.
        blob: Hash,
        /// How large it is.
        bytes: u64,
        /// What proves its contents to whoever has them and its key.
        commitment: Hash,
    },
    /// Record that nobody could look at it yet: what should know harmful files does not answer.
    Defer {
        /// Which.
        document: DocumentId,
    },
    /// Record that it does no harm.
    Release {
        /// Which.
        document: DocumentId,
        /// Under which hash that is kept which may be opened: a picture was written anew.
        blob: Hash,
        /// How large that is.
        bytes: u64,
    },
    /// Record what is wrong with it.
    Refuse {
        /// Which.
        document: DocumentId,
        /// What.
        fault: Fault,
    },
    /// Take it back before it was released.
    TakeBack {
        /// Which.
        document: DocumentId,
    },
    /// Hand it out, once for a ticket.
    HandOut {
        /// Which.
        document: DocumentId,
        /// The ticket.
        ticket: Uuid,
    },
}

impl Command {
    /// Which document it is about.
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Announce { document, .. }
            | Self::Receive { document, .. }
            | Self::Defer { document }
            | Self::Release { document, .. }
            | Self::Refuse { document, .. }
            | Self::TakeBack { document }
            | Self::HandOut { document, .. } => *document,
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
    /// There is no such document.
    #[error("there is no such document")]
    Unknown,
    /// The case is over, or goes on elsewhere: nothing is handed in any more.
    #[error("nothing is handed in for this case any more")]
    CaseOver,
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than one file may be.
    #[error("a file may have at most {max} bytes")]
    TooLarge {
        /// How many bytes it may have.
        max: u64,
    },
    /// The case has as many files as it may have.
    #[error("a case may have at most {max} files")]
    TooMany {
        /// How many it may have.
        max: u16,
    },
    /// With this file, those of the case would be larger than they may be together.
    #[error("the files of a case may have at most {max} bytes")]
    CaseFull {
        /// How many bytes they may have.
        max: u64,
    },
    /// The name has nothing that could be shown, or more than can be.
    #[error("the name of a file has 1 to 100 visible characters")]
    BadName,
    /// The time for sending it is over.
    #[error("the time for sending the file is over")]
    Late,
    /// Another file was received under this announcement.
    #[error("the file was already received")]
    AlreadyReceived,
    /// It is not, or no longer, to be looked at.
    #[error("the document is not waiting to be looked at")]
    NotReceived,
    /// It is part of the file of the case.
    #[error("the document is part of the case")]
    Kept,
    /// It is not released: nobody has looked at it yet, or it was refused.
    #[error("the document is not released")]
    NotReleased,
    /// The ticket was used.
    #[error("the ticket was already used")]
    TicketUsed,
}
