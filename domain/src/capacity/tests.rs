//! Tests of a day.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Allocation, Cause, ClosureReason, Command, Event, Lanes, Origin, Plan, Pool, Refusal, State, Taken, Window,
};
use crate::asked::Asked;
use crate::calendar::{self, Span};
use crate::catalogue::ServiceCode;
use crate::decide::Decide as _;
use crate::ids::{BookingId, HoldId, ScopeId};
use crate::permission::{Denied, Role};
use crate::testing::{ADA, CLARA, DAVID, acting, at, citizen, clerk, date, given, system};

#[test]
fn of_two_hundred_citizens_one_gets_the_free_lane() {
    let mut day = given_day([planned(1, 0)]);
    let mut taken = 0;
    for n in 1..=200 {
        match day.answer(&asked(hold(n, "10:00", 10, Pool::Public))) {
            Ok(events) => day = events.into_iter().fold(day, State::apply),
            Err(refusal) => {
                assert_eq!(refusal, Refusal::Taken);
                taken += 1;
            }
        }
    }
    assert_eq!((day.all_kept().count(), taken), (1, 199));
}

#[test]
fn a_hold_that_has_run_out_cannot_be_confirmed_even_when_the_timer_lags() {
    let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
    given::<State>(history())
        .when(citizen(ADA), time("07:15"), Command::Confirm { hold: id(1) })
        .then_refused(Refusal::HoldExpired);
    // … and its unit can be taken.
    given::<State>(history()).when(citizen(ADA), time("07:15"), hold(2, "10:00", 10, Pool::Public)).then([held(
        2,
        12,
        1,
        Pool::Public,
        "07:30",
    )]);
}

#[test]
fn a_hold_is_alive_until_its_last_microsecond() {
    given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
        .when(citizen(ADA), time("07:15") - TimeDelta::microseconds(1), Command::Confirm { hold: id(1) })
        .then([Event::Confirmed { hold: id(1), allocation: allocation(1, 12, 1) }]);
}

#[test]
fn the_same_hold_again_is_the_same_answer() {
    given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
        .when(citizen(ADA), time("07:01"), hold(1, "10:00", 10, Pool::Public))
        .then_nothing();
}

#[test]
fn the_same_hold_for_another_time_is_refused() {
    given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
        .when(citizen(ADA), time("07:01"), hold(1, "11:00", 10, Pool::Public))
        .then_refused(Refusal::OtherHold);
}

#[test]
fn a_hold_that_has_run_out_does_not_come_back_before_its_end_is_recorded() {
    given::<State>([planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")])
        .when(citizen(ADA), time("07:20"), hold(1, "10:00", 10, Pool::Public))
        .then_refused(Refusal::HoldExpired);
}

#[test]
fn three_scattered_units_are_not_a_time_for_three() {
    // Units 0, 2 and 4 are free.
    given::<State>(after(planned(1, 0), [confirmed(1, 1, 1), confirmed(2, 3, 1), confirmed(3, 5, 1)]))
        .when(citizen(ADA), time("07:00"), hold(9, "08:00", 30, Pool::Public))
        .then_refused(Refusal::Taken);
}

#[test]
fn an_appointment_takes_as_many_units_as_its_minutes_need() {
    given::<State>([planned(1, 0)]).when(citizen(ADA), time("07:00"), hold(1, "08:00", 25, Pool::Public)).then([held(
        1,
        0,
        3,
        Pool::Public,
        "07:15",
    )]);
}

#[test]
fn an_appointment_does_not_reach_over_the_end_of_a_window() {
    given::<State>([planned(1, 0)])
        .when(citizen(ADA), time("07:00"), hold(1, "11:50", 20, Pool::Public))
        .then_refused(Refusal::NotOffered);
}

#[test]
fn a_time_between_two_units_is_not_offered() {
    given::<State>([planned(1, 0)])
        .when(citizen(ADA), time("07:00"), hold(1, "08:05", 10, Pool::Public))
        .then_refused(Refusal::NotOffered);
    given::<State>([])
        .when(citizen(ADA), time("07:00"), hold(1, "08:00", 10, Pool::Public))
        .then_refused(Refusal::NotOffered);
}

#[test]
fn nobody_books_online_before_the_release_and_the_service_centre_does() {
    given::<State>([planned(1, 0)])
        .when(citizen(ADA), time("05:00"), hold(1, "08:00", 10, Pool::Public))
        .then_refused(Refusal::NotReleased { released_at: time("05:30") });
    given::<State>([planned(1, 0)])
        .when(service_centre(), time("05:00"), hold(1, "08:00", 10, Pool::Internal))
        .then([by_staff(1, 0, "05:15")]);
}

#[test]
fn a_time_that_has_begun_is_for_those_at_the_counter() {
    given::<State>([planned(1, 0)])
        .when(citizen(ADA), time("08:00"), hold(1, "08:00", 10, Pool::Public))
        .then_refused(Refusal::Begun);
    given::<State>([planned(1, 0)])
        .when(clerk(CLARA), time("08:05"), hold(1, "08:00", 10, Pool::Internal))
        .then([by_staff(1, 0, "08:10")]);
    given::<State>([planned(1, 0)])
        .when(clerk(CLARA), time("08:10"), hold(1, "08:00", 10, Pool::Internal))
        .then_refused(Refusal::Begun);
}

#[test]
fn the_service_centre_takes_its_own_lanes_first() {
    let own = held(1, 0, 1, Pool::Internal, "07:15");
    given::<State>([planned(1, 1)])
        .when(service_centre(), time("07:00"), hold(1, "08:00", 10, Pool::Internal))
        .then([own.clone()]);
    given::<State>([planned(1, 1), own])
        .when(service_centre(), time("07:00"), hold(2, "08:00", 10, Pool::Internal))
        .then([by_staff(2, 0, "07:15")]);
}

#[test]
fn who_books_online_does_not_get_the_lanes_of_the_service_centre() {
    given::<State>([planned(1, 1), held(1, 0, 1, Pool::Public, "07:15")])
        .when(citizen(ADA), time("07:00"), hold(2, "08:00", 10, Pool::Public))
        .then_refused(Refusal::Taken);
    given::<State>([planned(1, 1)])
        .when(citizen(ADA), time("07:00"), hold(2, "08:00", 10, Pool::Internal))
        .then_refused(Denied.into());
}

#[test]
fn a_hold_ends_when_its_time_begins() {
    given::<State>([planned(1, 0)]).when(citizen(ADA), time("07:50"), hold(1, "08:00", 10, Pool::Public)).then([held(
        1,
        0,
        1,
        Pool::Public,
        "08:00",
    )]);
}

#[test]
fn a_hold_is_extended_once() {
    let first = [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
    let longer = Event::Extended { hold: id(1), expires_at: time("07:30") };
    given::<State>(first.clone())
        .when(citizen(ADA), time("07:10"), Command::Extend { hold: id(1) })
        .then([longer.clone()]);
    given::<State>([first[0].clone(), first[1].clone(), longer])
        .when(citizen(ADA), time("07:20"), Command::Extend { hold: id(1) })
        .then_refused(Refusal::ExtendedEnough);
    given::<State>(first)
        .when(citizen(ADA), time("07:15"), Command::Extend { hold: id(1) })
        .then_refused(Refusal::HoldExpired);
}

#[test]
fn an_early_timer_expires_nothing() {
    let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
    let expire = || Command::Expire { hold: id(1) };
    given::<State>(history()).when(system(), time("07:14"), expire()).then_nothing();
    given::<State>(history())
        .when(system(), time("07:15"), expire())
        .then([Event::Expired { hold: id(1), allocation: allocation(1, 12, 1) }]);
    given::<State>([planned(1, 0)]).when(system(), time("07:15"), expire()).then_nothing();
}

#[test]
fn freed_units_come_back_to_the_public_after_a_while_and_to_the_service_centre_at_once() {
    let taken = after(planned(1, 0), [confirmed(1, 12, 1)]);
    let released = given::<State>(taken.clone())
        .when(citizen(ADA), time("07:00"), Command::Release { hold: id(1) })
        .answer()
        .expect("it is taken");
    let [Event::Released { kept_back_until: Some(free_from), .. }] = released[..] else {
        panic!("one release, not {released:?}")
    };
    assert!((time("07:30")..=time("07:45")).contains(&free_from), "{free_from}");

    let history = || taken.iter().chain(&released).cloned();
    given::<State>(history())
        .when(citizen(ADA), free_from - TimeDelta::seconds(1), hold(2, "10:00", 10, Pool::Public))
        .then_refused(Refusal::Taken);
    given::<State>(history())
        .when(service_centre(), time("07:01"), hold(2, "10:00", 10, Pool::Internal))
        .then([by_staff(2, 12, "07:16")]);
    let later = given::<State>(history()).when(citizen(ADA), free_from, hold(2, "10:00", 10, Pool::Public));
    assert!(later.answer().is_ok());
}

#[test]
fn a_hold_that_is_given_back_is_free_for_everybody_at_once() {
    let released = Event::Released { hold: id(1), allocation: allocation(1, 12, 1), kept_back_until: None };
    let history = || [planned(1, 0), held(1, 12, 1, Pool::Public, "07:15")];
    given::<State>(history())
        .when(citizen(ADA), time("07:05"), Command::Release { hold: id(1) })
        .then([released.clone()]);
    given::<State>(history().into_iter().chain([released]))
        .when(citizen(ADA), time("07:05"), hold(2, "10:00", 10, Pool::Public))
        .then([held(2, 12, 1, Pool::Public, "07:20")]);
}

#[test]
fn a_day_remembers_of_what_came_back_no_more_than_it_has_lanes() {
    let mut state = given_day([planned(2, 0)]);
    let mut sizes = vec![];
    for n in 1..=50_u128 {
        let minute = TimeDelta::minutes(i64::try_from(n).expect("a small number"));
        let kept_back_until = Some(time("07:30") + minute);
        let released = Event::Released { hold: id(n), allocation: allocation(n, 12, 1), kept_back_until };
        state = confirmed(n, 12, 1).into_iter().chain([released]).fold(state, State::apply);
        sizes.push(serde_json::to_string(&state).expect("no personal data").len());
    }
    assert!(sizes[49] <= sizes[1] + 1, "only a counter grows: {sizes:?}");
    // Of those that are kept back for longest, both lanes are until the first of them is free.
    let wish = |clock| {
        let command = hold(99, "10:00", 10, Pool::Public);
        state.answer(&Asked { at: time(clock), ..asked(command) }).map(drop)
    };
    assert_eq!(wish("08:18"), Err(Refusal::Taken));
    assert_eq!(wish("08:19"), Ok(()));
}

#[test]
fn what_the_service_centre_takes_of_what_came_back_hides_no_other_lane() {
    let history = || {
        after(planned(2, 0), [confirmed(1, 12, 1)])
            .into_iter()
            .chain([released(1, 12, "07:40"), by_staff(2, 12, "07:16")])
    };
    // One lane is taken, and the other one was always free.
    given::<State>(history()).when(citizen(ADA), time("07:02"), hold(3, "10:00", 10, Pool::Public)).then([held(
        3,
        12,
        1,
        Pool::Public,
        "07:17",
    )]);
    given::<State>(history().chain([held(3, 12, 1, Pool::Public, "07:17")]))
        .when(citizen(ADA), time("07:03"), hold(4, "10:00", 10, Pool::Public))
        .then_refused(Refusal::Taken);
}

#[test]
fn freed_units_never_come_back_after_their_beginning() {
    given::<State>(after(planned(1, 0), [confirmed(1, 0, 1)]))
        .when(citizen(ADA), time("07:50"), Command::Release { hold: id(1) })
        .then([released(1, 0, "08:00")]);
}

#[test]
fn a_smaller_plan_is_accepted_and_names_those_who_have_no_place_in_it() {
    let three = || after(planned(3, 0), [confirmed(1, 0, 1), confirmed(2, 0, 1), confirmed(3, 0, 1)]);
    let conflicted =
        Event::Conflicted { cause: Cause::Plan, appointments: vec![taken(2, 0, 1), taken(3, 0, 1)], holds: vec![] };
    given::<State>(three())
        .when(planner(), time("07:00"), planned_by(plan(1, 0)))
        .then([planned(1, 0), conflicted.clone()]);

    // They count until somebody has found them another time: nobody else gets what they may still need.
    let after = || three().into_iter().chain([planned(1, 0), conflicted.clone()]);
    given::<State>(after())
        .when(citizen(ADA), time("07:00"), hold(4, "08:00", 10, Pool::Public))
        .then_refused(Refusal::Taken);
    // Whoever has a place and gives it back leaves it to the first who has none.
    let settled = |n| Event::Settled { taken: vec![taken(n, 0, 1)] };
    let answer = given::<State>(after())
        .when(planner(), time("07:00"), Command::Release { hold: id(1) })
        .answer()
        .expect("it is taken");
    assert_eq!(answer.last(), Some(&settled(2)));
    // A second lane settles one, a third one both.
    given::<State>(after()).when(planner(), time("07:00"), planned_by(plan(2, 0))).then([planned(2, 0), settled(2)]);
    given::<State>(after())
        .when(planner(), time("07:00"), planned_by(plan(3, 0)))
        .then([planned(3, 0), Event::Settled { taken: vec![taken(2, 0, 1), taken(3, 0, 1)] }]);
}

#[test]
fn who_is_still_deciding_loses_to_who_has_an_appointment_and_is_told() {
    let history = [vec![planned(2, 0), held(1, 0, 1, Pool::Public, "07:15")], confirmed(2, 0, 1).into()].concat();
    let conflicted = Event::Conflicted { cause: Cause::Plan, appointments: vec![], holds: vec![taken(1, 0, 1)] };
    given::<State>(history.clone())
        .when(planner(), time("07:01"), planned_by(plan(1, 0)))
        .then([planned(1, 0), conflicted.clone()]);
    let late = [history, vec![planned(1, 0), conflicted]].concat();
    for command in [Command::Confirm { hold: id(1) }, Command::Extend { hold: id(1) }] {
        given::<State>(late.clone()).when(citizen(ADA), time("07:02"), command).then_refused(Refusal::NotOffered);
    }
}

#[test]
fn what_is_over_is_no_conflict() {
    let history = || after(planned(2, 0), [confirmed(1, 0, 2), confirmed(2, 1, 2)]);
    let afternoon = Plan { windows: vec![], ..plan(1, 0) };
    let conflicted = Event::Conflicted { cause: Cause::Plan, appointments: vec![taken(2, 1, 2)], holds: vec![] };
    given::<State>(history())
        .when(planner(), time("08:20"), planned_by(afternoon.clone()))
        .then([Event::Planned { plan: afternoon, origin: Origin::Planner }, conflicted]);
}

#[test]
fn a_plan_that_begins_earlier_keeps_what_is_taken_at_its_time() {
    let mut earlier = plan(1, 0);
    earlier.windows[0].starts_at = time("07:40");
    let history = || {
        let planned = Event::Planned { plan: earlier.clone(), origin: Origin::Planner };
        after(planned_at_once(), [confirmed(1, 0, 2)]).into_iter().chain([planned])
    };
    let day = given_day(history());
    assert_eq!(day.kept(id(1)).map(|kept| kept.allocation), Some(allocation(1, 0, 2)));
    given::<State>(history())
        .when(citizen(ADA), time("07:00"), hold(2, "08:10", 10, Pool::Public))
        .then_refused(Refusal::Taken);
    let answer =
        given::<State>(history()).when(citizen(ADA), time("07:00"), hold(2, "07:50", 10, Pool::Public)).answer();
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn units_of_another_length_take_whom_they_touch() {
    let quarters = Plan { unit_mins: 15, windows: vec![Window { units: 8, ..plan(1, 0).windows[0] }], ..plan(1, 0) };
    let history = || {
        let planned = Event::Planned { plan: quarters.clone(), origin: Origin::Planner };
        after(planned_at_once(), [confirmed(1, 0, 2)]).into_iter().chain([planned])
    };
    for clock in ["08:00", "08:15"] {
        given::<State>(history())
            .when(citizen(ADA), time("07:00"), hold(2, clock, 15, Pool::Public))
            .then_refused(Refusal::Taken);
    }
    let answer =
        given::<State>(history()).when(citizen(ADA), time("07:00"), hold(2, "08:30", 15, Pool::Public)).answer();
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn a_closed_day_offers_nothing_and_keeps_everybody_for_people_to_resolve() {
    let history = || {
        let taken = after(planned(1, 0), [confirmed(1, 0, 1)]);
        taken.into_iter().chain([held(2, 12, 1, Pool::Public, "07:15")])
    };
    let closed = || {
        [
            closure(Origin::Planner),
            Event::Conflicted {
                cause: Cause::Closure(ClosureReason::Technical),
                appointments: vec![taken(1, 0, 1)],
                holds: vec![taken(2, 12, 1)],
            },
        ]
    };
    given::<State>(history()).when(planner(), time("07:01"), close(Origin::Planner)).then(closed());
    let closed_day = || history().chain(closed());
    let refused = || Refusal::Closed { reason: ClosureReason::Technical };
    let hold = hold(3, "11:00", 10, Pool::Public);
    given::<State>(closed_day()).when(citizen(ADA), time("07:02"), hold).then_refused(refused());
    given::<State>(closed_day())
        .when(citizen(ADA), time("07:02"), Command::Confirm { hold: id(2) })
        .then_refused(refused());
    given::<State>(closed_day()).when(planner(), time("07:02"), close(Origin::Planner)).then_nothing();
    assert_eq!(given_day(closed_day()).all_kept().count(), 2);

    // Who is still there when it opens again has their place as before.
    let reopened = Event::Reopened { plan: plan(1, 0) };
    given::<State>(closed_day())
        .when(planner(), time("07:02"), Command::Reopen)
        .then([reopened, Event::Settled { taken: vec![taken(1, 0, 1), taken(2, 12, 1)] }]);
    given::<State>(history()).when(planner(), time("07:02"), Command::Reopen).then_nothing();
    given::<State>(closed_day()).when(citizen(ADA), time("07:02"), Command::Reopen).then_refused(Denied.into());
}

#[test]
fn a_day_can_be_closed_before_anybody_has_planned_it() {
    given::<State>([]).when(planner(), time("07:00"), close(Origin::Planner)).then([closure(Origin::Planner)]);
    let by_hours = Command::Plan { plan: plan(1, 0), origin: Origin::OpeningHours };
    given::<State>([closure(Origin::Planner)]).when(system(), time("07:00"), by_hours.clone()).then_nothing();
    given::<State>([closure(Origin::OpeningHours)])
        .when(system(), time("07:00"), by_hours)
        .then([Event::Planned { plan: plan(1, 0), origin: Origin::OpeningHours }]);
}

#[test]
fn the_opening_hours_do_not_undo_what_a_planner_has_said_about_the_day() {
    let by_hours = Command::Plan { plan: plan(2, 0), origin: Origin::OpeningHours };
    given::<State>([planned(1, 0)]).when(system(), time("07:00"), by_hours).then_nothing();
    given::<State>([planned(1, 0)]).when(system(), time("07:00"), close(Origin::OpeningHours)).then_nothing();
    let of_hours = Event::Planned { plan: plan(1, 0), origin: Origin::OpeningHours };
    given::<State>([of_hours]).when(planner(), time("07:00"), planned_by(plan(1, 0))).then([planned(1, 0)]);
}

#[test]
fn the_same_plan_again_changes_nothing() {
    given::<State>([planned(1, 0)]).when(planner(), time("07:00"), planned_by(plan(1, 0))).then_nothing();
}

#[test]
fn a_plan_that_contradicts_itself_is_refused() {
    let good = plan(1, 0);
    let window = good.windows[0];
    let bad = [
        Plan { windows: vec![], ..good.clone() },
        Plan { unit_mins: 0, ..good.clone() },
        Plan { unit_mins: 241, ..good.clone() },
        Plan { date: NaiveDate::from_ymd_opt(1999, 12, 31).expect("a date"), ..good.clone() },
        Plan { date: date("2026-03-03"), ..good.clone() },
        Plan { windows: vec![Window { units: 0, ..window }], ..good.clone() },
        Plan { windows: vec![Window { units: u16::MAX, ..window }; 3], ..good.clone() },
        Plan { windows: vec![Window { lanes: Lanes { public: u16::MAX, internal: 1 }, ..window }], ..good.clone() },
        Plan { windows: vec![window, window], ..good.clone() },
        Plan { windows: vec![Window { units: 96, ..window }], ..good.clone() },
        around_the_clock("2026-03-29", 23),
        around_the_clock("2026-10-25", 25),
    ];
    for plan in bad {
        let answer = given::<State>([]).when(planner(), time("07:00"), planned_by(plan.clone())).answer();
        assert!(matches!(answer, Err(Refusal::BadPlan(_))), "{plan:?}: {answer:?}");
    }
}

#[test]
fn only_planners_plan() {
    for by in [citizen(ADA), clerk(DAVID), service_centre()] {
        given::<State>([]).when(by, time("07:00"), planned_by(plan(1, 0))).then_refused(Denied.into());
    }
}

#[test]
fn no_unit_lies_in_the_hour_in_which_the_clocks_change() {
    for (day, hours, before, after) in [("2026-03-29", 23, 1, 3), ("2026-10-25", 25, 2, 3)] {
        let all = around_the_clock(day, hours);
        let midnight = all.windows[0].starts_at;
        let lanes = all.windows[0].lanes;
        let morning = calendar::moment(all.date, chrono::NaiveTime::from_hms_opt(after, 0, 0).expect("a time"));
        let morning = morning.expect("clocks show it once");
        // The hour before the change ends where no clock shows a time once.
        let night = Window { starts_at: midnight, units: before * 6 - 1, lanes };
        let rest = Window { starts_at: morning, units: 6, lanes };
        let good = Plan { windows: vec![night, rest], ..all };
        let answer = given::<State>([]).when(planner(), time("07:00"), planned_by(good)).answer();
        assert!(answer.is_ok(), "{day}: {answer:?}");
    }
}

#[test]
fn any_units_of_time_up_to_a_whole_day_can_be_counted() {
    let minute = Window { starts_at: at("2026-03-01T23:00:00Z"), units: 1_440, ..plan(1, 0).windows[0] };
    let minutes = Plan { unit_mins: 1, windows: vec![minute], ..plan(1, 0) };
    let planned = Event::Planned { plan: minutes, origin: Origin::Planner };
    let answer =
        given::<State>([planned]).when(citizen(ADA), time("06:00"), hold(1, "22:58", 2, Pool::Public)).answer();
    assert!(answer.is_ok(), "{answer:?}");
}

/// Figures, not promises: `cargo test -p vorgang-domain --release -- --ignored --nocapture how_long`.
#[test]
fn searches_in_vain_are_counted_by_the_office_and_take_nothing() {
    let (scope, on) = (ScopeId(Uuid::from_u128(1)), date("2026-03-01"));
    let note = |searches| Command::NoteSearches { scope, date: on, hour: 9, service: ServiceCode::TaxId, searches };
    let sought = Event::Sought { scope, date: on, hour: 9, service: ServiceCode::TaxId, searches: 7 };
    let now = at("2026-03-01T09:00:00Z");
    given::<State>([]).when(system(), now, note(7)).then([sought.clone()]);
    given::<State>([sought]).when(system(), now, note(0)).then_nothing();
    given::<State>([]).when(citizen(ADA), now, note(7)).then_refused(Denied.into());
}

#[test]
#[ignore = "it measures, and its figures are those of a machine"]
fn how_long_a_hold_takes_on_small_and_large_days() {
    for (units, lanes) in [(50, 1), (50, 10), (250, 20)] {
        let window =
            Window { starts_at: at("2026-03-02T00:00:00Z"), units, lanes: Lanes { public: lanes, internal: 0 } };
        let released_at = at("2026-02-01T00:00:00Z");
        let plan = Plan { unit_mins: 5, windows: vec![window], released_at, ..plan(1, 0) };
        let all = u128::from(units) * u128::from(lanes);
        let starts =
            |n: u128| window.starts_at + TimeDelta::minutes(5 * i64::try_from(n % u128::from(units)).expect("few"));
        let begun = std::time::Instant::now();
        let mut state = given_day([Event::Planned { plan, origin: Origin::Planner }]);
        for n in 0..all {
            let hold = HoldId(Uuid::new_v5(&Uuid::nil(), &n.to_be_bytes()));
            let (booking, minutes, pool) = (booking(n), 5, Pool::Public);
            let commands =
                [Command::Hold { hold, booking, starts_at: starts(n), minutes, pool }, Command::Confirm { hold }];
            for command in commands {
                // The log keeps the state before, so the first event of a command copies what it changes.
                let before = state.clone();
                let at = at("2026-03-01T06:00:00Z");
                let events = before.answer(&Asked { at, ..asked(command) }).expect("it is free");
                state = events.into_iter().fold(before.clone(), State::apply);
            }
        }
        let each = begun.elapsed() / u32::try_from(2 * all).expect("few");
        println!("{all} places: {each:?} for each command, from the empty to the full day");
    }
}

fn time(clock: &str) -> DateTime<Utc> {
    at(&format!("2026-03-02T{clock}:00Z"))
}

/// Monday, 2 March 2026, from 08:00 to 12:00 UTC in units of ten minutes.
fn plan(public: u16, internal: u16) -> Plan {
    let lanes = Lanes { public, internal };
    Plan {
        scope: ScopeId(Uuid::from_u128(1)),
        date: date("2026-03-02"),
        unit_mins: 10,
        windows: vec![Window { starts_at: time("08:00"), units: 24, lanes }],
        released_at: time("05:30"),
    }
}

fn planned(public: u16, internal: u16) -> Event {
    Event::Planned { plan: plan(public, internal), origin: Origin::Planner }
}

/// One public lane, by the opening hours.
fn planned_at_once() -> Event {
    Event::Planned { plan: plan(1, 0), origin: Origin::OpeningHours }
}

fn planned_by(plan: Plan) -> Command {
    Command::Plan { plan, origin: Origin::Planner }
}

fn close(origin: Origin) -> Command {
    let Plan { scope, date, .. } = plan(1, 0);
    Command::Close { scope, date, reason: ClosureReason::Technical, origin }
}

fn closure(origin: Origin) -> Event {
    let Plan { scope, date, .. } = plan(1, 0);
    Event::Closed { scope, date, reason: ClosureReason::Technical, origin }
}

/// From midnight to midnight, over the change of the clocks.
fn around_the_clock(day: &str, hours: u16) -> Plan {
    let midnight = calendar::midnight(date(day));
    let window = Window { starts_at: midnight, units: hours * 6, ..plan(1, 0).windows[0] };
    Plan { date: date(day), windows: vec![window], released_at: midnight, ..plan(1, 0) }
}

fn id(n: u128) -> HoldId {
    HoldId(Uuid::from_u128(n))
}

fn booking(n: u128) -> BookingId {
    BookingId(Uuid::from_u128(n))
}

fn allocation(n: u128, first: u16, count: u16) -> Allocation {
    let starts_at = time("08:00") + TimeDelta::minutes(10) * i32::from(first);
    let span = Span { starts_at, ends_at: starts_at + TimeDelta::minutes(10) * i32::from(count) };
    let Plan { scope, date, .. } = plan(1, 0);
    Allocation { booking: booking(n), scope, date, span, pool: Pool::Public, asked: Pool::Public }
}

fn taken(n: u128, first: u16, count: u16) -> Taken {
    Taken { hold: id(n), allocation: allocation(n, first, count) }
}

/// A unit of an appointment that came back.
fn released(n: u128, first: u16, until: &str) -> Event {
    Event::Released { hold: id(n), allocation: allocation(n, first, 1), kept_back_until: Some(time(until)) }
}

/// A unit of the public pool that the service centre holds.
fn by_staff(n: u128, first: u16, until: &str) -> Event {
    let allocation = Allocation { asked: Pool::Internal, ..allocation(n, first, 1) };
    Event::Held { hold: id(n), allocation, expires_at: time(until), offered: false }
}

fn hold(n: u128, clock: &str, minutes: u16, pool: Pool) -> Command {
    Command::Hold { hold: id(n), booking: booking(n), starts_at: time(clock), minutes, pool }
}

fn held(n: u128, first: u16, count: u16, pool: Pool, until: &str) -> Event {
    let allocation = Allocation { pool, asked: pool, ..allocation(n, first, count) };
    Event::Held { hold: id(n), allocation, expires_at: time(until), offered: false }
}

/// A hold in the public pool that was confirmed.
fn confirmed(n: u128, first: u16, count: u16) -> [Event; 2] {
    [
        held(n, first, count, Pool::Public, "07:00"),
        Event::Confirmed { hold: id(n), allocation: allocation(n, first, count) },
    ]
}

fn after<const N: usize>(planned: Event, taken: [[Event; 2]; N]) -> Vec<Event> {
    std::iter::once(planned).chain(taken.into_iter().flatten()).collect()
}

fn given_day(events: impl IntoIterator<Item = Event>) -> State {
    events.into_iter().fold(State::default(), State::apply)
}

fn asked(command: Command) -> Asked<Command> {
    Asked { command, by: citizen(ADA), at: time("07:00"), facts: std::sync::Arc::default() }
}

fn planner() -> crate::By {
    acting(DAVID, Role::Planner)
}

fn service_centre() -> crate::By {
    acting(DAVID, Role::ServiceCentre)
}
