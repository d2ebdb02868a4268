//! Forgets the people of a case (Art. 17 GDPR): their keys are destroyed, the history stays and still verifies.

use std::collections::BTreeSet;

use domain::case::{self, Origin};
use domain::ids::{BookingId, CaseId};
use domain::streams::{Streams, Transaction};
use domain::{Asked, By, Event, Refusal, SubjectId, booking, subject_key};
use event_store::{Done, Failure, Log, Recorded, Request, Stop, StreamId};
use uuid::Uuid;

use super::{Office, Work};

/// Orders the erasure of several people at once: all orders stand, or none.
#[derive(Clone, Debug, PartialEq)]
struct OrderErasure {
    case: CaseId,
    subjects: Vec<SubjectId>,
    ground: String,
}

impl Transaction for OrderErasure {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        for subject in &self.subjects {
            let order = subject_key::Command::OrderErasure { case: Some(self.case), ground: self.ground.clone() };
            streams.decide::<subject_key::State>(subject.0, asked.to(order))?;
        }
        Ok(())
    }
}

impl Office {
    /// Forgets the people of a case: orders it, destroys their keys and records that it is done.
    ///
    /// The order is what counts. If the office stops before the keys are destroyed, its next start goes on.
    /// An unknown case is refused like one that may not be seen.
    pub async fn erase_case(
        &self,
        request: Request,
        by: By,
        case: CaseId,
        ground: &str,
    ) -> Result<Done, Stop<Refusal>> {
        let work = &self.0.work;
        let (done, subjects) = work.order_erasure(request, by, case, ground).await?;
        // The office's processes would do it in a moment; whoever asked wants to know that it is done.
        for subject in subjects {
            work.carry_out_erasure(subject.0).await.map_err(Stop::Failed)?;
        }
        Ok(done)
    }
}

impl Work {
    pub(super) async fn order_erasure(
        &self,
        request: Request,
        by: By,
        case: CaseId,
        ground: &str,
    ) -> Result<(Done, BTreeSet<SubjectId>), Stop<Refusal>> {
        let subjects = subjects_of(&self.log, case).await.map_err(Stop::Failed)?;
        if subjects.is_empty() {
            return Err(Stop::Refused(case::Refusal::Unknown.into()));
        }
        let order = OrderErasure { case, subjects: subjects.iter().copied().collect(), ground: ground.to_owned() };
        Ok((self.run(request, by, order).await?, subjects))
    }
}

/// Everybody whose data stands in a case, or in the appointment that it came from.
async fn subjects_of(log: &Log, case: CaseId) -> Result<BTreeSet<SubjectId>, Failure> {
    let mut subjects = BTreeSet::new();
    let mut booking = None;
    for event in history(log, KIND_CASE, case.0).await? {
        if let Event::Case(event) = event {
            booking = booking.or(booking_of(&event));
            subjects.extend(subject_of(&event));
        }
    }
    if let Some(booking) = booking {
        for event in history(log, KIND_BOOKING, booking.0).await? {
            if let Event::Booking(booking::Event::Confirmed { contact, .. }) = event {
                subjects.insert(contact.subject());
            }
        }
    }
    Ok(subjects)
}

/// The numbers of the two kinds in the log, which are promises.
const KIND_BOOKING: u16 = 4;
const KIND_CASE: u16 = 5;

/// A stream's events without their sealed parts: whom they are about stands outside.
async fn history(log: &Log, kind: u16, id: Uuid) -> Result<Vec<Event>, Failure> {
    let decode = |recorded: &Recorded| {
        Event::decode(kind, recorded.payload.as_bytes())
            .map_err(|error| Failure::Corrupt(format!("position {}: {error}", recorded.position)))
    };
    log.history(StreamId { kind, id }).await?.iter().map(decode).collect()
}

fn booking_of(event: &case::Event) -> Option<BookingId> {
    match event {
        case::Event::Opened { origin: Origin::Booking { booking, .. }, .. } => Some(*booking),
        case::Event::Opened { origin: Origin::Clerk { during }, .. } => *during,
        _ => None,
    }
}

/// Whom an event of a case is about. Every event is named, so that a new one cannot be forgotten.
fn subject_of(event: &case::Event) -> Option<SubjectId> {
    use case::Event as E;
    match event {
        E::PartyAdded { party } => Some(party.person.subject()),
        E::MoveRecorded { details, .. } => Some(details.subject()),
        E::Noted { note } => Some(note.subject()),
        E::Declined { reason } => Some(reason.subject()),
        E::Opened { .. }
        | E::Assigned { .. }
        | E::PartyRemoved { .. }
        | E::Identified { .. }
        | E::IdentificationRefused { .. }
        | E::NoticeGiven { .. }
        | E::EntitlementAssured
        | E::EvidenceAssessed { .. }
        | E::DeclarationPrepared { .. }
        | E::DeclarationShown { .. }
        | E::DeclarationSigned { .. }
        | E::FeeAssessed { .. }
        | E::FeeSettled { .. }
        | E::Submitted { .. }
        | E::Completed { .. }
        | E::Withdrawn { .. } => None,
    }
}
