//! How far errands come, and why they come no further.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::NaiveDate;
use domain::ids::ScopeId;
use projections::completion::{Completed, Narrow};
use uuid::Uuid;

use super::period::{Period, begin_of_persons};
use super::small_group::SmallGroupCount;
use crate::fresh;
use crate::scalars::EventPosition;
use crate::words::{AbortReason, BookingMedium, Channel, ErrandStep, ServiceCode};

/// Questions about errands.
#[derive(Default)]
pub(crate) struct Query;

/// How many errands came at least so far.
#[derive(SimpleObject)]
struct StepCount {
    /// How far.
    step: ErrandStep,
    /// How many.
    errands: SmallGroupCount,
}

/// How many errands came no further for one reason.
#[derive(SimpleObject)]
struct AbortCount {
    /// Why.
    reason: AbortReason,
    /// How many.
    errands: SmallGroupCount,
}

/// How the errands of a period went.
#[derive(SimpleObject)]
struct ErrandFigures {
    /// The first day of the period.
    start: NaiveDate,
    /// From the hold to the handed-over result. What a service does not ask for counts as passed with the next step.
    steps: Vec<StepCount>,
    /// How many were completed before their first visit was over.
    in_first_session: SmallGroupCount,
    /// Completed in the first session ÷ started.
    completion_rate: Option<f64>,
    /// Why the others came no further, the most frequent first.
    aborts: Vec<AbortCount>,
}

impl From<Completed> for ErrandFigures {
    fn from(completed: Completed) -> Self {
        let Completed { start, steps, in_first_session, completion_rate, aborts } = completed;
        Self {
            start,
            steps: steps
                .into_iter()
                .map(|(step, count)| StepCount { step: step.into(), errands: count.into() })
                .collect(),
            in_first_session: in_first_session.into(),
            completion_rate,
            aborts: aborts
                .into_iter()
                .map(|(reason, count)| AbortCount { reason: reason.into(), errands: count.into() })
                .collect(),
        }
    }
}

#[Object(name = "CompletionQuery")]
impl Query {
    /// How far errands came whose appointments lie between two days: each service of an appointment is one, and each case
    /// without an appointment.
    #[graphql(complexity = "50 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn completion(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day.")] to: NaiveDate,
        #[graphql(desc = "Grouped by this.")] by: Period,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "For one service; for all unless the question says so.")] service: Option<ServiceCode>,
        #[graphql(desc = "Arranged in one way; in any unless the question says so.")] medium: Option<BookingMedium>,
        #[graphql(desc = "In one channel; in any unless the question says so.")] channel: Option<Channel>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<ErrandFigures>> {
        let reader = begin_of_persons(ctx, "completion", (from, to, by), at_least).await?;
        let narrow = Narrow {
            scope: scope.map(ScopeId),
            service: service.map(Into::into),
            medium: medium.map(Into::into),
            channel: channel.map(Into::into),
        };
        let rows = reader.office.read_models().completion(narrow, from, to, by.into()).map_err(fresh::failed)?;
        Ok(rows.into_iter().map(ErrandFigures::from).collect())
    }
}
