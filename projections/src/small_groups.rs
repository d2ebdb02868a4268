//! No figure about fewer than five people or cases: who is alone in a group can be recognised in it.
//!
//! Whatever an answer shows besides, a sum or a share, is computed from shown counts alone, so nothing that is hidden
//! can be found by subtraction within an answer. The whole less all parts that are shown is the part that is hidden:
//! so where the hidden parts of one period are fewer than five together, the next larger one joins them.
//!
//! This holds among the parts of one period, whichever of them are asked for one after the other. It does not hold
//! among periods within one another: a week less its days. One document therefore asks for one length of period; who
//! asks twice and keeps the answers is not stopped.

use std::collections::BTreeMap;

/// The smallest group of which a count is shown.
pub const SMALLEST: u64 = 5;

/// A count, shown or hidden. Nobody at all is no group: a zero is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many, if that may be shown.
    pub count: Option<u64>,
    /// Whether the count is hidden because the group is too small.
    pub suppressed: bool,
}

impl Count {
    /// A count that is not shown.
    pub const HIDDEN: Self = Self { count: None, suppressed: true };

    /// Shows a count, or hides it.
    pub fn of(count: u64) -> Self {
        let suppressed = (1..SMALLEST).contains(&count);
        Self { count: (!suppressed).then_some(count), suppressed }
    }

    /// Shows the count of one part of a whole that is shown elsewhere, or hides it.
    pub fn of_part<K: Ord>(part: &K, parts: &BTreeMap<K, u64>) -> Self {
        let count = parts.get(part).copied().unwrap_or_default();
        let hidden: u64 = parts.values().filter(|count| Self::of(**count).suppressed).sum();
        let next = parts.iter().filter(|(_, count)| **count >= SMALLEST).min_by_key(|(part, count)| (**count, *part));
        if (1..SMALLEST).contains(&hidden) && next.is_some_and(|(next, _)| next == part) {
            Self::HIDDEN
        } else {
            Self::of(count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_of_one_to_four_are_hidden() {
        for count in 1..5 {
            assert_eq!(Count::of(count), Count { count: None, suppressed: true });
        }
        assert_eq!(Count::of(0).count, Some(0));
        assert_eq!(Count::of(5).count, Some(5));
    }

    #[test]
    fn a_small_part_hides_behind_the_next_larger_one() {
        let shown = |parts: &[u64]| {
            let parts: BTreeMap<usize, u64> = parts.iter().copied().enumerate().collect();
            parts.keys().map(|part| Count::of_part(part, &parts).count).collect::<Vec<_>>()
        };
        assert_eq!(shown(&[10, 2]), [None, None]);
        assert_eq!(shown(&[10, 7, 2, 0]), [Some(10), None, None, Some(0)]);
        assert_eq!(shown(&[7, 7, 1]), [None, Some(7), None], "always the same of two equal ones");
        // Two small ones protect one another, and where there is no small one nothing has to hide.
        assert_eq!(shown(&[10, 7, 4, 1]), [Some(10), Some(7), None, None]);
        assert_eq!(shown(&[10, 5]), [Some(10), Some(5)]);
        assert_eq!(shown(&[3]), [None]);
    }
}
