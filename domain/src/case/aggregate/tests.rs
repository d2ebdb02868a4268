//! The rules of a case that no procedure has for itself.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::asked::Facts;
use crate::case::fixtures::*;
use crate::case::{
    ActsFor, Answer, Attach, Check, Decline, EvidenceSource, Identification, Live, Named, Note, Part, Party,
    Settlement, Withdraw,
};
use crate::catalogue::{Catalogue, Delivery, Edition, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode};
use crate::consultation::Medium;
use crate::ids::{BookingId, CaseId, DocumentId, PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::person::{Organisation, PreviousDwelling, Who};
use crate::personal::{Personal, SubjectId};
use crate::signature::Hash;
use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, date, given, system};

const NOW: &str = "2026-03-02T09:00:00Z";

fn opened() -> Event {
    Event::Opened {
        service: ServiceCode::ChangeOfResidence,
        quantity: 1,
        edition: 1,
        origin: Origin::Booking { booking: BOOKING, line: 0 },
        channel: Channel::Video,
        holder: Some(ADA),
        opened_at: at(NOW),
    }
}

/// Clara and Ada see one another.
const SEEN: Live = Live { round: 0, begun_in: 0, medium: Medium::Video };

fn withdrawn(reason: WithdrawalReason) -> Event {
    let erase_at = Some(at("2026-04-01T22:00:00Z"));
    Event::Withdrawn { reason, service: ServiceCode::ChangeOfResidence, payment: None, erase_at }
}

fn assigned(clerk: ActorId) -> Event {
    Event::Assigned { clerk }
}

fn note() -> Personal<Note> {
    SubjectId(REGISTRANT.0).knows(Note("called back".to_owned()))
}

#[test]
fn a_case_is_bound_by_the_edition_in_force() {
    given::<State>([]).when(system(), at(NOW), opening(ServiceCode::ChangeOfResidence)).then([opened()]);
}

/// Two editions, the second from 1 March 2026 on and without one of the services.
fn two_editions(without: Option<ServiceCode>) -> Facts {
    let first = Catalogue::default().edition(1).expect("there is a first edition").clone();
    let mut second = Edition { number: 2, valid_from: date("2026-03-01"), ..first.clone() };
    second.services.retain(|service| Some(service.code) != without);
    Facts { catalogue: Catalogue::from(vec![first, second]), ..Facts::default() }
}

#[test]
fn a_case_is_opened_by_the_edition_of_the_day_of_its_appointment() {
    let open = |on: &str, without| {
        let Command::Open(opening) = opening(ServiceCode::TaxId) else { panic!("it opens a case") };
        let opening = Command::Open(Opening { on: date(on), ..opening });
        given::<State>([]).knowing(two_editions(without)).when(system(), at("2026-02-20T09:00:00Z"), opening).answer()
    };
    let edition = |answer: Result<Vec<Event>, Refusal>| match answer.as_deref() {
        Ok([Event::Opened { edition, .. }]) => Some(*edition),
        _ => None,
    };
    assert_eq!(edition(open("2026-02-28", None)), Some(1));
    assert_eq!(edition(open("2026-03-02", None)), Some(2), "the appointment is as long as this edition says");
    assert_eq!(open("2026-03-02", Some(ServiceCode::TaxId)), Err(Refusal::ServiceNotOffered));
}

#[test]
fn an_edition_that_binds_a_case_before_any_work_leaves_it_to_the_day_of_the_work() {
    let bound = Event::Bound { edition: 2 };
    let cancelled = Command::Withdraw { reason: WithdrawalReason::BookingCancelled };
    let history = [opened(), Event::PartyAdded { party: ada() }, bound];
    let answer = given::<State>(history).when(system(), at(NOW), cancelled).answer();
    assert!(answer.is_ok(), "nobody has worked on it: {answer:?}");
}

#[test]
fn the_edition_of_the_day_on_which_work_begins_binds_the_case() {
    let told = Event::NoticeGiven { notice: Notice::TransferBlocks, to: REGISTRANT };
    let tell = |history: Vec<Event>, without| {
        let command = Command::GiveNotice { notice: Notice::TransferBlocks };
        given::<State>(history).knowing(two_editions(without)).when(clerk(CLARA), at(NOW), command)
    };
    let fresh = || vec![opened(), Event::PartyAdded { party: ada() }];
    tell(fresh(), None).then([Event::Bound { edition: 2 }, assigned(CLARA), told.clone()]);
    tell(fresh(), Some(ServiceCode::ChangeOfResidence)).then([assigned(CLARA), told.clone()]);
    let begun = [fresh(), vec![assigned(CLARA), Event::EntitlementAssured { by: REGISTRANT }]].concat();
    tell(begun, None).then([told]);
}

#[test]
fn a_service_is_refused_in_a_channel_that_the_authority_does_not_offer() {
    let mut edition = Catalogue::default().edition(1).expect("there is a first edition").clone();
    edition.services.iter_mut().for_each(|service| service.channels.retain(|channel| *channel == Channel::Counter));
    let facts = Facts { catalogue: Catalogue::from(vec![edition]), ..Facts::default() };
    given::<State>([])
        .knowing(facts)
        .when(system(), at(NOW), opening(ServiceCode::CertificateOfConduct))
        .then_refused(Refusal::ChannelNotAllowed);
}

#[test]
fn a_case_that_is_open_already_stays_as_it_is() {
    given::<State>([opened()]).when(system(), at(NOW), opening(ServiceCode::ChangeOfResidence)).then_nothing();
}

#[test]
fn the_first_clerk_who_works_on_a_free_case_takes_it() {
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(clerk(CLARA), at(NOW), Command::GiveNotice { notice: Notice::TransferBlocks })
        .then([assigned(CLARA), Event::NoticeGiven { notice: Notice::TransferBlocks, to: REGISTRANT }]);
}

#[test]
fn a_colleague_does_not_work_on_a_case_that_somebody_takes_care_of() {
    given::<State>([opened(), Event::PartyAdded { party: ada() }, assigned(CLARA)])
        .when(clerk(DAVID), at(NOW), Command::GiveNotice { notice: Notice::TransferBlocks })
        .then_refused(Refusal::AssignedToColleague { clerk: CLARA });
}

#[test]
fn only_a_team_lead_takes_a_case_out_of_a_colleagues_hands() {
    let history = [opened(), assigned(CLARA)];
    let take = Command::Assign { clerk: DAVID };
    given::<State>(history.clone())
        .when(clerk(DAVID), at(NOW), take.clone())
        .then_refused(Refusal::AssignedToColleague { clerk: CLARA });
    given::<State>(history).when(acting(BEN, Role::TeamLead), at(NOW), take).then([assigned(DAVID)]);
}

#[test]
fn whoever_takes_care_of_a_case_hands_it_on_and_so_does_the_office_with_the_visit() {
    let hand_on = || Command::Assign { clerk: DAVID };
    given::<State>([opened(), assigned(CLARA)]).when(clerk(CLARA), at(NOW), hand_on()).then([assigned(DAVID)]);
    given::<State>([opened(), assigned(CLARA)]).when(system(), at(NOW), hand_on()).then([assigned(DAVID)]);
    given::<State>([opened(), assigned(DAVID)]).when(clerk(DAVID), at(NOW), hand_on()).then_nothing();
}

#[test]
fn a_clerk_takes_a_free_case_but_gives_none_to_others() {
    given::<State>([opened()]).when(clerk(CLARA), at(NOW), Command::Assign { clerk: CLARA }).then([assigned(CLARA)]);
    given::<State>([opened()])
        .when(clerk(CLARA), at(NOW), Command::Assign { clerk: DAVID })
        .then_refused(Denied.into());
}

#[test]
fn nobody_works_on_a_case_of_their_own() {
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(clerk(ADA), at(NOW), Command::GiveNotice { notice: Notice::TransferBlocks })
        .then_refused(Refusal::OwnCase);
    given::<State>([opened()])
        .when(acting(BEN, Role::TeamLead), at(NOW), Command::Assign { clerk: ADA })
        .then_refused(Refusal::OwnCase);
}

#[test]
fn citizens_prepare_their_case_until_the_declaration_is_written() {
    let add = Command::AddParty { party: ada() };
    given::<State>([opened()]).when(citizen(ADA), at(NOW), add.clone()).then([Event::PartyAdded { party: ada() }]);

    let prepared =
        Event::DeclarationPrepared { version: 1, hash: DECLARED, signature: SignatureId::of(case(), 1), text: None };
    given::<State>([opened(), assigned(CLARA), prepared])
        .when(citizen(ADA), at(NOW), add)
        .then_refused(Refusal::AlreadyPrepared);
}

#[test]
fn a_case_is_one_persons_matter() {
    let second = party(HUSBAND, Part::Principal, "1988-05-01");
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(citizen(ADA), at(NOW), Command::AddParty { party: second })
        .then_refused(Refusal::PrincipalPresent);
}

#[test]
fn a_case_has_twenty_people_at_most() {
    let people = (1..=20).map(|n| {
        let part = if n == 1 { Part::Principal } else { Part::MovesAlong };
        party(PartyId(Uuid::from_u128(n)), part, "1990-12-10")
    });
    let history: Vec<_> = std::iter::once(opened()).chain(people.map(|party| Event::PartyAdded { party })).collect();
    let add = |n, born| {
        let party = party(PartyId(Uuid::from_u128(n)), Part::MovesAlong, born);
        given::<State>(history.clone()).when(citizen(ADA), at(NOW), Command::AddParty { party })
    };
    add(21, "1990-12-10").then_refused(Refusal::TooManyParties { max: 20 });
    add(20, "1990-12-10").then_nothing();
    assert!(add(20, "1990-12-11").answer().is_ok(), "a correction adds nobody");
}

#[test]
fn a_case_that_a_clerk_opens_in_a_call_belongs_to_somebody() {
    let open = |origin, channel, holder| {
        let service = ServiceCode::ChangeOfResidence;
        let on = date("2026-03-02");
        let opening = Opening { service, quantity: 1, origin, channel, holder, on };
        given::<State>([]).when(clerk(CLARA), at(NOW), Command::Open(opening))
    };
    for origin in [Origin::Clerk { during: None }, Origin::Clerk { during: Some(BOOKING) }] {
        open(origin, Channel::Video, None).then_refused(Refusal::NobodyCanSign);
        assert!(open(origin, Channel::Video, Some(ADA)).answer().is_ok());
        assert!(open(origin, Channel::Counter, None).answer().is_ok(), "a clerk takes the signature down");
    }
}

#[test]
fn a_person_with_corrected_data_takes_their_own_place() {
    let corrected = party(REGISTRANT, Part::Principal, "1990-12-11");
    given::<State>([opened(), assigned(CLARA), Event::PartyAdded { party: ada() }])
        .when(clerk(CLARA), at(NOW), Command::AddParty { party: corrected.clone() })
        .then([Event::PartyRemoved { party: REGISTRANT }, Event::PartyAdded { party: corrected }]);
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(clerk(CLARA), at(NOW), Command::AddParty { party: ada() })
        .then_nothing();
}

#[test]
fn other_citizens_and_other_roles_are_denied() {
    let commands = [
        Command::AddParty { party: ada() },
        Command::RecordSignature { party: REGISTRANT, talk: Some(SEEN), hash: DECLARED },
        Command::Withdraw { reason: WithdrawalReason::Citizen },
    ];
    for command in commands {
        for by in [
            citizen(BEN),
            acting(BEN, Role::Auditor),
            acting(BEN, Role::ServiceCentre),
            acting(BEN, Role::Analyst),
            acting(BEN, Role::Admin),
            acting(BEN, Role::Planner),
        ] {
            given::<State>([opened()]).when(by, at(NOW), command.clone()).then_refused(Denied.into());
        }
    }
    for command in [Command::Submit, Command::AssureEntitlement, Command::AddNote { note: note() }] {
        given::<State>([opened()]).when(citizen(ADA), at(NOW), command).then_refused(Denied.into());
    }
    given::<State>([opened()])
        .when(clerk(CLARA), at(NOW), Command::Decline { reason: note() })
        .then_refused(Denied.into());
}

#[test]
fn a_case_without_a_holder_is_no_citizens_own() {
    let walk_in = Event::Opened {
        service: ServiceCode::ChangeOfResidence,
        quantity: 1,
        edition: 1,
        origin: Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        opened_at: at(NOW),
    };
    given::<State>([walk_in])
        .when(citizen(BEN), at(NOW), Command::AddParty { party: ada() })
        .then_refused(Denied.into());
}

#[test]
fn the_office_ends_a_case_of_a_cancelled_appointment_only_if_nobody_worked_on_it() {
    let withdraw = Command::Withdraw { reason: WithdrawalReason::BookingCancelled };
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(system(), at(NOW), withdraw.clone())
        .then([withdrawn(WithdrawalReason::BookingCancelled)]);
    given::<State>([opened(), assigned(CLARA), Event::NoticeGiven { notice: Notice::TransferBlocks, to: REGISTRANT }])
        .when(system(), at(NOW), withdraw)
        .then_refused(Refusal::WorkBegun);
}

#[test]
fn only_the_office_itself_says_what_became_of_the_appointment() {
    for by in [citizen(ADA), clerk(CLARA)] {
        given::<State>([opened()])
            .when(by, at(NOW), Command::Withdraw { reason: WithdrawalReason::BookingMissed })
            .then_refused(Denied.into());
    }
    given::<State>([opened()])
        .when(system(), at(NOW), Command::Withdraw { reason: WithdrawalReason::Citizen })
        .then_refused(Denied.into());
}

#[test]
fn a_missed_appointment_that_is_taken_up_again_finds_its_case_as_it_was() {
    let missed = withdrawn(WithdrawalReason::BookingMissed);
    let reopened = Event::Reopened { origin: Origin::Booking { booking: BOOKING, line: 0 } };
    let history = [opened(), Event::PartyAdded { party: ada() }, missed];
    given::<State>(history.clone())
        .when(system(), at("2026-03-02T11:00:00Z"), opening(ServiceCode::ChangeOfResidence))
        .then([reopened.clone()]);
    let again = history.into_iter().chain([reopened]).fold(State::default(), State::apply);
    assert!(matches!(again, State::Open(file) if file.principal() == Some(&ada())));
}

#[test]
fn a_withdrawn_case_stays_so() {
    let withdrawn = withdrawn(WithdrawalReason::Citizen);
    given::<State>([opened(), withdrawn.clone()])
        .when(system(), at(NOW), opening(ServiceCode::ChangeOfResidence))
        .then_refused(Refusal::Over);
    given::<State>([opened(), withdrawn])
        .when(citizen(ADA), at(NOW), Command::Withdraw { reason: WithdrawalReason::Citizen })
        .then_nothing();
}

#[test]
fn a_move_from_or_to_elsewhere_is_another_authoritys_or_another_service() {
    let here = |municipality| PreviousDwelling::Here { address: address("Ring", municipality) };
    let record = |from, to| {
        given::<State>([opened()]).when(
            clerk(CLARA),
            at(NOW),
            Command::RecordMove { details: moved_between("2026-02-20", from, to) },
        )
    };
    record(here(HERE), "10041511").then_refused(Refusal::WrongAuthority { municipality: "10041511".to_owned() });
    record(here("05315000"), HERE).then_refused(Refusal::NotWithinMunicipality);
    let elsewhere = PreviousDwelling::Elsewhere { address: address("Ring", "05315000") };
    record(elsewhere, HERE).then_refused(Refusal::NotWithinMunicipality);
    let abroad = PreviousDwelling::Abroad { state: "FR".to_owned(), address: None, last_domestic: None };
    record(abroad, HERE).then_refused(Refusal::NotWithinMunicipality);
}

#[test]
fn what_a_service_does_not_ask_for_is_not_recorded() {
    let mut visit = Visit::begun(ServiceCode::TaxId);
    for command in [
        Command::RecordMove { details: moved("2026-02-20") },
        Command::GiveNotice { notice: Notice::TransferBlocks },
        Command::AssureEntitlement,
        Command::PrepareDeclaration { hash: DECLARED, signature: SignatureId::of(case(), 1), text: None },
    ] {
        assert_eq!(visit.clara(command), Err(Refusal::NotRequired.into()));
    }
    visit.clara(Command::AddParty { party: ada() }).expect("everybody has parties");
    visit.identify(REGISTRANT).expect("everybody is identified");
    let missing = vec![Missing::Request];
    assert_eq!(visit.clara(Command::Submit), Err(Refusal::Incomplete { missing }.into()));
}

#[test]
fn an_identification_needs_its_checks_and_an_allowed_method() {
    let history = [opened(), assigned(CLARA), Event::PartyAdded { party: ada() }];
    let identify = |identification: Identification, party, talk| {
        let command = Command::Identify { party, identification, talk };
        given::<State>(history.clone()).when(clerk(CLARA), at(NOW), command)
    };
    let needed = Check::ALL.to_vec();
    identify(shown(&[]), REGISTRANT, Some(SEEN)).then_refused(Refusal::ChecksMissing { checks: needed.clone() });
    identify(shown(&[Check::FreeWill; 2]), REGISTRANT, Some(SEEN))
        .then_refused(Refusal::ChecksMissing { checks: needed });
    identify(shown(&Check::ALL), HUSBAND, Some(SEEN)).then_refused(Refusal::UnknownParty);
    identify(shown(&Check::ALL), REGISTRANT, None).then_refused(Refusal::NotInConsultation);

    let method = IdentificationMethod::EidHigh;
    identify(Identification { method, ..shown(&Check::ALL) }, REGISTRANT, Some(SEEN))
        .then_refused(Refusal::MethodNotAllowed { method });
}

#[test]
fn a_check_that_does_not_hold_makes_the_identification_fail_and_is_recorded() {
    let held = shown(&Check::ALL);
    let identified = Event::Identified { party: REGISTRANT, identification: held.clone(), round: 0 };
    let history = [opened(), assigned(CLARA), Event::PartyAdded { party: ada() }, identified.clone()];
    let identify = |identification| Command::Identify { party: REGISTRANT, identification, talk: Some(SEEN) };

    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), identify(held)).then_nothing();
    let refused = Event::IdentificationRefused {
        party: REGISTRANT,
        identification: shown(&Check::ALL[..4]),
        failed: vec![Check::FreeWill],
        round: 0,
    };
    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), identify(shown(&Check::ALL[..4])))
        .then([refused.clone()]);
    let state = history.into_iter().chain([refused]).fold(State::default(), State::apply);
    assert!(state.file().is_some_and(|file| file.identified.is_empty()), "an earlier one no longer counts");
}

#[test]
fn evidence_names_people_of_the_case() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    assert_eq!(visit.assess(Answer::Accepted, Named::All), Err(Refusal::UnknownParty.into()), "nobody is there yet");
    visit.clara(Command::AddParty { party: ada() }).expect("nobody is there yet");
    let stranger = Named::Only(vec![HUSBAND]);
    assert_eq!(visit.assess(Answer::Accepted, stranger), Err(Refusal::UnknownParty.into()));
    let register = EvidenceKind::RegisterExtract;
    assert_eq!(visit.assess_kind(register, Answer::Accepted, Named::All), Err(Refusal::NotRequired.into()));
}

#[test]
fn only_the_landlords_confirmation_can_be_done_without() {
    let mut visit = Visit::begun(ServiceCode::MoveIn);
    visit.clara(Command::AddParty { party: ada() }).expect("nobody is there yet");
    let deed = EvidenceKind::CivilStatusDeed;
    assert_eq!(visit.assess_kind(deed, Answer::MissingReported, Named::All), Err(Refusal::CannotBeMissing.into()));
    visit.assess(Answer::MissingReported, Named::All).expect("§ 19 (2) BMG");
}

#[test]
fn what_is_found_says_from_where_it_came_and_names_nobody_twice() {
    let kind = EvidenceKind::LandlordConfirmation;
    let assess = |answer, source, document, named| {
        given::<State>([opened(), Event::PartyAdded { party: ada() }]).when(
            clerk(CLARA),
            at(NOW),
            Command::AssessEvidence { kind, answer, source, document, named },
        )
    };
    assess(Answer::Accepted, None, None, Named::All).then_refused(Refusal::SourceNeeded);
    let (uploaded, document) = (Some(EvidenceSource::Uploaded), Some(DocumentId(Uuid::from_u128(77))));
    assess(Answer::MissingReported, uploaded, document, Named::All).then_refused(Refusal::SourceNeeded);
    assess(Answer::Accepted, uploaded, document, Named::Only(vec![REGISTRANT; 2])).then_refused(Refusal::UnknownParty);
    assess(Answer::Accepted, uploaded, None, Named::All).then_refused(Refusal::DocumentNeeded);
    for shown in [EvidenceSource::ShownInVideo, EvidenceSource::AtCounter, EvidenceSource::Register] {
        assess(Answer::Accepted, Some(shown), document, Named::All).then_refused(Refusal::DocumentNeeded);
    }
    assess(Answer::MissingReported, None, document, Named::All).then_refused(Refusal::DocumentNeeded);
    let found = |source, document| Event::EvidenceAssessed {
        kind,
        answer: Answer::Accepted,
        source,
        document,
        named: Named::All,
    };
    assess(Answer::Accepted, uploaded, document, Named::All).then([assigned(CLARA), found(uploaded, document)]);
    let shown = Some(EvidenceSource::ShownInVideo);
    assess(Answer::Accepted, shown, None, Named::All).then([assigned(CLARA), found(shown, None)]);
    // The same answer about another document is news; about the same one it is not.
    let again = |document| {
        let history = [opened(), Event::PartyAdded { party: ada() }, assigned(CLARA), found(uploaded, Some(document))];
        let document = Some(DocumentId(Uuid::from_u128(77)));
        let command =
            Command::AssessEvidence { kind, answer: Answer::Accepted, source: uploaded, document, named: Named::All };
        given::<State>(history).when(clerk(CLARA), at(NOW), command)
    };
    again(DocumentId(Uuid::from_u128(77))).then_nothing();
    again(DocumentId(Uuid::from_u128(78))).then([found(uploaded, document)]);
}

#[test]
fn a_fee_is_fixed_once_and_settled_by_its_own_claim() {
    let (mine, other) = (PaymentId(Uuid::from_u128(1)), PaymentId(Uuid::from_u128(2)));
    let delivery = Delivery::Electronic;
    let assessed = Event::FeeAssessed {
        amount: Cents(1300),
        delivery,
        claim: 1,
        payment: mine,
        due_at: Some(at("2026-03-16T23:00:00Z")),
    };
    let how = Settlement::Paid;
    let history = [opened(), assigned(CLARA), assessed];
    let cashier = acting(BEN, Role::Cashier);

    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), Command::RecordFee { amount: Cents(900), delivery, payment: mine })
        .then_refused(Refusal::OtherFee);
    given::<State>(history.clone())
        .when(cashier, at(NOW), Command::RecordSettlement { payment: other, how })
        .then_refused(Refusal::OtherFee);
    given::<State>(history)
        .when(cashier, at(NOW), Command::RecordSettlement { payment: mine, how })
        .then([Event::FeeSettled { payment: mine, how }]);
}

#[test]
fn the_team_lead_decides_against_a_case_and_then_it_is_over() {
    let erase_at = Some(at("2027-04-06T22:00:00Z"));
    let declined = Event::Declined { reason: note(), service: ServiceCode::ChangeOfResidence, payment: None, erase_at };
    let lead = acting(BEN, Role::TeamLead);
    given::<State>([opened(), assigned(CLARA)])
        .when(lead, at(NOW), Command::Decline { reason: note() })
        .then([declined.clone()]);
    given::<State>([opened(), declined]).when(clerk(CLARA), at(NOW), Command::Submit).then_refused(Refusal::Over);
}

#[test]
fn a_submitted_case_is_not_changed_any_more_and_is_completed_once() {
    let submitted = Event::Submitted {
        service: ServiceCode::ChangeOfResidence,
        edition: 1,
        origin: Origin::Booking { booking: BOOKING, line: 0 },
        declaration: None,
        filed_on: date("2026-03-02"),
        late: false,
        told: vec![],
        due_on: None,
        variant: None,
    };
    let history = [opened(), assigned(CLARA), submitted];
    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), Command::AddParty { party: ada() })
        .then_refused(Refusal::AlreadySubmitted);
    given::<State>(history.clone())
        .when(citizen(ADA), at(NOW), Command::Withdraw { reason: WithdrawalReason::Citizen })
        .then_refused(Refusal::AlreadySubmitted);
    let completed = Event::Completed {
        opened_at: at(NOW),
        service: ServiceCode::ChangeOfResidence,
        erase_at: Some(at("2026-05-31T22:00:00Z")),
    };
    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), Command::Complete).then([completed.clone()]);
    given::<State>(history.into_iter().chain([completed]))
        .when(clerk(CLARA), at(NOW), Command::Complete)
        .then_nothing();
    given::<State>([opened()]).when(clerk(CLARA), at(NOW), Command::Complete).then_refused(Refusal::NotSubmitted);
}

#[test]
fn a_case_whose_people_were_forgotten_does_not_go_out() {
    let subject = SubjectId(REGISTRANT.0);
    let forgotten = Party { who: Personal::Erased { subject }, ..ada() };
    given::<State>([opened(), assigned(CLARA), Event::PartyAdded { party: forgotten }])
        .when(clerk(CLARA), at(NOW), Command::Submit)
        .then_refused(Refusal::Erased(crate::Erased { subject }));
}

#[test]
fn nothing_can_be_asked_of_a_case_that_does_not_exist() {
    given::<State>([]).when(clerk(CLARA), at(NOW), Command::Submit).then_refused(Refusal::Unknown);
    given::<State>([]).when(citizen(ADA), at(NOW), Command::AddParty { party: ada() }).then_refused(Refusal::Unknown);
}

#[test]
fn a_later_appointment_goes_on_with_the_case_and_needs_none_of_its_own() {
    let mut visit = Visit::prepared(&[ada()], "2026-02-20");
    let later = visit.book(BookingId(Uuid::from_u128(0xb00d)), ADA);
    let own = CaseId::of(later, 0);
    let attach = Attach { case: case(), booking: later };
    assert_eq!(visit.run(citizen(ADA), &attach), Err(Refusal::OwnCaseOfBooking.into()), "it opens in a moment");
    let Command::Open(opening) = opening(ServiceCode::ChangeOfResidence) else { panic!("it opens a case") };
    let opening = Opening { origin: Origin::Booking { booking: later, line: 0 }, ..opening };
    visit.desk.ask::<State>(own.0, system(), visit.now, Command::Open(opening)).expect("the service is offered");
    assert_eq!(visit.run(citizen(BEN), &attach), Err(Refusal::Denied(Denied).into()));
    visit.run(citizen(ADA), &attach).expect("both are hers");
    visit.run(citizen(ADA), &attach).expect("it goes on there already");
    assert!(matches!(visit.desk.state::<State>(own.0), State::Withdrawn { reason: WithdrawalReason::Continued, .. }));

    // What was done in the first talk has to be confirmed in the second; the rest is as it was.
    visit.end_the_talk();
    visit.talk_in(later);
    visit.identify_in(later, REGISTRANT).expect("the second talk is the case's as well");
    visit.show(DECLARED).expect("it is prepared");
    visit.sign(citizen(ADA), DECLARED).expect("she is seen");
    visit.clara(Command::Submit).expect("nothing is missing");
}

#[test]
fn a_case_goes_on_in_nobody_elses_appointment_and_in_none_that_is_over() {
    let mut visit = Visit::prepared(&[ada()], "2026-02-20");
    let bens = visit.book(BookingId(Uuid::from_u128(0xbe0d)), BEN);
    let attach = |booking| Attach { case: case(), booking };
    assert_eq!(visit.run(clerk(CLARA), &attach(bens)), Err(Refusal::OtherHolder.into()));
    let none = BookingId(Uuid::from_u128(0xdead));
    assert_eq!(visit.run(clerk(CLARA), &attach(none)), Err(crate::booking::Refusal::Unknown.into()));
}

#[test]
fn a_cancelled_appointment_does_not_end_a_case_that_a_later_one_goes_on_with() {
    let attached = Event::Attached { booking: BookingId(Uuid::from_u128(0xb00d)) };
    given::<State>([opened(), attached])
        .when(system(), at(NOW), Command::Withdraw { reason: WithdrawalReason::BookingCancelled })
        .then_refused(Refusal::WorkBegun);
}

#[test]
fn nobody_acts_by_a_right_that_the_service_does_not_know_or_for_somebody_who_is_not_there() {
    let acts = |party, power| vec![ActsFor { party, power }];
    let add = |service, acts_for, part| {
        let mut visit = Visit::begun(service);
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        let party = Party { acts_for, ..party(HUSBAND, part, "1988-05-01") };
        visit.clara(Command::AddParty { party })
    };
    let (conduct, here) = (ServiceCode::CertificateOfConduct, ServiceCode::ChangeOfResidence);
    let proxy = Refusal::PowerNotAllowed { power: Power::Proxy };
    assert_eq!(add(conduct, acts(REGISTRANT, Power::Proxy), Part::Representative), Err(proxy.into()));
    assert_eq!(add(conduct, acts(REGISTRANT, Power::LegalRepresentative), Part::Representative), Ok(()));
    assert_eq!(add(here, vec![], Part::Representative), Err(Refusal::ActsForNobody.into()));
    assert_eq!(add(here, acts(HUSBAND, Power::Proxy), Part::MovesAlong), Err(Refusal::ActsForNobody.into()));
    assert_eq!(add(here, acts(CHILDREN[0], Power::Proxy), Part::Representative), Err(Refusal::UnknownParty.into()));
}

#[test]
fn a_trade_register_extract_can_be_about_a_legal_person_and_nothing_else_can() {
    let company = |visit: &mut Visit| {
        let who = Who::Organisation(Organisation {
            name: "Muster GmbH".to_owned(),
            legal_form: "GmbH".to_owned(),
            seat: "Saarbrücken".to_owned(),
            register_number: None,
        });
        let party = Party { who: SubjectId(REGISTRANT.0).knows(who), ..ada() };
        visit.clara(Command::AddParty { party })
    };
    assert_eq!(company(&mut Visit::begun(ServiceCode::ChangeOfResidence)), Err(Refusal::PersonNeeded.into()));
    company(&mut Visit::begun(ServiceCode::TradeRegisterExtract)).expect("§ 150 (2) GewO");
}

/// One thing that somebody might do to a case that is ready, in any order.
#[derive(Clone, Debug)]
pub(in crate::case) enum Step {
    Correct(&'static str),
    Enter(usize),
    Leave(usize),
    DropTheLine,
    TalkAnew(Medium),
    Identify(usize),
    Tell,
    Read,
    Prepare(Hash),
    Show(Hash),
    Sign(Hash),
    SignByClerk(Hash),
    Submit,
    Withdraw,
    Decline,
}

pub(in crate::case) fn step() -> impl Strategy<Value = Step> {
    let hash = prop_oneof![Just(DECLARED), Just(CORRECTED)];
    let medium = prop_oneof![Just(Medium::Video), Just(Medium::Phone), Just(Medium::Counter)];
    prop_oneof![
        4 => prop_oneof![Just("2026-02-20"), Just("2026-02-21"), Just("2026-03-03")].prop_map(Step::Correct),
        4 => (0..4_usize).prop_map(Step::Enter),
        4 => (0..4_usize).prop_map(Step::Leave),
        4 => Just(Step::DropTheLine),
        4 => medium.prop_map(Step::TalkAnew),
        8 => (0..4_usize).prop_map(Step::Identify),
        4 => Just(Step::Tell),
        4 => Just(Step::Read),
        4 => hash.clone().prop_map(Step::Prepare),
        4 => hash.clone().prop_map(Step::Show),
        4 => hash.clone().prop_map(Step::Sign),
        4 => hash.prop_map(Step::SignByClerk),
        4 => Just(Step::Submit),
        1 => Just(Step::Withdraw),
        1 => Just(Step::Decline),
    ]
}

pub(in crate::case) fn take(visit: &mut Visit, step: Step) -> Result<(), crate::Refusal> {
    let people = family();
    match step {
        Step::Correct(on) => visit.clara(Command::RecordMove { details: moved(on) }),
        Step::Enter(n) => visit.clara(Command::AddParty { party: people[n].clone() }),
        Step::Leave(n) => visit.clara(Command::RemoveParty { party: people[n].id }),
        Step::DropTheLine => {
            visit.drop_the_line();
            Ok(())
        }
        Step::TalkAnew(medium) => {
            visit.talk_anew(medium);
            Ok(())
        }
        Step::Identify(n) => visit.identify(people[n].id).or_else(|_| visit.identify_at_the_counter(people[n].id)),
        Step::Tell => {
            for notice in [Notice::DutyToCooperate, Notice::TransferBlocks, Notice::DataOfOthers] {
                visit.clara(Command::GiveNotice { notice })?;
            }
            visit.clara(Command::AssureEntitlement)
        }
        Step::Read => visit.assess(Answer::Accepted, Named::All),
        Step::Prepare(hash) => visit.prepare(hash),
        Step::Show(hash) => visit.show(hash),
        Step::Sign(hash) => visit.sign(citizen(ADA), hash),
        Step::SignByClerk(hash) => visit.sign(clerk(CLARA), hash),
        Step::Submit => visit.clara(Command::Submit),
        Step::Withdraw => {
            let reason = WithdrawalReason::Citizen;
            visit.run(citizen(ADA), &Withdraw { case: case(), reason })
        }
        Step::Decline => visit.run(acting(BEN, Role::TeamLead), &Decline { case: case(), reason: note() }),
    }
}

/// Over what they talked when something was done.
fn media(visit: &Visit) -> Option<Medium> {
    visit.desk.state::<crate::consultation::State>(talk().0).live().map(|talk| talk.medium)
}

proptest! {
    /// K2, K3, K4 and K7, whatever happens on the way; and a clerk signs for nobody who is not before them.
    #[test]
    fn what_goes_out_was_signed_as_it_stands_by_somebody_who_was_identified(
        steps in prop::collection::vec(step(), 0..32)
    ) {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        for step in steps {
            let by_clerk = matches!(step, Step::SignByClerk(_));
            let before = visit.desk.history::<State>(case().0).len();
            let medium = media(&visit);
            // A refusal is an answer; what counts is what was allowed to happen.
            let _ = take(&mut visit, step);
            let happened = &visit.desk.history::<State>(case().0)[before..];
            let signed = happened.iter().any(|event| matches!(event, Event::DeclarationSigned { .. }));
            prop_assert!(!(by_clerk && signed) || medium == Some(Medium::Counter));
            for event in happened {
                if let Event::Identified { identification, .. } = event {
                    let shown_over = match identification.method {
                        IdentificationMethod::VideoDocumentCheck => Medium::Video,
                        IdentificationMethod::CounterDocument => Medium::Counter,
                        IdentificationMethod::EidHigh | IdentificationMethod::RegisteredDocumentSerial => {
                            unreachable!("nobody tries it")
                        }
                    };
                    prop_assert_eq!(medium, Some(shown_over));
                }
            }
        }
        let history = visit.desk.history::<State>(case().0);
        let last = |wanted: fn(&Event) -> bool| history.iter().rposition(wanted);
        let out = last(|event| matches!(event, Event::Submitted { .. }));
        let over = last(|event| matches!(event, Event::Withdrawn { .. } | Event::Declined { .. }));
        prop_assert!(out.is_none() || over.is_none(), "what went out is not taken back, and what ended does not go out");
        if let Some(over) = over {
            prop_assert_eq!(over, history.len() - 1, "nothing happens to a case that is over");
        }
        if let Some(out) = out {
            let signed = last(|event| matches!(event, Event::DeclarationSigned { .. }));
            let stated = last(|event| {
                matches!(
                    event,
                    Event::PartyAdded { .. }
                        | Event::PartyRemoved { .. }
                        | Event::MoveRecorded { .. }
                        | Event::DeclarationPrepared { .. }
                )
            });
            prop_assert!(stated < signed && signed < Some(out));
            prop_assert_eq!(visit.missing(), []);
            let file = visit.file();
            let talks: BTreeSet<_> = file.identified.values().map(crate::case::Identified::talk).collect();
            prop_assert!(file.acting().is_some_and(|one| file.identified.contains_key(&one.id)));
            prop_assert!(talks.contains(&file.talk().expect("the registrant is identified")));
            prop_assert!(file.notices.values().all(|to| *to == REGISTRANT));
        }
    }
}
