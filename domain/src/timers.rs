//! What happens when nobody does anything: times that events set and clear.
//!
//! The due times are facts in the events, so an index of timers can be rebuilt from the log at any time.
//! A timer is a reminder, never a proof: the rule that it wakes looks at the time again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Event;
use crate::asked::Asked;
use crate::availability::{self, PlanAhead};
use crate::booking::{self, EndDay, Expire, Forget, ForgetContact, Miss, Reminder};
use crate::calendar;
use crate::case::{self, Complete};
use crate::ids::{AvailabilityId, BookingId, CaseId, EntryId, PaymentId, TransmissionId, WaitingListId};
use crate::names;
use crate::payment;
use crate::personal::SubjectId;
use crate::streams::{Streams, Transaction};
use crate::subject_key;
use crate::transmission;
use crate::waiting_list::{self, LeftBecause};

/// What a time is for. Each has at most one time at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// A hold runs out.
    HoldExpiry(BookingId),
    /// Nobody came.
    NoShow(BookingId),
    /// Somebody is to be reminded of their appointment.
    Reminder {
        /// Which appointment.
        booking: BookingId,
        /// Which reminder.
        reminder: Reminder,
    },
    /// How to reach somebody whose appointment did not take place is needed no more.
    ForgetContact(BookingId),
    /// The day ends, and somebody may still wait.
    EndOfDay(BookingId),
    /// More days are to be planned.
    PlanAhead(AvailabilityId),
    /// A failed transmission is tried again.
    TransmissionRetry(TransmissionId),
    /// The deadline of a transmission.
    TransmissionDeadline(TransmissionId),
    /// A fee is not paid in time.
    FeeDue(CaseId),
    /// Nobody has paid online in time.
    AttemptExpiry(PaymentId),
    /// Whoever issues the result of a case has what they need for it.
    Completion(CaseId),
    /// The people of a case have been known long enough.
    Retention(CaseId),
    /// A landlord has not confirmed in time that somebody moved in.
    LandlordInquiryDue(CaseId),
    /// How to reach somebody who waits no longer is needed no more.
    ForgetWaiting {
        /// Where they waited.
        list: WaitingListId,
        /// Their place.
        entry: EntryId,
        /// Whom.
        subject: SubjectId,
    },
    /// The last day on which somebody who waits could come is over.
    WaitingEnds {
        /// Where they wait.
        list: WaitingListId,
        /// Their place.
        entry: EntryId,
    },
}

/// What an event does to a timer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It gets a time, instead of any that it had.
    Set {
        /// Which.
        timer: Timer,
        /// Not before.
        due: DateTime<Utc>,
        /// Grows with each time that the timer gets, and makes the id of its command.
        generation: u32,
    },
    /// It is needed no more.
    Clear {
        /// Which.
        timer: Timer,
    },
}

/// What an event of a stream does to the timers.
pub fn of(event: &Event, stream: Uuid) -> Vec<Change> {
    match event {
        Event::Booking(event) => of_booking(event, BookingId(stream)),
        Event::Availability(event) => of_availability(event, AvailabilityId(stream)),
        Event::Transmission(event) => of_transmission(event, TransmissionId(stream)),
        Event::WaitingList(event) => of_waiting_list(event, WaitingListId(stream)),
        Event::Case(event) => of_case(event, CaseId(stream)),
        Event::Payment(event) => of_payment(event, PaymentId(stream)),
        Event::Capacity(_)
        | Event::ContactGuard(_)
        | Event::Signature(_)
        | Event::Consultation(_)
        | Event::NumberSeries(_)
        | Event::SubjectKey(_)
        | Event::LinkGrant(_)
        | Event::Access(_)
        | Event::Shift(_)
        | Event::Document(_)
        | Event::Statement(_)
        | Event::Settlement(_)
        | Event::Paper(_)
        | Event::Catalogue(_)
        | Event::Mail(_) => vec![],
    }
}

fn of_booking(event: &booking::Event, booking: BookingId) -> Vec<Change> {
    let (hold, no_show) = (Timer::HoldExpiry(booking), Timer::NoShow(booking));
    let end_of_day = Timer::EndOfDay(booking);
    match *event {
        booking::Event::Held { expires_at, .. } => vec![Change::Set { timer: hold, due: expires_at, generation: 0 }],
        booking::Event::Extended { expires_at, count } => {
            vec![Change::Set { timer: hold, due: expires_at, generation: count.into() }]
        }
        // Beyond every generation that extending gives.
        booking::Event::ConfirmationRequested { expires_at, generation, .. } => {
            let generation = u32::from(u8::MAX).saturating_add(generation);
            vec![Change::Set { timer: hold, due: expires_at, generation }]
        }
        booking::Event::Confirmed { missed_from, ref arranged, ref reminders, .. } => {
            let mut changes = remind(booking, arranged.slot.span.starts_at, reminders, 0);
            changes.push(Change::Clear { timer: hold });
            changes.push(Change::Set { timer: no_show, due: missed_from, generation: 0 });
            changes
        }
        booking::Event::Rescheduled { missed_from, round, to, ref reminders, .. } => {
            let mut changes = remind(booking, to.span.starts_at, reminders, round);
            changes.push(Change::Set { timer: no_show, due: missed_from, generation: round });
            changes
        }
        booking::Event::Expired { forget, .. } | booking::Event::Cancelled { was_confirmed: false, forget, .. } => {
            vec![Change::Clear { timer: hold }].into_iter().chain(forget_at(booking, forget)).collect()
        }
        // From the check-in on clerks decide, until the day is over. It ends once, so there is one generation.
        booking::Event::CheckedIn { day_ends_at, .. } => vec![
            Change::Clear { timer: no_show },
            Change::Clear { timer: Timer::ForgetContact(booking) },
            Change::Set { timer: end_of_day, due: day_ends_at, generation: 0 },
        ],
        booking::Event::Called { .. } | booking::Event::Reminded { .. } => vec![],
        booking::Event::Cancelled { was_confirmed: true, forget, .. } | booking::Event::Missed { forget, .. } => {
            let mut changes = remind_no_more(booking);
            changes.push(Change::Clear { timer: no_show });
            changes.push(Change::Clear { timer: end_of_day });
            changes.into_iter().chain(forget_at(booking, forget)).collect()
        }
        booking::Event::Returned | booking::Event::AccessRestricted => vec![],
        booking::Event::Parked { day_ends_at: due, .. } | booking::Event::Redirected { day_ends_at: due, .. } => {
            vec![Change::Set { timer: end_of_day, due, generation: 0 }]
        }
        booking::Event::Started { .. } | booking::Event::Resumed { .. } | booking::Event::Finished { .. } => {
            vec![Change::Clear { timer: end_of_day }]
        }
        booking::Event::Unserved { forget, .. } => {
            vec![Change::Clear { timer: end_of_day }].into_iter().chain(forget_at(booking, forget)).collect()
        }
    }
}

/// The reminders of a time, and none of the time before.
fn remind(booking: BookingId, starts_at: DateTime<Utc>, reminders: &[Reminder], generation: u32) -> Vec<Change> {
    let change = |reminder: Reminder| {
        let timer = Timer::Reminder { booking, reminder };
        if reminders.contains(&reminder) {
            Change::Set { timer, due: reminder.due(starts_at), generation }
        } else {
            Change::Clear { timer }
        }
    };
    Reminder::ALL.into_iter().map(change).collect()
}

fn remind_no_more(booking: BookingId) -> Vec<Change> {
    Reminder::ALL.into_iter().map(|reminder| Change::Clear { timer: Timer::Reminder { booking, reminder } }).collect()
}

/// Somebody who was missed may come after all and be missed again, but is forgotten once.
fn forget_at(booking: BookingId, forget: Option<Forget>) -> Option<Change> {
    forget.map(|forget| Change::Set { timer: Timer::ForgetContact(booking), due: forget.at, generation: 0 })
}

fn of_availability(event: &availability::Event, availability: AvailabilityId) -> Vec<Change> {
    let timer = Timer::PlanAhead(availability);
    match *event {
        availability::Event::Defined { plan_from: due, generation, .. }
        | availability::Event::PlannedAhead { next_at: due, generation, .. } => {
            vec![Change::Set { timer, due, generation }]
        }
        availability::Event::Withdrawn => vec![Change::Clear { timer }],
    }
}

fn of_transmission(event: &transmission::Event, transmission: TransmissionId) -> Vec<Change> {
    let (retry, deadline) = (Timer::TransmissionRetry(transmission), Timer::TransmissionDeadline(transmission));
    match *event {
        transmission::Event::Queued { due_at: Some(due), .. } => {
            vec![Change::Set { timer: deadline, due, generation: 0 }]
        }
        transmission::Event::Queued { due_at: None, .. } => vec![],
        transmission::Event::Failed { attempt, retry_at: Some(due), .. } => {
            vec![Change::Set { timer: retry, due, generation: attempt.into() }]
        }
        transmission::Event::Failed { retry_at: None, .. }
        | transmission::Event::Sent { .. }
        | transmission::Event::Rejected { .. }
        | transmission::Event::Requeued => vec![Change::Clear { timer: retry }],
        transmission::Event::Overdue { .. } => vec![Change::Clear { timer: deadline }],
        transmission::Event::Acknowledged { case, completes_at, .. }
        | transmission::Event::DoneByHand { case, completes_at, .. } => {
            let complete = completes_at.map(|due| Change::Set { timer: Timer::Completion(case), due, generation: 0 });
            [Change::Clear { timer: retry }, Change::Clear { timer: deadline }].into_iter().chain(complete).collect()
        }
    }
}

fn of_case(event: &case::Event, case: CaseId) -> Vec<Change> {
    let (fee, retention) = (Timer::FeeDue(case), Timer::Retention(case));
    let inquiry = Timer::LandlordInquiryDue(case);
    // Each time is another one and later than the one before, so it tells how often the timer was set.
    let set = |timer, due: &Option<DateTime<Utc>>| {
        due.map(|due| Change::Set { timer, due, generation: u32::try_from(due.timestamp()).unwrap_or(u32::MAX) })
    };
    match event {
        case::Event::FeeAssessed { due_at, .. } | case::Event::FeeReinstated { due_at, .. } => {
            vec![set(fee, due_at).unwrap_or(Change::Clear { timer: fee })]
        }
        case::Event::FeeSettled { .. } | case::Event::FeeDeferred { .. } | case::Event::FeeOverdue { .. } => {
            vec![Change::Clear { timer: fee }]
        }
        // What is set for the fee stays: it is due again, after a waiver was refused, and nothing else is left of it.
        case::Event::Completed { erase_at, .. } => {
            [Change::Clear { timer: Timer::Completion(case) }].into_iter().chain(set(retention, erase_at)).collect()
        }
        case::Event::Withdrawn { erase_at, .. } | case::Event::Declined { erase_at, .. } => {
            [Change::Clear { timer: fee }].into_iter().chain(set(retention, erase_at)).collect()
        }
        case::Event::Reopened { .. } | case::Event::RetentionEnded => vec![Change::Clear { timer: retention }],
        // A case goes out once, so there is one generation.
        &case::Event::LandlordInquiryOpened { due_on, .. } => {
            vec![Change::Set { timer: inquiry, due: calendar::midnight(due_on), generation: 0 }]
        }
        case::Event::LandlordInquiryDue | case::Event::LandlordInquiryClosed { .. } => {
            vec![Change::Clear { timer: inquiry }]
        }
        case::Event::Opened { .. }
        | case::Event::Attached { .. }
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
        | case::Event::RequestRecorded { .. }
        | case::Event::FormRequested { .. }
        | case::Event::FormReceived { .. }
        | case::Event::FormUnavailable
        | case::Event::FormWrittenByHand
        | case::Event::LetOut
        | case::Event::CustodyRecorded { .. }
        | case::Event::EvidenceAssessed { .. }
        | case::Event::DeclarationPrepared { .. }
        | case::Event::DeclarationShown { .. }
        | case::Event::DeclarationSigned { .. }
        | case::Event::Suspended { .. }
        | case::Event::Resumed
        | case::Event::AccessRestricted { .. }
        | case::Event::Noted { .. }
        | case::Event::Submitted { .. }
        | case::Event::TaxIdDisclosed { .. }
        | case::Event::FollowUpOpened { .. }
        | case::Event::FollowUpClosed { .. } => vec![],
    }
}

/// One attempt is open at a time, so each has the timer in turn.
fn of_payment(event: &payment::Event, payment: PaymentId) -> Vec<Change> {
    let timer = Timer::AttemptExpiry(payment);
    match *event {
        payment::Event::AttemptRequested { attempt, expires_at: due, .. } => {
            vec![Change::Set { timer, due, generation: attempt.into() }]
        }
        payment::Event::AttemptFailed { .. }
        | payment::Event::AttemptCancelled { .. }
        | payment::Event::AttemptExpired { .. }
        | payment::Event::PaidOnline { late: false, .. } => vec![Change::Clear { timer }],
        // Money that comes by an earlier attempt leaves the open one open; the timer finds out whether it is.
        payment::Event::PaidOnline { late: true, .. }
        | payment::Event::Overpaid { .. }
        | payment::Event::OtherAmountPaid { .. }
        | payment::Event::Assessed { .. }
        | payment::Event::Paid { .. }
        | payment::Event::Exempted { .. }
        | payment::Event::WaiverRequested { .. }
        | payment::Event::Waived { .. }
        | payment::Event::WaiverRefused { .. }
        | payment::Event::Cancelled { .. }
        | payment::Event::RefundDue { .. }
        | payment::Event::CaseEnded { .. }
        | payment::Event::AttemptClosed { .. }
        | payment::Event::AttemptStarted { .. }
        | payment::Event::AttemptUnanswered { .. }
        | payment::Event::AttemptUnclear { .. }
        | payment::Event::ChargedBack { .. }
        | payment::Event::ReceiptNumbered { .. }
        | payment::Event::RefundRequested { .. }
        | payment::Event::RefundApproved { .. }
        | payment::Event::RefundDeclined { .. }
        | payment::Event::RefundOrdered { .. }
        | payment::Event::RefundByHand { .. }
        | payment::Event::Refunded { .. } => vec![],
    }
}

fn of_waiting_list(event: &waiting_list::Event, list: WaitingListId) -> Vec<Change> {
    match *event {
        waiting_list::Event::Joined { entry, window, .. } => {
            let timer = Timer::WaitingEnds { list, entry };
            vec![Change::Set { timer, due: calendar::end_of(window.until), generation: 0 }]
        }
        waiting_list::Event::Accepted { entry, .. } => {
            vec![Change::Clear { timer: Timer::WaitingEnds { list, entry } }]
        }
        waiting_list::Event::Left { entry, forget, .. } => {
            let forget = forget.map(|Forget { subject, at }| {
                let timer = Timer::ForgetWaiting { list, entry, subject };
                Change::Set { timer, due: at, generation: 0 }
            });
            [Change::Clear { timer: Timer::WaitingEnds { list, entry } }].into_iter().chain(forget).collect()
        }
        // The held appointment has a timer of its own.
        waiting_list::Event::Offered { .. }
        | waiting_list::Event::Declined { .. }
        | waiting_list::Event::Lapsed { .. } => vec![],
    }
}

impl Timer {
    /// Its name, of which the id of its command is made: stored names and ids only, so that it stays the same for ever.
    pub fn name(self) -> String {
        let of = match self {
            Self::Reminder { booking, reminder } => {
                return format!("reminder.{}.{booking}", names::of(&reminder));
            }
            Self::HoldExpiry(booking)
            | Self::NoShow(booking)
            | Self::EndOfDay(booking)
            | Self::ForgetContact(booking) => booking.0,
            Self::PlanAhead(availability) => availability.0,
            Self::TransmissionRetry(transmission) | Self::TransmissionDeadline(transmission) => transmission.0,
            Self::FeeDue(case) | Self::Completion(case) | Self::Retention(case) | Self::LandlordInquiryDue(case) => {
                case.0
            }
            Self::AttemptExpiry(payment) => payment.0,
            Self::WaitingEnds { entry, .. } | Self::ForgetWaiting { entry, .. } => entry.0,
        };
        format!("{}.{of}", names::of(&self))
    }

    /// What it wakes, to be run in the name of the office.
    pub fn transaction(self) -> impl Transaction {
        self
    }
}

impl Transaction for Timer {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        match *self {
            Self::HoldExpiry(booking) => Expire { booking }.run(asked, streams),
            Self::NoShow(booking) => Miss { booking }.run(asked, streams),
            Self::EndOfDay(booking) => EndDay { booking }.run(asked, streams),
            Self::Reminder { booking, reminder } => {
                let remind = booking::Command::Remind { reminder };
                streams.decide::<booking::State>(booking.0, asked.to(remind)).map(drop)
            }
            Self::ForgetContact(booking) => ForgetContact { booking }.run(asked, streams),
            Self::PlanAhead(availability) => PlanAhead { availability }.run(asked, streams),
            Self::TransmissionRetry(id) => tell(id, transmission::Command::TryAgain, asked, streams),
            Self::TransmissionDeadline(id) => tell(id, transmission::Command::MarkOverdue, asked, streams),
            Self::FeeDue(case) => {
                let state: case::State = streams.guard(case.0)?;
                let Some(fee) = state.file().and_then(|file| file.fee) else { return Ok(()) };
                let mark = case::Command::MarkFeeOverdue { payment: fee.payment };
                streams.decide::<case::State>(case.0, asked.to(mark)).map(drop)
            }
            Self::AttemptExpiry(payment) => {
                let state: payment::State = streams.guard(payment.0)?;
                let Some(open) = state.fee().and_then(payment::Fee::open_attempt) else { return Ok(()) };
                let expire = payment::Command::Attempt(payment::AttemptCommand::Expire { attempt: open.number });
                streams.decide::<payment::State>(payment.0, asked.to(expire)).map(drop)
            }
            Self::Completion(case) => Complete { case }.run(asked, streams),
            Self::Retention(case) => {
                streams.decide::<case::State>(case.0, asked.to(case::Command::EndRetention)).map(drop)
            }
            Self::LandlordInquiryDue(case) => {
                streams.decide::<case::State>(case.0, asked.to(case::Command::MarkInquiryDue)).map(drop)
            }
            Self::ForgetWaiting { list, entry, subject } => {
                let known: waiting_list::State = streams.guard(list.0)?;
                match known.entry(entry) {
                    Some(_) => Ok(()),
                    None => subject_key::forget(subject, asked, streams),
                }
            }
            Self::WaitingEnds { list, entry } => {
                let leave = waiting_list::Command::Leave { entry, because: LeftBecause::WindowPassed };
                streams.decide::<waiting_list::State>(list.0, asked.to(leave)).map(drop)
            }
        }
    }
}

fn tell<S: Streams>(
    id: TransmissionId,
    command: transmission::Command,
    asked: &Asked<()>,
    streams: &mut S,
) -> Result<(), S::Break> {
    streams.decide::<transmission::State>(id.0, asked.to(command)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_timers_are_those_that_were_promised() {
        let (booking, availability) = (BookingId(Uuid::from_u128(7)), AvailabilityId(Uuid::from_u128(8)));
        let (transmission, case) = (TransmissionId(Uuid::from_u128(9)), CaseId(Uuid::from_u128(11)));
        let (list, entry) = (WaitingListId(Uuid::from_u128(9)), EntryId(Uuid::from_u128(10)));
        let timers = [
            Timer::HoldExpiry(booking),
            Timer::NoShow(booking),
            Timer::EndOfDay(booking),
            Timer::Reminder { booking, reminder: Reminder::ThreeDays },
            Timer::ForgetContact(booking),
            Timer::PlanAhead(availability),
            Timer::TransmissionRetry(transmission),
            Timer::TransmissionDeadline(transmission),
            Timer::FeeDue(case),
            Timer::AttemptExpiry(PaymentId(Uuid::from_u128(12))),
            Timer::Completion(case),
            Timer::Retention(case),
            Timer::LandlordInquiryDue(case),
            Timer::WaitingEnds { list, entry },
            Timer::ForgetWaiting { list, entry, subject: SubjectId(Uuid::from_u128(11)) },
        ];
        assert_eq!(
            timers.map(Timer::name),
            [
                "hold_expiry.00000000-0000-0000-0000-000000000007",
                "no_show.00000000-0000-0000-0000-000000000007",
                "end_of_day.00000000-0000-0000-0000-000000000007",
                "reminder.three_days.00000000-0000-0000-0000-000000000007",
                "forget_contact.00000000-0000-0000-0000-000000000007",
                "plan_ahead.00000000-0000-0000-0000-000000000008",
                "transmission_retry.00000000-0000-0000-0000-000000000009",
                "transmission_deadline.00000000-0000-0000-0000-000000000009",
                "fee_due.00000000-0000-0000-0000-00000000000b",
                "attempt_expiry.00000000-0000-0000-0000-00000000000c",
                "completion.00000000-0000-0000-0000-00000000000b",
                "retention.00000000-0000-0000-0000-00000000000b",
                "landlord_inquiry_due.00000000-0000-0000-0000-00000000000b",
                "waiting_ends.00000000-0000-0000-0000-00000000000a",
                "forget_waiting.00000000-0000-0000-0000-00000000000a",
            ]
        );
    }
}
