//! What is still free.

use async_graphql::{Context, Object, Result, SimpleObject};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::booking::Line;
use domain::calendar::local_date;
use domain::capacity;
use domain::ids::ScopeId;
use domain::{Facts, Role};
use projections::free_slots::{self, Wanted};
use uuid::Uuid;

use crate::booking::LineInput;
use crate::checked;
use crate::errors::{failed, mistake};
use crate::fresh;
use crate::identity::may_read::Reader;
use crate::office::Office;
use crate::scalars::EventPosition;
use crate::words::Pool;

/// How many days one question may look at.
const DAYS_MAX: i64 = 62;
/// How many alternatives are offered to somebody who was too late.
const ALTERNATIVES: usize = 3;
/// The read model behind these questions.
const MODELS: &[&str] = &["free_slots"];

/// Questions about offered time.
#[derive(Default)]
pub(crate) struct Query;

/// A place of the office with appointments of its own.
#[derive(SimpleObject)]
struct Scope {
    /// Which: `freeSlots` and `bookingHold` ask for it.
    id: Uuid,
}

/// A time that can be taken.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct FreeSlot {
    /// Where.
    pub(crate) scope: Uuid,
    /// From when.
    pub(crate) starts_at: DateTime<Utc>,
    /// Until when.
    pub(crate) ends_at: DateTime<Utc>,
    /// How many can take it at the same time.
    pub(crate) lanes: i32,
}

/// A day on which something is free.
#[derive(SimpleObject)]
struct FreeDay {
    /// Which day of the office's calendar.
    date: NaiveDate,
    /// How many different times can be taken.
    times: i32,
}

#[Object(name = "CapacityQuery")]
impl Query {
    /// The places for which time is planned from today on, in the order of their ids. Whether any of it is still free
    /// depends on what for: `freeDays` says so.
    async fn scopes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<Scope>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let today = local_date(reader.office.clock().now());
        let scopes = reader.office.read_models().scopes(today).map_err(fresh::failed)?;
        Ok(scopes.into_iter().map(|scope| Scope { id: scope.0 }).collect())
    }

    /// The free times for some services between two days, both included.
    #[graphql(complexity = "20 * child_complexity")]
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    async fn free_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "What for. The catalogue says how long it takes.")] lines: Vec<LineInput>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day; at most 62 days are looked at.")] to: NaiveDate,
        #[graphql(desc = "For whom the time is kept. `INTERNAL` is for the office's own people.")] pool: Option<Pool>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<FreeSlot>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let (mut found, stretches) = (vec![], stretches(&reader, scope, &lines, pool, from, to).await?);
        for Stretch { wanted, from, to } in &stretches {
            let slots = reader.office.read_models().free_slots(wanted, *from, *to).map_err(fresh::failed)?;
            found.extend(slots.into_iter().map(|slot| free_slot(wanted.scope, slot)));
        }
        note_if_in_vain(reader.office, &stretches, &lines, found.is_empty()).await?;
        Ok(found)
    }

    /// The days between two days, both included, on which some services can be booked.
    #[expect(clippy::too_many_arguments, reason = "a question's arguments are named where it is asked")]
    #[graphql(complexity = "20 * child_complexity")]
    async fn free_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where.")] scope: Uuid,
        #[graphql(desc = "What for. The catalogue says how long it takes.")] lines: Vec<LineInput>,
        #[graphql(desc = "The first day.")] from: NaiveDate,
        #[graphql(desc = "The last day; at most 62 days are looked at.")] to: NaiveDate,
        #[graphql(desc = "For whom the time is kept. `INTERNAL` is for the office's own people.")] pool: Option<Pool>,
        #[graphql(desc = "The answer shows at least what had happened up to here.")] at_least: Option<EventPosition>,
    ) -> Result<Vec<FreeDay>> {
        let reader = Reader::of(ctx)?;
        fresh::at_least(reader.office, MODELS, at_least).await?;
        let (mut found, stretches) = (vec![], stretches(&reader, scope, &lines, pool, from, to).await?);
        for Stretch { wanted, from, to } in &stretches {
            let days = reader.office.read_models().free_days(wanted, *from, *to).map_err(fresh::failed)?;
            let free = |day: free_slots::FreeDay| FreeDay {
                date: day.date,
                times: i32::try_from(day.times).unwrap_or(i32::MAX),
            };
            found.extend(days.into_iter().map(free));
        }
        note_if_in_vain(reader.office, &stretches, &lines, found.is_empty()).await?;
        Ok(found)
    }
}

/// Counts a search of the public that found nothing where nothing at all is free: neither on the days that were asked for
/// nor on any other.
async fn note_if_in_vain(
    office: &Office,
    stretches: &[Stretch],
    lines: &[LineInput],
    found_nothing: bool,
) -> Result<()> {
    let Some(Stretch { wanted, .. }) = stretches.first() else { return Ok(()) };
    if !found_nothing || wanted.pool != capacity::Pool::Public {
        return Ok(());
    }
    let facts = office.facts().await.map_err(|failure| failed(&failure))?;
    let today = local_date(wanted.now);
    let ahead = today + Days::new(facts.limits.planned_days_ahead.into());
    let models = office.read_models();
    let look = || -> Result<bool> {
        // Who asks for a place that does not exist has not found its times taken.
        let is_known = models.scopes(today).map_err(fresh::failed)?.contains(&wanted.scope);
        Ok(is_known && models.free_days(wanted, today, ahead).map_err(fresh::failed)?.is_empty())
    };
    if office.is_nothing_free(wanted.scope, wanted.minutes, look)? {
        for line in lines {
            office.sought_in_vain(wanted.scope, line.service.into());
        }
    }
    Ok(())
}

/// Days on which the same edition of the catalogue says how long something takes.
struct Stretch {
    wanted: Wanted,
    from: NaiveDate,
    to: NaiveDate,
}

/// What somebody looks for, edition by edition, or what is wrong with the question.
async fn stretches(
    reader: &Reader<'_>,
    scope: Uuid,
    lines: &[LineInput],
    pool: Option<Pool>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Stretch>> {
    checked::days(from, to, DAYS_MAX)?;
    let lines = LineInput::lines("lines", lines).map_err(|invalid| mistake(invalid.en))?;
    let inside = [Role::ServiceCentre, Role::Clerk, Role::TeamLead, Role::Planner];
    let pool = match pool {
        Some(Pool::Internal) if reader.asker.roles().any(&inside) => capacity::Pool::Internal,
        _ => capacity::Pool::Public,
    };
    let facts = reader.office.facts().await.map_err(|failure| failed(&failure))?;
    let now = reader.office.clock().now();
    let wanted = |minutes| Wanted { scope: ScopeId(scope), minutes, pool, now };
    // Where one edition follows another, the same services may take longer, or no longer be offered.
    let begin = facts.catalogue.editions().iter().map(|edition| edition.valid_from);
    let mut begins: Vec<NaiveDate> = begin.filter(|day| from < *day && *day <= to).collect();
    begins.dedup();
    let firsts = std::iter::once(from).chain(begins.iter().copied());
    let lasts = begins.iter().filter_map(NaiveDate::pred_opt).chain([to]);
    let offered = firsts.zip(lasts).filter_map(|(from, to)| {
        minutes(&facts, &lines, from).map(|minutes| Stretch { wanted: wanted(minutes), from, to })
    });
    let offered: Vec<_> = offered.collect();
    if offered.is_empty() { Err(mistake("a service is not offered")) } else { Ok(offered) }
}

/// How long some services take by the catalogue in force on a day; nothing if one is not offered.
fn minutes(facts: &Facts, lines: &[Line], on: NaiveDate) -> Option<u16> {
    let edition = facts.catalogue.in_force(on)?;
    let minutes = |line: &Line| edition.service(line.service)?.minutes.checked_mul(line.quantity);
    lines.iter().try_fold(0_u16, |sum, line| sum.checked_add(minutes(line)?))
}

/// The nearest free times for somebody who was too late.
pub(crate) async fn alternatives(
    office: &Office,
    scope: ScopeId,
    lines: &[Line],
    lost: DateTime<Utc>,
    pool: capacity::Pool,
) -> Vec<FreeSlot> {
    let now = office.clock().now();
    // Nobody is helped by a time of months ago: whatever was asked for, what is offered lies ahead.
    let near = lost.clamp(now, now + Days::new(365));
    let Ok(facts) = office.facts().await.map_err(|failure| failed(&failure)) else { return vec![] };
    let Some(minutes) = minutes(&facts, lines, local_date(near)) else { return vec![] };
    let wanted = Wanted { scope, minutes, pool, now };
    // Whoever has just lost a time is not offered it again, also where the read model has not heard of it yet.
    match office.read_models().alternatives(&wanted, near, ALTERNATIVES + 1) {
        Ok(slots) => {
            let others = slots.into_iter().filter(|slot| slot.span.starts_at != lost);
            others.take(ALTERNATIVES).map(|slot| free_slot(scope, slot)).collect()
        }
        // Alternatives are a kindness: the answer that the time is taken does not depend on them.
        Err(failure) => {
            fresh::failed(failure);
            vec![]
        }
    }
}

fn free_slot(scope: ScopeId, slot: free_slots::FreeSlot) -> FreeSlot {
    FreeSlot {
        scope: scope.0,
        starts_at: slot.span.starts_at,
        ends_at: slot.span.ends_at,
        lanes: i32::from(slot.lanes),
    }
}
