//! Cases as people look for them: their own, the worklist, a search, one case, its history.

use async_graphql::{Context, Json, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::What;
use domain::ids::CaseId;
use domain::{ActorId, Role as DomainRole};
use event_store::Position;
use projections::timeline::{Entry, Of};
use projections::worklist::{Filter, Whose, WorkItem};
use serde_json::Value;
use uuid::Uuid;

use super::history::{AsOf, case_file_as_of};
use super::look::look;
use super::view::{Case, MODELS, may_see};
use crate::booking::count;
use crate::checked;
use crate::errors::{Code, mistake};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::page::{self, Page};
use crate::scalars::EventPosition;
use crate::words::{CaseState, Channel, Role, ServiceCode, WaitsFor};

/// The read model behind lists of cases.
const WORKLIST: &[&str] = &["worklist"];
/// The read model behind a history.
const TIMELINE: &[&str] = &["timeline"];
/// How many cases a search finds at most.
const FOUND_MAX: usize = 100;

/// Questions about cases.
#[derive(Default)]
pub(crate) struct Query;

/// A case in a list.
#[derive(SimpleObject)]
pub(crate) struct CaseSummary {
    /// Which.
    id: Uuid,
    /// How people refer to it.
    reference: String,
    /// Where it stands.
    state: CaseState,
    /// What is wanted.
    service: ServiceCode,
    /// In which channel it is worked on.
    channel: Channel,
    /// Who takes care of it.
    clerk: Option<Uuid>,
    /// Its registrant, or who booked the appointment while there is none; null after an erasure.
    name: Option<String>,
    /// Its appointment.
    booking: Option<Uuid>,
    /// When the appointment begins.
    starts_at: Option<DateTime<Utc>>,
    /// The spoken number of the appointment.
    number: Option<String>,
    /// When it was opened.
    opened_at: DateTime<Utc>,
    /// When something last happened.
    changed_at: DateTime<Utc>,
    /// Whether the duty to register was, or will be, met too late.
    late: bool,
    /// What it waits for, unless it is over.
    waits_for: Option<WaitsFor>,
    /// On which day it counts as filed.
    filed_on: Option<NaiveDate>,
    /// When it was over.
    closed_at: Option<DateTime<Utc>>,
    /// How many events its history has.
    version: i32,
}

impl From<WorkItem> for CaseSummary {
    fn from(item: WorkItem) -> Self {
        Self {
            id: item.id.0,
            reference: item.reference,
            state: item.state.into(),
            service: item.service.into(),
            channel: item.channel.into(),
            clerk: item.clerk.map(|clerk| clerk.0),
            name: item.name.as_ref().and_then(|name| name.value().cloned()),
            booking: item.booking.map(|booking| booking.0),
            starts_at: item.starts_at,
            number: item.number.map(|number| number.to_string()),
            opened_at: item.opened_at,
            changed_at: item.changed_at,
            late: item.late,
            waits_for: item.waits_for.map(WaitsFor::from),
            filed_on: item.filed_on,
            closed_at: item.closed_at,
            version: count(item.version),
        }
    }
}

impl CaseSummary {
    /// For those who need not know whose case it is.
    pub(crate) fn without_name(self) -> Self {
        Self { name: None, ..self }
    }
}

/// Something that happened, as auditors read it. It holds no personal data: in its place stands whom it was about.
#[derive(Clone, SimpleObject)]
pub(crate) struct HistoryEntry {
    /// Its place in the history of the office.
    position: EventPosition,
    /// When.
    at: DateTime<Utc>,
    /// By whom.
    actor: Uuid,
    /// In which roles.
    roles: Vec<Role>,
    /// To what kind of thing: `case`, `booking`, `signature`, …
    kind: String,
    /// What: the stored name, which never changes.
    name: String,
    /// To which thing.
    stream: Uuid,
    /// Its number in the history of that thing.
    version: i32,
    /// The details.
    fact: Json<Value>,
}

impl From<Entry> for HistoryEntry {
    fn from(entry: Entry) -> Self {
        Self {
            position: entry.position.into(),
            at: entry.at,
            actor: entry.actor.0,
            roles: entry.roles.iter().map(Role::from).collect(),
            kind: entry.kind.to_owned(),
            name: entry.name,
            stream: entry.stream.id,
            version: count(entry.version),
            fact: Json(Value::Object(entry.fact.into_iter().collect())),
        }
    }
}

#[Object(name = "CaseQuery")]
impl Query {
    /// A case. What belongs to others and what does not exist are one answer: null.
    #[graphql(complexity = "20 + 5 * child_complexity")]
    async fn case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] id: Uuid,
        #[graphql(desc = "The case as it was; for auditors.")] as_of: Option<AsOf>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Option<Case>> {
        let reader = Reader::of(ctx)?;
        if as_of.is_some() && !reader.asker.roles().has(DomainRole::Auditor) {
            return Err(Code::Forbidden.error());
        }
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let (models, clearance) = (reader.office.read_models(), reader.asker.clearance());
        let file = match as_of {
            // Who may not know of the case now is told nothing of what it was either.
            Some(as_of) => match models.case_holder(CaseId(id), clearance).map_err(fresh::failed)? {
                Some(_) => case_file_as_of(reader.office, CaseId(id), as_of).await?,
                None => None,
            },
            None => models.case_file(CaseId(id), clearance).map_err(fresh::failed)?,
        };
        let Some(file) = file.filter(|file| may_see(&reader.asker, file.holder)) else { return Ok(None) };
        look(reader.office, reader.caller()?.by, CaseId(id), if as_of.is_some() { What::Past } else { What::Case })
            .await?;
        Ok(Some(Case::of(&file, as_of.is_some())))
    }

    /// What happened to a case and to what belongs to it, in order: its appointment, talk, signatures and fee.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn case_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] id: Uuid,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Option<Page<HistoryEntry>>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &[TIMELINE, WORKLIST].concat(), at_least).await?;
        let models = reader.office.read_models();
        let holder = models.work_item(CaseId(id), reader.asker.clearance()).map_err(fresh::failed)?;
        let Some(_) = holder.filter(|item| may_see(&reader.asker, item.holder)) else { return Ok(None) };
        look(reader.office, reader.caller()?.by, CaseId(id), What::History).await?;

        let (first, after) = (page::size(first)?, page::after(after)?);
        let from =
            after.as_deref().map_or(Ok(0), str::parse).map_err(|_| mistake("`after` is not a cursor of this list"))?;
        let entries = models.timeline(Of::Case(CaseId(id)), Position(from), first + 1).map_err(fresh::failed)?;
        let key = |entry: &Entry| format!("{:020}", entry.position.0);
        let after = after.map(|_| format!("{from:020}"));
        Ok(Some(page::cut(entries, after.as_deref(), first, key, HistoryEntry::from)))
    }

    /// The caller's own cases, the newest first.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn my_cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<CaseSummary>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, WORKLIST, at_least).await?;
        let own = reader.office.read_models().cases_of(reader.caller()?.by.actor).map_err(fresh::failed)?;
        page_of(own, first, after)
    }

    /// The cases of the office, the oldest first: open and submitted ones, and those of which something is left to do,
    /// unless the question says otherwise. Restricted ones are shown to the team lead alone.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn worklist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In one of these states.")] states: Option<Vec<CaseState>>,
        #[graphql(desc = "Only the caller's.")] mine: Option<bool>,
        #[graphql(desc = "Only those that nobody takes care of.")] unassigned: Option<bool>,
        #[graphql(desc = "For one service.")] service: Option<ServiceCode>,
        #[graphql(desc = "Only late ones.")] late: Option<bool>,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<CaseSummary>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, WORKLIST, at_least).await?;
        let whose = match (mine.unwrap_or(false), unassigned.unwrap_or(false)) {
            (true, true) => return Err(mistake("`mine` and `unassigned` exclude each other")),
            (true, false) => Whose::Of(ActorId(reader.caller()?.by.actor.0)),
            (false, true) => Whose::Nobodys,
            (false, false) => Whose::Anybodys,
        };
        let filter = Filter {
            states: states.unwrap_or_default().into_iter().map(Into::into).collect(),
            whose,
            service: service.map(Into::into),
            late: late.unwrap_or(false),
            clearance: reader.asker.clearance(),
        };
        let (first, after) = (page::size(first)?, page::after(after)?);
        let from = after.as_deref().map(parse).transpose()?;
        let items = reader.office.read_models().worklist(&filter, from, first + 1).map_err(fresh::failed)?;
        Ok(page::cut(items, after.as_deref(), first, key, CaseSummary::from))
    }

    /// The cases with a spoken number (`V-012`), a reference, or the names of a person by their beginnings.
    #[graphql(complexity = "page::cost(first, child_complexity)")]
    async fn cases(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to look for.")] search: String,
        #[graphql(desc = "How many: 1 to 100; 20 unless the question says so.")] first: Option<i32>,
        #[graphql(desc = "Begin after this cursor.")] after: Option<String>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Page<CaseSummary>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, WORKLIST, at_least).await?;
        let search = checked::line("search", &search).map_err(|invalid| mistake(invalid.en))?;
        let models = reader.office.read_models();
        let found = models.search_cases(&search, FOUND_MAX, reader.asker.clearance()).map_err(fresh::failed)?;
        page_of(found, first, after)
    }
}

/// A page of a list that stands the newest first.
fn page_of(items: Vec<WorkItem>, first: Option<i32>, after: Option<String>) -> Result<Page<CaseSummary>> {
    let (first, after) = (page::size(first)?, page::after(after)?);
    let newest_first =
        |item: &WorkItem| format!("{:020}/{}", i64::MAX - item.opened_at.timestamp_micros().max(0), item.id);
    Ok(page::cut(items, after.as_deref(), first, newest_first, CaseSummary::from))
}

/// The place of a case in the worklist: when it was opened, and which.
fn key(item: &WorkItem) -> String {
    format!("{:020}/{}", item.opened_at.timestamp_micros().max(0), item.id)
}

fn parse(key: &str) -> Result<(DateTime<Utc>, CaseId)> {
    let parts = key.split_once('/');
    let parsed = parts.and_then(|(micros, id)| {
        Some((DateTime::from_timestamp_micros(micros.parse().ok()?)?, CaseId(Uuid::parse_str(id).ok()?)))
    });
    parsed.ok_or_else(|| mistake("`after` is not a cursor of this list"))
}
