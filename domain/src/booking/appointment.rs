//! What an appointment is as far as it has come, and what it can say of itself.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::rules::{given_up, missed_from, reminders};
use super::{Arranged, Command, Delivered, Event, Forget, Line, Medium, Number, ParkReason, Refusal, Reminder, Slot};
use crate::asked::{ActorId, Asked};
use crate::calendar;
use crate::catalogue::ServiceCode;
use crate::ids::{GuardId, ScopeId};
use crate::limits::Limits;
use crate::person::Contact;
use crate::personal::{Personal, SubjectId};

/// An appointment, as far as it has come.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has asked for it.
    #[default]
    Unknown,
    /// A time is kept while the visitor decides.
    Held {
        /// What for, when, whose.
        arranged: Arranged,
        /// When the hold ends by itself.
        expires_at: DateTime<Utc>,
        /// How often it was extended.
        extensions: u8,
    },
    /// The time is kept until the link in a mail is followed.
    Preconfirmed(Box<Wish>),
    /// It stands.
    Confirmed(Box<Appointment>),
    /// Whom it belongs to is there and waits.
    Waiting(Box<Appointment>),
    /// A clerk has called.
    Called {
        /// The appointment.
        appointment: Box<Appointment>,
        /// Who called.
        clerk: ActorId,
        /// How often.
        count: u8,
    },
    /// They talk.
    InService {
        /// The appointment.
        appointment: Box<Appointment>,
        /// With whom.
        clerk: ActorId,
    },
    /// The service was begun and interrupted. Nobody serves them meanwhile, so the clerk may serve somebody else.
    Parked {
        /// The appointment.
        appointment: Box<Appointment>,
        /// Who parked.
        clerk: ActorId,
        /// Why.
        why: ParkReason,
    },
    /// The visit is over.
    Finished {
        /// The appointment.
        appointment: Box<Appointment>,
        /// What was really delivered.
        delivered: Vec<Delivered>,
    },
    /// The day ended, and nobody had served whoever was there.
    Unserved(Box<Appointment>),
    /// It was given back.
    Cancelled {
        /// What for, when, whose.
        arranged: Arranged,
        /// Whether only the team lead knew of it.
        restricted: bool,
        /// Whom the office forgets, if anybody was named.
        forget: Option<Forget>,
    },
    /// The hold ran out.
    Expired {
        /// What for, when, whose.
        arranged: Arranged,
        /// Whom the office forgets, if anybody was named.
        forget: Option<Forget>,
    },
    /// Nobody came. Until the end of the day they still may.
    Missed(Box<Appointment>),
}

/// An appointment that waits for the link in a mail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Wish {
    /// What for, when, whose.
    pub arranged: Arranged,
    /// Who comes and how to reach them.
    pub contact: Personal<Contact>,
    /// The guards that count the contact's appointments.
    pub guards: Vec<GuardId>,
    /// When the time is free again by itself.
    pub expires_at: DateTime<Utc>,
    /// The how many-th link is the good one.
    pub generation: u32,
}

/// What stands once an appointment is confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Appointment {
    /// What for, when, whose.
    pub arranged: Arranged,
    /// The spoken number.
    pub number: Number,
    /// Who comes and how to reach them.
    pub contact: Personal<Contact>,
    /// The guards that count the contact's appointments.
    pub guards: Vec<GuardId>,
    /// How often it has moved.
    pub round: u32,
    /// From when on it counts as missed if nobody has come.
    pub missed_from: DateTime<Utc>,
    /// Whether it was missed at first.
    pub was_missed: bool,
    /// Who served last, once the service was begun and interrupted.
    pub served_by: Option<ActorId>,
    /// Whose queue they were sent to, if it is not that of the slot. The slot stays: its time was taken there.
    pub redirected_to: Option<ScopeId>,
    /// Whether only the team lead goes on with it, because somebody in it may be protected (§§ 51, 52 BMG).
    pub restricted: bool,
    /// The how many-th link confirmed it; 0 if none did.
    pub link: u32,
    /// Whom the office forgets, once it is over.
    pub forget: Option<Forget>,
}

impl State {
    /// What for, when and whose, once anybody has asked for it.
    pub fn arranged(&self) -> Option<&Arranged> {
        match self {
            Self::Unknown => None,
            Self::Held { arranged, .. } | Self::Cancelled { arranged, .. } | Self::Expired { arranged, .. } => {
                Some(arranged)
            }
            Self::Preconfirmed(wish) => Some(&wish.arranged),
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) | Self::Unserved(known) => {
                Some(&known.arranged)
            }
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Parked { appointment, .. }
            | Self::Finished { appointment, .. } => Some(&appointment.arranged),
        }
    }

    /// Whether whoever wants it made it themselves.
    pub(super) fn is_made_online(&self) -> bool {
        self.arranged().is_some_and(|arranged| arranged.medium == Medium::Online)
    }

    /// The same, for the team lead alone.
    pub(super) fn restricted(mut self) -> Self {
        match &mut self {
            Self::Confirmed(known)
            | Self::Waiting(known)
            | Self::Called { appointment: known, .. }
            | Self::InService { appointment: known, .. }
            | Self::Parked { appointment: known, .. }
            | Self::Finished { appointment: known, .. }
            | Self::Unserved(known)
            | Self::Missed(known) => known.restricted = true,
            Self::Cancelled { restricted, .. } => *restricted = true,
            // No row of the decision table leads here.
            Self::Unknown | Self::Held { .. } | Self::Preconfirmed(_) | Self::Expired { .. } => {}
        }
        self
    }

    /// The appointment, once it was confirmed and until it is given back.
    pub fn appointment(&self) -> Option<&Appointment> {
        match self {
            Self::Unknown
            | Self::Held { .. }
            | Self::Preconfirmed(_)
            | Self::Cancelled { .. }
            | Self::Expired { .. } => None,
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) | Self::Unserved(known) => Some(known),
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Parked { appointment, .. }
            | Self::Finished { appointment, .. } => Some(appointment),
        }
    }

    /// Who has called, or talks with them.
    pub fn clerk(&self) -> Option<ActorId> {
        match self {
            Self::Called { clerk, .. } | Self::InService { clerk, .. } => Some(*clerk),
            Self::Unknown
            | Self::Held { .. }
            | Self::Preconfirmed(_)
            | Self::Confirmed(_)
            | Self::Waiting(_)
            | Self::Parked { .. }
            | Self::Finished { .. }
            | Self::Unserved(_)
            | Self::Cancelled { .. }
            | Self::Expired { .. }
            | Self::Missed(_) => None,
        }
    }

    /// Whether only the team lead goes on with it, because somebody in it may be protected (§§ 51, 52 BMG).
    pub fn is_restricted(&self) -> bool {
        match self {
            Self::Cancelled { restricted, .. } => *restricted,
            known => known.appointment().is_some_and(|known| known.restricted),
        }
    }

    /// What waits for the link in a mail.
    pub fn wish(&self) -> Option<&Wish> {
        if let Self::Preconfirmed(wish) = self { Some(wish) } else { None }
    }

    /// Whom the office forgets, and when: nobody as long as the appointment may still take place.
    pub fn forget(&self) -> Option<Forget> {
        match self {
            Self::Cancelled { forget, .. } | Self::Expired { forget, .. } => *forget,
            Self::Missed(known) | Self::Unserved(known) => known.forget,
            Self::Unknown
            | Self::Held { .. }
            | Self::Preconfirmed(_)
            | Self::Confirmed(_)
            | Self::Waiting(_)
            | Self::Called { .. }
            | Self::InService { .. }
            | Self::Parked { .. }
            | Self::Finished { .. } => None,
        }
    }
}

impl Arranged {
    /// The service, if it is one alone: the time of several cannot be divided among them.
    pub fn only_service(&self) -> Option<ServiceCode> {
        match self.lines[..] {
            [Line { service, quantity: 1 }] => Some(service),
            _ => None,
        }
    }

    /// What was arranged stands from now on.
    pub(super) fn confirmed(
        &self,
        contact: &Personal<Contact>,
        guards: &[GuardId],
        number: Number,
        replaces: Option<SubjectId>,
        asked: &Asked<Command>,
    ) -> Event {
        Event::Confirmed {
            arranged: self.clone(),
            number,
            contact: contact.clone(),
            guards: guards.to_vec(),
            missed_from: missed_from(&self.slot, asked.at, &asked.facts),
            reminders: reminders(contact, &self.slot, asked.at),
            replaces,
        }
    }
}

impl Wish {
    /// Whose data is not needed any more when the appointment is somebody else's, or theirs under another name.
    pub(super) fn replaced_by(&self, contact: &Personal<Contact>) -> Option<SubjectId> {
        let old = self.contact.subject();
        (old != contact.subject()).then_some(old)
    }
}

impl Appointment {
    /// In whose queue they wait: that of the slot, or the one to which somebody sent them.
    pub fn scope(&self) -> ScopeId {
        self.redirected_to.unwrap_or(self.arranged.slot.scope)
    }

    /// For how many services it was made.
    pub(super) fn lines(&self) -> u16 {
        u16::try_from(self.arranged.lines.len()).expect("an appointment has a handful of services")
    }

    /// The service begins, or goes on where it was interrupted.
    pub(super) fn begin(&self, clerk: ActorId) -> Event {
        match self.served_by {
            None => Event::Started { clerk },
            Some(from) => Event::Resumed { clerk, from, lines: self.lines() },
        }
    }

    pub(super) fn park(&self, clerk: ActorId, why: ParkReason) -> Event {
        Event::Parked { clerk, why, day_ends_at: self.day_ends_at() }
    }

    pub(super) fn redirect(&self, to: ScopeId, served_by: Option<ActorId>) -> Event {
        Event::Redirected { from: self.scope(), to, served_by, day_ends_at: self.day_ends_at() }
    }

    pub(super) fn has_begun(&self, at: DateTime<Utc>) -> bool {
        self.arranged.slot.span.starts_at <= at
    }

    /// Somebody is there: not too early, late as they may be, but on the day.
    pub(super) fn check_in(&self, at: DateTime<Utc>, mins_before: u16) -> Result<Vec<Event>, Refusal> {
        let starts_at = self.arranged.slot.span.starts_at;
        let from = starts_at - TimeDelta::minutes(mins_before.into());
        if at < from {
            Err(Refusal::TooEarly { from })
        } else if calendar::local_date(at) > calendar::local_date(starts_at) {
            Err(Refusal::Over)
        } else {
            let reopened = self.was_missed.then(|| self.arranged.clone());
            Ok(vec![Event::CheckedIn { starts_at, day_ends_at: self.day_ends_at(), reopened }])
        }
    }

    pub(super) fn day_ends_at(&self) -> DateTime<Utc> {
        calendar::end_of(self.arranged.slot.date())
    }

    /// Whether a reminder is due, and none that comes later, and the appointment is still to come.
    pub(super) fn is_time_for(&self, reminder: Reminder, at: DateTime<Utc>) -> bool {
        let starts_at = self.arranged.slot.span.starts_at;
        let due: Vec<_> = Reminder::ALL.into_iter().filter(|one| one.due(starts_at) <= at).collect();
        at < starts_at && due.last() == Some(&reminder)
    }

    pub(super) fn end_day(&self, at: DateTime<Utc>, limits: &Limits) -> Result<Vec<Event>, Refusal> {
        let from = self.day_ends_at();
        if at < from {
            return Err(Refusal::DayNotOver { from });
        }
        let forget = Some(given_up(&self.contact, at, limits));
        Ok(vec![Event::Unserved { arranged: self.arranged.clone(), guards: self.guards.clone(), forget }])
    }

    pub(super) fn miss(&self, at: DateTime<Utc>, limits: &Limits) -> Result<Vec<Event>, Refusal> {
        if at < self.missed_from {
            Err(Refusal::NotMissedYet { from: self.missed_from })
        } else {
            let forget = Some(given_up(&self.contact, at, limits));
            Ok(vec![Event::Missed { arranged: self.arranged.clone(), guards: self.guards.clone(), forget }])
        }
    }
}

impl Slot {
    /// On which day of the office's calendar it lies.
    pub fn date(&self) -> NaiveDate {
        calendar::local_date(self.span.starts_at)
    }
}
