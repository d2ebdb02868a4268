//! What can happen to opening hours.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::capacity::{ClosureReason, Lanes};
use crate::ids::ScopeId;

/// A stretch of a day, in the office's civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// From.
    pub from: NaiveTime,
    /// Until.
    pub until: NaiveTime,
    /// How many lanes.
    pub lanes: Lanes,
}

/// Hours of one day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// On which day of the week.
    pub weekday: Weekday,
    /// When.
    pub hours: Hours,
}

/// A day with hours of its own. They stand instead of those of its weekday, and it is open even on a holiday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// Which day.
    pub date: NaiveDate,
    /// When.
    pub hours: Vec<Hours>,
}

/// Days on which the office stays closed though they are neither holidays nor special days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Why.
    pub reason: ClosureReason,
}

/// When offered time may be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// On the working day before, at a time of day (Saarbrücken: 07:30 for the next working day).
    WorkingDayBefore {
        /// The time of day.
        at: NaiveTime,
    },
    /// So many days ahead, at midnight.
    DaysAhead {
        /// How many.
        days: u16,
    },
}

/// The hours of a scope from a day on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Where.
    pub scope: ScopeId,
    /// The first day that it is for. From the first day of a later template on, that one is.
    pub valid_from: NaiveDate,
    /// The last day that it is for, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// How long a unit is, in minutes.
    pub unit_mins: u16,
    /// The hours.
    pub hours: Vec<OpeningHours>,
    /// Days with hours of their own.
    pub special_days: Vec<SpecialDay>,
    /// Days on which it stays closed.
    pub closures: Vec<Closure>,
    /// When they are released.
    pub release: Release,
}

/// What happened to the opening hours of a scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// These hold from their first day on, instead of those with the same first day.
    #[serde(rename = "defined")]
    Defined {
        /// Which.
        template: Template,
        /// From when on the office plans by them, beginning again with the present day.
        plan_from: DateTime<Utc>,
        /// Grows with each time at which planning is due.
        generation: u32,
    },
    /// None hold any longer. Days that are planned already stay.
    #[serde(rename = "withdrawn")]
    Withdrawn,
    /// The office has planned days by them.
    #[serde(rename = "planned_ahead")]
    PlannedAhead {
        /// The last day that is planned.
        until: NaiveDate,
        /// When the office goes on planning.
        next_at: DateTime<Utc>,
        /// Grows with each time at which planning is due.
        generation: u32,
    },
}

stored!(Event);
