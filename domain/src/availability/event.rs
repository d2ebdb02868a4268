//! What can happen to opening hours.

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::capacity::Lanes;
use crate::ids::ScopeId;

/// Hours of one day of the week, in the office's civil time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// On which day of the week.
    pub weekday: Weekday,
    /// From.
    pub from: NaiveTime,
    /// Until.
    pub until: NaiveTime,
    /// How many lanes.
    pub lanes: Lanes,
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

/// The template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Where.
    pub scope: ScopeId,
    /// The first day that it is for.
    pub valid_from: NaiveDate,
    /// The last day that it is for, if it ends.
    pub valid_until: Option<NaiveDate>,
    /// How long a unit is, in minutes.
    pub unit_mins: u16,
    /// The hours.
    pub hours: Vec<OpeningHours>,
    /// When they are released.
    pub release: Release,
}

/// What happened to opening hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// They hold from now on, for the first time or anew.
    #[serde(rename = "defined")]
    Defined {
        /// Which.
        template: Template,
    },
    /// They no longer hold. Days that are planned already stay.
    #[serde(rename = "withdrawn")]
    Withdrawn,
}

stored!(Event);
