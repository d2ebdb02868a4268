//! What can happen to a waiting list.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::booking::{Forget, Line, Medium};
use crate::calendar::Span;
use crate::catalogue::Channel;
use crate::ids::{BookingId, EntryId, GuardId, ScopeId};
use crate::person::Contact;
use crate::personal::Personal;

/// The days on which somebody could come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
}

impl Window {
    /// Whether a day lies in it.
    pub fn holds(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.until
    }
}

/// Why somebody no longer waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeftBecause {
    /// They said so, or the service centre for them.
    OwnWish,
    /// The last day on which they could come has passed.
    WindowPassed,
    /// They left as many offers unanswered as the limits allow.
    OffersUnanswered,
}

/// The rest of a freed time of which somebody is offered a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOver {
    /// Where.
    pub scope: ScopeId,
    /// From when until when.
    pub span: Span,
}

/// What happened to a waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// Somebody waits.
    #[serde(rename = "joined")]
    Joined {
        /// Their place. It also names the appointments that they are offered.
        entry: EntryId,
        /// Where.
        scope: ScopeId,
        /// Whose it is.
        holder: ActorId,
        /// Whether they said so by themselves or through the service centre.
        medium: Medium,
        /// What for.
        lines: Vec<Line>,
        /// By a call or at a counter.
        channel: Channel,
        /// When they could come.
        window: Window,
        /// How to reach them.
        contact: Personal<Contact>,
        /// What counts the contact's appointments, once they have one: one for each way to reach them.
        guards: Vec<GuardId>,
        /// Since when. The longest waiting is asked first.
        joined_at: DateTime<Utc>,
    },
    /// A freed time is held for somebody until they answer or the offer runs out.
    #[serde(rename = "offered")]
    Offered {
        /// Who.
        entry: EntryId,
        /// The held appointment.
        booking: BookingId,
        /// Which time.
        span: Span,
        /// How long the offer stands.
        expires_at: DateTime<Utc>,
        /// The how many-th offer to them: 1, 2, 3, …
        offer: u16,
        /// What is left of the freed time, for the next who waits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left_over: Option<LeftOver>,
    },
    /// The offer was taken. Whoever has an appointment no longer waits.
    #[serde(rename = "accepted")]
    Accepted {
        /// Who.
        entry: EntryId,
        /// Their appointment.
        booking: BookingId,
    },
    /// The offer did not suit. They keep their place.
    #[serde(rename = "declined")]
    Declined {
        /// Who.
        entry: EntryId,
        /// The appointment that it would have been.
        booking: BookingId,
    },
    /// The offer ran out without an answer. They keep their place, for as many offers as the limits allow.
    #[serde(rename = "lapsed")]
    Lapsed {
        /// Who.
        entry: EntryId,
        /// The appointment that it would have been.
        booking: BookingId,
    },
    /// Somebody no longer waits.
    #[serde(rename = "left")]
    Left {
        /// Who.
        entry: EntryId,
        /// Why.
        because: LeftBecause,
        /// Whom the office forgets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forget: Option<Forget>,
    },
}

stored!(Event);
