//! What can be asked of opening hours, and the rules that say no.

use super::Template;
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Let these hours hold.
    Define {
        /// Which.
        template: Template,
    },
    /// Let them hold no longer.
    Withdraw,
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
    /// There are no such hours.
    #[error("there are no such opening hours")]
    Unknown,
    /// The hours contradict themselves.
    #[error("the opening hours are not possible: {0}")]
    BadTemplate(&'static str),
}
