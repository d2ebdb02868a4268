//! Says what is wrong with the configuration, the keys, the databases, the clock, the relay, the disk and the port. It changes
//! nothing; what it tries, it takes away again.

mod relay;

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use api::office::kinds;
use chrono::TimeDelta;
use event_store::{Backend, Clock, Failure, Kek, KeyStore, Migrate, Target};

use crate::config::{Config, Register};
use crate::disk::Room;
use crate::{mail_server, stores};

/// How far two clocks may differ, in seconds.
const SECS_APART_MAX: i64 = 5;

/// One thing that was looked at.
#[derive(Debug)]
pub struct Finding {
    /// What.
    pub what: String,
    /// What is wrong with it and what to do, if anything is.
    pub wrong: Option<String>,
    /// What works, and had better be otherwise.
    pub warning: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.wrong, &self.warning) {
            (Some(wrong), _) => write!(f, "WRONG  {}: {wrong}", self.what),
            (None, Some(warning)) => write!(f, "warn   {}: {warning}", self.what),
            (None, None) => write!(f, "ok     {}", self.what),
        }
    }
}

/// Looks at everything that a server of these authorities needs.
pub async fn examine(config: &Config, authorities: &[String]) -> Vec<Finding> {
    let mut findings = vec![];
    let kek = Kek::load(&config.kek_path());
    let advice = "`vorgang migrate` makes a new one for a new office; an old office needs its old one";
    findings.push(finding(format!("the key file {}", config.kek_path().display()), kek.as_ref(), advice));
    for ags in authorities {
        findings.extend(log(config, ags).await);
        // Without its key file a key store cannot be looked into, and that is said above.
        if let Ok(kek) = Kek::load(&config.kek_path()) {
            findings.push(keys(config, ags, kek).await);
        }
        findings.push(folder(&config.read_models_of(ags)));
        findings.push(register(config, ags));
        findings.push(payment(config, ags).await);
        findings.push(sender(config, ags));
        findings.push(profile(config, ags));
        findings.extend(vault(config, ags).await);
    }
    findings.push(mails(config, authorities).await);
    findings.extend(relay::examine(config).await);
    findings.extend(folders(config, authorities).iter().map(|folder| room(folder)));
    findings.push(port(config.bind));
    findings
}

/// What the law asks of the pages: an office may be tried out without it, and not be opened.
fn profile(config: &Config, ags: &str) -> Finding {
    let what = format!("the profile of {ags}, which its pages show");
    let profile = config.profile_of(ags);
    let (missing, bad) = (profile.missing(), profile.not_addresses());
    let wrong = (!bad.is_empty())
        .then(|| format!("{} is neither a text nor an address that begins with https://", bad.join(", ")));
    let warning = (!missing.is_empty()).then(|| {
        format!(
            "write [authorities.{ags}.profile] before the public sees it; missing in German: {}",
            missing.join(", ")
        )
    });
    Finding { what, wrong, warning }
}

async fn log(config: &Config, ags: &str) -> Vec<Finding> {
    let target = match config.log_of(ags) {
        Ok(target) => target,
        Err(error) => return vec![looked_at(format!("the log of {ags}"), Some(format!("{error:#}")))],
    };
    let what = format!("the log of {ags} at {target}");
    if let Some(missing) = missing(&target) {
        return vec![looked_at(what, Some(missing))];
    }
    let looked = async {
        let log = Backend::open(&target, ags, kinds(), Migrate::Refuse).await?;
        Ok::<_, Failure>((log.head().await?, log.fenced().await?))
    };
    let looked = looked.await;
    let mut findings = vec![finding(what, looked.as_ref(), "check its address, or run `vorgang migrate`")];
    if let Ok(((position, last), fenced)) = looked {
        findings.extend(fenced.map(|since| Finding {
            what: format!("the log of {ags} is fenced since position {since}"),
            wrong: None,
            warning: Some(
                "nothing leaves the office; see what went out meanwhile, then run `vorgang unfence`".to_owned(),
            ),
        }));
        let ahead = last - Clock::system().now();
        findings.push(looked_at(
            format!("the clock, beside the log of {ags} that ends at position {position}"),
            (ahead > TimeDelta::seconds(SECS_APART_MAX)).then(|| {
                format!("the last event is {} s in the future; set this machine's clock", ahead.num_seconds())
            }),
        ));
        if let Target::Postgres(url) = &target {
            findings.push(clocks(ags, url).await);
        }
    }
    findings
}

/// Leases end by the database's clock, and deadlines by this machine's.
async fn clocks(ags: &str, url: &str) -> Finding {
    let what = format!("the clock, beside that of the database of {ags}");
    match stores::clock(url).await {
        Ok(theirs) => {
            let apart = (theirs - Clock::system().now()).num_seconds();
            let wrong = (apart.abs() > SECS_APART_MAX)
                .then(|| format!("the database's is {apart} s ahead; set both clocks by the same source"));
            looked_at(what, wrong)
        }
        Err(error) => looked_at(what, Some(format!("{error:#}"))),
    }
}

async fn keys(config: &Config, ags: &str, kek: Kek) -> Finding {
    let target = match config.keys_of(ags) {
        Ok(target) => target,
        Err(error) => return looked_at(format!("the keys of {ags}"), Some(format!("{error:#}"))),
    };
    let what = format!("the keys of {ags} at {target}");
    if let Some(missing) = missing(&target) {
        return looked_at(what, Some(missing));
    }
    let opened = KeyStore::open(&target, ags, kek, Clock::system(), Migrate::Refuse).await.map(drop);
    let advice = "check its address, and that the key file is the one it was made with; `vorgang migrate` makes one for a \
                  new office, and an old office needs its old one";
    Finding { warning: local_keys(config, ags), ..finding(what, opened.as_ref(), advice) }
}

/// With a log that several nodes share, a key store on this machine is known to one node only, and backed up alone.
fn local_keys(config: &Config, ags: &str) -> Option<String> {
    let is_shared = matches!(config.log_of(ags), Ok(Target::Postgres(_)));
    (is_shared && !config.chooses_keys_of(ags)).then(|| {
        "the log is in PostgreSQL, and nobody chose a place for its keys, so they are in a file of this machine; back it \
         up, or name a store of its own with VORGANG_KEYS"
            .to_owned()
    })
}

/// Opening would make a file that is not there, and a doctor makes nothing.
fn missing(target: &Target) -> Option<String> {
    match target {
        Target::Sqlite(path) if !path.exists() => Some("it does not exist; run `vorgang migrate`".to_owned()),
        Target::Sqlite(_) | Target::Postgres(_) => None,
    }
}

/// Where documents are kept, and whether the scanner answers that is to be asked about them.
async fn vault(config: &Config, ags: &str) -> Vec<Finding> {
    let storage = match config.storage_of(ags) {
        Ok(storage) => storage,
        Err(error) => return vec![looked_at(format!("the documents of {ags}"), Some(format!("{error:#}")))],
    };
    let mut findings = vec![folder(&storage.folder)];
    let folder = storage.folder.display();
    match &storage.bucket {
        None => findings[0].what = format!("the folder of the documents {folder}"),
        Some(s3) => {
            findings[0].what = format!("the folder of uploads {folder}");
            let what = format!("the bucket of the documents s3://{}/{}", s3.bucket, s3.prefix);
            let advice = "until it does what it should, nothing that is handed in is received and no copy goes out; check \
                          VORGANG_DOCUMENTS, the VORGANG_S3_… settings and what its key may do (list, get, put, delete)";
            let is_open = s3.endpoint.as_deref().is_some_and(|url| url.starts_with("http://"));
            let warning = is_open.then(|| {
                "the way to it is not encrypted: the documents are, but whoever listens sees when which is fetched"
                    .to_owned()
            });
            findings.push(Finding { warning, ..finding(what, s3.probe().await.as_ref(), advice) });
        }
    }
    if storage.scanner == documents::Scanner::None {
        return findings;
    }
    let advice = "until it does, no file that is handed in is released; check VORGANG_CLAMD and that clamd runs";
    let answer = storage.scanner.ping().await;
    findings.push(finding(format!("the scanner of {ags}"), answer.as_ref(), advice));
    findings
}

fn folder(path: &Path) -> Finding {
    let what = format!("the folder of the read models {}", path.display());
    let tried = tempfile::tempfile_in(path).map(drop);
    finding(what, tried.as_ref(), "make it a folder that this user may write to; `vorgang migrate` makes a missing one")
}

/// The way to registers and federal offices.
fn register(config: &Config, ags: &str) -> Finding {
    match config.register_of(ags) {
        Ok(Register::Simulator) => Finding {
            what: format!("the register of {ags}: a simulator"),
            wrong: None,
            warning: Some("it takes every message and nobody gets it; name a folder with VORGANG_REGISTER".to_owned()),
        },
        Ok(Register::Folder(path)) => {
            let what = format!("the register of {ags}: the hand-over folder {}", path.display());
            made_at_the_first_start(what, &path, "make it a folder that this user may write to")
        }
        Err(error) => looked_at(format!("the register of {ags}"), Some(format!("{error:#}"))),
    }
}

/// Whether the payment provider can be reached and knows the authority.
async fn payment(config: &Config, ags: &str) -> Finding {
    let what = format!("the payment provider of {ags}");
    match config.provider_of(ags, Clock::system()) {
        Ok(None) => Finding {
            what,
            wrong: None,
            warning: Some(
                "there is none, so fees are paid at the counter only; write [payment] into the configuration"
                    .to_owned(),
            ),
        },
        Ok(Some(provider)) => {
            let advice = "check the address, originator, endpoint and authentication below [payment]";
            finding(format!("{what}: {}", provider.name()), provider.check().await.as_ref(), advice)
        }
        Err(error) => looked_at(what, Some(format!("{error:#}"))),
    }
}

/// Where the mails go. A mail server is asked whether it lets the office in.
async fn mails(config: &Config, authorities: &[String]) -> Finding {
    let from = authorities.first().and_then(|ags| config.sender_of(ags)).unwrap_or_default();
    let smtp = match mail_server::open(config, from) {
        Ok(Some(smtp)) => smtp,
        Ok(None) => return outbox(&config.outbox_path()),
        Err(error) => return looked_at("the mail server".to_owned(), Some(format!("{error:#}"))),
    };
    let wrong = smtp.check().await.err().map(|error| {
        format!("{error}; check VORGANG_SMTP_URL, its password, and for a certificate of your own VORGANG_SMTP_CA_FILE")
    });
    looked_at(notifications::Outbox::name(&smtp), wrong)
}

fn outbox(path: &Path) -> Finding {
    let what = format!("the outbox {}, from which a mail server takes the mails", path.display());
    let advice = "make it a folder that this user may write to, or choose another with VORGANG_OUTBOX";
    made_at_the_first_start(what, path, advice)
}

fn made_at_the_first_start(what: String, path: &Path, advice: &str) -> Finding {
    let tried = if path.exists() { tempfile::tempfile_in(path).map(drop) } else { Ok(()) };
    finding(what, tried.as_ref(), advice)
}

/// From whom mails come.
fn sender(config: &Config, ags: &str) -> Finding {
    let warning = config.sender_of(ags).is_none().then(|| {
        "nobody named an address, so mails come from this machine and get nowhere; name one with VORGANG_MAIL_FROM"
            .to_owned()
    });
    let what = format!("the sender of the mails of {ags}");
    let advice = "name one like termine@example.org with VORGANG_MAIL_FROM";
    Finding { warning, ..finding(what, config.head_of(ags).check(), advice) }
}

/// The folders that grow, each once.
fn folders(config: &Config, authorities: &[String]) -> Vec<PathBuf> {
    let mut folders = vec![];
    for ags in authorities {
        folders.push(config.read_models_of(ags));
        for target in [config.log_of(ags), config.keys_of(ags)] {
            if let Ok(Target::Sqlite(path)) = target {
                folders.extend(path.parent().map(Path::to_owned));
            }
        }
    }
    // What lies below the data folder is on its disk, as a rule.
    folders.retain(|folder| !folder.starts_with(&config.data));
    folders.push(config.data.clone());
    folders.sort();
    folders.dedup();
    folders
}

fn room(folder: &Path) -> Finding {
    let what = format!("the disk of {}", folder.display());
    // A folder that is not there yet is said above, or made by the first start.
    let short = Room::of(folder).filter(|room| room.is_short());
    let warning = short.map(|room| format!("only {} MiB are free; the log only grows", room.free >> 20));
    Finding { what, wrong: None, warning }
}

fn port(bind: SocketAddr) -> Finding {
    let what = format!("the address {bind}");
    match TcpListener::bind(bind).map(drop) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let warning = "somebody listens there: if it is not this server, choose another with VORGANG_BIND";
            Finding { what, wrong: None, warning: Some(warning.to_owned()) }
        }
        tried => finding(what, tried.as_ref(), "choose another with VORGANG_BIND"),
    }
}

fn finding<T, E: std::error::Error>(what: String, result: Result<T, E>, advice: &str) -> Finding {
    let wrong = result.err().map(|error| {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        format!("{text}; {advice}")
    });
    looked_at(what, wrong)
}

fn looked_at(what: String, wrong: Option<String>) -> Finding {
    Finding { what, wrong, warning: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_taken_is_a_warning_and_one_that_is_not_ours_is_wrong() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let finding = port(taken.local_addr().expect("a bound address"));
        assert!(finding.wrong.is_none() && finding.warning.is_some(), "{finding}");
        // An address for documentation, which no machine has.
        let finding = port(SocketAddr::from(([192, 0, 2, 1], 8080)));
        assert!(finding.wrong.is_some(), "{finding}");
    }

    #[test]
    fn mails_from_nobody_are_a_warning_and_an_outbox_that_is_no_folder_is_wrong() {
        let config = Config::default();
        assert!(sender(&config, "10041100").warning.is_some());
        let named = Config { mail_from: Some("termine@example.org".to_owned()), ..config };
        assert!(sender(&named, "10041100").warning.is_none() && sender(&named, "10041100").wrong.is_none());
        let wrong = Config { mail_from: Some("nobody".to_owned()), ..named };
        assert!(sender(&wrong, "10041100").wrong.is_some_and(|wrong| wrong.contains("VORGANG_MAIL_FROM")));
        let file = tempfile::NamedTempFile::new().expect("a temporary file");
        let finding = outbox(file.path());
        assert!(finding.wrong.is_some_and(|wrong| wrong.contains("VORGANG_OUTBOX")));
    }

    #[test]
    fn each_disk_is_looked_at_once() {
        let config = Config { log: Some("sqlite:/srv/log.sqlite".to_owned()), ..Config::default() };
        let folders = folders(&config, &["10041100".to_owned()]);
        assert_eq!(folders, [PathBuf::from("/srv"), PathBuf::from("data")]);
    }
}
