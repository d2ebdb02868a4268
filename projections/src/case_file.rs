//! What is in this case? Everything for its page, and the same as of an earlier position for an auditor.

mod fees;
mod handed_in;
mod money;
mod papers;
mod proofs;
mod record;
mod registration;

pub use fees::{AttemptRecord, RefundRecord};
pub use handed_in::{DocumentRecord, DocumentState, EvidenceRecord};
pub use money::{Concern, MoneyToCheck};
pub use papers::PaperRecord;
pub use proofs::{ProofFilter, ProofKey};
pub(crate) use record::by;
pub use registration::{CustodyRecord, FollowUpRecord, FormRecord, LandlordInquiryRecord};

use chrono::{DateTime, NaiveDate, Utc};
use domain::booking::{Line, Medium as BookedBy, Number};
use domain::calendar::Span;
use domain::case::{
    ActsFor, Check, Details, Handover, Identification, Note, Origin, Part, RestrictionGround, SuspensionGround,
    Variant, WithdrawalReason,
};
use domain::catalogue::{Channel, Delivery, Notice, ServiceCode};
use domain::consultation::{Guest, Medium, Outcome};
use domain::document::FileName;
use domain::ids::{BookingId, CaseId, ConsultationId, DocumentId, PartyId, PaymentId, ScopeId, SignatureId};
use domain::money::Cents;
use domain::payment::{Exemption, Item, Means, OnlineMeans, Receipt};
use domain::person::{Contact, Move, Who};
use domain::signature::{Hash, Method};
use domain::{ActorId, Event, Personal, SubjectId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, params};
use uuid::Uuid;

use fees::with_money;

use crate::appointments::State as BookingState;
use crate::column::{Columns as _, known_or_erased};
use crate::file::File as ModelFile;
use crate::model::Shape;
use crate::worklist::State;
use crate::{Clearance, Envelope, Failure, Model, ReadModels};

/// The files of all cases.
pub enum CaseFiles {}

impl Model for CaseFiles {
    const NAME: &'static str = "case_file";
    const VERSION: u32 = 10;
    const SCHEMA: &'static str = include_str!("case_file/schema.sql");
    const TABLES: &'static [&'static str] = &[
        "case_file",
        "follow_up",
        "landlord_inquiry",
        "custody",
        "party",
        "case_booking",
        "identification",
        "notice",
        "evidence",
        "document",
        "paper",
        "declaration",
        "signing",
        "note",
        "payment",
        "attempt",
        "refund",
        "booking",
        "consultation",
        "guest",
    ];
    const PERSONAL: &'static [&'static str] = &["who", "details", "text", "contact", "decline_reason", "file_name"];

    fn apply(tx: &Transaction<'_>, envelope: &Envelope) -> rusqlite::Result<()> {
        match &envelope.event {
            Event::Case(event) => record::case(tx, envelope, event),
            Event::Signature(event) => record::signature(tx, envelope, event),
            Event::Payment(event) => record::payment(tx, envelope, event),
            Event::Booking(event) => record::booking(tx, envelope, event),
            Event::Consultation(event) => record::consultation(tx, envelope, event),
            Event::Document(event) => record::document(tx, envelope, event),
            Event::Paper(event) => papers::paper(tx, envelope, event),
            Event::SubjectKey(event) => record::forget(tx, envelope.stream.id, event),
            Event::Capacity(_)
            | Event::Availability(_)
            | Event::ContactGuard(_)
            | Event::NumberSeries(_)
            | Event::LinkGrant(_)
            | Event::Access(_)
            | Event::WaitingList(_)
            | Event::Transmission(_)
            | Event::Shift(_)
            | Event::Catalogue(_)
            | Event::Mail(_)
            | Event::Statement(_)
            | Event::Settlement(_) => Ok(()),
        }
    }
}

/// Everything of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// Which.
    pub id: CaseId,
    /// How people refer to it.
    pub reference: String,
    /// Where it stands.
    pub state: State,
    /// What is wanted.
    pub service: ServiceCode,
    /// How often.
    pub quantity: u16,
    /// The edition of the catalogue that binds it.
    pub edition: u32,
    /// How it came to be.
    pub origin: Origin,
    /// In which channel it is worked on.
    pub channel: Channel,
    /// Whom it belongs to.
    pub holder: Option<ActorId>,
    /// Who takes care of it.
    pub clerk: Option<ActorId>,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
    /// When something last happened to it.
    pub changed_at: DateTime<Utc>,
    /// Who takes part, in the order in which they were added.
    pub parties: Vec<PartyRecord>,
    /// Every attempt to identify somebody, in order.
    pub identifications: Vec<IdentificationRecord>,
    /// What was told, and when.
    pub notices: Vec<NoticeRecord>,
    /// When the registrant assured the right to receive the data of those who move along.
    pub entitlement_assured_at: Option<DateTime<Utc>>,
    /// The last finding about each kind of evidence.
    pub evidence: Vec<EvidenceRecord>,
    /// What was handed in, in order.
    pub documents: Vec<DocumentRecord>,
    /// What was written for it.
    pub papers: Vec<PaperRecord>,
    /// The facts of the move, as last recorded.
    pub move_details: Option<Personal<Move>>,
    /// Whether the duty to register was, or will be, met too late.
    pub late: bool,
    /// Which kind of the service is asked for, once that is recorded.
    pub variant: Option<Variant>,
    /// What is personal in the request.
    pub request_details: Option<Personal<Details>>,
    /// The prefilled form, once it was asked for.
    pub form: Option<FormRecord>,
    /// Why it must not go on for now. Only the office learns it.
    pub suspended: Option<SuspensionGround>,
    /// Why only the team lead goes on with it.
    pub restricted: Option<RestrictionGround>,
    /// Who has the care of which child.
    pub custody: Vec<CustodyRecord>,
    /// Until when other registration authorities have to know of it.
    pub due_on: Option<NaiveDate>,
    /// How the tax identification number was handed over.
    pub tax_id_disclosed: Option<Handover>,
    /// On whose identity card the address has to be changed, and what became of it.
    pub follow_ups: Vec<FollowUpRecord>,
    /// The inquiry with a landlord who has not confirmed.
    pub landlord_inquiry: Option<LandlordInquiryRecord>,
    /// Every version of the declaration with its signature, in order. Only the last can count.
    pub declarations: Vec<DeclarationRecord>,
    /// The fee, once it is fixed.
    pub fee: Option<FeeRecord>,
    /// Remarks of clerks, in order.
    pub notes: Vec<NoteRecord>,
    /// On which day it counts as filed.
    pub filed_on: Option<NaiveDate>,
    /// When it went out.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub closed_at: Option<DateTime<Utc>>,
    /// From when on its people are forgotten, unless a legal hold stands.
    pub erase_at: Option<DateTime<Utc>>,
    /// Why it ended without a result by the citizen's will.
    pub withdrawn: Option<WithdrawalReason>,
    /// Why the office decided against it.
    pub declined: Option<Personal<Note>>,
    /// The appointments in which it is worked on, the first one first.
    pub bookings: Vec<BookingRecord>,
    /// The talks: those of its appointments, in their order, or its own where somebody came without one.
    pub consultations: Vec<ConsultationRecord>,
    /// How many events its history has.
    pub version: u32,
}

/// Somebody in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyRecord {
    /// Their number in the case.
    pub id: PartyId,
    /// Who.
    pub who: Personal<Who>,
    /// What they are in the case.
    pub part: Part,
    /// For whom else they act.
    pub acts_for: Vec<ActsFor>,
}

/// An attempt to identify somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentificationRecord {
    /// Whom.
    pub party: PartyId,
    /// When.
    pub at: DateTime<Utc>,
    /// How, in which talk, and with which checks that held.
    pub identification: Identification,
    /// In which round of the talk it holds: that in which the same person was last seen.
    pub round: u32,
    /// When a clerk saw the same person again, after the line had dropped.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// What did not hold; nothing if it succeeded.
    pub failed: Vec<Check>,
}

/// That something was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeRecord {
    /// What.
    pub notice: Notice,
    /// To whom.
    pub to: PartyId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A version of the declaration, and its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclarationRecord {
    /// Its number.
    pub version: u32,
    /// The SHA-256 of its exact bytes.
    pub hash: Hash,
    /// Its signing.
    pub signature: SignatureId,
    /// When it was written.
    pub prepared_at: DateTime<Utc>,
    /// When it was shown to the citizen.
    pub shown_at: Option<DateTime<Utc>>,
    /// When it was signed.
    pub signed_at: Option<DateTime<Utc>>,
    /// Who signed.
    pub signed_by: Option<PartyId>,
    /// How.
    pub method: Option<Method>,
    /// Since when it no longer counts: what it states was changed, or a newer one was written.
    pub outdated_at: Option<DateTime<Utc>>,
}

/// A fee and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeRecord {
    /// The claim.
    pub payment: PaymentId,
    /// The sum.
    pub amount: Cents,
    /// In which form the result is handed over.
    pub delivery: Option<Delivery>,
    /// What for.
    pub items: Vec<Item>,
    /// Where it stands.
    pub state: FeeState,
    /// When it was fixed.
    pub assessed_at: DateTime<Utc>,
    /// When it was settled for the case: paid, waived or zero.
    pub settled_at: Option<DateTime<Utc>>,
    /// By when it has to be paid.
    pub due_at: Option<DateTime<Utc>>,
    /// How it was paid at the counter.
    pub means: Option<Means>,
    /// How it was paid online.
    pub online_means: Option<OnlineMeans>,
    /// By which rule it does not arise.
    pub exemption: Option<Exemption>,
    /// The number of its receipt.
    pub receipt: Option<Receipt>,
    /// The attempts to pay it online.
    pub attempts: Vec<AttemptRecord>,
    /// What goes back of it.
    pub refunds: Vec<RefundRecord>,
}

/// Where a fee stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeState {
    /// The law asks for nothing.
    Free,
    /// It is due.
    Due,
    /// It is paid.
    Paid,
    /// It does not arise.
    Exempt,
    /// The federal office is asked to do without it.
    WaiverPending,
    /// The federal office does without it.
    Waived,
    /// It is no longer asked for.
    Cancelled,
    /// It was paid and goes back.
    RefundDue,
    /// It was paid and went back.
    Refunded,
}

/// A remark of a clerk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: ActorId,
    /// What.
    pub note: Personal<Note>,
}

/// The appointment of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingRecord {
    /// Which.
    pub id: BookingId,
    /// Where it stands.
    pub state: BookingState,
    /// Where.
    pub scope: ScopeId,
    /// From when until when.
    pub span: Span,
    /// How it was made.
    pub medium: BookedBy,
    /// What for.
    pub lines: Vec<Line>,
    /// The spoken number.
    pub number: Option<Number>,
    /// Who comes.
    pub contact: Option<Personal<Contact>>,
    /// Since when somebody waits.
    pub checked_in_at: Option<DateTime<Utc>>,
    /// Who called.
    pub clerk: Option<ActorId>,
}

/// A talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationRecord {
    /// Which.
    pub id: ConsultationId,
    /// Where it stands.
    pub state: ConsultationState,
    /// Over what they talk.
    pub medium: Option<Medium>,
    /// Who leads it.
    pub host: Option<ActorId>,
    /// When it began.
    pub begun_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How long the line stood, in seconds.
    pub live_secs: Option<u32>,
    /// How often the line dropped.
    pub interruptions: u32,
    /// The how many-th round goes on, or was the last.
    pub round: u32,
    /// Who else was invited, in that order.
    pub guests: Vec<Guest>,
}

/// Where a talk stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsultationState {
    /// It is prepared.
    Scheduled,
    /// It goes on.
    Live,
    /// The line has dropped.
    Interrupted,
    /// It is over.
    Ended,
    /// It did not take place.
    Cancelled,
}

impl ReadModels {
    /// Everything of a case.
    pub fn case_file(&self, case: CaseId, clearance: Clearance) -> Result<Option<CaseFile>, Failure> {
        self.ask::<CaseFiles, _>(|connection| read(connection, case, clearance))
    }

    /// A fee and its case, also one that another claim has replaced.
    pub fn fee(&self, payment: PaymentId, clearance: Clearance) -> Result<Option<(CaseId, FeeRecord)>, Failure> {
        self.ask::<CaseFiles, _>(|connection| {
            let found = connection
                .prepare_cached(
                    "SELECT payment.* FROM payment JOIN case_file USING (case_id)
                     WHERE payment = ?1 AND (restricted IS NULL OR ?2)",
                )?
                .query_row(params![payment.0, clearance], |row| Ok((row.id("case_id")?, fee(row)?)))
                .optional()?;
            found.map(|(case, fee)| Ok((case, with_money(connection, fee)?))).transpose()
        })
    }

    /// Whether there is such a case, for somebody, and whose it is.
    pub fn case_holder(&self, case: CaseId, clearance: Clearance) -> Result<Option<Option<ActorId>>, Failure> {
        self.ask::<CaseFiles, _>(|connection| {
            connection
                .prepare_cached("SELECT holder FROM case_file WHERE case_id = ?1 AND (restricted IS NULL OR ?2)")?
                .query_row(params![case.0, clearance], |row| actor(row, "holder"))
                .optional()
        })
    }
}

/// The file of a case as some events leave it: those of the case and of what belongs to it, in the order of the log,
/// up to the moment that an auditor asks about. The same function applies them as in the read model.
pub fn fold(case: CaseId, envelopes: &[Envelope]) -> Result<Option<CaseFile>, Failure> {
    let shape = Shape::of::<CaseFiles>();
    let mut connection = ModelFile::in_memory(shape)?;
    let tx = connection.transaction()?;
    for envelope in envelopes {
        (shape.apply)(&tx, envelope).map_err(|source| Failure::Apply {
            model: shape.name,
            position: envelope.position,
            source,
        })?;
    }
    // Who may ask about the past is looked at before.
    Ok(read(&tx, case, Clearance::Restricted)?)
}

fn read(connection: &Connection, case: CaseId, clearance: Clearance) -> rusqlite::Result<Option<CaseFile>> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM case_file WHERE case_id = ?1 AND (restricted IS NULL OR ?2)")?;
    let Some(mut file) = statement.query_row(params![case.0, clearance], head).optional()? else { return Ok(None) };
    let all = Parts { connection, id: case.0 };
    file.parties = all.of("SELECT * FROM party WHERE case_id = ?1 ORDER BY position", party)?;
    file.identifications =
        all.of("SELECT * FROM identification WHERE case_id = ?1 ORDER BY position", identification)?;
    file.notices = all.of("SELECT * FROM notice WHERE case_id = ?1 ORDER BY at, notice", |row| {
        Ok(NoticeRecord { notice: row.code("notice")?, to: row.id("party")?, at: row.moment("at")? })
    })?;
    file.evidence = all.of("SELECT * FROM evidence WHERE case_id = ?1 ORDER BY kind", |row| {
        Ok(EvidenceRecord {
            kind: row.code("kind")?,
            answer: row.code("answer")?,
            source: row.code_or_none("source")?,
            document: row.get::<_, Option<Uuid>>("document")?.map(DocumentId),
            named: row.json("named")?,
            at: row.moment("at")?,
        })
    })?;
    file.documents = all.of("SELECT * FROM document WHERE case_id = ?1 ORDER BY position", |row| {
        Ok(DocumentRecord {
            id: row.id("document")?,
            name: personal(row, "subject", row.get::<_, Option<String>>("file_name")?.map(FileName))?,
            format: row.code("format")?,
            kib: row.get("kib")?,
            proves: row.code_or_none("proves")?,
            state: row.code("state")?,
            fault: row.code_or_none("fault")?,
            until: row.moment("until")?,
            by: ActorId(row.get("announced_by")?),
            announced_at: row.moment("announced_at")?,
            changed_at: row.moment("changed_at")?,
            copies: row.get("copies")?,
        })
    })?;
    file.papers = all.of("SELECT * FROM paper WHERE case_id = ?1 ORDER BY position", papers::record)?;
    file.declarations = all.of(
        "SELECT declaration.*, signing.signed_by, signing.method FROM declaration
         LEFT JOIN signing ON signing.signature = declaration.signature
         WHERE case_id = ?1 ORDER BY version",
        declaration,
    )?;
    file.fee = all.of("SELECT * FROM payment WHERE case_id = ?1 ORDER BY claim DESC LIMIT 1", fee)?.pop();
    file.fee = file.fee.map(|fee| with_money(connection, fee)).transpose()?;
    file.notes = all.of("SELECT * FROM note WHERE case_id = ?1 ORDER BY position", |row| {
        Ok(NoteRecord {
            at: row.moment("at")?,
            by: ActorId(row.get("actor")?),
            note: personal(row, "subject", row.get::<_, Option<String>>("text")?.map(Note))?,
        })
    })?;
    file.bookings = all.of(
        "SELECT booking.* FROM case_booking JOIN booking USING (booking) WHERE case_id = ?1
         ORDER BY case_booking.position",
        booking,
    )?;
    file.follow_ups = all.of("SELECT * FROM follow_up WHERE case_id = ?1 ORDER BY party", |row| {
        Ok(FollowUpRecord {
            party: row.id("party")?,
            opened_at: row.moment("opened_at")?,
            closed_at: row.moment_or_none("closed_at")?,
            how: row.code_or_none("how")?,
        })
    })?;
    let inquiry = all.of("SELECT * FROM landlord_inquiry WHERE case_id = ?1", |row| {
        Ok(LandlordInquiryRecord {
            parties: row.json("parties")?,
            due_on: row.get("due_on")?,
            opened_at: row.moment("opened_at")?,
            closed_at: row.moment_or_none("closed_at")?,
            outcome: row.code_or_none("outcome")?,
        })
    })?;
    file.landlord_inquiry = inquiry.into_iter().next();
    file.custody = all.of("SELECT * FROM custody WHERE case_id = ?1 ORDER BY party", |row| {
        Ok(CustodyRecord { child: row.id("party")?, basis: row.code("basis")?, required: row.get("required")? })
    })?;
    file.consultations = all.of(
        "SELECT consultation.* FROM case_booking JOIN consultation ON occasion = booking WHERE case_id = ?1
         ORDER BY case_booking.position",
        consultation,
    )?;
    file.consultations.extend(all.of("SELECT * FROM consultation WHERE occasion = ?1", consultation)?);
    for talk in &mut file.consultations {
        let all = Parts { connection, id: talk.id.0 };
        talk.guests = all.of("SELECT * FROM guest WHERE consultation = ?1 ORDER BY position", |row| {
            Ok(Guest { id: row.id("guest")?, part: row.code("part")?, standing: row.code("standing")? })
        })?;
    }
    Ok(Some(file))
}

/// What belongs to one thing.
struct Parts<'a> {
    connection: &'a Connection,
    id: Uuid,
}

impl Parts<'_> {
    fn of<T>(&self, query: &str, read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<Vec<T>> {
        self.connection.prepare_cached(query)?.query_map(params![self.id], read)?.collect()
    }
}

fn actor(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<ActorId>> {
    Ok(row.get::<_, Option<Uuid>>(column)?.map(ActorId))
}

fn personal<T>(row: &Row<'_>, subject: &str, value: Option<T>) -> rusqlite::Result<Personal<T>> {
    Ok(known_or_erased(SubjectId(row.get(subject)?), value))
}

fn personal_or_none<T>(row: &Row<'_>, subject: &str, value: Option<T>) -> rusqlite::Result<Option<Personal<T>>> {
    let subject = row.get::<_, Option<Uuid>>(subject)?.map(SubjectId);
    Ok(subject.map(|subject| known_or_erased(subject, value)))
}

/// The case without what belongs to it.
fn head(row: &Row<'_>) -> rusqlite::Result<CaseFile> {
    let id = row.id("case_id")?;
    Ok(CaseFile {
        id,
        reference: crate::worklist::reference(id),
        state: row.code("state")?,
        service: row.code("service")?,
        quantity: row.get("quantity")?,
        edition: row.get("edition")?,
        origin: row.json("origin")?,
        channel: row.code("channel")?,
        holder: actor(row, "holder")?,
        clerk: actor(row, "clerk")?,
        opened_at: row.moment("opened_at")?,
        changed_at: row.moment("changed_at")?,
        parties: Vec::new(),
        identifications: Vec::new(),
        notices: Vec::new(),
        entitlement_assured_at: row.moment_or_none("entitlement_assured_at")?,
        evidence: Vec::new(),
        documents: Vec::new(),
        papers: Vec::new(),
        move_details: personal_or_none(row, "move_subject", row.json_or_none("details")?)?,
        late: row.get("late")?,
        variant: row.json_or_none("variant")?,
        request_details: personal_or_none(row, "request_subject", row.json_or_none("request_details")?)?,
        form: form(row)?,
        suspended: row.code_or_none("suspended")?,
        restricted: row.code_or_none("restricted")?,
        custody: Vec::new(),
        due_on: row.get("due_on")?,
        tax_id_disclosed: row.code_or_none("tax_id_disclosed")?,
        follow_ups: Vec::new(),
        landlord_inquiry: None,
        declarations: Vec::new(),
        fee: None,
        notes: Vec::new(),
        filed_on: row.get("filed_on")?,
        submitted_at: row.moment_or_none("submitted_at")?,
        closed_at: row.moment_or_none("closed_at")?,
        erase_at: row.moment_or_none("erase_at")?,
        withdrawn: row.code_or_none("withdrawn")?,
        declined: personal_or_none(row, "decline_subject", row.get::<_, Option<String>>("decline_reason")?.map(Note))?,
        bookings: Vec::new(),
        consultations: Vec::new(),
        version: row.get("version")?,
    })
}

fn form(row: &Row<'_>) -> rusqlite::Result<Option<FormRecord>> {
    let Some(requested_at) = row.moment_or_none("form_requested_at")? else { return Ok(None) };
    Ok(Some(FormRecord {
        authority: row.get("form_authority")?,
        requested_at,
        received: personal_or_none(row, "form_subject", row.json_or_none("form_details")?)?,
        late: row.get("form_late")?,
        unavailable: row.get("form_unavailable")?,
        by_hand: row.get("form_by_hand")?,
    }))
}

fn party(row: &Row<'_>) -> rusqlite::Result<PartyRecord> {
    Ok(PartyRecord {
        id: row.id("party")?,
        who: personal(row, "subject", row.json_or_none("who")?)?,
        part: row.code("part")?,
        acts_for: row.json("acts_for")?,
    })
}

fn identification(row: &Row<'_>) -> rusqlite::Result<IdentificationRecord> {
    Ok(IdentificationRecord {
        party: row.id("party")?,
        at: row.moment("at")?,
        identification: Identification {
            method: row.code("method")?,
            document: row.code("document")?,
            issuing_state: row.get("issuing_state")?,
            checks: row.json("checks")?,
            consultation: row.id("consultation")?,
        },
        round: row.get("round")?,
        confirmed_at: row.moment_or_none("confirmed_at")?,
        failed: row.json_or_none("failed")?.unwrap_or_default(),
    })
}

fn declaration(row: &Row<'_>) -> rusqlite::Result<DeclarationRecord> {
    Ok(DeclarationRecord {
        version: row.get("version")?,
        hash: Hash(row.get("hash")?),
        signature: row.id("signature")?,
        prepared_at: row.moment("prepared_at")?,
        shown_at: row.moment_or_none("shown_at")?,
        signed_at: row.moment_or_none("signed_at")?,
        signed_by: row.id_or_none("signed_by")?,
        method: row.code_or_none("method")?,
        outdated_at: row.moment_or_none("outdated_at")?,
    })
}

fn fee(row: &Row<'_>) -> rusqlite::Result<FeeRecord> {
    Ok(FeeRecord {
        payment: row.id("payment")?,
        amount: Cents(row.get("amount_cents")?),
        delivery: row.code_or_none("delivery")?,
        items: row.json_or_none("items")?.unwrap_or_default(),
        state: row.code("state")?,
        assessed_at: row.moment("assessed_at")?,
        due_at: row.moment_or_none("due_at")?,
        settled_at: row.moment_or_none("settled_at")?,
        means: row.code_or_none("means")?,
        online_means: row.code_or_none("online_means")?,
        exemption: row.code_or_none("exemption")?,
        receipt: match (row.get("receipt_year")?, row.get("receipt_number")?) {
            (Some(year), Some(number)) => Some(Receipt { year, number }),
            (_, _) => None,
        },
        attempts: vec![],
        refunds: vec![],
    })
}

fn booking(row: &Row<'_>) -> rusqlite::Result<BookingRecord> {
    Ok(BookingRecord {
        id: row.id("booking")?,
        state: row.code("state")?,
        scope: row.id("scope")?,
        span: Span { starts_at: row.moment("starts_at")?, ends_at: row.moment("ends_at")? },
        medium: row.code("medium")?,
        lines: row.json("lines")?,
        number: row.get::<_, Option<u32>>("number")?.map(Number),
        contact: personal_or_none(row, "subject", row.json_or_none("contact")?)?,
        checked_in_at: row.moment_or_none("checked_in_at")?,
        clerk: actor(row, "clerk")?,
    })
}

fn consultation(row: &Row<'_>) -> rusqlite::Result<ConsultationRecord> {
    Ok(ConsultationRecord {
        id: row.id("consultation")?,
        state: row.code("state")?,
        medium: row.code_or_none("medium")?,
        host: actor(row, "host")?,
        begun_at: row.moment_or_none("begun_at")?,
        ended_at: row.moment_or_none("ended_at")?,
        outcome: row.code_or_none("outcome")?,
        live_secs: row.get("live_secs")?,
        interruptions: row.get("interruptions")?,
        round: row.get("round")?,
        guests: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
