//! What is remembered of the papers of a case.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Kind, Languages, Level};
use crate::asked::ActorId;
use crate::calendar::local_date;
use crate::document::TICKETS_KEPT;
use crate::ids::PaperId;
use crate::personal::SubjectId;
use crate::signature::Hash;

/// The papers of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Whom the case belongs to.
    pub holder: Option<ActorId>,
    /// Each of them.
    pub papers: BTreeMap<PaperId, Paper>,
    /// Tickets that were used a moment ago.
    pub tickets: BTreeMap<Uuid, DateTime<Utc>>,
    /// How many copies were fetched on the last day on which any was.
    #[serde(default)]
    pub copies: Copies,
}

/// How many copies were fetched on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copies {
    /// The day, at the office.
    pub day: NaiveDate,
    /// How many.
    pub count: u16,
}

/// A paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
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
    /// How many pages it has.
    pub pages: NonZeroU16,
    /// How far its seal goes, if it has one.
    pub seal: Option<Level>,
}

impl Folder {
    /// How many copies were fetched on a day.
    pub(super) fn copies_on(&self, day: NaiveDate) -> u16 {
        if self.copies.day == day { self.copies.count } else { 0 }
    }

    /// Remembers what happened.
    #[must_use]
    pub(super) fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Kept { paper, kind, languages, about, hash, blob, pages, seal, .. } => {
                self.papers.insert(paper, Paper { kind, languages, about, hash, blob, pages, seal });
            }
            Event::Stamped { paper, hash, blob, .. } => {
                if let Some(paper) = self.papers.get_mut(&paper) {
                    (paper.hash, paper.blob, paper.seal) = (hash, blob, Some(Level::Timed));
                }
            }
            Event::HandedOut { ticket, at, .. } => {
                self.tickets.retain(|_, used| at - *used < TICKETS_KEPT);
                self.tickets.insert(ticket, at);
                let day = local_date(at);
                self.copies = Copies { day, count: self.copies_on(day).saturating_add(1) };
            }
        }
        self
    }
}
