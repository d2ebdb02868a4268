//! How fast papers are set and sealed: in this process, in a process each as the server does it, and the seal alone.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use documents::render::{
    Act, Dwelling, Languages, Letterhead, Paper, Registrant, RegistrationConfirmation, Renderer, Sheet,
};
use documents::seal::{self, Demo, FileKey};
use domain::person::{DwellingStatus, PartialDate};
use event_store::Clock;
use hdrhistogram::Histogram;
use renderer::{Isolated, Limits, Typesetter};
use serde::Serialize;

/// What one way measured.
#[derive(Clone, Debug, Serialize)]
pub struct Way {
    /// What was done: `set`, `set_apart` in a process each, `seal`, or `verify`.
    pub what: &'static str,
    /// How often in a second, by all clients.
    pub per_s: f64,
    /// Half took no longer, in milliseconds.
    pub p50_ms: f64,
    /// Ninety-nine of a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
}

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub struct Papers {
    /// What was done.
    pub workload: &'static str,
    /// How many at a time.
    pub clients: usize,
    /// How large the sealed paper is, in bytes.
    pub sealed_bytes: usize,
    /// Each way.
    pub ways: Vec<Way>,
}

impl Papers {
    /// The figures as a table for people.
    pub fn table(&self) -> String {
        let line = |way: &Way| {
            let Way { what, per_s, p50_ms, p99_ms } = way;
            format!(
                "{what:>9}, {} at a time: {per_s:>7.1} a second, p50 {p50_ms:.2} ms, p99 {p99_ms:.2} ms",
                self.clients
            )
        };
        let lines: Vec<_> = self.ways.iter().map(line).collect();
        format!("{}\na sealed paper has {} bytes", lines.join("\n"), self.sealed_bytes)
    }
}

/// Does each for so long.
pub fn run(clients: usize, duration: Duration) -> anyhow::Result<Papers> {
    let now = Clock::system().now();
    let sheet = Arc::new(sheet(now));
    let typesetter = Typesetter::new(None)?;
    let program = std::env::current_exe().context("the place of this program is unknown")?;
    let apart = Isolated::new(program, vec!["paper".into()], Limits { at_once: clients, ..Limits::default() });
    let demo = Demo::make("Amt", now)?;
    let key = FileKey::from_pem(&demo.key, &demo.certificates)?;
    let paper = typesetter.render(&sheet)?;
    let sealed = seal::seal(&paper.pdf, &key, now)?;
    let seals = seal::certificates(&demo.certificates)?;
    let trust = seal::Trust { seals: &seals, time_stamps: &[] };

    let ways = vec![
        measure("set", clients, duration, &|| Ok(typesetter.render(&sheet).map(drop)?))?,
        measure("set_apart", clients, duration, &|| Ok(apart.render(&sheet).map(drop)?))?,
        measure("seal", clients, duration, &|| Ok(seal::seal(&paper.pdf, &key, now).map(drop)?))?,
        measure("verify", clients, duration, &|| Ok(seal::verify(&sealed.pdf, trust, now).map(|_| ())?))?,
    ];
    Ok(Papers { workload: "papers", clients, sealed_bytes: sealed.pdf.len(), ways })
}

fn measure(
    what: &'static str,
    clients: usize,
    duration: Duration,
    act: &(dyn Fn() -> anyhow::Result<()> + Sync),
) -> anyhow::Result<Way> {
    // What is worked out once is not measured.
    act()?;
    let begun = Instant::now();
    let times = thread::scope(|scope| {
        let client = || {
            // Microseconds up to a minute, to three digits.
            let mut times = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).context("the histogram's bounds")?;
            while begun.elapsed() < duration {
                let asked = Instant::now();
                act()?;
                times.saturating_record(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX).max(1));
            }
            anyhow::Ok(times)
        };
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        let mut all = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).context("the histogram's bounds")?;
        for thread in threads {
            all += &thread.join().expect("a client does not panic")?;
        }
        anyhow::Ok(all)
    })?;
    let elapsed = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "counts and microseconds of a run are far below 2^52")]
    let (count, ms) = (times.len() as f64, |q: f64| times.value_at_quantile(q) as f64 / 1000.0);
    Ok(Way { what, per_s: count / elapsed, p50_ms: ms(0.5), p99_ms: ms(0.99) })
}

/// A confirmation of registration for two.
pub(super) fn sheet(now: chrono::DateTime<chrono::Utc>) -> Sheet {
    let person = |given_names: &str| Registrant {
        family_name: "Müller".to_owned(),
        given_names: given_names.to_owned(),
        usual_given_name: None,
        doctoral_degree: None,
        born: PartialDate { year: 1990, month: Some(2), day: Some(1) },
    };
    Sheet {
        letterhead: Letterhead { authority: "Amt".to_owned(), lines: vec![] },
        languages: Languages::GermanAndEnglish,
        reference: "00000-00000".to_owned(),
        issued: now,
        paper: Paper::RegistrationConfirmation(RegistrationConfirmation {
            act: Act::Registration,
            persons: vec![person("Ada"), person("Ben")],
            moved: now.date_naive(),
            registered: now.date_naive(),
            address: Dwelling {
                street: "Bahnhofstraße 2a".to_owned(),
                addition: None,
                town: "66111 Saarbrücken".to_owned(),
            },
            status: Some(DwellingStatus::Sole),
        }),
    }
}
