//! What can happen to a statement.

use serde::{Deserialize, Serialize};

use super::{Entry, Finding, Resolution, Source};
use crate::aggregates::stored;
use crate::asked::ActorId;

/// What happened to a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody reads it in.
    #[serde(rename = "begun")]
    Begun {
        /// Who made it.
        source: Source,
        /// How many entries it has.
        entries: u32,
        /// Who reads it in.
        by: ActorId,
    },
    /// Some of its entries are read, in their order.
    #[serde(rename = "entries_read")]
    EntriesRead {
        /// Who made it.
        source: Source,
        /// The number of the first: 0, 1, 2, …
        from: u32,
        /// The entries.
        entries: Vec<Entry>,
    },
    /// A person has closed an entry that matched nothing.
    #[serde(rename = "entry_resolved")]
    EntryResolved {
        /// Which: 0, 1, 2, …
        entry: u32,
        /// How.
        resolution: Resolution,
        /// What it had turned out to be.
        finding: Finding,
        /// Who has closed it.
        by: ActorId,
    },
}

stored!(Event);
