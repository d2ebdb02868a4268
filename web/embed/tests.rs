//! The pages as browsers and attackers ask for them, with files of the test's own.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use tower::ServiceExt as _;

use super::*;

fn files(name: &str) -> Option<File> {
    let (bytes, hash): (&'static [u8], u8) = match name {
        "index.html" => (b"<!doctype html>page", 1),
        "assets/app-4f2a.js" => (b"plain", 2),
        "assets/app-4f2a.js.br" => (b"packed by brotli", 3),
        "assets/app-4f2a.js.gz" => (b"packed by gzip", 4),
        "assets/font.woff2" => (b"font", 5),
        "favicon.svg" => (b"<svg/>", 6),
        ".secret" => (b"secret", 7),
        _ => return None,
    };
    Some(File { bytes: bytes.into(), hash: [hash; 32] })
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("ASCII"))
    }
}

async fn ask(method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers
        .iter()
        .fold(Request::builder().method(method).uri(path), |request, (name, value)| request.header(*name, *value));
    let request = request.body(Body::empty()).expect("a request");
    let response = serving(files).oneshot(request).await.expect("a router answers");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let body = String::from_utf8(body.to_vec()).expect("UTF-8");
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}

async fn get(path: &str) -> Answer {
    ask("GET", path, &[]).await
}

#[tokio::test]
async fn what_is_no_plain_name_of_ours_leads_nowhere() {
    let long = format!("/{}", "a".repeat(600));
    for path in [
        "/..",
        "/../index.html",
        "/assets/..",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/%2e%2e%2findex.html",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/app-4f2a.js%00",
        "/%00",
        "/termin%00.html",
        "/assets/",
        "/assets",
        "/assets/app",
        "/assets/unknown.js",
        "/assets/app-4f2a.js.br",
        "/assets/app-4f2a.js.gz",
        "/assets//app-4f2a.js",
        "/.secret",
        "/.git/config",
        "/termin/.secret",
        "/etc/passwd.txt",
        "/C:/windows",
        "/termin\\x",
        &long,
        "/graphql/x",
        "/session/x",
        "/files/x/y",
        "/reports/x",
    ] {
        let Ok(uri) = path.parse::<Uri>() else { continue };
        let answer = get(&uri.to_string()).await;
        assert_eq!((answer.status, answer.header("cache-control")), (404, "no-store"), "{path}");
        assert!(!answer.body.contains("page") && !answer.body.contains("secret"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[tokio::test]
async fn every_address_without_a_dot_is_the_page() {
    for path in ["/", "/termin", "/termin/", "/vorgang/0a1b-2c", "/desk/today?day=2026-03-02", "/index.html"] {
        let answer = get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "<!doctype html>page"), "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn the_page_runs_and_loads_nothing_but_its_own() {
    let answer = ask("GET", "/", &[("host", "amt.example")]).await;
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; \
         connect-src 'self' wss://amt.example; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
         form-action 'self'; object-src 'none'; frame-src 'self' blob:; report-uri /reports/csp; report-to csp"
    );
    assert!(answer.header("permissions-policy").starts_with("camera=(self), microphone=(self), "));
    assert_eq!(answer.header("reporting-endpoints"), "csp=\"/reports/csp\"");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("x-frame-options"), "DENY");
}

#[tokio::test]
async fn what_changes_its_name_is_kept_and_the_page_is_asked_for_again() {
    let asset = get("/assets/app-4f2a.js").await;
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(asset.header("content-type"), "text/javascript; charset=utf-8");
    let page = get("/").await;
    for (path, etag) in [("/assets/app-4f2a.js", asset.header("etag")), ("/termin", page.header("etag"))] {
        for known in [etag.to_owned(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
            let again = ask("GET", path, &[("if-none-match", &known)]).await;
            assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", etag), "{known}");
        }
        assert_eq!(ask("GET", path, &[("if-none-match", "\"x\"")]).await.status, 200);
    }
    let icon = get("/favicon.svg").await;
    assert_eq!((icon.header("content-type"), icon.header("cache-control")), ("image/svg+xml", "no-cache"));
}

#[tokio::test]
async fn a_file_goes_out_packed_as_the_client_unpacks_it() {
    for (accepts, encoding, body) in [
        ("gzip, deflate, br", "br", "packed by brotli"),
        ("gzip", "gzip", "packed by gzip"),
        ("br;q=0, gzip;q=0.5", "gzip", "packed by gzip"),
        ("*", "br", "packed by brotli"),
        ("br;q=0, *;q=0", "", "plain"),
        ("br;q=nonsense", "", "plain"),
        ("identity", "", "plain"),
    ] {
        let answer = ask("GET", "/assets/app-4f2a.js", &[("accept-encoding", accepts)]).await;
        assert_eq!((answer.header("content-encoding"), answer.body.as_str()), (encoding, body), "{accepts}");
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
    let plain = get("/assets/app-4f2a.js").await;
    let packed = ask("GET", "/assets/app-4f2a.js", &[("accept-encoding", "br")]).await;
    assert_ne!(plain.header("etag"), packed.header("etag"));
    let font = ask("GET", "/assets/font.woff2", &[("accept-encoding", "br")]).await;
    assert_eq!((font.header("content-encoding"), font.body.as_str()), ("", "font"), "nobody has packed it");
}

#[tokio::test]
async fn only_looking_is_answered() {
    let head = ask("HEAD", "/termin", &[]).await;
    assert_eq!((head.status, head.body.as_str(), head.header("content-length")), (200, "", "19"));
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let answer = ask(method, "/termin", &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[tokio::test]
async fn reports_are_taken_in_their_own_form_only() {
    async fn report(media: &str, body: String) -> u16 {
        let request = Request::post("/reports/csp").header("content-type", media).body(Body::from(body));
        serving(files).oneshot(request.expect("a request")).await.expect("an answer").status().as_u16()
    }
    let one = r#"{"csp-report":{"effective-directive":"img-src","blocked-uri":"https://x.example"}}"#;
    assert_eq!(report("application/csp-report", one.to_owned()).await, 204);
    assert_eq!(report("application/reports+json", "[]".to_owned()).await, 204);
    assert_eq!(report("application/json", one.to_owned()).await, 415);
    assert_eq!(report("application/csp-report", "{".to_owned()).await, 400);
    assert_eq!(report("application/csp-report", " ".repeat(20_000)).await, 413);
}

#[tokio::test]
async fn the_built_page_is_there_and_names_only_files_that_are() {
    let page = files::embedded(INDEX).expect("the build has left a page");
    let page = String::from_utf8(page.bytes.to_vec()).expect("UTF-8");
    assert!(page.contains("<h1") || page.contains("<noscript"), "without a script there is something to read");
    let named = ["src=\"/", "href=\"/"].into_iter().flat_map(|attribute| page.split(attribute).skip(1));
    for name in named.filter_map(|rest| rest.split('"').next()) {
        let is_page = file_of(&format!("/{name}")) == Some(INDEX);
        assert!(is_page || files::embedded(name).is_some(), "{name} is named and not there");
    }
    assert!(!page.contains("<style") && !page.contains(" style="), "the policy allows no style in the page");
    assert!(!page.contains("<script>"), "nor a script");
}
