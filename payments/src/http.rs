//! The HTTP client of this crate: TLS on aws-lc-rs, a limit to time and to what is read, and nothing followed.
//!
//! A redirect is never followed: an answer that sends the office elsewhere with its credentials is no answer. Proxies are
//! those of the configuration, not of the environment.

use std::error::Error as StdError;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode, Url};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ClientConfig, RootCertStore};

use crate::port::Failure;
use crate::secret::Misconfigured;

/// How much of an answer is read. One to ninety-nine items are far less.
const LONGEST_ANSWER: usize = 64 * 1024;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How a provider is reached.
pub(crate) struct Transport<'a> {
    /// Where.
    pub(crate) base: &'a Url,
    /// How long an answer may take as a whole.
    pub(crate) timeout: Duration,
    /// The certificates of those who vouch for the provider. Without a file, those of the machine.
    pub(crate) roots: Option<&'a Path>,
    /// A certificate by which the provider knows the office, with its key.
    pub(crate) identity: Option<&'a Path>,
    /// Through which proxy.
    pub(crate) proxy: Option<&'a str>,
}

/// A client.
pub(crate) struct Http(reqwest::Client);

/// An answer, read to its end.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Http {
    pub(crate) fn new(transport: &Transport<'_>) -> Result<Self, Misconfigured> {
        if transport.timeout.is_zero() || transport.timeout > Duration::from_mins(2) {
            return Err(Misconfigured::Setting { what: "the time limit is between one second and two minutes" });
        }
        #[expect(clippy::disallowed_methods, reason = "the one HTTP client of this crate")]
        let builder = reqwest::Client::builder();
        let mut builder = builder
            .use_preconfigured_tls(tls(transport)?)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT.min(transport.timeout))
            .timeout(transport.timeout)
            .no_proxy()
            .referer(false)
            .user_agent(concat!("vorgang/", env!("CARGO_PKG_VERSION")));
        if let Some(proxy) = transport.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(Misconfigured::Client)?);
        }
        Ok(Self(builder.build().map_err(Misconfigured::Client)?))
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.0.get(url)
    }

    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.0.post(url)
    }

    /// Sends a request and reads its answer. What is sent elsewhere (3xx) is no answer.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Reply, Failure> {
        let mut response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status();
        if status.is_redirection() {
            tracing::warn!(%status, "a payment provider sends the office elsewhere, where it does not go");
            return Err(Failure::BadAnswer);
        }
        if response.content_length().is_some_and(|length| length > LONGEST_ANSWER as u64) {
            return Err(too_long());
        }
        let headers = std::mem::take(response.headers_mut());
        let mut body = vec![];
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(too_long());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, headers, body })
    }
}

impl Reply {
    /// What the status alone says of an answer that is none: a failure of theirs may have come after the deed.
    pub(crate) fn trouble(&self) -> Option<Failure> {
        let status = self.status;
        let is_theirs =
            status.is_server_error() || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(&status);
        if is_theirs {
            tracing::warn!(%status, "a payment provider did not answer");
            return Some(Failure::NoAnswer);
        }
        None
    }
}

fn too_long() -> Failure {
    tracing::warn!("the answer of a payment provider is too long to be one");
    Failure::BadAnswer
}

/// What a failed connection means. An address never gets into the log: it may hold what a case is called.
fn failure(error: &reqwest::Error) -> Failure {
    let failure = if rejects_our_certificate(error) {
        Failure::Denied
    } else if error.is_connect() {
        Failure::Unreachable
    } else {
        Failure::NoAnswer
    };
    let mut deepest: &dyn StdError = error;
    while let Some(deeper) = deepest.source() {
        deepest = deeper;
    }
    tracing::warn!(reason = %deepest, "a payment provider gave no answer: {failure}");
    failure
}

/// With TLS 1.3 the handshake is over for us before the other side has looked at our certificate.
fn rejects_our_certificate(error: &reqwest::Error) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        let tls = inner.and_then(|inner| inner.downcast_ref()).or_else(|| error.downcast_ref::<rustls::Error>());
        if let Some(rustls::Error::AlertReceived(alert)) = tls {
            return matches!(
                alert,
                AlertDescription::AccessDenied
                    | AlertDescription::BadCertificate
                    | AlertDescription::CertificateExpired
                    | AlertDescription::CertificateRequired
                    | AlertDescription::CertificateRevoked
                    | AlertDescription::CertificateUnknown
                    // The signature of somebody who has only the name of the one they trust.
                    | AlertDescription::DecryptError
                    | AlertDescription::UnknownCA
                    | AlertDescription::UnsupportedCertificate
            );
        }
        // The cause of such an error is that of what it holds; what it holds comes first.
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => error.source(),
        };
    }
    false
}

fn tls(transport: &Transport<'_>) -> Result<ClientConfig, Misconfigured> {
    let mut roots = RootCertStore::empty();
    match transport.roots {
        None => {
            // What is broken there is of no use, and no reason to do without the rest.
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() && transport.base.scheme() == "https" {
                return Err(Misconfigured::Setting {
                    what: "this machine trusts nobody: install ca-certificates, or name a roots_file",
                });
            }
        }
        Some(file) => {
            let what = "the file of trusted certificates";
            for certificate in certificates(&read(file)?, what)? {
                roots.add(certificate).map_err(|_| Misconfigured::Certificate { what })?;
            }
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the usual versions")
        .with_root_certificates(roots);
    let Some(file) = transport.identity else { return Ok(builder.with_no_client_auth()) };
    let what = "the file with the certificate of the office and its key";
    let pem = zeroize::Zeroizing::new(read(file)?);
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| Misconfigured::Certificate { what })?;
    builder.with_client_auth_cert(certificates(&pem, what)?, key).map_err(|_| Misconfigured::Certificate { what })
}

fn certificates(pem: &[u8], what: &'static str) -> Result<Vec<CertificateDer<'static>>, Misconfigured> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    certificates.ok().filter(|found| !found.is_empty()).ok_or(Misconfigured::Certificate { what })
}

fn read(file: &Path) -> Result<Vec<u8>, Misconfigured> {
    std::fs::read(file).map_err(|source| Misconfigured::File { file: file.to_owned(), source })
}

/// Whether an address is one of this machine or of its own network, where a demonstration may be shown.
fn is_near(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    match host.trim_start_matches('[').trim_end_matches(']').parse() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_unspecified() || ip.is_private() || ip.is_link_local(),
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => host == "localhost",
    }
}

/// Whether an address may be talked to: by TLS, or, in a demonstration, nearby. It holds no credentials.
pub(crate) fn is_safe(url: &Url, demo: bool) -> bool {
    let encrypted = url.scheme() == "https" || (demo && url.scheme() == "http" && is_near(url));
    encrypted && url.has_host() && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_and_in_a_demo_what_is_near() {
        let safe = |url: &str, demo| is_safe(&Url::parse(url).expect("an address"), demo);
        assert!(safe("https://pay.example.de/x?y=1", false) && safe("https://127.0.0.1:1/", false));
        for url in [
            "http://127.0.0.1:8080/pay",
            "http://localhost/pay",
            "http://[::1]:1/pay",
            "http://127.9.9.9/",
            "http://0.0.0.0:1/",
            "http://[::]:1/",
            "http://192.168.1.5/",
            "http://[fd00::1]/",
        ] {
            assert!(safe(url, true) && !safe(url, false), "{url}");
        }
        for url in [
            "http://pay.example.de/",
            "http://93.184.216.34/",
            "http://[2606:2800:220:1::1]/",
            "http://127.0.0.1.example.de/",
            "http://localhost.example.de/",
            "https://user:word@pay.example.de/",
            "https://user@pay.example.de/",
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
        ] {
            assert!(!safe(url, true), "{url}");
        }
    }
}
