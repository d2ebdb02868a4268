//! In which ways people came to their appointments.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::booking::Medium;
use domain::catalogue::{Channel, ServiceCode};
use domain::consultation;
use domain::ids::ScopeId;
use rusqlite::params;

use super::WaitingAndHandling;
use crate::column::Columns as _;
use crate::small_groups::{Count, is_small, sums};
use crate::{Failure, Period, ReadModels};

/// How many appointments were made in each way. What is hidden among the parts is hidden with the next larger one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// The first day of the period.
    pub start: NaiveDate,
    /// All confirmed appointments, whatever became of them.
    pub appointments: Count,
    /// By how they were made.
    pub media: Vec<(Medium, Count)>,
    /// By how people come together.
    pub channels: Vec<(Channel, Count)>,
    /// By the language in which somebody wants to be addressed; none where the person was forgotten.
    pub languages: Vec<(Option<String>, Count)>,
    /// By what citizen and clerk last talked over; none where no talk was recorded.
    pub talks: Vec<(Option<consultation::Medium>, Count)>,
}

/// Where, and for which service if for one.
type Place = (ScopeId, Option<ServiceCode>);

/// Counts of one period by place and one other thing.
type Cells<K> = BTreeMap<(Place, K), u64>;

#[derive(Default)]
struct Cellular {
    media: Cells<Medium>,
    channels: Cells<Channel>,
    languages: Cells<Option<String>>,
    talks: Cells<Option<consultation::Medium>>,
}

/// Which appointments to look at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Narrow {
    /// At one scope.
    pub scope: Option<ScopeId>,
    /// For one service alone.
    pub service: Option<ServiceCode>,
}

impl Narrow {
    /// A place as far as the question looks at it.
    fn sees(self, (scope, service): Place) -> (Option<ScopeId>, Option<ServiceCode>) {
        (self.scope.map(|_| scope), self.service.and(service))
    }

    fn takes(self, place: Place) -> bool {
        self.sees(place) == (self.scope, self.service)
    }
}

impl ReadModels {
    /// How appointments were made, for all periods of which a day lies between two dates and that have any.
    pub fn ways(&self, narrow: Narrow, from: NaiveDate, to: NaiveDate, by: Period) -> Result<Vec<Ways>, Failure> {
        let periods = self.ask::<WaitingAndHandling, _>(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT date, scope, service, visit.medium, channel, language, talk.medium AS talked, count(*) AS count
                 FROM visit LEFT JOIN talk USING (booking)
                 WHERE date BETWEEN ?1 AND ?2 AND confirmed_at IS NOT NULL
                 GROUP BY date, scope, service, visit.medium, channel, language, talked",
            )?;
            let mut rows = statement.query(params![by.start(from), by.end(to)])?;
            let mut periods = BTreeMap::<NaiveDate, Cellular>::new();
            while let Some(row) = rows.next()? {
                let cells = periods.entry(by.start(row.get("date")?)).or_default();
                let place = (row.id("scope")?, row.code_or_none("service")?);
                let count: u64 = row.get("count")?;
                *cells.media.entry((place, row.code("medium")?)).or_default() += count;
                *cells.channels.entry((place, row.code("channel")?)).or_default() += count;
                *cells.languages.entry((place, row.get("language")?)).or_default() += count;
                *cells.talks.entry((place, row.code_or_none("talked")?)).or_default() += count;
            }
            Ok(periods)
        })?;
        let ways = |(start, cells): (NaiveDate, Cellular)| Ways {
            start,
            appointments: whole(narrow, &cells.media),
            media: parts(narrow, &cells.media),
            channels: parts(narrow, &cells.channels),
            languages: parts(narrow, &cells.languages),
            talks: parts(narrow, &cells.talks),
        };
        Ok(periods.into_iter().map(ways).collect())
    }
}

/// The sum of all cells, or of those of one place.
fn whole<K: Ord>(narrow: Narrow, cells: &Cells<K>) -> Count {
    let places = sums(cells, |(place, _)| narrow.sees(*place));
    let wanted = (narrow.scope, narrow.service);
    match (narrow.scope, narrow.service) {
        // From the sums over one of the two a single place may follow.
        (Some(_), Some(_)) if places.values().any(|count| is_small(*count)) => Count::HIDDEN,
        (Some(_), Some(_)) => Count::of(places.get(&wanted).copied().unwrap_or_default()),
        (_, _) => Count::of_part(&wanted, &places),
    }
}

/// The cells summed over the places, or those of one place. If any of all cells is small, those of one place are hidden: the
/// sums over places, which are shown, would give it away together with the others.
fn parts<K: Ord + Clone>(narrow: Narrow, cells: &Cells<K>) -> Vec<(K, Count)> {
    let all = sums(cells, |(_, part)| part.clone());
    let wanted = sums(cells.iter().filter(|((place, _), _)| narrow.takes(*place)), |(_, part)| part.clone());
    let delicate = sums(cells, |(place, part)| (narrow.sees(*place), part.clone())).into_values().any(is_small);
    let shown = |part: &K| match narrow == Narrow::default() {
        true => Count::of_part(part, &all),
        false if delicate => Count::HIDDEN,
        false => Count::of(wanted.get(part).copied().unwrap_or_default()),
    };
    all.keys().map(|part| (part.clone(), shown(part))).collect()
}
