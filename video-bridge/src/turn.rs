//! Passwords of the relay that are good for a while: whoever has one can have media passed on, and nothing else.

use std::fmt;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// For how long a password is good. A call that lasts longer asks for a new one.
const KEPT: TimeDelta = TimeDelta::hours(2);

/// A relay (TURN, RFC 8656) that shares a secret with this server: "TURN REST API", coturn's `use-auth-secret`.
#[derive(Clone)]
pub struct Turn {
    /// Where it listens, in the order in which browsers should try: `turn:host:3478?transport=udp`, …,
    /// `turns:host:443?transport=tcp`.
    pub urls: Vec<String>,
    /// What it shares with this server: coturn's `static-auth-secret`.
    pub secret: Zeroizing<String>,
    /// Whether the office's side of a call goes through it always: then the town hall's firewall lets out one address, and
    /// clerks and citizens do not learn each other's.
    pub relay_only_for_staff: bool,
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("urls", &self.urls).finish_non_exhaustive()
    }
}

impl Turn {
    /// What a browser is told (`RTCIceServer[]`). The name says nothing about anybody, and belongs to one seat of one room.
    pub(crate) fn servers(&self, name: &str, now: DateTime<Utc>) -> Value {
        let (username, credential) = self.password(name, now);
        json!([{ "urls": self.urls, "username": username, "credential": credential }])
    }

    /// A name for the relay and its password.
    pub(crate) fn password(&self, name: &str, now: DateTime<Utc>) -> (String, String) {
        let username = format!("{}:{name}", (now + KEPT).timestamp());
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
        let turn = Turn { urls, secret: "north".to_owned().into(), relay_only_for_staff: true };
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
        assert!(!format!("{turn:?}").contains("north"));
    }
}
