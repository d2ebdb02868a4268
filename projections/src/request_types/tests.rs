//! Tests of the ranking of services.

use domain::booking::Delivered;
use domain::case::{Command, Opening, Origin};
use domain::catalogue::{Channel, ServiceCode};
use domain::testing::{CLARA, at, clerk, date, system};

use super::*;
use crate::testing::visits::{Wish, booking, wish};
use crate::testing::{Models, Office, SCOPE, later};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));
const MOVE: ServiceCode = ServiceCode::ChangeOfResidence;
const TAX: ServiceCode = ServiceCode::TaxId;
const TRADE: ServiceCode = ServiceCode::TradeRegisterExtract;

/// Serves visitors one after the other from a moment on, each with one service.
fn serve(office: &mut Office, first: u128, scope: ScopeId, from: &str, services: &[(ServiceCode, u128)]) {
    office.offer(scope, from, 2, (0, 40));
    let wanted = services.iter().flat_map(|(service, times)| (0..*times).map(|_| *service));
    for (n, service) in (first..).zip(wanted) {
        office.serve(&Wish { scope, services: vec![service], ..wish(n, from) }, 0, 10);
    }
}

fn ranking_of(models: &Models, filter: Filter, day: &str, by: Period) -> Ranking {
    let mut rankings = models.request_types(filter, date(day), date(day), by).expect("an answer");
    assert_eq!(rankings.len(), 1);
    rankings.remove(0)
}

fn counts(ranking: &Ranking) -> Vec<(ServiceCode, Option<u64>)> {
    ranking.services.iter().map(|one| (one.service, one.delivered.count)).collect()
}

#[tokio::test]
async fn services_are_ranked_by_how_often_they_were_delivered() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2026-03-02T08:00:00Z", &[(TAX, 5), (MOVE, 10), (TRADE, 5)]);
    let ranking = ranking_of(&office.read().await, Filter::default(), "2026-03-31", Period::Month);
    assert_eq!(ranking.start, date("2026-03-01"));
    assert_eq!(counts(&ranking), [(MOVE, Some(10)), (TRADE, Some(5)), (TAX, Some(5))]);
    assert_eq!(ranking.shown, 20);
    assert_eq!(ranking.services.iter().map(|one| one.share).collect::<Vec<_>>(), [Some(0.5), Some(0.25), Some(0.25)]);
}

#[tokio::test]
async fn what_was_delivered_counts_and_not_what_was_booked() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 6, (0, 5));
    let starts_at = at("2026-03-02T08:00:00Z");
    let booked = office.appoint(&Wish { services: vec![MOVE, TAX], ..wish(1, "2026-03-02T08:00:00Z") });
    office.check_in(booked, starts_at);
    office.call(booked, starts_at);
    office.start(booked, starts_at);
    let delivered = vec![Delivered { service: TRADE, quantity: 6 }];
    let finish = booking::Finish { booking: booked, delivered };
    office.run(&finish, clerk(CLARA), later(starts_at, 20)).expect("they talk");
    office.appoint(&wish(2, "2026-03-02T08:00:00Z"));
    office.miss(booking(2), later(starts_at, 30));
    let ranking = ranking_of(&office.read().await, Filter::default(), "2026-03-02", Period::Day);
    assert_eq!(counts(&ranking), [(TRADE, Some(6))]);
}

#[tokio::test]
async fn four_are_hidden_and_five_are_shown() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2026-03-02T08:00:00Z", &[(MOVE, 5), (TAX, 4), (TRADE, 1)]);
    let ranking = ranking_of(&office.read().await, Filter::default(), "2026-03-02", Period::Day);
    let [shown, four, one] = &ranking.services[..] else { panic!("three services: {ranking:?}") };
    assert_eq!((shown.delivered, shown.share), (Count::of(5), Some(1.0)));
    for hidden in [four, one] {
        assert!(hidden.delivered.suppressed);
        assert_eq!((hidden.delivered.count, hidden.share, hidden.trend), (None, None, None));
    }
    assert_eq!(ranking.shown, 5, "the sum holds nothing of what is hidden");
    assert!(four.service < one.service, "the order of hidden ones is that of their names");
}

#[tokio::test]
async fn a_trend_compares_with_the_period_before_and_is_hidden_with_either_count() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2026-02-27T08:00:00Z", &[(MOVE, 9), (TAX, 4)]);
    serve(&mut office, 100, SCOPE, "2026-03-02T08:00:00Z", &[(MOVE, 6), (TAX, 7), (TRADE, 5)]);
    let models = office.read().await;
    let rankings = models.request_types(Filter::default(), date("2026-02-15"), date("2026-04-02"), Period::Month);
    let rankings = rankings.expect("an answer");
    assert_eq!(
        rankings.iter().map(|one| one.start.to_string()).collect::<Vec<_>>(),
        ["2026-02-01", "2026-03-01", "2026-04-01"]
    );
    let trends = rankings[1].services.iter().map(|one| (one.service, one.trend)).collect::<Vec<_>>();
    assert_eq!(trends, [(TAX, None), (MOVE, Some(-3)), (TRADE, Some(5))]);
    assert_eq!((rankings[2].services.len(), rankings[2].shown), (0, 0));
    let week = ranking_of(&models, Filter::default(), "2026-03-05", Period::Week);
    assert_eq!((week.start, week.services[1].trend), (date("2026-03-02"), Some(-3)));
}

// A year before: 5 moves. In February: 9 moves and 6 tax numbers. In March: 12 moves, 14 tax numbers, 5 extracts.
#[tokio::test]
async fn what_grows_most_is_named_and_compared_with_the_year_before() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2025-03-03T08:00:00Z", &[(MOVE, 5)]);
    serve(&mut office, 100, SCOPE, "2026-02-27T08:00:00Z", &[(MOVE, 9), (TAX, 6)]);
    serve(&mut office, 200, SCOPE, "2026-03-02T08:00:00Z", &[(MOVE, 12), (TAX, 14), (TRADE, 5)]);
    let ranking = ranking_of(&office.read().await, Filter::default(), "2026-03-31", Period::Month);
    let years: Vec<_> = ranking.services.iter().map(|one| (one.service, one.trend_of_year)).collect();
    assert_eq!(years, [(TAX, Some(14)), (MOVE, Some(7)), (TRADE, Some(5))]);
    let rising: Vec<_> = ranking.rising.iter().map(|one| (one.service, one.more)).collect();
    assert_eq!(rising, [(TAX, 8), (TRADE, 5), (MOVE, 3)]);
    let of_year: Vec<_> = ranking.rising_of_year.iter().map(|one| (one.service, one.more)).collect();
    assert_eq!(of_year, [(TAX, 14), (MOVE, 7), (TRADE, 5)]);
}

#[tokio::test]
async fn completed_cases_are_counted_by_what_exactly_was_asked_for() {
    let mut office = Office::default();
    let cases = |office: &mut Office, first: u128, count: u128, purpose, extended| {
        for n in first..first + count {
            let stream = event_store::StreamId { kind: 5, id: Uuid::from_u128(0xca5e_0000 + n) };
            let now = at("2026-03-02T08:00:00Z");
            let service = ServiceCode::CertificateOfConduct;
            let origin = Origin::Clerk { during: None };
            let channel = Channel::Counter;
            let opened =
                case::Event::Opened { service, quantity: 1, edition: 1, origin, channel, holder: None, opened_at: now };
            let recorded =
                case::Event::RequestRecorded { variant: Variant::Conduct { purpose, extended }, details: None };
            let completed = case::Event::Completed { opened_at: now, service, erase_at: None };
            for event in [opened, recorded, completed] {
                office.happens(stream, clerk(CLARA), now, event.into());
            }
        }
    };
    cases(&mut office, 1, 7, case::Purpose::Private, false);
    cases(&mut office, 20, 5, case::Purpose::Private, true);
    cases(&mut office, 40, 6, case::Purpose::Authority, false);
    let models = office.read().await;
    let named = |filter| {
        let ranking = ranking_of(&models, filter, "2026-03-02", Period::Day);
        ranking.services[0].variants.iter().map(|(name, cases)| (name.clone(), cases.count)).collect::<Vec<_>>()
    };
    let expected = [("conduct.private", 7), ("conduct.authority", 6), ("conduct.extended.private", 5)];
    assert_eq!(named(Filter::default()), expected.map(|(name, count)| (name.to_owned(), Some(count))));
    let at_counter = Filter { channel: Some(Channel::Counter), ..Filter::default() };
    assert_eq!(named(at_counter), named(Filter::default()));
    cases(&mut office, 60, 2, case::Purpose::Authority, true);
    let models = office.read().await;
    let services = &ranking_of(&models, Filter::default(), "2026-03-02", Period::Day).services;
    let hidden: Vec<_> =
        services[0].variants.iter().filter(|(_, cases)| cases.suppressed).map(|(name, _)| name).collect();
    assert_eq!(hidden, ["conduct.extended.authority", "conduct.extended.private"], "two hide behind the next larger");
    let filtered = ranking_of(&models, at_counter, "2026-03-02", Period::Day);
    assert!(filtered.services[0].variants.iter().all(|(_, cases)| *cases == Count::HIDDEN));
}

#[tokio::test]
async fn a_delivery_counts_on_the_day_of_the_offices_calendar() {
    let mut office = Office::default();
    // Ten past midnight on the first of April, which in Greenwich is still March.
    serve(&mut office, 1, SCOPE, "2026-03-31T22:10:00Z", &[(TAX, 5)]);
    let models = office.read().await;
    assert_eq!(counts(&ranking_of(&models, Filter::default(), "2026-03-31", Period::Month)), []);
    assert_eq!(counts(&ranking_of(&models, Filter::default(), "2026-04-01", Period::Month)), [(TAX, Some(5))]);
    // The night in which the clocks go forward: after three it is still the same Sunday.
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-29T01:00:00Z", 12, (0, 9));
    for (n, starts_at) in [(1, "01:00"), (2, "01:20"), (3, "01:50"), (4, "02:00"), (5, "02:20")] {
        let services = vec![TAX];
        office.serve(&Wish { services, ..wish(n, &format!("2026-03-29T{starts_at}:00Z")) }, 0, 10);
    }
    let models = office.read().await;
    assert_eq!(counts(&ranking_of(&models, Filter::default(), "2026-03-29", Period::Day)), [(TAX, Some(5))]);
}

#[tokio::test]
async fn a_place_and_a_medium_are_counted_alone() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2026-03-02T08:00:00Z", &[(MOVE, 6)]);
    serve(&mut office, 100, ELSEWHERE, "2026-03-02T08:00:00Z", &[(MOVE, 7), (TAX, 5)]);
    let models = office.read().await;
    let of = |scope, medium| {
        counts(&ranking_of(&models, Filter { scope, medium, channel: None }, "2026-03-02", Period::Day))
    };
    assert_eq!(of(Some(SCOPE), None), [(MOVE, Some(6))]);
    assert_eq!(of(Some(ELSEWHERE), None), [(MOVE, Some(7)), (TAX, Some(5))]);
    assert_eq!(of(None, None), [(MOVE, Some(13)), (TAX, Some(5))]);
    assert_eq!(of(None, Some(Medium::Phone)), [(MOVE, Some(13)), (TAX, Some(5))]);
    assert_eq!(of(None, Some(Medium::Online)), []);
}

#[tokio::test]
async fn what_is_hidden_is_not_the_whole_less_what_is_shown() {
    let mut office = Office::default();
    serve(&mut office, 1, SCOPE, "2026-03-02T08:00:00Z", &[(MOVE, 6), (TAX, 3)]);
    serve(&mut office, 100, ELSEWHERE, "2026-03-02T08:00:00Z", &[(MOVE, 2), (TAX, 4)]);
    for n in 200..206 {
        let moving = Wish { medium: Medium::Counter, scope: ELSEWHERE, ..wish(n, "2026-03-02T08:00:00Z") };
        office.serve(&moving, 0, 10);
    }
    let models = office.read().await;
    let of = |scope, medium| {
        counts(&ranking_of(&models, Filter { scope, medium, channel: None }, "2026-03-02", Period::Day))
    };
    assert_eq!(of(None, None), [(MOVE, Some(14)), (TAX, Some(7))]);
    // Three and four are hidden behind one another.
    assert_eq!(of(Some(SCOPE), None), [(MOVE, Some(6)), (TAX, None)]);
    assert_eq!(of(Some(ELSEWHERE), None), [(MOVE, Some(8)), (TAX, None)]);
    assert_eq!(of(None, Some(Medium::Phone)), [(MOVE, Some(8)), (TAX, Some(7))]);
    // Two by phone elsewhere would be all by phone less those here, who are as many as all here: even that nobody
    // came to the counter here is told by nothing.
    for (scope, medium) in [(SCOPE, Medium::Phone), (SCOPE, Medium::Counter), (ELSEWHERE, Medium::Counter)] {
        assert_eq!(of(Some(scope), Some(medium)), [(MOVE, None), (TAX, None)]);
    }
}

#[tokio::test]
async fn completed_cases_of_a_moved_appointment_count_where_it_was_held() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 6, (0, 9));
    office.offer(ELSEWHERE, "2026-03-03T08:00:00Z", 6, (0, 9));
    for n in 1..=5 {
        let mut there = wish(n, "2026-03-02T08:00:00Z");
        office.appoint(&there);
        office.move_to(booking(n), ELSEWHERE, "2026-03-03T08:00:00Z", at("2026-02-26T08:00:00Z"));
        (there.scope, there.starts_at) = (ELSEWHERE, at("2026-03-03T08:00:00Z"));
        office.come(&there, ("Lovelace", "Ada"));
    }
    let models = office.read().await;
    let of = |scope| ranking_of(&models, Filter { scope, ..Filter::default() }, "2026-03-03", Period::Day);
    let there = of(Some(ELSEWHERE)).services;
    assert_eq!((there[0].delivered, there[0].completed), (Count::of(5), Count::of(5)));
    assert_eq!(of(Some(SCOPE)).services, []);
}

#[tokio::test]
async fn a_case_without_an_appointment_counts_once_when_it_is_completed() {
    let mut office = Office::default();
    office.offer(SCOPE, "2026-03-02T08:00:00Z", 6, (0, 9));
    office.appoint(&wish(1, "2026-03-02T08:00:00Z"));
    let opened = Command::Open(Opening {
        service: MOVE,
        quantity: 1,
        origin: Origin::Clerk { during: None },
        channel: Channel::Counter,
        holder: None,
        on: date("2026-03-02"),
    });
    let now = at("2026-03-02T08:00:00Z");
    office.ask::<case::State>(Uuid::from_u128(0xca5e), clerk(CLARA), now, opened).expect("it is offered");
    // What completes a case is tested with the case: the read model sees its last event alone.
    let stream = office.log.last().expect("it is opened").stream;
    let completed = case::Event::Completed { opened_at: now, service: MOVE, erase_at: None };
    office.happens(stream, clerk(CLARA), later(now, 30), completed.into());
    for n in 2..=5 {
        office.serve(&wish(n, "2026-03-02T08:20:00Z"), 0, 5);
    }
    let models = office.read().await;
    let ranking = ranking_of(&models, Filter::default(), "2026-03-02", Period::Day);
    assert_eq!(counts(&ranking), [(MOVE, Some(5))]);
    let counter = Filter { medium: Some(Medium::Counter), ..Filter::default() };
    assert_eq!(counts(&ranking_of(&models, counter, "2026-03-02", Period::Day)), [(MOVE, None)]);
}

// Five come to the counter on the last of March, and the office completes their cases at midnight.
#[tokio::test]
async fn what_the_office_completes_by_itself_counts_on_the_day_of_its_submission() {
    let mut office = Office::default();
    let now = at("2026-03-31T13:00:00Z");
    let (service, origin) = (ServiceCode::CertificateOfConduct, Origin::Clerk { during: None });
    for n in 1..=5 {
        let stream = event_store::StreamId { kind: 5, id: Uuid::from_u128(n) };
        let channel = Channel::Counter;
        let opened =
            case::Event::Opened { service, quantity: 1, edition: 1, origin, channel, holder: None, opened_at: now };
        let submitted = case::Event::Submitted {
            service,
            edition: 1,
            origin,
            declaration: None,
            filed_on: date("2026-03-31"),
            late: false,
            told: vec![],
            due_on: None,
            variant: None,
        };
        for event in [opened, submitted] {
            office.happens(stream, clerk(CLARA), now, event.into());
        }
        let completed = case::Event::Completed { opened_at: now, service, erase_at: None };
        office.happens(stream, system(), at("2026-03-31T22:00:00Z"), completed.into());
    }
    let models = office.read().await;
    let march = ranking_of(&models, Filter::default(), "2026-03-31", Period::Month).services;
    assert_eq!((march[0].delivered, march[0].completed), (Count::of(5), Count::of(5)));
    assert_eq!(march[0].variants, [("plain".to_owned(), Count::of(5))]);
    assert_eq!(ranking_of(&models, Filter::default(), "2026-04-01", Period::Month).services, []);
}
