//! What a clerk writes down in a case: who takes part, what was told, the facts of the move, what evidence proves.

use chrono::NaiveDate;

use super::aggregate::{Answered, rules, worked};
use super::{Answer, Command, Event, File, Named, Party, Power, Refusal};
use crate::asked::Asked;
use crate::calendar::{local_date, weeks_after};
use crate::catalogue::{EvidenceKind, Notice, ServiceCode};
use crate::ids::PartyId;
use crate::person::Move;
use crate::personal::Personal;

pub(super) fn add_party(file: &File, party: &Party, asked: &Asked<Command>) -> Answered {
    if file.party(party.id).is_some_and(|present| present == party) {
        return Ok(vec![]);
    }
    // The same number again with other data is a correction: one is taken out, and the other comes in.
    let others = |power| file.parties.iter().any(|present| present.power == power && present.id != party.id);
    if party.power == Power::Own && others(Power::Own) {
        return Err(Refusal::RegistrantPresent);
    }
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

pub(super) fn give_notice(file: &File, notice: Notice, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&notice) {
        return Err(Refusal::NotRequired);
    }
    if file.notices.contains(&notice) { Ok(vec![]) } else { worked(file, Event::NoticeGiven { notice }, asked) }
}

/// § 23 (4) BMG wants the assurance where one person registers others, so where that can happen at all.
pub(super) fn assure_entitlement(file: &File, asked: &Asked<Command>) -> Answered {
    if !rules(file, asked)?.notices.contains(&Notice::DataOfOthers) {
        return Err(Refusal::NotRequired);
    }
    if file.entitlement_assured { Ok(vec![]) } else { worked(file, Event::EntitlementAssured, asked) }
}

/// A move in the future is written down as well: nothing of what was said is lost, and the case goes out later.
pub(super) fn record_move(file: &File, details: &Personal<Move>, asked: &Asked<Command>) -> Answered {
    competent(file.service, details.known()?, &asked.facts.authority.ags)?;
    if file.moving.as_ref().is_some_and(|moving| moving.details == *details) {
        return Ok(vec![]);
    }
    let late = is_late(details.known()?.moved_in, local_date(asked.at));
    worked(file, Event::MoveRecorded { details: details.clone(), late }, asked)
}

/// § 17 (1) BMG: the authority of the new dwelling is competent; a change of residence has both dwellings in it.
fn competent(service: ServiceCode, details: &Move, authority: &str) -> Result<(), Refusal> {
    let to = &details.to.municipality;
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn if to != authority => {
            Err(Refusal::WrongAuthority { municipality: to.clone() })
        }
        ServiceCode::ChangeOfResidence if details.from.municipality != authority => Err(Refusal::NotWithinMunicipality),
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => Ok(()),
        // A move abroad has no address in Germany to go to, and the others know no move.
        ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => Err(Refusal::NotRequired),
    }
}

/// § 17 (1) BMG gives two weeks. Later is an administrative offence (§ 54 (2)), and still a valid registration.
pub(super) fn is_late(moved_in: NaiveDate, filed_on: NaiveDate) -> bool {
    filed_on > weeks_after(moved_in, 2)
}

pub(super) fn assess_evidence(
    file: &File,
    kind: EvidenceKind,
    answer: Answer,
    named: &Named,
    asked: &Asked<Command>,
) -> Answered {
    if !rules(file, asked)?.evidence.contains(&kind) {
        return Err(Refusal::NotRequired);
    }
    let people = file.resolve(named.clone());
    if people.is_empty() || people.iter().any(|party| file.party(*party).is_none()) {
        return Err(Refusal::UnknownParty);
    }
    let known = file.evidence.get(&kind);
    if people.iter().all(|party| known.and_then(|answers| answers.get(party)) == Some(&answer)) {
        return Ok(vec![]);
    }
    worked(file, Event::EvidenceAssessed { kind, answer, named: named.clone() }, asked)
}
