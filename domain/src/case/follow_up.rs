//! What a registration leaves to be done on identity cards: the address (§ 27 (1) no. 1 PAuswG).

use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, not_their_own};
use super::{Command, Document, Event, File, Refusal};
use crate::asked::Asked;
use crate::catalogue::ServiceCode;
use crate::ids::PartyId;

/// How the address on an identity card came to be changed (§ 19 PAuswV).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressUpdate {
    /// At a counter.
    Counter,
    /// By a sticker that came by post.
    StickerByPost,
}

/// Who has to show their card again: whoever registered a dwelling here and showed a German identity card.
pub(super) fn opened(file: &File) -> Option<Event> {
    let parties: Vec<PartyId> = match file.service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn => file
            .movers()
            .filter_map(|party| file.identified.get(&party.id).map(|identified| (party.id, &identified.identification)))
            .filter(|(_, shown)| shown.document == Document::IdentityCard && shown.issuing_state == "DE")
            .map(|(id, _)| id)
            .collect(),
        ServiceCode::DeregistrationAbroad
        | ServiceCode::CertificateOfConduct
        | ServiceCode::TradeRegisterExtract
        | ServiceCode::RegistrationCertificate
        | ServiceCode::TaxId => vec![],
    };
    (!parties.is_empty()).then_some(Event::FollowUpOpened { parties })
}

/// The case is over and stays so: only the task is closed, by whichever clerk sees the card.
pub(super) fn close(file: &File, party: PartyId, how: AddressUpdate, asked: &Asked<Command>) -> Answered {
    not_their_own(file, &asked.by)?;
    if file.follow_ups.contains(&party) {
        Ok(vec![Event::FollowUpClosed { party, how }])
    } else if file.party(party).is_some() {
        Ok(vec![])
    } else {
        Err(Refusal::UnknownParty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Check, Complete, Identification, Identify};
    use crate::testing::{ADA, CLARA, DAVID, clerk};

    fn completed(document: Document) -> Visit {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        let identification = Identification { document, ..shown(&Check::ALL) };
        visit.run(clerk(CLARA), &Identify { case: case(), party: REGISTRANT, identification }).expect("it goes on");
        visit.clara(Command::Submit).expect("nothing is missing");
        visit.run(clerk(CLARA), &Complete { case: case() }).expect("it is submitted");
        visit
    }

    fn open(visit: &Visit) -> Vec<PartyId> {
        visit.file().follow_ups
    }

    #[test]
    fn a_registration_leaves_the_address_on_the_card_to_be_changed_by_whoever_sees_it() {
        let mut visit = completed(Document::IdentityCard);
        assert_eq!(open(&visit), [REGISTRANT]);
        let close = Command::CloseFollowUp { party: REGISTRANT, how: AddressUpdate::Counter };
        assert_eq!(visit.ask(clerk(ADA), close.clone()), Err(Refusal::OwnCase.into()), "§ 20 (1) no. 1 VwVfG");
        visit.ask(clerk(DAVID), close.clone()).expect("it is open");
        visit.ask(clerk(DAVID), close).expect("it is closed already");
        assert_eq!(open(&visit), []);
    }

    #[test]
    fn who_showed_a_passport_has_no_card_to_bring() {
        assert_eq!(open(&completed(Document::Passport)), []);
    }
}
