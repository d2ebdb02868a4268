//! What a clerk writes down in a case: who takes part, what was told, the facts of the move, what evidence proves.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::aggregate::{Answered, rules, worked};
use super::{Answer, Command, Event, EvidenceSource, File, Named, Part, Party, Refusal};
use crate::asked::Asked;
use crate::calendar::{local_date, weeks_after};
use crate::catalogue::{EvidenceKind, Notice, ServiceCode};
use crate::ids::{DocumentId, PartyId};
use crate::person::{Move, PreviousDwelling, Who};
use crate::personal::Personal;

pub(super) fn add_party(file: &File, party: &Party, asked: &Asked<Command>) -> Answered {
    if file.party(party.id).is_some_and(|present| present == party) {
        return Ok(vec![]);
    }
    // The same number again with other data is a correction: one is taken out, and the other comes in.
    let others = |part| file.parties.iter().any(|present| present.part == part && present.id != party.id);
    if party.part == Part::Principal && others(Part::Principal) {
        return Err(Refusal::PrincipalPresent);
    }
    if party.part == Part::MovesAlong && !somebody_moves(file.service) {
        return Err(Refusal::NobodyMoves);
    }
    can_be(file, party, asked)?;
    let max = asked.facts.limits.parties_per_case_max;
    if file.party(party.id).is_none() && file.parties.len() >= usize::from(max) {
        return Err(Refusal::TooManyParties { max });
    }
    let mut answer = prepared_or_worked(file, Event::PartyAdded { party: party.clone() }, asked)?;
    if file.party(party.id).is_some() {
        answer.insert(answer.len() - 1, Event::PartyRemoved { party: party.id });
    }
    Ok(answer)
}

/// § 23 (4) BMG: families register, and leave, together. A certificate is about one person.
fn somebody_moves(service: ServiceCode) -> bool {
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => true,
        ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => false,
    }
}

/// What somebody can be in a case of this service.
fn can_be(file: &File, party: &Party, asked: &Asked<Command>) -> Result<(), Refusal> {
    // § 150 (2) GewO is the only rule here that speaks of legal persons, and they never act by themselves.
    let legal_person_allowed = file.service == ServiceCode::TradeRegisterExtract && party.part == Part::Principal;
    match party.who.known()? {
        Who::Person(_) => {}
        Who::Organisation(_) if legal_person_allowed && party.acts_for.is_empty() => {}
        Who::Organisation(_) => return Err(Refusal::PersonNeeded),
    }
    if party.part == Part::Representative && party.acts_for.is_empty() {
        return Err(Refusal::ActsForNobody);
    }
    let service = rules(file, asked)?;
    let mut represented = BTreeSet::new();
    for acts in &party.acts_for {
        if !service.powers.contains(&acts.power) {
            return Err(Refusal::PowerNotAllowed { power: acts.power });
        }
        if acts.party == party.id || !represented.insert(acts.party) {
            return Err(Refusal::ActsForNobody);
        }
        if file.party(acts.party).is_none() {
            return Err(Refusal::UnknownParty);
        }
    }
    Ok(())
}

pub(super) fn remove_party(file: &File, party: PartyId, asked: &Asked<Command>) -> Answered {
    match file.party(party) {
        Some(_) => prepared_or_worked(file, Event::PartyRemoved { party }, asked),
        None => Ok(vec![]),
    }
}

/// Citizens prepare who takes part until the declaration is written; from then on it is the clerk's to correct.
fn prepared_or_worked(file: &File, event: Event, asked: &Asked<Command>) -> Answered {
    if file.holder != Some(asked.by.actor) {
        worked(file, event, asked)
    } else if file.declarations > 0 {
        Err(Refusal::AlreadyPrepared)
    } else {
        Ok(vec![event])
    }
}

/// Whoever acts hears it: what somebody else was told binds nobody who comes in their place.
pub(super) fn give_notice(file: &File, notice: Notice, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&notice) {
        return Err(Refusal::NotRequired);
    }
    let to = file.acting().ok_or(Refusal::NobodyActs)?.id;
    if file.notices.get(&notice) == Some(&to) {
        Ok(vec![])
    } else {
        worked(file, Event::NoticeGiven { notice, to }, asked)
    }
}

/// § 23 (4) BMG wants the assurance where one person registers others, so where that can happen at all.
pub(super) fn assure_entitlement(file: &File, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&Notice::DataOfOthers) {
        return Err(Refusal::NotRequired);
    }
    let by = file.acting().ok_or(Refusal::NobodyActs)?.id;
    if file.entitlement_assured == Some(by) {
        Ok(vec![])
    } else {
        worked(file, Event::EntitlementAssured { by }, asked)
    }
}

/// A move in the future is written down as well: nothing of what was said is lost, and the case goes out later.
pub(super) fn record_move(file: &File, details: &Personal<Move>, asked: &Asked<Command>) -> Answered {
    let max = asked.facts.limits.other_dwellings_max;
    let known = details.known()?;
    competent(file.service, known, &asked.facts.authority.ags)?;
    if known.others.len() > usize::from(max) {
        return Err(Refusal::TooManyDwellings { max });
    }
    if file.moving.as_ref().is_some_and(|moving| moving.details == *details) {
        return Ok(vec![]);
    }
    let late = is_late(known.moved_in, local_date(asked.at));
    let outdated = outdated(file, known);
    worked(file, Event::MoveRecorded { details: details.clone(), late, outdated }, asked)
}

/// § 19 (3) nos. 2 and 3 BMG: the landlord confirms the day of moving in and the dwelling. With another day or
/// dwelling, what was confirmed is another move.
fn outdated(file: &File, details: &Move) -> Vec<EvidenceKind> {
    let earlier = file.moving.as_ref().and_then(|moving| moving.details.value());
    let same = earlier.is_some_and(|earlier| (earlier.moved_in, &earlier.to) == (details.moved_in, &details.to));
    let landlord = EvidenceKind::LandlordConfirmation;
    if file.moving.is_some() && !same && file.evidence.contains_key(&landlord) { vec![landlord] } else { vec![] }
}

/// § 17 (1) BMG: the authority of the new dwelling is competent; a change of residence has both dwellings in it.
fn competent(service: ServiceCode, details: &Move, authority: &str) -> Result<(), Refusal> {
    let to = &details.to.municipality;
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn if to != authority => {
            Err(Refusal::WrongAuthority { municipality: to.clone() })
        }
        ServiceCode::ChangeOfResidence if !is_here(&details.from, authority) => Err(Refusal::NotWithinMunicipality),
        ServiceCode::MoveIn if !is_from_elsewhere(&details.from, authority) => Err(Refusal::WithinMunicipality),
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => Ok(()),
        // A move abroad has no address in Germany to go to, so it is a request of its own; the others know no move.
        ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => Err(Refusal::NotRequired),
    }
}

/// What is said of the former dwelling and its key have to agree: who is asked and told follows from both.
fn is_here(from: &PreviousDwelling, authority: &str) -> bool {
    matches!(from, PreviousDwelling::Here { address } if address.municipality == authority)
}

fn is_from_elsewhere(from: &PreviousDwelling, authority: &str) -> bool {
    match from {
        PreviousDwelling::Here { .. } => false,
        PreviousDwelling::Elsewhere { address } => address.municipality != authority,
        PreviousDwelling::Abroad { .. } => true,
    }
}

/// § 17 (1) BMG gives two weeks. Later is an administrative offence (§ 54 (2)), and still a valid registration.
pub(super) fn is_late(moved_in: NaiveDate, filed_on: NaiveDate) -> bool {
    // What has not happened is not late, however far away it is.
    moved_in < filed_on && filed_on > weeks_after(moved_in, 2)
}

/// What was found, from where it came, and which document it was.
pub(super) type Finding = (EvidenceKind, Answer, Option<EvidenceSource>, Option<DocumentId>);

pub(super) fn assess_evidence(file: &File, finding: Finding, named: &Named, asked: &Asked<Command>) -> Answered {
    if !is_news(file, finding, named, asked)? {
        return Ok(vec![]);
    }
    let (kind, answer, source, document) = finding;
    worked(file, Event::EvidenceAssessed { kind, answer, source, document, named: named.clone() }, asked)
}

/// Whether a finding says something that is not on record. Fails where it cannot be one.
pub(super) fn is_news(file: &File, finding: Finding, named: &Named, asked: &Asked<Command>) -> Result<bool, Refusal> {
    let (kind, answer, source, document) = finding;
    if !rules(file, asked)?.knows(kind) {
        return Err(Refusal::NotRequired);
    }
    match (answer, source) {
        // § 19 (2) BMG: who does not get the landlord's confirmation says so, and has done their duty. No other
        // evidence has such a way out.
        (Answer::MissingReported, _) if kind != EvidenceKind::LandlordConfirmation => {
            return Err(Refusal::CannotBeMissing);
        }
        (Answer::Accepted | Answer::Refused, None) | (Answer::MissingReported, Some(_)) => {
            return Err(Refusal::SourceNeeded);
        }
        (Answer::Accepted | Answer::Refused, Some(_)) | (Answer::MissingReported, None) => {}
    }
    if (source == Some(EvidenceSource::Uploaded)) != document.is_some() {
        return Err(Refusal::DocumentNeeded);
    }
    let people = file.resolve(named.clone());
    let distinct: BTreeSet<_> = people.iter().collect();
    if people.is_empty() || distinct.len() < people.len() || people.iter().any(|party| file.party(*party).is_none()) {
        return Err(Refusal::UnknownParty);
    }
    let known = file.evidence.get(&kind);
    let is_another = document.is_some() && file.evidence_documents.get(&kind) != document.as_ref();
    Ok(is_another || people.iter().any(|party| known.and_then(|answers| answers.get(party)) != Some(&answer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_at_the_end_of_the_calendar_is_not_late() {
        let today = "2026-03-02".parse().expect("a date");
        assert!(!is_late(NaiveDate::MAX, today));
        assert!(!is_late(today, today));
        assert!(is_late("2026-02-01".parse().expect("a date"), today));
    }
}
