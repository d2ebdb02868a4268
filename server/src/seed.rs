//! Fills two authorities with what conformance checks need: staff, citizens with appointments, and free times.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use api::office::Office;
use chrono::{DateTime, NaiveDate, Utc};
use domain::availability::{Release, Template};
use domain::booking::{Confirm, Hold, Line, Medium};
use domain::capacity::{Lanes, Pool};
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, CaseId, ConsultationId, ScopeId};
use domain::person::Contact;
use domain::{ActorId, By, Facts, Role, SubjectId, calendar};
use event_store::{Clock, Migrate};
use projections::free_slots::{FreeSlot, Wanted};
use serde::Serialize;
use uuid::Uuid;

use crate::config::{AuthorityConfig, Config, FILE};
use crate::opening::{self, Beginning, Filler, Stretch};
use crate::people::{STAFF, failed, give, named};

/// Free times on this many working days: thirty a day, one after the other.
const DAYS: usize = 10;
/// Each time can be had five times online.
const STRETCH: Stretch = Stretch { from: (8, 0), until: (18, 0), lanes: Lanes { public: 5, internal: 1 } };
/// How long an appointment for a change of residence is.
const APPOINTMENT_MINS: u16 = 20;
/// A check may rely on so many different times.
const FREE_TIMES: usize = 200;
/// How long the read model of free times may take to show what was done.
const PATIENCE: Duration = Duration::from_mins(1);

/// What was made, for a check to use.
#[derive(Debug, Serialize)]
pub struct Fixture {
    /// By the letters A and B.
    pub authorities: BTreeMap<&'static str, Seeded>,
}

/// What was made in one authority.
#[derive(Debug, Serialize)]
pub struct Seeded {
    /// The official key of its municipality.
    pub ags: String,
    /// What it is called.
    pub name: String,
    /// Where appointments are.
    pub scope: ScopeId,
    /// The staff, by their short names.
    pub staff: BTreeMap<&'static str, Account>,
    /// The citizens, each with an appointment.
    pub citizens: Vec<Citizen>,
    /// A good token for each role.
    pub tokens: BTreeMap<&'static str, String>,
    /// The days with free times.
    pub days: Vec<NaiveDate>,
    /// At least 200 free times, the next one first: the starts of 20 minutes each, none of which overlaps another.
    pub free_slots: Vec<DateTime<Utc>>,
    /// How many appointments of 20 minutes can still be made online.
    pub free_slot_count: usize,
}

/// Somebody with a token.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// Their id.
    pub id: Uuid,
    /// Their token.
    pub token: String,
}

/// A citizen with an appointment.
#[derive(Debug, Serialize)]
pub struct Citizen {
    /// Their account.
    #[serde(flatten)]
    pub account: Account,
    /// Their appointment.
    pub booking: BookingId,
    /// The case that it opened.
    pub case: CaseId,
    /// The talk that it will be.
    pub consultation: ConsultationId,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
}

/// The configuration with two authorities. Where no file names any, the fixture's own are written down beside the data,
/// where every later command finds them.
pub fn with_two_authorities(mut config: Config) -> anyhow::Result<Config> {
    if config.authorities.len() >= 2 {
        return Ok(config);
    }
    let authorities = [("10041100", "Landeshauptstadt Saarbrücken"), ("10041519", "Mittelstadt Völklingen")];
    if let Some(file) = &config.file {
        // What is written elsewhere would be read by nobody, because this file goes first.
        let other = authorities.iter().find(|(ags, _)| !config.authorities.contains_key(*ags));
        let (ags, name) = other.expect("a file with both names two");
        bail!(
            "{} names one authority, and the fixture fills two; add another there, such as [authorities.{ags}] with \
             name = {name:?}, or use another folder",
            file.display()
        );
    }
    for (ags, name) in authorities {
        let authority = AuthorityConfig { name: name.to_owned(), ..AuthorityConfig::default() };
        config.authorities.entry(ags.to_owned()).or_insert(authority);
    }
    // Two authorities need two logs; that is known before anything is written.
    for ags in config.authorities.keys() {
        config.log_of(ags)?;
        config.keys_of(ags)?;
    }
    std::fs::create_dir_all(&config.data).context("the folder of the data cannot be made")?;
    // Paths hold from wherever the file is read.
    config.data = config.data.canonicalize().context("the folder of the data cannot be found")?;
    config.kek_file = config.kek_file.map(std::path::absolute).transpose().context("the key file has no folder")?;
    let path = config.data.join(FILE);
    let text = toml::to_string(&config).context("the configuration cannot be written down")?;
    write_for_its_owner(&path, &format!("# The two authorities of the conformance fixture.\n{text}"))
        .with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(config)
}

/// An address may hold a password.
fn write_for_its_owner(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Fills the first two authorities. Doing it again changes nothing but gives new tokens.
pub async fn conformance(config: &Config) -> anyhow::Result<Fixture> {
    config.prepare().await?;
    let mut authorities = BTreeMap::new();
    for (letter, ags) in ["A", "B"].into_iter().zip(config.authorities.keys()) {
        // Nobody whom a fixture makes up is to be written to.
        let mailing = notifications::Mailing::to_nobody();
        let office = config.office(ags, Clock::system(), Migrate::Apply, Facts::default())?;
        let office = api::office::OfficeConfig { mailing, ..office };
        let office = Office::start(office).await.with_context(|| format!("the office of {ags} did not open"))?;
        let seeded = fill(&office).await.with_context(|| format!("the office of {ags} could not be filled"));
        office.settle().await;
        office.stop().await;
        authorities.insert(letter, seeded?);
    }
    Ok(Fixture { authorities })
}

async fn fill(office: &Office) -> anyhow::Result<Seeded> {
    let ags = office.authority().ags.clone();
    ensure!(
        matches!(Beginning::of(office).await?, Beginning::Empty | Beginning::Filled(Filler::Fixture)),
        "its log was not begun by this fixture, and nobody's data is mixed with made-up ones; use another log"
    );
    let today = calendar::local_date(office.clock().now());
    let working = today.iter_days().skip(1).filter(|date| calendar::is_working_day(*date));
    let days: Vec<NaiveDate> = working.take(DAYS).collect();
    let template = opening::template(&ags, days[0], &[STRETCH], Release::DaysAhead { days: 30 });
    let template = Template { valid_until: days.last().copied(), ..template };
    Filler::Fixture.define(office, &template).await?;

    let mut staff = BTreeMap::new();
    for person in STAFF {
        let token = person.token(office).await?.reveal().to_owned();
        staff.insert(person.key, Account { id: person.id(&ags), token });
    }
    let mut citizens = vec![];
    for number in 0..3 {
        citizens.push(citizen(office, template.scope, days[0], number).await?);
    }

    let role = |key: &str| staff.get(key).map(|account: &Account| account.token.clone()).unwrap_or_default();
    let mut tokens: BTreeMap<&'static str, String> =
        ["team_lead", "auditor", "analyst", "cashier", "service_centre", "data_protection", "admin"]
            .into_iter()
            .map(|key| (key, role(key)))
            .collect();
    tokens.insert("clerk", role("clerk_1"));
    tokens.insert("planner", role("team_lead"));
    tokens.insert("citizen", citizens[0].account.token.clone());

    let free = free(office, template.scope, &days).await?;
    ensure!(free.len() >= FREE_TIMES, "there are only {} free times left; use a new log", free.len());
    Ok(Seeded {
        name: office.name().to_owned(),
        scope: template.scope,
        free_slot_count: free.iter().map(|slot| usize::from(slot.lanes)).sum(),
        free_slots: free.into_iter().map(|slot| slot.span.starts_at).collect(),
        ags,
        staff,
        citizens,
        tokens,
        days,
    })
}

/// The free times of some days, as visitors see them: each begins when the one before has ended.
async fn free(office: &Office, scope: ScopeId, days: &[NaiveDate]) -> anyhow::Result<Vec<FreeSlot>> {
    let (Some(&from), Some(&to)) = (days.first(), days.last()) else { return Ok(vec![]) };
    office.settle().await;
    let (head, _) = office.log().head().await?;
    office.read_models().wait(&["free_slots"], head, PATIENCE).await.context("the free times are not up to date")?;
    let wanted = Wanted { scope, minutes: APPOINTMENT_MINS, pool: Pool::Public, now: office.clock().now() };
    let mut free = office.read_models().free_slots(&wanted, from, to)?;
    let mut ended = DateTime::UNIX_EPOCH;
    free.retain(|slot| {
        let follows = slot.span.starts_at >= ended;
        if follows {
            ended = slot.span.ends_at;
        }
        follows
    });
    Ok(free)
}

/// A citizen who has booked a change of residence.
async fn citizen(office: &Office, scope: ScopeId, date: NaiveDate, number: usize) -> anyhow::Result<Citizen> {
    let ags = office.authority().ags.clone();
    // Another day's fixture makes other appointments, so that it never runs into what one contact may have.
    let what = |thing: &str| Filler::Fixture.names(&format!("{date}.citizen_{number}.{thing}"));
    let actor = ActorId(named(&ags, &Filler::Fixture.names(&format!("citizen_{number}"))));
    let token = office.visitor_token(actor.0);
    let by = By { actor, roles: Role::Citizen.into() };
    let booking = BookingId(named(&ags, &what("booking")));
    let times = opening::starts(date, &STRETCH, APPOINTMENT_MINS);
    let starts_at = *times.get(number).context("the day has fewer times than citizens")?;
    let hold = Hold {
        booking,
        scope,
        date,
        starts_at,
        lines: vec![Line { service: ServiceCode::ChangeOfResidence, quantity: 1 }],
        medium: Medium::Online,
        channel: Channel::Video,
        holder: actor,
    };
    give(office, by, &what("hold"), hold).await.map_err(failed)?;
    let contact = Contact {
        name: format!("Citizen {number}"),
        mail: Some(format!("citizen-{number}.{date}@example.org")),
        phone: None,
        language: "de".to_owned(),
        needs: None,
    };
    let guards = office.guards_of(&contact);
    let contact = SubjectId(named(&ags, &what("subject"))).knows(contact);
    give(office, by, &what("confirm"), Confirm { booking, contact, guards }).await.map_err(failed)?;
    Ok(Citizen {
        account: Account { id: actor.0, token: token.reveal().to_owned() },
        booking,
        case: CaseId::of(booking, 0),
        consultation: ConsultationId::of(booking),
        starts_at,
    })
}
