//! What the fields of XBezahldienste 1.0.0 may hold: lengths in characters, and the sets of signs that its page names.
//!
//! <https://docs.fitko.de/xbezahldienste/APIDoku/versionen/v1.0.0/initiate-payment-transaction>. The regular expressions
//! there are those of ECMA 262, so `\w` is ASCII.

/// How long a name of ours is: `requestId`, `originatorId`, `endPointId`, `id` and `reference` of an item.
pub(crate) const ID: usize = 36;
/// How long the name of a transaction is.
pub(crate) const TRANSACTION: usize = 44;
/// How long the text of a statement of account is.
pub(crate) const PURPOSE: usize = 27;
/// How long a description is, and each word for the books.
pub(crate) const DESCRIPTION: usize = 250;
/// How long an address is.
pub(crate) const URL: usize = 2082;
/// How many items a request has.
pub(crate) const ITEMS: usize = 99;
/// How much a request is about, in euros.
pub(crate) const EUROS: i64 = 999_999;
/// The one currency.
pub(crate) const CURRENCY: &str = "EUR";

/// `^[\w\d-]+$` in so many characters.
pub(crate) fn is_id(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"_-".contains(&sign))
}

/// `^[\w\d\s-]+$`. Of the white space only what a statement of account can show.
pub(crate) fn is_purpose(text: &str) -> bool {
    (1..=PURPOSE).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"_- ".contains(&sign))
}

/// `^[\w\d\s-,\.\u00C0-\u017F]+$`.
pub(crate) fn is_description(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.chars().count()) && text.chars().all(is_of_description)
}

fn is_of_description(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | ',' | '.' | ' ' | '\u{c0}'..='\u{17f}')
}

/// A text as a description: what may not stand there becomes a space, and what is too long ends earlier.
pub(crate) fn description(text: &str) -> String {
    let allowed: String = text
        .chars()
        .map(|sign| match sign {
            '–' | '—' => '-',
            sign if is_of_description(sign) => sign,
            _ => ' ',
        })
        .collect();
    let words = allowed.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    words.chars().take(DESCRIPTION).collect::<String>().trim_end().to_owned()
}

/// A text as a reference: what may not stand there becomes a hyphen.
pub(crate) fn reference(text: &str) -> String {
    text.chars().map(|sign| if sign.is_ascii_alphanumeric() || sign == '_' { sign } else { '-' }).take(ID).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_purposes_and_descriptions_are_those_of_the_page() {
        assert!(is_id("6f9619ff-8b86-d011-b42d-00cf4fc964ff", ID) && is_id("a_b-1", ID));
        for text in ["", "a b", "ä", "a/b", "../x", "a\n", &"x".repeat(37)] {
            assert!(!is_id(text, ID), "{text}");
        }
        assert!(is_purpose("R-2026-000123") && is_purpose("X 1"));
        for text in ["", "Gebühr", "a.b", "a\tb", &"x".repeat(28)] {
            assert!(!is_purpose(text), "{text}");
        }
        assert!(is_description("Führungszeugnis, einfach. Nr. 1", DESCRIPTION) && is_description("Łódź", DESCRIPTION));
        for text in ["", "a (b)", "§ 30", "<b>", "a\u{2013}b", &"ü".repeat(251)] {
            assert!(!is_description(text, DESCRIPTION), "{text}");
        }
    }

    #[test]
    fn a_text_is_made_to_fit() {
        assert_eq!(description("Führungszeugnis (§ 30 BZRG) – einfach"), "Führungszeugnis 30 BZRG - einfach");
        assert_eq!(reference("1130.4/7"), "1130-4-7");
        assert_eq!(description("§§"), "");
    }

    proptest! {
        #[test]
        fn whatever_a_text_holds_it_fits_afterwards(text in ".{0,300}") {
            let made = description(&text);
            prop_assert!(made.is_empty() || is_description(&made, DESCRIPTION), "{made:?}");
            let made = reference(&text);
            prop_assert!(made.is_empty() || is_id(&made, ID), "{made:?}");
        }
    }
}
