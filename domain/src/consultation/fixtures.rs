//! An appointment over video, as tests of its talk begin with it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Command, Occasion, Outcome, State};
use crate::asked::By;
use crate::booking::{self, Arranged, Line, Number, Slot};
use crate::calendar::Span;
use crate::catalogue::{Channel, ServiceCode};
use crate::ids::{BookingId, ConsultationId, DayId, GuardId, HoldId, ScopeId};
use crate::person::Contact;
use crate::personal::SubjectId;
use crate::testing::{ADA, CLARA, Desk, at, citizen, clerk, system};

pub(super) const BOOKING: BookingId = BookingId(Uuid::from_u128(0xb00c));

pub(super) fn now() -> DateTime<Utc> {
    at("2026-03-02T09:50:00Z")
}

pub(super) fn ask(desk: &mut Desk, by: By, command: booking::Command) {
    desk.ask::<booking::State>(BOOKING.0, by, now(), command).expect("step by step");
}

pub(super) fn end(desk: &mut Desk, outcome: Outcome) {
    let talk = ConsultationId::of(BOOKING).0;
    desk.ask::<State>(talk, clerk(CLARA), now(), Command::End { outcome }).expect("Clara leads it");
}

/// Ada has checked in, and her talk is prepared.
pub(super) fn waiting() -> Desk {
    let mut desk = arranged(Channel::Video);
    ask(&mut desk, citizen(ADA), booking::Command::CheckIn);
    desk
}

/// Ada has an appointment, and her talk is prepared.
pub(super) fn arranged(channel: Channel) -> Desk {
    let mut desk = Desk::new();
    let span = Span { starts_at: at("2026-03-02T10:00:00Z"), ends_at: at("2026-03-02T10:20:00Z") };
    let (scope, day) = (ScopeId(Uuid::from_u128(1)), DayId(Uuid::from_u128(2)));
    let slot = Slot { scope, day, hold: HoldId::of(BOOKING, 0), span };
    let lines = vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }];
    let arranged = Arranged { holder: ADA, medium: booking::Medium::Online, channel, lines, slot, offered_to: None };
    let contact = SubjectId(Uuid::from_u128(3)).knows(Contact {
        name: "Ada".to_owned(),
        mail: Some("ada@example.org".to_owned()),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    });
    let confirm = booking::Command::Confirm { contact, guards: vec![GuardId(Uuid::from_u128(4))], number: Number(7) };
    ask(&mut desk, citizen(ADA), booking::Command::Hold { arranged, expires_at: span.starts_at });
    ask(&mut desk, citizen(ADA), confirm);
    let schedule = Command::Schedule { of: Occasion::Booking(BOOKING), holder: Some(ADA) };
    desk.ask::<State>(ConsultationId::of(BOOKING).0, system(), now(), schedule).expect("nobody has prepared it");
    desk
}
