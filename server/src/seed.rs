//! Fills two authorities with what conformance checks need: staff, citizens with appointments, and free times.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, ensure};
use api::office::Office;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::availability::{Release, Template};
use domain::booking::{Confirm, Hold, Line, Medium};
use domain::capacity::Lanes;
use domain::catalogue::{Channel, ServiceCode};
use domain::ids::{BookingId, CaseId, ConsultationId, ScopeId};
use domain::person::Contact;
use domain::{By, Facts, Role, SubjectId, calendar};
use event_store::{Clock, Migrate};
use serde::Serialize;
use uuid::Uuid;

use crate::config::{AuthorityConfig, Config, FILE};
use crate::opening::{self, Stretch, failed};
use crate::people::{STAFF, give, named};

/// Free times on this many working days.
const DAYS: usize = 5;
/// Five lanes of twelve appointments a day, which is 300 in all.
const STRETCH: Stretch = Stretch { from: (9, 0), until: (13, 0), lanes: Lanes { public: 5, internal: 1 } };

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
    /// Some free times, the next one first: the starts of 20 minutes that nobody has.
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

/// The configuration with two authorities. One that has fewer gets the fixture's own, and is written down beside the
/// data, where every later command finds it.
pub fn with_two_authorities(mut config: Config) -> anyhow::Result<Config> {
    if config.authorities.len() >= 2 {
        return Ok(config);
    }
    let authorities = [("10041100", "Landeshauptstadt Saarbrücken"), ("10041519", "Mittelstadt Völklingen")];
    for (ags, name) in authorities {
        let authority = AuthorityConfig { name: name.to_owned(), ..AuthorityConfig::default() };
        config.authorities.entry(ags.to_owned()).or_insert(authority);
    }
    let path = config.data.join(FILE);
    ensure!(
        !path.exists(),
        "{} names fewer than two authorities; add the second one there, or use another folder",
        path.display()
    );
    std::fs::create_dir_all(&config.data).context("the folder of the data cannot be made")?;
    let mut text = String::from("# The two authorities of the conformance fixture.\n");
    for (ags, authority) in &config.authorities {
        writeln!(text, "\n[authorities.{ags}]\nname = {:?}", authority.name)?;
    }
    std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
    Ok(config)
}

/// Fills the first two authorities. Doing it again changes nothing but gives new tokens.
pub async fn conformance(config: &Config) -> anyhow::Result<Fixture> {
    config.prepare()?;
    let mut authorities = BTreeMap::new();
    for (letter, ags) in ["A", "B"].into_iter().zip(config.authorities.keys()) {
        let office = config.office(ags, Clock::system(), Migrate::Apply, Facts::default())?;
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
    let today = calendar::local_date(office.clock().now());
    let working = today.iter_days().skip(1).filter(|date| calendar::is_working_day(*date));
    let days: Vec<NaiveDate> = working.take(DAYS).collect();
    let template = opening::template(&ags, days[0], &[STRETCH], Release::DaysAhead { days: 30 });
    opening::define(office, &Template { valid_until: days.last().copied(), ..template.clone() }).await?;

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

    let free_slots: Vec<_> = days.iter().flat_map(|date| starts(*date)).skip(citizens.len()).collect();
    Ok(Seeded {
        name: office.name().to_owned(),
        scope: template.scope,
        free_slot_count: days.iter().map(|date| starts(*date).len()).sum::<usize>() * usize::from(STRETCH.lanes.public)
            - citizens.len(),
        ags,
        staff,
        citizens,
        tokens,
        days,
        free_slots,
    })
}

/// The starts of 20 minutes each on a day.
fn starts(date: NaiveDate) -> Vec<DateTime<Utc>> {
    let first = calendar::moment(date, opening::time(STRETCH.from));
    let last = calendar::moment(date, opening::time(STRETCH.until));
    let (Some(first), Some(last)) = (first, last) else { return vec![] };
    std::iter::successors(Some(first), |time| Some(*time + TimeDelta::minutes(20)))
        .take_while(|time| *time < last)
        .collect()
}

/// A citizen who has booked a change of residence.
async fn citizen(office: &Office, scope: ScopeId, date: NaiveDate, number: usize) -> anyhow::Result<Citizen> {
    let ags = office.authority().ags.clone();
    let what = |thing: &str| format!("seed.{date}.citizen_{number}.{thing}");
    let (actor, token) = office.welcome(named(&ags, &format!("seed.citizen_{number}")));
    let by = By { actor, roles: Role::Citizen.into() };
    let booking = BookingId(named(&ags, &what("booking")));
    let starts_at = *starts(date).get(number).context("the day has fewer times than citizens")?;
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
        mail: Some(format!("citizen-{number}@example.org")),
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
