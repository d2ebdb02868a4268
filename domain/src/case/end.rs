//! How a case ends, with or without a result: its fee and the talk of a walk-in end with it.

use super::{Command, Event, Note, State, WithdrawalReason};
use crate::asked::Asked;
use crate::consultation::{self, Occasion, Outcome};
use crate::ids::CaseId;
use crate::payment;
use crate::personal::Personal;
use crate::streams::{Streams, Transaction};

/// Ends a case without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withdraw {
    /// Which.
    pub case: CaseId,
    /// Why.
    pub reason: WithdrawalReason,
}

/// Decides against a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Decline {
    /// Which.
    pub case: CaseId,
    /// Why, in the words that the citizen gets.
    pub reason: Personal<Note>,
}

/// Hands over the result of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complete {
    /// Which.
    pub case: CaseId,
}

impl Transaction for Withdraw {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.case, Command::Withdraw { reason: self.reason }, asked, streams)
    }
}

impl Transaction for Decline {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.case, Command::Decline { reason: self.reason.clone() }, asked, streams)
    }
}

impl Transaction for Complete {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        end(self.case, Command::Complete, asked, streams)
    }
}

/// Has the case decide, and ends what ends with it.
fn end<S: Streams>(case: CaseId, command: Command, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let events = streams.decide::<State>(case.0, asked.to(command))?;
    for event in &events {
        match event {
            // Nobody is asked for money for what they do not get, and what they paid goes back.
            Event::Withdrawn { payment, .. } | Event::Declined { payment, .. } => {
                if let Some(payment) = payment {
                    streams.decide::<payment::State>(payment.0, asked.to(payment::Command::Abandon))?;
                }
                talk_ends(case, Outcome::Aborted, asked, streams)?;
            }
            Event::Completed { .. } => talk_ends(case, Outcome::Completed, asked, streams)?,
            // These end nothing.
            Event::Opened { .. }
            | Event::Reopened { .. }
            | Event::Attached { .. }
            | Event::Bound { .. }
            | Event::Assigned { .. }
            | Event::PartyAdded { .. }
            | Event::PartyRemoved { .. }
            | Event::Identified { .. }
            | Event::IdentificationRefused { .. }
            | Event::NoticeGiven { .. }
            | Event::EntitlementAssured { .. }
            | Event::MoveRecorded { .. }
            | Event::RequestRecorded { .. }
            | Event::FormRequested { .. }
            | Event::FormReceived { .. }
            | Event::FormUnavailable
            | Event::FormWrittenByHand
            | Event::CustodyRecorded { .. }
            | Event::AccessRestricted { .. }
            | Event::Suspended { .. }
            | Event::Resumed
            | Event::TaxIdDisclosed { .. }
            | Event::FollowUpOpened { .. }
            | Event::FollowUpClosed { .. }
            | Event::LandlordInquiryOpened { .. }
            | Event::LandlordInquiryDue
            | Event::LandlordInquiryClosed { .. }
            | Event::EvidenceAssessed { .. }
            | Event::DeclarationPrepared { .. }
            | Event::DeclarationShown { .. }
            | Event::DeclarationSigned { .. }
            | Event::FeeAssessed { .. }
            | Event::FeeOverdue { .. }
            | Event::LetOut
            | Event::RetentionEnded
            | Event::FeeSettled { .. }
            | Event::FeeDeferred { .. }
            | Event::FeeReinstated { .. }
            | Event::Noted { .. }
            | Event::Submitted { .. } => {}
        }
    }
    Ok(())
}

/// The talk of an appointment ends with the visit, which may have other errands. That of a walk-in is about this case.
fn talk_ends<S: Streams>(case: CaseId, outcome: Outcome, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    consultation::close(Occasion::Case(case), outcome, asked, streams)
}
