//! What is remembered of the documents of a case.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Fault, FileName, Format};
use crate::asked::ActorId;
use crate::catalogue::EvidenceKind;
use crate::ids::{CaseId, DocumentId};
use crate::personal::Personal;
use crate::signature::Hash;

/// For how long a used ticket is remembered: longer than any is good for, of a document or of a paper.
pub(crate) const TICKETS_KEPT: TimeDelta = TimeDelta::minutes(10);

/// The documents of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tray {
    /// Of which case.
    pub case: CaseId,
    /// Whom the case belongs to.
    pub holder: Option<ActorId>,
    /// Each of them.
    pub documents: BTreeMap<DocumentId, Document>,
    /// Tickets that were used a moment ago.
    pub tickets: BTreeMap<Uuid, DateTime<Utc>>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// How it is called.
    pub name: Personal<FileName>,
    /// What it is said to be, and is if it was released.
    pub format: Format,
    /// How large it is, or is said to be.
    pub kib: u32,
    /// What it is to prove.
    pub proves: Option<EvidenceKind>,
    /// Where it stands.
    pub stage: Stage,
}

/// Where a document stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It will come.
    Announced {
        /// Until when it may.
        until: DateTime<Utc>,
    },
    /// It waits to be looked at.
    Received {
        /// Under which hash it is kept.
        blob: Hash,
        /// Whether that was tried, and what should know harmful files did not answer.
        deferred: bool,
    },
    /// It may be opened.
    Released {
        /// Under which hash it is kept.
        blob: Hash,
    },
    /// Something is wrong with it.
    Refused {
        /// What.
        fault: Fault,
    },
    /// It was taken back.
    TakenBack,
}

impl Document {
    /// Whether it takes room in the case.
    pub fn counts(&self, at: DateTime<Utc>) -> bool {
        match self.stage {
            Stage::Announced { until } => at < until,
            Stage::Received { .. } | Stage::Released { .. } => true,
            Stage::Refused { .. } | Stage::TakenBack => false,
        }
    }
}

impl Tray {
    /// How many of its documents take room, and how much.
    pub fn room_taken(&self, at: DateTime<Utc>) -> (usize, u64) {
        let counting = self.documents.values().filter(|document| document.counts(at));
        counting.fold((0, 0), |(count, kib), document| (count + 1, kib + u64::from(document.kib)))
    }

    /// Remembers what happened.
    #[must_use]
    pub(super) fn apply(mut self, event: Event) -> Self {
        let id = event.document();
        if let Event::Announced { format, kib, proves, name, until, .. } = event {
            let stage = Stage::Announced { until };
            self.documents.insert(id, Document { name, format, kib, proves, stage });
            return self;
        }
        let Some(document) = self.documents.get_mut(&id) else { return self };
        match event {
            Event::Announced { .. } => {}
            Event::Received { blob, kib, .. } => {
                document.kib = kib;
                document.stage = Stage::Received { blob, deferred: false };
            }
            Event::Deferred { .. } => {
                if let Stage::Received { deferred, .. } = &mut document.stage {
                    *deferred = true;
                }
            }
            Event::Released { blob, kib, .. } => {
                document.kib = kib;
                document.stage = Stage::Released { blob };
            }
            Event::Refused { fault, .. } => document.stage = Stage::Refused { fault },
            Event::TakenBack { .. } => document.stage = Stage::TakenBack,
            Event::HandedOut { ticket, at, .. } => {
                self.tickets.retain(|_, used| at - *used < TICKETS_KEPT);
                self.tickets.insert(ticket, at);
            }
        }
        self
    }
}
