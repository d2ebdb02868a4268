//! A case as people see it.

use async_graphql::{ComplexObject, Context, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::What;
use domain::calendar::local_date;
use domain::case::{self, Missing, Named};
use domain::ids::CaseId;
use domain::{ActorId, Role, paper, person};
use event_store::Position;
use projections::case_file::{
    BookingRecord, CaseFile, ConsultationRecord, ConsultationState, CustodyRecord, DeclarationRecord, DocumentRecord,
    EvidenceRecord, FormRecord, IdentificationRecord, LandlordInquiryRecord, NoteRecord, NoticeRecord, PaperRecord,
};
use uuid::Uuid;

use super::declaration;
use super::declare::DeclarationText;
use super::look::may_be_shown;
use super::may::{self, May};
use super::party::{Move, Party};
use super::requested::{CaseRequest, FollowUp, LandlordInquiry, RegistrationForm};
use crate::booking::{BookedLine, count};
use crate::consultation::Consultation;
use crate::document::CaseDocument;
use crate::errors::failed;
use crate::errors::refusals::{Rule, missing};
use crate::fresh;
use crate::identity::{Asker, office};
use crate::paper::CasePaper;
use crate::payment::Fee;
use crate::words::{
    BookingState, CaseState, Channel, CustodyBasis, DwellingStatus, EvidenceAnswer, EvidenceKind, EvidenceSource,
    Handover, IdDocument, IdentificationMethod, IdentityCheck, IdentityLevel, Notice, RestrictionGround, ServiceCode,
    SignatureLevel, SignatureMethod, SuspensionGround, WithdrawalReason,
};

/// The read model behind a case.
pub(super) const MODELS: &[&str] = &["case_file"];

/// One thing that is missing before a case can go out.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct MissingItem {
    /// What is said of it.
    #[graphql(skip)]
    rule: &'static Rule,
    /// The law that asks for it in this service.
    law: Option<&'static str>,
    /// A stable name to branch on.
    code: String,
    /// Whom it is about, where it is about somebody.
    party: Option<Uuid>,
    /// Which notice, where one is missing.
    notice: Option<Notice>,
    /// Which evidence, where some is missing.
    evidence: Option<EvidenceKind>,
    /// From which day on it is no longer missing, where time cures it.
    from: Option<NaiveDate>,
    /// As which dwelling it could be registered without, where that is another way (§§ 21, 22 BMG).
    alternative: Option<DwellingStatus>,
}

#[ComplexObject]
impl MissingItem {
    /// For the person who asked, in the language that the request prefers.
    async fn message(&self, ctx: &Context<'_>) -> &str {
        self.rule.message(Asker::of(ctx).language)
    }
}

impl MissingItem {
    fn of(missing: Missing, service: domain::catalogue::ServiceCode) -> Self {
        let mut item = Self {
            rule: missing::rule(missing),
            law: missing::law(missing, service),
            code: missing.code().to_owned(),
            party: None,
            notice: None,
            evidence: None,
            from: None,
            alternative: None,
        };
        match missing {
            Missing::Identification(party) | Missing::Representative(party) => item.party = Some(party.0),
            Missing::Notice(notice) => item.notice = Some(notice.into()),
            Missing::OldEnough { party, from } => {
                item.party = Some(party.0);
                item.from = Some(from);
            }
            Missing::MovedIn { from } | Missing::MovingOut { from } => item.from = Some(from),
            Missing::CustodyConsent(child) => {
                item.evidence = Some(EvidenceKind::CustodyConsent);
                item.party = Some(child.0);
                item.alternative = Some(DwellingStatus::Secondary);
            }
            Missing::Evidence(kind) => item.evidence = Some(kind.into()),
            Missing::EvidenceFor(kind, party) => {
                item.evidence = Some(kind.into());
                item.party = Some(party.0);
            }
            Missing::Principal
            | Missing::EntitlementAssurance
            | Missing::MoveDetails
            | Missing::RegisterEntry
            | Missing::InspectionCourt
            | Missing::Request
            | Missing::RegistrationForm
            | Missing::GoingOn
            | Missing::Declaration
            | Missing::DeclarationShown
            | Missing::Signature
            | Missing::Fee
            | Missing::ProcedureNotAvailable => {}
        }
        item
    }
}

/// An attempt to identify somebody.
#[derive(SimpleObject)]
pub(crate) struct IdentificationAttempt {
    /// Whom.
    party: Uuid,
    /// When.
    at: DateTime<Utc>,
    /// Whether it succeeded.
    succeeded: bool,
    /// How.
    method: IdentificationMethod,
    /// What that is worth by law.
    level: IdentityLevel,
    /// By which document.
    document: IdDocument,
    /// The state that issued the document.
    issuing_state: String,
    /// What was looked at and held.
    checks: Vec<IdentityCheck>,
    /// What did not hold; nothing if it succeeded.
    failed: Vec<IdentityCheck>,
    /// In which talk. It holds only there.
    consultation: Uuid,
    /// In which round of the talk it holds. Each interruption begins the next, and the clerk confirms that the same person
    /// is there.
    round: i32,
    /// When a clerk last saw that the same person was there, after the line had dropped.
    confirmed_at: Option<DateTime<Utc>>,
    /// Whether it holds in a talk that goes on.
    holds: bool,
}

impl IdentificationAttempt {
    /// All of a case, in order.
    pub(super) fn all(file: &CaseFile) -> Vec<Self> {
        file.identifications.iter().map(|record| Self::of(record, &file.consultations)).collect()
    }

    fn of(record: &IdentificationRecord, talks: &[ConsultationRecord]) -> Self {
        let its_talk = |talk: &&ConsultationRecord| {
            talk.id == record.identification.consultation && talk.state == ConsultationState::Live
        };
        let holds =
            talks.iter().find(its_talk).is_some_and(|talk| talk.round == record.round && record.failed.is_empty());
        let words = |checks: &[case::Check]| checks.iter().map(|&check| check.into()).collect();
        let case::Identification { method, document, issuing_state, checks, consultation } = &record.identification;
        Self {
            party: record.party.0,
            at: record.at,
            succeeded: record.failed.is_empty(),
            method: (*method).into(),
            level: method.level().into(),
            document: (*document).into(),
            issuing_state: issuing_state.clone(),
            checks: words(checks),
            failed: words(&record.failed),
            consultation: consultation.0,
            round: count(record.round),
            confirmed_at: record.confirmed_at,
            holds,
        }
    }
}

/// That something was told.
#[derive(SimpleObject)]
pub(crate) struct NoticeGiven {
    /// What.
    notice: Notice,
    /// To whom, by their number in the case.
    to: Uuid,
    /// When.
    at: DateTime<Utc>,
}

impl From<&NoticeRecord> for NoticeGiven {
    fn from(record: &NoticeRecord) -> Self {
        Self { notice: record.notice.into(), to: record.to.0, at: record.at }
    }
}

/// What was found about evidence.
#[derive(SimpleObject)]
pub(crate) struct EvidenceFinding {
    /// Which.
    kind: EvidenceKind,
    /// What was found.
    answer: EvidenceAnswer,
    /// From where it came; null if it is missing.
    source: Option<EvidenceSource>,
    /// Which document of the case it is, if it was uploaded.
    document: Option<Uuid>,
    /// Whom it names; null for everybody who was in the case then.
    names: Option<Vec<Uuid>>,
    /// When.
    at: DateTime<Utc>,
}

impl From<&EvidenceRecord> for EvidenceFinding {
    fn from(record: &EvidenceRecord) -> Self {
        let names = match &record.named {
            Named::All => None,
            Named::Only(parties) => Some(parties.iter().map(|party| party.0).collect()),
        };
        Self {
            kind: record.kind.into(),
            answer: record.answer.into(),
            source: record.source.map(EvidenceSource::from),
            document: record.document.map(|document| document.0),
            names,
            at: record.at,
        }
    }
}

/// A version of the declaration, and its signature. Only the last can count.
#[derive(SimpleObject)]
pub(crate) struct DeclarationVersion {
    /// Its number: 1, 2, 3, …
    version: i32,
    /// The SHA-256 of its exact bytes.
    hash: String,
    /// When it was written.
    prepared_at: DateTime<Utc>,
    /// When it was shown to the citizen.
    shown_at: Option<DateTime<Utc>>,
    /// When it was signed.
    signed_at: Option<DateTime<Utc>>,
    /// Who signed, by their number in the case.
    signed_by: Option<Uuid>,
    /// How.
    method: Option<SignatureMethod>,
    /// What such a signature is by law.
    level: Option<SignatureLevel>,
    /// Since when it no longer counts.
    outdated_at: Option<DateTime<Utc>>,
}

impl From<&DeclarationRecord> for DeclarationVersion {
    fn from(record: &DeclarationRecord) -> Self {
        Self {
            version: count(record.version),
            hash: record.hash.to_string(),
            prepared_at: record.prepared_at,
            shown_at: record.shown_at,
            signed_at: record.signed_at,
            signed_by: record.signed_by.map(|party| party.0),
            method: record.method.map(SignatureMethod::from),
            level: record.method.map(|method| method.level().into()),
            outdated_at: record.outdated_at,
        }
    }
}

/// A remark of a clerk.
#[derive(SimpleObject)]
pub(crate) struct CaseNote {
    /// When.
    at: DateTime<Utc>,
    /// By whom.
    by: Uuid,
    /// What; null after an erasure.
    text: Option<String>,
}

impl From<&NoteRecord> for CaseNote {
    fn from(record: &NoteRecord) -> Self {
        Self { at: record.at, by: record.by.0, text: record.note.value().map(|note| note.0.clone()) }
    }
}

/// The appointment of a case.
#[derive(SimpleObject)]
pub(crate) struct CaseAppointment {
    /// Which.
    id: Uuid,
    /// Where it stands.
    state: BookingState,
    /// Where.
    scope: Uuid,
    /// When it begins.
    starts_at: DateTime<Utc>,
    /// When it is planned to end.
    ends_at: DateTime<Utc>,
    /// What for.
    lines: Vec<BookedLine>,
    /// The spoken number.
    number: Option<String>,
    /// Since when somebody waits.
    checked_in_at: Option<DateTime<Utc>>,
}

impl From<&BookingRecord> for CaseAppointment {
    fn from(record: &BookingRecord) -> Self {
        Self {
            id: record.id.0,
            state: record.state.into(),
            scope: record.scope.0,
            starts_at: record.span.starts_at,
            ends_at: record.span.ends_at,
            lines: record.lines.iter().map(BookedLine::from).collect(),
            number: record.number.map(|number| number.to_string()),
            checked_in_at: record.checked_in_at,
        }
    }
}

/// What was found about the care of a child, and whether the other parent has agreed that it moves.
#[derive(SimpleObject)]
pub(crate) struct CustodyFinding {
    /// Of which child, by its number in the case.
    child: Uuid,
    /// What was found.
    basis: CustodyBasis,
    /// Whether the other parent has to agree. The authority's policy says so, and for a secondary dwelling nobody has to.
    consent_required: bool,
    /// Whether the other parent has agreed.
    consent_obtained: bool,
}

impl CustodyFinding {
    fn of(record: &CustodyRecord, file: &CaseFile) -> Self {
        let move_details = file.move_details.as_ref().and_then(|details| details.value());
        let secondary = move_details.is_some_and(|details| details.status == person::DwellingStatus::Secondary);
        let names = |named: &Named| match named {
            Named::All => true,
            Named::Only(parties) => parties.contains(&record.child),
        };
        let found = file.evidence.iter().find(|found| found.kind == domain::catalogue::EvidenceKind::CustodyConsent);
        Self {
            child: record.child.0,
            basis: record.basis.into(),
            consent_required: record.required && !secondary,
            consent_obtained: found.is_some_and(|found| found.answer == case::Answer::Accepted && names(&found.named)),
        }
    }
}

/// A case: one request for one service.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(crate) struct Case {
    /// Which.
    id: Uuid,
    /// How people refer to it.
    reference: String,
    /// Where it stands.
    state: CaseState,
    /// What is wanted.
    service: ServiceCode,
    /// How often.
    quantity: i32,
    /// The edition of the catalogue that binds it.
    edition: i32,
    /// In which channel it is worked on.
    channel: Channel,
    /// Who takes care of it.
    clerk: Option<Uuid>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When something last happened to it.
    changed_at: DateTime<Utc>,
    /// Who takes part.
    parties: Vec<Party>,
    /// Every attempt to identify somebody.
    identifications: Vec<IdentificationAttempt>,
    /// What was told.
    notices: Vec<NoticeGiven>,
    /// When the registrant assured the right to receive the data of those who move along (§ 23 (4) BMG).
    entitlement_assured_at: Option<DateTime<Utc>>,
    /// The last finding about each kind of evidence.
    evidence: Vec<EvidenceFinding>,
    /// What was handed in, in order.
    documents: Vec<CaseDocument>,
    /// The facts of the move; null until they are recorded, and after an erasure.
    r#move: Option<Move>,
    /// Whether the duty to register was, or will be, met too late. Never a reason to refuse.
    late: bool,
    /// What exactly is asked for; null until it is recorded.
    request: Option<CaseRequest>,
    /// Whether the case must not go on for now. Why is for the office alone.
    suspended: bool,
    /// Who has the care of which child, where that was asked.
    custody: Vec<CustodyFinding>,
    /// Until when other registration authorities have to know of it (§ 33 (1) BMG).
    due_on: Option<NaiveDate>,
    /// How the tax identification number was handed over. The number itself stands nowhere here.
    tax_id_disclosed: Option<Handover>,
    /// On whose identity card the address has to be changed (§ 27 (1) no. 1 PAuswG).
    follow_ups: Vec<FollowUp>,
    /// Every version of the declaration, in order.
    declarations: Vec<DeclarationVersion>,
    /// The fee, once it is fixed.
    fee: Option<Fee>,
    /// On which day it counts as filed.
    filed_on: Option<NaiveDate>,
    /// When it went out.
    submitted_at: Option<DateTime<Utc>>,
    /// When it was over.
    closed_at: Option<DateTime<Utc>>,
    /// From when on its people are forgotten, unless a legal hold stands.
    erase_at: Option<DateTime<Utc>>,
    /// Why it ended without a result.
    withdrawn: Option<WithdrawalReason>,
    /// Why the office decided against it, in the words that the citizen got.
    declined: Option<String>,
    /// The appointments in which it is worked on, the first one first.
    appointments: Vec<CaseAppointment>,
    /// The talks: those of its appointments, or its own where somebody came without one.
    consultations: Vec<Consultation>,
    /// How many events its history has.
    version: i32,
    #[graphql(skip)]
    writings: Vec<PaperRecord>,
    #[graphql(skip)]
    remarks: Vec<CaseNote>,
    #[graphql(skip)]
    registration_form: Option<FormRecord>,
    #[graphql(skip)]
    landlord_inquiry: Option<LandlordInquiryRecord>,
    #[graphql(skip)]
    ground: Option<case::SuspensionGround>,
    #[graphql(skip)]
    restricted: Option<case::RestrictionGround>,
    #[graphql(skip)]
    is_past: bool,
}

/// Whether somebody reads what only the office may.
fn is_of_the_office(ctx: &Context<'_>) -> bool {
    Asker::of(ctx).roles().any(&[Role::Clerk, Role::TeamLead, Role::Auditor])
}

#[ComplexObject]
impl Case {
    /// Remarks of clerks. Citizens see none here: they get them on request, with the file (§ 29 VwVfG).
    async fn notes(&self, ctx: &Context<'_>) -> &[CaseNote] {
        if is_of_the_office(ctx) { &self.remarks } else { &[] }
    }

    /// What the caller may do about the case now, and why not: of the commands that `CaseCommand` names, those that their
    /// roles allow at all. It is asked of the rules that decide, with an input that is right, so what is not allowed here is
    /// refused for the same reason; what is so already is allowed, and changes nothing. Empty for a case as it was.
    #[graphql(complexity = "50 + 2 * child_complexity")]
    async fn may(&self, ctx: &Context<'_>) -> Result<Vec<May>> {
        if self.is_past { Ok(vec![]) } else { may::may(ctx, CaseId(self.id)).await }
    }

    /// The prefilled form of the authority of departure. Only the office sees it here: the clerk reads it out to
    /// whoever is identified (§ 23 (2) BMG).
    async fn registration_form(&self, ctx: &Context<'_>) -> Option<RegistrationForm> {
        self.registration_form.as_ref().filter(|_| is_of_the_office(ctx)).map(RegistrationForm::from)
    }

    /// The inquiry with a landlord who has not confirmed that somebody moved in (§ 19 (5) BMG). Only the office sees it:
    /// what a landlord says of somebody is to be looked into first.
    async fn landlord_inquiry(&self, ctx: &Context<'_>) -> Option<LandlordInquiry> {
        self.landlord_inquiry.as_ref().filter(|_| is_of_the_office(ctx)).map(LandlordInquiry::from)
    }

    /// Why the case must not go on. Only the office learns it.
    async fn suspension_ground(&self, ctx: &Context<'_>) -> Option<SuspensionGround> {
        self.ground.filter(|_| is_of_the_office(ctx)).map(SuspensionGround::from)
    }

    /// Why only the team lead goes on with it, which is who sees this (§§ 51, 52 BMG). Null where everybody may.
    async fn restriction(&self) -> Option<RestrictionGround> {
        self.restricted.map(RestrictionGround::from)
    }

    /// What is missing before the case can go out, in the order in which an office works. Null for a case of the past.
    #[graphql(complexity = "10 + 10 * child_complexity")]
    async fn missing(&self, ctx: &Context<'_>) -> Result<Option<Vec<MissingItem>>> {
        if self.is_past {
            return Ok(None);
        }
        let office = office(ctx)?;
        let case = office.log().load::<domain::Case>(self.id).await.map_err(|failure| failed(&failure))?;
        let today = local_date(office.clock().now());
        let case::State::Open(file) = &case.state.0 else { return Ok(Some(vec![])) };
        let missing = case::missing(file, &*office.facts().await.map_err(|failure| failed(&failure))?, today);
        Ok(Some(missing.into_iter().map(|missing| MissingItem::of(missing, file.service)).collect()))
    }

    /// What the office wrote for the case, in order. Each can be fetched with `paperCopy`. What was written for those who
    /// audit it, only they see.
    async fn papers(&self, ctx: &Context<'_>) -> Vec<CasePaper> {
        let audits = Asker::of(ctx).roles().has(Role::Auditor);
        let seen = self.writings.iter().filter(|one| audits || one.kind != paper::Kind::AuditHistory);
        seen.map(CasePaper::from).collect()
    }

    /// The declaration that stands, as it was prepared. Null where there is none, where what it states has changed since,
    /// and for a case of the past.
    #[graphql(complexity = "20 + child_complexity")]
    async fn declaration_text(&self, ctx: &Context<'_>) -> Result<Option<DeclarationText>> {
        if self.is_past {
            return Ok(None);
        }
        let office = office(ctx)?;
        let case = office.log().load::<domain::Case>(self.id).await.map_err(|failure| failed(&failure))?;
        let Some(file) = case.state.0.file() else { return Ok(None) };
        Ok(declaration::standing(office, CaseId(self.id), file).await?.map(DeclarationText::from))
    }
}

impl Case {
    /// The case as its file has it; of the past, what only the present knows is left out.
    pub(super) fn of(file: &CaseFile, is_past: bool) -> Self {
        Self {
            id: file.id.0,
            reference: file.reference.clone(),
            state: file.state.into(),
            service: file.service.into(),
            quantity: i32::from(file.quantity),
            edition: count(file.edition),
            channel: file.channel.into(),
            clerk: file.clerk.map(|clerk| clerk.0),
            opened_at: file.opened_at,
            changed_at: file.changed_at,
            parties: file.parties.iter().map(Party::from).collect(),
            identifications: IdentificationAttempt::all(file),
            notices: file.notices.iter().map(NoticeGiven::from).collect(),
            entitlement_assured_at: file.entitlement_assured_at,
            evidence: file.evidence.iter().map(EvidenceFinding::from).collect(),
            documents: file.documents.iter().map(CaseDocument::from).collect(),
            r#move: file.move_details.as_ref().and_then(|details| details.value()).map(Into::into),
            late: file.late,
            request: file.variant.map(|variant| {
                CaseRequest::of(variant, file.request_details.as_ref().and_then(|details| details.value()))
            }),
            suspended: file.suspended.is_some(),
            due_on: file.due_on,
            tax_id_disclosed: file.tax_id_disclosed.map(Handover::from),
            follow_ups: file.follow_ups.iter().map(FollowUp::from).collect(),
            registration_form: file.form.clone(),
            landlord_inquiry: file.landlord_inquiry.clone(),
            ground: file.suspended,
            restricted: file.restricted,
            custody: file.custody.iter().map(|one| CustodyFinding::of(one, file)).collect(),
            declarations: file.declarations.iter().map(DeclarationVersion::from).collect(),
            fee: file.fee.as_ref().map(Fee::from),
            filed_on: file.filed_on,
            submitted_at: file.submitted_at,
            closed_at: file.closed_at,
            erase_at: file.erase_at,
            withdrawn: file.withdrawn.map(WithdrawalReason::from),
            declined: file.declined.as_ref().and_then(|reason| reason.value()).map(|reason| reason.0.clone()),
            appointments: file.bookings.iter().map(CaseAppointment::from).collect(),
            consultations: file.consultations.iter().map(Consultation::from).collect(),
            version: count(file.version),
            writings: file.papers.clone(),
            remarks: file.notes.iter().map(CaseNote::from).collect(),
            is_past,
        }
    }
}

/// The case of a command, as it is at the command's position. Whom it does not concern sees nothing: the cashier
/// settles a fee without reading the case.
pub(super) async fn case_at(ctx: &Context<'_>, id: CaseId, position: Position) -> Result<Option<Case>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let asker = Asker::of(ctx);
    let found = office.read_models().case_file(id, asker.clearance()).map_err(fresh::failed)?;
    let Some(file) = found.filter(|file| may_see(&asker, file.holder)) else { return Ok(None) };
    let may = may_be_shown(office, asker.caller()?.by, id, What::Case).await?;
    Ok(may.then(|| Case::of(&file, false)))
}

/// The documents of a case for whoever may see it, as they are at a position.
pub(crate) async fn documents_at(ctx: &Context<'_>, id: CaseId, position: Position) -> Result<Vec<DocumentRecord>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let asker = Asker::of(ctx);
    let found = office.read_models().case_file(id, asker.clearance()).map_err(fresh::failed)?;
    let Some(file) = found.filter(|file| may_see(&asker, file.holder)) else { return Ok(vec![]) };
    let may = may_be_shown(office, asker.caller()?.by, id, What::Case).await?;
    Ok(if may { file.documents } else { vec![] })
}

/// The papers of a case for whoever may see it, as they are at a position.
pub(crate) async fn papers_at(ctx: &Context<'_>, id: CaseId, position: Position) -> Result<Vec<PaperRecord>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let asker = Asker::of(ctx);
    let found = office.read_models().case_file(id, asker.clearance()).map_err(fresh::failed)?;
    let Some(file) = found.filter(|file| may_see(&asker, file.holder)) else { return Ok(vec![]) };
    let may = may_be_shown(office, asker.caller()?.by, id, What::Case).await?;
    Ok(if may { file.papers } else { vec![] })
}

/// Whether somebody may see a case: citizens theirs, those who work on cases and those who audit them all.
pub(crate) fn may_see(asker: &Asker, holder: Option<ActorId>) -> bool {
    let own = asker.caller.is_some_and(|caller| holder == Some(caller.by.actor));
    own || asker.roles().any(&[Role::Clerk, Role::TeamLead, Role::Auditor])
}
