//! How long until somebody can come, and who looked in vain.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::lead_time::{InVain, Lead};
use uuid::Uuid;

use super::query::{OneLength, Period, SmallGroupCount, span};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::ServiceCode;

/// Questions about demand.
#[derive(Default)]
pub(crate) struct Query;

/// How far away the third next free appointment was. It counts capacity, not persons.
#[derive(SimpleObject)]
struct LeadTimeRow {
    /// The first day of the period.
    start: NaiveDate,
    /// Where.
    scope: Uuid,
    /// For which service.
    service: ServiceCode,
    /// How often it was looked at: every quarter of an hour from eight to six on working days.
    samples: i64,
    /// How often there were not three free appointments.
    none: i64,
    /// In half of all other samples it was no further away, in minutes.
    p50_mins: Option<i64>,
    /// In nine of ten it was no further away, in minutes.
    p90_mins: Option<i64>,
}

impl From<Lead> for LeadTimeRow {
    fn from(lead: Lead) -> Self {
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            start: lead.start,
            scope: lead.scope.0,
            service: lead.service.into(),
            samples: whole(lead.samples),
            none: whole(lead.none),
            p50_mins: lead.p50_mins,
            p90_mins: lead.p90_mins,
        }
    }
}

/// How often somebody looked for a time when the public could take none at all.
#[derive(SimpleObject)]
struct UnmetDemandRow {
    /// The first day of the period.
    start: NaiveDate,
    /// For which service.
    service: ServiceCode,
    /// How often. Whoever looks twice is counted twice.
    searches: SmallGroupCount,
}

impl From<InVain> for UnmetDemandRow {
    fn from(in_vain: InVain) -> Self {
        Self { start: in_vain.start, service: in_vain.service.into(), searches: in_vain.searches.into() }
    }
}

#[Object(name = "DemandQuery")]
impl Query {
    /// How long it was to the third next free appointment of the public, between two days, both included.
    #[graphql(complexity = "50 * child_complexity")]
    async fn lead_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at each unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<LeadTimeRow>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["lead_time"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.lead_time(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(LeadTimeRow::from).collect())
    }

    /// Searches that found nothing because nothing at all was free, between two days.
    #[graphql(complexity = "50 * child_complexity")]
    async fn unmet_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<UnmetDemandRow>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["lead_time"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.in_vain(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(UnmetDemandRow::from).collect())
    }
}
