//! Who may ask which question: one table, and denied is the default.
//!
//! Commands are not in it: whether they are allowed is decided where the command is decided.

use async_graphql::{Context, Result};
use domain::Role;

use super::{Asker, office};
use crate::errors::Code;
use crate::office::{Caller, Office};

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Everybody, without a token.
    Public,
    /// Everybody who has said who they are; the answer holds what is theirs.
    Known,
    /// Whoever holds one of the roles. A citizen sees only their own, which the question itself looks after.
    Roles(&'static [Role]),
}

use Role::{Admin, Analyst, Auditor, Cashier, Citizen, Clerk, DataProtection, Planner, ServiceCentre, TeamLead};

/// The questions and those who may ask them.
pub(crate) const READS: &[(&str, Rule)] = &[
    ("me", Rule::Known),
    ("colleagues", Rule::Roles(&[ServiceCentre, Clerk, TeamLead, Planner, Cashier, Auditor, DataProtection, Admin])),
    ("authority", Rule::Public),
    ("services", Rule::Public),
    ("catalogue", Rule::Roles(&[Planner, TeamLead, Admin, Auditor])),
    ("catalogueHistory", Rule::Roles(&[Planner, TeamLead, Admin, Auditor])),
    ("refusals", Rule::Public),
    ("scopes", Rule::Public),
    ("freeSlots", Rule::Public),
    ("freeDays", Rule::Public),
    ("booking", Rule::Roles(&[Citizen, ServiceCentre, Clerk, TeamLead, Auditor])),
    ("myBookings", Rule::Roles(&[Citizen])),
    ("myCases", Rule::Roles(&[Citizen])),
    ("myWaiting", Rule::Roles(&[Citizen])),
    ("waitingList", Rule::Roles(&[Planner, ServiceCentre, Clerk, TeamLead])),
    ("shifts", Rule::Roles(&[Clerk, TeamLead])),
    ("queue", Rule::Roles(&[Clerk, TeamLead])),
    ("parked", Rule::Roles(&[Clerk, TeamLead])),
    ("appointments", Rule::Roles(&[ServiceCentre, Clerk, TeamLead])),
    ("bookings", Rule::Roles(&[ServiceCentre, Clerk, TeamLead])),
    ("openingHours", Rule::Roles(&[Planner, ServiceCentre, Clerk, TeamLead])),
    ("conflicts", Rule::Roles(&[Planner, ServiceCentre, Clerk, TeamLead])),
    ("worklist", Rule::Roles(&[Clerk, TeamLead])),
    ("cases", Rule::Roles(&[Clerk, TeamLead])),
    ("case", Rule::Roles(&[Citizen, Clerk, TeamLead, Auditor])),
    ("payment", Rule::Roles(&[Citizen, Cashier, Clerk, TeamLead, Auditor])),
    ("caseHistory", Rule::Roles(&[Citizen, Clerk, TeamLead, Auditor])),
    ("proofs", Rule::Roles(&[Auditor, TeamLead])),
    ("transmissions", Rule::Roles(&[Clerk, TeamLead, Auditor])),
    ("transmissionsInTrouble", Rule::Roles(&[Clerk, TeamLead])),
    ("mailsInTrouble", Rule::Roles(&[ServiceCentre, Clerk, TeamLead])),
    ("lateRegistrations", Rule::Roles(&[TeamLead])),
    ("utilisation", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("timeUses", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("requestTypes", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("waitingAndHandling", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("completion", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("leadTime", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("demandByHour", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("unmetDemand", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("duties", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("cashBook", Rule::Roles(&[Cashier, TeamLead])),
    ("ledger", Rule::Roles(&[Cashier, TeamLead, Auditor])),
    ("paymentWorklist", Rule::Roles(&[Cashier, TeamLead])),
    ("statements", Rule::Roles(&[Cashier, TeamLead, Auditor])),
    ("statementWorklist", Rule::Roles(&[Cashier, TeamLead])),
    ("settlements", Rule::Roles(&[Cashier, TeamLead, Auditor])),
    ("appointmentWays", Rule::Roles(&[Analyst, Planner, TeamLead])),
    ("logHead", Rule::Roles(&[Auditor, Admin, DataProtection])),
    ("projections", Rule::Roles(&[Admin])),
    ("caseEvents", Rule::Roles(&[Citizen, Clerk, TeamLead, Auditor])),
    ("queueChanged", Rule::Roles(&[Clerk, TeamLead])),
    // And by the rule of the question that is listened to.
    ("answerChanged", Rule::Public),
];

/// Somebody who asks a question that they may ask.
pub(crate) struct Reader<'a> {
    pub(crate) office: &'a Office,
    pub(crate) asker: Asker,
}

impl<'a> Reader<'a> {
    /// Checks the field that is being answered against the table.
    pub(crate) fn of(ctx: &Context<'a>) -> Result<Self> {
        let asker = Asker::of(ctx);
        check(ctx.field().name(), &asker)?;
        Ok(Self { office: office(ctx)?, asker })
    }

    /// The caller of a question that needs one.
    pub(crate) fn caller(&self) -> Result<Caller> {
        self.asker.caller()
    }
}

/// Allows what the table allows, and denies everything else.
pub(crate) fn check(field: &str, asker: &Asker) -> Result<()> {
    let rule = READS.iter().find(|(name, _)| *name == field).map(|(_, rule)| *rule);
    match rule {
        Some(Rule::Public) => Ok(()),
        Some(Rule::Known) => asker.caller().map(drop),
        Some(Rule::Roles(roles)) => {
            let allowed = asker.caller()?.by.roles.any(roles);
            allowed.then_some(()).ok_or_else(|| Code::Forbidden.error())
        }
        None => Err(Code::Forbidden.error()),
    }
}
