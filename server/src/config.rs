//! Where things are: `vorgang.toml`, overridden by the environment.

mod bucket;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use api::office::{OfficeConfig, Papers, Seal};
use documents::seal::{FileKey, Http};
use documents::{Scanner, Storage};
use domain::asked::Authority;
use domain::{Confirmation, Facts};
use event_store::{Clock, Kek, Migrate, Target};
use notifications::{Head, Mailing, Returns};
use payments::xbezahldienste::{self, Authentication};
use payments::{Breaker, Paying, Policy, Secret, SecretSource};
use register::Gateway;
use renderer::{Isolated, Limits};
use serde::{Deserialize, Serialize};

pub use bucket::S3Config;

use crate::{mail_server, stores};

/// The file that is read when nobody names one.
pub const FILE: &str = "vorgang.toml";

/// From where mails come while nobody has named an address. No mail server delivers it elsewhere.
const NOBODYS_ADDRESS: &str = "termine@localhost";

/// What stands for the authority's key in an address or a folder.
const PLACEHOLDER: &str = "{authority}";

/// The configuration of a server.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The file that it was read from, if there was one.
    #[serde(skip)]
    pub file: Option<PathBuf>,
    /// Where the server listens.
    pub bind: SocketAddr,
    /// The address under which browsers reach it, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
    /// The folder for everything that the server keeps itself.
    pub data: PathBuf,
    /// The log: `sqlite:PATH` or `postgres://…`. May hold `{authority}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// The store of the keys to personal data: like the log, but never in the same database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
    /// The file with the key that wraps those keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kek_file: Option<PathBuf>,
    /// The way to registers and federal offices: `folder:PATH`, which may hold `{authority}`, or `simulator`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// Where documents are kept, encrypted, apart for each authority: a folder, or `s3://BUCKET/PREFIX`; the folder
    /// `documents` in the data folder if nobody says.
    pub documents: Option<String>,
    /// The way to that bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub s3: Option<S3Config>,
    /// The clamd that is asked about each file that is handed in: `HOST:PORT` or `unix:/PATH`. Without one nobody is.
    pub clamd: Option<String>,
    /// The folder into which mails are written; `outbox` in the data folder if nobody names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outbox: Option<PathBuf>,
    /// The mail server: `smtp://name@host:port` (STARTTLS) or `smtps://…`. Without one, mails are files in the outbox.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_url: Option<String>,
    /// The file with the password for the mail server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_password_file: Option<PathBuf>,
    /// The certificates (PEM) of an authority of one's own that has signed the mail server's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smtp_ca_file: Option<PathBuf>,
    /// The folder to which a mail server delivers reports of mails that came back, such as `Maildir/new`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_returns: Option<PathBuf>,
    /// The address from which mails come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_from: Option<String>,
    /// The telephone of the service centre, as mails name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The folder of the authorities' own templates for papers; may hold `{authority}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<String>,
    /// Whether visitors confirm an appointment by a link that goes to their mailbox.
    pub confirm_by_mail: bool,
    /// By way of whom fees are paid online. Without it they are paid at the counter only. `originator` and `endpoint` may
    /// hold `{authority}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<xbezahldienste::Config>,
    /// What the treasury books fees by: names and values, such as `haushaltsstelle`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub payment_booking: BTreeMap<String, String>,
    /// Whether payments go to the sandbox of a demonstration. No file and no environment says so.
    #[serde(skip)]
    pub pays_in_sandbox: bool,
    /// The seal of the authorities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealConfig>,
    /// How much one client may ask for.
    pub limits: api::Limits,
    /// The authorities, by the official keys of their municipalities.
    pub authorities: BTreeMap<String, AuthorityConfig>,
}

/// What differs from authority to authority. What is left out follows the general settings.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityConfig {
    /// What the authority is called.
    pub name: String,
    /// Its log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// Its key store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
    /// Its way to registers and federal offices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub register: Option<String>,
    /// The address from which its mails come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail_from: Option<String>,
    /// The telephone of its service centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The folder of its own templates for papers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub templates: Option<String>,
    /// Whether its visitors confirm by mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm_by_mail: Option<bool>,
    /// By way of whom its fees are paid online.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment: Option<xbezahldienste::Config>,
    /// A seal of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seal: Option<SealConfig>,
    /// Its folder of read models.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
}

/// With what papers are sealed.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct SealConfig {
    /// The file of the key: PKCS#8 in PEM, on the curve P-256.
    pub key: PathBuf,
    /// The file of its certificates in PEM: its own, then those that lead to a trusted one.
    pub certificates: PathBuf,
    /// The address of an authority that stamps times, which begins with `http://`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_stamps: Option<String>,
    /// The file of the certificates in PEM by which that authority is trusted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_stamp_certificates: Option<PathBuf>,
}

/// How long an authority that stamps times may take. Then a paper is sealed without.
const STAMPED_WITHIN: Duration = Duration::from_secs(5);

impl SealConfig {
    fn open(&self) -> anyhow::Result<Seal> {
        let key = FileKey::read(&self.key, &self.certificates)
            .context("the seal cannot be used; name its files with VORGANG_SEAL_KEY and VORGANG_SEAL_CERTIFICATES")?;
        let time_stamps = match (&self.time_stamps, &self.time_stamp_certificates) {
            (None, None) => None,
            (Some(url), Some(path)) => {
                let trusted = std::fs::read_to_string(path).with_context(|| {
                    format!("{} cannot be read; name another file with VORGANG_TSA_CERTIFICATES", path.display())
                })?;
                let authority = Http::new(url, &trusted, STAMPED_WITHIN).context("time stamps cannot be asked for")?;
                Some(Arc::new(authority) as Arc<dyn documents::seal::Authority>)
            }
            (Some(_), None) | (None, Some(_)) => {
                bail!("time stamps need both: VORGANG_TSA_URL and VORGANG_TSA_CERTIFICATES")
            }
        };
        Ok(Seal { key: Arc::new(key), time_stamps })
    }
}

/// The way to registers and federal offices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Register {
    /// One that takes everything and keeps nothing.
    Simulator,
    /// A folder in which messages are handed over.
    Folder(PathBuf),
}

impl Register {
    /// The gateway to it.
    fn open(self) -> anyhow::Result<Arc<dyn Gateway>> {
        Ok(match self {
            Self::Simulator => Arc::new(register::Simulator::default()),
            Self::Folder(path) => {
                let folder = register::Folder::open(path.clone());
                Arc::new(folder.with_context(|| {
                    format!(
                        "the hand-over folder {} cannot be made; choose another with VORGANG_REGISTER",
                        path.display()
                    )
                })?)
            }
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        let saarbruecken = AuthorityConfig { name: "Landeshauptstadt Saarbrücken".to_owned(), ..Default::default() };
        Self {
            file: None,
            bind: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            data: PathBuf::from("data"),
            log: None,
            keys: None,
            kek_file: None,
            register: None,
            documents: None,
            s3: None,
            clamd: None,
            outbox: None,
            smtp_url: None,
            smtp_password_file: None,
            smtp_ca_file: None,
            mail_returns: None,
            mail_from: None,
            phone: None,
            templates: None,
            confirm_by_mail: false,
            payment: None,
            payment_booking: BTreeMap::new(),
            pays_in_sandbox: false,
            seal: None,
            limits: api::Limits::default(),
            authorities: BTreeMap::from([(Authority::default().ags, saarbruecken)]),
        }
    }
}

impl Config {
    /// Reads the file and the environment. A file that is named has to be there; the default one need not.
    pub fn load(file: Option<&Path>, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let (path, named) = (file.unwrap_or(Path::new(FILE)), file.is_some());
        let mut config: Self = match std::fs::read_to_string(path) {
            Ok(text) => {
                let read: Self =
                    toml::from_str(&text).with_context(|| format!("{} is not a configuration", path.display()))?;
                Self { file: Some(path.to_owned()), ..read }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !named => Self::default(),
            Err(error) => {
                return Err(error).with_context(|| format!("{} cannot be read; name another file", path.display()));
            }
        };
        config.override_by(environment)?;
        for ags in config.authorities.keys() {
            ensure!(
                ags.len() == 8 && ags.bytes().all(|byte| byte.is_ascii_digit()),
                "{ags:?} is not the official key of a municipality; it has eight digits"
            );
        }
        ensure!(!config.authorities.is_empty(), "no authority is configured; add [authorities.\"10041100\"]");
        Ok(config)
    }

    fn override_by(&mut self, environment: impl Fn(&str) -> Option<String>) -> anyhow::Result<()> {
        if let Some(bind) = environment("VORGANG_BIND") {
            self.bind =
                bind.parse().with_context(|| format!("VORGANG_BIND is {bind:?}; write it as in 127.0.0.1:8080"))?;
        }
        if let Some(data) = environment("VORGANG_DATA") {
            self.data = PathBuf::from(data);
        }
        // What the environment says holds for every authority.
        if let Some(log) = environment("VORGANG_LOG") {
            self.log = Some(log);
            self.authorities.values_mut().for_each(|authority| authority.log = None);
        }
        if let Some(keys) = environment("VORGANG_KEYS") {
            self.keys = Some(keys);
            self.authorities.values_mut().for_each(|authority| authority.keys = None);
        }
        if let Some(file) = environment("VORGANG_KEK_FILE") {
            self.kek_file = Some(PathBuf::from(file));
        }
        if let Some(register) = environment("VORGANG_REGISTER") {
            self.register = Some(register);
            self.authorities.values_mut().for_each(|authority| authority.register = None);
        }
        if let Some(url) = environment("VORGANG_PUBLIC_URL") {
            self.public_url = Some(url);
        }
        if let Some(documents) = environment("VORGANG_DOCUMENTS") {
            self.documents = Some(documents);
        }
        S3Config::set(&mut self.s3, &environment);
        if let Some(clamd) = environment("VORGANG_CLAMD") {
            self.clamd = Some(clamd).filter(|clamd| !clamd.is_empty());
        }
        if let Some(outbox) = environment("VORGANG_OUTBOX") {
            self.outbox = Some(PathBuf::from(outbox));
        }
        if let Some(from) = environment("VORGANG_MAIL_FROM") {
            self.mail_from = Some(from);
            self.authorities.values_mut().for_each(|authority| authority.mail_from = None);
        }
        if let Some(phone) = environment("VORGANG_PHONE") {
            self.phone = Some(phone);
            self.authorities.values_mut().for_each(|authority| authority.phone = None);
        }
        if let Some(templates) = environment("VORGANG_TEMPLATES") {
            self.templates = Some(templates);
            self.authorities.values_mut().for_each(|authority| authority.templates = None);
        }
        for (name, set) in [
            ("VORGANG_SEAL_KEY", (|seal, value| seal.key = value.into()) as fn(&mut SealConfig, String)),
            ("VORGANG_SEAL_CERTIFICATES", |seal, value| seal.certificates = value.into()),
            ("VORGANG_TSA_URL", |seal, value| seal.time_stamps = Some(value)),
            ("VORGANG_TSA_CERTIFICATES", |seal, value| seal.time_stamp_certificates = Some(value.into())),
        ] {
            if let Some(value) = environment(name) {
                set(self.seal.get_or_insert_default(), value);
                self.authorities.values_mut().for_each(|authority| authority.seal = None);
            }
        }
        if let Some(by_mail) = environment("VORGANG_CONFIRM_BY_MAIL") {
            self.confirm_by_mail = by_mail
                .parse()
                .with_context(|| format!("VORGANG_CONFIRM_BY_MAIL is {by_mail:?}; write true or false"))?;
            self.authorities.values_mut().for_each(|authority| authority.confirm_by_mail = None);
        }
        if let Some(url) = environment("VORGANG_PAYMENT_URL") {
            self.pay_at(&url)?;
        }
        if let Some(secret) = environment("VORGANG_PAYMENT_SECRET") {
            for payment in self.payments_mut() {
                match &mut payment.authentication {
                    Authentication::Oauth2 { client_secret: known, .. }
                    | Authentication::Basic { password: known, .. } => {
                        *known = SecretSource::Value(Secret::from(secret.as_str()));
                    }
                    Authentication::Certificate { .. } => {
                        bail!(
                            "VORGANG_PAYMENT_SECRET is set, and the payment provider knows the office by a certificate"
                        );
                    }
                }
            }
        }
        if let Some(url) = environment("VORGANG_SMTP_URL") {
            self.smtp_url = (!url.is_empty()).then_some(url);
        }
        if let Some(file) = environment("VORGANG_SMTP_PASSWORD_FILE") {
            self.smtp_password_file = Some(PathBuf::from(file));
        }
        if let Some(folder) = environment("VORGANG_MAIL_RETURNS") {
            self.mail_returns = Some(PathBuf::from(folder));
        }
        if let Some(file) = environment("VORGANG_SMTP_CA_FILE") {
            self.smtp_ca_file = Some(PathBuf::from(file));
        }
        if let Some(proxies) = environment("VORGANG_PROXIES") {
            self.limits.proxies =
                proxies.parse().with_context(|| format!("VORGANG_PROXIES is {proxies:?}; write a number"))?;
        }
        Ok(())
    }

    /// The address of the payment provider; an empty one switches payments off. Who the office is there the file says.
    fn pay_at(&mut self, url: &str) -> anyhow::Result<()> {
        if url.is_empty() {
            self.payment = None;
            self.authorities.values_mut().for_each(|authority| authority.payment = None);
            return Ok(());
        }
        let mut payments = self.payments_mut().peekable();
        ensure!(
            payments.peek().is_some(),
            "VORGANG_PAYMENT_URL is set, and nothing says who the office is there; write originator, endpoint and \
             authentication below [payment] into {FILE}"
        );
        payments.for_each(|payment| url.clone_into(&mut payment.url));
        Ok(())
    }

    fn payments_mut(&mut self) -> impl Iterator<Item = &mut xbezahldienste::Config> {
        let own = self.authorities.values_mut().filter_map(|authority| authority.payment.as_mut());
        self.payment.iter_mut().chain(own)
    }

    /// By way of whom the authority's fees are paid online, if they can be.
    pub fn payment_of(&self, ags: &str) -> anyhow::Result<Option<xbezahldienste::Config>> {
        let own = self.authorities.get(ags).and_then(|authority| authority.payment.as_ref());
        let Some(chosen) = own.or(self.payment.as_ref()) else { return Ok(None) };
        // Two authorities with one account would get each other's money.
        ensure!(
            self.authorities.len() == 1 || own.is_some() || chosen.endpoint.contains(PLACEHOLDER),
            "several authorities would share one account for payments; write {PLACEHOLDER} into its endpoint"
        );
        let [originator, endpoint] = [&chosen.originator, &chosen.endpoint].map(|name| name.replace(PLACEHOLDER, ags));
        Ok(Some(xbezahldienste::Config { originator, endpoint, ..chosen.clone() }))
    }

    /// The client of the authority's payment provider. In production it takes no sandbox for one.
    pub fn provider_of(&self, ags: &str, clock: Clock) -> anyhow::Result<Option<Arc<dyn payments::Provider>>> {
        let Some(config) = self.payment_of(ags)? else { return Ok(None) };
        let profile =
            if self.pays_in_sandbox { xbezahldienste::Profile::Demo } else { xbezahldienste::Profile::Production };
        let client = xbezahldienste::Client::new(&config, profile, clock)
            .with_context(|| format!("the payment provider of {ags} cannot be used as it is configured"))?;
        Ok(Some(Arc::new(client)))
    }

    /// How the authority's fees are paid online, if they can be. A provider that does not answer is left alone for a while.
    fn paying_of(&self, ags: &str, clock: &Clock) -> anyhow::Result<Option<Paying>> {
        let provider = self.provider_of(ags, clock.clone())?;
        let booking = self.payment_booking.clone().into_iter().collect();
        Ok(provider.map(|provider| {
            let provider = Arc::new(Breaker::new(provider, Policy::default(), clock.clone()));
            Paying { provider, booking }
        }))
    }

    /// The authority that a command means: the one that is named, or the only one.
    pub fn authority(&self, named: Option<&str>) -> anyhow::Result<&str> {
        match named {
            Some(ags) => match self.authorities.get_key_value(ags) {
                Some((ags, _)) => Ok(ags),
                None => bail!("no authority {ags} is configured; there are {}", self.list()),
            },
            None if self.authorities.len() == 1 => Ok(self.authorities.keys().next().expect("there is one")),
            None => bail!("there are several authorities; name one with --authority: {}", self.list()),
        }
    }

    fn list(&self) -> String {
        self.authorities.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Where the authority's log is.
    pub fn log_of(&self, ags: &str) -> anyhow::Result<Target> {
        let own = self.authorities.get(ags).and_then(|authority| authority.log.as_ref());
        self.target("log", own.or(self.log.as_ref()), ags)
    }

    /// Where the authority's keys are.
    pub fn keys_of(&self, ags: &str) -> anyhow::Result<Target> {
        let own = self.authorities.get(ags).and_then(|authority| authority.keys.as_ref());
        self.target("keys", own.or(self.keys.as_ref()), ags)
    }

    /// The authority's way to registers and federal offices. Unless somebody chose one, it is a folder of its own.
    pub fn register_of(&self, ags: &str) -> anyhow::Result<Register> {
        let own = self.authorities.get(ags).and_then(|authority| authority.register.as_ref());
        let Some(chosen) = own.or(self.register.as_ref()) else {
            return Ok(Register::Folder(self.folder_of(ags).join("register")));
        };
        match chosen.split_once(':') {
            None if chosen == "simulator" => Ok(Register::Simulator),
            Some(("folder", path)) if !path.is_empty() => {
                // Two authorities in one folder would hand over each other's cases.
                ensure!(
                    self.authorities.len() == 1 || path.contains(PLACEHOLDER) || own.is_some(),
                    "several authorities would share one register; write {PLACEHOLDER} into its folder"
                );
                Ok(Register::Folder(PathBuf::from(path.replace(PLACEHOLDER, ags))))
            }
            None | Some(_) => bail!("the register is {chosen:?}; write `folder:PATH` or `simulator`"),
        }
    }

    /// What stands on the authority's mails.
    pub fn head_of(&self, ags: &str) -> Head {
        let own = self.authorities.get(ags);
        let name = own.map(|authority| authority.name.clone()).unwrap_or_default();
        let from = self.sender_of(ags).unwrap_or(NOBODYS_ADDRESS).to_owned();
        let phone = own.and_then(|authority| authority.phone.clone()).or(self.phone.clone());
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.bind));
        Head { name, from, phone, url: url.trim_end_matches('/').to_owned() }
    }

    /// Where the authority keeps documents, and who is asked about harmful ones.
    pub fn storage_of(&self, ags: &str) -> anyhow::Result<Storage> {
        let (folder, bucket) = bucket::storage(self.documents.as_deref(), self.s3.as_ref(), &self.data, ags)?;
        let folder = folder.join(ags);
        let scanner = match &self.clamd {
            None => Scanner::None,
            Some(text) => Scanner::parse(text).with_context(|| {
                format!("the scanner is {text:?}; write `HOST:PORT` or `unix:/PATH` in VORGANG_CLAMD")
            })?,
        };
        Ok(Storage { folder, bucket, scanner })
    }

    /// How the authority writes to people. All authorities share the outbox: the names of the files tell them apart.
    pub fn mailing_of(&self, ags: &str) -> anyhow::Result<Mailing> {
        let head = self.head_of(ags);
        head.check()
            .with_context(|| format!("{:?} is no address for mail; name another with VORGANG_MAIL_FROM", head.from))?;
        let returns = self.mail_returns.clone().map(|path| {
            Returns::open(path.clone()).with_context(|| {
                format!("the folder {} cannot be made; choose another with VORGANG_MAIL_RETURNS", path.display())
            })
        });
        let returns = returns.transpose()?;
        if let Some(smtp) = mail_server::open(self, &head.from)? {
            return Ok(Mailing { head, outbox: Some(Arc::new(smtp)), returns });
        }
        let path = self.outbox_path();
        let folder = notifications::Folder::open(path.clone());
        let folder = folder.with_context(|| {
            format!("the outbox {} cannot be made; choose another with VORGANG_OUTBOX", path.display())
        })?;
        Ok(Mailing { head, outbox: Some(Arc::new(folder)), returns })
    }

    /// The folder of the authority's own templates, if somebody chose one.
    pub fn templates_of(&self, ags: &str) -> Option<PathBuf> {
        let own = self.authorities.get(ags).and_then(|authority| authority.templates.as_ref());
        let chosen = own.or(self.templates.as_ref())?;
        Some(PathBuf::from(chosen.replace(PLACEHOLDER, ags)))
    }

    /// What the authority makes its papers with: this program again, a process for each paper, with limits of its own; and
    /// its seal, if it has one.
    pub fn papers_of(&self, ags: &str) -> anyhow::Result<Papers> {
        let mut arguments = vec!["paper".into()];
        if let Some(folder) = self.templates_of(ags) {
            // Better now than at the first paper.
            renderer::Typesetter::new(Some(&folder))
                .with_context(|| "the templates cannot be used; choose another folder with VORGANG_TEMPLATES")?;
            arguments.push("--templates".into());
            arguments.push(folder.into_os_string());
        }
        let program = std::env::current_exe().context("the place of this program is unknown")?;
        let own = self.authorities.get(ags).and_then(|authority| authority.seal.as_ref());
        let seal = own.or(self.seal.as_ref()).map(SealConfig::open).transpose()?;
        Ok(Papers { renderer: Arc::new(Isolated::new(program, arguments, Limits::default())), seal })
    }

    /// The folder into which mails are written.
    pub fn outbox_path(&self) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| self.data.join("outbox"))
    }

    /// The address from which the authority's mails come, if somebody chose one.
    pub fn sender_of(&self, ags: &str) -> Option<&str> {
        let own = self.authorities.get(ags).and_then(|authority| authority.mail_from.as_deref());
        own.or(self.mail_from.as_deref())
    }

    /// How the authority's visitors confirm.
    pub fn confirmation_of(&self, ags: &str) -> Confirmation {
        let own = self.authorities.get(ags).and_then(|authority| authority.confirm_by_mail);
        if own.unwrap_or(self.confirm_by_mail) { Confirmation::ByMail } else { Confirmation::AtOnce }
    }

    /// Whether somebody chose where the authority's keys are.
    pub fn chooses_keys_of(&self, ags: &str) -> bool {
        self.keys.is_some() || self.names_its_own("keys", ags)
    }

    fn target(&self, what: &str, address: Option<&String>, ags: &str) -> anyhow::Result<Target> {
        let Some(address) = address else {
            return Ok(Target::Sqlite(self.folder_of(ags).join(format!("{what}.sqlite"))));
        };
        // Two authorities in one log would see each other's cases.
        ensure!(
            self.authorities.len() == 1 || address.contains(PLACEHOLDER) || self.names_its_own(what, ags),
            "several authorities would share one {what}; write {PLACEHOLDER} into its address"
        );
        address.replace(PLACEHOLDER, ags).parse().with_context(|| {
            format!("the address of the {what} is not possible; write another one as VORGANG_{}", what.to_uppercase())
        })
    }

    fn names_its_own(&self, what: &str, ags: &str) -> bool {
        self.authorities.get(ags).is_some_and(|authority| match what {
            "log" => authority.log.is_some(),
            _ => authority.keys.is_some(),
        })
    }

    /// The folder of what the server keeps for the authority.
    pub fn folder_of(&self, ags: &str) -> PathBuf {
        self.data.join(ags)
    }

    /// The folder of the authority's read models.
    pub fn read_models_of(&self, ags: &str) -> PathBuf {
        let own = self.authorities.get(ags).and_then(|authority| authority.data.clone());
        own.unwrap_or_else(|| self.folder_of(ags).join("read-models"))
    }

    /// The file with the key that wraps the keys.
    pub fn kek_path(&self) -> PathBuf {
        self.kek_file.clone().unwrap_or_else(|| self.data.join("kek"))
    }

    /// Makes the folders, and on the first start the key file.
    ///
    /// A new key never replaces a lost or a mistyped one: what that one wrapped would stay closed.
    pub async fn prepare(&self) -> anyhow::Result<()> {
        if !self.kek_path().exists() {
            self.nothing_is_there_yet().await?;
        }
        for ags in self.authorities.keys() {
            for target in [self.log_of(ags)?, self.keys_of(ags)?] {
                if let Target::Sqlite(path) = target
                    && let Some(folder) = path.parent()
                {
                    make(folder)?;
                }
            }
            make(&self.read_models_of(ags))?;
            make(&self.storage_of(ags)?.folder)?;
        }
        let path = self.kek_path();
        if !path.exists() {
            if let Some(folder) = path.parent() {
                make(folder)?;
            }
            Kek::generate_into(&path).with_context(|| format!("no key could be made in {}", path.display()))?;
        }
        Ok(())
    }

    /// A log or a key store that exists was made with a key file, so a new one would be a wrong one.
    async fn nothing_is_there_yet(&self) -> anyhow::Result<()> {
        for ags in self.authorities.keys() {
            for (what, target) in [("log", self.log_of(ags)?), ("key store", self.keys_of(ags)?)] {
                ensure!(
                    !stores::exists(&target).await?,
                    "the key file {} does not exist, and the {what} {target} does; put back the key file that it was \
                     made with, or name it with VORGANG_KEK_FILE",
                    self.kek_path().display()
                );
            }
        }
        Ok(())
    }

    /// Everything that an office is opened with.
    pub fn office(&self, ags: &str, clock: Clock, migrate: Migrate, facts: Facts) -> anyhow::Result<OfficeConfig> {
        let path = self.kek_path();
        let kek = Kek::load(&path).with_context(|| {
            format!("the key file {} cannot be used; `vorgang migrate` makes one for a new office", path.display())
        })?;
        let name = self.authorities.get(ags).map(|authority| authority.name.clone()).unwrap_or_default();
        Ok(OfficeConfig {
            authority: Authority { ags: ags.to_owned() },
            name,
            log: self.log_of(ags)?,
            keys: self.keys_of(ags)?,
            kek,
            data: self.read_models_of(ags),
            paying: self.paying_of(ags, &clock)?,
            clock,
            migrate,
            facts: Facts { confirmation: self.confirmation_of(ags), ..facts },
            register: self.register_of(ags)?.open()?,
            mailing: self.mailing_of(ags)?,
            papers: Some(self.papers_of(ags)?),
            documents: self.storage_of(ags)?,
        })
    }
}

fn make(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made; choose another with VORGANG_DATA", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nothing(_: &str) -> Option<String> {
        None
    }

    fn read(text: &str) -> anyhow::Result<Config> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join(FILE);
        std::fs::write(&path, text)?;
        Config::load(Some(&path), nothing)
    }

    #[test]
    fn without_a_file_there_is_one_authority_on_embedded_databases() {
        let config = Config::load(None, nothing).expect("defaults");
        assert_eq!(config.authority(None).expect("the only one"), "10041100");
        let log = config.log_of("10041100").expect("an address");
        assert_eq!(log.to_string(), "sqlite:data/10041100/log.sqlite");
    }

    #[test]
    fn documents_lie_in_the_data_folder_unless_somebody_says_otherwise_and_a_scanner_has_an_address() {
        let config = read("data = \"/srv/v\"").expect("readable");
        let storage = config.storage_of("10041100").expect("the default");
        assert_eq!(
            (storage.folder.as_path(), storage.scanner),
            (Path::new("/srv/v/documents/10041100"), Scanner::None)
        );
        let config = read("documents = \"/srv/d\"\nclamd = \"unix:/run/clamd\"").expect("readable");
        let storage = config.storage_of("10041100").expect("both");
        assert_eq!(storage.folder, Path::new("/srv/d/10041100"));
        assert_eq!(storage.scanner, Scanner::Unix("/run/clamd".into()));
        assert_eq!(storage.bucket, None);
        let wrong = read("clamd = \"clamd\"").expect("readable").storage_of("10041100").expect_err("no port");
        assert!(wrong.to_string().contains("VORGANG_CLAMD"), "{wrong}");
    }

    #[test]
    fn mails_go_into_one_outbox_and_each_authority_has_its_own_words() {
        let text = "mail_from = \"amt@example.org\"\n[authorities.10041100]\nname = \"A\"\nphone = \"0681\"\n\
                    confirm_by_mail = true\n[authorities.10041101]\nname = \"B\"\nmail_from = \"b@example.org\"\n";
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config { data: folder.path().join("data"), ..read(text).expect("readable") };
        let [a, b] = ["10041100", "10041101"].map(|ags| config.mailing_of(ags).expect("possible").head);
        assert_eq!((a.name.as_str(), a.from.as_str(), a.phone.as_deref()), ("A", "amt@example.org", Some("0681")));
        assert_eq!((b.name.as_str(), b.from.as_str(), b.phone), ("B", "b@example.org", None));
        assert_eq!(a.url, "http://127.0.0.1:8080");
        assert!(folder.path().join("data/outbox").is_dir());
        assert_eq!(config.confirmation_of("10041100"), Confirmation::ByMail);
        assert_eq!(config.confirmation_of("10041101"), Confirmation::AtOnce);
        let wrong = Config { mail_from: Some("nobody".to_owned()), ..config };
        assert!(wrong.mailing_of("10041100").is_err());
    }

    #[test]
    fn mails_go_to_a_mail_server_where_there_is_one() {
        let environment = |name: &str| (name == "VORGANG_SMTP_URL").then(|| "smtp://mail.example.org".to_owned());
        let config = Config::load(None, environment).expect("readable");
        let outbox = config.mailing_of("10041100").expect("possible").outbox.expect("there is one");
        assert_eq!(outbox.name(), "the mail server mail.example.org:587");
        let wrong = Config { smtp_url: Some("mail.example.org".to_owned()), ..config };
        let refused = wrong.mailing_of("10041100").map(drop).expect_err("mails would be lost");
        assert!(refused.to_string().contains("VORGANG_SMTP_URL"), "{refused}");
    }

    const PAYMENT: &str = "[payment]\nurl = 'https://pay.example/xb'\noriginator = 'vorgang'\nendpoint = '{authority}'\n\
        authentication.basic = { user = 'amt', password = 'secret' }\n";

    #[test]
    fn fees_are_paid_online_where_somebody_has_said_by_way_of_whom() {
        let nobody = Config::load(Some(Path::new("/nowhere.toml")), nothing);
        assert!(nobody.is_err());
        assert_eq!(Config::default().payment_of("10041100").expect("possible"), None);
        let config = read(PAYMENT).expect("a configuration");
        let payment = config.payment_of("10041100").expect("possible").expect("it is there");
        assert_eq!((payment.endpoint.as_str(), payment.url.as_str()), ("10041100", "https://pay.example/xb"));
        assert!(config.provider_of("10041100", Clock::system()).expect("possible").is_some());
        assert!(!format!("{config:?}").contains("secret"), "and nothing prints the password");
    }

    #[test]
    fn a_server_pays_by_way_of_nobody_whom_it_cannot_reach_by_tls() {
        let config = read(&PAYMENT.replace("https", "http")).expect("a configuration");
        assert!(config.provider_of("10041100", Clock::system()).is_err());
        let demo = Config {
            pays_in_sandbox: true,
            ..read(&PAYMENT.replace("https://pay.example", "http://127.0.0.1:1")).expect("a configuration")
        };
        assert!(demo.provider_of("10041100", Clock::system()).is_ok());
    }

    #[test]
    fn the_address_of_the_provider_comes_from_the_environment_and_who_the_office_is_from_the_file() {
        let set = |name: &str, value: &str| {
            let (name, value) = (name.to_owned(), value.to_owned());
            move |asked: &str| (asked == name).then(|| value.clone())
        };
        let mut config = read(PAYMENT).expect("a configuration");
        config.override_by(set("VORGANG_PAYMENT_URL", "https://other.example")).expect("possible");
        assert_eq!(config.payment.as_ref().map(|payment| payment.url.as_str()), Some("https://other.example"));
        config.override_by(set("VORGANG_PAYMENT_URL", "")).expect("possible");
        assert_eq!(config.payment, None);
        assert!(config.override_by(set("VORGANG_PAYMENT_URL", "https://other.example")).is_err());
    }

    #[test]
    fn authorities_never_share_an_account() {
        let two = format!("{PAYMENT}[authorities.10041100]\nname = 'A'\n[authorities.10041101]\nname = 'B'\n");
        let of_b = read(&two).expect("a configuration").payment_of("10041101").expect("possible");
        assert_eq!(of_b.expect("it is there").endpoint, "10041101");
        let shared = read(&two.replace("{authority}", "all")).expect("a configuration");
        assert!(shared.payment_of("10041100").is_err());
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let environment = |name: &str| match name {
            "VORGANG_BIND" => Some("0.0.0.0:1".to_owned()),
            "VORGANG_LOG" => Some("postgres://db/{authority}".to_owned()),
            _ => None,
        };
        let config = Config::load(None, environment).expect("both are possible");
        assert_eq!(config.bind.port(), 1);
        assert_eq!(config.log_of("10041100").expect("an address").to_string(), "postgres://db/10041100");
    }

    #[test]
    fn authorities_never_share_a_log() {
        let two = "log = \"sqlite:one\"\n[authorities.10041100]\nname = \"A\"\n[authorities.10041101]\nname = \"B\"\n";
        let error = read(two).expect("readable").log_of("10041100").expect_err("one log for two");
        assert!(error.to_string().contains("{authority}"), "{error}");
    }

    #[test]
    fn messages_are_handed_over_in_a_folder_of_the_authoritys_own() {
        let register = |text: &str| read(text).expect("readable").register_of("10041100");
        let folder = |path: &str| Register::Folder(PathBuf::from(path));
        assert_eq!(register("").expect("the default"), folder("data/10041100/register"));
        assert_eq!(register("register = \"folder:/srv/out\"").expect("a folder"), folder("/srv/out"));
        assert_eq!(register("register = \"simulator\"").expect("none"), Register::Simulator);
        for wrong in ["xmeld", "folder:", "simulator:x"] {
            assert!(register(&format!("register = {wrong:?}")).is_err(), "{wrong}");
        }
        let two = "register = \"folder:/srv/out\"\n[authorities.10041100]\nname = \"A\"\n[authorities.10041101]\nname = \"B\"\n";
        assert!(register(two).expect_err("one folder for two").to_string().contains("{authority}"));
        assert_eq!(register(&two.replace("out", "{authority}")).expect("two folders"), folder("/srv/10041100"));
    }

    #[test]
    fn limits_are_set_one_by_one() {
        let config = read("[limits]\nproxies = 1\ntoken = { per_second = 5, burst = 50 }\n").expect("readable");
        assert_eq!((config.limits.proxies, config.limits.token.burst), (1, 50));
        assert_eq!(config.limits.address, api::Limits::default().address);
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        let error = read("bnid = \"127.0.0.1:1\"").expect_err("a typing error");
        assert!(format!("{error:#}").contains("bnid"), "{error:#}");
    }

    #[test]
    fn an_authority_is_named_by_eight_digits() {
        assert!(read("[authorities.saarbruecken]\nname = \"A\"\n").is_err());
    }

    #[tokio::test]
    async fn a_mistyped_key_file_is_not_made_where_there_is_a_log() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config { data: folder.path().to_owned(), ..Config::default() };
        config.prepare().await.expect("there is nothing yet, so a key file is made");
        assert!(config.kek_path().exists());

        let Ok(Target::Sqlite(log)) = config.log_of("10041100") else { panic!("the default is a file") };
        std::fs::write(log, "a log").expect("the folder was made");
        let mistyped = Config { kek_file: Some(folder.path().join("kekk")), ..config };
        let error = mistyped.prepare().await.expect_err("the log was made with another key");
        assert!(error.to_string().contains("VORGANG_KEK_FILE"), "{error}");
        assert!(!mistyped.kek_path().exists());
    }
}
