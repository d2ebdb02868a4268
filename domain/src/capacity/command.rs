//! What can be asked of the capacity of a day, and the rules that say no.

use chrono::{DateTime, NaiveDate, Utc};

use super::{ClosureReason, Origin, Plan, Pool};
use crate::catalogue::ServiceCode;
use crate::ids::{BookingId, HoldId, ScopeId};
use crate::permission::Denied;
use crate::personal::Erased;

/// What is wanted of a day.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Offer this time. What is taken and finds no place in it becomes a conflict, and is never dropped.
    Plan {
        /// What to offer.
        plan: Plan,
        /// Who says so.
        origin: Origin,
    },
    /// Offer nothing. Every appointment of the day that is not over becomes a conflict.
    Close {
        /// Where.
        scope: ScopeId,
        /// On which day.
        date: NaiveDate,
        /// Why.
        reason: ClosureReason,
        /// Who says so.
        origin: Origin,
    },
    /// Offer what was planned again.
    Reopen,
    /// Keep time for a while.
    Hold {
        /// The hold.
        hold: HoldId,
        /// For which appointment.
        booking: BookingId,
        /// When it begins.
        starts_at: DateTime<Utc>,
        /// How long it takes, in minutes, as the catalogue says. Never from a client.
        minutes: u16,
        /// Out of which pool. The service centre turns to the public pool when its own is empty.
        pool: Pool,
    },
    /// Keep time for whom it is offered to, for as long as an offer stands. It may be time that came back and that the
    /// public does not see yet.
    Offer {
        /// The hold.
        hold: HoldId,
        /// For which appointment.
        booking: BookingId,
        /// When it begins.
        starts_at: DateTime<Utc>,
        /// How long it takes, in minutes, as the catalogue says.
        minutes: u16,
    },
    /// Let a hold last longer, once.
    Extend {
        /// The hold.
        hold: HoldId,
    },
    /// Take what is held for good.
    Confirm {
        /// The hold.
        hold: HoldId,
    },
    /// Record that a hold has run out.
    Expire {
        /// The hold.
        hold: HoldId,
    },
    /// Record how often somebody looked in an hour and found nothing. The office itself counts.
    NoteSearches {
        /// Where.
        scope: ScopeId,
        /// On which day.
        date: NaiveDate,
        /// In which hour of it, 0 to 23.
        hour: u8,
        /// For which service.
        service: ServiceCode,
        /// How often.
        searches: u32,
    },
    /// Give back what is held or taken.
    Release {
        /// The hold.
        hold: HoldId,
    },
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
    /// Nothing is offered on this day, or not at this time.
    #[error("no time is offered then")]
    NotOffered,
    /// The office is closed on this day.
    #[error("the office is closed on this day")]
    Closed {
        /// Why.
        reason: ClosureReason,
    },
    /// The time is offered later.
    #[error("the time is not released yet")]
    NotReleased {
        /// When it will be.
        released_at: DateTime<Utc>,
    },
    /// The time has begun.
    #[error("the time has begun")]
    Begun,
    /// Somebody else was faster.
    #[error("the time is taken")]
    Taken,
    /// The hold has run out, or never was.
    #[error("the hold has run out")]
    HoldExpired,
    /// The same hold is kept already, for another time.
    #[error("the hold is for another time")]
    OtherHold,
    /// The hold was extended as often as it may be.
    #[error("the hold cannot be extended again")]
    ExtendedEnough,
    /// The plan contradicts itself.
    #[error("the plan is not possible: {0}")]
    BadPlan(&'static str),
}
