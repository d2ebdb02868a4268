//! No figure about fewer than five people or cases: who is alone in a group can be recognised in it.
//!
//! Whatever an answer shows besides, a sum or a share, is computed from shown counts alone.
//! So nothing that is hidden can be found by subtraction, and no second count has to be hidden to protect the first.

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
    /// Shows a count, or hides it.
    pub fn of(count: u64) -> Self {
        let suppressed = (1..SMALLEST).contains(&count);
        Self { count: (!suppressed).then_some(count), suppressed }
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
}
