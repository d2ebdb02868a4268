//! The one cookie: which name it has, and how it is set and taken away.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::office::Token;

/// Its name where the connection is encrypted. Browsers take such a name from this host and for all its paths only.
const SECURE: &str = "__Host-vorgang";
/// Its name on one's own machine, where there is no encryption.
const PLAIN: &str = "vorgang";

/// What the cookie of a request holds. `encrypted` says that browsers reach this server by TLS only.
pub(super) fn presented(headers: &HeaderMap, encrypted: bool) -> Option<&str> {
    let find = |wanted: &str| {
        let lists = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lists.flat_map(|list| list.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == wanted && !value.is_empty()).map(|(_, value)| value)
    };
    // Anybody in the same network could set the plain one for a site without encryption.
    find(SECURE).or_else(|| find(PLAIN).filter(|_| is_plain(headers, encrypted)))
}

/// The header that sets it. It goes away with the browser; how long it is good is the server's to say.
pub(super) fn set(headers: &HeaderMap, encrypted: bool, token: &Token) -> HeaderValue {
    let text = if is_plain(headers, encrypted) {
        format!("{PLAIN}={}; Path=/; HttpOnly; SameSite=Lax", token.reveal())
    } else {
        format!("{SECURE}={}; Path=/; Secure; HttpOnly; SameSite=Lax", token.reveal())
    };
    let mut value = HeaderValue::from_str(&text).expect("tokens are letters, figures, dots and hyphens");
    value.set_sensitive(true);
    value
}

/// The header that takes it away.
pub(super) fn unset(headers: &HeaderMap, encrypted: bool) -> HeaderValue {
    HeaderValue::from_static(if is_plain(headers, encrypted) {
        "vorgang=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"
    } else {
        "__Host-vorgang=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    })
}

/// Whether the plain name is used. A proxy may name its own machine as the host, so what the operator says goes first.
fn is_plain(headers: &HeaderMap, encrypted: bool) -> bool {
    !encrypted && is_this_machine(headers)
}

/// Whether the browser talks to its own machine. Whoever pretends it gives away their own cookie and nobody else's.
fn is_this_machine(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    if host == "[::1]" || host.starts_with("[::1]:") {
        return true;
    }
    let name = host.split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([
            (header::HOST, HeaderValue::from_static(host)),
            (header::COOKIE, HeaderValue::from_static(cookie)),
        ])
    }

    #[test]
    fn the_plain_name_counts_on_ones_own_machine_only() {
        for host in ["localhost", "127.0.0.1:8080", "127.8.8.8", "[::1]:80", "LOCALHOST:1"] {
            assert_eq!(presented(&headers(host, "a=b; vorgang=x"), false), Some("x"), "{host}");
        }
        for host in ["amt.example", "localhost.evil.example", "10.0.0.1", "[::2]", "127.0.0.1.evil.example", ""] {
            assert_eq!(presented(&headers(host, "vorgang=x"), false), None, "{host}");
        }
    }

    #[test]
    fn the_name_that_only_this_host_can_set_wins() {
        assert_eq!(presented(&headers("amt.example", "x=1;__Host-vorgang=y;vorgang=x"), false), Some("y"));
        assert_eq!(presented(&headers("localhost", "vorgang=x; __Host-vorgang=y"), false), Some("y"));
        assert_eq!(presented(&headers("amt.example", "__Host-vorgang="), false), None);
        assert_eq!(presented(&headers("amt.example", "__host-vorgang=y; __Host-vorgang2=z"), false), None);
        assert_eq!(presented(&HeaderMap::new(), false), None);
    }

    #[test]
    fn behind_a_proxy_that_names_its_own_machine_the_cookie_is_still_the_encrypted_one() {
        let proxied = headers("127.0.0.1:8080", "vorgang=x; __Host-vorgang=y");
        assert_eq!(presented(&proxied, true), Some("y"));
        assert_eq!(presented(&headers("127.0.0.1:8080", "vorgang=x"), true), None);
        let text = |value: HeaderValue| value.to_str().expect("ASCII").to_owned();
        let token = Token::of("vb1.10041100.secret".to_owned());
        for value in [set(&proxied, true, &token), unset(&proxied, true)] {
            let value = text(value);
            assert!(value.starts_with("__Host-vorgang=") && value.contains("; Secure;"), "{value}");
        }
        assert!(!text(set(&proxied, false, &token)).contains("Secure"), "on one's own machine");
    }
}
