//! The questions whose answers can be listened to.

use async_graphql::{Enum, Result};
use domain::ActorId;
use event_store::Position;
use projections::appointments::Appointment;
use projections::waiting::Place;
use projections::worklist::WorkItem;

use crate::fresh;
use crate::office::Office;

/// A question whose answer can be listened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum Question {
    /// `freeSlots` and `freeDays`, at any scope.
    FreeSlots,
    /// `myBookings`. Only what happens to the caller's own is told.
    MyBookings,
    /// `myCases`, and all about a case of the caller's own. Only what happens to these is told.
    MyCases,
    /// `myWaiting`. Only what happens to the caller's own is told.
    MyWaiting,
    /// `appointments`, `parked` and `booking`.
    Appointments,
    /// `openingHours`.
    OpeningHours,
    /// `catalogue` and `catalogueHistory`.
    Catalogue,
    /// `conflicts`.
    Conflicts,
    /// `waitingList`.
    WaitingList,
    /// `shifts`.
    Shifts,
    /// `worklist` and `cases`.
    Worklist,
    /// `case` and `payment`, of any case. To listen to one case there is `caseEvents`.
    Cases,
    /// `transmissions` and `transmissionsInTrouble`.
    Transmissions,
    /// `mailsInTrouble`.
    Mails,
    /// `lateRegistrations` and `duties`.
    LateRegistrations,
    /// `utilisation` and `timeUses`.
    Utilisation,
    /// `requestTypes`.
    RequestTypes,
    /// `waitingAndHandling` and `appointmentWays`.
    WaitingAndHandling,
    /// `completion`.
    Completion,
    /// `leadTime`, `demandByHour` and `unmetDemand`.
    LeadTime,
    /// `cashBook`.
    CashBook,
    /// `ledger`.
    Ledger,
    /// `paymentWorklist`.
    PaymentWorklist,
    /// `statements` and `statementWorklist`.
    StatementWorklist,
}

impl Question {
    /// The question by whose rule it may be listened to: whoever may ask may listen, and nobody else.
    pub(super) const fn asked_as(self) -> &'static str {
        match self {
            Self::FreeSlots => "freeSlots",
            Self::MyBookings => "myBookings",
            Self::MyCases => "myCases",
            Self::MyWaiting => "myWaiting",
            Self::Appointments => "appointments",
            Self::OpeningHours => "openingHours",
            Self::Catalogue => "catalogue",
            Self::Conflicts => "conflicts",
            Self::WaitingList => "waitingList",
            Self::Shifts => "shifts",
            Self::Worklist => "worklist",
            // Citizens may ask for a case of theirs, but learn nothing of when those of others are worked on.
            Self::Cases => "cases",
            Self::Transmissions => "transmissionsInTrouble",
            Self::Mails => "mailsInTrouble",
            Self::LateRegistrations => "lateRegistrations",
            Self::Utilisation => "utilisation",
            Self::RequestTypes => "requestTypes",
            Self::WaitingAndHandling => "waitingAndHandling",
            Self::Completion => "completion",
            Self::LeadTime => "leadTime",
            Self::CashBook => "cashBook",
            Self::Ledger => "ledger",
            Self::PaymentWorklist => "paymentWorklist",
            Self::StatementWorklist => "statementWorklist",
        }
    }

    /// The read models behind its answer.
    pub(super) const fn models(self) -> &'static [&'static str] {
        match self {
            Self::FreeSlots => &["free_slots"],
            Self::MyBookings | Self::Appointments => &["appointments"],
            Self::MyCases => &["worklist", "timeline"],
            Self::Worklist => &["worklist"],
            Self::MyWaiting | Self::WaitingList => &["waiting"],
            Self::OpeningHours => &["opening_hours"],
            Self::Catalogue => &["catalogue"],
            Self::Conflicts => &["conflicts"],
            Self::Shifts => &["shifts"],
            Self::Cases | Self::PaymentWorklist => &["case_file"],
            Self::Transmissions | Self::LateRegistrations => &["duty_watch"],
            Self::Mails => &["undelivered"],
            Self::Utilisation => &["utilisation"],
            Self::RequestTypes => &["request_types"],
            Self::WaitingAndHandling => &["waiting_and_handling"],
            Self::Completion => &["completion"],
            Self::LeadTime => &["lead_time"],
            Self::CashBook => &["cash_book"],
            Self::Ledger | Self::StatementWorklist => &["ledger"],
        }
    }

    /// What the answer says to a caller to whom only their own is told; nothing where everybody hears of every change.
    pub(super) fn own(self, office: &Office, caller: Option<ActorId>) -> Result<Option<Own>> {
        let (Some(caller), models) = (caller, office.read_models()) else { return Ok(None) };
        let own = match self {
            Self::MyBookings => models.appointments_of(caller).map(|all| {
                // That only the team lead goes on with one is no change that its owner sees.
                Own::Bookings(all.into_iter().map(|one| Appointment { restricted: false, ..one }).collect())
            }),
            Self::MyCases => models.cases_of(caller).and_then(|all| {
                // What is handed in, written, signed and paid is told, too.
                let cases: Vec<_> = all.iter().map(|item| item.id).collect();
                Ok(Own::Cases(models.last_of(&cases)?, all))
            }),
            Self::MyWaiting => models.places_of(caller).map(Own::Waiting),
            _ => return Ok(None),
        };
        own.map(Some).map_err(fresh::failed)
    }
}

/// What belongs to a caller.
#[derive(PartialEq, Eq)]
pub(super) enum Own {
    Bookings(Vec<Appointment>),
    Cases(Option<Position>, Vec<WorkItem>),
    Waiting(Vec<Place>),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use async_graphql::resolver_utils::EnumType as _;
    use projections::MODELS;

    use super::*;
    use crate::identity::may_read::READS;

    #[test]
    fn every_read_model_can_be_listened_to() {
        let listened: BTreeSet<_> = Question::items().iter().flat_map(|item| item.value.models()).copied().collect();
        assert_eq!(listened, BTreeSet::from(MODELS));
    }

    #[test]
    fn every_question_that_can_be_listened_to_has_a_rule() {
        for item in Question::items() {
            assert!(READS.iter().any(|(name, _)| *name == item.value.asked_as()), "{}", item.name);
        }
    }
}
