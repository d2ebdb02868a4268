//! Writes the mails that follow from what has happened, each once.
//!
//! Of several nodes one does the work, under a lease. What a mail says follows from the event and from how the thing
//! stands when it is written: nobody is told of an appointment that was given back meanwhile. The name of a mail is made
//! of its event's position, and the checkpoint moves with each mail. So a crash leads at most to the same file again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use domain::booking::{self, Arranged, CancelReason};
use domain::calendar::local_date;
use domain::capacity::Taken;
use domain::ids::{BookingId, CatalogueId, DayId, EntryId, HoldId, WaitingListId};
use domain::person::Contact;
use domain::{Booking, Capacity, Catalogue, ContactGuard, Event, Personal, WaitingList, capacity, waiting_list};
use event_store::{Cursor, Failure, Lease, Log, Recorded, crash};
use tracing::{info, warn};
use uuid::Uuid;

use crate::invitation::Method;
use crate::language::Language;
use crate::letter::{Letter, Subject, Visit};
use crate::mail::{Head, Mail};
use crate::outbox::{Mailing, Outbox};
use crate::render::render;

/// How many events are read at a time.
const BATCH: u32 = 512;

/// After how many minutes an outbox that took nothing is tried again.
const TRY_AGAIN_MINS: i64 = 1;

/// How long a mail may take on its way into the outbox: shorter than the lease. A share that hangs holds up nothing else.
const PUT_MAX: Duration = Duration::from_secs(10);

/// How long after its beginning somebody is still told that an appointment was cancelled.
const TOLD_LATE: TimeDelta = TimeDelta::hours(12);

/// Makes the address behind the link with which an appointment is confirmed: of the appointment and the link's number.
pub type Links = Arc<dyn Fn(BookingId, u32) -> String + Send + Sync>;

/// Follows the log for mails.
pub struct Worker {
    log: Log,
    head: Head,
    links: Links,
    outbox: Option<Arc<dyn Outbox>>,
    cursor: Cursor,
    /// When an outbox that took nothing is tried again.
    look_at: Option<DateTime<Utc>>,
}

event_store::follows!(Worker, "mails");

/// Something to tell somebody.
struct Occasion {
    /// To whom, and in which language.
    contact: Personal<Contact>,
    /// When and how they come.
    visit: Visit,
    /// What has happened.
    subject: Subject,
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

/// What became of an event.
enum Outcome {
    /// There is nothing to tell.
    Silent,
    /// Its mails are in the outbox.
    Written,
    /// The outbox takes nothing at the moment.
    Later,
    /// The work went to another node, if only for a while: where it is now is to be read anew.
    Lost,
}

impl Worker {
    /// A worker of a log. Without an outbox nobody gets mail, and nobody gets what they missed once there is one.
    pub fn new(log: Log, mailing: Mailing, links: Links) -> Self {
        let Mailing { head, outbox } = mailing;
        let cursor = Cursor::new("mails", log.backend());
        Self { log, head, links, outbox, cursor, look_at: None }
    }

    /// Where the mails go, as operators call it.
    pub fn outbox(&self) -> Option<String> {
        self.outbox.as_ref().map(|outbox| outbox.name())
    }

    /// Writes what there is to write. Another node may be doing it already. Nothing follows from a mail.
    pub async fn follow_up(&mut self) -> Result<bool, Failure> {
        // What happens meanwhile fills no outbox that takes nothing.
        if self.look_at.is_some_and(|look_at| self.log.clock().now() < look_at) {
            return Ok(false);
        }
        loop {
            if let Lease::Elsewhere = self.cursor.take_lease(self.log.backend()).await? {
                return Ok(false);
            }
            let batch = self.log.read_after(self.cursor.position(), BATCH).await?;
            for recorded in &batch {
                match self.take(recorded).await? {
                    Outcome::Silent => self.cursor.advance(recorded.position),
                    Outcome::Written => {
                        self.cursor.advance(recorded.position);
                        // Whoever empties the outbox does not get the mail again after a crash.
                        self.cursor.store(self.log.backend()).await?;
                    }
                    Outcome::Later | Outcome::Lost => return Ok(false),
                }
            }
            if batch.is_empty() {
                return Ok(false);
            }
            self.cursor.store_if_behind(self.log.backend()).await?;
        }
    }

    /// When to look again, if nothing happens.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.look_at
    }

    /// Stores how far the work is done, and leaves it to others.
    pub async fn hand_over(&mut self) -> Result<(), Failure> {
        self.cursor.store(self.log.backend()).await?;
        self.cursor.give_back(self.log.backend()).await
    }

    async fn take(&mut self, recorded: &Recorded) -> Result<Outcome, Failure> {
        if self.outbox.is_none() {
            return Ok(Outcome::Silent);
        }
        let of_kind = [
            self.log.stream_of::<Booking>(recorded.stream.id)?,
            self.log.stream_of::<Capacity>(recorded.stream.id)?,
            self.log.stream_of::<WaitingList>(recorded.stream.id)?,
        ];
        if !of_kind.contains(&recorded.stream) {
            return Ok(Outcome::Silent);
        }
        // The sealed parts stay closed: how to reach somebody stands in the state, as long as it is known at all.
        let event =
            Event::decode(recorded.stream.kind, &recorded.shape, recorded.payload.as_bytes()).map_err(|error| {
                Failure::Corrupt(format!("the event at position {} cannot be read: {error}", recorded.position))
            })?;
        match event {
            Event::Booking(event) => {
                let occasion = self.of_booking(&event, BookingId(recorded.stream.id)).await?;
                self.tell(recorded, 0, occasion).await
            }
            Event::WaitingList(waiting_list::Event::Offered { entry, booking, expires_at, .. }) => {
                let occasion = self.of_offer(WaitingListId(recorded.stream.id), entry, booking, expires_at).await?;
                self.tell(recorded, 0, occasion).await
            }
            Event::Capacity(capacity::Event::Conflicted { appointments, .. }) => {
                let mut outcome = Outcome::Silent;
                for (k, taken) in appointments.iter().enumerate() {
                    let occasion = self.of_conflict(taken).await?;
                    match self.tell(recorded, k, occasion).await? {
                        Outcome::Silent => {}
                        Outcome::Written => outcome = Outcome::Written,
                        stopped @ (Outcome::Later | Outcome::Lost) => return Ok(stopped),
                    }
                }
                Ok(outcome)
            }
            _ => Ok(Outcome::Silent),
        }
    }

    async fn of_booking(&self, event: &booking::Event, id: BookingId) -> Result<Option<Occasion>, Failure> {
        let now = self.log.clock().now();
        match *event {
            booking::Event::ConfirmationRequested { generation, expires_at, .. } => {
                let known = self.log.load::<Booking>(id.0).await?.state.0;
                let wish = known.wish().filter(|wish| wish.generation == generation && now < expires_at);
                let Some(wish) = wish else { return Ok(None) };
                Ok(Some(Occasion {
                    contact: wish.contact.clone(),
                    visit: self.visit(&wish.arranged, None).await?,
                    subject: Subject::ConfirmationLink { url: (self.links)(id, generation), until: expires_at },
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
                Ok(Some(Occasion { contact, visit, subject: Subject::Cancelled { reason } }))
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
        let visit = self.visit(&known.arranged, Some(known.number)).await?;
        Ok(Some(Occasion { contact: known.contact.clone(), visit, subject }))
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
        Ok(Some(Occasion { contact: waits.contact.clone(), visit, subject: Subject::Offer { until } }))
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
        Ok(Visit { starts_at, channel, medium, number, bring, has_another: false, invitation: None })
    }

    /// Puts a mail into the outbox, unless nobody can be reached by mail or they were forgotten.
    async fn tell(&mut self, recorded: &Recorded, k: usize, occasion: Option<Occasion>) -> Result<Outcome, Failure> {
        let (Some(outbox), Some(Occasion { contact, visit, subject })) = (self.outbox.clone(), occasion) else {
            return Ok(Outcome::Silent);
        };
        let Some(Contact { mail: Some(to), language, .. }) = contact.value() else { return Ok(Outcome::Silent) };
        let name = format!("{}-{:012}-{k}-{}", self.log.authority(), recorded.position.0, subject.kind());
        let invitation = visit.invitation;
        let letter = Letter { language: Language::of_tag(language), visit, subject };
        let (subject, text) = render(&letter, &self.head);
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("mail.{name}").as_bytes());
        let mail = Mail { id, at: recorded.at, to: to.clone(), language: letter.language, subject, text, invitation };
        let bytes = match mail.to_bytes(&self.head) {
            Ok(bytes) => bytes,
            Err(unsendable) => {
                // Who cannot be written to is reached in another way; nothing else waits for it.
                warn!(mail.name = name, reason = %unsendable, "mail {name} cannot be written: {unsendable}");
                return Ok(Outcome::Silent);
            }
        };
        // A day with many appointments takes longer than a lease lasts.
        if !matches!(self.cursor.take_lease(self.log.backend()).await?, Lease::Held) {
            return Ok(Outcome::Lost);
        }
        crash::point("mail.before_write");
        let put = tokio::time::timeout(PUT_MAX, outbox.put(name.clone(), bytes)).await;
        if let Err(error) = put.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            let outbox = outbox.name();
            warn!(error = &error as &dyn std::error::Error, "{outbox} takes no mails; they wait, and none is lost");
            self.look_at = Some(self.log.clock().now() + TimeDelta::minutes(TRY_AGAIN_MINS));
            return Ok(Outcome::Later);
        }
        crash::point("mail.after_write");
        self.look_at = None;
        info!(mail.name = name, "mail {name} is in the outbox");
        Ok(Outcome::Written)
    }
}
