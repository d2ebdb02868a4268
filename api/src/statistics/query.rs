//! The figures. What they mean exactly is said at each field; groups below five persons are not shown.

use std::sync::OnceLock;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::request_types::{Filter, Ranked, Ranking};
use projections::small_groups::Count;
use projections::utilisation::Used;
use projections::waiting_and_handling::{Spread, Visits};
use uuid::Uuid;

use crate::checked;
use crate::errors::mistake;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, ServiceCode};

/// How many days one question may look at: eleven years.
const DAYS_MAX: i64 = 4018;
/// How many periods one answer may have.
const PERIODS_MAX: i64 = 1000;

/// By what the figures of persons in one document are grouped. Counts of a week less those of its days would be the
/// counts of the days that are hidden, so a document asks for one length of period.
#[derive(Default)]
pub(crate) struct OneLength(OnceLock<Period>);

impl OneLength {
    fn check(ctx: &Context<'_>, by: Period) -> Result<()> {
        // Whoever answers questions gives each document one of these.
        let asked = ctx.data::<Self>()?.0.get_or_init(|| by);
        if *asked == by {
            return Ok(());
        }
        Err(mistake("one document may ask for figures of persons by one length of period only"))
    }
}

/// Questions about figures.
#[derive(Default)]
pub(crate) struct Query;

/// By what a figure is grouped. All periods are of the office's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "projections::utilisation::Period")]
pub(crate) enum Period {
    /// A day.
    Day,
    /// A week, from Monday on.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// A count of persons or cases. Groups below five are hidden, so that nobody can be found in a figure.
#[derive(SimpleObject)]
struct SmallGroupCount {
    /// How many; null where the group is too small, or would show through others.
    count: Option<i64>,
    /// Whether the count is hidden.
    suppressed: bool,
}

impl From<Count> for SmallGroupCount {
    fn from(count: Count) -> Self {
        Self { count: count.count.and_then(|shown| i64::try_from(shown).ok()), suppressed: count.suppressed }
    }
}

/// How offered time was used in a period. It counts capacity, not persons.
#[derive(SimpleObject)]
struct UtilisationRow {
    /// Where.
    scope: Uuid,
    /// The first day of the period.
    start: NaiveDate,
    /// Minutes offered to everybody.
    planned_public: i64,
    /// Minutes offered to the office's own people.
    planned_internal: i64,
    /// Minutes taken out of what everybody is offered.
    booked_public: i64,
    /// Minutes taken out of what the office's own people are offered.
    booked_internal: i64,
    /// Minutes taken once that have no place in what is offered now.
    conflicts: i64,
    /// Minutes taken where somebody came and was served.
    kept: i64,
    /// Seconds really worked, by the talks.
    productive_secs: i64,
    /// Booked ÷ planned.
    booked_ratio: Option<f64>,
    /// Kept ÷ planned.
    kept_ratio: Option<f64>,
    /// Worked ÷ planned.
    productive_ratio: Option<f64>,
}

impl From<Used> for UtilisationRow {
    fn from(used: Used) -> Self {
        let minutes = used.minutes;
        Self {
            scope: used.scope.0,
            start: used.start,
            planned_public: minutes.planned_public,
            planned_internal: minutes.planned_internal,
            booked_public: minutes.booked_public,
            booked_internal: minutes.booked_internal,
            conflicts: minutes.conflicts,
            kept: minutes.kept,
            productive_secs: minutes.productive_secs,
            booked_ratio: minutes.booked_ratio(),
            kept_ratio: minutes.kept_ratio(),
            productive_ratio: minutes.productive_ratio(),
        }
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
}

impl From<Ranked> for RankedService {
    fn from(ranked: Ranked) -> Self {
        Self {
            service: ranked.service.into(),
            delivered: ranked.delivered.into(),
            completed: ranked.completed.into(),
            share: ranked.share,
            trend: ranked.trend,
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
    /// The sum of the counts that are shown.
    shown: i64,
}

impl From<Ranking> for RequestRanking {
    fn from(ranking: Ranking) -> Self {
        Self {
            start: ranking.start,
            services: ranking.services.into_iter().map(RankedService::from).collect(),
            shown: i64::try_from(ranking.shown).unwrap_or(i64::MAX),
        }
    }
}

/// Two marks of a distribution; hidden where fewer than five visits are behind it.
#[derive(SimpleObject)]
struct Distribution {
    /// Half of all took no longer, in seconds.
    p50_secs: Option<i64>,
    /// Nine of ten took no longer, in seconds.
    p90_secs: Option<i64>,
}

impl From<Spread> for Distribution {
    fn from(spread: Spread) -> Self {
        Self { p50_secs: spread.p50_secs, p90_secs: spread.p90_secs }
    }
}

/// How the visits of a group went.
#[derive(SimpleObject)]
struct VisitFigures {
    /// The first day of the period.
    start: NaiveDate,
    /// For which service; null for those who came for several.
    service: Option<ServiceCode>,
    /// How the appointments were made.
    medium: BookingMedium,
    /// How many were served.
    served: SmallGroupCount,
    /// How many were there and were not served before the day ended.
    unserved: SmallGroupCount,
    /// To how many nobody came.
    missed: SmallGroupCount,
    /// Missed ÷ (missed + served).
    no_show_rate: Option<f64>,
    /// How many citizens gave back less than 24 hours before the start.
    cancelled_late: SmallGroupCount,
    /// How many holds ran out: demand that was lost.
    expired: SmallGroupCount,
    /// From the start or the check-in, whichever is later, to the call.
    waiting: Distribution,
    /// From the beginning to the end of the service.
    handling: Distribution,
}

impl From<Visits> for VisitFigures {
    fn from(visits: Visits) -> Self {
        Self {
            start: visits.group.start,
            service: visits.group.service.map(ServiceCode::from),
            medium: visits.group.medium.into(),
            served: visits.served.into(),
            unserved: visits.unserved.into(),
            missed: visits.missed.into(),
            no_show_rate: visits.no_show_rate,
            cancelled_late: visits.cancelled_late.into(),
            expired: visits.expired.into(),
            waiting: visits.waiting.into(),
            handling: visits.handling.into(),
        }
    }
}

#[Object(name = "StatisticsQuery")]
impl Query {
    /// How offered time was used between two days, both included.
    #[graphql(complexity = "50 * child_complexity")]
    async fn utilisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at each unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<UtilisationRow>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["utilisation"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.utilisation(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(UtilisationRow::from).collect())
    }

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
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<RequestRanking>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["request_types"], at_least).await?;
        span(from, to, by)?;
        let filter = Filter { scope: scope.map(ScopeId), medium: medium.map(Into::into) };
        let rankings = reader.office.read_models().request_types(filter, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rankings.into_iter().map(RequestRanking::from).collect())
    }

    /// How long people waited and were served, and how many did not come, for appointments between two days.
    #[graphql(complexity = "50 * child_complexity")]
    async fn waiting_and_handling(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<VisitFigures>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["waiting_and_handling"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.waiting_and_handling(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(VisitFigures::from).collect())
    }
}

/// Refuses spans that nobody would read.
fn span(from: NaiveDate, to: NaiveDate, by: Period) -> Result<()> {
    for day in [from, to] {
        checked::date("from", day).map_err(|invalid| mistake(invalid.en))?;
    }
    let days = to.signed_duration_since(from).num_days();
    let days_each = match by {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 28,
        Period::Year => 365,
    };
    if (0..=DAYS_MAX).contains(&days) && days / days_each <= PERIODS_MAX {
        return Ok(());
    }
    Err(mistake("`to` has to follow `from`, with at most 1000 periods in eleven years between them"))
}
