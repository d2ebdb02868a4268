//! The authority's named secrets, and what is made with them.

use std::sync::Arc;

use aws_lc_rs::hmac;
use domain::ids::CaseId;
use domain::signature::Hash;
use domain::statement::Mark;
use event_store::{Failure, KeyStore};
use uuid::Uuid;

use super::Office;

/// The secrets that this crate uses, read once at the start.
pub(super) struct Secrets {
    /// Signs what visitors carry.
    pub(super) visitors: hmac::Key,
    /// Signs links to appointments.
    pub(super) links: hmac::Key,
    /// Blinds contacts, so that the log can count somebody's appointments without naming them.
    pub(super) contacts: hmac::Key,
    /// Marks declarations, so that what was erased cannot be guessed and confirmed by a hash.
    declarations: hmac::Key,
    /// Marks the words of statements, so that they can be compared later and nobody reads them.
    statements: Arc<hmac::Key>,
}

impl Secrets {
    pub(super) async fn read(keys: &KeyStore) -> Result<Self, Failure> {
        Ok(Self {
            visitors: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("visitor-tokens").await?),
            links: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("link-tokens").await?),
            contacts: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("contact-guards").await?),
            declarations: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("declaration").await?),
            statements: Arc::new(hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("statement-words").await?)),
        })
    }
}

impl Secrets {
    /// Makes the marks of words in statements.
    pub(super) fn marks(&self) -> payments::Marks {
        let key = Arc::clone(&self.statements);
        Arc::new(move |word| {
            // Some write everything in capitals.
            let tag = hmac::sign(&key, word.to_ascii_uppercase().as_bytes());
            Mark(Uuid::from_bytes(*tag.as_ref().first_chunk().expect("a tag of SHA-256 is longer")))
        })
    }
}

impl Office {
    /// A mark of 32 hex digits that only this authority can make of a text.
    ///
    /// In a document it keeps the document's hash from confirming what somebody guesses to have stood there.
    pub fn check_mark(&self, of: &str) -> String {
        let tag = hmac::sign(&self.0.secrets.declarations, of.as_bytes());
        hex::encode(&tag.as_ref()[..16])
    }

    /// A number of six digits that only this authority can make of a name. It looks random, and is the same again.
    pub(crate) fn tan(&self, name: &Uuid) -> String {
        let tag = hmac::sign(&self.0.secrets.declarations, format!("tan of {name}").as_bytes());
        let eight = tag.as_ref().first_chunk().expect("a tag of SHA-256 is longer");
        format!("{:06}", u64::from_be_bytes(*eight) % 1_000_000)
    }

    /// What is stored of a number that was told for a case. Without the authority's secret nobody can try all of them.
    pub(crate) fn mac_of_tan(&self, case: CaseId, tan: &str) -> Hash {
        let tag = hmac::sign(&self.0.secrets.declarations, format!("told {tan} for {case}").as_bytes());
        Hash(tag.as_ref().try_into().expect("a tag of SHA-256 has 32 bytes"))
    }
}
