//! What can happen to the capacity of a day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::calendar::Span;
use crate::catalogue::ServiceCode;
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

impl Lanes {
    /// The lanes of a pool.
    pub fn of(self, pool: Pool) -> u16 {
        match pool {
            Pool::Public => self.public,
            Pool::Internal => self.internal,
        }
    }
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
    /// A day on which nothing is offered.
    pub(super) fn nothing(scope: ScopeId, date: NaiveDate) -> Self {
        Self { scope, date, unit_mins: 1, windows: vec![], released_at: crate::calendar::midnight(date) }
    }

    /// The number of units of the whole day.
    pub fn units(&self) -> u16 {
        self.windows.iter().map(|window| window.units).sum()
    }

    /// The minutes offered to a pool: units × lanes × length.
    pub fn minutes(&self, pool: Pool) -> i64 {
        self.windows
            .iter()
            .map(|window| i64::from(window.units) * i64::from(window.lanes.of(pool)) * i64::from(self.unit_mins))
            .sum()
    }

    /// The time that an appointment takes if it begins at a moment and lasts at least so many minutes:
    /// whole units of one window. `None` where the plan does not offer that.
    pub fn offered(&self, starts_at: DateTime<Utc>, minutes: u16) -> Option<Span> {
        let unit = TimeDelta::minutes(self.unit_mins.max(1).into());
        let ends_at = starts_at + unit * i32::from(minutes.div_ceil(self.unit_mins.max(1)));
        let window = self.windows.iter().find(|window| window.holds(starts_at, self.unit_mins))?;
        let offset = (starts_at - window.starts_at).num_seconds();
        let is_aligned = starts_at.timestamp_subsec_nanos() == window.starts_at.timestamp_subsec_nanos()
            && offset % unit.num_seconds() == 0;
        let fits = starts_at < ends_at && ends_at <= window.ends_at(self.unit_mins);
        (is_aligned && fits).then_some(Span { starts_at, ends_at })
    }

    /// Whether a span lies within one window, whether or not its units begin and end with it.
    pub(super) fn covers(&self, span: Span) -> bool {
        self.windows
            .iter()
            .any(|window| window.starts_at <= span.starts_at && span.ends_at <= window.ends_at(self.unit_mins))
    }

    /// The units of which a span takes any part, each with its window.
    pub fn touched(&self, span: Span) -> impl Iterator<Item = (u16, &Window)> {
        let unit_secs = i64::from(self.unit_mins.max(1)) * 60;
        let mut first = 0_u16;
        self.windows.iter().flat_map(move |window| {
            let before = first;
            first = first.saturating_add(window.units);
            let last = i64::from(window.units);
            let from = (span.starts_at - window.starts_at).num_seconds().div_euclid(unit_secs).clamp(0, last);
            let until = (span.ends_at - window.starts_at).num_seconds();
            // Rounded up: a unit of which only the beginning is taken is taken.
            let until = (until.div_euclid(unit_secs) + i64::from(until.rem_euclid(unit_secs) > 0)).clamp(from, last);
            let narrow = |n: i64| u16::try_from(n).expect("clamped to the units of a window");
            (narrow(from)..narrow(until)).map(move |unit| (before + unit, window))
        })
    }

    /// The span of each unit of the day, in order.
    pub fn spans(&self) -> impl Iterator<Item = Span> {
        let unit = TimeDelta::minutes(self.unit_mins.into());
        self.windows.iter().flat_map(move |window| {
            (0..window.units).map(move |n| {
                let starts_at = window.starts_at + unit * i32::from(n);
                Span { starts_at, ends_at: starts_at + unit }
            })
        })
    }
}

impl Window {
    /// The first moment after it.
    pub(super) fn ends_at(&self, unit_mins: u16) -> DateTime<Utc> {
        self.starts_at + TimeDelta::minutes(i64::from(unit_mins) * i64::from(self.units))
    }

    fn holds(&self, at: DateTime<Utc>, unit_mins: u16) -> bool {
        self.starts_at <= at && at < self.ends_at(unit_mins)
    }
}

/// Who has said what is offered on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The opening hours of the scope. The office itself plans by them.
    OpeningHours,
    /// A planner, for this one day. What they say overrules the opening hours, and holidays too.
    Planner,
}

/// Why a day is closed that would otherwise be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClosureReason {
    /// A holiday of the house, such as a bridging day.
    Holiday,
    /// A meeting of the staff.
    StaffMeeting,
    /// Too few are there.
    StaffShortage,
    /// Something technical does not work.
    Technical,
    /// Nobody could help it: weather, a strike, an evacuation.
    Emergency,
}

/// Time that somebody holds or has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    /// For which appointment.
    pub booking: BookingId,
    /// Where.
    pub scope: ScopeId,
    /// On which day of the office's calendar.
    pub date: NaiveDate,
    /// From when until when: whole units of the plan by which it was taken.
    pub span: Span,
    /// Out of which pool.
    pub pool: Pool,
    /// Out of which pool it was asked for. Who asks for the office's own units and gets public ones takes those first
    /// that came back and that the public does not see yet.
    pub asked: Pool,
}

/// A hold and what it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// The hold.
    pub hold: HoldId,
    /// What it takes.
    pub allocation: Allocation,
}

/// Why appointments have no place any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A new plan offers less, or other times.
    Plan,
    /// The day was closed.
    Closure(ClosureReason),
}

/// What happened to a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Time is offered, for the first time or anew. It ends a closure.
    #[serde(rename = "planned")]
    Planned {
        /// What is offered from now on.
        plan: Plan,
        /// Who says so.
        origin: Origin,
    },
    /// Nothing is offered, whatever the plan says. What is taken stays taken until people have found another time.
    #[serde(rename = "closed")]
    Closed {
        /// Where.
        scope: ScopeId,
        /// On which day.
        date: NaiveDate,
        /// Why.
        reason: ClosureReason,
        /// Who says so.
        origin: Origin,
    },
    /// What was planned is offered again.
    #[serde(rename = "reopened")]
    Reopened {
        /// What is offered from now on.
        plan: Plan,
    },
    /// Appointments and holds have no place in what is offered any more. They are not dropped: each is resolved by
    /// people, by a move or by giving it back.
    #[serde(rename = "conflicted")]
    Conflicted {
        /// Why.
        cause: Cause,
        /// Whose appointments.
        appointments: Vec<Taken>,
        /// Who was still deciding: they cannot confirm, and choose another time.
        holds: Vec<Taken>,
    },
    /// They have a place again.
    #[serde(rename = "settled")]
    Settled {
        /// Whose.
        taken: Vec<Taken>,
    },
    /// Time is kept for somebody for a while.
    #[serde(rename = "held")]
    Held {
        /// The hold.
        hold: HoldId,
        /// What it takes.
        allocation: Allocation,
        /// When it ends by itself. The time decides, not the event that records it.
        expires_at: DateTime<Utc>,
        /// Whether it is offered to somebody on the waiting list. Then it stays back from the public until its end is
        /// recorded, so that the next one on the list is asked first.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        offered: bool,
    },
    /// A hold lasts longer.
    #[serde(rename = "extended")]
    Extended {
        /// The hold.
        hold: HoldId,
        /// When it now ends.
        expires_at: DateTime<Utc>,
    },
    /// The time is taken for good.
    #[serde(rename = "confirmed")]
    Confirmed {
        /// The hold.
        hold: HoldId,
        /// What it takes.
        allocation: Allocation,
    },
    /// The hold has run out. Bookkeeping: the time was free already.
    #[serde(rename = "expired")]
    Expired {
        /// The hold.
        hold: HoldId,
        /// What it took.
        allocation: Allocation,
    },
    /// The time was given back. That of an appointment or of an offer can be taken again from a later moment on (against
    /// trading in appointments), that of a hold at once.
    #[serde(rename = "released")]
    Released {
        /// The hold.
        hold: HoldId,
        /// What comes back.
        allocation: Allocation,
        /// From when on it may be taken by anybody but the service centre; nothing where that is at once.
        kept_back_until: Option<DateTime<Utc>>,
    },
    /// Somebody looked for a time on this day, for any day, and the public could take none. Counted by hours and without
    /// a word about who it was, so that it stays few events however many look.
    #[serde(rename = "sought")]
    Sought {
        /// Where.
        scope: ScopeId,
        /// On which day of the office's calendar they looked.
        date: NaiveDate,
        /// In which hour of that day, 0 to 23.
        hour: u8,
        /// For which service.
        service: ServiceCode,
        /// How often.
        searches: u32,
    },
}

stored!(Event);
