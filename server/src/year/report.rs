//! What the played year came to, asked of the same read models that the office asks.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use anyhow::Context as _;
use api::office::Office;
use chrono::{Months, NaiveDate};
use domain::catalogue::ServiceCode;
use projections::Period;
use projections::ReadModels;
use projections::completion::{Narrow, Step};
use projections::request_types::Filter;

use super::{Played, Wanted};

/// Tells the figures, the use of offered time by month, and the ranking of requests.
pub async fn report(
    office: &Office,
    wanted: Wanted,
    played: &Played,
    took: Duration,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let (position, _) = office.log().head().await?;
    let Played { confirmed, by_phone, cancelled, missed, ran_out, served, cases, completed, turned_away, commands } =
        *played;
    writeln!(
        out,
        "Played {} to {} in {:.0} s: {commands} commands of people, {position} events.",
        wanted.from,
        wanted.until,
        took.as_secs_f64()
    )?;
    writeln!(
        out,
        "{confirmed} appointments ({by_phone} by phone), {cancelled} cancelled, {missed} missed, {served} served; \
         {ran_out} holds ran out, {turned_away} people found no time."
    )?;
    writeln!(out, "{cases} cases were opened, and {completed} went the whole way to the handed-over result.")?;

    let models = office.read_models();
    writeln!(out, "\nUse of offered time          at release   that morning   booked   kept   worked")?;
    for used in models.utilisation(None, wanted.from, wanted.until, Period::Month)? {
        let minutes = used.minutes;
        writeln!(
            out,
            "  {}  {:>6} min offered     {:>8}       {:>8}    {:>5}  {:>5}    {:>5}",
            used.start.format("%Y-%m"),
            minutes.planned(),
            percent(used.at_release.booked_ratio()),
            percent(used.at_day_start.booked_ratio()),
            percent(minutes.booked_ratio()),
            percent(minutes.kept_ratio()),
            percent(minutes.productive_ratio())
        )?;
    }

    writeln!(out, "\nRequests of the whole time, delivered (a count below five in a calendar year is left out)")?;
    let ranked = ranked(models, wanted)?;
    let all: u64 = ranked.iter().map(|(_, count)| count).sum();
    for (place, (service, count)) in ranked.into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "no office delivers 2^52 services")]
        let share = (all > 0).then(|| count as f64 / all as f64);
        writeln!(out, "  {}. {:<24} {count:>6}   {:>5}", place + 1, service.name(), percent(share))?;
    }
    rest(models, wanted, out)
}

/// What else the office leads ask: what rises, how long it takes, who does not come, and whose the money is.
fn rest(models: &ReadModels, wanted: Wanted, out: &mut (dyn Write + Send)) -> anyhow::Result<()> {
    let (from, to) = (wanted.from, wanted.until);
    writeln!(out, "\nRising against the quarter of a year before")?;
    for rising in rising(models, to)? {
        writeln!(out, "  {:<24} {:>+6}", rising.0.name(), rising.1)?;
    }

    writeln!(out, "\nThird next free appointment, half of all samples within")?;
    for lead in models.lead_time(None, None, from, to, Period::Year)? {
        let hours = lead.p50_mins.map_or_else(|| "–".to_owned(), |mins| format!("{} h", mins / 60));
        let year = lead.start.format("%Y");
        writeln!(out, "  {year}  {:<24} {hours:>6}   none in {} of {}", lead.service.name(), lead.none, lead.samples)?;
    }
    let searches: u64 = models.in_vain(None, from, to, Period::Year)?.iter().filter_map(|one| one.searches.count).sum();
    writeln!(out, "Searches that found nothing at all: {searches}")?;

    writeln!(out, "\nOf all errands               held   started   completed   in the first session")?;
    for errands in models.completion(Narrow::default(), from, to, Period::Year)? {
        let of = |wanted| {
            let found = errands.steps.iter().find(|(step, _)| *step == wanted);
            found.and_then(|(_, count)| count.count).map_or_else(|| "–".to_owned(), |count| count.to_string())
        };
        writeln!(
            out,
            "  {}                     {:>6}    {:>6}      {:>6}   {:>20}",
            errands.start.format("%Y"),
            of(Step::Held),
            of(Step::Started),
            of(Step::Completed),
            percent(errands.completion_rate)
        )?;
    }

    writeln!(out, "\nFees                            paid        the city's   the federation's        open")?;
    for year in models.cash_book(None, from, to, Period::Year)? {
        let total = year.total;
        writeln!(
            out,
            "  {}                 {:>14}    {:>14}     {:>14}    {:>8}",
            year.start.format("%Y"),
            total.paid().cents.to_string(),
            total.city.settle().to_string(),
            total.federal.settle().to_string(),
            total.open.to_string()
        )?;
    }
    Ok(())
}

/// The services that were delivered more often in the last three months than in the three before.
fn rising(models: &ReadModels, until: NaiveDate) -> anyhow::Result<Vec<(ServiceCode, i64)>> {
    let months_ago = |months| until.checked_sub_months(Months::new(months)).context("the calendar has such a day");
    let (late, early) = (months_ago(2)?, months_ago(5)?);
    let mut counts = BTreeMap::<ServiceCode, i64>::new();
    for ranking in models.request_types(Filter::default(), early, until, Period::Month)? {
        let sign = if ranking.start >= Period::Month.start(late) { 1 } else { -1 };
        for ranked in ranking.services {
            *counts.entry(ranked.service).or_default() += sign * ranked.delivered.count.unwrap_or(0).cast_signed();
        }
    }
    let mut rising: Vec<_> = counts.into_iter().filter(|(_, more)| *more > 0).collect();
    rising.sort_by_key(|(service, more)| (Reverse(*more), *service));
    rising.truncate(3);
    Ok(rising)
}

/// How often each service was delivered, the most frequent first. The read model answers by calendar years, and a
/// played year has parts of two.
fn ranked(models: &ReadModels, wanted: Wanted) -> anyhow::Result<Vec<(ServiceCode, u64)>> {
    let mut counts = BTreeMap::<ServiceCode, u64>::new();
    for ranking in models.request_types(Filter::default(), wanted.from, wanted.until, Period::Year)? {
        for ranked in ranking.services {
            *counts.entry(ranked.service).or_default() += ranked.delivered.count.unwrap_or(0);
        }
    }
    let mut ranked: Vec<_> = counts.into_iter().collect();
    ranked.sort_by_key(|(service, count)| (Reverse(*count), *service));
    Ok(ranked)
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0))
}
