//! How an appointment moves: the new time is taken before the old one is given back, so there is never none.

use chrono::{DateTime, NaiveDate, Utc};

use super::arrange::{Time, own, pool, refused, take, take_number};
use super::rules::needed_minutes;
use super::{Arranged, Command, Refusal, State};
use crate::asked::Asked;
use crate::capacity;
use crate::ids::{BookingId, DayId, ScopeId};
use crate::streams::{Streams, Transaction};

/// Moves an appointment to another time.
#[derive(Clone, Debug, PartialEq)]
pub struct Reschedule {
    /// The appointment.
    pub booking: BookingId,
    /// Where.
    pub scope: ScopeId,
    /// On which day.
    pub date: NaiveDate,
    /// From when on.
    pub starts_at: DateTime<Utc>,
}

impl Transaction for Reschedule {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { booking, scope, date, starts_at } = *self;
        let known = match own(booking, asked, streams)? {
            State::Confirmed(known) => known,
            State::Unknown => return Err(refused(Refusal::Unknown)),
            State::Held { .. } | State::Preconfirmed(_) => return Err(refused(Refusal::NotConfirmed)),
            State::Waiting(_) | State::Called { .. } | State::InService { .. } | State::Parked { .. } => {
                return Err(refused(Refusal::Begun));
            }
            State::Finished { .. }
            | State::Unserved(_)
            | State::Cancelled { .. }
            | State::Expired { .. }
            | State::Missed(_) => {
                return Err(refused(Refusal::Over));
            }
        };
        let old = known.arranged.slot;
        if old.day == DayId::of(scope, date) && old.span.starts_at == starts_at {
            return Ok(());
        }
        let Arranged { ref lines, medium, channel, .. } = known.arranged;
        let minutes = needed_minutes(lines, channel, &asked.facts, date).map_err(refused::<S::Break>)?;
        let time = Time { scope, date, starts_at, minutes };
        let (to, _) = take(booking, known.round + 1, time, pool(medium, &asked.by), asked, streams)?;
        let keep = capacity::Command::Confirm { hold: to.hold };
        streams.decide::<capacity::State>(to.day.0, asked.to(keep))?;
        let number = take_number(booking, &to, Some(known.number), asked, streams)?;
        streams.decide::<State>(booking.0, asked.to(Command::Reschedule { to, number }))?;
        let release = capacity::Command::Release { hold: old.hold };
        streams.decide::<capacity::State>(old.day.0, asked.to(release)).map(drop)
    }
}
