//! How a count is shown that may be of few.

use async_graphql::SimpleObject;
use projections::small_groups::Count;

/// A count of persons or cases. Groups below five are hidden, so that nobody can be found in a figure.
#[derive(SimpleObject)]
pub(super) struct SmallGroupCount {
    /// How many; null where the group is too small, or would show through others.
    count: Option<i64>,
    /// Whether the count is hidden.
    suppressed: bool,
}

impl From<Count> for SmallGroupCount {
    fn from(count: Count) -> Self {
        Self { count: count.count.and_then(|shown| i64::try_from(shown).ok()), suppressed: count.suppressed }
    }
}
