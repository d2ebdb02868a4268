//! What can be asked of a case, and the rules that say no.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    AddressUpdate, Answer, Check, CustodyBasis, EvidenceSource, Identification, InquiryOutcome, Missing, Named, Note,
    Origin, Party, PrefilledForm, Requested, RestrictionGround, Settlement, SuspensionGround, WithdrawalReason,
};
use crate::asked::ActorId;
use crate::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode};
use crate::consultation::{Medium, Talk};
use crate::ids::{BookingId, DocumentId, PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::permission::Denied;
use crate::person::Move;
use crate::personal::{Erased, Personal};
use crate::signature::{Hash, Method};
use crate::streams::Streams;

/// How a talk stands at the moment of a step: what is done in it holds for this round, and over this medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// Which round.
    pub round: u32,
    /// In which round they began to talk: the others since followed from a line that dropped.
    pub begun_in: u32,
    /// Over what they talk.
    pub medium: Medium,
}

impl From<&Talk> for Live {
    fn from(talk: &Talk) -> Self {
        Self { round: talk.round, begun_in: talk.begun_in, medium: talk.medium }
    }
}

/// What a case begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// What is wanted.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
    /// How it comes to be.
    pub origin: Origin,
    /// In which channel.
    pub channel: Channel,
    /// Whom it belongs to, where that is known.
    pub holder: Option<ActorId>,
    /// The day on which it is going to be worked on: that of the appointment, or today.
    pub on: NaiveDate,
}

/// What is wanted of a case.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it.
    Open(Opening),
    /// Go on with it in a later appointment.
    Attach {
        /// Which.
        booking: BookingId,
        /// Whether the appointment is the team lead's alone: then the case is, too.
        restricted: bool,
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
        /// That talk, if it goes on and is the case's.
        talk: Option<Live>,
    },
    /// Record that after the line had dropped the same person is there who was identified before.
    ConfirmIdentified {
        /// Who.
        party: PartyId,
        /// The talk in which they were identified, if it goes on and is the case's.
        talk: Option<Live>,
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
    /// Record what exactly is asked for.
    RecordRequest {
        /// What.
        requested: Requested,
    },
    /// Ask the authority of departure for the prefilled form.
    RequestForm,
    /// Record what it answered.
    ReceiveForm {
        /// What.
        form: Personal<PrefilledForm>,
    },
    /// Record that no form can be had.
    RecordNoForm,
    /// Write the form by hand, because no answer came.
    WriteForm,
    /// Compare the move of somebody who moves along with that of the case.
    CompareMove {
        /// Whose.
        party: PartyId,
        /// Their move.
        details: Personal<Move>,
    },
    /// Record who has the care of a child.
    RecordCustody {
        /// Of which child.
        child: PartyId,
        /// What was found.
        basis: CustodyBasis,
    },
    /// Record what was found about evidence.
    AssessEvidence {
        /// Which.
        kind: EvidenceKind,
        /// What was found.
        answer: Answer,
        /// From where it came; from nowhere if it is missing.
        source: Option<EvidenceSource>,
        /// Which document it is, if it was uploaded.
        document: Option<DocumentId>,
        /// Whom it names.
        named: Named,
    },
    /// Write the declaration.
    PrepareDeclaration {
        /// The SHA-256 of its exact bytes.
        hash: Hash,
        /// Its signing.
        signature: SignatureId,
        /// The SHA-256 of its words as text, where it is a paper.
        text: Option<Hash>,
    },
    /// Show the declaration to the citizen.
    ShowDeclaration {
        /// The SHA-256 of what is shown.
        hash: Hash,
    },
    /// Say that pages of the declaration were read.
    Acknowledge {
        /// The SHA-256 of what was read.
        hash: Hash,
    },
    /// Tell the signer a number in the talk.
    TellTan,
    /// Enter the number that was told.
    EnterTan,
    /// Record that the declaration was signed.
    RecordSignature {
        /// Who signs.
        party: PartyId,
        /// The talk in which the signer was identified, if it goes on.
        talk: Option<Live>,
        /// The SHA-256 of what was signed.
        hash: Hash,
    },
    /// Record the fee.
    RecordFee {
        /// How much.
        amount: Cents,
        /// In which form the result is handed over.
        delivery: Delivery,
        /// The claim.
        payment: PaymentId,
    },
    /// Record that the fee is settled.
    RecordSettlement {
        /// The claim.
        payment: PaymentId,
        /// How.
        how: Settlement,
    },
    /// Record that the federal office is asked to do without the fee.
    DeferFee {
        /// The claim.
        payment: PaymentId,
    },
    /// Record that the money was taken back by which the fee was paid, and that it is claimed once more.
    ReclaimFee {
        /// The claim.
        payment: PaymentId,
    },
    /// Record that the federal office does not do without the fee.
    ReinstateFee {
        /// The claim.
        payment: PaymentId,
    },
    /// Stop it for now.
    Suspend {
        /// Why.
        ground: SuspensionGround,
    },
    /// Let it go on.
    Resume,
    /// Keep it for the team lead, because somebody in it may be protected (§§ 51, 52 BMG).
    RestrictAccess {
        /// Why.
        ground: RestrictionGround,
    },
    /// Record that the address on somebody's identity card is changed.
    CloseFollowUp {
        /// On whose.
        party: PartyId,
        /// How.
        how: AddressUpdate,
    },
    /// Record what came of the inquiry with the landlord.
    CloseLandlordInquiry {
        /// What.
        outcome: InquiryOutcome,
    },
    /// Record that the landlord's time to confirm has passed.
    MarkInquiryDue,
    /// Record that the time to pay has passed.
    MarkFeeOverdue {
        /// The claim.
        payment: PaymentId,
    },
    /// Let leave what was held back when it was restricted.
    LetOut,
    /// Record that its people are to be forgotten, because the time for which they are known has passed.
    EndRetention,
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
    /// The paper that the errand is about is not written: without it nothing is handed over.
    #[error("the paper that is the result of the case is not written yet")]
    ResultMissing,
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
    /// A case is one person's matter.
    #[error("the case is somebody's matter already")]
    PrincipalPresent,
    /// Nobody is in the case who could be told or asked: neither whose matter it is, nor who acts for them.
    #[error("nobody is in the case who acts in it")]
    NobodyActs,
    /// The service does not allow acting for others by this right.
    #[error("nobody acts by this right in this service")]
    PowerNotAllowed {
        /// Which.
        power: Power,
    },
    /// Only people move and act; only a trade register extract can be about a legal person.
    #[error("this has to be a natural person")]
    PersonNeeded,
    /// Somebody who only acts for others has to say for whom, and nobody acts for themselves, or twice for the same.
    #[error("a representative acts for somebody else in the case, for each once")]
    ActsForNobody,
    /// The edition does not allow this method of identification.
    #[error("this way of identification is not allowed for the service")]
    MethodNotAllowed {
        /// Which.
        method: IdentificationMethod,
    },
    /// The edition does not allow this way of signing.
    #[error("this way of signing is not allowed for the service")]
    SignatureNotAllowed {
        /// Which.
        method: Method,
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
    /// Nobody sees a document on the telephone, and none is held to a camera at the counter.
    #[error("the talk goes on over another medium than this way of identification needs")]
    OtherMedium,
    /// A document that fails again and again is looked at by others, later, or at the counter.
    #[error("an identification may fail {max} times in one talk")]
    FailedEnough {
        /// How often.
        max: u8,
    },
    /// What was found about evidence says from where it came.
    #[error("evidence comes from somewhere, unless it is missing")]
    SourceNeeded,
    /// What was uploaded can be looked at again, so it is said which document it was; what was shown cannot.
    #[error("evidence names its document where it was uploaded, and only there")]
    DocumentNeeded,
    /// § 19 (2) BMG excuses a missing confirmation of the landlord, and no other evidence.
    #[error("this evidence cannot be done without")]
    CannotBeMissing,
    /// The landlord has confirmed, or the service asks for no confirmation.
    #[error("there is nothing to ask the landlord")]
    NoInquiry,
    /// What came of an inquiry is on record and is not changed.
    #[error("the inquiry with the landlord is closed")]
    InquiryClosed,
    /// A move names so many other dwellings at most.
    #[error("a move names at most {max} other dwellings")]
    TooManyDwellings {
        /// How many.
        max: u16,
    },
    /// Cases are opened for a visit that goes on, and gone on with in an appointment that is still to come.
    #[error("the appointment does not go on")]
    NoVisit,
    /// The case goes on only in an appointment of whom it belongs to.
    #[error("the appointment is somebody else's")]
    OtherHolder,
    /// The appointment's own case for the service is not there yet, or is worked on already.
    #[error("the appointment has a case of its own for this service")]
    OwnCaseOfBooking,
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
    /// § 17 (2) BMG: a move abroad is reported one week before it at the earliest.
    #[error("the move abroad lies more than a week ahead")]
    TooEarlyToLeave {
        /// The first day on which it can be filed.
        from: NaiveDate,
    },
    /// § 21 (1) and (4) BMG: with a dwelling in Germany it is a change of the main dwelling, and no move abroad.
    #[error("a dwelling in Germany remains")]
    DwellingRemains,
    /// A move within the municipality is another service.
    #[error("this is a move within the municipality")]
    WithinMunicipality,
    /// An authority gets the result, so it has to be named.
    #[error("the authority that gets the result is not named")]
    RecipientNeeded,
    /// § 30 (5) S. 3 BZRG: whoever looks into the certificate before the authority does so at a court of their choice.
    #[error("the court at which the certificate is looked into is not named")]
    CourtNeeded,
    /// Nobody looks into this certificate at a court.
    #[error("no court gets this certificate")]
    NoCourt,
    /// The details are those of another kind of request.
    #[error("the details do not fit the request")]
    DetailsDoNotFit,
    /// A number that was never assigned cannot be handed over; the federal office sends it.
    #[error("there is no number yet that could be handed over")]
    NothingToHandOver,
    /// The authority of departure was not asked.
    #[error("the prefilled form was not asked for")]
    FormNotRequested,
    /// The authority of departure may still answer.
    #[error("the prefilled form may still come")]
    FormAwaited {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// § 23 (4) BMG: one form is for those who leave the same dwelling for the same dwelling on the same day.
    #[error("somebody moves with other data, and so registers by a case of their own")]
    OtherMove {
        /// Who.
        party: PartyId,
    },
    /// Custody is asked for where a child moves.
    #[error("custody is about a child who moves")]
    NoChild,
    /// What is restricted goes out when somebody else has looked at it than who worked on it.
    #[error("somebody else than who has worked on the case lets it go out")]
    FourEyes,
    /// The case must not go on for now.
    #[error("the case does not go on for now")]
    Suspended,
    /// § 18 (3) BMG: what is handed over electronically costs nothing, and paper only where it was asked for.
    #[error("the result is handed over in another form")]
    OtherDelivery,
    /// Nobody moves along where nobody moves.
    #[error("nobody moves along in this service")]
    NobodyMoves,
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
    /// The fee is settled: another form of delivery is another application.
    #[error("the fee is settled")]
    FeeSettled,
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
