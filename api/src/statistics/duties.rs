//! How duties towards others were met.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::calendar::local_date;
use projections::duty_watch::Duties;

use super::period::{Period, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;

/// Questions about duties.
#[derive(Default)]
pub(crate) struct Query;

/// How duties were met that fell due in a period.
#[derive(SimpleObject)]
struct DutyFigures {
    /// The first day of the period.
    start: NaiveDate,
    /// Registrations and deregistrations that were filed.
    registrations: SmallGroupCount,
    /// Of these, after the time that the law gives (§ 17 BMG).
    registrations_late: SmallGroupCount,
    /// Messages to other registration authorities whose last day it was (§ 33 (1) BMG), each alone.
    confirmations: SmallGroupCount,
    /// Of these, not there by then.
    confirmations_late: SmallGroupCount,
    /// Addresses on identity cards for which two weeks were over.
    follow_ups: SmallGroupCount,
    /// Of these, not changed by then.
    follow_ups_late: SmallGroupCount,
    /// Inquiries with landlords that had been due for two weeks (§ 19 (5) BMG).
    landlord_inquiries: SmallGroupCount,
    /// Of these, not closed by then.
    landlord_inquiries_late: SmallGroupCount,
    /// Visits of which from then on only the team lead knew, whatever number of cases they had (§§ 51, 52 BMG).
    restricted: SmallGroupCount,
}

impl From<Duties> for DutyFigures {
    fn from(duties: Duties) -> Self {
        Self {
            start: duties.start,
            registrations: duties.registrations.into(),
            registrations_late: duties.registrations_late.into(),
            confirmations: duties.confirmations.into(),
            confirmations_late: duties.confirmations_late.into(),
            follow_ups: duties.follow_ups.into(),
            follow_ups_late: duties.follow_ups_late.into(),
            landlord_inquiries: duties.landlord_inquiries.into(),
            landlord_inquiries_late: duties.landlord_inquiries_late.into(),
            restricted: duties.restricted.into(),
        }
    }
}

#[Object(name = "DutiesQuery")]
impl Query {
    /// How duties were met that fell due between two days, each when its last day is over.
    #[graphql(complexity = "50 * child_complexity")]
    async fn duties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<DutyFigures>> {
        let reader = begin_of_persons(ctx, "duty_watch", (from, to, by), at_least).await?;
        let today = local_date(reader.office.clock().now());
        let rows = reader.office.read_models().duties(from, to, by.into(), today).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(DutyFigures::from).collect())
    }
}
