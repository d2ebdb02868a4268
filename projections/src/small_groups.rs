//! No figure about fewer than five people or cases: who is alone in a group can be recognised in it.
//!
//! Whatever an answer shows besides, a sum or a share, is computed from shown counts alone. The whole less all parts that
//! are shown is the part that is hidden: so where the hidden parts of one period are fewer than five together, the next
//! larger one joins them. What is known of one step and not of the next is a part as well, and so is whatever is left of
//! a whole when what became of it is told.
//!
//! This holds among the parts of one period, whichever of them are asked for one after the other. It does not hold
//! among periods within one another: a week less its days. One document therefore asks for one length of period; who
//! asks twice and keeps the answers is not stopped.

use std::collections::{BTreeMap, BTreeSet};

/// The smallest group of which a count is shown.
pub const SMALLEST: u64 = 5;

/// Whether somebody could be recognised in a group. In an empty one there is nobody.
pub(crate) fn is_small(count: u64) -> bool {
    (1..SMALLEST).contains(&count)
}

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
        let suppressed = is_small(count);
        Self { count: (!suppressed).then_some(count), suppressed }
    }

    /// Shows the count of one part of a whole that is shown elsewhere, or hides it.
    pub fn of_part<K: Ord + Clone>(part: &K, parts: &BTreeMap<K, u64>) -> Self {
        let in_one = parts.iter().map(|(part, count)| (((), part.clone()), *count)).collect();
        let count = parts.get(part).copied().unwrap_or_default();
        if hidden(&in_one).contains(part) { Self::HIDDEN } else { Self::of(count) }
    }

    /// Shows some of a whole that is shown, too. They are hidden also where the others are few.
    pub(crate) fn of_some(some: u64, whole: u64) -> Self {
        if is_small(whole.saturating_sub(some)) { Self::HIDDEN } else { Self::of(some) }
    }
}

/// Sums cells by one of their coordinates, or by several.
pub(crate) fn sums<'a, C: 'a, K: Ord>(
    cells: impl IntoIterator<Item = (&'a C, &'a u64)>,
    by: impl Fn(&C) -> K,
) -> BTreeMap<K, u64> {
    let mut sums = BTreeMap::new();
    for (cell, count) in cells {
        *sums.entry(by(cell)).or_default() += count;
    }
    sums
}

/// Which parts to hide, when the sum of each group of them is known: the small ones, and in each group as many of the next
/// larger ones as make those that are hidden in it five together. A part may lie in several groups.
pub(crate) fn hidden<G: Ord, K: Ord + Clone>(parts: &BTreeMap<(G, K), u64>) -> BTreeSet<K> {
    let whole = sums(parts, |(_, part)| part.clone());
    let few = whole.into_iter().filter(|(_, count)| is_small(*count)).map(|(part, _)| part);
    joined(parts, few.collect())
}

/// The same where also each single cell is asked for, and not the sums of the parts alone: a part is hidden in all groups as
/// soon as it is small in any.
pub(crate) fn hidden_in_any<G: Ord, K: Ord + Clone>(cells: &BTreeMap<(G, K), u64>) -> BTreeSet<K> {
    let few = cells.iter().filter(|(_, count)| is_small(**count)).map(|((_, part), _)| part.clone());
    joined(cells, few.collect())
}

fn joined<G: Ord, K: Ord + Clone>(parts: &BTreeMap<(G, K), u64>, mut hidden: BTreeSet<K>) -> BTreeSet<K> {
    let joins = |hidden: &BTreeSet<K>| {
        let mut groups = BTreeMap::<&G, (u64, Option<(u64, &K)>)>::new();
        for ((group, part), count) in parts {
            let (few, next) = groups.entry(group).or_default();
            if hidden.contains(part) {
                *few += count;
            } else if *count > 0 && next.is_none_or(|next| (*count, part) < next) {
                *next = Some((*count, part));
            }
        }
        let next = groups.into_values().filter(|(few, _)| is_small(*few)).find_map(|(_, next)| next);
        next.map(|(_, part)| part.clone())
    };
    while let Some(next) = joins(&hidden) {
        hidden.insert(next);
    }
    hidden
}

/// Counts that go down from step to step: of all, or of each part alone.
pub(crate) struct Funnel<K> {
    steps: Vec<BTreeMap<K, u64>>,
}

impl<K: Ord + Clone> Funnel<K> {
    /// Of the counts of each step. What is at a step was at all before it.
    pub(crate) fn of(steps: impl IntoIterator<Item = BTreeMap<K, u64>>) -> Self {
        Self { steps: steps.into_iter().collect() }
    }

    /// What is shown of all parts together. A step is hidden, too, if few came to the one before it that is shown and not
    /// to this one.
    pub(crate) fn whole(&self) -> Vec<Count> {
        let mut last = None;
        let step = |parts: &BTreeMap<K, u64>| {
            let count = parts.values().sum();
            let left = last.map_or(0, |last: u64| last.saturating_sub(count));
            let shown = if is_small(left) { Count::HIDDEN } else { Count::of(count) };
            last = shown.count.or(last);
            shown
        };
        self.steps.iter().map(step).collect()
    }

    /// What is shown of one part, where the whole is shown as well. Parts are hidden at a step if few of them are there or
    /// have left, together with as many others as make both five; and from then on, so that of whoever is hidden together
    /// only the sums are known. Where nobody at all is left there is nobody to hide.
    pub(crate) fn part(&self, part: &K) -> Vec<Count> {
        let mut hidden = BTreeSet::<&K>::new();
        let mut last: Option<&BTreeMap<K, u64>> = None;
        let of = |parts: &BTreeMap<K, u64>, part: &K| parts.get(part).copied().unwrap_or_default();
        let mut shown = Vec::with_capacity(self.steps.len());
        for (parts, whole) in self.steps.iter().zip(self.whole()) {
            if whole.count.is_none_or(|count| count == 0) {
                shown.push(whole);
                continue;
            }
            let left = |part: &K| last.map_or(0, |last| of(last, part).saturating_sub(of(parts, part)));
            let all = || last.unwrap_or(parts).keys();
            hidden.extend(all().filter(|part| is_small(of(parts, part)) || is_small(left(part))));
            // Who joins: the part of which fewest are there, or have left, wherever those that are hidden are too few.
            let joins = |hidden: &BTreeSet<&K>, of: &dyn Fn(&K) -> u64| {
                let few = is_small(hidden.iter().map(|part| of(part)).sum());
                let others = all().filter(|part| few && !hidden.contains(part) && of(part) > 0);
                others.min_by_key(|part| (of(part), *part))
            };
            let there = |part: &K| of(parts, part);
            while let Some(next) = joins(&hidden, &there).or_else(|| joins(&hidden, &left)) {
                hidden.insert(next);
            }
            shown.push(if hidden.contains(part) { Count::HIDDEN } else { Count::of(of(parts, part)) });
            last = Some(parts);
        }
        shown
    }

    /// What is shown of some cells, where sums over them are shown as well. From sums in several directions a single cell
    /// may follow, so a step is hidden as soon as in any cell few are there or have left.
    pub(crate) fn cells(&self, takes: impl Fn(&K) -> bool) -> Vec<Count> {
        let mut last: Option<&BTreeMap<K, u64>> = None;
        let mut shown = Vec::with_capacity(self.steps.len());
        for (cells, whole) in self.steps.iter().zip(self.whole()) {
            let left = |(cell, count): (&K, &u64)| *count - cells.get(cell).copied().unwrap_or_default().min(*count);
            let small = cells.values().any(|count| is_small(*count))
                || last.is_some_and(|last| last.iter().map(left).any(is_small));
            if whole.suppressed || small {
                shown.push(Count::HIDDEN);
                continue;
            }
            shown.push(Count::of(cells.iter().filter(|(cell, _)| takes(cell)).map(|(_, count)| count).sum()));
            last = Some(cells);
        }
        shown
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

    #[test]
    fn a_part_of_several_groups_hides_in_each() {
        // In the second group two of `a` join the two of `c`, which are still too few, and then those of `d`. In the first
        // one `a` is hidden with all its seven.
        let parts = [((1, 'a'), 7), ((1, 'b'), 20), ((2, 'a'), 2), ((2, 'c'), 2), ((2, 'd'), 40)];
        let parts: BTreeMap<(u8, char), u64> = parts.into();
        assert_eq!(hidden(&parts), ['c', 'a', 'd'].into());
        assert_eq!(hidden(&BTreeMap::from([((1, 'a'), 5), ((2, 'b'), 5)])), BTreeSet::new());
    }

    #[test]
    fn a_part_that_is_small_anywhere_is_hidden_everywhere() {
        let cells: BTreeMap<(u8, char), u64> =
            [((1, 'a'), 3), ((1, 'b'), 9), ((1, 'c'), 7), ((2, 'a'), 30), ((2, 'b'), 9), ((2, 'c'), 8)].into();
        assert_eq!(hidden_in_any(&cells), ['a', 'c'].into());
        assert_eq!(hidden(&cells), BTreeSet::new());
    }

    fn funnel<const N: usize>(steps: [&[u64]; N]) -> Funnel<usize> {
        Funnel::of(steps.map(|parts| parts.iter().copied().enumerate().collect()))
    }

    fn counts(shown: Vec<Count>) -> Vec<Option<u64>> {
        shown.into_iter().map(|one| one.count).collect()
    }

    #[test]
    fn who_leaves_among_few_is_counted_with_the_next_who_leave() {
        assert_eq!(
            counts(funnel([&[30], &[28], &[25], &[25], &[3]]).whole()),
            [Some(30), None, Some(25), Some(25), None]
        );
        assert_eq!(counts(funnel([&[30], &[0]]).whole()), [Some(30), Some(0)]);
    }

    #[test]
    fn parts_of_which_few_leave_are_hidden_together_with_others_from_then_on() {
        let three = funnel([&[20, 20, 20], &[20, 18, 10], &[13, 18, 10], &[0, 0, 0]]);
        assert_eq!(counts(three.whole()), [Some(60), Some(48), Some(41), Some(0)]);
        // Two of the second leave, and are hidden with the ten of the third, which are fewer than those of the first.
        assert_eq!(counts(three.part(&1)), [Some(20), None, None, Some(0)]);
        assert_eq!(counts(three.part(&2)), [Some(20), None, None, Some(0)]);
        assert_eq!(counts(three.part(&0)), [Some(20), Some(20), Some(13), Some(0)]);
        assert_eq!(counts(three.part(&9)), [Some(0); 4], "a part that does not exist has nobody");
        // Where nobody is there is nothing to hide.
        assert_eq!(counts(funnel([&[10, 3, 0]]).part(&2)), [Some(0)]);
        // The whole hides two, so no part of it may tell of them: neither by itself nor with the other.
        let two = funnel([&[20, 20], &[20, 18], &[15, 13]]);
        assert_eq!(counts(two.part(&0)), [Some(20), None, Some(15)]);
        assert_eq!(counts(two.part(&1)), [Some(20), None, Some(13)]);
    }

    #[test]
    fn cells_are_shown_where_none_of_them_is_small() {
        let cells = funnel([&[20, 20, 6], &[10, 18, 6], &[10, 10, 6], &[10, 10, 3]]);
        assert_eq!(counts(cells.cells(|cell| *cell < 2)), [Some(40), None, Some(20), None]);
    }
}
