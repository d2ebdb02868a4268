//! Where logs and keys are.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use event_store::Target;

use super::{Config, PLACEHOLDER};

impl Config {
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

    /// Whether somebody chose where the authority's keys are.
    pub fn chooses_keys_of(&self, ags: &str) -> bool {
        self.keys.is_some() || self.names_its_own("keys", ags)
    }

    /// The file with the key that wraps the keys.
    pub fn kek_path(&self) -> PathBuf {
        self.kek_file.clone().unwrap_or_else(|| self.data.join("kek"))
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
}
