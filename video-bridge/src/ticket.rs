//! What lets somebody into a room: a ticket, good once and for a minute, and the key of a seat, good for the day. Neither
//! says anything to whoever reads it, and neither ever stands in a URL. An invitation lets nobody in: it is shown to get
//! tickets, for as long as the talk wants its sitter.

use std::ops::Deref;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar::local_date;
use domain::ids::BookingId;
use domain::{ActorId, By, Role, Roles};
use uuid::Uuid;

use crate::seat::Seat;

/// For how long a ticket is good.
pub(crate) const TICKET_KEPT: TimeDelta = TimeDelta::seconds(60);
/// How long a text may be that somebody shows.
const TEXT_MAX: usize = 320;

const TICKET: (&str, &[u8; 16]) = ("vc1", b"vorgang call in1");
const KEY: (&str, &[u8; 16]) = ("vk1", b"vorgang call at1");
const INVITATION: (&str, &[u8; 16]) = ("vi1", b"vorgang invite 1");

/// A ticket, as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// What goes into the first frame, and nowhere else.
    pub text: String,
    /// Until when it is good.
    pub until: DateTime<Utc>,
}

/// Who sits where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sitter {
    pub(crate) booking: BookingId,
    pub(crate) seat: Seat,
    pub(crate) by: By,
}

/// What a ticket says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Admission {
    pub(crate) sitter: Sitter,
    /// What makes it the only one.
    pub(crate) nonce: Uuid,
    /// When it was handed out.
    pub(crate) since: DateTime<Utc>,
}

/// What the key of a seat says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SeatKey {
    pub(crate) sitter: Sitter,
    pub(crate) session: u64,
    /// When it was handed out.
    pub(crate) since: DateTime<Utc>,
}

/// Signs both. Its key is the authority's own, so what one hands out is good for nothing at another.
pub(crate) struct Signer {
    key: hmac::Key,
    authority: String,
}

impl Signer {
    pub(crate) fn new(secret: impl Deref<Target = [u8; 32]>, authority: &str) -> Self {
        Self { key: hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice()), authority: authority.to_owned() }
    }

    pub(crate) fn ticket(&self, admission: &Admission) -> String {
        self.signed(TICKET, &admission.sitter, admission.since, admission.nonce.as_bytes())
    }

    pub(crate) fn key(&self, key: &SeatKey) -> String {
        self.signed(KEY, &key.sitter, key.since, &u128::from(key.session).to_be_bytes())
    }

    /// The invitation of a sitter. It follows from them, so it is the same whenever it is asked for.
    pub(crate) fn invitation(&self, sitter: &Sitter) -> String {
        self.signed(INVITATION, sitter, DateTime::UNIX_EPOCH, &[0; 16])
    }

    /// Whom an invitation is for, if this authority wrote it. Whether they are still wanted, the talk knows.
    pub(crate) fn read_invitation(&self, text: &str) -> Option<Sitter> {
        self.read(INVITATION, text).map(|(sitter, ..)| sitter)
    }

    /// What a ticket says, if this authority wrote it and it is still good.
    pub(crate) fn read_ticket(&self, text: &str, now: DateTime<Utc>) -> Option<Admission> {
        let (sitter, since, last) = self.read(TICKET, text)?;
        (now < since + TICKET_KEPT).then_some(Admission { sitter, nonce: Uuid::from_bytes(last), since })
    }

    /// What a key says, if this authority wrote it, and today.
    pub(crate) fn read_key(&self, text: &str, now: DateTime<Utc>) -> Option<SeatKey> {
        let (sitter, since, last) = self.read(KEY, text)?;
        let session = u64::try_from(u128::from_be_bytes(last)).ok()?;
        (local_date(since) == local_date(now)).then_some(SeatKey { sitter, session, since })
    }

    fn signed(
        &self,
        (prefix, what): (&str, &[u8; 16]),
        sitter: &Sitter,
        since: DateTime<Utc>,
        last: &[u8; 16],
    ) -> String {
        let mut bytes = what.to_vec();
        let (seat, id) = match sitter.seat {
            Seat::Host => (0, Uuid::nil()),
            Seat::Holder => (1, Uuid::nil()),
            Seat::Guest(id) => (2, id),
        };
        let roles: u16 = sitter.by.roles.iter().map(|role| 1 << role as u16).sum();
        bytes.extend_from_slice(sitter.booking.0.as_bytes());
        bytes.push(seat);
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(sitter.by.actor.0.as_bytes());
        bytes.extend_from_slice(&roles.to_be_bytes());
        bytes.extend_from_slice(&since.timestamp_micros().to_be_bytes());
        bytes.extend_from_slice(last);
        let mark = hmac::sign(&self.key, &bytes);
        bytes.extend_from_slice(mark.as_ref());
        format!("{prefix}.{}.{}", self.authority, URL_SAFE_NO_PAD.encode(bytes))
    }

    fn read(&self, (prefix, what): (&str, &[u8; 16]), text: &str) -> Option<(Sitter, DateTime<Utc>, [u8; 16])> {
        if text.len() > TEXT_MAX {
            return None;
        }
        let text = text.strip_prefix(prefix)?.strip_prefix('.')?.strip_prefix(&self.authority)?.strip_prefix('.')?;
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (contents, mark) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        hmac::verify(&self.key, contents, mark).ok()?;
        parsed(contents.strip_prefix(what.as_slice())?)
    }
}

/// The official key of the authority that a ticket, a key or an invitation is said to be of.
pub(crate) fn authority_of(text: &str) -> Option<&str> {
    let mut parts = text.split('.');
    let (_, authority) = (parts.next()?, parts.next()?);
    Some(authority)
}

fn parsed(mut bytes: &[u8]) -> Option<(Sitter, DateTime<Utc>, [u8; 16])> {
    fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (part, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(*part)
    }
    let booking = BookingId(Uuid::from_bytes(take(&mut bytes)?));
    let [seat] = take(&mut bytes)?;
    let id = Uuid::from_bytes(take(&mut bytes)?);
    let seat = match seat {
        0 => Seat::Host,
        1 => Seat::Holder,
        2 => Seat::Guest(id),
        _ => return None,
    };
    let actor = ActorId(Uuid::from_bytes(take(&mut bytes)?));
    let held = u16::from_be_bytes(take(&mut bytes)?);
    let roles: Roles = Role::ALL.into_iter().filter(|role| held & (1 << *role as u16) != 0).collect();
    let since = DateTime::from_timestamp_micros(i64::from_be_bytes(take(&mut bytes)?))?;
    let last = take(&mut bytes)?;
    bytes.is_empty().then_some((Sitter { booking, seat, by: By { actor, roles } }, since, last))
}

#[cfg(test)]
mod tests {
    use domain::testing::{ADA, CLARA, at};

    use super::*;

    fn signer(byte: u8, authority: &str) -> Signer {
        Signer::new(Box::new([byte; 32]), authority)
    }

    fn sitter(seat: Seat) -> Sitter {
        let actor = if seat == Seat::Host { CLARA } else { ADA };
        let roles = [Role::Clerk, Role::TeamLead].into_iter().collect();
        Sitter { booking: BookingId(Uuid::from_u128(1)), seat, by: By { actor, roles } }
    }

    fn admission(seat: Seat) -> Admission {
        Admission { sitter: sitter(seat), nonce: Uuid::from_u128(3), since: at("2026-03-02T09:00:00Z") }
    }

    #[test]
    fn nobody_else_writes_tickets_or_keys() {
        let now = at("2026-03-02T09:00:10Z");
        let ours = signer(1, "10041100");
        let key = SeatKey { sitter: sitter(Seat::Holder), session: 9, since: now };
        let invitation = ours.invitation(&sitter(Seat::Guest(Uuid::from_u128(7))));
        for text in [ours.ticket(&admission(Seat::Holder)), ours.key(&key), invitation] {
            let is_read = |by: &Signer, text: &str| {
                let is_invitation = by.read_invitation(text).is_some();
                is_invitation || by.read_ticket(text, now).is_some() || by.read_key(text, now).is_some()
            };
            assert!(is_read(&ours, &text));
            assert!(!is_read(&signer(2, "10041100"), &text), "another authority's secret");
            assert!(!is_read(&signer(1, "10041101"), &text), "another authority's name");
            for at in 0..text.len() {
                let mut changed = text.clone().into_bytes();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).expect("ASCII");
                assert!(!is_read(&ours, &changed), "letter {at}");
            }
            for bad in [&text[..text.len() - 4], "", "vc1", "vc1.10041100.", "vc1.10041100.A", &"A".repeat(10_000)] {
                assert!(!is_read(&ours, bad), "{bad:.40}");
            }
        }
        let ticket = ours.ticket(&admission(Seat::Holder));
        assert_eq!(ours.read_key(&ticket, now), None, "a ticket is no key");
        assert_eq!(ours.read_invitation(&ticket), None, "nor an invitation");
        assert_eq!(ours.read_key(&ticket.replace("vc1", "vk1"), now), None);
        assert_eq!(ours.read_ticket(&ours.key(&key), now), None, "and a key is no ticket");
    }

    #[test]
    fn a_ticket_is_read_as_it_was_written_for_a_minute() {
        let signer = signer(1, "10041100");
        for seat in [Seat::Host, Seat::Holder, Seat::Guest(Uuid::from_u128(7))] {
            let text = signer.ticket(&admission(seat));
            assert!(text.len() <= TEXT_MAX, "{}", text.len());
            assert_eq!(authority_of(&text), Some("10041100"));
            assert_eq!(signer.read_ticket(&text, at("2026-03-02T09:00:59Z")), Some(admission(seat)));
            assert_eq!(signer.read_ticket(&text, at("2026-03-02T09:01:00Z")), None);
        }
    }

    #[test]
    fn a_key_is_good_until_the_day_ends_in_the_office() {
        let signer = signer(1, "10041100");
        let key = SeatKey { sitter: sitter(Seat::Host), session: u64::MAX, since: at("2026-03-02T09:00:00Z") };
        let text = signer.key(&key);
        assert_eq!(signer.read_key(&text, at("2026-03-02T22:59:59Z")), Some(key));
        assert_eq!(signer.read_key(&text, at("2026-03-02T23:00:00Z")), None, "midnight in Saarbrücken");
    }
}
