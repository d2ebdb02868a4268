//! The pages of the office for the browser: the files that this folder builds, embedded, and how they are served.

mod files;
mod policy;
mod reports;
#[cfg(test)]
mod tests;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;

use files::{Encoding, File};

/// The documents that the pages send, by the hashes under which they send them.
pub const TRUSTED_DOCUMENTS: &str = include_str!("../persisted-documents.json");

/// The page that every address leads to: the program in it shows what the address names.
const INDEX: &str = "index.html";
/// The folder of files whose names change with their content.
const ASSETS: &str = "assets/";
/// How long an address may be.
const PATH_BYTES_MAX: usize = 512;
/// What stands at the beginning of addresses that are no pages. Whoever mistypes one of these is told so, and not given a
/// page.
const NO_PAGES: [&str; 13] = [
    "assets",
    "confirm",
    "files",
    "graphiql",
    "graphql",
    "healthz",
    "metrics",
    "pay",
    "readyz",
    "reports",
    "rtc",
    "sandbox-pay",
    "session",
];

/// The pages and their files, for whatever nobody else answers, and the place to which browsers report what they refused.
pub fn router() -> Router {
    serving(files::embedded)
}

/// The same with other files.
fn serving(find: fn(&str) -> Option<File>) -> Router {
    Router::new()
        .route(policy::REPORTS, post(reports::take))
        .fallback(answer)
        .with_state(find)
        .layer(map_response(with_headers))
}

async fn answer(
    State(find): State<fn(&str) -> Option<File>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !matches!(method, Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let Some(name) = file_of(uri.path()) else { return nothing() };
    let encoding = Encoding::ALL.into_iter().find_map(|encoding| {
        let found = encoding.is_accepted(&headers).then(|| find(&format!("{name}{}", encoding.suffix())))?;
        found.map(|file| (Some(encoding), file))
    });
    let Some((encoding, file)) = encoding.or_else(|| find(name).map(|file| (None, file))) else { return nothing() };
    let mut response = written(name, encoding, &file, &headers);
    if name == INDEX {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy::of(host));
    }
    response
}

/// The file that an address means: a page has no dot in it, and everything else is a file by its own name.
///
/// Names are plain, so nothing has to be decoded, and what would have to be is nobody's name.
fn file_of(path: &str) -> Option<&str> {
    let name = path.strip_prefix('/').filter(|_| path.len() <= PATH_BYTES_MAX)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    if !name.bytes().all(is_plain) || name.split('/').any(|part| part.starts_with('.')) {
        return None;
    }
    if name.contains('.') {
        let is_packed = Encoding::ALL.iter().any(|encoding| name.ends_with(encoding.suffix()));
        return (!is_packed).then_some(name);
    }
    let first = name.split('/').next().unwrap_or_default();
    (!NO_PAGES.contains(&first)).then_some(INDEX)
}

fn written(name: &str, encoding: Option<Encoding>, file: &File, asked: &HeaderMap) -> Response {
    // A file whose name changes with its content is never asked for again; the others are, each time.
    let keep = if name.starts_with(ASSETS) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let etag = file.etag();
    let mut headers = HeaderMap::from_iter([
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::VARY, HeaderValue::from_static("accept-encoding")),
        (header::ETAG, HeaderValue::from_str(&etag).expect("hex digits in quotation marks")),
    ]);
    if files::has(asked, &etag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(files::media_type(name)));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
    }
    (headers, file.bytes.clone()).into_response()
}

fn nothing() -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (StatusCode::NOT_FOUND, headers, "There is nothing at this address.\n").into_response()
}

/// Headers that every answer carries unless it says otherwise.
async fn with_headers(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, &str); 7] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), policy::DEVICES),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html")) {
        let reporting = HeaderName::from_static("reporting-endpoints");
        response.headers_mut().insert(reporting, HeaderValue::from_static(policy::ENDPOINTS));
    }
    response
}
