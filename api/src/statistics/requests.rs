//! What people come for. Groups below five are not shown.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::request_types::{Filter, Ranked, Ranking, Rising};
use uuid::Uuid;

use super::period::{Period, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, Channel, ServiceCode};

/// Questions about what is asked for.
#[derive(Default)]
pub(crate) struct Query;

/// What exactly was asked for.
#[derive(SimpleObject)]
struct VariantCount {
    /// Its kind and what sets it apart, such as `conduct.extended.private`; `single` and `family` for registrations.
    variant: String,
    /// How many cases were completed.
    completed: SmallGroupCount,
}

/// A service that is asked for more often than before.
#[derive(SimpleObject)]
struct RisingService {
    /// Which.
    service: ServiceCode,
    /// How many more deliveries.
    more: i64,
}

impl From<Rising> for RisingService {
    fn from(rising: Rising) -> Self {
        Self { service: rising.service.into(), more: i64::try_from(rising.more).unwrap_or(i64::MAX) }
    }
}

/// A service in the ranking of a period.
#[derive(SimpleObject)]
struct RankedService {
    /// Which.
    service: ServiceCode,
    /// How often it was delivered, whatever had been booked.
    delivered: SmallGroupCount,
    /// How many of its cases were completed.
    completed: SmallGroupCount,
    /// Its part of all deliveries that are shown.
    share: Option<f64>,
    /// How many more, or fewer, than in the period before.
    trend: Option<i64>,
    /// How many more, or fewer, than in the same period of the year before; a week is compared with that of 52 weeks ago.
    trend_of_year: Option<i64>,
    /// Its completed cases by what exactly was asked for.
    variants: Vec<VariantCount>,
}

impl From<Ranked> for RankedService {
    fn from(ranked: Ranked) -> Self {
        Self {
            service: ranked.service.into(),
            delivered: ranked.delivered.into(),
            completed: ranked.completed.into(),
            share: ranked.share,
            trend: ranked.trend,
            trend_of_year: ranked.trend_of_year,
            variants: ranked
                .variants
                .into_iter()
                .map(|(variant, completed)| VariantCount { variant, completed: completed.into() })
                .collect(),
        }
    }
}

/// The ranking of a period.
#[derive(SimpleObject)]
struct RequestRanking {
    /// The first day of the period.
    start: NaiveDate,
    /// The services that were asked for, the most frequent first; those with hidden counts follow.
    services: Vec<RankedService>,
    /// Those that grew most against the period before: at most three, the strongest first.
    rising: Vec<RisingService>,
    /// Those that grew most against the same period of the year before: at most three, the strongest first.
    rising_of_year: Vec<RisingService>,
    /// The sum of the counts that are shown.
    shown: i64,
}

impl From<Ranking> for RequestRanking {
    fn from(ranking: Ranking) -> Self {
        Self {
            start: ranking.start,
            services: ranking.services.into_iter().map(RankedService::from).collect(),
            rising: ranking.rising.into_iter().map(RisingService::from).collect(),
            rising_of_year: ranking.rising_of_year.into_iter().map(RisingService::from).collect(),
            shown: i64::try_from(ranking.shown).unwrap_or(i64::MAX),
        }
    }
}

#[Object(name = "RequestsQuery")]
impl Query {
    /// What people came for, ranked by what was really delivered, in each period between two days.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn request_types(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "Arranged in one way; in any unless the question says so.")] medium: Option<BookingMedium>,
        #[graphql(desc = "In one channel; in any unless the question says so.")] channel: Option<Channel>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<RequestRanking>> {
        let reader = begin_of_persons(ctx, "request_types", (from, to, by), at_least).await?;
        let filter =
            Filter { scope: scope.map(ScopeId), medium: medium.map(Into::into), channel: channel.map(Into::into) };
        let rankings = reader.office.read_models().request_types(filter, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rankings.into_iter().map(RequestRanking::from).collect())
    }
}
