//! By what stretch of the calendar figures are grouped.

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Period {
    /// The first day of the period in which a date lies.
    pub fn start(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => date,
            Self::Week => date.week(Weekday::Mon).first_day(),
            Self::Month => date.with_day(1).expect("every month has a first day"),
            Self::Year => NaiveDate::from_yo_opt(date.year(), 1).expect("every year has a first day"),
        }
    }

    /// The last day of the period in which a date lies.
    pub fn end(self, date: NaiveDate) -> NaiveDate {
        let start = self.start(date);
        let next = match self {
            Self::Day => start + Days::new(1),
            Self::Week => start + Days::new(7),
            Self::Month => start + Months::new(1),
            Self::Year => start + Months::new(12),
        };
        next.pred_opt().expect("a period has a last day")
    }

    /// The first days of all periods of which a day lies between two dates, both included.
    pub fn starts(self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let mut starts: Vec<_> = from.iter_days().take_while(|date| *date <= to).map(|date| self.start(date)).collect();
        starts.dedup();
        starts
    }

    /// The first day of the same period a year before. A week is compared with the one 52 weeks earlier, so that it has
    /// the same days.
    pub fn year_before(self, start: NaiveDate) -> NaiveDate {
        let start = self.start(start);
        match self {
            Self::Week => start - Days::new(364),
            Self::Day | Self::Month | Self::Year => start - Months::new(12),
        }
    }

    /// The first day of the period before.
    pub fn before(self, start: NaiveDate) -> NaiveDate {
        self.start(self.start(start).pred_opt().expect("the office is younger than the calendar"))
    }
}
