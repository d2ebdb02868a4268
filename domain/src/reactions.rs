//! What follows from what happened: the event of one aggregate becomes a command to another.
//!
//! Pure, and nothing is looked up: the event carries what the next command needs.
//! A refusal is an accepted end (the case on which work has begun is not withdrawn, and its clerk decides);
//! the runner notes it and goes on. A failure of the log is none: the runner tries again.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::Event;
use crate::asked::{ActorId, Asked, By};
use crate::availability::PlanDay;
use crate::booking::{self, Arranged, Line, Slot};
use crate::calendar::Span;
use crate::capacity;
use crate::case::{self, Opening, Origin, WithdrawalReason};
use crate::catalogue::{Channel, ServiceCode};
use crate::consultation::{self, Occasion, Outcome};
use crate::ids::{BookingId, CaseId, ScopeId};
use crate::permission::Role;
use crate::streams::{Streams, Transaction};
use crate::waiting_list::OfferFreed;

/// A command that the office gives itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// A confirmed appointment opens a case for each of its services.
    OpenCase {
        /// The appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
        /// What is wanted.
        service: ServiceCode,
        /// How often.
        quantity: u16,
        /// In which channel.
        channel: Channel,
        /// Whose it is.
        holder: ActorId,
        /// The day of the appointment.
        on: NaiveDate,
    },
    /// A confirmed appointment prepares the talk.
    ScheduleConsultation {
        /// The appointment.
        booking: BookingId,
        /// Whose it is.
        holder: ActorId,
    },
    /// An appointment that does not take place takes its untouched cases along.
    WithdrawCase {
        /// The appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
        /// Why.
        reason: WithdrawalReason,
    },
    /// A day that was reopened is planned by the opening hours that hold now.
    PlanDay {
        /// Where.
        scope: ScopeId,
        /// Which day.
        date: NaiveDate,
    },
    /// An appointment that does not take place needs no talk, and ends one that waited for somebody.
    CloseConsultation {
        /// The appointment.
        booking: BookingId,
    },
    /// A time that came back is offered to whoever waits for one.
    OfferFreed {
        /// Where.
        scope: ScopeId,
        /// Which time.
        freed: Span,
    },
}

/// In whose name reactions and timers act.
pub fn by() -> By {
    By { actor: ActorId::SYSTEM, roles: Role::System.into() }
}

/// What follows from an event of a stream.
pub fn of(event: &Event, stream: Uuid) -> Vec<Reaction> {
    match event {
        Event::Booking(event) => of_booking(event, BookingId(stream)),
        Event::Capacity(event) => of_capacity(event),
        Event::Availability(_)
        | Event::ContactGuard(_)
        | Event::Case(_)
        | Event::Signature(_)
        | Event::Payment(_)
        | Event::Consultation(_)
        | Event::NumberSeries(_)
        | Event::SubjectKey(_)
        | Event::LinkGrant(_)
        | Event::WaitingList(_)
        | Event::Transmission(_)
        | Event::Shift(_) => vec![],
    }
}

fn of_booking(event: &booking::Event, booking: BookingId) -> Vec<Reaction> {
    match event {
        // Who comes after all, on the same day, finds a talk, and new cases where the old ones are gone.
        booking::Event::Confirmed { arranged, .. } | booking::Event::CheckedIn { reopened: Some(arranged), .. } => {
            let (holder, channel, on) = (arranged.holder, arranged.channel, arranged.slot.date());
            lines(arranged)
                .map(|(line, &Line { service, quantity })| Reaction::OpenCase {
                    booking,
                    line,
                    service,
                    quantity,
                    channel,
                    holder,
                    on,
                })
                .chain([Reaction::ScheduleConsultation { booking, holder }])
                .collect()
        }
        // What was never confirmed has opened nothing. An offer that was not taken goes to the next who waits; what
        // somebody held who chose among the free times is free to everybody again.
        booking::Event::Cancelled { was_confirmed: false, arranged, .. } | booking::Event::Expired { arranged } => {
            arranged.offered_to.map(|_| offer(&arranged.slot)).into_iter().collect()
        }
        booking::Event::Cancelled { arranged, .. } => {
            let mut follows = unwind(arranged, booking, WithdrawalReason::BookingCancelled);
            follows.push(offer(&arranged.slot));
            follows
        }
        booking::Event::Rescheduled { from, .. } => vec![offer(from)],
        booking::Event::Unserved { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingUnserved),
        booking::Event::Missed { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingMissed),
        booking::Event::Held { .. }
        | booking::Event::Extended { .. }
        | booking::Event::CheckedIn { reopened: None, .. }
        | booking::Event::Called { .. }
        | booking::Event::Started { .. }
        | booking::Event::Finished { .. } => vec![],
    }
}

fn of_capacity(event: &capacity::Event) -> Vec<Reaction> {
    match *event {
        // Meanwhile the opening hours may have changed.
        capacity::Event::Reopened { ref plan } => vec![Reaction::PlanDay { scope: plan.scope, date: plan.date }],
        capacity::Event::Planned { .. }
        | capacity::Event::Closed { .. }
        | capacity::Event::Conflicted { .. }
        | capacity::Event::Settled { .. }
        | capacity::Event::Held { .. }
        | capacity::Event::Extended { .. }
        | capacity::Event::Confirmed { .. }
        | capacity::Event::Expired { .. }
        | capacity::Event::Released { .. } => vec![],
    }
}

fn unwind(arranged: &Arranged, booking: BookingId, reason: WithdrawalReason) -> Vec<Reaction> {
    lines(arranged)
        .map(|(line, _)| Reaction::WithdrawCase { booking, line, reason })
        .chain([Reaction::CloseConsultation { booking }])
        .collect()
}

/// Whether it has begun meanwhile, the day says.
fn offer(slot: &Slot) -> Reaction {
    Reaction::OfferFreed { scope: slot.scope, freed: slot.span }
}

/// One case for each service, however often: the persons are counted in the case.
fn lines(arranged: &Arranged) -> impl Iterator<Item = (u16, &Line)> {
    (0..).zip(&arranged.lines)
}

impl Transaction for Reaction {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        match *self {
            Self::OpenCase { booking, line, service, quantity, channel, holder, on } => {
                let origin = Origin::Booking { booking, line };
                let opening = Opening { service, quantity, origin, channel, holder: Some(holder), on };
                let open = case::Command::Open(opening);
                streams.decide::<case::State>(CaseId::of(booking, line.into()).0, asked.to(open)).map(drop)
            }
            Self::ScheduleConsultation { booking, holder } => {
                let of = Occasion::Booking(booking);
                let schedule = consultation::Command::Schedule { of, holder: Some(holder) };
                streams.decide::<consultation::State>(of.talk().0, asked.to(schedule)).map(drop)
            }
            Self::WithdrawCase { booking, line, reason } => {
                case::Withdraw { case: CaseId::of(booking, line.into()), reason }.run(asked, streams)
            }
            Self::PlanDay { scope, date } => PlanDay { scope, date }.run(asked, streams),
            Self::CloseConsultation { booking } => {
                consultation::close(Occasion::Booking(booking), Outcome::Aborted, asked, streams)
            }
            Self::OfferFreed { scope, freed } => OfferFreed { scope, freed }.run(asked, streams),
        }
    }
}
