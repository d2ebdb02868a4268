//! A document as people see it.

use async_graphql::{ComplexObject, Context, SimpleObject};
use chrono::{DateTime, Utc};
use domain::document::Fault;
use projections::case_file::DocumentRecord;
use uuid::Uuid;

use crate::booking::count;
use crate::errors::refusals::fault;
use crate::identity::Asker;
use crate::words::{DocumentFault, DocumentFormat, DocumentState, EvidenceKind};

/// A document that is handed in for a case (Unterlage).
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct CaseDocument {
    /// Its id.
    id: Uuid,
    /// How the file was called by whoever handed it in; null once they were forgotten.
    name: Option<String>,
    /// What it is, or is said to be as long as nobody has looked.
    format: DocumentFormat,
    /// How large it is, or is said to be, in kibibytes.
    kib: i32,
    /// What it is to prove.
    proves: Option<EvidenceKind>,
    /// Where it stands.
    state: DocumentState,
    /// What is wrong with it, where it was refused.
    fault: Option<DocumentFault>,
    /// Until when it may come.
    until: DateTime<Utc>,
    /// Who hands it in.
    by: Uuid,
    /// Since when it is announced.
    announced_at: DateTime<Utc>,
    /// When something happened to it last, besides that a copy was fetched.
    changed_at: DateTime<Utc>,
    /// How many copies were fetched.
    copies: i32,
    #[graphql(skip)]
    refused_for: Option<Fault>,
}

#[ComplexObject]
impl CaseDocument {
    /// Why it was refused and what can be done, in the language that the request prefers.
    async fn message(&self, ctx: &Context<'_>) -> Option<&str> {
        self.refused_for.map(|one| fault::message(one, Asker::of(ctx).language))
    }
}

impl From<&DocumentRecord> for CaseDocument {
    fn from(record: &DocumentRecord) -> Self {
        Self {
            id: record.id.0,
            name: record.name.value().map(|name| name.0.clone()),
            format: record.format.into(),
            kib: count(record.kib),
            proves: record.proves.map(EvidenceKind::from),
            state: record.state.into(),
            fault: record.fault.map(DocumentFault::from),
            until: record.until,
            by: record.by.0,
            announced_at: record.announced_at,
            changed_at: record.changed_at,
            copies: count(record.copies),
            refused_for: record.fault,
        }
    }
}
