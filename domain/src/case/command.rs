//! What can be asked of a case, and the rules that say no.

use chrono::NaiveDate;

use super::{Answer, Check, Identification, Missing, Named, Note, Origin, Party, WithdrawalReason};
use crate::asked::ActorId;
use crate::catalogue::{Channel, EvidenceKind, IdentificationMethod, Notice, ServiceCode};
use crate::ids::{PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::permission::Denied;
use crate::person::Move;
use crate::personal::{Erased, Personal};
use crate::signature::Hash;
use crate::streams::Streams;

/// What is wanted of a case.
#[expect(clippy::large_enum_variant, reason = "a command lives as long as its answer takes")]
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it.
    Open {
        /// What is wanted.
        service: ServiceCode,
        /// How it comes to be.
        origin: Origin,
        /// In which channel.
        channel: Channel,
        /// Whom it belongs to, where that is known.
        holder: Option<ActorId>,
    },
    /// Take care of it. Taking it over from a colleague is the team lead's.
    Assign {
        /// Who.
        clerk: ActorId,
    },
    /// Add somebody.
    AddParty {
        /// Who.
        party: Party,
    },
    /// Remove somebody.
    RemoveParty {
        /// Who.
        party: PartyId,
    },
    /// Record how somebody was identified, or that it failed: a check that is missing makes it fail.
    Identify {
        /// Who.
        party: PartyId,
        /// How.
        identification: Identification,
        /// The round of that talk which goes on, if one does.
        round: Option<u32>,
    },
    /// Record that something was told.
    GiveNotice {
        /// What.
        notice: Notice,
    },
    /// Record the assurance of § 23 (4) BMG.
    AssureEntitlement,
    /// Record the facts of the move.
    RecordMove {
        /// Which.
        details: Personal<Move>,
    },
    /// Record what was found about evidence.
    AssessEvidence {
        /// Which.
        kind: EvidenceKind,
        /// What was found.
        answer: Answer,
        /// Whom it names.
        named: Named,
    },
    /// Write the declaration.
    PrepareDeclaration {
        /// The SHA-256 of its exact bytes.
        hash: Hash,
        /// Its signing.
        signature: SignatureId,
    },
    /// Show the declaration to the citizen.
    ShowDeclaration {
        /// The SHA-256 of what is shown.
        hash: Hash,
    },
    /// Record that the declaration was signed.
    RecordSignature {
        /// Who signs.
        party: PartyId,
        /// The round that goes on of the talk in which the signer was identified, if one does.
        round: Option<u32>,
        /// The SHA-256 of what was signed.
        hash: Hash,
    },
    /// Record the fee.
    RecordFee {
        /// How much.
        amount: Cents,
        /// The claim.
        payment: PaymentId,
    },
    /// Record that the fee is settled.
    RecordSettlement {
        /// The claim.
        payment: PaymentId,
    },
    /// Remark something.
    AddNote {
        /// What.
        note: Personal<Note>,
    },
    /// Hand it to the register or the federal office. One rule: nothing is missing.
    Submit,
    /// Hand over the result.
    Complete,
    /// End it without a result.
    Withdraw {
        /// Why.
        reason: WithdrawalReason,
    },
    /// Decide against it.
    Decline {
        /// Why.
        reason: Personal<Note>,
    },
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The actor may not do this.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The decision needs data that was erased.
    #[error(transparent)]
    Erased(#[from] Erased),
    /// There is no such case.
    #[error("there is no such case")]
    Unknown,
    /// The case has gone out already.
    #[error("the case is already submitted")]
    AlreadySubmitted,
    /// The case has not gone out yet.
    #[error("the case is not submitted yet")]
    NotSubmitted,
    /// The case is over.
    #[error("the case is over")]
    Over,
    /// The catalogue in force does not offer the service.
    #[error("the service is not offered")]
    ServiceNotOffered,
    /// The authority does not offer the service in this channel.
    #[error("the service is not offered in this channel")]
    ChannelNotAllowed,
    /// In a call people sign on their own screen, and this case would be nobody's.
    #[error("nobody could sign: a case in a call needs an appointment or somebody whom it belongs to")]
    NobodyCanSign,
    /// The rules of this service are not built yet.
    #[error("this service cannot be submitted yet")]
    ProcedureNotAvailable,
    /// A colleague takes care of the case.
    #[error("a colleague takes care of this case")]
    AssignedToColleague {
        /// Who.
        clerk: ActorId,
    },
    /// Nobody works on a case of their own (§ 20 (1) no. 1 VwVfG).
    #[error("the case is the clerk's own")]
    OwnCase,
    /// There is no such person in the case.
    #[error("there is no such person in the case")]
    UnknownParty,
    /// A case has so many people at most.
    #[error("a case has at most {max} people")]
    TooManyParties {
        /// How many it may have.
        max: u16,
    },
    /// The case belongs to one registrant, who acts for themselves.
    #[error("the case has its registrant already")]
    RegistrantPresent,
    /// The edition does not allow this method of identification.
    #[error("this way of identification is not allowed for the service")]
    MethodNotAllowed {
        /// Which.
        method: IdentificationMethod,
    },
    /// The same check cannot be ticked twice, and an identification without checks is none.
    #[error("an identification needs its checks, each once")]
    ChecksMissing {
        /// The checks that the method asks for.
        checks: Vec<Check>,
    },
    /// The talk is not going on, or is another one.
    #[error("the talk is not going on")]
    NotInConsultation,
    /// The service does not ask for this.
    #[error("the service does not ask for this")]
    NotRequired,
    /// § 17 (1) BMG: a registration follows the move. It can be filed from that day on.
    #[error("the move lies in the future")]
    TooEarly {
        /// The first day on which it can be filed.
        from: NaiveDate,
    },
    /// The dwelling lies in another municipality: another authority is competent.
    #[error("the dwelling lies in another municipality")]
    WrongAuthority {
        /// By its official key.
        municipality: String,
    },
    /// Both dwellings have to lie in this municipality.
    #[error("this is not a move within the municipality")]
    NotWithinMunicipality,
    /// There is no declaration yet.
    #[error("the declaration is not prepared")]
    NoDeclaration,
    /// What is shown or signed is not the declaration as it stands.
    #[error("this is not the declaration as it stands")]
    OtherDeclaration,
    /// The declaration is prepared: from here on only the office changes what it states.
    #[error("the declaration is already prepared")]
    AlreadyPrepared,
    /// In a call people sign on their own screen; only at the counter a clerk takes the signature down.
    #[error("the citizen has to sign")]
    CitizenSigns,
    /// The declaration was not shown before it was to be signed.
    #[error("the declaration was not shown")]
    NotShown,
    /// Something is missing before the case can go out.
    #[error("something is missing")]
    Incomplete {
        /// What.
        missing: Vec<Missing>,
    },
    /// Another claim belongs to this case.
    #[error("this is not the case's fee")]
    OtherFee,
    /// The case has begun; only a case in which nothing happened is withdrawn by the office itself.
    #[error("work on the case has begun")]
    WorkBegun,
}

impl Refusal {
    /// Ends a transaction with this answer.
    pub(super) fn stop<S: Streams>(self) -> S::Break {
        crate::Refusal::from(self).into()
    }
}
