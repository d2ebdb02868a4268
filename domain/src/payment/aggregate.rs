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
    /// How much.
    pub amount: Cents,
    /// The part that the city keeps.
    pub city_share: Share,
    /// By which law.
    pub basis: Basis,
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

/// Why a fee is not raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaiverReason {
    /// Voluntary work for a charity, an authority or a volunteer service (JVKostG, preliminary note 1.1.3).
    VoluntaryWork,
    /// Decided in a single case.
    Hardship,
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
    /// Do without it.
    Waive {
        /// Why.
        reason: WaiverReason,
    },
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
    /// It is not raised.
    #[serde(rename = "waived")]
    Waived {
        /// For which case.
        case: CaseId,
        /// Why.
        reason: WaiverReason,
        /// How much it would have been.
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
    /// The fee is paid or waived.
    #[error("the fee is already settled")]
    AlreadySettled,
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
    /// It is not raised.
    Waived {
        /// What would have been due.
        claim: Claim,
        /// Why.
        reason: WaiverReason,
    },
}

impl Decide for State {
    const KIND: &'static str = "payment";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Assess { .. } => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
            Command::PayAtCounter { .. } => {
                &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::Cashier)]
            }
            Command::Waive { .. } => &[Grant::Any(Role::TeamLead)],
        }
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{Assess, PayAtCounter, Waive};

        match (self, &asked.command) {
            (Self::Unknown, Assess { items, .. }) if items.is_empty() => Err(Refusal::NothingDue),
            (Self::Unknown, Assess { case, items }) => {
                let amount = items.iter().map(|item| item.amount).sum();
                Ok(vec![Event::Assessed { case: *case, items: items.clone(), amount }])
            }
            (Self::Unknown, PayAtCounter { .. } | Waive { .. }) => Err(Refusal::NotAssessed),

            (
                Self::Free(claim) | Self::Due(claim) | Self::Paid(claim) | Self::Waived { claim, .. },
                Assess { case, items },
            ) if *case == claim.case && *items == claim.items => Ok(vec![]),
            (Self::Free(_) | Self::Due(_) | Self::Paid(_) | Self::Waived { .. }, Assess { .. }) => {
                Err(Refusal::AlreadyAssessed)
            }

            (Self::Free(_), PayAtCounter { .. } | Waive { .. }) => Err(Refusal::NothingDue),

            (Self::Due(claim), PayAtCounter { amount, .. }) if *amount != claim.amount => {
                Err(Refusal::WrongAmount { due: claim.amount })
            }
            (Self::Due(claim), &PayAtCounter { means, amount }) => {
                Ok(vec![Event::Paid { case: claim.case, means, amount, items: claim.items.clone() }])
            }
            (Self::Due(claim), &Waive { reason }) => {
                Ok(vec![Event::Waived { case: claim.case, reason, amount: claim.amount }])
            }

            // Never "already so": somebody who pays twice has to hear that the money is not owed.
            // (A repeated request with the same key is answered by the log, before it comes here.)
            (Self::Paid(_), PayAtCounter { .. } | Waive { .. }) => Err(Refusal::AlreadySettled),

            (Self::Waived { reason, .. }, Waive { reason: again }) if again == reason => Ok(vec![]),
            (Self::Waived { .. }, PayAtCounter { .. } | Waive { .. }) => Err(Refusal::AlreadySettled),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Assessed { case, items, amount }) => {
                let claim = Claim { case, items, amount };
                if amount == Cents::ZERO { Self::Free(claim) } else { Self::Due(claim) }
            }
            (Self::Due(claim), Event::Paid { .. }) => Self::Paid(claim),
            (Self::Due(claim), Event::Waived { reason, .. }) => Self::Waived { claim, reason },

            (state, Event::Assessed { .. } | Event::Paid { .. } | Event::Waived { .. }) => state,
        }
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
            amount: Cents(amount),
            city_share: Share { of: 2, parts: 5 },
            basis: Basis::JvKostG1130,
        }
    }

    fn assessed(amounts: &[i64]) -> Event {
        let items: Vec<_> = amounts.iter().copied().map(item).collect();
        Event::Assessed { case: CASE, amount: items.iter().map(|item| item.amount).sum(), items }
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
    fn only_the_team_lead_waives_and_then_nothing_is_taken() {
        let waive = Command::Waive { reason: WaiverReason::Hardship };
        let waived = Event::Waived { case: CASE, reason: WaiverReason::Hardship, amount: Cents(1300) };
        let lead = acting(BEN, Role::TeamLead);
        let history = [assessed(&[1300])];
        given::<State>(history.clone())
            .when(clerk(CLARA), at(NOW), waive.clone())
            .then_refused(Refusal::Denied(Denied));
        given::<State>(history.clone()).when(lead, at(NOW), waive.clone()).then([waived.clone()]);
        let history = history.into_iter().chain([waived]);
        given::<State>(history.clone()).when(lead, at(NOW), waive).then_nothing();
        given::<State>(history).when(clerk(CLARA), at(NOW), pay(1300)).then_refused(Refusal::AlreadySettled);
    }

    #[test]
    fn citizens_record_no_payments() {
        given::<State>([assessed(&[1300])])
            .when(citizen(ADA), at(NOW), pay(1300))
            .then_refused(Refusal::Denied(Denied));
    }
}
