//! What can happen to the capacity of a day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::calendar::Span;
use crate::ids::{BookingId, HoldId, ScopeId};

/// For whom a lane is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pool {
    /// Everybody who books online.
    Public,
    /// The service centre and the counter.
    Internal,
}

/// How many lanes (clerks at a time) are offered to each pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lanes {
    /// For those who book online.
    pub public: u16,
    /// For the service centre.
    pub internal: u16,
}

/// A stretch of a day without a break, divided into units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Its first moment.
    pub starts_at: DateTime<Utc>,
    /// How many units it has.
    pub units: u16,
    /// How many lanes each of its units has.
    pub lanes: Lanes,
}

/// What is offered on a day.
///
/// Units are numbered through the day, window after window; an appointment never reaches over a window's end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Where.
    pub scope: ScopeId,
    /// On which day of the office's calendar.
    pub date: NaiveDate,
    /// How long a unit is, in minutes.
    pub unit_mins: u16,
    /// The stretches, in order, without overlap.
    pub windows: Vec<Window>,
    /// From when on it may be booked by anybody but the service centre: offered times exist before they are released.
    pub released_at: DateTime<Utc>,
}

impl Plan {
    /// The number of units of the whole day.
    pub fn units(&self) -> u16 {
        self.windows.iter().map(|window| window.units).sum()
    }

    /// The minutes offered to a pool: units × lanes × length.
    pub fn minutes(&self, pool: Pool) -> i64 {
        let lanes = |window: &Window| match pool {
            Pool::Public => window.lanes.public,
            Pool::Internal => window.lanes.internal,
        };
        self.windows
            .iter()
            .map(|window| i64::from(window.units) * i64::from(lanes(window)) * i64::from(self.unit_mins))
            .sum()
    }

    /// The span of time of some units, if they lie within one window.
    pub fn span(&self, units: Units) -> Option<Span> {
        let mut first = 0;
        for window in &self.windows {
            let end = first + window.units;
            if (first..end).contains(&units.first) {
                if units.count == 0 || units.end() > end {
                    return None;
                }
                let unit = TimeDelta::minutes(i64::from(self.unit_mins));
                let starts_at = window.starts_at + unit * i32::from(units.first - first);
                return Some(Span { starts_at, ends_at: starts_at + unit * i32::from(units.count) });
            }
            first = end;
        }
        None
    }

    /// The units that begin at a moment and last at least so many minutes, if they lie within one window.
    pub fn units_at(&self, starts_at: DateTime<Utc>, minutes: u16) -> Option<Units> {
        let count = minutes.div_ceil(self.unit_mins.max(1));
        let mut first = 0;
        for window in &self.windows {
            let offset = (starts_at - window.starts_at).num_minutes();
            let unit = i64::from(self.unit_mins.max(1));
            if starts_at >= window.starts_at && offset < i64::from(window.units) * unit {
                let aligned = window.starts_at + TimeDelta::minutes(offset / unit * unit) == starts_at;
                let units = Units { first: first + u16::try_from(offset / unit).ok()?, count };
                return (aligned && self.span(units).is_some()).then_some(units);
            }
            first += window.units;
        }
        None
    }
}

/// Neighbouring units of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Units {
    /// The first, counted from 0.
    pub first: u16,
    /// How many.
    pub count: u16,
}

impl Units {
    /// The first unit after these.
    pub fn end(self) -> u16 {
        self.first.saturating_add(self.count)
    }
}

/// Units that somebody holds or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// For which appointment.
    pub booking: BookingId,
    /// Which units.
    pub units: Units,
    /// Out of which pool.
    pub pool: Pool,
}

/// What happened to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Time is offered, for the first time or anew.
    #[serde(rename = "planned")]
    Planned {
        /// What is offered from now on.
        plan: Plan,
    },
    /// Units are kept for somebody for a while.
    #[serde(rename = "held")]
    Held {
        /// The hold.
        hold: HoldId,
        /// What it takes.
        allocation: Allocation,
        /// When it ends by itself. The time decides, not the event that records it.
        expires_at: DateTime<Utc>,
    },
    /// A hold lasts longer.
    #[serde(rename = "extended")]
    Extended {
        /// The hold.
        hold: HoldId,
        /// When it now ends.
        expires_at: DateTime<Utc>,
    },
    /// The units are taken for good.
    #[serde(rename = "confirmed")]
    Confirmed {
        /// The hold.
        hold: HoldId,
    },
    /// The hold has run out. Bookkeeping: the units were free already.
    #[serde(rename = "expired")]
    Expired {
        /// The hold.
        hold: HoldId,
    },
    /// The units were given back. Those of an appointment can be taken again from a later moment on (against trading
    /// in appointments), those of a hold at once.
    #[serde(rename = "released")]
    Released {
        /// The hold.
        hold: HoldId,
        /// What comes back.
        allocation: Allocation,
        /// From when on it may be taken by anybody but the service centre.
        free_from: DateTime<Utc>,
    },
}

stored!(Event);
