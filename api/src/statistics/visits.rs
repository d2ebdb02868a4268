//! How visits go, and how people come to an appointment. Groups below five are not shown.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::waiting_and_handling::{Narrow, Spread, Visits, Ways};
use uuid::Uuid;

use super::period::{Period, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, Channel, ServiceCode, TalkMedium};

/// Questions about visits.
#[derive(Default)]
pub(crate) struct Query;

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
    /// How many holds ran out although somebody was named: they did not follow the link in the mail.
    unconfirmed: SmallGroupCount,
    /// How many holds ran out before anybody was named: demand that was lost.
    expired: SmallGroupCount,
    /// From the confirmation to the start of the appointment, of all that were confirmed.
    ahead: Distribution,
    /// From the start or the check-in, whichever is later, until the clerk let them in.
    waiting: Distribution,
    /// From the last call until the clerk first let them in: the way to the counter, or the time to come into a call.
    joining: Distribution,
    /// How long the service took, without the time in which it was interrupted.
    handling: Distribution,
    /// How long it was planned to take.
    planned: Distribution,
    /// All that the services took ÷ all that was planned for them. Above 1 the planned time is too short.
    real_to_planned: Option<f64>,
    /// How many minutes to plan, so that a day comes out even: what the service took on average, rounded up to five minutes.
    /// Null for several services at once.
    proposed_mins: Option<i64>,
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
            unconfirmed: visits.unconfirmed.into(),
            expired: visits.expired.into(),
            ahead: visits.ahead.into(),
            waiting: visits.waiting.into(),
            joining: visits.joining.into(),
            handling: visits.handling.into(),
            planned: visits.planned.into(),
            real_to_planned: visits.real_to_planned,
            proposed_mins: visits.proposed_mins,
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

/// How many appointments were talked about in one way.
#[derive(SimpleObject)]
struct TalkCount {
    /// Over what they talked last; null where no talk was recorded.
    medium: Option<TalkMedium>,
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
    /// By what citizen and clerk talked over in the end: the telephone is what a video call falls back to.
    talks: Vec<TalkCount>,
}

impl From<Ways> for AppointmentWays {
    fn from(ways: Ways) -> Self {
        let Ways { start, appointments, media, channels, languages, talks } = ways;
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
            talks: talks
                .into_iter()
                .map(|(medium, count)| TalkCount { medium: medium.map(Into::into), appointments: count.into() })
                .collect(),
        }
    }
}

#[Object(name = "VisitsQuery")]
impl Query {
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
        let reader = begin_of_persons(ctx, "waiting_and_handling", (from, to, by), at_least).await?;
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
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn appointment_ways(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service alone; for all unless the question says so.")] service: Option<ServiceCode>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<AppointmentWays>> {
        let reader = begin_of_persons(ctx, "waiting_and_handling", (from, to, by), at_least).await?;
        let narrow = Narrow { scope: scope.map(ScopeId), service: service.map(Into::into) };
        let models = reader.office.read_models();
        let rows = models.ways(narrow, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(AppointmentWays::from).collect())
    }
}
