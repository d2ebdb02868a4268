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
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.wrong {
            None => write!(f, "ok     {}", self.what),
            Some(wrong) => write!(f, "WRONG  {}: {wrong}", self.what),
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
        Err(error) => return vec![Finding { what: format!("the log of {ags}"), wrong: Some(format!("{error:#}")) }],
    };
    let what = format!("the log of {ags} at {target}");
    if let Some(missing) = missing(&target) {
        return vec![Finding { what, wrong: Some(missing) }];
    }
    let head = match Backend::open(&target, ags, kinds(), Migrate::Refuse).await {
        Ok(backend) => backend.head().await,
        Err(failure) => Err(failure),
    };
    let mut findings = vec![finding(what, head.as_ref(), "check its address, or run `vorgang migrate`")];
    if let Ok((position, last)) = head {
        let ahead = last - Clock::system().now();
        findings.push(Finding {
            what: format!("the clock, beside the log of {ags} that ends at position {position}"),
            wrong: (ahead > TimeDelta::seconds(5)).then(|| {
                format!("the last event is {} s in the future; set this machine's clock", ahead.num_seconds())
            }),
        });
    }
    findings
}

async fn keys(config: &Config, ags: &str, kek: Kek) -> Finding {
    let target = match config.keys_of(ags) {
        Ok(target) => target,
        Err(error) => return Finding { what: format!("the keys of {ags}"), wrong: Some(format!("{error:#}")) },
    };
    let what = format!("the keys of {ags} at {target}");
    if let Some(missing) = missing(&target) {
        return Finding { what, wrong: Some(missing) };
    }
    let opened = KeyStore::open(&target, ags, kek, Clock::system()).await.map(drop);
    finding(what, opened.as_ref(), "check its address, and that the key file is the one it was made with")
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
    Finding { what, wrong }
}
