//! The decision table of a guard.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Command, Refusal};
use crate::aggregates::stored;
use crate::asked::Asked;
use crate::calendar;
use crate::decide::Decide;
use crate::ids::BookingId;
use crate::permission::{Grant, Role};

/// What happened to a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// One more.
    #[serde(rename = "reserved")]
    Reserved {
        /// For which appointment.
        booking: BookingId,
        /// On which day of the office's calendar: what comes back still counts on its day.
        date: NaiveDate,
    },
    /// One less.
    #[serde(rename = "released")]
    Released {
        /// For which appointment.
        booking: BookingId,
    },
}

stored!(Event);

/// A guard. It has one state only: what it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    counted: BTreeSet<BookingId>,
    /// How many were counted on the last day on which any was.
    of_day: Option<(NaiveDate, u16)>,
}

impl Decide for State {
    const KIND: &'static str = "contact_guard";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    /// A guard knows no citizens: whose an appointment is, the booking checks in the same transaction.
    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Reserve { .. } | Command::Release { .. } => &[
                Grant::Any(Role::Citizen),
                Grant::Any(Role::ServiceCentre),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Planner),
                Grant::Any(Role::System),
            ],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let date = calendar::local_date(asked.at);
        match asked.command {
            Command::Reserve { booking, .. } if self.counted.contains(&booking) => Ok(vec![]),
            Command::Reserve { max, .. } if self.counted.len() >= usize::from(max) => Err(Refusal::TooMany { max }),
            Command::Reserve { day_max, .. } if self.on(date) >= day_max => Err(Refusal::TooOften { max: day_max }),
            Command::Reserve { booking, .. } => Ok(vec![Event::Reserved { booking, date }]),
            Command::Release { booking } if self.counted.contains(&booking) => Ok(vec![Event::Released { booking }]),
            Command::Release { .. } => Ok(vec![]),
        }
    }

    fn apply(mut self, event: Event) -> Self {
        match event {
            Event::Reserved { booking, date } => {
                self.of_day = Some((date, self.on(date).saturating_add(1)));
                self.counted.insert(booking);
            }
            Event::Released { booking } => {
                self.counted.remove(&booking);
            }
        }
        self
    }
}

impl State {
    /// How many were counted on a day, whether or not they still count.
    fn on(&self, date: NaiveDate) -> u16 {
        self.of_day.filter(|(day, _)| *day == date).map_or(0, |(_, count)| count)
    }

    /// The appointments that count at the moment.
    pub fn counted(&self) -> &BTreeSet<BookingId> {
        &self.counted
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::permission::Denied;
    use crate::testing::{ADA, acting, at, citizen, date, given};

    #[test]
    fn a_contact_has_no_more_appointments_than_allowed() {
        let two = || [reserved(1), reserved(2)];
        let now = at("2026-03-02T09:00:00Z");
        given::<State>(two()).when(citizen(ADA), now, reserve(3)).then_refused(Refusal::TooMany { max: 2 });
        given::<State>([reserved(1), reserved(2), released(1)]).when(citizen(ADA), now, reserve(3)).then([reserved(3)]);
        given::<State>(two()).when(citizen(ADA), now, reserve(2)).then_nothing();
    }

    #[test]
    fn what_is_not_counted_is_released_already() {
        let now = at("2026-03-02T09:00:00Z");
        let release = Command::Release { booking: booking(1) };
        given::<State>([reserved(1)]).when(citizen(ADA), now, release.clone()).then([released(1)]);
        given::<State>([]).when(citizen(ADA), now, release.clone()).then_nothing();
        given::<State>([]).when(acting(ADA, Role::Auditor), now, release).then_refused(Denied.into());
    }

    #[test]
    fn whoever_takes_and_gives_back_again_and_again_waits_until_tomorrow() {
        let four = || (1..=4).flat_map(|n| [reserved(n), released(n)]);
        given::<State>(four())
            .when(citizen(ADA), at("2026-03-02T22:59:00Z"), reserve(5))
            .then_refused(Refusal::TooOften { max: 4 });
        let tomorrow = Event::Reserved { booking: booking(5), date: date("2026-03-03") };
        given::<State>(four()).when(citizen(ADA), at("2026-03-02T23:00:00Z"), reserve(5)).then([tomorrow]);
    }

    fn booking(n: u128) -> BookingId {
        BookingId(Uuid::from_u128(n))
    }

    fn reserve(n: u128) -> Command {
        Command::Reserve { booking: booking(n), max: 2, day_max: 4 }
    }

    fn reserved(n: u128) -> Event {
        Event::Reserved { booking: booking(n), date: date("2026-03-02") }
    }

    fn released(n: u128) -> Event {
        Event::Released { booking: booking(n) }
    }
}
