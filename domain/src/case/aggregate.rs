//! The decision table of a case.

use chrono::{DateTime, Days, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Answer, Command, Declared, Event, File, Missing, Opening, Origin, Refusal, WithdrawalReason, custody, declare,
    fees, follow_up, form, identify, landlord_inquiry, missing, procedure, record, request, restrict, split, suspend,
    told,
};
use crate::asked::{ActorId, Asked, By};
use crate::calendar::{end_of, local_date, weekdays_after};
use crate::catalogue::{Channel, EvidenceKind, Service};
use crate::decide::Decide;
use crate::permission::{CLEARED, Denied, Grant, Role};

/// Where a case stands. Only what changes which commands are legal is a state; the rest is a checklist
/// ([`missing`]).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// There is no such case.
    #[default]
    Unknown,
    /// It is worked on.
    Open(Box<File>),
    /// It went to the register or the federal office.
    Submitted(Box<File>),
    /// The result is handed over.
    Completed(Box<File>),
    /// It ended without a result.
    Withdrawn {
        /// What was worked on.
        file: Box<File>,
        /// Why.
        reason: WithdrawalReason,
    },
    /// The office decided against it.
    Declined(Box<File>),
}

impl State {
    /// What is known of the case, once there is one.
    pub fn file(&self) -> Option<&File> {
        match self {
            Self::Unknown => None,
            Self::Open(file)
            | Self::Submitted(file)
            | Self::Completed(file)
            | Self::Withdrawn { file, .. }
            | Self::Declined(file) => Some(file),
        }
    }
}

/// Who works on cases.
pub(super) const WORKERS: &[Grant] = &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)];

impl Decide for State {
    const KIND: &'static str = "case";
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn grants(command: &Command) -> &'static [Grant] {
        match command {
            Command::Open { .. } => &[Grant::Any(Role::System), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)],

            // Citizens prepare who takes part, sign, and take back what is theirs.
            Command::Attach { .. }
            | Command::AddParty { .. }
            | Command::RemoveParty { .. }
            | Command::Acknowledge { .. }
            | Command::RecordSignature { .. } => {
                &[Grant::Own(Role::Citizen), Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead)]
            }
            Command::Withdraw { .. } => &[
                Grant::Own(Role::Citizen),
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::System),
            ],

            // A colleague who goes on with a visit goes on with its cases.
            Command::Assign { .. } => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::System)],

            Command::Identify { .. }
            | Command::ConfirmIdentified { .. }
            | Command::GiveNotice { .. }
            | Command::AssureEntitlement
            | Command::RecordMove { .. }
            | Command::RecordRequest { .. }
            | Command::RequestForm
            | Command::WriteForm
            | Command::CompareMove { .. }
            | Command::RecordCustody { .. }
            | Command::Resume
            | Command::CloseFollowUp { .. }
            | Command::CloseLandlordInquiry { .. }
            | Command::AssessEvidence { .. }
            | Command::PrepareDeclaration { .. }
            | Command::ShowDeclaration { .. }
            | Command::TellTan
            | Command::RecordFee { .. }
            | Command::DeferFee { .. }
            | Command::ReinstateFee { .. }
            | Command::AddNote { .. }
            | Command::Submit => WORKERS,

            // The office's own gateway receives what other authorities answer, and what they issue needs nobody here.
            Command::ReceiveForm { .. }
            | Command::RestrictAccess { .. }
            | Command::Suspend { .. }
            | Command::Complete => &[Grant::Any(Role::Clerk), Grant::Any(Role::TeamLead), Grant::Any(Role::System)],
            Command::ReclaimFee { .. }
            | Command::RecordNoForm
            | Command::MarkFeeOverdue { .. }
            | Command::MarkInquiryDue
            | Command::EndRetention => &[Grant::Any(Role::System)],
            Command::RecordSettlement { .. } => &[
                Grant::Any(Role::Clerk),
                Grant::Any(Role::TeamLead),
                Grant::Any(Role::Cashier),
                Grant::Any(Role::System),
            ],
            // Nobody enters for somebody else what was told to them.
            Command::EnterTan => &[Grant::Own(Role::Citizen)],
            Command::Decline { .. } | Command::LetOut => &[Grant::Any(Role::TeamLead)],
        }
    }

    /// Not even whose it is sees a restricted case: it tells who looked for whom (§ 51 (2) BMG).
    fn hidden_from(&self, by: &By) -> bool {
        self.file().is_some_and(|file| file.restricted.is_some()) && !by.roles.any(CLEARED)
    }

    /// A case without a holder is the office's: no citizen may take it for their own.
    fn holder(&self) -> Option<ActorId> {
        self.file().map(|file| file.holder.unwrap_or(ActorId::SYSTEM))
    }

    fn decide(&self, asked: &Asked<Command>) -> Result<Vec<Event>, Refusal> {
        use Command::{
            Acknowledge, AddNote, AddParty, AssessEvidence, Assign, AssureEntitlement, Attach, CloseFollowUp,
            CloseLandlordInquiry, CompareMove, Complete, ConfirmIdentified, Decline, DeferFee, EndRetention, EnterTan,
            GiveNotice, Identify, LetOut, MarkFeeOverdue, MarkInquiryDue, Open, PrepareDeclaration, ReceiveForm,
            ReclaimFee, RecordCustody, RecordFee, RecordMove, RecordNoForm, RecordRequest, RecordSettlement,
            RecordSignature, ReinstateFee, RemoveParty, RequestForm, RestrictAccess, Resume, ShowDeclaration, Submit,
            Suspend, TellTan, Withdraw, WriteForm,
        };

        match (self, &asked.command) {
            // Also when it is over: what was handed over can still be looked at.
            (state, &RestrictAccess { ground }) => restrict::restrict(state, ground, asked),
            (Self::Unknown, MarkFeeOverdue { .. } | MarkInquiryDue | EndRetention) => Err(Refusal::Unknown),
            // A waiver may be refused after the case is complete, and the fee is due again. Without a result none is.
            (Self::Open(file) | Self::Submitted(file) | Self::Completed(file), &MarkFeeOverdue { payment }) => {
                Ok(fees::overdue(file, payment, asked))
            }
            (Self::Withdrawn { .. } | Self::Declined(_), MarkFeeOverdue { .. }) => Ok(vec![]),
            (Self::Submitted(file) | Self::Completed(file), MarkInquiryDue) => Ok(landlord_inquiry::due(file, asked)),
            (Self::Open(_) | Self::Withdrawn { .. } | Self::Declined(_), MarkInquiryDue) => Ok(vec![]),
            // What has not gone out yet goes out by being submitted.
            (Self::Unknown, LetOut) => Err(Refusal::Unknown),
            (Self::Open(_), LetOut) => Err(Refusal::NotSubmitted),
            (Self::Submitted(file) | Self::Completed(file), LetOut) if file.may_leave() => Ok(vec![]),
            (Self::Submitted(file) | Self::Completed(file), LetOut) => restrict::let_go(file, Event::LetOut, asked),
            (Self::Withdrawn { .. } | Self::Declined(_), LetOut) => Err(Refusal::Over),
            // Somebody came after all: the clock has stopped.
            (Self::Open(_) | Self::Submitted(_), EndRetention) => Ok(vec![]),
            (Self::Completed(file) | Self::Withdrawn { file, .. } | Self::Declined(file), EndRetention) => {
                let over = file.erase_at.is_some_and(|at| at <= asked.at);
                Ok(if over { vec![Event::RetentionEnded] } else { vec![] })
            }
            (Self::Unknown, Open(opening)) => open(opening, asked),
            (
                Self::Unknown,
                Attach { .. }
                | Assign { .. }
                | AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | ConfirmIdentified { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | RecordRequest { .. }
                | RequestForm
                | ReceiveForm { .. }
                | RecordNoForm
                | WriteForm
                | CompareMove { .. }
                | RecordCustody { .. }
                | Suspend { .. }
                | Resume
                | CloseFollowUp { .. }
                | CloseLandlordInquiry { .. }
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | Acknowledge { .. }
                | TellTan
                | EnterTan
                | RecordSignature { .. }
                | RecordFee { .. }
                | RecordSettlement { .. }
                | DeferFee { .. }
                | ReclaimFee { .. }
                | ReinstateFee { .. }
                | AddNote { .. }
                | Submit
                | Complete
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::Unknown),

            (Self::Open(_), Open { .. }) => Ok(vec![]),
            (Self::Open(file), Attach { booking, .. }) if file.bookings().any(|known| known == *booking) => Ok(vec![]),
            // Going on later is not work: the case stays with whoever takes care of it.
            (Self::Open(file), &Attach { booking, restricted }) => {
                let restricted = restrict::by_visit(file, restricted, asked);
                Ok([Event::Attached { booking }].into_iter().chain(restricted).collect())
            }
            (Self::Open(file), &Assign { clerk }) => assign(file, clerk, asked),
            (Self::Open(file), AddParty { party }) => record::add_party(file, party, asked),
            (Self::Open(file), &RemoveParty { party }) => record::remove_party(file, party, asked),
            (Self::Open(file), &ConfirmIdentified { party, talk }) => identify::confirm(file, party, talk, asked),
            (Self::Open(file), Identify { party, identification, talk }) => {
                identify::identify(file, *party, identification, *talk, asked)
            }
            (Self::Open(file), &GiveNotice { notice }) => record::give_notice(file, notice, asked),
            (Self::Open(file), AssureEntitlement) => record::assure_entitlement(file, asked),
            (Self::Open(file), RecordMove { details }) => record::record_move(file, details, asked),
            (Self::Open(file), RecordRequest { requested }) => request::record(file, requested, asked),
            (Self::Open(file), RequestForm) => form::request(file, asked),
            (Self::Open(file) | Self::Submitted(file), ReceiveForm { form }) => form::receive(file, form),
            (Self::Open(file) | Self::Submitted(file), RecordNoForm) => form::none(file),
            (Self::Open(file), CompareMove { party, details }) => split::compare_move(file, *party, details),
            (Self::Open(file), &RecordCustody { child, basis }) => custody::record(file, child, basis, asked),
            (Self::Open(file), WriteForm) => form::write_by_hand(file, asked),
            (Self::Open(file), &Suspend { ground }) => suspend::suspend(file, ground, asked),
            (Self::Open(file), Resume) => suspend::resume(file, asked),
            (Self::Open(_) | Self::Submitted(_), CloseFollowUp { .. })
            | (Self::Open(_), CloseLandlordInquiry { .. }) => Err(Refusal::NotSubmitted),
            // What has gone out is changed no more; only what the landlord did not say in time is still waited for.
            (Self::Submitted(file) | Self::Completed(file), &CloseLandlordInquiry { outcome }) => {
                landlord_inquiry::close(file, outcome, asked)
            }
            (
                Self::Submitted(file) | Self::Completed(file),
                AssessEvidence {
                    kind: kind @ EvidenceKind::LandlordConfirmation,
                    answer: Answer::Accepted,
                    source,
                    document,
                    named,
                },
            ) if file.open_inquiry().is_some() => {
                landlord_inquiry::confirmed_late(file, (*kind, Answer::Accepted, *source, *document), named, asked)
            }
            (Self::Open(file), AssessEvidence { kind, answer, source, document, named }) => {
                record::assess_evidence(file, (*kind, *answer, *source, *document), named, asked)
            }
            (Self::Open(file), &PrepareDeclaration { hash, signature, text }) => {
                declare::prepare(file, (hash, text), signature, asked)
            }
            (Self::Open(file), &ShowDeclaration { hash }) => declare::show(file, hash, asked),
            (Self::Open(file), &Acknowledge { hash }) => declare::acknowledge(file, hash, asked),
            (Self::Open(file), TellTan | EnterTan) => declare::with_tan(file),
            (Self::Open(file), &RecordSignature { party, talk, hash }) => declare::sign(file, party, talk, hash, asked),

            (Self::Open(file), &RecordFee { amount, delivery, payment }) => {
                fees::record(file, amount, delivery, payment, asked)
            }
            // Whoever takes the money records it, and it can arrive after the case went out.
            (Self::Open(file) | Self::Submitted(file) | Self::Completed(file), &RecordSettlement { payment, how }) => {
                fees::record_settlement(file, payment, how)
            }
            (Self::Open(file), &DeferFee { payment }) => fees::defer(file, payment),
            // Money is taken back weeks after it was paid. What was handed over stays.
            (Self::Open(file) | Self::Submitted(file) | Self::Completed(file), &ReclaimFee { payment }) => {
                fees::reclaim(file, payment, asked)
            }
            // The federal office decides when it decides, also after the applicant has gone home with everything.
            (Self::Open(file) | Self::Submitted(file) | Self::Completed(file), &ReinstateFee { payment }) => {
                fees::reinstate(file, payment, asked)
            }
            // A remark is not work: a colleague who took a call leaves one without taking the case over.
            (Self::Open(_) | Self::Submitted(_), AddNote { note }) => Ok(vec![Event::Noted { note: note.clone() }]),

            (Self::Open(file), Submit) => submit(file, asked),
            (Self::Open(_), Complete) => Err(Refusal::NotSubmitted),
            (Self::Open(file), &Withdraw { reason }) => withdraw(file, reason, asked),
            (Self::Open(file), Decline { reason }) => {
                not_their_own(file, &asked.by)?;
                let payment = file.fee.map(|fee| fee.payment);
                let erase_at = Some(kept_for(asked.facts.limits.retention_declined_days, asked));
                Ok(vec![Event::Declined { reason: reason.clone(), service: file.service, payment, erase_at }])
            }

            (Self::Submitted(_), Open { .. } | Submit) => Ok(vec![]),
            // What went out before anybody had to look the register up is looked up now: it goes to nobody else, and
            // changes nothing of what was asked for.
            (Self::Submitted(file), RecordRequest { requested }) if file.awaits_entry(requested) => {
                request::record(file, requested, asked)
            }
            (Self::Submitted(file), &Assign { clerk }) => assign(file, clerk, asked),
            (Self::Submitted(file), Complete) => {
                let erase_at = Some(kept_for(asked.facts.limits.retention_completed_days, asked));
                let (opened_at, service) = (file.opened_at, file.service);
                let completed = Event::Completed { opened_at, service, erase_at };
                // What somebody else issues is complete without anybody here.
                let happens =
                    if asked.by.roles.has(Role::System) { vec![completed] } else { worked(file, completed, asked)? };
                Ok(procedure::tax_id_told(file).into_iter().chain(happens).chain(follow_up::opened(file)).collect())
            }
            (
                Self::Submitted(_),
                Attach { .. }
                | AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | ConfirmIdentified { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | RecordRequest { .. }
                | RequestForm
                | WriteForm
                | CompareMove { .. }
                | RecordCustody { .. }
                | Suspend { .. }
                | Resume
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | Acknowledge { .. }
                | TellTan
                | EnterTan
                | RecordSignature { .. }
                | RecordFee { .. }
                | DeferFee { .. }
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::AlreadySubmitted),

            // Somebody comes after all, later on the day of a missed appointment: their case goes on as it was.
            (Self::Withdrawn { file, reason: WithdrawalReason::BookingMissed }, Open { .. }) => {
                Ok(vec![Event::Reopened { origin: file.origin }])
            }

            (Self::Completed(_), Open { .. } | Submit | Complete) => Ok(vec![]),
            (Self::Completed(file), &CloseFollowUp { party, how }) => follow_up::close(file, party, how, asked),
            (Self::Withdrawn { reason, .. }, Withdraw { reason: again }) if again == reason => Ok(vec![]),
            (Self::Declined(_), Decline { .. }) => Ok(vec![]),
            (
                Self::Completed(_) | Self::Withdrawn { .. } | Self::Declined(_),
                Open { .. }
                | Attach { .. }
                | Assign { .. }
                | AddParty { .. }
                | RemoveParty { .. }
                | Identify { .. }
                | ConfirmIdentified { .. }
                | GiveNotice { .. }
                | AssureEntitlement
                | RecordMove { .. }
                | RecordRequest { .. }
                | RequestForm
                | ReceiveForm { .. }
                | RecordNoForm
                | WriteForm
                | CompareMove { .. }
                | RecordCustody { .. }
                | Suspend { .. }
                | Resume
                | CloseFollowUp { .. }
                | CloseLandlordInquiry { .. }
                | AssessEvidence { .. }
                | PrepareDeclaration { .. }
                | ShowDeclaration { .. }
                | Acknowledge { .. }
                | TellTan
                | EnterTan
                | RecordSignature { .. }
                | RecordFee { .. }
                | RecordSettlement { .. }
                | DeferFee { .. }
                | ReclaimFee { .. }
                | ReinstateFee { .. }
                | AddNote { .. }
                | Submit
                | Complete
                | Withdraw { .. }
                | Decline { .. },
            ) => Err(Refusal::Over),
        }
    }

    fn apply(self, event: Event) -> Self {
        match (self, event) {
            (Self::Unknown, Event::Opened { service, quantity, edition, origin, channel, holder, opened_at }) => {
                Self::Open(Box::new(File::new(service, quantity, edition, origin, channel, holder, opened_at)))
            }
            (Self::Withdrawn { mut file, .. }, Event::Reopened { .. }) => {
                file.erase_at = None;
                Self::Open(file)
            }
            (Self::Open(mut file), Event::Submitted { .. }) => {
                file.released = file.restricted.is_some();
                Self::Submitted(file)
            }
            (mut state, event @ (Event::AccessRestricted { .. } | Event::LetOut | Event::RetentionEnded)) => {
                if let Self::Open(file)
                | Self::Submitted(file)
                | Self::Completed(file)
                | Self::Withdrawn { file, .. }
                | Self::Declined(file) = &mut state
                {
                    file.remember(event);
                }
                state
            }
            (Self::Open(mut file), Event::Withdrawn { reason, erase_at, .. }) => {
                file.erase_at = erase_at;
                Self::Withdrawn { file, reason }
            }
            (Self::Open(mut file), Event::Declined { erase_at, .. }) => {
                file.erase_at = erase_at;
                Self::Declined(file)
            }
            (Self::Submitted(mut file), Event::Completed { erase_at, .. }) => {
                file.erase_at = erase_at;
                Self::Completed(file)
            }

            // What does not move the case is written into its file.
            (
                Self::Open(mut file),
                event @ (Event::Attached { .. }
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
                | Event::Suspended { .. }
                | Event::Resumed
                | Event::EvidenceAssessed { .. }
                | Event::DeclarationPrepared { .. }
                | Event::DeclarationShown { .. }
                | Event::DeclarationSigned { .. }
                | Event::FeeAssessed { .. }
                | Event::FeeSettled { .. }
                | Event::FeeOverdue { .. }
                | Event::FeeDeferred { .. }
                | Event::FeeReinstated { .. }
                | Event::Noted { .. }),
            ) => {
                file.remember(event);
                Self::Open(file)
            }
            (
                Self::Submitted(mut file),
                event @ (Event::Assigned { .. }
                | Event::RequestRecorded { .. }
                | Event::FormReceived { .. }
                | Event::FormUnavailable
                | Event::TaxIdDisclosed { .. }
                | Event::FeeOverdue { .. }
                | Event::FeeSettled { .. }
                | Event::FeeReinstated { .. }
                | Event::EvidenceAssessed { .. }
                | Event::LandlordInquiryOpened { .. }
                | Event::LandlordInquiryDue
                | Event::LandlordInquiryClosed { .. }
                | Event::Noted { .. }),
            ) => {
                file.remember(event);
                Self::Submitted(file)
            }

            (
                Self::Completed(mut file),
                event @ (Event::FollowUpOpened { .. }
                | Event::FollowUpClosed { .. }
                | Event::LandlordInquiryDue
                | Event::LandlordInquiryClosed { .. }
                | Event::EvidenceAssessed { .. }
                | Event::FeeOverdue { .. }
                | Event::FeeSettled { .. }
                | Event::FeeReinstated { .. }),
            ) => {
                file.remember(event);
                Self::Completed(file)
            }

            // No row of the decision table leads here.
            (
                state @ Self::Open(_),
                Event::Opened { .. }
                | Event::Reopened { .. }
                | Event::TaxIdDisclosed { .. }
                | Event::Completed { .. }
                | Event::FollowUpOpened { .. }
                | Event::FollowUpClosed { .. }
                | Event::LandlordInquiryOpened { .. }
                | Event::LandlordInquiryDue
                | Event::LandlordInquiryClosed { .. },
            ) => state,
            (
                state @ Self::Submitted(_),
                Event::Opened { .. }
                | Event::Reopened { .. }
                | Event::Attached { .. }
                | Event::Bound { .. }
                | Event::PartyAdded { .. }
                | Event::PartyRemoved { .. }
                | Event::Identified { .. }
                | Event::IdentificationConfirmed { .. }
                | Event::IdentificationRefused { .. }
                | Event::NoticeGiven { .. }
                | Event::EntitlementAssured { .. }
                | Event::MoveRecorded { .. }
                | Event::FormRequested { .. }
                | Event::FormWrittenByHand
                | Event::CustodyRecorded { .. }
                | Event::Suspended { .. }
                | Event::Resumed
                | Event::FollowUpOpened { .. }
                | Event::FollowUpClosed { .. }
                | Event::DeclarationPrepared { .. }
                | Event::DeclarationShown { .. }
                | Event::DeclarationSigned { .. }
                | Event::FeeAssessed { .. }
                | Event::FeeDeferred { .. }
                | Event::Submitted { .. }
                | Event::Withdrawn { .. }
                | Event::Declined { .. },
            ) => state,
            (state @ (Self::Completed(_) | Self::Withdrawn { .. } | Self::Declined(_)), Event::Opened { .. })
            | (state @ (Self::Unknown | Self::Completed(_) | Self::Declined(_)), Event::Reopened { .. }) => state,
            (
                state @ (Self::Unknown | Self::Completed(_) | Self::Withdrawn { .. } | Self::Declined(_)),
                Event::Attached { .. }
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
                | Event::FeeSettled { .. }
                | Event::FeeDeferred { .. }
                | Event::FeeReinstated { .. }
                | Event::Noted { .. }
                | Event::Submitted { .. }
                | Event::Completed { .. }
                | Event::Withdrawn { .. }
                | Event::Declined { .. },
            ) => state,
        }
    }
}

/// What a rule answers: what happens, or why not.
pub(super) type Answered = Result<Vec<Event>, Refusal>;

/// A case is opened for the day of its appointment, whose edition also says how long the appointment is: so no
/// appointment that could be made is left without its case.
fn open(opening: &Opening, asked: &Asked<Command>) -> Answered {
    let &Opening { service, quantity, origin, channel, holder, on } = opening;
    let edition = asked.facts.catalogue.in_force(on).ok_or(Refusal::ServiceNotOffered)?;
    let offered = edition.service(service).ok_or(Refusal::ServiceNotOffered)?;
    if !offered.channels.contains(&channel) {
        return Err(Refusal::ChannelNotAllowed);
    }
    // At the counter a clerk takes the signature down, and an appointment always belongs to somebody.
    if let (Origin::Clerk { .. }, Channel::Video, None) = (origin, channel, holder) {
        return Err(Refusal::NobodyCanSign);
    }
    let (edition, opened_at) = (edition.number, asked.at);
    Ok(vec![Event::Opened { service, quantity, edition, origin, channel, holder, opened_at }])
}

/// Clerks take a free case and hand on their own; a team lead gives it to anybody, also out of a colleague's hands, and
/// the office gives it to whoever goes on with the visit.
fn assign(file: &File, clerk: ActorId, asked: &Asked<Command>) -> Answered {
    not_their_own(file, &asked.by)?;
    let leads = asked.by.roles.any(&[Role::TeamLead, Role::System]);
    match file.clerk {
        _ if file.holder == Some(clerk) => Err(Refusal::OwnCase),
        Some(present) if present == clerk => Ok(vec![]),
        Some(present) if !leads && present != asked.by.actor => Err(Refusal::AssignedToColleague { clerk: present }),
        None if !leads && clerk != asked.by.actor => Err(Denied.into()),
        Some(_) | None => Ok(vec![Event::Assigned { clerk }]),
    }
}

/// The rule of all work on a case: one clerk does it, and the first who works on a free case takes it. With the first
/// work the edition of the day binds it.
pub(super) fn worked(file: &File, event: Event, asked: &Asked<Command>) -> Answered {
    may_work(file, &asked.by)?;
    let taken = file.clerk.is_none().then_some(Event::Assigned { clerk: asked.by.actor });
    let edition = file.edition_on(&asked.facts, local_date(asked.at));
    let bound = (edition != file.edition).then_some(Event::Bound { edition });
    Ok(bound.into_iter().chain(taken).chain([event]).collect())
}

/// Whether the work on a case is somebody's to do.
pub(super) fn may_work(file: &File, by: &By) -> Result<(), Refusal> {
    not_their_own(file, by)?;
    match file.clerk {
        Some(clerk) if clerk != by.actor => Err(Refusal::AssignedToColleague { clerk }),
        Some(_) | None => Ok(()),
    }
}

/// § 20 (1) no. 1 VwVfG: nobody acts for the authority in a matter of their own.
pub(super) fn not_their_own(file: &File, by: &By) -> Result<(), Refusal> {
    if file.holder == Some(by.actor) { Err(Refusal::OwnCase) } else { Ok(()) }
}

/// One rule: nothing is missing. What only time can bring has an answer of its own (K7).
fn submit(file: &File, asked: &Asked<Command>) -> Answered {
    file.readable()?;
    let filed_on = local_date(asked.at);
    let missing = missing(file, &asked.facts, filed_on);
    if missing.contains(&Missing::GoingOn) {
        return Err(Refusal::Suspended);
    }
    let leaves = missing.iter().find_map(|one| if let Missing::MovingOut { from } = one { Some(*from) } else { None });
    if let Some(from) = leaves {
        return Err(Refusal::TooEarlyToLeave { from });
    }
    let early = missing.iter().find_map(|one| if let Missing::MovedIn { from } = one { Some(*from) } else { None });
    if let Some(from) = early {
        return Err(Refusal::TooEarly { from });
    }
    if missing.contains(&Missing::ProcedureNotAvailable) {
        return Err(Refusal::ProcedureNotAvailable);
    }
    if !missing.is_empty() {
        return Err(Refusal::Incomplete { missing });
    }
    let moved_in = file.moving.as_ref().and_then(|moving| moving.details.value()).map(|details| details.moved_in);
    let moved_out = file.request.as_ref().and_then(|request| request.departure()).map(|departure| departure.moved_out);
    // § 17 (1) and (2) BMG: two weeks after moving in, or out.
    let late = moved_in.or(moved_out).is_some_and(|moved| record::is_late(moved, filed_on));
    // § 33 (1) BMG: other registration authorities hear of it within three weekdays (Werktage).
    let told = told::authorities(file, &asked.facts.authority.ags);
    let due_on = (!told.is_empty()).then(|| weekdays_after(filed_on, 3));
    let declaration = file.declaration.as_ref().map(|one| Declared { version: one.version, hash: one.hash });
    let &File { service, edition, origin, .. } = file;
    let variant = file.request.as_ref().map(|request| request.variant);
    let submitted = Event::Submitted { service, edition, origin, declaration, filed_on, late, told, due_on, variant };
    let mut happens = if file.restricted.is_some() {
        restrict::let_go(file, submitted, asked)
    } else {
        worked(file, submitted, asked)
    }?;
    happens.extend(landlord_inquiry::opened(file, filed_on));
    Ok(happens)
}

/// The citizen takes back what is theirs at any time; what became of the appointment is for the office itself to say,
/// and it ends only what nobody has worked on and no later appointment goes on with.
fn withdraw(file: &File, reason: WithdrawalReason, asked: &Asked<Command>) -> Answered {
    let roles = asked.by.roles;
    let (service, payment) = (file.service, file.fee.map(|fee| fee.payment));
    let erase_at = Some(kept_for(asked.facts.limits.retention_withdrawn_days, asked));
    let withdrawn = Event::Withdrawn { reason, service, payment, erase_at };
    match reason {
        WithdrawalReason::BookingCancelled | WithdrawalReason::BookingMissed | WithdrawalReason::BookingUnserved
            if !roles.has(Role::System) =>
        {
            Err(Denied.into())
        }
        WithdrawalReason::BookingCancelled
        | WithdrawalReason::BookingMissed
        | WithdrawalReason::BookingUnserved
        | WithdrawalReason::Continued
            if !file.is_untouched() =>
        {
            Err(Refusal::WorkBegun)
        }
        WithdrawalReason::BookingCancelled | WithdrawalReason::BookingMissed | WithdrawalReason::BookingUnserved => {
            Ok(vec![withdrawn])
        }
        // What goes on in a restricted visit nobody else may see.
        WithdrawalReason::Continued if roles.has(Role::System) => Ok(vec![withdrawn]),
        WithdrawalReason::Citizen | WithdrawalReason::Continued if file.holder == Some(asked.by.actor) => {
            Ok(vec![withdrawn])
        }
        WithdrawalReason::Citizen | WithdrawalReason::Continued if !roles.any(&[Role::Clerk, Role::TeamLead]) => {
            Err(Denied.into())
        }
        WithdrawalReason::Citizen | WithdrawalReason::Continued => worked(file, withdrawn, asked),
    }
}

/// Until when the people of a case are known that ends now (Art. 5 (1) (e) GDPR): to the end of a day, so that many are
/// forgotten at a time when nobody waits.
fn kept_for(days: u16, asked: &Asked<Command>) -> DateTime<Utc> {
    end_of(local_date(asked.at) + Days::new(days.into()))
}

/// The service as the edition that holds today describes it.
pub(super) fn rules<'a>(file: &File, asked: &'a Asked<Command>) -> Result<&'a Service, Refusal> {
    file.rules(&asked.facts, local_date(asked.at)).ok_or(Refusal::ServiceNotOffered)
}

#[cfg(test)]
pub(super) mod tests;
