//! Tests of a case's page.

use domain::case::{
    AddressUpdate, Answer, Command, ConfirmIdentified, Document, EvidenceSource, InquiryOutcome, Named,
};
use domain::catalogue::{EvidenceKind, IdentificationMethod, ServiceCode};
use domain::consultation::Outcome;
use domain::document::Fault;
use domain::testing::{CLARA, acting, at, clerk};
use domain::{Role, case as case_aggregate};

use super::*;
use crate::testing::visits::{DECLARED, REGISTRANT, Wish, booking, case, moved, person, registrant, visitor, wish};
use crate::testing::{Models, Office, SCOPE, contact, later, subject};

const STARTS_AT: &str = "2026-03-02T08:00:00Z";

fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, STARTS_AT, 18, (3, 3));
    office
}

fn worked() -> Office {
    let mut office = office();
    office.change_of_residence(&wish(1, STARTS_AT), ("Lovelace", "Ada"));
    office
}

fn minute(n: i64) -> DateTime<Utc> {
    later(at(STARTS_AT), n)
}

async fn file(office: &Office, n: u128) -> CaseFile {
    office.read().await.case_file(case(n), Clearance::Ordinary).expect("an answer").expect("it was opened")
}

#[tokio::test]
async fn a_file_says_who_what_when_and_by_whom() {
    let file = file(&worked(), 1).await;
    assert_eq!((file.id, file.state, file.service), (case(1), State::Completed, ServiceCode::ChangeOfResidence));
    assert_eq!(file.origin, Origin::Booking { booking: booking(1), line: 0 });
    assert_eq!((file.channel, file.edition), (Channel::Video, 1));
    assert_eq!((file.holder, file.clerk), (Some(visitor(1)), Some(CLARA)));
    assert_eq!((file.opened_at, file.changed_at), (at("2026-02-23T08:00:00Z"), minute(18)));
    assert_eq!((file.submitted_at, file.closed_at), (Some(minute(17)), Some(minute(18))));
    assert_eq!((file.filed_on, file.late), (Some("2026-03-02".parse().expect("a date")), false));
    assert_eq!((file.withdrawn, file.declined), (None, None));
    let party =
        PartyRecord { id: REGISTRANT, who: person(1, "Lovelace", "Ada"), part: Part::Principal, acts_for: vec![] };
    assert_eq!(file.parties, [party]);
    assert_eq!(file.move_details, Some(moved(1, "2026-02-16")));
    let note = NoteRecord {
        at: minute(11),
        by: CLARA,
        note: subject(0x1001).knows(Note("asked about the cellar".to_owned())),
    };
    assert_eq!(file.notes, [note]);
}

#[tokio::test]
async fn a_file_lists_what_was_handed_in_and_forgets_what_it_was_called() {
    use domain::document::{self, FileName, Format};
    use domain::ids::TrayId;
    use domain::testing::{citizen, system};
    use uuid::Uuid;
    let mut office = worked();
    let (lease, photo) = (DocumentId(Uuid::from_u128(1)), DocumentId(Uuid::from_u128(2)));
    let hash = Hash([1; 32]);
    let announce = |document, format, who, name: &str| document::Command::Announce {
        document,
        case: case(1),
        holder: Some(visitor(1)),
        format,
        bytes: 5000,
        proves: Some(EvidenceKind::LandlordConfirmation),
        name: subject(who).knows(FileName(name.to_owned())),
    };
    let steps = [
        (citizen(visitor(1)), announce(lease, Format::Pdf, 0x2001, "Mietvertrag.pdf")),
        (citizen(visitor(1)), announce(photo, Format::Jpeg, 0x2002, "Foto.jpg")),
        (system(), document::Command::Receive { document: lease, blob: hash, bytes: 5000, commitment: hash }),
        (system(), document::Command::Defer { document: lease }),
        (system(), document::Command::Release { document: lease, blob: hash, bytes: 5000 }),
        (clerk(CLARA), document::Command::HandOut { document: lease, ticket: Uuid::from_u128(9) }),
        (system(), document::Command::Receive { document: photo, blob: hash, bytes: 3000, commitment: hash }),
        (system(), document::Command::Refuse { document: photo, fault: Fault::Damaged }),
    ];
    for (n, (by, command)) in (20..).zip(steps) {
        office.ask::<document::State>(TrayId::of(case(1)).0, by, minute(n), command).expect("step by step");
    }
    let documents = file(&office, 1).await.documents;
    let of = |one: &DocumentRecord| (one.id, one.state, one.fault, one.kib, one.copies);
    assert_eq!(
        documents.iter().map(of).collect::<Vec<_>>(),
        [(lease, DocumentState::Released, None, 5, 1), (photo, DocumentState::Refused, Some(Fault::Damaged), 3, 0),]
    );
    assert_eq!(documents[0].name.value(), Some(&FileName("Mietvertrag.pdf".to_owned())));
    assert_eq!((documents[0].by, documents[0].announced_at), (visitor(1), minute(20)));
    assert_eq!(documents[0].changed_at, minute(24), "that it was fetched changes nothing of it");

    office.forget(subject(0x2001), minute(40));
    let documents = file(&office, 1).await.documents;
    assert_eq!(documents[0].name.value(), None);
    assert!(documents[1].name.value().is_some(), "each is forgotten alone");
}

#[tokio::test]
async fn a_file_keeps_every_attempt_to_identify_and_what_was_told_and_proved() {
    let file = file(&worked(), 1).await;
    let failed = vec![Check::NotExpired, Check::SecurityFeatures, Check::DataMatchesRegister, Check::FreeWill];
    let by = |checks: &[Check]| Identification {
        method: IdentificationMethod::VideoDocumentCheck,
        document: Document::Passport,
        issuing_state: "DE".to_owned(),
        checks: checks.to_vec(),
        consultation: ConsultationId::of(booking(1)),
    };
    let tried = |n, round, checks: &[Check], failed| IdentificationRecord {
        party: REGISTRANT,
        at: minute(n),
        identification: by(checks),
        round,
        confirmed_at: None,
        failed,
    };
    assert_eq!(file.identifications, [tried(2, 0, &[Check::PhotoMatches], failed), tried(6, 1, &Check::ALL, vec![])]);
    let told = |notice, at| NoticeRecord { notice, to: REGISTRANT, at };
    assert_eq!(file.notices, [told(Notice::DutyToCooperate, minute(7)), told(Notice::TransferBlocks, minute(8))]);
    let landlord = EvidenceRecord {
        kind: EvidenceKind::LandlordConfirmation,
        answer: Answer::Accepted,
        source: Some(EvidenceSource::ShownInVideo),
        document: None,
        named: Named::All,
        at: minute(10),
    };
    assert_eq!(file.evidence, [landlord]);
    assert_eq!(file.entitlement_assured_at, None);
}

#[tokio::test]
async fn whoever_is_recognised_after_an_interruption_stays_identified_as_they_were() {
    let mut office = office();
    let case = office.change_of_residence_until_interrupted(&wish(1, STARTS_AT), ("Lovelace", "Ada"));
    office
        .run(&ConfirmIdentified { case, party: REGISTRANT }, clerk(CLARA), minute(6))
        .expect("Clara sees the same person");
    let file = file(&office, 1).await;
    let [identified] = &file.identifications[..] else { panic!("nobody was identified anew: {file:?}") };
    assert_eq!((identified.at, identified.round, identified.confirmed_at), (minute(2), 1, Some(minute(6))));
    assert_eq!(file.consultations[0].round, 1);
}

#[tokio::test]
async fn a_file_keeps_the_declaration_that_was_corrected_beside_the_one_that_was_signed() {
    let file = file(&worked(), 1).await;
    let corrected = DeclarationRecord {
        version: 1,
        hash: Hash([6; 32]),
        signature: SignatureId::of(case(1), 1),
        prepared_at: minute(12),
        shown_at: None,
        signed_at: None,
        signed_by: None,
        method: None,
        outdated_at: Some(minute(13)),
    };
    let signed = DeclarationRecord {
        version: 2,
        hash: DECLARED,
        signature: SignatureId::of(case(1), 2),
        prepared_at: minute(13),
        shown_at: Some(minute(14)),
        signed_at: Some(minute(15)),
        signed_by: Some(REGISTRANT),
        method: Some(Method::Drawn),
        outdated_at: None,
    };
    assert_eq!(file.declarations, [corrected, signed]);
}

#[tokio::test]
async fn a_file_has_its_fee_its_appointment_and_its_talk() {
    let file = file(&worked(), 1).await;
    let fee = file.fee.as_ref().expect("it is fixed");
    assert_eq!((fee.payment, fee.amount), (PaymentId::of(case(1), 1), Cents::ZERO));
    assert_eq!((fee.assessed_at, fee.settled_at), (minute(16), Some(minute(16))));
    assert_eq!(fee.items.iter().map(|item| item.service).collect::<Vec<_>>(), [ServiceCode::ChangeOfResidence]);
    assert_eq!((fee.state, fee.means, fee.exemption), (FeeState::Free, None, None));

    let [appointment] = &file.bookings[..] else { panic!("it was booked once: {file:?}") };
    assert_eq!((appointment.id, appointment.state), (booking(1), BookingState::Finished));
    assert_eq!((appointment.scope, appointment.medium), (SCOPE, BookedBy::Phone));
    assert_eq!(appointment.span, Span { starts_at: minute(0), ends_at: minute(20) });
    assert_eq!((appointment.number, appointment.clerk), (Some(Number(1)), Some(CLARA)));
    assert_eq!(appointment.contact.as_ref(), Some(&contact(1, "Ada Lovelace")));
    assert_eq!(appointment.checked_in_at, Some(minute(-5)));

    let talk = ConsultationRecord {
        id: ConsultationId::of(booking(1)),
        state: ConsultationState::Ended,
        medium: Some(Medium::Video),
        host: Some(CLARA),
        begun_at: Some(minute(0)),
        ended_at: Some(minute(20)),
        outcome: Some(Outcome::Completed),
        live_secs: Some(18 * 60),
        interruptions: 1,
        round: 1,
        guests: vec![],
    };
    assert_eq!(file.consultations, [talk]);
}

#[tokio::test]
async fn a_file_as_of_any_position_is_the_file_of_that_time() {
    let mut office = worked();
    office.forget(subject(0x1001), minute(60));
    let models = Models::of(&[]).await;
    let model = models.models.model(CaseFiles::NAME).expect("listed");
    for position in 0..=office.log.len() {
        let log = &office.log[..position];
        model.take(&log[position.saturating_sub(1)..]).await.expect("a known event");
        let then = models.case_file(case(1), Clearance::Ordinary).expect("an answer");
        assert_eq!(fold(case(1), log).expect("known events"), then, "everything up to {position}");
        // An auditor's question reads only what belongs to the case.
        let streams = [
            case(1).0,
            booking(1).0,
            ConsultationId::of(booking(1)).0,
            SignatureId::of(case(1), 1).0,
            SignatureId::of(case(1), 2).0,
            PaymentId::of(case(1), 1).0,
            subject(0x1001).0,
        ];
        let own: Vec<_> = log.iter().filter(|envelope| streams.contains(&envelope.stream.id)).cloned().collect();
        assert_eq!(fold(case(1), &own).expect("known events"), then, "its own up to {position}");
    }
}

#[tokio::test]
async fn a_file_of_somebody_who_is_forgotten_keeps_what_was_done() {
    let mut office = worked();
    office.forget(subject(0x1001), minute(60));
    let file = file(&office, 1).await;
    let gone = subject(0x1001);
    assert_eq!(file.parties[0].who, Personal::Erased { subject: gone });
    assert_eq!(file.move_details, Some(Personal::Erased { subject: gone }));
    assert_eq!(file.notes[0].note, Personal::Erased { subject: gone });
    assert_eq!((file.state, file.declarations.len(), file.identifications.len()), (State::Completed, 2, 2));
    assert!(file.bookings[0].contact.as_ref().is_some_and(|contact| contact.value().is_some()));
}

#[tokio::test]
async fn a_correction_takes_the_standing_declaration_out_of_force() {
    let mut office = office();
    office.appoint(&wish(1, STARTS_AT));
    let party = |name| registrant(1, name, "Ada");
    office.of_case(case(1), minute(1), Command::AddParty { party: party("Lovelace") });
    let prepare = case_aggregate::Prepare { case: case(1), written: case_aggregate::Written::Text(DECLARED) };
    office.run(&prepare, clerk(CLARA), minute(2)).expect("the service has a declaration");
    office.of_case(case(1), minute(3), Command::AddParty { party: party("King") });
    let file = file(&office, 1).await;
    assert_eq!(file.declarations[0].outdated_at, Some(minute(3)));
    assert_eq!(file.parties.iter().map(|party| &party.who).collect::<Vec<_>>(), [&person(1, "King", "Ada")]);
}

#[tokio::test]
async fn a_fee_says_how_it_was_paid_or_why_it_was_not_raised() {
    let mut office = office();
    let certificate = |n| Wish { services: vec![ServiceCode::CertificateOfConduct], ..wish(n, STARTS_AT) };
    for n in [1, 2] {
        office.appoint(&certificate(n));
        let assess = case_aggregate::AssessFee { case: case(n), delivery: Delivery::Electronic };
        office.run(&assess, clerk(CLARA), minute(1)).expect("the case is open");
    }
    let pay = case_aggregate::PayAtCounter { case: case(1), means: Means::Card, amount: Cents(1300) };
    office.run(&pay, acting(CLARA, Role::Cashier), minute(2)).expect("it is due");
    office.run(&case_aggregate::RequestWaiver { case: case(2) }, clerk(CLARA), minute(2)).expect("it is due");
    let decided = case_aggregate::RecordWaiver { case: case(2), granted: true };
    office.run(&decided, clerk(CLARA), minute(3)).expect("it was asked for");
    let models = office.read().await;
    let fee = |n| {
        models
            .case_file(case(n), Clearance::Ordinary)
            .expect("an answer")
            .expect("it is open")
            .fee
            .expect("it is fixed")
    };
    let (paid, waived) = (fee(1), fee(2));
    assert_eq!((paid.amount, paid.settled_at, paid.means), (Cents(1300), Some(minute(2)), Some(Means::Card)));
    assert_eq!((waived.settled_at, waived.state), (Some(minute(3)), FeeState::Waived));
}

#[tokio::test]
async fn a_file_that_went_away_with_its_appointment_comes_back_with_it() {
    let mut office = office();
    office.appoint(&wish(1, STARTS_AT));
    office.miss(booking(1), minute(10));
    let away = file(&office, 1).await;
    assert_eq!((away.state, away.withdrawn), (State::Withdrawn, Some(WithdrawalReason::BookingMissed)));
    assert_eq!(away.consultations[0].state, ConsultationState::Cancelled);
    office.check_in(booking(1), minute(40));
    let back = file(&office, 1).await;
    assert_eq!((back.state, back.withdrawn, back.closed_at), (State::Open, None, None));
    assert_eq!(back.opened_at, at("2026-02-23T08:00:00Z"));
    let talk = &back.consultations[0];
    assert_eq!((talk.state, talk.ended_at), (ConsultationState::Scheduled, None));
}

#[tokio::test]
async fn a_case_that_is_declined_says_why_until_its_words_are_forgotten() {
    let mut office = office();
    office.appoint(&wish(1, STARTS_AT));
    let reason = subject(0x1001).knows(Note("no proof of authority".to_owned()));
    let decline = Command::Decline { reason: reason.clone() };
    let lead = acting(CLARA, Role::TeamLead);
    office.ask::<case_aggregate::State>(case(1).0, lead, minute(1), decline).expect("the case is open");
    let declined = file(&office, 1).await;
    assert_eq!((declined.state, declined.declined), (State::Declined, Some(reason)));
    office.forget(subject(0x1001), minute(9));
    assert_eq!(file(&office, 1).await.declined, Some(Personal::Erased { subject: subject(0x1001) }));
}

#[tokio::test]
async fn a_case_of_which_nothing_is_known_has_no_file() {
    let office = worked();
    assert_eq!(office.read().await.case_file(case(9), Clearance::Ordinary).expect("an answer"), None);
    assert_eq!(fold(case(9), &office.log).expect("known events"), None);
}

#[tokio::test]
async fn what_is_asked_for_stays_by_its_kind_when_the_person_is_forgotten() {
    let mut office = office();
    let wish = Wish { services: vec![ServiceCode::CertificateOfConduct], ..wish(1, STARTS_AT) };
    office.appoint(&wish);
    let variant = Variant::Conduct { purpose: domain::case::Purpose::Private, extended: false };
    let details = subject(0x1001).knows(Details::Application(domain::case::Application::default()));
    let requested = domain::case::Requested { variant, details: Some(details.clone()) };
    office.of_case(case(1), minute(1), Command::RecordRequest { requested });
    let ground = SuspensionGround::RegisteredAsDead;
    office.of_case(case(1), minute(2), Command::Suspend { ground });
    let known = file(&office, 1).await;
    assert_eq!((known.variant, known.request_details, known.suspended), (Some(variant), Some(details), Some(ground)));

    office.forget(subject(0x1001), minute(90));
    let forgotten = file(&office, 1).await;
    assert_eq!(forgotten.variant, Some(variant));
    assert!(forgotten.request_details.is_some_and(|details| details.value().is_none()));
}

#[tokio::test]
async fn an_inquiry_with_a_landlord_stands_in_the_file_with_what_came_of_it() {
    let mut office = worked();
    assert_eq!(file(&office, 1).await.landlord_inquiry, None, "the landlord has confirmed");
    let (parties, due_on) = (vec![REGISTRANT], domain::testing::date("2026-03-09"));
    let outcome = InquiryOutcome::NotLivingThere;
    let stream = event_store::StreamId { kind: 5, id: case(1).0 };
    for (at, event) in [
        (20, case_aggregate::Event::LandlordInquiryOpened { parties: parties.clone(), due_on }),
        (25, case_aggregate::Event::LandlordInquiryDue),
        (30, case_aggregate::Event::LandlordInquiryClosed { outcome }),
    ] {
        office.happens(stream, clerk(CLARA), minute(at), event.into());
    }
    let (opened_at, closed_at, outcome) = (minute(20), Some(minute(30)), Some(outcome));
    let inquiry = LandlordInquiryRecord { parties, due_on, opened_at, closed_at, outcome };
    assert_eq!(file(&office, 1).await.landlord_inquiry, Some(inquiry));
}

#[tokio::test]
async fn a_registration_by_an_identity_card_has_a_task_until_it_is_closed() {
    let mut office = worked();
    assert_eq!(file(&office, 1).await.follow_ups, [], "she showed a passport");
    let opened = case_aggregate::Event::FollowUpOpened { parties: vec![REGISTRANT] };
    let stream = event_store::StreamId { kind: 5, id: case(1).0 };
    office.happens(stream, clerk(CLARA), minute(20), opened.into());
    let closed = case_aggregate::Event::FollowUpClosed { party: REGISTRANT, how: AddressUpdate::Counter };
    office.happens(stream, clerk(CLARA), minute(30), closed.into());
    let task = FollowUpRecord {
        party: REGISTRANT,
        opened_at: minute(20),
        closed_at: Some(minute(30)),
        how: Some(AddressUpdate::Counter),
    };
    assert_eq!(file(&office, 1).await.follow_ups, [task]);
}

#[tokio::test]
async fn an_auditor_finds_what_went_out_by_how_it_was_identified_and_signed() {
    let office = worked();
    let models = office.read().await;
    let day: NaiveDate = "2026-03-02".parse().expect("a date");
    let all = ProofFilter { from: day, to: day, service: None, identified_only_by: None, signed_by: None };
    let ids = |filter: ProofFilter, after| {
        let found = models.submitted_cases(&filter, after, 10, Clearance::Ordinary).expect("an answer");
        found.into_iter().map(|file| file.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(all, None), [case(1)]);
    assert_eq!(ids(all, Some((day, case(1)))), [], "nothing follows it");
    let (before, after) = (day.pred_opt().expect("a day"), day.succ_opt().expect("a day"));
    assert_eq!(ids(ProofFilter { from: before, to: before, ..all }, None), []);
    assert_eq!(ids(ProofFilter { from: after, to: after, ..all }, None), []);
    let by = |method| ProofFilter { identified_only_by: Some(method), ..all };
    assert_eq!(ids(by(IdentificationMethod::VideoDocumentCheck), None), [case(1)]);
    assert_eq!(ids(by(IdentificationMethod::CounterDocument), None), []);
    let signed = |method| ProofFilter { signed_by: Some(method), ..all };
    let how = models.case_file(case(1), Clearance::Ordinary).expect("an answer").expect("it was opened");
    let how = how.declarations.last().and_then(|last| last.method).expect("it is signed");
    for method in [Method::Drawn, Method::TypedConsent, Method::SpokenTan] {
        assert_eq!(ids(signed(method), None), if method == how { vec![case(1)] } else { vec![] });
    }
    let other = ProofFilter { service: Some(ServiceCode::TaxId), ..all };
    assert_eq!(ids(other, None), []);
}
