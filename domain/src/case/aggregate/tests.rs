//! The rules of a case that no procedure has for itself.

use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::asked::Facts;
use crate::case::fixtures::*;
use crate::case::{Answer, Check, Identification, Named, Note, Party, Power};
use crate::catalogue::{Catalogue, Edition, EvidenceKind, IdentificationMethod, Notice};
use crate::ids::{PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::personal::{Personal, SubjectId};
use crate::signature::Hash;
use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, date, given, system};

const NOW: &str = "2026-03-02T09:00:00Z";

fn opened() -> Event {
    Event::Opened {
        service: ServiceCode::ChangeOfResidence,
        edition: 1,
        origin: Origin::Booking { booking: BOOKING, line: 0 },
        channel: Channel::Video,
        holder: Some(ADA),
        opened_at: at(NOW),
    }
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

#[test]
fn a_later_edition_binds_later_cases_only() {
    let first = Catalogue::default().edition(1).expect("there is a first edition").clone();
    let mut second = Edition { number: 2, valid_from: date("2026-03-01"), ..first.clone() };
    second.services.retain(|service| service.code != ServiceCode::TaxId);
    let facts = Facts { catalogue: Catalogue::from(vec![first, second]), ..Facts::default() };

    let open = |when| given::<State>([]).knowing(facts.clone()).when(system(), at(when), opening(ServiceCode::TaxId));
    assert!(open("2026-02-28T09:00:00Z").answer().is_ok());
    open(NOW).then_refused(Refusal::ServiceNotOffered);
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
    given::<State>([opened()])
        .when(clerk(CLARA), at(NOW), Command::GiveNotice { notice: Notice::TransferBlocks })
        .then([assigned(CLARA), Event::NoticeGiven { notice: Notice::TransferBlocks }]);
}

#[test]
fn a_colleague_does_not_work_on_a_case_that_somebody_takes_care_of() {
    given::<State>([opened(), assigned(CLARA)])
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
fn a_clerk_takes_a_free_case_but_gives_none_to_others() {
    given::<State>([opened()]).when(clerk(CLARA), at(NOW), Command::Assign { clerk: CLARA }).then([assigned(CLARA)]);
    given::<State>([opened()])
        .when(clerk(CLARA), at(NOW), Command::Assign { clerk: DAVID })
        .then_refused(Denied.into());
}

#[test]
fn nobody_works_on_a_case_of_their_own() {
    given::<State>([opened()])
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

    let prepared = Event::DeclarationPrepared { version: 1, hash: DECLARED, signature: SignatureId::of(case(), 1) };
    given::<State>([opened(), assigned(CLARA), prepared])
        .when(citizen(ADA), at(NOW), add)
        .then_refused(Refusal::AlreadyPrepared);
}

#[test]
fn a_case_has_one_registrant() {
    let second = party(HUSBAND, Power::Own, "1988-05-01");
    given::<State>([opened(), Event::PartyAdded { party: ada() }])
        .when(citizen(ADA), at(NOW), Command::AddParty { party: second })
        .then_refused(Refusal::RegistrantPresent);
}

#[test]
fn a_case_has_twenty_people_at_most() {
    let people = (1..=20).map(|n| {
        let power = if n == 1 { Power::Own } else { Power::MovesAlong };
        party(PartyId(Uuid::from_u128(n)), power, "1990-12-10")
    });
    let history: Vec<_> = std::iter::once(opened()).chain(people.map(|party| Event::PartyAdded { party })).collect();
    let add = |n, born| {
        let party = party(PartyId(Uuid::from_u128(n)), Power::MovesAlong, born);
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
        given::<State>([]).when(clerk(CLARA), at(NOW), Command::Open { service, origin, channel, holder })
    };
    for origin in [Origin::Clerk { during: None }, Origin::Clerk { during: Some(BOOKING) }] {
        open(origin, Channel::Video, None).then_refused(Refusal::NobodyCanSign);
        assert!(open(origin, Channel::Video, Some(ADA)).answer().is_ok());
        assert!(open(origin, Channel::Counter, None).answer().is_ok(), "a clerk takes the signature down");
    }
}

#[test]
fn a_person_with_corrected_data_takes_their_own_place() {
    let corrected = party(REGISTRANT, Power::Own, "1990-12-11");
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
        Command::RecordSignature { party: REGISTRANT, round: Some(0), hash: DECLARED },
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
        .then([Event::Withdrawn { reason: WithdrawalReason::BookingCancelled }]);
    given::<State>([opened(), assigned(CLARA), Event::NoticeGiven { notice: Notice::TransferBlocks }])
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
    let missed = Event::Withdrawn { reason: WithdrawalReason::BookingMissed };
    let history = [opened(), Event::PartyAdded { party: ada() }, missed];
    given::<State>(history.clone())
        .when(system(), at("2026-03-02T11:00:00Z"), opening(ServiceCode::ChangeOfResidence))
        .then([opened()]);
    let again = history.into_iter().chain([opened()]).fold(State::default(), State::apply);
    assert!(matches!(again, State::Open(file) if file.registrant() == Some(&ada())));
}

#[test]
fn a_withdrawn_case_stays_so() {
    let withdrawn = Event::Withdrawn { reason: WithdrawalReason::Citizen };
    given::<State>([opened(), withdrawn.clone()])
        .when(system(), at(NOW), opening(ServiceCode::ChangeOfResidence))
        .then_refused(Refusal::Over);
    given::<State>([opened(), withdrawn])
        .when(citizen(ADA), at(NOW), Command::Withdraw { reason: WithdrawalReason::Citizen })
        .then_nothing();
}

#[test]
fn a_move_from_or_to_elsewhere_is_another_authoritys_or_another_service() {
    let record = |from, to| {
        given::<State>([opened()]).when(
            clerk(CLARA),
            at(NOW),
            Command::RecordMove { details: moved_between("2026-02-20", from, to) },
        )
    };
    record(HERE, "10041511").then_refused(Refusal::WrongAuthority { municipality: "10041511".to_owned() });
    record("05315000", HERE).then_refused(Refusal::NotWithinMunicipality);
}

#[test]
fn what_a_service_does_not_ask_for_is_not_recorded() {
    let mut visit = Visit::begun(ServiceCode::TaxId);
    for command in [
        Command::RecordMove { details: moved("2026-02-20") },
        Command::GiveNotice { notice: Notice::TransferBlocks },
        Command::AssureEntitlement,
        Command::PrepareDeclaration { hash: DECLARED, signature: SignatureId::of(case(), 1) },
    ] {
        assert_eq!(visit.clara(command), Err(Refusal::NotRequired.into()));
    }
    visit.clara(Command::AddParty { party: ada() }).expect("everybody has parties");
    visit.identify(REGISTRANT).expect("everybody is identified");
    assert_eq!(visit.clara(Command::Submit), Err(Refusal::ProcedureNotAvailable.into()));
}

#[test]
fn an_identification_needs_its_checks_and_an_allowed_method() {
    let history = [opened(), assigned(CLARA), Event::PartyAdded { party: ada() }];
    let identify = |identification: Identification, party, round| {
        let command = Command::Identify { party, identification, round };
        given::<State>(history.clone()).when(clerk(CLARA), at(NOW), command)
    };
    let needed = Check::ALL.to_vec();
    identify(shown(&[]), REGISTRANT, Some(0)).then_refused(Refusal::ChecksMissing { checks: needed.clone() });
    identify(shown(&[Check::FreeWill; 2]), REGISTRANT, Some(0)).then_refused(Refusal::ChecksMissing { checks: needed });
    identify(shown(&Check::ALL), HUSBAND, Some(0)).then_refused(Refusal::UnknownParty);
    identify(shown(&Check::ALL), REGISTRANT, None).then_refused(Refusal::NotInConsultation);

    let method = IdentificationMethod::EidHigh;
    identify(Identification { method, ..shown(&Check::ALL) }, REGISTRANT, Some(0))
        .then_refused(Refusal::MethodNotAllowed { method });
}

#[test]
fn a_check_that_does_not_hold_makes_the_identification_fail_and_is_recorded() {
    let held = shown(&Check::ALL);
    let identified = Event::Identified { party: REGISTRANT, identification: held.clone(), round: 0 };
    let history = [opened(), assigned(CLARA), Event::PartyAdded { party: ada() }, identified.clone()];
    let identify = |identification| Command::Identify { party: REGISTRANT, identification, round: Some(0) };

    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), identify(held)).then_nothing();
    let refused = Event::IdentificationRefused { party: REGISTRANT, failed: vec![Check::FreeWill] };
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
    let other =
        Command::AssessEvidence { kind: EvidenceKind::PowerOfAttorney, answer: Answer::Accepted, named: Named::All };
    assert_eq!(visit.clara(other), Err(Refusal::NotRequired.into()));
}

#[test]
fn a_fee_is_fixed_once_and_settled_by_its_own_claim() {
    let (mine, other) = (PaymentId(Uuid::from_u128(1)), PaymentId(Uuid::from_u128(2)));
    let assessed = Event::FeeAssessed { amount: Cents(1300), payment: mine };
    let history = [opened(), assigned(CLARA), assessed];
    let cashier = acting(BEN, Role::Cashier);

    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), Command::RecordFee { amount: Cents(900), payment: mine })
        .then_refused(Refusal::OtherFee);
    given::<State>(history.clone())
        .when(cashier, at(NOW), Command::RecordSettlement { payment: other })
        .then_refused(Refusal::OtherFee);
    given::<State>(history)
        .when(cashier, at(NOW), Command::RecordSettlement { payment: mine })
        .then([Event::FeeSettled { payment: mine }]);
}

#[test]
fn the_team_lead_decides_against_a_case_and_then_it_is_over() {
    let declined = Event::Declined { reason: note() };
    let lead = acting(BEN, Role::TeamLead);
    given::<State>([opened(), assigned(CLARA)])
        .when(lead, at(NOW), Command::Decline { reason: note() })
        .then([declined.clone()]);
    given::<State>([opened(), declined]).when(clerk(CLARA), at(NOW), Command::Submit).then_refused(Refusal::Over);
}

#[test]
fn a_submitted_case_is_not_changed_any_more_and_is_completed_once() {
    let submitted = Event::Submitted { filed_on: date("2026-03-02"), late: false };
    let history = [opened(), assigned(CLARA), submitted];
    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), Command::AddParty { party: ada() })
        .then_refused(Refusal::AlreadySubmitted);
    given::<State>(history.clone())
        .when(citizen(ADA), at(NOW), Command::Withdraw { reason: WithdrawalReason::Citizen })
        .then_refused(Refusal::AlreadySubmitted);
    let completed = Event::Completed { opened_at: at(NOW), service: ServiceCode::ChangeOfResidence };
    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), Command::Complete).then([completed.clone()]);
    given::<State>(history.into_iter().chain([completed]))
        .when(clerk(CLARA), at(NOW), Command::Complete)
        .then_nothing();
    given::<State>([opened()]).when(clerk(CLARA), at(NOW), Command::Complete).then_refused(Refusal::NotSubmitted);
}

#[test]
fn a_case_whose_people_were_forgotten_does_not_go_out() {
    let subject = SubjectId(REGISTRANT.0);
    let forgotten = Party { person: Personal::Erased { subject }, ..ada() };
    given::<State>([opened(), assigned(CLARA), Event::PartyAdded { party: forgotten }])
        .when(clerk(CLARA), at(NOW), Command::Submit)
        .then_refused(Refusal::Erased(crate::Erased { subject }));
}

#[test]
fn nothing_can_be_asked_of_a_case_that_does_not_exist() {
    given::<State>([]).when(clerk(CLARA), at(NOW), Command::Submit).then_refused(Refusal::Unknown);
    given::<State>([]).when(citizen(ADA), at(NOW), Command::AddParty { party: ada() }).then_refused(Refusal::Unknown);
}

/// One thing that somebody might do to a case that is ready, in any order.
#[derive(Clone, Debug)]
enum Step {
    Correct(&'static str),
    Enter(usize),
    Leave(usize),
    DropTheLine,
    Identify(usize),
    Tell,
    Read,
    Prepare(Hash),
    Show(Hash),
    Sign(Hash),
    Submit,
}

fn step() -> impl Strategy<Value = Step> {
    let hash = prop_oneof![Just(DECLARED), Just(CORRECTED)];
    prop_oneof![
        prop_oneof![Just("2026-02-20"), Just("2026-02-21"), Just("2026-03-03")].prop_map(Step::Correct),
        (0..4_usize).prop_map(Step::Enter),
        (0..4_usize).prop_map(Step::Leave),
        Just(Step::DropTheLine),
        (0..4_usize).prop_map(Step::Identify),
        Just(Step::Tell),
        Just(Step::Read),
        hash.clone().prop_map(Step::Prepare),
        hash.clone().prop_map(Step::Show),
        hash.prop_map(Step::Sign),
        Just(Step::Submit),
    ]
}

fn take(visit: &mut Visit, step: Step) -> Result<(), crate::Refusal> {
    let people = family();
    match step {
        Step::Correct(on) => visit.clara(Command::RecordMove { details: moved(on) }),
        Step::Enter(n) => visit.clara(Command::AddParty { party: people[n].clone() }),
        Step::Leave(n) => visit.clara(Command::RemoveParty { party: people[n].id }),
        Step::DropTheLine => {
            visit.drop_the_line();
            Ok(())
        }
        Step::Identify(n) => visit.identify(people[n].id),
        Step::Tell => {
            visit.clara(Command::GiveNotice { notice: Notice::DataOfOthers })?;
            visit.clara(Command::AssureEntitlement)
        }
        Step::Read => visit.assess(Answer::Accepted, Named::All),
        Step::Prepare(hash) => visit.prepare(hash),
        Step::Show(hash) => visit.show(hash),
        Step::Sign(hash) => visit.sign(citizen(ADA), hash),
        Step::Submit => visit.clara(Command::Submit),
    }
}

proptest! {
    /// K2, K3, K4 and K7, whatever happens on the way.
    #[test]
    fn what_goes_out_was_signed_as_it_stands_by_somebody_who_was_identified(
        steps in prop::collection::vec(step(), 0..24)
    ) {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        for step in steps {
            // A refusal is an answer; what counts is what was allowed to happen.
            let _ = take(&mut visit, step);
        }
        let history = visit.desk.history::<State>(case().0);
        let last = |wanted: fn(&Event) -> bool| history.iter().rposition(wanted);
        if let Some(out) = last(|event| matches!(event, Event::Submitted { .. })) {
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
            prop_assert!(file.registrant().is_some_and(|one| file.identified.contains_key(&one.id)));
            prop_assert!(talks.contains(&file.talk().expect("the registrant is identified")));
        }
    }
}
