//! Whatever happens in whatever order, the figures are those that somebody would count who reads the log from its start.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::booking::{
    Cancel, CancelReason, Confirm, EndDay, Expire, Finish, Hold, Line, Medium, Miss, Park, ParkReason, Redirect, Resume,
};
use domain::calendar::local_date;
use domain::capacity::Pool;
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, GuardId, ScopeId};
use domain::testing::{CLARA, DAVID, at, citizen, clerk, date, system};
use domain::{Event, booking, capacity};
use proptest::prelude::*;
use rusqlite::Connection;
use uuid::Uuid;

use crate::Period;
use crate::completion::{Narrow, Step as Reached};
use crate::free_slots::{self, FreeSlots, Wanted};
use crate::model::{Model, Shape};
use crate::small_groups::Count;
use crate::testing::visits::{booking, visitor};
use crate::testing::{Models, Office, SCOPE, contact};
use crate::{Envelope, request_types};

const ELSEWHERE: ScopeId = ScopeId(Uuid::from_u128(0x5c1));
const SERVICES: [ServiceCode; 2] = [ServiceCode::ChangeOfResidence, ServiceCode::TaxId];

#[derive(Clone, Debug)]
enum Step {
    Hold { n: u128, unit: i32, elsewhere: bool, service: usize, counter: bool },
    Confirm(u128),
    Cancel(u128, bool),
    Expire(u128),
    Miss(u128),
    EndDay(u128),
    CheckIn(u128),
    Call(u128, bool),
    Start(u128, bool),
    Park(u128, bool, bool),
    Resume(u128, bool),
    Redirect(u128, bool, bool),
    Finish(u128, bool, u16),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    let n = 1..14_u128;
    let either = any::<bool>();
    prop_oneof![
        8 => (n.clone(), 0..8_i32, either, 0..2_usize, either)
            .prop_map(|(n, unit, elsewhere, service, counter)| Step::Hold { n, unit, elsewhere, service, counter }),
        8 => n.clone().prop_map(Step::Confirm),
        2 => (n.clone(), either).prop_map(|(n, office)| Step::Cancel(n, office)),
        1 => n.clone().prop_map(Step::Expire),
        1 => n.clone().prop_map(Step::Miss),
        1 => n.clone().prop_map(Step::EndDay),
        8 => n.clone().prop_map(Step::CheckIn),
        8 => (n.clone(), either).prop_map(|(n, david)| Step::Call(n, david)),
        8 => (n.clone(), either).prop_map(|(n, david)| Step::Start(n, david)),
        3 => (n.clone(), either, either).prop_map(|(n, david, papers)| Step::Park(n, david, papers)),
        3 => (n.clone(), either).prop_map(|(n, david)| Step::Resume(n, david)),
        2 => (n.clone(), either, either).prop_map(|(n, david, elsewhere)| Step::Redirect(n, david, elsewhere)),
        6 => (n, either, 1..4_u16).prop_map(|(n, david, quantity)| Step::Finish(n, david, quantity)),
        6 => (1..12_i64).prop_map(Step::Wait),
        1 => (60..900_i64).prop_map(Step::Wait),
    ]
}

fn who(david: bool) -> domain::By {
    clerk(if david { DAVID } else { CLARA })
}

fn scope(elsewhere: bool) -> ScopeId {
    if elsewhere { ELSEWHERE } else { SCOPE }
}

/// Takes a step, granted or not.
fn take(office: &mut Office, now: DateTime<Utc>, step: &Step) -> DateTime<Utc> {
    let of = |office: &mut Office, n, by, command| office.ask::<booking::State>(booking(n).0, by, now, command);
    let _granted_or_not = match *step {
        Step::Hold { n, unit, elsewhere, service, counter } => {
            let starts_at = at("2026-03-02T09:00:00Z") + TimeDelta::minutes(10) * unit;
            let (medium, channel, by) = if counter {
                (Medium::Counter, Channel::Counter, clerk(CLARA))
            } else {
                (Medium::Online, Channel::Video, citizen(visitor(n)))
            };
            let lines = vec![Line { service: SERVICES[service], quantity: 1 }];
            let (booking, scope, date) = (booking(n), scope(elsewhere), local_date(starts_at));
            office.run(&Hold { booking, scope, date, starts_at, lines, medium, channel, holder: visitor(n) }, by, now)
        }
        Step::Confirm(n) => {
            let guards = vec![GuardId(Uuid::from_u128(0x6a_0000 + n))];
            let confirm = Confirm { booking: booking(n), contact: contact(n, "Ada"), guards };
            office.run(&confirm, citizen(visitor(n)), now)
        }
        Step::Cancel(n, true) => {
            office.run(&Cancel { booking: booking(n), reason: CancelReason::ClerkAbsent }, clerk(CLARA), now)
        }
        Step::Cancel(n, false) => {
            office.run(&Cancel { booking: booking(n), reason: CancelReason::Citizen }, citizen(visitor(n)), now)
        }
        Step::Expire(n) => office.run(&Expire { booking: booking(n) }, system(), now),
        Step::Miss(n) => office.run(&Miss { booking: booking(n) }, system(), now),
        Step::EndDay(n) => office.run(&EndDay { booking: booking(n) }, system(), now),
        Step::CheckIn(n) => of(office, n, citizen(visitor(n)), booking::Command::CheckIn),
        Step::Call(n, david) => office.run(&booking::Call { booking: booking(n) }, who(david), now),
        Step::Start(n, david) => of(office, n, who(david), booking::Command::Start),
        Step::Park(n, david, papers) => {
            let why = if papers { ParkReason::Papers } else { ParkReason::Enquiry };
            office.run(&Park { booking: booking(n), why }, who(david), now)
        }
        Step::Resume(n, david) => office.run(&Resume { booking: booking(n) }, who(david), now),
        Step::Redirect(n, david, elsewhere) => {
            office.run(&Redirect { booking: booking(n), to: scope(elsewhere) }, who(david), now)
        }
        Step::Finish(n, david, quantity) => {
            let delivered = vec![booking::Delivered { service: SERVICES[0], quantity }];
            office.run(&Finish { booking: booking(n), delivered }, who(david), now)
        }
        Step::Wait(mins) => return now + TimeDelta::minutes(mins),
    };
    now
}

fn history(steps: &[Step]) -> Office {
    let mut office = Office::default();
    for place in [SCOPE, ELSEWHERE] {
        office.offer(place, "2026-03-02T09:00:00Z", 12, (2, 2));
    }
    let mut now = at("2026-03-02T08:30:00Z");
    for step in steps {
        now = take(&mut office, now, step);
    }
    office
}

/// An appointment as somebody counts it who reads the log.
#[derive(Clone, Debug, Default)]
struct Counted {
    scope: Option<ScopeId>,
    service: Option<ServiceCode>,
    medium: Option<Medium>,
    confirmed: bool,
    outcome: Option<&'static str>,
    since: Option<DateTime<Utc>>,
    served_secs: i64,
    let_in_after_secs: Option<i64>,
    waits_from: Option<DateTime<Utc>>,
    delivered: u64,
    step: u8,
}

fn count(log: &[Envelope]) -> BTreeMap<BookingId, Counted> {
    let mut all = BTreeMap::<BookingId, Counted>::new();
    for Envelope { stream, at, event, .. } in log {
        let Event::Booking(event) = event else { continue };
        let one = all.entry(BookingId(stream.id)).or_default();
        let stop = |one: &mut Counted| {
            one.served_secs += one.since.take().map_or(0, |since| (*at - since).num_seconds());
        };
        match event {
            booking::Event::Held { arranged, .. } => {
                one.scope = Some(arranged.slot.scope);
                one.service = Some(arranged.lines[0].service);
                one.medium = Some(arranged.medium);
                one.waits_from = Some(arranged.slot.span.starts_at);
                one.step = Reached::Held as u8;
            }
            booking::Event::Confirmed { .. } => (one.confirmed, one.step) = (true, Reached::Confirmed as u8),
            booking::Event::Cancelled { was_confirmed, .. } => {
                one.outcome = Some(if *was_confirmed { "cancelled" } else { "let go" });
            }
            booking::Event::Expired { .. } => one.outcome = Some("expired"),
            booking::Event::CheckedIn { starts_at, .. } => {
                one.waits_from = Some((*at).max(*starts_at));
                (one.outcome, one.step) = (None, one.step.max(Reached::Joined as u8));
            }
            booking::Event::Started { .. } => {
                one.since = Some(*at);
                one.let_in_after_secs = one.waits_from.map(|from| (*at - from).num_seconds().max(0));
                one.step = Reached::Started as u8;
            }
            booking::Event::Parked { .. } => stop(one),
            booking::Event::Redirected { to, .. } => {
                stop(one);
                one.scope = Some(*to);
            }
            booking::Event::Resumed { .. } => one.since = Some(*at),
            booking::Event::Finished { delivered, .. } => {
                stop(one);
                one.outcome = Some("served");
                one.delivered += delivered.iter().map(|one| u64::from(one.quantity)).sum::<u64>();
            }
            booking::Event::Unserved { .. } => one.outcome = Some("unserved"),
            booking::Event::Missed { .. } => one.outcome = Some("missed"),
            _ => {}
        }
    }
    all
}

const MARCH: (&str, &str) = ("2026-03-01", "2026-03-31");

fn visits_are_counted(models: &Models, all: &BTreeMap<BookingId, Counted>) -> Result<(), TestCaseError> {
    let found = models.waiting_and_handling(None, date(MARCH.0), date(MARCH.1), Period::Month).expect("an answer");
    let mut groups = BTreeMap::<_, Vec<&Counted>>::new();
    for one in all.values().filter(|one| one.confirmed || one.outcome.is_some()) {
        groups.entry((one.service, one.medium)).or_default().push(one);
    }
    prop_assert_eq!(found.len(), groups.len());
    for visits in found {
        let of = &groups[&(visits.group.service, Some(visits.group.medium))];
        let how_many = |outcome| Count::of(of.iter().filter(|one| one.outcome == Some(outcome)).count() as u64);
        // Those that are in no other figure follow from the whole, so a few of them hide it.
        let confirmed = of.iter().filter(|one| one.confirmed).count() as u64;
        let told = ["served", "unserved", "missed"].map(how_many);
        let told = told.iter().chain([&visits.cancelled_late]).filter_map(|one| one.count).sum::<u64>();
        let few_are_left = (1..5).contains(&(confirmed - told));
        prop_assert_eq!(visits.confirmed, if few_are_left { Count::HIDDEN } else { Count::of(confirmed) });
        prop_assert_eq!(visits.served, how_many("served"));
        prop_assert_eq!(visits.unserved, how_many("unserved"));
        prop_assert_eq!(visits.missed, how_many("missed"));
        prop_assert_eq!(visits.expired, how_many("expired"));
        prop_assert_eq!(visits.let_go, how_many("let go"));
        if visits.served.count.is_some_and(|served| served > 0) {
            let served = || of.iter().filter(|one| one.outcome == Some("served"));
            let half = |mut secs: Vec<i64>| {
                secs.sort_unstable();
                secs[secs.len().div_ceil(2) - 1]
            };
            prop_assert_eq!(visits.handling.p50_secs, Some(half(served().map(|one| one.served_secs).collect())));
            let waits = served().map(|one| one.let_in_after_secs.expect("who is served was let in"));
            prop_assert_eq!(visits.waiting.p50_secs, Some(half(waits.collect())));
        }
    }
    Ok(())
}

fn deliveries_are_counted(models: &Models, all: &BTreeMap<BookingId, Counted>) -> Result<(), TestCaseError> {
    let found = models.request_types(request_types::Filter::default(), date(MARCH.0), date(MARCH.1), Period::Month);
    let found = &found.expect("an answer")[0].services;
    let delivered = found.iter().find(|one| one.service == SERVICES[0]).map_or(Count::of(0), |one| one.delivered);
    prop_assert_eq!(delivered, Count::of(all.values().map(|one| one.delivered).sum()));
    Ok(())
}

fn steps_are_counted(models: &Models, all: &BTreeMap<BookingId, Counted>) -> Result<(), TestCaseError> {
    let found = models.completion(Narrow::default(), date(MARCH.0), date(MARCH.1), Period::Month).expect("an answer");
    let Some(found) = found.first() else {
        prop_assert!(all.is_empty());
        return Ok(());
    };
    for (step, shown) in &found.steps {
        // No case is worked on in these histories.
        if let (Some(shown), true) = (shown.count, *step <= Reached::Started) {
            prop_assert_eq!(shown, all.values().filter(|one| one.step >= *step as u8).count() as u64, "{:?}", step);
        }
    }
    Ok(())
}

fn minutes_are_counted(models: &Models, log: &[Envelope]) -> Result<(), TestCaseError> {
    let mut taken = BTreeMap::<_, (ScopeId, Pool, i64)>::new();
    let mut kept = BTreeMap::<ScopeId, i64>::new();
    for Envelope { event, .. } in log {
        match event {
            Event::Capacity(capacity::Event::Confirmed { hold, allocation }) => {
                taken.insert(*hold, (allocation.scope, allocation.pool, allocation.span.minutes()));
            }
            Event::Capacity(capacity::Event::Released { hold, .. }) => {
                taken.remove(hold);
            }
            Event::Booking(booking::Event::Finished { arranged, .. }) => {
                *kept.entry(arranged.slot.scope).or_default() += arranged.slot.span.minutes();
            }
            _ => {}
        }
    }
    for used in models.utilisation(None, date(MARCH.0), date(MARCH.1), Period::Month).expect("an answer") {
        let booked = |pool| {
            let of = taken.values().filter(|(scope, of, _)| (*scope, *of) == (used.scope, pool));
            of.map(|(_, _, minutes)| minutes).sum::<i64>()
        };
        prop_assert_eq!(used.minutes.booked_public, booked(Pool::Public));
        prop_assert_eq!(used.minutes.booked_internal, booked(Pool::Internal));
        prop_assert_eq!(used.minutes.kept, kept.get(&used.scope).copied().unwrap_or_default());
        prop_assert_eq!(used.units.booked * 10, booked(Pool::Public) + booked(Pool::Internal));
        prop_assert_eq!((used.at_release.booked_public, used.at_release.booked_internal), (0, 0));
    }
    Ok(())
}

/// What is free at each moment, asked of the free times themselves after every event before it, with nothing remembered.
fn samples_are_counted(models: &Models, log: &[Envelope]) -> Result<(), TestCaseError> {
    let connection = Connection::open_in_memory().expect("a database");
    connection.execute_batch(Shape::of::<FreeSlots>().schema).expect("tables");
    let mut lengths = BTreeMap::<(ScopeId, ServiceCode), u16>::new();
    let mut expected = BTreeMap::<(ScopeId, ServiceCode), Vec<i64>>::new();
    let mut last: Option<DateTime<Utc>> = None;
    for envelope in log {
        let mut next = last.map(crate::lead_time::next_sample);
        while let Some(at) = next.filter(|next| *next <= envelope.at) {
            for ((scope, service), minutes) in &lengths {
                let wanted = Wanted { scope: *scope, minutes: *minutes, pool: Pool::Public, now: at };
                let slots = free_slots::days(&connection, &wanted, local_date(at), date(MARCH.1)).expect("an answer");
                let each = slots.iter().flat_map(|(_, slots)| slots);
                let mut starts = each.flat_map(|slot| std::iter::repeat_n(slot.span.starts_at, slot.lanes.into()));
                let third = starts.nth(2).map_or(-1, |third| (third - at).num_minutes());
                expected.entry((*scope, *service)).or_default().push(third);
            }
            next = Some(crate::lead_time::next_sample(at));
        }
        last = Some(envelope.at);
        let mut connection_tx = connection.unchecked_transaction().expect("a transaction");
        FreeSlots::apply(&connection_tx, envelope).expect("it applies");
        connection_tx.set_drop_behavior(rusqlite::DropBehavior::Commit);
        drop(connection_tx);
        if let Event::Booking(booking::Event::Held { arranged, .. }) = &envelope.event {
            let minutes = u16::try_from(arranged.slot.span.minutes()).expect("short");
            lengths.insert((arranged.slot.scope, arranged.lines[0].service), minutes);
        }
    }
    let found = models.lead_time(None, None, date(MARCH.0), date(MARCH.1), Period::Month).expect("an answer");
    prop_assert_eq!(found.len(), expected.len());
    for lead in found {
        let samples = &expected[&(lead.scope, lead.service)];
        prop_assert_eq!(lead.samples, samples.len() as u64);
        prop_assert_eq!(lead.none, samples.iter().filter(|minutes| **minutes < 0).count() as u64);
        let mut some: Vec<i64> = samples.iter().copied().filter(|minutes| *minutes >= 0).collect();
        some.sort_unstable();
        let half = (!some.is_empty()).then(|| some[some.len().div_ceil(2) - 1]);
        prop_assert_eq!(lead.p50_mins, half);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 16,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn figures_are_what_somebody_would_count_who_reads_the_log(steps in prop::collection::vec(step(), 20..160)) {
        let office = history(&steps);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let models = runtime.block_on(office.read());
        let all = count(&office.log);
        visits_are_counted(&models, &all)?;
        deliveries_are_counted(&models, &all)?;
        steps_are_counted(&models, &all)?;
        minutes_are_counted(&models, &office.log)?;
        samples_are_counted(&models, &office.log)?;
        // Event by event or all at once: the rows are the same.
        let (first, second) = office.log.split_at(office.log.len() / 2);
        let grown = runtime.block_on(async {
            let grown = Models::of(first).await;
            grown.take(second).await;
            grown.everything()
        });
        prop_assert_eq!(grown, models.everything());
    }
}
