//! What input may look like, checked where it comes in: whatever passes here can be stored, shown and printed.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

use crate::errors::{Invalid, mistake};

/// Whether an input value is possible.
pub(crate) type Checked<T> = Result<T, Invalid>;

/// How long a line of text may be, in characters.
pub(crate) const LINE_MAX: usize = 200;
/// How long a remark may be.
pub(crate) const REMARK_MAX: usize = 2000;

/// A line of text that says something.
pub(crate) fn line(field: &'static str, text: &str) -> Checked<String> {
    let text = clean(field, text, LINE_MAX, false)?;
    if text.is_empty() {
        return Err(Invalid { field, de: "Bitte füllen Sie dieses Feld aus.", en: "Please fill in this field." });
    }
    Ok(text)
}

/// A line of text that may be left out. Blank means left out.
pub(crate) fn optional_line(field: &'static str, text: Option<&str>) -> Checked<Option<String>> {
    let text = text.map(|text| clean(field, text, LINE_MAX, false)).transpose()?;
    Ok(text.filter(|text| !text.is_empty()))
}

/// A remark: it may have several lines.
pub(crate) fn remark(field: &'static str, text: &str) -> Checked<String> {
    let text = clean(field, text, REMARK_MAX, true)?;
    if text.is_empty() {
        return Err(Invalid { field, de: "Bitte schreiben Sie etwas.", en: "Please write something." });
    }
    Ok(text)
}

/// A postal code: five digits, kept as text because of leading zeros.
pub(crate) fn postal_code(field: &'static str, text: &str) -> Checked<String> {
    digits(field, text, 5, "Eine Postleitzahl hat fünf Ziffern.", "A postal code has five digits.")
}

/// The official key of a municipality (AGS).
pub(crate) fn municipality(field: &'static str, text: &str) -> Checked<String> {
    digits(field, text, 8, "Ein Gemeindeschlüssel hat acht Ziffern.", "The key of a municipality has eight digits.")
}

/// A day that can be meant: no year before 1900 or after 2100.
pub(crate) fn date(field: &'static str, date: NaiveDate) -> Checked<NaiveDate> {
    year(field, date.year()).map(|_| date)
}

/// The days that a question asks about, both included: so many at most.
pub(crate) fn days(from: NaiveDate, to: NaiveDate, most: i64) -> async_graphql::Result<()> {
    for (field, day) in [("from", from), ("to", to)] {
        date(field, day).map_err(|invalid| mistake(invalid.en))?;
    }
    if (0..=most).contains(&to.signed_duration_since(from).num_days()) {
        return Ok(());
    }
    Err(mistake(format!("`to` has to follow `from` within {most} days")))
}

/// A moment that can be meant.
pub(crate) fn moment(field: &'static str, at: DateTime<Utc>) -> Checked<DateTime<Utc>> {
    year(field, at.year()).map(|_| at)
}

/// A list that is not too long.
pub(crate) fn few(field: &'static str, count: usize, max: usize) -> Checked<()> {
    if count <= max {
        return Ok(());
    }
    Err(Invalid { field, de: "Das sind zu viele auf einmal.", en: "These are too many at once." })
}

/// A year that can be meant.
pub(crate) fn year(field: &'static str, year: i32) -> Checked<i32> {
    if (1900..=2100).contains(&year) {
        return Ok(year);
    }
    Err(Invalid { field, de: "Dieses Datum ist nicht möglich.", en: "This date is not possible." })
}

/// How often a service is wanted.
pub(crate) fn quantity(field: &'static str, quantity: i32) -> Checked<u16> {
    match u16::try_from(quantity) {
        Ok(quantity @ 1..=20) => Ok(quantity),
        _ => Err(Invalid { field, de: "Bitte wählen Sie 1 bis 20.", en: "Please choose 1 to 20." }),
    }
}

/// A whole number within bounds that the screens never leave.
pub(crate) fn number(field: &'static str, number: i32, max: u16) -> Checked<u16> {
    match u16::try_from(number) {
        Ok(number) if number <= max => Ok(number),
        _ => Err(Invalid { field, de: "Diese Zahl ist nicht möglich.", en: "This number is not possible." }),
    }
}

/// An e-mail address, as far as its form can tell: whether it exists is known when something arrives.
pub(crate) fn mail(field: &'static str, text: Option<&str>) -> Checked<Option<String>> {
    let Some(mail) = optional_line(field, text)? else { return Ok(None) };
    let possible = mail.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && host.contains('.') && !host.contains('@') && host.split('.').all(|part| !part.is_empty())
    });
    if possible && !mail.chars().any(char::is_whitespace) {
        return Ok(Some(mail));
    }
    Err(Invalid {
        field,
        de: "Diese E-Mail-Adresse ist nicht vollständig. Beispiel: name@beispiel.de",
        en: "This e-mail address is not complete. Example: name@example.org",
    })
}

/// A telephone number, however it is written.
pub(crate) fn phone(field: &'static str, text: Option<&str>) -> Checked<Option<String>> {
    let Some(phone) = optional_line(field, text)? else { return Ok(None) };
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let known = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '/' | '(' | ')' | '.');
    if (5..=20).contains(&digits) && phone.chars().all(known) {
        return Ok(Some(phone));
    }
    Err(Invalid {
        field,
        de: "Diese Telefonnummer ist nicht möglich. Beispiel: 0681 9050",
        en: "This telephone number is not possible. Example: +49 681 9050",
    })
}

/// A language by its BCP 47 tag.
pub(crate) fn language(field: &'static str, tag: &str) -> Checked<String> {
    let possible = (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| (1..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    if possible {
        return Ok(tag.to_ascii_lowercase());
    }
    Err(Invalid { field, de: "Diese Sprache ist unbekannt.", en: "This language is unknown." })
}

/// A state by its ISO 3166-1 alpha-2 code.
pub(crate) fn state(field: &'static str, code: &str) -> Checked<String> {
    if code.len() == 2 && code.chars().all(|c| c.is_ascii_alphabetic()) {
        return Ok(code.to_ascii_uppercase());
    }
    Err(Invalid {
        field,
        de: "Ein Staat hat zwei Buchstaben, zum Beispiel DE.",
        en: "A state has two letters, such as DE.",
    })
}

fn digits(field: &'static str, text: &str, count: usize, de: &'static str, en: &'static str) -> Checked<String> {
    let text = text.trim();
    if text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(text.to_owned());
    }
    Err(Invalid { field, de, en })
}

/// Text without blanks at its ends and without characters that cannot be seen.
fn clean(field: &'static str, text: &str, max: usize, several_lines: bool) -> Checked<String> {
    let text = text.trim();
    if text.chars().count() > max {
        return Err(Invalid { field, de: "Dieser Text ist zu lang.", en: "This text is too long." });
    }
    if text.chars().any(|c| is_hidden(c) && !(several_lines && c == '\n')) {
        return Err(Invalid {
            field,
            de: "Dieser Text enthält Zeichen, die man nicht sehen kann.",
            en: "This text holds characters that cannot be seen.",
        });
    }
    Ok(text.to_owned())
}

/// Control characters, and those that hide or turn around what stands beside them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_has_to_say_something() {
        assert_eq!(line("name", "  Ada Lovelace "), Ok("Ada Lovelace".to_owned()));
        assert!(line("name", " \t ").is_err());
        assert!(line("name", &"a".repeat(201)).is_err() && line("name", &"ä".repeat(200)).is_ok());
    }

    #[test]
    fn what_cannot_be_seen_is_refused() {
        for hidden in ["a\u{0}b", "a\u{202e}b", "a\u{200b}b", "a\nb"] {
            assert!(line("name", hidden).is_err(), "{hidden:?}");
        }
        assert!(remark("text", "one\ntwo").is_ok() && remark("text", "one\u{7}").is_err());
    }

    #[test]
    fn numbers_and_dates_stay_within_what_can_be_meant() {
        assert!(quantity("q", 0).is_err() && quantity("q", 21).is_err() && quantity("q", -1).is_err());
        assert_eq!(quantity("q", 20), Ok(20));
        assert!(postal_code("p", "6611").is_err() && postal_code("p", "6611a").is_err());
        assert_eq!(postal_code("p", "01067"), Ok("01067".to_owned()));
        assert!(municipality("m", "10041100").is_ok() && municipality("m", "1004110").is_err());
        let day = |text: &str| date("d", text.parse().expect("a date"));
        assert!(day("1899-12-31").is_err() && day("1900-01-01").is_ok() && day("2101-01-01").is_err());
    }

    #[test]
    fn a_contact_is_checked_by_its_form() {
        for wrong in ["ada", "ada@", "@example.org", "ada@example", "a da@example.org", "ada@example..org"] {
            assert!(mail("mail", Some(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(mail("mail", Some(" ")), Ok(None));
        assert!(mail("mail", Some("ada@example.org")).is_ok());
        assert!(phone("phone", Some("0681 / 905-0")).is_ok() && phone("phone", Some("call me")).is_err());
    }
}
