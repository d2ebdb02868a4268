//! The same of what an office keeps for all its appointments: limits, numbers, opening hours and the catalogue.

use chrono::{Days, NaiveDate, NaiveTime, Weekday};

use super::*;
use crate::availability::{self, Hours, OpeningHours, Release, Template};
use crate::calendar::local_date;
use crate::capacity::Lanes;
use crate::catalogue::{self, Proposal, ServiceChange};
use crate::limits::Limits;
use crate::{contact_guard, number_series};

/// How many a contact may have at a time, and make on one day.
const MOST: (u16, u16) = (2, 4);

fn guard_commands() -> impl Strategy<Value = contact_guard::Command> {
    use contact_guard::Command::{Allow, Release, Reserve};
    let booking = (1..6_u128).prop_map(|n| BookingId(Uuid::from_u128(n)));
    prop_oneof![
        6 => booking.clone().prop_map(|booking| Reserve { booking, max: MOST.0, day_max: MOST.1 }),
        4 => booking.prop_map(|booking| Release { booking }),
        1 => prop::option::of(1..4_u16).prop_map(|most| Allow { most }),
    ]
}

fn number_commands() -> impl Strategy<Value = number_series::Command> {
    (1..8_u128, prop::option::of(0..6_u32))
        .prop_map(|(of, wish)| number_series::Command::Take { of: Uuid::from_u128(of), wish })
}

fn hours_commands() -> impl Strategy<Value = availability::Command> {
    use availability::Command::{Define, RecordPlanned, Withdraw};
    let template = (1..3_u128, 0..4_u64, 0..3_u16).prop_map(|(scope, later, lanes)| {
        let clock = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time of day");
        let hours = Hours { from: clock(8), until: clock(12), lanes: Lanes { public: lanes, internal: 1 } };
        Template {
            scope: ScopeId(Uuid::from_u128(scope)),
            valid_from: day() + Days::new(7 * later),
            valid_until: None,
            unit_mins: 10,
            hours: vec![OpeningHours { weekday: Weekday::Mon, hours }],
            special_days: vec![],
            closures: vec![],
            release: Release::WorkingDayBefore { at: clock(7) },
        }
    });
    prop_oneof![
        4 => template.prop_map(|template| Define { template }),
        4 => (0..90_u64).prop_map(|days| RecordPlanned { until: day() + Days::new(days) }),
        1 => Just(Withdraw),
    ]
}

fn day() -> NaiveDate {
    local_date(at("2026-03-02T07:00:00Z"))
}

fn catalogue_commands() -> impl Strategy<Value = catalogue::Command> {
    use catalogue::Command::{Amend, Propose, Publish, Withdraw};
    let change = (5..300_u16, 0..3_i64).prop_map(|(minutes, euros)| {
        let of = ServiceChange::of(ServiceCode::ChangeOfResidence);
        let change = ServiceChange { minutes: Some(minutes), fee: Some(Cents(euros * 100)), ..of };
        Proposal::Changes { services: vec![change], no_longer: vec![] }
    });
    let from = (-1..3_i64).prop_map(|days| day() + TimeDelta::days(days));
    let minutes_only = (5..60_u16).prop_map(|minutes| {
        let change = ServiceChange { minutes: Some(minutes), ..ServiceChange::of(ServiceCode::ChangeOfResidence) };
        Proposal::Changes { services: vec![change], no_longer: vec![] }
    });
    let proposal = prop_oneof![1 => change, 3 => minutes_only];
    prop_oneof![
        4 => (from.clone(), 1..4_u32, proposal.clone())
            .prop_map(|(valid_from, follows, proposal)| Propose { valid_from, follows, proposal }),
        3 => (from, proposal).prop_map(|(valid_from, proposal)| Amend { valid_from, proposal }),
        3 => Just(Publish),
        1 => Just(Withdraw),
    ]
}

proptest! {
    /// R8: nobody has more appointments at a time, or makes more on one day, than they may.
    #[test]
    fn a_contact_never_has_more_than_it_may(
        steps in steps(vec![citizen(ADA), clerk(CLARA), acting(DAVID, Role::Planner)], guard_commands())
    ) {
        use contact_guard::Event::{Allowed, Released, Reserved};
        let (state, history) = all::<contact_guard::State>(steps, true)?;
        let (mut counted, mut of_day, mut allowed) = (BTreeSet::new(), BTreeMap::<_, u16>::new(), 0);
        for (at, event) in &history {
            match *event {
                Reserved { booking, date } => {
                    prop_assert_eq!(date, local_date(*at));
                    prop_assert!(counted.insert(booking), "it is counted once");
                    *of_day.entry(date).or_default() += 1;
                    prop_assert!(counted.len() <= usize::from(MOST.0.max(allowed)));
                    prop_assert!(of_day[&date] <= MOST.1.max(2 * allowed));
                }
                Released { booking } => prop_assert!(counted.remove(&booking), "it was counted"),
                Allowed { most } => allowed = most.unwrap_or(0),
            }
        }
        prop_assert_eq!(&counted, state.counted());
    }

    /// R5: a number is one thing's alone, and stays with it.
    #[test]
    fn no_number_is_given_twice(steps in steps(staff(), number_commands())) {
        let (state, history) = all::<number_series::State>(steps, true)?;
        let (mut things, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for (_, number_series::Event::Taken { number, of }) in history {
            prop_assert!(number > 0 && numbers.insert(number) && things.insert(of));
            prop_assert_eq!(state.number_of(of), Some(number));
        }
    }

    /// The office plans by hours of one place, each time once, and by none that were withdrawn.
    #[test]
    fn days_are_planned_by_the_hours_that_hold(
        steps in steps(vec![acting(CLARA, Role::Planner), clerk(DAVID), system()], hours_commands())
    ) {
        use availability::Event::{Defined, PlannedAhead, Withdrawn};
        let (state, history) = all::<availability::State>(steps, false)?;
        let (mut scope, mut last) = (None, None);
        for (at, event) in &history {
            match event {
                Defined { template, generation, plan_from } => {
                    prop_assert_eq!(*scope.get_or_insert(template.scope), template.scope);
                    prop_assert!(last < Some(*generation) && plan_from == at);
                    last = Some(*generation);
                }
                PlannedAhead { generation, next_at, .. } => {
                    prop_assert!(scope.is_some() && last < Some(*generation) && next_at >= at);
                    last = Some(*generation);
                }
                Withdrawn => prop_assert!(scope.take().is_some()),
            }
        }
        let holds = state.template(day() + Days::new(100)).map(|template| template.scope);
        prop_assert_eq!(holds, scope);
    }

    /// Four eyes, the law's floor, and no past that changes.
    #[test]
    fn every_edition_was_read_by_somebody_who_has_not_written_it_and_keeps_to_the_law(
        steps in steps(
            vec![acting(CLARA, Role::Planner), acting(DAVID, Role::TeamLead), clerk(CLARA), system()],
            catalogue_commands(),
        )
    ) {
        use catalogue::Event::{Amended, Proposed, Published, Withdrawn};
        let (state, history) = all::<catalogue::State>(steps, true)?;
        let (mut authors, mut number) = (BTreeSet::new(), 1);
        for (at, event) in &history {
            match event {
                Proposed { edition, by } => {
                    prop_assert!(authors.is_empty() && edition.number == number + 1);
                    authors.insert(*by);
                }
                Amended { edition, by } => {
                    prop_assert_eq!(edition.number, number + 1);
                    authors.insert(*by);
                }
                Published { edition, authors: wrote, by } => {
                    prop_assert_eq!(&authors, &wrote.iter().copied().collect());
                    prop_assert!(!authors.contains(by) && edition.number == number + 1);
                    prop_assert!(edition.valid_from >= local_date(*at));
                    let fee = edition.service(ServiceCode::ChangeOfResidence).map(|service| service.fee.amount);
                    prop_assert_eq!(fee, Some(Cents::ZERO), "§ 24 (2) BMG");
                    let longest = Limits::default().service_mins_max;
                    prop_assert!(edition.services.iter().all(|service| (1..=longest).contains(&service.minutes)));
                    (number, authors) = (edition.number, BTreeSet::new());
                }
                Withdrawn { .. } => authors.clear(),
            }
        }
        prop_assert_eq!(state.draft().is_some(), !authors.is_empty());
    }
}
