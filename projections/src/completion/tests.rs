//! Tests of how far errands come.

use domain::Role;
use domain::booking::{CancelReason, Finish, Park};
use domain::ids::PartyId;
use domain::testing::{ADA, CLARA, acting, at, clerk, date, system};

use super::*;
use crate::testing::visits::{Offer, Wish, booking, case, person, wish};
use crate::testing::{Office, SCOPE, later};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));
const MONDAY: &str = "2026-03-02T08:00:00Z";

fn office() -> Office {
    let mut office = Office::default();
    office.offer(SCOPE, MONDAY, 18, (40, 40));
    office
}

async fn month(office: &Office, narrow: Narrow) -> Completed {
    let models = office.read().await;
    let found = models.completion(narrow, date("2026-03-01"), date("2026-03-31"), Period::Month).expect("an answer");
    let [month] = &found[..] else { panic!("one month: {found:?}") };
    month.clone()
}

fn counts(month: &Completed) -> Vec<Option<u64>> {
    month.steps.iter().map(|(_, count)| count.count).collect()
}

fn shows_up(office: &mut Office, n: u128) {
    office.appoint(&wish(n, MONDAY));
    office.check_in(booking(n), at(MONDAY));
}

fn begins(office: &mut Office, n: u128) {
    shows_up(office, n);
    office.call(booking(n), at(MONDAY));
    office.start(booking(n), at(MONDAY));
}

// 30 hold a time: 5 let it run out, 25 confirm. 5 do not come, 20 do. 5 are served and get no further than the counter,
// because the landlord's confirmation is no good; 15 go the whole way.
#[tokio::test]
async fn a_funnel_narrows_from_step_to_step_and_says_why() {
    let mut office = office();
    for n in 1..=5 {
        office.hold(&Wish { medium: Medium::Online, ..wish(n, MONDAY) });
        office.expire(booking(n), later(wish(n, MONDAY).asked_at, 16));
    }
    for n in 6..=10 {
        office.appoint(&wish(n, MONDAY));
        office.miss(booking(n), later(at(MONDAY), 10));
    }
    for n in 11..=15 {
        begins(&mut office, n);
        let (kind, source) = (EvidenceKind::LandlordConfirmation, Some(case::EvidenceSource::ShownInVideo));
        let refused = case::Event::EvidenceAssessed {
            kind,
            answer: Answer::Refused,
            source,
            document: None,
            named: case::Named::All,
        };
        let stream = event_store::StreamId { kind: 5, id: case(n).0 };
        office.happens(stream, clerk(CLARA), later(at(MONDAY), 3), refused.into());
        office.finish(booking(n), &[], later(at(MONDAY), 5));
    }
    for n in 16..=30 {
        office.change_of_residence(&wish(n, MONDAY), ("Lovelace", "Ada"));
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!(counts(&month), [30, 25, 25, 20, 20, 15, 15, 15, 15, 15].map(Some));
    assert_eq!((month.in_first_session.count, month.completion_rate), (Some(15), Some(0.75)));
    let reasons: Vec<_> = month.aborts.iter().map(|(reason, count)| (*reason, count.count)).collect();
    let five = [AbortReason::Expired, AbortReason::Missed, AbortReason::NoLandlordConfirmation];
    assert_eq!(reasons, five.map(|reason| (reason, Some(5))));
}

#[tokio::test]
async fn who_drops_out_alone_is_not_found_by_subtraction() {
    let mut office = office();
    for n in 1..=9 {
        shows_up(&mut office, n);
    }
    office.appoint(&wish(10, MONDAY));
    // Ten are confirmed, and one of them has not come: nine joined is hidden, and what follows is compared with ten.
    let month = month(&office, Narrow::default()).await;
    assert_eq!(counts(&month)[..6], [Some(10), Some(10), Some(10), None, Some(0), Some(0)]);
}

#[tokio::test]
async fn what_is_completed_in_a_later_session_is_not_in_the_first() {
    let mut office = office();
    for n in 1..=5 {
        begins(&mut office, n);
        let why = ParkReason::Papers;
        office.run(&Park { booking: booking(n), why }, clerk(CLARA), later(at(MONDAY), 5)).expect("she serves them");
        office.end_day(booking(n), at("2026-03-02T23:00:00Z"));
        let completed =
            case::Event::Completed { opened_at: at(MONDAY), service: ServiceCode::ChangeOfResidence, erase_at: None };
        let stream = event_store::StreamId { kind: 5, id: case(n).0 };
        office.happens(stream, clerk(CLARA), at("2026-03-05T09:00:00Z"), completed.into());
    }
    let later = month(&office, Narrow::default()).await;
    assert_eq!((later.in_first_session.count, later.completion_rate), (Some(0), Some(0.0)));
    assert_eq!(counts(&later)[9], Some(5));
    assert_eq!(later.aborts, [], "they came the whole way");
}

#[tokio::test]
async fn who_did_not_bring_papers_and_did_not_come_back_is_counted_by_that() {
    let mut office = office();
    for n in 1..=5 {
        begins(&mut office, n);
        let why = ParkReason::Papers;
        office.run(&Park { booking: booking(n), why }, clerk(CLARA), later(at(MONDAY), 5)).expect("she serves them");
        office.end_day(booking(n), at("2026-03-02T23:00:00Z"));
    }
    for n in 6..=10 {
        office.appoint(&wish(n, MONDAY));
        office.cancel(booking(n), CancelReason::ClerkAbsent, at(MONDAY));
    }
    for n in 11..=15 {
        begins(&mut office, n);
        let finish = Finish { booking: booking(n), delivered: vec![] };
        office.run(&finish, clerk(CLARA), later(at(MONDAY), 5)).expect("she serves them");
    }
    let month = month(&office, Narrow::default()).await;
    let reasons: Vec<_> = month.aborts.iter().map(|(reason, count)| (*reason, count.count)).collect();
    let expected = [AbortReason::CancelledByOffice, AbortReason::NoDocument, AbortReason::Other];
    assert_eq!(reasons, expected.map(|reason| (reason, Some(5))));
}

#[tokio::test]
async fn a_narrowed_funnel_hides_what_would_follow_from_the_whole() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (9, 9));
    for n in 1..=8 {
        office.appoint(&wish(n, MONDAY));
    }
    for n in 11..=16 {
        office.appoint(&Wish { scope: ELSEWHERE, services: vec![ServiceCode::TaxId], ..wish(n, MONDAY) });
    }
    let there = Narrow { scope: Some(ELSEWHERE), ..Narrow::default() };
    let tax = Narrow { service: Some(ServiceCode::TaxId), ..there };
    assert_eq!(counts(&month(&office, there).await)[1], Some(6));
    assert_eq!(counts(&month(&office, tax).await)[1], Some(6));
    office.appoint(&Wish { services: vec![ServiceCode::TaxId], ..wish(20, MONDAY) });
    // One more for a tax number here: by scope it hides among the nine here, by both it would stand alone.
    let here = Narrow { scope: Some(SCOPE), ..Narrow::default() };
    assert_eq!(counts(&month(&office, here).await)[1], Some(9));
    assert_eq!(counts(&month(&office, tax).await)[1], None);
}

// 25 are started and 20 completed, two of them in another session: 20 and 18 would tell of the two.
#[tokio::test]
async fn who_was_completed_later_is_not_found_by_subtraction() {
    let mut office = office();
    for n in 1..=18 {
        office.change_of_residence(&wish(n, MONDAY), ("Lovelace", "Ada"));
    }
    for n in 19..=25 {
        begins(&mut office, n);
        office.finish(booking(n), &[], later(at(MONDAY), 5));
    }
    completes(&mut office, case(19));
    completes(&mut office, case(20));
    let two = month(&office, Narrow::default()).await;
    assert_eq!(counts(&two)[4..], [25, 20, 20, 20, 20, 20].map(Some));
    assert_eq!((two.in_first_session, two.completion_rate), (Count::HIDDEN, None));
    for n in 21..=23 {
        completes(&mut office, case(n));
    }
    // Five can be told: they are hidden among the other two only at the step at which those two stay behind.
    let five = month(&office, Narrow::default()).await;
    assert_eq!((counts(&five)[4], counts(&five)[9]), (Some(25), None), "two are not completed");
    assert_eq!(five.in_first_session, Count::of(18), "seven less than were started");
}

fn completes(office: &mut Office, case: CaseId) {
    let completed =
        case::Event::Completed { opened_at: at(MONDAY), service: ServiceCode::ChangeOfResidence, erase_at: None };
    let stream = event_store::StreamId { kind: 5, id: case.0 };
    office.happens(stream, clerk(CLARA), at("2026-03-05T09:00:00Z"), completed.into());
}

// 30 are confirmed and 23 come: 15 and 10 here, 15 and 13 elsewhere. The two who stay away elsewhere are hidden there, and
// the ten here would tell of them.
#[tokio::test]
async fn who_drops_out_at_one_place_is_not_the_whole_less_the_other_places() {
    let mut office = office();
    office.offer(ELSEWHERE, MONDAY, 6, (20, 20));
    for n in 1..=15 {
        office.appoint(&wish(n, MONDAY));
        if n <= 10 {
            office.check_in(booking(n), at(MONDAY));
        }
    }
    for n in 101..=115 {
        office.appoint(&Wish { scope: ELSEWHERE, ..wish(n, MONDAY) });
        if n <= 113 {
            office.check_in(booking(n), at(MONDAY));
        }
    }
    let at_scope = |scope| Narrow { scope: Some(scope), ..Narrow::default() };
    let whole = [Some(30), Some(30), Some(30), Some(23), Some(0)];
    assert_eq!(counts(&month(&office, Narrow::default()).await)[..5], whole);
    for scope in [SCOPE, ELSEWHERE] {
        let place = month(&office, at_scope(scope)).await;
        assert_eq!(counts(&place)[..5], [Some(15), Some(15), Some(15), None, Some(0)], "{scope:?}");
    }
    // Among the services nobody is left out: there is one.
    let service = Narrow { service: Some(ServiceCode::ChangeOfResidence), ..Narrow::default() };
    assert_eq!(counts(&month(&office, service).await)[..5], whole);
    // By both at once, each cell is looked at.
    let both = Narrow { service: Some(ServiceCode::ChangeOfResidence), ..at_scope(SCOPE) };
    assert_eq!(counts(&month(&office, both).await)[3], None);
}

// Whoever comes without an appointment has no visit that somebody finishes: it is over with the talk.
#[tokio::test]
async fn a_visit_without_an_appointment_is_over_with_its_talk() {
    let mut office = Office::default();
    for n in 1..=10 {
        let case = CaseId(Uuid::from_u128(n));
        let opened = case::Event::Opened {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            edition: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            opened_at: at(MONDAY),
        };
        office.happens(event_store::StreamId { kind: 5, id: case.0 }, clerk(CLARA), at(MONDAY), opened.into());
        let outcome = if n <= 5 { consultation::Outcome::Aborted } else { consultation::Outcome::Completed };
        let of = Occasion::Case(case);
        let ended = consultation::Event::Ended { of, outcome, live_secs: 60 };
        let talk = event_store::StreamId { kind: 6, id: of.talk().0 };
        office.happens(talk, clerk(CLARA), later(at(MONDAY), 5), ended.into());
        if n > 5 {
            completes(&mut office, case);
        }
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!((counts(&month)[4], counts(&month)[9]), (Some(10), Some(5)));
    assert_eq!(month.in_first_session, Count::of(0), "they were completed three days later");
    assert_eq!(month.aborts, [(AbortReason::Other, Count::of(5))], "at the counter there is no line");
}

// Fifteen give their time back, each to somebody who waits: five take it, five do not answer, five decline.
#[tokio::test]
async fn an_offer_from_the_waiting_list_is_an_errand_when_it_is_taken() {
    let mut office = office();
    for (n, becomes) in (1..=15).zip(Offer::ALL.into_iter().cycle()) {
        office.offer_freed(&wish(n, MONDAY), becomes);
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!(counts(&month)[..4], [Some(20), Some(20), Some(20), Some(0)]);
    assert_eq!(month.aborts, [(AbortReason::CancelledByCitizen, Count::of(15))]);
}

// Ten stand at the counter: five decide otherwise, and five the office declines. Both end the talk with the case.
#[tokio::test]
async fn a_case_at_the_counter_that_ends_without_a_result_has_no_bad_connection() {
    let mut office = Office::default();
    for n in 1..=10 {
        let (case, clara) = (CaseId(Uuid::from_u128(n)), clerk(CLARA));
        let opening = case::Opening {
            service: ServiceCode::ChangeOfResidence,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        };
        office.of_case(case, at(MONDAY), case::Command::Open(opening));
        let begin = consultation::Begin { of: Occasion::Case(case), medium: consultation::Medium::Counter };
        office.run(&begin, clara, at(MONDAY)).expect("the case is hers");
        let reason = crate::testing::subject(n).knows(case::Note("not from here".to_owned()));
        if n <= 5 {
            let withdraw = case::Withdraw { case, reason: WithdrawalReason::Citizen };
            office.run(&withdraw, clara, later(at(MONDAY), 5)).expect("it is open");
        } else {
            let lead = acting(ADA, Role::TeamLead);
            office.run(&case::Decline { case, reason }, lead, later(at(MONDAY), 5)).expect("it is open");
        }
    }
    let month = month(&office, Narrow::default()).await;
    let five = [AbortReason::Withdrawn, AbortReason::Declined].map(|reason| (reason, Count::of(5)));
    assert_eq!(month.aborts, five);
}

#[tokio::test]
async fn a_line_that_stands_again_has_not_stood_in_the_way() {
    let mut office = office();
    for n in 1..=10 {
        begins(&mut office, n);
        let of = Occasion::Booking(booking(n));
        let begin = consultation::Begin { of, medium: consultation::Medium::Video };
        office.run(&begin, clerk(CLARA), at(MONDAY)).expect("she serves them");
        let (talk, aborted) = (of.talk().0, consultation::Command::End { outcome: consultation::Outcome::Aborted });
        office.ask::<consultation::State>(talk, clerk(CLARA), later(at(MONDAY), 5), aborted).expect("they talk");
        if n <= 5 {
            office.run(&begin, clerk(CLARA), later(at(MONDAY), 7)).expect("she serves them");
        }
        office.finish(booking(n), &[], later(at(MONDAY), 9));
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!(month.aborts, [(AbortReason::BadConnection, Count::of(5)), (AbortReason::Other, Count::of(5))]);
}

// Somebody who moves along is found to need a case of their own, after the visit.
#[tokio::test]
async fn what_is_split_off_after_the_visit_was_not_completed_in_the_first_session() {
    let mut office = office();
    for n in 1..=5 {
        begins(&mut office, n);
        let (party, into) = (PartyId(Uuid::from_u128(0xa1)), CaseId(Uuid::from_u128(0x5b1_0000 + n)));
        let who = person(n, "Lovelace", "Byron");
        let along = case::Party { id: party, who, part: case::Part::MovesAlong, acts_for: vec![] };
        office.of_case(case(n), at(MONDAY), case::Command::AddParty { party: along });
        office.finish(booking(n), &[], later(at(MONDAY), 5));
        let split = case::Split { case: case(n), party, into, subject: crate::testing::subject(0x2000 + n) };
        office.run(&split, clerk(CLARA), later(at(MONDAY), 60)).expect("they move along");
        completes(&mut office, into);
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!((counts(&month)[4], counts(&month)[9]), (Some(10), Some(5)));
    assert_eq!(month.in_first_session, Count::of(0));
}

// Ten certificates are submitted, five in the visit and five after it; the register answers in the night.
#[tokio::test]
async fn what_the_office_completes_by_itself_was_done_in_the_session_of_its_submission() {
    let mut office = office();
    for n in 1..=10 {
        begins(&mut office, n);
        if n > 5 {
            office.finish(booking(n), &[], later(at(MONDAY), 4));
        }
        submits(&mut office, case(n), later(at(MONDAY), 5));
        if n <= 5 {
            office.finish(booking(n), &[], later(at(MONDAY), 6));
        }
        let service = ServiceCode::CertificateOfConduct;
        let completed = case::Event::Completed { opened_at: at(MONDAY), service, erase_at: None };
        let stream = event_store::StreamId { kind: 5, id: case(n).0 };
        office.happens(stream, system(), at("2026-03-02T23:00:00Z"), completed.into());
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!((counts(&month)[9], month.in_first_session), (Some(10), Count::of(5)));
    assert_eq!(month.completion_rate, Some(0.5));
}

fn submits(office: &mut Office, case: CaseId, at: DateTime<Utc>) {
    let submitted = case::Event::Submitted {
        service: ServiceCode::CertificateOfConduct,
        edition: 1,
        origin: Origin::Clerk { during: None },
        declaration: None,
        filed_on: local_date(at),
        late: false,
        told: vec![],
        due_on: None,
        variant: None,
    };
    office.happens(event_store::StreamId { kind: 5, id: case.0 }, clerk(CLARA), at, submitted.into());
}

// Ten hold a time and get a link to confirm it: five follow it, five do not. Five more never say who they are.
#[tokio::test]
async fn who_is_named_and_does_not_confirm_is_counted_between_the_two() {
    let mut office = office();
    for n in 1..=15 {
        let held = Wish { medium: Medium::Online, ..wish(n, MONDAY) };
        office.hold(&held);
        if n <= 10 {
            office.ask_to_confirm(&held);
        }
        if n <= 5 {
            office.confirm(&held);
        } else {
            office.expire(booking(n), later(held.asked_at, 120));
        }
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!(counts(&month)[..4], [Some(15), Some(10), Some(5), Some(0)]);
    assert_eq!(month.aborts, [(AbortReason::Expired, Count::of(10))]);
}

// Twelve do not come to their confirmed time: ten give it back and two stay away. All are over, so 30 confirmed less 18
// joined less ten would be the two.
#[tokio::test]
async fn a_reason_does_not_follow_from_the_steps_and_the_other_reasons() {
    let mut office = office();
    for n in 1..=30 {
        match n {
            1..=10 => {
                office.appoint(&wish(n, MONDAY));
                office.cancel(booking(n), CancelReason::Citizen, later(at(MONDAY), -3000));
            }
            11..=12 => {
                office.appoint(&wish(n, MONDAY));
                office.miss(booking(n), later(at(MONDAY), 10));
            }
            13..=24 => shows_up(&mut office, n),
            _ => {
                begins(&mut office, n);
                office.finish(booking(n), &[], later(at(MONDAY), 5));
            }
        }
    }
    for n in 13..=24 {
        office.end_day(booking(n), at("2026-03-02T23:00:00Z"));
    }
    let month = month(&office, Narrow::default()).await;
    assert_eq!(counts(&month)[2..5], [Some(30), Some(18), Some(6)]);
    let expected = [
        (AbortReason::Unserved, Count::of(12)),
        (AbortReason::Other, Count::of(6)),
        (AbortReason::CancelledByCitizen, Count::HIDDEN),
        (AbortReason::Missed, Count::HIDDEN),
    ];
    assert_eq!(month.aborts, expected);
}
