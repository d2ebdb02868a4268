//! The decision table of a fee.

use serde::{Deserialize, Serialize};

use crate::aggregates::stored;
use crate::asked::Asked;
use crate::catalogue::{Basis, ServiceCode};
use crate::decide::Decide;
use crate::ids::CaseId;
use crate::money::{Cents, Share};
use crate::permission::{Denied, Grant, Role};
use crate::personal::Erased;

/// One position of a claim, frozen when it is assessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// For which service.
    pub service: ServiceCode,
    /// How often: a second copy is a second application, with the full fee.
    pub quantity: u16,
    /// How much one costs.
    pub each: Cents,
    /// The part that the city keeps.
    pub city_share: Share,
    /// By which law.
    pub basis: Basis,
}

impl Item {
    /// How much it comes to.
    pub fn amount(&self) -> Cents {
        Cents(self.each.0 * i64::from(self.quantity))
    }
}

/// How money is handed over at the counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Means {
    /// In coins and notes.
    Cash,
    /// By card at the counter's terminal.
    Card,
}

/// By which rule a fee does not arise, although the catalogue names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exemption {
    /// Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3).
    VoluntaryWork,
}

/// What is wanted of a fee.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Fix it.
    Assess {
        /// For which case.
        case: CaseId,
        /// What for.
        items: Vec<Item>,
    },
    /// Take the money at the counter.
    PayAtCounter {
        /// How.
        means: Means,
        /// How much was handed over, less the change: it has to be the amount due.
        amount: Cents,
    },
    /// Record that it does not arise.
    Exempt {
        /// By which rule.
        exemption: Exemption,
    },
    /// Ask the federal office to do without it, because somebody cannot pay (§ 10 JVKostG).
    RequestWaiver,
    /// Record what the federal office decided.
    RecordWaiver {
        /// Whether it does without the fee.
        granted: bool,
    },
    /// Replace it by another claim: another form of delivery costs something else.
    Replace,
    /// Record that its case ended without a result: what is due is not asked for, and what is paid goes back.
    Abandon,
}

/// What happened to a fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// It is fixed.
    #[serde(rename = "assessed")]
    Assessed {
        /// For which case.
        case: CaseId,
        /// What for.
        items: Vec<Item>,
        /// The sum.
        amount: Cents,
    },
    /// It is paid.
    #[serde(rename = "paid")]
    Paid {
        /// For which case.
        case: CaseId,
        /// How.
        means: Means,
        /// How much.
        amount: Cents,
        /// What for.
        items: Vec<Item>,
    },
    /// It does not arise.
    #[serde(rename = "exempted")]
    Exempted {
        /// For which case.
        case: CaseId,
        /// By which rule.
        exemption: Exemption,
        /// How much.
        amount: Cents,
    },
    /// The federal office is asked to do without it. Until it has decided, nothing is asked for.
    #[serde(rename = "waiver_requested")]
    WaiverRequested {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// The federal office does without it.
    #[serde(rename = "waived")]
    Waived {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// The federal office does not do without it, so it is due again.
    #[serde(rename = "waiver_refused")]
    WaiverRefused {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// It is no longer asked for: its case ended without a result, or another claim took its place.
    #[serde(rename = "cancelled")]
    Cancelled {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
    /// It was paid, and its case ended without a result: the money goes back.
    #[serde(rename = "refund_due")]
    RefundDue {
        /// For which case.
        case: CaseId,
        /// How much.
        amount: Cents,
    },
}

stored!(Event);

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// No fee is fixed.
    #[error("no fee is fixed")]
    NotAssessed,
    /// Another fee is fixed already.
    #[error("the fee is already fixed")]
    AlreadyAssessed,
    /// The fee is paid, waived or does not arise.
    #[error("the fee is already settled")]
    AlreadySettled,
    /// Nobody has asked the federal office to do without it.
    #[error("no waiver was asked for")]
    NoWaiverRequested,
    /// The federal office decides on its own fees only (§ 10 JVKostG).
    #[error("this fee is not the federal office's to waive")]
    NotWaivable,
    /// The federal office has not decided yet.
    #[error("the federal office has not decided on the waiver yet")]
    WaiverPending,
    /// The claim is cancelled.
    #[error("the claim is cancelled")]
    Cancelled,
    /// There is nothing to pay.
    #[error("there is nothing to pay")]
    NothingDue,
    /// What was handed over is not what is due.
    #[error("the amount is not the one due")]
    WrongAmount {
        /// What is due.
        due: Cents,
    },
}

/// What is due, frozen with its basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// For which case.
    pub case: CaseId,
    /// What for.
    pub items: Vec<Item>,
    /// The sum.
    pub amount: Cents,
}

/// Where a fee stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// No fee is fixed.
    #[default]
    Unknown,
    /// The law asks for nothing.
    Free(Claim),
    /// It is due.
    Due(Claim),
    /// It is paid.
    Paid(Claim),
    /// It does not arise.
    Exempt {
        /// What would have been due.
        claim: Claim,
        /// By which rule.
        exemption: Exemption,
    },
    /// The federal office is asked to do without it.
    WaiverPending(Claim),
    /// The federal office does without it.
    Waived(Claim),
    /// It is no longer asked for.
    Cancelled(Claim),
    /// It was paid and goes back.
    RefundDue(Claim),
}

impl Decide for State {
    const KIND: &'static str = "payment";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Assess { .. }
            | Command::Exempt { .. }
            | Command::RequestWaiver
            | Command::RecordWaiver { .. }
            | Command::Replace => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
            Command::PayAtCounter { .. } => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::Cashier)]
            }
            // It is decided with the end of the case, and the case has said who may end it: the citizen for their own.
            Command::Abandon => &[
                Grant::Any(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Abandon, Assess, Exempt, PayAtCounter, RecordWaiver, Replace, RequestWaiver};

        match (self, &asked.command) {
            (Self::Unknown, Assess { items, .. }) if items.is_empty() => Err(Refusal::NothingDue),
            (Self::Unknown, Assess { case, items }) => {
                let amount = items.iter().map(Item::amount).sum();
                Ok(vec![Event::Assessed { case: *case, items: items.clone(), amount }])
            }
            (Self::Unknown, PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace) => {
                Err(Refusal::NotAssessed)
            }
            (Self::Unknown, Abandon) => Ok(vec![]),

            (
                Self::Free(claim)
                | Self::Due(claim)
                | Self::Paid(claim)
                | Self::Exempt { claim, .. }
                | Self::WaiverPending(claim)
                | Self::Waived(claim),
                Assess { case, items },
            ) if *case == claim.case && *items == claim.items => Ok(vec![]),
            (
                Self::Free(_)
                | Self::Due(_)
                | Self::Paid(_)
                | Self::Exempt { .. }
                | Self::WaiverPending(_)
                | Self::Waived(_),
                Assess { .. },
            ) => Err(Refusal::AlreadyAssessed),

            (Self::Free(_), PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. }) => {
                Err(Refusal::NothingDue)
            }
            (Self::Free(claim), Replace) => Ok(vec![claim.cancelled()]),
            (Self::Free(_), Abandon) => Ok(vec![]),

            (Self::Due(claim), PayAtCounter { amount, .. }) if *amount != claim.amount => {
                Err(Refusal::WrongAmount { due: claim.amount })
            }
            (Self::Due(claim), &PayAtCounter { means, amount }) => {
                Ok(vec![Event::Paid { case: claim.case, means, amount, items: claim.items.clone() }])
            }
            (Self::Due(claim), &Exempt { exemption }) => {
                Ok(vec![Event::Exempted { case: claim.case, exemption, amount: claim.amount }])
            }
            (Self::Due(claim), RequestWaiver) if !claim.is_federal() => Err(Refusal::NotWaivable),
            (Self::Due(claim), RequestWaiver) => {
                Ok(vec![Event::WaiverRequested { case: claim.case, amount: claim.amount }])
            }
            (Self::Due(_), RecordWaiver { .. }) => Err(Refusal::NoWaiverRequested),
            (Self::Due(claim) | Self::WaiverPending(claim), Replace | Abandon) => Ok(vec![claim.cancelled()]),

            (Self::WaiverPending(_), RequestWaiver) => Ok(vec![]),
            // While somebody waits for an answer, no money is asked for, and none is taken.
            (Self::WaiverPending(_), PayAtCounter { .. } | Exempt { .. }) => Err(Refusal::WaiverPending),
            (Self::WaiverPending(claim), RecordWaiver { granted: true }) => {
                Ok(vec![Event::Waived { case: claim.case, amount: claim.amount }])
            }
            (Self::WaiverPending(claim), RecordWaiver { granted: false }) => {
                Ok(vec![Event::WaiverRefused { case: claim.case, amount: claim.amount }])
            }

            // Never "already so": somebody who pays twice has to hear that the money is not owed.
            // (A repeated request with the same key is answered by the log, before it comes here.)
            (Self::Paid(_), PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace) => {
                Err(Refusal::AlreadySettled)
            }
            (Self::Paid(claim), Abandon) => Ok(vec![Event::RefundDue { case: claim.case, amount: claim.amount }]),

            (Self::Exempt { exemption, .. }, Exempt { exemption: again }) if again == exemption => Ok(vec![]),
            (Self::Waived(_), RecordWaiver { granted: true }) => Ok(vec![]),
            (
                Self::Exempt { .. } | Self::Waived(_),
                PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace,
            ) => Err(Refusal::AlreadySettled),
            (Self::Exempt { .. } | Self::Waived(_), Abandon) => Ok(vec![]),

            (Self::Cancelled(_), Replace | Abandon) => Ok(vec![]),
            (Self::RefundDue(_), Abandon) => Ok(vec![]),
            (
                Self::Cancelled(_),
                Assess { .. } | PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. },
            ) => Err(Refusal::Cancelled),
            (
                Self::RefundDue(_),
                Assess { .. } | PayAtCounter { .. } | Exempt { .. } | RequestWaiver | RecordWaiver { .. } | Replace,
            ) => Err(Refusal::Cancelled),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Assessed { case, items, amount }) => {
                let claim = Claim { case, items, amount };
                if amount == Cents::ZERO { Self::Free(claim) } else { Self::Due(claim) }
            }
            (Self::Due(claim), Event::Paid { .. }) => Self::Paid(claim),
            (Self::Due(claim), Event::Exempted { exemption, .. }) => Self::Exempt { claim, exemption },
            (Self::Due(claim), Event::WaiverRequested { .. }) => Self::WaiverPending(claim),
            (Self::WaiverPending(claim), Event::Waived { .. }) => Self::Waived(claim),
            (Self::WaiverPending(claim), Event::WaiverRefused { .. }) => Self::Due(claim),
            (Self::Free(claim) | Self::Due(claim) | Self::WaiverPending(claim), Event::Cancelled { .. }) => {
                Self::Cancelled(claim)
            }
            (Self::Paid(claim), Event::RefundDue { .. }) => Self::RefundDue(claim),

            // No row of the decision table leads here.
            (
                state @ (Self::Free(_)
                | Self::Due(_)
                | Self::Paid(_)
                | Self::Exempt { .. }
                | Self::WaiverPending(_)
                | Self::Waived(_)
                | Self::Cancelled(_)
                | Self::RefundDue(_)),
                Event::Assessed { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Free(_)
                | Self::Paid(_)
                | Self::Exempt { .. }
                | Self::WaiverPending(_)
                | Self::Waived(_)
                | Self::Cancelled(_)
                | Self::RefundDue(_)),
                Event::Paid { .. } | Event::Exempted { .. } | Event::WaiverRequested { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Free(_)
                | Self::Due(_)
                | Self::Paid(_)
                | Self::Exempt { .. }
                | Self::Waived(_)
                | Self::Cancelled(_)
                | Self::RefundDue(_)),
                Event::Waived { .. } | Event::WaiverRefused { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Paid(_)
                | Self::Exempt { .. }
                | Self::Waived(_)
                | Self::Cancelled(_)
                | Self::RefundDue(_)),
                Event::Cancelled { .. },
            )
            | (
                state @ (Self::Unknown
                | Self::Free(_)
                | Self::Due(_)
                | Self::Exempt { .. }
                | Self::WaiverPending(_)
                | Self::Waived(_)
                | Self::Cancelled(_)
                | Self::RefundDue(_)),
                Event::RefundDue { .. },
            ) => state,
        }
    }
}

impl Claim {
    fn cancelled(&self) -> Event {
        Event::Cancelled { case: self.case, amount: self.amount }
    }

    /// Whether the fee is raised by the JVKostG, for the Federal Office of Justice.
    fn is_federal(&self) -> bool {
        self.items.iter().all(|item| match item.basis {
            Basis::JvKostG1130 | Basis::JvKostG1132 => true,
            Basis::Bmg24 | Basis::Bmg18 | Basis::Ao139a | Basis::MunicipalTariff => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::testing::{ADA, BEN, CLARA, acting, at, citizen, clerk, given};

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
        given::<State>([])
            .when(clerk(CLARA), at(NOW), Command::Assess { case: CASE, items: vec![twice] })
            .then([assessed]);
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
        given::<State>([assessed(&[1300])])
            .when(clerk(CLARA), at(NOW), Command::RequestWaiver)
            .then([requested.clone()]);
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
        let refund = Event::RefundDue { case: CASE, amount: Cents(2600) };
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
        given::<State>([assessed(&[1300])])
            .when(citizen(ADA), at(NOW), pay(1300))
            .then_refused(Refusal::Denied(Denied));
    }
}
