//! What proves something in a case: what was handed in, and what was found about it.

use chrono::{DateTime, Utc};
use domain::case::{Answer, EvidenceSource, Named};
use domain::catalogue::EvidenceKind;
use domain::document::{Fault, FileName, Format};
use domain::ids::DocumentId;
use domain::{ActorId, Personal};

/// What was found about evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRecord {
    /// Which.
    pub kind: EvidenceKind,
    /// What was found.
    pub answer: Answer,
    /// From where it came.
    pub source: Option<EvidenceSource>,
    /// Which document it is, if it was uploaded.
    pub document: Option<DocumentId>,
    /// Whom it names.
    pub named: Named,
    /// When.
    pub at: DateTime<Utc>,
}

/// A document that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentRecord {
    /// Which.
    pub id: DocumentId,
    /// How it is called.
    pub name: Personal<FileName>,
    /// What it is, or is said to be.
    pub format: Format,
    /// How large it is, or is said to be.
    pub kib: u32,
    /// What it is to prove.
    pub proves: Option<EvidenceKind>,
    /// Where it stands.
    pub state: DocumentState,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// Until when it may come.
    pub until: DateTime<Utc>,
    /// Who hands it in.
    pub by: ActorId,
    /// Since when it is announced.
    pub announced_at: DateTime<Utc>,
    /// When something happened to it last, besides that it was handed out.
    pub changed_at: DateTime<Utc>,
    /// How often it was handed out.
    pub copies: u32,
}

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// It will come.
    Announced,
    /// It waits to be looked at.
    Received,
    /// It waits for a scanner that does not answer.
    Deferred,
    /// It may be opened.
    Released,
    /// Something is wrong with it.
    Refused,
    /// It was taken back.
    TakenBack,
}
