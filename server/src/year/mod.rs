//! Plays a year of the office through its real commands, on a clock of its own, the same for the same seed.
//!
//! Citizens, clerks and the service centre give the commands that they would give in life; the office's rules,
//! reactions and timers answer. Nothing is written past them, so a played year proves as much as it shows.

mod demand;
mod people;
mod player;
mod report;
mod visit;

use chrono::{Datelike as _, Days, NaiveDate};

pub use player::{Played, play};
pub use report::report;

/// What to play.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// What chance starts from.
    pub seed: u64,
    /// The first day on which fees can be paid, and certificates therefore be asked for.
    pub fees_from: NaiveDate,
}

impl Wanted {
    /// A year that ends on a day. Fees can be paid from its seventh month on.
    pub fn year(until: NaiveDate, seed: u64) -> Self {
        let from = until.with_year(until.year() - 1).unwrap_or(until - Days::new(365)) + Days::new(1);
        Self { from, until, seed, fees_from: months_later(from, 6) }
    }

    /// Some weeks that end on a day, with fees from half of them on.
    pub fn weeks(weeks: u32, until: NaiveDate, seed: u64) -> Self {
        let days = u64::from(weeks) * 7;
        let from = until + Days::new(1) - Days::new(days);
        Self { from, until, seed, fees_from: from + Days::new(days / 2) }
    }
}

fn months_later(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(chrono::Months::new(months)).expect("a year from now is in the calendar")
}
