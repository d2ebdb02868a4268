//! What somebody may do about a case now, and why not.
//!
//! No rule stands here. Each deed is tried on everything as it stands, by the very transaction that does it, with what
//! it could be given at best: what is refused then is refused with anything.

mod best;

use best::{Best, ELSEWHERE, NOBODY, address};

use super::procedure::is_child;
use super::{
    Acknowledge, AddressUpdate, AssessFee, Command, Complete, CustodyBasis, Decline, ExemptFee, InquiryOutcome, Note,
    PayAtCounter, PrefilledForm, Prepare, RecordWaiver, RequestWaiver, Restrict, RestrictionGround, Show, Sign, Split,
    State, SuspensionGround, TellTan, Withdraw, WithdrawalReason, Written,
};
use crate::asked::Asked;
use crate::booking::{self, Call, Cancel, CancelReason, Finish, Miss, Park, Redirect, Resume};
use crate::calendar::local_date;
use crate::consultation::{self, Outcome};
use crate::ids::{BookingId, CaseId};
use crate::money::Cents;
use crate::payment::{Exemption, Means, StartOnline};
use crate::permission::is_staff;
use crate::signature::{Hash, Sha256};
use crate::streams::{Single, Streams, Transaction};

/// Declares the deeds, and the list of them.
macro_rules! deeds {
    ($($(#[$doc:meta])* $deed:ident,)*) => {
        /// Something that can be done about a case, in its appointment, or in its talk.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Deed {
            $($(#[$doc])* $deed,)*
        }

        impl Deed {
            /// Every deed, in the order of their declaration.
            pub const ALL: &'static [Self] = &[$(Self::$deed,)*];
        }
    };
}

deeds! {
    /// Call whoever waits, for the first time or again.
    BookingCall,
    /// Give the appointment back.
    BookingCancel,
    /// Say that the person is there.
    BookingCheckIn,
    /// End the visit.
    BookingFinish,
    /// Record that nobody came.
    BookingMiss,
    /// Interrupt the service.
    BookingPark,
    /// Send the person to another queue.
    BookingRedirect,
    /// Go on with a service that was interrupted.
    BookingResume,
    /// Begin the service.
    BookingStart,
    /// Say that pages of the declaration were read.
    CaseAcknowledgeDeclaration,
    /// Add somebody.
    CaseAddParty,
    /// Remark something.
    CaseAddNote,
    /// Record what was found about evidence.
    CaseAssessEvidence,
    /// Fix the fee.
    CaseAssessFee,
    /// Take care of it.
    CaseAssign,
    /// Record the assurance of § 23 (4) BMG.
    CaseAssureEntitlement,
    /// Record that the address on somebody's identity card is changed.
    CaseCloseFollowUp,
    /// Record what came of the inquiry with the landlord.
    CaseCloseLandlordInquiry,
    /// Compare the move of somebody who moves along with that of the case.
    CaseCompareMove,
    /// Hand over the result.
    CaseComplete,
    /// Decide against it.
    CaseDecline,
    /// Record that the fee does not arise.
    CaseExemptFee,
    /// Record that something was told.
    CaseGiveNotice,
    /// Let leave what was held back.
    CaseLetOut,
    /// Open one more case in the same visit.
    CaseOpen,
    /// Take the money at the counter.
    CasePayAtCounter,
    /// Write the declaration.
    CasePrepareDeclaration,
    /// Record who has the care of a child.
    CaseRecordCustody,
    /// Record how somebody was identified.
    CaseRecordIdentification,
    /// Confirm that the same person is there again.
    CaseConfirmIdentification,
    /// Record what the authority of departure answered.
    CaseReceiveForm,
    /// Record the facts of the move.
    CaseRecordMove,
    /// Record what exactly is asked for.
    CaseRecordRequest,
    /// Record what the federal office decided about its fee.
    CaseRecordWaiver,
    /// Remove somebody.
    CaseRemoveParty,
    /// Ask the authority of departure for the prefilled form.
    CaseRequestForm,
    /// Ask the federal office to do without its fee.
    CaseRequestWaiver,
    /// Keep it for the team lead.
    CaseRestrictAccess,
    /// Let it go on.
    CaseResume,
    /// Show the declaration.
    CaseShowDeclaration,
    /// Sign the declaration, or take the signature down.
    CaseSign,
    /// Open a case of their own for somebody who moves along.
    CaseSplit,
    /// Hand it to the register or the federal office.
    CaseSubmit,
    /// Stop it for now.
    CaseSuspend,
    /// Tell the signer a number.
    CaseTellTan,
    /// End it without a result.
    CaseWithdraw,
    /// Write the form by hand.
    CaseWriteForm,
    /// Begin the talk.
    ConsultationBegin,
    /// End the talk.
    ConsultationEnd,
    /// Record that the line dropped.
    ConsultationInterrupt,
    /// Record that the line is back.
    ConsultationResume,
    /// Begin to pay the fee online.
    PaymentStart,
}

/// A deed, to be tried. It is never to be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Try {
    /// About which case.
    pub case: CaseId,
    /// What.
    pub deed: Deed,
}

impl Transaction for Try {
    fn run<S: Streams>(&self, asked: &Asked<()>, streams: &mut S) -> Result<(), S::Break> {
        let &Self { case, deed } = self;
        let state: State = streams.guard(case.0)?;
        let file = state.file();
        let rules = file.and_then(|file| file.rules(&asked.facts, local_date(asked.at)));
        let best = Best { case, file, rules, asked };
        match deed {
            Deed::BookingCall => best.visit(streams, |booking, _| Call { booking }),
            Deed::BookingCancel => {
                let reason = if is_staff(&asked.by) { CancelReason::ClerkAbsent } else { CancelReason::Citizen };
                best.visit(streams, |booking, _| Cancel { booking, reason })
            }
            Deed::BookingCheckIn => best.visit(streams, |booking, _| alone(booking, booking::Command::CheckIn)),
            Deed::BookingFinish => {
                best.visit(streams, |booking, visit| Finish { booking, delivered: best::delivered(visit) })
            }
            Deed::BookingMiss => best.visit(streams, |booking, _| Miss { booking }),
            Deed::BookingPark => {
                best.visit(streams, |booking, visit| Park { booking, why: best::another_reason(visit) })
            }
            Deed::BookingRedirect => best.visit(streams, |booking, visit| {
                let to = visit.appointment().map(booking::Appointment::scope).unwrap_or_default();
                Redirect { booking, to }
            }),
            Deed::BookingResume => best.visit(streams, |booking, _| Resume { booking }),
            Deed::BookingStart => best.visit(streams, |booking, _| alone(booking, booking::Command::Start)),

            Deed::ConsultationBegin => best.begin(streams),
            Deed::ConsultationEnd => best.tell(consultation::Command::End { outcome: Outcome::Completed }, streams),
            Deed::ConsultationInterrupt => best.tell(consultation::Command::Interrupt, streams),
            Deed::ConsultationResume => best.tell(consultation::Command::Resume, streams),

            Deed::CaseAcknowledgeDeclaration => {
                Acknowledge { case, hash: best.declaration(), pages: vec![1] }.run(asked, streams)
            }
            Deed::CaseAddParty => best.alone(Command::AddParty { party: best.party() }, streams),
            Deed::CaseAddNote => best.alone(Command::AddNote { note: NOBODY.knows(Note(String::new())) }, streams),
            // What the landlord did not say in time is taken down by whoever hears it.
            Deed::CaseAssessEvidence if file.is_some_and(|file| file.open_inquiry().is_some()) => {
                best.alone(best.finding(), streams)
            }
            Deed::CaseAssessEvidence => best.work(best.finding(), streams),
            Deed::CaseAssessFee => {
                AssessFee { case, delivery: best.delivery() }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseAssign => best.alone(Command::Assign { clerk: asked.by.actor }, streams),
            Deed::CaseAssureEntitlement => best.work(Command::AssureEntitlement, streams),
            Deed::CaseCloseFollowUp => {
                let party = file.and_then(|file| file.follow_ups.first().copied()).unwrap_or_default();
                best.alone(Command::CloseFollowUp { party, how: AddressUpdate::Counter }, streams)
            }
            Deed::CaseCloseLandlordInquiry => {
                best.alone(Command::CloseLandlordInquiry { outcome: InquiryOutcome::Confirmed }, streams)
            }
            Deed::CaseCompareMove => {
                let moving = file.and_then(|file| file.moving.as_ref());
                let details = moving.map_or_else(|| best.move_(), |moving| moving.details.clone());
                best.alone(Command::CompareMove { party: best.moves_along(), details }, streams)
            }
            Deed::CaseComplete => Complete { case }.run(asked, streams),
            Deed::CaseDecline => Decline { case, reason: NOBODY.knows(Note(String::new())) }.run(asked, streams),
            Deed::CaseExemptFee => ExemptFee { case, exemption: Exemption::VoluntaryWork }.run(asked, streams),
            Deed::CaseGiveNotice => best.work(Command::GiveNotice { notice: best.notice() }, streams),
            Deed::CaseLetOut => best.alone(Command::LetOut, streams),
            Deed::CaseOpen => best.open(streams),
            Deed::CasePayAtCounter => {
                let amount = file.and_then(|file| file.fee).map_or(Cents::ZERO, |fee| fee.amount);
                PayAtCounter { case, means: Means::Cash, amount }.run(asked, streams)
            }
            Deed::CasePrepareDeclaration => {
                Prepare { case, written: Written::Text(Hash([0; 32])) }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseReceiveForm => {
                let form = NOBODY.knows(PrefilledForm { persons: vec![], address: address(ELSEWHERE) });
                best.alone(Command::ReceiveForm { form }, streams)
            }
            Deed::CaseRecordCustody => {
                let today = local_date(asked.at);
                let child = file.and_then(|file| file.movers().find(|party| is_child(party, today)));
                let child = child.map(|child| child.id).unwrap_or_default();
                best.work(Command::RecordCustody { child, basis: CustodyBasis::Sole }, streams)
            }
            Deed::CaseRecordIdentification => best.identify(streams),
            Deed::CaseConfirmIdentification => best.confirm(streams),
            Deed::CaseRecordMove => best.work(Command::RecordMove { details: best.move_() }, streams),
            Deed::CaseRecordRequest => best.work(Command::RecordRequest { requested: best.request() }, streams),
            Deed::CaseRecordWaiver => RecordWaiver { case, granted: true }.run(asked, streams),
            Deed::CaseRemoveParty => {
                let party = file.and_then(|file| file.parties.last()).map(|party| party.id).unwrap_or_default();
                best.alone(Command::RemoveParty { party }, streams)
            }
            Deed::CaseRequestForm => best.work(Command::RequestForm, streams),
            Deed::CaseRequestWaiver => RequestWaiver { case }.run(asked, streams),
            Deed::CaseRestrictAccess => {
                Restrict { case, ground: RestrictionGround::Told, others: vec![] }.run(asked, streams)
            }
            Deed::CaseResume => best.alone(Command::Resume, streams),
            Deed::CaseShowDeclaration => {
                Show { case, hash: best.declaration() }.run(asked, streams)?;
                best.check_work::<S>()
            }
            Deed::CaseSign => {
                let (party, hash) = (best.acting(), best.declaration());
                let sha256 = Sha256(|_| Hash([0; 32]));
                Sign { case, party, manner: best.manner(), hash, sha256 }.run(asked, streams)
            }
            Deed::CaseSplit => {
                Split { case, party: best.moves_along(), into: CaseId::default(), subject: NOBODY }.run(asked, streams)
            }
            Deed::CaseSubmit => best.alone(Command::Submit, streams),
            Deed::CaseSuspend => {
                let stands = file.and_then(|file| file.suspended) == Some(SuspensionGround::FreeWillDoubtful);
                let ground =
                    if stands { SuspensionGround::RegisteredAsDead } else { SuspensionGround::FreeWillDoubtful };
                best.alone(Command::Suspend { ground }, streams)
            }
            Deed::CaseTellTan => TellTan { case, mac: Hash([0; 32]) }.run(asked, streams),
            Deed::CaseWithdraw => Withdraw { case, reason: WithdrawalReason::Citizen }.run(asked, streams),
            Deed::CaseWriteForm => best.work(Command::WriteForm, streams),
            Deed::PaymentStart => StartOnline { case }.run(asked, streams),
        }
    }
}

/// A step of an appointment alone.
fn alone(booking: BookingId, command: booking::Command) -> Single<booking::State> {
    Single { id: booking.0, command }
}

#[cfg(test)]
mod tests;
