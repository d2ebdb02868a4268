//! What forms about appointments say, and what of it is possible.

use async_graphql::InputObject;
use chrono::{DateTime, Utc};
use domain::booking::{Cancel, Confirm, Delivered, Hold, Line, Medium, Park, Redirect, Reschedule};
use domain::calendar::local_date;
use domain::ids::{BookingId, ScopeId};
use domain::{ActorId, person};
use uuid::Uuid;

use crate::checked::{self, Checked};
use crate::step::Step;
use crate::words::{CancelReason, Channel, ParkReason, ServiceCode};

/// How many different services a request may name; the office's own limit is smaller.
const LINES_MAX: usize = 20;

/// A service and how often.
#[derive(Clone, Copy, Debug, InputObject)]
pub(crate) struct LineInput {
    /// Which service.
    pub(crate) service: ServiceCode,
    /// How often: 1 to 20.
    #[graphql(default = 1)]
    pub(crate) quantity: i32,
}

impl LineInput {
    /// The lines as the domain knows them.
    pub(crate) fn lines(field: &'static str, lines: &[Self]) -> Checked<Vec<Line>> {
        checked::few(field, lines.len(), LINES_MAX)?;
        let line =
            |line: &Self| Ok(Line { service: line.service.into(), quantity: checked::quantity(field, line.quantity)? });
        lines.iter().map(line).collect()
    }

    /// The lines as what was delivered.
    pub(super) fn delivered(lines: &[Self]) -> Checked<Vec<Delivered>> {
        let lines = Self::lines("delivered", lines)?;
        Ok(lines.into_iter().map(|Line { service, quantity }| Delivered { service, quantity }).collect())
    }
}

/// Who comes, and how to reach them.
#[derive(InputObject)]
pub(crate) struct ContactInput {
    /// How the person wants to be called.
    name: String,
    /// E-mail, where there is one.
    mail: Option<String>,
    /// Telephone, where there is one.
    phone: Option<String>,
    /// The language in which the person wants to be addressed, as a BCP 47 tag. Mails are in `de`, `de-simple` (plain
    /// German), `en` and `fr`, and in English for every other.
    #[graphql(default = "de")]
    language: String,
    /// What the person needs to take part: an interpreter, captions, more time.
    needs: Option<String>,
}

impl ContactInput {
    /// The contact as the domain knows it.
    pub(crate) fn contact(&self) -> Checked<person::Contact> {
        Ok(person::Contact {
            name: checked::line("contact.name", &self.name)?,
            mail: checked::mail("contact.mail", self.mail.as_deref())?,
            phone: checked::phone("contact.phone", self.phone.as_deref())?,
            language: checked::language("contact.language", &self.language)?,
            needs: checked::optional_line("contact.needs", self.needs.as_deref())?,
        })
    }
}

/// A time is to be kept for a while.
#[derive(InputObject)]
pub(super) struct BookingHoldInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// When it is to begin, as `freeSlots` offered it.
    starts_at: DateTime<Utc>,
    /// What for. How long it takes is the catalogue's to say.
    lines: Vec<LineInput>,
    /// How to come together. The catalogue says in which channels a service is offered.
    #[graphql(default_with = "Channel::Video")]
    channel: Channel,
}

impl BookingHoldInput {
    pub(super) fn hold(&self, booking: BookingId, holder: ActorId) -> Checked<Hold> {
        let starts_at = checked::moment("startsAt", self.starts_at)?;
        Ok(Hold {
            booking,
            scope: ScopeId(self.scope),
            date: local_date(starts_at),
            starts_at,
            lines: LineInput::lines("lines", &self.lines)?,
            medium: Medium::Online,
            channel: self.channel.into(),
            holder,
        })
    }
}

/// A held time is to become an appointment.
#[derive(InputObject)]
pub(super) struct BookingConfirmInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which.
    pub(super) booking: Uuid,
    /// Who comes.
    contact: ContactInput,
}

impl BookingConfirmInput {
    pub(super) fn confirm(&self, step: &Step<'_>) -> Checked<Confirm> {
        let contact = self.contact.contact()?;
        let guards = step.office.guards_of(&contact);
        Ok(Confirm { booking: BookingId(self.booking), contact: step.subject("contact").knows(contact), guards })
    }
}

/// An appointment is to be made for somebody on the telephone.
#[derive(InputObject)]
pub(super) struct BookingBookByPhoneInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Where.
    scope: Uuid,
    /// When it is to begin.
    starts_at: DateTime<Utc>,
    /// What for.
    lines: Vec<LineInput>,
    /// How to come together.
    #[graphql(default_with = "Channel::Video")]
    channel: Channel,
    /// Who comes.
    contact: ContactInput,
}

impl BookingBookByPhoneInput {
    pub(super) fn book(&self, booking: BookingId, step: &Step<'_>) -> Checked<domain::booking::BookByPhone> {
        let starts_at = checked::moment("startsAt", self.starts_at)?;
        let contact = self.contact.contact()?;
        let guards = step.office.guards_of(&contact);
        Ok(domain::booking::BookByPhone {
            booking,
            scope: ScopeId(self.scope),
            date: local_date(starts_at),
            starts_at,
            lines: LineInput::lines("lines", &self.lines)?,
            channel: self.channel.into(),
            // Nobody has come to the door yet: the appointment belongs to a visitor who can be given a token later.
            holder: ActorId(step.name("holder")),
            contact: step.subject("contact").knows(contact),
            guards,
        })
    }
}

/// An appointment is to move.
#[derive(InputObject)]
pub(super) struct BookingRescheduleInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which.
    pub(super) booking: Uuid,
    /// Where to.
    scope: Uuid,
    /// When it is to begin.
    starts_at: DateTime<Utc>,
}

impl BookingRescheduleInput {
    pub(super) fn reschedule(&self) -> Checked<Reschedule> {
        let starts_at = checked::moment("startsAt", self.starts_at)?;
        Ok(Reschedule {
            booking: BookingId(self.booking),
            scope: ScopeId(self.scope),
            date: local_date(starts_at),
            starts_at,
        })
    }
}

/// An appointment or a held time is to be given back.
#[derive(InputObject)]
pub(super) struct BookingCancelInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which.
    pub(super) booking: Uuid,
    /// Why. Every other reason than the citizen's wish is the office's to give, and holds also after the beginning.
    #[graphql(default_with = "CancelReason::Citizen")]
    reason: CancelReason,
}

impl BookingCancelInput {
    pub(super) fn cancel(&self) -> Cancel {
        Cancel { booking: BookingId(self.booking), reason: self.reason.into() }
    }
}

/// Something is to happen to an appointment that needs no more than its id.
#[derive(InputObject)]
pub(super) struct BookingStepInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which appointment.
    pub(super) booking: Uuid,
}

/// A service is to be interrupted.
#[derive(InputObject)]
pub(super) struct BookingParkInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which appointment.
    pub(super) booking: Uuid,
    /// Why.
    reason: ParkReason,
}

impl BookingParkInput {
    pub(super) fn park(&self) -> Park {
        Park { booking: BookingId(self.booking), why: self.reason.into() }
    }
}

/// Somebody is to be sent to another queue.
#[derive(InputObject)]
pub(super) struct BookingRedirectInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which appointment.
    pub(super) booking: Uuid,
    /// Whose queue; their own one gives them to a colleague.
    scope: Uuid,
}

impl BookingRedirectInput {
    pub(super) fn redirect(&self) -> Redirect {
        Redirect { booking: BookingId(self.booking), to: ScopeId(self.scope) }
    }
}

/// A visit is to end.
#[derive(InputObject)]
pub(super) struct BookingFinishInput {
    /// Names the request: the same key gives the same answer.
    pub(super) idempotency_key: Uuid,
    /// Which appointment.
    pub(super) booking: Uuid,
    /// What was really delivered; it may differ from what was booked.
    pub(super) delivered: Vec<LineInput>,
}
