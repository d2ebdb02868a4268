//! What can happen to a case.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{
    AddressUpdate, CustodyBasis, Details, Handover, InquiryOutcome, PrefilledForm, RestrictionGround, SuspensionGround,
    Told, Variant,
};
use crate::aggregates::stored;
use crate::asked::ActorId;
use crate::catalogue::{Channel, Delivery, EvidenceKind, IdentificationMethod, Notice, Power, ServiceCode};
use crate::ids::{BookingId, ConsultationId, DocumentId, PartyId, PaymentId, SignatureId};
use crate::money::Cents;
use crate::person::{Move, Who};
use crate::personal::Personal;
use crate::signature::Hash;

/// How a case came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// For a service of a confirmed appointment.
    Booking {
        /// Which appointment.
        booking: BookingId,
        /// Which of its services, counted from 0.
        line: u16,
    },
    /// By a clerk: somebody without an appointment, or one errand more.
    Clerk {
        /// The appointment during which it was opened, if any.
        during: Option<BookingId>,
    },
}

impl Origin {
    /// The appointment to which the case belongs, if any.
    pub fn booking(self) -> Option<BookingId> {
        match self {
            Self::Booking { booking, .. } => Some(booking),
            Self::Clerk { during } => during,
        }
    }
}

/// What somebody is in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Whose matter it is: who registers, or about whom a certificate speaks. One in each case.
    Principal,
    /// Moves along and is registered in the same declaration (§ 23 (4) BMG).
    MovesAlong,
    /// Only acts for others.
    Representative,
}

/// For whom somebody acts, and by what right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActsFor {
    /// For whom.
    pub party: PartyId,
    /// By what right.
    pub power: Power,
}

/// Somebody in a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Their number in the case.
    pub id: PartyId,
    /// Who.
    pub who: Personal<Who>,
    /// What they are in it.
    pub part: Part,
    /// For whom else they act. A parent may move along and act for a child as well.
    pub acts_for: Vec<ActsFor>,
}

/// A document by which somebody can identify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// Identity card (Personalausweis).
    IdentityCard,
    /// Passport (Reisepass).
    Passport,
    /// Electronic residence permit (eAT).
    ResidencePermit,
    /// Provisional or replacement identity card.
    ProvisionalIdentityCard,
}

/// What a clerk looked at. A checklist, so that an auditor can ask for it; never free text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The face is that of the photo.
    PhotoMatches,
    /// The document has not run out.
    NotExpired,
    /// The optical features show when it is tilted.
    SecurityFeatures,
    /// The data is that of the register.
    DataMatchesRegister,
    /// The person acts of their own will, and nobody is with them whom the clerk does not know of.
    FreeWill,
}

impl Check {
    /// All checks that an identification in a video call needs.
    pub const ALL: [Self; 5] =
        [Self::PhotoMatches, Self::NotExpired, Self::SecurityFeatures, Self::DataMatchesRegister, Self::FreeWill];

    /// The checks that a way of identification needs.
    pub fn needed(method: IdentificationMethod) -> &'static [Self] {
        match method {
            IdentificationMethod::VideoDocumentCheck | IdentificationMethod::CounterDocument => &Self::ALL,
            // The chip proves document and holder; what it cannot see stays with the clerk.
            IdentificationMethod::EidHigh => &[Self::DataMatchesRegister, Self::FreeWill],
            // § 23 (6) BMG asks for a comparison, and for nothing else.
            IdentificationMethod::RegisteredDocumentSerial => &[Self::DataMatchesRegister],
        }
    }
}

/// That somebody was identified, and how. No image, and no serial number (§ 20 PAuswG).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identification {
    /// How.
    pub method: IdentificationMethod,
    /// By which document.
    pub document: Document,
    /// The state that issued it, by its ISO 3166-1 alpha-2 code.
    pub issuing_state: String,
    /// What was looked at.
    pub checks: Vec<Check>,
    /// In which talk. It holds only there.
    pub consultation: ConsultationId,
}

/// What a clerk found about evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It is complete and plausible.
    Accepted,
    /// It does not prove what it should.
    Refused,
    /// The citizen cannot get it and has said so: the registration goes on without it (§ 19 (2) BMG).
    MissingReported,
}

/// From where evidence came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceSource {
    /// Held to the camera. Nothing of it is kept.
    ShownInVideo,
    /// Laid on the counter.
    AtCounter,
    /// Sent as a file.
    Uploaded,
    /// Fetched from a register, or sent by it: also the landlord's matching code (§ 19 (4) BMG).
    Register,
}

/// Whom evidence names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Everybody in the case.
    All,
    /// Only these.
    Only(Vec<PartyId>),
}

/// Why a case ends without a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawalReason {
    /// The citizen no longer wants it.
    Citizen,
    /// The appointment was cancelled before anything happened.
    BookingCancelled,
    /// Nobody came to the appointment.
    BookingMissed,
    /// The citizen was there, and the office did not serve them before the day ended.
    BookingUnserved,
    /// The appointment was made to go on with a case that was open already.
    Continued,
}

/// How a fee came to be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The law asks for nothing.
    Free,
    /// It is paid.
    Paid,
    /// It does not arise.
    Exempt,
    /// The federal office does without it.
    Waived,
}

/// The declaration that a case went out with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// Its number.
    pub version: u32,
    /// The SHA-256 of its exact bytes.
    pub hash: Hash,
}

/// A remark of a clerk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note(pub String);

/// What happened to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// The case exists.
    #[serde(rename = "opened")]
    Opened {
        /// What is wanted.
        service: ServiceCode,
        /// How often: the persons of a registration are counted in it, but a second certificate costs a second fee.
        quantity: u16,
        /// The edition in force on the day for which it is opened.
        edition: u32,
        /// How it came to be.
        origin: Origin,
        /// In which channel it is worked on.
        channel: Channel,
        /// Whom it belongs to.
        holder: Option<ActorId>,
        /// When.
        opened_at: DateTime<Utc>,
    },
    /// Who had missed the appointment came after all: the case goes on as it was.
    #[serde(rename = "reopened")]
    Reopened {
        /// For which appointment.
        origin: Origin,
    },
    /// A later appointment goes on with it.
    #[serde(rename = "attached")]
    Attached {
        /// Which.
        booking: BookingId,
    },
    /// Work begins on another day than the one for which it was opened: this edition binds it from here on.
    #[serde(rename = "bound")]
    Bound {
        /// The edition in force.
        edition: u32,
    },
    /// A clerk takes care of it.
    #[serde(rename = "assigned")]
    Assigned {
        /// Which.
        clerk: ActorId,
    },
    /// Somebody takes part.
    #[serde(rename = "party_added")]
    PartyAdded {
        /// Who.
        party: Party,
    },
    /// Somebody no longer takes part: entered by mistake, or with other data of the move.
    #[serde(rename = "party_removed")]
    PartyRemoved {
        /// Who.
        party: PartyId,
    },
    /// Somebody was identified.
    #[serde(rename = "identified")]
    Identified {
        /// Who.
        party: PartyId,
        /// How.
        identification: Identification,
        /// In which round of the talk.
        round: u32,
    },
    /// After the line had dropped, the clerk has seen that the same person is there.
    #[serde(rename = "identification_confirmed")]
    IdentificationConfirmed {
        /// Who.
        party: PartyId,
        /// In which talk.
        consultation: ConsultationId,
        /// In which round of it.
        round: u32,
    },
    /// Somebody could not be identified.
    #[serde(rename = "identification_refused")]
    IdentificationRefused {
        /// Who.
        party: PartyId,
        /// How it was tried, with the checks that held.
        identification: Identification,
        /// What did not hold.
        failed: Vec<Check>,
        /// In which round of the talk.
        round: u32,
    },
    /// The clerk told what the law wants told.
    #[serde(rename = "notice_given")]
    NoticeGiven {
        /// What.
        notice: Notice,
        /// To whom.
        to: PartyId,
    },
    /// The registrant assured the right to receive the data of those who move along (§ 23 (4) BMG).
    #[serde(rename = "entitlement_assured")]
    EntitlementAssured {
        /// Who gave it.
        by: PartyId,
    },
    /// The facts of the move are recorded, for the first time or corrected.
    #[serde(rename = "move_recorded")]
    MoveRecorded {
        /// Which.
        details: Personal<Move>,
        /// Whether it is filed after the two weeks of § 17 (1) BMG. A flag, never a reason to refuse.
        late: bool,
        /// Which evidence spoke of another day or dwelling, and has to be looked at anew (§ 19 (3) nos. 2 and 3 BMG).
        outdated: Vec<EvidenceKind>,
    },
    /// What exactly is asked for is recorded, for the first time or corrected.
    #[serde(rename = "request_recorded")]
    RequestRecorded {
        /// Which kind: it names nobody.
        variant: Variant,
        /// What is personal in it.
        details: Option<Personal<Details>>,
    },
    /// The authority of departure is asked for the prefilled form (§ 23 (3) BMG).
    #[serde(rename = "form_requested")]
    FormRequested {
        /// Which, by the official key of its municipality.
        authority: String,
        /// When.
        requested_at: DateTime<Utc>,
    },
    /// The prefilled form has come.
    #[serde(rename = "form_received")]
    FormReceived {
        /// What is in it.
        form: Personal<PrefilledForm>,
        /// Whether the registration went on without it already: then it is only put with the file.
        late: bool,
    },
    /// The authority that was asked can make no form, or does not answer: it is written by hand (§ 23 (2) BMG).
    #[serde(rename = "form_unavailable")]
    FormUnavailable,
    /// No form came in time, so it is written by hand (§ 23 (2) BMG).
    #[serde(rename = "form_written_by_hand")]
    FormWrittenByHand,
    /// Who has the care of a child of separated parents, and so who has to agree that it moves, is recorded.
    #[serde(rename = "custody_recorded")]
    CustodyRecorded {
        /// Of which child.
        child: PartyId,
        /// What was found.
        basis: CustodyBasis,
        /// Whether the other parent has to agree.
        required: bool,
    },
    /// Evidence was looked at.
    #[serde(rename = "evidence_assessed")]
    EvidenceAssessed {
        /// Which.
        kind: EvidenceKind,
        /// What was found.
        answer: Answer,
        /// From where it came; from nowhere if it is missing.
        source: Option<EvidenceSource>,
        /// Which document it is, if it was uploaded. Those assessed earlier did not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<DocumentId>,
        /// Whom it names.
        named: Named,
    },
    /// The declaration is written, for the first time or anew. A signature under an earlier one no longer counts.
    #[serde(rename = "declaration_prepared")]
    DeclarationPrepared {
        /// Its number: 1, 2, 3, …
        version: u32,
        /// The SHA-256 of its exact bytes.
        hash: Hash,
        /// Its signing.
        signature: SignatureId,
        /// The SHA-256 of its words as text, where it is a paper: only the same words are read to people beside it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Hash>,
    },
    /// The declaration was shown to the citizen.
    #[serde(rename = "declaration_shown")]
    DeclarationShown {
        /// Which version.
        version: u32,
    },
    /// The declaration was signed.
    #[serde(rename = "declaration_signed")]
    DeclarationSigned {
        /// Which version.
        version: u32,
        /// The SHA-256 of what was signed.
        hash: Hash,
    },
    /// The fee is fixed, with its basis.
    #[serde(rename = "fee_assessed")]
    FeeAssessed {
        /// How much.
        amount: Cents,
        /// In which form the result is handed over.
        delivery: Delivery,
        /// Its claim: 1, 2, 3, … Each takes the place of the one before.
        claim: u32,
        /// The claim.
        payment: PaymentId,
        /// By when it has to be paid, where there is something to pay.
        #[serde(default)]
        due_at: Option<DateTime<Utc>>,
    },
    /// Its time has passed, and the fee is not paid: somebody looks after it.
    #[serde(rename = "fee_overdue")]
    FeeOverdue {
        /// The claim.
        payment: PaymentId,
    },
    /// The fee is settled.
    #[serde(rename = "fee_settled")]
    FeeSettled {
        /// The claim.
        payment: PaymentId,
        /// How.
        how: Settlement,
    },
    /// The federal office is asked to do without the fee: the case goes on without it.
    #[serde(rename = "fee_deferred")]
    FeeDeferred {
        /// The claim.
        payment: PaymentId,
    },
    /// The fee is due again: the federal office does not do without it, or its money was taken back.
    #[serde(rename = "fee_reinstated")]
    FeeReinstated {
        /// The claim.
        payment: PaymentId,
        /// By when it has to be paid.
        #[serde(default)]
        due_at: Option<DateTime<Utc>>,
    },
    /// The case must not go on for now.
    #[serde(rename = "suspended")]
    Suspended {
        /// Why; whoever takes part does not learn it.
        ground: SuspensionGround,
    },
    /// The case goes on.
    #[serde(rename = "resumed")]
    Resumed,
    /// From here on the case is the team lead's alone (§§ 51, 52 BMG).
    #[serde(rename = "access_restricted")]
    AccessRestricted {
        /// Why.
        ground: RestrictionGround,
        /// Who has seen that it had to be: somebody else lets it go out.
        by: ActorId,
    },
    /// A clerk remarked something.
    #[serde(rename = "noted")]
    Noted {
        /// What.
        note: Personal<Note>,
    },
    /// The case went to the register or the federal office.
    #[serde(rename = "submitted")]
    Submitted {
        /// What is wanted.
        service: ServiceCode,
        /// By the rules of which edition.
        edition: u32,
        /// How it came to be.
        origin: Origin,
        /// What was signed, where the service asks for it.
        declaration: Option<Declared>,
        /// On which day it counts as filed.
        filed_on: NaiveDate,
        /// Whether the duty to register was met too late.
        late: bool,
        /// Which other registration authorities hear of it.
        told: Vec<Told>,
        /// Until when they have to know of it (§ 33 (1) BMG), where there are any.
        due_on: Option<NaiveDate>,
        /// Which kind of the service was asked for, where it has kinds.
        #[serde(default)]
        variant: Option<Variant>,
    },
    /// The tax identification number was handed over. The number itself is in no event.
    #[serde(rename = "tax_id_disclosed")]
    TaxIdDisclosed {
        /// How.
        how: Handover,
    },
    /// The result was handed over.
    #[serde(rename = "completed")]
    Completed {
        /// When it was opened, for the figures.
        opened_at: DateTime<Utc>,
        /// Which service.
        service: ServiceCode,
        /// From when on its people are forgotten.
        #[serde(default)]
        erase_at: Option<DateTime<Utc>>,
    },
    /// What was held back when it was restricted may leave: somebody who had no hand in it has said so.
    #[serde(rename = "let_out")]
    LetOut,
    /// Its time has passed: its people are forgotten (Art. 5 (1) (e) GDPR).
    #[serde(rename = "retention_ended")]
    RetentionEnded,
    /// The address on identity cards has to be changed (§ 27 (1) no. 1 PAuswG).
    #[serde(rename = "follow_up_opened")]
    FollowUpOpened {
        /// On whose.
        parties: Vec<PartyId>,
    },
    /// The address on somebody's identity card is changed.
    #[serde(rename = "follow_up_closed")]
    FollowUpClosed {
        /// On whose.
        party: PartyId,
        /// How.
        how: AddressUpdate,
    },
    /// The landlord did not confirm that they moved in, so the landlord or the owner is to be asked (§ 19 (5) BMG).
    #[serde(rename = "landlord_inquiry_opened")]
    LandlordInquiryOpened {
        /// Whose moving in is not confirmed.
        parties: Vec<PartyId>,
        /// From which day on the office asks.
        due_on: NaiveDate,
    },
    /// The landlord's time to confirm is over: somebody asks.
    #[serde(rename = "landlord_inquiry_due")]
    LandlordInquiryDue,
    /// The landlord was asked, or need not be any more.
    #[serde(rename = "landlord_inquiry_closed")]
    LandlordInquiryClosed {
        /// What came of it.
        outcome: InquiryOutcome,
    },
    /// The case ended without a result, by the citizen's will or because nobody came.
    #[serde(rename = "withdrawn")]
    Withdrawn {
        /// Why.
        reason: WithdrawalReason,
        /// What was wanted.
        service: ServiceCode,
        /// Its fee claim, if there is one.
        payment: Option<PaymentId>,
        /// From when on its people are forgotten.
        #[serde(default)]
        erase_at: Option<DateTime<Utc>>,
    },
    /// The office decided against it. Never: refused to take it (§ 24 (3) VwVfG).
    #[serde(rename = "declined")]
    Declined {
        /// Why, in the words that the citizen gets.
        reason: Personal<Note>,
        /// What was wanted.
        service: ServiceCode,
        /// Its fee claim, if there is one.
        payment: Option<PaymentId>,
        /// From when on its people are forgotten.
        #[serde(default)]
        erase_at: Option<DateTime<Utc>>,
    },
}

stored!(Event);
