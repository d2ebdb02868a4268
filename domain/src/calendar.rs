//! Civil time: the office's zone, holidays of its Land, and deadlines by §§ 187 to 193 BGB (through § 31 VwVfG).

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The zone of all German authorities.
pub const ZONE: Tz = chrono_tz::Europe::Berlin;

/// A half-open span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first moment.
    pub starts_at: DateTime<Utc>,
    /// The first moment after it.
    pub ends_at: DateTime<Utc>,
}

impl Span {
    /// Its length in whole minutes.
    pub fn minutes(self) -> i64 {
        (self.ends_at - self.starts_at).num_minutes()
    }
}

/// The date on which a moment falls in the office's zone.
pub fn local_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

/// The moment at which a clock on the office's wall shows a time.
///
/// `None` where no clock shows it, or shows it twice: the hour in which daylight saving begins or ends
/// is never offered, so nothing can be booked in it by mistake.
pub fn moment(date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    ZONE.from_local_datetime(&date.and_time(time)).single().map(|local| local.with_timezone(&Utc))
}

/// Whether clocks show the beginning and the end of a span once each, and as far apart as it lasts.
///
/// It is not so in the hour in which daylight saving begins or ends: nobody could say which half past two is meant.
pub fn is_plain(span: Span) -> bool {
    let shown = |at: DateTime<Utc>| {
        let local = at.with_timezone(&ZONE).naive_local();
        ZONE.from_local_datetime(&local).single().map(|_| local)
    };
    let (from, until) = (shown(span.starts_at), shown(span.ends_at));
    from.zip(until).is_some_and(|(from, until)| until - from == span.ends_at - span.starts_at)
}

/// The first moment of a date in the office's zone.
pub fn midnight(date: NaiveDate) -> DateTime<Utc> {
    moment(date, NaiveTime::MIN).expect("no clock changes at midnight")
}

/// The first moment after a date in the office's zone.
pub fn end_of(date: NaiveDate) -> DateTime<Utc> {
    midnight(date + Days::new(1))
}

/// Whether the date is a public holiday in the Saarland (§ 2 SFG).
pub fn is_holiday(date: NaiveDate) -> bool {
    let fixed = matches!(
        (date.month(), date.day()),
        // New Year, Labour Day, Assumption, German Unity, All Saints, Christmas and the day after
        (1 | 5 | 11, 1) | (8, 15) | (10, 3) | (12, 25 | 26)
    );
    let after_easter = date.signed_duration_since(easter(date.year())).num_days();
    // Good Friday, Easter Monday, Ascension, Whit Monday, Corpus Christi
    fixed || matches!(after_easter, -2 | 1 | 39 | 50 | 60)
}

/// Whether the office works on the date: Monday to Friday, no holiday.
pub fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !is_holiday(date)
}

/// The next day after the date on which the office works.
pub fn next_working_day(date: NaiveDate) -> NaiveDate {
    date.iter_days().skip(1).find(|day| is_working_day(*day)).expect("no year is without working days")
}

/// The last day of a period of weekdays (Werktage) that an event begins.
///
/// The day of the event does not count (§ 187 (1) BGB). A Saturday is a weekday and counts; only where the period would
/// end on it, it ends on the next working day (§ 31 (3) VwVfG).
pub fn weekdays_after(event: NaiveDate, days: u16) -> NaiveDate {
    let is_weekday = |day: &NaiveDate| day.weekday() != Weekday::Sun && !is_holiday(*day);
    let last = event.iter_days().skip(1).filter(is_weekday).take(days.into()).last();
    last.map_or(event, |last| if is_working_day(last) { last } else { next_working_day(last) })
}

/// The last day of a period of weeks that an event begins.
///
/// The day of the event does not count (§ 187 (1) BGB), the period ends on the same day of the week (§ 188 (2)),
/// and a Saturday, a Sunday or a holiday moves its end to the next working day (§ 193, § 31 (3) VwVfG).
pub fn weeks_after(event: NaiveDate, weeks: u64) -> NaiveDate {
    let last = event + Days::new(weeks * 7);
    if is_working_day(last) { last } else { next_working_day(last) }
}

/// Easter Sunday by the Gregorian rule (the anonymous algorithm of Meeus, Jones and Butcher).
#[expect(clippy::many_single_char_names, reason = "the letters are those of the published rule")]
fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    let narrow = |n: i32| u32::try_from(n).expect("the rule gives March or April");
    NaiveDate::from_ymd_opt(year, narrow(n / 31), narrow(n % 31 + 1)).expect("the rule gives a date of the year")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn holidays_are_those_of_the_saarland() {
        // 2026: Easter Sunday is 5 April.
        for holiday in ["2026-04-03", "2026-04-06", "2026-05-14", "2026-05-25", "2026-06-04", "2026-08-15"] {
            assert!(is_holiday(date(holiday)), "{holiday}");
        }
        // All of a year. What other Länder celebrate (6 January, 8 March, 8 August, 20 September, 31 October and the day
        // of repentance) is not among them, and neither are Easter and Whit Sunday, which are Sundays anyway.
        let year = date("2027-01-01").iter_days().take(365).filter(|day| is_holiday(*day));
        let all = [
            "2027-01-01",
            "2027-03-26",
            "2027-03-29",
            "2027-05-01",
            "2027-05-06",
            "2027-05-17",
            "2027-05-27",
            "2027-08-15",
            "2027-10-03",
            "2027-11-01",
            "2027-12-25",
            "2027-12-26",
        ];
        assert_eq!(year.collect::<Vec<_>>(), all.map(date));
    }

    #[test]
    fn a_period_that_ends_on_a_holiday_ends_on_the_next_working_day() {
        // Moved in on Friday 20 March 2026; two weeks later is Good Friday, then Easter until Tuesday.
        assert_eq!(weeks_after(date("2026-03-20"), 2), date("2026-04-07"));
        assert_eq!(weeks_after(date("2026-03-18"), 2), date("2026-04-01"));
        assert_eq!(weeks_after(date("2028-02-15"), 2), date("2028-02-29"), "a leap day is a day like any other");
        assert_eq!(weeks_after(date("2028-02-29"), 2), date("2028-03-14"));
    }

    #[test]
    fn weekdays_leave_out_the_day_itself_sundays_and_holidays_and_none_ends_on_a_saturday() {
        assert_eq!(weekdays_after(date("2026-03-02"), 3), date("2026-03-05"), "Monday to Thursday");
        assert_eq!(weekdays_after(date("2026-03-06"), 3), date("2026-03-10"), "the Saturday counts");
        assert_eq!(
            weekdays_after(date("2026-03-04"), 3),
            date("2026-03-09"),
            "and the Monday is the end instead of it"
        );
        assert_eq!(weekdays_after(date("2026-03-07"), 3), date("2026-03-11"));
        assert_eq!(weekdays_after(date("2026-04-02"), 3), date("2026-04-08"), "over Easter");
        assert_eq!(weekdays_after(date("2026-03-07"), 0), date("2026-03-07"));
    }

    #[test]
    fn the_hours_of_daylight_saving_are_never_offered() {
        let at = |h, m| NaiveTime::from_hms_opt(h, m, 0).expect("a time");
        assert_eq!(moment(date("2026-03-29"), at(2, 30)), None, "no clock shows it");
        assert_eq!(moment(date("2026-10-25"), at(2, 30)), None, "clocks show it twice");
        let span = |starts_at: &str, mins| {
            let starts_at = starts_at.parse::<DateTime<Utc>>().expect("a moment");
            Span { starts_at, ends_at: starts_at + chrono::TimeDelta::minutes(mins) }
        };
        assert!(!is_plain(span("2026-03-29T00:50:00Z", 20)), "over the jump");
        assert!(!is_plain(span("2026-10-25T00:10:00Z", 10)), "shown twice");
        assert!(is_plain(span("2026-10-25T02:00:00Z", 10)) && is_plain(span("2026-03-29T01:00:00Z", 10)));
        let summer = moment(date("2026-03-30"), at(8, 0)).expect("an ordinary morning");
        assert_eq!(summer, "2026-03-30T06:00:00Z".parse::<DateTime<Utc>>().expect("a moment"));
    }
}
