//! How often somebody may ask: a token bucket for each bearer token, and one for each address without a token.
//!
//! The limits keep one client from taking the place of all others. They are generous, because whole town halls stand
//! behind one address; an operator makes them tighter where that is known not to be so.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};

/// How many buckets are kept before the full ones are thrown away: they are as good as new ones.
const BUCKETS_MAX: usize = 50_000;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// How often in a second, for long.
    pub per_second: u32,
    /// How often at once, after a pause.
    pub burst: u32,
}

/// What one server takes.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests under one token.
    pub token: Rate,
    /// Requests without a token, or with one that is no good, from one address (of IPv6: from one /64).
    pub address: Rate,
    /// Sign-ins, sign-outs and new visitors from one address. A whole office may have one and begin at eight.
    pub sign_in: Rate,
    /// How many proxies of ours stand before the server. Each adds an address to `X-Forwarded-For`; without any,
    /// the header is what a client likes it to be, and is not read.
    pub proxies: usize,
    /// How many sockets may be open.
    pub sockets: usize,
    /// How many of them may be open without a good token.
    pub anonymous_sockets: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            token: Rate { per_second: 200, burst: 2_000 },
            address: Rate { per_second: 500, burst: 10_000 },
            sign_in: Rate { per_second: 2, burst: 120 },
            proxies: 0,
            sockets: 10_000,
            anonymous_sockets: 2_000,
        }
    }
}

/// How long to wait for the next place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wait(pub(super) Duration);

impl Wait {
    /// In whole seconds, as `Retry-After` has it.
    pub(super) fn secs(self) -> u64 {
        self.0.as_secs() + u64::from(self.0.subsec_nanos() > 0)
    }

    /// An answer that says when to ask again.
    pub(super) fn answer(self, status: StatusCode) -> Response {
        (status, [(header::RETRY_AFTER, HeaderValue::from(self.secs()))]).into_response()
    }
}

/// Buckets of one kind.
pub(super) struct Buckets {
    rate: Rate,
    /// Keyed by a hash of its own for each start, so that nobody can aim at somebody else's bucket.
    hasher: RandomState,
    all: Mutex<HashMap<u64, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// How much was in it.
    level: f64,
    /// When.
    at: Instant,
}

impl Buckets {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, hasher: RandomState::new(), all: Mutex::default() }
    }

    /// Takes one place, or says how long to wait for it.
    pub(super) fn take(&self, of: impl std::hash::Hash, now: Instant) -> Result<(), Wait> {
        let (per_second, burst) = (f64::from(self.rate.per_second.max(1)), f64::from(self.rate.burst.max(1)));
        let level = |bucket: &Bucket| {
            let since = now.saturating_duration_since(bucket.at).as_secs_f64();
            since.mul_add(per_second, bucket.level).min(burst)
        };
        let key = self.hasher.hash_one(of);
        let mut buckets = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= BUCKETS_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| level(bucket) < burst);
            // So many at once are an attack, and then all begin anew rather than the server grows without end.
            if buckets.len() >= BUCKETS_MAX {
                buckets.clear();
            }
        }
        let bucket = buckets.entry(key).or_insert(Bucket { level: burst, at: now });
        let filled = level(bucket);
        if filled < 1.0 {
            return Err(Wait(Duration::from_secs_f64((1.0 - filled) / per_second)));
        }
        *bucket = Bucket { level: filled - 1.0, at: now };
        Ok(())
    }
}

/// Where a request comes from, as far as it can be believed. Behind proxies of ours it is what the outermost of them
/// saw; `None` where nobody knows.
pub(super) fn address(headers: &HeaderMap, extensions: &Extensions, proxies: usize) -> Option<IpAddr> {
    let peer = || extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let Some(back) = proxies.checked_sub(1) else { return peer().map(network) };
    let lists = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let named: Vec<&str> = lists.flat_map(|list| list.split(',')).map(str::trim).collect();
    let seen = named.iter().rev().nth(back).and_then(|address| address.parse().ok());
    seen.or_else(peer).map(network)
}

/// A client has a whole /64 of IPv6 to itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lists: &[&'static str]) -> HeaderMap {
        let name = axum::http::HeaderName::from_static("x-forwarded-for");
        lists.iter().map(|list| (name.clone(), list.parse().expect("a header value"))).collect()
    }

    fn from(peer: &str) -> Extensions {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().expect("an address"), 1)));
        extensions
    }

    #[test]
    fn a_burst_passes_then_so_many_in_a_second() {
        let buckets = Buckets::new(Rate { per_second: 2, burst: 3 });
        let begin = Instant::now();
        for _ in 0..3 {
            assert_eq!(buckets.take("ada", begin), Ok(()));
        }
        assert_eq!(buckets.take("ada", begin), Err(Wait(Duration::from_millis(500))));
        assert_eq!(buckets.take("ben", begin), Ok(()), "everybody has a bucket of their own");
        assert_eq!(buckets.take("ada", begin + Duration::from_millis(500)), Ok(()));
        assert!(buckets.take("ada", begin + Duration::from_millis(600)).is_err());
        let later = begin + Duration::from_mins(1);
        assert_eq!(
            (0..9).filter(|_| buckets.take("ada", later).is_ok()).count(),
            3,
            "no more than a burst is saved up"
        );
        assert_eq!(Wait(Duration::from_millis(500)).secs(), 1);
    }

    #[test]
    fn the_number_of_buckets_is_bounded() {
        let buckets = Buckets::new(Rate { per_second: 1, burst: 2 });
        let now = Instant::now();
        for one in 0..BUCKETS_MAX + 10 {
            assert_eq!(buckets.take(one, now), Ok(()));
        }
        assert!(buckets.all.lock().expect("nobody panicked").len() <= BUCKETS_MAX);
    }

    #[test]
    fn what_a_client_writes_about_its_address_is_believed_to_proxies_only() {
        let ip = |text: &str| Some(text.parse::<IpAddr>().expect("an address"));
        let forged = headers(&["1.1.1.1, 2.2.2.2", "3.3.3.3"]);
        assert_eq!(address(&forged, &from("9.9.9.9"), 0), ip("9.9.9.9"));
        assert_eq!(address(&forged, &from("9.9.9.9"), 1), ip("3.3.3.3"));
        assert_eq!(address(&forged, &from("9.9.9.9"), 2), ip("2.2.2.2"));
        assert_eq!(address(&HeaderMap::new(), &from("9.9.9.9"), 1), ip("9.9.9.9"));
        assert_eq!(address(&forged, &Extensions::new(), 0), None);
        assert_eq!(address(&HeaderMap::new(), &from("2001:db8:1:2:3:4:5:6"), 0), ip("2001:db8:1:2::"));
        assert_eq!(address(&HeaderMap::new(), &from("::ffff:9.9.9.9"), 0), ip("9.9.9.9"));
    }
}
