//! Tickets: what lets somebody send one file, or fetch one copy, and says nothing to whoever reads it.

use std::ops::Deref;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::ids::{CaseId, DocumentId, PaperId};
use domain::{ActorId, By, Role, Roles};
use uuid::Uuid;

/// What tickets for papers begin with.
const PAPERS: &[u8; 16] = b"vorgang papers 1";

/// For how long a copy may be fetched.
pub const DOWNLOAD_KEPT: TimeDelta = TimeDelta::seconds(60);

/// What a ticket is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticket {
    /// Sending one file.
    Upload {
        /// For which case.
        case: CaseId,
        /// Which document.
        document: DocumentId,
        /// How large the file is, to the byte.
        bytes: u64,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Fetching one copy.
    Download {
        /// Of which case.
        case: CaseId,
        /// Which document.
        document: DocumentId,
        /// In whose name.
        by: By,
        /// What makes it the only one.
        nonce: Uuid,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// Fetching one copy of a paper that the office wrote.
    Paper {
        /// Of which case.
        case: CaseId,
        /// Which paper.
        paper: PaperId,
        /// In whose name.
        by: By,
        /// What makes it the only one.
        nonce: Uuid,
        /// Until when.
        until: DateTime<Utc>,
    },
}

/// Signs tickets. Its key is the authority's own, so a ticket of one is good for nothing at another.
pub(crate) struct Signer(hmac::Key);

impl Signer {
    pub(crate) fn new(secret: impl Deref<Target = [u8; 32]>) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_slice()))
    }

    /// The ticket as text that may stand in a URL and in a header.
    pub(crate) fn sign(&self, ticket: &Ticket) -> String {
        let mut bytes = written(ticket);
        let mark = hmac::sign(&self.0, &bytes);
        bytes.extend_from_slice(mark.as_ref());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What the text is good for, if this authority wrote it and it still is.
    pub(crate) fn read(&self, text: &str, now: DateTime<Utc>) -> Option<Ticket> {
        if text.len() > 256 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (contents, mark) = bytes.split_at_checked(bytes.len().checked_sub(32)?)?;
        hmac::verify(&self.0, contents, mark).ok()?;
        let ticket = parsed(contents)?;
        let (Ticket::Upload { until, .. } | Ticket::Download { until, .. } | Ticket::Paper { until, .. }) = ticket;
        (now < until).then_some(ticket)
    }
}

fn written(ticket: &Ticket) -> Vec<u8> {
    let mut bytes = vec![];
    let mut put = |part: &[u8]| bytes.extend_from_slice(part);
    match ticket {
        Ticket::Upload { case, document, bytes, until } => {
            put(b"vorgang upload 1");
            put(case.0.as_bytes());
            put(document.0.as_bytes());
            put(&bytes.to_be_bytes());
            put(&until.timestamp().to_be_bytes());
        }
        Ticket::Download { case, document: DocumentId(id), by, nonce, until }
        | Ticket::Paper { case, paper: PaperId(id), by, nonce, until } => {
            put(if matches!(ticket, Ticket::Paper { .. }) { PAPERS } else { b"vorgang copies 1" });
            put(case.0.as_bytes());
            put(id.as_bytes());
            put(by.actor.0.as_bytes());
            let roles: u16 = by.roles.iter().map(|role| 1 << role as u16).sum();
            put(&roles.to_be_bytes());
            put(nonce.as_bytes());
            put(&until.timestamp().to_be_bytes());
        }
    }
    bytes
}

fn parsed(mut bytes: &[u8]) -> Option<Ticket> {
    fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (part, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(*part)
    }
    let kind: [u8; 16] = take(&mut bytes)?;
    let case = CaseId(Uuid::from_bytes(take(&mut bytes)?));
    let id = Uuid::from_bytes(take(&mut bytes)?);
    let moment = |bytes: [u8; 8]| DateTime::from_timestamp(i64::from_be_bytes(bytes), 0);
    let ticket = match &kind {
        b"vorgang upload 1" => {
            let size = u64::from_be_bytes(take(&mut bytes)?);
            Ticket::Upload { case, document: DocumentId(id), bytes: size, until: moment(take(&mut bytes)?)? }
        }
        b"vorgang copies 1" | PAPERS => {
            let actor = ActorId(Uuid::from_bytes(take(&mut bytes)?));
            let held = u16::from_be_bytes(take(&mut bytes)?);
            let roles: Roles = Role::ALL.into_iter().filter(|role| held & (1 << *role as u16) != 0).collect();
            let nonce = Uuid::from_bytes(take(&mut bytes)?);
            let (by, until) = (By { actor, roles }, moment(take(&mut bytes)?)?);
            if kind == *PAPERS {
                Ticket::Paper { case, paper: PaperId(id), by, nonce, until }
            } else {
                Ticket::Download { case, document: DocumentId(id), by, nonce, until }
            }
        }
        _ => return None,
    };
    bytes.is_empty().then_some(ticket)
}

#[cfg(test)]
mod tests {
    use domain::testing::{CLARA, at};

    use super::*;

    fn signer(byte: u8) -> Signer {
        Signer::new(Box::new([byte; 32]))
    }

    fn tickets() -> [Ticket; 3] {
        let (case, document) = (CaseId(Uuid::from_u128(1)), DocumentId(Uuid::from_u128(2)));
        let until = at("2026-03-02T09:01:00Z");
        let roles = [Role::Clerk, Role::TeamLead].into_iter().collect();
        let by = By { actor: CLARA, roles };
        let nonce = Uuid::from_u128(3);
        let paper = PaperId(document.0);
        [
            Ticket::Upload { case, document, bytes: 1000, until },
            Ticket::Download { case, document, by, nonce, until },
            Ticket::Paper { case, paper, by, nonce, until },
        ]
    }

    #[test]
    fn a_ticket_is_read_as_it_was_written_until_its_time_is_over() {
        for ticket in tickets() {
            let text = signer(1).sign(&ticket);
            assert!(text.len() <= 256 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            assert_eq!(signer(1).read(&text, at("2026-03-02T09:00:59Z")), Some(ticket));
            assert_eq!(signer(1).read(&text, at("2026-03-02T09:01:00Z")), None);
        }
    }

    #[test]
    fn nobody_else_writes_tickets() {
        let now = at("2026-03-02T09:00:00Z");
        for ticket in tickets() {
            let text = signer(1).sign(&ticket);
            assert_eq!(signer(2).read(&text, now), None, "another authority");
            for at in 0..text.len() {
                let mut changed = text.clone().into_bytes();
                changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
                let changed = String::from_utf8(changed).expect("ASCII");
                // The last letter of base64 may hold bits that mean nothing; those are refused as well.
                assert_eq!(signer(1).read(&changed, now), None, "letter {at}");
            }
            for bad in [&text[..text.len() - 4], "", "A", &"A".repeat(10_000)] {
                assert_eq!(signer(1).read(bad, now), None);
            }
        }
    }
}
