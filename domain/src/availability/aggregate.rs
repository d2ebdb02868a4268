//! The decision table of opening hours, and the plan that they give a day.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

use super::{Command, Event, OpeningHours, Refusal, Release, Template};
use crate::asked::Asked;
use crate::calendar;
use crate::capacity::{Plan, Window};
use crate::decide::Decide;
use crate::permission::{Grant, Role};

/// Opening hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has defined any.
    #[default]
    Undefined,
    /// They hold.
    Defined {
        /// Which.
        template: Template,
    },
    /// They hold no longer.
    Withdrawn,
}

impl Decide for State {
    const KIND: &'static str = "availability";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Define { .. } | Command::Withdraw => &[Grant::Any(Role::Planner), Grant::Any(Role::System)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        match (self, &asked.command) {
            (Self::Defined { template }, Command::Define { template: same }) if template == same => Ok(vec![]),
            (Self::Undefined | Self::Defined { .. } | Self::Withdrawn, Command::Define { template }) => {
                possible(template)?;
                Ok(vec![Event::Defined { template: template.clone() }])
            }
            (Self::Undefined, Command::Withdraw) => Err(Refusal::Unknown),
            (Self::Defined { .. }, Command::Withdraw) => Ok(vec![Event::Withdrawn]),
            (Self::Withdrawn, Command::Withdraw) => Ok(vec![]),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Undefined | Self::Defined { .. } | Self::Withdrawn, Event::Defined { template }) => {
                Self::Defined { template }
            }
            (Self::Undefined, Event::Withdrawn) => Self::Undefined,
            (Self::Defined { .. } | Self::Withdrawn, Event::Withdrawn) => Self::Withdrawn,
        }
    }
}

impl State {
    /// The hours that hold, if any do.
    pub fn template(&self) -> Option<&Template> {
        match self {
            Self::Defined { template } => Some(template),
            Self::Undefined | Self::Withdrawn => None,
        }
    }
}

impl Template {
    /// What these hours offer on a date; `None` on a holiday and on any day on which the office does not open.
    pub fn plan(&self, date: NaiveDate) -> Option<Plan> {
        let ended = self.valid_until.is_some_and(|last| last < date);
        if date < self.valid_from || ended || calendar::is_holiday(date) {
            return None;
        }
        let windows = self.windows(date);
        if windows.is_empty() {
            return None;
        }
        let released_at = self.release.moment(date)?;
        Some(Plan { scope: self.scope, date, unit_mins: self.unit_mins, windows, released_at })
    }

    /// Rows that follow one another with the same lanes make one window, so that an appointment can reach over both.
    fn windows(&self, date: NaiveDate) -> Vec<Window> {
        let unit = TimeDelta::minutes(self.unit_mins.into());
        let mut rows: Vec<_> = self.hours.iter().filter(|row| row.weekday == date.weekday()).collect();
        rows.sort_by_key(|row| row.from);
        let mut windows: Vec<Window> = vec![];
        for row in rows {
            for starts_at in starts(row, unit, date) {
                match windows.last_mut() {
                    Some(last)
                        if last.lanes == row.lanes && last.starts_at + unit * i32::from(last.units) == starts_at =>
                    {
                        last.units += 1;
                    }
                    Some(_) | None => windows.push(Window { starts_at, units: 1, lanes: row.lanes }),
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

/// The moments at which the units of a row begin.
///
/// A unit is offered only if clocks show its beginning and its end, once each, and it is as long as they say:
/// so no unit lies in or across the hour in which daylight saving begins or ends.
fn starts(row: &OpeningHours, unit: TimeDelta, date: NaiveDate) -> impl Iterator<Item = DateTime<Utc>> {
    let units = (row.until - row.from).num_minutes() / unit.num_minutes().max(1);
    let from = row.from;
    (0..units).filter_map(move |n| {
        let offset = TimeDelta::minutes(n * unit.num_minutes());
        let starts_at = calendar::moment(date, from + offset)?;
        let ends_at = calendar::moment(date, from + offset + unit)?;
        (ends_at - starts_at == unit).then_some(starts_at)
    })
}

/// Refuses hours that contradict themselves. The bounds are those of a day's plan.
fn possible(template: &Template) -> Result<(), Refusal> {
    if !(2000..2100).contains(&template.valid_from.year()) {
        return Err(Refusal::BadTemplate("they begin outside the years 2000 to 2099"));
    }
    if template.valid_until.is_some_and(|last| last < template.valid_from) {
        return Err(Refusal::BadTemplate("they end before they begin"));
    }
    if !(1..=240).contains(&template.unit_mins) {
        return Err(Refusal::BadTemplate("a unit lasts between 1 and 240 minutes"));
    }
    if template.hours.is_empty() {
        return Err(Refusal::BadTemplate("they offer no time"));
    }
    for (n, row) in template.hours.iter().enumerate() {
        if row.from >= row.until {
            return Err(Refusal::BadTemplate("a row ends before it begins"));
        }
        if [row.from, row.until].iter().any(|time| time.second() != 0 || time.nanosecond() != 0) {
            return Err(Refusal::BadTemplate("times are whole minutes"));
        }
        if (row.until - row.from).num_minutes() % i64::from(template.unit_mins) != 0 {
            return Err(Refusal::BadTemplate("a row is not a number of whole units"));
        }
        if u32::from(row.lanes.public) + u32::from(row.lanes.internal) > 200 {
            return Err(Refusal::BadTemplate("a row has at most 200 lanes"));
        }
        let same_day = || template.hours.iter().enumerate().filter(|(_, other)| other.weekday == row.weekday);
        if same_day().any(|(m, other)| m != n && other.from < row.until && row.from < other.until) {
            return Err(Refusal::BadTemplate("two rows of a day overlap"));
        }
        let units = |row: &OpeningHours| (row.until - row.from).num_minutes() / i64::from(template.unit_mins);
        if same_day().map(|(_, other)| units(other)).sum::<i64>() > 500 {
            return Err(Refusal::BadTemplate("a day has at most 500 units"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use uuid::Uuid;

    use super::*;
    use crate::capacity::{self, Lanes};
    use crate::ids::{DayId, ScopeId};
    use crate::permission::Denied;
    use crate::testing::{ADA, CLARA, Desk, acting, at, citizen, date, given, system};

    const SCOPE: ScopeId = ScopeId(Uuid::from_u128(1));

    #[test]
    fn a_monday_gets_the_hours_of_mondays() {
        let plan = template().plan(date("2026-03-02")).expect("the office opens on Mondays");
        assert_eq!(plan.windows.len(), 2, "the break divides the day");
        assert_eq!(plan.windows[0], window("2026-03-02T07:00:00Z", 24));
        assert_eq!(plan.windows[1], window("2026-03-02T12:00:00Z", 12));
        assert_eq!(template().plan(date("2026-03-03")), None, "no hours on Tuesdays");
    }

    #[test]
    fn rows_that_follow_one_another_make_one_window() {
        let mut split = template();
        split.hours = vec![row("10:00", "12:00"), row("08:00", "10:00")];
        let plan = split.plan(date("2026-03-02")).expect("open");
        assert_eq!(plan.windows, [window("2026-03-02T07:00:00Z", 24)]);
    }

    #[test]
    fn the_hours_are_those_of_the_wall_in_summer_and_winter() {
        let first = |day| template().plan(date(day)).expect("open").windows[0].starts_at;
        assert_eq!(first("2026-03-23"), at("2026-03-23T07:00:00Z"));
        assert_eq!(first("2026-03-30"), at("2026-03-30T06:00:00Z"));
    }

    #[test]
    fn the_office_is_closed_on_a_holiday_of_the_land_and_outside_the_time_of_the_template() {
        assert_eq!(template().plan(date("2026-04-06")), None, "Easter Monday");
        assert_eq!(template().plan(date("2025-12-29")), None, "before it holds");
        let ended = Template { valid_until: Some(date("2026-03-01")), ..template() };
        assert_eq!(ended.plan(date("2026-03-02")), None);
    }

    #[test]
    fn time_is_released_on_the_working_day_before() {
        let released = |day| template().plan(date(day)).expect("open").released_at;
        assert_eq!(released("2026-03-09"), at("2026-03-06T06:30:00Z"), "on Friday, in winter");
        assert_eq!(released("2026-03-30"), at("2026-03-27T06:30:00Z"), "on Friday, before summer time began");
        let tuesday =
            Template { hours: vec![OpeningHours { weekday: Weekday::Tue, ..row("08:00", "12:00") }], ..template() };
        let after_easter = tuesday.plan(date("2026-04-07")).expect("open");
        assert_eq!(after_easter.released_at, at("2026-04-02T05:30:00Z"), "on Maundy Thursday, in summer");
    }

    #[test]
    fn time_may_be_released_days_ahead_at_midnight() {
        let ahead = Template { release: Release::DaysAhead { days: 14 }, ..template() };
        let plan = ahead.plan(date("2026-04-13")).expect("open");
        assert_eq!(plan.released_at, at("2026-03-29T22:00:00Z"));
    }

    #[test]
    fn the_hour_in_which_summer_time_begins_or_ends_is_not_offered() {
        let night = OpeningHours { weekday: Weekday::Sun, ..row("00:00", "05:00") };
        let nights = Template { unit_mins: 60, hours: vec![night], ..template() };
        // At 02:00 clocks go to 03:00; the hour from 01:00 ends at a time that no clock shows.
        let spring = nights.plan(date("2026-03-29")).expect("open");
        assert_eq!(spring.windows, [window("2026-03-28T23:00:00Z", 1), window("2026-03-29T01:00:00Z", 2)]);
        // At 03:00 clocks go back to 02:00; nobody could say which half past two is meant.
        let autumn = nights.plan(date("2026-10-25")).expect("open");
        assert_eq!(autumn.windows, [window("2026-10-24T22:00:00Z", 1), window("2026-10-25T02:00:00Z", 2)]);
    }

    #[test]
    fn every_plan_of_a_year_is_one_that_a_day_accepts() {
        let mut desk = Desk::new();
        for day in date("2026-01-01").iter_days().take(365) {
            if let Some(plan) = template().plan(day) {
                desk.ask::<capacity::State>(
                    DayId::of(SCOPE, day).0,
                    system(),
                    at("2026-01-01T00:00:00Z"),
                    capacity::Command::Plan { plan },
                )
                .expect("a template gives possible plans");
            }
        }
    }

    #[test]
    fn hours_can_be_defined_anew_and_withdrawn() {
        let define = |template: &Template| Command::Define { template: template.clone() };
        let defined = |template: &Template| Event::Defined { template: template.clone() };
        let (first, second) = (template(), Template { unit_mins: 20, ..template() });
        let now = at("2026-01-01T00:00:00Z");
        given::<State>([]).when(planner(), now, define(&first)).then([defined(&first)]);
        given::<State>([defined(&first)]).when(planner(), now, define(&first)).then_nothing();
        given::<State>([defined(&first)]).when(planner(), now, define(&second)).then([defined(&second)]);
        given::<State>([defined(&first)]).when(planner(), now, Command::Withdraw).then([Event::Withdrawn]);
        given::<State>([defined(&first), Event::Withdrawn]).when(planner(), now, Command::Withdraw).then_nothing();
        given::<State>([]).when(planner(), now, Command::Withdraw).then_refused(Refusal::Unknown);
        given::<State>([]).when(citizen(ADA), now, define(&first)).then_refused(Denied.into());
    }

    #[test]
    fn hours_that_contradict_themselves_are_refused() {
        let bad = [
            Template { unit_mins: 0, ..template() },
            Template { unit_mins: 25, ..template() },
            Template { valid_until: Some(date("2025-01-01")), ..template() },
            Template { valid_from: date("1999-01-01"), ..template() },
            Template { hours: vec![], ..template() },
            Template { hours: vec![row("10:00", "08:00")], ..template() },
            Template { hours: vec![row("08:00", "10:00"), row("09:00", "11:00")], ..template() },
            Template { unit_mins: 1, hours: vec![row("08:00", "17:00")], ..template() },
            Template {
                hours: vec![OpeningHours { lanes: Lanes { public: 200, internal: 1 }, ..row("08:00", "12:00") }],
                ..template()
            },
        ];
        for template in bad {
            let answer = given::<State>([])
                .when(planner(), at("2026-01-01T00:00:00Z"), Command::Define { template: template.clone() })
                .answer();
            assert!(matches!(answer, Err(Refusal::BadTemplate(_))), "{template:?}: {answer:?}");
        }
    }

    fn planner() -> crate::By {
        acting(CLARA, Role::Planner)
    }

    fn template() -> Template {
        let at = NaiveTime::from_hms_opt(7, 30, 0).expect("a time");
        Template {
            scope: SCOPE,
            valid_from: date("2026-01-01"),
            valid_until: None,
            unit_mins: 10,
            hours: vec![row("08:00", "12:00"), row("13:00", "15:00")],
            release: Release::WorkingDayBefore { at },
        }
    }

    fn row(from: &str, until: &str) -> OpeningHours {
        let time = |text: &str| format!("{text}:00").parse().expect("a time");
        let lanes = Lanes { public: 3, internal: 1 };
        OpeningHours { weekday: Weekday::Mon, from: time(from), until: time(until), lanes }
    }

    fn window(starts_at: &str, units: u16) -> Window {
        Window { starts_at: at(starts_at), units, lanes: Lanes { public: 3, internal: 1 } }
    }
}
