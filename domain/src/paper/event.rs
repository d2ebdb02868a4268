//! What can happen to the papers of a case.

use std::num::NonZeroU16;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::ids::{CaseId, PaperId};
use crate::personal::SubjectId;
use crate::signature::Hash;

/// What a paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What somebody declares and signs (Erklärung).
    Declaration,
    /// That somebody is registered or deregistered (amtliche Meldebestätigung, § 24 (2) BMG).
    Confirmation,
    /// What the register says of somebody (Meldebescheinigung, § 18 BMG).
    Certificate,
    /// That a fee was paid (Quittung).
    Receipt,
    /// What has happened in a case, for whose case it is (Verlauf, Art. 15 GDPR).
    History,
    /// The same for those who audit it: with the places in the history and with who did what.
    AuditHistory,
}

/// The languages of the labels. The official language is German (§ 23 (1) VwVfG): it is always there and comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Languages {
    /// German.
    German,
    /// German, with English below it.
    GermanAndEnglish,
}

/// How far a seal goes (ETSI EN 319 142-1, 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It says who and what (B-B).
    Basic,
    /// It proves besides that it existed at a time (B-T).
    Timed,
}

/// What happened to a paper of a case.
///
/// Sizes are in whole kibibytes. The hash of the bytes is in clear: nobody can guess it, because the check mark of a
/// declaration and the seal of every other paper are in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It was written, and is kept.
    #[serde(rename = "kept")]
    Kept {
        /// Its id.
        paper: PaperId,
        /// Of which case.
        case: CaseId,
        /// Whom the case belongs to.
        holder: Option<ActorId>,
        /// What it is.
        kind: Kind,
        /// In which languages.
        languages: Languages,
        /// Whom it is about. All of their keys together open it.
        about: Vec<SubjectId>,
        /// The SHA-256 of its bytes.
        hash: Hash,
        /// Under which hash it is kept, encrypted.
        blob: Hash,
        /// How large it is.
        kib: u32,
        /// How many pages it has.
        pages: NonZeroU16,
        /// How far its seal goes, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seal: Option<Level>,
    },
    /// Its seal got a time stamp. The seal is the same one, and the bytes are others.
    #[serde(rename = "stamped")]
    Stamped {
        /// Which.
        paper: PaperId,
        /// The SHA-256 of its bytes.
        hash: Hash,
        /// Under which hash it is kept, encrypted.
        blob: Hash,
        /// How large it is.
        kib: u32,
    },
    /// It was handed out.
    #[serde(rename = "handed_out")]
    HandedOut {
        /// Which.
        paper: PaperId,
        /// The ticket, which is good for nothing now.
        ticket: Uuid,
        /// When.
        at: DateTime<Utc>,
    },
}

stored!(Event);

impl Event {
    /// Which paper it is about.
    pub fn paper(&self) -> PaperId {
        match self {
            Self::Kept { paper, .. } | Self::Stamped { paper, .. } | Self::HandedOut { paper, .. } => *paper,
        }
    }
}
