//! Who serves whom: a clerk who calls serves nobody else at the time, and is free again when the visit ends.

use super::{Command, Event, State};
use crate::asked::Asked;
use crate::ids::{BookingId, ShiftId};
use crate::shift;
use crate::streams::{Streams, Transaction};

/// Calls somebody who waits, for the first time or again. Whoever calls is there, whether or not they have said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The appointment.
    pub booking: BookingId,
}

impl Transaction for Call {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let booking = self.booking;
        let before: State = streams.guard(booking.0)?;
        for event in streams.decide::<State>(booking.0, asked.to(Command::Call))? {
            if let (Event::Called { clerk, .. }, Some(known)) = (event, before.appointment()) {
                if before.clerk() != Some(clerk) {
                    // Taken over from a colleague who is gone.
                    free(booking, &before, asked, streams)?;
                }
                let serve = shift::Command::Serve { booking, scope: known.scope() };
                let shift = ShiftId::of(clerk, known.arranged.slot.date());
                streams.decide::<shift::State>(shift.0, asked.to(serve))?;
            }
        }
        Ok(())
    }
}

/// Frees the clerk who has served somebody until now. The shift is that of the day of the appointment, however late it
/// has become.
pub(super) fn free<S: Streams>(
    booking: BookingId,
    before: &State,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    match (before.clerk(), before.arranged()) {
        (Some(clerk), Some(arranged)) => {
            let shift = ShiftId::of(clerk, arranged.slot.date());
            streams.decide::<shift::State>(shift.0, asked.to(shift::Command::Free { booking })).map(drop)
        }
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}
