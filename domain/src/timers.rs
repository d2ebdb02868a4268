//! What happens when nobody does anything: times that events set and clear.
//!
//! The due times are facts in the events, so an index of timers can be rebuilt from the log at any time.
//! A timer is a reminder, never a proof: the rule that it wakes looks at the time again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Event;
use crate::asked::Asked;
use crate::booking::{self, Expire, Miss};
use crate::ids::BookingId;
use crate::streams::{Streams, Transaction};

/// What a time is for. Each has at most one time at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// A hold runs out.
    HoldExpiry(BookingId),
    /// Nobody came.
    NoShow(BookingId),
}

/// What an event does to a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It gets a time, instead of any that it had.
    Set {
        /// Which.
        timer: Timer,
        /// Not before.
        due: DateTime<Utc>,
        /// Grows with each time that the timer gets, and makes the id of its command.
        generation: u32,
    },
    /// It is needed no more.
    Clear {
        /// Which.
        timer: Timer,
    },
}

/// What an event of a stream does to the timers.
pub fn of(event: &Event, stream: Uuid) -> Vec<Change> {
    match event {
        Event::Booking(event) => of_booking(event, BookingId(stream)),
        Event::Capacity(_)
        | Event::Availability(_)
        | Event::ContactGuard(_)
        | Event::Case(_)
        | Event::Signature(_)
        | Event::Payment(_)
        | Event::Consultation(_)
        | Event::NumberSeries(_)
        | Event::SubjectKey(_)
        | Event::WaitingList(_)
        | Event::Transmission(_)
        | Event::Shift(_) => vec![],
    }
}

fn of_booking(event: &booking::Event, booking: BookingId) -> Vec<Change> {
    let (hold, no_show) = (Timer::HoldExpiry(booking), Timer::NoShow(booking));
    match *event {
        booking::Event::Held { expires_at, .. } => vec![Change::Set { timer: hold, due: expires_at, generation: 0 }],
        booking::Event::Extended { expires_at, count } => {
            vec![Change::Set { timer: hold, due: expires_at, generation: count.into() }]
        }
        booking::Event::Confirmed { missed_from, .. } => {
            vec![Change::Clear { timer: hold }, Change::Set { timer: no_show, due: missed_from, generation: 0 }]
        }
        booking::Event::Rescheduled { missed_from, round, .. } => {
            vec![Change::Set { timer: no_show, due: missed_from, generation: round }]
        }
        booking::Event::Expired { .. } => vec![Change::Clear { timer: hold }],
        booking::Event::Cancelled { guard: None, .. } => vec![Change::Clear { timer: hold }],
        booking::Event::Cancelled { guard: Some(_), .. }
        | booking::Event::CheckedIn { .. }
        | booking::Event::Missed { .. } => vec![Change::Clear { timer: no_show }],
        // From the check-in on, clerks decide.
        booking::Event::Called { .. } | booking::Event::Started { .. } | booking::Event::Finished { .. } => vec![],
    }
}

impl Timer {
    /// What it wakes, to be run in the name of the office.
    pub fn transaction(self) -> impl Transaction {
        self
    }
}

impl Transaction for Timer {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        match *self {
            Self::HoldExpiry(booking) => Expire { booking }.run(asked, streams),
            Self::NoShow(booking) => Miss { booking }.run(asked, streams),
        }
    }
}
