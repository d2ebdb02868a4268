//! What can be asked of opening hours, and the rules that say no.

use chrono::NaiveDate;

use super::Template;
use crate::ids::ScopeId;
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
    /// Let none hold any longer.
    Withdraw,
    /// Record up to which day the office has planned.
    RecordPlanned {
        /// The last day that is planned.
        until: NaiveDate,
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
    /// There are no such hours.
    #[error("there are no such opening hours")]
    Unknown,
    /// The hours are those of another scope.
    #[error("the opening hours are those of scope {scope}")]
    OtherScope {
        /// Which.
        scope: ScopeId,
    },
    /// The hours contradict themselves.
    #[error("the opening hours are not possible: {0}")]
    BadTemplate(&'static str),
}
