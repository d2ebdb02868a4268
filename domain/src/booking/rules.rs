//! What has to hold of an appointment, whichever state it is in: how long it takes, who may make it, whom it reaches.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Arranged, Delivered, Forget, Line, Medium, Refusal, Reminder, Slot};
use crate::asked::{By, Facts};
use crate::catalogue::Channel;
use crate::limits::Limits;
use crate::permission;
use crate::person::Contact;
use crate::personal::{Erased, Personal};

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
pub(super) fn edition_on(facts: &Facts, date: NaiveDate) -> Result<u32, Refusal> {
    facts.catalogue.in_force(date).map(|edition| edition.number).ok_or(Refusal::ServiceNotOffered)
}

/// Only who stands at the counter takes what is left of a time that has begun: everybody else would be late at once.
pub(super) fn comes_too_late(medium: Medium, slot: &Slot, at: DateTime<Utc>) -> bool {
    match medium {
        Medium::Online | Medium::Phone => slot.span.starts_at <= at,
        Medium::Counter => false,
    }
}

/// From when on an appointment counts as missed. The limit in force when the time was taken binds,
/// and whoever takes a time that has begun has as long from then on.
pub(super) fn missed_from(slot: &Slot, at: DateTime<Utc>, facts: &Facts) -> DateTime<Utc> {
    slot.span.starts_at.max(at) + TimeDelta::minutes(facts.limits.no_show_grace_mins.into())
}

/// Whether a visit can have delivered this: nothing at all, or each service once with how often, and not too many.
pub(super) fn is_plausible(delivered: &[Delivered], limits: &Limits) -> bool {
    let sum: u32 = delivered.iter().map(|one| u32::from(one.quantity)).sum();
    let twice = |(n, one): (usize, &Delivered)| delivered[..n].iter().any(|other| other.service == one.service);
    delivered.iter().all(|one| one.quantity > 0)
        && sum <= u32::from(limits.services_per_visit_max)
        && !delivered.iter().enumerate().any(twice)
}

/// A citizen arranges appointments in their own name only; staff do it for whoever calls.
pub(super) fn speaks_for_another(by: &By, arranged: &Arranged) -> bool {
    arranged.holder != by.actor && !permission::is_staff(by)
}

/// Whom no appointment came to be of is forgotten soon (Art. 5 (1) (e) GDPR).
pub(crate) fn unconfirmed(contact: &Personal<Contact>, since: DateTime<Utc>, limits: &Limits) -> Forget {
    Forget { subject: contact.subject(), at: since + TimeDelta::hours(limits.unconfirmed_kept_hours.into()) }
}

/// Whose appointment did not take place may still ask about it for a while.
pub(super) fn given_up(contact: &Personal<Contact>, since: DateTime<Utc>, limits: &Limits) -> Forget {
    Forget { subject: contact.subject(), at: since + TimeDelta::days(limits.cancelled_kept_days.into()) }
}

/// The reminders that are still to come and that somebody can read.
pub(super) fn reminders(contact: &Personal<Contact>, slot: &Slot, at: DateTime<Utc>) -> Vec<Reminder> {
    let readable = has_mail(contact).is_ok_and(|has_mail| has_mail);
    let starts_at = slot.span.starts_at;
    Reminder::ALL.into_iter().filter(|one| readable && one.due(starts_at) > at).collect()
}

pub(super) fn has_mail(contact: &Personal<Contact>) -> Result<bool, Erased> {
    Ok(contact.known()?.mail.as_ref().is_some_and(|mail| !mail.trim().is_empty()))
}

pub(super) fn is_reachable(contact: &Personal<Contact>) -> Result<bool, Erased> {
    let contact = contact.known()?;
    Ok([&contact.mail, &contact.phone].into_iter().flatten().any(|way| !way.trim().is_empty()))
}
