//! The fee is decided with its claim: the case knows that it is settled, the claim knows how.

use super::aggregate::{Answered, WORKERS, worked};
use super::{Command, Event, File, Refusal, State};
use crate::asked::Asked;
use crate::ids::{CaseId, PaymentId};
use crate::money::Cents;
use crate::payment::{self, Item, Means, WaiverReason};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Fixes the fee by the edition that binds the case. A fee of nothing is settled at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssessFee {
    /// Of which case.
    pub case: CaseId,
}

impl Transaction for AssessFee {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let case = self.case;
        let payment = PaymentId::of(case);
        // Who may not ask learns not even whether there is such a case.
        permission::check(WORKERS, &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        let state = streams.guard::<State>(case.0)?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let service = file.rules(&asked.facts).ok_or_else(|| Refusal::ServiceNotOffered.stop::<S>())?;
        let (service, fee) = (service.code, service.fee);

        streams.decide::<State>(case.0, asked.to(Command::RecordFee { amount: fee.amount, payment }))?;
        let items = vec![Item { service, amount: fee.amount, city_share: fee.city_share, basis: fee.basis }];
        streams.decide::<payment::State>(payment.0, asked.to(payment::Command::Assess { case, items }))?;
        if fee.amount == Cents::ZERO {
            streams.decide::<State>(case.0, asked.to(Command::RecordSettlement { payment }))?;
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
        settle(case, payment::Command::PayAtCounter { means, amount }, asked, streams)
    }
}

/// Does without the fee. The team lead's decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaiveFee {
    /// Of which case.
    pub case: CaseId,
    /// Why.
    pub reason: WaiverReason,
}

impl Transaction for WaiveFee {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        settle(self.case, payment::Command::Waive { reason: self.reason }, asked, streams)
    }
}

/// First the claim, which knows the amount, then the case, which waits for it.
fn settle<S: Streams>(case: CaseId, how: payment::Command, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let payment = PaymentId::of(case);
    streams.decide::<payment::State>(payment.0, asked.to(how))?;
    streams.decide::<State>(case.0, asked.to(Command::RecordSettlement { payment })).map(drop)
}

/// The fee is fixed once, by the first who works on it.
pub(super) fn record(file: &File, amount: Cents, payment: PaymentId, asked: &Asked<Command>) -> Answered {
    match file.fee {
        Some(fee) if (fee.amount, fee.payment) == (amount, payment) => Ok(vec![]),
        Some(_) => Err(Refusal::OtherFee),
        None => worked(file, Event::FeeAssessed { amount, payment }, asked),
    }
}

pub(super) fn record_settlement(file: &File, payment: PaymentId) -> Answered {
    match file.fee.filter(|fee| fee.payment == payment) {
        None => Err(Refusal::OtherFee),
        Some(fee) if fee.settled => Ok(vec![]),
        Some(_) => Ok(vec![Event::FeeSettled { payment }]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::FeeClaim;
    use crate::case::fixtures::*;
    use crate::catalogue::ServiceCode;
    use crate::permission::Role;
    use crate::testing::{ADA, BEN, CLARA, acting, citizen, clerk};

    fn fee(visit: &Visit) -> Option<(Cents, bool)> {
        visit.file().fee.map(|FeeClaim { amount, settled, .. }| (amount, settled))
    }

    fn assessed(service: ServiceCode) -> Visit {
        let mut visit = Visit::begun(service);
        visit.run(clerk(CLARA), &AssessFee { case: case() }).expect("the case is open");
        visit
    }

    fn pay(visit: &mut Visit, amount: i64) -> Result<(), crate::Refusal> {
        let pay = PayAtCounter { case: case(), means: Means::Card, amount: Cents(amount) };
        visit.run(acting(BEN, Role::Cashier), &pay)
    }

    #[test]
    fn a_service_that_is_free_by_law_is_settled_at_once() {
        let mut visit = assessed(ServiceCode::ChangeOfResidence);
        assert_eq!(fee(&visit), Some((Cents::ZERO, true)));
        visit.run(clerk(CLARA), &AssessFee { case: case() }).expect("it is fixed already");
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::NothingDue.into()));
    }

    #[test]
    fn a_fee_is_settled_when_the_whole_amount_is_paid() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        assert_eq!(fee(&visit), Some((Cents(1300), false)));
        assert_eq!(pay(&mut visit, 1000), Err(payment::Refusal::WrongAmount { due: Cents(1300) }.into()));
        pay(&mut visit, 1300).expect("it is due");
        assert_eq!(fee(&visit), Some((Cents(1300), true)));
        assert_eq!(pay(&mut visit, 1300), Err(payment::Refusal::AlreadySettled.into()));
    }

    #[test]
    fn only_the_team_lead_does_without_a_fee() {
        let waive = WaiveFee { case: case(), reason: WaiverReason::VoluntaryWork };
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        for by in [clerk(CLARA), citizen(ADA), acting(BEN, Role::Cashier)] {
            assert_eq!(visit.run(by, &waive), Err(payment::Refusal::Denied(crate::Denied).into()));
        }
        visit.run(acting(BEN, Role::TeamLead), &waive).expect("it is due");
        assert_eq!(fee(&visit), Some((Cents(1300), true)));
    }

    #[test]
    fn money_for_a_case_that_is_over_is_not_taken() {
        let mut visit = assessed(ServiceCode::CertificateOfConduct);
        let withdraw = Command::Withdraw { reason: crate::case::WithdrawalReason::Citizen };
        visit.ask(citizen(ADA), withdraw).expect("it is hers");
        assert_eq!(pay(&mut visit, 1300), Err(Refusal::Over.into()));
        let claim = visit.desk.state::<payment::State>(PaymentId::of(case()).0);
        assert!(matches!(claim, payment::State::Due(_)), "nothing happened to the claim");
    }
}
