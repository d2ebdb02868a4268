//! Forgets the people of a case (Art. 17 GDPR): their keys are destroyed, the history stays and still verifies.

use std::collections::BTreeSet;

use domain::case::{self, Note};
use domain::ids::{BookingId, CaseId, TrayId};
use domain::streams::{Streams, Transaction};
use domain::subject_key::{Ground, HoldBasis};
use domain::{Asked, By, Event, Personal, Refusal, SubjectId, booking, document, subject_key};
use event_store::{Done, Failure, Log, Request, Stop, StreamId};
use uuid::Uuid;

use super::{Office, Work};

/// How many people one transaction takes: each has a stream of their own, and a command reads only so many.
const CHUNK: usize = 32;

/// Why people are forgotten.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// The ground.
    pub ground: Ground,
    /// What more is to be said. It is kept with each person's own data, and goes with it.
    pub note: Option<String>,
}

/// What is to become of the data of people.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// They are forgotten.
    Erased(Why),
    /// They are known, whatever time passes.
    Held(HoldBasis),
    /// They are known no longer than others.
    Released,
}

/// Decides about the data of several people at once: for all of them, or for none.
#[derive(Clone, Debug, PartialEq)]
struct OrderErasure {
    case: CaseId,
    subjects: Vec<SubjectId>,
    what: What,
}

impl Transaction for OrderErasure {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        // In a case of nobody there is nobody to forget, which is so already.
        if let case::State::Unknown = streams.guard(self.case.0)? {
            return Err(Refusal::from(case::Refusal::Unknown).into());
        }
        for subject in &self.subjects {
            let case = Some(self.case);
            let order = match &self.what {
                What::Erased(Why { ground, note }) => {
                    let note = note.clone().map(|note| subject.knows(Note(note)));
                    subject_key::Command::OrderErasure { case, ground: *ground, note }
                }
                What::Held(basis) => subject_key::Command::PlaceHold { case, basis: *basis },
                What::Released => subject_key::Command::LiftHold,
            };
            streams.decide::<subject_key::State>(subject.0, asked.to(order))?;
        }
        Ok(())
    }
}

impl Office {
    /// Forgets the people of a case: orders it, destroys their keys and records that it is done.
    ///
    /// The order is what counts. If the office stops before the keys are destroyed, its next start goes on.
    /// An unknown case is refused like one that may not be seen. Whoever is added to it meanwhile is forgotten, too.
    pub async fn erase_case(&self, request: Request, by: By, case: CaseId, why: &Why) -> Result<Done, Stop<Refusal>> {
        let work = &self.0.work;
        let what = What::Erased(why.clone());
        let (done, mut subjects) = work.order(&request, by, case, &what).await?;
        let mut forgotten = BTreeSet::new();
        loop {
            // The office's processes would do it in a moment; whoever asked wants to know that it is done.
            for subject in &subjects {
                work.carry_out_erasure(subject.0).await.map_err(Stop::Failed)?;
            }
            forgotten.append(&mut subjects);
            subjects = subjects_of(&work.log, case).await.map_err(Stop::Failed)?;
            subjects.retain(|subject| !forgotten.contains(subject));
            if subjects.is_empty() {
                return Ok(done);
            }
            for chunk in chunks(&subjects) {
                work.order_by_content(&request, by, order(case, chunk, &what)).await?;
            }
        }
    }
}

impl Office {
    /// Keeps the people of a case known, whatever time passes (Art. 17 (3) GDPR), or no longer.
    pub async fn hold_case(
        &self,
        request: Request,
        by: By,
        case: CaseId,
        basis: Option<HoldBasis>,
    ) -> Result<Done, Stop<Refusal>> {
        let what = basis.map_or(What::Released, What::Held);
        self.0.work.order(&request, by, case, &what).await.map(|(done, _)| done)
    }
}

impl Work {
    /// Forgets the people of a case whose time is over. The office's processes carry out what is ordered; who is held
    /// is forgotten when the hold is lifted, and who stands in an appointment that other cases still need, with the last
    /// of them.
    pub(super) async fn end_retention(&self, case: CaseId) -> Result<(), Failure> {
        let all = subjects_of(&self.log, case).await?;
        let needed = self.needed_elsewhere(case).await?;
        let subjects: BTreeSet<SubjectId> = all.difference(&needed).copied().collect();
        let what = What::Erased(Why { ground: Ground::RetentionOver, note: None });
        for (n, chunk) in chunks(&subjects).into_iter().enumerate() {
            let request = self.own_request(&format!("retention.{case}.{n}"));
            self.run_own(request, order(case, chunk, &what)).await?;
        }
        Ok(())
    }

    /// Who stands in an appointment of the case in which another case is not over, or still known for a while.
    async fn needed_elsewhere(&self, case: CaseId) -> Result<BTreeSet<SubjectId>, Failure> {
        let mut needed = BTreeSet::new();
        let state = self.log.load::<domain::Case>(case.0).await?.state.0;
        let bookings: Vec<BookingId> = state.file().map(|file| file.bookings().collect()).unwrap_or_default();
        for booking in bookings {
            let visit = self.log.load::<domain::Booking>(booking.0).await?.state.0;
            let Some(appointment) = visit.appointment() else { continue };
            for line in 0..appointment.arranged.lines.len() {
                let other = CaseId::of(booking, line);
                let other_state = self.log.load::<domain::Case>(other.0).await?.state.0;
                let is_known = match &other_state {
                    case::State::Unknown => false,
                    case::State::Open(_) | case::State::Submitted(_) => true,
                    case::State::Completed(file)
                    | case::State::Withdrawn { file, .. }
                    | case::State::Declined(file) => file.erase_at.is_some(),
                };
                if other != case && is_known {
                    needed.insert(appointment.contact.subject());
                }
            }
        }
        Ok(needed)
    }

    /// Decides about everybody in the case, and answers what became of the request, and who they are.
    pub(super) async fn order(
        &self,
        request: &Request,
        by: By,
        case: CaseId,
        what: &What,
    ) -> Result<(Done, BTreeSet<SubjectId>), Stop<Refusal>> {
        let subjects = subjects_of(&self.log, case).await.map_err(Stop::Failed)?;
        let mut chunks = chunks(&subjects).into_iter().map(|chunk| order(case, chunk, what));
        let first = chunks.next().unwrap_or_else(|| order(case, vec![], what));
        let done = self.run(request.clone(), by, first.clone()).await?;
        if done.repeated {
            // The first answer was about those who stood in the case then.
            self.order_by_content(request, by, first).await?;
        }
        for next in chunks {
            self.order_by_content(request, by, next).await?;
        }
        Ok((done, subjects))
    }

    /// Orders under an id that follows from the request and from whom it is about. So a repeated request orders the
    /// same people once, and those who came later as well.
    async fn order_by_content(&self, request: &Request, by: By, order: OrderErasure) -> Result<Done, Stop<Refusal>> {
        let content: Vec<u8> = order.subjects.iter().flat_map(|subject| *subject.0.as_bytes()).collect();
        let request = Request { id: Uuid::new_v5(&request.id, &content), ..request.clone() };
        self.run(request, by, order).await
    }
}

fn order(case: CaseId, subjects: Vec<SubjectId>, what: &What) -> OrderErasure {
    OrderErasure { case, subjects, what: what.clone() }
}

/// The people in groups that one transaction takes.
fn chunks(subjects: &BTreeSet<SubjectId>) -> Vec<Vec<SubjectId>> {
    let all: Vec<SubjectId> = subjects.iter().copied().collect();
    all.chunks(CHUNK).map(<[SubjectId]>::to_vec).collect()
}

/// Everybody whose data stands in a case, in what was handed in for it, or in the appointments in which it is worked on.
async fn subjects_of(log: &Log, case: CaseId) -> Result<BTreeSet<SubjectId>, Failure> {
    let mut subjects = BTreeSet::new();
    let mut bookings = BTreeSet::new();
    for event in history(log, log.stream_of::<domain::Case>(case.0)?).await? {
        if let Event::Case(event) = event {
            bookings.extend(booking_of(&event));
            subjects.extend(subject_of(&event));
        }
    }
    for event in history(log, log.stream_of::<domain::Document>(TrayId::of(case).0)?).await? {
        // Each document is about a person of its own, whose key opens it.
        if let Event::Document(document::Event::Announced { name, .. }) = event {
            subjects.insert(name.subject());
        }
    }
    for booking in bookings {
        for event in history(log, log.stream_of::<domain::Booking>(booking.0)?).await? {
            if let Event::Booking(
                booking::Event::Confirmed { contact, .. } | booking::Event::ConfirmationRequested { contact, .. },
            ) = event
            {
                subjects.insert(contact.subject());
            }
        }
    }
    Ok(subjects)
}

/// A stream's events without their sealed parts: whom they are about stands outside.
async fn history(log: &Log, stream: StreamId) -> Result<Vec<Event>, Failure> {
    log.history(stream).await?.iter().map(worker::happened).collect()
}

fn booking_of(event: &case::Event) -> Option<BookingId> {
    match event {
        case::Event::Opened { origin, .. } => origin.booking(),
        case::Event::Attached { booking } => Some(*booking),
        _ => None,
    }
}

/// Whom an event of a case is about. Every event is named, so that a new one cannot be forgotten.
fn subject_of(event: &case::Event) -> Option<SubjectId> {
    use case::Event as E;
    match event {
        E::PartyAdded { party } => Some(party.who.subject()),
        E::MoveRecorded { details, .. } => Some(details.subject()),
        E::RequestRecorded { details, .. } => details.as_ref().map(Personal::subject),
        E::FormReceived { form, .. } => Some(form.subject()),
        E::Noted { note } => Some(note.subject()),
        E::Declined { reason, .. } => Some(reason.subject()),
        E::Opened { .. }
        | E::Reopened { .. }
        | E::Attached { .. }
        | E::Bound { .. }
        | E::Assigned { .. }
        | E::PartyRemoved { .. }
        | E::Identified { .. }
        | E::IdentificationConfirmed { .. }
        | E::IdentificationRefused { .. }
        | E::NoticeGiven { .. }
        | E::EntitlementAssured { .. }
        | E::FormRequested { .. }
        | E::FormUnavailable
        | E::FormWrittenByHand
        | E::CustodyRecorded { .. }
        | E::AccessRestricted { .. }
        | E::Suspended { .. }
        | E::Resumed
        | E::TaxIdDisclosed { .. }
        | E::FollowUpOpened { .. }
        | E::FollowUpClosed { .. }
        | E::LandlordInquiryOpened { .. }
        | E::LandlordInquiryDue
        | E::LandlordInquiryClosed { .. }
        | E::EvidenceAssessed { .. }
        | E::DeclarationPrepared { .. }
        | E::DeclarationShown { .. }
        | E::DeclarationSigned { .. }
        | E::FeeAssessed { .. }
        | E::FeeOverdue { .. }
        | E::LetOut
        | E::RetentionEnded
        | E::FeeSettled { .. }
        | E::FeeDeferred { .. }
        | E::FeeReinstated { .. }
        | E::Submitted { .. }
        | E::Completed { .. }
        | E::Withdrawn { .. } => None,
    }
}
