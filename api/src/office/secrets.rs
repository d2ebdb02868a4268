//! The authority's named secrets, and what is made with them.

use aws_lc_rs::hmac;
use event_store::{Failure, KeyStore};

/// The secrets that this crate uses, read once at the start.
pub(super) struct Secrets {
    /// Signs what visitors carry.
    pub(super) visitors: hmac::Key,
    /// Blinds contacts, so that the log can count somebody's appointments without naming them.
    pub(super) contacts: hmac::Key,
}

impl Secrets {
    pub(super) async fn read(keys: &KeyStore) -> Result<Self, Failure> {
        Ok(Self {
            visitors: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("visitor-tokens").await?),
            contacts: hmac::Key::new(hmac::HMAC_SHA256, &*keys.secret("contact-guards").await?),
        })
    }
}
