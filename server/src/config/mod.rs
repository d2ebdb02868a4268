//! Where things are: `vorgang.toml`, overridden by the environment.

mod bucket;
mod calls;
mod databases;
mod documents;
mod environment;
mod mail;
mod papers;
mod payment;
mod profile;
mod register;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use api::office::OfficeConfig;
use domain::Facts;
use domain::asked::Authority;
use event_store::{Clock, Kek, Migrate, Target};
use payments::{Secret, xbezahldienste};
use serde::{Deserialize, Serialize};

pub use self::bucket::S3Config;
pub use self::papers::SealConfig;
pub use self::register::Register;
use crate::stores;

/// The file that is read when nobody names one.
pub const FILE: &str = "vorgang.toml";

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
    /// Where the relay of calls (TURN) listens, as browsers name it: `turn:host:3478?transport=udp`, …
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub turn_urls: Vec<String>,
    /// The file with what the relay shares with this server.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn_secret_file: Option<PathBuf>,
    /// The same as the environment has it.
    #[serde(skip)]
    pub turn_secret: Option<Secret>,
    /// Whether clerks may be connected without the relay as well.
    pub turn_for_citizens_only: bool,
    /// For how many minutes a password of the relay is good.
    pub turn_password_mins: u16,
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
    /// What it tells everybody of itself.
    #[serde(default)]
    pub profile: api::Profile,
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
            turn_urls: vec![],
            turn_secret_file: None,
            turn_secret: None,
            turn_for_citizens_only: false,
            turn_password_mins: 120,
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

    /// The folder of what the server keeps for the authority.
    pub fn folder_of(&self, ags: &str) -> PathBuf {
        self.data.join(ags)
    }

    /// The folder of the authority's read models.
    pub fn read_models_of(&self, ags: &str) -> PathBuf {
        let own = self.authorities.get(ags).and_then(|authority| authority.data.clone());
        own.unwrap_or_else(|| self.folder_of(ags).join("read-models"))
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
            turn: self.turn()?,
        })
    }
}

fn make(folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made; choose another with VORGANG_DATA", folder.display()))
}
