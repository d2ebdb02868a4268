//! What the caller may do about a case now, and why not for the rest: as the rules themselves answer it.

use async_graphql::{Context, Enum, Result, SimpleObject};
use domain::case::{self, Deed, Try};
use domain::ids::CaseId;
use domain::{Refusal, booking};
use event_store::Stop;

use super::{declaration, mutation};
use crate::errors::refusals::{self, Detail};
use crate::errors::{Refused, failed};
use crate::identity::{Asker, Language, office};
use crate::office::Office;
use crate::words::mirrors;

mirrors! {
    /// A command about a case, in its appointment or in its talk: the mutation of the same name.
    CaseCommand of "Deed" {
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
}

/// A command, and whether it would be accepted now.
#[derive(SimpleObject)]
pub(crate) struct May {
    /// Which.
    command: CaseCommand,
    /// Whether it would be, with an input that is right; also where it is so already, and nothing would change.
    allowed: bool,
    /// Why not, as a stable code to branch on: that of the refusal.
    code: Option<String>,
    /// Why not, for the person who asked, in the language that the request prefers.
    message: Option<String>,
    /// What the rule rests on, where there is a law.
    law: Option<String>,
    /// What more there is to know, such as from when on it would be possible.
    details: Vec<Detail>,
}

impl May {
    fn of(deed: Deed, refused: Option<Refused>) -> Self {
        let (command, allowed) = (deed.into(), refused.is_none());
        match refused {
            Some(Refused { code, message, law, details }) => {
                Self { command, allowed, code: Some(code), message: Some(message), law, details }
            }
            None => Self { command, allowed, code: None, message: None, law: None, details: vec![] },
        }
    }
}

/// Each of the commands that the caller's roles allow, tried.
pub(super) async fn may(ctx: &Context<'_>, case: CaseId) -> Result<Vec<May>> {
    let (asker, office) = (Asker::of(ctx), office(ctx)?);
    let by = asker.caller()?.by;
    let mut all = Vec::with_capacity(Deed::ALL.len());
    for &deed in Deed::ALL {
        let refused = match office.would(by, Try { case, deed }).await {
            Ok(()) if deed == Deed::CasePrepareDeclaration => not_to_be_written(office, case, asker.language).await?,
            Ok(()) => None,
            // It is written when it is handed over.
            Err(Stop::Refused(Refusal::Case(case::Refusal::ResultMissing)))
                if can_be_handed_over(office, case).await? =>
            {
                None
            }
            // Not theirs, or there is no appointment that it could be about.
            Err(Stop::Refused(refusal)) if refusal.is_denied() || is_about_none(&refusal) => continue,
            Err(Stop::Refused(refusal)) => Some(Refused::of(&refusal, asker.language)),
            Err(Stop::Failed(failure)) => return Err(failed(&failure)),
        };
        all.push(May::of(deed, refused));
    }
    Ok(all)
}

fn is_about_none(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Booking(booking::Refusal::Unknown))
}

/// A declaration is written of what is recorded: the rules do not know its words.
async fn not_to_be_written(office: &Office, case: CaseId, language: Language) -> Result<Option<Refused>> {
    let known = office.log().known::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
    let is_signed = |file: &&case::File| file.declaration.as_ref().is_some_and(|declaration| declaration.signed);
    let Some(file) = known.state.0.file().filter(|file| !is_signed(file)) else { return Ok(None) };
    if let Err(erased) = file.readable() {
        return Ok(Some(Refused::of(&case::Refusal::from(erased).into(), language)));
    }
    let stands = file.declaration.is_some();
    Ok((!stands && !declaration::can_be_written(office, case, file))
        .then(|| Refused::by(&refusals::CASE_NOT_RENDERABLE, vec![], language)))
}

/// Whether the paper that is the result of a case can be written: the rules only know whether it is.
async fn can_be_handed_over(office: &Office, case: CaseId) -> Result<bool> {
    let known = office.log().known::<domain::Case>(case.0).await.map_err(|failure| failed(&failure))?;
    Ok(mutation::draft_of_result(office, case, &known.state.0).is_some())
}

#[cfg(test)]
mod tests {
    use async_graphql::resolver_utils::EnumType as _;

    use super::*;

    #[test]
    fn each_command_is_a_mutation_of_the_schema() {
        let sdl = include_str!("../../schema.graphql");
        let names: Vec<_> = CaseCommand::items().iter().map(|item| item.name).collect();
        assert_eq!(names.len(), Deed::ALL.len());
        for name in names {
            let mut parts = name.split('_').map(str::to_lowercase);
            let mut mutation = parts.next().expect("a name");
            for part in parts {
                mutation.push_str(&part[..1].to_uppercase());
                mutation.push_str(&part[1..]);
            }
            assert!(sdl.contains(&format!("\t{mutation}(input: ")), "{name}");
        }
    }
}
