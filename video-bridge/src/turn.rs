//! Passwords of the relay that are good for a while: whoever has one can have media passed on, and nothing else.

use std::fmt;
use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// For how long a password is good with which somebody tries their line.
const TRIED: TimeDelta = TimeDelta::minutes(2);

/// A relay (TURN, RFC 8656) that shares a secret with this server: "TURN REST API", coturn's `use-auth-secret`.
#[derive(Clone)]
pub struct Turn {
    /// Where it listens, in the order in which browsers should try: `turn:host:3478?transport=udp`, …,
    /// `turns:host:443?transport=tcp`.
    pub urls: Vec<String>,
    /// What it shares with this server: coturn's `static-auth-secret`.
    pub secret: Zeroizing<String>,
    /// For how long a password is good. What is passed on goes on; whoever needs a new way later asks for another one.
    pub kept: TimeDelta,
    /// Whether the office's side of a call goes through it always: then the town hall's firewall lets out one address, and
    /// clerks and citizens do not learn each other's.
    pub relay_only_for_staff: bool,
}

/// What somebody tries their line with, before there is a talk.
#[derive(Clone, PartialEq, Eq)]
pub struct Trial {
    /// Where the relay listens.
    pub urls: Vec<String>,
    /// A name that says nothing about anybody.
    pub username: String,
    /// Its password, good for two minutes.
    pub credential: String,
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial").field("urls", &self.urls).finish_non_exhaustive()
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("urls", &self.urls).finish_non_exhaustive()
    }
}

impl Turn {
    /// What a browser is told (`RTCIceServer[]`). The name says nothing about anybody, and belongs to one seat of one room.
    pub(crate) fn servers(&self, name: &str, now: DateTime<Utc>) -> Value {
        let (username, credential) = self.password(name, now, self.kept);
        json!([{ "urls": self.urls, "username": username, "credential": credential }])
    }

    /// After how long whoever is still there is given another password, so that nobody looks for a way with one that has
    /// ended.
    pub(crate) fn renewed_after(&self) -> Duration {
        self.kept.to_std().unwrap_or_default() / 2
    }

    /// What somebody tries their line with.
    pub(crate) fn trial(&self, name: &str, now: DateTime<Utc>) -> Trial {
        let (username, credential) = self.password(name, now, TRIED);
        Trial { urls: self.urls.clone(), username, credential }
    }

    /// A name for the relay and its password.
    fn password(&self, name: &str, now: DateTime<Utc>, kept: TimeDelta) -> (String, String) {
        let username = format!("{}:{name}", (now + kept).timestamp());
        let credential = self.credential(&username);
        (username, credential)
    }

    fn credential(&self, username: &str) -> String {
        // The relay prescribes SHA-1. As an HMAC it is still good.
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.secret.as_bytes());
        STANDARD.encode(hmac::sign(&key, username.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use domain::testing::at;

    use super::*;

    #[test]
    fn a_password_is_what_the_relay_computes_too() {
        let urls = vec!["turn:turn.example:3478?transport=udp".to_owned()];
        let secret = "north".to_owned().into();
        let turn = Turn { urls, secret, kept: TimeDelta::hours(2), relay_only_for_staff: true };
        // printf '1772446800:0123456789abcdef' | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(turn.credential("1772446800:0123456789abcdef"), "jYj27G2wd/6yUspX8Kgp3Lu4nRg=");
        assert_eq!(
            turn.servers("0123456789abcdef", at("2026-03-02T08:20:00Z")),
            json!([{
                "urls": ["turn:turn.example:3478?transport=udp"],
                "username": "1772446800:0123456789abcdef",
                "credential": "jYj27G2wd/6yUspX8Kgp3Lu4nRg=",
            }])
        );
        let trial = turn.trial("0123456789abcdef", at("2026-03-02T10:18:00Z"));
        assert_eq!((trial.username.as_str(), trial.urls), ("1772446800:0123456789abcdef", turn.urls.clone()));
        assert_eq!(trial.credential, "jYj27G2wd/6yUspX8Kgp3Lu4nRg=");
        assert!(!format!("{turn:?}").contains("north"));
    }
}
