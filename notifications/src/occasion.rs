//! Who is to be told of what has happened, and what.
//!
//! What a mail says follows from its event and from how the thing stands when it is written: nobody is told of an
//! appointment that was given back meanwhile.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::booking::{self, Arranged, CancelReason};
use domain::calendar::local_date;
use domain::capacity::Taken;
use domain::ids::{BookingId, CatalogueId, DayId, EntryId, HoldId, LinkGrantId, WaitingListId};
use domain::mail::Cause;
use domain::person::Contact;
use domain::{
    Booking, Capacity, Catalogue, ContactGuard, Event, LinkGrant, Personal, WaitingList, capacity, link_grant,
    waiting_list,
};
use event_store::{Failure, Log, Position, Recorded};

use crate::invitation::Method;
use crate::letter::{Subject, Visit};

/// How long after its beginning somebody is still told that an appointment was cancelled.
const TOLD_LATE: TimeDelta = TimeDelta::hours(12);

/// Makes an address of an appointment and the number of a link.
pub type Link = Arc<dyn Fn(BookingId, u32) -> String + Send + Sync>;

/// Makes the addresses that stand in mails.
#[derive(Clone)]
pub struct Links {
    /// Where an appointment is confirmed.
    pub confirm: Link,
    /// Where it is seen and changed.
    pub manage: Link,
}

/// Something to tell somebody.
pub(crate) struct Occasion {
    /// About which appointment.
    pub(crate) booking: BookingId,
    /// To whom, and in which language.
    pub(crate) contact: Personal<Contact>,
    /// When and how they come.
    pub(crate) visit: Visit,
    /// What has happened.
    pub(crate) subject: Subject,
}

/// Who was named for an appointment that is over.
struct Named {
    contact: Personal<Contact>,
    /// How often it had moved; nothing if it never stood.
    rounds: Option<u32>,
}

impl Named {
    fn stood(&self) -> bool {
        self.rounds.is_some()
    }
}

/// Finds out whom there is something to tell.
pub(crate) struct Occasions {
    log: Log,
    links: Links,
}

impl Occasions {
    pub(crate) fn new(log: Log, links: Links) -> Self {
        Self { log, links }
    }

    /// How many people there may be something to tell because of an event: each has a place, counted from nothing.
    pub(crate) fn places(&self, recorded: &Recorded) -> Result<u32, Failure> {
        Ok(match self.event(recorded)? {
            Some(
                Event::Booking(_)
                | Event::WaitingList(waiting_list::Event::Offered { .. })
                | Event::LinkGrant(link_grant::Event::Renewed { .. }),
            ) => 1,
            Some(Event::Capacity(capacity::Event::Conflicted { appointments, .. })) => {
                u32::try_from(appointments.len()).expect("a day has some hundred appointments")
            }
            Some(_) | None => 0,
        })
    }

    /// What there is to tell, as things stand now, because of an event to whoever has this place.
    pub(crate) async fn of(&self, recorded: &Recorded, place: u32) -> Result<Option<Occasion>, Failure> {
        match self.event(recorded)? {
            Some(Event::Booking(event)) => self.of_booking(&event, BookingId(recorded.stream.id)).await,
            Some(Event::WaitingList(waiting_list::Event::Offered { entry, booking, expires_at, .. })) => {
                self.of_offer(WaitingListId(recorded.stream.id), entry, booking, expires_at).await
            }
            Some(Event::LinkGrant(link_grant::Event::Renewed { booking, generation, .. })) => {
                self.of_new_link(booking, generation).await
            }
            Some(Event::Capacity(capacity::Event::Conflicted { appointments, .. })) => {
                match appointments.get(place as usize) {
                    Some(taken) => self.of_conflict(taken).await,
                    None => Ok(None),
                }
            }
            Some(_) | None => Ok(None),
        }
    }

    /// What there is to tell because of something that happened earlier, and when that was.
    pub(crate) async fn because_of(&self, cause: Cause) -> Result<Option<(DateTime<Utc>, Occasion)>, Failure> {
        let before = Position(cause.position.saturating_sub(1));
        let Some(recorded) = self.log.read_after(before, 1).await?.pop() else { return Ok(None) };
        let occasion = self.of(&recorded, cause.place).await?;
        Ok(occasion.map(|occasion| (recorded.at, occasion)))
    }

    /// The event, if it is of a kind of which people are told.
    fn event(&self, recorded: &Recorded) -> Result<Option<Event>, Failure> {
        let of_kind = [
            self.log.stream_of::<Booking>(recorded.stream.id)?,
            self.log.stream_of::<Capacity>(recorded.stream.id)?,
            self.log.stream_of::<WaitingList>(recorded.stream.id)?,
            self.log.stream_of::<LinkGrant>(recorded.stream.id)?,
        ];
        if !of_kind.contains(&recorded.stream) {
            return Ok(None);
        }
        // The sealed parts stay closed: how to reach somebody stands in the state, as long as it is known at all.
        worker::happened(recorded).map(Some)
    }

    async fn of_booking(&self, event: &booking::Event, id: BookingId) -> Result<Option<Occasion>, Failure> {
        let now = self.log.clock().now();
        match *event {
            booking::Event::ConfirmationRequested { generation, expires_at, .. } => {
                let known = self.log.load::<Booking>(id.0).await?.state.0;
                let wish = known.wish().filter(|wish| wish.generation == generation && now < expires_at);
                let Some(wish) = wish else { return Ok(None) };
                Ok(Some(Occasion {
                    booking: id,
                    contact: wish.contact.clone(),
                    visit: self.visit(&wish.arranged, None).await?,
                    subject: Subject::ConfirmationLink { url: (self.links.confirm)(id, generation), until: expires_at },
                }))
            }
            booking::Event::Confirmed { ref arranged, .. } => {
                let occasion = self.stands(id, arranged.slot.hold, Subject::Confirmed).await?;
                let Some(mut occasion) = occasion else { return Ok(None) };
                occasion.visit.has_another = self.has_another(id, arranged).await?;
                occasion.visit.invite(id, 0, Method::Request, arranged.slot.span);
                Ok(Some(occasion))
            }
            booking::Event::Rescheduled { from, to, round, .. } => {
                let subject = Subject::Rescheduled { from: from.span.starts_at };
                let Some(mut occasion) = self.stands(id, to.hold, subject).await? else { return Ok(None) };
                occasion.visit.invite(id, round, Method::Request, to.span);
                Ok(Some(occasion))
            }
            booking::Event::Reminded { reminder, starts_at } => {
                let known = self.log.load::<Booking>(id.0).await?.state.0;
                let Some(slot) = known.arranged().map(|arranged| arranged.slot) else { return Ok(None) };
                if slot.span.starts_at != starts_at {
                    return Ok(None);
                }
                self.stands(id, slot.hold, Subject::Reminder(reminder)).await
            }
            booking::Event::Cancelled { reason, ref arranged, forget: Some(_), .. } => {
                // Who gave back a wish that was never an appointment knows it.
                let starts_at = arranged.slot.span.starts_at;
                let is_told = |stood| starts_at + TOLD_LATE > now && (stood || reason != CancelReason::Citizen);
                let Some(Named { contact, rounds }) = self.named(id).await?.filter(|named| is_told(named.stood()))
                else {
                    return Ok(None);
                };
                let mut visit = self.visit(arranged, None).await?;
                if let Some(rounds) = rounds {
                    visit.invite(id, rounds + 1, Method::Cancel, arranged.slot.span);
                }
                Ok(Some(Occasion { booking: id, contact, visit, subject: Subject::Cancelled { reason } }))
            }
            booking::Event::Held { .. }
            | booking::Event::Extended { .. }
            | booking::Event::Cancelled { .. }
            | booking::Event::Expired { .. }
            | booking::Event::CheckedIn { .. }
            | booking::Event::Called { .. }
            | booking::Event::Started { .. }
            | booking::Event::Parked { .. }
            | booking::Event::Resumed { .. }
            | booking::Event::Returned
            | booking::Event::Redirected { .. }
            | booking::Event::Finished { .. }
            | booking::Event::Unserved { .. }
            | booking::Event::Missed { .. }
            | booking::Event::AccessRestricted => Ok(None),
        }
    }

    /// Something about an appointment that still stands, at this time, and is still to come.
    async fn stands(&self, id: BookingId, hold: HoldId, subject: Subject) -> Result<Option<Occasion>, Failure> {
        let now = self.log.clock().now();
        let known = self.log.load::<Booking>(id.0).await?.state.0;
        let booking::State::Confirmed(known) = known else { return Ok(None) };
        let slot = known.arranged.slot;
        let is_to_come = slot.hold == hold && now < slot.span.starts_at;
        if !is_to_come {
            return Ok(None);
        }
        let mut visit = self.visit(&known.arranged, Some(known.number)).await?;
        visit.manage = self.way_back(id).await?;
        Ok(Some(Occasion { booking: id, contact: known.contact.clone(), visit, subject }))
    }

    /// The newest link with which somebody comes back to their appointment, if it opens anything.
    async fn way_back(&self, id: BookingId) -> Result<Option<String>, Failure> {
        let link = self.log.load::<LinkGrant>(LinkGrantId::of(id).0).await?.state.0;
        Ok(link.mailed().map(|generation| (self.links.manage)(id, generation)))
    }

    /// Also of an appointment that is over: somebody wants to see what became of it.
    async fn of_new_link(&self, id: BookingId, generation: u32) -> Result<Option<Occasion>, Failure> {
        let link = self.log.load::<LinkGrant>(LinkGrantId::of(id).0).await?.state.0;
        let known = self.log.load::<Booking>(id.0).await?.state.0;
        let Some(known) = known.appointment().filter(|_| link.mailed() == Some(generation)) else { return Ok(None) };
        let mut visit = self.visit(&known.arranged, Some(known.number)).await?;
        visit.manage = Some((self.links.manage)(id, generation));
        Ok(Some(Occasion { booking: id, contact: known.contact.clone(), visit, subject: Subject::NewLink }))
    }

    async fn of_conflict(&self, taken: &Taken) -> Result<Option<Occasion>, Failure> {
        let day = DayId::of(taken.allocation.scope, taken.allocation.date);
        let known = self.log.load::<Capacity>(day.0).await?.state.0;
        // They may have found a place meanwhile.
        if !known.is_in_conflict(taken.hold) {
            return Ok(None);
        }
        self.stands(taken.allocation.booking, taken.hold, Subject::Conflict).await
    }

    async fn of_offer(
        &self,
        list: WaitingListId,
        entry: EntryId,
        booking: BookingId,
        until: DateTime<Utc>,
    ) -> Result<Option<Occasion>, Failure> {
        let known = self.log.load::<WaitingList>(list.0).await?.state.0;
        let waits = known.entry(entry).filter(|waits| waits.open.is_some_and(|open| open.booking == booking));
        let Some(waits) = waits.filter(|_| self.log.clock().now() < until) else { return Ok(None) };
        let held = self.log.load::<Booking>(booking.0).await?.state.0;
        let Some(arranged) = held.arranged() else { return Ok(None) };
        let visit = self.visit(arranged, None).await?;
        let contact = waits.contact.clone();
        Ok(Some(Occasion { booking, contact, visit, subject: Subject::Offer { until } }))
    }

    /// Who was named for an appointment that is over. The state has forgotten it, the history not.
    async fn named(&self, id: BookingId) -> Result<Option<Named>, Failure> {
        let history = self.log.history_envelopes(self.log.stream_of::<Booking>(id.0)?, Event::read).await?;
        Ok(history.into_iter().fold(None, |named, envelope| match envelope.event {
            Event::Booking(booking::Event::ConfirmationRequested { contact, .. }) => {
                Some(Named { contact, rounds: None })
            }
            Event::Booking(booking::Event::Confirmed { contact, .. }) => Some(Named { contact, rounds: Some(0) }),
            Event::Booking(booking::Event::Rescheduled { round, .. }) => {
                named.map(|named| Named { rounds: Some(round), ..named })
            }
            _ => named,
        }))
    }

    /// Whether the same person has another appointment for one of the same services: whoever books as the same visitor or
    /// with the same mailbox. Whoever types in the telephone number of another learns nothing, and nobody learns of an
    /// appointment that is the team lead's alone (§§ 51, 52 BMG).
    async fn has_another(&self, id: BookingId, arranged: &Arranged) -> Result<bool, Failure> {
        let known = self.log.load::<Booking>(id.0).await?.state.0;
        let Some(known) = known.appointment() else { return Ok(false) };
        let mailbox = |of: &booking::Appointment| of.contact.value().and_then(Contact::mailbox);
        for guard in &known.guards {
            let counted = self.log.load::<ContactGuard>(guard.0).await?.state.0;
            // A dormitory needs each of them.
            if counted.is_institution() {
                return Ok(false);
            }
            for other in counted.counted().iter().filter(|other| **other != id) {
                let other = self.log.load::<Booking>(other.0).await?.state.0;
                let Some(other) = other.appointment().filter(|other| !other.restricted) else { continue };
                let is_theirs = other.arranged.holder == arranged.holder || mailbox(other) == mailbox(known);
                let mut lines = other.arranged.lines.iter();
                if is_theirs && lines.any(|line| arranged.lines.iter().any(|own| own.service == line.service)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn visit(&self, arranged: &Arranged, number: Option<booking::Number>) -> Result<Visit, Failure> {
        let starts_at = arranged.slot.span.starts_at;
        let catalogue = self.log.known::<Catalogue>(CatalogueId::of_office().0).await?;
        let edition = catalogue.state.0.published().in_force(local_date(starts_at));
        let services = arranged.lines.iter().filter_map(|line| edition?.service(line.service));
        let mut bring: Vec<_> = services.flat_map(|service| service.evidence.iter().copied()).collect();
        bring.sort_unstable();
        bring.dedup();
        let Arranged { channel, medium, .. } = *arranged;
        Ok(Visit { starts_at, channel, medium, number, bring, has_another: false, manage: None, invitation: None })
    }
}
