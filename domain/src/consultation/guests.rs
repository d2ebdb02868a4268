//! Who else is in a talk over video: somebody who interprets, or who is with the citizen. Nobody knows their names here.

use serde::{Deserialize, Serialize};

use super::{Event, Refusal};
use crate::ids::GuestId;
use crate::permission::Role;

/// How many may be invited at a time: with the two who talk they fill the room.
pub const GUESTS_MAX: usize = 2;

/// What somebody is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// They interpret. An authority may refuse what nobody understands (§ 23 VwVfG).
    Interpreter,
    /// They are with the citizen: family, a friend, a carer (§ 14 (4) VwVfG).
    Companion,
}

impl Part {
    /// The role in which they are there.
    pub fn role(self) -> Role {
        match self {
            Self::Interpreter => Role::Interpreter,
            Self::Companion => Role::Companion,
        }
    }
}

/// How far somebody has come who was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// They may come and wait.
    Invited,
    /// The clerk has let them in.
    Admitted,
    /// They are in the talk.
    Present,
    /// They are not wanted any more, and their invitation opens nothing.
    Removed,
}

/// Somebody who was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// Who. It is a name of this invitation, and of nobody.
    pub id: GuestId,
    /// What for.
    pub part: Part,
    /// How far they have come.
    pub standing: Standing,
}

/// What becomes of somebody who was invited, or is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuestStep {
    /// Invite them.
    Invite {
        /// What for.
        part: Part,
    },
    /// Let them in.
    Admit,
    /// Refuse them, send them away, or take back their invitation.
    Remove,
    /// Record that they are in the talk.
    Arrive,
    /// Record that they are gone.
    Leave,
}

/// All who were invited to a talk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guests(Vec<Guest>);

impl Guests {
    /// In the order in which they were invited.
    pub fn iter(&self) -> impl Iterator<Item = &Guest> {
        self.0.iter()
    }

    /// One of them.
    pub fn get(&self, id: GuestId) -> Option<&Guest> {
        self.0.iter().find(|guest| guest.id == id)
    }

    pub(super) fn decide(&self, guest: GuestId, step: GuestStep) -> Result<Vec<Event>, Refusal> {
        use Standing::{Admitted, Invited, Present, Removed};

        match (self.get(guest).map(|known| known.standing), step) {
            (None, GuestStep::Invite { part }) => {
                let wanted = self.0.iter().filter(|known| known.standing != Removed).count();
                if wanted >= GUESTS_MAX {
                    return Err(Refusal::NoSeatLeft);
                }
                Ok(vec![Event::GuestInvited { guest, part }])
            }
            (Some(Invited | Admitted | Present), GuestStep::Invite { .. }) => Ok(vec![]),

            (Some(Invited), GuestStep::Admit) => Ok(vec![Event::GuestAdmitted { guest }]),
            (Some(Admitted | Present), GuestStep::Admit) => Ok(vec![]),
            (Some(Invited | Admitted | Present), GuestStep::Remove) => Ok(vec![Event::GuestRemoved { guest }]),
            (Some(Removed), GuestStep::Remove) => Ok(vec![]),
            (Some(Removed), GuestStep::Invite { .. } | GuestStep::Admit)
            | (None, GuestStep::Admit | GuestStep::Remove) => Err(Refusal::NotInvited),

            (Some(Admitted), GuestStep::Arrive) => Ok(vec![Event::GuestArrived { guest }]),
            (Some(Present), GuestStep::Leave) => Ok(vec![Event::GuestLeft { guest }]),
            // What is seen in the room is said late, when the clerk has decided otherwise meanwhile.
            (None | Some(Invited | Present | Removed), GuestStep::Arrive)
            | (None | Some(Invited | Admitted | Removed), GuestStep::Leave) => Ok(vec![]),
        }
    }

    pub(super) fn invite(&mut self, id: GuestId, part: Part) {
        self.0.push(Guest { id, part, standing: Standing::Invited });
    }

    pub(super) fn stand(&mut self, id: GuestId, standing: Standing) {
        if let Some(guest) = self.0.iter_mut().find(|guest| guest.id == id) {
            guest.standing = standing;
        }
    }

    /// The talk is over. Whoever comes to the next one is let in anew.
    pub(super) fn part(&mut self) {
        for guest in self.0.iter_mut().filter(|guest| guest.standing != Standing::Removed) {
            guest.standing = Standing::Invited;
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const FIRST: GuestId = GuestId(Uuid::from_u128(1));
    const SECOND: GuestId = GuestId(Uuid::from_u128(2));
    const THIRD: GuestId = GuestId(Uuid::from_u128(3));
    const INVITE: GuestStep = GuestStep::Invite { part: Part::Interpreter };

    fn with(standings: &[Standing]) -> Guests {
        let ids = [FIRST, SECOND, THIRD];
        let guest =
            |(id, standing): (&GuestId, &Standing)| Guest { id: *id, part: Part::Companion, standing: *standing };
        Guests(ids.iter().zip(standings).map(guest).collect())
    }

    #[test]
    fn two_may_be_invited_and_another_one_when_somebody_was_sent_away() {
        let invited = |guests: &Guests, id| guests.decide(id, INVITE);
        assert_eq!(invited(&with(&[]), FIRST), Ok(vec![Event::GuestInvited { guest: FIRST, part: Part::Interpreter }]));
        let full = with(&[Standing::Present, Standing::Invited]);
        assert_eq!(invited(&full, SECOND), Ok(vec![]), "said twice");
        assert_eq!(invited(&full, THIRD), Err(Refusal::NoSeatLeft));
        let freed = with(&[Standing::Removed, Standing::Invited]);
        assert!(invited(&freed, THIRD).is_ok());
        assert_eq!(invited(&freed, FIRST), Err(Refusal::NotInvited), "who was sent away does not come back");
    }

    #[test]
    fn only_who_was_let_in_arrives_and_only_who_is_there_leaves() {
        use Standing::{Admitted, Invited, Present, Removed};
        for (standing, arrives, leaves) in
            [(Invited, false, false), (Admitted, true, false), (Present, false, true), (Removed, false, false)]
        {
            let guests = with(&[standing]);
            let arrived = guests.decide(FIRST, GuestStep::Arrive).expect("it is seen, and so not refused");
            let left = guests.decide(FIRST, GuestStep::Leave).expect("it is seen, and so not refused");
            assert_eq!((!arrived.is_empty(), !left.is_empty()), (arrives, leaves), "{standing:?}");
        }
        assert_eq!(with(&[]).decide(FIRST, GuestStep::Arrive), Ok(vec![]));
    }

    #[test]
    fn nobody_is_let_in_without_an_invitation() {
        assert_eq!(with(&[]).decide(FIRST, GuestStep::Admit), Err(Refusal::NotInvited));
        assert_eq!(with(&[]).decide(FIRST, GuestStep::Remove), Err(Refusal::NotInvited));
        assert_eq!(with(&[Standing::Removed]).decide(FIRST, GuestStep::Admit), Err(Refusal::NotInvited));
        assert_eq!(with(&[Standing::Removed]).decide(FIRST, GuestStep::Remove), Ok(vec![]));
    }

    #[test]
    fn the_next_talk_lets_them_in_anew() {
        let mut guests = with(&[Standing::Present, Standing::Removed]);
        guests.part();
        assert_eq!(guests, with(&[Standing::Invited, Standing::Removed]));
    }
}
