//! The moment of a release: thousands of people want the few times that are free from now on, each asks once, all within
//! one second.
//!
//! The server is a process of its own. The people are one thread, pinned to one core, so that the server has the rest.
//! Each has a connection before it is announced when the moment comes. When somebody asks does not wait for anybody's answer (an open loop),
//! and the time of an answer counts from when they meant to ask to its last byte.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api::office::{Office, Token};
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use domain::capacity::{self, Lanes, Plan, Window};
use domain::ids::DayId;
use domain::{Event, calendar};
use event_store::{Clock, Migrate, Position};
use hdrhistogram::Histogram;
use rand::seq::SliceRandom as _;
use serde::Serialize;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::ours::seeded;
use super::place::{Beside, Place};
use super::served::{PATIENCE, config, pin, post, read_answer, serve, stop};
use crate::opening::{self, UNIT_MINS};
use crate::people::{member, named};

/// How many lanes the released day has. Each start can be given away so many times.
const LANES: u16 = 2;
/// How long before its moment the release is announced: long enough for everybody to make up their mind.
const LEAD: TimeDelta = TimeDelta::seconds(3);
/// The second within which everybody asks.
const RUSH: Duration = Duration::from_secs(1);
/// Who was read so much earlier than somebody else has been overtaken by them.
const OVERTAKEN: TimeDelta = TimeDelta::milliseconds(100);

/// What a release was like.
#[derive(Clone, Debug, Serialize)]
pub struct Released {
    /// What was done.
    pub workload: &'static str,
    /// Which database kept the log.
    pub log: &'static str,
    /// How many people asked.
    pub connections: usize,
    /// How many times there were.
    pub units: usize,
    /// Who got one.
    pub accepted: usize,
    /// Who was told that it is taken.
    pub taken: usize,
    /// Everything else.
    pub other: usize,
    /// What one of these others was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// Times that were given away, counted from the log.
    pub booked: usize,
    /// People who got a time that somebody had asked for more than 100 ms earlier, and was refused.
    pub overtook: usize,
    /// Half of the answers took no longer, in milliseconds.
    pub p50_ms: f64,
    /// Ninety-nine of a hundred took no longer, in milliseconds.
    pub p99_ms: f64,
    /// The longest, in milliseconds.
    pub max_ms: f64,
    /// Whether the figures of the offered time are those of a full replay of the log.
    pub equals_replay: bool,
}

impl Released {
    /// The figures for people.
    pub fn table(&self) -> String {
        let Self { log, connections, units, accepted, taken, other, overtook, p50_ms, p99_ms, max_ms, .. } = self;
        format!(
            "release on {log}: {connections} people, {units} times: {accepted} accepted, {taken} taken, {other} other, \
             {overtook} overtook; p50 {p50_ms:.0} ms, p99 {p99_ms:.0} ms, longest {max_ms:.0} ms; {}",
            if self.equals_replay { "equal to a full replay" } else { "NOT equal to a full replay" }
        )
    }
}

/// Lets so many people want so many times.
pub async fn run(beside: &Beside, connections: usize, units: usize) -> anyhow::Result<Released> {
    ensure!(units > 0 && units.is_multiple_of(usize::from(LANES)), "the number of times is a multiple of {LANES}");
    let place = Place::new(beside).await?;
    let outcome = release(&place, connections, units).await;
    place.clear().await?;
    outcome
}

async fn release(place: &Place, connections: usize, units: usize) -> anyhow::Result<Released> {
    place.kek()?;
    let office = Office::start(config(place, Migrate::Apply)?).await?;
    let ags = office.authority().ags.clone();
    let planner = member("team_lead").token(&office).await?;
    let visitors: Vec<Token> =
        (0..connections).map(|number| office.visitor_token(named(&ags, &format!("bench.{number}")))).collect();
    office.stop().await;

    let (child, address) = serve(place).await?;
    let outcome = rush(address, connections, async || {
        // Everybody is connected, however long that took: only now is it said when the time is released.
        let released_at = Clock::system().now() + LEAD;
        let plan = plan(&ags, released_at, units)?;
        offer(address, &planner, &plan).await?;
        let starts = starts(&plan);
        let wishes = visitors.iter().enumerate();
        let requests = wishes.map(|(number, token)| request(&plan, starts[number % starts.len()], token, number));
        let requests = requests.collect();
        let left = (released_at - Clock::system().now()).to_std();
        let left = left.context("planning took longer than the time until the release")?;
        Ok(Moment {
            day: DayId::of(plan.scope, plan.date),
            starts: starts.len(),
            instant: Instant::now() + left,
            requests,
        })
    })
    .await;
    stop(child).await?;
    let Rushed { answers, day, starts } = outcome?;

    let office = Office::start(config(place, Migrate::Refuse)?).await?;
    office.settle().await;
    let booked = booked(&office, day).await?;
    let (mut grown, mut replayed) = (vec![], vec![]);
    office.read_models().dump("utilisation", &mut grown)?;
    office.read_models().rebuild("utilisation", office.log()).await?;
    office.read_models().dump("utilisation", &mut replayed)?;
    let equals_replay = grown == replayed;
    office.stop().await;
    summary(place.kind(), units, booked, equals_replay, &answers, starts)
}

/// The next day, in units of the shortest service, released at a moment.
fn plan(ags: &str, released_at: DateTime<Utc>, units: usize) -> anyhow::Result<Plan> {
    let date = calendar::local_date(released_at).succ_opt().context("the calendar goes on")?;
    let starts_at = calendar::moment(date, NaiveTime::MIN).context("no clock changes at midnight")?;
    let units = u16::try_from(units / usize::from(LANES)).context("a day has fewer units")?;
    let window = Window { starts_at, units, lanes: Lanes { public: LANES, internal: 0 } };
    Ok(Plan { scope: opening::scope_of(ags), date, unit_mins: UNIT_MINS, windows: vec![window], released_at })
}

fn starts(plan: &Plan) -> Vec<DateTime<Utc>> {
    let unit = TimeDelta::minutes(UNIT_MINS.into());
    let of_window = |window: &Window| {
        let first = window.starts_at;
        (0..i32::from(window.units)).map(move |n| first + unit * n)
    };
    plan.windows.iter().flat_map(of_window).collect()
}

/// Somebody's one request, ready to be sent.
fn request(plan: &Plan, starts_at: DateTime<Utc>, token: &Token, number: usize) -> Vec<u8> {
    const DOCUMENT: &str = "mutation Hold($input: BookingHoldInput!) { bookingHold(input: $input) { \
                            booking { id } errors { ... on UserError { code } ... on SlotTaken { code alternatives \
                            { startsAt } } } position } }";
    let body = serde_json::json!({ "query": DOCUMENT, "variables": { "input": {
        "idempotencyKey": named("bench", &number.to_string()),
        "scope": plan.scope,
        "startsAt": starts_at,
        "lines": [{ "service": "REGISTRATION_CERTIFICATE", "quantity": 1 }],
    } } });
    post(&body, token)
}

/// What one person was told.
struct Answer {
    took: Duration,
    /// When the server had read the request, by its own clock.
    read_at: Option<DateTime<Utc>>,
    told: Told,
}

enum Told {
    Accepted,
    Taken,
    Other(String),
}

/// When everybody asks, and what for.
struct Moment {
    /// Which day.
    day: DayId,
    /// How many different times it has.
    starts: usize,
    /// When the first one asks.
    instant: Instant,
    /// What each of them sends.
    requests: Vec<Vec<u8>>,
}

/// What they were told.
struct Rushed {
    answers: Vec<Answer>,
    day: DayId,
    starts: usize,
}

/// Lets everybody connect, then has the moment announced, and lets them ask at it.
async fn rush(
    address: SocketAddr,
    connections: usize,
    announce: impl AsyncFnOnce() -> anyhow::Result<Moment>,
) -> anyhow::Result<Rushed> {
    let (connected, all_connected) = tokio::sync::oneshot::channel();
    let (tell, told) = tokio::sync::oneshot::channel();
    let (answered, answers) = tokio::sync::oneshot::channel();
    std::thread::Builder::new().name("people".to_owned()).spawn(move || {
        pin();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let outcome = runtime.context("the people's runtime").and_then(|runtime| {
            let local = tokio::task::LocalSet::new();
            runtime.block_on(local.run_until(async {
                let streams = connect(address, connections).await?;
                // Whoever waited for it may be gone; then nobody announces anything either.
                let _ = connected.send(());
                let (instant, requests) = told.await.context("no moment was announced")?;
                everybody(streams, requests, instant).await
            }))
        });
        // Whoever waited for it may be gone.
        let _ = answered.send(outcome);
    })?;
    let (mut day, mut starts) = (DayId::default(), 0);
    if all_connected.await.is_ok() {
        let moment = announce().await?;
        (day, starts) = (moment.day, moment.starts);
        // The people's thread answers for itself below.
        let _ = tell.send((moment.instant, moment.requests));
    }
    Ok(Rushed { answers: answers.await.context("the people's thread ended")??, day, starts })
}

/// Plans the day as a planner does, through the running server.
async fn offer(address: SocketAddr, token: &Token, plan: &Plan) -> anyhow::Result<()> {
    const DOCUMENT: &str = "mutation Plan($input: CapacityPlanInput!) { capacityPlan(input: $input) { \
                            errors { ... on UserError { code message } } position } }";
    let windows: Vec<_> = plan
        .windows
        .iter()
        .map(|window| {
            serde_json::json!({
                "startsAt": window.starts_at, "units": window.units,
                "publicLanes": window.lanes.public, "internalLanes": window.lanes.internal,
            })
        })
        .collect();
    let body = serde_json::json!({ "query": DOCUMENT, "variables": { "input": {
        "idempotencyKey": named("bench", "release"),
        "scope": plan.scope,
        "date": plan.date,
        "unitMins": plan.unit_mins,
        "windows": windows,
        "releasedAt": plan.released_at,
    } } });
    let mut stream = TcpStream::connect(address).await.context("the planner was not let in")?;
    stream.write_all(&post(&body, token)).await?;
    let (_, answer) = tokio::time::timeout(PATIENCE, read_answer(&mut stream)).await.context("no answer")??;
    let answer: serde_json::Value = serde_json::from_str(&answer).context("the planner's answer is no JSON")?;
    ensure!(answer["data"]["capacityPlan"]["position"].is_string(), "the day could not be planned: {answer}");
    Ok(())
}

/// One connection for each.
async fn connect(address: SocketAddr, count: usize) -> anyhow::Result<Vec<TcpStream>> {
    let mut streams = Vec::with_capacity(count);
    for _ in 0..count {
        let stream = TcpStream::connect(address).await.context("a connection was refused; see ulimit -n")?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    Ok(streams)
}

async fn everybody(streams: Vec<TcpStream>, people: Vec<Vec<u8>>, instant: Instant) -> anyhow::Result<Vec<Answer>> {
    let count = people.len();
    ensure!(Instant::now() < instant, "the release was announced too late");
    let mut order: Vec<usize> = (0..count).collect();
    order.shuffle(&mut seeded(count, 0));
    let gap = RUSH / u32::try_from(count)?;
    let asking = order.into_iter().zip(people.into_iter().zip(streams)).map(|(turn, (request, stream))| {
        let turn = u32::try_from(turn).expect("there are fewer people than that");
        tokio::task::spawn_local(ask(stream, request, instant + gap * turn))
    });
    let asking: Vec<_> = asking.collect();
    let mut answers = Vec::with_capacity(count);
    for answer in asking {
        answers.push(answer.await.context("somebody panicked")?);
    }
    Ok(answers)
}

async fn ask(mut stream: TcpStream, request: Vec<u8>, moment: Instant) -> Answer {
    tokio::time::sleep_until(moment.into()).await;
    let exchange = async {
        stream.write_all(&request).await?;
        read_answer(&mut stream).await
    };
    let outcome = tokio::time::timeout(PATIENCE, exchange).await;
    let took = moment.elapsed();
    let (read_at, told) = match outcome {
        Ok(Ok((read_at, body))) => (read_at, judge(body)),
        Ok(Err(error)) => (None, Told::Other(error.to_string())),
        Err(_) => (None, Told::Other("no answer".to_owned())),
    };
    Answer { took, read_at, told }
}

fn judge(body: String) -> Told {
    if body.contains("\"CAPACITY_TAKEN\"") {
        Told::Taken
    } else if body.contains("\"position\":\"") && body.contains("\"errors\":[]") {
        // A read model that is late leaves the appointment out of the answer; the command stands all the same.
        Told::Accepted
    } else {
        Told::Other(body)
    }
}

/// How many times of the day the log has given away.
async fn booked(office: &Office, day: DayId) -> anyhow::Result<usize> {
    let (mut count, mut position) = (0, Position::START);
    loop {
        let batch = office.log().read_after(position, 2_000).await?;
        let Some(last) = batch.last() else { return Ok(count) };
        position = last.position;
        for recorded in batch.iter().filter(|recorded| recorded.stream.id == day.0) {
            let event = Event::decode(recorded.stream.kind, &recorded.shape, recorded.payload.as_bytes())?;
            count += usize::from(matches!(event, Event::Capacity(capacity::Event::Held { .. })));
        }
    }
}

fn summary(
    log: &'static str,
    units: usize,
    booked: usize,
    equals_replay: bool,
    answers: &[Answer],
    starts: usize,
) -> anyhow::Result<Released> {
    let mut times = Histogram::<u64>::new_with_bounds(1, 60_000_000, 3).context("the histogram's bounds")?;
    let (mut accepted, mut taken, mut other, mut example) = (0, 0, 0, None);
    for answer in answers {
        times.saturating_record(u64::try_from(answer.took.as_micros()).unwrap_or(u64::MAX));
        match &answer.told {
            Told::Accepted => accepted += 1,
            Told::Taken => taken += 1,
            Told::Other(text) => {
                other += 1;
                example.get_or_insert_with(|| text.chars().take(500).collect());
            }
        }
    }
    let overtook = (0..starts).map(|start| overtakers(answers.iter().skip(start).step_by(starts))).sum();
    #[expect(clippy::cast_precision_loss, reason = "a minute in microseconds is far below 2^52")]
    let millis = |micros: u64| micros as f64 / 1_000.0;
    Ok(Released {
        workload: "release",
        log,
        connections: answers.len(),
        units,
        accepted,
        taken,
        other,
        example,
        booked,
        overtook,
        p50_ms: millis(times.value_at_quantile(0.5)),
        p99_ms: millis(times.value_at_quantile(0.99)),
        max_ms: millis(times.max()),
        equals_replay,
    })
}

/// Who of those that wanted the same start got it although the server had read a refused one much earlier.
fn overtakers<'a>(rivals: impl Iterator<Item = &'a Answer> + Clone) -> usize {
    let refused = rivals.clone().filter(|rival| matches!(rival.told, Told::Taken));
    let Some(first_refused) = refused.filter_map(|rival| rival.read_at).min() else { return 0 };
    let accepted = rivals.filter(|rival| matches!(rival.told, Told::Accepted));
    accepted.filter(|rival| rival.read_at.is_some_and(|read_at| read_at - first_refused > OVERTAKEN)).count()
}
