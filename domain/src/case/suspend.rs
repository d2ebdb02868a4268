//! A case that must not go on for now. What the people in it see is one neutral sentence, whatever the ground.

use serde::{Deserialize, Serialize};

use super::aggregate::{Answered, not_their_own, worked};
use super::{Command, Event, File, Missing, Refusal};
use crate::asked::Asked;
use crate::catalogue::IdentificationMethod;
use crate::permission::{Denied, Role};

/// Why a case must not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuspensionGround {
    /// It is doubtful whether somebody acts of their own will: they are asked to come in person (§ 25 no. 3 BMG).
    FreeWillDoubtful,
    /// The register says that whoever is said to act has died.
    RegisteredAsDead,
}

/// With the suspension every identification in the case loses its force: who may go on is looked at anew.
pub(super) fn suspend(file: &File, ground: SuspensionGround, asked: &Asked<Command>) -> Answered {
    let suspended = Event::Suspended { ground };
    if file.suspended == Some(ground) {
        Ok(vec![])
    } else if asked.by.roles.has(Role::System) {
        // What the register says is no work of anybody's.
        Ok(vec![suspended])
    } else {
        worked(file, suspended, asked)
    }
}

/// Somebody who stands at the counter has come in person; an entry in the register is for the team lead to look into.
pub(super) fn resume(file: &File, asked: &Asked<Command>) -> Answered {
    let Some(ground) = file.suspended else { return Ok(vec![]) };
    not_their_own(file, &asked.by)?;
    match ground {
        SuspensionGround::FreeWillDoubtful => {
            let acting = file.acting().ok_or(Refusal::NobodyActs)?.id;
            let method = file.identified.get(&acting).map(|identified| identified.identification.method);
            if method == Some(IdentificationMethod::CounterDocument) {
                worked(file, Event::Resumed, asked)
            } else {
                Err(Refusal::Incomplete { missing: vec![Missing::Identification(acting)] })
            }
        }
        SuspensionGround::RegisteredAsDead if asked.by.roles.has(Role::TeamLead) => Ok(vec![Event::Resumed]),
        SuspensionGround::RegisteredAsDead => Err(Denied.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::consultation::Medium;
    use crate::testing::{ADA, BEN, CLARA, acting, citizen, system};

    // Scenario 20.
    #[test]
    fn whoever_may_not_act_freely_is_asked_to_come_and_the_case_waits_until_then() {
        let ground = SuspensionGround::FreeWillDoubtful;
        let mut visit = Visit::prepared(&[ada()], "2026-02-20");
        visit.show(DECLARED).expect("it is prepared");
        visit.clara(Command::Suspend { ground }).expect("the case is open");
        assert_eq!(visit.sign(citizen(ADA), DECLARED), Err(Refusal::Suspended.into()));
        assert_eq!(visit.clara(Command::Submit), Err(Refusal::Suspended.into()));
        visit.identify(REGISTRANT).expect("the talk goes on");
        let unseen = Refusal::Incomplete { missing: vec![Missing::Identification(REGISTRANT)] };
        assert_eq!(visit.clara(Command::Resume), Err(unseen.into()), "not by video");
        visit.talk_anew(Medium::Counter);
        visit.identify_at_the_counter(REGISTRANT).expect("she is there");
        visit.clara(Command::Resume).expect("she came in person");
        visit.sign(citizen(ADA), DECLARED).expect("it is shown");
        assert_eq!(visit.missing(), []);
    }

    // Scenario 33.
    #[test]
    fn nobody_registers_as_somebody_who_is_said_to_have_died_until_a_team_lead_has_looked_into_it() {
        let ground = SuspensionGround::RegisteredAsDead;
        let mut visit = Visit::ready(&[ada()], "2026-02-20");
        visit.ask(system(), Command::Suspend { ground }).expect("the register says so");
        assert_eq!(visit.clerk_in_charge(), Some(CLARA), "that is nobody's work");
        assert_eq!(visit.missing()[0], Missing::GoingOn, "the same answer, whatever the ground");
        assert_eq!(visit.clara(Command::Submit), Err(Refusal::Suspended.into()));
        assert_eq!(visit.clara(Command::Resume), Err(Refusal::Denied(Denied).into()));
        assert_eq!(visit.ask(acting(ADA, Role::TeamLead), Command::Resume), Err(Refusal::OwnCase.into()));
        visit.ask(acting(BEN, Role::TeamLead), Command::Resume).expect("it was another person");
        assert_eq!(visit.file().suspended, None);
    }
}
