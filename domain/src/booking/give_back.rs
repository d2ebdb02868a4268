//! How an appointment ends: given back, run out, missed or finished, and everything that it had comes back.

use super::arrange::uncount_hold;
use super::serve::free;
use super::{Arranged, CancelReason, Command, Delivered, Event, State};
use crate::asked::Asked;
use crate::consultation::{Occasion, Outcome};
use crate::ids::{BookingId, EntryId, GuardId, HoldId, WaitingListId};
use crate::streams::{Streams, Transaction};
use crate::{capacity, consultation, contact_guard, subject_key, waiting_list};

/// Gives it back.
#[derive(Clone, Debug, PartialEq)]
pub struct Cancel {
    /// The appointment.
    pub booking: BookingId,
    /// Why.
    pub reason: CancelReason,
}

/// Gives back the time of a day that is called off. Who has found another time meanwhile keeps that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallOff {
    /// The appointment.
    pub booking: BookingId,
    /// The time that it had on the day.
    pub hold: HoldId,
    /// Why.
    pub reason: CancelReason,
}

/// Records that the hold has run out.
#[derive(Clone, Debug, PartialEq)]
pub struct Expire {
    /// The appointment.
    pub booking: BookingId,
}

/// Records that nobody came. The units lie in the past, so the day need not know.
#[derive(Clone, Debug, PartialEq)]
pub struct Miss {
    /// The appointment.
    pub booking: BookingId,
}

/// Records that the day has ended and nobody has served whoever was there.
#[derive(Clone, Debug, PartialEq)]
pub struct EndDay {
    /// The appointment.
    pub booking: BookingId,
}

/// Forgets how to reach somebody whose appointment did not take place, when the time for that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForgetContact {
    /// The appointment.
    pub booking: BookingId,
}

/// Ends the visit.
#[derive(Clone, Debug, PartialEq)]
pub struct Finish {
    /// The appointment.
    pub booking: BookingId,
    /// What was really delivered.
    pub delivered: Vec<Delivered>,
}

impl Transaction for Cancel {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.booking, Command::Cancel { reason: self.reason }, asked, streams)
    }
}

impl Transaction for CallOff {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let known: State = streams.guard(self.booking.0)?;
        match known.arranged() {
            Some(arranged) if arranged.slot.hold == self.hold => {
                end(self.booking, Command::Cancel { reason: self.reason }, asked, streams)
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Transaction for Expire {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.booking, Command::Expire, asked, streams)
    }
}

impl Transaction for Miss {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.booking, Command::Miss, asked, streams)
    }
}

impl Transaction for EndDay {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.booking, Command::EndDay, asked, streams)
    }
}

impl Transaction for ForgetContact {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let known: State = streams.guard(self.booking.0)?;
        match known.forget().filter(|forget| forget.at <= asked.at) {
            Some(forget) => subject_key::forget(forget.subject, asked, streams),
            // They came after all.
            None => Ok(()),
        }
    }
}

impl Transaction for Finish {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.booking, Command::Finish { delivered: self.delivered.clone() }, asked, streams)
    }
}

/// Lets the appointment decide, and gives back what the event names.
fn end<S: Streams>(booking: BookingId, command: Command, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let before: State = streams.guard(booking.0)?;
    for event in streams.decide::<State>(booking.0, asked.to(command))? {
        free(booking, &before, asked, streams)?;
        match event {
            Event::Cancelled { arranged, was_confirmed, guards, .. } => {
                let release = capacity::Command::Release { hold: arranged.slot.hold };
                streams.decide::<capacity::State>(arranged.slot.day.0, asked.to(release))?;
                uncount(booking, &guards, asked, streams)?;
                if !was_confirmed {
                    uncount_hold(booking, &arranged, asked, streams)?;
                    answer_offer(&arranged, |entry| waiting_list::Command::Decline { entry }, asked, streams)?;
                }
            }
            Event::Expired { arranged, guards, .. } => {
                let expire = capacity::Command::Expire { hold: arranged.slot.hold };
                streams.decide::<capacity::State>(arranged.slot.day.0, asked.to(expire))?;
                uncount(booking, &guards, asked, streams)?;
                uncount_hold(booking, &arranged, asked, streams)?;
                answer_offer(&arranged, |entry| waiting_list::Command::Lapse { entry, booking }, asked, streams)?;
            }
            Event::Finished { guards, .. } => {
                uncount(booking, &guards, asked, streams)?;
                // Nobody talks on after the visit: what is said, shown or signed later belongs to another one.
                consultation::close(Occasion::Booking(booking), Outcome::Completed, asked, streams)?;
            }
            // The talk that did not take place is closed by a reaction.
            Event::Missed { guards, .. } | Event::Unserved { guards, .. } => {
                uncount(booking, &guards, asked, streams)?;
            }
            // These end nothing.
            Event::Held { .. }
            | Event::Extended { .. }
            | Event::ConfirmationRequested { .. }
            | Event::Confirmed { .. }
            | Event::Rescheduled { .. }
            | Event::Reminded { .. }
            | Event::CheckedIn { .. }
            | Event::Called { .. }
            | Event::Started { .. }
            | Event::Parked { .. }
            | Event::Resumed { .. }
            | Event::Returned
            | Event::Redirected { .. }
            | Event::AccessRestricted => {}
        }
    }
    Ok(())
}

/// Tells the waiting list what became of its offer.
fn answer_offer<S: Streams>(
    arranged: &Arranged,
    answer: impl FnOnce(EntryId) -> waiting_list::Command,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    match arranged.offered_to {
        Some(entry) => {
            let list = WaitingListId::of(arranged.slot.scope);
            streams.decide::<waiting_list::State>(list.0, asked.to(answer(entry))).map(drop)
        }
        None => Ok(()),
    }
}

/// Lets the contact make another appointment.
pub(super) fn uncount<S: Streams>(
    booking: BookingId,
    guards: &[GuardId],
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    for guard in guards {
        let release = contact_guard::Command::Release { booking };
        streams.decide::<contact_guard::State>(guard.0, asked.to(release))?;
    }
    Ok(())
}
