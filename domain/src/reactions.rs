//! What follows from what happened: the event of one aggregate becomes a command to another.
//!
//! Pure, and nothing is looked up: the event carries what the next command needs.
//! A refusal is an accepted end (the case on which work has begun is not withdrawn, and its clerk decides);
//! the runner notes it and goes on. A failure of the log is none: the runner tries again.

use uuid::Uuid;

use crate::Event;
use crate::asked::{ActorId, Asked, By};
use crate::booking::{self, Arranged};
use crate::case::{self, Origin, WithdrawalReason};
use crate::catalogue::{Channel, ServiceCode};
use crate::consultation;
use crate::ids::{BookingId, CaseId, ConsultationId};
use crate::permission::Role;
use crate::streams::{Streams, Transaction};

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
        /// In which channel.
        channel: Channel,
        /// Whose it is.
        holder: ActorId,
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
    /// An appointment that does not take place needs no talk.
    CancelConsultation {
        /// The appointment.
        booking: BookingId,
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

fn of_booking(event: &booking::Event, booking: BookingId) -> Vec<Reaction> {
    match event {
        // Who comes after all, on the same day, finds a talk, and new cases where the old ones are gone.
        booking::Event::Confirmed { arranged, .. } | booking::Event::CheckedIn { reopened: Some(arranged), .. } => {
            let (holder, channel) = (arranged.holder, arranged.medium.channel());
            lines(arranged)
                .map(|(line, service)| Reaction::OpenCase { booking, line, service, channel, holder })
                .chain([Reaction::ScheduleConsultation { booking, holder }])
                .collect()
        }
        // What was never confirmed has opened nothing.
        booking::Event::Cancelled { guard: None, .. } => vec![],
        booking::Event::Cancelled { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingCancelled),
        booking::Event::Missed { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingMissed),
        booking::Event::Held { .. }
        | booking::Event::Extended { .. }
        | booking::Event::Rescheduled { .. }
        | booking::Event::Expired { .. }
        | booking::Event::CheckedIn { reopened: None, .. }
        | booking::Event::Called { .. }
        | booking::Event::Started { .. }
        | booking::Event::Finished { .. } => vec![],
    }
}

fn unwind(arranged: &Arranged, booking: BookingId, reason: WithdrawalReason) -> Vec<Reaction> {
    lines(arranged)
        .map(|(line, _)| Reaction::WithdrawCase { booking, line, reason })
        .chain([Reaction::CancelConsultation { booking }])
        .collect()
}

/// One case for each service, however often: the persons are counted in the case.
fn lines(arranged: &Arranged) -> impl Iterator<Item = (u16, ServiceCode)> {
    (0..).zip(arranged.lines.iter().map(|line| line.service))
}

impl Transaction for Reaction {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        match *self {
            Self::OpenCase { booking, line, service, channel, holder } => {
                let origin = Origin::Booking { booking, line };
                let open = case::Command::Open { service, origin, channel, holder: Some(holder) };
                streams.decide::<case::State>(CaseId::of(booking, line.into()).0, asked.to(open)).map(drop)
            }
            Self::ScheduleConsultation { booking, holder } => {
                let schedule = consultation::Command::Schedule { booking, holder };
                streams.decide::<consultation::State>(ConsultationId::of(booking).0, asked.to(schedule)).map(drop)
            }
            Self::WithdrawCase { booking, line, reason } => {
                let withdraw = case::Command::Withdraw { reason };
                streams.decide::<case::State>(CaseId::of(booking, line.into()).0, asked.to(withdraw)).map(drop)
            }
            Self::CancelConsultation { booking } => {
                let cancel = consultation::Command::Cancel;
                streams.decide::<consultation::State>(ConsultationId::of(booking).0, asked.to(cancel)).map(drop)
            }
        }
    }
}
