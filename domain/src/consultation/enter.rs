//! Who may enter the room in which a talk over video takes place.

use super::begin::{may_begin, refused};
use super::{Refusal, Standing, State};
use crate::asked::{ActorId, Asked, By};
use crate::booking;
use crate::catalogue::Channel;
use crate::ids::{BookingId, ConsultationId, GuestId};
use crate::permission::{self, Grant, Role};
use crate::streams::{Streams, Transaction};

/// A place in the room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    /// Whoever leads the talk.
    Host,
    /// Whom the appointment belongs to.
    Holder,
    /// Somebody who was invited.
    Guest(GuestId),
}

impl Seat {
    fn grants(self) -> &'static [Grant] {
        match self {
            Self::Host => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],
            Self::Holder => &[Grant::Own(Role::Citizen)],
            Self::Guest(_) => &[Grant::Own(Role::Interpreter), Grant::Own(Role::Companion)],
        }
    }
}

/// Enters the room of an appointment. Nothing happens by it: that somebody is there is not yet that they talk.
///
/// Whom it belongs to enters once they have said that they are there, and waits; whoever was invited waits with them.
/// Whoever has called them leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enter {
    /// Of which appointment.
    pub booking: BookingId,
    /// On which seat.
    pub seat: Seat,
}

impl Transaction for Enter {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { booking, seat } = self;
        let visit: booking::State = streams.guard(booking.0)?;
        let arranged = visit.arranged();
        let owner = match seat {
            Seat::Host | Seat::Holder => arranged.map(|arranged| arranged.holder),
            Seat::Guest(guest) => Some(ActorId(guest.0)),
        };
        permission::check(seat.grants(), &asked.by, owner).map_err(refused::<S::Break>)?;
        if let Seat::Guest(guest) = seat {
            // Whoever was never invited learns nothing of the visit.
            let talk: State = streams.guard(ConsultationId::of(booking).0)?;
            may_visit(&talk, guest, &asked.by).map_err(refused::<S::Break>)?;
        }
        // Of what does not exist everybody would be the owner.
        let Some(arranged) = arranged else { return Err(refused::<S::Break>(Refusal::Unknown)) };
        if arranged.channel != Channel::Video {
            return Err(refused::<S::Break>(Refusal::AtCounter));
        }
        match seat {
            Seat::Holder | Seat::Guest(_) => may_wait(&visit).map_err(refused::<S::Break>),
            Seat::Host => {
                // Whoever has called leads, unless a team lead has begun in their place.
                let talk: State = streams.guard(ConsultationId::of(booking).0)?;
                match led_by(&talk) {
                    Some(host) if host == asked.by.actor => Ok(()),
                    Some(host) => Err(refused::<S::Break>(Refusal::OtherHost { host })),
                    None => may_begin(&visit, &asked.by).map_err(refused::<S::Break>),
                }
            }
        }
    }
}

/// Who leads the talk, while it goes on.
fn led_by(talk: &State) -> Option<ActorId> {
    match talk {
        State::Live { talk, .. } | State::Interrupted(talk) => Some(talk.host),
        State::Unknown | State::Scheduled { .. } | State::Ended { .. } | State::Cancelled { .. } => None,
    }
}

/// Whoever was invited comes for what they were invited for, until they are not wanted any more.
fn may_visit(talk: &State, guest: GuestId, by: &By) -> Result<(), Refusal> {
    let invited = talk.guests().and_then(|guests| guests.get(guest));
    let is_wanted = invited.is_some_and(|known| known.standing != Standing::Removed && by.roles.has(known.part.role()));
    if is_wanted { Ok(()) } else { Err(Refusal::NotInvited) }
}

/// Whether the visit goes on, so that they may talk, or talk again.
pub fn goes_on(visit: &booking::State) -> bool {
    may_wait(visit).is_ok()
}

/// Whoever has said that they are there waits in the room, also while their service is interrupted.
fn may_wait(visit: &booking::State) -> Result<(), Refusal> {
    match visit {
        booking::State::Waiting(_)
        | booking::State::Called { .. }
        | booking::State::InService { .. }
        | booking::State::Parked { .. } => Ok(()),
        booking::State::Unknown => Err(Refusal::Unknown),
        booking::State::Held { .. }
        | booking::State::Preconfirmed(_)
        | booking::State::Confirmed(_)
        | booking::State::Missed(_) => Err(Refusal::NotThere),
        booking::State::Finished { .. }
        | booking::State::Unserved(_)
        | booking::State::Cancelled { .. }
        | booking::State::Expired { .. } => Err(Refusal::Over),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::ParkReason;
    use crate::consultation::fixtures::{BOOKING, arranged, ask, end, now, waiting};
    use crate::consultation::{Begin, Medium, Occasion, Outcome};
    use crate::permission::Denied;
    use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, citizen, clerk, system};

    #[test]
    fn whoever_is_there_waits_in_the_room_until_the_visit_is_over() {
        let mut desk = arranged(Channel::Video);
        assert_eq!(enters(&mut desk, Seat::Holder, citizen(ADA)), Err(Refusal::NotThere.into()));
        ask(&mut desk, citizen(ADA), booking::Command::CheckIn);
        enters(&mut desk, Seat::Holder, citizen(ADA)).expect("she is there");
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        enters(&mut desk, Seat::Holder, citizen(ADA)).expect("she is called");
        begin(&mut desk);
        ask(&mut desk, clerk(CLARA), booking::Command::Start);
        enters(&mut desk, Seat::Holder, citizen(ADA)).expect("they talk");
        let park = booking::Park { booking: BOOKING, why: ParkReason::Papers };
        desk.run(&park, clerk(CLARA), now()).expect("she looks for a paper");
        enters(&mut desk, Seat::Holder, citizen(ADA)).expect("she waits again");
        ask(&mut desk, clerk(CLARA), booking::Command::Resume);
        begin(&mut desk);
        let finish = booking::Finish { booking: BOOKING, delivered: vec![] };
        desk.run(&finish, clerk(CLARA), now()).expect("they talk");
        assert_eq!(enters(&mut desk, Seat::Holder, citizen(ADA)), Err(Refusal::Over.into()));
    }

    #[test]
    fn nobody_else_sits_where_the_citizen_sits() {
        let mut desk = waiting();
        for by in [citizen(BEN), clerk(CLARA), acting(BEN, Role::TeamLead), acting(BEN, Role::ServiceCentre), system()]
        {
            assert_eq!(enters(&mut desk, Seat::Holder, by), Err(Refusal::Denied(Denied).into()), "{by:?}");
        }
    }

    #[test]
    fn whoever_has_called_leads_and_nobody_beside_them() {
        let mut desk = waiting();
        assert_eq!(enters(&mut desk, Seat::Host, clerk(CLARA)), Err(Refusal::NotYours.into()), "nobody has called");
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        enters(&mut desk, Seat::Host, clerk(CLARA)).expect("she has called");
        assert_eq!(enters(&mut desk, Seat::Host, clerk(DAVID)), Err(Refusal::NotYours.into()));
        assert_eq!(enters(&mut desk, Seat::Host, citizen(ADA)), Err(Refusal::Denied(Denied).into()));
        begin(&mut desk);
        enters(&mut desk, Seat::Host, clerk(CLARA)).expect("she leads it");
        let lead = acting(BEN, Role::TeamLead);
        assert_eq!(enters(&mut desk, Seat::Host, lead), Err(Refusal::OtherHost { host: CLARA }.into()));
        end(&mut desk, Outcome::Aborted);
        enters(&mut desk, Seat::Host, lead).expect("a team lead takes it over");
    }

    #[test]
    fn there_is_no_room_for_who_comes_to_the_counter_and_none_for_nobody() {
        let mut desk = arranged(Channel::Counter);
        ask(&mut desk, citizen(ADA), booking::Command::CheckIn);
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        assert_eq!(enters(&mut desk, Seat::Holder, citizen(ADA)), Err(Refusal::AtCounter.into()));
        assert_eq!(enters(&mut desk, Seat::Host, clerk(CLARA)), Err(Refusal::AtCounter.into()));
        let mut nothing = Desk::new();
        assert_eq!(enters(&mut nothing, Seat::Host, clerk(CLARA)), Err(Refusal::Unknown.into()));
        assert_eq!(enters(&mut nothing, Seat::Holder, citizen(ADA)), Err(Refusal::Unknown.into()));
    }

    fn enters(desk: &mut Desk, seat: Seat, by: By) -> Result<(), crate::Refusal> {
        desk.run(&Enter { booking: BOOKING, seat }, by, now())
    }

    fn begin(desk: &mut Desk) {
        let of = Occasion::Booking(BOOKING);
        desk.run(&Begin { of, medium: Medium::Video }, clerk(CLARA), now()).expect("she has called");
    }
}
