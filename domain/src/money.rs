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

/// An amount of cents that need not be whole, in lowest terms: a sum of shares before it is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exact {
    /// Cents times the denominator.
    pub numerator: i64,
    /// By how much to divide; never zero.
    pub denominator: u32,
}

impl Default for Exact {
    fn default() -> Self {
        Self { numerator: 0, denominator: 1 }
    }
}

impl From<Cents> for Exact {
    fn from(amount: Cents) -> Self {
        Self { numerator: amount.0, denominator: 1 }
    }
}

impl Share {
    /// The share of a sum, as it is.
    pub fn exact(self, sum: Cents) -> Exact {
        Exact::reduced(i128::from(sum.0) * i128::from(self.of), self.parts.max(1).into())
    }
}

impl Exact {
    fn reduced(numerator: i128, denominator: i128) -> Self {
        let divisor = divisor(numerator.unsigned_abs(), denominator.unsigned_abs()).cast_signed();
        Self {
            numerator: i64::try_from(numerator / divisor).expect("no office takes 2^63 cents"),
            denominator: u32::try_from(denominator / divisor).expect("the law knows fifths and eighths"),
        }
    }

    /// In whole cents, rounded half away from zero. Once, at the end.
    pub fn settle(self) -> Cents {
        Share { of: 1, parts: self.denominator }.settle(Cents(self.numerator))
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let (a, b) = (i128::from(self.denominator), i128::from(other.denominator));
        Self::reduced(i128::from(self.numerator) * b + i128::from(other.numerator) * a, a * b)
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self { numerator: -other.numerator, ..other }
    }
}

/// The greatest common divisor; one where both are zero.
fn divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
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
    fn shares_add_up_without_being_rounded() {
        let (fifths, eighths) = (Share { of: 2, parts: 5 }, Share { of: 3, parts: 8 });
        let city = eighths.exact(Cents(801 * 1300));
        assert_eq!(city, Exact { numerator: 780_975, denominator: 2 });
        assert_eq!(city.settle(), Cents(390_488));
        let federal = Exact::from(Cents(801 * 1300)) - city;
        assert_eq!(federal, Exact { numerator: 1_301_625, denominator: 2 });
        // 520 + 487.5 + 520 + 487.5: in whole cents only together.
        let four = [fifths, eighths, fifths, eighths].map(|share| share.exact(Cents(1300)));
        assert_eq!(four.into_iter().fold(Exact::default(), Add::add), Exact { numerator: 2015, denominator: 1 });
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
