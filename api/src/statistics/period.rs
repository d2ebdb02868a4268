//! By what figures are grouped, and over which days a question may ask.

use std::sync::OnceLock;

use async_graphql::{Context, Enum, Result};
use chrono::NaiveDate;

use crate::checked;
use crate::errors::mistake;
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::scalars::EventPosition;

/// How many days one question may look at: eleven years.
const DAYS_MAX: i64 = 4018;
/// How many periods one answer may have.
const PERIODS_MAX: i64 = 1000;

/// By what a figure is grouped. All periods are of the office's calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "projections::Period")]
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

/// Whoever asks for figures of capacity or money, once the question is possible and its read model is fresh.
pub(super) async fn begin<'a>(
    ctx: &Context<'a>,
    model: &'static str,
    (from, to, by): (NaiveDate, NaiveDate, Period),
    at_least: Option<EventPosition>,
) -> Result<Reader<'a>> {
    let reader = Reader::of(ctx)?;
    fresh::at_least(reader.office, &[model], at_least).await?;
    span(from, to, by)?;
    Ok(reader)
}

/// The same for figures of persons.
pub(super) async fn begin_of_persons<'a>(
    ctx: &Context<'a>,
    model: &'static str,
    (from, to, by): (NaiveDate, NaiveDate, Period),
    at_least: Option<EventPosition>,
) -> Result<Reader<'a>> {
    let reader = begin(ctx, model, (from, to, by), at_least).await?;
    OneLength::check(ctx, by)?;
    Ok(reader)
}

/// Refuses spans that nobody would read.
fn span(from: NaiveDate, to: NaiveDate, by: Period) -> Result<()> {
    checked::days(from, to, DAYS_MAX)?;
    let days_each = match by {
        Period::Day => 1,
        Period::Week => 7,
        Period::Month => 28,
        Period::Year => 365,
    };
    if to.signed_duration_since(from).num_days() / days_each <= PERIODS_MAX {
        return Ok(());
    }
    Err(mistake("an answer has 1000 periods at most"))
}
