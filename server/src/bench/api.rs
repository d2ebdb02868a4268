//! The pages at work: citizens look for times, book and follow their cases, and clerks work beside them.
//!
//! Everything that is asked is a document of the pages, with what the pages ask for. The server is a process of its own;
//! its clients are one thread, pinned to one core. When somebody asks waits for nobody's answer (an open loop), so a slow
//! answer holds up no question, and its time counts from when it was meant to be asked to its last byte.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, ensure};
use api::office::{Office, Token};
use chrono::{DateTime, NaiveDate, Utc};
use domain::availability::{Release, Template};
use domain::booking::{Confirm, Hold, Line, Medium};
use domain::capacity::Lanes;
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, ScopeId};
use domain::person::Contact;
use domain::{ActorId, By, Role, SubjectId, calendar};
use event_store::Migrate;
use hdrhistogram::Histogram;
use projections::Clearance;
use rand::Rng as _;
use rand::seq::IndexedRandom as _;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::ours::seeded;
use super::place::{Beside, Place};
use super::served::{self, PATIENCE};
use crate::opening::{self, Filler, Stretch, UNIT_MINS};
use crate::people::{give, named};

/// On how many days there are free times.
const DAYS: usize = 10;
/// Some thousand free times, as a city of the size of Saarbrücken has them in two weeks.
const STRETCH: Stretch = Stretch { from: (8, 0), until: (18, 0), lanes: Lanes { public: 10, internal: 1 } };
/// How many citizens have an appointment and a case before anybody asks.
const CITIZENS: u32 = 200;
/// How many clerks there are.
const CLERKS: u32 = 20;
/// How many connections the clients share: browsers keep theirs open.
const CONNECTIONS: usize = 256;

/// What is asked, in so many of a hundred cases: as often as the pages ask it where a booking takes a citizen five
/// questions and a case is looked at by its citizen and its clerk some times each.
const MIX: [(Question, usize); 10] = [
    (Question::Services, 5),
    (Question::FreeDays, 12),
    (Question::FreeSlots, 15),
    (Question::HoldSlot, 8),
    (Question::OneBooking, 10),
    (Question::OneCase, 12),
    (Question::HistoryOfCase, 5),
    (Question::DeskDay, 10),
    (Question::DeskWorklist, 8),
    (Question::DeskCase, 15),
];

/// A document of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Services,
    FreeDays,
    FreeSlots,
    HoldSlot,
    OneBooking,
    OneCase,
    HistoryOfCase,
    DeskDay,
    DeskWorklist,
    DeskCase,
}

/// What the pages asked, and how long it took.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What was done.
    pub workload: &'static str,
    /// Which database kept the log.
    pub log: &'static str,
    /// Every rate.
    pub runs: Vec<Run>,
}

/// One rate.
#[derive(Clone, Debug, Serialize)]
pub struct Run {
    /// How many were to be asked a second.
    pub rate: u32,
    /// How many were answered a second, until the last answer was there.
    pub answered_per_s: f64,
    /// The processor time of the server for each answer, in milliseconds, where the system tells.
    pub cpu_ms: Option<f64>,
    /// All of them together.
    #[serde(flatten)]
    pub all: Times,
    /// Each document, by its name.
    pub documents: BTreeMap<String, Times>,
}

/// How long answers took.
#[derive(Clone, Debug, Serialize)]
pub struct Times {
    /// How many were asked.
    pub asked: u64,
    /// How many found that somebody else was faster.
    pub conflicts: u64,
    /// How many got no answer, or one that says that something failed.
    pub errors: u64,
    /// Half took no longer, in milliseconds.
    pub p50_ms: f64,
    /// Ninety-five of a hundred took no longer.
    pub p95_ms: f64,
    /// Ninety-nine of a hundred took no longer.
    pub p99_ms: f64,
    /// The longest.
    pub max_ms: f64,
}

impl Report {
    /// The figures for people.
    pub fn table(&self) -> String {
        use std::fmt::Write as _;
        let mut text = String::new();
        for run in &self.runs {
            let cpu = run.cpu_ms.map(|cpu| format!(", {cpu:.2} ms of the server's processor each")).unwrap_or_default();
            let _ = writeln!(
                text,
                "api on {}, {} a second: {:.0} answered a second{cpu}",
                self.log, run.rate, run.answered_per_s
            );
            let of = |times: &Times| {
                format!(
                    "{:>6} asked, p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, longest {:.0} ms, {} conflicts, {} errors",
                    times.asked, times.p50_ms, times.p95_ms, times.p99_ms, times.max_ms, times.conflicts, times.errors
                )
            };
            let _ = writeln!(text, "  {:<14} {}", "all", of(&run.all));
            for (name, times) in &run.documents {
                let _ = writeln!(text, "  {name:<14} {}", of(times));
            }
        }
        text
    }
}

/// Measures each rate on an office of its own.
pub async fn run(beside: &Beside, rates: &[u32], duration: Duration) -> anyhow::Result<Report> {
    let mut runs = vec![];
    let mut log = "";
    for &rate in rates {
        let place = Place::new(beside).await?;
        log = place.kind();
        let measured = measure(&place, rate, duration).await;
        place.clear().await?;
        runs.push(measured?);
    }
    Ok(Report { workload: "api", log, runs })
}

async fn measure(place: &Place, rate: u32, duration: Duration) -> anyhow::Result<Run> {
    place.kek()?;
    let office = Office::start(served::config(place, Migrate::Apply)?).await?;
    let filled = fill(&office, rate, duration).await;
    office.stop().await;
    let town = filled?;
    let (child, address) = served::serve(place).await?;
    let server = child.id();
    let asked = ask_all(town, address, rate, duration, server).await;
    served::stop(child).await?;
    asked
}

/// The people and the times.
struct Town {
    scope: ScopeId,
    days: Vec<NaiveDate>,
    times: Vec<DateTime<Utc>>,
    citizens: Vec<Citizen>,
    /// Each of them wants a time, once.
    visitors: Vec<Token>,
    clerks: Vec<Token>,
    documents: BTreeMap<String, String>,
}

/// Somebody with an appointment and its case.
struct Citizen {
    token: Token,
    booking: Uuid,
    case: Uuid,
}

async fn fill(office: &Office, rate: u32, duration: Duration) -> anyhow::Result<Town> {
    let ags = office.authority().ags.clone();
    let today = calendar::local_date(office.clock().now());
    let working_days = today.iter_days().skip(1).filter(|date| calendar::is_working_day(*date));
    let days: Vec<NaiveDate> = working_days.take(DAYS).collect();
    let template = opening::template(&ags, days[0], &[STRETCH], Release::DaysAhead { days: 30 });
    let template = Template { valid_until: days.last().copied(), ..template };
    let scope = template.scope;
    Filler::Benchmark.define(office, &template).await?;
    office.settle().await;
    let times: Vec<_> = days.iter().flat_map(|&date| opening::starts(date, &STRETCH, UNIT_MINS)).collect();
    let mut citizens = vec![];
    for number in 0..CITIZENS {
        citizens.push(citizen(office, scope, &times, number).await?);
    }
    office.settle().await;
    for citizen in &mut citizens {
        let found = office.read_models().cases_of_booking(BookingId(citizen.booking), Clearance::Ordinary)?;
        citizen.case = found.first().ok_or_else(|| anyhow!("an appointment has no case"))?.id.0;
    }
    let mut clerks = vec![];
    for number in 0..CLERKS {
        let actor = named(&ags, &format!("clerk.{number}"));
        clerks.push(office.issue_token(actor, Role::Clerk.into(), "a clerk", Duration::from_hours(24)).await?);
    }
    let holds = u64::from(rate) * duration.as_secs().max(1);
    let visitors = (0..holds).map(|number| office.visitor_token(named(&ags, &format!("visitor.{number}")))).collect();
    Ok(Town { scope, days, times, citizens, visitors, clerks, documents: documents()? })
}

/// Books in somebody's name, as the pages do it.
async fn citizen(office: &Office, scope: ScopeId, times: &[DateTime<Utc>], number: u32) -> anyhow::Result<Citizen> {
    let ags = &office.authority().ags;
    let name = format!("citizen.{number}");
    let by = By { actor: ActorId(named(ags, &name)), roles: Role::Citizen.into() };
    let booking = BookingId(named(ags, &format!("{name}.booking")));
    let starts_at = times[usize::try_from(number)? * 3 % times.len()];
    let hold = Hold {
        booking,
        scope,
        date: calendar::local_date(starts_at),
        starts_at,
        lines: vec![Line { service: ServiceCode::RegistrationCertificate, quantity: 1 }],
        medium: Medium::Online,
        channel: Channel::Video,
        holder: by.actor,
    };
    give(office, by, &format!("{name}.hold"), hold).await.map_err(crate::people::failed)?;
    let contact = Contact {
        name: "Ada Beispiel".to_owned(),
        mail: Some(format!("{name}@example.org")),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    };
    let guards = office.guards_of(&contact);
    let contact = SubjectId(named(ags, &format!("{name}.subject"))).knows(contact);
    let confirm = Confirm { booking, contact, guards };
    give(office, by, &format!("{name}.confirm"), confirm).await.map_err(crate::people::failed)?;
    Ok(Citizen { token: office.visitor_token(by.actor.0), booking: booking.0, case: Uuid::nil() })
}

/// The ids of the documents of the pages, by the names of their operations.
fn documents() -> anyhow::Result<BTreeMap<String, String>> {
    let all: BTreeMap<String, String> = serde_json::from_str(web::TRUSTED_DOCUMENTS)?;
    let named = all.into_iter().filter_map(|(id, text)| {
        let operation = ["query ", "mutation "].into_iter().find_map(|word| text.split(word).nth(1))?;
        let name = operation.split(['(', ' ', '{']).next()?;
        Some((name.to_owned(), id))
    });
    Ok(named.collect())
}

impl Town {
    /// What somebody sends, by chance: its bytes.
    fn request(&self, question: Question, number: usize, chance: &mut ChaCha8Rng) -> anyhow::Result<Vec<u8>> {
        let citizen = self.citizens.choose(chance).context("there are citizens")?;
        let clerk = self.clerks.choose(chance).context("there are clerks")?;
        let lines = json!([{ "service": "REGISTRATION_CERTIFICATE", "quantity": 1 }]);
        let (from, to) = (self.days[0], self.days[self.days.len() - 1]);
        let (token, variables) = match question {
            Question::Services => (&citizen.token, json!({})),
            Question::FreeDays | Question::FreeSlots => {
                (&citizen.token, json!({ "scope": self.scope, "lines": lines, "from": from, "to": to }))
            }
            Question::HoldSlot => {
                let starts_at = self.times.choose(chance).context("there are times")?;
                let key = uuid::Builder::from_random_bytes(chance.random()).into_uuid();
                let input =
                    json!({ "idempotencyKey": key, "scope": self.scope, "startsAt": starts_at, "lines": lines });
                let visitor = self.visitors.get(number).context("there are visitors")?;
                (visitor, json!({ "input": input }))
            }
            Question::OneBooking => (&citizen.token, json!({ "id": citizen.booking })),
            Question::OneCase | Question::HistoryOfCase => (&citizen.token, json!({ "id": citizen.case })),
            Question::DeskDay => (clerk, json!({ "scope": self.scope, "today": from })),
            Question::DeskWorklist => (clerk, json!({})),
            Question::DeskCase => (clerk, json!({ "id": citizen.case })),
        };
        let name = format!("{question:?}");
        let id = self.documents.get(&name).with_context(|| format!("the pages have no document {name}"))?;
        Ok(served::post(&json!({ "documentId": id, "variables": variables }), token))
    }
}

/// What one question came to.
struct Answer {
    question: Question,
    took: Duration,
    told: Told,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Answered,
    Conflict,
    Failed,
}

/// Asks everything, on a thread of its own.
async fn ask_all(
    town: Town,
    address: SocketAddr,
    rate: u32,
    duration: Duration,
    server: Option<u32>,
) -> anyhow::Result<Run> {
    let (tell, told) = tokio::sync::oneshot::channel();
    std::thread::Builder::new().name("people".to_owned()).spawn(move || {
        served::pin();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let outcome = runtime.context("the people's runtime").and_then(|runtime| {
            let local = tokio::task::LocalSet::new();
            runtime.block_on(local.run_until(everything(&town, address, rate, duration, server)))
        });
        // Whoever waited for it may be gone.
        let _ = tell.send(outcome);
    })?;
    told.await.context("the people's thread ended")?
}

async fn everything(
    town: &Town,
    address: SocketAddr,
    rate: u32,
    duration: Duration,
    server: Option<u32>,
) -> anyhow::Result<Run> {
    let mut chance = seeded(usize::try_from(rate)?, 0);
    let weights: Vec<Question> =
        MIX.iter().flat_map(|&(question, share)| std::iter::repeat_n(question, share)).collect();
    ensure!(weights.len() == 100, "the shares are of a hundred");
    let count = usize::try_from(u64::from(rate) * duration.as_secs())?;
    let mut requests = Vec::with_capacity(count);
    for number in 0..count {
        let question = *weights.choose(&mut chance).context("something is asked")?;
        requests.push((question, town.request(question, number, &mut chance)?));
    }
    let pool = Rc::new(Pool::open(address).await?);
    let before = cpu_of(server);
    let begun = Instant::now();
    let gap = duration / u32::try_from(count)?;
    let asking: Vec<_> = (0_u32..)
        .zip(requests)
        .map(|(turn, (question, request))| {
            let (pool, moment) = (Rc::clone(&pool), begun + gap * turn);
            tokio::task::spawn_local(async move {
                tokio::time::sleep_until(moment.into()).await;
                let told = tokio::time::timeout(PATIENCE, pool.ask(&request)).await;
                let told = told.map_or(Told::Failed, |answer| answer.map_or(Told::Failed, |body| judge(&body)));
                Answer { question, took: moment.elapsed(), told }
            })
        })
        .collect();
    let mut answers = Vec::with_capacity(count);
    for answer in asking {
        answers.push(answer.await.context("somebody panicked")?);
    }
    let spent = before.zip(cpu_of(server)).map(|(before, after)| after.saturating_sub(before));
    summary(rate, begun.elapsed(), spent, &answers)
}

/// Connections that are open, and used by one question at a time.
struct Pool {
    address: SocketAddr,
    places: Semaphore,
    idle: std::cell::RefCell<Vec<TcpStream>>,
}

impl Pool {
    async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let mut idle = vec![];
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address).await.context("a connection was refused; see ulimit -n")?;
            stream.set_nodelay(true)?;
            idle.push(stream);
        }
        Ok(Self { address, places: Semaphore::new(CONNECTIONS), idle: idle.into() })
    }

    async fn ask(&self, request: &[u8]) -> anyhow::Result<String> {
        let _place = self.places.acquire().await?;
        let idle = self.idle.borrow_mut().pop();
        let mut stream = match idle {
            Some(stream) => stream,
            None => TcpStream::connect(self.address).await?,
        };
        stream.write_all(request).await?;
        let (_, body) = served::read_answer(&mut stream).await?;
        self.idle.borrow_mut().push(stream);
        Ok(body)
    }
}

fn judge(body: &str) -> Told {
    if body.contains("\"CAPACITY_TAKEN\"") {
        Told::Conflict
    } else if body.starts_with("{\"data\":") && !body.contains("\"extensions\":{\"code\"") {
        Told::Answered
    } else {
        Told::Failed
    }
}

/// The processor time of a process.
fn cpu_of(process: Option<u32>) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process?)).ok()?;
    // Behind the name, which may hold anything: user and system time are the 12th and 13th field from there.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: u64 = fields.get(11..13)?.iter().filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second on every Linux.
    Some(Duration::from_millis(ticks * 10))
}

fn summary(rate: u32, took: Duration, spent: Option<Duration>, answers: &[Answer]) -> anyhow::Result<Run> {
    let mut documents = BTreeMap::new();
    for (question, _) in MIX {
        let of = answers.iter().filter(|answer| answer.question == question);
        documents.insert(format!("{question:?}"), times(of)?);
    }
    let all = times(answers.iter())?;
    #[expect(clippy::cast_precision_loss, reason = "counts of a benchmark stay far below 2^52")]
    let count = (answers.len() as f64).max(1.0);
    let cpu_ms = spent.map(|spent| spent.as_secs_f64() * 1_000.0 / count);
    Ok(Run { rate, answered_per_s: count / took.as_secs_f64(), cpu_ms, all, documents })
}

fn times<'a>(answers: impl Iterator<Item = &'a Answer>) -> anyhow::Result<Times> {
    let mut histogram = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).context("the histogram's bounds")?;
    let (mut asked, mut conflicts, mut errors) = (0, 0, 0);
    for answer in answers {
        asked += 1;
        conflicts += u64::from(answer.told == Told::Conflict);
        errors += u64::from(answer.told == Told::Failed);
        histogram.saturating_record(u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX));
    }
    #[expect(clippy::cast_precision_loss, reason = "a minute in microseconds is far below 2^52")]
    let millis = |micros: u64| micros as f64 / 1_000.0;
    let at = |quantile| millis(histogram.value_at_quantile(quantile));
    let max_ms = millis(histogram.max());
    Ok(Times { asked, conflicts, errors, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), max_ms })
}
