//! A copy of a document goes out by a ticket that is good for one, within a minute, and is never shown on our own pages:
//! whatever stands in it, no browser runs it here.

use std::fmt::Write as _;
use std::ops::Range;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, head};
use domain::Refusal;
use domain::document::{self, Format, HandOut, Stage};
use domain::paper;
use event_store::Stop;
use futures_util::stream;

use crate::desk::{Desks, Documents};
use crate::failure::{Failure, aside};
use crate::inspect::clean_name;
use crate::ticket::Ticket;
use crate::vault::Reader;

pub(crate) fn routes() -> Router<Desks> {
    // Asking for the headers alone would use up the ticket.
    let not_allowed = head(async || StatusCode::METHOD_NOT_ALLOWED);
    Router::new().route("/files/{authority}/copies/{ticket}", get(fetch).merge(not_allowed))
}

async fn fetch(
    State(desks): State<Desks>,
    Path((authority, ticket)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    // A browser that looks ahead, or a program that looks at links, is nobody who wants the copy.
    if headers.contains_key("sec-purpose") || headers.contains_key("purpose") || headers.contains_key("x-moz") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(desk) = desks.get(&authority) else { return StatusCode::NOT_FOUND.into_response() };
    let (wanted, handed) = match desk.ticket(&ticket) {
        Some(Ticket::Download { case, document, by, nonce, .. }) => {
            let out = HandOut { case, document, ticket: nonce };
            (Thing::Document(out), desk.hand_out(by, out).await)
        }
        Some(Ticket::Paper { case, paper, by, nonce, .. }) => {
            let out = paper::HandOut { case, paper, ticket: nonce };
            (Thing::Paper(out), desk.hand_out_paper(by, out).await)
        }
        Some(Ticket::Upload { .. }) | None => return StatusCode::NOT_FOUND.into_response(),
    };
    match handed {
        Ok(_) => {}
        Err(Stop::Refused(
            Refusal::Document(document::Refusal::TicketUsed) | Refusal::Paper(paper::Refusal::TicketUsed),
        )) => return StatusCode::GONE.into_response(),
        Err(Stop::Refused(Refusal::Paper(paper::Refusal::TooManyCopies { .. }))) => {
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        Err(Stop::Refused(_)) => return StatusCode::NOT_FOUND.into_response(),
        Err(Stop::Failed(failure)) => return failed(&failure.into()),
    }
    match copy(desk, wanted, &headers).await {
        Ok(response) => response,
        Err(Failure::Erased) => StatusCode::GONE.into_response(),
        Err(failure) => failed(&failure),
    }
}

fn failed(failure: &Failure) -> Response {
    tracing::error!(error = failure as &dyn std::error::Error, "a document could not be handed out");
    match failure {
        Failure::Bucket { .. } | Failure::Missing => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What somebody has a ticket for.
#[derive(Clone, Copy)]
enum Thing {
    Document(HandOut),
    Paper(paper::HandOut),
}

/// What is copied, how it is called, and what it is.
async fn opened(desk: &Documents, thing: Thing) -> Result<(Reader, String, Format), Failure> {
    match thing {
        Thing::Document(out) => {
            let document = desk.document(out.case, out.document).await?.ok_or(Failure::Erased)?;
            let Stage::Released { blob } = document.stage else { return Err(Failure::Erased) };
            let key = desk.key(out.document, &document).await?.ok_or(Failure::Erased)?;
            let vault = desk.vault().clone();
            let reader = aside(move || {
                let file = vault.file(&blob)?.ok_or(Failure::Missing)?;
                Reader::open(file, &key)
            });
            let name = document.name.value().map(|name| clean_name(&name.0)).unwrap_or_default();
            Ok((reader.await?, name, document.format))
        }
        Thing::Paper(out) => {
            let paper = desk.paper(out.case, out.paper).await?.ok_or(Failure::Erased)?;
            let reader = desk.papers().open(out.paper, &paper).await?;
            Ok((reader, title(paper.kind).to_owned(), Format::Pdf))
        }
    }
}

/// How the file of a paper is called. It names nobody.
fn title(kind: paper::Kind) -> &'static str {
    match kind {
        paper::Kind::Declaration => "Erklärung",
        paper::Kind::Confirmation => "Meldebestätigung",
        paper::Kind::Certificate => "Meldebescheinigung",
        paper::Kind::Receipt => "Quittung",
        paper::Kind::History | paper::Kind::AuditHistory => "Verlauf",
    }
}

async fn copy(desk: &Documents, thing: Thing, headers: &HeaderMap) -> Result<Response, Failure> {
    let (reader, name, format) = opened(desk, thing).await?;
    let size = reader.size();
    let part = match headers.get(header::RANGE).map(|range| wanted(range, size)) {
        None | Some(Wanted::All) => None,
        Some(Wanted::Part(part)) => Some(part),
        Some(Wanted::Nothing) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
            return Ok(response);
        }
    };
    let (status, sent) = match part {
        None => (StatusCode::OK, 0..size),
        Some(part) => (StatusCode::PARTIAL_CONTENT, part),
    };
    let mut response = (status, body(reader, sent.clone())).into_response();
    set(&mut response, header::CONTENT_LENGTH, &(sent.end - sent.start).to_string());
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{size}", sent.start, sent.end - 1);
        set(&mut response, header::CONTENT_RANGE, &range);
    }
    set(&mut response, header::CONTENT_DISPOSITION, &disposition(&name, format));
    for (name, value) in [
        (header::CONTENT_TYPE, format.mime()),
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'; frame-ancestors 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-download-options"), "noopen"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    response.headers_mut().insert(name, HeaderValue::from_str(value).expect("it is ASCII"));
}

/// The document, one piece at a time. A piece that does not open ends the connection: nobody takes a part for the whole.
fn body(reader: Reader, part: Range<u64>) -> Body {
    Body::from_stream(stream::try_unfold((reader, part), async |(reader, part)| {
        if part.is_empty() {
            return Ok::<_, Failure>(None);
        }
        aside(move || {
            let piece = reader.next(&part)?;
            if piece.is_empty() {
                return Err(Failure::Damaged("it ends too early"));
            }
            let rest = part.start + piece.len() as u64..part.end;
            Ok(Some((Bytes::from(piece), (reader, rest))))
        })
        .await
    }))
}

/// Which part of a document is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Reads a range (RFC 9110, section 14.2). Several at once, and what makes no sense, are as if nobody had asked.
fn wanted(range: &HeaderValue, size: u64) -> Wanted {
    let digits =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let parsed = range.to_str().ok().and_then(|range| range.strip_prefix("bytes=")?.split_once('-'));
    let part = match parsed {
        Some(("", last)) => digits(last).map(|last| size.saturating_sub(last)..size),
        Some((from, "")) => digits(from).map(|from| from..size),
        Some((from, to)) => match (digits(from), digits(to)) {
            (Some(from), Some(to)) if from <= to => Some(from..to.saturating_add(1).min(size)),
            _ => None,
        },
        None => None,
    };
    match part {
        None => Wanted::All,
        Some(part) if part.is_empty() || part.start >= size => Wanted::Nothing,
        Some(part) => Wanted::Part(part),
    }
}

/// To be saved, and how it is called: once for programs that know ASCII only, and once for all others (RFC 6266).
fn disposition(name: &str, format: Format) -> String {
    let name = called(name, format);
    let plain: String = name
        .chars()
        .map(|char| match char {
            char if char.is_ascii_alphanumeric() || matches!(char, '.' | '-' | '_' | ' ' | '(' | ')') => char,
            _ => '_',
        })
        .collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes everything");
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// The name with the one ending that its contents have.
fn called(name: &str, format: Format) -> String {
    let known = ["pdf", "jpg", "jpeg", "png"];
    let stem = match name.rsplit_once('.') {
        Some((stem, ending)) if known.iter().any(|one| one.eq_ignore_ascii_case(ending)) => stem,
        _ => name,
    };
    let stem = stem.trim_matches(['.', ' ']);
    let stem = if stem.is_empty() { "Unterlage" } else { stem };
    format!("{stem}.{}", format.ending())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_was_asked_for_and_there() {
        for (range, part) in [
            ("bytes=0-", Wanted::Part(0..100)),
            ("bytes=10-19", Wanted::Part(10..20)),
            ("bytes=10-1000", Wanted::Part(10..100)),
            ("bytes=-10", Wanted::Part(90..100)),
            ("bytes=-1000", Wanted::Part(0..100)),
            ("bytes=99-99", Wanted::Part(99..100)),
            ("bytes=100-", Wanted::Nothing),
            ("bytes=-0", Wanted::Nothing),
            ("bytes=20-10", Wanted::All),
            ("bytes=0-9,20-29", Wanted::All),
            ("bytes=a-b", Wanted::All),
            ("bytes=-", Wanted::All),
            ("lines=1-2", Wanted::All),
            ("bytes=0-18446744073709551615", Wanted::Part(0..100)),
        ] {
            assert_eq!(wanted(&HeaderValue::from_static(range), 100), part, "{range}");
        }
    }

    #[test]
    fn a_name_cannot_leave_its_place_in_the_header_and_ends_as_its_contents_do() {
        let of = |name: &str, format| disposition(&clean_name(name), format);
        assert_eq!(
            of("Bestätigung (1).PDF", Format::Pdf),
            "attachment; filename=\"Best_tigung (1).pdf\"; filename*=UTF-8''Best%C3%A4tigung%20%281%29.pdf"
        );
        assert!(of("photo.jpeg", Format::Png).starts_with("attachment; filename=\"photo.png\";"));
        assert!(of("virus.exe", Format::Pdf).contains("\"virus.exe.pdf\""));
        for name in ["a\"; filename=\"b.exe", "a\r\nSet-Cookie: x", "../../x", "a\u{202e}fdp.exe", "\\", "%22"] {
            let header = of(name, Format::Pdf);
            assert!(HeaderValue::from_str(&header).is_ok(), "{name:?}");
            assert_eq!(header.matches('"').count(), 2, "{name:?}");
            assert!(header.is_ascii() && header.ends_with("pdf"), "{name:?}");
        }
        assert!(disposition("", Format::Jpeg).contains("\"Unterlage.jpg\""));
    }
}
