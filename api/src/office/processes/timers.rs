//! What is due when: an index over the log that is kept in memory and read anew at each start.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::Event;
use domain::timers::{self, Change, Timer};
use uuid::Uuid;

/// Every timer that is set, by the time at which it is due. Among equals the one that was set first comes first.
#[derive(Default)]
pub(super) struct Timers {
    by_time: BTreeMap<(DateTime<Utc>, u64), (Timer, u32)>,
    places: HashMap<Timer, (DateTime<Utc>, u64)>,
    set: u64,
}

impl Timers {
    /// Sets and clears what an event says.
    pub(super) fn take(&mut self, event: &Event, stream: Uuid) {
        for change in timers::of(event, stream) {
            match change {
                Change::Set { timer, due, generation } => {
                    self.done(&timer);
                    self.set += 1;
                    self.by_time.insert((due, self.set), (timer, generation));
                    self.places.insert(timer, (due, self.set));
                }
                Change::Clear { timer } => self.done(&timer),
            }
        }
    }

    /// The first timer that is due, with its generation: the how many-th time it was set.
    pub(super) fn due(&self, now: DateTime<Utc>) -> Option<(Timer, u32)> {
        self.by_time.first_key_value().filter(|((due, _), _)| *due <= now).map(|(_, timer)| *timer)
    }

    /// When the next one is due.
    pub(super) fn next_due(&self) -> Option<DateTime<Utc>> {
        self.by_time.first_key_value().map(|((due, _), _)| *due)
    }

    /// Forgets a timer.
    pub(super) fn done(&mut self, timer: &Timer) {
        if let Some(place) = self.places.remove(timer) {
            self.by_time.remove(&place);
        }
    }
}
