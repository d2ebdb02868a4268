//! One errand more: a clerk opens a case during somebody's appointment, and it belongs to the same person.

use super::{BY_VISIT, Command, Opening, Origin, Refusal, State};
use crate::asked::Asked;
use crate::calendar::local_date;
use crate::catalogue::{Channel, ServiceCode};
use crate::decide::Decide;
use crate::ids::{BookingId, CaseId, ConsultationId};
use crate::streams::{Streams, Transaction};
use crate::{booking, consultation, permission};

/// Opens a case during an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDuring {
    /// The case.
    pub case: CaseId,
    /// What is wanted.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
    /// In which channel.
    pub channel: Channel,
    /// The appointment.
    pub during: BookingId,
}

impl Transaction for OpenDuring {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, service, quantity, channel, during } = self;
        let visit: booking::State = streams.guard(during.0)?;
        let holder = visit.arranged().map(|arranged| arranged.holder);
        let origin = Origin::Clerk { during: Some(during) };
        let on = local_date(asked.at);
        let open = Command::Open(Opening { service, quantity, origin, channel, holder, on });
        // Who may not open cases does not learn either whether there is such an appointment.
        permission::check(State::grants(&open), &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        goes_on(&visit)?;
        // They talk over one medium, and its rules hold for every errand.
        let talk = streams.guard::<consultation::State>(ConsultationId::of(during).0)?;
        if talk.live().is_some_and(|talk| talk.medium.channel() != channel) {
            return Err(Refusal::ChannelNotAllowed.stop::<S>());
        }
        streams.decide::<State>(case.0, asked.to(open))?;
        if visit.is_restricted() {
            streams.decide::<State>(case.0, asked.to(Command::RestrictAccess { ground: BY_VISIT }))?;
        }
        Ok(())
    }
}

/// A case is opened for somebody who is there.
fn goes_on(visit: &booking::State) -> Result<(), crate::Refusal> {
    match visit {
        booking::State::Waiting(_) | booking::State::Called { .. } | booking::State::InService { .. } => Ok(()),
        booking::State::Unknown => Err(booking::Refusal::Unknown.into()),
        booking::State::Held { .. }
        | booking::State::Preconfirmed(_)
        | booking::State::Confirmed(_)
        | booking::State::Parked { .. }
        | booking::State::Finished { .. }
        | booking::State::Cancelled { .. }
        | booking::State::Expired { .. }
        | booking::State::Missed(_)
        | booking::State::Unserved(_) => Err(Refusal::NoVisit.into()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::booking::{Arranged, Line, Medium, Number, Slot};
    use crate::calendar::Span;
    use crate::consultation::Occasion;
    use crate::ids::{DayId, GuardId, HoldId, ScopeId};
    use crate::permission::Denied;
    use crate::person::Contact;
    use crate::personal::SubjectId;
    use crate::testing::{ADA, BEN, CLARA, Desk, at, citizen, clerk};

    const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:00:00Z")
    }

    fn one_more() -> OpenDuring {
        let case = CaseId(Uuid::from_u128(0xca5e));
        OpenDuring { case, service: ServiceCode::TaxId, quantity: 1, channel: Channel::Video, during: BOOKING }
    }

    fn with_adas_appointment() -> Desk {
        let mut desk = Desk::new();
        let scope = ScopeId(Uuid::from_u128(1));
        let span = Span { starts_at: now(), ends_at: at("2026-03-02T09:20:00Z") };
        let slot = Slot { scope, day: DayId(Uuid::from_u128(2)), hold: HoldId::of(BOOKING, 0), span };
        let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
        let arranged =
            Arranged { holder: ADA, medium: Medium::Online, channel: Channel::Video, lines, slot, offered_to: None };
        let hold = booking::Command::Hold { arranged, expires_at: at("2026-03-02T09:15:00Z") };
        let contact = SubjectId(Uuid::from_u128(3)).knows(Contact {
            name: "Ada".to_owned(),
            mail: Some("ada@example.org".to_owned()),
            phone: None,
            language: "de".to_owned(),
            needs: None,
        });
        let guard = GuardId(Uuid::from_u128(4));
        let confirm = booking::Command::Confirm { contact, guards: vec![guard], number: Number(7) };
        for command in [hold, confirm] {
            desk.ask::<booking::State>(BOOKING.0, citizen(ADA), at("2026-03-02T08:50:00Z"), command)
                .expect("it is free");
        }
        desk
    }

    fn with_adas_visit() -> Desk {
        let mut desk = with_adas_appointment();
        desk.ask::<booking::State>(BOOKING.0, citizen(ADA), now(), booking::Command::CheckIn).expect("it is time");
        desk
    }

    #[test]
    fn a_case_that_is_opened_during_an_appointment_belongs_to_whom_the_appointment_does() {
        let mut desk = with_adas_visit();
        desk.run(&one_more(), clerk(CLARA), now()).expect("the service is offered");
        let state = desk.state::<State>(one_more().case.0);
        let file = state.file().expect("it is open");
        assert_eq!((file.holder, file.origin), (Some(ADA), Origin::Clerk { during: Some(BOOKING) }));
    }

    #[test]
    fn no_case_is_opened_during_an_appointment_that_does_not_exist_or_does_not_go_on() {
        let answer = Desk::new().run(&one_more(), clerk(CLARA), now());
        assert_eq!(answer, Err(booking::Refusal::Unknown.into()));
        let answer = with_adas_appointment().run(&one_more(), clerk(CLARA), now());
        assert_eq!(answer, Err(Refusal::NoVisit.into()), "nobody is there yet");
    }

    #[test]
    fn a_case_is_opened_in_the_channel_in_which_they_talk() {
        let mut desk = with_adas_visit();
        let of = Occasion::Booking(BOOKING);
        for command in [
            consultation::Command::Schedule { of, holder: Some(ADA) },
            consultation::Command::Begin { medium: consultation::Medium::Video },
        ] {
            desk.ask::<consultation::State>(of.talk().0, clerk(CLARA), now(), command).expect("step by step");
        }
        let at_the_counter = OpenDuring { channel: Channel::Counter, ..one_more() };
        assert_eq!(desk.run(&at_the_counter, clerk(CLARA), now()), Err(Refusal::ChannelNotAllowed.into()));
        desk.run(&one_more(), clerk(CLARA), now()).expect("they talk by video");
    }

    #[test]
    fn citizens_open_no_cases_and_learn_of_no_appointments() {
        for mut desk in [Desk::new(), with_adas_visit()] {
            let answer = desk.run(&one_more(), citizen(BEN), now());
            assert_eq!(answer, Err(Refusal::Denied(Denied).into()));
        }
    }
}
