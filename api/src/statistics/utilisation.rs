//! How offered time was used, and for what. The first counts capacity and not persons; the second hides few.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::utilisation::{Stood, Use, Used, Uses};
use uuid::Uuid;

use super::period::{Period, begin, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::{BookingMedium, Channel, ServiceCode};

/// Questions about offered time.
#[derive(Default)]
pub(crate) struct Query;

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
    /// Units offered to everybody.
    planned_public_units: i64,
    /// Units taken out of what everybody is offered.
    booked_public_units: i64,
    /// Units taken out of what everybody is offered, where somebody came and was served.
    kept_public_units: i64,
    /// Booked ÷ planned of what everybody is offered.
    booked_public_ratio: Option<f64>,
    /// Kept ÷ planned of what everybody is offered.
    kept_public_ratio: Option<f64>,
    /// Worked ÷ planned of what everybody is offered.
    productive_public_ratio: Option<f64>,
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
            planned_public_units: used.units.planned_public,
            booked_public_units: used.units.booked_public,
            kept_public_units: used.units.kept_public,
            booked_public_ratio: used.booked_public_ratio(),
            kept_public_ratio: used.kept_public_ratio(),
            productive_public_ratio: used.productive_public_ratio(),
            at_release: used.at_release.into(),
            at_day_start: used.at_day_start.into(),
        }
    }
}

/// What appointments that are alike have taken of the offered time. Fewer than five are hidden, with whatever tells of them.
#[derive(SimpleObject)]
struct TimeUse {
    /// How many appointments have a place in what is offered.
    appointments: SmallGroupCount,
    /// Minutes that they take.
    booked: Option<i64>,
    /// Units that they take, rounded up for each appointment.
    booked_units: Option<i64>,
    /// Booked ÷ planned: the part of all that was offered.
    booked_ratio: Option<f64>,
    /// Minutes of those who came and were served. Null also where few did not come.
    kept: Option<i64>,
    /// Units of those who came and were served.
    kept_units: Option<i64>,
    /// Kept ÷ planned.
    kept_ratio: Option<f64>,
    /// Seconds really worked for them.
    productive_secs: Option<i64>,
    /// Worked ÷ planned.
    productive_ratio: Option<f64>,
}

impl From<Use> for TimeUse {
    fn from(used: Use) -> Self {
        Self {
            appointments: used.appointments.into(),
            booked: used.booked.map(|taken| taken.minutes),
            booked_units: used.booked.map(|taken| taken.units),
            booked_ratio: used.booked_ratio(),
            kept: used.kept.map(|taken| taken.minutes),
            kept_units: used.kept.map(|taken| taken.units),
            kept_ratio: used.kept_ratio(),
            productive_secs: used.productive_secs,
            productive_ratio: used.productive_ratio(),
        }
    }
}

/// What was used for a service.
#[derive(SimpleObject)]
struct ServiceUse {
    /// For which; null for several at once, whose time cannot be divided.
    service: Option<ServiceCode>,
    /// How much.
    #[graphql(flatten)]
    time: TimeUse,
}

/// What was used by appointments that were made in one way.
#[derive(SimpleObject)]
struct MediumUse {
    /// In which.
    medium: BookingMedium,
    /// How much.
    #[graphql(flatten)]
    time: TimeUse,
}

/// What was used by appointments that are held in one way.
#[derive(SimpleObject)]
struct ChannelUse {
    /// In which.
    channel: Channel,
    /// How much.
    #[graphql(flatten)]
    time: TimeUse,
}

/// What the offered time of a period was used for, as things stand now.
#[derive(SimpleObject)]
struct TimeUses {
    /// The first day of the period.
    start: NaiveDate,
    /// Minutes offered, to everybody and to the office's own people.
    planned: i64,
    /// By service.
    services: Vec<ServiceUse>,
    /// By how the appointments were made.
    media: Vec<MediumUse>,
    /// By how people come together.
    channels: Vec<ChannelUse>,
}

impl From<Uses> for TimeUses {
    fn from(uses: Uses) -> Self {
        let Uses { start, planned, services, media, channels } = uses;
        Self {
            start,
            planned,
            services: services
                .into_iter()
                .map(|(service, used)| ServiceUse { service: service.map(Into::into), time: used.into() })
                .collect(),
            media: media
                .into_iter()
                .map(|(medium, used)| MediumUse { medium: medium.into(), time: used.into() })
                .collect(),
            channels: channels
                .into_iter()
                .map(|(channel, used)| ChannelUse { channel: channel.into(), time: used.into() })
                .collect(),
        }
    }
}

#[Object(name = "UtilisationQuery")]
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
        let reader = begin(ctx, "utilisation", (from, to, by), at_least).await?;
        let models = reader.office.read_models();
        let rows = models.utilisation(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(UtilisationRow::from).collect())
    }

    /// What offered time was used for, and by appointments of which kind, in all periods of which a day lies between two
    /// days.
    #[graphql(complexity = "50 * child_complexity")]
    async fn time_uses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<TimeUses>> {
        let reader = begin_of_persons(ctx, "utilisation", (from, to, by), at_least).await?;
        let models = reader.office.read_models();
        let rows = models.time_uses(scope.map(ScopeId), from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(TimeUses::from).collect())
    }
}
