//! What auditors ask over many cases: how people were identified, what they were told, what was proven, how they signed.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::ids::CaseId;
use projections::case_file::{CaseFile, ProofFilter, ProofKey};
use uuid::Uuid;

use super::view::{DeclarationVersion, EvidenceFinding, IdentificationAttempt, MODELS, NoticeGiven};
use crate::checked;
use crate::errors::mistake;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::page::{self, Page};
use crate::scalars::EventPosition;
use crate::words::{CaseState, Channel, IdentificationMethod, ServiceCode, SignatureMethod};

/// How many days one question covers.
const DAYS_MAX: i64 = 366;

/// Questions of auditors over many cases.
#[derive(Default)]
pub(crate) struct Query;

/// How a case that went out was identified, told, proven and signed. It names nobody: people are their numbers in it.
#[derive(SimpleObject)]
pub(crate) struct CaseProofs {
    /// Which.
    case: Uuid,
    /// How people refer to it.
    reference: String,
    /// Where it stands.
    state: CaseState,
    /// What was wanted.
    service: ServiceCode,
    /// In which channel it was worked on.
    channel: Channel,
    /// The edition of the catalogue that binds it.
    edition: i32,
    /// On which day it counts as filed.
    filed_on: Option<NaiveDate>,
    /// When it went out.
    submitted_at: Option<DateTime<Utc>>,
    /// Every attempt to identify somebody, in order.
    identifications: Vec<IdentificationAttempt>,
    /// What was told, and when.
    notices: Vec<NoticeGiven>,
    /// The last finding about each kind of evidence.
    evidence: Vec<EvidenceFinding>,
    /// Every version of the declaration with its signature, in order. Only the last can count.
    declarations: Vec<DeclarationVersion>,
}

impl From<CaseFile> for CaseProofs {
    fn from(file: CaseFile) -> Self {
        Self {
            case: file.id.0,
            reference: file.reference.clone(),
            state: file.state.into(),
            service: file.service.into(),
            channel: file.channel.into(),
            edition: crate::booking::count(file.edition),
            filed_on: file.filed_on,
            submitted_at: file.submitted_at,
            identifications: IdentificationAttempt::all(&file),
            notices: file.notices.iter().map(NoticeGiven::from).collect(),
            evidence: file.evidence.iter().map(EvidenceFinding::from).collect(),
            declarations: file.declarations.iter().map(DeclarationVersion::from).collect(),
        }
    }
}

/// Which cases. What is not said does not narrow it.
#[derive(InputObject)]
struct ProofsInput {
    /// Filed on this day or later.
    from: NaiveDate,
    /// And on this day or before; at most 366 days are looked at.
    to: NaiveDate,
    /// Of this service.
    service: Option<ServiceCode>,
    /// In which everybody who was identified was so in this way, and in no other.
    identified_only_by: Option<IdentificationMethod>,
    /// In which the declaration that counts was signed in this way.
    signed_by: Option<SignatureMethod>,
}

#[Object(name = "ProofsQuery")]
impl Query {
    /// The cases that went out, with what was proven in each: which applications were
    /// identified by video only, say. The oldest filing stands first.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn proofs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which cases.")] of: ProofsInput,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<CaseProofs>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        checked::days(of.from, of.to, DAYS_MAX)?;
        let (first, after) = (page::size(first)?, page::after(after)?);
        let key_after = after.as_deref().map(parse).transpose()?;
        let filter = ProofFilter {
            from: of.from,
            to: of.to,
            service: of.service.map(Into::into),
            identified_only_by: of.identified_only_by.map(Into::into),
            signed_by: of.signed_by.map(Into::into),
        };
        let models = reader.office.read_models();
        let found = models.submitted_cases(&filter, key_after, first + 1, reader.asker.clearance());
        Ok(page::cut(found.map_err(fresh::failed)?, after.as_deref(), first, key, CaseProofs::from))
    }
}

/// The place of a case in the list: its day of filing, and which.
fn key(file: &CaseFile) -> String {
    format!("{}/{}", file.filed_on.unwrap_or_default(), file.id)
}

fn parse(key: &str) -> Result<ProofKey> {
    let parts = key.split_once('/');
    let parsed = parts.and_then(|(day, id)| Some((day.parse().ok()?, CaseId(Uuid::parse_str(id).ok()?))));
    parsed.ok_or_else(|| mistake("`after` is not a cursor of this list"))
}
