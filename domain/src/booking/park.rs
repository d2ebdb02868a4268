//! A service that is interrupted, goes on, or is continued in another queue. What is done is kept together: the number,
//! the turn and the cases stay with the appointment.

use super::aggregate::CLERKS;
use super::arrange::refused;
use super::serve::free;
use super::{Command, Event, ParkReason, Refusal, State};
use crate::asked::Asked;
use crate::consultation::{self, Occasion, Outcome};
use crate::ids::{BookingId, DayId, ScopeId, ShiftId};
use crate::streams::{Streams, Transaction};
use crate::{capacity, permission, shift};

/// Interrupts the service. Whoever served is free, and the line is closed: nobody is looked at by an empty chair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Park {
    /// The appointment.
    pub booking: BookingId,
    /// Why.
    pub why: ParkReason,
}

/// Goes on with a service that was interrupted. Whoever does serves nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resume {
    /// The appointment.
    pub booking: BookingId,
}

/// Sends somebody to another queue of the same authority, or back to their own for a colleague.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The appointment.
    pub booking: BookingId,
    /// Whose queue.
    pub to: ScopeId,
}

impl Transaction for Park {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { booking, why } = self;
        let before: State = streams.guard(booking.0)?;
        if streams.decide::<State>(booking.0, asked.to(Command::Park { why }))?.is_empty() {
            return Ok(());
        }
        free(booking, &before, asked, streams)?;
        hang_up(
            booking,
            if why == ParkReason::Technical { Outcome::Aborted } else { Outcome::Completed },
            asked,
            streams,
        )
    }
}

impl Transaction for Resume {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let booking = self.booking;
        let before: State = streams.guard(booking.0)?;
        for event in streams.decide::<State>(booking.0, asked.to(Command::Resume))? {
            if let (Event::Resumed { clerk, .. }, Some(known)) = (event, before.appointment()) {
                let serve = shift::Command::Serve { booking, scope: known.scope() };
                let shift = ShiftId::of(clerk, known.arranged.slot.date());
                streams.decide::<shift::State>(shift.0, asked.to(serve))?;
            }
        }
        Ok(())
    }
}

impl Transaction for Redirect {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { booking, to } = self;
        // Who may not send anybody anywhere learns nothing of whom there is to send.
        permission::check(CLERKS, &asked.by, None).map_err(refused::<S::Break>)?;
        let before: State = streams.guard(booking.0)?;
        if let Some(known) = before.appointment().filter(|known| known.scope() != to) {
            // A queue in which nobody is served would swallow them.
            let day = DayId::of(to, known.arranged.slot.date());
            if !matches!(streams.guard::<capacity::State>(day.0)?, capacity::State::Open(_)) {
                return Err(refused(Refusal::NoSuchQueue));
            }
        }
        if streams.decide::<State>(booking.0, asked.to(Command::Redirect { to }))?.is_empty() {
            return Ok(());
        }
        free(booking, &before, asked, streams)?;
        hang_up(booking, Outcome::Completed, asked, streams)
    }
}

/// Ends the talk if there is one. What is only prepared stays so: it is still to come.
fn hang_up<S: Streams>(
    booking: BookingId,
    outcome: Outcome,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let of = Occasion::Booking(booking);
    match streams.guard::<consultation::State>(of.talk().0)? {
        consultation::State::Live { .. } | consultation::State::Interrupted(_) => {
            consultation::close(of, outcome, asked, streams)
        }
        consultation::State::Unknown
        | consultation::State::Scheduled { .. }
        | consultation::State::Ended { .. }
        | consultation::State::Cancelled { .. } => Ok(()),
    }
}
