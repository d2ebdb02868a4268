//! What opening hours offer on a date, and which of them are possible.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use super::{Hours, Refusal, Release, Template};
use crate::calendar::{self, Span};
use crate::capacity::{ClosureReason, Plan, Window};

/// What hours offer on a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Time.
    Open(Plan),
    /// Nothing, because somebody has said so.
    Closed(ClosureReason),
    /// Nothing: a holiday, or a day on which the office does not open.
    Nothing,
}

impl Template {
    /// What these hours offer on a date.
    ///
    /// A special day comes before a closure, both before the holidays, and the week last.
    pub fn offer(&self, date: NaiveDate) -> Offer {
        let ended = self.valid_until.is_some_and(|last| last < date);
        if date < self.valid_from || ended {
            return Offer::Nothing;
        }
        if let Some(special) = self.special_days.iter().find(|special| special.date == date) {
            return self.open(date, special.hours.clone());
        }
        if let Some(closure) = self.closures.iter().find(|closure| (closure.from..=closure.until).contains(&date)) {
            return Offer::Closed(closure.reason);
        }
        if calendar::is_holiday(date) {
            return Offer::Nothing;
        }
        let of_weekday = self.hours.iter().filter(|row| row.weekday == date.weekday());
        self.open(date, of_weekday.map(|row| row.hours).collect())
    }

    /// The plan of a date, if these hours offer any time on it.
    pub fn plan(&self, date: NaiveDate) -> Option<Plan> {
        match self.offer(date) {
            Offer::Open(plan) => Some(plan),
            Offer::Closed(_) | Offer::Nothing => None,
        }
    }

    fn open(&self, date: NaiveDate, hours: Vec<Hours>) -> Offer {
        let windows = self.windows(date, hours);
        match self.release.moment(date) {
            Some(released_at) if !windows.is_empty() => {
                Offer::Open(Plan { scope: self.scope, date, unit_mins: self.unit_mins, windows, released_at })
            }
            Some(_) | None => Offer::Nothing,
        }
    }

    /// Hours that follow one another with the same lanes make one window, so that an appointment can reach over both.
    fn windows(&self, date: NaiveDate, mut hours: Vec<Hours>) -> Vec<Window> {
        let unit = TimeDelta::minutes(self.unit_mins.into());
        hours.sort_by_key(|hours| hours.from);
        let mut windows: Vec<Window> = vec![];
        for hours in hours {
            for starts_at in starts(&hours, unit, date) {
                match windows.last_mut() {
                    Some(last)
                        if last.lanes == hours.lanes && last.starts_at + unit * i32::from(last.units) == starts_at =>
                    {
                        last.units += 1;
                    }
                    Some(_) | None => windows.push(Window { starts_at, units: 1, lanes: hours.lanes }),
                }
            }
        }
        windows
    }
}

impl Release {
    /// From when on the time of a date may be booked.
    fn moment(self, date: NaiveDate) -> Option<DateTime<Utc>> {
        match self {
            Self::WorkingDayBefore { at } => {
                let before = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
                    .find(|day| calendar::is_working_day(*day))?;
                calendar::moment(before, at)
            }
            Self::DaysAhead { days } => {
                calendar::moment(date.checked_sub_days(Days::new(days.into()))?, NaiveTime::MIN)
            }
        }
    }
}

/// The moments at which units begin.
///
/// No unit lies in or across the hour in which daylight saving begins or ends.
fn starts(hours: &Hours, unit: TimeDelta, date: NaiveDate) -> impl Iterator<Item = DateTime<Utc>> {
    let units = (hours.until - hours.from).num_minutes() / unit.num_minutes().max(1);
    let from = hours.from;
    (0..units).filter_map(move |n| {
        let starts_at = calendar::moment(date, from + TimeDelta::minutes(n * unit.num_minutes()))?;
        calendar::is_plain(Span { starts_at, ends_at: starts_at + unit }).then_some(starts_at)
    })
}

/// How many special days or closures a template may name.
const DAYS_MAX: usize = 400;

/// Refuses hours that contradict themselves. The bounds are those of a day's plan.
pub(super) fn possible(template: &Template) -> Result<(), Refusal> {
    let in_bounds = |date: NaiveDate| (2000..2100).contains(&date.year());
    if !in_bounds(template.valid_from) {
        return Err(Refusal::BadTemplate("they begin outside the years 2000 to 2099"));
    }
    if template.valid_until.is_some_and(|last| last < template.valid_from) {
        return Err(Refusal::BadTemplate("they end before they begin"));
    }
    if !(1..=240).contains(&template.unit_mins) {
        return Err(Refusal::BadTemplate("a unit lasts between 1 and 240 minutes"));
    }
    if template.hours.is_empty() && template.special_days.iter().all(|day| day.hours.is_empty()) {
        return Err(Refusal::BadTemplate("they offer no time"));
    }
    if template.special_days.len().max(template.closures.len()) > DAYS_MAX {
        return Err(Refusal::BadTemplate("they name at most 400 special days and 400 closures"));
    }
    if template.closures.iter().any(|closure| closure.until < closure.from) {
        return Err(Refusal::BadTemplate("a closure ends before it begins"));
    }
    for (n, day) in template.special_days.iter().enumerate() {
        if !in_bounds(day.date) {
            return Err(Refusal::BadTemplate("a special day lies outside the years 2000 to 2099"));
        }
        if template.special_days[..n].iter().any(|other| other.date == day.date) {
            return Err(Refusal::BadTemplate("a day is special twice"));
        }
        one_day(&day.hours, template.unit_mins)?;
    }
    for row in &template.hours {
        let of_day = template.hours.iter().filter(|other| other.weekday == row.weekday);
        one_day(&of_day.map(|row| row.hours).collect::<Vec<_>>(), template.unit_mins)?;
    }
    Ok(())
}

/// Refuses hours of one day that contradict each other.
fn one_day(hours: &[Hours], unit_mins: u16) -> Result<(), Refusal> {
    for (n, row) in hours.iter().enumerate() {
        if row.from >= row.until {
            return Err(Refusal::BadTemplate("a row ends before it begins"));
        }
        if [row.from, row.until].iter().any(|time| time.second() != 0 || time.nanosecond() != 0) {
            return Err(Refusal::BadTemplate("times are whole minutes"));
        }
        if (row.until - row.from).num_minutes() % i64::from(unit_mins) != 0 {
            return Err(Refusal::BadTemplate("a row is not a number of whole units"));
        }
        if u32::from(row.lanes.public) + u32::from(row.lanes.internal) > 200 {
            return Err(Refusal::BadTemplate("a row has at most 200 lanes"));
        }
        if hours[..n].iter().any(|other| other.from < row.until && row.from < other.until) {
            return Err(Refusal::BadTemplate("two rows of a day overlap"));
        }
    }
    Ok(())
}
