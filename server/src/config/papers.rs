//! What papers are made and sealed with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use api::office::{Papers, Seal};
use documents::seal::{FileKey, Http};
use renderer::{Isolated, Limits};
use serde::{Deserialize, Serialize};

use super::{Config, PLACEHOLDER};

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

impl Config {
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

    /// The folder of the authority's own templates, if somebody chose one.
    pub fn templates_of(&self, ags: &str) -> Option<PathBuf> {
        let own = self.authorities.get(ags).and_then(|authority| authority.templates.as_ref());
        let chosen = own.or(self.templates.as_ref())?;
        Some(PathBuf::from(chosen.replace(PLACEHOLDER, ags)))
    }
}
