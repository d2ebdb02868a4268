//! An office to look at: everything in one folder, with staff, opening hours and free times.

use std::fs::OpenOptions;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use api::office::{Office, Offices};
use api::{Example, Examples, HttpOptions, Profile, Texts};
use chrono::{Days, NaiveDate};
use domain::availability::Release;
use domain::capacity::Lanes;
use domain::{Facts, calendar};
use event_store::{Clock, Migrate};
use payments::sandbox::{Access, Options, Purpose, Sandbox};
use payments::xbezahldienste::{self, Authentication};
use payments::{Secret, SecretSource};
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::config::{Config, SealConfig};
use crate::opening::{self, Beginning, Filler, Stretch};
use crate::people::STAFF;
use crate::serving;
use crate::year::{self, Wanted};

/// The hours of the demo: two lanes for everybody and one for the service centre.
const STRETCHES: [Stretch; 2] = [
    Stretch { from: (8, 0), until: (12, 0), lanes: Lanes { public: 2, internal: 1 } },
    Stretch { from: (13, 0), until: (18, 0), lanes: Lanes { public: 2, internal: 1 } },
];

/// Times can be booked this many days ahead, so that a visitor finds some at once.
const AHEAD: u16 = 14;

/// On the first days the demo never closes, at whatever hour somebody looks at it: also shortly before midnight, when
/// the next time is tomorrow's.
const NEVER_CLOSED: usize = 3;

/// What the demo is to be.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// Where it listens.
    pub bind: SocketAddr,
    /// Its folder. Without one it lives in a temporary folder, and is gone afterwards.
    pub data: Option<PathBuf>,
    /// What is played first.
    pub played: Option<Length>,
}

/// How much is played before the demo opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// A year that ended yesterday.
    Year,
    /// Some weeks that ended yesterday.
    Weeks(u32),
}

/// Prepares the office, plays what is wanted, and serves it until somebody stops it.
pub async fn run(wishes: Wishes, out: &mut (dyn Write + Send)) -> anyhow::Result<()> {
    let temporary = match &wishes.data {
        Some(_) => None,
        None => Some(tempfile::tempdir().context("a temporary folder could not be made; name one with --data")?),
    };
    let data = match (&wishes.data, &temporary) {
        (Some(data), _) => data.clone(),
        (None, Some(folder)) => folder.path().to_owned(),
        (None, None) => unreachable!("without a folder there is a temporary one"),
    };
    // Nobody empties a demo's folder.
    let register = Some("simulator".to_owned());
    let mail_from = Some("termine@example.org".to_owned());
    let mut config = Config { bind: wishes.bind, data, register, mail_from, ..Config::default() };
    let stop = serving::stop_signal();
    // A year takes minutes; that the address is taken had better be known before.
    let listener = serving::listen(config.bind).await?;
    for authority in config.authorities.values_mut() {
        authority.profile = profile();
    }
    // Links in mails lead here, whichever port was free.
    config.public_url = Some(format!("http://{}", listener.local_addr()?));
    config.relay_by(|name| std::env::var(name).ok())?;
    config.prepare().await?;
    config.seal = Some(seal_of(&config)?);
    if let Some(length) = wishes.played {
        play(&config, length, &stop, out).await?;
        if stop.is_cancelled() {
            info!("the demo has stopped before it opened");
            return Ok(());
        }
    }

    let ags = config.authority(None)?.to_owned();
    let sandbox = sandbox(&mut config, &ags)?;
    let office = Office::start(config.office(&ags, Clock::system(), Migrate::Apply, Facts::default())?).await?;
    ensure!(
        matches!(Beginning::of(&office).await?, Beginning::Empty | Beginning::Filled(Filler::Demo | Filler::Year)),
        "{} holds a log that no demo began; name another folder with --data",
        config.data.display()
    );
    open(&office).await?;
    let address = listener.local_addr()?;
    let people = people(&office).await?;
    let mut passwords = vec![];
    for person in STAFF {
        passwords.push(person.account(&office).await?);
    }
    introduce(&office, address, &config, &people, &passwords, out)?;
    // Whoever reaches the page acts as these people, so it knows them only where nobody else reaches it.
    let examples =
        address.ip().is_loopback().then(|| Examples { scope: opening::scope_of(&ags).0, municipality: ags, people });
    let profiles = config.profiles_of(&[config.authority(None)?.to_owned()])?.into();
    let options = HttpOptions { dev: true, examples, profiles, trusted: serving::trusted()?, ..HttpOptions::default() };
    let beside = axum::Router::new().nest(SANDBOX, sandbox.router());
    serving::serve(Offices::new([office]), beside, listener, options, stop.cancelled_owned()).await
}

/// What the demo tells of its office. Nobody takes it for a real one.
fn profile() -> Profile {
    let texts = |all: &[(&str, &str)]| -> Texts {
        all.iter().map(|(tag, text)| ((*tag).to_owned(), (*text).to_owned())).collect()
    };
    let made_up = |german: &str, english: &str| {
        texts(&[
            ("de", format!("Dies ist eine Demonstration mit erfundenen Angaben. {german}").as_str()),
            ("en", format!("This is a demonstration with made-up details. {english}").as_str()),
        ])
    };
    Profile {
        phone: Some("0681 555 0100".to_owned()),
        phone_hours: texts(&[
            ("de", "Montag bis Freitag, 8 bis 18 Uhr"),
            ("en", "Monday to Friday, 8 am to 6 pm"),
            ("fr", "Du lundi au vendredi, de 8 h à 18 h"),
            ("de-x-einfach", "Montag bis Freitag. Von 8 Uhr bis 18 Uhr."),
        ]),
        mail: Some("buergeramt@example.org".to_owned()),
        address: Some("Musterstraße 1, 66111 Musterstadt".to_owned()),
        languages: ["de", "en", "fr"].map(str::to_owned).to_vec(),
        responsible: Some("eine erfundene Bürgermeisterin".to_owned()),
        data_protection_officer: Some("datenschutz@example.org".to_owned()),
        supervisory_authority: Some("eine erfundene Aufsichtsbehörde".to_owned()),
        assessment: made_up(
            "Die Seiten werden automatisch gegen WCAG 2.2 AA geprüft.",
            "The pages are checked automatically against WCAG 2.2 AA.",
        ),
        barriers: made_up("Bekannt ist keine.", "None is known."),
        statement_date: Some("am Tag des Starts der Demonstration".to_owned()),
        sign_video: Some("In der Demonstration gibt es kein Video.".to_owned()),
        feedback_mail: Some("barrierefreiheit@example.org".to_owned()),
        feedback_phone: Some("0681 555 0101".to_owned()),
        enforcement_body: made_up(
            "Hier steht die Durchsetzungsstelle des Landes.",
            "Here stands the enforcement body of the state.",
        ),
        ..Profile::default()
    }
}

/// Where the sandbox of payments is.
const SANDBOX: &str = "/sandbox-pay";

/// A payment provider in which no money moves, behind the same door. The office's client talks to it over HTTP and has to
/// say who it is, as it would elsewhere.
fn sandbox(config: &mut Config, ags: &str) -> anyhow::Result<Sandbox> {
    let own = config.public_url.clone().context("the demo knows its address")?;
    let url = format!("{own}{SANDBOX}");
    let password = Secret::from(hex::encode(event_store::random::bytes::<16>()?));
    let access = Access::Basic { user: "vorgang".to_owned(), password: password.clone() };
    let folder = Some(config.data.join("sandbox-pay"));
    let tenants = vec![("vorgang".to_owned(), ags.to_owned())];
    let options = Options { folder, access, tenants, ..Options::new(url.clone()) };
    let sandbox = Sandbox::open(Purpose::Demo, options, Clock::system())?;
    let authentication = Authentication::Basic { user: "vorgang".to_owned(), password: SecretSource::Value(password) };
    config.pays_in_sandbox = true;
    config.payment = Some(xbezahldienste::Config {
        url,
        originator: "vorgang".to_owned(),
        endpoint: ags.to_owned(),
        authentication,
        timeout_secs: 5,
        roots_file: None,
        proxy: None,
        page_hosts: vec![],
    });
    Ok(sandbox)
}

/// The demo's own seal, which nobody has to trust; made once for its folder.
fn seal_of(config: &Config) -> anyhow::Result<SealConfig> {
    let path = |name: &str| config.data.join(name);
    let seal = SealConfig { key: path("seal.key"), certificates: path("seal.pem"), ..SealConfig::default() };
    if !seal.certificates.exists() {
        let name = config.authorities.values().next().map_or("Demo", |authority| authority.name.as_str());
        let demo = documents::seal::Demo::make(name, Clock::system().now())?;
        for (path, text) in [(&seal.key, &demo.key), (&seal.certificates, &demo.certificates)] {
            // A demo that was stopped in between begins anew.
            let mut options = OpenOptions::new();
            options.write(true).create(true).truncate(true).mode(0o600);
            let written = options.open(path).and_then(|mut file| file.write_all(text.as_bytes()));
            written.with_context(|| format!("{} cannot be written", path.display()))?;
        }
    }
    Ok(seal)
}

/// Offers times from today on.
async fn open(office: &Office) -> anyhow::Result<()> {
    let today = calendar::local_date(office.clock().now());
    let template = opening::template(&office.authority().ags, today, &STRETCHES, Release::DaysAhead { days: AHEAD });
    Filler::Demo.define(office, &template).await?;
    // For some days from today on the demo never closes, at whatever hour somebody looks at it.
    for date in today.iter_days().take(NEVER_CLOSED) {
        Filler::Demo.plan_around_the_clock(office, date, STRETCHES[0].lanes).await?;
    }
    office.settle().await;
    Ok(())
}

/// The staff with new tokens.
async fn people(office: &Office) -> anyhow::Result<Vec<Example>> {
    let mut people = vec![];
    for person in STAFF {
        let token = person.token(office).await?.reveal().to_owned();
        people.push(Example { name: person.name.to_owned(), roles: person.roles.to_vec(), token });
    }
    Ok(people)
}

fn introduce(
    office: &Office,
    address: SocketAddr,
    config: &Config,
    people: &[Example],
    passwords: &[String],
    out: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let url = format!("http://{address}");
    writeln!(out, "\n{} is open at {url}\n", office.name())?;
    writeln!(out, "  the pages        {url}/")?;
    writeln!(out, "  for developers   {url}/graphiql   (a change of residence, step by step)")?;
    writeln!(out, "  the API          POST {url}/graphql, subscriptions at ws://{address}/graphql/ws")?;
    writeln!(out, "  for operators    {url}/healthz  {url}/readyz  {url}/metrics")?;
    writeln!(out, "  the data         {}", config.data.display())?;
    writeln!(out, "  payments         {url}{SANDBOX}   (a provider in which no money moves)")?;
    writeln!(out, "  the mails        {}", config.data.join("outbox").display())?;
    writeln!(
        out,
        "  the scope        {}   (whose free times can be booked)\n",
        opening::scope_of(&office.authority().ags).0
    )?;
    writeln!(out, "Everybody is made up. They sign in with a name and a password:\n")?;
    for (person, password) in people.iter().zip(passwords) {
        let roles: Vec<_> = person.roles.iter().map(|role| format!("{role:?}")).collect();
        writeln!(out, "  {:<15} {password:<18} {}", person.name, roles.join(", "))?;
    }
    writeln!(out, "\nTheir tokens, for programs and the header `Authorization: Bearer …`:\n")?;
    for person in people {
        let roles: Vec<_> = person.roles.iter().map(|role| format!("{role:?}")).collect();
        writeln!(out, "  {:<15} {:<28} {}", person.name, roles.join(", "), person.token)?;
    }
    writeln!(
        out,
        "\nA citizen needs neither: whoever books comes back by the link in their mail and the code that they were shown. Stop with Ctrl-C.\n"
    )?;
    out.flush()?;
    Ok(())
}

/// Plays what is wanted on a clock of its own, and tells what came of it.
async fn play(
    config: &Config,
    length: Length,
    stop: &CancellationToken,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let yesterday = calendar::local_date(Clock::system().now()) - Days::new(1);
    let wanted = match length {
        Length::Year => Wanted::year(yesterday, SEED),
        Length::Weeks(weeks) => Wanted::weeks(weeks, yesterday, SEED),
    };
    played(config, wanted, stop, out).await
}

/// What chance starts from in every demo.
pub const SEED: u64 = 2_026;

/// Plays on the office of a configuration, with a bar that shows how far it is, until the end or until it is to stop.
pub async fn played(
    config: &Config,
    wanted: Wanted,
    stop: &CancellationToken,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let ags = config.authority(None)?.to_owned();
    let clock = Clock::manual(chrono::DateTime::UNIX_EPOCH);
    // What is played is over when somebody could read of it.
    let mailing = notifications::Mailing::to_nobody();
    let office = config.office(&ags, clock, Migrate::Apply, Facts::default())?;
    // Nobody fetches tens of thousands of papers either: they were issued elsewhere.
    let office = Office::start(api::office::OfficeConfig { mailing, papers: None, ..office }).await?;
    let days = u64::try_from(wanted.until.signed_duration_since(wanted.from).num_days()).unwrap_or(0) + 1;
    let bar = indicatif::ProgressBar::new(days).with_style(
        indicatif::ProgressStyle::with_template("{msg} {bar:40} {pos}/{len} days, {elapsed}")
            .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()),
    );
    let begun = std::time::Instant::now();
    // A year is a long future: it lies beside the stack.
    let playing = Box::pin(year::play(&office, wanted, |date: NaiveDate| {
        bar.set_message(date.to_string());
        bar.inc(1);
    }));
    let outcome = stop.run_until_cancelled(playing).await;
    bar.finish_and_clear();
    let told = match &outcome {
        Some(Ok(figures)) => year::report(&office, wanted, figures, begun.elapsed(), out).await,
        Some(Err(_)) | None => Ok(()),
    };
    office.stop().await;
    outcome.transpose().context("the year could not be played")?;
    told
}
