//! What people do with a transmission, where they may know of its case.

use super::{Command, Refusal, State};
use crate::asked::Asked;
use crate::case;
use crate::decide::Decide as _;
use crate::ids::TransmissionId;
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Tells a transmission what to do. Of the transmission of a case that is hidden from somebody, they know nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Tend {
    /// Which.
    pub transmission: TransmissionId,
    /// What is wanted.
    pub command: Command,
}

impl Transaction for Tend {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Self { transmission, command } = self;
        permission::check(State::grants(command), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let state: State = streams.guard(transmission.0)?;
        if let Some(job) = state.job()
            && streams.guard::<case::State>(job.case.0)?.file().is_none()
        {
            return Err(crate::Refusal::from(Refusal::Unknown).into());
        }
        streams.decide::<State>(transmission.0, asked.to(command.clone())).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::case::{Opening, Origin, RestrictionGround};
    use crate::catalogue::{Channel, ServiceCode};
    use crate::ids::CaseId;
    use crate::permission::Role;
    use crate::testing::{BEN, CLARA, Desk, acting, at, clerk, date, system};
    use crate::transmission::{Cause, Recipient};

    const CASE: CaseId = CaseId(Uuid::from_u128(5));

    #[test]
    fn of_what_goes_out_for_a_restricted_case_only_the_team_lead_knows() {
        let (mut desk, now) = (Desk::new(), at("2026-03-02T09:00:00Z"));
        let service = ServiceCode::ChangeOfResidence;
        let open = case::Command::Open(Opening {
            service,
            quantity: 1,
            origin: Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        });
        desk.ask::<case::State>(CASE.0, clerk(CLARA), now, open).expect("it is offered");
        let (recipient, transmission) = (Recipient::Register, TransmissionId::of(CASE, Recipient::Register));
        let queue = Command::Queue { case: CASE, service, recipient, authority: None, due_at: None };
        let fails = Command::RecordFailure { attempt: 1, cause: Cause::Withheld };
        for command in [queue, fails] {
            desk.ask::<State>(transmission.0, system(), now, command).expect("the office may");
        }
        let retry = Tend { transmission, command: Command::Retry };
        desk.run(&retry, clerk(CLARA), now).expect("it came to nothing");

        let restrict = case::Command::RestrictAccess { ground: RestrictionGround::Told };
        desk.ask::<case::State>(CASE.0, clerk(CLARA), now, restrict).expect("whoever sees it does it");
        let by_hand = Tend { transmission, command: Command::FinishByHand };
        assert_eq!(desk.run(&by_hand, clerk(CLARA), now), Err(Refusal::Unknown.into()));
        let nowhere = Tend { transmission: TransmissionId(Uuid::from_u128(9)), ..by_hand.clone() };
        assert_eq!(desk.run(&nowhere, clerk(CLARA), now), Err(Refusal::Unknown.into()));
        desk.run(&by_hand, acting(BEN, Role::TeamLead), now).expect("it did not leave by itself");
    }
}
