//! Somebody more is invited to a talk over video: by whoever leads it, or by whom the appointment belongs to.

use super::begin::refused;
use super::guests::{GuestStep, Part};
use super::{Command, Refusal, State};
use crate::asked::Asked;
use crate::booking;
use crate::catalogue::Channel;
use crate::decide::Decide as _;
use crate::ids::{BookingId, ConsultationId, GuestId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Invites somebody to the talk of an appointment. They wait until the clerk lets them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Of which appointment.
    pub booking: BookingId,
    /// Whom. The inviter makes the name, so a retry invites nobody else.
    pub guest: GuestId,
    /// What for.
    pub part: Part,
}

impl Transaction for Invite {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { booking, guest, part } = self;
        let command = Command::Guest { guest, step: GuestStep::Invite { part } };
        let visit: booking::State = streams.guard(booking.0)?;
        let arranged = visit.arranged();
        let holder = arranged.map(|arranged| arranged.holder);
        permission::check(State::grants(&command), &asked.by, holder).map_err(refused::<S::Break>)?;
        // Of what does not exist everybody would be the owner.
        let Some(arranged) = arranged else { return Err(refused::<S::Break>(Refusal::Unknown)) };
        if arranged.channel != Channel::Video {
            return Err(refused::<S::Break>(Refusal::AtCounter));
        }
        streams.decide::<State>(ConsultationId::of(booking).0, asked.to(command)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::asked::{ActorId, By};
    use crate::consultation::fixtures::{BOOKING, arranged, ask, end, now, waiting};
    use crate::consultation::{Begin, Enter, Medium, Occasion, Outcome, Seat, Standing, Tell};
    use crate::permission::{Denied, Role};
    use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, citizen, clerk, system};

    const GUEST: GuestId = GuestId(Uuid::from_u128(0x9e57));

    #[test]
    fn the_citizen_brings_somebody_along_and_the_clerk_lets_them_in() {
        let mut desk = arranged(Channel::Video);
        invites(&mut desk, citizen(ADA)).expect("it is her appointment");
        assert_eq!(enters(&mut desk), Err(Refusal::NotThere.into()), "before she is there, nobody waits for her");
        ask(&mut desk, citizen(ADA), booking::Command::CheckIn);
        enters(&mut desk).expect("they wait together");
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        assert_eq!(tells(&mut desk, clerk(CLARA), GuestStep::Admit), Err(Refusal::NotBegun.into()));
        begins(&mut desk);
        tells(&mut desk, clerk(CLARA), GuestStep::Admit).expect("she leads the talk");
        tells(&mut desk, system(), GuestStep::Arrive).expect("the room has seen them");
        assert_eq!(standing(&desk), Some(Standing::Present));
        end(&mut desk, Outcome::Aborted);
        assert_eq!(standing(&desk), Some(Standing::Invited), "whoever comes to the next talk is let in anew");
        assert_eq!(tells(&mut desk, clerk(CLARA), GuestStep::Admit), Err(Refusal::Over.into()));
    }

    #[test]
    fn whoever_was_sent_away_does_not_come_back() {
        let mut desk = talking();
        invites(&mut desk, clerk(CLARA)).expect("she leads the talk");
        enters(&mut desk).expect("they were invited");
        tells(&mut desk, clerk(CLARA), GuestStep::Remove).expect("she does not want them");
        assert_eq!(enters(&mut desk), Err(Refusal::NotInvited.into()));
        assert_eq!(invites(&mut desk, clerk(CLARA)), Err(Refusal::NotInvited.into()));
    }

    #[test]
    fn whoever_is_protected_has_an_interpreter_too_and_nobody_uninvited_learns_of_it() {
        let mut desk = talking();
        invites(&mut desk, clerk(CLARA)).expect("she leads the talk");
        ask(&mut desk, acting(BEN, Role::TeamLead), booking::Command::RestrictAccess);
        enters(&mut desk).expect("they were invited");
        let other = GuestId(Uuid::from_u128(1));
        let sits = Enter { booking: BOOKING, seat: Seat::Guest(other) };
        let uninvited = desk.run(&sits, as_guest(other, Role::Interpreter), now());
        assert_eq!(uninvited, Err(Refusal::NotInvited.into()));
    }

    #[test]
    fn nobody_else_invites_admits_or_removes() {
        let mut desk = talking();
        let other = Refusal::OtherHost { host: CLARA };
        assert_eq!(invites(&mut desk, citizen(BEN)), Err(Refusal::Denied(Denied).into()));
        assert_eq!(invites(&mut desk, acting(BEN, Role::ServiceCentre)), Err(Refusal::Denied(Denied).into()));
        assert_eq!(invites(&mut desk, clerk(DAVID)), Err(other.clone().into()));
        invites(&mut desk, citizen(ADA)).expect("it is her appointment");
        assert_eq!(tells(&mut desk, citizen(ADA), GuestStep::Admit), Err(Refusal::Denied(Denied).into()));
        assert_eq!(tells(&mut desk, clerk(DAVID), GuestStep::Admit), Err(other.into()));
        assert_eq!(
            tells(&mut desk, clerk(CLARA), GuestStep::Arrive),
            Err(Refusal::Denied(Denied).into()),
            "the room says"
        );
        tells(&mut desk, citizen(ADA), GuestStep::Remove).expect("she takes it back");
        tells(&mut desk, acting(BEN, Role::TeamLead), GuestStep::Remove).expect("said twice");
    }

    #[test]
    fn an_invitation_is_good_for_one_guest_in_one_room() {
        let mut desk = talking();
        invites(&mut desk, clerk(CLARA)).expect("she leads the talk");
        let sits =
            |desk: &mut Desk, guest, by| desk.run(&Enter { booking: BOOKING, seat: Seat::Guest(guest) }, by, now());
        let other = GuestId(Uuid::from_u128(1));
        assert_eq!(sits(&mut desk, other, as_guest(other, Role::Interpreter)), Err(Refusal::NotInvited.into()));
        assert_eq!(sits(&mut desk, GUEST, as_guest(other, Role::Interpreter)), Err(Refusal::Denied(Denied).into()));
        assert_eq!(sits(&mut desk, GUEST, citizen(ADA)), Err(Refusal::Denied(Denied).into()));
        assert_eq!(sits(&mut desk, GUEST, as_guest(GUEST, Role::Companion)), Err(Refusal::NotInvited.into()));
        let mut elsewhere = waiting();
        assert_eq!(enters(&mut elsewhere), Err(Refusal::NotInvited.into()));
        let mut nowhere = Desk::new();
        assert_eq!(enters(&mut nowhere), Err(Refusal::NotInvited.into()));
    }

    #[test]
    fn nobody_is_invited_to_the_counter_or_to_a_telephone() {
        let mut desk = arranged(Channel::Counter);
        assert_eq!(invites(&mut desk, citizen(ADA)), Err(Refusal::AtCounter.into()));
        let mut desk = waiting();
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        let begin = Begin { of: Occasion::Booking(BOOKING), medium: Medium::Phone };
        desk.run(&begin, clerk(CLARA), now()).expect("she has called");
        assert_eq!(invites(&mut desk, clerk(CLARA)), Err(Refusal::OtherMedium.into()));
        let mut nothing = Desk::new();
        assert_eq!(invites(&mut nothing, clerk(CLARA)), Err(Refusal::Unknown.into()));
        assert_eq!(invites(&mut nothing, citizen(ADA)), Err(Refusal::Unknown.into()));
    }

    fn talking() -> Desk {
        let mut desk = waiting();
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        begins(&mut desk);
        desk
    }

    fn begins(desk: &mut Desk) {
        let begin = Begin { of: Occasion::Booking(BOOKING), medium: Medium::Video };
        desk.run(&begin, clerk(CLARA), now()).expect("she has called");
    }

    fn invites(desk: &mut Desk, by: By) -> Result<(), crate::Refusal> {
        desk.run(&Invite { booking: BOOKING, guest: GUEST, part: Part::Interpreter }, by, now())
    }

    fn tells(desk: &mut Desk, by: By, step: GuestStep) -> Result<(), crate::Refusal> {
        let of = Occasion::Booking(BOOKING);
        desk.run(&Tell { of, command: Command::Guest { guest: GUEST, step } }, by, now())
    }

    fn enters(desk: &mut Desk) -> Result<(), crate::Refusal> {
        desk.run(&Enter { booking: BOOKING, seat: Seat::Guest(GUEST) }, as_guest(GUEST, Role::Interpreter), now())
    }

    fn as_guest(guest: GuestId, role: Role) -> By {
        acting(ActorId(guest.0), role)
    }

    fn standing(desk: &Desk) -> Option<Standing> {
        let talk: State = desk.state(ConsultationId::of(BOOKING).0);
        talk.guests()?.get(GUEST).map(|guest| guest.standing)
    }
}
