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
    /// An institution may have more at a time than everybody else, or no longer.
    #[serde(rename = "allowed")]
    Allowed {
        /// How many.
        most: Option<u16>,
    },
}

stored!(Event);

/// A guard. It has one state only: what it counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    counted: BTreeSet<BookingId>,
    /// How many were counted on the last day on which any was.
    of_day: Option<(NaiveDate, u16)>,
    /// How many it may have at a time, if it is an institution.
    allowed: Option<u16>,
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
            Command::Allow { .. } => &[Grant::Any(Role::Planner), Grant::Any(Role::TeamLead)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        let date = calendar::local_date(asked.at);
        match asked.command {
            Command::Reserve { booking, .. } if self.counted.contains(&booking) => Ok(vec![]),
            Command::Reserve { booking, max, day_max } => {
                let allowed = self.allowed.unwrap_or(0);
                let (max, day_max) = (max.max(allowed), day_max.max(allowed.saturating_mul(2)));
                if self.counted.len() >= usize::from(max) {
                    Err(Refusal::TooMany { max })
                } else if self.on(date) >= day_max {
                    Err(Refusal::TooOften { max: day_max })
                } else {
                    Ok(vec![Event::Reserved { booking, date }])
                }
            }
            Command::Release { booking } if self.counted.contains(&booking) => Ok(vec![Event::Released { booking }]),
            Command::Release { .. } => Ok(vec![]),
            Command::Allow { most } if most == self.allowed => Ok(vec![]),
            Command::Allow { most } => {
                let max = asked.facts.limits.bookings_per_institution_max;
                let possible = most.is_none_or(|most| (1..=max).contains(&most));
                if possible { Ok(vec![Event::Allowed { most }]) } else { Err(Refusal::NotPossible { max }) }
            }
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
            Event::Allowed { most } => self.allowed = most,
        }
        self
    }
}

impl State {
    /// How many were counted on a day, whether or not they still count.
    fn on(&self, date: NaiveDate) -> u16 {
        self.of_day.filter(|(day, _)| *day == date).map_or(0, |(_, count)| count)
    }

    /// Whether it may have more than others: then it arranges for many.
    pub fn is_institution(&self) -> bool {
        self.allowed.is_some()
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
    fn an_institution_has_as_many_as_a_planner_says_until_that_is_taken_back() {
        let now = at("2026-03-02T09:00:00Z");
        let planner = || acting(ADA, Role::Planner);
        let allow = |most| Command::Allow { most };
        let allowed = |most| Event::Allowed { most };
        for by in [citizen(ADA), acting(ADA, Role::Clerk), acting(ADA, Role::System)] {
            given::<State>([]).when(by, now, allow(Some(5))).then_refused(Denied.into());
        }
        for most in [0, 51] {
            given::<State>([]).when(planner(), now, allow(Some(most))).then_refused(Refusal::NotPossible { max: 50 });
        }
        given::<State>([]).when(planner(), now, allow(Some(5))).then([allowed(Some(5))]);
        given::<State>([allowed(Some(5))]).when(planner(), now, allow(Some(5))).then_nothing();
        let history = |n| [allowed(Some(5))].into_iter().chain((1..=n).map(reserved));
        given::<State>(history(4)).when(citizen(ADA), now, reserve(5)).then([reserved(5)]);
        given::<State>(history(5)).when(citizen(ADA), now, reserve(6)).then_refused(Refusal::TooMany { max: 5 });
        given::<State>(history(4).chain([allowed(None)]))
            .when(citizen(ADA), now, reserve(5))
            .then_refused(Refusal::TooMany { max: 2 });
        let again_and_again = (1..=10).flat_map(|n| [reserved(n), released(n)]);
        given::<State>([allowed(Some(5))].into_iter().chain(again_and_again))
            .when(citizen(ADA), now, reserve(11))
            .then_refused(Refusal::TooOften { max: 10 });
        given::<State>([allowed(Some(1)), reserved(1)]).when(citizen(ADA), now, reserve(2)).then([reserved(2)]);
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
