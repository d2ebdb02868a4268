//! Percentiles of a few numbers.

/// The smallest value that so many per cent of all values do not exceed (nearest rank). The values are sorted.
pub(crate) fn of(sorted: &[i64], per_cent: usize) -> Option<i64> {
    let rank = (sorted.len() * per_cent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_percentile_is_one_of_the_values() {
        let values: Vec<i64> = (1..=10).collect();
        assert_eq!(super::of(&values, 50), Some(5));
        assert_eq!(super::of(&values, 90), Some(9));
        assert_eq!(super::of(&[7], 50), Some(7));
        assert_eq!(super::of(&[], 50), None);
    }
}
