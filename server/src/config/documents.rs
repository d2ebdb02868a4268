//! Where documents are kept.

use anyhow::Context as _;
use documents::{Scanner, Storage};

use super::{Config, bucket};

impl Config {
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
}
