//! The fee is decided with its claim: the case knows that it is settled, the claim knows how.

use chrono::{DateTime, Days, Utc};

use super::aggregate::{Answered, WORKERS, worked};
use super::{Answer, Command, Event, FeeClaim, FeeStanding, File, Missing, Refusal, Settlement, State, Variant};
use crate::asked::Asked;
use crate::calendar::{end_of, local_date};
use crate::catalogue::{Delivery, EvidenceKind};
use crate::decide::Decide;
use crate::ids::{CaseId, PaymentId};
use crate::money::Cents;
use crate::payment::{self, Exemption, Item, Means};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Fixes the fee by the edition that binds the case. A fee of nothing is settled at once.
/// Another form of delivery makes another claim, as long as the one before is not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssessFee {
    /// Of which case.
    pub case: CaseId,
    /// In which form the result is handed over.
    pub delivery: Delivery,
}

impl Transaction for AssessFee {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, delivery } = self;
        // Who may not ask learns not even whether there is such a case.
        permission::check(WORKERS, &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        let state = streams.guard::<State>(case.0)?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let rules = file.rules(&asked.facts, local_date(asked.at));
        let service = rules.ok_or_else(|| Refusal::ServiceNotOffered.stop::<S>())?;
        let (service, fee, quantity) = (service.code, service.fee_for(delivery), file.quantity);
        let standing = file.fee.filter(|fee| fee.delivery == delivery);
        let payment = standing.map_or_else(|| PaymentId::of(case, file.claims + 1), |fee| fee.payment);
        let replaced = file.fee.filter(|fee| fee.payment != payment).map(|fee| fee.payment);

        let item = Item { service, quantity, each: fee.amount, city_share: fee.city_share, basis: fee.basis };
        let amount = item.amount();
        let record = Command::RecordFee { amount, delivery, payment };
        if streams.decide::<State>(case.0, asked.to(record))?.is_empty() {
            return Ok(());
        }
        if let Some(replaced) = replaced {
            streams.decide::<payment::State>(replaced.0, asked.to(payment::Command::Replace))?;
        }
        let items = vec![item];
        streams.decide::<payment::State>(payment.0, asked.to(payment::Command::Assess { case, items }))?;
        if amount == Cents::ZERO {
            let settle = Command::RecordSettlement { payment, how: Settlement::Free };
            streams.decide::<State>(case.0, asked.to(settle))?;
        }
        Ok(())
    }
}

/// Takes the money at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayAtCounter {
    /// For which case.
    pub case: CaseId,
    /// How it is handed over.
    pub means: Means,
    /// How much was handed over, less the change.
    pub amount: Cents,
}

impl Transaction for PayAtCounter {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, means, amount } = self;
        let payment = claim_of::<S>(case, payment::Command::PayAtCounter { means, amount }, asked, streams)?;
        settle(case, payment, Settlement::Paid, asked, streams)?;
        payment::number_receipt(payment, asked, streams)
    }
}

/// Records that a fee does not arise. That is no favour: whoever proves the ground does not owe it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExemptFee {
    /// Of which case.
    pub case: CaseId,
    /// By which rule.
    pub exemption: Exemption,
}

impl Transaction for ExemptFee {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, exemption } = self;
        let exempt = payment::Command::Exempt { exemption };
        permission::check(WORKERS, &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        let state = streams.guard::<State>(case.0)?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let proof = match exemption {
            Exemption::VoluntaryWork => EvidenceKind::ProofOfVoluntaryWork,
        };
        let proven = file.evidence.get(&proof).is_some_and(|found| found.values().any(|one| *one == Answer::Accepted));
        if !proven {
            return Err(Refusal::Incomplete { missing: vec![Missing::Evidence(proof)] }.stop::<S>());
        }
        let payment = claim_of::<S>(case, exempt, asked, streams)?;
        settle(case, payment, Settlement::Exempt, asked, streams)
    }
}

/// Asks the federal office to do without its fee, because somebody cannot pay (§ 10 JVKostG). The case goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestWaiver {
    /// Of which case.
    pub case: CaseId,
}

impl Transaction for RequestWaiver {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let case = self.case;
        let payment = claim_of::<S>(case, payment::Command::RequestWaiver, asked, streams)?;
        streams.decide::<State>(case.0, asked.to(Command::DeferFee { payment })).map(drop)
    }
}

/// Records what the federal office decided about its fee. Nobody here decides that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordWaiver {
    /// Of which case.
    pub case: CaseId,
    /// Whether it does without the fee.
    pub granted: bool,
}

impl Transaction for RecordWaiver {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, granted } = self;
        let payment = claim_of::<S>(case, payment::Command::RecordWaiver { granted }, asked, streams)?;
        if granted {
            settle(case, payment, Settlement::Waived, asked, streams)
        } else {
            streams.decide::<State>(case.0, asked.to(Command::ReinstateFee { payment })).map(drop)
        }
    }
}

/// Has the claim that stands decide, and says which it is. First the claim, which knows the amount, then the case,
/// which waits for it. Who may not ask the claim learns not even whether there is such a case.
fn claim_of<S: Streams>(
    case: CaseId,
    command: payment::Command,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<PaymentId, S::Break> {
    let denied = permission::check(payment::State::grants(&command), &asked.by, None);
    denied.map_err(|denied| crate::Refusal::from(payment::Refusal::from(denied)))?;
    let state = streams.guard::<State>(case.0)?;
    let fee = state.file().and_then(|file| file.fee);
    let payment = fee.ok_or_else(|| crate::Refusal::from(payment::Refusal::NotAssessed))?.payment;
    streams.decide::<payment::State>(payment.0, asked.to(command))?;
    Ok(payment)
}

fn settle<S: Streams>(
    case: CaseId,
    payment: PaymentId,
    how: Settlement,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    streams.decide::<State>(case.0, asked.to(Command::RecordSettlement { payment, how })).map(drop)
}

/// The fee is fixed by the first who works on it, and anew for another form of delivery while nothing is settled.
pub(super) fn record(
    file: &File,
    amount: Cents,
    delivery: Delivery,
    payment: PaymentId,
    asked: &Asked<Command>,
) -> Answered {
    // § 18 (3) BMG: who gets a file pays nothing, so paper is charged for only where paper is what was asked for.
    if let Some(Variant::Certificate { delivery: requested, .. }) = file.request.as_ref().map(|one| one.variant)
        && requested != delivery
    {
        return Err(Refusal::OtherDelivery);
    }
    let due_at = (amount > Cents::ZERO).then(|| due_at(asked));
    let assessed = Event::FeeAssessed { amount, delivery, claim: file.claims + 1, payment, due_at };
    match file.fee {
        Some(FeeClaim { amount: same, payment: known, .. }) if (same, known) == (amount, payment) => Ok(vec![]),
        Some(FeeClaim { payment: known, .. }) if known == payment => Err(Refusal::OtherFee),
        Some(FeeClaim { standing: FeeStanding::Due | FeeStanding::Settled(Settlement::Free), .. }) | None => {
            worked(file, assessed, asked)
        }
        Some(FeeClaim {
            standing:
                FeeStanding::Deferred | FeeStanding::Settled(Settlement::Paid | Settlement::Exempt | Settlement::Waived),
            ..
        }) => Err(Refusal::FeeSettled),
    }
}

pub(super) fn record_settlement(file: &File, payment: PaymentId, how: Settlement) -> Answered {
    match claim(file, payment)?.standing {
        FeeStanding::Settled(_) => Ok(vec![]),
        FeeStanding::Due | FeeStanding::Deferred => Ok(vec![Event::FeeSettled { payment, how }]),
    }
}

pub(super) fn defer(file: &File, payment: PaymentId) -> Answered {
    match claim(file, payment)?.standing {
        FeeStanding::Due => Ok(vec![Event::FeeDeferred { payment }]),
        FeeStanding::Deferred => Ok(vec![]),
        FeeStanding::Settled(_) => Err(Refusal::FeeSettled),
    }
}

pub(super) fn reinstate(file: &File, payment: PaymentId, asked: &Asked<Command>) -> Answered {
    match claim(file, payment)?.standing {
        FeeStanding::Deferred => Ok(vec![Event::FeeReinstated { payment, due_at: Some(due_at(asked)) }]),
        FeeStanding::Due => Ok(vec![]),
        FeeStanding::Settled(_) => Err(Refusal::FeeSettled),
    }
}

pub(super) fn reclaim(file: &File, payment: PaymentId, asked: &Asked<Command>) -> Answered {
    match claim(file, payment)?.standing {
        FeeStanding::Settled(Settlement::Paid) => {
            Ok(vec![Event::FeeReinstated { payment, due_at: Some(due_at(asked)) }])
        }
        FeeStanding::Due | FeeStanding::Deferred => Ok(vec![]),
        FeeStanding::Settled(Settlement::Free | Settlement::Exempt | Settlement::Waived) => Err(Refusal::FeeSettled),
    }
}

/// By when a fee that is fixed now has to be paid.
fn due_at(asked: &Asked<Command>) -> DateTime<Utc> {
    end_of(local_date(asked.at) + Days::new(asked.facts.limits.fee_due_days.into()))
}

/// A timer that comes early, or after somebody has paid, changes nothing.
pub(super) fn overdue(file: &File, payment: PaymentId, asked: &Asked<Command>) -> Vec<Event> {
    let passed = file.fee.is_some_and(|fee| {
        fee.payment == payment
            && fee.standing == FeeStanding::Due
            && !fee.overdue
            && fee.due_at.is_some_and(|due_at| due_at <= asked.at)
    });
    if passed { vec![Event::FeeOverdue { payment }] } else { vec![] }
}

fn claim(file: &File, payment: PaymentId) -> Result<FeeClaim, Refusal> {
    file.fee.filter(|fee| fee.payment == payment).ok_or(Refusal::OtherFee)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asked::Facts;
    use crate::case::fixtures::*;
    use crate::case::{Decline, Named, Withdraw};
    use crate::catalogue::{Catalogue, Edition, Notice, ServiceCode};
    use crate::permission::Role;
    use crate::testing::{ADA, BEN, CLARA, acting, citizen, clerk, date};

    fn fee(visit: &Visit) -> Option<(Cents, FeeStanding)> {
        visit.file().fee.map(|FeeClaim { amount, standing, .. }| (amount, standing))
    }

    fn assess(delivery: Delivery) -> AssessFee {
        AssessFee { case: case(), delivery }
    }

    fn claim(visit: &Visit, number: u32) -> Option<payment::Standing> {
        visit.desk.state::<payment::State>(PaymentId::of(case(), number).0).standing()
    }

    fn assessed(service: ServiceCode) -> Visit {
        let mut visit = Visit::begun(service);
        visit.run(clerk(CLARA), &assess(Delivery::Electronic)).expect("the case is open");
        visit
    }

    fn pay(visit: &mut Visit, amount: i64) -> Result<(), crate::Refusal> {
        let pay = PayAtCounter { case: case(), means: Means::Card, amount: Cents(amount) };
        visit.run(acting(BEN, Role::Cashier), &pay)
    }

    #[test]
    fn a_service_that_is_free_by_law_is_settled_at_once() {
        let mut visit = assessed(ServiceCode::ChangeOfResidence);
        assert_eq!(fee(&visit), Some((Cents::ZERO, FeeStanding::Settled(Settlement::Free))));
        visit.run(clerk(CLARA), &assess(Delivery::Electronic)).expect("it is fixed already");
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::NothingDue.into()));
    }

    /// K1: a case on which work has begun is decided by its own edition, a fresh one by that of the day.
    #[test]
    fn a_case_that_was_begun_before_a_change_is_decided_by_the_old_edition() {
        let first = Catalogue::default().editions()[0].clone();
        let mut second = Edition { number: 2, valid_from: date("2026-03-01"), ..first.clone() };
        let dearer = second.services.iter_mut().find(|service| service.code == ServiceCode::CertificateOfConduct);
        dearer.expect("it is offered").fee.amount = Cents(1500);
        let after = Facts { catalogue: vec![first, second].into(), ..Facts::default() };
        let charged = |begun: bool| {
            let mut visit = Visit::begun(ServiceCode::CertificateOfConduct);
            if begun {
                visit.clara(Command::AddParty { party: ada() }).expect("the case is open");
                visit.clara(Command::GiveNotice { notice: Notice::InspectionAtCourt }).expect("it is to be told");
            }
            visit.desk.know(after.clone());
            visit.run(clerk(CLARA), &assess(Delivery::Electronic)).expect("the case is open");
            (visit.file().edition, fee(&visit).map(|(amount, _)| amount))
        };
        assert_eq!(charged(true), (1, Some(Cents(1300))), "nobody loses what they were told");
        assert_eq!(charged(false), (2, Some(Cents(1500))));
    }

    #[test]
    fn a_fee_is_settled_when_the_whole_amount_is_paid() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Due)));
        assert_eq!(pay(&mut visit, 1000), Err(payment::Refusal::WrongAmount { due: Cents(1300) }.into()));
        pay(&mut visit, 1300).expect("it is due");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Settled(Settlement::Paid))));
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::AlreadySettled.into()));
    }

    #[test]
    fn voluntary_work_that_is_proven_exempts_from_the_fee() {
        let exempt = ExemptFee { case: case(), exemption: Exemption::VoluntaryWork };
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        assert_eq!(visit.run(citizen(ADA), &exempt), Err(Refusal::Denied(crate::Denied).into()));
        let proof = EvidenceKind::ProofOfVoluntaryWork;
        let missing = Refusal::Incomplete { missing: vec![Missing::Evidence(proof)] };
        assert_eq!(visit.run(clerk(CLARA), &exempt), Err(missing.into()));
        visit.clara(Command::AddParty { party: ada() }).expect("nobody is there");
        visit.assess_kind(proof, Answer::Accepted, Named::All).expect("the service knows it");
        visit.run(clerk(CLARA), &exempt).expect("it is proven");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Settled(Settlement::Exempt))));
    }

    #[test]
    fn a_waiver_is_asked_for_here_and_decided_by_the_federal_office() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        let request = RequestWaiver { case: case() };
        assert_eq!(visit.run(citizen(ADA), &request), Err(payment::Refusal::Denied(crate::Denied).into()));
        visit.run(clerk(CLARA), &request).expect("it is due");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Deferred)));
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::WaiverPending.into()));
        let record = |granted| RecordWaiver { case: case(), granted };
        visit.run(clerk(CLARA), &record(false)).expect("it was asked for");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Due)));
        visit.run(clerk(CLARA), &request).expect("they ask again");
        visit.run(clerk(CLARA), &record(true)).expect("it was asked for");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Settled(Settlement::Waived))));
    }

    #[test]
    fn what_was_charged_back_is_due_again_and_what_was_never_owed_is_not() {
        let payment = PaymentId::of(case(), 1);
        let reclaim = || Command::ReclaimFee { payment };
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        pay(&mut visit, 1300).expect("it is due");
        assert!(visit.ask(acting(BEN, Role::Cashier), reclaim()).is_err(), "it follows from the claim");
        visit.ask(crate::testing::system(), reclaim()).expect("it was paid");
        assert_eq!(fee(&visit), Some((Cents(1300), FeeStanding::Due)));
        assert!(visit.file().fee.is_some_and(|fee| fee.due_at.is_some() && !fee.overdue));
        let mut free = assessed(ServiceCode::RegistrationCertificate);
        assert!(free.ask(crate::testing::system(), reclaim()).is_err(), "nobody has paid for it");
    }

    // Scenario 36.
    #[test]
    fn paper_costs_what_the_city_asks_for_and_takes_the_place_of_the_free_file_until_it_is_paid() {
        let mut visit = assessed(ServiceCode::RegistrationCertificate);
        assert_eq!(fee(&visit), Some((Cents::ZERO, FeeStanding::Settled(Settlement::Free))));
        visit.run(clerk(CLARA), &assess(Delivery::Paper)).expect("nothing is paid");
        assert_eq!(fee(&visit), Some((Cents(700), FeeStanding::Due)));
        assert_eq!(claim(&visit, 1), Some(payment::Standing::Cancelled));
        pay(&mut visit, 700).expect("it is due");
        let other = visit.run(clerk(CLARA), &assess(Delivery::Electronic));
        assert_eq!(other, Err(Refusal::FeeSettled.into()));
        assert_eq!(claim(&visit, 2), Some(payment::Standing::Paid(payment::Source::Counter)));
    }

    #[test]
    fn a_fee_that_nobody_pays_in_time_is_for_somebody_to_look_after_and_one_that_is_paid_is_not() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        let payment = PaymentId::of(case(), 1);
        let due_at = visit.file().fee.and_then(|fee| fee.due_at).expect("it is due");
        assert_eq!(due_at, crate::testing::at("2026-03-16T23:00:00Z"), "the end of the fourteenth day");
        let overdue = |visit: &Visit| visit.file().fee.is_some_and(|fee| fee.overdue);
        visit.ask(crate::testing::system(), Command::MarkFeeOverdue { payment }).expect("it comes early");
        assert!(!overdue(&visit));
        visit.now = due_at;
        visit.ask(crate::testing::system(), Command::MarkFeeOverdue { payment }).expect("it is time");
        assert!(overdue(&visit));
        pay(&mut visit, 1300).expect("it can still be paid");

        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        pay(&mut visit, 1300).expect("it is due");
        visit.now = due_at;
        visit.ask(crate::testing::system(), Command::MarkFeeOverdue { payment }).expect("it comes late");
        assert!(!overdue(&visit));
    }

    #[test]
    fn a_withdrawn_case_asks_for_no_money_any_more() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        let withdraw = Withdraw { case: case(), reason: crate::case::WithdrawalReason::Citizen };
        visit.run(citizen(ADA), &withdraw).expect("it is hers");
        assert_eq!(claim(&visit, 1), Some(payment::Standing::Cancelled));
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::Cancelled.into()));
    }

    #[test]
    fn a_declined_case_gives_back_what_was_paid() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        pay(&mut visit, 1300).expect("it is due");
        let reason = crate::SubjectId(REGISTRANT.0).knows(crate::case::Note("not entitled".to_owned()));
        let decline = Decline { case: case(), reason };
        visit.run(acting(BEN, Role::TeamLead), &decline).expect("the case is open");
        assert_eq!(claim(&visit, 1), Some(payment::Standing::RefundDue(payment::Source::Counter)));
    }
}
