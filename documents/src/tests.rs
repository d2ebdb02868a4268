//! A document's way: sent with interruptions, looked at, fetched once, forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode};
use base64::Engine as _;
use domain::document::{self, Fault, Format, Stage};
use domain::ids::{DocumentId, TrayId};
use domain::subject_key::{self, Ground};
use domain::testing::{ADA, BEN, CLARA, citizen, clerk, system};
use domain::{By, Role, Roles};
use event_store::{Stop, crash};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::inspect::zoo;
use crate::scan::Scanner;
use crate::testing::clamd::{Clamd, EICAR};
use crate::testing::{CASE, Office, PDF, body};

const JPEG: DocumentId = DocumentId(Uuid::from_u128(7));

fn good(format: Format) -> Vec<u8> {
    zoo::good().into_iter().find(|(_, of, _)| *of == format).expect("there is one of each").2
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// How much of a file is there, as the server says.
async fn offset(office: &Office, document: DocumentId, ticket: &str) -> (StatusCode, u64) {
    let answer = office.ask("HEAD", &format!("/{document}"), ticket, &[], vec![]).await;
    (answer.status(), header(&answer, "upload-offset").parse().unwrap_or(u64::MAX))
}

async fn create(office: &Office, ticket: &str, length: usize) -> Response<Body> {
    office.ask("POST", "", ticket, &[("upload-length", &length.to_string())], vec![]).await
}

/// The path of a ticket for somebody.
fn path_for(office: &Office, by: By, document: DocumentId, nonce: u128) -> String {
    office.desk.download_path(&office.desk.download_ticket(by, CASE, document, Uuid::from_u128(nonce)))
}

#[tokio::test]
async fn a_file_comes_in_parts_and_is_there_when_the_last_one_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let bytes = good(Format::Pdf);
    let can = office.ask("OPTIONS", "", "", &[], vec![]).await;
    assert_eq!(can.status(), StatusCode::NO_CONTENT);
    assert_eq!(header(&can, "tus-extension"), "creation,expiration,termination,checksum");
    assert_eq!(header(&can, "tus-max-size"), "20971520");

    let ticket = office.announce(PDF, Format::Pdf, bytes.len() as u64).await;
    let created = create(&office, &ticket, bytes.len()).await;
    assert_eq!(created.status(), StatusCode::CREATED);
    assert_eq!(header(&created, "location"), format!("/files/10041100/uploads/{PDF}"));
    assert_eq!(header(&created, "upload-expires"), "Tue, 03 Mar 2026 08:00:00 GMT");
    assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::CREATED, "nothing has come yet");
    let mut at = 0;
    for part in [&bytes[..10], &bytes[10..300], &bytes[300..]] {
        assert_eq!(offset(&office, PDF, &ticket).await, (StatusCode::OK, at));
        let answer = office.patch(PDF, &ticket, at, part.to_vec()).await;
        at += part.len() as u64;
        assert_eq!((answer.status(), header(&answer, "upload-offset")), (StatusCode::NO_CONTENT, &*at.to_string()));
    }
    assert!(matches!(office.stage(PDF).await, Stage::Received { .. }));
    assert_eq!(office.files(), (1, 0));
    assert_eq!(offset(&office, PDF, &ticket).await, (StatusCode::OK, at), "whoever did not hear it hears it again");
    assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::GONE, "a ticket is for one file");
    assert_eq!(office.patch(PDF, &ticket, 0, bytes.clone()).await.status(), StatusCode::GONE);

    office.settle().await;
    let Stage::Released { .. } = office.stage(PDF).await else { panic!("it does no harm") };
    let path = path_for(&office, citizen(ADA), PDF, 1);
    let copy = office.get(&path, &[]).await;
    assert_eq!(copy.status(), StatusCode::OK);
    assert_eq!(body(copy).await, bytes);
}

#[tokio::test]
async fn the_protocol_is_kept_to_the_letter() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::new(folder.path()).await;
    let ticket = office.announce(PDF, Format::Pdf, 1000).await;
    let below = format!("/{PDF}");
    let kind = ("content-type", "application/offset+octet-stream");
    let asking = |method: &str, below: &str, headers: &[(&str, &str)]| {
        let mut asking = Request::builder().method(method).uri(format!("/files/10041100/uploads{below}"));
        for (name, value) in headers {
            asking = asking.header(*name, *value);
        }
        office.router().oneshot(asking.body(Body::empty()).expect("a request"))
    };
    let (version, shown) = (("tus-resumable", "1.0.0"), ("upload-ticket", ticket.as_str()));
    let without_version = asking("POST", "", &[shown, ("upload-length", "1000")]).await.expect("an answer");
    assert_eq!(without_version.status(), StatusCode::PRECONDITION_FAILED);
    let other_version = asking("POST", "", &[("tus-resumable", "0.2.2"), shown]).await.expect("an answer");
    assert_eq!(other_version.status(), StatusCode::PRECONDITION_FAILED);
    let without_ticket = asking("POST", "", &[version, ("upload-length", "1000")]).await.expect("an answer");
    assert_eq!(without_ticket.status(), StatusCode::UNAUTHORIZED);

    for (headers, status) in [
        (vec![], 400),
        (vec![("upload-length", "999")], 400),
        (vec![("upload-length", "-1")], 400),
        (vec![("upload-length", "1001")], 413),
        (vec![("upload-length", "99999999999999999999999")], 400),
        (vec![("upload-defer-length", "1")], 400),
        (vec![("upload-length", "1000"), ("upload-metadata", &*"a".repeat(2000))], 431),
    ] {
        assert_eq!(office.ask("POST", "", &ticket, &headers, vec![]).await.status().as_u16(), status, "{headers:?}");
    }
    assert_eq!(offset(&office, PDF, &ticket).await.0, StatusCode::NOT_FOUND, "it was not begun");
    assert_eq!(office.patch(PDF, &ticket, 0, vec![0; 10]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(create(&office, &ticket, 1000).await.status(), StatusCode::CREATED);

    let fetching = office.desk.download_ticket(citizen(ADA), CASE, PDF, Uuid::from_u128(1));
    assert_eq!(create(&office, &fetching, 1000).await.status(), StatusCode::UNAUTHORIZED, "it is for fetching");
    let foreign = office.announce(JPEG, Format::Jpeg, 1000).await;
    assert_eq!(office.patch(PDF, &foreign, 0, vec![0; 10]).await.status(), StatusCode::NOT_FOUND, "another file's");
    for (headers, part, status) in [
        (vec![("upload-offset", "0")], 10, 415),
        (vec![("upload-offset", "0"), ("content-type", "application/octet-stream")], 10, 415),
        (vec![kind], 10, 400),
        (vec![kind, ("upload-offset", "5")], 10, 409),
        (vec![kind, ("upload-offset", "0")], 1001, 413),
        (vec![kind, ("upload-offset", "0"), ("upload-checksum", "md5 AAAA")], 10, 400),
        (vec![kind, ("upload-offset", "0"), ("upload-checksum", "sha1 !")], 10, 400),
    ] {
        let answer = office.ask("PATCH", &below, &ticket, &headers, vec![7; part]).await;
        assert_eq!(answer.status().as_u16(), status, "{headers:?}");
        assert_eq!(header(&answer, "tus-resumable"), "1.0.0");
        assert_eq!(offset(&office, PDF, &ticket).await, (StatusCode::OK, 0), "nothing stays of it");
    }
    // Somebody else is writing to it.
    let turn = office.desk.turn(PDF);
    let lock = turn.lock().await;
    assert_eq!(office.patch(PDF, &ticket, 0, vec![0; 10]).await.status(), StatusCode::LOCKED);
    drop(lock);
    // Whatever comes through only as POST.
    let headers = [kind, ("upload-offset", "0"), ("x-http-method-override", "PATCH")];
    assert_eq!(office.ask("POST", &below, &ticket, &headers, vec![7; 10]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(create(&office, &ticket, 1000).await.status(), StatusCode::CONFLICT, "there is something already");

    office.log.clock().advance(Duration::from_hours(24));
    assert_eq!(offset(&office, PDF, &ticket).await.0, StatusCode::UNAUTHORIZED, "its time is over");
    let elsewhere = office.get("/files/10041101/uploads", &[]).await;
    assert_eq!(elsewhere.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn what_does_not_fit_its_checksum_does_not_stay() {
    use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::new(folder.path()).await;
    let ticket = office.announce(PDF, Format::Pdf, 300_000).await;
    assert_eq!(create(&office, &ticket, 300_000).await.status(), StatusCode::CREATED);
    let mut at = 0_u64;
    for (name, algorithm) in [("sha1", &SHA1_FOR_LEGACY_USE_ONLY), ("sha256", &SHA256)] {
        let part = vec![7; 150_000];
        let sum = |of: &[u8]| {
            let value = base64::engine::general_purpose::STANDARD.encode(digest(algorithm, of));
            format!("{name} {value}")
        };
        for (sum, status) in [(sum(b"something else"), 460), (sum(&part), 204)] {
            let (before, offset_text) = (at, at.to_string());
            let headers = [
                ("upload-offset", offset_text.as_str()),
                ("content-type", "application/offset+octet-stream"),
                ("upload-checksum", sum.as_str()),
            ];
            let answer = office.ask("PATCH", &format!("/{PDF}"), &ticket, &headers, part.clone()).await;
            assert_eq!(answer.status().as_u16(), status);
            at = if status == 204 { at + 150_000 } else { before };
            assert_eq!(offset(&office, PDF, &ticket).await, (StatusCode::OK, at));
        }
    }
    assert!(matches!(office.stage(PDF).await, Stage::Received { .. }));
}

#[tokio::test]
async fn what_came_before_the_line_broke_stays_and_the_rest_follows() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let bytes = zoo::good().into_iter().find(|(name, ..)| name.contains("twelve")).expect("a large one").2;
    let ticket = office.announce(JPEG, Format::Jpeg, bytes.len() as u64).await;
    assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::CREATED);
    let mut breaks = 0;
    loop {
        let (status, at) = offset(&office, JPEG, &ticket).await;
        assert_eq!(status, StatusCode::OK);
        let rest = &bytes[usize::try_from(at).expect("small")..];
        if rest.is_empty() {
            break;
        }
        // Some frames come, and then the line breaks in the middle of one.
        let parts: Vec<Result<Bytes, std::io::Error>> = rest[..rest.len().min(200_001)]
            .chunks(9973)
            .map(|frame| Ok(Bytes::copy_from_slice(frame)))
            .chain((rest.len() > 200_001).then(|| Err(std::io::Error::other("the line broke"))))
            .collect();
        let status = office.stream(JPEG, &ticket, at, futures_util::stream::iter(parts)).await;
        let last = rest.len() <= 200_001;
        assert_eq!(status, if last { StatusCode::NO_CONTENT } else { StatusCode::BAD_REQUEST });
        breaks += u32::from(!last);
        // Every other time the server is another one as well.
        if breaks % 2 == 1 {
            office.log.close().await;
            drop(office);
            office = Office::open(folder.path(), Scanner::None).await;
        }
    }
    assert!(breaks >= 3, "{breaks}");
    office.settle().await;
    assert!(matches!(office.stage(JPEG).await, Stage::Released { .. }));
    assert_eq!(office.files(), (1, 0), "the picture that was written anew, and nothing else");
    let copy = body(office.get(&path_for(&office, clerk(CLARA), JPEG, 1), &[]).await).await;
    assert!(copy != bytes && copy.starts_with(&[0xff, 0xd8, 0xff]), "only its pixels are handed out");
}

#[tokio::test]
async fn a_server_that_dies_at_any_step_of_an_upload_leaves_one_whole_document_in_the_end() {
    const POINTS: &[&str] = &["upload.", "document."];
    let bytes = good(Format::Jpeg);
    let mut deaths = 0;
    for wanted in 1.. {
        let folder = tempfile::tempdir().expect("a folder");
        let mut office = Office::new(folder.path()).await;
        let ticket = office.announce(JPEG, Format::Jpeg, bytes.len() as u64).await;
        assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::CREATED);
        crash::arm(POINTS, Some(wanted));
        let sent = office.patch(JPEG, &ticket, 0, bytes.clone()).await.status();
        let died_at_work = sent == StatusCode::NO_CONTENT && {
            use futures_util::FutureExt as _;
            std::panic::AssertUnwindSafe(office.settle()).catch_unwind().await.is_err()
        };
        let passed = crash::disarm();
        let died = sent == StatusCode::INTERNAL_SERVER_ERROR || died_at_work;
        office.log.close().await;
        drop(office);
        let mut office = Office::open(folder.path(), Scanner::None).await;
        // The next worker waits until the lease of the dead one has run out.
        office.log.clock().advance(Duration::from_mins(2));
        let (status, at) = offset(&office, JPEG, &ticket).await;
        assert_eq!((status, at), (StatusCode::OK, bytes.len() as u64), "death {wanted}");
        for _ in 0..100 {
            office.settle().await;
            if matches!(office.stage(JPEG).await, Stage::Released { .. }) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let stream = office.log.stream_of::<domain::Document>(TrayId::of(CASE).0).expect("a known kind");
        let names: Vec<String> =
            office.log.history(stream).await.expect("readable").into_iter().map(|recorded| recorded.name).collect();
        assert_eq!(names, ["announced", "received", "released"], "death {wanted}");
        // A picture that was written anew, and of which nobody heard, is swept away the next day.
        office.log.clock().advance(Duration::from_hours(25));
        office.settle().await;
        assert_eq!(office.files().0, 1, "death {wanted}");
        if !died {
            assert!(wanted > passed, "each place was tried");
            break;
        }
        deaths += 1;
    }
    assert_eq!(deaths, 5, "appended, kept, received, before and after the record");
}

#[tokio::test]
async fn whoever_changes_their_mind_takes_a_file_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let ticket = office.announce(PDF, Format::Pdf, 1000).await;
    assert_eq!(create(&office, &ticket, 1000).await.status(), StatusCode::CREATED);
    assert_eq!(office.patch(PDF, &ticket, 0, vec![7; 500]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(office.files(), (0, 1));
    let below = format!("/{PDF}");
    assert_eq!(office.ask("DELETE", &below, &ticket, &[], vec![]).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(office.stage(PDF).await, Stage::TakenBack);
    assert_eq!(office.files(), (0, 0));
    assert_eq!(office.ask("DELETE", &below, &ticket, &[], vec![]).await.status(), StatusCode::GONE);
    assert_eq!(offset(&office, PDF, &ticket).await.0, StatusCode::GONE);
    assert_eq!(create(&office, &ticket, 1000).await.status(), StatusCode::GONE);
    office.settle().await;
    assert!(office.desk.turns() <= 1, "nothing is remembered of what is over");
}

#[tokio::test]
async fn a_copy_goes_out_once_for_a_ticket_and_is_never_shown_here() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let bytes = good(Format::Pdf);
    office.send(PDF, Format::Pdf, &bytes).await;
    let early = path_for(&office, citizen(ADA), PDF, 1);
    assert_eq!(office.get(&early, &[]).await.status(), StatusCode::NOT_FOUND, "nobody has looked at it");
    office.settle().await;

    for (by, status) in [
        (citizen(BEN), StatusCode::NOT_FOUND),
        (By { actor: BEN, roles: Roles::from(Role::Auditor) }, StatusCode::NOT_FOUND),
        (clerk(CLARA), StatusCode::OK),
    ] {
        assert_eq!(office.get(&path_for(&office, by, PDF, 2), &[]).await.status(), status);
    }
    let path = path_for(&office, citizen(ADA), PDF, 3);
    for ahead in [("sec-purpose", "prefetch"), ("purpose", "prefetch"), ("x-moz", "prefetch")] {
        assert_eq!(office.get(&path, &[ahead]).await.status(), StatusCode::FORBIDDEN);
    }
    let head = Request::builder().method("HEAD").uri(&path).body(Body::empty()).expect("a request");
    let head = office.router().oneshot(head).await.expect("an answer");
    assert_eq!(head.status(), StatusCode::METHOD_NOT_ALLOWED, "and the ticket is still good");
    let copy = office.get(&path, &[]).await;
    assert_eq!(copy.status(), StatusCode::OK);
    let headers: HeaderMap = copy.headers().clone();
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"Mietvertrag.pdf\"; filename*=UTF-8''Mietvertrag.pdf"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
        ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"),
        ("content-length", &bytes.len().to_string()),
    ] {
        assert_eq!(headers[name], value);
    }
    assert_eq!(body(copy).await, bytes);
    assert_eq!(office.get(&path, &[]).await.status(), StatusCode::GONE, "it was good for one");

    let part = office.get(&path_for(&office, citizen(ADA), PDF, 4), &[("range", "bytes=5-9")]).await;
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], format!("bytes 5-9/{}", bytes.len()));
    assert_eq!(body(part).await, &bytes[5..10]);
    let beyond = office.get(&path_for(&office, citizen(ADA), PDF, 5), &[("range", "bytes=99999999-")]).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);

    let late = path_for(&office, citizen(ADA), PDF, 6);
    office.log.clock().advance(Duration::from_secs(61));
    assert_eq!(office.get(&late, &[]).await.status(), StatusCode::NOT_FOUND, "a minute is over");
    assert_eq!(office.get("/files/10041100/copies/made-up", &[]).await.status(), StatusCode::NOT_FOUND);
}

/// Sends a file whose line breaks after a half, and then the rest. Gives the ticket for it.
async fn send_in_halves(office: &Office, document: DocumentId, format: Format, bytes: &[u8]) -> String {
    let ticket = office.announce(document, format, bytes.len() as u64).await;
    assert_eq!(create(office, &ticket, bytes.len()).await.status(), StatusCode::CREATED);
    let (half, rest) = bytes.split_at(bytes.len() / 2);
    let frames = half.chunks(9973).map(|frame| Ok(Bytes::copy_from_slice(frame)));
    let frames: Vec<_> = frames.chain([Err(std::io::Error::other("the line broke"))]).collect();
    let status = office.stream(document, &ticket, 0, futures_util::stream::iter(frames)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let at = half.len() as u64;
    assert_eq!(offset(office, document, &ticket).await, (StatusCode::OK, at), "what came stays");
    assert_eq!(office.patch(document, &ticket, at, rest.to_vec()).await.status(), StatusCode::NO_CONTENT);
    ticket
}

#[tokio::test]
async fn whatever_people_hand_in_arrives_over_a_line_that_breaks_and_goes_out_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let all = zoo::good();
    assert!((20..=30).contains(&all.len()), "a case has room for thirty, and these are {}", all.len());
    for (n, (name, format, bytes)) in (100..).zip(&all) {
        let document = DocumentId(Uuid::from_u128(n));
        send_in_halves(&office, document, *format, bytes).await;
        office.settle().await;
        let stage = office.stage(document).await;
        assert!(matches!(stage, Stage::Released { .. }), "{name}: {stage:?}");

        let path = path_for(&office, citizen(ADA), document, n);
        let copy = office.get(&path, &[]).await;
        assert_eq!(copy.status(), StatusCode::OK, "{name}");
        let saved = format!("attachment; filename=\"Mietvertrag.{}\";", format.ending());
        assert!(header(&copy, "content-disposition").starts_with(&saved), "{name}");
        assert!(header(&copy, "content-security-policy").starts_with("sandbox;"), "{name}");
        assert_eq!(header(&copy, "content-type"), format.mime(), "{name}");
        // A picture goes out as it was written anew, and a PDF as it came.
        let clean = crate::inspect::inspect(bytes, *format).expect("it is good");
        assert!(body(copy).await == clean.anew.unwrap_or_else(|| bytes.clone()), "{name}");
        assert_eq!(office.get(&path, &[]).await.status(), StatusCode::GONE, "{name} went out before");
    }
    assert_eq!(office.files(), (all.len(), 0), "and nothing else is kept");
}

#[tokio::test]
async fn what_is_hostile_is_refused_for_what_it_is_and_does_not_stay() {
    let all = zoo::hostile();
    let mut slowest = (Duration::ZERO, "");
    let ids = (100..).map(|n| DocumentId(Uuid::from_u128(n)));
    // A case has room for thirty.
    for some in all.chunks(25) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut office = Office::new(folder.path()).await;
        for (document, animal) in ids.clone().zip(some) {
            let (declared, bytes, name) = (animal.declared, &animal.bytes, animal.name);
            let at_the_door = match animal.fault {
                Fault::Empty => Some(document::Refusal::Empty),
                Fault::TooLarge => Some(document::Refusal::TooLarge { max: crate::inspect::BYTES_MAX as u64 }),
                _ => None,
            };
            if let Some(refusal) = at_the_door {
                let answer = office.may_announce(document, declared, bytes.len() as u64).await;
                assert!(matches!(&answer, Err(Stop::Refused(why)) if *why == refusal.into()), "{name}: {answer:?}");
                continue;
            }
            let begun = Instant::now();
            let ticket = send_in_halves(&office, document, declared, bytes).await;
            let early = path_for(&office, citizen(ADA), document, 1);
            assert_eq!(office.get(&early, &[]).await.status(), StatusCode::NOT_FOUND, "nobody has looked at {name}");
            office.settle().await;
            slowest = slowest.max((begun.elapsed(), name));
            assert_eq!(office.stage(document).await, Stage::Refused { fault: animal.fault }, "{name}");
            assert_eq!(office.files(), (0, 0), "nothing is kept of {name}");
            for path in [early, path_for(&office, clerk(CLARA), document, 2)] {
                assert_eq!(office.get(&path, &[]).await.status(), StatusCode::NOT_FOUND, "{name}");
            }
            let status = office.patch(document, &ticket, 0, bytes.clone()).await.status();
            assert_eq!(status, StatusCode::GONE, "{name} is not sent again");
        }
    }
    println!("{} hostile files, each sent and refused in at most {slowest:?}", all.len());
    // A sixth of a second, where nothing else runs. Machines that do other things meanwhile take longer.
    assert!(slowest.0 < Duration::from_secs(30), "{slowest:?}");
}

/// A photograph with the test file of scanners in a remark.
fn infected() -> Vec<u8> {
    let photo = good(Format::Jpeg);
    let length = u16::try_from(EICAR.len() + 2).expect("it is short").to_be_bytes();
    [&photo[..2], &[0xff, 0xfe], &length, EICAR, &photo[2..]].concat()
}

#[tokio::test]
async fn what_a_real_scanner_knows_is_refused_and_while_it_is_dead_nothing_is_released() {
    let folder = tempfile::tempdir().expect("a folder");
    Office::new(folder.path()).await.log.close().await;
    let clamd = Clamd::start(folder.path());
    let mut office = Office::open(folder.path(), clamd.scanner()).await;
    let id = |n| DocumentId(Uuid::from_u128(n));
    assert!(crate::inspect::inspect(&infected(), Format::Jpeg).is_ok(), "the office itself knows nothing against it");
    office.send(PDF, Format::Pdf, &good(Format::Pdf)).await;
    office.send(id(20), Format::Jpeg, &infected()).await;
    office.settle().await;
    assert!(matches!(office.stage(PDF).await, Stage::Released { .. }));
    assert_eq!(office.stage(id(20)).await, Stage::Refused { fault: Fault::Malware });
    assert_eq!(office.files(), (1, 0), "it is not kept");

    drop(clamd);
    office.send(JPEG, Format::Jpeg, &good(Format::Jpeg)).await;
    office.send(id(21), Format::Jpeg, &infected()).await;
    for _ in 0..3 {
        office.settle().await;
        for document in [JPEG, id(21)] {
            assert!(matches!(office.stage(document).await, Stage::Received { deferred: true, .. }));
            let path = path_for(&office, clerk(CLARA), document, 1);
            assert_eq!(office.get(&path, &[]).await.status(), StatusCode::NOT_FOUND);
        }
        office.log.clock().advance(Duration::from_mins(1));
    }
    let _clamd = Clamd::start(folder.path());
    office.log.clock().advance(Duration::from_mins(1));
    office.settle().await;
    assert!(matches!(office.stage(JPEG).await, Stage::Released { .. }), "it is asked again");
    assert_eq!(office.stage(id(21)).await, Stage::Refused { fault: Fault::Malware });
    assert_eq!(office.files(), (2, 0));
}

#[tokio::test]
async fn a_scanner_that_does_not_answer_is_left_alone_for_a_minute_however_many_files_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    Office::new(folder.path()).await.log.close().await;
    // It takes each connection, and hangs up without a word.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = silent.local_addr().expect("an address").to_string();
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let hangs_up = tokio::spawn(async move {
        while silent.accept().await.is_ok() {
            count.fetch_add(1, Ordering::Relaxed);
        }
    });
    let mut office = Office::open(folder.path(), Scanner::Tcp(address)).await;
    let all: Vec<DocumentId> = (30..35).map(|n| DocumentId(Uuid::from_u128(n))).collect();
    for (document, minute) in all.iter().zip(1..) {
        office.send(*document, Format::Pdf, &good(Format::Pdf)).await;
        office.settle().await;
        assert!(matches!(office.stage(*document).await, Stage::Received { deferred: true, .. }), "everybody is told");
        assert_eq!(asked.load(Ordering::Relaxed), 1, "after {minute} files");
    }
    for minutes in 2..=4 {
        office.log.clock().advance(Duration::from_mins(1));
        office.settle().await;
        assert_eq!(asked.load(Ordering::Relaxed), minutes);
    }
    hangs_up.abort();
}

#[tokio::test]
async fn an_upload_goes_on_at_another_node_and_two_do_not_write_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    let other = office.neighbour(folder.path()).await;
    let bytes = good(Format::Pdf);
    let ticket = office.announce(PDF, Format::Pdf, bytes.len() as u64).await;
    assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::CREATED);
    let part = |from: usize, to: usize| bytes[from..to.min(bytes.len())].to_vec();
    assert_eq!(office.patch(PDF, &ticket, 0, part(0, 100)).await.status(), StatusCode::NO_CONTENT);
    let patch = async |desk, at: u64, part| office.patch_at(desk, PDF, &ticket, at, part).await.status();
    assert_eq!(patch(&other, 100, part(100, 200)).await, StatusCode::NO_CONTENT);
    assert_eq!(offset(&office, PDF, &ticket).await, (StatusCode::OK, 200), "and this one sees it");

    // While one writes, the other waits.
    let name = office.vault.coming(&PDF.to_string());
    let key = office.desk.key(PDF, &office.document(PDF).await).await.expect("it answers").expect("there is one");
    let writing = crate::vault::Writer::resume(&name, &key).expect("nobody writes");
    for desk in [&office.desk, &other] {
        assert_eq!(patch(desk, 200, part(200, 300)).await, StatusCode::LOCKED);
    }
    drop(writing);
    assert_eq!(patch(&office.desk, 200, part(200, 300)).await, StatusCode::NO_CONTENT);
    assert_eq!(patch(&other, 200, part(200, 300)).await, StatusCode::CONFLICT, "it is there already");
    assert_eq!(patch(&other, 300, part(300, usize::MAX)).await, StatusCode::NO_CONTENT);
    for desk in [&office.desk, &other] {
        assert_eq!(patch(desk, bytes.len() as u64, vec![]).await, StatusCode::NO_CONTENT, "and both know it");
    }
    assert_eq!(office.files(), (1, 0));
    office.settle().await;
    assert_eq!(body(office.get(&path_for(&office, citizen(ADA), PDF, 1), &[]).await).await, bytes);
}

#[tokio::test]
async fn nobody_goes_on_with_the_upload_of_somebody_who_was_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::new(folder.path()).await;
    let ticket = office.announce(PDF, Format::Pdf, 1000).await;
    assert_eq!(create(&office, &ticket, 1000).await.status(), StatusCode::CREATED);
    assert_eq!(office.patch(PDF, &ticket, 0, vec![7; 500]).await.status(), StatusCode::NO_CONTENT);
    office.log.destroy_subject(office.document(PDF).await.name.subject().0).await.expect("the key is gone");
    assert_eq!(office.patch(PDF, &ticket, 500, vec![7; 500]).await.status(), StatusCode::GONE);
    assert_eq!(offset(&office, PDF, &ticket).await.0, StatusCode::GONE);
}

/// Where the one kept file lies.
fn kept(office: &Office) -> std::path::PathBuf {
    let list =
        |path: &std::path::Path| std::fs::read_dir(path).expect("a folder").map(|one| one.expect("a file").path());
    list(&office.vault.root().join("kept")).flat_map(|folder| list(&folder).collect::<Vec<_>>()).next().expect("a file")
}

#[tokio::test]
async fn what_is_damaged_in_the_vault_is_refused_and_what_is_away_is_waited_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    office.send(PDF, Format::Pdf, &good(Format::Pdf)).await;
    // The disk of others is away for a while: longer and longer it waits, and then it is there.
    let (path, away) = (kept(&office), folder.path().join("away"));
    std::fs::rename(&path, &away).expect("moved");
    let begun = office.log.clock().now();
    let mut waits = vec![];
    for _ in 0..8 {
        office.settle().await;
        assert!(matches!(office.stage(PDF).await, Stage::Received { .. }));
        let (due, now) = (office.worker.next_due().expect("it looks again"), office.log.clock().now());
        waits.push((due - now).num_minutes());
        office.log.clock().advance((due - now).to_std().expect("it is later"));
    }
    assert!(waits.starts_with(&[1, 2, 4]) && waits[1..].iter().max() <= Some(&64), "{waits:?}");
    assert!(office.log.clock().now() - begun < chrono::TimeDelta::hours(5));
    std::fs::rename(&away, &path).expect("moved");
    office.settle().await;
    assert!(matches!(office.stage(PDF).await, Stage::Released { .. }));

    // A byte that has changed stays changed.
    let other = DocumentId(Uuid::from_u128(8));
    office.send(JPEG, Format::Jpeg, &good(Format::Jpeg)).await;
    let received = |stage| match stage {
        Stage::Received { blob, .. } => blob,
        other => panic!("{other:?}"),
    };
    let blob = received(office.stage(JPEG).await).to_string();
    let path = office.vault.root().join("kept").join(&blob[..2]).join(&blob);
    let mut stored = std::fs::read(&path).expect("there");
    stored[100] ^= 1;
    std::fs::write(&path, stored).expect("written");
    office.send(other, Format::Pdf, &good(Format::Pdf)).await;
    office.settle().await;
    assert_eq!(office.stage(JPEG).await, Stage::Refused { fault: Fault::Lost });
    assert!(matches!(office.stage(other).await, Stage::Released { .. }), "and the others go on");
    assert!(!path.exists());
}

#[tokio::test]
async fn a_picture_is_written_anew_under_a_name_of_its_own_each_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    office.send(JPEG, Format::Jpeg, &good(Format::Jpeg)).await;
    // Another node, which lost its lease without knowing, has stopped while it wrote.
    let left = office.vault.coming(&format!("{JPEG}-anew"));
    std::fs::write(&left, "half").expect("written");
    office.settle().await;
    assert!(matches!(office.stage(JPEG).await, Stage::Released { .. }));
    assert!(left.exists() && office.files() == (1, 1), "what is another's is left to it");
    let subject = office.document(JPEG).await.name.subject();
    let order = subject_key::Command::OrderErasure { case: Some(CASE), ground: Ground::ConsentWithdrawn, note: None };
    let data_protection = By { actor: BEN, roles: Roles::from(Role::DataProtection) };
    office.give::<subject_key::State>(data_protection, subject.0, order).await.expect("it may be asked for");
    office.log.destroy_subject(subject.0).await.expect("the key is gone");
    office
        .give::<subject_key::State>(system(), subject.0, subject_key::Command::RecordDestruction)
        .await
        .expect("done");
    office.settle().await;
    assert_eq!(office.files(), (0, 0), "and goes with the person");
}

#[tokio::test]
async fn twenty_mebibytes_in_small_parts_stay_fast() {
    let folder = tempfile::tempdir().expect("a folder");
    let office = Office::new(folder.path()).await;
    let bytes: Vec<u8> = (0..20 * 1024 * 1024_u32).map(|n| u8::try_from(n % 251).expect("it is small")).collect();
    let mut took = vec![];
    for (n, part) in [(11, 64 * 1024), (12, 1024 * 1024), (13, 20 * 1024 * 1024)] {
        let document = DocumentId(Uuid::from_u128(n));
        let ticket = office.announce(document, Format::Pdf, bytes.len() as u64).await;
        assert_eq!(create(&office, &ticket, bytes.len()).await.status(), StatusCode::CREATED);
        let begun = Instant::now();
        for (at, part) in (0..).step_by(part).zip(bytes.chunks(part)) {
            assert_eq!(office.patch(document, &ticket, at, part.to_vec()).await.status(), StatusCode::NO_CONTENT);
        }
        took.push(begun.elapsed());
        let Stage::Received { blob, .. } = office.stage(document).await else { panic!("it is there") };
        let key = office.desk.key(document, &office.document(document).await).await.expect("it answers");
        let file = office.vault.file(&blob).expect("readable").expect("there");
        let read = crate::vault::Reader::open(file, &key.expect("there is one")).expect("it opens");
        assert!(read.whole().expect("it opens") == bytes, "seams do not show");
    }
    println!("20 MiB in parts of 64 KiB, 1 MiB and 20 MiB: {took:?}");
    // Reading everything again for each part would open 3 GiB for the first.
    assert!(took[0] < Duration::from_mins(2), "{took:?}");
}

#[tokio::test]
async fn whoever_is_forgotten_leaves_no_document_that_could_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut office = Office::new(folder.path()).await;
    office.send(PDF, Format::Pdf, &good(Format::Pdf)).await;
    office.send(JPEG, Format::Jpeg, &good(Format::Jpeg)).await;
    office.settle().await;
    let blob = match office.stage(PDF).await {
        Stage::Released { blob } => blob,
        other => panic!("{other:?}"),
    };
    let subject = office.document(PDF).await.name.subject();
    let path = path_for(&office, clerk(CLARA), PDF, 1);
    let ground = Ground::ConsentWithdrawn;
    let order = subject_key::Command::OrderErasure { case: Some(CASE), ground, note: None };
    let data_protection = By { actor: BEN, roles: Roles::from(Role::DataProtection) };
    office.give::<subject_key::State>(data_protection, subject.0, order).await.expect("it may be asked for");
    office.log.destroy_subject(subject.0).await.expect("the key is gone");
    // The file is still there, and nobody reads it.
    assert!(office.vault.file(&blob).expect("readable").is_some());
    assert_eq!(office.get(&path, &[]).await.status(), StatusCode::GONE);
    let record = subject_key::Command::RecordDestruction;
    office.give::<subject_key::State>(system(), subject.0, record).await.expect("it is done");
    office.settle().await;
    assert!(office.vault.file(&blob).expect("readable").is_none(), "and then it is gone");
    assert_eq!(office.files(), (1, 0), "what is about others stays");
    let other = path_for(&office, clerk(CLARA), JPEG, 2);
    assert_eq!(office.get(&other, &[]).await.status(), StatusCode::OK);
}

/// How much memory this process had at most since it was last asked to forget that, in KiB.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux says");
    let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("it says this, too");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
}

// A process of its own: others would be measured with it.
#[test]
fn sending_and_fetching_take_no_more_memory_for_a_larger_file() {
    if std::env::var_os("VORGANG_MEASURE").is_none() {
        let test = "tests::sending_and_fetching_take_no_more_memory_for_a_larger_file";
        let this = std::env::current_exe().expect("it runs");
        let mut measured = std::process::Command::new(this);
        let measured = measured.args(["--exact", test, "--nocapture"]).env("VORGANG_MEASURE", "1");
        let output = measured.output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && told.contains("MiB/s"), "{told}");
        print!("{told}");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let office = Office::new(folder.path()).await;
        let mut most = vec![];
        for (n, mib) in [(1, 1_usize), (2, 2), (3, 20)] {
            std::fs::write("/proc/self/clear_refs", "5").expect("Linux forgets");
            let before = most_memory();
            let document = DocumentId(Uuid::from_u128(n));
            let ticket = office.announce(document, Format::Pdf, (mib * 1024 * 1024) as u64).await;
            assert_eq!(create(&office, &ticket, mib * 1024 * 1024).await.status(), StatusCode::CREATED);
            let frame = Bytes::from(vec![7; 16 * 1024]);
            let frames = std::iter::repeat_n(frame, mib * 64).map(Ok::<_, std::io::Error>);
            let begun = Instant::now();
            let status = office.stream(document, &ticket, 0, futures_util::stream::iter(frames)).await;
            assert_eq!(status, StatusCode::NO_CONTENT);
            let took = begun.elapsed();
            // Nobody looks at it here: it is released as it is.
            let Stage::Received { blob, .. } = office.stage(document).await else { panic!("it is there") };
            let release = document::Command::Release { document, blob, bytes: (mib * 1024 * 1024) as u64 };
            office.give::<document::State>(system(), TrayId::of(CASE).0, release).await.expect("the office may");
            let copy = office.get(&path_for(&office, citizen(ADA), document, n), &[]).await;
            let mut copy = copy.into_body().into_data_stream();
            let mut fetched = 0;
            while let Some(frame) = futures_util::StreamExt::next(&mut copy).await {
                fetched += frame.expect("it opens").len();
            }
            assert_eq!(fetched, mib * 1024 * 1024);
            most.push(most_memory().saturating_sub(before));
            let plain = Instant::now();
            let clear = vec![7; mib * 1024 * 1024];
            let mut file = std::fs::File::create(folder.path().join("plain")).expect("a file");
            std::io::Write::write_all(&mut file, &clear).and_then(|()| file.sync_all()).expect("written");
            let per_second = |took: Duration| f64::from(u32::try_from(mib).expect("small")) / took.as_secs_f64();
            println!(
                "{mib} MiB sent with {:.0} MiB/s, written plainly with {:.0} MiB/s",
                per_second(took),
                per_second(plain.elapsed())
            );
        }
        println!("memory grew by {most:?} KiB");
        assert!(most[2] < most[1] + 6 * 1024, "{most:?}");
    });
}
