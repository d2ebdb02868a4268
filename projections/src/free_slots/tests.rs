//! Tests of free times.

use domain::booking::{Cancel, CancelReason, Expire, Extend, Hold, Line, Reschedule};
use domain::capacity::Lanes;
use domain::catalogue::{Channel, ServiceCode};
use domain::decide::Decide as _;
use domain::ids::BookingId;
use domain::testing::{ADA, acting, at, citizen, date, system};
use domain::{ActorId, Asked, Role, booking};
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::*;
use crate::testing::{Models, ONLINE, Office, SCOPE, contact, day, later, plan, time};

#[tokio::test]
async fn what_is_offered_is_what_the_day_would_grant() {
    for seed in 0..12 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut office = Office::with_lanes(2, 1);
        let mut now = at("2026-03-01T10:00:00Z");
        let models = Models::of(&office.log).await;
        let mut read = office.log.len();
        for step in 0..60 {
            now = later(now, rng.random_range(0..25));
            something_happens(&mut office, &mut rng, now, step);
            models.take(&office.log[read..]).await;
            read = office.log.len();
            if step % 6 == 0 {
                for (pool, minutes) in [(Pool::Public, 10), (Pool::Public, 40), (Pool::Internal, 20)] {
                    let wanted = Wanted { scope: SCOPE, minutes, pool, now };
                    let slots =
                        models.models.free_slots(&wanted, date("2026-03-01"), date("2026-03-03")).expect("an answer");
                    let offered: Vec<_> = slots.iter().map(|slot| slot.span.starts_at).collect();
                    assert_eq!(offered, granted(&office, &wanted), "seed {seed}, step {step}, {wanted:?}");
                }
            }
        }
    }
}

/// All times at which the day itself would grant a hold.
fn granted(office: &Office, wanted: &Wanted) -> Vec<DateTime<Utc>> {
    let state = office.desk.state::<capacity::State>(day().0);
    let starts = (0..60).map(|n| later(time("07:00"), n * 10));
    let by = acting(ADA, Role::System);
    starts
        .filter(|starts_at| {
            let command = capacity::Command::Hold {
                hold: HoldId(Uuid::from_u128(u128::MAX)),
                booking: BookingId(Uuid::from_u128(u128::MAX)),
                starts_at: *starts_at,
                minutes: wanted.minutes,
                pool: wanted.pool,
            };
            state.answer(&Asked { command, by, at: wanted.now, facts: std::sync::Arc::default() }).is_ok()
        })
        .collect()
}

fn planned(plan: Plan) -> capacity::Command {
    capacity::Command::Plan { plan, origin: capacity::Origin::Planner }
}

fn something_happens(office: &mut Office, rng: &mut ChaCha8Rng, now: DateTime<Utc>, step: u128) {
    let starts_at = later(time("08:00"), rng.random_range(0..24) * 10);
    let booking = BookingId(Uuid::from_u128(rng.random_range(0..step + 1)));
    let services = [ServiceCode::TaxId, ServiceCode::ChangeOfResidence];
    let service = *services.choose(rng).expect("there are two");
    let holder = ActorId(Uuid::from_u128(step));
    // Refusals are part of an ordinary day.
    let _ = match rng.random_range(0..11) {
        9 => {
            let mut changed = plan(Lanes { public: rng.random_range(1..4), internal: rng.random_range(0..2) });
            changed.windows[0].starts_at = later(time("08:00"), rng.random_range(-3..1) * 10);
            office.ask::<capacity::State>(day().0, acting(ADA, Role::Planner), now, planned(changed))
        }
        10 => {
            let (reason, origin) = (capacity::ClosureReason::Technical, capacity::Origin::Planner);
            let close = capacity::Command::Close { scope: SCOPE, date: date("2026-03-02"), reason, origin };
            let command = if rng.random_ratio(1, 3) { close } else { capacity::Command::Reopen };
            office.ask::<capacity::State>(day().0, acting(ADA, Role::Planner), now, command)
        }
        0..=3 => {
            let lines = vec![Line { service, quantity: 1 }];
            let hold = Hold {
                booking: BookingId(Uuid::from_u128(step)),
                scope: SCOPE,
                date: date("2026-03-02"),
                starts_at,
                lines,
                medium: ONLINE,
                channel: Channel::Video,
                holder,
            };
            office.run(&hold, citizen(holder), now)
        }
        4 => office.book(step, &starts_at.format("%H:%M").to_string(), &[service]).map(drop),
        5 => office.run(&Cancel { booking, reason: CancelReason::PlanChanged }, acting(ADA, Role::ServiceCentre), now),
        6 => office.run(&Expire { booking }, system(), now),
        7 => {
            let to = Reschedule { booking, scope: SCOPE, date: date("2026-03-02"), starts_at };
            office.run(&to, acting(ADA, Role::ServiceCentre), now)
        }
        _ => {
            let state = office.desk.state::<booking::State>(booking.0);
            let holder = booking::State::holder(&state).unwrap_or(ADA);
            let confirm = booking::Confirm {
                booking,
                contact: contact(step, "Ben"),
                guards: vec![domain::ids::GuardId(Uuid::from_u128(step))],
            };
            if rng.random() {
                office.run(&confirm, citizen(holder), now)
            } else {
                office.run(&Extend { booking }, citizen(holder), now)
            }
        }
    };
}

#[tokio::test]
async fn a_new_plan_keeps_what_is_taken_at_its_time() {
    let mut office = Office::with_lanes(1, 0);
    office.book(1, "08:30", &[ServiceCode::TaxId]).expect("the day is free");
    let mut earlier = plan(Lanes { public: 1, internal: 0 });
    earlier.windows[0].starts_at = time("07:40");
    let command = planned(earlier);
    let now = time("07:00");
    office.ask::<capacity::State>(day().0, acting(ADA, Role::Planner), now, command).expect("nothing is dropped");
    let models = Models::of(&office.log).await;
    let wanted = Wanted { scope: SCOPE, minutes: 10, pool: Pool::Public, now };
    let slots = models.models.free_slots(&wanted, date("2026-03-02"), date("2026-03-02")).expect("an answer");
    let offered: Vec<_> = slots.iter().map(|slot| slot.span.starts_at).collect();
    assert_eq!(offered, granted(&office, &wanted));
    assert!(!offered.contains(&time("08:30")) && offered.contains(&time("07:40")));
}

#[tokio::test]
async fn alternatives_are_the_nearest_times() {
    let mut office = Office::with_lanes(1, 0);
    office.book(1, "09:00", &[ServiceCode::TaxId]).expect("the day is free");
    let models = Models::of(&office.log).await;
    let wanted = Wanted { scope: SCOPE, minutes: 10, pool: Pool::Public, now: at("2026-03-01T12:00:00Z") };
    let found = models.models.alternatives(&wanted, time("09:00"), 3).expect("an answer");
    let starts: Vec<_> = found.iter().map(|slot| slot.span.starts_at).collect();
    assert_eq!(starts, [time("08:50"), time("09:10"), time("08:40")]);
    let days = models.models.free_days(&wanted, date("2026-03-01"), date("2026-03-08")).expect("an answer");
    assert_eq!(days, [FreeDay { date: date("2026-03-02"), times: 20 }]);
}

#[tokio::test]
async fn a_scope_is_listed_until_the_last_day_for_which_it_has_planned_time() {
    let mut office = Office::with_lanes(1, 0);
    let models = Models::of(&office.log).await;
    let scopes = |from: &str| models.models.scopes(date(from)).expect("an answer");
    assert_eq!(scopes("2026-03-01"), [SCOPE]);
    assert_eq!(scopes("2026-03-02"), [SCOPE]);
    assert_eq!(scopes("2026-03-03"), []);

    let closed = planned(Plan { windows: vec![], ..plan(Lanes { public: 1, internal: 0 }) });
    let read = office.log.len();
    office
        .ask::<capacity::State>(day().0, acting(ADA, Role::Planner), time("07:00"), closed)
        .expect("nobody has booked");
    models.take(&office.log[read..]).await;
    assert_eq!(scopes("2026-03-02"), []);
}
