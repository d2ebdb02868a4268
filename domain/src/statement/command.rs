//! What can be asked of a statement, and the rules that say no.

use super::{Entry, Finding, Resolution, Source};
use crate::money::Cents;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Read some of its entries in. A long file comes in several parts, one after another.
    Import {
        /// Who made it.
        source: Source,
        /// How many entries it has as a whole.
        entries: u32,
        /// The number of the first of this part: 0, 1, 2, …
        from: u32,
        /// This part.
        part: Vec<Entry>,
    },
    /// Close an entry that matches nothing.
    Resolve {
        /// Which: 0, 1, 2, …
        entry: u32,
        /// How.
        resolution: Resolution,
        /// What it has turned out to be. It was looked up for the decision.
        finding: Finding,
        /// How much the office knows of, where it stands for something. It was looked up, too.
        expected: Cents,
    },
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
    /// There is no such statement.
    #[error("there is no such statement")]
    Unknown,
    /// Nothing stands in it.
    #[error("the statement has no entries")]
    Empty,
    /// The parts of a file come one after another, and no part is longer than others can wait for.
    #[error("the part does not follow the one before")]
    OutOfOrder,
    /// The same file was begun as something else.
    #[error("the file was begun as another kind of statement, or with another number of entries")]
    ReadOtherwise,
    /// There is no such entry.
    #[error("the statement has no such entry")]
    NoEntry,
    /// It is what the office knows.
    #[error("the entry needs nobody")]
    NothingToResolve,
    /// Somebody has closed it otherwise.
    #[error("the entry is already closed")]
    Resolved,
    /// This cannot be said of such an entry.
    #[error("this cannot be said of such an entry")]
    NotFitting,
    /// Whoever has read the file in does not give money up (two people).
    #[error("somebody else has to close it")]
    OwnStatement,
}
