//! Each rule of a fee.

use uuid::Uuid;

use super::*;
use crate::asked::{ActorId, Facts, OnlinePayment};
use crate::catalogue::{Basis, ServiceCode};
use crate::ids::{CaseId, PaymentId, derived};
use crate::limits::Limits;
use crate::money::{Cents, Share};
use crate::permission::{Denied, Role};
use crate::testing::{ADA, BEN, CLARA, DAVID, acting, at, citizen, clerk, given, system};

const CASE: CaseId = CaseId(Uuid::from_u128(1));
const NOW: &str = "2026-03-02T09:00:00Z";

fn item(amount: i64) -> Item {
    Item {
        service: ServiceCode::CertificateOfConduct,
        quantity: 1,
        each: Cents(amount),
        city_share: Share { of: 2, parts: 5 },
        basis: Basis::JvKostG1130,
    }
}

fn assessed(amounts: &[i64]) -> Event {
    let items: Vec<_> = amounts.iter().copied().map(item).collect();
    Event::Assessed { case: CASE, amount: items.iter().map(Item::amount).sum(), items }
}

fn pay(amount: i64) -> Command {
    Command::PayAtCounter { means: Means::Cash, amount: Cents(amount) }
}

fn paid() -> Event {
    Event::Paid { case: CASE, means: Means::Cash, amount: Cents(2600), items: vec![item(1300), item(1300)] }
}

#[test]
fn a_claim_is_the_sum_of_its_items() {
    let assess = Command::Assess { case: CASE, items: vec![item(1300), item(1300)] };
    given::<State>([]).when(clerk(CLARA), at(NOW), assess.clone()).then([assessed(&[1300, 1300])]);
    given::<State>([assessed(&[1300, 1300])]).when(clerk(CLARA), at(NOW), assess).then_nothing();
}

#[test]
fn a_claim_is_frozen_once_it_is_fixed() {
    let assess = |items| Command::Assess { case: CASE, items };
    given::<State>([assessed(&[1300])])
        .when(clerk(CLARA), at(NOW), assess(vec![item(900)]))
        .then_refused(Refusal::AlreadyAssessed);
    given::<State>([]).when(clerk(CLARA), at(NOW), assess(vec![])).then_refused(Refusal::NothingDue);
}

#[test]
fn what_is_paid_is_what_is_due() {
    let history = [assessed(&[1300, 1300])];
    given::<State>(history.clone())
        .when(clerk(CLARA), at(NOW), pay(1300))
        .then_refused(Refusal::WrongAmount { due: Cents(2600) });
    given::<State>(history).when(acting(BEN, Role::Cashier), at(NOW), pay(2600)).then([paid()]);
    given::<State>([]).when(clerk(CLARA), at(NOW), pay(2600)).then_refused(Refusal::NotAssessed);
    given::<State>([assessed(&[0])]).when(clerk(CLARA), at(NOW), pay(0)).then_refused(Refusal::NothingDue);
}

#[test]
fn a_fee_is_settled_once() {
    given::<State>([assessed(&[1300, 1300]), paid()])
        .when(clerk(CLARA), at(NOW), pay(2600))
        .then_refused(Refusal::AlreadySettled);
}

#[test]
fn two_certificates_cost_twice_as_much() {
    let twice = Item { quantity: 2, ..item(1300) };
    let assessed = Event::Assessed { case: CASE, items: vec![twice], amount: Cents(2600) };
    given::<State>([]).when(clerk(CLARA), at(NOW), Command::Assess { case: CASE, items: vec![twice] }).then([assessed]);
}

#[test]
fn a_fee_that_does_not_arise_is_not_taken() {
    let exempt = Command::Exempt { exemption: Exemption::VoluntaryWork };
    let exempted = Event::Exempted { case: CASE, exemption: Exemption::VoluntaryWork, amount: Cents(1300) };
    let history = [assessed(&[1300])];
    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), exempt.clone()).then([exempted.clone()]);
    let history = history.into_iter().chain([exempted]);
    given::<State>(history.clone()).when(clerk(CLARA), at(NOW), exempt).then_nothing();
    given::<State>(history).when(clerk(CLARA), at(NOW), pay(1300)).then_refused(Refusal::AlreadySettled);
}

#[test]
fn whether_a_poor_applicant_pays_is_decided_by_the_federal_office_and_meanwhile_nothing_is_taken() {
    let (case, amount) = (CASE, Cents(1300));
    let requested = Event::WaiverRequested { case, amount };
    let decided = |granted| {
        given::<State>([assessed(&[1300]), requested.clone()]).when(
            clerk(CLARA),
            at(NOW),
            Command::RecordWaiver { granted },
        )
    };
    given::<State>([assessed(&[1300])])
        .when(clerk(CLARA), at(NOW), Command::RecordWaiver { granted: true })
        .then_refused(Refusal::NoWaiverRequested);
    given::<State>([assessed(&[1300])]).when(clerk(CLARA), at(NOW), Command::RequestWaiver).then([requested.clone()]);
    given::<State>([assessed(&[1300]), requested.clone()])
        .when(clerk(CLARA), at(NOW), pay(1300))
        .then_refused(Refusal::WaiverPending);
    decided(true).then([Event::Waived { case, amount }]);
    decided(false).then([Event::WaiverRefused { case, amount }]);
    let refused = [assessed(&[1300]), requested, Event::WaiverRefused { case, amount }];
    assert!(given::<State>(refused).when(clerk(CLARA), at(NOW), pay(1300)).answer().is_ok(), "it is due again");
}

#[test]
fn the_federal_office_is_not_asked_about_the_fees_of_the_city() {
    let items = vec![Item { basis: Basis::MunicipalTariff, ..item(700) }];
    given::<State>([Event::Assessed { case: CASE, items, amount: Cents(700) }])
        .when(clerk(CLARA), at(NOW), Command::RequestWaiver)
        .then_refused(Refusal::NotWaivable);
}

#[test]
fn a_case_that_ends_without_a_result_asks_for_no_money_and_gives_back_what_was_paid() {
    let cancelled = Event::Cancelled { case: CASE, amount: Cents(2600) };
    let refund = Event::RefundDue { case: CASE, amount: Cents(2600), by: Some(ADA) };
    let abandon = |history: Vec<Event>| given::<State>(history).when(citizen(ADA), at(NOW), Command::Abandon);
    abandon(vec![]).then_nothing();
    abandon(vec![assessed(&[0])]).then_nothing();
    abandon(vec![assessed(&[1300, 1300])]).then([cancelled.clone()]);
    abandon(vec![assessed(&[1300, 1300]), cancelled.clone()]).then_nothing();
    abandon(vec![assessed(&[1300, 1300]), paid()]).then([refund.clone()]);
    abandon(vec![assessed(&[1300, 1300]), paid(), refund]).then_nothing();
    given::<State>([assessed(&[1300, 1300]), cancelled])
        .when(clerk(CLARA), at(NOW), pay(2600))
        .then_refused(Refusal::Cancelled);
}

#[test]
fn a_claim_that_is_not_paid_makes_room_for_another() {
    let replace = |history: Vec<Event>| given::<State>(history).when(clerk(CLARA), at(NOW), Command::Replace);
    replace(vec![assessed(&[0])]).then([Event::Cancelled { case: CASE, amount: Cents::ZERO }]);
    replace(vec![assessed(&[1300])]).then([Event::Cancelled { case: CASE, amount: Cents(1300) }]);
    replace(vec![assessed(&[1300, 1300]), paid()]).then_refused(Refusal::AlreadySettled);
}

#[test]
fn citizens_record_no_payments() {
    given::<State>([assessed(&[1300])]).when(citizen(ADA), at(NOW), pay(1300)).then_refused(Refusal::Denied(Denied));
}

// --- Online.

const PAYMENT: PaymentId = PaymentId(Uuid::from_u128(7));
const EXPIRES: &str = "2026-03-16T23:00:00Z";

fn requested(attempt: u16) -> Event {
    let (request, expires_at) = (derived("attempt", PAYMENT.0, &attempt.to_string()), at(EXPIRES));
    Event::AttemptRequested { case: CASE, attempt, request, amount: Cents(1300), requested_at: at(NOW), expires_at }
}

fn started(attempt: u16) -> Event {
    Event::AttemptStarted { attempt, reference: format!("T-{attempt}"), mark: None }
}

fn failed(attempt: u16) -> Event {
    Event::AttemptFailed { attempt, code: None }
}

const REQUEST: Command = Command::Attempt(AttemptCommand::Request { payment: PAYMENT });

/// The provider says that so much came in.
fn says_paid(attempt: u16, cents: i64) -> Command {
    let (means, receipt, paid_at) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW));
    Command::Attempt(AttemptCommand::RecordPaid { attempt, means, amount: Cents(cents), receipt, mark: None, paid_at })
}

fn paid_online(attempt: u16, late: bool) -> Event {
    let (means, receipt, paid_at) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW));
    Event::PaidOnline {
        case: CASE,
        attempt,
        means,
        amount: Cents(1300),
        items: vec![item(1300)],
        receipt,
        mark: None,
        paid_at,
        late,
    }
}

fn overpaid(attempt: u16, because: NotOwed) -> Event {
    let (means, receipt, paid_at) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW));
    Event::Overpaid { case: CASE, attempt, because, means, amount: Cents(1300), receipt, mark: None, paid_at }
}

fn cash() -> Event {
    Event::Paid { case: CASE, means: Means::Cash, amount: Cents(1300), items: vec![item(1300)] }
}

/// A fee of 13 euro to which this has happened.
fn fee(events: impl IntoIterator<Item = Event>) -> crate::testing::Given<State> {
    given::<State>([assessed(&[1300])].into_iter().chain(events))
}

#[test]
fn that_an_attempt_could_not_begin_is_no_news_of_one_that_has_begun() {
    let refused =
        || Command::Attempt(AttemptCommand::RecordFailed { attempt: 1, code: Some("PAYMENT_EXISTS".to_owned()) });
    let event = Event::AttemptFailed { attempt: 1, code: Some("PAYMENT_EXISTS".to_owned()) };
    fee([requested(1)]).when(system(), at(NOW), refused()).then([event]);
    fee([requested(1), started(1)]).when(system(), at(NOW), refused()).then_nothing();
    let failed_after_all = Command::Attempt(AttemptCommand::RecordFailed { attempt: 1, code: None });
    fee([requested(1), started(1)]).when(system(), at(NOW), failed_after_all).then([failed(1)]);
}

#[test]
fn one_attempt_is_open_at_a_time_and_the_next_has_another_request() {
    fee([]).when(citizen(ADA), at(NOW), REQUEST).then([requested(1)]);
    fee([requested(1), started(1)]).when(citizen(ADA), at(NOW), REQUEST).then_nothing();
    for ended in [failed(1), Event::AttemptCancelled { attempt: 1 }] {
        fee([requested(1), ended]).when(citizen(ADA), at(NOW), REQUEST).then([requested(2)]);
    }
    let facts = Facts { limits: Limits { payment_attempts_max: 1, ..Limits::default() }, ..Facts::default() };
    fee([requested(1), failed(1)])
        .knowing(facts)
        .when(citizen(ADA), at(NOW), REQUEST)
        .then_refused(Refusal::TooManyAttempts { max: 1 });
}

#[test]
fn only_what_is_due_is_paid_online_and_only_where_that_is_offered() {
    given::<State>([]).when(citizen(ADA), at(NOW), REQUEST).then_refused(Refusal::NotAssessed);
    given::<State>([assessed(&[0])]).when(citizen(ADA), at(NOW), REQUEST).then_refused(Refusal::NothingDue);
    let (case, amount) = (CASE, Cents(1300));
    fee([cash()]).when(citizen(ADA), at(NOW), REQUEST).then_refused(Refusal::AlreadySettled);
    fee([Event::WaiverRequested { case, amount }])
        .when(citizen(ADA), at(NOW), REQUEST)
        .then_refused(Refusal::WaiverPending);
    fee([Event::Cancelled { case, amount }]).when(citizen(ADA), at(NOW), REQUEST).then_refused(Refusal::Cancelled);
    fee([]).when(acting(BEN, Role::Auditor), at(NOW), REQUEST).then_refused(Denied.into());
    let facts = Facts { online_payment: OnlinePayment::NotOffered, ..Facts::default() };
    fee([]).knowing(facts).when(citizen(ADA), at(NOW), REQUEST).then_refused(Refusal::NotOffered);
}

#[test]
fn it_is_paid_by_the_providers_word_alone_and_once() {
    let open = || fee([requested(1), started(1)]);
    for by in [citizen(ADA), clerk(CLARA), acting(BEN, Role::Cashier), acting(BEN, Role::Admin)] {
        open().when(by, at(NOW), says_paid(1, 1300)).then_refused(Denied.into());
    }
    open().when(system(), at(NOW), says_paid(1, 1300)).then([paid_online(1, false)]);
    fee([requested(1), started(1), paid_online(1, false)]).when(system(), at(NOW), says_paid(1, 1300)).then_nothing();
    open().when(system(), at(NOW), says_paid(2, 1300)).then_refused(Refusal::NoAttempt);
    open().when(system(), at(NOW), says_paid(1, 0)).then_refused(Refusal::WrongAmount { due: Cents(1300) });
}

#[test]
fn money_that_comes_late_counts_when_nothing_else_paid_it() {
    let expired = Event::AttemptExpired { case: CASE, attempt: 1, unresolved: false };
    for ended in [failed(1), Event::AttemptCancelled { attempt: 1 }, expired] {
        fee([requested(1), started(1), ended.clone()])
            .when(system(), at(NOW), says_paid(1, 1300))
            .then([paid_online(1, true)]);
        // Also beside an attempt that is open by now; whatever comes of that is too much.
        let both = [requested(1), started(1), ended, requested(2), started(2), paid_online(1, true)];
        fee(both).when(system(), at(NOW), says_paid(2, 1300)).then([overpaid(2, NotOwed::PaidAlready)]);
    }
}

#[test]
fn money_that_is_not_owed_goes_back() {
    let (case, amount) = (CASE, Cents(1300));
    let exempted = Event::Exempted { case, exemption: Exemption::VoluntaryWork, amount };
    for (happened, because) in [
        (vec![cash()], NotOwed::PaidAlready),
        (vec![exempted], NotOwed::Waived),
        (vec![Event::WaiverRequested { case, amount }, Event::Waived { case, amount }], NotOwed::Waived),
        (vec![Event::Cancelled { case, amount }], NotOwed::Cancelled),
        (vec![cash(), Event::RefundDue { case, amount, by: None }], NotOwed::Cancelled),
    ] {
        let history: Vec<_> = [requested(1), started(1)].into_iter().chain(happened).collect();
        fee(history.clone()).when(system(), at(NOW), says_paid(1, 1300)).then([overpaid(1, because)]);
        let refund = u16::try_from(history.iter().filter(|event| matches!(event, Event::RefundDue { .. })).count() + 1);
        let refund = refund.expect("a few");
        let approved = Event::RefundApproved { case, refund, source: Source::Attempt(1), amount, by: BEN };
        fee(history.into_iter().chain([overpaid(1, because)]))
            .when(acting(BEN, Role::Cashier), at(NOW), Command::Refund(RefundCommand::Approve { refund }))
            .then([approved]);
    }
    // The applicant paid while the federal office was still thinking about it.
    fee([requested(1), Event::WaiverRequested { case, amount }])
        .when(system(), at(NOW), says_paid(1, 1300))
        .then([paid_online(1, false)]);
}

#[test]
fn another_amount_settles_nothing_and_can_go_back_whole() {
    let (means, receipt, paid_at, due) = (OnlineMeans::Card, Some("KZ-1".to_owned()), at(NOW), Cents(1300));
    let (case, attempt, amount) = (CASE, 1, Cents(1299));
    let other = Event::OtherAmountPaid { case, attempt, means, amount, due, receipt, mark: None, paid_at };
    fee([requested(1), started(1)]).when(system(), at(NOW), says_paid(1, 1299)).then([other.clone()]);
    let history = || fee([requested(1), started(1), other.clone()]);
    assert!(history().when(clerk(CLARA), at(NOW), pay(1300)).answer().is_ok(), "it is still due");
    let back = |amount| {
        Command::Refund(RefundCommand::Request {
            source: Source::Attempt(1),
            amount: Cents(amount),
            ground: Ground::OtherAmount,
        })
    };
    history().when(clerk(CLARA), at(NOW), back(1300)).then_refused(Refusal::MoreThanPaid { max: Cents(1299) });
    assert!(history().when(clerk(CLARA), at(NOW), back(1299)).answer().is_ok());
    history().when(system(), at(NOW), says_paid(1, 1300)).then_nothing();
}

#[test]
fn what_the_provider_does_not_say_is_not_inferred() {
    let unclear = |word: &str| Event::AttemptUnclear { case: CASE, attempt: 1, word: word.to_owned() };
    let record = |word: &str| Command::Attempt(AttemptCommand::RecordUnclear { attempt: 1, word: word.to_owned() });
    let open = || fee([requested(1), started(1)]);
    open().when(system(), at(NOW), record("PENDING")).then([unclear("PENDING")]);
    fee([requested(1), unclear("PENDING")]).when(system(), at(NOW), record("PENDING")).then_nothing();
    fee([requested(1), unclear("PENDING")]).when(citizen(ADA), at(NOW), REQUEST).then_nothing();
    open().when(system(), at(NOW), record("two words")).then_refused(Refusal::BadWord);
    let unanswered = Event::AttemptUnanswered { attempt: 1 };
    let record = Command::Attempt(AttemptCommand::RecordUnanswered { attempt: 1 });
    fee([requested(1)]).when(system(), at(NOW), record.clone()).then([unanswered.clone()]);
    fee([requested(1), unanswered.clone()]).when(system(), at(NOW), record.clone()).then_nothing();
    open().when(system(), at(NOW), record).then_nothing();
    let start = |reference: &str| {
        Command::Attempt(AttemptCommand::RecordStarted { attempt: 1, reference: reference.to_owned(), mark: None })
    };
    fee([requested(1), unanswered]).when(system(), at(NOW), start("T-1")).then([started(1)]);
    open().when(system(), at(NOW), start("T-9")).then_nothing();
    fee([requested(1)]).when(system(), at(NOW), start("")).then_refused(Refusal::BadWord);
}

#[test]
fn nobody_waits_for_an_attempt_for_ever() {
    let expire = Command::Attempt(AttemptCommand::Expire { attempt: 1 });
    let early = at("2026-03-16T22:59:59Z");
    let expired = |unresolved| Event::AttemptExpired { case: CASE, attempt: 1, unresolved };
    fee([requested(1), started(1)]).when(system(), early, expire.clone()).then_nothing();
    fee([requested(1), started(1)]).when(system(), at(EXPIRES), expire.clone()).then([expired(false)]);
    let unanswered = Event::AttemptUnanswered { attempt: 1 };
    fee([requested(1), unanswered]).when(system(), at(EXPIRES), expire.clone()).then([expired(true)]);
    for ended in [failed(1), paid_online(1, false), expired(false)] {
        fee([requested(1), started(1), ended]).when(system(), at(EXPIRES), expire.clone()).then_nothing();
    }
}

#[test]
fn a_receipt_has_one_number() {
    let number = |number| Command::NumberReceipt { year: 2026, number };
    let numbered = Event::ReceiptNumbered { case: CASE, year: 2026, number: 4, amount: Cents(1300) };
    fee([cash()]).when(clerk(CLARA), at(NOW), number(4)).then([numbered.clone()]);
    fee([cash(), numbered]).when(clerk(CLARA), at(NOW), number(5)).then_nothing();
    fee([]).when(clerk(CLARA), at(NOW), number(4)).then_refused(Refusal::NothingDue);
}

// --- Refunds.

fn approve(refund: u16) -> Command {
    Command::Refund(RefundCommand::Approve { refund })
}

fn cashier(actor: ActorId) -> crate::By {
    acting(actor, Role::Cashier)
}

/// Clara wants five euro back for whoever paid by the first attempt.
fn wanted() -> Event {
    let (source, amount, ground) = (Source::Attempt(1), Cents(500), Ground::WronglyCharged);
    Event::RefundRequested { case: CASE, refund: 1, source, amount, ground, by: CLARA }
}

fn approved(by: ActorId) -> Event {
    Event::RefundApproved { case: CASE, refund: 1, source: Source::Attempt(1), amount: Cents(500), by }
}

fn refunded(order: Option<&str>) -> Event {
    let (source, amount, order) = (Source::Attempt(1), Cents(500), order.map(str::to_owned));
    Event::Refunded { case: CASE, refund: 1, source, amount, order }
}

/// A fee that was paid online and of which this has become.
fn back(events: impl IntoIterator<Item = Event>) -> crate::testing::Given<State> {
    fee([requested(1), started(1), paid_online(1, false)].into_iter().chain(events))
}

#[test]
fn two_people_let_money_out() {
    let request = |amount| {
        Command::Refund(RefundCommand::Request {
            source: Source::Attempt(1),
            amount: Cents(amount),
            ground: Ground::WronglyCharged,
        })
    };
    back([]).when(clerk(CLARA), at(NOW), request(500)).then([wanted()]);
    back([]).when(citizen(ADA), at(NOW), request(500)).then_refused(Denied.into());
    back([wanted()]).when(clerk(DAVID), at(NOW), approve(1)).then_refused(Denied.into());
    back([wanted()]).when(cashier(CLARA), at(NOW), approve(1)).then_refused(Refusal::OwnRefund);
    back([wanted()]).when(cashier(BEN), at(NOW), approve(1)).then([approved(BEN)]);
    back([wanted(), approved(BEN)]).when(cashier(BEN), at(NOW), approve(1)).then_nothing();
    back([]).when(cashier(BEN), at(NOW), approve(1)).then_refused(Refusal::NoRefund);
    // Whoever has ended the case does not let the money out either.
    let due = Event::RefundDue { case: CASE, amount: Cents(1300), by: Some(DAVID) };
    let lead = acting(DAVID, Role::TeamLead);
    back([due.clone()]).when(lead, at(NOW), approve(1)).then_refused(Refusal::OwnRefund);
    assert!(back([due]).when(cashier(BEN), at(NOW), approve(1)).answer().is_ok());
}

#[test]
fn no_more_goes_back_than_was_paid() {
    let request = |amount| {
        Command::Refund(RefundCommand::Request {
            source: Source::Attempt(1),
            amount: Cents(amount),
            ground: Ground::WronglyCharged,
        })
    };
    for (history, max) in [
        (vec![], 1300),
        (vec![wanted()], 800),
        (vec![wanted(), approved(BEN), refunded(None)], 800),
        (vec![wanted(), Event::RefundDeclined { case: CASE, refund: 1 }], 1300),
        (vec![Event::RefundDue { case: CASE, amount: Cents(1300), by: None }], 0),
    ] {
        let refused = Refusal::MoreThanPaid { max: Cents(max) };
        back(history.clone()).when(clerk(CLARA), at(NOW), request(max + 1)).then_refused(refused.clone());
        back(history).when(clerk(CLARA), at(NOW), request(0)).then_refused(refused);
    }
    let counter = Command::Refund(RefundCommand::Request {
        source: Source::Counter,
        amount: Cents(1),
        ground: Ground::WronglyCharged,
    });
    back([]).when(clerk(CLARA), at(NOW), counter).then_refused(Refusal::MoreThanPaid { max: Cents::ZERO });
    // What is left goes back when the case ends.
    let due = Event::RefundDue { case: CASE, amount: Cents(800), by: Some(ADA) };
    back([wanted()]).when(citizen(ADA), at(NOW), Command::Abandon).then([due]);
}

#[test]
fn the_provider_gives_back_what_was_agreed_to_and_the_treasury_what_the_provider_does_not() {
    let done = Command::Refund(RefundCommand::RecordDone { refund: 1 });
    let by_hand = || Event::RefundByHand { case: CASE, refund: 1, obstacle: Obstacle::NotPossible };
    let impossible = Command::Refund(RefundCommand::RecordImpossible { refund: 1, obstacle: Obstacle::NotPossible });
    let hand = |order: &str| Command::Refund(RefundCommand::RecordByHand { refund: 1, order: order.to_owned() });
    back([wanted()]).when(system(), at(NOW), done.clone()).then_refused(Refusal::NotApproved);
    back([wanted(), approved(BEN)]).when(system(), at(NOW), done.clone()).then([refunded(None)]);
    let ordered = Event::RefundOrdered { refund: 1 };
    back([wanted(), approved(BEN)])
        .when(system(), at(NOW), Command::Refund(RefundCommand::RecordOrdered { refund: 1 }))
        .then([ordered.clone()]);
    back([wanted(), approved(BEN), ordered]).when(system(), at(NOW), done.clone()).then([refunded(None)]);
    back([wanted(), approved(BEN), refunded(None)]).when(system(), at(NOW), done).then_nothing();
    back([wanted(), approved(BEN)]).when(system(), at(NOW), impossible).then([by_hand()]);
    back([wanted(), approved(BEN)]).when(cashier(BEN), at(NOW), hand("AO-17")).then_refused(Refusal::NotByHand);
    back([wanted()]).when(cashier(BEN), at(NOW), hand("AO-17")).then_refused(Refusal::NotApproved);
    let waits = || back([wanted(), approved(BEN), by_hand()]);
    waits().when(cashier(BEN), at(NOW), hand("AO-17")).then([refunded(Some("AO-17"))]);
    waits().when(cashier(BEN), at(NOW), hand("for Ada")).then_refused(Refusal::BadWord);
    waits().when(clerk(CLARA), at(NOW), hand("AO-17")).then_refused(Denied.into());
    back([wanted(), approved(BEN), by_hand(), refunded(Some("AO-17"))])
        .when(cashier(BEN), at(NOW), hand("AO-17"))
        .then_refused(Refusal::RefundDecided);
}

#[test]
fn what_was_taken_at_the_counter_goes_back_by_hand() {
    let (case, amount, source) = (CASE, Cents(1300), Source::Counter);
    let due = Event::RefundDue { case, amount, by: Some(ADA) };
    fee([cash(), due]).when(cashier(BEN), at(NOW), approve(1)).then([
        Event::RefundApproved { case, refund: 1, source, amount, by: BEN },
        Event::RefundByHand { case, refund: 1, obstacle: Obstacle::Counter },
    ]);
}

#[test]
fn what_is_owed_is_not_declined() {
    let decline = Command::Refund(RefundCommand::Decline { refund: 1 });
    let declined = Event::RefundDeclined { case: CASE, refund: 1 };
    back([wanted()]).when(cashier(BEN), at(NOW), decline.clone()).then([declined.clone()]);
    back([wanted(), declined.clone()]).when(cashier(BEN), at(NOW), decline.clone()).then_nothing();
    back([wanted(), declined]).when(cashier(BEN), at(NOW), approve(1)).then_refused(Refusal::RefundDecided);
    back([wanted(), approved(BEN)]).when(cashier(BEN), at(NOW), decline.clone()).then_refused(Refusal::RefundDecided);
    fee([requested(1), cash(), overpaid(1, NotOwed::PaidAlready)])
        .when(cashier(BEN), at(NOW), decline)
        .then_refused(Refusal::RefundOwed);
}

#[test]
fn a_refund_that_was_due_before_anybody_had_to_agree_is_read_as_one() {
    let stored = br#"{"refund_due":{"case":"00000000-0000-0000-0000-000000000001","amount":1300}}"#;
    let event = crate::Event::decode(7, "1", stored).expect("an old event");
    assert_eq!(event, Event::RefundDue { case: CASE, amount: Cents(1300), by: None }.into());
}

#[test]
fn nothing_is_kept_of_a_case_that_has_come_to_nothing() {
    let (case, amount) = (CASE, Cents(1300));
    let whole = Event::RefundRequested {
        case,
        refund: 1,
        source: Source::Attempt(1),
        amount,
        ground: Ground::WronglyCharged,
        by: CLARA,
    };
    let decline = Command::Refund(RefundCommand::Decline { refund: 1 });
    let ended = Event::CaseEnded { case };
    // All of it is on its way back already; but whoever asked for it may still hear a no.
    back([whole.clone()]).when(citizen(ADA), at(NOW), Command::Abandon).then([ended.clone()]);
    back([whole.clone(), ended.clone()]).when(cashier(BEN), at(NOW), decline.clone()).then_refused(Refusal::RefundOwed);
    back([whole.clone(), ended.clone()]).when(citizen(ADA), at(NOW), Command::Abandon).then_nothing();
    assert!(back([whole, ended]).when(cashier(BEN), at(NOW), approve(1)).answer().is_ok());
    let rest = Event::RefundDue { case, amount: Cents(800), by: Some(ADA) };
    back([wanted(), rest]).when(cashier(BEN), at(NOW), decline.clone()).then_refused(Refusal::RefundOwed);
    // What was declined before the end goes back with the rest.
    let declined = Event::RefundDeclined { case, refund: 1 };
    back([wanted(), declined]).when(citizen(ADA), at(NOW), Command::Abandon).then([Event::RefundDue {
        case,
        amount,
        by: Some(ADA),
    }]);
}

#[test]
fn what_nobody_asked_for_takes_two_people_as_well() {
    let (source, amount) = (Source::Attempt(1), Cents(1300));
    let approved = Event::RefundApproved { case: CASE, refund: 1, source, amount, by: BEN };
    let by_hand = Event::RefundByHand { case: CASE, refund: 1, obstacle: Obstacle::NotPossible };
    let owed = || {
        let history = [requested(1), cash(), overpaid(1, NotOwed::PaidAlready), approved.clone(), by_hand.clone()];
        fee(history)
    };
    let hand = Command::Refund(RefundCommand::RecordByHand { refund: 1, order: "AO-17".to_owned() });
    owed().when(cashier(BEN), at(NOW), hand.clone()).then_refused(Refusal::OwnRefund);
    let refunded = Event::Refunded { case: CASE, refund: 1, source, amount, order: Some("AO-17".to_owned()) };
    owed().when(cashier(CLARA), at(NOW), hand).then([refunded]);
}

#[test]
fn a_person_closes_an_attempt_whose_end_nobody_knows() {
    let expired = |unresolved| Event::AttemptExpired { case: CASE, attempt: 1, unresolved };
    let close = |finding| Command::Attempt(AttemptCommand::Close { attempt: 1, finding, missed_by: None });
    let nothing = close(Finding::NothingCameIn);
    let closed = Event::AttemptClosed { case: CASE, attempt: 1, finding: Finding::NothingCameIn, by: BEN };
    let lost = || fee([requested(1), Event::AttemptUnanswered { attempt: 1 }, expired(true)]);
    lost().when(clerk(CLARA), at(NOW), nothing.clone()).then_refused(Denied.into());
    for known in [vec![], vec![failed(1)], vec![expired(false)], vec![paid_online(1, false)]] {
        fee([requested(1), started(1)].into_iter().chain(known))
            .when(cashier(BEN), at(NOW), nothing.clone())
            .then_refused(Refusal::NotUnresolved);
    }
    fee([]).when(cashier(BEN), at(NOW), nothing.clone()).then_refused(Refusal::NoAttempt);
    lost().when(cashier(BEN), at(NOW), nothing.clone()).then([closed.clone()]);
    let history = || fee([requested(1), Event::AttemptUnanswered { attempt: 1 }, expired(true), closed.clone()]);
    history().when(cashier(BEN), at(NOW), nothing).then_nothing();
    history().when(cashier(BEN), at(NOW), close(Finding::ProviderDenies)).then_refused(Refusal::NotUnresolved);
    // A late word of the provider still counts.
    history().when(system(), at(NOW), says_paid(1, 1300)).then([paid_online(1, true)]);
}

#[test]
fn what_is_paid_and_no_statement_shows_is_given_up_by_somebody_who_did_not_read_them_in() {
    let close = |finding, missed_by: Option<&[ActorId]>| {
        let missed_by = missed_by.map(<[ActorId]>::to_vec);
        Command::Attempt(AttemptCommand::Close { attempt: 1, finding, missed_by })
    };
    let (ben, now) = (cashier(BEN), at(NOW));
    let paid = || fee([requested(1), started(1), paid_online(1, false)]);
    let closed = |finding| Event::AttemptClosed { case: CASE, attempt: 1, finding, by: BEN };
    paid().when(ben, now, close(Finding::WrittenOff, None)).then_refused(Refusal::NotUnresolved);
    for other in [Finding::NothingCameIn, Finding::ProviderDenies] {
        paid().when(ben, now, close(other, Some(&[]))).then_refused(Refusal::FindingNotFitting);
    }
    for given_up in [Finding::WrittenOff, Finding::SettledElsewhere] {
        paid().when(ben, now, close(given_up, Some(&[CLARA, BEN]))).then_refused(Refusal::OwnStatement);
        paid().when(ben, now, close(given_up, Some(&[CLARA]))).then([closed(given_up)]);
    }
    paid().when(ben, now, close(Finding::InASum, Some(&[BEN]))).then([closed(Finding::InASum)]);
    let events = [requested(1), started(1), paid_online(1, false), closed(Finding::InASum)];
    fee(events.clone()).when(ben, now, close(Finding::InASum, None)).then_nothing();
    fee(events).when(ben, now, close(Finding::WrittenOff, None)).then_refused(Refusal::NotUnresolved);
    // What is said of money says nothing of an end that nobody knows.
    let expired = |unresolved| Event::AttemptExpired { case: CASE, attempt: 1, unresolved };
    let lost = || fee([requested(1), Event::AttemptUnanswered { attempt: 1 }, expired(true)]);
    for other in [Finding::InASum, Finding::WrittenOff] {
        lost().when(ben, now, close(other, None)).then_refused(Refusal::FindingNotFitting);
    }
    // What was found before the money came is no answer to where the money is.
    let nothing = Event::AttemptClosed { case: CASE, attempt: 1, finding: Finding::NothingCameIn, by: CLARA };
    let late = [requested(1), Event::AttemptUnanswered { attempt: 1 }, expired(true), nothing, paid_online(1, true)];
    fee(late).when(ben, now, close(Finding::WrittenOff, Some(&[CLARA]))).then([closed(Finding::WrittenOff)]);
}

#[test]
fn what_was_charged_back_is_due_again_and_can_be_paid_again() {
    let claim = |attempt, cents| Command::ClaimAgain { attempt, amount: Cents(cents) };
    let charged_back = Event::ChargedBack { case: CASE, attempt: 1, amount: Cents(1300), by: BEN };
    let (ben, now) = (cashier(BEN), at(NOW));
    let paid = || fee([requested(1), started(1), paid_online(1, false)]);
    paid().when(clerk(CLARA), now, claim(Some(1), 1300)).then_refused(Denied.into());
    for (attempt, cents) in [(Some(2), 1300), (Some(1), 1299), (None, 1600)] {
        paid().when(ben, now, claim(attempt, cents)).then_refused(Refusal::NothingToClaim);
    }
    for nothing in [vec![], vec![requested(1), started(1)], vec![requested(1), failed(1)]] {
        fee(nothing).when(ben, now, claim(None, 1300)).then_refused(Refusal::NothingToClaim);
    }
    // What goes back anyway is not claimed once more.
    let refund = Event::RefundRequested {
        case: CASE,
        refund: 1,
        source: Source::Attempt(1),
        amount: Cents(500),
        ground: Ground::WronglyCharged,
        by: CLARA,
    };
    fee([requested(1), started(1), paid_online(1, false), refund])
        .when(ben, now, claim(Some(1), 1300))
        .then_refused(Refusal::NothingToClaim);
    for attempt in [None, Some(1)] {
        paid().when(ben, now, claim(attempt, 1300)).then([charged_back.clone()]);
    }
    let again = || fee([requested(1), started(1), paid_online(1, false), charged_back.clone()]);
    again().when(ben, now, claim(Some(1), 1300)).then_refused(Refusal::NothingToClaim);
    again().when(system(), now, says_paid(1, 1300)).then_nothing();
    again().when(citizen(ADA), now, REQUEST).then([requested(2)]);
    let source = Source::Attempt(1);
    let back = RefundCommand::Request { source, amount: Cents(1), ground: Ground::WronglyCharged };
    again().when(ben, now, Command::Refund(back)).then_refused(Refusal::MoreThanPaid { max: Cents::ZERO });
    let events = [requested(1), started(1), paid_online(1, false), charged_back, requested(2)];
    fee(events).when(system(), now, says_paid(2, 1300)).then([paid_online(2, false)]);
}
