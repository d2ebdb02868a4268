//! Tests of what is to be watched over.

use chrono::Days;
use domain::catalogue::Channel;
use domain::ids::BookingId;
use domain::testing::{CLARA, clerk, date, system};
use domain::transmission::{Command, State as Aggregate};
use event_store::StreamId;

use super::*;
use crate::Period;
use crate::small_groups::Count;
use crate::testing::{Office, time};

const CASE: CaseId = CaseId(Uuid::from_u128(5));

fn queued(office: &mut Office, recipient: Recipient, due: Option<&str>) -> TransmissionId {
    let id = TransmissionId::of(CASE, recipient);
    let (service, due_at) = (ServiceCode::MoveIn, due.map(time));
    let queue = Command::Queue { case: CASE, service, recipient, authority: None, due_at };
    office.ask::<Aggregate>(id.0, system(), time("08:00"), queue).expect("the office may");
    id
}

fn tell(office: &mut Office, id: TransmissionId, clock: &str, command: Command) {
    office.ask::<Aggregate>(id.0, system(), time(clock), command).expect("the office may");
}

async fn in_trouble(office: &Office) -> Vec<TransmissionId> {
    let found = office.read().await.transmissions_in_trouble(Clearance::Ordinary).expect("an answer");
    found.into_iter().map(|one| one.id).collect()
}

#[tokio::test]
async fn what_was_sent_and_acknowledged_needs_nobody() {
    let mut office = Office::default();
    let id = queued(&mut office, Recipient::Register, None);
    tell(&mut office, id, "08:01", Command::RecordSent { attempt: 1, reference: "MR-1".into() });
    tell(&mut office, id, "08:02", Command::RecordAcknowledgement { reference: "MR-1".into() });
    let models = office.read().await;
    let expected = Transmission {
        id,
        case: CASE,
        service: ServiceCode::MoveIn,
        recipient: Recipient::Register,
        authority: None,
        due_at: None,
        state: State::Acknowledged,
        overdue: false,
        attempts: 1,
        cause: None,
        retry_at: None,
        reference: Some("MR-1".into()),
        code: None,
        queued_at: time("08:00"),
        changed_at: time("08:02"),
    };
    assert_eq!(models.transmissions(CASE, Clearance::Ordinary).expect("an answer"), std::slice::from_ref(&expected));
    assert_eq!(models.transmission(id, Clearance::Ordinary).expect("an answer"), Some(expected));
    assert_eq!(models.transmissions_in_trouble(Clearance::Ordinary).expect("an answer"), []);
}

#[tokio::test]
async fn a_pause_between_two_attempts_needs_nobody_and_a_passed_deadline_does() {
    let mut office = Office::default();
    let id = queued(&mut office, Recipient::DepartureAuthority, Some("12:00"));
    tell(&mut office, id, "08:01", Command::RecordFailure { attempt: 1, cause: Cause::Unreachable });
    assert_eq!(in_trouble(&office).await, []);
    tell(&mut office, id, "12:00", Command::MarkOverdue);
    assert_eq!(in_trouble(&office).await, [id]);
    office.ask::<Aggregate>(id.0, clerk(CLARA), time("12:01"), Command::FinishByHand).expect("a clerk may");
    assert_eq!(in_trouble(&office).await, []);
}

#[tokio::test]
async fn what_was_sent_back_or_cannot_be_sent_any_more_needs_somebody_the_urgent_first() {
    let mut office = Office::default();
    let erased = queued(&mut office, Recipient::Register, None);
    let rejected = queued(&mut office, Recipient::DepartureAuthority, Some("12:00"));
    tell(&mut office, erased, "08:01", Command::RecordFailure { attempt: 1, cause: Cause::Erased });
    tell(&mut office, rejected, "08:01", Command::RecordRejection { code: "E-17".into() });
    assert_eq!(in_trouble(&office).await, [rejected, erased]);
    office.ask::<Aggregate>(rejected.0, clerk(CLARA), time("08:30"), Command::Retry).expect("a clerk may");
    assert_eq!(in_trouble(&office).await, [erased]);
}

#[tokio::test]
async fn a_registration_that_was_filed_late_is_listed_on_its_day() {
    let mut office = Office::default();
    for (n, late) in [(1, false), (2, true)] {
        let submitted = case::Event::Submitted {
            service: ServiceCode::ChangeOfResidence,
            edition: 1,
            origin: case::Origin::Clerk { during: None },
            declaration: None,
            filed_on: date("2026-03-02"),
            late,
            told: vec![],
            due_on: None,
            variant: None,
        };
        let stream = StreamId { kind: 5, id: Uuid::from_u128(n) };
        office.happens(stream, clerk(CLARA), time("08:00"), Event::Case(submitted));
    }
    let models = office.read().await;
    let found = models.filed_late(date("2026-03-01"), date("2026-03-02")).expect("an answer");
    let (case, service) = (CaseId(Uuid::from_u128(2)), ServiceCode::ChangeOfResidence);
    assert_eq!(found, [FiledLate { case, service, filed_on: date("2026-03-02") }]);
    assert_eq!(models.filed_late(date("2026-03-03"), date("2026-03-31")).expect("an answer"), []);
}

fn opens(office: &mut Office, case: u128, during: Option<u128>) {
    let opened = case::Event::Opened {
        service: ServiceCode::MoveIn,
        quantity: 1,
        edition: 1,
        origin: case::Origin::Clerk { during: during.map(|n| BookingId(Uuid::from_u128(n))) },
        channel: Channel::Counter,
        holder: None,
        opened_at: time("08:00"),
    };
    office.happens(StreamId { kind: 5, id: Uuid::from_u128(case) }, clerk(CLARA), time("08:00"), opened.into());
}

fn restricts(office: &mut Office, case: u128, at: DateTime<Utc>) {
    let restricted = case::Event::AccessRestricted { ground: case::RestrictionGround::Register, by: CLARA };
    office.happens(StreamId { kind: 5, id: Uuid::from_u128(case) }, clerk(CLARA), at, restricted.into());
}

// A mother with four children, each with a case of their own; a second appointment goes on with hers and has one more.
#[tokio::test]
async fn a_protected_family_is_one_however_many_cases_it_has() {
    let mut office = Office::default();
    for n in 1..=5 {
        opens(&mut office, n, Some(100));
        restricts(&mut office, n, time("09:00"));
    }
    opens(&mut office, 6, Some(101));
    let attached = case::Event::Attached { booking: BookingId(Uuid::from_u128(101)) };
    office.happens(StreamId { kind: 5, id: Uuid::from_u128(1) }, clerk(CLARA), time("10:00"), attached.into());
    opens(&mut office, 7, Some(101));
    for n in [6, 7] {
        restricts(&mut office, n, time("10:00") + Days::new(31));
    }
    let count = async |office: &Office, month: &str| {
        let (day, today) = (date(month), date("2026-05-01"));
        let found = office.read().await.duties(day, day, Period::Month, today).expect("an answer");
        found.first().map(|duties| duties.restricted)
    };
    assert_eq!(count(&office, "2026-03-01").await, Some(Count::HIDDEN));
    assert_eq!(count(&office, "2026-04-01").await, None, "they were protected before");
    for n in 11..=14 {
        opens(&mut office, n, None);
        restricts(&mut office, n, time("09:00"));
    }
    assert_eq!(count(&office, "2026-03-01").await, Some(Count::of(5)));
}

// Six registrations on Monday, one of them late. Seven addresses are opened on Monday: one is changed at once, one on
// the fifteenth day, five never. Five messages are due by noon on Monday, and all of them late.
#[tokio::test]
async fn duties_are_counted_when_the_day_is_over_on_which_they_fall_due() {
    let mut office = Office::default();
    for n in 1..=6 {
        let submitted = case::Event::Submitted {
            service: ServiceCode::MoveIn,
            edition: 1,
            origin: case::Origin::Clerk { during: None },
            declaration: None,
            filed_on: date("2026-03-02"),
            late: n == 1,
            told: vec![],
            due_on: None,
            variant: None,
        };
        office.happens(StreamId { kind: 5, id: Uuid::from_u128(n) }, clerk(CLARA), time("08:00"), submitted.into());
    }
    let stream = StreamId { kind: 5, id: Uuid::from_u128(1) };
    let party = |n| domain::ids::PartyId(Uuid::from_u128(n));
    let opened = case::Event::FollowUpOpened { parties: (1..=7).map(party).collect() };
    office.happens(stream, clerk(CLARA), time("09:00"), opened.into());
    let how = case::AddressUpdate::Counter;
    for (n, at) in [(1, time("10:00")), (2, time("10:00") + Days::new(15))] {
        let closed = case::Event::FollowUpClosed { party: party(n), how };
        office.happens(stream, clerk(CLARA), at, closed.into());
    }
    // Six landlords are to be asked from Monday on: nobody answers in two weeks, and one afterwards.
    for n in 1..=6 {
        let stream = StreamId { kind: 5, id: Uuid::from_u128(n) };
        let opened = case::Event::LandlordInquiryOpened { parties: vec![party(1)], due_on: date("2026-03-02") };
        office.happens(stream, clerk(CLARA), time("09:00"), opened.into());
    }
    let outcome = case::InquiryOutcome::HandedOver;
    let closed = case::Event::LandlordInquiryClosed { outcome };
    office.happens(stream, clerk(CLARA), time("10:00") + Days::new(15), closed.into());
    // Three of them are to authorities of further dwellings: two of one case.
    let (departure, further) = (Recipient::DepartureAuthority, Recipient::FurtherDwellingAuthority);
    for (n, recipient, authority) in [
        (1, departure, "05315000"),
        (1, further, "07211000"),
        (1, further, "06411000"),
        (2, departure, "05315000"),
        (3, further, "07211000"),
    ] {
        let case = CaseId(Uuid::from_u128(0x100 + n));
        let id = TransmissionId::to(case, recipient, Some(authority));
        let (service, due_at, authority) = (ServiceCode::MoveIn, Some(time("12:00")), Some(authority.to_owned()));
        let queue = Command::Queue { case, service, recipient, authority, due_at };
        office.ask::<Aggregate>(id.0, system(), time("08:00"), queue).expect("the office may");
        tell(&mut office, id, "12:00", Command::MarkOverdue);
    }
    for n in 1..=5 {
        opens(&mut office, n, None);
        // A second time changes nothing.
        restricts(&mut office, n, time("08:00"));
        restricts(&mut office, n, time("09:00") + Days::new(60));
    }
    let models = office.read().await;
    let duties = |today: &str| {
        let found = models.duties(date("2026-03-01"), date("2026-03-31"), Period::Month, date(today));
        let found = found.expect("an answer");
        let [march] = found[..] else { panic!("one month: {found:?}") };
        march
    };
    let march = duties("2026-04-01");
    assert_eq!((march.registrations, march.registrations_late), (Count::of(6), Count::HIDDEN));
    assert_eq!((march.confirmations, march.confirmations_late), (Count::of(5), Count::of(5)));
    // The sixteenth is the fourteenth day after the second. Six were late; the one that was not is alone.
    assert_eq!((march.follow_ups, march.follow_ups_late), (Count::of(7), Count::HIDDEN));
    assert_eq!((march.landlord_inquiries, march.landlord_inquiries_late), (Count::of(6), Count::of(6)));
    assert_eq!(march.restricted, Count::of(5));
    let early = duties("2026-03-15");
    assert_eq!((early.follow_ups, early.landlord_inquiries), (Count::of(0), Count::of(0)), "nobody is late yet");
    let on_the_day = |day: &str| {
        let duties = duties(day);
        [duties.registrations, duties.confirmations, duties.follow_ups, duties.landlord_inquiries].map(|one| one.count)
    };
    assert_eq!(on_the_day("2026-03-02"), [Some(6), Some(0), Some(0), Some(0)], "there is time until midnight");
    assert_eq!(on_the_day("2026-03-03"), [Some(6), Some(5), Some(0), Some(0)]);
    assert_eq!(on_the_day("2026-03-16"), [Some(6), Some(5), Some(0), Some(0)]);
    assert_eq!(on_the_day("2026-03-17"), [Some(6), Some(5), Some(7), Some(6)]);
}
