//! What can happen to the documents of a case.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Fault, Format};
use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::catalogue::EvidenceKind;
use crate::ids::{CaseId, DocumentId};
use crate::personal::Personal;
use crate::signature::Hash;

/// How a file is called by whoever handed it in. Names of files tell of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileName(pub String);

/// What happened to a document of a case.
///
/// Sizes are in whole kibibytes: the exact length of a file can tell which one it was, also when it is long gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It will come.
    #[serde(rename = "announced")]
    Announced {
        /// Its id.
        document: DocumentId,
        /// For which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What it is said to be.
        format: Format,
        /// How large it is said to be.
        kib: u32,
        /// What it is to prove, if anything.
        proves: Option<EvidenceKind>,
        /// How it is called. The key of this subject opens the file as well.
        name: Personal<FileName>,
        /// Until when it may come.
        until: DateTime<Utc>,
    },
    /// It is there, whole and kept. Nobody has looked at it.
    #[serde(rename = "received")]
    Received {
        /// Which.
        document: DocumentId,
        /// Under which hash it is kept, encrypted.
        blob: Hash,
        /// How large it is.
        kib: u32,
        /// What proves its contents to whoever has them and its key.
        commitment: Hash,
    },
    /// What should know harmful files did not answer.
    #[serde(rename = "deferred")]
    Deferred {
        /// Which.
        document: DocumentId,
    },
    /// It does no harm, as far as anybody can tell.
    #[serde(rename = "released")]
    Released {
        /// Which.
        document: DocumentId,
        /// Under which hash that is kept which may be opened.
        blob: Hash,
        /// How large that is.
        kib: u32,
        /// What it is to prove, if anything.
        proves: Option<EvidenceKind>,
    },
    /// Something is wrong with it. It is not kept.
    #[serde(rename = "refused")]
    Refused {
        /// Which.
        document: DocumentId,
        /// What.
        fault: Fault,
    },
    /// Whoever handed it in took it back.
    #[serde(rename = "taken_back")]
    TakenBack {
        /// Which.
        document: DocumentId,
    },
    /// It was handed out.
    #[serde(rename = "handed_out")]
    HandedOut {
        /// Which.
        document: DocumentId,
        /// The ticket, which is good for nothing now.
        ticket: Uuid,
        /// When.
        at: DateTime<Utc>,
    },
}

stored!(Event);

impl Event {
    /// Which document it is about.
    pub fn document(&self) -> DocumentId {
        match self {
            Self::Announced { document, .. }
            | Self::Received { document, .. }
            | Self::Deferred { document }
            | Self::Released { document, .. }
            | Self::Refused { document, .. }
            | Self::TakenBack { document }
            | Self::HandedOut { document, .. } => *document,
        }
    }
}
