//! What there is to say to somebody, as facts.

use chrono::{DateTime, Utc};
use domain::booking::{CancelReason, Medium, Number, Reminder};
use domain::calendar::Span;
use domain::catalogue::{Channel, EvidenceKind};
use domain::ids::BookingId;
use domain::mail::Kind;

use crate::invitation::{Invitation, Method};
use crate::language::Language;

/// When and how somebody comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// When.
    pub starts_at: DateTime<Utc>,
    /// By a call or at a counter.
    pub channel: Channel,
    /// Whether they booked by themselves: then their browser knows them.
    pub medium: Medium,
    /// The spoken number, once there is one.
    pub number: Option<Number>,
    /// What may have to be shown, apart from an ID document.
    pub bring: Vec<EvidenceKind>,
    /// Whether the same person has another appointment for the same service.
    pub has_another: bool,
    /// Where they see and change it, with a code that stands in no mail.
    pub manage: Option<String>,
    /// What becomes of the entry in their calendar, if anything.
    pub invitation: Option<Invitation>,
}

impl Visit {
    /// Says what becomes of the entry in the calendar.
    pub(crate) fn invite(&mut self, booking: BookingId, sequence: u32, method: Method, span: Span) {
        let Self { channel, number, .. } = *self;
        self.invitation = Some(Invitation { booking, sequence, method, span, channel, number });
    }
}

/// What has happened to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// It is kept until a link is followed.
    ConfirmationLink {
        /// The address behind the link.
        url: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It stands.
    Confirmed,
    /// It has moved.
    Rescheduled {
        /// From this time.
        from: DateTime<Utc>,
    },
    /// It was given back.
    Cancelled {
        /// Why.
        reason: CancelReason,
    },
    /// It is near.
    Reminder(Reminder),
    /// It has no place in the plan any more, and stands until another time is found.
    Conflict,
    /// It is offered.
    Offer {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// There is a new link with which they come back.
    NewLink,
}

impl Subject {
    /// What the mail is about.
    pub fn kind(&self) -> Kind {
        match self {
            Self::ConfirmationLink { .. } => Kind::ConfirmationLink,
            Self::Confirmed => Kind::Confirmed,
            Self::Rescheduled { .. } => Kind::Rescheduled,
            Self::Cancelled { .. } => Kind::Cancelled,
            Self::Reminder(_) => Kind::Reminder,
            Self::Conflict => Kind::Conflict,
            Self::Offer { .. } => Kind::Offer,
            Self::NewLink => Kind::NewLink,
        }
    }
}

/// Something to say to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// In which language.
    pub language: Language,
    /// When and how they come.
    pub visit: Visit,
    /// What has happened.
    pub subject: Subject,
}
