//! Says what is wrong with the configuration, the keys, the databases, the clock and the folders. It changes nothing.

use std::fmt;
use std::path::Path;

use api::office::kinds;
use chrono::TimeDelta;
use event_store::{Backend, Clock, Kek, KeyStore, Migrate, Target};

use crate::config::Config;

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

/// Looks at everything that a server needs.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![];
    let kek = Kek::load(&config.kek_path());
    let advice = "`vorgang migrate` makes a new one for a new office; an old office needs its old one";
    findings.push(finding(format!("the key file {}", config.kek_path().display()), kek.as_ref(), advice));
    for ags in config.authorities.keys() {
        findings.extend(log(config, ags).await);
        // Without its key file a key store cannot be looked into, and that is said above.
        if let Ok(kek) = Kek::load(&config.kek_path()) {
            findings.push(keys(config, ags, kek).await);
        }
        findings.push(folder(&config.read_models_of(ags)));
    }
    findings
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
    let head = match Backend::open(&target, ags, kinds(), Migrate::Refuse).await {
        Ok(backend) => backend.head().await,
        Err(failure) => Err(failure),
    };
    let mut findings = vec![finding(what, head.as_ref(), "check its address, or run `vorgang migrate`")];
    if let Ok((position, last)) = head {
        let ahead = last - Clock::system().now();
        findings.push(looked_at(
            format!("the clock, beside the log of {ags} that ends at position {position}"),
            (ahead > TimeDelta::seconds(5)).then(|| {
                format!("the last event is {} s in the future; set this machine's clock", ahead.num_seconds())
            }),
        ));
    }
    findings
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

fn folder(path: &Path) -> Finding {
    let what = format!("the folder of the read models {}", path.display());
    let tried = tempfile::tempfile_in(path).map(drop);
    finding(what, tried.as_ref(), "make it a folder that this user may write to; `vorgang migrate` makes a missing one")
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
