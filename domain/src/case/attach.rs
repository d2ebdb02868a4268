//! A case goes on in a later appointment: it is taken along, and the appointment's own empty case is not needed.

use super::restrict::hide;
use super::{Command, Refusal, State, WithdrawalReason};
use crate::asked::Asked;
use crate::booking;
use crate::catalogue::ServiceCode;
use crate::decide::Decide;
use crate::ids::{BookingId, CaseId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Goes on with an open case in a later appointment of the same person.
///
/// The appointment was made like any other, so it has opened a case for each of its services. The one for the same
/// service ends here, before anybody works on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attach {
    /// The case.
    pub case: CaseId,
    /// The appointment.
    pub booking: BookingId,
}

impl Transaction for Attach {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, booking } = self;
        let state: State = streams.guard(case.0)?;
        let attach = |restricted| Command::Attach { booking, restricted };
        permission::check(State::grants(&attach(false)), &asked.by, state.holder())
            .map_err(|denied| Refusal::from(denied).stop::<S>())?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let visit: booking::State = streams.guard(booking.0)?;
        // Citizens do not learn whether there are appointments of others.
        if file.holder == Some(asked.by.actor) && visit.holder() != file.holder {
            return Err(crate::Refusal::from(booking::Refusal::Unknown).into());
        }
        let arranged = stands(&visit)?;
        if file.holder.is_some_and(|holder| holder != arranged.holder) {
            return Err(Refusal::OtherHolder.stop::<S>());
        }
        let own = own_case(booking, &visit, file.service).filter(|own| *own != case);
        let restricted = visit.is_restricted();
        let attach = attach(restricted);
        if streams.decide::<State>(case.0, asked.to(attach))?.is_empty() {
            return Ok(());
        }
        if file.restricted.is_some() {
            hide(booking, asked, streams)?;
        }
        // In a restricted visit nobody but the team lead sees that case, so the office looks after it in its own name.
        if let Some(own) = own.filter(|_| !restricted) {
            // It may open a moment later than the appointment is made; then this is asked again.
            let withdraw = Command::Withdraw { reason: WithdrawalReason::Continued };
            match streams.guard::<State>(own.0)? {
                State::Open(file) if !file.begun => streams.decide::<State>(own.0, asked.to(withdraw)).map(drop)?,
                State::Withdrawn { .. } | State::Declined(_) => {}
                State::Unknown | State::Open(_) | State::Submitted(_) | State::Completed(_) => {
                    return Err(Refusal::OwnCaseOfBooking.stop::<S>());
                }
            }
        }
        Ok(())
    }
}

/// The case that an appointment has opened for a service itself.
pub(super) fn own_case(booking: BookingId, visit: &booking::State, service: ServiceCode) -> Option<CaseId> {
    let line = visit.arranged()?.lines.iter().position(|line| line.service == service)?;
    Some(CaseId::of(booking, line))
}

/// An appointment that is still to come, or goes on.
fn stands(visit: &booking::State) -> Result<&booking::Arranged, crate::Refusal> {
    match visit {
        booking::State::Confirmed(known) | booking::State::Waiting(known) => Ok(&known.arranged),
        booking::State::Called { appointment, .. }
        | booking::State::InService { appointment, .. }
        | booking::State::Parked { appointment, .. } => Ok(&appointment.arranged),
        booking::State::Unknown => Err(booking::Refusal::Unknown.into()),
        booking::State::Held { .. }
        | booking::State::Preconfirmed(_)
        | booking::State::Finished { .. }
        | booking::State::Cancelled { .. }
        | booking::State::Expired { .. }
        | booking::State::Missed(_)
        | booking::State::Unserved(_) => Err(Refusal::NoVisit.into()),
    }
}
