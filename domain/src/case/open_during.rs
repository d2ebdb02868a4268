//! One errand more: a clerk opens a case during somebody's appointment, and it belongs to the same person.

use super::{Command, Origin, Refusal, State};
use crate::asked::Asked;
use crate::booking;
use crate::catalogue::{Channel, ServiceCode};
use crate::decide::Decide;
use crate::ids::{BookingId, CaseId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// Opens a case during an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenDuring {
    /// The case.
    pub case: CaseId,
    /// What is wanted.
    pub service: ServiceCode,
    /// In which channel.
    pub channel: Channel,
    /// The appointment.
    pub during: BookingId,
}

impl Transaction for OpenDuring {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, service, channel, during } = self;
        let visit: booking::State = streams.guard(during.0)?;
        let holder = visit.arranged().map(|arranged| arranged.holder);
        let open = Command::Open { service, origin: Origin::Clerk { during: Some(during) }, channel, holder };
        // Who may not open cases does not learn either whether there is such an appointment.
        permission::check(State::grants(&open), &asked.by, None).map_err(|denied| Refusal::from(denied).stop::<S>())?;
        if holder.is_none() {
            return Err(crate::Refusal::from(booking::Refusal::Unknown).into());
        }
        streams.decide::<State>(case.0, asked.to(open)).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use uuid::Uuid;

    use super::*;
    use crate::booking::{Arranged, Line, Medium, Slot};
    use crate::calendar::Span;
    use crate::ids::{DayId, HoldId, ScopeId};
    use crate::permission::Denied;
    use crate::testing::{ADA, BEN, CLARA, Desk, at, citizen, clerk};

    const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

    fn now() -> DateTime<Utc> {
        at("2026-03-02T09:00:00Z")
    }

    fn one_more() -> OpenDuring {
        let case = CaseId(Uuid::from_u128(0xca5e));
        OpenDuring { case, service: ServiceCode::TaxId, channel: Channel::Video, during: BOOKING }
    }

    fn with_adas_appointment() -> Desk {
        let mut desk = Desk::new();
        let scope = ScopeId(Uuid::from_u128(1));
        let span = Span { starts_at: at("2026-03-02T10:00:00Z"), ends_at: at("2026-03-02T10:20:00Z") };
        let slot = Slot { scope, day: DayId(Uuid::from_u128(2)), hold: HoldId::of(BOOKING, 0), span };
        let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
        let arranged = Arranged { holder: ADA, medium: Medium::Online, channel: Channel::Video, lines, slot };
        let hold = booking::Command::Hold { arranged, expires_at: at("2026-03-02T09:15:00Z") };
        desk.ask::<booking::State>(BOOKING.0, citizen(ADA), now(), hold).expect("the service is offered");
        desk
    }

    #[test]
    fn a_case_that_is_opened_during_an_appointment_belongs_to_whom_the_appointment_does() {
        let mut desk = with_adas_appointment();
        desk.run(&one_more(), clerk(CLARA), now()).expect("the service is offered");
        let state = desk.state::<State>(one_more().case.0);
        let file = state.file().expect("it is open");
        assert_eq!((file.holder, file.origin), (Some(ADA), Origin::Clerk { during: Some(BOOKING) }));
    }

    #[test]
    fn no_case_is_opened_during_an_appointment_that_does_not_exist() {
        let answer = Desk::new().run(&one_more(), clerk(CLARA), now());
        assert_eq!(answer, Err(booking::Refusal::Unknown.into()));
    }

    #[test]
    fn citizens_open_no_cases_and_learn_of_no_appointments() {
        for mut desk in [Desk::new(), with_adas_appointment()] {
            let answer = desk.run(&one_more(), citizen(BEN), now());
            assert_eq!(answer, Err(Refusal::Denied(Denied).into()));
        }
    }
}
