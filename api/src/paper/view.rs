//! A paper as people see it.

use async_graphql::SimpleObject;
use chrono::{DateTime, Utc};
use projections::case_file::PaperRecord;
use uuid::Uuid;

use super::words::{PaperKind, PaperLanguages, SealLevel};
use crate::booking::count;

/// A paper that the office wrote for a case (Schreiben). It is kept: whoever fetches it again gets the same bytes.
#[derive(SimpleObject)]
pub(crate) struct CasePaper {
    /// Its id.
    id: Uuid,
    /// What it is.
    kind: PaperKind,
    /// In which languages its labels are.
    languages: PaperLanguages,
    /// The SHA-256 of its bytes. A time stamp that its seal gets later makes it another one.
    hash: String,
    /// How large it is, in kibibytes.
    kib: i32,
    /// How many pages it has.
    pages: i32,
    /// How far its seal goes; null where it has none. A declaration is signed, and not sealed.
    level: Option<SealLevel>,
    /// When it was written.
    written_at: DateTime<Utc>,
    /// When its seal got its time stamp.
    stamped_at: Option<DateTime<Utc>>,
    /// How many copies were fetched.
    copies: i32,
}

impl From<&PaperRecord> for CasePaper {
    fn from(record: &PaperRecord) -> Self {
        Self {
            id: record.id.0,
            kind: record.kind.into(),
            languages: record.languages.into(),
            hash: record.hash.to_string(),
            kib: count(record.kib),
            pages: i32::from(record.pages),
            level: record.seal.map(SealLevel::from),
            written_at: record.kept_at,
            stamped_at: record.stamped_at,
            copies: count(record.copies),
        }
    }
}
