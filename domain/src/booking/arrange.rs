//! How an appointment comes to be: held, extended, confirmed, each over the streams that have a say.

use chrono::{DateTime, NaiveDate, Utc};

use super::aggregate::{HOLDER, STAFF, needed_minutes};
use super::{Arranged, Command, Line, Medium, Number, Refusal, Slot, State};
use crate::asked::{ActorId, Asked, By};
use crate::capacity::{self, Pool};
use crate::catalogue::Channel;
use crate::decide::Decide as _;
use crate::ids::{BookingId, DayId, GuardId, HoldId, ScopeId, SeriesId, WaitingListId};
use crate::permission::{self, Role};
use crate::person::Contact;
use crate::personal::Personal;
use crate::streams::{Streams, Transaction};
use crate::{contact_guard, number_series, waiting_list};

/// Keeps a time while the visitor decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The appointment.
    pub booking: BookingId,
    /// Where.
    pub scope: ScopeId,
    /// On which day.
    pub date: NaiveDate,
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// What for.
    pub lines: Vec<Line>,
    /// How it is made.
    pub medium: Medium,
    /// How they will come together.
    pub channel: Channel,
    /// Whose it is to be.
    pub holder: ActorId,
}

/// Keeps the time for longer.
#[derive(Clone, Debug, PartialEq)]
pub struct Extend {
    /// The appointment.
    pub booking: BookingId,
}

/// Takes what is held for good.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// The appointment.
    pub booking: BookingId,
    /// Who comes.
    pub contact: Personal<Contact>,
    /// The guards of the contact: one for each way to reach them.
    pub guards: Vec<GuardId>,
}

/// Holds and confirms in one step: the service centre has somebody on the phone.
#[derive(Clone, Debug, PartialEq)]
pub struct BookByPhone {
    /// The appointment.
    pub booking: BookingId,
    /// Where.
    pub scope: ScopeId,
    /// On which day.
    pub date: NaiveDate,
    /// From when on.
    pub starts_at: DateTime<Utc>,
    /// What for.
    pub lines: Vec<Line>,
    /// How they will come together.
    pub channel: Channel,
    /// Whose it is to be.
    pub holder: ActorId,
    /// Who comes.
    pub contact: Personal<Contact>,
    /// The guards of the contact: one for each way to reach them.
    pub guards: Vec<GuardId>,
}

impl Transaction for Hold {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        hold(self, asked, streams).map(drop)
    }
}

impl Transaction for Extend {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let slot = match own(self.booking, asked, streams)? {
            State::Held { arranged, .. } => arranged.slot,
            State::Unknown => return Err(refused(Refusal::Unknown)),
            State::Expired { .. } => return Err(refused(Refusal::HoldExpired)),
            State::Confirmed(_)
            | State::Waiting(_)
            | State::Called { .. }
            | State::InService { .. }
            | State::Parked { .. } => {
                return Err(refused(Refusal::AlreadyConfirmed));
            }
            State::Finished { .. } | State::Unserved(_) | State::Cancelled { .. } | State::Missed(_) => {
                return Err(refused(Refusal::Over));
            }
        };
        let extend = capacity::Command::Extend { hold: slot.hold };
        for event in streams.decide::<capacity::State>(slot.day.0, asked.to(extend))? {
            if let capacity::Event::Extended { expires_at, .. } = event {
                streams.decide::<State>(self.booking.0, asked.to(Command::Extend { expires_at }))?;
            }
        }
        Ok(())
    }
}

impl Transaction for Confirm {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let arranged = match own(self.booking, asked, streams)? {
            State::Held { arranged, .. } => arranged,
            State::Confirmed(known) => known.arranged,
            State::Unknown => return Err(refused(Refusal::Unknown)),
            State::Expired { .. } => return Err(refused(Refusal::HoldExpired)),
            State::Waiting(_) | State::Called { .. } | State::InService { .. } | State::Parked { .. } => {
                return Err(refused(Refusal::AlreadyConfirmed));
            }
            State::Finished { .. } | State::Unserved(_) | State::Cancelled { .. } | State::Missed(_) => {
                return Err(refused(Refusal::Over));
            }
        };
        confirm(self, &arranged, asked, streams)
    }
}

impl Transaction for BookByPhone {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        // Who may not book for others learns nothing of what is left for those who may.
        permission::check(STAFF, &asked.by, None).map_err(refused::<S::Break>)?;
        let Self { booking, scope, date, starts_at, lines, channel, holder, contact, guards } = self.clone();
        let wanted = Hold { booking, scope, date, starts_at, lines, medium: Medium::Phone, channel, holder };
        let arranged = hold(&wanted, asked, streams)?;
        confirm(&Confirm { booking, contact, guards }, &arranged, asked, streams)
    }
}

/// Takes the units out of the day, then lets the appointment hold them, then counts the hold.
fn hold<S: Streams>(wanted: &Hold, asked: &Asked<()>, streams: &mut S) -> Result<Arranged, S::Break> {
    let &Hold { booking, scope, date, starts_at, ref lines, medium, channel, holder } = wanted;
    let minutes = needed_minutes(lines, channel, &asked.facts, date).map_err(refused::<S::Break>)?;
    let time = Time { scope, date, starts_at, minutes };
    let (slot, expires_at) = take(booking, 0, time, pool(medium, &asked.by), asked, streams)?;
    let arranged = Arranged { holder, medium, channel, lines: lines.clone(), slot, offered_to: None };
    // A hold that became an appointment has no end; the appointment knows that, and ignores the one that we say.
    let expires_at = expires_at.unwrap_or(asked.at);
    let hold = Command::Hold { arranged: arranged.clone(), expires_at };
    let is_new = !streams.decide::<State>(booking.0, asked.to(hold))?.is_empty();
    if medium == Medium::Online && is_new {
        // Counted last: a late copy of the command finds the appointment as it is and counts nothing again.
        let limits = &asked.facts.limits;
        let (max, day_max) = (limits.holds_per_visitor_max, limits.holds_per_visitor_day_max);
        let reserve = contact_guard::Command::Reserve { booking, max, day_max };
        streams.decide::<contact_guard::State>(GuardId::of_visitor(holder).0, asked.to(reserve))?;
    }
    Ok(arranged)
}

fn confirm<S: Streams>(
    wanted: &Confirm,
    arranged: &Arranged,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let booking = wanted.booking;
    let limits = &asked.facts.limits;
    let (max, day_max) = (limits.bookings_per_contact_max, limits.bookings_per_contact_day_max);
    for guard in &wanted.guards {
        let reserve = contact_guard::Command::Reserve { booking, max, day_max };
        streams.decide::<contact_guard::State>(guard.0, asked.to(reserve))?;
    }
    uncount_hold(booking, arranged, asked, streams)?;
    let slot = arranged.slot;
    let keep = capacity::Command::Confirm { hold: slot.hold };
    streams.decide::<capacity::State>(slot.day.0, asked.to(keep))?;
    let number = take_number(booking, &slot, None, asked, streams)?;
    let confirm = Command::Confirm { contact: wanted.contact.clone(), guards: wanted.guards.clone(), number };
    let is_new = !streams.decide::<State>(booking.0, asked.to(confirm))?.is_empty();
    // A late copy finds that they wait no longer.
    if is_new && let Some(entry) = arranged.offered_to {
        let list = WaitingListId::of(slot.scope);
        let accept = waiting_list::Command::Accept { entry };
        streams.decide::<waiting_list::State>(list.0, asked.to(accept))?;
    }
    Ok(())
}

/// The number of the appointment on the day of a slot: the one that it has, the one that it wishes to keep, or the next.
pub(super) fn take_number<S: Streams>(
    booking: BookingId,
    slot: &Slot,
    wish: Option<Number>,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<Number, S::Break> {
    let series = SeriesId::of_bookings(slot.date());
    let take = number_series::Command::Take { of: booking.0, wish: wish.map(|number| number.0) };
    let taken = streams.decide::<number_series::State>(series.0, asked.to(take))?;
    let number = match taken[..] {
        [number_series::Event::Taken { number, .. }, ..] => Some(number),
        [] => streams.guard::<number_series::State>(series.0)?.number_of(booking.0),
    };
    Ok(Number(number.expect("a series that does not refuse has given a number")))
}

/// A time as the day is asked for it.
pub(super) struct Time {
    pub(super) scope: ScopeId,
    pub(super) date: NaiveDate,
    pub(super) starts_at: DateTime<Utc>,
    pub(super) minutes: u16,
}

/// Takes a time out of its day, and says which and until when it is kept. The answer to the same question is the same.
pub(super) fn take<S: Streams>(
    booking: BookingId,
    round: u32,
    time: Time,
    pool: Pool,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(Slot, Option<DateTime<Utc>>), S::Break> {
    let Time { scope, date, starts_at, minutes } = time;
    let (day, hold) = (DayId::of(scope, date), HoldId::of(booking, round));
    let wish = capacity::Command::Hold { hold, booking, starts_at, minutes, pool };
    for event in streams.decide::<capacity::State>(day.0, asked.to(wish))? {
        if let capacity::Event::Held { allocation, expires_at, .. } = event {
            return Ok((Slot { scope, day, hold, span: allocation.span }, Some(expires_at)));
        }
    }
    let known: capacity::State = streams.guard(day.0)?;
    let kept = known.kept(hold).expect("a day that does not refuse, and says nothing new, keeps the hold already");
    Ok((Slot { scope, day, hold, span: kept.allocation.span }, kept.expires_at))
}

/// The service centre and the counter have units of their own; somebody who moves their own appointment has not.
pub(super) fn pool(medium: Medium, by: &By) -> Pool {
    let staff = by.roles.any(&[Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::System]);
    match medium {
        Medium::Online => Pool::Public,
        Medium::Phone | Medium::Counter if staff => Pool::Internal,
        Medium::Phone | Medium::Counter => Pool::Public,
    }
}

/// Lets the visitor hold another time.
pub(super) fn uncount_hold<S: Streams>(
    booking: BookingId,
    arranged: &Arranged,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    match arranged.medium {
        Medium::Online => {
            let release = contact_guard::Command::Release { booking };
            let guard = GuardId::of_visitor(arranged.holder);
            streams.decide::<contact_guard::State>(guard.0, asked.to(release)).map(drop)
        }
        // Nobody counts the holds of the service centre.
        Medium::Phone | Medium::Counter => Ok(()),
    }
}

/// The appointment, for whom it belongs to and for staff. Strangers learn nothing about it, not even by other refusals.
pub(super) fn own<S: Streams>(booking: BookingId, asked: &Asked<()>, streams: &mut S) -> Result<State, S::Break> {
    let state: State = streams.guard(booking.0)?;
    permission::check(HOLDER, &asked.by, state.holder()).map_err(refused::<S::Break>)?;
    Ok(state)
}

/// A refusal of the appointment itself, before the other streams are asked.
pub(super) fn refused<B: From<crate::Refusal>>(refusal: impl Into<Refusal>) -> B {
    crate::Refusal::from(refusal.into()).into()
}
