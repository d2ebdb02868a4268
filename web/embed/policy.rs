//! What a page may load, run and use: its own files and its own server, and nothing from anywhere else.

use axum::http::HeaderValue;

/// Where browsers report what they refused.
pub(crate) const REPORTS: &str = "/reports/csp";

/// The same as a header for browsers that know reports by name.
pub(crate) const ENDPOINTS: &str = "csp=\"/reports/csp\"";

/// Camera, microphone and screen are for the talk; nothing else of the machine is wanted.
pub(crate) const DEVICES: &str = "camera=(self), microphone=(self), display-capture=(self), fullscreen=(self), \
                                  geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), midi=()";

/// The policy of the page under a host. A document is shown in a frame, from memory (`blob:`). Not every browser takes a socket on the same host for one of its own, so it is
/// named; in clear only where the host is this machine.
pub(crate) fn of(host: Option<&str>) -> HeaderValue {
    let sockets = match host.filter(|host| is_host(host)) {
        Some(host) if is_this_machine(host) => format!(" ws://{host} wss://{host}"),
        Some(host) => format!(" wss://{host}"),
        None => String::new(),
    };
    let policy = format!(
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; \
         connect-src 'self'{sockets}; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
         object-src 'none'; frame-src 'self' blob:; report-uri {REPORTS}; report-to csp"
    );
    HeaderValue::from_str(&policy).expect("letters, figures and signs of a host")
}

/// Whether a client wrote the name of a host, and nothing that would change the policy.
fn is_host(host: &str) -> bool {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(is_sign)
}

fn is_this_machine(host: &str) -> bool {
    let name = host.strip_prefix("[::1]").map_or_else(|| host.split(':').next().unwrap_or_default(), |_| "localhost");
    name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sockets(host: Option<&str>) -> String {
        let policy = of(host).to_str().expect("ASCII").to_owned();
        let (_, after) = policy.split_once("connect-src 'self'").expect("it says where it connects to");
        after.split_once(';').expect("more follows").0.to_owned()
    }

    #[test]
    fn a_page_connects_to_its_own_server_and_nowhere_else() {
        assert_eq!(sockets(Some("amt.example")), " wss://amt.example");
        assert_eq!(sockets(Some("amt.example:8443")), " wss://amt.example:8443");
        assert_eq!(sockets(Some("127.0.0.1:8080")), " ws://127.0.0.1:8080 wss://127.0.0.1:8080");
        assert_eq!(sockets(Some("[::1]:8080")), " ws://[::1]:8080 wss://[::1]:8080");
        assert_eq!(sockets(Some("localhost.evil.example")), " wss://localhost.evil.example");
    }

    #[test]
    fn what_a_client_writes_as_its_host_does_not_change_the_policy() {
        for host in ["", "evil.example; script-src *", "a b", "evil.example,x", "'unsafe-inline'", "*", "ä.example"] {
            assert_eq!(sockets(Some(host)), "", "{host}");
        }
        assert_eq!(sockets(Some(&"a".repeat(256))), "");
        assert_eq!(sockets(None), "");
    }
}
