//! Who is there today, and whom they serve.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::local_date;
use domain::ids::{ScopeId, ShiftId};
use event_store::Position;
use projections::{Clearance, shifts};
use uuid::Uuid;

use crate::fresh;
use crate::identity::may_read::Reader;
use crate::identity::{Asker, office};
use crate::scalars::EventPosition;
use crate::words::ShiftState;

/// The read models behind a shift.
const MODELS: &[&str] = &["shifts"];

/// Questions about shifts.
#[derive(Default)]
pub(crate) struct Query;

/// A clerk's working time on one day.
#[derive(SimpleObject)]
pub(super) struct Shift {
    /// Which.
    id: Uuid,
    /// Who.
    clerk: Uuid,
    /// Where.
    scope: Uuid,
    /// On which day of the office's calendar.
    date: NaiveDate,
    /// Whether the clerk is there, and free.
    state: ShiftState,
    /// Since when it is so.
    since: DateTime<Utc>,
    /// The appointment of whoever is served.
    booking: Option<Uuid>,
}

impl Shift {
    /// Whom a clerk serves is left out where the appointment is not to be known (§ 51 (2) BMG).
    fn of(shift: shifts::Shift, clearance: Clearance) -> Self {
        Self {
            id: shift.id.0,
            clerk: shift.clerk.0,
            scope: shift.scope.0,
            date: shift.date,
            state: shift.state.into(),
            since: shift.since,
            booking: shift.booking.filter(|_| !shift.restricted || clearance.is_restricted()).map(|booking| booking.0),
        }
    }
}

/// The shift of a command, as it is at the command's position.
pub(super) async fn shift_at(ctx: &Context<'_>, id: ShiftId, position: Position) -> Result<Option<Shift>> {
    let office = office(ctx)?;
    fresh::reach(office, MODELS, Some(position)).await?;
    let clearance = Asker::of(ctx).clearance();
    Ok(office.read_models().shift(id).map_err(fresh::failed)?.map(|shift| Shift::of(shift, clearance)))
}

#[Object(name = "ShiftQuery")]
impl Query {
    /// Who is there today at a scope, or was, by the time since which they are as they are.
    #[graphql(complexity = "20 * child_complexity")]
    async fn shifts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Shift>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let today = local_date(reader.office.clock().now());
        let all = reader.office.read_models().shifts(ScopeId(scope), today).map_err(fresh::failed)?;
        let clearance = reader.asker.clearance();
        Ok(all.into_iter().map(|shift| Shift::of(shift, clearance)).collect())
    }
}
