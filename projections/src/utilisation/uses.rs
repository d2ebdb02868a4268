//! What offered time was used for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::booking::Medium;
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::ScopeId;
use rusqlite::{Row, params};

use super::Utilisation;
use crate::column::Columns as _;
use crate::small_groups::{Count, Funnel};
use crate::{Failure, Period, ReadModels, ratio};

/// What offered time was used for, in one respect: for a service, or how the appointments were made or held. Fewer than five
/// appointments are hidden, also where they would follow from others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Use {
    /// How many appointments have taken of it.
    pub appointments: Count,
    /// What they have taken. `None` where they are too few.
    pub booked: Option<Taken>,
    /// What those have taken who came and were served. `None` where they, or those who did not come, are too few.
    pub kept: Option<Taken>,
    /// What was really worked for them, in seconds.
    pub productive_secs: Option<i64>,
    /// What was offered at all, in minutes.
    planned: i64,
}

/// Some of the offered time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// In minutes.
    pub minutes: i64,
    /// In units of the plans, rounded up for each appointment.
    pub units: i64,
}

impl Use {
    /// Booked minutes in relation to all that were planned. `None` where they are hidden or nothing was planned.
    pub fn booked_ratio(&self) -> Option<f64> {
        ratio::of(self.booked?.minutes, self.planned)
    }

    /// Kept minutes in relation to all that were planned.
    pub fn kept_ratio(&self) -> Option<f64> {
        ratio::of(self.kept?.minutes, self.planned)
    }

    /// Worked minutes in relation to all that were planned.
    pub fn productive_ratio(&self) -> Option<f64> {
        Some(ratio::of(self.productive_secs?, self.planned)? / 60.0)
    }
}

/// What the offered time of a period was used for.
#[derive(Clone, Debug, PartialEq)]
pub struct Uses {
    /// The first day of the period.
    pub start: NaiveDate,
    /// Offered minutes, as the plans stand now.
    pub planned: i64,
    /// By service; none where an appointment is for several: their time cannot be divided.
    pub services: Vec<(Option<ServiceCode>, Use)>,
    /// By how the appointments were made.
    pub media: Vec<(Medium, Use)>,
    /// By how people come together.
    pub channels: Vec<(Channel, Use)>,
}

/// What appointments have taken that are alike.
#[derive(Clone, Copy, Default)]
struct Alike {
    appointments: u64,
    booked: Taken,
    kept_appointments: u64,
    kept: Taken,
    productive_secs: i64,
}

impl Alike {
    fn add(&mut self, more: &Self) {
        add!(*self, *more; appointments kept_appointments productive_secs);
        add!(self.booked, more.booked; minutes units);
        add!(self.kept, more.kept; minutes units);
    }
}

/// For what, how it was made, and how people come together.
type Kind = (Option<ServiceCode>, Medium, Channel);

#[derive(Default)]
struct UsedFor {
    planned: BTreeMap<ScopeId, i64>,
    cells: BTreeMap<(ScopeId, Kind), Alike>,
}

/// What is taken on each day, with a place in what is offered.
pub(super) const USES: &str = "
    SELECT date, scope, service, medium, channel, count(*) AS appointments, sum(minutes) AS minutes,
           sum((minutes + unit_mins - 1) / unit_mins) AS units,
           count(*) FILTER (WHERE finished) AS kept_appointments,
           coalesce(sum(minutes) FILTER (WHERE finished), 0) AS kept_minutes,
           coalesce(sum((minutes + unit_mins - 1) / unit_mins) FILTER (WHERE finished), 0) AS kept_units,
           coalesce(sum(coalesce(live_secs, served_secs)) FILTER (WHERE finished), 0) AS productive_secs
    FROM day
    JOIN allocation ON allocation.day = day.day AND taken AND NOT conflict
    JOIN visit ON visit.hold = allocation.hold
    WHERE date BETWEEN ?1 AND ?2
    GROUP BY day.day, service, medium, channel";

impl ReadModels {
    /// What offered time was used for, for all periods of which a day lies between two dates, at one scope or at all.
    pub fn time_uses(
        &self,
        scope: Option<ScopeId>,
        from: NaiveDate,
        to: NaiveDate,
        by: Period,
    ) -> Result<Vec<Uses>, Failure> {
        let periods = self.ask::<Utilisation, _>(|connection| {
            let mut periods = BTreeMap::<NaiveDate, UsedFor>::new();
            let mut planned = connection.prepare_cached(
                "SELECT date, scope, planned_public + planned_internal AS planned FROM day WHERE date BETWEEN ?1 AND ?2",
            )?;
            let mut rows = planned.query(params![by.start(from), by.end(to)])?;
            while let Some(row) = rows.next()? {
                let period = periods.entry(by.start(row.get("date")?)).or_default();
                *period.planned.entry(row.id("scope")?).or_default() += row.get::<_, i64>("planned")?;
            }
            let mut uses = connection.prepare_cached(USES)?;
            let mut rows = uses.query(params![by.start(from), by.end(to)])?;
            while let Some(row) = rows.next()? {
                let kind = (row.code_or_none("service")?, row.code("medium")?, row.code("channel")?);
                let period = periods.entry(by.start(row.get("date")?)).or_default();
                period.cells.entry((row.id("scope")?, kind)).or_default().add(&alike(row)?);
            }
            Ok(periods)
        })?;
        let uses = |(start, used): (NaiveDate, UsedFor)| {
            let here = used.planned.iter().filter(|(place, _)| scope.is_none_or(|scope| scope == **place));
            let planned = here.map(|(_, planned)| planned).sum();
            Uses {
                start,
                planned,
                services: by_kind(scope, planned, &used.cells, |(service, _, _)| service),
                media: by_kind(scope, planned, &used.cells, |(_, medium, _)| medium),
                channels: by_kind(scope, planned, &used.cells, |(_, _, channel)| channel),
            }
        };
        Ok(periods.into_iter().map(uses).collect())
    }
}

fn alike(row: &Row<'_>) -> rusqlite::Result<Alike> {
    Ok(Alike {
        appointments: row.get("appointments")?,
        booked: Taken { minutes: row.get("minutes")?, units: row.get("units")? },
        kept_appointments: row.get("kept_appointments")?,
        kept: Taken { minutes: row.get("kept_minutes")?, units: row.get("kept_units")? },
        productive_secs: row.get("productive_secs")?,
    })
}

/// The cells summed in one respect. Of the appointments some were kept, so these are two steps of a funnel.
fn by_kind<K: Ord + Copy>(
    scope: Option<ScopeId>,
    planned: i64,
    cells: &BTreeMap<(ScopeId, Kind), Alike>,
    of: impl Fn(Kind) -> K,
) -> Vec<(K, Use)> {
    let mut parts = BTreeMap::<(ScopeId, K), Alike>::new();
    for ((place, kind), alike) in cells {
        parts.entry((*place, of(*kind))).or_default().add(alike);
    }
    let mut sums = BTreeMap::<K, Alike>::new();
    for ((_, kind), alike) in parts.iter().filter(|((place, _), _)| scope.is_none_or(|scope| scope == *place)) {
        sums.entry(*kind).or_default().add(alike);
    }
    let appointments = |alike: &Alike| alike.appointments;
    let kept = |alike: &Alike| alike.kept_appointments;
    let row = |(kind, alike): (&K, &Alike)| {
        let shown = match scope {
            None => {
                let step = |of: fn(&Alike) -> u64| sums.iter().map(|(kind, alike)| (*kind, of(alike))).collect();
                Funnel::of([step(appointments), step(kept)]).part(kind)
            }
            Some(scope) => {
                let step = |of: fn(&Alike) -> u64| parts.iter().map(|(part, alike)| (*part, of(alike))).collect();
                Funnel::of([step(appointments), step(kept)]).cells(|part| *part == (scope, *kind))
            }
        };
        let appointments = shown[0];
        // Those who were served are told of by what was worked as well.
        let served = shown[1].count;
        let booked = appointments.count.map(|_| alike.booked);
        let kept = served.map(|_| alike.kept);
        let productive_secs = served.map(|_| alike.productive_secs);
        (*kind, Use { appointments, booked, kept, productive_secs, planned })
    };
    sums.iter().map(row).collect()
}
