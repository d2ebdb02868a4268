//! When people ask, and who looked in vain.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate, Weekday};
use domain::catalogue::ServiceCode;
use domain::ids::ScopeId;
use rusqlite::params;

use super::{LeadTime, What};
use crate::column::{Code, Columns as _};
use crate::small_groups::{Count, hidden_in_any, sums};
use crate::{Failure, Period, ReadModels};

/// How often somebody looked for a time and found none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InVain {
    /// The first day of the period.
    pub start: NaiveDate,
    /// For which service.
    pub service: ServiceCode,
    /// How often. Whoever looks twice is counted twice.
    pub searches: Count,
}

/// How often something was asked for in one hour of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hour {
    /// On which day of the week.
    pub weekday: Weekday,
    /// In which hour of the day, 0 to 23.
    pub hour: u32,
    /// How often a time was taken in it, for whenever.
    pub holds: Count,
    /// How often a time was taken that begins in it.
    pub starts: Count,
    /// How often somebody looked in it and found nothing.
    pub searches: Count,
}

/// When people ask, in the hours of a week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The first day of the period.
    pub start: NaiveDate,
    /// The hours in which anything was asked for, from Monday on.
    pub hours: Vec<Hour>,
}

/// By place and service, and by the day of the week and the hour.
type Asked = BTreeMap<((ScopeId, ServiceCode), (u32, u32)), u64>;

impl ReadModels {
    /// Searches in vain, for all periods of which a day lies between two dates, by period and service.
    pub fn in_vain(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<InVain>, Failure> {
        let groups = self.ask::<LeadTime, _>(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT * FROM asked WHERE what = ?3 AND date BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![by.start(from), by.end(to), Code(What::Search)])?;
            let mut groups = BTreeMap::<_, BTreeMap<ScopeId, u64>>::new();
            while let Some(row) = rows.next()? {
                let group = (by.start(row.get("date")?), row.code::<ServiceCode>("service")?);
                let at = groups.entry(group).or_default().entry(row.id("scope")?).or_default();
                *at += row.get::<_, u64>("times")?;
            }
            Ok(groups)
        })?;
        let wanted = groups.into_iter().filter(|(_, places)| scope.is_none_or(|scope| places.contains_key(&scope)));
        let row = |((start, service), places): ((NaiveDate, ServiceCode), BTreeMap<ScopeId, u64>)| {
            let searches =
                scope.map_or_else(|| Count::of(places.values().sum()), |scope| Count::of_part(&scope, &places));
            InVain { start, service, searches }
        };
        Ok(wanted.map(row).collect())
    }

    /// When people ask, by the hours of the week, for all periods of which a day lies between two dates; at one scope and
    /// for one service, or for all.
    pub fn asked_by_hour(
        &self,
        (scope, service): (Option<ScopeId>, Option<ServiceCode>),
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Hours>, Failure> {
        let periods = self.ask::<LeadTime, _>(|connection| {
            let mut statement = connection.prepare_cached("SELECT * FROM asked WHERE date BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query(params![by.start(from), by.end(to)])?;
            let mut periods = BTreeMap::<NaiveDate, [Asked; 3]>::new();
            while let Some(row) = rows.next()? {
                let date: NaiveDate = row.get("date")?;
                let asked = periods.entry(by.start(date)).or_default();
                let place = (row.id("scope")?, row.code("service")?);
                let hour = (date.weekday().num_days_from_monday(), row.get("hour")?);
                let of: What = row.code("what")?;
                *asked[of as usize].entry((place, hour)).or_default() += row.get::<_, u64>("times")?;
            }
            Ok(periods)
        })?;
        let row = |(start, asked): (NaiveDate, [Asked; 3])| Hours { start, hours: hours(scope, service, &asked) };
        Ok(periods.into_iter().map(row).collect())
    }
}

/// Each hour of which anything is known. In a narrowed question one is hidden as soon as it is small at any place, or for any
/// service: the sum over them is shown as well.
fn hours(scope: Option<ScopeId>, service: Option<ServiceCode>, asked: &[Asked; 3]) -> Vec<Hour> {
    let narrowed = |(at, of): (ScopeId, ServiceCode)| (scope.map(|_| at), service.map(|_| of));
    let [holds, starts, searches] = asked.each_ref().map(|asked| {
        let cells = sums(asked, |(place, hour)| (narrowed(*place), *hour));
        let hidden = hidden_in_any(&cells);
        move |hour: (u32, u32)| {
            let count = cells.get(&((scope, service), hour)).copied().unwrap_or_default();
            if hidden.contains(&hour) { Count::HIDDEN } else { Count::of(count) }
        }
    });
    let known: BTreeSet<(u32, u32)> = asked.iter().flat_map(Asked::keys).map(|(_, hour)| *hour).collect();
    let row = |(weekday, hour): (u32, u32)| {
        let monday_first = Weekday::try_from(u8::try_from(weekday).expect("seven days")).expect("Monday is the first");
        let of = (weekday, hour);
        Hour { weekday: monday_first, hour, holds: holds(of), starts: starts(of), searches: searches(of) }
    };
    known.into_iter().map(row).collect()
}
