//! Money: whole cents, and shares as exact fractions that are settled on sums.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// An amount of euro cents. Never a fraction of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{},{:02} €", self.0.abs() / 100, self.0.abs() % 100)
    }
}

/// A share of a fee, kept as a fraction: 3/8 of 13.00 € is 4.875 €, which no single case may round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Share {
    /// Parts.
    pub of: u32,
    /// Of how many.
    pub parts: u32,
}

impl Share {
    /// Everything.
    pub const WHOLE: Self = Self { of: 1, parts: 1 };

    /// The share of a sum, rounded half away from zero. For settlements, never for one case.
    pub fn settle(self, sum: Cents) -> Cents {
        let (of, parts) = (i128::from(self.of), i128::from(self.parts));
        let doubled = i128::from(sum.0) * of * 2;
        let rounded = (doubled + parts * doubled.signum()) / (parts * 2);
        Cents(i64::try_from(rounded).expect("a share of a sum is no larger than the sum"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_801_trade_register_fees_is_rounded_once() {
        // 801 × 13.00 € × 3/8 = 3904.875 €
        assert_eq!(Share { of: 3, parts: 8 }.settle(Cents(801 * 1300)), Cents(390_488));
    }

    #[test]
    fn refunds_round_like_payments() {
        assert_eq!(Share { of: 3, parts: 8 }.settle(Cents(-1300)), Cents(-488));
        assert_eq!(Share::WHOLE.settle(Cents(-1)), Cents(-1));
    }

    #[test]
    fn amounts_are_written_as_german_readers_expect() {
        assert_eq!(Cents(1300).to_string(), "13,00 €");
        assert_eq!(Cents(-5).to_string(), "-0,05 €");
    }
}
