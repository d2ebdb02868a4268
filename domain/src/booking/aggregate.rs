//! The decision table of an appointment.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Arranged, Command, Delivered, Event, Line, Medium, Number, ParkReason, Refusal, Slot};
use crate::asked::{ActorId, Asked, By, Facts};
use crate::calendar;
use crate::catalogue::Channel;
use crate::decide::Decide;
use crate::ids::{GuardId, ScopeId};
use crate::limits::Limits;
use crate::permission::{CLEARED, Denied, Grant, Role};
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
    /// Who served last, once the service was begun and interrupted.
    #[serde(default)]
    pub served_by: Option<ActorId>,
    /// Whose queue they were sent to, if it is not that of the slot. The slot stays: its time was taken there.
    #[serde(default)]
    pub redirected_to: Option<ScopeId>,
    /// Whether only the team lead goes on with it, because somebody in it may be protected (§§ 51, 52 BMG).
    #[serde(default)]
    pub restricted: bool,
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
pub(super) const CLERKS: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];
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
            Command::Call
            | Command::Start
            | Command::Park { .. }
            | Command::Resume
            | Command::Redirect { .. }
            | Command::Finish { .. } => CLERKS,
            Command::RestrictAccess => WHO_WAITED,
            Command::Expire | Command::EndDay => TIMERS,
            Command::Miss => WHO_WAITED,
        }
    }

    fn holder(&self) -> Option<ActorId> {
        self.arranged().map(|arranged| arranged.holder)
    }

    /// Whose it is knows of it anyway, and so does the clerk whom they talk to: both see the visit to its end.
    fn hidden_from(&self, by: &By) -> bool {
        let restricted = match self {
            Self::Cancelled { restricted, .. } => *restricted,
            Self::Unknown
            | Self::Held { .. }
            | Self::Confirmed(_)
            | Self::Waiting(_)
            | Self::Called { .. }
            | Self::InService { .. }
            | Self::Parked { .. }
            | Self::Finished { .. }
            | Self::Unserved(_)
            | Self::Expired { .. }
            | Self::Missed(_) => self.appointment().is_some_and(|known| known.restricted),
        };
        restricted && !by.roles.any(CLEARED) && self.holder() != Some(by.actor) && self.clerk() != Some(by.actor)
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            Call, Cancel, CheckIn, Confirm, EndDay, Expire, Extend, Finish, Hold, Miss, Park, Redirect, Reschedule,
            RestrictAccess, Resume, Start,
        };
        let at = asked.at;
        let actor = asked.by.actor;
        let limits = &asked.facts.limits;
        match (self, &asked.command) {
            (Self::Unknown | Self::Held { .. } | Self::Expired { .. }, RestrictAccess) => Err(Refusal::Unknown),
            (Self::Cancelled { restricted: true, .. }, RestrictAccess) => Ok(vec![]),
            (Self::Cancelled { restricted: false, .. }, RestrictAccess) => Ok(vec![Event::AccessRestricted]),
            (
                Self::Confirmed(known)
                | Self::Waiting(known)
                | Self::Called { appointment: known, .. }
                | Self::InService { appointment: known, .. }
                | Self::Parked { appointment: known, .. }
                | Self::Finished { appointment: known, .. }
                | Self::Unserved(known)
                | Self::Missed(known),
                RestrictAccess,
            ) => Ok(if known.restricted { vec![] } else { vec![Event::AccessRestricted] }),

            (Self::Unknown, Hold { arranged, .. }) if speaks_for_another(&asked.by, arranged) => Err(Denied.into()),
            (Self::Unknown, Hold { arranged, .. }) if comes_too_late(arranged.medium, &arranged.slot, at) => {
                Err(Refusal::Begun)
            }
            (Self::Unknown, Hold { arranged, expires_at }) => {
                needed_minutes(&arranged.lines, arranged.channel, &asked.facts, arranged.slot.date())?;
                let edition = edition_on(&asked.facts, arranged.slot.date())?;
                Ok(vec![Event::Held { arranged: arranged.clone(), expires_at: *expires_at, edition }])
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
                | Park { .. }
                | Resume
                | Redirect { .. }
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
            (
                Self::Held { .. },
                Reschedule { .. }
                | CheckIn
                | Call
                | Start
                | Park { .. }
                | Resume
                | Redirect { .. }
                | Finish { .. }
                | Miss,
            ) => Err(Refusal::NotConfirmed),

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
                edition: edition_on(&asked.facts, to.date())?,
            }]),
            (Self::Confirmed(known) | Self::Waiting(known), Cancel { reason })
                if reason.is_citizens() && known.has_begun(at) =>
            {
                Err(Refusal::Begun)
            }
            // Somebody who was called is on their way in.
            (Self::Called { .. }, Cancel { reason }) if reason.is_citizens() => Err(Refusal::Begun),
            // What was begun is ended, also where they wait once more: their cases are worked on.
            (Self::Waiting(known) | Self::Called { appointment: known, .. }, Cancel { .. } | Miss)
                if known.served_by.is_some() =>
            {
                Err(Refusal::Begun)
            }
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
            (Self::Confirmed(_), Call | Redirect { .. }) => Err(Refusal::NotCheckedIn),
            (Self::Confirmed(_) | Self::Waiting(_), Park { .. }) => Err(Refusal::NotStarted),
            (Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }, Resume) => Err(Refusal::NotParked),
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
            // Who is called back after an interruption goes on with what was begun.
            (Self::Called { appointment, clerk, .. }, Start) if *clerk == actor => Ok(vec![appointment.begin(actor)]),
            (Self::Called { count, .. }, Miss) if *count < limits.calls_max => {
                Err(Refusal::CallAgain { max: limits.calls_max })
            }
            (Self::Called { appointment, .. }, Miss) => appointment.miss(at),

            (Self::InService { clerk, .. }, Call | Start) if *clerk == actor => Ok(vec![]),
            (Self::Called { clerk, .. } | Self::InService { clerk, .. }, Call | Start) => {
                Err(Refusal::AlreadyCalled { clerk: *clerk })
            }
            // A team lead may end, park or redirect the visit of a colleague who is gone.
            (Self::InService { clerk, .. }, Finish { .. })
            | (Self::Called { clerk, .. } | Self::InService { clerk, .. }, Park { .. } | Redirect { .. })
                if *clerk != actor && !asked.by.roles.has(Role::TeamLead) =>
            {
                Err(Refusal::AlreadyCalled { clerk: *clerk })
            }
            (Self::InService { appointment, clerk }, &Park { why }) => Ok(vec![appointment.park(*clerk, why)]),
            // Who was called back and is not there yet is parked again, and the clerk serves somebody else.
            (Self::Called { appointment, clerk, .. }, &Park { why }) if appointment.served_by.is_some() => {
                // Whoever called has not served: the cases stay with who has.
                Ok(vec![appointment.park(appointment.served_by.unwrap_or(*clerk), why)])
            }
            (Self::Called { .. }, Park { .. }) => Err(Refusal::NotStarted),
            (Self::InService { clerk, .. }, Resume) if *clerk == actor => Ok(vec![]),
            (Self::InService { clerk, .. }, Resume) => Err(Refusal::AlreadyCalled { clerk: *clerk }),

            (Self::Waiting(known), Redirect { to }) if known.scope() == *to => Ok(vec![]),
            (Self::Waiting(known), &Redirect { to }) => Ok(vec![known.redirect(to, known.served_by)]),
            (Self::Called { appointment, .. }, &Redirect { to }) => {
                Ok(vec![appointment.redirect(to, appointment.served_by)])
            }
            (Self::InService { appointment, clerk }, &Redirect { to }) => {
                Ok(vec![appointment.redirect(to, Some(*clerk))])
            }
            (Self::Parked { appointment, clerk, .. }, &Redirect { to }) => {
                Ok(vec![appointment.redirect(to, Some(*clerk))])
            }

            (Self::Parked { why, .. }, Park { why: same }) if why == same => Ok(vec![]),
            // Whoever takes them up again serves them: the one who parked, or a colleague.
            (Self::Parked { appointment, clerk, .. }, Resume) => {
                Ok(vec![Event::Resumed { clerk: actor, from: *clerk, lines: appointment.lines() }])
            }
            (Self::Parked { appointment, .. }, CheckIn) if appointment.day_ends_at() <= at => Err(Refusal::Over),
            (Self::Parked { why, .. }, CheckIn) if why.is_away() => Ok(vec![Event::Returned]),
            (Self::Parked { .. }, CheckIn) => Ok(vec![]),
            (Self::Parked { .. }, Call | Start | Park { .. } | Finish { .. }) => Err(Refusal::Parked),
            (Self::Parked { .. }, Hold { .. } | Extend { .. } | Confirm { .. }) => Err(Refusal::AlreadyConfirmed),
            (Self::Parked { .. }, Reschedule { .. } | Cancel { .. } | Miss) => Err(Refusal::Begun),
            (Self::Parked { appointment, .. }, EndDay) if at < appointment.day_ends_at() => {
                Err(Refusal::DayNotOver { from: appointment.day_ends_at() })
            }
            // Who did not come back has ended the visit. What is open of it stays open, for another appointment.
            (Self::Parked { appointment, why, .. }, EndDay) if why.is_away() => Ok(vec![Event::Finished {
                delivered: vec![],
                arranged: appointment.arranged.clone(),
                guards: appointment.guards.clone(),
            }]),
            (Self::Parked { appointment, .. }, EndDay) => appointment.end_day(at),
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
                | Self::Parked { .. }
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
            (
                Self::Expired { .. },
                Reschedule { .. }
                | CheckIn
                | Call
                | Start
                | Park { .. }
                | Resume
                | Redirect { .. }
                | Finish { .. }
                | Miss,
            )
            | (
                Self::Missed(_),
                Hold { .. }
                | Extend { .. }
                | Confirm { .. }
                | Reschedule { .. }
                | Cancel { .. }
                | Call
                | Start
                | Park { .. }
                | Resume
                | Redirect { .. }
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
                | Park { .. }
                | Resume
                | Redirect { .. }
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
                | Park { .. }
                | Resume
                | Redirect { .. }
                | Finish { .. }
                | Miss,
            ) => Err(Refusal::Over),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Held { arranged, expires_at, .. }) => {
                Self::Held { arranged, expires_at, extensions: 0 }
            }
            (Self::Held { arranged, .. }, Event::Extended { expires_at, count }) => {
                Self::Held { arranged, expires_at, extensions: count }
            }
            (Self::Held { .. }, Event::Confirmed { arranged, number, contact, guards, missed_from }) => {
                Self::Confirmed(Box::new(Appointment {
                    arranged,
                    number,
                    contact,
                    guards,
                    round: 0,
                    missed_from,
                    was_missed: false,
                    served_by: None,
                    redirected_to: None,
                    restricted: false,
                }))
            }
            (Self::Confirmed(mut known), Event::Rescheduled { to, round, number, missed_from, .. }) => {
                known.arranged.slot = to;
                known.round = round;
                known.number = number;
                known.missed_from = missed_from;
                Self::Confirmed(known)
            }
            (
                state @ (Self::Held { .. } | Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }),
                Event::Cancelled { arranged, .. },
            ) => {
                let restricted = state.appointment().is_some_and(|known| known.restricted);
                Self::Cancelled { arranged, restricted }
            }
            (state, Event::AccessRestricted) => state.restricted(),
            (Self::Held { .. }, Event::Expired { arranged }) => Self::Expired { arranged },
            (Self::Confirmed(known) | Self::Missed(known), Event::CheckedIn { .. }) => Self::Waiting(known),
            (Self::Waiting(appointment) | Self::Called { appointment, .. }, Event::Called { clerk, count }) => {
                Self::Called { appointment, clerk, count }
            }
            (Self::Called { appointment, .. }, Event::Started { clerk }) => Self::InService { appointment, clerk },
            (
                Self::Called { mut appointment, .. } | Self::InService { mut appointment, .. },
                Event::Parked { clerk, why, day_ends_at: _ },
            ) => {
                appointment.served_by = Some(clerk);
                Self::Parked { appointment, clerk, why }
            }
            (
                Self::Called { appointment, .. } | Self::Parked { appointment, .. },
                Event::Resumed { clerk, from: _, lines: _ },
            ) => Self::InService { appointment, clerk },
            (Self::Parked { appointment, .. }, Event::Returned) => Self::Waiting(appointment),
            (
                Self::Waiting(mut known)
                | Self::Called { appointment: mut known, .. }
                | Self::InService { appointment: mut known, .. }
                | Self::Parked { appointment: mut known, .. },
                Event::Redirected { to, served_by, .. },
            ) => {
                known.redirected_to = (to != known.arranged.slot.scope).then_some(to);
                known.served_by = served_by;
                Self::Waiting(known)
            }
            (
                Self::InService { appointment, .. } | Self::Parked { appointment, .. },
                Event::Finished { delivered, .. },
            ) => Self::Finished { appointment, delivered },
            (Self::Confirmed(mut known) | Self::Called { appointment: mut known, .. }, Event::Missed { .. }) => {
                known.was_missed = true;
                Self::Missed(known)
            }
            (
                Self::Waiting(known)
                | Self::Called { appointment: known, .. }
                | Self::Parked { appointment: known, .. },
                Event::Unserved { .. },
            ) => Self::Unserved(known),

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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Redirected { .. }
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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Redirected { .. }
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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Redirected { .. }
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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
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
                | Event::Returned
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
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Unserved { .. }
                | Event::Missed { .. },
            ) => in_service,
            (
                parked @ Self::Parked { .. },
                Event::Held { .. }
                | Event::Extended { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Cancelled { .. }
                | Event::Expired { .. }
                | Event::CheckedIn { .. }
                | Event::Called { .. }
                | Event::Started { .. }
                | Event::Parked { .. }
                | Event::Missed { .. },
            ) => parked,
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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Redirected { .. }
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
                | Event::Parked { .. }
                | Event::Resumed { .. }
                | Event::Returned
                | Event::Redirected { .. }
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
            Self::Held { arranged, .. } | Self::Cancelled { arranged, .. } | Self::Expired { arranged } => {
                Some(arranged)
            }
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
    fn restricted(mut self) -> Self {
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
            Self::Unknown | Self::Held { .. } | Self::Expired { .. } => {}
        }
        self
    }

    /// The appointment, once it was confirmed and until it is given back.
    pub fn appointment(&self) -> Option<&Appointment> {
        match self {
            Self::Unknown | Self::Held { .. } | Self::Cancelled { .. } | Self::Expired { .. } => None,
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) | Self::Unserved(known) => Some(known),
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Parked { appointment, .. }
            | Self::Finished { appointment, .. } => Some(appointment),
        }
    }
}

impl Appointment {
    /// In whose queue they wait: that of the slot, or the one to which somebody sent them.
    pub fn scope(&self) -> ScopeId {
        self.redirected_to.unwrap_or(self.arranged.slot.scope)
    }

    /// For how many services it was made.
    fn lines(&self) -> u16 {
        u16::try_from(self.arranged.lines.len()).expect("an appointment has a handful of services")
    }

    /// The service begins, or goes on where it was interrupted.
    fn begin(&self, clerk: ActorId) -> Event {
        match self.served_by {
            None => Event::Started { clerk },
            Some(from) => Event::Resumed { clerk, from, lines: self.lines() },
        }
    }

    fn park(&self, clerk: ActorId, why: ParkReason) -> Event {
        Event::Parked { clerk, why, day_ends_at: self.day_ends_at() }
    }

    fn redirect(&self, to: ScopeId, served_by: Option<ActorId>) -> Event {
        Event::Redirected { from: self.scope(), to, served_by, day_ends_at: self.day_ends_at() }
    }

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
fn edition_on(facts: &Facts, date: NaiveDate) -> Result<u32, Refusal> {
    facts.catalogue.in_force(date).map(|edition| edition.number).ok_or(Refusal::ServiceNotOffered)
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
mod tests;
