//! A talk is begun by the clerk who has called: nobody is looked at by a clerk whom they do not expect.

use super::{Command, Medium, Occasion, Outcome, Refusal, State};
use crate::asked::{Asked, By};
use crate::decide::Decide;
use crate::permission::{self, Role};
use crate::streams::{Streams, Transaction};
use crate::{booking, case};

/// Begins the talk of an appointment or of a walk-in's case, or begins it again while the visit goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// What for.
    pub of: Occasion,
    /// Over what.
    pub medium: Medium,
}

impl Transaction for Begin {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { of, medium } = self;
        let begin = Command::Begin { medium };
        permission::check(State::grants(&begin), &asked.by, None).map_err(refused::<S::Break>)?;
        match of {
            Occasion::Booking(booking) => {
                let visit: booking::State = streams.guard(booking.0)?;
                may_begin(&visit, &asked.by).map_err(refused::<S::Break>)?;
            }
            Occasion::Case(case) => {
                let state: case::State = streams.guard(case.0)?;
                may_talk_about(&state, medium, &asked.by).map_err(refused::<S::Break>)?;
                // Nobody has prepared a talk for somebody who just walks in.
                let holder = state.file().and_then(|file| file.holder);
                streams.decide::<State>(of.talk().0, asked.to(Command::Schedule { of, holder }))?;
            }
        }
        streams.decide::<State>(of.talk().0, asked.to(begin)).map(drop)
    }
}

/// Tells a talk what has become of its line, or ends it. Whoever leads it does so to its end; of the talk in a visit
/// that is hidden from them, others know nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Tell {
    /// What it is about.
    pub of: Occasion,
    /// What is wanted.
    pub command: Command,
}

impl Transaction for Tell {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { of, ref command } = self;
        let talk: State = streams.guard(of.talk().0)?;
        permission::check(State::grants(command), &asked.by, talk.holder()).map_err(refused::<S::Break>)?;
        let leads = matches!(&talk, State::Live { talk, .. } | State::Interrupted(talk) if talk.host == asked.by.actor);
        let known = leads
            || match of {
                Occasion::Booking(booking) => streams.guard::<booking::State>(booking.0)?.arranged().is_some(),
                Occasion::Case(case) => streams.guard::<case::State>(case.0)?.file().is_some(),
            };
        if !known {
            return Err(refused::<S::Break>(Refusal::Unknown));
        }
        streams.decide::<State>(of.talk().0, asked.to(command.clone())).map(drop)
    }
}

/// Ends the talk, if there is one, because what brought the two together is over.
pub(crate) fn close<S: Streams>(
    of: Occasion,
    outcome: Outcome,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    streams.decide::<State>(of.talk().0, asked.to(Command::Close { outcome })).map(drop)
}

/// Whoever takes care of a walk-in's case may talk about it, or who takes it by that; and a team lead in their place.
fn may_talk_about(state: &case::State, medium: Medium, by: &By) -> Result<(), Refusal> {
    match state {
        case::State::Unknown => Err(Refusal::Unknown),
        case::State::Open(file) if file.bookings().next().is_some() => Err(Refusal::HasAppointment),
        case::State::Open(_) if medium != Medium::Counter => Err(Refusal::CounterOnly),
        case::State::Open(file) if file.clerk.is_none_or(|clerk| clerk == by.actor) => Ok(()),
        case::State::Open(_) if by.roles.has(Role::TeamLead) => Ok(()),
        case::State::Open(_) => Err(Refusal::NotYours),
        case::State::Submitted(_)
        | case::State::Completed(_)
        | case::State::Withdrawn { .. }
        | case::State::Declined(_) => Err(Refusal::Over),
    }
}

/// Whoever has called may begin, and a team lead in their place.
pub(super) fn may_begin(visit: &booking::State, by: &By) -> Result<(), Refusal> {
    match visit {
        booking::State::Unknown => Err(Refusal::Unknown),
        booking::State::Called { clerk, .. } | booking::State::InService { clerk, .. }
            if *clerk == by.actor || by.roles.has(Role::TeamLead) =>
        {
            Ok(())
        }
        booking::State::Called { .. }
        | booking::State::InService { .. }
        | booking::State::Held { .. }
        | booking::State::Preconfirmed(_)
        | booking::State::Confirmed(_)
        | booking::State::Waiting(_)
        | booking::State::Parked { .. }
        | booking::State::Finished { .. }
        | booking::State::Unserved(_)
        | booking::State::Cancelled { .. }
        | booking::State::Expired { .. }
        | booking::State::Missed(_) => Err(Refusal::NotYours),
    }
}

/// A refusal of the talk itself, before its stream is asked.
pub(super) fn refused<B: From<crate::Refusal>>(refusal: impl Into<Refusal>) -> B {
    crate::Refusal::from(refusal.into()).into()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::catalogue::{Channel, ServiceCode};
    use crate::consultation::fixtures::{BOOKING, ask, end, now, waiting};
    use crate::ids::{CaseId, ConsultationId};
    use crate::permission::Denied;
    use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, citizen, clerk, date};

    #[test]
    fn the_clerk_who_has_called_begins_the_talk() {
        let mut desk = waiting();
        assert_eq!(desk.run(&begin(), clerk(CLARA), now()), not_yours(), "nobody has called yet");
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        assert_eq!(desk.run(&begin(), clerk(DAVID), now()), not_yours());
        desk.run(&begin(), clerk(CLARA), now()).expect("she has called");
        ask(&mut desk, clerk(CLARA), booking::Command::Start);
        desk.run(&begin(), clerk(CLARA), now()).expect("it has begun already");
        assert_eq!(host_and_round(&desk), Some((CLARA, 0)));
    }

    #[test]
    fn a_team_lead_begins_the_talk_in_place_of_a_colleague() {
        let mut desk = waiting();
        let lead = acting(BEN, Role::TeamLead);
        assert_eq!(desk.run(&begin(), lead, now()), not_yours(), "nobody has called yet");
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        desk.run(&begin(), lead, now()).expect("a team lead may");
        assert_eq!(host_and_round(&desk), Some((BEN, 0)));
    }

    #[test]
    fn a_talk_is_begun_again_while_the_visit_goes_on_and_not_after() {
        let mut desk = waiting();
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        desk.run(&begin(), clerk(CLARA), now()).expect("she has called");
        end(&mut desk, Outcome::Aborted);
        desk.run(&begin(), clerk(CLARA), now()).expect("the line had dropped for good");
        assert_eq!(host_and_round(&desk), Some((CLARA, 1)));
        end(&mut desk, Outcome::Completed);
        desk.run(&begin(), clerk(CLARA), now()).expect("one question more");
        assert_eq!(host_and_round(&desk), Some((CLARA, 2)));
        ask(&mut desk, clerk(CLARA), booking::Command::Start);
        let finish = booking::Finish { booking: BOOKING, delivered: vec![] };
        desk.run(&finish, clerk(CLARA), now()).expect("they talk");
        assert_eq!(host_and_round(&desk), None, "the visit takes its talk along");
        assert_eq!(desk.run(&begin(), clerk(CLARA), now()), not_yours());
    }

    #[test]
    fn whoever_comes_without_an_appointment_is_talked_to_at_the_counter_about_their_case() {
        let case = CaseId(Uuid::from_u128(0xca5e));
        let walk_in = |medium| Begin { of: Occasion::Case(case), medium };
        let mut desk = Desk::new();
        assert_eq!(desk.run(&walk_in(Medium::Counter), clerk(CLARA), now()), Err(Refusal::Unknown.into()));
        let open = case::Command::Open(case::Opening {
            service: ServiceCode::TaxId,
            quantity: 1,
            origin: case::Origin::Clerk { during: None },
            channel: Channel::Counter,
            holder: None,
            on: date("2026-03-02"),
        });
        desk.ask::<case::State>(case.0, clerk(CLARA), now(), open).expect("the service is offered");
        desk.ask::<case::State>(case.0, clerk(CLARA), now(), case::Command::Assign { clerk: CLARA })
            .expect("it is free");
        assert_eq!(desk.run(&walk_in(Medium::Video), clerk(CLARA), now()), Err(Refusal::CounterOnly.into()));
        assert_eq!(desk.run(&walk_in(Medium::Counter), clerk(DAVID), now()), not_yours());
        desk.run(&walk_in(Medium::Counter), clerk(CLARA), now()).expect("it is hers");
        let talk = desk.state::<State>(ConsultationId::of_case(case).0);
        assert_eq!(talk.live().map(|talk| (talk.of, talk.host)), Some((Occasion::Case(case), CLARA)));
    }

    #[test]
    fn citizens_and_strangers_learn_nothing_of_a_visit() {
        let denied = answer_of(waiting(), citizen(ADA));
        assert_eq!(denied, Err(Refusal::Denied(Denied).into()));
        let unknown = answer_of(Desk::new(), clerk(CLARA));
        assert_eq!(unknown, Err(Refusal::Unknown.into()));
    }

    fn begin() -> Begin {
        Begin { of: Occasion::Booking(BOOKING), medium: Medium::Video }
    }

    fn not_yours() -> Result<(), crate::Refusal> {
        Err(Refusal::NotYours.into())
    }

    fn answer_of(mut desk: Desk, by: By) -> Result<(), crate::Refusal> {
        desk.run(&begin(), by, now())
    }

    fn host_and_round(desk: &Desk) -> Option<(crate::ActorId, u32)> {
        desk.state::<State>(ConsultationId::of(BOOKING).0).live().map(|talk| (talk.host, talk.round))
    }
}
