//! A talk is begun by the clerk who has called: nobody is looked at by a clerk whom they do not expect.

use super::{Command, Medium, Refusal, State};
use crate::asked::{Asked, By};
use crate::booking;
use crate::decide::Decide;
use crate::ids::{BookingId, ConsultationId};
use crate::permission::{self, Role};
use crate::streams::{Streams, Transaction};

/// Begins the talk of an appointment, or begins it again after it broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin {
    /// The appointment.
    pub booking: BookingId,
    /// Over what.
    pub medium: Medium,
}

impl Transaction for Begin {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { booking, medium } = self;
        let begin = Command::Begin { medium };
        permission::check(State::grants(&begin), &asked.by, None).map_err(refused::<S::Break>)?;
        let visit: booking::State = streams.guard(booking.0)?;
        may_begin(&visit, &asked.by).map_err(refused::<S::Break>)?;
        streams.decide::<State>(ConsultationId::of(booking).0, asked.to(begin)).map(drop)
    }
}

/// Whoever has called may begin, and a team lead in their place.
fn may_begin(visit: &booking::State, by: &By) -> Result<(), Refusal> {
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
        | booking::State::Confirmed(_)
        | booking::State::Waiting(_)
        | booking::State::Finished { .. }
        | booking::State::Unserved(_)
        | booking::State::Cancelled { .. }
        | booking::State::Expired { .. }
        | booking::State::Missed(_) => Err(Refusal::NotYours),
    }
}

/// A refusal of the talk itself, before its stream is asked.
fn refused<B: From<crate::Refusal>>(refusal: impl Into<Refusal>) -> B {
    crate::Refusal::from(refusal.into()).into()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::booking::{Arranged, Line, Number, Slot};
    use crate::calendar::Span;
    use crate::catalogue::ServiceCode;
    use crate::consultation::Outcome;
    use crate::ids::{DayId, GuardId, HoldId, ScopeId};
    use crate::permission::Denied;
    use crate::person::Contact;
    use crate::personal::SubjectId;
    use crate::testing::{ADA, BEN, CLARA, DAVID, Desk, acting, at, citizen, clerk, system};

    const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

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
    fn a_talk_that_broke_off_is_begun_again_and_one_that_is_completed_is_not() {
        let mut desk = waiting();
        ask(&mut desk, clerk(CLARA), booking::Command::Call);
        desk.run(&begin(), clerk(CLARA), now()).expect("she has called");
        end(&mut desk, Outcome::Aborted);
        desk.run(&begin(), clerk(CLARA), now()).expect("the line had dropped for good");
        assert_eq!(host_and_round(&desk), Some((CLARA, 1)));
        end(&mut desk, Outcome::Completed);
        assert_eq!(desk.run(&begin(), clerk(CLARA), now()), Err(Refusal::Over.into()));
    }

    #[test]
    fn citizens_and_strangers_learn_nothing_of_a_visit() {
        let denied = answer_of(waiting(), citizen(ADA));
        assert_eq!(denied, Err(Refusal::Denied(Denied).into()));
        let unknown = answer_of(Desk::new(), clerk(CLARA));
        assert_eq!(unknown, Err(Refusal::Unknown.into()));
    }

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:50:00Z")
    }

    fn begin() -> Begin {
        Begin { booking: BOOKING, medium: Medium::Video }
    }

    fn not_yours() -> Result<(), crate::Refusal> {
        Err(Refusal::NotYours.into())
    }

    fn answer_of(mut desk: Desk, by: By) -> Result<(), crate::Refusal> {
        desk.run(&begin(), by, now())
    }

    fn ask(desk: &mut Desk, by: By, command: booking::Command) {
        desk.ask::<booking::State>(BOOKING.0, by, now(), command).expect("step by step");
    }

    fn end(desk: &mut Desk, outcome: Outcome) {
        let talk = ConsultationId::of(BOOKING).0;
        desk.ask::<State>(talk, clerk(CLARA), now(), Command::End { outcome }).expect("Clara leads it");
    }

    fn host_and_round(desk: &Desk) -> Option<(crate::ActorId, u32)> {
        desk.state::<State>(ConsultationId::of(BOOKING).0).live().map(|talk| (talk.host, talk.round))
    }

    /// Ada has checked in, and her talk is prepared.
    fn waiting() -> Desk {
        let mut desk = Desk::new();
        let span = Span { starts_at: at("2026-03-02T10:00:00Z"), ends_at: at("2026-03-02T10:20:00Z") };
        let (scope, day) = (ScopeId(Uuid::from_u128(1)), DayId(Uuid::from_u128(2)));
        let slot = Slot { scope, day, hold: HoldId::of(BOOKING, 0), span };
        let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
        let arranged = Arranged {
            holder: ADA,
            medium: booking::Medium::Online,
            channel: crate::catalogue::Channel::Video,
            lines,
            slot,
        };
        let contact = SubjectId(Uuid::from_u128(3)).knows(Contact {
            name: "Ada".to_owned(),
            mail: Some("ada@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        });
        let confirm =
            booking::Command::Confirm { contact, guards: vec![GuardId(Uuid::from_u128(4))], number: Number(7) };
        ask(&mut desk, citizen(ADA), booking::Command::Hold { arranged, expires_at: span.starts_at });
        ask(&mut desk, citizen(ADA), confirm);
        ask(&mut desk, citizen(ADA), booking::Command::CheckIn);
        let schedule = Command::Schedule { booking: BOOKING, holder: ADA };
        desk.ask::<State>(ConsultationId::of(BOOKING).0, system(), now(), schedule).expect("nobody has prepared it");
        desk
    }
}
