//! The decision table of an appointment.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Arranged, Command, Delivered, Event, Line, Medium, Number, Refusal, Slot};
use crate::asked::{ActorId, Asked, By, Facts};
use crate::calendar;
use crate::catalogue::Channel;
use crate::decide::Decide;
use crate::ids::GuardId;
use crate::limits::Limits;
use crate::permission::{Denied, Grant, Role};
use crate::person::Contact;
use crate::personal::{Erased, Personal};

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
    },
    /// The hold ran out.
    Expired {
        /// What for, when, whose.
        arranged: Arranged,
    },
    /// Nobody came. Until the end of the day they still may.
    Missed(Box<Appointment>),
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
}

/// Whose it is, and everybody who books for others.
pub(super) const HOLDER: &[Grant] = &[
    Grant::Own(Role::Citizen),
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::System),
];
pub(super) const STAFF: &[Grant] =
    &[Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::System)];
const OFFICE: &[Grant] =
    &[Grant::Any(Role::ServiceCentre), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::Planner)];
const CLERKS: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];
const TIMERS: &[Grant] = &[Grant::Any(Role::System)];
const WHO_WAITED: &[Grant] = &[Grant::Any(Role::System), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];

impl Decide for State {
    const KIND: &'static str = "booking";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Hold { arranged: Arranged { medium: Medium::Phone | Medium::Counter, .. }, .. } => STAFF,
            Command::Hold { arranged: Arranged { medium: Medium::Online, .. }, .. }
            | Command::Extend { .. }
            | Command::Confirm { .. }
            | Command::Reschedule { .. }
            | Command::CheckIn => HOLDER,
            Command::Cancel { reason } if reason.is_citizens() => HOLDER,
            Command::Cancel { .. } => OFFICE,
            Command::Call | Command::Start | Command::Finish { .. } => CLERKS,
            Command::Expire | Command::EndDay => TIMERS,
            Command::Miss => WHO_WAITED,
        }
    }

    fn holder(&self) -> Option<ActorId> {
        self.arranged().map(|arranged| arranged.holder)
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Call, Cancel, CheckIn, Confirm, EndDay, Expire, Extend, Finish, Hold, Miss, Reschedule, Start};
        let at = asked.at;
        let actor = asked.by.actor;
        let limits = &asked.facts.limits;
        match (self, &asked.command) {
            (Self::Unknown, Hold { arranged, .. }) if speaks_for_another(&asked.by, arranged) => Err(Denied.into()),
            (Self::Unknown, Hold { arranged, .. }) if comes_too_late(arranged.medium, &arranged.slot, at) => {
                Err(Refusal::Begun)
            }
            (Self::Unknown, Hold { arranged, expires_at }) => {
                needed_minutes(&arranged.lines, arranged.channel, &asked.facts, arranged.slot.date())?;
                Ok(vec![Event::Held { arranged: arranged.clone(), expires_at: *expires_at }])
            }
            (
                Self::Unknown,
                Extend { .. }
                | Confirm { .. }
                | Reschedule { .. }
                | Cancel { .. }
                | Expire
                | CheckIn
                | Call
                | Start
                | Finish { .. }
                | Miss
                | EndDay,
            ) => Err(Refusal::Unknown),

            (Self::Held { expires_at, .. }, Hold { .. } | Extend { .. } | Confirm { .. }) if *expires_at <= at => {
                Err(Refusal::HoldExpired)
            }
            (Self::Held { arranged, .. }, Hold { arranged: same, .. }) if arranged == same => Ok(vec![]),
            (Self::Held { .. }, Hold { .. }) => Err(Refusal::AlreadyHeld),
            (Self::Held { expires_at: old, .. }, Extend { expires_at }) if expires_at == old => Ok(vec![]),
            (Self::Held { extensions, .. }, Extend { expires_at }) => {
                Ok(vec![Event::Extended { expires_at: *expires_at, count: extensions.saturating_add(1) }])
            }
            (Self::Held { arranged, .. }, Confirm { contact, .. })
                if arranged.medium == Medium::Online && !is_reachable(contact)? =>
            {
                Err(Refusal::ContactNeeded)
            }
            (Self::Held { arranged, .. }, Confirm { contact, guards, number }) => Ok(vec![Event::Confirmed {
                arranged: arranged.clone(),
                number: *number,
                contact: contact.clone(),
                guards: guards.clone(),
                missed_from: missed_from(&arranged.slot, at, &asked.facts),
            }]),
            // Whoever gives back what has run out gets the same answer as the timer.
            (Self::Held { arranged, expires_at, .. }, Cancel { .. } | Expire) if *expires_at <= at => {
                Ok(vec![Event::Expired { arranged: arranged.clone() }])
            }
            (Self::Held { arranged, .. }, &Cancel { reason }) => {
                Ok(vec![Event::Cancelled { reason, arranged: arranged.clone(), was_confirmed: false, guards: vec![] }])
            }
            // An early timer finds the hold alive: it was extended, and another timer is set.
            (Self::Held { .. }, Expire) => Ok(vec![]),
            (Self::Held { .. }, Reschedule { .. } | CheckIn | Call | Start | Finish { .. } | Miss) => {
                Err(Refusal::NotConfirmed)
            }

            (Self::Confirmed(known), Hold { arranged, .. }) if known.arranged == *arranged => Ok(vec![]),
            (Self::Confirmed(known), Confirm { contact, guards, .. })
                if known.guards == *guards && known.contact == *contact =>
            {
                Ok(vec![])
            }
            (Self::Confirmed(_), Hold { .. } | Extend { .. } | Confirm { .. }) => Err(Refusal::AlreadyConfirmed),
            (Self::Confirmed(known), Reschedule { to, .. }) if known.arranged.slot == *to => Ok(vec![]),
            (Self::Confirmed(known), Reschedule { to, .. })
                if known.has_begun(at) || comes_too_late(known.arranged.medium, to, at) =>
            {
                Err(Refusal::Begun)
            }
            (Self::Confirmed(known), &Reschedule { to, number }) => Ok(vec![Event::Rescheduled {
                from: known.arranged.slot,
                to,
                round: known.round + 1,
                number,
                missed_from: missed_from(&to, at, &asked.facts),
            }]),
            (Self::Confirmed(known) | Self::Waiting(known), Cancel { reason })
                if reason.is_citizens() && known.has_begun(at) =>
            {
                Err(Refusal::Begun)
            }
            // Somebody who was called is on their way in.
            (Self::Called { .. }, Cancel { reason }) if reason.is_citizens() => Err(Refusal::Begun),
            // When the office cannot serve, it says so, also after the beginning: nobody is to wait for nothing.
            (
                Self::Confirmed(known) | Self::Waiting(known) | Self::Called { appointment: known, .. },
                &Cancel { reason },
            ) => Ok(vec![Event::Cancelled {
                reason,
                arranged: known.arranged.clone(),
                was_confirmed: true,
                guards: known.guards.clone(),
            }]),
            (Self::Confirmed(known) | Self::Missed(known), CheckIn) => known.check_in(at, limits.check_in_mins_before),
            (Self::Confirmed(_), Call) => Err(Refusal::NotCheckedIn),
            (Self::Confirmed(_) | Self::Waiting(_), Start) => Err(Refusal::NotCalled),
            (Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }, Finish { .. }) => Err(Refusal::NotStarted),
            (Self::Confirmed(known), Miss) => known.miss(at),

            // Whoever waits cannot be missed before somebody has called them.
            (Self::Waiting(_), Miss) => Err(Refusal::NotCalled),
            (Self::Waiting(_), Call) => Ok(vec![Event::Called { clerk: actor, count: 1 }]),
            (Self::Waiting(known) | Self::Called { appointment: known, .. }, EndDay) => known.end_day(at),

            (Self::Called { clerk, count, .. }, Call) if *clerk == actor && *count < limits.calls_max => {
                Ok(vec![Event::Called { clerk: actor, count: count + 1 }])
            }
            (Self::Called { clerk, .. }, Call) if *clerk == actor => {
                Err(Refusal::CalledEnough { max: limits.calls_max })
            }
            // A team lead takes over from a colleague who is gone. Taking over counts as a call, but it is never one
            // too many: somebody waits, and nobody else could serve them.
            (Self::Called { count, .. }, Call) if asked.by.roles.has(Role::TeamLead) => {
                Ok(vec![Event::Called { clerk: actor, count: count.saturating_add(1).min(limits.calls_max) }])
            }
            (Self::Called { clerk, .. }, Start) if *clerk == actor => Ok(vec![Event::Started { clerk: actor }]),
            (Self::Called { count, .. }, Miss) if *count < limits.calls_max => {
                Err(Refusal::CallAgain { max: limits.calls_max })
            }
            (Self::Called { appointment, .. }, Miss) => appointment.miss(at),

            (Self::InService { clerk, .. }, Call | Start) if *clerk == actor => Ok(vec![]),
            (Self::Called { clerk, .. } | Self::InService { clerk, .. }, Call | Start) => {
                Err(Refusal::AlreadyCalled { clerk: *clerk })
            }
            // A team lead may end the visit of a colleague who is gone.
            (Self::InService { clerk, .. }, Finish { .. })
                if *clerk != actor && !asked.by.roles.has(Role::TeamLead) =>
            {
                Err(Refusal::AlreadyCalled { clerk: *clerk })
            }
            (Self::InService { .. }, Finish { delivered }) if !is_plausible(delivered, limits) => {
                Err(Refusal::Delivered { max: limits.services_per_visit_max })
            }
            (Self::InService { appointment, .. }, Finish { delivered }) => Ok(vec![Event::Finished {
                delivered: delivered.clone(),
                arranged: appointment.arranged.clone(),
                guards: appointment.guards.clone(),
            }]),
            (Self::InService { .. }, Cancel { .. } | Miss) => Err(Refusal::Begun),

            (Self::Waiting(_) | Self::Called { .. } | Self::InService { .. }, CheckIn) => Ok(vec![]),
            (
                Self::Waiting(_) | Self::Called { .. } | Self::InService { .. },
                Hold { .. } | Extend { .. } | Confirm { .. },
            ) => Err(Refusal::AlreadyConfirmed),
            (Self::Waiting(_) | Self::Called { .. } | Self::InService { .. }, Reschedule { .. }) => Err(Refusal::Begun),
            // The visitor decided in time: the timer of the hold comes late.
            (
                Self::Confirmed(_)
                | Self::Waiting(_)
                | Self::Called { .. }
                | Self::InService { .. }
                | Self::Finished { .. }
                | Self::Unserved(_)
                | Self::Cancelled { .. }
                | Self::Expired { .. }
                | Self::Missed(_),
                Expire,
            ) => Ok(vec![]),
            // Nobody waits any more, or not yet; who talks at midnight is served.
            (
                Self::Held { .. }
                | Self::Confirmed(_)
                | Self::InService { .. }
                | Self::Finished { .. }
                | Self::Unserved(_)
                | Self::Cancelled { .. }
                | Self::Expired { .. }
                | Self::Missed(_),
                EndDay,
            ) => Ok(vec![]),

            (Self::Cancelled { .. } | Self::Expired { .. }, Cancel { .. }) => Ok(vec![]),
            (Self::Finished { delivered, .. }, Finish { delivered: same }) if delivered == same => Ok(vec![]),
            (Self::Missed(_), Miss) => Ok(vec![]),
            (Self::Expired { .. }, Hold { .. } | Extend { .. } | Confirm { .. }) => Err(Refusal::HoldExpired),
            (Self::Expired { .. }, Reschedule { .. } | CheckIn | Call | Start | Finish { .. } | Miss)
            | (
                Self::Missed(_),
                Hold { .. }
                | Extend { .. }
                | Confirm { .. }
                | Reschedule { .. }
                | Cancel { .. }
                | Call
                | Start
                | Finish { .. },
            )
            | (
                Self::Cancelled { .. },
                Hold { .. }
                | Extend { .. }
                | Confirm { .. }
                | Reschedule { .. }
                | CheckIn
                | Call
                | Start
                | Finish { .. }
                | Miss,
            )
            | (
                Self::Finished { .. } | Self::Unserved(_),
                Hold { .. }
                | Extend { .. }
                | Confirm { .. }
                | Reschedule { .. }
                | Cancel { .. }
                | CheckIn
                | Call
                | Start
                | Finish { .. }
                | Miss,
            ) => Err(Refusal::Over),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Held { arranged, expires_at }) => Self::Held { arranged, expires_at, extensions: 0 },
            (Self::Held { arranged, .. }, Event::Extended { expires_at, count }) => {
                Self::Held { arranged, expires_at, extensions: count }
            }
            (Self::Held { .. }, Event::Confirmed { arranged, number, contact, guards, missed_from }) => {
                let fresh = Appointment { arranged, number, contact, guards, round: 0, missed_from, was_missed: false };
                Self::Confirmed(Box::new(fresh))
            }
            (Self::Confirmed(mut known), Event::Rescheduled { to, round, number, missed_from, .. }) => {
                known.arranged.slot = to;
                known.round = round;
                known.number = number;
                known.missed_from = missed_from;
                Self::Confirmed(known)
            }
            (
                Self::Held { .. } | Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. },
                Event::Cancelled { arranged, .. },
            ) => Self::Cancelled { arranged },
            (Self::Held { .. }, Event::Expired { arranged }) => Self::Expired { arranged },
            (Self::Confirmed(known) | Self::Missed(known), Event::CheckedIn { .. }) => Self::Waiting(known),
            (Self::Waiting(appointment) | Self::Called { appointment, .. }, Event::Called { clerk, count }) => {
                Self::Called { appointment, clerk, count }
            }
            (Self::Called { appointment, .. }, Event::Started { clerk }) => Self::InService { appointment, clerk },
            (Self::InService { appointment, .. }, Event::Finished { delivered, .. }) => {
                Self::Finished { appointment, delivered }
            }
            (Self::Confirmed(mut known) | Self::Called { appointment: mut known, .. }, Event::Missed { .. }) => {
                known.was_missed = true;
                Self::Missed(known)
            }
            (Self::Waiting(known) | Self::Called { appointment: known, .. }, Event::Unserved { .. }) => {
                Self::Unserved(known)
            }

            // No row of the decision table leads here: from each state, every event that it does not know.
            (
                Self::Unknown,
                Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Cancelled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => Self::Unknown,
            (
                held @ Self::Held { .. },
                Event::Held { .. }
                | Event::Rescheduled { .. }
                | Event::CheckedIn { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => held,
            (
                confirmed @ Self::Confirmed(_),
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Expired { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Unserved { .. },
            ) => confirmed,
            (
                waiting @ Self::Waiting(_),
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Missed { .. },
            ) => waiting,
            (
                called @ Self::Called { .. },
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Finished { .. },
            ) => called,
            (
                in_service @ Self::InService { .. },
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Cancelled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => in_service,
            (
                missed @ Self::Missed(_),
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Cancelled { .. }
                | Event::Expired { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => missed,
            (
                over @ (Self::Finished { .. } | Self::Unserved(_) | Self::Cancelled { .. } | Self::Expired { .. }),
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Cancelled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Finished { .. }
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => over,
        }
    }
}

impl State {
    /// What for, when and whose, once anybody has asked for it.
    pub fn arranged(&self) -> Option<&Arranged> {
        match self {
            Self::Unknown => None,
            Self::Held { arranged, .. } | Self::Cancelled { arranged } | Self::Expired { arranged } => Some(arranged),
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) | Self::Unserved(known) => {
                Some(&known.arranged)
            }
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Finished { appointment, .. } => Some(&appointment.arranged),
        }
    }

    /// The appointment, once it was confirmed and until it is given back.
    pub fn appointment(&self) -> Option<&Appointment> {
        match self {
            Self::Unknown | Self::Held { .. } | Self::Cancelled { .. } | Self::Expired { .. } => None,
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) | Self::Unserved(known) => Some(known),
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Finished { appointment, .. } => Some(appointment),
        }
    }
}

impl Appointment {
    fn has_begun(&self, at: DateTime<Utc>) -> bool {
        self.arranged.slot.span.starts_at <= at
    }

    /// Somebody is there: not too early, late as they may be, but on the day.
    fn check_in(&self, at: DateTime<Utc>, mins_before: u16) -> Result<Vec<Event>, Refusal> {
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

    fn day_ends_at(&self) -> DateTime<Utc> {
        calendar::end_of(self.arranged.slot.date())
    }

    fn end_day(&self, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        let from = self.day_ends_at();
        if at < from {
            return Err(Refusal::DayNotOver { from });
        }
        Ok(vec![Event::Unserved { arranged: self.arranged.clone(), guards: self.guards.clone() }])
    }

    fn miss(&self, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        if at < self.missed_from {
            Err(Refusal::NotMissedYet { from: self.missed_from })
        } else {
            Ok(vec![Event::Missed { arranged: self.arranged.clone(), guards: self.guards.clone() }])
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
pub(super) fn needed_minutes(lines: &[Line], channel: Channel, facts: &Facts, date: NaiveDate) -> Result<u16, Refusal> {
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
        minutes += u32::from(line.quantity) * u32::from(service.minutes);
    }
    // More minutes than sixteen bits hold are more than any day offers.
    Ok(u16::try_from(minutes).unwrap_or(u16::MAX))
}

/// Only who stands at the counter takes what is left of a time that has begun: everybody else would be late at once.
fn comes_too_late(medium: Medium, slot: &Slot, at: DateTime<Utc>) -> bool {
    match medium {
        Medium::Online | Medium::Phone => slot.span.starts_at <= at,
        Medium::Counter => false,
    }
}

/// From when on an appointment counts as missed. The limit in force when the time was taken binds,
/// and whoever takes a time that has begun has as long from then on.
fn missed_from(slot: &Slot, at: DateTime<Utc>, facts: &Facts) -> DateTime<Utc> {
    slot.span.starts_at.max(at) + TimeDelta::minutes(facts.limits.no_show_grace_mins.into())
}

/// Whether a visit can have delivered this: nothing at all, or each service once with how often, and not too many.
fn is_plausible(delivered: &[Delivered], limits: &Limits) -> bool {
    let sum: u32 = delivered.iter().map(|one| u32::from(one.quantity)).sum();
    let twice = |(n, one): (usize, &Delivered)| delivered[..n].iter().any(|other| other.service == one.service);
    delivered.iter().all(|one| one.quantity > 0)
        && sum <= u32::from(limits.services_per_visit_max)
        && !delivered.iter().enumerate().any(twice)
}

/// A citizen arranges appointments in their own name only; staff do it for whoever calls.
fn speaks_for_another(by: &By, arranged: &Arranged) -> bool {
    let staff = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::System];
    arranged.holder != by.actor && !by.roles.any(&staff)
}

fn is_reachable(contact: &Personal<Contact>) -> Result<bool, Erased> {
    let contact = contact.known()?;
    Ok([&contact.mail, &contact.phone].into_iter().flatten().any(|way| !way.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::booking::CancelReason;
    use crate::calendar::Span;
    use crate::catalogue::ServiceCode;
    use crate::ids::{BookingId, DayId, HoldId, ScopeId};
    use crate::personal::SubjectId;
    use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, given, system};

    #[test]
    fn a_hold_needs_services_that_are_offered_and_not_too_many() {
        let hold = |lines: Vec<Line>| {
            let command = Command::Hold { arranged: Arranged { lines, ..arranged() }, expires_at: time("07:15") };
            given::<State>([]).when(citizen(ADA), time("07:00"), command)
        };
        let line = |quantity| Line { service: ServiceCode::TaxId, quantity };
        for lines in [vec![], vec![line(0), line(1)], vec![line(7)], vec![line(4), line(3)], vec![line(u16::MAX); 2]] {
            hold(lines).then_refused(Refusal::Services { max: 6 });
        }
        assert!(hold(vec![line(6)]).answer().is_ok());
    }

    #[test]
    fn nothing_is_offered_before_the_first_edition_of_the_catalogue() {
        let mut early = arranged();
        early.slot.span = Span { starts_at: at("2019-03-04T10:00:00Z"), ends_at: at("2019-03-04T10:20:00Z") };
        given::<State>([])
            .when(
                citizen(ADA),
                at("2019-03-04T07:00:00Z"),
                Command::Hold { arranged: early, expires_at: time("07:15") },
            )
            .then_refused(Refusal::ServiceNotOffered);
    }

    #[test]
    fn citizens_hold_in_their_own_name_and_online_only() {
        let hold = |arranged| Command::Hold { arranged, expires_at: time("07:15") };
        given::<State>([]).when(citizen(BEN), time("07:00"), hold(arranged())).then_refused(Denied.into());
        let by_phone = Arranged { medium: Medium::Phone, ..arranged() };
        given::<State>([]).when(citizen(ADA), time("07:00"), hold(by_phone.clone())).then_refused(Denied.into());
        given::<State>([])
            .when(acting(DAVID, Role::ServiceCentre), time("07:00"), hold(by_phone.clone()))
            .then([Event::Held { arranged: by_phone, expires_at: time("07:15") }]);
    }

    #[test]
    fn a_hold_is_confirmed_while_it_lasts() {
        given::<State>([held()]).when(citizen(ADA), time("07:14"), confirm()).then([confirmed()]);
        given::<State>([held()]).when(citizen(ADA), time("07:15"), confirm()).then_refused(Refusal::HoldExpired);
        let longer = Event::Extended { expires_at: time("07:30"), count: 1 };
        given::<State>([held(), longer]).when(citizen(ADA), time("07:29"), confirm()).then([confirmed()]);
        given::<State>([held(), expired()])
            .when(citizen(ADA), time("07:01"), confirm())
            .then_refused(Refusal::HoldExpired);
    }

    #[test]
    fn a_hold_has_one_time() {
        let mut other = arranged();
        other.slot.span = Span { starts_at: time("11:00"), ends_at: time("11:20") };
        let hold = |arranged| Command::Hold { arranged, expires_at: time("07:16") };
        given::<State>([held()]).when(citizen(ADA), time("07:01"), hold(other)).then_refused(Refusal::AlreadyHeld);
        given::<State>([held()]).when(citizen(ADA), time("07:01"), hold(arranged())).then_nothing();
    }

    #[test]
    fn whoever_books_online_leaves_a_way_to_be_reached() {
        let nowhere = SUBJECT.knows(Contact { mail: Some(" ".to_owned()), phone: None, ..a_contact() });
        let confirm = || Command::Confirm { contact: nowhere.clone(), guards: guards(), number: Number(1) };
        given::<State>([held()]).when(citizen(ADA), time("07:01"), confirm()).then_refused(Refusal::ContactNeeded);
        let by_phone =
            Event::Held { arranged: Arranged { medium: Medium::Phone, ..arranged() }, expires_at: time("07:15") };
        assert!(given::<State>([by_phone]).when(clerk(CLARA), time("07:01"), confirm()).answer().is_ok());
        let erased =
            Command::Confirm { contact: Personal::Erased { subject: SUBJECT }, guards: guards(), number: Number(1) };
        given::<State>([held()])
            .when(citizen(ADA), time("07:01"), erased)
            .then_refused(Erased { subject: SUBJECT }.into());
    }

    #[test]
    fn an_appointment_is_nobody_elses() {
        for command in [confirm(), Command::Cancel { reason: CancelReason::Citizen }, Command::CheckIn] {
            given::<State>([held(), confirmed()])
                .when(citizen(BEN), time("09:50"), command)
                .then_refused(Denied.into());
        }
        given::<State>([held(), confirmed()])
            .when(citizen(ADA), time("09:00"), Command::Cancel { reason: CancelReason::PlanChanged })
            .then_refused(Denied.into());
    }

    #[test]
    fn an_office_that_cannot_serve_says_so_at_any_time_before_the_service() {
        let cancel = || Command::Cancel { reason: CancelReason::ClerkAbsent };
        let cancelled = || Event::Cancelled {
            reason: CancelReason::ClerkAbsent,
            arranged: arranged(),
            was_confirmed: true,
            guards: guards(),
        };
        for history in [vec![held(), confirmed()], waiting(), called()] {
            given::<State>(history).when(clerk(CLARA), time("11:00"), cancel()).then([cancelled()]);
        }
        given::<State>(in_service()).when(clerk(CLARA), time("11:00"), cancel()).then_refused(Refusal::Begun);
        given::<State>(called()).when(citizen(ADA), time("11:00"), cancel()).then_refused(Denied.into());
        let state = called().into_iter().chain([cancelled()]).fold(State::default(), State::apply);
        assert!(matches!(state, State::Cancelled { .. }), "{state:?}");
    }

    #[test]
    fn whoever_was_not_served_by_the_end_of_the_day_was_failed_by_the_office() {
        let unserved = || Event::Unserved { arranged: arranged(), guards: guards() };
        for history in [waiting(), called()] {
            given::<State>(history.clone())
                .when(system(), time("22:59"), Command::EndDay)
                .then_refused(Refusal::DayNotOver { from: time("23:00") });
            given::<State>(history.clone()).when(system(), time("23:00"), Command::EndDay).then([unserved()]);
            given::<State>(history.clone())
                .when(clerk(CLARA), time("23:00"), Command::EndDay)
                .then_refused(Denied.into());
            let over = || history.iter().cloned().chain([unserved()]);
            given::<State>(over()).when(system(), time("23:01"), Command::EndDay).then_nothing();
            given::<State>(over()).when(clerk(CLARA), time("23:01"), Command::Call).then_refused(Refusal::Over);
            let state = over().fold(State::default(), State::apply);
            assert!(matches!(&state, State::Unserved(known) if !known.was_missed), "{state:?}");
        }
        for history in [vec![held()], vec![held(), confirmed()], in_service(), vec![held(), confirmed(), missed()]] {
            given::<State>(history).when(system(), time("23:00"), Command::EndDay).then_nothing();
        }
    }

    #[test]
    fn a_time_that_has_begun_is_taken_at_the_counter_only() {
        let hold = |medium| Command::Hold { arranged: Arranged { medium, ..arranged() }, expires_at: time("10:20") };
        for medium in [Medium::Online, Medium::Phone] {
            given::<State>([]).when(clerk(CLARA), time("10:00"), hold(medium)).then_refused(Refusal::Begun);
        }
        let at_counter =
            || Event::Held { arranged: Arranged { medium: Medium::Counter, ..arranged() }, expires_at: time("10:20") };
        given::<State>([]).when(clerk(CLARA), time("10:12"), hold(Medium::Counter)).then([at_counter()]);
        let answer = given::<State>([at_counter()]).when(clerk(CLARA), time("10:12"), confirm()).answer();
        let Ok([Event::Confirmed { missed_from, .. }]) = answer.as_deref() else { panic!("{answer:?}") };
        assert_eq!(*missed_from, time("10:22"), "nobody is missed before they could sit down");

        let to = arranged().slot;
        let elsewhere = Slot { span: Span { starts_at: time("11:00"), ends_at: time("11:20") }, ..to };
        let moved =
            Event::Rescheduled { from: to, to: elsewhere, round: 1, number: Number(7), missed_from: time("11:10") };
        given::<State>([held(), confirmed(), moved])
            .when(clerk(CLARA), time("10:05"), Command::Reschedule { to, number: Number(7) })
            .then_refused(Refusal::Begun);
    }

    #[test]
    fn a_service_is_booked_in_a_channel_in_which_it_is_offered() {
        let mut edition = Facts::default().catalogue.in_force(arranged().slot.date()).expect("one is").clone();
        edition.services.iter_mut().for_each(|service| service.channels.retain(|channel| *channel == Channel::Counter));
        let facts = Facts { catalogue: vec![edition].into(), ..Facts::default() };
        let hold = |channel| Command::Hold { arranged: Arranged { channel, ..arranged() }, expires_at: time("07:15") };
        given::<State>([])
            .knowing(facts.clone())
            .when(citizen(ADA), time("07:00"), hold(Channel::Video))
            .then_refused(Refusal::ChannelNotAllowed);
        let answer =
            given::<State>([]).knowing(facts).when(citizen(ADA), time("07:00"), hold(Channel::Counter)).answer();
        assert!(answer.is_ok(), "{answer:?}");
    }

    #[test]
    fn a_visit_delivers_what_a_visit_can() {
        let delivered = |service, quantity| Delivered { service, quantity };
        let (tax, certificate) = (ServiceCode::TaxId, ServiceCode::RegistrationCertificate);
        let finish = |delivered: Vec<Delivered>| {
            given::<State>(in_service()).when(clerk(CLARA), time("10:20"), Command::Finish { delivered })
        };
        for bad in [
            vec![delivered(tax, 0)],
            vec![delivered(tax, 61)],
            vec![delivered(tax, 1), delivered(tax, 1)],
            vec![delivered(tax, 30), delivered(certificate, 31)],
            vec![delivered(tax, u16::MAX), delivered(certificate, u16::MAX)],
        ] {
            finish(bad).then_refused(Refusal::Delivered { max: 60 });
        }
        for good in [vec![], vec![delivered(tax, 30), delivered(certificate, 30)]] {
            assert!(finish(good).answer().is_ok());
        }
    }

    #[test]
    fn commands_that_come_twice_are_harmless() {
        let confirmed_once = || [held(), confirmed()];
        given::<State>(confirmed_once()).when(citizen(ADA), time("07:05"), confirm()).then_nothing();
        given::<State>(confirmed_once()).when(system(), time("07:15"), Command::Expire).then_nothing();
        let cancel = Command::Cancel { reason: CancelReason::Citizen };
        given::<State>([held(), confirmed(), cancelled()]).when(citizen(ADA), time("11:00"), cancel).then_nothing();
        given::<State>(waiting()).when(citizen(ADA), time("09:56"), Command::CheckIn).then_nothing();
        given::<State>(in_service()).when(clerk(CLARA), time("10:02"), Command::Start).then_nothing();
        let finish = Command::Finish { delivered: vec![] };
        given::<State>(in_service().into_iter().chain([finished()]))
            .when(clerk(CLARA), time("10:30"), finish)
            .then_nothing();
    }

    #[test]
    fn an_appointment_is_given_back_until_it_begins() {
        let cancel = || Command::Cancel { reason: CancelReason::Citizen };
        given::<State>([held(), confirmed()]).when(citizen(ADA), time("09:59"), cancel()).then([cancelled()]);
        given::<State>([held(), confirmed()]).when(citizen(ADA), time("10:00"), cancel()).then_refused(Refusal::Begun);
        given::<State>(called()).when(citizen(ADA), time("09:59"), cancel()).then_refused(Refusal::Begun);
        given::<State>(waiting()).when(citizen(ADA), time("10:00"), cancel()).then_refused(Refusal::Begun);
        let office = Event::Cancelled {
            reason: CancelReason::PlanChanged,
            arranged: arranged(),
            was_confirmed: true,
            guards: guards(),
        };
        given::<State>([held(), confirmed()])
            .when(acting(DAVID, Role::Planner), time("09:00"), Command::Cancel { reason: CancelReason::PlanChanged })
            .then([office]);
    }

    #[test]
    fn a_hold_that_has_run_out_is_not_cancelled_but_expired() {
        let cancel = Command::Cancel { reason: CancelReason::Citizen };
        given::<State>([held()]).when(citizen(ADA), time("07:20"), cancel).then([expired()]);
        given::<State>([held()]).when(system(), time("07:14"), Command::Expire).then_nothing();
        given::<State>([held()]).when(system(), time("07:15"), Command::Expire).then([expired()]);
    }

    #[test]
    fn an_appointment_moves_until_it_begins_and_keeps_its_number() {
        let to = Slot { span: Span { starts_at: time("11:00"), ends_at: time("11:20") }, ..arranged().slot };
        let moved =
            Event::Rescheduled { from: arranged().slot, to, round: 1, number: Number(7), missed_from: time("11:10") };
        let reschedule = || Command::Reschedule { to, number: Number(7) };
        given::<State>([held(), confirmed()]).when(citizen(ADA), time("09:59"), reschedule()).then([moved.clone()]);
        given::<State>([held(), confirmed()])
            .when(citizen(ADA), time("10:00"), reschedule())
            .then_refused(Refusal::Begun);
        let known = [held(), confirmed(), moved].into_iter().fold(State::default(), State::apply);
        let known = known.appointment().expect("it was confirmed");
        assert_eq!((known.number, known.arranged.slot), (Number(7), to));
    }

    #[test]
    fn somebody_checks_in_a_little_early_or_late_but_on_the_day() {
        let check_in = |moment| given::<State>([held(), confirmed()]).when(citizen(ADA), moment, Command::CheckIn);
        check_in(time("09:44")).then_refused(Refusal::TooEarly { from: time("09:45") });
        check_in(time("09:45")).then([checked_in()]);
        check_in(time("10:12")).then([checked_in()]);
        check_in(at("2026-03-02T23:00:00Z")).then_refused(Refusal::Over);
    }

    #[test]
    fn one_clerk_calls_and_the_other_is_told_who_was_faster() {
        given::<State>(waiting()).when(clerk(CLARA), time("10:00"), Command::Call).then([call(1)]);
        given::<State>(called())
            .when(clerk(DAVID), time("10:00"), Command::Call)
            .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
        given::<State>(called())
            .when(clerk(DAVID), time("10:01"), Command::Start)
            .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
        given::<State>([held(), confirmed()])
            .when(clerk(CLARA), time("10:00"), Command::Call)
            .then_refused(Refusal::NotCheckedIn);
        given::<State>(waiting()).when(citizen(ADA), time("10:00"), Command::Call).then_refused(Denied.into());
    }

    #[test]
    fn a_team_lead_takes_over_from_a_colleague_who_has_called_and_is_gone() {
        let lead = || acting(DAVID, Role::TeamLead);
        let taken_over = |count| Event::Called { clerk: DAVID, count };
        given::<State>(called())
            .when(lead(), time("10:01"), Command::Start)
            .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
        given::<State>(called()).when(lead(), time("10:01"), Command::Call).then([taken_over(2)]);
        let three = || called().into_iter().chain([call(2), call(3)]);
        given::<State>(three()).when(lead(), time("10:05"), Command::Call).then([taken_over(3)]);

        let history = || three().chain([taken_over(3)]);
        given::<State>(history()).when(lead(), time("10:06"), Command::Start).then([Event::Started { clerk: DAVID }]);
        given::<State>(history())
            .when(clerk(CLARA), time("10:06"), Command::Start)
            .then_refused(Refusal::AlreadyCalled { clerk: DAVID });
        given::<State>(history())
            .when(lead(), time("10:06"), Command::Call)
            .then_refused(Refusal::CalledEnough { max: 3 });
    }

    #[test]
    fn whoever_waits_is_called_three_times_and_then_counts_as_missed() {
        given::<State>(called()).when(clerk(CLARA), time("10:01"), Command::Call).then([call(2)]);
        let three = || called().into_iter().chain([call(2), call(3)]);
        given::<State>(three())
            .when(clerk(CLARA), time("10:05"), Command::Call)
            .then_refused(Refusal::CalledEnough { max: 3 });
        given::<State>(called())
            .when(clerk(CLARA), time("10:15"), Command::Miss)
            .then_refused(Refusal::CallAgain { max: 3 });
        given::<State>(three())
            .when(clerk(CLARA), time("10:09"), Command::Miss)
            .then_refused(Refusal::NotMissedYet { from: time("10:10") });
        given::<State>(three()).when(clerk(CLARA), time("10:10"), Command::Miss).then([missed()]);
    }

    #[test]
    fn a_visit_is_begun_and_ended_by_the_clerk_who_called() {
        let finish = || Command::Finish { delivered: vec![] };
        given::<State>(called()).when(clerk(CLARA), time("10:01"), Command::Start).then([started()]);
        given::<State>(waiting()).when(clerk(CLARA), time("10:01"), Command::Start).then_refused(Refusal::NotCalled);
        given::<State>(called()).when(clerk(CLARA), time("10:01"), finish()).then_refused(Refusal::NotStarted);
        given::<State>(in_service()).when(clerk(CLARA), time("10:20"), finish()).then([finished()]);
        given::<State>(in_service())
            .when(clerk(DAVID), time("10:20"), finish())
            .then_refused(Refusal::AlreadyCalled { clerk: CLARA });
        given::<State>(in_service()).when(acting(DAVID, Role::TeamLead), time("10:20"), finish()).then([finished()]);
    }

    #[test]
    fn whoever_comes_late_the_same_day_is_served_and_stays_marked() {
        let miss = |moment| given::<State>([held(), confirmed()]).when(system(), moment, Command::Miss);
        miss(time("10:09")).then_refused(Refusal::NotMissedYet { from: time("10:10") });
        miss(time("10:10")).then([missed()]);
        let again =
            Event::CheckedIn { starts_at: time("10:00"), day_ends_at: time("23:00"), reopened: Some(arranged()) };
        let history = || [held(), confirmed(), missed()];
        given::<State>(history()).when(citizen(ADA), time("10:12"), Command::CheckIn).then([again.clone()]);
        given::<State>(history())
            .when(citizen(ADA), at("2026-03-03T09:00:00Z"), Command::CheckIn)
            .then_refused(Refusal::Over);
        let known = history().into_iter().chain([again]).fold(State::default(), State::apply);
        assert!(matches!(&known, State::Waiting(known) if known.was_missed), "{known:?}");
    }

    #[test]
    fn whoever_waits_or_is_served_is_not_missed() {
        given::<State>(waiting()).when(system(), time("10:10"), Command::Miss).then_refused(Refusal::NotCalled);
        given::<State>(in_service()).when(system(), time("10:10"), Command::Miss).then_refused(Refusal::Begun);
    }

    #[test]
    fn what_was_never_asked_for_is_unknown() {
        for command in [Command::CheckIn, confirm(), Command::Cancel { reason: CancelReason::Citizen }] {
            given::<State>([]).when(citizen(ADA), time("09:50"), command).then_refused(Refusal::Unknown);
        }
        given::<State>([held()])
            .when(citizen(ADA), time("07:01"), Command::CheckIn)
            .then_refused(Refusal::NotConfirmed);
    }

    #[test]
    fn minutes_are_those_of_the_catalogue_times_the_quantities() {
        let lines = [
            Line { service: ServiceCode::ChangeOfResidence, quantity: 1 },
            Line { service: ServiceCode::RegistrationCertificate, quantity: 2 },
        ];
        let minutes = needed_minutes(&lines, Channel::Video, &Facts::default(), arranged().slot.date());
        assert_eq!(minutes, Ok(40));
    }

    const SUBJECT: SubjectId = SubjectId(Uuid::from_u128(0x5b));

    fn time(clock: &str) -> DateTime<Utc> {
        at(&format!("2026-03-02T{clock}:00Z"))
    }

    fn arranged() -> Arranged {
        let (scope, booking) = (ScopeId(Uuid::from_u128(1)), BookingId(Uuid::from_u128(2)));
        let span = Span { starts_at: time("10:00"), ends_at: time("10:20") };
        let day = DayId::of(scope, calendar::local_date(span.starts_at));
        let slot = Slot { scope, day, hold: HoldId::of(booking, 0), span };
        let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
        Arranged { holder: ADA, medium: Medium::Online, channel: Channel::Video, lines, slot }
    }

    fn a_contact() -> Contact {
        Contact {
            name: "Ada".to_owned(),
            mail: Some("ada@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        }
    }

    fn guards() -> Vec<GuardId> {
        vec![GuardId(Uuid::from_u128(3))]
    }

    fn confirm() -> Command {
        Command::Confirm { contact: SUBJECT.knows(a_contact()), guards: guards(), number: Number(7) }
    }

    fn held() -> Event {
        Event::Held { arranged: arranged(), expires_at: time("07:15") }
    }

    fn expired() -> Event {
        Event::Expired { arranged: arranged() }
    }

    fn confirmed() -> Event {
        Event::Confirmed {
            arranged: arranged(),
            number: Number(7),
            contact: SUBJECT.knows(a_contact()),
            guards: guards(),
            missed_from: time("10:10"),
        }
    }

    fn cancelled() -> Event {
        Event::Cancelled { reason: CancelReason::Citizen, arranged: arranged(), was_confirmed: true, guards: guards() }
    }

    fn checked_in() -> Event {
        Event::CheckedIn { starts_at: time("10:00"), day_ends_at: time("23:00"), reopened: None }
    }

    fn call(count: u8) -> Event {
        Event::Called { clerk: CLARA, count }
    }

    fn started() -> Event {
        Event::Started { clerk: CLARA }
    }

    fn finished() -> Event {
        Event::Finished { delivered: vec![], arranged: arranged(), guards: guards() }
    }

    fn missed() -> Event {
        Event::Missed { arranged: arranged(), guards: guards() }
    }

    fn waiting() -> Vec<Event> {
        vec![held(), confirmed(), checked_in()]
    }

    fn called() -> Vec<Event> {
        vec![held(), confirmed(), checked_in(), call(1)]
    }

    fn in_service() -> Vec<Event> {
        vec![held(), confirmed(), checked_in(), call(1), started()]
    }
}
