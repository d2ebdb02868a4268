//! What the list does together with the day and the appointment: a freed time is held for whoever is next, and taken or
//! given back by them.

use super::aggregate::{HOLDER, is_theirs};
use super::{Command, Entry, LeftBecause, LeftOver, Refusal, State, Wish};
use crate::asked::Asked;
use crate::booking::{self, Arranged, CancelReason, Confirm, Slot, needed_minutes};
use crate::calendar::{self, Span};
use crate::capacity;
use crate::ids::{BookingId, DayId, EntryId, HoldId, ScopeId, WaitingListId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Waits for a time at a scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// The place.
    pub entry: EntryId,
    /// What for.
    pub wish: Wish,
}

/// Offers a time that came back to whoever waits longest of those whom it suits. It may be time that the public does
/// not see yet. If it suits nobody, it is theirs after its delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferFreed {
    /// Where.
    pub scope: ScopeId,
    /// Which time.
    pub freed: Span,
}

/// Takes the offer: the held appointment stands, and nobody waits any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accept {
    /// Where.
    pub scope: ScopeId,
    /// Whose.
    pub entry: EntryId,
}

/// Gives the offered time back, for the next, and keeps the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decline {
    /// Where.
    pub scope: ScopeId,
    /// Whose.
    pub entry: EntryId,
}

/// Waits no longer, by their own wish. What is offered at the time goes to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leave {
    /// Where.
    pub scope: ScopeId,
    /// Whose place.
    pub entry: EntryId,
}

impl Transaction for Join {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let list = WaitingListId::of(self.wish.scope);
        let join = Command::Join { entry: self.entry, wish: Box::new(self.wish.clone()) };
        streams.decide::<State>(list.0, asked.to(join)).map(drop)
    }
}

impl Transaction for OfferFreed {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { scope, freed } = *self;
        let list = WaitingListId::of(scope);
        let known: State = streams.guard(list.0)?;
        let next = known.next_for(freed, asked.at, &asked.facts);
        let Some((entry, waits)) = next.and_then(|entry| Some((entry, known.entry(entry)?))) else { return Ok(()) };
        let (date, starts_at) = (calendar::local_date(freed.starts_at), freed.starts_at);
        let minutes = needed_minutes(&waits.lines, waits.channel, &asked.facts, date).map_err(crate::Refusal::from)?;
        let booking = BookingId::of_offer(entry, waits.offers.saturating_add(1));
        let (day, hold) = (DayId::of(scope, date), HoldId::of(booking, 0));
        let keep = capacity::Command::Offer { hold, booking, starts_at, minutes };
        for event in streams.decide::<capacity::State>(day.0, asked.to(keep))? {
            if let capacity::Event::Held { allocation, expires_at, .. } = event {
                let span = allocation.span;
                let arranged = Arranged {
                    holder: waits.holder,
                    medium: waits.medium,
                    channel: waits.channel,
                    lines: waits.lines.clone(),
                    slot: Slot { scope, day, hold, span },
                    offered_to: Some(entry),
                };
                let hold = booking::Command::Hold { arranged, expires_at };
                streams.decide::<booking::State>(booking.0, asked.to(hold))?;
                let rest = Span { starts_at: span.ends_at, ends_at: freed.ends_at };
                let left_over = (rest.minutes() > 0).then_some(LeftOver { scope, span: rest });
                let offer = Command::Offer { entry, booking, freed, span, expires_at, left_over };
                streams.decide::<State>(list.0, asked.to(offer))?;
            }
        }
        Ok(())
    }
}

impl Transaction for Accept {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let waits = own(self.scope, self.entry, asked, streams)?;
        let open = waits.open.filter(|open| open.expires_at > asked.at).ok_or_else(|| refused(Refusal::NoOffer))?;
        // The appointment tells the list that it stands.
        Confirm { booking: open.booking, contact: waits.contact, guards: waits.guards }.run(asked, streams)
    }
}

impl Transaction for Decline {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let waits = own(self.scope, self.entry, asked, streams)?;
        let open = waits.open.ok_or_else(|| refused(Refusal::NoOffer))?;
        give_back(open.booking, asked, streams)
    }
}

impl Transaction for Leave {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { scope, entry } = *self;
        let list = WaitingListId::of(scope);
        let leave = Command::Leave { entry, because: LeftBecause::OwnWish };
        let known: State = streams.guard(list.0)?;
        let waits = known.entry(entry).filter(|waits| is_theirs(waits, asked));
        if let Some(open) = waits.and_then(|waits| waits.open) {
            give_back(open.booking, asked, streams)?;
        }
        streams.decide::<State>(list.0, asked.to(leave)).map(drop)
    }
}

/// The held appointment tells the list what became of the offer.
fn give_back<S: Streams>(booking: BookingId, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    booking::Cancel { booking, reason: CancelReason::Citizen }.run(asked, streams)
}

/// The place, for whom it belongs to and for staff. Strangers learn nothing about it.
fn own<S: Streams>(scope: ScopeId, entry: EntryId, asked: &Asked<()>, streams: &mut S) -> Result<Entry, S::Break> {
    permission::check(HOLDER, &asked.by, None).map_err(|denied| refused(denied.into()))?;
    let known: State = streams.guard(WaitingListId::of(scope).0)?;
    let waits = known.entry(entry).filter(|waits| is_theirs(waits, asked)).cloned();
    waits.ok_or_else(|| refused(Refusal::Unknown))
}

fn refused<B: From<crate::Refusal>>(refusal: Refusal) -> B {
    crate::Refusal::from(refusal).into()
}
