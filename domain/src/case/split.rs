//! Who moves with other data registers by a case of their own (§ 23 (4) BMG).

use super::aggregate::{Answered, WORKERS};
use super::restrict::hide;
use super::{Command, File, Missing, Opening, Origin, Part, Party, Refusal, State};
use crate::asked::Asked;
use crate::calendar::local_date;
use crate::ids::{CaseId, PartyId};
use crate::permission;
use crate::person::Move;
use crate::personal::{Personal, SubjectId};
use crate::streams::{Streams, Transaction};

/// Takes somebody who moves along out of a case, and opens one of their own for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// Out of which case.
    pub case: CaseId,
    /// Who.
    pub party: PartyId,
    /// The case of their own.
    pub into: CaseId,
    /// As whom they are known in it: in each case under another name.
    pub subject: SubjectId,
}

impl Transaction for Split {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, party, into, subject } = self;
        permission::check(WORKERS, &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        let state: State = streams.guard(case.0)?;
        let file = state.file().ok_or_else(|| Refusal::Unknown.stop::<S>())?;
        let moves = file.party(party).filter(|one| one.part == Part::MovesAlong);
        // Done before, by the same command or another: who is not there any more is split off already.
        let Some(moves) = moves else { return Err(Refusal::UnknownParty.stop::<S>()) };
        let who = moves.who.known().map_err(|erased| Refusal::from(erased).stop::<S>())?.clone();
        streams.decide::<State>(case.0, asked.to(Command::RemoveParty { party }))?;

        let open = Command::Open(Opening {
            service: file.service,
            quantity: 1,
            origin: Origin::Clerk { during: file.bookings().last() },
            channel: file.channel,
            holder: file.holder,
            on: local_date(asked.at),
        });
        streams.decide::<State>(into.0, asked.to(open))?;
        let party = Party { id: party, who: subject.knows(who), part: Part::Principal, acts_for: vec![] };
        streams.decide::<State>(into.0, asked.to(Command::AddParty { party }))?;
        if let Some(restriction) = file.restricted {
            let restrict = Command::RestrictAccess { ground: restriction.ground };
            streams.decide::<State>(into.0, asked.to(restrict))?;
            if let Some(booking) = file.bookings().last() {
                hide(booking, asked, streams)?;
            }
        }
        Ok(())
    }
}

/// § 23 (4) BMG: those who leave the same dwelling for the same dwelling on the same day use one form. That they do
/// needs no record of its own: the move of the case is theirs.
pub(super) fn compare_move(file: &File, party: PartyId, details: &Personal<Move>) -> Answered {
    let moves = file.party(party).is_some_and(|one| one.part == Part::MovesAlong);
    if !moves {
        return Err(Refusal::UnknownParty);
    }
    let Some(moving) = &file.moving else {
        return Err(Refusal::Incomplete { missing: vec![Missing::MoveDetails] });
    };
    let (ours, theirs) = (moving.details.known()?, details.known()?);
    let same = (ours.moved_in, &ours.from, &ours.to) == (theirs.moved_in, &theirs.from, &theirs.to);
    if same { Ok(vec![]) } else { Err(Refusal::OtherMove { party }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::fixtures::*;
    use crate::testing::{ADA, CLARA, DAVID, citizen, clerk};
    use uuid::Uuid;

    const INTO: CaseId = CaseId(Uuid::from_u128(0x2ca5e));

    fn split() -> Split {
        Split { case: case(), party: HUSBAND, into: INTO, subject: SubjectId(Uuid::from_u128(0x5b)) }
    }

    // Scenario 25.
    #[test]
    fn a_spouse_who_moved_two_weeks_later_is_refused_the_joint_form_and_registers_by_a_case_of_their_own() {
        let mut visit = Visit::ready(&family(), "2026-02-02");
        let later = Command::CompareMove { party: HUSBAND, details: moved("2026-02-16") };
        assert_eq!(visit.clara(later), Err(Refusal::OtherMove { party: HUSBAND }.into()));
        visit.run(clerk(CLARA), &split()).expect("he moves along");
        let file = visit.file();
        assert!(file.party(HUSBAND).is_none() && file.parties.len() == 3);
        assert_eq!(visit.missing(), [Missing::Declaration], "the joint form no longer names him");
        let own = visit.desk.state::<State>(INTO.0);
        let own = own.file().expect("it is open");
        assert_eq!((own.service, own.holder, own.clerk), (file.service, file.holder, Some(CLARA)));
        assert_eq!(own.origin, Origin::Clerk { during: Some(BOOKING) });
        let principal = own.principal().expect("it is his matter");
        assert_eq!((principal.id, principal.who.subject()), (HUSBAND, SubjectId(Uuid::from_u128(0x5b))));
    }

    #[test]
    fn who_moved_on_the_same_day_between_the_same_dwellings_stays_in_the_joint_form() {
        let mut visit = Visit::ready(&family(), "2026-02-02");
        let compare = |details| Command::CompareMove { party: HUSBAND, details };
        visit.clara(compare(moved("2026-02-02"))).expect("it is the same move");
        assert_eq!(visit.missing(), []);
        let elsewhere = compare(moved_from("2026-02-02", "Mainzer Straße"));
        assert_eq!(visit.clara(elsewhere), Err(Refusal::OtherMove { party: HUSBAND }.into()), "another old dwelling");
    }

    #[test]
    fn only_a_clerk_in_charge_splits_and_only_whoever_moves_along() {
        let mut visit = Visit::ready(&family(), "2026-02-02");
        let refused = Refusal::AssignedToColleague { clerk: CLARA };
        assert_eq!(visit.run(clerk(DAVID), &split()), Err(refused.into()));
        assert_eq!(visit.run(citizen(ADA), &split()), Err(Refusal::from(permission::Denied).into()));
        let registrant = Split { party: REGISTRANT, ..split() };
        assert_eq!(visit.run(clerk(CLARA), &registrant), Err(Refusal::UnknownParty.into()));
        assert_eq!(visit.desk.state::<State>(INTO.0), State::Unknown, "all of it, or nothing");
    }
}
