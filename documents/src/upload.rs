//! Files come in pieces, and go on where they were torn off: tus 1.0.0 with creation, expiration, termination and
//! checksums, by a ticket in the header `Upload-Ticket`.
//!
//! A file lies encrypted from its first byte on. Nothing counts as sent before it is on disk, so whoever goes on after
//! a power cut goes on at the right place. When it is whole, it is kept in the vault and the log says so; only then is
//! it looked at.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::options;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::document::{self, Stage};
use domain::ids::{CaseId, DocumentId};
use domain::signature::Hash;
use event_store::crash;
use futures_util::StreamExt as _;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;
use worker::Given;

use crate::desk::{Desks, Documents};
use crate::failure::{Failure, aside, disk};
use crate::ticket::Ticket;
use crate::vault::{DocumentKey, PIECE_BYTES_MAX, Reader, Writer, sync_folder};

/// The one version of the protocol that is spoken here.
const VERSION: &str = "1.0.0";
/// How long what comes may be silent.
const SILENCE_MAX: Duration = Duration::from_secs(30);
/// How long what somebody says about a file may be. It is not kept: the announcement has said it.
const METADATA_BYTES_MAX: usize = 1024;

const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_DEFER_LENGTH: HeaderName = HeaderName::from_static("upload-defer-length");
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const UPLOAD_TICKET: HeaderName = HeaderName::from_static("upload-ticket");

/// A file that is being written to. It is opened for each request, and nothing of it outlives that.
struct Opened {
    writer: Writer,
    key: DocumentKey,
}

/// What a ticket lets somebody send.
#[derive(Clone, Copy)]
struct Sending {
    case: CaseId,
    document: DocumentId,
    bytes: u64,
    until: DateTime<Utc>,
}

/// Why a request is not done.
#[derive(Debug)]
enum No {
    /// The protocol says no.
    Status(StatusCode),
    /// The server cannot.
    Failed(Failure),
}

type Answer = Result<Response, No>;

/// Whose turn it is to write to a file.
type Turn = OwnedMutexGuard<()>;

pub(crate) fn routes() -> Router<Desks> {
    Router::new().route("/files/{authority}/uploads", options(abilities).post(create)).route(
        "/files/{authority}/uploads/{document}",
        options(abilities).head(offset).patch(receive).delete(terminate).post(overridden),
    )
}

/// What this server can do.
async fn abilities(State(desks): State<Desks>, Path(path): Path<Vec<(String, String)>>) -> Response {
    let Some(desk) = path.first().and_then(|(_, authority)| desks.get(authority)) else {
        return answered(StatusCode::NOT_FOUND.into_response());
    };
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(TUS_VERSION, HeaderValue::from_static(VERSION));
    headers.insert(TUS_EXTENSION, HeaderValue::from_static("creation,expiration,termination,checksum"));
    headers.insert(TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static("sha1,sha256"));
    headers.insert(TUS_MAX_SIZE, HeaderValue::from(desk.limits().upload_bytes_max));
    answered(response)
}

/// Begins a file. Beginning it again, as long as nothing of it is there, is the same beginning.
async fn create(State(desks): State<Desks>, Path(authority): Path<String>, headers: HeaderMap) -> Response {
    let begin = async || -> Answer {
        let desk = desks.get(&authority).ok_or(No::Status(StatusCode::NOT_FOUND))?;
        let sending = allowed(desk, &headers)?;
        if headers.contains_key(UPLOAD_DEFER_LENGTH) {
            return Err(No::Status(StatusCode::BAD_REQUEST));
        }
        if headers.get(UPLOAD_METADATA).is_some_and(|metadata| metadata.len() > METADATA_BYTES_MAX) {
            return Err(No::Status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
        }
        match number(&headers, &UPLOAD_LENGTH).ok_or(No::Status(StatusCode::BAD_REQUEST))? {
            length if length > sending.bytes => return Err(No::Status(StatusCode::PAYLOAD_TOO_LARGE)),
            length if length < sending.bytes => return Err(No::Status(StatusCode::BAD_REQUEST)),
            _ => {}
        }
        let _turn = take_turn(desk, sending)?;
        is_announced(desk, sending).await?;
        let opened = open(desk, sending, true).await?.ok_or(No::Status(StatusCode::NOT_FOUND))?;
        if opened.writer.size() > 0 {
            return Err(No::Status(StatusCode::CONFLICT));
        }
        if let Err(no) = is_announced(desk, sending).await {
            // Meanwhile it was received or taken back at another node: this one is of nobody.
            drop_coming(desk, sending).await?;
            return Err(no);
        }
        let mut response = StatusCode::CREATED.into_response();
        let location = format!("{}/{}", desk.upload_path(), sending.document);
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(&location).expect("ids are ASCII"));
        expires(&mut response, sending);
        Ok(response)
    };
    answer(begin().await)
}

/// How much of a file is there.
async fn offset(
    State(desks): State<Desks>,
    Path((authority, document)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Response {
    let look = async || -> Answer {
        let (desk, sending) = found(&desks, &authority, document, &headers)?;
        let size = match stage(desk, sending).await? {
            Some(Stage::Announced { until }) if desk.now() < until => {
                let _turn = take_turn(desk, sending)?;
                let opened = open(desk, sending, false).await?;
                // Whoever wrote to it until now may just have ended it.
                match (opened, stage(desk, sending).await?) {
                    (Some(opened), Some(Stage::Announced { .. })) => {
                        let size = opened.writer.size();
                        if size == sending.bytes {
                            // It was whole when the server stopped, and the log did not hear of it.
                            finish(desk.clone(), sending, opened).await?;
                        }
                        size
                    }
                    (_, Some(Stage::Received { .. } | Stage::Released { .. } | Stage::Refused { .. })) => sending.bytes,
                    (None, Some(Stage::Announced { .. }) | None) => return Err(No::Status(StatusCode::NOT_FOUND)),
                    (_, Some(Stage::TakenBack) | None) => return Err(No::Status(StatusCode::GONE)),
                }
            }
            // Whoever did not hear the last answer hears that everything is there.
            Some(Stage::Received { .. } | Stage::Released { .. } | Stage::Refused { .. }) => sending.bytes,
            Some(Stage::Announced { .. } | Stage::TakenBack) => return Err(No::Status(StatusCode::GONE)),
            None => return Err(No::Status(StatusCode::NOT_FOUND)),
        };
        let mut response = StatusCode::OK.into_response();
        response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(size));
        response.headers_mut().insert(UPLOAD_LENGTH, HeaderValue::from(sending.bytes));
        expires(&mut response, sending);
        Ok(response)
    };
    answer(look().await)
}

/// Takes the next part of a file.
async fn receive(
    State(desks): State<Desks>,
    Path((authority, document)): Path<(String, Uuid)>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let take = async || -> Answer {
        let (desk, sending) = found(&desks, &authority, document, &headers)?;
        if headers.get(header::CONTENT_TYPE).is_none_or(|kind| kind != "application/offset+octet-stream") {
            return Err(No::Status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let offset = number(&headers, &UPLOAD_OFFSET).ok_or(No::Status(StatusCode::BAD_REQUEST))?;
        let checksum = headers.get(UPLOAD_CHECKSUM).map(Checksum::read).transpose()?;
        let length = number(&headers, &header::CONTENT_LENGTH);
        let place = Arc::clone(desk.places()).try_acquire_owned();
        let place = place.map_err(|_| No::Status(StatusCode::SERVICE_UNAVAILABLE))?;
        let turn = take_turn(desk, sending)?;
        let opened = open(desk, sending, false).await?;
        // What the log says is asked once the file is ours: another node may just have ended it.
        match stage(desk, sending).await? {
            Some(Stage::Announced { until }) if desk.now() < until => {}
            Some(Stage::Received { .. }) if offset == sending.bytes => return Ok(left(sending, sending.bytes)),
            Some(_) => return Err(No::Status(StatusCode::GONE)),
            None => return Err(No::Status(StatusCode::NOT_FOUND)),
        }
        let opened = opened.ok_or(No::Status(StatusCode::NOT_FOUND))?;
        if opened.writer.size() != offset {
            return Err(No::Status(StatusCode::CONFLICT));
        }
        if offset == sending.bytes {
            // It was whole when the server stopped, and the log did not hear of it.
            finish(desk.clone(), sending, opened).await?;
            return Ok(left(sending, offset));
        }
        if length.is_some_and(|length| offset + length > sending.bytes) {
            return Err(No::Status(StatusCode::PAYLOAD_TOO_LARGE));
        }
        // It goes on when the other side hangs up: what has arrived is kept.
        let desk = desk.clone();
        let work = tokio::spawn(async move {
            let (_place, _turn) = (place, turn);
            let opened = append(opened, body, checksum, sending.bytes).await?;
            let size = opened.writer.size();
            crash::point("upload.appended");
            if size == sending.bytes {
                finish(desk, sending, opened).await?;
            }
            Ok(left(sending, size))
        });
        work.await.map_err(|_| No::Failed(Failure::TornOff))?
    };
    answer(take().await)
}

/// Takes a file back.
async fn terminate(
    State(desks): State<Desks>,
    Path((authority, document)): Path<(String, Uuid)>,
    headers: HeaderMap,
) -> Response {
    let end = async || -> Answer {
        let (desk, sending) = found(&desks, &authority, document, &headers)?;
        is_announced(desk, sending).await?;
        let _turn = take_turn(desk, sending)?;
        let command = document::Command::TakeBack { document: sending.document };
        recorded(desk.tell(sending.case, &format!("upload.{document}.terminated"), command).await)?;
        drop_coming(desk, sending).await?;
        Ok(StatusCode::NO_CONTENT.into_response())
    };
    answer(end().await)
}

/// Some networks let only GET and POST through: the protocol has a header for them.
async fn overridden(state: State<Desks>, path: Path<(String, Uuid)>, headers: HeaderMap, body: Body) -> Response {
    match headers.get("x-http-method-override").map(HeaderValue::as_bytes) {
        Some(b"PATCH") => receive(state, path, headers, body).await,
        Some(b"DELETE") => terminate(state, path, headers).await,
        Some(b"HEAD") => offset(state, path, headers).await,
        _ => answered(StatusCode::METHOD_NOT_ALLOWED.into_response()),
    }
}

fn found<'a>(
    desks: &'a Desks,
    authority: &str,
    document: Uuid,
    headers: &HeaderMap,
) -> Result<(&'a Documents, Sending), No> {
    let desk = desks.get(authority).ok_or(No::Status(StatusCode::NOT_FOUND))?;
    let sending = allowed(desk, headers)?;
    if sending.document.0 == document { Ok((desk, sending)) } else { Err(No::Status(StatusCode::NOT_FOUND)) }
}

/// What the ticket in the header lets somebody send.
fn allowed(desk: &Documents, headers: &HeaderMap) -> Result<Sending, No> {
    if headers.get(TUS_RESUMABLE).is_none_or(|version| version != VERSION) {
        return Err(No::Status(StatusCode::PRECONDITION_FAILED));
    }
    let ticket = headers.get(UPLOAD_TICKET).and_then(|ticket| ticket.to_str().ok());
    match ticket.and_then(|ticket| desk.ticket(ticket)) {
        Some(Ticket::Upload { case, document, bytes, until }) => Ok(Sending { case, document, bytes, until }),
        Some(Ticket::Download { .. } | Ticket::Paper { .. }) | None => Err(No::Status(StatusCode::UNAUTHORIZED)),
    }
}

async fn stage(desk: &Documents, sending: Sending) -> Result<Option<Stage>, No> {
    let found = desk.document(sending.case, sending.document).await.map_err(No::Failed)?;
    Ok(found.map(|document| document.stage))
}

/// Whether a file may be begun and taken back.
async fn is_announced(desk: &Documents, sending: Sending) -> Result<(), No> {
    match stage(desk, sending).await? {
        Some(Stage::Announced { .. }) => Ok(()),
        Some(_) => Err(No::Status(StatusCode::GONE)),
        None => Err(No::Status(StatusCode::NOT_FOUND)),
    }
}

/// Takes a file for oneself. Whoever comes meanwhile is told to come back.
fn take_turn(desk: &Documents, sending: Sending) -> Result<Turn, No> {
    desk.turn(sending.document).try_lock_owned().map_err(|_| No::Status(StatusCode::LOCKED))
}

/// The file as it is on disk, locked for whoever has it, also against other nodes that share the folder. The key is asked
/// for each time: whoever was forgotten meanwhile has none.
async fn open(desk: &Documents, sending: Sending, begins: bool) -> Result<Option<Opened>, No> {
    let document = desk.document(sending.case, sending.document).await.map_err(No::Failed)?;
    let document = document.ok_or(No::Status(StatusCode::NOT_FOUND))?;
    let key = desk.key(sending.document, &document).await.map_err(No::Failed)?;
    let key = key.ok_or(No::Status(StatusCode::GONE))?;
    let path = desk.vault().coming(&sending.document.to_string());
    let open = move || {
        let writer = match Writer::resume(&path, &key) {
            Ok(writer) => writer,
            Err(failure) if failure.is_not_found() && begins => {
                let writer = Writer::create(&path, &key)?;
                // The name has to be there as well before anybody is told that it is.
                writer.sync()?;
                sync_folder(path.parent().expect("it has a folder"))?;
                writer
            }
            Err(failure) if failure.is_not_found() => return Ok(None),
            Err(failure) => return Err(failure),
        };
        Ok(Some(Opened { writer, key }))
    };
    aside(open).await.map_err(No::Failed)
}

async fn drop_coming(desk: &Documents, sending: Sending) -> Result<(), No> {
    let (vault, path) = (desk.vault().clone(), desk.vault().coming(&sending.document.to_string()));
    aside(move || vault.drop_coming(&path)).await.map_err(No::Failed)
}

/// Writes what comes, piece by piece, and says how much is there in the end. What came before it broke off stays, unless
/// it has to fit a checksum.
async fn append(opened: Opened, body: Body, checksum: Option<Checksum>, bytes: u64) -> Result<Opened, No> {
    let Opened { mut writer, key } = opened;
    writer = aside(move || writer.set_seam().map(|()| writer)).await.map_err(No::Failed)?;
    let (mark, before) = (writer.mark(), writer.size());
    let mut context = checksum.as_ref().map(|checksum| digest::Context::new(checksum.algorithm));
    let (mut frames, mut piece, mut came) = (body.into_data_stream(), Vec::with_capacity(PIECE_BYTES_MAX), 0_u64);
    let ended = loop {
        match tokio::time::timeout(SILENCE_MAX, frames.next()).await {
            Ok(None) => break Ok(()),
            Err(_) => break Err(No::Status(StatusCode::REQUEST_TIMEOUT)),
            Ok(Some(Err(_))) => break Err(No::Status(StatusCode::BAD_REQUEST)),
            Ok(Some(Ok(frame))) => {
                came += frame.len() as u64;
                if before + came > bytes {
                    break Err(No::Status(StatusCode::PAYLOAD_TOO_LARGE));
                }
                if let Some(context) = &mut context {
                    context.update(&frame);
                }
                piece.extend_from_slice(&frame);
                if piece.len() >= PIECE_BYTES_MAX {
                    (writer, piece) = write(writer, piece).await?;
                }
            }
        }
    };
    let fits = match (&checksum, context) {
        (Some(checksum), Some(context)) if ended.is_ok() => context.finish().as_ref() == checksum.value,
        (Some(_), _) => false,
        (None, _) => !matches!(ended, Err(No::Status(StatusCode::PAYLOAD_TOO_LARGE))),
    };
    let writer = aside(move || {
        if fits {
            if !piece.is_empty() && writer.pieces_left() > 0 {
                writer.append(&piece)?;
            }
        } else {
            writer.back_to(mark)?;
        }
        // Only what the disk has is there.
        writer.sync()?;
        Ok(writer)
    })
    .await
    .map_err(No::Failed)?;
    ended?;
    if fits { Ok(Opened { writer, key }) } else { Err(No::Status(StatusCode::from_u16(460).expect("tus names it"))) }
}

async fn write(mut writer: Writer, mut piece: Vec<u8>) -> Result<(Writer, Vec<u8>), No> {
    let write = move || {
        // What is left over goes into the next piece, so that a file has no more pieces than it needs.
        let whole = piece.len() - piece.len() % PIECE_BYTES_MAX;
        writer.append(&piece[..whole])?;
        piece.drain(..whole);
        Ok((writer, piece))
    };
    aside(write).await.map_err(No::Failed)
}

/// Keeps a file that is whole, and has the log say so.
async fn finish(desk: Documents, sending: Sending, opened: Opened) -> Result<(), No> {
    let Opened { mut writer, key } = opened;
    let (vault, path, now) = (desk.vault().clone(), desk.vault().coming(&sending.document.to_string()), desk.now());
    // The lock on the file is held until the log has heard of it.
    let (_writer, blob, bytes, commitment) = aside(move || {
        writer.finish()?;
        // It is read once from the disk, for what is kept, for its name and for its proof: what is kept can be opened.
        let reader = Reader::open(std::fs::File::open(&path).map_err(disk("read what came"))?, &key)?;
        let mut context = digest::Context::new(&digest::SHA256);
        let blob = reader.through(|clear| context.update(clear))?;
        vault.keep_as(&path, blob, now)?;
        let sha256 = context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes");
        Ok((writer, blob, reader.size(), Hash(key.commitment(&sha256))))
    })
    .await
    .map_err(No::Failed)?;
    crash::point("upload.kept");
    let document = sending.document;
    let command = document::Command::Receive { document, blob, bytes, commitment };
    // A file that was kept twice, before and after a stop, is the same file.
    let answer = desk.tell(sending.case, &format!("upload.{document}.received"), command).await;
    crash::point("upload.received");
    recorded(answer)?;
    drop_coming(&desk, sending).await
}

fn recorded(answer: Result<Given, event_store::Failure>) -> Result<(), No> {
    match answer {
        Ok(Given::Accepted) => Ok(()),
        Ok(Given::Refused) => Err(No::Status(StatusCode::GONE)),
        Err(failure) => Err(No::Failed(failure.into())),
    }
}

/// A checksum that what comes has to fit.
struct Checksum {
    algorithm: &'static digest::Algorithm,
    value: Vec<u8>,
}

impl Checksum {
    fn read(value: &HeaderValue) -> Result<Self, No> {
        let bad = || No::Status(StatusCode::BAD_REQUEST);
        let (name, value) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(bad)?;
        let algorithm = match name {
            "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => &digest::SHA256,
            _ => return Err(bad()),
        };
        Ok(Self { algorithm, value: STANDARD.decode(value).map_err(|_| bad())? })
    }
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None }
}

/// Says how much is there.
fn left(sending: Sending, size: u64) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(size));
    expires(&mut response, sending);
    response
}

fn expires(response: &mut Response, sending: Sending) {
    let until = sending.until.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    response.headers_mut().insert(UPLOAD_EXPIRES, HeaderValue::from_str(&until).expect("a date is ASCII"));
}

fn answer(answer: Answer) -> Response {
    answered(match answer {
        Ok(response) => response,
        Err(No::Status(status)) => status.into_response(),
        Err(No::Failed(Failure::Erased)) => StatusCode::GONE.into_response(),
        Err(No::Failed(Failure::Busy)) => StatusCode::LOCKED.into_response(),
        Err(No::Failed(failure)) => {
            tracing::error!(error = &failure as &dyn std::error::Error, "a file could not be taken");
            match failure {
                Failure::Disk { source, .. } if source.kind() == io::ErrorKind::StorageFull => {
                    StatusCode::INSUFFICIENT_STORAGE.into_response()
                }
                // What came stays, and whoever asks again later goes on.
                Failure::Bucket { .. } => StatusCode::SERVICE_UNAVAILABLE.into_response(),
                _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            }
        }
    })
}

fn answered(mut response: Response) -> Response {
    response.headers_mut().insert(TUS_RESUMABLE, HeaderValue::from_static(VERSION));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
