//! Where an XBezahldienste provider is, and how the office proves to it who it is.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::secret::SecretSource;

/// Whether money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// It does. The provider is reached by TLS only, and an answer of the sandbox is none.
    Production,
    /// It does not: also the sandbox answers, on this machine or in its own network without TLS.
    Demo,
}

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address under which the three operations are, such as `https://pay.example.de/xbezahldienste/v1`.
    pub url: String,
    /// What the provider calls this online service (`originatorId`).
    pub originator: String,
    /// What the provider calls the authority (`endPointId`), often the official key of its municipality.
    pub endpoint: String,
    /// How the office proves who it is.
    pub authentication: Authentication,
    /// How many seconds an answer may take.
    #[serde(default = "timeout_secs")]
    pub timeout_secs: u64,
    /// Who vouches for the provider: a file of certificates (PEM). Without one, those whom the machine trusts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roots_file: Option<PathBuf>,
    /// Through which proxy the provider is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// On which hosts the pages are on which people pay. Without any, on whichever the provider says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_hosts: Vec<String>,
}

impl Config {
    /// A provider with the usual settings.
    pub fn new(
        url: impl Into<String>,
        originator: impl Into<String>,
        endpoint: impl Into<String>,
        authentication: Authentication,
    ) -> Self {
        Self {
            url: url.into(),
            originator: originator.into(),
            endpoint: endpoint.into(),
            authentication,
            timeout_secs: timeout_secs(),
            roots_file: None,
            proxy: None,
            page_hosts: vec![],
        }
    }
}

/// How the office proves who it is. The standard leaves this to each operator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Authentication {
    /// By a token that it fetches with its credentials (RFC 6749, 4.4), as pmPayment does it.
    Oauth2 {
        /// Where the token is fetched.
        token_url: String,
        /// The office's name there.
        client_id: String,
        /// The office's password there.
        client_secret: SecretSource,
        /// What the token is to be good for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        scope: Option<String>,
        /// Where name and password stand in the request.
        #[serde(default)]
        credentials: Credentials,
    },
    /// By a certificate (TLS), as ePayBL does it.
    Certificate {
        /// A file with the certificate, those that lead to its root, and its key (PEM).
        file: PathBuf,
    },
    /// By name and password with each request (RFC 7617), as epay21 does it.
    Basic {
        /// The office's name there.
        user: String,
        /// The office's password there.
        password: SecretSource,
    },
}

/// Where the credentials stand when a token is fetched (RFC 6749, 2.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Credentials {
    /// In the header, which every server has to understand.
    #[default]
    Header,
    /// In the body, for servers that understand nothing else.
    Body,
}

/// An answer takes a second; one that takes longer than a person waits for a page is asked for again later.
fn timeout_secs() -> u64 {
    8
}
