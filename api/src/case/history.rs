//! The events behind a case, and the case as it was.

use async_graphql::{OneofObject, Result};
use chrono::{DateTime, Utc};
use domain::ids::{BookingId, CaseId, ConsultationId, FolderId, TrayId};
use domain::{Event, case};
use event_store::{Envelope, StreamId};
use projections::case_file::{self, CaseFile};
use uuid::Uuid;

use crate::errors::failed;
use crate::fresh;
use crate::office::Office;
use crate::scalars::EventPosition;

/// A moment of the history: one of these.
#[derive(Clone, Copy, OneofObject)]
pub(super) enum AsOf {
    /// At this time.
    At(DateTime<Utc>),
    /// After this event.
    Position(EventPosition),
}

impl AsOf {
    fn holds(self, envelope: &Envelope<Event>) -> bool {
        match self {
            Self::At(at) => envelope.at <= at,
            Self::Position(position) => envelope.position <= position.0,
        }
    }
}

/// The case as it was: the same function that keeps the read model, over the events up to there.
pub(super) async fn case_file_as_of(office: &Office, case: CaseId, as_of: AsOf) -> Result<Option<CaseFile>> {
    let mut events = history(office, kind::CASE, case.0).await?;
    let mut related = vec![
        (kind::CONSULTATION, ConsultationId::of_case(case).0),
        (kind::DOCUMENT, TrayId::of(case).0),
        (kind::PAPER, FolderId::of(case).0),
    ];
    for envelope in &events {
        match &envelope.event {
            Event::Case(case::Event::Opened { origin, .. }) => {
                if let Some(booking) = origin.booking() {
                    related.extend(of_booking(booking));
                }
            }
            Event::Case(case::Event::Attached { booking }) => related.extend(of_booking(*booking)),
            Event::Case(case::Event::FeeAssessed { payment, .. }) => related.push((kind::PAYMENT, payment.0)),
            Event::Case(case::Event::DeclarationPrepared { signature, .. }) => {
                related.push((kind::SIGNATURE, signature.0));
            }
            _ => {}
        }
    }
    for (kind, id) in related {
        events.extend(history(office, kind, id).await?);
    }
    events.retain(|envelope| as_of.holds(envelope));
    events.sort_unstable_by_key(|envelope| envelope.position);
    case_file::fold(case, &events).map_err(fresh::failed)
}

fn of_booking(booking: BookingId) -> [(u16, Uuid); 2] {
    [(kind::BOOKING, booking.0), (kind::CONSULTATION, ConsultationId::of(booking).0)]
}

async fn history(office: &Office, kind: u16, id: Uuid) -> Result<Vec<Envelope<Event>>> {
    office.log().history_envelopes(StreamId { kind, id }, Event::read).await.map_err(|failure| failed(&failure))
}

/// The stored numbers of the kinds that belong to a case.
mod kind {
    use domain::KINDS;

    pub(super) const BOOKING: u16 = number("booking");
    pub(super) const CASE: u16 = number("case");
    pub(super) const SIGNATURE: u16 = number("signature");
    pub(super) const DOCUMENT: u16 = number("document");
    pub(super) const PAPER: u16 = number("paper");
    pub(super) const PAYMENT: u16 = number("payment");
    pub(super) const CONSULTATION: u16 = number("consultation");

    const fn number(name: &str) -> u16 {
        let mut i = 0;
        while i < KINDS.len() {
            if same(KINDS[i].name.as_bytes(), name.as_bytes()) {
                return KINDS[i].number;
            }
            i += 1;
        }
        panic!("the domain lists every kind");
    }

    const fn same(a: &[u8], b: &[u8]) -> bool {
        let mut i = 0;
        while i < a.len() && i < b.len() && a[i] == b[i] {
            i += 1;
        }
        i == a.len() && i == b.len()
    }
}
