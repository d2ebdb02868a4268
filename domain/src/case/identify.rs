//! Identification is decided with the talk: it holds only while the two see one another.

use std::collections::BTreeSet;

use super::aggregate::{Answered, rules, worked};
use super::{Check, Command, Event, File, Identification, Refusal, State};
use crate::asked::Asked;
use crate::catalogue::IdentificationMethod;
use crate::consultation::{self, Medium, Talk};
use crate::ids::{BookingId, CaseId, PartyId};
use crate::streams::{Streams, Transaction};

/// Records how somebody was identified in a talk, or that it failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Identify {
    /// In which case.
    pub case: CaseId,
    /// Who.
    pub party: PartyId,
    /// How, and in which talk.
    pub identification: Identification,
}

impl Transaction for Identify {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, party, ref identification } = self;
        let booking = streams.guard::<State>(case.0)?.file().and_then(|file| file.origin.booking());
        let consultation = streams.guard::<consultation::State>(identification.consultation.0)?;
        let round = consultation
            .live()
            .filter(|talk| shows(talk.medium, identification.method) && belongs(talk, booking, asked))
            .map(|talk| talk.round);

        let identify = Command::Identify { party, identification: identification.clone(), round };
        streams.decide::<State>(case.0, asked.to(identify)).map(drop)
    }
}

/// Whether a talk is the case's: that of its appointment, or, for somebody without one, a talk that the clerk leads.
fn belongs(talk: &Talk, booking: Option<BookingId>, asked: &Asked<()>) -> bool {
    booking.map_or(talk.host == asked.by.actor, |booking| booking == talk.booking)
}

/// Whether a document can be looked at in this way over this medium. Nobody sees a document on the telephone.
fn shows(medium: Medium, method: IdentificationMethod) -> bool {
    match (medium, method) {
        (Medium::Video, IdentificationMethod::VideoDocumentCheck | IdentificationMethod::EidHigh)
        | (Medium::Counter, IdentificationMethod::CounterDocument | IdentificationMethod::EidHigh)
        | (Medium::Phone, IdentificationMethod::EidHigh) => true,
        (Medium::Video, IdentificationMethod::CounterDocument)
        | (Medium::Counter, IdentificationMethod::VideoDocumentCheck)
        | (Medium::Phone, IdentificationMethod::VideoDocumentCheck | IdentificationMethod::CounterDocument) => false,
    }
}

/// K3: the same talk, the same person, a method that the edition allows. A check that does not hold makes it fail,
/// and that is recorded as well.
pub(super) fn identify(
    file: &File,
    party: PartyId,
    identification: &Identification,
    round: Option<u32>,
    asked: &Asked<Command>,
) -> Answered {
    let Identification { method, checks, .. } = identification;
    let round = round.ok_or(Refusal::NotInConsultation)?;
    if file.party(party).is_none() {
        return Err(Refusal::UnknownParty);
    }
    if !rules(file, asked)?.identification.contains(method) {
        return Err(Refusal::MethodNotAllowed { method: *method });
    }
    let needed = Check::needed(*method);
    let ticked: BTreeSet<_> = checks.iter().collect();
    if ticked.is_empty() || ticked.len() < checks.len() {
        return Err(Refusal::ChecksMissing { checks: needed.to_vec() });
    }
    let failed: Vec<_> = needed.iter().copied().filter(|check| !ticked.contains(check)).collect();
    let already = file
        .identified
        .get(&party)
        .is_some_and(|identified| identified.round == round && identified.identification == *identification);
    if !failed.is_empty() {
        worked(file, Event::IdentificationRefused { party, failed }, asked)
    } else if already {
        Ok(vec![])
    } else {
        worked(file, Event::Identified { party, identification: identification.clone(), round }, asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::catalogue::ServiceCode;
    use crate::consultation::Outcome;
    use crate::ids::ConsultationId;
    use crate::testing::{ADA, CLARA, DAVID, clerk, system};

    fn with_ada() -> Visit {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit
    }

    fn not_in_consultation() -> Result<(), crate::Refusal> {
        Err(Refusal::NotInConsultation.into())
    }

    #[test]
    fn somebody_is_identified_in_the_talk_of_their_appointment() {
        let mut visit = with_ada();
        visit.identify(REGISTRANT).expect("the talk goes on");
        assert_eq!(visit.file().talk(), Some((talk(), 0)));
    }

    #[test]
    fn nobody_is_identified_while_the_line_is_down_or_after_the_talk() {
        let mut visit = with_ada();
        visit.talk(system(), consultation::Command::Interrupt).expect("the talk goes on");
        assert_eq!(visit.identify(REGISTRANT), not_in_consultation());
        visit.talk(system(), consultation::Command::Resume).expect("the line dropped");
        visit.identify(REGISTRANT).expect("the line is back");
        assert_eq!(visit.file().talk(), Some((talk(), 1)));

        let end = consultation::Command::End { outcome: Outcome::Completed };
        visit.talk(clerk(CLARA), end).expect("Clara leads it");
        assert_eq!(visit.identify(REGISTRANT), not_in_consultation());
    }

    #[test]
    fn a_talk_of_another_appointment_identifies_nobody() {
        let mut visit = with_ada();
        let elsewhere = BookingId(uuid::Uuid::from_u128(0xe15e));
        let other = ConsultationId::of(elsewhere);
        for command in [
            consultation::Command::Schedule { booking: elsewhere, holder: ADA },
            consultation::Command::Begin { medium: Medium::Video },
        ] {
            visit
                .desk
                .ask::<consultation::State>(other.0, clerk(CLARA), visit.now, command)
                .expect("nobody has begun it");
        }
        let identification = Identification { consultation: other, ..shown(&Check::ALL) };
        let identify = Identify { case: case(), party: REGISTRANT, identification };
        assert_eq!(visit.run(clerk(CLARA), &identify), not_in_consultation());
    }

    #[test]
    fn a_document_is_looked_at_over_the_medium_that_shows_it() {
        let mut visit = with_ada();
        let method = IdentificationMethod::CounterDocument;
        let identification = Identification { method, ..shown(&Check::ALL) };
        let identify = Identify { case: case(), party: REGISTRANT, identification };
        assert_eq!(visit.run(clerk(CLARA), &identify), not_in_consultation());
        assert!(!shows(Medium::Phone, IdentificationMethod::VideoDocumentCheck));
    }

    #[test]
    fn a_colleague_identifies_nobody_in_a_case_that_is_not_theirs() {
        let mut visit = with_ada();
        let identify = Identify { case: case(), party: REGISTRANT, identification: shown(&Check::ALL) };
        assert_eq!(visit.run(clerk(DAVID), &identify), Err(Refusal::AssignedToColleague { clerk: CLARA }.into()));
    }
}
