//! Amounts in the protocol: JSON numbers in euros, read and written exactly, and never as floating point numbers.

use domain::money::Cents;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// How many digits a number can have. Money needs fewer.
const MOST_DIGITS: usize = 30;

/// A decimal number with two places, as the protocol has amounts and rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Decimal(pub(crate) Cents);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // A number within quotes is a text: what it means there is for somebody else to guess.
        cents(raw.get()).map(Self).ok_or_else(|| D::Error::custom("no amount in whole cents"))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw = RawValue::from_string(euros(self.0)).expect("two whole numbers with a point are JSON");
        raw.serialize(serializer)
    }
}

/// An amount as a decimal number of euros.
pub(crate) fn euros(amount: Cents) -> String {
    let (sign, amount) = (if amount.0 < 0 { "-" } else { "" }, amount.0.unsigned_abs());
    format!("{sign}{}.{:02}", amount / 100, amount % 100)
}

/// A decimal number of euros as cents, if it is a whole number of them. `1.3E+1` is one, too: other systems write so.
pub(crate) fn cents(text: &str) -> Option<Cents> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (negative, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|sign| sign.is_ascii_digit());
    if !is_digits(whole) || fraction.is_some_and(|fraction| !is_digits(fraction)) {
        return None;
    }
    let all = format!("{whole}{}", fraction.unwrap_or_default());
    if all.len() > MOST_DIGITS || exponent.unsigned_abs() as usize > MOST_DIGITS {
        return None;
    }
    let mut value: i128 = all.parse().ok()?;
    let places = i32::try_from(fraction.map_or(0, str::len)).ok()?;
    for _ in 0..(exponent - places + 2) {
        value = value.checked_mul(10)?;
    }
    for _ in (exponent - places + 2)..0 {
        if value % 10 != 0 {
            return None;
        }
        value /= 10;
    }
    let value = i64::try_from(value).ok()?;
    Some(Cents(if negative { -value } else { value }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_amount_is_read_exactly_or_not_at_all() {
        for (text, amount) in [
            ("13", 1_300),
            ("13.0", 1_300),
            ("13.00000", 1_300),
            ("0.29", 29),
            ("1.15", 115),
            ("-0.01", -1),
            ("1.3E+1", 1_300),
            ("1300e-2", 1_300),
            ("999999", 99_999_900),
            ("0", 0),
        ] {
            assert_eq!(cents(text), Some(Cents(amount)), "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            ".5",
            "5.",
            "13.001",
            "1e-3",
            "1,5",
            " 1",
            "+1",
            "NaN",
            "1e99",
            "\"13\"",
            "1e",
            "--1",
            "1.2.3",
            "99999999999999999999999999999999",
            "9e30",
        ] {
            assert_eq!(cents(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_in_quotes_is_none() {
        assert!(serde_json::from_str::<Decimal>("\"13.00\"").is_err());
        assert!(serde_json::from_str::<Decimal>("null").is_err());
        assert_eq!(serde_json::from_str::<Decimal>("13.00").expect("a number"), Decimal(Cents(1_300)));
        assert_eq!(serde_json::to_string(&Decimal(Cents(1_305))).expect("it is written"), "13.05");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(amount in any::<i64>()) {
            prop_assert_eq!(cents(&euros(Cents(amount))), (amount != i64::MIN).then_some(Cents(amount)));
        }

        #[test]
        fn no_text_makes_it_fall(text in "[-+0-9.eE\"]{0,40}") {
            let _ = cents(&text);
        }
    }
}
