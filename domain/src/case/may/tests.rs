//! What may be done and what is decided agree, in each state that an errand goes through, for everybody who asks.

use proptest::prelude::*;

use uuid::Uuid;

use super::best::address;
use super::*;
use crate::asked::By;
use crate::booking::{Delivered, ParkReason};
use crate::case::aggregate::tests::{Step, step, take};
use crate::case::fixtures::*;
use crate::case::{
    Acknowledge, Answer, Attach, Check, ConfirmIdentified, EvidenceSource, File, Handover, Identification, Identify,
    KeepTogether, Named, OpenDuring, Opening, Origin, Part, Refusal, Requested, TaxIdGround, Variant,
};
use crate::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, ServiceCode};
use crate::consultation::{Begin, Command as Talking, Medium, Occasion, Tell};
use crate::decide::Decide as _;
use crate::ids::PartyId;
use crate::permission::Role;
use crate::testing::{ADA, BEN, CLARA, DAVID, SHA_256, acting, citizen, clerk, date, drawn, system};

fn lead() -> By {
    acting(BEN, Role::TeamLead)
}

/// A clerk in a matter of her own.
fn own() -> By {
    acting(ADA, Role::Clerk)
}

fn everybody() -> [By; 5] {
    [clerk(CLARA), clerk(DAVID), lead(), own(), citizen(ADA)]
}

fn may(visit: &mut Visit, by: By, deed: Deed) -> Result<usize, crate::Refusal> {
    visit.desk.would(&Try { case: case(), deed }, by, visit.now)
}

/// The deed with input that a clerk would really give for a change of residence; nothing where a test has none.
fn really(visit: &mut Visit, by: By, deed: Deed) -> Option<Result<usize, crate::Refusal>> {
    let (now, case, booking) = (visit.now, case(), BOOKING);
    let file = visit.state().file().cloned();
    let medium = visit.desk.state::<consultation::State>(talk().0).live().map(|talk| talk.medium);
    let hash = file.as_ref().and_then(|file| file.declaration.as_ref()).map_or(CORRECTED, |one| one.hash);
    let of = Occasion::Booking(booking);
    let desk = &mut visit.desk;
    let mut alone = |command| {
        let single = Single::<State> { id: case.0, command };
        desk.would(&single, by, now)
    };
    Some(match deed {
        Deed::CaseAddParty => {
            let principal = file.as_ref().and_then(File::principal).is_some();
            let party =
                if principal { party(PartyId(Uuid::from_u128(99)), Part::MovesAlong, "1990-01-01") } else { ada() };
            alone(Command::AddParty { party })
        }
        Deed::CaseRemoveParty => alone(Command::RemoveParty { party: REGISTRANT }),
        Deed::CaseAddNote => alone(Command::AddNote { note: NOBODY.knows(Note("He calls again.".to_owned())) }),
        Deed::CaseAssessEvidence => alone(Command::AssessEvidence {
            kind: EvidenceKind::LandlordConfirmation,
            answer: Answer::Accepted,
            source: Some(EvidenceSource::ShownInVideo),
            document: None,
            named: Named::All,
        }),
        Deed::CaseAssign => alone(Command::Assign { clerk: by.actor }),
        Deed::CaseAssureEntitlement => alone(Command::AssureEntitlement),
        Deed::CaseGiveNotice => alone(Command::GiveNotice { notice: Notice::TransferBlocks }),
        Deed::CaseRecordMove => alone(Command::RecordMove { details: moved("2026-02-21") }),
        Deed::CaseRequestForm => alone(Command::RequestForm),
        Deed::CaseWriteForm => alone(Command::WriteForm),
        Deed::CaseSuspend => alone(Command::Suspend { ground: SuspensionGround::RegisteredAsDead }),
        Deed::CaseResume => alone(Command::Resume),
        Deed::CaseSubmit => alone(Command::Submit),
        Deed::CaseLetOut => alone(Command::LetOut),
        Deed::CaseCloseLandlordInquiry => {
            alone(Command::CloseLandlordInquiry { outcome: InquiryOutcome::NotLivingThere })
        }
        Deed::CaseConfirmIdentification => desk.would(&ConfirmIdentified { case, party: REGISTRANT }, by, now),
        Deed::CaseRecordIdentification => {
            let method = match medium {
                Some(Medium::Counter) => IdentificationMethod::CounterDocument,
                Some(Medium::Video | Medium::Phone) | None => IdentificationMethod::VideoDocumentCheck,
            };
            let identification = Identification { method, ..shown(&Check::ALL) };
            desk.would(&Identify { case, party: REGISTRANT, identification }, by, now)
        }
        Deed::CasePrepareDeclaration => desk.would(&Prepare { case, written: Written::Text(Hash([9; 32])) }, by, now),
        Deed::CaseShowDeclaration => desk.would(&Show { case, hash }, by, now),
        Deed::CaseAcknowledgeDeclaration => desk.would(&Acknowledge { case, hash, pages: vec![1] }, by, now),
        Deed::CaseSign => {
            let sign = Sign { case, party: REGISTRANT, manner: drawn(), hash, sha256: SHA_256 };
            desk.would(&sign, by, now)
        }
        Deed::CaseTellTan => desk.would(&TellTan { case, mac: Hash([3; 32]) }, by, now),
        Deed::CaseAssessFee => desk.would(&AssessFee { case, delivery: Delivery::Electronic }, by, now),
        Deed::CasePayAtCounter => {
            let amount = file.and_then(|file| file.fee).map_or(Cents(1_300), |fee| fee.amount);
            desk.would(&PayAtCounter { case, means: Means::Card, amount }, by, now)
        }
        Deed::CaseExemptFee => desk.would(&ExemptFee { case, exemption: Exemption::VoluntaryWork }, by, now),
        Deed::CaseRequestWaiver => desk.would(&RequestWaiver { case }, by, now),
        Deed::CaseRecordWaiver => desk.would(&RecordWaiver { case, granted: false }, by, now),
        Deed::PaymentStart => desk.would(&StartOnline { case }, by, now),
        Deed::CaseComplete => desk.would(&Complete { case }, by, now),
        Deed::CaseWithdraw => desk.would(&Withdraw { case, reason: WithdrawalReason::Citizen }, by, now),
        Deed::CaseDecline => desk.would(&Decline { case, reason: NOBODY.knows(Note("No.".to_owned())) }, by, now),
        Deed::CaseRestrictAccess => {
            desk.would(&Restrict { case, ground: RestrictionGround::Told, others: vec![] }, by, now)
        }
        Deed::BookingCall => desk.would(&Call { booking }, by, now),
        Deed::BookingCancel => {
            let reason = if is_staff(&by) { CancelReason::Technical } else { CancelReason::Citizen };
            desk.would(&Cancel { booking, reason }, by, now)
        }
        Deed::BookingMiss => desk.would(&Miss { booking }, by, now),
        Deed::BookingPark => desk.would(&Park { booking, why: ParkReason::Payment }, by, now),
        Deed::BookingResume => desk.would(&Resume { booking }, by, now),
        Deed::BookingFinish => {
            let delivered = vec![Delivered { service: ServiceCode::TaxId, quantity: 2 }];
            desk.would(&Finish { booking, delivered }, by, now)
        }
        Deed::BookingCheckIn | Deed::BookingStart => {
            let command = if deed == Deed::BookingStart { booking::Command::Start } else { booking::Command::CheckIn };
            desk.would(&Single::<booking::State> { id: booking.0, command }, by, now)
        }
        Deed::ConsultationBegin => desk.would(&Begin { of, medium: medium.unwrap_or(Medium::Video) }, by, now),
        Deed::ConsultationEnd => desk.would(&Tell { of, command: Talking::End { outcome: Outcome::Aborted } }, by, now),
        Deed::ConsultationInterrupt => desk.would(&Tell { of, command: Talking::Interrupt }, by, now),
        Deed::ConsultationResume => desk.would(&Tell { of, command: Talking::Resume }, by, now),
        Deed::CaseCloseFollowUp => alone(Command::CloseFollowUp { party: REGISTRANT, how: AddressUpdate::Counter }),
        Deed::CaseCompareMove => alone(Command::CompareMove { party: HUSBAND, details: moved("2026-02-21") }),
        Deed::CaseReceiveForm => {
            let form = NOBODY.knows(PrefilledForm { persons: vec![], address: address("05315000") });
            alone(Command::ReceiveForm { form })
        }
        Deed::CaseRecordRequest => {
            let variant = Variant::TaxId { ground: TaxIdGround::Lost, handover: Handover::ByPost };
            alone(Command::RecordRequest { requested: Requested { variant, details: None } })
        }
        Deed::CaseSplit => {
            let into = CaseId(Uuid::from_u128(0x5b11));
            desk.would(&Split { case, party: HUSBAND, into, subject: NOBODY }, by, now)
        }
        Deed::CaseOpen => {
            let channel = medium.map_or(Channel::Video, Medium::channel);
            let (case, service) = (CaseId(Uuid::from_u128(0x0be2)), ServiceCode::TaxId);
            desk.would(&OpenDuring { case, service, quantity: 1, channel, during: booking }, by, now)
        }
        // There is no child in it, and one place.
        Deed::CaseRecordCustody | Deed::BookingRedirect => return None,
    })
}

/// Holds what may be done against what is decided, for everybody and each deed.
#[track_caller]
fn agrees(visit: &mut Visit, when: &str) {
    for by in everybody() {
        // From whom the case is kept, nothing about it is asked.
        if visit.state().hidden_from(&by) {
            continue;
        }
        for &deed in Deed::ALL {
            let allowed = may(visit, by, deed);
            match (&allowed, really(visit, by, deed)) {
                (_, None) => {}
                (Ok(_), Some(Ok(_))) => {}
                // What is done already may be asked for by anybody who could have done it.
                (Err(_), Some(Ok(0))) => {}
                (Err(expected), Some(Err(refused))) => assert_eq!(*expected, refused, "{deed:?} by {by:?} {when}"),
                (Ok(_), Some(answer @ Err(_))) | (Err(_), Some(answer @ Ok(_))) => {
                    panic!("{deed:?} by {by:?} {when}: it may {allowed:?}, and is answered {answer:?}")
                }
            }
        }
    }
}

#[test]
fn what_may_be_done_is_done_and_what_may_not_is_refused_by_the_same_rule_through_a_whole_errand() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    agrees(&mut visit, "when it has begun");
    visit.clara(Command::AddParty { party: ada() }).expect("she is the first");
    agrees(&mut visit, "with somebody in it");
    visit.identify(REGISTRANT).expect("the talk goes on");
    agrees(&mut visit, "once they are identified");
    visit.complete_the_record("2026-02-20");
    agrees(&mut visit, "once everything is recorded");
    visit.show(DECLARED).expect("it is prepared");
    agrees(&mut visit, "once the declaration is shown");
    visit.drop_the_line();
    agrees(&mut visit, "after the line dropped");
    visit.talk_anew(Medium::Counter);
    agrees(&mut visit, "at the counter");
    visit.identify_at_the_counter(REGISTRANT).expect("she stands there");
    agrees(&mut visit, "once she is identified at the counter");
    visit.sign(citizen(ADA), DECLARED).expect("it is shown");
    agrees(&mut visit, "once it is signed");
    visit.run(clerk(CLARA), &AssessFee { case: case(), delivery: Delivery::Electronic }).expect("it is free");
    agrees(&mut visit, "once the fee is fixed");
    visit.end_the_talk();
    agrees(&mut visit, "after the talk");
    visit.clara(Command::Submit).expect("nothing is missing");
    agrees(&mut visit, "once it is submitted");
    visit.run(clerk(CLARA), &Complete { case: case() }).expect("it is submitted");
    agrees(&mut visit, "once it is complete");
}

#[test]
fn they_agree_wherever_an_errand_ends_or_stops() {
    let prepared = || Visit::prepared(&[ada()], "2026-02-20");
    let mut taken = prepared();
    taken.ask(lead(), Command::Assign { clerk: DAVID }).expect("a team lead gives it to anybody");
    agrees(&mut taken, "when a colleague has it");
    let mut suspended = prepared();
    suspended.clara(Command::Suspend { ground: SuspensionGround::FreeWillDoubtful }).expect("it is hers");
    agrees(&mut suspended, "while it is suspended");
    let mut dead = prepared();
    dead.ask(system(), Command::Suspend { ground: SuspensionGround::RegisteredAsDead }).expect("the register says so");
    agrees(&mut dead, "while the register says that somebody is dead");
    let mut withdrawn = prepared();
    withdrawn.run(citizen(ADA), &Withdraw { case: case(), reason: WithdrawalReason::Citizen }).expect("it is hers");
    agrees(&mut withdrawn, "once it is withdrawn");
    let mut declined = prepared();
    let reason = NOBODY.knows(Note("No.".to_owned()));
    declined.run(lead(), &Decline { case: case(), reason }).expect("a team lead may");
    agrees(&mut declined, "once it is declined");
    let mut restricted = Visit::ready(&[ada()], "2026-02-20");
    let restrict = Restrict { case: case(), ground: RestrictionGround::Told, others: vec![] };
    restricted.run(clerk(CLARA), &restrict).expect("it is hers");
    restricted.run(system(), &KeepTogether { case: case() }).expect("the office looks after it");
    agrees(&mut restricted, "once it is restricted");
    let mut dropped = prepared();
    dropped.talk(system(), Talking::Interrupt).expect("the talk goes on");
    agrees(&mut dropped, "while the line is down");
    let mut early = Visit::ready(&[ada()], "2026-03-20");
    assert_eq!(
        may(&mut early, clerk(CLARA), Deed::CaseSubmit),
        Err(Refusal::TooEarly { from: date("2026-03-20") }.into())
    );
}

#[test]
fn they_agree_through_a_whole_visit() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    visit.end_the_talk();
    agrees(&mut visit, "without an appointment");
    visit.book(BOOKING, ADA);
    agrees(&mut visit, "before anybody comes");
    let check_in = booking::Command::CheckIn;
    visit.desk.ask::<booking::State>(BOOKING.0, citizen(ADA), visit.now, check_in).expect("it is time");
    agrees(&mut visit, "while they wait");
    visit.run(clerk(CLARA), &Call { booking: BOOKING }).expect("they wait");
    agrees(&mut visit, "once they are called");
    let max = crate::limits::Limits::default().calls_max;
    let again = booking::Refusal::CallAgain { max };
    assert_eq!(may(&mut visit, clerk(CLARA), Deed::BookingMiss), Err(again.into()), "once is not enough");
    for _ in 1..max {
        visit.run(clerk(CLARA), &Call { booking: BOOKING }).expect("they did not come");
        agrees(&mut visit, "once they are called again");
    }
    let start = booking::Command::Start;
    visit.desk.ask::<booking::State>(BOOKING.0, clerk(CLARA), visit.now, start).expect("they came");
    agrees(&mut visit, "while they are served");
    visit.run(clerk(CLARA), &Park { booking: BOOKING, why: ParkReason::Papers }).expect("they go home");
    agrees(&mut visit, "while the service is interrupted");
    visit.run(clerk(DAVID), &Resume { booking: BOOKING }).expect("they are back");
    agrees(&mut visit, "while a colleague goes on");
    let delivered = vec![Delivered { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
    visit.run(clerk(DAVID), &Finish { booking: BOOKING, delivered }).expect("it is done");
    agrees(&mut visit, "after the visit");
}

#[test]
fn whoever_comes_without_an_appointment_is_talked_to_at_the_counter() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    let of = walked_in(&mut visit);
    let (now, by) = (visit.now, clerk(CLARA));
    let video = Begin { of: Occasion::Case(of), medium: Medium::Video };
    assert_eq!(visit.desk.would(&video, by, now), Err(consultation::Refusal::CounterOnly.into()));
    visit.desk.would(&Try { case: of, deed: Deed::ConsultationBegin }, by, now).expect("at the counter they may");
    let call = visit.desk.would(&Try { case: of, deed: Deed::BookingCall }, by, now);
    assert_eq!(call, Err(booking::Refusal::Unknown.into()), "there is nobody to call");
}

/// The case of somebody who came without an appointment, and is talked to.
fn walked_in(visit: &mut Visit) -> CaseId {
    let case = CaseId(Uuid::from_u128(0xca5e));
    let opening = Opening {
        service: ServiceCode::ChangeOfResidence,
        quantity: 1,
        origin: Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        on: date("2026-03-02"),
    };
    let (now, by) = (visit.now, clerk(CLARA));
    visit.desk.ask::<State>(case.0, by, now, Command::Open(opening)).expect("the service is offered");
    case
}

#[test]
fn whoever_came_without_an_appointment_is_talked_to_although_they_have_one_for_later() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    visit.end_the_talk();
    let case = walked_in(&mut visit);
    let (now, by) = (visit.now, clerk(CLARA));
    let begin = Begin { of: Occasion::Case(case), medium: Medium::Counter };
    visit.desk.run(&begin, by, now).expect("they stand there");
    visit.desk.ask::<State>(case.0, by, now, Command::AddParty { party: ada() }).expect("she is the first");
    visit.book(BOOKING, ADA);
    visit.desk.run(&Attach { case, booking: BOOKING }, by, now).expect("they come again");
    for deed in [Deed::CaseRecordIdentification, Deed::ConsultationInterrupt, Deed::ConsultationEnd] {
        assert_eq!(visit.desk.would(&Try { case, deed }, by, now).map(drop), Ok(()), "{deed:?}");
    }
}

#[test]
fn a_confirmation_that_comes_late_is_taken_down_by_whoever_hears_it() {
    let mut visit = Visit::ready(&[ada()], "2026-02-20");
    visit.assess(Answer::MissingReported, Named::All).expect("§ 19 (2) BMG");
    visit.clara(Command::Submit).expect("who says so has done their duty");
    agrees(&mut visit, "while the landlord is waited for");
    for by in [clerk(CLARA), clerk(DAVID)] {
        assert_eq!(may(&mut visit, by, Deed::CaseAssessEvidence).map(drop), Ok(()), "{by:?}");
    }
}

#[test]
fn somebody_else_is_identified_when_whoever_acts_has_failed_too_often() {
    let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
    visit.clara(Command::AddParty { party: ada() }).expect("she is the first");
    let failed = shown(&[Check::NotExpired]);
    for _ in 0..crate::limits::Limits::default().identifications_failed_max {
        let identify = Identify { case: case(), party: REGISTRANT, identification: failed.clone() };
        visit.run(clerk(CLARA), &identify).expect("it is recorded that it failed");
    }
    let enough = may(&mut visit, clerk(CLARA), Deed::CaseRecordIdentification);
    assert!(matches!(enough, Err(crate::Refusal::Case(Refusal::FailedEnough { .. }))), "{enough:?}");
    let along = party(HUSBAND, Part::MovesAlong, "1990-01-01");
    visit.clara(Command::AddParty { party: along }).expect("they move together");
    assert_eq!(may(&mut visit, clerk(CLARA), Deed::CaseRecordIdentification).map(drop), Ok(()));
}

/// In every service each deed that needs nothing but the service is answered without a hitch.
#[test]
fn what_is_tried_fits_every_service() {
    for service in ServiceCode::ALL {
        let mut visit = Visit::begun(service);
        let moves =
            matches!(service, ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad);
        let has_move = service == ServiceCode::ChangeOfResidence || service == ServiceCode::MoveIn;
        visit.clara(Command::AddParty { party: ada() }).expect("she is the first");
        let mut may = |deed| may(&mut visit, clerk(CLARA), deed).map(drop);
        let not_required: Result<(), crate::Refusal> = Err(Refusal::NotRequired.into());
        assert_eq!(may(Deed::CaseRecordMove), if has_move { Ok(()) } else { not_required.clone() }, "{service:?}");
        assert_eq!(may(Deed::CaseRecordRequest), if has_move { not_required } else { Ok(()) }, "{service:?}");
        assert_eq!(may(Deed::CaseRecordIdentification), Ok(()), "{service:?}");
        let added = may(Deed::CaseAddParty);
        assert!(added.is_ok() || (!moves && added == Err(Refusal::PrincipalPresent.into())), "{service:?}: {added:?}");
    }
}

/// Whose step it is, and which deed.
fn deed_of(step: &Step) -> Option<(By, Deed)> {
    let clara = clerk(CLARA);
    Some(match step {
        Step::Correct(_) => (clara, Deed::CaseRecordMove),
        Step::Enter(_) => (clara, Deed::CaseAddParty),
        Step::Leave(_) => (clara, Deed::CaseRemoveParty),
        Step::Identify(_) => (clara, Deed::CaseRecordIdentification),
        Step::Tell => (clara, Deed::CaseGiveNotice),
        Step::Read => (clara, Deed::CaseAssessEvidence),
        Step::Prepare(_) => (clara, Deed::CasePrepareDeclaration),
        Step::Show(_) => (clara, Deed::CaseShowDeclaration),
        Step::Sign(_) => (citizen(ADA), Deed::CaseSign),
        Step::SignByClerk(_) => (clara, Deed::CaseSign),
        Step::Submit => (clara, Deed::CaseSubmit),
        Step::Withdraw => (citizen(ADA), Deed::CaseWithdraw),
        Step::Decline => (lead(), Deed::CaseDecline),
        Step::DropTheLine | Step::TalkAnew(_) => return None,
    })
}

/// Whether it is what somebody gave that is refused, and not what they wanted.
fn is_about_input(refusal: &crate::Refusal) -> bool {
    use crate::Refusal::{Case, Signature};
    matches!(
        refusal,
        Case(Refusal::UnknownParty | Refusal::OtherDeclaration | Refusal::OtherMedium | Refusal::PrincipalPresent)
            | Signature(crate::signature::Refusal::OtherDocument)
    )
}

proptest! {
    /// Whatever happens before: what may not be done does not happen, and what may is refused for its input alone.
    #[test]
    fn what_may_be_done_and_what_is_decided_agree_whatever_happens(
        steps in prop::collection::vec(step(), 0..32)
    ) {
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        for step in steps {
            let allowed = deed_of(&step).map(|(by, deed)| may(&mut visit, by, deed));
            let before = visit.desk.history::<State>(case().0).len();
            let (named, answer) = (format!("{step:?}"), take(&mut visit, step));
            let happened = visit.desk.history::<State>(case().0).len() - before;
            match (allowed, answer) {
                (Some(Err(refusal)), answer) => {
                    prop_assert_eq!(happened, 0, "{} may not: {}", &named, refusal);
                    if let Err(refused) = answer {
                        prop_assert!(refused == refusal || is_about_input(&refused), "{}: {} {}", named, refusal, refused);
                    }
                }
                (Some(Ok(_)), Err(refused)) => {
                    prop_assert!(is_about_input(&refused), "{} may, and is refused: {}", named, refused);
                }
                (Some(Ok(_)) | None, _) => {}
            }
        }
    }
}
