//! A step that stands only on the case as its caller has seen it.

use super::State;
use crate::asked::Asked;
use crate::decide::Decide as _;
use crate::ids::CaseId;
use crate::permission::Role;
use crate::streams::{Stale, Streams, Transaction};

/// A step, and the version of the case on which it was made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnVersion<T> {
    /// Which case, and how many events its history had; nothing where the caller does not mind.
    pub seen: Option<(CaseId, u32)>,
    /// The step.
    pub then: T,
}

impl<T: Transaction> Transaction for OnVersion<T> {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let Some((case, seen)) = self.seen else { return self.then.run(asked, streams) };
        let current = streams.version::<State>(case.0)?;
        let state: State = streams.guard(case.0)?;
        // Whoever may not know of the case is told the step's own refusal, and not its version.
        let own = state.holder().is_some_and(|holder| holder == asked.by.actor);
        let may_know = own || asked.by.roles.any(&[Role::Clerk, Role::TeamLead]);
        if current != seen && may_know && current > 0 {
            return Err(crate::Refusal::from(Stale { current }).into());
        }
        self.then.run(asked, streams)?;
        if current == seen { Ok(()) } else { Err(crate::Refusal::from(Stale { current }).into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::case::{Command, Refusal};
    use crate::catalogue::ServiceCode;
    use crate::permission::Denied;
    use crate::streams::Single;
    use crate::testing::{ADA, BEN, CLARA, acting, citizen, clerk};

    fn taken_over(seen: u32) -> OnVersion<Single<State>> {
        let command = Command::Assign { clerk: CLARA };
        OnVersion { seen: Some((case(), seen)), then: Single { id: case().0, command } }
    }

    fn withdrawn(seen: u32) -> OnVersion<Single<State>> {
        let command = Command::Withdraw { reason: crate::case::WithdrawalReason::Citizen };
        OnVersion { seen: Some((case(), seen)), then: Single { id: case().0, command } }
    }

    #[test]
    fn what_was_made_up_on_an_older_version_is_refused_with_the_present_one() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        assert_eq!(visit.run(clerk(CLARA), &taken_over(0)), Err(Stale { current: 1 }.into()));
        assert_eq!(visit.run(clerk(CLARA), &taken_over(2)), Err(Stale { current: 1 }.into()));
        visit.run(clerk(CLARA), &taken_over(1)).expect("nothing has happened since");
        let now = u32::try_from(visit.desk.history::<State>(case().0).len()).expect("a few events");
        assert_eq!(
            visit.run(clerk(CLARA), &taken_over(1)),
            Err(Stale { current: now }.into()),
            "also where it is already so"
        );
        assert_eq!(visit.run(citizen(ADA), &withdrawn(1)), Err(Stale { current: now }.into()), "it is her case");
    }

    #[test]
    fn whoever_may_not_know_of_a_case_does_not_learn_its_version() {
        let mut visit = Visit::begun(ServiceCode::ChangeOfResidence);
        for stranger in [citizen(BEN), acting(BEN, Role::Analyst), acting(BEN, Role::ServiceCentre)] {
            assert_eq!(visit.run(stranger, &withdrawn(7)), Err(Refusal::from(Denied).into()));
        }
        let unknown = OnVersion { seen: Some((CaseId::default(), 7)), then: taken_over(0).then };
        let nowhere = OnVersion { then: Single { id: CaseId::default().0, ..unknown.then.clone() }, ..unknown };
        assert_eq!(visit.run(clerk(CLARA), &nowhere), Err(Refusal::Unknown.into()));
    }
}
