//! How a case ends, with or without a result: its fee and the talk of a walk-in end with it.

use super::{Command, Event, File, Note, Refusal, State, WithdrawalReason, procedure};
use crate::asked::Asked;
use crate::consultation::{self, Occasion, Outcome};
use crate::ids::{CaseId, FolderId};
use crate::paper;
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
        let &Self { case } = self;
        let before: State = streams.guard(case.0)?;
        end(case, Command::Complete, asked, streams)?;
        match &before {
            State::Submitted(file) => has_result(case, file, asked, streams),
            State::Unknown | State::Open(_) | State::Completed(_) | State::Withdrawn { .. } | State::Declined(_) => {
                Ok(())
            }
        }
    }
}

/// What an errand is about is there. Of somebody who was forgotten nothing can be written any more, and nobody is left who
/// would get it.
fn has_result<S: Streams>(case: CaseId, file: &File, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
    let Some(kind) = procedure::result(file.service, &asked.facts) else { return Ok(()) };
    if file.readable().is_err() {
        return Ok(());
    }
    let papers: paper::State = streams.guard(FolderId::of(case).0)?;
    let written = papers.folder().is_some_and(|folder| folder.papers.values().any(|paper| paper.kind == kind));
    if written { Ok(()) } else { Err(crate::Refusal::from(Refusal::ResultMissing).into()) }
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
            | Event::IdentificationConfirmed { .. }
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
