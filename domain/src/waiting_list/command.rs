//! What can be asked of a waiting list, and the rules that say no.

use chrono::{DateTime, Utc};

use super::{LeftBecause, LeftOver, Window};
use crate::asked::ActorId;
use crate::booking::Line;
use crate::calendar::Span;
use crate::catalogue::Channel;
use crate::ids::{BookingId, EntryId, GuardId, ScopeId};
use crate::permission::Denied;
use crate::person::Contact;
use crate::personal::{Erased, Personal};

/// What somebody waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wish {
    /// Where.
    pub scope: ScopeId,
    /// Whose it is.
    pub holder: ActorId,
    /// What for.
    pub lines: Vec<Line>,
    /// By a call or at a counter.
    pub channel: Channel,
    /// When they could come.
    pub window: Window,
    /// How to reach them.
    pub contact: Personal<Contact>,
    /// What counts the contact's appointments: one for each way to reach them.
    pub guards: Vec<GuardId>,
}

/// What is wanted of a waiting list.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Wait.
    Join {
        /// The place.
        entry: EntryId,
        /// What for.
        wish: Box<Wish>,
    },
    /// Offer a freed time to whoever is next. The list itself checks whose turn it is.
    Offer {
        /// To whom.
        entry: EntryId,
        /// The held appointment.
        booking: BookingId,
        /// The whole time that was freed: it says whose turn it is.
        freed: Span,
        /// What of it is held.
        span: Span,
        /// How long the offer stands.
        expires_at: DateTime<Utc>,
        /// What is left of the freed time.
        left_over: Option<LeftOver>,
    },
    /// Take the offer.
    Accept {
        /// Who.
        entry: EntryId,
    },
    /// The offer does not suit.
    Decline {
        /// Who.
        entry: EntryId,
    },
    /// Record that the offer ran out.
    Lapse {
        /// Who.
        entry: EntryId,
        /// Which offer.
        booking: BookingId,
    },
    /// Wait no longer.
    Leave {
        /// Who.
        entry: EntryId,
        /// Why.
        because: LeftBecause,
    },
}

impl Command {
    /// Whose place it is about.
    pub(super) fn entry(&self) -> EntryId {
        match self {
            Self::Join { entry, .. }
            | Self::Offer { entry, .. }
            | Self::Accept { entry }
            | Self::Decline { entry }
            | Self::Lapse { entry, .. }
            | Self::Leave { entry, .. } => *entry,
        }
    }
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
    /// Nobody waits at this place.
    #[error("nobody waits there")]
    Unknown,
    /// One place for each person: several would be unfair to the others.
    #[error("the person waits already")]
    AlreadyWaiting,
    /// The list is as long as it may be.
    #[error("the waiting list is full: {max} wait already")]
    Full {
        /// How many may wait.
        max: u16,
    },
    /// The days lie in the past, in the wrong order, or too far away.
    #[error("the days do not lie within the next {max} days")]
    BadWindow {
        /// How many days ahead somebody may wait.
        max: u16,
    },
    /// Nothing is offered to this person, or no longer.
    #[error("there is no open offer")]
    NoOffer,
    /// The offer has not run out yet.
    #[error("the offer stands until {until}")]
    OfferStands {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Somebody who waits longer could come as well.
    #[error("it is somebody else's turn")]
    NotTheirTurn,
    /// The catalogue offers no such errand on these days.
    #[error("the errand is not offered on these days")]
    NotOffered,
    /// Without a way to reach somebody nothing can be offered to them.
    #[error("an address for mail or a telephone number is needed")]
    ContactNeeded,
}
