//! Each rule of a statement.

use uuid::Uuid;

use super::*;
use crate::ids::PaymentId;
use crate::money::Cents;
use crate::permission::{Denied, Role};
use crate::testing::{BEN, CLARA, acting, at, clerk, date, given};

const NOW: &str = "2026-03-02T09:00:00Z";

fn entry(kind: Kind, cents: i64) -> Entry {
    let of = Some(Known { payment: PaymentId(Uuid::from_u128(7)), attempt: Some(1) });
    Entry {
        booked_on: date("2026-03-01"),
        amount: Cents(cents),
        kind,
        id: None,
        of,
        word: Some("T-1".to_owned()),
        marks: vec![],
    }
}

fn entries() -> Vec<Entry> {
    vec![entry(Kind::Payment, 1300), entry(Kind::Chargeback, -1300), entry(Kind::Refund, -40)]
}

fn import(from: u32, part: Vec<Entry>) -> Command {
    Command::Import { source: Source::Bank, entries: 3, from, part }
}

fn begun() -> Event {
    Event::Begun { source: Source::Bank, entries: 3, by: BEN }
}

fn read(from: u32, entries: Vec<Entry>) -> Event {
    Event::EntriesRead { source: Source::Bank, from, entries }
}

fn cashier(who: crate::ActorId) -> crate::By {
    acting(who, Role::Cashier)
}

#[test]
fn a_file_is_read_once() {
    let (ben, now) = (cashier(BEN), at(NOW));
    given::<State>([]).when(clerk(CLARA), now, import(0, entries())).then_refused(Denied.into());
    let nothing = Command::Import { source: Source::Bank, entries: 0, from: 0, part: vec![] };
    given::<State>([]).when(ben, now, nothing).then_refused(Refusal::Empty);
    given::<State>([]).when(ben, now, import(0, entries())).then([begun(), read(0, entries())]);
    given::<State>([begun(), read(0, entries())]).when(ben, now, import(0, entries())).then_nothing();
    // Whoever has the file a second time need not know that somebody else took it for another kind.
    let otherwise = Command::Import { source: Source::Provider, entries: 1, from: 0, part: entries() };
    given::<State>([begun(), read(0, entries())]).when(cashier(CLARA), now, otherwise).then_nothing();
}

#[test]
fn a_long_file_comes_in_parts_one_after_another() {
    let (ben, now) = (cashier(BEN), at(NOW));
    let [first, second, third] = entries().try_into().expect("three");
    let part = |from, entry: &Entry| import(from, vec![entry.clone()]);
    given::<State>([]).when(ben, now, part(1, &second)).then_refused(Refusal::OutOfOrder);
    let half = || given::<State>([begun(), read(0, vec![first.clone()])]);
    half().when(ben, now, part(2, &third)).then_refused(Refusal::OutOfOrder);
    half().when(ben, now, part(0, &first)).then_nothing();
    half().when(ben, now, part(1, &second)).then([read(1, vec![second.clone()])]);
    half().when(ben, now, import(1, entries())).then_refused(Refusal::OutOfOrder);
    half().when(ben, now, import(1, vec![])).then_nothing();
    let other = Command::Import { source: Source::Bank, entries: 4, from: 1, part: vec![second] };
    half().when(ben, now, other).then_refused(Refusal::ReadOtherwise);
    let many = vec![first; PART_MAX + 1];
    let too_long = Command::Import { source: Source::Bank, entries: 9_999, from: 0, part: many };
    given::<State>([]).when(ben, now, too_long).then_refused(Refusal::OutOfOrder);
}

#[test]
fn an_entry_is_closed_once_with_what_can_be_said_of_it() {
    let (ben, now) = (cashier(BEN), at(NOW));
    let resolve = |entry, resolution, finding| Command::Resolve { entry, resolution, finding, expected: Cents::ZERO };
    let known = || given::<State>([begun(), read(0, entries())]);
    let unknown = Finding::UnknownReference;
    given::<State>([]).when(ben, now, resolve(0, Resolution::NotOurs, unknown)).then_refused(Refusal::Unknown);
    known().when(clerk(CLARA), now, resolve(0, Resolution::NotOurs, unknown)).then_refused(Denied.into());
    known().when(ben, now, resolve(3, Resolution::NotOurs, unknown)).then_refused(Refusal::NoEntry);
    for settled in [Finding::Matched, Finding::Repeated, Finding::Charge] {
        known().when(ben, now, resolve(0, Resolution::NotOurs, settled)).then_refused(Refusal::NothingToResolve);
    }
    for (entry, resolution, finding) in [
        (0, Resolution::NotOurs, Finding::Twice),
        (0, Resolution::ClaimedAgain, unknown),
        (0, Resolution::Charge, unknown),
        (0, Resolution::FederalShare, unknown),
        (0, Resolution::ProviderDebit, unknown),
        (0, Resolution::FederalRepayment, Finding::Twice),
        (0, Resolution::FederalRepayment, Finding::NotKnownAsPaid),
        (1, Resolution::FederalRepayment, Finding::Chargeback),
        (2, Resolution::FederalRepayment, unknown),
        (0, Resolution::Payout, Finding::Twice),
        (0, Resolution::Payout, Finding::NotKnownAsPaid),
        (1, Resolution::Payout, Finding::Chargeback),
        (1, Resolution::Charge, Finding::Chargeback),
        (2, Resolution::GivenBack, unknown),
    ] {
        known().when(ben, now, resolve(entry, resolution, finding)).then_refused(Refusal::NotFitting);
    }
    let closed = |entry, resolution, finding, by| Event::EntryResolved { entry, resolution, finding, by };
    let payout = closed(0, Resolution::Payout, unknown, BEN);
    known().when(ben, now, resolve(0, Resolution::Payout, unknown)).then([payout.clone()]);
    let after = || given::<State>([begun(), read(0, entries()), payout.clone()]);
    after().when(ben, now, resolve(0, Resolution::Payout, unknown)).then_nothing();
    after().when(ben, now, resolve(0, Resolution::NotOurs, unknown)).then_refused(Refusal::Resolved);
}

#[test]
fn who_read_the_file_in_gives_no_money_up() {
    let now = at(NOW);
    for (entry, resolution, finding) in [
        (1, Resolution::WrittenOff, Finding::Chargeback),
        (1, Resolution::BookedAlready, Finding::Chargeback),
        (1, Resolution::ProviderDebit, Finding::Chargeback),
        (0, Resolution::GivenBack, Finding::Twice),
    ] {
        let known = || given::<State>([begun(), read(0, entries())]);
        let resolve = Command::Resolve { entry, resolution, finding, expected: Cents::ZERO };
        known().when(cashier(BEN), now, resolve.clone()).then_refused(Refusal::OwnStatement);
        let closed = Event::EntryResolved { entry, resolution, finding, by: CLARA };
        known().when(cashier(CLARA), now, resolve).then([closed]);
    }
}

#[test]
fn of_what_came_too_little_nothing_is_given_back() {
    let (clara, now) = (cashier(CLARA), at(NOW));
    let given_back = |expected| Command::Resolve {
        entry: 0,
        resolution: Resolution::GivenBack,
        finding: Finding::OtherAmount,
        expected: Cents(expected),
    };
    let known = || given::<State>([begun(), read(0, entries())]);
    let amount = entries()[0].amount.0;
    known().when(clara, now, given_back(amount + 1)).then_refused(Refusal::NotFitting);
    let closed =
        Event::EntryResolved { entry: 0, resolution: Resolution::GivenBack, finding: Finding::OtherAmount, by: CLARA };
    known().when(clara, now, given_back(amount - 1)).then([closed]);
}

#[test]
fn what_was_given_back_is_open_again_when_it_is_paid_after_all() {
    let (ben, clara, now) = (cashier(BEN), cashier(CLARA), at(NOW));
    let closed = |resolution, finding| Event::EntryResolved { entry: 0, resolution, finding, by: CLARA };
    let given_back = closed(Resolution::GivenBack, Finding::NotKnownAsPaid);
    let (after_all, expected) = (Finding::PaidAfterAll, Cents(1300));
    let resolve = |resolution, finding| Command::Resolve { entry: 0, resolution, finding, expected };
    let known = || given::<State>([begun(), read(0, entries()), given_back.clone()]);
    known().when(clara, now, resolve(Resolution::WrittenOff, Finding::NotKnownAsPaid)).then_refused(Refusal::Resolved);
    for other in [Resolution::GivenBack, Resolution::NotOurs, Resolution::Payout, Resolution::Charge] {
        known().when(clara, now, resolve(other, after_all)).then_refused(Refusal::NotFitting);
    }
    known().when(ben, now, resolve(Resolution::WrittenOff, after_all)).then_refused(Refusal::OwnStatement);
    let claimed = closed(Resolution::ClaimedAgain, after_all);
    known().when(clara, now, resolve(Resolution::ClaimedAgain, after_all)).then([claimed.clone()]);
    let again = || given::<State>([begun(), read(0, entries()), given_back.clone(), claimed.clone()]);
    again().when(clara, now, resolve(Resolution::ClaimedAgain, after_all)).then_nothing();
    again().when(clara, now, resolve(Resolution::WrittenOff, after_all)).then_refused(Refusal::Resolved);
}
