//! What the played year came to, asked of the same read models that the office asks.

use std::io::Write;
use std::time::Duration;

use api::office::Office;
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
    writeln!(
        out,
        "{cases} cases were opened. {completed} changes of residence went the whole way to the handed over \
         confirmation; the other services are worked on and delivered, but cannot be submitted yet."
    )?;

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

    writeln!(out, "\nRequests by year, delivered (groups below five are not shown)")?;
    for ranking in models.request_types(Filter::default(), wanted.from, wanted.until, Period::Year)? {
        for (place, ranked) in ranking.services.iter().enumerate() {
            writeln!(
                out,
                "  {}  {}. {:<24} {:>6}   {:>5}",
                ranking.start.format("%Y"),
                place + 1,
                ranked.service.name(),
                ranked.delivered.count.map_or_else(|| "< 5".to_owned(), |count| count.to_string()),
                percent(ranked.share)
            )?;
        }
    }
    Ok(())
}

fn percent(ratio: Option<f64>) -> String {
    ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{:.0} %", ratio * 100.0))
}
