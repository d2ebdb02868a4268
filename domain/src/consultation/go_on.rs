//! What was begun over video goes on by telephone, where a line does not carry pictures.

use super::begin::refused;
use super::{Begin, Command, Medium, Occasion, Outcome, Refusal, State, Tell};
use crate::asked::Asked;
use crate::ids::{BookingId, ConsultationId};
use crate::streams::{Streams, Transaction};

/// Ends the talk over video and begins one by telephone, in one step: nobody is left between the two. It is another
/// talk, so whoever was identified in the first one has to be identified again, and a telephone shows no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GoOnByPhone {
    /// Of which appointment.
    pub booking: BookingId,
}

impl Transaction for GoOnByPhone {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let of = Occasion::Booking(self.booking);
        let talk: State = streams.guard(ConsultationId::of(self.booking).0)?;
        let medium = match &talk {
            State::Live { talk, .. } | State::Interrupted(talk) => Some(talk.medium),
            State::Unknown | State::Scheduled { .. } | State::Ended { .. } | State::Cancelled { .. } => None,
        };
        match medium {
            Some(Medium::Video) => {
                Tell { of, command: Command::End { outcome: Outcome::Phone } }.run(asked, streams)?;
                Begin { of, medium: Medium::Phone }.run(asked, streams)
            }
            // Over video it was not begun yet, or they talk by telephone already: then nothing has to be ended.
            None | Some(Medium::Phone) => Begin { of, medium: Medium::Phone }.run(asked, streams),
            Some(Medium::Counter) => Err(refused::<S::Break>(Refusal::OtherMedium)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking;
    use crate::consultation::fixtures::{BOOKING, ask, now, waiting};
    use crate::permission::Denied;
    use crate::testing::{ADA, CLARA, DAVID, Desk, citizen, clerk};

    const ON: GoOnByPhone = GoOnByPhone { booking: BOOKING };

    #[test]
    fn a_talk_over_video_goes_on_by_telephone_as_another_round() {
        let mut desk = called();
        begins(&mut desk, Medium::Video);
        desk.run(&ON, clerk(CLARA), now()).expect("she leads the talk");
        assert_eq!(talk_of(&desk), Some((Medium::Phone, 1, 1)));
        desk.run(&ON, clerk(CLARA), now()).expect("said twice");
        assert_eq!(talk_of(&desk), Some((Medium::Phone, 1, 1)), "it is the same talk");
    }

    #[test]
    fn a_line_that_dropped_or_never_stood_is_reason_enough() {
        let mut desk = called();
        desk.run(&ON, clerk(CLARA), now()).expect("they have no camera");
        assert_eq!(talk_of(&desk), Some((Medium::Phone, 0, 0)));
        let mut desk = called();
        begins(&mut desk, Medium::Video);
        let interrupt = Tell { of: Occasion::Booking(BOOKING), command: Command::Interrupt };
        desk.run(&interrupt, clerk(CLARA), now()).expect("she leads the talk");
        desk.run(&ON, clerk(CLARA), now()).expect("it does not come back");
        assert_eq!(talk_of(&desk), Some((Medium::Phone, 1, 1)));
    }

    #[test]
    fn whoever_does_not_lead_the_talk_moves_it_nowhere() {
        let mut desk = called();
        assert_eq!(desk.run(&ON, clerk(DAVID), now()), Err(Refusal::NotYours.into()));
        begins(&mut desk, Medium::Video);
        assert_eq!(desk.run(&ON, clerk(DAVID), now()), Err(Refusal::OtherHost { host: CLARA }.into()));
        assert_eq!(desk.run(&ON, citizen(ADA), now()), Err(Refusal::Denied(Denied).into()));
        assert_eq!(talk_of(&desk), Some((Medium::Video, 0, 0)), "nothing has happened");
        let mut nothing = Desk::new();
        assert_eq!(nothing.run(&ON, clerk(CLARA), now()), Err(Refusal::Unknown.into()));
    }

    #[test]
    fn whoever_talks_face_to_face_needs_no_telephone() {
        let mut desk = called();
        begins(&mut desk, Medium::Counter);
        assert_eq!(desk.run(&ON, clerk(CLARA), now()), Err(Refusal::OtherMedium.into()));
    }

    fn called() -> Desk {
        let mut desk = waiting();
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        desk
    }

    fn begins(desk: &mut Desk, medium: Medium) {
        desk.run(&Begin { of: Occasion::Booking(BOOKING), medium }, clerk(CLARA), now()).expect("she has called");
    }

    fn talk_of(desk: &Desk) -> Option<(Medium, u32, u32)> {
        let talk: State = desk.state(ConsultationId::of(BOOKING).0);
        talk.live().map(|talk| (talk.medium, talk.round, talk.begun_in))
    }
}
