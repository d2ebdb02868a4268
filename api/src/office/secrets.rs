//! The authority's named secrets, and what is made with them.

use aws_lc_rs::hmac;
use event_store::{Failure, KeyStore};

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
}

impl Secrets {
    pub(super) async fn read(keys: &KeyStore) -> Result<Self, Failure> {
        Ok(Self {
            visitors: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("visitor-tokens").await?),
            links: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("link-tokens").await?),
            contacts: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("contact-guards").await?),
            declarations: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("declaration").await?),
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
}
