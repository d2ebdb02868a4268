//! Where documents are kept.

use anyhow::Context as _;
use documents::{Scanner, Storage};

use super::Config;

impl Config {
    /// Where the authority keeps documents, and who is asked about harmful ones.
    pub fn storage_of(&self, ags: &str) -> anyhow::Result<Storage> {
        let folder = self.documents.clone().unwrap_or_else(|| self.data.join("documents")).join(ags);
        let scanner = match &self.clamd {
            None => Scanner::None,
            Some(text) => Scanner::parse(text).with_context(|| {
                format!("the scanner is {text:?}; write `HOST:PORT` or `unix:/PATH` in VORGANG_CLAMD")
            })?,
        };
        Ok(Storage { folder, scanner })
    }
}
