//! The relay of calls.

use std::ops::RangeInclusive;

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;
use video_bridge::Turn;
use zeroize::Zeroizing;

use super::Config;

/// How the address of a relay begins (RFC 7065).
const SCHEMES: [&str; 2] = ["turn:", "turns:"];

/// For how many minutes a password may be good: a day is more than any call takes.
const PASSWORD_MINS: RangeInclusive<u16> = 1..=24 * 60;

impl Config {
    /// The relay, if there is one. All authorities share it.
    pub fn turn(&self) -> anyhow::Result<Option<Turn>> {
        let secret = match (&self.turn_secret, &self.turn_secret_file) {
            (Some(_), Some(_)) => {
                anyhow::bail!("the relay has two secrets: leave out VORGANG_TURN_SECRET or turn_secret_file")
            }
            (Some(secret), None) => Some(Zeroizing::new(secret.reveal().to_owned())),
            (None, Some(file)) => {
                let text = std::fs::read_to_string(file).with_context(|| {
                    format!("the file {} cannot be read; name another as turn_secret_file", file.display())
                })?;
                Some(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
            }
            (None, None) => None,
        };
        if self.turn_urls.is_empty() {
            ensure!(secret.is_none(), "the relay has a secret and no address; write VORGANG_TURN_URLS");
            return Ok(None);
        }
        for url in &self.turn_urls {
            let host = SCHEMES.iter().find_map(|scheme| url.strip_prefix(scheme));
            ensure!(
                host.is_some_and(|host| !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic())),
                "{url:?} is no address of a relay; write it as in turn:turn.example.org:3478?transport=udp"
            );
        }
        let secret = secret.filter(|secret| !secret.is_empty());
        let secret = secret.context("the relay has an address and no secret; write VORGANG_TURN_SECRET")?;
        ensure!(
            PASSWORD_MINS.contains(&self.turn_password_mins),
            "a password of the relay is good for {} minutes; write a number from {} to {} as turn_password_mins",
            self.turn_password_mins,
            PASSWORD_MINS.start(),
            PASSWORD_MINS.end(),
        );
        Ok(Some(Turn {
            urls: self.turn_urls.clone(),
            secret,
            kept: TimeDelta::minutes(self.turn_password_mins.into()),
            relay_only_for_staff: !self.turn_for_citizens_only,
        }))
    }
}
