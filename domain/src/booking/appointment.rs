//! What an appointment is as far as it has come, and what it can say of itself.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Arranged, Delivered, Event, Forget, Line, Medium, Number, ParkReason, Refusal, Reminder, Slot};
use crate::asked::{ActorId, By, Facts};
use crate::calendar;
use crate::catalogue::Channel;
use crate::ids::{GuardId, ScopeId};
use crate::limits::Limits;
use crate::permission::Role;
use crate::person::Contact;
use crate::personal::{Erased, Personal, SubjectId};

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
        #[serde(default)]
        restricted: bool,
        /// Whom the office forgets, if anybody was named.
        #[serde(default)]
        forget: Option<Forget>,
    },
    /// The hold ran out.
    Expired {
        /// What for, when, whose.
        arranged: Arranged,
        /// Whom the office forgets, if anybody was named.
        #[serde(default)]
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
    #[serde(default)]
    pub served_by: Option<ActorId>,
    /// Whose queue they were sent to, if it is not that of the slot. The slot stays: its time was taken there.
    #[serde(default)]
    pub redirected_to: Option<ScopeId>,
    /// Whether only the team lead goes on with it, because somebody in it may be protected (§§ 51, 52 BMG).
    #[serde(default)]
    pub restricted: bool,
    /// The how many-th link confirmed it; 0 if none did.
    #[serde(default)]
    pub link: u32,
    /// Whom the office forgets, once it is over.
    #[serde(default)]
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
}

impl State {
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

/// How long the services take, by the edition of the catalogue in force on the date. Never by what a client says.
pub(crate) fn needed_minutes(lines: &[Line], channel: Channel, facts: &Facts, date: NaiveDate) -> Result<u16, Refusal> {
    let max = facts.limits.services_per_booking_max;
    let wanted: u32 = lines.iter().map(|line| u32::from(line.quantity)).sum();
    if lines.iter().any(|line| line.quantity == 0) || !(1..=u32::from(max)).contains(&wanted) {
        return Err(Refusal::Services { max });
    }
    let edition = facts.catalogue.in_force(date).ok_or(Refusal::ServiceNotOffered)?;
    let mut minutes = 0_u32;
    for line in lines {
        let service = edition.service(line.service).ok_or(Refusal::ServiceNotOffered)?;
        if !service.channels.contains(&channel) {
            return Err(Refusal::ChannelNotAllowed);
        }
        let of_service = lines.iter().filter(|other| other.service == line.service);
        if of_service.map(|line| u32::from(line.quantity)).sum::<u32>() > service.quantity_max.into() {
            return Err(Refusal::Quantity { max: service.quantity_max });
        }
        minutes += u32::from(line.quantity) * u32::from(service.minutes);
    }
    // More minutes than sixteen bits hold are more than any day offers.
    Ok(u16::try_from(minutes).unwrap_or(u16::MAX))
}

/// The edition of the catalogue by which a time is taken.
pub(super) fn edition_on(facts: &Facts, date: NaiveDate) -> Result<u32, Refusal> {
    facts.catalogue.in_force(date).map(|edition| edition.number).ok_or(Refusal::ServiceNotOffered)
}

/// Only who stands at the counter takes what is left of a time that has begun: everybody else would be late at once.
pub(super) fn comes_too_late(medium: Medium, slot: &Slot, at: DateTime<Utc>) -> bool {
    match medium {
        Medium::Online | Medium::Phone => slot.span.starts_at <= at,
        Medium::Counter => false,
    }
}

/// From when on an appointment counts as missed. The limit in force when the time was taken binds,
/// and whoever takes a time that has begun has as long from then on.
pub(super) fn missed_from(slot: &Slot, at: DateTime<Utc>, facts: &Facts) -> DateTime<Utc> {
    slot.span.starts_at.max(at) + TimeDelta::minutes(facts.limits.no_show_grace_mins.into())
}

/// Whether a visit can have delivered this: nothing at all, or each service once with how often, and not too many.
pub(super) fn is_plausible(delivered: &[Delivered], limits: &Limits) -> bool {
    let sum: u32 = delivered.iter().map(|one| u32::from(one.quantity)).sum();
    let twice = |(n, one): (usize, &Delivered)| delivered[..n].iter().any(|other| other.service == one.service);
    delivered.iter().all(|one| one.quantity > 0)
        && sum <= u32::from(limits.services_per_visit_max)
        && !delivered.iter().enumerate().any(twice)
}

/// A citizen arranges appointments in their own name only; staff do it for whoever calls.
pub(super) fn speaks_for_another(by: &By, arranged: &Arranged) -> bool {
    let staff = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::System];
    arranged.holder != by.actor && !by.roles.any(&staff)
}

/// Whom no appointment came to be of is forgotten soon (Art. 5 (1) (e) GDPR).
pub(crate) fn unconfirmed(contact: &Personal<Contact>, since: DateTime<Utc>, limits: &Limits) -> Forget {
    Forget { subject: contact.subject(), at: since + TimeDelta::hours(limits.unconfirmed_kept_hours.into()) }
}

/// Whose appointment did not take place may still ask about it for a while.
pub(super) fn given_up(contact: &Personal<Contact>, since: DateTime<Utc>, limits: &Limits) -> Forget {
    Forget { subject: contact.subject(), at: since + TimeDelta::days(limits.cancelled_kept_days.into()) }
}

/// The reminders that are still to come and that somebody can read.
pub(super) fn reminders(contact: &Personal<Contact>, slot: &Slot, at: DateTime<Utc>) -> Vec<Reminder> {
    let readable = contact.value().is_some_and(|contact| contact.mail.is_some());
    let starts_at = slot.span.starts_at;
    Reminder::ALL.into_iter().filter(|one| readable && one.due(starts_at) > at).collect()
}

pub(super) fn has_mail(contact: &Personal<Contact>) -> Result<bool, Erased> {
    Ok(contact.known()?.mail.as_ref().is_some_and(|mail| !mail.trim().is_empty()))
}

pub(super) fn is_reachable(contact: &Personal<Contact>) -> Result<bool, Erased> {
    let contact = contact.known()?;
    Ok([&contact.mail, &contact.phone].into_iter().flatten().any(|way| !way.trim().is_empty()))
}
