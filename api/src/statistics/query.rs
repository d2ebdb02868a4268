//! The figures. What they mean exactly is said at each field; groups below five persons are not shown.

use std::sync::OnceLock;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::request_types::{Filter, Ranked, Ranking, Rising};
use projections::small_groups::Count;
use projections::utilisation::{Stood, Used};
use projections::waiting_and_handling::{Spread, Visits, Ways};
use uuid::Uuid;

use crate::checked;
use crate::errors::mistake;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, Channel, ServiceCode};

/// How many days one question may look at: eleven years.
const DAYS_MAX: i64 = 4018;
/// How many periods one answer may have.
const PERIODS_MAX: i64 = 1000;

/// By what the figures of persons in one document are grouped. Counts of a week less those of its days would be the
/// counts of the days that are hidden, so a document asks for one length of period.
#[derive(Default)]
pub(crate) struct OneLength(OnceLock<Period>);

impl OneLength {
    pub(super) fn check(ctx: &Context<'_>, by: Period) -> Result<()> {
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
pub(super) struct SmallGroupCount {
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

/// How the days of a period stood at a moment.
#[derive(SimpleObject)]
struct UtilisationThen {
    /// Of how many days it is known: of those whose moment has come.
    days: i64,
    /// Minutes offered to everybody.
    planned_public: i64,
    /// Minutes offered to the office's own people.
    planned_internal: i64,
    /// Minutes taken out of what everybody is offered.
    booked_public: i64,
    /// Minutes taken out of what the office's own people are offered.
    booked_internal: i64,
    /// Minutes taken once that had no place in what was offered.
    conflicts: i64,
    /// Units offered.
    planned_units: i64,
    /// Units taken.
    booked_units: i64,
    /// Booked ÷ planned.
    booked_ratio: Option<f64>,
}

impl From<Stood> for UtilisationThen {
    fn from(stood: Stood) -> Self {
        Self {
            days: stood.days,
            planned_public: stood.planned_public,
            planned_internal: stood.planned_internal,
            booked_public: stood.booked_public,
            booked_internal: stood.booked_internal,
            conflicts: stood.conflicts,
            planned_units: stood.planned_units,
            booked_units: stood.booked_units,
            booked_ratio: stood.booked_ratio(),
        }
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
    /// Kept minutes of what everybody is offered.
    kept_public: i64,
    /// Kept minutes of what the office's own people are offered.
    kept_internal: i64,
    /// Worked seconds of what everybody is offered.
    productive_public_secs: i64,
    /// Worked seconds of what the office's own people are offered.
    productive_internal_secs: i64,
    /// Units offered.
    planned_units: i64,
    /// Units taken, rounded up for each appointment.
    booked_units: i64,
    /// Units taken where somebody came and was served.
    kept_units: i64,
    /// Units taken once that have no place in what is offered now.
    conflict_units: i64,
    /// As the days stood when they were released to the public.
    at_release: UtilisationThen,
    /// As the days stood when they began.
    at_day_start: UtilisationThen,
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
            kept_public: used.pools.kept_public,
            kept_internal: used.pools.kept_internal,
            productive_public_secs: used.pools.productive_public_secs,
            productive_internal_secs: used.pools.productive_internal_secs,
            planned_units: used.units.planned,
            booked_units: used.units.booked,
            kept_units: used.units.kept,
            conflict_units: used.units.conflicts,
            at_release: used.at_release.into(),
            at_day_start: used.at_day_start.into(),
        }
    }
}

/// What exactly was asked for.
#[derive(SimpleObject)]
struct VariantCount {
    /// Its kind and what sets it apart, such as `conduct.extended.private`; `single` and `family` for registrations.
    variant: String,
    /// How many cases were completed.
    completed: SmallGroupCount,
}

/// A service that is asked for more often than in the period before.
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
    /// The sum of the counts that are shown.
    shown: i64,
}

impl From<Ranking> for RequestRanking {
    fn from(ranking: Ranking) -> Self {
        Self {
            start: ranking.start,
            services: ranking.services.into_iter().map(RankedService::from).collect(),
            rising: ranking.rising.into_iter().map(RisingService::from).collect(),
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
    /// How they came together, or were to.
    channel: Channel,
    /// How many appointments were confirmed, whatever became of them.
    confirmed: SmallGroupCount,
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
    /// How many holds were given back before they were confirmed.
    let_go: SmallGroupCount,
    /// How many holds ran out: demand that was lost.
    expired: SmallGroupCount,
    /// From the confirmation to the start of the appointment, of all that were confirmed.
    ahead: Distribution,
    /// From the start or the check-in, whichever is later, until the clerk let them in.
    waiting: Distribution,
    /// How long the service took, without the time in which it was interrupted.
    handling: Distribution,
    /// How long it was planned to take.
    planned: Distribution,
    /// All that the services took ÷ all that was planned for them. Above 1 the planned time is too short.
    real_to_planned: Option<f64>,
}

impl From<Visits> for VisitFigures {
    fn from(visits: Visits) -> Self {
        Self {
            start: visits.group.start,
            service: visits.group.service.map(ServiceCode::from),
            medium: visits.group.medium.into(),
            channel: visits.group.channel.into(),
            confirmed: visits.confirmed.into(),
            served: visits.served.into(),
            unserved: visits.unserved.into(),
            missed: visits.missed.into(),
            no_show_rate: visits.no_show_rate,
            cancelled_late: visits.cancelled_late.into(),
            let_go: visits.let_go.into(),
            expired: visits.expired.into(),
            ahead: visits.ahead.into(),
            waiting: visits.waiting.into(),
            handling: visits.handling.into(),
            planned: visits.planned.into(),
            real_to_planned: visits.real_to_planned,
        }
    }
}

/// How many appointments were made in one way.
#[derive(SimpleObject)]
struct MediumCount {
    /// In which.
    medium: BookingMedium,
    /// How many.
    appointments: SmallGroupCount,
}

/// How many appointments are held in one way.
#[derive(SimpleObject)]
struct ChannelCount {
    /// In which.
    channel: Channel,
    /// How many.
    appointments: SmallGroupCount,
}

/// How many appointments were made in one language.
#[derive(SimpleObject)]
struct LanguageCount {
    /// In which, as a BCP 47 tag; null where the person was forgotten.
    language: Option<String>,
    /// How many.
    appointments: SmallGroupCount,
}

/// How the appointments of a period were made.
#[derive(SimpleObject)]
struct AppointmentWays {
    /// The first day of the period.
    start: NaiveDate,
    /// All confirmed appointments, whatever became of them.
    appointments: SmallGroupCount,
    /// By how they were made.
    media: Vec<MediumCount>,
    /// By how people come together.
    channels: Vec<ChannelCount>,
    /// By the language in which somebody wants to be addressed.
    languages: Vec<LanguageCount>,
}

impl From<Ways> for AppointmentWays {
    fn from(ways: Ways) -> Self {
        let Ways { start, appointments, media, channels, languages } = ways;
        Self {
            start,
            appointments: appointments.into(),
            media: media
                .into_iter()
                .map(|(medium, count)| MediumCount { medium: medium.into(), appointments: count.into() })
                .collect(),
            channels: channels
                .into_iter()
                .map(|(channel, count)| ChannelCount { channel: channel.into(), appointments: count.into() })
                .collect(),
            languages: languages
                .into_iter()
                .map(|(language, count)| LanguageCount { language, appointments: count.into() })
                .collect(),
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
        #[graphql(desc = "In one channel; in any unless the question says so.")] channel: Option<Channel>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<RequestRanking>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["request_types"], at_least).await?;
        span(from, to, by)?;
        let filter =
            Filter { scope: scope.map(ScopeId), medium: medium.map(Into::into), channel: channel.map(Into::into) };
        let rankings = reader.office.read_models().request_types(filter, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rankings.into_iter().map(RequestRanking::from).collect())
    }

    /// How long people waited and were served, and how many did not come, for appointments between two days.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn waiting_and_handling(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service; for each, and for several at once, unless the question says so.")]
        service: Option<ServiceCode>,
        #[graphql(desc = "Made in one way; in each unless the question says so.")] medium: Option<BookingMedium>,
        #[graphql(desc = "In one channel; in each unless the question says so.")] channel: Option<Channel>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<VisitFigures>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["waiting_and_handling"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.waiting_and_handling(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        let wanted = |row: &VisitFigures| {
            service.is_none_or(|service| row.service == Some(service))
                && medium.is_none_or(|medium| row.medium == medium)
                && channel.is_none_or(|channel| row.channel == channel)
        };
        Ok(rows.into_iter().map(VisitFigures::from).filter(wanted).collect())
    }

    /// How appointments between two days were made: online, by phone or at the counter, for which channel, and in which
    /// language.
    #[graphql(complexity = "50 * child_complexity")]
    async fn appointment_ways(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<AppointmentWays>> {
        let reader = Reader::of(ctx)?;
        OneLength::check(ctx, by)?;
        fresh::at_least(reader.office, &["waiting_and_handling"], at_least).await?;
        span(from, to, by)?;
        let models = reader.office.read_models();
        let rows = models.ways(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(AppointmentWays::from).collect())
    }
}

/// Refuses spans that nobody would read.
pub(super) fn span(from: NaiveDate, to: NaiveDate, by: Period) -> Result<()> {
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
