//! The declaration and its signature are decided together: what is signed is what was shown, and nothing else.

use super::aggregate::{Answered, rules, worked};
use super::identify::belongs;
use super::procedure::{cannot_act, court_unnamed, inspection_untold};
use super::{Command, Event, File, Live, Missing, Refusal, State};
use crate::asked::Asked;
use crate::calendar::local_date;
use crate::catalogue::Channel;
use crate::consultation::{self, Medium};
use crate::ids::{CaseId, FolderId, LinkGrantId, PaperId, PartyId, SignatureId};
use crate::link_grant;
use crate::paper::{self, Kept};
use crate::signature::{self, Hash, Manner, Seen, Sha256, Witness};
use crate::streams::{Stale, Streams, Transaction};

/// Writes the declaration, for the first time or corrected, and asks for its signature.
/// The signature under an earlier version is taken out of force in the same step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepare {
    /// Of which case.
    pub case: CaseId,
    /// What was written.
    pub written: Written,
}

/// A declaration that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// As text, by the SHA-256 of its exact bytes in UTF-8.
    Text(Hash),
    /// As a paper, which is kept.
    Paper {
        /// The paper.
        kept: Kept,
        /// The SHA-256 of the same words as text.
        text: Hash,
    },
}

impl Transaction for Prepare {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, written } = self.clone();
        let (hash, pages, text) = match &written {
            Written::Text(hash) => (*hash, None, None),
            Written::Paper { kept, text } => (kept.hash, Some(kept.pages), Some(*text)),
        };
        let state = streams.guard::<State>(case.0)?;
        let earlier = state.file().map_or(0, |file| file.declarations);
        let holder = state.file().and_then(|file| file.holder);
        let signature = SignatureId::of(case, earlier + 1);

        let prepare = Command::PrepareDeclaration { hash, signature, text };
        if streams.decide::<State>(case.0, asked.to(prepare))?.is_empty() {
            return Ok(());
        }
        if let Written::Paper { kept, .. } = written {
            // It was written as the next one; meanwhile another one was.
            if kept.paper != PaperId::of_declaration(case, earlier + 1) {
                let current = streams.version::<State>(case.0)?;
                return Err(crate::Refusal::from(Stale { current }).into());
            }
            let keep = paper::Command::Keep { case, holder, kept };
            streams.decide::<paper::State>(FolderId::of(case).0, asked.to(keep))?;
        }
        if earlier > 0 {
            let outdated = SignatureId::of(case, earlier);
            streams.decide::<signature::State>(outdated.0, asked.to(signature::Command::Void))?;
        }
        let request = signature::Command::Request { case, holder, hash, pages };
        streams.decide::<signature::State>(signature.0, asked.to(request)).map(drop)
    }
}

/// Shows the declaration to the citizen, with the warning against haste (§ 3a (5) VwVfG).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Show {
    /// Of which case.
    pub case: CaseId,
    /// The SHA-256 of what is shown.
    pub hash: Hash,
}

impl Transaction for Show {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, hash } = self;
        streams.decide::<State>(case.0, asked.to(Command::ShowDeclaration { hash }))?;
        let signature = standing::<S>(case, streams)?;
        streams.decide::<signature::State>(signature.0, asked.to(signature::Command::Show { hash })).map(drop)
    }
}

/// Says that pages of the declaration that is shown were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledge {
    /// Of which case.
    pub case: CaseId,
    /// The SHA-256 of what was read.
    pub hash: Hash,
    /// Which pages, from 1 on.
    pub pages: Vec<u16>,
}

impl Transaction for Acknowledge {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { case, hash, pages } = self;
        streams.decide::<State>(case.0, asked.to(Command::Acknowledge { hash: *hash }))?;
        let signature = standing::<S>(*case, streams)?;
        let read = signature::Command::Acknowledge { hash: *hash, pages: pages.clone() };
        streams.decide::<signature::State>(signature.0, asked.to(read)).map(drop)
    }
}

/// Tells the signer a number in the talk, with which they sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TellTan {
    /// Of which case.
    pub case: CaseId,
    /// What the authority makes of the number and its secret.
    pub mac: Hash,
}

impl Transaction for TellTan {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, mac } = self;
        streams.decide::<State>(case.0, asked.to(Command::TellTan))?;
        let state = streams.guard::<State>(case.0)?;
        let declaration = state.file().and_then(|file| file.declaration.as_ref());
        let hash = declaration.map(|declaration| declaration.hash).ok_or_else(|| Refusal::NoDeclaration.stop::<S>())?;
        let signature = standing::<S>(case, streams)?;
        let tell = signature::Command::TellTan { hash, mac };
        streams.decide::<signature::State>(signature.0, asked.to(tell)).map(drop)
    }
}

/// Enters the number that was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnterTan {
    /// Of which case.
    pub case: CaseId,
    /// What the authority makes of the number that was entered.
    pub mac: Hash,
}

impl Transaction for EnterTan {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, mac } = self;
        streams.decide::<State>(case.0, asked.to(Command::EnterTan))?;
        let signature = standing::<S>(case, streams)?;
        streams.decide::<signature::State>(signature.0, asked.to(signature::Command::EnterTan { mac })).map(drop)
    }
}

/// Signs the declaration, in the round of the talk in which the signer was identified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Of which case.
    pub case: CaseId,
    /// Who signs.
    pub party: PartyId,
    /// How.
    pub manner: Manner,
    /// The SHA-256 of what is on the signer's screen.
    pub hash: Hash,
    /// What makes the hash of the record that proves it later. The record is written here, of the very state on which
    /// the signature is decided.
    pub sha256: Sha256,
}

impl Transaction for Sign {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, party, ref manner, hash, sha256 } = self;
        let method = manner.method();
        let state = streams.guard::<State>(case.0)?;
        let talk = match state.file().and_then(|file| file.identified.get(&party)) {
            Some(identified) => {
                let (consultation, _) = identified.talk();
                let consultation = streams.guard::<consultation::State>(consultation.0)?;
                let live = consultation.live().filter(|talk| belongs(talk, case, &state));
                live.map(|talk| (talk.host, Live::from(talk)))
            }
            None => None,
        };
        let (host, talk) = (talk.map(|(host, _)| host), talk.map(|(_, talk)| talk));
        if let Some(file) = state.file()
            && let Some(booking) = file.origin.booking()
            && file.holder == Some(asked.by.actor)
        {
            let link: link_grant::State = streams.guard(LinkGrantId::of(booking).0)?;
            link.check_signer(&[host, file.clerk]).map_err(crate::Refusal::from)?;
        }

        streams.decide::<State>(case.0, asked.to(Command::RecordSignature { party, talk, hash }))?;
        let rules = state.file().and_then(|file| file.rules(&asked.facts, local_date(asked.at)));
        if rules.is_none_or(|service| !service.signatures.contains(&method)) {
            return Err(Refusal::SignatureNotAllowed { method }.stop::<S>());
        }
        let signature = standing::<S>(case, streams)?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let declaration = file.declaration.as_ref().ok_or_else(|| Refusal::NoDeclaration.stop::<S>())?;
        let signer = file.party(party).ok_or_else(|| Refusal::UnknownParty.stop::<S>())?;
        // Of somebody who is forgotten no record could be kept.
        signer.who.known().map_err(|erased| Refusal::from(erased).stop::<S>())?;
        let witness = Witness {
            signer: signer.who.subject(),
            signature,
            declaration: declaration.version,
            identified: file.identified.get(&party).map(|identified| {
                let (consultation, round) = identified.talk();
                Seen { method: identified.identification.method, consultation, round }
            }),
            sha256,
        };
        let sign = signature::Command::Sign { party, manner: manner.clone(), hash, witness };
        streams.decide::<signature::State>(signature.0, asked.to(sign)).map(drop)
    }
}

/// The signing of the declaration that stands.
fn standing<S: Streams>(case: CaseId, streams: &mut S) -> Result<SignatureId, S::Break> {
    let state = streams.guard::<State>(case.0)?;
    let declaration = state.file().and_then(|file| file.declaration.as_ref());
    declaration.map(|declaration| declaration.signature).ok_or_else(|| Refusal::NoDeclaration.stop::<S>())
}

pub(super) fn prepare(
    file: &File,
    (hash, text): (Hash, Option<Hash>),
    signature: SignatureId,
    asked: &Asked<Command>,
) -> Answered {
    if !rules(file, asked)?.declaration {
        return Err(Refusal::NotRequired);
    }
    if file.declaration.as_ref().is_some_and(|declaration| declaration.hash == hash) {
        return Ok(vec![]);
    }
    worked(file, Event::DeclarationPrepared { version: file.declarations + 1, hash, signature, text }, asked)
}

pub(super) fn show(file: &File, hash: Hash, asked: &Asked<Command>) -> Answered {
    let declaration = file.declaration.as_ref().ok_or(Refusal::NoDeclaration)?;
    if declaration.hash != hash {
        Err(Refusal::OtherDeclaration)
    } else if declaration.shown {
        Ok(vec![])
    } else {
        worked(file, Event::DeclarationShown { version: declaration.version }, asked)
    }
}

/// Only who stands before the clerk can be seen to read what the clerk ticks off.
pub(super) fn acknowledge(file: &File, hash: Hash, asked: &Asked<Command>) -> Answered {
    let declaration = file.declaration.as_ref().ok_or(Refusal::NoDeclaration)?;
    if declaration.hash != hash {
        Err(Refusal::OtherDeclaration)
    } else if file.holder == Some(asked.by.actor) || file.channel == Channel::Counter {
        Ok(vec![])
    } else {
        Err(Refusal::CitizenSigns)
    }
}

pub(super) fn with_tan(file: &File) -> Answered {
    if file.declaration.is_some() { Ok(vec![]) } else { Err(Refusal::NoDeclaration) }
}

/// K4: the signature covers the hash of the declaration as it stands, and whoever gives it was identified since the
/// line last dropped. Whose matter it is signs, or who acts for them.
pub(super) fn sign(file: &File, party: PartyId, talk: Option<Live>, hash: Hash, asked: &Asked<Command>) -> Answered {
    let declaration = file.declaration.as_ref().ok_or(Refusal::NoDeclaration)?;
    if file.acting().is_none_or(|acting| acting.id != party) {
        return Err(Refusal::UnknownParty);
    }
    if declaration.hash != hash {
        return Err(Refusal::OtherDeclaration);
    }
    if !declaration.shown {
        return Err(Refusal::NotShown);
    }
    if declaration.signed {
        return Ok(vec![]);
    }
    let service = rules(file, asked)?;
    if let Some(missing) = cannot_act(file, service, local_date(asked.at)) {
        return Err(Refusal::Incomplete { missing: vec![missing] });
    }
    if file.suspended.is_some() {
        return Err(Refusal::Suspended);
    }
    // § 30 (5) BZRG: who sends a certificate to an authority has heard before that they may look into it first, and who
    // wants to, at which court.
    if let Some(missing) = inspection_untold(file).or_else(|| court_unnamed(file)) {
        return Err(Refusal::Incomplete { missing: vec![missing] });
    }
    let unidentified = || Refusal::Incomplete { missing: vec![Missing::Identification(party)] };
    let identified = file.identified.get(&party).ok_or_else(unidentified)?;
    let Live { round, medium, .. } = talk.ok_or(Refusal::NotInConsultation)?;
    if identified.round != round {
        return Err(unidentified());
    }
    if !service.channels.contains(&medium.channel()) {
        return Err(Refusal::ChannelNotAllowed);
    }
    let signed = Event::DeclarationSigned { version: declaration.version, hash };
    match medium {
        Medium::Video | Medium::Phone | Medium::Counter if file.holder == Some(asked.by.actor) => Ok(vec![signed]),
        // Only who stands before the clerk can be seen to sign what the clerk takes down.
        Medium::Counter => worked(file, signed, asked),
        Medium::Video | Medium::Phone => Err(Refusal::CitizenSigns),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::Facts;
    use crate::case::fixtures::*;
    use crate::case::{Answer, Named, Opening, Origin};
    use crate::catalogue::{Catalogue, ServiceCode};
    use crate::consultation::Occasion;
    use crate::permission::Denied;
    use crate::signature::Method;
    use crate::testing::{ADA, BEN, CLARA, DAVID, citizen, clerk};

    fn signatures(visit: &Visit, version: u32) -> Vec<&'static str> {
        let signature = SignatureId::of(case(), version);
        visit.desk.history::<signature::State>(signature.0).iter().map(crate::names::of).collect()
    }

    #[test]
    fn a_declaration_that_was_not_shown_is_not_signed() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::NotShown.into()));
        assert_eq!(signatures(&visit, 1), ["requested"]);
    }

    #[test]
    fn a_declaration_is_signed_in_a_way_that_the_edition_allows() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        let mut edition = Catalogue::default().editions()[0].clone();
        for service in &mut edition.services {
            service.signatures = vec![Method::Drawn];
        }
        visit.desk.know(Facts { catalogue: vec![edition].into(), ..Facts::default() });
        let sign =
            |manner| Sign { case: case(), party: REGISTRANT, manner, hash: DECLARED, sha256: crate::testing::SHA_256 };
        let method = Method::SpokenTan;
        assert_eq!(
            visit.run(citizen(ADA), &sign(Manner::SpokenTan)),
            Err(Refusal::SignatureNotAllowed { method }.into())
        );
        assert_eq!(signatures(&visit, 1), ["requested", "shown"]);
        visit.run(citizen(ADA), &sign(crate::testing::drawn())).expect("it is allowed");
        assert_eq!(signatures(&visit, 1), ["requested", "shown", "signed"]);
    }

    #[test]
    fn who_signs_in_a_call_reads_it_themselves_and_gets_the_number_from_the_clerk() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        let read = |hash| Acknowledge { case: case(), hash, pages: vec![1] };
        let mac = Hash([7; 32]);
        assert_eq!(visit.run(citizen(ADA), &read(CORRECTED)), Err(Refusal::OtherDeclaration.into()));
        assert_eq!(visit.run(clerk(CLARA), &read(DECLARED)), Err(Refusal::CitizenSigns.into()));
        assert_eq!(visit.run(citizen(BEN), &read(DECLARED)), Err(Refusal::Denied(Denied).into()));
        let tell = TellTan { case: case(), mac };
        assert_eq!(visit.run(citizen(ADA), &tell), Err(Refusal::Denied(Denied).into()));
        assert_eq!(visit.run(clerk(CLARA), &tell), Err(signature::Refusal::NotShown.into()));
        visit.show(DECLARED).expect("it is prepared");
        visit.run(clerk(CLARA), &tell).expect("it is shown");
        let enter = EnterTan { case: case(), mac };
        assert_eq!(visit.run(clerk(CLARA), &enter), Err(Refusal::Denied(Denied).into()));
        visit.run(citizen(ADA), &enter).expect("it was told");
        assert_eq!(signatures(&visit, 1), ["requested", "shown", "tan_told", "tan_entered"]);
    }

    #[test]
    fn what_is_shown_and_signed_is_the_declaration_as_it_stands() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        assert_eq!(visit.show(CORRECTED), Err(Refusal::OtherDeclaration.into()));
        visit.show(DECLARED).expect("it is prepared");
        assert_eq!(visit.sign(citizen(ADA), CORRECTED), Err(Refusal::OtherDeclaration.into()));
    }

    #[test]
    fn what_is_signed_as_a_paper_is_kept_with_the_step_that_names_it() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        let kept = |version| Kept {
            paper: PaperId::of_declaration(case(), version),
            kind: paper::Kind::Declaration,
            languages: paper::Languages::German,
            about: vec![crate::SubjectId(REGISTRANT.0)],
            hash: CORRECTED,
            blob: Hash([8; 32]),
            bytes: 3000,
            pages: std::num::NonZeroU16::MIN,
            seal: None,
        };
        let prepare =
            |version| Prepare { case: case(), written: Written::Paper { kept: kept(version), text: DECLARED } };
        let stale = visit.run(clerk(CLARA), &prepare(1));
        assert!(matches!(stale, Err(crate::Refusal::Stale(_))), "it was written as another one: {stale:?}");
        assert_eq!(visit.desk.state::<paper::State>(FolderId::of(case()).0), paper::State::Empty);
        visit.run(clerk(CLARA), &prepare(2)).expect("it is the next one");
        let folder = visit.desk.state::<paper::State>(FolderId::of(case()).0);
        assert_eq!(folder.paper(PaperId::of_declaration(case(), 2)).map(|paper| paper.hash), Some(CORRECTED));
        assert_eq!(visit.file().declaration.and_then(|declaration| declaration.text), Some(DECLARED), "its words");
        visit.show(CORRECTED).expect("it is prepared");
        // It has a page that nobody has read yet.
        assert_eq!(visit.sign(citizen(ADA), CORRECTED), Err(signature::Refusal::PagesUnread.into()));
        let history = visit.desk.history::<paper::State>(FolderId::of(case()).0).len();
        visit.run(clerk(CLARA), &prepare(3)).expect("it is prepared already");
        assert_eq!(visit.desk.history::<paper::State>(FolderId::of(case()).0).len(), history);
    }

    // Scenario 38.
    #[test]
    fn a_correction_after_signing_blocks_the_case_until_the_new_version_is_signed() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.clara(Command::RecordMove { details: moved("2026-02-21") }).expect("the case is open");
        let landlord = Missing::Evidence(crate::catalogue::EvidenceKind::LandlordConfirmation);
        let incomplete = Refusal::Incomplete { missing: vec![landlord, Missing::Declaration] };
        assert_eq!(visit.clara(Command::Submit), Err(incomplete.into()));
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::NoDeclaration.into()));

        visit.assess(Answer::Accepted, Named::All).expect("the landlord confirms the other day");
        visit.prepare(CORRECTED).expect("the move was corrected");
        assert_eq!(visit.missing(), [Missing::DeclarationShown]);
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::OtherDeclaration.into()));
        visit.show(CORRECTED).expect("it is prepared");
        visit.sign(citizen(ADA), CORRECTED).expect("it is shown");
        visit.clara(Command::Submit).expect("nothing is missing");

        assert_eq!(signatures(&visit, 1), ["requested", "shown", "signed", "voided"]);
        assert_eq!(signatures(&visit, 2), ["requested", "shown", "signed"]);
        let hashes: Vec<_> = (1..=2)
            .filter_map(|version| match visit.desk.history::<signature::State>(SignatureId::of(case(), version).0) {
                [signature::Event::Requested { hash, .. }, ..] => Some(*hash),
                _ => None,
            })
            .collect();
        assert_eq!(hashes, [DECLARED, CORRECTED], "both versions stay in the history");
    }

    #[test]
    fn people_who_come_and_go_make_the_declaration_outdated_as_well() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        visit.clara(Command::RemoveParty { party: CHILDREN[0] }).expect("the case is open");
        assert_eq!(visit.missing(), [Missing::Declaration]);
    }

    #[test]
    fn the_same_declaration_again_keeps_its_signature() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.prepare(DECLARED).expect("it is prepared already");
        assert_eq!(visit.missing(), []);
        assert_eq!(signatures(&visit, 1), ["requested", "shown", "signed"]);
    }

    #[test]
    fn signing_twice_signs_once() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.sign(citizen(ADA), DECLARED).expect("it is signed already");
        assert_eq!(signatures(&visit, 1), ["requested", "shown", "signed"]);
    }

    // Scenario 17.
    #[test]
    fn after_the_line_dropped_the_identity_is_confirmed_before_anybody_signs() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        visit.talk(crate::testing::system(), consultation::Command::Interrupt).expect("the talk goes on");
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::NotInConsultation.into()));
        visit.talk(clerk(CLARA), consultation::Command::Resume).expect("the line dropped");
        let incomplete = Refusal::Incomplete { missing: vec![Missing::Identification(REGISTRANT)] };
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(incomplete.into()));
        visit.identify(REGISTRANT).expect("the line is back");
        visit.sign(citizen(ADA), DECLARED).expect("the identity is confirmed");
    }

    #[test]
    fn an_identification_in_a_talk_that_broke_off_does_not_count_in_the_next() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        let abort = consultation::Command::End { outcome: consultation::Outcome::Aborted };
        visit.talk(clerk(CLARA), abort).expect("Clara leads it");
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::NotInConsultation.into()));
        let again = consultation::Command::Begin { medium: Medium::Video };
        visit.talk(clerk(CLARA), again).expect("it broke off");
        let incomplete = Refusal::Incomplete { missing: vec![Missing::Identification(REGISTRANT)] };
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(incomplete.into()));
        visit.identify(REGISTRANT).expect("they see one another again");
        visit.sign(citizen(ADA), DECLARED).expect("the identity is confirmed");
    }

    #[test]
    fn a_stranger_does_not_sign_and_neither_does_the_clerk_in_a_call() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        assert_eq!(visit.sign(citizen(BEN), DECLARED), Err(Refusal::Denied(Denied).into()));
        assert_eq!(visit.sign(clerk(CLARA), DECLARED), Err(Refusal::CitizenSigns.into()));
        assert_eq!(signatures(&visit, 1), ["requested", "shown"]);
    }

    #[test]
    fn nobody_signs_with_a_link_that_the_clerk_of_the_case_has_given() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        let grant = |visit: &mut Visit, by| {
            let expires_at = crate::testing::at("2026-04-01T22:00:00Z");
            let grant = link_grant::Command::Grant { booking: BOOKING, holder: ADA, expires_at };
            let now = visit.now;
            visit.desk.ask::<link_grant::State>(LinkGrantId::of(BOOKING).0, by, now, grant).expect("a clerk may");
        };
        grant(&mut visit, clerk(CLARA));
        let refused = link_grant::Refusal::GivenByOwnClerk;
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(refused.into()));
        assert_eq!(signatures(&visit, 1), ["requested", "shown"]);
        grant(&mut visit, clerk(DAVID));
        visit.sign(citizen(ADA), DECLARED).expect("a colleague has let her in");
    }

    #[test]
    fn a_case_of_the_counter_gives_the_clerk_no_signature_in_a_call() {
        let mut visit = Visit { desk: crate::testing::Desk::new(), now: crate::testing::at("2026-03-02T09:00:00Z") };
        let of = Occasion::Booking(BOOKING);
        let schedule = consultation::Command::Schedule { of, holder: Some(ADA) };
        visit.clara(at_the_counter(Some(BOOKING), Some(ADA))).expect("the service is offered");
        visit.talk(clerk(CLARA), schedule).expect("nobody has prepared the talk");
        let begin = consultation::Command::Begin { medium: Medium::Video };
        visit.talk(clerk(CLARA), begin).expect("it is prepared");
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.identify(REGISTRANT).expect("she holds it to the camera");
        visit.prepare(DECLARED).expect("the service has a declaration");
        visit.show(DECLARED).expect("it is prepared");
        assert_eq!(visit.sign(clerk(CLARA), DECLARED), Err(Refusal::CitizenSigns.into()));
    }

    #[test]
    fn nobody_signs_after_the_visit() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        let close = consultation::Command::Close { outcome: consultation::Outcome::Completed };
        visit.talk(clerk(CLARA), close).expect("the visit is over");
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::NotInConsultation.into()));
    }

    #[test]
    fn at_the_counter_the_clerk_takes_the_signature_of_a_walk_in_down_and_the_case_is_finished() {
        let mut visit = Visit { desk: crate::testing::Desk::new(), now: crate::testing::at("2026-03-02T09:00:00Z") };
        visit.clara(at_the_counter(None, None)).expect("the service is offered");
        let of = Occasion::Case(case());
        visit.run(clerk(CLARA), &consultation::Begin { of, medium: Medium::Counter }).expect("it is free");
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let identification = crate::case::Identification {
            method: crate::catalogue::IdentificationMethod::CounterDocument,
            consultation: of.talk(),
            ..shown(&crate::case::Check::ALL)
        };
        let identify = crate::case::Identify { case: case(), party: REGISTRANT, identification };
        visit.run(clerk(CLARA), &identify).expect("they face one another");
        visit.complete_the_record("2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        visit.sign(clerk(CLARA), DECLARED).expect("at the counter a clerk may");
        assert_eq!(signatures(&visit, 1), ["requested", "shown", "signed"]);
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &crate::case::Complete { case: case() }).expect("the result is there");
        let talk = visit.desk.state::<consultation::State>(of.talk().0);
        assert!(talk.live().is_none(), "the talk was about this case");
    }

    fn at_the_counter(during: Option<crate::ids::BookingId>, holder: Option<crate::ActorId>) -> Command {
        Command::Open(Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during },
            channel: Channel::Counter,
            holder,
            on: crate::testing::date("2026-03-02"),
        })
    }
}
