//! Change of residence (Ummeldung): the registration of a move within the municipality, §§ 17, 19, 23 and 24 BMG.

use chrono::NaiveDate;

use super::{Missing, confirmed, declared, going_on, moving, paid, people, powers, told};
use crate::case::{File, custody};
use crate::catalogue::{EvidenceKind, Service};

pub(super) fn missing(file: &File, service: &Service, today: NaiveDate) -> Vec<Missing> {
    let mut missing = vec![];
    missing.extend(going_on(file));
    missing.extend(people(file, service, today));
    missing.extend(powers(file));
    missing.extend(moving(file, today));
    missing.extend(told(file, service));
    missing.extend(custody::missing(file));
    missing.extend(confirmed(file, EvidenceKind::LandlordConfirmation));
    missing.extend(declared(file));
    missing.extend(paid(file, service));
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::procedure::has_reached;
    use crate::case::{ActsFor, Command, Event, Named, Refusal, State};
    use crate::case::{Answer, Part, Party};
    use crate::catalogue::{Notice, Power, ServiceCode};
    use crate::ids::PartyId;
    use crate::money::Cents;
    use crate::person::PartialDate;
    use crate::testing::{CLARA, at};

    fn submitted(visit: &Visit) -> Option<(NaiveDate, bool)> {
        visit.desk.history::<State>(case().0).iter().find_map(|event| match event {
            Event::Submitted { filed_on, late, .. } => Some((*filed_on, *late)),
            _ => None,
        })
    }

    #[test]
    fn an_empty_case_lacks_everything_that_one_person_needs() {
        let visit = Visit::begun(ServiceCode::ChangeOfResidence);
        assert_eq!(
            visit.missing(),
            [
                Missing::Principal,
                Missing::MoveDetails,
                Missing::Notice(Notice::DutyToCooperate),
                Missing::Notice(Notice::TransferBlocks),
                Missing::Evidence(EvidenceKind::LandlordConfirmation),
                Missing::Declaration,
            ]
        );
    }

    #[test]
    fn a_registration_that_lacks_nothing_goes_out_and_names_the_clerk_in_charge() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(submitted(&visit), Some(("2026-03-02".parse().expect("a date"), false)));
        assert_eq!(visit.clerk_in_charge(), Some(CLARA));
    }

    #[test]
    fn a_registrant_who_is_not_identified_does_not_register() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.clara(Command::RemoveParty { party: REGISTRANT }).expect("the case is open");
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is registrant");
        assert!(visit.missing().contains(&Missing::Identification(REGISTRANT)));
    }

    #[test]
    fn every_adult_who_moves_along_shows_a_document_and_children_do_not() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        for party in family() {
            visit.clara(Command::AddParty { party }).expect("nobody is there twice");
        }
        visit.identify(REGISTRANT).expect("the talk goes on");
        let strangers: Vec<_> =
            visit.missing().into_iter().filter(|one| matches!(one, Missing::Identification(_))).collect();
        assert_eq!(strangers, [Missing::Identification(HUSBAND)]);
    }

    #[test]
    fn sixteen_years_are_reached_on_the_birthday() {
        let born = |year, month, day| PartialDate { year, month, day };
        let reached = |born| has_reached(born, 16, "2026-03-02".parse().expect("a date"));
        assert!(reached(born(2010, Some(3), Some(2))));
        assert!(!reached(born(2010, Some(3), Some(3))));
        assert!(reached(born(2010, None, None)), "who may be old enough shows a document");
        assert!(!reached(born(2011, None, None)));
    }

    fn acting_for(id: PartyId, part: Part, of: PartyId, power: Power) -> Party {
        let acts_for = vec![ActsFor { party: of, power }];
        Party { acts_for, ..party(id, part, "1988-05-01") }
    }

    #[test]
    fn a_child_is_registered_and_signed_for_by_a_parent_who_need_not_move() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        let child = party(CHILDREN[0], Part::Principal, "2017-01-20");
        visit.clara(Command::AddParty { party: child }).expect("nobody is there");
        visit.complete_the_record("2026-02-20");
        assert!(visit.missing().contains(&Missing::Representative(CHILDREN[0])), "a child does not register");
        visit.show(DECLARED).expect("it is prepared");
        let unable = Refusal::Incomplete { missing: vec![Missing::Representative(CHILDREN[0])] };
        assert_eq!(visit.sign_as(CHILDREN[0], DECLARED), Err(unable.into()));

        let father = acting_for(HUSBAND, Part::Representative, CHILDREN[0], Power::LegalRepresentative);
        visit.clara(Command::AddParty { party: father }).expect("the child is there");
        visit.identify(HUSBAND).expect("the talk goes on");
        assert!(
            visit.missing().contains(&Missing::Notice(Notice::DutyToCooperate)),
            "what the child was told binds nobody"
        );
        visit.complete_the_record("2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        assert_eq!(visit.sign_as(CHILDREN[0], DECLARED), Err(Refusal::UnknownParty.into()));
        visit.sign_as(HUSBAND, DECLARED).expect("he acts for the child");
        visit.clara(Command::Submit).expect("nothing is missing");
    }

    #[test]
    fn a_custodian_shows_the_card_and_a_proxy_the_power() {
        for (power, proof) in
            [(Power::Custodian, EvidenceKind::CustodianCard), (Power::Proxy, EvidenceKind::PowerOfAttorney)]
        {
            let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
            visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
            let acting = acting_for(HUSBAND, Part::Representative, REGISTRANT, power);
            visit.clara(Command::AddParty { party: acting }).expect("she is there");
            let missing = visit.missing();
            assert!(missing.contains(&Missing::EvidenceFor(proof, REGISTRANT)), "{power:?}");
            assert!(missing.contains(&Missing::Identification(HUSBAND)));
            assert!(!missing.contains(&Missing::Identification(REGISTRANT)), "who is represented need not be there");
            visit.assess_kind(proof, Answer::Accepted, Named::Only(vec![REGISTRANT])).expect("it proves a power");
            assert!(!visit.missing().contains(&Missing::EvidenceFor(proof, REGISTRANT)));
        }
    }

    #[test]
    fn who_takes_the_registrants_place_is_told_and_assures_anew() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        visit.clara(Command::RemoveParty { party: REGISTRANT }).expect("the case is open");
        let other = party(REGISTRANT, Part::Principal, "1991-01-01");
        visit.clara(Command::AddParty { party: other }).expect("nobody is registrant");
        let missing = visit.missing();
        for notice in [Notice::DutyToCooperate, Notice::TransferBlocks, Notice::DataOfOthers] {
            assert!(missing.contains(&Missing::Notice(notice)), "{notice:?}");
        }
        assert!(missing.contains(&Missing::EntitlementAssurance));
    }

    #[test]
    fn a_confirmation_of_another_day_or_dwelling_does_not_prove_the_corrected_move() {
        let landlord = Missing::Evidence(EvidenceKind::LandlordConfirmation);
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.clara(Command::RecordMove { details: moved_from("2026-02-20", "Mainzer Straße") }).expect("it is open");
        assert!(!visit.missing().contains(&landlord), "the landlord confirms nothing of the old dwelling");
        visit.clara(Command::RecordMove { details: moved("2026-02-21") }).expect("it is open");
        assert!(visit.missing().contains(&landlord));
    }

    #[test]
    fn identifications_from_before_an_interruption_have_to_be_confirmed_by_all() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        visit.drop_the_line();
        visit.identify(REGISTRANT).expect("the line is back");
        assert_eq!(visit.missing(), [Missing::Identification(HUSBAND)]);
        visit.identify(HUSBAND).expect("the line is back");
        assert_eq!(visit.missing(), []);
    }

    // Scenario 21.
    #[test]
    fn a_move_of_tomorrow_is_kept_and_goes_out_when_it_has_happened() {
        let mut visit = Visit::ready(&[ada()], "2026-03-03");
        let from = "2026-03-03".parse().expect("a date");
        assert_eq!(visit.missing(), [Missing::MovedIn { from }]);
        assert_eq!(visit.clara(Command::Submit), Err(Refusal::TooEarly { from }.into()));

        visit.now = at("2026-03-03T09:00:00Z");
        visit.clara(Command::Submit).expect("nothing of what was said is lost");
        assert_eq!(submitted(&visit), Some((from, false)));
    }

    #[test]
    fn the_day_of_a_move_is_the_offices_day() {
        // A quarter to midnight in Greenwich is a quarter to one of the next day in Saarbrücken.
        let mut visit = Visit::ready(&[ada()], "2026-03-03");
        visit.now = at("2026-03-02T23:45:00Z");
        visit.clara(Command::Submit).expect("in the office it is the day of the move");
    }

    // Scenario 22.
    #[test]
    fn a_late_registration_is_accepted_and_flagged() {
        let mut visit = Visit::ready(&[ada()], "2026-01-21");
        visit.clara(Command::Submit).expect("lateness never refuses");
        assert_eq!(submitted(&visit).map(|(_, late)| late), Some(true));
    }

    // Scenario 23.
    #[test]
    fn two_weeks_that_end_on_a_free_day_end_on_the_next_working_day() {
        // Saturday, 14 February, plus two weeks is a Saturday; the Monday after is in time, the Tuesday is late.
        for (filed, late) in [("2026-03-02T09:00:00Z", false), ("2026-03-03T09:00:00Z", true)] {
            let mut visit = Visit::ready(&[ada()], "2026-02-14");
            visit.now = at(filed);
            visit.clara(Command::Submit).expect("lateness never refuses");
            assert_eq!(submitted(&visit).map(|(_, late)| late), Some(late), "{filed}");
        }
        // 20 March plus two weeks is Good Friday; the Tuesday after Easter is in time.
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.clara(Command::RecordMove { details: moved("2026-03-20") }).expect("the case is open");
        visit.now = at("2026-04-07T09:00:00Z");
        visit.assess(Answer::Accepted, Named::All).expect("the landlord confirms the other day");
        visit.prepare(CORRECTED).expect("the move was corrected");
        visit.show(CORRECTED).expect("it is prepared");
        visit.sign(crate::testing::citizen(crate::testing::ADA), CORRECTED).expect("it is shown");
        visit.clara(Command::Submit).expect("nothing is missing");
        assert_eq!(submitted(&visit).map(|(_, late)| late), Some(false));
    }

    // Scenario 24.
    #[test]
    fn one_parent_registers_a_family_of_four_with_assurance_and_notice() {
        let mut visit = Visit::ready(&family(), "2026-02-20");
        let file = visit.file();
        assert_eq!(file.entitlement_assured, Some(REGISTRANT));
        assert_eq!(file.notices.get(&Notice::DataOfOthers), Some(&REGISTRANT));
        assert_eq!(file.movers().count(), 4);
        visit.clara(Command::Submit).expect("nothing is missing");
    }

    #[test]
    fn a_family_lacks_the_assurance_and_the_notice_that_one_person_does_not_need() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        let [_, husband, ..] = family();
        visit.clara(Command::AddParty { party: husband }).expect("nobody is there twice");
        let missing = visit.missing();
        assert!(missing.contains(&Missing::Notice(Notice::DataOfOthers)));
        assert!(missing.contains(&Missing::EntitlementAssurance));
    }

    // Scenario 28.
    #[test]
    fn a_refused_confirmation_of_the_landlord_does_not_stop_the_registration() {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.assess(Answer::Refused, Named::All).expect("the case is open");
        assert_eq!(visit.missing(), [Missing::Evidence(EvidenceKind::LandlordConfirmation)]);
        visit.assess(Answer::MissingReported, Named::All).expect("the case is open");
        visit.clara(Command::Submit).expect("who says so has done their duty");
    }

    // Scenario 29.
    #[test]
    fn a_confirmation_that_omits_one_mover_leaves_only_that_part_incomplete() {
        let mut visit = Visit::prepared(&family(), "2026-02-20");
        let omitted = CHILDREN[1];
        visit.assess(Answer::Refused, Named::Only(vec![omitted])).expect("the case is open");
        let part = Missing::EvidenceFor(EvidenceKind::LandlordConfirmation, omitted);
        assert_eq!(visit.missing(), [part, Missing::DeclarationShown]);
        visit.assess(Answer::Accepted, Named::Only(vec![omitted])).expect("a second paper names the child");
        assert_eq!(visit.missing(), [Missing::DeclarationShown]);
    }

    #[test]
    fn who_comes_after_the_confirmation_was_read_is_not_named_by_it() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        let [.., child] = family();
        visit.clara(Command::AddParty { party: child }).expect("nobody is there twice");
        assert!(
            visit.missing().contains(&Missing::EvidenceFor(EvidenceKind::LandlordConfirmation, CHILDREN[1])),
            "everybody were those who were there"
        );
    }

    #[test]
    fn a_declaration_is_prepared_then_shown_then_signed() {
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        assert_eq!(visit.missing(), [Missing::DeclarationShown]);
        visit.show(DECLARED).expect("it is prepared");
        assert_eq!(visit.missing(), [Missing::Signature]);
        let incomplete = Refusal::Incomplete { missing: vec![Missing::Signature] };
        assert_eq!(visit.clara(Command::Submit), Err(incomplete.into()));
    }

    #[test]
    fn a_fee_that_an_edition_asks_for_is_settled_first() {
        let visit = Visit::ready(&[ada()], "2026-02-20");
        let edition = crate::catalogue::Catalogue::default().edition(1).expect("there is a first edition").clone();
        let mut service = edition.services[0].clone();
        service.fee.amount = Cents(700);
        let today = "2026-03-02".parse().expect("a date");
        assert_eq!(missing(&visit.file(), &service, today), [Missing::Fee]);
    }
}
