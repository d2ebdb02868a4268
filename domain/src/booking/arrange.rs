//! How an appointment comes to be: held, extended, confirmed, each over the streams that have a say.

use chrono::{DateTime, NaiveDate, Utc};

use super::aggregate::{HOLDER, STAFF};
use super::give_back::uncount;
use super::rules::needed_minutes;
use super::{Arranged, Command, Line, Medium, Number, Refusal, Slot, State, Wish};
use crate::asked::{ActorId, Asked, By, Confirmation};
use crate::capacity::{self, Pool};
use crate::catalogue::Channel;
use crate::decide::Decide as _;
use crate::ids::{BookingId, DayId, GuardId, HoldId, ScopeId, SeriesId, WaitingListId};
use crate::permission;
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

/// Takes what waits for the link in a mail, because the link was followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfirmByLink {
    /// The appointment.
    pub booking: BookingId,
    /// The how many-th link it was. Only the newest confirms.
    pub generation: u32,
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
            State::Preconfirmed(_) => return Err(refused(Refusal::AwaitsLink)),
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
        let known = own(self.booking, asked, streams)?;
        let arranged = match known.clone() {
            State::Held { arranged, .. } => arranged,
            State::Preconfirmed(wish) => wish.arranged,
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
        if goes_by_mail(&arranged, asked) {
            return request(self, &known, arranged.slot, asked, streams);
        }
        confirm(self, &arranged, asked, streams)?;
        uncount_others(&known, self, asked, streams)
    }
}

impl Transaction for ConfirmByLink {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let booking = self.booking;
        let known = own(booking, asked, streams)?;
        // A link that was replaced may be in a stranger's mailbox, who learns nothing more.
        let generation = known.wish().map(|wish| wish.generation).or(known.appointment().map(|known| known.link));
        if generation.is_some_and(|newest| newest != self.generation) {
            return Err(refused(Refusal::LinkReplaced));
        }
        match known {
            // The clock decides, whether or not anybody has recorded the end.
            State::Preconfirmed(wish) if wish.expires_at <= asked.at => Err(refused(Refusal::HoldExpired)),
            State::Preconfirmed(wish) => {
                let Wish { arranged, contact, guards, .. } = *wish;
                confirm(&Confirm { booking, contact, guards }, &arranged, asked, streams)
            }
            // Followed twice.
            State::Confirmed(_)
            | State::Waiting(_)
            | State::Called { .. }
            | State::InService { .. }
            | State::Parked { .. } => Ok(()),
            State::Expired { .. } => Err(refused(Refusal::HoldExpired)),
            State::Unknown | State::Held { .. } => Err(refused(Refusal::Unknown)),
            State::Finished { .. } | State::Unserved(_) | State::Cancelled { .. } | State::Missed(_) => {
                Err(refused(Refusal::Over))
            }
        }
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

/// Whether the visitor confirms by a link. Whoever was on the waiting list was asked by mail and has answered.
fn goes_by_mail(arranged: &Arranged, asked: &Asked<()>) -> bool {
    asked.facts.confirmation == Confirmation::ByMail
        && arranged.medium == Medium::Online
        && arranged.offered_to.is_none()
        && !permission::is_staff(&asked.by)
}

/// Keeps the time until the link is followed. It counts for the contact from now on, and as a hold of the visitor until
/// then: nobody fills the mailboxes of others, or a day, with wishes.
fn request<S: Streams>(
    wanted: &Confirm,
    known: &State,
    slot: Slot,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let booking = wanted.booking;
    count(booking, &wanted.guards, asked, streams)?;
    let expires_at = match known {
        // A second link comes with no more time than the first.
        State::Preconfirmed(wish) => wish.expires_at,
        State::Held { expires_at, .. } => {
            let wait = capacity::Command::Await { hold: slot.hold };
            let later = streams.decide::<capacity::State>(slot.day.0, asked.to(wait))?.into_iter().find_map(|event| {
                let capacity::Event::Extended { expires_at, .. } = event else { return None };
                Some(expires_at)
            });
            later.unwrap_or(*expires_at)
        }
        State::Unknown
        | State::Confirmed(_)
        | State::Waiting(_)
        | State::Called { .. }
        | State::InService { .. }
        | State::Parked { .. }
        | State::Finished { .. }
        | State::Unserved(_)
        | State::Cancelled { .. }
        | State::Expired { .. }
        | State::Missed(_) => asked.at,
    };
    let (contact, guards) = (wanted.contact.clone(), wanted.guards.clone());
    let request = Command::RequestConfirmation { contact, guards, expires_at };
    streams.decide::<State>(booking.0, asked.to(request))?;
    uncount_others(known, wanted, asked, streams)
}

/// Counts the appointment for each way to reach the contact.
fn count<S: Streams>(
    booking: BookingId,
    guards: &[GuardId],
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let limits = &asked.facts.limits;
    let (max, day_max) = (limits.bookings_per_contact_max, limits.bookings_per_contact_day_max);
    for guard in guards {
        let reserve = contact_guard::Command::Reserve { booking, max, day_max };
        streams.decide::<contact_guard::State>(guard.0, asked.to(reserve))?;
    }
    Ok(())
}

/// Whoever was named before, and is not any more, may make another appointment.
fn uncount_others<S: Streams>(
    before: &State,
    wanted: &Confirm,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let old = before.wish().map(|wish| wish.guards.as_slice()).unwrap_or_default();
    let gone: Vec<_> = old.iter().copied().filter(|guard| !wanted.guards.contains(guard)).collect();
    uncount(wanted.booking, &gone, asked, streams)
}

fn confirm<S: Streams>(
    wanted: &Confirm,
    arranged: &Arranged,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    let booking = wanted.booking;
    count(booking, &wanted.guards, asked, streams)?;
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
    match medium {
        Medium::Online => Pool::Public,
        Medium::Phone | Medium::Counter if permission::is_staff(by) => Pool::Internal,
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
