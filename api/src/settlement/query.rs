//! Which half-years are settled.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, NaiveDate, Utc};
use domain::settlement::HalfYear;
use projections::ledger::SettlementRecord;
use uuid::Uuid;

use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;
use crate::words::ServiceCode;

/// The read model behind settlements.
pub(super) const MODELS: &[&str] = &["ledger"];

/// Questions about settlements.
#[derive(Default)]
pub(crate) struct Query;

/// What is settled for a service.
#[derive(SimpleObject)]
struct SettlementLine {
    /// Which.
    service: ServiceCode,
    /// What was paid in the half-year, in cents.
    paid_cents: i64,
    /// What has to go back since then, whenever it was paid, in cents.
    refunded_cents: i64,
    /// What the city keeps, in cents: the exact share of the sum, rounded once.
    city_cents: i64,
    /// What goes to the Federation, in cents: the rest. Less than nothing where more went back than came in.
    federal_cents: i64,
}

/// A half-year of which the Federation's share is settled.
#[derive(SimpleObject)]
pub(crate) struct Settlement {
    /// Its id.
    id: Uuid,
    /// The first day of the half-year.
    first_day: NaiveDate,
    /// Its last day.
    last_day: NaiveDate,
    /// What is settled, service by service.
    lines: Vec<SettlementLine>,
    /// What goes to the Federation, in cents.
    federal_cents: i64,
    /// When it was recorded.
    recorded_at: DateTime<Utc>,
}

impl From<&SettlementRecord> for Settlement {
    fn from(record: &SettlementRecord) -> Self {
        let line = |line: &domain::settlement::Line| SettlementLine {
            service: line.service.into(),
            paid_cents: line.paid.0,
            refunded_cents: line.refunded.0,
            city_cents: line.city.0,
            federal_cents: line.federal.0,
        };
        Self {
            id: record.id.0,
            first_day: record.first_day,
            last_day: HalfYear::beginning(record.first_day).map_or(record.first_day, HalfYear::last_day),
            lines: record.lines.iter().map(line).collect(),
            federal_cents: record.federal().0,
            recorded_at: record.recorded_at,
        }
    }
}

#[Object(name = "SettlementQuery")]
impl Query {
    /// The half-years of which the Federation's share is settled, the newest first.
    #[graphql(complexity = "20 * child_complexity")]
    async fn settlements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Settlement>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let found = reader.office.read_models().settlements().map_err(fresh::failed)?;
        Ok(found.iter().map(Settlement::from).collect())
    }
}
