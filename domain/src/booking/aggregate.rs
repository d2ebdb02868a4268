//! The decision table of an appointment.

use super::appointment::{Appointment, State, Wish};
use super::rules::{
    comes_too_late, edition_on, given_up, has_mail, is_plausible, is_reachable, missed_from, needed_minutes, reminders,
    speaks_for_another, unconfirmed,
};
use super::{Arranged, CancelReason, Command, Event, Medium, Refusal};
use crate::asked::{ActorId, Asked, By};
use crate::decide::Decide;
use crate::permission::{self, CLEARED, Denied, Grant, INVITED, Role};

/// Whose it is, and everybody who books for others.
pub(super) const HOLDER: &[Grant] = &[
    Grant::Own(Role::Citizen),
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::System),
];
pub(super) const STAFF: &[Grant] = &permission::any(permission::STAFF);
const OFFICE: &[Grant] = &[
    Grant::Any(Role::ServiceCentre),
    Grant::Any(Role::Clerk),
    Grant::Any(Role::TeamLead),
    Grant::Any(Role::Planner),
    // Who gives back a whole day leaves the single appointments to the office itself.
    Grant::Any(Role::System),
];
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
            | Command::RequestConfirmation { .. }
            | Command::Reschedule { .. }
            | Command::CheckIn => HOLDER,
            Command::Cancel { reason } if reason.is_citizens() => HOLDER,
            Command::Cancel { reason: CancelReason::Refused } => CLERKS,
            Command::Cancel { .. } => OFFICE,
            Command::Call
            | Command::Start
            | Command::Park { .. }
            | Command::Resume
            | Command::Redirect { .. }
            | Command::Finish { .. } => CLERKS,
            Command::RestrictAccess => WHO_WAITED,
            Command::Expire | Command::Remind { .. } | Command::EndDay => TIMERS,
            Command::Miss => WHO_WAITED,
        }
    }

    fn holder(&self) -> Option<ActorId> {
        self.arranged().map(|arranged| arranged.holder)
    }

    /// Whose it is knows of it anyway, and so does the clerk whom they talk to: both see the visit to its end. Whoever
    /// interprets for them is let in by their invitation, and is told nothing of the appointment.
    fn hidden_from(&self, by: &By) -> bool {
        self.is_restricted()
            && !by.roles.any(CLEARED)
            && !by.roles.any(INVITED)
            && self.holder() != Some(by.actor)
            && self.clerk() != Some(by.actor)
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            Call, Cancel, CheckIn, Confirm, EndDay, Expire, Extend, Finish, Hold, Miss, Park, Redirect, Remind,
            RequestConfirmation, Reschedule, RestrictAccess, Resume, Start,
        };
        let at = asked.at;
        let actor = asked.by.actor;
        let limits = &asked.facts.limits;
        match (self, &asked.command) {
            (Self::Unknown | Self::Held { .. } | Self::Preconfirmed(_) | Self::Expired { .. }, RestrictAccess) => {
                Err(Refusal::Unknown)
            }
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
                | RequestConfirmation { .. }
                | Reschedule { .. }
                | Cancel { .. }
                | Expire
                | Remind { .. }
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

            (
                Self::Held { expires_at, .. },
                Hold { .. } | Extend { .. } | Confirm { .. } | RequestConfirmation { .. },
            ) if *expires_at <= at => Err(Refusal::HoldExpired),
            (Self::Held { arranged, .. }, Hold { arranged: same, .. }) if arranged == same => Ok(vec![]),
            (Self::Held { .. }, Hold { .. }) => Err(Refusal::AlreadyHeld),
            (Self::Held { expires_at: old, .. }, Extend { expires_at }) if expires_at == old => Ok(vec![]),
            (Self::Held { extensions, .. }, Extend { expires_at }) => {
                Ok(vec![Event::Extended { expires_at: *expires_at, count: extensions.saturating_add(1) }])
            }
            (Self::Held { .. } | Self::Preconfirmed(_), RequestConfirmation { contact, .. }) if !has_mail(contact)? => {
                Err(Refusal::MailNeeded)
            }
            (Self::Held { arranged, .. }, RequestConfirmation { contact, guards, expires_at }) => {
                Ok(vec![Event::ConfirmationRequested {
                    arranged: arranged.clone(),
                    contact: contact.clone(),
                    guards: guards.clone(),
                    expires_at: *expires_at,
                    generation: 1,
                    replaces: None,
                }])
            }
            // Only who has called somebody does not let them in.
            (
                Self::Held { .. } | Self::Preconfirmed(_) | Self::Confirmed(_) | Self::Waiting(_),
                Cancel { reason: CancelReason::Refused },
            ) => Err(Refusal::NotCalled),
            // Whoever gives back what has run out gets the same answer as the timer.
            (Self::Held { arranged, expires_at, .. }, Cancel { .. } | Expire) if *expires_at <= at => {
                Ok(vec![Event::Expired { arranged: arranged.clone(), guards: vec![], forget: None }])
            }
            (Self::Held { arranged, .. }, &Cancel { reason }) => Ok(vec![Event::Cancelled {
                reason,
                arranged: arranged.clone(),
                was_confirmed: false,
                guards: vec![],
                forget: None,
            }]),
            // An early timer finds the hold alive: it was extended, and another timer is set.
            (Self::Held { .. }, Expire) => Ok(vec![]),
            (
                Self::Held { .. } | Self::Preconfirmed(_),
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

            (Self::Preconfirmed(wish), Hold { arranged, .. }) if wish.arranged == *arranged => Ok(vec![]),
            (Self::Preconfirmed(_), Hold { .. }) => Err(Refusal::AlreadyHeld),
            (Self::Preconfirmed(_), Extend { .. }) => Err(Refusal::AwaitsLink),
            (Self::Preconfirmed(wish), Confirm { .. } | RequestConfirmation { .. }) if wish.expires_at <= at => {
                Err(Refusal::HoldExpired)
            }
            (Self::Held { .. } | Self::Preconfirmed(_), Confirm { contact, .. })
                if self.is_made_online() && !is_reachable(contact)? =>
            {
                Err(Refusal::ContactNeeded)
            }
            (Self::Held { arranged, .. }, Confirm { contact, guards, number }) => {
                Ok(vec![arranged.confirmed(contact, guards, *number, None, asked)])
            }
            (Self::Preconfirmed(wish), Confirm { contact, guards, number }) => {
                Ok(vec![wish.arranged.confirmed(contact, guards, *number, wish.replaced_by(contact), asked)])
            }
            (Self::Preconfirmed(wish), RequestConfirmation { contact, .. }) if wish.contact == *contact => Ok(vec![]),
            (Self::Preconfirmed(wish), RequestConfirmation { .. })
                if wish.generation >= u32::from(limits.confirmation_links_max) =>
            {
                Err(Refusal::LinksEnough { max: limits.confirmation_links_max })
            }
            // Somebody has mistyped their address, or the mail is lost: a new link, and no more time.
            (Self::Preconfirmed(wish), RequestConfirmation { contact, guards, .. }) => {
                Ok(vec![Event::ConfirmationRequested {
                    arranged: wish.arranged.clone(),
                    contact: contact.clone(),
                    guards: guards.clone(),
                    expires_at: wish.expires_at,
                    generation: wish.generation + 1,
                    replaces: wish.replaced_by(contact),
                }])
            }
            (Self::Preconfirmed(wish), Cancel { .. } | Expire) if wish.expires_at <= at => Ok(vec![Event::Expired {
                arranged: wish.arranged.clone(),
                guards: wish.guards.clone(),
                forget: Some(unconfirmed(&wish.contact, wish.expires_at, limits)),
            }]),
            (Self::Preconfirmed(wish), &Cancel { reason }) => Ok(vec![Event::Cancelled {
                reason,
                arranged: wish.arranged.clone(),
                was_confirmed: false,
                guards: wish.guards.clone(),
                forget: Some(unconfirmed(&wish.contact, at, limits)),
            }]),
            // An early timer finds the time kept for longer.
            (Self::Preconfirmed(_), Expire) => Ok(vec![]),

            (Self::Confirmed(known), Hold { arranged, .. }) if known.arranged == *arranged => Ok(vec![]),
            (Self::Confirmed(known), Confirm { contact, guards, .. })
                if known.guards == *guards && known.contact == *contact =>
            {
                Ok(vec![])
            }
            (Self::Confirmed(_), Hold { .. } | Extend { .. } | Confirm { .. } | RequestConfirmation { .. }) => {
                Err(Refusal::AlreadyConfirmed)
            }
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
                reminders: reminders(&known.contact, &to, at),
            }]),
            // A late timer reminds of nothing that a later one reminds of as well, or that has begun.
            (Self::Confirmed(known), &Remind { reminder }) if !known.is_time_for(reminder, at) => Ok(vec![]),
            (Self::Confirmed(known), &Remind { reminder }) => {
                Ok(vec![Event::Reminded { reminder, starts_at: known.arranged.slot.span.starts_at }])
            }
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
            (Self::Called { clerk, .. }, Cancel { reason: CancelReason::Refused }) if *clerk != actor => {
                Err(Refusal::AlreadyCalled { clerk: *clerk })
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
                forget: Some(given_up(&known.contact, at, limits)),
            }]),
            (Self::Confirmed(known) | Self::Missed(known), CheckIn) => known.check_in(at, limits.check_in_mins_before),
            (Self::Confirmed(_), Call | Redirect { .. }) => Err(Refusal::NotCheckedIn),
            (Self::Confirmed(_) | Self::Waiting(_), Park { .. }) => Err(Refusal::NotStarted),
            (Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }, Resume) => Err(Refusal::NotParked),
            (Self::Confirmed(_) | Self::Waiting(_), Start) => Err(Refusal::NotCalled),
            (Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }, Finish { .. }) => Err(Refusal::NotStarted),
            (Self::Confirmed(known), Miss) => known.miss(at, limits),

            // Whoever waits cannot be missed before somebody has called them.
            (Self::Waiting(_), Miss) => Err(Refusal::NotCalled),
            (Self::Waiting(_), Call) => Ok(vec![Event::Called { clerk: actor, count: 1 }]),
            (Self::Waiting(known) | Self::Called { appointment: known, .. }, EndDay) => known.end_day(at, limits),

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
            (Self::Called { appointment, .. }, Miss) => appointment.miss(at, limits),

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
            (Self::Parked { .. }, Hold { .. } | Extend { .. } | Confirm { .. } | RequestConfirmation { .. }) => {
                Err(Refusal::AlreadyConfirmed)
            }
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
            (Self::Parked { appointment, .. }, EndDay) => appointment.end_day(at, limits),
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
                Hold { .. } | Extend { .. } | Confirm { .. } | RequestConfirmation { .. },
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
            // Whoever is there needs no reminder, nor does whoever does not come.
            (
                Self::Held { .. }
                | Self::Preconfirmed(_)
                | Self::Waiting(_)
                | Self::Called { .. }
                | Self::InService { .. }
                | Self::Parked { .. }
                | Self::Finished { .. }
                | Self::Unserved(_)
                | Self::Cancelled { .. }
                | Self::Expired { .. }
                | Self::Missed(_),
                Remind { .. },
            ) => Ok(vec![]),
            // Nobody waits any more, or not yet; who talks at midnight is served.
            (
                Self::Held { .. }
                | Self::Preconfirmed(_)
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
            (Self::Expired { .. }, Hold { .. } | Extend { .. } | Confirm { .. } | RequestConfirmation { .. }) => {
                Err(Refusal::HoldExpired)
            }
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
                | RequestConfirmation { .. }
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
                | RequestConfirmation { .. }
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
                | RequestConfirmation { .. }
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
            (
                Self::Held { .. } | Self::Preconfirmed(_),
                Event::ConfirmationRequested { arranged, contact, guards, expires_at, generation, replaces: _ },
            ) => Self::Preconfirmed(Box::new(Wish { arranged, contact, guards, expires_at, generation })),
            (
                before @ (Self::Held { .. } | Self::Preconfirmed(_)),
                Event::Confirmed { arranged, number, contact, guards, missed_from, reminders: _, replaces: _ },
            ) => {
                let link = before.wish().filter(|wish| wish.contact == contact).map_or(0, |wish| wish.generation);

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
                    link,
                    forget: None,
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
                state @ (Self::Held { .. }
                | Self::Preconfirmed(_)
                | Self::Confirmed(_)
                | Self::Waiting(_)
                | Self::Called { .. }),
                Event::Cancelled { arranged, forget, .. },
            ) => {
                let restricted = state.is_restricted();
                Self::Cancelled { arranged, restricted, forget }
            }
            (state, Event::AccessRestricted) => state.restricted(),
            (Self::Held { .. } | Self::Preconfirmed(_), Event::Expired { arranged, forget, .. }) => {
                Self::Expired { arranged, forget }
            }
            (Self::Confirmed(mut known) | Self::Missed(mut known), Event::CheckedIn { .. }) => {
                known.forget = None;
                Self::Waiting(known)
            }
            (confirmed @ Self::Confirmed(_), Event::Reminded { .. }) => confirmed,
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
            (
                Self::Confirmed(mut known) | Self::Called { appointment: mut known, .. },
                Event::Missed { forget, .. },
            ) => {
                known.was_missed = true;
                known.forget = forget;
                Self::Missed(known)
            }
            (
                Self::Waiting(mut known)
                | Self::Called { appointment: mut known, .. }
                | Self::Parked { appointment: mut known, .. },
                Event::Unserved { forget, .. },
            ) => {
                known.forget = forget;
                Self::Unserved(known)
            }

            // No row of the decision table leads here: from each state, every event that it does not know.
            (
                Self::Unknown,
                Event::Extended { .. }
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Rescheduled { .. }
                | Event::Reminded { .. }
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
            (wish @ Self::Preconfirmed(_), Event::Extended { .. }) => wish,
            (
                held @ (Self::Held { .. } | Self::Preconfirmed(_)),
                Event::Held { .. }
                | Event::Rescheduled { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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
                | Event::ConfirmationRequested { .. }
                | Event::Confirmed { .. }
                | Event::Reminded { .. }
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

#[cfg(test)]
mod tests;
