//! A link follows its appointment: whose it is, how it was made, and how long there is any use for it.

use chrono::{DateTime, Days, NaiveTime, Utc};

use super::{Command, Refusal, State};
use crate::asked::Asked;
use crate::booking;
use crate::calendar;
use crate::decide::Decide as _;
use crate::ids::{BookingId, LinkGrantId};
use crate::permission;
use crate::streams::{Streams, Transaction};

/// How long after the appointment a link still shows what became of it.
const DAYS_AFTER: u64 = 30;

/// Lets the holder of an appointment in that was made for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GiveLink {
    /// The appointment.
    pub booking: BookingId,
}

impl Transaction for GiveLink {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let booking = self.booking;
        // Asked before the appointment is looked for, so that nobody learns from the answer whether it exists.
        permission::check(State::grants(&Command::Revoke), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let visit: booking::State = streams.guard(booking.0)?;
        let arranged = visit.arranged().ok_or(crate::Refusal::from(booking::Refusal::Unknown))?;
        if arranged.medium == booking::Medium::Online {
            return Err(crate::Refusal::from(Refusal::MadeOnline).into());
        }
        let expires_at = expires_at(arranged.slot.span.starts_at);
        if visit.appointment().is_none() || expires_at <= asked.at {
            return Err(crate::Refusal::from(booking::Refusal::Over).into());
        }
        let grant = Command::Grant { booking, holder: arranged.holder, expires_at };
        streams.decide::<State>(LinkGrantId::of(booking).0, asked.to(grant)).map(drop)
    }
}

/// Takes back whatever link to an appointment was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RevokeLink {
    /// The appointment.
    pub booking: BookingId,
}

impl Transaction for RevokeLink {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        streams.decide::<State>(LinkGrantId::of(self.booking).0, asked.to(Command::Revoke)).map(drop)
    }
}

/// Puts a new link into the mails of an appointment, because the one before is lost or locked. Unlike the one that the office
/// gives away, nobody of the office sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RenewLink {
    /// The appointment.
    pub booking: BookingId,
}

impl Transaction for RenewLink {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let booking = self.booking;
        // Asked before the appointment is looked for, so that nobody learns from the answer whether it exists.
        permission::check(State::grants(&Command::Revoke), &asked.by, None)
            .map_err(|denied| crate::Refusal::from(Refusal::from(denied)))?;
        let visit: booking::State = streams.guard(booking.0)?;
        let arranged = visit.arranged().ok_or(crate::Refusal::from(booking::Refusal::Unknown))?;
        if visit.appointment().is_none() || expires_at(arranged.slot.span.starts_at) <= asked.at {
            return Err(crate::Refusal::from(booking::Refusal::Over).into());
        }
        streams.decide::<State>(LinkGrantId::of(booking).0, asked.to(Command::Renew { booking })).map(drop)
    }
}

/// The end of the last day on which a link to an appointment opens anything.
pub fn expires_at(starts_at: DateTime<Utc>) -> DateTime<Utc> {
    let end = calendar::local_date(starts_at) + Days::new(DAYS_AFTER + 1);
    calendar::moment(end, NaiveTime::MIN).expect("daylight saving never begins or ends at midnight")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::asked::ActorId;
    use crate::booking::{Arranged, Line, Medium, Number, Slot};
    use crate::calendar::Span;
    use crate::catalogue::{Channel, ServiceCode};
    use crate::ids::{DayId, GuardId, HoldId, ScopeId};
    use crate::permission::{Denied, Role};
    use crate::person::Contact;
    use crate::personal::SubjectId;
    use crate::testing::{ADA, CLARA, Desk, acting, at, citizen, clerk};

    const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));
    const GIVE: GiveLink = GiveLink { booking: BOOKING };

    #[test]
    fn a_link_lives_until_thirty_days_after_the_appointment() {
        let mut desk = booked(Medium::Phone);
        desk.run(&GIVE, clerk(CLARA), at("2026-03-01T09:00:00Z")).expect("she telephoned");
        let link: State = desk.state(LinkGrantId::of(BOOKING).0);
        let granted = link.good(at("2026-04-01T21:59:59Z")).expect("it is the thirtieth day");
        assert_eq!((granted.holder, granted.by, granted.generation), (ADA, CLARA, 1));
        assert_eq!(link.good(at("2026-04-01T22:00:00Z")), None, "midnight in Saarbrücken");
        let late = desk.run(&GIVE, clerk(CLARA), at("2026-04-01T22:00:00Z"));
        assert_eq!(late, Err(booking::Refusal::Over.into()));
    }

    #[test]
    fn whoever_booked_online_or_gave_the_appointment_back_gets_no_link() {
        let now = at("2026-03-01T09:00:00Z");
        assert_eq!(booked(Medium::Online).run(&GIVE, clerk(CLARA), now), Err(Refusal::MadeOnline.into()));
        let mut desk = booked(Medium::Phone);
        let cancel = booking::Command::Cancel { reason: booking::CancelReason::Citizen };
        let silke = acting(CLARA, Role::ServiceCentre);
        desk.ask::<booking::State>(BOOKING.0, silke, now, cancel).expect("it has not begun");
        assert_eq!(desk.run(&GIVE, clerk(CLARA), now), Err(booking::Refusal::Over.into()));
    }

    #[test]
    fn a_link_is_renewed_as_long_as_there_is_an_appointment_however_it_was_made() {
        let (now, renew) = (at("2026-03-01T09:00:00Z"), RenewLink { booking: BOOKING });
        for medium in [Medium::Online, Medium::Phone] {
            let mut desk = booked(medium);
            desk.run(&renew, clerk(CLARA), now).expect("it is to come");
            let link: State = desk.state(LinkGrantId::of(BOOKING).0);
            assert_eq!((link.mailed(), link.good(now)), (Some(1), None));
            assert_eq!(desk.run(&renew, citizen(ADA), now), Err(Refusal::from(Denied).into()));
            let late = desk.run(&renew, clerk(CLARA), at("2026-04-01T22:00:00Z"));
            assert_eq!(late, Err(booking::Refusal::Over.into()));
        }
        assert_eq!(Desk::new().run(&renew, citizen(ADA), now), Err(Refusal::from(Denied).into()));
        assert_eq!(Desk::new().run(&renew, clerk(CLARA), now), Err(booking::Refusal::Unknown.into()));
    }

    #[test]
    fn who_may_give_none_does_not_learn_whether_the_appointment_exists() {
        let now = at("2026-03-01T09:00:00Z");
        for mut desk in [booked(Medium::Phone), Desk::new()] {
            assert_eq!(desk.run(&GIVE, citizen(ADA), now), Err(Refusal::from(Denied).into()));
        }
        assert_eq!(Desk::new().run(&GIVE, clerk(CLARA), now), Err(booking::Refusal::Unknown.into()));
    }

    /// Ada has an appointment on Monday, 2 March 2026, at eleven.
    fn booked(medium: Medium) -> Desk {
        let mut desk = Desk::new();
        let span = Span { starts_at: at("2026-03-02T10:00:00Z"), ends_at: at("2026-03-02T10:20:00Z") };
        let (scope, day) = (ScopeId(Uuid::from_u128(1)), DayId(Uuid::from_u128(2)));
        let slot = Slot { scope, day, hold: HoldId::of(BOOKING, 0), span };
        let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
        let contact = SubjectId(Uuid::from_u128(3)).knows(Contact {
            name: "Ada".to_owned(),
            mail: None,
            phone: Some("0681 9050".to_owned()),
            language: "de".to_owned(),
            needs: None,
        });
        let hold = booking::Command::Hold {
            arranged: Arranged { holder: ADA, medium, channel: Channel::Video, lines, slot, offered_to: None },
            expires_at: at("2026-02-28T10:15:00Z"),
        };
        let confirm =
            booking::Command::Confirm { contact, guards: vec![GuardId(Uuid::from_u128(4))], number: Number(7) };
        let by = |actor: ActorId| if medium == Medium::Online { citizen(ADA) } else { clerk(actor) };
        for command in [hold, confirm] {
            desk.ask::<booking::State>(BOOKING.0, by(CLARA), at("2026-02-28T10:00:00Z"), command).expect("it is free");
        }
        desk
    }
}
