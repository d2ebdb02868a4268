//! How long until somebody can come, when people ask, and who looked in vain.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::lead_time::{Hour, Hours, InVain, Lead};
use uuid::Uuid;

use super::period::{Period, begin, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::{ServiceCode, Weekday};

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

/// What was asked for in one hour of the week. Each service of an appointment is counted.
#[derive(SimpleObject)]
struct DemandHour {
    /// On which day of the week.
    weekday: Weekday,
    /// In which hour of the day, 0 to 23.
    hour: i32,
    /// How often a time was held in it, for whenever.
    holds: SmallGroupCount,
    /// How often a time was held that begins in it.
    starts: SmallGroupCount,
    /// How often somebody looked in it, and nothing at all was free.
    searches: SmallGroupCount,
}

impl From<Hour> for DemandHour {
    fn from(hour: Hour) -> Self {
        Self {
            weekday: hour.weekday.into(),
            hour: i32::try_from(hour.hour).expect("a day has 24 hours"),
            holds: hour.holds.into(),
            starts: hour.starts.into(),
            searches: hour.searches.into(),
        }
    }
}

/// When people ask.
#[derive(SimpleObject)]
struct DemandPeriod {
    /// The first day of the period.
    start: NaiveDate,
    /// The hours in which anything was asked for, from Monday on.
    hours: Vec<DemandHour>,
}

impl From<Hours> for DemandPeriod {
    fn from(hours: Hours) -> Self {
        Self { start: hours.start, hours: hours.hours.into_iter().map(DemandHour::from).collect() }
    }
}

#[Object(name = "DemandQuery")]
impl Query {
    /// How long it was to the third next free appointment of the public, between two days, both included.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn lead_time(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at each unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service; for each unless the question says so.")] service: Option<ServiceCode>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<LeadTimeRow>> {
        let reader = begin(ctx, "lead_time", (from, to, by), at_least).await?;
        let models = reader.office.read_models();
        let rows = models
            .lead_time(scope.map(ScopeId), service.map(Into::into), from, to, by.into())
            .map_err(fresh::failed)?;
        Ok(rows.into_iter().map(LeadTimeRow::from).collect())
    }

    /// Searches that found nothing because nothing at all was free, between two days.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn unmet_demand(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service; for each unless the question says so.")] service: Option<ServiceCode>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<UnmetDemandRow>> {
        let reader = begin_of_persons(ctx, "lead_time", (from, to, by), at_least).await?;
        let models = reader.office.read_models();
        let rows = models.in_vain(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        let wanted = |row: &UnmetDemandRow| service.is_none_or(|service| row.service == service);
        Ok(rows.into_iter().map(UnmetDemandRow::from).filter(wanted).collect())
    }

    /// When people ask and for which times, by the hours of the week, in all periods of which a day lies between two days.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn demand_by_hour(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service; for all unless the question says so.")] service: Option<ServiceCode>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<DemandPeriod>> {
        let reader = begin_of_persons(ctx, "lead_time", (from, to, by), at_least).await?;
        let narrow = (scope.map(ScopeId), service.map(Into::into));
        let rows = reader.office.read_models().asked_by_hour(narrow, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(DemandPeriod::from).collect())
    }
}
