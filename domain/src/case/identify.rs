//! Identification is decided with the talk: it holds only while the two see one another.

use std::collections::BTreeSet;

use super::aggregate::{Answered, rules, worked};
use super::{Check, Command, Event, File, Identification, Live, Missing, Refusal, State};
use crate::asked::Asked;
use crate::catalogue::IdentificationMethod;
use crate::consultation::{self, Medium, Occasion, Talk};
use crate::ids::{CaseId, PartyId};
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
        let state = streams.guard::<State>(case.0)?;
        let consultation = streams.guard::<consultation::State>(identification.consultation.0)?;
        let talk = consultation.live().filter(|talk| belongs(talk, case, &state)).map(Live::from);

        let identify = Command::Identify { party, identification: identification.clone(), talk };
        streams.decide::<State>(case.0, asked.to(identify)).map(drop)
    }
}

/// Records that after the line had dropped the same person is there who was identified before in the same talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfirmIdentified {
    /// In which case.
    pub case: CaseId,
    /// Who.
    pub party: PartyId,
}

impl Transaction for ConfirmIdentified {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, party } = self;
        let state = streams.guard::<State>(case.0)?;
        let talk = match state.file().and_then(|file| file.identified.get(&party)) {
            Some(identified) => {
                let (consultation, _) = identified.talk();
                let consultation = streams.guard::<consultation::State>(consultation.0)?;
                consultation.live().filter(|talk| belongs(talk, case, &state)).map(Live::from)
            }
            None => None,
        };
        streams.decide::<State>(case.0, asked.to(Command::ConfirmIdentified { party, talk })).map(drop)
    }
}

/// Whether a talk is the case's: that of one of its appointments, or its own where somebody came without one.
pub(super) fn belongs(talk: &Talk, case: CaseId, state: &State) -> bool {
    match talk.of {
        Occasion::Booking(booking) => state.file().is_some_and(|file| file.bookings().any(|known| known == booking)),
        Occasion::Case(about) => about == case,
    }
}

/// Whether a document can be looked at in this way over this medium. Nobody sees a document on the telephone.
pub(super) fn shows(medium: Medium, method: IdentificationMethod) -> bool {
    match (medium, method) {
        (Medium::Video, IdentificationMethod::VideoDocumentCheck)
        | (Medium::Counter, IdentificationMethod::CounterDocument)
        | (Medium::Video | Medium::Phone | Medium::Counter, IdentificationMethod::EidHigh)
        // A number can be told over any line; at the counter the document itself is at hand.
        | (Medium::Video | Medium::Phone, IdentificationMethod::RegisteredDocumentSerial) => true,
        (
            Medium::Video,
            IdentificationMethod::CounterDocument,
        )
        | (
            Medium::Counter,
            IdentificationMethod::VideoDocumentCheck | IdentificationMethod::RegisteredDocumentSerial,
        )
        | (Medium::Phone, IdentificationMethod::VideoDocumentCheck | IdentificationMethod::CounterDocument) => false,
    }
}

/// K3: the same talk, the same person, over a medium that the authority offers and a method that the edition allows.
/// A check that does not hold makes it fail, and that is recorded as well.
pub(super) fn identify(
    file: &File,
    party: PartyId,
    identification: &Identification,
    talk: Option<Live>,
    asked: &Asked<Command>,
) -> Answered {
    let Identification { method, checks, .. } = identification;
    let Live { round, medium, .. } = talk.ok_or(Refusal::NotInConsultation)?;
    if file.party(party).is_none() {
        return Err(if file.parties.is_empty() { Refusal::NobodyActs } else { Refusal::UnknownParty });
    }
    let service = rules(file, asked)?;
    if !service.channels.contains(&medium.channel()) {
        return Err(Refusal::ChannelNotAllowed);
    }
    if !service.identification.contains(method) {
        return Err(Refusal::MethodNotAllowed { method: *method });
    }
    if !shows(medium, *method) {
        return Err(Refusal::OtherMedium);
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
    if already && failed.is_empty() {
        return Ok(vec![]);
    }
    let max = asked.facts.limits.identifications_failed_max;
    let tried = file.failed.get(&party).filter(|failed| failed.consultation == identification.consultation);
    if tried.is_some_and(|failed| failed.count >= max) {
        return Err(Refusal::FailedEnough { max });
    }
    let identification = identification.clone();
    let event = if failed.is_empty() {
        Event::Identified { party, identification, round }
    } else {
        Event::IdentificationRefused { party, identification, failed, round }
    };
    worked(file, event, asked)
}

/// K3 across a line that dropped: the face before the camera may be another one when it is back, and the clerk sees
/// whether it is. What was seen of the document in this very talk need not be seen again.
pub(super) fn confirm(file: &File, party: PartyId, talk: Option<Live>, asked: &Asked<Command>) -> Answered {
    if file.party(party).is_none() {
        return Err(if file.parties.is_empty() { Refusal::NobodyActs } else { Refusal::UnknownParty });
    }
    let unidentified = || Refusal::Incomplete { missing: vec![Missing::Identification(party)] };
    let identified = file.identified.get(&party).ok_or_else(unidentified)?;
    let Live { round, begun_in, medium } = talk.ok_or(Refusal::NotInConsultation)?;
    if identified.round == round {
        return Ok(vec![]);
    }
    // They have parted since, and talk anew.
    if identified.round < begun_in {
        return Err(unidentified());
    }
    let Identification { method, consultation, .. } = identified.identification;
    if !rules(file, asked)?.channels.contains(&medium.channel()) {
        return Err(Refusal::ChannelNotAllowed);
    }
    if !shows(medium, method) {
        return Err(Refusal::OtherMedium);
    }
    worked(file, Event::IdentificationConfirmed { party, consultation, round }, asked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::Facts;
    use crate::case::fixtures::*;
    use crate::case::{Document, Opening, Origin, Part};
    use crate::catalogue::{Catalogue, Channel, ServiceCode};
    use crate::consultation::Outcome;
    use crate::ids::{BookingId, ConsultationId};
    use crate::permission::Denied;
    use crate::testing::{ADA, CLARA, DAVID, citizen, clerk, date, system};

    fn with_ada() -> Visit {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit
    }

    fn not_in_consultation() -> Result<(), crate::Refusal> {
        Err(Refusal::NotInConsultation.into())
    }

    fn unidentified() -> Result<(), crate::Refusal> {
        Err(Refusal::Incomplete { missing: vec![Missing::Identification(REGISTRANT)] }.into())
    }

    fn confirm(visit: &mut Visit, party: PartyId) -> Result<(), crate::Refusal> {
        visit.run(clerk(CLARA), &ConfirmIdentified { case: case(), party })
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
    fn after_the_line_had_dropped_the_same_person_is_confirmed_and_need_not_show_everything_again() {
        let mut visit = with_ada();
        assert_eq!(confirm(&mut visit, REGISTRANT), unidentified(), "nobody was identified yet");
        visit.identify(REGISTRANT).expect("the talk goes on");
        confirm(&mut visit, REGISTRANT).expect("there is nothing to confirm");
        assert_eq!(visit.file().talk(), Some((talk(), 0)));

        visit.talk(system(), consultation::Command::Interrupt).expect("the talk goes on");
        assert_eq!(confirm(&mut visit, REGISTRANT), not_in_consultation(), "nobody sees anybody");
        visit.talk(system(), consultation::Command::Resume).expect("the line dropped");
        assert_eq!(visit.file().talk(), Some((talk(), 0)), "what was before holds no longer by itself");
        confirm(&mut visit, REGISTRANT).expect("Clara sees the same person");
        assert_eq!(visit.file().talk(), Some((talk(), 1)));
        assert_eq!(confirm(&mut visit, HUSBAND), Err(Refusal::UnknownParty.into()));
    }

    #[test]
    fn a_line_that_dropped_twice_is_confirmed_once_and_another_talk_never() {
        let mut visit = with_ada();
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.drop_the_line();
        visit.drop_the_line();
        confirm(&mut visit, REGISTRANT).expect("Clara sees the same person");
        assert_eq!(visit.file().talk(), Some((talk(), 2)));

        visit.talk_anew(Medium::Video);
        assert_eq!(confirm(&mut visit, REGISTRANT), unidentified(), "they had parted");
        visit.identify(REGISTRANT).expect("she shows her card again");
    }

    #[test]
    fn only_the_office_confirms_who_is_there() {
        let mut visit = with_ada();
        visit.identify(REGISTRANT).expect("the talk goes on");
        visit.drop_the_line();
        let confirm = ConfirmIdentified { case: case(), party: REGISTRANT };
        assert_eq!(visit.run(citizen(ADA), &confirm), Err(Refusal::Denied(Denied).into()));
        assert_eq!(visit.file().talk(), Some((talk(), 0)));
    }

    #[test]
    fn a_talk_of_another_appointment_identifies_nobody() {
        let mut visit = with_ada();
        let elsewhere = BookingId(uuid::Uuid::from_u128(0xe15e));
        let other = ConsultationId::of(elsewhere);
        for command in [
            consultation::Command::Schedule { of: Occasion::Booking(elsewhere), holder: Some(ADA) },
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
        assert_eq!(visit.run(clerk(CLARA), &identify), Err(Refusal::OtherMedium.into()));
        assert!(!shows(Medium::Phone, IdentificationMethod::VideoDocumentCheck));
    }

    #[test]
    fn at_the_counter_no_document_is_held_to_a_camera() {
        let mut visit = with_ada();
        visit.talk_anew(Medium::Counter);
        assert_eq!(visit.identify(REGISTRANT), Err(Refusal::OtherMedium.into()));
        let method = IdentificationMethod::CounterDocument;
        let identification = Identification { method, ..shown(&Check::ALL) };
        visit.run(clerk(CLARA), &Identify { case: case(), party: REGISTRANT, identification }).expect("it lies there");
    }

    #[test]
    fn a_medium_that_the_authority_does_not_offer_for_the_service_identifies_nobody() {
        let mut edition = Catalogue::default().edition(1).expect("there is a first edition").clone();
        for service in &mut edition.services {
            service.channels.retain(|channel| *channel == Channel::Video);
        }
        let facts = Facts { catalogue: Catalogue::from(vec![edition]), ..Facts::default() };
        let mut visit = Visit::begun_knowing(ServiceCode::ChangeOfResidence, facts);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.talk_anew(Medium::Counter);
        assert_eq!(visit.identify(REGISTRANT), Err(Refusal::ChannelNotAllowed.into()));
    }

    #[test]
    fn a_walk_in_is_identified_in_the_talk_about_their_own_case() {
        let mut visit = with_ada();
        let walk_in = CaseId(uuid::Uuid::from_u128(0x1a1c));
        let open = Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        };
        let now = visit.now;
        visit.desk.ask::<State>(walk_in.0, clerk(CLARA), now, Command::Open(open)).expect("it is offered");
        let ben = party(HUSBAND, Part::Principal, "1988-05-01");
        visit
            .desk
            .ask::<State>(walk_in.0, clerk(CLARA), now, Command::AddParty { party: ben })
            .expect("nobody is there");

        // Ada's call is no place to look at Ben.
        let in_adas_call = Identify { case: walk_in, party: HUSBAND, identification: shown(&Check::ALL) };
        assert_eq!(visit.run(clerk(CLARA), &in_adas_call), not_in_consultation());

        let of = Occasion::Case(walk_in);
        visit.run(clerk(CLARA), &consultation::Begin { of, medium: Medium::Counter }).expect("it is hers");
        let method = IdentificationMethod::CounterDocument;
        let identification = Identification { method, consultation: of.talk(), ..shown(&Check::ALL) };
        let here = Identify { case: walk_in, party: HUSBAND, identification: identification.clone() };
        visit.run(clerk(CLARA), &here).expect("they face one another");
        let elsewhere = Identify { case: case(), party: REGISTRANT, identification };
        assert_eq!(visit.run(clerk(CLARA), &elsewhere), not_in_consultation(), "nor is Ben's talk about Ada");
    }

    // Scenario 18.
    #[test]
    fn an_expired_card_is_refused_a_passport_is_enough_and_no_image_or_number_is_kept() {
        let mut visit = with_ada();
        let expired = Check::ALL.into_iter().filter(|check| *check != Check::NotExpired).collect::<Vec<_>>();
        let card = Identification { document: Document::IdentityCard, ..shown(&expired) };
        let passport = Identification { document: Document::Passport, ..shown(&Check::ALL) };
        for identification in [card, passport] {
            visit
                .run(clerk(CLARA), &Identify { case: case(), party: REGISTRANT, identification })
                .expect("it is looked at");
        }
        assert_eq!(visit.file().identified[&REGISTRANT].identification.document, Document::Passport);
        let history = visit.desk.history::<State>(case().0);
        // The expired card stands in the history, so that whoever goes on can say so.
        let refused = history.iter().any(
            |event| matches!(event, Event::IdentificationRefused { failed, .. } if *failed == [Check::NotExpired]),
        );
        assert!(refused);
        // § 20 PAuswG: what was seen is attested, and nothing of the document is kept.
        for event in history {
            let json = match event {
                Event::Identified { identification, .. } | Event::IdentificationRefused { identification, .. } => {
                    serde_json::to_value(identification).expect("JSON")
                }
                _ => continue,
            };
            let kept: Vec<_> = json.as_object().expect("an object").keys().cloned().collect();
            assert_eq!(kept, ["checks", "consultation", "document", "issuing_state", "method"]);
        }
    }

    #[test]
    fn an_identification_may_fail_three_times_in_a_talk() {
        let mut visit = with_ada();
        let fails = Identify { case: case(), party: REGISTRANT, identification: shown(&Check::ALL[..4]) };
        for _ in 0..3 {
            visit.run(clerk(CLARA), &fails).expect("that it fails is recorded");
        }
        assert_eq!(visit.identify(REGISTRANT), Err(Refusal::FailedEnough { max: 3 }.into()));
        let history = visit.desk.history::<State>(case().0);
        let attempt = history.iter().find_map(|event| match event {
            Event::IdentificationRefused { identification, round, .. } => Some((identification.consultation, *round)),
            _ => None,
        });
        assert_eq!(attempt, Some((talk(), 0)), "an auditor can ask how and where");
    }

    #[test]
    fn a_colleague_identifies_nobody_in_a_case_that_is_not_theirs() {
        let mut visit = with_ada();
        let identify = Identify { case: case(), party: REGISTRANT, identification: shown(&Check::ALL) };
        assert_eq!(visit.run(clerk(DAVID), &identify), Err(Refusal::AssignedToColleague { clerk: CLARA }.into()));
    }
}
