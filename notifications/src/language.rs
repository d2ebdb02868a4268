//! The two languages of mails, and times as people write them.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use domain::calendar;

/// A language in which people are answered and written to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The official language (§ 23 (1) VwVfG).
    #[default]
    German,
    /// For everybody else.
    English,
}

impl Language {
    /// The language for a BCP 47 tag: German for German, English for all others.
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("de") { Self::German } else { Self::English }
    }

    /// Its own tag.
    pub fn tag(self) -> &'static str {
        self.of("de", "en")
    }

    /// The text in this language.
    pub fn of<T>(self, german: T, english: T) -> T {
        match self {
            Self::German => german,
            Self::English => english,
        }
    }
}

const WEEKDAYS: [(&str, &str); 7] = [
    ("Montag", "Monday"),
    ("Dienstag", "Tuesday"),
    ("Mittwoch", "Wednesday"),
    ("Donnerstag", "Thursday"),
    ("Freitag", "Friday"),
    ("Samstag", "Saturday"),
    ("Sonntag", "Sunday"),
];

const MONTHS: [(&str, &str); 12] = [
    ("Januar", "January"),
    ("Februar", "February"),
    ("März", "March"),
    ("April", "April"),
    ("Mai", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("August", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Dezember", "December"),
];

/// The day and the time of a moment on the office's wall.
pub fn day_and_time(at: DateTime<Utc>, language: Language) -> String {
    let date = calendar::local_date(at);
    let (weekday, month) = (WEEKDAYS[date.weekday().num_days_from_monday() as usize], MONTHS[date.month0() as usize]);
    let (weekday, month) = (language.of(weekday.0, weekday.1), language.of(month.0, month.1));
    let (day, year, time) = (date.day(), date.year(), time(at, language));
    match language {
        Language::German => format!("{weekday}, {day}. {month} {year}, {time}"),
        Language::English => format!("{weekday}, {day} {month} {year}, {time}"),
    }
}

/// The time of a moment on the office's wall.
pub fn time(at: DateTime<Utc>, language: Language) -> String {
    let wall = calendar::wall_time(at);
    let clock = format!("{:02}:{:02}", wall.hour(), wall.minute());
    language.of(format!("{clock} Uhr"), format!("{clock} (German time)"))
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
    }

    #[test]
    fn whoever_does_not_ask_for_german_is_written_to_in_english() {
        let cases = [("de", "de"), ("DE-at", "de"), ("en", "en"), ("fr-FR", "en"), ("", "en")];
        for (tag, expected) in cases {
            assert_eq!(Language::of_tag(tag).tag(), expected, "{tag}");
        }
    }
}
