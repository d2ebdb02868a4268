//! A child of separated parents has one main dwelling (§ 22 (2) BMG): who has to agree that it moves.

use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, rules, worked};
use super::procedure::is_child;
use super::{Answer, Command, Event, File, Missing, Refusal};
use crate::asked::Asked;
use crate::calendar::local_date;
use crate::catalogue::EvidenceKind;
use crate::ids::PartyId;
use crate::person::DwellingStatus;

/// What was found about the care of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustodyBasis {
    /// Whoever moves with the child has its care alone (§ 1671 BGB).
    Sole,
    /// Both who have its care move with it.
    BothMove,
    /// It lives with this parent already, and moves with them.
    AlreadyThere,
    /// Its main dwelling leaves the one that its parents had in common (§ 1627 BGB).
    LeavesCommonDwelling,
}

/// The care of a child, as the case knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// What was found.
    pub basis: CustodyBasis,
    /// Whether the authority's policy asks for the other parent's consent then.
    pub required: bool,
}

/// Whether the other parent has to agree that a child moves, and has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyConsent {
    /// Whether it has to be there.
    pub required: bool,
    /// Whether it is.
    pub obtained: bool,
    /// What was found.
    pub basis: CustodyBasis,
}

impl File {
    /// Whether the other parent of a child has to agree, and has; nothing where that was not asked.
    pub fn custody_consent(&self, child: PartyId) -> Option<CustodyConsent> {
        let &Custody { basis, required } = self.custody.get(&child)?;
        let found = self.evidence.get(&EvidenceKind::CustodyConsent).and_then(|answers| answers.get(&child));
        // A secondary dwelling takes nothing from the common one (§ 21 (3) BMG).
        let secondary = self
            .moving
            .as_ref()
            .and_then(|moving| moving.details.value())
            .is_some_and(|details| details.status == DwellingStatus::Secondary);
        Some(CustodyConsent { required: required && !secondary, obtained: found == Some(&Answer::Accepted), basis })
    }
}

/// The edition of the catalogue says whether this authority asks for the consent: federal law does not say who shows
/// what, and practice differs.
pub(super) fn record(file: &File, child: PartyId, basis: CustodyBasis, asked: &Asked<Command>) -> Answered {
    let today = local_date(asked.at);
    if !file.movers().any(|party| party.id == child && is_child(party, today)) {
        return Err(Refusal::NoChild);
    }
    let policy = rules(file, asked)?.evidence.contains(&EvidenceKind::CustodyConsent);
    let required = policy && basis == CustodyBasis::LeavesCommonDwelling;
    if file.custody.get(&child) == Some(&Custody { basis, required }) {
        return Ok(vec![]);
    }
    worked(file, Event::CustodyRecorded { child, basis, required }, asked)
}

/// Each child whose other parent has to agree, and has not.
pub(super) fn missing(file: &File) -> impl Iterator<Item = Missing> {
    file.custody.keys().filter_map(|child| {
        let consent = file.custody_consent(*child)?;
        (consent.required && !consent.obtained).then_some(Missing::CustodyConsent(*child))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::Facts;
    use crate::case::fixtures::*;
    use crate::case::{Named, Part};
    use crate::catalogue::{Catalogue, ServiceCode};
    use crate::person::Move;
    use crate::personal::SubjectId;

    const CHILD: PartyId = CHILDREN[0];

    fn father_and_child() -> Visit {
        Visit::ready(&[ada(), party(CHILD, Part::MovesAlong, "2017-01-20")], "2026-02-20")
    }

    fn leaves() -> Command {
        Command::RecordCustody { child: CHILD, basis: CustodyBasis::LeavesCommonDwelling }
    }

    // Scenario 27.
    #[test]
    fn a_child_leaves_the_common_main_dwelling_only_with_the_consent_of_the_other_parent() {
        let mut visit = father_and_child();
        visit.clara(leaves()).expect("the child moves");
        assert_eq!(visit.missing(), [Missing::CustodyConsent(CHILD)]);
        let refused = Refusal::Incomplete { missing: vec![Missing::CustodyConsent(CHILD)] };
        assert_eq!(visit.clara(Command::Submit), Err(refused.into()));

        visit
            .assess_kind(EvidenceKind::CustodyConsent, Answer::Accepted, Named::Only(vec![CHILD]))
            .expect("the policy asks for it");
        let consent = visit.file().custody_consent(CHILD).expect("it was asked");
        let basis = CustodyBasis::LeavesCommonDwelling;
        assert_eq!(consent, CustodyConsent { required: true, obtained: true, basis });
        visit.clara(Command::Submit).expect("the mother agrees");
    }

    #[test]
    fn a_secondary_dwelling_needs_no_consent() {
        let mut visit = father_and_child();
        visit.clara(leaves()).expect("the child moves");
        let main = moved("2026-02-20").value().expect("it was not erased").clone();
        let secondary = Move { status: DwellingStatus::Secondary, ..main };
        let details = SubjectId(REGISTRANT.0).knows(secondary);
        visit.clara(Command::RecordMove { details }).expect("the alternative");
        assert!(!visit.missing().contains(&Missing::CustodyConsent(CHILD)));
    }

    #[test]
    fn no_consent_is_asked_of_who_moves_along_or_has_no_say() {
        for basis in [CustodyBasis::Sole, CustodyBasis::BothMove, CustodyBasis::AlreadyThere] {
            let mut visit = father_and_child();
            visit.clara(Command::RecordCustody { child: CHILD, basis }).expect("the child moves");
            assert_eq!(visit.missing(), [], "{basis:?}");
        }
    }

    #[test]
    fn custody_is_not_asked_about_adults() {
        let mut visit = father_and_child();
        let of_ada = Command::RecordCustody { child: REGISTRANT, basis: CustodyBasis::Sole };
        assert_eq!(visit.clara(of_ada), Err(Refusal::NoChild.into()));
    }

    #[test]
    fn an_authority_whose_edition_does_not_ask_for_it_goes_on_without() {
        let mut edition = Catalogue::default().edition(1).expect("the first").clone();
        for service in &mut edition.services {
            service.evidence.retain(|kind| *kind != EvidenceKind::CustodyConsent);
        }
        let facts = Facts { catalogue: vec![edition].into(), ..Facts::default() };
        let mut visit = Visit::begun_knowing(ServiceCode::ChangeOfResidence, facts);
        let child = party(CHILD, Part::MovesAlong, "2017-01-20");
        for party in [ada(), child] {
            visit.clara(Command::AddParty { party }).expect("nobody is there twice");
        }
        visit.clara(leaves()).expect("it is recorded all the same");
        assert_eq!(visit.file().custody_consent(CHILD).map(|consent| consent.required), Some(false));
    }
}
