//! Days that are not like others, and clocks that are wrong.

use std::collections::BTreeSet;

use chrono_tz::Europe::Berlin;
use domain::booking::Miss;
use domain::calendar;
use event_store::{Failure, Position};
use projections::free_slots::Wanted;

use super::*;

/// The change to winter time and to summer time, and a leap day: the day, when it is eight in the morning, and when
/// the day is over.
const DAYS: [(&str, &str, &str); 4] = [
    ("2026-10-25", "2026-10-25T07:00:00Z", "2026-10-25T23:00:00Z"),
    ("2027-03-28", "2027-03-28T06:00:00Z", "2027-03-28T22:00:00Z"),
    ("2027-10-31", "2027-10-31T07:00:00Z", "2027-10-31T23:00:00Z"),
    ("2028-02-29", "2028-02-29T07:00:00Z", "2028-02-29T23:00:00Z"),
];

/// Offers the nights until five, and from eight to nine, on every day of the week.
async fn open_day_and_night(office: &Office) {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    let rows = [(0, 5), (8, 9)].map(|(from, until)| Hours {
        from: hour(from),
        until: hour(until),
        lanes: Lanes { public: 1, internal: 1 },
    });
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let template = Template {
        scope: SCOPE,
        valid_from: local_date(office.clock().now()),
        valid_until: None,
        unit_mins: 10,
        hours: weekdays.iter().flat_map(|&weekday| rows.map(|hours| OpeningHours { weekday, hours })).collect(),
        special_days: vec![],
        closures: vec![],
        release: Release::DaysAhead { days: 14 },
    };
    let command = availability::Command::Define { template };
    let define = Single::<availability::State> { id: AvailabilityId::of(SCOPE).0, command };
    give(office, by(9, Role::Planner), define).await.expect("a planner may");
    office.settle().await;
}

/// Somebody telephones and gets an appointment.
async fn phone(office: &Office, booking: u128, starts_at: DateTime<Utc>) {
    let contact = Contact {
        name: "Ada".to_owned(),
        mail: Some(format!("somebody{booking}@example.org")),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    };
    let guards = office.guards_of(&contact);
    let book = booking::BookByPhone {
        booking: BookingId(Uuid::from_u128(booking)),
        scope: SCOPE,
        date: local_date(starts_at),
        starts_at,
        lines: vec![Line { service: ServiceCode::TaxId, quantity: 1 }],
        channel: Channel::Video,
        holder: ActorId(Uuid::from_u128(0xb0 + booking)),
        contact: SubjectId(Uuid::from_u128(0x5a00 + booking)).knows(contact),
        guards,
    };
    give(office, by(0x5e, Role::ServiceCentre), book).await.expect("the time is free");
}

async fn state(office: &Office, booking: u128) -> booking::State {
    office.log().load::<Booking>(Uuid::from_u128(booking)).await.expect("readable").state.0
}

#[tokio::test]
async fn an_office_works_through_each_change_of_the_clocks_and_a_leap_day() {
    for (day, eight, midnight) in DAYS {
        let date: NaiveDate = day.parse().expect("a date");
        let house = House::new();
        house.clock.set(at(eight) - TimeDelta::hours(20));
        let office = house.open().await;
        open_day_and_night(&office).await;

        // Nothing is offered that somebody could read off a clock twice, or never.
        let wanted = Wanted { scope: SCOPE, minutes: 10, pool: capacity::Pool::Public, now: house.clock.now() };
        let free = office.read_models().free_slots(&wanted, date, date).expect("the day is planned");
        let shown = free.iter().map(|slot| slot.span.starts_at.with_timezone(&Berlin).time());
        let shown: BTreeSet<_> = shown.collect();
        assert_eq!(shown.len(), free.len(), "{day}: a time comes twice");
        for slot in &free {
            let local = slot.span.starts_at.with_timezone(&Berlin);
            assert_eq!((local.date_naive(), calendar::moment(date, local.time())), (date, Some(slot.span.starts_at)));
        }
        let night =
            NaiveTime::from_hms_opt(2, 0, 0).expect("a time")..NaiveTime::from_hms_opt(3, 0, 0).expect("a time");
        assert_eq!(shown.iter().any(|time| night.contains(time)), day.ends_with("02-29"), "{day}");
        assert!(
            free.iter().any(|slot| slot.span.starts_at == at(eight)),
            "{day} opens at eight by the clock on the wall"
        );

        // One does not come, and one comes and is not served until the day is over by the clock on the wall.
        phone(&office, 11, at(eight)).await;
        phone(&office, 12, at(eight) + TimeDelta::minutes(20)).await;
        office.settle().await;
        house.clock.set(at(eight) + TimeDelta::minutes(10));
        let comes = Single::<booking::State> { id: Uuid::from_u128(12), command: booking::Command::CheckIn };
        give(&office, by(0xc1a, Role::Clerk), comes).await.expect("a quarter of an hour before is in time");
        office.settle().await;
        assert!(matches!(state(&office, 11).await, booking::State::Missed { .. }), "{day}");
        house.clock.set(at(midnight) - TimeDelta::seconds(1));
        office.settle().await;
        assert!(matches!(state(&office, 12).await, booking::State::Waiting { .. }), "{day} is not over");
        house.clock.set(at(midnight));
        office.settle().await;
        let ended = state(&office, 12).await;
        assert!(!matches!(ended, booking::State::Waiting { .. }), "{day} is over: {ended:?}");
        office.stop().await;
    }
}

#[tokio::test]
async fn a_clock_that_goes_back_two_hours_takes_nothing_back() {
    let house = House::new();
    let office = house.open().await;
    plan_and_hold(&office).await;
    let held_at = house.clock.now();
    house.clock.set(held_at - TimeDelta::hours(2));
    confirm(&office).await;
    phone(&office, 11, at("2026-03-03T09:00:00Z")).await;
    office.settle().await;
    assert!(matches!(booking(&office).await, booking::State::Confirmed { .. }), "the hold is as alive as it was");
    // Up to the old time nothing is due, and then everything as it was promised.
    for (minutes, missed) in [(-60, false), (60 * 25 + 9, false), (60 * 25 + 10, true)] {
        house.clock.set(held_at + TimeDelta::minutes(minutes));
        office.settle().await;
        let state = booking(&office).await;
        assert_eq!(matches!(state, booking::State::Missed { .. }), missed, "{minutes} minutes: {state:?}");
    }
    let log = office.log().read_after(Position::START, 1_000).await.expect("readable");
    assert!(log.windows(2).all(|pair| pair[0].at <= pair[1].at), "the log's time never goes back");
    office.stop().await;
}

#[tokio::test]
async fn a_clock_that_jumps_four_hundred_days_ahead_ends_nothing_until_somebody_has_looked() {
    let house = House::new();
    let clock = Clock::system();
    let office =
        Office::start(OfficeConfig { clock: clock.clone(), ..house.config() }).await.expect("the office opens");
    let tomorrow = local_date(clock.now()) + Days::new(1);
    let eight = calendar::moment(tomorrow, NaiveTime::from_hms_opt(8, 0, 0).expect("a time")).expect("a morning");
    let window = Window { starts_at: eight, units: 12, lanes: Lanes { public: 1, internal: 1 } };
    let released_at = clock.now() - TimeDelta::hours(1);
    let plan = Plan { scope: SCOPE, date: tomorrow, unit_mins: 10, windows: vec![window], released_at };
    let command = capacity::Command::Plan { plan, origin: Origin::Planner };
    let plan = Single::<capacity::State> { id: DayId::of(SCOPE, tomorrow).0, command };
    give(&office, by(9, Role::Planner), plan).await.expect("the day is planned");
    phone(&office, 11, eight).await;
    office.follow_up().await.expect("all is well");
    let (head, _) = office.log().head().await.expect("readable");

    clock.jump(TimeDelta::days(400));
    // Nobody came, by this clock. But nobody believes it.
    let miss = Miss { booking: BookingId(Uuid::from_u128(11)) };
    let request = Request { id: Uuid::from_u128(99), digest: [0; 32], meta: String::new() };
    let refused = office.run(request, by(0xc1a, Role::Clerk), miss).await;
    assert!(matches!(refused, Err(Stop::Failed(Failure::Unavailable(_)))), "{refused:?}");
    assert!(matches!(office.follow_up().await, Err(Failure::Unavailable(_))), "what is due by it has to wait");
    assert_eq!(office.halted(), ["clock"]);
    assert_eq!(office.log().head().await.expect("readable").0, head, "nothing has happened");

    clock.jump(TimeDelta::days(-400));
    office.follow_up().await.expect("the clock is right again");
    assert_eq!(office.halted(), Vec::<String>::new());
    phone(&office, 12, eight + TimeDelta::minutes(20)).await;
    assert!(matches!(state(&office, 11).await, booking::State::Confirmed { .. }));

    // It really is that late: the machine stood in a cellar. Whoever starts the server anew says so.
    office.stop().await;
    let clock = Clock::wrong_by(TimeDelta::days(400));
    let office = Office::start(OfficeConfig { clock, ..house.config() }).await.expect("the office opens");
    office.follow_up().await.expect("all that is due is done");
    for booking in [11, 12] {
        assert!(matches!(state(&office, booking).await, booking::State::Missed { .. }));
    }
    office.stop().await;
}
