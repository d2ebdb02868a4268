//! What the played year came to, asked of the same read models that the office asks.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use api::office::Office;
use domain::catalogue::ServiceCode;
use projections::ReadModels;
use projections::request_types::Filter;
use projections::utilisation::Period;

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
    writeln!(out, "\nUse of offered time        booked   kept   worked")?;
    for used in models.utilisation(None, wanted.from, wanted.until, Period::Month)? {
        let minutes = used.minutes;
        writeln!(
            out,
            "  {}  {:>6} min offered   {:>5}   {:>5}   {:>5}",
            used.start.format("%Y-%m"),
            minutes.planned(),
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
    Ok(())
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
