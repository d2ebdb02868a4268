//! The languages in which people are answered and written to, and times as they write them.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use domain::calendar;

/// A language in which people are answered and written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The official language (§ 23 (1) VwVfG).
    #[default]
    German,
    /// The official language in short sentences and everyday words (§ 11 BGG).
    PlainGerman,
    /// For everybody else.
    English,
    /// The language of the neighbours.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::German, Self::PlainGerman, Self::English, Self::French];

    /// The language for a BCP 47 tag: its own where we speak it, and English for all others. What is plain is marked by
    /// the registered variant `simple`, or as pages in Germany mark it.
    pub fn of_tag(tag: &str) -> Self {
        let mut parts = tag.split(['-', '_']);
        let is = |part: &str, other: &str| part.eq_ignore_ascii_case(other);
        match parts.next().unwrap_or_default() {
            primary
                if is(primary, "de")
                    && parts.any(|part| ["simple", "einfach", "leicht"].iter().any(|plain| is(part, plain))) =>
            {
                Self::PlainGerman
            }
            primary if is(primary, "de") => Self::German,
            primary if is(primary, "fr") => Self::French,
            _ => Self::English,
        }
    }

    /// Its own tag.
    pub fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::PlainGerman => "de-simple",
            Self::English => "en",
            Self::French => "fr",
        }
    }

    /// Of a text that there is in German and in English only, the one that is nearer.
    pub fn of<T>(self, german: T, english: T) -> T {
        match self {
            Self::German | Self::PlainGerman => german,
            Self::English | Self::French => english,
        }
    }
}

/// Monday to Sunday.
struct Weekdays([&'static str; 7]);

/// January to December.
struct Months([&'static str; 12]);

const GERMAN: (Weekdays, Months) = (
    Weekdays(["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]),
    Months([
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ]),
);

const ENGLISH: (Weekdays, Months) = (
    Weekdays(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]),
    Months([
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]),
);

const FRENCH: (Weekdays, Months) = (
    Weekdays(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
    Months([
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ]),
);

/// The day and the time of a moment on the office's wall.
pub fn day_and_time(at: DateTime<Utc>, language: Language) -> String {
    let date = calendar::local_date(at);
    let (Weekdays(weekdays), Months(months)) = match language {
        Language::German | Language::PlainGerman => GERMAN,
        Language::English => ENGLISH,
        Language::French => FRENCH,
    };
    let weekday = weekdays[date.weekday().num_days_from_monday() as usize];
    let month = months[date.month0() as usize];
    let (day, year, time) = (date.day(), date.year(), time(at, language));
    match language {
        Language::German | Language::PlainGerman => format!("{weekday}, {day}. {month} {year}, {time}"),
        Language::English => format!("{weekday}, {day} {month} {year}, {time}"),
        // The first of a month is an ordinal number, the others are not.
        Language::French if day == 1 => format!("{weekday} 1er {month} {year}, {time}"),
        Language::French => format!("{weekday} {day} {month} {year}, {time}"),
    }
}

/// The time of a moment on the office's wall.
pub fn time(at: DateTime<Utc>, language: Language) -> String {
    let wall = calendar::wall_time(at);
    let (hour, minute) = (wall.hour(), wall.minute());
    match language {
        Language::German | Language::PlainGerman => format!("{hour:02}:{minute:02} Uhr"),
        Language::English => format!("{hour:02}:{minute:02} (German time)"),
        Language::French => format!("{hour} h {minute:02} (heure allemande)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::testing::at;

    #[test]
    fn times_are_those_of_the_office() {
        let summer = at("2026-07-14T08:30:00Z");
        assert_eq!(day_and_time(summer, Language::German), "Dienstag, 14. Juli 2026, 10:30 Uhr");
        assert_eq!(day_and_time(summer, Language::English), "Tuesday, 14 July 2026, 10:30 (German time)");
        assert_eq!(day_and_time(summer, Language::French), "mardi 14 juillet 2026, 10 h 30 (heure allemande)");
        let first = day_and_time(at("2026-08-01T08:05:00Z"), Language::French);
        assert_eq!(first, "samedi 1er août 2026, 10 h 05 (heure allemande)");
    }

    #[test]
    fn whoever_asks_for_a_language_that_we_do_not_speak_is_written_to_in_english() {
        let cases = [
            ("de", "de"),
            ("DE-at", "de"),
            ("de-simple", "de-simple"),
            ("de-DE-simple", "de-simple"),
            ("en", "en"),
            ("fr-FR", "fr"),
            ("tr", "en"),
            ("", "en"),
        ];
        for (tag, expected) in cases {
            assert_eq!(Language::of_tag(tag).tag(), expected, "{tag}");
        }
    }
}
