//! What follows from what happened: the event of one aggregate becomes a command to another.
//!
//! Pure, and nothing is looked up: the event carries what the next command needs.
//! A refusal is an accepted end (the case on which work has begun is not withdrawn, and its clerk decides);
//! the runner notes it and goes on. A failure of the log is none: the runner tries again.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use crate::Event;
use crate::asked::{ActorId, Asked, By};
use crate::availability::PlanDay;
use crate::booking::{self, Arranged, CancelReason, Line, Slot};
use crate::calendar::{self, Span};
use crate::capacity;
use crate::case::{self, KeepTogether, Opening, Origin, TaxIdGround, Variant, WithdrawalReason};
use crate::catalogue::{Channel, ServiceCode};
use crate::consultation::{self, Occasion, Outcome};
use crate::ids::{BookingId, CaseId, HoldId, ScopeId, TransmissionId};
use crate::permission::Role;
use crate::personal::SubjectId;
use crate::streams::{Streams, Transaction};
use crate::subject_key;
use crate::transmission::{self, Recipient};
use crate::waiting_list::{self, LeftOver, OfferFreed};

/// A command that the office gives itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// A confirmed appointment opens a case for each of its services.
    OpenCase {
        /// The appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
        /// What is wanted.
        service: ServiceCode,
        /// How often.
        quantity: u16,
        /// In which channel.
        channel: Channel,
        /// Whose it is.
        holder: ActorId,
        /// The day of the appointment.
        on: NaiveDate,
    },
    /// A confirmed appointment prepares the talk.
    ScheduleConsultation {
        /// The appointment.
        booking: BookingId,
        /// Whose it is.
        holder: ActorId,
    },
    /// An appointment that does not take place takes its untouched cases along.
    WithdrawCase {
        /// The appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
        /// Why.
        reason: WithdrawalReason,
    },
    /// A day that was reopened is planned by the opening hours that hold now.
    PlanDay {
        /// Where.
        scope: ScopeId,
        /// Which day.
        date: NaiveDate,
    },
    /// What a submitted case sends to a register or a federal office is put in line.
    QueueTransmission {
        /// The case.
        case: CaseId,
        /// What is wanted.
        service: ServiceCode,
        /// To whom.
        recipient: Recipient,
        /// Which registration authority, by the official key of its municipality, where it is one.
        authority: Option<String>,
        /// By when, where the law says so.
        due_at: Option<DateTime<Utc>>,
    },
    /// An appointment that does not take place needs no talk, and ends one that waited for somebody.
    CloseConsultation {
        /// The appointment.
        booking: BookingId,
    },
    /// A colleague goes on with a visit, and with the cases that its appointment has opened, as far as the one before had
    /// them. What was opened during the visit, or brought along from an earlier one, is handed on by hand: the event
    /// knows the appointment only.
    HandOverCase {
        /// The appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
        /// Who had it.
        from: ActorId,
        /// Who goes on.
        to: ActorId,
    },
    /// What was taken of a day that is called off is given back.
    CallOff {
        /// The appointment.
        booking: BookingId,
        /// The time that it had on the day.
        hold: HoldId,
        /// Why.
        reason: CancelReason,
    },
    /// Who was named for an appointment that is somebody else's now is forgotten.
    ForgetReplaced {
        /// Whom.
        subject: SubjectId,
    },
    /// What hangs together with a restricted case is restricted, too.
    KeepTogether {
        /// The case.
        case: CaseId,
    },
    /// A time that came back is offered to whoever waits for one.
    OfferFreed {
        /// Where.
        scope: ScopeId,
        /// Which time.
        freed: Span,
    },
}

/// In whose name reactions and timers act.
pub fn by() -> By {
    By { actor: ActorId::SYSTEM, roles: Role::System.into() }
}

/// What follows from an event of a stream.
pub fn of(event: &Event, stream: Uuid) -> Vec<Reaction> {
    match event {
        Event::Booking(event) => of_booking(event, BookingId(stream)),
        Event::Capacity(event) => of_capacity(event),
        Event::Case(event) => of_case(event, CaseId(stream)),
        // Somebody who needs less than the whole leaves the rest to the next.
        Event::WaitingList(waiting_list::Event::Offered { left_over: Some(LeftOver { scope, span }), .. }) => {
            vec![Reaction::OfferFreed { scope: *scope, freed: *span }]
        }
        Event::WaitingList(_)
        | Event::Availability(_)
        | Event::ContactGuard(_)
        | Event::Signature(_)
        | Event::Payment(_)
        | Event::Consultation(_)
        | Event::NumberSeries(_)
        | Event::SubjectKey(_)
        | Event::LinkGrant(_)
        | Event::Access(_)
        | Event::Transmission(_)
        | Event::Document(_)
        | Event::Statement(_)
        | Event::Settlement(_)
        | Event::Paper(_)
        | Event::Shift(_)
        | Event::Catalogue(_)
        | Event::Mail(_) => vec![],
    }
}

fn of_booking(event: &booking::Event, booking: BookingId) -> Vec<Reaction> {
    match event {
        // Who comes after all, on the same day, finds a talk, and new cases where the old ones are gone.
        booking::Event::Confirmed { arranged, .. } | booking::Event::CheckedIn { reopened: Some(arranged), .. } => {
            let replaces = match event {
                booking::Event::Confirmed { replaces, .. } => *replaces,
                _ => None,
            };
            let (holder, channel, on) = (arranged.holder, arranged.channel, arranged.slot.date());
            lines(arranged)
                .map(|(line, &Line { service, quantity })| Reaction::OpenCase {
                    booking,
                    line,
                    service,
                    quantity,
                    channel,
                    holder,
                    on,
                })
                .chain([Reaction::ScheduleConsultation { booking, holder }])
                .chain(replaces.map(|subject| Reaction::ForgetReplaced { subject }))
                .collect()
        }
        booking::Event::ConfirmationRequested { replaces, .. } => {
            replaces.map(|subject| Reaction::ForgetReplaced { subject }).into_iter().collect()
        }
        // What was never confirmed has opened nothing. An offer that was not taken goes to the next who waits; what
        // somebody held who chose among the free times is free to everybody again.
        booking::Event::Cancelled { was_confirmed: false, arranged, .. } | booking::Event::Expired { arranged, .. } => {
            arranged.offered_to.map(|_| offer(&arranged.slot)).into_iter().collect()
        }
        booking::Event::Cancelled { arranged, .. } => {
            let mut follows = unwind(arranged, booking, WithdrawalReason::BookingCancelled);
            follows.push(offer(&arranged.slot));
            follows
        }
        booking::Event::Rescheduled { from, .. } => vec![offer(from)],
        booking::Event::Unserved { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingUnserved),
        booking::Event::Missed { arranged, .. } => unwind(arranged, booking, WithdrawalReason::BookingMissed),
        &booking::Event::Resumed { clerk, from, lines } if clerk != from => {
            (0..lines).map(|line| Reaction::HandOverCase { booking, line, from, to: clerk }).collect()
        }
        booking::Event::Held { .. }
        | booking::Event::Extended { .. }
        | booking::Event::Reminded { .. }
        | booking::Event::CheckedIn { reopened: None, .. }
        | booking::Event::Called { .. }
        | booking::Event::Started { .. }
        | booking::Event::Parked { .. }
        | booking::Event::Resumed { .. }
        | booking::Event::Returned
        | booking::Event::Redirected { .. }
        | booking::Event::Finished { .. }
        | booking::Event::AccessRestricted => vec![],
    }
}

fn of_capacity(event: &capacity::Event) -> Vec<Reaction> {
    match *event {
        // Meanwhile the opening hours may have changed.
        capacity::Event::Reopened { ref plan } => vec![Reaction::PlanDay { scope: plan.scope, date: plan.date }],
        // Each is a command of its own, so a long list is worked through in small steps, and after a crash goes on.
        capacity::Event::CalledOff { reason, ref appointments, ref holds } => appointments
            .iter()
            .chain(holds)
            .map(|taken| Reaction::CallOff {
                booking: taken.allocation.booking,
                hold: taken.hold,
                reason: reason.into(),
            })
            .collect(),
        capacity::Event::Planned { .. }
        | capacity::Event::Closed { .. }
        | capacity::Event::Conflicted { .. }
        | capacity::Event::Settled { .. }
        | capacity::Event::Held { .. }
        | capacity::Event::Extended { .. }
        | capacity::Event::Confirmed { .. }
        | capacity::Event::Expired { .. }
        | capacity::Event::Released { .. }
        | capacity::Event::Sought { .. } => vec![],
    }
}

fn of_case(event: &case::Event, case: CaseId) -> Vec<Reaction> {
    match *event {
        case::Event::Submitted { service, ref told, due_on, variant, .. } => {
            let authorities = told.iter().map(|told| Reaction::QueueTransmission {
                case,
                service,
                recipient: told.recipient(),
                authority: told.authority().map(str::to_owned),
                // § 33 (1) BMG: at the latest on a day that the case has fixed. The period ends with its last day
                // (§ 188 (1) BGB).
                due_at: due_on.map(calendar::end_of),
            });
            let main = recipient(service, variant).map(|recipient| Reaction::QueueTransmission {
                case,
                service,
                recipient,
                authority: None,
                due_at: None,
            });
            main.into_iter().chain(authorities).collect()
        }
        case::Event::AccessRestricted { .. } | case::Event::Attached { .. } => vec![Reaction::KeepTogether { case }],
        case::Event::Opened { .. }
        | case::Event::Reopened { .. }
        | case::Event::Bound { .. }
        | case::Event::Assigned { .. }
        | case::Event::PartyAdded { .. }
        | case::Event::PartyRemoved { .. }
        | case::Event::Identified { .. }
        | case::Event::IdentificationConfirmed { .. }
        | case::Event::IdentificationRefused { .. }
        | case::Event::NoticeGiven { .. }
        | case::Event::EntitlementAssured { .. }
        | case::Event::MoveRecorded { .. }
        | case::Event::EvidenceAssessed { .. }
        | case::Event::DeclarationPrepared { .. }
        | case::Event::DeclarationShown { .. }
        | case::Event::DeclarationSigned { .. }
        | case::Event::FeeAssessed { .. }
        | case::Event::FeeOverdue { .. }
        | case::Event::LetOut
        | case::Event::RetentionEnded
        | case::Event::FeeSettled { .. }
        | case::Event::FeeDeferred { .. }
        | case::Event::FeeReinstated { .. }
        | case::Event::RequestRecorded { .. }
        | case::Event::FormRequested { .. }
        | case::Event::FormReceived { .. }
        | case::Event::FormUnavailable
        | case::Event::FormWrittenByHand
        | case::Event::CustodyRecorded { .. }
        | case::Event::Suspended { .. }
        | case::Event::Resumed
        | case::Event::TaxIdDisclosed { .. }
        | case::Event::FollowUpOpened { .. }
        | case::Event::FollowUpClosed { .. }
        | case::Event::LandlordInquiryOpened { .. }
        | case::Event::LandlordInquiryDue
        | case::Event::LandlordInquiryClosed { .. }
        | case::Event::Noted { .. }
        | case::Event::Completed { .. }
        | case::Event::Withdrawn { .. }
        | case::Event::Declined { .. } => vec![],
    }
}

/// Who gets what a service asks for. Completing the case does not wait for them: the citizen's part is done, and what
/// does not arrive is on the clerks' list.
fn recipient(service: ServiceCode, variant: Option<Variant>) -> Option<Recipient> {
    match service {
        ServiceCode::ChangeOfResidence | ServiceCode::MoveIn | ServiceCode::DeregistrationAbroad => {
            Some(Recipient::Register)
        }
        ServiceCode::CertificateOfConduct | ServiceCode::TradeRegisterExtract => {
            Some(Recipient::FederalOfficeOfJustice)
        }
        // § 139b (6), (7) AO: a number that was never assigned is assigned by the Federal Central Tax Office, which has
        // to hear of the person. Any other the office tells out of its register, as it issues the certificate itself
        // (§ 18 BMG).
        ServiceCode::TaxId => match variant {
            Some(Variant::TaxId { ground: TaxIdGround::NeverAssigned, .. }) => Some(Recipient::FederalCentralTaxOffice),
            Some(
                Variant::TaxId { ground: TaxIdGround::Lost | TaxIdGround::OwnChild, .. }
                | Variant::Departure
                | Variant::Conduct { .. }
                | Variant::TradeRegister { .. }
                | Variant::Certificate { .. },
            )
            | None => None,
        },
        ServiceCode::RegistrationCertificate => None,
    }
}

fn unwind(arranged: &Arranged, booking: BookingId, reason: WithdrawalReason) -> Vec<Reaction> {
    lines(arranged)
        .map(|(line, _)| Reaction::WithdrawCase { booking, line, reason })
        .chain([Reaction::CloseConsultation { booking }])
        .collect()
}

/// Whether it has begun meanwhile, the day says.
fn offer(slot: &Slot) -> Reaction {
    Reaction::OfferFreed { scope: slot.scope, freed: slot.span }
}

/// One case for each service, however often: the persons are counted in the case.
fn lines(arranged: &Arranged) -> impl Iterator<Item = (u16, &Line)> {
    (0..).zip(&arranged.lines)
}

impl Transaction for Reaction {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        match *self {
            Self::OpenCase { booking, line, service, quantity, channel, holder, on } => {
                let origin = Origin::Booking { booking, line };
                let opening = Opening { service, quantity, origin, channel, holder: Some(holder), on };
                let case = CaseId::of(booking, line.into());
                streams.decide::<case::State>(case.0, asked.to(case::Command::Open(opening)))?;
                // The appointment may have been hidden before all its cases were there.
                if !streams.guard::<booking::State>(booking.0)?.is_restricted() {
                    return Ok(());
                }
                let restrict = case::Command::RestrictAccess { ground: case::BY_VISIT };
                streams.decide::<case::State>(case.0, asked.to(restrict)).map(drop)
            }
            Self::ScheduleConsultation { booking, holder } => {
                let of = Occasion::Booking(booking);
                let schedule = consultation::Command::Schedule { of, holder: Some(holder) };
                streams.decide::<consultation::State>(of.talk().0, asked.to(schedule)).map(drop)
            }
            Self::WithdrawCase { booking, line, reason } => {
                case::Withdraw { case: CaseId::of(booking, line.into()), reason }.run(asked, streams)
            }
            Self::QueueTransmission { case, service, recipient, ref authority, due_at } => {
                let id = TransmissionId::to(case, recipient, authority.as_deref());
                let authority = authority.clone();
                let queue = transmission::Command::Queue { case, service, recipient, authority, due_at };
                streams.decide::<transmission::State>(id.0, asked.to(queue)).map(drop)
            }
            Self::PlanDay { scope, date } => PlanDay { scope, date }.run(asked, streams),
            Self::CloseConsultation { booking } => {
                consultation::close(Occasion::Booking(booking), Outcome::Aborted, asked, streams)
            }
            Self::HandOverCase { booking, line, from, to } => {
                let case = CaseId::of(booking, line.into());
                let state: case::State = streams.guard(case.0)?;
                // What a team lead gave to somebody else stays there.
                if state.file().and_then(|file| file.clerk) != Some(from) {
                    return Ok(());
                }
                streams.decide::<case::State>(case.0, asked.to(case::Command::Assign { clerk: to })).map(drop)
            }
            Self::CallOff { booking, hold, reason } => booking::CallOff { booking, hold, reason }.run(asked, streams),
            Self::ForgetReplaced { subject } => subject_key::forget(subject, asked, streams),
            Self::KeepTogether { case } => KeepTogether { case }.run(asked, streams),
            Self::OfferFreed { scope, freed } => OfferFreed { scope, freed }.run(asked, streams),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{at, date};

    #[test]
    fn a_submitted_case_goes_to_those_whom_the_law_names() {
        let cases = [
            (ServiceCode::ChangeOfResidence, vec![Recipient::Register]),
            (ServiceCode::MoveIn, vec![Recipient::Register, Recipient::DepartureAuthority]),
            (ServiceCode::DeregistrationAbroad, vec![Recipient::Register]),
            (ServiceCode::CertificateOfConduct, vec![Recipient::FederalOfficeOfJustice]),
            (ServiceCode::TradeRegisterExtract, vec![Recipient::FederalOfficeOfJustice]),
            (ServiceCode::RegistrationCertificate, vec![]),
            (ServiceCode::TaxId, vec![]),
        ];
        for (service, expected) in cases {
            let got: Vec<_> = reactions(service).into_iter().map(|(recipient, _)| recipient).collect();
            assert_eq!(got, expected, "{service:?}");
        }
    }

    #[test]
    fn the_authority_of_the_former_dwelling_is_told_within_three_working_days() {
        let due: Vec<_> = reactions(ServiceCode::MoveIn).into_iter().map(|(_, due_at)| due_at).collect();
        assert_eq!(due, [None, Some(at("2026-04-09T22:00:00Z"))]);
    }

    #[test]
    fn each_recipient_of_a_case_has_a_transmission_of_its_own() {
        let case = CaseId(Uuid::from_u128(5));
        let (here, there) = (Recipient::Register, Recipient::DepartureAuthority);
        assert_ne!(TransmissionId::of(case, here), TransmissionId::of(case, there));
        let cologne = TransmissionId::to(case, there, Some("05315000"));
        assert_eq!(cologne, TransmissionId::of(case, there), "as it was called before others were told");
        let further = |authority| TransmissionId::to(case, Recipient::FurtherDwellingAuthority, Some(authority));
        assert_ne!(further("07211000"), further("06411000"));
    }

    #[test]
    fn a_tax_number_that_was_never_assigned_is_asked_of_the_federal_central_tax_office() {
        let of = |ground| {
            let variant = Variant::TaxId { ground, handover: case::Handover::ByPost };
            let got = reactions_to(ServiceCode::TaxId, Some(variant)).into_iter();
            got.map(|(recipient, _)| recipient).collect::<Vec<_>>()
        };
        assert_eq!(of(TaxIdGround::NeverAssigned), [Recipient::FederalCentralTaxOffice], "§ 139b (6) AO");
        assert_eq!(of(TaxIdGround::Lost), []);
        assert_eq!(of(TaxIdGround::OwnChild), []);
    }

    fn reactions(service: ServiceCode) -> Vec<(Recipient, Option<DateTime<Utc>>)> {
        reactions_to(service, None)
    }

    fn reactions_to(service: ServiceCode, variant: Option<Variant>) -> Vec<(Recipient, Option<DateTime<Utc>>)> {
        let departure = case::Told::Departure { authority: Some("05315000".to_owned()) };
        let submitted = case::Event::Submitted {
            service,
            edition: 1,
            origin: Origin::Clerk { during: None },
            declaration: None,
            filed_on: date("2026-04-02"),
            late: false,
            told: if service == ServiceCode::MoveIn { vec![departure] } else { vec![] },
            due_on: (service == ServiceCode::MoveIn).then(|| date("2026-04-09")),
            variant,
        };
        let queued = of(&Event::Case(submitted), Uuid::from_u128(5)).into_iter().map(|reaction| match reaction {
            Reaction::QueueTransmission { recipient, due_at, .. } => (recipient, due_at),
            other => panic!("{other:?}"),
        });
        queued.collect()
    }
}
