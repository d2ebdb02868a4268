//! The decision table of an appointment.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Arranged, Command, Delivered, Event, Line, Medium, Number, Refusal, Slot, WithdrawnBy};
use crate::asked::{ActorId, Asked, By, Facts};
use crate::calendar;
use crate::catalogue::Channel;
use crate::decide::Decide;
use crate::ids::GuardId;
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
    /// The guard that counts the contact's appointments.
    pub guard: GuardId,
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
            | Command::Cancel { by: WithdrawnBy::Citizen }
            | Command::CheckIn => HOLDER,
            Command::Cancel { by: WithdrawnBy::Office } => OFFICE,
            Command::Call | Command::Start | Command::Finish { .. } => CLERKS,
            Command::Expire => TIMERS,
            Command::Miss => WHO_WAITED,
        }
    }

    fn holder(&self) -> Option<ActorId> {
        self.arranged().map(|arranged| arranged.holder)
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Call, Cancel, CheckIn, Confirm, Expire, Extend, Finish, Hold, Miss, Reschedule, Start};
        let at = asked.at;
        let actor = asked.by.actor;
        let limits = &asked.facts.limits;
        match (self, &asked.command) {
            (Self::Unknown, Hold { arranged, .. }) if speaks_for_another(&asked.by, arranged) => Err(Denied.into()),
            (Self::Unknown, Hold { arranged, expires_at }) => {
                needed_minutes(&arranged.lines, arranged.medium, &asked.facts, arranged.slot.date())?;
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
                | Miss,
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
            (Self::Held { arranged, .. }, Confirm { contact, guard, number }) => Ok(vec![Event::Confirmed {
                arranged: arranged.clone(),
                number: *number,
                contact: contact.clone(),
                guard: *guard,
                missed_from: missed_from(&arranged.slot, &asked.facts),
            }]),
            // Whoever gives back what has run out gets the same answer as the timer.
            (Self::Held { arranged, expires_at, .. }, Cancel { .. } | Expire) if *expires_at <= at => {
                Ok(vec![Event::Expired { arranged: arranged.clone() }])
            }
            (Self::Held { arranged, .. }, Cancel { by }) => {
                Ok(vec![Event::Cancelled { by: *by, arranged: arranged.clone(), guard: None }])
            }
            // An early timer finds the hold alive: it was extended, and another timer is set.
            (Self::Held { .. }, Expire) => Ok(vec![]),
            (Self::Held { .. }, Reschedule { .. } | CheckIn | Call | Start | Finish { .. } | Miss) => {
                Err(Refusal::NotConfirmed)
            }

            (Self::Confirmed(known), Hold { arranged, .. }) if known.arranged == *arranged => Ok(vec![]),
            (Self::Confirmed(known), Confirm { contact, guard, .. })
                if known.guard == *guard && known.contact == *contact =>
            {
                Ok(vec![])
            }
            (Self::Confirmed(_), Hold { .. } | Extend { .. } | Confirm { .. }) => Err(Refusal::AlreadyConfirmed),
            (Self::Confirmed(known), Reschedule { to }) if known.arranged.slot == *to => Ok(vec![]),
            (Self::Confirmed(known), Reschedule { .. }) if known.has_begun(at) => Err(Refusal::Begun),
            (Self::Confirmed(known), Reschedule { to }) => Ok(vec![Event::Rescheduled {
                from: known.arranged.slot,
                to: *to,
                round: known.round + 1,
                missed_from: missed_from(to, &asked.facts),
            }]),
            (Self::Confirmed(known) | Self::Waiting(known), Cancel { .. }) if known.has_begun(at) => {
                Err(Refusal::Begun)
            }
            (Self::Confirmed(known) | Self::Waiting(known), Cancel { by }) => {
                Ok(vec![Event::Cancelled { by: *by, arranged: known.arranged.clone(), guard: Some(known.guard) }])
            }
            (Self::Confirmed(known) | Self::Missed(known), CheckIn) => known.check_in(at, limits.check_in_mins_before),
            (Self::Confirmed(_), Call) => Err(Refusal::NotCheckedIn),
            (Self::Confirmed(_) | Self::Waiting(_), Start) => Err(Refusal::NotCalled),
            (Self::Confirmed(_) | Self::Waiting(_) | Self::Called { .. }, Finish { .. }) => Err(Refusal::NotStarted),
            (Self::Confirmed(known), Miss) => known.miss(at),

            // Whoever waits cannot be missed before somebody has called them.
            (Self::Waiting(_), Miss) => Err(Refusal::NotCalled),
            (Self::Waiting(_), Call) => Ok(vec![Event::Called { clerk: actor, count: 1 }]),

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
            (Self::InService { appointment, .. }, Finish { delivered }) => Ok(vec![Event::Finished {
                delivered: delivered.clone(),
                arranged: appointment.arranged.clone(),
                guard: Some(appointment.guard),
            }]),
            (Self::InService { .. }, Miss) => Err(Refusal::Begun),

            (Self::Waiting(_) | Self::Called { .. } | Self::InService { .. }, CheckIn) => Ok(vec![]),
            (
                Self::Waiting(_) | Self::Called { .. } | Self::InService { .. },
                Hold { .. } | Extend { .. } | Confirm { .. },
            ) => Err(Refusal::AlreadyConfirmed),
            (Self::Waiting(_) | Self::Called { .. } | Self::InService { .. }, Reschedule { .. }) => Err(Refusal::Begun),
            (Self::Called { .. } | Self::InService { .. }, Cancel { .. }) => Err(Refusal::Begun),
            // The visitor decided in time: the timer of the hold comes late.
            (
                Self::Confirmed(_)
                | Self::Waiting(_)
                | Self::Called { .. }
                | Self::InService { .. }
                | Self::Finished { .. }
                | Self::Cancelled { .. }
                | Self::Expired { .. }
                | Self::Missed(_),
                Expire,
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
                Self::Finished { .. },
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
            (Self::Unknown | Self::Held { .. }, Event::Confirmed { arranged, number, contact, guard, missed_from }) => {
                let fresh = Appointment { arranged, number, contact, guard, round: 0, missed_from, was_missed: false };
                Self::Confirmed(Box::new(fresh))
            }
            (Self::Confirmed(mut known), Event::Rescheduled { to, round, missed_from, .. }) => {
                known.arranged.slot = to;
                known.round = round;
                known.missed_from = missed_from;
                Self::Confirmed(known)
            }
            (
                Self::Unknown | Self::Held { .. } | Self::Confirmed(_) | Self::Waiting(_),
                Event::Cancelled { arranged, .. },
            ) => Self::Cancelled { arranged },
            (Self::Unknown | Self::Held { .. }, Event::Expired { arranged }) => Self::Expired { arranged },
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

            // No row of the decision table leads here.
            (state, Event::Held { .. } | Event::Extended { .. } | Event::Confirmed { .. }) => state,
            (state, Event::Rescheduled { .. } | Event::Cancelled { .. } | Event::Expired { .. }) => state,
            (state, Event::CheckedIn { .. } | Event::Called { .. } | Event::Started { .. }) => state,
            (state, Event::Finished { .. } | Event::Missed { .. }) => state,
        }
    }
}

impl State {
    /// What for, when and whose, once anybody has asked for it.
    pub fn arranged(&self) -> Option<&Arranged> {
        match self {
            Self::Unknown => None,
            Self::Held { arranged, .. } | Self::Cancelled { arranged } | Self::Expired { arranged } => Some(arranged),
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) => Some(&known.arranged),
            Self::Called { appointment, .. }
            | Self::InService { appointment, .. }
            | Self::Finished { appointment, .. } => Some(&appointment.arranged),
        }
    }

    /// The appointment, once it was confirmed and until it is given back.
    pub fn appointment(&self) -> Option<&Appointment> {
        match self {
            Self::Unknown | Self::Held { .. } | Self::Cancelled { .. } | Self::Expired { .. } => None,
            Self::Confirmed(known) | Self::Waiting(known) | Self::Missed(known) => Some(known),
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
            Ok(vec![Event::CheckedIn { starts_at, reopened }])
        }
    }

    fn miss(&self, at: DateTime<Utc>) -> Result<Vec<Event>, Refusal> {
        if at < self.missed_from {
            Err(Refusal::NotMissedYet { from: self.missed_from })
        } else {
            Ok(vec![Event::Missed { arranged: self.arranged.clone(), guard: Some(self.guard) }])
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
pub(crate) fn needed_minutes(lines: &[Line], medium: Medium, facts: &Facts, date: NaiveDate) -> Result<u16, Refusal> {
    let max = facts.limits.services_per_booking_max;
    let wanted: u32 = lines.iter().map(|line| u32::from(line.quantity)).sum();
    if lines.iter().any(|line| line.quantity == 0) || !(1..=u32::from(max)).contains(&wanted) {
        return Err(Refusal::Services { max });
    }
    let edition = facts.catalogue.in_force(date).ok_or(Refusal::ServiceNotOffered)?;
    let mut minutes = 0_u32;
    for line in lines {
        let service = edition
            .service(line.service)
            .filter(|service| service.channels.contains(&medium.channel()))
            .ok_or(Refusal::ServiceNotOffered)?;
        minutes += u32::from(line.quantity) * u32::from(service.minutes);
    }
    // More minutes than sixteen bits hold are more than any day offers.
    Ok(u16::try_from(minutes).unwrap_or(u16::MAX))
}

impl Medium {
    /// How they will come together: only who stands at a counter is served there.
    pub fn channel(self) -> Channel {
        match self {
            Self::Online | Self::Phone => Channel::Video,
            Self::Counter => Channel::Counter,
        }
    }
}

/// From when on an appointment counts as missed. The limit in force when the time was taken binds.
fn missed_from(slot: &Slot, facts: &Facts) -> DateTime<Utc> {
    slot.span.starts_at + TimeDelta::minutes(facts.limits.no_show_grace_mins.into())
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
            .when(citizen(ADA), time("07:00"), Command::Hold { arranged: early, expires_at: time("07:15") })
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
        let confirm = || Command::Confirm { contact: nowhere.clone(), guard: guard(), number: Number(1) };
        given::<State>([held()]).when(citizen(ADA), time("07:01"), confirm()).then_refused(Refusal::ContactNeeded);
        let by_phone =
            Event::Held { arranged: Arranged { medium: Medium::Phone, ..arranged() }, expires_at: time("07:15") };
        assert!(given::<State>([by_phone]).when(clerk(CLARA), time("07:01"), confirm()).answer().is_ok());
        let erased =
            Command::Confirm { contact: Personal::Erased { subject: SUBJECT }, guard: guard(), number: Number(1) };
        given::<State>([held()])
            .when(citizen(ADA), time("07:01"), erased)
            .then_refused(Erased { subject: SUBJECT }.into());
    }

    #[test]
    fn an_appointment_is_nobody_elses() {
        for command in [confirm(), Command::Cancel { by: WithdrawnBy::Citizen }, Command::CheckIn] {
            given::<State>([held(), confirmed()])
                .when(citizen(BEN), time("09:50"), command)
                .then_refused(Denied.into());
        }
        given::<State>([held(), confirmed()])
            .when(citizen(ADA), time("09:00"), Command::Cancel { by: WithdrawnBy::Office })
            .then_refused(Denied.into());
    }

    #[test]
    fn commands_that_come_twice_are_harmless() {
        let confirmed_once = || [held(), confirmed()];
        given::<State>(confirmed_once()).when(citizen(ADA), time("07:05"), confirm()).then_nothing();
        given::<State>(confirmed_once()).when(system(), time("07:15"), Command::Expire).then_nothing();
        let cancel = Command::Cancel { by: WithdrawnBy::Citizen };
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
        let cancel = || Command::Cancel { by: WithdrawnBy::Citizen };
        given::<State>([held(), confirmed()]).when(citizen(ADA), time("09:59"), cancel()).then([cancelled()]);
        given::<State>([held(), confirmed()]).when(citizen(ADA), time("10:00"), cancel()).then_refused(Refusal::Begun);
        given::<State>(called()).when(citizen(ADA), time("09:59"), cancel()).then_refused(Refusal::Begun);
        let office = Event::Cancelled { by: WithdrawnBy::Office, arranged: arranged(), guard: Some(guard()) };
        given::<State>([held(), confirmed()])
            .when(acting(DAVID, Role::Planner), time("09:00"), Command::Cancel { by: WithdrawnBy::Office })
            .then([office]);
    }

    #[test]
    fn a_hold_that_has_run_out_is_not_cancelled_but_expired() {
        let cancel = Command::Cancel { by: WithdrawnBy::Citizen };
        given::<State>([held()]).when(citizen(ADA), time("07:20"), cancel).then([expired()]);
        given::<State>([held()]).when(system(), time("07:14"), Command::Expire).then_nothing();
        given::<State>([held()]).when(system(), time("07:15"), Command::Expire).then([expired()]);
    }

    #[test]
    fn an_appointment_moves_until_it_begins_and_keeps_its_number() {
        let to = Slot { span: Span { starts_at: time("11:00"), ends_at: time("11:20") }, ..arranged().slot };
        let moved = Event::Rescheduled { from: arranged().slot, to, round: 1, missed_from: time("11:10") };
        let reschedule = || Command::Reschedule { to };
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
        let again = Event::CheckedIn { starts_at: time("10:00"), reopened: Some(arranged()) };
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
        for command in [Command::CheckIn, confirm(), Command::Cancel { by: WithdrawnBy::Citizen }] {
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
        let minutes = needed_minutes(&lines, Medium::Online, &Facts::default(), arranged().slot.date());
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
        Arranged { holder: ADA, medium: Medium::Online, lines, slot }
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

    fn guard() -> GuardId {
        GuardId(Uuid::from_u128(3))
    }

    fn confirm() -> Command {
        Command::Confirm { contact: SUBJECT.knows(a_contact()), guard: guard(), number: Number(7) }
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
            guard: guard(),
            missed_from: time("10:10"),
        }
    }

    fn cancelled() -> Event {
        Event::Cancelled { by: WithdrawnBy::Citizen, arranged: arranged(), guard: Some(guard()) }
    }

    fn checked_in() -> Event {
        Event::CheckedIn { starts_at: time("10:00"), reopened: None }
    }

    fn call(count: u8) -> Event {
        Event::Called { clerk: CLARA, count }
    }

    fn started() -> Event {
        Event::Started { clerk: CLARA }
    }

    fn finished() -> Event {
        Event::Finished { delivered: vec![], arranged: arranged(), guard: Some(guard()) }
    }

    fn missed() -> Event {
        Event::Missed { arranged: arranged(), guard: Some(guard()) }
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
