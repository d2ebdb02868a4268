//! What can be asked of an appointment, and the rules that say no.

use chrono::{DateTime, Utc};

use super::{Arranged, CancelReason, Delivered, Number, ParkReason, Slot};
use crate::asked::ActorId;
use crate::ids::{GuardId, ScopeId};
use crate::permission::Denied;
use crate::person::Contact;
use crate::personal::{Erased, Personal};

/// What is wanted of an appointment.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Keep a time.
    Hold {
        /// What for, when, whose.
        arranged: Arranged,
        /// When the day lets go of the units.
        expires_at: DateTime<Utc>,
    },
    /// Keep it for longer.
    Extend {
        /// When the day now lets go of the units.
        expires_at: DateTime<Utc>,
    },
    /// Take it for good.
    Confirm {
        /// Who comes.
        contact: Personal<Contact>,
        /// The guards of the contact.
        guards: Vec<GuardId>,
        /// The spoken number.
        number: Number,
    },
    /// Move to a time that is taken already.
    Reschedule {
        /// The new time.
        to: Slot,
        /// The spoken number on its day.
        number: Number,
    },
    /// Give it back.
    Cancel {
        /// Why.
        reason: CancelReason,
    },
    /// Record that the hold has run out.
    Expire,
    /// Say that one is there.
    CheckIn,
    /// Call whom it belongs to, for the first time or again.
    Call,
    /// Begin the service, or go on with it after they were called back.
    Start,
    /// Interrupt the service, and be free for somebody else.
    Park {
        /// Why.
        why: ParkReason,
    },
    /// Go on with a service that was interrupted.
    Resume,
    /// Send them to another queue, or back to their own for a colleague. They keep their number and their turn.
    Redirect {
        /// Whose queue.
        to: ScopeId,
    },
    /// End the visit.
    Finish {
        /// What was really delivered.
        delivered: Vec<Delivered>,
    },
    /// Record that nobody came.
    Miss,
    /// Record that the day has ended and nobody has served them.
    EndDay,
    /// Keep it for the team lead, because somebody in it may be protected (§§ 51, 52 BMG).
    RestrictAccess,
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There is no such appointment.
    #[error("there is no such appointment")]
    Unknown,
    /// The hold has run out.
    #[error("the hold has run out")]
    HoldExpired,
    /// It holds another time already.
    #[error("the appointment holds another time already")]
    AlreadyHeld,
    /// It is a hold, not yet an appointment.
    #[error("the appointment is not confirmed yet")]
    NotConfirmed,
    /// It is an appointment already.
    #[error("the appointment is already confirmed")]
    AlreadyConfirmed,
    /// It was given back, missed, or is over.
    #[error("the appointment is over")]
    Over,
    /// It has begun, so it can neither move nor be taken; only the office can still give it back.
    #[error("the appointment has begun")]
    Begun,
    /// It is too early to check in.
    #[error("it is too early to check in")]
    TooEarly {
        /// From when on it is possible.
        from: DateTime<Utc>,
    },
    /// It is not yet late enough to say that nobody came.
    #[error("it is not late enough to count as missed")]
    NotMissedYet {
        /// From when on it is.
        from: DateTime<Utc>,
    },
    /// The day is not over: they may still be served.
    #[error("the day is not over")]
    DayNotOver {
        /// When it is.
        from: DateTime<Utc>,
    },
    /// Whom it belongs to has not said that they are there.
    #[error("nobody has checked in")]
    NotCheckedIn,
    /// Another clerk was faster.
    #[error("another clerk has called already")]
    AlreadyCalled {
        /// Which.
        clerk: ActorId,
    },
    /// Nobody has called yet.
    #[error("nobody has called yet")]
    NotCalled,
    /// Whoever waits was called as often as may be: now they come, or the appointment counts as missed.
    #[error("{max} calls are enough")]
    CalledEnough {
        /// How many calls there may be.
        max: u8,
    },
    /// Whoever waits is called several times before the appointment counts as missed.
    #[error("it counts as missed after {max} calls")]
    CallAgain {
        /// How many calls it takes.
        max: u8,
    },
    /// The service has not begun.
    #[error("the service has not begun")]
    NotStarted,
    /// The service is interrupted: whoever serves goes on with it first.
    #[error("the service is interrupted")]
    Parked,
    /// No service is interrupted.
    #[error("no service is interrupted")]
    NotParked,
    /// Nobody serves at that scope on that day.
    #[error("nobody serves there on that day")]
    NoSuchQueue,
    /// An appointment needs a service, and not too many.
    #[error("an appointment needs between one and {max} services")]
    Services {
        /// How many it may have.
        max: u16,
    },
    /// An appointment is for so many of one service at most, as the catalogue says.
    #[error("an appointment is for {max} of one service at most")]
    Quantity {
        /// How many.
        max: u16,
    },
    /// What was delivered names a service twice, none of it, or more than a visit can hold.
    #[error("a visit delivers each service once, and at most {max} in all")]
    Delivered {
        /// How many it may deliver.
        max: u16,
    },
    /// The authority does not offer the service in this channel.
    #[error("the service is not offered in this channel")]
    ChannelNotAllowed,
    /// The catalogue in force does not offer the service.
    #[error("the service is not offered")]
    ServiceNotOffered,
    /// A confirmation needs a way to reach somebody, unless the service centre books.
    #[error("an e-mail address or a telephone number is needed")]
    ContactNeeded,
}
