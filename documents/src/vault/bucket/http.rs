//! The way to a bucket: our own client for HTTP, with the one cryptography.

use std::error::Error as _;
use std::future::Future;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{Request, Response};
use http_body_util::BodyExt as _;
use object_store::ClientOptions;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// How long it may take to reach the server.
const CONNECTED_WITHIN: Duration = Duration::from_secs(5);

/// Gives `object_store` our client.
#[derive(Debug)]
pub(super) struct Connector(Client);

#[derive(Clone, Debug)]
struct Client(reqwest::Client);

impl Connector {
    pub(super) fn new(roots: Option<&Path>, silence: Duration) -> Result<Self, String> {
        #[expect(clippy::disallowed_methods, reason = "the one HTTP client of this crate")]
        let client = reqwest::Client::builder();
        let client = client
            .use_preconfigured_tls(tls(roots)?)
            .connect_timeout(CONNECTED_WITHIN.min(silence))
            .read_timeout(silence)
            // A bucket does not send anybody elsewhere, and no proxy sees what is signed.
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build();
        client.map(|client| Self(Client(client))).map_err(|error| error.to_string())
    }
}

fn tls(roots: Option<&Path>) -> Result<ClientConfig, String> {
    let mut trusted = RootCertStore::empty();
    match roots {
        // What is broken there is of no use, and no reason to do without the rest.
        None => drop(trusted.add_parsable_certificates(rustls_native_certs::load_native_certs().certs)),
        Some(file) => {
            let wrong = |error: &dyn std::fmt::Display| format!("the certificates in {}: {error}", file.display());
            for certificate in CertificateDer::pem_file_iter(file).map_err(|error| wrong(&error))? {
                trusted.add(certificate.map_err(|error| wrong(&error))?).map_err(|error| wrong(&error))?;
            }
        }
    }
    Ok(ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has the usual versions")
        .with_root_certificates(trusted)
        .with_no_client_auth())
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

impl HttpService for Client {
    // As the macro of the trait writes it.
    fn call<'life, 'answer>(
        &'life self,
        request: HttpRequest,
    ) -> Pin<Box<dyn Future<Output = Result<HttpResponse, HttpError>> + Send + 'answer>>
    where
        'life: 'answer,
        Self: 'answer,
    {
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await?.to_bytes();
            let request = reqwest::Request::try_from(Request::from_parts(parts, body)).map_err(failed)?;
            let response: Response<reqwest::Body> = self.0.execute(request).await.map_err(failed)?.into();
            let (parts, body) = response.into_parts();
            Ok(Response::from_parts(parts, HttpResponseBody::new(body.map_err(failed))))
        })
    }
}

/// What went wrong, so that it is known what may be tried again.
fn failed(error: reqwest::Error) -> HttpError {
    let interrupted = || {
        let mut next = error.source();
        while let Some(source) = next {
            if source.downcast_ref::<io::Error>().is_some() {
                return true;
            }
            next = source.source();
        }
        false
    };
    let kind = if error.is_timeout() {
        HttpErrorKind::Timeout
    } else if error.is_connect() {
        HttpErrorKind::Connect
    } else if error.is_decode() {
        HttpErrorKind::Decode
    } else if error.is_body() || interrupted() {
        HttpErrorKind::Interrupted
    } else if error.is_request() {
        HttpErrorKind::Request
    } else {
        HttpErrorKind::Unknown
    };
    // Names in the bucket are hashes; the address of the server stands in what is logged around it.
    HttpError::new(kind, error.without_url())
}
