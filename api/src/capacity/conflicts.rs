//! Who has an appointment and no place any more.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::capacity::Cause;
use domain::ids::ScopeId;
use projections::conflicts::Conflict;
use uuid::Uuid;

use crate::checked;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::{ClosureReason, Pool};

/// How many days one question may look at.
const DAYS_MAX: i64 = 366;

/// Questions about conflicts.
#[derive(Default)]
pub(crate) struct Query;

/// An appointment that has no place in what is offered any more, because the plan has changed or the day is closed.
/// It stands until somebody moves it or gives it back.
#[derive(SimpleObject)]
struct BookingConflict {
    /// Which appointment.
    booking: Uuid,
    /// Where.
    scope: Uuid,
    /// On which day of the office's calendar.
    date: NaiveDate,
    /// When it was to begin.
    starts_at: DateTime<Utc>,
    /// When it was to end.
    ends_at: DateTime<Utc>,
    /// Out of which pool it was taken.
    pool: Pool,
    /// Why the day is closed; null where the plan has changed.
    closed: Option<ClosureReason>,
    /// Since when it has no place.
    since: DateTime<Utc>,
}

impl From<Conflict> for BookingConflict {
    fn from(conflict: Conflict) -> Self {
        Self {
            booking: conflict.booking.0,
            scope: conflict.scope.0,
            date: conflict.date,
            starts_at: conflict.span.starts_at,
            ends_at: conflict.span.ends_at,
            pool: conflict.pool.into(),
            closed: match conflict.cause {
                Cause::Plan => None,
                Cause::Closure(reason) => Some(reason.into()),
            },
            since: conflict.since,
        }
    }
}

#[Object(name = "ConflictsQuery")]
impl Query {
    /// The appointments between two days, both included, that have no place any more, by their time. For those who plan
    /// and for those who find people another time.
    #[graphql(complexity = "50 * child_complexity")]
    async fn conflicts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day; at most 366 days are looked at.")] to: NaiveDate,
        #[graphql(desc = "At one scope; at all unless the question says so.")] scope: Option<Uuid>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<BookingConflict>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, &["conflicts"], at_least).await?;
        checked::days(from, to, DAYS_MAX)?;
        let (models, clearance) = (reader.office.read_models(), reader.asker.clearance());
        let found = models.conflicts(scope.map(ScopeId), from, to, clearance).map_err(fresh::failed)?;
        Ok(found.into_iter().map(BookingConflict::from).collect())
    }
}
